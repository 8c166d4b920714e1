"""Functions: values, compositions, inverses, and functions known only from equations that they satisfy."""

from __future__ import annotations

from generators.math.function_value.coefficients import Composition, InverseFunction
from generators.math.function_value.equations import Additive, Inverse, Reflected, Shifted, Through
from generators.math.function_value.evaluation import Cases, Combine, Compose, Fractions, ManyTimes, Table
from generators.questions import QuestionFamily
from generators.registry import register


@register
class FunctionValue(QuestionFamily):
    """Questions about functions of one variable; every answer is exact."""

    name = "math/function_value"
    version = 1
    title = "Values, compositions and inverses of functions"
    levels = {
        1: "1-2 functions of first or second degree, 2-4 steps; tables",
        2: "2-3 applications, formulas by cases, linear functions from two values, inverses of compositions",
        3: "3-5 applications, quotients, three cases, functional equations, quadratic functions from three values",
        4: "3-5 applications of two or three functions, inverses of four, functional equations with s/x, long cycles",
    }
    tags = ("math", "algebra", "functions")
    kinds = {
        1: {Compose: 40, Combine: 30, Table: 15, Inverse: 15},
        2: {
            Compose: 16, Combine: 8, Table: 10, Cases: 14, Inverse: 14, Shifted: 12, Through: 10, Composition: 10,
            InverseFunction: 6,
        },
        3: {
            Compose: 12, Table: 8, Cases: 12, Inverse: 14, Fractions: 12, ManyTimes: 8, Reflected: 10, Additive: 8,
            Through: 8, Composition: 8,
        },
        4: {
            Cases: 14, Inverse: 16, Fractions: 14, ManyTimes: 12, Reflected: 14, Additive: 10, Composition: 12,
            InverseFunction: 8,
        },
    }  # fmt: skip
