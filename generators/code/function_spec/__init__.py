"""Functions to be written from a specification: a pipeline of stages over numbers, text or words.

The hidden tests are drawn so that they tell the pipeline from its mutants: every stage left out, every two neighbours
swapped, every branch decided one way, every constant moved by one and the parameter held fast must show in some
expected value, or the instance is thrown away (mutation testing after DeMillo, Lipton and Sayward, 1978).
"""

from __future__ import annotations

import re
from functools import cache
from math import prod
from typing import Any

from msgspec import Struct

from generators.code.function_spec.items import CONDITIONS, KINDS, PARAMETER, Argument, letters_of, table_of
from generators.code.function_spec.language import TAKES, Branch, Facts, Stage, Step, clause, gives, specification
from generators.code.function_spec.mutants import Pipeline, commutes, constants, killed, runner, small, telling
from generators.code.function_spec.program import Part, mechanism, parts, program
from generators.code.function_spec.stages import OPERATIONS
from generators.code.tagged import literal_text, tagged
from generators.family import Family, Impossible, Wording
from generators.language.instructions import code_block
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Program
from schemas.checks import Check, HiddenTests, Test


class Case(Struct, frozen=True):
    """One call and its result, in tagged JSON."""

    arguments: list[Any]
    expected: Any


class Spec(Struct, frozen=True):
    """A pipeline of steps over a value of the type `takes`, the names its function goes by (`parameter` is empty when
    there is none), the range of the parameter, the hidden tests and the calls shown."""

    takes: str
    steps: tuple[Step, ...]
    function: str
    data: str
    parameter: str
    bounds: tuple[int, int]
    cases: tuple[Case, ...]
    examples: tuple[Case, ...]


# level: numbers of steps, whether one of them is a branch, how many of six have a parameter, hidden tests
_LEVELS: dict[int, tuple[tuple[int, ...], bool, int, int]] = {
    1: ((2,), False, 0, 14),
    2: ((3,), False, 6, 16),
    3: ((4, 5), True, 2, 18),
}


@register
class FunctionSpec(Family[Spec]):
    """Write the function that carries out a pipeline of stages; the answer is a program that passes hidden tests."""

    name = "code/function_spec"
    version = 1
    title = "Functions written from a specification of their stages"
    levels = {
        1: "2 stages",
        2: "3 stages, one of them governed by a second argument",
        3: "4 or 5 stages, one of them a branch",
    }
    tags = ("code", "synthesis")

    def sample(self, stream: Stream, level: int) -> Spec:
        lengths, branched, with_parameter, tests = _LEVELS[level]
        takes = stream.weighted(tuple(TAKES), (7, 4, 4, 1))
        data = [_data(takes, shape, stream) for shape in _SHAPES[:tests]]
        shown = [_data(takes, "medium", stream) for _ in range(5)]
        parameter = stream.below(6) < with_parameter
        for _ in range(100):
            length = stream.choice(lengths)
            branch_at = stream.below(length) if branched else -1
            parameter_at = stream.below(length) if parameter else -1
            grown = _grown(stream, takes, data, length, branch_at, parameter_at)
            if grown is None or not all(map(small, grown.columns[-1])) or not killed(grown):
                continue
            examples = _chosen_examples(stream, grown, shown)
            if examples:
                break
        else:
            raise Impossible(f"no pipeline of {lengths} stages over {takes} that its tests pin down in 100 attempts")
        noun = stream.choice(_NOUNS[takes])
        return Spec(
            takes,
            tuple(grown.steps),
            f"{stream.choice(_VERBS)}_{noun}",
            noun,
            stream.choice(_PARAMETERS) if grown.kind else "",
            (KINDS[grown.kind].least, KINDS[grown.kind].most) if grown.kind else (0, 0),
            tuple(map(_case, grown.columns[0], grown.parameters, grown.columns[-1])),
            examples,
        )

    def phrase(self, instance: Spec, stream: Stream, language: str) -> Wording:
        facts = Facts(
            instance.function,
            instance.data,
            instance.parameter,
            instance.bounds,
            instance.takes,
            gives(instance.steps[-1]),
            instance.steps,
            [(literal_text(case.arguments)[1:-1], literal_text(case.expected)) for case in instance.examples],
        )
        return Wording(*specification(facts, stream, code_block(stream)))

    def check(self, instance: Spec) -> Check:
        return HiddenTests(
            answer=Program(entry=instance.function),
            gold=_source(instance),
            tests=tuple(Test(case.arguments, case.expected) for case in instance.cases),
        )

    def reference(self, instance: Spec, stream: Stream) -> str:
        lines = [stream.choice(_INTRODUCTIONS)]
        takes = instance.takes
        for number, part in enumerate(_parts(instance), 1):
            said = clause(part.step, takes, instance.parameter, stream.below(6))
            text = f"{number}. {said[0].upper()}{said[1:]}. {mechanism(part)}"
            lines.append(text)
            takes = gives(part.step)
        lines.append(stream.choice(_CLOSINGS))
        return "\n".join(lines) + f"\n\n```python\n{_source(instance)}```"

    def canonical(self, instance: Spec) -> Any:
        return [instance.takes, [_plain(step) for step in instance.steps]]

    def measures(self, instance: Spec) -> dict[str, int]:
        code = "\n".join(part.code for part in _parts(instance))
        return {"stages": len(instance.steps), "cyclomatic_complexity": 1 + len(_DECISIONS.findall(code))}


_VERBS = (
    "process", "prepare", "transform", "rework", "handle", "convert", "evaluate", "digest", "refine", "analyse",
    "run", "study", "treat", "work_out",
)  # fmt: skip
_NOUNS = {
    "ints": (
        "readings", "scores", "values", "samples", "prices", "temperatures", "levels", "steps", "amounts", "weights",
    ),
    "text": ("message", "line", "label_text", "phrase", "note", "heading", "caption", "entry"),
    "words": ("words", "names", "tokens", "tags", "terms", "keywords", "items", "answers"),
    "int": ("code", "serial", "ticket_number", "amount", "identifier"),
}  # fmt: skip
_PARAMETERS = ("k", "n", "m", "setting", "option", "amount_given")
_INTRODUCTIONS = (
    "The stages can be programmed one after another, each on the result of the one before.",
    "Each stage becomes a line or two of code, with a variable for what comes out of it.",
    "I take the stages in order and keep every intermediate result in a variable of its own.",
)
_CLOSINGS = (
    "None of these steps fails on empty or very short input, so no special case is needed beyond those above.",
    "Put together, with the value of the last stage returned:",
    "The value of the last stage is the result. The whole function:",
)
_DECISIONS = re.compile(r"\b(?:for|if|while|and|or)\b")
_ROUTES = frozenset(operation.takes for operation in OPERATIONS.values())
# Two stages that each say something and together next to nothing.
_EMPTY_PAIRS = {
    ("equal_runs", "group_ends"), ("windows", "group_sizes"), ("windows", "group_keep"),
    # The same as a single stage.
    ("windows", "group_sums"), ("windows", "group_maxima"), ("chunks", "group_sums"),
}  # fmt: skip


@cache
def _number_of_variants(kinds: tuple[str, ...]) -> int:
    """In how many ways arguments of these kinds can be drawn."""
    number = 1
    for kind in kinds:
        table = table_of(kind)
        if table is not None:
            number *= sum(_number_of_variants(entry.kinds) for entry in table.values())
        else:
            number *= len(letters_of(kind)) or KINDS[kind].high - KINDS[kind].low + 1
    return number


@cache
def _choices(takes: str, wanted: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The operations to choose from, with weights: one that comes in more variants is drawn more often."""
    allowed = {"": None, "onward": _ROUTES}.get(wanted, {wanted})
    names = [name for name, found in OPERATIONS.items() if found.takes == takes]
    names = [name for name in names if allowed is None or OPERATIONS[name].gives in allowed]
    return tuple(names), tuple(min(9, 1 + _number_of_variants(OPERATIONS[name].kinds)) for name in names)


# Drawing a pipeline


def _grown(
    stream: Stream, takes: str, data: list[Any], length: int, branch_at: int, parameter_at: int
) -> Pipeline | None:
    """A pipeline drawn step by step, each redrawn a few times until it matters on this data; None if one never did."""
    steps: list[Step] = []
    types, columns, kind = [takes], [data], ""
    parameters: list[int | None] = [None] * len(data)
    for i in range(length):
        for _ in range(8):
            step = _step(stream, types[-1], i == branch_at, last=i == length - 1)
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


def _step(stream: Stream, takes: str, branched: bool, last: bool) -> Step | None:
    """A step on a type, giving a type that a further step can take unless it is the last."""
    stage = _stage(stream, takes, "" if last else "onward")
    if not branched:
        return stage
    other = _stage(stream, takes, OPERATIONS[stage.operation].gives)
    name = stream.choice(tuple(CONDITIONS[takes]))
    if other.operation == stage.operation:
        return None
    return Branch(name, _arguments(stream, CONDITIONS[takes][name].kinds), stage, other)


def _pointless(before: Step, step: Step) -> bool:
    return isinstance(before, Stage) and isinstance(step, Stage) and (before.operation, step.operation) in _EMPTY_PAIRS


def _pair_variants(first: Step, second: Step) -> int:
    kinds = [OPERATIONS[step.operation].kinds for step in (first, second) if isinstance(step, Stage)]
    return prod(map(_number_of_variants, kinds))


def _stage(stream: Stream, takes: str, wanted: str) -> Stage:
    """A stage on a type that gives the wanted type, or one that a further stage can take, or any ('')."""
    name = stream.weighted(*_choices(takes, wanted))
    return Stage(name, _arguments(stream, OPERATIONS[name].kinds))


def _arguments(stream: Stream, kinds: tuple[str, ...]) -> tuple[Argument, ...]:
    return tuple([_argument(stream, kind) for kind in kinds])


def _argument(stream: Stream, kind: str) -> Argument:
    table = table_of(kind)
    if table is not None:
        name = stream.choice(tuple(table))
        return (name, *_arguments(stream, table[name].kinds))
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


# Inputs

# The shapes that tell most come first, so that most mutants are seen through at once.
_SHAPES = (
    "long", "repeats", "medium", "medium", "negative", "repeats", "long", "small", "rising", "single", "empty", "pair",
    "falling", "medium", "repeats", "small", "medium", "long",
)  # fmt: skip
_RANGES = {"repeats": (-2, 4), "small": (-4, 8), "negative": (-20, -1)}
_SIZES = {
    "empty": (0, 0), "single": (1, 1), "pair": (2, 2), "small": (3, 4), "medium": (5, 8), "repeats": (6, 9),
    "long": (10, 13), "negative": (4, 6), "rising": (5, 6), "falling": (5, 6),
}  # fmt: skip
_WORDS = (
    "alpine", "amber", "anna", "apple", "arena", "banana", "basil", "bell", "bottle", "bread", "cabin", "cedar",
    "civic", "cocoa", "comet", "deed", "dent", "eagle", "eerie", "elm", "error", "ever", "fern", "ferry", "fig",
    "garden", "gate", "hatch", "iris", "island", "ivy", "jelly", "kayak", "kettle", "level", "lemon", "linen",
    "maple", "meadow", "minim", "moon", "noon", "oak", "oboe", "ocean", "olive", "onion", "orchard", "otter",
    "paper", "pepper", "piano", "plum", "radar", "raven", "river", "rotor", "salt", "sea", "seeds", "statue",
    "stone", "tea", "tenet", "test", "tree", "tulip", "umbra", "unit", "until", "velvet", "violin", "walnut",
    "window", "yarn", "zebra",
)  # fmt: skip


def _data(takes: str, shape: str, stream: Stream) -> Any:
    """An input of this type and shape."""
    low, high = _SIZES[shape]
    size = stream.integer(low, high)
    if takes == "ints":
        low, high = _RANGES.get(shape, (-12, 20))
        numbers = [stream.integer(low, high) for _ in range(size)]
        return sorted(numbers) if shape == "rising" else sorted(numbers)[::-1] if shape == "falling" else numbers
    if takes == "int":
        return stream.below(10 ** min(5, size))
    if shape == "repeats":
        few = stream.sample(_WORDS, 3)
        words = [stream.choice(few) for _ in range(size)]
    else:
        words = [stream.choice(_WORDS) for _ in range(size)]
    if takes == "words":
        return words
    pieces = [word if stream.below(5) else str(stream.below(200)) for word in words[: (size + 1) // 2]]
    text = "".join([piece + stream.choice(("", " ", " ", "  ")) for piece in pieces])
    return text[: stream.integer(1, 4)] if shape == "single" else text


def _chosen_examples(stream: Stream, grown: Pipeline, shown: list[Any]) -> tuple[Case, ...]:
    """Two or three calls, none of them hidden, whose results say something; none if there are not enough."""
    cases: list[Case] = []
    wanted = stream.integer(2, 3)
    for data in shown:
        parameter = stream.integer(KINDS[grown.kind].least, KINDS[grown.kind].most) if grown.kind else None
        value = data
        for step, takes in zip(grown.steps, grown.types, strict=False):
            value = runner(step, takes)(value, parameter)
        if not value or value == data or (data, parameter) in zip(grown.columns[0], grown.parameters, strict=True):
            continue
        case = _case(data, parameter, value)
        if all(case.expected != other.expected for other in cases):
            cases.append(case)
        if len(cases) == wanted:
            break
    return tuple(cases) if len(cases) > 1 else ()


def _case(data: Any, parameter: int | None, result: Any) -> Case:
    return Case([tagged(data)] if parameter is None else [tagged(data), parameter], tagged(result))


def _plain(step: Step) -> list[Any]:
    if isinstance(step, Branch):
        return [step.condition, step.arguments, _plain(step.then), _plain(step.otherwise)]
    return [step.operation, step.arguments]


def _source(instance: Spec) -> str:
    return program(instance.function, instance.takes, instance.steps, instance.data, instance.parameter)


def _parts(instance: Spec) -> list[Part]:
    return parts(instance.takes, instance.steps, instance.data, instance.parameter)
