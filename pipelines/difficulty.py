"""Measured difficulty: how often the first round's samples of a problem were accepted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipelines.engines import ReferenceEngine
from pipelines.shards import Row
from pipelines.solve import SAMPLE
from schemas import Status

Passes = dict[str, list[int]]  # by solver: samples accepted, samples asked


def passes_of(rollouts: Iterable[Row], statuses: Mapping[str, str]) -> dict[str, Passes]:
    """By problem and solver: how many samples of the first round were accepted, and how many there were.

    Later rounds go to the problems that have too few, so they would make easy ones look hard; worked solutions of the
    families' own say nothing of difficulty. `statuses` are by the rollouts' keys.
    """
    result: dict[str, Passes] = {}
    for row in rollouts:
        if row["kind"] == SAMPLE and row["round"] == 0 and row["engine"] != ReferenceEngine.fingerprint:
            tally = result.setdefault(row["problem_id"], {}).setdefault(f"{row['solver']}/{row['style']}", [0, 0])
            tally[0] += statuses[row["key"]] == Status.ACCEPTED
            tally[1] += 1
    return result


def summed(passes: Passes) -> tuple[int, int]:
    """Samples accepted and asked, over all solvers."""
    return sum(tally[0] for tally in passes.values()), sum(tally[1] for tally in passes.values())
