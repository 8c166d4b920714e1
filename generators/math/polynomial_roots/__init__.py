"""Polynomials in one variable: roots, factors, division, Vieta's formulas, parameters."""

from __future__ import annotations

from generators.math.polynomial_roots.factors import Factors, HighRemainder, LongRemainder, Quotient, Remainder
from generators.math.polynomial_roots.kinds import PolynomialKind, RationalRoots, RepeatedRoots, RootCount, Roots
from generators.math.polynomial_roots.parameters import DoubleRoot, Parameter, ParameterRemainder, TwoParameters
from generators.math.polynomial_roots.vieta import NewPolynomial, RootFunction, RootProduct, RootSum
from generators.questions import Question, QuestionFamily
from generators.registry import register


@register
class PolynomialRoots(QuestionFamily):
    """Questions about polynomials with whole coefficients; every answer is exact."""

    name = "math/polynomial_roots"
    version = 1
    title = "Roots, factors, remainders and parameters of polynomials"
    levels = {
        1: "degree 2 with whole roots, one method once, 4-8 steps",
        2: "degree 2-4, rational or irrational roots, about 10 steps",
        3: "degree 3-5, roots found by trial and division, about 15 steps",
        4: "degree 4-6, two or more methods in one problem, about 20 steps",
    }
    tags = ("math", "algebra", "polynomials")
    kinds = {
        1: {Roots: 6, Factors: 3, Remainder: 4, Parameter: 4, RootSum: 2, RootProduct: 1},
        2: {
            Roots: 6, RepeatedRoots: 2, Factors: 5, Remainder: 2, LongRemainder: 3, Quotient: 2, ParameterRemainder: 3,
            DoubleRoot: 2, RootFunction: 4, NewPolynomial: 3,
        },
        3: {
            Roots: 6, RepeatedRoots: 2, RationalRoots: 2, RootCount: 2, Factors: 5, LongRemainder: 2, HighRemainder: 2,
            Quotient: 2, ParameterRemainder: 2, TwoParameters: 2, RootFunction: 4, NewPolynomial: 3,
        },
        4: {
            Roots: 6, RepeatedRoots: 2, RationalRoots: 2, RootCount: 3, Factors: 5, LongRemainder: 2, HighRemainder: 3,
            TwoParameters: 3, RootFunction: 5, NewPolynomial: 4,
        },
    }  # fmt: skip

    def measures(self, instance: Question) -> dict[str, int]:
        assert isinstance(instance, PolynomialKind)
        lines = instance.solution()
        return {
            "degree": len(instance.coefficients) - 1,
            "largest_coefficient": max(map(abs, instance.coefficients)),
            "steps": sum(line.count(" = ") for line in lines),
        }
