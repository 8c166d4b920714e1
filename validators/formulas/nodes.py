"""What a formula is once read: expressions, and the objects that answers are made of.

Nodes are immutable and compare by structure, which is sameness of writing and not of meaning.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

from msgspec import Struct


class Num(Struct, frozen=True, gc=False):
    """A rational number."""

    value: Fraction | int


class Const(Struct, frozen=True, gc=False):
    """``pi``, ``e``, ``i`` or ``inf``."""

    name: str


class Sym(Struct, frozen=True, gc=False):
    """A variable, or a constant that the formula leaves open (the ``C`` of an antiderivative)."""

    name: str


class Add(Struct, frozen=True, gc=False):
    """A sum."""

    terms: tuple[Expr, ...]


class Mul(Struct, frozen=True, gc=False):
    """A product; a quotient is a product with a power of -1."""

    factors: tuple[Expr, ...]


class Pow(Struct, frozen=True, gc=False):
    """A power."""

    base: Expr
    exponent: Expr


class Call(Struct, frozen=True):
    """A function of the list in `validators.formulas.parser`, or an unknown one (``f``, ``f'``), at its arguments.

    ``root(x, n)`` is the real n-th root of a real x where there is one; ``pm(x)`` stands for ``x`` and ``-x``.
    """

    name: str
    arguments: tuple[Expr, ...]


class Series(Struct, frozen=True):
    """A ``sum`` or ``prod`` of `body` for `index` from `low` to `high`."""

    kind: str
    index: str
    low: Expr
    high: Expr
    body: Expr


Expr = Num | Const | Sym | Add | Mul | Pow | Call | Series


class Word(Struct, frozen=True):
    """A label: a choice letter, yes or no, a colour; case folded, blanks single."""

    text: str


class Tup(Struct, frozen=True):
    """Values in order. `open` and `close` are the brackets: a pair in ``()`` or ``[]`` can also be an interval, and
    one without brackets (both empty) is a list, whose order may mean nothing."""

    items: tuple[Node, ...]
    open: str
    close: str


class Set(Struct, frozen=True):
    """A finite set in braces."""

    items: tuple[Node, ...]


class Relation(Struct, frozen=True):
    """A chain ``sides[0] signs[0] sides[1] …`` with signs of ``= != < > <= >= in``."""

    sides: tuple[Node, ...]
    signs: tuple[str, ...]


class Either(Struct, frozen=True):
    """Relations of which one holds (``x < 1 or x > 3``) or, with `all`, that hold together."""

    parts: tuple[Node, ...]
    all: bool = False


class Union(Struct, frozen=True):
    """Regions joined (``cup``), intersected (``cap``) or taken away (``minus``), from the left."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


class Builder(Struct, frozen=True):
    """The set of the values of `variable` for which `condition` holds."""

    variable: str
    condition: Node


class Reals(Struct, frozen=True):
    """All real numbers."""


class Matrix(Struct, frozen=True):
    """Rows of expressions, all of one length."""

    rows: tuple[tuple[Node, ...], ...]


class Cases(Struct, frozen=True):
    """A function by cases: values with their conditions; the condition of the last may be None (otherwise)."""

    rows: tuple[tuple[Expr, Node | None], ...]


class Quantity(Struct, frozen=True):
    """A number with a unit, written as a product of powers of names (``m/s^2`` is ``(("m", 1), ("s", -2))``)."""

    value: Node
    unit: tuple[tuple[str, int], ...]


class Ratio(Struct, frozen=True):
    """``a : b``, and longer ones."""

    parts: tuple[Expr, ...]


class Moment(Struct, frozen=True):
    """A ``date`` (year, month, day) or a ``time`` (seconds since midnight)."""

    kind: str
    values: tuple[int, ...]


class Based(Struct, frozen=True):
    """A numeral with its base beneath it: ``52_8``. It equals only numerals of the same base."""

    value: int
    base: int


class OneOf(Struct, frozen=True):
    """A text that can be read in several ways."""

    readings: tuple[Node, ...]


Node = (
    Num | Const | Sym | Add | Mul | Pow | Call | Series | Word | Tup | Set | Relation | Either | Union | Builder | Reals
    | Matrix | Cases | Quantity | Ratio | Moment | Based | OneOf
)  # fmt: skip

EXPRESSIONS = (Num, Const, Sym, Add, Mul, Pow, Call, Series)
EMPTY = Set(())
"""The empty set, which is also what ``no solution`` says."""


@lru_cache(maxsize=1024)  # a comparison asks for those of its two formulas again and again
def symbols(node: Node) -> frozenset[str]:
    """The names of the variables in an expression, those that a `Series` binds left out."""
    found: set[str] = set()
    _gather(node, found)
    return frozenset(found)


def _gather(node: Any, found: set[str]) -> None:
    kind = type(node)
    if kind is Sym:
        found.add(node.name)
    elif kind is Add:
        for part in node.terms:
            _gather(part, found)
    elif kind is Mul:
        for part in node.factors:
            _gather(part, found)
    elif kind is Pow:
        _gather(node.base, found)
        _gather(node.exponent, found)
    elif kind is Call:
        for part in node.arguments:
            _gather(part, found)
    elif kind is Series:
        inner: set[str] = set()
        _gather(node.body, inner)
        found |= inner - {node.index}
        _gather(node.low, found)
        _gather(node.high, found)


def add(*terms: Expr) -> Expr:
    """The sum, flat."""
    flat: list[Expr] = []
    for term in terms:
        flat.extend(term.terms if type(term) is Add else (term,))
    return flat[0] if len(flat) == 1 else Add(tuple(flat))


def mul(*factors: Expr) -> Expr:
    """The product, flat; rational numbers at its front are worked together."""
    flat: list[Expr] = []
    for factor in factors:
        flat.extend(factor.factors if type(factor) is Mul else (factor,))
    return flat[0] if len(flat) == 1 else Mul(tuple(flat))


def neg(value: Expr) -> Expr:
    """The opposite."""
    if type(value) is Num:
        return Num(-value.value)
    return mul(MINUS_ONE, value)


def over(top: Expr, bottom: Expr) -> Expr:
    """The quotient."""
    if type(top) is Num and type(bottom) is Num and bottom.value:
        return Num(Fraction(top.value) / bottom.value)
    return mul(top, Pow(bottom, MINUS_ONE))


def names_value(node: Node) -> bool:
    """Whether the left side of an equation only names what the right side is: ``y``, ``f(x)``, ``f'(x)``, ``dy/dx``,
    ``d/dx (...)``."""
    match node:
        case Sym():
            return True
        case Call(name, _):
            return name.startswith("?")
        case Mul((first, *rest)):
            below = [each for each in rest if type(each) is Pow and each.exponent == MINUS_ONE]
            if first == Sym("d") and rest[:1] == below:
                return True  # d/dx (...)
            if _d(first) and len(below) == 1:  # dy/dx is read as d·y/(d·x) or, without a bracket, as d·y/d·x
                bottom = below[0].base.factors if type(below[0].base) is Mul else (below[0].base,)
                others = [each for each in (*rest, *bottom[1:]) if each is not below[0]]
                return _d(bottom[0]) and all(_is_letter(each) for each in others)
    return False


def _d(node: Node) -> bool:
    return node == Sym("d") or (type(node) is Pow and node.base == Sym("d") and type(node.exponent) is Num)


def _is_letter(node: Node) -> bool:
    return type(node) is Sym or (type(node) is Pow and type(node.base) is Sym and type(node.exponent) is Num)


MINUS_ONE = Num(-1)
