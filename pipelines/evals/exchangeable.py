"""Whether the versions of base items are exchangeable: alike in all that could make one easier than another.

If version 1 had smaller numbers than version 2, solving 1 and failing 2 would tell of numbers and not of memory. Three
measures of a problem are compared between versions, family by family, by two-sample Kolmogorov-Smirnov tests, whose
p-values are adjusted for their number (Holm 1979).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import log10

import msgspec

from pipelines.evals.items import Item

ALPHA = 0.01  # of all tests together
FEWEST = 8  # base items of a family, below which no test could tell anything
_NUMBER = re.compile(r"\d{1,18}")


class Compared(msgspec.Struct, frozen=True):
    """One family's versions compared in one measure: which two, the distance of their distributions (0 to 1), and the
    p-value before and after the adjustment."""

    family: str
    measure: str
    first: int
    second: int
    distance: float
    p: float
    adjusted: float


def number_size(item: Item) -> float:
    """How large the numbers in a problem's text are: the mean of their numbers of digits."""
    found = [log10(int(each) + 1) for each in _NUMBER.findall(item.prompt)]
    return sum(found) / len(found) if found else 0.0


def length(item: Item) -> float:
    """The characters of the problem's text."""
    return float(len(item.prompt))


def steps(item: Item) -> float:
    """The lines of the worked solution."""
    return float(sum(1 for line in item.reference.splitlines() if line.strip()))


MEASURES: dict[str, Callable[[Item], float]] = {"number size": number_size, "length": length, "steps": steps}


def compared(items: Sequence[Item], measures: Mapping[str, Callable[[Item], float]] = MEASURES) -> list[Compared]:
    """Every two versions of every family with enough base items, in every measure; the smallest p-value first."""
    from scipy.stats import ks_2samp  # a second to import

    families: dict[str, dict[int, list[Item]]] = {}
    for item in items:
        families.setdefault(item.family, {}).setdefault(item.version, []).append(item)
    raw: list[Compared] = []
    for name, versions in sorted(families.items()):
        for first, second in combinations(sorted(versions), 2):
            if min(len(versions[first]), len(versions[second])) < FEWEST:
                continue
            for measure, of in measures.items():
                found = ks_2samp(list(map(of, versions[first])), list(map(of, versions[second])))
                raw.append(Compared(name, measure, first, second, float(found.statistic), float(found.pvalue), 1.0))
    raw.sort(key=lambda each: (each.p, each.family, each.measure, each.first, each.second))
    adjusted, least = [], 0.0
    for place, each in enumerate(raw):
        least = max(least, min(1.0, each.p * (len(raw) - place)))
        adjusted.append(msgspec.structs.replace(each, adjusted=least))
    return adjusted
