"""Programming puzzles: find a value for which a predicate returns True, or see that a small domain holds none.

Any value will do (Schuster, Kalyan, Polozov and Kalai, "Programming Puzzles", 2021): a checker runs the predicate.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from generators.code.predicate import lists, numbers, orders, texts
from generators.code.predicate.kinds import KINDS, Bounds, Data, Kind, Solved, domain, names_used, source, takes
from generators.code.predicate.language import asked, told
from generators.code.tagged import literal_text, tagged, untagged
from generators.family import Family, Impossible, Wording
from generators.language.instructions import answer_line
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Literal, Outcome
from schemas.checks import Check, Witness

_MODULES = (lists, numbers, orders, texts)  # importing them is what fills KINDS
NOTHING = "no such value"


class Puzzle(Struct, frozen=True):
    """A puzzle: its kind, its data in tagged JSON, the names of function and unknown, the value found, also tagged, and
    whether there is one."""

    kind: str
    data: dict[str, Any]
    function: str
    variable: str
    value: Any
    solvable: bool
    steps: tuple[str, ...]


# level: most steps of the solution, and most characters in all of them
_LONGEST = {1: (12, 900), 2: (30, 2_000), 3: (60, 3_500)}
_ATTEMPTS = 400


@register
class Predicate(Family[Puzzle]):
    """Find a value that satisfies a predicate; any that does is right."""

    name = "code/predicate"
    version = 1
    title = "A value for which a predicate holds"
    levels = {
        1: "few data, and a solution or its absence found in at most 12 steps",
        2: "more data, and at most 30 steps",
        3: "the most data, and at most 60 steps, many of them taken back or filling tables",
    }
    tags = ("code", "search", "puzzle")
    twins = (1, 2, 3)

    def sample(self, stream: Stream, level: int) -> Puzzle:
        return _sampled(stream, level, twin=False)

    def sample_twin(self, stream: Stream, level: int) -> Puzzle:
        return _sampled(stream, level, twin=True)

    def phrase(self, instance: Puzzle, stream: Stream, language: str) -> Wording:
        form = f"a literal for {instance.variable}" + (f" | {NOTHING}" if _bounds(instance) else "")
        kind = KINDS[instance.kind]
        text, frame = asked(
            instance.function, instance.variable, _source(instance), takes(kind.predicate), _bounds(instance), stream,
            answer_line(stream, form),
        )  # fmt: skip
        return Wording(text, f"{instance.kind}/{frame}")

    def check(self, instance: Puzzle) -> Check:
        bounds = _bounds(instance)
        return Witness(
            answer=Outcome(Literal(), (NOTHING,)) if bounds else Literal(),
            gold=_gold(instance),
            source=_source(instance),
            entry=instance.function,
            takes=takes(KINDS[instance.kind].predicate),
            expected=True,
            numbers=bounds.numbers if bounds else None,
            sizes=bounds.sizes if bounds else (),
        )

    def reference(self, instance: Puzzle, stream: Stream) -> str:
        lines = told(instance.variable, instance.steps, _gold(instance), instance.solvable, stream)
        return "\n".join([*lines, f"Answer: {_gold(instance)}"])

    def canonical(self, instance: Puzzle) -> Any:
        return [instance.kind, instance.data]

    def measures(self, instance: Puzzle) -> dict[str, int]:
        return {
            "steps": len(instance.steps),
            "data": _leaves(instance.data),
            "calculations": sum(step.count(" = ") + step.count(", ") + 1 for step in instance.steps),
        }


def _sampled(stream: Stream, level: int, *, twin: bool) -> Puzzle:
    kinds = [kind for kind in KINDS.values() if level in kind.levels and (kind.bounds or not twin)]
    kind = stream.weighted(kinds, [each.levels[level] for each in kinds])
    for _ in range(_ATTEMPTS):
        data = kind.drawn(stream, level, twin)
        solved = kind.solved(**data) if data is not None else None
        if data is None or solved is None or (solved.value is None) is not twin or _too_long(solved.steps, level):
            continue
        if not _sound(kind, data, solved):
            continue
        function, variable = _names(stream, kind)
        return Puzzle(
            kind.name,
            {name: tagged(value) for name, value in data.items()},
            function,
            variable,
            None if twin else tagged(solved.value),
            not twin,
            tuple(solved.steps),
        )
    raise Impossible(f"no puzzle of the kind {kind.name} in {_ATTEMPTS} attempts")


def _too_long(steps: list[str], level: int) -> bool:
    most_steps, most_characters = _LONGEST[level]
    return len(steps) > most_steps or sum(map(len, steps)) > most_characters


def _sound(kind: Kind, data: Data, solved: Solved) -> bool:
    """Whether the value is a solution, neither trivial nor to be read off, or there is none in all the domain."""
    type_text = takes(kind.predicate)
    bounds = kind.bounds(data) if kind.bounds else None
    if solved.value is None:
        assert bounds is not None
        return not any(kind.holds(value, data) for value in domain(type_text, bounds))
    if not kind.holds(solved.value, data) or (bounds and not _inside(solved.value, bounds)):
        return False
    shown = repr(data)
    if len(repr(solved.value)) > 2 and repr(solved.value).strip("'") in shown:
        return False
    return not any(kind.holds(value, data) for value in _TRIVIAL.get(type_text, _TRIVIAL["tuple"]))


def _inside(value: Any, bounds: Bounds) -> bool:
    numbers = [value] if isinstance(value, int) else value
    sized = not isinstance(value, list) or bounds.sizes[0][0] <= len(value) <= bounds.sizes[0][1]
    return sized and all(bounds.numbers[0] <= number <= bounds.numbers[1] for number in numbers)


_TRIVIAL: dict[str, tuple[Any, ...]] = {
    "int": (-1, 0, 1, 2, 10, 100, 1000),
    "str": ("", "a", "abc", "()", "0", "1"),
    "list[int]": (
        [], [0], [1], *[list(range(size)) for size in range(2, 9)], *[list(range(size))[::-1] for size in range(2, 9)],
        *[[0] * size for size in range(2, 9)], *[[0, 1] * (size // 2) + [0] * (size % 2) for size in range(2, 9)],
    ),
    "list[str]": ([], [""], ["A", "B"]),
    "list[list[int]]": ([], [[]], [[0, 0], [0, 0]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]]),
    "tuple": ((0, 0), (1, 1), (1, 2), (0, 0, 0), (1, 1, 1), (1, 2, 3)),
}  # fmt: skip

_FUNCTIONS = ("sat", "sat", "check", "holds", "accepts", "is_valid", "f", "test")
_VARIABLES = {
    "int": ("x", "n", "number", "k"), "str": ("s", "text", "word", "t"), "list[int]": ("xs", "items", "numbers", "v"),
    "list[str]": ("route", "path", "places"), "list[list[int]]": ("rows", "grid", "table"),
}  # fmt: skip


def _names(stream: Stream, kind: Kind) -> tuple[str, str]:
    """Names for function and unknown that the predicate's text does not use otherwise."""
    taken = names_used(kind.predicate)
    functions = [name for name in _FUNCTIONS if name not in taken]
    variables = _VARIABLES.get(takes(kind.predicate), ("x", "pair", "t", "v"))
    function = stream.choice(functions)
    return function, stream.choice([name for name in variables if name not in taken])


def _bounds(instance: Puzzle) -> Bounds | None:
    bounds = KINDS[instance.kind].bounds
    return bounds(_data(instance)) if bounds else None


def _data(instance: Puzzle) -> Data:
    return {name: untagged(value) for name, value in instance.data.items()}


def _source(instance: Puzzle) -> str:
    return source(KINDS[instance.kind].predicate, _data(instance), instance.function, instance.variable)


def _gold(instance: Puzzle) -> str:
    return literal_text(instance.value) if instance.solvable else NOTHING


def _leaves(value: Any) -> int:
    """How many numbers and texts the data consist of."""
    if isinstance(value, dict):
        return sum(map(_leaves, value.values()))
    return sum(map(_leaves, value)) if isinstance(value, list) else 1
