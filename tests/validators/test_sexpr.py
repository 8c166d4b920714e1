"""Statements are read strictly, and the two exact evaluators mean the same by them."""

from __future__ import annotations

from contextlib import suppress
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from schemas.checks import Bool, Enum, IntRange, Variable
from validators import sexpr
from validators.sexpr import BadStatement, TableTooLarge, TruthTable, declare, evaluate, in_domain, read_formula

COLOURS = ("red", "green", "light blue")
VARIABLES: dict[str, Variable] = declare(
    [
        Bool("p"),
        Bool("q"),
        Enum("c", COLOURS),
        Enum("d", COLOURS),
        Enum("size", ("small", "red")),
        IntRange("n", -2, 2),
        IntRange("m", 0, 3),
        IntRange("a name", 0, 1),
    ]
)
VALUES: dict[str, Any] = {
    "p": True,
    "q": False,
    "c": "red",
    "d": "light blue",
    "size": "red",
    "n": -2,
    "m": 3,
    "a name": 1,
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p", True),
        ("true", True),
        ("(and p (not q))", True),
        ("(and q)", False),
        ("(or q false)", False),
        ("(=> q p q)", True),
        ("(=> p p q)", False),
        ("(xor p p p)", True),
        ("(xor p true)", False),
        ("(= p (not q))", True),
        ("(= c red)", True),
        ("(= red c)", True),
        ("(= d |light blue|)", True),
        ("(= c d)", False),
        ("(distinct c d green)", True),
        ("(distinct c red)", False),
        ("(= size red)", True),
        ("(= (ite p c d) red)", True),
        ("(= (ite q red |light blue|) d)", True),
        ("(= (ite p (ite q c green) d) green)", True),
        ("(= n -2)", True),
        ("(= n (- 2))", True),
        ("(< n 0 m)", True),
        ("(<= n n m)", True),
        ("(> m n -5)", True),
        ("(>= n m)", False),
        ("(= (+ n m 1) 2)", True),
        ("(= (- m n 1) 4)", True),
        ("(= (* n m -1) 6)", True),
        ("(= (ite p n m) (- (+ 1 1)))", True),
        ("(= |a name| 1)", True),
        ("(distinct 1 2 1)", False),
        ("  ( or\n\tp\tq ) ", True),
    ],
)
def test_a_formula_has_its_smtlib_meaning(text: str, expected: bool) -> None:
    assert evaluate(read_formula(text, VARIABLES), VALUES) is expected


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("", "one formula expected"),
        ("p q", "one formula expected"),
        ("()", "empty brackets"),
        ("(and p", "not closed"),
        ("p)", "not opened"),
        ("(and p r)", "unknown name 'r'"),
        ("(= c blue)", "not among the values red, green, light blue"),
        ("(= p red)", "no enum variable stands beside it"),
        ("red", "unknown name 'red'"),
        ("(= c size)", "wants one of {red, green, light blue}"),
        ("(= c 1)", "here, found Int"),
        ("(and p n)", "'and' wants Bool here, found Int"),
        ("(< p q)", "'<' wants Int here, found Bool"),
        ("(< c d)", "wants Int"),
        ("(= p n)", "wants Bool here, found Int"),
        ("(ite p n q)", "'ite' wants Int here, found Bool"),
        ("(ite n p q)", "wants Bool"),
        ("(+ n m)", "of sort Int, not Bool"),
        ("c", "of sort one of {red, green, light blue}"),
        ("(not p q)", "'not' takes 1, not 2"),
        ("(< n)", "at least 2"),
        ("(and)", "at least 1"),
        ("(div n m)", "unknown operator 'div'"),
        ("(p)", "unknown operator 'p'"),
        ("((and p) q)", "unknown operator"),
        ("(|and| p q)", "unknown operator"),
        ("(= n 1.5)", "unknown name '1.5'"),
        ('(= c "red")', "unexpected character"),
        ("p ; comment", "unexpected character"),
        ("|p", "unexpected character"),
        ("(= n 1" + "0" * 30 + ")", "digits"),
        ("(= n \u0663)", "unknown name"),
        ("(not " * 65 + "p" + ")" * 65, "deeper than 64"),
        ("(and " + "p " * 4000 + ")", "characters, more than 4000"),
    ],
)
def test_what_is_not_a_statement_is_refused_with_its_reason(text: str, detail: str) -> None:
    with pytest.raises(BadStatement) as refusal:
        read_formula(text, VARIABLES)
    assert detail in str(refusal.value)


def test_a_name_that_is_both_a_variable_and_a_value_is_refused_only_where_it_is_ambiguous() -> None:
    scope = declare([Enum("Ann", ("Ann", "Bob")), Enum("Eve", ("Ann", "Bob"))])
    assert evaluate(read_formula("(= Eve Bob)", scope), {"Ann": "Bob", "Eve": "Bob"})
    with pytest.raises(BadStatement, match="could be a variable or a value"):
        read_formula("(= Eve Ann)", scope)


@pytest.mark.parametrize(
    ("variables", "detail"),
    [
        ([Bool("p"), IntRange("p", 0, 1)], "declared twice"),
        ([Bool("true")], "cannot name a variable"),
        ([IntRange("n", 1, 0)], "empty"),
        ([Enum("c", ("red", "red"))], "lists a value twice"),
    ],
)
def test_a_bad_declaration_is_refused(variables: list[Variable], detail: str) -> None:
    with pytest.raises(BadStatement, match=detail):
        declare(variables)


def test_truth_values_and_integers_are_not_mistaken_for_each_other() -> None:
    assert in_domain(Bool("p"), True) and not in_domain(Bool("p"), 1)
    assert in_domain(IntRange("n", 0, 1), 1) and not in_domain(IntRange("n", 0, 1), True)
    assert not in_domain(IntRange("n", 0, 1), 2) and not in_domain(Enum("c", COLOURS), "blue")


def test_enumeration_is_refused_where_it_would_be_long(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TableTooLarge):
        TruthTable({"n": IntRange("n", 0, sexpr.MAX_ASSIGNMENTS)})
    with pytest.raises(TableTooLarge):
        TruthTable({"n": IntRange("n", -(10**9), 10**9)})
    wide = declare([IntRange("n", 0, 63), IntRange("m", 0, 63)])
    table = TruthTable(wide)
    monkeypatch.setattr(sexpr, "MAX_TABLE_WORK", 10_000)
    with pytest.raises(TableTooLarge):
        table.mask(read_formula("(= (* (+ (* n 64) m) (+ (* n 64) m)) 9)", wide))


SCOPE: dict[str, Variable] = declare(
    [Bool("p"), Bool("q"), Enum("c", ("x", "y", "z")), Enum("d", ("x", "y", "z")), IntRange("n", -1, 2)]
)


def _operation(*ops: str, args: st.SearchStrategy[str], fewest: int, most: int) -> st.SearchStrategy[str]:
    operands = st.lists(args, min_size=fewest, max_size=most)
    return st.builds(lambda op, parts: f"({op} {' '.join(parts)})", st.sampled_from(ops), operands)


def _grow(formulas: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    numbers = st.sampled_from(["n", "0", "3", "-2"])
    numbers = numbers | _operation("+", "*", "-", args=numbers, fewest=2, most=3) | numbers.map(lambda x: f"(- {x})")
    numbers = numbers | st.builds("(ite {} {} {})".format, formulas, numbers, numbers)
    enums = st.sampled_from(["c", "d", "x", "z"])
    enums = enums | st.builds("(ite {} c {})".format, formulas, enums)
    return (
        _operation("and", "or", "xor", "=>", "=", "distinct", args=formulas, fewest=2, most=3)
        | formulas.map(lambda f: f"(not {f})")
        | st.builds("(ite {} {} {})".format, formulas, formulas, formulas)
        | _operation("=", "distinct", "<", "<=", ">", ">=", args=numbers, fewest=2, most=3)
        | st.builds("({} c {} {})".format, st.sampled_from(["=", "distinct"]), enums, enums)
    )


formulas = st.recursive(st.sampled_from(["p", "q", "true", "(= c y)", "(< n 1)"]), _grow, max_leaves=8)


@settings(max_examples=150, deadline=None)
@given(formulas)
def test_a_truth_table_says_of_every_assignment_what_evaluation_says(text: str) -> None:
    term = read_formula(text, SCOPE)
    table = TruthTable(SCOPE)
    mask = table.mask(term)
    every: list[dict[str, Any]] = table.assignments(table.full)
    domains = [(False, True), (False, True), "xyz", "xyz", range(-1, 3)]
    assert sorted(map(str, every)) == sorted(str(dict(zip(SCOPE, v, strict=True))) for v in product(*domains))
    for number, assignment in enumerate(every):
        assert bool(mask >> number & 1) == evaluate(term, assignment)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='()|pqcn =<and-12 \\\n;"é', max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(BadStatement):
        assert read_formula(text, SCOPE).sort == sexpr.BOOL
