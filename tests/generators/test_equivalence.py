"""Equivalence: the tasks' programs are what they are said to be, rewriting changes nothing, and labels are balanced."""

from itertools import product

import pytest

from generators.code.algorithms import built, drawn_variant, parameters
from generators.code.algorithms.inputs import arguments
from generators.code.equivalence import Equivalence, _body, _domain
from generators.code.equivalence.rewriting import rewritten
from generators.code.equivalence.tasks import FORMULAS, FUNCTIONS
from generators.code.mini_python_text import Runner
from generators.family import draw
from generators.randomness import Stream

FAMILY = Equivalence()
TASKS = [(task, True) for task in FORMULAS] + [(task, False) for task in FUNCTIONS]


@pytest.mark.parametrize(("task", "formula"), TASKS, ids=[task.why[:40] for task, _ in TASKS])
def test_programs_for_a_task_agree_and_those_near_it_do_not(task, formula: bool) -> None:
    told = set()
    for index in range(6):
        stream = Stream("task", index)
        constants = tuple((name, stream.integer(*bounds)) for name, bounds in task.constants.items())
        calls = list(product(*[_domain(kind, stream).values for kind in task.domains]))
        names = [f"${each}" for each in task.parameters]
        programs = [Runner().function(names, _body(text, constants, formula)) for text in (*task.right, *task.near)]
        expected = [programs[0](call) for call in calls]
        for place, program in enumerate(programs):
            same = [program(call) for call in calls] == expected
            if place < len(task.right):
                assert same, task.right[place]
            elif not same:
                told.add(place)
    assert len(told) == len(task.near), [text for i, text in enumerate(task.near, len(task.right)) if i not in told]


@pytest.mark.parametrize("tier", [1, 2, 3])
def test_rewriting_changes_no_result(tier: int) -> None:
    changed = 0
    for index in range(40):
        stream = Stream("rewriting", index)
        variant = drawn_variant(stream, tier)
        names, block = [f"${each.name}" for each in parameters(variant)], built(variant).block
        other = rewritten(block, stream, 7)
        changed += other != block
        runner = Runner()
        for place in range(12):
            call = arguments(parameters(variant), variant.picks, stream, place)
            assert runner.function(names, block)(call) == runner.function(names, other)(call), (variant, call)
    assert changed > 30


@pytest.mark.parametrize("level", sorted(FAMILY.levels))
def test_half_of_the_pairs_are_equivalent_and_most_take_all_of_the_domain_to_tell(level: int) -> None:
    problems = [draw(FAMILY, 5, index, level) for index in range(80)]
    assert 25 <= sum(problem.check.gold == "equivalent" for problem in problems) <= 55
    assert all(problem.measures["calls"] <= 5_000 for problem in problems)
