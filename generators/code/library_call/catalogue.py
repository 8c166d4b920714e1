"""All tasks and small steps by name, and what can be said and done with a step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any

from generators.code.library_call import counting, dates, iteration, ordering, patterns, records
from generators.code.library_call.task import Task
from generators.code.library_call.values import ITEMS
from generators.code.pipelines.items import Argument, governed, resolved
from generators.code.pipelines.mutants import constants_in
from generators.code.pipelines.programs import codes
from generators.code.pipelines.stages import OPERATIONS
from generators.code.pipelines.steps import Stage, phrases

_SMALL = (
    "keep", "map", "map_where", "ascending", "descending", "reverse", "take", "drop", "distinct", "differences", "sum",
    "count", "max", "spread", "written", "chunk_sums", "every",
    "group_sums", "group_sizes", "group_keep", "group_longest", "group_maxima",
    "scale", "multiples", "divide", "digits",
    "text_keep", "text_mark", "text_reverse", "text_drop", "text_every", "text_rotate", "text_shift", "text_sort",
    "text_swap", "split", "text_count", "places", "text_tally", "text_upper", "text_repeat",
    "words_keep", "words_map", "words_map_where", "words_sort", "words_distinct", "words_reverse", "words_drop",
    "words_take", "words_measure", "words_join", "words_count", "words_total", "words_pairs", "initials",
)  # fmt: skip
_TASKS = [module.TASKS for module in (counting, iteration, patterns, dates, records, ordering)]
CATALOGUE: dict[str, Task] = {
    **{name: Task(OPERATIONS[name], small=True) for name in _SMALL},
    **{name: found for tasks in _TASKS for name, found in tasks.items()},
}
assert len(CATALOGUE) == len(_SMALL) + sum(map(len, _TASKS)), "two steps have one name"


def add_tasks(letter: str, tasks: Mapping[str, Task]) -> None:
    """Put further tasks into the catalogue, under a letter of their own: for another family of such functions."""
    assert letter not in "Ts" and not tasks.keys() & CATALOGUE.keys(), "a letter or name of another family's"
    CATALOGUE.update({name: found._replace(letter=letter) for name, found in tasks.items()})


Meaning = Callable[[Any, int | None], Any]


def clause(step: Stage, parameter: str, fields: tuple[str, str], wording: int = 0) -> str:
    """The step as a command without a full stop; `fields` are the keys of records."""
    operation = CATALOGUE[step.operation].operation
    pattern = operation.clauses[wording % len(operation.clauses)]
    team, points = fields
    return pattern.format(*phrases(operation.kinds, step.arguments, parameter), team=team, points=points)


def code_of(step: Stage, source: str, second: str, result: str, parameter: str, fields: tuple[str, str]) -> str:
    """The code that puts what the step makes of the variable `source` (and `second`) into the variable `result`."""
    operation = CATALOGUE[step.operation].operation
    item = source if operation.takes == "int" else ITEMS.get(operation.takes, "item")
    given = codes(operation.kinds, step.arguments, item, parameter)
    code = operation.code.format(*given, x=source, z=second, y=result, v=item, w="number")
    for own, wanted in zip(('"team"', '"points"'), fields, strict=True):
        code = code.replace(own, f'"{wanted}"')
    return code


def gives(step: Stage) -> str:
    """The type that the step gives."""
    return CATALOGUE[step.operation].operation.gives


@lru_cache(maxsize=1 << 15)
def runner(step: Stage, slip: int = -1) -> Meaning:
    """The step as a function of the value and the parameter; with `slip`, that one of its slips."""
    found = CATALOGUE[step.operation]
    run, kinds = found.operation.run if slip < 0 else found.slips[slip], found.operation.kinds
    if governed(step.arguments):
        return lambda value, parameter: run(value, *resolved(kinds, step.arguments, parameter))
    fixed = resolved(kinds, step.arguments, None)
    return lambda value, parameter: run(value, *fixed)


_NEAR = {("positive",): lambda value: value >= 0, ("negative",): lambda value: value <= 0}


def held(step: Stage) -> Iterator[Meaning]:
    """The step with a test among its arguments that is always passed, never passed, or passed by 0 as well."""
    operation = CATALOGUE[step.operation].operation
    for i, kind in enumerate(operation.kinds):
        if kind.endswith("_test"):
            near = _NEAR.get(step.arguments[i])
            for test in (lambda _: True, lambda _: False, *([near] if near else [])):
                yield partial(_held, operation.run, operation.kinds, step.arguments, i, test)


def _held(
    run: Callable[..., Any],
    kinds: tuple[str, ...],
    arguments: tuple[Argument, ...],
    at: int,
    test: Callable[[Any], bool],
    value: Any,
    parameter: int | None,
) -> Any:
    given = list(resolved(kinds, arguments, parameter))
    given[at] = test
    return run(value, *given)


def constants(step: Stage) -> Iterator[tuple[str, int, Callable[[Argument], Stage]]]:
    """The whole-number constants of a step: their kinds, their values, and the step with another one in the place."""
    kinds = CATALOGUE[step.operation].operation.kinds
    for kind, value, rebuilt in constants_in(kinds, step.arguments):
        yield kind, value, partial(_with, step.operation, rebuilt)


def _with(operation: str, rebuilt: Callable[[Argument], tuple[Argument, ...]], new: Argument) -> Stage:
    return Stage(operation, rebuilt(new))
