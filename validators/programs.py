"""Decides programs by what they return, and predicted outputs by running the program that they are predicted for.

Untrusted code runs only through `validators.sandbox`; what it returns is compared here, type-strictly, with values
that it never sees. The check holds arguments and expected values in the tagged JSON of `validators.sandbox.encode`.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from schemas import Reason, digest
from schemas.answers import Literal
from schemas.checks import HiddenTests, Output
from validators.changes import beyond
from validators.checker import Decision, checker
from validators.extraction import Refusal, final_program
from validators.pace import pace_of
from validators.reading import Unread, canonical, read, read_final, same
from validators.sandbox import Run, RunStatus, Undecodable, decode, form_in, run_calls, weaker

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
AT_FAULT = (
    RunStatus.EXCEPTION, RunStatus.MISSING_ENTRY, RunStatus.FORBIDDEN, RunStatus.UNSUPPORTED_IMPORT,
)  # fmt: skip
_SHOWN = 200  # characters of a call or a value in a verdict's detail


@checker(HiddenTests, version=3, guarded=True)
def decide_program(check: HiddenTests, text: str) -> Decision:
    """Run the program of `text` on every hidden test, in one process per function called; all must give the expected
    value.

    A program that passes is run again in another interpreter, with another hash seed and the tests in reverse order;
    one whose values then differ is undecided: what it does depends on chance, or on what it was called with before.
    The detail of a rejection names the call and what came of it, never what was expected.
    """
    source = final_program(text, check.answer.entry, check.answer.language)
    if isinstance(source, Refusal):
        return Decision(reason=source.reason, detail=source.detail)
    try:
        groups = _groups(check)
    except Undecodable as broken:
        return Decision(reason=Reason.CHECKER_ERROR, detail=f"the check's tests cannot be read: {broken}")
    if refused := _too_many_changes(check, source):
        return refused
    compared = _equal if check.equal_numbers else partial(same, Literal())
    passed = 0
    ran: list[Run] = []
    for group in groups:
        ran.append(run_calls(source, group.entry, group.calls, language=check.answer.language))
        right = [compared(*pair) for pair in zip(group.expected, ran[-1].values, strict=False)]
        passed += sum(right)
        reason, detail = _outcome(group, ran[-1], right)
        if reason is not Reason.CORRECT:
            break
    else:
        reason, detail = _repeated(check, source, groups, ran)
        if reason is Reason.CORRECT and check.large:
            reason, detail = pace_of(check, source, compared, REASONS)
    evidence = {"tests": len(check.tests), "passed": passed, **origin(ran[-1], source)}
    return Decision(reason=reason, answer=source, detail=detail, evidence=evidence)


def _too_many_changes(check: HiddenTests, source: str) -> Decision | None:
    """The refusal of a repair that changes more lines than it may, or of a check that does not say how many."""
    if check.original is None and check.most_changed is None:
        return None
    if check.original is None or check.most_changed is None:
        return Decision(reason=Reason.CHECKER_ERROR, detail="a limit on changes needs the original and the limit")
    if beyond(check.original, check.gold, check.most_changed):
        return Decision(reason=Reason.CHECKER_ERROR, detail="the gold itself changes more lines than it may")
    if beyond(check.original, source, check.most_changed):
        lines = "line" if check.most_changed == 1 else "lines"
        detail = f"more than {check.most_changed} {lines} of the original are changed, removed or added"
        return Decision(reason=Reason.WRONG_FORM, answer=source, detail=detail)
    return None


class _Group(NamedTuple):
    """The tests that call one function: their places among all tests, from 1, their arguments and values."""

    entry: str
    places: list[int]
    calls: list[list[Any]]
    expected: list[Any]


def _groups(check: HiddenTests) -> list[_Group]:
    """The tests by the function they call, in the order in which each is first called. Raises `Undecodable`."""
    found: dict[str, _Group] = {}
    for place, test in enumerate(check.tests, 1):
        entry = test.entry or check.answer.entry
        group = found.setdefault(entry, _Group(entry, [], [], []))
        group.places.append(place)
        group.calls.append([form_in(check.answer.language, decode(argument)) for argument in test.arguments])
        group.expected.append(form_in(check.answer.language, decode(test.expected)))
    return list(found.values())


def _outcome(group: _Group, ran: Run, right: list[bool]) -> tuple[Reason, str]:
    """What a run of the group's calls says of the program, and of which call."""
    if not all(right):
        wrong = right.index(False)
        return Reason.WRONG_OUTPUT, f"{_call(group, wrong)} returned {shown(ran.values[wrong])}"
    if ran.status is RunStatus.RETURNED:
        return Reason.CORRECT, ""
    if ran.status in (RunStatus.EXCEPTION, RunStatus.FORBIDDEN) and ran.values:
        return REASONS[ran.status], f"{_call(group, len(ran.values))}: {ran.detail}"
    return REASONS[ran.status], ran.detail


def _repeated(check: HiddenTests, source: str, groups: list[_Group], ran: list[Run]) -> tuple[Reason, str]:
    """Whether a program that passed gives the same values in another interpreter and order."""
    for group, first in zip(groups, ran, strict=True):
        again = run_calls(source, group.entry, group.calls[::-1], hash_seed=1, language=check.answer.language)
        if again.status is not RunStatus.RETURNED and again.status not in AT_FAULT:
            return REASONS[again.status], again.detail
        pairs = zip(first.values, again.values[::-1], strict=False)
        if again.status is not RunStatus.RETURNED or not all(same(Literal(), *pair) for pair in pairs):
            return Reason.NONDETERMINISTIC, "the program gives something else when it is run again"
    return Reason.CORRECT, ""


@checker(Output, version=1, guarded=True)
def decide_output(check: Output, text: str) -> Decision:
    """Run the check's own program and compare the answer with what it returns; the gold must agree with it too."""
    try:
        answer = read_final(check.answer, text)
    except Unread as unread:
        return Decision(reason=unread.reason, detail=unread.detail)
    claimed = canonical(check.answer, answer)
    try:
        gold = read(check.answer, check.gold)
        arguments = decode(check.arguments)
    except (Unread, Undecodable) as broken:
        return Decision(reason=Reason.CHECKER_ERROR, answer=claimed, detail=f"the check cannot be read: {broken}")
    ran = run_calls(check.source, check.entry, [arguments])
    evidence = origin(ran, check.source)
    if ran.status is not RunStatus.RETURNED:
        reason = Reason.CHECKER_ERROR if ran.status in AT_FAULT else REASONS[ran.status]
        detail = f"the check's program gave no value: {ran.detail or ran.status}"
        return Decision(reason=reason, answer=claimed, detail=detail, evidence=evidence)
    (value,) = ran.values
    if not same(check.answer, gold, value):
        reason, detail = Reason.ORACLES_DISAGREE, f"the gold differs from the program's value {shown(value)}"
    elif not same(check.answer, answer, value):
        reason, detail = Reason.WRONG_VALUE, ""
    else:
        reason, detail = Reason.CORRECT, ""
    return Decision(reason=reason, answer=claimed, detail=detail, evidence={"value": check.gold, **evidence})


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


def origin(ran: Run, source: str) -> dict[str, Any]:
    """What a verdict's evidence says of a run: which layers held, and what was run."""
    return {"layers": list(ran.layers), "source_digest": digest(source), **weaker(ran.layers)}


def _call(group: _Group, number: int) -> str:
    arguments = ", ".join(shown(argument) for argument in group.calls[number])
    return f"test {group.places[number]}: {group.entry}({arguments[:_SHOWN]})"


def shown(value: Any) -> str:
    """The value as a verdict's detail quotes it: in ASCII, and cut short."""
    text = ascii(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
