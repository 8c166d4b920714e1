"""Which of a turn's programs are run, and what a sandbox that fails leaves behind: nothing."""

from __future__ import annotations

import pytest

from pipelines import tool
from pipelines.engines import EngineFailure
from pipelines.tool import run_program, step, tool_request
from validators.sandbox import RunStatus
from validators.scripts import ScriptRun

BLOCK = "```python\nprint(6 * 7)\n```"


@pytest.mark.parametrize(
    "text", [BLOCK, f"Let me see.\n\n{BLOCK}\n \n", f"```python\ndef helper():\n    return 1\n```\nThen:\n{BLOCK}"]
)
def test_the_block_that_ends_the_turn_is_run(text: str) -> None:
    assert step(text) == "print(6 * 7)\n"


@pytest.mark.parametrize(
    "text",
    [f"{BLOCK}\nAnswer: 42", "```python\nprint(1)", "```text\nhello\n```", "Answer: 42", "```\n```", "``` ``` ```", ""],
)
def test_other_turns_are_the_last(text: str) -> None:
    assert step(text) is None


def test_a_sandbox_that_fails_once_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    endings = [ScriptRun(RunStatus.INFRASTRUCTURE), ScriptRun(RunStatus.RETURNED, "42\n")]
    monkeypatch.setattr(tool, "run_script", lambda source: endings.pop(0))
    assert run_program(tool_request("print(42)")).text == "42\n"


def test_a_sandbox_that_cannot_work_ends_the_build_and_is_no_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool, "run_script", lambda source: ScriptRun(RunStatus.INFRASTRUCTURE, detail="no processes"))
    with pytest.raises(EngineFailure, match="no processes"):
        run_program(tool_request("print(42)"))
