"""Curate: which rows are published, in which view and split.

Of a problem's accepted solutions the first few different ones are kept. A problem belongs to one split, decided by a
hash of its fingerprint alone, so that the same problem never lies in the training split of one release and the test
split of another. Known-wrong controls that a checker accepted are kept out and counted: they are false accepts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.shards import ROWS, Made, Row
from pipelines.stage import Context, Inputs, Stage
from pipelines.unique import kept
from pipelines.verify import is_control
from schemas import Status, digest_int
from schemas.arrow import SELECTED

ACCEPTED, NOT_ACCEPTED = "default", "rejected"
SPLITS = ("train", "validation", "test")


def split_of(fingerprint: str, shares: Mapping[Any, float]) -> str:
    """The split of the problem with this fingerprint: its hash's place among the shares."""
    place = digest_int("split", fingerprint) / 2**64
    names = [name for name in SPLITS if name in shares]
    bound = 0.0
    for name in names:
        bound += shares[name]
        if place < bound:
            return name
    return names[-1]


def curate(inputs: Inputs, context: Context) -> Made:
    """The stage's function: verdicts in, (solution, view, split) out, in order of problem, solution and view."""
    splits = {row["id"]: split_of(row["fingerprint"], context.recipe.splits) for row in kept(inputs)}
    completions = {row["key"]: row for row in inputs["completions"]}
    rows: list[Row] = []
    dropped: dict[str, int] = {}
    texts: dict[str, set[str]] = {}
    for said in inputs["verdicts"]:
        problem, completion = said["problem_id"], completions[said["key"]]
        seen = texts.setdefault(problem, set())
        reason = ""
        view = NOT_ACCEPTED
        if said["status"] == Status.ACCEPTED:
            view = ACCEPTED
            if is_control(completion):
                reason = "control_accepted"
            elif completion["text"] in seen:
                reason = "same_solution"
            elif len(seen) >= context.recipe.curation.solutions_per_problem:
                reason = "enough_solutions"
            else:
                seen.add(completion["text"])
        if reason:
            dropped[reason] = dropped.get(reason, 0) + 1
            continue
        rows.append(
            {
                "key": said["key"],
                "problem_id": problem,
                "sample_index": said["sample_index"],
                "view": view,
                "split": splits[problem],
            }
        )
    rows.sort(key=lambda row: (row["problem_id"], row["view"], row["sample_index"], row["key"]))
    return Made({ROWS: rows}, rows_in=len(inputs["verdicts"]), rows_out=len(rows), dropped=dropped)


CURATE = Stage(
    name="curate",
    version=1,
    schemas={ROWS: SELECTED},
    rows=curate,
    depends=("pipelines.curate",),
    reads=("curation", "splits"),
)
