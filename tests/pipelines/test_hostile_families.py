"""A family or a checked program that hangs, crashes or raises costs its own row and nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq

THEIRS = """
import ctypes
import msgspec
from generators import Family, Wording, register
from generators.language.instructions import answer_line
from schemas.answers import Literal
from schemas.checks import Output

class Case(msgspec.Struct, frozen=True):
    number: int
    ending: int

@register
class Hostile(Family[Case]):
    name, version, title, levels = "other/hostile", 1, "Trouble", {1: "any", 2: "any"}
    def sample(self, stream, level):
        case = Case(stream.integer(1, 10**9), stream.below(12))
        if level == 1 and case.ending == 0:
            ctypes.string_at(0)
        if level == 1 and case.ending == 1:
            while True:
                pass
        if level == 1 and case.ending == 2:
            raise RuntimeError("no such luck")
        return case if level == 2 else Case(case.number, 9)
    def phrase(self, instance, stream, language):
        return Wording(f"What does f({instance.number}) return? {answer_line(stream, 'integer')}", "plain")
    def check(self, instance):
        body = "while True: pass" if instance.ending == 3 else "return n"
        return Output(Literal(), str(instance.number), f"def f(n):\\n    {body}\\n", "f", [instance.number])
    def reference(self, instance, stream):
        return f"Answer: {instance.number}"
    def canonical(self, instance):
        return instance.number
    def measures(self, instance):
        return {"terms": 1}
"""
RECIPE = """\
provender: 1
name: hostile
seed: 2
families:
  - {{family: other/hostile, count: {count}, levels: [{level}]}}
controls: 0
assay: {{items: 0}}
sharding: {{rows_per_shard: 16}}
limits: {{expand_seconds: 2, verify_seconds: 60}}
"""


def build(tmp_path: Path, level: int, count: int = 30) -> subprocess.CompletedProcess[str]:
    (tmp_path / "theirs.py").write_text(THEIRS)
    info = tmp_path / "theirs-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: theirs\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[provender.families]\nhostile = theirs\n")
    (tmp_path / "r.yaml").write_text(RECIPE.format(level=level, count=count))
    command = [str(Path(sys.executable).with_name("provender")), "build", "r.yaml", "--out", "out", "--workers", "2"]
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)


def test_draws_that_hang_crash_or_raise_are_dead_with_their_reason_and_others_take_their_place(tmp_path: Path) -> None:
    done = build(tmp_path, 1)
    assert done.returncode == 0, done.stderr
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    expand = next(stage for stage in manifest["stages"] if stage["stage"] == "expand")
    assert set(expand["dead"]) == {"checker_crash", "checker_error", "timeout"}
    assert expand["rows_in"] == expand["rows_out"] + sum(expand["dead"].values())
    assert sum(family["problems"] for family in manifest["families"]) == 30
    kept = [row for path in (tmp_path / "builds").rglob("*.dead.parquet") for row in pq.read_table(path).to_pylist()]
    assert len(kept) == sum(expand["dead"].values())
    assert any("no such luck" in row["detail"] for row in kept)


def test_a_program_that_hangs_leaves_its_row_undecided_and_the_target_missed(tmp_path: Path) -> None:
    done = build(tmp_path, 2, 6)
    assert done.returncode == 1, done.stderr
    assert "target missed: other/hostile level 2" in done.stderr
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert set(manifest["reasons"]) == {"correct", "timeout"}
    undecided = manifest["reasons"]["timeout"]
    assert manifest["reasons"]["correct"] + undecided == 6
    rows = [row for path in (tmp_path / "out").glob("undecided/*.parquet") for row in pq.read_table(path).to_pylist()]
    assert [row["status"] for row in rows] == ["undecided"] * undecided
