"""Decides answers by comparing them with the gold: the checker for statements that have no richer machine form."""

from __future__ import annotations

from schemas import Reason
from schemas.answers import FENCED
from schemas.checks import Exact
from validators.checker import Decision, checker
from validators.reading import Unread, canonical, read_final, read_gold, same


@checker(Exact, version=1)
def decide_exact(check: Exact, text: str) -> Decision:
    """Accepted when the final answer in `text` equals the gold under the answer type (within a declared tolerance).

    A gold that cannot be read, and a program or the like (which only what it does can decide), are the check's own
    error.
    """
    if isinstance(check.answer, FENCED):
        detail = "what stands in a fenced block is decided by what it does, not by comparison"
        return Decision(reason=Reason.CHECKER_ERROR, detail=detail)
    try:
        gold = read_gold(check.answer, check.gold)
        same(check.answer, gold, gold)
    except Unread as unread:
        return Decision(reason=Reason.CHECKER_ERROR, detail=f"the gold cannot be read: {unread.detail}")
    except ZeroDivisionError:
        return Decision(reason=Reason.CHECKER_ERROR, detail="the declared tolerance divides by zero")
    try:
        value = read_final(check.answer, text)
        right = same(check.answer, value, gold)
    except Unread as unread:
        return Decision(reason=unread.reason, detail=unread.detail)
    return Decision(
        reason=Reason.CORRECT if right else Reason.WRONG_VALUE,
        answer=canonical(check.answer, value),
        evidence=_EVIDENCE,
    )


_EVIDENCE = {"method": "comparison with the gold"}
