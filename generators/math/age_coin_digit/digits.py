"""Puzzles about the digits of a number, about consecutive numbers and about two numbers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE, in_words
from generators.math.age_coin_digit.puzzle import Puzzle, Solution, near_twin
from generators.randomness import Stream

Clue = tuple[str, int, int, int]
"""A kind, up to two digits by place (from the left), and a number."""
Row = tuple[int | None, ...]
_PLACES = {
    2: ("tens digit", "ones digit"),
    3: ("hundreds digit", "tens digit", "ones digit"),
    4: ("first digit", "second digit", "third digit", "fourth digit"),
    5: ("first digit", "second digit", "third digit", "fourth digit", "fifth digit"),
}
_TIMES = {2: "twice", 3: "three times", 4: "four times"}
_TWO = ("more", "times", "pair", "product", "gap")


class DigitNumber(Puzzle, frozen=True, tag="digits"):
    """A number of `length` digits with some clues: ``sum`` (of all digits), ``more`` (a digit is so much larger than
    another), ``times``, ``pair`` (the sum of two), ``product`` (of two), ``gap`` (two differ by so much), ``reverse``
    (read backwards, the number is so much larger), ``even`` or ``odd`` (a digit), ``divisible`` and ``differ`` (all
    digits do)."""

    length: int
    clues: tuple[Clue, ...]

    TEXTS: ClassVar = {
        "which": "Which {length:words}-digit number is meant? {clues}",
        "find": "Find the {length:words}-digit number of which the following is true. {clues}",
        "think": "{name} thinks of a {length:words}-digit number. {clues} What is the number?",
        "safe": "The code of a safe is a {length:words}-digit number that does not begin with 0. {clues} What is the "
        "code?",
        "plate": "A witness remembers this about the {length:words}-digit number of a car: {clues_low} What is the "
        "number?",
        "house": "{name} lives in a house with a {length:words}-digit number. {clues} Which number is it?",
        "list": "Clues about a {length:words}-digit number:\n{bullets}\nWhat is the number?",
        "page": "A book has fallen open at a page with a {length:words}-digit number. {clues} On which page is it "
        "open?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> DigitNumber | None:
        length = {1: 2, 2: 3, 3: 3, 4: 4}[level] + (stream.below(2) if level > 2 else 0)
        digits = [stream.integer(1, 9), *(stream.below(10) for _ in range(length - 1))]
        if level == 1:
            kinds = ["sum", stream.choice(("more", "reverse", "times"))]
        else:
            kinds = ["sum"] if stream.chance(2, 3) else []
            kinds += [
                stream.choice((*_TWO, *_TWO, "reverse", "divisible", "parity", "differ")) for _ in range(length + 1)
            ]
        clues: list[Clue] = []
        for kind in kinds:
            clue = _clue(stream, kind, digits)
            if clue is not None and clue not in clues:
                clues.append(clue)
        wanted = 2 if level == 1 else length
        found = cls(length, tuple(clues[: max(wanted, 2)]))
        most = {1: 10, 2: 12, 3: 24, 4: 30}[level]
        if len(found.clues) < wanted or not found._workable(most) or not found.unique():
            return None
        return found if all(map(found._needs, found.clues)) else None

    def _workable(self, most: int) -> bool:
        """Whether the clues lead on with never more than so many candidates."""
        try:
            return max(len(rows) for _, rows in _steps(self.length, self.clues)) <= most
        except _TooBroad:
            return False

    def _needs(self, clue: Clue) -> bool:
        """Whether several numbers would fit without the clue."""
        try:
            return len(type(self)(self.length, tuple(each for each in self.clues if each != clue)).solutions()) > 1
        except _TooBroad:
            return True

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> DigitNumber | None:
        base = cls.drawn(stream, level)
        if base is None:
            return None
        changed = []
        for place, (kind, i, j, number) in enumerate(base.clues):
            for step in (-2, -1, 1, 2):
                low = (
                    2
                    if kind in ("times", "divisible")
                    else 1
                    if kind not in ("product", "even", "odd", "differ")
                    else 0
                )
                if number + step < low or kind in ("even", "odd", "differ") or (kind == "times" and number + step > 4):
                    continue
                if kind == "reverse":
                    step *= 99 if base.length == 3 else 9
                    if number + step <= 0:
                        continue
                clue = (kind, i, j, number + step)
                changed.append(cls(base.length, (*base.clues[:place], clue, *base.clues[place + 1 :])))
        (solution,) = base.solutions()
        digits = list(solution.values())
        for place in range(len(base.clues)):
            weak = _clue(stream, stream.choice(("parity", "parity", "differ", "gap")), digits)
            if weak is not None and weak not in base.clues:
                changed.append(cls(base.length, (*base.clues[:place], weak, *base.clues[place + 1 :])))
        found: DigitNumber | None = near_twin(stream, [each for each in changed if each._workable(30)])
        return found

    def _names(self) -> list[str]:
        return [f"d{place}" for place in range(1, self.length + 1)]

    def unknowns(self) -> Mapping[str, tuple[int, int]]:
        return {name: (int(place == 0), 9) for place, name in enumerate(self._names())}

    def asked_for(self) -> str:
        return " + ".join(f"{10 ** (self.length - 1 - place)}*{name}" for place, name in enumerate(self._names()))

    def value_of(self, solution: Solution) -> int:
        return _value(tuple(solution.values()))

    def conditions(self) -> tuple[str, ...]:
        names = self._names()
        return tuple(_formula(clue, names) for clue in self.clues)

    def solutions(self) -> list[Solution]:
        """What is left after the last clue, with every digit that no clue names tried."""
        names = self._names()
        found = []
        for row in _steps(self.length, self.clues)[-1][1]:
            options = [[digit] if digit is not None else range(int(place == 0), 10) for place, digit in enumerate(row)]
            found += [dict(zip(names, digits, strict=True)) for digits in product(*options)]
        return found

    def slots(self, stream: Stream) -> dict[str, Any]:
        clues = [self._told(clue, stream) for clue in self.clues]
        texts = [f"{clue[0].upper()}{clue[1:]}." for clue in clues]
        return {
            "length": self.length, "clues": " ".join(texts), "bullets": "\n".join(f"- {clue}" for clue in clues),
            "clues_low": f"{'; '.join(clues)}.", "name": stream.choice(PEOPLE).name,
        }  # fmt: skip

    def _told(self, clue: Clue, stream: Stream) -> str:
        kind, i, j, number = clue
        places = _PLACES[self.length]
        one, other = f"the {places[i]}", f"the {places[j]}"
        match kind:
            case "sum":
                return stream.choice((f"its digits add up to {number}", f"the sum of its digits is {number}"))
            case "more":
                return f"{one} is {number} more than {other}"
            case "times":
                return f"{one} is {_TIMES[number]} {other}"
            case "pair":
                return f"{one} and {other} add up to {number}"
            case "product":
                return f"the product of {one} and {other} is {number}"
            case "gap":
                return f"{one} and {other} differ by {number}"
            case "reverse":
                return stream.choice(
                    (f"read backwards it is {number} larger", f"with its digits reversed it grows by {number}")
                )
            case "divisible":
                return f"it is divisible by {number}"
            case "differ":
                return "all its digits are different"
        return f"{one} is {kind}"

    def _plainly(self, clue: Clue) -> str:
        places = _PLACES[self.length]
        kind, i, j, number = clue
        one, other = places[i].removesuffix(" digit"), places[j].removesuffix(" digit")
        return {
            "sum": f"digit sum {number}", "more": f"{one} = {other} + {number}", "times": f"{one} = {number} · {other}",
            "pair": f"{one} + {other} = {number}", "product": f"{one} · {other} = {number}",
            "gap": f"{one} and {other} differ by {number}", "reverse": f"reversed is {number} more",
            "divisible": f"divisible by {number}", "differ": "all different",
        }.get(kind, f"{one} {kind}")  # fmt: skip

    def solution(self) -> list[str]:
        lines = ["A dash stands for a digit that is still open."] if self.length > 2 else []
        for clue, rows in _steps(self.length, self.clues):
            text = self._plainly(clue)
            shown = ["".join("-" if digit is None else str(digit) for digit in row) for row in rows]
            lines.append(f"{text[0].upper()}{text[1:]}: {', '.join(shown) if shown else 'nothing is left'}.")
            if rows and text.startswith("reversed") and len(rows) <= 3:
                for each in shown:
                    back = each[::-1]
                    lines.append(f"Check: {int(back)} − {each} = {int(back) - int(each)}.")
        if self.OUTCOMES:
            found = len(self.solutions())
            lines.append("So there is exactly one such number." if found == 1 else
                         f"So {in_words(found)} numbers fit." if found else "So there is no such number.")  # fmt: skip
        return lines

    def canonical(self) -> Any:
        return [self.length, sorted([kind, *sorted((i, j)), number] if kind in ("pair", "product", "gap") else [
            kind, i, j, number] for kind, i, j, number in self.clues)]  # fmt: skip


_MOST_TRIES = 1_000
_NARROW = ("times", "product", "more", "pair", "gap", "reverse", "sum", "divisible", "even", "odd", "differ")


class _TooBroad(Exception):
    """The clues leave too much open to be worked through by hand."""


def _places(clue: Clue, length: int) -> tuple[int, ...]:
    """The digits that a clue is about."""
    kind, i, j, _ = clue
    if kind in _TWO:
        return (i, j)
    return (i,) if kind in ("even", "odd") else tuple(range(length))


def _clue(stream: Stream, kind: str, digits: list[int]) -> Clue | None:
    """A clue of the kind that is true of the digits."""
    i, j = stream.sample(range(len(digits)), 2)
    a, b = digits[i], digits[j]
    number = int("".join(map(str, digits)))
    match kind:
        case "sum":
            return ("sum", 0, 0, sum(digits))
        case "more":
            return ("more", i, j, a - b) if a > b else ("more", j, i, b - a) if b > a else None
        case "times":
            if b and a % b == 0 and 2 <= a // b <= 4:
                return ("times", i, j, a // b)
            return ("times", j, i, b // a) if a and b % a == 0 and 2 <= b // a <= 4 else None
        case "pair":
            return ("pair", min(i, j), max(i, j), a + b)
        case "product":
            return ("product", min(i, j), max(i, j), a * b) if a * b else None
        case "gap":
            return ("gap", min(i, j), max(i, j), abs(a - b)) if a != b else None
        case "reverse":
            back = int("".join(map(str, digits[::-1])))
            return ("reverse", 0, 0, back - number) if back > number else None
        case "divisible":
            fits = [n for n in (3, 4, 6, 7, 8, 9, 11, 12, 13) if number % n == 0]
            return ("divisible", 0, 0, stream.choice(fits)) if fits else None
        case "differ":
            return ("differ", 0, 0, 0) if len(set(digits)) == len(digits) else None
    return ("odd" if a % 2 else "even", i, i, 0)


def _holds(clue: Clue, digits: tuple[Any, ...]) -> bool:
    """Whether the clue, all of whose digits are there, is true."""
    kind, i, j, number = clue
    a, b = digits[i], digits[j]
    match kind:
        case "more":
            good = a - b == number
        case "times":
            good = a == number * b
        case "pair":
            good = a + b == number
        case "product":
            good = a * b == number
        case "gap":
            good = abs(a - b) == number
        case "sum":
            good = sum(digits) == number
        case "even" | "odd":
            good = a % 2 == (kind == "odd")
        case "differ":
            good = len(set(digits)) == len(digits)
        case "divisible":
            good = _value(digits) % number == 0
        case _:
            good = _value(digits[::-1]) - _value(digits) == number
    return bool(good)


def _value(digits: tuple[int, ...]) -> int:
    value = 0
    for digit in digits:
        value = 10 * value + digit
    return value


@lru_cache(maxsize=512)
def _steps(length: int, clues: tuple[Clue, ...]) -> tuple[tuple[Clue, tuple[Row, ...]], ...]:
    """Clue by clue, those that bring in the fewest new digits first: what is left after each. Raises `_TooBroad`."""
    left: list[Row] = [(None,) * length]
    todo = list(clues)
    steps = []
    while todo and left:
        open_digits = {place for place, digit in enumerate(left[0]) if digit is None}
        clue = min(todo, key=lambda each: _cost(each, length, open_digits))
        todo.remove(clue)
        free = [place for place in _places(clue, length) if place in open_digits]
        if len(left) * 10 ** len(free) > _MOST_TRIES:
            raise _TooBroad
        grown = []
        for row in left:
            for digits in product(*(range(int(place == 0), 10) for place in free)):
                filled = list(row)
                for place, digit in zip(free, digits, strict=True):
                    filled[place] = digit
                if _holds(clue, tuple(filled)):
                    grown.append(tuple(filled))
        left = sorted(grown, key=lambda row: [-1 if each is None else each for each in row])
        steps.append((clue, tuple(left)))
    return tuple(steps)


def _cost(clue: Clue, length: int, open_digits: set[int]) -> tuple[int, int]:
    """How many new digits the clue brings in, and how narrow it is."""
    free = sum(place in open_digits for place in _places(clue, length))
    loose = clue[0] not in ("times", "more", "pair", "sum", "product")
    return (2 if free == 1 and loose else free), _NARROW.index(clue[0])


def _formula(clue: Clue, names: list[str]) -> str:
    kind, i, j, number = clue
    a, b = names[i], names[j]
    size = len(names)
    whole = " + ".join(f"{10 ** (size - 1 - place)}*{name}" for place, name in enumerate(names))
    back = " + ".join(f"{10**place}*{name}" for place, name in enumerate(names))
    return {
        "sum": f"{' + '.join(names)} == {number}",
        "more": f"{a} - {b} == {number}",
        "times": f"{a} == {number}*{b}",
        "pair": f"{a} + {b} == {number}",
        "product": f"{a}*{b} == {number}",
        "gap": f"abs({a} - {b}) == {number}",
        "reverse": f"({back}) - ({whole}) == {number}",
        "divisible": f"({whole}) % {number or 1} == 0",
        "differ": f"distinct({', '.join(names)})",
        "even": f"{a} % 2 == 0",
        "odd": f"{a} % 2 == 1",
    }[kind]


class EasyDigits(DigitNumber, frozen=True, tag="easy_digits"):
    """Two digits and two clues: there always is one answer."""

    OUTCOMES: ClassVar[tuple[str, ...]] = ()

    def texts(self) -> Mapping[str, str]:
        return {name: text for name, text in self.TEXTS.items() if name not in ("plate", "page", "safe")}


class Consecutive(Puzzle, frozen=True, tag="consecutive"):
    """`count` numbers, each `step` larger than the one before and all multiples of `step` plus `rest`, with the sum
    `total`; asked is the one at the place `asked`."""

    count: int
    step: int
    rest: int
    total: int
    asked: int

    TEXTS: ClassVar = {
        "sum": "The sum of {count} consecutive {kind} is {total}. What is the {which} of them?",
        "add": "{count} consecutive {kind} add up to {total}. Find the {which}.",
        "who": "{name} adds {count} consecutive {kind} and gets {total}. Which is the {which} of these numbers?",
        "pages": "{name} writes {count} consecutive {kind} on a board. Their sum is {total}. What is the {which} "
        "number?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Consecutive | None:
        step = stream.choice((1, 2, 2, 3, 4, 5, 7))
        rest = stream.below(2) if step == 2 else 0
        count = stream.integer(2, 5)
        first = step * stream.integer(1, 40 // step + 2) + rest
        return cls(count, step, rest, count * first + step * count * (count - 1) // 2, stream.choice((0, count - 1)))

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Consecutive | None:
        base = cls.drawn(stream, level)
        if base is None:
            return None
        changed = [
            cls(base.count, base.step, base.rest, base.total + step, base.asked) for step in (-3, -2, -1, 1, 2, 3)
        ]
        found: Consecutive | None = near_twin(stream, [each for each in changed if each.total > 0])
        return found

    def unknowns(self) -> Mapping[str, tuple[int, int]]:
        return {"first": (-self.total, self.total)}

    def asked_for(self) -> str:
        return f"first + {self.asked * self.step}"

    def value_of(self, solution: Solution) -> int:
        return solution["first"] + self.asked * self.step

    def conditions(self) -> tuple[str, ...]:
        numbers = " + ".join(f"(first + {place * self.step})" for place in range(self.count))
        return (f"first % {self.step} == {self.rest % self.step}", f"{numbers} == {self.total}")

    def solutions(self) -> list[Solution]:
        first = Fraction(self.total - self.step * self.count * (self.count - 1) // 2, self.count)
        fits = first.denominator == 1 and int(first) % self.step == self.rest % self.step
        return [{"first": int(first)}] if fits else []

    def slots(self, stream: Stream) -> dict[str, Any]:
        kind = {1: "whole numbers", 2: "odd numbers" if self.rest else "even numbers"}.get(
            self.step, f"multiples of {self.step}"
        )
        which = (
            ("smallest" if not self.asked else "largest")
            if self.count > 2
            else "smaller"
            if not self.asked
            else "larger"
        )
        return {"count": in_words(self.count), "kind": kind, "total": self.total, "which": which,
                "name": stream.choice(PEOPLE).name}  # fmt: skip

    def solution(self) -> list[str]:
        shift = self.step * self.count * (self.count - 1) // 2
        steps = [self.step * place for place in range(self.count)]
        left = self.total - shift
        first = Fraction(left, self.count)
        lines = [f"With x for the first: {self.count}x + {' + '.join(map(str, steps[1:]))} = {self.total}."]
        if self.count > 2:
            lines.append(f"{' + '.join(map(str, steps[1:]))} = {shift}.")
        lines.append(f"{self.count}x = {self.total} − {shift} = {left}, x = {first}.")
        if not self.solutions():
            kind = {1: "a whole number", 2: "an odd number" if self.rest else "an even number"}.get(
                self.step, f"a multiple of {self.step}"
            )
            return [*lines, f"This is not {kind}."]
        if self.asked:
            lines.append(f"The last: {first} + {steps[-1]} = {first + steps[-1]}.")
        return lines

    def canonical(self) -> Any:
        return [self.count, self.step, self.rest, self.total, self.asked]


class EasyConsecutive(Consecutive, frozen=True, tag="easy_consecutive"):
    """Consecutive numbers with a sum that they can have."""

    OUTCOMES: ClassVar[tuple[str, ...]] = ()


class EasyPair(Puzzle, frozen=True, tag="easy_pair"):
    """Two numbers with the sum `total`, of which one is `more` larger or (`times` > 0) so many times the other, plus
    `more`; asked is the larger one or not."""

    OUTCOMES: ClassVar[tuple[str, ...]] = ()
    total: int
    times: int
    more: int
    larger: bool

    TEXTS: ClassVar = {
        "numbers": "Two numbers add up to {total}. One is {relation} the other. What is the {which} number?",
        "shelf": "{total} books stand on two shelves. On one there are {relation} on the other. How many stand on the "
        "shelf with {which_more}?",
        "share": "{a} and {b} have {total} cards together. One of them has {relation} the other. How many cards has "
        "the one with {which_more}?",
        "rope": "A rope of {total} m is cut into two pieces. One is {relation_long} the other. How long is the "
        "{which_piece} one?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> EasyPair | None:
        small = stream.integer(2, 40)
        times = stream.integer(2, 4) if stream.chance(1, 2) else 1
        more = stream.integer(1, 20) if times == 1 else stream.choice((0, 0, *range(1, 10)))
        total = small + times * small + more
        return cls(total, times, more, stream.chance(1, 2)) if total <= 200 else None

    def unknowns(self) -> Mapping[str, tuple[int, int]]:
        return {"smaller": (0, self.total), "larger": (0, self.total)}

    def asked_for(self) -> str:
        return "larger" if self.larger else "smaller"

    def conditions(self) -> tuple[str, ...]:
        return (f"smaller + larger == {self.total}", f"larger == {self.times}*smaller + {self.more}")

    def solutions(self) -> list[Solution]:
        small = (self.total - self.more) // (self.times + 1)
        return [{"smaller": small, "larger": self.total - small}]

    def slots(self, stream: Stream) -> dict[str, Any]:
        times = _TIMES.get(self.times, "")
        a, b = (each.name for each in stream.sample(PEOPLE, 2))
        if self.times == 1:
            relation, relation_long, cards = (
                f"{self.more} more than",
                f"{self.more} m longer than",
                f"{self.more} more than",
            )
        else:
            more = f"{self.more} more than " if self.more else ""
            relation, cards = f"{more}{times}", f"{more}{times} as many as"
            relation_long = f"{self.more} m longer than {times}" if self.more else f"{times} as long as"
        return {
            "total": self.total, "relation": relation, "relation_long": relation_long,
            "which": "larger" if self.larger else "smaller", "which_more": "more" if self.larger else "fewer",
            "which_piece": "longer" if self.larger else "shorter", "a": a, "b": b, "cards": cards,
        }  # fmt: skip

    def texts(self) -> Mapping[str, str]:
        if self.times == 1:
            return self.TEXTS
        return {name: text.replace("{relation} on", "{cards} on").replace("has {relation} the", "has {cards} the")
                for name, text in self.TEXTS.items()}  # fmt: skip

    def solution(self) -> list[str]:
        parts = self.times + 1
        small = (self.total - self.more) // parts
        big = f"{f'{self.times}x' if self.times > 1 else 'x'}{f' + {self.more}' if self.more else ''}"
        lines = [f"x + {big} = {self.total}."]
        if self.more:
            lines.append(f"{parts}x = {self.total} − {self.more} = {self.total - self.more}.")
        lines.append(f"x = {self.total - self.more} / {parts} = {small}.")
        if self.larger:
            lines.append(f"The other: {self.total} − {small} = {self.total - small}.")
        return lines

    def canonical(self) -> Any:
        return [self.total, self.times, self.more, self.larger]


__all__ = ["Consecutive", "DigitNumber", "EasyConsecutive", "EasyDigits", "EasyPair"]
