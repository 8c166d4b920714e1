"""The value of an expression: exactly where it is rational, else enclosed in a ball of any precision.

Balls are Arb's (python-flint): a value surely lies within its ball, so balls that do not touch prove two values
different. They never prove them equal; `validators.formulas.bounds` and `validators.formulas.normal` do that.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from math import comb, factorial, gcd, lcm

from flint import acb, arb, ctx, fmpq

from validators.formulas.nodes import Add, Call, Const, Expr, Mul, Num, Pow, Series, Sym

MOST_BITS = 60_000
"""No exact number may have a numerator or denominator of more bits."""
MOST_STEPS = 20_000
"""Terms of a finite sum or product that are worked out."""
LARGEST_FACTORIAL = 3_000

_turns = threading.RLock()  # Arb's precision is one setting for the whole process


class Undefined(Exception):
    """The expression has no value: it divides by zero, or takes the logarithm of zero."""


class Beyond(Exception):
    """The value is beyond the bounds of what is worked out; nothing is said about it."""


MOST_WORK = 60_000
"""Steps of one comparison: terms of series, nodes in balls, pairs of terms. About a second at the most."""


class _Work(threading.local):
    left = MOST_WORK
    depth = 0


_work = _Work()


@contextmanager
def bounded_work() -> Iterator[None]:
    """Bound the steps of all that is done inside, on this thread; what is bounded already stays so."""
    if not _work.depth:
        _work.left = MOST_WORK
    _work.depth += 1
    try:
        yield
    finally:
        _work.depth -= 1


def spend(steps: int) -> None:
    """Count steps. Raises `Beyond` when there are no more."""
    _work.left -= steps
    if _work.left < 0 and _work.depth:
        raise Beyond


def rational(expr: Expr) -> Fraction | int | None:
    """The value if the expression plainly is a rational number, else None. Raises `Undefined` and `Beyond`."""
    match expr:
        case Num(value):
            return value
        case Add(terms):
            total: Fraction | int = 0
            for term in terms:
                if (each := rational(term)) is None:
                    return None
                total = _bounded(total + each)
            return total
        case Mul(factors):
            product: Fraction | int = 1
            for factor in factors:
                if (each := rational(factor)) is None:
                    return None
                product = _bounded(product * each)
            return product
        case Pow(base, exponent):
            return _power(rational(base), rational(exponent))
        case Call(name, arguments):
            work = _RATIONAL.get(name)
            if work is None:
                return None
            values = [rational(argument) for argument in arguments]
            return None if None in values else work(*values)
        case Series():
            return _series(expr)
    return None


def _bounded(value: Fraction | int) -> Fraction | int:
    if type(value) is int:
        if value.bit_length() > MOST_BITS:
            raise Beyond
    elif value.numerator.bit_length() > MOST_BITS or value.denominator.bit_length() > MOST_BITS:
        raise Beyond
    return value


def _power(base: Fraction | int | None, exponent: Fraction | int | None) -> Fraction | int | None:
    if base is None or exponent is None:
        return None
    if exponent.denominator != 1:
        return _root_of(base, exponent)
    power = int(exponent)
    if base in (0, 1, -1):
        if not base and power <= 0:
            raise Undefined
        return 1 if not power else int(base) if power % 2 or base >= 0 else 1
    size = max(base.numerator.bit_length(), base.denominator.bit_length())
    if abs(power) > MOST_BITS or size * abs(power) > MOST_BITS:
        raise Beyond
    return Fraction(base) ** power if power < 0 else base**power


def _root_of(base: Fraction | int, exponent: Fraction | int) -> Fraction | int | None:
    """A rational power of a rational number, where it is rational and real."""
    degree = exponent.denominator
    if degree > 64 or abs(exponent.numerator) > 64 or (base < 0 and degree % 2 == 0):
        return None
    if not base and exponent < 0:
        raise Undefined
    top, bottom = _exact_root(abs(base.numerator), degree), _exact_root(base.denominator, degree)
    if top is None or bottom is None:
        return None
    return _power(Fraction(top if base >= 0 else -top, bottom), exponent.numerator)


def _exact_root(value: int, degree: int) -> int | None:
    from flint import fmpz

    found = int(fmpz(value).root(degree))
    return found if found**degree == value else None


def _integers(work: Callable[..., int]) -> Callable[..., int | None]:
    def checked(*values: Fraction | int) -> int | None:
        return work(*map(int, values)) if all(value.denominator == 1 for value in values) else None

    return checked


def _factorial(value: Fraction | int) -> int | None:
    if value.denominator != 1:
        return None
    if value < 0:
        raise Undefined
    if value > LARGEST_FACTORIAL:
        raise Beyond
    return factorial(int(value))


def _binomial(top: Fraction | int, bottom: Fraction | int) -> int | None:
    if top.denominator != 1 or bottom.denominator != 1 or top < 0:
        return None
    n, k = int(top), int(bottom)
    if k < 0 or k > n:
        return 0
    if min(k, n - k) * n.bit_length() > MOST_BITS:
        raise Beyond
    return comb(n, k)


def _modulo(value: Fraction | int, by: Fraction | int) -> Fraction | int:
    if not by:
        raise Undefined
    return value % by


def _root(value: Fraction | int, degree: Fraction | int) -> Fraction | int | None:
    if degree.denominator != 1 or degree < 1:
        return None
    return _root_of(value, Fraction(1, int(degree))) if degree != 1 else value


_RATIONAL: dict[str, Callable[..., Fraction | int | None]] = {
    "factorial": _factorial, "binom": _binomial, "mod": _modulo, "root": _root, "abs": abs,
    "gcd": _integers(gcd), "lcm": _integers(lcm), "max": lambda *values: max(values),
    "min": lambda *values: min(values),
    "floor": lambda value: value.__floor__(), "ceil": lambda value: value.__ceil__(),
    "sign": lambda value: (value > 0) - (value < 0), "re": lambda value: value, "conj": lambda value: value,
    "im": lambda value: 0,
}  # fmt: skip


def bounds_of(series: Series) -> tuple[int, int]:
    """The first and the last index of a finite sum or product. Raises `Beyond` where they are not known."""
    low, high = rational(series.low), rational(series.high)
    if low is None or high is None or low.denominator != 1 or high.denominator != 1 or high - low > MOST_STEPS:
        raise Beyond
    return int(low), int(high)


def _series(series: Series) -> Fraction | int | None:
    low, high = bounds_of(series)
    total: Fraction | int = 0 if series.kind == "sum" else 1
    for number in range(low, high + 1):
        spend(1)
        value = rational(put(series.body, {series.index: Num(number)}))
        if value is None:
            return None
        total = _bounded(total + value if series.kind == "sum" else total * value)
    return total


def put(expr: Expr, values: Mapping[str, Expr]) -> Expr:
    """The expression with values in the place of variables."""
    match expr:
        case Sym(name):
            return values.get(name, expr)
        case Add(terms):
            return Add(tuple(put(term, values) for term in terms))
        case Mul(factors):
            return Mul(tuple(put(factor, values) for factor in factors))
        case Pow(base, exponent):
            return Pow(put(base, values), put(exponent, values))
        case Call(name, arguments):
            return Call(name, tuple(put(argument, values) for argument in arguments))
        case Series(kind, index, low, high, body):
            inner = {name: value for name, value in values.items() if name != index}
            return Series(kind, index, put(low, values), put(high, values), put(body, inner))
    return expr


# Balls.


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Work to so many bits. Other threads wait."""
    with _turns, ctx.workprec(bits):
        yield


def ball(expr: Expr, values: Mapping[str, acb] = {}) -> acb:
    """A ball around the value at the present precision. Raises `Undefined` where there is surely no finite value, and
    `Beyond` where none is worked out."""
    found = _ball(expr, values)
    if not found.is_finite():
        raise Beyond
    return found


def _ball(expr: Expr, values: Mapping[str, acb]) -> acb:
    spend(1)
    match expr:
        case Num(value):
            return acb(arb(fmpq(value.numerator, value.denominator)))
        case Const(name):
            match name:
                case "pi":
                    return acb.pi()
                case "e":
                    return acb(arb.const_e())
                case "i":
                    return acb(0, 1)
            raise Beyond
        case Sym(name):
            if name not in values:
                raise Beyond
            return values[name]
        case Add(terms):
            total = acb(0)
            for term in terms:
                total += _ball(term, values)
            return total
        case Mul(factors):
            product = acb(1)
            for factor in factors:
                product *= _ball(factor, values)
            return product
        case Pow(base, exponent):
            return _ball_power(base, exponent, values)
        case Call(name, arguments):
            if name == "root":
                return _ball_root(_ball(arguments[0], values), rational(arguments[1]))
            exact = rational(expr) if name in ("gcd", "lcm") else None
            if exact is not None:
                return acb(arb(fmpq(exact.numerator, exact.denominator)))
            work = _BALLS.get(name)
            if work is None:
                raise Beyond
            return work(*(_ball(argument, values) for argument in arguments))
        case Series(kind, index, _, _, body):
            low, high = bounds_of(expr)
            result = acb(0 if kind == "sum" else 1)
            for number in range(low, min(high, low + 2000) + 1):
                each = _ball(body, {**values, index: acb(number)})
                result = result + each if kind == "sum" else result * each
            if high > low + 2000:
                raise Beyond
            return result
    raise Beyond


def _ball_power(base: Expr, exponent: Expr, values: Mapping[str, acb]) -> acb:
    power = rational(exponent)
    if type(base) is Const and base.name == "e":
        return _exp(_ball(exponent, values))
    below = _ball(base, values)
    if power is not None:
        if power.denominator == 1:
            if power < 0 and below.is_zero():
                raise Undefined
            if abs(power.numerator) > 1 << 40:
                raise Beyond
            return below ** int(power)
        if power.denominator % 2 and below.imag.is_zero() and _sign(below.real) < 0:
            root = _ball_root(below, power.denominator)
            return root ** int(power.numerator)
        if below.is_zero():
            if power > 0:
                return acb(0)
            raise Undefined
        return below ** acb(arb(fmpq(power.numerator, power.denominator)))
    above = _ball(exponent, values)
    if below.is_zero():
        if above.imag.is_zero() and _sign(above.real) > 0:
            return acb(0)
        raise Undefined
    return _exp(above * below.log())


def _exp(value: acb) -> acb:
    if not value.is_finite() or not abs(value).upper() < 1 << 40:
        raise Beyond  # towers of powers: their digits could not be written down
    return value.exp()


def _ball_root(value: acb, degree: Fraction | int | None) -> acb:
    if degree is None or degree.denominator != 1 or not 1 <= degree <= 1000:
        raise Beyond
    n = int(degree)
    if value.is_zero():
        return value
    if value.imag.is_zero():
        if _sign(value.real) > 0:
            return acb(value.real.root(n))
        if _sign(value.real) < 0 and n % 2:
            return acb(-((-value.real).root(n)))
    return value.sqrt() if n == 2 else (value.log() / n).exp()


def _sign(value: arb) -> int:
    """1 or -1 where the whole ball is on one side of zero, else 0."""
    return int(value > 0) - int(value < 0)


def _log(value: acb) -> acb:
    if value.is_zero():
        raise Undefined
    return value.log()


def _real(value: acb) -> arb:
    if not value.imag.is_zero():
        raise Beyond
    return value.real


def _whole(value: arb) -> acb:
    if value.unique_fmpz() is None and not value.is_exact():
        raise Beyond
    return acb(value)


def _quotient(top: Callable[[acb], acb], bottom: Callable[[acb], acb]) -> Callable[[acb], acb]:
    return lambda value: top(value) / bottom(value)


_BALLS: dict[str, Callable[..., acb]] = {
    "sin": acb.sin, "cos": acb.cos, "tan": acb.tan, "cot": acb.cot, "sec": acb.sec, "csc": acb.csc,
    "sinh": acb.sinh, "cosh": acb.cosh, "tanh": acb.tanh, "coth": acb.coth, "asin": acb.asin, "acos": acb.acos,
    "atan": acb.atan, "asinh": acb.asinh, "acosh": acb.acosh, "atanh": acb.atanh, "ln": _log,
    "abs": lambda value: acb(abs(value)), "re": lambda value: acb(value.real), "im": lambda value: acb(value.imag),
    "conj": lambda value: value.conjugate(), "arg": lambda value: acb(value.arg()),
    "factorial": lambda value: (value + 1).gamma(),
    "binom": lambda n, k: (n + 1).gamma() * (k + 1).rgamma() * (n - k + 1).rgamma(),
    "sign": lambda value: acb(_real(value).sgn()),
    "floor": lambda value: _whole(_real(value).floor()), "ceil": lambda value: _whole(_real(value).ceil()),
    "mod": lambda value, by: value - by * _whole((_real(value) / _real(by)).floor()),
    "max": lambda *values: acb(_extreme(values, arb.max)), "min": lambda *values: acb(_extreme(values, arb.min)),
}  # fmt: skip


def _extreme(values: tuple[acb, ...], choose: Callable[[arb, arb], arb]) -> arb:
    result = _real(values[0])
    for value in values[1:]:
        result = choose(result, _real(value))
    return result


def between(low: Expr | None, high: Expr | None) -> Fraction:
    """A rational number between two real ones; None is infinity."""
    if low is None and high is None:
        return Fraction(0)
    bits = 64
    while bits <= 4096:
        with precision(bits):
            below = None if low is None else _real(ball(low))
            above = None if high is None else _real(ball(high))
            if above is None:
                assert below is not None
                return _middle(below).__ceil__() + Fraction(2)
            if below is None:
                return _middle(above).__floor__() - Fraction(2)
            if below < above:
                return _middle((below + above) / 2)
        bits *= 2
    raise Beyond


def _middle(value: arb) -> Fraction:
    mantissa, exponent = value.mid().man_exp()
    if abs(int(exponent)) > MOST_BITS:
        raise Beyond
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
