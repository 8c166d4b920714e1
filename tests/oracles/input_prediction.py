"""A second solver for code/input_prediction: Python itself, on the function and the value as the prompt states them."""

import ast
import re

from schemas import Problem

_BLOCK = re.compile(r"```python\n(.*?)```", re.S)
_SEEN = re.compile(r"^>>> .*\n(.+)$", re.M)
_ASSERTED = re.compile(r"^    assert .*\) == (.+)$", re.M)
_SIMPLE = (0, 1, [], [0], [1], "", "a")


def agrees(problem: Problem) -> bool:
    """Whether Python returns the value asked for when it calls the prompt's function with the gold, and does not for
    the simplest values of the gold's type or for the value itself."""
    function, wanted = _read(problem.prompt)
    gold = ast.literal_eval(problem.check.gold)
    arguments = gold if isinstance(gold, tuple) else (gold,)
    if not _same(function(*arguments), wanted):
        return False
    simple = [each for each in (*_SIMPLE, wanted) if type(each) is type(gold) is not tuple]
    return not any(_same(_tried(function, each), wanted) for each in simple)


def _read(prompt: str):
    block = _BLOCK.search(prompt)
    assert block, prompt
    definition = ast.parse(block.group(1)).body[0]
    assert isinstance(definition, ast.FunctionDef)
    # The text is the generator's own; nothing that a model wrote comes here.
    space: dict = {}
    exec(compile(ast.Module([definition], []), "prompt", "exec"), space)
    found = _ASSERTED.search(block.group(1)) or _SEEN.search(prompt)
    if found:
        return space[definition.name], ast.literal_eval(found.group(1))
    for text in re.findall(r"`([^`\n]+)`", _BLOCK.sub("", prompt)):
        try:
            return space[definition.name], ast.literal_eval(text)
        except ValueError:
            continue  # a name or a call
    raise AssertionError(prompt)


def _tried(function, argument):
    try:
        return function(argument)
    except (IndexError, ValueError, ZeroDivisionError):
        return None


def _same(one, other) -> bool:
    """Equality type by type; dictionaries without regard to order."""
    return one == other and type(one) is type(other) and (type(one) is dict or repr(one) == repr(other))
