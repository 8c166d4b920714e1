"""Verify: a checker's verdict on every completion.

Checks run in a pool of warm child processes. A hang, a crash or an exception costs one row's verdict (undecided),
never the shard, and never makes a right answer wrong. What an engine cut off or could not write is not checked.
"""

from __future__ import annotations

import msgspec

from pipelines.shards import ROWS, Made, Row
from pipelines.stage import Context, Inputs, Stage
from pipelines.unique import kept
from schemas import Reason, Verdict, json_text, verdict
from schemas.arrow import VERDICTS
from schemas.records import FinishReason
from validators.guard import Guard, Lost

_verdict = msgspec.json.Decoder(Verdict)
WORKER = "validators:decide_payload"
_SKIPPED = {FinishReason.LENGTH.value: Reason.TRUNCATED, FinishReason.ERROR.value: Reason.ENGINE_ERROR}


def verdicts(pairs: list[tuple[str, str]], guard: Guard) -> list[Verdict]:
    """The verdict on each (check as JSON, completion text), in order."""
    items = [question(check, text) for check, text in pairs]
    return [
        verdict(result.reason, "guard", 1, detail=result.detail)
        if isinstance(result, Lost)
        else _verdict.decode(result.result)
        for result in guard.map(items)
    ]


def question(check: str, text: str) -> bytes:
    """The item that asks the worker for a verdict. The check is JSON already and is not taken apart here."""
    return b'{"check":%b,"text":%b}' % (check.encode(), msgspec.json.encode(text))


def verify(inputs: Inputs, context: Context) -> Made:
    """The stage's function: completions in, a verdict on each out, in their order."""
    assert context.guard is not None
    problems = {row["id"]: row for row in kept(inputs)}
    completions = inputs["completions"]
    checked = [row for row in completions if row["finish_reason"] not in _SKIPPED]
    pairs = [(problems[row["problem_id"]]["check"], row["text"]) for row in checked]
    found = dict(zip((row["key"] for row in checked), verdicts(pairs, context.guard), strict=True))
    rows: list[Row] = []
    counts: dict[str, int] = {}
    for row in completions:
        said = found.get(row["key"]) or verdict(_SKIPPED[row["finish_reason"]], "engine", 1, detail=row["error"])
        problem = problems[row["problem_id"]]
        kind = "control" if is_control(row) else "sample"
        for name in (f"{kind}|{problem['family']}|{problem['level']}|{said.status}", f"{kind}_reason|{said.reason}"):
            counts[name] = counts.get(name, 0) + 1
        rows.append(
            {
                "key": row["key"],
                "problem_id": row["problem_id"],
                "sample_index": row["sample_index"],
                "status": said.status.value,
                "reason": said.reason.value,
                "checker": said.checker,
                "checker_version": said.checker_version,
                "answer": said.answer,
                "detail": said.detail,
                "evidence": json_text(said.evidence),
            }
        )
    return Made({ROWS: rows}, rows_in=len(completions), rows_out=len(rows), counts=counts)


def is_control(completion: Row) -> bool:
    """Whether the completion is a known-wrong control."""
    return bool(completion["engine"].startswith("control-"))


VERIFY = Stage(
    name="verify",
    version=1,
    schemas={ROWS: VERDICTS},
    rows=verify,
    depends=("validators", "schemas", "pipelines.verify"),
    reads=("limits",),
    worker=WORKER,
)
