"""Matrices: a twin is a small change away from a problem with an answer, and elimination tells the truth."""

from __future__ import annotations

from fractions import Fraction

import pytest

from generators.family import draw
from generators.math.matrix import Matrix
from generators.math.matrix.notation import Elimination, determinant, times, unimodular
from generators.math.matrix.systems import Inverse
from generators.randomness import Stream


@pytest.mark.parametrize("level", sorted(Matrix.twins))
def test_a_twin_says_that_there_is_none_and_no_other_problem_does(level: int) -> None:
    for share in (0, 1):
        for index in range(40):
            problem = draw(Matrix(), 5, index, level, twins=share)
            outcomes = getattr(problem.check.answer, "outcomes", ())
            assert (problem.check.gold in outcomes) is bool(share)
            assert all(outcome in problem.prompt.splitlines()[-1] for outcome in outcomes)


@pytest.mark.parametrize("level", (2, 3, 4))
def test_a_matrix_without_an_inverse_is_one_entry_away_from_one_that_has_one(level: int) -> None:
    found = 0
    for index in range(60):
        twin = Inverse.twinned(Stream("twin", level, index), level)
        if twin is None:
            continue
        found += 1
        assert determinant(twin.rows) == 0
        bumped = [
            [entry + (i == p and j == q) for q, entry in enumerate(row)]
            for i in range(len(twin.rows)) for j in range(len(twin.rows)) for p, row in enumerate(twin.rows)
        ]  # fmt: skip
        size = len(twin.rows)
        assert any(determinant(bumped[start : start + size]) for start in range(0, len(bumped), size))
    assert found > 4


def test_elimination_finds_the_inverse_with_and_without_fractions() -> None:
    rows, back = unimodular(Stream("rows", 1), 4, 6, 2)
    assert times(rows, back) == tuple(tuple(int(i == j) for j in range(4)) for i in range(4))
    joined = [(*row, *(int(i == j) for j in range(4))) for i, row in enumerate(rows)]
    for whole in (True, False):
        done = Elimination(joined, 4, whole=whole).forward().backward()
        assert [tuple(row[4:]) for row in done.rows] == [tuple(map(Fraction, row)) for row in back]
