"""Random readable programs in `generators.code.mini_python`: loops over numbers, text or words that build something up.

A program is drawn from a shape (one loop, digits, neighbours, two loops, a queue, pairs, a loop in a loop, sorting
passes) whose conditions, updates and result are drawn in turn, so that every variable is used by construction.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from generators.code.mini_python import Block, Node
from generators.randomness import Stream


class Drawn(NamedTuple):
    """A program with its parameters, arguments, and the role of every name (what kind of thing it stands for)."""

    parameters: tuple[str, ...]
    block: Block
    arguments: tuple[object, ...]
    roles: tuple[tuple[str, str], ...]


def program(stream: Stream, level: int) -> Drawn:
    """A random program of this level; whether it does anything of interest is for the caller to see."""
    builder = _Builder(stream, level)
    block = stream.choice(_SHAPES[level])(builder)
    parameters, arguments = ["$items"], [builder.data]
    if builder.constant is not None:
        parameters.append("$k")
        arguments.append(builder.constant)
        builder.roles["$k"] = "k"
    return Drawn(tuple(parameters), tuple(block), tuple(arguments), tuple(builder.roles.items()))


# Small words of the language


def _lit(value: int | str) -> Node:
    return ("lit", value)


def _var(name: str) -> Node:
    return ("name", name)


def _bin(op: str, left: Node, right: Node) -> Node:
    return ("bin", op, left, right)


def _cmp(op: str, left: Node, right: Node) -> Node:
    return ("cmp", op, left, right)


def _call(function: str, *arguments: Node) -> Node:
    return ("call", function, *arguments)


def _at(thing: Node, index: Node) -> Node:
    return ("at", thing, index)


def _when(condition: Node, block: Block, otherwise: Block = ()) -> Node:
    return ("if", ((condition, block),), otherwise)


_ITEMS = _var("$items")
_ZERO, _ONE = _lit(0), _lit(1)
_VOWELS = _lit("aeiou")


class _Item(NamedTuple):
    """What a loop's body works on: its kind (number, character or word), and its position if the loop counts."""

    kind: str
    node: Node
    index: Node | None = None


class _Builder:
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
        self.roles[name] = role
        return name

    def const(self, low: int, high: int) -> Node:
        """A whole number, or now and then the function's second parameter."""
        value = self.stream.integer(low, high)
        if self.with_constant and self.constant is None and self.stream.chance(1, 3):
            self.constant = value
            return _var("$k")
        return _lit(value)

    def number(self, item: _Item) -> Node:
        """An expression with a whole number as its value."""
        pick = self.stream.below(7)
        x = item.node
        if item.kind == "number":
            if pick == 0 and item.index is not None:
                return _bin("+" if self.stream.chance(1, 2) else "*", x, item.index)
            if pick == 1:
                return _bin("*", x, self.const(2, 4))
            if pick == 2:
                return _bin("+", x, self.const(1, 6))
            if pick == 3:
                return _bin("%", x, self.const(3, 7))
            if pick == 4:
                return _bin("//", x, self.const(2, 4))
            if pick == 5:
                return _bin("*", x, x)
            return x
        if item.kind == "character":
            if item.index is not None and pick < 5:
                return item.index if pick < 2 else _bin("+" if pick < 4 else "*", item.index, self.const(1, 4))
            return ("method", "count", _ITEMS, x)
        length = _call("len", x)
        if pick == 0 and item.index is not None:
            return _bin("*", length, item.index)
        if pick == 1:
            return ("method", "count", x, _lit(self.stream.choice("aeinr")))
        if pick == 2:
            return _bin("-", length, self.const(1, 4))
        if pick == 3:
            return _bin("*", length, self.const(2, 3))
        return length

    def string(self, item: _Item) -> Node:
        """An expression with a text as its value."""
        x = item.node
        pick = self.stream.below(5)
        if item.kind == "number":
            return _call("str", self.number(item))
        if pick == 0:
            return ("method", "upper", x)
        if item.kind == "character":
            return _bin("*", x, self.const(2, 3)) if pick == 1 else x
        if pick == 1:
            return ("slice", x, None, None, _lit(-1))
        if pick == 2:
            return _at(x, _lit(self.stream.choice((0, -1))))
        if pick == 3:
            return ("slice", x, None, self.const(2, 3), None)
        return x

    def test(self, item: _Item) -> Node:
        """A condition on the item."""
        stream, x = self.stream, item.node
        pick = stream.below(6)
        if pick == 0 and item.index is not None:
            return _cmp("==", _bin("%", item.index, _lit(stream.integer(2, 3))), _lit(stream.below(2)))
        if item.kind == "number":
            if pick < 3:
                divisor = stream.integer(2, 4)
                return _cmp(stream.choice(("==", "==", "!=")), _bin("%", x, _lit(divisor)), _lit(stream.below(divisor)))
            return _cmp(stream.choice((">", "<", ">=", "<=")), x, self.const(2, 9))
        if item.kind == "character":
            if pick < 3:
                return _cmp(stream.choice(("in", "not in")), x, _VOWELS)
            if pick == 3:
                return _cmp(">", ("method", "count", _ITEMS, x), _ONE)
            return _cmp(stream.choice((">", "<=")), x, _lit(stream.choice("ehkmpr")))
        if pick == 1:
            return _cmp(stream.choice(("in", "not in")), _at(x, _ZERO), _VOWELS)
        if pick == 2:
            return _cmp("in", _lit(stream.choice("aeiorl")), x)
        if pick == 3:
            return _cmp("==", _bin("%", _call("len", x), _lit(2)), _lit(stream.below(2)))
        return _cmp(stream.choice((">", "<", ">=")), _call("len", x), self.const(4, 6))

    def collectors(self, count: int, kinds: tuple[str, ...]) -> list[tuple[str, str]]:
        """Variables that the loops build up, as pairs of name and kind."""
        found = []
        for i in range(count):
            kind = self.stream.choice(kinds)
            found.append((self.name(f"$acc{i}", kind), kind))
        return found

    def start(self, collector: tuple[str, str]) -> Node:
        name, kind = collector
        if kind == "total":
            return ("set", name, _lit(self.stream.choice((0, 0, 0, 1, 2, 5, 10))))
        return ("set", name, {"list": ("list",), "text": _lit(""), "dict": ("dict",)}[kind])

    def update(self, collector: tuple[str, str], item: _Item) -> Block:
        """Statements that build the variable up by the item."""
        stream = self.stream
        name, kind = collector
        value = _var(name)
        if kind == "total":
            pick = stream.below(8)
            if pick < 4:
                return (("add", name, "+", self.number(item)),)
            if pick < 6:
                return (("add", name, "-", self.number(item)),)
            if pick == 6:
                return (("set", name, _call("max", value, self.number(item))),)
            mixed = _bin("+", _bin("*", value, self.const(2, 5)), self.number(item))
            return (("set", name, _bin("%", mixed, _lit(stream.choice((11, 13, 17, 23, 29, 50, 100))))),)
        if kind == "text":
            piece = self.string(item)
            if stream.chance(3, 4):
                return (("add", name, "+", piece),)
            return (("set", name, _bin("+", piece, value)),)
        if kind == "dict":
            key = self.key(item)
            amount = stream.choice((_ONE, _ONE, self.number(item)))
            return (("put", name, key, _bin("+", ("method", "get", value, key, _ZERO), amount)),)
        piece = self.number(item) if item.kind == "number" or stream.chance(1, 3) else self.string(item)
        pick = stream.below(8)
        if pick == 0:
            return (("do", ("method", "insert", value, _ZERO, piece)),)
        if pick == 1 and item.kind == "number":
            top = _cmp(stream.choice((">", "<")), _at(value, _lit(-1)), item.node)
            return (
                ("while", ("and", value, top), (("do", ("method", "pop", value)),)),
                ("do", ("method", "append", value, item.node)),
            )
        return (("do", ("method", "append", value, piece)),)

    def key(self, item: _Item) -> Node:
        if item.kind == "number":
            return _bin("%", item.node, _lit(self.stream.integer(2, 5)))
        if item.kind == "character":
            return item.node
        return self.stream.choice((_at(item.node, _ZERO), _call("len", item.node), _at(item.node, _lit(-1))))

    def body(self, collectors: list[tuple[str, str]], item: _Item, *, leave: bool = True) -> Block:
        """A loop's body: every collector is updated somewhere in it."""
        stream = self.stream
        first, second = collectors[0], collectors[-1]
        total = next((name for name, kind in collectors if kind == "total"), None)
        pick = stream.below(8)
        if pick == 0 and leave:
            skipped = _when(self.test(item), (("continue",),))
            return (skipped, *self.update(first, item), *(self.update(second, item) if second != first else ()))
        if pick == 1:
            other = self.test(item)
            chain = ("if", ((self.test(item), self.update(first, item)), (other, self.update(second, item))))
            return ((*chain, self.update(first, item)),)
        if pick == 2 and item.kind == "number":
            step = self.name("$step", "step")
            inner = _Item("number", _var(step))
            test = self.test(inner)
            choice = _when(test, self.update(first, inner), self.update(second, item))
            return (("set", step, self.number(item)), choice)
        if pick == 3 and total:
            name = _var(total)
            limit = self.const(8, 20)
            reset = ("add", total, "-", limit) if stream.chance(1, 2) else ("set", total, _lit(stream.below(3)))
            others = [line for c in collectors if c[0] != total for line in self.update(c, item)]
            grow = ("add", total, "+", self.number(item))
            return (grow, _when(_cmp(">", name, limit), (*others, reset)))
        if pick == 4 and total and leave:
            limit = self.const(15, 40)
            others = [line for c in collectors if c[0] != total for line in self.update(c, item)]
            grow = ("add", total, "+", self.number(item))
            return (*others, grow, _when(_cmp(">=", _var(total), limit), (("break",),)))
        if pick == 5:
            return (_when(self.test(item), self.update(first, item)), *self.update(second, item))
        return (_when(self.test(item), self.update(first, item), self.update(second, item)),)

    def loop(self, kind: str, collectors: list[tuple[str, str]], *, source: Node = _ITEMS) -> Node:
        """One loop over the input, counting positions where its body uses them."""
        stream = self.stream
        item = self.name("$item", kind)
        if stream.chance(2, 5) and source is _ITEMS:
            body = self.body(collectors, _Item(kind, _var(item), _var("$i")))
            if mentions(body, "$i"):
                self.name("$i", "index")
                if kind != "word" and stream.chance(1, 3):
                    body = _replaced(body, _var(item), _at(_ITEMS, _var("$i")))
                    del self.roles[item]
                    return ("for", ("$i",), _call("range", _call("len", _ITEMS)), body)
                if mentions(body, item):
                    return ("for", ("$i", item), _call("enumerate", _ITEMS), body)
                del self.roles[item]
                return ("for", ("$i",), _call("range", _call("len", _ITEMS)), body)
            return ("for", (item,), _ITEMS, body)
        body = self.body(collectors, _Item(kind, _var(item)))
        if source is _ITEMS and stream.chance(1, 4):
            source = stream.choice(
                (_call("sorted", _ITEMS), _call("reversed", _ITEMS), ("slice", _ITEMS, _ONE, None, None),
                 ("slice", _ITEMS, None, None, _lit(2)))
            )  # fmt: skip
        return ("for", (item,), source, body)

    def result(self, collectors: list[tuple[str, str]]) -> Node:
        """The return statement, which uses every collector."""
        stream = self.stream
        values = [self.finished(name, kind) for name, kind in collectors]
        kinds = [kind for _, kind in collectors]
        if len(values) == 1:
            return ("return", values[0])
        names = [_var(name) for name, _ in collectors]
        pick = stream.below(8)
        if kinds == ["total", "total"] and pick < 4:
            return ("return", (_bin("-", *names), _bin("+", *names), _cmp(">", *names), ("list", *names))[pick])
        if kinds == ["list", "list"] and pick < 4:
            return ("return", _bin("+", *names))
        if pick == 7:
            return ("return", ("dict", *((_lit(key), value) for key, value in zip("ab", names, strict=True))))
        return ("return", ("tuple", *values))

    def finished(self, name: str, kind: str) -> Node:
        value = _var(name)
        pick = self.stream.below(10)
        if kind == "total":
            return _bin("%", value, _lit(self.stream.integer(7, 12))) if pick == 0 else value
        if kind == "list":
            choices = (
                ("slice", value, None, None, _lit(-1)), ("slice", value, _ONE, None, None),
                ("slice", value, None, None, _lit(2)), ("slice", value, _lit(-3), None, None),
            )  # fmt: skip
            return choices[pick] if pick < len(choices) else value
        if kind == "text":
            return ("slice", value, None, None, _lit(-1)) if pick == 0 else value
        if pick < 2:
            return _call("sorted", ("method", "items", value))
        return _call("list", ("method", "values", value)) if pick == 2 else value


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


def _replaced(part: Block, old: Node, new: Node) -> Block:
    if part == old:
        return new
    return tuple(_replaced(inner, old, new) if isinstance(inner, tuple) else inner for inner in part)


# Shapes

_ANY = ("number", "number", "character", "word")
_ALL = ("total", "total", "list", "text", "dict")
_MOST = ("total", "total", "list", "list", "dict")


def _kinds(kind: str) -> tuple[str, ...]:
    return _MOST if kind == "number" else _ALL


def _single(b: _Builder) -> list[Node]:
    sizes = {1: (4, 6), 2: (8, 12)}[b.level]
    kind = b.input(_ANY, *sizes)
    collectors = b.collectors(b.stream.choice((1, 2) if b.level == 1 else (2,)), _kinds(kind))
    loop = b.loop(kind, collectors)
    return [*map(b.start, collectors), loop, b.result(collectors)]


def _neighbours(b: _Builder) -> list[Node]:
    b.input(("number",), *{1: (5, 7), 2: (9, 13)}[b.level])
    before, after = b.name("$item", "before"), b.name("$next", "after")
    collectors = b.collectors(b.stream.choice((1, 2)), ("total", "list", "list"))
    stream = b.stream
    gap = stream.choice((
        _bin("-", _var(after), _var(before)), _bin("+", _var(before), _var(after)),
        _call("abs", _bin("-", _var(after), _var(before))), _bin("*", _var(before), _var(after)),
    ))  # fmt: skip
    test = stream.choice((
        _cmp("<", _var(before), _var(after)), _cmp(">", _var(before), _var(after)),
        _cmp("==", _bin("%", _bin("+", _var(before), _var(after)), _lit(2)), _lit(stream.below(2))),
    ))  # fmt: skip
    pair = _Item("number", stream.choice((_var(before), _var(after))))
    name, kind = collectors[0]
    grow: Node = ("add", name, "+", gap) if kind == "total" else ("do", ("method", "append", _var(name), gap))
    body = (_when(test, (grow,), b.update(collectors[-1], pair)),)
    zipped = _call("zip", _ITEMS, ("slice", _ITEMS, _ONE, None, None))
    return [*map(b.start, collectors), ("for", (before, after), zipped, body), b.result(collectors)]


def _digits(b: _Builder) -> list[Node]:
    stream = b.stream
    base = stream.choice((10, 10, 10, 2, 3, 4, 5, 8))
    size = stream.integer(3, 4) if b.level == 1 else stream.integer(7, 10)
    b.data = stream.integer(base ** (size - 1), base**size - 1)
    b.roles["$items"] = "code"
    digit = b.name("$digit", "digit")
    collectors = b.collectors(stream.choice((1, 2)), _MOST)
    body = b.body(collectors, _Item("number", _var(digit)), leave=False)
    taken = (("set", digit, _bin("%", _ITEMS, _lit(base))), ("set", "$items", _bin("//", _ITEMS, _lit(base))))
    return [*map(b.start, collectors), ("while", _cmp(">", _ITEMS, _ZERO), (*taken, *body)), b.result(collectors)]


def _two_loops(b: _Builder) -> list[Node]:
    """A loop that picks or changes items, then one over what it made."""
    kind = b.input(("number", "number", "word"), 6, 9)
    made, item = b.name("$made", "list"), b.name("$item", kind)
    stream = b.stream
    x = _Item(kind, _var(item))
    piece = b.number(x) if kind == "number" or stream.chance(1, 2) else b.string(x)
    counts = piece[0] == "bin" or piece[:2] in (("call", "len"), ("method", "count"))
    second = "number" if kind == "number" or counts else "word"
    if stream.chance(1, 2):
        head: list[Node] = [("set", made, ("each", piece, item, _ITEMS, b.test(x) if stream.chance(2, 3) else None))]
    else:
        fill = ("do", ("method", "append", _var(made), piece))
        block = (_when(b.test(x), (fill,)),) if stream.chance(1, 2) else (fill,)
        head = [("set", made, ("list",)), ("for", (item,), _ITEMS, block)]
    collectors = b.collectors(stream.choice((1, 2)), _kinds(second))
    other = b.name("$other", second)
    loop = ("for", (other,), _var(made), b.body(collectors, _Item(second, _var(other))))
    return [*head, *map(b.start, collectors), loop, b.result(collectors)]


def _pointers(b: _Builder) -> list[Node]:
    """Two positions that move towards each other."""
    kind = b.input(("number", "character"), 9, 14)
    stream = b.stream
    left, right = b.name("$left", "left"), b.name("$right", "right")
    low, high = _at(_ITEMS, _var(left)), _at(_ITEMS, _var(right))
    collectors = b.collectors(stream.choice((1, 2)), ("total", "list") if kind == "number" else ("list", "text"))
    compare = _cmp(stream.choice(("<", ">", "<=")), low, high)
    ahead = (*b.update(collectors[0], _Item(kind, low, _var(left))), ("add", left, "+", _ONE))
    back = (*b.update(collectors[-1], _Item(kind, high, _var(right))), ("add", right, "-", _ONE))
    ends = (("set", left, _ZERO), ("set", right, _bin("-", _call("len", _ITEMS), _ONE)))
    loop = ("while", _cmp("<", _var(left), _var(right)), (_when(compare, ahead, back),))
    return [*map(b.start, collectors), *ends, loop, b.result(collectors)]


def _queue(b: _Builder) -> list[Node]:
    """A queue whose large numbers come back smaller."""
    b.input(("number",), 4, 6)
    stream = b.stream
    queue, item = b.name("$queue", "queue"), b.name("$item", "number")
    x = _var(item)
    collectors = b.collectors(stream.choice((1, 2)), ("total", "list", "list"))
    smaller = stream.choice((_bin("//", x, _lit(2)), _bin("-", x, _lit(stream.integer(3, 7)))))
    back = ("do", ("method", "append", _var(queue), smaller))
    updates = [b.update(collector, _Item("number", x)) for collector in collectors]
    choice = _when(_cmp(">", x, b.const(5, 12)), (back, *(updates[1] if len(updates) > 1 else ())), updates[0])
    body = (("set", item, ("method", "pop", _var(queue), _ZERO)), choice)
    copy = ("set", queue, _call("list", _ITEMS))
    return [copy, *map(b.start, collectors), ("while", _var(queue), body), b.result(collectors)]


def _pairs(b: _Builder) -> list[Node]:
    """All pairs of positions, with an inner loop that may end early."""
    kind = b.input(("number", "number", "character"), 7, 11)
    stream = b.stream
    i, j = b.name("$i", "index"), b.name("$j", "second_index")
    low, high = _at(_ITEMS, _var(i)), _at(_ITEMS, _var(j))
    kinds = ("total", "list", "total" if kind == "number" else "text")
    collectors = b.collectors(stream.choice((1, 2)), kinds)
    if kind == "number":
        divisor = stream.integer(2, 5)
        test = stream.choice((
            _cmp(">", low, high), _cmp("<", low, high),
            _cmp("==", _bin("%", _bin("+", low, high), _lit(divisor)), _lit(stream.below(divisor))),
            _cmp("<=", _call("abs", _bin("-", low, high)), b.const(2, 4)),
        ))  # fmt: skip
        value = stream.choice((
            _bin("-", _var(j), _var(i)), _bin("+", low, high), _bin("*", low, high), _bin("-", high, low),
        ))  # fmt: skip
    else:
        test = stream.choice((_cmp("==", low, high), _cmp(">", low, high), _cmp("<", low, high)))
        value = stream.choice((_bin("-", _var(j), _var(i)), _bin("+", _var(i), _var(j))))
    name, found = collectors[0]
    if found == "total":
        hit: Block = (("add", name, "+", value),)
    elif found == "text":
        hit = (("add", name, "+", high),)
    else:
        hit = (("do", ("method", "append", _var(name), value)),)
    if stream.chance(1, 2):
        hit = (*hit, ("break",))
    inner: Node = ("for", (j,), _call("range", _bin("+", _var(i), _ONE), _call("len", _ITEMS)), (_when(test, hit),))
    body: Block = (inner,)
    if len(collectors) > 1:
        body = (inner, *b.update(collectors[1], _Item(kind, low, _var(i))))
    outer = ("for", (i,), _call("range", _call("len", _ITEMS)), body)
    return [*map(b.start, collectors), outer, b.result(collectors)]


def _inner_while(b: _Builder) -> list[Node]:
    """Every number is worked down by a loop of its own."""
    stream = b.stream
    b.data = [stream.integer(5, 60) for _ in range(stream.integer(6, 10))]
    b.roles["$items"] = "numbers"
    item, count = b.name("$item", "number"), b.name("$step", "count")
    x = _var(item)
    collectors = b.collectors(stream.choice((1, 2)), ("total", "list", "dict"))
    halve = ("set", item, _bin("//", x, _lit(stream.integer(2, 3))))
    even = _cmp("==", _bin("%", x, _lit(2)), _ZERO)
    lower: Node = ("add", item, "-", _lit(stream.integer(1, 3)))
    shrink: Block = stream.choice((
        (halve,),
        (_when(even, (("set", item, _bin("//", x, _lit(2))),), (lower,)),),
        (("add", item, "-", _lit(stream.integer(4, 9))),),
    ))  # fmt: skip
    counted = _Item("number", _var(count))
    inner: Node = ("while", _cmp(">", x, b.const(1, 6)), (*shrink, ("add", count, "+", _ONE)))
    body: Block = (("set", count, _ZERO), inner, *b.update(collectors[0], counted))
    if len(collectors) > 1:
        body = (*body, _when(b.test(_Item("number", x)), b.update(collectors[1], _Item("number", x))))
    return [*map(b.start, collectors), ("for", (item,), _ITEMS, body), b.result(collectors)]


def _inner_range(b: _Builder) -> list[Node]:
    """Every item is taken with every number of a small range."""
    kind = b.input(("number", "word"), 6, 9)
    stream = b.stream
    if kind == "number":
        b.data = [stream.integer(1, 15) for _ in range(stream.integer(6, 9))]
    item, j = b.name("$item", kind), b.name("$j", "second_index")
    x = _var(item)
    collectors = b.collectors(stream.choice((1, 2)), ("total", "list", "total", "dict"))
    if kind == "number":
        test = _cmp("==", _bin("%", x, _var(j)), _lit(stream.below(2)))
        inner_item = _Item("number", stream.choice((_var(j), _bin("+", x, _var(j)), _bin("-", x, _var(j)))))
        span = _call("range", _lit(stream.integer(2, 3)), b.const(5, 8))
        hit = b.update(collectors[0], inner_item)
        inner: Node = ("for", (j,), span, (_when(test, (*hit, ("break",)) if stream.chance(1, 2) else hit),))
    else:
        letter = b.name("$letter", "character")
        del b.roles[j]
        test = _cmp(stream.choice(("in", "not in")), _var(letter), _lit(stream.choice(("aeiou", "lnrst", "abcde"))))
        inner = ("for", (letter,), x, (_when(test, b.update(collectors[0], _Item("word", _var(letter)))),))
        if collectors[0][1] == "total":
            inner = ("for", (letter,), x, (_when(test, (("add", collectors[0][0], "+", b.const(1, 4)),)),))
    body: Block = (inner,)
    if len(collectors) > 1:
        body = (_when(b.test(_Item(kind, x)), (*b.update(collectors[1], _Item(kind, x)), ("continue",))), inner)
    return [*map(b.start, collectors), ("for", (item,), _ITEMS, body), b.result(collectors)]


def _passes(b: _Builder) -> list[Node]:
    """Passes over a list that exchange neighbours and stop when nothing moves (bubble sort and its kin)."""
    b.input(("number",), 6, 8)
    stream = b.stream
    rows, i, swaps = b.name("$rows", "queue"), b.name("$i", "index"), b.name("$swaps", "count")
    here, after = _at(_var(rows), _var(i)), _at(_var(rows), _bin("+", _var(i), _ONE))
    divisor = stream.integer(3, 10)
    test = stream.choice((
        _cmp(">", here, after), _cmp("<", here, after),
        _cmp(">", _bin("%", here, _lit(divisor)), _bin("%", after, _lit(divisor))),
    ))  # fmt: skip
    swap = ("sets", (here, after), (after, here))
    places = _call("range", _bin("-", _call("len", _var(rows)), _ONE))
    inner: Node = ("for", (i,), places, (_when(test, (swap, ("add", swaps, "+", _ONE))),))
    stop = _when(_cmp("==" if stream.chance(1, 2) else "<", _var(swaps), b.const(1, 2)), (("break",),))
    kept = b.name("$acc0", "list")
    body: Block = (("set", swaps, _ZERO), inner, ("do", ("method", "append", _var(kept), _var(swaps))), stop)
    result: Node = stream.choice((
        ("tuple", _var(kept), ("slice", _var(rows), None, _lit(3), None)),
        ("tuple", _var(rows), _var(kept)),
        _bin("+", _var(rows), _var(kept)),
    ))  # fmt: skip
    outer = ("for", (b.name("$round", "round"),), _call("range", b.const(3, 4)), body)
    return [("set", rows, _call("list", _ITEMS)), ("set", kept, ("list",)), outer, ("return", result)]


_Shape = Callable[[_Builder], list[Node]]
_SHAPES: dict[int, tuple[_Shape, ...]] = {
    1: (_single, _single, _single, _neighbours, _digits),
    2: (_single, _single, _two_loops, _two_loops, _neighbours, _digits, _pointers, _queue),
    3: (_pairs, _pairs, _inner_while, _inner_range, _inner_range, _passes),
}
