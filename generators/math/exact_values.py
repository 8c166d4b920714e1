"""Exact values of elementary functions: sums of rational multiples of powers of e and pi and of logarithms.

A point is a rational number or a rational multiple of pi. A value is told apart by its *kind*: the exponent of e, that
of pi, and the number under the logarithm (1 where there is none).
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from generators.math.functions import Base, Call, NotNice, Sum, Term, Var, value
from generators.math.polynomials import Number

Kind = tuple[Fraction, int, Fraction]
Value = dict[Kind, Fraction]
_PLAIN: Kind = (Fraction(0), 0, Fraction(1))
# sin(pi/2 * n) and sin(pi/6), sin(5 pi/6), ... by the angle in half turns
_SINES = {
    Fraction(0): Fraction(0), Fraction(1, 2): Fraction(1), Fraction(1): Fraction(0), Fraction(3, 2): Fraction(-1),
    Fraction(1, 6): Fraction(1, 2), Fraction(5, 6): Fraction(1, 2), Fraction(7, 6): Fraction(-1, 2),
    Fraction(11, 6): Fraction(-1, 2),
}  # fmt: skip


class Point(NamedTuple):
    """A place on the line: `size`, times pi if `pi`."""

    size: Fraction
    pi: bool = False

    def written(self, latex: bool = False) -> str:
        """``3``, ``pi/2``, ``\\frac{\\pi}{2}``"""
        if not self.pi or not self.size:
            return str(self.size)
        sign = "-" if self.size < 0 else ""
        top, bottom = abs(self.size.numerator), self.size.denominator
        name = ("" if top == 1 else str(top)) + ("\\pi" if latex else "pi")
        if bottom == 1:
            return sign + name
        return f"{sign}\\frac{{{name}}}{{{bottom}}}" if latex else f"{sign}{name}/{bottom}"


def at(function: Sum, point: Point) -> Value:
    """The value at a point. Raises `NotNice` where it is of no known kind."""
    return plus(*(of_term(term, point) for term in function.terms))


def plus(*values: Value) -> Value:
    """The sum."""
    total: Value = {}
    for each in values:
        for kind, size in each.items():
            total[kind] = total.get(kind, Fraction(0)) + size
    return {kind: size for kind, size in total.items() if size}


def minus(one: Value, other: Value) -> Value:
    """The difference, logarithms with opposite factors joined into one."""
    return joined(plus(one, {kind: -size for kind, size in other.items()}))


def joined(found: Value) -> Value:
    """The value with ``c ln(a) - c ln(b)`` written ``c ln(a/b)``, of a number above 1."""
    result: Value = {}
    logs: dict[Fraction, Fraction] = {}
    for (e, pi, log), size in found.items():
        if log == 1 or e or pi:
            result[e, pi, log] = size
        else:
            logs[abs(size)] = logs.get(abs(size), Fraction(1)) * (log if size > 0 else 1 / log)
    for size, log in logs.items():
        if log != 1:
            kind = (Fraction(0), 0, log if log > 1 else 1 / log)
            result = plus(result, {kind: size if log > 1 else -size})
    return result


def of_term(term: Term, point: Point) -> Value:
    """The value of one term."""
    size, e, pi, log = Fraction(term.coefficient), Fraction(0), 0, Fraction(1)
    for base, exponent in term.factors:
        factor, (more_e, more_pi, more_log) = _of_base(base, point)
        if more_log != 1 and (log != 1 or exponent != 1):
            raise NotNice
        if not factor and exponent < 0:
            raise NotNice
        size *= factor**exponent
        e, pi, log = e + more_e * exponent, pi + more_pi * exponent, log * more_log
    return {(e, pi, log): size} if size else {}


def _of_base(base: Base, point: Point) -> tuple[Fraction, Kind]:
    if isinstance(base, Var):
        return point.size, (Fraction(0), 1 if point.pi and point.size else 0, Fraction(1))
    if isinstance(base, Sum):
        return _rational(base, point), _PLAIN
    name, inner = base.name, base.argument
    if name in ("sin", "cos"):
        turn = _half_turns(inner, point) + (Fraction(1, 2) if name == "cos" else 0)
        if turn % 2 not in _SINES:
            raise NotNice
        return _SINES[turn % 2], _PLAIN
    size = _rational(inner, point)
    match name:
        case "exp":
            return Fraction(1), (size, 0, Fraction(1))
        case "ln" | "ln|":
            if not size or (size < 0 and name == "ln"):
                raise NotNice
            if abs(size) == 1:
                return Fraction(0), _PLAIN
            return Fraction(1), (Fraction(0), 0, abs(size))
        case "sqrt":
            return Fraction(value(Sum((Term(1, ((Call("sqrt", _number(size)), 1),)),)), 0)), _PLAIN
        case "arctan":
            if abs(size) == 1:
                return size / 4, (Fraction(0), 1, Fraction(1))
            if not size:
                return size, _PLAIN
    raise NotNice


def _number(size: Fraction) -> Sum:
    return Sum((Term(size),)) if size else Sum(())


def _rational(function: Sum, point: Point) -> Fraction:
    """The value as a rational number; Raises `NotNice`."""
    found = at(function, point)
    if set(found) - {_PLAIN}:
        raise NotNice
    return found.get(_PLAIN, Fraction(0))


def _half_turns(function: Sum, point: Point) -> Fraction:
    """The value divided by pi. Raises `NotNice`."""
    found = at(function, point)
    if set(found) - {(Fraction(0), 1, Fraction(1))}:
        raise NotNice
    return sum(found.values(), Fraction(0))


def written(found: Value) -> str:
    """``3e^2/2 - pi/4 + 2 ln(3) - 1``"""
    text = ""
    for kind, size in sorted(found.items(), key=lambda each: (-each[0][0], -each[0][1], -each[0][2]), reverse=False):
        sign = ("-" if not text else " - ") if size < 0 else (" + " if text else "")
        text += sign + _written(kind, abs(size))
    return text or "0"


def _written(kind: Kind, size: Fraction) -> str:
    e, pi, log = kind
    parts = []
    if e:
        parts.append("e" if e == 1 else f"e^{e}" if e.denominator == 1 and e > 0 else f"e^({e})")
    if pi:
        parts.append("pi" if pi == 1 else f"pi^{pi}")
    if log != 1:
        parts.append(f"ln({log})")
    if not parts:
        return str(size)
    top = " ".join(parts)
    if size.numerator != 1:
        top = f"{size.numerator}{'' if e or pi else ' '}{top}"
    return top if size.denominator == 1 else f"{top}/{size.denominator}"


def is_rational(found: Value) -> bool:
    """Whether the value is a rational number."""
    return not set(found) - {_PLAIN}


def rational(found: Value) -> Fraction:
    """The value as a rational number, which it has to be."""
    return found.get(_PLAIN, Fraction(0))


def largest(found: Iterable[Fraction]) -> Number:
    """The largest numerator or denominator."""
    return max((max(abs(size.numerator), size.denominator) for size in found), default=0)
