"""Calculations that reach a target: any right one is accepted, and that there is none has to be so."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from schemas import Reason, Status
from schemas.answers import Calculation, Outcome
from schemas.checks import Countdown
from validators import validate
from validators.calculations import Unread, calculated
from validators.countdown import can_reach

EACH = Countdown(Calculation(), "(3 + 5) * 2", (2, 3, 5), 16, all=True)
ANY = Countdown(Outcome(Calculation(), ("impossible",)), "25 - 4 / 2", (2, 4, 25, 9), 23)
NONE = Countdown(Outcome(Calculation(), ("impossible",)), "impossible", (1, 1, 1), 9)


@pytest.mark.parametrize(
    ("check", "answer"),
    [
        (EACH, "(3 + 5) * 2"), (EACH, "2*(5+3)"), (EACH, "(3+5)\\times 2"), (EACH, "$2 \\cdot (3+5)$"),
        (EACH, "(3 + 5) * 2 = 16"), (EACH, "2(3 + 5)"), (EACH, "2×(3＋5)"),
        (ANY, "25 - 4 / 2"), (ANY, "25 - \\frac{4}{2}"), (ANY, "25 − 4 ÷ 2"), (NONE, "impossible"),
        (NONE, "Impossible."),
    ],
)  # fmt: skip
def test_every_right_calculation_is_accepted(check: Countdown, answer: str) -> None:
    assert validate(check, f"Answer: {answer}").status is Status.ACCEPTED


@pytest.mark.parametrize(
    ("check", "answer", "reason"),
    [
        (EACH, "16", Reason.INFEASIBLE), (EACH, "2 * 8", Reason.INFEASIBLE), (EACH, "3 * 5 + 1", Reason.INFEASIBLE),
        (EACH, "(3 + 5) * 2 + 0", Reason.INFEASIBLE), (EACH, "3 + 5 + 2", Reason.WRONG_VALUE),
        (EACH, "(3 + 5) * 2 * 1", Reason.INFEASIBLE), (EACH, "23 - 5", Reason.INFEASIBLE),
        (EACH, "3 + 5", Reason.INFEASIBLE), (EACH, "impossible", None), (ANY, "impossible", Reason.WRONG_VALUE),
        (NONE, "(1 + 1 + 1) * 3", Reason.INFEASIBLE), (EACH, "(3 + 5) * 2 = 17", None), (EACH, "2 / (3 - 3)", None),
        (EACH, "__import__('os')", None), (EACH, "(" * 500 + "1", None), (EACH, "3" * 3000, None),
        (EACH, "2 ** 3 + 5", None),
        (EACH, "٣ + 5", None), (EACH, "02 * (3 + 5)", None),
    ],
)  # fmt: skip
def test_nothing_else_is(check: Countdown, answer: str, reason: Reason | None) -> None:
    said = validate(check, f"Answer: {answer}")
    assert said.status is not Status.ACCEPTED
    assert reason is None or said.reason is reason, said


def test_a_gold_that_the_search_refutes_decides_nothing() -> None:
    for wrong in ("impossible", "2 + 3"):
        check = Countdown(Outcome(Calculation(), ("impossible",)), wrong, (2, 3, 5), 16, all=True)
        assert validate(check, "Answer: (3 + 5) * 2").reason is Reason.ORACLES_DISAGREE


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 12), min_size=2, max_size=4), st.integers(-30, 60), st.booleans())
def test_the_search_finds_what_there_is(numbers: list[int], target: int, every: bool) -> None:
    """Held against all expressions in postfix order."""
    seen: set[tuple[tuple[int, ...], tuple[Fraction, ...]]] = set()

    def search(left: tuple[int, ...], stack: tuple[Fraction, ...]) -> bool:
        if (left, stack) in seen:
            return False
        seen.add((left, stack))
        if len(stack) == 1 and stack[0] == target and not (every and left):
            return True
        if len(stack) > 1:
            *rest, a, b = stack
            if any(search(left, (*rest, made)) for made in [a + b, a - b, a * b, *([a / b] if b else [])]):
                return True
        return any(search(left[:i] + left[i + 1 :], (*stack, Fraction(n))) for i, n in enumerate(left))

    assert can_reach(tuple(sorted(numbers)), target, every) == search(tuple(sorted(numbers)), ())


@pytest.mark.parametrize("text", ["", "1 +", "(1", "1)", "a + 1", "1 2", "1.5 + 2", "1 / 0", "1 = 2", "4 * 4 *"])
def test_what_is_no_calculation_is_refused(text: str) -> None:
    with pytest.raises(Unread):
        calculated(text)


def test_a_calculation_that_breaks_off_is_no_answer() -> None:
    check = Countdown(Calculation(), "4 * 4 * 2 / 2", (2, 2, 4, 4), 16)
    assert validate(check, "Answer: 4 * 4").reason is Reason.CORRECT
    assert validate(check, "Answer: **4 * 4**").reason is Reason.CORRECT
    assert validate(check, "**Answer: 4 * 4**").reason is Reason.CORRECT
    assert validate(check, "Answer: 4 * 4 *").reason is not Reason.CORRECT
