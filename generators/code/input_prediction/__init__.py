"""For which input does this function return that value? Small programs to be run backwards.

A program is a chain of stages with known inverses (see `stages`), so that the value asked for can be traced back stage
by stage. Where that leaves a choice every choice is right: a checker runs the program on whatever is given.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from generators.code.input_prediction import numbers, scalars, texts
from generators.code.input_prediction.language import asked, retraced
from generators.code.input_prediction.stages import EXACT, OPEN, SINGLE, STAGES, Stage, Undone, names_in
from generators.code.mini_python import Block, Event, Stopped, Style, run, written
from generators.code.output_prediction.language import traced
from generators.code.tagged import literal_text, tagged, untagged
from generators.family import Family, Impossible, Wording
from generators.language.instructions import answer_line
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Literal
from schemas.checks import Check, Witness

Chain = list[tuple[Stage, dict[str, int]]]
_KINDS = (numbers, scalars, texts)  # importing them is what fills STAGES


class Inverse(Struct, frozen=True):
    """A program as data, the spelling of its names, its way of being written, its stages with their constants, what it
    is to return and arguments for which it does, both in tagged JSON, and how many steps that call takes."""

    takes: str
    parameters: tuple[str, ...]
    block: tuple[Any, ...]
    names: dict[str, str]
    function: str
    style: tuple[str, bool]
    stages: tuple[tuple[str, dict[str, int]], ...]
    expected: Any
    arguments: list[Any]
    steps: int


# level: how many stages, and how many items or letters the input has
_LEVELS = {1: ((1,), (3, 5)), 2: ((2, 3), (4, 6)), 3: ((4, 5), (5, 8))}
_TAKES = {"numbers": 6, "text": 4, "number": 3, "pair": 2}
_TYPES = {"numbers": "list[int]", "text": "str", "number": "int", "pair": "tuple[int, int]"}
_SAID = {"numbers": "a list of integers", "text": "a string", "number": "an integer", "k": "an integer"}


@register
class InputPrediction(Family[Inverse]):
    """Find arguments for which a program returns a given value; any are right."""

    name = "code/input_prediction"
    version = 1
    title = "An input for which a small program returns a given value"
    levels = {
        1: "one stage to be undone",
        2: "two or three stages to be undone, one after another",
        3: "four or five stages to be undone, one after another",
    }
    tags = ("code", "execution", "search")

    def sample(self, stream: Stream, level: int) -> Inverse:
        for _ in range(300):
            found = _drawn(stream, level)
            if found is not None:
                return found
        raise Impossible("no program that can be run backwards in 300 attempts")

    def phrase(self, instance: Inverse, stream: Stream, language: str) -> Wording:
        names = [instance.names[name] for name in instance.parameters]
        kinds = ["number"] * 2 if instance.takes == "pair" else [instance.takes, "k"][: len(names)]
        said = [(name, _SAID[kind]) for name, kind in zip(names, kinds, strict=True)]
        form = f"the tuple ({', '.join(names)})" if len(names) > 1 else f"a literal for {names[0]}"
        value = literal_text(instance.expected)
        return Wording(*asked(instance.function, _source(instance), said, value, stream, answer_line(stream, form)))

    def check(self, instance: Inverse) -> Check:
        several = len(instance.parameters) > 1
        return Witness(
            answer=Literal(),
            gold=_gold(instance),
            source=_source(instance),
            entry=instance.function,
            takes=f"tuple[{_TYPES[instance.takes]}, int]" if "$k" in instance.parameters else _TYPES[instance.takes],
            expected=instance.expected,
            parameters=2 if several else 1,
        )

    def reference(self, instance: Inverse, stream: Stream) -> str:
        chain = [(STAGES[name], constants) for name, constants in instance.stages]
        ways = _undone(chain, untagged(instance.expected))
        assert ways is not None
        parts, forward = [], [literal_text(instance.expected)]
        for place, (way, (stage, constants)) in enumerate(zip(ways, reversed(chain), strict=True), 1):
            before = _before(instance, len(chain) - place, way)
            parts.append((stage.how.format(**constants), before, way.lines))
            forward.append(repr(way.value))
        if ways[0].key is not None:
            forward[-1] = _gold(instance)
        lines = retraced(parts, literal_text(instance.expected), stream)
        if len(chain) > 1:
            lines.append(f"Check, going forward: {' -> '.join(forward[::-1])}.")
        else:
            lines += ["Check:", *_trace(instance, stream)]
        return "\n".join([*lines, f"Answer: {_gold(instance)}"])

    def canonical(self, instance: Inverse) -> Any:
        return [instance.parameters, instance.block, instance.expected]

    def measures(self, instance: Inverse) -> dict[str, int]:
        lines = _source(instance).count("\n")
        return {"stages": len(instance.stages), "executed_steps": instance.steps, "lines": lines}


# Drawing.


def _drawn(stream: Stream, level: int) -> Inverse | None:
    """A program whose value on a random input can be traced back, or None where the attempt failed."""
    counts, sizes = _LEVELS[level]
    takes = stream.weighted(tuple(_TAKES), tuple(_TAKES.values()))
    chain = _chain(stream, takes, stream.choice(counts))
    if chain is None:
        return None
    parameters = ("$x", "$y") if takes == "pair" else ("$v0", "$k") if chain[-1][0].keyed else ("$v0",)
    block = _block(chain)
    try:
        expected = run(parameters, block, _input(stream, takes, sizes, len(parameters)), 400).value
    except Stopped:
        return None
    if not _fit(expected) or _dull(expected):
        return None
    ways = _undone(chain, expected)
    if ways is None:
        return None
    arguments = _arguments(takes, ways)
    try:
        outcome = run(parameters, block, arguments, 2000)
    except Stopped:
        return None
    if outcome.value != expected:
        return None  # a gap in a stage's inverse is to cost a draw, and no more
    if not all(_fit(way.value) and not _dull(way.value) for way in ways) or _easy(
        stream, takes, sizes, parameters, block, expected, arguments
    ):
        return None
    names = _named(stream, takes, chain, block)
    found = Inverse(
        takes,
        parameters,
        block,
        names,
        stream.choice(_FUNCTIONS),
        (stream.choice(("'", '"')), stream.chance(3, 4)),
        tuple((stage.name, constants) for stage, constants in chain),
        tagged(expected),
        [tagged(argument) for argument in arguments],
        outcome.steps,
    )
    shown = f"{_source(found)} {expected!r}"
    visible = any(repr(argument).strip("'") in shown for argument in arguments if len(repr(argument)) > 1)
    return None if visible else found


def _chain(stream: Stream, takes: str, count: int) -> Chain | None:
    """So many stages, each at most once, that can be undone one after another; None where the types lead nowhere."""
    chain: Chain = []
    open_at = stream.weighted((0, count - 1, -1), (4, 4, 2 if count > 1 else 8))
    for place in range(count):
        last = place == count - 1
        inverses = (OPEN,) if place == open_at else (EXACT,) if place < open_at else (EXACT, SINGLE)
        fitting = [
            stage
            for stage in STAGES.values()
            if stage.takes == takes
            and stage.inverse in inverses
            and (last or (stage.gives in _GOES_ON and not stage.keyed))
            and not any(stage.name == other.name or stage.made == other.made != () for other, _ in chain)
        ]
        if not fitting:
            return None
        stage = stream.choice(fitting)
        chain.append((stage, {name: _constant(stream, *bounds) for name, bounds in stage.constants.items()}))
        takes = stage.gives
    return chain


_GOES_ON = ("numbers", "text", "string", "number", "pair")


def _constant(stream: Stream, low: int, high: int, step: int = 1) -> int:
    return low + step * stream.below((high - low) // step + 1)


def _block(chain: Chain) -> Block:
    """The whole program: the stages one after another, and what is returned."""
    statements: list[Any] = []
    for place, (stage, constants) in enumerate(chain):
        statements += stage.block(f"$v{place}", f"$v{place + 1}", constants)
    last, name = statements[-1], f"$v{len(chain)}"
    if chain[-1][0].gives == "pair":
        statements.append(("return", ("tuple", ("name", "$x"), ("name", "$y"))))
    elif last[:2] == ("set", name):
        statements[-1] = ("return", last[2])
    else:
        statements.append(("return", ("name", name)))
    return tuple(statements)


def _input(stream: Stream, takes: str, sizes: tuple[int, int], count: int) -> list[Any]:
    """Random arguments."""
    size = stream.integer(*sizes)
    key = [stream.integer(2, 5)] if count > 1 else []
    if takes == "numbers":
        low, high = stream.choice(((0, 9), (1, 20), (-9, 9), (3, 30)))
        return [[stream.integer(low, high) for _ in range(size)], *key]
    if takes == "text":
        letters = stream.choice(("abcdefghijklmnopqrstuvwxyz", "aabcdeeghiilmnoprstu", "abce"))
        return ["".join([stream.choice(letters) for _ in range(size + 1)]), *key]
    if takes == "pair":
        return [stream.integer(5, 90), stream.integer(2, 30)]
    return [stream.integer(10, 400), *key]


def _fit(value: Any) -> bool:
    """Whether a value is fit to be worked with by hand, and says something."""
    if isinstance(value, int):
        return 1 < abs(value) < 5000
    if isinstance(value, str):
        return 2 < len(value) <= 24 and value.isprintable()
    if isinstance(value, dict):
        return 1 < len(value) <= 8
    parts = [part for part in value if not isinstance(part, int)]
    if parts:
        return all(_fit(part) for part in parts)
    return 1 < len(value) <= 16 and any(value) and all(abs(item) < 1000 for item in value)


def _dull(value: Any) -> bool:
    """Whether a list or a text is the same item over and over."""
    return isinstance(value, list | str) and len(set(value)) == 1


def _undone(chain: Chain, value: Any) -> list[Undone] | None:
    """What came before each stage, from the last stage to the first; None where a stage has no easy way back."""
    ways: list[Undone] = []
    for stage, constants in reversed(chain):
        way = stage.undo(value, **constants)
        if way is None:
            return None
        ways.append(way)
        value = way.value
    return ways


def _arguments(takes: str, ways: list[Undone]) -> list[Any]:
    first = ways[-1].value
    if takes == "pair":
        return list(first)
    return [first] if ways[0].key is None else [first, ways[0].key]


def _easy(
    stream: Stream,
    takes: str,
    sizes: tuple[int, int],
    parameters: tuple[str, ...],
    block: Block,
    expected: Any,
    arguments: list[Any],
) -> bool:
    """Whether an answer can be had without thought: the result itself, something trivial, or almost anything."""
    tried = [[thing] for thing in _TRIVIAL[takes]]
    if takes == "pair":
        tried = [[a, b] for a in (0, 1) for b in (0, 1, 2)]
        tried.append(list(expected))
    values = [] if takes == "pair" else [expected] if len(parameters) == 1 else list(expected)
    for value in [part for part in values if type(part) is type(arguments[0])]:
        tried.append([value])
        if not isinstance(value, int):
            tried += [[value[::-1]], ["".join(sorted(value)) if isinstance(value, str) else sorted(value)]]
    if len(parameters) == 2 and takes != "pair":
        tried = [[*each, key] for each in tried for key in (0, 1)]
    tried += [_input(stream, takes, sizes, len(parameters)) for _ in range(3)]
    for each in tried:
        try:
            if run(parameters, block, each, 400).value == expected:
                return True
        except Stopped:
            continue
    return False


_TRIVIAL: dict[str, tuple[Any, ...]] = {
    "numbers": ([], [0], [1], [1, 2, 3]), "text": ("", "a", "abc"), "number": (0, 1, 2, 10, 100), "pair": (),
}  # fmt: skip


# Names and text.

_FUNCTIONS = ("f", "g", "run", "mystery", "compute", "process", "puzzle", "solve", "transform", "scan", "walk", "build")
_PARAMETERS = {
    "numbers": ("numbers", "values", "nums", "data", "readings"), "text": ("text", "s", "message", "phrase"),
    "number": ("n", "number", "code", "m"),
}  # fmt: skip
_PAIRS = (("x", "y"), ("a", "b"), ("p", "q"), ("m", "n"))
_LOCALS = {
    "x": ("x", "value", "num", "v", "item"), "c": ("c", "ch", "letter", "char"), "i": ("i", "pos", "idx", "place"),
    "a": ("a", "left", "first"), "b": ("b", "right", "second"), "before": ("before", "previous", "prev"),
    "total": ("total", "acc", "score"), "count": ("count", "rounds", "cnt"), "k": ("k", "key", "size"),
    "left": ("left", "rest", "remaining"),
}  # fmt: skip


def _named(stream: Stream, takes: str, chain: Chain, block: Block) -> dict[str, str]:
    """A spelling for every name that fits what it stands for; no two alike."""
    names: dict[str, str] = {}
    if takes == "pair":
        names["$x"], names["$y"] = stream.choice(_PAIRS)
    else:
        names["$v0"] = stream.choice(_PARAMETERS[takes])
    options = {f"v{place}": stage.made for place, (stage, _) in enumerate(chain, 1) if stage.made}
    for name in sorted(names_in(block)):
        if f"${name}" not in names:
            wanted = options.get(name) or _LOCALS.get(name) or (name,)
            free = [word for word in wanted if word not in names.values()]
            names[f"${name}"] = stream.choice(free) if free else f"{wanted[0]}_{len(names)}"
    return names


def _source(instance: Inverse) -> str:
    names = instance.names
    head = f"def {instance.function}({', '.join([names[name] for name in instance.parameters])}):"
    return "\n".join([head, *written(instance.block, names, Style(*instance.style))]) + "\n"


def _trace(instance: Inverse, stream: Stream) -> list[str]:
    """The call with the answer, pass by pass."""
    events: list[Event] = []
    run(instance.parameters, instance.block, untagged(instance.arguments), instance.steps, events)
    told = dict(zip(instance.parameters, map(literal_text, instance.arguments), strict=True))
    return traced(events, instance.names, Style(*instance.style), told, stream)


def _before(instance: Inverse, place: int, way: Undone) -> str:
    """What was there before the stage at this place, from 0."""
    if instance.takes == "pair" and isinstance(way.value, tuple):
        return " and ".join(
            f"{instance.names[name]} = {value}" for name, value in zip(("$x", "$y"), way.value, strict=True)
        )
    key = f", and {instance.names['$k']} = {way.key}" if way.key is not None else ""
    return f"{instance.names[f'$v{place}']} = {way.value!r}{key}"


def _gold(instance: Inverse) -> str:
    arguments = instance.arguments
    return literal_text(arguments[0] if len(arguments) == 1 else {"t": arguments})
