"""Forms of answer in which the question itself would not do: sums multiplied out, and fractions in lowest terms."""

from __future__ import annotations

import time

import pytest

from validators.formulas import Unreadable, has_form, read_formula

NAMES = frozenset(("x", "y"))

EXPANDED = [
    "2x^2 - 7x - 15", "-x", "0", "7", "x", "3*x**2 - 1", "x^{2}y - 4xy^3 + 1", "\\frac{3}{2}x^2 + \\frac{x}{3}",
    "\\frac{3x^2}{2} - 1", "x^2/2 + 5", "\\sqrt{2}x + 1 + \\sqrt{2}", "y = 2x + 1", "f(x) = x^2 - x",
    "\\pi x^2 + \\pi x", "p(x) = x^2 - x", "f(g(x)) = 3x + 1", "1 - 2x + 3x^2", "$x^2 - 1$", "x^2 + (-3x) + 2",
    "(x^2) + 1",
]  # fmt: skip
NOT_EXPANDED = [
    "(2x + 3)(x - 5)", "x(x + 1)", "-(x + 1)", "2(x + 1)", "x^2 + x + x", "3 + x + 4", "x*x", "2*3x", "(x + 1)^2",
    "x^2 - (3x - 1)", "(x^2 + 1)/2", "1/x", "x^2/x", "\\sin(x)", "x^0 + 1", "\\sqrt{x}", "x^{1/2}", "{1, 2}", "(x, 1)",
    "x^2 + 2x \\cdot 3", "(x^2 - 1)(1)", "2^x", "x = 1, y = 2", "x < 2",
]  # fmt: skip
REDUCED = [
    "(x + 3)/(x + 2)", "\\frac{x+3}{x+2}", "x + 1", "3/x", "-\\frac{x+1}{x}", "\\frac{(x+1)(x-3)}{2x}",
    "(x+1)(x+2)^{-1}", "(x + y)/(x - y)", "\\frac{1}{2}x", "2/3", "r(x) = (x - 1)/(x + 1)", "(2x + 1)/(4x)",
    "1/((x - 1)(x + 2))",
]  # fmt: skip
NOT_REDUCED = [
    "(x^2 - 9)/(x^2 - x - 6)", "\\frac{(x+1)(x-3)}{(x+1)x}", "x + 1/x", "1 + 1/(x+2)", "(2x + 4)/(4x)", "1/(1/x)",
    "(x^2 - y^2)/(x - y)", "1/(x - 1) - 1/(x + 2)", "x/x", "(x^2 - 1)(x - 1)^{-1}", "\\sin(x)/x", "4/6 x/(2x)",
    "(x+1)^{300}/(x-1)^{300}", "\\frac{x - 1}{1 - x}", "x/0",
]  # fmt: skip


@pytest.mark.parametrize("text", EXPANDED)
def test_expanded(text: str) -> None:
    assert has_form(read_formula(text, NAMES), "expanded")


@pytest.mark.parametrize("text", NOT_EXPANDED)
def test_not_expanded(text: str) -> None:
    assert not has_form(read_formula(text, NAMES), "expanded")


@pytest.mark.parametrize("text", REDUCED)
def test_in_lowest_terms(text: str) -> None:
    assert has_form(read_formula(text, NAMES), "reduced")


@pytest.mark.parametrize("text", NOT_REDUCED)
def test_not_in_lowest_terms(text: str) -> None:
    assert not has_form(read_formula(text, NAMES), "reduced")


@pytest.mark.parametrize(
    "text",
    [
        "(x+1)" * 900, "(x+y)^{399}/(x-y)^{399}", "\\frac{" * 35 + "x" + "}{x+1}" * 35, "+".join(["x^7 y"] * 900),
        "((((x+9)^{40})^{40})^{40})^{40}/x", "(x^{399}+y^{398}+1)/(x^{397}y^{2}-3)", "/".join(["x"] * 1500),
    ],
)  # fmt: skip
def test_forms_are_decided_at_little_cost(text: str) -> None:
    try:
        node = read_formula(text, NAMES)
    except Unreadable:
        return
    start = time.process_time()
    has_form(node, "expanded")
    has_form(node, "reduced")
    assert time.process_time() - start < 2
