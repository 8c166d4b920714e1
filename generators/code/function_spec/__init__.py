"""Functions to be written from a specification: a pipeline of stages over numbers, text or words.

The hidden tests are drawn so that they tell the pipeline from its mutants: every stage left out, every two neighbours
swapped, every branch decided one way, every constant moved by one and the parameter held fast must show in some
expected value, or the instance is thrown away (mutation testing after DeMillo, Lipton and Sayward, 1978).
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from msgspec import Struct

from generators.code.calls import Case
from generators.code.function_spec.language import Facts, specification
from generators.code.pipelines.drawing import grown
from generators.code.pipelines.inputs import SHAPES, drawn_input
from generators.code.pipelines.items import KINDS
from generators.code.pipelines.mutants import Pipeline, killed, runner, small
from generators.code.pipelines.steps import TAKES, Step, clause, gives, plain
from generators.code.pipelines.tongue import PYTHON, Tongue
from generators.code.tagged import tagged
from generators.family import Family, Impossible, Wording
from generators.language.instructions import code_block
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Program
from schemas.checks import Check, HiddenTests, Test


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
    kin = "code/function_spec"
    version = 1
    title = "Functions written from a specification of their stages"
    levels = {
        1: "2 stages",
        2: "3 stages, one of them governed by a second argument",
        3: "4 or 5 stages, one of them a branch",
    }
    tags = ("code", "synthesis")
    tongue: ClassVar[Tongue] = PYTHON

    def sample(self, stream: Stream, level: int) -> Spec:
        lengths, branched, with_parameter, tests = _LEVELS[level]
        takes = stream.weighted(tuple(TAKES), (7, 4, 4, 1))
        data = [drawn_input(takes, shape, stream) for shape in SHAPES[:tests]]
        shown = [drawn_input(takes, "medium", stream) for _ in range(5)]
        parameter = stream.below(6) < with_parameter
        for _ in range(100):
            length = stream.choice(lengths)
            branch_at = stream.below(length) if branched else -1
            parameter_at = stream.below(length) if parameter else -1
            found = grown(stream, takes, data, length, branch_at, parameter_at)
            if found is None or not all(map(small, found.columns[-1])) or not killed(found):
                continue
            examples = _chosen_examples(stream, found, shown)
            if examples:
                break
        else:
            raise Impossible(f"no pipeline of {lengths} stages over {takes} that its tests pin down in 100 attempts")
        noun = stream.choice(_NOUNS[takes])
        return Spec(
            takes,
            tuple(found.steps),
            f"{stream.choice(_VERBS)}_{noun}",
            noun,
            stream.choice(_PARAMETERS) if found.kind else "",
            (KINDS[found.kind].least, KINDS[found.kind].most) if found.kind else (0, 0),
            tuple(map(_case, found.columns[0], found.parameters, found.columns[-1])),
            examples,
        )

    def phrase(self, instance: Spec, stream: Stream, language: str) -> Wording:
        tongue = self.tongue
        facts = Facts(
            tongue.name(instance.function),
            instance.data.replace("_", " "),
            tongue.name(instance.data),
            tongue.name(instance.parameter),
            instance.bounds,
            instance.takes,
            gives(instance.steps[-1]),
            instance.steps,
            [
                (", ".join(map(tongue.literal, case.arguments)), tongue.literal(case.expected))
                for case in instance.examples
            ],
        )
        ending = code_block(stream).replace("Python", tongue.title)
        return Wording(*specification(facts, stream, ending, tongue))

    def check(self, instance: Spec) -> Check:
        return HiddenTests(
            answer=Program(self.tongue.name(instance.function), self.tongue.language),
            gold=self._source(instance),
            tests=tuple(Test(case.arguments, case.expected) for case in instance.cases),
        )

    def reference(self, instance: Spec, stream: Stream) -> str:
        lines = [stream.choice(_INTRODUCTIONS)]
        takes = instance.takes
        tongue, parameter = self.tongue, self.tongue.name(instance.parameter)
        for number, part in enumerate(tongue.parts(*self._function(instance)[1:]), 1):
            said = tongue.worded(clause(part.step, takes, parameter, stream.below(6)))
            text = f"{number}. {said[0].upper()}{said[1:]}. {tongue.mechanism(part)}"
            lines.append(text)
            takes = gives(part.step)
        lines.append(stream.choice(_CLOSINGS))
        return "\n".join(lines) + f"\n\n```{tongue.language}\n{self._source(instance)}```"

    def canonical(self, instance: Spec) -> Any:
        return [instance.takes, [plain(step) for step in instance.steps]]

    def measures(self, instance: Spec) -> dict[str, int]:
        # By the program in Python, so that a level means the same in every language.
        code = "\n".join(part.code for part in PYTHON.parts(*self._function(instance)[1:]))
        return {"stages": len(instance.steps), "cyclomatic_complexity": 1 + len(_DECISIONS.findall(code))}

    def _source(self, instance: Spec) -> str:
        return self.tongue.program(*self._function(instance))

    def _function(self, instance: Spec) -> tuple[str, str, tuple[Step, ...], str, str]:
        """The function as a tongue wants it: its name, what it takes, its steps, its arguments' names."""
        function, data, parameter = map(self.tongue.name, (instance.function, instance.data, instance.parameter))
        return function, instance.takes, instance.steps, data, parameter


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


def _chosen_examples(stream: Stream, found: Pipeline, shown: list[Any]) -> tuple[Case, ...]:
    """Two or three calls, none of them hidden, whose results say something; none if there are not enough."""
    cases: list[Case] = []
    wanted = stream.integer(2, 3)
    for data in shown:
        parameter = stream.integer(KINDS[found.kind].least, KINDS[found.kind].most) if found.kind else None
        value = data
        for step, takes in zip(found.steps, found.types, strict=False):
            value = runner(step, takes)(value, parameter)
        if not value or value == data or (data, parameter) in zip(found.columns[0], found.parameters, strict=True):
            continue
        case = _case(data, parameter, value)
        if all(case.expected != other.expected for other in cases):
            cases.append(case)
        if len(cases) == wanted:
            break
    return tuple(cases) if len(cases) > 1 else ()


def _case(data: Any, parameter: int | None, result: Any) -> Case:
    return Case([tagged(data)] if parameter is None else [tagged(data), parameter], tagged(result))
