"""Kinds of puzzles: a predicate written once, as the Python that is run here and shown in the prompt, and its solver.

A predicate's first parameter, which has a type, is the unknown; the others are the data of one puzzle. In a prompt the
data stand in the code: numbers and texts where they are used, lists in an assignment at the top.
"""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from generators.randomness import Stream

Data = dict[str, Any]


class Bounds(NamedTuple):
    """The domain of a puzzle that may have no solution: the range of numbers, and of sizes by depth."""

    numbers: tuple[int, int]
    sizes: tuple[tuple[int, int], ...] = ()


class Solved(NamedTuple):
    """A value for which the predicate holds, or None if there is none, and the steps that show it."""

    value: Any
    steps: list[str]


class Kind(NamedTuple):
    """A kind of puzzle: the predicate; what draws data for a level, solvable or not (None where an attempt failed); its
    solver; at which levels it comes and how often; and, if it has twins, what bounds the domain."""

    name: str
    predicate: Callable[..., bool]
    drawn: Callable[[Stream, int, bool], Data | None]
    solved: Callable[..., Solved | None]
    levels: Mapping[int, int]
    bounds: Callable[[Data], Bounds] | None

    def holds(self, value: Any, data: Data) -> bool:
        """Whether the predicate returns True; one that raises does not."""
        try:
            return self.predicate(value, **data) is True
        except (ValueError, IndexError, KeyError, TypeError, ZeroDivisionError):
            return False


KINDS: dict[str, Kind] = {}


def kind(
    predicate: Callable[..., bool],
    drawn: Callable[[Stream, int, bool], Data | None],
    levels: Mapping[int, int],
    bounds: Callable[[Data], Bounds] | None = None,
) -> Callable[[Callable[..., Solved | None]], Callable[..., Solved | None]]:
    """Register a kind; the decorated function solves it: data to value and steps, or None where that takes too long."""

    def register(solved: Callable[..., Solved | None]) -> Callable[..., Solved | None]:
        name = predicate.__name__
        KINDS[name] = Kind(name, predicate, drawn, solved, levels, bounds)
        return solved

    return register


@lru_cache(maxsize=128)
def _text(predicate: Callable[..., bool]) -> str:
    return textwrap.dedent(inspect.getsource(predicate))


@lru_cache(maxsize=128)
def takes(predicate: Callable[..., bool]) -> str:
    """The type of the unknown, as the predicate's text declares it."""
    annotation = _definition(predicate).args.args[0].annotation
    assert annotation is not None
    return ast.unparse(annotation)


@lru_cache(maxsize=128)
def names_used(predicate: Callable[..., bool]) -> frozenset[str]:
    """All names in the predicate's text but that of the unknown."""
    definition = _definition(predicate)
    names = {node.id for node in ast.walk(definition) if isinstance(node, ast.Name)}
    arguments = {argument.arg for argument in definition.args.args}
    return frozenset((names | arguments) - {definition.args.args[0].arg})


def _definition(predicate: Callable[..., bool]) -> ast.FunctionDef:
    (definition,) = ast.parse(_text(predicate)).body
    assert isinstance(definition, ast.FunctionDef)
    return definition


def source(predicate: Callable[..., bool], data: Data, function: str, variable: str) -> str:
    """The predicate as a function of the unknown alone, with the data put in."""
    first, lines, places = _pieces(predicate)
    spelled = {name: json.dumps(value) for name, value in data.items()}
    plain = {name: text for name, text in spelled.items() if isinstance(data[name], int | str)}
    words = {**plain, first: variable}
    body = list(lines)
    for row, start, end, name in places:
        if name in words:
            body[row] = body[row][:start] + words[name] + body[row][end:]
    assigned = [f"    {name} = {text}" for name, text in spelled.items() if name not in plain]
    return "\n".join([f"def {function}({variable}: {takes(predicate)}) -> bool:", *assigned, *body]) + "\n"


@lru_cache(maxsize=128)
def _pieces(predicate: Callable[..., bool]) -> tuple[str, tuple[str, ...], tuple[tuple[int, int, int, str], ...]]:
    """The unknown's name, the lines of the body, and the places of names in them (row, start, end), the last first."""
    definition = _definition(predicate)
    above = definition.body[0].lineno - 1
    lines = [line.partition("  # noqa")[0] for line in _text(predicate).rstrip().split("\n")[above:]]
    found = [
        (node.lineno - 1 - above, node.col_offset, node.end_col_offset or 0, node.id)
        for statement in definition.body
        for node in ast.walk(statement)
        if isinstance(node, ast.Name)
    ]
    return definition.args.args[0].arg, tuple(lines), tuple(sorted(found, reverse=True))


def domain(type_text: str, bounds: Bounds) -> list[Any]:
    """All values of the type within the bounds."""
    numbers = range(bounds.numbers[0], bounds.numbers[1] + 1)
    if type_text == "int":
        return list(numbers)
    if type_text == "list[int]":
        low, high = bounds.sizes[0]
        return [list(each) for size in range(low, high + 1) for each in product(numbers, repeat=size)]
    return list(product(numbers, repeat=type_text.count("int")))  # a tuple of so many


def joined(values: Any, limit: int = 12) -> str:
    """Values in a row, the middle left out if they are many."""
    values = [str(value) for value in values]
    return ", ".join(values if len(values) <= limit else [*values[: limit - 2], "...", values[-1]])
