"""A verdict is the same on a machine whose every core is taken several times over as on an idle one."""

import os
import subprocess
import sys
from collections.abc import Iterator

import msgspec
import pytest

from generators.family import draw
from generators.registry import families
from schemas.answers import Formula, Program
from schemas.checks import Check, Exact, HiddenTests, Test
from validators import validate
from validators.sandbox import Limits, RunStatus, run_calls

# Slow where proof is slow: balls of many bits, normal forms of trigonometric identities, nested radicals, and texts
# that run into the bounds of the work.
FORMULAS = [
    ("\\sqrt{2+\\sqrt{3}}", "\\frac{\\sqrt{6}+\\sqrt{2}}{2}"),
    ("\\sin(8x)", "8\\sin x\\cos x\\cos 2x\\cos 4x"),
    ("\\sin(8x)", "8\\sin x\\cos x\\cos 2x\\cos 5x"),
    ("\\sqrt[3]{2+\\sqrt{5}}+\\sqrt[3]{2-\\sqrt{5}}", "1"),
    ("e^{\\pi\\sqrt{163}}", "262537412640768744"),
    ("(x+y+z)^{12}", "(x+y+z)^{11}(x+y+z)"),
    ("1", "((((9+0x)^{40})^{40})^{40})^{40}"),
    ("1", "\\sum_{k=1}^{1900} \\sqrt{k}"),
]
SLOW = "def f(n):\n    total = 0\n    for i in range(n):\n        total += i * i % 7\n    return total\n"


@pytest.fixture
def load() -> Iterator[None]:
    """Three busy processes for every core."""
    yield from busy(3)


@pytest.fixture
def crowd() -> Iterator[None]:
    """So many busy processes that a job gets a ninth of a core."""
    yield from busy(8)


def busy(for_each_core: int) -> Iterator[None]:
    """Busy processes, until the test has ended."""
    count = for_each_core * len(os.sched_getaffinity(0))
    processes = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    yield
    for process in processes:
        process.kill()
        process.wait()


def questions() -> list[tuple[Check, str]]:
    """Of every family at its highest level a right and a wrong answer, hard formulas, programs near their CPU limit."""
    asked: list[tuple[Check, str]] = []
    for family in families().values():
        problems = [draw(family, 17, index, max(family.levels)) for index in range(2)]
        asked += [(problems[0].check, problem.reference) for problem in problems]
    asked += [(Exact(Formula(), gold), f"Answer: {given}") for gold, given in FORMULAS]
    n = 2_000_000
    tests = (Test([n], sum(i * i % 7 for i in range(n))),)
    asked.append((HiddenTests(Program("f"), SLOW, tests), f"```python\n{SLOW}```"))
    asked.append((HiddenTests(Program("f"), SLOW, tests), "```python\ndef f(n):\n    while True:\n        pass\n```"))
    return asked


def verdicts(asked: list[tuple[Check, str]]) -> list[bytes]:
    return [msgspec.json.encode(validate(check, text)) for check, text in asked]


def test_a_loaded_machine_gives_the_same_verdicts(request: pytest.FixtureRequest) -> None:
    asked = questions()
    idle = verdicts(asked)
    request.getfixturevalue("load")
    for (check, text), before, now in zip(asked, idle, verdicts(asked), strict=True):
        assert now == before, (check, text)


def test_a_job_that_waits_for_a_processor_is_not_out_of_time(crowd: None) -> None:
    limits = Limits(cpu_seconds=1, wall_seconds=3.0)  # a second of a processor takes nine of the clock here
    ran = run_calls("def f():\n    while True:\n        pass\n", "f", [[]], limits)
    assert (ran.status, ran.detail) == (RunStatus.TIMEOUT, "out of CPU time")
    ran = run_calls("def f():\n    import time\n    time.sleep(60)\n", "f", [[]], limits)
    assert (ran.status, ran.detail) == (RunStatus.TIMEOUT, "out of wall-clock time")
