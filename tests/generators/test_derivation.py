"""Derivations to be carried out: every step of the worked solution is proved by the checker of derivations."""

from __future__ import annotations

import pytest

from generators.family import draw
from generators.math.derivation import Derivation
from generators.math.derivation.walk import TOPICS, Stuck, Topic, Walk
from generators.math.notation import calculation
from generators.randomness import Stream
from validators import validate
from validators.steps import ALL_RIGHT, first_wrong

EVERY = [topic for level in TOPICS for topic in TOPICS[level]]


@pytest.mark.parametrize("topic", EVERY, ids=[topic.name for topic in EVERY])
def test_every_step_follows(topic: Topic) -> None:
    proved = 0
    for seed in range(4000):
        walk = Walk(Stream("derivation", seed))
        try:
            topic.walk(walk)
        except Stuck:
            continue
        lines = (walk.start, *[line.text for line in walk.lines])
        assert first_wrong(lines, topic.lines_are, ("x", "y"), topic.positive) == ALL_RIGHT, lines
        assert all(line.rule and line.why for line in walk.lines)
        proved += walk.goal is not None
        if proved == 15:
            return
    raise AssertionError(f"{topic.name} leads to a question only {proved} times")


@pytest.mark.parametrize("level", Derivation.levels)
def test_the_first_line_is_no_answer(level: int) -> None:
    """What equals the first line without being worked out is never accepted."""
    for index in range(120):
        problem = draw(Derivation(), 5, index, level)
        start = problem.params["start"]
        for answer in (start, f"${start}$", start.split(" = ")[0]):
            said = validate(problem.check, f"Answer: {answer}")
            assert said.status.value != "accepted", (said, problem.prompt)


def test_level_1_is_short() -> None:
    for index in range(400):
        problem = draw(Derivation(), 4, index, 1)
        assert len(problem.prompt) <= 220, problem.prompt
        assert len(problem.reference) <= 210, problem.reference


@pytest.mark.parametrize(
    ("text", "values", "wanted"),
    [
        ("3(x + 2)^2 - 4x", {"x": 5}, "3*(((5) + 2)*((5) + 2)) - 4*(5)"),
        ("x/3 + 2·(-4)", {"x": "x"}, "(x)/3 + 2*(-4)"),
        ("2xy^3", {"x": 1, "y": -2}, "2*(1)*((-2)*(-2)*(-2))"), ("-(x - 1)(x + 1)", {"x": 0}, "-((0) - 1)*((0) + 1)"),
    ],
)  # fmt: skip
def test_a_line_becomes_a_calculation(text: str, values: dict[str, int | str], wanted: str) -> None:
    assert calculation(text, **values) == wanted
