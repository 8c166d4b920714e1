"""The wording of problems that ask for functions that use each other, and of their worked solutions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from generators.code.calls import calls_shown
from generators.code.composed_functions.functions import Call, Function, call_clause, given_by, question_clause
from generators.code.composed_functions.kinds import annotation, given, taken
from generators.code.pipelines.steps import clause, edges, prose
from generators.language.lexicon import in_words, listed
from generators.language.wording import fill, sentence_case
from generators.randomness import Stream


class Shown(NamedTuple):
    """A function of the chain as a frame shows it: its steps as sentences, and its calls and results as text."""

    function: Function
    lines: list[str]
    calls: list[tuple[str, str]]


def sentences(function: Function, callee: Function | None, stream: Stream) -> list[str]:
    """Every step of the function as a command, with the sentences on its edge cases after it."""
    lines = []
    takes, kind = function.takes[0], callee.takes[0] if callee else ""
    for step in function.steps:
        if isinstance(step, Call):
            assert callee is not None
            text, edge = call_clause(step, function, callee, stream.below(6))
            said = [edge] if edge else []
        else:
            text, said = clause(step, takes, function.parameter, stream.below(6)), edges(step)
        lines.append(" ".join([f"{text[0].upper()}{text[1:]}.", *said]))
        takes = given_by(step, kind)
    if function.question is not None:
        text = question_clause(function.question)
        lines.append(f"{text[0].upper()}{text[1:]}.")
    return lines


def specification(shown: Sequence[Shown], stream: Stream, ending: str) -> tuple[str, str]:
    """The problem in words, and the name of its frame."""
    name = stream.choice(_NAMES)
    frame = _FRAMES[name]
    parts = []
    for i, each in enumerate(shown):
        pattern = frame.first if i == 0 else frame.later
        slots = _slots(each, shown[i - 1].function if i else None, i, stream)
        parts.append(slots["stub"] if frame.code else fill(pattern, stream, slots))
    if frame.main_first:
        parts.reverse()
    slots = {
        "count": in_words(len(shown)),
        "parts": frame.between.join(parts),
        "names": listed([f"`{each.function.name}`" for each in shown]),
        "main": f"`{shown[-1].function.name}`",
        "examples": calls_shown([call for each in shown for call in each.calls], stream),
        "ending": ending,
    }
    return fill(frame.whole, stream, slots), name


class _Frame(NamedTuple):
    whole: str
    first: str
    later: str
    between: str = "\n\n"
    main_first: bool = False
    code: bool = False


_EXAMPLES = "[Examples:|Some calls and what they return:|Your program has to agree with these calls:]\n{examples}"
_FRAMES = {
    "helper_then_more": _Frame(
        "{parts}\n\n" + _EXAMPLES + "\n\n{ending}",
        "Write a [Python ||helper ]function {signature}. {given}. {prose} {closing}",
        "[Then|With its help,|Now] write {signature}, which uses {helper}. {given}. {prose} {closing}",
    ),
    "numbered": _Frame(
        "[Write|Program|Implement] {count} functions; each but the first [builds on|calls] the one before it.\n\n"
        "{parts}\n\n" + _EXAMPLES + "\n\n{ending}",
        "**{signature}**\n{given}.\n{numbered}\nThe result is {gives}.",
        "**{signature}**, by means of {helper}\n{given}.\n{numbered}\nThe result is {gives}.",
    ),
    "exam": _Frame(
        "Exercise. [Solve all parts in one program.|The parts belong together and make one program.]\n\n{parts}\n\n"
        "[Test your program on:|Values to test with:]\n{examples}\n\n{ending}",
        "({letter}) {given}. Define {signature} so that it returns {gives}, as follows. {prose}",
        "({letter}) {given}. Define {signature} so that it returns {gives}; use {helper} from part ({letter_before}). "
        "{prose}",
    ),
    "stubs": _Frame(
        "Complete [this module|the module below]: [every function still lacks its body|the bodies of its functions are "
        "missing]. The steps in a docstring are to be done in order, each on the result of the one before.\n\n"
        "```python\n{parts}\n```\n\n{ending}",
        "", "", "\n\n\n", code=True,
    ),
    "sheet": _Frame(
        "[Specification of a small module|What the module must contain]\n\n{parts}\n\nCheck values:\n{examples}\n\n"
        "{ending}",
        "Function: {signature}\nInput: {given}\nOutput: {gives}\nRule:\n{bullets}",
        "Function: {signature}\nUses: {helper}\nInput: {given}\nOutput: {gives}\nRule:\n{bullets}",
    ),
    "ticket": _Frame(
        "**Issue:** {names} are missing\n\n{parts}\n\n**Acceptance criteria**\n- The functions work on all input that "
        "fits the description.\n- [A later function calls the one before instead of repeating its work.|No function "
        "repeats the work of the one before: it calls it.]\n- These calls give the results shown.\n\n{examples}\n\n"
        "{ending}",
        "{signature}: {given}. {prose} It returns {gives}.",
        "{signature}, on top of {helper}: {given}. {prose} It returns {gives}.",
    ),
    "main_first": _Frame(
        "[What I need in the end is|My aim is] {main}; [each function below relies on the next one in this list|the "
        "functions are described from the last to the first that it rests on], so you will have to write them all.\n\n"
        "{parts}\n\n" + _EXAMPLES + "\n\n{ending}",
        "- {signature} needs no other function. {given}. {prose} It gives back {gives}.",
        "- {signature} uses {helper}. {given}. {prose} It gives back {gives}.",
        "\n", True,
    ),
    "message": _Frame(
        "Hi! Could you write me {count} little Python functions that work together?\n\n{parts}\n\nTo be sure that we "
        "mean the same thing:\n{examples}\n\n[Thanks!|Thank you!] {ending}",
        "The first one is {signature}, where {given}. {prose} {closing}",
        "The [next one|one after it] is {signature}, where {given}; please let it call {helper}. {prose} {closing}",
    ),
    "examples_first": _Frame(
        "[Look at these calls first:|Here is what the functions that I need return:]\n{examples}\n\n{parts}\n\nWrite "
        "{names}. {ending}",
        "Behind {name} is this rule. {given}. {prose} What comes out is {gives}.",
        "And {name} works with {helper}: {given}. {prose} What comes out is {gives}.",
    ),
    "table": _Frame(
        "| Function | Argument | What it does | Result |\n|---|---|---|---|\n{parts}\n\n[Program the functions of this "
        "table|Write the functions that the table describes]; a function below another one [calls|uses] it.\n\n"
        + _EXAMPLES + "\n\n{ending}",
        "| {signature} | {given} | {joined} | {gives} |",
        "| {signature} | {given} | {joined} | {gives} |",
        "\n",
    ),
    "lost_source": _Frame(
        "The source of a small module was lost; only its documentation is left. [Rewrite the module.|Write it again.]\n"
        "\n{parts}\n\nRecorded calls:\n{examples}\n\n{ending}",
        "### {name}\nCalled as {signature}, where {given}. {prose} {closing}",
        "### {name}\nCalled as {signature}, where {given}. It builds on {helper}. {prose} {closing}",
    ),
}  # fmt: skip
_NAMES = tuple(_FRAMES)


def _slots(shown: Shown, callee: Function | None, place: int, stream: Stream) -> dict[str, Any]:
    function, lines = shown.function, shown.lines
    numbered = "\n".join(f"{i}. {line}" for i, line in enumerate(lines, 1))
    closing = ("Return the result, {}.", "The result, {}, is what the function returns.", "It returns {}.")
    return {
        "name": f"`{function.name}`",
        "signature": f"`{function.name}({', '.join(arguments_of(function))})`",
        "helper": f"`{callee.name}`" if callee else "",
        "given": _given(function),
        "gives": given(function.gives),
        "closing": stream.choice(closing).format(given(function.gives)),
        "prose": prose(lines, stream) if len(lines) > 1 else lines[0],
        "joined": " ".join(lines),
        "numbered": numbered,
        "bullets": "\n".join(f"- {line}" for line in lines),
        "letter": "abc"[place],
        "letter_before": "abc"[place - 1],
        "stub": _stub(shown, numbered),
    }


def arguments_of(function: Function) -> list[str]:
    """The names of the function's arguments."""
    return [*function.data, *([function.parameter] if function.parameter else [])]


def _given(function: Function) -> str:
    if len(function.data) == 1:
        text = f"`{function.data[0]}` is {taken(function.takes[0])}"
    elif function.takes[0] == "int":
        text = f"`{function.data[0]}` and `{function.data[1]}` are integers, which may be negative"
    else:
        text = f"each of `{function.data[0]}` and `{function.data[1]}` is {taken(function.takes[0])}"
    if function.parameter:
        text += f", and `{function.parameter}` is an integer from {function.bounds[0]} to {function.bounds[1]}"
    return text


_LONG_LINE = re.compile(r"(.{1,88})(?:\s+|$)")


def _stub(shown: Shown, numbered: str) -> str:
    function = shown.function
    kinds = [annotation(kind) for kind in function.takes] + (["int"] if function.parameter else [])
    typed = ", ".join(f"{name}: {kind}" for name, kind in zip(arguments_of(function), kinds, strict=True))
    lines = []
    for line in [f"{sentence_case(_given(function))}.", *numbered.split("\n")]:
        first, *more = _LONG_LINE.findall(line)
        lines += [first, *(f"   {rest}" for rest in more)]
    calls = [text for call, result in shown.calls for text in (f">>> {call}", result)]
    body = "\n".join(f"    {line}" if line else "" for line in (*lines, "", *calls))
    summary = f'"""Return {given(function.gives)}.'
    return f'def {function.name}({typed}) -> {annotation(function.gives)}:\n    {summary}\n\n{body}\n    """'


INTRODUCTIONS = (
    "I write the functions in the order in which they need each other, and test each by itself.",
    "The helper comes first, so that what uses it can simply call it.",
    "Each function is small as long as it leaves to the one before what that can do already.",
)
CLOSINGS = (
    "All of it together:",
    "None of the steps fails on empty input. The whole program:",
    "With the functions in this order the program is complete:",
)
