"""Repeated patterns, missing and check digits, and what one remainder says about another."""

from __future__ import annotations

from itertools import permutations
from math import gcd, lcm
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE, listed
from generators.math.integers import combined, divided, factor, inverses, times
from generators.math.modular_arithmetic.notation import number_check, written_congruence
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Choice, Integer, Outcome
from schemas.checks import Check, Finite, IntRange

_COLOURS = ("red", "blue", "green", "yellow", "white", "black", "orange", "purple")


class Pattern(Question, frozen=True, tag="pattern"):
    """The colour at a place of a row that repeats a pattern of colours."""

    colours: tuple[str, ...]
    place: int

    FORM = "colour"
    TEXTS: ClassVar = {
        "beads": "[A necklace|A string of beads] repeats the pattern {pattern}. What colour is bead {n}?",
        "lamps": "A lamp flashes {pattern}, over and over. What colour is flash number {n}?",
        "flags": "Flags hang in a row: {pattern}, then the same again and again. What colour is flag {n}?",
        "tiles": "{who} lays tiles in the order {pattern} and repeats it. What colour is tile number {n}?",
        "cups": "{who} stacks cups: {pattern}, and so on in the same order. What colour is cup {n} from the start?",
        "cars": "The cars of a toy train are coloured {pattern}, repeated to the end. What colour is car {n}?",
        "posts": "Fence posts are painted {pattern}, always in this order. What is the colour of post {n}?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Pattern | None:
        colours = stream.sample(_COLOURS, stream.integer(3, 4))
        pattern = tuple(stream.choice(colours) for _ in range(stream.integer(3, 6)))
        found = Pattern(pattern, stream.integer(15, 90))
        periods = [p for p in range(1, len(pattern)) if all(pattern[i] == pattern[i % p] for i in range(len(pattern)))]
        return found if len(set(pattern)) > 2 and not periods else None

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"who": stream.choice(PEOPLE), "pattern": ", ".join(self.colours), "n": self.place}

    def check(self) -> Check:
        options = tuple(sorted(set(self.colours)))
        size = len(self.colours)
        of = " + ".join(f"{options.index(colour)} * (x == {place})" for place, colour in enumerate(self.colours))
        gold = self.colours[(self.place - 1) % size]
        return Finite(
            Choice(options),
            gold,
            (IntRange("x", 0, size - 1),),
            "value",
            (f"({self.place} - 1 - x) % {size} == 0",),
            of,
        )

    def solution(self) -> list[str]:
        size = len(self.colours)
        rest = self.place % size
        lines = [f"The pattern has {size} colours.", divided(self.place, size)]
        place = rest or size
        which = "the last" if not rest else f"number {place}"
        return [*lines, f"That is {which} of the pattern: {self.colours[place - 1]}"]

    def canonical(self) -> Any:
        names = list(dict.fromkeys(self.colours))
        return [[names.index(colour) for colour in self.colours], self.place]

    def candidates(self) -> int:
        return len(self.colours)


class MissingDigit(Question, frozen=True, tag="missing_digit"):
    """The digit that makes a number divisible by 9, or its digits' sum by 10."""

    digits: tuple[int, ...]  # -1 where the digit is missing
    rule: str  # "nine" or "ten"

    NINE = {
        "divisible": "[Which digit must replace d to make {number} divisible by 9?|Find the digit d so that {number} "
        "is divisible by 9.]",
        "blot": "A blot covers a digit of {number}, which is a multiple of 9. [Which digit is covered?|Find the digit "
        "d.]",
        "multiple": "The number {number} is a multiple of 9. [What is the digit d?|Find d.]",
        "digit": "For which digit d does 9 divide {number}?",
        "no rest": "Dividing {number} by 9 leaves no remainder. [Determine|Find] the digit d.",
    }  # fmt: skip
    TEN = {
        "code": "The digits of a valid code add up to a multiple of 10. Find the digit d in the code {number}.",
        "ticket": "A ticket number is valid if the sum of its digits is divisible by 10. Which digit d makes {number} "
        "valid?",
        "member": "Each member number has a check digit that makes the sum of all digits a multiple of 10. {who} has "
        "{number}. What is d?",
        "parcel": "Parcels bear numbers whose digits have a sum that ends in 0. On one of them only {number} can be "
        "read. Which digit is d?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> MissingDigit | None:
        digits = [stream.integer(1, 9), *(stream.below(10) for _ in range(stream.integer(3, 4)))]
        rule = stream.choice(("nine", "ten"))
        place = stream.integer(1, len(digits) - 1)
        digits[place] = -1
        found = MissingDigit(tuple(digits), rule)
        return found if found.known() % 9 or rule == "ten" else None

    def known(self) -> int:
        """The sum of the digits that can be seen."""
        return sum(digit for digit in self.digits if digit >= 0)

    def base(self) -> int:
        """What the sum of the digits is a multiple of."""
        return 9 if self.rule == "nine" else 10

    def texts(self) -> dict[str, str]:
        return self.NINE if self.rule == "nine" else self.TEN

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "who": stream.choice(PEOPLE),
            "number": "".join("d" if digit < 0 else str(digit) for digit in self.digits),
        }

    def check(self) -> Check:
        if self.rule == "nine":
            place = len(self.digits) - 1 - self.digits.index(-1)
            rest = int("".join(str(max(digit, 0)) for digit in self.digits))
            condition = f"({rest} + {10**place} * x) % 9 == 0"
        else:
            condition = f"({' + '.join('x' if digit < 0 else str(digit) for digit in self.digits)}) % 10 == 0"
        return number_check(-self.known() % self.base(), 0, 9, condition)

    def solution(self) -> list[str]:
        base, total = self.base(), self.known()
        seen = [digit for digit in self.digits if digit >= 0]
        rule = ["A number is divisible by 9 when the sum of its digits is."] if self.rule == "nine" else []
        lines = [*rule, f"{' + '.join(map(str, seen))} = {total}"]
        if total % base:
            goal = total + -total % base
            return [*lines, f"The next multiple of {base} is {goal}.", f"{goal} - {total} = {goal - total}"]
        return [*lines, f"{total} is a multiple of {base} already, so d is 0."]

    def canonical(self) -> Any:
        return [self.rule, list(self.digits)]

    def candidates(self) -> int:
        return 10


class CheckDigit(Question, frozen=True, tag="check_digit"):
    """The digit that makes a weighted sum of a code's digits divisible by a number, wherever in the code it stands."""

    digits: tuple[int, ...]  # -1 where the digit is missing
    weights: tuple[int, ...]
    modulus: int

    TEXTS: ClassVar = {
        "rule": "In a code of {n} digits, {rule}; the sum of the products is a multiple of {m}. [Find|Determine] the "
        "digit d in {code}.",
        "shop": "A shop numbers its goods with {n} digits. {rule}, and the products must add up to a multiple of {m}. "
        "A label reads {code}, where d cannot be read. Which digit is it?",
        "library": "Library cards bear {n} digits. A card is valid if {m} divides the weighted sum of its digits: "
        "{rule}. {who} has the card {code}. What is d?",
        "ticket": "A ticket number of {n} digits is checked like this: {rule}, and the total has to be divisible by "
        "{m}. Which digit d makes {code} valid?",
        "scanner": "A scanner accepts a number of {n} digits when the total of its digits, weighted as follows, is a "
        "multiple of {m}: {rule}. It accepted {code}. Find d.",
        "weights": "The weights of the digits of a serial number are {weights}, from left to right, and the weighted "
        "sum of the digits is divisible by {m}. What is the digit d in {code}?",
        "blot": "A blot hides one digit of the account number {code}, written here as d. From left to right the digits "
        "have the weights {weights}, and the weighted sum is a multiple of {m}. Which digit is hidden?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> CheckDigit | None:
        size = stream.integer(5, 8) if level == 2 else stream.integer(8, 13)
        style = stream.choice(("alternating", "counting", "falling"))
        if style == "alternating":
            pair = stream.choice(((1, 3), (3, 1), (2, 1), (1, 2), (7, 3), (3, 7), (1, 9), (9, 7)))
            weights = tuple(pair[i % 2] for i in range(size))
        else:
            weights = tuple(range(1, size + 1))
            weights = weights if style == "counting" else weights[::-1]
        modulus = stream.choice((10, 11, 11, 13) if level > 2 else (10, 11, 9))
        place = stream.below(size)
        digits = [stream.below(10) for _ in range(size)]
        digits[0] = digits[0] or 1
        digits[place] = -1
        found = CheckDigit(tuple(digits), weights, modulus)
        if place == 0 or gcd(weights[place], modulus) > 1 or (level > 2 and weights[place] == 1):
            return None
        return found if len(found.fitting()) == 1 else None

    def known(self) -> int:
        """The weighted sum of the digits that can be read."""
        return sum(w * max(d, 0) for w, d in zip(self.weights, self.digits, strict=True))

    def fitting(self) -> list[int]:
        """The digits that make the sum a multiple."""
        weight = self.weights[self.digits.index(-1)]
        return [d for d in range(10) if (self.known() + weight * d) % self.modulus == 0]

    def slots(self, stream: Stream) -> dict[str, Any]:
        first, second = self.weights[:2]
        if self.weights[2] == first:
            named = f"the digits in odd places are multiplied by {first}, those in even places by {second}"
        elif first < second:
            named = "the first digit is multiplied by 1, the second by 2, the third by 3 and so on"
        else:
            size = len(self.weights)
            named = (
                f"the first digit is multiplied by {size}, the second by {size - 1} and so on down to 1 for the last"
            )
        return {
            "rule": named,
            "weights": ", ".join(map(str, self.weights)),
            "code": "".join("d" if digit < 0 else str(digit) for digit in self.digits),
            "n": len(self.digits),
            "m": self.modulus,
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        terms = [f"{w} * {'x' if d < 0 else d}" for w, d in zip(self.weights, self.digits, strict=True)]
        return number_check(self.fitting()[0], 0, 9, f"({' + '.join(terms)}) % {self.modulus} == 0")

    def solution(self) -> list[str]:
        m, total = self.modulus, 0
        lines = ["Products of the digits with their weights, added up:"]
        for w, d in zip(self.weights, self.digits, strict=True):
            if d >= 0:
                lines.append(f"{w}·{d} = {w * d}; {total} + {w * d} = {total + w * d}")
                total += w * d
        weight = self.weights[self.digits.index(-1)]
        rest = -total % m
        lines.append(
            f"{divided(total, m)}; so {factor(weight)}d must leave {f'{m} - {total % m} = {rest}' if rest else 0}."
        )
        if weight == 1:
            return lines
        if m == 9 or weight < 4:
            for d in range(self.fitting()[0] + 1):
                lines.append(f"d = {d}: {times(weight, d, m)}")
            return lines
        steps, inverse = inverses(weight % m, m)
        if weight > m:
            lines.append(divided(weight, m))
        return [*lines, f"Inverse of {weight % m} modulo {m}:", *steps, f"d ≡ {times(inverse, rest, m)}"]

    def canonical(self) -> Any:
        return [list(self.digits), list(self.weights), self.modulus]

    def candidates(self) -> int:
        return 10


IMPOSSIBLE, OPEN = "no such number", "not determined"


class Inference(Question, frozen=True, tag="inference"):
    """What a number's remainders say about that of an expression in it: one value, several, or that there is no such
    number."""

    rests: tuple[tuple[int, int], ...]  # remainder, modulus
    terms: tuple[int, int, int]  # a n^2 + b n + c
    modulus: int

    OUTCOMES = (IMPOSSIBLE, OPEN)
    TEXTS: ClassVar = {
        "leaves": "An integer n leaves {leaves}. What remainder does {e} leave on division by {t}?{say}",
        "congruent": "Suppose that {given}. Find the remainder of {e} modulo {t}.{say}",
        "secret": "{who} thinks of an integer n, which leaves {leaves}. Which remainder does {e} leave when divided by "
        "{t}?{say}",
        "let": "Let n be an integer with {given}. [Determine|Find] ({e}) mod {t}.{say}",
        "code": "It is known that {code}. What is ({pe}) % {t}?{say}",
        "tell": "All that is known of n is that it leaves {leaves}. Can the remainder of {e} by {t} be told, and what "
        "is it?{say}",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Inference | None:
        found = cls._sampled(stream, level)
        return found if found and len(found.values()) == 1 else None

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Inference | None:
        empty = stream.chance(1, 2)
        found = cls._sampled(stream, level, fitting=not empty)
        return found if found and (not found.values() if empty else len(found.values()) > 1) else None

    @classmethod
    def _sampled(cls, stream: Stream, level: int, fitting: bool = True) -> Inference | None:
        count = stream.choice((1, 2)) if fitting else 2
        if level > 2:
            count = stream.choice((2, 2, 3))
        moduli = [stream.integer(4, (14, 20)[level - 2]) for _ in range(count)]
        common = lcm(*moduli)
        n = stream.integer(0, common - 1)
        rests = [n % m for m in moduli]
        if not fitting:
            place = stream.below(count)
            rests[place] = stream.below(moduli[place])
        square = stream.choice((0, 0, 1) if level == 2 else (0, 1, 1, 2, 3))
        terms = (square, stream.integer(1, 7), stream.integer(0, 9))
        modulus = stream.integer(4, (16, 36)[level - 2])
        usable = all(rests) and (count == 1 or not any(a % b == 0 for a, b in permutations(moduli, 2)))
        if not usable or terms == (0, 1, 0) or gcd(modulus, common) == 1 or common > 3000:
            return None
        return cls(tuple(zip(rests, moduli, strict=True)), terms, modulus)

    def values(self) -> list[int]:
        """The remainders that the expression can have."""
        return sorted(set(self._found().values()))

    def _found(self) -> dict[int, int]:
        """For the numbers n below the common period that have the remainders, the expression's remainder."""
        a, b, c = self.terms
        r, m = self.rests[0]
        period = lcm(self.modulus, *(m for _, m in self.rests))
        return {
            n: (a * n * n + b * n + c) % self.modulus
            for n in range(r, period, m)
            if all(n % k == s for s, k in self.rests)
        }

    def slots(self, stream: Stream) -> dict[str, Any]:
        a, b, c = self.terms
        style = stream.below(1 << 30)
        return {
            "leaves": listed([f"remainder {r} on division by {m}" for r, m in self.rests]),
            "given": listed([written_congruence("n", str(r), m, Stream("style", style)) for r, m in self.rests]),
            "code": " and ".join(f"n % {m} == {r}" for r, m in self.rests),
            "e": _polynomial(a, b, c, "n^2" if stream.chance(1, 2) else "n²", ""),
            "pe": _polynomial(a, b, c, "n**2", " * "),
            "t": self.modulus,
            "who": stream.choice(PEOPLE),
            "say": stream.choice((
                f' Say "{OPEN}" if more than one remainder is possible and "{IMPOSSIBLE}" if no n fits.',
                f' If no integer fits, answer "{IMPOSSIBLE}"; if the remainder could be several, answer "{OPEN}".',
            )),
        }  # fmt: skip

    def check(self) -> Check:
        values = self.values()
        gold = str(values[0]) if len(values) == 1 else OPEN if values else IMPOSSIBLE
        a, b, c = self.terms
        period = lcm(self.modulus, *(m for _, m in self.rests))
        conditions = tuple(f"n % {m} == {r}" for r, m in self.rests)
        of = f"({a} * n * n + {b} * n + {c}) % {self.modulus}"
        answer = Outcome(Integer(), self.OUTCOMES)
        return Finite(answer, gold, (IntRange("n", 0, period - 1),), "value", conditions, of)

    def solution(self) -> list[str]:
        (a, b, c), t = self.terms, self.modulus
        lines: list[str] = []
        r, m = sorted(self.rests, key=lambda row: -row[1])[0]
        for s, k in sorted(self.rests, key=lambda row: -row[1])[1:]:
            lines.append(f"Join n ≡ {r} (mod {m}) and n ≡ {s} (mod {k}):")
            steps, both = combined(r, m, s, k, "n")
            lines += steps
            if both is None:
                return [*lines, "So there is no such number."]
            r, m = both
        period = lcm(m, t)
        lines.append(f"n is one of {r}, {r + m}, {r + 2 * m}, ...; modulo {t} they repeat from {r} + {period} on.")
        seen: list[int] = []
        for n in range(r, r + period, m):
            rest = n % t
            value = a * rest * rest + b * rest + c
            start = f"n = {n}" + (f" ≡ {rest}" if rest != n else "")
            parts = [f"{a}·{rest}^2"] * bool(a) + [f"{b}·{rest}"] + [str(c)] * bool(c)
            numbers = [a * rest * rest] * bool(a) + [b * rest] + [c] * bool(c)
            middle = f" = {' + '.join(map(str, numbers))}" if len(parts) > 1 else ""
            last = f" = {value}" + (f" = {value // t}·{t} + {value % t}" if value >= t else "")
            lines.append(f"{start}: {' + '.join(parts)}{middle}{last}")
            seen.append(value % t)
            if len(set(seen)) > 1:
                return [*lines, f"Both {seen[0]} and {seen[-1]} are possible, so the remainder is not determined."]
        return [*lines, f"The remainder is always {seen[0]}."]

    def canonical(self) -> Any:
        return [sorted(map(list, self.rests)), list(self.terms), self.modulus]

    def candidates(self) -> int:
        return lcm(self.modulus, *(m for _, m in self.rests))


def _polynomial(a: int, b: int, c: int, square: str, times: str) -> str:
    """``2n^2 + 3n + 1``"""
    parts = [(a, square), (b, "n")]
    text = " + ".join((f"{weight}{times}" if weight > 1 else "") + letter for weight, letter in parts if weight)
    return text + (f" + {c}" if c else "")
