"""Probabilities of dice, of random numbers, of independent events and of coin tosses."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations, product
from math import comb, lcm, prod
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE, counted, in_words, listed
from generators.math.calculations import choose, over, product_of, reduced, rest_of, sum_of, times
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Rational
from schemas.checks import Check, Finite, IntRange


class Dice(Question, frozen=True, tag="dice"):
    """Fair dice with the numbers 1 to `sides` each; `event` is about what they show, `value` its number.

    Events: ``sum``, ``sum_least``, ``sum_most``, ``product``, ``difference``, ``highest``, ``lowest``, ``equal`` (all
    show the same), ``shows`` (at least one shows the value), ``multiple`` (the sum is a multiple of the value).
    """

    sides: tuple[int, ...]
    event: str
    value: int = 0

    FORM: ClassVar = "fraction"
    TEXTS: ClassVar = {
        "roll": "{dice} are rolled. What is the probability that {event}?",
        "who": "{name} throws {dice}. How likely is it that {event}?",
        "find": "Find the probability that {event} when {dice} are rolled.",
        "game": "In a game {dice} are thrown. A player scores if {event}. How likely is a score?",
        "chance": "What is the chance that {event} in a roll of {dice}?",
        "win": "{name} rolls {dice} and wins if {event}. With what probability does {who.they} win?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Dice | None:
        many = 2 if level == 1 else 3 if level == 2 else stream.integer(level, 4)
        kinds = (4, 6, 6, 6, 8, 10, 12) if level < 4 else (4, 6, 6, 8)
        sides = tuple(sorted(stream.choice(kinds) for _ in range(many)))
        event = stream.choice(tuple(EVENTS))
        if event in ("product", "difference") and len(sides) > 2:
            return None
        value = 0 if event == "equal" else stream.integer(*{
            "sum": (3, sum(sides) - 1), "sum_least": (4, sum(sides) - 1), "sum_most": (3, sum(sides) - 2),
            "product": (2, prod(sides) // 2), "difference": (0, max(sides) - 2), "highest": (2, max(sides)),
            "lowest": (1, max(1, min(sides) - 1)), "shows": (1, max(sides)), "multiple": (3, 7),
        }[event])  # fmt: skip
        if len(sides) > 2 and (prod(sides) > 2_000 or (level > 3 and event not in _SUMMED)):
            return None
        found = cls(sides, event, value)
        good = len(found.good())
        if level == 1:
            return found if 1 < good <= 8 and prod(sides) <= 100 else None
        return found if 1 < good < prod(sides) - 1 else None

    def good(self) -> list[tuple[int, ...]]:
        """The rolls that count."""
        holds = EVENTS[self.event][1]
        return [roll for roll in product(*(range(1, side + 1) for side in self.sides)) if holds(roll, self.value)]

    def number(self) -> Fraction:
        """The share of the rolls that count."""
        return Fraction(len(self.good()), prod(self.sides))

    def slots(self, stream: Stream) -> dict[str, Any]:
        who = stream.choice(PEOPLE)
        dice = dice_in_words(self.sides)
        value = ("both" if len(self.sides) == 2 else "all") if self.event == "equal" else self.value
        return {"dice": dice, "event": EVENTS[self.event][0].format(value), "name": who.name, "who": who}

    def check(self) -> Check:
        names = [f"d{place}" for place in range(1, len(self.sides) + 1)]
        variables = tuple(IntRange(name, 1, side) for name, side in zip(names, self.sides, strict=True))
        condition = condition_of(self.event, self.value, names)
        return Finite(Rational(), str(self.number()), variables, "probability", (condition,))

    def solution(self) -> list[str]:
        total = prod(self.sides)
        lines = [f"All rolls: {' · '.join(map(str, self.sides))} = {total}."]
        if len(self.sides) > 2:
            return [*lines, *self._counted()]
        good = self.good()
        lines.append(f"Good rolls: {', '.join(''.join(str(roll).split()) for roll in good)}: {len(good)} of them.")
        if "=" in reduced(len(good), total):
            lines.append(f"{reduced(len(good), total)}.")
        return lines

    def _counted(self) -> list[str]:
        """Three dice or more: by powers, or by the sums of the first two dice and of the others."""
        total, good = prod(self.sides), len(self.good())
        value, last = self.value, f"{reduced(len(self.good()), prod(self.sides))}."
        if self.event == "equal":
            return [f"All equal: one way for each number from 1 to {min(self.sides)}, so {good}.", last]
        if self.event == "shows":
            misses = [side - (value <= side) for side in self.sides]
            return [f"Without any {value}: {product_of(misses)}.", f"{total} − {prod(misses)} = {good}.", last]
        if self.event in ("highest", "lowest"):

            def count(bound: int) -> list[int]:
                if self.event == "highest":
                    return [min(side, bound) for side in self.sides]
                return [max(0, side + 1 - bound) for side in self.sides]

            word, step = ("at most", -1) if self.event == "highest" else ("at least", 1)
            wide, narrow = count(value), count(value + step)
            return [f"All {word} {value}: {product_of(wide)}.", f"All {word} {value + step}: {product_of(narrow)}.",
                    f"{prod(wide)} − {prod(narrow)} = {good}.", last]  # fmt: skip
        return [*self._by_halves(), last]

    def _by_halves(self) -> list[str]:
        first, second = _sums(self.sides[:2]), _sums(self.sides[2:])
        total, good = prod(self.sides), len(self.good())
        turned = {"sum_least": ("sum_most", self.value - 1), "sum_most": ("sum_least", self.value + 1)}.get(self.event)
        if turned and 2 * good > total:
            other = Dice(self.sides, *turned)
            lines = [
                f"It is easier to count the rolls where {EVENTS[turned[0]][0].format(turned[1])}.",
                *other._by_halves(),
            ]
            return [*lines, f"The others: {total} − {total - good} = {good}."]
        name = "the third die" if len(self.sides) == 3 else "the other dice"
        lines = ["Sums of the first two dice, with the number of ways: "
                 f"{', '.join(f'{total}: {ways}' for total, ways in first.items())}."]  # fmt: skip
        if len(self.sides) > 3:
            listed_ways = ", ".join(f"{total}: {ways}" for total, ways in second.items())
            lines.append(f"Sums of the other dice: {listed_ways}.")
        parts = []
        holds = EVENTS[self.event][1]
        for total, ways in second.items():
            fits = {each: count for each, count in first.items() if holds((each, total), self.value)}
            if not fits:
                continue
            number = sum(fits.values())
            text = f"With {total} on {name}" if len(self.sides) == 3 else f"With {total} by {name}"
            text += f" the two must make {_run(list(fits))}: {' + '.join(map(str, fits.values()))}"
            text += f" = {number}" if len(fits) > 1 else ""
            if ways > 1:
                text += f", times {ways}: {number} · {ways} = {number * ways}"
            lines.append(f"{text}.")
            parts.append(number * ways)
        return [*lines, f"Together: {sum_of(parts)}."] if len(parts) > 1 else lines

    def canonical(self) -> Any:
        return [sorted(self.sides), self.event, self.value]

    def candidates(self) -> int:
        return prod(self.sides)


def dice_in_words(sides: tuple[int, ...]) -> str:
    """The dice in words: ``two fair 8-sided dice``, ``one 4-sided die and one 6-sided die``."""
    kinds = {side: sides.count(side) for side in sides}
    if set(kinds) == {6}:
        return f"{in_words(len(sides))} fair dice"
    if len(kinds) == 1:
        return f"{in_words(len(sides))} fair {sides[0]}-sided dice"
    parts = [f"{in_words(count)} {side}-sided {'die' if count == 1 else 'dice'}" for side, count in kinds.items()]
    return listed(parts)


def condition_of(event: str, value: int, names: list[str]) -> str:
    """An event in the grammar of `Finite`."""
    total = " + ".join(names)
    return {
        "sum": f"{total} == {value}",
        "sum_least": f"{total} >= {value}",
        "sum_most": f"{total} <= {value}",
        "product": f"{' * '.join(names)} == {value}",
        "difference": f"abs({names[0]} - {names[1]}) == {value}",
        "highest": f"max({', '.join(names)}) == {value}",
        "lowest": f"min({', '.join(names)}) == {value}",
        "equal": " == ".join(names),
        "shows": " or ".join(f"{name} == {value}" for name in names),
        "multiple": f"({total}) % {value or 1} == 0",
    }[event]


_SUMMED = ("sum", "sum_least", "sum_most", "multiple")


def _sums(sides: tuple[int, ...]) -> dict[int, int]:
    """How many rolls give each sum."""
    ways = {0: 1}
    for side in sides:
        after: dict[int, int] = {}
        for total, count in ways.items():
            for face in range(1, side + 1):
                after[total + face] = after.get(total + face, 0) + count
        ways = after
    return dict(sorted(ways.items()))


def _run(numbers: list[int]) -> str:
    """Numbers in a list, or as a range where they follow one another: ``5 to 9``."""
    if len(numbers) > 3 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]} to {numbers[-1]}"
    return listed([str(number) for number in numbers], "or")


EVENTS: dict[str, tuple[str, Any]] = {
    "sum": ("the sum is {}", lambda roll, n: sum(roll) == n),
    "sum_least": ("the sum is at least {}", lambda roll, n: sum(roll) >= n),
    "sum_most": ("the sum is at most {}", lambda roll, n: sum(roll) <= n),
    "product": ("the product is {}", lambda roll, n: prod(roll) == n),
    "difference": ("the numbers differ by exactly {}", lambda roll, n: abs(roll[0] - roll[1]) == n),
    "highest": ("the highest number is {}", lambda roll, n: max(roll) == n),
    "lowest": ("the lowest number is {}", lambda roll, n: min(roll) == n),
    "equal": ("{0} dice show the same number", lambda roll, n: len(set(roll)) == 1),
    "shows": ("the number {} comes up", lambda roll, n: n in roll),
    "multiple": ("the sum is a multiple of {}", lambda roll, n: sum(roll) % n == 0),
}


class GivenRoll(Question, frozen=True, tag="given_roll"):
    """Two dice are rolled: the probability of one event, given another one; events are those of `Dice`."""

    sides: tuple[int, int]
    wanted: tuple[str, int]
    known: tuple[str, int]

    FORM: ClassVar = "fraction"
    TEXTS: ClassVar = {
        "told": "{dice} are rolled. You are told that {known}. What is the probability that {wanted}?",
        "given": "Find the probability that {wanted} in a roll of {dice}, given that {known}.",
        "peek": "{name} rolls {dice}, peeks and truthfully answers yes to the question whether {known}. How likely "
        "is it that {wanted}?",
        "repeat": "{dice} are rolled again and again until {known}. What is the chance that in this last roll "
        "{wanted}?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> GivenRoll | None:
        sides = tuple(sorted(stream.choice((4, 6, 6, 8, 10)) for _ in range(2)))
        facts = []
        for _ in range(2):
            event = stream.choice(
                ("sum_least", "sum_most", "highest", "lowest", "shows", "multiple", "sum", "difference")
            )
            high = {"shows": max(sides), "highest": max(sides), "lowest": min(sides), "multiple": 4, "difference": 4}
            facts.append((event, stream.integer(2, high.get(event, sum(sides) - 1))))
        found = cls((sides[0], sides[1]), facts[0], facts[1])
        possible, good = len(found._rolls()), len(found._good())
        if facts[0][0] == facts[1][0] or not 1 < good < possible or not 3 * level <= possible <= 10 * level:
            return None
        return found

    def _rolls(self) -> list[tuple[int, ...]]:
        event, value = self.known
        return [roll for roll in product(*(range(1, side + 1) for side in self.sides)) if EVENTS[event][1](roll, value)]

    def _good(self) -> list[tuple[int, ...]]:
        event, value = self.wanted
        return [roll for roll in self._rolls() if EVENTS[event][1](roll, value)]

    def number(self) -> Fraction:
        """The share of the rolls that count among those that are possible."""
        return Fraction(len(self._good()), len(self._rolls()))

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "dice": dice_in_words(self.sides), "known": EVENTS[self.known[0]][0].format(self.known[1]),
            "wanted": EVENTS[self.wanted[0]][0].format(self.wanted[1]), "name": stream.choice(PEOPLE).name,
        }  # fmt: skip

    def check(self) -> Check:
        names = ["d1", "d2"]
        variables = tuple(IntRange(name, 1, side) for name, side in zip(names, self.sides, strict=True))
        wanted, known = (condition_of(event, value, names) for event, value in (self.wanted, self.known))
        return Finite(Rational(), str(self.number()), variables, "probability", (wanted,), None, (known,))

    def solution(self) -> list[str]:
        rolls, good = self._rolls(), set(self._good())
        lines = ["Possible rolls by the first die, and those of them that count:"]
        possible, counted_rolls = [], []
        for first in range(1, self.sides[0] + 1):
            seconds = [roll[1] for roll in rolls if roll[0] == first]
            if not seconds:
                continue
            hits = [second for second in seconds if (first, second) in good]
            shown = ", ".join(map(str, seconds))
            lines.append(f"{first}: {shown} ({len(seconds)}); {', '.join(map(str, hits)) or 'none'} ({len(hits)})")
            possible.append(len(seconds))
            counted_rolls.append(len(hits))
        lines.append(f"Possible: {sum_of(possible)}. They count: {sum_of(counted_rolls)}.")
        return [*lines, f"{reduced(len(good), len(rolls))}."]

    def canonical(self) -> Any:
        return [self.sides, self.wanted, self.known]

    def candidates(self) -> int:
        return prod(self.sides)


class RandomNumber(Question, frozen=True, tag="random_number"):
    """A whole number from 1 to `high` at random: the probability that `wanted` holds, given that `known` does (if any).

    A property is a name and a number: ``multiple`` of it, ``above`` it, ``below`` it, ``digit`` (contains it).
    """

    high: int
    wanted: tuple[str, int]
    known: tuple[str, int] | None

    FORM: ClassVar = "fraction"
    PLAIN: ClassVar = {
        "random": "A whole number from 1 to {high} is chosen at random. What is the probability that it {wanted}?",
        "ticket": "Tickets are numbered 1 to {high}. {name} draws one. How likely is it that its number {wanted}?",
        "ball": "A drum holds balls numbered from 1 to {high}. Find the probability that the number drawn {wanted}.",
        "page": "A book of {high} pages is opened at a random page. What is the chance that the page number {wanted}?",
        "seat": "One of the seats 1 to {high} is raffled. With what probability is it a seat whose number {wanted}?",
    }
    GIVEN: ClassVar = {
        "random": "A random whole number from 1 to {high} {known}. What is the probability that it {wanted}?",
        "ticket": "{name} draws one of the tickets 1 to {high}. Its number {known}. How likely is it that it {wanted}?",
        "ball": "From balls 1 to {high} one is drawn whose number {known}. Find the probability that it {wanted}.",
        "hint": "{name} thinks of a random number from 1 to {high} and says that it {known}. How likely is it that it "
        "{wanted}?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> RandomNumber | None:
        high = stream.integer(10, 90) if level == 1 else stream.integer(100, 400)
        facts = []
        for _ in range(stream.choice((1, 2, 2))):
            name = stream.choice(("multiple", "multiple", "multiple", "above", "below"))
            number = stream.integer(2, 9 if level == 1 else 15) if name == "multiple" else stream.integer(2, high - 2)
            facts.append((name, number))
        found = cls(high, facts[0], facts[1] if len(facts) > 1 else None)
        names, numbers = {name for name, _ in facts}, sorted(number for _, number in facts)
        if len(facts) > 1 and ("multiple" not in names or (len(names) == 1 and level == 1)):
            return None
        if len(facts) > 1 and len(names) == 1 and numbers[1] % numbers[0] == 0:
            return None
        good, possible = len(found.good()), len(found.possible())
        return found if 1 < good < possible else None

    def possible(self) -> list[int]:
        """The numbers that are still possible."""
        return [n for n in range(1, self.high + 1) if self.known is None or _has(n, self.known)]

    def good(self) -> list[int]:
        """Those of them that are wanted."""
        return [n for n in self.possible() if _has(n, self.wanted)]

    def number(self) -> Fraction:
        """The share of the wanted among the possible."""
        return Fraction(len(self.good()), len(self.possible()))

    def texts(self) -> Mapping[str, str]:
        return self.GIVEN if self.known else self.PLAIN

    def slots(self, stream: Stream) -> dict[str, Any]:
        def told(fact: tuple[str, int]) -> str:
            name, number = fact
            return {"multiple": f"is a multiple of {number}", "above": f"is greater than {number}",
                    "below": f"is less than {number}"}[name]  # fmt: skip

        return {
            "high": self.high, "wanted": told(self.wanted), "known": told(self.known) if self.known else "",
            "name": stream.choice(PEOPLE).name,
        }  # fmt: skip

    def check(self) -> Check:
        def condition(fact: tuple[str, int]) -> str:
            name, number = fact
            return {"multiple": f"n % {number} == 0", "above": f"n > {number}", "below": f"n < {number}"}[name]

        given = (condition(self.known),) if self.known else ()
        variables = (IntRange("n", 1, self.high),)
        return Finite(Rational(), str(self.number()), variables, "probability", (condition(self.wanted),), None, given)

    def solution(self) -> list[str]:
        possible, good = len(self.possible()), len(self.good())
        known = self.known or ("", 0)
        lines = []
        if self.known:
            lines.append(_counted(self.high, self.known))
        if known[0] != "multiple" and self.wanted[0] == "multiple":
            low, high = {"above": (known[1], self.high), "below": (0, known[1] - 1)}.get(known[0], (0, self.high))
            lines.append(_between(self.wanted[1], low, high))
        elif known[0] == "multiple" and self.wanted[0] == "multiple":
            both = lcm(known[1], self.wanted[1])
            lines.append(f"Multiples of both are those of {both}. {_between(both, 0, self.high)}")
        elif known[0] == "multiple":
            name, bound = self.wanted
            lines.append(_between(known[1], *((bound, self.high) if name == "above" else (0, bound - 1))))
        else:
            lines.append(_counted(self.high, self.wanted))
        if "=" in reduced(good, possible):
            lines.append(f"{reduced(good, possible)}.")
        return lines

    def canonical(self) -> Any:
        return [self.high, self.wanted, self.known]

    def candidates(self) -> int:
        return self.high


def _has(number: int, fact: tuple[str, int]) -> bool:
    name, bound = fact
    return {"multiple": number % bound == 0, "above": number > bound, "below": number < bound}[name]


def _counted(high: int, fact: tuple[str, int]) -> str:
    """How many of the numbers up to `high` have the property."""
    name, number = fact
    if name == "above":
        return f"Greater than {number}: {high} − {number} = {high - number}."
    return f"Less than {number}: {number} − 1 = {number - 1}." if name == "below" else _between(number, 0, high)


def _between(divisor: int, low: int, high: int) -> str:
    """How many multiples of the divisor lie above `low` and not above `high`."""
    count, less = high // divisor, low // divisor
    if not low:
        return f"Multiples of {divisor} up to {high}: {count} ({count} · {divisor} = {count * divisor})."
    return f"Multiples of {divisor}: up to {high} {count}, up to {low} {less}, {count} − {less} = {count - less}."


class Independent(Question, frozen=True, tag="independent"):
    """Independent events with known probabilities; `event` is ``all``, ``none``, ``one`` (exactly), ``two``, ``least``
    (at least one) or ``first`` (the first and none of the others)."""

    scene: str
    names: tuple[str, ...]
    chances: tuple[tuple[int, int], ...]
    event: str

    FORM: ClassVar = "fraction"
    SCENES: ClassVar[Mapping[str, tuple[str, str, Mapping[str, str]]]] = {
        "shots": ("{} hits", "hit", {
            "shoot": "{names} shoot once each. {chances}. What is the probability that {event}?",
            "target": "{names} shoot independently. {chances}. How likely is it that {event}?",
        }),
        "exam": ("{} passes", "pass", {
            "exam": "In an exam {chances}, independently. How likely is it that {event}?",
            "test": "{chances}, independently. Find the probability that {event}.",
        }),
        "alarm": ("{} works", "work", {
            "alarm": "Alarms {names} work independently. {chances}. What is the chance that {event}?",
            "lamps": "Lamps {names} fail independently of one another. {chances}. Find the probability that {event}.",
        }),
        "train": ("{} is late", "are late", {
            "train": "Trains {names} run independently. {chances}. What is the probability that {event}?",
            "bus": "Buses {names} are independent. {chances}. How likely is it that {event}?",
        }),
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Independent | None:
        size = 2 if level == 1 else level + 1
        chances = []
        for _ in range(size):
            bottom = stream.integer(2, {1: 12, 2: 8}.get(level, 6))
            chances.append((stream.integer(1, bottom - 1), bottom))
        if any(Fraction(*each).denominator != each[1] for each in chances):
            return None
        event = stream.choice(
            ("all", "none", "one", "least", "first") if level == 1 else ("one", "least", "first", "two")
        )
        scene = stream.choice(tuple(cls.SCENES))
        names = [each.name for each in stream.sample(PEOPLE, size)]
        if scene in ("alarm", "train"):
            names = list(stream.choice(("ABCDE", "PQRST", "KLMNO"))[:size])
        return cls(scene, tuple(names), tuple(chances), event)

    def number(self) -> Fraction:
        """From the product rule."""
        yes = [Fraction(*each) for each in self.chances]
        no = [1 - each for each in yes]
        match self.event:
            case "all":
                return prod(yes, start=Fraction(1))
            case "none":
                return prod(no, start=Fraction(1))
            case "least":
                return 1 - prod(no, start=Fraction(1))
            case "first":
                return yes[0] * prod(no[1:], start=Fraction(1))
        many = 2 if self.event == "two" else 1
        total = Fraction(0)
        for group in combinations(range(len(yes)), many):
            total += prod((yes[i] if i in group else no[i] for i in range(len(yes))), start=Fraction(1))
        return total

    def texts(self) -> Mapping[str, str]:
        return self.SCENES[self.scene][2]

    def slots(self, stream: Stream) -> dict[str, Any]:
        verb, many, _ = self.SCENES[self.scene]
        size, names = len(self.chances), list(self.names)
        chances = [
            f"{verb.format(name)} with probability {top}/{bottom}" if place == 0 else f"{name} with {top}/{bottom}"
            for place, (name, (top, bottom)) in enumerate(zip(names, self.chances, strict=True))
        ]
        singular = verb.format("").strip()
        event = {
            "all": f"{'both' if size == 2 else 'all'} {many}",
            "none": f"{'neither' if size == 2 else 'none'} {singular}",
            "one": f"exactly one {singular}",
            "two": f"exactly two {many}",
            "least": f"at least one {singular}",
            "first": f"only {names[0]} {singular}",
        }[self.event]
        return {"names": listed(names), "chances": listed(chances), "event": event}

    def check(self) -> Check:
        names = [f"e{place}" for place in range(1, len(self.chances) + 1)]
        variables = tuple(IntRange(name, 1, bottom) for name, (_, bottom) in zip(names, self.chances, strict=True))
        hits = [f"({name} <= {top})" for name, (top, _) in zip(names, self.chances, strict=True)]
        condition = {
            "all": " and ".join(hits), "none": f"not ({' or '.join(hits)})", "one": f"{' + '.join(hits)} == 1",
            "two": f"{' + '.join(hits)} == 2",
            "least": " or ".join(hits), "first": " and not ".join(hits),
        }[self.event]  # fmt: skip
        return Finite(Rational(), str(self.number()), variables, "probability", (condition,))

    def solution(self) -> list[str]:
        yes = [Fraction(*each) for each in self.chances]
        no = [1 - each for each in yes]
        if len(yes) > 2:
            return self._many(yes, no)
        p, q = yes
        lines = []
        first, second = (f"Not {name}: 1 − {p} = {q}." for name, p, q in zip(self.names, yes, no, strict=True))
        match self.event:
            case "all":
                lines.append(f"{times(p, q)}.")
            case "first":
                lines += [second, f"{times(p, no[1])}."]
            case "one":
                bottom = p.denominator * q.denominator
                one, other = p.numerator * no[1].numerator, no[0].numerator * q.numerator
                lines += [
                    first, second, f"Only {self.names[0]}: {p} · {no[1]} = {one}/{bottom}.",
                    f"Only {self.names[1]}: {no[0]} · {q} = {other}/{bottom}.", f"{over([one, other], bottom)}.",
                ]  # fmt: skip
            case "none":
                lines += [first, second, f"{times(no[0], no[1])}."]
            case _:
                none = no[0] * no[1]
                lines += [first, second, f"None: {times(no[0], no[1])}.",
                          f"{rest_of(none.numerator, none.denominator)}."]  # fmt: skip
        return lines

    def _many(self, yes: list[Fraction], no: list[Fraction]) -> list[str]:
        """Three events or more, in parts of the product of all denominators."""
        bottom = prod(each.denominator for each in yes)
        lines = []
        if self.event != "all":
            lines = [f"Not {name}: 1 − {p} = {q}." for name, p, q in zip(self.names, yes, no, strict=True)]

        def case(name: str, happens: list[bool]) -> int:
            shares = [p if each else q for each, p, q in zip(happens, yes, no, strict=True)]
            tops = [
                share.numerator * (p.denominator // share.denominator) for share, p in zip(shares, yes, strict=True)
            ]
            lines.append(f"{name}: {' · '.join(map(str, shares))} = {prod(tops)}/{bottom}.")
            return prod(tops)

        size = len(yes)
        match self.event:
            case "all":
                top = case("All", [True] * size)
            case "none":
                top = case("None", [False] * size)
            case "first":
                top = case(f"Only {self.names[0]}", [True] + [False] * (size - 1))
            case "least":
                lines.append(f"{rest_of(case('None', [False] * size), bottom)}.")
                return lines
            case _:
                many = 2 if self.event == "two" else 1
                tops = []
                for group in combinations(range(size), many):
                    name = listed([self.names[place] for place in group])
                    tops.append(case(f"Only {name}", [place in group for place in range(size)]))
                return [*lines, f"{over(tops, bottom)}."]
        return [*lines, f"{reduced(top, bottom)}."] if "=" in reduced(top, bottom) else lines

    def canonical(self) -> Any:
        fixed = 1 if self.event == "first" else 0
        return [self.event, self.chances[:fixed], sorted(self.chances[fixed:])]

    def candidates(self) -> int:
        return prod(bottom for _, bottom in self.chances)


class Tosses(Question, frozen=True, tag="tosses"):
    """`count` tosses of a fair coin: heads `bound` (exactly, at least, at most) `heads` times."""

    count: int
    bound: str
    heads: int

    FORM: ClassVar = "fraction"
    TEXTS: ClassVar = {
        "coin": "A fair coin is tossed {count:words} times. What is the probability of {bound} {heads}?",
        "who": "{name} tosses a fair coin {count:words} times. How likely is it to see {bound} {heads}?",
        "coins": "{count:words} fair coins are tossed. Find the probability of {bound} {heads}.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Tosses | None:
        count = stream.integer(3, 5)
        return cls(count, stream.choice(("exactly", "at least", "at most")), stream.integer(1, count - 1))

    def _cases(self) -> list[int]:
        tests = {"exactly": self.heads.__eq__, "at least": self.heads.__le__, "at most": self.heads.__ge__}
        return [heads for heads in range(self.count + 1) if tests[self.bound](heads)]

    def number(self) -> Fraction:
        """From the binomial coefficients."""
        return Fraction(sum(comb(self.count, heads) for heads in self._cases()), 2**self.count)

    def slots(self, stream: Stream) -> dict[str, Any]:
        heads = f"{in_words(self.heads)} {'head' if self.heads == 1 else 'heads'}"
        return {"count": self.count, "bound": self.bound, "heads": heads, "name": stream.choice(PEOPLE).name}

    def check(self) -> Check:
        names = [f"c{place}" for place in range(1, self.count + 1)]
        sign = {"exactly": "==", "at least": ">=", "at most": "<="}[self.bound]
        variables = tuple(IntRange(name, 0, 1) for name in names)
        return Finite(
            Rational(), str(self.number()), variables, "probability", (f"{' + '.join(names)} {sign} {self.heads}",)
        )

    def solution(self) -> list[str]:
        total = 2**self.count
        ways = [comb(self.count, heads) for heads in self._cases()]
        lines = [f"All results: 2^{self.count} = {total}."]
        lines += [f"{counted(heads, 'head')}: {choose(self.count, heads)}." for heads in self._cases()]
        return [*lines, f"{over(ways, total)}."]

    def canonical(self) -> Any:
        return [self.count, self._cases()]

    def candidates(self) -> int:
        return int(2**self.count)
