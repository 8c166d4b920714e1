"""What the generic family tests do not hold of recurrence problems."""

from fractions import Fraction

from generators.family import draw
from generators.math.recurrence import RecurrenceFamily
from generators.math.recurrence.sequences import basis_at, factors, run, term_at
from generators.randomness import Stream

FAMILY = RecurrenceFamily()
DRAWS = 150


def instances(level: int):
    return [FAMILY.sample(Stream("test", level, index), level) for index in range(DRAWS)]


def test_the_first_level_is_short() -> None:
    for index in range(DRAWS):
        problem = draw(FAMILY, 3, index, 1)
        assert len(problem.prompt) <= 220 and len(problem.reference) <= 200


def test_terms_far_along_are_those_of_running_the_rule() -> None:
    far = [each for each in instances(4) if each.ask == "term" and each.at < 10_000]
    assert far and all(term_at(each, each.at) == run(each, each.at)[0][-1] for each in far)


def test_no_shorter_period_will_do() -> None:
    periodic = [each for level in (3, 4) for each in instances(level) if each.ask == "period"]
    assert periodic
    for each in periodic:
        terms = run(each, each.base + 120)[0]
        shortest = next(p for p in range(1, 60) if terms[p:] == terms[:-p])
        assert str(shortest) == FAMILY.check(each).gold


def test_closed_forms_go_on_to_fit() -> None:
    closed = [each for each in instances(4) if each.ask == "closed"]
    assert closed
    for each in closed:
        terms, found = run(each, each.base + 11)[0], factors(each)
        for place, term in enumerate(terms):
            parts = (f * basis_at(b, each.base + place) for f, b in zip(found, each.basis, strict=True))
            assert sum(parts) == Fraction(term)
