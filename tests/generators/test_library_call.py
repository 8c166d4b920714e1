"""Functions for the standard library: that code and meaning of every task agree, and that the tests are strong."""

import ast
import copy
import signal
from functools import lru_cache

import pytest

from generators.code import efficient_algorithm
from generators.code.library_call import LibraryCall, pinned
from generators.code.library_call.catalogue import CATALOGUE, clause, gives, runner
from generators.code.library_call.drawing import drawn, first_task, flavour_of, steps_around
from generators.code.library_call.programs import modules, program
from generators.code.library_call.values import FIELD_NAMES, GIVES, SHAPES, SOURCES, TYPES, drawn_arguments_of
from generators.code.mutation import mutants
from generators.code.pipelines.drawing import drawn_arguments
from generators.code.pipelines.steps import Stage
from generators.code.tagged import untagged
from generators.family import draw
from generators.randomness import Stream
from schemas import Problem
from validators.sandbox.guest import WARM

FAMILY = LibraryCall()
LEVELS = sorted(FAMILY.levels)
DRAWS = 40
assert efficient_algorithm.EfficientAlgorithm  # its tasks are in the catalogue too, and are held to the same
TASKS = [name for name, task in CATALOGUE.items() if not task.small]


@lru_cache
def problems(level: int) -> list[Problem]:
    return [draw(FAMILY, 3, index, level) for index in range(DRAWS)]


def calls(problem: Problem) -> list[tuple[list, object]]:
    return [([untagged(a) for a in test.arguments], untagged(test.expected)) for test in problem.check.tests]


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_the_code_of_every_step_does_what_its_meaning_says(name: str) -> None:
    task = CATALOGUE[name]
    takes = task.operation.takes
    flavours = ["", task.flavour] if takes in SOURCES else []
    for index in range(6):
        stream = Stream("test", name, index)
        step = Stage(name, drawn_arguments(stream, task.operation.kinds))
        for flavour in flavours:
            data = SOURCES[takes].names
            space: dict = {}
            exec(program("f", (step,), tuple(names[0] for names in data), "", FIELD_NAMES[0]), space)
            for shape in SHAPES:
                given = drawn_arguments_of(takes, flavour, stream, shape)
                meant = runner(step)(given if len(given) > 1 else given[0], None)
                found = space["f"](*copy.deepcopy(given))
                assert found == meant and type(found) is type(meant), (step, given, found, meant)


def test_there_are_tasks_for_every_module_and_they_import_nothing_that_the_sandbox_has_not_ready() -> None:
    assert len(TASKS) >= 28
    used = {module for name in TASKS for module in modules((Stage(name, ()),))}
    assert {"collections", "itertools", "re", "datetime", "json", "statistics", "heapq", "bisect"} <= used <= set(WARM)


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_every_step_has_two_wordings_that_can_be_filled_and_types_that_have_names(name: str) -> None:
    operation = CATALOGUE[name].operation
    assert len(operation.clauses) >= 2
    assert operation.gives in GIVES and operation.gives in TYPES
    step = Stage(name, drawn_arguments(Stream("test", name), operation.kinds))
    said = {clause(step, "k", FIELD_NAMES[0], wording) for wording in range(len(operation.clauses))}
    assert len(said) == len(operation.clauses)
    for text in said:
        assert "{" not in text and "}" not in text and text[0].islower() and not text.endswith(".")


@pytest.mark.parametrize("name", TASKS)
def test_every_task_can_be_pinned_down_with_a_step_beside_it(name: str) -> None:
    """And its slips, as they are told apart, differ from it somewhere."""
    for index in range(600):
        stream = Stream("pinned", name, index)
        shape = stream.choice(("Ts", "sT", "sTs", "Tss"))
        try:
            names = steps_around(stream, shape, name)
        except ValueError:
            continue  # no such shape for this task
        if names is not None and pinned(stream, names, 16, False) is not None:
            return
    pytest.fail("no function around it was pinned down")


@pytest.mark.parametrize("level", LEVELS)
def test_hidden_tests_kill_nine_of_ten_mutants_of_the_gold(level: int) -> None:
    tried = killed = 0
    for problem in problems(level)[:12]:
        for source in mutants(problem.check.gold):
            tried += 1
            killed += not passes(source, problem)
    assert killed >= 0.9 * tried


@pytest.mark.parametrize("level", LEVELS)
def test_constants_echoes_and_a_table_of_the_examples_do_not_pass(level: int) -> None:
    for problem in problems(level):
        entry = problem.check.answer.entry
        examples = [(case["arguments"], case["expected"]) for case in problem.params["examples"]]
        results = [repr(expected) for _, expected in calls(problem)]
        assert max(map(results.count, results)) <= len(results) // 2
        table = {repr([untagged(a) for a in arguments]): untagged(expected) for arguments, expected in examples}
        assert not passes(f"def {entry}(*a):\n    return {table!r}.get(repr(list(a)))", problem)
        assert not passes(f"def {entry}(first, *rest):\n    return first", problem)


def passes(source: str, problem: Problem) -> bool:
    """Whether a program of our own gives every expected value; one that takes a second does not."""

    def late(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, 1)
    space: dict = {}
    try:
        exec(source, space)
        function = space[problem.check.answer.entry]
        return all(repr(function(*arguments)) == repr(expected) for arguments, expected in calls(problem))
    except Exception:
        return False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_levels_chain_more_tasks_and_steps() -> None:
    measured = {level: [problem.measures for problem in problems(level)] for level in LEVELS}
    assert {m["tasks"] for m in measured[1]} == {m["tasks"] for m in measured[2]} == {1}
    assert {m["tasks"] for m in measured[3]} == {2}
    assert {m["steps"] for m in measured[1]} == {2} and {m["steps"] for m in measured[2]} == {3}
    assert {m["steps"] for m in measured[3]} <= {4, 5}


def test_modules_are_named_at_level_1_only() -> None:
    for level in (2, 3):
        for problem in problems(level):
            body = problem.prompt
            assert not any(f"`{module}`" in body for module in WARM)


@pytest.mark.parametrize("level", LEVELS)
def test_the_reference_works_an_example_and_ends_in_the_gold(level: int) -> None:
    for problem in problems(level):
        head, fence, tail = problem.reference.partition("```python\n")
        assert fence and tail == problem.check.gold + "```"
        assert head.count("- Step ") == len(problem.params["steps"])
        ast.parse(problem.check.gold)


def test_the_functions_of_a_level_rarely_come_twice() -> None:
    for level in LEVELS:
        assert len({problem.id for problem in problems(level)}) >= DRAWS - 2


def test_a_step_that_changes_nothing_is_not_kept() -> None:
    data = [["apple"], ["fig"], ["oak", "elm"]] * 5
    assert drawn(Stream("idle"), ["words_distinct"], data, False) is None
    assert gives(Stage("words_distinct", ())) == "words"
    assert flavour_of(["words_keep", "anagrams"]) == ("words", "anagrams")
    assert first_task(Stream("any"), "Ts") in TASKS
