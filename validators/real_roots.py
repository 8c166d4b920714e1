"""Real roots of rational polynomials as exact numbers: isolated, ordered, and computed with without rounding.

A `Root` is the n-th real root of a polynomial that is irreducible over the rational numbers. Sums, products, quotients
and signs at it are those of its number field: a remainder modulo the polynomial, whose sign a ball that is made ever
smaller tells, since only the remainder zero has the value zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cmp_to_key, lru_cache
from itertools import pairwise
from typing import Any

from flint import arb, fmpq, fmpq_poly, fmpz_poly
from msgspec import Struct

from validators.formulas.bounds import is_zero
from validators.formulas.nodes import Add, Expr, Mul, Num, Pow, symbols
from validators.formulas.numbers import Beyond, ball, precision, rational

PRECISIONS = (64, 256, 1024, 4096)
"""Bits to which roots are worked out, one after the other, until they are told apart."""


class Root(Struct, frozen=True):
    """The real root number `place`, from 0 and in rising order, of an irreducible primitive polynomial whose
    coefficients are given from the constant term up."""

    coefficients: tuple[int, ...]
    place: int

    @property
    def value(self) -> Fraction | None:
        """The root where it is rational."""
        if len(self.coefficients) != 2:
            return None
        return Fraction(-self.coefficients[0], self.coefficients[1])

    def ball(self, bits: int) -> arb:
        """A ball around the root, of about this many bits."""
        return _balls(self.coefficients, bits)[self.place]


@lru_cache(maxsize=1024)
def _balls(coefficients: tuple[int, ...], bits: int) -> tuple[arb, ...]:
    """Disjoint balls around the real roots of an irreducible polynomial, in rising order."""
    with precision(bits):
        if len(coefficients) == 2:
            return (arb(fmpq(-coefficients[0], coefficients[1])),)
        isolated: Any = fmpz_poly(list(coefficients)).complex_roots()
        found = [root for root, _ in isolated]
        return tuple(sorted((root.real for root in found if root.imag.is_zero()), key=_exact))


def factors(poly: fmpq_poly) -> list[tuple[tuple[int, ...], int]]:
    """The irreducible primitive factors of a polynomial that is not zero, each with its multiplicity."""
    if poly.degree() < 1:
        return []
    _, found = poly.numer().factor()
    return [(tuple(int(each) for each in factor.coeffs()), int(times)) for factor, times in found]


def roots_of(coefficients: tuple[int, ...]) -> list[Root]:
    """The real roots of one irreducible polynomial."""
    return [Root(coefficients, place) for place in range(len(_balls(coefficients, PRECISIONS[0])))]


def real_roots(polys: Iterable[fmpq_poly]) -> list[Root]:
    """The different real roots of all these polynomials, none of them zero, in rising order. Raises `Beyond` where
    roots lie too close to be told apart."""
    irreducible = {coefficients for poly in polys for coefficients, _ in factors(poly)}
    return ordered([root for coefficients in sorted(irreducible) for root in roots_of(coefficients)])


def ordered(roots: Sequence[Root]) -> list[Root]:
    """Different roots in rising order. Raises `Beyond`."""
    return sorted(roots, key=cmp_to_key(_compared))


def _compared(one: Root, other: Root) -> int:
    a, b = one.value, other.value
    if a is not None and b is not None:
        return (a > b) - (a < b)
    if one == other:
        return 0
    for bits in PRECISIONS:
        left, right = one.ball(bits), other.ball(bits)
        if left < right:
            return -1
        if left > right:
            return 1
    raise Beyond


def samples(roots: Sequence[Root]) -> list[Fraction]:
    """A rational number before, between and after the roots, which are in rising order. Raises `Beyond`."""
    if not roots:
        return [Fraction(0)]
    first, last = _floor(roots[0]), _floor(roots[-1])
    return [first - Fraction(1), *(_between(one, other) for one, other in pairwise(roots)), last + Fraction(2)]


def _floor(root: Root) -> int:
    value = root.value
    if value is not None:
        return value.__floor__()
    return floor_of(root.ball(PRECISIONS[0]).lower())


def floor_of(value: arb) -> int:
    """The whole number below the middle of a ball. Raises `Beyond` where it is too long."""
    return _exact(value).__floor__()


def _between(one: Root, other: Root) -> Fraction:
    a, b = one.value, other.value
    if a is not None and b is not None:
        return (a + b) / 2
    for bits in PRECISIONS:
        low, high = one.ball(bits), other.ball(bits)
        if low < high:
            with precision(bits):
                return (_exact(low.upper()) + _exact(high.lower())) / 2
    raise Beyond


def _exact(value: arb) -> Fraction:
    mantissa, exponent = value.mid().man_exp()
    if abs(int(exponent)) > 1 << 16:
        raise Beyond
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def is_root(root: Root, expr: Expr) -> bool:
    """Whether a number that is written down is this root. Raises `Beyond` where neither is proved."""
    value, own = rational(expr), root.value
    if value is not None:
        return own is not None and own == value
    if symbols(expr):
        return False
    for bits in PRECISIONS:
        with precision(bits):
            written = ball(expr)
            if not written.imag.contains(0) or not written.real.overlaps(root.ball(bits)):
                return False
            apart = sum(each.overlaps(written.real) for each in _balls(root.coefficients, bits)) == 1
        if apart:
            break
    else:
        raise Beyond
    # It lies at this root and at no other of the same polynomial: what is left is that it is a root at all.
    powers = enumerate(root.coefficients)
    vanishes = is_zero(Add(tuple(Mul((Num(c), Pow(expr, Num(k)))) if k else Num(c) for k, c in powers if c)))
    if vanishes is None:
        raise Beyond
    return vanishes


class At:
    """Arithmetic with the values that rational functions of the variable have at one point."""

    def __init__(self, point: Root | Fraction) -> None:
        self.root = point if isinstance(point, Root) and point.value is None else None
        self.modulus = fmpq_poly(list(point.coefficients)) if isinstance(point, Root) and self.root else None
        value = point.value if isinstance(point, Root) else point
        self.variable: Any = fmpq_poly([0, 1]) if value is None else fmpq(value.numerator, value.denominator)

    def number(self, value: Fraction | int) -> Any:
        """A rational number."""
        exact = fmpq(value.numerator, value.denominator)
        return exact if self.modulus is None else fmpq_poly([exact])

    def times(self, one: Any, other: Any) -> Any:
        """The product."""
        return one * other if self.modulus is None else (one * other) % self.modulus

    def inverse(self, value: Any) -> Any:
        """One divided by the value. Raises `ZeroDivisionError`."""
        if self.modulus is None:
            return 1 / value
        if not value:
            raise ZeroDivisionError
        return value.xgcd(self.modulus)[1]

    def sign(self, value: Any) -> int:
        """-1, 0 or 1. Raises `Beyond` where a value that is not zero is too small to be told from it."""
        if self.root is None or not value:
            return int(value > 0) - int(value < 0) if self.root is None else 0
        for bits in PRECISIONS:
            at = self.root.ball(bits)
            with precision(bits):
                total = arb(0)
                for coefficient in reversed(value.coeffs()):
                    total = total * at + arb(coefficient)
                if total > 0:
                    return 1
                if total < 0:
                    return -1
        raise Beyond
