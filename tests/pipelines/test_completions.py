"""Importing rollouts and looking into the store: strict about what comes in, careful with what goes to a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.completions import import_jsonl, visible
from pipelines.store import Store
from schemas import BadInput, FinishReason
from small_build import provender

SYSTEM = {"role": "system", "content": "s"}
GOOD = [
    {"prompt": "p", "completion": "Answer: 1"},
    {"prompt": "p", "response": "Answer: 2", "finish_reason": "length", "completion_tokens": 9},
    {"prompt": "q", "generations": ["a", "b", "c"]},
    {"messages": [SYSTEM, {"role": "user", "content": "r"}, {"role": "assistant", "content": "t"}]},
    {"conversations": [{"from": "human", "value": "u"}, {"from": "gpt", "value": "v"}]},
    {"prompt": [{"role": "user", "content": "w"}], "text": "x"},
]  # fmt: skip


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_the_usual_shapes_are_read(tmp_path: Path) -> None:
    done = import_jsonl(write(tmp_path / "f.jsonl", *GOOD), "mine", tmp_path / "store")
    assert (done.lines, done.completions, done.new) == (6, 8, 8)
    rows = sorted((row["prompt"], row["sample_index"], row["text"]) for row in Store(tmp_path / "store").rows())
    assert rows[:2] == [("p", 0, "Answer: 1"), ("p", 1, "Answer: 2")]
    assert rows[2:] == [("q", 0, "a"), ("q", 1, "b"), ("q", 2, "c"), ("r", 0, "t"), ("u", 0, "v"), ("w", 0, "x")]
    kept = {row["text"]: row for row in Store(tmp_path / "store").rows()}["Answer: 2"]
    assert (kept["finish_reason"], kept["completion_tokens"]) == (FinishReason.LENGTH, 9)


def test_each_text_of_a_line_may_have_an_ending_of_its_own(tmp_path: Path) -> None:
    row = {"prompt": "p", "generations": ["a", "b"], "finish_reasons": ["stop", "length"]}
    import_jsonl(write(tmp_path / "f.jsonl", row), "mine", tmp_path / "store")
    assert {row["text"]: row["finish_reason"] for row in Store(tmp_path / "store").rows()} == {
        "a": "stop",
        "b": "length",
    }
    with pytest.raises(BadInput, match="does not go with its 2 texts"):
        import_jsonl(write(tmp_path / "g.jsonl", {**row, "finish_reasons": ["stop"]}), "mine", tmp_path / "store")


def test_importing_again_adds_nothing(tmp_path: Path) -> None:
    file = write(tmp_path / "f.jsonl", *GOOD)
    import_jsonl(file, "mine", tmp_path / "store")
    assert import_jsonl(file, "mine", tmp_path / "store").new == 0


def test_a_mark_and_carriage_returns_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "f.jsonl").write_bytes(
        b'\xef\xbb\xbf{"prompt": "p", "text": "t"}\r\n\r\n{"prompt": "p", "text": "u"}\r\n'
    )
    assert import_jsonl(tmp_path / "f.jsonl", "mine", tmp_path / "store").completions == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"prompt": 3, "text": "t"}, "which problem"),
        ({"prompt": "p"}, "no text"),
        ({"prompt": "p", "text": 3}, "no text"),
        ({"prompt": "p", "text": "t", "output": "u"}, "more than one text"),
        ({"prompt": "p", "text": "t", "finish_reason": "eos"}, "finish_reason"),
        ({"prompt": "p", "text": "t", "sample_index": -1}, "sample_index"),
        ({"prompt": "p", "text": "t", "prompt_tokens": 1.5}, "prompt_tokens"),
        ({"prompt": "p", "generations": ["a", "b"], "sample_index": 0}, "one sample_index for several"),
        ({"problem_id": "x", "text": "t"}, "--problems"),
        ({"messages": [{"role": "assistant", "content": "t"}]}, "no user's turn"),
        ({"messages": "hello"}, "not a list"),
        ([1, 2], "a JSON list"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_imported(tmp_path: Path, row: object, said: str) -> None:
    file = write(tmp_path / "f.jsonl", *GOOD, row)
    with pytest.raises(BadInput, match=said) as error:
        import_jsonl(file, "mine", tmp_path / "store")
    assert error.value.place.endswith("f.jsonl:7")
    assert not list((tmp_path / "store").glob("*"))


def test_what_is_no_json_is_told(tmp_path: Path) -> None:
    (tmp_path / "f.jsonl").write_bytes(b'{"prompt": "p", "text": "\xff"}\n')
    with pytest.raises(BadInput, match=r"f\.jsonl:1: not JSON"):
        import_jsonl(tmp_path / "f.jsonl", "mine", tmp_path / "store")
    with pytest.raises(BadInput, match="cannot be read"):
        import_jsonl(tmp_path / "none.jsonl", "mine", tmp_path / "store")


def test_a_sample_is_never_there_twice_and_never_replaced(tmp_path: Path) -> None:
    same = {"prompt": "p", "sample_index": 0}
    twice = write(tmp_path / "f.jsonl", {**same, "text": "a"}, {**same, "text": "b"})
    with pytest.raises(BadInput, match="there twice"):
        import_jsonl(twice, "mine", tmp_path / "store")
    import_jsonl(write(tmp_path / "g.jsonl", {"prompt": "p", "text": "a"}), "mine", tmp_path / "store")
    with pytest.raises(BadInput, match="with another text"):
        import_jsonl(write(tmp_path / "h.jsonl", {"prompt": "p", "text": "b"}), "mine", tmp_path / "store")


def test_a_terminal_is_told_nothing_it_might_obey() -> None:
    assert visible("a\x1b[31mb\x07\u202e\x9bc\nd") == "a\\x1b[31mb\\x07\\u202e\\x9bc\nd"


def test_the_command_shows_lists_exports_and_compacts(tmp_path: Path) -> None:
    store = ("--store", tmp_path / "store")
    file = write(tmp_path / "f.jsonl", *GOOD)
    assert provender("completions", "import", file, "--name", "mine", *store).returncode == 0
    assert provender("completions", "import", file, "--name", "My Name", *store).returncode == 2
    listed = provender("completions", "list", "--json", *store)
    rows = [json.loads(line) for line in listed.stdout.splitlines()]
    assert len(rows) == 8
    shown = provender("completions", "show", rows[0]["key"][:12], *store)
    assert rows[0]["text"] in shown.stdout and shown.returncode == 0
    assert provender("completions", "show", "zz", *store).returncode == 2
    assert json.loads(provender("completions", "stats", "--json", *store).stdout)[0]["keys"] == 8
    assert "imported:mine" in provender("completions", "stats", *store).stdout
    assert provender("completions", "export", tmp_path / "out.jsonl", *store).returncode == 0
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 8
    assert "1 parts merged" in provender("completions", "compact", *store).stdout
    assert "0 errors dropped" in provender("completions", "drop-errors", *store).stdout
    assert provender("completions", "stats", "--store", tmp_path / "none").returncode == 2
