"""Random readable programs in `generators.code.mini_python`: loops over numbers, text or words that build something up.

A program is drawn from a shape (one loop, digits, neighbours, two loops, a queue, pairs, a loop in a loop, sorting
passes) whose conditions, updates and result are drawn in turn, so that every variable is used by construction.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from generators.code.mini_python import Block, Node
from generators.code.output_prediction.builder import (
    ITEMS,
    ONE,
    ZERO,
    Builder,
    Item,
    at,
    calc,
    call,
    cmp,
    lit,
    mentions,
    reads,
    var,
    when,
)
from generators.randomness import Stream


class Drawn(NamedTuple):
    """A program with its parameters, arguments, the role of every name (what kind of thing it stands for), and
    whether it has a variable that it never reads."""

    parameters: tuple[str, ...]
    block: Block
    arguments: tuple[object, ...]
    roles: tuple[tuple[str, str], ...]
    idle: bool


def program(stream: Stream, level: int) -> Drawn:
    """A random program of this level; whether it does anything of interest is for the caller to see."""
    builder = Builder(stream, level)
    block = tuple(stream.choice(_SHAPES[level])(builder))
    parameters, arguments = ["$items"], [builder.data]
    if builder.constant is not None and mentions(block, "$k"):
        parameters.append("$k")
        arguments.append(builder.constant)
        builder.roles["$k"] = "k"
    roles = tuple((name, role) for name, role in builder.roles.items() if mentions(block, name))
    idle = {name for name, role in roles if role != "round"} - reads(block)
    return Drawn(tuple(parameters), block, tuple(arguments), roles, bool(idle))


# Shapes

_ANY = ("number", "number", "character", "word")
_ALL = ("total", "total", "list", "text", "text", "dict")
_MOST = ("total", "total", "list", "list", "dict")


def _kinds(kind: str) -> tuple[str, ...]:
    return _MOST if kind == "number" else _ALL


def _single(b: Builder) -> list[Node]:
    """One loop over the input."""
    sizes = {1: (4, 6), 2: (8, 12)}[b.level]
    kind = b.input(_ANY, *sizes)
    collectors = b.collectors(b.stream.choice((1, 2) if b.level == 1 else (2,)), _kinds(kind))
    loop = b.loop(kind, collectors)
    return [*map(b.start, collectors), loop, b.result(collectors)]


def _neighbours(b: Builder) -> list[Node]:
    """A loop over neighbouring numbers."""
    b.input(("number",), *{1: (5, 7), 2: (9, 13)}[b.level])
    before, after = b.name("$item", "before"), b.name("$next", "after")
    collectors = b.collectors(b.stream.choice((1, 2)), ("total", "list", "list"))
    stream = b.stream
    gap = stream.choice((
        calc("-", var(after), var(before)), calc("+", var(before), var(after)),
        call("abs", calc("-", var(after), var(before))), calc("*", var(before), var(after)),
    ))  # fmt: skip
    test = stream.choice((
        cmp("<", var(before), var(after)), cmp(">", var(before), var(after)),
        cmp("==", calc("%", calc("+", var(before), var(after)), lit(2)), lit(stream.below(2))),
    ))  # fmt: skip
    pair = Item("number", stream.choice((var(before), var(after))))
    name, kind = collectors[0]
    grow: Node = ("add", name, "+", gap) if kind == "total" else ("do", ("method", "append", var(name), gap))
    body = (when(test, (grow,), b.update(collectors[-1], pair)),)
    zipped = call("zip", ITEMS, ("slice", ITEMS, ONE, None, None))
    return [*map(b.start, collectors), ("for", (before, after), zipped, body), b.result(collectors)]


def _digits(b: Builder) -> list[Node]:
    """The digits of a number in some base, from the last to the first."""
    stream = b.stream
    base = stream.choice((10, 10, 10, 2, 3, 4, 5, 8))
    size = stream.integer(3, 4) if b.level == 1 else stream.integer(7, 10)
    b.data = stream.integer(base ** (size - 1), base**size - 1)
    b.roles["$items"] = "code"
    digit = b.name("$digit", "digit")
    collectors = b.collectors(stream.choice((1, 2)), _MOST)
    body = b.body(collectors, Item("number", var(digit)), leave=False)
    taken = (("set", digit, calc("%", ITEMS, lit(base))), ("set", "$items", calc("//", ITEMS, lit(base))))
    return [*map(b.start, collectors), ("while", cmp(">", ITEMS, ZERO), (*taken, *body)), b.result(collectors)]


def _two_loops(b: Builder) -> list[Node]:
    """A loop that picks or changes items, then one over what it made."""
    kind = b.input(("number", "number", "word"), 6, 9)
    made, item = b.name("$made", "list"), b.name("$item", kind)
    stream = b.stream
    x = Item(kind, var(item))
    piece = b.number(x) if kind == "number" or stream.chance(1, 2) else b.string(x)
    counts = piece[0] == "bin" or piece[:2] in (("call", "len"), ("method", "count"))
    second = "number" if kind == "number" or counts else "word"
    if stream.chance(1, 2):
        head: list[Node] = [("set", made, ("each", piece, item, ITEMS, b.test(x) if stream.chance(2, 3) else None))]
    else:
        fill = ("do", ("method", "append", var(made), piece))
        block = (when(b.test(x), (fill,)),) if stream.chance(1, 2) else (fill,)
        head = [("set", made, ("list",)), ("for", (item,), ITEMS, block)]
    collectors = b.collectors(stream.choice((1, 2)), _kinds(second))
    other = b.name("$other", second)
    loop = ("for", (other,), var(made), b.body(collectors, Item(second, var(other))))
    return [*head, *map(b.start, collectors), loop, b.result(collectors)]


def _pointers(b: Builder) -> list[Node]:
    """Two positions that move towards each other."""
    kind = b.input(("number", "character"), 9, 14)
    stream = b.stream
    left, right = b.name("$left", "left"), b.name("$right", "right")
    low, high = at(ITEMS, var(left)), at(ITEMS, var(right))
    collectors = b.collectors(stream.choice((1, 2)), ("total", "list") if kind == "number" else ("list", "text"))
    order = cmp(stream.choice(("<", ">", "<=")), low, high)
    ahead = (*b.update(collectors[0], Item(kind, low, var(left))), ("add", left, "+", ONE))
    back = (*b.update(collectors[-1], Item(kind, high, var(right))), ("add", right, "-", ONE))
    ends = (("set", left, ZERO), ("set", right, calc("-", call("len", ITEMS), ONE)))
    loop = ("while", cmp("<", var(left), var(right)), (when(order, ahead, back),))
    return [*map(b.start, collectors), *ends, loop, b.result(collectors)]


def _queue(b: Builder) -> list[Node]:
    """A queue whose large numbers come back smaller."""
    b.input(("number",), 4, 6)
    stream = b.stream
    queue, item = b.name("$queue", "queue"), b.name("$item", "number")
    x = var(item)
    collectors = b.collectors(stream.choice((1, 2)), ("total", "list", "list"))
    smaller = stream.choice((calc("//", x, lit(2)), calc("-", x, lit(stream.integer(3, 7)))))
    back = ("do", ("method", "append", var(queue), smaller))
    updates = [b.update(collector, Item("number", x)) for collector in collectors]
    choice = when(cmp(">", x, b.const(5, 12)), (back, *(updates[1] if len(updates) > 1 else ())), updates[0])
    body = (("set", item, ("method", "pop", var(queue), ZERO)), choice)
    copy = ("set", queue, call("list", ITEMS))
    return [copy, *map(b.start, collectors), ("while", var(queue), body), b.result(collectors)]


def _pairs(b: Builder) -> list[Node]:
    """All pairs of positions, with an inner loop that may end early."""
    kind = b.input(("number", "number", "character"), 7, 11)
    stream = b.stream
    i, j = b.name("$i", "index"), b.name("$j", "second_index")
    low, high = at(ITEMS, var(i)), at(ITEMS, var(j))
    kinds = ("total", "list", "total" if kind == "number" else "text")
    collectors = b.collectors(stream.choice((1, 2)), kinds)
    if kind == "number":
        divisor = stream.integer(2, 5)
        test = stream.choice((
            cmp(">", low, high), cmp("<", low, high),
            cmp("==", calc("%", calc("+", low, high), lit(divisor)), lit(stream.below(divisor))),
            cmp("<=", call("abs", calc("-", low, high)), b.const(2, 4)),
        ))  # fmt: skip
        value = stream.choice((
            calc("-", var(j), var(i)), calc("+", low, high), calc("*", low, high), calc("-", high, low),
        ))  # fmt: skip
    else:
        test = stream.choice((cmp("==", low, high), cmp(">", low, high), cmp("<", low, high)))
        value = stream.choice((calc("-", var(j), var(i)), calc("+", var(i), var(j))))
    name, found = collectors[0]
    if found == "total":
        hit: Block = (("add", name, "+", value),)
    elif found == "text":
        hit = (("add", name, "+", high),)
    else:
        hit = (("do", ("method", "append", var(name), value)),)
    if stream.chance(1, 2):
        hit = (*hit, ("break",))
    inner: Node = ("for", (j,), call("range", calc("+", var(i), ONE), call("len", ITEMS)), (when(test, hit),))
    body: Block = (inner,)
    if len(collectors) > 1:
        body = (inner, *b.update(collectors[1], Item(kind, low, var(i))))
    outer = ("for", (i,), call("range", call("len", ITEMS)), body)
    return [*map(b.start, collectors), outer, b.result(collectors)]


def _inner_while(b: Builder) -> list[Node]:
    """Every number is worked down by a loop of its own."""
    stream = b.stream
    b.data = [stream.integer(5, 60) for _ in range(stream.integer(6, 10))]
    b.roles["$items"] = "numbers"
    item, count = b.name("$item", "number"), b.name("$step", "count")
    x = var(item)
    collectors = b.collectors(stream.choice((1, 2)), ("total", "list", "dict"))
    halve = ("set", item, calc("//", x, lit(stream.integer(2, 3))))
    even = cmp("==", calc("%", x, lit(2)), ZERO)
    lower: Node = ("add", item, "-", lit(stream.integer(1, 3)))
    shrink: Block = stream.choice((
        (halve,),
        (when(even, (("set", item, calc("//", x, lit(2))),), (lower,)),),
        (("add", item, "-", lit(stream.integer(4, 9))),),
    ))  # fmt: skip
    counted = Item("number", var(count))
    inner: Node = ("while", cmp(">", x, b.const(1, 6)), (*shrink, ("add", count, "+", ONE)))
    body: Block = (("set", count, ZERO), inner, *b.update(collectors[0], counted))
    if len(collectors) > 1:
        body = (*body, when(b.test(Item("number", x)), b.update(collectors[1], Item("number", x))))
    return [*map(b.start, collectors), ("for", (item,), ITEMS, body), b.result(collectors)]


def _inner_range(b: Builder) -> list[Node]:
    """Every item is taken with every number of a small range."""
    kind = b.input(("number", "word"), 6, 9)
    stream = b.stream
    if kind == "number":
        b.data = [stream.integer(1, 15) for _ in range(stream.integer(6, 9))]
    item, j = b.name("$item", kind), b.name("$j", "second_index")
    x = var(item)
    collectors = b.collectors(stream.choice((1, 2)), ("total", "list", "total", "dict"))
    if kind == "number":
        test = cmp("==", calc("%", x, var(j)), lit(stream.below(2)))
        inner_item = Item("number", stream.choice((var(j), calc("+", x, var(j)), calc("-", x, var(j)))))
        span = call("range", lit(stream.integer(2, 3)), b.const(5, 8))
        hit = b.update(collectors[0], inner_item)
        inner: Node = ("for", (j,), span, (when(test, (*hit, ("break",)) if stream.chance(1, 2) else hit),))
    else:
        letter = b.name("$letter", "character")
        del b.roles[j]
        test = cmp(stream.choice(("in", "not in")), var(letter), lit(stream.choice(("aeiou", "lnrst", "abcde"))))
        inner = ("for", (letter,), x, (when(test, b.update(collectors[0], Item("word", var(letter)))),))
        if collectors[0][1] == "total":
            inner = ("for", (letter,), x, (when(test, (("add", collectors[0][0], "+", b.const(1, 4)),)),))
    body: Block = (inner,)
    if len(collectors) > 1:
        body = (when(b.test(Item(kind, x)), (*b.update(collectors[1], Item(kind, x)), ("continue",))), inner)
    return [*map(b.start, collectors), ("for", (item,), ITEMS, body), b.result(collectors)]


def _passes(b: Builder) -> list[Node]:
    """Passes over a list that exchange neighbours and stop when nothing moves (bubble sort and its kin)."""
    b.input(("number",), 6, 8)
    stream = b.stream
    rows, i, swaps = b.name("$rows", "queue"), b.name("$i", "index"), b.name("$swaps", "count")
    here, after = at(var(rows), var(i)), at(var(rows), calc("+", var(i), ONE))
    divisor = stream.integer(3, 10)
    test = stream.choice((
        cmp(">", here, after), cmp("<", here, after),
        cmp(">", calc("%", here, lit(divisor)), calc("%", after, lit(divisor))),
    ))  # fmt: skip
    swap = ("sets", (here, after), (after, here))
    places = call("range", calc("-", call("len", var(rows)), ONE))
    inner: Node = ("for", (i,), places, (when(test, (swap, ("add", swaps, "+", ONE))),))
    stop = when(cmp("==" if stream.chance(1, 2) else "<", var(swaps), b.const(1, 2)), (("break",),))
    kept = b.name("$acc0", "list")
    body: Block = (("set", swaps, ZERO), inner, ("do", ("method", "append", var(kept), var(swaps))), stop)
    result: Node = stream.choice((
        ("tuple", var(kept), ("slice", var(rows), None, lit(3), None)),
        ("tuple", var(rows), var(kept)),
        calc("+", var(rows), var(kept)),
    ))  # fmt: skip
    outer = ("for", (b.name("$round", "round"),), call("range", b.const(3, 4)), body)
    return [("set", rows, call("list", ITEMS)), ("set", kept, ("list",)), outer, ("return", result)]


_Shape = Callable[[Builder], list[Node]]
_SHAPES: dict[int, tuple[_Shape, ...]] = {
    1: (_single, _single, _single, _neighbours, _digits),
    2: (_single, _single, _two_loops, _two_loops, _neighbours, _digits, _pointers, _queue),
    3: (_pairs, _pairs, _inner_while, _inner_range, _inner_range, _passes),
}
