"""Solutions of equations and inequalities: proved from the statement, in whatever notation the answer comes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from schemas import Reason, Status
from schemas.answers import Formula, Integer, Outcome
from schemas.checks import Relation
from validators import decide
from validators.relations import solve

X = Formula(variables=("x",))
EITHER_WAY = Outcome(value=X, outcomes=("no solution", "all real numbers"))


def relation(gold: str, *relations: str, answer=X, **more) -> Relation:
    return Relation(answer=answer, gold=gold, relations=relations, variable="x", **more)


TOUCHING = relation("x <= -1 or x = 2 or x >= 7", "(x-2)^2*(x+1)*(x-7) >= 0")
HOLE = relation("x < 3 or x > 3", "(x-3)^2 > 0")
SURDS = relation("1 - sqrt(2) <= x <= 1 + sqrt(2)", "x^2 - 2*x <= 1")
CUBIC = relation("x > root(2, 3)".replace("root(2, 3)", "\\sqrt[3]{2}"), "x^3 > 2")
POLES = relation("x < 0 or 1 <= x < 2 or x > 3", "(x-1)*(x^2+5)/(x*(x-2)*(x-3)) >= 0")
POINT = relation("x = 3", "(x-3)^2 <= 0")
NOWHERE = relation("no solution", "x^2 - 2*x < -1", answer=EITHER_WAY)
EVERYWHERE = relation("all real numbers", "x^2 - 2*x >= -1", answer=EITHER_WAY)
ABSOLUTE = relation("x < -1 or x > 7", "abs(x-3) > 4")
NESTED = relation("-5 < x < -1 or 1 < x < 5", "abs(abs(x)-3) < 2")
SYSTEM = relation("-2 < x <= 3", "x > -2", "x^2 <= 9")
UNION = relation("x <= -2 or x > 1", "x > 1", "x + 2 <= 0", any=True)
CASES = relation("x <= -4 or 3 <= x < 5", "x < 0 and -x >= 4", "x >= 0 and x < 5 and 2*x >= 6", any=True)
CHAIN = relation("-1 <= x < 4", "-3 <= 2*x - 1 < 7")
ROOTS = relation("-3, 2", "x^2 + x = 6")
REPEATED = relation("2, 2, 3", "(x-2)^2*(x-3) = 0", multiplicity=True)
RATIONAL = relation("-1/2", "(2*x+1)*(x^2-2) = 0", domain="rationals")
WHOLE = relation("{-1, 0, 1, 2}", "x^2 - x - 3 < 0", domain="integers")
HOW_MANY = relation("3", "x^5 - 4*x + 1 = 0", answer=Integer())


@pytest.mark.parametrize(
    ("check", "answer"),
    [
        (TOUCHING, "x <= -1 or x = 2 or x >= 7"), (TOUCHING, "(-oo, -1] U {2} U [7, oo)"),
        (TOUCHING, "(-\\infty,-1]\\cup\\{2\\}\\cup[7,\\infty)"), (TOUCHING, "x ≤ -1, x = 2, or x ≥ 7"),
        (TOUCHING, "x \\in R \\setminus ((-1, 2) \\cup (2, 7))"), (TOUCHING, "$x \\le -1 \\lor x = 2 \\lor 7 \\le x$"),
        (TOUCHING, "\\{x \\mid x \\le -1 \\text{ or } x = 2 \\text{ or } x \\ge 7\\}"),
        (HOLE, "x != 3"), (HOLE, "x \\neq 3"), (HOLE, "\\mathbb{R} \\setminus \\{3\\}"), (HOLE, "(-oo,3) U (3,oo)"),
        (SURDS, "[1-\\sqrt{2}, 1+\\sqrt2]"), (SURDS, "[(2-\\sqrt{8})/2, (2+\\sqrt{8})/2]"),
        (CUBIC, "(2^{1/3}, oo)"), (CUBIC, "x > 2^{1/3}"),
        (POLES, "(-\\infty,0)\\cup[1,2)\\cup(3,\\infty)"), (POINT, "x = 3"), (POINT, "{3}"), (POINT, "3 <= x <= 3"),
        (NOWHERE, "no solution"), (NOWHERE, "\\emptyset"), (NOWHERE, "x < 1 and x > 2"),
        (EVERYWHERE, "all real numbers"), (EVERYWHERE, "(-oo, oo)"), (EVERYWHERE, "x < 1 or x >= 1"),
        (ABSOLUTE, "7 < x or -1 > x"), (NESTED, "(-5, -1) U (1, 5)"), (SYSTEM, "x > -2 and x <= 3"),
        (UNION, "(-oo, -2] U (1, oo)"), (CASES, "x <= -4 or 3 <= x < 5"), (CHAIN, "[-1, 4)"),
        (ROOTS, "2, -3"), (ROOTS, "x = 2 or x = -3"), (ROOTS, "{-3, 2}"), (ROOTS, "x_1 = 2, x_2 = -3"),
        (REPEATED, "3, 2, 2"), (REPEATED, "x = 2, x = 2, x = 3"), (REPEATED, "[2, 2, 3]"), (RATIONAL, "-0.5"),
        (WHOLE, "-1, 0, 1 and 2"), (HOW_MANY, "3"),
    ],
)  # fmt: skip
def test_every_notation_of_the_solutions_is_accepted(check: Relation, answer: str) -> None:
    said = decide(check, f"Answer: {answer}")
    assert said.status is Status.ACCEPTED, said


@pytest.mark.parametrize(
    ("check", "answer", "reason"),
    [
        (TOUCHING, "x <= -1 or x >= 7", Reason.WRONG_VALUE),
        (TOUCHING, "x < -1 or x = 2 or x >= 7", Reason.WRONG_VALUE),
        (TOUCHING, "x <= -1 or x = 2 or x >= 7 or x >= 8", Reason.HEDGED), (POINT, "x < 3", Reason.WRONG_VALUE),
        (SURDS, "(1-sqrt(2), 1+sqrt(2))", Reason.WRONG_VALUE), (SURDS, "[-0.414214, 2.414214]", Reason.WRONG_VALUE),
        (SURDS, "|x - 1| <= sqrt(2)", Reason.WRONG_FORM), (SURDS, "x^2 - 2x <= 1", Reason.WRONG_FORM),
        (SURDS, "y <= 1 + sqrt(2)", Reason.WRONG_FORM), (CUBIC, "x > 1.2599", Reason.WRONG_VALUE),
        (NOWHERE, "all real numbers", Reason.WRONG_VALUE), (NOWHERE, "x = 1", Reason.WRONG_VALUE),
        (EVERYWHERE, "no solution", Reason.WRONG_VALUE), (EVERYWHERE, "x = x", Reason.WRONG_FORM),
        (ABSOLUTE, "x < -1, x > 7", Reason.WRONG_VALUE), (ABSOLUTE, "x > 7", Reason.WRONG_VALUE),
        (ROOTS, "2", Reason.WRONG_VALUE), (ROOTS, "-3, 2, 4", Reason.WRONG_VALUE),
        (ROOTS, "x^2 + x = 6", Reason.WRONG_FORM),
        (ROOTS, "(-3, 2)", Reason.WRONG_VALUE), (ROOTS, "(2, -3)", Reason.WRONG_FORM),
        (ROOTS, "y = 2 or y = -3", Reason.WRONG_FORM),
        (REPEATED, "2, 3", Reason.WRONG_VALUE), (REPEATED, "2, 3, 3", Reason.WRONG_VALUE),
        (RATIONAL, "-1/2, sqrt(2), -sqrt(2)", Reason.WRONG_VALUE), (WHOLE, "[-1, 2]", Reason.WRONG_FORM),
        (WHOLE, "0, 1, 2", Reason.WRONG_VALUE), (HOW_MANY, "5", Reason.WRONG_VALUE),
        (ROOTS, "no solution", Reason.WRONG_VALUE),
        (ROOTS, "__import__('os')", None), (ROOTS, "(" * 300 + "2", None), (ROOTS, "2" * 9_000, None),
        (TOUCHING, " or ".join(f"x = {n}" for n in range(300)), None), (SURDS, "x <= 9^9^9^9", None),
    ],
)  # fmt: skip
def test_nothing_else_is(check: Relation, answer: str, reason: Reason | None) -> None:
    said = decide(check, f"Answer: {answer}")
    assert said.status is not Status.ACCEPTED, said
    assert reason is None or said.reason is reason, said


@pytest.mark.parametrize(
    "check",
    [
        relation("x > 3", "x >= 3"), relation("-3, 3", "x^2 + x = 6"),
        relation("2, 3", *REPEATED.relations, multiplicity=True),
        relation("no solution", "x^2 >= 0", answer=EITHER_WAY), relation("4", "x^5 - 4*x + 1 = 0", answer=Integer()),
    ],
)  # fmt: skip
def test_a_gold_that_the_statement_refutes_decides_nothing(check: Relation) -> None:
    assert decide(check, f"Answer: {check.gold}").reason is Reason.ORACLES_DISAGREE


@pytest.mark.parametrize(
    "check",
    [
        relation("x > 3", "x >="), relation("x > 3", "x"), relation("x > 3", "y > 3"), relation("x > 3", "sin(x) > 0"),
        relation("x > 3", "x^13 > 3"), relation("x > 3", "x^x > 3"), relation("x > 3", "x^(1/2) > 3"),
        relation("x > 3", "1/(x - x) > 3"), relation("x > 3", "x^(1/0) > 3"), relation("x > 3", "9^(9^9) > x"),
        relation("x > 3", "+".join(f"abs(x-{n})" for n in range(9)) + " > 3"), relation("x >", "x > 3"),
        relation("x > 3", "abs(" * 39 + "x" + ")" * 39 + " > 3"), relation("x > 3", "x > 3", multiplicity=True),
        relation("x > 3", "x > 3", domain="rationals"), relation("{4}", "x > 3", domain="integers"),
        relation("{4}", "0 < x < 9999", domain="integers"), relation("3", "x > 3", answer=Integer()),
    ],
)  # fmt: skip
def test_a_statement_out_of_bounds_is_the_checks_own_error(check: Relation) -> None:
    assert decide(check, "Answer: x > 3").reason is Reason.CHECKER_ERROR


def test_many_critical_points_are_all_looked_at() -> None:
    products = ("*".join(f"(x - {n} - {i}/9)" for n in range(12)) + " > 0" for i in range(8))
    check = relation("x > 106/9", *products)
    assert decide(check, "Answer: x > 106/9").reason is Reason.ORACLES_DISAGREE
    assert len(solve(check.relations, "x").points) == 96


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(-6, 6), st.sampled_from((1, 2, -1))), min_size=1, max_size=4),
    st.sampled_from(("<", "<=", ">", ">=", "=", "!=")),
    st.lists(st.fractions(-8, 8, max_denominator=7), min_size=1, max_size=30),
    st.booleans(),
)
def test_the_solutions_are_where_the_statement_holds(factors, sign: str, points, absolute: bool) -> None:
    """The truth found on cells is the truth at any point, worked out by plain fractions."""
    wrap = "abs({}) - 1" if absolute else "{}"
    text = " * ".join(wrap.format(f"({a}*x + ({b}))").join("()") + f"^({power})" for a, b, power in factors)
    found = solve((f"{text} {sign} 0",), "x")
    for point in [*points, *(root.value for root in found.points if root.value is not None)]:
        value: Fraction | None = Fraction(1)
        for a, b, power in factors:
            inside = abs(a * point + b) - 1 if absolute else a * point + b
            value = None if value is None or (not inside and power < 0) else value * inside**power
        holds = value is not None and {
            "<": value < 0, "<=": value <= 0, ">": value > 0, ">=": value >= 0, "=": value == 0, "!=": value != 0
        }[sign]  # fmt: skip
        assert holds is _claimed(found, point)


def _claimed(found, point: Fraction) -> bool:
    for place, root in enumerate(found.points):
        value = root.value
        assert value is not None
        if point == value:
            return found.at[place]
        if point < value:
            return found.between[place]
    return found.between[-1]


@settings(max_examples=200, deadline=None)
@given(st.text("0123456789x+-*/^()|=<>!, absand.", max_size=40), st.text("0123456789x<>=(), or", max_size=30))
def test_any_statement_and_answer_is_decided(statement: str, answer: str) -> None:
    if statement:
        decide(relation("x > 3", statement), f"Answer: {answer}")
