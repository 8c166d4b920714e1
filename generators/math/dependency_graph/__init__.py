"""Word problems over a graph of dependent quantities: find one that hangs on many others, or trace one back."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from generators.family import Family, Impossible, Wording
from generators.math.dependency_graph.facts import MANY, NONE, OPERATIONS, Fact, Quantity, Situation, behind, gold
from generators.math.dependency_graph.growth import grown
from generators.math.dependency_graph.language import WORLDS, places, statement
from generators.math.dependency_graph.solution import solution
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Integer, Outcome
from schemas.canonical import digest
from schemas.checks import Check, Equations

# level: fewest and most operations, fewest and most distractors (a cross-check may come on top)
_LEVELS: dict[int, tuple[int, int, int, int]] = {
    1: (2, 3, 0, 1),
    2: (4, 6, 1, 2),
    3: (7, 10, 1, 3),
    4: (11, 16, 2, 4),
}
_WORLDS = tuple(WORLDS)


@register
class DependencyGraph(Family[Situation]):
    """Arithmetic word problems over a random acyclic graph of quantities, in the manner of GSM-Infinite.

    A forward problem gives the leaves and asks for what is built on them; a backward one gives a derived quantity
    and asks for a leaf. From level 2 up one problem in ten leaves the answer open (a leaf is missing) and one in
    twenty contradicts itself.
    """

    name = "math/dependency_graph"
    version = 2
    title = "Quantities that depend on one another, solved forward or backward"
    levels = {
        1: "2-3 needed operations, up to 1 distractor",
        2: "4-6 needed operations, 1-3 distractors, open and contradictory twins",
        3: "7-10 needed operations, 1-4 distractors, open and contradictory twins",
        4: "11-16 needed operations, 2-5 distractors, open and contradictory twins",
    }
    tags = ("math", "arithmetic", "word problem")
    twins = (2, 3, 4)

    def sample(self, stream: Stream, level: int) -> Situation:
        return self._sampled(stream, level, "value")

    def sample_twin(self, stream: Stream, level: int) -> Situation:
        return self._sampled(stream, level, stream.choice((NONE, MANY, MANY)))

    def _sampled(self, stream: Stream, level: int, outcome: str) -> Situation:
        fewest, most, few, many = _LEVELS[level]
        twins = level in self.twins
        backward = stream.chance(2, 5)
        operations = stream.integer(fewest, most)
        for _ in range(200):
            checked = twins and stream.chance(1, 5)
            distractors = stream.integer(few, many)
            found = grown(stream, operations, distractors, backward=backward, outcome=outcome, checked=checked)
            if found is not None:
                world, quantities = _labels(stream, len(found.values))
                return msgspec.structs.replace(found, world=world, quantities=quantities, twins=twins)
        raise Impossible(f"no problem of {operations} operations ({outcome}) in 200 attempts")

    def phrase(self, instance: Situation, stream: Stream, language: str) -> Wording:
        return statement(instance, stream)

    def check(self, instance: Situation) -> Check:
        names = [_variable(quantity.item, quantity.place) for quantity in instance.quantities]
        equations = [_equation(fact, names) for fact in instance.facts]
        ask = names[instance.asked[0]]
        if instance.question != "value":
            ask = "asked_for"
            sign = " + " if instance.question == "total" else " - "
            equations.append(f"{ask} = {sign.join(names[q] for q in instance.asked)}")
        return Equations(
            answer=Outcome(value=Integer(), outcomes=(NONE, MANY)) if instance.twins else Integer(),
            gold=gold(instance),
            equations=tuple(equations),
            ask=(ask,),
        )

    def reference(self, instance: Situation, stream: Stream) -> str:
        return solution(instance, stream)

    def canonical(self, instance: Situation) -> Any:
        """The needed facts as a hash tree: names, order and distractors are gone, equal sub-trees are one.

        At most two quantities are unknown and each has a mark of its own, so that no two of them are mixed up.
        """
        marks = ["free"] * len(instance.quantities)
        if instance.backward:
            marks[instance.asked[0]] = "asked"
        defined: set[int] = set()
        stated: list[Any] = []
        for fact in [instance.facts[i] for i in sorted({*instance.needed, *behind(instance)})]:
            if not fact.parts and (len(fact.of) > 1 or fact.of[0] in defined):
                stated.append([sorted(marks[q] for q in fact.of), fact.number])
                continue
            defined.add(fact.of[0])
            parts = [marks[q] for q in fact.parts]
            marks[fact.of[0]] = _mark(fact.kind, parts, fact.factor, fact.divisor, fact.number)
        asked = marks[instance.asked[0]]
        if instance.question != "value":  # the same problem as a sum or difference told and asked for
            asked = _mark(instance.question, [marks[q] for q in instance.asked])
        return {"asked": asked, "stated": sorted(stated)}

    def measures(self, instance: Situation) -> dict[str, int]:
        facts = [instance.facts[i] for i in instance.needed]
        depth = [0] * len(instance.quantities)
        for fact in facts:
            if fact.parts:
                depth[fact.of[0]] = 1 + max(depth[q] for q in fact.parts)
        ends = [q for fact in facts if not fact.parts for q in fact.of] if instance.backward else instance.asked
        joins = len(instance.asked) - 1
        return {
            "operations": joins + sum(OPERATIONS[fact.kind] + len(fact.of) - 1 for fact in facts),
            "depth": max(depth[q] for q in ends) + (joins > 0),
            "facts": len(instance.facts),
            "distractors": len(instance.facts) - len(facts),
            "backward": int(instance.backward),
        }


@cache
def _variable(item: str, place: str) -> str:
    """The name of a quantity in equations: ``red_marble_anns_box``."""
    words = f"{item} {place}".replace("'", "").replace("-", " ").lower().split()
    return "_".join(word for word in words if word != "the")


def _labels(stream: Stream, count: int) -> tuple[str, tuple[Quantity, ...]]:
    """A world, and as many different pairs of item and place in it."""
    world = stream.choice(_WORLDS)
    setting = WORLDS[world]
    kinds = stream.integer(2, 3) if count < 9 else 4
    width = min(6, -(-count // kinds) + 1)
    kinds = max(kinds, -(-count // width))
    items = stream.sample(setting.items, kinds)
    chosen = stream.sample(places(setting), width)
    pairs = [Quantity(item, place) for place in chosen for item in items]
    return world, tuple(stream.sample(pairs, count))


def _mark(kind: str, parts: list[str], factor: int = 1, divisor: int = 1, number: int = 0) -> str:
    """The mark of a quantity from those of its parts, whose order matters only in a difference."""
    if not parts:
        return str(number)
    joined = " - ".join(parts) if kind == "difference" else " + ".join(sorted(parts))
    return digest(f"{factor}/{divisor} ({joined}) {number}")


def _equation(fact: Fact, names: list[str]) -> str:
    left = " + ".join(names[q] for q in fact.of)
    if not fact.parts:
        return f"{left} = {fact.number}"
    right = (" - " if fact.kind == "difference" else " + ").join(names[q] for q in fact.parts)
    if fact.factor > 1:
        right = f"{fact.factor} * ({right})" if len(fact.parts) > 1 else f"{fact.factor} * {right}"
    if fact.divisor > 1:
        right = f"{right} / {fact.divisor}"
    if fact.number:
        right = f"{right} {'+' if fact.number > 0 else '-'} {abs(fact.number)}"
    return f"{left} = {right}"
