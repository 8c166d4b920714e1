"""What a function takes, read off the arguments of its tests: the types of its parameters, and the bounds of them.

A *view* is both, written as text: it decides the probe inputs that a function is given. Types are written ``int``,
``float``, ``bool``, ``str``, ``none``, ``[T]`` (a list), ``[T,U]`` (one with these items), ``(T*)`` (a tuple of any
length), ``(T,U)`` (one with these items), ``{K:V}`` and ``T|U``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct, structs

DEEPEST = 4  # levels of lists in lists; what is deeper has no behaviour
LONGEST = 200  # characters of a view
MOST_PARAMETERS = 6
SCALARS = ("bool", "float", "int", "none", "str")


class Shape(Struct, frozen=True):
    """A type: a scalar's name, ``list`` and ``tuple`` (of any length), ``row`` and ``record`` (a list and a tuple with
    these parts), ``dict`` or ``union``."""

    name: str
    parts: tuple[Shape, ...] = ()

    def __str__(self) -> str:
        inside = [str(part) for part in self.parts]
        match self.name:
            case "list":
                return f"[{inside[0]}]"
            case "row":
                return f"[{','.join(inside)}]"
            case "tuple":
                return f"({inside[0]}*)"
            case "record":
                return f"({','.join(inside)})"
            case "dict":
                return f"{{{inside[0]}:{inside[1]}}}"
            case "union":
                return "|".join(inside)
        return self.name


class Bounds(Struct, frozen=True):
    """What holds of all arguments: the `least` whole number is 0, 1 or none is known (``-``); no list, text or
    dictionary is empty (`full`); texts are made of these `letters` (a name of `LETTERS`); lists of lists are ``rect``
    (each row as long as the others), ``square``, ``pairs`` or anything (``-``); lists of numbers rise (`rising`); whole
    numbers are `small`, which is only asked where a function takes long."""

    least: str = "-"
    full: bool = False
    letters: str = "-"
    rows: str = "-"
    rising: bool = False
    small: bool = False


class View(Struct, frozen=True):
    """The types of the parameters, in their canonical order, and the bounds of the arguments."""

    parameters: tuple[Shape, ...]
    bounds: Bounds = Bounds()

    def __str__(self) -> str:
        b = self.bounds
        flags = "".join(mark for mark, holds in (("f", b.full), ("r", b.rising), ("s", b.small)) if holds)
        return ";".join([",".join(map(str, self.parameters)), b.least, b.letters, b.rows, flags or "-"])


_LOWER = "abcdefghijklmnopqrstuvwxyz"
LETTERS = {
    "bits": frozenset("01"),
    "digits": frozenset("0123456789"),
    "numbers": frozenset("0123456789 ,.-"),
    "brackets": frozenset("()[]{}<> "),
    "lower": frozenset(_LOWER),
    "alpha": frozenset(_LOWER + _LOWER.upper()),
    "alnum": frozenset(_LOWER + _LOWER.upper() + "0123456789_"),
    "words": frozenset(_LOWER + _LOWER.upper() + " .,!?'-"),
}
"""Sets of letters that a function's texts may be made of, the narrowest first."""


class Unshaped(ValueError):
    """The arguments are of types, or so different, that no probe inputs are known for them."""


Plan = tuple[int, ...]
"""For each argument of a function the parameter of the view that it is; or, below zero, that it is the length of the
parameter -1 - n, or from -1 - `WIDTH` on of that parameter's first row: such an argument is no parameter of its own."""
WIDTH = 100


def view_of(calls: Sequence[Sequence[Any]]) -> tuple[View, Plan]:
    """The view of a function that is called with these arguments, and how its arguments come from the view's
    parameters. Raises `Unshaped`.

    The canonical order is that of the types' names, so that a function whose parameters were exchanged has the same
    view; parameters of one type keep their order. An argument that is always the length of another is left out of the
    view, as a function that takes it does the same as one that finds it out. Calls with another number of arguments
    than the first are passed over.
    """
    calls = [call for call in calls if len(call) == len(calls[0])]
    if not calls or not 1 <= len(calls[0]) <= MOST_PARAMETERS:
        raise Unshaped("no arguments, or too many")
    derived = _derived(calls)
    own = [at for at in range(len(calls[0])) if at not in derived]
    shapes = {at: _merged([_shape(call[at], 0) for call in calls]) for at in own}
    order = sorted(own, key=lambda at: (str(_coarse(shapes[at])), str(shapes[at]), at))
    bounds = _bounds([[call[at] for at in own] for call in calls])
    view = View(tuple(shapes[at] for at in order), bounds)
    if len(str(view)) > LONGEST:
        raise Unshaped("too many types")
    place = {at: number for number, at in enumerate(order)}
    plan = []
    for at in range(len(calls[0])):
        of, width = derived.get(at, (at, False))
        plan.append(place[of] if at not in derived else -1 - place[of] - WIDTH * width)
    return view, tuple(plan)


def _derived(calls: Sequence[Sequence[Any]]) -> dict[int, tuple[int, bool]]:
    """The whole numbers among the arguments that are always the length of a list or text among them, or of the first
    row of one: of which, and whether of its row. One call alone proves nothing."""
    found: dict[int, tuple[int, bool]] = {}
    if len(calls) < 2:
        return found
    places = range(len(calls[0]))
    sized = [at for at in places if all(type(call[at]) in (list, tuple, str) for call in calls)]
    tables = [at for at in sized if all(call[at] and type(call[at][0]) in (list, tuple) for call in calls)]
    for at in places:
        if all(type(call[at]) is int for call in calls):
            of = [(each, False) for each in sized if all(call[at] == len(call[each]) for call in calls)]
            of += [(each, True) for each in tables if all(call[at] == len(call[each][0]) for call in calls)]
            used = set(found.values())
            free = [each for each in of if each not in used] or of
            if free:
                found[at] = free[0]
    return found


def coarse(view: View) -> View:
    """The view without what a rewording changes most: tuples are lists, and floats whole numbers."""
    return View(tuple(_coarse(shape) for shape in view.parameters), view.bounds)


def wide(view: View) -> View:
    """The view without its bounds."""
    return View(view.parameters)


def small(view: View) -> View:
    """The view with small numbers only, for functions that take long."""
    return View(view.parameters, structs.replace(view.bounds, small=True))


def _coarse(shape: Shape) -> Shape:
    parts = tuple(_coarse(part) for part in shape.parts)
    if shape.name == "float":
        return Shape("int")
    if shape.name == "tuple":
        return Shape("list", parts)
    if shape.name in ("record", "row", "union"):
        merged = _merged(list(parts))
        if shape.name == "union":
            return merged
        return Shape("list", (merged,)) if merged.name != "union" else Shape("row", parts)
    return Shape(shape.name, parts)


def _shape(value: Any, depth: int) -> Shape:
    kind = type(value)
    if depth > DEEPEST:
        raise Unshaped("nested too deeply")
    if value is None:
        return Shape("none")
    if kind in (bool, int, float, str):
        return Shape(kind.__name__)
    if kind is list:
        parts = [_shape(each, depth + 1) for each in value]
        merged = _merged(parts)
        if merged.name == "union" and len(parts) <= MOST_PARAMETERS:
            return Shape("row", tuple(parts))
        return Shape("list", (merged,))
    if kind is tuple:
        return Shape("record", tuple(_shape(each, depth + 1) for each in value))
    if kind is dict:
        keys, values = ([_shape(each, depth + 1) for each in part] for part in (value.keys(), value.values()))
        return Shape("dict", (_merged(keys), _merged(values)))
    raise Unshaped(f"an argument of type {kind.__name__[:40]}")


def _merged(shapes: list[Shape]) -> Shape:
    """The one type that all of these are of. Nothing at all, as in lists that are all empty, is ``none`` of no parts
    known, which gives way to whatever else there is."""
    found: dict[str, list[Shape]] = {}
    for shape in shapes:
        for each in shape.parts if shape.name == "union" else (shape,):
            found.setdefault(each.name, []).append(each)
    if len(found) > 1:
        found.pop("unknown", None)
    if not found:
        return Shape("unknown")
    for fixed, free in (("record", "tuple"), ("row", "list")):
        alike = found.get(fixed, [])
        if alike and (free in found or len({len(each.parts) for each in alike}) > 1):
            whole = _merged([part for each in (*alike, *found.get(free, ())) for part in each.parts])
            found[free] = [Shape(free, (whole,))]
            del found[fixed]
    if "int" in found and "float" in found:
        del found["int"]
    merged = []
    for name, alike in found.items():
        if alike[0].parts:
            parts = zip(*(each.parts for each in alike), strict=True)
            merged.append(Shape(name, tuple(_merged(list(part)) for part in parts)))
        else:
            merged.append(alike[0])
    return merged[0] if len(merged) == 1 else Shape("union", tuple(sorted(merged, key=str)))


def _bounds(calls: Sequence[Sequence[Any]]) -> Bounds:
    values = [value for call in calls for argument in call for value in _all(argument)]
    numbers = [value for value in values if type(value) in (int, float)]
    texts = [value for value in values if type(value) is str]
    lists = [value for value in values if type(value) in (list, tuple)]
    sized = [value for value in values if type(value) in (list, tuple, dict, str)]
    written = set("".join(texts))
    least = min(numbers, default=-1)
    ordered = [each for each in lists if len(each) > 1 and all(type(item) in (int, float) for item in each)]
    return Bounds(
        least="1" if least >= 1 else "0" if least >= 0 else "-",
        full=bool(sized) and all(len(value) for value in sized),
        letters=next((name for name, letters in LETTERS.items() if written and written <= letters), "-"),
        rows=_rows([each for each in lists if each and all(type(item) in (list, tuple) for item in each)]),
        rising=len(ordered) > 1 and all(list(each) == sorted(each) for each in ordered),
    )


def _rows(tables: list[Any]) -> str:
    uneven = any(len({len(row) for row in table}) > 1 for table in tables)
    if not tables or uneven or any(len(set(map(type, row))) > 1 for table in tables for row in table):
        return "-"
    if any(len(table) > 1 for table in tables) and all(len(table) == len(table[0]) for table in tables):
        return "square"
    return "pairs" if all(len(table[0]) == 2 for table in tables) else "rect"


def _all(value: Any) -> Iterator[Any]:
    yield value
    if type(value) in (list, tuple):
        for each in value:
            yield from _all(each)
    elif type(value) is dict:
        for key, each in value.items():
            yield from _all(key)
            yield from _all(each)


# Reading views, which stand in packs that anyone may have written.


@lru_cache(maxsize=4096)
def read_view(text: str) -> View:
    """The view that `text` writes. Raises `Unshaped` for anything that `str` of a view does not write."""
    parts = text.split(";")
    if len(text) > LONGEST or len(parts) != 5:
        raise Unshaped("no view")
    told, least, letters, rows, flags = parts
    known = least in ("-", "0", "1") and letters in ("-", *LETTERS) and rows in ("-", "rect", "square", "pairs")
    if not known:
        raise Unshaped("no bounds that are known")
    parameters, place = _sequence(told, 0, 0)
    view = View(
        tuple(parameters), Bounds(least, "f" in flags, letters, rows, "r" in flags, "s" in flags)
    )  # fmt: skip
    if place != len(told) or not 1 <= len(parameters) <= MOST_PARAMETERS or str(view) != text:
        raise Unshaped("no view")
    return view


def _sequence(text: str, place: int, depth: int) -> tuple[list[Shape], int]:
    found: list[Shape] = []
    while True:
        shape, place = _union(text, place, depth)
        found.append(shape)
        if text[place : place + 1] != ",":
            return found, place
        place += 1


def _union(text: str, place: int, depth: int) -> tuple[Shape, int]:
    found: list[Shape] = []
    while True:
        shape, place = _one(text, place, depth)
        found.append(shape)
        if text[place : place + 1] != "|":
            return (found[0] if len(found) == 1 else Shape("union", tuple(found))), place
        place += 1


def _one(text: str, place: int, depth: int) -> tuple[Shape, int]:
    if depth > DEEPEST + 1:
        raise Unshaped("nested too deeply")
    for name in (*SCALARS, "unknown"):
        if text.startswith(name, place):
            return Shape(name), place + len(name)
    opened = text[place : place + 1]
    if opened == "[":
        parts, place = _sequence(text, place + 1, depth + 1)
        return Shape("list" if len(parts) == 1 else "row", tuple(parts)), _past(text, place, "]")
    if opened == "{":
        key, place = _union(text, place + 1, depth + 1)
        value, place = _union(text, _past(text, place, ":"), depth + 1)
        return Shape("dict", (key, value)), _past(text, place, "}")
    if opened == "(":
        if text.startswith("()", place):
            return Shape("record"), place + 2
        parts, place = _sequence(text, place + 1, depth + 1)
        if len(parts) == 1 and text.startswith("*)", place):
            return Shape("tuple", tuple(parts)), place + 2
        return Shape("record", tuple(parts)), _past(text, place, ")")
    raise Unshaped("no type that is known")


def _past(text: str, place: int, mark: str) -> int:
    if not text.startswith(mark, place):
        raise Unshaped("no type that is known")
    return place + len(mark)
