"""Questions on the digits of numbers."""

from __future__ import annotations

from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer
from schemas.checks import Check, Finite, IntRange


class DigitSum(Question, frozen=True, tag="digit_sum"):
    """The sum of a product's digits, taken once or until one digit is left."""

    numbers: tuple[int, int]
    repeated: bool

    ONCE = {
        "sum": "What is the sum of the digits of {a}·{b}?",
        "multiply": "{who} multiplies {a} by {b} and adds the digits of the result. What does {who.they} get?",
        "cross": "[Find|Compute] the digit sum of {a} × {b}.",
        "code": "What is sum(map(int, str({a} * {b}))) in Python?",
        "price": "{a} tickets at {b} euros each are paid. What is the sum of the digits of the price in euros?",
    }  # fmt: skip
    REPEATED = {
        "root": "[Find|Compute] the digital root of {a}·{b}: add the digits, again and again, until one digit is left.",
        "until": "{who} multiplies {a} by {b} and replaces the result by its digit sum until only one digit is left. "
        "Which?",
        "single": "Take the digits' sum of {a} × {b}, then of the sum, and so on. Which single digit results?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> DigitSum | None:
        found = DigitSum((stream.integer(12, 99), stream.integer(3, 12)), stream.chance(1, 2))
        sums = found.sums()
        return found if len(sums) > 1 or not found.repeated else None

    def sums(self) -> list[int]:
        """The digit sum and, where it is taken again, those that follow."""
        sums = [_digit_sum(self.numbers[0] * self.numbers[1])]
        while self.repeated and sums[-1] > 9:
            sums.append(_digit_sum(sums[-1]))
        return sums

    def texts(self) -> dict[str, str]:
        return self.REPEATED if self.repeated else self.ONCE

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"a": self.numbers[0], "b": self.numbers[1], "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        a, b = self.numbers
        # Three times is enough: the digit sum of a product below 10^10 is at most 90, that of such a sum at most 17.
        formula = f"digitsum(digitsum(digitsum({a} * {b})))" if self.repeated else f"digitsum({a} * {b})"
        return Finite(Integer(), str(self.sums()[-1]), (IntRange("x", 0, 99),), "value", (f"x == {formula}",), "x")

    def solution(self) -> list[str]:
        a, b = self.numbers
        lines = [f"{a}·{b} = {a * b}"]
        if b > 9 and a % 10:
            lines = [f"{a}·10 = {a * 10}", f"{a}·{b - 10} = {a * (b - 10)}", f"{a * 10} + {a * (b - 10)} = {a * b}"]
            lines = lines if b > 10 else lines[:1]
        elif a % 10:
            tens, ones = a // 10 * 10, a % 10
            lines = [f"{tens}·{b} = {tens * b}", f"{ones}·{b} = {ones * b}", f"{tens * b} + {ones * b} = {a * b}"]
        number = a * b
        for total in self.sums():
            lines.append(f"{' + '.join(str(number))} = {total}")
            number = total
        return lines

    def canonical(self) -> Any:
        return [sorted(self.numbers), self.repeated]

    def candidates(self) -> int:
        return 100


def _digit_sum(number: int) -> int:
    return sum(map(int, str(number)))


class DigitRange(Question, frozen=True, tag="digit_range"):
    """How many three-digit numbers of a range have a given digit sum, perhaps only even or only odd ones."""

    low: int  # the first hundreds digit
    high: int  # and the last
    total: int
    sort: str  # "all", "even", "odd"

    TEXTS: ClassVar = {
        "how many": "How many {sort}integers from {a} to {b} have the digit sum {s}?",
        "count": "[Count the|Find the number of] {sort}integers n with {a} ≤ n ≤ {b} whose digits add up to {s}.",
        "locks": "A lock shows a number from {a} to {b}. It opens at every {sort}number with the digit sum {s}. How "
        "many numbers open it?",
        "tickets": "Of the tickets {a} to {b}, every {sort}number whose digits have the sum {s} wins. How many tickets "
        "win?",
        "code": "How many {sort}n in range({a}, {over}) satisfy sum(map(int, str(n))) == {s}?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> DigitRange | None:
        low, high = sorted((stream.integer(1, 9), stream.integer(1, 9)))
        sort = stream.choice(("all",) if level == 2 else ("even", "odd"))
        found = DigitRange(low, high, stream.integer(5, 22), sort)
        return found if high > low and found.answer() > 4 else None

    def allowed(self) -> tuple[int, ...]:
        """The last digits that the sort allows."""
        return {
            "all": tuple(range(10)), "even": (0, 2, 4, 6, 8), "odd": (1, 3, 5, 7, 9)
        }[self.sort]  # fmt: skip

    def endings(self, hundreds: int) -> list[tuple[int, int]]:
        """The tens and ones digits that go with a hundreds digit."""
        rest = self.total - hundreds
        return [(rest - ones, ones) for ones in self.allowed() if 0 <= rest - ones <= 9]

    def answer(self) -> int:
        """How many numbers there are."""
        return sum(len(self.endings(h)) for h in range(self.low, self.high + 1))

    def slots(self, stream: Stream) -> dict[str, Any]:
        sort = {"all": "", "even": "even ", "odd": "odd "}[self.sort]
        return {
            "a": 100 * self.low, "b": 100 * self.high + 99, "over": 100 * self.high + 100, "s": self.total,
            "sort": sort, "who": stream.choice(PEOPLE),
        }  # fmt: skip

    def check(self) -> Check:
        more = {"all": (), "even": ("n % 2 == 0",), "odd": ("n % 2 == 1",)}[self.sort]
        conditions = (f"digitsum(n) == {self.total}", *more)
        variables = (IntRange("n", 100 * self.low, 100 * self.high + 99),)
        return Finite(Integer(), str(self.answer()), variables, "count", conditions)

    def solution(self) -> list[str]:
        lines = []
        if self.sort != "all":
            lines.append(f"The last digit is one of {', '.join(map(str, self.allowed()))}.")
        counts = []
        for h in range(self.low, self.high + 1):
            rest = self.total - h
            found = [f"{h}{tens}{ones}" for tens, ones in self.endings(h)]
            start = f"Hundreds digit {h}: the others add up to {self.total} - {h} = {rest}"
            lines.append(f"{start}: {', '.join(found)}; {len(found)}" if found else f"{start}: none")
            counts.append(len(found))
        return [*lines, f"{' + '.join(map(str, counts))} = {sum(counts)}"]

    def canonical(self) -> Any:
        return [self.low, self.high, self.total, self.sort]

    def candidates(self) -> int:
        return 100 * (self.high - self.low + 1)


class DigitRiddle(Question, frozen=True, tag="digit_riddle"):
    """A number of two or three digits from its digit sum and from what reversing it changes."""

    number: int
    rule: str = ""  # of three digits: "sum" (middle digit is the sum of the others), "more" than the first one

    TWO: ClassVar = {
        "riddle": "The digits of a two-digit number add up to {s}. Reversed, the number becomes {d} {larger}. What is "
        "the number?",
        "think": "{who} thinks of a two-digit number with the digit sum {s}. Read backwards, it is {d} {larger}. Which "
        "number is it?",
        "age": "{who}'s grandmother has an age of two digits with the sum {s}. If the digits are swapped, the age is "
        "{d} years {larger}. How old is she?",
        "house": "The number of a house has two digits that add up to {s}. Swapping them makes the number {larger} by "
        "{d}. What is the number?",
        "find": "Find the two-digit number whose digit sum is {s} and which becomes {d} {larger} when its digits are "
        "exchanged.",
    }  # fmt: skip
    THREE: ClassVar = {
        "riddle": "The digits of a three-digit number add up to {s}. {middle}. Reversed, the number becomes {d} "
        "{larger}. What is the number?",
        "think": "{who} thinks of a three-digit number. Its digit sum is {s}, {middle}, and read backwards it is {d} "
        "{larger}. Which number is it?",
        "locker": "The number of a locker has three digits with the sum {s}; {middle}. Writing it backwards makes it "
        "{larger} by {d}. What is the number?",
        "find": "Find the three-digit number with the digit sum {s} in which {middle} and which becomes {d} {larger} "
        "when its digits are written in reverse order.",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> DigitRiddle | None:
        if level == 2:
            a, b = stream.integer(1, 9), stream.integer(1, 9)
            return DigitRiddle(10 * a + b) if a != b else None
        a, b, c = stream.integer(1, 9), stream.integer(0, 9), stream.integer(1, 9)
        rules = [name for name, holds in (("sum", b == a + c), ("more", b > a)) if holds]
        return DigitRiddle(100 * a + 10 * b + c, stream.choice(rules)) if rules and a != c else None

    def digits(self) -> list[int]:
        """The digits, from the left."""
        return [int(digit) for digit in str(self.number)]

    def change(self) -> int:
        """How much larger the reversed number is."""
        return int(str(self.number)[::-1]) - self.number

    def texts(self) -> dict[str, str]:
        old = 60 < self.number < 100
        return self.THREE if self.rule else {key: text for key, text in self.TWO.items() if old or key != "age"}

    def slots(self, stream: Stream) -> dict[str, Any]:
        a, b, *_ = self.digits()
        middle = "the middle digit is the sum of the other two" if self.rule == "sum" else (
            f"the middle digit is {b - a} more than the first"
        )  # fmt: skip
        return {
            "s": sum(self.digits()), "d": abs(self.change()), "larger": "larger" if self.change() > 0 else "smaller",
            "middle": middle, "who": stream.choice(PEOPLE),
        }  # fmt: skip

    def check(self) -> Check:
        digits = self.digits()
        total, change = sum(digits), self.change()
        if not self.rule:
            reverse = "10 * (n % 10) + n // 10"
            variables = (IntRange("n", 10, 99),)
            conditions: tuple[str, ...] = ()
        else:
            reverse = "100 * (n % 10) + 10 * (n // 10 % 10) + n // 100"
            variables = (IntRange("n", 100, 999),)
            middle = "n // 100 + n % 10" if self.rule == "sum" else f"n // 100 + {digits[1] - digits[0]}"
            conditions = (f"n // 10 % 10 == {middle}",)
        conditions += (f"digitsum(n) == {total}", f"{reverse} - n == {change}")
        return Finite(Integer(), str(self.number), variables, "value", conditions, "n")

    def solution(self) -> list[str]:
        digits, change = self.digits(), self.change()
        total, size = sum(digits), abs(self.change())
        large = "ones" if change > 0 else "tens" if not self.rule else "hundreds"
        if not self.rule:
            a, b = digits
            gap = size // 9
            low, high = min(a, b), max(a, b)
            return [
                "With tens digit a and ones digit b the number is 10a + b, reversed 10b + a.",
                "The difference is 9(b - a).",
                f"{size} / 9 = {gap}, so the {large} digit is {gap} larger than the other.",
                f"The smaller digit: ({total} - {gap}) / 2 = {total - gap} / 2 = {low}",
                f"The larger digit: {low} + {gap} = {high}",
                f"The number: {self.number}",
            ]
        a, b, c = digits
        gap = size // 99
        lines = [
            "With digits a, b, c the number is 100a + 10b + c, reversed 100c + 10b + a; the difference is 99(c - a).",
            f"{size} / 99 = {gap}, so c - a = {c - a}.",
        ]
        if self.rule == "sum":
            lines += [
                f"b = a + c, so the digit sum is 2b = {total}, and b = {total} / 2 = {b}",
                f"a + c = {b} and c - a = {c - a}: 2c = {b} {'+' if c > a else '-'} {gap} = {2 * c}",
                f"c = {2 * c} / 2 = {c}",
                f"a = {b} - {c} = {a}",
            ]
        else:
            left = total - (b - a) - (c - a)
            second = f"- {c - a}" if c > a else f"+ {a - c}"
            change_c = f"+ {c - a}" if c > a else f"- {a - c}"
            lines += [
                f"b = a + {b - a} and c = a {change_c}, so the digit sum is 3a + {b - a} {change_c} = {total}.",
                f"3a = {total} - {b - a} {second} = {left}, so a = {left} / 3 = {a}",
                f"b = {a} + {b - a} = {b}",
                f"c = {a} {change_c} = {c}",
            ]
        return [*lines, f"The number: {self.number}"]

    def canonical(self) -> Any:
        return [self.number, self.rule]

    def candidates(self) -> int:
        return 90 if not self.rule else 900
