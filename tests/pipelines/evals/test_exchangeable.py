"""Versions of a base item: exchangeable for every family, and found out where they are not."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from generators.family import Impossible, draw
from generators.registry import families, family
from pipelines.evals.drawing import Drawing, based
from pipelines.evals.exchangeable import ALPHA, FEWEST, MEASURES, compared, length, number_size, steps
from pipelines.evals.items import EvalSet, Item, item_of
from pipelines.evals.prove.releases import g11
from pipelines.evals.sealing import rows_of
from pipelines.expand import problem_row
from pipelines.shards import Row

BASES, VERSIONS = 24, 3


def _make(draws: Sequence[tuple[str, int, int]]) -> Iterator[Row | str]:
    for name, level, index in draws:
        try:
            yield problem_row(draw(family(name), 31, index, level))
        except Impossible:
            yield "impossible"


def _order(text: str) -> bytes:
    return hashlib.sha256(f"key {text}".encode()).digest()


def _drawn(name: str, bases: int = BASES, levels: Sequence[int] = (1, 2)) -> list[Row]:
    there = [level for level in levels if level in family(name).levels]
    drawing = Drawing([(name, level) for level in there], bases, VERSIONS, _make, lambda rows: [""] * len(rows), _order)
    drawing.fill()
    return rows_of(drawing.bases(), "new_draw", False, "canary", "2026-01-01", "2026-02-01")


def _items(rows: Sequence[Row]) -> list[Item]:
    return [item_of(row, "test") for row in rows]


@pytest.mark.parametrize("name", list(families()))
def test_versions_of_every_family_are_alike_in_numbers_length_and_steps(name: str) -> None:
    items = _items(_drawn(name))
    assert len(items) == BASES * VERSIONS  # every family has enough problems of one template with different answers
    tests = compared(items)
    assert len(tests) == 3 * len(MEASURES)
    # 48 families are looked at, each with the same bound for all of its tests together.
    assert tests[0].adjusted > ALPHA / 48, tests[0]
    for base in {item.base_id for item in items}:
        own = [item for item in items if item.base_id == base]
        assert len({(item.template, item.level) for item in own}) == 1 and len({item.gold for item in own}) > 1


@pytest.mark.parametrize(
    ("measure", "name"),
    [(number_size, "math/recurrence"), (length, "math/recurrence"), (steps, "logic/knights_knaves")],
    ids=["number size", "length", "steps"],
)
def test_versions_in_order_of_what_makes_them_hard_are_found_out(measure: object, name: str) -> None:
    rows = _drawn(name, 60)
    by_base: dict[str, list[Item]] = {}
    for item in _items(rows):
        by_base.setdefault(item.base_id, []).append(item)
    sorted_rows = []
    for items in by_base.values():
        for version, item in enumerate(sorted(items, key=measure), 1):  # type: ignore[arg-type]
            sorted_rows.append({**item.row, "version": version})
    tests = compared(_items(sorted_rows))
    assert tests[0].adjusted < ALPHA
    found = g11(EvalSet(path=Path("x"), items=tuple(_items(sorted_rows))))
    assert found.outcome == "fails" and any("KS distance" in pair.detail for pair in found.pairs)


def test_families_with_few_base_items_are_not_tested() -> None:
    rows = _drawn("math/countdown", FEWEST - 1)
    assert compared(_items(rows)) == []


def test_which_version_comes_first_depends_on_the_key_and_the_problem_alone() -> None:
    rows = [row for row in _make([("math/countdown", 1, index) for index in range(6)]) if not isinstance(row, str)]
    base = based(rows, _order)
    assert based(rows[::-1], _order) == base
    firsts = {based(rows, lambda text, n=n: _order(f"{n}{text}")).rows[0]["id"] for n in range(40)}
    assert len(firsts) == len(rows)


def test_p_values_are_adjusted_for_their_number() -> None:
    tests = compared(_items(_drawn("math/polynomial", 40)))
    assert [each.p for each in tests] == sorted(each.p for each in tests)
    assert tests[0].adjusted == pytest.approx(min(1, tests[0].p * len(tests)))
    assert all(each.adjusted >= each.p for each in tests)


def test_base_items_that_were_given_up_are_replaced_by_others() -> None:
    drawing = Drawing([("math/countdown", 1)], 4, 2, _make, lambda rows: [""] * len(rows), _order)
    drawing.fill()
    before = drawing.bases()
    bad = before[1].rows[0]["id"]
    drawing.drop({bad}, "near training")
    drawing.fill()
    after = drawing.bases()
    assert len(after) == 4 and before[1] not in after and [base for base in before if base in after] == [
        before[0], before[2], before[3],
    ]  # fmt: skip
    (told,) = drawing.drawn()
    assert told.passed_over["near training"] == 2 and told.requested == 4


def test_a_cell_that_can_give_nothing_leaves_its_share_to_the_others_and_what_is_missing_is_told() -> None:
    def some(rows: Sequence[Row]) -> list[str]:
        return ["no" if row["level"] == 1 else "" for row in rows]

    cells = [("math/countdown", 1), ("math/countdown", 2)]
    drawing = Drawing(cells, 4, 2, _make, some, _order)
    drawing.fill()
    first, second = drawing.drawn()
    assert (len(first.bases), len(second.bases)) == (0, 4) and first.passed_over["no"] > 100
    drawing = Drawing(cells[:1], 4, 2, _make, some, _order)
    drawing.fill()
    assert drawing.drawn()[0].requested == 4 and not drawing.bases()


def test_drawings_that_know_of_each_other_share_no_problem() -> None:
    seen: set[str] = set()
    ids = []
    for _ in range(2):
        drawing = Drawing([("math/countdown", 1)], 4, 2, _make, lambda rows: [""] * len(rows), _order, None, seen)
        drawing.fill()
        ids.append({row["id"] for base in drawing.bases() for row in base.rows})
    assert len(ids[0]) == len(ids[1]) == 8 and not ids[0] & ids[1]


def test_labels_may_repeat_but_not_in_all_versions() -> None:
    rows = _drawn("logic/entailment", 20)
    golds: dict[str, list[str]] = {}
    for item in _items(rows):
        golds.setdefault(item.base_id, []).append(item.gold)
    assert all(len(set(each)) > 1 for each in golds.values())
    assert any(len(set(each)) == 2 for each in golds.values())


def test_cells_have_the_shares_of_their_weights_and_the_others_take_over_what_one_cannot_give() -> None:
    cells = [("math/countdown", 1), ("math/countdown", 2), ("math/polynomial", 1)]
    weights = {cells[0]: 3, cells[2]: 1}
    drawing = Drawing(cells, 7, 2, _make, lambda rows: [""] * len(rows), _order, weights)
    drawing.fill()
    assert [(each.requested, len(each.bases)) for each in drawing.drawn()] == [(5, 5), (0, 0), (2, 2)]

    def not_the_first(rows: Sequence[Row]) -> list[str]:
        return ["no" if (row["family"], row["level"]) == cells[0] else "" for row in rows]

    drawing = Drawing(cells, 7, 2, _make, not_the_first, _order, weights)
    drawing.fill()
    assert [len(each.bases) for each in drawing.drawn()] == [0, 0, 7]
