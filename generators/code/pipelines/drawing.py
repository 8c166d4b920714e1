"""Drawing pipelines: step by step, on data that every step must matter on."""

from __future__ import annotations

from functools import cache
from typing import Any

from generators.code.pipelines.items import CONDITIONS, KINDS, PARAMETER, Argument, letters_of, table_of
from generators.code.pipelines.mutants import Pipeline, commutes, constants, runner, telling
from generators.code.pipelines.stages import OPERATIONS
from generators.code.pipelines.steps import Branch, Stage, Step, gives
from generators.randomness import Stream


def grown(
    stream: Stream,
    takes: str,
    data: list[Any],
    length: int,
    branch_at: int = -1,
    parameter_at: int = -1,
    ends: str = "",
) -> Pipeline | None:
    """A pipeline drawn step by step, each redrawn a few times until it matters on this data; None if one never did.

    `branch_at` and `parameter_at` are the places of the branch and of the step that the parameter governs, -1 for none;
    `ends` is the type that the last step is to give, where that matters.
    """
    steps: list[Step] = []
    types, columns, kind = [takes], [data], ""
    parameters: list[int | None] = [None] * len(data)
    for i in range(length):
        for _ in range(8):
            step = _step(stream, types[-1], i == branch_at, "onward" if i < length - 1 else ends)
            if step is None or (steps and _pointless(steps[-1], step)):
                continue
            if length == 2 and steps and stream.below(120) >= _pair_variants(steps[0], step):
                continue  # without this the pairs that have no arguments would come again and again
            if i == parameter_at:
                step, kind = _with_parameter(stream, step)
                if not kind:
                    continue
                parameters = [stream.integer(KINDS[kind].least, KINDS[kind].most) for _ in data]
            run = runner(step, types[-1])
            values = [run(value, setting) for value, setting in zip(columns[-1], parameters, strict=True)]
            if not telling(values, columns[0]) or values == columns[-1]:
                continue
            if not steps or not types[-2] == types[-1] == gives(step):
                break
            if not commutes(steps[-1], step, types[-1], columns[-2], values, parameters):
                break
        else:
            return None
        steps.append(step)
        types.append(gives(step))
        columns.append(values)
    return Pipeline(steps, types, columns, kind, parameters)


def _step(stream: Stream, takes: str, branched: bool, wanted: str) -> Step | None:
    """A step on a type that gives the wanted type (see `_stage`)."""
    if not _choices(takes, wanted)[0]:
        return None
    stage = _stage(stream, takes, wanted)
    if not branched:
        return stage
    other = _stage(stream, takes, OPERATIONS[stage.operation].gives)
    name = stream.choice(tuple(CONDITIONS[takes]))
    if other.operation == stage.operation:
        return None
    return Branch(name, drawn_arguments(stream, CONDITIONS[takes][name].kinds), stage, other)


def _pointless(before: Step, step: Step) -> bool:
    return isinstance(before, Stage) and isinstance(step, Stage) and (before.operation, step.operation) in _EMPTY_PAIRS


def _pair_variants(first: Step, second: Step) -> int:
    return number_of_variants(kinds_of(first)) * number_of_variants(kinds_of(second))


def kinds_of(step: Step) -> tuple[str, ...]:
    """The kinds of the arguments of a stage; a branch counts as if it had none."""
    return OPERATIONS[step.operation].kinds if isinstance(step, Stage) else ()


def _stage(stream: Stream, takes: str, wanted: str) -> Stage:
    """A stage on a type that gives the wanted type, or one that a further stage can take, or any ('')."""
    name = stream.weighted(*_choices(takes, wanted))
    return Stage(name, drawn_arguments(stream, OPERATIONS[name].kinds))


def drawn_arguments(stream: Stream, kinds: tuple[str, ...]) -> tuple[Argument, ...]:
    """Arguments of these kinds."""
    return tuple([_argument(stream, kind) for kind in kinds])


def _argument(stream: Stream, kind: str) -> Argument:
    table = table_of(kind)
    if table is not None:
        name = stream.choice(tuple(table))
        return (name, *drawn_arguments(stream, table[name].kinds))
    letters = letters_of(kind)
    if letters:
        return stream.choice(letters)
    return stream.integer(KINDS[kind].low, KINDS[kind].high)


def _with_parameter(stream: Stream, step: Step) -> tuple[Step, str]:
    """The stage with one constant made the function's parameter, and that constant's kind ('' if it has none)."""
    if isinstance(step, Branch):
        return step, ""
    places = [(kind, rebuilt) for kind, _, rebuilt in constants(step) if kind not in ("low", "high", "digit")]
    if not places:
        return step, ""
    kind, rebuilt = stream.choice(places)
    return rebuilt(PARAMETER), kind


_ROUTES = frozenset(operation.takes for operation in OPERATIONS.values())
# Two stages that each say something and together next to nothing.
_EMPTY_PAIRS = {
    ("equal_runs", "group_ends"), ("windows", "group_sizes"), ("windows", "group_keep"),
    # The same as a single stage.
    ("windows", "group_sums"), ("windows", "group_maxima"), ("chunks", "group_sums"),
}  # fmt: skip


@cache
def number_of_variants(kinds: tuple[str, ...]) -> int:
    """In how many ways arguments of these kinds can be drawn."""
    number = 1
    for kind in kinds:
        table = table_of(kind)
        if table is not None:
            number *= sum(number_of_variants(entry.kinds) for entry in table.values())
        else:
            number *= len(letters_of(kind)) or KINDS[kind].high - KINDS[kind].low + 1
    return number


@cache
def _choices(takes: str, wanted: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The operations to choose from, with weights: one that comes in more variants is drawn more often."""
    allowed = {"": None, "onward": _ROUTES}.get(wanted, {wanted})
    names = [name for name, found in OPERATIONS.items() if found.takes == takes]
    names = [name for name in names if allowed is None or OPERATIONS[name].gives in allowed]
    return tuple(names), tuple(min(9, 1 + number_of_variants(OPERATIONS[name].kinds)) for name in names)
