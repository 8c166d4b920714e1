"""Ways to integrate: for each, how an integrand is drawn, and how its antiderivative is worked out line by line."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import gcd
from typing import NamedTuple

from generators.math.derivative.draws import signed
from generators.math.derivative.steps import in_brackets, single
from generators.math.functions import (
    Sum,
    X,
    add,
    bracketed,
    call,
    combined,
    derivative,
    expanded,
    is_polynomial,
    number,
    raised,
    times,
    value,
    written,
    x,
)
from generators.math.polynomials import Number
from generators.randomness import Stream

Numbers = tuple[int, ...]


class Worked(NamedTuple):
    """An integrand, a primitive of it and the lines that find it."""

    function: Sum
    primitive: Sum
    lines: list[str]


class Method(NamedTuple):
    """A way to integrate."""

    draw: Callable[[Stream, int], Numbers | None]
    """The numbers of an integrand of a level; None where the draw is not good."""
    work: Callable[[Numbers, str], Worked]
    """The integrand with these numbers in a letter, worked out."""
    bounds: Callable[[Numbers, Stream], tuple[Fraction, Fraction, bool]]
    """Two bounds, low and high, between which the integrand is continuous, and whether they are multiples of pi."""


def _whole_bounds(numbers: Numbers, stream: Stream, low: int = -2, high: int = 4) -> tuple[Fraction, Fraction, bool]:
    one, other = sorted(stream.sample(range(low, high + 1), 2))
    return Fraction(one), Fraction(other), False


def _positive_bounds(numbers: Numbers, stream: Stream) -> tuple[Fraction, Fraction, bool]:
    return _whole_bounds(numbers, stream, 1, 5)


# Polynomials: pairs of coefficient and exponent.


def short_polynomial(stream: Stream) -> Numbers:
    """Two terms of degree up to 2 with a whole primitive."""
    top, low = stream.choice(((1, 0), (1, 0), (2, 0), (2, 1)))
    lead = signed(stream, 9 if top == 1 else 6) * (top + 1)
    return lead, top, signed(stream, 9) * (low + 1), low


def _draw_polynomial(stream: Stream, level: int) -> Numbers | None:
    top = stream.choice((2, 3, 3, 3)) if level == 1 else stream.choice((3, 4))
    numbers: list[int] = []
    for exponent in range(top, -1, -1):
        size = signed(stream, 6 if exponent > 1 else 9)
        if exponent == top or (level == 1 and top == 2) or stream.chance(3, 4):
            numbers += [size * (exponent + 1) if level == 1 or stream.chance(1, 2) else size, exponent]
    return tuple(numbers) if 4 <= len(numbers) <= 8 else None


def _polynomial(numbers: Numbers, letter: str) -> Worked:
    parts = list(zip(numbers[::2], numbers[1::2], strict=True))
    function = add(*(x(exponent, size) for size, exponent in parts))
    primitive = add(*(x(exponent + 1, Fraction(size, exponent + 1)) for size, exponent in parts))
    lines = []
    for size, exponent in parts:
        result = written(x(exponent + 1, Fraction(size, exponent + 1)), letter)
        quotient = Fraction(size, exponent + 1)
        share = f"{size}/{exponent + 1} = {quotient}, so " if quotient.denominator == 1 and exponent else ""
        lines.append(f"{written(x(exponent, size), letter)}: {share}{result}")
    return Worked(function, primitive, lines)


# Sums of powers, exponentials, sines and cosines: triples of a code, a factor and a number that goes with it.

_POWER, _INVERSE, _EXP, _SIN, _COS, _ROOT, _INVERSE_ROOT = range(7)


def outer(code: int, exponent: int, u: Sum) -> Sum:
    """One of the functions that are integrated by heart, at u; `exponent` is that of a power."""
    match code:
        case 0:
            return raised(u, exponent)
        case 1:
            return raised(u, -1)
        case 2:
            return call("exp", u)
        case 3:
            return call("sin", u)
        case 4:
            return call("cos", u)
        case 5:
            return call("sqrt", u)
    return raised(call("sqrt", u), -1)


def primitive_of(code: int, exponent: int, u: Sum) -> Sum:
    """A primitive of `outer` by u."""
    match code:
        case 0:
            return times(Fraction(1, exponent + 1), raised(u, exponent + 1))
        case 1:
            return call("ln|", u)
        case 2:
            return call("exp", u)
        case 3:
            return times(-1, call("cos", u))
        case 4:
            return call("sin", u)
        case 5:
            return times(Fraction(2, 3), u, call("sqrt", u))
    return times(2, call("sqrt", u))


def _draw_sum(stream: Stream, level: int) -> Numbers | None:
    numbers: list[int] = []
    for code in stream.sample((_POWER, _POWER, _INVERSE, _EXP, _SIN, _COS, _ROOT), 3):
        size = signed(stream, 9)
        if code == _POWER:
            numbers += [code, size, stream.choice((-4, -3, -2, 1, 2, 3, 4, 5))]
        elif code in (_EXP, _SIN, _COS):
            numbers += [code, size, stream.integer(1, 6) * (stream.choice((1, 1, -1)) if code == _EXP else 1)]
        else:
            numbers += [code, size, 1]
    exponents = [numbers[n + 2] for n in range(0, 9, 3) if numbers[n] == _POWER]
    return tuple(numbers) if len(set(exponents)) == len(exponents) else None


def _sum(numbers: Numbers, letter: str) -> Worked:
    functions, primitives, lines = [], [], []
    for place in range(0, len(numbers), 3):
        code, size, inner = numbers[place : place + 3]
        u, exponent = (x(), inner) if code == _POWER else (x(1, inner), 0)
        part = times(size, outer(code, exponent, u))
        share = 1 if code == _POWER else inner
        found = times(Fraction(size, share), primitive_of(code, exponent, u))
        functions.append(part)
        primitives.append(found)
        lines.append(f"{written(part, letter)}: {written(found, letter)}")
    return Worked(add(*functions), add(*primitives), lines)


def _sum_bounds(numbers: Numbers, stream: Stream) -> tuple[Fraction, Fraction, bool]:
    codes = {numbers[place] for place in range(0, len(numbers), 3)}
    negative = any(numbers[p] == _POWER and numbers[p + 2] < 0 for p in range(0, len(numbers), 3))
    if codes & {_SIN, _COS}:
        if negative or codes & {_INVERSE, _ROOT, _EXP}:
            raise ValueError("no bounds at which all parts are known")
        return Fraction(0), stream.choice((Fraction(1, 2), Fraction(1))), True
    if _ROOT in codes:
        return Fraction(1), Fraction(stream.choice((4, 9))), False
    if negative or _INVERSE in codes:
        return _whole_bounds(numbers, stream, 1, 4)
    return _whole_bounds(numbers, stream, 0, 2)


# Substitution: factor * u' * outer(u) for an inner function u.
# The numbers: outer code, exponent, numerator and denominator of the factor, inner code, its numbers.

_LINE, _MONOMIAL, _QUADRATIC, _SINE, _COSINE, _EXPONENTIAL, _LOGARITHM = range(7)


def _inner(numbers: Numbers) -> Sum:
    code, *sizes = numbers
    match code:
        case 0:
            return add(x(1, sizes[0]), number(sizes[1]))
        case 1:
            return add(x(sizes[1], sizes[0]), number(sizes[2]))
        case 2:
            return add(x(2), x(1, sizes[0]), number(sizes[1]))
        case 3:
            return call("sin", x(1, sizes[0]))
        case 4:
            return call("cos", x(1, sizes[0]))
        case 5:
            return add(call("exp", x(1, sizes[0])), number(sizes[1]))
    return call("ln", x())


def _draw_substitution(stream: Stream, level: int) -> Numbers | None:
    if level == 2:
        code = stream.choice((_POWER, _POWER, _INVERSE, _EXP, _SIN, _COS, _ROOT))
        lead, size = stream.integer(2, 6), signed(stream, 7)
        common = gcd(size, lead)
        exponent = stream.choice((-3, -2, 2, 3, 4, 5, 6)) if code == _POWER else 0
        return code, exponent, size // common, lead // common, _LINE, lead, signed(stream, 7)
    kind = stream.choice((_MONOMIAL, _MONOMIAL, _QUADRATIC, _SINE, _COSINE, _EXPONENTIAL, _LOGARITHM))
    match kind:
        case 1:
            power, lead = stream.integer(2, 4), stream.integer(1, 4)
            code = stream.choice((_POWER, _INVERSE, _EXP, _SIN, _COS, _ROOT, _INVERSE_ROOT))
            # A constant that keeps u positive where that matters.
            constant = stream.integer(1, 9) if code in (_INVERSE, _ROOT, _INVERSE_ROOT) else signed(stream, 9)
            if code in (_INVERSE, _ROOT, _INVERSE_ROOT) and power == 3:
                power = 2
            inner: Numbers = (kind, lead, power, constant)
            slope = power * lead
        case 2:
            code = stream.choice((_POWER, _EXP, _SIN, _COS, _INVERSE))
            middle = signed(stream, 8)
            constant = middle * middle // 4 + stream.integer(1, 6) if code == _INVERSE else signed(stream, 9)
            inner, slope = (kind, middle, constant), 1
        case 3 | 4:
            code = stream.choice((_POWER, _POWER, _POWER, _EXP))
            inner = (kind, stream.integer(1, 8))
            slope = inner[1]
        case 5:
            code = stream.choice((_POWER, _INVERSE, _INVERSE, _ROOT))
            inner = (kind, signed(stream, 4), stream.integer(1, 9))
            slope = inner[1]
        case _:
            code = stream.choice((_POWER, _POWER, _SIN, _COS))
            inner, slope = (kind,), 1
    exponent = stream.integer(2, 7) if code == _POWER else 0
    size = signed(stream, 12)
    common = gcd(size, slope)
    sign = -1 if slope < 0 else 1
    return code, exponent, sign * size // common, sign * slope // common, *inner


def _substitution(numbers: Numbers, letter: str) -> Worked:
    code, exponent, top, bottom, *rest = numbers
    factor, u = Fraction(top, bottom), _inner(tuple(rest))
    slope = derivative(u)
    name = "u"
    function = times(factor, slope, outer(code, exponent, u))
    primitive = times(factor, primitive_of(code, exponent, u))
    alone = single(X)
    before = written(times(factor, outer(code, exponent, alone)), name)
    after = written(primitive_of(code, exponent, alone), name)
    found = written(times(factor, primitive_of(code, exponent, alone)), name)
    lines = [
        f"Substitute {name} = {written(u, letter)}, so d{name} = {bracketed(slope, letter)} d{letter}.",
        f"{written(function, letter)} d{letter} = {before} d{name}",
        f"{written(outer(code, exponent, alone), name)} has the antiderivative {after}.",
    ]
    if factor != 1:
        lines.append(f"With the factor {factor}: {found}")
    lines.append(f"Put {name} back: {written(primitive, letter)}")
    return Worked(function, primitive, lines)


def _substitution_bounds(numbers: Numbers, stream: Stream) -> tuple[Fraction, Fraction, bool]:
    code, exponent, _, _, kind, *sizes = numbers
    poles = code in (_INVERSE, _ROOT, _INVERSE_ROOT) or (code == _POWER and exponent < 0)
    u = _inner((kind, *sizes))
    if kind in (_SINE, _COSINE):
        if code == _EXP:
            return Fraction(0), Fraction(1, 2 * sizes[0]), True
        return Fraction(0), stream.choice((Fraction(1, 2 * sizes[0]), Fraction(1, 6 * sizes[0]))), True
    if kind == _LOGARITHM:
        if code != _POWER:
            raise ValueError("no bounds at which the value is known")
        return Fraction(1), Fraction(stream.integer(2, 5)), False
    if kind == _EXPONENTIAL:
        if code in (_ROOT, _POWER):
            raise ValueError("no bounds at which the value is short")
        return Fraction(0), Fraction(stream.integer(1, 3)), False
    if code in (_SIN, _COS):
        raise ValueError("no bounds at which the value is known")
    low, high, _ = _whole_bounds(numbers, stream, -2, 4)
    if code == _EXP:
        low, high, _ = _whole_bounds(numbers, stream, 0, 2)
    if poles and kind == _LINE:
        ends = value(u, low), value(u, high)
        if ends[0] * ends[1] <= 0 or (code == _ROOT and ends[0] < 0):
            raise ValueError("a pole between the bounds")
    return low, high, False


# By parts: a polynomial times an exponential, sine or cosine. Numbers: code, rate, then coefficients from the highest.


def _draw_parts(stream: Stream, level: int) -> Numbers | None:
    code = stream.choice((_EXP, _EXP, _SIN, _COS))
    rate = stream.integer(1, 6) * (stream.choice((1, -1)) if code == _EXP else 1)
    polys: Numbers
    if level == 3:
        polys = (signed(stream, 12), stream.choice((0, signed(stream, 9), signed(stream, 9))))
    else:
        polys = (signed(stream, 5), stream.choice((0, signed(stream, 5))), stream.choice((0, signed(stream, 5))))
    return code, rate, *polys


def _parts(numbers: Numbers, letter: str) -> Worked:
    code, rate, *coefficients = numbers
    top = len(coefficients) - 1
    poly = add(*(x(top - place, size) for place, size in enumerate(coefficients) if size))
    part = outer(code, 0, x(1, rate))
    function = expanded(times(poly, part)) if len(poly.terms) == 1 else times(poly, part)
    lines: list[str] = []
    total = Sum(())
    sign = 1
    while True:
        integral = times(Fraction(1, rate), primitive_of(code, 0, x(1, rate)))
        if is_polynomial(poly) and not derivative(poly).terms:
            last = times(poly, integral)
            lines.append(f"{written(times(poly, part), letter)} has the antiderivative {written(last, letter)}.")
            total = add(total, expanded(times(sign, last)))
            break
        slope = derivative(poly)
        lines.append(
            f"By parts with u = {written(poly, letter)} and v' = {written(part, letter)}: "
            f"u' = {written(slope, letter)}, v = {written(integral, letter)}"
        )
        product = times(poly, integral)
        lines.append(f"u v = {written(product, letter)}")
        lines.append(f"Left to take away is the integral of u' v = {written(times(slope, integral), letter)}.")
        total = add(total, expanded(times(sign, product)))
        # What is left is the same again with u' for u and v for v'.
        poly, sign = slope, -sign
        part = integral
        code, rate, poly, part, sign = _next_part(code, rate, poly, part, sign)
    primitive = _collected(total)
    lines.append(f"Together: {written(primitive, letter)}")
    return Worked(function, primitive, lines)


def _next_part(code: int, rate: int, poly: Sum, part: Sum, sign: int) -> tuple[int, int, Sum, Sum, int]:
    """The remaining integral written with a plain part: the number before it goes to the polynomial."""
    (term,) = part.terms
    after = {_EXP: _EXP, _SIN: _COS, _COS: _SIN}[code]
    return (
        after,
        rate,
        times(term.coefficient, poly) if len(poly.terms) == 1 else _scaled(poly, term.coefficient),
        outer(after, 0, x(1, rate)),
        sign,
    )


def _scaled(poly: Sum, size: Number) -> Sum:
    return add(*(times(size, Sum((term,))) for term in poly.terms))


def _collected(function: Sum) -> Sum:
    """The terms by the functions in them, with a polynomial in brackets before each."""
    groups: dict[tuple[object, ...], list[Sum]] = {}
    shown: dict[tuple[object, ...], Sum] = {}
    for term in function.terms:
        key = tuple(each for each in term.factors if each[0] != X)
        bare = type(term)(term.coefficient, tuple(each for each in term.factors if each[0] == X))
        groups.setdefault(key, []).append(Sum((bare,)))
        shown[key] = Sum((type(term)(1, tuple(each for each in term.factors if each[0] != X)),))
    return add(*(times(add(*parts), shown[key]) for key, parts in groups.items()))


def _parts_bounds(numbers: Numbers, stream: Stream) -> tuple[Fraction, Fraction, bool]:
    if numbers[0] == _EXP:
        return _whole_bounds(numbers, stream, -1, 2)
    return Fraction(0), Fraction(stream.integer(1, 2), 2 * numbers[1]), True


# A power of x times a logarithm. Numbers: factor, exponent, power of the logarithm.


def _draw_logarithm(stream: Stream, level: int) -> Numbers | None:
    return signed(stream, 20), stream.choice((-4, -3, -2, 0, 1, 2, 3, 4, 5, 6)), 1 if level == 3 else 2


def _logarithm(numbers: Numbers, letter: str) -> Worked:
    size, exponent, power = numbers
    log = call("ln", x())
    function = times(size, x(exponent), raised(log, power))
    lines: list[str] = []
    total = Sum(())
    factor = Fraction(size)
    while power:
        integral = x(exponent + 1, factor / (exponent + 1))
        slope = times(power, raised(log, power - 1), x(-1))
        product = times(integral, raised(log, power))
        lines.append(
            f"By parts with u = {written(raised(log, power), letter)} and v' = {written(x(exponent, factor), letter)}: "
            f"u' = {written(slope, letter)}, v = {written(integral, letter)}"
        )
        lines.append(f"u v = {written(product, letter)}")
        lines.append(f"Left to add is the integral of -u' v = {written(times(-1, slope, integral), letter)}.")
        total = add(total, product)
        factor = -factor * power / (exponent + 1)
        power -= 1
    last = x(exponent + 1, factor / (exponent + 1))
    lines.append(f"{written(x(exponent, factor), letter)} has the antiderivative {written(last, letter)}.")
    total = add(total, last)
    lines.append(f"Together: {written(total, letter)}")
    return Worked(function, total, lines)


def _logarithm_bounds(numbers: Numbers, stream: Stream) -> tuple[Fraction, Fraction, bool]:
    return Fraction(1), Fraction(stream.integer(2, 4)), False


# e^(px) times sin(qx) or cos(qx). Numbers: factor, p, q, whether it is the sine.


def _draw_cyclic(stream: Stream, level: int) -> Numbers | None:
    return signed(stream, 6), signed(stream, 4), stream.integer(1, 5), stream.integer(0, 1)


def _cyclic(numbers: Numbers, letter: str) -> Worked:
    size, p, q, sine = numbers
    raised_e, names = call("exp", x(1, p)), ("sin", "cos") if sine else ("cos", "sin")
    one, other = (call(name, x(1, q)) for name in names)
    sign = -1 if sine else 1
    function = times(size, raised_e, one)
    first, second = times(Fraction(1, p), raised_e, one), times(Fraction(-sign * q, p * p) * -1, raised_e, other)
    square = p * p + q * q
    bracket = add(times(p, one), times(sign * q, other))
    primitive = times(Fraction(size, square), bracket, raised_e)
    told = [
        f"Let I be the integral of {written(times(raised_e, one), letter)}.",
        f"By parts, with {written(raised_e, letter)} integrated: I = {written(first, letter)} "
        f"{'-' if sine == (p > 0) else '+'} {in_brackets(abs(Fraction(q, p)))} * J, "
        f"where J is the integral of {written(times(raised_e, other), letter)}.",
        f"By parts again: J = {written(times(Fraction(1, p), raised_e, other), letter)} "
        f"{'+' if sine == (p > 0) else '-'} {in_brackets(abs(Fraction(q, p)))} * I",
        f"Put in: I = {written(add(first, second), letter)} - {in_brackets(Fraction(q * q, p * p))} * I",
        f"So {in_brackets(1 + Fraction(q * q, p * p))} * I = {written(add(first, second), letter)}.",
        f"I = {written(times(Fraction(1, square), bracket, raised_e), letter)}",
    ]
    if size != 1:
        told.append(f"Times {size}: {written(primitive, letter)}")
    return Worked(function, primitive, told)


def _cyclic_bounds(numbers: Numbers, stream: Stream) -> tuple[Fraction, Fraction, bool]:
    raise ValueError("no bounds at which both factors are known")


# Partial fractions. Numbers: pairs of a numerator and the zero of its denominator.


def _draw_fractions(stream: Stream, level: int) -> Numbers | None:
    count = stream.choice((2, 2, 3))
    zeros = stream.sample(range(-6, 7), count)
    return tuple(each for zero in zeros for each in (signed(stream, 7), zero))


def _fractions(numbers: Numbers, letter: str) -> Worked:
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    lines_ = [add(x(), number(-zero)) if zero else x() for _, zero in pairs]
    function = combined(add(*(times(size, raised(each, -1)) for (size, _), each in zip(pairs, lines_, strict=True))))
    top = expanded(times(function, *lines_))
    names = "ABC"
    told = [
        "Partial fractions: "
        + " + ".join(f"{name}/{bracketed(each, letter)}" for name, each in zip(names, lines_, strict=False))
    ]
    for place, (size, zero) in enumerate(pairs):
        rest = [other for number_, other in enumerate(lines_) if number_ != place]
        above, below = value(top, zero), [value(other, zero) for other in rest]
        product: Number = 1
        for size_ in below:
            product *= size_
        shown = " * ".join(map(in_brackets, below))
        told.append(
            f"{names[place]}: at {letter} = {zero} the numerator is {above}, the other factors give {shown}"
            + (f" = {product}" if len(below) > 1 else "")
            + f", so {names[place]} = {above}/{in_brackets(product)} = {size}"
        )
    parts = [times(size, call("ln|", each)) for (size, _), each in zip(pairs, lines_, strict=True)]
    for (size, _), line, part in zip(pairs, lines_, parts, strict=True):
        told.append(f"{written(times(size, raised(line, -1)), letter)}: {written(part, letter)}")
    return Worked(function, add(*parts), told)


def _fractions_bounds(numbers: Numbers, stream: Stream) -> tuple[Fraction, Fraction, bool]:
    zeros = numbers[1::2]
    low = stream.integer(-8, 7)
    high = low + stream.integer(1, 3)
    if any(low <= zero <= high for zero in zeros):
        raise ValueError("a pole between the bounds")
    return Fraction(low), Fraction(high), False


# Squares of sine and cosine. Numbers: factor, rate, whether it is the sine.


def _draw_square(stream: Stream, level: int) -> Numbers | None:
    return signed(stream, 15), stream.integer(1, 9), stream.integer(0, 1)


def _square(numbers: Numbers, letter: str) -> Worked:
    size, rate, sine = numbers
    function = times(size, raised(call("sin" if sine else "cos", x(1, rate)), 2))
    sign = -1 if sine else 1
    double = call("cos", x(1, 2 * rate))
    halved = add(x(0, Fraction(size, 2)), times(Fraction(sign * size, 2), double))
    parts = [x(1, Fraction(size, 2)), times(Fraction(sign * size, 4 * rate), call("sin", x(1, 2 * rate)))]
    name = "sin" if sine else "cos"
    return Worked(
        function,
        add(*parts),
        [
            f"{name}(a)^2 = (1 {'-' if sine else '+'} cos(2a))/2, here with a = {written(x(1, rate), letter)}",
            f"{written(function, letter)} = {written(halved, letter)}",
            *(
                f"{written(Sum((term,)), letter)}: {written(part, letter)}"
                for term, part in zip(halved.terms, parts, strict=True)
            ),
        ],
    )


def _square_bounds(numbers: Numbers, stream: Stream) -> tuple[Fraction, Fraction, bool]:
    return Fraction(0), Fraction(stream.integer(1, 4), stream.choice((2, 4)) * numbers[1]), True


# (bx + a)/(x^2 + c^2). Numbers: a, b, c.


def _draw_arctan(stream: Stream, level: int) -> Numbers | None:
    return signed(stream, 15), stream.choice((0, 2 * signed(stream, 5), signed(stream, 9))), stream.integer(1, 7)


def _arctan(numbers: Numbers, letter: str) -> Worked:
    a, b, c = numbers
    below = add(x(2), number(c * c))
    function = times(add(x(1, b), number(a)) if b else number(a), raised(below, -1))
    angle = times(Fraction(a, c), call("arctan", x(1, Fraction(1, c))))
    told = []
    parts = []
    if b:
        log = times(Fraction(b, 2), call("ln", below))
        told += [
            f"Split it: {written(times(x(1, b), raised(below, -1)), letter)} and "
            f"{written(times(a, raised(below, -1)), letter)}",
            f"With u = {written(below, letter)}, du = {written(derivative(below), letter)} d{letter}: "
            f"the first part is {Fraction(b, 2)} * 1/u du, so {written(log, letter)}",
        ]
        parts.append(log)
    told.append(f"1/({letter}^2 + a^2) has the antiderivative 1/a * arctan({letter}/a), here with a = {c}.")
    told.append(f"{written(times(a, raised(below, -1)), letter)}: {written(angle, letter)}")
    return Worked(function, add(*parts, angle), told)


def _arctan_bounds(numbers: Numbers, stream: Stream) -> tuple[Fraction, Fraction, bool]:
    c = numbers[2]
    low, high = stream.choice(((0, c), (-c, c), (-c, 0)))
    return Fraction(low), Fraction(high), False


# Two integrands of the third and fourth level added. Numbers: place and count of the first, then both.

_JOINED = ("substitution", "parts", "logarithm", "square", "arctan")


def _draw_both(stream: Stream, level: int) -> Numbers | None:
    one, other = stream.sample(range(len(_JOINED)), 2)
    numbers = [METHODS[_JOINED[place]].draw(stream, 3) for place in (one, other)]
    if numbers[0] is None or numbers[1] is None:
        return None
    return one, other, len(numbers[0]), *numbers[0], *numbers[1]


def _both(numbers: Numbers, letter: str) -> Worked:
    one, other, count, *rest = numbers
    parts = [
        METHODS[_JOINED[one]].work(tuple(rest[:count]), letter),
        METHODS[_JOINED[other]].work(tuple(rest[count:]), letter),
    ]
    told = []
    for part in parts:
        told += [f"For {written(part.function, letter)}:", *part.lines]
    total = add(parts[0].primitive, parts[1].primitive)
    return Worked(add(parts[0].function, parts[1].function), total, [*told, f"Sum: {written(total, letter)}"])


def _no_bounds(numbers: Numbers, stream: Stream) -> tuple[Fraction, Fraction, bool]:
    raise ValueError("no bounds that suit both parts")


METHODS: dict[str, Method] = {
    "polynomial": Method(_draw_polynomial, _polynomial, _whole_bounds),
    "sum": Method(_draw_sum, _sum, _sum_bounds),
    "substitution": Method(_draw_substitution, _substitution, _substitution_bounds),
    "parts": Method(_draw_parts, _parts, _parts_bounds),
    "logarithm": Method(_draw_logarithm, _logarithm, _logarithm_bounds),
    "cyclic": Method(_draw_cyclic, _cyclic, _cyclic_bounds),
    "fractions": Method(_draw_fractions, _fractions, _fractions_bounds),
    "square": Method(_draw_square, _square, _square_bounds),
    "arctan": Method(_draw_arctan, _arctan, _arctan_bounds),
    "both": Method(_draw_both, _both, _no_bounds),
}
OF_LEVEL: dict[int, dict[str, int]] = {
    1: {"polynomial": 1},
    2: {"polynomial": 1, "sum": 3, "substitution": 4},
    3: {"substitution": 6, "parts": 4, "logarithm": 1},
    4: {"parts": 4, "logarithm": 1, "cyclic": 1, "fractions": 4, "square": 1, "arctan": 1, "both": 4},
}
"""The methods of a level and how often they come."""


def techniques(method: str, numbers: Numbers) -> int:
    """How often substitution, parts, partial fractions or an identity are used."""
    match method:
        case "polynomial" | "sum":
            return 0
        case "parts":
            return len(numbers) - 3
        case "logarithm":
            return numbers[2]
        case "cyclic":
            return 2
        case "fractions":
            return len(numbers) // 2
        case "arctan":
            return 2 if numbers[1] else 1
        case "both":
            one, other, count, *rest = numbers
            return techniques(_JOINED[one], tuple(rest[:count])) + techniques(_JOINED[other], tuple(rest[count:]))
    return 1
