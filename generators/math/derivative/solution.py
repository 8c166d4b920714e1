"""Questions of math/derivative and their worked solutions."""

from __future__ import annotations

from fractions import Fraction

import msgspec

from generators.math.derivative.draws import partial
from generators.math.derivative.steps import Explanation, in_brackets, slope_of, sum_text
from generators.math.functions import Sum, derivative, is_polynomial, terms_of, written
from generators.math.polynomials import (
    Number,
    Poly,
    magnitude,
    scaled,
    value as poly_value,
    written as poly_written,
    written_term,
)


class Question(msgspec.Struct, frozen=True):
    """A function to be differentiated `order` times, perhaps at a point; or a curve, given by a polynomial in two
    letters that is 0 on it (with a point), or by two functions of the letter (`abscissa` and `function`)."""

    level: int
    kind: str
    letter: str
    function: Sum
    at: int | None = None
    order: int = 1
    abscissa: Sum | None = None
    curve: Poly = ()
    height: int = 0


def working(instance: Question) -> list[str]:
    if instance.level == 1:
        return _first_working(instance)
    if instance.curve:
        return _implicit_working(instance)
    if instance.abscissa is not None:
        return _parametric_working(instance)
    letter, at = instance.letter, instance.at
    told = Explanation(letter)
    function = instance.function
    for order in range(instance.order):
        if order:
            told.lines.append(f"Derivative of order {order}: {written(function, letter)}")
        told.derive(function)
        if is_polynomial(function) and order:
            told.lines.append(f"It is {written(function, letter)}.")
        function = slope_of(function)
    if at is None:
        return told.lines
    told.lines.append(f"At {letter} = {at}:")
    if instance.kind == "value":
        told.evaluate(function, at, f"f'({at})")
        return told.lines
    height = told.evaluate(instance.function, at, f"f({at})")
    slope = told.evaluate(function, at, f"f'({at})")
    return [*told.lines, *_line_through(at, height, slope)]


def _line_through(at: int, height: Number, slope: Number) -> list[str]:
    if not at:
        return [f"The tangent is y = {height} + {in_brackets(slope)} * x."]
    back = -slope * at
    return [
        f"The tangent is y = {height} + {in_brackets(slope)} * (x {'-' if at > 0 else '+'} {abs(at)}).",
        f"{in_brackets(slope)} * {in_brackets(-at)} = {back}",
        f"{sum_text([height, back])} = {height + back}",
    ]


def _divided(name: str, top: Number, bottom: Number, sign: int = 1) -> str:
    """``y' = -6/(-4) = 3/2``"""
    result = sign * Fraction(top) / bottom
    shown = f"{'-' if sign < 0 else ''}{in_brackets(top) if sign < 0 else top}/{in_brackets(bottom)}"
    return f"{name} = {shown}" + (f" = {result}" if shown != str(result) else "")


def _parametric_working(instance: Question) -> list[str]:
    letter, at = instance.letter, instance.at or 0
    assert instance.abscissa is not None
    told = Explanation(letter)
    found: list[Number] = []
    for name, function in (("x", instance.abscissa), ("y", instance.function)):
        told.lines.append(f"{name} = {written(function, letter)}")
        told.derive(function)
        found.append(told.evaluate(derivative(function), at, f"{name}'({at})"))
    dx, dy = found
    if instance.order == 1:
        return [*told.lines, _divided("The slope is y'/x'", dy, dx) + "."]
    for name, function in (("x", instance.abscissa), ("y", instance.function)):
        told.lines.append(f"{name}' = {written(derivative(function), letter)}")
        told.derive(derivative(function))
        found.append(told.evaluate(derivative(function, 2), at, f"{name}''({at})"))
    ddx, ddy = found[2:]
    return [
        *told.lines,
        "The second derivative is (x' y'' - y' x'')/x'^3.",
        f"x' y'' = {in_brackets(dx)} * {in_brackets(ddy)} = {dx * ddy}",
        f"y' x'' = {in_brackets(dy)} * {in_brackets(ddx)} = {dy * ddx}",
        f"{dx * ddy} - {in_brackets(dy * ddx)} = {dx * ddy - dy * ddx}",
        f"x'^3 = {in_brackets(dx)}^3 = {dx**3}",
        _divided("It is", dx * ddy - dy * ddx, dx**3).replace("It is =", "It is"),
    ]


def _implicit_working(instance: Question) -> list[str]:
    point = instance.at or 0, instance.height
    lines = ["Differentiate both sides by x, with y' for the derivative of y:"]
    for term in instance.curve:
        if term[1] or term[2]:
            lines.append(f"({_two((term,))})' = {_with_slope(partial((term,), 0), partial((term,), 1))}")
    by_x, by_y = partial(instance.curve, 0), partial(instance.curve, 1)
    lines.append(f"Together: {_with_slope(by_x, by_y)} = 0")
    lines.append(f"At x = {point[0]}, y = {point[1]}:")
    p, lines = _put(by_x, point, lines)
    q, lines = _put(by_y, point, lines)
    slope = -Fraction(p) / q
    lines.append(_divided("y'", p, q, -1))
    if instance.order == 1:
        return lines
    lines.append(f"Write p = {_two(by_x)} and q = {_two(by_y)}, and differentiate p + q y' = 0 once more:")
    lines.append("p' + q' y' + q y'' = 0")
    sizes = []
    for name, poly in (("p", by_x), ("q", by_y)):
        there = partial(poly, 0), partial(poly, 1)
        lines.append(f"{name}' = {_with_slope(*there) or 0}")
        one, lines = _put(there[0], point, lines)
        other, lines = _put(there[1], point, lines)
        if other:
            lines.append(f"{in_brackets(other)} * {in_brackets(slope)} = {other * slope}")
        both = [size for size in (one, other * slope) if size]
        total = one + other * slope
        lines.append(f"{name}' = {sum_text(both)} = {total}" if len(both) > 1 else f"{name}' = {total}")
        sizes.append(total)
    lines.append(f"q' y' = {in_brackets(sizes[1])} * {in_brackets(slope)} = {sizes[1] * slope}")
    rest = sizes[0] + sizes[1] * slope
    lines.append(f"p' + q' y' = {sum_text([sizes[0], sizes[1] * slope])} = {rest}")
    lines.append(_divided("y''", rest, q, -1))
    return lines


def _with_slope(by_x: Poly, by_y: Poly) -> str:
    """``2x + (3x - y) y'``"""
    text = _two(by_x) if by_x else ""
    if not by_y:
        return text
    if len(by_y) > 1:
        return f"{text}{' + ' if text else ''}({_two(by_y)}) y'"
    factor = _two(scaled(by_y, -1) if by_y[0][0] < 0 and text else by_y)
    factor = {"1": "", "-1": "-"}.get(factor, f"{factor} ")
    return f"{text}{(' - ' if by_y[0][0] < 0 else ' + ') if text else ''}{factor}y'"


def _two(poly: Poly) -> str:
    return poly_written(poly, ("x", "y"))


def _put(poly: Poly, point: tuple[int, int], lines: list[str]) -> tuple[Number, list[str]]:
    """The value of a polynomial at a point, with the line that finds it where it is not plain."""
    sizes = [poly_value((term,), *point) for term in poly]
    if not poly or (len(poly) == 1 and not poly[0][1] and not poly[0][2]):
        return sum(sizes), lines
    shown = poly_written(tuple((size,) for size in sizes), ())
    line = f"{_two(poly)} = {shown}" + (f" = {sum(sizes)}" if len(sizes) > 1 else "")
    return sum(sizes), [*lines, line]


# The first level: polynomials, term by term.


def differentiated(poly: Poly) -> Poly:
    """The derivative of a polynomial in one letter."""
    return tuple((coefficient * exponent, exponent - 1) for coefficient, exponent in poly if exponent)


def _first_working(instance: Question) -> list[str]:
    letter, poly = instance.letter, terms_of(instance.function)
    slope = differentiated(poly)
    lines = _by_terms(poly, letter)
    if instance.kind == "second":
        lines.append(f"First derivative: {poly_written(slope, (letter,))}")
        lines += _by_terms(slope, letter)
    if instance.at is not None:
        (lead, _), (constant, _) = slope
        lines.append(f"Derivative: {poly_written(slope, (letter,))}")
        lines.append(f"Put {letter} = {instance.at}: {lead} * {in_brackets(instance.at)} = {lead * instance.at}")
        lines.append(f"{poly_written(((lead * instance.at,), (constant,)), ())} = {lead * instance.at + constant}")
    return lines


def _by_terms(poly: Poly, letter: str) -> list[str]:
    """The derivative of each term: the exponent comes down as a factor and is lowered by 1."""
    lines = []
    for term in poly:
        coefficient, exponent = term
        known = f"({written_term(term, (letter,))})'"
        if exponent > 1:
            raised = written_term((1, exponent - 1), (letter,))
            result = written_term((coefficient * exponent, exponent - 1), (letter,))
            product = f"{exponent} * {in_brackets(coefficient)}{raised} = " if magnitude(coefficient) != 1 else ""
            lines.append(f"{known} = {product}{result}")
        else:
            lines.append(f"{known} = {coefficient if exponent else 0}")
    return lines
