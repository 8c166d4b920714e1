"""Comparison with the gold: the right value is accepted however it is written, and nothing else ever is."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

import validators.exact  # noqa: F401 (registers the checker)
from schemas import Reason, Status
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
from schemas.checks import Exact
from validators.checker import decide

COLOURS = Choice(("red", "green", "blue"))
KNIGHTS = Assignment({"Ann": Choice(("knight", "knave")), "Bob": Choice(("knight", "knave"))})
XY = Assignment({"x": Integer(), "y": Integer()})
SYSTEM = Outcome(XY, ("no solution", "infinitely many solutions"))

GOLDS: list[tuple[Answer, str, tuple[str, ...], tuple[str, ...]]] = [
    # type, gold, other right spellings, wrong values
    (Integer(), "12", ("12.0", "+12", "$12$", "12 apples", "x = 12"), ("-12", "11", "13", "120", "1.2", "21", "0")),
    (Integer(), "-3", ("−3", "-3.0"), ("3", "-2", "-4", "-30")),
    (Integer(), "1234", ("1,234", "1{,}234", "1 234"), ("1.234", "(1, 234)", "1,243")),
    (Rational(), "3/4", ("0.75", "6/8", "\\frac{3}{4}"), ("-3/4", "4/3", "0.7500001", "0.74", "3", "75%")),
    (Decimal("1/100"), "2.75", ("2.75", "2.74", "2.76", "11/4"), ("2.7601", "2.7", "-2.75", "275")),
    (COLOURS, "red", ("Red", "\\text{red}", "'red'"), ("green", "blue", "reddish", "der")),
    (FiniteSet(Integer()), "{1, 2}", ("2, 1", "\\{1,2\\}", "1 and 2"), ("{1}", "{1, 2, 3}", "{-1, 2}", "(1, 2)", "{}")),
    (Tuple((Integer(), Integer())), "(1, 2)", ("1, 2", "[1, 2]"), ("(2, 1)", "(1, -2)", "(1, 2, 3)", "{1, 2}", "1")),
    (XY, "x = 1, y = 2", ("y=2, x=1", "(x, y) = (1, 2)"), ("x = 2, y = 1", "x = 1", "x = -1, y = 2", "1, 2")),
    (KNIGHTS, "Ann = knight, Bob = knave", ("Ann is a knight and Bob is a knave",),
     ("Ann is a knave, Bob is a knight", "Ann is a knight", "Ann = knight, Bob = knight", "knight, knave")),
    (Literal(), "[1, 'a']", ("[1,'a']", '[1, "a"]'), ("(1, 'a')", "[1.0, 'a']", "[True, 'a']", "['a', 1]", "[1, a]")),
    (Literal(), "True", ("True",), ("1", "true", "'True'", "False", "1.0")),
    (SYSTEM, "no solution", ("There is no solution", "No solutions"), ("infinitely many solutions", "x = 0, y = 0")),
    (SYSTEM, "x = 1, y = 2", ("y = 2, x = 1",), ("no solution", "x = 2, y = 1", "infinitely many")),
]  # fmt: skip
CASES = [(answer, gold) for answer, gold, _, _ in GOLDS]


def reason_for(answer: Answer, gold: str, text: str) -> Reason:
    return decide(Exact(answer, gold), text).reason


@pytest.mark.parametrize(("answer", "gold", "spellings", "wrong"), GOLDS)
def test_every_spelling_of_the_gold_is_accepted(
    answer: Answer, gold: str, spellings: tuple[str, ...], wrong: tuple[str, ...]
) -> None:
    for spelling in (gold, *spellings):
        for text in (f"Work.\nAnswer: {spelling}", f"Work.\n**Final answer:** {spelling}.\n", f"Answer:\n{spelling}"):
            found = decide(Exact(answer, gold), text)
            assert found.status is Status.ACCEPTED, (text, found)


@pytest.mark.parametrize(("answer", "gold", "spellings", "wrong"), GOLDS)
def test_no_wrong_value_is_accepted(
    answer: Answer, gold: str, spellings: tuple[str, ...], wrong: tuple[str, ...]
) -> None:
    for value in wrong:
        for text in (f"Answer: {value}", f"So \\boxed{{{value}}}.", f"The answer is {value}."):
            found = decide(Exact(answer, gold), text)
            assert found.status is not Status.ACCEPTED, (text, found)


EVASIONS = [
    ("", Reason.NO_ANSWER),
    ("{gold}", Reason.NO_ANSWER),
    ("It is {gold}.", Reason.NO_ANSWER),
    ("It is not {gold}.", Reason.NO_ANSWER),
    ("{gold} is wrong.", Reason.NO_ANSWER),
    ("Some say {gold}, but that is incorrect.", Reason.NO_ANSWER),
    ("Some say the answer is {gold}, but that is incorrect.", None),
    ("Answer: <integer>", Reason.NO_ANSWER),
    ("Answer: ...", Reason.NO_ANSWER),
    ("Answer:", Reason.NO_ANSWER),
    ("Is it {gold}? End with a line 'Answer: <value>'.", Reason.NO_ANSWER),
    ("<think>Answer: {gold}</think>", Reason.NO_ANSWER),
    ("<think>Answer: {gold}", Reason.NO_ANSWER),
    ("The answer is not {gold}.", Reason.CONTRADICTORY),
    ("The answer isn't {gold}.", Reason.CONTRADICTORY),
    ("The answer is not \\boxed{{{gold}}}.", Reason.CONTRADICTORY),
    ("Answer: not {gold}", Reason.CONTRADICTORY),
    ("Answer: {gold}? No.", None),
    ("Answer: {gold} is wrong", None),
    ("Answer: {gold}, but that is incorrect", None),
    ("Answer: {gold}\nWait, that is wrong.", Reason.CONTRADICTORY),
    ("Answer: {gold}\nThat is not right.", Reason.CONTRADICTORY),
    ("Answer: {gold}\nNo.", Reason.CONTRADICTORY),
    ("Answer: {gold}\nI am not sure.", Reason.HEDGED),
    ("The answer is not {gold}.\nAnswer: {gold}", Reason.CONTRADICTORY),
    ("It would be wrong to say:\nAnswer: {gold}", Reason.CONTRADICTORY),
    ("Answer: maybe {gold}", None),
    ("Answer: {gold}?", None),
    ("Perhaps \\boxed{{{gold}}}.", Reason.HEDGED),
    ("If the answer is {gold}, all is well.", Reason.HEDGED),
]


@pytest.mark.parametrize(("answer", "gold"), CASES)
@pytest.mark.parametrize(("form", "reason"), EVASIONS)
def test_the_gold_in_an_evasive_text_is_rejected(answer: Answer, gold: str, form: str, reason: Reason | None) -> None:
    found = decide(Exact(answer, gold), form.format(gold=gold))
    assert found.status is not Status.ACCEPTED, found
    if reason is not None:
        assert found.reason is reason, found


@pytest.mark.parametrize(("answer", "gold", "spellings", "wrong"), GOLDS)
def test_the_gold_beside_another_value_is_rejected(
    answer: Answer, gold: str, spellings: tuple[str, ...], wrong: tuple[str, ...]
) -> None:
    other = wrong[0]
    for form in (
        "Answer: {a} or {b}", "Answer: {b} or {a}", "Answer: either {a} or {b}", "Answer: {a}\nAnswer: {b}",
        "Answer: {b}\nAnswer: {a}", "\\boxed{{{a}}} and \\boxed{{{b}}}", "\\boxed{{{b}}}\nAnswer: {a}",
        "Answer: {a}\n{b}", "Answer: {a}\nThe answer is {b}.", "The answer is {b}.\nAnswer: {a}",
        "Answer: {a}, not {b}", "Answer: {a} instead of {b}", "Answer: {b}, or rather {a}",
    ):  # fmt: skip
        text = form.format(a=gold, b=other)
        found = decide(Exact(answer, gold), text)
        assert found.status is not Status.ACCEPTED, (text, found)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Answer: 13", Reason.WRONG_VALUE),
        ("Answer: -12", Reason.WRONG_VALUE),
        ("Answer: 12.5", Reason.WRONG_FORM),
        ("Answer: (12, 13)", Reason.WRONG_FORM),
        ("Answer: 12 or 13", Reason.HEDGED),
        ("Answer: 12, 13", Reason.HEDGED),
        ("Answer: 12? No.", Reason.CONTRADICTORY),
        ("Answer: 12, but that is incorrect", Reason.CONTRADICTORY),
        ("Answer: 12 is wrong", Reason.CONTRADICTORY),
        ("Answer: 3*4", Reason.UNREADABLE),
        ("Answer: 12%", Reason.UNREADABLE),
        ("The answer is √144, or 12 if you like.", Reason.HEDGED),
    ],
)
def test_a_wrong_answer_is_rejected_for_its_reason(text: str, reason: Reason) -> None:
    assert reason_for(Integer(), "12", text) is reason


@given(st.integers(-(10**12), 10**12), st.sampled_from([-1, 1, -10, 10]))
def test_neighbours_and_opposites_are_wrong(number: int, step: int) -> None:
    assert reason_for(Integer(), str(number), f"Answer: {number}") is Reason.CORRECT
    assert reason_for(Integer(), str(number), f"Answer: {number + step}") is Reason.WRONG_VALUE
    if number:
        assert reason_for(Integer(), str(number), f"Answer: {-number}") is Reason.WRONG_VALUE
        assert reason_for(Integer(), str(number), f"Answer: {number} or {-number}") is Reason.HEDGED


def test_the_verdict_holds_the_answer_in_canonical_form() -> None:
    found = decide(Exact(Rational(), "3/4"), "Answer: 0.75")
    assert (found.answer, found.checker, found.checker_version) == ("3/4", "exact", 1)


@pytest.mark.parametrize(
    "check",
    [
        Exact(Program("f"), "def f(): pass"),
        Exact(Integer(), "twelve"),
        Exact(Integer(), "12 apples"),
        Exact(Rational(), "6/8"),
        Exact(COLOURS, "mauve"),
        Exact(Decimal("1/0"), "2.75"),
        Exact(Outcome(Decimal("1/0"), ("none",)), "2.75"),
    ],
)
def test_a_faulty_check_is_an_error_of_the_checker(check: Exact) -> None:
    assert decide(check, "Answer: 12").reason is Reason.CHECKER_ERROR


@pytest.mark.parametrize(
    "after",
    [
        "That cannot be right.", "But this does not fit the second condition.", "Sorry, I made an error above.",
        "On reflection I take that back.", "Hmm, this is unlikely.", "The derivation above is flawed.",
    ],
)  # fmt: skip
def test_an_answer_that_is_taken_back_afterwards_is_rejected(after: str) -> None:
    assert decide(Exact(Integer(), "12"), f"Answer: 12\n{after}").reason == "contradictory"


MARKED = [
    ("\\frac{1}{2}", "The answer is \\boxed{\\frac{1}{2}}.", Reason.CORRECT),
    ("\\frac{1}{2}", "So \\boxed{3}. Wait, no: \\boxed{\\frac{1}{2}}.", Reason.CORRECT),
    ("3", "So \\boxed{3}. Wait, no: \\boxed{\\frac{1}{2}}.", Reason.WRONG_VALUE),
    ("12", "\\boxed{12} The final answer is $7$. I hope it is correct.", Reason.CONTRADICTORY),
    ("12", "\\boxed{12} and also \\boxed{7}", Reason.CONTRADICTORY),
    ("(1,2)", "The point is (1,2).", Reason.CORRECT),
    ("(1,2)", "The answers are below.", Reason.NO_ANSWER),
    ("2^{100}", "Answer: 2**100", Reason.CORRECT),
    ("x^2", "Answer: x^2\nI hope it is correct.", Reason.CORRECT),
    ("x^2", "Answer: x^2 or x^3", Reason.WRONG_VALUE),
    ("x^2", "Answer: maybe x^2", Reason.HEDGED),
    ("x^2", "Answer: x^2\nx^3 = 8", Reason.CONTRADICTORY),
    ("2", "Answer: \\int_0^2 1 dx", Reason.UNREADABLE),
    ("e^{e^{e^{9}}}", "Answer: e^{e^{e^{9}}}", Reason.CHECKER_ERROR),
    ("\\pi/4", "Answer: \\arctan(1/2)+\\arctan(1/3)", Reason.UNPROVED),
]


@pytest.mark.parametrize(("gold", "text", "reason"), MARKED)
def test_formulas_are_found_read_and_compared(gold: str, text: str, reason: Reason) -> None:
    assert decide(Exact(Formula(), gold), text).reason is reason


def test_a_formula_of_another_form_is_wrong() -> None:
    assert decide(Exact(Formula(form="number"), "3"), "Answer: x > 3").reason is Reason.WRONG_FORM
    assert decide(Exact(Formula(form="region"), "(3, \\infty)"), "Answer: x > 3").reason is Reason.CORRECT
