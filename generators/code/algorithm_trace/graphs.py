"""Graphs: search orders, shortest paths and topological order."""

from __future__ import annotations

from typing import Any

from generators.code.algorithm_trace.simulators import dijkstra, floyd_warshall, topological, traversal
from generators.code.algorithm_trace.trace import Followed, Texts, Trace
from generators.language.lexicon import article, counted
from generators.randomness import Stream

_LETTERS = "ABCDEFGHJKLM"
_ORDER_FORM = "[Give|Write] a Python list of [strings, one for each node|the nodes' names as strings]."
Edge = tuple[str, str]


def _connected(stream: Stream, size: int, extra: int) -> list[Edge]:
    """The edges of a connected graph, each with its letters in order: a random tree and some more."""
    names = stream.shuffled(_LETTERS[:size])
    edges = {tuple(sorted((name, stream.choice(names[:i])))) for i, name in enumerate(names) if i}
    free = [(a, b) for a in _LETTERS[:size] for b in _LETTERS[:size] if a < b and (a, b) not in edges]
    edges |= set(stream.sample(free, min(extra, len(free))))
    return [(a, b) for a, b in sorted(edges)]


def _relabelled(nodes: dict[str, int], names: Any) -> list[int]:
    return [nodes[name] for name in names]


class Traversal(Trace, frozen=True, tag="traversal"):
    """Breadth-first and depth-first search."""

    method: str
    edges: tuple[Edge, ...]
    start: str
    removed: int | None
    asked: str

    SIMULATOR = traversal
    RANGES = {1: (8, 14), 2: (16, 24), 3: (28, 44)}  # each edge is looked at from both ends
    FORM = "Python list of strings"

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Traversal:
        size, extra = {1: ((5, 6), (0, 2)), 2: ((7, 8), (1, 4)), 3: ((10, 12), (4, 10))}[level]
        edges = _connected(stream, stream.integer(*size), stream.integer(*extra))
        method = stream.choice(("breadth", "depth"))
        removed = stream.integer(2, 3 + level) if method == "breadth" and level > 1 and stream.chance(1, 2) else None
        nodes = sorted({node for edge in edges for node in edge})
        asked = "order" if removed is None else "queue"
        return cls(method, tuple(stream.shuffled(edges)), stream.choice(nodes), removed, asked)

    def arguments(self) -> tuple[Any, ...]:
        return (self.method, [list(edge) for edge in self.edges], self.start, self.removed, self.asked)

    def canonical(self) -> Any:
        return [self.method, sorted(self.edges), self.start, self.removed]

    def near(self, node: str) -> list[str]:
        return sorted({a if b == node else b for a, b in self.edges if node in (a, b)})

    def followed(self) -> Followed:
        lines: list[str] = []
        if self.method == "depth":
            order: list[str] = []
            self.deeper(self.start, order, lines, 0)
            lines.append(f"Order: {', '.join(order)}")
            return Followed(lines, order, 2 * len(self.edges))
        queue, seen, order = [self.start], [self.start], []
        lines.append(f"Start: queue {self.start}")
        while queue and len(order) != self.removed:
            node = queue.pop(0)
            order.append(node)
            new = [other for other in self.near(node) if other not in seen]
            seen += new
            queue += new
            added = f"add {', '.join(new)}" if new else "nothing new"
            lines.append(f"Take {node}, {added}: queue {', '.join(queue) or 'empty'}")
        if self.asked == "order":
            lines.append(f"Order: {', '.join(order)}")
        return Followed(lines, order if self.asked == "order" else queue, 2 * len(self.edges))

    def deeper(self, node: str, order: list[str], lines: list[str], depth: int) -> None:
        order.append(node)
        near = self.near(node)
        lines.append(f"{'  ' * depth}Visit {node}, neighbours {', '.join(near)}")
        for other in near:
            if other not in order:
                self.deeper(other, order, lines, depth + 1)

    def interesting(self, run: Followed) -> bool:
        return len(run.value) > 1 and run.value != sorted(run.value)

    def described(self) -> Texts:
        breadth = self.method == "breadth"
        edges = ", ".join(f"{a}-{b}" for a, b in self.edges)
        return Texts(
            "breadth-first search" if breadth else "depth-first search",
            _BREADTH if breadth else _DEPTH,
            _BREADTH_CODE if breadth else _DEPTH_CODE,
            f"[The graph is undirected and has the edges|The undirected graph has the edges] `{edges}`. "
            f"The start is {self.start}.",
            f"```\n{edges}\n```",
            f"[The data are the edges of an undirected graph|The edges shown are undirected], and the start is "
            f"{self.start}.",
        )

    def asks(self) -> tuple[str, str]:
        if self.asked == "order":
            what = "taken from the queue" if self.method == "breadth" else "visited"
            return f"In which order are the nodes {what}?", _ORDER_FORM
        many = counted(self.removed or 0, "node")
        verb = "has" if self.removed == 1 else "have"
        return (
            f"[What is in the queue|Which nodes are in the queue] when {many} {verb} been taken from it and "
            "[dealt with|their neighbours added]?",
            "[Give|Write] a Python list of strings, the front of the queue first.",
        )


class Dijkstra(Trace, frozen=True, tag="dijkstra"):
    """Dijkstra's algorithm."""

    edges: tuple[tuple[str, str, int], ...]
    directed: bool
    start: str
    settled: int | None
    asked: str

    SIMULATOR = dijkstra
    RANGES = {1: (4, 6), 2: (7, 11), 3: (12, 22)}

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Dijkstra:
        size, extra = {1: ((4, 4), (1, 2)), 2: ((5, 6), (2, 5)), 3: ((7, 8), (5, 10))}[level]
        directed = level > 1 and stream.chance(1, 2)
        edges = []
        for a, b in _connected(stream, stream.integer(*size), stream.integer(*extra)):
            one, other = (b, a) if directed and stream.chance(1, 3) else (a, b)
            edges.append((one, other, stream.integer(1, 9 if level == 1 else 19)))
        nodes = sorted({node for edge in edges for node in edge[:2]})
        asked = "order" if stream.chance(1, 3) else "distances"
        early = asked == "distances" and level > 1 and stream.chance(1, 2)
        settled = stream.integer(2, len(nodes) - 2) if early else None
        return cls(tuple(stream.shuffled(edges)), directed, stream.choice(nodes[:2]), settled, asked)

    def form(self) -> str:
        return "Python list of strings" if self.asked == "order" else "Python list of integers"

    def arguments(self) -> tuple[Any, ...]:
        return ([list(edge) for edge in self.edges], self.directed, self.start, self.settled, self.asked)

    def canonical(self) -> Any:
        return [sorted(self.edges), self.directed, self.start, self.settled, self.asked]

    def followed(self) -> Followed:
        nodes = sorted({node for edge in self.edges for node in edge[:2]})
        far: dict[str, int | None] = dict.fromkeys(nodes)
        far[self.start] = 0
        order: list[str] = []
        lines = [f"Start: {_distances(far)}"]
        while len(order) < len(nodes) and len(order) != self.settled:
            reached = [(value, node) for node, value in far.items() if value is not None and node not in order]
            if not reached:
                break
            value, node = min(reached)
            order.append(node)
            lines.append(f"Settle {node} at {value}:")
            for other, length in self.roads(node):
                old = far[other]
                if other in order:
                    continue
                new = value + length
                if old is None or new < old:
                    far[other] = new
                    said = "new" if old is None else f"better than {old}"
                    lines.append(f"  {other}: {value} + {length} = {new}, {said}")
                else:
                    lines.append(f"  {other}: {value} + {length} = {new}, not better than {old}")
            lines.append(f"  {_distances(far)}")
        result: Any = list(far.values())
        if self.asked == "order":
            result = order
            lines.append(f"Order: {', '.join(order)}")
        return Followed(lines, result, len(self.edges))

    def roads(self, node: str) -> list[tuple[str, int]]:
        found = [(b, length) for a, b, length in self.edges if a == node]
        if not self.directed:
            found += [(a, length) for a, b, length in self.edges if b == node]
        return sorted(found)

    def interesting(self, run: Followed) -> bool:
        if self.asked == "order":
            return len(run.value) > 3 and run.value != sorted(run.value)
        reached = sum(value is not None for value in run.value)
        better = any("better than" in line and "not" not in line for line in run.lines)
        return reached >= len(run.value) - 2 and (better or len(self.edges) < 7)

    def described(self) -> Texts:
        arrow = "->" if self.directed else "-"
        edges = [f"{a}{arrow}{b} {length}" for a, b, length in self.edges]
        kind = "directed" if self.directed else "undirected"
        return Texts(
            "Dijkstra's algorithm",
            "[Dijkstra's algorithm keeps a distance|In Dijkstra's algorithm there is a distance] for every node, 0 "
            "for the start and unknown (None) for the others. Again and again, it settles the node with the smallest "
            "known distance that is not settled yet (of equal ones the alphabetically first) and, for each edge from "
            "it to a node that is not settled, takes its distance plus the edge's length as that node's distance if "
            "that is smaller or the first one known. It ends when no node with a known distance is left to be "
            "settled.",
            _DIJKSTRA_CODE,
            f"[The {kind} graph has the edges with lengths|The edges of the {kind} graph with their lengths are] "
            f"`{', '.join(edges)}`. The start is {self.start}.",
            "```\n" + "\n".join(edges) + "\n```",
            f"The [data are|lines shown are] the edges of {article(kind)} graph with their lengths, and the start is "
            f"{self.start}.",
        )

    def asks(self) -> tuple[str, str]:
        if self.asked == "order":
            return "In which order are the nodes settled?", _ORDER_FORM
        form = (
            "[Give|Write] a Python list of integers in the alphabetical order of the nodes, with None for an unknown "
            "distance."
        )
        if self.settled is None:
            return "[What are the distances at the end|Which distances do the nodes have at the end]?", form
        return (
            f"[What are the distances|Which distances do the nodes have] when {self.settled} nodes have been settled "
            "and the edges from them [looked at|dealt with]?",
            form,
        )


class Topological(Trace, frozen=True, tag="topological"):
    """Topological order, always with the alphabetically first node that is free."""

    edges: tuple[Edge, ...]
    taken: int | None
    asked: str

    SIMULATOR = topological
    RANGES = {1: (4, 7), 2: (7, 12), 3: (13, 22)}
    FORM = "Python list of strings"

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Topological:
        size, extra = {1: ((5, 5), (0, 3)), 2: ((6, 8), (1, 5)), 3: ((9, 11), (5, 10))}[level]
        found = _connected(stream, stream.integer(*size), stream.integer(*extra))
        names = sorted({node for edge in found for node in edge})
        place = {name: i for i, name in enumerate(stream.shuffled(names))}
        edges = [(a, b) if place[a] < place[b] else (b, a) for a, b in found]
        free = level > 1 and stream.chance(1, 3)
        taken = stream.integer(1, len(names) - 3) if free else None
        return cls(tuple(stream.shuffled(edges)), taken, "free" if free else "order")

    def arguments(self) -> tuple[Any, ...]:
        return ([list(edge) for edge in self.edges], self.taken, self.asked)

    def canonical(self) -> Any:
        return [sorted(self.edges), self.taken, self.asked]

    def followed(self) -> Followed:
        missing = dict.fromkeys(sorted({node for edge in self.edges for node in edge}), 0)
        for _, b in self.edges:
            missing[b] += 1
        lines = [f"Incoming edges: {', '.join(f'{node} {count}' for node, count in missing.items())}"]
        free = [node for node, count in missing.items() if not count]
        lines.append(f"Free: {', '.join(free)}")
        order: list[str] = []
        while free and len(order) != self.taken:
            node = free.pop(0)
            order.append(node)
            changed = []
            for b in sorted(b for a, b in self.edges if a == node):
                missing[b] -= 1
                changed.append(f"{b} {missing[b]}")
                if not missing[b]:
                    free = sorted([*free, b])
            said = f", left {', '.join(changed)}" if changed else ""
            lines.append(f"Take {node}{said}: free {', '.join(free) or 'none'}")
        if self.asked == "order":
            lines.append(f"Order: {', '.join(order)}")
        return Followed(lines, order if self.asked == "order" else free, len(self.edges))

    def interesting(self, run: Followed) -> bool:
        return run.value != sorted(run.value) if self.asked == "order" else len(run.value) > 1

    def described(self) -> Texts:
        edges = ", ".join(f"{a}->{b}" for a, b in self.edges)
        return Texts(
            "a topological sort",
            "[A topological sort|This topological sort] takes nodes one by one: a node is free when all edges into "
            "it come from nodes that have been taken, and [of all free nodes the alphabetically first is taken|the "
            "free node that comes first in the alphabet is taken] each time.",
            "order = []\nwhile some node is not in order:\n    free = the nodes not in order into which no edge comes "
            "from a "
            "node not in order\n    append the alphabetically first node of free to order",
            f"[The directed graph has the edges|The edges of the directed graph are] `{edges}`.",
            f"```\n{edges}\n```",
            "[The data are the edges of a directed graph|The edges shown are directed].",
        )

    def asks(self) -> tuple[str, str]:
        if self.asked == "order":
            return "In which order are the nodes taken?", _ORDER_FORM
        verb = "has" if self.taken == 1 else "have"
        return (
            f"Which nodes are free when {counted(self.taken or 0, 'node')} {verb} been taken?",
            "[Give|Write] a Python list of strings in alphabetical order.",
        )


class FloydWarshall(Trace, frozen=True, tag="floyd_warshall"):
    """A row of the matrix of distances after some stages."""

    matrix: tuple[tuple[int | None, ...], ...]
    stages: int
    row: int

    SIMULATOR = floyd_warshall
    RANGES = {2: (9, 32), 3: (33, 125)}
    FORM = "Python list"

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> FloydWarshall:
        size = stream.integer(3, 4) if level == 2 else stream.integer(4, 5)
        matrix = tuple(
            tuple(
                0 if i == j else stream.integer(1, 19) if stream.chance(3 if level == 2 else 2, 4) else None
                for j in range(size)
            )
            for i in range(size)
        )
        return cls(matrix, stream.integer(1, 2) if level == 2 else stream.integer(2, size), stream.below(size))

    def arguments(self) -> tuple[Any, ...]:
        return ([list(line) for line in self.matrix], self.stages, self.row)

    def canonical(self) -> Any:
        return [self.matrix, self.stages, self.row]

    def followed(self) -> Followed:
        size = len(self.matrix)
        far = [list(line) for line in self.matrix]
        lines = []
        for k in range(self.stages):
            lines.append(f"Stage k = {k}:")
            for i in range(size):
                for j in range(size):
                    one, other, old = far[i][k], far[k][j], far[i][j]
                    if one is not None and other is not None and (old is None or one + other < old):
                        far[i][j] = one + other
                        lines.append(f"  d[{i}][{j}] = {one} + {other} = {one + other} instead of {old}")
            lines += [f"  row {i}: {line}" for i, line in enumerate(far)]
        return Followed(lines, far[self.row], self.stages * size * size)

    def interesting(self, run: Followed) -> bool:
        return bool(run.value != list(self.matrix[self.row])) and run.value.count(None) < 2

    def described(self) -> Texts:
        rows = "\n".join(str(list(line)) for line in self.matrix)
        return Texts(
            "the Floyd-Warshall algorithm",
            "The Floyd-Warshall algorithm works on a matrix d, in which None means that no path is known: in stage k "
            "(for k = 0, 1, ...) every `d[i][j]` becomes the smaller one of `d[i][j]` and `d[i][k] + d[k][j]`, where "
            "a sum with None is no path.",
            "for k = 0 to n - 1:            # stage k\n    for i = 0 to n - 1:\n        for j = 0 to n - 1:\n"
            "            d[i][j] = min(d[i][j], d[i][k] + d[k][j])   # None counts as infinity",
            f"[The matrix at the start is|The matrix is] `{[list(line) for line in self.matrix]}`.",
            f"```\n{rows}\n```",
            "[The data are the rows of d, from row 0 on|Each line shown is a row of d, from row 0 on].",
        )

    def asks(self) -> tuple[str, str]:
        last = self.stages - 1
        return (
            f"What is row {self.row} of d [after stage {last}|when stage {last} has ended]?",
            "[Give|Write] a Python list, with None where no path is known.",
        )


def _distances(far: dict[str, int | None]) -> str:
    return ", ".join(f"{node} {value}" for node, value in far.items())


_BREADTH = (
    "Breadth-first search puts the start into a queue. [As long as the queue is not empty, it takes|It then repeats, "
    "until the queue is empty: it takes] the node at the front and adds at the back, in alphabetical order, those of "
    "its neighbours that have never been in the queue."
)
_BREADTH_CODE = (
    "put the start into the queue and mark it\nwhile the queue is not empty:\n    take the node v at the front\n"
    "    for each neighbour w of v, in alphabetical order:\n        if w is not marked:\n"
    "            mark w and add it at the back of the queue"
)
_DEPTH = (
    "Depth-first search visits a node, beginning with the start, by [noting its name|marking it] and then going "
    "through its neighbours in alphabetical order, visiting in the same way each one that has not been visited by "
    "then."
)
_DEPTH_CODE = (
    "visit(v):                      # first call: visit(start)\n    mark v\n"
    "    for each neighbour w of v, in alphabetical order:\n        if w is not marked:\n            visit(w)"
)
_DIJKSTRA_CODE = (
    "distance of the start = 0; distance of all others = None (unknown)\nwhile a node with a known distance is not "
    "settled:\n"
    "    v = the one of these with the smallest distance, the alphabetically first of equal ones\n    settle v\n"
    "    for each edge from v to a node w that is not settled:\n        new = distance of v + length of the edge\n"
    "        if the distance of w is None or larger than new:\n            distance of w = new"
)
