"""Reads logic statements written as bounded s-expressions and evaluates them exactly, without any solver.

The text may come from a stranger's release, so it is never handed to a solver's own parser: it is read here against
the declared variables and a closed list of operators, every sort is checked, and what comes out is a tree of `Term`.
Two ways to evaluate it need no solver: `evaluate` under one assignment, and `TruthTable` under all of them at once.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, pairwise
from math import prod
from typing import Any, NamedTuple, TypeVar

from msgspec import Struct

from schemas.checks import Bool, Enum, IntRange, Variable

MAX_LENGTH = 4_000
MAX_DEPTH = 64
MAX_DIGITS = 20
MAX_ASSIGNMENTS = 4_096
MAX_TABLE_WORK = 400_000

Value = bool | int | str
Sort = str | tuple[str, ...]
"""`BOOL`, `INT`, or the tuple of an enum's values: two enums have one sort when they list the same values."""

BOOL = "Bool"
INT = "Int"


class BadStatement(ValueError):
    """The statement is not one: says what was found and where."""


class TableTooLarge(ValueError):
    """The assignments, or the work on them, are too many to go through one by one."""


class Term(Struct, frozen=True):
    """A well-sorted expression: `op` is an operator, ``var`` (then `leaf` is its name) or ``value``."""

    op: str
    sort: Sort
    args: tuple[Term, ...] = ()
    leaf: Value = ""


def declare(variables: Sequence[Variable]) -> dict[str, Variable]:
    """The variables by name; raises `BadStatement` on a repeated name, a reserved one or an empty domain."""
    declared: dict[str, Variable] = {}
    for variable in variables:
        if variable.name in declared:
            raise BadStatement(f"variable '{variable.name}' is declared twice")
        if variable.name in ("true", "false"):
            raise BadStatement(f"'{variable.name}' cannot name a variable")
        if isinstance(variable, IntRange) and variable.low > variable.high:
            raise BadStatement(f"variable '{variable.name}' ranges from {variable.low} to {variable.high}: empty")
        if isinstance(variable, Enum) and len(set(variable.values)) < len(variable.values):
            raise BadStatement(f"variable '{variable.name}' lists a value twice")
        declared[variable.name] = variable
    return declared


def read_formula(text: str, variables: Mapping[str, Variable]) -> Term:
    """The truth-valued term that `text` stands for.

    Names with spaces or brackets are written ``|like this|``; integers as ``12``, ``-12`` or ``(- 12)``. An enum's
    value may stand only where its enum is known: beside one of its variables in ``=``, ``distinct`` or ``ite``.
    Raises `BadStatement` with what is wrong.
    """
    term = _term(_parse(text), variables, None)
    if term.sort != BOOL:
        raise BadStatement(f"the formula is of sort {_sort_name(term.sort)}, not Bool: {_excerpt(text)}")
    return term


def evaluate(term: Term, values: Mapping[str, Value]) -> Any:
    """The term's value under an assignment of all its variables, in exact arithmetic."""
    if term.op == "var":
        return values[str(term.leaf)]
    if term.op == "value":
        return term.leaf
    return _MEANING[term.op](*(evaluate(arg, values) for arg in term.args))


def in_domain(variable: Variable, value: Value) -> bool:
    """Whether `value` is one that `variable` may take (a truth value is not an integer here)."""
    if isinstance(variable, Bool):
        return isinstance(value, bool)
    if isinstance(variable, Enum):
        return isinstance(value, str) and value in variable.values
    return isinstance(value, int) and not isinstance(value, bool) and variable.low <= value <= variable.high


def domain_size(variable: Variable) -> int:
    """How many values the variable may take."""
    if isinstance(variable, Bool):
        return 2
    return len(variable.values) if isinstance(variable, Enum) else variable.high - variable.low + 1


class TruthTable:
    """Every assignment of small domains, numbered from 0; a set of assignments is an integer used as a bit mask.

    A Boolean term is worked out as one mask. A term of another sort is worked out as a partition: for each value it
    takes, the mask of the assignments under which it does. Raises `TableTooLarge` above `MAX_ASSIGNMENTS`, and from
    `mask` when the partitions would take more than `MAX_TABLE_WORK` mask operations.
    """

    def __init__(self, variables: Mapping[str, Variable]) -> None:
        self.size = prod(domain_size(variable) for variable in variables.values())
        if self.size > MAX_ASSIGNMENTS:
            raise TableTooLarge(f"{self.size} assignments, more than {MAX_ASSIGNMENTS}")
        self.full = (1 << self.size) - 1
        self._work = 0
        self._domains = {name: _domain(variable) for name, variable in variables.items()}
        self._partitions: dict[str, dict[Any, int]] = {}
        stride = 1
        for name, domain in self._domains.items():
            period = stride * len(domain)
            repeat = self.full // ((1 << period) - 1)
            run = (1 << stride) - 1
            self._partitions[name] = {value: (run << (stride * k)) * repeat for k, value in enumerate(domain)}
            stride = period

    def mask(self, formula: Term) -> int:
        """The assignments under which a Boolean term is true."""
        self._work += 1
        if formula.op == "var":
            return self._partitions[str(formula.leaf)][True]
        if formula.op == "value":
            return self.full if formula.leaf else 0
        if formula.op in _COMPARISONS and formula.args[0].sort != BOOL:
            return self._comparison(formula)
        return self._connective(formula.op, [self.mask(arg) for arg in formula.args])

    def assignments(self, mask: int) -> list[dict[str, Value]]:
        """The assignments in a mask, lowest number first."""
        found = []
        while mask:
            low = mask & -mask
            number = low.bit_length() - 1
            mask ^= low
            assignment: dict[str, Value] = {}
            for name, domain in self._domains.items():
                number, place = divmod(number, len(domain))
                assignment[name] = domain[place]
            found.append(assignment)
        return found

    def _connective(self, op: str, masks: list[int]) -> int:
        full = self.full
        match op:
            case "and":
                return _fold(operator.and_, masks)
            case "or":
                return _fold(operator.or_, masks)
            case "not":
                return full ^ masks[0]
            case "xor":
                return _fold(operator.xor, masks)
            case "=>":
                return _fold(lambda right, left: (full ^ left) | right, masks[::-1])
            case "ite":
                return masks[0] & masks[1] | (full ^ masks[0]) & masks[2]
            case "=":
                return _fold(operator.and_, [full ^ left ^ right for left, right in pairwise(masks)])
            case _:  # distinct: of three truth values two are always alike
                return masks[0] ^ masks[1] if len(masks) == 2 else 0

    def _comparison(self, formula: Term) -> int:
        compare = _COMPARISONS[formula.op]
        sides = [self._partition(arg) for arg in formula.args]
        result = self.full
        for left, right in combinations(sides, 2) if formula.op == "distinct" else pairwise(sides):
            self._spend(len(left) * len(right))
            holds = 0
            for a, where_a in left.items():
                for b, where_b in right.items():
                    if compare(a, b):
                        holds |= where_a & where_b
            result &= holds
        return result

    def _partition(self, term: Term) -> dict[Any, int]:
        self._work += 1
        if term.op == "var":
            return self._partitions[str(term.leaf)]
        if term.op == "value":
            return {term.leaf: self.full}
        if term.op == "ite":
            condition = self.mask(term.args[0])
            result: dict[Any, int] = {}
            for arg, where in zip(term.args[1:], (condition, self.full ^ condition), strict=True):
                for value, mask in self._partition(arg).items():
                    if mask & where:
                        result[value] = result.get(value, 0) | mask & where
            return result
        first, *others = (self._partition(arg) for arg in term.args)
        if not others:  # only minus takes a single operand
            return {-value: mask for value, mask in first.items()}
        combine = _ARITHMETIC[term.op]
        for other in others:
            self._spend(len(first) * len(other))
            combined: dict[Any, int] = {}
            for a, where_a in first.items():
                for b, where_b in other.items():
                    if both := where_a & where_b:
                        value = combine(a, b)
                        combined[value] = combined.get(value, 0) | both
            first = combined
        return first

    def _spend(self, operations: int) -> None:
        self._work += operations
        if self._work > MAX_TABLE_WORK:
            raise TableTooLarge(f"more than {MAX_TABLE_WORK} steps of enumeration")


def _domain(variable: Variable) -> Sequence[Value]:
    if isinstance(variable, Bool):
        return (False, True)
    return variable.values if isinstance(variable, Enum) else range(variable.low, variable.high + 1)


T = TypeVar("T")


def _fold(step: Callable[[T, T], T], values: Sequence[T]) -> T:
    result = values[0]
    for value in values[1:]:
        result = step(result, value)
    return result


def _chain(compare: Callable[[Any, Any], bool]) -> Callable[..., bool]:
    return lambda *values: all(compare(left, right) for left, right in pairwise(values))


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "distinct": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MEANING: dict[str, Callable[..., Any]] = {
    "and": lambda *values: all(values),
    "or": lambda *values: any(values),
    "not": operator.not_,
    "=>": lambda *values: any(not value for value in values[:-1]) or values[-1],
    "xor": lambda *values: sum(values) % 2 == 1,
    "ite": lambda condition, then, otherwise: then if condition else otherwise,
    "distinct": lambda *values: len(set(values)) == len(values),
    "+": lambda *values: sum(values),
    "-": lambda *values: -values[0] if len(values) == 1 else values[0] - sum(values[1:]),
    "*": lambda *values: prod(values),
    **{op: _chain(_COMPARISONS[op]) for op in ("=", "<", "<=", ">", ">=")},
}


class _Atom(NamedTuple):
    text: str
    quoted: bool


_Node = _Atom | list["_Node"]

# Each alternative begins with a different character, so that the pattern cannot backtrack.
_TOKEN = re.compile(r"\s+|[()]|\|[^|\\]*\||[^\s()|\\;\"]+")
_INTEGER = re.compile(r"-?[0-9]+")


def _parse(text: str) -> _Node:
    if len(text) > MAX_LENGTH:
        raise BadStatement(f"a formula of {len(text)} characters, more than {MAX_LENGTH}")
    outermost: list[_Node] = []
    open_lists = [outermost]
    place = 0
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None:
            raise BadStatement(f"unexpected character {text[place]!r} at position {place}: {_excerpt(text)}")
        word = token.group()
        if word == "(":
            if len(open_lists) > MAX_DEPTH:
                raise BadStatement(f"brackets nested deeper than {MAX_DEPTH}")
            inner: list[_Node] = []
            open_lists[-1].append(inner)
            open_lists.append(inner)
        elif word == ")":
            if len(open_lists) == 1:
                raise BadStatement(f"a bracket closes at position {place} that was not opened: {_excerpt(text)}")
            open_lists.pop()
        elif not word.isspace():
            quoted = word.startswith("|")
            open_lists[-1].append(_Atom(word[1:-1] if quoted else word, quoted))
        place = token.end()
    if len(open_lists) > 1:
        raise BadStatement(f"a bracket is not closed: {_excerpt(text)}")
    if len(outermost) != 1:
        raise BadStatement(f"one formula expected, {len(outermost)} found: {_excerpt(text)}")
    return outermost[0]


_BOUNDLESS = 1 << 20
_ARITY: dict[str, tuple[int, int]] = {
    "and": (1, _BOUNDLESS), "or": (1, _BOUNDLESS), "not": (1, 1), "=>": (2, _BOUNDLESS), "xor": (2, _BOUNDLESS),
    "=": (2, _BOUNDLESS), "distinct": (2, _BOUNDLESS), "ite": (3, 3), "+": (2, _BOUNDLESS), "-": (1, _BOUNDLESS),
    "*": (2, _BOUNDLESS), "<": (2, _BOUNDLESS), "<=": (2, _BOUNDLESS), ">": (2, _BOUNDLESS), ">=": (2, _BOUNDLESS),
}  # fmt: skip


def _term(node: _Node, scope: Mapping[str, Variable], enum: tuple[str, ...] | None) -> Term:
    """The term of a node; `enum` lists the values that may stand here, when a neighbour is of that enum."""
    if isinstance(node, _Atom):
        return _leaf(node, scope, enum)
    if not node:
        raise BadStatement("empty brackets")
    head, *operands = node
    if not isinstance(head, _Atom) or head.quoted or head.text not in _ARITY:
        raise BadStatement(f"unknown operator {_show(head)}")
    op = head.text
    fewest, most = _ARITY[op]
    if not fewest <= len(operands) <= most:
        raise BadStatement(f"'{op}' takes {fewest if fewest == most else f'at least {fewest}'}, not {len(operands)}")
    if op == "ite":
        condition = _term(operands[0], scope, None)
        _require(condition, BOOL, op)
        enum = _enum_of(operands[1:], scope) or enum
        branches = [_term(operand, scope, enum) for operand in operands[1:]]
        _require(branches[1], branches[0].sort, op)
        return Term(op, branches[0].sort, (condition, *branches))
    enum = _enum_of(operands, scope) if op in ("=", "distinct") else None
    args = tuple(_term(operand, scope, enum) for operand in operands)
    wanted = BOOL if op in ("and", "or", "not", "=>", "xor") else args[0].sort if op in ("=", "distinct") else INT
    for arg in args:
        _require(arg, wanted, op)
    return Term(op, INT if op in _ARITHMETIC else BOOL, args)


def _leaf(atom: _Atom, scope: Mapping[str, Variable], enum: tuple[str, ...] | None) -> Term:
    variable = scope.get(atom.text)
    if enum and atom.text in enum:
        if variable is not None:
            raise BadStatement(f"{_show(atom)} could be a variable or a value here; rename one of them")
        return Term("value", enum, leaf=atom.text)
    if variable is not None:
        return Term("var", _sort_of(variable), leaf=atom.text)
    if atom.text in ("true", "false") and not atom.quoted:
        return Term("value", BOOL, leaf=atom.text == "true")
    if _INTEGER.fullmatch(atom.text) and not atom.quoted:
        if len(atom.text) > MAX_DIGITS:
            raise BadStatement(f"an integer of {len(atom.text)} digits, more than {MAX_DIGITS}")
        return Term("value", INT, leaf=int(atom.text))
    place = f"and not among the values {', '.join(enum)}" if enum else "and no enum variable stands beside it"
    raise BadStatement(f"unknown name {_show(atom)}: not a variable, {place}")


def _enum_of(operands: Sequence[_Node], scope: Mapping[str, Variable]) -> tuple[str, ...] | None:
    """The values of the first enum variable that is one of the operands, or a branch of an ``ite`` among them."""
    for operand in operands:
        if isinstance(operand, _Atom):
            variable = scope.get(operand.text)
            if isinstance(variable, Enum):
                return variable.values
        elif len(operand) == 4 and operand[0] == _Atom("ite", False) and (found := _enum_of(operand[2:], scope)):
            return found
    return None


def _sort_of(variable: Variable) -> Sort:
    return BOOL if isinstance(variable, Bool) else INT if isinstance(variable, IntRange) else variable.values


def _require(term: Term, sort: Sort, op: str) -> None:
    if term.sort != sort:
        raise BadStatement(f"'{op}' wants {_sort_name(sort)} here, found {_sort_name(term.sort)}")


def _sort_name(sort: Sort) -> str:
    return sort if isinstance(sort, str) else f"one of {{{', '.join(sort[:8])}{', ...' if len(sort) > 8 else ''}}}"


def _show(node: _Node) -> str:
    return f"'{_excerpt(node.text)}'" if isinstance(node, _Atom) else "(a list where an operator belongs)"


def _excerpt(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
