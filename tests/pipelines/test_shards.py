"""Shards and the completions store: deterministic bytes, validated markers, nothing half-written."""

from pathlib import Path

import pytest

from pipelines.curate import split_of
from pipelines.runners import tell, told
from pipelines.shards import ROWS, Dead, Made, Unbalanced, finished, part_name, read_rows, replacing, sweep, write_shard
from schemas import BadInput
from schemas.arrow import DRAWS

SCHEMAS = {ROWS: DRAWS}


def made(count: int) -> Made:
    rows = [{"family": "math/x", "level": 1, "index": index} for index in range(count)]
    return Made({ROWS: rows}, rows_in=count, rows_out=count)


def write(folder: Path, content: Made, inputs: str = "in") -> None:
    write_shard(folder, 0, inputs, content, SCHEMAS, 16, "test")


def test_equal_rows_have_equal_bytes(tmp_path: Path) -> None:
    write(tmp_path / "a", made(100))
    write(tmp_path / "b", made(100))
    assert (tmp_path / "a" / part_name(0)).read_bytes() == (tmp_path / "b" / part_name(0)).read_bytes()


def test_an_empty_shard_is_read_as_no_rows(tmp_path: Path) -> None:
    write(tmp_path, made(0))
    assert read_rows(tmp_path / part_name(0)) == []


@pytest.mark.parametrize("damage", ["cut", "extended", "removed", "marker"])
def test_a_marker_is_validated_not_believed(tmp_path: Path, damage: str) -> None:
    write(tmp_path, made(10))
    assert finished(tmp_path, 0, "in")
    assert finished(tmp_path, 0, "other inputs") is None
    part = tmp_path / part_name(0)
    if damage == "cut":
        part.write_bytes(part.read_bytes()[:-1])
    elif damage == "extended":
        part.write_bytes(part.read_bytes() + b"x")
    elif damage == "removed":
        part.unlink()
    else:
        (tmp_path / "part-00000.json").write_text("{")
    assert finished(tmp_path, 0, "in") is None


def test_a_lost_row_stops_the_build(tmp_path: Path) -> None:
    lost = Made({ROWS: []}, rows_in=2, rows_out=0, dead=[Dead("x", "timeout", "")])
    with pytest.raises(Unbalanced, match="2 rows went in and 1 are accounted for"):
        write(tmp_path, lost)
    assert not list(tmp_path.iterdir())


def test_dead_rows_are_kept_with_their_reason(tmp_path: Path) -> None:
    write(tmp_path, Made({ROWS: []}, rows_in=1, rows_out=0, dead=[Dead("math/x 3", "timeout", "120 s")]))
    assert read_rows(tmp_path / part_name(0, "dead")) == [
        {"stage": "test", "item": "math/x 3", "reason": "timeout", "detail": "120 s"}
    ]
    marker = finished(tmp_path, 0)
    assert marker and marker.dead == {"timeout": 1}


def test_a_write_that_fails_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("old")
    with pytest.raises(RuntimeError), replacing(tmp_path / "f") as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("f", "old")]


def test_rests_of_a_killed_run_are_swept(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "part-00000.parquet.tmp-123").write_text("half")
    (tmp_path / "deep" / "part-00000.parquet").write_text("whole")
    assert sweep(tmp_path) == 1
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["part-00000.parquet"]


def test_splits_follow_their_shares_and_the_fingerprint_alone() -> None:
    shares = {"train": 0.7, "validation": 0.1, "test": 0.2}
    names = [split_of(f"math/x:{number}", shares) for number in range(4000)]
    assert abs(names.count("train") / 4000 - 0.7) < 0.03
    assert abs(names.count("test") / 4000 - 0.2) < 0.03
    assert names[:50] == [split_of(f"math/x:{number}", dict(reversed(shares.items()))) for number in range(50)]
    assert split_of("x", {"test": 1.0}) == "test"


def test_errors_survive_the_trip_through_a_runner() -> None:
    bad = told(f"Traceback ... {tell(BadInput('a.yaml: x', 'is bad', 'mend it'))} [while running 'expand/make shard']")
    assert isinstance(bad, BadInput) and (bad.place, bad.problem, bad.remedy) == ("a.yaml: x", "is bad", "mend it")
    full = told(str(tell(OSError(28, "No space left on device", "/x/part"))))
    assert isinstance(full, OSError) and (full.errno, full.strerror) == (28, "No space left on device")
    assert told("something else") is None
