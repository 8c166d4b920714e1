"""What of a pipeline's problem depends on the programming language: its program, its literals and its words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from generators.code.calls import calls_shown
from generators.code.pipelines import programs
from generators.code.pipelines.items import CONDITIONS, KINDS, PARAMETER, Argument, table_of
from generators.code.pipelines.programs import Part, unused
from generators.code.pipelines.stages import OPERATIONS
from generators.code.pipelines.steps import TYPES, Branch, Stage, Step, gives
from generators.code.tagged import literal_text
from generators.randomness import Stream
from schemas.answers import Language


class Signature(NamedTuple):
    """A function's name, its arguments with their types, and the type of its result (see `steps.TYPES`)."""

    function: str
    arguments: tuple[tuple[str, str], ...]
    gives: str


class Tongue:
    """Python, and what other languages do otherwise."""

    language: Language = "python"
    title = "Python"
    documentation = "docstring"

    def program(self, function: str, takes: str, steps: tuple[Step, ...], data: str, parameter: str) -> str:
        """The reference program's source."""
        return programs.program(function, takes, steps, data, parameter)

    def parts(self, takes: str, steps: tuple[Step, ...], data: str, parameter: str) -> list[Part]:
        """The steps with their code, in order; the last one's ends in the return."""
        return programs.parts(takes, steps, data, parameter)

    def mechanism(self, part: Part) -> str:
        """How the part's code does what its step says, in a sentence or two."""
        return programs.mechanism(part)

    def name(self, words: str) -> str:
        """The name for a function or variable that Python would call `words`."""
        return words

    def literal(self, value: Any) -> str:
        """The literal of a value in tagged JSON."""
        return literal_text(value)

    def worded(self, text: str) -> str:
        """The English, with the language's own names for kinds of values."""
        return text

    def header(self, signature: Signature) -> str:
        """The function's first lines, which say what it takes and gives."""
        arguments = ", ".join(f"{name}: {TYPES[kind]}" for name, kind in signature.arguments)
        return f"def {signature.function}({arguments}) -> {TYPES[signature.gives]}"

    def stub(self, signature: Signature, summary: str, lines: list[str], calls: list[tuple[str, str]]) -> str:
        """The function with its specification as documentation and no body."""
        shown = [text for call, result in calls for text in (f">>> {call}", result)]
        body = "\n".join(f"    {line}" if line else "" for line in (*lines, "", *shown))
        return f'{self.header(signature)}:\n    """{summary}\n\n{body}\n    """'

    def calls(self, calls: list[tuple[str, str]], stream: Stream) -> str:
        """Calls and their results, in one of several layouts."""
        return calls_shown(calls, stream)


PYTHON = Tongue()


class Syntax(NamedTuple):
    """How a language says what every program of stages needs. The patterns' slots are those of a step's code: {y} is
    the variable made, {e} an expression, {c} a condition."""

    declare: str
    prepare: str  # a variable that is given its value later
    assign: str
    give: str
    choose: tuple[str, str, str]  # the lines around the two blocks of a branch


class Codes(NamedTuple):
    """A language's code for everything that a pipeline may hold, by name: an expression, or, where {y} stands in it,
    statements that make a variable of that name. {t} is one more, called as `temporary` says; {after} and {before} are
    the first argument plus and minus one. `helpers` are functions to be put before the program where they are called,
    and `how` explains code that does not explain itself."""

    operations: dict[str, str]
    items: dict[str, dict[str, str]]
    conditions: dict[str, dict[str, str]]
    temporary: dict[str, str]
    helpers: dict[str, str]
    how: dict[str, str]


_ITEMS = {"ints": "number", "text": "character", "words": "word", "groups": "group", "int": "number"}


class OtherTongue(Tongue):
    """A language whose programs are put together from `codes` by `syntax`."""

    documentation = "comment"
    syntax: Syntax
    codes: Codes
    words: tuple[tuple[re.Pattern[str], str], ...]
    """Names for kinds of values: Python's, as patterns, and the language's own."""

    def worded(self, text: str) -> str:
        for pattern, other in self.words:
            text = pattern.sub(other, text)
        return text

    def parts(self, takes: str, steps: tuple[Step, ...], data: str, parameter: str) -> list[Part]:
        return _parts(self, takes, steps, data, parameter)

    def mechanism(self, part: Part) -> str:
        step, code, result = part
        stages = (step.then, step.otherwise) if isinstance(step, Branch) else (step,)
        if isinstance(step, Branch):
            does = "An `if` with an `else` chooses between the two."
        elif "\n" not in code:
            does = f"In {self.title}: `{code}`."
        elif re.search(r"^(?:for|while)\b", code, re.MULTILINE):
            does = f"A loop builds `{result}`."
        else:
            does = f"This gives `{result}`."
        hows = [self.codes.how.get(stage.operation, "") for stage in stages]
        return " ".join([does, *dict.fromkeys(how for how in hows if how)])

    def helpers(self, code: str) -> list[str]:
        """The helper functions that the code calls."""
        return [source for name, source in self.codes.helpers.items() if re.search(rf"\b{name}\(", code)]

    def made(self, step: Step, takes: str, source: str, result: str, parameter: str, used: list[str]) -> str:
        """The code that makes the variable `result` of what the step makes of the variable `source`."""
        if isinstance(step, Branch):
            return self._branch(step, takes, source, result, parameter, used)
        return self._stage(step, takes, source, result, parameter, used) or self.syntax.declare.format(
            y=result, e=self.expression(step, takes, source, parameter)
        )

    def expression(self, step: Step, takes: str, source: str, parameter: str) -> str:
        """The step as one expression; empty if it takes statements."""
        if isinstance(step, Branch) or "{y}" in self.codes.operations[step.operation]:
            return ""
        return self._filled(step, takes, source, "", parameter, "")

    def _stage(self, step: Stage, takes: str, source: str, result: str, parameter: str, used: list[str]) -> str:
        if "{y}" not in self.codes.operations[step.operation]:
            return ""
        temporary = ""
        if step.operation in self.codes.temporary:
            temporary = self.name(unused(self.codes.temporary[step.operation], used))
            used.append(temporary)
        return self._filled(step, takes, source, result, parameter, temporary)

    def _branch(self, step: Branch, takes: str, source: str, result: str, parameter: str, used: list[str]) -> str:
        condition = CONDITIONS[takes][step.condition]
        asked = self.codes.conditions[takes][step.condition].format(
            *self.arguments(condition.kinds, step.arguments, source, parameter), x=source
        )
        blocks = []
        for stage in (step.then, step.otherwise):
            value = self.expression(stage, takes, source, parameter)
            lines = []
            if not value:
                value = self.name(unused(OPERATIONS[stage.operation].result, used))
                used.append(value)
                lines = self._stage(stage, takes, source, value, parameter, used).split("\n")
            blocks.append("\n".join(f"    {line}" for line in (*lines, self.syntax.assign.format(y=result, e=value))))
        start, middle, end = self.syntax.choose
        head = [self.syntax.prepare.format(y=result), start.format(c=asked)]
        return "\n".join([*head, blocks[0], middle, blocks[1], end])

    def _filled(self, step: Stage, takes: str, source: str, result: str, parameter: str, temporary: str) -> str:
        operation = OPERATIONS[step.operation]
        item = source if takes == "int" else _ITEMS[takes]
        arguments = self.arguments(operation.kinds, step.arguments, item, parameter)
        first = arguments[0] if arguments else ""
        number = int(first) if first.isdigit() else None
        return self.codes.operations[step.operation].format(
            *arguments,
            x=source,
            y=result,
            v=item,
            t=temporary,
            after=f"{first} + 1" if number is None else number + 1,
            before=f"({first} - 1)" if number is None else number - 1,
        )

    def arguments(
        self, kinds: tuple[str, ...], arguments: tuple[Argument, ...], item: str, parameter: str
    ) -> list[str]:
        """The arguments as code, with the tests and functions among them applied to `item`."""
        found = []
        for kind, argument in zip(kinds, arguments, strict=True):
            if isinstance(argument, tuple):
                table = table_of(kind) or {}
                inner = self.arguments(table[argument[0]].kinds, argument[1:], item, parameter)
                entries = self.codes.items["number_function" if kind == "number_key" else kind]
                found.append(entries[argument[0]].format(*inner, v=item))
            elif argument == PARAMETER:
                found.append(parameter)
            else:
                found.append(str(argument) if kind in KINDS else f'"{argument}"')
        return found

    def calls(self, calls: list[tuple[str, str]], stream: Stream) -> str:
        style = stream.below(4)
        if style == 0:
            return "\n".join(f"- `{call}` returns `{result}`" for call, result in calls)
        if style == 1:
            return "```\n" + "\n".join(f"> {call}\n{result}" for call, result in calls) + "\n```"
        if style == 2:
            return "\n".join(f"`{call}` gives `{result}`" for call, result in calls)
        return "| Call | Result |\n|---|---|\n" + "\n".join(f"| `{call}` | `{result}` |" for call, result in calls)


@lru_cache(maxsize=256)
def _parts(tongue: OtherTongue, takes: str, steps: tuple[Step, ...], data: str, parameter: str) -> list[Part]:
    found: list[Part] = []
    used = [data, parameter]
    source = data
    for i, step in enumerate(steps):
        stem = "chosen" if isinstance(step, Branch) else OPERATIONS[step.operation].result
        result = tongue.name(unused(stem, used))
        used.append(result)
        value = tongue.expression(step, takes, source, parameter) if i == len(steps) - 1 else ""
        if value:
            code = tongue.syntax.give.format(e=value)
        else:
            code = tongue.made(step, takes, source, result, parameter, used)
            if i == len(steps) - 1:
                code = f"{code}\n{tongue.syntax.give.format(e=result)}"
        found.append(Part(step, code, result))
        source, takes = result, gives(step)
    return found
