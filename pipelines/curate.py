"""Curate: which rows are published, in which view and split.

Of a problem's accepted solutions the first few different ones are kept; accepted and rejected samples of the same
problem and style become preference pairs. A problem belongs to one split, decided by a hash of its fingerprint alone,
so that the same problem never lies in the training split of one release and the test split of another. Known-wrong
controls that a checker accepted are kept out and counted: they are false accepts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from pipelines.shards import ROWS, Made, Row
from pipelines.solve import CONTROL, PROOF, SAMPLE
from pipelines.stage import Context, Inputs, Stage
from pipelines.unique import kept
from schemas import Status, digest_int
from schemas.arrow import SELECTED

ACCEPTED, REJECTED, UNDECIDED, PREFERENCE = "default", "rejected", "undecided", "preference"
VIEWS_OF_ONE = (ACCEPTED, REJECTED, UNDECIDED)  # a rollout is in one of these at most
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
    """The stage's function: verdicts in, (rollout, view, split) out, in order of problem, view and sample.

    A verdict is accounted for by its row in one of the `VIEWS_OF_ONE`, or dropped with a reason; preference pairs come
    beside them.
    """
    problems = {row["id"]: row for row in kept(inputs)}
    splits = {name: split_of(row["fingerprint"], context.recipe.splits) for name, row in problems.items()}
    said = {row["key"]: row for row in inputs["verdicts"]}
    rows: list[Row] = []
    dropped: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    by_problem: dict[str, list[Row]] = {}
    for rollout in inputs["rollouts"]:
        by_problem.setdefault(rollout["problem_id"], []).append(rollout)
    for problem, rollouts in by_problem.items():
        rollouts.sort(key=_place)
        seen: set[str] = set()
        for rollout in rollouts:
            view, reason = _view_of(rollout, said[rollout["key"]]["status"], seen, context)
            if reason:
                dropped[reason] += 1
                continue
            rows.append(_selected(rollout, view, splits[problem]))
            if view == ACCEPTED:
                seen.add(_words(rollout))
                counts[f"rows|{problems[problem]['family']}|{problems[problem]['level']}"] += 1
        for chosen, rejected in _pairs(rollouts, said, context.recipe.curation.pairs_per_problem):
            rows.append(_selected(chosen, PREFERENCE, splits[problem], other=rejected["key"]))
    rows.sort(key=lambda row: (row["problem_id"], row["view"], row["sample_index"], row["key"], row["other"]))
    published = sum(row["view"] in VIEWS_OF_ONE for row in rows)
    return Made(
        {ROWS: rows}, rows_in=len(inputs["verdicts"]), rows_out=published, dropped=dict(dropped), counts=dict(counts)
    )


def _place(rollout: Row) -> tuple[int, str, str, int, str]:
    """The order in which a problem's rollouts have precedence: rounds, then the recipe's names, then samples."""
    return rollout["round"], rollout["solver"], rollout["style"], rollout["sample_index"], rollout["key"]


def _view_of(rollout: Row, status: str, seen: set[str], context: Context) -> tuple[str, str]:
    """The rollout's view, or the reason why it is in none."""
    if rollout["kind"] == PROOF:
        return "", "proof"
    if status != Status.ACCEPTED:
        return REJECTED if status == Status.REJECTED else UNDECIDED, ""
    if rollout["kind"] == CONTROL:
        return "", "control_accepted"
    if _words(rollout) in seen:
        return "", "same_solution"
    if len(seen) >= context.recipe.curation.solutions_per_problem:
        return "", "enough_solutions"
    return ACCEPTED, ""


def _pairs(rollouts: list[Row], said: dict[str, Row], most: int) -> list[tuple[Row, Row]]:
    """Up to `most` pairs of an accepted and a rejected sample in the same style, each text used once where possible."""
    pairs: list[tuple[Row, Row]] = []
    samples = [row for row in rollouts if row["kind"] == SAMPLE]
    for style in dict.fromkeys(row["style"] for row in samples):
        same = [row for row in samples if row["style"] == style]
        chosen = _different(row for row in same if said[row["key"]]["status"] == Status.ACCEPTED)
        rejected = _different(row for row in same if said[row["key"]]["status"] == Status.REJECTED)
        if chosen and rejected:
            longest = max(len(chosen), len(rejected))
            pairs += [(chosen[i % len(chosen)], rejected[i % len(rejected)]) for i in range(longest)]
    return pairs[:most]


def _different(rollouts: Iterable[Row]) -> list[Row]:
    return list({_words(row): row for row in rollouts}.values())


def _words(rollout: Row) -> str:
    """All that was said: with several turns the last text alone does not tell two solutions apart."""
    return f"{rollout['steps']}\0{rollout['text']}"


def _selected(rollout: Row, view: str, split: str, other: str = "") -> Row:
    return {
        "key": rollout["key"],
        "problem_id": rollout["problem_id"],
        "sample_index": rollout["sample_index"],
        "view": view,
        "split": split,
        "other": other,
    }


CURATE = Stage(
    name="curate",
    version=2,
    schemas={ROWS: SELECTED},
    rows=curate,
    depends=("pipelines.curate",),
    reads=("curation", "splits"),
)
