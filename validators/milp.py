"""Checks answers to linear and integer programmes: the optimal value, or a solution that attains it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from schemas import Reason
from schemas.answers import Answer, Assignment, Integer, Outcome, Rational
from schemas.checks import Milp
from validators import linear_programme
from validators.checker import Decision, checker
from validators.linear_programme import BadProgramme, Programme, Result, Undecided, read_programme, solve
from validators.reading import Unread, canonical, read, read_final


@checker(Milp, version=1, guarded=True)
def decide(check: Milp, text: str) -> Decision:
    """Decide the programme itself, ask that the gold agrees, and judge the answer in `text` by the same test.

    A solution is right when it is exactly feasible and exactly optimal, whichever solution it is. The evidence is the
    certificate (`linear_programme.Result`): ``primal`` the point, ``dual`` the shadow price of each row (from which the
    bounds' follow), ``farkas`` the multipliers that make the rows contradict each other, ``ray`` a direction of endless
    improvement. Numbers are exact rationals; zeros are left out of all but the point.
    """
    try:
        programme = read_programme(check)
        _require_answerable(check, programme)
        value = read_final(check.answer, text)
        result = solve(programme)
    except Unread as unread:
        return Decision(reason=unread.reason, detail=unread.detail)
    except BadProgramme as bad:
        return Decision(reason=Reason.CHECKER_ERROR, detail=str(bad))
    except Undecided as undecided:
        return Decision(reason=undecided.reason, detail=undecided.detail)
    try:
        gold = read(check.answer, check.gold)
    except Unread as unread:
        return Decision(reason=Reason.CHECKER_ERROR, detail=f"the gold cannot be read: {unread.detail}")
    answer = canonical(check.answer, value)
    evidence = _evidence(programme, result)
    reason, detail = _judge(check, programme, result, gold)
    if reason is not Reason.CORRECT:
        detail = f"the gold is '{check.gold}': {detail}"
        return Decision(reason=Reason.ORACLES_DISAGREE, answer=answer, detail=detail, evidence=evidence)
    reason, detail = _judge(check, programme, result, value)
    return Decision(reason=reason, answer=answer, detail=detail, evidence=evidence)


def _require_answerable(check: Milp, programme: Programme) -> None:
    inner = _inner(check.answer)
    if check.ask == "optimum":
        if not isinstance(inner, Integer | Rational):
            raise BadProgramme("an optimum is answered by an integer or a rational")
    elif not isinstance(inner, Assignment) or set(inner.variables) != {column.name for column in programme.columns}:
        raise BadProgramme("a solution is answered by an assignment of exactly the columns")
    elif not all(isinstance(element, Integer | Rational) for element in inner.variables.values()):
        raise BadProgramme("every column is answered by an integer or a rational")
    if isinstance(check.answer, Outcome) and len(check.answer.outcomes) != 2:
        raise BadProgramme("the outcomes are two: infeasible and unbounded, in this order")


def _inner(answer: Answer) -> Answer:
    return answer.value if isinstance(answer, Outcome) else answer


def _judge(check: Milp, programme: Programme, result: Result, value: Any) -> tuple[Reason, str]:
    """The reason for one answer, and what there is to say against it."""
    truth = "the programme is " + result.outcome if result.objective is None else f"the optimum is {result.objective}"
    if not isinstance(value, dict):
        right = value == _right_value(check, result)
        return (Reason.CORRECT, "") if right else (Reason.WRONG_VALUE, truth)
    point = tuple(Fraction(value[column.name]) for column in programme.columns)
    if (violation := programme.violation(point)) is not None:
        return Reason.INFEASIBLE, violation
    if result.outcome is linear_programme.Outcome.INFEASIBLE:
        return Reason.ORACLES_DISAGREE, f"the answer is feasible, yet {truth}"
    reached = programme.value(point)
    if reached == result.objective:
        return Reason.CORRECT, ""
    return Reason.NOT_OPTIMAL, f"the objective is {reached}, {truth}"


def _right_value(check: Milp, result: Result) -> Fraction | str | None:
    """The optimal value or the outcome's name; None when the answer's type cannot say what is true."""
    if result.outcome is linear_programme.Outcome.OPTIMAL:
        return result.objective if check.ask == "optimum" else None
    if not isinstance(check.answer, Outcome):
        return None
    infeasible, unbounded = check.answer.outcomes
    return infeasible if result.outcome is linear_programme.Outcome.INFEASIBLE else unbounded


def _evidence(programme: Programme, result: Result) -> dict[str, Any]:
    names = [column.name for column in programme.columns]
    evidence: dict[str, Any] = {"outcome": str(result.outcome), "decided_by": list(result.decided_by)}
    if result.objective is not None:
        evidence["objective"] = str(result.objective)
    if result.point is not None:
        evidence["primal"] = {name: str(x) for name, x in zip(names, result.point, strict=True)}
    if result.multipliers is not None:
        # Proofs are for minimising; a maximum's shadow prices have the other sign.
        sign = -1 if programme.maximize and result.objective is not None else 1
        key = "farkas" if result.objective is None else "dual"
        evidence[key] = {f"row_{index}": str(sign * y) for index, y in enumerate(result.multipliers) if y}
    if result.ray is not None:
        evidence["ray"] = {name: str(r) for name, r in zip(names, result.ray, strict=True) if r}
    if result.nodes:
        evidence["nodes"] = result.nodes
    return evidence
