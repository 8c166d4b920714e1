"""The records of dependency-graph problems: quantities, the facts stated about them, and a whole situation."""

from __future__ import annotations

import msgspec

NONE = "impossible"
MANY = "cannot be determined"


class Quantity(msgspec.Struct, frozen=True):
    """How many of an `item` (in the singular) there are at a `place`."""

    item: str
    place: str


class Fact(msgspec.Struct, frozen=True):
    """One statement: the sum of the quantities `of` is ``factor · (parts) / divisor + number``.

    The parts are added up; only under the kind ``difference`` the second is taken from the first. A fact without
    parts states a plain number.
    """

    of: tuple[int, ...]
    kind: str
    parts: tuple[int, ...] = ()
    factor: int = 1
    divisor: int = 1
    number: int = 0


class Situation(msgspec.Struct, frozen=True):
    """Quantities of one world and the facts stated about them, each after those that it builds on.

    The question is for the value of the one quantity `asked`, or the ``total`` or ``difference`` of several. `needed`
    are the positions of the facts that the asked quantity rests on and `conflict` that of a fact which contradicts
    them. `values` are those the facts were written from; `others`, for an open question, a second reading in which
    every fact holds too. `missing` is the needed quantity that nothing determines. `twins` says that the problem may
    have no answer or an open one, so that the text must offer both.
    """

    world: str
    quantities: tuple[Quantity, ...]
    facts: tuple[Fact, ...]
    question: str
    asked: tuple[int, ...]
    backward: bool
    twins: bool
    outcome: str
    answer: int | None
    needed: tuple[int, ...]
    values: tuple[int, ...]
    others: tuple[int, ...] = ()
    missing: int | None = None
    conflict: int | None = None


# Operations that a reader carries out for a fact of each kind.
OPERATIONS = {
    "given": 0, "more": 1, "fewer": 1, "times": 1, "share": 1, "sum": 1, "difference": 1, "scaled_more": 2,
    "scaled_fewer": 2, "share_more": 2, "sum_more": 2, "scaled_sum": 2, "sum_of_three": 2,
}  # fmt: skip


def value_of(question: str, asked: tuple[int, ...], values: list[int] | tuple[int, ...]) -> int:
    """The number asked for, under these values of the quantities."""
    if question == "difference":
        return values[asked[0]] - values[asked[1]]
    return sum([values[q] for q in asked])


def holds(fact: Fact, values: list[int] | tuple[int, ...]) -> bool:
    """Whether the fact is true of these values."""
    parts = [values[q] for q in fact.parts]
    base = parts[0] - parts[1] if fact.kind == "difference" else sum(parts)
    return (sum([values[q] for q in fact.of]) - fact.number) * fact.divisor == fact.factor * base


def behind(instance: Situation) -> tuple[int, ...]:
    """The positions of the conflicting fact and of the facts that it contradicts; empty without a conflict."""
    if instance.conflict is None:
        return ()
    wanted = set(instance.facts[instance.conflict].of)
    found = [instance.conflict]
    for i in range(instance.conflict - 1, -1, -1):
        fact = instance.facts[i]
        if len(fact.of) == 1 and fact.of[0] in wanted:
            if not fact.parts and any(other.of == fact.of for other in instance.facts[:i]):
                continue  # a check on what an earlier fact defines
            found.append(i)
            wanted.update(fact.parts)
    return tuple(reversed(found))


def gold(instance: Situation) -> str:
    """The answer in canonical text."""
    return instance.outcome if instance.answer is None else str(instance.answer)
