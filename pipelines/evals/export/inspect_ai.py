"""The export for inspect_ai: a package with a task, found by its entry point or by its file."""

from __future__ import annotations

import shlex
from pathlib import Path

from pipelines.evals.export.contents import Contents, Files, common, source
from pipelines.evals.items import json_lines


def files(found: Contents) -> Files:
    """The package, its `pyproject.toml` and its items by path."""
    package = {
        **common(found),
        "__init__.py": source(found, "inspect_package.py"),
        "task.py": source(found, "inspect_task.py"),
        "items.jsonl": json_lines(found.items),
    }
    return {
        "pyproject.toml": source(found, "inspect_pyproject.toml"),
        **{f"{found.root}/{path}": data for path, data in package.items()},
    }


def command(found: Contents, out: Path) -> str:
    """The command that runs the eval against a server that speaks OpenAI's chat completions."""
    task = shlex.quote(f"{out / found.root / 'task.py'}@{found.name}")
    return f"inspect eval {task} --model openai-api/local/MODEL --model-base-url http://HOST/v1"
