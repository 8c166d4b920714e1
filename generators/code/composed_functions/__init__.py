"""Functions that use each other: a helper from a specification, and functions that solve a larger task with it.

After the self-invoking tasks of HumanEval Pro (Yu et al., 2024). The hidden tests call every function of the chain, and
pin down each of them as those of `generators.code.function_spec` do (see `drawing` for what is asked of them).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generators.code.calls import Case
from generators.code.composed_functions.drawing import Calls, Plan, argument, helper, user
from generators.code.composed_functions.functions import (
    Blown,
    Call,
    Function,
    Piece,
    compiled,
    pieces,
    program,
    stepwise,
)
from generators.code.composed_functions.kinds import list_of
from generators.code.composed_functions.language import (
    CLOSINGS,
    INTRODUCTIONS,
    Shown,
    arguments_of,
    sentences,
    specification,
)
from generators.code.composed_functions.uses import USES
from generators.code.pipelines.programs import Part, mechanism
from generators.code.pipelines.steps import plain
from generators.code.tagged import literal_text, tagged
from generators.family import Family, Impossible, Wording
from generators.language.instructions import code_block
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Program
from schemas.checks import Check, HiddenTests, Test


class Chain(Struct, frozen=True):
    """Functions of which each uses the one before, with the hidden tests and the calls shown of each."""

    functions: tuple[Function, ...]
    cases: tuple[tuple[Case, ...], ...]
    examples: tuple[tuple[Case, ...], ...]


class _Level(Struct, frozen=True):
    """The helper's stages; for each further function its uses of the one before, then its stages; the share, of six,
    of last functions with a parameter; and how rarely a
    use of few variants is to be taken."""

    stages: tuple[int, ...]
    users: tuple[tuple[tuple[int, int], ...], ...]
    parameters: int
    rarity: int


_LEVELS = {
    1: _Level((1, 2, 2), (((1, 0),),), 0, 10),
    2: _Level((2, 3), (((1, 1), (1, 1), (2, 0)),), 3, 3),
    3: _Level((2, 3), (((1, 0), (1, 1), (2, 0)), ((1, 0), (1, 1))), 2, 1),
}


@register
class ComposedFunctions(Family[Chain]):
    """Write a helper and the functions that use it; the answer is a program that passes hidden tests of them all."""

    name = "code/composed_functions"
    version = 1
    title = "Functions that use each other"
    levels = {
        1: "2 functions: a helper of 1 or 2 stages, used once",
        2: "2 functions: a helper of 2 or 3 stages, and 2 steps that use it",
        3: "3 functions, each using the one before; the helper has 2 or 3 stages",
    }
    tags = ("code", "synthesis", "composition")

    def sample(self, stream: Stream, level: int) -> Chain:
        wanted = _LEVELS[level]
        kind = stream.weighted(("ints", "text", "words", "int"), (4, 4, 3, 4 if level > 1 else 2))
        gives = stream.weighted(("int", "bool", "same"), (4, 3, 3))
        for _ in range(60):
            found = _chain(stream, kind, gives, wanted)
            if found is not None:
                return found
        raise Impossible(f"no chain of level {level} from {kind} to {gives} in 60 attempts")

    def phrase(self, instance: Chain, stream: Stream, language: str) -> Wording:
        shown = []
        callee: Function | None = None
        for function, examples in zip(instance.functions, instance.examples, strict=True):
            calls = [(_call(function, case), literal_text(case.expected)) for case in examples]
            shown.append(Shown(function, sentences(function, callee, stream), calls))
            callee = function
        return Wording(*specification(shown, stream, code_block(stream, several=True)))

    def check(self, instance: Chain) -> Check:
        *others, main = instance.functions
        entries = [*(function.name for function in others), None]
        tests = [
            Test(case.arguments, case.expected, entry)
            for entry, cases in zip(entries, instance.cases, strict=True)
            for case in cases
        ]
        return HiddenTests(answer=Program(entry=main.name), gold=program(instance.functions), tests=tuple(tests))

    def reference(self, instance: Chain, stream: Stream) -> str:
        lines = [stream.choice(INTRODUCTIONS)]
        callee: Function | None = None
        runs: list[Callable[..., Any]] = []
        for function, examples in zip(instance.functions, instance.examples, strict=True):
            lines += ["", f"`{function.name}({', '.join(arguments_of(function))})`:"]
            said = sentences(function, callee, stream)
            for number, (sentence, piece) in enumerate(zip(said, pieces(function, callee), strict=True), 1):
                lines.append(f"{number}. {sentence} {_mechanism(piece)}")
            lines += _traced(function, callee, runs[-1] if runs else None, examples[0])
            runs.append(compiled(function, runs[-1] if runs else None, callee.takes[0] if callee else ""))
            callee = function
        return "\n".join([*lines, "", stream.choice(CLOSINGS)]) + f"\n\n```python\n{program(instance.functions)}```"

    def canonical(self, instance: Chain) -> Any:
        return [
            [function.takes, [_plain(step) for step in function.steps], function.question]
            for function in instance.functions
        ]

    def measures(self, instance: Chain) -> dict[str, int]:
        decisions = len(_DECISIONS.findall(re.sub(r'""".*?"""', "", program(instance.functions))))
        steps = sum(len(function.steps) + (function.question is not None) for function in instance.functions)
        return {"functions": len(instance.functions), "steps": steps, "cyclomatic_complexity": 1 + decisions}


_DECISIONS = re.compile(r"\b(?:for|if|while|and|or)\b")
_VERBS = {
    "int": ("score", "rate", "measure", "weigh", "grade", "evaluate", "assess"),
    "bool": ("accept", "allow", "approve", "admit", "pass_on", "recognise"),
    "same": ("rework", "clean", "transform", "refine", "convert", "adapt"),
}
_USER_VERBS = ("review", "handle", "study", "process", "survey", "analyse", "work_through", "summarise", "examine")
_LAST_VERBS = ("report_on", "organise", "audit", "inspect", "evaluate_all", "finish", "settle")
_NOUNS = {
    "int": ("code", "ticket", "amount", "serial"),
    "text": ("message", "line", "note", "caption", "phrase"),
    "ints": ("row", "sample", "track", "series_part"),
    "words": ("page", "topic", "basket", "query"),
}  # fmt: skip
_COLLECTIONS = ("folder", "chapter", "drawer", "section")
_PARAMETERS = ("k", "limit", "setting", "option")


# Drawing


def _chain(stream: Stream, kind: str, gives: str, wanted: _Level) -> Chain | None:
    """A chain of the level whose helper takes `kind`, or None where an attempt failed."""
    noun = stream.choice(_NOUNS[kind])
    name = f"{stream.choice(_VERBS[gives])}_{noun}"
    for _ in range(12):
        made = helper(stream, kind, gives, stream.choice(wanted.stages), (name, noun))
        if made is not None:
            break
    else:
        return None
    function, meaning, calls = made
    functions, meant, cases = [function], [meaning], [calls]
    for place, shapes in enumerate(wanted.users):
        last = place == len(wanted.users) - 1
        parameter = last and stream.below(6) < wanted.parameters
        inputs: dict[tuple[str, ...], list[list[Any]]] = {}
        for _ in range(16):
            uses, stages = stream.choice(shapes)
            plan = Plan(uses, stages, parameter, last, wanted.rarity)
            further = user(stream, functions[-1], meant[-1], plan, inputs)
            if further is not None:
                break
        else:
            return None
        function, meaning, calls = further
        functions.append(_named(stream, function, functions, last))
        meant.append(meaning)
        cases.append(calls)
    examples = [
        _examples(stream, *each, wanted=1 + (i > 0 or gives == "bool"))
        for i, each in enumerate(zip(functions, meant, cases, strict=True))
    ]
    if not all(examples):
        return None
    hidden = [tuple(_case(arguments, result) for arguments, result in each) for each in cases]
    return Chain(tuple(functions), tuple(hidden), tuple(examples))


def _named(stream: Stream, function: Function, before: list[Function], last: bool) -> Function:
    """The function with names that fit what it takes, none of them taken by the functions before."""
    callee = before[-1]
    kind = callee.takes[0]
    item = callee.item if len(before) == 1 else stream.choice(_COLLECTIONS)
    first = function.steps[0]
    assert isinstance(first, Call)
    on = USES[first.use].on
    if on == "range":
        data: tuple[str, ...] = ("low", "high")
    elif on == "start":
        data = ("start",)
    else:
        stem = _plural(item) if function.takes[0] == list_of(kind) else callee.data[0]
        data = (stem, f"other_{stem}")[: len(function.takes)]
    verbs = _LAST_VERBS if last and len(before) > 1 else _USER_VERBS
    noun = _plural(item) if on in ("range", "start") else data[0]
    parameter = stream.choice(_PARAMETERS) if function.parameter else ""
    return replace(function, name=f"{stream.choice(verbs)}_{noun}", data=data, item=item, parameter=parameter)


def _plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("ry") else f"{noun}s"


def _examples(
    stream: Stream, function: Function, meaning: Callable[..., Any], hidden: Calls, wanted: int
) -> tuple[Case, ...]:
    """So many calls, none of them hidden, whose results differ and say something; none if there are not enough."""
    found: list[tuple[list[Any], Any]] = []
    known = [arguments for arguments, _ in hidden]
    for _ in range(8):
        arguments = argument(stream, function)
        if arguments in known:
            continue
        try:
            result = meaning(*arguments)
        except Blown:
            continue
        if not (function.gives != "bool" and _idle(result, arguments)) and all(result != other for _, other in found):
            found.append((arguments, result))
        if len(found) == wanted:
            return tuple(_case(*each) for each in found)
    return ()


def _idle(result: Any, arguments: list[Any]) -> bool:
    """Whether a result says little: it is nothing much, or the argument again."""
    if isinstance(result, list | tuple):
        return not any(result) or result == arguments[0]
    return result in (0, -1, None, "") or result == arguments[0]


def _case(arguments: list[Any], result: Any) -> Case:
    return Case([tagged(each) for each in arguments], tagged(result))


# Writing


def _call(function: Function, case: Case) -> str:
    return f"{function.name}({literal_text(case.arguments)[1:-1]})"


def _mechanism(piece: Piece) -> str:
    """How a piece of code does what its step says."""
    if piece.step is not None and not isinstance(piece.step, Call):
        return mechanism(Part(piece.step, piece.code, piece.result))
    how = USES[piece.step.use].how if piece.step is not None else ""
    does = f"In Python: `{piece.code}`." if "\n" not in piece.code else f"A few lines of code make `{piece.result}`."
    return f"{does} {how}".rstrip()


_MOST_CALLS = 6


def _traced(function: Function, callee: Function | None, meaning: Callable[[Any], Any] | None, case: Case) -> list[str]:
    """The example worked by hand: what the function used gives, if it is not called too often, then every step."""
    seen: dict[str, str] = {}

    def recorded(value: Any) -> Any:
        assert callee is not None and meaning is not None
        result = meaning(value)
        seen[f"{callee.name}({literal_text(tagged(value))})"] = literal_text(tagged(result))
        return result

    walk = stepwise(function, recorded, callee.takes[0] if callee else "")
    *values, last = walk(*case.arguments)  # lists, strings and integers are tagged as themselves
    lines = [f"Check by hand: `{_call(function, case)}`."]
    if len(seen) <= _MOST_CALLS:
        lines += [f"- `{call}` is `{result}`." for call, result in seen.items()]
    lines += [f"- Step {i} gives `{literal_text(tagged(value))}`." for i, value in enumerate(values, 1)]
    return [*lines, f"- The result is `{literal_text(tagged(last))}`."]


def _plain(step: Any) -> list[Any]:
    return ["call", step.use, step.arguments] if isinstance(step, Call) else plain(step)
