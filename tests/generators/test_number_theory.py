"""The families of number theory: worked solutions that calculate rightly and end in the gold, twins that are near."""

import re
from functools import lru_cache

import pytest

from generators.family import draw
from generators.math.diophantine.linear import Payable
from generators.math.modular_arithmetic.congruences import System
from generators.randomness import Stream
from generators.registry import families
from oracles import notation
from schemas import Problem
from schemas.answers import Outcome

FAMILIES = ("math/divisors", "math/diophantine", "math/integer_extremum", "math/modular_arithmetic")
CELLS = [(name, level) for name in FAMILIES for level in families()[name].levels]


@lru_cache
def problems(name: str, level: int) -> tuple[Problem, ...]:
    return tuple(draw(families()[name], 41, index, level, twins=0.2) for index in range(80))


@pytest.mark.parametrize(("name", "level"), CELLS)
def test_every_equation_between_numbers_in_a_worked_solution_holds(name: str, level: int) -> None:
    seen = 0
    for problem in problems(name, level):
        for line in problem.reference.split("\n"):
            for chain in re.split(r"[;:,≤>≡]| so | and | up to |\.(?= |$)", line):
                parts = [part.strip() for part in chain.split("=") if calculable(part)]
                values = {notation.value(notation.python(part), {}) for part in parts}
                assert len(values) < 2, (line, problem.prompt)
                seen += len(values)
    assert seen > 100


def calculable(part: str) -> bool:
    """Whether the part is a whole calculation of numbers alone, without a power too large to be worked out."""
    whole = re.fullmatch(r"[\d·+\-/^() ]*\d[\d·+\-/^() ]*", part) and part.count("(") == part.count(")")
    return bool(whole) and not re.search(r"\^\(|\^\d{3}|^\s*[+·/^]|[-+·/^]\s*$|\d \d", part)


SAYING_NONE = re.compile(
    "no solution|never 1|not determined|no such number|does not divide|on the powers repeat|no power|no largest"
)


@pytest.mark.parametrize(("name", "level"), CELLS)
def test_the_working_comes_to_the_gold_before_it_is_given(name: str, level: int) -> None:
    for problem in problems(name, level):
        *working, _ = problem.reference.split("\n")
        answer, gold = problem.check.answer, problem.check.gold
        if isinstance(answer, Outcome) and gold in answer.outcomes:
            assert SAYING_NONE.search(working[-1]), problem.reference
            continue
        said = set(re.findall(r"-?\d+", " ".join(working[-3:])))
        assert set(re.findall(r"-?\d+", gold)) <= said or not re.search(r"\d", gold), problem.reference


def test_a_system_without_solution_is_one_remainder_away_from_one_with_solutions() -> None:
    twins = [found for index in range(300) if (found := System.twinned(Stream("twin", index), 3))]
    assert len(twins) > 20
    for twin in twins:
        near = (
            System(twin.moduli, (*twin.rests[:place], rest, *twin.rests[place + 1 :]), twin.lefts)
            for place, modulus in enumerate(twin.moduli)
            for rest in range(modulus)
        )
        assert twin.answer() is None
        assert any(system.answer() is not None for system in near)


def test_totals_that_cannot_be_paid_are_not_given_away_by_their_size() -> None:
    """Twins share the sizes of solvable problems: neither a glance at the total nor a missing common divisor tells."""
    solvable = [found for index in range(1000) if (found := Payable.drawn(Stream("fine", index), 2))]
    twins = [found for index in range(1000) if (found := Payable.twinned(Stream("twin", index), 2))]
    assert len(twins) > 50

    def ranks(found: list[Payable]) -> list[float]:
        return sorted(each.total / (each.small * each.large) for each in found)

    assert ranks(twins)[len(twins) // 2] > ranks(solvable)[len(solvable) // 10]
    assert all(each.total > each.small + each.large for each in twins)
