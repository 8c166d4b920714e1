"""Deduplication: what says the same is found wherever it came from, what only reads alike stays."""

import json
import random
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq
import pytest

from generators.family import Impossible, draw
from generators.registry import families
from pipelines.deduplicate import KEYED, answer_of
from pipelines.minhash import jaccard, signatures
from pipelines.shards import ROWS, Made, write_shard
from pipelines.stage import Job, borrow_guard, run_shard
from schemas import Check, Recipe, digest, json_text
from schemas.arrow import DUPLICATES, PROBLEMS
from schemas.recipe import Curation, Decontamination, Deduplication, FamilyRequest
from small_build import provender

Draw = tuple[str, str, str]  # family, prompt, answer


def problem(number: int, family: str, prompt: str, answer: str) -> dict[str, Any]:
    check = {"kind": "exact", "gold": answer, "answer": {"type": "integer"}}
    blank = dict.fromkeys(("fingerprint", "template", "params", "language", "reference", "measures"), "")
    return {
        **blank, "id": digest("test", number), "family": family, "family_version": 1, "level": 1, "prompt": prompt,
        "check": json.dumps(check), "seed": 0, "index": number, "twin": False, "tags": [],
    }  # fmt: skip


def survivors(
    folder: Path, rounds: list[list[Draw]], asked: Deduplication | None = None, shards: int = 3, order: int = 0
) -> tuple[list[int], dict[int, dict[str, Any]]]:
    """The numbers of the draws that stay, and the rows of those that do not, from the stage's own functions."""
    recipe = Recipe(
        provender=1, name="test", seed=0, families=(FamilyRequest(1, "math/story"),),
        curation=Curation(deduplication=asked or Deduplication()),
    )  # fmt: skip
    stream = random.Random(order)
    numbered = iter(range(10**6))
    names = []
    for round, draws in enumerate(rounds):
        name = str(folder / f"{order}-{shards}-{round}")
        names.append(name)
        rows = [problem(next(numbered), *each) for each in draws]
        stream.shuffle(rows)
        for shard in range(shards):
            part = rows[shard::shards]
            write_shard(Path(name), shard, "", Made({ROWS: part}, len(part), len(part)), {ROWS: PROBLEMS}, 64, "expand")
    job = Job(stage="", key="", folder="", inputs={"problems": names}, recipe=recipe, templates={}, shards=shards)
    return left_by(job)


def left_by(job: Job) -> tuple[list[int], dict[int, dict[str, Any]]]:
    """The same of problems that are written already."""
    groups: dict[bytes, list[bytes]] = {}
    size = 0
    for shard in range(job.shards):
        count, pairs = KEYED.emit(job, shard)
        size += count
        for key, value in pairs:
            groups.setdefault(key, []).append(value)
    back: dict[int, list[bytes]] = {}
    for values in groups.values():
        for shard, value in KEYED.resolve(sorted(values), job.recipe):
            back.setdefault(shard, []).append(value)
    dropped = {}
    for shard, values in back.items():
        made = KEYED.rows(sorted(values), size, job.context(shard))
        made.balance("deduplicate", shard)
        dropped.update({row["index"]: row for row in made.tables[ROWS]})
    return [number for number in range(size) if number not in dropped], dropped


FARM = (
    "A farmer keeps 12 cows and 7 horses on a meadow behind the house. In spring he sells 3 of the cows and buys 5 "
    "goats. How many animals are on the meadow now?"
)


def test_the_same_text_of_another_family_is_dropped(tmp_path: Path) -> None:
    stays, dropped = survivors(tmp_path, [[("a/one", FARM, "21")], [("b/two", f"{FARM} \n", "21")]])
    assert stays == [0]
    assert dropped[1]["reason"] == "same_text" and dropped[1]["keeper"] == digest("test", 0)


def test_the_same_text_of_the_same_family_is_dropped_whatever_its_answer(tmp_path: Path) -> None:
    stays, dropped = survivors(tmp_path, [[("a/one", FARM, "21")], [("a/one", FARM, "22")]])
    assert (stays, dropped[1]["reason"]) == ([0], "same_text")


def test_capitals_and_blanks_make_no_other_problem_but_another_answer_does(tmp_path: Path) -> None:
    other = FARM.replace("A farmer", "a  Farmer")
    assert survivors(tmp_path, [[("a/one", FARM, "21")], [("a/one", other, "21")]])[0] == [0]
    # case and indentation are part of programs: what they change shows in the answer
    assert survivors(tmp_path, [[("a/one", FARM, "21")], [("a/one", other, "22")]], order=1)[0] == [0, 1]


def test_a_rewording_in_another_family_is_dropped(tmp_path: Path) -> None:
    other = FARM.replace("meadow", "pasture", 1).replace("keeps", "has")
    stays, dropped = survivors(tmp_path, [[("a/one", FARM, "21")], [("b/two", other, "21")]])
    assert (stays, dropped[1]["reason"]) == ([0], "near_duplicate")
    assert 0.65 <= dropped[1]["score"] < 1


def test_numbers_in_words_are_the_same_numbers(tmp_path: Path) -> None:
    assert survivors(tmp_path, [[("a/one", FARM, "21")], [("b/two", FARM.replace(" 7 ", " seven "), "21")]])[0] == [0]


@pytest.mark.parametrize(
    ("text", "answer", "family"),
    [
        (FARM.replace("12", "13"), "22", "b/two"),  # a sibling
        (FARM.replace("12", "13"), "21", "b/two"),  # with the same answer by chance
        (FARM.replace("sells 3 of the cows and buys", "buys 3 more cows and sells"), "17", "b/two"),
        (FARM.replace("meadow", "pasture"), "21", "a/one"),  # of one family: its fingerprint says that it is another
        ("12 7 3 5: " + " ".join(reversed(FARM.replace("12", "").split())), "21", "b/two"),
    ],
)
def test_what_only_reads_alike_stays(tmp_path: Path, text: str, answer: str, family: str) -> None:
    assert survivors(tmp_path, [[("a/one", FARM, "21")], [(family, text, answer)]])[0] == [0, 1]


def test_near_can_be_turned_off_and_copies_go_all_the_same(tmp_path: Path) -> None:
    draws = [[("a/one", FARM, "21")], [("b/two", FARM.replace("keeps", "has"), "21"), ("c/three", FARM, "21")]]
    assert survivors(tmp_path, draws, Deduplication(near=None))[0] == [0, 1]


def test_a_skeleton_can_be_capped(tmp_path: Path) -> None:
    draws = [("a/one", re.sub("12", str(10 + n), FARM), str(n)) for n in range(9)]
    stays, dropped = survivors(tmp_path, [draws], Deduplication(per_skeleton=4))
    assert len(stays) == 4
    assert {row["reason"] for row in dropped.values()} == {"skeleton_cap"}
    keepers = {row["keeper"] for row in dropped.values()}
    assert keepers == {min(digest("test", number) for number in range(9))}


def test_neither_order_nor_shards_decide_what_stays(tmp_path: Path) -> None:
    stream = random.Random(4)
    texts = [re.sub(r"\d+", lambda _: str(stream.randrange(20)), FARM) for _ in range(60)]
    draws = [
        (f"{stream.choice('abcd')}/f", stream.choice(texts).replace("keeps", stream.choice(("has", "keeps"))), "1")
        for _ in range(300)
    ]
    rounds = [draws[:200], draws[200:]]
    first = survivors(tmp_path, rounds)
    assert 60 <= len(first[0]) < 200
    for order, shards in ((1, 3), (2, 1), (3, 7)):
        assert survivors(tmp_path, rounds, shards=shards, order=order) == first


def test_of_a_bucket_as_large_as_all_rows_each_copy_is_found(tmp_path: Path) -> None:
    """Many alike problems without a number and with the same answer share one key; the work stays linear."""
    names = ["Ada", "Bo", "Cid", "Dan", "Eve", "Flo", "Gus", "Hal", "Ivy", "Jon", "Kim", "Leo"]
    told = [f"{a} is taller than {b}, and {c} is smaller than {b}. Is {a} taller than {c}?" for a, b, c in
            combinations(names, 3)]  # fmt: skip
    first = [("a/one", text, "yes") for text in told]
    again = [("b/two", text.replace("smaller", "shorter"), "yes") for text in told]
    stays, dropped = survivors(tmp_path, [first, again])
    assert set(range(len(told))) <= set(stays)
    assert len(dropped) >= 0.9 * len(told)


def similarity(one: str, two: str) -> float:
    """The Jaccard similarity of two texts' 5-shingles."""
    sets = [{text[i : i + 5] for i in range(len(text) - 4)} for text in (one, two)]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def test_the_estimate_is_near_the_true_similarity() -> None:
    errors = []
    for cut in range(0, len(FARM), 4):
        other = FARM[cut:] + "z".join(FARM[:cut])
        signed = signatures([FARM, other, "x"])
        errors.append(jaccard(signed[0].tobytes(), signed[1].tobytes()) - similarity(FARM, other))
    assert max(map(abs, errors)) < 0.16  # four standard deviations of 128 draws
    assert abs(sum(errors) / len(errors)) < 0.04
    assert jaccard(*(each.tobytes() for each in signatures(["", "x"]))) < 0.2


def test_where_many_answers_are_right_the_gold_is_no_part_of_the_problem() -> None:
    check = {"kind": "countdown", "gold": "1 + 2", "answer": {"type": "calculation"}, "numbers": [1, 2]}
    assert answer_of(json.dumps(check)) == answer_of(json.dumps({**check, "gold": "2 + 1"}))
    assert answer_of(json.dumps(check)) != answer_of(json.dumps({**check, "numbers": [1, 3]}))


def test_no_problem_of_the_shipped_families_is_lost_to_another(tmp_path: Path) -> None:
    """Families are made to be apart: whatever is dropped of them must be the same problem indeed."""
    draws: list[Draw] = []
    seen: set[str] = set()
    checks: list[str] = []
    for name, family in families().items():
        for level in family.levels:
            for index in range(4):
                try:
                    made = draw(family, 1, index, level)
                except Impossible:
                    continue
                if made.id not in seen:
                    seen.add(made.id)
                    draws.append((name, made.prompt, made.check.gold))
                    checks.append(json_text(made.check))
    assert all(answer_of(check) for check in checks)
    _, dropped = survivors(tmp_path, [draws])
    assert not dropped, [draws[number] for number in dropped]


GOLDS = {
    "one": "def f(xs):\n    return [x * 3 + i for i, x in enumerate(xs) if x % 4 != 1]\n",
    "rewritten": "def g(items):\n    out = []\n    for place in range(len(items)):\n        if items[place] % 4 == 1:\n"
    "            continue\n        out.append(place + 3 * items[place])\n    return out\n",
    "another": "def f(xs):\n    return [x * 3 - i for i, x in enumerate(xs) if x % 4 != 1]\n",
}


def test_of_functions_that_do_the_same_one_of_a_family_stays(tmp_path: Path) -> None:
    rows = []
    for number, (name, gold) in enumerate([*GOLDS.items(), ("repair", GOLDS["one"]), ("other family", GOLDS["one"])]):
        check = {
            "kind": "hidden_tests", "gold": gold, "answer": {"type": "program", "entry": gold[4]},
            "tests": [{"arguments": [[1, 2, 3, 5]], "expected": [7, 11]}, {"arguments": [[-4]], "expected": [-12]}],
            **({"original": "def f(xs):\n    return xs\n", "most_changed": 3} if name == "repair" else {}),
        }  # fmt: skip
        family = "code/h" if name == "other family" else "code/f"
        told = json_text(msgspec.convert(check, type=Check))
        rows.append({**problem(number, family, f"Write the function {name}.", ""), "check": told})
    recipe = Recipe(
        provender=1, name="t", seed=0, families=(FamilyRequest(1, "math/story"),),
        curation=Curation(decontamination=Decontamination(packs=())),
    )  # fmt: skip
    job = Job(
        stage="pipelines.decontamination.stage:DECONTAMINATE", key="", folder=str(tmp_path / "contaminated"),
        inputs={"problems": [str(tmp_path / "problems")], "duplicates": [str(tmp_path / "duplicates")]}, recipe=recipe,
        templates={}, shards=1,
    )  # fmt: skip
    for name, part, schema in (("problems", rows, PROBLEMS), ("duplicates", [], DUPLICATES)):
        write_shard(tmp_path / name, 0, "", Made({ROWS: part}, len(part), len(part)), {ROWS: schema}, 64, "test")
    guard = borrow_guard(job)
    assert run_shard(job, 0, guard)
    assert guard is not None
    guard.close()
    job = msgspec.structs.replace(job, inputs={**job.inputs, "contaminated": [job.folder]})
    _, dropped = left_by(job)
    later = max((0, 1), key=lambda number: digest("test", number))
    assert [(number, row["reason"]) for number, row in dropped.items()] == [(later, "same_behaviour")]
    assert dropped[later]["keeper"] == digest("test", 1 - later)


FRUIT = """\
provender_template: 1
name: {name}
title: Fruit in a window
level: 1
tags: [addition]
answer: {{name: all, type: integer, unit: pieces}}
variables:
  apples: {{from: 10, to: 40}}
  pears: {{from: 10, to: 40}}
derived:
  all: apples + pears
steps:
  - "There are {{apples}} + {{pears}} = {{all}} pieces of fruit."
texts:
"""
TEXT = """\
  - tell:
      - "In the window of a shop in the old town there are {{apples}} apples in a {basket}."
      - "Beside them somebody has put {{pears}} pears, and nothing else is to be seen in the window."
    ask: "How many pieces of fruit are in the window?"
  - tell:
      - "A shopkeeper fills her display with {{apples}} red apples, all in one {basket}."
      - "Then she adds {{pears}} yellow pears on a plate, which is all that she has left on this morning."
    ask: "How many pieces of fruit does she show?"
  - tell:
      - "Passers-by count {{apples}} apples lying in a {basket} behind the glass."
      - "Further to the right they count {{pears}} pears that hang from a string below the ceiling."
    ask: "How many pieces of fruit do they count in all?"
"""


def test_a_build_drops_rewordings_and_draws_others(tmp_path: Path) -> None:
    for name, basket in (("one", "wooden basket"), ("two", "copper kettle")):
        (tmp_path / f"{name}.yaml").write_text(FRUIT.format(name=f"fruit-{name}") + TEXT.format(basket=basket))
    (tmp_path / "fruit.yaml").write_text(
        "provender: 1\nname: fruit\nseed: 3\nassay: {items: 0}\n"
        "families:\n  - {template: one.yaml, count: 150}\n  - {template: two.yaml, count: 150}\n"
        "curation: {decontamination: {packs: []}}\nsharding: {rows_per_shard: 64, row_group_rows: 64}\n"
    )
    out = tmp_path / "out"
    done = provender("build", tmp_path / "fruit.yaml", "--out", out)
    assert done.returncode == 0, done.stderr
    manifest = json.loads((out / "manifest.json").read_text())
    near = {each["family"]: each["near"] for each in manifest["families"]}
    assert sum(near.values()) >= 3
    rows = [row for path in out.glob("problems/*.parquet") for row in pq.read_table(path).to_pylist()]
    assert len(rows) == 300
    for one, two in combinations(rows, 2):
        same = re.findall(r"\d+", one["prompt"]) == re.findall(r"\d+", two["prompt"])
        assert not same or similarity(one["prompt"], two["prompt"]) < 0.75
    books = {stage["stage"]: stage for stage in manifest["stages"]}
    assert books["deduplicate"]["dropped"] == {"near_duplicate": sum(near.values())}
