"""The parts that random programs are put together from: inputs, conditions, updates, loop bodies and results.

A builder remembers the names that it has given out, so that every variable of a finished program is used.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from generators.code.mini_python import Block, Node
from generators.randomness import Stream


def lit(value: int | str) -> Node:
    """A constant."""
    return ("lit", value)


def var(name: str) -> Node:
    """The value of a name."""
    return ("name", name)


def calc(op: str, left: Node, right: Node) -> Node:
    """An arithmetic operation."""
    return ("bin", op, left, right)


def cmp(op: str, left: Node, right: Node) -> Node:
    """A comparison, ``in`` and ``not in`` included."""
    return ("cmp", op, left, right)


def call(function: str, *arguments: Node) -> Node:
    """A call of a built-in function."""
    return ("call", function, *arguments)


def at(thing: Node, index: Node) -> Node:
    """An item by its index or key."""
    return ("at", thing, index)


def when(condition: Node, block: Block, otherwise: Block = ()) -> Node:
    """An ``if`` statement."""
    return ("if", ((condition, block),), otherwise)


ITEMS = var("$items")
ZERO, ONE = lit(0), lit(1)
_VOWELS = lit("aeiou")


class Item(NamedTuple):
    """What a loop's body works on: its kind (number, character or word), and its position if the loop counts."""

    kind: str
    node: Node
    place: Node | None = None


class Builder:
    """The state of a program being drawn: its input, the constant that may become a parameter, and its names."""

    def __init__(self, stream: Stream, level: int) -> None:
        self.stream = stream
        self.level = level
        self.data: object = None
        self.constant: int | None = None
        self.roles: dict[str, str] = {}
        self.with_constant = stream.chance(1, 2)

    def input(self, kinds: tuple[str, ...], low: int, high: int) -> str:
        """Draws the input, and says what its items are."""
        stream = self.stream
        kind = stream.choice(kinds)
        size = stream.integer(low, high)
        if kind == "number":
            spread = stream.choice(((1, 9), (1, 20), (-9, 9), (2, 40)))
            self.data = [stream.integer(*spread) for _ in range(size)]
        elif kind == "character":
            self.data = "".join([stream.choice(_LETTERS) for _ in range(size)])
            if stream.chance(1, 2):
                few = stream.sample(_LETTERS, 4)
                self.data = "".join([stream.choice(few) for _ in range(size)])
        else:
            self.data = stream.sample(_WORDS, size)
        self.roles["$items"] = f"{kind}s"
        return kind

    def name(self, name: str, role: str) -> str:
        """The name, with what it stands for remembered."""
        self.roles[name] = role
        return name

    def const(self, low: int, high: int) -> Node:
        """A whole number, or now and then the function's second parameter."""
        value = self.stream.integer(low, high)
        if self.with_constant and self.constant is None and self.stream.chance(1, 3):
            self.constant = value
            return var("$k")
        return lit(value)

    def number(self, item: Item) -> Node:
        """An expression with a whole number as its value."""
        pick = self.stream.below(7)
        x = item.node
        if item.kind == "number":
            if pick == 0 and item.place is not None:
                return calc("+" if self.stream.chance(1, 2) else "*", x, item.place)
            if pick == 1:
                return calc("*", x, self.const(2, 4))
            if pick == 2:
                return calc("+", x, self.const(1, 6))
            if pick == 3:
                return calc("%", x, self.const(3, 7))
            if pick == 4:
                return calc("//", x, self.const(2, 4))
            if pick == 5:
                return calc("*", x, x)
            return x
        if item.kind == "character":
            if item.place is not None and pick < 5:
                return item.place if pick < 2 else calc("+" if pick < 4 else "*", item.place, self.const(1, 4))
            return ("method", "count", ITEMS, x)
        length = call("len", x)
        if pick == 0 and item.place is not None:
            return calc("*", length, item.place)
        if pick == 1:
            return ("method", "count", x, lit(self.stream.choice("aeinr")))
        if pick == 2:
            return calc("-", length, self.const(1, 4))
        if pick == 3:
            return calc("*", length, self.const(2, 3))
        return length

    def string(self, item: Item) -> Node:
        """An expression with a text as its value."""
        x = item.node
        pick = self.stream.below(5)
        if item.kind == "number":
            return call("str", self.number(item))
        if pick == 0:
            return ("method", "upper", x)
        if item.kind == "character":
            return calc("*", x, self.const(2, 3)) if pick == 1 else x
        if pick == 1:
            return ("slice", x, None, None, lit(-1))
        if pick == 2:
            return at(x, lit(self.stream.choice((0, -1))))
        if pick == 3:
            return ("slice", x, None, self.const(2, 3), None)
        return x

    def test(self, item: Item) -> Node:
        """A condition on the item."""
        stream, x = self.stream, item.node
        pick = stream.below(6)
        if pick == 0 and item.place is not None:
            return cmp("==", calc("%", item.place, lit(stream.integer(2, 3))), lit(stream.below(2)))
        if item.kind == "number":
            if pick < 3:
                divisor = stream.integer(2, 4)
                return cmp(stream.choice(("==", "==", "!=")), calc("%", x, lit(divisor)), lit(stream.below(divisor)))
            return cmp(stream.choice((">", "<", ">=", "<=")), x, self.const(2, 9))
        if item.kind == "character":
            if pick < 3:
                return cmp(stream.choice(("in", "not in")), x, _VOWELS)
            if pick == 3:
                return cmp(">", ("method", "count", ITEMS, x), ONE)
            return cmp(stream.choice((">", "<=")), x, lit(stream.choice("ehkmpr")))
        if pick == 1:
            return cmp(stream.choice(("in", "not in")), at(x, ZERO), _VOWELS)
        if pick == 2:
            return cmp("in", lit(stream.choice("aeiorl")), x)
        if pick == 3:
            return cmp("==", calc("%", call("len", x), lit(2)), lit(stream.below(2)))
        return cmp(stream.choice((">", "<", ">=")), call("len", x), self.const(4, 6))

    def collectors(self, count: int, kinds: tuple[str, ...]) -> list[tuple[str, str]]:
        """Variables that the loops build up, as pairs of name and kind."""
        found = []
        for i in range(count):
            kind = self.stream.choice(kinds)
            found.append((self.name(f"$acc{i}", kind), kind))
        return found

    def start(self, collector: tuple[str, str]) -> Node:
        """The statement that gives a collector its first value."""
        name, kind = collector
        if kind == "total":
            return ("set", name, lit(self.stream.choice((0, 0, 0, 1, 2, 5, 10))))
        return ("set", name, {"list": ("list",), "text": lit(""), "dict": ("dict",)}[kind])

    def update(self, collector: tuple[str, str], item: Item) -> Block:
        """Statements that build the variable up by the item."""
        stream = self.stream
        name, kind = collector
        value = var(name)
        if kind == "total":
            pick = stream.below(8)
            if pick < 4:
                return (("add", name, "+", self.number(item)),)
            if pick < 6:
                return (("add", name, "-", self.number(item)),)
            if pick == 6:
                return (("set", name, call("max", value, self.number(item))),)
            mixed = calc("+", calc("*", value, self.const(2, 5)), self.number(item))
            return (("set", name, calc("%", mixed, lit(stream.choice((11, 13, 17, 23, 29, 50, 100))))),)
        if kind == "text":
            piece = self.string(item)
            if stream.chance(3, 4):
                return (("add", name, "+", piece),)
            return (("set", name, calc("+", piece, value)),)
        if kind == "dict":
            key = self.key(item)
            amount = stream.choice((ONE, ONE, self.number(item)))
            return (("put", name, key, calc("+", ("method", "get", value, key, ZERO), amount)),)
        piece = self.number(item) if item.kind == "number" or stream.chance(1, 3) else self.string(item)
        pick = stream.below(8)
        if pick == 0:
            return (("do", ("method", "insert", value, ZERO, piece)),)
        if pick == 1 and item.kind == "number":
            top = cmp(stream.choice((">", "<")), at(value, lit(-1)), item.node)
            return (
                ("while", ("and", value, top), (("do", ("method", "pop", value)),)),
                ("do", ("method", "append", value, item.node)),
            )
        return (("do", ("method", "append", value, piece)),)

    def key(self, item: Item) -> Node:
        """A dictionary key made from the item."""
        if item.kind == "number":
            return calc("%", item.node, lit(self.stream.integer(2, 5)))
        if item.kind == "character":
            return item.node
        return self.stream.choice((at(item.node, ZERO), call("len", item.node), at(item.node, lit(-1))))

    def body(self, collectors: list[tuple[str, str]], item: Item, *, leave: bool = True) -> Block:
        """A loop's body: every collector is updated somewhere in it."""
        stream = self.stream
        first, second = collectors[0], collectors[-1]
        total = next((name for name, kind in collectors if kind == "total"), None)
        pick = stream.below(8)
        if pick == 0 and leave:
            skipped = when(self.test(item), (("continue",),))
            return (skipped, *self.update(first, item), *(self.update(second, item) if second != first else ()))
        if pick == 1:
            other = self.test(item)
            chain = ("if", ((self.test(item), self.update(first, item)), (other, self.update(second, item))))
            return ((*chain, self.update(first, item)),)
        if pick == 2 and item.kind == "number":
            step = self.name("$step", "step")
            inner = Item("number", var(step))
            test = self.test(inner)
            choice = when(test, self.update(first, inner), self.update(second, item))
            return (("set", step, self.number(item)), choice)
        if pick == 3 and total:
            name = var(total)
            limit = self.const(8, 20)
            reset = ("add", total, "-", limit) if stream.chance(1, 2) else ("set", total, lit(stream.below(3)))
            others = [line for c in collectors if c[0] != total for line in self.update(c, item)]
            grow = ("add", total, "+", self.number(item))
            return (grow, when(cmp(">", name, limit), (*others, reset)))
        if pick == 4 and total and leave:
            limit = self.const(15, 40)
            others = [line for c in collectors if c[0] != total for line in self.update(c, item)]
            grow = ("add", total, "+", self.number(item))
            return (*others, grow, when(cmp(">=", var(total), limit), (("break",),)))
        if pick == 5:
            return (when(self.test(item), self.update(first, item)), *self.update(second, item))
        return (when(self.test(item), self.update(first, item), self.update(second, item)),)

    def loop(self, kind: str, collectors: list[tuple[str, str]], *, source: Node = ITEMS) -> Node:
        """One loop over the input, counting positions where its body uses them."""
        stream = self.stream
        item = self.name("$item", kind)
        if stream.chance(2, 5) and source is ITEMS:
            body = self.body(collectors, Item(kind, var(item), var("$i")))
            if mentions(body, "$i"):
                self.name("$i", "index")
                if kind != "word" and stream.chance(1, 3):
                    body = _replaced(body, var(item), at(ITEMS, var("$i")))
                    del self.roles[item]
                    return ("for", ("$i",), call("range", call("len", ITEMS)), body)
                if mentions(body, item):
                    return ("for", ("$i", item), call("enumerate", ITEMS), body)
                del self.roles[item]
                return ("for", ("$i",), call("range", call("len", ITEMS)), body)
            return ("for", (item,), ITEMS, body)
        body = self.body(collectors, Item(kind, var(item)))
        if source is ITEMS and stream.chance(1, 4):
            source = stream.choice(
                (call("sorted", ITEMS), call("reversed", ITEMS), ("slice", ITEMS, ONE, None, None),
                 ("slice", ITEMS, None, None, lit(2)))
            )  # fmt: skip
        return ("for", (item,), source, body)

    def result(self, collectors: list[tuple[str, str]]) -> Node:
        """The return statement, which uses every collector."""
        stream = self.stream
        values = [self.finished(name, kind) for name, kind in collectors]
        kinds = [kind for _, kind in collectors]
        if len(values) == 1:
            return ("return", values[0])
        names = [var(name) for name, _ in collectors]
        pick = stream.below(8)
        if kinds == ["total", "total"] and pick < 4:
            return ("return", (calc("-", *names), calc("+", *names), cmp(">", *names), ("list", *names))[pick])
        if kinds == ["list", "list"] and pick < 4:
            return ("return", calc("+", *names))
        if pick == 7:
            return ("return", ("dict", *((lit(key), value) for key, value in zip("ab", names, strict=True))))
        return ("return", ("tuple", *values))

    def finished(self, name: str, kind: str) -> Node:
        """A collector's value as the return statement gives it back, now and then cut, turned round or sorted."""
        value = var(name)
        pick = self.stream.below(10)
        if kind == "total":
            return calc("%", value, lit(self.stream.integer(7, 12))) if pick == 0 else value
        if kind == "list":
            choices = (
                ("slice", value, None, None, lit(-1)), ("slice", value, ONE, None, None),
                ("slice", value, None, None, lit(2)), ("slice", value, lit(-3), None, None),
            )  # fmt: skip
            return choices[pick] if pick < len(choices) else value
        if kind == "text":
            return ("slice", value, None, None, lit(-1)) if pick == 0 else value
        if pick < 2:
            return call("sorted", ("method", "items", value))
        return call("list", ("method", "values", value)) if pick == 2 else value


_LETTERS = "aabcdeefghiiklmnooprstuw"
_WORDS = (
    "acorn", "amber", "apple", "basket", "bell", "bird", "bottle", "bridge", "candle", "castle", "cloud", "copper",
    "door", "eagle", "east", "ember", "fern", "fish", "forest", "garden", "glass", "grape", "hill", "honey",
    "island", "iron", "ivory", "jar", "kettle", "lamp", "lemon", "maple", "mint", "moon", "night", "oak", "ocean",
    "olive", "onion", "orange", "paper", "pearl", "plum", "quilt", "rain", "river", "rose", "sail", "sand",
    "silver", "stone", "sun", "table", "tea", "tiger", "tree", "umbrella", "velvet", "violet", "water", "willow",
    "winter", "wolf", "yarn",
)  # fmt: skip


def mentions(part: object, name: str) -> bool:
    """Whether the name stands anywhere in this part of a program."""
    if isinstance(part, tuple):
        return any(mentions(inner, name) for inner in part)
    return part == name


def reads(part: tuple[Any, ...]) -> set[str]:
    """The names whose values this part of a program uses."""
    if part[:1] == ("name",):
        return {str(part[1])}
    return set().union(*[reads(inner) for inner in part if isinstance(inner, tuple)])


def _replaced(part: Block, old: Node, new: Node) -> Block:
    if part == old:
        return new
    return tuple(_replaced(inner, old, new) if isinstance(inner, tuple) else inner for inner in part)
