"""Processes of a build that are killed at any moment: the build goes on, and its release is that of the store."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.store import Store
from small_build import bytes_of, provender

RECIPE = """\
provender: 1
name: killed
seed: 6
families:
  - {family: math/linear_system, count: 24, levels: [1]}
  - {family: logic/entailment, count: 8, levels: [1]}
engines:
  seedling: {kind: ctranslate2, model: seedling, threads: 1}
solvers:
  - {engine: seedling}
sampling: {samples: 4, max_tokens: 96, rounds: [{samples: 2}]}
sharding: {rows_per_shard: 16, row_group_rows: 16}
"""


def processes(of: int, module: str) -> list[int]:
    """The processes that run this module below the process `of`."""
    parents: dict[int, int] = {}
    found: list[int] = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            words = (path / "cmdline").read_bytes().split(b"\0")
            parents[int(path.name)] = int((path / "stat").read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
        if any(module.encode() in word for word in words):
            found.append(int(path.name))

    def below(pid: int) -> bool:
        while pid in parents:
            pid = parents[pid]
            if pid == of:
                return True
        return False

    return [pid for pid in found if below(pid)]


@pytest.mark.parametrize("victim", ["pipelines.engines.host", "guard_worker"])
def test_a_build_outlives_its_processes(tmp_path: Path, victim: str) -> None:
    (tmp_path / "r.yaml").write_text(RECIPE)
    command = [
        str(Path(sys.executable).with_name("provender")), "build", str(tmp_path / "r.yaml"), "--out",
        str(tmp_path / "out"),
    ]  # fmt: skip
    moments = random.Random(victim)
    log = tmp_path / "said"
    with log.open("w") as file:
        build = subprocess.Popen(command, stdout=file, stderr=file)
    kills = 0
    while build.poll() is None and kills < 5:
        for pid in processes(build.pid, victim)[:1]:
            time.sleep(moments.uniform(0, 1.5))  # the moment is what is tried, not waited for
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            kills += 1
        time.sleep(0.05)
    assert build.wait(timeout=300) == 0, log.read_text()
    assert kills >= 1
    store = tmp_path / "builds" / "completions"
    assert all(usage.repeats == 0 for usage in Store(store).usage())
    done = provender("build", tmp_path / "r.yaml", "--out", tmp_path / "again")
    assert done.returncode == 0, done.stderr
    assert not [line for line in done.stderr.splitlines() if "engine" in line]
    assert bytes_of(tmp_path / "again") == bytes_of(tmp_path / "out")
    assert provender("verify", tmp_path / "again").returncode == 0


def test_a_lost_worker_of_the_process_runner_is_told_and_the_build_goes_on(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(RECIPE)
    command = [
        str(Path(sys.executable).with_name("provender")), "build", str(tmp_path / "r.yaml"), "--out",
        str(tmp_path / "out"), "--runner", "multi_processing", "--workers", "2",
    ]  # fmt: skip
    log = tmp_path / "said"
    with log.open("w") as file:
        build = subprocess.Popen(command, stdout=file, stderr=file)
    while not processes(build.pid, "pipelines.engines.host") and build.poll() is None:
        time.sleep(0.05)
    for pid in processes(build.pid, "sdk_worker_main")[-1:]:
        os.kill(pid, signal.SIGKILL)
    assert build.wait(timeout=300) == 3, log.read_text()
    assert "a worker process of the runner died" in log.read_text()
    done = provender(*command[1:])
    assert done.returncode == 0, done.stderr
    assert all(usage.repeats == 0 for usage in Store(tmp_path / "builds" / "completions").usage())
