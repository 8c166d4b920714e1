"""The wording of programming by example: the class of functions, the calls, and how the right pipeline is found."""

from __future__ import annotations

from typing import Any, NamedTuple

from generators.code.calls import calls_shown
from generators.code.pipelines.programs import mechanism, parts
from generators.code.pipelines.steps import GIVES, SHORT, TAKES, Stage, clause, edges, gives, lowered
from generators.code.program_from_examples.menu import Entry, Example, agrees, stages_of, values_of
from generators.code.tagged import literal_text, tagged
from generators.language.lexicon import listed
from generators.language.wording import fill
from generators.randomness import Stream


class Facts(NamedTuple):
    """What a frame says of a problem."""

    function: str
    data: str
    takes: str
    menu: tuple[Entry, ...]
    most: int
    steps: tuple[Stage, ...]
    shown: list[Example]


_FRAMES = {
    "calls_first": "[Here are some calls of a function and their results:|Look at these "
    "calls:]\n{examples}\n\n{class}\n{menu}\n\nWrite {signature}, where {given}. {beyond} {ending}",
    "class_first": "{class}\n{menu}\n\n[All that is known besides are these calls:|These calls tell "
    "which:]\n{examples}\n\nWrite the function {signature}; {given}. {beyond} {ending}",
    "lost_source": "The source of {name} was lost, but some recorded calls are left:\n{examples}\n\n[The old manual "
    "says this much:|Its author remembers this much:] {class}\n{menu}\n\n[Restore|Write] {signature} again; {given}. "
    "{beyond} {ending}",
    "black_box": "A black box takes {short} and returns {gives}. {class}\n{menu}\n\n[It has been tried "
    "out:|Observed:]\n{examples}\n\nProgram the box as {signature}, where {given}. {beyond} {ending}",
    "exam": "Exercise. Find the function behind these values and define it as "
    "{signature}.\n{examples}\n\n{class}\n{menu}\n\n[Domain:|Its argument:] {given}. {beyond} {ending}",
    "colleague": "A colleague sends you the results of {name} [but not the code|without its code]:\n{examples}\n\nYou "
    "know the tool that it was made with: {class}\n{menu}\n\nWrite {signature} so that it does the same for every "
    "argument; {given}. {beyond} {ending}",
    "game": "Let us play a guessing game. I have a function {name} in mind. {class}\n{menu}\n\nMy function gives:\n"
    "{examples}\n\n[Which one is it?|Can you work it out?] Answer with the code of {signature}, where {given}. "
    "{beyond} {ending}",
    "tests": "The tests of a function are there already, the function is not:\n{examples}\n\n{class}\n{menu}\n\nWrite "
    "{signature}; {given}. [There are further tests that you cannot see.|It is run on other arguments too.] {ending}",
    "sheet": "Function: {signature}\nInput: {given}\nOutput: {gives}\nRule: {class}\n{menu}\n\nKnown "
    "values:\n{examples}\n\n{beyond} {ending}",
    "message": "Hi! I need your help with {name}, which [an old spreadsheet|an old script] computes and nobody "
    "understands. It takes {short}, and {class}\n{menu}\n\nWhat I have seen it do:\n{examples}\n\nCould you write it "
    "as {signature}? To be exact, {given}. {beyond} {ending}",
}
_NAMES = tuple(_FRAMES)
_BEYOND = (
    "It must also be right for arguments that are not shown.",
    "Your function is tested on further arguments.",
    "Other arguments than these are tried as well.",
)


def asked(facts: Facts, stream: Stream, ending: str) -> tuple[str, str]:
    """The problem in words, and the name of its frame."""
    frame = stream.choice(_NAMES)
    calls = [(f"{facts.function}({_text(argument)})", _text(result)) for argument, result in facts.shown]
    slots: dict[str, Any] = {
        "name": f"`{facts.function}`",
        "signature": f"`{facts.function}({facts.data})`",
        "given": f"`{facts.data}` is {TAKES[facts.takes]}",
        "short": SHORT[facts.takes],
        "gives": GIVES[gives(facts.steps[-1])],
        "class": _class(facts, stream),
        "menu": "\n".join(f"- {said(entry, facts.takes, stream.below(6))}" for entry in facts.menu),
        "examples": calls_shown(calls, stream),
        "beyond": stream.choice(_BEYOND),
        "ending": ending,
    }
    return fill(_FRAMES[frame], stream, slots), frame


def _class(facts: Facts, stream: Stream) -> str:
    constant = any(entry.constants for entry in facts.menu)
    name = f"`{facts.function}`"
    if facts.most == 1:
        text = stream.choice((
            f"{name} does exactly one of the following", f"{name} carries out exactly one of these operations",
        ))  # fmt: skip
        return f"{text}, with one fixed constant `c` where there is one:" if constant else f"{text}:"
    number = {2: "one or two", 3: "one, two or three"}[facts.most]
    text = stream.choice((
        f"{name} carries out {number} of the operations below, one after another, each on the result of the one before",
        f"{name} is a chain of {number} of the operations below, in which each works on the result of the one before",
    ))  # fmt: skip
    again = "the same operation may come again"
    text += f"; {again}, each time with a constant `c` of its own." if constant else f"; {again}."
    if any(gives(entry.stage) == "int" for entry in facts.menu):
        text += " An operation that gives a single number can only be the last."
    return text


def said(entry: Entry, kind: str, wording: int = 0) -> str:
    """An entry of the menu in words, with what its constant may be and its edge cases."""
    text = clause(entry.stage, kind, "c", wording)
    if entry.constants:
        text += f", where `c` is {_range(entry.constants)}"
    return " ".join([text, *[f"({lowered(edge[:-1])})" for edge in edges(entry.stage)]])


def _range(constants: tuple[int | str, ...]) -> str:
    if isinstance(constants[0], int):
        return f"a number from {constants[0]} to {constants[-1]}"
    return "one of the letters " + listed([repr(letter) for letter in constants], "or")


def explained(facts: Facts, source: str, stream: Stream) -> str:
    """How the pipeline is found and checked, and the program."""
    lines = [stream.choice(_INTRODUCTIONS)]
    (argument, result), *others = facts.shown
    lines.append(f"I begin with `{_text(argument)}`, which gives `{_text(result)}`.")
    if facts.most == 1:
        lines += [_ruled_out(entry, facts) for entry in facts.menu if facts.steps[0] not in stages_of(entry)]
        lines.append("This one is left:")
    else:
        shorter = "" if facts.most == 2 else ", and no two in a row do"
        lines.append(f"No single operation of the list explains all the calls{shorter}. This chain does:")
    found = parts(facts.takes, facts.steps, facts.data, "")
    values = values_of(facts.steps, facts.takes, argument)
    for number, (part, value) in enumerate(zip(found, values, strict=True), 1):
        text = clause(part.step, facts.takes, "", stream.below(6))
        lines.append(f"{number}. {text[0].upper()}{text[1:]}. That gives `{_text(value)}`. {mechanism(part)}")
    lines.append("The other calls agree:")
    for argument, _ in others:
        chain = [argument, *values_of(facts.steps, facts.takes, argument)]
        lines.append(f"- {' → '.join([f'`{_text(value)}`' for value in chain])}")
    return "\n".join([*lines, "", stream.choice(_CLOSINGS)]) + f"\n\n```python\n{source}```"


def _ruled_out(entry: Entry, facts: Facts) -> str:
    """Why an operation by itself is not the function, by one call where one is enough."""
    text = clause(entry.stage, facts.takes, "c")
    stages = stages_of(entry)
    for argument, result in facts.shown:
        if any(agrees((stage,), facts.takes, [(argument, result)]) for stage in stages):
            continue
        if not entry.constants:
            (value,) = values_of(stages, facts.takes, argument)
            return f"- Not: {text}. From `{_text(argument)}` that makes `{_text(value)}`, not `{_text(result)}`."
        return f"- Not: {text}. No `c` turns `{_text(argument)}` into `{_text(result)}`."
    return f"- Not: {text}. Each `c` fails for one of the calls."


def _text(value: Any) -> str:
    return literal_text(tagged(value))


_INTRODUCTIONS = (
    "I look for what all the calls have in common.",
    "I try the operations of the list on the calls.",
    "The calls have to be explained by the operations of the list.",
)
_CLOSINGS = ("As a program:", "The function:", "Written in Python:")
