"""How the functions, curves and points of math/derivative are drawn, level by level."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from generators.math.functions import NotNice, Sum, add, call, number, polynomial, raised, times, value, x
from generators.math.polynomials import Poly, collected, from_coefficients, value as poly_value
from generators.randomness import Stream


def signed(stream: Stream, most: int) -> int:
    """A whole number from -most to most, but not 0."""
    return stream.choice((-1, 1)) * stream.integer(1, most)


def line(stream: Stream, lead: int = 5, most: int = 7) -> Sum:
    """``ax + b``"""
    return add(x(1, stream.integer(1, lead)), number(signed(stream, most)))


def quadratic(stream: Stream, lead: int = 3, most: int = 7) -> Sum:
    """``ax^2 + bx + c``, the middle often missing."""
    middle = signed(stream, most) if stream.chance(1, 2) else 0
    return add(x(2, stream.integer(1, lead)), x(1, middle) if middle else Sum(()), number(signed(stream, most)))


def positive(stream: Stream) -> Sum:
    """``ax^2 + c``, which is positive everywhere."""
    return add(x(2, stream.integer(1, 5)), number(stream.integer(1, 12)))


def multiple(stream: Stream, most: int = 6) -> Sum:
    """``kx``"""
    return x(1, stream.integer(1, most))


def sized(stream: Stream, function: Sum, most: int = 6) -> Sum:
    """The function, or more often a multiple of it."""
    return times(signed(stream, most), function) if stream.chance(2, 3) else function


def _exp_rate(stream: Stream) -> Sum:
    return x(1, signed(stream, 5))


def _simple(stream: Stream) -> Sum:
    """A function of a multiple of the variable."""
    name = stream.choice(("exp", "exp", "sin", "cos", "ln"))
    return call(name, x(1) if name == "ln" else _exp_rate(stream) if name == "exp" else multiple(stream))


def _front(stream: Stream) -> Sum:
    """``ax^n`` or ``ax + b``"""
    return x(stream.integer(1, 5), stream.integer(1, 6)) if stream.chance(2, 3) else line(stream)


def product(stream: Stream) -> Sum:
    """A polynomial times a function."""
    return times(_front(stream), _simple(stream))


def quotient(stream: Stream) -> Sum:
    """A quotient of polynomials of degree up to 2."""
    top, bottom = stream.choice(((line, line), (line, positive), (quadratic, line)))
    return times(top(stream), raised(bottom(stream), -1))


def chain(stream: Stream) -> Sum:
    """A function of a polynomial."""
    if stream.chance(1, 3):
        return sized(stream, raised(quadratic(stream), stream.integer(3, 8)), 4)
    name = stream.choice(("sin", "cos", "exp", "ln", "sqrt"))
    return sized(stream, call(name, positive(stream) if name in ("ln", "sqrt") else quadratic(stream)))


def total(stream: Stream) -> Sum:
    """A sum of three simple functions and powers."""
    names = stream.sample(("exp", "sin", "cos", "ln", "power", "root", "tan"), 3)
    parts = []
    for name in names:
        if name == "power":
            part = x(stream.choice((-3, -2, -1, 2, 3, 4)))
        elif name == "root":
            part = call("sqrt", x())
        elif name == "ln":
            part = call("ln", x())
        else:
            part = call(name, _exp_rate(stream) if name == "exp" else multiple(stream, 5))
        parts.append(times(signed(stream, 7), part))
    return add(*parts)


def powers(stream: Stream) -> Sum:
    """A product of powers of polynomials."""
    one, other = line(stream, 4, 5), positive(stream)
    return times(raised(one, stream.integer(2, 5)), raised(other, stream.integer(2, 4)))


def oscillation(stream: Stream) -> Sum:
    """``e^(ax) sin(bx)``"""
    return times(
        signed(stream, 4), call("exp", _exp_rate(stream)), call(stream.choice(("sin", "cos")), multiple(stream))
    )


def product_of_chain(stream: Stream) -> Sum:
    """A power of the variable times a function of a polynomial."""
    name = stream.choice(("sin", "cos", "exp", "ln", "sqrt"))
    inner = positive(stream) if name in ("ln", "sqrt") else quadratic(stream, 2, 5)
    return times(x(stream.integer(1, 4), stream.integer(1, 5)), call(name, inner))


def mixed_quotient(stream: Stream) -> Sum:
    """A quotient with a function in it."""
    match stream.integer(1, 4):
        case 1:
            return times(call("exp", _exp_rate(stream)), raised(stream.choice((line, positive))(stream), -1))
        case 2:
            return times(signed(stream, 7), call("ln", x()), x(-stream.integer(1, 5)))
        case 3:
            return times(call(stream.choice(("sin", "cos")), multiple(stream)), raised(positive(stream), -1))
        case _:
            return times(line(stream), raised(line(stream, 3, 5), -stream.integer(2, 3)))


def double_chain(stream: Stream) -> Sum:
    """A function of a function of the variable."""
    match stream.integer(1, 6):
        case 1:
            inner = call(stream.choice(("sin", "cos")), multiple(stream, 5))
            return sized(stream, raised(inner, stream.integer(2, 5)), 5)
        case 2:
            return sized(
                stream, call("exp", times(signed(stream, 3), call(stream.choice(("sin", "cos")), multiple(stream))))
            )
        case 3:
            inner = add(number(stream.integer(1, 9)), times(stream.integer(1, 4), call("exp", _exp_rate(stream))))
            return sized(stream, call(stream.choice(("ln", "sqrt")), inner))
        case 4:
            return sized(stream, raised(call("ln", positive(stream)), stream.integer(2, 4)), 4)
        case 5:
            return sized(stream, call("arctan", x(stream.integer(1, 3), stream.integer(2, 5))))
        case _:
            return sized(
                stream, call(stream.choice(("sin", "cos")), times(stream.integer(1, 5), call("exp", _exp_rate(stream))))
            )


def triple(stream: Stream) -> Sum:
    """A product of three kinds of functions."""
    last = call(stream.choice(("sin", "cos")), multiple(stream)) if stream.chance(2, 3) else call("ln", x())
    return times(x(stream.integer(1, 4), signed(stream, 6)), call("exp", _exp_rate(stream)), last)


def deep_chain(stream: Stream) -> Sum:
    """Three functions in one another."""
    inner = positive(stream)
    match stream.integer(1, 5):
        case 1:
            return sized(stream, call("exp", call(stream.choice(("sin", "cos")), inner)))
        case 2:
            return sized(stream, call(stream.choice(("sin", "cos")), times(stream.integer(1, 4), call("sqrt", inner))))
        case 3:
            core = add(number(stream.integer(2, 5)), raised(call(stream.choice(("sin", "cos")), multiple(stream)), 2))
            return sized(stream, raised(core, stream.integer(2, 5)), 4)
        case 4:
            core = add(number(stream.integer(1, 5)), raised(call("ln", inner), 2))
            return sized(stream, call(stream.choice(("sqrt", "ln")), core))
        case _:
            core = raised(call(stream.choice(("sin", "cos")), inner), stream.integer(2, 4))
            return sized(stream, core, 5)


def quotient_of_products(stream: Stream) -> Sum:
    """A quotient whose numerator or denominator is put together from several functions."""
    match stream.integer(1, 3):
        case 1:
            top = times(x(stream.integer(1, 3), stream.integer(1, 4)), call("exp", _exp_rate(stream)))
            return times(top, raised(positive(stream), -1))
        case 2:
            names = stream.shuffled(("sin", "cos"))
            inner = multiple(stream, 5)
            below = add(number(stream.integer(2, 7)), call(names[1], inner))
            return times(signed(stream, 5), call(names[0], inner), raised(below, -1))
        case _:
            below = add(number(stream.integer(1, 9)), times(stream.integer(1, 4), call("exp", _exp_rate(stream))))
            return times(stream.choice((line, positive))(stream), raised(below, -1))


FUNCTIONS: dict[int, tuple[Callable[[Stream], Sum], ...]] = {
    2: (product, quotient, chain, total),
    3: (powers, oscillation, product_of_chain, mixed_quotient, double_chain),
    4: (triple, deep_chain, quotient_of_products),
}
"""The shapes of functions whose derivative is asked for at a level."""


def repeated(stream: Stream, order: int) -> Sum:
    """A function that stays short when it is differentiated `order` times."""
    if order == 2:
        return stream.choice((product, chain, oscillation, total))(stream)
    match stream.integer(1, 5):
        case 1:
            return times(x(stream.integer(1, 3), signed(stream, 9)), call("exp", _exp_rate(stream)))
        case 2:
            inner = multiple(stream, 5)
            return times(x(stream.integer(1, 2), signed(stream, 7)), call(stream.choice(("sin", "cos")), inner))
        case 3:
            return times(signed(stream, 9), call("ln", line(stream, 5, 9)))
        case 4:
            return times(signed(stream, 9), raised(line(stream, 4, 9), -stream.integer(1, 2)))
        case _:
            return times(
                signed(stream, 3),
                call("exp", _exp_rate(stream)),
                call(stream.choice(("sin", "cos")), multiple(stream, 3)),
            )


def pointed(stream: Stream, level: int) -> tuple[Sum, int] | None:
    """A function and a whole number at which it and its derivative have rational values; None if this draw has none."""
    if level == 2:
        shape = stream.choice((quotient, quotient, _power_of_line, _root_of_quadratic))
    else:
        shape = stream.choice((product, oscillation, powers, mixed_quotient, product_of_chain, double_chain))
    function = shape(stream)
    if shape in (product, oscillation, mixed_quotient, product_of_chain, double_chain) and stream.chance(2, 3):
        at = stream.choice((0, 0, 1))
    else:
        at = stream.integer(-4, 4)
    try:
        value(function, at)
    except NotNice:
        return None
    return function, at


def _power_of_line(stream: Stream) -> Sum:
    return sized(
        stream, raised(line(stream, 3, 5) if stream.chance(1, 2) else quadratic(stream, 2, 4), stream.integer(3, 4)), 3
    )


def _root_of_quadratic(stream: Stream) -> Sum:
    return sized(stream, call("sqrt", quadratic(stream, 3, 9)), 5)


_MONOMIALS = ((2, 0), (1, 1), (0, 2), (3, 0), (2, 1), (1, 2), (0, 3))


def curve(stream: Stream, level: int) -> tuple[Poly, tuple[int, int]] | None:
    """A polynomial in two letters and a point at which it is 0; None if the slope there is not a small fraction."""
    chosen = stream.sample(_MONOMIALS, 2 if level == 3 and stream.chance(1, 3) else 3)
    terms = [(signed(stream, 3), *exponents) for exponents in chosen]
    point = signed(stream, 3), signed(stream, 3)
    left = collected(terms)
    if left[0][0] < 0 or not any(term[1] for term in left) or not any(term[2] for term in left):
        return None
    poly = collected((*left, (-poly_value(left, *point), 0, 0)))
    by_x, by_y = partial(poly, 0), partial(poly, 1)
    if not by_x or not by_y or not poly_value(by_y, *point) or not poly_value(by_x, *point):
        return None
    slope = -Fraction(poly_value(by_x, *point)) / poly_value(by_y, *point)
    return (poly, point) if slope.denominator < 20 and abs(slope.numerator) < 30 else None


def partial(poly: Poly, place: int) -> Poly:
    """The derivative by one of two letters."""
    result = []
    for coefficient, *exponents in poly:
        size = coefficient * exponents[place]
        exponents[place] -= 1
        if size:
            result.append((size, *exponents))
    return collected(result)


def path(stream: Stream, level: int) -> tuple[Sum, Sum, int] | None:
    """Two functions of a parameter and a value of it at which the first changes; None if this draw has none."""
    at = signed(stream, 3)
    if stream.chance(1, 3):
        at = 0
        parts = [_moving(stream), _moving(stream)]
    else:
        parts = [_polynomial(stream), _polynomial(stream)]
    return (parts[0], parts[1], at) if parts[0] != parts[1] else None


def _moving(stream: Stream) -> Sum:
    name = stream.choice(("exp", "sin", "cos"))
    return add(times(signed(stream, 5), call(name, multiple(stream, 4))), x(stream.integer(1, 2), signed(stream, 6)))


def _polynomial(stream: Stream) -> Sum:
    top = stream.integer(2, 3)
    while True:
        poly = from_coefficients([signed(stream, 3), *(stream.integer(-6, 6) for _ in range(top))])
        if len(poly) > 1:
            return polynomial(poly)
