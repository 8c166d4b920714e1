"""Drawing chains of functions together with hidden tests that pin every one of them down.

Each function is held to what `generators.code.pipelines.mutants` asks of a pipeline, and a function that uses another
also to this: a use left out or swapped with its neighbour, a constant moved by one, a test denied, the parameter held
fast, or the function used replaced by one that gives its argument back or always the same must show in some test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from math import prod
from operator import eq
from typing import Any, NamedTuple, cast

from generators.code.composed_functions.functions import (
    Blown,
    Call,
    Callee,
    Function,
    call_runner,
    compiled,
    given_by,
    test_of,
)
from generators.code.composed_functions.kinds import list_of
from generators.code.composed_functions.uses import USES
from generators.code.pipelines.drawing import drawn_arguments, grown, kinds_of, number_of_variants
from generators.code.pipelines.inputs import SHAPES, drawn_input
from generators.code.pipelines.items import KINDS, NUMBER_TESTS, PARAMETER
from generators.code.pipelines.mutants import Pipeline, constants_in, killed, runner, small, telling
from generators.code.pipelines.steps import TAKES
from generators.randomness import Stream

Calls = list[tuple[list[Any], Any]]  # arguments and result


class Plan(NamedTuple):
    """What a function that uses another is to be: how many uses and then stages it has, whether it has a parameter,
    whether it is the last of its chain (the others take one argument and give something to use), and how rarely uses
    of few variants are to be taken."""

    uses: int
    stages: int
    parameter: bool
    last: bool
    rarity: int


def helper(
    stream: Stream, kind: str, wanted: str, stages: int, names: tuple[str, str]
) -> tuple[Function, Callee, Calls] | None:
    """A function of stages on a value of the type `kind` that gives an ``int``, a ``bool`` or the ``same`` type."""
    data = [integer(stream, shape) if kind == "int" else drawn_input(kind, shape, stream) for shape in _HELPER_SHAPES]
    found = grown(stream, kind, data, stages, ends=kind if wanted == "same" else "int")
    if (
        found is not None
        and stages == 1
        and wanted != "bool"
        and stream.below(30) >= number_of_variants(kinds_of(found.steps[0]))
    ):
        return None
    if found is None or not all(map(small, found.columns[-1])) or not killed(found):
        return None
    results, question = found.columns[-1], None
    if wanted == "bool":
        question = _question(stream, results)
        if question is None:
            return None
        results = [*map(test_of(question), results)]
    function = Function(
        names[0], (names[1],), names[1], "", (0, 0), (kind,), "bool" if question else found.types[-1],
        tuple(found.steps), question,
    )  # fmt: skip
    return (
        function,
        compiled(function, None, ""),
        [([value], result) for value, result in zip(data, results, strict=True)],
    )


def user(
    stream: Stream, callee: Function, meaning: Callee, plan: Plan, inputs: dict[tuple[str, ...], list[list[Any]]]
) -> tuple[Function, Callable[..., Any], Calls] | None:
    """A function that uses `callee`, or None where the attempt failed. `inputs` keeps the arguments drawn so far."""
    kind = callee.takes[0]
    steps = _uses(stream, callee, plan)
    if not steps or (plan.stages and given_by(steps[-1], kind) not in TAKES):
        return None
    if not (plan.last or plan.stages or _usable(_takes(USES[steps[0].use].on, kind)[0], given_by(steps[-1], kind))):
        return None
    bounds = (0, 0)
    if plan.parameter:
        changed = _with_parameter(stream, steps)
        if changed is None:
            return None
        steps, bounds = changed
    if stream.below(plan.rarity) >= prod(number_of_variants(USES[step.use].kinds) for step in steps):
        return None  # without this the few that have no constants would come again and again
    on = USES[steps[0].use].on
    takes = _takes(on, kind)
    key = ("range",) if on == "range" else takes
    if key not in inputs:
        inputs[key] = [
            _range(stream, shape) if on == "range" else [_input(stream, each, shape) for each in takes]
            for shape in _USER_SHAPES
        ]
    data = inputs[key]
    settings: list[int | None] = [stream.integer(*bounds) if plan.parameter else None for _ in data]
    seen: list[tuple[Any, Any]] = []

    def recorded(value: Any) -> Any:
        result = meaning(value)
        seen.append((value, result))
        return result

    try:
        columns = _columns(steps, recorded, kind, data, settings)
        if not _varied(seen, callee.gives):
            return None
        # What chooses among arguments or searches from one on may well give that one back.
        echoed = [None] * len(data) if on in ("two", "start") else columns[0]
        if not telling(columns[-1], echoed) or 10 * sum(map(eq, columns[-1], columns[-2])) > 7 * len(data):
            return None
        tail = _tail(stream, given_by(steps[-1], kind), columns[-1], plan.stages)
        if tail is None or not all(map(small, tail.columns[-1])):
            return None
        if not _pinned(steps, meaning, kind, data, settings, columns, tail):
            return None
    except Blown:
        return None
    gives, results, question = tail.types[-1], tail.columns[-1], None
    if not plan.last and gives == "int" and stream.chance(1, 3):
        question = _question(stream, results)
    if question is not None:
        gives, results = "bool", [*map(test_of(question), results)]
    if not plan.last and not _usable(takes[0], gives):
        return None
    name = "k" if plan.parameter else ""
    function = Function("", (), "", name, bounds, takes, gives, (*steps, *tail.steps), question)
    settled = [row if setting is None else [*row, setting] for row, setting in zip(data, settings, strict=True)]
    calls = list(zip(settled, results, strict=True))
    return function, compiled(function, meaning, kind), calls


def _varied(seen: list[tuple[Any, Any]], gives: str) -> bool:
    """Whether what the function used gave in the tests is neither nearly always the same nor the argument again."""
    results = [result for _, result in seen]
    most = max(map(results.count, results), default=0)
    echoes = sum([value == result for value, result in seen])
    return 10 * most <= len(seen) * (8 if gives == "bool" else 6) and 10 * echoes <= 8 * len(seen)


def _usable(kind: str, gives: str) -> bool:
    """Whether there is enough to do with a function that takes the kind and gives this."""
    return gives in ("bool", "int") or (gives == kind and kind != "list:words")


def _uses(stream: Stream, callee: Function, plan: Plan) -> list[Call]:
    """The uses of the function before, none of them where there are no such."""
    steps: list[Call] = []
    for i in range(plan.uses):
        if i and given_by(steps[-1], callee.takes[0]) != list_of(callee.takes[0]):
            return []
        found = _use(stream, callee, "rows" if i else "", () if plan.last else ("two", "two_rows", "range"))
        used = [step.use for step in (*callee.steps, *steps) if isinstance(step, Call)]
        if found is None or found.use in used:
            return []  # the same again would be no new task
        steps.append(found)
    return steps


def _tail(stream: Stream, kind: str, column: list[Any], stages: int) -> Pipeline | None:
    """The stages that follow the uses; none are a pipeline that does nothing."""
    if not stages:
        return Pipeline([], [kind], [column], "", [None] * len(column))
    found = grown(stream, kind, column, stages)
    return found if found is not None and killed(found) else None


def _columns(
    steps: list[Call], meaning: Callee, kind: str, data: list[list[Any]], settings: list[int | None]
) -> list[list[Any]]:
    """For each call the argument worked on, and what each step makes of it."""
    columns: list[list[Any]] = [[row[0] for row in data]]
    for i, step in enumerate(steps):
        run = call_runner(step, meaning, kind)
        rows = data if i == 0 else [[value] for value in columns[-1]]
        columns.append([run(*row, setting) for row, setting in zip(rows, settings, strict=True)])
    return columns


def _pinned(
    steps: list[Call], meaning: Callee, kind: str, data: list[list[Any]], settings: list[int | None],
    columns: list[list[Any]], tail: Pipeline,
) -> bool:  # fmt: skip
    """Whether the tests tell the uses from their mutants. What a mutant does to the stages' input is what counts: the
    stages are there to be mutated themselves, and few of them hide it."""
    rest = tail_runner(tail)

    def shows(changed: list[Call], callee: Callee, settings: list[int | None] = settings) -> bool:
        try:
            return [*map(rest, _columns(changed, callee, kind, data, settings)[-1])] != tail.columns[-1]
        except (Blown, TypeError, IndexError):
            return True

    for i, step in enumerate(steps):
        others = [*steps[:i], *steps[i + 1 :]]
        if others and not shows(others, meaning):
            return False
        if i and not shows([*steps[: i - 1], step, steps[i - 1], *steps[i + 1 :]], meaning):
            return False
        for group in _mutants(step):
            if not any(shows([*steps[:i], changed, *steps[i + 1 :]], meaning) for changed in group):
                return False
    if not all(shows(steps, stub) for stub in _STUBS):
        return False
    fixed = sorted({setting for setting in settings if setting is not None})
    return all(shows(steps, meaning, [setting] * len(data)) for setting in fixed)


def tail_runner(tail: Pipeline) -> Callable[[Any], Any]:
    """What the stages of a pipeline without a parameter do to a value."""
    runs = [runner(step, kind) for step, kind in zip(tail.steps, tail.types, strict=False)]

    def run(value: Any) -> Any:
        for each in runs:
            value = each(value, None)
        return value

    return run


def _mutants(call: Call) -> Iterator[list[Call]]:
    """Groups of mutants of which one at least must show: a constant moved either way, a test denied."""
    use = USES[call.use]
    for _, value, rebuilt in constants_in(use.kinds, call.arguments):
        yield [Call(call.use, rebuilt(value + by)) for by in (1, -1)]
    for i, argument in enumerate(call.arguments):
        if isinstance(argument, tuple) and argument[0] in _OPPOSITE:
            opposite = (_OPPOSITE[argument[0]], *argument[1:])
            yield [Call(call.use, (*call.arguments[:i], opposite, *call.arguments[i + 1 :]))]


_OPPOSITE = {"even": "odd", "odd": "even", "multiple": "no_multiple", "no_multiple": "multiple"}
# Functions that give their argument back, and always the same.
_STUBS: tuple[Callee, ...] = (lambda value: value, lambda value: 0, lambda value: True)


@cache
def _choices(of: str, kind: str, on: str, without: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The uses to choose from, with weights: one that comes in more variants is drawn more often."""
    nested = kind.count("list:") > 1 or kind == "list:words"
    fits = {"self": kind != "int", "start": kind == "int", "range": kind == "int", "two_rows": not nested}
    fits["rows"] = not nested
    names = [
        name
        for name, use in USES.items()
        if (use.of == of or (use.of == "int" and of == "same" and kind == "int"))
        and (not on or use.on == on) and use.on not in without and fits.get(use.on, True)
        and not (name == "fold" and kind not in ("text", "ints", "words"))
    ]  # fmt: skip
    return tuple(names), tuple(min(6, 2 + number_of_variants(USES[name].kinds) // 8) for name in names)


def _use(stream: Stream, callee: Function, on: str, without: tuple[str, ...]) -> Call | None:
    of = callee.gives if callee.gives in ("bool", "int") and callee.gives != callee.takes[0] else "same"
    names, weights = _choices(of, callee.takes[0], on, without)
    if not names:
        return None
    name = stream.weighted(names, weights)
    return Call(name, drawn_arguments(stream, USES[name].kinds))


def _takes(on: str, kind: str) -> tuple[str, ...]:
    match on:
        case "rows":
            return (list_of(kind),)
        case "two_rows":
            return (list_of(kind), list_of(kind))
        case "two" | "range":
            return (kind, kind)
    return (kind,)


def _with_parameter(stream: Stream, steps: list[Call]) -> tuple[list[Call], tuple[int, int]] | None:
    """The uses with one constant made the function's parameter, and the parameter's range."""
    places = [
        (i, number_kind, rebuilt)
        for i, step in enumerate(steps)
        for number_kind, _, rebuilt in constants_in(USES[step.use].kinds, step.arguments)
        if number_kind not in ("low", "high", "digit")
    ]
    if not places:
        return None
    i, number_kind, rebuilt = stream.choice(places)
    changed = [*steps[:i], Call(steps[i].use, rebuilt(PARAMETER)), *steps[i + 1 :]]
    return changed, (KINDS[number_kind].least, KINDS[number_kind].most)


def _question(stream: Stream, results: list[int]) -> tuple[Any, ...] | None:
    """A test on a number that some of the results pass and some do not, every constant in it counting."""
    for _ in range(8):
        name = stream.choice(tuple(NUMBER_TESTS))
        question = (name, *drawn_arguments(stream, NUMBER_TESTS[name].kinds))
        said = [*map(test_of(question), results)]
        if not len(said) * 3 <= 10 * min(said.count(True), said.count(False)):
            continue
        groups = [
            [test_of(changed) for by in (1, -1) for changed in cast(tuple[tuple[Any, ...]], rebuilt(value + by))]
            for _, value, rebuilt in constants_in(("number_test",), (question,))
        ]
        if all(any([*map(test, results)] != said for test in group) for group in groups):
            return question
    return None


# Inputs

# The shapes that tell most come first.
_HELPER_SHAPES = (*SHAPES[:10], "empty", "pair")
_USER_SHAPES = ("long", "medium", "long", "medium", "medium", "long", "small", "medium", "long", "pair", "medium",
                "single", "empty", "medium")  # fmt: skip
_LENGTHS = {"empty": (0, 0), "single": (1, 1), "pair": (2, 2), "small": (3, 3), "medium": (4, 5), "long": (6, 8)}
_ROW_SHAPES = ("small", "small", "small", "pair", "pair", "medium", "repeats", "single", "empty")


def _input(stream: Stream, kind: str, shape: str) -> Any:
    """An argument of the type for a function that uses another; a list of rows has some of its rows twice."""
    if kind == "int":
        return integer(stream, shape)
    if kind == "ints":
        low, high = _LENGTHS[shape]
        numbers = [integer(stream, "medium") for _ in range(stream.integer(low, high))]
        return _doubled(stream, numbers)
    if not kind.startswith("list:"):
        return drawn_input(kind, shape, stream)
    low, high = _LENGTHS[shape]
    inner = kind.removeprefix("list:")
    if inner.startswith("list:"):
        high = (low + high + 1) // 2
    rows = [_row(stream, inner) for _ in range(stream.integer(low, high))]
    return _doubled(stream, rows)


def _range(stream: Stream, shape: str) -> list[int]:
    """Both ends of a range of integers, which is empty for the empty shape."""
    low = integer(stream, shape)
    return [low, low + (-2 if shape == "empty" else stream.integer(0, 30))]


def argument(stream: Stream, function: Function) -> list[Any]:
    """Arguments for a call of the function that is shown."""
    shape = stream.choice(("medium", "small", "small"))
    first = function.steps[0]
    if not isinstance(first, Call):
        return [
            integer(stream, shape) if kind == "int" else drawn_input(kind, shape, stream) for kind in function.takes
        ]
    ranged = USES[first.use].on == "range"
    values = _range(stream, shape) if ranged else [_short(_input(stream, kind, shape)) for kind in function.takes]
    return [*values, stream.integer(*function.bounds)] if function.parameter else values


def _short(value: Any) -> Any:
    """A list of rows with every row cut to a length that is read at a glance."""
    if not isinstance(value, list) or not value or isinstance(value[0], int):
        return value
    return [row[:12] if isinstance(row, str) else _short(row)[:3] for row in value]


def _row(stream: Stream, kind: str) -> Any:
    """One item of a list of rows."""
    shape = stream.choice(_ROW_SHAPES)
    if kind.startswith("list:"):
        return _input(stream, kind, stream.choice(("small", "pair", "small", "single", "empty", "medium")))
    return drawn_input(kind, shape, stream)


def _doubled(stream: Stream, rows: list[Any]) -> list[Any]:
    """The rows, at times with one of them again in another place."""
    if len(rows) > 2 and stream.chance(1, 2):
        again = stream.sample(range(len(rows)), 2)
        rows[again[0]] = rows[again[1]]
    return rows


def integer(stream: Stream, shape: str) -> int:
    """An integer for a function of one: mostly of two digits, some negative, 0 for the empty shape."""
    low, high = {"empty": (0, 0), "single": (1, 9), "negative": (-60, -1), "long": (100, 2000)}.get(shape, (-20, 150))
    return stream.integer(low, high)
