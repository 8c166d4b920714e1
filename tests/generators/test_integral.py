"""What math/integral owes beyond every family: short first problems, and integrals that take no pole between bounds."""

import pytest

from generators.family import draw
from generators.math.integral import Integral
from schemas import Reason, Status
from schemas.checks import Calculus
from validators import validate

FAMILY = Integral()


def test_the_first_level_is_short() -> None:
    for index in range(300):
        problem = draw(FAMILY, 41, index, 1)
        assert len(problem.prompt) <= 220 and len(problem.reference) <= 200


@pytest.mark.parametrize("level", FAMILY.levels)
def test_any_antiderivative_is_right_and_the_integrand_is_none(level: int) -> None:
    for index in range(60):
        check = draw(FAMILY, 42, index, level).check
        assert isinstance(check, Calculus)
        if check.ask == "antiderivative":
            bare = check.gold.removesuffix(" + C")
            assert validate(check, f"Answer: {bare} - 8").status is Status.ACCEPTED
            assert validate(check, f"Answer: {bare} + {check.variable}").reason is Reason.WRONG_VALUE
            assert validate(check, f"Answer: {check.function}").reason is Reason.WRONG_VALUE


@pytest.mark.parametrize("level", [2, 3, 4])
def test_definite_integrals_have_exact_values_of_several_kinds(level: int) -> None:
    golds = [draw(FAMILY, 43, index, level).check.gold for index in range(300)]
    assert all(golds.count(gold) < 0.05 * len(golds) for gold in ("0", "1", "-1", "2"))
    for sign in ("ln(", "e^", "pi") if level > 2 else ("ln(", "e^"):
        assert any(sign in gold for gold in golds)
