"""The learning proof's rows: which are trained on, which are asked, and what the control is given."""

from __future__ import annotations

import importlib
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
import yaml

from schemas.resources import data_path

FOLDER = data_path("models", "seedling")


@pytest.fixture(scope="module")
def learning() -> Iterator[ModuleType]:
    before = set(sys.modules)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield importlib.import_module("learning")
    for name in {"learning", "train"} - before:
        sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def rows(learning: ModuleType) -> list[Any]:
    return [
        learning.Row(f"p{number}", family, 1 + number % 2, f"t{number % 8}", f"ask {number}", f"solve {number}", "{}")
        for number, family in enumerate(("math/derivative", "math/inequality", "math/matrix") * 400)
    ]


def test_fewer_rows_are_the_first_of_more(learning: ModuleType, rows: list[Any]) -> None:
    most = learning.chosen(rows, 1000)
    assert learning.chosen(rows, 250) == most[:250]
    assert learning.chosen(rows[::-1], 1000) == most
    assert most != rows[:1000]


def test_too_few_rows_are_told(learning: ModuleType, rows: list[Any]) -> None:
    with pytest.raises(ValueError, match="1,200 rows"):
        learning.chosen(rows, 1201)


def test_what_is_chosen_hangs_on_nothing_but_the_problem(learning: ModuleType, rows: list[Any]) -> None:
    told_otherwise = [msgspec.structs.replace(row, prompt="x", solution="y") for row in rows]
    assert [row.id for row in learning.chosen(told_otherwise, 99)] == [row.id for row in learning.chosen(rows, 99)]


def test_the_control_gets_solutions_of_others_of_the_same_family_and_level(
    learning: ModuleType, rows: list[Any]
) -> None:
    control = learning.shuffled(rows)
    right = {row.solution: row for row in rows}
    for row, given in zip(rows, control, strict=True):
        assert msgspec.structs.replace(given, solution=row.solution) == row
        assert given.solution != row.solution
        assert (right[given.solution].family, right[given.solution].level) == (row.family, row.level)
    assert Counter(row.solution for row in control) == Counter(row.solution for row in rows)
    assert learning.shuffled(rows[::-1]) == control[::-1]


def test_a_row_that_is_alone_cannot_be_shuffled(learning: ModuleType, rows: list[Any]) -> None:
    with pytest.raises(ValueError, match="none to swap with"):
        learning.shuffled(rows[:4])


def test_a_quarter_of_each_familys_templates_is_held_out(learning: ModuleType) -> None:
    templates = [(family, f"t{number}") for family, count in (("a", 8), ("b", 21), ("c", 2)) for number in range(count)]
    held = learning.held_out(templates)
    assert Counter(family for family, _ in held) == {"a": 2, "b": 5, "c": 1}
    assert learning.held_out(templates[::-1] * 2) == held
    assert learning.held_out(templates, 0.5) > held


def test_a_familys_templates_hang_on_no_other_family(learning: ModuleType) -> None:
    own = [("a", f"t{number}") for number in range(8)]
    with_others = learning.held_out([*own, *(("b", f"t{number}") for number in range(8))])
    assert {pair for pair in with_others if pair[0] == "a"} == learning.held_out(own)


@pytest.fixture
def small(learning: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(learning, "EVALUATED", 20)
    monkeypatch.setattr(learning, "NUMBERS", (50, 500))
    monkeypatch.setattr(learning, "AGAIN", (500,))
    return learning


def test_nothing_that_is_asked_as_new_was_trained_on(small: ModuleType, rows: list[Any]) -> None:
    held = small.held_out((row.family, row.template) for row in rows)
    trained = small.chosen([row for row in rows if (row.family, row.template) not in held], 500)
    again = [msgspec.structs.replace(row, prompt="told otherwise") for row in rows[:300]]
    fresh = [msgspec.structs.replace(row, id=f"{row.id} of another seed") for row in rows]
    items = small.items_of(rows, [*again, *fresh], trained, held)
    by_tier = {tier: [item for item in items if item.tier == tier] for tier in small.TIERS}
    assert {tier: len(own) for tier, own in by_tier.items()} == {"new_draw": 60, "new_template": 60, "seen": 50}
    known = {(row.family, row.template) for row in trained}
    for row in by_tier["new_draw"]:
        assert row.id not in {other.id for other in rows} and (row.family, row.template) in known
    for row in by_tier["new_template"]:
        assert row.id not in {other.id for other in trained} and (row.family, row.template) not in known
    assert [item.id for item in by_tier["seen"]] == [row.id for row in trained[:50]]
    for tier in ("new_draw", "new_template"):
        assert Counter(row.family for row in by_tier[tier]) == dict.fromkeys(small.FAMILIES, 20)


def test_every_run_holds_the_rows_of_the_smaller_ones(small: ModuleType, rows: list[Any]) -> None:
    trained = small.chosen(rows, 500)
    runs = small.runs_of(trained)
    sizes = {"50": 50, "500": 500, "500-again": 500, "shuffled": 500, "untrained": 0}
    assert {name: len(own) for name, own in runs.items()} == sizes
    assert runs["500-again"] == runs["500"]
    assert runs["500"][:50] == runs["50"]
    assert {row.id for row in runs["shuffled"]} == {row.id for row in runs["500"]}


def test_its_draws_are_no_recipes_and_not_the_seedlings(learning: ModuleType) -> None:
    seeds = {seed for seed, _ in learning.RELEASES.values()}
    others = {yaml.safe_load(path.read_text())["seed"] for path in data_path("recipes").glob("*.yaml")}
    assert len(seeds) == 2 and not seeds & (others | {learning.train.TRAIN_SEED, learning.train.EVAL_SEED})


def test_undecided_answers_are_not_accepted_and_told_apart(learning: ModuleType) -> None:
    scores = [
        learning.Score("250", "new_draw", "math/matrix", "product", 30, 60, 10),
        learning.Score("250", "new_draw", "math/derivative", "value", 70, 20, 0),
        learning.Score("250", "new_draw", "math/derivative", "second", 0, 10, 0),
        learning.Score("1000", "new_draw", "math/matrix", "product", 90, 0, 0),
    ]
    share = learning.share_of(scores, "250", "new_draw")
    assert (share.value, share.asked, share.undecided) == (0.5, 200, 10)
    assert share.low == pytest.approx(0.4314, abs=1e-4) and share.high == pytest.approx(0.5686, abs=1e-4)
    assert learning.share_of(scores, "250", "new_draw", ["math/matrix"]).value == pytest.approx(0.3)
    assert learning.share_of(scores, "250", "new_draw", ["math/derivative"], "second").value == 0


@pytest.mark.parametrize(("template", "kind"), [("value: rate", "value"), ("product/task", "product"), ("all", "all")])
def test_a_kind_is_what_a_template_begins_with(learning: ModuleType, template: str, kind: str) -> None:
    item = learning.Item("p", "math/matrix", 1, template, "ask", "solve", "{}", tier="new_draw")
    assert learning.cell_of(item) == ("new_draw", "math/matrix", kind)


def test_the_page_says_what_was_measured(learning: ModuleType, tmp_path: Path) -> None:
    found = msgspec.json.decode(learning.SCORES.read_bytes(), type=learning.Scores)
    page = learning.PAGE.read_text(encoding="utf-8")
    assert learning.with_tables(page, found) == page and learning.tables(found) in page
    learning.draw(found, tmp_path / "learning.svg")
    drawn, shown = (path.read_text(encoding="utf-8") for path in (tmp_path / "learning.svg", learning.FIGURE))
    assert re.findall(r"<text.*?>(.*?)</text>", drawn) == re.findall(r"<text.*?>(.*?)</text>", shown)
    assert drawn.count("<path") == shown.count("<path")


def test_every_item_was_asked_of_every_run(learning: ModuleType) -> None:
    found = msgspec.json.decode(learning.SCORES.read_bytes(), type=learning.Scores)
    assert {"untrained", "shuffled", str(learning.NUMBERS[-1])} <= found.rows.keys()
    for run in found.rows:
        asked = {tier: learning.share_of(found.scores, run, tier).asked for tier in learning.TIERS}
        each = learning.EVALUATED * len(learning.FAMILIES)
        assert asked == {"new_draw": each, "new_template": each, "seen": learning.NUMBERS[0]}
