"""What this export is, how its answers are decided, and what follows from the verdicts.

Answers are decided by `provender grade`, an application with an environment of its own: it is found as $PROVENDER or on
the PATH, started once a process and asked line by line. The eval with the checks lies where `export.json` says, or at
$PROVENDER_EVAL. Only the standard library is needed here.
"""

from __future__ import annotations

import atexit
import json
import math
import os
import shutil
import subprocess
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
CONFIG: dict[str, Any] = json.loads((HERE / "export.json").read_text(encoding="utf-8"))
EVAL = os.environ.get("PROVENDER_EVAL") or CONFIG["eval"]
TEMPERATURE, MAX_TOKENS = CONFIG["temperature"], CONFIG["max_tokens"]
Row = dict[str, Any]

_lock = threading.Lock()
_child: subprocess.Popen[bytes] | None = None
_owner = 0  # the process that started it: a fork must not write into its parent's pipe


def asked(item: Row) -> str:
    """What the model is asked: the instruction for problems of this domain, then the problem."""
    return f"{CONFIG['instructions'][item['family'].partition('/')[0]]}\n\n{item['prompt']}"


def ready(item: Row) -> None:
    """Raise now, before a model is asked anything, if answers to this item could not be decided."""
    grade(item, "")


def grade(item: Row, text: str | None, finish_reason: str = "") -> Row:
    """The verdict on a text: its `status` (accepted, rejected, undecided), `reason` and `answer`."""
    question = {"id": item["id"], "text": (text or "").encode("utf-8", "replace").decode()}
    if finish_reason:
        question["finish_reason"] = finish_reason
    with _lock:
        said = _ask(json.dumps(question).encode() + b"\n")
    if "error" in said or said.get("id") != item["id"]:
        raise RuntimeError(f"provender grade {EVAL}: {said.get('error') or 'it answered to another item'}")
    return said


def _ask(line: bytes) -> Row:
    child = _grader()
    assert child.stdin is not None and child.stdout is not None
    try:
        child.stdin.write(line)
        child.stdin.flush()
        answer = child.stdout.readline()
    except BrokenPipeError:
        answer = b""
    if not answer:
        raise RuntimeError(f"provender grade {EVAL} ended with exit code {child.wait()}; what it wrote stands above")
    said: Row = json.loads(answer)
    return said


def _grader() -> subprocess.Popen[bytes]:
    global _child, _owner
    if _child is None or _owner != os.getpid():
        named = os.environ.get("PROVENDER") or "provender"
        found = shutil.which(named)
        if found is None:
            raise RuntimeError(
                f"'{named}' is not found, so no answer can be decided: install provender in an environment of its own "
                "and put it on the PATH, or set PROVENDER to its path"
            )
        if not Path(EVAL).exists():
            raise RuntimeError(f"the eval {EVAL} is not there: set PROVENDER_EVAL to where it lies")
        _child = subprocess.Popen([found, "grade", EVAL], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        _owner = os.getpid()
        atexit.register(_end, _child, _owner)
    return _child


def _end(child: subprocess.Popen[bytes], owner: int) -> None:
    if owner == os.getpid() and child.stdin is not None:
        child.stdin.close()  # its input's end is its own
        child.wait()


def row(item: Row, verdict: Row) -> Row:
    """What of an item and its verdict the figures below are reckoned from."""
    return {
        **{name: item[name] for name in ("base_id", "versions", "tier")},
        "accepted": verdict["status"] == "accepted",
        "undecided": verdict["status"] == "undecided",
    }


def share(rows: Iterable[Row], what: str = "accepted") -> float:
    """The share of rows that are accepted, or undecided."""
    values = [bool(each[what]) for each in rows]
    return sum(values) / len(values) if values else math.nan


def clustered_stderr(rows: Iterable[Row]) -> float:
    """The standard error of the accuracy, with the versions of a base item as one cluster (arXiv 2411.00640)."""
    every = list(rows)
    mean = share(every)
    sums: dict[str, float] = {}
    for each in every:
        sums[each["base_id"]] = sums.get(each["base_id"], 0.0) + each["accepted"] - mean
    if len(sums) < 2:
        return 0.0
    return math.sqrt(sum(value**2 for value in sums.values()) * len(sums) / (len(sums) - 1)) / len(every)


def eacc(rows: Iterable[Row]) -> float:
    """Effective accuracy: the share of base items that are solved in all their versions. Base items of which not all
    versions were asked do not count."""
    solved = _bases(rows)
    return sum(solved) / len(solved) if solved else math.nan


def eacc_stderr(rows: Iterable[Row]) -> float:
    """The standard error of the effective accuracy."""
    solved = _bases(rows)
    rate = sum(solved) / len(solved) if solved else 0.0
    return math.sqrt(rate * (1 - rate) / (len(solved) - 1)) if len(solved) > 1 else 0.0


def _bases(rows: Iterable[Row]) -> list[bool]:
    found: dict[str, list[Row]] = {}
    for each in rows:
        found.setdefault(each["base_id"], []).append(each)
    whole = [versions for versions in found.values() if len(versions) >= versions[0]["versions"]]
    return [all(each["accepted"] for each in versions) for versions in whole]
