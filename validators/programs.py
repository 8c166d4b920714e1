"""Decides programs by what they return, and predicted outputs by running the program that they are predicted for.

Untrusted code runs only through `validators.sandbox`; what it returns is compared here, type-strictly, with values
that it never sees. The check holds arguments and expected values in the tagged JSON of `validators.sandbox.encode`.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from schemas import Reason, digest
from schemas.answers import Literal
from schemas.checks import HiddenTests, Output
from validators.checker import Decision, checker
from validators.extraction import Refusal, final_program
from validators.reading import Unread, canonical, read, read_final, same
from validators.sandbox import Run, RunStatus, Undecodable, decode, run_calls, weaker

REASONS = {
    RunStatus.EXCEPTION: Reason.EXCEPTION,
    RunStatus.MISSING_ENTRY: Reason.WRONG_FORM,
    RunStatus.FORBIDDEN: Reason.FORBIDDEN,
    RunStatus.TIMEOUT: Reason.TIMEOUT,
    RunStatus.MEMORY: Reason.MEMORY,
    RunStatus.OUTPUT_LIMIT: Reason.OUTPUT_LIMIT,
    RunStatus.UNSUPPORTED_IMPORT: Reason.UNSUPPORTED_IMPORT,
    RunStatus.INFRASTRUCTURE: Reason.INFRASTRUCTURE,
}
_AT_FAULT = (
    RunStatus.EXCEPTION, RunStatus.MISSING_ENTRY, RunStatus.FORBIDDEN, RunStatus.UNSUPPORTED_IMPORT,
)  # fmt: skip
_SHOWN = 200  # characters of a call or a value in a verdict's detail


@checker(HiddenTests, version=2, guarded=True)
def decide_program(check: HiddenTests, text: str) -> Decision:
    """Run the program of `text` on every hidden test, in one process; all must give the expected value.

    A program that passes is run again in another interpreter, with another hash seed and the tests in reverse order;
    one whose values then differ is undecided: what it does depends on chance, or on what it was called with before.
    The detail of a rejection names the call and what came of it, never what was expected.
    """
    source = final_program(text, check.answer.entry)
    if isinstance(source, Refusal):
        return Decision(reason=source.reason, detail=source.detail)
    try:
        calls = [decode(test.arguments) for test in check.tests]
        expected = [decode(test.expected) for test in check.tests]
    except Undecodable as broken:
        return Decision(reason=Reason.CHECKER_ERROR, detail=f"the check's tests cannot be read: {broken}")
    ran = run_calls(source, check.answer.entry, calls)
    compared = _equal if check.equal_numbers else partial(same, Literal())
    right = [compared(*pair) for pair in zip(expected, ran.values, strict=False)]
    reason, detail = Reason.CORRECT, ""
    if not all(right):
        wrong = right.index(False)
        reason = Reason.WRONG_OUTPUT
        detail = f"{_call(check, calls, wrong)} returned {_shown(ran.values[wrong])}"
    elif ran.status is not RunStatus.RETURNED:
        reason, detail = REASONS[ran.status], ran.detail
        if ran.status in (RunStatus.EXCEPTION, RunStatus.FORBIDDEN) and ran.values:
            detail = f"{_call(check, calls, len(ran.values))}: {ran.detail}"
    else:
        again = run_calls(source, check.answer.entry, calls[::-1], hash_seed=1)
        if again.status is not RunStatus.RETURNED and again.status not in _AT_FAULT:
            reason, detail = REASONS[again.status], again.detail
        elif not all(same(Literal(), *pair) for pair in zip(ran.values, again.values[::-1], strict=False)) or (
            again.status is not RunStatus.RETURNED
        ):
            reason, detail = Reason.NONDETERMINISTIC, "the program gives something else when it is run again"
    evidence = {"tests": len(calls), "passed": sum(right), **_origin(ran, source)}
    return Decision(reason=reason, answer=source, detail=detail, evidence=evidence)


@checker(Output, version=1, guarded=True)
def decide_output(check: Output, text: str) -> Decision:
    """Run the check's own program and compare the answer with what it returns; the gold must agree with it too."""
    try:
        answer = read_final(check.answer, text)
    except Unread as unread:
        return Decision(reason=unread.reason, detail=unread.detail)
    shown = canonical(check.answer, answer)
    try:
        gold = read(check.answer, check.gold)
        arguments = decode(check.arguments)
    except (Unread, Undecodable) as broken:
        return Decision(reason=Reason.CHECKER_ERROR, answer=shown, detail=f"the check cannot be read: {broken}")
    ran = run_calls(check.source, check.entry, [arguments])
    evidence = _origin(ran, check.source)
    if ran.status is not RunStatus.RETURNED:
        reason = Reason.CHECKER_ERROR if ran.status in _AT_FAULT else REASONS[ran.status]
        detail = f"the check's program gave no value: {ran.detail or ran.status}"
        return Decision(reason=reason, answer=shown, detail=detail, evidence=evidence)
    (value,) = ran.values
    if not same(check.answer, gold, value):
        reason, detail = Reason.ORACLES_DISAGREE, f"the gold differs from the program's value {_shown(value)}"
    elif not same(check.answer, answer, value):
        reason, detail = Reason.WRONG_VALUE, ""
    else:
        reason, detail = Reason.CORRECT, ""
    return Decision(reason=reason, answer=shown, detail=detail, evidence={"value": check.gold, **evidence})


def _equal(expected: Any, value: Any) -> bool:
    """Whether the values are the same but for an int where the other has the float that equals it, or the reverse."""
    numbers = (int, float)
    if type(expected) in numbers and type(value) in numbers:
        return bool(expected == value)
    if type(expected) is not type(value):
        return False
    match expected:
        case list() | tuple():
            return len(expected) == len(value) and all(map(_equal, expected, value))
        case dict():
            return expected.keys() == value.keys() and all(_equal(expected[key], value[key]) for key in expected)
    return bool(expected == value)


def _origin(ran: Run, source: str) -> dict[str, Any]:
    return {"layers": list(ran.layers), "source_digest": digest(source), **weaker(ran.layers)}


def _call(check: HiddenTests, calls: list[list[Any]], number: int) -> str:
    arguments = ", ".join(_shown(argument) for argument in calls[number])
    return f"test {number + 1}: {check.answer.entry}({arguments[:_SHOWN]})"


def _shown(value: Any) -> str:
    text = ascii(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
