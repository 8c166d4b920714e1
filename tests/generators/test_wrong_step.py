"""Derivations with a wrong line: nothing but that line is wrong, and no place is likelier than the others."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from generators.family import draw
from generators.math.derivation.walk import KINDS, TOPICS, Topic
from generators.math.notation import latex
from generators.math.wrong_step import _SUBTLE, RIGHT_SHARE, WrongStep, _lines
from validators.steps import ALL_RIGHT, first_wrong

PLACES = [
    (topic, wrong)
    for level in TOPICS
    for topic in TOPICS[level]
    for wrong in (0, *range(2, topic.lines + 1))
]  # fmt: skip


def derivations(topic: Topic, wrong: int, count: int, tries: int = 8000):
    found = 0
    for seed in range(tries):
        drawn = _lines(topic, seed, wrong, _SUBTLE[topic.level])
        if drawn is not None:
            yield drawn[0], drawn[1]
            found += 1
            if found == count:
                return
    raise AssertionError(f"only {found} derivations of {topic.name} with an error in line {wrong}")


@pytest.mark.parametrize(("topic", "wrong"), PLACES, ids=[f"{topic.name}-{wrong}" for topic, wrong in PLACES])
def test_the_wrong_line_is_wrong_and_every_other_line_follows_from_the_one_before(topic: Topic, wrong: int) -> None:
    for start, lines in derivations(topic, wrong, 4):
        texts = (start, *[line.text for line in lines])
        assert len(texts) == topic.lines
        assert first_wrong(texts, topic.lines_are, ("x", "y"), topic.positive) == (wrong or ALL_RIGHT), texts
        assert len(set(texts)) == len(texts), texts  # no line only repeats the one before
        if wrong:
            line = lines[wrong - 2]
            assert line.kind in KINDS and line.right and line.right != line.text
            rest = texts[wrong - 1 :]
            kind = "equations" if topic.lines_are == "equations" else "expressions"
            assert len(rest) < 2 or first_wrong(rest, kind, ("x", "y"), topic.positive) == ALL_RIGHT, texts


@pytest.mark.parametrize(("topic", "wrong"), PLACES, ids=[f"{topic.name}-{wrong}" for topic, wrong in PLACES])
def test_what_the_line_should_have_been_follows(topic: Topic, wrong: int) -> None:
    for start, lines in derivations(topic, wrong, 2):
        if not wrong:
            continue
        texts = [start, *[line.text for line in lines[: wrong - 2]], lines[wrong - 2].right]
        assert first_wrong(tuple(texts), topic.lines_are, ("x", "y"), topic.positive) == ALL_RIGHT, texts


@pytest.mark.parametrize("level", WrongStep.levels)
def test_no_line_is_much_likelier_to_be_the_wrong_one(level: int) -> None:
    """Given how many lines there are, whichever answer one always gave, it would be right little more often than one
    drawn at random; that nothing is wrong has its own share."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    draws = 1500
    for index in range(draws):
        problem = draw(WrongStep(), 3, index, level)
        counts[len(problem.params["lines"]) + 1][problem.check.gold] += 1
    right = sum(count["all correct"] for count in counts.values())
    assert 0.18 < right / draws < 0.26 and RIGHT_SHARE == (22, 100)
    for lines, count in counts.items():
        whole = sum(count.values())
        if whole > 200:
            places = [count[str(number)] / whole for number in range(2, lines + 1)]
            assert max(places) < 1.3 / lines + 0.04, (lines, count)
            assert min(places) > 0.5 / lines, (lines, count)


@pytest.mark.parametrize("level", WrongStep.levels)
def test_a_line_in_latex_is_the_same_line(level: int) -> None:
    for topic in TOPICS[level]:
        for wrong in (0, topic.lines):
            for start, lines in derivations(topic, wrong, 3):
                kind = "equations" if topic.lines_are == "equations" else "expressions"
                for text in (start, *[line.text for line in lines]):
                    both = (text, latex(text))
                    assert both[0] == both[1] or first_wrong(both, kind, ("x", "y"), topic.positive) == ALL_RIGHT, both


def test_level_1_is_short() -> None:
    for index in range(400):
        problem = draw(WrongStep(), 4, index, 1)
        assert len(problem.prompt) <= 220, problem.prompt
        assert len(problem.reference) <= 240, problem.reference
