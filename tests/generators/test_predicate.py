"""Predicates: what is shown is what is run, solvers are right, and they deny only what the whole domain denies."""

import pytest

from generators.code.predicate import Predicate
from generators.code.predicate.kinds import KINDS, domain, names_used, source, takes
from generators.family import draw
from generators.randomness import Stream

FAMILY = Predicate()
CELLS = [(name, level) for name, kind in KINDS.items() for level in kind.levels]


def test_there_are_many_kinds() -> None:
    assert len(KINDS) >= 30
    assert len({takes(kind.predicate) for kind in KINDS.values()}) >= 6
    assert sum(kind.bounds is not None for kind in KINDS.values()) >= 10


def drawn(name: str, level: int, twin: bool, count: int):
    """Data with what the solver says of them."""
    stream, kind = Stream("predicate", name, level, int(twin)), KINDS[name]
    found = []
    for _ in range(40 * count):
        data = kind.drawn(stream, level, twin)
        solved = kind.solved(**data) if data is not None else None
        if solved is not None:
            found.append((data, solved))
        if len(found) == count:
            break
    return found


@pytest.mark.parametrize(("name", "level"), CELLS)
def test_a_solver_finds_values_that_the_predicate_accepts(name: str, level: int) -> None:
    kind = KINDS[name]
    found = drawn(name, level, False, 25)
    assert len(found) == 25
    for data, solved in found:
        if solved.value is None:
            assert kind.bounds is not None
        else:
            assert kind.predicate(solved.value, **data) is True, (data, solved)


@pytest.mark.parametrize(("name", "level"), [cell for cell in CELLS if KINDS[cell[0]].bounds])
def test_a_solver_denies_only_what_the_whole_domain_denies(name: str, level: int) -> None:
    kind = KINDS[name]
    assert kind.bounds is not None
    denied = [data for data, solved in drawn(name, level, True, 30) if solved.value is None][:5]
    assert denied
    for data in denied:
        assert not any(kind.holds(value, data) for value in domain(takes(kind.predicate), kind.bounds(data)))


@pytest.mark.parametrize(("name", "level"), CELLS)
def test_the_function_shown_does_what_the_predicate_does(name: str, level: int) -> None:
    kind = KINDS[name]
    for data, solved in drawn(name, level, False, 5):
        space: dict = {}
        exec(source(kind.predicate, data, "shown", "unknown"), space)
        values = [
            value for value in (solved.value, 0, 7, "ab", [0, 1, 2], [1], (3, 4), [[1, 2], [3, 4]]) if value is not None
        ]
        for value in values:
            assert outcome(space["shown"], value) == outcome(lambda x: kind.predicate(x, **data), value)  # noqa: B023


def outcome(function, value):
    try:
        return function(value)
    except Exception as error:
        return type(error)


def test_names_of_function_and_unknown_do_not_hide_others() -> None:
    for level in FAMILY.levels:
        for index in range(80):
            problem = draw(FAMILY, 4, index, level)
            taken = names_used(KINDS[problem.params["kind"]].predicate)
            assert problem.params["variable"] not in taken and problem.params["function"] not in taken
            assert problem.check.source.rstrip("\n") in problem.prompt
            assert max(map(len, problem.check.source.split("\n"))) <= 250
