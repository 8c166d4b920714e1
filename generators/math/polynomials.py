"""Polynomials with whole or rational coefficients in one or more letters: arithmetic and how they are written.

A polynomial is a tuple of terms, a term a tuple of the coefficient and the exponent of each letter: with the letters x
and y, ``(3, 2, 1)`` is 3x²y. The functions here return terms in falling degree, none of them zero; a sum still to be
collected is a tuple of terms in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

Number = int | Fraction
Term = tuple[Number, ...]
Poly = tuple[Term, ...]


def collected(terms: Iterable[Term]) -> Poly:
    """The sum of the terms: like ones together, the highest first."""
    sums: dict[Term, Number] = {}
    for coefficient, *exponents in terms:
        key = tuple(exponents)
        sums[key] = sums.get(key, 0) + coefficient
    ordered = sorted(sums, key=lambda exponents: (sum(exponents), exponents), reverse=True)
    return tuple((_whole(sums[key]), *key) for key in ordered if sums[key])


def _whole(number: Number) -> Number:
    return number.numerator if number.denominator == 1 else number


def magnitude(number: Number) -> Number:
    """The absolute value."""
    return number if number >= 0 else -number


def from_coefficients(coefficients: Sequence[Number]) -> Poly:
    """The polynomial in one letter with these coefficients, the highest first."""
    top = len(coefficients) - 1
    return collected((coefficient, top - place) for place, coefficient in enumerate(coefficients))


def plus(one: Poly, other: Poly) -> Poly:
    """The sum."""
    return collected((*one, *other))


def scaled(poly: Poly, factor: Number) -> Poly:
    """The polynomial times a number."""
    return collected((factor * term[0], *term[1:]) for term in poly)


def times_term(one: Term, other: Term) -> Term:
    """The product of two terms."""
    return (_whole(one[0] * other[0]), *(a + b for a, b in zip(one[1:], other[1:], strict=True)))


def times(one: Poly, other: Poly) -> Poly:
    """The product."""
    return collected(times_term(a, b) for a in one for b in other)


def power(poly: Poly, exponent: int) -> Poly:
    """The polynomial to a whole power that is not negative."""
    result: Poly = ((1, *(0 for _ in poly[0][1:])),)
    for _ in range(exponent):
        result = times(result, poly)
    return result


def composed(outer: Poly, inner: Poly) -> Poly:
    """`outer`, in one letter, with `inner` in the place of its letter."""
    result: Poly = ()
    for coefficient, exponent in outer:
        result = plus(result, scaled(power(inner, int(exponent)), coefficient))
    return result


def degree(poly: Poly) -> int:
    """The total degree; that of nothing is -1."""
    return int(max((sum(term[1:]) for term in poly), default=-1))


def coefficient_of(poly: Poly, *exponents: int) -> Number:
    """The coefficient of the product of the letters with these exponents."""
    return next((term[0] for term in poly if term[1:] == exponents), 0)


def value(poly: Poly, *point: Number) -> Number:
    """The value at a point."""
    total: Number = 0
    for coefficient, *exponents in poly:
        for at, exponent in zip(point, exponents, strict=True):
            coefficient *= at ** int(exponent)
        total += coefficient
    return _whole(total)


def divided(dividend: Poly, divisor: Poly) -> tuple[Poly, Poly]:
    """Quotient and remainder, in one letter."""
    quotient: Poly = ()
    while dividend and degree(dividend) >= degree(divisor):
        step = (_whole(Fraction(dividend[0][0]) / divisor[0][0]), dividend[0][1] - divisor[0][1])
        quotient = (*quotient, step)
        dividend = plus(dividend, scaled(times((step,), divisor), -1))
    return quotient, dividend


# Writing.

PLAIN, LATEX, CODE = "plain", "latex", "code"
"""``3x^2 - 1/2x``, ``3x^2 - \\frac{1}{2}x`` and ``3*x**2 - 1/2*x``."""


def written(poly: Poly, letters: Sequence[str], style: str = PLAIN) -> str:
    """The terms in the order given: ``3x^2 - 5x + 2``."""
    text = ""
    for term in poly:
        size = magnitude(term[0])
        sign = ("-" if not text else " - ") if term[0] < 0 else (" + " if text else "")
        text += sign + written_term((size, *term[1:]), letters, style)
    return text or "0"


def written_term(term: Term, letters: Sequence[str], style: str = PLAIN) -> str:
    """One term with its sign: ``-5x``."""
    coefficient, *exponents = term
    powers = [_power(letter, int(e), style) for letter, e in zip(letters, exponents, strict=True) if e]
    joint = "*" if style == CODE else ""
    if not powers:
        return number(coefficient, style)
    if coefficient in (1, -1):
        return ("-" if coefficient < 0 else "") + joint.join(powers)
    return joint.join([number(coefficient, style), *powers])


def number(value: Number, style: str = PLAIN) -> str:
    """A number; in LaTeX fractions are set."""
    if style == LATEX and value.denominator != 1:
        return f"{'-' if value < 0 else ''}\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
    return str(value)


def _power(letter: str, exponent: int, style: str) -> str:
    if exponent == 1:
        return letter
    if style == LATEX and exponent > 9:
        return f"{letter}^{{{exponent}}}"
    return f"{letter}{'**' if style == CODE else '^'}{exponent}"


def bracketed(poly: Poly, letters: Sequence[str], style: str = PLAIN) -> str:
    """The polynomial as a factor: with brackets where it is a sum or begins with a minus."""
    text = written(poly, letters, style)
    return f"({text})" if len(poly) > 1 or text.startswith("-") else text
