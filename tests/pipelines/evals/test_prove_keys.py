"""The same problem again: under other names, within other texts, by key and by parameters."""

import html
import json
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_proof import few_draws, rows_of_eval, rows_of_train

from pipelines.evals.items import EvalSet, read_eval
from pipelines.evals.prove.findings import Guarantee
from pipelines.evals.prove.keys import Keys, g3
from pipelines.evals.prove.rows import Records, record_of
from pipelines.evals.prove.statements import PIECE
from pipelines.evals.prove.wording import wording_of

ITEMS = [
    "Zubeida has 14 lemons and Ottokar has 9 more than Zubeida. How many lemons do Zubeida and Ottokar have together?",
    "Let x and y be numbers with 3x + 2y = 17 and x - y = 4. Find x.\nGive an integer.",
    "Anneliese is a knight. Bronagh says that Anneliese or Ikaika is a knave. Who is a knave?",
    "What is 12 + 30?",
    "Fill in the truth table for (K ∧ ¬L) ∨ L. How many of its 4 rows end in true?",
    "What does `f` return?\n- It takes a list.\n- For x < 3 and y > 5 it gives -x & y's twenty-five.\n\ndef f(x):\n"
    "    # 2 - x",
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
    "in lower case": (ITEMS[0].lower(), {"000000"}),
    "with connectives as LaTeX": (
        ITEMS[4].replace("(K ∧ ¬L) ∨ L", r"$(K \land \lnot L) \vee L$"),
        {"000004"},
    ),
    "with other list marks": (ITEMS[5].replace("\n- ", "\n* "), {"000005"}),
    "without list marks": (ITEMS[5].replace("\n- ", "\n"), {"000005"}),
    "with a minus where a line begins": (ITEMS[1].replace("x - y", "x\n- y"), {"000001"}),
}
OTHER = {
    "another number": ITEMS[0].replace("14", "15"),
    "another word": ITEMS[0].replace("more", "fewer"),
    "another role of a name": ITEMS[2].replace("Anneliese or Ikaika", "Bronagh or Ikaika"),
    "another connective": ITEMS[4].replace("∧", "→"),
    "other brackets": ITEMS[4].replace("(K ∧ ¬L) ∨ L", "K ∧ (¬L ∨ L)"),
    "one sentence of two": ITEMS[0].partition(". ")[2],
    "another sign": ITEMS[1].replace("x - y", "x + y"),
    "no sign": ITEMS[1].replace("x - y", "x y"),
    "a sign before a number": ITEMS[1].replace("17", "-17"),
    "a longer formula": "What is 12 + 30 * 2?",
    "a formula that goes on before": "Say: -3x + 2y = 17 and x - y = 4. Find x.",
    "two names for one": ITEMS[0].replace("do Zubeida", "do Wolfram"),
    "one name for two": ITEMS[0].replace("Ottokar", "Zubeida"),
    "a name that became a word": ITEMS[2].replace("Bronagh", "somebody"),
}


@pytest.mark.parametrize("kind", SAME)
def test_a_statement_is_found_again(tmp_path: Path, theirs: EvalSet, kind: str) -> None:
    text, items = SAME[kind]
    assert found(tmp_path, theirs, {"messages": [{"role": "user", "content": text}]}) == items


ROUND: dict[str, Callable[[str], str]] = {
    "[INST]": lambda text: f"<s>[INST] {text} [/INST] Hm. </s>",
    "ChatML": lambda text: f"<|im_start|>user\n{text}<|im_end|>\n<|im_start|>assistant\nHm.<|im_end|>",
    "a request on its line": lambda text: f"Please solve the following problem: {text}",
    "a label in bold": lambda text: f"**Problem:** {text}",
    "a list": lambda text: f"- {text}\n- Another.",
    "a numbered list": lambda text: f"12. {text}",
    "a quotation": lambda text: "> " + text.replace("\n", "\n> "),
    "lines of 60": lambda text: textwrap.fill(text, 60),
    "lines of 20": lambda text: textwrap.fill(text, 20, break_long_words=False),
    "one line": lambda text: " ".join(text.split()),
    "HTML": lambda text: f"<p class='q'>{html.escape(text)}</p>".replace("\n", "<br/>\n"),
    "HTML twice": lambda text: html.escape(html.escape(text)),
    "bold and lines of 30": lambda text: f"**{textwrap.fill(text, 30)}**",
    "a string in JSON": lambda text: json.dumps([{"role": "user", "content": text}]),
    "a long text": lambda text: f"{LONG}{text}\n{LONG}",
}
LONG = "".join(f"Word number {place} stands here quietly among others.\n" for place in range(450))


@pytest.mark.parametrize("kind", ROUND)
def test_a_statement_is_found_whatever_is_round_it(theirs: EvalSet, kind: str) -> None:
    keys = Keys(theirs, wording_of(theirs))
    rows = [record_of(str(place), {"text": ROUND[kind](text)}) for place, text in enumerate(ITEMS)]
    met = {(pair.place, pair.item) for pair in keys.look(rows).pairs()}
    assert met == {(str(place), f"{place:06}") for place in range(len(ITEMS))}


def test_a_statement_is_found_where_a_long_text_is_cut(theirs: EvalSet) -> None:
    keys = Keys(theirs, wording_of(theirs))
    for before in range(PIECE - 16 * len(ITEMS[0]), PIECE + 200, 97):
        text = f"{'quiet ' * (before // 6)}\n{ITEMS[0]}\n{LONG}"
        assert keys.look([record_of("row", {"text": text})]).offending == 1, before


def test_a_statement_is_found_between_many_signs(tmp_path: Path) -> None:
    text = "(12 + 30) * (7 - [x]) is how much?"
    keys = Keys(some := eval_of(tmp_path, {"question": text}), wording_of(some))
    assert keys.look([record_of("row", {"text": f"Ask:\n{'#=' * 700}\n{text}\n{'=+' * 700}"})]).offending == 1
    assert not keys.look([record_of("row", {"text": f"Ask: {'[' * 700}{text[1:]}"})]).offending


def test_a_statement_is_found_in_several_columns(theirs: EvalSet) -> None:
    keys = Keys(theirs, wording_of(theirs))
    first, _, second = ITEMS[0].partition(". ")
    for row in (
        {"instruction": f"{first}.", "input": second, "output": "37"},
        {"messages": [{"role": "user", "content": [{"type": "text", "text": part} for part in (first, second)]}]},
    ):
        assert keys.look([record_of("row", row)]).items == {"000000"}
    assert not keys.look([record_of("one", {"text": first}), record_of("two", {"text": second})]).offending


def test_what_repeats_an_items_beginning_is_soon_looked_at(theirs: EvalSet) -> None:
    keys = Keys(theirs, wording_of(theirs))
    began = time.process_time()
    text = "What is 12 - 30? Zubeida has 14 lemons and Ottokar has 9 more. " * 8_000
    assert not keys.look([record_of("row", {"text": text})]).offending
    assert time.process_time() - began < 20


@pytest.fixture
def ours(tmp_path: Path) -> EvalSet:
    few_draws()
    path = tmp_path / "ours.jsonl"
    path.write_text("".join(json.dumps({**row, "tier": "new_draw"}) + "\n" for row in rows_of_eval()))
    return read_eval(path)


@pytest.mark.parametrize("kind", ROUND)
def test_drawn_statements_are_found_and_no_others(ours: EvalSet, kind: str) -> None:
    keys = Keys(ours, wording_of(ours))
    rows = [record_of(item.id, {"text": ROUND[kind](item.prompt)}) for item in ours.items]
    assert {(pair.place, pair.item) for pair in keys.look(rows).pairs()} == {(item.id,) * 2 for item in ours.items}
    clean = [record_of(row["id"], {"text": ROUND[kind](row["prompt"])}) for row in rows_of_train()]
    assert not keys.look(clean).offending


def test_how_the_answer_is_asked_for_is_no_part_of_a_statement(ours: EvalSet) -> None:
    wording = wording_of(ours)
    keys = Keys(ours, wording)
    cut = wording.pieces([item.prompt for item in ours.items])
    alike = [(item, sentences[-1][0]) for item, sentences in zip(ours.items, cut, strict=True) if not sentences[-1][1]]
    assert alike
    for item, last in alike:
        own = item.prompt.rstrip().removesuffix(last)
        for text in (own, f"{own}Reply with nothing but the outcome, please, in a box.", item.prompt):
            assert keys.look([record_of("row", {"text": text})]).items == {item.id}


def told(eval: EvalSet, *rows: dict[str, Any]) -> Guarantee:
    keys = Keys(eval, wording_of(eval))
    return g3(eval, keys.look([record_of(str(place), row) for place, row in enumerate(rows)]), keys, len(rows))


def eval_of(tmp_path: Path, *rows: dict[str, Any]) -> EvalSet:
    path = tmp_path / "some.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return read_eval(path)


def test_items_that_say_nothing_are_told(tmp_path: Path) -> None:
    some = eval_of(tmp_path, {"question": ITEMS[0]}, {"question": "Why?"}, {"question": "And then?"})
    result = told(some, {"text": "Something else."})
    assert result.outcome == "holds"
    assert "2 items say nothing of their own" in result.summary
    assert result.figures["items_without_statement"] == 2
    assert result.figures["known_statements"] == 1


def test_where_nothing_is_compared_it_has_not_run(tmp_path: Path) -> None:
    silent = eval_of(tmp_path, {"question": "Why?", "seed": 7})
    result = told(silent, {"text": ITEMS[0], "seed": 8, "template": "t", "params": '{"a":1}'})
    assert result.outcome == "not_run"
    assert told(silent, {"text": ITEMS[0], "seed": 7}).outcome == "fails"
    loud = eval_of(tmp_path, {"question": ITEMS[0]})
    assert told(loud, {"answer": ITEMS[1]}).outcome == "not_run"
    assert told(loud, {"question": ITEMS[1]}).outcome == "holds"


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


PARAMS = {"kind": "mixed", "bases": [3, 7], "deep": {"b": 2.5, "a": "é", "none": True}, "target": 10}
WRITTEN: dict[str, Any] = {
    "as it is there": json.dumps(PARAMS, separators=(",", ":"), ensure_ascii=False),
    "with spaces": json.dumps(PARAMS),
    "in another order": json.dumps(PARAMS, sort_keys=True, indent=2),
    "as fields": PARAMS,
    "as a table's fields": {**PARAMS, "target": 10.0, "signs": None, "deep": {**PARAMS["deep"], "c": None}},
    "as a string in JSON": json.dumps(json.dumps(PARAMS)),
}


@pytest.mark.parametrize("mine", ["as it is there", "as fields"])
@pytest.mark.parametrize("kind", WRITTEN)
def test_parameters_are_the_same_however_they_are_written(tmp_path: Path, kind: str, mine: str) -> None:
    some = eval_of(tmp_path, {"question": ITEMS[0], "template": "t", "params": WRITTEN[mine]})
    result = told(some, {"text": "x", "template": "t", "params": WRITTEN[kind]})
    assert (result.outcome, result.figures["template and parameters"]) == ("fails", 1)


@pytest.mark.parametrize(
    "row",
    [
        {"template": "u", "params": PARAMS},
        {"params": PARAMS},
        {"template": "t", "params": {**PARAMS, "target": 11}},
        {"template": "t", "params": {**PARAMS, "bases": [7, 3]}},
        {"template": "t", "params": "{not JSON"},
        {"template": "t", "params": "[" * 100_000},
        {"template": "t", "params": None},
        {"template": "t", "params": {}},
    ],
    ids=["template", "no template", "a number", "an order", "no JSON", "deep", "null", "none"],
)
def test_other_parameters_are_not(tmp_path: Path, row: dict[str, Any]) -> None:
    some = eval_of(
        tmp_path,
        {"question": ITEMS[0], "template": "t", "params": PARAMS},
        {"question": ITEMS[1], "template": "t", "params": {}},
        {"question": ITEMS[2], "template": "t", "params": '{"a": null}'},
    )
    assert told(some, {"text": "x", **row}).outcome == "holds"


DIGEST = "c1e252adfd002b00d4c1e7a1fb1a9924"


@pytest.mark.parametrize("column", ["", "extra_info", "metadata", "metadata as JSON"])
@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ({"seed": 77}, ("random key", "rows_with_seed")),
        ({"template": "t", "params": PARAMS}, ("template and parameters", "rows_with_parameters")),
        ({"template": "t", "params": json.dumps(PARAMS)}, ("template and parameters", "rows_with_parameters")),
        ({"id": DIGEST}, ("problem id", "")),
        ({"problem_id": DIGEST}, ("problem id", "")),
        ({"fingerprint": f"a/b:{DIGEST}"}, ("problem id", "")),
    ],
    ids=["seed", "fields", "parameters as JSON", "id", "problem_id", "fingerprint"],
)
def test_what_a_row_says_of_its_problem_is_found_where_it_says_it(
    tmp_path: Path, column: str, said: dict[str, Any], counted: tuple[str, str]
) -> None:
    some = eval_of(
        tmp_path,
        {"id": DIGEST, "question": ITEMS[0], "family": "a/b", "fingerprint": f"a/b:{DIGEST}", "seed": 77,
         "template": "t", "params": PARAMS},
    )  # fmt: skip
    name = column.partition(" ")[0]
    row = said if not name else {name: json.dumps(said) if "JSON" in column else said}
    result = told(some, {"text": "x", **row}, {"text": "y", "extra_info": {"seed": "77"}, "metadata": "{seed"})
    assert result.outcome == "fails"
    assert result.figures[counted[0]] == 1
    assert not counted[1] or result.figures[counted[1]] == 1
