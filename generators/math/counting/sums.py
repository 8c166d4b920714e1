"""Counting sums: ways to pay, to share out, to choose numbers and digits with a given sum."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, pairwise, product
from math import comb, prod
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE, in_words, listed
from generators.math.calculations import choose, product_of, signed_sum, sum_of, ways
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer
from schemas.checks import Check, Finite, IntRange


class Payment(Question, frozen=True, tag="payment"):
    """In how many ways an amount can be made of pieces of a few sizes, the order not counting."""

    scene: str
    amount: int
    sizes: tuple[int, ...]  # falling

    SCENES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "coins": {
            "pay": "In how many ways can {amount} cents be paid with {sizes} coins?",
            "change": "A till holds only {sizes} coins, plenty of each. In how many ways can it give {amount} cents?",
            "coins": "{name} has many {sizes} coins. In how many ways can {who.they} pay {amount} cents exactly?",
        },
        "stamps": {
            "letter": "A letter needs {amount} cents of stamps. There are only {sizes} stamps. How many combinations "
            "give this exactly?",
            "parcel": "How many different sets of {sizes} stamps are worth {amount} cents [in all|altogether]?",
        },
        "eggs": {
            "farm": "A farm packs eggs in boxes of {sizes}. In how many ways can {amount} eggs fill boxes with none to "
            "spare?",
            "rolls": "Rolls are sold in bags of {sizes}. How many different sets of bags hold exactly {amount} rolls?",
        },
        "planks": {
            "planks": "A path {amount} m long is laid with planks of {sizes} m. How many combinations of planks fit "
            "exactly, whatever their order?",
            "weights": "In how many ways can {amount} kg be made up of weights of {sizes} kg, if there are plenty of "
            "each?",
        },
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Payment | None:
        scene = stream.choice(tuple(cls.SCENES))
        if level == 1:
            sizes = stream.sample(range(2, 13), 2)
            amount = stream.integer(2 * max(sizes), 6 * max(sizes))
        elif level == 2:
            sizes = stream.sample(range(1, 13), 3)
            amount = stream.integer(2 * max(sizes), 5 * max(sizes))
        else:
            sizes = [*stream.sample(range(1, 8), 2), *stream.sample(range(6, 21), level - 1)]
            if len(set(sizes)) < len(sizes):
                return None
            amount = stream.integer(2 * max(sizes), 50 if level == 3 else 60)
        found = cls(scene, amount, tuple(sorted(sizes, reverse=True)))
        low, high = {1: (2, 6), 2: (5, 25), 3: (15, 80), 4: (40, 300)}[level]
        return found if low <= found.number() <= high and (level > 1 or amount // max(sizes) < 6) else None

    def number(self) -> int:
        """By dynamic programming over the sizes."""
        return self.table()[-1][self.amount]

    def table(self) -> list[list[int]]:
        """For the smallest size, the two smallest and so on: the ways to make each amount."""
        rows = []
        row = [1] + [0] * self.amount
        for size in reversed(self.sizes):
            for amount in range(size, self.amount + 1):
                row[amount] += row[amount - size]
            rows.append(list(row))
        return rows

    def texts(self) -> Mapping[str, str]:
        return self.SCENES[self.scene]

    def slots(self, stream: Stream) -> dict[str, Any]:
        who = stream.choice(PEOPLE)
        unit = "-cent" if self.scene in ("coins", "stamps") else ""
        sizes = listed([f"{size}{unit}" for size in self.sizes])
        return {"amount": self.amount, "sizes": sizes, "name": who.name, "who": who}

    def check(self) -> Check:
        names = [f"n{size}" for size in self.sizes]
        variables = tuple(IntRange(name, 0, self.amount // size) for name, size in zip(names, self.sizes, strict=True))
        terms = [f"{size}*{name}" for name, size in zip(names, self.sizes, strict=True)]
        partly = tuple(f"{' + '.join(terms[:place])} <= {self.amount}" for place in range(1, len(terms)))
        conditions = (*partly, f"{' + '.join(terms)} == {self.amount}")
        return Finite(Integer(), str(self.number()), variables, "count", conditions)

    def solution(self) -> list[str]:
        return self._cases() if len(self.sizes) == 2 else self._tables()

    def _cases(self) -> list[str]:
        large, small = self.sizes
        lines = [f"Try each number of {large}s:"]
        found = 0
        for count in range(self.amount // large + 1):
            rest = self.amount - count * large
            fits = rest % small == 0
            found += fits
            lines.append(f"{count}: {rest} left, {f'{rest // small} · {small}' if fits else 'no'}")
        return [*lines, f"That makes {ways(found)}."]

    def _tables(self) -> list[str]:
        """Size by size from the smallest; only the amounts that matter later."""
        rising = self.sizes[::-1]
        table = self.table()
        needed = [{self.amount}]
        for size in rising[:0:-1]:
            needed.insert(0, {amount - count * size for amount in needed[0] for count in range(amount // size + 1)})
        lines = ["Let W(t) be the number of ways to make t with the sizes used so far."]
        smallest = rising[0]
        whole = [str(amount) for amount in sorted(needed[0]) if amount % smallest == 0]
        others = [str(amount) for amount in sorted(needed[0]) if amount % smallest]
        if smallest == 1:
            lines.append("Size 1 alone: W(t) = 1 for every t.")
        else:
            zero = f"; W(t) = 0 for t = {', '.join(others)}" if others else ""
            lines.append(f"Size {smallest} alone: W(t) = 1 for t = {', '.join(whole)}{zero}.")
        for place, size in enumerate(rising[1:], 1):
            entries = []
            for amount in sorted(needed[place]):
                before = table[place - 1][amount]
                if amount < size:
                    entries.append(f"W({amount}) = {before}")
                else:
                    again = table[place][amount - size]
                    entries.append(f"W({amount}) = {before} + {again} = {before + again}")
            lines.append(f"With {size} as well, new W(t) = old W(t) + new W(t − {size}): {', '.join(entries)}.")
        return lines

    def canonical(self) -> Any:
        return [self.amount, self.sizes]

    def candidates(self) -> int:
        return prod(self.amount // size + 1 for size in self.sizes)


class Sharing(Question, frozen=True, tag="sharing"):
    """Equal things are shared out; everybody gets from `least` to `most` of them (-1: no upper limit)."""

    scene: str
    names: tuple[str, ...]
    total: int
    least: tuple[int, ...]
    most: tuple[int, ...]

    SCENES: ClassVar[Mapping[str, tuple[str, Mapping[str, str]]]] = {
        "people": ("sweet", {
            "share": "In how many ways can {total} equal {noun:s} be shared among {names} if {rules}?",
            "give": "{total} identical {noun:s} are given to {names}. {rules_cap}. How many ways are there?",
            "divide": "{names} divide {total} identical {noun:s} among themselves so that {rules}. How many "
            "divisions are possible?",
        }),
        "boxes": ("ball", {
            "boxes": "{total} identical {noun:s} are put into the boxes {names}. {rules_cap}. In how many ways can "
            "this be done?",
            "fill": "How many ways are there to distribute {total} equal {noun:s} over the boxes {names} if {rules}?",
        }),
        "shelves": ("book", {
            "shelves": "{total} copies of one {noun} go onto the shelves {names}. {rules_cap}. How many "
            "distributions are there?",
            "stack": "In how many ways can {total} copies of a {noun} be placed on the shelves {names} if {rules}?",
        }),
        "solutions": ("unit", {
            "integers": "How many solutions in integers ≥ 0 has the equation {equation} if {bounds}?",
            "find": "Find the number of integer solutions of {equation} with all unknowns ≥ 0 and {bounds}.",
        }),
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Sharing | None:
        scene = stream.choice(tuple(cls.SCENES))
        size = {2: 3, 3: 4, 4: 5}[level]
        names = sorted(each.name for each in stream.sample(PEOPLE, size))
        if scene != "people":
            names = list("wvxyz"[:size] if scene == "solutions" else "ABCDE"[:size])
        if scene == "solutions":
            names = list("xyzuv"[:size])
        total = stream.integer(3 * size, {2: 20, 3: 20, 4: 18}[level])
        least, most = [0] * size, [-1] * size
        for place in stream.sample(range(size), level - 1):
            most[place] = stream.integer(2, total // 2)
        for place in stream.sample(range(size), stream.integer(1, level - 1)):
            least[place] = stream.integer(1, 4)
        if any(high != -1 and high <= low for low, high in zip(least, most, strict=True)):
            return None
        found = cls(scene, tuple(names), total, tuple(least), tuple(most))
        low, high = {2: (6, 150), 3: (20, 1_000), 4: (50, 5_000)}[level]
        free = cls(scene, tuple(names), total, tuple(least), (-1,) * size).number()
        return found if low <= found.number() <= high and found.number() < free else None

    def number(self) -> int:
        """By inclusion and exclusion over the upper limits."""
        return sum(sign * count for _, sign, count, _ in self._cases())

    def _cases(self) -> list[tuple[tuple[int, ...], int, int, int]]:
        """For every set of people who get too many: the sign, how many ways, and what is left to share."""
        left = self.total - sum(self.least)
        capped = [place for place, most in enumerate(self.most) if most >= 0]
        cases = []
        for many in range(len(capped) + 1):
            for group in combinations(capped, many):
                rest = left - sum(self.most[place] + 1 - self.least[place] for place in group)
                count = comb(rest + len(self.names) - 1, len(self.names) - 1) if rest >= 0 else 0
                cases.append((group, (-1) ** many, count, rest))
        return cases

    def texts(self) -> Mapping[str, str]:
        return self.SCENES[self.scene][1]

    def slots(self, stream: Stream) -> dict[str, Any]:
        noun = self.SCENES[self.scene][0]
        rules, bounds = [], []
        for name, low, high in zip(self.names, self.least, self.most, strict=True):
            what = f"{name} {'gets' if self.scene == 'people' else 'holds'}"
            if self.scene in ("boxes", "shelves"):
                what = f"{'box' if self.scene == 'boxes' else 'shelf'} {what}"
            if low and high >= 0:
                rules.append(f"{what} at least {low} and at most {high}")
                bounds.append(f"{low} ≤ {name} ≤ {high}")
            elif low:
                rules.append(f"{what} at least {low}")
                bounds.append(f"{name} ≥ {low}")
            elif high >= 0:
                rules.append(f"{what} at most {high}")
                bounds.append(f"{name} ≤ {high}")
        rule = listed(rules) if not any(" and " in each for each in rules) else "; ".join(rules)
        return {
            "total": self.total, "noun": noun, "names": listed(list(self.names)), "rules": rule,
            "rules_cap": rule[0].upper() + rule[1:], "bounds": listed(bounds),
            "equation": f"{' + '.join(self.names)} = {self.total}",
        }  # fmt: skip

    def check(self) -> Check:
        names = [f"x{place}" for place in range(len(self.names))]
        variables = tuple(
            IntRange(name, low, self.total if high < 0 else high)
            for name, low, high in zip(names, self.least, self.most, strict=True)
        )
        conditions = tuple(f"{' + '.join(names[:place])} <= {self.total}" for place in range(1, len(names)))
        return Finite(
            Integer(), str(self.number()), variables, "count", (*conditions, f"{' + '.join(names)} == {self.total}")
        )

    def solution(self) -> list[str]:
        size = len(self.names)
        lines = []
        left = self.total - sum(self.least)
        if any(self.least):
            given = [low for low in self.least if low]
            lines.append(f"Hand out the required {sum_of(given)} first: {self.total} − {sum(given)} = {left} are left.")
        lines.append(f"To share r freely among {size}, choose {size - 1} of r + {size - 1} places for the bars.")
        counts = []
        for group, sign, count, rest in self._cases():
            names = listed([self.names[place] for place in group])
            if not group:
                lines.append(f"No upper limit: r = {left}, {choose(rest + size - 1, size - 1)}.")
            else:
                taken = [self.most[place] + 1 - self.least[place] for place in group]
                verb = "above its limit uses" if len(group) == 1 else "above their limits use"
                start = f"{names} {verb} up {sum_of(taken)} more"
                if rest < 0:
                    lines.append(f"{start}, which is too many: 0.")
                else:
                    lines.append(f"{start}: r = {rest}, {choose(rest + size - 1, size - 1)}.")
            if count:
                counts.append(sign * count)
        return [*lines, f"Take off one over the limit, put back two, and so on: {signed_sum(counts)}."]

    def canonical(self) -> Any:
        return [self.total, sorted(zip(self.least, self.most, strict=True))]

    def candidates(self) -> int:
        return comb(self.total + len(self.names) - 1, len(self.names) - 1)


class Subsets(Question, frozen=True, tag="subsets"):
    """Choices of some of the `numbers` with the sum `total`; with `many` exactly so many of them."""

    scene: str
    numbers: tuple[int, ...]
    total: int
    many: int

    SCENES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "set": {
            "subsets": "How many subsets of {set} {many_have}the sum {total}?",
            "choose": "In how many ways can {some} of the numbers {numbers} be chosen so that their sum is {total}?",
        },
        "cards": {
            "cards": "Cards bear the numbers {numbers}. How many choices of {some} cards have the sum {total}?",
            "table": "{name} has cards with the numbers {numbers} and lays down {some} that add up to {total}. How "
            "many choices are there?",
        },
        "weights": {
            "weights": "There are weights of {numbers} grams, one of each. In how many ways can {some} of them be "
            "put on one side of a scale to weigh exactly {total} grams?",
            "bag": "Parcels weigh {numbers} kg. How many ways are there to pick {some} of them for a total of exactly "
            "{total} kg?",
        },
        "prices": {
            "shop": "Items cost {numbers} euros, one of each is left. {name} wants to spend exactly {total} euros on "
            "{some} of them. How many ways are there?",
        },
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Subsets | None:
        size = {2: 6, 3: 8, 4: 9}[level] + stream.below(2)
        numbers = tuple(sorted(stream.sample(range(1, {2: 15, 3: 20, 4: 25}[level]), size)))
        total = stream.integer(sum(numbers) // 4, sum(numbers) // 2 + 2)
        many = stream.integer(3, size - 3) if stream.chance(1, 2) else 0
        found = cls(stream.choice(tuple(cls.SCENES)), numbers, total, many)
        low, high = {2: (3, 12), 3: (5, 20), 4: (8, 40)}[level]
        return found if low <= found.number() <= high and found._entries() <= {2: 30, 3: 70, 4: 120}[level] else None

    def number(self) -> int:
        """The last entry of the table."""
        return self.table()[-1].get((self.total, self.many), 0)

    def table(self) -> list[dict[tuple[int, int], int]]:
        """For each number of numbers looked at, the choices by sum and size (0 where the size is free), if they can
        still lead to the total."""
        ahead = [{(self.total, self.many)}]
        for number in reversed(self.numbers):
            step = int(self.many > 0)
            ahead.append(ahead[-1] | {(sum_left - number, many - step) for sum_left, many in ahead[-1]
                                      if sum_left >= number and many >= step})  # fmt: skip
        ahead.reverse()
        rows = [{(0, 0): 1}]
        for place, number in enumerate(self.numbers, 1):
            row: dict[tuple[int, int], int] = {}
            for (total, many), count in rows[-1].items():
                for key in ((total, many), (total + number, many + int(self.many > 0))):
                    if key in ahead[place]:
                        row[key] = row.get(key, 0) + count
            rows.append(row)
        return rows

    def _entries(self) -> int:
        return sum(map(len, self.table()))

    def texts(self) -> Mapping[str, str]:
        return self.SCENES[self.scene]

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "numbers": listed([str(number) for number in self.numbers]), "total": self.total,
            "set": f"{{{', '.join(map(str, self.numbers))}}}",
            "some": f"exactly {in_words(self.many)}" if self.many else "one or more",
            "many_have": f"with exactly {in_words(self.many)} elements have " if self.many else "have ",
            "name": stream.choice(PEOPLE).name,
        }  # fmt: skip

    def check(self) -> Check:
        names = [f"c{number}" for number in self.numbers]
        terms = [f"{number}*{name}" for number, name in zip(self.numbers, names, strict=True)]
        conditions = [f"{' + '.join(terms)} == {self.total}"]
        if self.many:
            conditions.append(f"{' + '.join(names)} == {self.many}")
        return Finite(Integer(), str(self.number()), tuple(IntRange(name, 0, 1) for name in names), "count",
                      tuple(conditions))  # fmt: skip

    def solution(self) -> list[str]:
        rows = self.table()
        if self.many:
            lines = ["Take the numbers one by one. (s, k): n means that n choices of k numbers have the sum s; only "
                     "what "
                     f"can still lead to ({self.total}, {self.many}) is kept."]  # fmt: skip
        else:
            lines = ["Take the numbers one by one. s: n means that n choices have the sum s; only what can still "
                     "lead to "
                     f"{self.total} is kept."]  # fmt: skip
        for place, number in enumerate(self.numbers, 1):
            entries = []
            for (total, many), value in sorted(rows[place].items()):
                without = rows[place - 1].get((total, many), 0)
                sums = f"{without} + {value - without} = " if without and value > without else ""
                key = f"({total}, {many})" if self.many else str(total)
                entries.append(f"{key}: {sums}{value}")
            lines.append(f"With {number}: {', '.join(entries)}.")
        return lines

    def canonical(self) -> Any:
        return [self.numbers, self.total, self.many]

    def candidates(self) -> int:
        return int(2 ** len(self.numbers))


class DigitSum(Question, frozen=True, tag="digit_sum"):
    """Numbers of `length` digits from `digits` (none of them 0) with the digit sum `total`; with `differ` no two digits
    side by side are equal."""

    digits: tuple[int, ...]
    length: int
    total: int
    differ: bool

    TEXTS: ClassVar = {
        "numbers": "How many {length:words}-digit numbers with the digit sum {total} use only the digits "
        "{digits}{rule}?",
        "written": "{name} writes down {length:words}-digit numbers whose digits are all from {digits} and add up to "
        "{total}{rule}. How many such numbers are there?",
        "count": "Count the {length:words}-digit numbers made of the digits {digits}, each as often as you like, whose "
        "digits sum to {total}{rule}.",
        "steps": "A walker takes {length:words} steps, each of {lengths} metres, and covers {total} m in "
        "all{rule_steps}. How many sequences of steps are possible?",
        "dice": "A die has faces that show only {digits}. It is rolled {length:words} times and the sum is "
        "{total}{rule_rolls}. How many sequences of results are possible?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> DigitSum | None:
        size = stream.integer(3, level + 1)
        digits = tuple(sorted(stream.sample(range(1, 10), size)))
        length = {2: 4, 3: 5, 4: 6}[level] + stream.below(2)
        total = stream.integer(length * min(digits) + 3, length * max(digits) - 3)
        differ = level > 2 and stream.chance(1, 2)
        found = cls(digits, length, total, differ)
        low, high = {2: (6, 200), 3: (15, 600), 4: (40, 3_000)}[level]
        return found if low <= found.number() <= high and found._entries() <= {2: 20, 3: 60, 4: 120}[level] else None

    def number(self) -> int:
        """The sum of the table's last row."""
        return sum(self.table()[-1].values())

    def table(self) -> list[dict[tuple[int, int], int]]:
        """For each length, the numbers by sum and (where it matters) last digit that can still reach the total."""
        low, high = min(self.digits), max(self.digits)
        rows = [{(0, 0): 1}]
        for place in range(1, self.length + 1):
            row: dict[tuple[int, int], int] = {}
            left = self.length - place
            for (total, last), count in rows[-1].items():
                for digit in self.digits:
                    grown = total + digit
                    if grown + left * low <= self.total <= grown + left * high and not (self.differ and digit == last):
                        key = (grown, digit if self.differ else 0)
                        row[key] = row.get(key, 0) + count
            rows.append(row)
        return rows

    def _entries(self) -> int:
        return sum(map(len, self.table()))

    def slots(self, stream: Stream) -> dict[str, Any]:
        names = [str(digit) for digit in self.digits]
        return {
            "length": self.length,
            "total": self.total,
            "digits": listed(names),
            "lengths": listed(names, "or"),
            "rule": ", with no two equal digits side by side" if self.differ else "",
            "rule_steps": ", never two steps of the same length in a row" if self.differ else "",
            "rule_rolls": ", with no result twice in a row" if self.differ else "",
            "name": stream.choice(PEOPLE).name,
        }

    def check(self) -> Check:
        names = [f"d{place}" for place in range(1, self.length + 1)]
        conditions = []
        low, high = min(self.digits), max(self.digits)
        for place, name in enumerate(names):
            conditions.append(" or ".join(f"{name} == {digit}" for digit in self.digits))
            so_far, left = " + ".join(names[: place + 1]), self.length - place - 1
            conditions.append(f"{self.total - left * high} <= {so_far} <= {self.total - left * low}")
            if self.differ and place:
                conditions.append(f"{names[place - 1]} != {name}")
        variables = tuple(IntRange(name, low, high) for name in names)
        return Finite(Integer(), str(self.number()), variables, "count", tuple(conditions))

    def solution(self) -> list[str]:
        rows = self.table()
        key = "s/d: n means that n beginnings have the sum s and end in d"
        if not self.differ:
            key = "s: n means that n beginnings have the sum s"
        lines = [f"Go on place by place. {key}; only sums from which {self.total} can be reached are kept."]
        for place in range(1, self.length + 1):
            entries = []
            for (total, last), value in sorted(rows[place].items()):
                digits = [last] if self.differ else self.digits
                terms = [
                    str(count)
                    for digit in digits
                    for (before, end), count in sorted(rows[place - 1].items())
                    if before == total - digit and not (self.differ and end == digit)
                ]
                sums = f"{' + '.join(terms)} = " if len(terms) > 1 else ""
                entries.append(f"{total}{f'/{last}' if self.differ else ''}: {sums}{value}")
            lines.append(f"Place {place}: {', '.join(entries)}.")
        if self.differ:
            lines.append(f"Together: {sum_of(rows[-1].values())}.")
        return lines

    def canonical(self) -> Any:
        return [self.digits, self.length, self.total, self.differ]

    def candidates(self) -> int:
        return int(len(self.digits) ** self.length)


class Residues(Question, frozen=True, tag="residues"):
    """Choices of `many` different numbers from `low` to `high` whose sum leaves the remainder `rest` when divided by
    `modulus`."""

    low: int
    high: int
    many: int
    modulus: int
    rest: int

    TEXTS: ClassVar = {
        "choose": "In how many ways can {many} different numbers from {low} to {high} be chosen so that their sum "
        "{goal}?",
        "balls": "A drum holds balls with the numbers {low} to {high}. {many} balls are taken out together. For how "
        "many choices is it true that the sum {goal}?",
        "subsets": "How many subsets with {many} elements of {set} have a sum that {goal}?",
        "cards": "{name} picks {many} of the cards {low} to {high} such that the sum {goal}. How many picks are "
        "possible?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Residues | None:
        low = stream.integer(1, 12)
        high = low + stream.integer(6 + 2 * level, 8 + 5 * level)
        modulus = stream.integer(2, 3) if level == 2 else stream.integer(3, 5)
        many = stream.integer(2, 3) if level == 2 else 3 if level == 3 else stream.integer(3, 4)
        found = cls(low, high, many, modulus, stream.below(modulus))
        limit = {2: 600, 3: 3_000, 4: 9_000}[level]
        return found if 1 < len(found._cases()) <= 10 and 10 <= found.number() <= limit else None

    def number(self) -> int:
        """The sum over the cases."""
        return sum(value for _, value in self._cases())

    def _classes(self) -> list[int]:
        """How many of the numbers leave each remainder."""
        return [sum(n % self.modulus == rest for n in range(self.low, self.high + 1)) for rest in range(self.modulus)]

    def _cases(self) -> list[tuple[tuple[int, ...], int]]:
        """How many numbers of each remainder are taken, and in how many ways."""
        classes = self._classes()
        cases = []
        for counts in product(range(self.many + 1), repeat=self.modulus):
            fits = sum(counts) == self.many and sum(r * n for r, n in enumerate(counts)) % self.modulus == self.rest
            value = prod(comb(size, count) for size, count in zip(classes, counts, strict=True))
            if fits and value:
                cases.append((counts, value))
        return cases

    def slots(self, stream: Stream) -> dict[str, Any]:
        goal = f"leaves the remainder {self.rest} when divided by {self.modulus}"
        if self.modulus == 2:
            goal = "is odd" if self.rest else "is even"
        elif not self.rest:
            goal = f"is divisible by {self.modulus}"
        return {
            "low": self.low, "high": self.high, "set": f"{{{self.low}, {self.low + 1}, ..., {self.high}}}",
            "many": in_words(self.many), "goal": goal,
            "name": stream.choice(PEOPLE).name,
        }  # fmt: skip

    def check(self) -> Check:
        names = [f"n{place}" for place in range(1, self.many + 1)]
        variables = tuple(IntRange(name, self.low, self.high) for name in names)
        rising = [f"{a} < {b}" for a, b in pairwise(names)]
        goal = f"({' + '.join(names)}) % {self.modulus} == {self.rest}"
        return Finite(Integer(), str(self.number()), variables, "count", (*rising, goal))

    def solution(self) -> list[str]:
        classes = self._classes()
        sizes = ", ".join(f"{size} with remainder {rest}" for rest, size in enumerate(classes))
        lines = [f"Divided by {self.modulus}, of the {self.high - self.low + 1} numbers there are {sizes}."]
        cases = self._cases()
        for counts, _ in cases:
            taken = [str(rest) for rest, count in enumerate(counts) for _ in range(count)]
            parts = [choose(size, count) for size, count in zip(classes, counts, strict=True) if count]
            values = [comb(size, count) for size, count in zip(classes, counts, strict=True) if count]
            text = f"Remainders {', '.join(taken)}: {', '.join(parts)}"
            lines.append(f"{text}{f'; {product_of(values)}' if len(values) > 1 else ''}.")
        return [*lines, f"Together: {sum_of([value for _, value in cases])}."]

    def canonical(self) -> Any:
        return [self.low, self.high, self.many, self.modulus, self.rest]

    def candidates(self) -> int:
        return comb(self.high - self.low + 1, self.many)
