"""Publish: the selected rows as the views of a release.

Each view has one Arrow schema (`schemas.arrow.VIEWS`). Every row carries a digest of its other columns, so that a
changed row can be named.
"""

from __future__ import annotations

import msgspec

from pipelines.curate import ACCEPTED, SPLITS
from pipelines.shards import Made, Row
from pipelines.stage import Context, Inputs, Stage
from pipelines.unique import kept
from schemas import canonical_json, digest
from schemas.arrow import VIEWS


class _Gold(msgspec.Struct):
    gold: str


_gold = msgspec.json.Decoder(_Gold)


def publish(inputs: Inputs, context: Context) -> Made:
    """The stage's function: selected solutions in, rows by view and split out, each table in order of id.

    A problem is published in `problems` and `rl` when one of its solutions was accepted: only then is it proven that
    its check can be met.
    """
    problems = {row["id"]: row for row in kept(inputs)}
    completions = {row["key"]: row for row in inputs["completions"]}
    verdicts = {row["key"]: row for row in inputs["verdicts"]}
    tables: dict[str, list[Row]] = {}
    counts: dict[str, int] = {}
    for selected in inputs["selected"]:
        problem, view, split = problems[selected["problem_id"]], selected["view"], selected["split"]
        solution = solution_row(problem, completions[selected["key"]], verdicts[selected["key"]])
        if view != ACCEPTED:
            solution["detail"] = verdicts[selected["key"]]["detail"]
        tables.setdefault(f"{view}.{split}", []).append(solution)
        if view == ACCEPTED:
            name = f"published|{problem['family']}|{problem['level']}"
            proven = tables.setdefault(f"problems.{split}", [])
            if not proven or proven[-1]["id"] != problem["id"]:  # solutions of a problem follow one another
                proven.append(dict(problem))
                tables.setdefault(f"rl.{split}", []).append(rl_row(problem, split))
                counts[name] = counts.get(name, 0) + 1
    for table in tables.values():
        for row in table:
            row["digest"] = row_digest(row)
        table.sort(key=lambda row: row["id"])
    size = len(inputs["selected"])
    return Made(tables, rows_in=size, rows_out=size, counts=counts)


def solution_row(problem: Row, completion: Row, verdict: Row) -> Row:
    """A row of `default` or `rejected`, without its digest."""
    return {
        "id": completion["key"],
        "problem_id": problem["id"],
        "sample_index": completion["sample_index"],
        "messages": [_message("user", problem["prompt"]), _message("assistant", completion["text"])],
        "check": problem["check"],
        "status": verdict["status"],
        "reason": verdict["reason"],
        "checker": verdict["checker"],
        "checker_version": verdict["checker_version"],
        "answer": verdict["answer"],
        "evidence": verdict["evidence"],
        "engine": completion["engine"],
        "family": problem["family"],
        "family_version": problem["family_version"],
        "template": problem["template"],
        "level": problem["level"],
        "seed": problem["seed"],
        "index": problem["index"],
    }


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
    version=1,
    schemas={f"{view}.{split}": schema for view, schema in VIEWS.items() for split in SPLITS},
    rows=publish,
    depends=("pipelines.publish", "schemas"),
    reads=("splits",),
)
