"""Whether two functions agree on a domain: outcomes, counterexamples, and broken checks."""

import msgspec
import pytest

from schemas import Reason, Status
from schemas.answers import Integer, Literal, Outcome
from schemas.checks import Difference
from validators import validate

FLOOR = "def f(x, y):\n    return x // y\n"
TRUNCATED = "def f(x, y):\n    return int(x / y)\n"
ANSWER = Outcome(Literal(), ("equivalent",))
DIFFERENT = Difference(ANSWER, "(-1, 2)", FLOOR, TRUNCATED, "f", (tuple(range(-3, 4)), (1, 2)))
SAME = msgspec.structs.replace(DIFFERENT, gold="equivalent", other="def f(x, y):\n    return (x - x % y) // y\n")
ONE = Difference(
    ANSWER, "[2, 1]", "def f(xs):\n    return xs\n", "def f(xs):\n    return sorted(xs)\n", "f",
    (([], [1], [1, 2], [2, 1], [2, 1, 0]),),
)  # fmt: skip


def verdict_on(answer: str, check: Difference = DIFFERENT):
    return validate(check, f"Answer: {answer}")


@pytest.mark.parametrize(
    ("answer", "check"),
    [
        ("(-1, 2)", DIFFERENT), ("(-3,2)", DIFFERENT), ("equivalent", SAME), ("Equivalent", SAME),
        ("[2, 1]", ONE), ("[2, 1, 0]", ONE),
    ],
)  # fmt: skip
def test_every_difference_in_the_domain_is_right_and_so_is_that_there_is_none(answer: str, check: Difference) -> None:
    assert verdict_on(answer, check).status is Status.ACCEPTED


@pytest.mark.parametrize(
    ("answer", "check", "reason"),
    [
        ("equivalent", DIFFERENT, Reason.WRONG_VALUE),
        ("(2, 2)", DIFFERENT, Reason.WRONG_VALUE),
        ("(1, 2)", SAME, Reason.WRONG_VALUE),
        ("(-5, 2)", DIFFERENT, Reason.INFEASIBLE),
        ("(-1, 2.0)", DIFFERENT, Reason.INFEASIBLE),
        ("(True, 2)", DIFFERENT, Reason.INFEASIBLE),
        ("[-1, 2]", DIFFERENT, Reason.WRONG_FORM),
        ("-1", DIFFERENT, Reason.WRONG_FORM),
        ("(-1, 2, 0)", DIFFERENT, Reason.WRONG_FORM),
        ("([2, 1],)", ONE, Reason.INFEASIBLE),
        ("(2, 1)", ONE, Reason.INFEASIBLE),
        ("[3, 1]", ONE, Reason.INFEASIBLE),
        ("[1, 2]", ONE, Reason.WRONG_VALUE),
    ],
)
def test_everything_else_is_rejected(answer: str, check: Difference, reason: Reason) -> None:
    verdict = verdict_on(answer, check)
    assert verdict.reason is reason, verdict
    assert verdict.status is Status.REJECTED


@pytest.mark.parametrize(
    "changes",
    [
        {"gold": "f(1)"},
        {"answer": Outcome(Integer(), ("equivalent",))},
        {"answer": Outcome(Literal(), ("equivalent", "different"))},
        {"domain": (tuple(range(100)), tuple(range(51)))},
        {"domain": ((1, {"x": 2}), (1,))},
        {"domain": ((1, 2), (0, 1))},
        {"domain": ((1, 2),)},
        {"source": "def f(x, y):\n    return x +\n"},
        {"other": "def g(x, y):\n    return x\n"},
    ],
)
def test_a_malformed_check_is_the_checks_error(changes: dict) -> None:
    assert verdict_on("(-1, 2)", msgspec.structs.replace(DIFFERENT, **changes)).reason is Reason.CHECKER_ERROR


def test_a_value_that_reads_like_the_outcome_is_the_checks_error() -> None:
    check = msgspec.structs.replace(ONE, domain=(("equivalent", "a"),), gold="'a'")
    assert verdict_on("equivalent", check).reason is Reason.CHECKER_ERROR


@pytest.mark.parametrize("gold", ["equivalent", "(2, 2)", "(-5, 2)"])
def test_a_gold_that_the_run_contradicts_is_an_oracles_disagreement(gold: str) -> None:
    check = msgspec.structs.replace(DIFFERENT, gold=gold)
    assert verdict_on("(-1, 2)", check).reason is Reason.ORACLES_DISAGREE
    assert verdict_on("(1, 2)", msgspec.structs.replace(SAME, gold="(1, 2)")).reason is Reason.ORACLES_DISAGREE


def test_a_function_that_does_not_end_leaves_it_undecided() -> None:
    check = msgspec.structs.replace(DIFFERENT, other="def f(x, y):\n    while True:\n        pass\n")
    assert verdict_on("(-1, 2)", check).reason is Reason.TIMEOUT
