"""Counting whole numbers: those written with certain digits, and those with certain divisors."""

from __future__ import annotations

from itertools import combinations
from math import lcm, perm
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE, listed, ordinal
from generators.math.calculations import difference_of, product_of, sum_of, ways
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer
from schemas.checks import Check, Finite, IntRange


def either(digits: list[int]) -> str:
    """The digits as a choice: ``1, 4 or 8``."""
    return listed([str(digit) for digit in digits], "or")


class Numerals(Question, frozen=True, tag="numerals"):
    """Numbers, or codes that may begin with 0, of `length` digits from `digits` that meet all `rules`.

    A rule is a name and a digit (0 where it needs none): ``even``, ``odd``, ``fives`` (divisible by 5), ``above`` (the
    number is at least the digit followed by zeros), ``below``, ``has`` (the digit occurs), ``starts``.
    """

    digits: tuple[int, ...]
    length: int
    repeat: bool
    code: bool
    rules: tuple[tuple[str, int], ...]

    TEXTS: ClassVar = {
        "numbers": "How many {length:words}-digit numbers can be [written|made|formed] [with|from] the digits {digits} "
        "if {rules}?",
        "using": "Using only the digits {digits}, how many {length:words}-digit numbers can you [write|make] if "
        "{rules}?",
        "cards": "{length:words}-digit numbers are written with the digits {digits}. How many are there if {rules}?",
        "who": "{name} writes {length:words}-digit numbers with the digits {digits}. How many are there if {rules}?",
        "count": "Count the {length:words}-digit numbers whose digits all come from {digits}, where {rules}.",
    }
    CODES: ClassVar = {
        "lock": "A lock has a code of {length} digits, all from {digits}. How many codes exist if {rules}?",
        "keypad": "A keypad has the keys {digits}. How many {length}-digit codes can be typed if {rules}?",
        "guess": "{name} forgot a {length}-digit code with the digits {digits}. How many are possible if {rules}?",
        "ticket": "[Tickets|Labels] bear {length}-digit codes with the digits {digits}. How many exist if {rules}?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Numerals | None:
        code = stream.chance(1, 4)
        repeat = stream.chance(1, 2)
        if level == 1:
            length = stream.choice((2, 3, 3))
            digits = stream.sample(range(0 if code else 1, 10), stream.integer(3, 6))
            rules = [stream.choice(_CODE_RULES if code else _NUMBER_RULES)]
        else:
            length = level + stream.integer(1, 2)
            digits = stream.sample(range(10), stream.integer(5, 7) if level < 4 else stream.integer(7, 9))
            rules = stream.sample(_CODE_RULES[:-1] if code else _NUMBER_RULES[:-1], 2)
        digits.sort()
        if "any" in rules and level == 1:
            rules = []
        facts = tuple(
            (rule, stream.choice(digits) if rule in ("above", "below", "has", "starts") else 0) for rule in rules
        )
        if any(rule in ("above", "below") and not digit for rule, digit in facts):
            return None
        found = cls(tuple(digits), length, repeat, code, facts)
        low, high = _RANGES[level]
        names = [rule for rule, _ in facts]
        if len({"even", "odd", "fives"} & set(names)) > 1 or len({"above", "below", "starts"} & set(names)) > 1:
            return None
        if not low <= found.number() <= high or not found.bites():
            return None
        if level > 1 and not repeat and ("has" in names or (0 in digits) < (level > 2)):
            return None
        return found

    def number(self) -> int:
        """How many there are, by going through first and last digits."""
        total = 0
        for wanted, sign in self._parts():
            total += sign * sum(count for _, _, count in self._by_ends(wanted))
        return total

    def bites(self) -> bool:
        """Whether every rule excludes something and leaves something."""
        for place in (0, self.length - 1):
            allowed = self._allowed(place, self.digits)
            if not allowed or (len(allowed) == len(self.digits) and self._ruled(place)):
                return False
        return self.repeat or len(self.digits) >= self.length

    def _ruled(self, place: int) -> bool:
        kinds = ("even", "odd", "fives") if place else ("above", "below", "starts")
        return any(rule in kinds for rule, _ in self.rules)

    def _allowed(self, place: int, digits: tuple[int, ...]) -> list[int]:
        """The digits that may stand at the place: 0 for the first, ``length - 1`` for the last one."""
        found = list(digits)
        for rule, digit in self.rules:
            if place == 0 and rule in _FIRST:
                found = [each for each in found if _FIRST[rule](each, digit)]
            if place == self.length - 1 and rule in _LAST:
                found = [each for each in found if _LAST[rule](each)]
        if place == 0 and not self.code:
            found = [each for each in found if each]
        return found

    def _parts(self) -> list[tuple[tuple[int, ...], int]]:
        """The digits to count with: all of them and, where a digit must occur, those without it, to be taken off."""
        wanted = [digit for rule, digit in self.rules if rule == "has"]
        parts = [(self.digits, 1)]
        if wanted:
            parts.append((tuple(digit for digit in self.digits if digit != wanted[0]), -1))
        return parts

    def _by_ends(self, digits: tuple[int, ...]) -> list[tuple[int, int, int]]:
        """For each last digit: how many first digits go with it, and how many numbers there are."""
        rows = []
        for last in self._allowed(self.length - 1, digits):
            first = [each for each in self._allowed(0, digits) if self.repeat or each != last]
            rows.append((last, len(first), len(first) * self._inner(len(digits))))
        return rows

    def _inner(self, size: int) -> int:
        inner = self.length - 2
        return size**inner if self.repeat else perm(max(0, size - 2), inner)

    def texts(self) -> Any:
        return self.CODES if self.code else self.TEXTS

    def slots(self, stream: Stream) -> dict[str, Any]:
        who = stream.choice(PEOPLE)
        bound = 10 ** (self.length - 1)
        clauses = [_CLAUSES[rule].format(bound=digit * bound, digit=digit) for rule, digit in self.rules]
        if self.code:
            clauses = [clause.replace("the number is", "the last digit is") for clause in clauses]
        clauses.insert(0, stream.choice(_REPEAT if self.repeat else _NO_REPEAT))
        return {
            "length": self.length,
            "digits": listed([str(digit) for digit in self.digits]),
            "rules": listed(clauses),
            "name": who.name,
            "who": who,
        }

    def check(self) -> Check:
        names = [f"d{place}" for place in range(1, self.length + 1)]
        conditions = []
        for place, name in enumerate(names):
            conditions.append(" or ".join(f"{name} == {digit}" for digit in self.digits))
            if not self.repeat and place:
                conditions.append(" and ".join(f"{name} != {other}" for other in names[:place]))
        whole = " + ".join(f"{10 ** (self.length - 1 - place)}*{name}" for place, name in enumerate(names))
        if not self.code:
            conditions.append(f"{names[0]} != 0")
        for rule, digit in self.rules:
            conditions.append({
                "even": f"({whole}) % 2 == 0",
                "odd": f"({whole}) % 2 == 1",
                "fives": f"({whole}) % 5 == 0",
                "above": f"{whole} >= {digit * 10 ** (self.length - 1)}",
                "below": f"{whole} < {digit * 10 ** (self.length - 1)}",
                "starts": f"{names[0]} == {digit}",
                "has": " or ".join(f"{name} == {digit}" for name in names),
            }[rule])  # fmt: skip
        variables = tuple(IntRange(name, 0, 9) for name in names)
        return Finite(Integer(), str(self.number()), variables, "count", tuple(conditions))

    def solution(self) -> list[str]:
        parts = self._parts()
        if len(parts) == 2 and not self.repeat and len(self.rules) == 1 and (self.code or 0 not in self.digits):
            return self._placed()
        if len(parts) == 1:
            lines, _ = self._counted(self.digits)
            return lines
        (every, _), (without, _) = parts
        first, count = self._counted(every)
        second, less = self._counted(without)
        digit = next(digit for rule, digit in self.rules if rule == "has")
        first[0] = f"First without asking for the {digit}. {first[0]}"
        second[0] = f"Now those without any {digit}. {second[0]}"
        return [*first, *second, f"{count} − {less} = {count - less}."]

    def _placed(self) -> list[str]:
        """Without repetition, where the one digit that must occur is put first."""
        digit = self.rules[0][1]
        left = [len(self.digits) - 1 - place for place in range(self.length - 1)]
        others = "The other place" if self.length == 2 else "The other places"
        return [
            f"The {digit} can stand in {self.length} places.",
            f"{others}: {listed([ways(each) for each in left], 'then')}.",
            f"{product_of([self.length, *left])}.",
        ]

    def _counted(self, digits: tuple[int, ...]) -> tuple[list[str], int]:
        """The numbers from these digits, leaving aside a digit that must occur."""
        first, last = self._allowed(0, digits), self._allowed(self.length - 1, digits)
        size = len(digits)
        middle = [size - (0 if self.repeat else 2 + place) for place in range(self.length - 2)]
        free_first, free_last = len(first) == size, len(last) == size
        if free_first or free_last or self.repeat:
            return self._in_order(digits, first, last)
        lines = [f"{self._why(0, first)} {self._why(self.length - 1, last)} I take the last digit first."]
        if middle:
            lines.append(f"The {_places(self.length - 2)} between: {product_of(middle)} ways each time.")
        rows = self._by_ends(digits)
        inner = self._inner(size)
        for digit, count, total in rows:
            text = f"Last digit {digit}: {ways(count)} for the first digit"
            lines.append(f"{text}, {count} · {inner} = {total}." if middle else f"{text}.")
        totals = [total for _, _, total in rows]
        lines.append(f"Together: {sum_of(totals)}." if len(totals) > 1 else f"That is {totals[0]}.")
        return lines, sum(totals)

    def _in_order(self, digits: tuple[int, ...], first: list[int], last: list[int]) -> tuple[list[str], int]:
        """Ruled places first, then the others from left to right: every step has a fixed number of ways."""
        size = len(digits)
        ruled = [place for place, allowed in ((self.length - 1, last), (0, first)) if len(allowed) < size]
        order = [*ruled, *(place for place in range(self.length) if place not in ruled)]
        lines, factors = [], []
        for step, place in enumerate(order):
            if place in ruled:
                allowed = last if place else first
                count = len(allowed)
                lines.append(f"{self._why(place, allowed)}")
            else:
                count = size if self.repeat else size - step
            factors.append(count)
        if self.repeat and len(ruled) < self.length:
            count = self.length - len(ruled)
            each = f"Each of the {'other ' if ruled else ''}{_places(count)}" if count > 1 else "The other place"
            lines.append(f"{each}: {ways(size)}.")
        else:
            rest = [
                f"{ordinal(place + 1)} digit: {ways(factors[step])}"
                for step, place in enumerate(order)
                if place not in ruled
            ]
            if rest:
                text = ", ".join(rest)
                lines.append(f"{text[0].upper()}{text[1:]}.")
        total = 1
        for factor in factors:
            total *= factor
        lines.append(f"{product_of(factors)}.")
        return lines, total

    def _why(self, place: int, allowed: list[int]) -> str:
        name = "last" if place else "first"
        return f"The {name} digit must be {either(allowed)}: {ways(len(allowed))}."

    def canonical(self) -> Any:
        return [self.digits, self.length, self.repeat, self.code and 0 in self.digits, sorted(self._meaning())]

    def _meaning(self) -> list[Any]:
        """The rules as what they allow, since "even" and "the last digit is even" are the same."""
        return [
            [rule, digit] if rule == "has" else ["last" if rule in _LAST else "first", *self._allowed(
                self.length - 1 if rule in _LAST else 0, self.digits)]
            for rule, digit in self.rules
        ]  # fmt: skip

    def candidates(self) -> int:
        return int(len(self.digits) ** self.length)


_FIRST = {
    "above": lambda each, digit: each >= digit,
    "below": lambda each, digit: each < digit,
    "starts": lambda each, digit: each == digit,
}
_LAST = {
    "even": lambda each: each % 2 == 0,
    "odd": lambda each: each % 2 == 1,
    "fives": lambda each: each % 5 == 0,
}
_NUMBER_RULES = ("even", "odd", "fives", "above", "below", "has", "any")
_CODE_RULES = ("even", "odd", "starts", "has", "any")
_CLAUSES = {
    "even": "the number is even",
    "odd": "the number is odd",
    "fives": "the number is divisible by 5",
    "above": "the number is at least {bound:,}",
    "below": "the number is less than {bound:,}",
    "starts": "the first digit is {digit}",
    "has": "the digit {digit} occurs",
}
_REPEAT = ("digits may repeat", "digits can repeat", "repeats are allowed")
_NO_REPEAT = ("no digit repeats", "all digits differ")
_RANGES = {1: (3, 125), 2: (20, 2_000), 3: (100, 20_000), 4: (1_000, 100_000)}


def _places(count: int) -> str:
    return "place" if count == 1 else f"{count} places"


class Below(Question, frozen=True, tag="below"):
    """Numbers with as many digits as `bound`, all from `digits`, that are less than it; repeated digits are allowed if
    `repeat`."""

    digits: tuple[int, ...]
    bound: int
    repeat: bool

    TEXTS: ClassVar = {
        "less": "How many {length:words}-digit numbers less than {bound} can be [written|made] with the digits "
        "{digits} if {reuse}?",
        "smaller": "Using only the digits {digits}, how many {length:words}-digit numbers smaller than {bound} are "
        "there, if {reuse}?",
        "list": "All {length:words}-digit numbers made of the digits {digits}, where {reuse}, are listed in increasing "
        "order. How many of them come before {bound}?",
        "who": "{name} writes down every {length:words}-digit number below {bound} whose digits are all from {digits}; "
        "{reuse}. How many numbers does {who.they} write?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Below | None:
        length = level + 1 + stream.below(2)
        digits = tuple(sorted(stream.sample(range(10), stream.integer(level + 2, level + 4))))
        first = stream.choice([digit for digit in digits if digit])
        later = [stream.below(10) if stream.chance(1, 3) else stream.choice(digits) for _ in range(length - 1)]
        bound = int("".join(map(str, [first, *later])))
        found = cls(digits, bound, stream.chance(1, 2))
        low, high = {2: (6, 400), 3: (20, 3_000), 4: (60, 8_000)}[level]
        return found if len(found._cases()) >= level and low <= found.number() <= high else None

    def number(self) -> int:
        """By the first place at which a number is smaller than the bound."""
        return sum(value for _, _, value in self._cases())

    def _cases(self) -> list[tuple[int, list[int], int]]:
        """For each place: the digits that make the number smaller there, and how many numbers that gives."""
        written = [int(digit) for digit in str(self.bound)]
        cases = []
        for place, digit in enumerate(written):
            before = written[:place]
            if any(each not in self.digits for each in before) or (not self.repeat and len(set(before)) < place):
                break
            smaller = [each for each in self.digits if each < digit and (place or each)
                       and (self.repeat or each not in before)]  # fmt: skip
            left, size = len(written) - place - 1, len(self.digits)
            free = size**left if self.repeat else perm(size - place - 1, left) if size - place - 1 >= left else 0
            cases.append((place, smaller, len(smaller) * free))
        return cases

    def slots(self, stream: Stream) -> dict[str, Any]:
        who = stream.choice(PEOPLE)
        return {
            "length": len(str(self.bound)),
            "bound": f"{self.bound:,}",
            "digits": listed([str(digit) for digit in self.digits]),
            "reuse": stream.choice(_REPEAT if self.repeat else _NO_REPEAT),
            "name": who.name,
            "who": who,
        }

    def check(self) -> Check:
        length = len(str(self.bound))
        names = [f"d{place}" for place in range(1, length + 1)]
        conditions = [f"{names[0]} != 0"]
        for place, name in enumerate(names):
            conditions.append(" or ".join(f"{name} == {digit}" for digit in self.digits))
            if not self.repeat and place:
                conditions.append(" and ".join(f"{name} != {other}" for other in names[:place]))
        whole = " + ".join(f"{10 ** (length - 1 - place)}*{name}" for place, name in enumerate(names))
        conditions.append(f"{whole} < {self.bound}")
        variables = tuple(IntRange(name, 0, 9) for name in names)
        return Finite(Integer(), str(self.number()), variables, "count", tuple(conditions))

    def solution(self) -> list[str]:
        written, size = str(self.bound), len(self.digits)
        lines = ["Sort the numbers by the first digit from the left that is smaller than in the bound."]
        values = []
        for place, smaller, value in self._cases():
            start = f"It starts with {written[:place]}, then" if place else "The first digit is"
            if not smaller:
                lines.append(f"{start} a smaller digit: there is none.")
                continue
            left = len(written) - place - 1
            factors = [
                len(smaller),
                *(size if self.repeat else max(0, size - place - 1 - step) for step in range(left)),
            ]
            text = f"{start} {either(smaller)}: {ways(len(smaller))}"
            if left:
                each = [ways(factor) for factor in factors[1:]]
                same = len(set(each)) == 1 and left > 1
                text += (
                    f", then {f'{each[0]} for each of {left} digits' if same else listed(each)}; {product_of(factors)}"
                )
            lines.append(f"{text}.")
            values.append(value)
        if len(values) > 1:
            lines.append(f"Together: {sum_of(values)}.")
        return lines

    def canonical(self) -> Any:
        return [self.digits, self.bound, self.repeat]

    def candidates(self) -> int:
        return int(len(self.digits) ** len(str(self.bound)))


class Multiples(Question, frozen=True, tag="multiples"):
    """How many of the whole numbers from `low` to `high` are multiples of one or several divisors.

    `asked` is ``any`` (of at least one divisor), ``none``, ``one`` (of exactly one) or ``first`` (of the first divisor
    and of no other).
    """

    low: int
    high: int
    divisors: tuple[int, ...]
    asked: str

    TEXTS: ClassVar = {
        "how_many": "How many [whole numbers|integers] from {low} to {high} are {asked}?",
        "of_the": "Of the whole numbers from {low} to {high}, how many are {asked}?",
        "cross": "{name} writes down the numbers from {low} to {high} and crosses out those {asked}. How many is that?",
        "circle": "{name} lists the numbers from {low} to {high} and circles the ones {asked}. How many circles are "
        "there?",
        "balls": "Balls are numbered from {low} to {high}. How many [of them |]have a number that is {asked}?",
        "lockers": "The lockers of a [gym|school] are numbered from {low} to {high}. How many have a number {asked}?",
        "find": "Find the number of integers n with {low} ≤ n ≤ {high} that are {asked}.",
        "pages": "[An exercise|A note]book has the pages {low} to {high}. How many page numbers are {asked}?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Multiples | None:
        low = 1 if level == 1 else stream.integer(20, 400)
        high = stream.integer(20, 140) if level == 1 else low + stream.integer(100, 900)
        divisors = stream.sample(range(2, 10 if level == 1 else 20), 2 if level < 3 else 3)
        found = cls(low, high, tuple(divisors), stream.choice(_ASKED))
        if any(one % other == 0 for one in divisors for other in divisors if one != other):
            return None
        return found if found.number() > 2 else None

    def number(self) -> int:
        """How many there are, by inclusion and exclusion."""
        singles, pairs, triple = self._sums()
        match self.asked:
            case "any":
                return singles - pairs + triple
            case "none":
                return self.high - self.low + 1 - singles + pairs - triple
            case "one":
                return singles - 2 * pairs + 3 * triple
        first, *others = self.divisors
        return self._count(first) - sum(self._count(lcm(first, each)) for each in others) + triple

    def _sums(self) -> tuple[int, int, int]:
        counts = [sum(self._count(lcm(*group)) for group in combinations(self.divisors, size)) for size in (1, 2, 3)]
        return counts[0], counts[1], counts[2]

    def _count(self, divisor: int) -> int:
        return self.high // divisor - (self.low - 1) // divisor

    def slots(self, stream: Stream) -> dict[str, Any]:
        who = stream.choice(PEOPLE)
        names = [str(each) for each in self.divisors]
        first, others = names[0], names[1:]
        asked = {
            ("any", 2): f"divisible by {first} or by {others[0]}{stream.choice((' (or by both)', ' or by both', ''))}",
            ("none", 2): f"divisible by neither {first} nor {others[0]}",
            ("first", 2): f"divisible by {first} but not by {others[0]}",
            ("any", 3): f"divisible by at least one of {listed(names)}",
            ("none", 3): f"divisible by none of {listed(names)}",
            ("first", 3): f"divisible by {first} but by neither {others[0]} nor {others[-1]}",
        }
        return {
            "low": self.low,
            "high": self.high,
            "asked": asked.get((self.asked, len(names)), f"divisible by exactly one of {listed(names)}"),
            "name": who.name,
        }

    def check(self) -> Check:
        zero = [f"(n % {each} == 0)" for each in self.divisors]
        condition = {
            "any": " or ".join(zero),
            "none": f"not ({' or '.join(zero)})",
            "one": f"{' + '.join(zero)} == 1",
            "first": " and not ".join(zero),
        }[self.asked]
        return Finite(Integer(), str(self.number()), (IntRange("n", self.low, self.high),), "count", (condition,))

    def solution(self) -> list[str]:
        groups = [group for size in (1, 2, 3) for group in combinations(self.divisors, size)]
        if self.asked == "first":
            groups = [group for group in groups if self.divisors[0] in group]
        lines = [self._counted(group) for group in groups]
        counts = {group: self._count(lcm(*group)) for group in groups}
        singles, pairs, triple = ([counts[group] for group in groups if len(group) == size] for size in (1, 2, 3))
        if self.asked == "first":
            back = f", {singles[0] - sum(pairs)} + {triple[0]} = {self.number()}" if triple else ""
            return [*lines, f"{difference_of(singles[0], pairs)}{back}."]
        total = sum(singles)
        if len(self.divisors) == 2:
            if self.asked == "one":
                lines.append("Those of both count twice there and should not count.")
                twice = 2 * pairs[0]
                lines.append(f"{sum_of(singles)}, 2 · {pairs[0]} = {twice}, {total} − {twice} = {total - twice}.")
                return lines
            lines.append(f"Divisible by at least one: {sum_of(singles)}, {difference_of(total, pairs)}.")
        else:
            lines.append(f"Ones: {sum_of(singles)}. Pairs: {sum_of(pairs)}.")
            both = sum(pairs)
            if self.asked == "one":
                lines.append("A number divisible by exactly two counts twice in the ones and once in the pairs; one "
                             "divisible by all three counts three times in each.")  # fmt: skip
                lines.append(f"{total} − 2 · {both} = {total - 2 * both}, 3 · {triple[0]} = {3 * triple[0]}, "
                             f"{total - 2 * both} + {3 * triple[0]} = {self.number()}.")  # fmt: skip
                return lines
            lines.append(f"At least one: {total} − {both} = {total - both}, {total - both} + {triple[0]} = "
                         f"{total - both + triple[0]}.")  # fmt: skip
        if self.asked == "none":
            size = self.high - self.low + 1
            found = size - self.number()
            if self.low > 1:
                lines.append(f"From {self.low} to {self.high} there are {self.high} − {self.low - 1} = {size} numbers.")
            lines.append(f"{size} − {found} = {size - found}.")
        return lines

    def _counted(self, group: tuple[int, ...]) -> str:
        """How many multiples of all these there are."""
        divisor = lcm(*group)
        names = listed([str(each) for each in group])
        names = "both" if len(self.divisors) == 2 else names
        start = f"Multiples of {divisor}" if len(group) == 1 else f"Of {names}, so of {divisor}"
        high, low = self.high // divisor, (self.low - 1) // divisor
        if self.low == 1:
            return f"{start}: {high}{f' ({high} · {divisor} = {high * divisor})' if high else ''}."
        return f"{start}: up to {self.high} {high}, up to {self.low - 1} {low}, {high} − {low} = {high - low}."

    def canonical(self) -> Any:
        first = [self.divisors[0]] if self.asked == "first" else []
        return [self.low, self.high, self.asked, first, sorted(self.divisors[len(first) :])]

    def candidates(self) -> int:
        return self.high - self.low + 1


_ASKED = ("any", "any", "none", "one", "first")
