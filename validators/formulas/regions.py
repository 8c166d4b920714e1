"""Sets of real numbers as unions of intervals, from what is written or from inequalities in one variable."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cmp_to_key
from itertools import pairwise
from typing import Any

from flint import fmpq_poly, fmpz_poly
from msgspec import Struct

from validators.formulas.nodes import (
    EXPRESSIONS,
    MINUS_ONE,
    Add,
    Builder,
    Call,
    Const,
    Either,
    Expr,
    Mul,
    Node,
    Num,
    Pow,
    Reals,
    Relation,
    Set,
    Sym,
    Tup,
    Union,
    add,
    mul,
    neg,
    symbols,
)
from validators.formulas.numbers import MOST_BITS, Beyond, Undefined, rational
from validators.formulas.polynomials import largest_bits

INFINITY = Const("inf")
LARGEST_DEGREE = 40
MOST_PIECES = 200


class Piece(Struct, frozen=True):
    """An interval; `low` and `high` may be minus and plus infinity, which are never included."""

    low: Expr
    low_in: bool
    high: Expr
    high_in: bool


Region = tuple[Piece, ...]
"""Pieces in order, apart from each other."""

Order = Callable[[Expr, Expr], int]
"""Compares two real numbers: -1, 0 or 1, each proved. Raises `Beyond` where no proof is found."""

ALL: Region = (Piece(neg(INFINITY), False, INFINITY, False),)


def is_infinite(value: Expr) -> int:
    """1 for infinity, -1 for minus infinity, else 0."""
    if value == INFINITY:
        return 1
    if type(value) is Mul and value.factors == (MINUS_ONE, INFINITY):
        return -1
    return 0


def region_of(node: Node, order: Order) -> Region:
    """The set of real numbers that a node describes. Raises `Beyond` where it describes none that is read."""
    match node:
        case Reals():
            return ALL
        case Set(items):
            return union([_point(item) for item in items], order)
        case Tup((low, high), left, right) if left:
            return _interval(low, left == "[", high, right == "]", order)
        case Union(first, rest):
            result = _member(first, order)
            for sign, other in rest:
                result = _combined(sign, result, _member(other, order), order)
            return result
        case Builder(variable, condition):
            return solutions(condition, variable, order)
        case Relation() | Either():
            names = sorted(_names(node))
            if len(names) != 1:
                raise Beyond
            return solutions(node, names[0], order)
    raise Beyond


def _member(node: Node, order: Order) -> Region:
    """A part of a union: a number in braces stands there without them."""
    return _point(node) if type(node) in EXPRESSIONS else region_of(node, order)


def _point(item: Node) -> Region:
    if type(item) not in EXPRESSIONS:
        raise Beyond
    return (Piece(item, True, item, True),)  # type: ignore[arg-type]


def _interval(low: Node, low_in: bool, high: Node, high_in: bool, order: Order) -> Region:
    if type(low) not in EXPRESSIONS or type(high) not in EXPRESSIONS or symbols(low) or symbols(high):
        raise Beyond
    if (low_in and is_infinite(low)) or (high_in and is_infinite(high)):  # type: ignore[arg-type]
        raise Beyond
    compared = order(low, high)  # type: ignore[arg-type]
    low_in, high_in = low_in and not is_infinite(low), high_in and not is_infinite(high)  # type: ignore[arg-type]
    if compared > 0 or (compared == 0 and not (low_in and high_in)):
        raise Beyond  # ends in this order are those of no interval: it is a pair
    return (Piece(low, low_in, high, high_in),)  # type: ignore[arg-type]


def _names(node: Node) -> frozenset[str]:
    match node:
        case Relation(sides, _):
            return frozenset().union(*(symbols(side) for side in sides))
        case Either(parts, _):
            return frozenset().union(*map(_names, parts))
    return frozenset()


# Sets of intervals.


def union(regions: Iterable[Region], order: Order) -> Region:
    """All pieces together, those that touch joined."""
    pieces = [piece for region in regions for piece in region]
    if len(pieces) > MOST_PIECES:
        raise Beyond

    def first(one: Piece, other: Piece) -> int:
        return order(one.low, other.low) or other.low_in - one.low_in

    result: list[Piece] = []
    for piece in sorted(pieces, key=cmp_to_key(first)):
        if result:
            last = result[-1]
            touch = order(piece.low, last.high)
            if touch < 0 or (touch == 0 and (piece.low_in or last.high_in)):
                ends = order(piece.high, last.high)
                if ends > 0:
                    result[-1] = Piece(last.low, last.low_in, piece.high, piece.high_in)
                elif ends == 0 and piece.high_in:
                    result[-1] = Piece(last.low, last.low_in, last.high, True)
                continue
        result.append(piece)
    return tuple(result)


def complement(region: Region) -> Region:
    """All other real numbers."""
    result: list[Piece] = []
    low, low_in = neg(INFINITY), False
    for piece in region:
        if not is_infinite(piece.low):
            result.append(Piece(low, low_in, piece.low, not piece.low_in))
        low, low_in = piece.high, not piece.high_in
    if not is_infinite(low) or not region:
        result.append(Piece(low, low_in, INFINITY, False))
    return tuple(result)


def intersection(one: Region, other: Region, order: Order) -> Region:
    """What is in both."""
    return complement(union([complement(one), complement(other)], order))


def _combined(sign: str, one: Region, other: Region, order: Order) -> Region:
    if sign == "cup":
        return union([one, other], order)
    return intersection(one, other if sign == "cap" else complement(other), order)


def same_region(one: Region, other: Region, order: Order) -> bool:
    """Whether two regions have the same ends, open and closed alike."""
    return len(one) == len(other) and all(
        a.low_in == b.low_in and a.high_in == b.high_in and not order(a.low, b.low) and not order(a.high, b.high)
        for a, b in zip(one, other, strict=True)
    )


# Inequalities.


def solutions(condition: Node, variable: str, order: Order) -> Region:
    """The real values of the variable for which the condition holds."""
    match condition:
        case Either(parts, every):
            result = solutions(parts[0], variable, order)
            for part in parts[1:]:
                other = solutions(part, variable, order)
                result = intersection(result, other, order) if every else union([result, other], order)
            return result
        case Relation(sides, signs):
            result = ALL
            for left, sign, right in zip(sides, signs, sides[1:], strict=False):
                result = intersection(result, _solved(left, sign, right, variable, order), order)
            return result
    raise Beyond


def _solved(left: Node, sign: str, right: Node, variable: str, order: Order) -> Region:
    if sign == "in":
        if left != Sym(variable):
            raise Beyond
        return region_of(right, order)
    if type(left) not in EXPRESSIONS or type(right) not in EXPRESSIONS:
        raise Beyond
    plain = _against_a_number(left, sign, right, variable)  # type: ignore[arg-type]
    if plain is not None:
        return plain
    bare = _without_absolute(left, sign, right)  # type: ignore[arg-type]
    left, sign, right = bare
    top, bottom = _quotient(add(left, neg(right)), variable)
    if not bottom:
        raise Undefined
    poles = _roots(bottom)  # before anything cancels: a hole is no solution
    common = top.gcd(bottom)
    top, bottom = top / common, bottom / common
    zeros = _roots(top) if top else []
    cuts = sorted({*zeros, *poles}, key=cmp_to_key(order))
    cuts = [cut for place, cut in enumerate(cuts) if place == 0 or order(cuts[place - 1], cut)]
    pieces: list[Region] = []
    ends: list[Expr] = [neg(INFINITY), *cuts, INFINITY]
    for low, high in pairwise(ends):
        value = _sign_between(top, bottom, low, high)
        inside = {"<": value < 0, "<=": value <= 0, ">": value > 0, ">=": value >= 0, "!=": value != 0, "=": not value}
        if inside[sign]:
            pieces.append((Piece(low, False, high, False),))
    if sign in ("=", "<=", ">=") and top:
        pieces += [((Piece(zero, True, zero, True)),) for zero in zeros if all(order(zero, pole) for pole in poles)]
    return union(pieces, order)


def _against_a_number(left: Expr, sign: str, right: Expr, variable: str) -> Region | None:
    """The solution of ``x < a`` and ``a < x``, where a may be any number."""
    if right == Sym(variable) and not symbols(left):
        left, right, sign = right, left, {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(sign, sign)
    if left != Sym(variable) or symbols(right):
        return None
    point = (Piece(right, True, right, True),)
    match sign:
        case "=":
            return point
        case "!=":
            return complement(point)
        case "<" | "<=":
            return (Piece(neg(INFINITY), False, right, sign == "<=" and not is_infinite(right)),)
    return (Piece(right, sign == ">=" and not is_infinite(right), INFINITY, False),)


def _without_absolute(left: Expr, sign: str, right: Expr) -> tuple[Expr, str, Expr]:
    """``|a| < b`` as ``a² < b²`` where b is a number that is not negative; other relations as they are."""
    if type(right) is Call and right.name == "abs":
        left, right, sign = right, left, {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(sign, sign)
    if type(left) is Call and left.name == "abs":
        size = rational(right)
        if size is not None and size >= 0:
            return Pow(left.arguments[0], Num(2)), sign, Num(Fraction(size) ** 2)
        other = right.arguments[0] if type(right) is Call and right.name == "abs" else None
        if other is not None:
            return Pow(left.arguments[0], Num(2)), sign, Pow(other, Num(2))
    return left, sign, right


def zeros(expr: Expr, variable: str, order: Order) -> list[Expr]:
    """The real zeros of an expression in one variable. Raises `Beyond` where they are not found."""
    top, bottom = _quotient(expr, variable)
    if not top or not bottom:
        raise Beyond
    poles = _roots(bottom)
    return [zero for zero in _roots(top / top.gcd(bottom)) if all(order(zero, pole) for pole in poles)]


def _quotient(expr: Expr, variable: str) -> tuple[fmpq_poly, fmpq_poly]:
    one = fmpq_poly([1])
    if expr == Sym(variable):
        return fmpq_poly([0, 1]), one
    value = rational(expr) if not symbols(expr) else None
    if value is not None:
        from flint import fmpq

        return fmpq_poly([fmpq(value.numerator, value.denominator)]), one
    match expr:
        case Add(terms):
            top, bottom = fmpq_poly([0]), one
            for term in terms:
                n, d = _quotient(term, variable)
                top, bottom = _small(top * d + n * bottom), _small(bottom * d)
            return top, bottom
        case Mul(factors):
            top, bottom = one, one
            for factor in factors:
                n, d = _quotient(factor, variable)
                top, bottom = _small(top * n), _small(bottom * d)
            return top, bottom
        case Pow(base, exponent):
            power = rational(exponent)
            if power is None or power.denominator != 1 or abs(power.numerator) > LARGEST_DEGREE:
                raise Beyond
            n, d = _quotient(base, variable)
            if power < 0:
                n, d, power = d, n, -power
            if not d or max(n.degree(), d.degree()) * power > LARGEST_DEGREE:
                raise Beyond
            if max(largest_bits(n.coeffs()), largest_bits(d.coeffs())) * power > MOST_BITS:
                raise Beyond
            return n ** int(power), d ** int(power)
    raise Beyond


def _small(poly: fmpq_poly) -> fmpq_poly:
    if poly.degree() > LARGEST_DEGREE:
        raise Beyond
    return poly


def _roots(poly: fmpq_poly) -> list[Expr]:
    """The different real roots. Raises `Beyond` where one has no square-root form."""
    roots: list[Expr] = []
    whole = fmpz_poly((poly * poly.denom()).numer().coeffs()) if poly.degree() > 0 else fmpz_poly([1])
    for factor, _ in whole.factor()[1]:
        c = [int(each) for each in factor.coeffs()]
        if len(c) == 2:
            roots.append(Num(Fraction(-c[0], c[1])))
        elif len(c) == 3:
            discriminant = c[1] * c[1] - 4 * c[2] * c[0]
            if discriminant > 0:
                root = mul(Num(Fraction(1, 2 * abs(c[2]))), Call("root", (Num(discriminant), Num(2))))
                middle = Num(Fraction(-c[1], 2 * c[2]))
                roots += [add(middle, neg(root)), add(middle, root)]
        elif len(c) > 3 and _has_real_root(factor):
            raise Beyond
    return roots


def _has_real_root(poly: Any) -> bool:
    return any(root.imag.contains(0) for root, _ in poly.complex_roots())


def _sign_between(top: fmpq_poly, bottom: fmpq_poly, low: Expr, high: Expr) -> int:
    """The sign of the quotient between two of its neighbouring zeros and poles."""
    from flint import fmpq

    from validators.formulas.numbers import between

    at = between(None if is_infinite(low) else low, None if is_infinite(high) else high)
    value = top(fmpq(at.numerator, at.denominator)) * bottom(fmpq(at.numerator, at.denominator))
    return (value > 0) - (value < 0)
