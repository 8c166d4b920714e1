"""Arithmetic written in a seed template, read against a whitelist and worked out exactly.

The text is Python's infix notation for whole numbers, names, ``+ - * / // % **``, comparisons (chains too), ``and or
not``, ``a if c else b`` and a few functions. It is parsed, never run: the tree is checked node by node and turned
into closures. Numbers and truth values are kept apart: ``(a < b) + 1`` is refused.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from math import ceil, floor, gcd, isqrt, lcm
from typing import Any, NamedTuple

from schemas import BadInput

Number = int | Fraction
Values = Mapping[str, Number]

MAX_LENGTH = 500
MAX_OPERATORS = 64
MAX_PARENTHESES = 16
MAX_CONSTANT = 10**12
MAX_BITS = 4096


class Undefined(ArithmeticError):
    """An expression that has no value for these numbers: a division by zero, a result beyond all bounds."""


class Expression(NamedTuple):
    """A compiled expression.

    `names` are the variables in order of first mention; `truth` says whether the value is a truth value; `infix` is
    the text in the notation of `schemas.checks.Equations`, or None where that has no word for it.
    """

    text: str
    names: tuple[str, ...]
    truth: bool
    infix: str | None
    run: Callable[[Values], Any]

    def evaluate(self, values: Values) -> Number | bool:
        """The exact value; a whole number is always an `int`. Raises `Undefined`."""
        try:
            return self.run(values)  # type: ignore[no-any-return]
        except ZeroDivisionError:
            raise Undefined(f"'{self.text}' divides by zero{_at(self.names, values)}") from None
        except Undefined as error:
            raise Undefined(f"'{self.text}' has no value{_at(self.names, values)} ({error})") from None
        except KeyError as missing:
            raise Undefined(f"'{self.text}' needs a value of {missing}") from None


def compile_expression(text: str, place: str, known: Collection[str] | None = None) -> Expression:
    """The text as an `Expression`; `known`, when given, are the only names it may use.

    Raises `BadInput` at `place` for text that is too long or too deep, for anything outside the whitelist, for
    unknown names and for truth values used as numbers or the reverse.
    """
    return _Reader(text, place, known).read()


def linear_in(expression: Expression, unknown: Collection[str]) -> bool:
    """Whether the expression is linear in the unknown names, as it is written and whatever values the others have."""
    return _degree(ast.parse(expression.text.strip(), mode="eval").body, unknown) < 2


def _degree(tree: ast.AST, unknown: Collection[str]) -> int:
    """0 without unknown names, 1 if linear in them, else 2."""
    match tree:
        case ast.Name(id=name):
            return int(name in unknown)
        case ast.UnaryOp(operand=operand):
            return _degree(operand, unknown)
        case ast.BinOp(op=ast.Add() | ast.Sub(), left=left, right=right):
            return max(_degree(left, unknown), _degree(right, unknown))
        case ast.BinOp(op=ast.Mult(), left=left, right=right):
            return min(2, _degree(left, unknown) + _degree(right, unknown))
        case ast.BinOp(op=ast.Div(), left=left, right=right):
            return 2 if _degree(right, unknown) else _degree(left, unknown)
        case ast.Call(args=parts):
            return 2 * max(min(1, _degree(part, unknown)) for part in parts)
        case ast.BinOp(left=left, right=right):
            return 2 * min(1, max(_degree(left, unknown), _degree(right, unknown)))
    return 0


def _at(names: tuple[str, ...], values: Values) -> str:
    return (" at " + ", ".join(f"{name} = {values[name]}" for name in names)) if names else ""


class _Node(NamedTuple):
    run: Callable[[Values], Any]
    truth: bool
    infix: str | None
    binding: int  # how tightly the infix text's last operation binds: 0 a sign, 1 sums, 2 products, 4 all else


_ALLOWED = re.compile(r"[A-Za-z0-9_ \t\n+\-*/%()<>=!,.]*")
_OPERATOR = re.compile(r"//|\*\*|[<>=!]=|[-+*/%<>,]|\b(?:and|or|not|if)\b")
_GLUED = re.compile(r"(?<![A-Za-z0-9_])[0-9]+[A-Za-z_][A-Za-z0-9_]*")


class _Reader:
    def __init__(self, text: str, place: str, known: Collection[str] | None) -> None:
        self.text = text
        self.place = place
        self.known = known
        self.names: dict[str, None] = {}

    def read(self) -> Expression:
        node = self.node(self.parsed())
        return Expression(self.text, tuple(self.names), node.truth, node.infix, node.run)

    def parsed(self) -> ast.expr:
        """The syntax tree. Size and depth are bounded on the text, before a parser sees it."""
        text = self.text
        if len(text) > MAX_LENGTH:
            raise self.bad(
                f"an expression of {len(text)} characters, at most {MAX_LENGTH} are read", "split it in derived steps"
            )
        allowed = _ALLOWED.match(text)
        if allowed is None or allowed.end() < len(text):
            strange = text[allowed.end() if allowed else 0]
            raise self.bad(
                f"the character {strange!r} in '{text}'", "use names, whole numbers, operators and parentheses only"
            )
        glued = _GLUED.search(text)
        if glued:
            raise self.bad(f"'{glued.group()}' is neither a number nor a name", "write plain digits such as 1000")
        depth = deepest = 0
        for character in text:
            depth += (character == "(") - (character == ")")
            deepest = max(deepest, depth)
        if deepest > MAX_PARENTHESES:
            raise self.bad(
                f"parentheses {deepest} deep, at most {MAX_PARENTHESES} are read", "split it in derived steps"
            )
        count = len(_OPERATOR.findall(text))
        if count > MAX_OPERATORS:
            raise self.bad(f"{count} operators, at most {MAX_OPERATORS} are read", "split it in derived steps")
        try:
            return ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise self.bad(f"'{text}' is not an expression", "write arithmetic such as (a + b) * 3") from None

    def node(self, tree: ast.expr) -> _Node:
        match tree:
            case ast.Constant(value=bool()) | ast.Constant(value=None):
                raise self.bad(f"'{ast.unparse(tree)}' in an expression", "compare numbers instead")
            case ast.Constant(value=int(number)):
                if number > MAX_CONSTANT:
                    raise self.bad(f"the constant {number}", f"use numbers up to {MAX_CONSTANT:,}")
                return _Node(lambda values: number, False, str(number), 4)
            case ast.Constant(value=float()):
                raise self.bad(f"the decimal {ast.unparse(tree)}", "write an exact fraction such as 1/2")
            case ast.Name(id=name):
                return self.name(name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return _negative(self.number(operand))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                inner = self.truth(operand).run
                return _Node(lambda values: not inner(values), True, None, 4)
            case ast.BinOp(op=op, left=left, right=right) if type(op) in _BINARY:
                return _binary(type(op), self.number(left), self.number(right))
            case ast.Compare(ops=ops, comparators=comparators, left=left):
                return self.comparison(left, ops, comparators)
            case ast.BoolOp(op=op, values=parts):
                runs = [self.truth(part).run for part in parts]
                if isinstance(op, ast.And):
                    return _Node(lambda values: all(run(values) for run in runs), True, None, 4)
                return _Node(lambda values: any(run(values) for run in runs), True, None, 4)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self.conditional(test, body, orelse)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self.call(name, args)
        raise self.bad(f"'{ast.unparse(tree)}' ({_LABELS.get(type(tree), 'that form')}) is not read", _ONLY)

    def name(self, name: str) -> _Node:
        if name in _FUNCTIONS:
            raise self.bad(f"the function '{name}' without its arguments", f"write {name}(...)")
        if self.known is not None and name not in self.known:
            close = difflib.get_close_matches(name, sorted(self.known), 1)
            listed = ", ".join(sorted(self.known)) or "none"
            remedy = f"did you mean '{close[0]}'?" if close else f"define it before its use (known here: {listed})"
            raise self.bad(f"nothing defines '{name}'", remedy)
        self.names[name] = None
        return _Node(lambda values: values[name], False, name, 4)

    def comparison(self, left: ast.expr, ops: list[ast.cmpop], comparators: list[ast.expr]) -> _Node:
        if not all(type(op) in _COMPARISONS for op in ops):
            raise self.bad(f"a comparison in '{self.text}' that is not read", "use < <= > >= == !=")
        sides = [self.number(side).run for side in (left, *comparators)]
        tests = [_COMPARISONS[type(op)] for op in ops]

        def compare(values: Values) -> bool:
            before = sides[0](values)
            for test, side in zip(tests, sides[1:], strict=True):
                after = side(values)
                if not test(before, after):
                    return False
                before = after
            return True

        return _Node(compare, True, None, 4)

    def conditional(self, test: ast.expr, body: ast.expr, orelse: ast.expr) -> _Node:
        condition, yes, no = self.truth(test).run, self.node(body), self.node(orelse)
        if yes.truth != no.truth:
            raise self.bad(f"the two branches in '{self.text}' differ in kind", "make both numbers or both conditions")
        return _Node(lambda values: yes.run(values) if condition(values) else no.run(values), yes.truth, None, 4)

    def call(self, name: str, args: list[ast.expr]) -> _Node:
        if name not in _FUNCTIONS:
            close = difflib.get_close_matches(name, _FUNCTIONS, 1)
            remedy = f"did you mean '{close[0]}'?" if close else f"the functions are {', '.join(_FUNCTIONS)}"
            raise self.bad(f"there is no function '{name}'", remedy)
        function = _FUNCTIONS[name]
        if not function.fewest <= len(args) <= function.most:
            wanted = str(function.fewest) if function.fewest == function.most else f"{function.fewest} or more"
            raise self.bad(f"{name} with {len(args)} arguments in '{self.text}'", f"give it {wanted}")
        nodes = [self.number(arg) for arg in args]
        runs = [node.run for node in nodes]
        infix = None
        if function.in_equations and all(node.infix is not None for node in nodes):
            infix = f"{name}({', '.join(str(node.infix) for node in nodes)})"
        compute = function.compute
        return _Node(lambda values: compute([run(values) for run in runs]), function.truth, infix, 4)

    def number(self, tree: ast.expr) -> _Node:
        node = self.node(tree)
        if node.truth:
            problem = f"'{ast.unparse(tree)}' is a condition where a number is wanted"
            raise self.bad(problem, "use a conditional: 1 if ... else 0")
        return node

    def truth(self, tree: ast.expr) -> _Node:
        node = self.node(tree)
        if not node.truth:
            raise self.bad(f"'{ast.unparse(tree)}' is a number where a condition is wanted", "compare it: ... > 0")
        return node

    def bad(self, problem: str, remedy: str) -> BadInput:
        return BadInput(self.place, problem, remedy)


_ONLY = "use names, whole numbers, + - * / // % **, comparisons, and/or/not, if/else and the known functions"
_LABELS: dict[type[ast.expr], str] = {
    ast.Attribute: "an attribute", ast.Lambda: "a lambda", ast.Subscript: "an index", ast.List: "a list",
    ast.Tuple: "a tuple", ast.NamedExpr: "an assignment", ast.Starred: "a star", ast.Call: "such a call",
    ast.BinOp: "that operator", ast.UnaryOp: "that sign", ast.Constant: "that constant", ast.Await: "await",
}  # fmt: skip


def _negative(node: _Node) -> _Node:
    run = node.run
    infix = None if node.infix is None else f"-{_enclosed(node, 4)}"
    # Binding 0 encloses a sign in every operation, so that no reader can take (-a) // b for -(a // b).
    return _Node(lambda values: -run(values), False, infix, 0)


def _binary(kind: type[ast.operator], left: _Node, right: _Node) -> _Node:
    sign, binding, apply = _BINARY[kind]
    first, second = left.run, right.run
    infix = None
    if sign and left.infix is not None and right.infix is not None:
        infix = f"{_enclosed(left, binding)} {sign} {_enclosed(right, binding + 1)}"
    return _Node(lambda values: apply(first(values), second(values)), False, infix, binding)


def _enclosed(node: _Node, least: int) -> str:
    return f"({node.infix})" if node.binding < least else str(node.infix)


def _tidy(value: Number) -> Number:
    """The value with a whole fraction as an integer."""
    return value.numerator if type(value) is Fraction and value.denominator == 1 else value


def _bounded(value: Number) -> Number:
    if value.numerator.bit_length() > MAX_BITS or value.denominator.bit_length() > MAX_BITS:
        raise Undefined(f"a number of more than {MAX_BITS} bits")
    return _tidy(value)


def _quotient(left: Number, right: Number) -> Number:
    if type(left) is int and type(right) is int and right:
        whole, rest = divmod(left, right)
        return _bounded(Fraction(left, right)) if rest else whole
    return _bounded(Fraction(left) / right)


def _power(base: Number, exponent: Number) -> Number:
    if type(exponent) is not int or not 0 <= exponent <= MAX_BITS:
        raise Undefined(f"the exponent {exponent} is not a whole number from 0 to {MAX_BITS}")
    size = max(base.numerator.bit_length(), base.denominator.bit_length())
    if size > 1 and size * exponent > MAX_BITS:
        raise Undefined(f"a power of more than {MAX_BITS} bits")
    return _tidy(base**exponent)


_BINARY: dict[type[ast.operator], tuple[str, int, Callable[[Any, Any], Any]]] = {
    ast.Add: ("+", 1, lambda left, right: _tidy(left + right)),
    ast.Sub: ("-", 1, lambda left, right: _tidy(left - right)),
    ast.Mult: ("*", 2, lambda left, right: _bounded(left * right)),
    ast.Div: ("/", 2, _quotient),
    ast.FloorDiv: ("//", 2, lambda left, right: left // right),
    ast.Mod: ("%", 2, lambda left, right: _tidy(left % right)),
    ast.Pow: ("", 3, _power),
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: lambda left, right: left < right, ast.LtE: lambda left, right: left <= right,
    ast.Gt: lambda left, right: left > right, ast.GtE: lambda left, right: left >= right,
    ast.Eq: lambda left, right: left == right, ast.NotEq: lambda left, right: left != right,
}  # fmt: skip


def _whole(arguments: list[Number]) -> list[int]:
    for value in arguments:
        if type(value) is not int:
            raise Undefined(f"{value} is not whole")
    return arguments  # type: ignore[return-value]


def _root(arguments: list[Number]) -> int:
    (value,) = _whole(arguments)
    if value < 0:
        raise Undefined(f"the root of {value}")
    return isqrt(value)


def _divides(arguments: list[Number]) -> bool:
    divisor, value = _whole(arguments)
    return value % divisor == 0 if divisor else value == 0


class _Function(NamedTuple):
    fewest: int
    most: int
    compute: Callable[[list[Number]], Any]
    truth: bool = False
    in_equations: bool = True


_FUNCTIONS: dict[str, _Function] = {
    "min": _Function(2, 16, min),
    "max": _Function(2, 16, max),
    "abs": _Function(1, 1, lambda found: abs(found[0])),
    "floor": _Function(1, 1, lambda found: floor(found[0])),
    "ceil": _Function(1, 1, lambda found: ceil(found[0])),
    "gcd": _Function(2, 16, lambda found: gcd(*_whole(found))),
    "lcm": _Function(2, 16, lambda found: _bounded(lcm(*_whole(found)))),
    "isqrt": _Function(1, 1, _root, in_equations=False),
    "divides": _Function(2, 2, _divides, truth=True, in_equations=False),
}

FUNCTIONS: tuple[str, ...] = tuple(_FUNCTIONS)
