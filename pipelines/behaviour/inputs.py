"""The probe inputs of a view: always the same, drawn once for all from streams that are keyed by the view.

Arguments of one call belong together now and then, as those of real calls do: an element stands in the list beside it,
lists are equally long, a text is a part of the other.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from generators.randomness import Stream
from pipelines.behaviour.shapes import Bounds, Shape, View

VERSION = 1
PROBES = 48  # calls of a view
OF_ONE_NUMBER = 72  # … and of a function of one number, which says little at a time
EDGES = 6  # of them with empty and least arguments, where the bounds have those
_WORDS = (
    "a", "at", "bob", "code", "level", "apple", "banana", "noon", "python", "stats", "tree", "window", "abcabc", "zz",
    "the", "cat", "moon", "Hello", "World", "Python", "ABBA", "x", "racecar", "queue", "silent", "listen", "program",
)  # fmt: skip
_SPECIAL = (
    31, 36, 49, 64, 81, 97, 100, 101, 120, 121, 125, 128, 144, 153, 220, 256, 371, 1000, 1023, 1024, 1221, 2500, 4096
)  # fmt: skip
_FIRST = 28  # numbers from 0 on that a function of one number is given
_MARKS = (",", ".", "!", "?", "-", "'")
_PAIRS = ("()", "[]", "{}", "<>")


@lru_cache(maxsize=4096)
def inputs_of(view: View) -> tuple[tuple[Any, ...], ...]:
    """The argument lists of a view, in the order of its parameters. They are shared: copy what may be changed."""
    single = len(view.parameters) == 1 and view.parameters[0].name in ("int", "float")
    return tuple(_call(view, number) for number in range(OF_ONE_NUMBER if single else PROBES))


def _call(view: View, number: int) -> tuple[Any, ...]:
    stream = Stream("probe input", VERSION, str(view), number)
    drawn = _Drawing(view, stream, number)
    return tuple(drawn.value(shape, 0) for shape in view.parameters)


class _Drawing:
    """The arguments of one call. `size` is how long its lists are, `seen` what is to turn up in several arguments."""

    def __init__(self, view: View, stream: Stream, number: int) -> None:
        self.bounds: Bounds = view.bounds
        self.stream = stream
        self.edge = number < EDGES
        self.number = number
        self.tables = any(_is_table(shape) for shape in view.parameters)
        self.alone = all(shape.name in ("int", "float", "bool", "none") for shape in view.parameters)
        self.single = len(view.parameters) == 1 and view.parameters[0].name in ("int", "float")
        self.least_size = 1 if self.bounds.full else 0
        low, high = (2, 3) if self.edge else (3, 5) if self.tables else (3, 8)
        self.size = max(self.least_size, number if number < 3 else stream.integer(low, high))
        self.seen: dict[str, list[Any]] = {}

    def value(self, shape: Shape, depth: int) -> Any:
        match shape.name:
            case "int" | "unknown":
                return self.number_(depth)
            case "float":
                return self.float_(depth)
            case "bool":
                return self.stream.chance(1, 2)
            case "str":
                return self.text(depth)
            case "none":
                return None
            case "union":
                return self.value(self.stream.choice(shape.parts), depth)
            case "record":
                return tuple([self.value(part, depth + 1) for part in shape.parts])
            case "row":
                return [self.value(part, depth + 1) for part in shape.parts]
            case "list":
                return self.items(shape.parts[0], depth)
            case "tuple":
                return tuple(self.items(shape.parts[0], depth))
        return self.dictionary(shape, depth)

    def length(self, depth: int) -> int:
        if depth == 0 and self.stream.chance(7, 10):
            return self.size
        return max(self.least_size, self.stream.integer(0, 3 if self.edge else 7))

    def items(self, part: Shape, depth: int) -> list[Any]:
        length = self.length(depth)
        if part.name in ("list", "tuple") and self.bounds.rows != "-":
            return self.table(part, length)
        before = self.seen.get(str(part), []) if depth == 0 else []
        found = [
            self.stream.choice(before) if before and self.stream.chance(2, 5) else self.value(part, depth + 1)
            for _ in range(length)
        ]
        if length > 2 and self.stream.chance(1, 3):  # something stands there twice, or thrice
            for _ in range(2):
                found[self.stream.below(length)] = found[self.stream.below(length)]
        if length > 3 and self.stream.chance(1, 8):
            found = [found[self.stream.below(2)] for _ in found]  # hardly any that differ
        if length > 2 and self.stream.chance(1, 8):
            found[length - length // 2 :] = found[: length // 2][::-1]  # the same from both ends
        if part.name in ("int", "float"):
            order = self.stream.below(7)
            if self.bounds.rising or order < 2:
                found.sort(reverse=order == 1 and not self.bounds.rising)
        if depth == 0:
            self.seen.setdefault(str(part), []).extend(found)
        return found

    def table(self, part: Shape, rows: int) -> list[Any]:
        rows = min(rows, 5)
        width = {"square": rows, "pairs": 2}.get(self.bounds.rows, self.stream.integer(1 if self.edge else 3, 5))
        table = [[self.value(part.parts[0], 2) for _ in range(width)] for _ in range(rows)]
        return [tuple(row) for row in table] if part.name == "tuple" else table

    def dictionary(self, shape: Shape, depth: int) -> dict[Any, Any]:
        found = {}
        for _ in range(self.length(depth)):
            key = self.value(shape.parts[0], depth + 1)
            found[_key(key)] = self.value(shape.parts[1], depth + 1)
        return found

    def number_(self, depth: int) -> int:
        """A whole number: alone it may be large, beside lists it often counts or stands in one, in lists it is
        small."""
        stream, least = self.stream, {"-": None, "0": 0, "1": 1}[self.bounds.least]
        low = -9 if least is None else least
        before = self.seen.get("int", []) if depth == 0 else []
        if self.bounds.small and depth == 0:
            found = self.number % 13 if self.single else stream.integer(max(low, -2), 10)
        elif depth == 0 and self.alone:
            found = self.single_() if self.single else self.alone_()
        elif depth == 0 and self.tables:
            found = stream.integer(0, 2)
        elif depth == 0 and before and stream.chance(1, 3):
            found = stream.choice(before)
        elif depth == 0:
            found = stream.integer(low, 9) if stream.chance(1, 5) else stream.integer(1, 4)
        elif stream.chance(1, 8):
            found = stream.integer(low, 120)
        else:
            found = stream.integer(low, 12)
        if least is not None and found < least:
            found = least - found
        return found

    def alone_(self) -> int:
        """A number of a function of numbers only, of one to four digits; now and then a special one."""
        stream, kind = self.stream, self.number % 8
        if self.edge:
            return stream.integer(-1 if self.bounds.least == "-" else 0, 3)
        if kind < 3:
            return stream.integer(1, 20)
        if kind < 5:
            return stream.integer(10, 60)
        if kind == 5:
            return stream.integer(61, 400)
        if kind == 6:
            return stream.choice(_SPECIAL)
        return stream.integer(1000, 9999) if stream.chance(1, 3) else stream.integer(1, 12)

    def single_(self) -> int:
        """The number of a function of one number: each from 0 on, all that are special, and then larger and negative
        ones."""
        stream, at = self.stream, self.number - _FIRST
        if at < 0:
            return self.number
        if at < len(_SPECIAL):
            return _SPECIAL[at]
        if self.bounds.least == "-" and at % 2:
            return -stream.integer(1, 30) if at % 4 == 1 else -stream.integer(31, 999)
        return stream.integer(30, 999) if at % 4 else stream.integer(1000, 9999)

    def float_(self, depth: int) -> float:
        whole = self.number_(depth)
        return whole + self.stream.integer(0, 9) / 10 if self.stream.chance(2, 3) else float(whole)

    def text(self, depth: int) -> str:
        before: list[str] = self.seen.get("str", [])
        stream = self.stream
        if before and stream.chance(2, 5):
            whole = stream.choice(before)
            start = stream.integer(0, len(whole))
            found = (whole, whole[::-1], whole[start : start + 2], whole[:1])[stream.below(4)]
        else:
            found = self.fresh(depth)
        if not found and self.bounds.full:
            found = self.letter()
        self.seen.setdefault("str", []).append(found)
        return found

    def fresh(self, depth: int) -> str:
        """A text of the letters that the bounds name, or of any kind at all."""
        stream, kind = self.stream, self.bounds.letters
        length = max(self.least_size, self.number if self.number < 3 else stream.integer(1, 6 if depth else 12))
        if kind == "-":
            kind = ("words", "alpha", "lower", "numbers", "digits", "brackets", "alnum", "mixed")[self.number % 8]
        if kind == "bits":
            return "".join([stream.choice("01") for _ in range(length)])
        if kind == "digits":
            return "".join([stream.choice("0123456789") for _ in range(length)])
        if kind == "numbers":
            mark = stream.choice((" ", ",", ", ", "-", "."))
            return mark.join([str(stream.integer(0, 30)) for _ in range(min(length, 6))])
        if kind == "brackets":
            return self.brackets(length)
        if kind == "lower" and (depth or stream.chance(1, 3)):
            return stream.choice([word for word in _WORDS if word.islower()])
        if kind in ("words", "mixed") and length > 2:
            return self.sentence(kind == "mixed")
        few = {"lower": "abcdez", "alpha": "abAByZ", "alnum": "abAB_019"}.get(kind, "aAb ,.")
        found = "".join([stream.choice(few) for _ in range(length)])
        if kind == "alpha" and stream.chance(1, 3):
            return stream.choice(_WORDS) + (stream.choice(_WORDS) if stream.chance(1, 2) else "")
        if kind in ("lower", "alpha") and stream.chance(1, 4):
            return found + found[::-1]
        return found

    def letter(self) -> str:
        return {"bits": "1", "digits": "7", "numbers": "4", "brackets": "(", "lower": "b"}.get(self.bounds.letters, "B")

    def sentence(self, mixed: bool) -> str:
        stream = self.stream
        found = []
        for _ in range(stream.integer(1, 6)):
            word = str(stream.integer(0, 250)) if mixed and stream.chance(1, 3) else stream.choice(_WORDS)
            found.append(word + stream.choice(_MARKS) if stream.chance(1, 4) else word)
        return " ".join(found)

    def brackets(self, length: int) -> str:
        """Brackets that close each other mostly, with a blank between groups now and then."""
        stream = self.stream
        kinds = _PAIRS if stream.chance(1, 3) else _PAIRS[:1] if stream.chance(2, 3) else _PAIRS[3:]
        found: list[str] = []
        opened: list[str] = []
        for _ in range(length):
            if opened and stream.chance(1, 2):
                found.append(opened.pop())
            else:
                pair = stream.choice(kinds)
                found.append(pair[0])
                opened.append(pair[1])
            if not opened and stream.chance(1, 4):
                found.append(" ")
        if stream.chance(2, 3):
            found += opened[::-1]
        return "".join(found)


def _is_table(shape: Shape) -> bool:
    return shape.name in ("list", "tuple") and shape.parts[0].name in ("list", "tuple", "record", "row")


def _key(value: Any) -> Any:
    """The value as a key: a list as a tuple, in whatever depth."""
    if isinstance(value, (list, tuple)):
        return tuple([_key(each) for each in value])
    return tuple(sorted([(str(key), _key(each)) for key, each in value.items()])) if isinstance(value, dict) else value
