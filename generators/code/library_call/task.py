"""What a task is: a step of a function for which the standard library has the tool, with its English, code and meaning.

The meaning (`operation.run`) uses nothing of the library: the hidden tests' values come from it, the gold program calls
the library, and the family's tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from generators.code.pipelines.items import Function, Kind, more_kinds
from generators.code.pipelines.stages import Operation


class Task(NamedTuple):
    """An operation with the import lines that its code needs. `slips` are meanings near its own that the hidden tests
    must tell from it: ties broken the other way, an end counted or not. A `small` one only goes before or after.
    `letter` stands for the task in the shapes of functions (see `drawing`), small steps apart: it says of which kind
    the task is. `flavour` names the inputs on which it has something to do, where plain ones seldom give it that (see
    `values`)."""

    operation: Operation
    imports: tuple[str, ...] = ()
    slips: tuple[Callable[..., Any], ...] = ()
    small: bool = False
    flavour: str = ""
    letter: str = "T"


def task(
    takes: str,
    gives: str,
    kinds: tuple[str, ...],
    clauses: tuple[str, ...],
    result: str,
    code: str,
    run: Callable[..., Any],
    *imports: str,
    edge: str = "",
    how: str = "",
    slips: tuple[Callable[..., Any], ...] = (),
    flavour: str = "",
) -> Task:
    """A task; for the fields see `Operation` and `Task`."""
    operation = Operation(takes, gives, kinds, clauses, result, code, run, edge, how)
    return Task(operation, imports, slips, flavour=flavour)


def small(
    takes: str,
    gives: str,
    kinds: tuple[str, ...],
    clauses: tuple[str, ...],
    result: str,
    code: str,
    run: Callable[..., Any],
    *imports: str,
    edge: str = "",
    how: str = "",
) -> Task:
    """A step that only goes before or after a task."""
    return Task(Operation(takes, gives, kinds, clauses, result, code, run, edge, how), imports, (), True)


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

LEVELS = ("ERROR", "WARNING", "INFO")
FIELDS = ("size", "price", "count", "stock")
"""Keys of the nested JSON texts that a task may ask for."""
UNBOUND = ("low", "high", "digit", "digits")
"""Kinds of numbers that cannot be the function's parameter."""

_SCALES = {
    "two": ((5,), ("low", "high")),
    "three": ((0, 10), ("cold", "mild", "warm")),
    "uneven": ((-5, 3, 8), ("poor", "fair", "good", "best")),
    "four": ((1, 6, 12), ("tiny", "small", "large", "huge")),
    "signs": ((0, 1), ("minus", "zero", "plus")),
}
"""Boundaries with the names of what lies below the first, from the first up to the second, and so on."""


def _value(phrase: str, code: str, value: Any) -> Function:
    """An entry of a table of values, where others have functions."""
    return Function((), phrase, code, lambda: value)


def _scale_phrase(bounds: tuple[int, ...], names: tuple[str, ...]) -> str:
    parts = [f"'{names[0]}' for numbers below {bounds[0]}"]
    for low, high, name in zip(bounds, bounds[1:], names[1:], strict=False):
        reach = f"from {low} to {high - 1}" if high - low > 1 else f"equal to {low}"
        parts.append(f"'{name}' for numbers {reach}")
    return ", ".join(parts) + f" and '{names[-1]}' for numbers of {bounds[-1]} or more"


def _scale(name: str) -> Function:
    bounds, names = _SCALES[name]
    code = f"{list(bounds)}, {list(names)}".replace("'", '"')
    return _value(_scale_phrase(bounds, names), code, (bounds, names))


def _is_ticket(text: str) -> bool:
    return len(text) == 6 and text[:2].isupper() and text[2] == "-" and text[3:].isdigit()


def _is_room(text: str) -> bool:
    return len(text) in (3, 4) and text[0].isupper() and text[1:].isdigit()


def _is_version(text: str) -> bool:
    parts = text.split(".")
    return text[:1] == "v" and len(parts) == 3 and all(part.isdigit() for part in (parts[0][1:], *parts[1:]))


def _is_colour(text: str) -> bool:
    return len(text) == 7 and text[0] == "#" and all(c in "0123456789abcdef" for c in text[1:])


more_kinds(
    {
        "few": Kind(2, 3, 1, 4),
        "digits": Kind(2, 4, 2, 4),
        "days": Kind(2, 60, 1, 90),
        "minutes": Kind(5, 400, 1, 900),
        "day": Kind(5, 22, 1, 28),
        "hour": Kind(7, 18, 5, 20),
        "cut": Kind(5, 30, 4, 40),
        "month": Kind(1, 12, 1, 12),
        "year": Kind(2020, 2025, 2019, 2026),
        "least": Kind(2, 4, 1, 5),
        "points": Kind(3, 12, 0, 15),
    },
    {
        "weekday": {
            name.lower(): _value(name, str(i), i)
            for i, name in enumerate(WEEKDAYS)
        },
        "level": {
            name.lower(): _value(name, name, name)
            for name in LEVELS
        },
        "field": {
            name: _value(f"'{name}'", f'"{name}"', name)
            for name in FIELDS
        },
        "sign": {
            name: _value(repr(sign), f'"{sign}"', sign)
            for name, sign in (("dash", "-"), ("zero", "0"), ("one", "1"), ("comma", ","), ("space", " "), ("e", "e"))
        },
        "often": {
            name: _value(name, str(i), i)
            for i, name in enumerate(("once", "twice", "three times"), 1)
        },
        "scale": {name: _scale(name) for name in _SCALES},
        "format": {
            "ticket": Function(
                (), "two capital letters, a hyphen and three digits, such as 'AB-123'", 'r"[A-Z]{{2}}-[0-9]{{3}}"',
                lambda: _is_ticket,
            ),
            "room": Function(
                (), "one capital letter and two or three digits, such as 'C204'", 'r"[A-Z][0-9]{{2,3}}"',
                lambda: _is_room,
            ),
            "version": Function(
                (), "the letter 'v' and three whole numbers with dots between them, such as 'v1.12.0'",
                r'r"v[0-9]+\.[0-9]+\.[0-9]+"', lambda: _is_version,
            ),
            "colour": Function(
                (), "a '#' and six hexadecimal digits (0-9, a-f), such as '#09af3c'", 'r"#[0-9a-f]{{6}}"',
                lambda: _is_colour,
            ),
        },
    },
)  # fmt: skip
