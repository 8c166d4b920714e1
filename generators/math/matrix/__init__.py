"""Matrices: determinants, ranks, inverses, powers, products, eigenvalues, systems of equations."""

from __future__ import annotations

from generators.math.matrix.eigenvalues import Eigenvalues
from generators.math.matrix.kinds import Determinant, Image, Product
from generators.math.matrix.products import LargeDeterminant, LargeProduct, Power, Rules, TraceOfProduct
from generators.math.matrix.systems import Inverse, Rank, Singular, Solve
from generators.questions import Question, QuestionFamily
from generators.registry import register


@register
class Matrix(QuestionFamily):
    """Questions about small matrices of whole numbers; every answer is exact."""

    name = "math/matrix"
    version = 1
    title = "Matrices: determinant, rank, inverse, product, power, eigenvalues, equations"
    levels = {
        1: "2 by 2, one operation, 2-8 products",
        2: "2 by 2 and 3 by 3, about 10 arithmetic steps",
        3: "3 by 3 and 4 by 4, about 20 arithmetic steps",
        4: "3 by 3 to 5 by 5, about 40 arithmetic steps",
    }
    tags = ("math", "linear algebra")
    twins = (2, 3, 4)
    kinds = {
        1: {Determinant: 5, Image: 4, Product: 3},
        2: {
            LargeDeterminant: 4, LargeProduct: 3, TraceOfProduct: 2, Inverse: 4, Power: 3, Rank: 2, Eigenvalues: 4,
            Solve: 3, Singular: 3, Rules: 2,
        },
        3: {
            LargeDeterminant: 4, LargeProduct: 2, TraceOfProduct: 2, Inverse: 4, Power: 3, Rank: 2, Eigenvalues: 4,
            Solve: 3, Singular: 3, Rules: 2,
        },
        4: {
            LargeDeterminant: 4, LargeProduct: 2, TraceOfProduct: 1, Inverse: 4, Power: 3, Rank: 2, Eigenvalues: 4,
            Solve: 4, Singular: 2, Rules: 1,
        },
    }  # fmt: skip

    def measures(self, instance: Question) -> dict[str, int]:
        lines = instance.solution()
        return {
            "steps": sum(line.count(" = ") for line in lines),
            "numbers": sum(sum(map(str.isdigit, line.replace("/", " ").split())) for line in lines),
            "length": sum(map(len, lines)),
        }
