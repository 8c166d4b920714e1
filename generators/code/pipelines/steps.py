"""The steps of a pipeline: which operations there are in it, on values of which types, and what they are in English."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from msgspec import Struct

from generators.code.pipelines.items import CONDITIONS, KINDS, PARAMETER, Argument, table_of
from generators.code.pipelines.stages import OPERATIONS
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
    """One operation with its arguments (see `generators.code.pipelines.stages`)."""

    operation: str
    arguments: tuple[Any, ...]


class Branch(Struct, frozen=True, tag="branch"):
    """One of two stages, as a condition on the value decides."""

    condition: str
    arguments: tuple[Any, ...]
    then: Stage
    otherwise: Stage


Step = Stage | Branch


class Words(NamedTuple):
    """A test's three verb phrases, its arguments filled in."""

    plural: str
    singular: str
    denied: str


def clause(step: Step, takes: str, parameter: str, wording: int = 0) -> str:
    """The step as a command without a full stop; `wording` picks among an operation's clauses."""
    if isinstance(step, Branch):
        condition = CONDITIONS[takes][step.condition]
        asked = condition.phrase.format(*phrases(condition.kinds, step.arguments, parameter))
        then, otherwise = (
            " ".join([clause(part, takes, parameter), *(f"({lowered(edge[:-1])})" for edge in edges(part))])
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


@lru_cache(maxsize=65536)
def _clause(name: str, arguments: tuple[Argument, ...], parameter: str, wording: int) -> str:
    operation = OPERATIONS[name]
    pattern = operation.clauses[wording % len(operation.clauses)]
    return pattern.format(*phrases(operation.kinds, arguments, parameter))


def phrases(kinds: tuple[str, ...], arguments: tuple[Argument, ...], parameter: str) -> list[Any]:
    """The arguments in English; a test is a `Words`."""
    return [_phrase(kind, argument, parameter) for kind, argument in zip(kinds, arguments, strict=True)]


def _phrase(kind: str, argument: Argument, parameter: str) -> Any:
    if isinstance(argument, tuple):
        entry = (table_of(kind) or {})[argument[0]]
        inner = phrases(entry.kinds, argument[1:], parameter)
        if hasattr(entry, "phrase"):
            return entry.phrase.format(*inner)
        return Words(*(text.format(*inner) for text in (entry.plural, entry.singular, entry.denied)))
    if argument == PARAMETER:
        return f"`{parameter}`"
    return str(argument) if kind in KINDS else repr(argument)


def plain(step: Step) -> list[Any]:
    """The step in JSON, without what its types are called."""
    if isinstance(step, Branch):
        return [step.condition, step.arguments, plain(step.then), plain(step.otherwise)]
    return [step.operation, step.arguments]


def said(steps: Sequence[Step], takes: str, parameter: str, stream: Stream) -> list[str]:
    """Every step as a sentence, with the sentences on its edge cases after it."""
    lines = []
    for step in steps:
        text = clause(step, takes, parameter, stream.below(6))
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


def prose(said: Sequence[str], stream: Stream) -> str:
    """Two or more sentences that are commands as one paragraph that says in which order they come."""
    first, middle, last = _OPENINGS[0 if stream.chance(4, 5) else 1]
    used = stream.shuffled(middle)
    text = [f"{stream.choice(first)} {lowered(said[0])}"]
    text += [f"{used[i % len(used)]} {lowered(line)}" for i, line in enumerate(said[1:-1])]
    text.append(f"{stream.choice(last)} {lowered(said[-1])}")
    return " ".join(text)


def lowered(text: str) -> str:
    """The text with its first letter small."""
    return text[0].lower() + text[1:]
