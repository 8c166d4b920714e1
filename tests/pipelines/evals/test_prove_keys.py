"""The same problem again: under other names, within other texts, by key and by parameters."""

import json
from pathlib import Path
from typing import Any

import pytest
from small_proof import few_draws

from pipelines.evals.items import EvalSet, read_eval
from pipelines.evals.prove.keys import Keys, g3
from pipelines.evals.prove.rows import Records
from pipelines.evals.prove.wording import wording_of

ITEMS = [
    "Zubeida has 14 lemons and Ottokar has 9 more than Zubeida. How many lemons do Zubeida and Ottokar have together?",
    "Let x and y be numbers with 3x + 2y = 17 and x - y = 4. Find x.\nGive an integer.",
    "Anneliese is a knight. Bronagh says that Anneliese or Ikaika is a knave. Who is a knave?",
    "What is 12 + 30?",
    "Fill in the truth table for (K ∧ ¬L) ∨ L. How many of its 4 rows end in true?",
]


@pytest.fixture
def theirs(tmp_path: Path) -> EvalSet:
    few_draws()
    path = tmp_path / "eval.jsonl"
    path.write_text("".join(json.dumps({"question": text, "answer": "1"}) + "\n" for text in ITEMS))
    return read_eval(path)


def found(tmp_path: Path, eval: EvalSet, *rows: dict[str, Any]) -> set[str]:
    train = tmp_path / "train.jsonl"
    train.write_text("".join(json.dumps(row) + "\n" for row in rows))
    keys = Keys(eval, wording_of(eval))
    (chunk,) = Records([train]).chunks()
    tally = keys.look(chunk)
    assert g3(eval, tally, keys, len(rows)).outcome == ("fails" if tally.offending else "holds")
    return tally.items


SAME = {
    "itself": (ITEMS[0], {"000000"}),
    "under other names": (ITEMS[0].replace("Zubeida", "Wolfram").replace("Ottokar", "Tamsin"), {"000000"}),
    "with other letters": (ITEMS[1].replace("x", "a").replace("y", "b"), {"000001"}),
    "within another text": (f"Solve this step by step. {ITEMS[1]}\nThink first!", {"000001"}),
    "behind a label": (f"Question 7: {ITEMS[0]}\nAnswer:", {"000000"}),
    "spelt otherwise": (ITEMS[0].replace("14", "fourteen").replace("9", "nine").upper(), {"000000"}),
    "without numbers": (ITEMS[2].replace("Ikaika", "Quillan"), {"000002"}),
    "as LaTeX": (ITEMS[1].replace("3x + 2y = 17", r"\(3x + 2y = 17\)").replace("x - y = 4", "$x − y = 4$"), {"000001"}),
    "with other letters in a formula": (ITEMS[4].replace("K", "p").replace("L", "q"), {"000004"}),
    "two at once": (f"{ITEMS[3]}\n{ITEMS[0]}", {"000000", "000003"}),
}
OTHER = {
    "another number": ITEMS[0].replace("14", "15"),
    "another word": ITEMS[0].replace("more", "fewer"),
    "another role of a name": ITEMS[2].replace("Anneliese or Ikaika", "Bronagh or Ikaika"),
    "another connective": ITEMS[4].replace("∧", "→"),
    "other brackets": ITEMS[4].replace("(K ∧ ¬L) ∨ L", "K ∧ (¬L ∨ L)"),
    "one sentence of two": ITEMS[0].partition(". ")[2],
}


@pytest.mark.parametrize("kind", SAME)
def test_a_statement_is_found_again(tmp_path: Path, theirs: EvalSet, kind: str) -> None:
    text, items = SAME[kind]
    assert found(tmp_path, theirs, {"messages": [{"role": "user", "content": text}]}) == items


@pytest.mark.parametrize("kind", OTHER)
def test_another_problem_is_not_taken_for_it(tmp_path: Path, theirs: EvalSet, kind: str) -> None:
    assert found(tmp_path, theirs, {"question": OTHER[kind]}) == set()


def test_what_is_answered_is_no_statement(tmp_path: Path, theirs: EvalSet) -> None:
    assert found(tmp_path, theirs, {"question": "Say something.", "answer": f"You ask: {ITEMS[0]}"}) == set()


def test_what_was_answered_first_is_a_statement_where_it_is_asked(tmp_path: Path, theirs: EvalSet) -> None:
    asked = {"question": ITEMS[0], "answer": "23"}
    assert found(tmp_path, theirs, {"question": "Say something.", "answer": ITEMS[0]}, asked) == {"000000"}


def test_seeds_of_families_are_kept_apart(tmp_path: Path) -> None:
    items = tmp_path / "ours.jsonl"
    items.write_text(json.dumps({"question": ITEMS[0], "family": "a/b", "seed": 77}) + "\n")
    theirs = read_eval(items)
    assert found(tmp_path, theirs, {"text": "x", "seed": 78}, {"text": "y", "extra_info": {"seed": 76}}) == set()
    assert found(tmp_path, theirs, {"text": "x", "extra_info": {"seed": 77}}) == {"000000"}
