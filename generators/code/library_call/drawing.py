"""Drawing functions around library tasks, and whether hidden tests pin them down.

The tests must tell the function from its mutants (after DeMillo, Lipton and Sayward, 1978): a step left out, two steps
exchanged, a constant moved by one, the parameter held fast, and every slip of a task.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from generators.code.library_call.catalogue import CATALOGUE, constants, gives, held, runner
from generators.code.library_call.task import UNBOUND
from generators.code.library_call.values import SOURCES
from generators.code.pipelines.drawing import drawn_arguments, number_of_variants
from generators.code.pipelines.items import KINDS, PARAMETER, table_of
from generators.code.pipelines.mutants import small, telling
from generators.code.pipelines.steps import Stage
from generators.randomness import Stream

STEP = "s"
"""A small step in a shape: ``sTs`` is a small step, a task with the letter T and a small step."""


def letter_of(name: str) -> str:
    """The letter that stands for the operation in shapes."""
    task = CATALOGUE[name]
    return STEP if task.small else task.letter


def parted(shape: str) -> tuple[str, str, str]:
    """A shape as what comes before its first task, that task, and what comes after it."""
    before = len(shape) - len(shape.lstrip(STEP))
    return shape[:before], shape[before], shape[before + 1 :]


class Drawn(NamedTuple):
    """Steps with what they do to the hidden inputs: column i holds, for each call, the value before step i (the tuple
    of the arguments where the function takes two), and the last column the results."""

    steps: list[Stage]
    columns: list[list[Any]]
    kind: str
    parameters: list[int | None]


def first_task(stream: Stream, shape: str) -> str:
    """A task that can be the first of a function of this shape."""
    return stream.weighted(*_leads(shape))


def steps_around(stream: Stream, shape: str, lead: str) -> list[str] | None:
    """The names of operations that fit together in this shape, its first task given; None where an attempt fails."""
    before, _, after = parted(shape)
    names = [lead]
    for _ in before:
        options, weights = _befores(CATALOGUE[names[0]].operation.takes, len(before) - len(names))
        names.insert(0, stream.weighted(options, weights))
    for i in range(len(after)):
        options, weights = _afters(CATALOGUE[names[-1]].operation.gives, after[i:])
        names.append(stream.weighted(options, weights))
    return names if len(set(names)) == len(names) else None


def flavour_of(names: list[str]) -> tuple[str, str]:
    """The source of these operations, and the flavour of its inputs (see `Task`)."""
    source = CATALOGUE[names[0]].operation.takes
    lead = next(CATALOGUE[name] for name in names if not CATALOGUE[name].small)
    return source, lead.flavour if lead.operation.takes == source else ""


@cache
def _leads(shape: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The tasks that can be the first of this shape, each as likely as there are problems with it, up to a limit."""
    before, letter, after = parted(shape)
    found = {
        name: min(_MOST, _ways_before(task.operation.takes, len(before)) * _variants(name))
        * _ways_after(task.operation.gives, after)
        for name, task in CATALOGUE.items()
        if letter_of(name) == letter
    }
    chosen = {name: min(_MOST, ways + min(_LEAST, 2 * ways)) for name, ways in found.items() if ways}
    return tuple(chosen), tuple(chosen.values())


_LEAST, _MOST = 100, 600


@cache
def _ways_before(takes: str, steps: int) -> int:
    if steps == 0:
        return int(takes in SOURCES)
    return sum(
        _ways_before(task.operation.takes, steps - 1) * _variants(name)
        for name, task in CATALOGUE.items()
        if task.small and task.operation.gives == takes
    )


@cache
def _ways_after(takes: str, shape: str) -> int:
    """About how many ways there are to go on in this shape from a value of this type."""
    if not shape:
        return 1
    return sum(
        _variants(name) * _ways_after(task.operation.gives, shape[1:])
        for name, task in CATALOGUE.items()
        if letter_of(name) == shape[0] and task.operation.takes == takes
    )


@cache
def _befores(wanted: str, steps: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The small steps that give the wanted type, with weights, before which so many further steps must be possible."""
    chosen = {
        name: min(_EACH, _variants(name))
        for name, task in CATALOGUE.items()
        if task.small and task.operation.gives == wanted and _ways_before(task.operation.takes, steps)
    }
    return tuple(chosen), tuple(chosen.values())


@cache
def _afters(takes: str, shape: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The operations for the first letter of the shape, with weights, after which the rest of it is possible."""
    chosen = {
        name: min(_EACH if shape[0] == STEP else 6, _variants(name))
        for name, task in CATALOGUE.items()
        if letter_of(name) == shape[0]
        and task.operation.takes == takes
        and _ways_after(task.operation.gives, shape[1:])
    }
    return tuple(chosen), tuple(chosen.values())


_EACH = 50


@cache
def _variants(name: str) -> int:
    """In about how many equally likely ways an operation's arguments can be drawn, rounded up."""
    return -int(-1 // _repeated(_kinds(name)))


def _repeated(kinds: tuple[str, ...]) -> float:
    """How likely two draws of arguments of these kinds are the same."""
    chance = 1.0
    for kind in kinds:
        table = table_of(kind)
        if table is None:
            chance /= number_of_variants((kind,))
        else:
            chance *= sum(_repeated(entry.kinds) for entry in table.values()) / len(table) ** 2
    return chance


def _kinds(name: str) -> tuple[str, ...]:
    return CATALOGUE[name].operation.kinds


def drawn(stream: Stream, names: list[str], data: list[Any], parameter: bool) -> Drawn | None:
    """The operations with arguments, each redrawn a few times until it matters on this data; None if one never did.

    With `parameter` one constant of a step becomes the function's parameter.
    """
    steps: list[Stage] = []
    columns, kind = [data], ""
    parameters: list[int | None] = [None] * len(data)
    for place, name in enumerate(names):
        for _ in range(6 if _kinds(name) else 1):
            step, own = Stage(name, drawn_arguments(stream, _kinds(name))), ""
            if steps and _letters(step) & _letters(steps[-1]):
                continue  # what is left after the words with a letter were removed has none to be counted
            settings = parameters
            if parameter and not kind:
                places = [(each, rebuilt) for each, _, rebuilt in constants(step) if each not in UNBOUND]
                if places and (place == len(names) - 1 or not CATALOGUE[name].small or stream.chance(1, 2)):
                    own, rebuilt = stream.choice(places)
                    step = rebuilt(PARAMETER)
                    settings = [stream.integer(KINDS[own].least, KINDS[own].most) for _ in data]
            run = runner(step)
            values = [run(value, setting) for value, setting in zip(columns[-1], settings, strict=True)]
            if telling(values, columns[0]) and values != columns[-1]:
                break
        else:
            return None
        steps.append(step)
        columns.append(values)
        if own:
            kind, parameters = own, settings
    if parameter and not kind:
        return None
    return Drawn(steps, columns, kind, parameters) if all(map(fits, columns[-1])) else None


def _letters(step: Stage) -> set[str]:
    """The letters and signs among the arguments of a step."""
    found = [part for each in step.arguments for part in (each[1:] if isinstance(each, tuple) else (each,))]
    return {part for part in found if isinstance(part, str) and part != PARAMETER}


def fits(value: Any) -> bool:
    """Whether a result is small enough to be printed and compared."""
    if type(value) is dict:
        return len(value) <= 40 and all(map(fits, value.values()))
    return small(value)


def killed(found: Drawn) -> bool:
    """Whether the tests tell the function from all its mutants."""
    for at, tail in _mutants(found):
        if not _differs(tail, at, found, found.parameters):
            return False
    fixed = sorted({value for value in found.parameters if value is not None})
    whole = [runner(step) for step in found.steps]
    return all(_differs(whole, 0, found, [value] * len(found.parameters)) for value in fixed)


def _mutants(found: Drawn) -> Iterator[tuple[int, list[Any]]]:
    """The mutants: the place from which each differs, and the meanings of its steps from there on."""
    steps = found.steps
    types = [CATALOGUE[step.operation].operation.takes for step in steps] + [gives(steps[-1])]
    for i, step in enumerate(steps):
        rest = [runner(each) for each in steps[i + 1 :]]
        if types[i] == types[i + 1]:
            yield i, rest
            if rest and types[i] == types[i + 2]:
                yield i, [rest[0], runner(step), *rest[1:]]
        for slip in range(len(CATALOGUE[step.operation].slips)):
            yield i, [runner(step, slip), *rest]
        for meaning in held(step):
            yield i, [meaning, *rest]
        for _, value, rebuilt in constants(step):
            for by in (1, -1):
                yield i, [runner(rebuilt(value + by)), *rest]


def _differs(tail: list[Any], at: int, found: Drawn, parameters: list[int | None]) -> bool:
    """Whether some call has another result when the steps from place `at` on mean this."""
    for value, parameter, result in zip(found.columns[at], parameters, found.columns[-1], strict=True):
        try:
            for run in tail:
                value = run(value, parameter)
        except (ArithmeticError, LookupError, TypeError, ValueError):
            return True
        if value != result or type(value) is not type(result):
            return True
    return False
