"""Proves that an algebraic number is zero: a number that is not zero cannot be smaller than its bound.

The bound is that of Burnikel, Fleischer, Mehlhorn and Schirra (A strong and easily computable separation bound for
arithmetic expressions involving radicals, Algorithmica 2000): every expression of integers, roots and roots of unity is
a quotient of two algebraic integers whose conjugates are at most u and l in size, and if it is not zero its size is at
least 1 / (u^(D-1) l), D being the product of the degrees of its roots.
"""

from __future__ import annotations

from fractions import Fraction
from math import log2

from flint import acb, arb

from validators.formulas.nodes import Add, Call, Const, Expr, Mul, Num, Pow
from validators.formulas.numbers import ball, precision, rational

MOST_BITS = 40_000
"""A bound smaller than two to the minus this is not worked to."""


class _NotAlgebraic(Exception):
    pass


def is_zero(expr: Expr) -> bool | None:
    """Whether the algebraic number is zero, proved either way; None if it is not seen to be algebraic or the bound is
    too small. Raises what `validators.formulas.numbers.ball` raises."""
    roots: dict[Expr, int] = {}
    try:
        above, below = _sizes(expr, roots)
    except _NotAlgebraic:
        return None
    degree = 1
    for each in roots.values():
        degree *= each
        if degree > MOST_BITS:
            return None
    bits = int((degree - 1) * above + below) + 2
    if bits > MOST_BITS:
        return None
    work = 128
    while True:
        with precision(work):
            value = ball(expr)
            if not value.overlaps(acb(0)):
                return False
            if abs(value).upper() < arb(2) ** -bits:
                return True
        if work > bits + 4096:
            return None  # the terms cancel more than the bound: not seen with what is read here
        work *= 2


def _sizes(expr: Expr, roots: dict[Expr, int]) -> tuple[float, float]:
    """log2 of u and l; the roots that occur are put into `roots` with their degrees."""
    value = rational(expr)
    if value is not None:
        return _log(abs(value.numerator)), _log(value.denominator)
    match expr:
        case Const("i"):
            roots[expr] = 2
            return 0.0, 0.0
        case Add(terms):
            above, below = _sizes(terms[0], roots)
            for term in terms[1:]:
                u, v = _sizes(term, roots)
                above, below = max(above + v, u + below) + 1.0, below + v
            return above, below
        case Mul(factors):
            above = below = 0.0
            for factor in factors:
                u, v = _sizes(factor, roots)
                above, below = above + u, below + v
            return above, below
        case Pow(Const("e"), exponent):
            turn = turn_of(exponent)
            if turn is None:
                raise _NotAlgebraic
            roots[Num(Fraction(1, turn.denominator))] = 2 * turn.denominator
            return 0.0, 0.0
        case Pow(base, exponent):
            power = rational(exponent)
            if power is None or power.denominator > 64 or abs(power.numerator) > 1000:
                raise _NotAlgebraic
            return _raised(base, Fraction(power), roots)
        case Call("root", (base, degree)):
            found = rational(degree)
            if found is None or found.denominator != 1 or not 1 <= found <= 64:
                raise _NotAlgebraic
            return _raised(base, Fraction(1, int(found)), roots)
        case Call("sin" | "cos" as name, (angle,)):
            turn = _half_turns(angle)
            if turn is None:
                raise _NotAlgebraic
            roots[Num(Fraction(1, turn.denominator))] = 2 * turn.denominator
            if name == "sin":
                roots[Const("i")] = 2
            return 1.0, 1.0
        case Call("tan", (angle,)):
            u, _ = _sizes(Call("sin", (angle,)), roots)
            return u, u
    raise _NotAlgebraic


def _raised(base: Expr, power: Fraction, roots: dict[Expr, int]) -> tuple[float, float]:
    above, below = _sizes(base, roots)
    if power.denominator > 1:
        root = Pow(base, Num(Fraction(1, power.denominator)))
        roots[root] = max(power.denominator, roots.get(root, 1))
        # The root of U/L is that of U·L^(k-1) over L, or U over that of U^(k-1)·L: whichever is smaller.
        share = 1 / power.denominator
        if above >= below:
            above = (above + below * (power.denominator - 1)) * share
        else:
            below = (below + above * (power.denominator - 1)) * share
    if power < 0:
        above, below = below, above
    times = abs(power.numerator)
    return above * times, below * times


def turn_of(exponent: Expr) -> Fraction | None:
    """r if the expression is ``i pi r`` with r rational."""
    factors = exponent.factors if type(exponent) is Mul else (exponent,)
    imaginary = [factor for factor in factors if factor == Const("i")]
    rest = tuple(factor for factor in factors if factor != Const("i"))
    return _half_turns(Mul(rest)) if len(imaginary) == 1 and rest else None


def _half_turns(angle: Expr) -> Fraction | None:
    """r if the expression is ``pi r`` with r rational."""
    factors = angle.factors if type(angle) is Mul else (angle,)
    if sum(factor == Const("pi") for factor in factors) != 1:
        return None
    rest = rational(Mul(tuple(factor for factor in factors if factor != Const("pi"))))
    return None if rest is None or rest.denominator > 360 else Fraction(rest)


def _log(value: int) -> float:
    return log2(value) if 0 < value < 1 << 1000 else float(value.bit_length())
