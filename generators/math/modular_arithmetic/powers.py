"""Powers modulo a number: last digits, remainders, towers, orders and logarithms."""

from __future__ import annotations

from math import gcd
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE
from generators.math.integers import (
    divided,
    great_power,
    into_range,
    order,
    superscript,
    totient,
    totients,
)
from generators.math.modular_arithmetic.notation import (
    number_check,
    written_power,
)
from generators.questions import Question
from generators.randomness import Stream
from schemas.checks import Check


class LastDigit(Question, frozen=True, tag="last_digit"):
    """The last digit of a power, from the cycle of last digits."""

    base: int
    exponent: int

    TEXTS: ClassVar = {
        "last": "[What is the last digit of {power}?|Find the last digit of {power}.|Determine the last digit of "
        "{power}.]",
        "ends": "In which digit does {power} end?",
        "units": "[Find|Work out|Give] the units digit of {power}.",
        "remainder": "[What is the remainder|Which remainder is left] when {power} is divided by 10?",
        "ones": "{who} writes {power} out in full. Which digit stands in the ones place?",
        "far": "{power} is a long number. [Which digit is its last?|What is its last digit?]",
        "product": "[Multiply|Someone multiplies] {k} factors, all equal to {b}. What is the last digit of the "
        "product?",
        "mod": "[Compute|Find] {power} mod 10.",
        "code": "What is {b}**{k} % 10 in Python?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> LastDigit | None:
        base, exponent = stream.integer(2, 99), stream.integer(5, 60)
        return LastDigit(base, exponent) if base % 10 in (2, 3, 4, 7, 8, 9) else None

    def slots(self, stream: Stream) -> dict[str, Any]:
        power = written_power(self.base, self.exponent, stream)
        return {"who": stream.choice(PEOPLE), "power": power, "b": self.base, "k": self.exponent}

    def check(self) -> Check:
        return number_check(pow(self.base, self.exponent, 10), 0, 9, f"x == pow({self.base}, {self.exponent}, 10)")

    def solution(self) -> list[str]:
        digit = self.base % 10
        lines = [f"{self.base} ends in {digit}"] if self.base > 9 else []
        cycle = [digit]
        lines.append(f"{digit}^1 ends in {digit}")
        while True:
            product = cycle[-1] * digit
            if product % 10 == digit:
                lines.append(f"{cycle[-1]}·{digit} = {product}: again {digit}, after {len(cycle)} steps")
                break
            cycle.append(product % 10)
            lines.append(f"{cycle[-2]}·{digit} = {product}: {digit}^{len(cycle)} ends in {cycle[-1]}")
        place = (self.exponent - 1) % len(cycle) + 1
        lines.append(divided(self.exponent, len(cycle)))
        lines.append(f"So it ends as {digit}^{place} does: {cycle[place - 1]}")
        return lines

    def canonical(self) -> Any:
        return [self.base, self.exponent]

    def candidates(self) -> int:
        return 10


class PowerSteps(Question, frozen=True, tag="power_steps"):
    """A small power modulo a small number, one multiplication after the other."""

    base: int
    exponent: int
    modulus: int

    TEXTS: ClassVar = {
        "remainder": "[What is the remainder when {power} is divided by {m}?|Find the remainder of {power} on division "
        "by {m}.]",
        "mod": "[Compute|Find|Work out] {power} mod {m}.",
        "congruent": "Find the number r from 0 to {top} with {power} ≡ r (mod {m}).",
        "code": "What is the value of pow({b}, {k}, {m}) in Python?",
        "leaves": "{who} divides {power} by {m}. Which remainder is left?",
        "product": "[Multiply|Someone multiplies] {k} factors, all equal to {b}. What remainder does the product leave "
        "on division by {m}?",
        "reduce": "Reduce {power} modulo {m} to a number from 0 to {top}.",
        "bags": "A recipe makes {power} sweets. They go into bags of {m}. How many sweets are left over?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> PowerSteps | None:
        found = PowerSteps(stream.integer(2, 40), stream.integer(3, 5), stream.integer(5, 13))
        rest = found.base % found.modulus
        return found if rest > 1 and found.modulus != 10 and pow(rest, found.exponent, found.modulus) else None

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "who": stream.choice(PEOPLE),
            "power": written_power(self.base, self.exponent, stream),
            "b": self.base,
            "k": self.exponent,
            "m": self.modulus,
            "top": self.modulus - 1,
        }

    def check(self) -> Check:
        m = self.modulus
        gold = pow(self.base, self.exponent, m)
        return number_check(gold, 0, m - 1, f"x == pow({self.base}, {self.exponent}, {m})")

    def solution(self) -> list[str]:
        m = self.modulus
        base = self.base % m
        lines = [f"{divided(self.base, m)}, so use {base}"] if self.base >= m else []
        value = base
        for place in range(2, self.exponent + 1):
            product = value * base
            step = f"{value}·{base} = {product}"
            lines.append(f"{base}^{place}: {step}" + (f" = {product // m}·{m} + {product % m}" if product >= m else ""))
            value = product % m
        return lines

    def canonical(self) -> Any:
        return [self.base, self.exponent, self.modulus]

    def candidates(self) -> int:
        return self.modulus


class Power(Question, frozen=True, tag="power"):
    """A power with a large exponent modulo a number."""

    base: int
    exponent: int
    modulus: int

    TEXTS: ClassVar = {
        "remainder": "[What is the remainder when {power} is divided by {m}?|Find the remainder of {power} on division "
        "by {m}.]",
        "mod": "[Compute|Find|Work out|Evaluate] {power} mod {m}.",
        "congruent": "[Find|Give] the number r from 0 to {top} with {power} ≡ r (mod {m}).",
        "code": "[What is the value of|What does Python return for] pow({b}, {k}, {m})?",
        "leaves": "{who} divides {power} by {m}. Which remainder is left?",
        "product": "[Multiply|Someone multiplies] {k} factors, all equal to {b}. What remainder does the product leave "
        "on division by {m}?",
        "reduce": "Reduce {power} modulo {m} to a number from 0 to {top}.",
        "key": "In a key exchange modulo {m} the public base is {b} and {who}'s secret exponent is {k}. Which number "
        "does {who.they} send?",
        "generator": "A random number generator starts with 1 and multiplies by {b} modulo {m} at every step. Which "
        "number comes out of step {k}?",
        "circle": "On a circle of {m} chairs, numbered 0 to {top}, a token starts on chair 1; each move takes it from "
        "chair c to chair {b}c modulo {m}. On which chair is it after {k} moves?",
        "cells": "A culture starts with one cell, and every day each cell splits into {b}. After {k} days the cells "
        "are counted in groups of {m}. How many are left over?",
        "let": "Let N = {power}. [Which remainder does N leave|What remainder does N leave] when divided by {m}?",
    }  # fmt: skip
    DIGITS = {
        "last": "[What number do|Which number do] the last {digits} digits of {power} form?",
        "ends": "{power} is written out. What are its last {digits} digits?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Power | None:
        modulus, exponent = {
            2: (stream.integer(11, 60), stream.integer(10, 200)),
            3: (stream.integer(41, 300), stream.integer(100, 5_000)),
            4: (stream.integer(200, 1500), stream.integer(10_000, 10**9)),
        }[level]
        if stream.chance(1, 6):
            modulus = 100 if level < 4 else 1000
        found = Power(stream.integer(2, 99 if level < 4 else 999), exponent, modulus)
        rest = found.base % modulus
        coprime = gcd(rest, modulus) == 1
        if rest < 2 or rest == modulus - 1 or pow(rest, exponent, modulus) < 2 or (level == 4 and not coprime):
            return None
        if coprime and order(rest, modulus) < (3, 5, 8)[level - 2]:
            return None
        return found

    def answer(self) -> int:
        """The remainder."""
        return pow(self.base, self.exponent, self.modulus)

    def texts(self) -> dict[str, str]:
        digits = len(str(self.modulus)) - 1
        ends = self.modulus in (100, 1000) and len(str(self.answer())) == digits
        return self.TEXTS | (self.DIGITS if ends else {})

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "power": written_power(self.base, self.exponent, stream),
            "b": self.base,
            "k": self.exponent,
            "m": self.modulus,
            "top": self.modulus - 1,
            "digits": {100: "two", 1000: "three"}.get(self.modulus, ""),
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        m = self.modulus
        return number_check(self.answer(), 0, m - 1, f"x == pow({self.base}, {self.exponent}, {m})")

    def solution(self) -> list[str]:
        lines, result = great_power(self.base, self.exponent, self.modulus)
        return [f"All congruences are modulo {self.modulus}.", *lines, f"So the remainder is {result}."]

    def canonical(self) -> Any:
        return [self.base, self.exponent, self.modulus]

    def candidates(self) -> int:
        return self.modulus


class PowerSum(Question, frozen=True, tag="power_sum"):
    """A sum or difference of powers modulo a number."""

    bases: tuple[int, ...]
    exponents: tuple[int, ...]
    factors: tuple[int, ...]
    modulus: int

    TEXTS: ClassVar = {
        "remainder": "[What is the remainder when {sum} is divided by {m}?|Find the remainder of {sum} on division by "
        "{m}.]",
        "mod": "[Compute|Find|Work out|Evaluate] ({sum}) mod {m}.",
        "congruent": "[Find|Give] the number r from 0 to {top} with {sum} ≡ r (mod {m}).",
        "code": "What is the value of ({code}) % {m} in Python?",
        "let": "Let N = {sum}. [Which remainder does N leave|What remainder does N leave] when divided by {m}?",
        "add": "Which smallest non-negative integer must be subtracted from {sum} to get a multiple of {m}?",
        "missing": "{who} claims that {sum} is divisible by {m}. Find the remainder that is left in truth; it may be "
        "0.",
        "reduce": "Reduce {sum} modulo {m} to a number from 0 to {top}.",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> PowerSum | None:
        count = 2 if level < 4 else 3
        modulus = stream.integer(*((7, 30), (20, 90), (50, 200))[level - 2])
        bases = tuple(stream.integer(2, 30) for _ in range(count))
        exponents = tuple(stream.integer(*((5, 60), (20, 400), (100, 5000))[level - 2]) for _ in range(count))
        factors = (1, *(stream.choice((1, 1, -1, 2, 3, -2)) for _ in bases[1:]))
        if len(set(bases)) < count or any(base % modulus < 2 for base in bases):
            return None
        return PowerSum(bases, exponents, factors, modulus)

    def answer(self) -> int:
        """The remainder."""
        return sum(self.terms()) % self.modulus

    def terms(self) -> list[int]:
        """The terms, each modulo the number and with its factor."""
        powers = zip(self.bases, self.exponents, self.factors, strict=True)
        return [f * pow(b, k, self.modulus) for b, k, f in powers]

    def written(self, power: Any, times: str) -> str:
        """The sum as an expression."""
        text = ""
        for base, exponent, weight in zip(self.bases, self.exponents, self.factors, strict=True):
            sign = "" if not text else " + " if weight > 0 else " - "
            text += sign + (f"{abs(weight)}{times}" if abs(weight) > 1 else "") + power(base, exponent)
        return text

    def slots(self, stream: Stream) -> dict[str, Any]:
        raised = stream.choice((lambda b, k: f"{b}^{k}", lambda b, k: f"{b}{superscript(k)}"))
        tex = "$" + self.written(lambda b, k: f"{b}^{{{k}}}", " \\cdot ") + "$"
        return {
            "sum": tex if stream.chance(1, 3) else self.written(raised, "·"),
            "code": self.written(lambda b, k: f"{b}**{k}", " * "),
            "m": self.modulus,
            "top": self.modulus - 1,
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        m = self.modulus
        parts = zip(self.bases, self.exponents, self.factors, strict=True)
        total = " + ".join(f"({f}) * pow({b}, {k}, {m})" for b, k, f in parts)
        return number_check(self.answer(), 0, m - 1, f"({total}) % {m} == x")

    def solution(self) -> list[str]:
        m = self.modulus
        lines = [f"All congruences are modulo {m}."]
        for base, exponent in zip(self.bases, self.exponents, strict=True):
            steps, value = great_power(base, exponent, m)
            lines += [*steps, f"So {base}^{exponent} ≡ {value}."]
        for weight, term in zip(self.factors, self.terms(), strict=True):
            if abs(weight) > 1:
                lines.append(f"{weight}·{term // weight} = {term}")
        terms = self.terms()
        total = terms[0]
        for term in terms[1:]:
            lines.append(f"{total} {'+' if term >= 0 else '-'} {abs(term)} = {total + term}")
            total += term
        return [*lines, *into_range(total, m)]

    def canonical(self) -> Any:
        parts = zip(self.bases, self.exponents, self.factors, strict=True)
        return [sorted(map(list, parts)), self.modulus]

    def candidates(self) -> int:
        return self.modulus


class Tower(Question, frozen=True, tag="tower"):
    """A power whose exponent is a power, modulo a number coprime to the base."""

    base: int
    exponent: tuple[int, int]
    modulus: int

    TEXTS: ClassVar = {
        "remainder": "What is the remainder when {tower} is divided by {m}?",
        "mod": "[Compute|Find|Work out] {tower} mod {m}.",
        "congruent": "[Find|Give] the number r from 0 to {top} with {tower} ≡ r (mod {m}).",
        "exponent": "The exponent of N = {b}^E is itself a power: E = {inner}. What remainder does N leave on division "
        "by {m}?",
        "code": "[What is the value of|What does Python return for] pow({b}, {c}**{d}, {m})?",
        "again": "Starting with {b}, raise to the power of {c} again and again, {d} times in all. Which remainder does "
        "the result leave on division by {m}?",
        "let": "Let N = {tower}. [Find|Determine] N mod {m}.",
        "reduce": "Reduce {tower} modulo {m} to a number from 0 to {top}.",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Tower | None:
        modulus = stream.integer(*((7, 60), (50, 400))[level - 3])
        inner = stream.integer(2, 12), stream.integer(5, 16)
        found = Tower(stream.integer(2, 50), inner, modulus)
        rest = found.base % modulus
        if rest < 2 or gcd(rest, modulus) > 1 or inner[0] ** inner[1] > 1 << 60:
            return None
        usable = order(rest, modulus) >= (3, 8)[level - 3] and found.answer() > 1
        return found if usable and found.reduced() > 1 else None

    def reduced(self) -> int:
        """The exponent's remainder by Euler's phi of the modulus."""
        return pow(*self.exponent, totient(self.modulus))

    def answer(self) -> int:
        """The remainder."""
        return pow(self.base, self.exponent[0] ** self.exponent[1], self.modulus)

    def slots(self, stream: Stream) -> dict[str, Any]:
        c, d = self.exponent
        return {
            "tower": stream.choice((f"{self.base}^({c}^{d})", f"${self.base}^{{{c}^{{{d}}}}}$")),
            "inner": written_power(c, d, stream),
            "b": self.base, "c": c, "d": d, "m": self.modulus, "top": self.modulus - 1,
        }  # fmt: skip

    def check(self) -> Check:
        c, d = self.exponent
        m = self.modulus
        return number_check(self.answer(), 0, m - 1, f"x == pow({self.base}, {c} ** {d}, {m})")

    def solution(self) -> list[str]:
        m, phi = self.modulus, totient(self.modulus)
        c, d = self.exponent
        inner, rest = great_power(c, d, phi)
        outer, result = great_power(self.base, rest, m)
        return [
            *totients(m),
            f"{self.base} and {m} are coprime, so {self.base}^{phi} ≡ 1 (mod {m}) by Euler's theorem.",
            f"So the exponent {c}^{d} is needed modulo {phi} only.",
            *inner,
            f"{c}^{d} ≡ {rest} (mod {phi}), so find {self.base}^{rest} modulo {m}.",
            *outer,
            f"So the remainder is {result}.",
        ]

    def canonical(self) -> Any:
        return [self.base, *self.exponent, self.modulus]

    def candidates(self) -> int:
        return self.modulus
