"""Counting ways through a grid, up a staircase and along roads, each by a table (dynamic programming)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations, product
from math import comb
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE, counted, listed
from generators.math.calculations import choose, sum_of
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer
from schemas.checks import Check, Finite, IntRange

Point = tuple[int, int]


class Routes(Question, frozen=True, tag="routes"):
    """Paths from (0, 0) to (`width`, `height`) by unit steps right and up that avoid the points `closed` and, if `via`
    is given, pass through it."""

    width: int
    height: int
    closed: tuple[Point, ...]
    via: Point | None

    TEXTS: ClassVar = {
        "robot": "A robot moves from (0, 0) to {end} by steps of 1 right or up. It must {rule}. How many routes [are "
        "there|does it have]?",
        "ant": "An ant crawls on a grid from (0, 0) to {end}, only right or up. It has to {rule}. How many ways are "
        "there?",
        "walk": "{name} walks from (0, 0) to {end} in a grid of streets, only east or north, and must {rule}. How many "
        "routes [are there|has {who.they}]?",
        "lattice": "How many lattice paths from (0, 0) to {end} with steps (1, 0) and (0, 1) {rule}?",
        "count": "Count the shortest grid paths from (0, 0) to {end} that {rule}.",
        "token": "A token is moved from (0, 0) to {end}, each move one unit right or up. How many of the ways {rule}?",
        "courier": "A courier drives from (0, 0) to {end}, each block east or north. In how many ways can he {rule}?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Routes | None:
        if level == 1:
            width, height = stream.choice(((2, 2), (3, 2), (2, 3), (3, 3), (4, 2), (2, 4)))
        else:
            width, height = (stream.integer(level + 1, level + 3) for _ in range(2))
        points = [point for point in product(range(width + 1), range(height + 1)) if 0 < sum(point) < width + height]
        via = stream.choice(points) if stream.chance(1, 4) else None
        if via and not (0 < via[0] < width or 0 < via[1] < height):
            return None
        wanted = 0 if level == 1 and via else stream.integer(1, 2) if level == 1 else stream.integer(level, 2 * level)
        closed = sorted(stream.sample([point for point in points if point != via], wanted))
        found = cls(width, height, tuple(closed), via)
        least = {1: 2, 2: 8, 3: 25, 4: 80}[level]
        bare = cls(width, height, (), via).number()
        useful = all(cls(width, height, tuple(each for each in closed if each != one), via).number() > found.number()
                     for one in closed)  # fmt: skip
        return found if least <= found.number() < bare + (not closed) and useful else None

    def number(self) -> int:
        """From the tables of routes."""
        total = 1
        for start, end in self._legs():
            total *= self._table(start, end)[end]
        return total

    def _legs(self) -> list[tuple[Point, Point]]:
        end = self.width, self.height
        return [((0, 0), self.via), (self.via, end)] if self.via else [((0, 0), end)]

    def _table(self, start: Point, end: Point) -> dict[Point, int]:
        table: dict[Point, int] = {}
        for y in range(start[1], end[1] + 1):
            for x in range(start[0], end[0] + 1):
                before = table.get((x - 1, y), 0) + table.get((x, y - 1), 0)
                table[x, y] = 0 if (x, y) in self.closed else 1 if (x, y) == start else before
        return table

    def slots(self, stream: Stream) -> dict[str, Any]:
        who = stream.choice(PEOPLE)
        rules = [f"pass through {self.via}"] if self.via else []
        if self.closed:
            rules.append(f"avoid {listed([str(point) for point in self.closed])}")
        return {"end": f"({self.width}, {self.height})", "rule": listed(rules), "name": who.name, "who": who}

    def check(self) -> Check:
        length = self.width + self.height
        sums = [" + ".join(f"s{i}" for i in range(1, place + 1)) for place in range(1, length + 1)]
        conditions = [f"{total} <= {self.width}" for total in sums[self.width : -1]]
        conditions += [f"{place} - ({total}) <= {self.height}" for place, total in enumerate(sums[:-1], 1)
                       if place > self.height]  # fmt: skip
        conditions += [f"{sums[x + y - 1]} != {x}" for x, y in self.closed]
        if self.via:
            conditions.append(f"{sums[sum(self.via) - 1]} == {self.via[0]}")
        conditions.append(f"{sums[-1]} == {self.width}")
        variables = tuple(IntRange(f"s{i}", 0, 1) for i in range(1, length + 1))
        return Finite(Integer(), str(self.number()), variables, "count", tuple(conditions))

    def solution(self) -> list[str]:
        if self.via and not self.closed:
            totals = [self._table(start, end)[end] for start, end in self._legs()]
            lines = []
            for start, end in self._legs():
                right, up = end[0] - start[0], end[1] - start[1]
                lines.append(f"From {start} to {end}: {right} right, {up} up, {choose(right + up, right)}.")
            return [*lines, f"{totals[0]} · {totals[1]} = {self.number()}."]
        lines = ["Routes to a point: those to its left plus those below it."]
        totals = []
        for start, end in self._legs():
            if self.via:
                lines.append(f"From {start} to {end}:")
            table = self._table(start, end)
            lines += [self._row(table, y, start, end) for y in range(start[1], end[1] + 1)]
            totals.append(table[end])
        if len(totals) > 1:
            lines.append(f"{totals[0]} · {totals[1]} = {self.number()}.")
        return lines

    def _row(self, table: dict[Point, int], y: int, start: Point, end: Point) -> str:
        cells = []
        for x in range(start[0], end[0] + 1):
            value = table[x, y]
            left, below = table.get((x - 1, y)), table.get((x, y - 1))
            if (x, y) in self.closed:
                cells.append("closed 0")
            elif left is None or below is None:
                cells.append(str(value))
            else:
                cells.append(f"{left} + {below} = {value}")
        return f"y = {y}: {', '.join(cells)}"

    def canonical(self) -> Any:
        def turned(point: Point | None) -> list[int]:
            return [] if point is None else [point[1], point[0]]

        mine = [self.width, self.height, [list(point) for point in sorted(self.closed)], list(self.via or ())]
        other = [self.height, self.width, sorted(turned(point) for point in self.closed), turned(self.via)]
        return min(mine, other)

    def candidates(self) -> int:
        return comb(self.width + self.height, self.width)


class Climbs(Question, frozen=True, tag="climbs"):
    """Ways to climb `height` steps by strides from `strides`, never setting foot on the steps `broken`."""

    scene: str
    height: int
    strides: tuple[int, ...]
    broken: tuple[int, ...]

    SCENES: ClassVar[Mapping[str, tuple[str, str, Mapping[str, str]]]] = {
        "stairs": ("step", "broken", {
            "climb": "{name} climbs {height} steps, taking {strides} at a time. {rule}In how many ways can {who.they} "
            "get to the top?",
            "staircase": "A staircase of {height} steps is climbed {strides} at a time. {rule}How many ways lead up?",
        }),
        "frog": ("stone", "wet", {
            "frog": "By leaps of {strides} stones a frog goes from stone 0 to stone {height}. {rule}How many ways are "
            "there?",
            "hop": "From stone 0 a toad jumps {strides} stones ahead each time. {rule}In how many ways can it get to "
            "stone {height}?",
        }),
        "board": ("square", "forbidden", {
            "token": "A token on square 0 moves {strides} squares forward each turn. {rule}In how many ways can it get "
            "to square {height}?",
            "game": "In a game you start on square 0 and advance {strides} squares per turn. {rule}How many sequences "
            "of moves end on square {height}?",
        }),
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Climbs | None:
        scene = stream.choice(tuple(cls.SCENES))
        most = {1: 4, 2: 3, 3: 4, 4: 5}[level]
        strides = sorted(stream.sample(range(1, most + 1), stream.integer(2, 3 if level == 1 else most)))
        height = stream.integer(5, 8) if level == 1 else stream.integer(6 + 2 * level, 8 + 3 * level)
        missing = stream.integer(0, 2) if level == 1 else stream.integer(2, level + 1)
        broken = sorted(stream.sample(range(1, height), missing))
        found = cls(scene, height, tuple(strides), tuple(broken))
        useful = all(found.table()[place] == 0 and found.table(ignore=place) for place in broken)
        low, high = {1: (2, 40), 2: (10, 300), 3: (40, 1_500), 4: (150, 5_000)}[level]
        return found if useful and low <= found.number() <= high else None

    def number(self) -> int:
        """The last entry of the table."""
        return self.table()[-1]

    def table(self, ignore: int = 0) -> list[int]:
        """The ways to reach each step; with `ignore` that step counts as whole."""
        table = [1]
        for place in range(1, self.height + 1):
            before = sum(table[place - stride] for stride in self.strides if stride <= place)
            table.append(0 if place in self.broken and place != ignore else before)
        return table

    def texts(self) -> Mapping[str, str]:
        return self.SCENES[self.scene][2]

    def slots(self, stream: Stream) -> dict[str, Any]:
        noun, adjective, _ = self.SCENES[self.scene]
        who = stream.choice(PEOPLE)
        rule = ""
        if len(self.broken) == 1:
            rule = f"{noun} {self.broken[0]} is {adjective}. "
        elif self.broken:
            rule = f"{noun}s {listed([str(place) for place in self.broken])} are {adjective}. "
        if rule and self.scene == "stairs":
            rule = rule.replace(". ", " and must be avoided. ")
        elif rule:
            rule = rule.replace(". ", " and cannot be used. ") if self.scene == "frog" else rule
        strides = listed([str(stride) for stride in self.strides], "or")
        return {"height": self.height, "strides": strides, "rule": rule, "name": who.name, "who": who}

    def check(self) -> Check:
        names = [f"t{place}" for place in range(1, self.height + 1)]
        conditions = [f"{names[place - 1]} == 0" for place in self.broken]
        touched = {0: "1", **dict(enumerate(names, 1))}
        longest = max(self.strides)
        for place in range(1, self.height + 1):
            # A landing was preceded by a landing one stride before it, with none between.
            before = [
                " and ".join([f"{touched[place - gap]} == 1", *(f"{touched[place - i]} == 0" for i in range(1, gap))])
                for gap in self.strides
                if gap <= place
            ]
            landed = " or ".join(f"({each})" for each in before)
            conditions.append(f"{names[place - 1]} == 0 or {landed}" if landed else f"{names[place - 1]} == 0")
            if place >= longest:
                window = " + ".join(touched[place - i] for i in range(longest))
                conditions.append(f"{window} >= 1")
        conditions.append(f"{names[-1]} == 1")
        variables = tuple(IntRange(name, 0, 1) for name in names)
        return Finite(Integer(), str(self.number()), variables, "count", tuple(conditions))

    def solution(self) -> list[str]:
        table = self.table()
        noun, adjective, _ = self.SCENES[self.scene]
        rule = " + ".join(f"f(n − {stride})" for stride in self.strides)
        lines = [f"Let f(n) count the ways to {noun} n: f(n) = {rule}.", "f(0) = 1"]
        for place in range(1, self.height + 1):
            terms = [str(table[place - stride]) for stride in self.strides if stride <= place]
            if place in self.broken:
                lines.append(f"f({place}) = 0 ({adjective})")
            elif not terms:
                lines.append(f"f({place}) = 0")
            else:
                sum_text = f"{' + '.join(terms)} = " if len(terms) > 1 else ""
                lines.append(f"f({place}) = {sum_text}{table[place]}")
        return lines

    def canonical(self) -> Any:
        return [self.height, self.strides, self.broken]

    def candidates(self) -> int:
        return Climbs(self.scene, self.height, self.strides, ()).number()


class Roads(Question, frozen=True, tag="roads"):
    """Ways from the first place to the last along one-way links; `links` are (from, to, how many), from < to."""

    scene: str
    places: tuple[str, ...]
    links: tuple[tuple[int, int, int], ...]

    SCENES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "road": {
            "roads": "{links}. In how many ways can one drive from {start} to {end}?",
            "trip": "{name} drives from {start} to {end}. {links}. How many routes are there?",
            "towns": "Between some towns, {links}. How many routes lead from {start} to {end}?",
        },
        "path": {
            "hike": "{links}. How many hikes from {start} to {end} are possible?",
            "walk": "{name} walks from {start} to {end}. {links}. How many ways can {who.they} go?",
            "huts": "The huts of a valley: {links}. How many walks from {start} to {end} are there?",
        },
        "ferry": {
            "ferry": "{links}. How many ferry trips are there from {start} to {end}?",
            "island": "On islands, {links}. In how many ways can {name} sail from {start} to {end}?",
        },
        "cable": {
            "signal": "{links}. How many routes can a signal take from {start} to {end}?",
            "network": "In a network, {links}. How many routes go from {start} to {end}?",
        },
    }
    PLACES: ClassVar = ("ABCDEFGH", "PQRSTUVW", "KLMNOPQR", "STUVWXYZ")

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Roads | None:
        scene = stream.choice(tuple(cls.SCENES))
        if level == 1:
            shape: Any = stream.choice(_SHAPES)
            size, most = shape[-1][1] + 1, 8
        else:
            size, most = level + 3, 5
            shape = tuple((i, j) for i in range(size) for j in range(i + 1, min(size, i + 4)) if stream.chance(3, 5))
        links = tuple((i, j, stream.integer(1, most)) for i, j in shape)
        found = cls(scene, tuple(stream.choice(cls.PLACES)[:size]), links)
        through = all(any(j == k for _, j, _ in links) for k in range(1, size)) and all(
            any(i == k for i, _, _ in links) for k in range(size - 1)
        )
        low, high = {1: (4, 100), 2: (20, 800), 3: (80, 4_000), 4: (400, 20_000)}[level]
        return found if through and low <= found.number() <= high else None

    def number(self) -> int:
        """The last entry of the table."""
        return self.table()[-1]

    def table(self) -> list[int]:
        """For each place the ways to it."""
        table = [1]
        for place in range(1, len(self.places)):
            table.append(sum(table[i] * count for i, j, count in self.links if j == place))
        return table

    def texts(self) -> Mapping[str, str]:
        return self.SCENES[self.scene]

    def slots(self, stream: Stream) -> dict[str, Any]:
        who = stream.choice(PEOPLE)
        parts = []
        for number, (i, j, count) in enumerate(self.links):
            what = f"{counted(count, self.scene)} {'lead' if count > 1 else 'leads'}" if number == 0 else str(count)
            parts.append(f"{what} from {self.places[i]} to {self.places[j]}")
        return {
            "links": listed(parts), "start": self.places[0], "end": self.places[-1], "name": who.name, "who": who,
        }  # fmt: skip

    def check(self) -> Check:
        """For each place whether the way passes it and, if so, by which link it goes on; else the link is 0."""
        size = len(self.places)
        variables = [IntRange("p0", 1, 1)]
        conditions = []
        comes: dict[int, list[str]] = {place: [] for place in range(size)}
        for i in range(size):
            out = [(j, count) for a, j, count in self.links if a == i]
            if i:
                variables.append(IntRange(f"p{i}", 0, 1))
                conditions.append(f"p{i} == {' + '.join(comes[i])}")
            if i == size - 1:
                break
            variables.append(IntRange(f"link{i}", 0, sum(count for _, count in out)))
            conditions.append(f"(p{i} == 1) == (link{i} > 0)")
            first = 1
            for j, count in out:
                comes[j].append(f"({first} <= link{i} <= {first + count - 1})")
                first += count
        conditions.append(f"p{size - 1} == 1")
        return Finite(Integer(), str(self.number()), tuple(variables), "count", tuple(conditions))

    def solution(self) -> list[str]:
        table = self.table()
        lines = []
        for place in range(1, len(self.places)):
            into = [(table[i], count) for i, j, count in self.links if j == place]
            products = [f"{before} · {count} = {before * count}" for before, count in into if before > 1 and count > 1]
            sums = sum_of([before * count for before, count in into])
            if len(into) == 1:
                sums = products.pop() if products else sums
            text = ", ".join([*products, sums])
            lines.append(f"Ways to {self.places[place]}: {text}.")
        return lines

    def canonical(self) -> Any:
        """Places between are renamed by all orders that keep links forward."""
        size = len(self.places)
        forms = []
        for order in permutations(range(1, size - 1)):
            new = {0: 0, size - 1: size - 1, **{old: place for place, old in enumerate(order, 1)}}
            if all(new[i] < new[j] for i, j, _ in self.links):
                forms.append(sorted([new[i], new[j], count] for i, j, count in self.links))
        return [size, min(forms)]

    def candidates(self) -> int:
        result = 1
        for place in range(len(self.places) - 1):
            result *= sum(count for i, _, count in self.links if i == place)
        return result


_TRIANGLE = (0, 1), (1, 2), (0, 2)
_DIAMOND = (0, 1), (1, 3), (0, 2), (2, 3)
_SHAPES = (_TRIANGLE, _DIAMOND, _DIAMOND)
