"""The ledger: nothing can be changed, left out or put in unnoticed, and two machines' ledgers merge into one."""

from pathlib import Path

import pytest

from pipelines.evals.ledger import Ledger, append, faults, keep_digests, merge, read_ledger
from schemas import BadInput
from schemas.evals import Holdout
from schemas.ledger import Burned, EvalCommitted, EvalRevealed, SplitMade, TrainRelease

KEY, ROOT = "ab" * 32, "cd" * 32
SPLIT = SplitMade(KEY, Holdout(start="2026-01-01"))


def _train(name: str = "t", day: str = "2026-02-01", **more: object) -> TrainRelease:
    fields = {"templates": "", "parameters": "", "skeletons": "", **more}
    return TrainRelease(release=name, date=day, manifest_sha256="01" * 32, problems=3, families={"f": 1}, seeds=(1,),
                        **fields)  # type: ignore[arg-type]  # fmt: skip


def _eval(name: str = "e-1", created: str = "2026-01-10", families: tuple[str, ...] = ("f",), root: str = ROOT,
          date: str | None = None) -> EvalCommitted:  # fmt: skip
    return EvalCommitted(
        release=name, date=date or created, created=created, expires="2026-12-01", key_id=KEY, term=0, root=root,
        rows=4, canary="6f1c2f0e-8d53-4c64-9a52-0b1f5f2b7c11", manifest_sha256="02" * 32, families=families,
        templates="", parameters="", skeletons="",
    )  # fmt: skip


def _revealed(name: str = "e-1", day: str = "2026-03-01", families: tuple[str, ...] = ("f",)) -> EvalRevealed:
    return EvalRevealed(release=name, date=day, root=ROOT, manifest_sha256="03" * 32, families=families, templates={})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "a" / "ledger.jsonl"
    for entry in (SPLIT, _train(), _eval(), _revealed()):
        append(file, entry)
    return file


def test_lines_are_chained_in_the_order_in_which_they_were_added(path: Path) -> None:
    book = read_ledger(path)
    assert [type(line.entry).__name__ for line in book.lines] == [
        "SplitMade", "TrainRelease", "EvalCommitted", "EvalRevealed",
    ]  # fmt: skip
    assert [line.parents for line in book.lines] == [(), *((line.hash,) for line in book.lines[:-1])]
    assert book.heads == (book.lines[-1].hash,)
    assert book.burned() == {"f": "2026-03-01"} and book.burned("e-1") == {}
    assert not faults(book)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: [lines[0].replace(b"2026-01-01", b"2026-01-02"), *lines[1:]], "was changed"),
        (lambda lines: [lines[0], *lines[2:]], "is missing"),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], "is missing"),
        (lambda lines: [*lines, lines[1]], "there twice"),
        (lambda lines: [*lines[:3], lines[3][:-9]], "cut off"),
        (lambda lines: [*lines[:3], b"{}\n"], "missing required field"),
        (lambda lines: [*lines[:3], b"\xff\n"], "no line of a ledger"),
    ],
    ids=["a changed line", "a missing line", "another order", "a line twice", "a torn line", "another object",
         "no text"],
)  # fmt: skip
def test_a_ledger_that_is_not_whole_is_refused(path: Path, change: object, said: str) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(change(lines)))  # type: ignore[operator]
    with pytest.raises(BadInput, match=said):
        read_ledger(path)


def test_what_was_cut_off_at_the_end_is_noticed_by_who_knows_the_head(path: Path) -> None:
    head = read_ledger(path).heads[0]
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert head not in {line.hash for line in read_ledger(path).lines}


def _two_machines(tmp_path: Path) -> tuple[Path, Path]:
    left, right = tmp_path / "left" / "ledger.jsonl", tmp_path / "right" / "ledger.jsonl"
    for file in (left, right):
        append(file, SPLIT)
        append(file, _eval())
    append(left, _train(parameters=keep_digests(left, [3, 1, 2])))
    append(left, _revealed())
    append(right, _train("other", "2026-02-02"))
    return left, right


def test_two_ledgers_merge_into_the_same_one_whoever_merges_whom(tmp_path: Path) -> None:
    left, right = _two_machines(tmp_path)
    copies = [tmp_path / "left2" / "ledger.jsonl", tmp_path / "right2" / "ledger.jsonl"]
    for copy, source in zip(copies, (left, right), strict=True):
        merge(copy, [source])
    before = {line.hash for file in (left, right) for line in read_ledger(file).lines}
    merge(left, [right])
    merge(copies[1], [copies[0]])
    assert left.read_bytes() == copies[1].read_bytes()
    book = read_ledger(left)
    assert {line.hash for line in book.lines} > before and len(book.heads) == 1
    assert len(book.all(TrainRelease)) == 2 and book.burned() == {"f": "2026-03-01"}
    assert read_ledger(copies[1]).digests(book.all(TrainRelease)[0].parameters).tolist() == [1, 2, 3]
    again = left.read_bytes()
    merge(left, [right, copies[0]])
    assert left.read_bytes() == again


def test_ledgers_with_another_split_of_the_same_key_are_not_merged(tmp_path: Path, path: Path) -> None:
    other = tmp_path / "other" / "ledger.jsonl"
    append(other, SplitMade(KEY, Holdout(start="2026-01-01", families=0.5)))
    with pytest.raises(BadInput, match="different things"):
        merge(path, [other])


def test_a_file_of_digests_that_was_changed_or_lost_is_noticed(tmp_path: Path) -> None:
    left, _ = _two_machines(tmp_path)
    name = read_ledger(left).all(TrainRelease)[0].parameters
    file = left.parent / "digests" / name
    file.write_bytes(file.read_bytes()[:-8])
    assert any("was changed" in fault for fault in faults(read_ledger(left)))
    file.unlink()
    assert any("cannot be read" in fault for fault in faults(read_ledger(left)))


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ((_eval(), _revealed(), _eval("e-2", "2026-04-01", root="ef" * 32)), "burned on 2026-03-01"),
        ((_eval(), Burned(date="2026-02-01", families=("f",), reason="x"), _eval("e-2", "2026-02-01")), "burned on"),
        ((_eval(), _eval(root="ef" * 32)), "different roots"),
        ((_eval(root="ef" * 32), _revealed()), "not committed to"),
        ((_revealed(),), "not committed to"),
        ((_revealed(), _eval(date="2026-02-01")), "after it was revealed"),
    ],
    ids=["a burned family", "burned for a reason", "two roots", "another root", "no commitment", "committed too late"],
)  # fmt: skip
def test_entries_that_contradict_each_other_are_told(tmp_path: Path, entries: tuple[object, ...], said: str) -> None:
    file = tmp_path / "ledger.jsonl"
    for entry in (SPLIT, *entries):
        append(file, entry)  # type: ignore[arg-type]
    assert any(said in fault for fault in faults(read_ledger(file)))


def test_a_family_burned_later_is_no_fault_of_another_machine_s_earlier_eval(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "b" / "ledger.jsonl"
    for entry in (SPLIT, _eval("e-0", "2026-01-05", root="ef" * 32)):
        append(other, entry)
    assert faults(merge(path, [other])) == []


def test_what_was_burned_first_on_the_same_day_the_chain_says(tmp_path: Path) -> None:
    same = "2026-03-01"
    left, right = tmp_path / "a" / "ledger.jsonl", tmp_path / "b" / "ledger.jsonl"
    for entry in (SPLIT, _eval(), _eval("e-2", same, root="ef" * 32), _revealed(day=same)):
        append(left, entry)
    assert faults(read_ledger(left)) == []
    # Made after a burn that the machine knew of is a fault, whatever the clock says.
    append(left, _eval("e-3", "2026-02-01", root="01" * 32))
    assert [fault for fault in faults(read_ledger(left)) if "'e-3'" in fault and "burned on 2026-03-01" in fault]
    # On machines that knew nothing of each other the dates decide.
    for entry in (SPLIT, _eval("e-4", same, root="23" * 32)):
        append(right, entry)
    assert [fault for fault in faults(merge(right, [left])) if "'e-4'" in fault]


def test_a_clock_that_was_behind_when_an_eval_was_revealed_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"
    for entry in (SPLIT, _eval(date="2026-03-02"), _revealed(day="2026-03-01")):
        append(file, entry)
    assert faults(read_ledger(file)) == []


def test_the_longest_name_that_a_recipe_can_have_is_entered_and_read_again(tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"
    for entry in (SPLIT, _eval(f"{'e' * 64}-2026-01-10")):
        append(file, entry)
    assert len(read_ledger(file).lines) == 2
    before = file.read_bytes()
    with pytest.raises(BadInput, match="the new line"):
        append(file, Burned(date="2026-01-10", families=("f",), reason="x" * 1001))
    assert file.read_bytes() == before


def test_an_empty_ledger_has_no_heads(tmp_path: Path) -> None:
    assert Ledger(tmp_path / "ledger.jsonl", ()).heads == ()
