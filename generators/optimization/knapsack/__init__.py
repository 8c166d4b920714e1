"""Knapsacks: which items, and how many of each, are worth most within one or two limits."""

from __future__ import annotations

from math import log2, prod
from typing import Any

from generators.family import Family, Impossible, Wording
from generators.optimization.knapsack.language import SCENES, worded
from generators.optimization.knapsack.search import Item, Knapsack, Raw, best_value, solved, value_of
from generators.optimization.knapsack.solution import solution
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Assignment, Integer
from schemas.checks import Check, Column, Milp, Row

# level: numbers of items, copies that may exist of an item, limits, most choices between the bound and the optimum
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
            found = solved(items, capacities, longest=_LEVELS[level][3])
            if found is None:
                continue
            counts, greedy, prices = found
            if level > 1 and greedy == value_of(items, counts):
                continue
            names = stream.sample(scene.items, len(items))
            return Knapsack(
                scene=scene.key,
                items=tuple(
                    Item(name, value, uses, copies) for name, (value, uses, copies) in zip(names, items, strict=True)
                ),
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
        return "\n".join([*solution(instance, stream), f"Answer: {_gold(instance)}"])

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
        best = best_value(instance)
        return {
            "items": len(instance.items),
            "limits": len(instance.capacities),
            "search_bits": round(log2(prod(item.copies + 1 for item in instance.items))),
            "table_cells": len(instance.items) * prod(capacity + 1 for capacity in instance.capacities),
            "greedy_gap_permille": 1000 * (best - instance.greedy) // best,
        }


def _items(stream: Stream, level: int) -> list[Raw]:
    """Items whose value follows their size loosely, which is what makes a choice hard; no two are alike."""
    sizes, copies, limits, _ = _LEVELS[level]
    items: list[Raw] = []
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


def _capacities(stream: Stream, items: list[Raw]) -> tuple[int, ...]:
    """Room for 35 to 67 percent of everything, and at least for each item alone."""
    found = []
    percent = stream.integer(35, 62)
    for d in range(len(items[0][1])):
        total = sum(uses[d] * copies for _, uses, copies in items)
        found.append(max(total * (percent + stream.integer(0, 5)) // 100, max(uses[d] for _, uses, _ in items)))
    return tuple(found)


def _gold(instance: Knapsack) -> str:
    if instance.ask == "optimum":
        return str(best_value(instance))
    return ", ".join(f"{item.name} = {count}" for item, count in zip(instance.items, instance.counts, strict=True))
