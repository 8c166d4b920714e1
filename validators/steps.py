"""Decides which line of a derivation is the first wrong one: every line is proved right, or wrong, from the one before.

Nothing is judged by its looks, nor by the rule that may have been meant: a line is right if it means the same as the
line before, and only then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache

from flint import acb, arb, fmpq

from schemas import Reason
from schemas.answers import Integer, Outcome
from schemas.checks import Steps
from validators.checker import Decision, checker
from validators.formulas import Said, Unreadable, compare, read_formula
from validators.formulas.derivatives import derivative
from validators.formulas.nodes import (
    EMPTY,
    EXPRESSIONS,
    Add,
    Call,
    Const,
    Either,
    Expr,
    Mul,
    Node,
    Num,
    Pow,
    Reals,
    Relation,
    Series,
    Sym,
    symbols,
)
from validators.formulas.normal import Normal
from validators.formulas.numbers import Beyond, Undefined, ball, bounded_work, bounds_of, precision, put, rational
from validators.formulas.polynomials import NotRational, same_function
from validators.formulas.regions import INFINITY, Piece, Region, intersection, same_region
from validators.formulas.solving import names_in, order, solution_set
from validators.reading import Unread, Value, canonical, read_final, read_gold, same

ALL_RIGHT = 0


@checker(Steps, version=1)
def decide_steps(check: Steps, text: str) -> Decision:
    """Accepted when the answer names the first line that is proved not to follow, all before it being proved right.

    Decided are

    - ``expressions``: numbers and functions of the variables that are rational, or made of roots, powers, exponentials,
      logarithms, circular and hyperbolic functions. Two lines are *equal* if their normal forms are
      (`validators.formulas.normal`) and they are seen to be defined together somewhere; they *differ* if balls around
      their values at a point where both are defined over the reals do not touch.
    - ``derivative``: the same, once the first line is differentiated (`validators.formulas.derivatives`).
    - ``equations``, and inequalities, in one variable, with ``or`` and ``and`` between them: rational numbers, the
      variable, ``+ - * / ^``, absolute values and square roots of rational functions, as far as the solution sets end
      at numbers that rational numbers and square roots of them give (`validators.formulas.solving`). Equations in
      several variables only as far as one is a multiple of the other, or both are linear.

    Left *undecided* (``unproved``) is a derivation one of whose lines, up to the first wrong one, is proved neither.
    """
    try:
        wrong = first_wrong(check.lines, check.lines_are, check.variables, check.positive)
        derived = _answer(check, wrong)
        gold = read_gold(check.answer, check.gold)
    except Undecided as undecided:
        return Decision(reason=undecided.reason, detail=undecided.detail)
    except Unread as unread:
        return Decision(reason=Reason.CHECKER_ERROR, detail=f"the gold cannot be read: {unread.detail}")
    evidence = {
        "method": _METHODS[check.lines_are],
        "lines": len(check.lines),
        "first_wrong": wrong,
    }
    if gold != derived:
        detail = "the gold differs from the first line that does not follow"
        return Decision(reason=Reason.ORACLES_DISAGREE, detail=detail, evidence=evidence)
    try:
        value = read_final(check.answer, text)
    except Unread as unread:
        return Decision(reason=unread.reason, detail=unread.detail, evidence=evidence)
    right = same(check.answer, value, derived)
    found = "every line follows from the one before" if not wrong else f"line {wrong} is the first that does not follow"
    return Decision(
        reason=Reason.CORRECT if right else Reason.WRONG_VALUE,
        answer=canonical(check.answer, value),
        detail="" if right else found,
        evidence=evidence,
    )


_METHODS = {
    "expressions": "normal forms and values",
    "equations": "solution sets",
    "derivative": "differentiation, normal forms and values",
}


class Undecided(Exception):
    """The derivation yields no decision: `reason` and `detail` for the verdict."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type[Undecided], tuple[Reason, str]]:
        return type(self), (self.reason, self.detail)


def _answer(check: Steps, wrong: int) -> Value:
    """The answer that the first wrong line gives under the check's answer type."""
    answer = check.answer
    if isinstance(answer, Outcome):
        if not isinstance(answer.value, Integer):
            raise Undecided(Reason.CHECKER_ERROR, "the number of a line is a whole number")
        return wrong if wrong else answer.outcomes[0]
    if not wrong:
        raise Undecided(Reason.CHECKER_ERROR, "every line follows, and the answer type names no outcome for that")
    return wrong


@lru_cache(maxsize=256)
def first_wrong(lines: tuple[str, ...], lines_are: str, variables: tuple[str, ...], positive: bool = False) -> int:
    """The number, from 1, of the first line that does not follow from the one before; `ALL_RIGHT` if all do.

    Raises `Undecided` where a line cannot be read, or is proved neither right nor wrong.
    """
    names = frozenset(variables)
    nodes = [_read(place, text, names, lines_are) for place, text in enumerate(lines, 1)]
    with bounded_work():
        judge = _Equations(positive) if lines_are == "equations" else _Expressions(positive)
        if lines_are == "derivative":
            nodes[0] = _derivative(nodes[0], variables[0])
        for number in range(2, len(nodes) + 1):
            try:
                said = judge.compared(nodes[number - 2], nodes[number - 1])
            except (Beyond, Undefined, RecursionError):
                said = Said.UNDECIDED
            if said is Said.UNDECIDED:
                raise Undecided(Reason.UNPROVED, f"line {number} is proved neither right nor wrong")
            if said is Said.DIFFERENT:
                return number
    return ALL_RIGHT


def _read(place: int, text: str, names: frozenset[str], lines_are: str) -> Node:
    try:
        node = read_formula(text, names)
    except Unreadable as unreadable:
        raise Undecided(Reason.CHECKER_ERROR, f"line {place} cannot be read: {unreadable}") from None
    if lines_are != "equations" and not isinstance(node, EXPRESSIONS):
        raise Undecided(Reason.CHECKER_ERROR, f"line {place} is not an expression")
    if lines_are == "equations" and not (isinstance(node, Relation | Either | Reals) or node == EMPTY):
        raise Undecided(Reason.CHECKER_ERROR, f"line {place} is neither an equation nor an inequality")
    if names_in(node) - names:
        raise Undecided(Reason.CHECKER_ERROR, f"line {place} has a variable that is not declared")
    return node


def _derivative(node: Node, name: str) -> Node:
    assert isinstance(node, EXPRESSIONS)
    try:
        return derivative(node, name)
    except (Beyond, Undefined, RecursionError):
        raise Undecided(Reason.UNPROVED, "the first line has no derivative that is known here") from None


# Equations and inequalities.

_POSITIVE: Region = (Piece(Num(0), False, INFINITY, False),)


class _Equations:
    """Equations and inequalities, which mean the same if they have the same solutions."""

    def __init__(self, positive: bool) -> None:
        self.positive = positive
        self.known: dict[int, Region] = {}

    def compared(self, before: Node, line: Node) -> Said:
        names = names_in(before) | names_in(line)
        if len(names) > 1:
            return _several(before, line)
        name = min(names, default="x")
        same = same_region(self.solutions(before, name), self.solutions(line, name), order)
        return Said.EQUAL if same else Said.DIFFERENT

    def solutions(self, node: Node, name: str) -> Region:
        """What solves a line; every line is solved once."""
        if id(node) not in self.known:
            region = solution_set(node, name)
            self.known[id(node)] = intersection(region, _POSITIVE, order) if self.positive else region
        return self.known[id(node)]


def _several(before: Node, line: Node) -> Said:
    """Equations in several variables: a multiple is the same one, and linear ones that are no multiples differ."""
    if not (isinstance(before, Relation) and isinstance(line, Relation) and before.signs == line.signs == ("=",)):
        return Said.UNDECIDED
    return compare(before, line) if names_in(before) == names_in(line) else Said.UNDECIDED


# Expressions.

ENOUGH_POINTS = 4
"""Points with equal values after which a proof is tried."""


class _Expressions:
    """Expressions, which mean the same if they are equal wherever both are defined."""

    def __init__(self, positive: bool) -> None:
        self.positive = positive

    def compared(self, before: Node, line: Node) -> Said:
        assert isinstance(before, EXPRESSIONS) and isinstance(line, EXPRESSIONS)
        names = sorted(symbols(before) | symbols(line))
        try:
            return Said.EQUAL if same_function(before, line, names) else Said.DIFFERENT
        except NotRational:
            pass
        plainly = _same_with_letters(before, line)
        met = 0
        for point in _points(names, self.positive):
            one, other = _real_value(before, point), _real_value(line, point)
            if one is None or other is None:
                continue
            if not one.overlaps(other):
                return Said.DIFFERENT
            met += 1
            if plainly:
                return Said.EQUAL
            if met == ENOUGH_POINTS:
                break
        if not met:
            return Said.UNDECIDED  # nowhere seen to have values: what is formally equal may be nothing at all
        return Said.EQUAL if self.identical(before, line) else Said.UNDECIDED

    def identical(self, one: Expr, other: Expr) -> bool:
        names = symbols(one) | symbols(other)
        if not names:
            return not order(one, other)
        if self.positive:  # every positive number is a power of e, and as such the rules for logarithms take it
            powers: dict[str, Expr] = {name: Pow(Const("e"), Sym(name)) for name in names}
            one, other = put(one, powers), put(other, powers)
        return Normal().equal(one, other)


def _same_with_letters(one: Expr, other: Expr) -> bool:
    """Whether two expressions are the same rational function of the functions in them, whatever those are."""
    letters: dict[Expr, Expr] = {}
    try:
        one, other = _with_letters(one, letters), _with_letters(other, letters)
        return same_function(one, other, sorted(symbols(one) | symbols(other)))
    except (NotRational, Beyond, Undefined):
        return False


def _with_letters(expr: Expr, letters: dict[Expr, Expr]) -> Expr:
    """The expression with a letter in the place of every function and of every power that is not whole."""
    match expr:
        case Num() | Sym():
            return expr
        case Add(parts):
            return Add(tuple(_with_letters(part, letters) for part in parts))
        case Mul(parts):
            return Mul(tuple(_with_letters(part, letters) for part in parts))
        case Pow(base, Num(int() as exponent)):
            return Pow(_with_letters(base, letters), Num(exponent))
    return letters.setdefault(expr, Sym(f"#{len(letters)}"))


_COORDINATES = (
    Fraction(37, 23), Fraction(7, 19), Fraction(-31, 17), Fraction(59, 11), Fraction(-9, 41), Fraction(211, 7),
    Fraction(-83, 13), Fraction(3, 53), Fraction(131, 29), Fraction(-5, 3), Fraction(1009, 8), Fraction(-127, 9),
)  # fmt: skip


def _points(names: list[str], positive: bool) -> Iterator[dict[str, Fraction]]:
    """Points at which values are compared."""
    for shift in range(len(_COORDINATES) if names else 1):
        point = {
            name: _COORDINATES[(shift + 5 * place) % len(_COORDINATES)] + Fraction(place, 101)
            for place, name in enumerate(names)
        }
        yield {name: abs(value) for name, value in point.items()} if positive else point


def _real_value(expr: Expr, point: dict[str, Fraction]) -> arb | None:
    """A ball around the value, if it is proved that every part of the expression has a real one there."""
    with precision(192):
        at = {name: acb(arb(fmpq(value.numerator, value.denominator))) for name, value in point.items()}
        try:
            _must_be_real(expr, at)
            value = ball(expr, at)
        except (Beyond, Undefined):
            return None
        return value.real if value.imag.contains(0) else None


_DOMAINS: dict[str, Callable[[arb], bool]] = {
    "ln": lambda value: value > 0, "asin": lambda value: abs(value) <= 1, "acos": lambda value: abs(value) <= 1,
    "acosh": lambda value: value >= 1, "atanh": lambda value: abs(value) < 1,
}  # fmt: skip


def _must_be_real(expr: Expr, at: dict[str, acb]) -> None:
    """Raises `Beyond` where a part of the expression is not seen to be real, `i` included."""
    match expr:
        case Const("i"):
            raise Beyond
        case Add(parts) | Mul(parts):
            for part in parts:
                _must_be_real(part, at)
        case Pow(base, exponent):
            _must_be_real(base, at)
            power = rational(exponent)
            if power is None:
                _must_be_real(exponent, at)
            if (power is None or power.denominator % 2 == 0) and not ball(base, at).real > 0:
                raise Beyond
        case Call(name, arguments):
            for argument in arguments:
                _must_be_real(argument, at)
            domain = _DOMAINS.get(name)
            if name == "root":
                degree = rational(arguments[1])
                domain = None if degree is not None and degree.numerator % 2 else lambda value: value >= 0
            if domain is not None and not domain(ball(arguments[0], at).real):
                raise Beyond
        case Series(_, index, _, _, body):
            low, high = bounds_of(expr)
            for number in range(low, high + 1):
                _must_be_real(put(body, {index: Num(number)}), at)
