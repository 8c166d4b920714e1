"""Largest and smallest values over whole numbers: products, sums, digits, common divisors, sure draws."""

from __future__ import annotations

from generators.math.integer_extremum.digits import Arranged, BoxedDigits, Deleted, FewDigits, WithDigitSum
from generators.math.integer_extremum.numbers import (
    BoxOfVolume,
    CommonDivisorOfParts,
    ConsecutiveSum,
    Guarantee,
    LeastDistance,
    ProductOfThree,
    ProductOfTwo,
    SquareSumOnLine,
    SumOfTwo,
    Threshold,
    Vertex,
)
from generators.questions import QuestionFamily
from generators.registry import register


@register
class IntegerExtremum(QuestionFamily):
    """Extremum problems over a bounded domain of whole numbers, which is gone through or cut down by an argument."""

    name = "math/integer_extremum"
    version = 1
    title = "Extremum problems over integers"
    levels = {
        1: "up to 6 cases or a short argument, numbers up to 600",
        2: "three unknowns, digits with a divisor, Euclid; up to 25 cases",
        3: "weighted sums and products of three unknowns, 5-6 digits, surfaces; up to 30 cases",
    }
    tags = ("math", "number theory", "optimization")
    kinds = {
        1: {
            ProductOfTwo: 16, SumOfTwo: 14, Arranged: 11, WithDigitSum: 1, Deleted: 24, Threshold: 28, Guarantee: 22,
            Vertex: 22,
        },
        2: {
            ProductOfTwo: 9, SumOfTwo: 6, Arranged: 8, WithDigitSum: 9, Deleted: 8, BoxedDigits: 6, Threshold: 9,
            Guarantee: 8, Vertex: 7, ProductOfThree: 5, BoxOfVolume: 4, SquareSumOnLine: 9, CommonDivisorOfParts: 4,
            ConsecutiveSum: 5, LeastDistance: 9,
        },
        3: {
            Arranged: 8, WithDigitSum: 8, Deleted: 10, BoxedDigits: 6, FewDigits: 8, ProductOfThree: 13, BoxOfVolume: 6,
            SquareSumOnLine: 14, CommonDivisorOfParts: 7, ConsecutiveSum: 9, LeastDistance: 11,
        },
    }  # fmt: skip
