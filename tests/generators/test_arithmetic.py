"""Expressions are written as one writes them, worked out in single steps, and say the same to the checker."""

import pytest

from generators.math.arithmetic import STARRED, formula, linear, put, show, steps, value, worked
from validators.equations import solve

A, B = "a", "b"
CASES = [
    (linear([(2, A), (-3, B)], 1), "2a - 3b + 1", "2 * a - 3 * b + 1", "2·4 - 3·(-3) + 1 = 8 - (-9) + 1 = 17 + 1 = 18"),
    (linear([(-2, A), (1, B)], -1), "b - 2a - 1", "b - 2 * a - 1", "-3 - 2·4 - 1 = -3 - 8 - 1 = -11 - 1 = -12"),
    (linear([(-1, A)], 7), "7 - a", "7 - a", "7 - 4 = 3"),
    (linear([(-1, B)]), "-b", "-b", "-(-3) = 3"),
    (("+", ("*", 2, ("*", A, B)), ("^", A, 2)), "2ab + a²", "2 * a * b + a^2",
     "2·4·(-3) + 4² = 2·(-12) + 16 = -24 + 16 = -8"),
    (("*", ("-", A, B), ("+", A, 1)), "(a - b)·(a + 1)", "(a - b) * (a + 1)", "(4 - (-3))·(4 + 1) = 7·5 = 35"),
    (("-", A, ("-", B, 2)), "a - (b - 2)", "a - (b - 2)", "4 - (-3 - 2) = 4 - (-5) = 9"),
    (("/", ("+", A, B), 2), "(a + b)/2", "(a + b)/2", "(4 + (-3))/2 = 1/2"),
    (("mod", ("+", ("*", 3, A), B), 7), "(3a + b) mod 7", "(3 * a + b) mod 7",
     "(3·4 + (-3)) mod 7 = (12 + (-3)) mod 7 = 9 mod 7 = 2"),
    (("+", ("*", 4, ("max", A, B)), ("abs", ("-", B, A))), "4·max(a, b) + |b - a|", "4 * max(a, b) + |b - a|",
     "4·max(4, -3) + |-3 - 4| = 4·4 + |-7| = 16 + 7 = 23"),
    (("*", -3, ("*", -4, A)), "-3(-4a)", "-3 * (-4 * a)", "-3·(-4)·4 = -3·(-16) = 48"),
]  # fmt: skip


@pytest.mark.parametrize(("tree", "plain", "starred", "chain"), CASES)
def test_an_expression_in_every_writing(tree, plain: str, starred: str, chain: str) -> None:
    assert show(tree) == plain and show(tree, STARRED) == starred
    assert worked(put(tree, {A: 4, B: -3})) == chain


@pytest.mark.parametrize("tree", [case[0] for case in CASES])
def test_the_last_step_is_the_value_and_the_checker_finds_it_too(tree) -> None:
    expected = value(tree, {A: 4, B: -3})
    assert steps(put(tree, {A: 4, B: -3}))[-1] == expected
    assert solve(("a = 4", "b = -3", f"v = {formula(tree)}"), ("v",)).values["v"] == expected
