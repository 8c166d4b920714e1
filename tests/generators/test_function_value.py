"""What the generic family tests do not hold of problems about functions."""

from fractions import Fraction

from generators.family import draw
from generators.math.function_value import FunctionValue
from generators.math.function_value.equations import Reflected
from generators.math.function_value.evaluation import ManyTimes
from generators.randomness import Stream

DRAWS = 150


def test_the_first_level_is_short() -> None:
    for index in range(DRAWS):
        problem = draw(FunctionValue(), 3, index, 1)
        assert len(problem.prompt) <= 220 and len(problem.reference) <= 200


def test_many_steps_are_those_of_taking_them() -> None:
    found = [ManyTimes.drawn(Stream("test", index), 3 + index % 2) for index in range(100)]
    for each in found:
        if each is not None:
            current = each.argument
            for _ in range(each.times):
                current = each.values[each.points.index(current)]
            assert current == each.result()


def test_a_functional_equation_has_a_function() -> None:
    """f(x) = (p·r(x) - q·r(s - x)) / (p² - q²) satisfies it everywhere and has the value asked for."""
    found = [Reflected.drawn(Stream("test", index), 3) for index in range(200)]
    for each in found:
        if each is not None:
            (p, q), (r, t), s = each.factors, each.right, each.s

            def f(x, p=p, q=q, r=r, t=t, s=s):
                return Fraction(p * (r * x + t) - q * (r * (s - x) + t), p * p - q * q)

            assert f(each.argument) == each.value()
            assert all(p * f(x) + q * f(s - x) == r * x + t for x in range(-9, 10))
