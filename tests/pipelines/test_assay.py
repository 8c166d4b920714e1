"""The checkers' own errors, measured: every way to be wrong is refused, every usual way to be right is not."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from generators.family import Family, draw
from generators.registry import families, family
from interpreters import skip_without
from pipelines.assay import Assay, Tally, assay, bounds, cells_of, measured
from pipelines.assay_texts import MUTANTS, Item, right, wrong
from schemas import BadInput
from small_build import provender
from validators import Guard

ERRING = """
import msgspec
from generators import Family, Wording, register
from schemas.answers import Integer
from schemas.checks import Equations

class Case(msgspec.Struct, frozen=True):
    number: int

@register
class Erring(Family[Case]):
    name, version, title, levels = "other/erring", 1, "Wrong", {1: "any"}
    def sample(self, stream, level):
        return Case(stream.integer(1, 10**6))
    def phrase(self, instance, stream, language):
        return Wording(f"What is {instance.number} + 1?", "plain")
    def check(self, instance):
        return Equations(Integer(), str(instance.number), (f"x = {instance.number} + 1",), ("x",))
    def reference(self, instance, stream):
        return f"Answer: {instance.number + 1}"
    def canonical(self, instance):
        return instance.number
    def measures(self, instance):
        return {"terms": 1}
"""
ITEMS = int(os.environ.get("PROVENDER_ITEMS", "2"))
CELLS = cells_of(["*"])


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard("validators:decide_payload", seconds=60.0, memory_mb=4096)


@pytest.mark.parametrize(("family", "level"), CELLS, ids=[f"{each.name} {level}" for each, level in CELLS])
def test_no_wrong_answer_is_accepted_and_right_ones_are(family: Family[Any], level: int, guard: Guard) -> None:
    skip_without(draw(family, 3, 0, level).check)
    (found,) = assay([(family, level)], ITEMS, 1, guard)
    assert len(found.right) >= 15 and len(found.wrong) >= 20
    assert found.false_accepts.false == 0, found.misses
    assert found.false_rejects.false == 0, found.misses


@pytest.mark.parametrize("name", sorted(families()))
def test_the_texts_of_a_problem_are_all_different(name: str) -> None:
    one, other = (Item(p.check, p.prompt, p.reference) for p in (draw(family(name), 3, index, 1) for index in (0, 1)))
    texts = list(right(one).values())
    assert len(set(texts)) == len(texts)
    assert not set(texts) & set(wrong(one, other).values())


def test_programs_that_are_nearly_right_measure_the_hidden_tests(guard: Guard) -> None:
    """With nothing but its smallest test a problem's check takes mutants for right, and the assay counts them."""
    problems = [draw(family("code/function_spec"), 3, index, 2) for index in range(4)]
    strong = [Item(p.check, p.prompt, p.reference) for p in problems]
    weak = [replace(each, check=replace(each.check, tests=(_smallest(each.check.tests),))) for each in strong]
    passed = [measured("code/function_spec", 1, 2, items, 3, guard).mutants for items in (strong, weak)]
    assert passed[0].tried == passed[1].tried == 3 * MUTANTS
    assert passed[0].false < passed[1].false
    (arithmetic,) = assay([(family("math/story"), 1)], 1, 1, guard)
    assert arithmetic.mutants == Tally(0, 0)


def _smallest(tests: Any) -> Any:
    return min(tests, key=lambda test: len(str(test.arguments)))


def test_the_bounds_are_those_of_clopper_and_pearson() -> None:
    assert bounds(Tally(100, 0)) == pytest.approx((0.0, 0.0362), abs=1e-4)
    assert bounds(Tally(100, 5)) == pytest.approx((0.0164, 0.1128), abs=1e-4)
    assert bounds(Tally(3, 3)) == pytest.approx((0.2924, 1.0), abs=1e-4)


def test_errors_are_counted_by_kind_and_shown(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.assay.right", lambda problem: {"nonsense": "Answer: dunno"})
    monkeypatch.setattr("pipelines.assay.wrong", lambda problem, other: {"gold": f"Answer: {problem.check.gold}"})
    (found,) = assay([(family("math/story"), 1)], 2, 1, guard)
    assert (
        isinstance(found, Assay) and found.right == {"nonsense": Tally(2, 2)} and found.wrong == {"gold": Tally(2, 2)}
    )
    assert len(found.misses) == 4


def test_a_checker_that_errs_too_much_stops_the_build(tmp_path: Path) -> None:
    """Controls are what a build sees of a bad checker; here the recipe allows no right answer to be refused, and an
    oracle that is wrong about its own gold refuses all."""
    (tmp_path / "wrong.py").write_text(ERRING)
    (tmp_path / "r.yaml").write_text(
        "provender: 1\nname: a\nseed: 1\nfamilies: [{family: other/erring, count: 4}]\nassay: {items: 1}\n"
    )
    metadata = tmp_path / "erring-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: erring\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text("[provender.families]\nerring = wrong\n")
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = provender("build", tmp_path / "r.yaml", "--out", tmp_path / "out", env=env)
    assert done.returncode == 2
    assert "other/erring level 1" in done.stderr and "right answers were not accepted" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_release_says_how_its_checkers_err(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(
        "provender: 1\nname: a\nseed: 1\nfamilies: [{family: math/story, count: 4, levels: [1]}]\nassay: {items: 1}\n"
    )
    done = provender("build", tmp_path / "r.yaml", "--out", tmp_path / "out")
    assert done.returncode == 0 and "assay: the checkers accepted 0 of" in done.stderr
    (report,) = json.loads((tmp_path / "out" / "manifest.json").read_text())["assays"]
    assert report["right"] >= 15 and report["wrong"] >= 20 and report["false_accepts"] == report["false_rejects"] == 0
    assert "measured errors" in (tmp_path / "out" / "README.md").read_text()
    assert provender("verify", tmp_path / "out").returncode == 0


def test_families_are_named_by_patterns() -> None:
    logic = {"logic/entailment", "logic/knights_knaves", "logic/ordering", "logic/truth_value"}
    assert {each.name for each, _ in cells_of(["logic/*"])} == logic
    assert [(each.name, level) for each, level in cells_of(["math/story"], 2)] == [("math/story", 2)]
    for patterns, level in ((["math/nothing"], None), (["math/story"], 99)):
        with pytest.raises(BadInput):
            cells_of(patterns, level)


def test_the_command_prints_the_measured_errors() -> None:
    done = provender("assay", "math/story", "--level", "1", "-n", "1")
    assert done.returncode == 0 and "false accepts" in done.stdout and "Clopper-Pearson" in done.stdout
    (found,) = json.loads(provender("assay", "math/story", "--level", "1", "-n", "1", "--json").stdout)
    assert found["false_accepts"]["false"] == 0 and found["false_accepts"]["tried"] >= 20
    assert provender("assay", "math/nothing").returncode == 2
