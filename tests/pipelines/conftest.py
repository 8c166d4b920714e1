"""A small recipe and one release of it, built once for all tests that only look at it."""

import subprocess
import sys
from pathlib import Path

import pytest

RECIPE = """\
provender: 1
name: small
description: A small build for tests.
seed: 5
families:
  - {family: math/linear_system, count: 60}
  - {family: logic/entailment, count: 20, levels: [1]}
  - {family: optimization/knapsack, count: 12, levels: [1]}
  - {family: code/output_prediction, count: 8, levels: [1]}
splits: {train: 0.8, test: 0.2}
sharding: {rows_per_shard: 32, row_group_rows: 16}
"""


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(RECIPE)
    return path


def provender(*arguments: object, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """The command as a user runs it, in a process of its own."""
    command = [str(Path(sys.executable).with_name("provender")), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=600)


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished release of the small recipe. Tests that change it work on a copy."""
    folder = tmp_path_factory.mktemp("release")
    (folder / "small.yaml").write_text(RECIPE)
    done = provender("build", folder / "small.yaml", "--out", folder / "out")
    assert done.returncode == 0, done.stderr
    return folder / "out"
