"""The registry of checkers: for each kind of check, the function that decides an answer to it.

A checker is registered by decorator and receives the check and the completion's text. It returns a `Decision`:
a reason from the closed list, the answer it read, and the evidence. `guarded` checkers may hang, exhaust memory or
crash (solvers, untrusted code): `validators.validate` runs those in a killable child process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import Struct

from schemas import Check, Reason, Verdict, verdict

C = TypeVar("C")


class Decision(Struct, frozen=True, kw_only=True):
    """What a checker concluded: the reason decides the status (`schemas.records.STATUS_OF`)."""

    reason: Reason
    answer: str = ""
    detail: str = ""
    evidence: dict[str, Any] = {}


class Checker(Struct, frozen=True):
    """A registered checker. A new `version` says that verdicts may differ from those before."""

    name: str
    version: int
    guarded: bool
    decide: Callable[[Any, str], Decision]


CHECKERS: dict[type, Checker] = {}


def checker(
    kind: type[C], *, version: int, guarded: bool = False
) -> Callable[[Callable[[C, str], Decision]], Callable[[C, str], Decision]]:
    """Register the decorated function ``(check, text) -> Decision`` as the checker of `kind`."""

    def register(decide: Callable[[C, str], Decision]) -> Callable[[C, str], Decision]:
        name = kind.__struct_config__.tag  # type: ignore[attr-defined]
        if kind in CHECKERS:
            raise ValueError(f"two checkers are registered for checks of kind '{name}'")
        CHECKERS[kind] = Checker(name, version, guarded, decide)
        return decide

    return register


def decide(check: Check, text: str) -> Verdict:
    """The verdict on `text` as an answer to `check`, worked out in this process.

    Only for processes that may be killed: a guarded checker can hang or crash. Others call `validators.validate`.
    """
    found = CHECKERS[type(check)]
    decision = found.decide(check, text)
    return verdict(
        decision.reason,
        found.name,
        found.version,
        answer=decision.answer,
        detail=decision.detail,
        evidence=decision.evidence,
    )
