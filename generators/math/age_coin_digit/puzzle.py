"""Puzzles whose answer is whole numbers that a few clues leave over: none, exactly one choice of them, or several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Answer, Assignment, Integer
from schemas.checks import Check, Finite, IntRange

NONE = "no solution"
MANY = "several solutions"
Solution = dict[str, int]


class Puzzle(Question, frozen=True):
    """A puzzle over named whole numbers. Subclasses say what they are and which conditions the story puts on them.

    The answer is the number `asked` or, where that is empty, all of them by name.
    """

    OUTCOMES: ClassVar[tuple[str, ...]] = (NONE, MANY)

    def unknowns(self) -> Mapping[str, tuple[int, int]]:
        """The names in the answer, each with its smallest and largest possible value."""
        raise NotImplementedError

    def conditions(self) -> tuple[str, ...]:
        """The story's conditions in the grammar of `Finite`, over the unknowns."""
        raise NotImplementedError

    def solutions(self) -> list[Solution]:
        """All choices that fit, found by working on the clues (at most a few hundred)."""
        raise NotImplementedError

    def asked_for(self) -> str:
        """What is asked: one of the unknowns, a formula over them, or nothing for all unknowns."""
        raise NotImplementedError

    def value_of(self, solution: Solution) -> int:
        """The value of a formula that is asked for; a subclass that asks for formulas says it."""
        return solution[self.asked_for()]

    def gold(self) -> str:
        """The canonical answer."""
        solutions = self.solutions()
        if self.asked_for():
            values = sorted({self.value_of(each) for each in solutions})
            return NONE if not values else MANY if len(values) > 1 else str(values[0])
        if len(solutions) != 1:
            return MANY if solutions else NONE
        return ", ".join(f"{name} = {solutions[0][name]}" for name in self.unknowns())

    def form(self) -> str:
        if self.asked_for():
            return "integer"
        return ", ".join(f"{name} = ..." for name in self.unknowns())

    def check(self) -> Check:
        one: Answer = Integer() if self.asked_for() else Assignment({name: Integer() for name in self.unknowns()})
        answer = self.or_outcome(one)
        variables = tuple(IntRange(name, low, high) for name, (low, high) in self.unknowns().items())
        if self.asked_for():
            return Finite(answer, self.gold(), variables, "value", self.conditions(), self.asked_for())
        return Finite(answer, self.gold(), variables, "points", self.conditions())

    def candidates(self) -> int:
        result = 1
        for low, high in self.unknowns().values():
            result *= high - low + 1
        return result

    def unique(self) -> bool:
        """Whether there is one answer."""
        return self.gold() not in (NONE, MANY)


def near_twin(stream: Stream, puzzles: Sequence[Puzzle]) -> Any:
    """One of the given changed puzzles that has no answer or several, each of the two as likely if both occur."""
    kinds: dict[str, list[Puzzle]] = {NONE: [], MANY: []}
    for puzzle in puzzles:
        gold = puzzle.gold()
        if gold in kinds:
            kinds[gold].append(puzzle)
    there = [kind for kind, found in kinds.items() if found]
    return stream.choice(kinds[stream.choice(there)]) if there else None


__all__ = ["MANY", "NONE", "Puzzle", "Solution", "near_twin"]
