"""Decides whether two rational functions are the same, exactly: by their polynomials over the rational numbers."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import comb, gcd
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from validators.formulas.nodes import Add, Expr, Mul, Num, Pow, Sym
from validators.formulas.numbers import MOST_BITS, Beyond, Undefined, spend

MOST_TERMS = 20_000
"""No polynomial may have room for more terms, by its degree and the number of variables."""
LARGEST_DEGREE = 400


class NotRational(Exception):
    """The expression is no quotient of polynomials."""


def same_function(one: Expr, other: Expr, names: list[str]) -> bool:
    """Whether two quotients of polynomials in the variables `names` are the same function.

    Raises `NotRational`, `Undefined` where one divides by nothing but zero, and `Beyond` where they are too large.
    """
    reader = _reader(tuple(names))
    a, b = reader.quotient(one)
    c, d = reader.quotient(other)
    if b == d:
        return bool(a == c)
    return bool(reader.product(a, d) == reader.product(c, b))


def lowest_terms(top: Expr, bottom: Expr, names: list[str]) -> bool:
    """Whether two polynomials in the variables `names` have no common factor that could be cancelled.

    Numbers count as factors where all coefficients are whole. Raises `NotRational` where one is no polynomial,
    `Undefined` where the second is nothing but zero, and `Beyond` where they are too large.
    """
    reader = _reader(tuple(names))
    parts = []
    for expr in (top, bottom):
        whole, below = reader.quotient(expr)
        if not below.is_constant():
            raise NotRational
        parts.append(whole if below is reader.one else whole / below)
    if parts[1] == 0:
        raise Undefined
    for part in parts:
        spend(len(part) * 10)
        reader.bounded(2 * part.total_degree(), len(part) ** 2)
    if not parts[0].gcd(parts[1]).is_constant():
        return False
    numbers = [coefficient for part in parts for coefficient in part.coeffs()]
    if any(each.q != 1 for each in numbers):
        return True
    return gcd(*(int(each.p) for each in numbers)) == 1


@lru_cache(maxsize=256)
def _reader(names: tuple[str, ...]) -> _Reader:
    return _Reader(names)


class _Reader:
    def __init__(self, names: tuple[str, ...]) -> None:
        self.context = fmpq_mpoly_ctx.get(names, Ordering.degrevlex)
        self.variables = dict(zip(names, self.context.gens(), strict=True))
        self.places = {name: place for place, name in enumerate(names)}
        self.one = self.context.constant(1)

    def quotient(self, expr: Expr) -> tuple[Any, Any]:
        """Numerator and denominator, not in lowest terms."""
        kind = type(expr)
        if kind is Sym:
            return self.variables[expr.name], self.one  # type: ignore[union-attr]
        if kind is Num:
            return self.number(expr.value), self.one  # type: ignore[union-attr]
        if kind is Add:
            return self.sum(expr.terms)  # type: ignore[union-attr]
        if kind is Mul:
            return self.whole_product(expr.factors)  # type: ignore[union-attr]
        if kind is Pow:
            return self.power(expr.base, expr.exponent)  # type: ignore[union-attr]
        raise NotRational

    def number(self, value: Fraction | int) -> Any:
        return self.context.constant(value if type(value) is int else fmpq(value.numerator, value.denominator))

    def monomial(self, expr: Expr) -> tuple[tuple[int, ...], int] | None:
        """The exponents and the coefficient of what plainly is an integer times powers of variables."""
        exponents = [0] * len(self.places)
        coefficient: Fraction | int = 1
        for factor in expr.factors if type(expr) is Mul else (expr,):
            kind = type(factor)
            if kind is Num:
                coefficient *= factor.value  # type: ignore[union-attr]
            elif kind is Sym:
                exponents[self.places[factor.name]] += 1  # type: ignore[union-attr]
            elif kind is Pow and type(factor.base) is Sym and type(factor.exponent) is Num:  # type: ignore[union-attr]
                times = factor.exponent.value  # type: ignore[union-attr]
                if type(times) is not int or not 0 <= times <= LARGEST_DEGREE:
                    return None
                exponents[self.places[factor.base.name]] += times  # type: ignore[union-attr]
            else:
                return None
        if sum(exponents) > LARGEST_DEGREE or type(coefficient) is not int or coefficient.bit_length() > MOST_BITS:
            return None
        return tuple(exponents), coefficient

    def sum(self, terms: tuple[Expr, ...]) -> tuple[Any, Any]:
        spend(len(terms))
        plain: dict[tuple[int, ...], int] = {}  # a sum written out is read at once, not added term by term
        rest = []
        for term in terms:
            found = self.monomial(term)
            if found is None:
                rest.append(term)
            else:
                plain[found[0]] = plain.get(found[0], 0) + found[1]
        if not rest:
            return self.context.from_dict(plain), self.one
        top, bottom = self.quotient(rest[0])
        if plain:
            written = self.context.from_dict(plain)
            top = top + (written if bottom is self.one else self.product(written, bottom))
        for term in rest[1:]:
            n, d = self.quotient(term)
            if d is bottom or d == bottom:
                top = top + n
            else:
                top = self.product(top, d) + self.product(n, bottom)
                bottom = self.product(bottom, d)
        return top, bottom

    def whole_product(self, factors: tuple[Expr, ...]) -> tuple[Any, Any]:
        top, bottom = self.quotient(factors[0])
        for factor in factors[1:]:
            n, d = self.quotient(factor)
            top = self.product(top, n)
            if d is not self.one:
                bottom = self.product(bottom, d)
        return top, bottom

    def power(self, base: Expr, exponent: Expr) -> tuple[Any, Any]:
        if type(exponent) is not Num or type(exponent.value) is not int:
            raise NotRational
        n, d = self.quotient(base)
        times = exponent.value
        if times < 0:
            n, d, times = d, n, -times
            if d == 0:
                raise Undefined
        for part in (n, d):
            self.bounded(part.total_degree() * times, _ways(len(part), times))
            if largest_bits(part.coeffs()) * times > MOST_BITS:
                raise Beyond
        return n**times, d if d is self.one else d**times

    def product(self, one: Any, other: Any) -> Any:
        self.bounded(one.total_degree() + other.total_degree(), len(one) * len(other))
        return one * other

    def bounded(self, degree: int, terms: int) -> None:
        """Raises `Beyond` where a polynomial of this degree, made of so many products, may be too large."""
        spend(min(terms, MOST_TERMS) // 20)
        degree = max(degree, 0)  # that of nothing is less
        if degree > LARGEST_DEGREE:
            raise Beyond
        if min(terms, comb(degree + len(self.variables), len(self.variables))) > MOST_TERMS:
            raise Beyond


def _ways(terms: int, times: int) -> int:
    """How many terms a power of a sum can have."""
    if terms < 2 or not times:
        return 1
    return comb(terms + times - 1, times) if terms * times < 10_000 else MOST_TERMS + 1


def largest_bits(coefficients: Any) -> int:
    """The bits of the largest numerator or denominator."""
    return max((max(int(c.p).bit_length(), int(c.q).bit_length()) for c in coefficients), default=0)
