"""Mutants of programs: each differs from the program in one thing, and the same come each time."""

import ast

from generators.code.mutation import mutants

SOURCE = """
def f(xs):
    total = 0
    for x in xs:
        if x > 2 and x % 2 == 0:
            total += x
    return total
"""


def test_every_mutant_can_be_read_and_is_another_program() -> None:
    found = list(mutants(SOURCE))
    plain = ast.unparse(ast.parse(SOURCE))
    assert len(set(found)) == len(found) > 15
    for mutant in found:
        assert ast.unparse(ast.parse(mutant)) != plain


def test_operators_constants_conditions_and_statements_are_changed() -> None:
    text = "".join(mutants(SOURCE))
    for part in ("x >= 2", "x > 3", "x > 1", " or ", "!= 0", "x // 2", "total -= x", "if True", "if False", "pass"):
        assert part in text, part


def test_the_same_mutants_come_in_the_same_order() -> None:
    assert list(mutants(SOURCE)) == list(mutants(SOURCE))
