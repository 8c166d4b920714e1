"""Decides whether a program keeps pace with the gold on large inputs.

Both run in the sandbox, and what the kernel says of their processor time is compared; the wall clock has no say. Load
on the machine still makes either slower now and then, so a program that seems too slow is measured again, and it is
only if every measurement says so. Allowed ratios leave far more room than a sound method needs and far less than a
method of a higher order takes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from schemas import Reason, digest
from schemas.checks import Bulk, HiddenTests
from validators.bulk import Impossible, made
from validators.sandbox import Limits, Run, RunStatus, run_calls

MEASUREMENTS = 3
LEAST_SECONDS = 0.5  # what any program may take: below it, starting up and chance weigh too much
MOST_SECONDS = 12.0
_GOLD = Limits(cpu_seconds=8, wall_seconds=60.0)


def pace_of(
    check: HiddenTests, source: str, compared: Callable[[Any, Any], bool], reasons: Mapping[RunStatus, Reason]
) -> tuple[Reason, str]:
    """CORRECT if the program returns on every large input what the gold does, in no more than so many times its
    time; else why not. `reasons` says what is made of a run that ends otherwise."""
    if check.reference_ratio is None:
        return Reason.CHECKER_ERROR, "large inputs need a ratio to the gold's time"
    try:
        calls = [[made(each) if isinstance(each, Bulk) else each for each in arguments] for arguments in check.large]
    except Impossible as broken:
        return Reason.CHECKER_ERROR, f"the check's large inputs cannot be made: {broken}"
    entry, language = check.answer.entry, check.answer.language
    slow = ""
    for turn in range(MEASUREMENTS):
        gold = _gold_of(check, calls, again=turn > 0)
        if gold.status is not RunStatus.RETURNED:
            infrastructure = gold.status is RunStatus.INFRASTRUCTURE
            return Reason.INFRASTRUCTURE if infrastructure else Reason.CHECKER_ERROR, f"the gold: {gold.status}"
        allowed = min(MOST_SECONDS, max(LEAST_SECONDS, check.reference_ratio * gold.cpu_seconds))
        limits = Limits(cpu_seconds=math.ceil(allowed) + 1, wall_seconds=5 * allowed + 20.0)
        ran = run_calls(source, entry, calls, limits, language=language)
        if ran.status is RunStatus.RETURNED:
            for number, (expected, value) in enumerate(zip(gold.values, ran.values, strict=True), 1):
                if not compared(expected, value):
                    return Reason.WRONG_OUTPUT, f"large input {number}: another value than the right one"
        elif not _out_of_time(ran, allowed):
            return reasons[ran.status], ran.detail
        if ran.cpu_seconds <= allowed:
            return Reason.CORRECT, ""
        slow = f"more than {check.reference_ratio:g} times the reference's processor time on large inputs"
    return Reason.TOO_SLOW, slow


_golds: dict[str, Run] = {}
_MOST_GOLDS = 16


def _gold_of(check: HiddenTests, calls: list[list[Any]], *, again: bool) -> Run:
    """The gold's run, which is kept for further programs that the same check decides; measured anew if asked for."""
    key = digest(check.gold, repr(check.large))
    if again or key not in _golds:
        ran = run_calls(check.gold, check.answer.entry, calls, _GOLD, language=check.answer.language)
        if ran.status is not RunStatus.RETURNED:
            return ran
        while len(_golds) >= _MOST_GOLDS:
            del _golds[next(iter(_golds))]
        _golds[key] = ran
    return _golds[key]


def _out_of_time(ran: Run, allowed: float) -> bool:
    """Whether the program was stopped for the processor time that it took; one that only sleeps was not."""
    return ran.status is RunStatus.TIMEOUT and ran.cpu_seconds > allowed
