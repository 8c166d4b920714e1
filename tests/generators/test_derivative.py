"""What math/derivative owes beyond every family: short first problems, and answers that are no plain guesses."""

import pytest

from generators.family import draw
from generators.math.derivative import Derivative
from schemas.checks import Calculus

FAMILY = Derivative()


def test_the_first_level_is_short() -> None:
    for index in range(300):
        problem = draw(FAMILY, 31, index, 1)
        assert len(problem.prompt) <= 220 and len(problem.reference) <= 200


@pytest.mark.parametrize("level", FAMILY.levels)
def test_answers_are_no_plain_guesses(level: int) -> None:
    """None of them stands out, and a function's derivative is never just a number."""
    golds = []
    for index in range(300):
        problem = draw(FAMILY, 32, index, level)
        check = problem.check
        assert isinstance(check, Calculus)
        if check.at is None:
            assert check.variable in check.gold
        golds.append(check.gold)
    assert all(golds.count(gold) < 0.05 * len(golds) for gold in ("0", "1", "-1", "2"))


def test_every_kind_of_question_is_asked() -> None:
    kinds = {
        (draw(FAMILY, 33, index, level).check.ask, draw(FAMILY, 33, index, level).check.order)
        for level in FAMILY.levels
        for index in range(80)
    }
    assert kinds == {
        ("derivative", 1), ("derivative", 2), ("derivative", 3), ("derivative", 4), ("tangent", 1), ("implicit", 1),
        ("implicit", 2), ("parametric", 1), ("parametric", 2),
    }  # fmt: skip
