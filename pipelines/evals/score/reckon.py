"""From responses to verdicts, and from verdicts to scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipelines.evals.grading import verdicts_on
from pipelines.evals.home import write_secret
from pipelines.evals.items import EvalSet, Item
from pipelines.evals.score import statistics
from pipelines.evals.score.anchors import link
from pipelines.evals.score.responses import Written
from pipelines.evals.score.scores import (
    MOST_NAMED,
    Comparison,
    Difference,
    Discrimination,
    Equality,
    Group,
    ItemScore,
    Model,
    Scores,
)
from pipelines.evals.score.statistics import Floats, Share
from pipelines.shards import Row
from schemas import Status, Verdict, canonical_json, digest
from validators.guard import Guard

THRESHOLD = 0.1  # of the point-biserial correlation, below which an item tells nothing
FEWEST_RESPONDENTS = 3
MISSING = "missing"  # stands where there is no response, and so no verdict
KNOWN = "new_draw"
HELD_OUT = ("new_template", "new_family")
_GROUPS: tuple[tuple[str, Callable[[Item], str]], ...] = (
    ("tier", lambda item: item.tier),
    ("domain", lambda item: item.domain),
    ("family", lambda item: item.family),
    ("level", lambda item: str(item.level) if item.level else ""),
    ("anchor", lambda item: "anchors" if item.anchor else "others"),
)


class Graded(msgspec.Struct, frozen=True):
    """What one model wrote, with the verdict on each response by item and sample."""

    written: Written
    verdicts: dict[tuple[str, int], Verdict]


def grade_all(written: Iterable[Written], items: Mapping[str, Item], guard: Guard) -> list[Graded]:
    """What the checkers say of all that the models wrote."""
    graded = []
    for each in written:
        keys = sorted(each.responses)
        found = verdicts_on([each.responses[key] for key in keys], items, guard)
        graded.append(Graded(each, dict(zip(keys, found, strict=True))))
    return graded


def write_verdicts(path: Path, eval_set: EvalSet, graded: Iterable[Graded]) -> None:
    """Write the verdict on every response that was wanted as JSON lines, in order of model, item and sample.

    Right answers stand in it, so it is readable by its owner only, as an eval is that was not revealed.
    """
    write_secret(
        path, b"".join(canonical_json(row) + b"\n" for each in graded for row in _verdict_rows(eval_set, each))
    )


def _verdict_rows(eval_set: EvalSet, graded: Graded) -> Iterator[Row]:
    for item in eval_set.items:
        for sample in range(graded.written.samples):
            said = graded.verdicts.get((item.id, sample))
            yield {
                "id": item.id, "model": graded.written.model, "sample": sample,
                "status": MISSING if said is None else said.status,
                "reason": MISSING if said is None else said.reason,
                "accepted": said is not None and said.status is Status.ACCEPTED,
                "answer": "" if said is None else said.answer,
            }  # fmt: skip


def scores(eval_set: EvalSet, graded: Sequence[Graded], unknown: int = 0, older: Scores | None = None) -> Scores:
    """The figures of all models, and of the items; all intervals are of 95 %. With the scores of an older release the
    models are put on its scale."""
    design = _Design(eval_set)
    tables = [_Table(design, each) for each in graded]
    models = tuple(_model(design, table) for table in tables)
    respondents = np.concatenate([table.respondents for table in tables])
    items, flat = _items(design, respondents)
    found = Scores(
        provender_scores=1,
        eval=eval_set.name,
        digest=digest(canonical_json([[item.id, item.check] for item in design.items])),
        root=eval_set.manifest.root if eval_set.manifest else "",
        items=len(design.items),
        bases=design.bases,
        versions=design.versions,
        incomplete=design.bases - len(design.complete),
        distinguishes=statistics.distinguishes(design.bases, design.versions),
        unknown=unknown,
        models=models,
        comparisons=tuple(_comparison(design, *pair) for pair in combinations(tables, 2)),
        discrimination=flat,
        item_scores=items,
    )
    if older is None:
        return found
    solved = [(table.graded.written.model, table.accepted, table.counted) for table in tables]
    return msgspec.structs.replace(found, link=link(older, found, solved))


class _Design:
    """The items in order of base item and version, and where each base item lies."""

    def __init__(self, eval_set: EvalSet) -> None:
        groups = eval_set.bases
        self.items = [item for group in groups.values() for item in group]
        self.place = {item.id: number for number, item in enumerate(self.items)}
        self.bases = len(groups)
        self.base = np.repeat(np.arange(self.bases), [len(group) for group in groups.values()])
        self.versions = max(len(group) for group in groups.values())
        starts = np.cumsum([0, *(len(group) for group in groups.values())])[:-1]
        whole = [len(group) == self.versions for group in groups.values()]
        # One row of places for each base item that has all versions.
        self.complete = starts[np.array(whole)][:, None] + np.arange(self.versions)

    def by_base(self, values: Floats, chosen: NDArray[np.bool_] | None = None) -> Floats:
        """Values of items, summed by base item; of the `chosen` ones only."""
        weights = values if chosen is None else values * chosen
        return np.bincount(self.base, weights=weights, minlength=self.bases).astype(np.float64)


class _Table:
    """One model's verdicts as arrays over the design's items, or over items and samples."""

    def __init__(self, design: _Design, graded: Graded) -> None:
        self.graded, self.samples = graded, graded.written.samples
        shape = len(design.items), self.samples
        accepted, rejected, undecided = (np.zeros(shape) for _ in range(3))
        of = {Status.ACCEPTED: accepted, Status.REJECTED: rejected, Status.UNDECIDED: undecided}
        for (id, sample), said in graded.verdicts.items():
            of[said.status][design.place[id], sample] = 1
        self.answered = (accepted + rejected + undecided).sum(axis=1)
        texts = {key: each.text for key, each in graded.written.responses.items()}
        self.alike = self.samples > 1 and all(
            texts.get((item.id, sample)) == texts.get((item.id, 0))
            for item in design.items
            for sample in range(1, self.samples)
        )
        # Copies of one text are one respondent, and tell nothing of how a model's answers vary.
        self.counted = 1 if self.alike else self.samples
        self.respondents = accepted.T[: self.counted]
        self.accepted, self.rejected, self.undecided = (
            table[:, : self.counted].sum(axis=1) for table in (accepted, rejected, undecided)
        )


def _model(design: _Design, table: _Table) -> Model:
    written, verdicts = table.graded.written, table.graded.verdicts
    statuses = Counter(said.status for said in verdicts.values())
    unanswered = [item.id for item, count in zip(design.items, table.answered, strict=True) if not count]
    wanted = len(design.items) * table.samples
    everything = np.ones(len(design.items), dtype=bool)
    accuracy = _accuracy(design, table, everything)
    assert accuracy is not None
    versions: tuple[Share, ...] = ()
    equality = gap = None
    why = ""
    if design.versions < 2:
        why = "each base item has one version"
    elif len(design.complete) < 2:
        why = "fewer than two base items have all versions"
    else:
        solved = table.accepted[design.complete]
        whole = np.full(len(solved), float(table.counted))
        versions = tuple(found for each in solved.T if (found := statistics.share(each, whole)) is not None)
        equality = Equality(*statistics.equality(solved, written.model))
        gap = statistics.gap(solved, table.counted, written.model)
    return Model(
        model=written.model,
        styles=tuple(sorted({each.style for each in written.responses.values()})),
        samples=table.samples,
        alike=table.alike,
        responses=wanted,
        accepted=statuses[Status.ACCEPTED],
        rejected=statuses[Status.REJECTED],
        undecided=statuses[Status.UNDECIDED],
        missing=wanted - len(verdicts),
        unanswered=len(unanswered),
        unanswered_ids=tuple(unanswered[:MOST_NAMED]),
        reasons=dict(sorted(Counter(said.reason.value for said in verdicts.values()).items())),
        accuracy=accuracy,
        decided=statistics.share(design.by_base(table.accepted), design.by_base(table.accepted + table.rejected)),
        eacc=_eacc(design, table, everything),
        versions=versions,
        equality=equality,
        gap=gap,
        why_no_gap=why,
        groups=tuple(_groups(design, table)),
        differences=tuple(_differences(design, table)),
        detectable=statistics.detectable(accuracy),
    )


def _accuracy(design: _Design, table: _Table, chosen: NDArray[np.bool_]) -> Share | None:
    whole = np.full(len(design.items), float(table.counted))
    return statistics.share(design.by_base(table.accepted, chosen), design.by_base(whole, chosen))


def _eacc(design: _Design, table: _Table, chosen: NDArray[np.bool_]) -> Share | None:
    """The share of base items that are solved in all versions: with several samples the product of the versions' rates,
    which is unbiased, since samples of different versions are independent."""
    rows = design.complete[chosen[design.complete].all(axis=1)] if len(design.complete) else design.complete
    if design.versions < 2 or not len(rows):
        return None
    every = (table.accepted[rows] / table.counted).prod(axis=1)
    return statistics.share(every, np.ones(len(rows)), len(rows) * table.counted)


def _groups(design: _Design, table: _Table) -> Iterator[Group]:
    for by, key in _GROUPS:
        names = np.array([key(item) for item in design.items])
        for name in _ordered(set(names.tolist()) - {""}):
            chosen = names == name
            accuracy = _accuracy(design, table, chosen)
            assert accuracy is not None
            yield Group(
                by=by,
                name=name,
                items=int(chosen.sum()),
                bases=len(set(design.base[chosen].tolist())),
                accuracy=accuracy,
                undecided=float(table.undecided[chosen].sum()) / (int(chosen.sum()) * table.counted),
                eacc=_eacc(design, table, chosen),
            )


def _ordered(names: set[str]) -> list[str]:
    """Tiers from near to far, numbers by size, all else by name."""
    tiers = (KNOWN, *HELD_OUT)
    return sorted(names, key=lambda name: (tiers.index(name) if name in tiers else 9, name.rjust(3), name))


def _differences(design: _Design, table: _Table) -> Iterator[Difference]:
    """New draws of known templates against each kind of what is held out from training, and against all of it."""
    tiers = np.array([item.tier for item in design.items])
    known = _accuracy(design, table, tiers == KNOWN)
    for name, chosen in (
        *((tier, tiers == tier) for tier in HELD_OUT),
        ("held_out", np.isin(tiers, HELD_OUT)),
    ):
        other = _accuracy(design, table, chosen)
        if known is not None and other is not None:
            yield Difference(KNOWN, name, statistics.share_difference(known, other))


def _comparison(design: _Design, first: _Table, second: _Table) -> Comparison:
    weights = design.by_base(np.ones(len(design.items)))
    means = [design.by_base(table.accepted / table.counted) / weights for table in (first, second)]
    found = statistics.paired(means[0], means[1], weights)
    names = first.graded.written.model, second.graded.written.model
    return Comparison(*names, difference=found.difference, detectable=found.detectable)


def _items(design: _Design, respondents: Floats) -> tuple[tuple[ItemScore, ...], Discrimination]:
    """Item statistics over respondents: a table of respondents by items."""
    number = len(respondents)
    enough = number >= FEWEST_RESPONDENTS
    values = statistics.discrimination(respondents) if enough else np.full(len(design.items), np.nan)
    accepted = respondents.sum(axis=0)
    found = []
    below = constant = 0
    for item, solved, value in zip(design.items, accepted.tolist(), values.tolist(), strict=True):
        why = ""
        if not enough:
            why = f"{number} respondents, at least {FEWEST_RESPONDENTS} are needed"
        elif solved in (0, number):
            why = "no respondent solved it" if not solved else "all respondents solved it"
            constant += 1
        elif np.isnan(value):
            why = "all respondents solved equally many of the other items"
        else:
            below += value < THRESHOLD
        found.append(
            ItemScore(
                id=item.id, base_id=item.base_id, version=item.version, tier=item.tier, anchor=item.anchor,
                family=item.family, level=item.level, accepted=round(solved), respondents=number,
                difficulty=solved / number, discrimination=None if why else value, why=why,
            )
        )  # fmt: skip
    measured = sum(not each.why for each in found)
    share = (below + constant) / len(found) if enough else None
    return tuple(found), Discrimination(THRESHOLD, number, measured, below, constant, share)
