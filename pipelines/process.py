"""Process supervision: a sample's steps, and for each whether it is right as far as that can be known.

A step is labelled by proof where it states what exact arithmetic, or the checker of a derivation's lines, refutes; else
by what became of the problem's samples that begin with the same steps (Monte Carlo, as in Math-Shepherd, arXiv
2312.08935); else by the sample's own verdict. The rows have the fields of TRL's stepwise supervision.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from pipelines.shards import Row
from pipelines.solve import SAMPLE
from pipelines.views import origin, question
from schemas import Status, digest
from validators.equalities import ordinary, refuted

STYLES = ("chain_of_thought", "plan")  # a program's lines, and the turns of a conversation, are no steps
LEAST = 2  # steps
FEWEST = 2  # samples that begin alike, from which their share of accepted says something
SYMBOLIC, MONTE_CARLO, OUTCOME = "symbolic", "monte_carlo", "outcome"
MOST_STEPS = 5_000  # a longer solution has no row
_FENCE = re.compile(r" {0,3}(```|~~~)")


def process_rows(problem: Row, rollouts: list[Row], verdicts: Mapping[str, Row], least: int = LEAST) -> list[Row]:
    """The rows of `process` that one problem's rollouts give, without their digests, in order of id.

    `rollouts` are rows of `schemas.arrow.ROLLOUTS`, `verdicts` are by their keys. A sample has a row when it is one
    text of at least `least` steps in one of the `STYLES`, and was decided. Equal texts have a row each.
    """
    told = [
        (row, steps_of(row["text"]))
        for row in rollouts
        if row["kind"] == SAMPLE
        and row["style"] in STYLES
        and not row["steps"]
        and row["text"].count("\n") < MOST_STEPS
        and verdicts[row["key"]]["status"] != Status.UNDECIDED
    ]
    begun = _begun(told, verdicts)
    usual = ordinary(problem["prompt"])
    rows = [
        _row(problem, rollout, verdicts[rollout["key"]], steps, begun, usual)
        for rollout, steps in told
        if len(steps) >= max(1, least)
    ]
    return sorted(rows, key=lambda row: str(row["id"]))


def steps_of(text: str) -> list[str]:
    """The steps of a solution: its lines, with the blank lines behind them, and blocks of code as one.

    Joined by line breaks they are the text again.
    """
    steps: list[list[str]] = []
    fence = ""
    for line in text.split("\n"):
        if fence or not line.strip():
            closed = bool(fence) and line.strip() == fence
            if steps:
                steps[-1].append(line)
            else:
                steps.append([line])
            fence = "" if closed else fence
            continue
        opened = _FENCE.match(line)
        if opened:
            fence = opened[1]
        if len(steps) == 1 and not any(each.strip() for each in steps[0]):
            steps[0].append(line)  # blank lines at the beginning belong to the first step
        else:
            steps.append([line])
    return ["\n".join(lines) for lines in steps]


_Begun = dict[str, tuple[int, int]]  # by beginning: how many samples have it, and how many of them were accepted


def _begun(told: Sequence[tuple[Row, list[str]]], verdicts: Mapping[str, Row]) -> _Begun:
    found: _Begun = {}
    for rollout, steps in told:
        accepted = verdicts[rollout["key"]]["status"] == Status.ACCEPTED
        for beginning in _beginnings(rollout, steps):
            samples, right = found.get(beginning, (0, 0))
            found[beginning] = samples + 1, right + accepted
    return found


def _beginnings(rollout: Row, steps: Sequence[str]) -> list[str]:
    """A name for each of the solution's beginnings: equal for samples of a solver and style that begin alike."""
    found: list[str] = []
    name = digest("begun", rollout["solver"], rollout["style"])
    for step in steps:
        name = digest(name, step.encode("utf-8", "surrogatepass"))
        found.append(name)
    return found


def _row(problem: Row, rollout: Row, verdict: Row, steps: list[str], begun: _Begun, usual: bool) -> Row:
    accepted = verdict["status"] == Status.ACCEPTED
    wrong = _refuted(steps, verdict, usual)
    labels: list[bool] = []
    methods: list[str] = []
    values: list[float | None] = []
    counts: list[int] = []
    for place, beginning in enumerate(_beginnings(rollout, steps)):
        samples, right = begun[beginning]
        counts.append(samples)
        values.append(right / samples if samples >= FEWEST else None)
        if wrong[place]:
            label, method = False, SYMBOLIC
        elif samples >= FEWEST:
            label, method = right > 0, MONTE_CARLO
        else:
            label, method = accepted, OUTCOME
        labels.append(label)
        methods.append(method)
    return {
        "id": digest("process", rollout["key"]),
        "problem_id": problem["id"],
        "rollout_id": rollout["key"],
        "prompt": question(problem, rollout["style"]),
        "completions": steps,
        "labels": labels,
        "values": values,
        "counts": counts,
        "methods": methods,
        "status": verdict["status"],
        "answer": verdict["answer"],
        "check": problem["check"],
        "engine": rollout["engine"],
        "style": rollout["style"],
        **origin(problem),
    }


# Steps that are wrong by proof.


class _Evidence(msgspec.Struct):
    first_wrong: int | None = None


_evidence = msgspec.json.Decoder(_Evidence)
_CLAIM = re.compile(r"\W{0,8}(?:line|step)\s?\W{0,3}([0-9]{1,3})\b", re.I)
_IS_RIGHT = re.compile(r"\b(?:yes|right|correct|true|ok|valid|fine)\W{0,4}$|[✓✔]\W{0,4}$", re.I)
_IS_WRONG = re.compile(r"\bit should be\b|\b(?:wrong|incorrect|false|invalid)\W{0,4}$|[✗✘❌]\W{0,4}$", re.I)
_NEGATED = re.compile(r"\b(?:not|isn't|n't|neither|no)\s{1,3}\w{1,12}\W{0,4}$", re.I)


def _refuted(steps: Sequence[str], verdict: Row, usual: bool) -> list[bool]:
    """Which steps state what is proved false."""
    first_wrong = _first_wrong(verdict)
    found = []
    for place, step in enumerate(steps):
        before = steps[place - 1] if place else ""
        after = steps[place + 1] if place + 1 < len(steps) else ""
        code = any(_FENCE.match(line) for line in step.split("\n", 2)[:2])
        false = usual and not code and refuted(step, before, after) is not None
        found.append(false or (first_wrong is not None and _misjudged(step, first_wrong)))
    return found


def _first_wrong(verdict: Row) -> int | None:
    """The first wrong line of the derivation that the problem shows (0: none), if its checker found it."""
    if verdict["checker"] != "steps":
        return None
    try:
        return _evidence.decode(verdict["evidence"]).first_wrong
    except msgspec.DecodeError:
        return None


def _misjudged(step: str, first_wrong: int) -> bool:
    """Whether the step says of a line what is not so. Of lines behind the first wrong one nothing is known."""
    text = step.strip()
    claim = _CLAIM.match(text)
    if claim is None or len(text) > 2_000 or _NEGATED.search(text[-40:]):
        return False
    line = int(claim[1])
    if first_wrong and line > first_wrong:
        return False
    right, wrong = bool(_IS_RIGHT.search(text[-40:])), bool(_IS_WRONG.search(text))
    if right == wrong:
        return False
    return wrong if line != first_wrong else right
