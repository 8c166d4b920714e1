"""The completions store: what was kept is found again, whoever appends, compacts or dies beside us."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings, strategies as st

from pipelines.store import Store
from schemas import BadInput, Completion, FinishReason


def completion(number: int, text: str = "Answer: 1", **fields: object) -> Completion:
    made = Completion(
        key=f"{number:032x}", engine="e", prompt="p", settings="{}", sample_index=0, text=text,
        finish_reason=FinishReason.STOP, completion_tokens=2,
    )  # fmt: skip
    return msgspec.structs.replace(made, **fields)


def keys(*numbers: int) -> list[str]:
    return [f"{number:032x}" for number in numbers]


def test_what_was_kept_is_found(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.append([completion(1, "one"), completion(256, "two")])
    store.append([completion(3, "three")])
    found = Store(tmp_path).find(keys(3, 1, 2, 256))
    assert {int(key, 16): each.text for key, each in found.items()} == {3: "three", 1: "one", 256: "two"}


def test_a_completion_comes_back_as_it_was(tmp_path: Path) -> None:
    odd = completion(7, "\x00\n“ü”🙂", logprob=-1.5, engine_seconds=0.25, wall_seconds=0.5, error="x")
    Store(tmp_path).append([odd, completion(8, "")])
    assert Store(tmp_path).find(keys(7, 8)) == {odd.key: odd, keys(8)[0]: completion(8, "")}


def test_the_same_batch_twice_is_one_part_and_others_are_seen_after_a_refresh(tmp_path: Path) -> None:
    first, second = Store(tmp_path), Store(tmp_path)
    first.append([completion(1)])
    second.append([completion(1)])
    assert len(list(tmp_path.glob("part-*.parquet"))) == 1
    third = Store(tmp_path)
    first.append([completion(2)])
    assert not third.find(keys(2))
    third.refresh()
    assert third.find(keys(2))


def test_of_two_with_one_key_the_first_counts_for_both_and_the_other_is_counted(tmp_path: Path) -> None:
    first, second = Store(tmp_path), Store(tmp_path)
    assert first.append([completion(1, "first")]) == [completion(1, "first")]
    assert second.append([completion(2, "new"), completion(1, "second")]) == [
        completion(2, "new"), completion(1, "first"),
    ]  # fmt: skip
    assert [each.repeats for each in Store(tmp_path).usage()] == [1]
    assert Store(tmp_path).compact()[1] == 1
    assert Store(tmp_path).find(keys(1))[keys(1)[0]].text == "first"


@settings(max_examples=50)
@given(st.sets(st.integers(0, 2**128 - 1), max_size=20), st.integers(0, 2**128 - 1))
def test_one_key_is_never_taken_for_another(
    tmp_path_factory: pytest.TempPathFactory, numbers: set[int], other: int
) -> None:
    folder = tmp_path_factory.mktemp("store")
    Store(folder).append([completion(number, str(number)) for number in numbers])
    found = Store(folder).find(keys(*numbers, other))
    assert {int(key, 16): int(each.text) for key, each in found.items()} == {number: number for number in numbers}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(0, 9), st.sampled_from("abc")), max_size=4), max_size=6))
def test_the_first_to_be_stored_counts_before_and_after_compaction(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[tuple[int, str]]]
) -> None:
    folder = tmp_path_factory.mktemp("store")
    expected: dict[str, str] = {}
    for batch in batches:
        for number, text in batch:
            expected.setdefault(f"{number:032x}", text)
        Store(folder).append([completion(number, text) for number, text in batch])
    for _ in range(2):
        assert {key: each.text for key, each in Store(folder).find(keys(*range(10))).items()} == expected
        Store(folder).compact(part_rows=3)


def test_an_error_never_hides_a_text(tmp_path: Path) -> None:
    for number in range(20):
        Store(tmp_path).append([completion(1, "", finish_reason=FinishReason.ERROR, error=f"e{number}")])
    Store(tmp_path).append([completion(1, "text")])
    assert Store(tmp_path).find(keys(1))[keys(1)[0]].text == "text"


def test_compaction_keeps_every_key_and_the_same_rows_give_the_same_parts(tmp_path: Path) -> None:
    for folder, size in ((tmp_path / "a", 7), (tmp_path / "b", 50)):
        store = Store(folder)
        rows = [completion(number * 977 % 1000, f"text {number}") for number in range(200)]
        for start in range(0, len(rows), size):
            store.append(rows[start : start + size])
        store.compact(part_rows=64)
    names = [sorted(path.name for path in (tmp_path / folder).glob("part-*")) for folder in ("a", "b")]
    assert names[0] == names[1] and len(names[0]) == 4
    assert len(Store(tmp_path / "a").find(keys(*range(1000)))) == 200


def test_a_reader_follows_a_compaction(tmp_path: Path) -> None:
    writer, reader = Store(tmp_path), Store(tmp_path)
    for number in range(5):
        writer.append([completion(number)])
    reader.refresh()
    Store(tmp_path).compact()
    assert len(reader.find(keys(*range(5)))) == 5


def test_two_never_compact_at_once(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.append([completion(1)])
    with Store(tmp_path)._alone(), pytest.raises(BadInput, match="another process is compacting"):
        store.compact()


def test_errors_can_be_dropped_so_that_they_are_asked_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.append([completion(1), completion(2, "", finish_reason=FinishReason.ERROR)])
    assert store.drop_errors() == 1
    assert store.find(keys(1, 2)).keys() == {*keys(1)}


def test_usage_counts_repeats(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.append([completion(1), completion(2, engine="f", engine_seconds=1.5)])
    store.append([completion(1, "other")])
    first, second = store.usage()
    assert (first.engine, first.rows, first.keys, first.repeats, first.completion_tokens) == ("e", 2, 1, 1, 4)
    assert (second.engine, second.engine_seconds, second.errors) == ("f", 1.5, 0)


def test_a_damaged_part_is_named(tmp_path: Path) -> None:
    Store(tmp_path).append([completion(1)])
    (part,) = tmp_path.glob("part-*.parquet")
    part.write_bytes(part.read_bytes()[:-20])
    with pytest.raises(BadInput, match=r"part-.*cannot be read.*remove the file"):
        Store(tmp_path)


def _append(folder: str, start: int) -> None:
    for number in range(start, start + 40):
        Store(Path(folder)).append([completion(number, f"by {start}")])


def test_two_append_while_a_third_compacts(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_append, args=(str(tmp_path), start)) for start in (0, 1000)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        Store(tmp_path).compact()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    Store(tmp_path).compact()
    assert len(Store(tmp_path).find(keys(*range(40), *range(1000, 1040)))) == 80


@pytest.mark.parametrize("after", range(3))
def test_a_killed_compaction_loses_nothing(tmp_path: Path, after: int) -> None:
    store = Store(tmp_path)
    for number in range(12):
        store.append([completion(number)])
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "import pipelines.store as store\n"
        "done, real = [], store._write\n"
        "def write(*arguments):\n"
        f"    if len(done) == {after}:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    done.append(1)\n"
        "    return real(*arguments)\n"
        "store._write = write\n"
        f"store.Store(Path({str(tmp_path)!r})).compact(part_rows=5)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script], env={**os.environ})
    assert killed.returncode == -signal.SIGKILL
    assert len(Store(tmp_path).find(keys(*range(12)))) == 12
    Store(tmp_path).compact(part_rows=5)
    assert len(Store(tmp_path).find(keys(*range(12)))) == 12
