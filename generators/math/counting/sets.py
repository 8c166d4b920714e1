"""Counting by inclusion and exclusion: three overlapping groups, rectangles in a grid, things put into boxes."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from math import comb
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE, in_words, listed, plural
from generators.math.calculations import choose, product_of, sum_of
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer
from schemas.checks import Check, Finite, IntRange

_PARTS = ("a", "b", "c", "ab", "ac", "bc", "abc", "none")  # what belongs to exactly these groups


class ThreeSets(Question, frozen=True, tag="three_sets"):
    """Three overlapping groups. `parts` gives, in the order of `_PARTS`, how many belong to exactly these groups; told
    are the sizes of the groups, of their overlaps and of the whole, but for ``abc`` where that is asked.

    `asked` is ``none``, ``any``, ``one`` (exactly one), ``two`` (exactly two), ``only`` (the first alone) or ``abc``.
    """

    scene: str
    objects: tuple[str, str, str]
    parts: tuple[int, ...]
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
        "of": "Of {total} {nouns}, {singles}. {pairs}. {all_three}{question}",
        "survey": "A survey of {total} {nouns} found this: {singles}; {pairs}. {all_three}{question}",
        "asked": "{name} asked {total} {nouns}. {singles_cap}. {pairs}. {all_three}{question}",
        "table": "{nouns_cap} in all: {total}\n{list}\n{question}",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> ThreeSets | None:
        scene = stream.choice(tuple(cls.SCENES))
        objects = stream.sample(cls.SCENES[scene][2], 3)
        most = {2: 12, 3: 20, 4: 30}[level]
        parts = tuple(stream.integer(1, most) for _ in _PARTS)
        asked = stream.choice(("none", "any", "one", "two", "only") if level == 2 else
                              ("none", "one", "two", "abc", "abc", "abc"))  # fmt: skip
        return cls(scene, (objects[0], objects[1], objects[2]), parts, asked)

    def _sizes(self) -> dict[str, int]:
        """The sizes of the groups and of their overlaps, each with all that is in further groups as well."""
        parts = dict(zip(_PARTS, self.parts, strict=True))
        return {
            name: sum(count for part, count in parts.items() if part != "none" and set(name) <= set(part))
            for name in _PARTS[:-1]
        }

    def number(self) -> int:
        """From the sizes that are told."""
        parts = dict(zip(_PARTS, self.parts, strict=True))
        return {
            "none": parts["none"], "any": sum(self.parts) - parts["none"], "one": sum(self.parts[:3]),
            "two": sum(self.parts[3:6]), "only": parts["a"], "abc": parts["abc"],
        }[self.asked]  # fmt: skip

    def slots(self, stream: Stream) -> dict[str, Any]:
        noun, verb, _ = self.SCENES[self.scene]
        sizes = self._sizes()
        x, y, z = self.objects
        names = dict(zip("abc", self.objects, strict=True))
        singles = [f"{sizes[name]} {verb} {names[name]}" for name in "abc"]
        pairs = [f"{sizes[a + b]} {verb} {names[a]} and {names[b]}" for a, b in combinations("abc", 2)]
        told = self.asked == "abc"
        question = {
            "none": f"How many {verb} none of the three?",
            "any": f"How many {verb} at least one of the three?",
            "one": f"How many {verb} exactly one of the three?",
            "two": f"How many {verb} exactly two of the three?",
            "only": f"How many {verb} {x} but neither {y} nor {z}?",
            "abc": f"How many {verb} all three?",
        }[self.asked]
        three = f"{self.parts[-1]} {verb} none of the three" if told else f"{sizes['abc']} {verb} all three"
        return {
            "total": sum(self.parts), "nouns": plural(noun), "nouns_cap": plural(noun).capitalize(),
            "singles": listed(singles), "singles_cap": listed(singles), "pairs": listed(pairs),
            "all_three": f"{three}. ",
            "question": question, "name": stream.choice(PEOPLE).name,
            "list": "\n".join(f"{text}: {count}" for count, _, text in
                              (each.partition(" ") for each in [*singles, *pairs, three])),
        }  # fmt: skip

    def check(self) -> Check:
        sizes, total = self._sizes(), sum(self.parts)
        order = ("abc", "ab", "ac", "bc", "a", "b", "c", "none")
        names = {part: f"n_{part}" for part in _PARTS}
        conditions = [
            f"{' + '.join(names[part] for part in order[:-1] if set(name) <= set(part))} == {size}"
            for name, size in sizes.items()
            if not (name == "abc" and self.asked == "abc")
        ]
        conditions.append(f"{' + '.join(names.values())} == {total}")
        if self.asked == "abc":
            conditions.append(f"n_none == {self.parts[-1]}")
        asked = {
            "none": ["none"], "any": list(order[:-1]), "one": ["a", "b", "c"], "two": ["ab", "ac", "bc"],
            "only": ["a"], "abc": ["abc"],
        }[self.asked]  # fmt: skip
        variables = tuple(IntRange(names[part], 0, total) for part in order)
        value = " + ".join(names[part] for part in asked)
        return Finite(Integer(), str(self.number()), variables, "value", tuple(conditions), value)

    def solution(self) -> list[str]:
        sizes, total = self._sizes(), sum(self.parts)
        x, y, z = self.objects
        singles = [sizes[name] for name in "abc"]
        pairs = [sizes[name] for name in ("ab", "ac", "bc")]
        abc = sizes["abc"]
        if self.asked == "two":
            lines = []
            for (one, other), size in zip(combinations(self.objects, 2), pairs, strict=True):
                lines.append(f"{one} and {other} only: {size} − {abc} = {size - abc}.")
            return [*lines, f"{sum_of([size - abc for size in pairs])}."]
        if self.asked == "only":
            return [
                f"{x} and {y} without {z}: {pairs[0]} − {abc} = {pairs[0] - abc}.",
                f"{x} and {z} without {y}: {pairs[1]} − {abc} = {pairs[1] - abc}.",
                f"{singles[0]} − {pairs[0] - abc} = {singles[0] - pairs[0] + abc}, {singles[0] - pairs[0] + abc} − "
                f"{pairs[1] - abc} = {singles[0] - pairs[0] - pairs[1] + 2 * abc}, and without the {abc} in all three "
                f"{singles[0] - pairs[0] - pairs[1] + 2 * abc} − {abc} = {self.parts[0]}.",
            ]  # fmt: skip
        s1, s2 = sum(singles), sum(pairs)
        lines = [f"The three groups: {sum_of(singles)}.", f"The three pairs: {sum_of(pairs)}."]
        if self.asked == "abc":
            anyone = total - self.parts[-1]
            lines.append(f"In at least one group: {total} − {self.parts[-1]} = {anyone}.")
            lines.append("Groups minus pairs plus all three must give this number.")
            return [*lines, f"{s1} − {s2} = {s1 - s2}, {anyone} − {s1 - s2} = {abc}."]
        if self.asked == "one":
            lines.append("Someone in exactly two groups counts twice in the groups and once in the pairs, someone in "
                         "all three counts three times in each.")  # fmt: skip
            return [*lines, f"2 · {s2} = {2 * s2}, {s1} − {2 * s2} = {s1 - 2 * s2}, 3 · {abc} = {3 * abc}, "
                    f"{s1 - 2 * s2} + {3 * abc} = {self.number()}."]  # fmt: skip
        anyone = s1 - s2 + abc
        lines.append(f"In at least one group: {s1} − {s2} = {s1 - s2}, {s1 - s2} + {abc} = {anyone}.")
        if self.asked == "none":
            lines.append(f"In none: {total} − {anyone} = {total - anyone}.")
        return lines

    def canonical(self) -> Any:
        sizes = self._sizes()
        forms = []
        for order in (
            ("a", "b", "c"),
            ("a", "c", "b"),
            ("b", "a", "c"),
            ("b", "c", "a"),
            ("c", "a", "b"),
            ("c", "b", "a"),
        ):
            if self.asked == "only" and order[0] != "a":
                continue
            pairs = ["".join(sorted(pair)) for pair in combinations(order, 2)]
            forms.append([*(sizes[name] for name in order), *(sizes[name] for name in pairs)])
        return [sum(self.parts), sizes["abc"], self.asked, min(forms)]

    def candidates(self) -> int:
        return sum(self.parts) ** 2


Cell = tuple[int, int]


class Rectangles(Question, frozen=True, tag="rectangles"):
    """Rectangles made of squares of a board `width` by `height`. `asked`: those that contain ``all`` of the cells,
    ``none``, ``any`` (at least one) or ``one`` (exactly one)."""

    width: int
    height: int
    cells: tuple[Cell, ...]
    asked: str

    TEXTS: ClassVar = {
        "board": "A board has {width} columns and {height} rows of squares. The square{s} in {cells} {are} shaded. "
        "How many rectangles made of whole squares {goal}?",
        "window": "A window consists of {height} rows of {width} panes. The pane{s} in {cells} {are} broken. How many "
        "rectangles formed by whole panes {goal_broken}?",
        "field": "A field is divided into {width} by {height} plots (columns by rows). The plot{s} in {cells} {are} "
        "under water. How many rectangles of whole plots {goal_wet}?",
        "count": "Count the rectangles, squares included, in a grid with {width} columns and {height} rows of cells "
        "that {goal_list}.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Rectangles | None:
        width, height = stream.integer(level + 1, level + 5), stream.integer(level + 1, level + 5)
        board = [(x, y) for x in range(1, width + 1) for y in range(1, height + 1)]
        many = level - 1
        cells = tuple(sorted(stream.sample(board, many)))
        asked = stream.choice(("all", "none") if many == 1 else ("none", "any", "one", "all"))
        found = cls(width, height, cells, asked)
        return found if found.number() > 5 else None

    def _containing(self, cells: tuple[Cell, ...]) -> tuple[int, list[int]]:
        """How many rectangles contain all these cells: by the choices of left, right, lower and upper side."""
        left, right = min(x for x, _ in cells), max(x for x, _ in cells)
        low, high = min(y for _, y in cells), max(y for _, y in cells)
        factors = [left, self.width + 1 - right, low, self.height + 1 - high]
        return factors[0] * factors[1] * factors[2] * factors[3], factors

    def _sums(self) -> list[int]:
        """Over the sets of one, two and three cells."""
        return [
            sum(self._containing(group)[0] for group in combinations(self.cells, many))
            for many in range(1, len(self.cells) + 1)
        ]

    def number(self) -> int:
        """By inclusion and exclusion."""
        sums = self._sums()
        match self.asked:
            case "all":
                return sums[-1]
            case "one":
                return sum((-1) ** place * (place + 1) * each for place, each in enumerate(sums))
        found = sum((-1) ** place * each for place, each in enumerate(sums))
        return int(found if self.asked == "any" else self._all() - found)

    def _all(self) -> int:
        return comb(self.width + 1, 2) * comb(self.height + 1, 2)

    def slots(self, stream: Stream) -> dict[str, Any]:
        many = len(self.cells)
        cells = listed([f"column {x}, row {y}" for x, y in self.cells] if many == 1 else
                       [f"(column {x}, row {y})" for x, y in self.cells])  # fmt: skip

        def goal(what: str, plural_what: str) -> str:
            if many == 1:
                return {"all": f"contain the {what}", "none": f"do not contain the {what}"}[self.asked]
            both = "both" if many == 2 else f"all {in_words(many)}"
            return {
                "all": f"contain {both} {plural_what}", "none": f"contain none of the {plural_what}",
                "any": f"contain at least one of the {plural_what}", "one": f"contain exactly one of the {plural_what}",
            }[self.asked]  # fmt: skip

        listing = f"the cell in {cells}" if many == 1 else f"the cells {cells}"
        return {
            "width": self.width, "height": self.height, "cells": cells, "s": "" if many == 1 else "s",
            "are": "is" if many == 1 else "are", "goal": goal("shaded square", "shaded squares"),
            "goal_broken": goal("broken pane", "broken panes"), "goal_wet": goal("flooded plot", "flooded plots"),
            "goal_list": {
                "all": f"contain {'' if many == 1 else 'all of '}{listing}",
                "none": f"do not contain {listing}" if many == 1 else f"contain none of {listing}",
                "any": f"contain at least one of {listing}", "one": f"contain exactly one of {listing}",
            }[self.asked],
        }  # fmt: skip

    def check(self) -> Check:
        variables = (
            IntRange("left", 1, self.width), IntRange("right", 1, self.width), IntRange("low", 1, self.height),
            IntRange("high", 1, self.height),
        )  # fmt: skip
        inside = [f"(left <= {x} <= right and low <= {y} <= high)" for x, y in self.cells]
        goal = {
            "all": " and ".join(inside), "none": f"not ({' or '.join(inside)})", "any": " or ".join(inside),
            "one": f"{' + '.join(inside)} == 1",
        }[self.asked]  # fmt: skip
        return Finite(Integer(), str(self.number()), variables, "count", ("left <= right", "low <= high", goal))

    def solution(self) -> list[str]:
        lines = []
        if self.asked == "none":
            across, up = comb(self.width + 1, 2), comb(self.height + 1, 2)
            lines.append(f"All rectangles: pairs of the {self.width + 1} vertical lines, "
                         f"{choose(self.width + 1, 2)}; pairs of the {self.height + 1} horizontal lines, "
                         f"{choose(self.height + 1, 2)}; {across} · {up} = {across * up}.")  # fmt: skip
        lines.append("To contain given cells, a rectangle needs its left side left of them all, its right side right "
                     "of them all, and likewise below and above.")  # fmt: skip
        sums = []
        for many in range(len(self.cells) if self.asked == "all" else 1, len(self.cells) + 1):
            values = []
            for group in combinations(self.cells, many):
                value, factors = self._containing(group)
                lines.append(f"{listed([str(cell) for cell in group])}: {factors[0]} left, {factors[1]} right, "
                             f"{factors[2]} below, {factors[3]} above; {product_of(factors)}.")  # fmt: skip
                values.append(value)
            sums.append(sum(values))
            if len(values) > 1:
                lines.append(f"Sum: {sum_of(values)}.")
        if self.asked == "all":
            return lines
        if self.asked == "one" and len(sums) > 1:
            lines.append("One that contains two of them counts twice in the first sum, and must not count.")
            found = sums[0] - 2 * sums[1]
            text = f"2 · {sums[1]} = {2 * sums[1]}, {sums[0]} − {2 * sums[1]} = {found}"
            if len(sums) > 2:
                text += f", 3 · {sums[2]} = {3 * sums[2]}, {found} + {3 * sums[2]} = {found + 3 * sums[2]}"
            return [*lines, f"{text}."]
        found = sums[0]
        for place, each in enumerate(sums[1:], 1):
            after = found + (-1) ** place * each
            lines.append(f"{found} {'−' if place % 2 else '+'} {each} = {after}.")
            found = after
        if self.asked == "none":
            lines.append(f"Left over: {self._all()} − {found} = {self._all() - found}.")
        return lines

    def canonical(self) -> Any:
        forms = []
        for turn in (False, True):
            for flip_x in (False, True):
                for flip_y in (False, True):
                    w, h = self.width, self.height
                    cells = [(w + 1 - x if flip_x else x, h + 1 - y if flip_y else y) for x, y in self.cells]
                    forms.append([h, w, sorted((y, x) for x, y in cells)] if turn else [w, h, sorted(cells)])
        return [self.asked, min(forms)]

    def candidates(self) -> int:
        return self._all()


class Boxes(Question, frozen=True, tag="boxes"):
    """Different things are put into different boxes; `rule` is ``none_empty``, ``exactly`` (the first box holds
    `count`) or ``both``."""

    scene: str
    things: int
    boxes: int
    rule: str
    count: int

    SCENES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "tasks": {
            "tasks": "{things} different tasks are given to {boxes} workers; every task goes to one worker. {rule} "
            "How many ways are there to assign the tasks?",
            "office": "In how many ways can {things} different tasks be divided among {boxes} workers? {rule}",
        },
        "guests": {
            "guests": "{things} guests each choose one of {boxes} hotels. {rule} How many outcomes are possible?",
            "rooms": "A hostel puts {things} guests into {boxes} numbered rooms, which are large enough. {rule} How "
            "many ways are there?",
        },
        "balls": {
            "balls": "{things} balls with different numbers are put into {boxes} boxes of different colours. {rule} "
            "In how many ways can this be done?",
            "toys": "{things} different toys are put away in {boxes} labelled drawers. {rule} How many ways are there?",
        },
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Boxes | None:
        things, boxes = stream.integer(level + 2, level + 4), stream.integer(2, level + 1)
        rule = stream.choice(("none_empty", "exactly") if level < 4 else ("none_empty", "both"))
        count = stream.integer(1, things - boxes) if rule != "none_empty" and things > boxes else 0
        if (rule != "none_empty" and not count) or things < boxes:
            return None
        found = cls(stream.choice(tuple(cls.SCENES)), things, boxes, rule, count)
        return found if 10 <= found.number() <= {2: 1_000, 3: 5_000, 4: 15_000}[level] else None

    def number(self) -> int:
        """By inclusion and exclusion over the empty boxes."""
        if self.rule == "none_empty":
            return _onto(self.things, self.boxes)
        left, boxes = self.things - self.count, self.boxes - 1
        rest = boxes**left if self.rule == "exactly" else _onto(left, boxes)
        return int(comb(self.things, self.count) * rest)

    def texts(self) -> Mapping[str, str]:
        return self.SCENES[self.scene]

    def slots(self, stream: Stream) -> dict[str, Any]:
        name = stream.choice(PEOPLE).name
        count = in_words(self.count)
        rules = {
            "tasks": ("Every worker gets at least one task.", f"{name}, one of the workers, gets exactly {count}."),
            "guests": ("None of them stays empty.", f"The first one is taken by exactly {count}."),
            "balls": ("None of them stays empty.", f"The first one holds exactly {count}."),
        }[self.scene]
        told = {"none_empty": rules[:1], "exactly": rules[1:], "both": rules}[self.rule]
        return {
            "things": in_words(self.things), "boxes": in_words(self.boxes), "rule": " ".join(told), "name": name,
        }  # fmt: skip

    def check(self) -> Check:
        names = [f"t{place}" for place in range(1, self.things + 1)]
        conditions = []
        if self.rule != "none_empty":
            conditions.append(f"{' + '.join(f'({name} == 1)' for name in names)} == {self.count}")
        if self.rule != "exactly":
            for box in range(1 if self.rule == "none_empty" else 2, self.boxes + 1):
                conditions.append(" or ".join(f"{name} == {box}" for name in names))
        variables = tuple(IntRange(name, 1, self.boxes) for name in names)
        return Finite(Integer(), str(self.number()), variables, "count", tuple(conditions))

    def solution(self) -> list[str]:
        if self.rule == "none_empty":
            return _onto_lines(self.things, self.boxes)
        ways = comb(self.things, self.count)
        left, boxes = self.things - self.count, self.boxes - 1
        lines = [f"Choose the {self.count} for the first: {choose(self.things, self.count)}."]
        if self.rule == "exactly":
            lines.append(f"Each of the other {left} has {boxes} {'choice' if boxes == 1 else 'choices'}: "
                         f"{boxes}^{left} = {boxes**left}.")  # fmt: skip
            return [*lines, f"{ways} · {boxes**left} = {ways * boxes**left}."]
        lines.append(f"The other {left} go to the other {boxes}, none of which may stay empty:")
        lines += _onto_lines(left, boxes)
        return [*lines, f"{ways} · {_onto(left, boxes)} = {self.number()}."]

    def canonical(self) -> Any:
        return [self.things, self.boxes, self.rule, self.count]

    def candidates(self) -> int:
        return int(self.boxes**self.things)


def _onto(things: int, boxes: int) -> int:
    return sum((-1) ** empty * comb(boxes, empty) * (boxes - empty) ** things for empty in range(boxes + 1))


def _onto_lines(things: int, boxes: int) -> list[str]:
    """Inclusion and exclusion over the empty boxes."""
    lines, total = [], 0
    for empty in range(boxes):
        used = boxes - empty
        power = used**things
        if not empty:
            lines.append(f"Without a rule: {used}^{things} = {power}.")
            total = power
            continue
        term = comb(boxes, empty) * power
        after = total + (-1) ** empty * term
        lines.append(f"{in_words(empty).capitalize()} left out: {choose(boxes, empty)}, {used}^{things} = {power}, "
                     f"{comb(boxes, empty)} · {power} = {term}; {total} {'−' if empty % 2 else '+'} {term} = "
                     f"{after}.")  # fmt: skip
        total = after
    return lines
