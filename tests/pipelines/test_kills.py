"""Processes of a build that are killed at any moment: the build goes on, and its release is that of the store."""

from __future__ import annotations

import contextlib
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

MOMENTS = int(os.environ.get("PROVENDER_KILLS", "1"))  # at which each process is killed; `make acceptance` tries five
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
assay: {items: 0}
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


def command(tmp_path: Path, *more: str) -> list[str]:
    (tmp_path / "r.yaml").write_text(RECIPE)
    name = Path(sys.executable).with_name("provender")
    return [str(name), "build", str(tmp_path / "r.yaml"), "--out", str(tmp_path / "out"), *more]


def kill_one(of: subprocess.Popen[bytes], module: str, after: float) -> bool:
    """Kill the last process of this module below the build, so many seconds after one was first seen."""
    while not processes(of.pid, module) and of.poll() is None:
        time.sleep(0.05)
    time.sleep(after)  # the moment is what is tried, not waited for
    for pid in processes(of.pid, module)[-1:]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            return True
    return False


def nobody_was_asked_again(tmp_path: Path) -> None:
    """The store counts no repeat, and a build that nobody disturbs makes the same bytes of it without an engine."""
    assert all(usage.repeats == 0 for usage in Store(tmp_path / "builds" / "completions").usage())
    asked = sum(usage.rows for usage in Store(tmp_path / "builds" / "completions").usage())
    done = provender("build", tmp_path / "r.yaml", "--out", tmp_path / "again")
    assert done.returncode == 0, done.stderr
    assert sum(usage.rows for usage in Store(tmp_path / "builds" / "completions").usage()) == asked
    assert bytes_of(tmp_path / "again") == bytes_of(tmp_path / "out")
    assert provender("verify", tmp_path / "again").returncode == 0


@pytest.mark.parametrize("victim", ["pipelines.engines.host", "guard_worker"])
@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_build_outlives_its_processes(tmp_path: Path, victim: str, moment: int) -> None:
    log = tmp_path / "said"
    with log.open("wb") as file:
        build = subprocess.Popen(command(tmp_path), stdout=file, stderr=file)
    kill_one(build, victim, random.Random(f"{victim} {moment}").uniform(0, 2.5))
    assert build.wait(timeout=300) == 0, log.read_text()
    nobody_was_asked_again(tmp_path)


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_killed_build_goes_on_and_a_lost_worker_of_the_process_runner_is_told(tmp_path: Path, moment: int) -> None:
    dice = random.Random(f"worker {moment}")
    log = tmp_path / "said"
    several = command(tmp_path, "--runner", "multi_processing", "--workers", "2")
    with log.open("wb") as file:
        build = subprocess.Popen(several, stdout=file, stderr=file)
    while not processes(build.pid, "pipelines.engines.host") and build.poll() is None:
        time.sleep(0.05)
    landed = kill_one(build, "sdk_worker_main", dice.uniform(0, 2.0))
    ended = build.wait(timeout=300)
    assert ended in ((0, 3) if landed else (0,)), log.read_text()
    assert ended == 0 or "a worker process of the runner died" in log.read_text()
    if ended:
        build = subprocess.Popen(several, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            build.wait(timeout=dice.uniform(2.0, 8.0))
        except subprocess.TimeoutExpired:
            build.kill()
            build.wait()
    done = provender(*several[1:])
    assert done.returncode == 0, done.stderr
    nobody_was_asked_again(tmp_path)
