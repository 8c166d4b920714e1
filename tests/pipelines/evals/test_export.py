"""What is written for other harnesses, for whom, and how its one shared part asks `provender grade`."""

from __future__ import annotations

import ast
import importlib.util
import json
import math
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pyarrow.parquet as pq
import pytest
import yaml

from pipelines.evals.export import HARNESSES, export
from pipelines.evals.items import EvalSet, read_eval
from pipelines.shards import Row
from pipelines.styles import messages
from schemas import BadInput
from schemas.evals import TIERS, EvalManifest
from small_build import provender
from small_eval import CANARY, eval_rows, write_eval

PROVENDER = Path(sys.executable).with_name("provender")
every_harness = pytest.mark.parametrize("harness", list(HARNESSES))


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    families = ("math/linear_system", "logic/entailment", "code/output_prediction")
    return eval_rows(families, 3, 2, tiers=TIERS, distinct=False)


@pytest.fixture(scope="module")
def small(rows: list[Row], tmp_path_factory: pytest.TempPathFactory) -> EvalSet:
    return read_eval(write_eval(tmp_path_factory.mktemp("eval") / "small.jsonl", rows))


def released(eval_set: EvalSet, **values: Any) -> EvalSet:
    """The same items as a release of ours."""
    about = {
        "provender_eval": 1, "name": "small", "release": "small-2026-11-21", "created": "2026-11-21",
        "expires": "2027-05-20", "key_id": "0" * 64, "term": 0, "canary": CANARY, "versions": 2, "rows": 18, "items": 9,
        "root": "ab" * 32, "recipe_digest": "", "code_digest": "", "libraries": {}, "checkers": {}, "cells": [],
        "packs": [], "assays": [], "distinguishes": 0.1, **values,
    }  # fmt: skip
    return msgspec.structs.replace(eval_set, manifest=msgspec.convert(about, EvalManifest))


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def items_in(folder: Path) -> list[Row]:
    found = [row for path in folder.rglob("*.jsonl") for row in items_in_file(path)]
    return found or [row for path in folder.rglob("*.parquet") for row in pq.read_table(path).to_pylist()]


def items_in_file(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text().removesuffix("\n").split("\n")]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@every_harness
def test_an_export_holds_each_item_and_no_answer(small: EvalSet, rows: list[Row], harness: str, tmp_path: Path) -> None:
    export(small, harness, tmp_path / "out")
    found = items_in(tmp_path / "out")
    fields = {"id", "base_id", "version", "versions", "tier", "family", "level", "prompt", "canary"}
    assert all(set(item) == fields and item["versions"] == 2 for item in found)
    shared = fields - {"versions"}
    expected = {row["id"]: {name: row[name] for name in shared} for row in rows}
    assert {item["id"]: {name: item[name] for name in shared} for item in found} == expected
    texts = [data.decode(errors="replace") for data in bytes_in(tmp_path / "out").values()]
    texts += [str(value) for item in found for value in item.values()]  # Parquet is compressed
    assert not [row["id"] for row in rows if any(row["reference"] in each or row["check"] in each for each in texts)]


@every_harness
def test_every_file_of_text_carries_the_canary(small: EvalSet, harness: str, tmp_path: Path) -> None:
    export(small, harness, tmp_path / "out")
    assert {Path(path).suffix for path, data in bytes_in(tmp_path / "out").items() if CANARY.encode() not in data} <= {
        ".parquet"  # where each row has it, compressed
    }


@every_harness
def test_the_model_is_asked_what_an_engine_is_asked(
    small: EvalSet, rows: list[Row], harness: str, tmp_path: Path
) -> None:
    grading = load(export_to(small, harness, tmp_path / "out"))
    asked = {item["id"]: grading.asked(item) for item in items_in(tmp_path / "out")}
    assert asked == {row["id"]: "\n\n".join(each.content for each in messages("chain_of_thought", row)) for row in rows}


def test_a_release_is_asked_as_its_recipe_has_its_panel_asked(small: EvalSet, tmp_path: Path) -> None:
    release = tmp_path / "release"
    release.mkdir()
    eval_set = msgspec.structs.replace(released(small), path=release)
    export(eval_set, "lm_eval", tmp_path / "plain")
    text = (
        "provender_eval: 1\nname: small\nholdout: {start: '2026-11-01'}\nsampling: {temperature: 0.6, max_tokens: 77}\n"
    )
    (release / "recipe.yaml").write_text(text)
    export(eval_set, "lm_eval", tmp_path / "told")
    for name, temperature, most in (("plain", 0.0, 1024), ("told", 0.6, 77)):
        config = json.loads((tmp_path / name / "export.json").read_text())
        assert (config["temperature"], config["max_tokens"]) == (temperature, most)
        task = yaml.load((tmp_path / name / "provender_small_2026_11_21_new_draw.yaml").read_text(), Tagged)
        assert task["generation_kwargs"]["temperature"] == temperature
        assert task["generation_kwargs"]["max_gen_toks"] == most


@every_harness
def test_only_its_owner_reads_an_export_that_was_not_revealed(small: EvalSet, harness: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir(mode=0o755)
    export(released(small), harness, out)
    assert {mode(path) for path in out.rglob("*") if path.is_file()} == {0o600}
    assert {mode(path) for path in (out, *out.rglob("*")) if path.is_dir()} == {0o700}
    export(small, harness, tmp_path / "file")  # whether a file of items was revealed nobody knows
    assert {mode(path) for path in (tmp_path / "file").rglob("*") if path.is_file()} == {0o600}
    before = os.umask(0o022)
    try:
        export(released(small, revealed="2027-01-01"), harness, tmp_path / "revealed")
    finally:
        os.umask(before)
    assert {mode(path) for path in (tmp_path / "revealed").rglob("*") if path.is_file()} == {0o644}


@every_harness
def test_exported_again_it_has_the_same_bytes_and_lost_files_come_back(
    small: EvalSet, harness: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    export(small, harness, out)
    before = bytes_in(out)
    for path in out.rglob("*"):
        if path.is_file() and path.name != "export.json":  # as far as a killed run came
            path.unlink()
    (out / "__pycache__").mkdir()
    export(small, harness, out)
    assert bytes_in(out) == before


def test_a_folder_of_anything_else_is_refused_and_left_as_it_is(
    small: EvalSet, rows: list[Row], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    export(small, "lm_eval", out)
    before = bytes_in(out)
    other = read_eval(write_eval(tmp_path / "other.jsonl", rows[1:]))
    for eval_set, harness in ((other, "lm_eval"), (small, "lighteval"), (small, "inspect_ai")):
        with pytest.raises(BadInput, match=r"another export|other files"):
            export(eval_set, harness, out)
    assert bytes_in(out) == before
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("")
    with pytest.raises(BadInput, match="there are other files in it"):
        export(small, "lm_eval", tmp_path / "mine")
    (tmp_path / "mine" / "export.json").write_text("[" * 100_000)
    with pytest.raises(BadInput, match="it holds another export"):
        export(small, "lm_eval", tmp_path / "mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for path in (tmp_path / "link", tmp_path / "other.jsonl"):
        with pytest.raises(BadInput, match="it is not a folder"):
            export(small, "lm_eval", path)
    release = tmp_path / "release"
    release.mkdir()
    with pytest.raises(BadInput, match="it lies in the release"):
        export(msgspec.structs.replace(small, path=release), "lm_eval", release / "out")
    assert not list(release.iterdir())


def test_what_cannot_be_decided_is_not_exported(rows: list[Row], tmp_path: Path) -> None:
    foreign = write_eval(tmp_path / "foreign.jsonl", [{"id": "1", "prompt": "6 * 7?", "answer": "42"}])
    with pytest.raises(BadInput, match="has no check"):
        export(read_eval(foreign), "lm_eval", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@every_harness
def test_names_of_others_stay_names(rows: list[Row], harness: str, tmp_path: Path) -> None:
    """What a file of others says reaches neither source nor YAML nor a path."""
    evil = '"""\nimport os; os.system("touch /tmp/owned")\n# {{ 7 * 7 }} \u2028 &a !!python/object'
    changed = [
        {**row, "canary": evil, "tier": f"../../{evil * 9}", "family": f"{evil}/x", "base_id": evil} for row in rows
    ]
    path = write_eval(tmp_path / "a b'\";$(touch x)\n{{ x }}\u00e9.jsonl", changed)
    eval_set = released(read_eval(path), release=f"../{evil}\x00\U0001f600")
    for number, each in enumerate((eval_set, read_eval(path))):
        out = tmp_path / str(number) / "out"
        done = export(each, harness, out)
        assert done.name.isidentifier() and done.name.isascii() and len(done.name) < 80
        assert set((tmp_path / str(number)).iterdir()) == {out}
        for file in out.rglob("*"):
            assert file.name.replace(".", "").isidentifier()
            if file.suffix == ".py":
                assert "os.system" not in file.read_text() and ast.parse(file.read_text())
            if file.suffix == ".yaml":
                assert set(yaml.load(file.read_text(), Tagged)["metadata"]) == {
                    "version",
                    "release",
                    "digest",
                    "canary",
                }
        assert {item["base_id"] for item in items_in(out)} == {evil}


class Tagged(yaml.SafeLoader):
    """YAML as lm-evaluation-harness reads it, functions left as names."""


Tagged.add_constructor("!function", lambda loader, node: loader.construct_scalar(node))


def test_tasks_are_grouped_by_tier_with_what_can_be_added_up(small: EvalSet, rows: list[Row], tmp_path: Path) -> None:
    export(small, "lm_eval", tmp_path / "out")
    group = yaml.load((tmp_path / "out" / "provender_small.yaml").read_text(), Tagged)
    assert group["task"] == [f"provender_small_{tier}" for tier in TIERS]
    assert [each["metric"] for each in group["aggregate_metric_list"]] == ["acc", "eacc", "undecided"]
    for tier in TIERS:
        task = yaml.load((tmp_path / "out" / f"provender_small_{tier}.yaml").read_text(), Tagged)
        assert task["dataset_path"] == "json" and task["dataset_kwargs"]["data_files"] == {"test": f"{tier}.jsonl"}
        assert task["metadata"]["version"] and task["metadata"]["canary"] == CANARY
        assert {item["tier"] for item in items_in_file(tmp_path / "out" / "items" / f"{tier}.jsonl")} == {tier}
    uneven = read_eval(write_eval(tmp_path / "uneven.jsonl", rows[1:]))
    export(uneven, "lm_eval", tmp_path / "uneven")  # a mean weighted by items would not be that of base items
    group = yaml.load((tmp_path / "uneven" / "provender_uneven.yaml").read_text(), Tagged)
    assert [each["metric"] for each in group["aggregate_metric_list"]] == ["acc", "undecided"]
    asked = {item["versions"] for path in (tmp_path / "uneven" / "items").iterdir() for item in items_in_file(path)}
    assert asked == {2}  # also of the base item that has one: no EAcc counts it, as in 'provender score'
    untold = read_eval(write_eval(tmp_path / "untold.jsonl", [{**rows[0], "tier": None}, *rows[1:]]))
    export(untold, "lm_eval", tmp_path / "untold")
    assert [path.name for path in (tmp_path / "untold").glob("*.yaml")] == ["provender_untold.yaml"]
    assert len(items_in_file(tmp_path / "untold" / "items" / "all.jsonl")) == len(rows)


def test_the_command_says_how_it_is_run_and_what_is_wrong(small: EvalSet, tmp_path: Path) -> None:
    done = provender("export", small.path, "--to", "inspect_ai", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "18 items as provender_small, for your eyes only" in done.stdout
    assert f"inspect eval {tmp_path}/out/provender_small/task.py@provender_small" in done.stdout
    told = json.loads(provender("export", small.path, "--to", "lm_eval", "--out", tmp_path / "b", "--json").stdout)
    assert (told["name"], told["items"], told["private"]) == ("provender_small", 18, True)
    wrong = provender("export", small.path, "--to", "helm", "--out", tmp_path / "c")
    assert wrong.returncode == 2 and "choose one of lm_eval, inspect_ai, lighteval" in wrong.stderr
    assert not (tmp_path / "c").exists()


# The shared part that asks for verdicts.


def export_to(eval_set: EvalSet, harness: str, out: Path) -> Path:
    name = export(eval_set, harness, out).name
    return out / (name if harness == "inspect_ai" else "") / "grading.py"


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.as_posix(), path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def alone(small: EvalSet, tmp_path: Path) -> Callable[..., str]:
    """Runs a script beside an export's `grading.py` with nothing but the standard library; returns what it printed."""
    grading = export_to(small, "lm_eval", tmp_path / "alone")

    def run(script: str, **env: str) -> str:
        done = subprocess.run(
            [sys.executable, "-S", "-c", f"import grading as g\n{script}"], cwd=grading.parent, text=True, timeout=60,
            capture_output=True, env={"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", **env},
        )  # fmt: skip
        return done.stdout + done.stderr

    return run


def test_one_grader_decides_without_anything_of_ours_in_the_harness(
    alone: Callable[..., str], small: EvalSet, tmp_path: Path
) -> None:
    item = next(item for item in small.items if item.domain == "math")
    (tmp_path / "asked.json").write_text(json.dumps({"id": item.id, "reference": item.reference}))
    script = f"""
import json, sys
item = json.load(open({str(tmp_path / "asked.json")!r}))
g.ready(item)
first = g._child.pid
print(g.grade(item, item["reference"])["status"], g.grade(item, "\\ud800 \\n\\r Answer: 12345678")["status"])
print(g.grade(item, None)["reason"], g.grade(item, item["reference"], "length")["reason"])
print(g._child.pid == first, "msgspec" in sys.modules)
try:
    g.grade({{"id": "no such item"}}, "")
except RuntimeError as error:
    print(error)
"""
    told = alone(script, PROVENDER=str(PROVENDER)).splitlines()
    assert told[:3] == ["accepted rejected", "no_answer truncated", "True False"]
    assert told[3].endswith("the eval has no item of this id") and len(told) == 4


def test_what_is_missing_is_said_before_anything_is_asked(alone: Callable[..., str], tmp_path: Path) -> None:
    script = "try:\n    g.ready({'id': '1'})\nexcept RuntimeError as error:\n    print('told:', error)"
    assert "told: 'provender' is not found" in alone(script)
    assert "told: '/no/such/provender' is not found" in alone(script, PROVENDER="/no/such/provender")
    gone = str(tmp_path / "gone")
    told = alone(script, PROVENDER=str(PROVENDER), PROVENDER_EVAL=gone)
    assert f"told: the eval {gone} is not there: set PROVENDER_EVAL" in told
    broken = tmp_path / "broken.jsonl"
    broken.write_text("[]\n")
    told = alone(script, PROVENDER=str(PROVENDER), PROVENDER_EVAL=str(broken))
    assert "ended with exit code 2" in told and "error: " in told  # the grader's own words stand above


def test_each_process_of_a_harness_has_a_grader_of_its_own(alone: Callable[..., str], tmp_path: Path) -> None:
    fake = tmp_path / "provender"
    fake.write_text(
        f"#!{sys.executable}\nimport json, os, sys\nfor line in sys.stdin:\n"
        "    print(json.dumps({'id': json.loads(line)['id'], 'status': str(os.getpid())}), flush=True)\n"
    )
    fake.chmod(0o700)
    script = """
import os, sys
pids = [g.grade({'id': '1'}, '')['status'] for _ in range(2)]
if not (child := os.fork()):
    print(g.grade({'id': '2'}, '')['status'] not in pids, flush=True)
    sys.exit()
os.waitpid(child, 0)
print(pids[0] == pids[1] == g.grade({'id': '3'}, '')['status'])
"""
    assert alone(script, PATH=f"{tmp_path}:/usr/bin:/bin").split() == ["True", "True"]


def test_figures_take_versions_together(small: EvalSet, tmp_path: Path) -> None:
    grading = load(export_to(small, "lm_eval", tmp_path / "out"))

    def solved(**bases: str) -> list[Row]:
        return [
            {"base_id": base, "versions": 3, "tier": "new_draw", "accepted": each == "+", "undecided": each == "?"}
            for base, versions in bases.items()
            for each in versions
        ]

    rows = solved(a="+++", b="++-", c="?--", d="+++")
    assert (grading.share(rows), grading.share(rows, "undecided"), grading.eacc(rows)) == (8 / 12, 1 / 12, 0.5)
    assert math.isclose(grading.eacc_stderr(rows), math.sqrt(0.25 / 3))
    sums = [1, 0, -2, 1]  # accepted less what was to be expected, of each base item
    assert math.isclose(grading.clustered_stderr(rows), math.sqrt(sum(x * x for x in sums) * 4 / 3) / 12)
    cut = solved(a="+++", b="++", c="---")  # a run of the first few items ends within b
    assert grading.eacc(cut) == 0.5
    assert math.isnan(grading.eacc(solved(a="+"))) and grading.clustered_stderr(solved(a="+++")) == 0.0
