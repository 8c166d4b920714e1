"""A small part of Python as data: programs that can be written out as text and run by an interpreter of our own.

A node is a tuple whose head says what it is; names begin with ``$`` and are given their spelling only when the
program is written out, so that two programs that differ in names alone are the same data.

Expressions::

    ("lit", value)  ("name", "$x")  ("bin", op, a, b)  ("minus", a)  ("cmp", op, a, b)  ("and", a, b)  ("not", a)
    ("call", function, *arguments)  ("method", name, object, *arguments)  ("at", object, index)
    ("slice", object, low, high, step)  ("list", *items)  ("tuple", *items)  ("dict", *pairs)
    ("each", expression, "$x", iterable, condition)  ("choose", condition, a, b)

Statements::

    ("set", "$x", e)  ("sets", ("$x", "$y"), (e, f))  ("add", "$x", op, e)  ("put", "$x", index, e)  ("do", e)
    ("if", ((condition, block), ...), else_block)  ("for", ("$x", ...), iterable, block)  ("while", condition, block)
    ("break",)  ("continue",)  ("return", e)
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Node = tuple[Any, ...]
Block = tuple[Node, ...]
Names = Mapping[str, str]


class Style(NamedTuple):
    """How a program is written out: the quotation mark, and whether ``x += 1`` is used for ``x = x + 1``."""

    quote: str = '"'
    augmented: bool = True


class Stopped(Exception):
    """The program took more steps than allowed, grew a value too large, or failed where Python would raise."""


class TooLarge(Stopped):
    """A value grew beyond what people would handle."""


class Endless(Stopped):
    """The program takes so long that it may well never end."""


class Event(NamedTuple):
    """One thing that happened while a program ran: its kind (``pass``, ``test``, ``while``, ``set``, ``break``,
    ``continue``, ``leave`` or ``return``), at what depth of loops, the node, and what came of it: a test's outcome,
    otherwise the literals of the new values."""

    kind: str
    depth: int
    node: Node
    shown: tuple[str, ...] | bool = ()


class Outcome(NamedTuple):
    """What a program returned, in how many executed steps, and how many of its statements were never reached.

    A step is a statement executed, a condition tested or a loop's pass begun.
    """

    value: Any
    steps: int
    unreached: int


# Writing out


def written(block: Block, names: Names, style: Style, depth: int = 1) -> list[str]:
    """The block's lines, indented by four spaces for each level of depth."""
    lines: list[str] = []
    indent = "    " * depth
    for node in block:
        head = node[0]
        if head == "if":
            for i, (condition, inner) in enumerate(node[1]):
                lines.append(f"{indent}{'elif' if i else 'if'} {expression(condition, names, style)}:")
                lines += written(inner, names, style, depth + 1)
            if node[2]:
                lines.append(f"{indent}else:")
                lines += written(node[2], names, style, depth + 1)
        elif head == "for":
            targets = ", ".join([names[target] for target in node[1]])
            lines.append(f"{indent}for {targets} in {expression(node[2], names, style)}:")
            lines += written(node[3], names, style, depth + 1)
        elif head == "while":
            lines.append(f"{indent}while {expression(node[1], names, style)}:")
            lines += written(node[2], names, style, depth + 1)
        else:
            lines.append(indent + _simple(node, names, style))
    return lines


def _simple(node: Node, names: Names, style: Style) -> str:
    head = node[0]
    if head == "set":
        return f"{names[node[1]]} = {expression(node[2], names, style)}"
    if head == "sets":
        targets = [names[t] if isinstance(t, str) else expression(t, names, style) for t in node[1]]
        return f"{', '.join(targets)} = {', '.join([expression(e, names, style) for e in node[2]])}"
    if head == "add":
        name, text = names[node[1]], expression(node[3], names, style)
        if style.augmented:
            return f"{name} {node[2]}= {text}"
        weak = node[3][0] == "choose" or (node[3][0] == "bin" and _PRECEDENCE[node[3][1]] <= _PRECEDENCE[node[2]])
        return f"{name} = {name} {node[2]} {f'({text})' if weak else text}"
    if head == "put":
        key, value = expression(node[2], names, style), expression(node[3], names, style)
        return f"{names[node[1]]}[{key}] = {value}"
    if head == "do":
        return expression(node[1], names, style)
    if head == "return":
        return f"return {expression(node[1], names, style)}"
    return str(head)


_PRECEDENCE = {"+": 4, "-": 4, "*": 5, "//": 5, "%": 5}
_LEVEL = {"choose": 0, "and": 1, "or": 1, "not": 2, "cmp": 3, "minus": 6, "lit": 9, "name": 9}


def expression(node: Node, names: Names, style: Style) -> str:
    """The expression as Python text, with parentheses only where Python needs them."""
    head = node[0]
    if head == "name":
        return names[node[1]]
    if head == "lit":
        value = node[1]
        return f"{style.quote}{value}{style.quote}" if isinstance(value, str) else repr(value)
    if head == "bin":
        level = _PRECEDENCE[node[1]]
        return f"{_inner(node[2], level, names, style)} {node[1]} {_inner(node[3], level + 1, names, style)}"
    if head == "cmp":
        return f"{_inner(node[2], 4, names, style)} {node[1]} {_inner(node[3], 4, names, style)}"
    if head == "minus":
        return f"-{_inner(node[1], 7, names, style)}"
    if head in ("and", "or"):
        return f"{_inner(node[1], 2, names, style)} {head} {_inner(node[2], 2, names, style)}"
    if head == "not":
        return f"not {_inner(node[1], 2, names, style)}"
    if head == "choose":
        parts = [_inner(part, 1, names, style) for part in node[1:]]
        return f"{parts[1]} if {parts[0]} else {parts[2]}"
    if head == "at":
        return f"{_inner(node[1], 8, names, style)}[{expression(node[2], names, style)}]"
    if head == "slice":
        low, high, step = ("" if part is None else expression(part, names, style) for part in node[2:])
        return f"{_inner(node[1], 8, names, style)}[{low}:{high}{f':{step}' if step else ''}]"
    items = [expression(item, names, style) for item in node[1:]] if head in ("list", "tuple") else []
    if head == "list":
        return f"[{', '.join(items)}]"
    if head == "tuple":
        return f"({', '.join(items)})"
    if head == "dict":
        pairs = [f"{expression(k, names, style)}: {expression(v, names, style)}" for k, v in node[1:]]
        return f"{{{', '.join(pairs)}}}"
    if head == "call":
        return f"{node[1]}({', '.join([expression(argument, names, style) for argument in node[2:]])})"
    if head == "method":
        arguments = ", ".join([expression(argument, names, style) for argument in node[3:]])
        return f"{_inner(node[2], 8, names, style)}.{node[1]}({arguments})"
    if head == "each":
        _, item, target, iterable, condition = node
        test = f" if {expression(condition, names, style)}" if condition else ""
        item = expression(item, names, style)
        return f"[{item} for {names[target]} in {expression(iterable, names, style)}{test}]"
    raise ValueError(f"no such expression: {head}")


def _inner(node: Node, least: int, names: Names, style: Style) -> str:
    text = expression(node, names, style)
    level = _PRECEDENCE[node[1]] if node[0] == "bin" else _LEVEL.get(node[0], 9)
    negative = node[0] == "lit" and isinstance(node[1], int) and node[1] < 0 and least > 4
    return f"({text})" if level < least or negative else text


# Running

BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "//": operator.floordiv, "%": operator.mod,
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "in": lambda a, b: a in b, "not in": lambda a, b: a not in b,
}  # fmt: skip
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "len": len, "sum": sum, "max": max, "min": min, "abs": abs, "sorted": sorted, "str": str, "list": list,
    "range": range, "enumerate": enumerate, "zip": zip, "reversed": reversed, "set": set, "int": int, "divmod": divmod,
    "ord": ord, "chr": chr, "bool": bool, "tuple": tuple,
}  # fmt: skip
METHODS: dict[str, Callable[..., Any]] = {
    "append": list.append, "pop": lambda thing, *place: thing.pop(*place), "insert": list.insert,
    "get": dict.get, "items": dict.items, "keys": dict.keys, "values": dict.values,
    "upper": str.upper, "join": str.join, "isdigit": str.isdigit, "split": str.split, "isalpha": str.isalpha,
    "count": lambda sequence, item: sequence.count(item),
}  # fmt: skip
_LARGEST = 10**7
_LONGEST = 200
FAILURES = (IndexError, KeyError, TypeError, ValueError, ZeroDivisionError)


def run(
    parameters: Sequence[str], block: Block, arguments: Sequence[Any], limit: int, events: list[Event] | None = None
) -> Outcome:
    """The outcome of calling a function with these parameters and this body.

    Raises `Stopped` after `limit` steps, and wherever Python would raise. `events`, if given, receives what happened.
    """
    machine = _Machine(dict(zip(parameters, map(copied, arguments), strict=True)), limit, events)
    try:
        machine.block(block)
    except _Return as found:
        unreached = sum(1 for node in statements(block) if id(node) not in machine.reached)
        return Outcome(found.args[0], machine.steps, unreached)
    except FAILURES as error:
        raise Stopped(f"{type(error).__name__}: {error}") from error
    raise Stopped("the function ends without a return")


def statements(block: Block) -> Iterator[Node]:
    """All statements of the block, those inside others included."""
    for node in block:
        yield node
        if node[0] == "if":
            for _, inner in node[1]:
                yield from statements(inner)
            yield from statements(node[2])
        elif node[0] in ("for", "while"):
            yield from statements(node[-1])


def nesting(block: Block) -> int:
    """How deep loops stand inside loops."""
    deepest = 0
    for node in block:
        if node[0] == "if":
            inner = max([nesting(part) for _, part in node[1]] + [nesting(node[2])])
        else:
            inner = 1 + nesting(node[-1]) if node[0] in ("for", "while") else 0
        deepest = max(deepest, inner)
    return deepest


class _Return(Exception):
    """Carries the returned value out of the blocks around it."""


class _Machine:
    __slots__ = ("depth", "environment", "events", "limit", "reached", "steps")

    def __init__(self, environment: dict[str, Any], limit: int, events: list[Event] | None) -> None:
        self.environment = environment
        self.limit = limit
        self.events = events
        self.steps = 0
        self.depth = 0
        # Which statements ran, by identity: the same program data is the same objects all through one run.
        self.reached: set[int] = set()

    def block(self, block: Block) -> str:
        """Runs the block; says ``break`` or ``continue`` if it ended in one."""
        environment = self.environment
        for node in block:
            self.reached.add(id(node))
            head = node[0]
            if head == "if":
                signal = self.choice(node)
                if signal:
                    return signal
                continue
            if head == "for":
                self.each(node)
                continue
            if head == "while":
                self.loop(node)
                continue
            self.step()
            if head == "break" or head == "continue":
                self.note(head, node)
                return str(head)
            if head == "set":
                environment[node[1]] = checked(_value(node[2], environment))
            elif head == "add":
                new = BINARY[node[2]](environment[node[1]], _value(node[3], environment))
                environment[node[1]] = checked(new)
            elif head == "put":
                environment[node[1]][_value(node[2], environment)] = checked(_value(node[3], environment))
            elif head == "do":
                _value(node[1], environment)
            elif head == "sets":
                values = [checked(_value(e, environment)) for e in node[2]]
                for target, value in zip(node[1], values, strict=True):
                    if isinstance(target, str):
                        environment[target] = value
                    else:
                        environment[target[1][1]][_value(target[2], environment)] = value
            else:
                value = _value(node[1], environment)
                self.note("return", node, repr(value))
                raise _Return(value)
            if self.events is not None:
                self.note("set", node, *[repr(environment[name]) for name in assigned(node)])
        return ""

    def step(self) -> None:
        self.steps += 1
        if self.steps > self.limit:
            raise Stopped(f"more than {self.limit} steps")

    def note(self, kind: str, node: Node, *shown: str) -> None:
        if self.events is not None:
            self.events.append(Event(kind, self.depth, node, shown))

    def holds(self, condition: Node, kind: str = "test") -> bool:
        self.step()
        found = bool(_value(condition, self.environment))
        if self.events is not None:
            self.events.append(Event(kind, self.depth, condition, found))
        return found

    def choice(self, node: Node) -> str:
        for condition, block in node[1]:
            if self.holds(condition):
                return self.block(block)
        return self.block(node[2]) if node[2] else ""

    def each(self, node: Node) -> None:
        targets = node[1]
        environment = self.environment
        self.depth += 1
        for item in _value(node[2], environment):
            self.step()
            if len(targets) == 1:
                environment[targets[0]] = item
            else:
                for target, part in zip(targets, item, strict=True):
                    environment[target] = part
            if self.events is not None:
                self.note("pass", node, *[repr(environment[target]) for target in targets])
            if self.block(node[3]) == "break":
                break
        self.depth -= 1
        self.note("leave", node)

    def loop(self, node: Node) -> None:
        self.depth += 1
        while self.holds(node[1], "while"):
            self.note("pass", node)
            if self.block(node[2]) == "break":
                break
        self.depth -= 1
        self.note("leave", node)


def assigned(node: Node) -> list[str]:
    """The names that a simple statement gives a new value or changes in place."""
    if node[0] in ("set", "add", "put"):
        return [node[1]]
    if node[0] == "sets":
        return list(dict.fromkeys(target if isinstance(target, str) else target[1][1] for target in node[1]))
    return [node[1][2][1]]  # a method called on a name


def _value(node: Node, environment: dict[str, Any]) -> Any:
    head = node[0]
    if head == "name":
        return environment[node[1]]
    if head == "lit":
        return node[1]
    if head == "bin" or head == "cmp":
        return BINARY[node[1]](_value(node[2], environment), _value(node[3], environment))
    if head == "at":
        return _value(node[1], environment)[_value(node[2], environment)]
    if head == "call":
        return FUNCTIONS[node[1]](*[_value(argument, environment) for argument in node[2:]])
    if head == "method":
        return METHODS[node[1]](*[_value(argument, environment) for argument in node[2:]])
    if head == "minus":
        return -_value(node[1], environment)
    if head == "and":
        return _value(node[1], environment) and _value(node[2], environment)
    if head == "or":
        return _value(node[1], environment) or _value(node[2], environment)
    if head == "not":
        return not _value(node[1], environment)
    if head == "choose":
        return _value(node[2] if _value(node[1], environment) else node[3], environment)
    if head == "slice":
        low, high, step = [None if part is None else _value(part, environment) for part in node[2:]]
        return _value(node[1], environment)[low:high:step]
    if head == "list":
        return [_value(item, environment) for item in node[1:]]
    if head == "tuple":
        return tuple([_value(item, environment) for item in node[1:]])
    if head == "dict":
        return {_value(key, environment): _value(value, environment) for key, value in node[1:]}
    if head == "each":
        inner = dict(environment)
        kept = []
        for item in _value(node[3], environment):
            inner[node[2]] = item
            if node[4] is None or _value(node[4], inner):
                kept.append(_value(node[1], inner))
        return kept
    raise ValueError(f"no such expression: {head}")


def checked(value: Any) -> Any:
    """The value. Raises `Stopped` if it is too large to be handled by people."""
    kind = type(value)
    if kind is int and not -_LARGEST < value < _LARGEST:
        raise TooLarge("a number grew too large")
    if (kind is str or kind is list) and len(value) > _LONGEST:
        raise TooLarge("a value grew too long")
    return value


def copied(value: Any) -> Any:
    """An argument as a call gets it, so that what the call does to it, and to what it holds, stays its own."""
    if isinstance(value, list):
        # rows of a grid are changed too: a faulty program that appends to one would make its next call's argument
        return [copied(each) for each in value] if value and isinstance(value[0], (list, dict)) else list(value)
    if isinstance(value, dict):
        return {key: copied(each) for key, each in value.items()}
    return value
