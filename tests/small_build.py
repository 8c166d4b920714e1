"""A small recipe, the command as a user runs it, and the bytes of what it makes."""

import subprocess
import sys
from pathlib import Path

from pipelines.shards import file_sha256

RECIPE = """\
provender: 1
name: small
description: A small build for tests.
seed: 5
families:
  - {family: math/linear_system, count: 60, twins: 0.4}
  - {family: logic/entailment, count: 20, levels: [1]}
  - {family: optimization/knapsack, count: 12, levels: [1]}
  - {family: code/output_prediction, count: 8, levels: [1]}
splits: {train: 0.8, test: 0.2}
assay: {items: 1}
sharding: {rows_per_shard: 32, row_group_rows: 16}
"""


def provender(*arguments: object, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """The command as a user runs it, in a process of its own."""
    command = [str(Path(sys.executable).with_name("provender")), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=600)


def bytes_of(release: Path) -> dict[str, str]:
    """The SHA-256 of every file of a release, by path."""
    return {
        path.relative_to(release).as_posix(): file_sha256(path) for path in sorted(release.rglob("*")) if path.is_file()
    }
