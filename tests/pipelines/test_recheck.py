"""A release proves itself, and any change to it is found and named."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.recheck import recheck
from pipelines.shards import Row, file_sha256
from pipelines.views import row_digest
from small_build import provender


@pytest.fixture
def copy(release: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(release, tmp_path / "copy"))


def first(release: Path, config: str) -> Path:
    folder = {"default": "data"}.get(config, config)
    return sorted((release / folder).glob("train-*.parquet"))[0]


def alter(path: Path, change: Callable[[Row], None], *, cunning: bool = False) -> str:
    """Change the file's second row and write the file again; returns the row's id. A cunning forger also mends the
    row's digest and the manifest."""
    table = pq.read_table(path)
    rows = table.to_pylist()
    change(rows[1])
    if cunning:
        rows[1]["digest"] = row_digest(rows[1])
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)
    if cunning:
        manifest_path = path.parents[1] / "manifest.json"
        manifest = json.loads(manifest_path.read_text())
        for file in manifest["files"]:
            if file["path"] == path.relative_to(path.parents[1]).as_posix():
                file.update(sha256=file_sha256(path), bytes=path.stat().st_size)
        manifest_path.write_text(json.dumps(manifest))
    return rows[1]["id"]


def one_character(text: str) -> str:
    """The text with one letter or digit changed, in the middle."""
    at = next(i for i in range(len(text) // 2, len(text)) if text[i].isalnum())
    return text[:at] + ("7" if text[at] != "7" else "8") + text[at + 1 :]


def in_solution(row: Row) -> None:
    content = row["messages"][1]["content"].rstrip()
    row["messages"][1]["content"] = content[:-1] + ("1" if content[-1] != "1" else "2")


def in_prompt(row: Row) -> None:
    row["messages"][0]["content"] = one_character(row["messages"][0]["content"])


def in_field(name: str) -> Callable[[Row], None]:
    def change(row: Row) -> None:
        row[name] = one_character(row[name])

    return change


def in_ground_truth(row: Row) -> None:
    row["reward_model"]["ground_truth"] = row["reward_model"]["ground_truth"] + "0"


def in_steps(row: Row) -> None:
    last = row["completions"][-1].rstrip()
    row["completions"][-1] = last[:-1] + ("1" if last[-1] != "1" else "2")


def without_a_label(row: Row) -> None:
    row["labels"].pop()


def to_accepted(row: Row) -> None:
    row["status"], row["reason"] = "accepted", "correct"


CHANGES = [
    ("default", in_solution), ("default", in_prompt), ("default", in_field("check")), ("default", in_field("answer")),
    ("problems", in_field("prompt")), ("problems", in_field("check")), ("problems", in_field("fingerprint")),
    ("problems", in_field("params")), ("problems", in_field("reference")),
    ("rl", in_ground_truth), ("rl", in_field("check")), ("rejected", to_accepted), ("rejected", in_prompt),
    ("completion", in_field("completion")), ("completion", in_field("prompt")), ("process", in_steps),
    ("process", without_a_label),
]  # fmt: skip


def test_an_untouched_release_holds(release: Path) -> None:
    proof = recheck(release)
    assert not proof.failures
    assert (proof.remade, proof.foreign) == (100, 0)
    assert 690 <= proof.rows <= 700
    assert provender("verify", release, "--workers", "2").returncode == 0


@pytest.mark.parametrize("cunning", [False, True], ids=["plain", "cunning"])
@pytest.mark.parametrize(("config", "change"), CHANGES)
def test_a_changed_character_is_found_and_its_row_named(
    copy: Path, config: str, change: Callable[[Row], None], cunning: bool
) -> None:
    path = first(copy, config)
    row = alter(path, change, cunning=cunning)
    named = [failure for failure in recheck(copy).failures if failure.id == row and failure.row == 1]
    assert named
    assert all(failure.file.endswith(path.name) for failure in named)


def test_the_command_names_the_row_and_exits_1(copy: Path) -> None:
    row = alter(first(copy, "default"), in_prompt)
    done = provender("verify", copy)
    assert done.returncode == 1
    assert f"row 1 id {row}" in done.stderr


def test_a_missing_shard_an_added_byte_and_a_strange_file_are_found(copy: Path) -> None:
    first(copy, "rl").unlink()
    with first(copy, "default").open("ab") as file:
        file.write(b"\0")
    (copy / "extra.txt").write_text("?")
    (copy / "README.md").write_text("# other\n")
    found = {failure.file for failure in recheck(copy).failures}
    assert {"extra.txt", "README.md"} <= found
    assert any(name.startswith("rl/") for name in found) and any(name.startswith("data/") for name in found)


def to_undecided(row: Row) -> None:
    row["status"], row["reason"] = "undecided", "timeout"


def test_a_row_cannot_hide_in_a_view_it_does_not_belong_in(copy: Path) -> None:
    row = alter(first(copy, "default"), to_undecided, cunning=True)
    assert [failure.id for failure in recheck(copy).failures if failure.row == 1] == [row]


def test_a_manifest_cannot_hide_a_file_or_a_problem(copy: Path) -> None:
    path = copy / "manifest.json"
    original = path.read_text()
    path.write_text(original.replace('"config": "rl"', '"config": "other"'))
    assert any("there is no view 'other'" in failure.problem for failure in recheck(copy).failures)
    manifest = json.loads(original)
    gone = next(file for file in manifest["files"] if file["config"] == "problems")
    manifest["files"].remove(gone)
    path.write_text(json.dumps(manifest))
    (copy / gone["path"]).unlink()
    assert any(failure.file == "manifest.json" for failure in recheck(copy).failures)


def test_what_is_no_release_is_bad_input(tmp_path: Path, copy: Path) -> None:
    assert provender("verify", tmp_path / "none").returncode == 2
    (copy / "manifest.json").write_text('{"provender": 1}')
    assert provender("verify", copy).returncode == 2
    (copy / "manifest.json").unlink()
    assert provender("verify", copy).returncode == 2


def test_a_manifest_cannot_point_outside_its_folder(copy: Path) -> None:
    manifest = json.loads((copy / "manifest.json").read_text())
    for bad in ("../secret", "/etc/passwd", "data/../../x", "a/./b", ""):
        manifest["files"][0]["path"] = bad
        (copy / "manifest.json").write_text(json.dumps(manifest))
        assert provender("verify", copy).returncode == 2
