"""A small recipe, the command as a user runs it, and the bytes of what it makes."""

import atexit
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from many_commands import Commands, Done

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


# What decides how an interpreter starts: a command under another value of these needs one of its own.
_AT_START = ("PYTHONPATH", "PYTHONHASHSEED", "PYTHONOPTIMIZE", "HOME", "PATH", "TMPDIR")
_AS_IT_IS = {name: os.environ.get(name) for name in _AT_START}


@cache
def _commands() -> Commands:
    found = Commands()
    atexit.register(found.close)
    return found


def provender(*arguments: object, env: dict[str, str] | None = None) -> Done | subprocess.CompletedProcess[str]:
    """The command as a user runs it, in a process of its own."""
    wanted = os.environ if env is None else env
    if all(wanted.get(name) == value for name, value in _AS_IT_IS.items()):
        return _commands()(*arguments, seconds=600, env=dict(wanted))
    command = [str(Path(sys.executable).with_name("provender")), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=600)


def bytes_of(release: Path) -> dict[str, str]:
    """The SHA-256 of every file of a release, by path."""
    return {
        path.relative_to(release).as_posix(): file_sha256(path) for path in sorted(release.rglob("*")) if path.is_file()
    }
