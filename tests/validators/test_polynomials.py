"""Factors, divisions and what is made of a polynomial's roots: worked out from the polynomial, by exact algebra."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from schemas import Reason, Status
from schemas.answers import Formula, Integer, Rational
from schemas.checks import PolynomialQuestion
from validators import decide
from validators.polynomials import solve

X = Formula(variables=("x",), form="expression")


def question(gold: str, polynomial: str, ask: str, of: str | None = None, answer=X) -> PolynomialQuestion:
    return PolynomialQuestion(answer=answer, gold=gold, polynomial=polynomial, variable="x", ask=ask, of=of)


P = "2*x^3 + 8*x^2 - 6*x - 36"  # 2(x - 2)(x + 3)^2
FACTORS = question("2(x - 2)(x + 3)^2", P, "factors")
IRREDUCIBLE = question("(x^2 - 2)(x^2 + 1)", "x^4 - x^2 - 2", "factors")
REMAINDER = question("-x + 3", "x^100 - x + 2", "remainder", "x^2 - 1")
QUOTIENT = question("x^2 - 3x + 9", "x^3 + 1", "quotient", "x + 3")
SQUARES = question("22", P, "sum", "x^2", Rational())
RECIPROCALS = question("1/12", P, "product", "1/(x+1)", Rational())
TRANSFORMED = question("x^3 + 8x^2 - 12x - 144", P, "transformed", "2*x")


@pytest.mark.parametrize(
    ("check", "answer"),
    [
        (FACTORS, "2(x - 2)(x + 3)^2"), (FACTORS, "(x+3)(x+3)(2)(x-2)"), (FACTORS, "-2(2-x)(x+3)^2"),
        (FACTORS, "$2\\left(x-2\\right)\\left(x+3\\right)^2$"), (FACTORS, "2*(x-2)*(x+3)**2"),
        (IRREDUCIBLE, "(x^2+1)(x^2-2)"), (REMAINDER, "3 - x"), (QUOTIENT, "9 - 3x + x^2"), (SQUARES, "22"),
        (RECIPROCALS, "\\frac{1}{12}"), (TRANSFORMED, "x^3+8x^2-12x-144"),
    ],
)  # fmt: skip
def test_every_way_to_write_the_result_is_accepted(check: PolynomialQuestion, answer: str) -> None:
    said = decide(check, f"Answer: {answer}")
    assert said.status is Status.ACCEPTED, said


@pytest.mark.parametrize(
    ("check", "answer", "reason"),
    [
        (FACTORS, "2x^3 + 8x^2 - 6x - 36", Reason.WRONG_FORM), (FACTORS, "(2x - 4)(x + 3)^2", Reason.WRONG_FORM),
        (FACTORS, "2(x - 2)(x^2 + 6x + 9)", Reason.WRONG_FORM), (FACTORS, "4(x - 2)(x + 3)^2/2", Reason.WRONG_FORM),
        (FACTORS, "2(x - 2)(x + 3)^2 + 0", Reason.WRONG_FORM), (FACTORS, "(x - 2)(x + 3)^2", Reason.WRONG_VALUE),
        (FACTORS, "2(x - 2)(x + 3)^2 = 0", Reason.WRONG_FORM), (FACTORS, "2(y - 2)(y + 3)^2", Reason.WRONG_FORM),
        (FACTORS, "(x - 2)(x + 3)(2x + 6)", Reason.WRONG_FORM), (FACTORS, "2(x-2)(x+3)/(x+3)^{-1}", None),
        (IRREDUCIBLE, "(x - \\sqrt{2})(x + \\sqrt{2})(x^2 + 1)", Reason.WRONG_FORM),
        (REMAINDER, "x^100 - x + 2", Reason.WRONG_VALUE), (QUOTIENT, "x^2 - 3x + 8", Reason.WRONG_VALUE),
        (SQUARES, "23", Reason.WRONG_VALUE), (TRANSFORMED, "2x^3 + 16x^2 - 24x - 288", Reason.WRONG_VALUE),
        (FACTORS, "(x+1)^1000", None), (FACTORS, "9^9^9^9 x", None), (FACTORS, "__import__('os')", None),
    ],
)  # fmt: skip
def test_nothing_else_is(check: PolynomialQuestion, answer: str, reason: Reason | None) -> None:
    said = decide(check, f"Answer: {answer}")
    assert said.status is not Status.ACCEPTED, said
    assert reason is None or said.reason is reason, said


def test_a_gold_that_the_polynomial_refutes_decides_nothing() -> None:
    for check in (
        question("2(x-2)(x^2+6x+9)", P, "factors"),
        question("23", P, "sum", "x^2"),
        question("x", P, "remainder", "x-1"),
    ):
        assert decide(check, f"Answer: {check.gold}").reason is Reason.ORACLES_DISAGREE


@pytest.mark.parametrize(
    "check",
    [
        question("1", "7", "factors"), question("1", "1/x", "factors"), question("1", "x^2 +", "factors"),
        question("1", "x^2 + y", "factors"), question("1", "x^101", "factors"), question("1", "abs(x)", "factors"),
        question("1", "x^2", "remainder"), question("1", "x^2", "remainder", "x - x"),
        question("1", "x^2", "sum", "1/x"),
        question("1", "x^13 + 1", "sum", "x"), question("1", "x^2 + 1", "sum", "x^13"), question("x +", P, "factors"),
        question("5", "x^3 + x", "remainder", "x^2 + x + 5", Integer()), question("1", "x^(1/0) + x", "factors"),
    ],
)  # fmt: skip
def test_a_question_out_of_bounds_is_the_checks_own_error(check: PolynomialQuestion) -> None:
    assert decide(check, "Answer: 1").reason is Reason.CHECKER_ERROR


@settings(max_examples=100, deadline=None)
@given(st.lists(st.fractions(-4, 4, max_denominator=3), min_size=1, max_size=4), st.integers(1, 3))
def test_sums_over_roots_are_those_of_the_roots(roots: list[Fraction], leading: int) -> None:
    """Against roots that are known, without any formula of Vieta's."""
    text = f"{leading}" + "".join(f" * (x - ({root}))" for root in roots)
    cubes = solve(text, "x", "sum", "x^3 + x")[0]
    assert Fraction(int(cubes.p), int(cubes.q)) == sum(root**3 + root for root in roots)
    shifted = solve(text, "x", "product", "x^2 + 3")[0]
    product = Fraction(1)
    for root in roots:
        product *= root**2 + 3
    assert Fraction(int(shifted.p), int(shifted.q)) == product
    new = solve(text, "x", "transformed", "x^2 - 1")
    assert all(not new(int((root**2 - 1).numerator)) for root in roots if root.denominator == 1)
