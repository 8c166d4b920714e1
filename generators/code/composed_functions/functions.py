"""Chains of functions, each of which uses the one before: what they are, what they do, and their code."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec import Struct

from generators.code.composed_functions.kinds import given, list_of, noun
from generators.code.composed_functions.uses import USES, folded
from generators.code.pipelines.items import NUMBER_TESTS, governed, resolved
from generators.code.pipelines.mutants import runner, small
from generators.code.pipelines.programs import code_of, codes, returned, unused
from generators.code.pipelines.stages import OPERATIONS
from generators.code.pipelines.steps import Branch, Stage, Step, gives as step_gives, phrases


class Call(Struct, frozen=True, tag="call"):
    """A step that uses the function before (see `generators.code.composed_functions.uses`)."""

    use: str
    arguments: tuple[Any, ...]


class Function(Struct, frozen=True):
    """A function of the chain: its name, its arguments' names (`parameter` is empty when there is none) and the range
    of the parameter, the types of its arguments and its result, its steps, and the test on a number that turns its
    result into a yes or no. `item` is what one item of its first argument is called."""

    name: str
    data: tuple[str, ...]
    item: str
    parameter: str
    bounds: tuple[int, int]
    takes: tuple[str, ...]
    gives: str
    steps: tuple[Call | Stage | Branch, ...]
    question: tuple[Any, ...] | None = None


class Blown(Exception):
    """A value that no test should hold."""


Callee = Callable[[Any], Any]


def call_runner(call: Call, callee: Callee, kind: str) -> Callable[..., Any]:
    """The call as a function of the arguments worked on and, as its last argument, the parameter. `kind` is the type
    that the function used takes."""
    use, arguments = USES[call.use], call.arguments
    run: Callable[..., Any] = partial(folded, empty="" if kind == "text" else []) if call.use == "fold" else use.run
    if governed(arguments):
        return lambda *given: run(callee, *given[:-1], *resolved(use.kinds, arguments, given[-1]))
    fixed = resolved(use.kinds, arguments, None)
    return lambda *given: run(callee, *given[:-1], *fixed)


def compiled(function: Function, callee: Callee | None, kind: str) -> Callable[..., Any]:
    """The function's meaning; `callee` is that of the function it uses, which takes the type `kind`. Raises `Blown`
    where a value gets too large to be written down."""
    walk = stepwise(function, callee, kind)
    return lambda *arguments: walk(*arguments)[-1]


def stepwise(function: Function, callee: Callee | None, kind: str) -> Callable[..., list[Any]]:
    """Like `compiled`, with the value after every step."""
    runs: list[Callable[..., Any]] = []
    takes = function.takes[0]
    for step in function.steps:
        if isinstance(step, Call):
            assert callee is not None
            runs.append(call_runner(step, callee, kind))
        else:
            runs.append(runner(step, takes))
        takes = given_by(step, kind)
    test = None if function.question is None else test_of(function.question)
    parameters = 1 if function.parameter else 0

    def walk(*arguments: Any) -> list[Any]:
        setting = arguments[-1] if parameters else None
        values = [runs[0](*arguments[: len(arguments) - parameters], setting)]
        for then in runs[1:]:
            values.append(then(values[-1], setting))
        if not small(values[-1]):
            raise Blown
        return values if test is None else [*values, test(values[-1])]

    return walk


def meanings(functions: tuple[Function, ...]) -> list[Callable[..., Any]]:
    """What the functions of a chain do, in order."""
    found: list[Callable[..., Any]] = []
    for i, function in enumerate(functions):
        found.append(compiled(function, found[-1] if i else None, functions[i - 1].takes[0] if i else ""))
    return found


def test_of(question: tuple[Any, ...]) -> Callable[[int], bool]:
    """The test on a number that a question names with its arguments."""
    entry = NUMBER_TESTS[question[0]]
    return entry.make(*resolved(entry.kinds, question[1:], None))


def given_by(step: Call | Step, kind: str) -> str:
    """The type that a step gives, where the function used takes the type `kind`."""
    if not isinstance(step, Call):
        return step_gives(step)
    gives = USES[step.use].gives
    match gives:
        case "item":
            return kind
        case "rows":
            return list_of(kind)
        case "maybe" | "groups" | "pair":
            return f"{gives}:{kind}"
    return gives


# English


def call_clause(call: Call, function: Function, callee: Function, wording: int) -> tuple[str, str]:
    """The call as a command without a full stop, and the sentence on its edge cases; `wording` picks a clause."""
    use = USES[call.use]
    kind = callee.takes[0]
    part = {"text": "character", "ints": "number", "words": "word"}.get(kind, noun(kind.removeprefix("list:")))
    words = {
        "f": f"`{callee.name}`", "x": f"`{function.data[0]}`", "z": f"`{function.data[-1]}`", "item": noun(kind),
        "items": noun(kind, plural=True), "Items": noun(kind, plural=True).capitalize(), "part": part,
        "parts": f"{part}s",
    }  # fmt: skip
    pattern = use.clauses[wording % len(use.clauses)]
    return pattern.format(*phrases(use.kinds, call.arguments, function.parameter), **words), use.edge.format(**words)


def question_clause(question: tuple[Any, ...]) -> str:
    """The question on the number that the steps give, as a command."""
    (words,) = phrases(("number_test",), (question,), "")
    return f"return True if this number {words.singular}, and False if not"


# Code


class Piece(Struct, frozen=True):
    """A step of a function with its code; the last piece's code ends in the return. `step` is None for the question."""

    step: Call | Stage | Branch | None
    code: str
    result: str


def pieces(function: Function, callee: Function | None) -> list[Piece]:
    """The function's steps as code, in order."""
    found: list[Piece] = []
    used = [*function.data, function.parameter, function.item]
    source, takes = function.data[0], function.takes[0]
    kind = callee.takes[0] if callee else ""
    for i, step in enumerate(function.steps):
        result = unused(_stem(step), used)
        used.append(result)
        if isinstance(step, Call):
            assert callee is not None
            code = _call_code(step, source, result, function, callee)
        else:
            code = code_of(step, takes, source, result, function.parameter)
        if i == len(function.steps) - 1 and function.question is None:
            code = _returned(code, result)
        found.append(Piece(step, code, result))
        source, takes = result, given_by(step, kind)
    if function.question is not None:
        (asked,) = codes(("number_test",), (function.question,), source, "")
        found.append(Piece(None, f"return {asked}", ""))
    return found


def _returned(code: str, result: str) -> str:
    *before, last = code.split("\n")
    if last.startswith(f"{result} = ") and not any(result in line for line in before):
        return "\n".join([*before, returned(last, result)])
    return returned(code, result)


def _stem(step: Call | Step) -> str:
    if isinstance(step, Branch):
        return "chosen"
    return USES[step.use].result if isinstance(step, Call) else OPERATIONS[step.operation].result


def _call_code(call: Call, source: str, result: str, function: Function, callee: Function) -> str:
    use = USES[call.use]
    words = {
        "f": callee.name, "x": source, "z": function.data[-1], "v": function.item,
        "empty": '""' if callee.takes[0] == "text" else "[]",
    }  # fmt: skip
    asked = use.asks.format(**words)
    return use.code.format(*codes(use.kinds, call.arguments, asked, function.parameter), y=result, **words)


def program(functions: tuple[Function, ...]) -> str:
    """The source of all functions of a chain."""
    found = []
    for i, function in enumerate(functions):
        arguments = ", ".join([*function.data, *([function.parameter] if function.parameter else [])])
        takes = " and ".join(map(given, function.takes))
        lines = [f"def {function.name}({arguments}):", f'    """Take {takes} and return {given(function.gives)}."""']
        for piece in pieces(function, functions[i - 1] if i else None):
            lines += [f"    {line}" for line in piece.code.split("\n")]
        found.append("\n".join(lines) + "\n")
    return "\n\n".join(found)
