"""Exponents as unknowns: orders, discrete logarithms, and the periods of decimal fractions."""

from __future__ import annotations

from math import gcd, isqrt
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE
from generators.math.integers import (
    divided,
    euclid,
    factors,
    inverses,
    listed_powers,
    order,
    powers,
    times,
    totient,
    totients,
    written_factors,
)
from generators.math.modular_arithmetic.notation import (
    NO_SOLUTION,
    least_check,
    number_check,
    otherwise,
    written_congruence,
)
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer
from schemas.checks import Check, Finite, IntRange


class Order(Question, frozen=True, tag="order"):
    """The order of a number modulo another, which it has only when they are coprime."""

    base: int
    modulus: int

    OUTCOMES = (NO_SOLUTION,)
    TEXTS: ClassVar = {
        "smallest": "[Find|Determine] the smallest positive integer k such that {congruence}.{otherwise}",
        "order": "What is the multiplicative order of {b} modulo {m}?{otherwise}",
        "code": "For which smallest k > 0 is pow({b}, k, {m}) equal to 1?{otherwise}",
        "generator": "A generator starts with 1 and multiplies by {b} modulo {m} at every step. After how many steps "
        "does it show 1 again for the first time?{otherwise}",
        "remainder": "Which is the smallest exponent k ≥ 1 for which {b}^k leaves remainder 1 on division by "
        "{m}?{otherwise}",
        "divides": "[Find|Give] the least k ≥ 1 such that {m} divides {b}^k - 1.{otherwise}",
        "circle": "Places 0 to {top} form a circle. A token on place 1 always jumps from place p to place {b}p modulo "
        "{m}. How many jumps until it is back on place 1 for the first time?{otherwise}",
        "period": "The powers of {b} are taken modulo {m}. What is the smallest positive exponent with the value "
        "1?{otherwise}",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Order | None:
        low, high = ((7, 60), (20, 200), (100, 700))[level - 2]
        found = Order(stream.integer(2, high // 2), stream.integer(low, high))
        least, most = ((3, 10), (8, 22), (20, 700))[level - 2]
        if found.base >= found.modulus - 1 or gcd(found.base, found.modulus) > 1:
            return None
        return found if least <= order(found.base, found.modulus) <= most else None

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Order | None:
        low, high = ((7, 60), (20, 200), (100, 700))[level - 2]
        found = Order(stream.integer(2, high // 2), stream.integer(low, high))
        return found if found.base < found.modulus - 1 and gcd(found.base, found.modulus) > 1 else None

    def answer(self) -> int | None:
        """The order, if there is one."""
        return None if gcd(self.base, self.modulus) > 1 else order(self.base, self.modulus)

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "congruence": written_congruence(f"{self.base}^k", "1", self.modulus, stream),
            "b": self.base,
            "m": self.modulus,
            "top": self.modulus - 1,
            "otherwise": otherwise(stream, NO_SOLUTION),
        }

    def check(self) -> Check:
        m = self.modulus
        return least_check(self.answer(), 1, m, f"pow({self.base}, x, {m}) == 1")

    def solution(self) -> list[str]:
        a, m = self.base, self.modulus
        common = gcd(a, m)
        if common > 1:
            return [
                *euclid(a, m),
                f"So {common} divides {a} and {m}, and therefore every power of {a} and its remainder by {m}.",
                "The remainder is never 1.",
            ]
        found = order(a, m)
        if found <= 22:
            return [f"Powers of {a} modulo {m}, one after the other:", *listed_powers(a, found, m)]
        return order_by_divisors(a, m)

    def canonical(self) -> Any:
        return [self.base, self.modulus]

    def candidates(self) -> int:
        return self.modulus


def order_by_divisors(base: int, modulus: int) -> list[str]:
    """The order as a divisor of Euler's phi: primes are taken away from phi as long as the power stays 1."""
    left = totient(modulus)
    lines = [*totients(modulus), f"The order divides {left} = {written_factors(left)}."]
    for prime in factors(left):
        while left % prime == 0:
            steps, value = powers(base, left // prime, modulus)
            lines.append(f"Is {base}^{left // prime} ≡ 1? ({left} / {prime} = {left // prime})")
            lines += steps
            if value != 1:
                lines.append(f"No, it is {value}: {prime} stays.")
                break
            left //= prime
            lines.append(f"Yes, so the order divides {left}.")
    return [*lines, f"The order is {left}."]


class Logarithm(Question, frozen=True, tag="logarithm"):
    """The smallest positive exponent that gives a number modulo another: a discrete logarithm."""

    base: int
    value: int
    modulus: int

    OUTCOMES = (NO_SOLUTION,)
    TEXTS: ClassVar = {
        "smallest": "[Find|Determine] the smallest positive integer k such that {congruence}.{otherwise}",
        "log": "[Find|Compute] the discrete logarithm of {v} to the base {b} modulo {m}, that is, the smallest k ≥ 1 "
        "with {congruence}.{otherwise}",
        "code": "What is the smallest k > 0 with pow({b}, k, {m}) == {v} in Python?{otherwise}",
        "generator": "A generator starts with 1 and multiplies by {b} modulo {m} at every step. After how many steps "
        "does it first show {v}?{otherwise}",
        "remainder": "Which is the smallest exponent k ≥ 1 for which {b}^k leaves remainder {v} on division by "
        "{m}?{otherwise}",
        "key": "In a key exchange modulo {m} with public base {b}, {who} has sent {v}. What is the smallest secret "
        "exponent k ≥ 1 that {who.they} can have?{otherwise}",
        "circle": "Places 0 to {top} form a circle. A token on place 1 always jumps from place p to place {b}p modulo "
        "{m}. How many jumps until it is on place {v} for the first time?{otherwise}",
        "divides": "[Find|Give] the least k ≥ 1 such that {m} divides {b}^k - {v}.{otherwise}",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Logarithm | None:
        found = cls._sampled(stream, level)
        if found is None:
            return None
        base, modulus, cycle = found
        exponent = stream.integer(*((3, 9), (5, 20), (22, 120))[level - 2])
        return Logarithm(base, pow(base, exponent, modulus), modulus) if exponent < cycle else None

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Logarithm | None:
        found = cls._sampled(stream, level)
        if found is None:
            return None
        base, modulus, cycle = found
        reached = {pow(base, k, modulus) for k in range(cycle)}
        value = stream.integer(2, modulus - 1)
        return Logarithm(base, value, modulus) if value not in reached and gcd(value, modulus) == 1 else None

    @staticmethod
    def _sampled(stream: Stream, level: int) -> tuple[int, int, int] | None:
        """A base and a modulus, coprime, and the base's order. It is never that of all residues, so that there may be
        values which no power has."""
        low, high = ((7, 40), (17, 100), (101, 300))[level - 2]
        base, modulus = stream.integer(2, 30), stream.integer(low, high)
        if base >= modulus or gcd(base, modulus) > 1 or (level == 4 and totient(modulus) < modulus - 1):
            return None
        cycle = order(base, modulus)
        least, most = ((4, 10), (8, 21), (40, 130))[level - 2]
        return (base, modulus, cycle) if least <= cycle <= most and cycle < totient(modulus) else None

    def answer(self) -> int | None:
        """The exponent, if there is one."""
        reached = 1
        for exponent in range(1, order(self.base, self.modulus) + 1):
            reached = reached * self.base % self.modulus
            if reached == self.value:
                return exponent
        return None

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "congruence": written_congruence(f"{self.base}^k", str(self.value), self.modulus, stream),
            "b": self.base,
            "v": self.value,
            "m": self.modulus,
            "top": self.modulus - 1,
            "who": stream.choice(PEOPLE),
            "otherwise": otherwise(stream, NO_SOLUTION),
        }

    def check(self) -> Check:
        return least_check(self.answer(), 1, self.modulus, f"pow({self.base}, x, {self.modulus}) == {self.value}")

    def solution(self) -> list[str]:
        a, m, k = self.base, self.modulus, self.answer()
        cycle = order(a, m)
        if cycle > 21:
            return self._giant_steps(cycle)
        lines = [f"Powers of {a} modulo {m}, one after the other:", *listed_powers(a, k or cycle, m)]
        if k is None:
            lines.append(f"From here on the powers repeat, and {self.value} is not among them.")
        return lines

    def _giant_steps(self, cycle: int) -> list[str]:
        """Shanks' baby-step giant-step method, with a step that covers the order."""
        a, m, v = self.base, self.modulus, self.value
        size = isqrt(cycle - 1) + 1
        lines = [*order_by_divisors(a, m), f"{size}·{size} ≥ {cycle}, so write k = {size}i + j with 1 ≤ j ≤ {size}."]
        lines += [f"Powers of {a} modulo {m}:", *listed_powers(a, size, m)]
        baby = {pow(a, j, m): j for j in range(size, 0, -1)}
        big = pow(a, size, m)
        steps, inverse = inverses(big, m)
        lines += [f"Inverse of {a}^{size} ≡ {big} modulo {m}:", *steps, f"Check: {times(big, inverse, m)}"]
        lines.append(f"Divide {v} by {a}^{size} until one of the powers above results:")
        value = v
        for i in range(size):
            if value in baby:
                lines.append(f"i = {i}: {value} ≡ {a}^{baby[value]}, so j = {baby[value]}")
                return [
                    *lines,
                    f"k = {size}·{i} + {baby[value]} = {size * i} + {baby[value]} = {size * i + baby[value]}",
                ]
            lines.append(f"i = {i}: {value} is none of them; {times(value, inverse, m)}")
            value = value * inverse % m
        return [*lines, f"All exponents up to {size * size} are tried, so {v} is no power of {a} modulo {m}."]

    def canonical(self) -> Any:
        return [self.base, self.value, self.modulus]

    def candidates(self) -> int:
        return self.modulus


class ExponentCount(Question, frozen=True, tag="exponent_count"):
    """How many exponents up to a bound give a certain value modulo a number."""

    base: int
    value: int
    modulus: int
    bound: int

    TEXTS: ClassVar = {
        "how many": "For how many integers k from 1 to {n} is {congruence}?",
        "remainder": "How many of the powers {b}^1, {b}^2, ..., {b}^{n} leave remainder {v} on division by {m}?",
        "code": "How many k in range(1, {over}) satisfy pow({b}, k, {m}) == {v}?",
        "generator": "A generator starts with 1 and multiplies by {b} modulo {m} at every step. In how many of the "
        "first {n} steps does {v} come out?",
        "divides": "How many positive integers k ≤ {n} are there such that {b}^k - {v} is divisible by {m}?",
        "circle": "Places 0 to {top} form a circle. A token on place 1 always jumps from place p to place {b}p modulo "
        "{m}. In {n} jumps, how often does it land on place {v}?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> ExponentCount | None:
        base, modulus = stream.integer(2, 30), stream.integer(*((20, 120), (60, 300))[level - 3])
        if base >= modulus or gcd(base, modulus) > 1:
            return None
        cycle = order(base, modulus)
        if not (4, 10)[level - 3] <= cycle <= (12, 24)[level - 3]:
            return None
        value = pow(base, stream.integer(1, cycle), modulus)
        return ExponentCount(base, value, modulus, stream.integer(50, 2000))

    def places(self) -> tuple[int, int]:
        """The smallest exponent with the value, and the period."""
        cycle = order(self.base, self.modulus)
        return next(k for k in range(1, cycle + 1) if pow(self.base, k, self.modulus) == self.value), cycle

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "congruence": written_congruence(f"{self.base}^k", str(self.value), self.modulus, stream),
            "b": self.base,
            "v": self.value,
            "m": self.modulus,
            "top": self.modulus - 1,
            "n": self.bound,
            "over": self.bound + 1,
        }

    def check(self) -> Check:
        first, cycle = self.places()
        gold = (self.bound - first) // cycle + 1
        condition = f"pow({self.base}, k, {self.modulus}) == {self.value}"
        return Finite(Integer(), str(gold), (IntRange("k", 1, self.bound),), "count", (condition,))

    def solution(self) -> list[str]:
        first, cycle = self.places()
        rest = self.bound - first
        return [
            f"Powers of {self.base} modulo {self.modulus}:",
            *listed_powers(self.base, cycle, self.modulus),
            f"They repeat with period {cycle}, and {self.value} comes at k = {first}, then every {cycle} steps.",
            f"{self.bound} - {first} = {rest}",
            divided(rest, cycle),
            f"{rest // cycle} + 1 = {rest // cycle + 1}",
        ]

    def canonical(self) -> Any:
        return [self.base, self.value, self.modulus, self.bound]

    def candidates(self) -> int:
        return self.bound


class DecimalDigit(Question, frozen=True, tag="decimal_digit"):
    """A digit far behind the decimal point of a fraction with a purely periodic expansion."""

    top: int
    bottom: int
    place: int

    TEXTS: ClassVar = {
        "which": "Which digit stands in place {n} after the decimal point of {f}?",
        "written": "Write {f} as a decimal fraction. What is its digit number {n} after the point?",
        "division": "{who} divides {a} by {b} by hand, digit after digit. Which digit does {who.they} write in place "
        "{n} after the point?",
        "expansion": "Consider the decimal expansion of {f}. What is the digit at decimal place {n}?",
        "let": "Let d be digit number {n} behind the decimal point of {f}. [Determine|Find] d.",
        "repeating": "The digits of {f} after the decimal point repeat for ever. Which of them stands in place {n}?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> DecimalDigit | None:
        bottom = stream.integer(7, 100)
        if gcd(bottom, 10) > 1:
            return None
        top = stream.integer(1, bottom - 1)
        cycle = order(10, bottom)
        least, most = ((3, 6), (6, 22))[level - 2]
        usable = gcd(top, bottom) == 1 and least <= cycle <= most
        return DecimalDigit(top, bottom, stream.integer(30, 1000)) if usable else None

    def digits(self) -> list[int]:
        """The period."""
        rest, digits = self.top, []
        for _ in range(order(10, self.bottom)):
            digits.append(10 * rest // self.bottom)
            rest = 10 * rest % self.bottom
        return digits

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "f": stream.choice((f"{self.top}/{self.bottom}", f"$\\frac{{{self.top}}}{{{self.bottom}}}$")),
            "a": self.top,
            "b": self.bottom,
            "n": self.place,
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        a, b, n = self.top, self.bottom, self.place
        digits = self.digits()
        gold = digits[(n - 1) % len(digits)]
        return number_check(gold, 0, 9, f"x == 10 * ({a} * pow(10, {n - 1}, {b}) % {b}) // {b}")

    def solution(self) -> list[str]:
        b, rest = self.bottom, self.top
        lines = [f"Long division of {self.top} by {b}:"]
        digits = self.digits()
        for digit in digits:
            lines.append(f"10·{rest} = {10 * rest} = {digit}·{b} + {10 * rest % b}: digit {digit}")
            rest = 10 * rest % b
        size = len(digits)
        place = (self.place - 1) % size + 1
        return [
            *lines,
            f"The remainder is {rest} again, so the {size} digits {''.join(map(str, digits))} repeat.",
            divided(self.place, size),
            f"So it is digit number {place} of the period: {digits[place - 1]}",
        ]

    def canonical(self) -> Any:
        return [self.top, self.bottom, self.place]

    def candidates(self) -> int:
        return self.place
