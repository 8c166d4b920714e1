"""Programs that must keep pace with the gold on large inputs."""

from itertools import pairwise

import msgspec
import pytest

from schemas import Reason
from schemas.answers import Program
from schemas.checks import Bulk, HiddenTests, Test
from validators import decide
from validators.bulk import Impossible, made

GOLD = """def repeats(numbers):
    seen, found = set(), 0
    for number in numbers:
        found += number in seen
        seen.add(number)
    return found
"""
SLOW = """def repeats(numbers):
    return sum([number in numbers[:i] for i, number in enumerate(numbers)])
"""
LARGE = Bulk("numbers", 60_000, -(10**6), 10**6, 7)


def check(**changes: object) -> HiddenTests:
    tests = (Test([[]], 0), Test([[1, 2, 1]], 1), Test([[3, 3, 3]], 2), Test([[1, 2]], 0))
    made = HiddenTests(Program("repeats"), GOLD, tests, large=((LARGE,),), reference_ratio=12.0)
    return msgspec.structs.replace(made, **changes)


def reason(source: str, **changes: object) -> Reason:
    return decide(check(**changes), f"```python\n{source}```").reason


def test_the_gold_and_another_fast_program_keep_pace() -> None:
    assert reason(GOLD) is Reason.CORRECT
    assert reason("def repeats(numbers):\n    return len(numbers) - len(set(numbers))\n") is Reason.CORRECT


def test_a_program_of_a_higher_order_is_too_slow_and_the_verdict_names_no_times() -> None:
    verdict = decide(check(), f"```python\n{SLOW}```")
    assert verdict.reason is Reason.TOO_SLOW
    assert verdict.detail == "more than 12 times the reference's processor time on large inputs"
    assert "seconds" not in repr(verdict.evidence)


def test_what_a_slow_program_would_return_is_no_matter_but_a_wrong_value_is() -> None:
    wrong = GOLD.replace("return found", "return found if len(numbers) < 1000 else found + 1")
    assert reason(wrong) is Reason.WRONG_OUTPUT
    failing = GOLD.replace("return found", "return found if len(numbers) < 1000 else found // 0")
    assert reason(failing) is Reason.EXCEPTION


def test_the_small_tests_come_first() -> None:
    assert reason(SLOW.replace("sum(", "1 + sum(")) is Reason.WRONG_OUTPUT


@pytest.mark.parametrize(
    "changes",
    [
        {"reference_ratio": None},
        {"large": ((msgspec.structs.replace(LARGE, low=5, high=4),),)},
        {"large": ((Bulk("pairs", 10, 3, 3, 1),),)},
        {"gold": "def repeats(numbers):\n    return 1 // 0\n"},
        {"gold": "def other(numbers):\n    return 0\n"},
    ],
)
def test_a_check_that_cannot_be_made_out_is_its_own_fault(changes: dict) -> None:
    assert reason(GOLD, **changes) is Reason.CHECKER_ERROR


def test_descriptions_make_the_same_lists_within_their_bounds() -> None:
    assert made(Bulk("numbers", 5, 0, 99, 1)) == made(Bulk("numbers", 5, 0, 99, 1)) == NUMBERS
    assert made(Bulk("numbers", 5, 0, 99, 2)) != NUMBERS
    for order in ("random", "rising", "falling", "alike"):
        numbers = made(Bulk("numbers", 3000, -5, 40, 3, order))
        assert len(numbers) == 3000 and min(numbers) >= -5 and max(numbers) <= 40
        assert order != "rising" or numbers == sorted(numbers)
        assert order != "falling" or numbers == sorted(numbers)[::-1]
        assert order != "alike" or sum(a != b for a, b in pairwise(numbers)) < 30
        pairs = made(Bulk("pairs", 3000, 0, 40, 3, order, reach=4))
        assert len(pairs) == 3000 and all(0 <= a < b <= 40 and b - a <= 4 for a, b in pairs)
    assert made(Bulk("numbers", 0, 0, 0, 1)) == []
    with pytest.raises(Impossible):
        made(Bulk("numbers", 1, 1, 0, 1))


NUMBERS = [97, 23, 32, 72, 83]
