"""Canaries are found however they are written, and nothing else is taken for one."""

import base64
import html
import urllib.parse
from pathlib import Path

import msgspec
import pytest

from pipelines.evals.items import read_eval
from pipelines.evals.prove.canaries import Canaries, g8, own_canaries
from pipelines.evals.prove.findings import Tally
from pipelines.evals.prove.rows import Record
from schemas import BadInput
from small_eval import CANARY, eval_rows, write_eval

PLAIN = CANARY.replace("-", "")
RAW = bytes.fromhex(PLAIN)


def lines(text: str, width: int, between: str = "\n") -> str:
    return between.join(text[place : place + width] for place in range(0, len(text), width))


def encoded(data: bytes, before: int = 0) -> str:
    return base64.b64encode(b"0123456789abcdef"[:before] + data + b" and more").decode()


WRITINGS = {
    "plain": CANARY,
    "in capitals": CANARY.upper(),
    "without dashes": PLAIN,
    "in braces": "{" + CANARY + "}",
    "with blanks": " ".join(CANARY),
    "over lines": lines(CANARY, 5),
    "with zero-width signs": lines(CANARY, 3, "\u200b"),
    "with soft hyphens": CANARY.replace("-", "\u00ad"),
    "with other dashes": CANARY.replace("-", "–"),
    "with dots": lines(PLAIN, 2, "."),
    "in full width": CANARY.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789abcdef"}),
    "with Cyrillic letters": CANARY.replace("a", "а").replace("c", "с").replace("e", "е"),
    "backwards": CANARY[::-1],
    "in base64": base64.b64encode(CANARY.encode()).decode(),
    "in base64, shifted by one": encoded(CANARY.encode(), 1),
    "in base64, shifted by two": encoded(CANARY.encode(), 2),
    "in base64, capitals": encoded(CANARY.upper().encode(), 4),
    "in base64 without dashes": encoded(PLAIN.encode(), 5),
    "in base64 of its bytes": encoded(RAW, 7),
    "in base64 over lines": lines(encoded(CANARY.encode(), 1), 8),
    "in base64 for URLs": base64.urlsafe_b64encode(b"??>" + RAW + b"xyz").decode(),
    "in hexadecimal": CANARY.encode().hex(),
    "in hexadecimal with blanks": CANARY.encode().hex(" "),
    "percent-encoded": "".join(f"%{byte:02X}" for byte in CANARY.encode()),
    "with percent-encoded dashes": CANARY.replace("-", "%2D"),
    "quoted": urllib.parse.quote(f"?id={CANARY}&x"),
    "as HTML entities": "".join(f"&#{ord(sign)};" for sign in CANARY),
    "as HTML hexadecimal": "".join(f"&#x{ord(sign):x};" for sign in CANARY),
    "with HTML dashes": html.escape(CANARY).replace("-", "&#45;"),
    "in escapes": "".join(f"\\u{ord(sign):04x}" for sign in CANARY),
}


def record(*texts: str) -> Record:
    return Record("train.jsonl:1", [("text", text) for text in texts], [], [], [], [], [], None, "", "", "")


@pytest.mark.parametrize("how", WRITINGS)
def test_a_canary_is_found_however_it_is_written(how: str) -> None:
    found = Canaries([CANARY, "0f0e0d0c-0b0a-0908-0706-050403020100"]).look(
        [record("before", f"so {WRITINGS[how]} it is")]
    )
    assert (found.offending, found.items) == (1, {CANARY})


def test_nothing_else_is_taken_for_a_canary() -> None:
    other = "6f1c2f0e-8d53-4c64-9a52-0b1f5f2b7c12"  # the last digit is another
    texts = ["0123456789abcdef" * 2_000, *(writing.replace("7c11", "7c12") for writing in (CANARY, PLAIN)), other,
             base64.b64encode(other.encode()).decode(), CANARY[:-1], "the quick brown fox " * 5_000]  # fmt: skip
    assert Canaries([CANARY]).look([record(*texts)]).offending == 0


def test_a_canary_is_found_across_the_blocks_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.evals.prove.canaries.BLOCK", 1000)
    monkeypatch.setattr("pipelines.evals.prove.canaries.OVERLAP", 500)
    for before in (0, 970, 985, 1990, 2999):
        (tmp_path / "card.md").write_bytes(b"." * before + CANARY.encode() + b"." * 100)
        assert Canaries([CANARY]).in_file(tmp_path / "card.md") == [(CANARY, "written out")]


def test_what_is_no_guid_is_refused() -> None:
    with pytest.raises(BadInput, match="is no GUID"):
        Canaries(["a"])


def test_canaries_of_others_are_searched_in_sentences_and_as_words(tmp_path: Path) -> None:
    other, word = "11111111-2222-4333-8444-555555555555", "Snark-and-Boojum"
    rows = [
        {"id": "a", "prompt": "?", "canary": CANARY},
        {"id": "b", "prompt": "?", "canary": f"DATA SHOULD NEVER APPEAR IN TRAINING. canary GUID {other.upper()}"},
        {"id": "c", "prompt": "?", "canary": word},
        {"id": "d", "prompt": "?", "canary": "yes"},
    ]
    guids, others = own_canaries(read_eval(write_eval(tmp_path / "eval.jsonl", rows)))
    assert (guids, others) == (sorted([CANARY, other]), [word.lower()])
    canaries = Canaries(guids, others)
    assert len(canaries.known) == 3
    for text in (f"see {other}", f"a {word.upper()}!", CANARY):
        assert len(canaries.within(text.encode())) == 1
    assert not canaries.within(b"a Snark and a Boojum, yes")


def test_rows_without_their_canary_fail(tmp_path: Path) -> None:
    rows = eval_rows(["math/linear_system"], 1, 2)
    whole = read_eval(write_eval(tmp_path / "whole.jsonl", rows))
    assert own_canaries(whole) == ([CANARY], [])
    assert g8(whole, Tally(), Canaries([CANARY]), 1).outcome == "holds"
    rows[1] = {**rows[1], "canary": ""}
    told = g8(read_eval(write_eval(tmp_path / "one.jsonl", rows)), Tally(), Canaries([CANARY]), 1)
    assert (told.outcome, told.offending, told.pairs[0].item) == ("fails", 1, rows[1]["id"])
    foreign = [msgspec.to_builtins({name: row[name] for name in ("id", "prompt")}) for row in rows]
    theirs = read_eval(write_eval(tmp_path / "theirs.jsonl", foreign))
    assert g8(theirs, Tally(), Canaries([]), 1).outcome == "not_run"
    assert g8(theirs, Tally(), Canaries([CANARY]), 1).outcome == "holds"  # known from elsewhere
