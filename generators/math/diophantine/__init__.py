"""Equations whose solutions have to be integers: linear ones, coins, and some of higher degree."""

from __future__ import annotations

from generators.math.diophantine.coins import Frobenius, Unpayable
from generators.math.diophantine.linear import (
    FarJumps,
    Hundred,
    InBox,
    Jumps,
    Payable,
    Payment,
    SmallestSolution,
    ThreeTerms,
)
from generators.math.diophantine.quadratic import (
    Cubes,
    Factored,
    FactorSum,
    Hyperbola,
    Reciprocals,
    SquareDifference,
    SquareDifferenceValues,
    SquareSum,
)
from generators.questions import QuestionFamily
from generators.registry import register


@register
class Diophantine(QuestionFamily):
    """Diophantine equations: how many solutions, which, the smallest or largest; some have none."""

    name = "math/diophantine"
    version = 1
    title = "Diophantine equations"
    levels = {
        1: "two unknowns, up to 6 cases to try",
        2: "coefficients up to 70, general solutions by Euclid, factor pairs; unsolvable twins",
        3: "coefficients up to 350, three unknowns or two equations, signs of factors; unsolvable twins",
        4: "coefficients up to 700, three coins, leading coefficients, cubes; unsolvable twins",
    }
    tags = ("math", "number theory")
    twins = (2, 3, 4)
    kinds = {
        1: {Payment: 25, Jumps: 9, Factored: 14, FactorSum: 2, SquareDifference: 1},
        2: {
            Payment: 12, Payable: 16, FarJumps: 9, SmallestSolution: 12, ThreeTerms: 7, InBox: 9, Frobenius: 4,
            Unpayable: 6, SquareDifference: 2, SquareDifferenceValues: 4, SquareSum: 6, Hyperbola: 12,
        },
        3: {
            Payment: 9, Payable: 12, FarJumps: 7, SmallestSolution: 9, ThreeTerms: 9, InBox: 7, Frobenius: 8,
            Unpayable: 6, SquareDifference: 4, SquareDifferenceValues: 5, SquareSum: 9, Hyperbola: 12, Reciprocals: 3,
            Hundred: 10,
        },
        4: {
            Payment: 8, Payable: 12, FarJumps: 8, SmallestSolution: 8, ThreeTerms: 9, InBox: 7, Frobenius: 11,
            SquareDifference: 5, SquareSum: 9, Hyperbola: 14, Reciprocals: 5, Hundred: 11, Cubes: 7,
        },
    }  # fmt: skip
