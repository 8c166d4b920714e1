"""Benchmark solutions as programs with calls: what their tests call them with, read from the tests' text, never run."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.behaviour import Program

MOST_CALLS = 256
# Where published benchmarks keep a solution (its parts, joined), the name of its function, and its tests.
KNOWN = (
    (("prompt", "canonical_solution"), "entry_point", ("test",)),
    (("code",), "", ("test_list", "challenge_test_list")),
)


def program_in(row: dict[str, Any]) -> Program | None:
    """The solution that a row of a benchmark holds, with the calls of its tests, if both are there and can be read.

    Without a field that names the function it is the one that the tests call first.
    """
    for parts, entry_field, tests in KNOWN:
        names = (*parts, *((entry_field,) if entry_field else ()), tests[0])
        if not all(name in row for name in names):
            continue
        source = "".join(str(row[part]) for part in parts).replace("\r\n", "\n")
        asserted = list(asserts([test for name in tests for test in _texts(row.get(name))]))
        entry = str(row[entry_field]) if entry_field else called_first(asserted)
        calls = tuple(calls_of(entry, asserted))[:MOST_CALLS]
        return Program(source, entry, calls) if entry and calls else None
    return None


def asserts(tests: Sequence[str]) -> Iterator[ast.Assert]:
    """All assertions in these texts, also those within functions, as far as the texts are Python."""
    for text in tests:
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        yield from (node for node in ast.walk(tree) if isinstance(node, ast.Assert))


def called_first(asserted: Sequence[ast.Assert]) -> str:
    """The name of the function that the assertions call first: one that is not built in, unless there is no other."""
    names = [
        node.func.id
        for each in asserted
        for node in ast.walk(each)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    return next((name for name in names if name not in _AROUND), names[0] if names else "")


_AROUND = frozenset(
    {"set", "list", "tuple", "sorted", "abs", "len", "round", "str", "dict", "isinstance", "sum", "math"}
)


def calls_of(entry: str, asserted: Sequence[ast.Assert]) -> Iterator[tuple[Any, ...]]:
    """The arguments of all calls of this function, or of `candidate`, whose arguments are literals."""
    for each in asserted:
        for node in ast.walk(each):
            match node:
                case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in (entry, "candidate"):
                    try:
                        yield tuple(ast.literal_eval(argument) for argument in arguments)
                    except (ValueError, TypeError, RecursionError, MemoryError):
                        continue


def _texts(value: Any) -> list[str]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
