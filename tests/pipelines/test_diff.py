"""What differs between two releases is told, all of it, and nothing else."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.diff import Differing, Level, diff
from pipelines.intervals import difference
from pipelines.manifest import read_manifest
from pipelines.shards import Row, file_sha256
from pipelines.views import row_digest
from schemas import BadInput
from schemas.release import SolverReport
from small_build import provender

TINY = """\
provender: 1
name: tiny
seed: 5
families:
  - {family: math/linear_system, count: 12, levels: [1, 2], twins: 0.4}
splits: {train: 0.7, test: 0.3}
assay: {items: 0}
sharding: {rows_per_shard: 16, row_group_rows: 16}
"""


def built(folder: Path, recipe: str) -> Path:
    (folder / "tiny.yaml").write_text(recipe)
    done = provender("build", folder / "tiny.yaml", "--out", folder / "out")
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("tiny"), TINY)


@pytest.fixture
def copy(tiny: Path, tmp_path: Path) -> Iterator[Path]:
    yield Path(shutil.copytree(tiny, tmp_path / "copy"))


def edit_manifest(release: Path, change: Callable[[dict[str, Any]], None]) -> None:
    path = release / "manifest.json"
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_text(json.dumps(manifest))


def rewrite(release: Path, config: str, change: Callable[[list[Row]], list[Row]]) -> None:
    """Change a view's rows in its first file, and let digests and manifest follow."""
    file = next(file for file in read_manifest(release).files if file.config == config)
    path = release / file.path
    table = pq.read_table(path)
    rows = change(table.to_pylist())
    for row in rows:
        row["digest"] = row_digest(row)
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)

    def follow(manifest: dict[str, Any]) -> None:
        entry = next(each for each in manifest["files"] if each["path"] == file.path)
        entry.update(sha256=file_sha256(path), bytes=path.stat().st_size, rows=len(rows))

    edit_manifest(release, follow)


def totals(found: Any) -> dict[str, tuple[int, int, int, int]]:
    return {
        each.view: (each.added, each.removed, each.changed, each.moved)
        for each in found.views
        if each.added or each.removed or each.changed or each.moved
    }


def test_a_release_equals_its_copy(tiny: Path, copy: Path) -> None:
    found = diff(tiny, copy)
    assert found.equal and not found.sections and not totals(found)
    assert {each.view for each in found.views} >= {"default", "problems", "rl"}
    done = provender("diff", tiny, copy)
    assert done.returncode == 0 and "the releases are equal" in done.stdout


def test_another_seed_makes_other_problems(tiny: Path, tmp_path: Path) -> None:
    other = built(tmp_path, TINY.replace("seed: 5", "seed: 6"))
    told: list[Differing] = []
    found = diff(tiny, other, told.append, examples=2)
    assert not found.equal
    assert [(each.key, each.before, each.after) for each in found.sections["recipe"]] == [("seed", 5, 6)]
    problems = next(each for each in found.views if each.view == "problems")
    assert problems.rows == (12, 12) and problems.added == problems.removed > 6
    named = sorted(each.id for each in told if (each.view, each.kind) == ("problems", "added"))
    assert problems.examples["added"] == tuple(named[:2])
    assert len(named) == problems.added
    assert "families" not in found.sections and "files" in found.sections
    assert [each.counts["problems"] for each in found.levels] == [(12, 12), (6, 6), (6, 6)]


def test_another_version_of_a_family_is_told(tiny: Path, copy: Path) -> None:
    def raised(rows: list[Row]) -> list[Row]:
        return [{**row, "family_version": row["family_version"] + 1} for row in rows]

    rewrite(copy, "problems", raised)
    edit_manifest(copy, lambda manifest: [each.update(version=9) for each in manifest["families"]])
    found = diff(tiny, copy)
    (family,) = found.sections["families"]
    assert (family.key, family.after) == ("math/linear_system", "version 9")
    changed = totals(found)
    assert list(changed) == ["problems"] and changed["problems"][2] > 0


def test_an_edited_recipe_is_told_by_its_keys(tiny: Path, copy: Path) -> None:
    text = (copy / "recipe.yaml").read_text()
    text = text.replace("count: 12", "count: 14").replace("temperature: 0.7", "temperature: 0.0")
    text = text.replace("solvers:\n", "solvers:\n- {engine: reference, style: plan}\n")
    (copy / "recipe.yaml").write_text(text)
    path = copy / "recipe.yaml"
    edit_manifest(
        copy,
        lambda manifest: [
            each.update(sha256=file_sha256(path), bytes=path.stat().st_size)
            for each in manifest["files"]
            if each["path"] == "recipe.yaml"
        ],
    )
    found = diff(tiny, copy)
    told = {each.key: (each.before, each.after) for each in found.sections["recipe"]}
    assert told.pop("families[math/linear_system].count") == (12, 14)
    added, solver = told.pop("solvers[reference plan]")
    assert added is None and solver == {"engine": "reference", "style": "plan"}
    assert told == {"sampling.temperature": (0.7, 0.0)}
    assert {each.key for each in found.sections["files"]} == {"recipe.yaml.sha256", "recipe.yaml.bytes"}
    assert not totals(found)


def test_removed_changed_and_moved_rows_are_named(tiny: Path, copy: Path, tmp_path: Path) -> None:
    gone: list[str] = []

    def without_the_second(rows: list[Row]) -> list[Row]:
        gone.append(rows[1]["id"])
        rows[0]["answer"] += "0"
        gone.append(rows[0]["id"])
        return [rows[0], *rows[2:]]

    rewrite(copy, "default", without_the_second)

    def swapped(manifest: dict[str, Any]) -> None:
        for file in manifest["files"]:
            if file["config"] == "rl":
                file["split"] = "test" if file["split"] == "train" else "train"

    edit_manifest(copy, swapped)
    out = tmp_path / "rows.jsonl"
    done = provender("diff", tiny, copy, "--rows", out, "--json")
    assert done.returncode == 1 and not done.stderr
    found = json.loads(done.stdout)
    view = {each["view"]: each for each in found["views"]}
    assert view["default"]["examples"] == {"removed": [gone[0]], "changed": [gone[1]]}
    assert (view["default"]["removed"], view["default"]["changed"], view["default"]["added"]) == (1, 1, 0)
    assert (view["rl"]["moved"], view["rl"]["changed"]) == (12, 0)
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(line["kind"], line["id"]) for line in lines if line["view"] == "default"] == [
        ("removed", gone[0]), ("changed", gone[1]),
    ]  # fmt: skip
    assert sum(line["kind"] == "moved" for line in lines) == 12
    told = provender("diff", tiny, copy, "-n", "1").stdout
    assert f"default removed: {gone[0]}" in told


@pytest.mark.parametrize(
    ("harm", "place", "said"),
    [
        (lambda release: shutil.rmtree(release), "manifest.json", "there is no manifest"),
        (lambda release: (release / "manifest.json").unlink(), "manifest.json", "there is no manifest"),
        (lambda release: (release / "manifest.json").write_bytes(b"\xff{"), "manifest.json", "manifest"),
        (lambda release: (release / "manifest.json").write_text("{}"), "manifest.json", "missing required field"),
        (lambda release: (release / "recipe.yaml").unlink(), "recipe.yaml", "it is missing"),
        (lambda release: first(release).unlink(), "parquet", "it is missing"),
        (lambda release: first(release).write_bytes(b""), "parquet", "the manifest says"),
        (lambda release: harmed(first(release)), "parquet", "cannot be read as Parquet"),
        (lambda release: other_columns(release), "parquet", "no column 'digest'"),
    ],
)
def test_what_is_no_whole_release_is_told_with_its_place(
    tiny: Path, copy: Path, harm: Callable[[Path], None], place: str, said: str
) -> None:
    edit_manifest(copy, other_digests)
    harm(copy)
    with pytest.raises(BadInput) as error:
        diff(tiny, copy)
    assert place in str(error.value) and said in str(error.value)


def test_bad_input_ends_with_exit_code_2_and_writes_nothing(tiny: Path, copy: Path, tmp_path: Path) -> None:
    first(copy).unlink()
    done = provender("diff", tiny, copy, "--rows", tmp_path / "rows.jsonl")
    assert done.returncode == 2 and "fetch or build the release again" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("rows.jsonl*"))
    done = provender("diff", tiny, tiny, "--rows", tmp_path)
    assert done.returncode == 2 and "it is a folder" in done.stderr


def first(release: Path) -> Path:
    return min(release.glob("data/*.parquet"))


def other_digests(manifest: dict[str, Any]) -> None:
    """So that all views are looked at."""
    for file in manifest["files"]:
        file["sha256"] = file["sha256"][::-1]


def harmed(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-8] + bytes(8))


def other_columns(release: Path) -> None:
    path = first(release)
    pq.write_table(pa.table({"id": ["a"]}), path)
    name = path.relative_to(release).as_posix()
    edit_manifest(
        release,
        lambda manifest: [each.update(bytes=path.stat().st_size) for each in manifest["files"] if each["path"] == name],
    )


def test_what_a_manifest_says_is_neither_markup_nor_obeyed_by_the_terminal(tiny: Path, copy: Path) -> None:
    edit_manifest(copy, lambda manifest: manifest["versions"].update({"[red]lib\x1b[31m": "[/nothing]"}))
    done = provender("diff", tiny, copy)
    assert done.returncode == 1, done.stderr
    assert "[red]lib" in done.stdout and "[/nothing]" in done.stdout and "\x1b" not in done.stdout


# --- acceptance ----------------------------------------------------------------------------------------------------


def with_samples(release: Path, passes: dict[str, int]) -> None:
    """Let the manifest say that a model solved level 1 like this: problems by ``accepted/samples``."""

    def change(manifest: dict[str, Any]) -> None:
        manifest["engines"]["model"] = "vllm:x"
        solver = SolverReport(
            engine="model", style="plan", family="math/linear_system", level=1, problems=0, samples=0, accepted=0,
            rejected={}, undecided={}, passes=passes, pass_at={}, prompt_tokens=0, completion_tokens=0,
            engine_seconds=0, wall_seconds=0,
        )  # fmt: skip
        manifest["solvers"].append(msgspec.to_builtins(solver))

    edit_manifest(release, change)


def level_1(tiny: Path, copy: Path, before: dict[str, int], after: dict[str, int]) -> Level:
    other = copy.with_name("other")
    shutil.copytree(tiny, other)
    with_samples(other, before)
    with_samples(copy, after)
    return next(each for each in diff(other, copy).levels if each.level == 1)


def test_a_rate_that_falls_from_four_fifths_to_half_is_beyond_chance(tiny: Path, copy: Path) -> None:
    level = level_1(tiny, copy, {"0/1": 20, "1/1": 80}, {"0/1": 50, "1/1": 50})
    assert level.rate == (0.8, 0.5) and level.change == -0.3 and level.beyond_chance
    assert level.low is not None and level.high is not None and level.low < -0.3 < level.high < 0


def test_a_few_problems_more_or_less_are_chance(tiny: Path, copy: Path) -> None:
    level = level_1(tiny, copy, {"0/1": 20, "1/1": 80}, {"0/1": 24, "1/1": 76})
    assert level.change == -0.04 and not level.beyond_chance


def test_samples_of_the_same_problem_do_not_count_as_independent(tiny: Path, copy: Path) -> None:
    """Ten problems solved in all of 100 samples or in none say no more than ten samples."""
    level = level_1(tiny, copy, {"0/100": 2, "100/100": 8}, {"0/100": 5, "100/100": 5})
    assert level.rate == (0.8, 0.5) and not level.beyond_chance


def test_without_a_model_there_is_no_rate(tiny: Path, copy: Path) -> None:
    edit_manifest(copy, lambda manifest: manifest.update(seed=6))
    assert all(each.rate == (None, None) and each.change is None for each in diff(tiny, copy).levels)


def test_the_interval_is_newcombes() -> None:
    """Newcombe 1998, table II, method 10: 56/70 - 48/80 and, at the edge, 10/10 - 0/20."""
    low, high = difference((48 / 80, 80), (56 / 70, 70), 1.959964)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)
    low, high = difference((0.0, 20), (1.0, 10), 1.959964)
    assert (round(low, 4), high) == (0.6791, 1.0)
