"""Decides answers: `validate(check, text)` returns a verdict, whatever the text holds and whatever a solver does.

Importing this package registers the checkers of all kinds. Checkers that may hang, crash or exhaust memory run in a
child process that is started when first needed and kept warm; the others run in the calling process.
"""

from __future__ import annotations

import atexit
import os
import threading

import msgspec

from schemas import Check, Verdict, verdict
from validators import (
    calculus,
    countdown,
    differences,
    equations,
    exact,
    finite,
    matrices,
    milp,
    mutants,
    polynomials,
    programs,
    queries,
    regular_languages,
    relations,
    smt,
    steps,
    witnesses,
)
from validators.checker import CHECKERS, Checker, Decision, checker, decide
from validators.guard import Done, Guard, GuardError, Lost
from validators.scripts import PROGRAM, decide_output_of

# Importing them is what fills CHECKERS.
_REGISTERED = (
    calculus,
    countdown,
    differences,
    equations,
    exact,
    finite,
    matrices,
    milp,
    mutants,
    polynomials,
    programs,
    queries,
    regular_languages,
    relations,
    smt,
    steps,
    witnesses,
)


class Question(msgspec.Struct, frozen=True):
    """A check and the completion's text to be judged by it: what `decide_payload` reads.

    `style` is how the solution was written (`schemas.recipe.Style`); only ``program`` makes a difference here.
    """

    check: Check
    text: str
    style: str = "chain_of_thought"


def validate(
    check: Check, text: str, *, style: str = "chain_of_thought", seconds: float = 60.0, memory_mb: int = 4096
) -> Verdict:
    """The verdict on `text` as an answer to `check`; in the style ``program`` the answer is what its program prints.

    `seconds` of wall-clock time and `memory_mb` of address space bound the checkers that run guarded; to run into
    either is *undecided*, as is a checker's crash. May be called from any thread. Raises `GuardError` when no child
    process can be started.
    """
    text = text.encode("utf-8", "replace").decode()  # lone surrogates have no place in a record
    if not CHECKERS[type(check)].guarded and style != PROGRAM:
        return decide(check, text)
    with _lock:
        limits = seconds, memory_mb
        if limits not in _guards:
            _guards[limits] = Guard("validators:decide_payload", seconds=seconds, memory_mb=memory_mb)
        outcome = _guards[limits].call(_encoder.encode(Question(check, text, style)))
    return verdict_of(check, outcome)


def decide_payload(payload: bytes) -> bytes:
    """The verdict as JSON on a `Question` as JSON: the target for a `Guard` that checks many answers."""
    question = _decoder.decode(payload)
    judge = decide_output_of if question.style == PROGRAM else decide
    return _encoder.encode(judge(question.check, question.text))


def verdict_of(check: Check, outcome: Done | Lost) -> Verdict:
    """The verdict that a guarded `decide_payload` gave, or the undecided one that says why it gave none."""
    if isinstance(outcome, Done):
        return msgspec.json.decode(outcome.result, type=Verdict)
    found = CHECKERS[type(check)]
    return verdict(outcome.reason, found.name, found.version, detail=outcome.detail)


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Question)
_guards: dict[tuple[float, int], Guard] = {}
_lock = threading.Lock()


def _close() -> None:
    for guard in _guards.values():
        guard.close()


def _forget() -> None:
    """In a fork of this process: its parent's children, and a lock that another thread may hold, are not its own."""
    global _lock
    _guards.clear()
    _lock = threading.Lock()


atexit.register(_close)
os.register_at_fork(after_in_child=_forget)

__all__ = [
    "CHECKERS", "Checker", "Decision", "Done", "Guard", "GuardError", "Lost", "Question", "checker", "decide",
    "decide_payload", "validate", "verdict_of",
]  # fmt: skip
