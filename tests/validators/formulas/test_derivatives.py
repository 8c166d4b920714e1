"""Differentiation by rule: against known derivatives, against difference quotients, and within bounds."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import acb, arb, fmpq

from validators.formulas import Said, compare, read_formula
from validators.formulas.derivatives import MOST_NODES, derivative
from validators.formulas.numbers import Beyond, ball, bounded_work, precision

KNOWN = [
    ("5", "0"), ("x", "1"), ("y", "0"), ("x^7", "7x^6"), ("x^{-2}", "-2x^{-3}"), ("sqrt(x)", "1/(2sqrt(x))"),
    ("x^{2/3}", "(2/3)x^{-1/3}"), ("x y", "y"), ("(x+1)(x-2)", "2x - 1"), ("(x+1)/(x-2)", "-3/(x-2)^2"),
    ("(2x+1)^5", "10(2x+1)^4"), ("e^x", "e^x"), ("e^{x^2}", "2x e^{x^2}"), ("2^x", "2^x ln 2"),
    ("x^x", "x^x(ln x + 1)"), ("ln x", "1/x"), ("ln|x|", "1/x"), ("ln|3x - 1|", "3/(3x-1)"),
    ("\\log_2 x", "1/(x ln 2)"), ("sin x", "cos x"), ("cos(3x)", "-3 sin(3x)"), ("tan x", "1 + tan^2 x"),
    ("cot x", "-1/sin^2 x"), ("sec x", "sec x tan x"), ("csc x", "-csc x cot x"), ("sin^2 x", "sin(2x)"),
    ("arcsin x", "1/sqrt(1-x^2)"), ("arctan(2x)", "2/(1+4x^2)"), ("arccos x", "-1/sqrt(1-x^2)"), ("sinh x", "cosh x"),
    ("cosh x", "sinh x"), ("tanh x", "1 - tanh^2 x"), ("arcsinh x", "1/sqrt(x^2+1)"), ("arctanh x", "1/(1-x^2)"),
    ("x^n", "n x^{n-1}"), ("cbrt(x)", "1/(3 cbrt(x)^2)"), ("|x|", "|x|/x"), ("x ln x - x", "ln x"),
    ("sin(7) + pi", "0"), ("sin(cos x)", "-cos(cos x) sin x"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "slope"), KNOWN)
def test_known_derivatives_are_found(function: str, slope: str) -> None:
    assert compare(read_formula(slope), derivative(read_formula(function), "x")) is Said.EQUAL


@pytest.mark.parametrize("function", [function for function, _ in KNOWN if function != "x^n"])
def test_derivatives_are_the_limits_of_difference_quotients(function: str) -> None:
    node = read_formula(function, frozenset("xy"))
    slope = derivative(node, "x")
    point, step = Fraction(7, 13), Fraction(1, 1 << 60)

    def value(expr: object, at: Fraction) -> acb:
        values = {"x": acb(arb(fmpq(at.numerator, at.denominator))), "y": acb(3)}
        return ball(expr, values)  # type: ignore[arg-type]

    with precision(400):
        quotient = (value(node, point + step) - value(node, point - step)) / (2 * acb(arb(1) / (1 << 60)))
        assert abs(quotient - value(slope, point)) < arb(2) ** -100


def test_higher_orders() -> None:
    assert compare(read_formula("120x"), derivative(read_formula("x^5"), "x", 4)) is Said.EQUAL
    assert compare(read_formula("(x^2 + 6x + 6)e^x"), derivative(read_formula("x^2 e^x"), "x", 3)) is Said.EQUAL


@pytest.mark.parametrize(
    "function", ["f(x)", "\\lfloor x \\rfloor", "max(x, 1)", "x!", "\\sum_{k=1}^{3} x^k", "x \\bmod 3"]
)
def test_what_has_no_derivative_by_rule_is_refused(function: str) -> None:
    with pytest.raises(Beyond):
        derivative(read_formula(function), "x")


@pytest.mark.parametrize(
    "function",
    [
        "(x+1)" * 800, "sin(" * 35 + "x" + ")" * 35, "(" * 18 + "x" + "^2 + x)^3" * 18,
        "+".join(["(x+1)(x+2)(x+3)(x+4)(x+5)(x+6)(x+7)(x+8)"] * 60),
    ],
)  # fmt: skip
def test_large_derivatives_are_refused_and_not_worked_out(function: str) -> None:
    with bounded_work(), pytest.raises((Beyond, RecursionError)):
        assert derivative(read_formula(function), "x", 6) is None, MOST_NODES
