"""Formulas over finite integer variables, compiled to work on many points at once.

The grammar is that of `schemas.checks.Finite`. A formula is parsed into Python's expression tree, of which only what
the grammar names is taken; nothing is ever executed as Python. Together with each formula goes an interval that holds
all its values, so that no 64-bit integer can overflow and no division by zero can happen unseen.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from itertools import combinations, product
from typing import Any

import numpy as np
from msgspec import Struct

from validators.number_tables import LARGEST_ARGUMENT, TABLES, payable, table

Column = Any  # numpy array of int64 or bool, one entry a point
Point = Mapping[str, Column]

LARGEST = 2**62
"""No intermediate value may be larger in size: sums and differences of two such still fit 64 bits."""
DEEPEST = 60
LONGEST = 4_000
_MOST_EXPONENT = 62
_LARGEST_RADICAND = 10**12  # the next power still fits 64 bits, whatever the degree


class Malformed(Exception):
    """A formula that cannot be read, or that could overflow or divide by zero. The text says which and why."""


class Formula(Struct, frozen=True):
    """A compiled formula.

    `value` gives its column at the points; `low` and `high` bound it everywhere on the domain (a truth value counts as
    0 or 1); `names` are the variables in it; `truth` says that it is a truth value; `cost` is its work at one point in
    units of one addition.
    """

    value: Callable[[Point], Column]
    low: int
    high: int
    names: frozenset[str]
    truth: bool
    cost: int


def compiled(text: str, ranges: Mapping[str, tuple[int, int]]) -> Formula:
    """The formula over variables with these ranges (both ends included). Raises `Malformed`."""
    if len(text) > LONGEST:
        raise Malformed(f"a formula has more than {LONGEST} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise Malformed(f"cannot read {text[:80]!r}") from None
    return _Compiler(ranges, text).formula(tree, 0)


class _Compiler:
    def __init__(self, ranges: Mapping[str, tuple[int, int]], text: str) -> None:
        self.ranges = ranges
        self.text = text[:80]

    def formula(self, node: ast.expr, depth: int) -> Formula:
        if depth > DEEPEST:
            raise Malformed(f"{self.text!r} nests deeper than {DEEPEST}")
        match node:
            case ast.Constant(value=bool(value)) | ast.Constant(value=int(value)):
                return self.bounded(lambda point: value, int(value), int(value), (), 0, truth=isinstance(value, bool))
            case ast.Name(id=name):
                if name not in self.ranges:
                    raise Malformed(f"{self.text!r} names '{name}', which is no variable")
                low, high = self.ranges[name]
                found = self.bounded(lambda point: point[name], low, high, (), 0)
                return Formula(found.value, low, high, frozenset({name}), False, 0)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=inner):
                part = self.formula(inner, depth + 1)
                if isinstance(sign, ast.UAdd):
                    return part
                return self.bounded(lambda point: -_number(part, point), -part.high, -part.low, (part,), 1)
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                part = self.truth(inner, depth)
                return self.bounded(lambda point: np.logical_not(part.value(point)), 0, 1, (part,), 1, truth=True)
            case ast.BoolOp(op=op, values=values):
                parts = tuple(self.truth(value, depth) for value in values)
                join = np.logical_and if isinstance(op, ast.And) else np.logical_or
                return self.bounded(lambda point: _folded(join, parts, point), 0, 1, parts, len(parts), truth=True)
            case ast.Compare(left=left, ops=ops, comparators=others):
                return self.comparison([left, *others], ops, depth)
            case ast.BinOp(left=left, op=op, right=right):
                return self.operation(op, self.formula(left, depth + 1), self.formula(right, depth + 1))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self.call(name, tuple(self.formula(each, depth + 1) for each in arguments))
        raise Malformed(f"{self.text!r} has a part that is not of the grammar ({type(node).__name__})")

    def truth(self, node: ast.expr, depth: int) -> Formula:
        part = self.formula(node, depth + 1)
        if not part.truth:
            raise Malformed(f"{self.text!r} joins a number where a condition belongs")
        return part

    def comparison(self, sides: list[ast.expr], ops: list[ast.cmpop], depth: int) -> Formula:
        parts = tuple(self.formula(side, depth + 1) for side in sides)
        compare = []
        for op in ops:
            if type(op) not in _COMPARISONS:
                raise Malformed(f"{self.text!r} compares by {type(op).__name__}")
            compare.append(_COMPARISONS[type(op)])

        def value(point: Point) -> Column:
            columns = [_number(part, point) for part in parts]
            result = compare[0](columns[0], columns[1])
            for place in range(1, len(compare)):
                result = np.logical_and(result, compare[place](columns[place], columns[place + 1]))
            return result

        return self.bounded(value, 0, 1, parts, len(parts), truth=True)

    def operation(self, op: ast.operator, left: Formula, right: Formula) -> Formula:
        both = left, right

        def columns(point: Point) -> tuple[Column, Column]:
            return _number(left, point), _number(right, point)

        match op:
            case ast.Add():
                low, high = left.low + right.low, left.high + right.high
                return self.bounded(lambda point: operator.add(*columns(point)), low, high, both, 1)
            case ast.Sub():
                low, high = left.low - right.high, left.high - right.low
                return self.bounded(lambda point: operator.sub(*columns(point)), low, high, both, 1)
            case ast.Mult():
                low, high = _corners(operator.mul, left, right)
                return self.bounded(lambda point: operator.mul(*columns(point)), low, high, both, 1)
            case ast.FloorDiv():
                self.divisor(right)
                low, high = _corners(operator.floordiv, left, right)
                return self.bounded(lambda point: operator.floordiv(*columns(point)), low, high, both, 4)
            case ast.Mod():
                self.divisor(right)
                low, high = (0, right.high - 1) if right.low > 0 else (right.low + 1, 0)
                return self.bounded(lambda point: operator.mod(*columns(point)), low, high, both, 4)
            case ast.Pow():
                if right.low < 0 or right.high > _MOST_EXPONENT:
                    raise Malformed(f"{self.text!r} has an exponent outside 0 to {_MOST_EXPONENT}")
                reach = max(abs(left.low), abs(left.high)) ** right.high
                low = left.low**right.low if left.low > 0 else 0 if left.low == 0 else -max(1, reach)
                return self.bounded(
                    lambda point: np.power(*(np.asarray(each) for each in columns(point))), low, max(1, reach), both, 8
                )
        raise Malformed(f"{self.text!r} has the operation {type(op).__name__}")

    def divisor(self, part: Formula) -> None:
        if part.low <= 0 <= part.high:
            raise Malformed(f"{self.text!r} may divide by zero")

    def call(self, name: str, parts: tuple[Formula, ...]) -> Formula:
        fewest, most = _FUNCTIONS.get(name, (0, -1))
        if not fewest <= len(parts) <= most:
            raise Malformed(f"{self.text!r} has no such function as {name} of {len(parts)} arguments")
        match name:
            case "abs":
                (part,) = parts
                high = max(abs(part.low), abs(part.high))
                return self.bounded(lambda point: abs(_number(part, point)), 0, high, parts, 1)
            case "min" | "max":
                pick: Any = np.minimum if name == "min" else np.maximum
                choose = min if name == "min" else max
                low, high = choose(part.low for part in parts), choose(part.high for part in parts)
                return self.bounded(lambda point: _folded(pick, parts, point), low, high, parts, len(parts))
            case "gcd":
                high = max(max(abs(part.low), abs(part.high)) for part in parts)
                low = int(any(part.low > 0 or part.high < 0 for part in parts))
                return self.bounded(lambda point: _folded(np.gcd, parts, point), low, high, parts, 30 * len(parts))
            case "distinct":
                pairs = len(parts) * (len(parts) - 1) // 2
                return self.bounded(lambda point: _distinct(parts, point), 0, 1, parts, pairs, truth=True)
            case "digitsum":
                (part,) = parts
                digits = len(str(max(abs(part.low), abs(part.high))))
                return self.bounded(
                    lambda point: _digit_sum(_number(part, point), digits), 0, 9 * digits, parts, 8 * digits
                )
            case "pow":
                return self.power(parts)
            case "root":
                return self.root(parts)
            case "payable":
                return self.payable(parts)
        (part,) = parts
        if part.low < 0 or part.high > LARGEST_ARGUMENT:
            raise Malformed(f"{self.text!r} takes {name} outside 0 to {LARGEST_ARGUMENT}")
        values = table(name, part.high)
        truth = name == "prime"
        values = values == 1 if truth else values
        return self.bounded(
            lambda point: values[_number(part, point)], 0, TABLES[name], parts, 2 if part.names else 1, truth=truth
        )

    def payable(self, parts: tuple[Formula, ...]) -> Formula:
        amount, *coins = parts
        if any(coin.low != coin.high or not 1 <= coin.low <= LARGEST_ARGUMENT for coin in coins):
            raise Malformed(f"{self.text!r} has a coin that is no number from 1 to {LARGEST_ARGUMENT}")
        if amount.low < 0 or amount.high > LARGEST_ARGUMENT:
            raise Malformed(f"{self.text!r} asks for amounts outside 0 to {LARGEST_ARGUMENT}")
        can = payable(tuple(coin.low for coin in coins), amount.high)
        return self.bounded(lambda point: can[_number(amount, point)], 0, 1, (amount,), 2, truth=True)

    def root(self, parts: tuple[Formula, ...]) -> Formula:
        radicand, degree = parts
        if degree.low != degree.high or not 2 <= degree.low <= _MOST_EXPONENT:
            raise Malformed(f"{self.text!r} takes a root whose degree is no number from 2 to {_MOST_EXPONENT}")
        if radicand.low < 0 or radicand.high > _LARGEST_RADICAND:
            raise Malformed(f"{self.text!r} takes a root of what may lie outside 0 to {_LARGEST_RADICAND}")
        number = degree.low
        return self.bounded(
            lambda point: _root(_number(radicand, point), number),
            0, round(radicand.high ** (1 / number)) + 1, (radicand,), 12,
        )  # fmt: skip

    def power(self, parts: tuple[Formula, ...]) -> Formula:
        exponent, modulus = parts[1:]
        if exponent.low < 0 or exponent.high > LARGEST or modulus.low < 1 or modulus.high >= 2**31:
            raise Malformed(f"{self.text!r} takes a power with a negative exponent or a modulus outside 1 to 2^31")
        bits = exponent.high.bit_length()
        return self.bounded(
            lambda point: _power([_number(part, point) for part in parts], bits),
            0, modulus.high - 1, parts, 10 * bits + 10,
        )  # fmt: skip

    def bounded(
        self,
        value: Callable[[Point], Column],
        low: int,
        high: int,
        parts: tuple[Formula, ...],
        cost: int,
        *,
        truth: bool = False,
    ) -> Formula:
        if max(abs(low), abs(high)) > LARGEST:
            raise Malformed(f"{self.text!r} can exceed 2^62")
        names = frozenset[str]().union(*(part.names for part in parts))
        return Formula(value, low, high, names, truth, cost + sum(part.cost for part in parts))


_FUNCTIONS = {
    "abs": (1, 1), "min": (1, 64), "max": (1, 64), "gcd": (1, 8), "pow": (3, 3), "distinct": (2, 64),
    "digitsum": (1, 1), "root": (2, 2), "payable": (2, 9), **dict.fromkeys(TABLES, (1, 1)),
}  # fmt: skip
_COMPARISONS: dict[type[ast.cmpop], Any] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}  # fmt: skip


def _number(part: Formula, point: Point) -> Column:
    """The formula's column as integers, truth values as 0 and 1."""
    column = part.value(point)
    return np.asarray(column, dtype=np.int64) if part.truth else column


def _folded(join: Any, parts: tuple[Formula, ...], point: Point) -> Column:
    result = parts[0].value(point)
    for part in parts[1:]:
        result = join(result, part.value(point))
    return result


def _corners(apply: Callable[[int, int], int], left: Formula, right: Formula) -> tuple[int, int]:
    ends = [apply(a, b) for a, b in product((left.low, left.high), (right.low, right.high))]
    return min(ends), max(ends)


def _distinct(parts: tuple[Formula, ...], point: Point) -> Column:
    columns = [_number(part, point) for part in parts]
    result: Column = True
    for one, other in combinations(columns, 2):
        result = np.logical_and(result, one != other)
    return result


def _digit_sum(column: Column, digits: int) -> Column:
    left = np.abs(column)
    total = left % 10
    for _ in range(digits - 1):
        left = left // 10
        total = total + left % 10
    return total


def _root(column: Column, degree: int) -> Column:
    """The largest whole number whose power is at most the entry; a float's root is next to it, off by one at most."""
    near = np.floor(np.asarray(column, dtype=np.float64) ** (1 / degree)).astype(np.int64)
    near = np.where((near + 1) ** degree <= column, near + 1, near)
    return np.where(near**degree > column, near - 1, near)


def _power(columns: list[Column], bits: int) -> Column:
    """``base ** exponent % modulus`` by squaring; the modulus is below 2^31, so that no product overflows."""
    base, exponent, modulus = columns
    square = base % modulus
    result = 1 % (modulus + 0 * base + 0 * exponent)
    for bit in range(bits):
        result = np.where(exponent >> bit & 1, result * square % modulus, result)
        square = square * square % modulus
    return result


__all__ = ["Column", "Formula", "Malformed", "Point", "compiled"]
