"""Largest and smallest numbers made of digits, under conditions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice, pairwise, permutations
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE, listed
from generators.math.calculations import brief
from generators.math.integers import divided
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer
from schemas.checks import Check, Finite, IntRange

_NAMES = "abcdefghij"


def _number(digits: tuple[int, ...] | list[int]) -> int:
    return int("".join(map(str, digits)))


def placed(names: str) -> str:
    """The number that digits of these names form, as a formula."""
    return " + ".join(f"{10 ** (len(names) - 1 - place)} * {name}" for place, name in enumerate(names))


def using(digits: tuple[int, ...], names: str) -> list[str]:
    """The conditions that the names stand for these digits in some order; distinctness is said of ever more of them, so
    that most points are cut early."""
    conditions = [" or ".join(f"{name} == {digit}" for digit in digits) for name in names]
    return conditions + [f"distinct({', '.join(names[:size])})" for size in range(2, len(names) + 1)]


class Arranged(Question, frozen=True, tag="arranged"):
    """The largest or smallest number that uses given digits once each and is divisible by a number."""

    digits: tuple[int, ...]
    divisor: int  # -1: odd
    largest: bool

    TEXTS: ClassVar = {
        "digits": "[What is|Which is] the {largest} {rule} number that uses each of the digits {digits} exactly once?",
        "cards": "{who} has cards with the digits {digits} and lays all of them in a row. What is the {largest} {rule} "
        "number possible?",
        "code": "A code has the digits {digits}, each once, and is {a_rule} number. What is its {largest} possible "
        "value?",
        "arrange": "Arrange the digits {digits} to form the {largest} possible {rule} number.",
        "form": "From the digits {digits}, each used once, form the {largest} number that is {that}.",
        "dial": "A number has the digits {digits} in some order and is {that}. What is the {largest} number it can be?",
    }  # fmt: skip

    DIVISIBLE: ClassVar = {
        "form": "From the digits {digits}, each used once, form the {largest} number that is {that}.",
        "dial": "A number has the digits {digits} in some order and is {that}. What is the {largest} number it can be?",
        "multiple": "[What is|Which is] the {largest} multiple of {d} that uses each of the digits {digits} exactly "
        "once?",
        "cards": "{who} has cards with the digits {digits} and lays them all in a row to get a number {that}. What is "
        "the {largest} number possible?",
        "arrange": "Arrange the digits {digits} to form the {largest} possible number that is {that}.",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Arranged | None:
        size = stream.choice((3, 4, 4, 4)) if level == 1 else (5, 6)[level - 2]
        digits = tuple(stream.sample(range(1 if stream.chance(2, 3) else 0, 10), size))
        divisor = stream.choice(
            ((2, -1, 5, 4), (4, 6, 7, 8, 11, 12, 13), (7, 8, 11, 12, 13, 14, 16, 17, 19, 24))[level - 1]
        )
        found = cls(digits, divisor, stream.chance(1, 2))
        fitting = found.fitting()
        if len(fitting) < 2:
            return None
        free = sorted(digits, reverse=found.largest)
        if found.answer() == _number(free) or (level == 3 and len(fitting) < 4):
            return None
        if level == 1:
            return found if brief(found) else None
        return found if level == 2 or len(found.tried()) <= 24 else None

    def fits(self, number: int) -> bool:
        """Whether the number has the divisor, or is odd."""
        return number % 2 == 1 if self.divisor < 0 else number % self.divisor == 0

    def fitting(self) -> list[int]:
        """All numbers that may be formed."""
        numbers = {_number(each) for each in permutations(self.digits) if each[0]}
        return sorted(number for number in numbers if self.fits(number))

    def answer(self) -> int:
        """The number asked for."""
        return self.fitting()[-1 if self.largest else 0]

    def tried(self) -> list[int]:
        """The numbers of these digits in order, up to the first that fits."""
        numbers = sorted({_number(each) for each in permutations(self.digits) if each[0]}, reverse=self.largest)
        return numbers[: numbers.index(self.answer()) + 1]

    def slots(self, stream: Stream) -> dict[str, Any]:
        d = self.divisor
        words = {3: "three", 4: "four", 5: "five", 6: "six"}
        rule = {2: "even", -1: "odd"}.get(d, f"{words[len(self.digits)]}-digit")
        that = {2: "even", -1: "odd"}.get(d, f"divisible by {d}")
        article = {2: "an even", -1: "an odd"}.get(d, f"a {words[len(self.digits)]}-digit")
        return {
            "digits": listed([str(digit) for digit in self.digits]), "d": d,
            "largest": "largest" if self.largest else "smallest",
            "rule": rule, "that": that, "a_rule": article, "who": stream.choice(PEOPLE),
        }  # fmt: skip

    def texts(self) -> dict[str, str]:
        if self.divisor in (2, -1):
            return self.TEXTS
        return self.DIVISIBLE

    def check(self) -> Check:
        names = _NAMES[: len(self.digits)]
        low, high = min(self.digits), max(self.digits)
        conditions = ["a > 0", *using(self.digits, names)]
        value = placed(names)
        conditions.append(f"({value}) % 2 == 1" if self.divisor < 0 else f"({value}) % {self.divisor} == 0")
        variables = tuple(IntRange(name, low, high) for name in names)
        ask: Any = "maximum" if self.largest else "minimum"
        return Finite(Integer(), str(self.answer()), variables, ask, tuple(conditions), value)

    def solution(self) -> list[str]:
        d = self.divisor
        if d in (2, -1, 5):
            return self._by_ending()
        if d == 4 and len(self.digits) <= 5:
            return self._by_two_digits()
        order = "largest" if self.largest else "smallest"
        lines = [f"Go through the numbers of these digits from the {order} on and divide by {d}:"]
        for number in self.tried():
            lines.append(divided(number, d))
        return lines

    def _by_ending(self) -> list[str]:
        ends = sorted(digit for digit in self.digits if (digit % 5 == 0 if self.divisor == 5 else self.fits(digit)))
        rule = {2: "even", -1: "odd", 5: "0 or 5"}[self.divisor]
        order = "falling" if self.largest else "rising"
        lines = [f"The last digit must be {rule}; the others in {order} order:"]
        found = []
        for end in ends:
            rest = sorted((digit for digit in self.digits if digit != end), reverse=self.largest)
            if rest[0] == 0:
                first = next(digit for digit in rest if digit)
                rest = [first, *(digit for digit in rest if digit != first)]
            found.append(_number([*rest, end]))
            lines.append(f"last digit {end}: {found[-1]}")
        best = max(found) if self.largest else min(found)
        return [*lines, f"The {'largest' if self.largest else 'smallest'} is {best}."] if len(found) > 1 else lines

    def _by_two_digits(self) -> list[str]:
        order = "falling" if self.largest else "rising"
        lines = [f"The last two digits must form a multiple of 4; the others in {order} order:"]
        found = []
        for tens, ones in permutations(sorted(self.digits), 2):
            if (10 * tens + ones) % 4:
                continue
            rest = sorted((digit for digit in self.digits if digit not in (tens, ones)), reverse=self.largest)
            if rest[0] == 0:
                if len(rest) == 1:
                    continue
                first = next(digit for digit in rest if digit)
                rest = [first, *(digit for digit in rest if digit != first)]
            found.append(_number([*rest, tens, ones]))
            lines.append(f"{tens}{ones}: {found[-1]}")
        best = max(found) if self.largest else min(found)
        return [*lines, f"The {'largest' if self.largest else 'smallest'} is {best}."]

    def canonical(self) -> Any:
        return [sorted(self.digits), self.divisor, self.largest]

    def candidates(self) -> int:
        return int(10 ** len(self.digits))


def _with_sum(size: int, total: int, distinct: bool, largest: bool, before: str = "") -> Iterator[int]:
    """The numbers of so many digits with a digit sum, falling or rising, that go on from the digits `before`."""
    if not size:
        if total == 0:
            yield int(before)
        return
    digits = [digit for digit in range(not before, 10) if not distinct or str(digit) not in before]
    for digit in reversed(digits) if largest else digits:
        if 0 <= total - digit <= 9 * (size - 1):
            yield from _with_sum(size - 1, total - digit, distinct, largest, f"{before}{digit}")


class WithDigitSum(Question, frozen=True, tag="with_digit_sum"):
    """The largest or smallest number of so many digits with a given digit sum, and a divisor."""

    size: int
    total: int
    divisor: int  # 1: none
    distinct: bool
    largest: bool

    TEXTS: ClassVar = {
        "what": "[What is|Which is] the {largest} {size}-digit number {with}?",
        "find": "[Find|Give] the {largest} {size}-digit number {with}.",
        "lock": "A lock opens with {size} digits, the first not 0; they form a number {with}. What is the {largest} "
        "such number?",
        "house": "{who} lives in a house whose number has {size} digits; it is a number {with}. What is the {largest} "
        "it can be?",
        "among": "Among all {size}-digit numbers {with}, which is the {largest}?",
    }  # fmt: skip
    DIVISORS: ClassVar = {
        1: (1,),
        2: (4, 5, 7, 8, 11, 12, 13, 15),
        3: (7, 11, 13, 14, 16, 17, 19, 21, 22, 23, 24, 25, 26, 28, 29, 31, 37),
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> WithDigitSum | None:
        size = stream.integer(*((3, 4), (3, 4), (4, 5))[level - 1])
        divisor = stream.choice(cls.DIVISORS[level])
        found = cls(size, stream.integer(4, 9 * size - 3), divisor, stream.chance(1, 2), stream.chance(1, 2))
        numbers = found.tried()
        if level == 1:
            return found if numbers and brief(found) else None
        return found if (3, 8)[level - 2] <= len(numbers) <= (22, 30)[level - 2] else None

    def tried(self) -> list[int]:
        """The numbers with the digit sum from the end that is asked for, up to the first with the divisor; none where
        there is no such number among the first few."""
        found = []
        for number in islice(_with_sum(self.size, self.total, self.distinct, self.largest), 31):
            found.append(number)
            if number % self.divisor == 0:
                return found
        return []

    def slots(self, stream: Stream) -> dict[str, Any]:
        parts = [f"the digit sum {self.total}"]
        if self.distinct:
            parts.append("no digit twice")
        text = f"with {listed(parts)}"
        if self.divisor > 1:
            text = f"divisible by {self.divisor} {text}"
        return {
            "size": {3: "three", 4: "four", 5: "five"}[self.size], "with": text,
            "largest": "largest" if self.largest else "smallest", "who": stream.choice(PEOPLE),
        }  # fmt: skip

    def check(self) -> Check:
        names = _NAMES[: self.size]
        conditions = ["a > 0", f"{' + '.join(names)} == {self.total}"]
        if self.distinct:
            conditions.append(f"distinct({', '.join(names)})")
        value = placed(names)
        if self.divisor > 1:
            conditions.append(f"({value}) % {self.divisor} == 0")
        variables = tuple(IntRange(name, 0, 9) for name in names)
        gold = str(self.tried()[-1])
        return Finite(Integer(), gold, variables, "maximum" if self.largest else "minimum", tuple(conditions), value)

    def solution(self) -> list[str]:
        numbers = self.tried()
        if self.divisor == 1:
            return self._greedy(numbers[0])
        order = "largest" if self.largest else "smallest"
        twice = " and no digit twice" if self.distinct else ""
        lines = [f"Numbers with the digit sum {self.total}{twice}, from the {order} on:"]
        for number in numbers:
            lines.append(divided(number, self.divisor))
        return lines

    def _greedy(self, number: int) -> list[str]:
        """Digit by digit from the left, what is left has to fit into the places behind."""
        lines = ["From the left, each digit as " + ("large" if self.largest else "small") + " as the rest allows:"]
        left = self.total
        for place, digit in enumerate(map(int, str(number)), 1):
            lines.append(f"digit {place}: {digit}, then {left} - {digit} = {left - digit} is left")
            left -= digit
        return lines

    def canonical(self) -> Any:
        return [self.size, self.total, self.divisor, self.distinct, self.largest]

    def candidates(self) -> int:
        return int(9 * 10 ** (self.size - 1))


class Deleted(Question, frozen=True, tag="deleted"):
    """The largest or smallest number left when some digits of a number are struck out."""

    digits: tuple[int, ...]
    count: int
    largest: bool

    TEXTS: ClassVar = {
        "strike": "[Strike out|Delete|Cross out] {k} of the digits of {n} so that the number left is as {large} as "
        "possible. Which number is it?",
        "largest": "What is the {largest} number that can be left when {k} of the digits of {n} {are} struck out?",
        "cards": "{who} has laid the digits of {n} as cards and takes {k} of them away without moving the others. What "
        "is the {largest} number that can remain?",
        "tape": "Of the number {n} on a tape {k} digits are erased and the rest moves together. Which is the {largest} "
        "number that can result?",
        "keep": "Keep {r} digits of {n} in their order so that the number they form is as {large} as possible. Which "
        "number is it?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Deleted | None:
        size = stream.integer(*((4, 5), (6, 7), (8, 9))[level - 1])
        count = stream.integer(*((1, 2), (2, 3), (3, 5))[level - 1])
        found = cls(tuple(stream.integer(1, 9) for _ in range(size)), count, stream.chance(1, 2))
        kept = size - count
        plain = _number(found.digits[:kept]), _number(found.digits[count:])
        usable = 2 <= kept <= 6 and found.answer() not in plain
        return found if usable and (level > 1 or brief(found)) else None

    def answer(self) -> int:
        """The number that is left."""
        kept = len(self.digits) - self.count
        numbers = {_number(each) for each in combinations(self.digits, kept)}
        return max(numbers) if self.largest else min(numbers)

    def slots(self, stream: Stream) -> dict[str, Any]:
        words = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}
        kept = len(self.digits) - self.count
        return {
            "n": _number(self.digits), "k": words[self.count], "r": words[kept],
            "are": "is" if self.count == 1 else "are",
            "large": "large" if self.largest else "small", "largest": "largest" if self.largest else "smallest",
            "who": stream.choice(PEOPLE),
        }  # fmt: skip

    def texts(self) -> dict[str, str]:
        return {name: text for name, text in self.TEXTS.items() if self.count > 1 or name != "tape"}

    def check(self) -> Check:
        kept = len(self.digits) - self.count
        names = _NAMES[:kept]
        # Each name is the place of a digit that is kept, and the places rise.
        variables = tuple(IntRange(name, place, place + self.count) for place, name in enumerate(names))
        conditions = tuple(f"{one} < {other}" for one, other in pairwise(names))
        digits = [
            f"{10 ** (kept - 1 - i)} * ({' + '.join(f'{d} * ({name} == {p})' for p, d in enumerate(self.digits))})"
            for i, name in enumerate(names)
        ]
        ask: Any = "maximum" if self.largest else "minimum"
        return Finite(Integer(), str(self.answer()), variables, ask, conditions, " + ".join(digits))

    def solution(self) -> list[str]:
        kept = len(self.digits) - self.count
        word = "largest" if self.largest else "smallest"
        lines = [f"Choose {kept} digits from the left; behind each enough must be left."]
        start = 0
        for place in range(kept):
            last = len(self.digits) - (kept - place)
            window = self.digits[start : last + 1]
            best = max(window) if self.largest else min(window)
            at = start + window.index(best)
            shown = ", ".join(map(str, window))
            lines.append(f"{place + 1}: {word} of {shown}: {best}" if len(window) > 1 else f"{place + 1}: {best}")
            start = at + 1
        return [*lines, f"The number left: {self.answer()}"]

    def canonical(self) -> Any:
        return [list(self.digits), self.count, self.largest]

    def candidates(self) -> int:
        return int(2 ** len(self.digits))


class BoxedDigits(Question, frozen=True, tag="boxed_digits"):
    """Given digits are put into two numbers so that their product, sum or difference becomes extreme."""

    digits: tuple[int, ...]
    sizes: tuple[int, int]
    ask: str  # "product", "small product", "sum", "difference" (the smallest positive)

    ASKED: ClassVar = {
        "product": {
            "largest": "The digits {digits}, each used once, form {two}. What is the largest possible product of the "
            "two numbers?",
            "boxes": "Put the digits {digits} into the boxes {boxes} so that the product is as large as possible. What "
            "is the product?",
            "cards": "{who} makes {two} of cards with the digits {digits}, using all, and multiplies them. What is the "
            "largest product possible?",
        },
        "small product": {
            "smallest": "The digits {digits}, each used once, form {two}. What is the smallest possible product of the "
            "two numbers?",
            "boxes": "Put the digits {digits} into the boxes {boxes} so that the product is as small as possible. What "
            "is the product?",
        },
        "sum": {
            "smallest": "The digits {digits}, each used once, form {two}. What is the smallest possible sum of the two "
            "numbers?",
            "cards": "{who} makes {two} of cards with the digits {digits}, using all, and adds them. What is the "
            "smallest sum possible?",
        },
        "difference": {
            "smallest": "The digits {digits}, each used once, form {two}. What is the smallest possible difference, "
            "the larger minus the smaller number?",
            "cards": "{who} makes {two} of cards with the digits {digits}, using all, as close to each other as "
            "possible. What is their difference?",
        },
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> BoxedDigits | None:
        sizes = (2, 2) if level == 2 else stream.choice(((3, 2), (3, 3)))
        ask = stream.choice(("product", "product", "small product", "difference", "sum"))
        if sizes == (3, 2) and ask == "difference":
            return None
        digits = tuple(stream.sample(range(1, 10), sum(sizes)))
        return cls(digits, sizes, ask)

    def results(self) -> dict[int, tuple[int, int]]:
        """Every result with one pair of numbers that gives it, the larger number or the longer one first."""
        found: dict[int, tuple[int, int]] = {}
        size = self.sizes[0]
        for each in permutations(sorted(self.digits)):
            one, other = _number(each[:size]), _number(each[size:])
            if self.sizes[0] == self.sizes[1] and one < other:
                continue
            result = {"sum": one + other, "difference": one - other}.get(self.ask, one * other)
            found.setdefault(result, (one, other))
        return found

    def answer(self) -> int:
        """The extreme result."""
        return (max if self.ask == "product" else min)(self.results())

    def texts(self) -> dict[str, str]:
        return {f"{self.ask} {name}": text for name, text in self.ASKED[self.ask].items()}

    def slots(self, stream: Stream) -> dict[str, Any]:
        words = {2: "two", 3: "three"}
        one, other = self.sizes
        two = f"two numbers of {words[one]} digits each"
        if one != other:
            two = f"a {words[one]}-digit and a {words[other]}-digit number"
        return {
            "digits": listed([str(digit) for digit in self.digits]), "two": two,
            "boxes": f"{'□' * one} × {'□' * other}",
            "who": stream.choice(PEOPLE),
        }  # fmt: skip

    def check(self) -> Check:
        one, other = self.sizes
        names = _NAMES[: one + other]
        first, second = placed(names[:one]), placed(names[one:])
        conditions = using(self.digits, names)
        if one == other:
            conditions.append(f"{first} > {second}")
        of = {"sum": f"{first} + {second}", "difference": f"{first} - ({second})"}.get(
            self.ask, f"({first}) * ({second})"
        )
        variables = tuple(IntRange(name, min(self.digits), max(self.digits)) for name in names)
        ask: Any = "maximum" if self.ask == "product" else "minimum"
        return Finite(Integer(), str(self.answer()), variables, ask, tuple(conditions), of)

    def solution(self) -> list[str]:
        return {"sum": self._sum, "difference": self._difference}.get(self.ask, self._product)()

    def _sum(self) -> list[str]:
        digits = sorted(self.digits)
        places = max(self.sizes)
        lines = ["Digits in higher places count more, so the smallest digits go there:"]
        total = 0
        weights = sorted((10**i for size in self.sizes for i in range(size)), reverse=True)
        for i in range(places - 1, -1, -1):
            count = weights.count(10**i)
            used, digits = digits[:count], digits[count:]
            value = 10**i * sum(used)
            added = f"{' + '.join(map(str, used))} = {sum(used)}, " if count > 1 else ""
            lines.append(f"place of {10**i}: {added}{sum(used)}·{10**i} = {value}")
            if total:
                lines.append(f"{total} + {value} = {total + value}")
            total += value
        return lines

    def _difference(self) -> list[str]:
        size = self.sizes[0]
        digits = sorted(self.digits)
        lines = [
            "The first digits must be as close as possible.",
            "Then the larger number goes on with the smallest digits, rising, the smaller with the largest, falling.",
        ]
        best: dict[int, str] = {}
        gap = min(b - a for a, b in pairwise(digits))
        for a, b in pairwise(digits):
            if b - a > gap:
                continue
            rest = [digit for digit in digits if digit not in (a, b)]
            big = _number([b, *rest[: size - 1]])
            small = _number([a, *sorted(rest, reverse=True)[: size - 1]])
            lines.append(f"{b} and {a}: {big} - {small} = {big - small}")
            best[big - small] = f"{big - small}"
        return [*lines, f"The smallest is {min(best)}."] if len(best) > 1 else lines

    def _product(self) -> list[str]:
        large = self.ask == "product"
        word = "largest" if large else "smallest"
        order = "falling" if large else "rising"
        sizes = self.sizes
        digits = sorted(self.digits, reverse=large)
        lines = [
            f"In each number the digits are in {order} order, and the {word} digits stand in the highest places.",
        ]
        if sizes[0] == sizes[1]:
            lines.append(f"So {digits[0]} and {digits[1]} come first. Put the others behind them in all ways:")
        else:
            lines.append("Try all ways to choose the digits of the shorter number in order:")
        found = {}
        seen = set()
        for chosen in combinations(digits, sizes[1]):
            rest = [digit for digit in digits if digit not in chosen]
            one, other = _number(rest), _number(chosen)
            if sizes[0] == sizes[1] and ({rest[0], chosen[0]} != set(digits[:2]) or (other, one) in seen):
                continue
            seen.add((one, other))
            found[one * other] = (one, other)
            lines.append(f"{one}·{other} = {one * other}")
        best = max(found) if large else min(found)
        return [*lines, f"The {word} is {best}."]

    def canonical(self) -> Any:
        return [sorted(self.digits), list(self.sizes), self.ask]

    def candidates(self) -> int:
        return int(10 ** len(self.digits))


class FewDigits(Question, frozen=True, tag="few_digits"):
    """The smallest positive multiple of a number that is written with two given digits only."""

    digits: tuple[int, int]
    divisor: int

    TEXTS: ClassVar = {
        "multiple": "What is the smallest positive multiple of {m} that is written with the digits {a} and {b} only "
        "(one of them may be missing)?",
        "find": "Find the smallest positive integer divisible by {m} all of whose digits are {a} or {b}.",
        "keys": "On {who}'s calculator only the keys {a} and {b} work. What is the smallest positive number that "
        "{who.they} can enter and that is divisible by {m}?",
        "written": "Which is the smallest positive number with no other digits than {a} and {b} that {m} divides?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> FewDigits | None:
        a, b = sorted(stream.sample(range(10), 2))
        found = cls((a, b), stream.integer(7, 99))
        tried = found.tried()
        return found if tried and 4 <= len(tried) <= 30 and tried[-1] < 10**5 else None

    def tried(self) -> list[int]:
        """The numbers of these digits, ascending, up to the first multiple."""
        found = []
        numbers = [digit for digit in self.digits if digit]
        while numbers and numbers[0] < 10**5:
            for number in numbers:
                found.append(number)
                if number % self.divisor == 0:
                    return found
            numbers = [10 * number + digit for number in numbers for digit in self.digits]
        return []

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"a": self.digits[0], "b": self.digits[1], "m": self.divisor, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        a, b = self.digits
        gold = self.tried()[-1]
        size = len(str(gold))
        # A point says of each place whether its digit is the second one; `n` is how many places there are.
        names = _NAMES[:size]
        variables = (IntRange("n", 1, size), *(IntRange(name, 0, 1) for name in names))
        digits = [f"{10**i} * ({i} < n) * ({a} + {b - a} * {name})" for i, name in enumerate(names)]
        value = " + ".join(digits)
        leading = () if a else (" or ".join(f"(n == {i + 1} and {name} == 1)" for i, name in enumerate(names)),)
        conditions = (f"({value}) % {self.divisor} == 0", f"{value} > 0", *leading)
        return Finite(Integer(), str(gold), variables, "minimum", conditions, value)

    def solution(self) -> list[str]:
        lines = [f"Numbers of the digits {self.digits[0]} and {self.digits[1]}, ascending, divided by {self.divisor}:"]
        return lines + [divided(number, self.divisor) for number in self.tried()]

    def canonical(self) -> Any:
        return [list(self.digits), self.divisor]

    def candidates(self) -> int:
        return self.tried()[-1]
