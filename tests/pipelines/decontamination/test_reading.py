"""How files of strangers are read: nothing that may have rows is passed over, and nothing in a row is lost."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, strategies as st

from pipelines.decontamination.reading import files_of, inside, loses_names, parts, rows_of, texts
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


# --- names that come twice -----------------------------------------------------------------------------------------


DOUBLES = {
    "flat": b'{"text": "leak", "text": "clean"}',
    "compact": b'{"text":"leak","text":"clean"}',
    "spaced": b'{"text" : "leak", "text"\t: "clean"}',
    "nested": b'{"messages": [{"role": "user", "content": "leak", "content": "clean"}]}',
    "escaped": b'{"te\\u0078t": "leak", "text": "clean"}',
    "behind backslashes": rb'{"a\\": "leak", "a\\": "a \\\\\": b", "c": "d \\"}',
    "other values": b'{"text": "leak", "text": 3, "b": {"text": null}}',
}


@pytest.mark.parametrize("kind", DOUBLES)
@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_a_name_that_comes_twice_in_an_object_is_told(tmp_path: Path, kind: str, name: str) -> None:
    rows = [b'{"text": "fine"}', DOUBLES[kind]]
    data = b"\n".join(rows) if name == "a.jsonl" else b"[" + b",".join(rows) + b"]"
    with pytest.raises(BadInput, match="the same name twice") as told:
        list(rows_of(put(tmp_path / name, data)))
    assert told.value.place == f"{tmp_path / name}{':2' if name == 'a.jsonl' else ''}"


@given(
    row=st.dictionaries(
        st.text(alphabet='ab:"\\\\ \n{', max_size=4),
        st.recursive(
            st.text(alphabet='a:"\\\\ ,{}\u00e9\n', max_size=8) | st.none() | st.integers(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        ),
        min_size=1,
        max_size=4,
    ),
    spaced=st.booleans(),
)
def test_names_are_counted_as_they_are_written(row: dict[str, Any], spaced: bool) -> None:
    data = json.dumps(row, separators=(" , ", " : ") if spaced else (",", ":")).encode()
    assert not loses_names(data, row)
    name = json.dumps(next(iter(row))).encode()
    assert loses_names(b"{" + name + b":1," + data[1:], row)


TWICE = {
    "columns": pa.Table.from_arrays([pa.array(["leak"]), pa.array(["clean"])], names=["text", "text"]),
    "fields": pa.table(
        {"a": pa.array([["x"]]), "m": pa.StructArray.from_arrays([pa.array(["leak"]), pa.array(["x"])], ["b", "b"])}
    ),
    "fields in lists": pa.table(
        {
            "m": pa.ListArray.from_arrays(
                [0, 1], pa.StructArray.from_arrays([pa.array(["x"]), pa.array(["y"])], ["b"] * 2)
            )
        }
    ),
}


@pytest.mark.parametrize("kind", TWICE)
def test_a_name_that_comes_twice_in_parquet_is_told(tmp_path: Path, kind: str) -> None:
    pq.write_table(TWICE[kind], tmp_path / "a.parquet")
    with pytest.raises(BadInput, match=r"a\.parquet.*is there twice"):
        list(rows_of(tmp_path / "a.parquet"))


# --- texts in values -----------------------------------------------------------------------------------------------


def test_an_audit_reads_texts_however_deep_they_lie_in_their_order(tmp_path: Path) -> None:
    value: Any = ["a", {"content": ["b", {"text": "c", "content": "d"}], "value": "e"}, "f"]
    put(tmp_path / "a.jsonl", b'{"messages": ' + b"[" * 900 + b'"g"' + b"]" * 900 + b"}\n")
    assert parts(value) == ["a", "b", "d", "c", "e", "f"]
    assert [[each.text for each in row] for row in texts(tmp_path / "a.jsonl")] == [["g"]]


def test_an_audit_opens_strings_of_json(tmp_path: Path) -> None:
    packed = json.dumps([{"role": "user", "content": "a\nb"}])
    put(tmp_path / "a.jsonl", json.dumps({"messages": packed, "prompt": "[x", "text": "[INST] y [/INST]"}).encode())
    assert [[each.text for each in row] for row in texts(tmp_path / "a.jsonl")] == [
        [packed, "a\nb", "[x", "[INST] y [/INST]"]
    ]


@pytest.mark.parametrize(
    "text",
    ["[" * 5000 + "]" * 5000, "[" + "9" * 5000 + "]", '["\ud800"]', "{", "]", "", "[1," + "1," * (1 << 20) + "1]"],
    ids=["deep", "large number", "half a letter", "open", "close", "empty", "many"],
)  # fmt: skip
def test_a_hostile_string_of_json_is_a_text(text: str) -> None:
    inside(text)
    assert inside('[{"a": "b"}]') == [{"a": "b"}] and inside('{"a": "b", "a": "c"}') == [("a", "b"), ("a", "c")]
