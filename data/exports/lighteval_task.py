"""The eval as a custom task for lighteval."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lighteval.metrics.metrics_sample import SampleLevelComputation
from lighteval.metrics.utils.metric_utils import SampleLevelMetricGrouping
from lighteval.models.model_output import ModelResponse
from lighteval.tasks.lighteval_task import LightevalTaskConfig
from lighteval.tasks.requests import Doc, SamplingMethod

HERE = Path(__file__).resolve().parent
_spec = importlib.util.spec_from_file_location(f"{HERE}/grading", HERE / "grading.py")
assert _spec is not None and _spec.loader is not None
grading = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(grading)

Row = dict[str, Any]
_is_ready = False


def prompt(line: Row, task_name: str | None = None) -> Doc:
    """An item as lighteval asks it. Nothing is asked if answers could not be decided."""
    global _is_ready
    if not _is_ready:
        grading.ready(line)
        _is_ready = True
    about = {name: line[name] for name in ("id", "base_id", "version", "versions", "tier", "family", "level", "canary")}
    return Doc(query=grading.asked(line), choices=[""], gold_index=0, specific=about, task_name=task_name or "")


class Checked(SampleLevelComputation):
    """Accepted by the item's checker, or not."""

    def compute(self, doc: Doc, model_response: ModelResponse, **_: Any) -> Row:
        """Each metric's value for one response; `eacc` has what all figures of the whole are reckoned from."""
        row = grading.row(doc.specific, grading.grade(doc.specific, model_response.final_text[0]))
        return {"accuracy": float(row["accepted"]), "eacc": row, "undecided": float(row["undecided"])}


def _mean(name: str) -> Callable[[list[float]], Row]:
    def mean(values: list[float]) -> Row:
        return {name: sum(values) / len(values)}

    return mean


def _figures(rows: list[Row]) -> Row:
    """The effective accuracy, the errors with versions as clusters (a dictionary, or lighteval would bootstrap its own
    as if items were independent), and both accuracies by tier."""
    found = {
        "eacc": grading.eacc(rows),
        "eacc_stderr": grading.eacc_stderr(rows),
        "accuracy_stderr": grading.clustered_stderr(rows),
    }
    for tier in grading.CONFIG["tiers"]:
        part = [row for row in rows if row["tier"] == tier]
        if part:
            found |= {
                f"accuracy_{tier}": grading.share(part),
                f"accuracy_{tier}_stderr": grading.clustered_stderr(part),
                f"eacc_{tier}": grading.eacc(part),
                f"eacc_{tier}_stderr": grading.eacc_stderr(part),
            }
    return found


METRICS = ["accuracy", "eacc", "undecided"]
TASKS_TABLE = [
    LightevalTaskConfig(
        name="provender_eval",
        prompt_function=prompt,
        hf_repo=str(HERE / "items"),
        hf_subset="default",
        hf_avail_splits=["test"],
        evaluation_splits=["test"],
        metrics=[
            SampleLevelMetricGrouping(
                metric_name=METRICS,
                higher_is_better={"accuracy": True, "eacc": True, "undecided": False},
                category=SamplingMethod.GENERATIVE,
                sample_level_fn=Checked(),
                corpus_level_fn={"accuracy": _mean("accuracy"), "eacc": _figures, "undecided": _mean("undecided")},
            )
        ],
        generation_size=grading.MAX_TOKENS,
        stop_sequence=[],
        version=grading.CONFIG["number"],
    )
]
