"""Publish: the selected rows as the views of a release.

Each view has one Arrow schema (`schemas.arrow.VIEWS`). Every row carries a digest of its other columns, so that a
changed row can be named.
"""

from __future__ import annotations

from collections import Counter

import msgspec

from pipelines.curate import PREFERENCE, SPLITS, VIEWS_OF_ONE, split_of
from pipelines.engines import ReferenceEngine
from pipelines.shards import Made, Row
from pipelines.solve import PROOF, SAMPLE
from pipelines.stage import Context, Inputs, Stage
from pipelines.styles import published
from pipelines.unique import kept
from schemas import Message, Status, canonical_json, digest, json_text
from schemas.arrow import VIEWS


class _Gold(msgspec.Struct):
    gold: str


_gold = msgspec.json.Decoder(_Gold)
_steps = msgspec.json.Decoder(tuple[Message, ...])


def publish(inputs: Inputs, context: Context) -> Made:
    """The stage's function: selected rollouts in, rows by view and split out, each table in order of id.

    A problem is published in `problems` and `rl` when its worked solution or a sample was accepted: only then is it
    proven that its check can be met. `rollouts` holds every sample, whatever became of it.
    """
    problems = {row["id"]: row for row in kept(inputs)}
    rollouts = {row["key"]: row for row in inputs["rollouts"]}
    verdicts = {row["key"]: row for row in inputs["verdicts"]}
    tables: dict[str, list[Row]] = {}
    counts: Counter[str] = Counter()
    for selected in inputs["selected"]:
        problem, rollout = problems[selected["problem_id"]], rollouts[selected["key"]]
        said, table = verdicts[selected["key"]], f"{selected['view']}.{selected['split']}"
        if selected["view"] == PREFERENCE:
            other = selected["other"]
            row = preference_row(problem, rollout, rollouts[other], verdicts[other])
        else:
            row = solution_row(problem, rollout, said)
            if selected["view"] != "default":
                row["detail"] = said["detail"]
        tables.setdefault(table, []).append(row)
    passes = _passes(inputs["rollouts"], verdicts)
    proven = {
        row["problem_id"]
        for row in inputs["rollouts"]
        if row["kind"] in (SAMPLE, PROOF) and verdicts[row["key"]]["status"] == Status.ACCEPTED
    }
    for problem in problems.values():
        if problem["id"] not in proven:
            continue
        split = split_of(problem["fingerprint"], context.recipe.splits)
        row = {**problem, **measured(passes.get(problem["id"], {}))}
        tables.setdefault(f"problems.{split}", []).append(row)
        tables.setdefault(f"rl.{split}", []).append(rl_row(row, split))
        counts[f"published|{problem['family']}|{problem['level']}"] += 1
    for rollout in inputs["rollouts"]:
        if rollout["kind"] == SAMPLE:
            problem = problems[rollout["problem_id"]]
            split = split_of(problem["fingerprint"], context.recipe.splits)
            row = rollout_row(problem, rollout, verdicts[rollout["key"]])
            tables.setdefault(f"rollouts.{split}", []).append(row)
    for rows in tables.values():
        for row in rows:
            row["digest"] = row_digest(row)
        rows.sort(key=lambda row: row["id"])
    size = sum(row["view"] in VIEWS_OF_ONE for row in inputs["selected"])
    return Made(tables, rows_in=size, rows_out=size, counts=dict(counts))


def _passes(rollouts: list[Row], verdicts: dict[str, Row]) -> dict[str, dict[str, list[int]]]:
    """By problem and solver: how many samples of the first round were accepted, and how many there were."""
    result: dict[str, dict[str, list[int]]] = {}
    for row in rollouts:
        if row["kind"] == SAMPLE and row["round"] == 0 and row["engine"] != ReferenceEngine.fingerprint:
            solver = result.setdefault(row["problem_id"], {})
            tally = solver.setdefault(f"{row['solver']}/{row['style']}", [0, 0])
            tally[0] += verdicts[row["key"]]["status"] == Status.ACCEPTED
            tally[1] += 1
    return result


def measured(passes: dict[str, list[int]]) -> Row:
    """A problem's measured difficulty: the share of the first round's samples that were accepted, over all models,
    and the counts of each; the share is null where no model was asked."""
    asked = sum(tally[1] for tally in passes.values())
    right = sum(tally[0] for tally in passes.values())
    return {"pass_rate": right / asked if asked else None, "passes": json_text(dict(sorted(passes.items())))}


def solution_row(problem: Row, rollout: Row, verdict: Row) -> Row:
    """A row of `default`, without its digest; `rejected` and `undecided` add `detail`."""
    return {
        "id": rollout["key"],
        "problem_id": problem["id"],
        "sample_index": rollout["sample_index"],
        "messages": [*_question(problem, rollout), *_answer(rollout)],
        "check": problem["check"],
        "status": verdict["status"],
        "reason": verdict["reason"],
        "checker": verdict["checker"],
        "checker_version": verdict["checker_version"],
        "answer": verdict["answer"],
        "evidence": verdict["evidence"],
        "engine": rollout["engine"],
        "style": rollout["style"],
        "finish_reason": rollout["finish_reason"],
        **_origin(problem),
    }


def rollout_row(problem: Row, rollout: Row, verdict: Row) -> Row:
    """A row of `rollouts`, without its digest: a sample with its verdict and what it cost."""
    told = ("solver", "style_version", "round", "completion", "prompt_tokens", "completion_tokens", "logprob", "error")
    return {
        **solution_row(problem, rollout, verdict),
        "detail": verdict["detail"],
        **{name: rollout[name] for name in told},
    }


def preference_row(problem: Row, chosen: Row, rejected: Row, verdict: Row) -> Row:
    """A row of `preference` in TRL's fields, without its digest; `verdict` says why the rejected one was."""
    return {
        "id": digest("preference", chosen["key"], rejected["key"]),
        "problem_id": problem["id"],
        "prompt": _question(problem, chosen),
        "chosen": _answer(chosen),
        "rejected": _answer(rejected),
        "chosen_id": chosen["key"],
        "rejected_id": rejected["key"],
        "why": verdict["reason"],
        "detail": verdict["detail"],
        "check": problem["check"],
        "chosen_engine": chosen["engine"],
        "rejected_engine": rejected["engine"],
        "style": chosen["style"],
        **_origin(problem),
    }


def _question(problem: Row, rollout: Row) -> list[Row]:
    return [msgspec.to_builtins(message) for message in published(rollout["style"], problem)]


def _answer(rollout: Row) -> list[Row]:
    if not rollout["steps"]:
        return [_message("assistant", rollout["text"])]
    return [msgspec.to_builtins(message) for message in _steps.decode(rollout["steps"])]


def _origin(problem: Row) -> Row:
    return {name: problem[name] for name in ("family", "family_version", "template", "level", "seed", "index")}


def rl_row(problem: Row, split: str) -> Row:
    """A row of `rl` in verl's fields, without its digest; `check` is what a reward function hands to the checkers."""
    return {
        "id": problem["id"],
        "data_source": f"provender/{problem['family']}",
        "prompt": [_message("user", problem["prompt"])],
        "ability": problem["family"].partition("/")[0],
        "reward_model": {"style": "rule", "ground_truth": _gold.decode(problem["check"]).gold},
        "extra_info": {
            "index": problem["index"],
            "split": split,
            "family": problem["family"],
            "family_version": problem["family_version"],
            "level": problem["level"],
            "seed": problem["seed"],
            "pass_rate": problem["pass_rate"],
        },
        "check": problem["check"],
    }


def _message(role: str, content: str) -> Row:
    return {"role": role, "content": content}


def row_digest(row: Row) -> str:
    """The digest of all columns of a view's row but the digest itself."""
    return digest(canonical_json({name: value for name, value in row.items() if name != "digest"}))


PUBLISH = Stage(
    name="publish",
    version=2,
    schemas={f"{view}.{split}": schema for view, schema in VIEWS.items() for split in SPLITS},
    rows=publish,
    depends=("pipelines.publish", "pipelines.styles", "schemas"),
    reads=("splits",),
)
