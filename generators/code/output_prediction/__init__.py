"""What does this function return? Small programs to be followed by hand.

The program is data in `generators.code.mini_python` and its result comes from that module's interpreter, so the
answer is known without handing any text to Python; a checker runs the text.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct

from generators.code.mini_python import Event, Outcome, Stopped, Style, nesting, run, written
from generators.code.output_prediction.language import asked, traced
from generators.code.output_prediction.programs import Drawn, program
from generators.code.tagged import literal_text, tagged
from generators.family import Family, Impossible, Wording
from generators.language.instructions import answer_line
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Literal
from schemas.canonical import json_text
from schemas.checks import Check, Output


class Program(Struct, frozen=True):
    """A program as data, the spelling of its names, its way of being written, the call's arguments in tagged JSON,
    the result's literal text, and how many steps the call takes."""

    parameters: tuple[str, ...]
    block: tuple[Any, ...]
    names: dict[str, str]
    function: str
    style: tuple[str, bool]
    arguments: list[Any]
    result: str
    steps: int


# level: least and most executed steps
_LEVELS = {1: (8, 25), 2: (26, 80), 3: (81, 250)}


@register
class OutputPrediction(Family[Program]):
    """Follow a program by hand; the answer is the literal of what it returns."""

    name = "code/output_prediction"
    version = 1
    title = "The value that a small program returns"
    levels = {
        1: "8 to 25 executed steps",
        2: "26 to 80 executed steps",
        3: "81 to 250 executed steps, loops inside loops, some left early",
    }
    tags = ("code", "execution")

    def sample(self, stream: Stream, level: int) -> Program:
        low, high = _LEVELS[level]
        trivial = stream.chance(1, 12)
        for _ in range(300):
            drawn = program(stream, level)
            if drawn.idle:
                continue
            try:
                outcome = run(drawn.parameters, drawn.block, drawn.arguments, high)
            except Stopped:
                continue
            if low <= outcome.steps and not outcome.unreached and _worthwhile(outcome, drawn, trivial):
                break
        else:
            raise Impossible(f"no program of {low} to {high} steps in 300 attempts")
        return Program(
            drawn.parameters,
            drawn.block,
            _named(stream, drawn),
            stream.choice(_FUNCTIONS),
            (stream.choice(("'", '"')), stream.chance(3, 4)),
            [tagged(argument) for argument in drawn.arguments],
            repr(outcome.value),
            outcome.steps,
        )

    def phrase(self, instance: Program, stream: Stream, language: str) -> Wording:
        parameters = [instance.names[name] for name in instance.parameters]
        arguments = [literal_text(argument) for argument in instance.arguments]
        ending = answer_line(stream, "Python literal")
        return Wording(*asked(instance.function, _source(instance), parameters, arguments, stream, ending))

    def check(self, instance: Program) -> Check:
        return Output(
            answer=Literal(),
            gold=instance.result,
            source=_source(instance),
            entry=instance.function,
            arguments=instance.arguments,
        )

    def reference(self, instance: Program, stream: Stream) -> str:
        events: list[Event] = []
        style = Style(*instance.style)
        arguments = [_plain(argument) for argument in instance.arguments]
        run(instance.parameters, instance.block, arguments, instance.steps, events)
        spelled = map(literal_text, instance.arguments)
        told = dict(zip(instance.parameters, spelled, strict=True))
        lines = traced(events, instance.names, style, told, stream)
        return "\n".join([*lines, f"Answer: {instance.result}"])

    def canonical(self, instance: Program) -> Any:
        order: dict[str, str] = {}
        text = json_text([instance.parameters, instance.block])
        renamed = _NAME.sub(lambda found: order.setdefault(found.group(), f"${len(order)}"), text)
        return [renamed, instance.arguments]

    def measures(self, instance: Program) -> dict[str, int]:
        lines = 1 + len(written(instance.block, instance.names, Style(*instance.style)))
        return {"executed_steps": instance.steps, "lines": lines, "nesting": nesting(instance.block)}


_NAME = re.compile(r"\$[a-z0-9]+")
_FUNCTIONS = ("f", "g", "run", "mystery", "compute", "process", "puzzle", "solve", "transform", "scan", "walk", "build")
# None of these is "answer": a trace that says "answer = 3" would read as a final answer.
_ROLES: dict[str, tuple[str, ...]] = {
    "numbers": ("numbers", "values", "nums", "data", "readings", "xs"),
    "characters": ("text", "s", "message", "line", "phrase"),
    "words": ("words", "tokens", "names", "entries"),
    "code": ("n", "code", "number", "value"),
    "number": ("x", "value", "num", "v", "item"),
    "character": ("c", "ch", "letter", "symbol"),
    "word": ("word", "w", "token", "name"),
    "before": ("a", "left", "previous", "x"),
    "after": ("b", "right", "following", "y"),
    "digit": ("digit", "d", "r", "last"),
    "index": ("i", "pos", "idx", "index"),
    "second_index": ("j", "q", "other", "m"),
    "left": ("left", "lo", "start", "i"),
    "right": ("right", "hi", "end", "j"),
    "queue": ("queue", "work", "pending", "items"),
    "k": ("k", "limit", "step_size", "p", "bound"),
    "total": ("total", "score", "acc", "result", "balance", "amount"),
    "list": ("out", "result", "found", "kept", "seq"),
    "text": ("out", "built", "joined", "chain"),
    "dict": ("counts", "groups", "table", "seen"),
    "step": ("y", "part", "t", "step"),
    "count": ("count", "steps", "times", "cnt"),
    "round": ("_", "turn", "rnd"),
}


def _named(stream: Stream, drawn: Drawn) -> dict[str, str]:
    """A spelling for every name that fits what it stands for; no two alike."""
    names: dict[str, str] = {}
    for name, role in drawn.roles:
        free = [word for word in _ROLES[role] if word not in names.values()]
        names[name] = stream.choice(free) if free else f"{role}_{len(names)}"
    return names


def _worthwhile(outcome: Outcome, drawn: Drawn, trivial: bool) -> bool:
    """Whether the result is short enough to write and, unless asked for, neither trivial nor the argument again."""
    value = outcome.value
    if len(repr(value)) > 100 or (isinstance(value, list | tuple | dict) and len(value) > 14):
        return False
    if trivial:
        return True
    if isinstance(value, bool):
        return True
    return bool(value) and value != 1 and value not in drawn.arguments


def _plain(argument: Any) -> Any:
    return list(argument) if isinstance(argument, list) else argument


def _source(instance: Program) -> str:
    names = instance.names
    head = f"def {instance.function}({', '.join([names[name] for name in instance.parameters])}):"
    return "\n".join([head, *written(instance.block, names, Style(*instance.style))]) + "\n"
