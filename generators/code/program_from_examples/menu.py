"""Classes of pipelines: a menu of operations, each with at most one constant to be chosen, and up to so many of them.

`Class.consistent` goes through a whole class and gives every pipeline that agrees with all calls shown. It follows the
values of the first call only, each value once however many pipelines lead to it, and asks of the last operation no more
than whether it ends in the result; what is left is tried on the other calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from msgspec import Struct

from generators.code.pipelines.items import KINDS, PARAMETER, letters_of, table_of
from generators.code.pipelines.mutants import runner
from generators.code.pipelines.stages import OPERATIONS
from generators.code.pipelines.steps import Stage

LARGEST_CHOICE = 13  # constants that one place may take
LARGEST_SEARCH = 16_000  # operations tried as the last one
Example = tuple[Any, Any]  # an argument and its result


class Entry(Struct, frozen=True):
    """An operation of a menu. Where `constants` are given, the stage holds `PARAMETER` in their place."""

    stage: Stage
    constants: tuple[int | str, ...]


@cache
def entries(kind: str) -> tuple[Entry, ...]:
    """Every operation that takes the type and gives it or an integer, and has no more than one constant."""
    found = []
    for name, operation in OPERATIONS.items():
        if operation.takes != kind or operation.gives not in (kind, "int") or len(operation.kinds) > 1:
            continue
        if not operation.kinds:
            found.append(Entry(Stage(name, ()), ()))
            continue
        (argument,) = operation.kinds
        table = table_of(argument)
        if table is None:
            found.append(Entry(Stage(name, (PARAMETER,)), _constants(argument)))
            continue
        for inner, entry in table.items():
            if not entry.kinds:
                found.append(Entry(Stage(name, ((inner,),)), ()))
            elif len(entry.kinds) == 1:
                found.append(Entry(Stage(name, ((inner, PARAMETER),)), _constants(entry.kinds[0])))
    return tuple(each for each in found if len(each.constants) <= LARGEST_CHOICE)


def _constants(kind: str) -> tuple[int | str, ...]:
    letters = letters_of(kind)
    return tuple(letters) if letters else tuple(range(KINDS[kind].low, KINDS[kind].high + 1))


@cache
def stages_of(entry: Entry) -> tuple[Stage, ...]:
    """The operation with each of its constants put in."""
    if not entry.constants:
        return (entry.stage,)
    (argument,) = entry.stage.arguments
    if isinstance(argument, tuple):
        return tuple(Stage(entry.stage.operation, ((argument[0], value),)) for value in entry.constants)
    return tuple(Stage(entry.stage.operation, (value,)) for value in entry.constants)


class _TooMany(Exception):
    """A search that would take too long."""


class _Move(NamedTuple):
    stage: Stage
    run: Callable[[Any, int | None], Any]
    same_length: bool


# Operations whose result is as long as what they take, which rules most values out as the last but one.
_SAME_LENGTH = frozenset(
    "map running_sums running_max ascending descending sort_by reverse rotate add_position times_position occurrences "
    "smaller text_reverse text_rotate text_sort text_swap text_shift words_map words_sort words_sort_by words_reverse"
    .split()
)  # fmt: skip


class Class(NamedTuple):
    """The pipelines of at most `length` operations of a menu on values of the type `kind`."""

    kind: str
    menu: tuple[Entry, ...]
    length: int

    def size(self) -> int:
        """How many pipelines the class has."""
        inner = sum(len(stages_of(each)) for each in self.menu if _gives(each) == self.kind)
        last = sum(len(stages_of(each)) for each in self.menu)
        return last * sum([int(inner**n) for n in range(self.length)])

    def consistent(self, examples: list[Example], most: int) -> list[tuple[Stage, ...]] | None:
        """The pipelines that agree with all the examples; None if more than `most` agree with the first of them, or if
        the class leads from it to more values than are gone through."""
        (start, goal), *others = examples
        found: list[tuple[Stage, ...]] = []
        try:
            for pipeline in self._reaching(start, goal):
                if len(found) == most:
                    return None
                found.append(pipeline)
        except _TooMany:
            return None
        return [pipeline for pipeline in found if agrees(pipeline, self.kind, others)]

    def _reaching(self, start: Any, goal: Any) -> Iterator[tuple[Stage, ...]]:
        number = type(goal) is int
        moves = [_Move(stage, runner(stage, self.kind), each.stage.operation in _SAME_LENGTH)
                 for each in self.menu if _gives(each) == self.kind for stage in stages_of(each)]  # fmt: skip
        last = moves
        if number:
            last = [_Move(stage, runner(stage, self.kind), False)
                    for each in self.menu if _gives(each) == "int" for stage in stages_of(each)]  # fmt: skip
        frontier: dict[Any, tuple[Any, list[tuple[Stage, ...]]]] = {_key(start): (start, [()])}
        for length in range(1, self.length + 1):
            if len(frontier) * len(last) > LARGEST_SEARCH:
                raise _TooMany
            for value, ways in frontier.values():
                unequal = not number and len(value) != len(goal)
                for stage, run, same_length in last:
                    if not (unequal and same_length) and run(value, None) == goal:
                        yield from [(*way, stage) for way in ways]
            if length < self.length:
                frontier = _further(frontier, moves)


def _further(
    frontier: dict[Any, tuple[Any, list[tuple[Stage, ...]]]], moves: list[_Move]
) -> dict[Any, tuple[Any, list[tuple[Stage, ...]]]]:
    """The values one operation on, each with all the ways that lead to it."""
    reached: dict[Any, tuple[Any, list[tuple[Stage, ...]]]] = {}
    for value, ways in frontier.values():
        for stage, run, _ in moves:
            after = run(value, None)
            reached.setdefault(_key(after), (after, []))[1].extend([(*way, stage) for way in ways])
    return reached


def _key(value: Any) -> Any:
    return tuple(value) if type(value) is list else value


def _gives(entry: Entry) -> str:
    return OPERATIONS[entry.stage.operation].gives


def agrees(pipeline: tuple[Stage, ...], kind: str, examples: list[Example]) -> bool:
    """Whether the pipeline gives every example's result."""
    runs = [runner(stage, kind) for stage in pipeline]
    for value, result in examples:
        for run in runs:
            value = run(value, None)
        if value != result:
            return False
    return True


def values_of(pipeline: tuple[Stage, ...], kind: str, value: Any) -> list[Any]:
    """What each stage of the pipeline makes of the value."""
    found = []
    for stage in pipeline:
        value = runner(stage, kind)(value, None)
        found.append(value)
    return found
