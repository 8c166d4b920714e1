"""Functions of the calculus families: what is written means what is meant, in every notation, and so do derivatives."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from generators.math.derivative import draws as derivative_draws
from generators.math.derivative.draws import FUNCTIONS, repeated
from generators.math.derivative.steps import slope_of
from generators.math.exact_values import Point, at, minus, written as shown
from generators.math.functions import NotNice, Sum, call, derivative, number, raised, times, value, written, x
from generators.math.integral.methods import METHODS, OF_LEVEL
from generators.randomness import Stream
from validators.formulas import Said, compare, read_formula
from validators.formulas.derivatives import derivative as differentiated
from validators.formulas.nodes import Num
from validators.formulas.numbers import put

SHAPES = [(level, shape) for level, shapes in FUNCTIONS.items() for shape in shapes]


def node(function: Sum, style: str = "plain"):  # type: ignore[no-untyped-def]
    return read_formula(written(function, "x", style), frozenset("x"))


@pytest.mark.parametrize(("level", "shape"), SHAPES)
def test_derivatives_are_those_of_the_function_as_written(level: int, shape: Callable[[Stream], Sum]) -> None:
    for index in range(40):
        function = shape(Stream("functions", shape.__name__, level, index))
        for style in ("plain", "latex"):
            wanted = differentiated(node(function, style), "x")
            assert compare(wanted, node(derivative(function), style)) is Said.EQUAL
            assert compare(wanted, node(slope_of(function), style)) is Said.EQUAL


@pytest.mark.parametrize("order", [2, 3, 4])
def test_so_are_those_of_higher_order(order: int) -> None:
    for index in range(25):
        function = repeated(Stream("repeated", order, index), order)
        assert compare(differentiated(node(function), "x", order), node(derivative(function, order))) is Said.EQUAL


@pytest.mark.parametrize("name", METHODS)
def test_every_primitive_is_one(name: str) -> None:
    levels = [level for level, names in OF_LEVEL.items() if name in names]
    for level in levels:
        for index in range(60):
            numbers = METHODS[name].draw(Stream("primitives", name, level, index), level)
            if numbers is None:
                continue
            worked = METHODS[name].work(numbers, "x")
            for style in ("plain", "latex"):
                found = differentiated(node(worked.primitive, style), "x")
                assert compare(node(worked.function, style), found) is Said.EQUAL, written(worked.function, "x")


def test_values_are_those_of_the_function_as_written() -> None:
    tried = 0
    for index in range(300):
        stream = Stream("values", index)
        function = stream.choice([shape for _, shape in SHAPES])(stream)
        place = stream.integer(-3, 3)
        try:
            known = value(function, place)
        except NotNice:
            continue
        tried += 1
        assert compare(Num(Fraction(known)), put(node(function), {"x": Num(place)})) is Said.EQUAL
    assert tried > 40


@pytest.mark.parametrize(
    ("function", "low", "high", "text"),
    [
        (times(x(1, 3), call("exp", x(1, 2))), Point(Fraction(0)), Point(Fraction(1)), "3e^2"),
        (call("ln|", x(1, 2)), Point(Fraction(-3)), Point(Fraction(-1)), "-ln(3)"),
        (times(x(), call("cos", x(1, 2))), Point(Fraction(0)), Point(Fraction(1, 2), True), "-pi/2"),
        (call("arctan", x(1, Fraction(1, 3))), Point(Fraction(0)), Point(Fraction(3)), "pi/4"),
        (x(2), Point(Fraction(0)), Point(Fraction(1, 2), True), "pi^2/4"),
        (times(4, call("sqrt", x())), Point(Fraction(1)), Point(Fraction(9, 4)), "2"),
    ],
)
def test_exact_values(function: Sum, low: Point, high: Point, text: str) -> None:
    assert shown(minus(at(function, high), at(function, low))) == text


def test_values_without_a_name_are_refused() -> None:
    for function, point in (
        (call("sin", x()), Point(Fraction(1))),
        (call("exp", call("sin", x())), Point(Fraction(1))),
        (call("ln", x()), Point(Fraction(-1))),
        (raised(x(), -1), Point(Fraction(0))),
        (call("sqrt", x()), Point(Fraction(2))),
        (raised(call("ln", x()), -1), Point(Fraction(1))),
    ):
        with pytest.raises(NotNice):
            at(function, point)


def test_products_and_sums_come_together() -> None:
    assert written(times(x(), x(2), call("sin", x()), call("sin", x())), "t") == "t^3 sin(t)^2"
    assert written(raised(call("sqrt", x()), 2), "t") == "t"
    assert written(times(2, x(), Fraction(1, 2), raised(x(), -1)), "t") == "1"
    assert written(times(number(0), call("sin", x())), "t") == "0"
    assert derivative_draws.line(Stream("line", 0)).terms
