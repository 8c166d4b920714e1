"""Decides questions about the points of a finite domain by going through all of them.

Points are built variable by variable, many at once, and a condition cuts as soon as all its variables are set. What is
found is exact: integers and fractions, no sampling. The gold must agree with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from msgspec import Struct

from schemas import Reason
from schemas.answers import Assignment, Choice, Integer, Outcome, Rational, Tuple
from schemas.checks import Finite, IntRange
from validators.checker import Decision, checker
from validators.finite_formulas import Formula, Malformed, compiled
from validators.reading import Unread, Value, canonical, read_final, read_gold, same

MOST_WORK = 150_000_000
"""Of points built, by the cost of the conditions tried on them; a domain that needs more is left undecided."""
MOST_KEPT = 10_000
"""Points, or different values, that may be solutions."""
_CHUNK = 1 << 15
_MODAL = ("must", "could", "cannot")
_LARGEST_TERM = 2**46  # of a chunk's terms, the sum then fits 64 bits


class Unsolved(Exception):
    """The domain yields no decision: `reason` and `detail` for the verdict."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type[Unsolved], tuple[Reason, str]]:
        return type(self), (self.reason, self.detail)


class Found(Struct, frozen=True):
    """What going through the points gave: how many met the conditions, and what was asked (None: there is none, and
    for ``any`` one of the points; ``several`` says that the one value asked for is not the only one)."""

    points: int
    value: int | Fraction | tuple[Any, ...] | None
    several: bool = False


@checker(Finite, version=1)
def decide_finite(check: Finite, text: str) -> Decision:
    """Accepted when the final answer in `text` is what going through all points gives.

    A gold that differs from that leaves every answer undecided (``oracles_disagree``); a formula that cannot be read
    or could overflow is the check's own error.
    """
    try:
        found = solve(
            check.variables, check.ask, check.conditions, check.of, check.given, check.weight, check.options
        )  # fmt: skip
        derived = _derived(check, found)
        gold = read_gold(check.answer, check.gold)
        agreed = _right(check, gold, derived)
    except Unsolved as unsolved:
        return Decision(reason=unsolved.reason, detail=unsolved.detail)
    except Unread as unread:
        return Decision(reason=Reason.CHECKER_ERROR, detail=f"the gold cannot be read: {unread.detail}")
    evidence = {"method": "exhaustive enumeration", "points": found.points}
    if not agreed:
        detail = "the gold differs from what going through all points gives"
        return Decision(reason=Reason.ORACLES_DISAGREE, detail=detail, evidence=evidence)
    try:
        value = read_final(check.answer, text)
        right = _right(check, value, derived)
    except Unread as unread:
        return Decision(reason=unread.reason, detail=unread.detail, evidence=evidence)
    return Decision(
        reason=Reason.CORRECT if right else Reason.WRONG_VALUE,
        answer=canonical(check.answer, value),
        evidence=evidence,
    )


# From what was found to the verdict.


def _derived(check: Finite, found: Found) -> Value | None:
    """The answer under the check's answer type; None for ``any``, where every point will do. Raises `Unsolved`."""
    outcomes = check.answer.outcomes if isinstance(check.answer, Outcome) else ()
    one = check.answer.value if isinstance(check.answer, Outcome) else check.answer
    several = found.several or (
        check.ask == "points"
        and isinstance(one, Assignment)
        and isinstance(found.value, tuple)
        and len(found.value) > 1
    )
    if found.value is None or several:
        place = int(several)
        if len(outcomes) > place:
            return outcomes[place]
        if found.several:
            raise Unsolved(Reason.NOT_UNIQUE, "there is more than one such value or option")
        if found.points and check.ask in _MODAL:
            raise Unsolved(Reason.CHECKER_ERROR, "none of the options is what is asked for")
        if check.ask not in ("points", "values"):
            raise Unsolved(Reason.CHECKER_ERROR, "no point meets the conditions")
    if check.ask == "any":
        return None
    try:
        return read_gold(check.answer, _written(check, found.value))
    except Unread as unread:
        raise Unsolved(Reason.CHECKER_ERROR, f"what is asked does not fit the answer type: {unread.detail}") from None


def _written(check: Finite, value: int | Fraction | tuple[Any, ...] | None) -> str:
    """What was found as the canonical text of the answer type."""
    answer = check.answer.value if isinstance(check.answer, Outcome) else check.answer
    if isinstance(value, int | Fraction):
        if isinstance(answer, Choice):
            return _option(answer, value)
        return str(value)
    rows = value or ()
    if check.ask == "points" and isinstance(answer, Assignment):
        if len(rows) != 1:
            raise Unsolved(Reason.NOT_UNIQUE, f"{len(rows)} points meet the conditions where one is asked for")
        return ", ".join(f"{each.name} = {part}" for each, part in zip(check.variables, rows[0], strict=True))
    shown = [str(row) if not isinstance(row, tuple) or len(row) > 1 else str(row[0]) for row in rows]
    return "{" + ", ".join(shown) + "}"


def _option(answer: Choice, place: int | Fraction) -> str:
    if place.denominator != 1 or not 0 <= place < len(answer.options):
        raise Unsolved(Reason.CHECKER_ERROR, f"{place} is not the place of an option")
    return answer.options[int(place)]


def _right(check: Finite, value: Value, derived: Value | None) -> bool:
    if derived is not None:
        return same(check.answer, value, derived)
    if isinstance(value, str):
        return False  # an outcome where there are points
    return _holds(check, _coordinates(check, value))


def _coordinates(check: Finite, value: Any) -> list[int] | None:
    """The point that an answer names, or None if it is none of integers."""
    answer = check.answer.value if isinstance(check.answer, Outcome) else check.answer
    match answer:
        case Assignment():
            parts = [value.get(each.name) for each in check.variables]
        case Tuple():
            parts = list(value)
        case Integer() | Rational():
            parts = [value]
        case _:
            raise Unsolved(Reason.CHECKER_ERROR, "one of the points is asked for, and the answer type is no point")
    if len(parts) != len(check.variables):
        raise Unsolved(Reason.CHECKER_ERROR, "the answer type does not have the variables of the domain")
    whole = [Fraction(part) if isinstance(part, int | Fraction) else None for part in parts]
    return (
        [part.numerator for part in whole if part is not None and part.denominator == 1]
        if all(part is not None and part.denominator == 1 for part in whole)
        else None
    )


def _holds(check: Finite, coordinates: list[int] | None) -> bool:
    if coordinates is None or not all(
        each.low <= part <= each.high for each, part in zip(check.variables, coordinates, strict=True)
    ):
        return False
    point = {
        each.name: np.array([part], dtype=np.int64) for each, part in zip(check.variables, coordinates, strict=True)
    }
    ranges = {each.name: (each.low, each.high) for each in check.variables}
    return all(bool(np.all(compiled(text, ranges).value(point))) for text in check.conditions)


# Going through the points.


@lru_cache(maxsize=256)
def solve(
    variables: tuple[IntRange, ...],
    ask: str,
    conditions: tuple[str, ...] = (),
    of: str | None = None,
    given: tuple[str, ...] = (),
    weight: str | None = None,
    options: tuple[str, ...] = (),
) -> Found:
    """What `schemas.checks.Finite` asks for. Several completions of one problem share the result. Raises `Unsolved`."""
    ranges = {each.name: (each.low, each.high) for each in variables}
    if len(ranges) < len(variables) or any(low > high for low, high in ranges.values()):
        raise Unsolved(Reason.CHECKER_ERROR, "a variable is named twice or has an empty range")
    if (of is None) != (ask in ("count", "points", "any", "probability", *_MODAL)):
        raise Unsolved(Reason.CHECKER_ERROR, f"'{ask}' and 'of' do not go together")
    if bool(options) != (ask in _MODAL):
        raise Unsolved(Reason.CHECKER_ERROR, f"'{ask}' and 'options' do not go together")
    try:
        wanted = [_condition(text, ranges) for text in conditions]
        known = [_condition(text, ranges) for text in given]
        asked = [_condition(text, ranges) for text in options]
        value = compiled(of, ranges) if of is not None else None
        weighed = compiled(weight, ranges) if weight is not None else None
    except Malformed as error:
        raise Unsolved(Reason.CHECKER_ERROR, str(error)) from None
    if weighed is not None and weighed.low < 0:
        raise Unsolved(Reason.CHECKER_ERROR, "a weight can be negative")
    size = max(1, abs(value.low), abs(value.high)) if value is not None and ask in ("sum", "expectation") else 1
    if size * (weighed.high if weighed is not None else 1) > _LARGEST_TERM:
        raise Unsolved(Reason.CHECKER_ERROR, "a term of the sum can exceed 2^46")
    cut = known if ask == "probability" else known + wanted
    tally = _Tally(ask, value, weighed, wanted if ask == "probability" else asked)
    for point, rows in _Walk(variables, cut, value, weighed, *asked).points():
        tally.add(point, rows)
    return tally.found([each.name for each in variables])


def _condition(text: str, ranges: dict[str, tuple[int, int]]) -> Formula:
    found = compiled(text, ranges)
    if not found.truth:
        raise Malformed(f"{text[:80]!r} is a number where a condition belongs")
    return found


class _Walk:
    """Builds the points in chunks, depth first, so that memory stays small however many there are."""

    def __init__(self, variables: tuple[IntRange, ...], cut: list[Formula], *others: Formula | None) -> None:
        self.variables = variables
        self.left = MOST_WORK
        self.final = 1 + sum(formula.cost for formula in others if formula is not None)
        place = {each.name: number for number, each in enumerate(variables)}
        self.cuts: list[list[Formula]] = [[] for _ in variables]
        for formula in cut:
            self.cuts[max((place[name] for name in formula.names), default=0)].append(formula)
        for cuts in self.cuts:
            cuts.sort(key=lambda formula: formula.cost)  # what the cheap ones cut, the dear ones need not see

    def points(self, number: int = 0, point: dict[str, Any] | None = None, rows: int = 1) -> Iterator[tuple[Any, int]]:
        """Chunks of points that meet the conditions, each as its columns and their length."""
        if number == len(self.variables):
            self.spend(rows * self.final)
            yield point, rows
            return
        each = self.variables[number]
        step = max(1, _CHUNK // rows)
        for low in range(each.low, each.high + 1, step):
            values = np.arange(low, min(low + step, each.high + 1), dtype=np.int64)
            size = rows * len(values)
            self.spend(size * (1 + number // 4))
            grown = {name: np.repeat(column, len(values)) for name, column in (point or {}).items()}
            grown[each.name] = np.tile(values, rows)
            mask = None
            for formula in self.cuts[number]:
                self.spend(size * formula.cost)
                column = np.broadcast_to(formula.value(grown), size)
                mask = column if mask is None else mask & column
                if 2 * np.count_nonzero(mask) < size:
                    grown, size, mask = *_masked(grown, mask), None
                    if not size:
                        break
            if mask is not None:
                grown, size = _masked(grown, mask)
            if not size:
                continue
            yield from self.points(number + 1, grown, size)

    def spend(self, work: int) -> None:
        self.left -= work
        if self.left < 0:
            raise Unsolved(Reason.SOLVER_UNKNOWN, "the domain has too many points to go through")


def _masked(columns: dict[str, Any], mask: Any) -> tuple[dict[str, Any], int]:
    """The rows that the mask leaves, and how many they are."""
    count = int(np.count_nonzero(mask))
    return ({name: column[mask] for name, column in columns.items()} if count < len(mask) else columns), count


class _Tally:
    """Adds up what is asked over chunks of points."""

    def __init__(self, ask: str, of: Formula | None, weight: Formula | None, wanted: list[Formula]) -> None:
        self.ask, self.of, self.weight, self.wanted = ask, of, weight, wanted
        self.points = 0
        self.total = 0  # of the weights
        self.sum = 0  # of what is added up or, for a probability, of the weights that count
        self.best: int | None = None
        self.kept: set[Any] = set()
        self.always = [True] * len(wanted)
        self.ever = [False] * len(wanted)

    def add(self, point: dict[str, Any], rows: int) -> None:
        self.points += rows
        match self.ask:
            case "count":
                return
            case "points" | "any":
                if self.ask == "any" and self.kept:
                    return
                self.keep(zip(*(column.tolist() for column in point.values()), strict=True), rows)
                return
            case "probability":
                weights = self.column(self.weight, point, rows) if self.weight else np.ones(rows, dtype=np.int64)
                counted = np.ones(rows, dtype=bool)
                for formula in self.wanted:
                    counted &= np.broadcast_to(formula.value(point), rows)
                self.total += int(weights.sum())
                self.sum += int(weights[counted].sum())
                return
            case "must" | "could" | "cannot":
                for place, formula in enumerate(self.wanted):
                    column = np.broadcast_to(formula.value(point), rows)
                    self.always[place] &= bool(column.all())
                    self.ever[place] |= bool(column.any())
                return
        assert self.of is not None
        column = self.column(self.of, point, rows)
        match self.ask:
            case "values" | "value":
                unique = np.unique(column).tolist()
                self.keep(unique, len(unique))
            case "maximum":
                self.best = max(int(column.max()), self.best if self.best is not None else int(column[0]))
            case "minimum":
                self.best = min(int(column.min()), self.best if self.best is not None else int(column[0]))
            case "sum":
                self.sum += int(column.sum())
            case "expectation":
                weights = self.column(self.weight, point, rows) if self.weight else np.ones(rows, dtype=np.int64)
                self.total += int(weights.sum())
                self.sum += int((weights * column).sum())

    @staticmethod
    def column(formula: Formula, point: dict[str, Any], rows: int) -> Any:
        return np.broadcast_to(np.asarray(formula.value(point), dtype=np.int64), rows)

    def keep(self, values: Any, count: int) -> None:
        if len(self.kept) + count > MOST_KEPT and self.ask != "any":
            raise Unsolved(Reason.CHECKER_ERROR, f"more than {MOST_KEPT} solutions")
        self.kept.update(values)

    def found(self, names: list[str]) -> Found:
        match self.ask:
            case "count":
                return Found(self.points, self.points)
            case "sum":
                return Found(self.points, self.sum)
            case "maximum" | "minimum":
                return Found(self.points, self.best)
            case "probability" | "expectation":
                return Found(self.points, Fraction(self.sum, self.total) if self.total else None)
            case "must" | "could" | "cannot" if self.points:
                that = {"must": self.always, "could": self.ever, "cannot": [not each for each in self.ever]}[self.ask]
                return Found(self.points, that.index(True) if any(that) else None, sum(that) > 1)
            case "value":
                values = sorted(self.kept)
                return Found(self.points, values[0] if values else None, len(values) > 1)
        return Found(self.points, tuple(sorted(self.kept)) or None)


__all__ = ["Found", "Unsolved", "decide_finite", "solve"]
