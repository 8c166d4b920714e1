"""Functions to be written from a specification: a pipeline of stages over numbers, text or words.

The hidden tests are drawn so that they tell the pipeline from its mutants: every stage left out, every two neighbours
swapped, every branch decided one way, every constant moved by one and the parameter held fast must show in some
expected value, or the instance is thrown away (mutation testing after DeMillo, Lipton and Sayward, 1978).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from math import prod
from typing import Any

from msgspec import Struct

from generators.code.function_spec_language import (
    GIVES, SHORT, TAKES, Branch, Facts, Stage, Step, clause, gives, specification,
)  # fmt: skip
from generators.code.function_spec_stages import (
    CONDITIONS, KINDS, OPERATIONS, PARAMETER, Argument, Operation, letters_of, resolved, table_of,
)  # fmt: skip
from generators.code.tagged import literal_text, tagged
from generators.family import Family, Impossible, Wording
from generators.language.instructions import code_block
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Program
from schemas.checks import Check, HiddenTests, Test

Call = tuple[Any, int | None]  # the data and the parameter's value


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
        parameter = stream.below(6) < with_parameter
        takes = stream.weighted(tuple(TAKES), (7, 4, 4, 1))
        drawn = [_data(takes, shape, stream) for shape in _SHAPES[:tests]]
        shown = [_data(takes, "medium", stream) for _ in range(5)]
        for _ in range(400):
            steps = _pipeline(stream, takes, stream.choice(lengths), branched)
            if steps is None:
                continue
            kind = ""
            if parameter:
                steps, kind = _with_parameter(stream, steps)
                if not kind:
                    continue
            calls = _calls(stream, takes, steps, drawn, kind)
            types = [takes, *map(gives, steps)]
            paths = [_path(steps, types, call) for call in calls]
            if not _telling(paths) or not _killed(steps, types, calls, paths):
                continue
            examples = _chosen_examples(stream, steps, types, shown, kind, calls)
            if examples:
                break
        else:
            raise Impossible(f"no pipeline of {lengths} stages over {takes} that its tests pin down in 400 attempts")
        return Spec(
            takes,
            steps,
            f"{stream.choice(_VERBS)}_{(noun := stream.choice(_NOUNS[takes]))}",
            noun,
            stream.choice(_PARAMETERS) if kind else "",
            (KINDS[kind].least, KINDS[kind].most) if kind else (0, 0),
            tuple(_case(call, path[-1]) for call, path in zip(calls, paths, strict=True)),
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
            gold=_program(instance),
            tests=tuple(Test(case.arguments, case.expected) for case in instance.cases),
        )

    def reference(self, instance: Spec, stream: Stream) -> str:
        lines = [stream.choice(_INTRODUCTIONS)]
        takes = instance.takes
        for number, (step, code, result) in enumerate(_parts(instance.steps, instance.takes, instance.data, instance.parameter), 1):
            said = clause(step, takes, instance.parameter, stream.below(6))
            text = f"{number}. {said[0].upper()}{said[1:]}. {_mechanism(step, code, result)}"
            lines.append(text)
            takes = gives(step)
        lines.append(stream.choice(_CLOSINGS))
        return "\n".join(lines) + f"\n\n```python\n{_program(instance)}```"

    def canonical(self, instance: Spec) -> Any:
        return [instance.takes, [_plain(step) for step in instance.steps]]

    def measures(self, instance: Spec) -> dict[str, int]:
        code = "\n".join(code for _, code, _ in _parts(instance.steps, instance.takes, instance.data, instance.parameter))
        return {"stages": len(instance.steps), "cyclomatic_complexity": 1 + len(_DECISIONS.findall(code))}


_VERBS = (
    "process", "prepare", "transform", "rework", "handle", "convert", "evaluate", "digest", "refine", "analyse",
    "run", "study", "treat", "work_out",
)  # fmt: skip
_NOUNS = {
    "ints": ("readings", "scores", "values", "samples", "prices", "temperatures", "levels", "steps", "amounts", "weights"),
    "text": ("message", "line", "label_text", "phrase", "note", "heading", "caption", "entry"),
    "words": ("words", "names", "tokens", "tags", "terms", "keywords", "items", "answers"),
    "int": ("code", "serial", "ticket_number", "amount", "identifier"),
}  # fmt: skip
_PARAMETERS = ("k", "n", "m", "setting", "option", "amount_given")
_ITEMS = {"ints": "number", "text": "character", "words": "word", "groups": "group", "int": "number"}
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
_EMPTY_PAIRS = {("equal_runs", "group_ends"), ("windows", "group_sizes"), ("windows", "group_keep")}


def _variants(kind: str) -> int:
    table = table_of(kind)
    if table is not None:
        return sum(prod(map(_variants, entry.kinds)) for entry in table.values())
    return len(letters_of(kind)) or KINDS[kind].high - KINDS[kind].low + 1


def _choices(takes: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The operations on a type with their weights: one that comes in more variants is drawn more often."""
    names = tuple(name for name, operation in OPERATIONS.items() if operation.takes == takes)
    return names, tuple(1 + min(8, prod(map(_variants, OPERATIONS[name].kinds)).bit_length()) for name in names)


CONDITION_KINDS = {name: condition.kinds for table in CONDITIONS.values() for name, condition in table.items()}
_CHOICES = {takes: _choices(takes) for takes in _ITEMS}


# Drawing a pipeline


def _pipeline(stream: Stream, takes: str, length: int, branched: bool) -> tuple[Step, ...] | None:
    """A pipeline of this length, or None where it ran into a type that nothing takes or has no room for its branch."""
    steps: list[Step] = []
    at = stream.below(length) if branched else -1
    for i in range(length):
        stage = _stage(stream, takes)
        result = OPERATIONS[stage.operation].gives
        if i < length - 1 and result not in _ROUTES:
            return None
        if i and isinstance(steps[-1], Stage) and (steps[-1].operation, stage.operation) in _EMPTY_PAIRS:
            return None
        if i == at:
            other = _stage(stream, takes)
            if OPERATIONS[other.operation].gives != result or other.operation == stage.operation:
                return None
            name = stream.choice(tuple(CONDITIONS[takes]))
            condition = CONDITIONS[takes][name]
            steps.append(Branch(name, _arguments(stream, condition.kinds), stage, other))
        else:
            steps.append(stage)
        takes = result
    return tuple(steps)


def _stage(stream: Stream, takes: str) -> Stage:
    name = stream.weighted(*_CHOICES[takes])
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


def _with_parameter(stream: Stream, steps: tuple[Step, ...]) -> tuple[tuple[Step, ...], str]:
    """The pipeline with one constant made the function's parameter, and that constant's kind ('' if it has none)."""
    places = [
        (i, kind, rebuilt)
        for i, step in enumerate(steps)
        if isinstance(step, Stage)
        for kind, _, rebuilt in _constants(step)
        if kind not in ("low", "high", "digit")
    ]
    if not places:
        return steps, ""
    i, kind, rebuilt = stream.choice(places)
    return (*steps[:i], rebuilt(PARAMETER), *steps[i + 1 :]), kind


# Inputs

_SHAPES = (
    "empty", "single", "medium", "repeats", "long", "pair", "medium", "negative", "repeats", "rising", "long",
    "medium", "falling", "small", "medium", "repeats", "long", "small",
)  # fmt: skip
_RANGES = {"repeats": (-2, 4), "small": (-4, 8), "negative": (-20, -1)}
_SIZES = {
    "empty": (0, 0), "single": (1, 1), "pair": (2, 2), "small": (3, 4), "medium": (5, 8), "repeats": (6, 9),
    "long": (10, 13), "negative": (4, 6), "rising": (5, 6), "falling": (5, 6),
}  # fmt: skip
_WORDS = (
    "alpine amber anna apple arena banana basil bell bottle bread cabin cedar civic cocoa comet deed dent eagle eerie "
    "elm error ever fern ferry fig garden gate hatch iris island ivy jelly kayak kettle level lemon linen maple meadow "
    "minim moon noon oak oboe ocean olive onion orchard otter paper pepper piano plum radar raven river rotor salt sea "
    "seeds statue stone tea tenet test tree tulip umbra unit until velvet violin walnut window yarn zebra"
).split()


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


def _calls(stream: Stream, takes: str, steps: tuple[Step, ...], drawn: list[Any], kind: str) -> list[Call]:
    """The hidden calls: the inputs drawn, some of them with numbers on either side of the pipeline's constants."""
    data = list(drawn)
    if takes == "ints":
        edges = [value + by for step in steps[:2] for _, value, _ in _constants(step) for by in (-1, 0, 1)]
        for i, value in enumerate(edges):
            at = 2 + i % (len(data) - 2)
            if data[at]:
                data[at] = [*data[at][:-1], value]
    if not kind:
        return [(value, None) for value in data]
    return [(value, stream.integer(KINDS[kind].least, KINDS[kind].most)) for value in data]


def _chosen_examples(
    stream: Stream, steps: tuple[Step, ...], types: list[str], shown: list[Any], kind: str, calls: list[Call]
) -> tuple[Case, ...]:
    """Two or three calls, none of them hidden, whose results say something; none if there are not enough."""
    cases = []
    wanted = stream.integer(2, 3)
    for data in shown:
        call = (data, stream.integer(KINDS[kind].least, KINDS[kind].most) if kind else None)
        path = _path(steps, types, call)
        if path[-1] and path[-1] != data and call not in calls and not any(path[-1] == case[1] for case in cases):
            cases.append((call, path[-1]))
        if len(cases) == wanted:
            break
    return tuple(_case(call, result) for call, result in cases) if len(cases) > 1 else ()


def _case(call: Call, result: Any) -> Case:
    data, parameter = call
    return Case([tagged(data)] if parameter is None else [tagged(data), parameter], tagged(result))


# Meaning


def _path(steps: tuple[Step, ...], types: list[str], call: Call) -> list[Any]:
    """The value before the first step and after each."""
    value, parameter = call
    path = [value]
    for step, takes in zip(steps, types, strict=False):
        value = _runner(step, takes)(value, parameter)
        path.append(value)
    return path


@lru_cache(maxsize=1 << 15)
def _runner(step: Step, takes: str) -> Callable[[Any, int | None], Any]:
    """The step as a function of the value and the parameter."""
    if isinstance(step, Branch):
        condition = CONDITIONS[takes][step.condition]
        given = resolved(condition.kinds, step.arguments, None)
        then, otherwise = _runner(step.then, takes), _runner(step.otherwise, takes)
        return lambda value, parameter: (then if condition.run(value, *given) else otherwise)(value, parameter)
    operation, arguments = OPERATIONS[step.operation], step.arguments
    run, kinds = operation.run, operation.kinds
    if not kinds:
        return lambda value, parameter: run(value)
    if any(PARAMETER in (argument if isinstance(argument, tuple) else (argument,)) for argument in arguments):
        return lambda value, parameter: run(value, *resolved(kinds, arguments, parameter))
    fixed = resolved(kinds, arguments, None)
    return lambda value, parameter: run(value, *fixed)


def _small(value: Any) -> bool:
    if type(value) is int:
        return -(10**9) < value < 10**9
    if type(value) is list:
        return len(value) <= 40 and all([_small(item) for item in value])
    return value is None or len(value) <= 120


# Whether the tests pin the pipeline down


def _telling(paths: list[list[Any]]) -> bool:
    """Whether results stay small, none makes up more than half of the tests and the function is not mostly an echo."""
    if not all([_small(path[-1]) for path in paths]):
        return False
    results = [repr(path[-1]) for path in paths]
    if max(map(results.count, set(results))) * 2 > len(results):
        return False
    return sum([path[-1] == path[0] for path in paths]) * 2 <= len(results)


def _killed(steps: tuple[Step, ...], types: list[str], calls: list[Call], paths: list[list[Any]]) -> bool:
    """Whether the tests tell the pipeline from all its mutants; of a constant moved up and moved down, from one."""
    for mutants in _mutants(steps, types):
        if not any([_differs(mutant, at, types, calls, paths) for at, mutant in mutants]):
            return False
    fixed = sorted({parameter for _, parameter in calls if parameter is not None})
    return all(_differs(steps, 0, types, [(data, value) for data, _ in calls], paths) for value in fixed)


def _mutants(steps: tuple[Step, ...], types: list[str]) -> Iterator[list[tuple[int, tuple[Step, ...]]]]:
    """Groups of mutants of which one at least must be told apart, each with the place from which it differs."""
    for i, step in enumerate(steps):
        if types[i] == types[i + 1]:
            yield [(i, steps[i + 1 :])]
        if i + 1 < len(steps) and types[i] == types[i + 1] == types[i + 2]:
            yield [(i, (steps[i + 1], step, *steps[i + 2 :]))]
        if isinstance(step, Branch):
            yield [(i, (step.then, *steps[i + 1 :]))]
            yield [(i, (step.otherwise, *steps[i + 1 :]))]
        for _, value, rebuilt in _constants(step):
            yield [(i, (rebuilt(value + by), *steps[i + 1 :])) for by in (1, -1)]


def _differs(
    tail: tuple[Step, ...], at: int, types: list[str], calls: list[Call], paths: list[list[Any]]
) -> bool:
    """Whether some call has another result when the steps from place `at` on are these."""
    # A mutant leaves the types between its steps as they are: only steps that give what they take move or go.
    ahead = types[len(types) - 1 - len(tail) :]
    runners = [_runner(step, takes) for step, takes in zip(tail, ahead, strict=False)]
    for (_, parameter), path in zip(calls, paths, strict=True):
        value = path[at]
        for run in runners:
            value = run(value, parameter)
        if value != path[-1]:
            return True
    return False


def _constants(step: Step) -> Iterator[tuple[str, int, Callable[[Argument], Step]]]:
    """The whole-number constants of a step: their kinds, their values, and the step with another one in the place."""
    if isinstance(step, Branch):
        for kind, value, rebuilt in _constants_in(CONDITION_KINDS[step.condition], step.arguments):
            yield kind, value, lambda new, r=rebuilt: Branch(step.condition, r(new), step.then, step.otherwise)  # type: ignore[misc]
        for kind, value, stage in _constants(step.then):
            yield kind, value, lambda new, s=stage: Branch(step.condition, step.arguments, s(new), step.otherwise)  # type: ignore[misc]
        for kind, value, stage in _constants(step.otherwise):
            yield kind, value, lambda new, s=stage: Branch(step.condition, step.arguments, step.then, s(new))  # type: ignore[misc]
        return
    for kind, value, rebuilt in _constants_in(OPERATIONS[step.operation].kinds, step.arguments):
        yield kind, value, lambda new, r=rebuilt: Stage(step.operation, r(new))  # type: ignore[misc]


def _constants_in(
    kinds: tuple[str, ...], arguments: tuple[Argument, ...]
) -> Iterator[tuple[str, int, Callable[[Argument], tuple[Argument, ...]]]]:
    for i, (kind, argument) in enumerate(zip(kinds, arguments, strict=True)):
        before, after = arguments[:i], arguments[i + 1 :]
        if type(argument) is int:
            yield kind, argument, lambda new, b=before, a=after: (*b, new, *a)  # type: ignore[misc]
        elif isinstance(argument, tuple) and len(argument) > 1:
            inner = (table_of(kind) or {})[argument[0]].kinds
            for deeper, value, rebuilt in _constants_in(inner, argument[1:]):
                yield deeper, value, lambda new, b=before, a=after, n=argument[0], r=rebuilt: (*b, (n, *r(new)), *a)  # type: ignore[misc]


# The reference program


def _program(instance: Spec) -> str:
    names = ", ".join([instance.data, instance.parameter] if instance.parameter else [instance.data])
    takes, made = SHORT[instance.takes], GIVES[gives(instance.steps[-1])]
    lines = [f"def {instance.function}({names}):", f'    """Take {takes} and return {made}."""']
    for _, code, _ in _parts(instance.steps, instance.takes, instance.data, instance.parameter):
        lines += [f"    {line}" for line in code.split("\n")]
    return "\n".join(lines) + "\n"


@lru_cache(maxsize=256)
def _parts(steps: tuple[Step, ...], takes: str, data: str, parameter: str) -> list[tuple[Step, str, str]]:
    """Each step with its code and the variable that holds its result; the last ends in the return statement."""
    parts: list[tuple[Step, str, str]] = []
    used = [data, parameter]
    source = data
    for i, step in enumerate(steps):
        first = step.then if isinstance(step, Branch) else step
        result = stem = "chosen" if isinstance(step, Branch) else OPERATIONS[first.operation].result
        if result in used:
            result = f"new_{stem}"
        if result in used:
            result = next(name for n in range(2, 9) if (name := f"{stem}_{n}") not in used)
        used.append(result)
        code = _code(step, takes, source, result, parameter)
        if i == len(steps) - 1:
            single = code.startswith(f"{result} = ") and len(re.findall(rf"\b{result}\b", code)) == 1
            code = "return " + code.removeprefix(f"{result} = ") if single else f"{code}\nreturn {result}"
        parts.append((step, code, result))
        source, takes = result, gives(step)
    return parts


def _code(step: Step, takes: str, source: str, result: str, parameter: str) -> str:
    if isinstance(step, Branch):
        condition = CONDITIONS[takes][step.condition]
        asked = condition.code.format(*_codes(condition.kinds, step.arguments, source, parameter), x=source)
        then, otherwise = (
            "\n".join(f"    {line}" for line in _code(stage, takes, source, result, parameter).split("\n"))
            for stage in (step.then, step.otherwise)
        )
        return f"if {asked}:\n{then}\nelse:\n{otherwise}"
    operation = OPERATIONS[step.operation]
    item = source if takes == "int" else _ITEMS[takes]
    arguments = _codes(operation.kinds, step.arguments, item, parameter)
    return operation.code.format(*arguments, x=source, y=result, v=item, w="number")


def _codes(kinds: tuple[str, ...], arguments: tuple[Argument, ...], item: str, parameter: str) -> list[str]:
    codes = []
    for kind, argument in zip(kinds, arguments, strict=True):
        if isinstance(argument, tuple):
            entry = (table_of(kind) or {})[argument[0]]
            codes.append(entry.code.format(*_codes(entry.kinds, argument[1:], item, parameter), v=item))
        elif argument == PARAMETER:
            codes.append(parameter)
        else:
            codes.append(str(argument) if kind in KINDS else f'"{argument}"')
    return codes


def _mechanism(step: Step, code: str, result: str) -> str:
    """How the code does what the step says."""
    if isinstance(step, Branch):
        does = "An `if` with an `else` chooses between the two."
        hows = [OPERATIONS[stage.operation].how for stage in (step.then, step.otherwise)]
    else:
        hows = [OPERATIONS[step.operation].how]
        if "\n" not in code:
            does = f"In Python: `{code}`."
        elif "\nfor" in code or "\nwhile" in code:
            does = f"A loop builds `{result}`."
        else:
            does = f"This gives `{result}`."
    return " ".join([does, *dict.fromkeys(how for how in hows if how)])


def _plain(step: Step) -> list[Any]:
    if isinstance(step, Branch):
        return [step.condition, step.arguments, _plain(step.then), _plain(step.otherwise)]
    return [step.operation, step.arguments]
