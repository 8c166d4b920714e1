"""Witnesses: any argument that gives the value is right, nothing else is, and what there is none of is searched for."""

from __future__ import annotations

import functools
from typing import Any

import msgspec
import pytest

from schemas import Reason, Status
from schemas.answers import Integer, Literal, Outcome
from schemas.checks import Witness
from validators import decide, sandbox, validate
from validators.witnesses import MOST_VALUES, Malformed, Type, domain, read_type

NONE = "no such x"
SQUARES = "def sat(x):\n    return x * x % 101 == 5\n"
EITHER = Outcome(Literal(), (NONE,))
NUMBER = Witness(Literal(), "45", SQUARES, "sat", "int", True, numbers=(1, 500))
MAYBE = Witness(EITHER, "45", SQUARES, "sat", "int", True, numbers=(1, 500))
NEVER = Witness(EITHER, NONE, "def sat(x):\n    return x * x % 101 == 2\n", "sat", "int", True, numbers=(1, 500))
PAIR = Witness(
    Literal(), "([1, 0], 'ab')", "def join(xs, s):\n    return [s[i] for i in xs]\n", "join", "tuple[list[int], str]",
    ["b", "a"], parameters=2, sizes=((1, 3),),
)  # fmt: skip


@pytest.fixture(autouse=True)
def short_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = sandbox.Limits(cpu_seconds=1)
    monkeypatch.setattr("validators.witnesses.run_calls", functools.partial(sandbox.run_calls, limits=limits))


@pytest.mark.parametrize(
    ("check", "answer"),
    [
        (NUMBER, "45"), (NUMBER, "56"), (NUMBER, "146"), (MAYBE, "56"), (NEVER, NONE), (NEVER, "No such x."),
        (PAIR, "([1, 0], 'ab')"), (PAIR, "([0, 1], 'ba')"), (PAIR, "([-1, 0], 'ab')"),
    ],
)  # fmt: skip
def test_whatever_gives_the_value_is_right(check: Witness, answer: str) -> None:
    said = decide(check, f"Answer: {answer}")
    assert (said.status, said.reason) == (Status.ACCEPTED, Reason.CORRECT), said
    assert {"rlimits", "separate_process"} <= set(said.evidence["layers"])


@pytest.mark.parametrize(
    ("check", "answer", "reason"),
    [
        (NUMBER, "44", Reason.WRONG_OUTPUT), (NUMBER, "45.0", Reason.WRONG_FORM), (NUMBER, "True", Reason.WRONG_FORM),
        (NUMBER, "'45'", Reason.WRONG_FORM), (NUMBER, "[45]", Reason.WRONG_FORM), (NUMBER, "None", Reason.WRONG_FORM),
        (NUMBER, "-45", Reason.INFEASIBLE), (NUMBER, "550", Reason.INFEASIBLE), (NUMBER, "40 + 5", Reason.UNREADABLE),
        (MAYBE, NONE, Reason.WRONG_VALUE), (MAYBE, "'45'", Reason.WRONG_FORM), (NEVER, "45", Reason.WRONG_OUTPUT),
        (NEVER, "501", Reason.INFEASIBLE), (NEVER, "'x'", Reason.WRONG_FORM),
        (PAIR, "[[1, 0], 'ab']", Reason.WRONG_FORM), (PAIR, "([1, 0],)", Reason.WRONG_FORM),
        (PAIR, "([True, False], 'ab')", Reason.WRONG_FORM), (PAIR, "([1, 0], 'aab')", Reason.WRONG_OUTPUT),
        (PAIR, "([], 'ab')", Reason.INFEASIBLE), (PAIR, "([5, 0], 'ab')", Reason.EXCEPTION),
    ],
)  # fmt: skip
def test_nothing_else_is(check: Witness, answer: str, reason: Reason) -> None:
    said = decide(check, f"Answer: {answer}")
    assert said.reason is reason, said
    assert said.status is not Status.ACCEPTED


def test_true_is_what_is_asked_for_and_not_what_is_true() -> None:
    for source, value in (("def sat(x):\n    return x\n", "1"), ("def sat(x):\n    return [x]\n", "3")):
        check = Witness(Literal(), value, source, "sat", "int", True)
        assert decide(check, f"Answer: {value}").reason is Reason.ORACLES_DISAGREE


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def f(x):\n    while x > 9: pass\n    return 3\n", Reason.TIMEOUT),
        ("def f(x):\n    return 3 if x < 9 else len('x' * x ** 11)\n", Reason.MEMORY),
        ("def f(x):\n    return 3 // (x < 9)\n", Reason.EXCEPTION),
        ("def f(x):\n    return 3 if x < 9 else exit(0)\n", Reason.EXCEPTION),
    ],
)
def test_an_answer_that_the_program_does_not_survive_is_wrong_only_if_it_raises(source: str, reason: Reason) -> None:
    said = decide(Witness(Literal(), "1", source, "f", "int", 3), "Answer: 10")
    assert said.reason is reason
    assert said.status is (Status.REJECTED if reason is Reason.EXCEPTION else Status.UNDECIDED)


@pytest.mark.parametrize("answer", ["1", "2", "True", NONE])
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"gold": "44"}, Reason.ORACLES_DISAGREE),
        ({"gold": "[45]"}, Reason.ORACLES_DISAGREE),
        ({"gold": "550"}, Reason.ORACLES_DISAGREE),
        ({"gold": NONE}, Reason.ORACLES_DISAGREE),
        ({"gold": "not a literal"}, Reason.CHECKER_ERROR),
        ({"gold": NONE, "numbers": None}, Reason.CHECKER_ERROR),
        ({"gold": NONE, "numbers": (0, MOST_VALUES)}, Reason.CHECKER_ERROR),
        ({"gold": NONE, "takes": "list[int]"}, Reason.CHECKER_ERROR),
        ({"gold": NONE, "takes": "list[int]", "sizes": ((0, 10**9),), "numbers": (1, 1)}, Reason.CHECKER_ERROR),
        ({"gold": NONE, "takes": "list[int]", "sizes": ((0, 900),)}, Reason.CHECKER_ERROR),
        ({"gold": NONE, "source": "def sat(x):\n    return 1 // 0\n"}, Reason.CHECKER_ERROR),
        ({"gold": NONE, "source": "def sat(x):\n    while True: pass\n"}, Reason.TIMEOUT),
        ({"takes": "str"}, Reason.CHECKER_ERROR),
        ({"takes": "float"}, Reason.CHECKER_ERROR),
        ({"takes": "dict[int, int]"}, Reason.CHECKER_ERROR),
        ({"takes": "list[list[list[list[list[int]]]]]"}, Reason.CHECKER_ERROR),
        ({"takes": "tuple[int]", "parameters": 2}, Reason.CHECKER_ERROR),
        ({"numbers": (5, 4)}, Reason.CHECKER_ERROR),
        ({"expected": {"x": 1}}, Reason.CHECKER_ERROR),
        ({"answer": Outcome(Integer(), (NONE,))}, Reason.CHECKER_ERROR),
        ({"answer": Outcome(Literal(), (NONE, "several"))}, Reason.CHECKER_ERROR),
        ({"source": "def other(x):\n    return True\n"}, Reason.CHECKER_ERROR),
        ({"source": "def sat(x:\n"}, Reason.CHECKER_ERROR),
    ],
)  # fmt: skip
def test_a_check_that_does_not_hold_decides_nothing(changes: dict[str, Any], reason: Reason, answer: str) -> None:
    said = decide(msgspec.structs.replace(MAYBE, **changes), f"Answer: {answer}")
    assert (said.status, said.reason) == (Status.UNDECIDED, reason), said


@pytest.mark.parametrize("answer", ["[" * 10_000, "9" * 5_000, "[" + "1, " * 9_000, "__import__('os')", "(1" * 500])
def test_hostile_answers_end_at_the_reader(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("validators.witnesses.run_calls", lambda *_: pytest.fail("the program was run"))
    assert decide(NUMBER, f"Answer: {answer}").status is not Status.ACCEPTED


def test_it_decides_through_the_guard_as_well() -> None:
    assert validate(NUMBER, "Answer: 56").status is Status.ACCEPTED
    assert validate(NEVER, f"Answer: {NONE}").status is Status.ACCEPTED


def test_types_are_read_and_nothing_else() -> None:
    whole = Type("int")
    assert read_type("list[tuple[int, ...]]") == Type("list", (Type("tuple", (whole,), True),), True)
    assert read_type(" tuple[int,str , bool] ") == Type("tuple", (whole, Type("str"), Type("bool")))
    for text in (
        "",
        "list",
        "list[]",
        "list[int",
        "list[int]]",
        "list[int, int]",
        "tuple[...]",
        "int int",
        "tuple[int, ...,]",
    ):
        with pytest.raises(Malformed):
            read_type(text)


@pytest.mark.parametrize(
    ("takes", "bounds", "count"),
    [
        ("int", {"numbers": (-2, 3)}, 6),
        ("bool", {}, 2),
        ("list[int]", {"numbers": (0, 2), "sizes": ((0, 3),)}, 1 + 3 + 9 + 27),
        ("tuple[int, bool]", {"numbers": (1, 4)}, 8),
        ("tuple[int, ...]", {"numbers": (1, 2), "sizes": ((2, 2),)}, 4),
        ("list[list[int]]", {"numbers": (0, 1), "sizes": ((2, 2), (2, 2))}, 16),
        ("list[str]", {"letters": "aba", "sizes": ((1, 2), (0, 1))}, 3 + 9),
    ],
)
def test_a_domain_is_all_that_type_and_bounds_allow(takes: str, bounds: dict[str, Any], count: int) -> None:
    check = Witness(Literal(), "", "", "f", takes, True, **bounds)
    values = domain(check, read_type(takes))
    assert len(values) == len(set(map(repr, values))) == count
