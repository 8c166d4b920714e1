"""Calculations and phrases as they stand in worked solutions."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import accumulate, pairwise
from math import comb, factorial, gcd, lcm, perm
from operator import add, mul, sub
from typing import Any

from generators.questions import Question


def ways(count: int) -> str:
    """``1 way``, ``4 ways``."""
    return f"{count} {'way' if count == 1 else 'ways'}"


_LONGEST = 190  # characters of a worked solution without its last line


def brief(question: Question) -> bool:
    """Whether the worked solution is short enough for level 1, which is for beginners."""
    return sum(len(line) + 1 for line in question.solution()) <= _LONGEST


# Calculations as they stand in a worked solution.


def product_of(factors: Iterable[int]) -> str:
    """A product step by step: ``5 · 4 = 20, 20 · 3 = 60``; a single factor is itself."""
    return _chain(list(factors), "·", mul)


def sum_of(terms: Iterable[int]) -> str:
    """A sum step by step: ``5 + 4 = 9, 9 + 3 = 12``; a single term is itself."""
    return _chain(list(terms), "+", add)


def difference_of(start: int, parts: Iterable[int]) -> str:
    """A difference step by step: ``25 − 5 = 20, 20 − 3 = 17``."""
    return _chain([start, *parts], "−", sub)


def signed_sum(terms: Iterable[int]) -> str:
    """A sum of positive and negative numbers step by step: ``25 − 5 = 20, 20 + 3 = 23``."""
    total, *rest = terms
    steps = []
    for each in rest:
        steps.append(f"{total} {'+' if each > 0 else '−'} {abs(each)} = {total + each}")
        total += each
    return ", ".join(steps) or str(total)


def _chain(parts: list[int], sign: str, join: Any) -> str:
    totals = list(accumulate(parts, join))
    if len(parts) == 1:
        return str(parts[0])
    return ", ".join(f"{a} {sign} {b} = {c}" for (a, c), b in zip(pairwise(totals), parts[1:], strict=True))


def choose(size: int, count: int) -> str:
    """A binomial coefficient worked out: ``C(7, 3) = 7 · 6 · 5 / 6 = 210 / 6 = 35``."""
    name, fewer = f"C({size}, {count})", min(count, size - count)
    if 1 < fewer < count:
        name += f" = C({size}, {fewer})"
    if fewer <= 1:
        return f"{name} = {comb(size, fewer)}"
    factors = " · ".join(str(size - step) for step in range(fewer))
    top, bottom = perm(size, fewer), factorial(fewer)
    return f"{name} = {factors} / {bottom} = {top} / {bottom} = {top // bottom}"


def reduced(top: int, bottom: int) -> str:
    """A fraction and, where it can be reduced, its lowest terms and by what they come: ``8/20 = 2/5 (÷4)``."""
    divisor = gcd(top, bottom)
    return f"{top}/{bottom}" if divisor == 1 else f"{top}/{bottom} = {Fraction(top, bottom)} (÷{divisor})"


def over(tops: Iterable[int], bottom: int) -> str:
    """A sum of fractions with a common denominator: ``12/72 + 20/72 = 32/72 = 4/9 (÷8)``."""
    parts = list(tops)
    sums = " + ".join(f"{top}/{bottom}" for top in parts)
    return f"{sums} = {reduced(sum(parts), bottom)}" if len(parts) > 1 else reduced(parts[0], bottom)


def rest_of(top: int, bottom: int) -> str:
    """What is left of one: ``1 − 20/72 = 52/72 = 13/18 (÷4)``."""
    return f"1 − {top}/{bottom} = {reduced(bottom - top, bottom)}"


def times(left: Fraction, right: Fraction) -> str:
    """A product of fractions: ``2/3 · 3/4 = 6/12 = 1/2 (÷6)``."""
    top, bottom = left.numerator * right.numerator, left.denominator * right.denominator
    return f"{left} · {right} = {reduced(top, bottom)}"


def plus(left: Fraction, right: Fraction) -> str:
    """A sum of numbers, over their common denominator: ``1/6 + 1/4 = 2/12 + 3/12 = 5/12``."""
    return _common(left, right, "+")


def minus(left: Fraction, right: Fraction) -> str:
    """A difference of numbers, over their common denominator: ``3/4 − 1/6 = 9/12 − 2/12 = 7/12``."""
    return _common(left, right, "−")


def _common(left: Fraction, right: Fraction, sign: str) -> str:
    bottom = lcm(left.denominator, right.denominator)
    value = left + right if sign == "+" else left - right
    if bottom == 1:
        return f"{left} {sign} {right} = {value}"
    one, other = (each.numerator * (bottom // each.denominator) for each in (left, right))
    start = f"{left} {sign} {right} = " if {left.denominator, right.denominator} != {bottom} else ""
    total = one + other if sign == "+" else one - other
    return f"{start}{one}/{bottom} {sign} {other}/{bottom} = {reduced(total, bottom)}"


__all__ = [
    "brief",
    "choose",
    "difference_of",
    "minus",
    "over",
    "plus",
    "product_of",
    "reduced",
    "rest_of",
    "signed_sum",
    "sum_of",
    "times",
    "ways",
]
