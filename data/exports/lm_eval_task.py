"""The functions that the YAML files beside this one name: lm-evaluation-harness loads them by path."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import datasets

HERE = Path(__file__).resolve().parent
_spec = importlib.util.spec_from_file_location(f"{HERE}/grading", HERE / "grading.py")
assert _spec is not None and _spec.loader is not None
grading = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(grading)

Row = dict[str, Any]
# Said, not guessed: a column of texts that look like dates would be read as dates.
FEATURES = datasets.Features(
    {name: datasets.Value("string") for name in ("id", "base_id", "tier", "family", "prompt", "canary")}
    | {name: datasets.Value("int64") for name in ("version", "versions", "level")}
)
ITEMS = str(HERE / "items")
CACHE = str(HERE / "cache")  # items are private: the copy that datasets makes stays in this folder
clustered_stderr, eacc, eacc_stderr = grading.clustered_stderr, grading.eacc, grading.eacc_stderr


def process_docs(docs: datasets.Dataset) -> datasets.Dataset:
    """The items as they are, once it is known that answers to them can be decided."""
    grading.ready(docs[0])
    return docs


def doc_to_text(doc: Row) -> str:
    """What the model is asked, whatever signs of a template are in it."""
    text: str = grading.asked(doc)
    return text


def doc_to_target(doc: Row) -> str:
    """Nothing: the answer is not here."""
    return ""


def process_results(doc: Row, results: list[str]) -> Row:
    """The verdict on one response. The harness reckons errors as if items were independent; the two `_stderr` that are
    given beside the metrics take their place, as versions of a base item are not."""
    verdict = grading.grade(doc, results[0])
    row = grading.row(doc, verdict)
    return {
        "acc": float(row["accepted"]),
        "acc_stderr": row,
        "eacc": row,
        "eacc_stderr": row,
        "undecided": float(row["undecided"]),
    }
