"""Production plans: which amounts of several products earn the most from scarce resources (linear programmes)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import permutations, product
from math import comb
from typing import Any

import msgspec

from generators.family import Family, Impossible, Wording
from generators.optimization.production_mix.language import SCENES, worded
from generators.optimization.production_mix.programme import (
    INFEASIBLE,
    OPTIMAL,
    UNBOUNDED,
    Mix,
    attempt,
    overbooked,
    uncapped,
    value_of,
)
from generators.optimization.production_mix.solution import solution
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Outcome, Rational
from schemas.checks import Check, Column, Milp, Row

_ATTEMPTS = 400


@register
class ProductionMix(Family[Mix]):
    """Linear programmes in words; the answer is the largest profit, or that there is no plan or no largest one."""

    name = "optimization/production_mix"
    version = 3
    title = "The most profitable production plan under scarce resources"
    levels = {
        1: "2 products, 2-3 resources: 6-10 candidate corners",
        2: "3 products, 3 resources, sales limits and standing orders: 35-120 candidate corners",
        3: "4-5 products, 4 resources, limits, orders and a ratio: 210-4,368 candidate corners",
    }
    tags = ("optimization", "linear programming")

    twins = (2, 3)

    def sample(self, stream: Stream, level: int) -> Mix:
        return self._sampled(stream, level, OPTIMAL)

    def sample_twin(self, stream: Stream, level: int) -> Mix:
        return self._sampled(stream, level, stream.choice((INFEASIBLE, INFEASIBLE, UNBOUNDED)))

    def _sampled(self, stream: Stream, level: int, kind: str) -> Mix:
        # A product that needs nothing scarce must not give the twin away, so some solvable plans have one as well.
        free = kind == UNBOUNDED or (level in self.twins and stream.chance(1, 25))
        scene = SCENES[stream.choice(tuple(SCENES))]
        for _ in range(_ATTEMPTS):
            mix = attempt(stream, level, scene.key, free)
            if mix is not None and kind == INFEASIBLE:
                mix = overbooked(stream, mix)
            if mix is not None:
                break
        else:
            raise Impossible(f"no {kind} plan of level {level} in {_ATTEMPTS} attempts")
        if kind == UNBOUNDED:
            mix = uncapped(mix)
        names = tuple(stream.sample(scene.products, len(mix.profits)))
        return msgspec.structs.replace(
            mix, products=names, resources=tuple(stream.sample(scene.resources, len(mix.uses)))
        )

    def phrase(self, instance: Mix, stream: Stream, language: str) -> Wording:
        ratio = instance.ratio
        return Wording(
            *worded(
                stream,
                scene=instance.scene,
                products=instance.products,
                resources=instance.resources,
                profits=instance.profits,
                uses=instance.uses,
                capacities=instance.capacities,
                caps=instance.caps,
                minimums=instance.minimums,
                ratio=(ratio.of, ratio.to, ratio.times) if ratio else None,
                outcomes=(INFEASIBLE, UNBOUNDED),
            )
        )

    def check(self, instance: Mix) -> Check:
        names = instance.products
        rows = [
            Row({names[j]: str(use) for j, use in enumerate(uses) if use}, "<=", str(capacity))
            for uses, capacity in zip(instance.uses, instance.capacities, strict=True)
        ]
        if instance.ratio:
            ratio = instance.ratio
            rows.append(Row({names[ratio.of]: "1", names[ratio.to]: str(-ratio.times)}, "<=", "0"))
        return Milp(
            answer=Outcome(value=Rational(), outcomes=(INFEASIBLE, UNBOUNDED)),
            gold=_gold(instance),
            sense="maximize",
            columns=tuple(
                Column(name, str(low), None if high is None else str(high))
                for name, low, high in zip(names, instance.minimums, instance.caps, strict=True)
            ),
            objective={name: str(profit) for name, profit in zip(names, instance.profits, strict=True)},
            rows=tuple(rows),
        )

    def reference(self, instance: Mix, stream: Stream) -> str:
        lines = solution(instance, stream)
        lines.append(f"Answer: {_gold(instance)}")
        return "\n".join(lines)

    def canonical(self, instance: Mix) -> Any:
        ratio = instance.ratio
        keys = []
        for j, (profit, low, high) in enumerate(zip(instance.profits, instance.minimums, instance.caps, strict=True)):
            role = 0 if ratio is None else 1 if j == ratio.of else 2 if j == ratio.to else 0
            uses = sorted(row[j] for row in instance.uses)
            keys.append((profit, low, -1 if high is None else high, role, uses))
        limits = list(zip(instance.uses, instance.capacities, strict=True))
        best = min(sorted([capacity, *(row[j] for j in order)] for row, capacity in limits) for order in _orders(keys))
        return [sorted(keys), ratio.times if ratio else 0, best]

    def measures(self, instance: Mix) -> dict[str, int]:
        columns = len(instance.products)
        bounds = sum(high is not None for high in instance.caps) + sum(low > 0 for low in instance.minimums)
        rows = len(instance.uses) + bounds + (instance.ratio is not None)
        return {
            "columns": columns,
            "rows": rows,
            "corners": comb(columns + rows, columns),
            "binding": _binding(instance),
        }


def _orders(keys: list[Any]) -> Iterable[list[int]]:
    """All orders of the columns in which their keys ascend: one unless two products look alike."""
    groups: dict[str, list[int]] = {}
    for j in sorted(range(len(keys)), key=lambda j: keys[j]):
        groups.setdefault(repr(keys[j]), []).append(j)
    for chosen in product(*(permutations(group) for group in groups.values())):
        yield [j for group in chosen for j in group]


def _binding(mix: Mix) -> int:
    """How many stated constraints hold with equality in the optimal plan (0 for the twins)."""
    if mix.outcome != OPTIMAL:
        return 0
    at_bound = sum(
        amount == str(high) or (low > 0 and amount == str(low))
        for amount, low, high in zip(mix.amounts, mix.minimums, mix.caps, strict=True)
    )
    return at_bound + sum(price != "0" for price in mix.prices)


def _gold(mix: Mix) -> str:
    return mix.outcome if mix.outcome != OPTIMAL else str(value_of(mix))
