"""Decides whether two formulas are the same answer: proved equal, proved different, or left undecided.

What a formula is decides how it is compared: numbers by their values, functions by identity and by values at sample
points, sets and tuples by their parts, equations and inequalities by their solutions. Policies no proof can give:

- A name in front does not count (``x = 5`` is 5, ``f(x) = x^2`` is ``x^2``), but two different names differ.
- A bare list is unordered against a list or a set, and ordered against a tuple; it counts repetitions, a set does not.
- A unit that only one side has is not converted to: a number with a unit against a bare gold is that number, a bare
  number against a gold with a unit of measure is left undecided.
- Equations without solutions are equal only as equations, up to a constant factor.
- ``52_8`` equals only numerals to base 8.
"""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from flint import acb, arb, fmpq

from validators.formulas import regions
from validators.formulas.bounds import is_zero
from validators.formulas.nodes import (
    EMPTY,
    EXPRESSIONS,
    Add,
    Based,
    Builder,
    Call,
    Cases,
    Const,
    Either,
    Expr,
    Matrix,
    Moment,
    Mul,
    Node,
    Num,
    OneOf,
    Pow,
    Quantity,
    Ratio,
    Reals,
    Relation,
    Set,
    Sym,
    Tup,
    Union,
    Word,
    add,
    mul,
    names_value,
    neg,
    over,
    symbols,
)
from validators.formulas.normal import Normal
from validators.formulas.numbers import Beyond, Undefined, ball, bounded_work, precision, put, rational, spend
from validators.formulas.polynomials import NotRational, same_function
from validators.formulas.units import in_base_units, measured, unit_of

PRECISIONS = (96, 256, 1024, 4096)  # bits
LONGEST_LIST = 60  # elements that are matched with each other
_CONSTANTS = frozenset(("C", "C_0", "C_1"))
_ALSO_CONSTANTS = _CONSTANTS | {"c", "K", "k"}


class Said(Enum):
    """What was found out about two formulas."""

    EQUAL = "equal"
    DIFFERENT = "different"
    UNDECIDED = "undecided"


def compare(gold: Node, given: Node) -> Said:
    """Whether `given` is the answer that `gold` is. Never raises."""
    try:
        with bounded_work():
            return _compared(gold, given)
    except (Beyond, RecursionError):
        return Said.UNDECIDED
    except Undefined:
        return Said.DIFFERENT  # what has no value is no answer; a gold without one is never accepted


def _compared(gold: Node, given: Node) -> Said:
    if type(gold) is OneOf or type(given) is OneOf:
        return _any_reading(gold, given)
    if isinstance(gold, Relation) and isinstance(given, Relation):
        same = _same_function_name(gold, given)
        if same is not None:
            return same
    gold, given = _settled(gold), _settled(given)
    if type(gold) is Num and type(given) is Num:
        return _said(gold.value == given.value)
    if isinstance(gold, EXPRESSIONS) and isinstance(given, EXPRESSIONS):
        return _expressions(gold, given)
    if isinstance(gold, Relation | Either) or isinstance(given, Relation | Either) or _names_values(gold, given):
        return _relations(gold, given)
    match gold, given:
        case (Quantity(), _) | (_, Quantity()):
            return _quantities(gold, given)
        case Word(), _:
            return _said(gold.text == _as_word(given))
        case _, Word():
            return _said((gold == EMPTY and given.text in ("none", "no solution")) or given.text == _as_word(gold))
        case Based(), Based():
            return _said(gold == given)
        case Moment(), Moment():
            return _said(gold == given)
        case Ratio(), Ratio():
            return _ratios(gold, given)
        case (Ratio(), other) | (other, Ratio()) if isinstance(other, EXPRESSIONS):
            ratio = gold if type(gold) is Ratio else given
            assert isinstance(ratio, Ratio)
            return _expressions(over(*ratio.parts), other) if len(ratio.parts) == 2 else Said.DIFFERENT
        case (Cases(), Cases()):
            return _cases(gold, given)
    if isinstance(gold, Matrix) or isinstance(given, Matrix):
        return _matrices(gold, given)
    listed = _lists(gold, given)
    if listed is not Said.DIFFERENT:
        return listed
    if EMPTY in (gold, given) and (isinstance(gold, Tup) or isinstance(given, Tup)):
        return Said.DIFFERENT
    if isinstance(gold, Tup) and isinstance(given, Tup) and (_has_variables(gold) or _has_variables(given)):
        return Said.DIFFERENT  # pairs of functions: no intervals
    if _describes_region(gold) and _describes_region(given):
        return _regions(gold, given)
    return Said.DIFFERENT


def _has_variables(node: Tup) -> bool:
    return any(isinstance(item, EXPRESSIONS) and symbols(item) for item in node.items)


def _same_function_name(gold: Relation, given: Relation) -> Said | None:
    """Two functions given by name: both the name and the argument count. None if not both are."""
    match gold, given:
        case (
            Relation((Call(one, a), right), ("=",)),
            Relation((Call(other, b), value), ("=",)),
        ) if one.startswith("?") and other.startswith("?"):
            if one != other or len(a) != len(b):
                return Said.DIFFERENT
            if a != b:
                if not all(isinstance(each, Sym) for each in (*a, *b)):
                    return Said.DIFFERENT
                if isinstance(value, EXPRESSIONS):  # f(t) = t^2 is f(x) = x^2
                    value = put(value, {each.name: own for each, own in zip(b, a, strict=True)})  # type: ignore[union-attr]
            return _compared(right, value)
    return None


def _names_values(*nodes: Node) -> bool:
    """Whether one of them is a list of ``name = value``."""
    return any(isinstance(node, Tup) and node.open == "" and _named_values(node) is not None for node in nodes)


def _any_reading(gold: Node, given: Node) -> Said:
    golds = gold.readings if type(gold) is OneOf else (gold,)
    givens = given.readings if type(given) is OneOf else (given,)
    found = [compare(one, other) for one in golds for other in givens]
    return Said.EQUAL if Said.EQUAL in found else Said.UNDECIDED if Said.UNDECIDED in found else Said.DIFFERENT


def _settled(node: Node) -> Node:
    """The node without what does not count: the name of a value, brackets around one element."""
    match node:
        case Set((single,)) if isinstance(single, EXPRESSIONS):
            return single
        case Tup((single,), _, _):
            return single
        case Relation(sides, signs) if len(sides) > 1 and set(signs) == {"="} and (chain := _chain(sides)) is not None:
            return chain
        case Relation((left, right), ("=",)) if not isinstance(left, Sym) and names_value(left):
            return right if isinstance(right, EXPRESSIONS) else node
        case Relation((Sym(_), right), ("=",)) if not isinstance(right, EXPRESSIONS):
            return _settled(right)
        case Relation((Word(_), right), ("=",)):
            return _settled(right)
        case Relation((Mul(names), right), ("=",)) if all(
            isinstance(each, Sym) and each.name.isupper() for each in names
        ):
            return right  # a length: AB = 5
        case Relation((Sym(_), right), ("in",)) if isinstance(right, Set | Union | Reals | Builder | Tup):
            return right
        case Add() | Mul() | Pow() | Call() if not symbols(node):
            try:
                value = rational(node)
            except Beyond:
                return node  # a ball may still tell it from others
            return node if value is None else Num(value)
    return node


def _chain(sides: tuple[Node, ...]) -> Node | None:
    """``2 + 3 = 5`` as 5 and ``x = 10/2 = 5`` as ``x = 5``, if the numbers are proved equal; else None."""
    first = sides[0]
    values = sides[1:] if isinstance(first, Sym) else sides
    if len(values) < 2 or not all(isinstance(side, EXPRESSIONS) and not symbols(side) for side in values):
        return None
    if any(_numbers(values[-1], side) is not Said.EQUAL for side in values[:-1]):  # type: ignore[arg-type]
        return None
    return Relation((first, values[-1]), ("=",)) if isinstance(first, Sym) else values[-1]


def _said(same: bool) -> Said:
    return Said.EQUAL if same else Said.DIFFERENT


def _all(found: list[Said]) -> Said:
    if Said.DIFFERENT in found:
        return Said.DIFFERENT
    return Said.UNDECIDED if Said.UNDECIDED in found else Said.EQUAL


# Numbers.


def order(one: Expr, other: Expr) -> int:
    """-1, 0 or 1 as one real number is smaller than, equal to or larger than the other; proved. Raises `Beyond`."""
    ends = regions.is_infinite(one), regions.is_infinite(other)
    if ends[0] or ends[1]:
        return (ends[0] > ends[1]) - (ends[0] < ends[1])
    if type(one) is Num and type(other) is Num:
        return (one.value > other.value) - (one.value < other.value)
    for bits in PRECISIONS:
        with precision(bits):
            apart = ball(one) - ball(other)
            if not apart.imag.contains(0):
                raise Beyond
            if apart.real > 0:
                return 1
            if apart.real < 0:
                return -1
        if bits == PRECISIONS[0] and _same_number(one, other):
            return 0
    raise Beyond


def _same_number(one: Expr, other: Expr) -> bool:
    """Whether two closed expressions are proved to be the same number."""
    if is_zero(add(one, neg(other))):
        return True
    try:
        return Normal().equal(one, other)
    except Beyond:
        return False


def _numbers(one: Expr, other: Expr) -> Said:
    ends = regions.is_infinite(one), regions.is_infinite(other)
    if any(ends):
        return _said(ends[0] == ends[1])
    for bits in PRECISIONS:
        with precision(bits):
            if not ball(one).overlaps(ball(other)):
                return Said.DIFFERENT
        if one == other:
            return Said.EQUAL
        if bits == PRECISIONS[0] and _same_number(one, other):
            return Said.EQUAL
    return Said.UNDECIDED


# Functions.

_POINTS = (
    (Fraction(37, 23), Fraction(53, 29), Fraction(41, 31), Fraction(71, 37)),
    (Fraction(7, 19), Fraction(11, 43), Fraction(13, 47), Fraction(5, 17)),
    (Fraction(-31, 17), Fraction(-29, 13), Fraction(-43, 19), Fraction(-23, 11)),
    (Fraction(-9, 41), Fraction(59, 23), Fraction(-61, 29), Fraction(67, 31)),
    (Fraction(83, 11), Fraction(-8, 37), Fraction(97, 13), Fraction(-3, 29)),
    (Fraction(211, 7), Fraction(173, 9), Fraction(149, 8), Fraction(229, 6)),
)


def _expressions(gold: Expr, given: Expr) -> Said:
    names = symbols(gold) | symbols(given)
    if not names:
        return _numbers(gold, given)
    if gold == given:
        return Said.EQUAL
    constant = _added_constant(gold, _CONSTANTS)
    if constant is not None:
        return _up_to_constant(gold, given, constant)
    try:
        return _said(same_function(gold, given, sorted(names)))
    except (NotRational, Beyond):
        pass
    apart = _apart_somewhere(gold, given, sorted(names))
    if apart is None and not (_has_unknown(gold) or _has_unknown(given)):
        return Said.UNDECIDED  # nowhere seen to have a value: what is formally equal may be nothing at all
    return Said.DIFFERENT if apart else _said_or_not(_identical(gold, given))


def _said_or_not(same: bool) -> Said:
    return Said.EQUAL if same else Said.UNDECIDED


def _identical(one: Expr, other: Expr) -> bool:
    try:
        return Normal().equal(one, other)
    except Beyond:
        return False


def _apart_somewhere(one: Expr, other: Expr, names: list[str]) -> bool | None:
    """Whether the two are proved to differ at one of the sample points, in value or in being real there; None if
    nowhere both have a value.

    Where neither is real nothing is said unless a formula speaks of complex numbers: roots and logarithms of negative
    numbers are not meant to be compared.
    """
    complex_meant = _speaks_of_i(one) or _speaks_of_i(other)
    met = False
    for number, point in enumerate(_POINTS):
        values = {
            name: point[place % 4] + Fraction(place // 4, 7) + Fraction(place, 1009) for place, name in enumerate(names)
        }
        found = _values(one, other, values)
        if found is None:
            continue
        a, b = found
        if a is None or b is None:
            if (a is None) != (b is None):
                return True
            continue
        real = [not each.imag.contains(0) for each in (a, b)]
        if all(real) and not complex_meant:
            continue
        if real[0] != real[1] and number > 0:
            return True
        if not a.overlaps(b):
            return True
        met = True
    return False if met else None


def _has_unknown(expr: Expr) -> bool:
    """Whether a function without a formula occurs, which has no values to be met."""
    match expr:
        case Call(name, parts):
            return name.startswith("?") or any(map(_has_unknown, parts))
        case Add(parts) | Mul(parts):
            return any(map(_has_unknown, parts))
        case Pow(base, exponent):
            return _has_unknown(base) or _has_unknown(exponent)
    return False


def _speaks_of_i(expr: Expr) -> bool:
    match expr:
        case Const("i"):
            return True
        case Add(parts) | Mul(parts) | Call(_, parts):
            return any(map(_speaks_of_i, parts))
        case Pow(base, exponent):
            return _speaks_of_i(base) or _speaks_of_i(exponent)
    return False


def _values(one: Expr, other: Expr, values: dict[str, Fraction]) -> tuple[acb | None, acb | None] | None:
    """Balls around both values at a point (None where surely undefined), tight enough to tell; None if none are."""
    with precision(256):
        at = {name: acb(arb(fmpq(value.numerator, value.denominator))) for name, value in values.items()}
        found: list[acb | None] = []
        for expr in (one, other):
            try:
                found.append(ball(expr, at))
            except Undefined:
                found.append(None)
            except Beyond:
                return None
        return found[0], found[1]


def _added_constant(expr: Expr, names: frozenset[str]) -> str | None:
    """The name of the free constant at the end of an antiderivative."""
    if type(expr) is not Add:
        return None
    for term in expr.terms:
        if type(term) is Sym and term.name in names:
            rest = frozenset().union(*(symbols(other) for other in expr.terms if other is not term))
            if len(rest) == 1 and term.name not in rest:
                return term.name
    return None


def _up_to_constant(gold: Expr, given: Expr, constant: str) -> Said:
    """Two antiderivatives are the same when they differ by a constant and both leave one open."""
    other = _added_constant(given, _ALSO_CONSTANTS)
    if other is None:
        return Said.DIFFERENT
    zero = {constant: Num(0)}
    one, two = put(gold, zero), put(given, {other: Num(0)})
    names = sorted(symbols(one) | symbols(two))
    gaps = []
    for point in _POINTS:
        values = {name: point[place % 4] + Fraction(place, 1009) for place, name in enumerate(names)}
        found = _values(one, two, values)
        if found is not None and found[0] is not None and found[1] is not None:
            gaps.append(found[0] - found[1])
    if any(not gap.overlaps(gaps[0]) for gap in gaps[1:]):
        return Said.DIFFERENT
    normal = Normal()
    try:
        gap = normal.minus(normal.form(one), normal.form(two))
    except Beyond:
        return Said.UNDECIDED
    return _said_or_not(normal.is_number(gap))


# Quantities and ratios.


def _quantities(gold: Node, given: Node) -> Said:
    if type(gold) is not Quantity:
        assert isinstance(given, Quantity)
        if gold == EMPTY or isinstance(gold, Word | Based | Moment):
            return Said.DIFFERENT
        letters = _letter_unit(gold)
        if letters is not None:
            return _quantities(letters, given)
        factor, base = in_base_units(given.unit)
        return _compared(gold, _scaled(given.value, factor if not base else Fraction(1)))
    if type(given) is not Quantity:
        factor, base = in_base_units(gold.unit)
        unit = _letter_unit(given)
        if unit is not None:
            return _quantities(gold, unit)
        if not isinstance(given, EXPRESSIONS):
            return Said.DIFFERENT
        same = _compared(_scaled(gold.value, factor if not base else Fraction(1)), given)
        return Said.UNDECIDED if same is Said.EQUAL and base and measured(gold.unit) else same
    factors = in_base_units(gold.unit), in_base_units(given.unit)
    if factors[0][1] != factors[1][1]:
        return Said.DIFFERENT
    return _compared(_scaled(gold.value, factors[0][0]), _scaled(given.value, factors[1][0]))


def _scaled(value: Node, factor: Fraction) -> Node:
    return value if factor == 1 or not isinstance(value, EXPRESSIONS) else mul(Num(factor), value)


def _letter_unit(node: Node) -> Quantity | None:
    """``5m``, ``10 m^2`` and ``3 m/s`` as quantities: a number times powers of letters that are units."""
    if type(node) is not Mul:
        return None
    numbers: list[Expr] = []
    powers: list[tuple[str, int]] = []
    for factor in node.factors:
        match factor:
            case Sym(name) if (unit := unit_of(name)) is not None:
                powers += unit
            case Pow(Sym(name), Num(int(power))) if (unit := unit_of(name)) is not None:
                powers += [(each, times * power) for each, times in unit]
            case _:
                numbers.append(factor)
    if not powers or not numbers or any(map(symbols, numbers)):
        return None
    return Quantity(mul(*numbers), tuple(sorted(powers)))


def _ratios(gold: Ratio, given: Ratio) -> Said:
    if len(gold.parts) != len(given.parts):
        return Said.DIFFERENT
    zero = [[_expressions(part, Num(0)) is Said.EQUAL for part in ratio.parts] for ratio in (gold, given)]
    if all(zero[0]) or all(zero[1]):
        raise Undefined
    if zero[0] != zero[1]:
        return Said.DIFFERENT
    first = zip(gold.parts[1:], given.parts[1:], strict=True)
    return _all([_expressions(mul(gold.parts[0], b), mul(given.parts[0], a)) for a, b in first])


def _as_word(node: Node) -> str:
    """The label that a letter, or a sign for nothing, stands for."""
    match node:
        case Sym(name) | Const(name):
            return name.casefold()
        case Word(text):
            return text
        case Tup((single,), _, _):
            return _as_word(single)
    return ""


# Collections.


def _lists(gold: Node, given: Node) -> Said:
    """Sets, lists and tuples, element by element."""
    if not isinstance(gold, Set | Tup) or not isinstance(given, Set | Tup):
        return Said.DIFFERENT
    brackets = [_brackets(node) for node in (gold, given)]
    for pair in brackets:
        if pair in (("[", ")"), ("(", "]")):
            return Said.DIFFERENT  # a half-open interval
    if brackets[0] != brackets[1] and set(brackets) == {("(", ")"), ("[", "]")} and len(gold.items) == 2:
        return Said.DIFFERENT  # closed against open, or a pair in other brackets: told apart by none
    if max(len(gold.items), len(given.items)) > LONGEST_LIST:
        return Said.UNDECIDED if gold != given else Said.EQUAL
    loose = [pair == ("", "") for pair in brackets]
    braces = [pair == ("{", "}") for pair in brackets]
    if any(loose) and not all(loose) and ("[", "]") in brackets:
        return Said.UNDECIDED  # 1, 2 against [1, 2], which may be an interval
    if any(loose) and any(_is_end(item) for node in (gold, given) for item in node.items):
        return Said.DIFFERENT
    if any(braces):
        if not all(a or b for a, b in zip(loose, braces, strict=True)):
            return Said.DIFFERENT
        return _matched(_distinct(gold.items), _distinct(given.items))
    if all(loose):
        return _matched(gold.items, given.items)
    if len(gold.items) != len(given.items):
        return Said.DIFFERENT
    return _all([_compared(one, other) for one, other in zip(gold.items, given.items, strict=True)])


def _brackets(node: Set | Tup) -> tuple[str, str]:
    """Square brackets around other than two items are a list's, as programs write it."""
    if type(node) is Set:
        return "{", "}"
    assert isinstance(node, Tup)
    return ("", "") if node.open == "[" and node.close == "]" and len(node.items) != 2 else (node.open, node.close)


def _is_end(node: Node) -> bool:
    return isinstance(node, EXPRESSIONS) and bool(regions.is_infinite(node))


def _distinct(items: tuple[Node, ...]) -> tuple[Node, ...]:
    kept: list[Node] = []
    for item in items:
        if not any(compare(item, other) is Said.EQUAL for other in kept):
            kept.append(item)
    return tuple(kept)


def _matched(golds: tuple[Node, ...], givens: tuple[Node, ...]) -> Said:
    """Whether each element has one of its own on the other side, in any order."""
    if len(golds) != len(givens):
        return Said.DIFFERENT
    spend(10 * len(golds) * len(givens))
    left = list(givens)
    unsure = False
    for gold in golds:
        found = [compare(gold, other) for other in left]
        if Said.EQUAL in found:
            left.pop(found.index(Said.EQUAL))
        elif Said.UNDECIDED in found:
            unsure = True
        else:
            return Said.DIFFERENT
    return Said.UNDECIDED if unsure else Said.EQUAL


def _matrices(gold: Node, given: Node) -> Said:
    rows = _rows(gold), _rows(given)
    if rows[0] is None or rows[1] is None:
        return Said.DIFFERENT
    flat = [len(each) == 1 or all(len(row) == 1 for row in each) for each in rows]  # type: ignore[union-attr, arg-type]
    if all(flat) and (isinstance(gold, Tup) or isinstance(given, Tup)):
        # A vector may stand, lie, or be written as a tuple.
        one, other = ([item for row in each for item in row] for each in rows)  # type: ignore[union-attr]
        rows = (tuple(one),), (tuple(other),)
    if [len(row) for row in rows[0]] != [len(row) for row in rows[1]]:  # type: ignore[union-attr]
        return Said.DIFFERENT
    cells = zip((c for row in rows[0] for c in row), (c for row in rows[1] for c in row), strict=True)  # type: ignore[union-attr]
    return _all([_compared(one, other) for one, other in cells])


def _rows(node: Node) -> tuple[tuple[Node, ...], ...] | None:
    match node:
        case Matrix(rows):
            return rows
        case Tup(items, left, _) if left:
            rows = tuple(item.items if type(item) is Tup else (item,) for item in items)
            return rows if len({len(row) for row in rows}) == 1 else None
    return None


def _cases(gold: Cases, given: Cases) -> Said:
    """Functions by cases: the same values on the same regions, in any order."""
    names = {name for rows in (gold.rows, given.rows) for value, condition in rows for name in symbols(value)}
    for rows in (gold.rows, given.rows):
        for _, condition in rows:
            if condition is not None:
                names |= regions._names(condition)
    if len(names) != 1:
        raise Beyond
    (name,) = names
    pieces = [_pieces(cases, name) for cases in (gold, given)]
    whole = [regions.union([region for _, region in side], order) for side in pieces]
    if not regions.same_region(whole[0], whole[1], order):
        return Said.DIFFERENT
    found = []
    for value, region in pieces[0]:
        for other, there in pieces[1]:
            common = regions.intersection(region, there, order)
            for piece in common:
                if piece.low == piece.high:
                    at = {name: piece.low}
                    found.append(_expressions(put(value, at), put(other, at)))
                else:
                    found.append(_expressions(value, other))
    return _all(found)


def _pieces(cases: Cases, name: str) -> list[tuple[Expr, regions.Region]]:
    result: list[tuple[Expr, regions.Region]] = []
    left = regions.ALL
    for value, condition in cases.rows:
        region = (
            left if condition is None else regions.intersection(left, regions.solutions(condition, name, order), order)
        )
        left = regions.intersection(left, regions.complement(region), order)
        result.append((value, region))
    return result


# Equations, inequalities, regions.


def _describes_region(node: Node) -> bool:
    return isinstance(node, Tup | Set | Union | Builder | Reals | Relation | Either)


def _regions(gold: Node, given: Node) -> Said:
    one, other = regions.region_of(gold, order), regions.region_of(given, order)
    if not one and not other:
        return _said(gold == given or EMPTY in (gold, given))  # empty for different reasons: not the same answer
    return _said(regions.same_region(one, other, order))


def _relations(gold: Node, given: Node) -> Said:
    named = _named_values(gold), _named_values(given)
    if named[0] is not None and named[1] is not None:
        return _assignments(named[0], named[1])
    if named[0] is not None and not isinstance(given, Relation | Either):
        return _without_names(named[0], given, gold_is_named=True)
    if named[1] is not None and not isinstance(gold, Relation | Either):
        return _without_names(named[1], gold, gold_is_named=False)
    match given:
        case Relation((Sym(name), right), ("=",)) if (
            isinstance(gold, EXPRESSIONS)
            and isinstance(right, EXPRESSIONS)
            and name not in symbols(right) | symbols(gold)
        ):
            return _expressions(gold, right)  # A = \\pi r^2
    if isinstance(gold, Relation) and isinstance(given, Relation) and gold.signs == given.signs == ("=",):
        return _equations(gold, given)
    if not (_describes_region(gold) and _describes_region(given)):
        return Said.DIFFERENT
    names = regions._names(gold) | regions._names(given)
    if len(names) == 1:
        return _regions(gold, given)
    if isinstance(gold, Relation) and isinstance(given, Relation):
        return _inequalities(gold, given)
    if isinstance(gold, Either) and isinstance(given, Either) and gold.all == given.all:
        return _matched(gold.parts, given.parts)
    return Said.UNDECIDED


def _named_values(node: Node) -> list[tuple[str, Node]] | None:
    """``x = 1, y = 2`` as names with their values; several values of one name are alternatives."""
    parts: tuple[Node, ...]
    match node:
        case Relation():
            parts = (node,)
        case Either(parts, _):
            pass
        case Tup(parts, "", ""):
            pass
        case _:
            return None
    result: list[tuple[str, Node]] = []
    for part in parts:
        match part:
            case Relation((Tup(names), Tup(values)), ("=",)) if len(names) == len(values) and all(
                isinstance(name, Sym) for name in names
            ):
                result += [(name.name, value) for name, value in zip(names, values, strict=True)]  # type: ignore[union-attr]
            case Relation((Sym(name), value), ("=",)) if not _mentions(value, name) and _is_value(value):
                result.append((name, value))
            case Relation((value, Sym(name)), ("=",)) if _is_value(value) and not _mentions(value, name):
                result.append((name, value))
            case _:
                return None
    if isinstance(node, Either) and not node.all and len({name for name, _ in result}) > 1:
        return None  # x = 1 or y = 2
    return result


def _is_value(node: Node) -> bool:
    return not isinstance(node, EXPRESSIONS) or not symbols(node)


def _mentions(node: Node, name: str) -> bool:
    return isinstance(node, EXPRESSIONS) and name in symbols(node)


def _assignments(golds: list[tuple[str, Node]], givens: list[tuple[str, Node]]) -> Said:
    if sorted(name for name, _ in golds) != sorted(name for name, _ in givens):
        return Said.DIFFERENT
    return _all(
        [
            _matched(
                tuple(value for other, value in golds if other == name),
                tuple(value for other, value in givens if other == name),
            )
            for name in dict.fromkeys(name for name, _ in golds)
        ]
    )


def _without_names(named: list[tuple[str, Node]], bare: Node, *, gold_is_named: bool) -> Said:
    """Named values against bare ones: one name may be left out; of several, their alphabet is the order."""
    names = {name for name, _ in named}
    values = tuple(value for _, value in sorted(named, key=lambda each: each[0]))
    if len(names) > 1:
        if not isinstance(bare, Tup) or len(bare.items) != len(values) or len(names) != len(values):
            return Said.DIFFERENT
        if (bare.open, bare.close) not in (("", ""), ("(", ")")):
            return Said.DIFFERENT
        pairs = zip(values, bare.items, strict=True)
        return _all([_compared(a, b) if gold_is_named else _compared(b, a) for a, b in pairs])
    node: Node = values[0] if len(values) == 1 else Set(values)  # alternatives: neither a pair nor an interval
    return _compared(node, bare) if gold_is_named else _compared(bare, node)


def _equations(gold: Relation, given: Relation) -> Said:
    one, other = (_difference(each) for each in (gold, given))
    if one is None or other is None:
        return _said(gold == given)
    names = symbols(one) | symbols(other)
    zero = [_vanishes(each) for each in (one, other)]
    if any(zero):
        return _said(gold == given) if all(zero) else Said.DIFFERENT
    if len(names) > 1 and symbols(one) == symbols(other) and _proportional(one, other):
        return Said.EQUAL
    if len(names) == 1:
        (name,) = names
        try:
            roots = regions.zeros(one, name, order), regions.zeros(other, name, order)
        except Beyond:
            if _proportional(one, other):
                return Said.EQUAL
            return _different_equations(one, other, sorted(names))
        if not roots[0] and not roots[1]:
            return _said(_proportional(one, other))
        if not roots[0] or not roots[1]:
            return Said.DIFFERENT
        return _matched(_distinct(tuple(roots[0])), _distinct(tuple(roots[1])))
    return _different_equations(one, other, sorted(names))


def _difference(relation: Relation) -> Expr | None:
    left, right = relation.sides
    if not isinstance(left, EXPRESSIONS) or not isinstance(right, EXPRESSIONS):
        return None
    return add(left, neg(right))


def _vanishes(expr: Expr) -> bool:
    return bool(symbols(expr)) and _identical(expr, Num(0))


def _proportional(one: Expr, other: Expr) -> bool:
    """Whether one is the other times a number that is not zero, proved."""
    if (
        _apart_somewhere(one, one, sorted(symbols(one))) is None
        or _apart_somewhere(other, other, sorted(symbols(other))) is None
    ):
        return False
    normal = Normal()
    try:
        ratio = normal.times(normal.form(one), normal.inverse(normal.form(other)))
        return normal.is_number(ratio)
    except (Beyond, Undefined):
        return False


def _different_equations(one: Expr, other: Expr, names: list[str]) -> Said:
    """Two equations differ when one side's solutions are proved not to solve the other: shown where the ratio of their
    differences changes and neither is zero. Otherwise nothing is said."""
    if symbols(one) != symbols(other):
        return Said.DIFFERENT
    ratios = []
    for point in _POINTS:
        values = {name: point[place % 4] + Fraction(place, 1009) for place, name in enumerate(names)}
        found = _values(one, other, values)
        if found is not None and found[0] is not None and found[1] is not None and not found[1].overlaps(acb(0)):
            ratios.append(found[0] / found[1])
    if len(ratios) > 1 and any(not ratio.overlaps(ratios[0]) for ratio in ratios[1:]):
        # Polynomials of the lowest degree that are not proportional have different solutions; others may not.
        return Said.DIFFERENT if _linear(one, names) and _linear(other, names) else Said.UNDECIDED
    return Said.UNDECIDED


def _linear(expr: Expr, names: list[str]) -> bool:
    normal = Normal()
    try:
        form = normal.form(expr)
    except (Beyond, Undefined):
        return False
    return normal.degree(form, names) == 1


_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}


def _inequalities(gold: Relation, given: Relation) -> Said:
    """Single relations in several variables: one side's difference is the other's times a positive number."""
    if len(gold.signs) != 1 or len(given.signs) != 1:
        return Said.UNDECIDED
    one, other = _difference(gold), _difference(given)
    if one is None or other is None:
        return _said(gold == given)
    if symbols(one) != symbols(other):
        return Said.DIFFERENT
    for factor, sign in ((other, given.signs[0]), (neg(other), _MIRRORED.get(given.signs[0], ""))):
        normal = Normal()
        try:
            ratio = normal.times(normal.form(one), normal.inverse(normal.form(factor)))
        except (Beyond, Undefined):
            return Said.UNDECIDED
        size = normal.number(ratio)
        if size is not None and size > 0:
            return _said(sign == gold.signs[0])
    return Said.UNDECIDED
