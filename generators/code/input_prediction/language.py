"""The wording of input prediction: frames for the question, and the way back told stage by stage."""

from __future__ import annotations

from collections.abc import Sequence

from generators.language.lexicon import listed
from generators.language.wording import fill
from generators.randomness import Stream


def asked(
    function: str, source: str, parameters: Sequence[tuple[str, str]], value: str, stream: Stream, ending: str
) -> tuple[str, str]:
    """The question in words, and the name of its frame. The parameters come with what they are."""
    frame = stream.choice(tuple(_FRAMES))
    kinds = listed([f"`{name}` is {kind}" for name, kind in parameters])
    if [kind for _, kind in parameters] == ["an integer"] * 2:
        kinds = f"{listed([f'`{name}`' for name, _ in parameters])} are integers"
    several = len(parameters) > 1
    blanks = ", ".join(["?"] * len(parameters))
    slots = {
        "code": f"```python\n{source}```",
        "bare_code": source.rstrip("\n"),
        "name": f"`{function}`",
        "blank_call": f"{function}({blanks})",
        "star_call": f"{function}(*ARGUMENTS)" if several else f"{function}(ARGUMENT)",
        "place": "ARGUMENTS" if several else "ARGUMENT",
        "call": f"`{function}({', '.join([name for name, _ in parameters])})`",
        "value": f"`{value}`",
        "bare_value": value,
        "kinds": kinds,
        "argument": "arguments" if several else "an argument",
        "which": "arguments" if several else "argument",
        "them": "them" if several else "it",
        "many": stream.choice(_MANY[several]),
        "ending": ending,
    }
    return fill(_FRAMES[frame], stream, slots), frame


_MANY = (
    (
        "Any argument that does is right.", "If several do, give one of them.", "One is enough, whichever it is.",
        "There may be more than one; any will do.",
    ),
    (
        "Any arguments that do are right.", "If there are several possibilities, give one.",
        "One pair is enough, whichever it is.", "There may be more than one such pair; any will do.",
    ),
)  # fmt: skip

_FRAMES = {
    "direct": "[Find|Give] {argument} for which {name} returns {value}, where {kinds}. {many}\n\n{code}\n\n{ending}",
    "code first": "{code}\n\n[Here|In this function] {kinds}. [What has to be passed in|With what must it be called] "
    "so that {value} [comes out|is returned]? {many}\n\n{ending}",
    "test": "[A test of {name} lacks its input|Somebody lost the input of this test of "
    "{name}]:\n\n```python\n{bare_code}\n\n\ndef test_it():\n    assert {star_call} == {bare_value}\n```\n\n[What "
    "can stand|Which literal can be written] in place of {place} [so that the test passes|for the assertion to "
    "hold], if {kinds}? {many}\n\n{ending}",
    "log": "A log says that {name} returned {value}, but not what it had been called with. It is known that {kinds}. "
    "[Reconstruct|Work out] {argument} that would explain the entry. {many}\n\n{code}\n\n{ending}",
    "session": "{code}\n\nIn an interactive session this was seen:\n\n```\n>>> "
    "{blank_call}\n{bare_value}\n```\n\nWhat can have stood where [there is a question mark now|the input is "
    "missing], given that {kinds}? {many}\n\n{ending}",
    "backwards": "[Run this function backwards|Turn this function round]: its result is {value}. Here {kinds}. "
    "[Which input leads there|From which input does it come]? {many}\n\n{code}\n\n{ending}",
    "equation": "Solve {call} == {value}, where {kinds} and {name} is defined [by|as follows:]\n\n{code}\n\n{many} "
    "{ending}",
    "fuzzing": "A tester [wants|needs] an input that makes {name} return exactly {value}. [Note that|Here] {kinds}. "
    "{many}\n\n{code}\n\n{ending}",
    "exam": "Exercise. Read the function and find {argument} with the result {value}.\n\n{code}\n\n[Note that|Here] "
    "{kinds}. {many}\n\n{ending}",
    "lock": "A lock opens when {name} returns {value}. With which input does it open, if {kinds}? "
    "{many}\n\n{code}\n\n{ending}",
    "documentation": "The documentation of {name} wants one example whose result is {value}.\n\n{code}\n\nSupply the "
    "{which} for it; {kinds}. {many}\n\n{ending}",
    "target": "Target value: {value}\n\n{code}\n\n[Choose|Pick] an input of {name} for which the target is returned. "
    "{many} Note that {kinds}.\n\n{ending}",
}


def retraced(parts: Sequence[tuple[str, str, Sequence[str]]], result: str, stream: Stream) -> list[str]:
    """The way back: for every stage from the last to the first what it did, the calculations, the value before it."""
    lines = [stream.choice((
        f"Work backwards from the result {result}.", f"The result is {result}; undo the code from its end.",
        f"Start from {result} and go back through the code.",
    ))]  # fmt: skip
    for number, (how, before, steps) in enumerate(parts, 1):
        lines.append(f"{number}. {how}" if len(parts) > 1 else how)
        if steps:
            lines.append(f"   {'; '.join(steps)}.")
        lines.append(f"   So {before}.")
    return lines
