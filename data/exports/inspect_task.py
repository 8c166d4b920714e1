"""The eval as a task for inspect_ai."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import anyio.to_thread
from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import GenerateConfig
from inspect_ai.scorer import (
    CORRECT,
    INCORRECT,
    Metric,
    SampleScore,
    Score,
    Scorer,
    Target,
    accuracy,
    grouped,
    metric,
    scorer,
    stderr,
    value_to_float,
)
from inspect_ai.solver import TaskState, generate

HERE = Path(__file__).resolve().parent
_spec = importlib.util.spec_from_file_location(f"{HERE}/grading", HERE / "grading.py")
assert _spec is not None and _spec.loader is not None
grading = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(grading)
_as_float = value_to_float()


@task
def provender_eval() -> Task:
    """All items. Nothing is asked if answers to them could not be decided."""
    lines = (HERE / "items.jsonl").read_text(encoding="utf-8").split("\n")
    items = [json.loads(line) for line in lines if line]
    grading.ready(items[0])
    return Task(
        dataset=MemoryDataset([_sample(item) for item in items], name=grading.CONFIG["release"]),
        solver=generate(),
        scorer=checked(),
        config=GenerateConfig(temperature=grading.TEMPERATURE, max_tokens=grading.MAX_TOKENS),
        version=grading.CONFIG["version"],
        metadata={name: grading.CONFIG[name] for name in ("release", "digest", "canary")},
    )


def _sample(item: dict[str, Any]) -> Sample:
    about = {name: value for name, value in item.items() if name not in ("id", "prompt")}
    return Sample(id=item["id"], input=grading.asked(item), target="", metadata=about)


def _rows(scores: list[SampleScore]) -> list[dict[str, Any]]:
    """The verdicts; what was asked in several epochs is solved when it is in all of them."""
    return [
        {
            **(each.sample_metadata or {}),
            "accepted": _as_float(each.score.value) == 1,
            "undecided": (each.score.metadata or {}).get("status") == "undecided",
        }
        for each in scores
    ]


@metric
def eacc() -> Metric:
    """Effective accuracy: the share of base items that are solved in all their versions."""

    def effective(scores: list[SampleScore]) -> float:
        return grading.eacc(_rows(scores))

    return effective


@metric
def undecided() -> Metric:
    """The share of responses on which there is no verdict; they are not accepted."""

    def share(scores: list[SampleScore]) -> float:
        return grading.share(_rows(scores), "undecided")

    return share


METRICS = [accuracy(), stderr(cluster="base_id"), eacc(), undecided()]
BY_TIER = [
    grouped(accuracy(), "tier", all=False, name_template="accuracy_{group_name}"),
    grouped(eacc(), "tier", all=False, name_template="eacc_{group_name}"),
]


@scorer(metrics=[*METRICS, *(BY_TIER if grading.CONFIG["tiers"] else ())])
def checked() -> Scorer:
    """Accepted by the item's checker, or not."""

    async def score(state: TaskState, target: Target) -> Score:
        item = {"id": str(state.sample_id), **state.metadata}
        verdict = await anyio.to_thread.run_sync(grading.grade, item, state.output.completion, state.output.stop_reason)
        return Score(
            value=CORRECT if verdict["status"] == "accepted" else INCORRECT,
            answer=verdict["answer"],
            explanation=verdict["reason"],
            metadata={"status": verdict["status"]},
        )

    return score
