"""Equations: the answer follows from the statement, exactly, and a gold that differs decides nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import given, settings, strategies as st

from schemas import Reason, Status
from schemas.answers import Answer, Assignment, Choice, Decimal, FiniteSet, Integer, Outcome, Rational
from schemas.checks import Equations
from validators.checker import decide
from validators.equations import Unsolved, solve

XY = Assignment({"x": Rational(), "y": Rational()})
LABELS = ("no solution", "infinitely many solutions")
SYSTEM = Outcome(XY, LABELS)
CHAIN = ("a = 4", "b = 3*a + 2", "c = b - a")
SUMS = ("x + y = 3", "x - y = -1")


def check(answer: Answer, gold: str, equations: tuple[str, ...], *ask: str) -> Equations:
    return Equations(answer, gold, equations, ask)  # type: ignore[arg-type]


ACCEPTED = [
    (check(Integer(), "10", CHAIN, "c"), "Answer: 10"),
    (check(Integer(), "10", CHAIN[::-1], "c"), "Answer: 10 apples"),
    (check(Integer(), "4", ("b = 14", "b = 3*a + 2"), "a"), "Answer: 4"),
    (check(Rational(), "7/2", ("2*x = 7",), "x"), "Answer: 3.5"),
    (check(Rational(), "-1/6", ("x = 1/3 - 1/2",), "x"), "Answer: -1/6"),
    (check(XY, "x = 1, y = 2", SUMS, "x", "y"), "Answer: y = 2, x = 1"),
    (check(XY, "x = 1, y = 2", SUMS, "y", "x"), "Answer: x = 1, y = 2"),
    (check(SYSTEM, "x = 1, y = 2", SUMS, "x", "y"), "Answer: x = 1, y = 2"),
    (check(SYSTEM, LABELS[0], ("x + y = 3", "2*x + 2*y = 7"), "x", "y"), "Answer: there is no solution"),
    (check(SYSTEM, LABELS[1], ("x + y = 3", "2*x + 2*y = 6"), "x", "y"), "Answer: infinitely many"),
    (check(Outcome(Integer(), LABELS), LABELS[0], ("x = 1", "x = 2"), "x"), "Answer: no solution"),
    (check(Outcome(Integer(), LABELS), LABELS[1], ("x = y",), "x"), "Answer: infinitely many solutions"),
    (check(Outcome(Integer(), LABELS), LABELS[1], ("y = 1",), "x"), "Answer: infinitely many solutions"),
    # Asked names may be determined although others are not.
    (check(Integer(), "5", ("x + y + z = 7", "y + z = 2"), "x"), "Answer: 5"),
    # What is not linear becomes so once other names are determined.
    (check(Integer(), "3", ("x*y = 6", "x + z = 5", "x - z = -1"), "y"), "Answer: 3"),
    (check(Integer(), "1", ("y = floor(x / 2) + x % 3", "2*x - 6 = x - z", "z = 3"), "y"), "Answer: 1"),
    (check(Integer(), "1", ("z = x / y", "x + y = 8", "x - y = 0"), "z"), "Answer: 1"),
    (check(Integer(), "16", ("n = lcm(4, 6) + gcd(4, 6) - abs(-3) + ceil(7/2) + min(3, 1, 2) - max(0, -1)",), "n"),
     "Answer: 16"),
    (check(Integer(), "-4", ("q = -7 // 2",), "q"), "Answer: -4"),
    (check(Integer(), "-1", ("r = -7 % -2",), "r"), "Answer: -1"),
    (check(Rational(), "1/2", ("r = 7/2 % 1",), "r"), "Answer: 1/2"),
    (check(Integer(), "-2", ("q = --+-2",), "q"), "Answer: -2"),
    (check(Integer(), "-9", ("q = 1 - 2 * (3 + 2)",), "q"), "Answer: -9"),
    (check(Integer(), "1", ("q = 8 / 4 / 2",), "q"), "Answer: 1"),
    (check(Integer(), "3", ("x - x + q = 3",), "q"), "Answer: 3"),
    (check(Assignment({"red apples": Integer()}), "red apples = 3", ("red_apples = 3",), "red_apples"),
     "Answer: red apples = 3"),
    (check(Outcome(Decimal("1/10"), LABELS), "0.33", ("3*x = 1",), "x"), "Answer: 0.3"),
]  # fmt: skip


@pytest.mark.parametrize(("problem", "text"), ACCEPTED)
def test_the_solution_is_accepted_whatever_the_order_of_the_equations(problem: Equations, text: str) -> None:
    found = decide(problem, text)
    assert found.status is Status.ACCEPTED, found


REJECTED = [
    (check(Integer(), "10", CHAIN, "c"), "Answer: 11", Reason.WRONG_VALUE),
    (check(Integer(), "10", CHAIN, "c"), "Answer: -10", Reason.WRONG_VALUE),
    (check(Integer(), "10", CHAIN, "c"), "Answer: 10.5", Reason.WRONG_FORM),
    (check(Integer(), "10", CHAIN, "c"), "Answer: 10 or 11", Reason.HEDGED),
    (check(Integer(), "10", CHAIN, "c"), "Answer: 10? No.", Reason.CONTRADICTORY),
    (check(Integer(), "10", CHAIN, "c"), "It is not 10.", Reason.NO_ANSWER),
    (check(Integer(), "10", CHAIN, "c"), "10 is wrong.", Reason.NO_ANSWER),
    (check(Integer(), "10", CHAIN, "c"), "Some say 10, but that is incorrect.", Reason.NO_ANSWER),
    (check(Integer(), "10", CHAIN, "c"), "c = 10. Write 'Answer: <integer>'.", Reason.NO_ANSWER),
    (check(Integer(), "10", CHAIN, "c"), "Answer: b - a", Reason.WRONG_FORM),
    (check(XY, "x = 1, y = 2", SUMS, "x", "y"), "Answer: x = 2, y = 1", Reason.WRONG_VALUE),
    (check(XY, "x = 1, y = 2", SUMS, "x", "y"), "Answer: x = 1", Reason.WRONG_FORM),
    (check(SYSTEM, "x = 1, y = 2", SUMS, "x", "y"), "Answer: no solution", Reason.WRONG_VALUE),
    (check(SYSTEM, LABELS[0], ("x = 1", "x = 2", "y = 1"), "x", "y"), "Answer: x = 1, y = 1", Reason.WRONG_VALUE),
    (check(SYSTEM, LABELS[1], ("x = y",), "x", "y"), "Answer: x = 1, y = 1", Reason.WRONG_VALUE),
    (check(SYSTEM, LABELS[1], ("x = y",), "x", "y"), "Answer: no solution", Reason.WRONG_VALUE),
    (check(SYSTEM, LABELS[1], ("x = y",), "x", "y"), "Answer: not infinitely many solutions", Reason.CONTRADICTORY),
]


@pytest.mark.parametrize(("problem", "text", "reason"), REJECTED)
def test_a_wrong_answer_gets_its_reason(problem: Equations, text: str, reason: Reason) -> None:
    assert decide(problem, text).reason is reason


@pytest.mark.parametrize("text", ["Answer: 10", "Answer: 11", "Answer: 7", "", "Answer: 10 or 11"])
def test_a_gold_that_differs_from_the_solution_leaves_every_answer_undecided(text: str) -> None:
    assert decide(check(Integer(), "11", CHAIN, "c"), text).reason is Reason.ORACLES_DISAGREE


UNDECIDED = [
    (check(Integer(), "1", ("1 / 0 = x",), "x"), Reason.CHECKER_ERROR),
    (check(Integer(), "1", ("y = 0", "x = 3 % y"), "x"), Reason.CHECKER_ERROR),
    (check(Integer(), "1", ("x = gcd(1/2, 3)",), "x"), Reason.CHECKER_ERROR),
    (check(Integer(), "1", ("x = 1", "x = 2"), "x"), Reason.CHECKER_ERROR),
    (check(Integer(), "ten", ("x = 1",), "x"), Reason.CHECKER_ERROR),
    (check(Integer(), "1", ("x = 1", "y = 2"), "x", "y"), Reason.CHECKER_ERROR),
    (check(XY, "x = 1, y = 2", SUMS, "x"), Reason.CHECKER_ERROR),
    (check(Assignment({"x": Choice(("1", "2"))}), "x = 1", ("x = 1",), "x"), Reason.CHECKER_ERROR),
    (check(Outcome(FiniteSet(Integer()), LABELS), "{1}", ("x = 1",), "x"), Reason.CHECKER_ERROR),
    (check(Outcome(Integer(), ("none",)), "none", ("x = y",), "x"), Reason.CHECKER_ERROR),
    (check(Outcome(Decimal("1/0"), LABELS), "1", ("x = 1",), "x"), Reason.CHECKER_ERROR),
    (check(Integer(), "1", ("x = y",), "x"), Reason.NOT_UNIQUE),
    (check(Integer(), "1", ("x*y = 6",), "x"), Reason.SOLVER_UNKNOWN),
    (check(Integer(), "1", ("x = 1", "y*y = -1"), "x"), Reason.SOLVER_UNKNOWN),
    (check(Integer(), "1", ("x = 1", "max(y, z) = 2"), "x"), Reason.SOLVER_UNKNOWN),
    # Bounds.
    (check(Integer(), "1", ("a0 = 3", *(f"a{i} = a{i - 1} * a{i - 1}" for i in range(1, 40))), "a39"),
     Reason.CHECKER_ERROR),
    (check(Integer(), "1", (f"x = {'9' * 301}",), "x"), Reason.CHECKER_ERROR),
    (check(Integer(), "1", ("x = " + "(" * 100 + "1" + ")" * 100,), "x"), Reason.CHECKER_ERROR),
    (check(Integer(), "1", ("x = " + "abs(" * 100 + "1" + ")" * 100,), "x"), Reason.CHECKER_ERROR),
]  # fmt: skip


@pytest.mark.parametrize(("problem", "reason"), UNDECIDED)
def test_what_the_equations_cannot_decide_is_undecided(problem: Equations, reason: Reason) -> None:
    found = decide(problem, "Answer: 1")
    assert (found.status, found.reason) == (Status.UNDECIDED, reason), found
    assert found.detail


@pytest.mark.parametrize(
    "formula",
    ["x", "x =", "= 1", "x = 1 = 1", "x == 1", "x = 1; y = 2", "x = 2x", "x = (1", "x = 1)", "x = 1 +", "x = * 1",
     "x = 1.5", "x = 2 ** 3", "x = 2 ^ 3", "x = open(1)", "x = f.real", "x = floor", "x = floor()", "x = floor(1, 2)",
     "x = min(1,)", "x = 'a'", "x = [1]", "x = 1 if y else 2", "x = __import__('os')", "x = y(1)", "x = ١"],
)  # fmt: skip
def test_what_is_no_equation_is_an_error_of_the_checker(formula: str) -> None:
    found = decide(check(Integer(), "1", (formula,), "x"), "Answer: 1")
    assert found.reason is Reason.CHECKER_ERROR
    assert "equation 1 cannot be read" in found.detail


def test_a_long_formula_needs_no_depth() -> None:
    assert solve(("x = " + "1+" * 1500 + "0",), ("x",)).values["x"] == 1500
    assert solve(("x = " + "-" * 3000 + "1",), ("x",)).values["x"] == 1


def test_a_system_beyond_the_bound_of_steps_is_undecided() -> None:
    names = [f"x{i}" for i in range(120)]
    equations = tuple(
        " + ".join(f"{pow(i + 2, j + 1, 1009)}*{name}" for j, name in enumerate(names)) + f" = {i}" for i in range(120)
    )
    with pytest.raises(Unsolved) as caught:
        solve(equations, ("x0",))
    assert caught.value.reason in (Reason.SOLVER_UNKNOWN, Reason.CHECKER_ERROR)


def test_the_evidence_counts_equations_unknowns_and_rank() -> None:
    assert decide(check(XY, "x = 1, y = 2", SUMS, "x", "y"), "Answer: x = 1, y = 2").evidence == {
        "method": "exact elimination", "equations": 2, "unknowns": 2, "rank": 2, "value": "x = 1, y = 2",
    }  # fmt: skip
    inconsistent = decide(check(SYSTEM, LABELS[0], ("x + y = 3", "x + y = 4"), "x", "y"), "Answer: no solution")
    assert inconsistent.evidence["contradiction_at"] == 2
    assert inconsistent.evidence["rank"] == 1
    free = decide(check(SYSTEM, LABELS[1], ("x + y = 3",), "x", "y"), "Answer: infinitely many solutions")
    assert free.evidence["free"] == ["x", "y"]


def test_a_wrong_value_names_the_equation_it_breaks() -> None:
    found = decide(check(XY, "x = 1, y = 2", SUMS, "x", "y"), "Answer: x = 2, y = 1")
    assert found.detail == "equation 2 does not hold"


_COEFFICIENTS = st.integers(-3, 3)


@st.composite
def _systems(draw: Any) -> tuple[list[list[int]], list[int]]:
    unknowns = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(_COEFFICIENTS, min_size=unknowns, max_size=unknowns), min_size=1, max_size=5))
    return rows, [draw(_COEFFICIENTS) for _ in rows]


@settings(max_examples=150, deadline=None)
@given(_systems())
def test_linear_systems_are_solved_as_sympy_solves_them(system: tuple[list[list[int]], list[int]]) -> None:
    rows, constants = system
    names = [f"x{i}" for i in range(len(rows[0]))]
    equations = tuple(
        " + ".join(f"{factor} * {name}" for factor, name in zip(row, names, strict=True)) + f" = {constant}"
        for row, constant in zip(rows, constants, strict=True)
    )
    found = solve(equations, tuple(names))
    matrix, column = sympy.Matrix(rows), sympy.Matrix(constants)
    rank, augmented = matrix.rank(), matrix.row_join(column).rank()
    assert (found.contradiction >= 0) == (augmented > rank)
    if found.contradiction >= 0:
        return
    assert found.rank == rank
    symbols = sympy.symbols(names)
    (solution,) = sympy.linsolve((matrix, column), *symbols)
    for name, value in zip(names, solution, strict=True):
        assert (name in found.free) == bool(value.free_symbols)
        if not value.free_symbols:
            assert found.values[name] == Fraction(int(value.p), int(value.q))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_chains_are_evaluated_as_python_evaluates_them(data: Any) -> None:
    known: dict[str, Fraction] = {}
    equations: list[str] = []
    for place in range(data.draw(st.integers(1, 8))):
        pool = [*known, "2", "3", "7"]
        left, right = data.draw(st.sampled_from(pool)), data.draw(st.sampled_from(pool))
        operator = data.draw(st.sampled_from(["+", "-", "*", "/", "//", "%"]))
        a, b = (known[side] if side in known else Fraction(side) for side in (left, right))
        if operator in ("/", "//", "%") and b == 0:
            operator = "+"
        value: dict[str, Any] = {
            "+": a + b,
            "-": a - b,
            "*": a * b,
            "/": a / (b or 1),
            "//": a // (b or 1),
            "%": a % (b or 1),
        }
        known[f"n{place}"] = Fraction(value[operator])
        equations.append(f"n{place} = {left} {operator} {right}")
    shuffled = data.draw(st.permutations(equations))
    assert solve(tuple(shuffled), tuple(known)).values == known
