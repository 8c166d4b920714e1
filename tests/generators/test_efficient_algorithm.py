"""Functions that must be fast: that large inputs tell the fast from the slow. Code and meaning of the tasks are held
together by test_library_call, whose catalogue they are in."""

import inspect

import pytest

from generators.code.efficient_algorithm import EfficientAlgorithm, counting
from generators.family import draw
from schemas import Reason
from schemas.checks import HiddenTests
from validators import decide

FAMILY = EfficientAlgorithm()


def first_with(task: str, level: int):
    """The first problem of a level that has the task, alone or beside small steps."""
    problems = (draw(FAMILY, 5, index, level) for index in range(400))
    return next(problem for problem in problems if any(step["operation"] == task for step in problem.params["steps"]))


@pytest.mark.parametrize("level", sorted(FAMILY.levels))
def test_large_inputs_are_described_in_few_bytes_and_the_prompt_says_how_large(level: int) -> None:
    for index in range(20):
        problem = draw(FAMILY, 6, index, level)
        assert isinstance(problem.check, HiddenTests) and problem.check.reference_ratio
        sizes = [arguments[0].size for arguments in problem.check.large]  # type: ignore[union-attr]
        assert max(sizes) >= 50_000 and f"{max(sizes):,} entries" in problem.prompt
        assert {len(arguments) for arguments in problem.check.large} == {len(problem.check.tests[0].arguments)}
        assert problem.measures["tier"] == level


@pytest.mark.parametrize(("task", "level"), [("best_gain", 1), ("longest_rising", 3)])
def test_the_gold_keeps_pace(task: str, level: int) -> None:
    problem = first_with(task, level)
    assert decide(problem.check, problem.reference).reason is Reason.CORRECT


def test_going_through_all_pairs_is_right_and_too_slow() -> None:
    problem = first_with("multiple_pairs", 1)
    gold = problem.check.gold
    before, _, rest = gold.partition("    counter = Counter()\n")
    *loop, after = rest.split("\n", 4)
    divisor, name = loop[2].partition("% ")[2].rstrip("]"), loop[1].split(" in ")[1].rstrip(":")
    helper = inspect.getsource(counting.pairs_of).replace(": list[int], wanted: Callable[[int, int], bool]", ", wanted")
    slow = f"{before}    pairs = pairs_of({name}, lambda a, b: (a + b) % {divisor} == 0)\n{after}\n\n{helper}"
    assert decide(problem.check, f"```python\n{slow}```").reason is Reason.TOO_SLOW
