"""Programs whose output is the answer: run in the sandbox, read like any text, never trusted."""

from __future__ import annotations

import pytest

from schemas import Check, Reason, Status
from schemas.answers import Assignment, Choice, FiniteSet, Integer, Rational, Tuple
from schemas.checks import Exact
from validators import validate
from validators.sandbox import Limits, RunStatus
from validators.scripts import LONGEST_OUTPUT, run_script

SHORT = Limits(cpu_seconds=1, wall_seconds=15.0)


def fenced(source: str) -> str:
    return f"Here it is.\n\n```python\n{source}\n```\n"


@pytest.mark.parametrize(
    ("source", "status", "output"),
    [
        ("print(6 * 7)", RunStatus.RETURNED, "42\n"),
        ("if __name__ == '__main__':\n    print('main')", RunStatus.RETURNED, "main\n"),
        ("raise SystemExit(0)", RunStatus.RETURNED, ""),
        ("print(1)\nraise SystemExit(2)", RunStatus.EXCEPTION, "1\n"),
        ("print(1)\n1 / 0", RunStatus.EXCEPTION, "1\n"),
        ("x =", RunStatus.EXCEPTION, ""),
        ("input()", RunStatus.EXCEPTION, ""),
        ("import sys\nprint(sys.stdin.read())", RunStatus.RETURNED, "\n"),
        ("import socket\nsocket.socket()", RunStatus.FORBIDDEN, ""),
        ("import numpy", RunStatus.UNSUPPORTED_IMPORT, ""),
        ("while True: pass", RunStatus.TIMEOUT, ""),
        ("x = 'x' * 10**10", RunStatus.MEMORY, ""),
        ("while True: print('x' * 1000)", RunStatus.OUTPUT_LIMIT, ""),
        (f"print('x' * {LONGEST_OUTPUT + 5}, end='')", RunStatus.OUTPUT_LIMIT, ""),
        ("import sys; sys.stdout = None; print(1)", RunStatus.RETURNED, ""),
        ("def f(n): return f(n + 1)\nf(0)", RunStatus.EXCEPTION, ""),
    ],
)
def test_how_a_program_ends_and_what_it_printed(source: str, status: RunStatus, output: str) -> None:
    ran = run_script(source, SHORT)
    assert (ran.status, ran.output) == (status, output), ran.detail


def test_the_same_program_prints_the_same() -> None:
    source = "print({'a', 'b', 'c', 'd'}, hash('x'), id(object()) > 0)"
    assert run_script(source).output == run_script(source).output


@pytest.mark.parametrize(
    "source",
    [
        "import time; print(time.time(), time.perf_counter_ns(), time.monotonic())",
        "import random; print(random.random(), random.choice('abc'), random.SystemRandom().random())",
        "import os; print(os.urandom(4))",
        "import datetime; print(datetime.datetime.now(), datetime.datetime.today())",
    ],
)
def test_clock_and_chance_are_the_same_in_every_run(source: str) -> None:
    ran = run_script(source)
    assert ran.status is RunStatus.RETURNED and ran.output.strip(), ran
    assert run_script(source).output == ran.output


def test_a_program_that_prints_something_else_each_time_is_undecided_and_keeps_no_output() -> None:
    said = validate(Exact(Integer(), "42"), fenced("print(id(object()))\nprint(42)"), style="program")
    assert (said.status, said.reason) == (Status.UNDECIDED, Reason.NONDETERMINISTIC)
    assert said.evidence["program"]["output"] == ""


def test_half_a_character_is_printed_as_a_question_mark() -> None:
    assert run_script("print('a\\ud800')").output == "a?\n"


def test_a_program_may_leave_by_exit() -> None:
    ran = run_script("print(42)\nexit()\nprint(43)")
    assert (ran.status, ran.output) == (RunStatus.RETURNED, "42\n")


@pytest.mark.parametrize(
    "text",
    [
        fenced("print(42)") + "Output:\n```\nx = -8, y = 1\n```\n",
        fenced("def helper():\n    return 41") + fenced("print(42)"),
        "```\nprint(41)\n```\n" + fenced("print(42)"),
        "```\nprint(42)\n```",
    ],
)
def test_the_last_block_that_says_it_is_python_is_run(text: str) -> None:
    assert validate(Exact(Integer(), "42"), text, style="program").status is Status.ACCEPTED


def test_an_error_shows_no_address() -> None:
    assert "0x...>" in run_script("raise ValueError(object())").detail


@pytest.mark.parametrize(
    ("check", "source"),
    [
        (Exact(Integer(), "42"), "print(6 * 7)"),
        (Exact(Rational(), "1/3"), "from fractions import Fraction\nprint('Answer:', Fraction(1, 3))"),
        (Exact(Choice(("yes", "no")), "no"), "print('no')"),
        (Exact(FiniteSet(Integer()), "{1, 2}"), "print({2, 1})"),
        (Exact(Tuple((Integer(), Integer())), "(1, 2)"), "print((1, 2))"),
        (Exact(Assignment({"x": Integer(), "y": Integer()}), "x = 1, y = 2"), "print('Answer: x = 1, y = 2')"),
    ],
)
def test_the_output_is_the_answer(check: Check, source: str) -> None:
    said = validate(check, fenced(source), style="program")
    assert said.status is Status.ACCEPTED, said
    assert set(said.evidence["program"]) == {"source_digest", "output", "layers"}
    wrong = validate(check, fenced(source + "\nprint('Answer: 77')"), style="program")
    assert wrong.status is not Status.ACCEPTED


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Answer: 42", Reason.NO_ANSWER),
        ("", Reason.NO_ANSWER),
        (fenced("pass"), Reason.NO_ANSWER),
        (fenced("print(41)"), Reason.WRONG_VALUE),
        (fenced("print(42)\nraise SystemExit(3)"), Reason.EXCEPTION),
        (fenced("print('Answer: 41')\nprint('Answer: 42')"), Reason.CONTRADICTORY),
        (fenced("print(42") + "\nAnswer: 42", Reason.EXCEPTION),
        (fenced("while True: pass"), Reason.TIMEOUT),
        (fenced("while True: print(42)"), Reason.OUTPUT_LIMIT),
        (fenced("import os\nos.fork()\nopen('/tmp/x', 'w')"), None),
        ("```" * 50_000, Reason.NO_ANSWER),
        ("```python\n" * 20_000, None),
        ("\x00" * 100_000, Reason.NO_ANSWER),
    ],
)
def test_what_is_no_right_output_is_never_accepted(text: str, reason: Reason | None) -> None:
    said = validate(Exact(Integer(), "42"), text, style="program")
    assert said.status is not Status.ACCEPTED
    assert reason is None or said.reason is reason, said


def test_a_program_cannot_speak_for_the_runner() -> None:
    source = "import sys\nframe = sys._getframe(1)\nframe.f_locals['problem'] = ''\nraise ValueError('x')"
    assert run_script(source).status is RunStatus.EXCEPTION
