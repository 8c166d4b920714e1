"""A second solver for code/predicate: Python itself, on the function, the type and the domain that the prompt states.

Where there is to be no value it is run on every value of the domain."""

import ast
import re
from itertools import product

from schemas import Problem

_BLOCK = re.compile(r"```python\n(.*?)```", re.S)
_RANGE = r"integers? from (-?\d+) to (-?\d+)"
_SIZES = {"two": 2, "three": 3}


def agrees(problem: Problem) -> bool:
    """Whether the gold is of the declared type, in the stated domain, and accepted; or nothing in the domain is."""
    function, annotation = _read(problem.prompt)
    domain = _domain(problem.prompt)
    gold = problem.check.gold
    if "no such value" in problem.prompt and gold == "no such value":
        assert domain is not None
        return all(_tried(function, value) is not True for value in domain)
    value = ast.literal_eval(gold)
    if not _is(annotation, value) or (domain is not None and repr(value) not in map(repr, domain)):
        return False
    simple = [0, 1, "", [], [0], [[]], (0, 0), (1, 1), (0, 0, 0)]
    return function(value) is True and not any(_tried(function, each) is True for each in simple)


def _read(prompt: str):
    block = _BLOCK.search(prompt)
    assert block, prompt
    (definition,) = ast.parse(block.group(1)).body
    assert isinstance(definition, ast.FunctionDef) and len(definition.args.args) == 1
    # The text is the generator's own; nothing that a model wrote comes here.
    space: dict = {}
    exec(block.group(1), space)
    return space[definition.name], definition.args.args[0].annotation


def _domain(prompt: str):
    """All the values that the prompt allows, where it bounds them."""
    found = re.search(rf"a list of (\d+) {_RANGE}", prompt)
    if found:
        size, low, high = map(int, found.groups())
        return [list(each) for each in product(range(low, high + 1), repeat=size)]
    found = re.search(rf"a tuple of (two|three) {_RANGE}", prompt)
    if found:
        return list(product(range(int(found[2]), int(found[3]) + 1), repeat=_SIZES[found[1]]))
    found = re.search(rf"an {_RANGE}", prompt)
    return list(range(int(found[1]), int(found[2]) + 1)) if found else None


def _is(annotation, value) -> bool:
    if isinstance(annotation, ast.Name):
        return type(value).__name__ == annotation.id
    kind, part = annotation.value.id, annotation.slice
    if type(value).__name__ != kind:
        return False
    if kind == "tuple":
        return len(value) == len(part.elts) and all(map(_is, part.elts, value))
    return all(_is(part, item) for item in value)


def _tried(function, value):
    try:
        return function(value)
    except (ValueError, IndexError, KeyError, TypeError, ZeroDivisionError):
        return None
