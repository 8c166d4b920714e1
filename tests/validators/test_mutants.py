"""Test cases that tell a function from buggy versions of it: results, forms, what is told apart, and broken checks."""

import time

import msgspec
import pytest

from schemas import Reason, Status
from schemas.answers import Literal
from schemas.checks import MutantKilling
from validators import validate
from validators.mutants import declared
from validators.witnesses import Malformed

SOURCE = "def f(xs: list[int], k: int) -> int:\n    return sum(x for x in xs if x > k)\n"
MUTANTS = (
    SOURCE.replace(">", ">=") .replace("->=", "->"),
    "def f(xs: list[int], k: int) -> int:\n    return len(xs)\n",
    "def f(xs, k):\n    return sum(x for x in xs if x > k) + 0 * xs[0]\n",
)  # fmt: skip
GOLD = "[(([5, 2], 2), 5), (([1, 2, 3, 4], 0), 10), (([], 0), 0)]"


def check(**changes) -> MutantKilling:
    return msgspec.structs.replace(MutantKilling(Literal(), GOLD, SOURCE, "f", MUTANTS, 4), **changes)


def verdict_on(answer: str, **changes):
    return validate(check(**changes), f"Answer: {answer}")


@pytest.mark.parametrize("answer", [GOLD, GOLD.replace(" ", ""), "[(([9, 1, 1, 7], 1), 16), (([], 3), 0)]"])
def test_any_calls_that_tell_all_apart_are_right(answer: str) -> None:
    few = MUTANTS[1:]
    assert verdict_on(answer, mutants=few).status is Status.ACCEPTED
    assert verdict_on(GOLD).status is Status.ACCEPTED


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (GOLD.replace("10)", "11)"), Reason.WRONG_VALUE),
        (GOLD.replace("10)", "10.0)"), Reason.WRONG_VALUE),
        (GOLD.replace("(([], 0), 0)", "(([], 0), False)"), Reason.WRONG_VALUE),
        ("[(([5, 2], 2), 5)]", Reason.INFEASIBLE),
        ("[(([5, 3], 2), 8), (([1, 2, 3, 4], 0), 10), (([], 0), 0)]", Reason.INFEASIBLE),
        ("[]", Reason.WRONG_FORM),
        ("(([5, 2], 2), 5)", Reason.WRONG_FORM),
        ("[([5, 2], 2, 5)]", Reason.WRONG_FORM),
        ("[(([5, 2],), 5)]", Reason.WRONG_FORM),
        ("[[([5, 2], 2), 5]]", Reason.WRONG_FORM),
        ("[(([5, 'a'], 2), 5)]", Reason.WRONG_FORM),
        ("[(([True], 0), 1)]", Reason.WRONG_FORM),
        ("[(((5, 2), 2), 5)]", Reason.WRONG_FORM),
        ("[" + ", ".join(["(([1], 0), 1)"] * 5) + "]", Reason.WRONG_FORM),
        ("7", Reason.WRONG_FORM),
    ],
)
def test_wrong_results_too_little_told_apart_and_other_forms_are_rejected(answer: str, reason: Reason) -> None:
    verdict = verdict_on(answer)
    assert verdict.reason is reason, verdict
    assert verdict.status is Status.REJECTED


def test_texts_are_held_to_the_letters_that_there_are() -> None:
    source = "def f(s: str) -> int:\n    return len(s)\n"
    given = {"source": source, "mutants": ("def f(s):\n    return 0\n",), "gold": "[(('ab',), 2)]", "letters": "abc"}
    assert verdict_on("[(('cab',), 3)]", **given).status is Status.ACCEPTED
    assert verdict_on("[(('cat',), 3)]", **given).reason is Reason.INFEASIBLE


def test_code_is_no_answer() -> None:
    assert verdict_on("[(([5] * 3, 2), 15)]").status is not Status.ACCEPTED
    assert verdict_on("__import__('os')").status is not Status.ACCEPTED


def test_a_call_on_which_the_function_raises_is_wrong() -> None:
    source = "def f(xs: list[int], k: int) -> int:\n    return xs[k]\n"
    gold = "[(([1, 2], 1), 2)]"
    mutants = ("def f(xs, k):\n    return xs[k - 1]\n",)
    assert verdict_on(gold, source=source, mutants=mutants, gold=gold).status is Status.ACCEPTED
    verdict = verdict_on("[(([1], 5), 1)]", source=source, mutants=mutants, gold=gold)
    assert verdict.reason is Reason.EXCEPTION
    assert verdict.status is Status.REJECTED


def test_the_detail_says_nothing_of_what_is_right() -> None:
    detail = verdict_on(GOLD.replace("10)", "11)")).detail
    assert "10" not in detail and "call 2" in detail


@pytest.mark.parametrize(
    "changes",
    [
        {"gold": "f"},
        {"gold": "[]"},
        {"gold": "[((1, 2), 3)]"},
        {"entry": "g"},
        {"source": "def f(xs, k):\n    return 0\n"},
        {"source": "def f(xs: list[float], k: int) -> int:\n    return 0\n"},
        {"source": "def f(xs: list[int], k: int) -> int:\n    return 1 +\n"},
        {"source": "def f(xs: list[int], k: int) -> int:\n    return xs[9]\n"},
        {"most": 2},
    ],
)
def test_a_malformed_check_is_the_checks_error(changes: dict) -> None:
    assert verdict_on(GOLD, **changes).reason is Reason.CHECKER_ERROR


@pytest.mark.parametrize(
    "changes", [{"gold": GOLD.replace("10)", "9)")}, {"gold": "[(([5, 2], 2), 5)]"}, {"mutants": (SOURCE,)}]
)
def test_a_gold_that_a_run_contradicts_is_an_oracles_disagreement(changes: dict) -> None:
    assert verdict_on(GOLD, **changes).reason is Reason.ORACLES_DISAGREE


def test_an_endless_mutant_is_told_apart_in_bounded_time() -> None:
    start = time.monotonic()
    endless = "def f(xs, k):\n    while len(xs) > 3:\n        pass\n    return sum(x for x in xs if x > k)\n"
    assert verdict_on(GOLD, mutants=(*MUTANTS, endless)).status is Status.ACCEPTED
    assert time.monotonic() - start < 55


def test_types_are_read_from_the_functions_first_line() -> None:
    kinds = declared("def f(a: list[tuple[int, str]], b: str) -> int:\n    return 0\n", "f")
    assert [kind.name for kind in kinds] == ["list", "str"]
    for source in ("def f(a) -> int:\n    pass\n", "f = 1\n", "def f(a: int = 3):\n    pass\n"):
        with pytest.raises(Malformed):
            declared(source, "f")
