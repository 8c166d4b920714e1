"""Decides whether two functions are equivalent on a small domain by calling both for everything in it."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import Any

from schemas import Reason
from schemas.answers import Literal
from schemas.checks import Difference
from validators.checker import Decision, checker
from validators.programs import AT_FAULT, REASONS, origin, shown
from validators.reading import Unread, canonical, read, read_final, same
from validators.sandbox import Run, RunStatus, Undecodable, decode, run_calls

MOST_CALLS = 5_000


@checker(Difference, version=1, guarded=True)
def decide_difference(check: Difference, text: str) -> Decision:
    """Accepted when it is said that the functions agree and they do, or a call of the domain is given on which they
    differ. A call outside of the domain is *infeasible*, whatever the functions return for it."""
    try:
        calls = _calls(check)
        gold = read(check.answer, check.gold)
    except (Malformed, Undecodable, Unread) as broken:
        return Decision(reason=Reason.CHECKER_ERROR, detail=f"the check cannot be read: {broken}")
    try:
        answer = read_final(check.answer, text)
    except Unread as unread:
        return Decision(reason=unread.reason, detail=unread.detail)
    said = canonical(check.answer, answer)
    first = run_calls(check.source, check.entry, calls)
    second = run_calls(check.other, check.entry, calls)
    evidence: dict[str, Any] = {"calls": len(calls), **origin(first, check.source + check.other)}
    for ran in (first, second):
        if ran.status is not RunStatus.RETURNED:
            reason, detail = _of(ran)
            return Decision(reason=reason, answer=said, detail=detail, evidence=evidence)
    differing = [
        call for call, *values in zip(calls, first.values, second.values, strict=True) if not same(Literal(), *values)
    ]
    evidence["differing"] = len(differing)
    if _verdict(check, gold, calls, differing)[0] is not Reason.CORRECT:
        reason, detail = Reason.ORACLES_DISAGREE, f"the functions differ on {len(differing)} of {len(calls)} calls"
    else:
        reason, detail = _verdict(check, answer, calls, differing)
    return Decision(reason=reason, answer=said, detail=detail, evidence=evidence)


class Malformed(ValueError):
    """A check that contradicts itself."""


def _calls(check: Difference) -> list[list[Any]]:
    """All calls of the domain. Raises `Malformed`, or `Undecodable`."""
    if not isinstance(check.answer.value, Literal) or len(check.answer.outcomes) != 1:
        raise Malformed("the answer is a literal, or the one outcome that the functions agree")
    if prod(map(len, check.domain)) > MOST_CALLS:
        raise Malformed(f"a domain of more than {MOST_CALLS} calls")
    values = [[decode(value) for value in each] for each in check.domain]
    if len(values) == 1 and any(value in check.answer.outcomes for value in values[0]):
        raise Malformed("a value of the domain reads like the outcome")
    return [list(call) for call in product(*values)]


def _verdict(check: Difference, answer: Any, calls: list[list[Any]], differing: list[list[Any]]) -> tuple[Reason, str]:
    """What is to be said of an answer, given the calls on which the functions differ."""
    if type(answer) is str and answer in check.answer.outcomes:
        return (Reason.WRONG_VALUE, "there is a difference") if differing else (Reason.CORRECT, "")
    if len(check.domain) == 1:
        call = [answer]
    elif type(answer) is tuple and len(answer) == len(check.domain):
        call = list(answer)
    else:
        return Reason.WRONG_FORM, f"not a tuple of {len(check.domain)} arguments"
    if any(same(Literal(), call, each) for each in differing):
        return Reason.CORRECT, ""
    if any(same(Literal(), call, each) for each in calls):
        return Reason.WRONG_VALUE, f"for {shown(answer)} both functions return the same"
    return Reason.INFEASIBLE, "a call outside of the domain"


def _of(ran: Run) -> tuple[Reason, str]:
    reason = Reason.CHECKER_ERROR if ran.status in AT_FAULT else REASONS[ran.status]
    return reason, f"a function of the check gave no value: {ran.detail or ran.status}"


__all__ = ["MOST_CALLS", "decide_difference"]
