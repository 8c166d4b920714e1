"""Derivatives: by the rules, at a point, of higher order, tangents, and slopes of implicit and parametric curves."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from generators.family import Family, Impossible, Wording
from generators.language.instructions import answer_line
from generators.language.lexicon import PEOPLE
from generators.language.wording import fill
from generators.math.derivative.draws import FUNCTIONS, curve, partial, path, pointed, repeated, signed
from generators.math.derivative.language import SKELETONS
from generators.math.derivative.solution import Question, differentiated, working
from generators.math.derivative.steps import slope_of
from generators.math.functions import (
    NotNice,
    Sum,
    add,
    derivative,
    is_polynomial,
    number,
    polynomial,
    value,
    written,
    x,
)
from generators.math.polynomials import (
    LATEX,
    PLAIN,
    Number,
    from_coefficients,
    magnitude,
    value as poly_value,
    written as poly_written,
)
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Formula, Integer, Rational
from schemas.checks import Calculus, Check

_LETTERS = "xxxxxxtzuw"
_WEIGHTS: dict[int, dict[str, int]] = {
    1: {"function": 5, "value": 3, "second": 2},
    2: {"function": 8, "value": 3, "tangent": 2},
    3: {"function": 6, "second": 3, "value": 2, "tangent": 2, "implicit": 3, "parametric": 3},
    4: {"function": 6, "higher": 4, "bend": 3, "parametric bend": 3},
}
_ABOUT_NUMBERS = ("value", "implicit", "bend", "parametric", "parametric bend")


@register
class Derivative(Family[Question]):
    """Functions to be differentiated, tangents to be found, and slopes of curves."""

    name = "math/derivative"
    version = 1
    title = "Derivatives by the rules, at a point, of higher order and of curves"
    levels = {
        1: "polynomials of degree up to 4, about 4 steps",
        2: "one product, quotient or chain rule, about 7 steps",
        3: "two rules, second derivatives, implicit and parametric slopes, about 10 steps",
        4: "three rules, orders up to 4, second derivatives of curves, about 16 steps",
    }
    tags = ("math", "calculus")

    def sample(self, stream: Stream, level: int) -> Question:
        weights = _WEIGHTS[level]
        kind = stream.weighted(tuple(weights), tuple(weights.values()))
        letter = stream.choice(_LETTERS)
        top = stream.choice((2, 3, 3, 3, 4, 4))
        for _ in range(200):
            found = _first(stream, kind, letter, top) if level == 1 else _drawn(stream, level, kind, letter)
            if found is not None:
                return found
        raise Impossible(f"no question of kind {kind} at level {level} in 200 attempts")

    def phrase(self, instance: Question, stream: Stream, language: str) -> Wording:
        skeleton = stream.choice(tuple(SKELETONS[instance.kind]))
        who = stream.choice(PEOPLE)
        ending = answer_line(stream, _asked(instance))
        style = PLAIN if instance.level == 1 else stream.choice((PLAIN, LATEX))
        formulas = _formulas(instance, style)
        slots = {
            **(formulas if style == PLAIN else {name: f"\\({text}\\)" for name, text in formulas.items()}),
            "order": instance.order,
            "name": who.name,
            "who": who,
            "ending": ending,
        }
        return Wording(fill(SKELETONS[instance.kind][skeleton], stream, slots), f"{instance.kind}: {skeleton}")

    def check(self, instance: Question) -> Check:
        letter, kind = instance.letter, instance.kind
        ask = {"tangent": "tangent", "implicit": "implicit", "bend": "implicit"}.get(kind, "derivative")
        answer: Formula | Integer | Rational = Formula(variables=(letter,), form="expression")
        if kind == "tangent":
            answer = Formula(variables=(letter, "y"), form="equation")
        elif kind in _ABOUT_NUMBERS:
            answer = Integer() if instance.level == 1 else Rational()
        function = poly_written(instance.curve, ("x", "y")) if instance.curve else written(instance.function, letter)
        return Calculus(
            answer=answer,
            gold=_gold(instance),
            function=function,
            variable="x" if instance.curve else letter,
            ask="parametric" if instance.abscissa is not None else ask,  # type: ignore[arg-type]
            order=instance.order,
            at=None if instance.at is None else str(instance.at),
            other="y" if ask in ("tangent", "implicit") else None,
            other_at=str(instance.height) if instance.curve else None,
            abscissa=None if instance.abscissa is None else written(instance.abscissa, letter),
        )

    def reference(self, instance: Question, stream: Stream) -> str:
        return "\n".join([*working(instance), f"Answer: {_gold(instance)}"])

    def canonical(self, instance: Question) -> Any:
        parts = [sorted(written(Sum((term,)), "x") for term in instance.function.terms)]
        if instance.abscissa is not None:
            parts.append(sorted(written(Sum((term,)), "x") for term in instance.abscissa.terms))
        rows = [list(term) for term in instance.curve]
        return [instance.kind, instance.order, parts, rows, instance.at, instance.height]

    def measures(self, instance: Question) -> dict[str, int]:
        return {"steps": len(working(instance)), "order": instance.order}


# Draws.


def _first(stream: Stream, kind: str, letter: str, top: int) -> Question | None:
    """A polynomial of the first level, of degree `top` where the kind of question allows it."""
    top = {"value": 2, "second": 3}.get(kind, top)
    coefficients = [signed(stream, 9 if top < 3 else 6)]
    coefficients += [signed(stream, 9) if stream.chance(3, 4) else 0 for _ in range(top)]
    poly = from_coefficients(coefficients)
    slope = differentiated(poly)
    if len(poly) > 4 or len(slope) < 2 or (kind == "second" and len(differentiated(slope)) < 2):
        return None
    at = signed(stream, 9) if kind == "value" else None
    return Question(1, kind, letter, polynomial(poly), at, 2 if kind == "second" else 1)


def _drawn(stream: Stream, level: int, kind: str, letter: str) -> Question | None:
    match kind:
        case "function":
            function = stream.choice(FUNCTIONS[level])(stream)
            # Two lines may be multiples of each other, which leaves a number.
            return Question(level, kind, letter, function) if not is_polynomial(derivative(function)) else None
        case "second" | "higher":
            order = 2 if kind == "second" else stream.integer(3, 4)
            return Question(level, kind, letter, repeated(stream, order), None, order)
        case "value" | "tangent":
            if kind == "tangent" and level == 2:
                top = stream.integer(2, 3)
                poly = from_coefficients([signed(stream, 4), *(stream.integer(-7, 7) for _ in range(top))])
                found: tuple[Sum, int] | None = (polynomial(poly), stream.integer(-4, 4))
            else:
                found = pointed(stream, level)
            if found is None:
                return None
            slope, height = _at(found[0], found[1])
            if slope is None or height is None:
                return None
            # A tangent through the origin, or a flat one, could be guessed or be taken for a number.
            plain = kind == "value" or (slope and height - slope * found[1])
            small = magnitude(slope) < 3000 and magnitude(height) < 3000 and Fraction(slope).denominator < 200
            return (
                Question(level, kind, "x" if kind == "tangent" else letter, *found)
                if plain and small and slope
                else None
            )
        case "implicit" | "bend":
            drawn = curve(stream, level)
            if drawn is None:
                return None
            poly, (at, height) = drawn
            question = Question(level, kind, "x", Sum(()), at, 2 if kind == "bend" else 1, None, poly, height)
            return question if _small(_value(question)) else None
    moving = path(stream, level)
    if moving is None:
        return None
    question = Question(
        level, kind, stream.choice("ttts"), moving[1], moving[2], 2 if kind == "parametric bend" else 1, moving[0]
    )
    return question if _small(_value(question)) else None


def _at(function: Sum, at: int) -> tuple[Number, Number] | tuple[None, None]:
    try:
        return value(derivative(function), at), value(function, at)
    except NotNice:
        return None, None


def _small(size: Number | None) -> bool:
    return size is not None and size != 0 and magnitude(size) < 2000 and Fraction(size).denominator < 2000


# Answers.


def _gold(instance: Question) -> str:
    if instance.kind in _ABOUT_NUMBERS:
        return str(_value(instance))
    if instance.kind == "tangent":
        slope, height = _at(instance.function, instance.at or 0)
        assert slope is not None and height is not None and instance.at is not None
        return f"y = {written(add(x(1, slope), number(height - slope * instance.at)), 'x')}"
    return written(_differentiated(instance.function, instance.order), instance.letter)


def _differentiated(function: Sum, order: int) -> Sum:
    """The derivative, quotients over one denominator."""
    for _ in range(order):
        function = slope_of(function)
    return function


def _value(instance: Question) -> Number | None:
    """The number asked for; None where there is none, or no rational one."""
    at = instance.at or 0
    try:
        if instance.kind == "value":
            return value(derivative(instance.function), at)
        if instance.abscissa is not None:
            dx, dy = (value(derivative(each), at) for each in (instance.abscissa, instance.function))
            if not dx:
                return None
            if instance.order == 1:
                return Fraction(dy) / dx
            ddx, ddy = (value(derivative(each, 2), at) for each in (instance.abscissa, instance.function))
            return Fraction(dx * ddy - dy * ddx) / dx**3
    except NotNice:
        return None
    point = at, instance.height
    by_x, by_y = partial(instance.curve, 0), partial(instance.curve, 1)
    slope = -Fraction(poly_value(by_x, *point)) / poly_value(by_y, *point)
    if instance.order == 1:
        return slope
    bend = poly_value(partial(by_x, 0), *point) + 2 * poly_value(partial(by_x, 1), *point) * slope
    bend += poly_value(partial(by_y, 1), *point) * slope**2
    return -Fraction(bend) / poly_value(by_y, *point)


def _asked(instance: Question) -> str:
    if instance.kind in _ABOUT_NUMBERS:
        return "integer" if instance.level == 1 else "number"
    if instance.kind == "tangent":
        return "y = ..."
    return "derivative" if instance.kind in ("function", "second") else f"derivative of order {instance.order}"


# Prompts.


def _formulas(instance: Question, style: str) -> dict[str, str]:
    """The formulas that skeletons may name, not yet set."""
    letter, at = instance.letter, instance.at
    f = written(instance.function, letter, style)
    latex = style == LATEX
    n = instance.order
    result = {
        "f": f,
        "f_is": f"f({letter}) = {f}",
        "g_is": f"g({letter}) = {f}",
        "y_is": f"y = {f}",
        "f_prime": f"f'({letter})",
        "f_second": f"f''({letter})",
        "f_prime_at": f"f'({at})",
        "g_prime_at": f"g'({at})",
        "f_n": f"f^{{({n})}}({letter})" if latex else f"f^({n})({letter})",
        "x": letter,
        "y": "y",
        "t": letter,
        "x_is": f"{letter} = {at}",
        "t_is": f"{letter} = {at}",
        "operator": f"\\frac{{d}}{{d{letter}}}\\left({f}\\right)" if latex else f"d/d{letter} ({f})",
        "dydx": f"\\frac{{dy}}{{d{letter}}}" if latex else f"dy/d{letter}",
        "d2ydx2": f"\\frac{{d^2y}}{{d{letter}^2}}" if latex else f"d^2y/d{letter}^2",
        "dnydxn": f"\\frac{{d^{n}y}}{{d{letter}^{n}}}" if latex else f"d^{n}y/d{letter}^{n}",
    }
    if instance.curve or instance.abscissa is not None:
        result |= {
            "x": "x",
            "dydx": "\\frac{dy}{dx}" if latex else "dy/dx",
            "d2ydx2": "\\frac{d^2y}{dx^2}" if latex else "d^2y/dx^2",
        }
    if instance.curve:
        left = tuple(term for term in instance.curve if term[1] or term[2])
        constant = -poly_value(instance.curve, 0, 0)
        result |= {
            "curve": f"{poly_written(left, ('x', 'y'), style)} = {constant}",
            "point": f"({at}, {instance.height})",
        }
    if instance.abscissa is not None:
        joint = ",\\; " if latex else ", "
        result["path"] = f"x = {written(instance.abscissa, letter, style)}{joint}y = {f}"
    return result
