"""What is said of an order of people, which orders fit it, and how the orders are worked out clue by clue."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, permutations
from typing import TYPE_CHECKING, Any, NamedTuple

from generators.logic.renaming import TAG_BITS, Item, least_renaming
from generators.randomness import Stream

if TYPE_CHECKING:
    import numpy as np

Order = tuple[int, ...]
"""Who stands at each place, the first place first."""
Row = tuple[int | None, ...]
"""An order in the making: None is a free place."""


class Clue(NamedTuple):
    """A statement about an order of people numbered from 0, with places from 1.

    ======== ================================================================================
    at       `people` is at the place `numbers`; ``not_at``: is not
    either   is at one of the two places
    end      is at the first or the last place; ``not_end``: is at neither
    before   the first comes somewhere before the second; ``right_before``: directly before
    next     the two are neighbours; ``apart``: they are not
    gap      exactly so many come between the two, in either order
    between  the first comes somewhere between the two others
    ======== ================================================================================
    """

    kind: str
    people: tuple[int, ...]
    numbers: tuple[int, ...] = ()


PERSONS = {
    "at": 1, "not_at": 1, "either": 1, "end": 1, "not_end": 1, "before": 2, "right_before": 2, "next": 2, "apart": 2,
    "gap": 2, "between": 3,
}  # fmt: skip
_SYMMETRIC = ("next", "apart", "gap")


def holds(clue: Clue, places: Sequence[Any], size: int) -> Any:
    """Whether the clue is true where the person i is at ``places[i]``: numbers, or arrays of them."""
    a, *others = (places[person] for person in clue.people)
    match clue.kind:
        case "at":
            return a == clue.numbers[0]
        case "not_at":
            return a != clue.numbers[0]
        case "either":
            return (a == clue.numbers[0]) | (a == clue.numbers[1])
        case "end":
            return (a == 1) | (a == size)
        case "not_end":
            return (a != 1) & (a != size)
        case "before":
            return a < others[0]
        case "right_before":
            return a + 1 == others[0]
        case "next":
            return abs(a - others[0]) == 1
        case "apart":
            return abs(a - others[0]) != 1
        case "gap":
            return abs(a - others[0]) == clue.numbers[0] + 1
    b, c = others
    return ((b < a) & (a < c)) | ((c < a) & (a < b))


def formula(clue: Clue, names: Sequence[str], size: int) -> str:
    """The clue in the grammar of `schemas.checks.Finite`, each name standing for a place."""
    a, *others = (names[person] for person in clue.people)
    match clue.kind:
        case "at":
            return f"{a} == {clue.numbers[0]}"
        case "not_at":
            return f"{a} != {clue.numbers[0]}"
        case "either":
            return f"{a} == {clue.numbers[0]} or {a} == {clue.numbers[1]}"
        case "end":
            return f"{a} == 1 or {a} == {size}"
        case "not_end":
            return f"1 < {a} < {size}"
        case "before":
            return f"{a} < {others[0]}"
        case "right_before":
            return f"{a} + 1 == {others[0]}"
        case "next":
            return f"abs({a} - {others[0]}) == 1"
        case "apart":
            return f"abs({a} - {others[0]}) != 1"
        case "gap":
            return f"abs({a} - {others[0]}) == {clue.numbers[0] + 1}"
    b, c = others
    return f"({b} < {a} and {a} < {c}) or ({c} < {a} and {a} < {b})"


@lru_cache(maxsize=8)
def _places(size: int) -> tuple[np.ndarray, ...]:
    """For each person the place in every order, the orders in a fixed sequence."""
    import numpy as np  # a tenth of a second, which every start of the command would pay

    orders = np.array(list(permutations(range(size))), dtype=np.int8)
    return tuple((np.argmax(orders == person, axis=1) + 1).astype(np.int8) for person in range(size))


@lru_cache(maxsize=8192)
def fits(clue: Clue, size: int) -> int:
    """The orders that fit the clue, as the bits of an integer."""
    import numpy as np

    return int.from_bytes(np.packbits(holds(clue, _places(size), size)).tobytes(), "big")


def fitting(clues: Sequence[Clue], size: int) -> int:
    """The orders that fit all clues, as bits."""
    return _and([fits(clue, size) for clue in clues], size)


@lru_cache(maxsize=8)
def _all(size: int) -> int:
    return fits(Clue("at", (0,), (1,)), size) | fits(Clue("not_at", (0,), (1,)), size)


def _and(sets: Sequence[int], size: int) -> int:
    left = _all(size)
    for each in sets:
        left &= each
    return left


@lru_cache(maxsize=8)
def _names_of_bits(size: int) -> list[Order]:
    return list(permutations(range(size)))


def orders_in(bits: int, size: int) -> list[Order]:
    """The orders of a set held as bits."""
    orders = _names_of_bits(size)
    top = (len(orders) + 7) // 8 * 8 - 1
    return [order for number, order in enumerate(orders) if bits >> (top - number) & 1]


@lru_cache(maxsize=64)
def statements(size: int, kinds: tuple[str, ...]) -> dict[str, tuple[Clue, ...]]:
    """Every clue of the kinds over so many people; those that say the same of two people once."""
    found = {}
    for kind in kinds:
        groups: Any = permutations(range(size), PERSONS[kind])
        if kind in _SYMMETRIC:
            groups = combinations(range(size), 2)
        elif kind == "between":
            groups = [(a, b, c) for a, b, c in permutations(range(size), 3) if b < c]
        numbers: Any = [()]
        if kind in ("at", "not_at"):
            numbers = [(place,) for place in range(1, size + 1)]
        elif kind == "either":
            numbers = list(combinations(range(1, size + 1), 2))
        elif kind == "gap":
            numbers = [(between,) for between in range(1, size - 1)]
        found[kind] = tuple(Clue(kind, tuple(group), number) for group in groups for number in numbers)
    return found


def true_of(stream: Stream, order: Order, kinds: tuple[str, ...]) -> Clue:
    """A clue that is true of the order."""
    size = len(order)
    places = [order.index(person) + 1 for person in range(size)]
    while True:
        clue = stream.choice(statements(size, kinds)[stream.choice(kinds)])
        if holds(clue, places, size):
            return clue


def pinned(stream: Stream, order: Order, kinds: tuple[str, ...]) -> list[Clue] | None:
    """Clues that only this order fits, of which none can be missed; None if many clues do not suffice."""
    size = len(order)
    clues: list[Clue] = []
    left = _all(size)
    for _ in range(30):
        clue = true_of(stream, order, kinds)
        fewer = left & fits(clue, size)
        if fewer != left:
            clues.append(clue)
            left = fewer
            if not left & (left - 1):
                return needed(stream, clues, size, left)
    return None


def needed(stream: Stream, clues: Sequence[Clue], size: int, left: int) -> list[Clue]:
    """The clues without those that change nothing about the set `left` of orders that fit."""
    kept = list(clues)
    for clue in stream.shuffled(clues):
        without = [other for other in kept if other is not clue]
        if fitting(without, size) == left:
            kept = without
    return kept


# Working an order out


class Step(NamedTuple):
    """What is left after a clue (None: after the free places are filled)."""

    clue: Clue | None
    rows: tuple[Row, ...]


_NARROW = ("at", "right_before", "end", "either", "next", "gap", "before", "between", "not_end", "apart", "not_at")


@lru_cache(maxsize=1024)
def steps(clues: tuple[Clue, ...], size: int) -> tuple[Step, ...]:
    """The clues in an order in which each brings in as little that is open as can be, with what each leaves."""
    rows: list[Row] = [(None,) * size]
    todo = list(clues)
    found = []
    while todo and rows:
        known = set(rows[0])
        clue = min(todo, key=lambda each: _cost(each, known))
        todo.remove(clue)
        rows = sorted({grown for row in rows for grown in _grown(row, clue, size)}, key=_key)
        found.append(Step(clue, tuple(rows)))
    if rows and any(None in row for row in rows):
        filled = {full for row in rows for full in _filled(row)}
        found.append(Step(None, tuple(sorted(filled, key=_key))))
    return tuple(found)


def _key(row: Row) -> list[int]:
    return [-1 if person is None else person for person in row]


def _cost(clue: Clue, known: set[int | None]) -> tuple[int, int, Clue]:
    new = sum(person not in known for person in clue.people)
    loose = _NARROW.index(clue.kind)
    late = new > 0 and clue.kind in ("before", "between", "not_end", "apart", "not_at")
    return (new + late if new < len(clue.people) or clue.kind == "at" else new + 1, loose, clue)


def _grown(row: Row, clue: Clue, size: int) -> list[Row]:
    """The row with the clue's people put where it lets them be."""
    rows = [row]
    for person in clue.people:
        rows = [
            (*each[:place], person, *each[place + 1 :])
            for each in rows
            for place in range(size)
            if each[place] is None and person not in each
        ] + [each for each in rows if person in each]
    return [each for each in rows if holds(clue, _places_in(each, size), size)]


def _places_in(row: Row, size: int) -> list[int]:
    return [row.index(person) + 1 if person in row else 0 for person in range(size)]


def _filled(row: Row) -> list[Row]:
    free = [place for place, person in enumerate(row) if person is None]
    missing = [person for person in range(len(row)) if person not in row]
    found = []
    for people in permutations(missing):
        full = list(row)
        for place, person in zip(free, people, strict=True):
            full[place] = person
        found.append(tuple(full))
    return found


def widest(clues: Sequence[Clue], size: int) -> int:
    """The most rows that are left open at once."""
    return max(len(step.rows) for step in steps(tuple(clues), size))


def canonical(clues: Sequence[Clue], size: int, marked: Sequence[int]) -> list[Item]:
    """The clues and the marked people, equal for two puzzles that differ by names and the order of the clues."""
    items: list[Item] = [(f"marked {number}", (person << TAG_BITS,), ()) for number, person in enumerate(marked)]
    for clue in clues:
        people = tuple(person << TAG_BITS for person in clue.people)
        shape = f"{clue.kind}{list(clue.numbers)}"
        if clue.kind in _SYMMETRIC:
            items.append((shape, (), people))
        elif clue.kind == "between":
            items.append((shape, people[:1], people[1:]))
        else:
            items.append((shape, people, ()))
    return least_renaming(items, size)


__all__ = [
    "PERSONS",
    "Clue",
    "Order",
    "Row",
    "Step",
    "canonical",
    "fits",
    "fitting",
    "formula",
    "needed",
    "orders_in",
    "pinned",
    "statements",
    "steps",
    "true_of",
    "widest",
]
