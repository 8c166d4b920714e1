"""The registry: ours, third parties' through entry points, and clear words when a name is not there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from generators.registry import add, families, family
from schemas import BadInput

THIRD_PARTY = """
from generators import Family, Wording, register
from generators.language.instructions import answer_line
from schemas.answers import Integer
from schemas.checks import Exact
import msgspec

class Sum(msgspec.Struct, frozen=True):
    a: int
    b: int

@register
class Sums(Family[Sum]):
    name, version, title, levels = "other/sums", 1, "Sums", {1: "one sum"}
    def sample(self, stream, level):
        return Sum(stream.integer(1, 999), stream.integer(1, 999))
    def phrase(self, instance, stream, language):
        return Wording(f"What is {instance.a} + {instance.b}? {answer_line(stream, 'integer')}", "plain")
    def check(self, instance):
        return Exact(Integer(), str(instance.a + instance.b))
    def reference(self, instance, stream):
        return f"Answer: {instance.a + instance.b}"
    def canonical(self, instance):
        return sorted((instance.a, instance.b))
    def measures(self, instance):
        return {"terms": 2}
"""


def test_an_unknown_family_is_answered_with_the_near_one() -> None:
    with pytest.raises(BadInput, match="did you mean 'logic/entailment'"):
        family("logic/entailmant")
    with pytest.raises(BadInput, match="provender families"):
        family("zzz")


def test_a_name_is_given_once() -> None:
    taken = families()["math/linear_system"]
    impostor = type("Impostor", (type(families()["logic/entailment"]),), {"name": taken.name})()
    with pytest.raises(ValueError, match="is taken by"):
        add(impostor)


def test_another_distribution_brings_its_family_into_a_build(tmp_path: Path) -> None:
    (tmp_path / "their_sums.py").write_text(THIRD_PARTY)
    info = tmp_path / "their_sums-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: their-sums\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[provender.families]\nsums = their_sums\n")
    (tmp_path / "r.yaml").write_text("provender: 1\nname: s\nseed: 1\nfamilies: [{family: other/sums, count: 40}]\n")
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    command = str(Path(sys.executable).with_name("provender"))
    built = subprocess.run(
        [command, "build", tmp_path / "r.yaml", "--out", tmp_path / "out"], env=env, capture_output=True, text=True
    )
    assert built.returncode == 0, built.stderr
    # Where the distribution is missing, the checks still decide; only making the problems again is left out.
    proved = subprocess.run([command, "verify", tmp_path / "out"], capture_output=True, text=True)
    assert proved.returncode == 0, proved.stderr
    assert "40 problems not made again" in proved.stdout
