"""Stages of a program to be run backwards: the code of each, and how a person undoes it by hand.

A stage takes the value of ``src`` and leaves its result in ``out``. It is *exact* (every value of its type is the
result of exactly one argument), *single* (no two arguments have one result, but not every value is a result) or *open*
(several arguments have one result, and undoing it chooses one). A chain of stages can be undone step by step if at most
one is open and all before that one are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from generators.code.mini_python import Block
from generators.code.mini_python_text import read_block

EXACT, SINGLE, OPEN = "exact", "single", "open"


class Undone(NamedTuple):
    """An argument that gives the result, and the calculations that lead to it, each a short phrase; for a stage that
    uses the second parameter k also a value for that."""

    value: Any
    lines: list[str]
    key: int | None = None


Undo = Callable[..., Undone | None]
"""From a result and the constants to an argument that gives it, or None where that has no easy answer."""


class Stage(NamedTuple):
    """A stage: types, what can be said of its inverse, code, the ranges of its constants (capital letters in the code;
    a third number is the range's step),
    names for what it makes, a sentence that says how it is undone, and the function that undoes it."""

    name: str
    takes: str
    gives: str
    inverse: str
    code: str
    constants: Mapping[str, tuple[int, ...]]
    made: tuple[str, ...]
    how: str
    undo: Undo

    @property
    def keyed(self) -> bool:
        """Whether the stage uses the second parameter, k."""
        return "k" in names_in(read(self.code))

    def block(self, source: str, result: str, constants: Mapping[str, int]) -> Block:
        """The stage's statements with its constants, and the names of what it takes and makes, put in."""
        replaced: dict[str, Any] = {"$src": source, "$out": result}
        return tuple(_put(read(self.code), replaced, constants))


STAGES: dict[str, Stage] = {}


def stage(
    takes: str, gives: str, inverse: str, code: str, made: str, how: str, **constants: tuple[int, ...]
) -> Callable[[Undo], Undo]:
    """Register the decorated function as what undoes this code."""

    def register(undo: Undo) -> Undo:
        for kind in takes.split():
            name = undo.__name__ if kind == takes.split()[0] else f"{undo.__name__}_{kind}"
            given = kind if gives == "same" else gives
            STAGES[name] = Stage(name, kind, given, inverse, code.strip(), constants, tuple(made.split()), how, undo)
        return undo

    return register


@lru_cache(maxsize=512)
def read(code: str) -> Block:
    """The code as data."""
    return read_block(code)


def names_in(part: Any) -> set[str]:
    """The names that stand anywhere in this part of a program, without their dollar signs."""
    if isinstance(part, str):
        return {part[1:]} if part.startswith("$") else set()
    return set().union(*map(names_in, part)) if isinstance(part, tuple) else set()


def _put(part: Any, names: Mapping[str, str], constants: Mapping[str, int]) -> Any:
    if isinstance(part, tuple):
        if len(part) == 2 and part[0] == "name" and part[1][1:] in constants:
            return ("lit", constants[part[1][1:]])
        return tuple([_put(inner, names, constants) for inner in part])
    return names.get(part, part) if isinstance(part, str) else part


def quoted(letters: Any) -> str:
    """Letters or words, quoted and listed."""
    return ", ".join([repr(letter) for letter in letters])
