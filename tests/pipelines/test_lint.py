"""The faults that families have: none of ours has one, and each is found in a family that does."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from generators.family import Family, Wording, draw
from generators.randomness import Stream
from generators.registry import families
from interpreters import skip_without
from pipelines.lint import lint
from schemas.answers import Choice, Integer
from schemas.checks import Check, Equations, Exact
from small_build import provender
from validators import Guard

DRAWS = int(os.environ.get("PROVENDER_DRAWS", "30"))


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    with Guard("validators:decide_payload", seconds=120.0, memory_mb=4096) as guard:
        yield guard


@pytest.mark.parametrize("name", sorted(families()))
def test_no_family_has_a_fault(name: str, guard: Guard) -> None:
    skip_without(draw(families()[name], 3, 0, 1).check)
    report = lint(families()[name], DRAWS, 11, guard)
    assert not report.findings and report.problems >= 0.98 * DRAWS * len(families()[name].levels)


class Case(msgspec.Struct, frozen=True):
    number: int


class Sound(Family[Case]):
    """A family without a fault, but for its skeletons."""

    name, version, title, levels = "other/sound", 1, "Sums", {1: "small", 2: "large"}
    spoil = "{}"

    def sample(self, stream: Stream, level: int) -> Case:
        return Case(stream.integer(1, 10**6) * level)

    def phrase(self, instance: Case, stream: Stream, language: str) -> Wording:
        text = self.spoil.format(f"What is {instance.number} + 1?")
        return Wording(f'{text} End with a line "Answer: <integer>".', f"skeleton {stream.below(9)}")

    def check(self, instance: Case) -> Check:
        return Equations(Integer(), str(instance.number + 1), (f"x = {instance.number} + 1",), ("x",))

    def reference(self, instance: Case, stream: Stream) -> str:
        return f"Answer: {instance.number + 1}"

    def canonical(self, instance: Case) -> Any:
        return instance.number

    def measures(self, instance: Case) -> dict[str, int]:
        return {"size": instance.number}


def rules(family: Family[Any], guard: Guard, draws: int = 40) -> set[str]:
    return {finding.rule for finding in lint(family, draws, 1, guard).findings}


def test_a_sound_family_passes(guard: Guard) -> None:
    assert rules(Sound(), guard) == set()


def test_a_variable_is_no_article(guard: Guard) -> None:
    class Lettered(Sound):
        spoil = "Let a and b be integers; take b if it is less than a, and a otherwise. {}"

    assert rules(Lettered(), guard) == set()


def test_the_letters_of_a_fraction_are_no_slots(guard: Guard) -> None:
    class Fractions(Sound):
        spoil = "Let $\\frac{{u}}{{v}}$ and $\\frac{{1}}{{u}}$ be fractions. {}"

    assert rules(Fractions(), guard) == set()


def test_formulas_are_no_prose(guard: Guard) -> None:
    class Formulas(Sound):
        spoil = "Differentiate \\(\\sqrt{{x}} e^{{u}}\\) and \\[\\frac{{d}}{{dx}}\\sqrt{{x}}\\] with care. {}"

    assert rules(Formulas(), guard) == set()


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        ("Take a apple. {}", "a wrong article"),
        ("Take an lemon. {}", "a wrong article"),
        ("There are are many. {}", "a word twice in a row"),
        ("There are {{count}} trees. {}", "an unfilled slot"),
        ("Take this , please. {}", "spaces out of place"),
        ("He has 1 apples. {}", "one of several"),
    ],
)
def test_bad_language_is_found(spoil: str, rule: str, guard: Guard) -> None:
    family = type("Spoilt", (Sound,), {"spoil": spoil})()
    assert rules(family, guard) == {rule}


def test_a_leak_is_found(guard: Guard) -> None:
    class Leaks(Sound):
        def phrase(self, instance: Case, stream: Stream, language: str) -> Wording:
            return Wording(f"What is {instance.number} + 1?\nAnswer: {instance.number + 1}\n", str(stream.below(9)))

    assert rules(Leaks(), guard) == {"the answer stands in the prompt"}


def test_a_gold_that_the_checker_refutes_and_a_reference_that_errs_are_found(guard: Guard) -> None:
    class Wrong(Sound):
        def check(self, instance: Case) -> Check:
            return Equations(Integer(), str(instance.number), (f"x = {instance.number} + 1",), ("x",))

    class Errs(Sound):
        def reference(self, instance: Case, stream: Stream) -> str:
            return f"It is {instance.number}.\nAnswer: {instance.number}\nAnswer: {instance.number + 1}"

    assert "oracles disagree" in rules(Wrong(), guard)
    assert rules(Errs(), guard) == {"the reference is not accepted"}


def test_few_skeletons_repeats_flat_levels_and_lopsided_labels_are_found(guard: Guard) -> None:
    class Poor(Sound):
        def sample(self, stream: Stream, level: int) -> Case:
            return Case(stream.integer(1, 5))

        def phrase(self, instance: Case, stream: Stream, language: str) -> Wording:
            return Wording(f'Is {instance.number} small? End with "Answer: <yes | no>".', "one")

        def check(self, instance: Case) -> Check:
            return Exact(Choice(("yes", "no")), "yes")

        def reference(self, instance: Case, stream: Stream) -> str:
            return "Answer: yes"

        def measures(self, instance: Case) -> dict[str, int]:
            return {"size": 1}

    assert rules(Poor(), guard) == {
        "draws repeat a problem", "few skeletons", "labels out of balance", "no measure rises from level to level",
    }  # fmt: skip


def test_the_command_lints_families_and_templates(tmp_path: Path) -> None:
    done = provender("lint", "math/linear_system", "-n", "20", "--json")
    (report,) = json.loads(done.stdout)
    assert done.returncode == 0 and report["problems"] == 60 and not report["findings"]
    assert provender("lint", "math/nothing").returncode == 2
    assert provender("lint", tmp_path / "none.yaml").returncode == 2
