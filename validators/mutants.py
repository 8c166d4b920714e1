"""Decides test cases by what they tell apart: the function they are for, and buggy versions of it.

All programs are the check's own and yet run in the sandbox, since a call may send any of them round in circles. The
answer is a literal, read by our own reader and held to the types that the function declares.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from schemas import Reason
from schemas.answers import Literal
from schemas.checks import MutantKilling
from validators.checker import Decision, checker
from validators.programs import AT_FAULT, REASONS, origin
from validators.reading import Unread, canonical, read, read_final, same
from validators.sandbox import Limits, RunStatus, run_calls
from validators.witnesses import Malformed, Type, is_of, read_type

# A mutant that has not ended in twice the time that the function may take does something else.
_FUNCTION = Limits(cpu_seconds=1)
_MUTANT = Limits(cpu_seconds=2)


@checker(MutantKilling, version=1, guarded=True)
def decide_killing(check: MutantKilling, text: str) -> Decision:
    """Accepted when the function returns every result given and each mutant is told from it by some call.

    A mutant that fails, takes far too long or returns too much on a call is told apart by it. The detail says which
    call's result is wrong, or how many mutants are left, and never what would be right.
    """
    try:
        types = declared(check.source, check.entry)
        gold = _calls(check, types, read(check.answer, check.gold))
    except (Malformed, Unread) as broken:
        return Decision(reason=Reason.CHECKER_ERROR, detail=f"the check cannot be read: {broken}")
    if isinstance(gold, Decision):
        return Decision(reason=Reason.CHECKER_ERROR, detail=f"the gold is no answer: {gold.detail}")
    try:
        _confirm(check)
    except _Faulty as faulty:
        return Decision(reason=faulty.reason, detail=faulty.detail)
    try:
        answer = read_final(check.answer, text)
    except Unread as unread:
        return Decision(reason=unread.reason, detail=unread.detail)
    said = canonical(check.answer, answer)
    calls = _calls(check, types, answer)
    if isinstance(calls, Decision):
        return Decision(reason=calls.reason, answer=said, detail=calls.detail)
    reason, detail, evidence = _judged(check, *calls)
    return Decision(reason=reason, answer=said, detail=detail, evidence=evidence)


class _Faulty(Exception):
    """The check's own answer is not right, or could not be tried."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@lru_cache(maxsize=256)
def _confirm(check: MutantKilling) -> None:
    """Try the check's own answer, once for all answers to it; the check is known to be readable. Raises `_Faulty`."""
    calls = _calls(check, declared(check.source, check.entry), read(check.answer, check.gold))
    assert not isinstance(calls, Decision)
    reason, detail, _ = _judged(check, *calls)
    if reason in (Reason.WRONG_VALUE, Reason.INFEASIBLE):
        raise _Faulty(Reason.ORACLES_DISAGREE, f"the gold is no answer: {detail}")
    if reason is not Reason.CORRECT:
        faulty = reason in [REASONS[status] for status in AT_FAULT]
        raise _Faulty(Reason.CHECKER_ERROR if faulty else reason, f"the check's own call gave no value: {detail}")


def _judged(check: MutantKilling, calls: list[list[Any]], results: list[Any]) -> tuple[Reason, str, dict[str, Any]]:
    """What running the function and its mutants says of the calls and their results."""
    ran = run_calls(check.source, check.entry, calls, _FUNCTION)
    evidence = {"mutants": len(check.mutants), "calls": len(calls), **origin(ran, check.source)}
    for number, pair in enumerate(zip(ran.values, results, strict=False), 1):
        if not same(Literal(), *pair):
            return Reason.WRONG_VALUE, f"the result of call {number} is not what the function returns", evidence
    if ran.status is not RunStatus.RETURNED:
        return REASONS[ran.status], f"call {len(ran.values) + 1}: {ran.detail}", evidence
    left = 0
    for mutant in check.mutants:
        other = run_calls(mutant, check.entry, calls, _MUTANT)
        if other.status is RunStatus.INFRASTRUCTURE:
            return Reason.INFRASTRUCTURE, other.detail, evidence
        agreed = all(same(Literal(), *pair) for pair in zip(other.values, results, strict=False))
        left += agreed and other.status is RunStatus.RETURNED
    evidence["killed"] = len(check.mutants) - left
    if left:
        return Reason.INFEASIBLE, f"{left} of {len(check.mutants)} buggy versions pass all calls", evidence
    return Reason.CORRECT, "", evidence


def _calls(check: MutantKilling, types: tuple[Type, ...], value: Any) -> tuple[list[list[Any]], list[Any]] | Decision:
    """The calls' arguments and their results, or why the value is no list of calls."""
    fault = ""
    if type(value) is not list or not value:
        fault = "not a list of calls"
    elif len(value) > check.most:
        fault = f"more than {check.most} calls"
    elif not all(type(pair) is tuple and len(pair) == 2 and type(pair[0]) is tuple for pair in value):
        fault = "not every call is a pair of a tuple of arguments and a result"
    elif any(len(pair[0]) != len(types) or not all(map(is_of, types, pair[0])) for pair in value):
        fault = "arguments of other types than the function declares"
    if fault:
        return Decision(reason=Reason.WRONG_FORM, detail=fault)
    if check.letters is not None and not all(_spelt(check.letters, each) for pair in value for each in pair[0]):
        return Decision(reason=Reason.INFEASIBLE, detail="a text with other characters than there may be")
    return [list(pair[0]) for pair in value], [pair[1] for pair in value]


def _spelt(letters: str, value: Any) -> bool:
    """Whether all texts in the value are made of the letters."""
    if type(value) is str:
        return all(letter in letters for letter in value)
    return type(value) not in (list, tuple) or all(_spelt(letters, each) for each in value)


_PARAMETER = re.compile(r"\s*[A-Za-z_]\w*\s*:\s*(.+?)\s*")


@lru_cache(maxsize=256)
def declared(source: str, entry: str) -> tuple[Type, ...]:
    """The types of the function's parameters, as its first line declares them. Raises `Malformed`."""
    header = re.search(rf"^def {re.escape(entry)}\(([^()\n]*)\)(?: -> [^\n]*)?:$", source, re.MULTILINE)
    if header is None:
        raise Malformed(f"no function {entry} whose first line declares its types")
    parts, depth, part = [], 0, ""
    for char in header[1] + ",":
        depth += (char == "[") - (char == "]")
        if char == "," and depth == 0:
            parts.append(part)
            part = ""
        else:
            part += char
    types = []
    for each in parts:
        found = _PARAMETER.fullmatch(each)
        if found is None:
            raise Malformed(f"no type for the parameter {each.strip()!a}")
        types.append(read_type(found[1]))
    return tuple(types)


__all__ = ["decide_killing", "declared"]
