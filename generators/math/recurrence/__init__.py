"""Sequences given by a recurrence: terms far along, sums, periods, the first term beyond a bound, the way back."""

from __future__ import annotations

from typing import Any

from generators.family import Family, Impossible, Wording
from generators.math.recurrence.draws import sampled
from generators.math.recurrence.language import worded
from generators.math.recurrence.sequences import FACTORS, Recurrence, canonical, equations, gold, measured
from generators.math.recurrence.solution import solution
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Assignment, Integer, Rational
from schemas.checks import Check, Equations


@register
class RecurrenceFamily(Family[Recurrence]):
    """Questions about sequences whose terms follow from the terms before them; every answer is exact."""

    name = "math/recurrence"
    version = 1
    title = "Sequences given by a recurrence"
    levels = {
        1: "order 1-2, 2-4 steps forward",
        2: "order 1-2 or two sequences, 3-7 steps; sums, remainders, the way back, the first term above a bound",
        3: "order 1-3 or two sequences, 3-12 steps; short periods, rules for even and odd terms",
        4: "cycles of up to 24 remainders, terms far along, closed forms, the way back over 4-6 steps",
    }
    tags = ("math", "sequences")

    def sample(self, stream: Stream, level: int) -> Recurrence:
        found = sampled(stream, level)
        if found is None:
            raise Impossible(f"no sequence of level {level} in many attempts")
        return found

    def phrase(self, instance: Recurrence, stream: Stream, language: str) -> Wording:
        return worded(instance, stream)

    def check(self, instance: Recurrence) -> Check:
        statement, ask = equations(instance)
        closed = Assignment({letter: Rational() for letter in FACTORS[: len(instance.basis)]})
        answer = closed if instance.ask == "closed" else Integer()
        return Equations(answer=answer, gold=gold(instance), equations=statement, ask=ask)

    def reference(self, instance: Recurrence, stream: Stream) -> str:
        return "\n".join([*solution(instance, stream), f"Answer: {gold(instance)}"])

    def canonical(self, instance: Recurrence) -> Any:
        return canonical(instance)

    def measures(self, instance: Recurrence) -> dict[str, int]:
        return measured(instance)
