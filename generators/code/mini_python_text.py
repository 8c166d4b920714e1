"""Reads Python text as `generators.code.mini_python` data, and runs such data fast.

Templates of programs are easiest written as the text that a person would write. `read_block` makes data of it, name x
becoming ``$x``; `Runner` turns data into closures, several times faster than the interpreter that keeps a record, and
programs that share statements share their closures.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from generators.code.mini_python import (
    BINARY,
    FAILURES,
    FUNCTIONS,
    METHODS,
    Block,
    Endless,
    Node,
    Stopped,
    checked,
    copied,
)

# Reading

_OPERATORS: dict[type, str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//", ast.Mod: "%",
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.In: "in", ast.NotIn: "not in", ast.And: "and", ast.Or: "or",
}  # fmt: skip


def read_block(text: str) -> Block:
    """The statements of a function's body as data. Raises `ValueError` for Python that has no place in it."""
    return _block(ast.parse(text).body)


def _block(body: Sequence[ast.stmt]) -> Block:
    return tuple([_statement(each) for each in body])


def _statement(node: ast.stmt) -> Node:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return ("set", f"${name}", _read(value))
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            places = [f"${each.id}" if isinstance(each, ast.Name) else _read(each) for each in targets]
            return ("sets", tuple(places), tuple([_read(each) for each in values]))
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name), slice=index)], value=value):
            return ("put", f"${name}", _read(index), _read(value))
        case ast.AugAssign(target=ast.Name(id=name), op=op, value=value):
            return ("add", f"${name}", _OPERATORS[type(op)], _read(value))
        case ast.Expr(value=value):
            return ("do", _read(value))
        case ast.If(test=test, body=body, orelse=rest):
            branches = [(_read(test), _block(body))]
            while len(rest) == 1 and isinstance(rest[0], ast.If):
                branches.append((_read(rest[0].test), _block(rest[0].body)))
                rest = rest[0].orelse
            return ("if", tuple(branches), _block(rest))
        case ast.For(target=ast.Name(id=name), iter=iterable, body=body):
            return ("for", (f"${name}",), _read(iterable), _block(body))
        case ast.For(target=ast.Tuple(elts=targets), iter=iterable, body=body):
            names = tuple([f"${each.id}" for each in targets if isinstance(each, ast.Name)])
            return ("for", names, _read(iterable), _block(body))
        case ast.While(test=test, body=body):
            return ("while", _read(test), _block(body))
        case ast.Return(value=ast.expr() as value):
            return ("return", _read(value))
        case ast.Break():
            return ("break",)
        case ast.Continue():
            return ("continue",)
    raise ValueError(f"no such statement: {ast.unparse(node)}")


def _read(node: ast.expr) -> Node:
    match node:
        case ast.Constant(value=value):
            return ("lit", value)
        case ast.Name(id=name):
            return ("name", f"${name}")
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)):
            return ("lit", -value)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return ("minus", _read(inner))
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return denied(_read(inner))
        case ast.BinOp(left=left, op=op, right=right):
            return ("bin", _OPERATORS[type(op)], _read(left), _read(right))
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            values = [_read(each) for each in (left, *comparators)]
            parts: list[Node] = [("cmp", _OPERATORS[type(op)], values[i], values[i + 1]) for i, op in enumerate(ops)]
            return _joined("and", parts)
        case ast.BoolOp(op=op, values=operands):
            return _joined(_OPERATORS[type(op)], [_read(each) for each in operands])
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return ("call", name, *[_read(each) for each in arguments])
        case ast.Call(func=ast.Attribute(value=thing, attr=name), args=arguments):
            return ("method", name, _read(thing), *[_read(each) for each in arguments])
        case ast.Subscript(value=thing, slice=ast.Slice(lower=low, upper=high, step=step)):
            return ("slice", _read(thing), *[None if each is None else _read(each) for each in (low, high, step)])
        case ast.Subscript(value=thing, slice=index):
            return ("at", _read(thing), _read(index))
        case ast.List(elts=items):
            return ("list", *[_read(each) for each in items])
        case ast.Tuple(elts=items):
            return ("tuple", *[_read(each) for each in items])
        case ast.Dict(keys=keys, values=values):
            return ("dict", *[(_read(k), _read(v)) for k, v in zip(keys, values, strict=True) if k is not None])
        case ast.IfExp(test=test, body=body, orelse=rest):
            return ("choose", _read(test), _read(body), _read(rest))
        case ast.ListComp(elt=item, generators=[ast.comprehension(target=ast.Name(id=name), iter=within, ifs=ifs)]):
            condition = _joined("and", [_read(each) for each in ifs]) if ifs else None
            return ("each", _read(item), f"${name}", _read(within), condition)
    raise ValueError(f"no such expression: {ast.unparse(node)}")


_OPPOSITES = {"==": "!=", "<": ">=", "<=": ">", "in": "not in"}
_OPPOSITES |= {second: first for first, second in _OPPOSITES.items()}


def denied(condition: Node) -> Node:
    """The opposite of a condition, said of its comparisons where that can be."""
    if condition[0] == "cmp":
        return ("cmp", _OPPOSITES[condition[1]], *condition[2:])
    if condition[0] in ("and", "or"):
        return ("or" if condition[0] == "and" else "and", *map(denied, condition[1:]))
    return ("not", condition)


def _joined(op: str, parts: list[Node]) -> Node:
    found = parts[0]
    for part in parts[1:]:
        found = (op, found, part)
    return found


# Running

Environment = dict[str, Any]
_Value = Callable[[Environment], Any]
_Step = Callable[[Environment], int]
_ON, _BREAK, _CONTINUE, _RETURN = range(4)
_PASSES, _RESULT = "passes left", "result"  # no names of programs, which begin with a dollar sign


class Runner:
    """Turns programs into functions. A call may make `passes` passes through loops; what Python would refuse, what
    takes longer or grows too large raises `Stopped`."""

    def __init__(self, passes: int = 2_000) -> None:
        self.passes = passes
        self._values: dict[int, tuple[Node, _Value]] = {}  # by identity; the node is kept so that it stays its own
        self._steps: dict[int, tuple[Node, _Step]] = {}
        self.last_passes = self.most_passes = 0
        """The passes that the last call has made, and the most that any has made so far."""
        self.environment: Environment = {}
        """The variables at the end of the last call."""

    def function(self, parameters: Sequence[str], block: Block) -> Callable[[Sequence[Any]], Any]:
        """The program as a function of its list of arguments."""
        run = self._block(block)

        def called(arguments: Sequence[Any]) -> Any:
            environment: Environment = dict(zip(parameters, map(copied, arguments), strict=True))
            environment[_PASSES] = self.passes
            try:
                signal = run(environment)
            except FAILURES as error:
                raise Stopped(f"{type(error).__name__}: {error}") from error
            if signal != _RETURN:
                raise Stopped("the function ends without a return")
            self.environment = environment
            self.last_passes = self.passes - environment[_PASSES]
            self.most_passes = max(self.most_passes, self.last_passes)
            return environment[_RESULT]

        return called

    def _block(self, block: Block) -> _Step:
        steps = [self._step(node) for node in block]
        if len(steps) == 1:
            return steps[0]

        def run(environment: Environment) -> int:
            for step in steps:
                signal = step(environment)
                if signal:
                    return signal
            return _ON

        return run

    def _step(self, node: Node) -> _Step:
        known = self._steps.get(id(node))
        if known is None:
            known = self._steps[id(node)] = (node, self._stepped(node))
        return known[1]

    def _stepped(self, node: Node) -> _Step:
        head = node[0]
        if head == "if":
            return self._choice([(self._value(c), self._block(b)) for c, b in node[1]], self._block(node[2]))
        if head == "for":
            return _each(node[1], self._value(node[2]), self._block(node[3]))
        if head == "while":
            return _loop(self._value(node[1]), self._block(node[2]))
        if head in ("break", "continue"):
            signal = _BREAK if head == "break" else _CONTINUE
            return lambda environment: signal
        if head == "return":
            result = self._value(node[1])

            def leave(environment: Environment) -> int:
                environment[_RESULT] = result(environment)
                return _RETURN

            return leave
        change = self._changed(node)

        def run(environment: Environment) -> int:
            change(environment)
            return _ON

        return run

    def _changed(self, node: Node) -> _Value:
        head = node[0]
        if head == "do":
            return self._value(node[1])
        if head == "sets":
            values = [self._value(each) for each in node[2]]
            places = [each if isinstance(each, str) else (each[1][1], self._value(each[2])) for each in node[1]]

            def set_all(environment: Environment) -> None:
                found = [checked(value(environment)) for value in values]
                for place, new in zip(places, found, strict=True):
                    if isinstance(place, str):
                        environment[place] = new
                    else:
                        environment[place[0]][place[1](environment)] = new

            return set_all
        name, value = node[1], self._value(node[-1])
        if head == "set":
            return lambda environment: environment.__setitem__(name, checked(value(environment)))
        if head == "add":
            operate = BINARY[node[2]]
            return lambda environment: environment.__setitem__(
                name, checked(operate(environment[name], value(environment)))
            )
        index = self._value(node[2])
        return lambda environment: environment[name].__setitem__(index(environment), checked(value(environment)))

    @staticmethod
    def _choice(branches: list[tuple[_Value, _Step]], otherwise: _Step) -> _Step:
        if len(branches) == 1:
            ((holds, block),) = branches
            return lambda environment: block(environment) if holds(environment) else otherwise(environment)

        def run(environment: Environment) -> int:
            for holds, block in branches:
                if holds(environment):
                    return block(environment)
            return otherwise(environment)

        return run

    def _value(self, node: Node) -> _Value:
        known = self._values.get(id(node))
        if known is None:
            known = self._values[id(node)] = (node, self._valued(node))
        return known[1]

    def _valued(self, node: Node) -> _Value:
        head = node[0]
        if head == "name":
            name = node[1]
            return lambda environment: environment[name]
        if head == "lit":
            constant = node[1]
            return lambda environment: constant
        if head in ("bin", "cmp"):
            operate, left, right = BINARY[node[1]], self._value(node[2]), self._value(node[3])
            if node[1] == "*":  # only products grow so fast that a few more could not be waited for
                return lambda environment: checked(operate(left(environment), right(environment)))
            return lambda environment: operate(left(environment), right(environment))
        if head == "each":
            return self._comprehension(node)
        if head == "slice":
            parts: list[_Value] = [
                (lambda environment: None) if part is None else self._value(part) for part in node[1:]
            ]
            whole, low, high, step = parts
            return lambda environment: whole(environment)[low(environment) : high(environment) : step(environment)]
        if head == "dict":
            pairs = [(self._value(key), self._value(value)) for key, value in node[1:]]
            return lambda environment: {key(environment): value(environment) for key, value in pairs}
        values = [self._value(part) for part in node[1 if head not in ("call", "method") else 2 :]]
        if head in ("call", "method"):
            function = (FUNCTIONS if head == "call" else METHODS)[node[1]]
            if len(values) == 1:
                (only,) = values
                return lambda environment: function(only(environment))
            return lambda environment: function(*[value(environment) for value in values])
        if head == "list":
            return lambda environment: [value(environment) for value in values]
        if head == "tuple":
            return lambda environment: tuple([value(environment) for value in values])
        first = values[0]
        if head == "not":
            return lambda environment: not first(environment)
        if head == "minus":
            return lambda environment: -first(environment)
        second = values[1]
        if head == "at":
            return lambda environment: first(environment)[second(environment)]
        if head == "and":
            return lambda environment: first(environment) and second(environment)
        if head == "or":
            return lambda environment: first(environment) or second(environment)
        if head == "choose":
            third = values[2]
            return lambda environment: second(environment) if first(environment) else third(environment)
        raise ValueError(f"no such expression: {head}")

    def _comprehension(self, node: Node) -> _Value:
        item, name, within = self._value(node[1]), node[2], self._value(node[3])
        condition = self._value(node[4]) if node[4] else None

        def made(environment: Environment) -> list[Any]:
            inner = dict(environment)
            found = []
            for each in within(environment):
                inner[name] = each
                if condition is None or condition(inner):
                    found.append(item(inner))
            return found

        return made


def _passed(environment: Environment) -> None:
    environment[_PASSES] -= 1
    if environment[_PASSES] < 0:
        raise Endless("too many passes through loops")


def _each(names: tuple[str, ...], within: _Value, block: _Step) -> _Step:
    def run(environment: Environment) -> int:
        for item in within(environment):
            _passed(environment)
            if len(names) == 1:
                environment[names[0]] = item
            else:
                for name, part in zip(names, item, strict=True):
                    environment[name] = part
            signal = block(environment)
            if signal == _BREAK:
                break
            if signal == _RETURN:
                return signal
        return _ON

    return run


def _loop(condition: _Value, block: _Step) -> _Step:
    def run(environment: Environment) -> int:
        while condition(environment):
            _passed(environment)
            signal = block(environment)
            if signal == _BREAK:
                break
            if signal == _RETURN:
                return signal
        return _ON

    return run


__all__ = ["Runner", "denied", "read_block"]
