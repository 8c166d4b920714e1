"""The wording of library tasks: the frames that a function's steps are put into."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from generators.code.calls import calls_shown
from generators.code.pipelines.steps import lowered, prose
from generators.language.lexicon import in_words
from generators.language.wording import fill
from generators.randomness import Stream


class Facts(NamedTuple):
    """What a frame says of a function: its name, arguments with their annotations and what they are, its result with
    its annotation, its steps as sentences, the modules that help, and calls with their results."""

    function: str
    arguments: Sequence[str]
    types: Sequence[str]
    given: str
    gives: str
    returns: str
    lines: Sequence[str]
    modules: Sequence[str]
    examples: Sequence[tuple[str, str]]


def specification(facts: Facts, stream: Stream, ending: str, level: int) -> tuple[str, str]:
    """The specification in words, and the name of its frame."""
    frame = stream.choice(_NAMES)
    typed = ", ".join(f"{name}: {kind}" for name, kind in zip(facts.arguments, facts.types, strict=True))
    header = f"def {facts.function}({typed}) -> {facts.returns}:"
    numbered = "\n".join(f"{i}. {line}" for i, line in enumerate(facts.lines, 1))
    slots = {
        "name": f"`{facts.function}`",
        "signature": f"`{facts.function}({', '.join(facts.arguments)})`",
        "header": f"```python\n{header}\n    ...\n```",
        "given": facts.given,
        "gives": facts.gives,
        "count": in_words(len(facts.lines)),
        "numbered": numbered,
        "bullets": "\n".join(f"- {line}" for line in facts.lines),
        "prose": prose(facts.lines, stream),
        "plain": _plainly(facts.lines, stream),
        "examples": calls_shown(list(facts.examples), stream),
        "hint": _hint(facts.modules, stream) if level == 1 else "",
        "ending": ending,
    }
    return fill(_FRAMES[frame], stream, slots).replace("\n\n\n", "\n\n"), frame


def _plainly(lines: Sequence[str], stream: Stream) -> str:
    """The steps as sentences with little between them."""
    joints = stream.shuffled(("Then", "After that,", "Next,"))
    return " ".join([lines[0], *(f"{joints[i % 3]} {lowered(line)}" for i, line in enumerate(lines[1:]))])


def _hint(modules: Sequence[str], stream: Stream) -> str:
    if not modules or stream.chance(1, 3):
        return ""
    named = " and ".join(f"`{module}`" for module in modules)
    several = "s" if len(modules) > 1 else ""
    return stream.choice(
        (
            f"\n\nHint: the standard module{several} {named} can help.",
            f"\n\nA look at the standard library ({named}) saves work.",
            f"\n\n(Python's {named} {'have' if several else 'has'} what you need.)",
        )
    )


_FRAMES = {
    "plain": "Write a [Python |]function {signature}. {given}.\n\n{plain} Return the result, {gives}.{hint}\n\n"
    "{examples}\n\n{ending}",
    "steps": "[Implement|Program|Write] {signature} in Python. {given}.\n\n{numbered}\n\n[Each step works on the "
    "result of the one before|Every step takes what the step before it gave]; return the last result, {gives}.{hint}"
    "\n\nExamples:\n{examples}\n\n{ending}",
    "header": "{header}\n\n[Fill in this function.|Complete this function.] {given}. {prose} The outcome is {gives}."
    "{hint}\n\n{examples}\n\n{ending}",
    "examples first": "{examples}\n\nThese calls show what [the function|a function called] {name} is to do. {given}. "
    "{plain} That is the return value: {gives}.{hint}\n\n[Write the function.|Write {signature}.] {ending}",
    "need": "[I need|For a small script I need|My colleagues ask for] a Python function {signature}. {given}.\n\n"
    "[What it does: |It works like this: ]{prose} It returns {gives}.{hint}\n\n[For instance:|Some values:]\n"
    "{examples}\n\n{ending}",
    "sheet": "Function: {signature}\nInput: {given}.\nOutput: {gives}\n[Rule|Procedure]:\n{numbered}{hint}\n\n"
    "[Check values|Examples]:\n{examples}\n\n{ending}",
    "ticket": "### {name}\n\n[Please add this function to our tools.|This helper is still missing.] It is called as "
    "{signature}; {given}.\n\n{bullets}\n\nThe bullets apply in this order, each to the outcome of the one above, and "
    "the function returns the last outcome: {gives}.{hint}\n\n{examples}\n\n{ending}",
    "replace": "Someone has so far done the following by hand: {prose} The result was always {gives}. Write the "
    "function {signature} that does [it instead|the same]. {given}.{hint}\n\n{examples}\n\n{ending}",
    "exercise": "Exercise: [define|write] {signature}. {given}. The result is {gives}, worked out as follows.\n\n"
    "{numbered}\n\nEvery line after the first refers to the outcome of the line "
    "before.{hint}\n\n{examples}\n\n{ending}",
    "review": "[In a code review|At a team meeting] it was agreed that {name} should behave as in this description: "
    "{prose} It returns {gives}. {given}.{hint}\n\nAgreed examples:\n{examples}\n\nWrite {signature}. {ending}",
}
_NAMES = tuple(_FRAMES)
