"""Derivatives and integrals: whatever is proved right is accepted, and nothing else."""

from __future__ import annotations

import time

import msgspec
import pytest

from schemas import Check, Reason, Status
from schemas.answers import Formula, Integer, Rational
from schemas.checks import Calculus
from validators import validate

X = Formula(variables=("x",), form="expression")
NUMBER = Formula(form="number")
LINE = Formula(variables=("x", "y"), form="equation")

SLOPE = Calculus(X, "6x - 5", "3x^2 - 5x + 2", "x", "derivative")
CHAIN = Calculus(X, "2x cos(x^2) e^(3x) + 3e^(3x) sin(x^2)", "e^(3x) sin(x^2)", "x", "derivative")
SECOND = Calculus(X, "12x^2", "x^4", "x", "derivative", order=2)
VALUE = Calculus(Integer(), "7", "3x^2 - 5x", "x", "derivative", at="2")
FRACTION = Calculus(Rational(), "-1/4", "1/x", "x", "derivative", at="2")
TANGENT = Calculus(LINE, "y = 7x - 12", "3x^2 - 5x", "x", "tangent", at="2", other="y")
CIRCLE = Calculus(Rational(), "-3/4", "x^2 + y^2 - 25", "x", "implicit", at="3", other="y", other_at="4")
BEND = Calculus(Rational(), "-25/64", "x^2 + y^2 - 25", "x", "implicit", order=2, at="3", other="y", other_at="4")
PATH = Calculus(Rational(), "3", "t^3", "t", "parametric", abscissa="t^2", at="2")
PATH_BEND = Calculus(Rational(), "3/8", "t^3", "t", "parametric", order=2, abscissa="t^2", at="2")
PATH_SLOPE = Calculus(Formula(("t",), "expression"), "3t/2", "t^3", "t", "parametric", abscissa="t^2")
PRIMITIVE = Calculus(X, "x^3 - x^2 + C", "3x^2 - 2x", "x", "antiderivative")
LOG = Calculus(X, "3ln|x - 2| + C", "3/(x - 2)", "x", "antiderivative")
PARTS = Calculus(X, "x e^x - e^x + C", "x e^x", "x", "antiderivative")
SQUARE = Calculus(X, "x/2 - sin(2x)/4 + C", "sin(x)^2", "x", "antiderivative")
AREA = Calculus(Rational(), "9", "x^2", "x", "definite", low="0", high="3", primitive="x^3/3")
LN = Calculus(NUMBER, "ln(3)", "1/x", "x", "definite", low="1", high="3", primitive="ln|x|")
LEFT = Calculus(NUMBER, "-ln(3)", "1/x", "x", "definite", low="-3", high="-1", primitive="ln(x)")
QUARTER = Calculus(NUMBER, "pi/4", "1/(1 + x^2)", "x", "definite", low="0", high="1", primitive="arctan(x)")
HALF_PI = Calculus(NUMBER, "1", "sin(x)", "x", "definite", low="0", high="pi/2", primitive="-cos(x)")
ROOT = Calculus(Rational(), "14/3", "sqrt(x)", "x", "definite", low="1", high="4", primitive="(2/3)x sqrt(x)")
FROM_ZERO = Calculus(Rational(), "16/3", "sqrt(x)", "x", "definite", low="0", high="4", primitive="(2/3)x sqrt(x)")


@pytest.mark.parametrize(
    ("check", "answer"),
    [
        (SLOPE, "6x - 5"), (SLOPE, "f'(x) = 6x - 5"), (SLOPE, "y' = -5 + 6x"), (SLOPE, "$\\frac{dy}{dx} = 6x-5$"),
        (SLOPE, "dy/dx = 6x - 5"), (SLOPE, "2 \\cdot 3x - 5"), (SLOPE, "6*x - 5"), (SLOPE, "6(x - \\frac{5}{6})"),
        (CHAIN, "e^{3x}(2x\\cos(x^2) + 3\\sin(x^2))"), (CHAIN, "exp(3x)*(2x cos(x^2) + 3 sin(x^2))"), (SECOND, "12x^2"),
        (SECOND, "y'' = 12x^2"), (SECOND, "\\frac{d^2y}{dx^2} = 12x^2"), (SECOND, "d^2y/dx^2 = 12x^2"), (VALUE, "7"),
        (VALUE, "f'(2) = 7"), (FRACTION, "-1/4"), (FRACTION, "-0.25"), (TANGENT, "y = 7x - 12"),
        (TANGENT, "y - 2 = 7(x - 2)"), (TANGENT, "7x - y = 12"), (TANGENT, "$y=7x-12$"), (CIRCLE, "-3/4"),
        (BEND, "-\\frac{25}{64}"), (PATH, "3"), (PATH_BEND, "3/8"), (PATH_SLOPE, "1.5t"),
        (PATH_SLOPE, "\\frac{3t^2}{2t}"), (PRIMITIVE, "x^3 - x^2 + C"), (PRIMITIVE, "x^3 - x^2"),
        (PRIMITIVE, "x^3 - x^2 + 17"), (PRIMITIVE, "x^2(x-1) + c"), (PRIMITIVE, "F(x) = x^3 - x^2 + K"),
        (PRIMITIVE, "x^3-x^2-C_1"), (PRIMITIVE, "x^3 - x^2 + C + 4"), (LOG, "3 ln|x-2| + C"),
        (LOG, "3\\ln\\left|x-2\\right|+C"), (LOG, "3 ln(x - 2)"), (LOG, "ln|x-2|^3 + C"), (LOG, "3 ln|2 - x| + C"),
        (LOG, "3 ln|5x - 10| + C"), (LOG, "\\ln((x-2)^3) + 5"), (PARTS, "(x-1)e^x + C"), (PARTS, "e^x (x - 1)"),
        (SQUARE, "\\frac{x - \\sin x\\cos x}{2} + C"), (SQUARE, "x/2 - (1/4)sin(2x) + 3"), (AREA, "9"), (AREA, "27/3"),
        (LN, "ln 3"), (LN, "\\ln(9)/2"), (LN, "-ln(1/3)"), (LEFT, "ln(1/3)"), (QUARTER, "\\frac{\\pi}{4}"),
        (QUARTER, "arctan(1)"), (HALF_PI, "1"), (ROOT, "14/3"), (FROM_ZERO, "5 1/3"),
    ],
)  # fmt: skip
def test_what_is_right_is_accepted(check: Calculus, answer: str) -> None:
    said = validate(check, f"Answer: {answer}")
    assert said.status is Status.ACCEPTED, said


@pytest.mark.parametrize(
    ("check", "answer"),
    [
        (SLOPE, "6x"), (SLOPE, "6x - 5 + C"), (SLOPE, "3x^2 - 5x + 2"), (SLOPE, "6t - 5"), (SLOPE, "(6x, -5)"),
        (SLOPE, "x = 6x - 5 or 3"), (SLOPE, "6x - 5 = 0"), (SLOPE, "7"), (CHAIN, "e^{3x}(2x\\cos(x^2) - 3\\sin(x^2))"),
        (SECOND, "4x^3"), (VALUE, "2"), (VALUE, "6x - 5"), (FRACTION, "1/4"), (FRACTION, "-1/x^2"),
        (TANGENT, "y = 7x - 11"), (TANGENT, "y = 7x"), (TANGENT, "7"), (TANGENT, "7x - 12"), (TANGENT, "x = 7y - 12"),
        (TANGENT, "y = 3x^2 - 5x"), (CIRCLE, "3/4"), (BEND, "25/64"), (PATH, "12"), (PATH_BEND, "3/4"),
        (PATH_SLOPE, "3t"), (PRIMITIVE, "x^3 + C"), (PRIMITIVE, "6x - 2"), (PRIMITIVE, "3x^2 - 2x"), (PRIMITIVE, "C"),
        (PRIMITIVE, "x^3 - x^2 + y"), (PRIMITIVE, "x^3 + C, where C is a constant"),
        (PRIMITIVE, "x^3 - x^2 + constant x"), (PRIMITIVE, "\\int (3x^2 - 2x) dx"),
        (PRIMITIVE, "\\int (3x^2 - 2x) dx = x^3 + C"), (LN, "log_{10} 3"), (SLOPE, "\\frac{d}{dx}(3x^2 - 5x + 2)"),
        (SLOPE, "6x - 5, where x is a constant"), (CIRCLE, "dy/dx = 3/4"), (PRIMITIVE, "x^3 - x^2 + Cx"),
        (PRIMITIVE, "C x^3 - x^2"), (PRIMITIVE, "(x^3-x^2)C"), (PRIMITIVE, "x^3 - x^2 + ln(-1)"),
        (PRIMITIVE, "x^3 - x^2 + \\sqrt{-1}"), (PRIMITIVE, "x^3 - x^2 + 1/0"), (PRIMITIVE, "x^3 - x^2 + C + K"),
        (PRIMITIVE, "x^3 - x^2, x^3"), (PRIMITIVE, "x^3 - x^2 + 0 ln(0)"),
        (PRIMITIVE, "x^3 - x^2 + \\lfloor x \\rfloor"), (PRIMITIVE, "t^3 - t^2"),
        (PRIMITIVE, "x^3 - x^2 + \\sum_{k=1}^{2}k"), (LOG, "3 ln|x + 2| + C"), (LOG, "ln|x-2| + C"),
        (LOG, "-3/(x-2)^2"), (LOG, "3 log_{10}|x-2|"), (LOG, "3 log_2|x-2|"), (PARTS, "x e^x + C"),
        (PARTS, "x^2 e^x / 2"), (SQUARE, "sin(x)^3/3"), (SQUARE, "-cos(x)^2"), (AREA, "27"), (AREA, "x^3/3"),
        (LN, "1.0986"), (LN, "ln 2"), (LN, "ln|x|"), (LEFT, "ln 3"), (QUARTER, "0.785398"), (QUARTER, "45"),
        (HALF_PI, "0"), (ROOT, "4.667"), (FROM_ZERO, "5.33"),
    ],
)  # fmt: skip
def test_nothing_else_is(check: Calculus, answer: str) -> None:
    assert validate(check, f"Answer: {answer}").status is not Status.ACCEPTED


@pytest.mark.parametrize(
    "check",
    [
        SLOPE, SECOND, VALUE, TANGENT, CIRCLE, BEND, PATH, PATH_BEND, PRIMITIVE, LOG, AREA, LN, QUARTER,
    ],
)  # fmt: skip
def test_a_gold_that_is_wrong_is_a_disagreement(check: Calculus) -> None:
    other = {"integer": "8", "rational": "5/7"}.get(check.answer.__struct_config__.tag, "")
    other = other or {"number": "5/7", "equation": "y = 3x + 1"}.get(check.answer.form, "x^9 + x")  # type: ignore[union-attr]
    said = validate(msgspec.structs.replace(check, gold=other), "Answer: 1")
    assert said.reason is Reason.ORACLES_DISAGREE


MALFORMED: list[tuple[Calculus, dict[str, object]]] = [
    (SLOPE, {"gold": "6x -"}), (SLOPE, {"gold": "x = 1, y = 2"}), (SLOPE, {"function": "3x^2 -"}),
    (SLOPE, {"function": "y"}), (SLOPE, {"function": "{1, 2}"}), (SLOPE, {"function": "f(x)"}),
    (SLOPE, {"function": "\\lfloor x \\rfloor"}), (SLOPE, {"variable": "t"}), (VALUE, {"at": "x"}),
    (VALUE, {"at": "("}), (FRACTION, {"at": "0"}), (TANGENT, {"at": None}), (TANGENT, {"other": None}),
    (TANGENT, {"other": "x"}), (CIRCLE, {"at": "2"}), (CIRCLE, {"at": "5", "other_at": "0"}), (CIRCLE, {"other": None}),
    (CIRCLE, {"other_at": None}), (CIRCLE, {"order": 3}), (PATH, {"abscissa": None}), (PATH, {"abscissa": "7"}),
    (PATH, {"at": "0"}), (PATH, {"order": 3}), (AREA, {"primitive": None}), (AREA, {"primitive": "x^3"}),
    (AREA, {"low": None}), (AREA, {"high": "x"}), (AREA, {"high": "\\infty"}),
    (SLOPE, {"function": "(x+1)" * 800, "order": 6}), (AREA, {"primitive": "x^3/3 + \\lfloor x \\rfloor"}),
    (AREA, {"primitive": "x^3/3 + C"}),
]  # fmt: skip


@pytest.mark.parametrize(("check", "change"), MALFORMED)
def test_a_check_that_cannot_be_decided_by_is_its_own_error(check: Calculus, change: dict[str, object]) -> None:
    said = validate(msgspec.structs.replace(check, **change), f"Answer: {check.gold}")
    assert said.reason is Reason.CHECKER_ERROR, said


@pytest.mark.parametrize(
    ("function", "primitive", "low", "high", "gold"),
    [
        ("1/x^2", "-1/x", "-1", "1", "-2"),
        ("1/x", "ln|x|", "-1", "2", "ln(2)"),
        ("1/(x - sqrt(2))", "ln|x - sqrt(2)|", "1", "2", "ln((2 - sqrt(2))/(sqrt(2) - 1))"),
        ("1/cos(x)^2", "tan(x)", "0", "pi", "0"),
        ("1/(1 + x^2)", "-arctan(1/x)", "-1", "1", "-pi/2"),
        ("x^(-2/3)", "3x^(1/3)", "-1", "1", "6"),
        ("x/|x|", "|x|", "-1", "2", "1"),
        ("ln(x)", "x ln(x) - x", "0", "1", "-1"),
        ("sqrt(x)", "(2/3)x sqrt(x)", "-1", "1", "2/3"),
        ("1/(2x - 3)^3", "-1/(4(2x - 3)^2)", "1", "4", "6/25"),
    ],
)  # fmt: skip
def test_no_integral_is_taken_across_a_pole_or_a_jump(
    function: str, primitive: str, low: str, high: str, gold: str
) -> None:
    check = Calculus(NUMBER, gold, function, "x", "definite", low=low, high=high, primitive=primitive)
    assert validate(check, f"Answer: {gold}").reason is Reason.CHECKER_ERROR


HOSTILE = [
    "9^{9^{9^{9^9}}}", "x^" * 2000 + "2", "(x+1)^{1000}" * 300, "\\sin(" * 40 + "x" + ")" * 40, "(x+y+z+w)^{60}",
    "(" * 5000 + "x" + ")" * 5000, "(x+1)" * 2000, "e^{e^{e^{e^{e^x}}}}", "\\frac{1}{" * 38 + "x" + "}" * 38,
    "x^{x^{x^{x^{x}}}}", "+".join(["x", *["(1+\\sin x)^{60}"] * 20]), "(" * 18 + "x" + "^2 + x)^{30}" * 18,
    "\\tan(64x)", "1" * 10_000, "|" * 1000, "\\sqrt{x+" * 30 + "1" + "}" * 30, "C" * 3000, "x" * 3000,
    "ln" * 1000 + "x",
]  # fmt: skip


@pytest.mark.parametrize("answer", HOSTILE)
def test_hostile_answers_cost_little(answer: str) -> None:
    for check in (SLOPE, PRIMITIVE, SQUARE, LN, TANGENT):
        start = time.process_time()
        assert validate(check, f"Answer: {answer}").status is not Status.ACCEPTED
        assert time.process_time() - start < 5


@pytest.mark.parametrize("function", HOSTILE)
def test_hostile_statements_cost_little(function: str) -> None:
    for check in (SLOPE, PRIMITIVE, AREA):
        changed = msgspec.structs.replace(check, function=function[:4000], order=6)
        start = time.process_time()
        assert validate(changed, "Answer: 1").status is Status.UNDECIDED
        assert time.process_time() - start < 8


def test_a_check_survives_json() -> None:
    for check in (SLOPE, TANGENT, CIRCLE, PATH, PRIMITIVE, AREA):
        assert msgspec.json.decode(msgspec.json.encode(check), type=Check) == check
