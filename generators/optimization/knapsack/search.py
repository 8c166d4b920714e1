"""Knapsacks as records, and their exact optimum.

The optimum is found by branch and bound on *losses*. With a price on every unit of a limited quantity, an item's net
worth is its value less the price of what it uses; taking exactly the items of positive net worth and paying for the
whole capacity gives an upper bound, and every departure from that choice costs a known loss (Lagrangian relaxation,
e.g. Martello and Toth, *Knapsack Problems*, 1990, ch. 2). Only choices whose losses stay below the gap need a look,
and the same few choices make the worked solution's proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import msgspec


class Item(msgspec.Struct, frozen=True):
    """What can be taken up to `copies` times, what it is worth, and how much it uses of each limited quantity."""

    name: str
    value: int
    uses: tuple[int, ...]
    copies: int


class Knapsack(msgspec.Struct, frozen=True, kw_only=True):
    """Items, capacities (one or two) and what is asked: ``optimum`` (the value) or ``solution`` (the counts).

    `counts` is one optimal choice, `greedy` the value reached by taking items in order of worth per use, and
    `prices` are the half-units charged per unit of each capacity in the proof.
    """

    scene: str
    items: tuple[Item, ...]
    capacities: tuple[int, ...]
    ask: str
    counts: tuple[int, ...]
    greedy: int
    prices: tuple[int, ...]


Raw = tuple[int, tuple[int, ...], int]  # value, uses, copies


def value_of(items: Sequence[Raw], counts: Sequence[int]) -> int:
    """What the choice is worth."""
    return sum(value * count for (value, _, _), count in zip(items, counts, strict=True))


def greedy_choice(items: list[Raw], capacities: tuple[int, ...]) -> list[int]:
    """Counts when items go in by value per share of the capacities used, as long as they fit."""
    left = list(capacities)
    counts = [0] * len(items)
    # Multiplied by the capacities' product the shares are whole numbers.
    whole = prod(capacities)
    weights = [whole // capacity for capacity in capacities]

    def size(i: int) -> int:
        return sum(use * weight for use, weight in zip(items[i][1], weights, strict=True))

    for i in sorted(range(len(items)), key=lambda i: -items[i][0] / size(i)):
        _, uses, copies = items[i]
        counts[i] = min(copies, *(room // use for room, use in zip(left, uses, strict=True)))
        left = [room - counts[i] * use for room, use in zip(left, uses, strict=True)]
    return counts


def solved(
    items: list[Raw], capacities: tuple[int, ...], longest: int
) -> tuple[tuple[int, ...], int, tuple[int, ...]] | None:
    """An optimal choice, the greedy value and the prices, or None if more than `longest` choices lie in the gap."""
    prices = _prices(items, capacities)
    if min(prices) == 0:
        return None  # one of the limits hardly matters
    bound, base, nets = relaxed(items, capacities, prices)
    greedy = value_of(items, greedy_choice(items, capacities))
    first, second = (*prices, 0)[:2]
    budget = min(bound - 2 * greedy, 6 + bound % 2)
    while True:
        # A choice worth v loses bound - 2v in all, so the first budget that holds one that fits holds an optimal one.
        cases = within(items, base, nets, capacities, budget, longest)
        if cases is None:
            return None
        lost, chosen = min(
            [(loss + first * a + second * b, code) for code, loss, a, b in cases if a >= 0 and b >= 0],
            default=(budget + 1, 0),
        )
        if lost <= budget:
            return decoded(chosen, len(items)), greedy, prices
        budget += 4


def relaxed(items: list[Raw], capacities: tuple[int, ...], prices: tuple[int, ...]) -> tuple[int, list[int], list[int]]:
    """Twice the upper bound, the choice it stands for, and twice every item's net worth; prices are in halves."""
    bound = sum(price * capacity for price, capacity in zip(prices, capacities, strict=True))
    base, nets = [], []
    for value, uses, copies in items:
        net = 2 * value - sum([price * use for price, use in zip(prices, uses, strict=True)])
        nets.append(net)
        base.append(copies if net > 0 else 0)
        if net > 0:
            bound += copies * net
    return bound, base, nets


def _prices(items: list[Raw], capacities: tuple[int, ...]) -> tuple[int, ...]:
    """Prices in halves with a small bound: descent over the neighbours of a first guess (the bound is convex)."""
    total = sum(value * copies for value, _, copies in items)
    used = [sum(uses[d] * copies for _, uses, copies in items) for d in range(len(capacities))]
    here = tuple(max(1, 2 * total // (len(used) * use)) for use in used)

    def bound(prices: tuple[int, ...]) -> int:
        total = sum([price * capacity for price, capacity in zip(prices, capacities, strict=True)])
        for value, uses, copies in items:
            net = 2 * value
            for price, use in zip(prices, uses, strict=True):
                net -= price * use
            if net > 0:
                total += copies * net
        return total

    best = bound(here)
    steps = ((1,), (-1,)) if len(capacities) == 1 else ((1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1))
    improved = True
    while improved:
        improved = False
        for step in steps:
            there = tuple(price + change for price, change in zip(here, step, strict=True))
            if min(there) >= 0:
                value = bound(there)
                if value < best:
                    here, best, improved = there, value, True
    return here


# A choice with three bits per item (a count is at most 3, so a step out of range meets no other choice), its loss, and
# the room that it leaves of each limit: negative if it is too large, 0 for a limit that there is not.
Case = tuple[int, int, int, int]


def within(
    items: Sequence[Raw], base: Sequence[int], nets: Sequence[int], capacities: Sequence[int], budget: int, most: int
) -> list[Case] | None:
    """Every choice whose losses against `base` add up to at most `budget`, or None if there are more than `most`.

    Money is doubled throughout. The cheapest departures come first.
    """
    if budget < 0:
        return []
    room = [
        capacity - sum([item[1][d] * count for item, count in zip(items, base, strict=True)])
        for d, capacity in enumerate(capacities)
    ]
    found: list[Case] = [
        (sum([count << 3 * i for i, count in enumerate(base)]), 0, room[0], room[1] if room[1:] else 0)
    ]
    # Choices that depart from the base in the items seen so far; those that can still pay for the next one multiply.
    for cost, i in sorted([(abs(net), i) for i, net in enumerate(nets) if abs(net) <= budget]):
        _, uses, copies = items[i]
        sign = -1 if base[i] else 1
        first, second = (*uses, 0)[:2]
        fresh: list[Case] = []
        for change in range(1, copies + 1):
            rest = budget - change * cost
            moved = sign * change
            fresh += [
                (code + (moved << 3 * i), loss + change * cost, a - moved * first, b - moved * second)
                for code, loss, a, b in found
                if loss <= rest
            ]
        found += fresh
        if len(found) > most:
            return None
    return found


def decoded(code: int, count: int) -> tuple[int, ...]:
    """The counts in a case's code."""
    return tuple([code >> 3 * i & 7 for i in range(count)])


def best_value(instance: Knapsack) -> int:
    """The optimum."""
    return sum(item.value * count for item, count in zip(instance.items, instance.counts, strict=True))
