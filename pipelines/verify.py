"""Verify: a checker's verdict on every rollout.

Checks run in a pool of warm child processes. A hang, a crash or an exception costs one row's verdict (undecided),
never the shard, and never makes a right answer wrong. What an engine cut off or could not write is not checked.
"""

from __future__ import annotations

from collections import Counter

import msgspec

from pipelines.engines import EngineFailure
from pipelines.shards import ROWS, Made, Row
from pipelines.solve import SAMPLE
from pipelines.stage import Context, Inputs, Stage
from pipelines.unique import kept
from schemas import Reason, Status, Verdict, json_text, verdict
from schemas.arrow import VERDICTS
from schemas.records import FinishReason
from validators.guard import Done, Guard, Lost

_verdict = msgspec.json.Decoder(Verdict)
WORKER = "validators:decide_payload"
RETRIES = 2
MOST_FAULTS = 0.01  # of a shard's verdicts
_SKIPPED = {FinishReason.LENGTH.value: Reason.TRUNCATED, FinishReason.ERROR.value: Reason.ENGINE_ERROR}


class Asked(msgspec.Struct, frozen=True):
    """What is to be decided: a check (as JSON), the completion's last text, and the style it was written in."""

    check: str
    text: str
    style: str = "chain_of_thought"


def verdicts(asked: list[Asked], guard: Guard) -> list[Verdict]:
    """The verdict on each, in order. What failed by the sandbox's own fault is tried again.

    Raises `EngineFailure` when more than a hundredth still fails so: the machine is broken, not the answers.
    """
    found = [_decided(result) for result in guard.map([question(each) for each in asked])]
    for _ in range(RETRIES):
        faulty = [place for place, said in enumerate(found) if said.reason is Reason.INFRASTRUCTURE]
        for place, result in zip(faulty, guard.map([question(asked[place]) for place in faulty]), strict=True):
            found[place] = _decided(result)
    faulty = [place for place, said in enumerate(found) if said.reason is Reason.INFRASTRUCTURE]
    if len(faulty) > MOST_FAULTS * len(found):
        raise EngineFailure("the sandbox", found[faulty[0]].detail, "see 'provender doctor'")
    return found


def _decided(result: Done | Lost) -> Verdict:
    if isinstance(result, Lost):
        return verdict(result.reason, "guard", 1, detail=result.detail)
    return _verdict.decode(result.result)


def question(asked: Asked) -> bytes:
    """The item that asks the worker for a verdict. The check is JSON already and is not taken apart here."""
    return b'{"check":%b,"text":%b,"style":%b}' % (
        asked.check.encode(), msgspec.json.encode(asked.text), msgspec.json.encode(asked.style),
    )  # fmt: skip


def verify(inputs: Inputs, context: Context) -> Made:
    """The stage's function: rollouts in, a verdict on each out, in their order."""
    assert context.guard is not None
    problems = {row["id"]: row for row in kept(inputs)}
    rollouts = inputs["rollouts"]
    checked = [row for row in rollouts if row["finish_reason"] not in _SKIPPED]
    asked = [Asked(problems[row["problem_id"]]["check"], row["text"], row["style"]) for row in checked]
    found = dict(zip((row["key"] for row in checked), verdicts(asked, context.guard), strict=True))
    rows: list[Row] = []
    counts: Counter[str] = Counter()
    passes: dict[tuple[str, str], list[int]] = {}
    for row in rollouts:
        said = found.get(row["key"]) or verdict(_SKIPPED[row["finish_reason"]], "engine", 1, detail=row["error"])
        cell = f"{problems[row['problem_id']]['family']}|{problems[row['problem_id']]['level']}"
        counts[f"{row['kind']}|{cell}|{said.status}"] += 1
        counts[f"{row['kind']}_reason|{said.reason}"] += 1
        if row["kind"] == SAMPLE:
            solver = f"{row['solver']}|{row['style']}|{cell}"
            counts[f"solver|{solver}|{said.status}|{said.reason}"] += 1
            tally = passes.setdefault((row["problem_id"], solver), [0, 0])
            tally[0] += 1
            tally[1] += said.status is Status.ACCEPTED
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
    if context.round.number == 0:
        # Later rounds ask where earlier ones failed, so only the first gives an unbiased estimate of pass@k.
        counts.update(f"passes|{solver}|{asked}|{right}" for (_, solver), (asked, right) in passes.items())
    return Made({ROWS: rows}, rows_in=len(rollouts), rows_out=len(rows), counts=dict(counts))


VERIFY = Stage(
    name="verify",
    version=2,
    schemas={ROWS: VERDICTS},
    rows=verify,
    depends=("validators", "schemas", "pipelines.verify"),
    reads=("limits",),
    worker=WORKER,
)
