"""Newly defined operations: arithmetic by rules that nobody knows by heart and that have to be read and followed."""

from __future__ import annotations

from typing import Any

from generators.family import Family, Impossible, Wording
from generators.math.new_operator.draws import sampled
from generators.math.new_operator.language import worded
from generators.math.new_operator.puzzles import Puzzle, answer, canonical, equations, measured
from generators.math.new_operator.solution import solution
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Integer, Rational
from schemas.checks import Check, Equations


@register
class NewOperator(Family[Puzzle]):
    """Expressions in operations that the problem itself defines; every answer is exact."""

    name = "math/new_operator"
    version = 1
    title = "Arithmetic with newly defined operations"
    levels = {
        1: "1 definition, 1-2 uses, 2-4 operations",
        2: "1-2 definitions, formulas by cases, 2-3 uses, 4-9 operations",
        3: "1-2 definitions, usual signs with other meanings, definitions step by step, an unknown, 2-5 uses",
        4: "1-3 definitions, 4-7 uses, an unknown inside 2-5 uses, neutral and inverse numbers",
    }
    tags = ("math", "arithmetic", "counterfactual")

    def sample(self, stream: Stream, level: int) -> Puzzle:
        found = sampled(stream, level)
        if found is None:
            raise Impossible(f"no puzzle of level {level} in many attempts")
        return found

    def phrase(self, instance: Puzzle, stream: Stream, language: str) -> Wording:
        return worded(instance, stream)

    def check(self, instance: Puzzle) -> Check:
        statement, ask = equations(instance)
        kind = Rational() if instance.ask == "inverse" else Integer()
        return Equations(answer=kind, gold=str(answer(instance)), equations=statement, ask=ask)

    def reference(self, instance: Puzzle, stream: Stream) -> str:
        return "\n".join([*solution(instance, stream), f"Answer: {answer(instance)}"])

    def canonical(self, instance: Puzzle) -> Any:
        return canonical(instance)

    def measures(self, instance: Puzzle) -> dict[str, int]:
        return measured(instance)
