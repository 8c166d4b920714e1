"""Differentiates expressions by the rules of calculus; nothing is simplified but what vanishes."""

from __future__ import annotations

from collections.abc import Callable

from validators.formulas.nodes import MINUS_ONE, Add, Call, Const, Expr, Mul, Num, Pow, Series, Sym, add, mul, over
from validators.formulas.numbers import Beyond, rational, spend

MOST_NODES = 20_000
"""No derivative may be larger, in nodes."""
_ZERO, _ONE, _TWO = Num(0), Num(1), Num(2)


def derivative(expr: Expr, name: str, order: int = 1) -> Expr:
    """The derivative of this order with respect to the variable, all other names being constant.

    The derivative of ``|u|`` is written ``u u' / |u|``, which is undefined where it has a corner. Raises `Beyond` for a
    function that has no derivative by rule (``floor``, ``max``, ``factorial``, an unknown ``f``) or where the result
    grows too large.
    """
    for _ in range(order):
        expr = _derivative(expr, name)
        if _size(expr, {}) > MOST_NODES:
            raise Beyond
    return expr


def _size(expr: Expr, known: dict[int, int]) -> int:
    """The number of nodes, each counted as often as it occurs; parts that are one object are looked at once."""
    if id(expr) not in known:
        match expr:
            case Add(parts) | Mul(parts) | Call(_, parts):
                size = 1 + sum(_size(part, known) for part in parts)
            case Pow(base, exponent):
                size = 1 + _size(base, known) + _size(exponent, known)
            case _:
                size = 1
        known[id(expr)] = size
    return known[id(expr)]


def depends_on(expr: Expr, name: str) -> bool:
    """Whether the variable occurs."""
    match expr:
        case Sym(own):
            return own == name
        case Add(parts) | Mul(parts) | Call(_, parts):
            return any(depends_on(part, name) for part in parts)
        case Pow(base, exponent):
            return depends_on(base, name) or depends_on(exponent, name)
        case Series():
            raise Beyond
    return False


def _derivative(expr: Expr, name: str) -> Expr:
    spend(1)
    match expr:
        case Num() | Const():
            return _ZERO
        case Sym(own):
            return _ONE if own == name else _ZERO
        case Add(terms):
            return _sum([_derivative(term, name) for term in terms])
        case Mul(factors):
            spend(len(factors) ** 2)
            return _sum(
                [
                    _product([*factors[:place], inner, *factors[place + 1 :]])
                    for place, factor in enumerate(factors)
                    if (inner := _derivative(factor, name)) != _ZERO
                ]
            )
        case Pow(base, exponent):
            return _of_power(base, exponent, name)
        case Call(function, arguments):
            if not depends_on(expr, name):
                return _ZERO
            if function == "root" and not depends_on(arguments[1], name):
                degree = arguments[1]
                below = mul(degree, Pow(expr, add(degree, MINUS_ONE)))
                return _product([_derivative(arguments[0], name), Pow(below, MINUS_ONE)])
            rule = _RULES.get(function)
            if rule is None or len(arguments) != 1:
                raise Beyond
            return _product([_derivative(arguments[0], name), rule(arguments[0])])
    raise Beyond


def _of_power(base: Expr, exponent: Expr, name: str) -> Expr:
    if not depends_on(exponent, name):
        inner = _derivative(base, name)
        if inner == _ZERO:
            return _ZERO
        value = rational(exponent)
        if value is not None:
            lowered = Num(value - 1)
            return _product([Num(value), base if lowered == _ONE else Pow(base, lowered), inner])
        return _product([exponent, Pow(base, add(exponent, MINUS_ONE)), inner])
    power = Pow(base, exponent)
    log = _ONE if base == Const("e") else Call("ln", (base,))
    by_exponent = _product([power, log, _derivative(exponent, name)])
    if not depends_on(base, name):
        return by_exponent
    by_base = _product([power, exponent, _derivative(base, name), Pow(base, MINUS_ONE)])
    return _sum([by_exponent, by_base])


def _sum(terms: list[Expr]) -> Expr:
    kept = [term for term in terms if term != _ZERO]
    return add(*kept) if kept else _ZERO


def _product(factors: list[Expr]) -> Expr:
    if _ZERO in factors:
        return _ZERO
    kept = [factor for factor in factors if factor != _ONE]
    return mul(*kept) if kept else _ONE


def _square(expr: Expr) -> Expr:
    return Pow(expr, _TWO)


def _root(expr: Expr) -> Expr:
    return Call("root", (expr, _TWO))


def _minus(expr: Expr) -> Expr:
    return mul(MINUS_ONE, expr)


_RULES: dict[str, Callable[[Expr], Expr]] = {
    "ln": lambda u: Pow(u, MINUS_ONE),
    "abs": lambda u: over(u, Call("abs", (u,))),
    "sin": lambda u: Call("cos", (u,)),
    "cos": lambda u: _minus(Call("sin", (u,))),
    "tan": lambda u: Pow(Call("cos", (u,)), Num(-2)),
    "cot": lambda u: _minus(Pow(Call("sin", (u,)), Num(-2))),
    "sec": lambda u: mul(Call("sec", (u,)), Call("tan", (u,))),
    "csc": lambda u: _minus(mul(Call("csc", (u,)), Call("cot", (u,)))),
    "sinh": lambda u: Call("cosh", (u,)),
    "cosh": lambda u: Call("sinh", (u,)),
    "tanh": lambda u: Pow(Call("cosh", (u,)), Num(-2)),
    "coth": lambda u: _minus(Pow(Call("sinh", (u,)), Num(-2))),
    "asin": lambda u: Pow(_root(add(_ONE, _minus(_square(u)))), MINUS_ONE),
    "acos": lambda u: _minus(Pow(_root(add(_ONE, _minus(_square(u)))), MINUS_ONE)),
    "atan": lambda u: Pow(add(_ONE, _square(u)), MINUS_ONE),
    "asinh": lambda u: Pow(_root(add(_square(u), _ONE)), MINUS_ONE),
    "acosh": lambda u: Pow(mul(_root(add(u, MINUS_ONE)), _root(add(u, _ONE))), MINUS_ONE),
    "atanh": lambda u: Pow(add(_ONE, _minus(_square(u))), MINUS_ONE),
}
"""The derivatives of the functions of one argument."""
