"""The grader answers other harnesses line by line, by the checkers that decide everywhere else."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.evals import grading
from pipelines.evals.grading import Response, checker_guard, serve, verdicts_on
from pipelines.evals.items import EvalSet, read_eval
from pipelines.verify import WORKER
from schemas import BadInput, Reason, Status
from small_eval import eval_rows, write_eval
from validators.guard import Guard, Lost

FAMILIES = ("math/linear_system", "logic/ordering", "code/output_prediction")


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> EvalSet:
    path = tmp_path_factory.mktemp("eval") / "items.jsonl"
    return read_eval(write_eval(path, eval_rows(FAMILIES, 2, 2)))


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    with checker_guard() as found:
        yield found


def answers(evaluation: EvalSet, guard: Guard, *lines: bytes) -> list[dict[str, Any]]:
    written = io.BytesIO()
    serve(evaluation, io.BytesIO(b"\n".join(lines) + b"\n"), written, guard)
    return [json.loads(line) for line in written.getvalue().splitlines()]


def line(name: str, text: str, **more: object) -> bytes:
    return json.dumps({"id": name, "text": text, **more}).encode()


def test_the_worked_solution_of_every_family_is_accepted_and_another_one_is_not(
    evaluation: EvalSet, guard: Guard
) -> None:
    for items in evaluation.bases.values():
        first, second = items
        right, wrong = answers(
            evaluation, guard, line(first.id, first.reference), line(first.id, second.reference, sample=3)
        )
        assert (right["id"], right["status"], right["accepted"], right["reason"]) == (
            first.id, "accepted", True, "correct",
        )  # fmt: skip
        assert "sample" not in right and right["answer"]
        assert not wrong["accepted"] and wrong["status"] == "rejected" and wrong["sample"] == 3


def test_a_bad_line_gets_an_error_and_the_next_one_its_verdict(evaluation: EvalSet, guard: Guard) -> None:
    item = evaluation.items[0]
    said = answers(
        evaluation, guard, b"no JSON", b"[1]", b'{"id": "x"}', b'{"text": "5"}', b'{"id": 3, "text": null}',
        b'{"id": "\xff", "text": ""}', b"[" * 100_000, line("unknown", "5"), line(item.id, "5", style="haiku"), b"  ",
        line(item.id, item.reference),
    )  # fmt: skip
    assert len(said) == 10
    assert all("error" in each and "status" not in each for each in said[:-1])
    assert said[7] == {"id": "unknown", "error": "the eval has no item of this id"}
    assert "haiku" in said[8]["error"]
    assert said[-1]["accepted"]


def test_a_line_that_is_too_long_is_passed_over(
    evaluation: EvalSet, guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grading, "LONGEST_LINE", 4096)
    item = evaluation.items[0]
    long, right = answers(evaluation, guard, line(item.id, "x" * 10_000), line(item.id, item.reference))
    assert "error" in long and right["accepted"]


def test_what_was_cut_off_is_undecided_though_the_text_is_right(evaluation: EvalSet, guard: Guard) -> None:
    item = evaluation.items[0]
    cut, failed, whole = answers(
        evaluation, guard,
        *(line(item.id, item.reference, finish_reason=reason) for reason in ("length", "error", "stop")),
    )  # fmt: skip
    assert (cut["status"], cut["reason"], cut["accepted"]) == ("undecided", "truncated", False)
    assert (failed["status"], failed["reason"]) == ("undecided", "engine_error")
    assert whole["accepted"]


def test_no_answer_and_a_surrogate_are_decided_like_any_text(evaluation: EvalSet, guard: Guard) -> None:
    item = next(each for each in evaluation.items if each.family == "math/linear_system")
    found = verdicts_on([Response(id=item.id, text=text) for text in ("I do not know.", "\ud800", "")],
                        {item.id: item}, guard)  # fmt: skip
    assert [each.status for each in found] == [Status.REJECTED] * 3


def test_a_sandbox_that_fails_gives_an_error_and_no_verdict(
    evaluation: EvalSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(Guard):
        def map(self, items: Any) -> Any:
            return [Lost(Reason.INFRASTRUCTURE, "no sandbox") for _ in items]

    with Broken(WORKER, seconds=1.0, memory_mb=512) as broken:
        (said,) = answers(evaluation, broken, line(evaluation.items[0].id, "5"))
    assert "sandbox" in said["error"] and "status" not in said


def test_items_without_a_check_cannot_be_graded(tmp_path: Path, guard: Guard) -> None:
    path = tmp_path / "foreign.jsonl"
    path.write_text('{"id": "a", "question": "1 + 1?", "answer": "2"}\n')
    with pytest.raises(BadInput, match="no check"):
        answers(read_eval(path), guard, line("a", "2"))


def test_the_command_answers_each_line_at_once_and_ends_with_its_input(evaluation: EvalSet) -> None:
    command = [str(Path(sys.executable).with_name("provender")), "grade", str(evaluation.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        for item in evaluation.items[:3]:
            process.stdin.write(line(item.id, item.reference) + b"\n")
            process.stdin.flush()
            # The next line is not written before this one is answered: a grader that waited for more would hang here.
            assert json.loads(process.stdout.readline())["accepted"]
        process.stdin.close()
        assert process.stdout.read() == b""
        assert process.wait(60) == 0
