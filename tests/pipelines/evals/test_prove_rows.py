"""The guarantees that look at rows: a clean pair passes, a planted leak of each kind fails the right ones, and neither
workers nor the order of files nor hostile files change what is said."""

import base64
import gzip
import json
import random
import re
import uuid
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_proof import INVENTED, eval_in, failing, few_draws, item_of, proved, rows_of_train, small_pack

from pipelines.evals.items import json_lines, read_eval
from pipelines.evals.prove.rows import record_of
from pipelines.evals.prove.training import Options, prove_rows
from pipelines.shards import write_bytes
from schemas import BadInput
from small_eval import CANARY

TOLD = ["G2", "G3", "G4", "G5", "G6", "G7", "G8"]


def renumbered(text: str) -> str:
    """Every number in the text another one, and the names of the farms others."""
    names = {"farm": "farm"}
    text = re.sub(r"\d+", lambda found: str(int(found[0]) * 3 + 11), text)
    return re.sub(r"\b[A-Z][a-z]+(?='s)", lambda found: names.setdefault(found[0], found[0][::-1].title()), text)


def test_a_clean_pair_passes(tmp_path: Path) -> None:
    found = proved(tmp_path)
    assert failing(found) == []
    assert [each.number for each in found.guarantees] == TOLD
    assert [each.outcome for each in found.guarantees].count("not_run") == 1  # the tier of meanings
    assert found.rows == len(rows_of_train())


LEAKS = {
    "renumbered text": (lambda: {"question": renumbered(item_of("math/dependency_graph")["prompt"]), "answer": "3"},
                        ["G2"]),
    "the text itself": (lambda: {"messages": [{"role": "user", "content": item_of("math/dependency_graph")["prompt"]}]},
                        ["G2", "G3"]),
    "the text in a column that is called as our checks are": (lambda: {"check": json.dumps({
        "kind": "mine", "question": item_of("math/dependency_graph")["prompt"]})}, ["G2", "G3"]),
    "the text in a string of JSON": (lambda: {"messages": json.dumps([
        {"role": "user", "content": item_of("math/dependency_graph")["prompt"]}])}, ["G2", "G3"]),
    "a text of many lines in JSON in JSON": (lambda: {"conversations": json.dumps({"turns": json.dumps([
        {"from": "human", "value": item_of("code/efficient_algorithm")["prompt"]}])})}, ["G2", "G3"]),
    "a name twice in a string of JSON": (lambda: {"prompt": json.dumps([{"role": "user", "content": "HERE"}]).replace(
        '"HERE"', json.dumps(item_of("math/linear_system")["prompt"]) + ', "content": ""')}, ["G3"]),
    "a system's text": (lambda: {"messages": [{"role": "system", "content": item_of("math/linear_system")["prompt"]},
                                              {"role": "user", "content": "Go."}]}, ["G3"]),
    "a new draw itself": (lambda: {"question": "Solve this. " + item_of("math/linear_system")["prompt"], "answer": "?"},
                          ["G3"]),
    "parameters": (lambda: {"text": "no text", "template": item_of("math/linear_system")["template"],
                            "params": item_of("math/linear_system")["params"]}, ["G3"]),
    "fingerprint": (lambda: {"text": "no text", "fingerprint": item_of("math/linear_system")["fingerprint"]}, ["G3"]),
    "random key": (lambda: {"text": "no text", "seed": 7}, ["G3"]),
    "check": (lambda: {"text": "no text", "check": item_of("math/dependency_graph")["check"]}, ["G4"]),
    "solution": (lambda: {"question": "What comes out?", "answer": item_of("math/dependency_graph")["reference"]},
                 ["G4"]),
    "canary in base64": (lambda: {"text": "see " + base64.b64encode(f"x {CANARY} y".encode()).decode()}, ["G8"]),
    "benchmark item": (lambda: {"question": INVENTED.read_text().splitlines()[3]}, ["G7"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", LEAKS)
def test_a_planted_leak_fails_the_right_guarantees(tmp_path: Path, kind: str) -> None:
    row, expected = LEAKS[kind]
    train = [{"question": each["prompt"], "answer": each["reference"]} for each in rows_of_train()]
    found = proved(tmp_path, [row()], train=train, run_programs=False)
    assert failing(found) == expected
    for number in expected:
        told = found.guarantee(number)
        assert told.offending >= 1 and told.pairs[0].place == f"{tmp_path}/train.jsonl:{len(train) + 1}"
        assert told.total >= told.offending


def test_a_solution_in_code_fails_by_what_it_does_whatever_it_is_called(tmp_path: Path) -> None:
    gold = json.loads(item_of("code/efficient_algorithm")["check"])
    entry = gold["answer"]["entry"]
    source = gold["gold"].replace(entry, "something_else")
    found = proved(tmp_path, [{"question": "Write it.", "answer": f"Here:\n```python\n{source}\n```"}])
    told = found.guarantee("G5")
    assert told.outcome == "fails" and told.pairs[0].item == item_of("code/efficient_algorithm")["id"]


def test_neither_workers_nor_the_order_of_files_change_anything(tmp_path: Path) -> None:
    few_draws()
    eval = eval_in(tmp_path)
    rows = [*rows_of_train(), LEAKS["the text itself"][0](), LEAKS["canary in base64"][0](), *rows_of_train()]
    random.Random(1).shuffle(rows)
    files = [tmp_path / f"{name}.jsonl" for name in "abc"]
    for place, file in enumerate(files):
        write_bytes(file, json_lines(rows[place::3]))
    options = Options(packs=(str(small_pack(tmp_path)),))
    one = prove_rows(eval, files, options, 1)
    two = prove_rows(eval, files[::-1], options, 2)
    assert one.guarantees == two.guarantees and one.files == two.files
    assert failing(one) == ["G2", "G3", "G8"]


def test_a_folder_is_read_whole_and_a_text_in_several_views_once(tmp_path: Path) -> None:
    few_draws()
    folder = tmp_path / "release"
    rows = [each for each in rows_of_train() if each["family"] != "code/bug_repair"]
    asked = [[{"role": "user", "content": each["prompt"]}] for each in rows]
    for view, table in {
        "problems": {"prompt": [each["prompt"] for each in rows]},
        "default": {"messages": asked},
    }.items():
        (folder / view).mkdir(parents=True)
        pq.write_table(pa.table(table), folder / view / "train.parquet")
    (folder / "README.md").write_text(f"A card that quotes {CANARY.upper()}.")
    found = prove_rows(eval_in(tmp_path), [folder], Options(packs=(), run_programs=False))
    assert found.rows == 2 * len(rows) and found.texts <= len(rows) + 1 and len(found.files) == 2
    assert found.guarantee("G2").outcome == "holds" and found.guarantee("G7").outcome == "not_run"
    assert failing(found) == ["G8"] and found.guarantee("G8").pairs[0].place.endswith("README.md")


def test_foreign_evals_are_compared_by_their_texts(tmp_path: Path) -> None:
    few_draws()
    asked = INVENTED.read_text().splitlines()[:12]
    items = tmp_path / "theirs.jsonl"
    items.write_text("".join(json.dumps({"question": text, "answer": "7"}) + "\n" for text in asked))
    eval = read_eval(items)
    train = tmp_path / "train.parquet"
    texts = ["Nothing of the kind is asked here at all."] * 3 + [f"Question: {asked[5]}\nThink step by step."]
    pq.write_table(pa.table({"text": texts}), train)
    found = prove_rows(eval, [train], Options(packs=()))
    assert failing(found) == ["G2", "G3"]
    assert {pair.item for pair in found.guarantee("G2").pairs if pair.place.endswith(":4")} == {"000005"}
    assert found.guarantee("G8").outcome == "not_run"


def eval_in_file(path: Path):
    from pipelines.evals.items import read_eval

    return read_eval(path)


HOSTILE = {
    "not json": b'{"text": "a"}\n{"text": \n',
    "deep": b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n",
    "no object": b'["text"]\n[1]\n',
    "not utf-8": b'{"text": "\xff\xfe"}\n',
    "no rows": b"\n\n",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_cannot_be_read_is_told_and_not_passed_over(tmp_path: Path, kind: str) -> None:
    few_draws()
    file = tmp_path / "hostile.jsonl"
    file.write_bytes(HOSTILE[kind])
    with pytest.raises(BadInput, match="hostile"):
        prove_rows(eval_in(tmp_path), [file], Options(packs=()))


def test_a_parquet_bomb_is_refused(tmp_path: Path) -> None:
    few_draws()
    file = tmp_path / "bomb.parquet"
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000, pa.int32()), pa.array(["x" * 100_000]))
    pq.write_table(pa.table({"text": column}), file)
    with pytest.raises(BadInput, match="bomb"):
        prove_rows(eval_in(tmp_path), [file], Options(packs=()))


ODD = {
    "nul": {"text": "a\0b" * 50},
    "one long line": {"text": "word " * 400_000},
    "no blanks": {"text": "x" * 1_000_000},
    "equals": {"text": "= " * 50_000 + "1=" * 50_000 + "1 + 1 = " * 5_000},
    "brackets": {"text": "(" * 50_000, "answer": "((((1" * 2_000 + "=1"},
    "huge numbers": {"text": "9" * 100_000 + " + 1 = 2", "seed": 10**30},
    "a program that is no program": {"code": "def f(:\n" * 1000},
    "deep program": {"code": "def f(a):\n    return " + "(" * 3000 + "a" + ")" * 3000},
    "fences": {"answer": "```python\ndef f(a): return a\n" * 200},
    "check": {"check": '{"kind": "equations", "gold": ' + "[" * 900 + "]" * 900 + "}", "text": "x"},
    "nested": {"a": {"b": [{"c": [["d", {"e": "f"}]]}]}, "text": "x"},
}


def test_odd_rows_are_looked_at_like_others(tmp_path: Path) -> None:
    few_draws()
    file = tmp_path / "odd.jsonl.gz"
    lines = [json.dumps(row).encode() for row in (*ODD.values(), {"text": f"Here: {CANARY}"})]
    file.write_bytes(gzip.compress(b"\n".join(lines)))
    found = prove_rows(eval_in(tmp_path), [file], Options(packs=()))
    assert failing(found) == ["G8"] and found.rows == len(ODD) + 1


def test_half_a_letter_is_told_or_looked_at(tmp_path: Path) -> None:
    few_draws()
    file = tmp_path / "half.jsonl"
    row = {"text": "\ud800 and \udfff", "params": "\ud800", "template": "\ud800", "id": "\ud800"}
    file.write_bytes(json.dumps(row).encode() + b"\n")
    with pytest.raises(BadInput, match=r"half\.jsonl:1"):
        prove_rows(eval_in(tmp_path), [file], Options(packs=()))
    told = record_of("here", {"text": "\ud800 and", "params": {"a": "\ud800"}, "other": ["\ud800" * 20]})
    assert next(text for _, text in told.texts) == "? and"


@pytest.mark.parametrize("deep", [70, 900])
def test_a_text_is_found_however_deep_it_lies(tmp_path: Path, deep: int) -> None:
    few_draws()
    asked = item_of("math/dependency_graph")["prompt"]
    file = tmp_path / "deep.jsonl"
    file.write_bytes(b'{"text": ' + b"[" * deep + json.dumps(asked).encode() + b"]" * deep + b"}\n")
    found = prove_rows(eval_in(tmp_path), [file], Options(packs=(), run_programs=False))
    assert failing(found) == ["G2", "G3"]


def test_a_canary_kept_as_a_uuid_is_found(tmp_path: Path) -> None:
    few_draws()
    file = tmp_path / "uuid.parquet"
    pq.write_table(pa.table({"text": ["x"], "key": pa.array([uuid.UUID(CANARY).bytes], pa.uuid())}), file)
    assert failing(prove_rows(eval_in(tmp_path), [file], Options(packs=(), run_programs=False))) == ["G8"]


def test_strings_of_json_are_told_whole_and_opened_by_role() -> None:
    packed = json.dumps([{"role": "user", "content": "a\nb"}, {"role": "assistant", "content": "c"}])
    told = record_of("here", {"messages": packed, "prompt": "[x] {y}", "note": "[1, 2"})
    assert [each for each in told.texts if each[1] not in ("user", "assistant")] == [
        ("messages", packed), ("messages:user", "a\nb"), ("messages:assistant", "c"), ("prompt", "[x] {y}"),
        ("note", "[1, 2"),
    ]  # fmt: skip
    assert "c" not in told.asked and "a\nb" in told.asked
    bomb = "x"
    for _ in range(12):
        bomb = json.dumps([bomb])
    assert len(record_of("here", {"text": bomb}).texts) == 5


SILENT = {
    "token ids": {"input_ids": [1, 2, 3], "labels": [2, 3, 4]},
    "token ids and names": {"id": "a b", "input_ids": [[1, 2]], "source": "web", "language": "en"},
    "numbers": {"x": 1, "y": 2.5, "z": None},
    "blank": {"text": " \n", "messages": []},
    "names only": {"a_name_of_some_length": {"another_name_of_some_length": 1}},
}


@pytest.mark.parametrize("kind", SILENT)
def test_rows_without_text_are_counted_and_nothing_holds_of_them(tmp_path: Path, kind: str) -> None:
    found = proved(tmp_path, train=[SILENT[kind]] * 3)
    assert found.silent == found.rows == 3
    assert {each.outcome for each in found.guarantees} == {"not_run"}
    found = proved(tmp_path, [{"text": "Some words."}], train=[SILENT[kind]] * 3)
    assert found.silent == 3 and found.guarantee("G2").outcome == "holds"
    assert found.guarantee("G2").summary.endswith("3 of 4 rows have no text.")
    assert found.guarantee("G8").figures["rows_without_text"] == 3


def test_what_fails_of_rows_without_text_fails(tmp_path: Path) -> None:
    found = proved(tmp_path, train=[{"seed": 7, "input_ids": [1]}])
    assert failing(found) == ["G3"] and found.silent == 1


def test_rows_of_ours_and_texts_beside_token_ids_are_not_silent(tmp_path: Path) -> None:
    assert proved(tmp_path).silent == 0
    assert proved(tmp_path, train=[{"text": "Hello"}, {"input_ids": [1], "text": "two words"}]).silent == 0
