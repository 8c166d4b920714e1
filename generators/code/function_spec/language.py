"""The wording of function specifications: stages in English, and the frames that a specification is put into."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from msgspec import Struct

from generators.code.function_spec.items import CONDITIONS, KINDS, PARAMETER, Argument, table_of
from generators.code.function_spec.stages import OPERATIONS
from generators.language.lexicon import in_words
from generators.language.wording import fill
from generators.randomness import Stream

TAKES = {
    "ints": "a possibly empty list of integers",
    "text": "a possibly empty string of lower-case letters (a to z), digits and spaces",
    "words": "a possibly empty list of words, each of one or more lower-case letters",
    "int": "a non-negative integer",
}
SHORT = {"ints": "a list of integers", "text": "a string", "words": "a list of words", "int": "an integer"}
GIVES = {
    "ints": "a list of integers",
    "int": "an integer",
    "text": "a string",
    "styled": "a string",
    "words": "a list of strings",
    "groups": "a list of lists of integers",
    "number_pairs": "a list of tuples of two integers",
    "text_pairs": "a list of tuples of a string and an integer",
    "number_counts": "a dictionary with integers as keys and as values",
    "text_counts": "a dictionary from strings to integers",
    "maybe": "an integer or None",
    "span": "a tuple of two integers, or None",
    "two": "a tuple of two integers",
}
TYPES = {
    "ints": "list[int]",
    "int": "int",
    "text": "str",
    "styled": "str",
    "words": "list[str]",
    "groups": "list[list[int]]",
    "number_pairs": "list[tuple[int, int]]",
    "text_pairs": "list[tuple[str, int]]",
    "number_counts": "dict[int, int]",
    "text_counts": "dict[str, int]",
    "maybe": "int | None",
    "span": "tuple[int, int] | None",
    "two": "tuple[int, int]",
}


class Stage(Struct, frozen=True, tag="stage"):
    """One operation with its arguments (see `generators.code.function_spec.stages`)."""

    operation: str
    arguments: tuple[Any, ...]


class Branch(Struct, frozen=True, tag="branch"):
    """One of two stages, as a condition on the value decides."""

    condition: str
    arguments: tuple[Any, ...]
    then: Stage
    otherwise: Stage


Step = Stage | Branch


class Facts(NamedTuple):
    """What a frame says of a function: its name, its arguments' names and meaning, its type, steps and examples."""

    function: str
    data: str
    parameter: str
    bounds: tuple[int, int]
    takes: str
    gives: str
    steps: Sequence[Step]
    examples: Sequence[tuple[str, str]]  # the arguments' literals and the result's


class Words(NamedTuple):
    """A test's three verb phrases, its arguments filled in."""

    plural: str
    singular: str
    denied: str


def clause(step: Step, takes: str, parameter: str, wording: int = 0) -> str:
    """The step as a command without a full stop; `wording` picks among an operation's clauses."""
    if isinstance(step, Branch):
        condition = CONDITIONS[takes][step.condition]
        asked = condition.phrase.format(*_phrases(condition.kinds, step.arguments, parameter))
        then, otherwise = (
            " ".join([clause(part, takes, parameter), *(f"({_lower(edge[:-1])})" for edge in edges(part))])
            for part in (step.then, step.otherwise)
        )
        return f"if {asked}, {then}; otherwise, {otherwise}"
    return _clause(step.operation, step.arguments, parameter, wording)


def edges(step: Step) -> list[str]:
    """What is to be said about the step's edge cases, in full sentences; a branch says it in its clauses."""
    edge = "" if isinstance(step, Branch) else OPERATIONS[step.operation].edge
    return [edge] if edge else []


def gives(step: Step) -> str:
    """The type that the step gives."""
    return OPERATIONS[(step.then if isinstance(step, Branch) else step).operation].gives


def specification(facts: Facts, stream: Stream, ending: str) -> tuple[str, str]:
    """The specification in words, and the name of its frame."""
    frame = stream.choice(_NAMES)
    said = _said(facts, stream)
    signature = f"{facts.function}({', '.join(_arguments(facts))})"
    typed = [f"{facts.data}: {TYPES[facts.takes]}"] + ([f"{facts.parameter}: int"] if facts.parameter else [])
    header = f"def {facts.function}({', '.join(typed)}) -> {TYPES[facts.gives]}:"
    given = f"`{facts.data}` is {TAKES[facts.takes]}"
    if facts.parameter:
        given += f", and `{facts.parameter}` is an integer from {facts.bounds[0]} to {facts.bounds[1]}"
    numbered = "\n".join(f"{i}. {line}" for i, line in enumerate(said, 1))
    slots = {
        "name": f"`{facts.function}`",
        "bare_name": facts.function,
        "signature": f"`{signature}`",
        "header": f"```python\n{header[:-1]}\n```",
        "stub": _stub(header, numbered, facts) if frame == "stub" else "",
        "given": given,
        "data": f"`{facts.data}`",
        "noun": facts.data.replace("_", " "),
        "takes": SHORT[facts.takes],
        "gives": GIVES[facts.gives],
        "count": in_words(len(said)),
        "numbered": numbered,
        "bullets": "\n".join(f"- {line}" for line in said),
        "prose": _prose(said, stream),
        "table": "| Stage | What it does |\n|---|---|\n"
        + "\n".join(f"| {i} | {line} |" for i, line in enumerate(said, 1)),
        "examples": _examples(facts, stream),
        "ending": ending,
    }
    return fill(_FRAMES[frame], stream, slots), frame


_FRAMES = {
    "stub": "[Complete the function below|Fill in the body of this function]. {given}; the result is {gives}. "
    "Each step of the docstring works on the outcome of the step before.\n\n{stub}\n\n{ending}",
    "prose": "Write a [Python ||]function {signature} that [works as follows|does the following]. {given}. {prose} "
    "[Return what you end up with|The outcome is the return value], {gives}.\n\n[For example:|Some calls to show "
    "what is meant:]\n{examples}\n\n{ending}",
    "steps": "[Implement|Program|Code] {signature}. {given}.\n\nStarting from {data}, [carry out these {count} steps "
    "in order|perform the following {count} steps one after another], each on the result of the one before:\n\n"
    "{numbered}\n\nReturn the result of the last step ({gives}).\n\nExamples:\n{examples}\n\n{ending}",
    "story": "As [an analyst|a researcher|the maintainer of a small web service|a teacher|a hobby programmer], I want "
    "a function {name} that I can hand my {noun} to, so that I no longer have to do the work by hand.\n\nWhat I "
    "do by hand today is this: {prose} What I have then is {gives}, and that is what I want back.\n\nI will call it "
    "as {signature}, where {given}.\n\n[Cases that I have worked out myself:|From my notes:]\n{examples}\n\n{ending}",
    "table": "A [data ||small ]pipeline consists of {count} stages, and each stage takes the output of the stage "
    "before it:\n\n{table}\n\nThe input of stage 1 is {data}, and the output of the last stage is {gives}. Write it as "
    "one function {signature}, where {given}.\n\n[Examples:|What comes out for some inputs:]\n{examples}\n\n{ending}",
    "examples_first": "[Look at these calls first:|Here is what the function that I need returns:]\n{examples}\n\nThe "
    "rule behind them: {prose} The result, {gives}, is returned.\n\nWrite this function {signature}. {given}.\n\n"
    "{ending}",
    "signature_first": "{header}\n\n[Implement the function with this signature.|This is the signature; the body is "
    "up to you.] {given}.\n\nBehaviour, stage by stage:\n{bullets}\n\nThe stages build on each other in the order "
    "given, and the value after the last one is returned.\n\nExamples:\n{examples}\n\n{ending}",
    "ticket": "**Issue:** {name} is missing\n\n**Description**\nOther modules already call {signature}, but nobody has "
    "written it yet. {given}. {prose}\n\n**Acceptance criteria**\n- It returns {gives}.\n- [No input that fits the "
    "description makes it fail.|It never raises an exception on such input.]\n- The calls below give the results "
    "shown.\n\n{examples}\n\n{ending}",
    "data_sheet": "Function: {name}\nInput: {given}\nOutput: {gives}\nProcessing, each line on the outcome of the line "
    "before:\n{numbered}\n\nCheck values:\n{examples}\n\n[Please implement it.|Write the function.] {ending}",
    "message": "Hi! [Could you write me a little Python function for my {noun}?|I need a little Python function for my "
    "{noun}.] It should be called {name} "
    "and be used as {signature}; {given}. {prose} Just return that in the end; it should be {gives}.\n\nTo be sure "
    "that we mean the same thing:\n{examples}\n\n[Thanks!|Thank you!] {ending}",
    "lost_source": "The source of {name} was lost, but its changelog tells how the function grew. At first it returned "
    "its argument {data} as it was; each entry below added one step that works on the result so far.\n\n{numbered}\n\n"
    "Rewrite {signature} as it stands after the last entry, when it returns {gives}. {given}.\n\nRecorded calls:\n"
    "{examples}\n\n{ending}",
    "exam": "Exercise. {given}. Define {signature} so that it returns {gives}, obtained from {data} by these "
    "operations in turn:\n{bullets}\n\n[Test your solution on:|Your function has to agree with these values:]\n"
    "{examples}\n\n{ending}",
}
_NAMES = tuple(_FRAMES)


@lru_cache(maxsize=65536)
def _clause(name: str, arguments: tuple[Argument, ...], parameter: str, wording: int) -> str:
    operation = OPERATIONS[name]
    pattern = operation.clauses[wording % len(operation.clauses)]
    return pattern.format(*_phrases(operation.kinds, arguments, parameter))


def _phrases(kinds: tuple[str, ...], arguments: tuple[Argument, ...], parameter: str) -> list[Any]:
    return [_phrase(kind, argument, parameter) for kind, argument in zip(kinds, arguments, strict=True)]


def _phrase(kind: str, argument: Argument, parameter: str) -> Any:
    if isinstance(argument, tuple):
        entry = (table_of(kind) or {})[argument[0]]
        inner = _phrases(entry.kinds, argument[1:], parameter)
        if hasattr(entry, "phrase"):
            return entry.phrase.format(*inner)
        return Words(*(text.format(*inner) for text in (entry.plural, entry.singular, entry.denied)))
    if argument == PARAMETER:
        return f"`{parameter}`"
    return str(argument) if kind in KINDS else repr(argument)


def _said(facts: Facts, stream: Stream) -> list[str]:
    """Every step as a sentence, with the sentences on its edge cases after it."""
    lines = []
    takes = facts.takes
    for step in facts.steps:
        text = clause(step, takes, facts.parameter, stream.below(6))
        lines.append(" ".join([f"{text[0].upper()}{text[1:]}.", *edges(step)]))
        takes = gives(step)
    return lines


_OPENINGS = (
    (
        ("First,", "To begin with,", "Start like this:"),
        ("Then", "Next,", "After that,"),
        ("Finally,", "Last of all,", "In the end,"),
    ),
    (("Step one:", "One:"), ("the next step:", "then:"), ("the last step:", "at last:")),
)  # fmt: skip


def _prose(said: list[str], stream: Stream) -> str:
    first, middle, last = _OPENINGS[0 if stream.chance(4, 5) else 1]
    used = stream.shuffled(middle)
    text = [f"{stream.choice(first)} {_lower(said[0])}"]
    text += [f"{used[i % len(used)]} {_lower(line)}" for i, line in enumerate(said[1:-1])]
    text.append(f"{stream.choice(last)} {_lower(said[-1])}")
    return " ".join(text)


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _arguments(facts: Facts) -> list[str]:
    return [facts.data, facts.parameter] if facts.parameter else [facts.data]


def _examples(facts: Facts, stream: Stream) -> str:
    calls = [(f"{facts.function}({arguments})", result) for arguments, result in facts.examples]
    style = stream.below(4)
    if style == 0:
        return "\n".join(f"- `{call}` returns `{result}`" for call, result in calls)
    if style == 1:
        return "```\n" + "\n".join(f">>> {call}\n{result}" for call, result in calls) + "\n```"
    if style == 2:
        return "\n".join(f"`{call} == {result}`" for call, result in calls)
    return "| Call | Result |\n|---|---|\n" + "\n".join(f"| `{call}` | `{result}` |" for call, result in calls)


_LONG_LINE = re.compile(r"(.{1,88})(?:\s+|$)")


def _stub(header: str, numbered: str, facts: Facts) -> str:
    lines = []
    for line in numbered.split("\n"):
        first, *more = _LONG_LINE.findall(line)
        lines += [first, *(f"   {rest}" for rest in more)]
    shown = [text for arguments, result in facts.examples for text in (f">>> {facts.function}({arguments})", result)]
    body = "\n".join(f"    {line}" if line else "" for line in (*lines, "", *shown))
    summary = f'"""Return {GIVES[facts.gives]}, made in {in_words(len(facts.steps))} steps.'
    return f'```python\n{header}\n    {summary}\n\n{body}\n    """\n```'
