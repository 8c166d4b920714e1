"""Counting on graphs: colourings in which neighbours differ, and walks of a given length."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, groupby, pairwise, permutations, product
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE, in_words, listed
from generators.math.calculations import product_of, sum_of
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer
from schemas.checks import Check, Finite, IntRange

Edge = tuple[int, int]
LETTERS = "ABCDEFGH"


def connected_graph(stream: Stream, size: int, edges: int) -> tuple[Edge, ...]:
    """A random connected graph: a random tree and then random further edges."""
    order = stream.shuffled(range(size))
    found = {tuple(sorted((order[place], order[stream.below(place)]))) for place in range(1, size)}
    others = [pair for pair in combinations(range(size), 2) if pair not in found]
    found |= set(stream.sample(others, min(len(others), edges - len(found))))
    return tuple(sorted((a, b) for a, b in found))


def canonical_graph(size: int, edges: tuple[Edge, ...], marks: list[int]) -> Any:
    """The same for graphs that differ only in the names of their vertices; `marks` tell vertices apart.

    Vertices are sorted by colour refinement (Weisfeiler and Leman, 1968), and of the orders that remain the one with
    the smallest edge list counts.
    """
    neighbours = neighbours_of(size, edges)
    colours: list[Any] = list(marks)
    for _ in range(size):
        signs = [(colours[v], sorted(colours[w] for w in neighbours[v])) for v in range(size)]
        ranks = {str(sign): place for place, sign in enumerate(sorted(signs))}
        colours = [ranks[str(sign)] for sign in signs]
    cells = [list(cell) for _, cell in groupby(sorted(range(size), key=lambda v: colours[v]), lambda v: colours[v])]
    best: list[Any] | None = None
    for orders in product(*(permutations(cell) for cell in cells)):
        place = {v: i for i, v in enumerate(v for cell in orders for v in cell)}
        form = sorted(sorted((place[a], place[b])) for a, b in edges)
        best = form if best is None or form < best else best
    order = [v for cell in cells for v in cell]
    return [[marks[v] for v in order], best]


def neighbours_of(size: int, edges: tuple[Edge, ...]) -> list[set[int]]:
    found: list[set[int]] = [set() for _ in range(size)]
    for a, b in edges:
        found[a].add(b)
        found[b].add(a)
    return found


class Colouring(Question, frozen=True, tag="colouring"):
    """Colourings of a graph's vertices with `colours` colours in which neighbours differ; the pair `alike` (or none)
    must get the same colour."""

    scene: str
    size: int
    edges: tuple[Edge, ...]
    colours: int
    alike: Edge | None

    SCENES: ClassVar[Mapping[str, tuple[str, str, Mapping[str, str]]]] = {
        "map": ("region", "colour", {
            "map": "A map shows the regions {names}. {pairs} share a border. In how many ways can the regions be "
            "coloured with {colours} colours so that regions with a common border get different colours{alike}?",
            "atlas": "{name} colours the {size} countries {names} of an atlas page with {colours} pencils. {pairs} are "
            "neighbours and must not have the same colour{alike}. How many colourings are possible?",
        }),
        "exam": ("exam", "day", {
            "exam": "The exams {names} are to be spread over {colours} days. {pairs} have candidates in common and "
            "cannot be on the same day{alike}. How many timetables are possible?",
            "clash": "{colours} days are planned for the exams {names}. Some candidates take two of them: {pairs}. "
            "In how many ways can days be assigned so that nobody has two exams on one day{alike}?",
        }),
        "radio": ("station", "frequency", {
            "radio": "Radio stations {names} each get one of {colours} frequencies. {pairs} are so close that they "
            "need different frequencies{alike}. How many assignments are there?",
            "masts": "{colours} frequencies are available for the masts {names}. {pairs} would disturb each other on "
            "the same frequency{alike}. In how many ways can the frequencies be assigned without disturbance?",
        }),
        "tank": ("fish", "tank", {
            "tank": "The fish {names} are put into {colours} different tanks, any number into each. {pairs} would "
            "fight in the same tank{alike}. In how many ways can they be placed without fights?",
            "zoo": "A shop has {colours} numbered tanks for the fish {names}. {pairs} do not get along and must be "
            "kept apart{alike}. How many distributions over the tanks are possible?",
        }),
        "graph": ("vertex", "colour", {
            "graph": "A graph has the vertices {names} and the edges {edges}. How many proper colourings of its "
            "vertices with {colours} colours are there{alike}?",
            "proper": "In how many ways can the vertices {names} of the graph with edges {edges} be coloured with "
            "{colours} colours so that the ends of every edge differ{alike}?",
        }),
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Colouring | None:
        size = {2: 4, 3: 5, 4: 6}[level] + stream.below(2)
        edges = connected_graph(stream, size, size + stream.integer(level - 3, level))
        colours = stream.integer(3, 5)
        apart = [pair for pair in combinations(range(size), 2) if pair not in edges]
        alike = stream.choice(apart) if apart and stream.chance(1, 4) else None
        scene = stream.choice(tuple(cls.SCENES))
        if scene == "map" and len(edges) > size + 2:
            return None  # it might not be planar
        found = cls(scene, size, edges, colours, alike)
        low, high = {2: (6, 1_500), 3: (12, 6_000), 4: (12, 20_000)}[level]
        leaves = len(list(found._cases()))
        if not {2: 1, 3: 1, 4: 2}[level] <= leaves <= {2: 2, 3: 4, 4: 7}[level]:
            return None
        return found if low <= found.number() <= high else None

    def number(self) -> int:
        """The sum over the cases of the worked solution."""
        return sum(count for _, _, count in self._cases())

    def _cases(self) -> Iterator[tuple[list[str], list[str], int]]:
        """Cases by which vertices share a colour, until every case can be coloured vertex by vertex.

        Each yields what is assumed, the choices, and how many colourings it has.
        """
        groups = tuple((v,) for v in range(self.size))
        edges = frozenset(frozenset(edge) for edge in self.edges)
        if self.alike:
            yield from self._split(*_merged(groups, edges, *self.alike), [])
        else:
            yield from self._split(groups, edges, [])

    def _split(
        self, groups: tuple[tuple[int, ...], ...], edges: frozenset[frozenset[int]], assumed: list[str]
    ) -> Iterator[tuple[list[str], list[str], int]]:
        """Vertices are named by the first of their group."""
        order = _elimination(groups, edges)
        if order is not None:
            lines, factors = [], []
            for place, group in enumerate(order):
                before = [other for other in order[:place] if frozenset((group[0], other[0])) in edges]
                count = self.colours - len(before)
                beside = f" (beside {listed([_name(other) for other in before])})" if before else ""
                lines.append(f"{_name(group)}{beside}: {count}")
                factors.append(count)
            value = 1
            for factor in factors:
                value *= max(0, factor)
            yield assumed, [*lines, product_of(factors) if value else "0"], value
            return
        one, other = _split_pair(groups, edges)
        same = f"{_name(one)} and {_name(other)} alike"
        differ = f"{_name(one)} and {_name(other)} different"
        yield from self._split(*_merged(groups, edges, one[0], other[0]), [*assumed, same])
        yield from self._split(groups, edges | {frozenset((one[0], other[0]))}, [*assumed, differ])

    def texts(self) -> Mapping[str, str]:
        return self.SCENES[self.scene][2]

    def slots(self, stream: Stream) -> dict[str, Any]:
        what, colour, _ = self.SCENES[self.scene]
        names = LETTERS[: self.size]
        pairs = [f"{names[a]} and {names[b]}" for a, b in self.edges]
        together = f", {', '.join(pairs[:-1])} as well as {pairs[-1]}"[2:] if len(pairs) > 1 else pairs[0]
        alike = ""
        if self.alike:
            one, other = (names[each] for each in self.alike)
            alike = f", and {one} and {other} must {'be in' if colour == 'tank' else 'get'} the same {colour}"
            if what == "exam":
                alike = f", and {one} and {other} must be on the same day"
        return {
            "names": listed(list(names)), "pairs": together, "colours": in_words(self.colours), "alike": alike,
            "size": in_words(self.size), "edges": listed([f"{names[a]}{names[b]}" for a, b in self.edges]),
            "name": stream.choice(PEOPLE).name,
        }  # fmt: skip

    def check(self) -> Check:
        names = [f"v{each}" for each in range(self.size)]
        conditions = [f"{names[a]} != {names[b]}" for a, b in self.edges]
        if self.alike:
            conditions.append(f"{names[self.alike[0]]} == {names[self.alike[1]]}")
        variables = tuple(IntRange(name, 1, self.colours) for name in names)
        return Finite(Integer(), str(self.number()), variables, "count", tuple(conditions))

    def solution(self) -> list[str]:
        cases = list(self._cases())
        lines = []
        if self.alike:
            one, other = (LETTERS[each] for each in self.alike)
            lines.append(f"{one} and {other} must agree, so I treat them as one: {one}={other}.")
        for number, (assumed, choices, _) in enumerate(cases, 1):
            if len(cases) > 1:
                lines.append(f"Case {number}: {'; '.join(assumed)}.")
            lines.append(f"Choices in turn: {', '.join(choices[:-1])}.")
            lines.append(f"{choices[-1]}.")
        if len(cases) > 1:
            lines.append(f"Together: {sum_of([count for _, _, count in cases])}.")
        return lines

    def canonical(self) -> Any:
        marks = [int(self.alike is not None and v in self.alike) for v in range(self.size)]
        return [self.colours, canonical_graph(self.size, self.edges, marks)]

    def candidates(self) -> int:
        return int(self.colours**self.size)


Groups = tuple[tuple[int, ...], ...]
Edges = frozenset[frozenset[int]]


def _name(group: tuple[int, ...]) -> str:
    return "=".join(LETTERS[v] for v in group)


def _merged(groups: Groups, edges: Edges, one: int, other: int) -> tuple[Groups, Edges]:
    """The graph with two vertices made one, named by the smaller."""
    keep, gone = min(one, other), max(one, other)
    both = next(group for group in groups if group[0] == keep) + next(group for group in groups if group[0] == gone)
    left = tuple(sorted([group for group in groups if group[0] not in (keep, gone)] + [tuple(sorted(both))]))
    renamed = frozenset(frozenset(keep if v == gone else v for v in edge) for edge in edges)
    return left, renamed


def _elimination(groups: Groups, edges: Edges) -> list[tuple[int, ...]] | None:
    """An order in which the earlier neighbours of every vertex are neighbours of one another (a perfect elimination
    order read backwards; Fulkerson and Gross, 1965), or None where there is none."""
    left = list(groups)
    order: list[tuple[int, ...]] = []
    while left:
        for group in reversed(left):
            near = [other for other in left if other != group and frozenset((group[0], other[0])) in edges]
            if all(frozenset((a[0], b[0])) in edges for a, b in combinations(near, 2)):
                order.append(group)
                left.remove(group)
                break
        else:
            return None
    return order[::-1]


def _split_pair(groups: Groups, edges: Edges) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The two vertices that are no neighbours and have the most neighbours in common."""

    def common(pair: tuple[tuple[int, ...], tuple[int, ...]]) -> int:
        one, other = pair
        return sum(
            frozenset((one[0], group[0])) in edges and frozenset((other[0], group[0])) in edges for group in groups
        )

    apart = [pair for pair in combinations(groups, 2) if frozenset((pair[0][0], pair[1][0])) not in edges]
    return max(apart, key=common)


class Walks(Question, frozen=True, tag="walks"):
    """Walks of `length` steps along a graph's edges from `start` to `end` that never come to `closed` (if there is
    one); vertices and edges may be used again."""

    scene: str
    size: int
    edges: tuple[Edge, ...]
    start: int
    end: int
    length: int
    closed: int | None

    SCENES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "rooms": {
            "rooms": "Doors join these pairs of rooms: {edges}. {name} starts in room {start}, goes through {length} "
            "doors and ends in room {end}{closed}. Rooms and doors may be used again. How many routes are there?",
            "guard": "A guard in room {start} goes through exactly {length} doors and is then in room {end}{closed}. "
            "There are doors between {edges}, and each may be used as often as wanted. How many rounds are possible?",
        },
        "islands": {
            "islands": "Bridges connect the islands {edges}. In how many ways can one get from {start} {to} by "
            "crossing exactly {length} bridges{closed}, where a bridge may be crossed again?",
            "ferry": "Boats sail between {edges}, in both directions. {name} takes exactly {length} boats in a row, "
            "from {start} {to}{closed}. How many journeys are possible, if places may be visited again?",
        },
        "token": {
            "token": "A token stands on vertex {start} of a graph with the edges {edges}. It makes {length} moves, "
            "each along an edge{closed}. In how many ways can it end on {end}, if vertices may be visited again?",
            "walks": "How many walks of length {length} lead from {start} {to} in the graph with the edges "
            "{edges}{closed}?",
        },
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Walks | None:
        size = level + 2
        edges = connected_graph(stream, size, size + stream.integer(0, level))
        start, end = stream.below(size), stream.below(size)
        length = stream.integer(level + 1, level + 3) + (level > 3)
        others = [v for v in range(size) if v not in (start, end)]
        closed = stream.choice(others) if stream.chance(1, 3) else None
        found = cls(stream.choice(tuple(cls.SCENES)), size, edges, start, end, length, closed)
        low, high = {2: (4, 100), 3: (20, 500), 4: (80, 2_500)}[level]
        if closed is not None and not any(closed in edge for edge in edges):
            return None
        return found if low <= found.number() <= high else None

    def number(self) -> int:
        """The last entry of the table."""
        return self.table()[-1][self.end]

    def table(self) -> list[list[int]]:
        """For each number of steps the walks that end at each vertex."""
        neighbours = neighbours_of(self.size, self.edges)
        rows = [[int(v == self.start) for v in range(self.size)]]
        for _ in range(self.length):
            row = [sum(rows[-1][w] for w in neighbours[v]) for v in range(self.size)]
            rows.append([0 if v == self.closed else count for v, count in enumerate(row)])
        return rows

    def texts(self) -> Mapping[str, str]:
        return self.SCENES[self.scene]

    def slots(self, stream: Stream) -> dict[str, Any]:
        edges = [f"{LETTERS[a]}-{LETTERS[b]}" for a, b in self.edges]
        closed = f" without ever visiting {LETTERS[self.closed]}" if self.closed is not None else ""
        return {
            "edges": listed(edges), "start": LETTERS[self.start], "end": LETTERS[self.end],
            "length": in_words(self.length),
            "to": f"back to {LETTERS[self.end]}" if self.start == self.end else f"to {LETTERS[self.end]}",
            "closed": closed, "name": stream.choice(PEOPLE).name,
        }  # fmt: skip

    def check(self) -> Check:
        neighbours = neighbours_of(self.size, self.edges)
        names = [f"v{place}" for place in range(self.length + 1)]
        conditions = [f"v0 == {self.start}"]
        for a, b in pairwise(names):
            moves = [
                f"({a} == {v} and ({' or '.join(f'{b} == {w}' for w in sorted(neighbours[v]))}))"
                for v in range(self.size)
            ]
            conditions.append(" or ".join(moves))
            if self.closed is not None:
                conditions.append(f"{b} != {self.closed}")
        conditions.append(f"{names[-1]} == {self.end}")
        variables = tuple(IntRange(name, 0, self.size - 1) for name in names)
        return Finite(Integer(), str(self.number()), variables, "count", tuple(conditions))

    def solution(self) -> list[str]:
        neighbours = neighbours_of(self.size, self.edges)
        rows = self.table()
        places = [v for v in range(self.size) if v != self.closed]
        lines = ["For each place, count the walks that end there; each is the sum over its neighbours one step before."]
        lines.append("Neighbours: " + "; ".join(
            f"{LETTERS[v]}: {listed([LETTERS[w] for w in sorted(neighbours[v]) if w != self.closed])}" for v in places
        ) + ".")  # fmt: skip
        lines.append(f"0 steps: {', '.join(f'{LETTERS[v]} = {rows[0][v]}' for v in places)}.")
        for step in range(1, self.length + 1):
            entries = []
            for v in places if step < self.length else [self.end]:
                terms = [str(rows[step - 1][w]) for w in sorted(neighbours[v]) if w != self.closed]
                sums = f"{' + '.join(terms)} = " if len(terms) > 1 else ""
                entries.append(f"{LETTERS[v]} = {sums}{rows[step][v]}")
            lines.append(f"{step} {'step' if step == 1 else 'steps'}: {', '.join(entries)}.")
        return lines

    def canonical(self) -> Any:
        marks = [1 * (v == self.start) + 2 * (v == self.end) + 4 * (v == self.closed) for v in range(self.size)]
        return [self.length, canonical_graph(self.size, self.edges, marks)]

    def candidates(self) -> int:
        neighbours = neighbours_of(self.size, self.edges)
        counts = [1] * self.size
        for _ in range(self.length):
            counts = [sum(counts[w] for w in neighbours[v]) for v in range(self.size)]
        return counts[self.start]
