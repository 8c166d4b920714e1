"""Probabilities of draws: from an urn, from two bags, from a group of people with and without a property."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations, product
from math import comb, factorial, perm, prod
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE, in_words, listed, plural
from generators.math.calculations import choose, over, product_of, reduced, rest_of, signed_sum, sum_of
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Rational
from schemas.checks import Check, Finite, IntRange

COLOURS = ("red", "blue", "green", "white", "black", "yellow", "brown", "grey", "pink", "purple")


class Draws(Question, frozen=True, tag="draws"):
    """`drawn_count` things are taken at random from a store of several colours, put back each time or not.

    `event` is ``in`` (one draw: a colour of `wanted`), ``out`` (one draw: none of them), ``same`` (all of one colour),
    ``differ`` (no colour twice), ``exactly`` or ``least`` (`need` of the wanted colour) or ``order`` (the wanted
    colours in this order).
    """

    scene: str
    colours: tuple[str, ...]
    counts: tuple[int, ...]
    drawn_count: int
    replace: bool
    event: str
    wanted: tuple[int, ...]
    need: int = 0

    FORM: ClassVar = "fraction"
    THINGS: ClassVar = {
        "drawer": "sock", "bag": "marble", "box": "crayon", "jar": "sweet", "crate": "ball", "tin": "button",
        "urn": "ball", "basket": "ribbon",
    }  # fmt: skip
    ONE: ClassVar = {
        "bag": "{store:a} holds {all} {noun:s}. One is drawn at random. What is the probability that it is {event}?",
        "who": "{name} takes a {noun} at random from {store:a} of {all} ones. How likely is it to be {event}?",
        "find": "There are {all} {noun:s} in {store:a}. Find the probability that a random one is {event}.",
        "chance": "One of the {noun:s} in {store:a} ({all}) is picked blindly. What is the chance that it is {event}?",
        "wheel": "A wheel has equal fields: {all}. What is the probability that it stops on a field that is {event}?",
    }
    MANY: ClassVar = {
        "bag": "{store:a} holds {all} {noun:s}. {take} are drawn {back}. What is the probability that {event}?",
        "who": "From {store:a} of {all} {noun:s} {name} draws {take} {back}. How likely is it that {event}?",
        "find": "{take} {noun:s} are drawn {back} from {store:a} with {all} ones. Find the probability that {event}.",
        "chance": "From {all} {noun:s} {take} are picked blindly {back}. What is the chance that {event}?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Draws | None:
        scene = stream.choice(tuple(cls.THINGS))
        size = stream.integer(2, 3) if level < 3 else stream.integer(3, 4)
        many = stream.integer(1, 2) if level == 1 else 3 if level == 2 else stream.integer(4, 5)
        if many == 1:
            size = stream.integer(2, 4)
        most = {1: 15 if many == 1 else 12, 2: 9, 3: 7}.get(level, 9)
        if level == 1 and many == 2:
            size = 2
        counts = tuple(stream.integer(2, most) for _ in range(size))
        colours = tuple(stream.sample(COLOURS, size))
        replace = many > 1 and stream.chance(1, 3)
        if many == 1:
            event, wanted = stream.choice((("in", 1), ("in", 2), ("out", 1)))
            need = 0
            if wanted >= size:
                return None
        else:
            event = stream.choice({1: ("same", "differ", "exactly", "least", "order"), 2: ("same", "differ", "exactly",
                                   "least", "order"), 3: ("same", "exactly", "least", "every")}.get(
                                       level, ("least", "exactly", "every", "every")))  # fmt: skip
            wanted = {"same": 0, "differ": 0, "every": 0, "order": many}.get(event, 1)
            need = stream.integer(1, many if event == "exactly" else many - 1) if wanted == 1 else 0
        chosen = [stream.below(size) for _ in range(wanted)]
        if event != "order":
            chosen = sorted(stream.sample(range(size), wanted))
        if event == "order" and len(set(chosen)) == 1:
            return None
        found = cls(scene, colours, counts, many, replace, event, tuple(chosen), need)
        largest = {1: 800, 2: 3_000}.get(level, 30_000)
        return (
            found if many <= sum(counts) and 0 < found.number() < 1 and found.number().denominator <= largest else None
        )

    def number(self) -> Fraction:
        """From the numbers of orders or of choices."""
        total, counts, many = sum(self.counts), self.counts, self.drawn_count
        match self.event:
            case "in" | "out":
                share = Fraction(sum(counts[place] for place in self.wanted), total)
                return share if self.event == "in" else 1 - share
            case "same":
                return Fraction(sum(self._orders(count) for count in counts), self._orders(total))
            case "differ":
                ways = [prod(group) for group in _groups(counts, many)]
                return Fraction(sum(ways) * perm(many), self._orders(total))
            case "every":
                tops = [
                    (-1) ** missing * self._all(total - sum(group))
                    for missing in range(len(counts))
                    for group in combinations(counts, missing)
                ]
                return Fraction(sum(tops), self._all(total))
            case "order":
                return prod((Fraction(top, bottom) for top, bottom in self._factors(self.wanted)), start=Fraction(1))
        mine = counts[self.wanted[0]]
        needs = range(self.need, self.need + 1) if self.event == "exactly" else range(self.need, many + 1)
        return sum((self._exactly(mine, total - mine, need) for need in needs), Fraction(0))

    def _exactly(self, mine: int, others: int, need: int) -> Fraction:
        many = self.drawn_count
        if self.replace:
            return Fraction(comb(many, need) * mine**need * others ** (many - need), (mine + others) ** many)
        return Fraction(comb(mine, need) * comb(others, many - need), comb(mine + others, many))

    def _orders(self, size: int) -> int:
        return size**self.drawn_count if self.replace else perm(size, self.drawn_count)

    def _factors(self, places: tuple[int, ...]) -> list[tuple[int, int]]:
        """The chance of each colour of the sequence after those before it, as unreduced fractions."""
        total = sum(self.counts)
        factors = []
        for step, place in enumerate(places):
            gone = 0 if self.replace else places[:step].count(place)
            factors.append((max(0, self.counts[place] - gone), total - (0 if self.replace else step)))
        return factors

    def texts(self) -> Mapping[str, str]:
        return self.ONE if self.drawn_count == 1 else self.MANY

    def slots(self, stream: Stream) -> dict[str, Any]:
        noun = self.THINGS[self.scene]
        names = [self.colours[place] for place in self.wanted]
        take = in_words(self.drawn_count)
        verb = "is" if self.need == 1 else "are"
        event = {
            "in": " or ".join(names),
            "out": f"not {names[0] if names else ''}",
            "same": "they have the same colour" if self.drawn_count == 2 else "all have the same colour",
            "differ": "their colours differ" if self.drawn_count == 2 else "all have different colours",
            "every": "every colour is among them",
            "exactly": f"exactly {in_words(self.need)} {verb} {names[0] if names else ''}",
            "least": f"at least {in_words(self.need)} {verb} {names[0] if names else ''}",
            "order": f"{names[0] if names else ''} comes first, then {', then '.join(names[1:])}",
        }[self.event]
        if self.event == "exactly" and self.need == self.drawn_count:
            event = f"{'both' if self.need == 2 else 'all'} are {names[0]}"
        parts = [f"{count} {colour}" for count, colour in zip(self.counts, self.colours, strict=True)]
        return {
            "store": self.scene, "noun": noun, "all": listed(parts), "take": take, "event": event,
            "back": "with replacement" if self.replace else "without replacement",
            "name": stream.choice(PEOPLE).name,
        }  # fmt: skip

    def check(self) -> Check:
        many, total = self.drawn_count, sum(self.counts)
        names = [f"t{place}" for place in range(1, many + 1)]
        edges = [sum(self.counts[:place]) for place in range(len(self.counts) + 1)]

        def colour(name: str, place: int) -> str:
            return f"({edges[place]} <= {name} < {edges[place + 1]})"

        if total**many > 20_000:
            return self._check_by_colour(names)
        given = [] if self.replace else [
            " and ".join(f"{name} != {other}" for other in names[:place]) for place, name in enumerate(names) if place
        ]  # fmt: skip
        variables = tuple(IntRange(name, 0, total - 1) for name in names)
        return self._asked(variables, names, colour, tuple(given), None)

    def _check_by_colour(self, names: list[str]) -> Check:
        """Where there are too many sequences of things, sequences of colours with their weights."""
        weights = []
        for step, name in enumerate(names):
            terms = []
            for place, count in enumerate(self.counts):
                gone = "" if self.replace else "".join(f" - ({other} == {place})" for other in names[:step])
                terms.append(f"({name} == {place}) * {f'max(0, {count}{gone})' if gone else count}")
            weights.append(f"({' + '.join(terms)})")
        variables = tuple(IntRange(name, 0, len(self.counts) - 1) for name in names)
        return self._asked(variables, names, lambda name, place: f"({name} == {place})", (), " * ".join(weights))

    def _asked(
        self, variables: tuple[IntRange, ...], names: list[str], colour: Any, given: tuple[str, ...], weight: str | None
    ) -> Check:
        places = range(len(self.counts))
        seen = [[colour(name, place) for name in names] for place in places]
        match self.event:
            case "in" | "out":
                hit = " or ".join(colour(names[0], place) for place in self.wanted)
                condition = hit if self.event == "in" else f"not ({hit})"
            case "same":
                condition = " or ".join(f"({' and '.join(each)})" for each in seen)
            case "differ":
                condition = " and ".join(f"{' + '.join(each)} <= 1" for each in seen)
            case "every":
                condition = " and ".join(f"({' or '.join(each)})" for each in seen)
            case "order":
                condition = " and ".join(colour(name, place) for name, place in zip(names, self.wanted, strict=True))
            case _:
                sign = "==" if self.event == "exactly" else ">="
                condition = f"{' + '.join(seen[self.wanted[0]])} {sign} {self.need}"
        return Finite(Rational(), str(self.number()), variables, "probability", (condition,), None, given, weight)

    def solution(self) -> list[str]:
        total = sum(self.counts)
        if self.drawn_count == 1:
            count = sum(self.counts[place] for place in self.wanted)
            good = count if self.event == "in" else total - count
            lines = [f"In all: {' + '.join(map(str, self.counts))} = {total}."]
            if self.event == "out":
                lines.append(f"Not {self.colours[self.wanted[0]]}: {total} − {count} = {good}.")
            elif len(self.wanted) > 1:
                lines.append(f"Wanted: {' + '.join(str(self.counts[place]) for place in self.wanted)} = {good}.")
            return [*lines, f"{reduced(good, total)}." if "=" in reduced(good, total) else f"So {good}/{total}."]
        return self._pairs() if self.drawn_count == 2 else self._choices()

    def _pairs(self) -> list[str]:
        """Two draws: the branches of a tree."""
        total = sum(self.counts)
        lines = [f"In all: {' + '.join(map(str, self.counts))} = {total}."]
        if self.event == "order":
            _, top, bottom, text = self._branch(self.wanted)
            lines.append(f"{text}.")
            return [*lines, f"{reduced(top, bottom)}."] if "=" in reduced(top, bottom) else lines
        if self.event in ("same", "differ"):
            branches = [self._branch((place, place)) for place in range(len(self.counts))]
            bottom = branches[0][2]
            lines += [f"{text}." for _, _, _, text in branches]
            good = sum(top for _, top, _, _ in branches)
            lines.append(f"{over([top for _, top, _, _ in branches], bottom)}.")
            if self.event == "differ":
                lines.append(f"{rest_of(good, bottom)}.")
            return lines
        place = self.wanted[0]
        mine, name = self.counts[place], self.colours[place]
        others, left = total - mine, total if self.replace else total - 1
        less = 0 if self.replace else 1
        bottom = total * left
        if self.event == "exactly" and self.need == 2:
            _, top, _, text = self._branch((place, place))
            return (
                [*lines, f"{text}.", f"{reduced(top, bottom)}."]
                if "=" in reduced(top, bottom)
                else [*lines, f"{text}."]
            )
        if self.event == "least":
            top = others * (others - less)
            lines.append(f"None {name}: {others}/{total} · {others - less}/{left} = {top}/{bottom}.")
            return [*lines, f"{rest_of(top, bottom)}."]
        top = mine * others
        lines.append(f"{name.capitalize()}, then other: {mine}/{total} · {others}/{left} = {top}/{bottom}.")
        lines.append(f"Other, then {name}: {others}/{total} · {mine}/{left} = {top}/{bottom}.")
        return [*lines, f"{over([top, top], bottom)}."]

    def _branch(self, places: tuple[int, ...]) -> tuple[tuple[int, ...], int, int, str]:
        factors = self._factors(places)
        top, bottom = prod(each for each, _ in factors), prod(each for _, each in factors)
        names = ", ".join(self.colours[place] for place in places)
        return (
            places,
            top,
            bottom,
            f"{names.capitalize()}: {' · '.join(f'{a}/{b}' for a, b in factors)} = {top}/{bottom}",
        )

    def _choices(self) -> list[str]:
        """Three draws or more: those that count among all choices or, with replacement, all sequences."""
        many, total, counts = self.drawn_count, sum(self.counts), self.counts
        if self.event == "order":
            _, top, bottom, text = self._branch(self.wanted)
            lines = [f"In all: {' + '.join(map(str, counts))} = {total}.", f"{text}."]
            return [*lines, f"{reduced(top, bottom)}."] if "=" in reduced(top, bottom) else lines
        whole = self._all(total)
        lines = [f"In all: {' + '.join(map(str, counts))} = {total}.",
                 f"All {'sequences' if self.replace else 'choices'}: {self._all_text(total)}."]  # fmt: skip
        if self.event == "same":
            good = [self._all(count) for count in counts]
            lines += [f"All {name}: {self._all_text(count)}." for name, count in zip(self.colours, counts, strict=True)]
        elif self.event == "differ":
            good = []
            for group in combinations(range(len(counts)), many):
                factors = [counts[place] for place in group]
                value = prod(factors)
                lines.append(f"{listed([self.colours[place] for place in group]).capitalize()}: {product_of(factors)}.")
                if self.replace:
                    lines.append(f"In any order: {value} · {many}! = {value} · {perm(many)} = {value * perm(many)}.")
                    value *= perm(many)
                good.append(value)
        elif self.event == "every" and comb(many - 1, len(counts) - 1) <= 4:
            good = self._by_numbers(lines)
        elif self.event == "every":
            good = []
            for missing in range(len(counts)):
                for group in combinations(range(len(counts)), missing):
                    left = total - sum(counts[place] for place in group)
                    value = self._all(left)
                    names = listed([self.colours[place] for place in group], "or")
                    if missing:
                        lines.append(f"Without any {names}: {total} − {total - left} = {left} are left, "
                                     f"{self._all_text(left)}.")  # fmt: skip
                    good.append((-1) ** missing * value)
            return [*lines, f"{signed_sum(good)}.", f"{reduced(sum(good), whole)}."]
        else:
            mine, name = counts[self.wanted[0]], self.colours[self.wanted[0]]
            needs = [self.need] if self.event == "exactly" else list(range(self.need, many + 1))
            rest = [need for need in range(many + 1) if need not in needs]
            turned = len(rest) < len(needs)
            good = []
            for need in rest if turned else needs:
                text, value = self._with(need, mine, total - mine)
                lines.append(f"{need} {name}: {text}.")
                good.append(value)
            if turned:
                lines.append(f"These do not count: {sum_of(good)}; {whole} − {sum(good)} = {whole - sum(good)} do.")
                return [*lines, f"{reduced(whole - sum(good), whole)}."]
        if len(good) > 1:
            lines.append(f"Together: {sum_of(good)}.")
        return [*lines, f"{reduced(sum(good), whole)}."]

    def _by_numbers(self, lines: list[str]) -> list[int]:
        """How often every colour may come up, with a line for each possibility."""
        good = []
        for numbers in product(range(1, self.drawn_count + 1), repeat=len(self.counts)):
            if sum(numbers) != self.drawn_count:
                continue
            named = listed([f"{n} {colour}" for n, colour in zip(numbers, self.colours, strict=True)])
            if self.replace:
                orders = factorial(self.drawn_count) // prod(map(factorial, numbers))
                factors = [orders, *(count**n for n, count in zip(numbers, self.counts, strict=True))]
                text = f"{orders} orders, {product_of(factors)}"
            else:
                factors = [comb(count, n) for n, count in zip(numbers, self.counts, strict=True)]
                parts = [choose(count, n) for n, count in zip(numbers, self.counts, strict=True) if n > 1]
                text = f"{', '.join(parts)}{'; ' if parts else ''}{product_of(factors)}"
            lines.append(f"{named}: {text}.")
            good.append(prod(factors))
        return good

    def _all(self, size: int) -> int:
        return size**self.drawn_count if self.replace else comb(size, self.drawn_count)

    def _all_text(self, size: int) -> str:
        many = self.drawn_count
        if self.replace:
            return f"{size}^{many} = {size**many}"
        return choose(size, many) if size >= many else f"{size} are too few, so 0"

    def _with(self, need: int, mine: int, others: int) -> tuple[str, int]:
        """The choices, or sequences, with so many of the wanted colour."""
        many = self.drawn_count
        if self.replace:
            if not need:
                return f"{others}^{many} = {others**many}", others**many
            parts = [choose(many, need), f"{mine}^{need} = {mine**need}",
                     f"{others}^{many - need} = {others ** (many - need)}"]  # fmt: skip
            factors = [comb(many, need), mine**need, others ** (many - need)]
        else:
            if need > mine or many - need > others:
                return "there are too few, so 0", 0
            parts = [choose(mine, need), choose(others, many - need)]
            factors = [comb(mine, need), comb(others, many - need)]
        return f"{', '.join(parts)}; {product_of(factors)}", prod(factors)

    def canonical(self) -> Any:
        """The colours have no names: those asked about come first, in the order in which they are asked."""
        asked = list(dict.fromkeys(self.wanted))
        others = sorted(count for place, count in enumerate(self.counts) if place not in asked)
        order = [asked.index(place) for place in self.wanted]
        mine = [self.counts[place] for place in asked]
        if self.event in ("in", "out"):
            good, rest = (mine, others) if self.event == "in" else (others, mine)
            return [1, sorted(good), sorted(rest)]
        return [self.drawn_count, self.replace, self.event, self.need, mine, order, others]

    def candidates(self) -> int:
        return self._orders(sum(self.counts))


def _groups(counts: tuple[int, ...], size: int) -> list[tuple[int, ...]]:
    return list(combinations(counts, size))


class TwoBags(Question, frozen=True, tag="two_bags"):
    """One thing is drawn from each of two bags; `first` and `second` give how many of each colour they hold.

    `event` is ``same``, ``differ``, ``both`` (of the first colour), ``least`` (at least one of it) or ``one``.
    """

    scene: str
    colours: tuple[str, ...]
    first: tuple[int, ...]
    second: tuple[int, ...]
    event: str

    FORM: ClassVar = "fraction"
    THINGS: ClassVar = {
        "bag": "marble", "box": "crayon", "jar": "sweet", "crate": "ball", "tin": "button", "drawer": "sock",
    }  # fmt: skip
    TEXTS: ClassVar = {
        "holds": "{store} A holds {one}, {store} B {two} {noun:s}. One is drawn from each. What is the chance that "
        "{event}?",
        "who": "{name} draws a {noun} from {store} A ({one}), one from {store} B ({two}). How likely is it that "
        "{event}?",
        "find": "{store} A: {one}. {store} B: {two}. One {noun} is drawn from each. Find the probability that {event}.",
        "chance": "One {noun} each is taken from {store} A ({one}) and {store} B ({two}). What is the chance that "
        "{event}?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> TwoBags | None:
        size = 2 if level == 1 else 3
        first, second = (tuple(stream.integer(1, 6) for _ in range(size)) for _ in range(2))
        event = stream.choice(("same", "differ", "both", "least", "one"))
        if event in ("same", "differ") and (len(set(first)) == 1 or len(set(second)) == 1):
            return None  # then the other bag would not matter
        return cls(stream.choice(tuple(cls.THINGS)), tuple(stream.sample(COLOURS, size)), first, second, event)

    def number(self) -> Fraction:
        """From the products of the counts."""
        bottom = sum(self.first) * sum(self.second)
        same = sum(a * b for a, b in zip(self.first, self.second, strict=True))
        a, b = self.first[0], self.second[0]
        others = (sum(self.first) - a) * (sum(self.second) - b)
        top = {
            "same": same, "differ": bottom - same, "both": a * b, "least": bottom - others,
            "one": bottom - others - a * b,
        }[self.event]  # fmt: skip
        return Fraction(top, bottom)

    def slots(self, stream: Stream) -> dict[str, Any]:
        name = self.colours[0]
        event = {
            "same": "the colours match",
            "differ": "the colours differ",
            "both": f"both are {name}",
            "least": f"at least one is {name}",
            "one": f"exactly one is {name}",
        }[self.event]
        one, two = (
            listed([f"{count} {colour}" for count, colour in zip(counts, self.colours, strict=True)])
            for counts in (self.first, self.second)
        )
        return {
            "store": self.scene, "noun": self.THINGS[self.scene], "one": one, "two": two, "event": event,
            "name": stream.choice(PEOPLE).name,
        }  # fmt: skip

    def check(self) -> Check:
        variables = IntRange("a", 1, sum(self.first)), IntRange("b", 1, sum(self.second))
        both = []
        for place in range(len(self.colours)):
            low_a, low_b = sum(self.first[:place]), sum(self.second[:place])
            both.append(
                (f"({low_a} < a <= {low_a + self.first[place]})", f"({low_b} < b <= {low_b + self.second[place]})")
            )
        same = " or ".join(f"({a} and {b})" for a, b in both)
        a, b = both[0]
        condition = {
            "same": same, "differ": f"not ({same})", "both": f"{a} and {b}", "least": f"{a} or {b}",
            "one": f"{a} + {b} == 1",
        }[self.event]  # fmt: skip
        return Finite(Rational(), str(self.number()), variables, "probability", (condition,))

    def solution(self) -> list[str]:
        n, m = sum(self.first), sum(self.second)
        bottom = n * m
        lines = [f"A holds {n}, B holds {m}."]

        def branch(name: str, a: int, b: int) -> int:
            lines.append(f"{name}: {a}/{n} · {b}/{m} = {a * b}/{bottom}.")
            return a * b

        a, b, name = self.first[0], self.second[0], self.colours[0]
        match self.event:
            case "same" | "differ":
                tops = [
                    branch(f"Both {colour}", x, y)
                    for colour, x, y in zip(self.colours, self.first, self.second, strict=True)
                ]
                lines.append(f"{over(tops, bottom)}.")
                if self.event == "differ":
                    lines.append(f"{rest_of(sum(tops), bottom)}.")
            case "both":
                top = branch(f"Both {name}", a, b)
                if "=" in reduced(top, bottom):
                    lines.append(f"{reduced(top, bottom)}.")
            case "least":
                lines.append(f"{rest_of(branch(f'None {name}', n - a, m - b), bottom)}.")
            case _:
                tops = [branch("Only from A", a, m - b), branch("Only from B", n - a, b)]
                lines.append(f"{over(tops, bottom)}.")
        return lines

    def canonical(self) -> Any:
        pairs = [list(pair) for pair in zip(self.first, self.second, strict=True)]
        forms = []
        for turned in (pairs, [pair[::-1] for pair in pairs]):
            named = self.event in ("both", "least", "one")
            forms.append([turned[:1], sorted(turned[1:])] if named else [[], sorted(turned)])
        return [self.event, min(forms)]

    def candidates(self) -> int:
        return sum(self.first) * sum(self.second)


class Survey(Question, frozen=True, tag="survey"):
    """Two groups, in each of which some have a property. Somebody is picked at random, perhaps from those with the
    property (`given` is ``yes``) or without it (``no``); asked is the first group, or without `given` the property."""

    scene: str
    sizes: tuple[int, int]
    counts: tuple[int, int]
    given: str

    FORM: ClassVar = "fraction"
    SCENES: ClassVar[Mapping[str, tuple[str, str, str, str, str, str]]] = {
        # two groups, one of them all, what those with the property do, with it, without it
        "school": ("girl", "boy", "pupil", "wear glasses", "with glasses", "without glasses"),
        "firm": ("engineer", "clerk", "worker", "have a key", "with a key", "without a key"),
        "club": ("adult", "junior", "member", "own a boat", "with a boat", "without a boat"),
        "zoo": ("monkey", "parrot", "animal", "have a ring", "with a ring", "without a ring"),
        "garage": ("van", "lorry", "vehicle", "need repair", "in need of repair", "in good order"),
        "library": ("novel", "atlas", "book", "are on loan", "on loan", "not on loan"),
        "port": ("ferry", "tanker", "ship", "fly a flag", "with a flag", "without a flag"),
    }
    GIVEN: ClassVar = {
        "of": "Of {n} {one:s} {a}, of {m} {other:s} {b} {do}. A random {all} {known} is chosen. What is the chance "
        "that it is {one:a}?",
        "picked": "{a} of {n} {one:s} and {b} of {m} {other:s} {do}. One of those {known} is picked. How likely is "
        "it to be {one:a}?",
        "find": "{a} of {n} {one:s} and {b} of {m} {other:s} {do}. Find the probability that a random {all} {known} is "
        "{one:a}.",
        "list": "{one:s}: {n}, of which {a} {do}\n{other:s}: {m}, of which {b} {do}\nHow likely is it that a random "
        "{all} {known} is {one:a}?",
    }
    PLAIN: ClassVar = {
        "of": "Of {n} {one:s} {a}, of {m} {other:s} {b} {do}. What is the probability that a random {all} is one "
        "{known}?",
        "picked": "{a} of {n} {one:s} and {b} of {m} {other:s} {do}. How likely is it that a random {all} is one "
        "{known}?",
        "find": "{a} of {n} {one:s} and {b} of {m} {other:s} {do}. Find the probability that a random {all} is one "
        "{known}.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Survey | None:
        sizes = stream.integer(5, 30), stream.integer(5, 30)
        counts = stream.integer(2, sizes[0] - 2), stream.integer(2, sizes[1] - 2)
        given = stream.choice(("yes", "yes", "no", ""))
        return cls(stream.choice(tuple(cls.SCENES)), sizes, counts, given)

    def _share(self) -> tuple[int, int]:
        """Those that count, and all that may be picked."""
        (n, m), (a, b) = self.sizes, self.counts
        return {"yes": (a, a + b), "no": (n - a, n - a + m - b), "": (a + b, n + m)}[self.given]

    def number(self) -> Fraction:
        """Those that count among those who may be picked."""
        return Fraction(*self._share())

    def texts(self) -> Mapping[str, str]:
        return self.GIVEN if self.given else self.PLAIN

    def slots(self, stream: Stream) -> dict[str, Any]:
        one, other, everyone, do, having, lacking = self.SCENES[self.scene]
        return {
            "n": self.sizes[0], "m": self.sizes[1], "a": self.counts[0], "b": self.counts[1], "one": one,
            "other": other, "all": everyone, "do": do, "known": lacking if self.given == "no" else having,
        }  # fmt: skip

    def check(self) -> Check:
        (n, m), (a, b) = self.sizes, self.counts
        has = f"(x <= {a} or {n} < x <= {n + b})"
        known = {"yes": (has,), "no": (f"not {has}",), "": ()}[self.given]
        wanted = f"x <= {n}" if self.given else has
        variables = (IntRange("x", 1, n + m),)
        return Finite(Rational(), str(self.number()), variables, "probability", (wanted,), None, known)

    def solution(self) -> list[str]:
        (n, m), (a, b) = self.sizes, self.counts
        one, other, _, _, having, lacking = self.SCENES[self.scene]
        good, possible = self._share()
        if self.given == "no":
            lines = [
                f"{plural(one).capitalize()} {lacking}: {n} − {a} = {n - a}.",
                f"{plural(other).capitalize()} {lacking}: {m} − {b} = {m - b}.",
                f"Together: {n - a} + {m - b} = {possible}.",
            ]
        elif self.given:
            lines = [f"All {having}: {a} + {b} = {possible}.", f"{plural(one).capitalize()} among them: {a}."]
        else:
            lines = [f"All: {n} + {m} = {possible}.", f"Those {having}: {a} + {b} = {good}."]
        return [*lines, f"{reduced(good, possible)}."] if "=" in reduced(good, possible) else lines

    def canonical(self) -> Any:
        (n, m), (a, b) = self.sizes, self.counts
        if self.given == "yes":
            return ["yes", n, m, a, b]
        if self.given == "no":
            return ["yes", n, m, n - a, m - b]
        return ["", *sorted([[n, a], [m, b]])]

    def candidates(self) -> int:
        return sum(self.sizes)
