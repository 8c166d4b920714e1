"""What this machine can do: everything a build leans on is tried, not looked up."""

from __future__ import annotations

import os
import platform
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

from generators.registry import families
from pipelines.engines import open_engine
from pipelines.stage import library_versions
from schemas import BadInput, Check, Reason
from schemas.answers import Choice, Integer
from schemas.checks import Bool, Column, Entailment, Milp, Row, Smt
from schemas.recipe import CTranslate2Engine, VllmEngine
from validators import validate
from validators.sandbox import languages_available, layers_available


def examine() -> dict[str, Any]:
    """Findings by name, in the order in which a person wants to read them."""
    findings: dict[str, Any] = {
        "provender": version("provender"),
        "python": f"{platform.python_version()} ({platform.machine()})",
        "cores": len(os.sched_getaffinity(0)),
        "memory": f"{_memory_gb():.1f} GB",
        "free disk": f"{shutil.disk_usage(Path.cwd()).free / 1e9:.1f} GB here",
        "families": len(families()),
        "libraries": ", ".join(f"{name} {number}" for name, number in library_versions().items()),
    }
    for name, (check, answer) in _TRIALS.items():
        verdict = validate(check, answer)
        findings[name] = "works" if verdict.reason is Reason.CORRECT else f"FAILS: {verdict.reason} {verdict.detail}"
    for layer, state in layers_available().items():
        findings[f"isolation: {layer}"] = "holds" if state is True else f"missing ({state})" if state else "missing"
    findings |= {f"programs in {title}": finding for title, finding in languages_available().items()}
    return findings | _engines()


_TRIALS: dict[str, tuple[Check, str]] = {
    "Z3": (
        Smt(
            Choice(("True", "False", "Unknown")), "True", (Bool("p"), Bool("q")), ("(=> p q)", "p"),
            Entailment("q", ("True", "False", "Unknown")),
        ),
        "Answer: True",
    ),
    # The model of HiGHS issue 2957, on which one release called a wrong point optimal.
    "CP-SAT and HiGHS": (
        Milp(
            Integer(), "10", "minimize", (Column("x", integer=True, high="100"), Column("z", integer=True, high="100")),
            {"x": "2", "z": "3"}, (Row({"x": "1", "z": "1"}, ">=", "9/2"),),
        ),
        "Answer: 10",
    ),
}  # fmt: skip


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def _engines() -> dict[str, str]:
    """What of the engines can be opened here: the shipped model, and the libraries that load models."""
    found = {}
    for kind, spec in (
        ("ctranslate2", CTranslate2Engine("seedling")),
        ("vllm", VllmEngine("seedling")),
    ):
        try:
            found[f"engine {kind}"] = open_engine(spec, "doctor", Path()).fingerprint
        except BadInput as missing:
            found[f"engine {kind}"] = f"missing: {missing.problem}; {missing.remedy}"
    return found
