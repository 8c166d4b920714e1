"""Families made of kinds of questions: short and varied at the first level; an outcome is asked for with its twin."""

import pytest

from generators.family import draw
from generators.math.age_coin_digit.puzzle import MANY, NONE
from generators.randomness import Stream
from generators.registry import families

NAMES = ("math/age_coin_digit", "math/counting", "math/expectation", "math/probability")
SHORT = 220
DRAWS = 300


@pytest.mark.parametrize("name", NAMES)
def test_the_first_level_is_short_and_varied(name: str) -> None:
    problems = [draw(families()[name], 5, index, 1) for index in range(DRAWS)]
    for problem in problems:
        assert len(problem.prompt) <= SHORT, problem.prompt
    assert len({problem.fingerprint for problem in problems}) >= 0.97 * DRAWS
    assert len({problem.template for problem in problems}) >= 20


@pytest.mark.parametrize("level", [2, 3, 4])
def test_a_puzzle_has_no_answer_or_several_exactly_when_it_is_a_twin(level: int) -> None:
    family = families()["math/age_coin_digit"]
    twins = {draw(family, 7, index, level, twins=1).check.gold for index in range(60)}
    others = {draw(family, 7, index, level, twins=0).check.gold for index in range(60)}
    assert twins == {NONE, MANY}
    assert not others & {NONE, MANY}


@pytest.mark.parametrize("level", [2, 3, 4])
def test_a_twin_is_one_number_or_clue_away_from_a_puzzle_with_one_answer(level: int) -> None:
    for kind in families()["math/age_coin_digit"].kinds[level]:
        twins = 0
        for index in range(200):
            base, twin = kind.drawn(Stream("twin", index), level), kind.twinned(Stream("twin", index), level)
            if base is None or twin is None:
                continue
            twins += 1
            (field,) = [name for name in base.__struct_fields__ if getattr(base, name) != getattr(twin, name)]
            if field == "clues":
                pairs = zip(base.clues, twin.clues, strict=True)
                assert sum(one != other for one, other in pairs) == 1
            else:
                assert field in ("closing", "total", "number", "gap")
        assert twins
