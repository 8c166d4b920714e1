"""Solves equations and inequalities in one real variable: all their solutions, proved, or none at all.

What is solved is made of rational numbers, the variable, ``+ - * /``, whole powers, absolute values and square roots.
Between the points where something can change (a zero, a pole, the end of a root's domain) a relation holds
everywhere or nowhere, so one rational number of each gap decides it; the points themselves are put in and compared
exactly. Every change happens at a zero of a polynomial that is free of roots, being a product of conjugates.

Left undecided (`Beyond`) are polynomials that change at numbers without a square-root form (the real zeros of
irreducible factors of degree three and more), roots and absolute values inside others, and whatever is too large.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cmp_to_key
from itertools import pairwise

from flint import fmpq, fmpq_poly

from validators.formulas import regions
from validators.formulas.equality import order as any_order
from validators.formulas.nodes import (
    EMPTY,
    EXPRESSIONS,
    Add,
    Call,
    Either,
    Expr,
    Mul,
    Node,
    Num,
    Pow,
    Reals,
    Relation,
    Sym,
    add,
    neg,
    symbols,
)
from validators.formulas.numbers import Beyond, between, put, rational, spend
from validators.formulas.polynomials import largest_bits
from validators.formulas.regions import ALL, INFINITY, Piece, Region

MOST_ABSOLUTES = 4
MOST_ROOTS = 3
LARGEST_DEGREE = 24
MOST_BITS = 2_000
LARGEST_POWER = 12

_NOTHING: Region = ()
_ZERO = Num(0)


def solution_set(node: Node, variable: str) -> Region:
    """The real values of the variable for which the relations of `node` hold. Raises `Beyond` where no proof is found.

    A value for which something is not defined is no solution. ``no solution`` and ``all real numbers`` are read too.
    """
    match node:
        case Reals():
            return ALL
        case Either(parts, together):
            found = [solution_set(part, variable) for part in parts]
            result = found[0]
            for other in found[1:]:
                result = (
                    regions.intersection(result, other, order) if together else regions.union([result, other], order)
                )
            return result
        case Relation(sides, signs):
            result = ALL
            for left, sign, right in zip(sides, signs, sides[1:], strict=False):
                if not isinstance(left, EXPRESSIONS) or not isinstance(right, EXPRESSIONS) or sign not in _HOLDS:
                    raise Beyond
                result = regions.intersection(result, _solved(left, sign, right, variable), order)
            return result
    if node == EMPTY:
        return _NOTHING
    raise Beyond


def names_in(node: Node) -> frozenset[str]:
    """The variables in an expression, or in relations of expressions."""
    match node:
        case Relation(sides, _):
            return frozenset().union(*(symbols(side) for side in sides))
        case Either(parts, _):
            return frozenset().union(*map(names_in, parts))
    return symbols(node)


_HOLDS = {
    "=": lambda compared: compared == 0, "!=": lambda compared: compared != 0, "<": lambda compared: compared < 0,
    "<=": lambda compared: compared <= 0, ">": lambda compared: compared > 0, ">=": lambda compared: compared >= 0,
}  # fmt: skip


def _solved(left: Expr, sign: str, right: Expr, variable: str) -> Region:
    """The solutions of one relation."""
    if (symbols(left) | symbols(right)) - {variable}:
        raise Beyond
    claim = _Claim(left, sign, right, variable)
    absolutes = _calls(claim.gap, "abs")
    if len(absolutes) > MOST_ABSOLUTES:
        raise Beyond
    breaks = claim.sorted({zero for call in absolutes for zero in _changes(call.arguments[0], variable)})
    pieces: list[Region] = [((Piece(point, True, point, True),)) for point in breaks if claim.holds_at(point)]
    for low, high in pairwise([neg(INFINITY), *breaks, INFINITY]):
        middle = _inside(low, high)
        bare = _without_absolutes(claim.gap, variable, middle)
        pieces += claim.between(low, high, _changes(bare, variable))
    return regions.union(pieces, order)


class _Claim:
    """One relation, and what is asked of it: whether it holds at a point, and where it holds between two."""

    def __init__(self, left: Expr, sign: str, right: Expr, variable: str) -> None:
        self.left, self.right, self.variable = left, right, variable
        self.holds = _HOLDS[sign]
        self.gap = add(left, neg(right))
        self.needs = tuple(_needs(self.gap))

    def holds_at(self, point: Expr) -> bool:
        """Whether both sides are defined at the point and the relation holds there; proved."""
        spend(50)
        at = {self.variable: point}
        for need, expr in self.needs:
            sign = order(put(expr, at), _ZERO)
            if sign < 0 if need == "root" else sign == 0:
                return False
        return bool(self.holds(order(put(self.left, at), put(self.right, at))))

    def between(self, low: Expr, high: Expr, changes: set[Expr]) -> list[Region]:
        """The pieces between two numbers on which it holds, if it changes at the `changes` only."""
        cuts = self.sorted({each for each in changes if self.is_between(low, each, high)})
        pieces: list[Region] = [((Piece(cut, True, cut, True),)) for cut in cuts if self.holds_at(cut)]
        for start, end in pairwise([low, *cuts, high]):
            if self.holds_at(Num(_inside(start, end))):
                pieces.append((Piece(start, False, end, False),))
        return pieces

    def is_between(self, low: Expr, point: Expr, high: Expr) -> bool:
        return order(low, point) < 0 and order(point, high) < 0

    def sorted(self, points: set[Expr]) -> list[Expr]:
        """The points in order, each once."""
        found = sorted(points, key=cmp_to_key(order))
        return [point for place, point in enumerate(found) if not place or order(found[place - 1], point)]


def _inside(low: Expr, high: Expr) -> Fraction:
    """A rational number between two, either of which may be infinite; a whole one where it is easily found."""
    return between(None if regions.is_infinite(low) else low, None if regions.is_infinite(high) else high)


def _calls(expr: Expr, name: str) -> list[Call]:
    """The absolute values, or the square roots, in an expression. Raises `Beyond` where one holds another."""
    found: list[Call] = []

    def look(node: Expr, inside: bool) -> None:
        match node:
            case Call(called, arguments):
                if inside or called not in ("abs", "root"):
                    raise Beyond
                if called == "root" and arguments[1] != Num(2):
                    raise Beyond
                look(arguments[0], True)
                if called == name and node not in found:
                    found.append(node)
            case Add(parts) | Mul(parts):
                for part in parts:
                    look(part, inside)
            case Pow(base, exponent):
                look(base, inside)
                look(exponent, True)
            case _:
                pass

    look(expr, False)
    return found


def order(one: Expr, other: Expr) -> int:
    """-1, 0 or 1 as one number is smaller than, equal to or larger than the other; proved. Raises `Beyond`."""
    if one == other:
        return 0
    a, b = rational(one), rational(other)
    return any_order(one, other) if a is None or b is None else (a > b) - (a < b)


def _needs(expr: Expr) -> Iterator[tuple[str, Expr]]:
    """What must not be negative (under a ``root``) or zero (a ``divisor``), the inmost first."""
    match expr:
        case Add(parts) | Mul(parts):
            for part in parts:
                yield from _needs(part)
        case Call(name, parts):
            yield from _needs(parts[0])
            if name == "root":
                yield "root", parts[0]
        case Pow(base, exponent):
            yield from _needs(base)
            power = rational(exponent)
            if power is None or power <= 0:
                yield "divisor", base


def _without_absolutes(expr: Expr, variable: str, at: Fraction) -> Expr:
    """The expression with every absolute value as its argument or the opposite of it, by the sign at a number."""
    match expr:
        case Add(parts):
            return Add(tuple(_without_absolutes(part, variable, at) for part in parts))
        case Mul(parts):
            return Mul(tuple(_without_absolutes(part, variable, at) for part in parts))
        case Pow(base, exponent):
            return Pow(_without_absolutes(base, variable, at), exponent)
        case Call("abs", (inside,)):
            return inside if order(put(inside, {variable: Num(at)}), _ZERO) >= 0 else neg(inside)
    return expr


def _changes(expr: Expr, variable: str) -> set[Expr]:
    """Numbers among which are all where the expression is zero or begins or ceases to be defined, unless it is zero
    throughout."""
    tower = _Tower(expr, variable)
    found: set[Expr] = set()
    for element in (tower.value(expr), *tower.divisors, *tower.radicands):
        top, bottom = tower.norm(element)
        for poly in (top, bottom):
            if poly:
                found |= set(regions._roots(poly))
    return found


# Rational functions with square roots adjoined.

Fractional = tuple[fmpq_poly, fmpq_poly]
Element = dict[int, Fractional]
"""A sum of rational functions times products of square roots; the roots of a product are the bits of its key."""


class _Tower:
    """The rational functions of one variable with the square roots of an expression adjoined."""

    def __init__(self, expr: Expr, variable: str) -> None:
        self.variable = variable
        self.roots = _calls(expr, "root")
        if len(self.roots) > MOST_ROOTS:
            raise Beyond
        self.divisors: list[Element] = []
        self.radicands: list[Element] = []
        self.radicands += [self.value(call.arguments[0]) for call in self.roots]

    def value(self, expr: Expr) -> Element:
        """The expression as an element; what it divides by is kept in `divisors`."""
        spend(5)
        match expr:
            case Num(value):
                return self.constant(Fraction(value))
            case Sym(_):
                return {0: (fmpq_poly([0, 1]), _ONE)}
            case Add(parts):
                total: Element = {}
                for part in parts:
                    total = self.plus(total, self.value(part))
                return total
            case Mul(parts):
                product = self.constant(Fraction(1))
                for part in parts:
                    product = self.times(product, self.value(part))
                return product
            case Pow(base, exponent):
                power = rational(exponent)
                if power is None or power.denominator != 1 or not -LARGEST_POWER <= power <= LARGEST_POWER:
                    raise Beyond
                below = self.value(base)
                if power <= 0:
                    self.divisors.append(below)
                    below = self.inverse(below)
                result = self.constant(Fraction(1))
                for _ in range(abs(int(power))):
                    result = self.times(result, below)
                return result
            case Call("root", _):
                return {1 << self.roots.index(expr): (_ONE, _ONE)}
        raise Beyond

    def constant(self, value: Fraction) -> Element:
        return {0: (fmpq_poly([fmpq(value.numerator, value.denominator)]), _ONE)} if value else {}

    def plus(self, one: Element, other: Element) -> Element:
        result = dict(one)
        for key, (n, d) in other.items():
            if key in result:
                top, bottom = result[key]
                n, d = _reduced(top * d + n * bottom, bottom * d)
            if n:
                result[key] = (n, d)
            else:
                result.pop(key, None)
        return result

    def times(self, one: Element, other: Element) -> Element:
        spend(5 * len(one) * len(other))
        result: Element = {}
        for left, (n, d) in one.items():
            for right, (top, bottom) in other.items():
                term: Element = {left ^ right: _reduced(n * top, d * bottom)}
                for place, radicand in enumerate(self.radicands):
                    if left & right & (1 << place):
                        term = self.times(term, radicand)
                result = self.plus(result, term)
        return result

    def conjugated(self, element: Element, place: int) -> Element:
        return {key: (-n if key & (1 << place) else n, d) for key, (n, d) in element.items()}

    def norm(self, element: Element) -> Fractional:
        """The product of all conjugates, which has no roots: zero wherever the element is. Raises `Beyond` if it is
        zero throughout and the element is not plainly so."""
        result = element
        for place in range(len(self.roots)):
            if any(key & (1 << place) for key in result):
                result = self.times(result, self.conjugated(result, place))
        if element and not result:
            raise Beyond
        return result.get(0, (fmpq_poly([0]), _ONE))

    def inverse(self, element: Element) -> Element:
        if not element:
            raise Beyond  # a division by nothing but zero
        above, below = self.constant(Fraction(1)), element
        for place in range(len(self.roots)):
            if any(key & (1 << place) for key in below):
                other = self.conjugated(below, place)
                above, below = self.times(above, other), self.times(below, other)
        if not below:
            raise Beyond
        n, d = below[0]
        return self.times(above, {0: (d, n)})


_ONE = fmpq_poly([1])


def _reduced(top: fmpq_poly, bottom: fmpq_poly) -> Fractional:
    if not top:
        return top, _ONE
    common = top.gcd(bottom)
    if common.degree() > 0:
        top, bottom = top / common, bottom / common
    if max(top.degree(), bottom.degree()) > LARGEST_DEGREE:
        raise Beyond
    if max(largest_bits(top.coeffs()), largest_bits(bottom.coeffs())) > MOST_BITS:
        raise Beyond
    return top, bottom
