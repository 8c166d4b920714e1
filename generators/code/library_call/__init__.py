"""Functions for which the standard library has the tool: counting, iterating, matching, dates, JSON, heaps, searches.

The gold program calls the library; the hidden tests' values come from the tasks' own plain meanings (see `task`), and
tell the function from its mutants and from the tasks' slips (see `drawing`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, ClassVar, NamedTuple

from msgspec import Struct

from generators.code.calls import Case
from generators.code.library_call.catalogue import CATALOGUE, clause, gives, runner
from generators.code.library_call.drawing import Drawn, drawn, first_task, flavour_of, killed, steps_around
from generators.code.library_call.language import Facts, specification
from generators.code.library_call.programs import modules, parts, program
from generators.code.library_call.values import FIELD_NAMES, GIVES, SHAPES, SOURCES, TYPES, drawn_arguments_of
from generators.code.pipelines.items import KINDS
from generators.code.pipelines.steps import Stage, plain
from generators.code.tagged import literal_text, tagged, untagged
from generators.family import Family, Impossible, Wording
from generators.language.instructions import code_block
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Program
from schemas.checks import Check, HiddenTests, Test


class Call(Struct, frozen=True):
    """Steps from a source, the names that its function goes by (`parameter` is empty when there is none), the range of
    the parameter, the keys of records, the hidden tests and the calls shown."""

    source: str
    steps: tuple[Stage, ...]
    function: str
    data: tuple[str, ...]
    parameter: str
    bounds: tuple[int, int]
    fields: tuple[str, str]
    cases: tuple[Case, ...]
    examples: tuple[Case, ...]


class Shapes(NamedTuple):
    """A level: its functions' shapes with their weights (T is a task, s a small step), how many of six have a
    parameter, and the number of hidden tests."""

    shapes: Mapping[str, int]
    parameters: int
    tests: int


@register
class LibraryCall(Family[Call]):
    """Write a function that the standard library makes short; the answer is a program that passes hidden tests."""

    name = "code/library_call"
    version = 1
    title = "Functions for which the standard library has the tool"
    levels = {
        1: "1 task for the library and 1 small step",
        2: "1 task for the library and 2 small steps",
        3: "2 tasks for the library, chained, and 2 or 3 small steps",
    }
    tags = ("code", "synthesis", "library")
    shapes: ClassVar[Mapping[int, Shapes]] = {
        1: Shapes({"Ts": 1, "sT": 1}, 1, 16),
        2: Shapes({"sTs": 3, "Tss": 2, "ssT": 1}, 4, 18),
        3: Shapes({"TsTs": 2, "sTTs": 2, "TTss": 1, "sTsT": 2, "sTsTs": 1}, 3, 18),
    }
    introductions: ClassVar[tuple[str, ...]] = (
        "The standard library has the tool for the main step; the rest is a line or two of code.",
        "I take the steps in order and look for what the standard library offers for each.",
        "Each step works on what the one before it gave, so every result gets a variable.",
    )

    def suits(self, names: list[str]) -> bool:
        """Whether a function of these operations is one of this family's."""
        return True

    def sample(self, stream: Stream, level: int) -> Call:
        shapes, parameters, tests = self.shapes[level]
        for _ in range(30):
            shape = stream.weighted(tuple(shapes), tuple(shapes.values()))
            lead = first_task(stream, shape)
            for _ in range(6):  # some tasks are harder to pin down than others, and should not be rare for that
                names = steps_around(stream, shape, lead)
                if names is None or not self.suits(names):
                    continue
                made = pinned(stream, names, tests, stream.below(6) < parameters)
                if made is not None:
                    return made
        raise Impossible(f"no function of level {level} that its tests pin down in 180 attempts")

    def phrase(self, instance: Call, stream: Stream, language: str) -> Wording:
        source, parameter = SOURCES[instance.source], instance.parameter
        facts = Facts(
            instance.function,
            [*instance.data, *([parameter] if parameter else [])],
            [*source.types, *(["int"] if parameter else [])],
            self.given(instance),
            GIVES[gives(instance.steps[-1])],
            TYPES[gives(instance.steps[-1])],
            [_sentence(step, instance, stream) for step in instance.steps],
            modules(instance.steps),
            [(_shown_call(instance, case), literal_text(case.expected)) for case in instance.examples],
        )
        return Wording(*specification(facts, stream, code_block(stream), _level(instance)))

    def given(self, instance: Call) -> str:
        """What the arguments are, without a full stop at the end."""
        given = _keyed(SOURCES[instance.source].given, instance).format(*[f"`{name}`" for name in instance.data])
        if instance.parameter:
            given += f"; `{instance.parameter}` is an integer from {instance.bounds[0]} to {instance.bounds[1]}"
        return given

    def check(self, instance: Call) -> Check:
        return HiddenTests(
            answer=Program(entry=instance.function),
            gold=source_of(instance),
            tests=tuple(Test(_arguments(instance, case), case.expected) for case in instance.cases),
        )

    def reference(self, instance: Call, stream: Stream) -> str:
        lines = [stream.choice(self.introductions)]
        made = parts(instance.steps, instance.data, instance.parameter, instance.fields)
        for number, (step, part) in enumerate(zip(instance.steps, made, strict=True), 1):
            said = clause(step, instance.parameter, instance.fields, stream.below(6))
            told = [f"{number}. {said[0].upper()}{said[1:]}."]
            if how := CATALOGUE[step.operation].operation.how:
                told.append(how if how.endswith(".") else f"{how}.")
            if "\n" in part.code:
                told.append(f"This gives `{part.result}`.")
            else:
                told.append(f"In Python: `{part.code.removeprefix('return ')}`.")
            lines.append(" ".join(told))
        lines += _traced(instance)
        lines.append(stream.choice(_CLOSINGS))
        return "\n".join(lines) + f"\n\n```python\n{source_of(instance)}```"

    def canonical(self, instance: Call) -> Any:
        return [instance.source, [plain(step) for step in instance.steps]]

    def measures(self, instance: Call) -> dict[str, int]:
        tasks = sum(not CATALOGUE[step.operation].small for step in instance.steps)
        body = source_of(instance).partition('"""')[2]
        calls = len(_CALLS.findall(body))
        return {"steps": len(instance.steps), "tasks": tasks, "calls": calls, "lines": body.count("\n")}


_CALLS = re.compile(r"\w\(")
_WITH_FIELDS = ("records", "records_text")
_PARAMETERS = ("k", "n", "m", "limit", "setting", "number_given")
_VERBS = (
    "process", "prepare", "evaluate", "examine", "handle", "convert", "analyse", "summarise", "study", "review",
    "digest", "work_out", "survey", "treat",
)  # fmt: skip
_CLOSINGS = (
    "Empty inputs need no case of their own beyond what the steps say. The whole function:",
    "Put together:",
    "The program, with its imports at the top:",
)


def pinned(stream: Stream, names: list[str], tests: int, parameter: bool) -> Call | None:
    """A function of these operations that its hidden tests pin down; None where the attempt failed."""
    source, flavour = flavour_of(names)
    data = [_whole(drawn_arguments_of(source, flavour, stream, shape)) for shape in SHAPES[:tests]]
    found = drawn(stream, names, data, parameter)
    if found is None or not killed(found):
        return None
    examples = _examples(stream, source, flavour, found)
    if not examples:
        return None
    kind, data_names = found.kind, [stream.choice(names) for names in SOURCES[source].names]
    return Call(
        source,
        tuple(found.steps),
        f"{stream.choice(_VERBS)}_{data_names[0]}",
        tuple(data_names),
        stream.choice(_PARAMETERS) if kind else "",
        (KINDS[kind].least, KINDS[kind].most) if kind else (0, 0),
        stream.choice(FIELD_NAMES) if source in _WITH_FIELDS else FIELD_NAMES[0],
        tuple(map(_case, found.columns[0], found.parameters, found.columns[-1])),
        examples,
    )


def _whole(arguments: tuple[Any, ...]) -> Any:
    """The value that the first step takes: the argument, or the tuple of both."""
    return arguments[0] if len(arguments) == 1 else arguments


def _case(value: Any, parameter: int | None, result: Any) -> Case:
    arguments = list(value) if type(value) is tuple else [value]
    return Case(
        [tagged(each) for each in (arguments if parameter is None else [*arguments, parameter])], tagged(result)
    )


def _examples(stream: Stream, source: str, flavour: str, found: Drawn) -> tuple[Case, ...]:
    """Two calls, none of them hidden, whose results say something, and in the first of which every step does; none if
    there are not enough."""
    cases: list[Case] = []
    for _ in range(10):
        value = _whole(drawn_arguments_of(source, flavour, stream, stream.choice(("small", "medium", "medium"))))
        parameter = stream.integer(KINDS[found.kind].least, KINDS[found.kind].most) if found.kind else None
        if len(repr(value)) > 260 or (value, parameter) in zip(found.columns[0], found.parameters, strict=True):
            continue
        values = [value]
        for step in found.steps:
            values.append(runner(step)(values[-1], parameter))
        if not values[-1] or values[-1] == value:
            continue
        if not cases and any(before == after for before, after in pairwise(values)):
            continue
        case = _case(value, parameter, values[-1])
        if all(case.expected != other.expected for other in cases):
            cases.append(case)
        if len(cases) == 2:
            return tuple(cases)
    return ()


def _keyed(text: str, instance: Call) -> str:
    """The text, where it speaks of the keys of records, with those of the instance."""
    if instance.source not in _WITH_FIELDS:
        return text
    for own, wanted in zip(('"team"', '"points"'), instance.fields, strict=True):
        text = text.replace(own, f'"{wanted}"')
    return text


def _renamed(value: Any, instance: Call) -> Any:
    """An argument in tagged JSON with the keys of the instance's records."""
    if instance.source == "records_text" and type(value) is str:
        return _keyed(value, instance)
    if instance.source == "records" and type(value) is list:
        names = dict(zip(FIELD_NAMES[0], instance.fields, strict=True))
        return [{"d": [[names[key], inner] for key, inner in record["d"]]} for record in value]
    return value


def _arguments(instance: Call, case: Case) -> list[Any]:
    return [_renamed(value, instance) for value in case.arguments]


def _shown_call(instance: Call, case: Case) -> str:
    return f"{instance.function}({', '.join(map(literal_text, _arguments(instance, case)))})"


def _sentence(step: Stage, instance: Call, stream: Stream) -> str:
    said = clause(step, instance.parameter, instance.fields, stream.below(6))
    edge = CATALOGUE[step.operation].operation.edge
    return " ".join([f"{said[0].upper()}{said[1:]}.", *([edge] if edge else [])])


def _level(instance: Call) -> int:
    return min(3, len(instance.steps) - 1)


def source_of(instance: Call) -> str:
    """The gold program."""
    return program(instance.function, instance.steps, instance.data, instance.parameter, instance.fields)


def _traced(instance: Call) -> list[str]:
    """The first example worked by hand, every step's result written out."""
    case = instance.examples[0]
    values = [untagged(each) for each in case.arguments]
    parameter = values.pop() if instance.parameter else None
    value = _whole(tuple(values))
    lines = [f"Check by hand: `{_shown_call(instance, case)}`."]
    for i, step in enumerate(instance.steps, 1):
        value = runner(step)(value, parameter)
        shown = tagged(value)
        shown = _renamed(shown, instance) if gives(step) == "records" else shown
        lines.append(f"- Step {i} gives `{literal_text(shown)}`.")
    return lines
