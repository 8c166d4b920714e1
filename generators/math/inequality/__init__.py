"""Inequalities in one variable: linear, with absolute values, quadratic, rational, in systems and by cases."""

from __future__ import annotations

from generators.math.inequality.absolute import Absolute, Nested
from generators.math.inequality.cases import Piecewise, System
from generators.math.inequality.charts import Brackets, Chart, Quadratic
from generators.math.inequality.further import ForAll, WholeNumbers
from generators.math.inequality.kinds import Between, Distance, Inequality as Inequalities, Linear
from generators.questions import Question, QuestionFamily
from generators.registry import register


@register
class Inequality(QuestionFamily):
    """Inequalities whose solutions are intervals; which ends belong to them is decided exactly."""

    name = "math/inequality"
    version = 1
    title = "Inequalities in one variable"
    levels = {
        1: "linear or one absolute value, up to 2 ends, about 3 steps",
        2: "quadratic, one absolute value or two factors, or two linear ones together, about 6 steps",
        3: "irrational ends, three factors, two absolute values, cases, two inequalities together, about 10 steps",
        4: "up to five factors, three absolute values, nested ones, three cases, quotients, about 15 steps",
    }
    tags = ("math", "algebra", "inequalities")
    twins = (2, 3, 4)
    kinds = {
        1: {Linear: 5, Between: 4, Distance: 3},
        2: {Brackets: 4, Quadratic: 5, Chart: 4, Absolute: 4, System: 5, WholeNumbers: 3},
        3: {Quadratic: 4, Chart: 5, Absolute: 5, System: 4, Piecewise: 4, WholeNumbers: 3, ForAll: 2},
        4: {Chart: 7, Absolute: 4, Nested: 2, System: 4, Piecewise: 4, WholeNumbers: 3, ForAll: 2},
    }

    def measures(self, instance: Question) -> dict[str, int]:
        assert isinstance(instance, Inequalities)
        lines = instance.solution()
        return {
            "relations": len(instance.relations()) if not isinstance(instance, ForAll) else 1,
            "ends": sum(instance.answer.count(sign) for sign in "<>="),
            "lines": len(lines),
            "length": sum(map(len, lines)),
        }
