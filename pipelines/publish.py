"""Publish: the selected rows as the views of a release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipelines.curate import ACCEPTED, DROPPED, PREFERENCE, SPLITS, VIEWS_OF_ONE, split_of
from pipelines.difficulty import passes_of
from pipelines.process import process_rows
from pipelines.select import proven_of
from pipelines.shards import Made, Row
from pipelines.solve import SAMPLE
from pipelines.stage import Context, Inputs, Stage
from pipelines.unique import kept
from pipelines.views import (
    CONTAMINATED,
    completion_row,
    default_row,
    dropped_problem,
    dropped_solution,
    preference_row,
    problems_row,
    rl_row,
    rollout_row,
    row_digest,
    solution_row,
    tool_row,
    training_of,
)
from schemas.arrow import VIEWS

Published = Iterator[tuple[str, str, Row]]  # view, the problem's id, row


def publish(inputs: Inputs, context: Context) -> Made:
    """The stage's function: selected rollouts in, rows by view and split out, each table in order of id.

    A problem is published in `problems` when its worked solution or a sample was accepted: only then is it proven that
    its check can be met. The views for training hold what the selection left of them, `rollouts` and `process` every
    sample, whatever became of it, and `dropped` what is in none of the others.
    """
    work = _Shard(inputs, context)
    tables: dict[str, list[Row]] = {}
    counts: Counter[str] = Counter()
    for view, problem, row in work.rows():
        row["digest"] = row_digest(row)
        tables.setdefault(f"{view}.{work.splits[problem]}", []).append(row)
        if view in ("problems", ACCEPTED):
            counts[f"{view}|{row['family']}|{row['level']}"] += 1
    for rows in tables.values():
        rows.sort(key=lambda row: row["id"])
    size = sum(row["view"] in VIEWS_OF_ONE for row in inputs["selected"])
    gone = Counter(f"selection_{reason}" for reason in work.unselected())
    return Made(
        tables, rows_in=size, rows_out=size - gone.total(), dropped=dict(sorted(gone.items())), counts=dict(counts)
    )


class _Shard:
    """One shard's problems and rollouts, and the rows that they make."""

    def __init__(self, inputs: Inputs, context: Context) -> None:
        self.inputs = inputs
        self.least = context.recipe.curation.process_steps
        self.drawn = {(row["family"], row["index"]): row for row in inputs["problems"]}
        self.problems = {row["id"]: row for row in kept(inputs)}
        shares = context.recipe.splits
        self.splits = {row["id"]: split_of(row["fingerprint"], shares) for row in inputs["problems"]}
        self.rollouts = {row["key"]: row for row in inputs["rollouts"]}
        self.verdicts = {row["key"]: row for row in inputs["verdicts"]}
        self.statuses = {key: row["status"] for key, row in self.verdicts.items()}
        # Of problems that are not proven nothing is selected: no solution of theirs was accepted.
        self.left_out = {row["problem_id"]: row["reason"] for row in inputs["selection"] if row["reason"]}
        places = {row["problem_id"]: row["curriculum"] for row in inputs["selection"]}
        passes = passes_of(inputs["rollouts"], self.statuses)
        self.told = {
            name: problems_row(row, passes.get(name, {}), places.get(name)) for name, row in self.problems.items()
        }

    def unselected(self) -> Iterator[str]:
        """The bound that keeps it out, for each accepted solution of a problem that was not selected."""
        for row in self.inputs["selected"]:
            if row["view"] == ACCEPTED and row["problem_id"] in self.left_out:
                yield self.left_out[row["problem_id"]]

    def rows(self) -> Published:
        """Everything that is published of the shard."""
        yield from self._solutions()
        proven = proven_of(self.inputs["rollouts"], self.statuses)
        by_problem: dict[str, list[Row]] = {}
        for rollout in self.inputs["rollouts"]:
            if rollout["kind"] == SAMPLE:
                by_problem.setdefault(rollout["problem_id"], []).append(rollout)
        for name, problem in self.told.items():
            if name in proven:
                yield "problems", name, dict(problem)
                if name not in self.left_out:
                    yield "rl", name, rl_row(problem, self.splits[name])
            own = by_problem.get(name, [])
            for rollout in own:
                yield "rollouts", name, rollout_row(problem, rollout, self.verdicts[rollout["key"]])
            for row in process_rows(problem, own, self.verdicts, self.least):
                yield "process", name, row
        yield from self._dropped()

    def _solutions(self) -> Published:
        for selected in self.inputs["selected"]:
            view, name = selected["view"], selected["problem_id"]
            problem, rollout = self.told[name], self.rollouts[selected["key"]]
            said = self.verdicts[selected["key"]]
            training = view in (ACCEPTED, PREFERENCE)
            if view == DROPPED:
                yield view, name, dropped_solution(problem, rollout, selected["reason"], selected["other"])
            elif not training:
                yield view, name, {**solution_row(problem, rollout, said), "detail": said["detail"]}
            elif name in self.left_out:
                if view == ACCEPTED:
                    yield DROPPED, name, dropped_solution(problem, rollout, f"selection_{self.left_out[name]}")
            elif view == PREFERENCE:
                other = selected["other"]
                yield view, name, preference_row(
                    problem, rollout, self.rollouts[other], self.verdicts[other], training_of(problem)
                )  # fmt: skip
            else:
                yield view, name, default_row(problem, rollout, said, training_of(problem))
                for config, row in (
                    ("completion", completion_row(problem, rollout, training_of(problem))),
                    ("tool", tool_row(problem, rollout, training_of(problem))),
                ):
                    if row is not None:
                        yield config, name, row

    def _dropped(self) -> Published:
        """Problems that earlier stages dropped: repeats of their own, contaminated ones, those near to others."""
        for row in self.inputs["duplicates"]:
            problem = self.drawn[row["family"], row["index"]]
            yield DROPPED, problem["id"], dropped_problem(problem, "duplicate", problem["id"], 1.0)
        for row in self.inputs["contaminated"]:
            problem = self.drawn[row["family"], row["index"]]
            detail = f"{row['item']} of {row['pack']}: {row['rules']}".removeprefix(" of ")
            yield DROPPED, problem["id"], dropped_problem(problem, CONTAMINATED, "", row["score"], detail)
        for row in self.inputs["near"]:
            problem = self.drawn[row["family"], row["index"]]
            yield DROPPED, problem["id"], dropped_problem(problem, row["reason"], row["keeper"], row["score"])


PUBLISH = Stage(
    name="publish",
    version=3,
    schemas={f"{view}.{split}": schema for view, schema in VIEWS.items() for split in SPLITS},
    rows=publish,
    depends=(
        "pipelines.publish",
        "pipelines.views",
        "pipelines.process",
        "pipelines.styles",
        "schemas",
        "validators.equalities",
        "validators.formulas",
    ),
    reads=("splits", "curation"),
)
