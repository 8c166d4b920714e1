"""Polynomials: what is worked out by hand, step by step, is what the polynomial is made of."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from generators.family import draw
from generators.math.polynomial_roots import PolynomialRoots
from generators.math.polynomial_roots.kinds import RootCount
from generators.math.polynomial_roots.notation import Surd, expanded, long_division, product
from generators.math.polynomial_roots.solving import TooLong, factored, real_roots
from generators.randomness import Stream

FACTOR = st.lists(st.integers(-5, 5), min_size=2, max_size=3).filter(lambda each: each[0] and each[-1])


@settings(max_examples=200, deadline=None)
@given(st.lists(FACTOR, min_size=1, max_size=3))
def test_factors_found_by_hand_multiply_to_the_polynomial(parts: list[list[int]]) -> None:
    polynomial = expanded(parts)
    try:
        _, number, factors = factored(polynomial, "x")
    except TooLong:
        return
    assert expanded([(number,), *factors]) == polynomial


@settings(max_examples=200, deadline=None)
@given(st.lists(st.fractions(-3, 3, max_denominator=2), min_size=1, max_size=4))
def test_roots_found_by_hand_are_the_roots(roots: list[Fraction]) -> None:
    polynomial = expanded([(root.denominator, -root.numerator) for root in roots])
    try:
        _, found = real_roots(polynomial, "x")
    except TooLong:
        return
    assert [root.rational for root in found] == sorted(roots)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Surd.of(4, 2, 7, 2), "2 + sqrt(7)"), (Surd.of(3, -1, 20, 4), "(3 - 2sqrt(5))/4"), (Surd.of(0, 3, 12, 4),
        "3sqrt(3)/2"),
        (Surd.of(1, 1, 9, 2), "2"), (Surd.of(-5, 0, 1, 10), "-1/2"), (Surd.of(1, 1, 5, -2), "(-1 - sqrt(5))/2"),
    ],
)  # fmt: skip
def test_a_number_with_a_root_is_written_in_lowest_terms(value: Surd, text: str) -> None:
    assert str(value) == text


def test_a_division_leaves_its_remainder() -> None:
    lines, rest = long_division((2, -5, 1, 2, 2), (1, 0, -3), "x")
    assert rest == (-13, 23) and len(lines) == 3
    assert product(2, [(1, -3), (1, 1), (1, 1)], "t") == "2(t - 3)(t + 1)^2"


def test_numbers_of_roots_come_about_equally_often() -> None:
    for level, most in ((3, 3), (4, 4)):
        drawn = (RootCount.drawn(Stream("count", level, index), level) for index in range(400))
        golds = Counter(found.answer for found in drawn if found is not None)
        assert max(golds.values()) < 0.5 * golds.total() and len(golds) >= most


def test_every_level_asks_many_kinds_of_questions() -> None:
    for level, kinds in PolynomialRoots.kinds.items():
        drawn = {draw(PolynomialRoots(), 3, index, level).params["kind"] for index in range(200)}
        assert len(drawn) == len(kinds)
