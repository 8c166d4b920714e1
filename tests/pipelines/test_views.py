"""What the rows of the views hold: the same solution in each form, and tool calls as trainers read them."""

import json
from typing import Any

import pyarrow as pa

from pipelines.views import completion_row, default_row, preference_row, problems_row, row_digest, tool_row
from schemas.arrow import VIEWS

TRAINING = {"difficulty": 0.25, "curriculum": 7}
PROBLEM = {
    "id": "p", "prompt": "How much is 6 * 7?", "check": "{}", "reference": "6 * 7 = 42\n\nAnswer: 42",
    "family": "math/f", "family_version": 1, "template": "t", "level": 2, "seed": 3, "index": 4,
}  # fmt: skip
VERDICT = {
    "status": "accepted", "reason": "correct", "checker": "exact", "checker_version": 1, "answer": "42",
    "evidence": "{}", "detail": "",
}  # fmt: skip
PROGRAM = "Let me see.\n```python\nprint(6 * 7)\n```"
TOLD = [("assistant", PROGRAM), ("user", "42"), ("assistant", "It is 42.\nAnswer: 42")]


def rollout(steps: list[tuple[str, str]] | None = None, style: str = "chain_of_thought") -> dict[str, Any]:
    return {
        "key": "k", "sample_index": 0, "engine": "e", "style": style, "finish_reason": "stop",
        "text": "Six times seven.\nAnswer: 42",
        "steps": json.dumps([{"role": role, "content": text} for role, text in steps]) if steps else "",
    }  # fmt: skip


def fits(view: str, row: dict[str, Any]) -> None:
    """The row has the view's columns, and comes back from Arrow as it was."""
    row = {**row, "digest": row_digest(row)}
    table = pa.Table.from_pylist([row], schema=VIEWS[view])
    table.validate(full=True)
    assert set(row) == set(VIEWS[view].names)
    assert table.to_pylist() == [row]
    assert row_digest(table.to_pylist()[0]) == row["digest"]


def test_a_solution_of_one_turn_in_two_forms() -> None:
    row = default_row(PROBLEM, rollout(), VERDICT, TRAINING)
    fits("default", row)
    assert (row["steps"], row["characters"], row["difficulty"], row["curriculum"]) == (2, 27, 0.25, 7)
    other = completion_row(PROBLEM, rollout(), TRAINING)
    assert other is not None
    fits("completion", other)
    asked, answer = (message["content"] for message in row["messages"])
    assert (other["prompt"], other["completion"]) == (f"{asked}\n\n", answer)
    assert tool_row(PROBLEM, rollout(), TRAINING) is None


def test_a_conversation_has_tool_calls() -> None:
    asked = rollout(TOLD, "tool")
    assert completion_row(PROBLEM, asked, TRAINING) is None
    row = tool_row(PROBLEM, asked, TRAINING)
    assert row is not None
    fits("tool", row)
    assert [turn["role"] for turn in row["messages"]] == ["system", "user", "assistant", "tool", "assistant"]
    (call,) = row["messages"][2]["tool_calls"]
    assert call["function"] == {"name": "python", "arguments": {"code": "print(6 * 7)\n"}}
    assert row["messages"][3] == {"role": "tool", "content": "42", "name": "python", "tool_calls": None}
    (tool,) = json.loads(row["tools"])
    assert tool["function"]["name"] == "python" and "code" in tool["function"]["parameters"]["properties"]
    size = default_row(PROBLEM, asked, VERDICT, TRAINING)
    assert size["characters"] == len(PROGRAM) + 1 + len(TOLD[2][1])  # what the model wrote, not what it was told


def test_a_conversation_that_ran_nothing_is_no_row_of_tool() -> None:
    assert tool_row(PROBLEM, rollout([("assistant", "Answer: 42")], "tool"), TRAINING) is None


def test_a_pair_by_length_says_so() -> None:
    row = preference_row(PROBLEM, rollout(), {**rollout(), "key": "other"}, VERDICT, TRAINING)
    fits("preference", row)
    assert (row["why"], row["detail"]) == ("longer", "")


def test_difficulty_is_measured_or_missing() -> None:
    base = {**dict.fromkeys(VIEWS["problems"].names, ""), **PROBLEM, "twin": False, "tags": []}
    base = {name: value for name, value in base.items() if name not in ("pass_rate", "passes", "digest")}
    measured = problems_row(base, {"a/b": [3, 4], "c/d": [0, 4]}, 5)
    fits("problems", measured)
    assert (measured["pass_rate"], measured["difficulty"], measured["steps"]) == (0.375, 0.625, 2)
    assert json.loads(measured["passes"]) == {"a/b": [3, 4], "c/d": [0, 4]}
    unasked = problems_row(base, {}, None)
    assert (unasked["pass_rate"], unasked["difficulty"], unasked["curriculum"]) == (None, None, None)
