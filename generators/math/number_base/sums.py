"""Arithmetic with numerals of other bases."""

from __future__ import annotations

from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE
from generators.math.number_base.notation import (
    divided_up,
    from_below,
    horner,
    in_base,
    long_division,
    multiplied,
    numeral,
    places_for,
    read_off,
    style_of,
    value_of,
    written_out,
)
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer
from schemas.checks import Check, Equations


class _InBase(Question, frozen=True):
    """Two numerals of one base, whose result is asked in the same base."""

    base: int
    left: str
    right: str

    def form(self) -> str:
        return f"digits in base {self.base}"

    def values(self) -> tuple[int, int]:
        return value_of(self.left, self.base), value_of(self.right, self.base)

    def result(self) -> int:
        raise NotImplementedError

    def formula(self) -> str:
        """The result over the numerals' values, for the equations."""
        raise NotImplementedError

    def slots(self, stream: Stream) -> dict[str, Any]:
        style = style_of(stream)
        return {
            "b": self.base,
            "x": self.left,
            "y": self.right,
            "left": in_base(self.left, self.base, style),
            "right": in_base(self.right, self.base, style),
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        equations = [
            f"x = {horner(self.left, self.base)}",
            f"y = {horner(self.right, self.base)}",
            *written_out(self.formula(), self.base, places_for(max(self.values()) ** 2 + 1)),
        ]
        return Equations(Integer(), numeral(self.result(), self.base), tuple(equations), ("asked",))

    def canonical(self) -> Any:
        return [self.base, self.left, self.right]

    def candidates(self) -> int:
        return self.result()


class Sum(_InBase, frozen=True, tag="sum"):
    """A sum in another base, column by column."""

    TEXTS: ClassVar[dict[str, str]] = {
        "add": "Add {left} and {right}. Give the sum in base {b}.",
        "in": "In base {b}, what is {x} + {y}?",
        "work": "Work out {x} + {y}, where all numerals are in base {b}.",
        "planet": "On a planet people count in base {b}. What do they get for {x} + {y}?",
        "counter": "A counter in base {b} shows {x}. It then counts on by {y}, also written in base {b}. "
        "What does it show now?",
        "column": "{who} adds {x} and {y} in columns, in base {b}. [What is the sum|What does {who.they} write below], "
        "in base {b}?",
        "machine": "A machine adds numerals of base {b}. It is given {x} and {y}. What does it print?",
        "sum": "Find the sum {left} + {right} and write it in base {b}.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Sum | None:
        base = stream.choice((2, 3, 4, 5, 6, 7, 8, 9))
        low, high = {1: (base, min(80, base**4)), 2: (base**2, base**4), 4: (base**4, base**6)}[level]
        found = cls(base, *(numeral(stream.integer(low, high), base) for _ in range(2)))
        carries = sum(map(int, found.left + found.right)) - sum(map(int, numeral(found.result(), base)))
        if level == 1 and max(len(found.left), len(found.right)) > 5:
            return None
        return found if carries > 0 else None

    def result(self) -> int:
        one, other = self.values()
        return one + other

    def formula(self) -> str:
        return "(x + y)"

    def solution(self) -> list[str]:
        b, carry, lines = self.base, 0, []
        width = max(len(self.left), len(self.right))
        for one, other in zip(self.left.zfill(width)[::-1], self.right.zfill(width)[::-1], strict=True):
            total = int(one) + int(other) + carry
            start = f"{one} + {other} + {carry}" if carry else f"{one} + {other}"
            if total >= b:
                lines.append(f"{start} = {total} = 1·{b} + {total - b}: write {total - b}, carry 1")
            else:
                lines.append(f"{start} = {total}: write {total}")
            carry = int(total >= b)
        if carry:
            lines.append("The last carry: write 1")
        return [f"Columns from the right, in base {b}:", *lines]

    def canonical(self) -> Any:
        return [self.base, *sorted([self.left, self.right])]


class Difference(_InBase, frozen=True, tag="difference"):
    """A difference in another base, column by column."""

    TEXTS: ClassVar[dict[str, str]] = {
        "subtract": "Subtract {right} from {left}. Give the difference in base {b}.",
        "in": "In base {b}, what is {x} - {y}?",
        "work": "Work out {x} - {y}, where all numerals are in base {b}.",
        "planet": "On a planet people count in base {b}. What do they get for {x} - {y}?",
        "counter": "A counter in base {b} shows {x} and counts down by {y}, also written in base {b}. "
        "What does it show now?",
        "larger": "By how much is {left} larger than {right}? Answer in base {b}.",
        "who": "{who} takes {y} away from {x}, all in base {b}. What is left, in base {b}?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Difference | None:
        base = stream.choice((2, 3, 4, 5, 6, 7, 8, 9))
        one, other = (stream.integer(base**2, base**4 + base) for _ in range(2))
        found = cls(base, numeral(max(one, other), base), numeral(min(one, other), base))
        borrows = sum(map(int, numeral(found.result(), base) + found.right)) - sum(map(int, found.left))
        return found if borrows > 0 and found.result() >= base else None

    def result(self) -> int:
        one, other = self.values()
        return one - other

    def formula(self) -> str:
        return "(x - y)"

    def solution(self) -> list[str]:
        b, borrowed, lines = self.base, 0, []
        for one, other in zip(self.left[::-1], self.right.zfill(len(self.left))[::-1], strict=True):
            digit = int(one) - int(other) - borrowed
            start = f"{one} - {other} - {borrowed}" if borrowed else f"{one} - {other}"
            if digit < 0:
                lines.append(f"{start} = {digit}, borrow {b}: {digit} + {b} = {digit + b}, write {digit + b}")
            else:
                lines.append(f"{start} = {digit}: write {digit}")
            borrowed = int(digit < 0)
        return [f"Columns from the right, in base {b}:", *lines]


class Product(_InBase, frozen=True, tag="product"):
    """A product in another base: by one digit in columns, by more over base ten."""

    TEXTS: ClassVar[dict[str, str]] = {
        "multiply": "Multiply {left} by {right}. Give the product in base {b}.",
        "in": "In base {b}, what is {x} × {y}?",
        "work": "Work out {x} · {y}, where all numerals are in base {b}.",
        "planet": "On a planet people count in base {b}. What do they get for {x} × {y}?",
        "rows": "In a land with base-{b} numerals a hall has {x} rows of {y} seats. "
        "How many seats is that, in base {b}?",
        "who": "{who} knows the multiplication table of base {b} by heart. What does {who.they} get for {x} × {y}?",
        "machine": "A machine multiplies numerals of base {b}. It is given {x} and {y}. What does it print?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Product | None:
        base = stream.choice((3, 4, 5, 6, 7, 8, 9))
        if level == 2:
            one, other = stream.integer(base + 1, base**3), stream.integer(2, base - 1)
        else:
            one, other = (stream.integer(base + 1, base**3 - 1 if level == 3 else base**4) for _ in range(2))
        return cls(base, numeral(one, base), numeral(other, base)) if one % base and other % base else None

    def result(self) -> int:
        one, other = self.values()
        return one * other

    def formula(self) -> str:
        return "(x * y)"

    def solution(self) -> list[str]:
        b = self.base
        if len(self.right) > 1:
            one, other = self.values()
            return [
                f"{self.left} in base ten:",
                *read_off(self.left, b),
                f"{self.right} in base ten:",
                *read_off(self.right, b),
                multiplied(one, other),
                f"Back to base {b}:",
                *divided_up(one * other, b),
                from_below(one * other, b),
            ]
        carry, lines = 0, []
        for digit in self.left[::-1]:
            product = int(digit) * int(self.right)
            total = product + carry
            start = f"{digit}·{self.right} = {product}"
            if carry:
                start += f", {product} + {carry} = {total}"
            if total >= b:
                start += f" = {total // b}·{b} + {total % b}: write {total % b}, carry {total // b}"
            else:
                start += f": write {total}"
            lines.append(start)
            carry = total // b
        if carry:
            lines.append(f"The last carry: write {carry}")
        return [f"Digit by digit from the right, in base {b}:", *lines]


class Quotient(_InBase, frozen=True, tag="quotient"):
    """A quotient, or what is left over, in another base."""

    rest: bool

    TEXTS: ClassVar[dict[str, str]] = {
        "divide": "Divide {left} by {right} with remainder. What is the {what}, in base {b}?",
        "in": "All numerals here are in base {b}. What is the {what} when {x} is divided by {y}?",
        "planet": "On a planet people count in base {b}. They divide {x} by {y}, with a remainder. Which {what} "
        "do they find?",
        "who": "{who} divides {x} by {y}, both in base {b}. Give the {what} in base {b}.",
        "machine": "A machine for numerals of base {b} divides {x} by {y} and prints the {what}. What does it print?",
        "share": "In a land with base-{b} numerals {x} coins are shared equally among {y} people, as many each as "
        "possible. {how}, in base {b}?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Quotient | None:
        base = stream.choice((3, 4, 5, 6, 7, 8, 9))
        one = stream.integer(base**3, base**5 if level == 3 else base**6)
        other = stream.integer(base, base**2 - 1 if level == 3 else base**3)
        found = cls(base, numeral(one, base), numeral(other, base), stream.chance(1, 2))
        return found if one % other > 1 and one // other > 1 else None

    def result(self) -> int:
        one, other = self.values()
        return one % other if self.rest else one // other

    def formula(self) -> str:
        return "(x % y)" if self.rest else "(x // y)"

    def slots(self, stream: Stream) -> dict[str, Any]:
        how = "How many coins are left over" if self.rest else "How many coins does each of them get"
        return {**super().slots(stream), "what": "remainder" if self.rest else "quotient", "how": how}

    def solution(self) -> list[str]:
        b = self.base
        one, other = self.values()
        return [
            f"{self.left} in base ten:",
            *read_off(self.left, b),
            f"{self.right} in base ten:",
            *read_off(self.right, b),
            f"{one} divided by {other}:",
            *long_division(one, other),
            f"The {'remainder' if self.rest else 'quotient'} {self.result()} in base {b}:",
            *divided_up(self.result(), b),
            from_below(self.result(), b),
        ]

    def canonical(self) -> Any:
        return [*super().canonical(), self.rest]


class Mixed(Question, frozen=True, tag="mixed"):
    """A calculation with numerals of different bases."""

    bases: tuple[int, ...]
    digits: tuple[str, ...]
    signs: tuple[str, ...]  # between them: + - ×, a product only first
    target: int  # the base of the answer

    TEXTS: ClassVar[dict[str, str]] = {
        "what": "What is {whole}{in_target}?",
        "work": "Work out {whole}{give}.",
        "find": "Find the value of {whole}{in_target}.",
        "who": "{who} has to work out {whole}{give}. What [does {who.they} get|is the result]?",
        "machine": "A machine reads each numeral in its own base. What does it print for {whole}{in_target}?",
        "note": "On a slip of paper stands {whole}. What is that{in_target}?",
        "calculate": "Calculate {whole}{give}.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Mixed | None:
        count = {1: 2, 2: 3, 3: 3, 4: 4}[level]
        low, high = {1: (4, 60), 2: (10, 200), 3: (20, 400), 4: (30, 600)}[level]
        bases = tuple(stream.sample((2, 3, 4, 5, 6, 7, 8, 9), count))
        values = [stream.integer(low, min(high, base**7)) for base in bases]
        signs = [stream.choice(("+", "-")) for _ in range(count - 1)]
        if level > 2:
            signs[0] = "×"
        target = stream.choice((2, 3, 4, 5, 6, 7, 8, 9)) if level > 2 else 10
        digits = tuple(numeral(value, base) for value, base in zip(values, bases, strict=True))
        found = cls(bases, digits, tuple(signs), target)
        if level == 1 and sum(map(len, digits)) > 7:
            return None
        return found if found.result() > 1 and min(map(len, digits)) > 1 else None

    def values(self) -> list[int]:
        return [value_of(text, base) for text, base in zip(self.digits, self.bases, strict=True)]

    def result(self) -> int:
        first, *others = self.values()
        for sign, value in zip(self.signs, others, strict=True):
            first = first * value if sign == "×" else first + value if sign == "+" else first - value
        return first

    def form(self) -> str:
        return "integer" if self.target == 10 else f"digits in base {self.target}"

    def slots(self, stream: Stream) -> dict[str, Any]:
        style = stream.choice(("plain", "bracketed", "raised", "tex", "words"))
        texts = [in_base(text, base, style) for text, base in zip(self.digits, self.bases, strict=True)]
        whole = texts[0] + "".join(f" {sign} {text}" for sign, text in zip(self.signs, texts[1:], strict=True))
        name = "base ten" if self.target == 10 else f"base {self.target}"
        return {
            "whole": whole,
            "in_target": f" in {name}",
            "give": f" and give the result in {name}",
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        formulas = [horner(text, base) for text, base in zip(self.digits, self.bases, strict=True)]
        whole = formulas[0]
        for sign, formula in zip(self.signs, formulas[1:], strict=True):
            whole = f"({whole} {'*' if sign == '×' else sign} {formula})"
        places = places_for(max(self.values()) ** 2 + 1000)
        equations = (f"asked = {whole}",) if self.target == 10 else tuple(written_out(whole, self.target, places))
        gold = str(self.result()) if self.target == 10 else numeral(self.result(), self.target)
        return Equations(Integer(), gold, equations, ("asked",))

    def solution(self) -> list[str]:
        lines = []
        for text, base, value in zip(self.digits, self.bases, self.values(), strict=True):
            if len(text) == 2:
                lines.append(f"{in_base(text, base)}: {read_off(text, base)[0]}")
            else:
                lines += [f"{in_base(text, base)} digit by digit:", *read_off(text, base)]
            assert value_of(text, base) == value
        total, *others = self.values()
        for sign, value in zip(self.signs, others, strict=True):
            fresh = total * value if sign == "×" else total + value if sign == "+" else total - value
            lines.append(multiplied(total, value) if sign == "×" else f"{total} {sign} {value} = {fresh}")
            total = fresh
        if self.target != 10:
            lines += [f"To base {self.target}:", *divided_up(total, self.target), from_below(total, self.target)]
        return lines

    def canonical(self) -> Any:
        return [list(self.bases), list(self.digits), list(self.signs), self.target]

    def candidates(self) -> int:
        return self.result()


class NegativeSum(Question, frozen=True, tag="negative_sum"):
    """A sum of numerals of a negative base."""

    base: int
    left: str
    right: str

    TEXTS: ClassVar[dict[str, str]] = {
        "in": "In base {b}, with digits from 0 to {top}, what is {x} + {y}? Write the sum in base {b}.",
        "add": "Add {left} and {right}. Write the sum in base {b}, with digits from 0 to {top}.",
        "work": "All numerals here are in base {b}, where the places are worth 1, {b}, {b2} and so on. Work out {x} + "
        "{y} in that base.",
        "device": "A device works in base {b}, with the digits 0 to {top}. What does it show for {x} + {y}?",
        "who": "{who} adds {x} and {y}, both written in base {b}. What is the sum, with digits from 0 to {top}?",
        "planet": "On planet Zog people count in base {b}, with digits 0 to {top}. What do they write for {x} + {y}?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> NegativeSum | None:
        base = stream.choice((-2, -3, -4, -5, -10))
        values = [stream.choice((-1, 1)) * stream.integer(10, 400) for _ in range(2)]
        if abs(sum(values)) < 5:
            return None
        return cls(base, *(numeral(value, base) for value in values))

    def form(self) -> str:
        return f"digits in base {self.base}"

    def result(self) -> int:
        return value_of(self.left, self.base) + value_of(self.right, self.base)

    def slots(self, stream: Stream) -> dict[str, Any]:
        style = stream.choice(("tex", "words", "raised"))
        return {
            "b": self.base,
            "b2": self.base**2,
            "top": -self.base - 1,
            "x": self.left,
            "y": self.right,
            "left": in_base(self.left, self.base, style),
            "right": in_base(self.right, self.base, style),
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        whole = f"({horner(self.left, self.base)} + {horner(self.right, self.base)})"
        equations = written_out(whole, self.base, places_for(self.result()) + 2)
        return Equations(Integer(), numeral(self.result(), self.base), tuple(equations), ("asked",))

    def solution(self) -> list[str]:
        one, other = value_of(self.left, self.base), value_of(self.right, self.base)
        shown = f"({other})" if other < 0 else str(other)
        return [
            f"{self.left} in base ten:",
            *read_off(self.left, self.base),
            f"{self.right} in base ten:",
            *read_off(self.right, self.base),
            f"{one} + {shown} = {one + other}",
            f"Back to base {self.base}:",
            *divided_up(one + other, self.base),
            from_below(one + other, self.base),
        ]

    def canonical(self) -> Any:
        return [self.base, *sorted([self.left, self.right])]

    def candidates(self) -> int:
        return abs(self.result())
