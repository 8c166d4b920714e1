"""Questions on what two numbers have in common: common divisors and multiples, in formulas and in stories."""

from __future__ import annotations

from itertools import combinations, permutations
from math import gcd, lcm, prod
from typing import Any, ClassVar

from generators.language.lexicon import ITEMS, PEOPLE, listed, plural
from generators.math.integers import divided, divisors, euclid, factoring, factors, written_factors
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer
from schemas.checks import Check, Finite, IntRange


class Gcd(Question, frozen=True, tag="gcd"):
    """The greatest common divisor of two numbers by Euclid's algorithm."""

    numbers: tuple[int, int]

    TEXTS: ClassVar = {
        "find": "[Find|Compute|Determine] gcd({a}, {b}).",
        "greatest": "What is the greatest common divisor of {a} and {b}?",
        "highest": "[Find|Give] the highest common factor of {a} and {b}.",
        "largest": "[What|Which] is the largest integer that divides both {a} and {b}?",
        "code": "What does math.gcd({a}, {b}) return in Python?",
        "cancel": "By which number can the fraction {a}/{b} be reduced so that nothing more cancels?",
        "ropes": "Two ropes of {a} m and {b} m are cut into equal pieces, as long as possible, with nothing left. How "
        "many metres long is a piece?",
        "tiles": "A floor of {a} cm by {b} cm is covered with equal square tiles, none cut, as large as possible. How "
        "many cm is the side of a tile?",
        "bunches": "{who} makes equal bunches of {a} roses and {b} lilies, using all. How many bunches can {who.they} "
        "make at most?",
        "teams": "{a} girls and {b} boys form teams that are all alike. What is the largest possible number of teams?",
        "bags": "{who} puts {a} {things} and {b} {others} into bags with the same contents, leaving none. At most how "
        "many bags are there?",
        "grid": "A path of {a} m and one of {b} m get lamps at equal distances, at both ends too, as far apart as "
        "possible. Find the distance in metres.",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Gcd | None:
        common = stream.integer(2, (20, 60)[level - 1])
        a, b = (common * stream.integer(2, (20, 80)[level - 1]) for _ in range(2))
        found = Gcd((a, b))
        most, least, steps = ((200, 1, 4), (4000, 4, 7))[level - 1]
        usable = max(a, b) <= most and min(a, b) > gcd(a, b) and least <= len(euclid(a, b)) <= steps
        return found if usable else None

    def slots(self, stream: Stream) -> dict[str, Any]:
        things, others = stream.sample(ITEMS["thing"], 2)
        a, b = stream.shuffled(self.numbers)
        return {"a": a, "b": b, "who": stream.choice(PEOPLE), "things": plural(things), "others": plural(others)}

    def check(self) -> Check:
        a, b = self.numbers
        return Finite(
            Integer(),
            str(gcd(a, b)),
            (IntRange("d", 1, min(a, b)),),
            "maximum",
            (f"{a} % d == 0", f"{b} % d == 0"),
            "d",
        )

    def solution(self) -> list[str]:
        return [
            "Divide the larger by the smaller, then go on with the remainder.",
            *euclid(*self.numbers),
            f"The remainder is 0, so the gcd is {gcd(*self.numbers)}.",
        ]

    def canonical(self) -> Any:
        return sorted(self.numbers)

    def candidates(self) -> int:
        return min(self.numbers)


class CommonDivisors(Question, frozen=True, tag="common_divisors"):
    """How many divisors two numbers have in common, or their sum."""

    numbers: tuple[int, int]
    total: bool

    COUNT = {
        "divide both": "How many positive integers divide both {a} and {b}?",
        "common": "How many common positive divisors do {a} and {b} have?",
        "groups": "{a} {things} and {b} {others} are to be put into bags with the same contents, nothing left over. "
        "How many numbers of bags are possible, 1 included?",
        "code": "How many d in range(1, 200) have {a} % d == 0 and {b} % d == 0?",
        "cards": "{who} has {a} red and {b} blue cards and makes equal piles that are all alike. How many numbers of "
        "piles are possible, 1 included?",
    }  # fmt: skip
    TOTAL = {
        "sum": "[Find|Compute] the sum of all common positive divisors of {a} and {b}.",
        "add": "{who} adds up all positive integers that divide both {a} and {b}. What is the sum?",
        "code": "What is sum(d for d in range(1, 200) if {a} % d == 0 and {b} % d == 0) in Python?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> CommonDivisors | None:
        common = stream.choice((4, 6, 8, 9, 10, 12, 14, 15, 16, 18, 20))
        a, b = (common * stream.integer(2, 16) for _ in range(2))
        if max(a, b) > 199 or min(a, b) == gcd(a, b) or len(euclid(a, b)) > 3:
            return None
        return CommonDivisors((a, b), stream.chance(1, 3))

    def texts(self) -> dict[str, str]:
        return self.TOTAL if self.total else self.COUNT

    def slots(self, stream: Stream) -> dict[str, Any]:
        things, others = stream.sample(ITEMS["thing"], 2)
        a, b = stream.shuffled(self.numbers)
        return {"a": a, "b": b, "who": stream.choice(PEOPLE), "things": plural(things), "others": plural(others)}

    def check(self) -> Check:
        a, b = self.numbers
        shared = divisors(gcd(a, b))
        return Finite(
            Integer(),
            str(sum(shared) if self.total else len(shared)),
            (IntRange("d", 1, min(a, b)),),
            "sum" if self.total else "count",
            (f"{a} % d == 0", f"{b} % d == 0"),
            "d" if self.total else None,
        )

    def solution(self) -> list[str]:
        common = gcd(*self.numbers)
        shared = divisors(common)
        lines = [*euclid(*self.numbers), f"The gcd is {common}. Its divisors: {', '.join(map(str, shared))}"]
        if self.total:
            return [*lines, f"{' + '.join(map(str, shared))} = {sum(shared)}"]
        return [*lines, f"These are {len(shared)} numbers."]

    def canonical(self) -> Any:
        return [sorted(self.numbers), self.total]

    def candidates(self) -> int:
        return min(self.numbers)


class Lcm(Question, frozen=True, tag="lcm"):
    """The least common multiple of two numbers."""

    numbers: tuple[int, int]

    TEXTS: ClassVar = {
        "find": "[Find|Compute|Determine] lcm({a}, {b}).",
        "least": "What is the least common multiple of {a} and {b}?",
        "smallest": "[What|Which] is the smallest positive integer divisible by both {a} and {b}?",
        "code": "What does math.lcm({a}, {b}) return in Python?",
        "fractions": "What is the least common denominator of 1/{a} and 1/{b}?",
        "towers": "{who} builds one tower of blocks {a} cm high and one of blocks {b} cm high. At which height in cm "
        "are both equal for the first time?",
        "gears": "Two meshing gears have {a} and {b} teeth. How many teeth must pass until both are back in their "
        "starting position for the first time?",
        "packs": "Rolls come in packs of {a}, sausages in packs of {b}. {who} wants as many of both. How many of each, "
        "at least?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Lcm | None:
        a, b = stream.integer(4, 40), stream.integer(4, 40)
        return Lcm((a, b)) if a < b and b % a and lcm(a, b) <= min(6 * b, 200) else None

    def slots(self, stream: Stream) -> dict[str, Any]:
        a, b = stream.shuffled(self.numbers)
        return {"a": a, "b": b, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        a, b = self.numbers
        return Finite(
            Integer(), str(lcm(a, b)), (IntRange("x", 1, a * b),), "minimum", (f"x % {a} == 0", f"x % {b} == 0"), "x"
        )

    def solution(self) -> list[str]:
        return [f"Go through the multiples of {max(self.numbers)}.", *multiples(*self.numbers)]

    def canonical(self) -> Any:
        return sorted(self.numbers)

    def candidates(self) -> int:
        return self.numbers[0] * self.numbers[1]


def multiples(a: int, b: int) -> list[str]:
    """The multiples of the larger number divided by the smaller one, up to the first that is a multiple of both."""
    a, b = min(a, b), max(a, b)
    return [divided(b * i, a) for i in range(1, lcm(a, b) // b + 1)]


class Meeting(Question, frozen=True, tag="meeting"):
    """Two things that recur with their own periods coincide: when do they again?"""

    periods: tuple[int, int]
    start: int

    TEXTS: ClassVar = {
        "lights": "A red lamp flashes every {a} seconds, a blue one every {b} seconds. Both flash at second {s}. At "
        "which second do they next flash together?",
        "buses": "Bus A leaves every {a} minutes and bus B every {b} minutes. Both leave in minute {s}. In which "
        "minute do they next leave together?",
        "watering": "{who} waters the ferns every {a} days and the orchids every {b} days. Both were due on day {s}. "
        "On which day are both due next?",
        "bells": "Two bells ring together in minute {s}. One rings every {a} minutes, the other every {b}. In which "
        "minute do they ring together again?",
        "jumps": "Two frogs sit at mark {s} of a ruler and jump forward, one by {a} marks at a time, the other by {b}. "
        "Which mark is the next that both land on?",
        "common": "Two rows of numbers start at {s}. One goes up in steps of {a}, the other in steps of {b}. Which is "
        "the next number in both?",
        "shifts": "Nurse A works every {a}th night, nurse B every {b}th. On night {s} both work. Which is the next "
        "night that both work?",
        "satellites": "One satellite passes every {a} hours, another every {b} hours. Both pass in hour {s}. In which "
        "hour do they next pass together?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Meeting | None:
        a, b = stream.integer(4, 30), stream.integer(4, 30)
        usable = a < b and b % a and lcm(a, b) <= min(5 * b, 120)
        return Meeting((a, b), stream.integer(1, 60)) if usable else None

    def texts(self) -> dict[str, str]:
        ordinals = all(period % 10 > 3 or 4 <= period % 100 <= 20 or period % 10 == 0 for period in self.periods)
        return {name: text for name, text in self.TEXTS.items() if ordinals or name != "shifts"}

    def slots(self, stream: Stream) -> dict[str, Any]:
        a, b = stream.shuffled(self.periods)
        return {"a": a, "b": b, "s": self.start, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        (a, b), s = self.periods, self.start
        gold = s + lcm(a, b)
        conditions = (f"(x - {s}) % {a} == 0", f"(x - {s}) % {b} == 0")
        return Finite(Integer(), str(gold), (IntRange("x", s + 1, s + a * b),), "minimum", conditions, "x")

    def solution(self) -> list[str]:
        common = lcm(*self.periods)
        return [
            f"Find the least common multiple of {self.periods[0]} and {self.periods[1]}.",
            *multiples(*self.periods),
            f"{self.start} + {common} = {self.start + common}",
        ]

    def canonical(self) -> Any:
        return [sorted(self.periods), self.start]

    def candidates(self) -> int:
        return self.periods[0] * self.periods[1]


class OtherNumber(Question, frozen=True, tag="other_number"):
    """The second of two numbers whose gcd, lcm and first number are known."""

    common: int
    multiple: int
    number: int

    TEXTS: ClassVar = {
        "two": "Two positive integers have gcd {g} and lcm {l}. One of them is {a}. [What is the other?|Find the "
        "other.]",
        "let": "Let gcd({a}, x) = {g} and lcm({a}, x) = {l} with x > 0. [Find|Determine] x.",
        "divisor": "The greatest common divisor of {a} and x is {g}, their least common multiple is {l}. What is x?",
        "secret": "{who} has two numbers. Their lcm is {l}, their gcd is {g}, and the first is {a}. What is the "
        "second?",
        "which": "Which positive integer x satisfies gcd(x, {a}) = {g} and lcm(x, {a}) = {l}?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> OtherNumber | None:
        common, x, y = stream.integer(2, 9), stream.integer(2, 11), stream.integer(2, 11)
        if gcd(x, y) > 1 or common * x * y > 400:
            return None
        return OtherNumber(common, common * x * y, common * x)

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"g": self.common, "l": self.multiple, "a": self.number, "who": stream.choice(PEOPLE)}

    def answer(self) -> int:
        """The other number."""
        return self.common * self.multiple // self.number

    def check(self) -> Check:
        a, g, m = self.number, self.common, self.multiple
        conditions = (f"gcd(x, {a}) == {g}", f"x * {a} == {g} * {m}")
        return Finite(Integer(), str(self.answer()), (IntRange("x", 1, m),), "value", conditions, "x")

    def solution(self) -> list[str]:
        product = self.common * self.multiple
        return [
            "The product of two numbers is their gcd times their lcm.",
            f"{self.common}·{self.multiple} = {product}",
            f"{product} / {self.number} = {self.answer()}",
        ]

    def canonical(self) -> Any:
        return [self.common, self.multiple, self.number]

    def candidates(self) -> int:
        return self.multiple


class CommonOfThree(Question, frozen=True, tag="common_of_three"):
    """The greatest common divisor or the least common multiple of three numbers."""

    numbers: tuple[int, int, int]
    multiple: bool

    DIVISOR: ClassVar = {
        "find": "[Find|Compute|Determine] gcd({a}, {b}, {c}).",
        "greatest": "What is the greatest common divisor of {a}, {b} and {c}?",
        "largest": "[What|Which] is the largest integer that divides each of {a}, {b} and {c}?",
        "code": "What does math.gcd({a}, {b}, {c}) return in Python?",
        "ribbons": "Ribbons of {a} cm, {b} cm and {c} cm are cut into pieces of one length, as long as possible, and "
        "nothing is left over. How many cm long is a piece?",
        "bunches": "{who} makes equal bunches of {a} roses, {b} lilies and {c} tulips and uses all of them. How many "
        "bunches can {who.they} make at most?",
        "classes": "Three school years of {a}, {b} and {c} pupils are split into groups of one size, within each year, "
        "with nobody left. What is the largest possible size of a group?",
        "boxes": "A crate of {a} cm by {b} cm by {c} cm is filled without gaps with equal cubes, as large as possible. "
        "How many cm long is the edge of a cube?",
    }  # fmt: skip
    MULTIPLE: ClassVar = {
        "find": "[Find|Compute|Determine] lcm({a}, {b}, {c}).",
        "least": "What is the least common multiple of {a}, {b} and {c}?",
        "smallest": "[What|Which] is the smallest positive integer divisible by each of {a}, {b} and {c}?",
        "code": "What does math.lcm({a}, {b}, {c}) return in Python?",
        "trams": "Three tram lines leave a stop every {a}, {b} and {c} minutes, and now all three leave at once. After "
        "how many minutes does that happen again for the first time?",
        "runners": "Three runners need {a}, {b} and {c} seconds for a lap. They start together. After how many seconds "
        "are all of them at the start together again for the first time?",
        "denominator": "What is the least common denominator of 1/{a}, 1/{b} and 1/{c}?",
        "shelves": "{who} wants to put the same number of books, at least one, on shelves that hold {a}, on shelves "
        "that hold {b} and on shelves that hold {c}, all shelves full. What is the smallest possible number?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> CommonOfThree | None:
        multiple = stream.chance(1, 2)
        if multiple:
            numbers = sorted(stream.integer(*((6, 36), (12, 90))[level - 2]) for _ in range(3))
            a, b, c = numbers
            usable = b % a and c % b and c % a and gcd(a * b * c, lcm(*numbers)) < a * b * c
            if not usable or lcm(*numbers) > (1500, 9000)[level - 2]:
                return None
        else:
            common = stream.integer(*((2, 20), (6, 90))[level - 2])
            shared = stream.integer(2, 6)
            x, y, z = (stream.integer(2, (14, 40)[level - 2]) for _ in range(3))
            numbers = [common * shared * x, common * shared * y, common * z]
            usable = len(set(numbers)) == 3 and gcd(*numbers) < min(gcd(*numbers[:2]), *numbers)
            if not usable or max(numbers) > (800, 9000)[level - 2]:
                return None
        return CommonOfThree(tuple(stream.shuffled(numbers)), multiple)  # type: ignore[arg-type]

    def texts(self) -> dict[str, str]:
        return self.MULTIPLE if self.multiple else self.DIVISOR

    def slots(self, stream: Stream) -> dict[str, Any]:
        a, b, c = self.numbers
        return {"a": a, "b": b, "c": c, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        a, b, c = self.numbers
        if self.multiple:
            # A common multiple is a multiple x of the largest; going through those is enough.
            a, b, c = sorted(self.numbers)
            shared = (f"{c} * x % {a} == 0", f"{c} * x % {b} == 0")
            return Finite(Integer(), str(lcm(a, b, c)), (IntRange("x", 1, a * b),), "minimum", shared, f"{c} * x")
        conditions = tuple(f"{number} % d == 0" for number in self.numbers)
        return Finite(Integer(), str(gcd(a, b, c)), (IntRange("d", 1, min(a, b, c)),), "maximum", conditions, "d")

    def solution(self) -> list[str]:
        a, b, c = self.numbers
        if not self.multiple:
            first = gcd(a, b)
            return [
                *euclid(a, b),
                f"So gcd({a}, {b}) = {first}. Now with {c}:",
                *euclid(first, c),
                f"The gcd of all three is {gcd(first, c)}.",
            ]
        first = lcm(a, b)
        return [*multiple_by_gcd(a, b), f"Now with {c}:", *multiple_by_gcd(first, c)]

    def canonical(self) -> Any:
        return [sorted(self.numbers), self.multiple]

    def candidates(self) -> int:
        return lcm(*self.numbers) if self.multiple else min(self.numbers)


def multiple_by_gcd(a: int, b: int) -> list[str]:
    """The least common multiple from the greatest common divisor."""
    common = gcd(a, b)
    lines = [*euclid(a, b), f"gcd({a}, {b}) = {common}"]
    if common == 1:
        return [*lines, f"lcm: {a}·{b} = {a * b}"]
    return [*lines, f"{a} / {common} = {a // common}", f"lcm: {a // common}·{b} = {a // common * b}"]


class Coincidences(Question, frozen=True, tag="coincidences"):
    """How often things that recur with their own periods happen at once within a span of time."""

    periods: tuple[int, ...]
    last: int
    start: bool  # whether the start counts, when all of them happen at once

    TEXTS: ClassVar = {
        "lamps": "{lamps} flash at intervals of {periods} seconds. They flash together at second 0. How often do they "
        "flash together from second {low} to second {n}, both included?",
        "buses": "{buses} leave at intervals of {periods} minutes, and in minute 0 they leave together. How many times "
        "do they leave together from minute {low} to minute {n}, both included?",
        "days": "{who} does {tasks} chores at intervals of {periods} days, and does all of them on day 0. On how many "
        "of the days {low} to {n} are all of them due?",
        "numbers": "How many of the integers from {low} to {n} are divisible by each of {list}?",
        "posts": "Along a road, marks of {tasks} kinds are painted at intervals of {periods} metres, all of them at "
        "metre 0. At how many places from metre {low} to metre {n} are there marks of all kinds?",
        "code": "How many x in range({low}, {over}) satisfy {code}?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Coincidences | None:
        count = 2 if level == 2 else 3
        periods = sorted(stream.integer(4, (40, 36)[level - 2]) for _ in range(count))
        divides = any(b % a == 0 for i, a in enumerate(periods) for b in periods[i + 1 :])
        common = lcm(*periods)
        if divides or not 12 <= common <= (400, 1500)[level - 2]:
            return None
        return Coincidences(tuple(periods), stream.integer(3 * common, 30 * common), stream.chance(1, 2))

    def slots(self, stream: Stream) -> dict[str, Any]:
        shuffled = stream.shuffled(self.periods)
        count = len(shuffled)
        return {
            "lamps": {2: "two lamps", 3: "three lamps"}[count],
            "buses": {2: "two buses", 3: "three buses"}[count],
            "tasks": {2: "two", 3: "three"}[count],
            "periods": listed([str(period) for period in shuffled]),
            "list": listed([str(period) for period in shuffled]),
            "code": " and ".join(f"x % {period} == 0" for period in shuffled),
            "low": int(not self.start),
            "n": self.last,
            "over": self.last + 1,
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        gold = self.last // lcm(*self.periods) + self.start
        conditions = tuple(f"x % {period} == 0" for period in self.periods)
        variables = (IntRange("x", int(not self.start), self.last),)
        return Finite(Integer(), str(gold), variables, "count", conditions)

    def solution(self) -> list[str]:
        a, b, *more = self.periods
        lines = [*multiple_by_gcd(a, b)]
        common = lcm(a, b)
        for c in more:
            lines += [f"Now with {c}:", *multiple_by_gcd(common, c)]
            common = lcm(common, c)
        often = self.last // common
        lines.append(f"{divided(self.last, common)}: {often} {'time' if often == 1 else 'times'} after the start")
        return [*lines, f"The start counts too: {often} + 1 = {often + 1}"] if self.start else lines

    def canonical(self) -> Any:
        return [list(self.periods), self.last, self.start]

    def candidates(self) -> int:
        return self.last


class Blocks(Question, frozen=True, tag="blocks"):
    """How many equal squares, or cubes, as large as possible fill a rectangle or a box."""

    sides: tuple[int, ...]

    FLAT: ClassVar = {
        "floor": "A floor of {a} cm by {b} cm is laid with equal square tiles, as large as possible, without cutting "
        "any. How many tiles are needed?",
        "sheet": "A sheet of {a} mm by {b} mm is cut into equal squares, as large as possible, without waste. How many "
        "squares result?",
        "field": "A field of {a} m by {b} m is divided completely into square plots of one size. What is the smallest "
        "possible number of plots?",
        "quilt": "{who} sews a quilt of {a} cm by {b} cm from equal squares of cloth. What is the smallest number of "
        "squares that {who.they} can use?",
        "picture": "A picture of {a} by {b} pixels is split into equal square blocks, as large as possible. How many "
        "blocks are there?",
        "paving": "A square paving stone comes in every whole number of centimetres. With as few stones as possible, "
        "all of one size, a yard of {a} cm by {b} cm is to be paved. How many are needed?",
    }  # fmt: skip
    SOLID: ClassVar = {
        "box": "A box of {a} cm by {b} cm by {c} cm is filled without gaps with equal cubes, as large as possible. How "
        "many cubes fit in?",
        "wood": "A block of wood of {a} mm by {b} mm by {c} mm is sawn into equal cubes, as large as possible, without "
        "waste. How many cubes result?",
        "packing": "{who} packs cubes of one size into a crate of {a} cm by {b} cm by {c} cm and fills it completely. "
        "What is the smallest number of cubes possible?",
        "grid": "A room of {a} cm by {b} cm by {c} cm is divided in a computer model into equal cubes, as few as "
        "possible. How many cubes are there?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Blocks | None:
        side = stream.integer(*((4, 60), (6, 40))[level - 2])
        sides = tuple(side * stream.integer(2, (30, 14)[level - 2]) for _ in range(2 if level == 2 else 3))
        if len(set(sides)) < len(sides) or any(gcd(a, b) == a for a, b in permutations(sides, 2)):
            return None
        return Blocks(sides) if max(sides) <= 1500 else None

    def texts(self) -> dict[str, str]:
        return self.FLAT if len(self.sides) == 2 else self.SOLID

    def slots(self, stream: Stream) -> dict[str, Any]:
        return dict(zip("abc", stream.shuffled(self.sides), strict=False)) | {"who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        gold = prod(side // gcd(*self.sides) for side in self.sides)
        conditions = tuple(f"{side} % d == 0" for side in self.sides)
        of = " * ".join(f"({side} // d)" for side in self.sides)
        return Finite(Integer(), str(gold), (IntRange("d", 1, min(self.sides)),), "minimum", conditions, of)

    def solution(self) -> list[str]:
        a, b, *more = self.sides
        common = gcd(a, b)
        lines = euclid(a, b)
        for c in more:
            lines += [f"gcd({a}, {b}) = {common}; now with {c}:", *euclid(common, c)]
            common = gcd(common, c)
        lines.append(f"The side is the gcd, {common}.")
        counts = [side // common for side in self.sides]
        lines += [f"{side} / {common} = {count}" for side, count in zip(self.sides, counts, strict=True)]
        total = counts[0]
        for count in counts[1:]:
            lines.append(f"{total}·{count} = {total * count}")
            total *= count
        return lines

    def canonical(self) -> Any:
        return sorted(self.sides)

    def candidates(self) -> int:
        return min(self.sides)


class Diagonal(Question, frozen=True, tag="diagonal"):
    """How many unit squares, or unit cubes, the diagonal of a rectangle or box passes through, or how many grid points
    lie on it."""

    sides: tuple[int, ...]
    points: bool

    CELLS: ClassVar = {
        "grid": "A rectangle of {a} by {b} unit squares has a diagonal drawn from corner to corner. Through the inside "
        "of how many unit squares does it pass?",
        "tiles": "A floor of {a} by {b} square tiles is crossed by a straight crack from one corner to the opposite "
        "one. How many tiles are cracked, that is, crossed in their inside?",
        "laser": "A laser beam runs from one corner of a grid of {a} by {b} square cells to the opposite corner. How "
        "many cells does it cross in their inside?",
        "paper": "{who} draws a rectangle of {a} by {b} cells on squared paper and joins two opposite corners by a "
        "line. How many cells does the line cut?",
        "window": "A window of {a} by {b} equal square panes gets a straight strip along a diagonal, as thin as a "
        "line. How many panes lie under it?",
    }  # fmt: skip
    POINTS: ClassVar = {
        "segment": "How many points with integer coordinates lie on the segment from ({p}, {q}) to ({r}, {s}), ends "
        "included?",
        "lattice": "A segment joins the points ({p}, {q}) and ({r}, {s}). How many lattice points does it contain, its "
        "ends included?",
        "trees": "Trees stand at all points with integer coordinates. How many of them stand on the straight path from "
        "({p}, {q}) to ({r}, {s}), both ends included?",
        "nails": "A board has a nail at every point with integer coordinates. A thread is stretched from ({p}, {q}) to "
        "({r}, {s}). How many nails touch it, the two at its ends included?",
    }  # fmt: skip
    CUBES: ClassVar = {
        "box": "A box of {a} by {b} by {c} unit cubes has a diagonal from one corner to the opposite one. Through the "
        "inside of how many unit cubes does it pass?",
        "drill": "{who} drills a hole, as thin as a line, through a block of {a} by {b} by {c} unit cubes, from one "
        "corner to the opposite one. How many of the cubes are drilled through their inside?",
        "ray": "A ray of light crosses a crystal of {a} by {b} by {c} equal cubic cells from a corner to the opposite "
        "corner. How many cells does it cross in their inside?",
        "worm": "A worm eats its way on a straight line from one corner of a cheese of {a} by {b} by {c} small cubes "
        "to the opposite corner. Through the inside of how many small cubes does it go?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Diagonal | None:
        if level == 2:
            found = Diagonal(tuple(stream.integer(6, 120) for _ in range(2)), stream.chance(1, 2))
        else:
            found = Diagonal(tuple(stream.integer(6, 48) for _ in range(3)), False)
        a, b, *_ = found.sides
        shared = [gcd(one, other) for one, other in combinations(found.sides, 2)]
        return found if a != b and all(1 < each < min(found.sides) for each in shared) else None

    def texts(self) -> dict[str, str]:
        return self.CUBES if len(self.sides) == 3 else self.POINTS if self.points else self.CELLS

    def slots(self, stream: Stream) -> dict[str, Any]:
        sides = dict(zip("abc", self.sides, strict=False))
        p, q = stream.integer(-20, 40), stream.integer(-20, 40)
        return sides | {"p": p, "q": q, "r": p + self.sides[0], "s": q + self.sides[1], "who": stream.choice(PEOPLE)}

    def answer(self) -> int:
        """The number of squares, cubes or points."""
        if self.points:
            return gcd(*self.sides) + 1
        pairs = sum(gcd(a, b) for a, b in combinations(self.sides, 2))
        return sum(self.sides) - pairs + (gcd(*self.sides) if len(self.sides) == 3 else 0)

    def check(self) -> Check:
        names = "xyz"[: len(self.sides)]
        if self.points:
            a, b = self.sides
            condition = f"x * {b} % {a} == 0"
            return Finite(Integer(), str(self.answer()), (IntRange("x", 0, a),), "count", (condition,))
        # The diagonal is in the inside of a cell if it is so for a while: from its latest entry to its first exit.
        total = prod(self.sides)
        entries = ", ".join(f"{name} * {total // side}" for name, side in zip(names, self.sides, strict=True))
        exits = ", ".join(f"({name} + 1) * {total // side}" for name, side in zip(names, self.sides, strict=True))
        variables = tuple(IntRange(name, 0, side - 1) for name, side in zip(names, self.sides, strict=True))
        return Finite(Integer(), str(self.answer()), variables, "count", (f"max({entries}) < min({exits})",))

    def solution(self) -> list[str]:
        if self.points:
            a, b = self.sides
            return [
                f"From end to end it goes {a} to the right and {b} up.",
                *euclid(a, b),
                f"gcd({a}, {b}) = {gcd(a, b)}, so it falls into {gcd(a, b)} equal steps between grid points.",
                f"{gcd(a, b)} + 1 = {gcd(a, b) + 1}",
            ]
        kind, wall = ("squares", "lines") if len(self.sides) == 2 else ("cubes", "walls")
        lines = [f"A new one of the {kind} begins at every crossing of {wall}; crossings at once count once."]
        for a, b in combinations(self.sides, 2):
            lines += [*euclid(a, b), f"gcd({a}, {b}) = {gcd(a, b)}"]
        total = self.sides[0]
        for side in self.sides[1:]:
            lines.append(f"{total} + {side} = {total + side}")
            total += side
        for a, b in combinations(self.sides, 2):
            lines.append(f"{total} - {gcd(a, b)} = {total - gcd(a, b)}")
            total -= gcd(a, b)
        if len(self.sides) == 3:
            first, every = gcd(*self.sides[:2]), gcd(*self.sides)
            lines += [
                *euclid(first, self.sides[2]),
                f"The gcd of all three is {every}; it was taken away once too often.",
            ]
            lines.append(f"{total} + {every} = {total + every}")
        return lines

    def canonical(self) -> Any:
        return [sorted(self.sides), self.points]

    def candidates(self) -> int:
        return prod(self.sides)


class GivenGcdLcm(Question, frozen=True, tag="given_gcd_lcm"):
    """The pairs of numbers with a given gcd and a given lcm: how many there are, or the smallest sum of one."""

    common: int
    multiple: int
    ask: str  # "pairs" with a <= b, "ordered" pairs, or the smallest "sum"

    ASKED: ClassVar = {
        "pairs": {
            "how many": "How many pairs of positive integers a ≤ b have gcd(a, b) = {g} and lcm(a, b) = {l}?",
            "unordered": "In how many ways can two positive integers, their order not counted, have the greatest "
            "common divisor {g} and the least common multiple {l}?",
            "clue": "{who} knows of two positive integers only that their gcd is {g} and their lcm is {l}. How many "
            "possibilities are there, if the order of the two does not count?",
        },
        "ordered": {
            "ordered": "How many ordered pairs (a, b) of positive integers satisfy gcd(a, b) = {g} and lcm(a, b) = "
            "{l}?",
            "code": "For how many pairs (a, b) with 1 <= a, b <= {l} are math.gcd(a, b) == {g} and math.lcm(a, b) == "
            "{l} both true?",
            "let": "Let a and b be positive integers with greatest common divisor {g} and least common multiple {l}. "
            "How many ordered pairs (a, b) are possible?",
        },
        "sum": {
            "sum": "Two positive integers have gcd {g} and lcm {l}. What is the smallest possible value of their sum?",
            "minimum": "Find the minimum of a + b over all positive integers a and b with gcd(a, b) = {g} and lcm(a, "
            "b) = {l}.",
            "fence": "Two planks have lengths in whole centimetres whose greatest common divisor is {g} and whose "
            "least common multiple is {l}. How long, in cm, are they together at least?",
        },
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> GivenGcdLcm | None:
        common = stream.integer(2, 24)
        quotient = stream.integer(20, (400, 1200)[level - 3])
        primes = factors(quotient)
        if not (2, 3)[level - 3] <= len(primes) <= 4 or common * quotient > (3000, 9000)[level - 3]:
            return None
        return GivenGcdLcm(common, common * quotient, stream.choice(("pairs", "ordered", "sum", "sum")))

    def texts(self) -> dict[str, str]:
        return self.ASKED[self.ask]

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"g": self.common, "l": self.multiple, "who": stream.choice(PEOPLE)}

    def splits(self) -> list[tuple[int, int]]:
        """The coprime pairs u < v with the lcm divided by the gcd as product."""
        quotient = self.multiple // self.common
        return [(u, quotient // u) for u in divisors(quotient) if u * u < quotient and gcd(u, quotient // u) == 1]

    def answer(self) -> int:
        """What is asked for."""
        splits = self.splits()
        return {
            "pairs": len(splits),
            "ordered": 2 * len(splits),
            "sum": min(self.common * (u + v) for u, v in splits),
        }[self.ask]

    def check(self) -> Check:
        g, m = self.common, self.multiple
        variables = (IntRange("a", 1, m), IntRange("b", 1, m))
        # The first condition is one on a alone, so that few b have to be tried.
        conditions = (f"{m} % a == 0 and a % {g} == 0", f"a * b == {g * m}", f"gcd(a, b) == {g}")
        if self.ask == "sum":
            return Finite(Integer(), str(self.answer()), variables, "minimum", conditions, "a + b")
        order = ("a <= b",) if self.ask == "pairs" else ()
        return Finite(Integer(), str(self.answer()), variables, "count", conditions + order)

    def solution(self) -> list[str]:
        quotient = self.multiple // self.common
        lines = [
            f"Write a = {self.common}u and b = {self.common}v with coprime u and v. Then lcm(a, b) = {self.common}uv.",
            f"uv = {self.multiple} / {self.common} = {quotient}",
            *factoring(quotient),
            f"{quotient} = {written_factors(quotient)}; each prime power goes wholly to u or wholly to v.",
        ]
        splits = self.splits()
        if self.ask == "sum":
            for u, v in splits:
                total = self.common * (u + v)
                lines.append(f"{u} and {v}: {self.common}·({u} + {v}) = {self.common}·{u + v} = {total}")
            return [*lines, f"The smallest sum is {self.answer()}."]
        count = len(factors(quotient))
        lines.append(f"{count} prime powers, 2 choices each: 2^{count} = {2**count} ordered pairs")
        if self.ask == "pairs":
            lines.append(f"u = v is impossible, so half of them: {2**count} / 2 = {2 ** (count - 1)}")
        return lines

    def canonical(self) -> Any:
        return [self.common, self.multiple, self.ask]

    def candidates(self) -> int:
        return self.multiple


class PairsOfLcm(Question, frozen=True, tag="pairs_of_lcm"):
    """How many pairs of numbers have a given least common multiple."""

    multiple: int
    ordered: bool

    ORDERED: ClassVar = {
        "how many": "How many ordered pairs (a, b) of positive integers have the least common multiple {l}?",
        "code": "For how many pairs (a, b) with 1 <= a, b <= {l} is math.lcm(a, b) == {l} true?",
        "lamps": "A red and a blue lamp start together and flash every a and every b seconds, with whole numbers a and "
        "b. They flash together again for the first time after {l} seconds. How many pairs (a, b) are possible?",
        "equation": "How many solutions in positive integers a, b does the equation lcm(a, b) = {l} have?",
    }  # fmt: skip
    UNORDERED: ClassVar = {
        "sets": "How many pairs of positive integers a ≤ b satisfy lcm(a, b) = {l}?",
        "ways": "In how many ways can {l} be the least common multiple of two positive integers, equal or not, if "
        "their order does not count?",
        "guess": "{who} tells us that the least common multiple of {who.their} two favourite numbers is {l}. How many "
        "possibilities are there, if the numbers may be equal and their order does not count?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> PairsOfLcm | None:
        multiple = stream.integer(30, 9000)
        usable = 2 <= len(factors(multiple)) <= 4 and max(factors(multiple)) <= 23
        return PairsOfLcm(multiple, stream.chance(1, 2)) if usable else None

    def texts(self) -> dict[str, str]:
        return self.ORDERED if self.ordered else self.UNORDERED

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"l": self.multiple, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        m = self.multiple
        pairs = prod(2 * exponent + 1 for exponent in factors(m).values())
        gold = pairs if self.ordered else (pairs + 1) // 2
        variables = (IntRange("a", 1, m), IntRange("b", 1, m))
        conditions = (f"{m} % a == 0", f"{m} % b == 0", f"a * b == gcd(a, b) * {m}", "a <= b")
        return Finite(Integer(), str(gold), variables, "count", conditions if not self.ordered else conditions[:3])

    def solution(self) -> list[str]:
        m = self.multiple
        lines = [
            *factoring(m),
            f"{m} = {written_factors(m)}",
            "For a prime with exponent e one of the two numbers has e, the other 0 to e: 2e + 1 choices.",
        ]
        counts = []
        for prime, exponent in factors(m).items():
            lines.append(f"{prime}: 2·{exponent} + 1 = {2 * exponent + 1}")
            counts.append(2 * exponent + 1)
        total = counts[0]
        for count in counts[1:]:
            lines.append(f"{total}·{count} = {total * count}")
            total *= count
        if self.ordered:
            return lines
        return [
            *lines,
            f"Only the pair a = b = {m} stays the same when turned round: {total} - 1 = {total - 1}",
            f"{total - 1} / 2 = {(total - 1) // 2}",
            f"{(total - 1) // 2} + 1 = {(total + 1) // 2}",
        ]

    def canonical(self) -> Any:
        return [self.multiple, self.ordered]

    def candidates(self) -> int:
        return self.multiple**2
