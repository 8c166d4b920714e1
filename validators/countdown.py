"""Decides calculations that are to reach a target with given numbers; that none does is proved by trying all."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from schemas import Reason
from schemas.answers import Outcome
from schemas.checks import Countdown
from validators.calculations import Calculated, calculated
from validators.checker import Decision, checker
from validators.reading import Unread, canonical, read_final, read_gold


@checker(Countdown, version=1)
def decide_countdown(check: Countdown, text: str) -> Decision:
    """Accepted when the calculation uses only the numbers given, none more often than it is there (or all of them),
    and its value is the target; or when it is said that there is none and the search finds none."""
    reachable = can_reach(tuple(sorted(check.numbers)), check.target, check.all)
    evidence = {"method": "value of the calculation, exhaustive search", "reachable": reachable}
    try:
        gold = read_gold(check.answer, check.gold)
    except Unread as unread:
        return Decision(reason=Reason.CHECKER_ERROR, detail=f"the gold cannot be read: {unread.detail}")
    if (type(gold) is not str) is not reachable or (type(gold) is Calculated and _fault(check, gold)):
        detail = "the gold differs from what the search finds"
        return Decision(reason=Reason.ORACLES_DISAGREE, detail=detail, evidence=evidence)
    try:
        value = read_final(check.answer, text)
    except Unread as unread:
        return Decision(reason=unread.reason, detail=unread.detail, evidence=evidence)
    if type(value) is str:
        right, detail = not reachable, "there is a calculation that reaches the target"
        reason = Reason.WRONG_VALUE
    else:
        reason, detail = _fault(check, value) or (Reason.CORRECT, "")
        right = reason is Reason.CORRECT
    return Decision(
        reason=Reason.CORRECT if right else reason,
        answer=canonical(check.answer, value),
        detail="" if right else detail,
        evidence=evidence,
    )


def _fault(check: Countdown, value: Calculated) -> tuple[Reason, str] | None:
    """What is wrong with a calculation, if anything."""
    used, given = Counter(value.numbers), Counter(check.numbers)
    if used - given:
        return Reason.INFEASIBLE, f"it uses {min(used - given)} more often than it is there"
    if check.all and used != given:
        return Reason.INFEASIBLE, f"it leaves {min(given - used)} out"
    if value.value != check.target:
        return Reason.WRONG_VALUE, f"its value is {value.value}"
    return None


@lru_cache(maxsize=256)
def can_reach(numbers: tuple[int, ...], target: int, all: bool) -> bool:
    """Whether any calculation with all of the numbers (or with any of them, unless `all`) reaches the target.

    The last step joins what two parts of the numbers make: for every value of one part, the values that the other part
    would have to make are looked up. Nothing is left out, so that none is found is a proof.
    """
    made: dict[tuple[int, ...], set[Fraction]] = {}
    goal = Fraction(target)
    sizes = [len(numbers)] if all else range(1, len(numbers) + 1)
    chosen = {part for size in sizes for part in combinations(numbers, size)}
    return any(_reaches(part, goal, made) for part in chosen)


def _reaches(numbers: tuple[int, ...], goal: Fraction, made: dict[tuple[int, ...], set[Fraction]]) -> bool:
    if len(numbers) == 1:
        return numbers[0] == goal
    for one, other in _parts(numbers):
        there = _values(other, made)
        for value in _values(one, made):
            wanted = {goal - value, goal + value, value - goal}
            if value:
                wanted |= {goal / value, goal * value}
            if goal:
                wanted.add(value / goal)
            if not wanted.isdisjoint(there) and any(goal in _joined(value, each) for each in wanted & there):
                return True
            if not goal and not value:
                return True  # nothing times anything
    return False


def _values(numbers: tuple[int, ...], made: dict[tuple[int, ...], set[Fraction]]) -> set[Fraction]:
    """Every value of a calculation with exactly these numbers."""
    if numbers not in made:
        values = {Fraction(numbers[0])} if len(numbers) == 1 else set()
        for one, other in _parts(numbers):
            for a in _values(one, made):
                for b in _values(other, made):
                    values |= _joined(a, b)
        made[numbers] = values
    return made[numbers]


def _parts(numbers: tuple[int, ...]) -> set[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The ways to part the numbers (ascending) in two, neither part empty; the first number stays in the first."""
    parts = set()
    for mask in range(1 << (len(numbers) - 1)):
        inside = [True, *(bool(mask >> place & 1) for place in range(len(numbers) - 1))]
        one = tuple(number for number, chosen in zip(numbers, inside, strict=True) if chosen)
        other = tuple(number for number, chosen in zip(numbers, inside, strict=True) if not chosen)
        if other:
            parts.add((one, other))
    return parts


def _joined(a: Fraction, b: Fraction) -> set[Fraction]:
    made = {a + b, a - b, b - a, a * b}
    if b:
        made.add(a / b)
    if a:
        made.add(b / a)
    return made


__all__ = ["Outcome", "calculated", "can_reach", "decide_countdown"]
