"""What the generic family tests do not hold of problems about numerals."""

import pytest

from generators.family import draw
from generators.math.number_base import NumberBase
from generators.math.number_base.conversion import UnknownBase
from generators.math.number_base.notation import long_division, multiplied, numeral, value_of
from generators.randomness import Stream

DRAWS = 150


@pytest.mark.parametrize("base", [2, 3, 7, 9, 10, -2, -3, -10])
def test_numerals_are_read_as_they_were_written(base: int) -> None:
    for value in range(0 if base > 0 else -500, 500):
        digits = numeral(value, base)
        assert value_of(digits, base) == value and (digits == "0" or digits[0] != "0")
        assert all(int(digit) < abs(base) for digit in digits)


def test_the_first_level_is_short() -> None:
    for index in range(DRAWS):
        problem = draw(NumberBase(), 3, index, 1)
        assert len(problem.prompt) <= 220 and len(problem.reference) <= 240


def test_an_unknown_base_is_the_only_one() -> None:
    found = [UnknownBase.drawn(Stream("test", index), 3 + index % 2) for index in range(2_000)]
    problems = [each for each in found if each is not None]
    assert problems
    for each in problems:
        right = [
            base
            for base in range(max(map(int, each.left + each.right + each.result)) + 1, 1_001)
            if _joined(each, base) == value_of(each.result, base)
        ]
        assert right == [each.base]


def _joined(problem: UnknownBase, base: int) -> int:
    one, other = value_of(problem.left, base), value_of(problem.right, base)
    return one + other if problem.sign == "+" else one * other


def test_long_multiplication_and_division() -> None:
    assert multiplied(37, 24) == "37·24 = 37·20 + 37·4 = 740 + 148 = 888"
    assert multiplied(37, 20) == "37·20 = 740"
    assert long_division(745, 7) == ["100·7 = 700, 745 - 700 = 45", "6·7 = 42, 45 - 42 = 3", "745 = 106·7 + 3"]
