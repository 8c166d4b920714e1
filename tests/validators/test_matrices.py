"""Questions about matrices: decided by exact linear algebra on the matrix itself."""

from __future__ import annotations

import pytest

from schemas import Reason, Status
from schemas.answers import Formula, Integer, Outcome, Rational
from schemas.checks import MatrixQuestion
from validators import decide

A = (("1", "2"), ("3", "4"))
SINGULAR = (("1", "2"), ("2", "4"))
WIDE = (("1", "2", "3"), ("4", "5", "6"))
ROWS = Formula()


def question(gold: str, ask: str, matrix=A, answer=ROWS, other=None, power=None) -> MatrixQuestion:
    return MatrixQuestion(answer=answer, gold=gold, matrix=matrix, ask=ask, other=other, power=power)


def outcome(value, *names: str) -> Outcome:
    return Outcome(value=value, outcomes=names)


DETERMINANT = question("-2", "determinant", answer=outcome(Integer(), "undefined"))
NO_DETERMINANT = question("undefined", "determinant", WIDE, outcome(Integer(), "undefined"))
INVERSE = question("[[-2, 1], [3/2, -1/2]]", "inverse", answer=outcome(ROWS, "no inverse"))
NO_INVERSE = question("no inverse", "inverse", SINGULAR, outcome(ROWS, "no inverse"))
POWER = question("[[7, 10], [15, 22]]", "power", power=2)
PRODUCT = question("(5, 11)", "product", other=(("1",), ("2",)))
NO_PRODUCT = question("undefined", "product", WIDE, outcome(ROWS, "undefined"), A)
TRACE = question("5", "trace", answer=Rational())
TRACE_OF_PRODUCT = question("29", "trace", answer=Integer(), other=A)
RANK = question("1", "rank", SINGULAR, Integer())
TRIPLE = (("2", "1", "0"), ("0", "2", "0"), ("0", "0", "5"))
EIGENVALUES = question("2, 2, 5", "eigenvalues", TRIPLE, outcome(Formula(), "not all real"))
SURDS = question("(5 - sqrt(33))/2, (5 + sqrt(33))/2", "eigenvalues", answer=Formula())
TURN = question("not all real", "eigenvalues", (("0", "-1"), ("1", "0")), outcome(Formula(), "not all real"))
OUTCOMES = ("no solution", "infinitely many solutions")
SOLVE = question("(0, 1/2)", "solve", answer=outcome(ROWS, *OUTCOMES), other=(("1",), ("2",)))
NONE = question(OUTCOMES[0], "solve", SINGULAR, outcome(ROWS, *OUTCOMES), (("1",), ("3",)))
MANY = question(OUTCOMES[1], "solve", SINGULAR, outcome(ROWS, *OUTCOMES), (("1",), ("2",)))


@pytest.mark.parametrize(
    ("check", "answer"),
    [
        (DETERMINANT, "-2"), (NO_DETERMINANT, "undefined"), (INVERSE, "[[-2, 1], [1.5, -0.5]]"),
        (INVERSE, "\\begin{pmatrix} -2 & 1 \\\\ \\frac{3}{2} & -\\frac12 \\end{pmatrix}"), (NO_INVERSE, "no inverse"),
        (INVERSE, "A^{-1} = [[-2, 1], [3/2, -1/2]]"), (POWER, "((7, 10), (15, 22))"), (PRODUCT, "(5, 11)"),
        (PRODUCT, "[[5], [11]]"), (PRODUCT, "\\begin{bmatrix} 5 \\\\ 11 \\end{bmatrix}"), (NO_PRODUCT, "undefined"),
        (TRACE, "5"), (TRACE_OF_PRODUCT, "29"), (RANK, "1"), (EIGENVALUES, "5, 2, 2"), (EIGENVALUES, "[2, 2, 5]"),
        (EIGENVALUES, "\\lambda_1 = 2, \\lambda_2 = 2, \\lambda_3 = 5"),
        (SURDS, "\\frac{5+\\sqrt{33}}{2}, \\frac{5-\\sqrt{33}}{2}"), (SURDS, "5/2 ± sqrt(33)/2"),
        (TURN, "not all real"),
        (SOLVE, "(0, 0.5)"), (SOLVE, "x = (0, 1/2)"), (NONE, "no solution"), (MANY, "infinitely many solutions"),
    ],
)  # fmt: skip
def test_every_way_to_write_the_result_is_accepted(check: MatrixQuestion, answer: str) -> None:
    said = decide(check, f"Answer: {answer}")
    assert said.status is Status.ACCEPTED, said


@pytest.mark.parametrize(
    ("check", "answer", "reason"),
    [
        (DETERMINANT, "2", Reason.WRONG_VALUE), (DETERMINANT, "undefined", Reason.WRONG_VALUE),
        (NO_DETERMINANT, "0", Reason.WRONG_VALUE), (INVERSE, "[[-2, 3/2], [1, -1/2]]", Reason.WRONG_VALUE),
        (INVERSE, "[[-2, 1], [3/2, -1/2], [0, 0]]", Reason.WRONG_VALUE), (INVERSE, "no inverse", Reason.WRONG_VALUE),
        (INVERSE, "-2, 1, 3/2, -1/2", None), (NO_INVERSE, "[[0, 0], [0, 0]]", Reason.WRONG_VALUE),
        (PRODUCT, "(11, 5)", Reason.WRONG_VALUE), (PRODUCT, "{5, 11}", None), (RANK, "2", Reason.WRONG_VALUE),
        (EIGENVALUES, "2, 5", Reason.WRONG_VALUE), (EIGENVALUES, "{2, 5}", Reason.WRONG_VALUE),
        (EIGENVALUES, "2, 5, 5", Reason.WRONG_VALUE), (EIGENVALUES, "not all real", Reason.WRONG_VALUE),
        (EIGENVALUES, "2 < x < 5", Reason.WRONG_FORM), (SURDS, "-0.372, 5.372", Reason.WRONG_VALUE),
        (TURN, "i, -i", Reason.WRONG_VALUE), (SOLVE, "(1/2, 0)", Reason.WRONG_VALUE),
        (NONE, "infinitely many solutions", Reason.WRONG_VALUE), (MANY, "(1, 0)", Reason.WRONG_VALUE),
        (POWER, "[[7, 10], [15, 22]]^1", None), (POWER, "[" * 400, None), (POWER, "__import__('os')", None),
    ],
)  # fmt: skip
def test_nothing_else_is(check: MatrixQuestion, answer: str, reason: Reason | None) -> None:
    said = decide(check, f"Answer: {answer}")
    assert said.status is not Status.ACCEPTED, said
    assert reason is None or said.reason is reason, said


def test_a_gold_that_the_matrix_refutes_decides_nothing() -> None:
    for check in (
        question("2", "determinant", answer=Integer()), question("[[1, 0], [0, 1]]", "inverse"),
        question("2, 5", "eigenvalues", TRIPLE, Formula()), question("5", "determinant", WIDE, outcome(Integer(),
        "undefined")),
        question(OUTCOMES[0], "solve", SINGULAR, outcome(ROWS, *OUTCOMES), (("1",), ("2",))),
    ):  # fmt: skip
        assert decide(check, f"Answer: {check.gold}").reason is Reason.ORACLES_DISAGREE


@pytest.mark.parametrize(
    "check",
    [
        question("1", "determinant", (("1",), ("2", "3")), Integer()), question("1", "determinant", (("1/0",),),
        Integer()),
        question("1", "determinant", (tuple("123456789"),), Integer()), question("1", "determinant", WIDE, Integer()),
        question("1", "determinant", ((),), Integer()), question("1", "product"), question("1", "solve"),
        question("1", "solve", A, ROWS, WIDE), question("1", "power"), question("1", "rank", A, Integer(), None, 3),
        question("1", "inverse", A, ROWS, A), question("1", "inverse", SINGULAR), question("[[1,2", "inverse"),
        question("1", "power", ((("7" * 400), "1"), ("1", "1")), ROWS, None, 64),
        question("1", "inverse", A, Integer()),
        question("no solution", "solve", SINGULAR, outcome(ROWS, "no solution"), (("1",), ("2",))),
    ],
)  # fmt: skip
def test_a_question_out_of_bounds_is_the_checks_own_error(check: MatrixQuestion) -> None:
    assert decide(check, "Answer: 1").reason is Reason.CHECKER_ERROR
