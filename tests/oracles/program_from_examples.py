"""A second solver for code/program_from_examples: the whole class gone through by another reading of its operations.

The calls shown are read from the prompt; the class is the one that the prompt states, as the parameters hold it. The
search goes one operation at a time and follows all calls at once, where the generator follows the first and tests the
others; it has its own stages and its own constants from the prompt's ranges.
"""

import re

from oracles.function_spec import ITEMS, PARAMETER, STAGES, shown_calls, value_of
from schemas import Problem

NUMBER_GIVING = ("sum count max spread different alternating longest_run position mode text_count words_total "
                 "words_count").split()  # fmt: skip


def agrees(problem: Problem) -> bool:
    """Whether some pipeline of the class agrees with the calls shown, all that do agree with the hidden tests, none of
    them is shorter than the gold, and the gold program passes."""
    entry = problem.check.answer.entry
    shown = shown_calls(problem.prompt, entry)
    hidden = [([value_of(a) for a in test.arguments], value_of(test.expected)) for test in problem.check.tests]
    assert len(shown) == len(problem.params["shown"]) >= 5, problem.prompt
    space: dict = {}
    exec(problem.check.gold, space)  # the generator's own program
    for (argument,), expected in shown + hidden:
        assert repr(space[entry](argument)) == repr(expected)
    assert not [argument for argument, _ in shown if argument in [other for other, _ in hidden]]
    menu = problem.params["menu"]
    listed = re.findall(r"^- (?!`).*$", problem.prompt, re.M)
    assert len(listed) == len(menu), problem.prompt
    moves = [move for line, item in zip(listed, menu, strict=True) for move in _moves(line, item)]
    found = _search(moves, problem.params["most"], shown)
    assert found, "no pipeline agrees"
    assert min(map(len, found)) == len(problem.params["steps"])
    return all(_apply(pipeline, argument) == expected for pipeline in found for (argument,), expected in hidden)


def _moves(line: str, item: dict) -> list:
    """The operation with each constant that its line in the prompt allows."""
    name = item["stage"]["operation"]
    arguments = item["stage"]["arguments"]
    if not arguments:
        return [(name, STAGES[name])]
    (argument,) = arguments
    inner = isinstance(argument, list | tuple)
    words = list(argument) if inner else [argument]
    if PARAMETER not in words:
        return [(name, lambda value: STAGES[name](value, ITEMS[words[0]]))]
    numbers = re.search(r"where `c` is a number from (-?\d+) to (-?\d+)", line)
    if numbers:
        constants: list = list(range(int(numbers.group(1)), int(numbers.group(2)) + 1))
    else:
        constants = re.findall(r"'(\w)'", line.partition("one of the letters ")[2])
    assert constants, line
    return [(name, _with(name, words[0] if inner else None, constant)) for constant in constants]


def _with(name, inner, constant):
    if inner is None:
        return lambda value: STAGES[name](value, constant)
    return lambda value: STAGES[name](value, lambda item: ITEMS[inner](item, constant))


def _apply(pipeline, value):
    for _, run in pipeline:
        value = run(value)
    return value


def _search(moves: list, most: int, shown: list) -> list:
    """Every pipeline of at most so many operations that agrees with all the calls."""
    goals = [expected for _, expected in shown]
    inner = [move for move in moves if move[0] not in NUMBER_GIVING]
    found, ways = [], [((), [argument for (argument,), _ in shown])]
    for length in range(1, most + 1):
        following = []
        for way, values in ways:
            for move in moves:
                if move[1](values[0]) == goals[0] and all(
                    move[1](value) == goal for value, goal in zip(values[1:], goals[1:], strict=True)
                ):
                    found.append((*way, move))
            if length < most:
                following += [((*way, move), [move[1](value) for value in values]) for move in inner]
        ways = following
    return found
