"""The solution sets of equations and inequalities, held against the relations themselves at many numbers."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

import pytest
from hypothesis import given, settings, strategies as st

from validators.formulas import read_formula
from validators.formulas.nodes import Num
from validators.formulas.numbers import Beyond, Undefined, bounded_work
from validators.formulas.regions import Region
from validators.formulas.solving import order, solution_set

_WHOLE = st.integers(-6, 6)


@st.composite
def sides(draw: st.DrawFn, depth: int = 2) -> str:
    kind = draw(st.sampled_from(["number", "x", "linear", "sum", "product", "quotient", "absolute", "root", "square"]))
    if depth == 0 or kind in ("number", "x", "linear"):
        a, b = draw(_WHOLE), draw(_WHOLE)
        return {"number": f"({a})", "x": "x"}.get(kind, f"({a}*x + {b})")
    if kind in ("absolute", "root"):
        inside = draw(sides(0))
        return f"abs({inside})" if kind == "absolute" else f"sqrt({inside})"
    one, other = draw(sides(depth - 1)), draw(sides(depth - 1))
    match kind:
        case "sum":
            return f"({one} + {other})"
        case "product":
            return f"({one} * {other})"
        case "quotient":
            return f"({one}) / ({draw(sides(0))})"
    return f"({one})**2"


class _Nowhere(Exception):
    pass


def _root(value: Fraction) -> Fraction | float:
    if value < 0:
        raise _Nowhere
    top, bottom = isqrt(value.numerator), isqrt(value.denominator)
    exact = top * top == value.numerator and bottom * bottom == value.denominator
    return Fraction(top, bottom) if exact else float(value) ** 0.5


def _holds(left: str, sign: str, right: str, at: Fraction) -> bool | None:
    """Whether the relation holds at a number; None where rounding leaves it open."""
    names = {"x": at, "abs": abs, "sqrt": _root, "__builtins__": {}}
    try:
        gap = eval(left, names) - eval(right, names)
    except (ZeroDivisionError, _Nowhere):
        return False
    if isinstance(gap, float) and abs(gap) < 1e-9:
        return None
    return {"=": gap == 0, "<": gap < 0, "<=": gap <= 0, ">": gap > 0, ">=": gap >= 0, "!=": gap != 0}[sign]


def _within(region: Region, at: Fraction) -> bool:
    for piece in region:
        low, high = order(piece.low, Num(at)), order(Num(at), piece.high)
        if (low < 0 or (low == 0 and piece.low_in)) and (high < 0 or (high == 0 and piece.high_in)):
            return True
    return False


@settings(max_examples=120, deadline=None)
@given(sides(), st.sampled_from(["=", "<", "<=", ">", ">=", "!="]), sides())
def test_a_number_is_a_solution_exactly_where_the_relation_holds(left: str, sign: str, right: str) -> None:
    try:
        with bounded_work():
            region = solution_set(read_formula(f"{left} {sign} {right}", frozenset("x")), "x")
    except (Beyond, Undefined):
        return
    points = {Fraction(n, 6) for n in range(-60, 61)} | {Fraction(n) for n in (-1000, 1000)}
    for piece in region:
        points |= {end.value for end in (piece.low, piece.high) if isinstance(end, Num)}  # type: ignore[misc]
    for point in points:
        truth = _holds(left, sign, right, Fraction(point))
        assert truth is None or truth is _within(region, Fraction(point)), (left, sign, right, point)


@pytest.mark.parametrize("text", ["x = 1", "x^2 = 2", "|x| = x", "1/x = 0", "x < 2 or x > 5", "no solution", "0 = 0"])
def test_most_of_what_is_asked_is_decided(text: str) -> None:
    solution_set(read_formula(text, frozenset("x")), "x")


def test_what_has_no_square_root_form_is_not_decided() -> None:
    for text in ("x^3 = 2", "x^5 - x - 1 < 0", "sin(x) = 0", "sqrt(1 + |x|) = 2", "x + y = 1"):
        with pytest.raises(Beyond):
            solution_set(read_formula(text, frozenset("xy")), "x")
