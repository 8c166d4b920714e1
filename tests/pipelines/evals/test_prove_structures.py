"""Structures: names, order and constants do not count, all else does; what they mean for whom."""

import json
from pathlib import Path
from typing import Any

import pytest

from generators.family import draw
from generators.registry import family
from pipelines.evals.items import read_eval
from pipelines.evals.prove.graphs import Structure, of_check, of_program, of_text, of_tokens
from pipelines.evals.prove.rows import Records
from pipelines.evals.prove.structures import Structures, g4, needed
from schemas import canonical_json
from small_eval import write_eval

SUM = {"kind": "equations", "answer": {"type": "integer"}, "gold": "1", "ask": ["x"],
       "equations": ["x = y + 3", "y = 2 * z - w", "z = 7", "w = min(z, 4)", "v = x + z", "u = v * y - 5"]}  # fmt: skip
LOGIC = {
    "kind": "smt", "answer": {"type": "choice", "options": ["a", "b", "c"]}, "gold": "a",
    "variables": [{"sort": "bool", "name": name} for name in ("p", "q", "r")],
    "assertions": ["(=> p q)", "(or (not q) r)", "(xor p (and q r))"],
    "query": {"query": "entailment", "conclusion": "(or p r)", "labels": ["a", "b", "c"]},
}  # fmt: skip
FINITE = {
    "kind": "finite", "answer": {"type": "integer"}, "gold": "1", "ask": "count",
    "variables": [{"sort": "int", "name": name, "low": 1, "high": 5} for name in ("i", "j")],
    "conditions": ["i < j", "i + j == 6", "distinct(i, j)"],
}  # fmt: skip
MILP = {
    "kind": "milp", "answer": {"type": "integer"}, "gold": "1", "sense": "maximize",
    "columns": [{"name": "a", "integer": True}, {"name": "b", "integer": True}], "objective": {"a": "1", "b": "2"},
    "rows": [{"terms": {"a": "1", "b": "1"}, "relation": "<=", "rhs": "4"},
             {"terms": {"b": "3"}, "relation": "<=", "rhs": "5"}],
}  # fmt: skip


def one(check: dict[str, Any]) -> Structure:
    (found,) = of_check(json.dumps(check))
    return found


SAME = {
    "renamed": (SUM, {**SUM, "ask": ["aa"], "equations": [
        "aa = bb + 9", "bb = 5 * cc - dd", "cc = 1", "dd = min(cc, 2)", "ee = aa + cc", "ff = ee * bb - 8"]}),
    "reordered": (SUM, {**SUM, "equations": [
        "u = v * y - 5", "w = min(4, z)", "z = 7", "v = z + x", "y = z * 2 - w", "x = 3 + y"]}),
    "logic renamed": (LOGIC, {**LOGIC, "variables": [{"sort": "bool", "name": name} for name in ("c", "a", "b")],
        "assertions": ["(xor (and b c) a)", "(=> a b)", "(or c (not b))"],
        "query": {"query": "entailment", "conclusion": "(or c a)", "labels": ["a", "b", "c"]}}),
    "finite turned": (FINITE, {**FINITE, "conditions": ["6 == j + i", "j > i", "distinct(j, i)"]}),
    "programme renamed": (MILP, json.loads(json.dumps(MILP).replace('"a"', '"q"').replace("4", "9"))),
}  # fmt: skip
OTHER = {
    "an operation": (SUM, {**SUM, "equations": [*SUM["equations"][:5], "u = v + y - 5"]}),
    "who is asked for": (SUM, {**SUM, "ask": ["y"]}),
    "who is used": (SUM, {**SUM, "equations": [*SUM["equations"][:5], "u = v * z - 5"]}),
    "the order of a difference": (SUM, {**SUM, "equations": ["x = y + 3", "y = w - 2 * z", *SUM["equations"][2:]]}),
    "an assertion": (LOGIC, {**LOGIC, "assertions": ["(=> q p)", "(or (not q) r)", "(xor p (and q r))"]}),
    "what is asked": (FINITE, {**FINITE, "ask": "values", "of": "i"}),
    "a row": (MILP, {**MILP, "rows": [MILP["rows"][0], {**MILP["rows"][1], "relation": ">="}]}),
}  # fmt: skip


@pytest.mark.parametrize("kind", SAME)
def test_names_order_and_constants_do_not_count(kind: str) -> None:
    left, right = SAME[kind]
    assert one(left) == one(right)


@pytest.mark.parametrize("kind", OTHER)
def test_all_else_counts(kind: str) -> None:
    left, right = OTHER[kind]
    assert one(left).hash != one(right).hash


def test_steps_are_constraints() -> None:
    assert [one(each).steps for each in (SUM, LOGIC, FINITE, MILP)] == [6, 3, 3, 2]


def test_calculations_of_a_text_are_joined_by_their_results() -> None:
    text = "She has 12 · 3 = 36 pears. Then 36 − 5 = 31, and 31 / 31 = 1. In all 1,000 + 36 = 1,036."
    other = "First 7*5=35 now 35-9=26 and 26/26=1 so 2000+35=2035"
    gsm = "He buys 7*5=<<7*5=35>>35, 35-9=<<35-9=26>>26, 26/26=<<26/26=1>>1 and 2000+35=<<2000+35=2035>>2035."
    latex = r"$7 \cdot 5 = 35$, $35 - 9 = 26$, $26 / 26 = 1$, $2000 + 35 = 2035$"
    assert of_text(text) == of_text(other) == of_text(latex)
    assert {(each.hash, each.steps) for each in of_text(text)} == {(each.hash, each.steps) for each in of_text(gsm)}
    assert sorted(each.steps for each in of_text(text)) == [2, 3]  # two results are not used again
    assert of_text("7*5=35, 35+9=44, 44/44=1, 2000+35=2035") != of_text(other)
    assert of_text("no sums here, x = 3, (1, 2) = 3, -4 = 4 and 2.5.1 = 3") == []


def test_programs_are_the_same_under_other_names_and_constants() -> None:
    source = 'def f(a: list):\n    """Say."""\n    t = 0\n    for x in a:\n        t += x * 2\n    return t\n'
    other = "import math\ndef g(items):\n    s = 5\n    for item in items:\n        s += item * 9\n    return s\n"
    assert of_program(source) == of_program(other)
    assert of_program(source) != of_program(other.replace("*", "-"))
    assert of_program(source) != of_program(other.replace("s += item * 9", "s += s * 9"))
    assert of_program("SELECT a FROM t WHERE a > 3") == of_tokens("SELECT b FROM u WHERE b > 4")
    assert of_program("SELECT a FROM t WHERE a > 3") != of_tokens("SELECT b FROM b WHERE b > 4")


def planted(tmp_path: Path, tier: str, level: int) -> Any:
    problem = draw(family("math/dependency_graph"), 3, 0, level)
    check = canonical_json(problem.check).decode()
    item = {"id": "a", "prompt": problem.prompt, "family": problem.family, "tier": tier, "check": check}
    eval = read_eval(write_eval(tmp_path / "eval.jsonl", [item]))
    train = tmp_path / "train.jsonl"
    train.write_text(json.dumps({"text": "x", "check": check}) + "\n" + json.dumps({"text": problem.reference}) + "\n")
    looker = Structures(eval)
    (chunk,) = Records([train]).chunks()
    return g4(eval, looker.look(chunk), looker)


def test_an_overlap_fails_held_out_families_only_and_is_told_of_others(tmp_path: Path) -> None:
    assert planted(tmp_path, "new_family", 4).outcome == "fails"
    assert planted(tmp_path, "", 4).outcome == "fails"
    for tier in ("new_template", "new_draw"):
        told = planted(tmp_path, tier, 4)
        assert (told.outcome, told.offending) == ("not_run", 0) and "by design" in told.summary
        assert told.total >= 1 and told.figures["family_trained_on"] >= 1


def test_it_holds_where_an_item_has_a_structure_that_no_row_has(tmp_path: Path) -> None:
    item = {"id": "a", "prompt": "Solve.", "tier": "new_family", "check": json.dumps(SUM)}
    train = tmp_path / "train.jsonl"
    train.write_text(json.dumps({"text": "x", "check": json.dumps(OTHER["an operation"][1])}) + "\n")
    eval = read_eval(write_eval(tmp_path / "eval.jsonl", [item]))
    (chunk,) = Records([train]).chunks()
    found = g4(eval, Structures(eval).look(chunk), Structures(eval))
    assert (found.outcome, found.figures["telling"], found.total) == ("holds", 1, 0)


def test_a_tier_that_nobody_knows_excuses_nothing(tmp_path: Path) -> None:
    assert planted(tmp_path, "easy", 4).outcome == "fails"


def test_without_any_structure_it_is_not_run(tmp_path: Path) -> None:
    eval = read_eval(write_eval(tmp_path / "eval.jsonl", [{"id": "a", "question": "Who wrote Hamlet?"}]))
    found = g4(eval, Structures(eval).look([]), Structures(eval))
    assert found.outcome == "not_run" and "None of 1 items has a structure of 6 steps" in found.summary


def test_below_so_many_steps_an_overlap_is_told_only(tmp_path: Path) -> None:
    found = planted(tmp_path, "new_family", 1)
    assert (found.outcome, found.offending) == ("not_run", 0) and "None of 1 items has a structure" in found.summary
    assert found.figures["below"] >= 1 and found.pairs
    assert [needed(kind, 6) for kind in ("equations", "text", "program")] == [6, 8, 12]
