"""Verdicts on responses to an eval's items, by the checkers that decide everywhere else, in guarded children.

`verdicts_on` decides many at once; `serve` is a grader that other harnesses keep open and ask line by line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO, get_args

import msgspec

from pipelines.engines import EngineFailure
from pipelines.evals.items import EvalSet, Item
from pipelines.verify import WORKER, Asked, verdicts
from schemas import Reason, Status, Verdict, verdict
from schemas.recipe import Style
from validators.guard import Guard

STYLES: tuple[str, ...] = get_args(Style)
DEFAULT_STYLE = "chain_of_thought"
SECONDS, MEMORY_MB = 120.0, 4096  # what one answer may take, as in a build
LONGEST_LINE = 64 << 20  # bytes
BATCH = 512
# What engines and harnesses say of a text that was cut off, and of one that could not be written.
CUT_OFF = frozenset({"length", "max_tokens", "max_length", "model_length", "truncated"})
FAILED = frozenset({"error"})


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """What a respondent wrote for an item. `finish_reason` is the engine's word; `style` says how it was to write."""

    id: str
    text: str
    sample: int = 0
    finish_reason: str = ""
    style: str = DEFAULT_STYLE


def checker_guard(workers: int = 1) -> Guard:
    """The children in which the checkers run; to be closed, or used in a ``with``."""
    return Guard(WORKER, workers=workers, seconds=SECONDS, memory_mb=MEMORY_MB)


def verdicts_on(responses: Sequence[Response], items: Mapping[str, Item], guard: Guard) -> list[Verdict]:
    """The verdict on each response, in order; `items` has every item that one of them names.

    What was cut off is undecided and what an engine could not write too: nobody knows what it would have said. The same
    text for the same item is decided once. Raises `EngineFailure` when the sandbox itself is broken.
    """
    found: list[Verdict | None] = [_skipped(each) for each in responses]
    places: dict[Asked, list[int]] = {}
    for place, (each, said) in enumerate(zip(responses, found, strict=True)):
        if said is None:
            places.setdefault(_asked(each, items[each.id]), []).append(place)
    questions = list(places)
    for start in range(0, len(questions), BATCH):
        part = questions[start : start + BATCH]
        for question, said in zip(part, verdicts(part, guard), strict=True):
            for place in places[question]:
                found[place] = said
    return [said for said in found if said is not None]


def _skipped(response: Response) -> Verdict | None:
    if response.finish_reason.lower() in CUT_OFF:
        return verdict(Reason.TRUNCATED, "engine", 1)
    return verdict(Reason.ENGINE_ERROR, "engine", 1) if response.finish_reason.lower() in FAILED else None


def _asked(response: Response, item: Item) -> Asked:
    text = response.text.encode("utf-8", "replace").decode()  # lone surrogates have no place in a question
    return Asked(item.check, text, response.style)


class _Line(msgspec.Struct, frozen=True):
    """A line that a harness writes: see docs/scoring.md."""

    id: str | int
    text: str
    sample: int | None = None
    finish_reason: str | None = None
    style: str | None = None


class _Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    id: str
    status: Status
    accepted: bool
    reason: Reason
    answer: str
    sample: int | None = None


_line = msgspec.json.Decoder(_Line)


def serve(eval_set: EvalSet, requests: BinaryIO, answers: BinaryIO, guard: Guard) -> int:
    """Answer each line of `requests` with one line of `answers`, at once and in order, until there are no more.

    A line that cannot be used, and an answer for which the sandbox fails, gets ``{"error": …}``, and the next line is
    read. Returns how many verdicts were given.
    """
    items = {item.id: item for item in eval_set.checked().items}
    given = 0
    for line in _lines(requests):
        said = _said(line, items, guard)
        given += isinstance(said, _Answer)
        answers.write(msgspec.json.encode(said) + b"\n")
        answers.flush()
    return given


def _said(line: bytes | None, items: Mapping[str, Item], guard: Guard) -> _Answer | dict[str, str]:
    if line is None:
        return {"error": f"a line of more than {LONGEST_LINE >> 20} MiB"}
    try:
        asked = _line.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return {"error": f'expected {{"id": …, "text": …}} ({error})'}
    name = str(asked.id)
    if name not in items:
        return {"id": name, "error": "the eval has no item of this id"}
    style = asked.style or DEFAULT_STYLE
    if style not in STYLES:
        return {"id": name, "error": f"there is no style '{style[:40]}', expected one of {', '.join(STYLES)}"}
    response = Response(id=name, text=asked.text, finish_reason=asked.finish_reason or "", style=style)
    try:
        (found,) = verdicts_on([response], items, guard)
    except EngineFailure as error:
        return {"id": name, "error": str(error)}
    return _Answer(
        id=name, status=found.status, accepted=found.status is Status.ACCEPTED, reason=found.reason,
        answer=found.answer, sample=asked.sample,
    )  # fmt: skip


def _lines(stream: BinaryIO) -> Iterable[bytes | None]:
    """The lines that say anything, without what ends them; None for one that is too long, of which the rest is passed
    over."""
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(LONGEST_LINE)
            yield None
        elif line.strip():
            yield line
