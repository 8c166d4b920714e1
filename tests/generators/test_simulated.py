"""Machines, algorithms and data structures: what all questions that a simulator decides have in common."""

import ast
from functools import lru_cache

import pytest

from generators.code.abstract_machine import AbstractMachine, simulators as machines
from generators.code.algorithm_trace import AlgorithmTrace, simulators as algorithms
from generators.code.data_structure import DataStructure, simulators as structures
from generators.code.simulated import source_of
from generators.family import draw
from generators.randomness import Stream
from schemas import Problem

FAMILIES = (AbstractMachine(), AlgorithmTrace(), DataStructure())
CELLS = [(family, level) for family in FAMILIES for level in family.levels]
SIMULATORS = [
    function
    for module in (machines, algorithms, structures)
    for function in vars(module).values()
    if getattr(function, "__module__", "") == module.__name__
]


@lru_cache
def problems(family, level: int) -> list[Problem]:
    return [draw(family, 9, index, level) for index in range(60)]


@pytest.mark.parametrize("simulator", SIMULATORS, ids=lambda function: function.__name__)
def test_a_simulator_stands_alone(simulator) -> None:
    tree = ast.parse(source_of(simulator))
    assert [type(node) for node in tree.body] == [ast.FunctionDef]
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


@pytest.mark.parametrize(("family", "level"), CELLS)
def test_the_simulator_gives_the_value_that_the_worked_solution_comes_to(family, level: int) -> None:
    for index in range(60):
        instance = family.sample(Stream("facts", "simulated", index), level)
        found = type(instance).SIMULATOR(*instance.arguments())
        assert repr(found) == repr(instance.value()), instance


@pytest.mark.parametrize(("family", "level"), CELLS)
def test_a_worked_solution_names_its_answer_once_and_has_short_lines(family, level: int) -> None:
    for problem in problems(family, level):
        assert problem.reference.lower().count("answer") == 1
        assert max(map(len, problem.reference.splitlines())) <= 240, problem.reference


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_the_first_level_is_short(family) -> None:
    for problem in problems(family, 1):
        assert len(problem.prompt) <= 1_500
        assert len(problem.reference.splitlines()) <= 32, problem.reference


@pytest.mark.parametrize(("family", "level"), CELLS)
def test_the_form_of_the_answer_line_is_that_of_the_gold(family, level: int) -> None:
    kinds = {int: "integer", str: "Python string", list: "Python list", tuple: "Python tuple"}
    for problem in problems(family, level):
        form = problem.prompt.rpartition("<")[2].partition(">")[0]
        value = ast.literal_eval(problem.check.gold)
        named = form.split(" | ")
        assert named[0].startswith(kinds[type(value)]) or repr(value) in named[1:], (form, value)
