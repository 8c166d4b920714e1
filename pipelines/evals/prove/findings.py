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


def kept(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """The first of the pairs in an order that depends on nothing but the pairs: highest score first."""
    ordered = sorted(pairs, key=lambda pair: (-(pair.score or 0.0), pair.item, pair.place, pair.detail))
    return tuple(ordered[:MOST_PAIRS])
