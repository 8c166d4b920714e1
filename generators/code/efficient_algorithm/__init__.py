"""Functions for inputs so large that the obvious way, through all pairs or stretches, would never end.

A task stands between small steps, as in `generators.code.library_call`, and is pinned down by small hidden tests in the
same way; their values come from the tasks' slow meanings. On large inputs, which the check describes instead of holding
them, a program is compared with the gold: in what it returns, and in the processor time that it takes (after ENAMEL's
comparison with an expert's solution, Qiu et al., 2025).
"""

from __future__ import annotations

from msgspec.structs import replace

from generators.code.efficient_algorithm import counting, ordering
from generators.code.library_call import Call, LibraryCall, Shapes
from generators.code.library_call.catalogue import CATALOGUE, add_tasks
from generators.code.library_call.drawing import letter_of
from generators.registry import register
from schemas.canonical import digest_int
from schemas.checks import Bulk, Check, HiddenTests

add_tasks("A", counting.TASKS)
add_tasks("B", ordering.MIDDLE)
add_tasks("C", ordering.HARD)

_TIERS = "ABC"
_RATIO = 12.0
_BEFORE = ("map", "map_where", "keep", "drop", "reverse", "differences", "chunk_sums")
"""Small steps after which a large input is still large, or as large as makes no difference."""


@register
class EfficientAlgorithm(LibraryCall):
    """Write a function that is fast on large inputs; the answer is a program that passes tests and keeps pace."""

    name = "code/efficient_algorithm"
    version = 1
    title = "Functions for large inputs, where the obvious way is too slow"
    levels = {
        1: "1 task for a single pass with counts, prefix sums or a window, and 1 or 2 small steps",
        2: "1 task for sorting, a stack or two ends, and 2 small steps",
        3: "1 task for a tree, a stack of sums or union-find, and 2 small steps",
    }
    tags = ("code", "synthesis", "efficiency")
    shapes = {
        1: Shapes({"As": 1, "sA": 2, "sAs": 4}, 1, 16),
        2: Shapes({"sBs": 4, "Bss": 1}, 2, 18),
        3: Shapes({"sCs": 4, "Css": 1}, 2, 18),
    }
    introductions = (
        "Going through all pairs or stretches would take far too long here, so the main step needs a better idea.",
        "The list can be long, so I look for a way that goes through it once, or sorts it once.",
        "Each number should cost only a few operations, however long the list is.",
    )

    def suits(self, names: list[str]) -> bool:
        source = CATALOGUE[names[0]].operation.takes
        return source in ("ints", "spans") and (letter_of(names[0]) in _TIERS or names[0] in _BEFORE)

    def given(self, instance: Call) -> str:
        return (
            f"{super().given(instance)}. On `{instance.data[0]}` of {_size(instance):,} entries the function must "
            "still be fast, which rules out going through all pairs"
        )

    def check(self, instance: Call) -> Check:
        check = super().check(instance)
        assert isinstance(check, HiddenTests)
        return replace(check, large=_large(self, instance), reference_ratio=_RATIO)

    def measures(self, instance: Call) -> dict[str, int]:
        return {**super().measures(instance), "tier": _tier(instance)}


def _large(family: LibraryCall, instance: Call) -> tuple[tuple[Bulk | int, ...], ...]:
    """Large arguments: items far apart, and some that are close together or in an order that traps the unwary."""
    seed = digest_int("large", family.name, repr(family.canonical(instance))) >> 1
    last = (instance.bounds[1],) if instance.parameter else ()
    size = _size(instance)
    if instance.source == "spans":
        wide = Bulk("pairs", size, 0, 10**6, seed, reach=5_000)
        close = Bulk("pairs", size // 2, 0, 100_000, seed ^ 1, reach=3)
        return (wide, *last), (close, *last)
    spread = Bulk("numbers", size, -(10**6), 10**6, seed)
    if seed % 3:
        other = Bulk("numbers", size // 2, -(10**6), 10**6, seed ^ 1, "falling" if seed % 3 > 1 else "rising")
    else:
        other = Bulk("numbers", size // 2, -9, 14, seed ^ 1)
    return (spread, *last), (other, *last)


def _size(instance: Call) -> int:
    """How many entries the largest input has: trees take more time for each than a pass does."""
    return 50_000 if _tier(instance) == 3 else 100_000


def _tier(instance: Call) -> int:
    return max(_TIERS.find(letter_of(step.operation)) for step in instance.steps) + 1
