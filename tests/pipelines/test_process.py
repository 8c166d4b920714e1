"""Process supervision: steps that are the text, labels that are proved or estimated, and no right step refuted."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from generators.family import Impossible, draw
from generators.registry import families
from pipelines.process import process_rows, steps_of
from pipelines.shards import Row
from schemas import Status
from validators.equalities import equalities, ordinary, refuted

PROBLEM: Row = {
    "id": "p", "prompt": "How many?", "check": "{}", "family": "math/x", "family_version": 1, "template": "",
    "level": 1, "seed": 5, "index": 7,
}  # fmt: skip


def sample(key: str, text: str, **other: Any) -> Row:
    return {
        "key": key, "problem_id": "p", "kind": "sample", "solver": "model", "engine": "e", "style": "chain_of_thought",
        "text": text, "steps": "", **other,
    }  # fmt: skip


def said(status: str, **other: Any) -> Row:
    return {"status": status, "answer": "1", "checker": "exact", "evidence": "{}", **other}


def rows_of(given: list[tuple[str, str]], least: int = 2) -> dict[str, Row]:
    """The rows of samples given as (text, status), by the samples' places."""
    rollouts = [sample(str(place), text) for place, (text, _) in enumerate(given)]
    verdicts = {str(place): said(status) for place, (_, status) in enumerate(given)}
    return {row["rollout_id"]: row for row in process_rows(PROBLEM, rollouts, verdicts, least)}


# --- steps ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("a\nb", ["a", "b"]),
        ("a\n\n\nb\n", ["a\n\n", "b\n"]),
        ("\n\na\nb", ["\n\na", "b"]),
        ("so\n```python\nx = 1\n\ny = 2\n```\nend", ["so", "```python\nx = 1\n\ny = 2\n```", "end"]),
        ("so\n```\nnever closed\nend", ["so", "```\nnever closed\nend"]),
        ("a\r\nb", ["a\r", "b"]),
        ("", [""]),
        ("\n \n", ["\n \n"]),
        ("a\u2028b", ["a\u2028b"]),
    ],
)
def test_steps_are_lines_with_blank_ones_behind_and_code_in_one(text: str, steps: list[str]) -> None:
    assert steps_of(text) == steps


@given(st.text(alphabet="ab \n`~\r\t", max_size=60))
def test_steps_joined_are_the_text(text: str) -> None:
    assert "\n".join(steps_of(text)) == text


# --- labels --------------------------------------------------------------------------------------------------------


def test_a_step_is_worth_the_share_of_accepted_among_those_that_begin_alike() -> None:
    rows = rows_of(
        [
            ("start\nleft\nAnswer: 1", "accepted"),
            ("start\nleft\nAnswer: 2", "rejected"),
            ("start\nright\nAnswer: 3", "rejected"),
            ("start\nright\nAnswer: 4", "rejected"),
            ("start\nleft", "undecided"),
        ]
    )
    assert set(rows) == {"0", "1", "2", "3"}  # what was not decided counts nowhere
    first, third = rows["0"], rows["2"]
    assert first["completions"] == ["start", "left", "Answer: 1"]
    assert first["values"] == [0.25, 0.5, None] and first["counts"] == [4, 2, 1]
    assert first["labels"] == [True, True, True] and first["methods"] == ["monte_carlo", "monte_carlo", "outcome"]
    assert third["values"] == [0.25, 0.0, None] and third["labels"] == [True, False, False]
    assert rows["1"]["labels"] == [True, True, False] and rows["1"]["methods"][2] == "outcome"


def test_another_solver_or_style_is_another_beginning() -> None:
    rollouts = [
        sample("a", "start\nend"), sample("b", "start\nend", solver="other"), sample("c", "start\nend", style="plan")
    ]  # fmt: skip
    verdicts = {"a": said("accepted"), "b": said("rejected"), "c": said("rejected")}
    rows = process_rows(PROBLEM, rollouts, verdicts)
    assert [row["counts"] for row in rows] == [[1, 1]] * 3
    assert [row["methods"] for row in rows] == [["outcome", "outcome"]] * 3


def test_programs_turns_controls_and_short_solutions_have_no_row() -> None:
    rollouts = [
        sample("a", "x\ny", style="program"),
        sample("b", "x\ny", style="tool", steps='[{"role": "assistant", "content": "x"}]'),
        sample("c", "x\ny", kind="control"),
        sample("d", "x\ny", kind="proof"),
        sample("e", "only one"),
        sample("f", "x\ny\nz"),
    ]
    verdicts = {row["key"]: said("accepted") for row in rollouts}
    assert [row["rollout_id"] for row in process_rows(PROBLEM, rollouts, verdicts)] == ["f"]
    assert len(process_rows(PROBLEM, rollouts, verdicts, least=1)) == 2
    assert process_rows(PROBLEM, rollouts, verdicts, least=4) == []


def test_a_false_sum_is_false_even_on_the_way_to_a_right_answer() -> None:
    rows = rows_of([("12 * 7 = 85\nAnswer: 1", "accepted"), ("12 * 7 = 84\nAnswer: 1", "accepted")])
    assert rows["0"]["labels"] == [False, True] and rows["0"]["methods"] == ["symbolic", "outcome"]
    assert rows["1"]["labels"] == [True, True] and rows["1"]["methods"] == ["outcome", "outcome"]


def test_a_true_sum_does_not_prove_its_step() -> None:
    assert rows_of([("12 * 7 = 84\nAnswer: 1", "rejected")])["0"]["labels"] == [False, False]


def test_where_numbers_mean_something_else_no_sum_is_refuted() -> None:
    problem = {**PROBLEM, "prompt": "Add 13 and 24 in base 5."}
    rows = process_rows(problem, [sample("a", "13 + 24 = 42\nAnswer: 42")], {"a": said("accepted")})
    assert rows[0]["methods"] == ["outcome", "outcome"]


def test_code_is_not_read_as_a_sum() -> None:
    rows = rows_of([("start\n```\n1 + 1 = 3\n```\nend", "accepted")])
    assert rows["0"]["methods"] == ["outcome"] * 3


def test_a_row_has_the_question_the_verdict_and_the_origin() -> None:
    (row,) = process_rows(PROBLEM, [sample("k", "a\nb")], {"k": said("rejected", answer="9")})
    assert row["prompt"] == [{"role": "user", "content": "How many?"}]
    assert (row["status"], row["answer"], row["check"], row["index"], row["family"]) == (
        "rejected",
        "9",
        "{}",
        7,
        "math/x",
    )
    assert len(row["completions"]) == len(row["labels"]) == len(row["values"]) == len(row["methods"]) == 2
    again = process_rows(PROBLEM, [sample("k", "a\nb")], {"k": said("rejected", answer="9")})
    assert again == [row]


@pytest.mark.parametrize(
    ("step", "first_wrong", "false"),
    [
        ("Line 2: 3x - x = 2x. Right.", 2, True),
        ("Line 2: 3x - x = 2x. Right.", 3, False),
        ("Line 2: a sign, so it should be x = 1, not x = 0.", 2, False),
        ("Line 2: a sign, so it should be x = 1, not x = 0.", 3, True),
        ("Line 4: all is lost. Right.", 3, False),  # behind the first wrong line nothing is known
        ("**Line 3** is not correct", 3, False),
        ("Line 3 is wrong.", 0, True),
        ("The lines are many. Right.", 2, False),
    ],
)
def test_what_is_said_of_a_derivations_lines_is_held_against_its_checker(
    step: str, first_wrong: int, false: bool
) -> None:
    verdict = said("accepted", checker="steps", evidence=json.dumps({"first_wrong": first_wrong, "lines": 5}))
    (row,) = process_rows(PROBLEM, [sample("a", f"{step}\nAnswer: 2")], {"a": verdict})
    assert (row["methods"][0] == "symbolic") == false


# --- equalities ----------------------------------------------------------------------------------------------------

FALSE = [
    "12 * 7 = 85",
    "12 × 7 = 85 mugs",
    "So we get 12 + 7 = 18.",
    r"Thus $12 \times 7 = 85$ and",
    r"\[ \frac{3}{4} + \frac{1}{4} = 2 \]",
    r"= 3/4 + 1/4 = \boxed{2}",
    "a = 2 + 2 = 4 = 2 * 3",
    "1,234 + 1 = 1,236",
    "107 = 35·3 + 3",
    "- 3 + 4 = 8",
    "2. 3 + 4 = 8",
    "(1) 3 + 4 = 8",
    "**3 + 4 = 8**",
    "5² + 1 = 27",
    "2**3 = 9",
    "12.50 + 3.25 = 15.85",
    "190/19 = 11",
    "(2 + 3)(4) = 21",
    "Line 5: -6 - 35 = -31, and so on",
]
LEFT_ALONE = [
    "12 * 7 = 84",
    "10 / 3 = 3.33", "10 / 3 = 3", "2/3 = 0.67", "22 / 7 = 3.14", "3.33 * 3 = 10", "10/3 = 3.333...",
    "12 * 7 ≈ 85", r"12 \cdot 7 \approx 85", "about 3 + 4 = 8", "17 / 5 = 3 remainder 2", "17 mod 5 + 1 = 9",
    "3 + 4 = 8?", "0 = −1",
    "3 + 4 = 8 would be a contradiction", "3 + 4 = 8 is not true", "0 = 5", "7 hours = 420 minutes",
    "2x + 3 = 7", "n + 12 = 20", "x - 3 * 2 = 4", "total - 3 * 2 = 4", "3 + 4 = 8x", "3 + 4 = 8 x", "3 + 4 = 2 · y + 1",
    "f(3) = 4 + 1", "max(1, 2 + 3) = 9", "C(5, 2) = 11 - 2", "5! = 100 + 2", "20 % of 100 + 1 = 5",
    "half of 1 + 2 = 7",
    "the ratio is 3 : 4 + 1 = 9",
    "2 1/2 + 1 = 9", "3 + 4 = 8 dozen", "3 + 4 = 3 and a half", "3 + 4 = 8%",
    "-3^2 + 1 = 10", "1 / 2 * 4 = 1", "2^3^2 = 64", "8 / 2(2 + 2) = 1", "101₂ + 1 = 7", "0101 + 1 = 0110",
    "2,5 + 1 = 8",
    "`3 + 4 = 8`", "3 + 4 == 8", "x += 3 + 4 = 8", "√16 + 1 = 9", "|-3| + 1 = 9", "12:30 + 1 = 5", "1e3 + 1 = 5",
    "12 ★ 7 + 1 = 3", "٣ + 4 = 9", "1/0 = 5", "9^9^9 = 1", "2^999999999 = 4", "3 + 4 = ", "= 8",
]  # fmt: skip


@pytest.mark.parametrize("text", FALSE)
def test_false_equalities_of_numbers_are_refuted(text: str) -> None:
    assert refuted(text) is not None


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_true_rounded_or_no_equality_of_numbers_is_left_alone(text: str) -> None:
    assert refuted(text) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [("Suppose x = 3. Then:", ""), ("", "This is a contradiction."), ("", "No, that is 7."), ("If x were 3:", "")],
)
def test_what_stands_around_may_take_an_equality_back(before: str, after: str) -> None:
    assert refuted("3 + 4 = 8") and refuted("3 + 4 = 8", before, after) is None


@given(st.text(alphabet="0123456789=+-*/^(){}\\frac., x\n$", max_size=200))
def test_whatever_is_written_is_read_to_the_end(text: str) -> None:
    for each in equalities(text):
        assert each.left and each.right


def test_no_step_of_a_worked_solution_is_refuted() -> None:
    """They are right by construction; `tests/bench/bench_process.py` does the same with more of them."""
    steps = 0
    for family in families().values():
        for level in family.levels:
            for index in range(2):
                try:
                    problem = draw(family, 81, index, level)
                except Impossible:
                    continue
                if not ordinary(problem.prompt):
                    continue
                found = steps_of(problem.reference)
                for place, step in enumerate(found):
                    around = found[place - 1] if place else "", found[place + 1] if place + 1 < len(found) else ""
                    assert refuted(step, *around) is None, (family.name, step)
                    steps += 1
    assert steps > 3_000


def test_the_statuses_are_those_of_the_schemas() -> None:
    assert {"accepted", "rejected", "undecided"} == {status.value for status in Status}
