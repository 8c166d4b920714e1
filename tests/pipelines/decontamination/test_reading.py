"""How files of strangers are read: nothing that may have rows is passed over, and nothing in a row is lost."""

import gzip
import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.decontamination.reading import files_of, rows_of
from schemas import BadInput

ROW = b'{"text": "a"}\n'


def put(path: Path, data: bytes = ROW) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def names(folder: Path) -> list[str]:
    return [file.relative_to(folder).as_posix() for file in files_of(folder)]


# --- folders -------------------------------------------------------------------------------------------------------


def test_all_files_of_rows_below_a_folder_are_read(tmp_path: Path) -> None:
    read = ["a.jsonl", "b/train.json", "c.ndjson", "d.JSONL", "e.json.gz", "f.Jsonl.GZ", "g.ndjson.gz", "h.tmp-1.jsonl"]
    for name in read:
        put(tmp_path / name, gzip.compress(ROW) if name.lower().endswith("gz") else ROW)
    (tmp_path / "i" / "j").mkdir(parents=True)
    pq.write_table(pa.table({"text": ["a"]}), tmp_path / "i" / "j" / "k.PARQUET")
    assert names(tmp_path) == [*read, "i/j/k.PARQUET"]
    assert [row for file in files_of(tmp_path) for _, row in rows_of(file)] == [{"text": "a"}] * 9


@pytest.mark.parametrize(
    "name",
    ["train.jsonl.zst", "train.txt", "train.csv", "data.arrow", "train.parquet.tmp-12-3", "train.yaml", "x.jsonl.bak",
     "templates/a.yaml", "train", "notes.md", "license.csv", "__x/a.csv", "x.zip"],
)  # fmt: skip
def test_a_file_that_may_have_rows_is_told(tmp_path: Path, name: str) -> None:
    put(tmp_path / "a.jsonl")
    put(tmp_path / name)
    with pytest.raises(BadInput, match=r"may|not known whether it has rows.*one by one") as told:
        files_of(tmp_path)
    assert told.value.place == str(tmp_path / name)


def test_what_lies_beside_rows_is_passed_over(tmp_path: Path) -> None:
    put(tmp_path / "data" / "a.jsonl")
    for name in (
        "README.md", "LICENSE", "licence.txt", "LICENSE-2.0.txt", "recipe.yaml", "report.html", "difficulty.png",
        "templates/0123456789abcdef.yaml", ".gitattributes", ".cache/huggingface/download/a.jsonl.metadata",
        "CITATION.cff", "_SUCCESS", "__pycache__/x.pyc",
    ):  # fmt: skip
        put(tmp_path / name)
    put(tmp_path / "empty.lock", b"")
    for name in ("manifest.json", "dataset_infos.json", "dataset_dict.json", "b/state.json"):
        put(tmp_path / name, b'{\n "default": {"splits": ["train"]}\n}\n')
    assert names(tmp_path) == ["data/a.jsonl"]


def test_rows_under_the_name_of_a_description_are_read(tmp_path: Path) -> None:
    put(tmp_path / "manifest.json", b'[{"text": "a"}]')
    put(tmp_path / "state.json", ROW + ROW)
    assert names(tmp_path) == ["manifest.json", "state.json"]
    assert len([row for file in files_of(tmp_path) for row in rows_of(file)]) == 3


def test_links_are_followed_once(tmp_path: Path) -> None:
    put(tmp_path / "there" / "a.jsonl")
    folder = tmp_path / "here"
    put(folder / "b.jsonl")
    (folder / "linked").symlink_to(tmp_path / "there")
    (tmp_path / "there" / "back").symlink_to(folder)
    assert names(folder) == ["b.jsonl", "linked/a.jsonl"]
    (folder / "c.jsonl").symlink_to(tmp_path / "nowhere")
    with pytest.raises(BadInput, match="link to nowhere"):
        files_of(folder)


def test_a_pipe_in_a_folder_is_told(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl")
    os.mkfifo(tmp_path / "b.jsonl")
    with pytest.raises(BadInput, match="no regular file"):
        files_of(tmp_path)


def test_an_eval_release_is_read_as_before(tmp_path: Path) -> None:
    for name in ("items.jsonl", "salts.jsonl"):
        put(tmp_path / name)
    for name in ("README.md", "recipe.yaml"):
        put(tmp_path / name)
    put(tmp_path / "errata.jsonl", b"")
    put(tmp_path / "manifest.json", json.dumps({"provender_eval": 1}, indent=1).encode())
    assert names(tmp_path) == ["errata.jsonl", "items.jsonl", "salts.jsonl"]
