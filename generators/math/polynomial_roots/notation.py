"""What the questions about polynomials share: coefficients, how polynomials are written, and the steps of a solution.

Coefficients are whole and given from the highest power down: ``(1, -5, 6)`` is x² - 5x + 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import isqrt, lcm
from typing import NamedTuple

from generators.math.polynomials import from_coefficients, written
from generators.randomness import Stream

Coefficients = tuple[int, ...]
LETTERS = ("x", "x", "x", "t", "y", "z", "n")


def nonzero(stream: Stream, size: int) -> int:
    """A whole number from -size to size, but not 0."""
    return stream.choice((-1, 1)) * stream.integer(1, size)


def expanded(factors: Iterable[Sequence[int]]) -> Coefficients:
    """The product of polynomials."""
    result = [1]
    for factor in factors:
        longer = [0] * (len(result) + len(factor) - 1)
        for i, a in enumerate(result):
            for j, b in enumerate(factor):
                longer[i + j] += a * b
        result = longer
    return tuple(result)


def combined(one: Sequence[int], other: Sequence[int], sign: int = 1) -> Coefficients:
    """``one + sign · other`` without leading zeros."""
    size = max(len(one), len(other))
    left, right = ([0] * (size - len(each)) + list(each) for each in (one, other))
    return trimmed([a + sign * b for a, b in zip(left, right, strict=True)])


def trimmed(coefficients: Sequence[int]) -> Coefficients:
    """Without leading zeros; nothing is ``(0,)``."""
    start = next((place for place, each in enumerate(coefficients) if each), len(coefficients) - 1)
    return tuple(coefficients[start:])


def evaluated(coefficients: Sequence[int], at: int) -> int:
    """The value at a whole number."""
    total = 0
    for coefficient in coefficients:
        total = total * at + coefficient
    return total


def shown(coefficients: Sequence[int], letter: str) -> str:
    """The polynomial in usual notation: ``x^2 - 5x + 6``."""
    return written(from_coefficients(coefficients), letter)


def formula(coefficients: Sequence[int], letter: str) -> str:
    """The polynomial in the notation of checks."""
    powers = range(len(coefficients) - 1, -1, -1)
    terms = [
        f"({c})*{letter}^{power}" if power else f"({c})" for power, c in zip(powers, coefficients, strict=True) if c
    ]
    return " + ".join(terms) or "0"


def product(leading: int, factors: Sequence[Coefficients], letter: str) -> str:
    """``leading · Π factors`` with equal factors as a power: ``2(x - 3)(x + 1)^2``."""
    times: dict[Coefficients, int] = {}
    for factor in factors:
        times[factor] = times.get(factor, 0) + 1
    text = "" if leading == 1 else "-" if leading == -1 else str(leading)
    for factor, count in times.items():
        inside = shown(factor, letter)
        bare = len(times) == 1 and not text
        power = f"^{count}" if count > 1 else ""
        text += f"{inside}{power}" if inside == letter or (bare and count == 1) else f"({inside}){power}"
    return text


def bracketed(number: Fraction | int) -> str:
    """The number as a factor or a base."""
    return f"({number})" if number < 0 or number.denominator != 1 else str(number)


def added(left: object, right: Fraction | int) -> str:
    """``left + right`` without a sign on the right."""
    return f"{left} {'-' if right < 0 else '+'} {abs(right)}"


def summed(terms: Sequence[Fraction | int]) -> str:
    """The sum as it is written: ``3 - 5 + 2``."""
    text = str(terms[0])
    for term in terms[1:]:
        text = added(text, term)
    return text


# Numbers with a square root.


class Surd(NamedTuple):
    """``(p + q·sqrt(d)) / r`` in lowest terms, d without square divisors, r positive; a rational number has q = 0."""

    p: int
    q: int
    d: int
    r: int

    @classmethod
    def of(cls, p: int, q: int, d: int, r: int) -> Surd:
        """The number in its normal form."""
        d, outside = squarefree(d)
        q *= outside
        if d == 1:
            p, q = p + q, 0
        one, other = Fraction(p, r), Fraction(q, r)
        bottom = lcm(one.denominator, other.denominator)
        return cls(int(one * bottom), int(other * bottom), d if q else 1, bottom)

    @property
    def rational(self) -> Fraction | None:
        """The number as a fraction, or None if it is irrational."""
        return None if self.q else Fraction(self.p, self.r)

    def __float__(self) -> float:
        return float((self.p + self.q * self.d**0.5) / self.r)

    def __str__(self) -> str:
        p, q, d, r = self
        if not q:
            return str(Fraction(p, r))
        root = f"{'' if abs(q) == 1 else abs(q)}sqrt({d})"
        if not p:
            return f"{'-' if q < 0 else ''}{root}" + (f"/{r}" if r > 1 else "")
        text = f"{p} {'-' if q < 0 else '+'} {root}"
        return f"({text})/{r}" if r > 1 else text


def squarefree(number: int) -> tuple[int, int]:
    """d and m with number = m²·d, and d without square divisors."""
    outside = next(each for each in range(isqrt(number), 0, -1) if number % (each * each) == 0)
    return number // (outside * outside), outside


def surd(value: Fraction | int) -> Surd:
    """A rational number."""
    return Surd(value.numerator, 0, 1, value.denominator)


# Steps of solutions.


def split(total: int, product: int) -> tuple[str, tuple[int, int]]:
    """Two whole numbers with this sum and product, and the line that tries the pairs one after the other."""
    tried = []
    for small in range(1, abs(product) + 1):
        if product % small:
            continue
        large = abs(product) // small
        one, other = small, large
        if product > 0 and total < 0:
            one, other = -small, -large
        elif product < 0:
            one, other = (small, -large) if total < 0 else (-small, large)
        tried.append(f"{added(one, other)} = {one + other}")
        if one + other == total:
            return f"Product {product}, sum {total}: {', '.join(tried)}.", (one, other)
    raise ValueError(f"no whole numbers have the sum {total} and the product {product}")


def tries(total: int, product: int) -> int:
    """How many pairs `split` tries."""
    return split(total, product)[0].count(" = ")


def horner(coefficients: Sequence[int], at: int) -> list[str]:
    """The value by Horner's rule, a line for each coefficient after the first."""
    lines = []
    value = coefficients[0]
    for coefficient in coefficients[1:]:
        times = value * at
        total = times + coefficient
        step = f"{value} * {bracketed(at)} = {times}"
        lines.append(f"{step}, {added(times, coefficient)} = {total}." if coefficient else f"{step}.")
        value = total
    return lines


def tried(coefficients: Sequence[int], at: Fraction) -> tuple[str, list[Fraction]]:
    """Horner's rule in one line, and its row of results: the quotient's coefficients and the remainder."""
    row = [Fraction(coefficients[0])]
    steps = [str(coefficients[0])]
    for coefficient in coefficients[1:]:
        total = row[-1] * at + coefficient
        steps.append(f"{added(f'{row[-1]} * {bracketed(at)}', coefficient)} = {total}")
        row.append(total)
    return ", ".join(steps), row


def candidates(coefficients: Sequence[int]) -> list[Fraction]:
    """The fractions that can be rational roots, those of the smallest numbers first."""
    found = {
        sign * Fraction(top, bottom)
        for bottom in _divisors(coefficients[0])
        for top in _divisors(coefficients[-1])
        for sign in (1, -1)
    }
    return sorted(found, key=lambda each: (max(abs(each.numerator), each.denominator), abs(each), each < 0))


def _divisors(number: int) -> list[int]:
    return [each for each in range(1, abs(number) + 1) if number % each == 0]


def long_division(dividend: Coefficients, divisor: Coefficients, letter: str) -> tuple[list[str], Coefficients]:
    """The lines of a long division by a polynomial with leading coefficient 1, and the remainder."""
    lines, left = [], dividend
    while len(left) >= len(divisor) and any(left):
        power = len(left) - len(divisor)
        term = (left[0], *[0] * power)
        times = expanded([term, divisor])
        rest = combined(left, times, -1)
        lines.append(
            f"{shown(term, letter)} * ({shown(divisor, letter)}) = {shown(times, letter)}, "
            f"which leaves {shown(rest, letter)}."
        )
        left = rest
    return lines, left
