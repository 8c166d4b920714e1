"""What math/polynomial owes beyond every family: the question itself is no answer, and fractions do get reduced."""

import re

import pytest

from generators.family import draw
from generators.math.polynomial import Polynomial
from schemas import Status
from schemas.answers import Formula
from validators import validate

FAMILY = Polynomial()


@pytest.mark.parametrize("level", FAMILY.levels)
def test_to_repeat_the_question_is_no_answer(level: int) -> None:
    for index in range(150):
        problem = draw(FAMILY, 21, index, level)
        formulas = re.findall(r"\\\((.*?)\\\)|`(.*?)`|: ([^\n]*?)\n|(\(.*[)\d])", problem.prompt)
        for formula in [each for found in formulas for each in found if each and "=" not in each]:
            said = validate(problem.check, f"Answer: {formula}")
            assert said.status is not Status.ACCEPTED, (formula, problem.prompt)


@pytest.mark.parametrize("level", FAMILY.levels)
def test_every_gold_has_the_form_that_is_asked_for(level: int) -> None:
    forms = set()
    for index in range(150):
        problem = draw(FAMILY, 22, index, level)
        if isinstance(problem.check.answer, Formula):
            forms.add(problem.check.answer.form)
            if problem.check.answer.form == "expanded":
                assert "(" not in problem.check.gold
    assert "expanded" in forms and (level == 1 or {"tuple", "reduced"} <= forms)


def test_some_sums_of_fractions_can_be_reduced_and_some_cannot() -> None:
    for level in (3, 4):
        drawn = [draw(FAMILY, 23, index, level) for index in range(400)]
        texts = [problem.reference for problem in drawn if problem.template.startswith("fractions")]
        reducible = sum("cancels" in text for text in texts)
        assert 0.25 * len(texts) < reducible < 0.75 * len(texts)
