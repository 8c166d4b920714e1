"""Linear and integer programmes are decided with exact proofs, whatever floating-point solvers make of them."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from msgspec.structs import replace

from schemas import Reason
from schemas.answers import Assignment, Choice, Integer, Outcome, Rational
from schemas.canonical import canonical_json
from schemas.checks import Column, Milp, Row
from validators import linear_programme as lp
from validators.checker import CHECKERS
from validators.linear_programme import Programme, Result, dual_bound, read_programme, solve, solve_exactly
from validators.milp import decide

OUTCOMES = ("infeasible", "unbounded")
DAKOTA: dict[str, Any] = {
    "sense": "maximize",
    "columns": (Column("desks"), Column("tables"), Column("chairs")),
    "objective": {"desks": "60", "tables": "30", "chairs": "20"},
    "rows": (
        Row({"desks": "8", "tables": "6", "chairs": "1"}, "<=", "48"),
        Row({"desks": "4", "tables": "2", "chairs": "3/2"}, "<=", "20"),
        Row({"desks": "2", "tables": "3/2", "chairs": "1/2"}, "<=", "8"),
        Row({"tables": "1"}, "<=", "5"),
    ),
}  # Winston, Operations Research, 4th ed., section 6.3: 280 at (2, 0, 8), shadow prices 0, 10, 10, 0


def milp(gold: str, answer: Any = None, **fields: Any) -> Milp:
    return Milp(**{"answer": answer or Outcome(Rational(), OUTCOMES), "gold": gold, **DAKOTA, **fields})


def judged(check: Milp, answer: str) -> Reason:
    return decide(check, f"Answer: {answer}").reason


def test_a_textbook_optimum_comes_with_its_primal_and_dual_solution() -> None:
    decision = decide(milp("280", Integer()), "Answer: 280")
    assert (decision.reason, decision.answer) == (Reason.CORRECT, "280"), decision.detail
    assert decision.evidence == {
        "outcome": "optimal",
        "decided_by": ["exact simplex", "highs"],
        "objective": "280",
        "primal": {"desks": "2", "tables": "0", "chairs": "8"},
        "dual": {"row_1": "10", "row_2": "10"},
    }


@pytest.mark.parametrize("answer", ["279", "281", "280.0000001", "560/3", "infeasible", "unbounded"])
def test_any_other_value_is_wrong(answer: str) -> None:
    decision = decide(milp("280"), f"Answer: {answer}")
    assert (decision.reason, decision.detail) == (Reason.WRONG_VALUE, "the optimum is 280")


@pytest.mark.parametrize("gold", ["279", "infeasible", "unbounded"])
def test_a_wrong_gold_is_not_believed(gold: str) -> None:
    assert judged(milp(gold), gold) is Reason.ORACLES_DISAGREE
    assert judged(milp(gold), "280") is Reason.ORACLES_DISAGREE


XY = (Column("x"), Column("y"))
INFEASIBLE: dict[str, Any] = {"columns": XY, "objective": {"x": "1"},
              "rows": (Row({"x": "1", "y": "1"}, "<=", "1"), Row({"x": "2", "y": "1"}, ">=", "5/2"))}  # fmt: skip
UNBOUNDED: dict[str, Any] = {
    "columns": XY,
    "objective": {"x": "1", "y": "-1"},
    "rows": (Row({"x": "1", "y": "-2"}, "=", "3"),),
}


@pytest.mark.parametrize(
    ("fields", "outcome", "proof"),
    [
        (INFEASIBLE | {"columns": (Column("x", high="1"), Column("y", high="1/4"))}, "infeasible", "farkas"),
        (INFEASIBLE | {"rows": (*INFEASIBLE["rows"], Row({"x": "1"}, "<=", "1"))}, "infeasible", "farkas"),
        (INFEASIBLE | {"rows": (Row({"x": "0"}, "=", "1"),)}, "infeasible", "farkas"),
        (UNBOUNDED, "unbounded", "ray"),
        (UNBOUNDED | {"rows": ()}, "unbounded", "ray"),
        (INFEASIBLE | {"columns": (Column("x", low="1", high="1/2"), Column("y"))}, "infeasible", "decided_by"),
        (INFEASIBLE | {"columns": (Column("x", "1/3", "1/2", True), Column("y", high="9", integer=True)),
                       "rows": ()}, "infeasible", "decided_by"),
        (UNBOUNDED | {"columns": (Column("x", integer=True), Column("y", integer=True))}, "unbounded", "ray"),
        (UNBOUNDED | {"columns": (Column("x", integer=True), Column("y"))}, "unbounded", "ray"),
    ],
)  # fmt: skip
def test_a_programme_without_an_optimum_is_proved_to_have_none(fields: Any, outcome: str, proof: str) -> None:
    for sense in ("maximize",) if outcome == "unbounded" else ("maximize", "minimize"):
        decision = decide(milp(outcome, **fields, sense=sense), f"Answer: {outcome}")
        assert decision.reason is Reason.CORRECT, decision.detail
        assert proof in decision.evidence
    other = OUTCOMES[outcome == "infeasible"]
    assert judged(milp(outcome, **fields), other) is Reason.WRONG_VALUE
    assert judged(milp(outcome, **fields), "0") is Reason.WRONG_VALUE
    assert judged(milp("0", Rational(), **fields), "0") is Reason.ORACLES_DISAGREE


SOLUTION = Assignment({"desks": Rational(), "tables": Rational(), "chairs": Rational()})


@pytest.mark.parametrize(
    ("answer", "reason", "detail"),
    [
        ("desks = 2, tables = 0, chairs = 8", Reason.CORRECT, ""),
        ("chairs = 8, desks = 2, tables = 0", Reason.CORRECT, ""),
        ("desks = 0, tables = 8/5, chairs = 56/5", Reason.CORRECT, ""),
        ("desks = 1, tables = 4/5, chairs = 48/5", Reason.CORRECT, ""),
        ("desks = 1, tables = 0, chairs = 8", Reason.NOT_OPTIMAL, "the objective is 220, the optimum is 280"),
        ("desks = 3, tables = 0, chairs = 8", Reason.INFEASIBLE, "row 1: 24 <= 20 does not hold"),
        ("desks = 2, tables = -1, chairs = 8", Reason.INFEASIBLE, "tables = -1 is below 0"),
        ("infeasible", Reason.WRONG_VALUE, "the optimum is 280"),
    ],
)
def test_every_optimal_solution_is_right_and_no_other(answer: str, reason: Reason, detail: str) -> None:
    # With tables at 35 the optimum is attained along an edge: many solutions are right.
    objective = {"desks": "60", "tables": "35", "chairs": "20"}
    check = milp("desks = 2, tables = 0, chairs = 8", Outcome(SOLUTION, OUTCOMES), ask="solution", objective=objective)
    decision = decide(check, f"Answer: {answer}")
    assert (decision.reason, decision.detail) == (reason, detail)


def test_a_gold_solution_that_is_not_optimal_is_not_believed() -> None:
    check = milp("desks = 1, tables = 0, chairs = 8", SOLUTION, ask="solution")
    decision = decide(check, "Answer: desks = 2, tables = 0, chairs = 8")
    assert decision.reason is Reason.ORACLES_DISAGREE and "the objective is 220" in decision.detail


WEIGHTS, WORTHS = (12, 7, 11, 8, 9, 6, 5), (24, 13, 23, 15, 16, 11, 9)
KNAPSACK: dict[str, Any] = {
    "sense": "maximize",
    "columns": tuple(Column(f"item{i}", high="1", integer=True) for i in range(7)),
    "objective": {f"item{i}": str(worth) for i, worth in enumerate(WORTHS)},
    "rows": (Row({f"item{i}": str(weight) for i, weight in enumerate(WEIGHTS)}, "<=", "26"),),
}


def _worth(chosen: tuple[int, ...]) -> int:
    fits = sum(weight * x for weight, x in zip(WEIGHTS, chosen, strict=True)) <= 26
    return sum(worth * x for worth, x in zip(WORTHS, chosen, strict=True)) if fits else 0


def test_a_knapsack_is_decided_as_by_trying_all_choices() -> None:
    best = max(map(_worth, product((0, 1), repeat=7)))
    answer = Assignment({f"item{i}": Integer() for i in range(7)})
    golds = [c for c in product((0, 1), repeat=7) if _worth(c) == best]
    written = [", ".join(f"item{i} = {x}" for i, x in enumerate(chosen)) for chosen in golds]
    check = milp(written[0], answer, **KNAPSACK, ask="solution")
    assert [judged(check, text) for text in written] == [Reason.CORRECT] * len(golds)
    decision = decide(milp(str(best), **KNAPSACK), f"Answer: {best}")
    assert decision.reason is Reason.CORRECT and decision.evidence["decided_by"] == ["cp-sat", "highs"]
    halves = written[0].replace("= 1", "= 1/2")
    check = milp(written[0], Assignment({f"item{i}": Rational() for i in range(7)}), **KNAPSACK, ask="solution")
    assert decide(check, f"Answer: {halves}").detail.endswith("= 1/2 is not whole")


def test_an_integer_programme_without_upper_bounds_gets_them_from_its_rows() -> None:
    columns = tuple(Column(column.name, integer=True) for column in DAKOTA["columns"])
    decision = decide(milp("280", columns=columns), "Answer: 280")
    assert decision.reason is Reason.CORRECT and decision.evidence["decided_by"] == ["cp-sat", "highs"]


def test_a_mixed_programme_is_proved_by_branch_and_bound() -> None:
    # Open a plant for 50 to make up to 30/7 at 21 apiece: 90 - 50; the cheap one is not worth opening.
    columns = (Column("a"), Column("b"), Column("open_a", high="1", integer=True), Column("open_b", "0", "1", True))
    rows = (Row({"a": "7", "open_a": "-30"}, "<=", "0"), Row({"b": "3", "open_b": "-1"}, "<=", "0"))
    objective = {"a": "21", "b": "9", "open_a": "-50", "open_b": "-4"}
    decision = decide(milp("40", columns=columns, rows=rows, objective=objective), "Answer: 40")
    assert decision.reason is Reason.CORRECT, decision.detail
    assert decision.evidence["decided_by"] == ["branch and bound", "highs"]
    assert decision.evidence["primal"] == {"a": "30/7", "b": "0", "open_a": "1", "open_b": "0"}


@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        ({"columns": (Column("desks"), Column("desks"))}, "'desks' is declared twice"),
        ({"objective": {"stools": "1"}}, "objective: 'stools' is not a column"),
        ({"rows": (Row({"stools": "1"}, "<=", "1"),)}, "row 0: 'stools' is not a column"),
        ({"rows": (Row({"desks": "1/0"}, "<=", "1"),)}, "'1/0' is not a rational number"),
        ({"rows": (Row({"desks": "1e9"}, "<=", "1"),)}, "'1e9' is not a rational number"),
        ({"rows": (Row({"desks": "\u0663"}, "<=", "1"),)}, "is not a rational number"),
        ({"ask": "solution"}, "answered by an assignment of exactly the columns"),
        ({"ask": "solution", "answer": Assignment({"desks": Integer()})}, "exactly the columns"),
        (
            {"ask": "solution", "answer": Assignment(dict.fromkeys(SOLUTION.variables, Choice(("0", "1"))))},
            "every column",
        ),
        ({"answer": SOLUTION}, "an optimum is answered by"),
        ({"answer": Outcome(Rational(), ("infeasible",))}, "the outcomes are two"),
        ({"gold": "a lot"}, "the gold cannot be read"),
    ],
)
def test_a_bad_check_is_an_error_of_the_check(fields: Any, detail: str) -> None:
    decision = decide(milp(**{"gold": "280", **fields}), "Answer: 280")
    assert decision.reason is Reason.CHECKER_ERROR and detail in decision.detail


@pytest.mark.parametrize(
    "fields",
    [
        {"objective": {"desks": "9" * 400}},
        {"rows": (Row({"desks": "1/" + "9" * 400}, "<=", "1"),)},
        {"columns": tuple(Column(f"x{i}") for i in range(8)), "objective": {"x0": "1"},
         "rows": (Row({f"x{i}": f"1/{10**29 + i}" for i in range(8)}, "<=", "1"),)},
        {
            "rows": tuple(Row({"desks": "1"}, "<=", "5") for _ in range(200)),
            "columns": (*DAKOTA["columns"], *(Column(f"x{i}") for i in range(200))),
        },
        KNAPSACK | {"objective": {"item0": str(2**41)}},
        KNAPSACK | {"columns": tuple(Column(f"item{i}", high=str(2**50), integer=True) for i in range(7))},
        # No finite bound and no end to branching: 2x - 2y = 1 has no whole solution.
        {
            "columns": (Column("x", integer=True), Column("y", integer=True)),
            "objective": {"x": "0"},
            "rows": (Row({"x": "2", "y": "-2"}, "=", "1"),),
        },
    ],
    ids=["long integer", "long denominator", "bits", "size", "over 2**40", "over in sum", "endless branching"],
)  # fmt: skip
def test_what_is_too_large_is_undecided(fields: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lp, "MAX_NODES", 40)
    decision = decide(milp("280", **fields), "Answer: 280")
    assert decision.reason is Reason.SOLVER_UNKNOWN and decision.detail


def test_a_simplex_that_does_not_end_in_time_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lp, "MAX_WORK", 30)
    assert judged(milp("280"), "280") is Reason.SOLVER_UNKNOWN


def test_cp_sat_that_does_not_prove_optimality_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lp, "CP_SAT_WORK", 0.0)
    worth = Row({f"item{i}": str(w) for i, w in enumerate(WORTHS)}, "<=", "47")
    fields = KNAPSACK | {"rows": (*KNAPSACK["rows"], worth)}
    decision = decide(milp("47", **fields), "Answer: 47")
    assert decision.reason is Reason.SOLVER_UNKNOWN and decision.detail.startswith("cp-sat ended with")


@pytest.mark.parametrize(
    "lie",
    [
        (lp.Outcome.OPTIMAL, 280.01, [2.0, 0.0, 8.0]),
        (lp.Outcome.INFEASIBLE, 0.0, []),
        (lp.Outcome.UNBOUNDED, 0.0, []),
    ],
)
def test_highs_that_says_otherwise_makes_the_answer_undecided(lie: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lp, "_highs", lambda programme, integers: lie)
    assert judged(milp("280"), "280") is Reason.ORACLES_DISAGREE


def test_highs_whose_point_is_not_optimal_on_the_lattice_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    best = max(map(_worth, product((0, 1), repeat=7)))
    monkeypatch.setattr(lp, "_highs", lambda programme, integers: (lp.Outcome.OPTIMAL, float(best), [0.2] * 7))
    assert judged(milp(str(best), **KNAPSACK), str(best)) is Reason.ORACLES_DISAGREE


def test_this_highs_solves_the_programme_that_version_1_14_gets_wrong() -> None:
    assert lp._highs(lp.KNOWN_DEFECT, integers=True)[:2] == (lp.Outcome.OPTIMAL, pytest.approx(9))
    result = solve(lp.KNOWN_DEFECT)
    assert (result.objective, result.point) == (9, (Fraction(9, 2), Fraction(0)))


def test_an_optimum_is_found_where_the_default_gap_would_stop_short() -> None:
    # Two choices worth 1000000 and 1000001: within HiGHS's default relative gap of 1e-4, yet not the same.
    rows = (Row({"x": "1", "y": "1"}, "<=", "1"),)
    columns = (Column("x", high="1", integer=True), Column("y", high="1", integer=True))
    fields = {"columns": columns, "rows": rows, "objective": {"x": "1000000", "y": "1000001"}}
    assert judged(milp("1000001", **fields), "1000001") is Reason.CORRECT
    assert judged(milp("1000001", **fields), "1000000") is Reason.WRONG_VALUE


def test_tampered_certificates_prove_nothing() -> None:
    programme = read_programme(milp("280"))
    result = solve_exactly(programme)
    assert result.multipliers is not None
    assert dual_bound(programme, programme.costs, result.multipliers) == -280
    assert dual_bound(programme, programme.costs, [-y for y in result.multipliers]) is None
    weaker = dual_bound(programme, programme.costs, [2 * y for y in result.multipliers])
    assert weaker is not None and weaker < -280
    assert dual_bound(programme, programme.costs, [Fraction(0)] * 4) is None
    assert not lp._verified(programme, replace(result, multipliers=tuple(2 * y for y in result.multipliers)))
    assert not lp._verified(programme, replace(result, point=(Fraction(0),) * 3))
    unbounded = Result(lp.Outcome.UNBOUNDED, point=(Fraction(0),) * 3, ray=(Fraction(1), Fraction(0), Fraction(0)))
    assert not lp._verified(programme, unbounded)


def test_a_bound_that_cp_sat_reports_a_hair_off_is_still_one() -> None:
    # ortools 9.15 reports -6.999999999999999 here for a proved -7.
    columns = (Column("x", "-1", "1", True), Column("y", "0", "1", True), Column("z", "0", "0", True))
    fields = {"columns": columns, "rows": (Row({"x": "3", "y": "-1"}, "<=", "2"),), "objective": {"x": "3", "y": "4"}}
    assert judged(milp("7", **fields), "7") is Reason.CORRECT


def test_cycling_programmes_end() -> None:
    # Beale (1955): cycles for ever under the largest-coefficient rule; optimum -1/20.
    rows = (Row({"a": "1/4", "b": "-60", "c": "-1/25", "d": "9"}, "<=", "0"),
            Row({"a": "1/2", "b": "-90", "c": "-1/50", "d": "3"}, "<=", "0"),
            Row({"c": "1"}, "<=", "1"))  # fmt: skip
    objective = {"a": "-3/4", "b": "150", "c": "-1/50", "d": "6"}
    check = milp("-1/20", sense="minimize", columns=tuple(map(Column, "abcd")), objective=objective, rows=rows)
    assert judged(check, "-0.05") is Reason.CORRECT


def test_a_text_without_an_answer_is_rejected_as_such() -> None:
    assert decide(milp("280"), "It depends.").reason is Reason.NO_ANSWER


def test_the_same_check_gives_the_same_bytes_again() -> None:
    for check in (milp("280"), milp("0", **KNAPSACK), milp("unbounded", **UNBOUNDED)):
        assert len({canonical_json(decide(check, "Answer: 280")) for _ in range(3)}) == 1


def test_the_checker_is_registered_as_one_to_be_guarded() -> None:
    assert (CHECKERS[Milp].version, CHECKERS[Milp].guarded) == (1, True)


_SMALL = st.integers(-4, 6)
_RATIONALS = st.builds(Fraction, _SMALL, st.sampled_from([1, 1, 1, 2, 3]))


@st.composite
def programmes(draw: st.DrawFn, integer: st.SearchStrategy[bool], bounded: bool) -> Programme:
    width = draw(st.integers(1, 3))
    highs = st.integers(0, 3).map(Fraction) if bounded else st.none() | _RATIONALS
    columns = tuple(
        lp.Column(f"x{i}", Fraction(draw(st.integers(-1, 0))), draw(highs), draw(integer)) for i in range(width)
    )
    vectors = st.tuples(*[_RATIONALS] * width)
    rows = st.builds(lp.Row, vectors, st.sampled_from(["<=", ">=", "="]), _RATIONALS)
    return Programme(draw(st.booleans()), draw(vectors), columns, tuple(draw(st.lists(rows, max_size=3))))


@settings(max_examples=150, deadline=None)
@given(programmes(st.just(False), bounded=False))
def test_random_linear_programmes_are_certified_and_highs_agrees(programme: Programme) -> None:
    result = solve(programme)  # raises where a certificate fails or HiGHS says otherwise
    assert result.decided_by[0].startswith("bounds") or lp._verified(programme, result)


@settings(max_examples=60, deadline=None)
@given(programmes(st.just(True), bounded=True))
def test_random_integer_programmes_are_decided_as_by_trying_all_points(programme: Programme) -> None:
    assert all(column.high is not None for column in programme.columns)
    ranges = [range(int(c.low), int(c.high or 0) + 1) for c in programme.columns]
    points = [tuple(map(Fraction, point)) for point in product(*ranges)]
    feasible = [programme.value(point) for point in points if programme.violation(point) is None]
    best = (max if programme.maximize else min)(feasible, default=None)
    assert solve(programme).objective == best
    branched = lp._branch_and_bound(programme)
    assert branched.objective == best


@settings(max_examples=40, deadline=None)
@given(programmes(st.booleans(), bounded=True))
def test_random_mixed_programmes_are_decided_as_by_trying_all_integer_parts(programme: Programme) -> None:
    choices = [range(int(c.low), int(c.high or 0) + 1) if c.integer else (None,) for c in programme.columns]
    found = []
    for chosen in product(*choices):
        columns = tuple(
            column if whole is None else lp.Column(column.name, Fraction(whole), Fraction(whole), False)
            for column, whole in zip(programme.columns, chosen, strict=True)
        )
        result = solve_exactly(replace(programme, columns=columns))
        if result.objective is not None:
            found.append(result.objective)
    assert solve(programme).objective == (max if programme.maximize else min)(found, default=None)
