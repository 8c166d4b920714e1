"""Two functions over a small domain: do they always return the same? The answer says so, or gives a call on which they
do not.

Which is right is found out by running both on the whole domain. Functions that agree are two programs for one task, or
one program rewritten, now and then with a change that turns out not to matter; those that differ do so on few calls.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any, NamedTuple

from msgspec import Struct

from generators.code.algorithms import TIERS, built, drawn_variant, parameters
from generators.code.bugs import bugs, types_of
from generators.code.equivalence.language import OUTCOME, Told, asked, explained
from generators.code.equivalence.rewriting import rewritten
from generators.code.equivalence.tasks import FORMULAS, FUNCTIONS
from generators.code.mini_python import Block, Stopped, Style, statements, written
from generators.code.mini_python_text import Runner, read_block
from generators.code.tagged import tagged, untagged
from generators.family import Family, Impossible, Wording
from generators.language.instructions import answer_line
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Literal, Outcome
from schemas.canonical import json_text
from schemas.checks import Check, Difference


class Pair(Struct, frozen=True):
    """Two bodies of a function of the `parameters`, with the spelling of all names; each parameter's domain in words
    and its values in tagged JSON; the simplest call on which they differ (none where they agree), on how many they do,
    and why they agree, if that can be said in a sentence."""

    level: int
    function: str
    parameters: tuple[str, ...]
    types: tuple[str, ...]
    first: tuple[Any, ...]
    second: tuple[Any, ...]
    names: dict[str, str]
    about: tuple[str, ...]
    domain: tuple[tuple[Any, ...], ...]
    counterexample: tuple[Any, ...]
    differing: int
    why: str


# level: the share, in hundredths, of the calls on which functions that differ may do so
_MOST_DIFFERING = {1: 60, 2: 40, 3: 20}


@register
class Equivalence(Family[Pair]):
    """Are two functions the same on a domain? The answer is "equivalent" or a counterexample."""

    name = "code/equivalence"
    kin = "code/bug_repair"
    version = 2
    title = "Whether two functions agree on a small domain"
    levels = {
        1: "two formulas in one or two numbers, which differ on up to 60 % of the calls if they do",
        2: "two functions of up to 8 statements, with loops, which differ on up to 40 % of the calls if they do",
        3: "two functions of 5 to 16 statements that look nearly alike and differ on up to 20 % of the calls if at all",
    }
    tags = ("code", "equivalence")

    def sample(self, stream: Stream, level: int) -> Pair:
        same = stream.chance(1, 2)
        for _ in range(120):
            drawn = _from_library(stream, same) if level == 3 else _from_task(stream, level, same)
            if drawn is None:
                continue
            calls = prod([len(each.values) for each in drawn.domain])
            differing = _compared(drawn, 0 if same else _MOST_DIFFERING[level] * calls // 100)
            if differing is None or bool(differing) is same:
                continue
            return _pair(drawn, differing, level, stream)
        raise Impossible("no two functions in 120 attempts")

    def phrase(self, instance: Pair, stream: Stream, language: str) -> Wording:
        told = Told(
            instance.function,
            (_source(instance, instance.first), _source(instance, instance.second)),
            tuple([instance.names[each] for each in instance.parameters]),
            instance.about,
        )
        form = "argument" if len(instance.parameters) == 1 else "tuple of arguments"
        return Wording(*asked(told, stream, answer_line(stream, f"{form} | {OUTCOME}")))

    def check(self, instance: Pair) -> Check:
        return Difference(
            answer=Outcome(Literal(), (OUTCOME,)),
            gold=_gold(instance),
            source=_source(instance, instance.first),
            other=_source(instance, instance.second),
            entry=instance.function,
            domain=instance.domain,
        )

    def reference(self, instance: Pair, stream: Stream) -> str:
        text = explained(
            instance.function,
            instance.parameters,
            (instance.first, instance.second),
            instance.names,
            [[untagged(value) for value in each] for each in instance.domain],
            [untagged(each) for each in instance.counterexample],
            instance.why,
            stream,
        )
        return f"{text}\nAnswer: {_gold(instance)}"

    def canonical(self, instance: Pair) -> Any:
        bodies = sorted(_plain(instance, each) for each in (instance.first, instance.second))
        return [bodies, instance.domain]

    def measures(self, instance: Pair) -> dict[str, int]:
        return {
            "calls": prod(map(len, instance.domain)),
            "differing_calls": instance.differing,
            "statements": sum(1 for each in (instance.first, instance.second) for _ in statements(each)),
        }


class _Domain(NamedTuple):
    """A parameter's values, in words and as they are, and its type."""

    about: str
    values: list[Any]
    type: str


class _Drawn(NamedTuple):
    """Two programs before it is known whether they agree."""

    parameters: tuple[str, ...]
    first: Block
    second: Block
    domain: list[_Domain]
    why: str


def _from_task(stream: Stream, level: int, same: bool) -> _Drawn | None:
    task = stream.choice(FORMULAS if level == 1 else FUNCTIONS)
    constants = {name: stream.integer(*bounds) for name, bounds in task.constants.items()}
    first, second = stream.sample(task.right, 2)
    if not same and stream.chance(4, 5):
        second = stream.choice(task.near)
    bodies = [_body(text, tuple(constants.items()), level == 1) for text in (first, second)]
    parameters = tuple([f"${each}" for each in task.parameters])
    domain = [_domain(kind, stream) for kind in task.domains]
    if not same and second in task.right:
        example = [each.values[-1] for each in domain]
        changed = _changed(bodies[1], parameters, example, stream)
        if changed is None:
            return None
        bodies[1] = changed
    bodies = [rewritten(each, stream, 4) for each in stream.shuffled(bodies)]
    why = _CONSTANT.sub(lambda found: str(constants.get(found[0], found[0])), task.why)
    return _Drawn(parameters, bodies[0], bodies[1], domain, why)


_CONSTANT = re.compile(r"\b[KM]\b")


@lru_cache(maxsize=4096)
def _body(text: str, constants: tuple[tuple[str, int], ...], formula: bool) -> Block:
    values = dict(constants)

    def number(found: re.Match[str]) -> str:
        value = values[found[0]]
        return f"({value})" if value < 0 else str(value)

    return read_block(_CONSTANT.sub(number, f"return {text}" if formula else text))


def _changed(block: Block, parameters: tuple[str, ...], call: list[Any], stream: Stream) -> Block | None:
    """The program with one bug."""
    runner = Runner(500)
    try:
        runner.function(parameters, block)(call)
    except Stopped:
        return None
    found = list(bugs(block, parameters, types_of(runner.environment)))
    return stream.choice(found).block if found else None


_LIBRARY = {
    tier: tuple(
        algorithm.name for algorithm in TIERS[tier]
        if len(algorithm.parameters) == 1 and algorithm.parameters[0].draw in ("numbers", "text", (0, 500))
    )
    for tier in (1, 2)
}  # fmt: skip


def _from_library(stream: Stream, same: bool) -> _Drawn | None:
    """An algorithm of the library against itself rewritten; with one bug if they are to differ, and sometimes with one
    that does not matter on the domain."""
    tier = stream.choice((1, 2, 2))
    variant = drawn_variant(stream, tier, _LIBRARY[tier])
    block = built(variant).block
    (parameter,) = parameters(variant)
    domain = _numbers_near(block, stream) if parameter.draw == "numbers" else (
        _domain("text", stream) if parameter.draw == "text" else _domain("long", stream)
    )  # fmt: skip
    names = (f"${parameter.name}",)
    second = block
    why = ""
    if not same or stream.chance(1, 2):
        changed = _changed(block, names, [domain.values[-1]], stream)
        if changed is None:
            return None
        second = changed
    elif same:
        why = _REWRITTEN
    bodies = [rewritten(each, stream, 4) for each in stream.shuffled([block, second])]
    if bodies[0] == bodies[1]:
        return None
    return _Drawn(names, bodies[0], bodies[1], [domain], why)


_REWRITTEN = (
    "the one is the other written differently: comparisons are turned round, branches are exchanged under "
    "the opposite "
    "condition, factors are exchanged, or a counting loop is written in another way, and none of this changes a result"
)


# Domains


def _lists(values: list[int], longest: int) -> list[Any]:
    return [list(each) for size in range(longest + 1) for each in product(values, repeat=size)]


def _texts(letters: str, longest: int) -> list[str]:
    return ["".join(each) for size in range(longest + 1) for each in product(letters, repeat=size)]


def _domain(kind: str, stream: Stream) -> _Domain:
    if kind == "list":
        values = sorted(stream.sample(range(-3, 6), 3))
        longest = stream.integer(3, 4)
        return _list_domain(values, longest)
    if kind == "text":
        letters = stream.choice(("ab", "abc", "abx", "ab1", "ab ", "aby"))
        longest = 5 if len(letters) == 2 else 4
        shown = ", ".join(f"`'{letter}'`" for letter in letters[:-1]) + f" and `'{letters[-1]}'`"
        return _Domain(
            f"a string of at most {longest} characters, each of them one of {shown}", _texts(letters, longest), "str"
        )
    low, high = {
        "int": (-stream.integer(9, 20), stream.integer(9, 20)),
        "small": (-stream.integer(4, 6), stream.integer(4, 6)),
        "count": (0, stream.integer(10, 40)),
        "long": (0, stream.integer(60, 200)),
        "positive": (1, stream.integer(7, 14)),
        "divisor": (1, stream.integer(3, 6)),
        "turn": (0, stream.integer(3, 6)),
    }[kind]
    return _Domain(f"an integer from {low} to {high}", list(range(low, high + 1)), "int")


def _list_domain(values: list[int], longest: int) -> _Domain:
    shown = ", ".join(map(str, values[:-1])) + f" and {values[-1]}"
    about = f"a list of at most {longest} integers, each of them one of {shown}"
    return _Domain(about, _lists(values, longest), "list[int]")


def _numbers_near(block: Block, stream: Stream) -> _Domain:
    """Short lists of numbers at the program's own constants, where a slip shows if at all."""
    constants = sorted({value for value in _constants(block) if abs(value) <= 40} or {2})
    chosen = {stream.choice(constants) + stream.integer(-1, 1)}
    while len(chosen) < 4:
        chosen.add(stream.choice(constants) + stream.integer(-1, 1) if stream.chance(1, 2) else stream.integer(-5, 9))
    return _list_domain(sorted(chosen), 3)


def _constants(node: Any) -> list[int]:
    if not isinstance(node, tuple) or not node:
        return []
    if node[0] == "lit":
        return [node[1]] if type(node[1]) is int else []
    return [value for each in node for value in _constants(each)]


# Comparing


def _compared(drawn: _Drawn, most: int) -> list[tuple[Any, ...]] | None:
    """The calls on which the functions differ; None where these are more than `most`, where one of the functions fails
    on some call, and where a result is nearly constant."""
    runner = Runner(400)
    first = runner.function(drawn.parameters, drawn.first)
    second = runner.function(drawn.parameters, drawn.second)
    calls = list(product(*[each.values for each in drawn.domain]))
    differing, results = [], []
    try:
        for call in calls:
            one, other = first(call), second(call)
            results.append(one)
            if type(one) is not type(other) or one != other:
                differing.append(call)
                if len(differing) > most:
                    return None
    except Stopped:
        return None
    # A function that nearly always returns the same would hardly be a question.
    if results.count(results[0]) > 0.9 * len(results) or results.count(results[-1]) > 0.9 * len(results):
        return None
    return differing


_FUNCTIONS = ("f", "g", "solve", "compute", "work", "evaluate", "process", "run")


def _pair(drawn: _Drawn, differing: list[tuple[Any, ...]], level: int, stream: Stream) -> Pair:
    names = {
        name: name[1:]
        for name in dict.fromkeys(_NAME.findall(json_text([drawn.parameters, drawn.first, drawn.second])))
    }
    best = min(differing, key=lambda call: (len(repr(call)), sum(map(_size, call)), repr(call)), default=())
    return Pair(
        level,
        stream.choice(_FUNCTIONS),
        drawn.parameters,
        tuple([each.type for each in drawn.domain]),
        drawn.first,
        drawn.second,
        names,
        tuple([each.about for each in drawn.domain]),
        tuple([tuple([tagged(value) for value in each.values]) for each in drawn.domain]),
        tuple([tagged(each) for each in best]),
        len(differing),
        drawn.why if not differing else "",
    )


_NAME = re.compile(r"\$[a-z0-9_]+")


def _size(value: Any) -> int:
    return abs(value) if isinstance(value, int) else len(value)


def _gold(instance: Pair) -> str:
    if not instance.counterexample:
        return OUTCOME
    call = tuple([untagged(each) for each in instance.counterexample])
    return repr(call[0] if len(call) == 1 else call)


def _source(instance: Pair, block: Block) -> str:
    typed = [f"{instance.names[n]}: {t}" for n, t in zip(instance.parameters, instance.types, strict=True)]
    head = f"def {instance.function}({', '.join(typed)}):"
    return "\n".join([head, *written(block, instance.names, Style('"', True))]) + "\n"


def _plain(instance: Pair, block: Block) -> list[str]:
    """The body's lines with names of its own."""
    order = {
        name: f"v{i}" for i, name in enumerate(dict.fromkeys([*instance.parameters, *_NAME.findall(json_text(block))]))
    }
    return written(block, order, Style('"', True))
