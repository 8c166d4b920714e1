"""Bugs for programs that are `generators.code.mini_python` data: each buggy program differs from the right one in one
place.

The operators are those of mutation testing (DeMillo, Lipton and Sayward, 1978; Offutt et al., 1996): another
comparison, a constant one off, another operator, another variable of the same type, another first value, a statement
left out, two branches exchanged, ``min`` for ``max``, and ``and`` for ``or``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from generators.code.mini_python import Block, Node, assigned

KINDS = (
    "comparison", "constant", "operator", "variable", "start", "missing", "branches", "function", "connective", "bound",
)  # fmt: skip
"""The kinds of bugs; a bound is that of a range, a slice or an index."""

_COMPARISONS: dict[str, tuple[str, ...]] = {
    "<": ("<=", ">"), "<=": ("<", ">="), ">": (">=", "<"), ">=": (">", "<="), "==": ("!=",), "!=": ("==",),
    "in": ("not in",), "not in": ("in",),
}  # fmt: skip
_OPERATORS = {"+": "-", "-": "+", "*": "+", "//": "%", "%": "//"}
_SWAPPED = {"min": "max", "max": "min"}


class Bug(NamedTuple):
    """A kind of bug, and the program that has it."""

    kind: str
    block: Block


def bugs(block: Block, parameters: Iterable[str], types: Mapping[str, str]) -> Iterator[Bug]:
    """All programs that differ from this one by one bug. `types` names every variable's type: a variable is only taken
    for another of the same type."""
    yield from _Bugs(types).block(block, set(parameters))


def types_of(environment: Mapping[str, Any]) -> dict[str, str]:
    """The types of the variables, by what they hold."""
    return {name: type(value).__name__ for name, value in environment.items() if name.startswith("$")}


def merged(base: Any, one: Any, other: Any) -> Any | None:
    """The program with the bugs of two programs that each differ from the base in one place, or None where the places
    cannot be told apart."""
    if one is base or one == base:
        return other
    if other is base or other == base:
        return one
    if not (isinstance(base, tuple) and isinstance(one, tuple) and isinstance(other, tuple)):
        return None
    if not len(base) == len(one) == len(other):
        return None
    parts = [merged(*each) for each in zip(base, one, other, strict=True)]
    lost = [part for part, was in zip(parts, base, strict=True) if part is None and was is not None]
    return None if lost else tuple(parts)


class _Bugs:
    def __init__(self, types: Mapping[str, str]) -> None:
        self.types = types

    def block(self, block: Block, known: set[str]) -> Iterator[Bug]:
        """`known` are the variables that have a value before the block."""
        known = set(known)
        for i, node in enumerate(block):
            before, after = block[:i], block[i + 1 :]
            for kind, new in self.statement(node, known, bool(before or after)):
                yield Bug(kind, (*before, *new, *after))
            if node[0] in ("set", "add", "put", "sets"):
                known.update(assigned(node))

    def statement(self, node: Node, known: set[str], others: bool) -> Iterator[tuple[str, Block]]:
        """What may stand in the statement's place; nothing only where its block holds `others`."""
        head = node[0]
        if head == "if":
            yield from self.choice(node, known)
        elif head in ("for", "while"):
            at = 2 if head == "for" else 1
            for kind, new in self.expression(node[at], known, "bound" if head == "for" else "constant"):
                yield kind, ((*node[:at], new, *node[at + 1 :]),)
            inner = known | set(node[1] if head == "for" else ())
            for found in self.block(node[-1], inner):
                yield found.kind, ((*node[:-1], found.block),)
        elif head in ("break", "continue"):
            if others:
                yield "missing", ()
        elif head != "sets":
            yield from self.simple(node, known, others)

    def simple(self, node: Node, known: set[str], others: bool) -> Iterator[tuple[str, Block]]:
        head = node[0]
        first = head == "set" and node[1] not in known
        if head != "return" and not first and others:
            yield "missing", ()
        if head == "add":
            yield "operator", (("add", node[1], _OPERATORS[node[2]], node[3]),)
        if first and node[2][0] == "lit" and type(node[2][1]) is int:
            for value in (0, 1, -1):
                if value != node[2][1] and abs(value - node[2][1]) <= 1:
                    yield "start", (("set", node[1], ("lit", value)),)
            return
        for kind, new in self.expression(node[-1], known, "constant"):
            yield kind, ((*node[:-1], new),)

    def choice(self, node: Node, known: set[str]) -> Iterator[tuple[str, Block]]:
        branches, otherwise = node[1], node[2]
        if len(branches) == 1 and _single(otherwise) and _single(branches[0][1]):
            yield "branches", (("if", ((branches[0][0], otherwise),), branches[0][1]),)
        for i, (condition, inner) in enumerate(branches):
            for kind, new in self.expression(condition, known, "constant"):
                yield kind, (("if", (*branches[:i], (new, inner), *branches[i + 1 :]), otherwise),)
            for found in self.block(inner, known):
                yield found.kind, (("if", (*branches[:i], (condition, found.block), *branches[i + 1 :]), otherwise),)
        for found in self.block(otherwise, known):
            yield found.kind, (("if", branches, found.block),)

    def expression(self, node: Node, known: set[str], constant: str) -> Iterator[tuple[str, Node]]:
        """What may stand in the expression's place; `constant` is what a number one off is called here."""
        head = node[0]
        if head == "lit":
            if type(node[1]) is int:
                yield constant, ("lit", node[1] + 1)
                yield constant, ("lit", node[1] - 1)
            elif type(node[1]) is bool:
                yield "constant", ("lit", not node[1])
            return
        if head == "name":
            for other, kind in self.types.items():
                if other != node[1] and other in known and kind == self.types.get(node[1]):
                    yield "variable", ("name", other)
            return
        yield from self.changed(node, constant)
        for i, part in enumerate(node[1:], 1):
            if isinstance(part, tuple) and part and isinstance(part[0], str) and head != "dict":
                bound = head in ("slice", "at") or (head == "call" and node[1] == "range")
                for kind, new in self.expression(part, known, "bound" if bound else constant):
                    yield kind, (*node[:i], new, *node[i + 1 :])

    @staticmethod
    def changed(node: Node, constant: str) -> Iterator[tuple[str, Node]]:
        """The expression with its own operator or function changed."""
        head, what = node[0], node[1] if len(node) > 1 else ""
        if head == "cmp":
            for op in _COMPARISONS[what]:
                yield "comparison", ("cmp", op, *node[2:])
        elif head == "bin":
            yield "operator", ("bin", _OPERATORS[what], *node[2:])
            if constant == "bound" and what in "+-" and node[3] == ("lit", 1):
                yield "bound", node[2]
        elif head in ("and", "or"):
            yield "connective", ("or" if head == "and" else "and", *node[1:])
        elif head == "call" and what in _SWAPPED:
            yield "function", ("call", _SWAPPED[what], *node[2:])
        elif head == "call" and what == "range" and len(node) == 3 and node[2][0] == "call":
            yield "bound", ("call", "range", ("bin", "-", node[2], ("lit", 1)))
            yield "bound", ("call", "range", ("lit", 1), node[2])
        elif head == "call" and what == "sorted":
            yield "function", ("call", "list", node[2])
        elif head == "call" and what == "abs":
            yield "function", node[2]


def _single(block: Block) -> bool:
    return len(block) == 1 and block[0][0] not in ("if", "for", "while")
