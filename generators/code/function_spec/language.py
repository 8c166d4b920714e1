"""The wording of function specifications: stages in English, and the frames that a specification is put into."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from generators.code.pipelines.steps import GIVES, SHORT, TAKES, Step, prose, said
from generators.code.pipelines.tongue import Signature, Tongue
from generators.language.lexicon import in_words
from generators.language.wording import fill
from generators.randomness import Stream


class Facts(NamedTuple):
    """What a frame says of a function: its name, its arguments' names and meaning, its type, steps and examples."""

    function: str
    noun: str
    data: str
    parameter: str
    bounds: tuple[int, int]
    takes: str
    gives: str
    steps: Sequence[Step]
    examples: Sequence[tuple[str, str]]  # the arguments' literals and the result's


def specification(facts: Facts, stream: Stream, ending: str, tongue: Tongue) -> tuple[str, str]:
    """The specification in words, and the name of its frame."""
    frame = stream.choice(_NAMES)
    lines = [tongue.worded(line) for line in said(facts.steps, facts.takes, facts.parameter, stream)]
    signature = f"{facts.function}({', '.join(_arguments(facts))})"
    calls = [(f"{facts.function}({given})", result) for given, result in facts.examples]
    given = f"`{facts.data}` is {tongue.worded(TAKES[facts.takes])}"
    if facts.parameter:
        given += f", and `{facts.parameter}` is an integer from {facts.bounds[0]} to {facts.bounds[1]}"
    numbered = "\n".join(f"{i}. {line}" for i, line in enumerate(lines, 1))
    slots = {
        "name": f"`{facts.function}`",
        "bare_name": facts.function,
        "signature": f"`{signature}`",
        "header": f"```{tongue.language}\n{tongue.header(_signature(facts))}\n```",
        "stub": _stub(numbered, facts, calls, tongue) if frame == "stub" else "",
        "given": given,
        "data": f"`{facts.data}`",
        "language": tongue.title,
        "documentation": tongue.documentation,
        "noun": facts.noun,
        "takes": tongue.worded(SHORT[facts.takes]),
        "gives": tongue.worded(GIVES[facts.gives]),
        "count": in_words(len(lines)),
        "numbered": numbered,
        "bullets": "\n".join(f"- {line}" for line in lines),
        "prose": prose(lines, stream),
        "table": "| Stage | What it does |\n|---|---|\n"
        + "\n".join(f"| {i} | {line} |" for i, line in enumerate(lines, 1)),
        "examples": tongue.calls(calls, stream),
        "ending": ending,
    }
    return fill(_FRAMES[frame], stream, slots), frame


_FRAMES = {
    "stub": "[Complete the function below|Fill in the body of this function]. {given}; the result is {gives}. "
    "Each step of the {documentation} works on the outcome of the step before.\n\n{stub}\n\n{ending}",
    "prose": "Write a [{language} ||]function {signature} that [works as follows|does the following]. {given}. {prose} "
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
    "message": "Hi! [Could you write me a little {language} function for my {noun}?|I need a little {language} "
    "function for my {noun}.] It should be called {name} "
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


def _arguments(facts: Facts) -> list[str]:
    return [facts.data, facts.parameter] if facts.parameter else [facts.data]


_LONG_LINE = re.compile(r"(.{1,88})(?:\s+|$)")


def _signature(facts: Facts) -> Signature:
    arguments = ((facts.data, facts.takes), *([(facts.parameter, "int")] if facts.parameter else []))
    return Signature(facts.function, arguments, facts.gives)


def _stub(numbered: str, facts: Facts, calls: list[tuple[str, str]], tongue: Tongue) -> str:
    lines = []
    for line in numbered.split("\n"):
        first, *more = _LONG_LINE.findall(line)
        lines += [first, *(f"   {rest}" for rest in more)]
    summary = f"Return {tongue.worded(GIVES[facts.gives])}, made in {in_words(len(facts.steps))} steps."
    return f"```{tongue.language}\n{tongue.stub(_signature(facts), summary, lines, calls)}\n```"
