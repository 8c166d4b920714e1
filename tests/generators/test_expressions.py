"""Template arithmetic: exact values, a whitelist that holds, bounds that end, and errors that tell what to do."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from generators.expressions import Undefined, compile_expression
from schemas import BadInput


def value(text: str, **values: int | Fraction) -> object:
    return compile_expression(text, "t.yaml: derived.x").evaluate(values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("7 / 2", Fraction(7, 2)),
        ("6 / 2", 3),
        ("7 // 2", 3),
        ("-7 // 2", -4),
        ("-7 % 5", 3),
        ("7 / 2 % 1", Fraction(1, 2)),
        ("2 ** 10", 1024),
        ("(2 / 3) ** 3", Fraction(8, 27)),
        ("--3", 3),
        ("10 - 2 - 3", 5),
        ("10 - (2 - 3)", 11),
        ("min(3, 1, 2)", 1),
        ("max(3, 7 / 2)", Fraction(7, 2)),
        ("abs(-3)", 3),
        ("floor(7 / 2)", 3),
        ("ceil(7 / 2)", 4),
        ("gcd(12, 18)", 6),
        ("lcm(4, 6)", 12),
        ("isqrt(17)", 4),
        ("divides(3, 12)", True),
        ("divides(0, 12)", False),
        ("1 < 2 < 3", True),
        ("1 < 3 < 2", False),
        ("1 == 1 and not 2 > 3", True),
        ("1 > 2 or 2 > 1", True),
        ("5 if 1 < 2 else 6", 5),
        ("1 != 1", False),
    ],
)
def test_values_are_exact(text: str, expected: object) -> None:
    found = value(text)
    assert found == expected
    assert type(found) is type(expected)


def test_names_are_listed_in_order_of_first_mention() -> None:
    assert compile_expression("b * a + b - gcd(c, a)", "here").names == ("b", "a", "c")


@pytest.mark.parametrize(
    ("text", "problem", "remedy"),
    [
        ("a.b", "attribute", "names"),
        ("lambda: 1", "lambda", "names"),
        ("'a'", "character", "whole numbers"),
        ("[1]", "character", "whole numbers"),
        ("a := 1", "character", "whole numbers"),
        ("é + 1", "character", "whole numbers"),
        ("(1, 2)", "a tuple", "names"),
        ("max(1, *a)", "a star", "names"),
        ("max(a, key=a)", "such a call", "names"),
        ("open(1)", "no function 'open'", "functions are"),
        ("flor(1)", "no function 'flor'", "did you mean 'floor'"),
        ("__import__(1)", "no function", "functions are"),
        ("floor", "without its arguments", "floor(...)"),
        ("gcd(1)", "with 1 arguments", "2 or more"),
        ("True + 1", "'True'", "compare"),
        ("0.5 * 2", "decimal", "fraction"),
        ("1_000", "'1_000'", "plain digits"),
        ("0x10", "'0x10'", "plain digits"),
        ("10if 1 else 2", "'10if'", "plain digits"),
        ("9999999999999", "constant", "1,000,000,000,000"),
        ("(1 < 2) + 1", "is a condition", "conditional"),
        ("1 and 2", "is a number", "compare"),
        ("1 if 2 else 3", "is a number", "compare"),
        ("1 if 1 < 2 else 1 < 2", "differ in kind", "both"),
        ("1 is 1", "not read", "=="),
        ("1 +", "not an expression", "arithmetic"),
        ("", "not an expression", "arithmetic"),
        ("1 @ 2", "character", "operators"),
        ("~1", "character", "operators"),
        ("1" + "+1" * 249, "operators", "derived"),
        ("(" * 40 + "1" + ")" * 40, "deep", "derived"),
        ("1 + " * 200 + "1", "characters", "derived"),
        ("-" * 300 + "1", "operators", "derived"),
        ("not " * 100 + "1 < 2", "operators", "derived"),
    ],
)
def test_what_is_not_arithmetic_is_refused_with_a_remedy(text: str, problem: str, remedy: str) -> None:
    with pytest.raises(BadInput) as error:
        compile_expression(text, "t.yaml:3: derived.x")
    assert error.value.place == "t.yaml:3: derived.x"
    assert problem in error.value.problem
    assert remedy in error.value.remedy


def test_an_undefined_name_is_told_with_the_nearest_known_one() -> None:
    with pytest.raises(BadInput, match=r"nothing defines 'tray'; did you mean 'trays'\?"):
        compile_expression("tray * 2", "here", ("trays", "per"))
    with pytest.raises(BadInput, match="known here: per, trays"):
        compile_expression("zzz * 2", "here", ("trays", "per"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1 / (a - a)", "divides by zero at a = 5"),
        ("1 // (a - 5)", "divides by zero"),
        ("1 % (a - 5)", "divides by zero"),
        ("(a - 5) / (a - 5)", "divides by zero"),
        ("a / 2 / 0", "divides by zero"),
        ("2 ** (0 - a)", "exponent"),
        ("2 ** 9999", "exponent"),
        ("1000 ** 1000", "4096 bits"),
        ("((10 ** 400) * (10 ** 400)) * (10 ** 500)", "4096 bits"),
        ("gcd(a / 2, 3)", "not whole"),
        ("isqrt(0 - a)", "root"),
        ("b + 1", "needs a value of 'b'"),
    ],
)
def test_an_expression_without_value_says_why(text: str, problem: str) -> None:
    with pytest.raises(Undefined, match=problem):
        value(text, a=5)


@pytest.mark.parametrize(
    ("text", "infix"),
    [
        ("a*b + c", "a * b + c"),
        ("a * (b + c)", "a * (b + c)"),
        ("a - (b - c)", "a - (b - c)"),
        ("a / (b * c)", "a / (b * c)"),
        ("-a // b", "(-a) // b"),
        ("a - -b", "a - (-b)"),
        ("ceil((a) / b)", "ceil(a / b)"),
        ("min(a, b % 3)", "min(a, b % 3)"),
        ("a ** 2", None),
        ("isqrt(a)", None),
        ("a if a > b else b", None),
        ("ceil(a ** 2)", None),
    ],
)
def test_the_text_for_equations_keeps_the_meaning_or_is_none(text: str, infix: str | None) -> None:
    assert compile_expression(text, "here").infix == infix


_leaves = st.one_of(
    st.integers(0, 50).map(lambda n: (str(n), Fraction(n))),
    st.sampled_from([("a", Fraction(7)), ("b", Fraction(-3, 2)), ("c", Fraction(12))]),
)


def _combined(inner: st.SearchStrategy[tuple[str, Fraction]]) -> st.SearchStrategy[tuple[str, Fraction]]:
    def apply(sign: str, left: tuple[str, Fraction], right: tuple[str, Fraction]) -> tuple[str, Fraction]:
        (a, x), (b, y) = left, right
        if sign in "/ // %" and y == 0:
            sign = "+"
        results = {"+": x + y, "-": x - y, "*": x * y}
        if y:
            results |= {"/": x / y, "//": Fraction(x // y), "%": x % y}
        return f"({a}) {sign} ({b})", results[sign]

    return st.builds(apply, st.sampled_from(["+", "-", "*", "/", "//", "%"]), inner, inner) | inner.map(
        lambda pair: (f"-({pair[0]})", -pair[1])
    )


@given(st.recursive(_leaves, _combined, max_leaves=10))
def test_any_arithmetic_has_the_value_that_fractions_give_it(pair: tuple[str, Fraction]) -> None:
    text, expected = pair
    values: dict[str, int | Fraction] = {"a": 7, "b": Fraction(-3, 2), "c": 12}
    try:
        expression = compile_expression(text, "here", values)
    except BadInput as error:
        assert "at most" in error.problem
        return
    found = expression.evaluate(values)
    assert found == expected
    assert isinstance(found, int) == (expected.denominator == 1)
    assert expression.infix is not None
    assert compile_expression(expression.infix, "here", values).evaluate(values) == expected


@given(st.text(alphabet="ab01 ()+-*/%<>=.,_'[]{}:\\\n", max_size=60))
def test_any_text_is_either_read_or_refused(text: str) -> None:
    try:
        compile_expression(text, "here")
    except BadInput as error:
        assert error.place == "here"
