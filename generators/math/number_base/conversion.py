"""Numerals of other bases read, written and taken from one base to another; negative bases and unknown ones."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from generators.language.lexicon import PEOPLE
from generators.math.number_base.notation import (
    divided_up,
    from_below,
    horner,
    in_base,
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
from schemas.checks import Check, Equations, Finite, IntRange

_RANGES = {1: (10, 150), 2: (100, 1_500), 3: (500, 9_000), 4: (3_000, 60_000)}


class ToTen(Question, frozen=True, tag="to_ten"):
    """The value of a numeral."""

    base: int
    digits: str

    TEXTS: ClassVar[dict[str, str]] = {
        "what": "What is {n} [in base ten|in the decimal system]?",
        "convert": "Convert {n} to [base ten|decimal].",
        "write": "Write {n} as an ordinary decimal number.",
        "stands": "[Which|What] number does {n} stand for[|, written in base ten]?",
        "counter": "A counter that counts in base {b} shows {d}. How many is that in [ordinary|decimal] numbers?",
        "written": "In base {b} a number is written {d}. Write it in base ten.",
        "reads": "{who} reads {d}, which is meant in base {b}. What number is it in base ten?",
        "machine": "A machine stores the number {d} in base {b}. [Give|Find] its decimal value.",
        "value": "Find the decimal value of {n}.",
    }
    BASES: ClassVar[tuple[int, ...]] = (2, 3, 4, 5, 6, 7, 8, 9)

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        low, high = _RANGES[level]
        base = stream.choice(cls.BASES)
        return cls(base, numeral(stream.integer(low, min(high, base**7)), base))

    def value(self) -> int:
        return value_of(self.digits, self.base)

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "n": in_base(self.digits, self.base, style_of(stream)),
            "b": self.base,
            "d": self.digits,
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        return Equations(Integer(), str(self.value()), (f"v = {horner(self.digits, self.base)}",), ("v",))

    def solution(self) -> list[str]:
        return ["Digit by digit from the left:", *read_off(self.digits, self.base)]

    def canonical(self) -> Any:
        return [self.base, self.digits]

    def candidates(self) -> int:
        return abs(self.value())


class NegativeToTen(ToTen, frozen=True, tag="negative_to_ten"):
    """The value of a numeral of a negative base."""

    BASES: ClassVar[tuple[int, ...]] = (-2, -3, -4, -5, -10)

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        base = stream.choice(cls.BASES)
        low, high = _RANGES[level - 1]
        value = stream.choice((-1, 1)) * stream.integer(low, high)
        return cls(base, numeral(value, base))

    def texts(self) -> dict[str, str]:
        return {
            "places": "In base {b} the places are worth 1, {b}, {b2} and so on. What is {d} in base {b}?",
            "powers": "Base {b} is a place-value system with powers of {b}. Convert {d} from base {b} to base ten.",
            "stands": "Which number does {n} stand for in base ten, the base being negative?",
            "counter": "A device writes whole numbers in base {b}. It shows {d}. [Which number|What number] is that?",
            "value": "Find the decimal value of {n}.",
            "read": "{who} reads {d} as a numeral of base {b}, so its digits are multiplied by 1, {b}, {b2}, ... from "
            "the right. Which number is it?",
            "write": "Write {n} as an ordinary decimal number.",
            "sum": "The digits of {d} stand for multiples of powers of {b}. What do they add up to?",
        }

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {**super().slots(stream), "b2": self.base**2}


class FromTen(Question, frozen=True, tag="from_ten"):
    """The numeral of a number."""

    base: int
    number: int

    TEXTS: ClassVar[dict[str, str]] = {
        "write": "Write {n} in base {b}.",
        "convert": "Convert {n} [to|into] base {b}.",
        "how": "How is {n} written in base {b}?",
        "what": "What are the digits of {n} in base {b}?",
        "counter": "A counter that counts in base {b} has counted {n} [steps|pulses]. What does it show?",
        "express": "Express [the number|the decimal number] {n} in the number system with base {b}.",
        "who": "{who} writes [all numbers|every number] in base {b}. What does {who.they} write for {n}?",
        "machine": "A machine stores numbers in base {b}. Which digits does it store for {n}?",
        "numeral": "Find the base-{b} numeral of {n}.",
    }
    BASES: ClassVar[tuple[int, ...]] = (2, 3, 4, 5, 6, 7, 8, 9)

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        low, high = _RANGES[level]
        base = stream.choice(cls.BASES)
        found = cls(base, stream.integer(low, min(high, base**7)))
        return found if found.number >= base else None

    def form(self) -> str:
        return f"digits in base {self.base}"

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"n": self.number, "b": self.base, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        places = places_for(self.number)
        equations = written_out(f"({self.number})", self.base, places)
        return Equations(Integer(), numeral(self.number, self.base), tuple(equations), ("asked",))

    def solution(self) -> list[str]:
        return [*divided_up(self.number, self.base), from_below(self.number, self.base)]

    def canonical(self) -> Any:
        return [self.base, self.number]

    def candidates(self) -> int:
        return abs(self.number)


class NegativeFromTen(FromTen, frozen=True, tag="negative_from_ten"):
    """The numeral of a number, which may be negative, in a negative base."""

    BASES: ClassVar[tuple[int, ...]] = (-2, -3, -4, -5, -10)

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        low, high = _RANGES[level - 1]
        return cls(stream.choice(cls.BASES), stream.choice((-1, 1)) * stream.integer(low, high))

    def texts(self) -> dict[str, str]:
        hint = " (Digits run from 0 to {top}, and the places are worth 1, {b}, {b2} and so on.)"
        return {
            "write": "Write {n} in base {b}." + hint,
            "convert": "Convert {n} [to|into] the negative base {b}." + hint,
            "how": "How is {n} written in base {b}, with digits from 0 to {top}?",
            "powers": "Write {n} as a sum of powers of {b}, each taken 0 to {top} times, and give its numeral in "
            "base {b}.",
            "device": "A device shows whole numbers in base {b}, with digits 0 to {top}. What does it show for {n}?",
            "find": "Find the numeral of {n} in base {b}." + hint,
            "who": "{who} writes numbers in base {b}, with digits from 0 to {top} and no minus sign. What does "
            "{who.they} write for {n}?",
            "places": "In base {b} the places are worth 1, {b}, {b2} and so on. Which digits from 0 to {top} give {n}?",
        }

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {**super().slots(stream), "top": -self.base - 1, "b2": self.base**2}


class Convert(Question, frozen=True, tag="convert"):
    """A numeral taken from one base to another."""

    base: int
    digits: str
    other: int

    TEXTS: ClassVar[dict[str, str]] = {
        "convert": "Convert {n} [to|into] base {c}.",
        "write": "Write {n} in base {c}.",
        "how": "How is {n} written in base {c}?",
        "counters": "Two counters count together, one in base {b}, the other in base {c}. The first shows {d}. "
        "What does the second show?",
        "translate": "{who} translates numerals from base {b} to base {c}. What does {who.they} write for {d}?",
        "change": "Change the numeral {d} from base {b} to base {c}.",
        "same": "Which numeral of base {c} stands for the same number as {n}?",
        "machine": "A machine reads {d} in base {b} and prints [it|the number] in base {c}. What does it print?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Convert | None:
        low, high = _RANGES[level]
        base, other = stream.sample((2, 3, 4, 5, 6, 7, 8, 9) if level < 3 else (3, 4, 5, 6, 7, 8, 9), 2)
        number = stream.integer(low, min(high, base**8, other**8))
        found = cls(base, numeral(number, base), other)
        return found if found.digits != numeral(number, other) else None

    def form(self) -> str:
        return f"digits in base {self.other}"

    def value(self) -> int:
        return value_of(self.digits, self.base)

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "n": in_base(self.digits, self.base, style_of(stream)),
            "b": self.base,
            "c": self.other,
            "d": self.digits,
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        value = self.value()
        equations = written_out(horner(self.digits, self.base), self.other, places_for(value))
        return Equations(Integer(), numeral(value, self.other), tuple(equations), ("asked",))

    def solution(self) -> list[str]:
        value = self.value()
        return [
            "To base ten, digit by digit from the left:",
            *read_off(self.digits, self.base),
            f"To base {self.other}:",
            *divided_up(value, self.other),
            from_below(value, self.other),
        ]

    def canonical(self) -> Any:
        return [self.base, self.digits, self.other]

    def candidates(self) -> int:
        return self.value()


class DigitSum(Question, frozen=True, tag="digit_sum"):
    """The sum of the digits of a number in another base."""

    base: int
    number: int

    TEXTS: ClassVar[dict[str, str]] = {
        "sum": "What is the sum of the digits of {n} in base {b}?",
        "write": "Write {n} in base {b} and add up the digits. What is their sum?",
        "packs": "Eggs are sold in packs of {powers} and so on, the powers of {b}. What is the smallest number of "
        "packs that hold exactly {n} eggs?",
        "coins": "In a country the coins are worth {powers} and so on, the powers of {b}. What is the smallest number "
        "of coins with which {n} can be paid without change?",
        "digits": "{who} converts {n} to base {b} and adds the digits. [What does {who.they} get|What is the sum]?",
        "convert": "Find the digit sum of {n} in base {b}.",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> DigitSum | None:
        low, high = _RANGES[level]
        base = stream.choice((2, 3, 4, 5, 6, 7, 8, 9))
        return cls(base, stream.integer(low, min(high, base**8)))

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "n": self.number,
            "b": self.base,
            "top": self.base - 1,
            "powers": ", ".join(str(self.base**i) for i in range(4)),
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        places = places_for(self.number)
        *equations, _ = written_out(str(self.number), self.base, places)
        total = " + ".join(f"d{i}" for i in range(places))
        gold = sum(map(int, numeral(self.number, self.base)))
        return Equations(Integer(), str(gold), (*equations, f"asked = {total}"), ("asked",))

    def solution(self) -> list[str]:
        digits = numeral(self.number, self.base)
        total = int(digits[0])
        lines = [*divided_up(self.number, self.base), f"So {self.number} is {digits} in base {self.base}."]
        for digit in digits[1:]:
            lines.append(f"{total} + {digit} = {total + int(digit)}")
            total += int(digit)
        return lines

    def canonical(self) -> Any:
        return [self.base, self.number]

    def candidates(self) -> int:
        return self.number


class UnknownBase(Question, frozen=True, tag="unknown_base"):
    """The base in which a calculation with numerals is right."""

    sign: str
    left: str
    right: str
    result: str
    base: int

    TEXTS: ClassVar[dict[str, str]] = {
        "which": "In which base is {left} {sign} {right} = {result} [true|right]?",
        "find": "Find the base b for which {left} {sign} {right} = {result}, all numerals being in base b.",
        "planet": "On a planet people count in another base, and there {left} {sign} {right} = {result}. Which base do "
        "they use?",
        "book": "In an old book stands {left} {sign} {right} = {result}. In which base [was it worked out|is this "
        "correct]?",
        "note": "{who} writes {left} {sign} {right} = {result} and is right, but {who.their} base is not ten. Which "
        "base is it?",
        "sum": "The numerals in {left} {sign} {right} = {result} have one common base. What is it?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> UnknownBase | None:
        base = stream.choice((4, 5, 6, 7, 8, 9))
        sign = stream.choice(("+", "+", "×")) if level < 4 else "×"
        most = base**2 if level < 4 else base**3
        one = stream.integer(base + 1, most - 1)
        other = stream.integer(2 if sign == "×" and level < 4 else base + 1, most - 1 if sign == "+" else base**2 - 1)
        result = one + other if sign == "+" else one * other
        found = cls(sign, numeral(one, base), numeral(other, base), numeral(result, base), base)
        digits = max(map(int, found.left + found.right + found.result))
        return found if digits < base - 1 and found.bases() == [base] and result >= base**2 else None

    def bases(self) -> list[int]:
        """The bases in which the calculation is right: whether there is one only."""
        fewest = max(map(int, self.left + self.right + self.result)) + 1
        right = []
        for base in range(fewest, 302):
            one, other = value_of(self.left, base), value_of(self.right, base)
            if (one + other if self.sign == "+" else one * other) == value_of(self.result, base):
                right.append(base)
        return right

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "left": self.left,
            "right": self.right,
            "result": self.result,
            "sign": self.sign,
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        # The two sides differ by a polynomial in b with coefficients below 300, which has no root above 301 (Cauchy).
        fewest = max(map(int, self.left + self.right + self.result)) + 1
        sides = [horner(text, 0).replace("(0)", "b") for text in (self.left, self.right, self.result)]
        sign = "*" if self.sign == "×" else "+"
        condition = f"{sides[0]} {sign} {sides[1]} == {sides[2]}"
        return Finite(Integer(), str(self.base), (IntRange("b", max(2, fewest), 1000),), "value", (condition,), "b")

    def solution(self) -> list[str]:
        fewest = max(map(int, self.left + self.right + self.result)) + 1
        lines = [f"The largest digit is {fewest - 1}, so the base is {fewest} or more. I try one base after the other."]
        for base in range(max(2, fewest), self.base + 1):
            one, other, result = (value_of(text, base) for text in (self.left, self.right, self.result))
            made = one + other if self.sign == "+" else one * other
            sign = "+" if self.sign == "+" else "·"
            lines.append(
                f"Base {base}: {one} {sign} {other} = {made}, and {self.result} is {result}: "
                f"{'right' if made == result else 'wrong'}"
            )
        return [*lines, f"So the base is {self.base}."]

    def canonical(self) -> Any:
        return [self.sign, sorted([self.left, self.right]), self.result]

    def candidates(self) -> int:
        return 10 - max(map(int, self.left + self.right + self.result))


class MissingDigit(Question, frozen=True, tag="missing_digit"):
    """The digit that is missing in a numeral of known value."""

    base: int
    digits: str  # with x for the missing digit
    number: int

    TEXTS: ClassVar[dict[str, str]] = {
        "equal": "The numeral {d} of base {b} stands for {n}, where x is one digit. What is x?",
        "find": "Find the digit x for which {w} = {n}.",
        "blot": "A blot covers one digit, here called x: {w} = {n}. Which digit [is it|is covered]?",
        "who": "{who} writes {n} in base {b} and gets {d}, but x cannot be read. Which digit is x?",
        "store": "A machine stores {n} in base {b} as {d}. Which digit does x stand for?",
        "counter": "A counter in base {b} shows {d} after {n} steps, with one broken digit x. What should x be?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> MissingDigit | None:
        low, high = _RANGES[level]
        base = stream.choice((3, 4, 5, 6, 7, 8, 9))
        number = stream.integer(low, high)
        digits = numeral(number, base)
        place = stream.below(len(digits))
        return cls(base, digits[:place] + "x" + digits[place + 1 :], number)

    def slots(self, stream: Stream) -> dict[str, Any]:
        style = stream.choice(("plain", "bracketed", "words"))
        return {
            "d": self.digits,
            "b": self.base,
            "n": self.number,
            "w": in_base(self.digits, self.base, style),
            "who": stream.choice(PEOPLE),
        }

    def missing(self) -> int:
        """The digit."""
        rest = value_of(self.digits.replace("x", "0"), self.base)
        return (self.number - rest) // self.weight()

    def weight(self) -> int:
        """What the place of the missing digit is worth."""
        return int(self.base ** (len(self.digits) - 1 - self.digits.index("x")))

    def check(self) -> Check:
        statement = f"{horner(self.digits, self.base)} = {self.number}"
        return Equations(Integer(), str(self.missing()), (statement,), ("x",))

    def solution(self) -> list[str]:
        rest = value_of(self.digits.replace("x", "0"), self.base)
        weight, left = self.weight(), self.number - rest
        lines = [f"With x = 0 the numeral is {self.digits.replace('x', '0')}:"]
        lines += read_off(self.digits.replace("x", "0"), self.base)
        lines.append(f"{self.number} - {rest} = {left} is missing.")
        power = len(self.digits) - 1 - self.digits.index("x")
        lines.append(f"The place of x is worth {self.base}^{power} = {weight}.")
        lines.append(f"{left}/{weight} = {self.missing()}")
        return lines

    def canonical(self) -> Any:
        return [self.base, self.digits, self.number]

    def candidates(self) -> int:
        return self.base
