"""Counting choices: one of each with exclusions, overlapping groups, worst cases, teams."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import comb, prod
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE, counted, in_words, listed, plural
from generators.math.calculations import choose, product_of, sum_of
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer
from schemas.checks import Check, Finite, IntRange


class Outfits(Question, frozen=True, tag="outfits"):
    """One of each category is chosen; a clash ``(x, y)`` of two neighbouring categories, the first with the second and
    the third with the fourth, says that `x` particular things of the one never go with `y` of the other."""

    scene: str
    sizes: tuple[int, ...]
    clashes: tuple[tuple[int, int], ...]

    NOUNS: ClassVar = {
        "wardrobe": ("shirt", "skirt", "hat", "scarf"),
        "menu": ("soup", "pie", "cake", "juice"),
        "trip": ("flight", "hotel", "tour", "show"),
        "band": ("singer", "bassist", "drummer", "pianist"),
        "office": ("desk", "chair", "lamp", "shelf"),
        "robot": ("body", "arm", "battery", "camera"),
        "bouquet": ("rose", "tulip", "vase", "ribbon"),
    }
    SCENES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "wardrobe": {
            "owns": "{name} owns {all}. {clash} How many outfits of one of each are possible?",
            "suitcase": "{name} packs {all}. {clash} In how many ways can {who.they} wear one of each?",
        },
        "menu": {
            "menu": "A menu lists {all}. {clash} How many meals of one of each are there?",
            "dinner": "For dinner we have {all}. {clash} How many dinners of one of each exist?",
        },
        "trip": {
            "agency": "An agency offers {all}. {clash} How many trips of one of each exist?",
            "holiday": "{name} compares {all}. {clash} How many trips of one of each can {who.they} book?",
        },
        "band": {
            "band": "We have {all}. {clash} How many bands of one of each exist?",
            "school": "A school has {all}. {clash} How many bands of one of each exist?",
        },
        "office": {
            "shop": "A shop sells {all}. {clash} In how many ways can one of each be bought?",
            "room": "{name} picks from {all}. {clash} How many sets of one of each are possible?",
        },
        "robot": {
            "kit": "A robot kit has {all}. {clash} How many robots of one of each can be built?",
            "lab": "A lab stores {all}. {clash} How many robots with one of each are possible?",
        },
        "bouquet": {
            "florist": "A florist has {all}. {clash} How many bouquets of one of each are possible?",
            "present": "{name} has {all}. {clash} How many gifts of one of each can {who.they} make?",
        },
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Outfits | None:
        scene = stream.choice(tuple(cls.SCENES))
        if level == 1:
            third = stream.integer(1, 6)
            sizes = [stream.integer(2, 9), stream.integer(2, 9), *([third] if third > 1 else [])]
        else:
            sizes = [stream.integer(3, 9) for _ in range(4)]
        pairs = 1 if level == 1 else 2
        clashes = [(stream.integer(1, sizes[2 * i] - 1), stream.integer(1, sizes[2 * i + 1] - 1)) for i in range(pairs)]
        found = cls(scene, tuple(sizes), tuple(clashes))
        return found if 4 <= found.number() <= (200 if level == 1 else 5_000) else None

    def number(self) -> int:
        """The product of what is left of each pair of categories."""
        return prod(found - taken for found, taken in self._pairs())

    def _pairs(self) -> list[tuple[int, int]]:
        """For each pair of categories (or a last one alone) all choices, and how many of them clash."""
        groups = [self.sizes[i : i + 2] for i in range(0, len(self.sizes), 2)]
        clashes = [x * y for x, y in self.clashes] + [0]
        return [(prod(group), clash) for group, clash in zip(groups, clashes, strict=False)]

    def texts(self) -> Mapping[str, str]:
        return self.SCENES[self.scene]

    def slots(self, stream: Stream) -> dict[str, Any]:
        nouns = self.NOUNS[self.scene]
        who = stream.choice(PEOPLE)
        clash = []
        for pair, (x, y) in enumerate(self.clashes):
            one, other = nouns[2 * pair : 2 * pair + 2]
            if x == 1:
                clash.append(f"One {one} clashes with {in_words(y)} of the {plural(other)}.")
            else:
                same = f"same {in_words(y)} {plural(other)}" if y > 1 else f"same {other}"
                clash.append(f"{in_words(x)} of the {plural(one)} clash with the {same}.")
        things = [counted(size, noun) for size, noun in zip(self.sizes, nouns, strict=False)]
        return {"all": listed(things), "clash": " ".join(clash), "name": who.name, "who": who}

    def check(self) -> Check:
        names = [f"c{place}" for place in range(1, len(self.sizes) + 1)]
        variables = tuple(IntRange(name, 1, size) for name, size in zip(names, self.sizes, strict=True))
        conditions = tuple(
            f"not ({names[2 * pair]} <= {x} and {names[2 * pair + 1]} <= {y})"
            for pair, (x, y) in enumerate(self.clashes)
        )
        return Finite(Integer(), str(self.number()), variables, "count", conditions)

    def solution(self) -> list[str]:
        nouns = [plural(noun) for noun in self.NOUNS[self.scene]]
        lines, factors = [], []
        for pair, (x, y) in enumerate(self.clashes):
            a, b = self.sizes[2 * pair : 2 * pair + 2]
            one, other = nouns[2 * pair : 2 * pair + 2]
            lines.append(f"Pairs of {one} and {other}: {a} · {b} = {a * b}.")
            lines.append(f"Not allowed: {x} · {y} = {x * y}. Left: {a * b} − {x * y} = {a * b - x * y}.")
            factors.append(a * b - x * y)
        if len(self.sizes) % 2:
            lines.append(f"With the {nouns[2]}: {factors[0]} · {self.sizes[2]} = {self.number()}.")
        elif len(factors) > 1:
            lines.append(f"Together: {product_of(factors)}.")
        return lines

    def canonical(self) -> Any:
        pairs = []
        for pair, (x, y) in enumerate(self.clashes):
            pairs.append(sorted([[self.sizes[2 * pair], x], [self.sizes[2 * pair + 1], y]]))
        return [sorted(pairs), self.sizes[2 * len(pairs) :]]

    def candidates(self) -> int:
        return prod(self.sizes)


def _noun(number: int, noun: str) -> str:
    return noun if number == 1 else plural(noun)


class Overlap(Question, frozen=True, tag="overlap"):
    """`total` people or things, of which `first` have one property, `second` another and `both` the two of them.

    `asked` is ``neither``, ``any``, ``one`` (exactly one) or ``only`` (the first and not the second).
    """

    scene: str
    total: int
    first: int
    second: int
    both: int
    asked: str

    SCENES: ClassVar[Mapping[str, tuple[str, str, tuple[str, ...]]]] = {
        "sport": ("pupil", "play", ("chess", "tennis", "football", "golf", "rugby", "handball")),
        "tongue": ("guest", "speak", ("French", "Spanish", "Polish", "Hindi", "Greek", "Dutch")),
        "pets": ("family", "have", ("a dog", "a cat", "a rabbit", "a parrot", "a hamster")),
        "shop": ("shop", "sell", ("tea", "bread", "books", "toys", "shoes", "flowers")),
        "taste": ("child", "like", ("figs", "olives", "cheese", "plums", "soup", "beans")),
        "book": ("member", "read", ("novels", "comics", "poems", "diaries", "plays")),
    }
    TEXTS: ClassVar = {
        "of": "Of {total:noun}, {first} {verb} {x}, {second} {verb} {y} and {both} {verb} both. {question}",
        "among": "Among {total:noun}, {first} {verb} {x} and {second} {verb} {y}; {both} [of them |]{verb} both. "
        "{question}",
        "survey": "A survey of {total:noun} shows: {first} {verb} {x}, {second} {verb} {y}, {both} {verb} both. "
        "{question}",
        "list": "{noun:s}: {total}\n{verb} {x}: {first}\n{verb} {y}: {second}\n{verb} both: {both}\n{question}",
        "there": "There are {total:noun}. {first} of them {verb} {x}, {second} {verb} {y}, and {both} {verb} both. "
        "{question}",
        "know": "{name} asks {total:noun}: {first} {verb} {x}, {second} {verb} {y}, and {both} {verb} both. {question}",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Overlap | None:
        scene = stream.choice(tuple(cls.SCENES))
        total = stream.integer(12, 60)
        first, second = stream.integer(4, total - 2), stream.integer(4, total - 2)
        both = stream.integer(2, min(first, second))
        found = cls(scene, total, first, second, both, stream.choice(("neither", "any", "one", "only")))
        return found if both < min(first, second) and first + second - both < total and found.number() > 1 else None

    def number(self) -> int:
        return {
            "neither": self.total - self.first - self.second + self.both,
            "any": self.first + self.second - self.both,
            "one": self.first + self.second - 2 * self.both,
            "only": self.first - self.both,
        }[self.asked]

    def slots(self, stream: Stream) -> dict[str, Any]:
        noun, verb, objects = self.SCENES[self.scene]
        x, y = stream.sample(objects, 2)
        question = {
            "neither": f"How many {verb} neither?",
            "any": f"How many {verb} at least one of the two?",
            "one": f"How many {verb} exactly one of the two?",
            "only": f"How many {verb} {x} but not {y}?",
        }[self.asked]
        return {
            "total": self.total, "first": self.first, "second": self.second, "both": self.both, "noun": noun,
            "verb": verb, "x": x, "y": y, "question": question, "name": stream.choice(PEOPLE).name,
        }  # fmt: skip

    def check(self) -> Check:
        variables = tuple(IntRange(name, 0, self.total) for name in ("both", "first", "second", "none"))
        conditions = (
            f"both == {self.both}", f"first + both == {self.first}", f"second + both == {self.second}",
            f"first + second + both + none == {self.total}",
        )  # fmt: skip
        asked = {"neither": "none", "any": "first + second + both", "one": "first + second", "only": "first"}
        return Finite(Integer(), str(self.number()), variables, "value", conditions, asked[self.asked])

    def solution(self) -> list[str]:
        a, b, both = self.first, self.second, self.both
        if self.asked == "only":
            return [f"Of the {a}, {both} belong to both groups.", f"{a} − {both} = {a - both}."]
        if self.asked == "one":
            return [f"Only the first: {a} − {both} = {a - both}.", f"Only the second: {b} − {both} = {b - both}.",
                    f"{a - both} + {b - both} = {self.number()}."]  # fmt: skip
        lines = [f"The {both} in both groups must count once.", f"At least one: {a} + {b} = {a + b}, "
                 f"{a + b} − {both} = {a + b - both}."]  # fmt: skip
        if self.asked == "neither":
            lines.append(f"Neither: {self.total} − {a + b - both} = {self.number()}.")
        return lines

    def canonical(self) -> Any:
        groups = [self.first, self.second]
        return [self.total, groups if self.asked == "only" else sorted(groups), self.both, self.asked]

    def candidates(self) -> int:
        return self.total


class Guarantee(Question, frozen=True, tag="guarantee"):
    """The fewest things to be drawn unseen from a store of several colours to be sure of a goal.

    `goal` is ``same`` (`need` of one colour, whichever), ``one`` (`need` of the colour at the place `wanted`) or
    ``each`` (`need` of every colour).
    """

    scene: str
    colours: tuple[str, ...]
    counts: tuple[int, ...]
    goal: str
    need: int
    wanted: int = 0

    THINGS: ClassVar = {
        "drawer": "sock", "bag": "marble", "box": "crayon", "jar": "sweet", "crate": "ball", "tin": "button",
    }  # fmt: skip
    TEXTS: ClassVar = {
        "holds": "A {store} holds {all} {noun:s}. How many must be taken out blindly to be sure of {goal}?",
        "dark": "From a {store} of {all} {noun:s}, {name} draws blindly. How many draws make {goal} certain?",
        "inside": "A {store} contains {all} {noun:s}. What is the least number to draw blindly to be sure of {goal}?",
        "least": "From a {store} with {all} {noun:s}, how many must be drawn blindly to have {goal} for sure?",
        "sure": "{name} needs {goal} from a {store} of {all} {noun:s}. How many must {who.they} take blindly to be "
        "sure?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Guarantee | None:
        goal = stream.choice(("same", "same", "one", "each"))
        size = stream.choice((2, 3, 3, 4)) if level == 1 else stream.integer(4, 5)
        counts = tuple(stream.integer(2, 15) for _ in range(size))
        need = stream.integer(1, 4) if goal == "one" else stream.integer(2, 4) if goal == "same" else 1
        if level > 1 and goal == "each":
            need = 2
        wanted = stream.below(size) if goal == "one" else 0
        if need > (max(counts) if goal == "same" else counts[wanted] if goal == "one" else min(counts)):
            return None
        colours = tuple(stream.sample(_COLOURS, size))
        return cls(stream.choice(tuple(cls.THINGS)), colours, counts, goal, need, wanted)

    def number(self) -> int:
        """One more than the most that can be drawn without the goal."""
        counts = self.counts
        match self.goal:
            case "same":
                return sum(min(count, self.need - 1) for count in counts) + 1
            case "one":
                return sum(counts) - counts[self.wanted] + self.need
        return sum(counts) - min(counts) + self.need

    def slots(self, stream: Stream) -> dict[str, Any]:
        noun = self.THINGS[self.scene]
        who = stream.choice(PEOPLE)
        words = in_words(self.need)
        parts = [f"{count} {colour}" for count, colour in zip(self.counts, self.colours, strict=True)]
        goal = {
            "same": f"{words} of the same colour",
            "one": f"{words} {self.colours[self.wanted]} {_noun(self.need, noun)}",
            "each": f"{words} of each colour",
        }[self.goal]
        return {
            "store": self.scene, "noun": noun, "all": listed(parts), "goal": goal, "name": who.name,
            "who": who,
        }  # fmt: skip

    def check(self) -> Check:
        variables = tuple(IntRange(f"{colour}", 0, n) for colour, n in zip(self.colours, self.counts, strict=True))
        short = [f"{colour} < {self.need}" for colour in self.colours]
        conditions = {"same": tuple(short), "one": (short[self.wanted],), "each": (" or ".join(short),)}[self.goal]
        return Finite(
            Integer(), str(self.number()), variables, "maximum", conditions, f"{' + '.join(self.colours)} + 1"
        )

    def solution(self) -> list[str]:
        counts, need = self.counts, self.need
        if self.goal == "same":
            most = [min(count, need - 1) for count in counts]
            kept = ", ".join(f"{count} {colour}" for count, colour in zip(most, self.colours, strict=True))
            lines = [f"Worst case without {need} of one colour: {kept}.", f"{sum_of(most)}."]
            return [*lines, f"One more: {sum(most)} + 1 = {sum(most) + 1}."]
        place = self.wanted if self.goal == "one" else counts.index(min(counts))
        others = [count for i, count in enumerate(counts) if i != place]
        colour = self.colours[place]
        lines = [f"Worst case: all the others come before the {colour} ones."]
        if self.goal == "each":
            lines = [f"Worst case: {colour}, the rarest colour, comes last."]
        lines.append(f"Others: {sum_of(others)}.")
        return [*lines, f"{'Then one' if need == 1 else f'Then {need}'}: {sum(others)} + {need} = {self.number()}."]

    def canonical(self) -> Any:
        if self.goal != "one":
            return [self.goal, self.need, sorted(self.counts)]
        others = sorted(count for place, count in enumerate(self.counts) if place != self.wanted)
        return [self.goal, self.need, self.counts[self.wanted], others]

    def candidates(self) -> int:
        return prod(count + 1 for count in self.counts)


_COLOURS = ("red", "blue", "green", "white", "black", "yellow", "brown", "grey", "pink", "purple")


class Team(Question, frozen=True, tag="team"):
    """A team of `size` from two groups, with `count` of the first group: exactly, at least or at most so many."""

    scene: str
    groups: tuple[int, int]
    size: int
    bound: str
    count: int

    SCENES: ClassVar = {
        "class": ("girl", "boy"), "choir": ("alto", "tenor"), "staff": ("nurse", "doctor"),
        "firm": ("engineer", "designer"), "shelf": ("novel", "atlas"), "club": ("adult", "child"),
        "studio": ("painter", "sculptor"), "theatre": ("actor", "dancer"),
    }  # fmt: skip
    TEXTS: ClassVar = {
        "from": "From {all}, {size} are chosen. In how many ways can {goal} be among them?",
        "choose": "In how many ways can {size} be chosen from {all} so that the choice has {goal}?",
        "group": "How many groups of {size} with {goal} can be formed from {all}?",
        "pick": "{name} picks {size} out of {all}. How many different choices contain {goal}?",
        "there": "There are {all}. How many ways are there to select {size} of them with {goal}?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Team | None:
        scene = stream.choice(tuple(cls.SCENES))
        most = 8 if level == 1 else 10
        groups = stream.integer(2, most), stream.integer(2, most)
        size = stream.integer(2, 3) if level == 1 else stream.integer(3, 5) if level == 2 else stream.integer(5, 7)
        bound = stream.choice(("exactly", "at least", "at most"))
        count = stream.integer(0 if bound == "at most" else 1, size - (bound != "exactly"))
        found = cls(scene, groups, size, bound, count)
        low, high = {1: (3, 150), 2: (20, 2_000), 3: (100, 8_000)}[level]
        fits = low <= found.number() <= high and 0 < found.number() < comb(sum(groups), size)
        fits = fits and comb(sum(groups), size) <= 12_000
        return found if fits and (len(found.cases()) < 3 if level == 1 else len(found.cases()) >= level) else None

    def cases(self) -> list[int]:
        """The numbers of the first group that are allowed and possible."""
        first, second = self.groups
        possible = range(max(0, self.size - second), min(first, self.size) + 1)
        return [
            each for each in possible
            if (each == self.count if self.bound == "exactly" else (each >= self.count) == (self.bound == "at least")
                or each == self.count)
        ]  # fmt: skip

    def number(self) -> int:
        """The sum over the cases."""
        first, second = self.groups
        return sum(comb(first, each) * comb(second, self.size - each) for each in self.cases())

    def slots(self, stream: Stream) -> dict[str, Any]:
        one, other = self.SCENES[self.scene]
        bound = f"{self.bound} {in_words(self.count)}" if self.count else "no"
        goal = f"{bound} {one if self.count == 1 else plural(one)}"
        things = listed([counted(self.groups[0], one), counted(self.groups[1], other)])
        return {"all": things, "size": in_words(self.size), "goal": goal, "name": stream.choice(PEOPLE).name}

    def check(self) -> Check:
        """The chosen ones by number, rising; those of the first group have the low numbers."""
        first, second = self.groups
        names = [f"c{place}" for place in range(1, self.size + 1)]
        sign = {"exactly": "==", "at least": ">=", "at most": "<="}[self.bound]
        rising = [f"{a} < {b}" for a, b in pairwise(names)]
        goal = f"{' + '.join(f'({name} <= {first})' for name in names)} {sign} {self.count}"
        variables = tuple(IntRange(name, 1, first + second) for name in names)
        return Finite(Integer(), str(self.number()), variables, "count", (*rising, goal))

    def solution(self) -> list[str]:
        one, other = self.SCENES[self.scene]
        first, second = self.groups
        lines, totals = [], []
        for each in self.cases():
            mine, others = comb(first, each), comb(second, self.size - each)
            lines.append(f"{counted(each, one)}: {choose(first, each)}.")
            lines.append(f"{counted(self.size - each, other)}: {choose(second, self.size - each)}.")
            lines.append(f"{mine} · {others} = {mine * others}.")
            totals.append(mine * others)
        if len(totals) > 1:
            lines.append(f"Together: {sum_of(totals)}.")
        return lines

    def canonical(self) -> Any:
        return [self.groups, self.size, self.cases()]

    def candidates(self) -> int:
        return comb(sum(self.groups), self.size)
