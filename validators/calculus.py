"""Decides derivatives and integrals: by differentiating the function asked about, or the answer itself.

A primitive and its function are proved continuous between the bounds by enclosing their values on ever shorter pieces
of the interval. At a pole there is no finite enclosure, and nothing that jumps is let in, so no integral is taken
across one.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import acb, arb, fmpq

from schemas import Reason
from schemas.checks import Calculus
from validators.checker import Decision, checker
from validators.formulas import Node, Said, Unreadable, Written, compare, read_formula
from validators.formulas.derivatives import derivative
from validators.formulas.nodes import (
    EXPRESSIONS,
    Add,
    Call,
    Const,
    Expr,
    Mul,
    Num,
    OneOf,
    Pow,
    Relation,
    Sym,
    add,
    mul,
    names_value,
    neg,
    over,
    symbols,
)
from validators.formulas.numbers import Beyond, Undefined, ball, bounded_work, precision, put
from validators.reading import Unread, canonical, read_final, read_gold

MOST_PIECES = 3_000
"""Pieces of an interval that are enclosed to prove a function continuous there."""
HALVINGS = 16
"""How often a piece is halved before the function is taken to have a pole in it."""
CONSTANTS = frozenset(("C", "c", "K", "k", "C_0", "C_1", "c_0", "c_1"))
"""What a constant of integration may be called."""
_POINTS = tuple(Fraction(top, 17) for top in (23, -23, 5, -5, 41, -41, 97, -97, 1, -1, 1777, -1777))
"""Points at one of which an antiderivative must be real together with its function."""
_METHODS = {
    "antiderivative": "differentiation of the answer, proof of equality",
    "definite": "proof that the primitive is one and continuous, difference at the bounds",
}


class _Faulty(Exception):
    """The check cannot be decided by; the message says why."""


@checker(Calculus, version=1)
def decide_calculus(check: Calculus, text: str) -> Decision:
    """Accepted when the answer is proved to be the derivative, line, value or integral asked for, with ``log`` for
    either the natural logarithm or that to base 10. One that is proved neither right nor wrong stays undecided."""
    evidence = {"method": _METHODS.get(check.ask, "differentiation, proof of equality")}
    examined = _examined(check)
    if isinstance(examined, Decision):
        return examined
    wanted, gold = examined
    try:
        value = read_final(check.answer, text)
    except Unread as unread:
        return Decision(reason=unread.reason, detail=unread.detail, evidence=evidence)
    said = Said.EQUAL if _node(value) == _node(gold) else _said(check, wanted, value)
    if said is not Said.EQUAL and isinstance(value, Written) and _BARE_LOG.search(value.text):
        natural = _said(check, wanted, Written(value.text, _with_natural_log(value.node)))
        said = natural if natural is Said.EQUAL else said
    if said is Said.UNDECIDED and check.ask != "antiderivative":
        said = compare(_node(gold), _node(value))  # the gold is proved right, and may be written more alike
    if said is Said.UNDECIDED:
        return Decision(reason=Reason.UNPROVED, detail="proved neither right nor wrong", evidence=evidence)
    return Decision(
        reason=Reason.CORRECT if said is Said.EQUAL else Reason.WRONG_VALUE,
        answer=canonical(check.answer, value),
        evidence=evidence,
    )


@lru_cache(maxsize=128)
def _examined(check: Calculus) -> tuple[Node, Any] | Decision:
    """What the answer has to equal, and the gold, proved right; or why the check cannot be decided by."""
    evidence = {"method": _METHODS.get(check.ask, "differentiation, proof of equality")}
    try:
        gold = read_gold(check.answer, check.gold)
    except Unread as unread:
        return Decision(reason=Reason.CHECKER_ERROR, detail=f"the gold cannot be read: {unread.detail}")
    try:
        with bounded_work():
            wanted = _wanted(check)
        said = _said(check, wanted, gold)
    except _Faulty as fault:
        return Decision(reason=Reason.CHECKER_ERROR, detail=str(fault))
    except (Beyond, RecursionError):
        return Decision(reason=Reason.CHECKER_ERROR, detail="the statement is beyond what is worked out")
    except Undefined:
        return Decision(reason=Reason.CHECKER_ERROR, detail="the statement has no value")
    if said is Said.UNDECIDED:
        return Decision(reason=Reason.CHECKER_ERROR, detail="the gold is not proved right", evidence=evidence)
    if said is Said.DIFFERENT:
        detail = "the gold differs from what differentiation shows"
        return Decision(reason=Reason.ORACLES_DISAGREE, detail=detail, evidence=evidence)
    return wanted, gold


def _said(check: Calculus, wanted: Node, value: Any) -> Said:
    """Whether a value is what is asked for, `wanted` being what `_wanted` found."""
    node = _node(value)
    return _antiderivative(check, wanted, node) if check.ask == "antiderivative" else compare(wanted, node)


# A log without a base: in calculus, and in programs, the natural one is meant as often as that to base 10.
_BARE_LOG = re.compile(r"log(?!\s?_|10|2)")
_TENTH = Pow(Call("ln", (Num(10),)), Num(-1))


def _with_natural_log(node: Node) -> Node:
    """The formula with every logarithm to base 10 made natural."""
    match node:
        case Mul(factors):
            kept = tuple(_with_natural_log(factor) for factor in factors if factor != _TENTH)
            return mul(*kept) if kept else Num(1)  # type: ignore[arg-type]
        case Add(parts):
            return Add(tuple(_with_natural_log(part) for part in parts))  # type: ignore[misc]
        case Call(name, parts):
            return Call(name, tuple(_with_natural_log(part) for part in parts))  # type: ignore[misc]
        case Pow(base, exponent):
            return Pow(_with_natural_log(base), _with_natural_log(exponent))  # type: ignore[arg-type]
        case Relation(sides, signs):
            return Relation(tuple(map(_with_natural_log, sides)), signs)
    return node


def _node(value: Any) -> Node:
    return Num(value) if isinstance(value, int | Fraction) else value.node


# What the answer has to equal.


def _wanted(check: Calculus) -> Node:
    """The right answer as a formula; for an antiderivative, the function that it must have as its derivative.

    Raises `_Faulty`, and `Beyond` or `Undefined` where there is no such formula.
    """
    wanted = _found(check)
    if isinstance(wanted, EXPRESSIONS) and not symbols(wanted):
        with precision(64):
            ball(wanted)  # has a value
    return wanted


def _found(check: Calculus) -> Node:
    function, name = _read(check, "function"), check.variable
    match check.ask:
        case "derivative":
            result = derivative(function, name, check.order)
            return result if check.at is None else put(result, {name: _number(check, "at")})
        case "tangent":
            at = _number(check, "at")
            slope = put(derivative(function, name), {name: at})
            height = put(function, {name: at})
            line = add(height, mul(slope, add(Sym(name), neg(at))))
            return Relation((Sym(_other(check)), line), ("=",))
        case "implicit":
            return _implicit(check, function)
        case "parametric":
            result = over(derivative(function, name), derivative(_read(check, "abscissa"), name))
            for _ in range(1, _low_order(check)):
                result = over(derivative(result, name), derivative(_read(check, "abscissa"), name))
            return result if check.at is None else put(result, {name: _number(check, "at")})
        case "antiderivative":
            return function
    return _definite(check, function)


def _implicit(check: Calculus, curve: Expr) -> Expr:
    x, y = check.variable, _other(check)
    point = {x: _number(check, "at"), y: _number(check, "other_at")}
    if compare(Num(0), put(curve, point)) is not Said.EQUAL:
        raise _Faulty("the point is not proved to lie on the curve")
    by_x, by_y = derivative(curve, x), derivative(curve, y)
    if compare(Num(0), put(by_y, point)) is not Said.DIFFERENT:
        raise _Faulty("the curve is not proved to have a slope there")
    slope = put(neg(over(by_x, by_y)), point)
    if _low_order(check) == 1:
        return slope
    bend = add(
        derivative(by_x, x),
        mul(Num(2), derivative(by_x, y), slope),
        mul(derivative(by_y, y), slope, slope),
    )
    return put(neg(over(bend, by_y)), point)


def _definite(check: Calculus, function: Expr) -> Expr:
    low, high, primitive = _number(check, "low"), _number(check, "high"), _read(check, "primitive")
    name = check.variable
    if compare(function, derivative(primitive, name)) is not Said.EQUAL:
        raise _Faulty("the derivative of the primitive is not proved to be the function")
    if not continuous(function, name, low, high, real=True) or not continuous(primitive, name, low, high):
        raise _Faulty("function and primitive are not proved continuous between the bounds")
    return add(put(primitive, {name: high}), neg(put(primitive, {name: low})))


def continuous(function: Expr, name: str, low: Expr, high: Expr, *, real: bool = False) -> bool:
    """Whether the function is proved to be continuous between the bounds, both included, and there `real` if asked.

    The functions that it may be built of are continuous wherever they are finite, so it is enough to enclose its
    values on every piece of the interval.
    """
    if not _is_smooth(function):
        return False
    with precision(64):
        pieces = [(ball(low).real, ball(high).real, 0)]
        for _ in range(MOST_PIECES):
            if not pieces:
                return True
            left, right, halved = pieces.pop()
            split = halved < HALVINGS
            try:
                values = ball(function, {name: acb(left.union(right))})
            except Beyond:
                if not split:
                    return False
            except Undefined:
                return False
            else:
                if real and not values.imag.contains(0):
                    return False
                split = split and real and not values.imag.is_zero()
                if not split:
                    continue
            middle = ((left + right) / 2).mid()
            pieces += [(left, middle, halved + 1), (middle, right, halved + 1)]
    return False


_SMOOTH = frozenset(
    """sin cos tan cot sec csc sinh cosh tanh coth asin acos atan asinh acosh atanh ln abs root""".split()
)


def _is_smooth(expr: Expr) -> bool:
    match expr:
        case Const(name):
            return name in ("e", "pi")
        case Call(name, parts):
            return name in _SMOOTH and all(map(_is_smooth, parts))
        case Add(parts) | Mul(parts):
            return all(map(_is_smooth, parts))
        case Pow(base, exponent):
            return _is_smooth(base) and _is_smooth(exponent)
        case Num() | Sym():
            return True
    return False


# Antiderivatives.


def _antiderivative(check: Calculus, function: Node, given: Node) -> Said:
    """Whether the derivative of what is given is the function. Letters of `CONSTANTS` stand for any number."""
    if type(given) is OneOf:
        found = [_antiderivative(check, function, each) for each in given.readings]
        return next((said for said in (Said.EQUAL, Said.UNDECIDED) if said in found), Said.DIFFERENT)
    if isinstance(given, Relation) and given.signs == ("=",) and names_value(given.sides[0]):
        given = given.sides[1]
    if not isinstance(given, EXPRESSIONS) or not isinstance(function, EXPRESSIONS):
        return Said.DIFFERENT
    name = check.variable
    letters = symbols(given) - {name}
    if not letters <= CONSTANTS or len(letters) > 1:
        return Said.DIFFERENT
    try:
        with bounded_work():
            said = compare(function, derivative(given, name))
            if said is Said.EQUAL and not _real_with(function, put(given, dict.fromkeys(letters, Num(0))), name):
                return Said.UNDECIDED
            return said
    except (Beyond, RecursionError):
        return Said.UNDECIDED
    except Undefined:
        return Said.DIFFERENT


def _real_with(function: Expr, given: Expr, name: str) -> bool:
    """Whether both are real at one of the points: ``x^2 + ln(-1)`` is no antiderivative of ``2x``."""
    with precision(64):
        for point in _POINTS:
            try:
                at = {name: acb(arb(fmpq(point.numerator, point.denominator)))}
                if all(ball(each, at).imag.contains(0) for each in (function, given)):
                    return True
            except (Beyond, Undefined):
                continue
    return False


# The fields of a check.


def _read(check: Calculus, field: str) -> Expr:
    """The expression that stands in a field of the check. Raises `_Faulty`."""
    text = getattr(check, field)
    if text is None:
        raise _Faulty(f"'{check.ask}' needs '{field}'")
    names = {check.variable} | ({check.other} if check.ask == "implicit" and check.other else set())
    try:
        node = read_formula(text, frozenset(names))
    except Unreadable as unreadable:
        raise _Faulty(f"'{field}' cannot be read: {unreadable}") from None
    if not isinstance(node, EXPRESSIONS):
        raise _Faulty(f"'{field}' is no expression")
    if not symbols(node) <= names:
        raise _Faulty(f"'{field}' has variables that are not declared: {', '.join(sorted(symbols(node) - names))}")
    return node


def _number(check: Calculus, field: str) -> Expr:
    """The number that stands in a field of the check. Raises `_Faulty`."""
    node = _read(check, field)
    if symbols(node):
        raise _Faulty(f"'{field}' is no number")
    return node


def _other(check: Calculus) -> str:
    if check.other is None or check.other == check.variable:
        raise _Faulty(f"'{check.ask}' needs 'other', another variable")
    return check.other


def _low_order(check: Calculus) -> int:
    if check.order > 2:
        raise _Faulty(f"'{check.ask}' is known for the orders 1 and 2")
    return check.order
