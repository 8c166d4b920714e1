"""Knapsacks: which items, and how many of each, are worth most within one or two limits.

The optimum is found by branch and bound on *losses*. With a price on every unit of a limited quantity, an item's net
worth is its value less the price of what it uses; taking exactly the items of positive net worth and paying for the
whole capacity gives an upper bound, and every departure from that choice costs a known loss (Lagrangian relaxation,
e.g. Martello and Toth, *Knapsack Problems*, 1990, ch. 2). Only choices whose losses stay below the gap need a look,
and the same few choices make the worked solution's proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log2, prod
from typing import Any

import msgspec

from generators.family import Family, Impossible, Wording
from generators.language.lexicon import counted, listed, plural
from generators.optimization.knapsack_language import SCENES, worded
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Assignment, Integer
from schemas.checks import Check, Column, Milp, Row


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


# level: numbers of items, copies that may exist of an item, limits, most choices that lie in the gap between bound and optimum
_LEVELS: dict[int, tuple[tuple[int, ...], tuple[int, ...], int, int]] = {
    1: ((5, 6), (1,), 1, 16),
    2: ((7, 8, 9), (1, 1, 2, 2, 3), 1, 60),
    3: ((10, 11, 12, 13), (1, 1, 1, 2), 2, 120),
}
_ATTEMPTS = 300


@register
class KnapsackFamily(Family[Knapsack]):
    """Packing problems in words; the answer is the best total value or a best choice."""

    name = "optimization/knapsack"
    version = 1
    title = "The most valuable choice of items within one or two limits"
    levels = {
        1: "5-6 items, one limit, 5-6 bits of search space",
        2: "7-9 items in up to 3 copies, one limit, 8-18 bits, taking the best ratios first fails",
        3: "10-13 items in up to 2 copies, two limits, 10-21 bits, taking the best ratios first fails",
    }
    tags = ("optimization", "integer programming")

    def sample(self, stream: Stream, level: int) -> Knapsack:
        scene = SCENES[stream.choice(tuple(SCENES))]
        ask = stream.choice(("optimum", "solution"))
        for _ in range(_ATTEMPTS):
            items = _items(stream, level)
            capacities = _capacities(stream, items)
            found = _solved(items, capacities, longest=_LEVELS[level][3])
            if found is None:
                continue
            counts, greedy, prices = found
            if level > 1 and greedy == _value(items, counts):
                continue
            names = stream.sample(scene.items, len(items))
            return Knapsack(
                scene=scene.key,
                items=tuple(Item(name, value, uses, copies) for name, (value, uses, copies) in zip(names, items, strict=True)),
                capacities=capacities,
                ask=ask,
                counts=counts,
                greedy=greedy,
                prices=prices,
            )
        raise Impossible(f"no knapsack of level {level} in {_ATTEMPTS} attempts")

    def phrase(self, instance: Knapsack, stream: Stream, language: str) -> Wording:
        return Wording(
            *worded(
                stream,
                scene=instance.scene,
                items=tuple((item.name, item.value, item.uses, item.copies) for item in instance.items),
                capacities=instance.capacities,
                ask=instance.ask,
            )
        )

    def check(self, instance: Knapsack) -> Check:
        items = instance.items
        return Milp(
            answer=Integer() if instance.ask == "optimum" else Assignment({item.name: Integer() for item in items}),
            gold=_gold(instance),
            sense="maximize",
            columns=tuple(Column(item.name, "0", str(item.copies), integer=True) for item in items),
            objective={item.name: str(item.value) for item in items},
            rows=tuple(
                Row({item.name: str(item.uses[d]) for item in items}, "<=", str(capacity))
                for d, capacity in enumerate(instance.capacities)
            ),
            ask="optimum" if instance.ask == "optimum" else "solution",
        )

    def reference(self, instance: Knapsack, stream: Stream) -> str:
        return "\n".join([*_proof(instance, stream), f"Answer: {_gold(instance)}"])

    def canonical(self, instance: Knapsack) -> Any:
        orders = [range(len(instance.capacities)), range(len(instance.capacities))[::-1]]
        return min(
            [
                instance.ask,
                [instance.capacities[d] for d in order],
                sorted([item.value, item.copies, *(item.uses[d] for d in order)] for item in instance.items),
            ]
            for order in orders
        )

    def measures(self, instance: Knapsack) -> dict[str, int]:
        best = _best(instance)
        return {
            "items": len(instance.items),
            "limits": len(instance.capacities),
            "search_bits": round(log2(prod(item.copies + 1 for item in instance.items))),
            "table_cells": len(instance.items) * prod(capacity + 1 for capacity in instance.capacities),
            "greedy_gap_permille": 1000 * (best - instance.greedy) // best,
        }


_Raw = tuple[int, tuple[int, ...], int]  # value, uses, copies


# --- generation and solution ------------------------------------------------------------------------------------


def _items(stream: Stream, level: int) -> list[_Raw]:
    """Items whose value follows their size loosely, which is what makes a choice hard; no two are alike."""
    sizes, copies, limits, _ = _LEVELS[level]
    items: list[_Raw] = []
    rate = stream.integer(4, 9)  # in half units of value per unit used
    count = stream.choice(sizes)
    while len(items) < count or (level == 2 and sum(item[2] > 1 for item in items) < 2):
        if len(items) == count:
            items.clear()
        uses = tuple(stream.integer(2, 12) for _ in range(limits))
        value = max(3, rate * sum(uses) // (2 * limits) + stream.integer(-12, 16))
        if all(value != other[0] or uses != other[1] for other in items):
            items.append((value, uses, stream.choice(copies)))
    return items


def _capacities(stream: Stream, items: list[_Raw]) -> tuple[int, ...]:
    """Room for 35 to 67 percent of everything, and at least for each item alone."""
    found = []
    percent = stream.integer(35, 62)
    for d in range(len(items[0][1])):
        total = sum(uses[d] * copies for _, uses, copies in items)
        found.append(max(total * (percent + stream.integer(0, 5)) // 100, max(uses[d] for _, uses, _ in items)))
    return tuple(found)


def _value(items: Sequence[_Raw], counts: Sequence[int]) -> int:
    return sum(value * count for (value, _, _), count in zip(items, counts, strict=True))


def _greedy(items: list[_Raw], capacities: tuple[int, ...]) -> list[int]:
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


def _solved(
    items: list[_Raw], capacities: tuple[int, ...], longest: int
) -> tuple[tuple[int, ...], int, tuple[int, ...]] | None:
    """An optimal choice, the greedy value and the prices, or None if more than `longest` choices lie in the gap."""
    prices = _prices(items, capacities)
    if min(prices) == 0:
        return None  # one of the limits hardly matters
    bound, base, nets = _relaxed(items, capacities, prices)
    greedy = _value(items, _greedy(items, capacities))
    first, second = (*prices, 0)[:2]
    budget = min(bound - 2 * greedy, 6 + bound % 2)
    while True:
        # A choice worth v loses bound - 2v in all, so the first budget that holds one that fits holds an optimal one.
        cases = _within(items, base, nets, capacities, budget, longest)
        if cases is None:
            return None
        lost, chosen = min(
            [(loss + first * a + second * b, code) for code, loss, a, b in cases if a >= 0 and b >= 0],
            default=(budget + 1, 0),
        )
        if lost <= budget:
            return _decoded(chosen, len(items)), greedy, prices
        budget += 4


def _relaxed(
    items: list[_Raw], capacities: tuple[int, ...], prices: tuple[int, ...]
) -> tuple[int, list[int], list[int]]:
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


def _prices(items: list[_Raw], capacities: tuple[int, ...]) -> tuple[int, ...]:
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
_Case = tuple[int, int, int, int]


def _within(
    items: Sequence[_Raw], base: Sequence[int], nets: Sequence[int], capacities: Sequence[int], budget: int, most: int
) -> list[_Case] | None:
    """Every choice whose losses against `base` add up to at most `budget`, or None if there are more than `most`.

    Money is doubled throughout. The cheapest departures come first.
    """
    if budget < 0:
        return []
    room = [
        capacity - sum([item[1][d] * count for item, count in zip(items, base, strict=True)])
        for d, capacity in enumerate(capacities)
    ]
    found: list[_Case] = [(sum([count << 3 * i for i, count in enumerate(base)]), 0, *(*room, 0)[:2])]
    # Choices that depart from the base in the items seen so far; those that can still pay for the next one multiply.
    for cost, i in sorted([(abs(net), i) for i, net in enumerate(nets) if abs(net) <= budget]):
        _, uses, copies = items[i]
        sign = -1 if base[i] else 1
        first, second = (*uses, 0)[:2]
        fresh: list[_Case] = []
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


def _decoded(code: int, count: int) -> tuple[int, ...]:
    return tuple([code >> 3 * i & 7 for i in range(count)])


def _best(instance: Knapsack) -> int:
    return sum(item.value * count for item, count in zip(instance.items, instance.counts, strict=True))


def _gold(instance: Knapsack) -> str:
    if instance.ask == "optimum":
        return str(_best(instance))
    return ", ".join(f"{item.name} = {count}" for item, count in zip(instance.items, instance.counts, strict=True))


# --- the worked solution ----------------------------------------------------------------------------------------


def _halves(doubled: int) -> str:
    """A doubled amount as it is written: ``7.5``."""
    return f"{doubled // 2}.5" if doubled % 2 else str(doubled // 2)


def _proof(instance: Knapsack, stream: Stream) -> list[str]:
    scene = SCENES[instance.scene]
    units = [limit.unit for limit in scene.limits[: len(instance.capacities)]]
    items, prices = instance.items, instance.prices
    raw = [(item.value, item.uses, item.copies) for item in items]
    best = _best(instance)
    bound, base, nets = _relaxed(raw, instance.capacities, prices)
    text = [
        stream.choice((
            "First a good choice: {taken}.",
            "Some trying leads to this choice: {taken}.",
            "Candidate: {taken}.",
        )).format(taken=_taken(items, instance.counts))  # fmt: skip
    ]
    for d, unit in enumerate(units):
        text.append(f"{unit.capitalize()}s used: {_total(instance, [item.uses[d] for item in items])}, of {instance.capacities[d]}.")
    text.append(f"Value: {_total(instance, [item.value for item in items])}.")
    if instance.greedy < best:
        rate = units[0] if len(units) == 1 else "share of the two limits"
        text.append(f"(Taking items by value per {rate} as long as they fit only reaches {instance.greedy}.)")
    text.append(
        stream.choice((
            "Now the proof that no choice is worth more. Charge {charge} and look at each item's net worth, its value"
            " minus the charge:",
            "Can it be beaten? Put a price of {charge} on what is used; what an item is worth beyond that price:",
        )).format(charge=listed([f"{_halves(price)} per {unit}" for price, unit in zip(prices, units, strict=True)]))  # fmt: skip
    )
    for item, net in zip(items, nets, strict=True):
        charges = " - ".join(
            str(use) if price == 2 else f"{_halves(price)}·{use}" for price, use in zip(prices, item.uses, strict=True)
        )
        sign = "-" if net < 0 else ""
        times = f" ({item.copies} copies)" if item.copies > 1 else ""
        text.append(f"- {item.name}{times}: {item.value} - {charges} = {sign}{_halves(abs(net))}")
    gains = [
        f"{item.copies}·{_halves(net)}" if item.copies > 1 else _halves(net)
        for item, net in zip(items, nets, strict=True)
        if net > 0
    ]
    paid = [str(c) if p == 2 else f"{_halves(p)}·{c}" for p, c in zip(prices, instance.capacities, strict=True)]
    text.append(
        "A choice is worth the charges paid plus its net worths, so at most"
        f" {' + '.join([*paid, *gains])} = {_halves(bound)}."
    )
    budget = bound - 2 * (best + 1)
    if budget < 0:
        text.append(f"Values are whole numbers, so {best} cannot be exceeded.")
        return text
    text.append(
        "From this bound a choice loses the net worth of each positive item it leaves out, the missing worth of each"
        f" negative item it takes, and the charge for {listed([f'every unused {unit}' for unit in units])}."
    )
    text.append(f"To be worth {best + 1} or more it may lose at most {_halves(bound)} - {best + 1} = {_halves(budget)} in all.")
    always = [_all(item) for item, net in zip(items, nets, strict=True) if net > budget]
    never = [f"any {item.name}" for item, net in zip(items, nets, strict=True) if -net > budget]
    said = [f"include {listed(always)}"] if always else []
    if never:
        said.append(f"do without {listed(never, 'or')}")
    if said:
        text.append(f"So it has to {listed(said)}.")
    cases = _within(raw, base, nets, instance.capacities, budget, 10_000) or []
    shown = _decisive(cases, len(items))
    text.append("Start from taking exactly the items of positive net worth; the changes that cost no more than this:")
    text += [f"- {_departure(items, base, choice)}: {_outcome(instance, units, choice)}" for choice in shown]
    if len(shown) < len(cases):
        text.append("Every other such change gives a choice that contains one found too large, or is part of one that fits.")
    text.append(f"None of them is worth more than {best}, so {best} is the largest value.")
    return text


def _decisive(cases: list[_Case], count: int) -> list[tuple[int, ...]]:
    """The largest choices that fit and the smallest that do not: they settle all the others, which contain a choice
    that is too large or are part of one that fits."""
    fits = {code: a >= 0 and b >= 0 for code, _, a, b in cases}
    steps = [1 << 3 * i for i in range(count)]
    shown = []
    for code, fit in fits.items():
        if not any(fits.get(code + step if fit else code - step) is fit for step in steps):
            shown.append(_decoded(code, count))
    return shown


def _all(item: Item) -> str:
    return f"all {item.copies} {plural(item.name)}" if item.copies > 1 else f"the {item.name}"


def _some(item: Item, count: int) -> str:
    return counted(count, item.name) if item.copies > 1 else f"the {item.name}"


def _taken(items: tuple[Item, ...], counts: tuple[int, ...]) -> str:
    return listed([_some(item, count) for item, count in zip(items, counts, strict=True) if count])


def _total(instance: Knapsack, terms: list[int]) -> str:
    """``3 + 2·4 = 11`` over the chosen items."""
    parts = [f"{count}·{term}" if count > 1 else str(term) for term, count in zip(terms, instance.counts, strict=True) if count]
    total = sum(term * count for term, count in zip(terms, instance.counts, strict=True))
    return f"{' + '.join(parts)} = {total}" if len(parts) > 1 or "·" in parts[0] else str(total)


def _departure(items: tuple[Item, ...], base: list[int], choice: tuple[int, ...]) -> str:
    changed = [(item, count - at) for item, at, count in zip(items, base, choice, strict=True) if count != at]
    less = [_some(item, -change) for item, change in changed if change < 0]
    more = [_some(item, change) for item, change in changed if change > 0]
    parts = ([f"leave out {listed(less)}"] if less else []) + ([f"add {listed(more)}"] if more else [])
    return "; ".join(parts) or "no change"


def _outcome(instance: Knapsack, units: list[str], choice: tuple[int, ...]) -> str:
    for d, (capacity, unit) in enumerate(zip(instance.capacities, units, strict=True)):
        used = sum([item.uses[d] * count for item, count in zip(instance.items, choice, strict=True)])
        if used > capacity:
            return f"{counted(used, unit)}, too many"
    return f"fits, worth {sum([item.value * count for item, count in zip(instance.items, choice, strict=True)])}"
