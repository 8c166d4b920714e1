"""Curate: which rows are published, in which view and split.

Of a problem's accepted solutions a few different ones are kept; accepted and rejected samples of the same problem and
style, or short and long accepted ones, become preference pairs. What is not kept is named with its reason. A problem
belongs to one split, decided by a hash of its fingerprint alone, so that the same problem never lies in the training
split of one release and the test split of another. Known-wrong controls that a checker accepted are kept out and
counted: they are false accepts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipelines.minhash import jaccard, signatures
from pipelines.shards import ROWS, Made, Row
from pipelines.solve import CONTROL, PROOF, SAMPLE
from pipelines.stage import Context, Inputs, Stage
from pipelines.unique import kept
from schemas import Status, digest_int
from schemas.arrow import SELECTED
from schemas.recipe import Curation

ACCEPTED, REJECTED, UNDECIDED, PREFERENCE, DROPPED = "default", "rejected", "undecided", "preference", "dropped"
VIEWS_OF_ONE = (ACCEPTED, REJECTED, UNDECIDED)  # a rollout is in one of these at most
SPLITS = ("train", "validation", "test")
LONGER = 1.25  # how much longer the one of a pair is, at least, for their lengths to be worth a preference


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

    A verdict is accounted for by its row in one of the `VIEWS_OF_ONE`, or dropped with a reason, which is a row too but
    for proofs; preference pairs come beside them.
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
        for rollout, view, reason, keeper in _placed(rollouts, said, context.recipe.curation):
            if reason:
                dropped[reason] += 1
            if view:
                rows.append(_selected(rollout, view, splits[problem], other=keeper, reason=reason))
            if view == ACCEPTED:
                counts[f"rows|{problems[problem]['family']}|{problems[problem]['level']}"] += 1
        for chosen, rejected in _pairs(rollouts, said, context.recipe.curation):
            rows.append(_selected(chosen, PREFERENCE, splits[problem], other=rejected["key"]))
    rows.sort(key=lambda row: (row["problem_id"], row["view"], row["sample_index"], row["key"], row["other"]))
    published = sum(row["view"] in VIEWS_OF_ONE for row in rows)
    return Made(
        {ROWS: rows}, rows_in=len(inputs["verdicts"]), rows_out=published, dropped=dict(dropped), counts=dict(counts)
    )


def _place(rollout: Row) -> tuple[int, str, str, int, str]:
    """The order in which a problem's rollouts have precedence: rounds, then the recipe's names, then samples."""
    return rollout["round"], rollout["solver"], rollout["style"], rollout["sample_index"], rollout["key"]


def _placed(rollouts: list[Row], said: dict[str, Row], asked: Curation) -> Iterator[tuple[Row, str, str, str]]:
    """Each of a problem's rollouts with its view, or the reason why it is dropped and the key of what is kept."""
    accepted: dict[str, Row] = {}
    for rollout in rollouts:
        if rollout["kind"] == SAMPLE and said[rollout["key"]]["status"] == Status.ACCEPTED:
            accepted.setdefault(_words(rollout), rollout)
    chosen = {row["key"] for row in _chosen(list(accepted.values()), asked)}
    for rollout in rollouts:
        status = said[rollout["key"]]["status"]
        if rollout["kind"] == PROOF:
            yield rollout, "", "proof", ""
        elif status != Status.ACCEPTED:
            yield rollout, REJECTED if status == Status.REJECTED else UNDECIDED, "", ""
        elif rollout["kind"] == CONTROL:
            yield rollout, DROPPED, "control_accepted", ""
        elif (first := accepted[_words(rollout)])["key"] != rollout["key"]:
            yield rollout, DROPPED, "same_solution", first["key"]
        elif rollout["key"] in chosen:
            yield rollout, ACCEPTED, "", ""
        else:
            yield rollout, DROPPED, "enough_solutions", ""


def _chosen(different: list[Row], asked: Curation) -> list[Row]:
    """Which of the different accepted solutions are kept; they come in their order of precedence."""
    most = asked.solutions_per_problem
    if asked.choose == "diverse" and len(different) > most:
        return _spread(different, most)
    if asked.choose == "shortest":
        different = sorted(different, key=_length)
    elif asked.choose == "longest":
        different = sorted(different, key=_length, reverse=True)
    return different[:most]


def _spread(different: list[Row], most: int) -> list[Row]:
    """Solutions far from each other: after the first, always the one least like those chosen (by their 5-shingles)."""
    signed = [each.tobytes() for each in signatures([_words(row) for row in different])]
    chosen, nearest = [0], [jaccard(each, signed[0]) for each in signed]
    while len(chosen) < most:
        best = min((place for place in range(len(signed)) if place not in chosen), key=lambda place: nearest[place])
        chosen.append(best)
        nearest = [max(near, jaccard(each, signed[best])) for near, each in zip(nearest, signed, strict=True)]
    return [different[place] for place in chosen]


def _length(rollout: Row) -> int:
    return len(rollout["text"])


def _pairs(rollouts: list[Row], said: dict[str, Row], asked: Curation) -> list[tuple[Row, Row]]:
    """Up to `pairs_per_problem` pairs of samples in the same style: an accepted and a rejected one, each text used once
    where possible, or a short and a long accepted one."""
    most = asked.pairs_per_problem
    pairs: list[tuple[Row, Row]] = []
    samples = [row for row in rollouts if row["kind"] == SAMPLE]
    for style in dict.fromkeys(row["style"] for row in samples):
        same = [row for row in samples if row["style"] == style]
        chosen = _different(row for row in same if said[row["key"]]["status"] == Status.ACCEPTED)
        if asked.pairs == "length":
            chosen.sort(key=_length)
            halves = zip(chosen, reversed(chosen), strict=True)
            pairs += [(short, long) for short, long in halves if _length(long) >= LONGER * _length(short)]
            continue
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


def _selected(rollout: Row, view: str, split: str, other: str = "", reason: str = "") -> Row:
    return {
        "key": rollout["key"],
        "problem_id": rollout["problem_id"],
        "sample_index": rollout["sample_index"],
        "view": view,
        "split": split,
        "other": other,
        "reason": reason,
    }


CURATE = Stage(
    name="curate",
    version=3,
    schemas={ROWS: SELECTED},
    rows=curate,
    depends=("pipelines.curate", "pipelines.minhash", "pipelines.decontamination.skeletons"),
    reads=("curation", "splits"),
)
