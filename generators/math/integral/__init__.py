"""Integrals: antiderivatives and definite integrals by substitution, parts and partial fractions, and areas."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import msgspec

from generators.family import Family, Impossible, Wording
from generators.language.instructions import answer_line
from generators.language.lexicon import PEOPLE
from generators.language.wording import fill
from generators.math.derivative.draws import signed
from generators.math.derivative.steps import Explanation
from generators.math.exact_values import Point, Value, at, is_rational, largest, minus, written as shown
from generators.math.functions import (
    Call,
    NotNice,
    Sum,
    Term,
    Var,
    add,
    expanded,
    is_polynomial,
    number,
    ordered,
    times,
    value,
    written,
    x,
)
from generators.math.integral.language import SKELETONS
from generators.math.integral.methods import METHODS, OF_LEVEL, Worked, short_polynomial, techniques
from generators.math.polynomial.steps import product_text
from generators.math.polynomials import LATEX, PLAIN, Poly, from_coefficients
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Formula, Integer, Rational
from schemas.checks import Calculus, Check

_LETTERS = "xxxxxxxttsz"
_WEIGHTS: dict[int, dict[str, int]] = {
    1: {"antiderivative": 5, "definite": 4},
    2: {"antiderivative": 1, "definite": 1},
    3: {"antiderivative": 4, "definite": 4, "area": 2},
    4: {"antiderivative": 1, "definite": 1},
}


class Question(msgspec.Struct, frozen=True):
    """An integral that the method finds (`generators.math.integral.methods`), or the area between two parabolas or a
    parabola and a line, with the numbers that make the functions. Bounds are numerator, denominator, and 1 for a
    multiple of pi."""

    level: int
    kind: str
    letter: str
    method: str
    numbers: tuple[int, ...]
    low: tuple[int, int, int] = (0, 1, 0)
    high: tuple[int, int, int] = (0, 1, 0)


@register
class Integral(Family[Question]):
    """Functions to be integrated, with and without bounds, and areas between curves."""

    name = "math/integral"
    version = 1
    title = "Antiderivatives, definite integrals and areas between curves"
    levels = {
        1: "polynomials of degree up to 3, table only",
        2: "sums from the table, or 1 linear substitution",
        3: "1 substitution or integration by parts, areas between curves",
        4: "2 or 3 techniques: repeated parts, partial fractions, identities, sums of different kinds",
    }
    tags = ("math", "calculus")

    def sample(self, stream: Stream, level: int) -> Question:
        weights = _WEIGHTS[level]
        kind = stream.weighted(tuple(weights), tuple(weights.values()))
        letter = stream.choice(_LETTERS)
        for _ in range(300):
            found = _area(stream, level) if kind == "area" else _drawn(stream, level, kind, letter)
            if found is not None:
                return found
        raise Impossible(f"no question of kind {kind} at level {level} in 300 attempts")

    def phrase(self, instance: Question, stream: Stream, language: str) -> Wording:
        names = [name for name in SKELETONS[instance.kind] if instance.level > 1 or name != "signed"]  # a long one
        skeleton = stream.choice(names)
        who = stream.choice(PEOPLE)
        ending = answer_line(stream, _asked(instance))
        style = PLAIN if instance.level == 1 else stream.choice((PLAIN, LATEX))
        formulas = _formulas(instance, style)
        slots = {
            **(formulas if style == PLAIN else {name: f"\\({text}\\)" for name, text in formulas.items()}),
            "name": who.name,
            "who": who,
            "ending": ending,
        }
        if style == PLAIN:
            slots["integral"], slots["integral_from"] = _spoken(instance)
        return Wording(fill(SKELETONS[instance.kind][skeleton], stream, slots), f"{instance.kind}: {skeleton}")

    def check(self, instance: Question) -> Check:
        worked = _worked(instance)
        letter = instance.letter
        answer: Formula | Integer | Rational = Formula(variables=(letter,), form="expression")
        if instance.kind != "antiderivative":
            found = _difference(instance)
            if not is_rational(found):
                answer = Formula(form="number")
            else:
                answer = Integer() if instance.level == 1 else Rational()
        definite = instance.kind != "antiderivative"
        return Calculus(
            answer=answer,
            gold=_gold(instance),
            function=written(worked.function, letter),
            variable=letter,
            ask="definite" if definite else "antiderivative",
            low=_point(instance.low).written() if definite else None,
            high=_point(instance.high).written() if definite else None,
            primitive=written(worked.primitive, letter) if definite else None,
        )

    def reference(self, instance: Question, stream: Stream) -> str:
        return "\n".join([*_working(instance), f"Answer: {_gold(instance)}"])

    def canonical(self, instance: Question) -> Any:
        function = _worked(instance).function
        parts = sorted(written(Sum((term,)), "x") for term in function.terms)
        bounds = [] if instance.kind == "antiderivative" else [list(instance.low), list(instance.high)]
        more = list(instance.numbers) if instance.kind == "area" else []
        return [instance.kind, parts, bounds, more]

    def measures(self, instance: Question) -> dict[str, int]:
        return {
            "techniques": techniques(instance.method, instance.numbers),
            "steps": len(_working(instance)),
            "definite": int(instance.kind != "antiderivative"),
        }


# Draws.


def _drawn(stream: Stream, level: int, kind: str, letter: str) -> Question | None:
    names = OF_LEVEL[level]
    method = stream.weighted(tuple(names), tuple(names.values()))
    numbers = short_polynomial(stream) if level == 1 and kind == "definite" else METHODS[method].draw(stream, level)
    if numbers is None:
        return None
    if kind == "antiderivative":
        return Question(level, kind, letter, method, numbers)
    try:
        if level == 1:
            one = stream.integer(-1, 3)
            low, high, pi = Fraction(one), Fraction(one + stream.integer(1, 5)), False
        else:
            low, high, pi = METHODS[method].bounds(numbers, stream)
        bounds = [(bound.numerator, bound.denominator, int(pi)) for bound in (low, high)]
        question = Question(level, kind, letter, method, numbers, bounds[0], bounds[1])
        found = _difference(question)
        ends = [at(_worked(question).primitive, _point(each)) for each in bounds]
    except (ValueError, NotNice, ZeroDivisionError):
        return None
    if level == 1 and len("\n".join(_working(question))) > 180:
        return None
    if not found or len(found) > 3 or max(len(end) for end in ends) > 4:
        return None
    large = any(abs(e) > 12 or pi > 3 for end in ends for e, pi, _ in end)
    limit = 200 if level == 1 else 3000
    return question if not large and largest(found.values()) < limit else None


def _area(stream: Stream, level: int) -> Question | None:
    """The difference of the curves is -a(x - r)(x - s); one of them is a line or another parabola."""
    left = stream.integer(-4, 3)
    right = left + stream.integer(2, 5)
    lead = stream.integer(1, 4)
    bend = stream.choice((0, 0, signed(stream, 3)))
    numbers = (lead, left, right, bend, signed(stream, 5) if stream.chance(3, 4) else 0, stream.integer(-9, 9))
    return Question(level, "area", "x", "area", numbers, (left, 1, 0), (right, 1, 0)) if bend != lead else None


def _curves(instance: Question) -> tuple[Sum, Sum]:
    """The upper curve and the lower one."""
    lead, left, right, bend, slope, height = instance.numbers
    lower = add(x(2, bend) if bend else Sum(()), x(1, slope) if slope else Sum(()), number(height))
    apart = add(x(2, -lead), x(1, lead * (left + right)), number(-lead * left * right))
    return ordered(add(lower, apart)), lower


def _factors(instance: Question) -> tuple[Poly, Poly, Poly]:
    lead, left, right = instance.numbers[:3]
    return ((-lead, 0),), from_coefficients((1, -left)), from_coefficients((1, -right))


def _worked(instance: Question) -> Worked:
    if instance.kind != "area":
        return METHODS[instance.method].work(instance.numbers, instance.letter)
    upper, lower = _curves(instance)
    apart = ordered(expanded(add(upper, times(-1, lower))))
    numbers: list[int] = []
    for term in apart.terms:
        numbers += [int(term.coefficient), term.factors[0][1] if term.factors else 0]
    return METHODS["polynomial"].work(tuple(numbers), "x")


def _point(bound: tuple[int, int, int]) -> Point:
    return Point(Fraction(bound[0], bound[1]), bool(bound[2]))


def _difference(instance: Question) -> Value:
    primitive = _worked(instance).primitive
    return minus(at(primitive, _point(instance.high)), at(primitive, _point(instance.low)))


def _gold(instance: Question) -> str:
    if instance.kind == "antiderivative":
        return f"{written(_worked(instance).primitive, instance.letter)} + C"
    return shown(_difference(instance))


def _asked(instance: Question) -> str:
    if instance.kind == "antiderivative":
        return "antiderivative"
    return "integer" if instance.level == 1 else "exact value"


# Worked solutions.


def _working(instance: Question) -> list[str]:
    worked, letter = _worked(instance), instance.letter
    if instance.kind == "antiderivative":
        return worked.lines
    lines = list(worked.lines)
    if instance.kind == "area":
        upper, _ = _curves(instance)
        left, right = instance.low[0], instance.high[0]
        middle = Fraction(left + right, 2)
        lines = [
            f"The difference of the two is {written(worked.function, 'x')}.",
            f"In factors: {product_text(_factors(instance), (1,) * 3, ('x',))}",
            f"It is 0 at x = {left} and x = {right}, where the curves meet.",
            f"At x = {middle} it is {value(worked.function, middle)}, so {written(upper, 'x')} is the upper one.",
            *lines,
        ]
    lines.append(f"F({letter}) = {written(worked.primitive, letter)}")
    low, high = _point(instance.low), _point(instance.high)
    told = Explanation(letter)
    if is_polynomial(worked.primitive) and not high.pi:
        ends = [Fraction(told.evaluate(worked.primitive, end.size, f"F({end.size})")) for end in (high, low)]
        apart = ends[0] - ends[1]
        return [*lines, *told.lines, f"{_less(str(ends[0]), str(ends[1]))} = {apart}"]
    for end in (high, low):
        values = [at(Sum((term,)), end) for term in worked.primitive.terms]
        for term, found in zip(worked.primitive.terms, values, strict=True):
            inner = _inside(term, end, letter)
            lines += inner
            if len(values) > 1:
                where = "" if inner else f"At {letter} = {end.written()}: "
                lines.append(f"{where}{written(Sum((term,)), letter)} = {shown(found)}")
        lines.append(f"F({end.written()}) = {shown(at(worked.primitive, end))}")
    result = shown(_difference(instance))
    difference = _less(shown(at(worked.primitive, high)), shown(at(worked.primitive, low)))
    told_last = f"F({high.written()}) - F({low.written()}) = {difference}"
    return [*lines, told_last + (f" = {result}" if difference != result else "")]


def _less(one: str, other: str) -> str:
    """The difference of two values as text."""
    if other == "0":
        return one
    return f"{one} - ({other})" if other.startswith("-") or " " in other else f"{one} - {other}"


def _inside(term: Term, point: Point, letter: str) -> list[str]:
    """What the brackets and the arguments of functions in a term are at a point."""
    lines = []
    for base, exponent in term.factors:
        if isinstance(base, Var):
            continue
        inner = base if isinstance(base, Sum) else base.argument
        size = at(inner, point)
        if written(inner, letter) != letter:
            lines.append(f"{written(inner, letter)} = {shown(size)}")
        if isinstance(base, Call) and base.name in ("sin", "cos", "arctan"):
            found = at(Sum((Term(1, ((base, 1),)),)), point)
            lines.append(f"{base.name}({shown(size)}) = {shown(found)}")
        elif isinstance(base, Sum) and exponent > 1:
            known = shown(size)
            lines.append(f"{_bracketed(known)}^{exponent} = {shown(at(Sum((Term(1, ((base, exponent),)),)), point))}")
    if lines:
        lines[0] = f"At {letter} = {point.written()}: {lines[0]}"
    return lines


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith("-") or "/" in text or " " in text else text


# Prompts.


def _formulas(instance: Question, style: str) -> dict[str, str]:
    """The formulas that skeletons may name, not yet set."""
    letter, latex = instance.letter, style == LATEX
    worked = _worked(instance)
    f = written(worked.function, letter, style)
    low, high = (_point(bound).written(latex) for bound in (instance.low, instance.high))
    inside = f"({f})" if len(worked.function.terms) > 1 else f
    result = {
        "f": f,
        "x": letter,
        "low": low,
        "high": high,
        "x_low": f"{letter} = {low}",
        "x_high": f"{letter} = {high}",
        "rise": f"F({high}) - F({low})",
        "curve": f"y = F({letter})",
        "result": f"F({letter})",
        "prime_is": f"F'({letter}) = {f}",
        "integral": f"\\int {inside} \\,d{letter}",
        "integral_from": f"\\int_{{{low}}}^{{{high}}} {inside} \\,d{letter}",
    }
    if instance.kind == "area":
        upper, lower = _curves(instance)
        curves = [f"y = {written(curve, 'x', style)}" for curve in (upper, lower)]
        result |= {"first": curves[instance.numbers[0] % 2], "second": curves[1 - instance.numbers[0] % 2]}
    return result


def _spoken(instance: Question) -> tuple[str, str]:
    """The integral in plain text, without and with bounds."""
    f = written(_worked(instance).function, instance.letter)
    low, high = (_point(bound).written() for bound in (instance.low, instance.high))
    return f"of {f}", f"the integral of {f} from {instance.letter} = {low} to {high}"
