"""Arguments for library tasks, drawn by the shapes of `generators.code.pipelines.inputs`: what there is to be found in
them, what only looks like it, and the edges."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from generators.code.library_call.dates import date_text, day_number
from generators.code.library_call.task import FIELDS
from generators.code.pipelines.inputs import drawn_input
from generators.randomness import Stream

_SIZES = {
    "empty": (0, 0), "single": (1, 1), "pair": (2, 2), "small": (3, 4), "medium": (4, 6), "repeats": (6, 9),
    "long": (8, 11), "negative": (4, 6), "rising": (5, 6), "falling": (5, 6),
}  # fmt: skip


def _size(stream: Stream, shape: str) -> int:
    return stream.integer(*_SIZES[shape])


def _list(stream: Stream, shape: str, item: Callable[[Stream], Any]) -> list[Any]:
    """So many items; those of the shape `repeats` are drawn from a few."""
    size = _size(stream, shape)
    if shape == "repeats":
        few = [item(stream) for _ in range(3)]
        return [stream.choice(few) for _ in range(size)]
    return [item(stream) for _ in range(size)]


_PARTS = (
    "user", "name", "file", "path", "row", "count", "max", "size", "page", "index", "last", "seen", "order", "total",
    "is", "ready", "to", "text", "parse", "line", "get", "value", "item", "list", "node", "depth", "x", "id",
)  # fmt: skip
_WORDS = (
    "Order", "room", "gate", "The", "train", "left", "at", "about", "seat", "Bring", "box", "lot", "from", "level",
    "page", "Total", "see", "note", "and", "to", "Flight", "price", "was", "of", "sold", "Invoice", "paid", "by",
)  # fmt: skip
_TAGS = ("#urgent", "#todo", "#home", "#work", "#idea", "#fix", "#later", "#team", "#shop")


def _note_token(stream: Stream) -> str:
    kind = stream.below(12)
    number = str(stream.below(10 ** stream.integer(1, 5)))
    if kind < 4:
        return stream.choice(_WORDS if stream.chance(1, 2) else _TAGS)
    if kind < 6:
        return number
    if kind == 6:
        return f"-{number}"
    if kind == 7:
        return f"{stream.choice(_WORDS)}-{number}"
    if kind == 8:
        return f"{stream.choice('$xA')}{number}{stream.choice(('', ',', 'kg', ':'))}"
    if kind == 9:
        return f"{number}{stream.choice('-/.')}{stream.below(30)}"
    return stream.choice((*_TAGS, "#", f"#{number}", f"{stream.choice(_TAGS)}{stream.below(10)}", stream.choice(_TAGS)))


def _sentence(tokens: Sequence[str], stream: Stream) -> str:
    return "".join(
        [
            token + ("" if i == len(tokens) - 1 else stream.choice((" ", " ", " ", ", ", "  ")))
            for i, token in enumerate(tokens)
        ]
    )


def note(stream: Stream, shape: str) -> tuple[str]:
    return (_sentence(_list(stream, shape, _note_token), stream),)


_FIRST = day_number("2018-06-01")
_LAST = day_number("2027-06-01")


def _date(stream: Stream) -> str:
    if stream.chance(1, 6):
        return stream.choice(("2024-02-29", "2000-02-29", "2023-12-31", "2024-12-31", "2025-01-01", "2023-02-28",
        "2020-02-29", "2021-12-30", "2022-03-01"))  # fmt: skip
    return date_text(stream.integer(_FIRST, _LAST))


def _dated_token(stream: Stream) -> str:
    kind = stream.below(8)
    if kind < 3:
        return stream.choice(_WORDS)
    if kind == 3:
        return stream.choice(("4.5", "1.2.3", "2024", "10.11", "7.3.24", "12", "3.x"))
    year, month, day = map(int, _date(stream).split("-"))
    if kind == 4:
        return f"{day:02}.{month:02}.{year}"
    return f"{day}.{month}.{year}{'.' if kind == 5 else ''}"


def dated(stream: Stream, shape: str) -> tuple[str]:
    return (_sentence(_list(stream, shape, _dated_token), stream),)


def _setting(stream: Stream) -> str:
    name = stream.choice(("width", "height", "speed", "limit", "x", "level", "delay", "size"))
    kind = stream.below(10)
    equals = stream.choice(("=", "=", " = ", "= ", " ="))
    if kind == 0:
        return f"{name}{equals}{stream.choice(('fast', 'none', 'auto'))}"
    if kind == 1:
        return stream.choice(("verbose", "7", f"{name}: {stream.below(9)}"))
    return f"{name}{equals}{stream.integer(-20, 60)}"


def settings(stream: Stream, shape: str) -> tuple[str]:
    joint = stream.choice(("; ", ", ", " ", "\n"))
    return (joint.join(_list(stream, shape, _setting)),)


def camel(stream: Stream) -> str:
    parts = [stream.choice(_PARTS) for _ in range(stream.weighted((1, 2, 3, 4), (2, 4, 4, 1)))]
    first = parts[0].capitalize() if stream.chance(1, 4) else parts[0]
    return first + "".join([part.capitalize() for part in parts[1:]])


def snake(stream: Stream) -> str:
    return "_".join([stream.choice(_PARTS) for _ in range(stream.weighted((1, 2, 3, 4), (2, 4, 4, 1)))])


def code(stream: Stream) -> str:
    capital, number = stream.choice("ABCKXZ"), stream.below(1000)
    hexadecimal = "".join([stream.choice("0123456789abcdef") for _ in range(6)])
    right = (
        f"{capital}{stream.choice('ABCKXZ')}-{number:03}", f"{capital}{stream.integer(10, 999)}",
        f"v{stream.below(4)}.{stream.below(14)}.{stream.below(10)}", f"#{hexadecimal}",
    )  # fmt: skip
    text = stream.choice(right)
    change = stream.below(18)
    if change < 12:
        return text
    if change == 12:
        return text + stream.choice("07ax")
    if change == 13:
        return stream.choice("07aXv#") + text
    if change == 14:
        return text[:-1]
    if change == 15:
        return text.lower() if text[0].isupper() else text.upper()
    if change == 16:
        return text.replace("-", "").replace(".", "-", 1).replace("#", "")
    return f" {text}"


def formula(stream: Stream, shape: str) -> tuple[str]:
    text = ""
    for i in range(_size(stream, shape)):
        part = stream.choice((str(stream.below(200)), str(stream.below(10)), "x", "yz", "rate", "x2", "3y", "(a)"))
        text += (stream.choice(("+", "-", "*", " / ", " + ", "**", " - ")) if i else "") + part
    return (text,)


def listing(stream: Stream, shape: str) -> tuple[str]:
    words = _list(stream, shape, _fruit)
    joints = (",", ", ", ";", "; ", "|", " | ", ",,", " ;, ")
    return (
        "".join(
            [
                word + stream.choice(joints) if i < len(words) - 1 or stream.chance(1, 4) else word
                for i, word in enumerate(words)
            ]
        ),
    )


def _fruit(stream: Stream) -> str:
    fruit = stream.choice(("apple", "pear", "plum", "fig", "lemon", "olive", "date", "melon", "lime", "nut"))
    return f"{stream.choice(('red', 'ripe', 'dried', 'sour'))} {fruit}" if stream.chance(1, 4) else fruit


def clock(stream: Stream) -> str:
    if stream.chance(1, 6):
        return stream.choice(("00:00", "23:59", "12:00", "00:01"))
    return f"{stream.below(24):02}:{stream.choice((0, 5, 15, 30, 45, 59, stream.below(60))):02}"


def log_line(stream: Stream) -> str:
    level = stream.choice(("ERROR", "WARNING", "INFO", "INFO", "ERROR", "DEBUG"))
    text = stream.choice(("disk full", "started", "ERROR: again", "no reply", "user left", "WARNING ignored"))
    kind = stream.below(10)
    if kind == 0:
        return f"{level}: {text}"
    if kind == 1:
        return f"{clock(stream)} {level.lower()}: {text}"
    if kind == 2:
        return stream.choice((f"{clock(stream)[1:]} {level}: {text}", f"at {clock(stream)} {level}: {text}"))
    return f"{clock(stream)} {level}: {text}"


def shift(stream: Stream) -> str:
    start = clock(stream)
    return f"{start}-{start if stream.chance(1, 8) else clock(stream)}"


def two_dates(stream: Stream, shape: str) -> tuple[str, str]:
    first = _date(stream)
    day = day_number(first)
    reach = {"empty": (0, 0), "single": (1, 7), "pair": (5, 9), "repeats": (-9, 30), "negative": (-60, -1)}
    return first, date_text(day + stream.integer(*reach.get(shape, (-20, 400 if shape == "long" else 90))))


_TEAMS = ("red", "blue", "green", "gold", "east", "north", "amber", "violet")


def _record(stream: Stream) -> dict[str, Any]:
    return {"team": stream.choice(_TEAMS[:6]), "points": stream.integer(-3, 15)}


def records(stream: Stream, shape: str) -> list[dict[str, Any]]:
    return [
        _record(stream) if shape != "repeats" else {"team": stream.choice(_TEAMS[:3]), "points": stream.integer(0, 4)}
        for _ in range(_size(stream, shape))
    ]


_LEAVES = (0, 7, -4, 12, 25, 3, True, False, None, "low", "12", 1, 40)
_KEYS = (*FIELDS, "name", "parts", "box", "tags")


def _tree(stream: Stream, depth: int) -> Any:
    kind = stream.below(6) if depth else 5
    if kind < 3:
        keys = stream.sample(_KEYS, stream.integer(1, 4))
        return {key: _tree(stream, depth - 1) for key in keys}
    if kind < 5:
        return [_tree(stream, depth - 1) for _ in range(stream.integer(0, 3))]
    return stream.choice(_LEAVES) if stream.chance(1, 3) else stream.integer(-9, 30)


def tree_text(stream: Stream, shape: str) -> tuple[str]:
    if shape == "empty":
        return (stream.choice(("{}", "[]")),)
    if shape == "single":
        return (json.dumps({stream.choice(_KEYS): stream.choice(_LEAVES)}),)
    depth = {"pair": 1, "small": 2, "medium": 2, "long": 4}.get(shape, 3)
    keys = stream.sample(_KEYS, stream.integer(2, 3))
    tree: Any = {key: _tree(stream, depth) for key in keys}
    if stream.chance(1, 4):
        tree = [tree, _tree(stream, depth)]
    return (json.dumps(tree, separators=stream.choice(((", ", ": "), (",", ":"), (", ", " : ")))),)


def named_number(stream: Stream) -> tuple[str, int]:
    return stream.choice(_TEAMS), stream.integer(0, 9)


def span(stream: Stream) -> tuple[int, int]:
    start = stream.integer(0, 15)
    return start, start + stream.integer(1, 8)


def _range(stream: Stream) -> tuple[int, int]:
    low = stream.integer(-12, 15)
    return low, low + stream.choice((0, 1, stream.integer(0, 12), stream.integer(2, 15)))


def ints_and_ranges(stream: Stream, shape: str) -> tuple[list[int], list[tuple[int, int]]]:
    return drawn_input("ints", shape, stream), _list(stream, stream.choice(("small", "medium", shape)), _range)


def two(kind: str) -> Callable[[Stream, str], tuple[Any, ...]]:
    other = {"empty": "small", "single": "pair", "long": "repeats", "pair": "empty"}

    def draw(stream: Stream, shape: str) -> tuple[Any, ...]:
        second = stream.choice((other.get(shape, shape), shape))
        both = [drawn_input(kind, each, stream) for each in (shape, second)]
        if both[0] and stream.chance(2, 3):  # a few items that both have, for the tasks that compare
            both[1] = stream.shuffled([*both[1][:4], *[stream.choice(both[0]) for _ in range(stream.integer(1, 3))]])
        return tuple(both)

    return draw


def plain(kind: str) -> Callable[[Stream, str], tuple[Any, ...]]:
    return lambda stream, shape: (drawn_input(kind, shape, stream),)


def listed(item: Callable[[Stream], Any]) -> Callable[[Stream, str], tuple[Any, ...]]:
    return lambda stream, shape: (_list(stream, shape, item),)


def near_dates(stream: Stream, shape: str) -> tuple[list[str]]:
    """Dates, most of them within a few days of each other."""
    start = day_number(_date(stream))
    return (_list(stream, shape, lambda s: date_text(start + s.integer(-4, 6)) if s.chance(1, 2) else _date(s)),)


def sorted_lists(stream: Stream, shape: str) -> tuple[list[list[int]]]:
    return ([sorted([s.integer(-5, 20) for _ in range(s.below(5))]) for s in [stream] * min(5, _size(stream, shape))],)


_ANAGRAMS = (
    ("listen", "silent", "enlist"), ("stone", "notes", "onset", "tones"), ("tea", "eat", "ate"), ("dusty", "study"),
    ("arts", "rats", "star", "tsar"), ("night", "thing"), ("lemon", "melon"), ("amber",), ("olive",),
    ("north", "thorn"),
)  # fmt: skip
_BY_INITIAL = {
    "a": ("amber", "apple", "arena"), "s": ("salt", "sea", "seeds", "stone"), "l": ("level", "lemon", "linen"),
    "e": ("eagle", "error", "ever"), "o": ("oak", "oboe", "olive", "otter"), "t": ("tea", "test", "tulip"),
}  # fmt: skip
_MORE = {"empty": 0, "single": 1, "pair": 2, "small": 4, "long": 13, "repeats": 11, "medium": 8}


def _anagram_words(stream: Stream, shape: str) -> tuple[list[str]]:
    families = stream.sample(_ANAGRAMS, 2 + _MORE.get(shape, 6) // 4)
    return ([stream.choice(stream.choice(families)) for _ in range(_MORE.get(shape, 6))],)


def _initial_words(stream: Stream, shape: str) -> tuple[list[str]]:
    initials = stream.sample(tuple(_BY_INITIAL), 4)
    return ([stream.choice(_BY_INITIAL[stream.choice(initials)]) for _ in range(_MORE.get(shape, 6))],)


def _few_words(stream: Stream, shape: str) -> tuple[list[str]]:
    words = [drawn_input("words", "single", stream)[0] for _ in range(stream.integer(3, 6))]
    return ([stream.choice(words) for _ in range(_MORE.get(shape, 6))],)


def _low_numbers(stream: Stream, shape: str) -> tuple[list[int]]:
    low, high = stream.choice(((0, 9), (-4, 9), (1, 14), (-2, 5)))
    return ([stream.integer(low, high) for _ in range(_MORE.get(shape, 6))],)


def _far_dates(stream: Stream, shape: str) -> tuple[str, str]:
    first, second = _date(stream), date_text(day_number("1955-01-01") + stream.below(17_000))
    if stream.chance(2, 3):  # about the anniversary
        same = day_number(f"{second[:4]}-{first[5:7]}-01") + int(first[8:]) - 1
        second = date_text(same + stream.integer(-2, 1))
    return (first, second) if stream.chance(1, 2) else (second, first)


def _streak_dates(stream: Stream, shape: str) -> tuple[list[str]]:
    start, reach = day_number(_date(stream)), stream.integer(4, 12)
    return ([date_text(start + stream.integer(0, reach)) for _ in range(_MORE.get(shape, 6))],)


FLAVOURS: dict[str, Callable[[Stream, str], tuple[Any, ...]]] = {
    "anagrams": _anagram_words,
    "few initials": _initial_words,
    "few words": _few_words,
    "low numbers": _low_numbers,
    "far dates": _far_dates,
    "streak": _streak_dates,
}
"""Inputs on which certain tasks have something to do."""
