"""Programs and predicted outputs: right answers pass, near misses and forgeries do not, limits are undecided."""

from __future__ import annotations

import functools
from typing import Any, get_args

import msgspec
import pytest

from schemas import Reason, Status, digest
from schemas.answers import Literal, Program
from schemas.checks import Check, HiddenTests, Output, Test
from validators import CHECKERS, Guard, decide, sandbox, validate, verdict_of
from validators.guard import Done, Lost

GOLD = "def half(n):\n    return (n // 2, [n % 2 == 1])\n"
TESTS = ((4, 2, False), (7, 3, True), (0, 0, False))
CHECK = HiddenTests(
    answer=Program(entry="half"),
    gold=GOLD,
    tests=tuple(Test(arguments=[n], expected={"t": [half, [odd]]}) for n, half, odd in TESTS),
)
OUTPUT = Output(
    answer=Literal(), gold="[2, 4, 6]", source="def double(xs):\n    return [2 * x for x in xs]\n", entry="double",
    arguments=[{"t": [1, 2, 3]}],
)  # fmt: skip


def fenced(source: str) -> str:
    return f"Here it is.\n\n```python\n{source}\n```\n"


def half(body: str) -> str:
    return fenced(f"def half(n):\n    {body}")


@pytest.fixture(autouse=True)
def short_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = sandbox.Limits(cpu_seconds=1)
    monkeypatch.setattr("validators.programs.run_calls", functools.partial(sandbox.run_calls, limits=limits))


def test_the_gold_is_accepted_with_its_evidence() -> None:
    said = decide(CHECK, fenced(GOLD))
    assert (said.status, said.reason, said.checker) == (Status.ACCEPTED, Reason.CORRECT, "hidden_tests")
    assert said.evidence["tests"] == said.evidence["passed"] == 3
    assert said.evidence["source_digest"] == digest(said.answer)
    assert {"rlimits", "separate_process"} <= set(said.evidence["layers"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I do not know.", Reason.NO_ANSWER),
        (half("return (n // 2, [n % 2])"), Reason.WRONG_OUTPUT),  # 1 is not True
        (half("return (n / 2, [n % 2 == 1])"), Reason.WRONG_OUTPUT),  # 2.0 is not 2
        (half("return [n // 2, [n % 2 == 1]]"), Reason.WRONG_OUTPUT),  # a list is not a tuple
        (half("return (n // 2, (n % 2 == 1,))"), Reason.WRONG_OUTPUT),
        (half("return (2, [False])"), Reason.WRONG_OUTPUT),
        (half("n = []; n.append(n); return n"), Reason.EXCEPTION),  # a list that holds itself is no value
        (half("return None"), Reason.WRONG_OUTPUT),
        (half("print((n // 2, [n % 2 == 1]))"), Reason.WRONG_OUTPUT),
        (half("return type('E', (), {'__eq__': lambda *_: True})()"), Reason.EXCEPTION),
        (half("raise SystemExit(0)"), Reason.EXCEPTION),
        (half("import os; os._exit(0)"), Reason.EXCEPTION),
        (half("assert False"), Reason.EXCEPTION),
        (half("return (n // 2"), Reason.EXCEPTION),
        (fenced("def halves(n):\n    return n"), Reason.WRONG_FORM),
        (half("while True: pass"), Reason.TIMEOUT),
        (half("return 'x' * 10**10"), Reason.MEMORY),
        (half("return 'x' * 10**8"), Reason.OUTPUT_LIMIT),
    ],
)
def test_a_program_that_is_not_right_is_refused_for_its_reason(text: str, reason: Reason) -> None:
    assert decide(CHECK, text).reason is reason


def test_the_first_wrong_test_is_named_without_what_was_expected() -> None:
    said = decide(CHECK, half("return (n // 2, [False])"))
    assert said.detail == "test 2: half(7) returned (3, [False])"
    assert said.evidence["passed"] == 2


def test_a_wrong_value_before_an_exception_is_a_wrong_value() -> None:
    assert decide(CHECK, half("return 1 // n if n else n // 0")).reason is Reason.WRONG_OUTPUT
    said = decide(CHECK, half("return (n // 2, [n % 2 == 1 % n])"))
    assert (said.reason, said.evidence["passed"]) == (Reason.EXCEPTION, 2)
    assert said.detail == "test 3: half(0): ZeroDivisionError: integer modulo by zero"


def test_the_same_program_gives_the_same_bytes() -> None:
    for text in (fenced(GOLD), half("return object()"), half("raise ValueError(object())")):
        assert decide(CHECK, text) == decide(CHECK, text)


def test_the_guest_is_never_given_an_expected_value(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []

    def spy(source: str, entry: str, calls: list[list[Any]], **options: Any) -> sandbox.Run:
        given.append((source, entry, calls))
        return sandbox.run_calls(source, entry, calls, **options)

    monkeypatch.setattr("validators.programs.run_calls", spy)
    decide(CHECK, half("return None"))
    assert given == [("def half(n):\n    return None\n", "half", [[4], [7], [0]])]


@pytest.mark.parametrize("expected", [{"x": 1}, {"t": 3}, {"d": [[1]]}])
def test_tests_that_cannot_be_read_are_the_checkers_fault(expected: Any) -> None:
    broken = HiddenTests(answer=CHECK.answer, gold=GOLD, tests=(Test(arguments=[1], expected=expected),))
    assert decide(broken, fenced(GOLD)).reason is Reason.CHECKER_ERROR


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Answer: [2, 4, 6]", Reason.CORRECT),
        ("Answer: [2,4,6]", Reason.CORRECT),
        ("Answer: (2, 4, 6)", Reason.WRONG_VALUE),
        ("Answer: [2, 4, 6.0]", Reason.WRONG_VALUE),
        ("Answer: [2, 4]", Reason.WRONG_VALUE),
        ("Nothing to see.", Reason.NO_ANSWER),
    ],
)
def test_a_predicted_output_is_compared_with_the_run(text: str, reason: Reason) -> None:
    assert decide(OUTPUT, text).reason is reason


def test_a_gold_that_the_program_does_not_return_is_a_disagreement_whatever_the_answer() -> None:
    wrong = Output(answer=Literal(), gold="[2, 4, 7]", source=OUTPUT.source, entry="double", arguments=OUTPUT.arguments)
    for text in ("Answer: [2, 4, 6]", "Answer: [2, 4, 7]", "Answer: []"):
        assert decide(wrong, text).reason is Reason.ORACLES_DISAGREE


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def double(xs):\n    raise ValueError", Reason.CHECKER_ERROR),
        ("def other(xs):\n    pass", Reason.CHECKER_ERROR),
        ("def double(xs):\n    while True: pass", Reason.TIMEOUT),
    ],
)
def test_a_check_whose_program_fails_is_undecided(source: str, reason: Reason) -> None:
    broken = Output(answer=Literal(), gold="[2, 4, 6]", source=source, entry="double", arguments=OUTPUT.arguments)
    said = decide(broken, "Answer: [2, 4, 6]")
    assert (said.status, said.reason) == (Status.UNDECIDED, reason)


def test_an_unreadable_answer_needs_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("validators.programs.run_calls", lambda *_: pytest.fail("the program was run"))
    assert decide(OUTPUT, "Nothing to see.").reason is Reason.NO_ANSWER
    assert decide(CHECK, "Nothing to see.").reason is Reason.NO_ANSWER


def test_every_kind_of_check_has_its_checker() -> None:
    assert set(CHECKERS) == set(get_args(Check))


def test_validate_gives_the_verdict_of_a_guarded_checker_from_its_child() -> None:
    assert validate(CHECK, fenced(GOLD)) == decide(CHECK, fenced(GOLD))
    assert validate(OUTPUT, "Answer: [1]").reason is Reason.WRONG_VALUE
    assert validate(OUTPUT, "Answer: [\ud800]").status is not Status.ACCEPTED


def test_what_is_lost_is_undecided() -> None:
    said = verdict_of(CHECK, Lost(Reason.TIMEOUT, "no result within 60 seconds"))
    assert (said.status, said.checker, said.checker_version) == (
        Status.UNDECIDED,
        "hidden_tests",
        CHECKERS[HiddenTests].version,
    )


def test_a_guard_decides_many_payloads() -> None:
    with Guard("validators:decide_payload", seconds=60, memory_mb=4096) as pool:
        (outcome,) = pool.map([b"{}"])
        assert not isinstance(outcome, Done) and outcome.reason is Reason.CHECKER_ERROR


@pytest.mark.parametrize(
    ("expected", "returned", "strict", "loose"),
    [
        (2, "2", True, True),
        (2, "2.0", False, True),
        (2.0, "2", False, True),
        (1, "True", False, False),
        (True, "1", False, False),
        ([1, {"t": [2.0]}], "[1.0, (2,)]", False, True),
        ([1, 2], "(1, 2)", False, False),
        ({"d": [["a", 1]]}, "{'a': 1.0}", False, True),
        ({"d": [["a", 1]]}, "{'a': 1, 'b': 2}", False, False),
        ("1", "1", False, False),
        (10**17 + 1, "1e17", False, False),
    ],
)
def test_numbers_are_equal_by_value_only_where_the_task_says_so(
    expected: Any, returned: str, strict: bool, loose: bool
) -> None:
    for equal_numbers, right in ((False, strict), (True, loose)):
        tests = (Test(arguments=[], expected=expected),)
        check = HiddenTests(Program("f"), "def f(): ...", tests, equal_numbers=equal_numbers)
        said = decide(check, fenced(f"def f():\n    return {returned}\n"))
        assert (said.reason is Reason.CORRECT) is right


def test_a_program_whose_values_hang_on_the_hash_seed_or_on_earlier_calls_is_undecided() -> None:
    tests = tuple(Test(arguments=[n], expected=0) for n in range(3))
    check = HiddenTests(Program("f"), "def f(n): ...", tests)
    for body in (
        "return 0 if seen.append(n) or seen == sorted(seen) else 1",
        "return 0 if list({'a', 'b', 'c', 'd', 'e', 'f'}) == ORDER else 1",
    ):
        source = f"seen = []\nORDER = {_order()}\ndef f(n):\n    {body}\n"
        said = decide(check, fenced(source))
        assert (said.status, said.reason) == (Status.UNDECIDED, Reason.NONDETERMINISTIC), said


def _order() -> list[str]:
    ran = sandbox.run_calls("def f():\n    return list({'a', 'b', 'c', 'd', 'e', 'f'})\n", "f", [[]])
    return list(ran.values[0])


def test_a_module_that_is_not_there_is_no_wrong_answer() -> None:
    said = decide(CHECK, fenced("import numpy\ndef half(n):\n    return 1\n"))
    assert (said.status, said.reason) == (Status.UNDECIDED, Reason.UNSUPPORTED_IMPORT)


TWO_LEVELS = HiddenTests(
    answer=Program(entry="total"),
    gold="def double(n):\n    return 2 * n\n\n\ndef total(ns):\n    return sum(map(double, ns))\n",
    tests=(
        Test([3], 6, entry="double"),
        Test([[1, 2]], 6),
        Test([-1], -2, entry="double"),
        Test([[]], 0, entry="total"),
    ),
)


def total(double: str, total: str) -> str:
    return fenced(f"def double(n):\n    {double}\n\n\ndef total(ns):\n    {total}")


def test_tests_of_several_functions_are_run_on_each_and_all_count() -> None:
    said = decide(TWO_LEVELS, fenced(TWO_LEVELS.gold))
    assert said.reason is Reason.CORRECT
    assert said.evidence["tests"] == said.evidence["passed"] == 4


@pytest.mark.parametrize(
    ("text", "reason", "detail"),
    [
        (total("return 6", "return 2 * sum(ns)"), Reason.WRONG_OUTPUT, "test 3: double(-1) returned 6"),
        (total("return 2 * n", "return 6"), Reason.WRONG_OUTPUT, "test 4: total([]) returned 6"),
        (total("return 2 * n", "return 6 // len(ns)"), Reason.WRONG_OUTPUT, "test 2: total([1, 2]) returned 3"),
        (total("return 2 * n", "return 6 * ns[0]"), Reason.EXCEPTION, "test 4: total([]): IndexError"),
        (total("return 2 * n", "return 1 // 0"), Reason.EXCEPTION, "ZeroDivisionError"),
        (fenced("def total(ns):\n    return 2 * sum(ns)"), Reason.WRONG_FORM, "the program does not define double"),
        (total("return 2 * n", "while True: pass"), Reason.TIMEOUT, ""),
    ],
)
def test_what_fails_on_either_level_is_named_by_its_own_function(text: str, reason: Reason, detail: str) -> None:
    said = decide(TWO_LEVELS, text)
    assert said.reason is reason, said
    assert said.detail.startswith(detail)


def test_a_function_beside_the_answer_must_give_the_same_again_too() -> None:
    source = "seen = []\ndef double(n):\n    seen.append(n)\n    return 2 * n if seen[0] == 3 else 0\n"
    said = decide(TWO_LEVELS, fenced(source + "def total(ns):\n    return 2 * sum(ns)"))
    assert said.reason is Reason.NONDETERMINISTIC, said


def test_a_test_that_names_no_entry_is_written_as_before() -> None:
    assert msgspec.json.encode(Test([1], 2)) == b'{"arguments":[1],"expected":2}'
    assert msgspec.json.decode(b'{"arguments":[1],"expected":2}', type=Test).entry is None
