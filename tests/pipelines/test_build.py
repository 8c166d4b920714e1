"""A build from recipe to release: same bytes whatever the circumstances, resumable, never half-finished."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from small_build import RECIPE, bytes_of, provender


def test_the_release_has_every_view_and_the_books_balance(release: Path) -> None:
    manifest = json.loads((release / "manifest.json").read_text())
    configs = {file["config"] for file in manifest["files"] if file["config"]}
    assert configs == {"default", "completion", "rl", "problems", "rejected", "process", "rollouts"}
    for stage in manifest["stages"]:
        lost = sum(stage.get("dead", {}).values()) + sum(stage.get("dropped", {}).values())
        assert stage["rows_in"] == stage["rows_out"] + lost
    assert sum(family["problems"] for family in manifest["families"]) == 100
    assert manifest["controls"].get("accepted", 0) == 0
    assert manifest["reasons"] == {"correct": 100}


def test_the_recipe_says_how_many_problems_are_twins(release: Path) -> None:
    rows = [row for path in release.glob("problems/*.parquet") for row in pq.read_table(path).to_pylist()]
    systems = [row for row in rows if row["family"] == "math/linear_system"]
    assert 14 <= sum(row["twin"] for row in systems) <= 34
    for row in systems:
        assert row["twin"] is (json.loads(row["check"])["gold"] in ("no solution", "infinitely many solutions"))


@pytest.mark.parametrize("config", ["default", "completion", "rl", "problems", "rejected", "process", "rollouts"])
def test_datasets_loads_every_config(release: Path, config: str, tmp_path: Path) -> None:
    script = (
        "import datasets, sys\n"
        f"data = datasets.load_dataset({str(release)!r}, {config!r}, cache_dir={str(tmp_path)!r})\n"
        "print(sum(len(split) for split in data.values()), sorted(next(iter(data.values())).column_names))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env={**os.environ, "HF_HUB_OFFLINE": "1"}
    )
    assert done.returncode == 0, done.stderr
    # A problem that is alone of its family in a shard has no other's solution for a control.
    rows = int(done.stdout.split()[0])
    # A solution of one line has no steps to label.
    assert {"rejected": 95, "process": 90}.get(config, 100) <= rows <= 100


def test_no_file_speaks_of_the_machine_or_the_time(release: Path) -> None:
    for name in ("README.md", "manifest.json", "recipe.yaml"):
        text = (release / name).read_text()
        assert str(release.parent) not in text
        assert str(Path.home()) not in text


@pytest.mark.parametrize("arguments", [("--workers", "2"), ("--runner", "multi_threading", "--workers", "2")])
def test_workers_runner_and_hash_seed_leave_no_trace(
    release: Path, recipe: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    env = {**os.environ, "PYTHONHASHSEED": "77"}
    done = provender("build", recipe, "--out", tmp_path / "other", *arguments, env=env)
    assert done.returncode == 0, done.stderr
    assert bytes_of(tmp_path / "other") == bytes_of(release)


def test_a_second_run_has_nothing_to_do(release: Path, tmp_path: Path) -> None:
    again = provender("build", release.parent / "small.yaml", "--out", release)
    assert again.returncode == 0, again.stderr
    assert "finished already" in again.stderr


def test_a_killed_build_goes_on_and_ends_with_the_same_bytes(release: Path, recipe: Path, tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("provender")), "build", str(recipe), "--out", str(tmp_path / "out")]
    moments = random.Random(4)
    kills = 0
    for _ in range(4):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=moments.uniform(1.0, 5.0))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
            assert not (tmp_path / "out").exists()
    done = provender(*command[1:])
    assert done.returncode == 0, done.stderr
    assert kills and bytes_of(tmp_path / "out") == bytes_of(release)
    assert not list((tmp_path / "builds").rglob("*.tmp-*"))


def test_finished_shards_are_kept_and_a_damaged_one_is_made_again(release: Path, recipe: Path, tmp_path: Path) -> None:
    assert provender("build", recipe, "--out", tmp_path / "out").returncode == 0
    shutil.rmtree(tmp_path / "out")
    folder = next((tmp_path / "builds" / "out").glob("verify-*"))
    part = folder / "part-00001.parquet"
    before = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.parquet")}
    part.write_bytes(part.read_bytes() + b"x")
    done = provender("build", recipe, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    after = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.parquet")}
    assert [name for name in before if before[name] != after[name]] == [part.name]
    assert "expand: 4 of 4 shards were finished before and are kept; nothing to do" in done.stderr
    assert "verify: 3 of 4 shards were finished before and are kept; 1 to do" in done.stderr
    assert bytes_of(tmp_path / "out") == bytes_of(release)


def test_an_interrupt_ends_with_exit_code_3(recipe: Path, tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("provender")), "build", str(recipe), "--out", str(tmp_path / "out")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not list((tmp_path).glob("builds/out/expand-*/part-*.json")) and time.monotonic() < deadline:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 3, said
    assert "goes on from the finished shards" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("math/linear_system", "math/linear_sytem"), "did you mean 'math/linear_system'"),
        (("levels: [1]", "levels: [9]"), "above the highest level"),
        (("count: 60", "count: -60"), "families[0].count"),
        (("seed: 5", "seed: 5\nseed: 6"), "written twice"),
        (("test: 0.2", "test: 0.3"), "add up to 1.1"),
        (("family: math/linear_system, ", ""), "exactly one of 'family' and 'template'"),
        (("family: math/linear_system", "template: ../../etc/passwd"), "outside the recipe's folder"),
        (("family: math/linear_system", "template: none.yaml"), "there is no file 'none.yaml'"),
        (("twins: 0.4", "twins: 1.4"), "families[0].twins"),
        (("levels: [1]}", "levels: [1], twins: 0.5}"), "families[1].twins: logic/entailment has no twins at level 1"),
        (("twins: 0.4}", "twins: 0.4}\n  - {family: math/linear_system, count: 5, twins: 0.5}"), "has another share"),
    ],
)
def test_a_bad_recipe_is_one_clear_line_and_exit_code_2(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(RECIPE.replace(*change, 1))
    done = provender("build", path, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert said in done.stderr and str(path.name) in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert [found.name for found in tmp_path.iterdir()] == ["recipe.yaml"]


def test_what_lies_in_the_way_is_left_alone(recipe: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for out in (tmp_path / "full", tmp_path / "file"):
        done = provender("build", recipe, "--out", out)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert (tmp_path / "full" / "mine.txt").read_text() == "mine"


def test_another_release_is_not_overwritten(release: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(release, tmp_path / "out")
    path = tmp_path / "other.yaml"
    path.write_text(RECIPE.replace("seed: 5", "seed: 6"))
    done = provender("build", path, "--out", copy)
    assert done.returncode == 2
    assert "another release is here" in done.stderr


def test_two_builds_never_work_in_one_folder(recipe: Path, tmp_path: Path) -> None:
    from pipelines.lease import lease

    (tmp_path / "builds" / "out").mkdir(parents=True)
    with lease(tmp_path / "builds" / "out"):
        done = provender("build", recipe, "--out", tmp_path / "out")
    assert done.returncode == 4
    assert f"another run is at work here (process {os.getpid()})" in done.stderr


def test_a_full_disk_is_told_and_the_build_can_go_on(recipe: Path, tmp_path: Path) -> None:
    """A size limit on files stands in for the disk: writing past it fails in the same place, with another errno."""
    script = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))\n"
        "sys.argv[0] = 'provender'\n"
        "from pipelines.cli import main\n"
        "main()\n"
    )
    out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "-c", script, "build", str(recipe), "--out", str(out)], capture_output=True, text=True
    )
    assert done.returncode == 3, done.stderr
    assert "File too large" in done.stderr and "part-" in done.stderr and "Traceback" not in done.stderr
    assert not out.exists() and not list((tmp_path / "builds").rglob("*.tmp-*"))
    assert provender("build", recipe, "--out", out).returncode == 0


def test_a_target_that_cannot_be_met_is_missed_out_loud(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(TINY_TEMPLATE)
    (tmp_path / "recipe.yaml").write_text(
        "provender: 1\nname: tiny\nseed: 1\nfamilies:\n  - {template: tiny.yaml, count: 500, levels: [1]}\n"
    )
    done = provender("build", tmp_path / "recipe.yaml", "--out", tmp_path / "out", "--json")
    assert done.returncode == 1, done.stderr
    assert "target missed: template/tiny level 1" in done.stderr
    told = json.loads(done.stdout)
    assert 0 < told["shortfalls"][0]["published"] < 500
    assert provender("verify", tmp_path / "out").returncode == 0


TINY_TEMPLATE = """\
provender_template: 1
name: tiny
title: Few different problems
level: 1
answer: {name: total, type: integer, unit: coins}
words: {who: person}
variables:
  bags: {from: 2, to: 9}
  each: {from: 2, to: 9}
derived:
  total: bags * each
stated: [bags, each]
texts:
  - {tell: ["{who} has {bags} bags.", "Each holds {each} coins."], ask: "How many coins are there?"}
  - {tell: ["There are {each} coins in every bag.", "{who} carries {bags} bags."], ask: "How many coins is that?"}
  - {tell: ["{who} counts {bags} bags of {each} coins."], ask: "What is the total number of coins?"}
steps: ["{bags} bags of {each} coins make {bags} × {each} = {total} coins."]
"""
