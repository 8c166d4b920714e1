"""Repairs: how many lines a program may differ in from the one it repairs."""

import pytest

from schemas import Reason
from schemas.answers import Program
from schemas.checks import HiddenTests, Test
from validators import validate
from validators.changes import beyond

ORIGINAL = "def f(x):\n    y = x - 1\n    return y * 2\n"
GOLD = "def f(x):\n    y = x + 1\n    return y * 2\n"
TESTS = (Test([1], 4), Test([5], 12), Test([-1], 0))


def repair(gold: str = GOLD, original: str | None = ORIGINAL, most: int | None = 1) -> HiddenTests:
    return HiddenTests(Program("f"), gold, TESTS, original=original, most_changed=most)


def verdict_on(source: str, check: HiddenTests | None = None):
    return validate(check or repair(), f"```python\n{source}\n```")


@pytest.mark.parametrize(
    ("changed", "count"),
    [
        (ORIGINAL, 0),
        (GOLD, 1),
        ("# repaired\n\ndef f(x):  # here\n    y = x - 1   \n\n    return y * 2  # '#'\n\n", 0),
        (ORIGINAL.replace("\n", "\r\n"), 0),
        (ORIGINAL.replace("    y = x - 1\n", ""), 1),
        (ORIGINAL + "g = f\n", 1),
        ("def f(x):\n    return (x + 1) * 2\n", 2),
        ("def f(x):\n    z = 0\n    y = x - 1 + z\n    return y * 2\n", 2),
        ("", 3),
        ("import os\nimport re\n" + ORIGINAL + "\nprint(1)\n", 3),
        ("def f(x):\n    y = x - 1\n    return '# no comment'\n", 1),
    ],
)
def test_lines_changed_removed_and_added_are_counted(changed: str, count: int) -> None:
    assert not beyond(ORIGINAL, changed, max(count, 1))
    if count:
        assert beyond(ORIGINAL, changed, count - 1)


def test_text_that_is_no_python_is_counted_too_and_quickly() -> None:
    assert beyond(ORIGINAL, "'''\n" + "((" * 5_000, 1)
    assert beyond("a\n" * 10_000, "b\n" * 10_000, 3)
    assert not beyond("a\n" * 10_000, "a\n" * 9_999, 1)


def test_a_small_repair_is_accepted_and_a_large_one_is_of_the_wrong_form() -> None:
    assert verdict_on(GOLD).reason is Reason.CORRECT
    rewritten = verdict_on("def f(x):\n    return (x + 1) * 2\n")
    assert rewritten.reason is Reason.WRONG_FORM
    assert "more than 1 line of the original" in rewritten.detail
    assert verdict_on("def f(x):\n    return (x + 1) * 2\n", repair(most=2)).reason is Reason.CORRECT
    hidden = "def g(x):\n    return (x + 1) * 2\n\n" + ORIGINAL + "f = g\n"
    assert verdict_on(hidden).reason is Reason.WRONG_FORM


def test_the_original_itself_is_wrong() -> None:
    assert verdict_on(ORIGINAL).reason is Reason.WRONG_OUTPUT


@pytest.mark.parametrize(
    "check",
    [repair(original=None), repair(most=None), repair(gold="def f(x):\n    return (x + 1) * 2\n")],
)
def test_a_limit_that_the_gold_breaks_or_that_lacks_a_part_is_the_checks_error(check: HiddenTests) -> None:
    assert verdict_on(GOLD, check).reason is Reason.CHECKER_ERROR
