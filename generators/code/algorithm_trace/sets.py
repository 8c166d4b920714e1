"""Disjoint sets: the parents in a union-find structure."""

from __future__ import annotations

from typing import Any

from generators.code.algorithm_trace.simulators import union_find
from generators.code.algorithm_trace.trace import Followed, Texts, Trace
from generators.randomness import Stream


class UnionFind(Trace, frozen=True, tag="union_find"):
    """The parents after some unions."""

    size: int
    unions: tuple[tuple[int, int], ...]
    rule: str

    SIMULATOR = union_find
    RANGES = {1: (3, 4), 2: (5, 8), 3: (9, 14)}
    FORM = "Python list of integers"

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> UnionFind:
        size = {1: stream.integer(5, 6), 2: stream.integer(7, 9), 3: stream.integer(10, 13)}[level]
        unions = [tuple(stream.sample(range(size), 2)) for _ in range(stream.integer(*cls.RANGES[level]))]
        rule = stream.choice(_RULES_OF[level])
        return cls(size, tuple((a, b) for a, b in unions), rule)

    def arguments(self) -> tuple[Any, ...]:
        return (self.size, [list(pair) for pair in self.unions], self.rule)

    def canonical(self) -> Any:
        return [self.size, self.unions, self.rule]

    def followed(self) -> Followed:
        parent = list(range(self.size))
        lines = [f"Start: {parent}"]
        sizes = [1] * self.size
        for a, b in self.unions:
            roots = []
            for node in (a, b):
                path = [node]
                while parent[path[-1]] != path[-1]:
                    path.append(parent[path[-1]])
                if self.rule == "compress":
                    for each in path:
                        parent[each] = path[-1]
                roots.append(path)
            one, other = roots[0][-1], roots[1][-1]
            said = f"union({a}, {b}): roots {_path(roots[0])} and {_path(roots[1])}"
            if one == other:
                lines.append(f"{said}, the same: {parent}")
                continue
            if (self.rule == "size" and sizes[one] > sizes[other]) or (self.rule == "smaller" and one < other):
                one, other = other, one
            if self.rule == "size":
                said += f", sizes {sizes[roots[0][-1]]} and {sizes[roots[1][-1]]}"
            parent[one] = other
            sizes[other] += sizes[one]
            lines.append(f"{said}, parent[{one}] = {other}: {parent}")
        return Followed(lines, parent, len(self.unions))

    def interesting(self, run: Followed) -> bool:
        joined = [i for i, value in enumerate(run.value) if i != value]
        deep = any(line.count("→") > (self.rule == "compress") for line in run.lines)
        return len(set(run.value)) > 1 and len(joined) >= 3 and deep and len(set(self.unions)) == len(self.unions)

    def described(self) -> Texts:
        calls = [f"union({a}, {b})" for a, b in self.unions]
        return Texts(
            "a union-find structure",
            "[A union-find structure keeps a parent for each element|In a union-find structure each element has a "
            "parent]; a root is its own parent. `union(a, b)` finds the roots of a and of b, in this order, by "
            f"following the parents. {_RULES[self.rule]} If both roots are the same, [nothing is joined|no root gets "
            "a new parent].",
            "",
            "",
            "```\n" + "\n".join(calls) + "\n```",
            f"At the start each of the elements 0 to {self.size - 1} is its own parent; [then the calls shown are "
            "made in order|the calls shown are made one after the other].",
        )

    def asks(self) -> tuple[str, str]:
        return (
            "[What are the parents|Which parents do the elements have] [in the end|after all calls]?",
            f"[Give|Write] a Python list of integers, the parents of 0 to {self.size - 1} in order.",
        )


def _path(path: list[int]) -> str:
    return "→".join(map(str, path))


_RULES_OF = {1: ("plain", "smaller"), 2: ("plain", "size", "compress"), 3: ("size", "compress")}
_RULES = {
    "plain": "Then the root of b becomes the parent of the root of a.",
    "smaller": "Then the smaller one of the two roots becomes the parent of the larger one.",
    "size": "Then the root of the set with fewer elements gets the other root as its parent; for sets of equal size, "
    "the root of b becomes the parent of the root of a.",
    "compress": "Each time a root has been found, it becomes the parent of all elements on the way to it. Then the "
    "root of b becomes the parent of the root of a.",
}
