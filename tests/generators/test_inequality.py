"""Inequalities: twins come in both kinds, and sets of numbers are joined and written rightly."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from generators.family import draw
from generators.math.inequality import Inequality
from generators.math.inequality.notation import EVERY, NONE, Piece, combined, region, samples, text_of, whole_numbers
from generators.math.polynomial_roots.notation import Surd, surd


@pytest.mark.parametrize("level", sorted(Inequality.twins))
def test_twins_have_no_solution_or_every_number_for_one_about_as_often(level: int) -> None:
    golds = Counter(draw(Inequality(), 5, index, level, twins=1).check.gold for index in range(60))
    assert set(golds) == {NONE, EVERY} and min(golds.values()) > 15


@pytest.mark.parametrize("level", sorted(Inequality.twins))
def test_other_problems_have_some_solutions_and_name_the_outcomes_all_the_same(level: int) -> None:
    for index in range(40):
        problem = draw(Inequality(), 5, index, level, twins=0)
        assert problem.check.gold not in (NONE, EVERY)
        outcomes = getattr(problem.check.answer, "outcomes", ())
        assert all(outcome in problem.prompt.splitlines()[-1] for outcome in outcomes)


ROOT = Surd.of(1, 1, 5, 2)


@pytest.mark.parametrize(
    ("at", "between", "text"),
    [
        ([True, True], [False, True, False], "1 <= x <= (1 + sqrt(5))/2"),
        ([False, False], [True, True, True], "x < 1 or 1 < "
        "x < (1 + sqrt(5))/2 or x > (1 + sqrt(5))/2"), ([True, True], [True, True, True], EVERY),
        ([False, False], [False, False, False], NONE),
        ([True, False], [False, False, True], "x = 1 or x > (1 + sqrt(5))/2"),
        ([True, False], [True, False, False], "x <= 1"),
    ],
)  # fmt: skip
def test_a_set_is_written_in_its_fewest_pieces(at: list[bool], between: list[bool], text: str) -> None:
    assert text_of(region([surd(1), ROOT], at, between), "x") == text


def test_sets_are_joined_and_cut_at_their_ends() -> None:
    one = (Piece(None, False, surd(2), True),)
    other = (Piece(surd(2), True, surd(Fraction(7, 2)), False),)
    assert text_of(combined([one, other], all), "x") == "x = 2"
    assert text_of(combined([one, other], any), "x") == "x < 7/2"
    assert whole_numbers(other) == [2, 3] and whole_numbers(one) is None


def test_a_sample_lies_in_each_interval() -> None:
    cuts = [surd(0), surd(Fraction(1, 3)), ROOT, surd(2)]
    ends = [-99.0, *map(float, cuts), 99.0]
    assert all(low < point < high for low, point, high in zip(ends, samples(cuts), ends[1:], strict=False))
