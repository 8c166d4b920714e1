"""The least form of a set of facts under renaming of what they speak of: equal exactly for facts that differ by names.

Colours are refined until they stop splitting; a class that refinement cannot split is split by hand, each member in
turn, and the smallest outcome is kept (McKay, *Practical graph isomorphism*, 1981, without the pruning).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# A shape, members that have a place of their own in it, and members in any order. A member is an entity, counted
# from 0, shifted left by TAG_BITS, with a tag that says how the entity takes part.
Item = tuple[str, tuple[int, ...], tuple[int, ...]]
TAG_BITS = 3
_TAGS = (1 << TAG_BITS) - 1


def least_renaming(items: Sequence[Item], size: int) -> list[Item]:
    """The sorted items over `size` entities, renumbered so that no other numbering gives a smaller list."""
    best: list[Item] | None = None
    pending = [[0] * size]
    while pending:
        colours = _refined(items, pending.pop())
        twins = _first_class(colours)
        if not twins:
            form = _renumbered(items, colours)
            if best is None or form < best:
                best = form
        for chosen in twins:
            # Twice the colour leaves room for the chosen one to come just before the others of its class.
            pending.append([2 * colour + (entity != chosen) for entity, colour in enumerate(colours)])
    assert best is not None
    return best


def _first_class(colours: list[int]) -> list[int]:
    """The entities of the lowest colour that several share."""
    if len(set(colours)) == len(colours):
        return []
    shared = min(colour for colour in colours if colours.count(colour) > 1)
    return [entity for entity, colour in enumerate(colours) if colour == shared]


def _refined(items: Sequence[Item], colours: list[int]) -> list[int]:
    size = len(colours)
    classes = len(set(colours))
    while True:
        seen: list[list[Any]] = [[] for _ in range(size)]
        for shape, places, loose in items:
            fixed = tuple([colours[m >> TAG_BITS] << TAG_BITS | m & _TAGS for m in places])
            free = [colours[m >> TAG_BITS] << TAG_BITS | m & _TAGS for m in loose]
            if len(free) > 1:
                free.sort()
            key = (shape, fixed, tuple(free))
            for place, m in enumerate(places):
                seen[m >> TAG_BITS].append((key, place))
            for m in loose:
                seen[m >> TAG_BITS].append((key, 8 + (m & _TAGS)))
        marks = [(colours[entity], sorted(seen[entity])) for entity in range(size)]
        ranked: list[Any] = []
        for mark in sorted(marks):
            if not ranked or ranked[-1] != mark:
                ranked.append(mark)
        colours = [ranked.index(mark) for mark in marks]
        if len(ranked) in (classes, size):
            return colours
        classes = len(ranked)


def _renumbered(items: Sequence[Item], order: list[int]) -> list[Item]:
    return sorted(
        [
            (
                shape,
                tuple([order[m >> TAG_BITS] << TAG_BITS | m & _TAGS for m in places]),
                tuple(sorted([order[m >> TAG_BITS] << TAG_BITS | m & _TAGS for m in loose])),
            )
            for shape, places, loose in items
        ]
    )
