"""Functions to be found from calls and their results, within a stated class of pipelines.

Programming by example as in FlashFill (Gulwani, 2011) and DeepCoder (Balog et al., 2017). A problem is offered only if
it is fair: every pipeline of its class that agrees with all calls shown agrees with all hidden tests too, which the
search in `menu` establishes by going through the class.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from msgspec import Struct

from generators.code.calls import Case
from generators.code.pipelines.inputs import SHAPES, drawn_input
from generators.code.pipelines.mutants import Pipeline, killed, small, telling
from generators.code.pipelines.programs import program
from generators.code.pipelines.steps import Stage, gives
from generators.code.program_from_examples.language import Facts, asked, explained
from generators.code.program_from_examples.menu import Class, Entry, Example, agrees, entries, stages_of, values_of
from generators.code.tagged import literal_text, tagged
from generators.family import Family, Impossible, Wording
from generators.language.instructions import code_block
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Program
from schemas.checks import Check, HiddenTests, Test


class Riddle(Struct, frozen=True):
    """A class of pipelines (the type they take, the menu, how many operations at most), one of them, the calls shown
    and hidden, how many pipelines agree with those shown, and the names of the function and its argument."""

    takes: str
    menu: tuple[Entry, ...]
    most: int
    steps: tuple[Stage, ...]
    shown: tuple[Case, ...]
    hidden: tuple[Case, ...]
    agreeing: int
    function: str
    data: str


class _Level(NamedTuple):
    length: int
    menu: int
    choices: int  # operations with their constants put in, at most
    fewest: int  # calls shown
    most: int


_LEVELS = {1: _Level(1, 4, 40, 5, 6), 2: _Level(2, 6, 40, 5, 8), 3: _Level(3, 8, 36, 6, 10)}
_HIDDEN = 16


@register
class ProgramFromExamples(Family[Riddle]):
    """Find the function that calls show; the answer is a program that passes hidden tests."""

    name = "code/program_from_examples"
    version = 1
    title = "Functions found from examples"
    levels = {
        1: "1 operation from a menu of 4",
        2: "2 operations from a menu of 6: hundreds of candidates",
        3: "3 operations from a menu of 8: thousands of candidates",
    }
    tags = ("code", "synthesis", "induction")

    def sample(self, stream: Stream, level: int) -> Riddle:
        wanted = _LEVELS[level]
        kind = stream.weighted(("ints", "text", "words"), (5, 3, 2))
        hidden = [drawn_input(kind, shape, stream) for shape in SHAPES[:_HIDDEN]]
        pool = [value for shape in _SHOWN for value in (drawn_input(kind, shape, stream),) if value not in hidden]
        for _ in range(150):
            menu = _menu(stream, kind, wanted)
            pipeline = _pipeline(stream, kind, menu, wanted.length, hidden)
            if pipeline is None:
                continue
            found = _calls(Class(kind, menu, wanted.length), tuple(pipeline.steps), pipeline, pool, wanted)  # type: ignore[arg-type]
            if found is not None:
                break
        else:
            raise Impossible(f"no class of level {level} over {kind} that its calls decide in 150 attempts")
        shown, agreeing = found
        return Riddle(
            kind,
            menu,
            wanted.length,
            tuple(pipeline.steps),  # type: ignore[arg-type]
            tuple(map(_case, stream.shuffled(shown))),
            tuple(map(_case, zip(hidden, pipeline.columns[-1], strict=True))),
            agreeing,
            stream.choice(_FUNCTIONS),
            stream.choice(_DATA[kind]),
        )

    def phrase(self, instance: Riddle, stream: Stream, language: str) -> Wording:
        return Wording(*asked(_facts(instance), stream, code_block(stream)))

    def check(self, instance: Riddle) -> Check:
        tests = tuple(Test(case.arguments, case.expected) for case in instance.hidden)
        return HiddenTests(answer=Program(entry=instance.function), gold=_source(instance), tests=tests)

    def reference(self, instance: Riddle, stream: Stream) -> str:
        return explained(_facts(instance), _source(instance), stream)

    def canonical(self, instance: Riddle) -> Any:
        menu = sorted(literal_text([entry.stage.operation, repr(entry.stage.arguments)]) for entry in instance.menu)
        shown = sorted(literal_text([*case.arguments, case.expected]) for case in instance.shown)
        return [instance.takes, instance.most, menu, shown]

    def measures(self, instance: Riddle) -> dict[str, int]:
        size = Class(instance.takes, instance.menu, instance.most).size()
        return {"operations": len(instance.steps), "candidates": size, "calls_shown": len(instance.shown)}


_FUNCTIONS = ("f", "g", "mystery", "convert", "rule", "machine", "transform", "secret", "box", "puzzle")
_DATA = {"ints": ("numbers", "values", "xs", "data"), "text": ("text", "s", "line"), "words": ("words", "names", "ws")}
_SHOWN = (
    "medium", "repeats", "medium", "small", "medium", "repeats", "medium", "small", "medium", "long", "pair", "medium",
    "negative", "repeats", "small", "medium",
)  # fmt: skip


def _menu(stream: Stream, kind: str, wanted: _Level) -> tuple[Entry, ...]:
    """Different operations whose constants do not make the class too large to be gone through."""
    left = wanted.choices
    found: list[Entry] = []
    for entry in stream.shuffled(entries(kind)):
        choices = max(1, len(entry.constants))
        if choices + (wanted.menu - len(found) - 1) <= left:
            found.append(entry)
            left -= choices
        if len(found) == wanted.menu:
            break
    return tuple(found)


def _pipeline(stream: Stream, kind: str, menu: tuple[Entry, ...], length: int, data: list[Any]) -> Pipeline | None:
    """A pipeline of the class that the hidden tests pin down, or None where the attempt failed."""
    inner = [entry for entry in menu if gives(entry.stage) == kind]
    if len(inner) < length:
        return None
    chosen = [*stream.sample(inner, length - 1)]
    chosen.append(stream.choice([entry for entry in menu if entry not in chosen]))
    steps = [stream.choice(stages_of(entry)) for entry in chosen]
    columns = [data]
    for i in range(length):
        columns.append([values_of((steps[i],), kind, value)[0] for value in columns[-1]])
        if not telling(columns[-1], data):
            return None
    found = Pipeline([*steps], [kind, *map(gives, steps)], columns, "", [None] * len(data))
    return found if all(map(small, columns[-1])) and killed(found) else None


def _calls(
    whole: Class, steps: tuple[Stage, ...], pipeline: Pipeline, pool: list[Any], wanted: _Level
) -> tuple[list[Example], int] | None:
    """Calls to be shown that decide the hidden tests within the class, and how many pipelines agree with them; None if
    there are no such calls, or a shorter pipeline explains them."""
    candidates = [(value, values_of(steps, whole.kind, value)[-1]) for value in pool]
    telling_most = sorted(candidates, key=lambda each: each[0] == each[1] or not each[1])
    shown = telling_most[: wanted.fewest]
    if not all(small(result) for _, result in shown) or len({repr(result) for _, result in shown}) < len(shown) - 1:
        return None
    shown.sort(key=lambda each: -len(each[1]) if type(each[1]) is not int else -abs(each[1]))
    agreeing = whole.consistent(shown, most=3000)
    if agreeing is None:
        return None
    hidden = list(zip(pipeline.columns[0], pipeline.columns[-1], strict=True))
    rest = telling_most[wanted.fewest :]
    while True:
        wrong = [each for each in agreeing if not agrees(each, whole.kind, hidden)]
        short = [each for each in agreeing if len(each) < len(steps)]
        if not wrong and not short:
            return shown, len(agreeing)
        if len(shown) == wanted.most or not rest:
            return None
        best = max(rest, key=lambda call: sum(not agrees(each, whole.kind, [call]) for each in wrong + short))
        if all(agrees(each, whole.kind, [best]) for each in wrong + short):
            return None
        rest.remove(best)
        shown.append(best)
        agreeing = [each for each in agreeing if agrees(each, whole.kind, [best])]


def _case(call: Example) -> Case:
    return Case([tagged(call[0])], tagged(call[1]))


def _source(instance: Riddle) -> str:
    return program(instance.function, instance.takes, instance.steps, instance.data, "")


def _facts(instance: Riddle) -> Facts:
    # Numbers, strings and lists of them are tagged as themselves.
    shown = [(case.arguments[0], case.expected) for case in instance.shown]
    return Facts(instance.function, instance.data, instance.takes, instance.menu, instance.most, instance.steps, shown)
