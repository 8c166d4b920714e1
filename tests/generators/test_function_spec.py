"""Specifications of functions: their references, their tests' strength, their wording and their identity."""

import ast
import re
from collections import Counter
from functools import lru_cache

import msgspec
import pytest

from generators.code.function_spec import FunctionSpec
from generators.code.pipelines import mutants
from generators.code.pipelines.items import CONDITIONS, KINDS, table_of
from generators.code.pipelines.stages import OPERATIONS
from generators.code.pipelines.steps import Branch, Stage, clause
from generators.family import draw
from generators.randomness import Stream
from oracles.function_spec import outcome, solve, value_of
from schemas import Problem, fingerprint_of
from schemas.checks import Test

FAMILY = FunctionSpec()
LEVELS = sorted(FAMILY.levels)
DRAWS = 60


@lru_cache
def problems(level: int) -> list[Problem]:
    return [draw(FAMILY, 3, index, level) for index in range(DRAWS)]


@lru_cache
def instances(level: int) -> list:
    return [FAMILY.sample(Stream("facts", "test", index), level) for index in range(DRAWS)]


@pytest.mark.parametrize("level", LEVELS)
def test_a_second_reading_of_the_stages_and_the_gold_program_give_every_expected_value(level: int) -> None:
    for problem in problems(level):
        assert solve(problem) == problem.check.gold


@pytest.mark.parametrize("level", LEVELS)
def test_the_reference_explains_first_and_ends_in_one_fenced_program(level: int) -> None:
    for problem in problems(level):
        before, program, after = re.split(r"```(?:python\n)?", problem.reference)
        assert before.strip() and not after and program == problem.check.gold
        names = [node.name for node in ast.parse(program).body]
        assert names == [problem.check.answer.entry]


@pytest.mark.parametrize("level", LEVELS)
def test_there_are_12_to_20_tests_and_no_result_is_that_of_more_than_half(level: int) -> None:
    for problem in problems(level):
        results = [msgspec.json.encode(test.expected) for test in problem.check.tests]
        assert 12 <= len(results) <= 20
        assert Counter(results).most_common(1)[0][1] * 2 <= len(results)
        echoes = [test.expected == test.arguments[0] for test in problem.check.tests]
        assert sum(echoes) * 2 <= len(echoes)


@pytest.mark.parametrize("level", LEVELS)
def test_a_stage_left_out_shows_in_some_test(level: int) -> None:
    for problem in problems(level):
        for i in range(len(problem.params["steps"])):
            shorter = [step for j, step in enumerate(problem.params["steps"]) if j != i]
            assert not all(gives(shorter, test) for test in problem.check.tests), problem.check.gold


def gives(steps: list, test: Test) -> bool:
    try:
        return outcome(steps, [value_of(argument) for argument in test.arguments]) == value_of(test.expected)
    except (TypeError, AttributeError, IndexError):
        return False  # what is left does not fit together


def test_levels_have_more_stages_more_branches_and_a_parameter_at_level_2() -> None:
    mean = {level: sum(p.measures["stages"] for p in problems(level)) / DRAWS for level in LEVELS}
    paths = {level: sum(p.measures["cyclomatic_complexity"] for p in problems(level)) / DRAWS for level in LEVELS}
    assert mean[1] < mean[2] < mean[3] and paths[1] < paths[2] < paths[3]
    assert all(instance.parameter for instance in instances(2))
    assert all(sum(isinstance(step, Branch) for step in instance.steps) == 1 for instance in instances(3))


def test_names_and_tests_leave_the_fingerprint_alone_and_constants_do_not() -> None:
    for instance in instances(2):
        names = {"function": "other", "data": "thing", "parameter": "q"}
        renamed = msgspec.structs.replace(instance, **names, cases=(), examples=())
        assert fingerprint(renamed) == fingerprint(instance)
        for i, step in enumerate(instance.steps):
            for _, value, rebuilt in mutants.constants(step):
                changed = (*instance.steps[:i], rebuilt(value + 1), *instance.steps[i + 1 :])
                assert fingerprint(msgspec.structs.replace(instance, steps=changed)) != fingerprint(instance)


def fingerprint(instance: object) -> str:
    return fingerprint_of(FAMILY.name, FAMILY.canonical(instance))  # type: ignore[arg-type]


def test_the_same_draw_is_the_same_problem_and_few_are_drawn_twice() -> None:
    assert [draw(FAMILY, 3, index, 3) for index in range(5)] == problems(3)[:5]
    for level in LEVELS:
        assert len({problem.id for problem in problems(level)}) >= DRAWS - 1


def test_every_frame_is_used_and_no_prompt_holds_the_program_or_a_gap() -> None:
    everything = [problem for level in LEVELS for problem in problems(level)]
    assert len({problem.template for problem in everything}) >= 10
    for problem in everything:
        body = problem.check.gold.partition('"""\n')[2]
        assert body.strip() not in problem.prompt
        assert "{" not in re.sub(r"`.*?`|```.*?```|>>> .*\n.*", "", problem.prompt, flags=re.S)


def test_there_are_at_least_25_operations_and_each_has_two_wordings_that_can_be_filled() -> None:
    assert len(OPERATIONS) >= 25
    for name, operation in OPERATIONS.items():
        assert len(operation.clauses) >= 2
        for arguments in sample_arguments(operation.kinds):
            for wording in range(len(operation.clauses)):
                text = clause(Stage(name, arguments), operation.takes, "k", wording)
                assert "{" not in text and text[0].islower() and not text.endswith(".")


def sample_arguments(kinds: tuple[str, ...]) -> list[tuple]:
    """One choice of arguments for every named test or function an operation can be given."""
    options = []
    for kind in kinds:
        table = table_of(kind)
        if table is None:
            options.append([KINDS[kind].low if kind in KINDS else "a"])
        else:
            options.append([(name, *sample_arguments(entry.kinds)[0]) for name, entry in table.items()])
    rows: list[tuple] = [()]
    for choice in options:
        rows = [(*row, item) for row in rows for item in choice]
    return rows


@pytest.mark.parametrize("takes", sorted(CONDITIONS))
def test_conditions_are_read_in_both_directions_by_some_input(takes: str) -> None:
    inputs = {
        "ints": [[], [3, 1], [1, 1, 9, 9, 9, 8], [2]],
        "int": [0, 1, 50],
        "groups": [[], [[1], [2], [3], [4], [5], [6]]],
        "text": ["", "a", "longer text here", "bb"],
        "words": [[], ["a"], ["a", "a", "b", "c", "d", "e"], ["x", "y", "z"]],
    }[takes]
    for condition in CONDITIONS[takes].values():
        (arguments,) = sample_arguments(condition.kinds)
        assert {condition.run(value, *arguments) for value in inputs} == {True, False}


def test_a_pipeline_whose_stage_does_nothing_on_the_tests_is_not_pinned_down() -> None:
    data = [[1, 2], [3, 4, 5], [9], [2, 6]]
    sort, total = Stage("ascending", ()), Stage("sum", ())
    grown = mutants.Pipeline([sort, total], ["ints", "ints", "int"], [data, data, [3, 12, 9, 8]], "", [None] * 4)
    assert not mutants.killed(grown)
