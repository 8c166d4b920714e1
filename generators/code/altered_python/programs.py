"""Small programs in which given changed rules have something to change."""

from __future__ import annotations

from typing import NamedTuple

from generators.code.altered_python.rules import RULES
from generators.code.mini_python import Block, Node
from generators.randomness import Stream


class Drawn(NamedTuple):
    """A program with its argument, a list of numbers, if it reads one."""

    block: Block
    items: tuple[int, ...]


def program(stream: Stream, level: int, rules: tuple[str, ...]) -> Drawn:
    """A random program; whether every rule matters in it is for the caller to see."""
    builder = _Builder(stream, level, {RULES[rule].feature for rule in rules})
    straight = level == 1 and not builder.features & {"range", "loop", "append", "slice", "index"}
    if straight and stream.chance(2, 3):
        return Drawn(tuple(builder.straight()), ())
    block = tuple(builder.looping() if level < 3 else builder.nested())
    return Drawn(block, builder.items)


def idle(block: Block) -> bool:
    """Whether a variable is given a value that nothing reads, or an operation works on one thing twice."""
    given: set[str] = set()
    used: set[str] = set()

    twice: list[object] = []

    def look(node: object) -> None:
        if not isinstance(node, tuple):
            return
        if node and node[0] == "name":
            used.add(node[1])
        if node and node[0] in ("set", "add"):
            given.add(node[1])
        if node and node[0] == "for":
            given.update(node[1])
        if node and node[0] in ("bin", "cmp") and node[2] == node[3]:
            twice.append(node)
        for part in node:
            look(part)

    look(block)
    return bool(twice) or not given <= used


def _lit(value: int) -> Node:
    return ("lit", value)


def _var(name: str) -> Node:
    return ("name", name)


class _Builder:
    """The parts of a program being drawn."""

    def __init__(self, stream: Stream, level: int, features: set[str]) -> None:
        self.stream = stream
        self.level = level
        self.features = features
        size = stream.integer(*{1: (3, 4), 2: (4, 6), 3: (5, 6)}[level])
        self.items = tuple([stream.integer(1, 12) for _ in range(size)])

    # Expressions

    def signs(self) -> list[str]:
        """Signs to choose from; those that a rule is about come more often."""
        found = ["+", "-", "*"]
        if self.features & {"sum", "chain", "mixed"}:
            found += ["+", "-", "-"]
        if "divide" in self.features:
            found += ["//"] * 3
        if "modulo" in self.features:
            found += ["//", "%", "%"]
        return found

    def calc(self, atoms: list[Node], size: int) -> Node:
        """Arithmetic on so many atoms, no two alike, mostly a chain without brackets."""
        pool = [_lit(value) for value in self.stream.sample(range(1, 10), max(0, size - len(atoms)))]
        chosen = self.stream.sample(atoms, min(size, len(atoms)))
        if size <= len(atoms) and size > 1 and self.stream.chance(1, 3):
            chosen[-1] = _lit(self.stream.integer(1, 9))
        return self.joined(self.stream.shuffled([*chosen, *pool]))

    def joined(self, atoms: list[Node]) -> Node:
        if len(atoms) == 1:
            return atoms[0]
        *most, last = atoms
        sign = self.stream.choice(self.signs())
        if sign in ("//", "%"):
            return ("bin", sign, self.joined(most), _lit(self.stream.integer(2, 5)))
        if "extreme" in self.features and self.stream.chance(1, 2):
            return ("call", self.stream.choice(("max", "min")), self.joined(most), last)
        if self.stream.chance(3, 4):
            return ("bin", sign, self.joined(most), last)
        return ("bin", sign, last, self.joined(most))

    def size(self) -> int:
        least = 3 if self.features & {"chain", "mixed"} else 2
        return self.stream.integer(least, least + 1)

    def compared(self, atoms: list[Node]) -> Node:
        stream = self.stream
        left = stream.choice(atoms)
        if "equal" in self.features or ("order" not in self.features and stream.chance(1, 3)):
            divisor = stream.integer(2, 3)
            rest = ("bin", "%", left, _lit(divisor))
            return ("cmp", stream.choice(("==", "==", "!=")), rest, _lit(stream.below(divisor)))
        right = stream.choice(atoms) if len(atoms) > 1 and stream.chance(1, 3) else _lit(stream.integer(2, 9))
        return ("cmp", stream.choice(("<", ">", "<", ">", "<=", ">=")) if "order" not in self.features
                else stream.choice(("<", ">")), left, right)  # fmt: skip

    def condition(self, atoms: list[Node]) -> Node:
        if "logic" in self.features:
            return (self.stream.choice(("and", "or")), self.compared(atoms), self.compared(atoms))
        return self.compared(atoms)

    # Statements

    def branching(self) -> bool:
        return bool(self.features & {"compare", "logic", "equal", "order"}) or self.level > 1

    def straight(self) -> list[Node]:
        """Assignments one after another, perhaps a branch."""
        stream = self.stream
        names = ["$a", "$b", "$c"][: stream.integer(2, 3)]
        block: list[Node] = [("set", name, _lit(stream.integer(2, 15))) for name in names]
        atoms = [_var(name) for name in names]
        block.append(("set", "$d", self.calc(atoms, self.size())))
        atoms.append(_var("$d"))
        if self.branching():
            change: tuple[Node, ...] = (("add", "$d", stream.choice("+-"), self.calc(atoms[:-1], 1)),)
            other: tuple[Node, ...] = (("set", "$d", self.calc(atoms[:-1], 2)),)
            block.append(("if", ((self.condition(atoms), change),), other))
        elif stream.chance(1, 2):
            block.append(("add", "$d", stream.choice("+-"), self.calc(atoms[:-1], 2)))
        if stream.chance(1, 2):
            block.append(("return", _var("$d")))
        else:
            block.append(("return", ("bin", stream.choice("+-*"), _var("$d"), stream.choice(atoms[:-1]))))
        return block

    def over(self, name: str) -> tuple[Node, Node]:
        """What a loop goes through, and the item that it works on."""
        stream = self.stream
        items = _var("$items")
        if "index" in self.features:
            high: Node = ("call", "len", items)
            if "range" not in self.features and stream.chance(1, 3):
                high = _lit(len(self.items))
            return ("call", "range", _lit(1), high), ("at", items, _var(name))
        if "slice" in self.features:
            low = stream.integer(0, len(self.items) - 3)
            high_at = stream.integer(low + 1, len(self.items) - 2)
            return ("slice", items, _lit(low), _lit(high_at), None), _var(name)
        if "range" in self.features:
            low = stream.integer(1, 4)
            return ("call", "range", _lit(low), _lit(low + stream.integer(2, 4) + (self.level > 2))), _var(name)
        return items, _var(name)

    def update(self, target: str, atoms: list[Node]) -> Node:
        """A statement that builds the target up."""
        stream = self.stream
        if target == "$out":
            made = self.calc(atoms, self.size() if stream.chance(2, 3) else 1)
            return ("do", ("method", "append", _var("$out"), made))
        if "extreme" in self.features and stream.chance(1, 2):
            return ("set", target, ("call", stream.choice(("max", "min")), _var(target), self.calc(atoms, 2)))
        if "loop" in self.features and stream.chance(1, 2):
            mixed = ("bin", "+", ("bin", "*", _var(target), _lit(2)), stream.choice(atoms))
            return ("set", target, ("bin", "%", mixed, _lit(stream.integer(7, 30))))
        if stream.chance(1, 3):
            return ("set", target, self.calc([_var(target), *atoms], max(2, self.size())))
        return ("add", target, stream.choice("++-"), self.calc(atoms, stream.integer(1, 2)))

    def target(self, name: str = "$total") -> tuple[str, Node]:
        """What a loop builds up, with its start: a list where a rule is about lists."""
        if "append" in self.features or self.stream.chance(1, 4 if self.level > 1 else 8):
            return "$out", ("set", "$out", ("list",))
        return name, ("set", name, _lit(self.stream.choice((0, 0, 1, 2, 5, 10))))

    def body(self, target: str, atoms: list[Node]) -> tuple[Node, ...]:
        if not self.branching():
            return (self.update(target, atoms),)
        other = (self.update(target, atoms),) if self.stream.chance(2, 3) else ()
        return (("if", ((self.condition(atoms), (self.update(target, atoms),)),), other),)

    def result(self, targets: list[str]) -> Node:
        if len(targets) == 1:
            if targets[0] == "$out" and "index" in self.features and self.stream.chance(1, 3):
                return ("return", ("at", _var("$out"), _lit(self.stream.integer(1, 2))))
            return ("return", _var(targets[0]))
        return ("return", ("tuple", *[_var(target) for target in targets]))

    def looping(self) -> list[Node]:
        """One loop."""
        target, start = self.target()
        source, item = self.over("$x")
        loop: Node = ("for", ("$x",), source, self.body(target, [item]))
        return [start, loop, self.result([target])]

    def nested(self) -> list[Node]:
        """A loop in a loop, a list that a second loop reads, or numbers that are worked down."""
        stream = self.stream
        shape = stream.below(3)
        target, start = self.target()
        source, item = self.over("$x")
        if shape == 0:
            low = stream.integer(1, 2)
            inner_source: Node = ("call", "range", _lit(low), _lit(low + stream.integer(2, 4)))
            inner: Node = ("for", ("$y",), inner_source, self.body(target, [item, _var("$y")]))
            return [start, ("for", ("$x",), source, (inner,)), self.result([target])]
        if shape == 1:
            made = self.calc([item], self.size())
            first = ("for", ("$x",), source, (("do", ("method", "append", _var("$made"), made)),))
            second = ("for", ("$y",), _var("$made"), self.body(target, [_var("$y")]))
            return [("set", "$made", ("list",)), first, start, second, self.result([target])]
        divisor = stream.integer(2, 3)
        shrink: Node = ("set", "$n", ("bin", "//", _var("$n"), _lit(divisor)))
        if stream.chance(1, 2):
            shrink = ("add", "$n", "-", _lit(stream.integer(2, 5)))
        down: Node = (
            "while",
            ("cmp", ">", _var("$n"), _lit(stream.integer(1, 6))),
            (shrink, self.update(target, [_var("$n")])),
        )
        pick: tuple[Node, ...] = (("set", "$n", ("bin", "*", item, _lit(stream.integer(1, 3)))), down)
        return [start, ("for", ("$x",), source, pick), self.result([target])]
