"""What a proof says of one guarantee: whether it holds, in a sentence with its figures, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

MOST_PAIRS = 100
Outcome = Literal["holds", "fails", "not_run"]
Figure = float | int | str


class Pair(msgspec.Struct, frozen=True):
    """An item of the eval beside what it was compared with: the item's id, the place of the other (a file and its row,
    or a release), what they have in common, and how much where that is measured."""

    item: str
    place: str
    detail: str
    score: float | None = None


class Guarantee(msgspec.Struct, frozen=True, kw_only=True):
    """One guarantee: its number (G1 to G15) and title, what came of it, that in one sentence with its figures, and the
    pairs, offending ones first. At most `MOST_PAIRS` are kept; `offending` says how many there are in all that speak
    against it, `total` how many pairs were found, told ones included."""

    number: str
    title: str
    outcome: Outcome
    summary: str
    pairs: tuple[Pair, ...] = ()
    offending: int = 0
    total: int = 0
    figures: dict[str, Figure] = {}


def kept(pairs: Iterable[Pair], most: int = MOST_PAIRS) -> tuple[Pair, ...]:
    """The first of the pairs in an order that depends on nothing but the pairs: highest score first."""
    ordered = sorted(pairs, key=lambda pair: (-(pair.score or 0.0), pair.item, pair.place, pair.detail))
    return tuple(ordered[:most])


class Tally:
    """What was found of one guarantee: pairs that speak against it and pairs that are only told, of each the first by
    order, all counted; the items that are met; free counters. What two tallies make together does not depend on which
    came first."""

    def __init__(self) -> None:
        self.offending = 0
        self.told = 0
        self.items: set[str] = set()
        self.counts: dict[str, int] = {}
        self.places: dict[tuple[str, str], str] = {}  # what is met → the first place by order
        self.problem = ""  # why nothing could be looked at
        self._offending: list[Pair] = []
        self._told: list[Pair] = []

    def add(self, pair: Pair, offends: bool = True) -> None:
        """Count a pair, and keep it if it is among the first."""
        if offends:
            self.offending += 1
            self.items.add(pair.item)
            self._offending.append(pair)
        else:
            self.told += 1
            self._told.append(pair)
        if len(self._offending) > 4 * MOST_PAIRS or len(self._told) > 4 * MOST_PAIRS:
            self._cut()

    def count(self, name: str, more: int = 1) -> None:
        """Add to a counter."""
        self.counts[name] = self.counts.get(name, 0) + more

    def meet(self, key: tuple[str, str], place: str) -> None:
        """Note where something was met, whatever else is found of it."""
        self.places[key] = min(place, self.places.get(key, place))

    def join(self, other: Tally) -> None:
        """Take in what another tally has."""
        for key, place in other.places.items():
            self.meet(key, place)
        self.offending += other.offending
        self.told += other.told
        self.items |= other.items
        for name, more in other.counts.items():
            self.count(name, more)
        self.problem = min(filter(None, (self.problem, other.problem)), default="")
        self._offending += other._offending
        self._told += other._told
        self._cut()

    def pairs(self, told: int = MOST_PAIRS) -> tuple[Pair, ...]:
        """The offending pairs and then, while there is room, the first told ones of different items."""
        first: dict[str, Pair] = {}
        for pair in kept(self._told, len(self._told)):
            first.setdefault(pair.item, pair)
        return (*kept(self._offending), *list(first.values())[:told])[:MOST_PAIRS]

    def _cut(self) -> None:
        self._offending = list(kept(self._offending))
        self._told = list(kept(self._told))
