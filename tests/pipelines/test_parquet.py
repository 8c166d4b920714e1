"""Parquet files of unknown origin: read as Arrow reads them, in parts that are not too large."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines import parquet
from pipelines.parquet import TooLarge, rows

COLUMNS: dict[str, pa.Array] = {
    "text": pa.array(["x", None, "y", "x"] * 50),
    "long text": pa.array(["x", None, "y", "x"] * 50, pa.large_string()),
    "view": pa.array(["x", None, "y", "x"] * 50, pa.string_view()),
    "bytes": pa.array([b"\xff", None, b"y", b"x"] * 50),
    "dictionary": pa.array(["x", None, "y", "x"] * 50).dictionary_encode(),
    "list": pa.array([["a", "b"], None, [], [None]] * 50),
    "deep": pa.array([[["a"], []], None, [], [None]] * 50),
    "messages": pa.array([[{"role": f"r{n % 3}", "content": "a" * n}] * (n % 4) for n in range(200)]),
    "map": pa.array([[("a", 1)], None, [], [("b", 2)]] * 50, pa.map_(pa.string(), pa.int32())),
    "pair": pa.array([["a", "b"]] * 200, pa.list_(pa.string(), 2)),
    "number": pa.array(range(200)),
}


def read(path: Path, *arguments: Any) -> list[dict[str, Any]]:
    found = []
    for start, part in rows(path, *arguments):
        assert start == len(found)
        found += part
    return found


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("group", [7, 1_000])
def test_rows_are_those_that_arrow_reads(column: str, group: int, tmp_path: Path) -> None:
    table = pa.table({column: COLUMNS[column], "other": pa.array(range(200))})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=group)
    assert read(tmp_path / "a.parquet") == table.to_pylist()
    assert read(tmp_path / "a.parquet", (column,), 16) == table.select([column]).to_pylist()


def test_texts_that_no_dictionary_holds_are_read(tmp_path: Path) -> None:
    table = pa.table({"messages": [[{"content": f"{n}" * 500}] for n in range(3_000)]})
    pq.write_table(table, tmp_path / "a.parquet", dictionary_pagesize_limit=10_000)
    assert read(tmp_path / "a.parquet") == table.to_pylist()


def test_large_rows_come_one_by_one_and_too_large_ones_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "PART", 1_000)
    monkeypatch.setattr(parquet, "LONGEST_ROW", 2_000)
    texts = ["a" * 900, "b" * 1_900, "c", "d"]
    pq.write_table(pa.table({"t": texts, "m": [[{"c": "x"}]] * 4}), tmp_path / "a.parquet")
    assert [row["t"] for row in read(tmp_path / "a.parquet")] == texts
    pq.write_table(pa.table({"t": [*texts, "e" * 2_001]}), tmp_path / "a.parquet")
    with pytest.raises(TooLarge, match="row 4"):
        read(tmp_path / "a.parquet")
    pq.write_table(pa.table({"m": [[{"c": "x"}], [{"c": "y" * 500}] * 5]}), tmp_path / "a.parquet")
    with pytest.raises(TooLarge, match="row 1"):
        read(tmp_path / "a.parquet")


def test_what_only_repeats_is_refused_and_what_is_just_large_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "MOST_TEXT", 100_000)
    pq.write_table(pa.table({"t": ["x" * 5_000] * 1_000}), tmp_path / "a.parquet", compression="zstd")
    with pytest.raises(TooLarge, match="unpack"):
        read(tmp_path / "a.parquet")
    pq.write_table(pa.table({"t": [f"{n} " * 500 for n in range(1_000)]}), tmp_path / "a.parquet", compression="zstd")
    assert len(read(tmp_path / "a.parquet")) == 1_000


TIMES: dict[str, tuple[pa.Array, pa.DataType]] = {
    "year 287396": (pa.array([9 * 10**18, None]), pa.timestamp("us")),
    "unknown zone": (pa.array([10**18, None]), pa.timestamp("ns", "Foo/Bar")),
    "last day": (pa.array([2**31 - 1, None], pa.int32()), pa.date32()),
    "time of day": (pa.array([1, None]), pa.time64("ns")),
    "seconds": (pa.array([1, None], pa.int32()), pa.time32("ms")),
    "duration": (pa.array([9 * 10**18, None]), pa.duration("us")),
}


@pytest.mark.parametrize("kind", TIMES)
def test_times_that_python_does_not_have_are_whole_numbers(kind: str, tmp_path: Path) -> None:
    given, at = TIMES[kind]
    times = given.cast(at, safe=False)
    both = pa.StructArray.from_arrays([times, pa.array(["x", "y"]).dictionary_encode()], ["at", "text"])
    columns = {
        "t": times, "s": both, "l": pa.ListArray.from_arrays([0, 1, 2], both),
        "f": pa.FixedSizeListArray.from_arrays(both, 1), "m": pa.MapArray.from_arrays([0, 1, 2], ["a", "b"], times),
        "text": ["x", "y"],
    }  # fmt: skip
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    first, last = (row for _, part in rows(tmp_path / "a.parquet") for row in part)
    number = pq.read_table(tmp_path / "a.parquet")["t"].combine_chunks().cast(given.type)[0].as_py()
    inner = {"at": number, "text": "x"}
    assert first == {"t": number, "s": inner, "l": [inner], "f": [inner], "m": [("a", number)], "text": "x"}
    assert last["t"] is None and last["s"] == {"at": None, "text": "y"} and last["m"] == [("b", None)]
