"""Typed answers: every usual spelling of a value is read, nothing else is, and refusals say why."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from schemas import Reason
from schemas.answers import (
    Answer,
    Assignment,
    Choice,
    Decimal,
    FiniteSet,
    Formula,
    Integer,
    Literal,
    Outcome,
    Program,
    Rational,
    Tuple,
)
from validators.reading import Unread, canonical, read, read_final, read_gold, same

INTEGER = Integer()
RATIONAL = Rational()
DECIMAL = Decimal("1/100")
YES_NO = Choice(("yes", "no", "unknown"))
LETTERS = Choice(("A", "B", "C"))
SET = FiniteSet(Rational())
PAIR = Tuple((Integer(), Rational()))
XY = Assignment({"x": Integer(), "y": Rational()})
KNIGHTS = Assignment({"Ann": Choice(("knight", "knave")), "Bob": Choice(("knight", "knave"))})
LITERAL = Literal()
SYSTEM = Outcome(XY, ("no solution", "infinitely many solutions"))
PROGRAMME = Outcome(Rational(), ("infeasible", "unbounded"))

READ: list[tuple[Answer, str, Any]] = [
    (INTEGER, "12", 12),
    (INTEGER, "-12", -12),
    (INTEGER, "+12", 12),
    (INTEGER, "−12", -12),
    (INTEGER, "- 12", -12),
    (INTEGER, "007", 7),
    (INTEGER, "1,234", 1234),
    (INTEGER, "1 234 567", 1234567),
    (INTEGER, "1{,}234", 1234),
    (INTEGER, "1\\,234", 1234),
    (INTEGER, "11,\\! 111,\\! 111,\\! 100", 11111111100),
    (INTEGER, "12.0", 12),
    (INTEGER, "12.", 12),
    (INTEGER, "1.2e1", 12),
    (INTEGER, "3.0\\times 10^{8}", 300000000),
    (INTEGER, "3 × 10^8", 300000000),
    (INTEGER, "$12", 12),
    (INTEGER, "\\$12", 12),
    (INTEGER, "$12$", 12),
    (INTEGER, "-$12", -12),
    (INTEGER, "£1,200", 1200),
    (INTEGER, "12 apples", 12),
    (INTEGER, "12 km", 12),
    (INTEGER, "12 m", 12),
    (INTEGER, "12 red apples left", 12),
    (INTEGER, "12\\text{ cm}", 12),
    (INTEGER, "x = 12", 12),
    (INTEGER, "f'(2) = 12", 12),
    (INTEGER, "total cost = $12", 12),
    (INTEGER, "(12)", 12),
    (INTEGER, "**12**", 12),
    (INTEGER, "`12`", 12),
    (INTEGER, "\\(12\\)", 12),
    (INTEGER, "\\boxed{12}", 12),
    (INTEGER, "\\mathbf{12}", 12),
    (INTEGER, "9" * 1000, int("9" * 1000)),
    (RATIONAL, "3/4", Fraction(3, 4)),
    (RATIONAL, "6 / 8", Fraction(3, 4)),
    (RATIONAL, "0.75", Fraction(3, 4)),
    (RATIONAL, ".75", Fraction(3, 4)),
    (RATIONAL, "-3/4", Fraction(-3, 4)),
    (RATIONAL, "\\frac{3}{4}", Fraction(3, 4)),
    (RATIONAL, "-\\dfrac{3}{4}", Fraction(-3, 4)),
    (RATIONAL, "\\frac{-3}{4}", Fraction(-3, 4)),
    (RATIONAL, "\\frac34", Fraction(3, 4)),
    (RATIONAL, "1 1/2", Fraction(3, 2)),
    (RATIONAL, "-1 1/2", Fraction(-3, 2)),
    (RATIONAL, "2\\frac{1}{3}", Fraction(7, 3)),
    (RATIONAL, "5", Fraction(5)),
    (RATIONAL, "3/4 litres", Fraction(3, 4)),
    (DECIMAL, "2.75", Fraction(11, 4)),
    (DECIMAL, "≈ 2.75", Fraction(11, 4)),
    (DECIMAL, "x ≈ 2.75", Fraction(11, 4)),
    (DECIMAL, "about 2.75", Fraction(11, 4)),
    (YES_NO, "yes", "yes"),
    (YES_NO, "Yes.", "yes"),
    (YES_NO, "**YES**", "yes"),
    (YES_NO, "'no'", "no"),
    (YES_NO, "\\text{unknown}", "unknown"),
    (LETTERS, "B", "B"),
    (LETTERS, "(b)", "B"),
    (LETTERS, "\\text{(B)}", "B"),
    (LETTERS, "option (B)", "B"),
    (LETTERS, "Option B.", "B"),
    (Choice(("cannot be determined", "true")), "cannot_be determined", "cannot be determined"),
    (Choice(("a", "A")), "A", "A"),
    (Choice(("-1", "1")), "1", "1"),
    (SET, "{1, 2}", frozenset({1, 2})),
    (SET, "\\{2, 1\\}", frozenset({1, 2})),
    (SET, "\\left\\{ \\frac{1}{2}, 2 \\right\\}", frozenset({Fraction(1, 2), 2})),
    (SET, "1, 2, 2", frozenset({1, 2})),
    (SET, "1 and 2", frozenset({1, 2})),
    (SET, "1, 2, and 3", frozenset({1, 2, 3})),
    (SET, "S = {3}", frozenset({3})),
    (SET, "3", frozenset({3})),
    (SET, "{1,234}", frozenset({1, 234})),
    (SET, "{1{,}234}", frozenset({1234})),
    (SET, "{}", frozenset()),
    (SET, "∅", frozenset()),
    (SET, "\\emptyset", frozenset()),
    (PAIR, "(1, 2)", (1, 2)),
    (PAIR, "1, 1/2", (1, Fraction(1, 2))),
    (PAIR, "[1, 2]", (1, 2)),
    (PAIR, "\\left(1, \\frac{1}{2}\\right)", (1, Fraction(1, 2))),
    (XY, "x = 1, y = 2", {"x": 1, "y": 2}),
    (XY, "y=2 and x=1", {"x": 1, "y": 2}),
    (XY, "{x: 1, y: 2}", {"x": 1, "y": 2}),
    (XY, "{'x': 1, 'y': 2}", {"x": 1, "y": 2}),
    (XY, "(x, y) = (1, 2)", {"x": 1, "y": 2}),
    (XY, "(y, x) = (2, 1)", {"x": 1, "y": 2}),
    (XY, "X = 1; Y = 1/2", {"x": 1, "y": Fraction(1, 2)}),
    (XY, "x = 1\ny = 2", {"x": 1, "y": 2}),
    (XY, "- x = 1\n- y = -2", {"x": 1, "y": -2}),
    (XY, "$x = 1$, $y = 2$", {"x": 1, "y": 2}),
    (XY, "x is 1 and y is 2", {"x": 1, "y": 2}),
    (XY, "x = 1,234, y = 2", {"x": 1234, "y": 2}),
    (XY, "x = 1 apple, y = 2 pears", {"x": 1, "y": 2}),
    (Assignment({"red apples": Integer(), "x_1": Integer()}), "Red_Apples = 3, x_{1} = 4", {"red apples": 3, "x_1": 4}),
    (KNIGHTS, "Ann is a knight, Bob is a knave", {"Ann": "knight", "Bob": "knave"}),
    (KNIGHTS, "Ann is a knight and Bob is a knave.", {"Ann": "knight", "Bob": "knave"}),
    (KNIGHTS, "bob: Knave; ann: knight", {"Ann": "knight", "Bob": "knave"}),
    (KNIGHTS, "\\text{Ann} = \\text{knight}, \\text{Bob} = \\text{knave}", {"Ann": "knight", "Bob": "knave"}),
    (
        Assignment({"lamp stand": Integer(), "oar": Integer()}),
        "lamp stand = 1, and oar = 2",
        {"lamp stand": 1, "oar": 2},
    ),
    (Assignment({"cup": Choice(("salt and pepper", "tea"))}), "cup = salt and pepper", {"cup": "salt and pepper"}),
    (LITERAL, "12", 12),
    (LITERAL, "-12", -12),
    (LITERAL, "1.5", 1.5),
    (LITERAL, "1e3", 1000.0),
    (LITERAL, "True", True),
    (LITERAL, "None", None),
    (LITERAL, "'a b'", "a b"),
    (LITERAL, '"it\'s"', "it's"),
    (LITERAL, r"'\U0001F600\n1'", "\U0001f600\n1"),
    (LITERAL, r"'\x41\u0042\n\\\''", "AB\n\\'"),
    (LITERAL, "[1, 'a', None, [True]]", [1, "a", None, [True]]),
    (LITERAL, "(1, 2)", (1, 2)),
    (LITERAL, "(1,)", (1,)),
    (LITERAL, "(1)", 1),
    (LITERAL, "()", ()),
    (LITERAL, "[]", []),
    (LITERAL, "{}", {}),
    (LITERAL, "{'a': 1, (1, 2): [3,],}", {"a": 1, (1, 2): [3]}),
    (LITERAL, "`[1, 2]`", [1, 2]),
    (LITERAL, "\\{'a': 1\\}", {"a": 1}),
    (LITERAL, "$[1, 2]$", [1, 2]),
    (LITERAL, "'not 12 or 13'", "not 12 or 13"),
    (SYSTEM, "no solution", "no solution"),
    (SYSTEM, "No solutions.", "no solution"),
    (SYSTEM, "There is no solution.", "no solution"),
    (SYSTEM, "The system has infinitely many solutions.", "infinitely many solutions"),
    (SYSTEM, "infinitely many", "infinitely many solutions"),
    (SYSTEM, "x = 1, y = 2", {"x": 1, "y": 2}),
    (PROGRAMME, "Infeasible.", "infeasible"),
    (PROGRAMME, "The problem is unbounded", "unbounded"),
    (PROGRAMME, "7/2", Fraction(7, 2)),
]


@pytest.mark.parametrize(("answer_type", "text", "value"), READ)
def test_a_usual_spelling_is_read(answer_type: Answer, text: str, value: Any) -> None:
    found = read(answer_type, text)
    assert found == value
    if not isinstance(answer_type, Decimal):
        assert same(answer_type, found, value)


UNREADABLE, WRONG_FORM = Reason.UNREADABLE, Reason.WRONG_FORM
CONTRADICTORY, HEDGED = Reason.CONTRADICTORY, Reason.HEDGED

REFUSED: list[tuple[Answer, str, Reason]] = [
    *(
        (kind, text, reason)
        for kind in (INTEGER, RATIONAL)
        for text, reason in [
            ("not 12", CONTRADICTORY),
            ("12? No.", CONTRADICTORY),
            ("12, but that is incorrect", CONTRADICTORY),
            ("12 is wrong", CONTRADICTORY),
            ("12 (wrong)", CONTRADICTORY),
            ("12 actually 13", CONTRADICTORY),
            ("12 instead of 13", CONTRADICTORY),
            ("isn't 12", CONTRADICTORY),
            ("not x = 12", CONTRADICTORY),
            ("\\neq 12", CONTRADICTORY),
            ("12 Answer: 13", CONTRADICTORY),
            ("12 or 13", HEDGED),
            ("either 12 or 13", HEDGED),
            ("12?", HEDGED),
            ("maybe 12", HEDGED),
            ("maybe x = 12", HEDGED),
            ("12 probably", HEDGED),
            ("about 12", HEDGED),
            ("~12", HEDGED),
            ("12 ± 1", HEDGED),
            ("\\pm 12", HEDGED),
            ("12, 13", HEDGED),
            ("12; 13", HEDGED),
            ("12 and 13", HEDGED),
            ("12 13", HEDGED),
            ("1 2 3", HEDGED),
            ("12-13", HEDGED),
            ("between 12 and 13", HEDGED),
            ("at least 12", HEDGED),
            ("(12, 13)", WRONG_FORM),
            ("{12, 13}", WRONG_FORM),
            ("[[12, 13], [14, -1/2]]", WRONG_FORM),
            ("1 - sqrt(2), 1 + sqrt(2)", WRONG_FORM),
            ("-2 < x <= 12", WRONG_FORM),
            ("1/0", WRONG_FORM),
            ("12%", UNREADABLE),
            ("50\\%", UNREADABLE),
            ("5!", UNREADABLE),
            ("12 percent", UNREADABLE),
            ("12 dozen", UNREADABLE),
            ("12 million", UNREADABLE),
            ("12 squared", UNREADABLE),
            ("12x", UNREADABLE),
            ("12 x", UNREADABLE),
            ("2pi", UNREADABLE),
            ("2\\pi", UNREADABLE),
            ("2+2", UNREADABLE),
            ("2^{10}", UNREADABLE),
            ("52_8", UNREADABLE),
            ("10²", UNREADABLE),
            ("\\sqrt{144}", UNREADABLE),
            ("\\frac{\\frac{1}{2}}{3}", UNREADABLE),
            ("--12", UNREADABLE),
            ("-(-12)", UNREADABLE),
            ("1,23", HEDGED),
            ("12,34,567", HEDGED),
            ("1.234,5", HEDGED),
            ("0x1F", UNREADABLE),
            ("1_000", UNREADABLE),
            ("twelve", UNREADABLE),
            ("x = y = 12", UNREADABLE),
            ("0=12", UNREADABLE),
            ("x = 43 hence 42", UNREADABLE),
            ("nan", UNREADABLE),
            ("inf", UNREADABLE),
            ("1e401", UNREADABLE),
            ("9" * 1001, UNREADABLE),
            ("9" * 20_000, UNREADABLE),
            ("12\x00", UNREADABLE),
            ("١٢", UNREADABLE),
            ("__import__('os').system('true')", UNREADABLE),
            ("", UNREADABLE),
            (".", UNREADABLE),
            ("-", UNREADABLE),
        ]
    ),
    (INTEGER, "12.5", WRONG_FORM),
    (INTEGER, "24/2", WRONG_FORM),
    (INTEGER, "12/13", WRONG_FORM),
    (INTEGER, "{12, 13}", WRONG_FORM),
    (INTEGER, "7x^2 + x", WRONG_FORM),
    (RATIONAL, "(x + 3)/(x + 2)", WRONG_FORM),
    (INTEGER, "2x sin(3x) + 3x^2 cos(3x)", WRONG_FORM),
    (RATIONAL, "1 3/2", HEDGED),
    (RATIONAL, "1/2/3", UNREADABLE),
    (YES_NO, "yes or no", HEDGED),
    (YES_NO, "yes/no", HEDGED),
    (YES_NO, "yes, no, unknown", HEDGED),
    (YES_NO, "not yes", CONTRADICTORY),
    (YES_NO, "yes? no", HEDGED),
    (YES_NO, "maybe", HEDGED),
    (YES_NO, "yesterday", WRONG_FORM),
    (YES_NO, "", UNREADABLE),
    (YES_NO, "12", WRONG_FORM),
    (YES_NO, "12?", HEDGED),
    (YES_NO, "{1, 2}", WRONG_FORM),
    (Choice(("a 1", "b 2")), "2", UNREADABLE),
    (LETTERS, "A or B", HEDGED),
    (LETTERS, "A, B", HEDGED),
    (LETTERS, "AB", WRONG_FORM),
    (LETTERS, "D", WRONG_FORM),
    (Choice(("a", "A")), "(A)", UNREADABLE),
    (SET, "(1, 2)", WRONG_FORM),
    (SET, "1 or 2", HEDGED),
    (SET, "{1, 2} or something else", HEDGED),
    (SET, "{1, 2", UNREADABLE),
    (SET, "1,234", UNREADABLE),
    (SET, "{1, 2, x}", WRONG_FORM),
    (SET, "{1, , 2}", UNREADABLE),
    (SET, "{1, 2, ..., 9}", UNREADABLE),
    (PAIR, "{1, 2}", WRONG_FORM),
    (PAIR, "(1, 2, 3)", WRONG_FORM),
    (PAIR, "(1)", WRONG_FORM),
    (PAIR, "(1, 2) or (2, 1)", HEDGED),
    (PAIR, "not (1, 2)", CONTRADICTORY),
    (XY, "x = 1", WRONG_FORM),
    (XY, "x = 1, y = 2, z = 3", WRONG_FORM),
    (XY, "x = 1, y = 2, x = 1", WRONG_FORM),
    (XY, "x = 1, y = 2, x = 3", CONTRADICTORY),
    (XY, "1, 2", WRONG_FORM),
    (XY, "5", WRONG_FORM),
    (XY, "(x, y) = (1, 2, 3)", WRONG_FORM),
    (XY, "x = 1, y = 2 or x = 3, y = 4", HEDGED),
    (XY, "x = 1, y = 2 or 3", HEDGED),
    (XY, "x = 1, y is not 2", CONTRADICTORY),
    (XY, "x = 1.5, y = 2", WRONG_FORM),
    (XY, "x = y = 1", WRONG_FORM),
    (KNIGHTS, "Ann is a knight, Bob is not a knave", CONTRADICTORY),
    (KNIGHTS, "Ann is a knight or a knave, Bob is a knave", HEDGED),
    (KNIGHTS, "Ann is a spy, Bob is a knave", WRONG_FORM),
    (KNIGHTS, "Ann is a knight", WRONG_FORM),
    (LITERAL, "true", UNREADABLE),
    (LITERAL, "null", UNREADABLE),
    (LITERAL, "abc", UNREADABLE),
    (LITERAL, "007", UNREADABLE),
    (LITERAL, "1_000", UNREADABLE),
    (LITERAL, "0x10", UNREADABLE),
    (LITERAL, "1e999", UNREADABLE),
    (LITERAL, "1j", UNREADABLE),
    (LITERAL, "b'a'", UNREADABLE),
    (LITERAL, "'a' 'b'", UNREADABLE),
    (LITERAL, "'\\N{DIGIT ONE}'", UNREADABLE),
    (LITERAL, "{1, 2}", UNREADABLE),
    (LITERAL, "{1: 2, True: 3}", UNREADABLE),
    (LITERAL, "{[1]: 2}", UNREADABLE),
    (LITERAL, "{([1],): 2}", UNREADABLE),
    (LITERAL, "[1, 2", UNREADABLE),
    (LITERAL, "[1 2]", UNREADABLE),
    (LITERAL, "[1,, 2]", UNREADABLE),
    (LITERAL, "[,]", UNREADABLE),
    (LITERAL, "[1)", UNREADABLE),
    (LITERAL, "1 + 1", UNREADABLE),
    (LITERAL, "[1] * 9", UNREADABLE),
    (LITERAL, "[" * 100 + "]" * 100, UNREADABLE),
    (LITERAL, "'" + "a" * 10_000 + "'", UNREADABLE),
    (LITERAL, "[1] or [2]", HEDGED),
    (LITERAL, "not [1]", CONTRADICTORY),
    (LITERAL, "__import__('os')", UNREADABLE),
    (LITERAL, "", UNREADABLE),
    (SYSTEM, "no solution or infinitely many solutions", HEDGED),
    (SYSTEM, "x = 1, y = 2 or no solution", HEDGED),
    (PROGRAMME, "not infeasible", CONTRADICTORY),
    (PROGRAMME, "The problem is not infeasible", CONTRADICTORY),
    (PROGRAMME, "infeasible or unbounded", HEDGED),
    (PROGRAMME, "12 infeasible", HEDGED),
    (PROGRAMME, "12 or infeasible", HEDGED),
    (PROGRAMME, "7 or 8", HEDGED),
    (Program("f"), "def f(): pass", UNREADABLE),
]


@pytest.mark.parametrize(("answer_type", "text", "reason"), REFUSED)
def test_what_is_no_value_is_refused_for_its_reason(answer_type: Answer, text: str, reason: Reason) -> None:
    with pytest.raises(Unread) as caught:
        read(answer_type, text)
    assert caught.value.reason is reason, caught.value.detail


@pytest.mark.parametrize(
    ("answer_type", "text", "written"),
    [
        (INTEGER, "-1,200", "-1200"),
        (RATIONAL, "6/8", "3/4"),
        (RATIONAL, "10/2", "5"),
        (DECIMAL, "2.750", "2.75"),
        (DECIMAL, "-0.05", "-0.05"),
        (DECIMAL, "1/3", "1/3"),
        (YES_NO, "YES", "yes"),
        (SET, "{3, 1/2, -2}", "{-2, 1/2, 3}"),
        (SET, "{}", "{}"),
        (FiniteSet(LETTERS), "{c, a}", "{A, C}"),
        (PAIR, "1, 0.5", "(1, 1/2)"),
        (XY, "y = 2, x = 1", "x = 1, y = 2"),
        (LITERAL, '[1, "a", None]', "[1, 'a', None]"),
        (SYSTEM, "There is no solution", "no solution"),
        (SYSTEM, "y = 2, x = 1", "x = 1, y = 2"),
    ],
)
def test_the_canonical_text_is_one_and_reads_back(answer_type: Answer, text: str, written: str) -> None:
    value = read(answer_type, text)
    assert canonical(answer_type, value) == written
    assert same(answer_type, read_gold(answer_type, written), value)


@pytest.mark.parametrize(
    ("answer_type", "text"),
    [(INTEGER, "12 cm"), (INTEGER, "x = 12"), (RATIONAL, "6/8"), (XY, "y = 2, x = 1"), (YES_NO, "Yes"),
     (PROGRAMME, "Infeasible"), (DECIMAL, "2.75 cm")],
)  # fmt: skip
def test_a_gold_out_of_canonical_form_is_refused(answer_type: Answer, text: str) -> None:
    read(answer_type, text)
    with pytest.raises(Unread, match="canonical form"):
        read_gold(answer_type, text)


@pytest.mark.parametrize(
    ("answer_type", "text"), [(SET, "{3, 1}"), (DECIMAL, "2.750"), (DECIMAL, "1/3"), (LITERAL, '"a"')]
)
def test_a_gold_may_order_a_set_and_pad_a_decimal(answer_type: Answer, text: str) -> None:
    read_gold(answer_type, text)


@pytest.mark.parametrize(
    ("left", "right"),
    [("1", "True"), ("1", "1.0"), ("(1,)", "[1]"), ("[1]", "[True]"), ("{1: 2}", "{True: 2}"), ("{1: 2}", "{1: 2.0}"),
     ("'1'", "1"), ("None", "False"), ("{'a': 1}", "{'a': 1, 'b': 2}"), ("[]", "()"), ("{(1,): 0}", "{(True,): 0}")],
)  # fmt: skip
def test_literals_are_compared_with_their_types(left: str, right: str) -> None:
    assert not same(LITERAL, read(LITERAL, left), read(LITERAL, right))
    assert not same(LITERAL, read(LITERAL, right), read(LITERAL, left))
    assert same(LITERAL, read(LITERAL, left), read(LITERAL, left))


def test_the_order_of_a_dictionary_does_not_matter() -> None:
    assert same(LITERAL, {"a": 1, "b": 2}, {"b": 2, "a": 1})


@pytest.mark.parametrize(
    ("tolerance", "relative", "candidate", "right"),
    [
        ("1/100", False, "2.76", True),
        ("1/100", False, "2.7600001", False),
        ("1/100", True, "2.77", True),
        ("1/100", True, "2.7775", True),
        ("1/100", True, "2.7776", False),
        ("0", False, "2.75", True),
        ("0", False, "2.7500000000000000000000000000001", False),
    ],
)
def test_a_tolerance_is_kept_exactly(tolerance: str, relative: bool, candidate: str, right: bool) -> None:
    kind = Decimal(tolerance, relative)
    assert same(kind, read(kind, candidate), read(kind, "2.75")) is right


def test_an_outcome_is_never_a_value() -> None:
    assert not same(PROGRAMME, "infeasible", Fraction(0))
    assert not same(PROGRAMME, Fraction(0), "infeasible")


AGREEING = [
    (INTEGER, "So \\boxed{12}.\nAnswer: 12"),
    (INTEGER, "So \\boxed{12}.\nAnswer: 12 apples"),
    (INTEGER, "The answer is the sum of the two.\nAnswer: 12"),
    (INTEGER, "The answer is not 13.\nAnswer: 12"),
    (INTEGER, "Answer: 12\nSo the answer is 12."),
    (INTEGER, "Answer: 12\n\n12\n"),
    (INTEGER, "Answer: \\boxed{12}"),
    (INTEGER, "Answer: 12\nCheck: 3 * 4 = 12, as it must be."),
]


@pytest.mark.parametrize(("answer_type", "text"), AGREEING)
def test_claims_that_agree_as_values_are_one_answer(answer_type: Answer, text: str) -> None:
    assert read_final(answer_type, text) == 12


DISAGREEING = [
    "Answer: 12\nAnswer: 13",
    "\\boxed{12} and then \\boxed{13}",
    "\\boxed{12} The final answer is $7$. I hope it is correct.",
    "The answer is 13.\nAnswer: 12",
    "The answer is not 12.\nAnswer: 12",
    "Answer: 12\nThe answer is 13.",
    "Answer: 12\n13",
    "Answer: 12\n12.5",
    "The answer is 12.5.\nAnswer: 12",
    "Answer: dunno\nAnswer: 12",
]


@pytest.mark.parametrize("text", DISAGREEING)
def test_claims_that_differ_as_values_are_contradictory(text: str) -> None:
    with pytest.raises(Unread) as caught:
        read_final(INTEGER, text)
    assert caught.value.reason is CONTRADICTORY


SOLUTION_SET = Outcome(value=Formula(variables=("x",)), outcomes=("no solution", "all real numbers"))


@pytest.mark.parametrize("gold", ["x < 3", "no solution"])
def test_a_remark_after_a_formula_or_an_outcome_is_no_other_answer(gold: str) -> None:
    found = read_final(SOLUTION_SET, f"Answer: {gold}\n\nI hope this helps.")
    assert canonical(SOLUTION_SET, found) == gold


@pytest.mark.parametrize("text", ["x < 3\nno solution", "no solution\nall real numbers", "no solution\nx < 3"])
def test_another_outcome_after_the_answer_is_contradictory(text: str) -> None:
    with pytest.raises(Unread) as caught:
        read_final(SOLUTION_SET, f"Answer: {text}")
    assert caught.value.reason is CONTRADICTORY


def test_a_sentence_that_only_describes_the_answer_claims_nothing() -> None:
    with pytest.raises(Unread) as caught:
        read_final(INTEGER, "The answer is a whole number.")
    assert caught.value.reason is Reason.NO_ANSWER


@given(st.integers(-(10**40), 10**40))
def test_integers_read_back_in_every_spelling(number: int) -> None:
    for text in (str(number), f"{number:,}", f"${number}$", f"\\boxed{{{number}}}", f"{number}.0", f"{number} apples"):
        assert read(INTEGER, text) == number


@given(st.fractions())
def test_fractions_read_back_in_every_spelling(number: Fraction) -> None:
    for text in (str(number), f"\\frac{{{number.numerator}}}{{{number.denominator}}}"):
        assert read(RATIONAL, text) == number
    assert read(RATIONAL, canonical(RATIONAL, number)) == number


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_decimals_read_back_exactly(number: Any) -> None:
    exact = Fraction(number)
    assert read(RATIONAL, format(number, "f")) == exact
    assert read(DECIMAL, canonical(DECIMAL, exact)) == exact


_KEYS = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
_LITERALS = st.recursive(
    _KEYS | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple) | st.dictionaries(
        _KEYS, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(_LITERALS)
def test_literals_read_back_from_their_own_repr(value: Any) -> None:
    assert same(LITERAL, read(LITERAL, repr(value)), value)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([INTEGER, RATIONAL, DECIMAL, YES_NO, SET, PAIR, XY, KNIGHTS, LITERAL, SYSTEM, PROGRAMME]),
    st.text(alphabet="0123456789+-*/=.,;:'\"\\{}()[]<>$% xyAnnBobandornot\nfrac", max_size=60) | st.text(max_size=60),
)
def test_any_text_is_read_or_refused(answer_type: Answer, text: str) -> None:
    try:
        value = read(answer_type, text)
    except Unread as unread:
        assert unread.reason in (UNREADABLE, WRONG_FORM, CONTRADICTORY, HEDGED)
        assert unread.detail.isascii()
    else:
        assert same(answer_type, read(answer_type, canonical(answer_type, value)), value)


@pytest.mark.parametrize(
    "unit",
    ["1", "1,", "1 ", "[", "(", "{", "\\frac{", "x = 1, ", "and ", "'", "\\", "$", "_", ".", "1/", "-", "yes ",
     "\\text{", "e", "no solution ", "{,}", "a"],
)  # fmt: skip
@pytest.mark.parametrize("answer_type", [INTEGER, DECIMAL, YES_NO, SET, PAIR, XY, KNIGHTS, LITERAL, SYSTEM])
def test_hostile_repetition_is_read_or_refused(answer_type: Answer, unit: str) -> None:
    text = unit * (9_999 // len(unit))
    try:
        canonical(answer_type, read(answer_type, text))
    except Unread as unread:
        assert len(unread.detail) < 400
