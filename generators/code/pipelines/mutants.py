"""Whether hidden tests pin a pipeline down: what its steps do to the tests' data, and whether its mutants show.

Mutation testing after DeMillo, Lipton and Sayward (1978): a mutant that no test tells from the pipeline would be
accepted as a solution although the specification says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from operator import eq
from typing import Any, NamedTuple

from generators.code.pipelines.items import CONDITIONS, Argument, governed, resolved, table_of
from generators.code.pipelines.stages import OPERATIONS
from generators.code.pipelines.steps import Branch, Stage, Step


class Pipeline(NamedTuple):
    """Steps with what they do to the hidden inputs: column i holds, for each call, the value before step i, and the
    last column the results. `kind` is the parameter's, and `types` are the columns' types."""

    steps: list[Step]
    types: list[str]
    columns: list[list[Any]]
    kind: str
    parameters: list[int | None]


def killed(grown: Pipeline) -> bool:
    """Whether the tests tell the pipeline from all its mutants; of a constant moved up and moved down, from one."""
    steps, parameters = grown.steps, grown.parameters
    for mutants in _mutants(grown):
        if not any(_differs(tail, at, grown, parameters) for at, tail in mutants):
            return False
    fixed = sorted({value for value in parameters if value is not None})
    return all(_differs(steps, 0, grown, [value] * len(parameters)) for value in fixed)


def telling(values: list[Any], data: list[Any]) -> bool:
    """Whether no value makes up more than half of them and they are not mostly an echo of the data."""
    half = len(values) // 2
    # A value that makes up more than half of them stands among any half of them and one more.
    if any(values.count(value) > half for value in values[: half + 1]):
        return False
    return [*map(eq, values, data)].count(True) <= half


def commutes(
    first: Step, second: Step, takes: str, before: list[Any], after: list[Any], parameters: list[int | None]
) -> bool:
    """Whether the two steps in the other order would turn the values `before` into `after` as well."""
    early, late = runner(second, takes), runner(first, takes)
    return all(
        late(early(value, parameter), parameter) == result
        for value, parameter, result in zip(before, parameters, after, strict=True)
    )


def small(value: Any) -> bool:
    """Whether a result is small enough to be printed and compared."""
    if type(value) is int:
        return -(10**9) < value < 10**9
    if type(value) is list:
        return len(value) <= 40 and all(map(small, value))
    return value is None or len(value) <= 120


@lru_cache(maxsize=1 << 15)
def runner(step: Step, takes: str) -> Callable[[Any, int | None], Any]:
    """The step as a function of the value and the parameter."""
    if isinstance(step, Branch):
        condition = CONDITIONS[takes][step.condition]
        given = resolved(condition.kinds, step.arguments, None)
        then, otherwise = runner(step.then, takes), runner(step.otherwise, takes)
        return lambda value, parameter: (then if condition.run(value, *given) else otherwise)(value, parameter)
    operation, arguments = OPERATIONS[step.operation], step.arguments
    run, kinds = operation.run, operation.kinds
    if not kinds:
        return lambda value, parameter: run(value)
    if governed(arguments):
        return lambda value, parameter: run(value, *resolved(kinds, arguments, parameter))
    fixed = resolved(kinds, arguments, None)
    return lambda value, parameter: run(value, *fixed)


def _mutants(grown: Pipeline) -> Iterator[list[tuple[int, list[Step]]]]:
    """Groups of mutants of which one at least must be told apart: the place from which each differs, and its steps
    from there on."""
    steps, types = grown.steps, grown.types
    for i, step in enumerate(steps):
        rest = steps[i + 1 :]
        if types[i] == types[i + 1]:
            yield [(i, rest)]
        if rest and types[i] == types[i + 1] == types[i + 2]:
            yield [(i, [rest[0], step, *rest[1:]])]
        if isinstance(step, Branch):
            yield [(i, [step.then, *rest])]
            yield [(i, [step.otherwise, *rest])]
        for _, value, rebuilt in constants(step):
            yield [(i, [rebuilt(value + by), *rest]) for by in (1, -1)]


def _differs(tail: list[Step], at: int, grown: Pipeline, parameters: list[int | None]) -> bool:
    """Whether some call has another result when the steps from place `at` on are these."""
    # Only steps that give the type they take move or go, so the types are those at the end of the list.
    types = grown.types[len(grown.types) - 1 - len(tail) :]
    runners = [runner(step, takes) for step, takes in zip(tail, types, strict=False)]
    for value, parameter, result in zip(grown.columns[at], parameters, grown.columns[-1], strict=True):
        for run in runners:
            value = run(value, parameter)
        if value != result:
            return True
    return False


Arguments = tuple[Argument, ...]
_CONDITION_KINDS = {name: condition.kinds for table in CONDITIONS.values() for name, condition in table.items()}


def constants(step: Step) -> Iterator[tuple[str, int, Callable[[Argument], Step]]]:
    """The whole-number constants of a step: their kinds, their values, and the step with another one in the place."""
    if isinstance(step, Branch):
        for kind, value, arguments in constants_in(_CONDITION_KINDS[step.condition], step.arguments):
            yield kind, value, partial(_with_condition, step, arguments)
        for kind, value, stage in constants(step.then):
            yield kind, value, partial(_with_stage, step, stage, True)
        for kind, value, stage in constants(step.otherwise):
            yield kind, value, partial(_with_stage, step, stage, False)
        return
    for kind, value, arguments in constants_in(OPERATIONS[step.operation].kinds, step.arguments):
        yield kind, value, partial(_with_arguments, step.operation, arguments)


def _with_condition(branch: Branch, arguments: Callable[[Argument], Arguments], new: Argument) -> Branch:
    return Branch(branch.condition, arguments(new), branch.then, branch.otherwise)


def _with_stage(branch: Branch, stage: Callable[[Argument], Any], then: bool, new: Argument) -> Branch:
    changed = stage(new)
    first, second = (changed, branch.otherwise) if then else (branch.then, changed)
    return Branch(branch.condition, branch.arguments, first, second)


def _with_arguments(operation: str, arguments: Callable[[Argument], Arguments], new: Argument) -> Stage:
    return Stage(operation, arguments(new))


def constants_in(
    kinds: tuple[str, ...], arguments: Arguments
) -> Iterator[tuple[str, int, Callable[[Argument], Arguments]]]:
    """The whole-number constants among arguments: kinds, values, and the arguments with another one in the place."""
    for i, (kind, argument) in enumerate(zip(kinds, arguments, strict=True)):
        if type(argument) is int:
            yield kind, argument, partial(_with_item, arguments, i)
        elif isinstance(argument, tuple) and len(argument) > 1:
            inner = (table_of(kind) or {})[argument[0]].kinds
            for deeper, value, rebuilt in constants_in(inner, argument[1:]):
                yield deeper, value, partial(_with_nested, arguments, i, rebuilt)


def _with_item(items: Arguments, at: int, new: Argument) -> Arguments:
    return (*items[:at], new, *items[at + 1 :])


def _with_nested(items: tuple[Any, ...], at: int, rebuilt: Callable[[Argument], Arguments], new: Argument) -> Arguments:
    return _with_item(items, at, (items[at][0], *rebuilt(new)))
