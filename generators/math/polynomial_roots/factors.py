"""The questions about polynomials whose answers are factors, remainders or quotients."""

from __future__ import annotations

from math import gcd
from typing import Any, ClassVar

from generators.math.polynomial_roots.kinds import PolynomialKind, irreducible, linear
from generators.math.polynomial_roots.notation import (
    LETTERS,
    Coefficients,
    combined,
    evaluated,
    expanded,
    formula,
    horner,
    long_division,
    nonzero,
    product,
    shown,
    split,
    summed,
    tries,
    trimmed,
)
from generators.math.polynomial_roots.solving import TooLong, factored
from generators.randomness import Stream
from schemas.answers import Integer
from schemas.checks import Check, PolynomialQuestion


class Factors(PolynomialKind, frozen=True, tag="factors"):
    """The polynomial as a product that is complete over the integers."""

    FORM: ClassVar[str] = "product"
    TEXTS: ClassVar = {
        "factor": "[Factor|Factorise] {p} completely over the integers.",
        "write": "Write {p} as a product that cannot be factored further over the integers.",
        "which": "Which product of polynomials with whole coefficients is {p}? Factor it completely.",
        "display": "{p}\n[Give the complete factorisation over the integers.|Factor this fully over the integers.]",
        "task": "Polynomial: {p}\nTask: factor it [fully|completely] over the integers.",
        "split": "Split {p} into [irreducible factors|factors as far as possible] over the integers.",
        "back": "A product of polynomials with whole coefficients was multiplied out to {p}. Factor it completely.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Factors | None:
        if level > 1:
            return cls._harder(stream, level)
        roots = sorted((nonzero(stream, 12), nonzero(stream, 12)), reverse=True)
        leading = stream.choice((1, 1, 2, 3, 4, 5, 6, 7, 8, 9))
        if tries(-sum(roots), roots[0] * roots[1]) > 5:
            return None
        letter, factors = stream.choice(LETTERS), [(1, -root) for root in roots]
        return cls(level, letter, expanded([(leading,), *factors]), product(leading, factors, letter))

    @classmethod
    def _harder(cls, stream: Stream, level: int) -> Factors | None:
        leading = stream.choice((1, 1, 1, 2, 3, -1, 4, 5))
        coefficients, letter = expanded([(leading,), *_parts(stream, level)]), stream.choice(LETTERS)
        if max(map(abs, coefficients)) > 600:
            return None
        try:
            lines, number, factors = factored(coefficients, letter)
        except TooLong:
            return None
        if len(factors) + (abs(number) > 1) < 2 or len(lines) > 16:
            return None
        return cls(level, letter, coefficients, product(number, factors, letter))

    def check(self) -> Check:
        return self.asked("factors")

    def solution(self) -> list[str]:
        if self.level > 1:
            lines, _, _ = factored(self.coefficients, self.letter)
            return [*lines, f"In all, {self.polynomial} = {self.answer}."]
        lines, own = [], self.coefficients
        common = gcd(*own)
        if common > 1:
            own = tuple(each // common for each in own)
            lines.append(f"Take out {common}: {common}({shown(own, self.letter)}).")
        tried, found = split(own[1], own[2])
        factors = [(1, -root) for root in sorted((-each for each in found), reverse=True)]
        return [*lines, tried, f"{shown(own, self.letter)} = {product(1, factors, self.letter)}."]


def _parts(stream: Stream, level: int) -> list[Coefficients]:
    """Factors of a polynomial to be factored."""
    shape = stream.below(6)
    if level == 2:
        match shape:
            case 0:
                size, other = stream.integer(2, 9), stream.integer(1, 12)
                return [(size, -other), (size, other), *_powers(stream, 1)]
            case 1:
                return _cube(stream)
            case 2 | 3:
                return [linear(stream, 4, 7), linear(stream, 5, 7), *_powers(stream, 1)]
        return [(1, -nonzero(stream, 3)), (1, -nonzero(stream, 6)), (1, -nonzero(stream, 9))]
    if level == 3:
        match shape:
            case 0:
                size, other = stream.integer(1, 3), stream.integer(1, 5)
                return [(size, 0, -other), (size, 0, other), *_powers(stream, 2)]
            case 1:
                return [linear(stream, 3, 4), irreducible(stream, 3)]
            case 2:
                return [(1, 0, nonzero(stream, 9)), (stream.integer(1, 3), 0, nonzero(stream, 9)), *_powers(stream, 1)]
            case 3:
                return [(1, -nonzero(stream, 2)), *([(1, -nonzero(stream, 4))] * 2), linear(stream, 2, 5)]
            case 4:
                return [*_cube(stream), *_powers(stream, 2)]
        return [linear(stream, 3, 3), (1, -nonzero(stream, 4)), linear(stream, 2, 5)]
    match shape:
        case 0 | 1:
            p, q = stream.integer(1, 5), stream.choice((-1, 1)) * stream.integer(1, 6)
            size = stream.integer(1, 2)
            return [(size, -p, q), (size, p, q), *_powers(stream, 1)]
        case 2:
            return [(1, stream.integer(-4, 4), nonzero(stream, 5)), (1, stream.integer(-4, 4), nonzero(stream, 5))]
        case 3:
            return [linear(stream, 3, 3), (1, -nonzero(stream, 3)), irreducible(stream, 2)]
        case 4:
            return [(1, -nonzero(stream, 2)), (1, 0, nonzero(stream, 5)), (1, 0, nonzero(stream, 5))]
    size, other = 1, stream.integer(1, 3)
    return [(size, 0, 0, -(other**3)), (size, 0, 0, other**3), *_powers(stream, 1)]


def _powers(stream: Stream, most: int) -> list[Coefficients]:
    """The letter as a factor, up to so many times."""
    return [(1, 0)] * stream.integer(0, most)


def _cube(stream: Stream) -> list[Coefficients]:
    size, other = stream.integer(1, 4), nonzero(stream, 6)
    return [(size, other), (size * size, -size * other, other * other)]


class Remainder(PolynomialKind, frozen=True, tag="remainder"):
    """The remainder on division by `divisor`."""

    divisor: Coefficients

    FORM: ClassVar[str] = "integer"
    TEXTS: ClassVar = {
        "what": "What is the remainder when {p} is divided by {d}?",
        "find": "Find the remainder [of {p} on division by {d}|that {p} leaves when divided by {d}].",
        "leaves": "Which remainder does {p} leave on division by {d}?",
        "let": "Let {named}. [What remains when {px} is divided by {d}?|Divide {px} by {d}; what remains?]",
        "divide": "Divide {p} by {d} and give the remainder only.",
        "task": "Dividend: {p}\nDivisor: {d}\n[Give the remainder.|What is the remainder?]",
        "student": "A student divides {p} by {d}. What should the remainder be?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Remainder | None:
        coefficients: Coefficients
        if level == 1:
            coefficients = (stream.integer(1, 5), nonzero(stream, 9), nonzero(stream, 12))
            at = stream.choice((-3, -2, -1, 1, 2, 3, 4, 5))
            bound = 99
        else:
            size = stream.integer(3, 4)
            coefficients = (nonzero(stream, 5), *(stream.integer(-9, 9) for _ in range(size)))
            at = nonzero(stream, 5)
            bound = 2000
        found = evaluated(coefficients, at)
        if not found or abs(found) > bound or not coefficients[-1]:
            return None
        return cls(level, stream.choice(LETTERS), coefficients, str(found), (1, -at))

    def formulas(self) -> dict[str, str]:
        return {**super().formulas(), "d": shown(self.divisor, self.letter)}

    def check(self) -> Check:
        return PolynomialQuestion(
            answer=Integer(),
            gold=self.answer,
            polynomial=formula(self.coefficients, self.letter),
            variable=self.letter,
            ask="remainder",
            of=formula(self.divisor, self.letter),
        )

    def solution(self) -> list[str]:
        at = -self.divisor[1]
        return [f"The remainder is the value at {self.letter} = {at}.", *horner(self.coefficients, at)]

    def canonical(self) -> Any:
        return [self.coefficients, self.divisor]


class LongRemainder(Remainder, frozen=True, tag="long_remainder"):
    """The remainder on division by a polynomial of degree 2 or more, found by long division."""

    FORM: ClassVar[str] = "polynomial"

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> LongRemainder | None:
        degree, low = {2: (stream.integer(3, 4), 2), 3: (stream.integer(4, 5), stream.integer(2, 3)), 4: (6, 3)}[level]
        coefficients = (stream.choice((1, 1, 2, 3, -1)), *(stream.integer(-7, 7) for _ in range(degree)))
        divisor = (1, *(stream.integer(-4, 4) for _ in range(low)))
        letter = stream.choice(LETTERS)
        lines, rest = long_division(coefficients, divisor, letter)
        if not coefficients[-1] or not divisor[-1] or divisor[1:].count(0) > 1 or len(rest) < 2:
            return None
        if len(lines) < degree - low or max(map(abs, rest)) > 150:
            return None
        return cls(level, letter, coefficients, shown(rest, letter), divisor)

    def check(self) -> Check:
        return self.asked("remainder", formula(self.divisor, self.letter))

    def solution(self) -> list[str]:
        lines, _ = long_division(self.coefficients, self.divisor, self.letter)
        return [*lines, f"The degree of {self.answer} is below {len(self.divisor) - 1}, so it is the remainder."]


class HighRemainder(Remainder, frozen=True, tag="high_remainder"):
    """The remainder of a polynomial of high degree with few terms, found from what the divisor makes of powers."""

    FORM: ClassVar[str] = "polynomial"

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> HighRemainder | None:
        most = 40 if level == 3 else 90
        divisor = stream.choice(
            ((1, 0, -1), (1, 0, 1), (1, -1, 0)) if level == 3 else ((1, 1, 1), (1, -1, 1), (1, 0, 1), (1, 0, 0, -1))
        )
        powers = sorted({stream.integer(5, most) for _ in range(3)} | {stream.integer(1, 4)}, reverse=True)
        coefficients = [0] * (powers[0] + 1)
        for power in powers:
            coefficients[powers[0] - power] = nonzero(stream, 6)
        coefficients[-1] = stream.choice((0, nonzero(stream, 9)))
        letter = stream.choice(LETTERS)
        rest = _rest(tuple(coefficients), divisor)
        if len(powers) < 4 or len(rest) < 2:
            return None
        return cls(level, letter, tuple(coefficients), shown(rest, letter), divisor)

    def check(self) -> Check:
        return self.asked("remainder", formula(self.divisor, self.letter))

    def solution(self) -> list[str]:
        x, own, divisor = self.letter, self.coefficients, self.divisor
        lines, period, flips = _rule(divisor, x)
        highest, size = len(own) - 1, len(divisor) - 1
        kept: list[tuple[int, int]] = []
        for place, c in enumerate(own):
            power = highest - place
            if not c:
                continue
            if power < size:
                kept.append((c, power))
                continue
            if not period:
                lines.append(f"{x}^{power} becomes {x}.")
                kept.append((c, 1))
                continue
            times, rest = divmod(power, period)
            sign = -1 if flips and times % 2 else 1
            power_text = {0: "1", 1: x}.get(rest, f"{x}^{rest}")
            minus = "-" if sign < 0 else ""
            lines.append(f"{power} = {period} * {times} + {rest}, so {x}^{power} becomes {minus}{power_text}.")
            if rest >= size:
                # The power below the period is once more divided.
                below = combined((0,), divisor[1:], -1)
                kept += [(c * sign * each, len(below) - 1 - at) for at, each in enumerate(below)]
                lines.append(f"{x}^{rest} becomes {shown(below, x)}.")
            else:
                kept.append((c * sign, rest))
        for power in range(size - 1, -1, -1):
            parts = [c for c, at in kept if at == power and c]
            if parts:
                name = {0: "constants", 1: x}.get(power, f"{x}^{power}")
                total = f" = {sum(parts)}" if len(parts) > 1 else ""
                lines.append(f"Coefficients of {name}: {summed(parts)}{total}." if power else
                             f"Constants: {summed(parts)}{total}.")  # fmt: skip
        return [*lines, f"The remainder is {self.answer}."]


def _rest(own: Coefficients, divisor: Coefficients) -> Coefficients:
    left = list(own)
    for place in range(len(own) - len(divisor) + 1):
        for at, each in enumerate(divisor[1:], 1):
            left[place + at] -= left[place] * each
        left[place] = 0
    return trimmed(left[-(len(divisor) - 1) :])


def _rule(divisor: Coefficients, x: str) -> tuple[list[str], int, bool]:
    """What powers become modulo the divisor: the lines that say so, the power that becomes 1 or -1, and which."""
    match divisor:
        case (1, 0, -1):
            return [f"Modulo {x}^2 - 1, {x}^2 becomes 1."], 2, False
        case (1, 0, 1):
            return [f"Modulo {x}^2 + 1, {x}^2 becomes -1."], 2, True
        case (1, -1, 0):
            return [f"Modulo {x}^2 - {x}, {x}^2 becomes {x}, and so does every higher power."], 0, False
        case (1, 1, 1):
            return [f"({x} - 1)({x}^2 + {x} + 1) = {x}^3 - 1, so {x}^3 becomes 1."], 3, False
        case (1, -1, 1):
            return [f"({x} + 1)({x}^2 - {x} + 1) = {x}^3 + 1, so {x}^3 becomes -1."], 3, True
    return [f"Modulo {x}^3 - 1, {x}^3 becomes 1."], 3, False


class Quotient(Remainder, frozen=True, tag="quotient"):
    """The quotient of a division that leaves a remainder or none."""

    FORM: ClassVar[str] = "polynomial"
    TEXTS: ClassVar = {
        "what": "What is the quotient (without the remainder) when {p} is divided by {d}?",
        "find": "Find the quotient of {p} divided by {d}; ignore the remainder.",
        "identity": "Write {identity} with polynomials q and r, where r has a lower degree than {d}. [What is "
        "q?|Find q.]",
        "let": "Divide {px} by {d} with remainder, where {named}. Give the quotient.",
        "task": "Dividend: {p}\nDivisor: {d}\n[Give the quotient; the remainder is not asked for.|Which quotient "
        "results?]",
    }

    def formulas(self) -> dict[str, str]:
        own = super().formulas()
        return {**own, "identity": f"{own['p']} = ({own['d']})q + r"}

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Quotient | None:
        quotient = (stream.choice((1, 2, 3, -1, -2)), *(stream.integer(-6, 6) for _ in range(level)))
        divisor = (1, *(stream.integer(-5, 5) for _ in range(1 if level == 2 else 2)))
        rest = tuple(stream.integer(-9, 9) for _ in range(len(divisor) - 1))
        coefficients = combined(expanded([quotient, divisor]), rest)
        letter = stream.choice(LETTERS)
        if not divisor[-1] or quotient.count(0) > 1 or max(map(abs, coefficients)) > 60:
            return None
        return cls(level, letter, coefficients, shown(quotient, letter), divisor)

    def check(self) -> Check:
        return self.asked("quotient", formula(self.divisor, self.letter))

    def solution(self) -> list[str]:
        lines, _ = long_division(self.coefficients, self.divisor, self.letter)
        return [*lines, f"The factors in front together: {self.answer}."]
