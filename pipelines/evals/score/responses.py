"""Responses as they lie in anyone's files, sorted by who wrote them: one model, or a panel of several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pipelines.decontamination.reading import rows_of
from pipelines.evals.grading import DEFAULT_STYLE, STYLES, Response
from pipelines.evals.home import write_secret
from pipelines.evals.items import Item
from pipelines.shards import Row
from schemas import BadInput, canonical_json

ID_FIELDS = ("id", "item_id", "doc_id", "task_id", "problem_id")
TEXT_FIELDS = ("text", "response", "completion", "generation", "output", "answer")
MOST_SAMPLES = 1024


class Written(msgspec.Struct, frozen=True):
    """What one model wrote, by item and sample. `samples` is how many it wrote, or should have, for every item."""

    model: str
    samples: int
    responses: dict[tuple[str, int], Response]


class Read(msgspec.Struct, frozen=True):
    """The models in order of their names, and how many responses were to items that the eval does not have."""

    models: tuple[Written, ...]
    unknown: int


class _Found(msgspec.Struct):
    """A response while its file is read: `numbered` where the file says which sample it is."""

    response: Response
    place: str
    numbered: bool


def read_responses(paths: Sequence[Path], items: Mapping[str, Item], *, allow_unknown: bool = False) -> Read:
    """The responses in these files (JSON lines, JSON, Parquet) to these items.

    A row's id is the first of `ID_FIELDS` whose value is an item's, its text the first of `TEXT_FIELDS` or what the
    last turn of an assistant in `messages` says. `model` names who wrote it, else the file does. Several rows of a
    model for one item are its samples, numbered by `sample` or by their order.

    Raises `BadInput`, with the place, for rows without id or text, for an item that is unknown (unless that is
    allowed), and for a sample that is there twice or of which no one can say whether it is.
    """
    found: dict[str, dict[str, list[_Found]]] = {}
    unknown = 0
    for path, name in zip(paths, _names(paths), strict=True):
        for place, row in rows_of(path):
            id = _id(row, place, items)
            if id not in items:
                if not allow_unknown:
                    remedy = "name the responses to this eval, or pass them over with --allow-unknown"
                    raise BadInput(place, f"the eval has no item {id[:80]!r}", remedy)
                unknown += 1
                continue
            model = row.get("model")
            model = model if isinstance(model, str) and model.strip() else name
            found.setdefault(model, {}).setdefault(id, []).append(_response(row, place, id))
    if not found:
        where = ", ".join(map(str, paths)) or "responses"
        raise BadInput(where, "there is no response to any item of the eval", "name a file of responses to it")
    return Read(tuple(_written(model, found[model]) for model in sorted(found)), unknown)


def _names(paths: Sequence[Path]) -> list[str]:
    """What the models of files that do not name theirs are called: the file's name, or the path where two are alike."""
    stems = [path.name.partition(".")[0] or path.name for path in paths]
    return [stem if stems.count(stem) == 1 else str(path) for stem, path in zip(stems, paths, strict=True)]


def _id(row: Row, place: str, items: Mapping[str, Item]) -> str:
    named = [str(row[field]) for field in ID_FIELDS if _is_name(row.get(field))]
    if not named:
        raise BadInput(place, f"no item is named; fields looked for: {', '.join(ID_FIELDS)}", "name the item's id")
    return next((name for name in named if name in items), named[0])


def _is_name(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and value != ""


def _response(row: Row, place: str, id: str) -> _Found:
    style = row.get("style") or DEFAULT_STYLE
    if not isinstance(style, str) or style not in STYLES:
        raise BadInput(place, f"there is no style {str(style)[:40]!r}", f"expected one of {', '.join(STYLES)}")
    sample = row.get("sample")
    if sample is not None and (isinstance(sample, bool) or not isinstance(sample, int) or sample < 0):
        raise BadInput(place, f"sample is {str(sample)[:40]!r}", "number samples from 0")
    finish = row.get("finish_reason")
    response = Response(
        id=id, text=_text(row, place), sample=sample or 0, style=style,
        finish_reason=finish if isinstance(finish, str) else "",
    )  # fmt: skip
    return _Found(response, place, sample is not None)


def _text(row: Row, place: str) -> str:
    """The response's text; nothing where the field is there and null, as engines leave it that could not answer."""
    field = next((field for field in TEXT_FIELDS if isinstance(row.get(field), str)), None)
    if field is not None:
        return str(row[field])
    turns = row.get("messages")
    if isinstance(turns, list):
        said = [turn for turn in turns if isinstance(turn, dict) and turn.get("role") == "assistant"]
        if said and isinstance(content := said[-1].get("content"), str):
            return content
        if said and content is None:
            return ""
    if any(field in row and row[field] is None for field in TEXT_FIELDS):
        return ""
    raise BadInput(place, "there is no text in it", f"expected one of {', '.join(TEXT_FIELDS)}, or messages")


def _written(model: str, found: Mapping[str, list[_Found]]) -> Written:
    """The model's responses by item and sample. Samples are numbered from 0, whatever numbers the rows have."""
    who = repr(model[:80])
    numbered = any(each.numbered for some in found.values() for each in some)
    numbers = sorted({each.response.sample for some in found.values() for each in some}) if numbered else []
    samples = len(numbers) or max(map(len, found.values()))
    if samples > MOST_SAMPLES:
        raise BadInput(who, f"{samples:,} samples of an item", f"at most {MOST_SAMPLES:,} are read")
    responses: dict[tuple[str, int], Response] = {}
    for id, some in found.items():
        for number, each in enumerate(some):
            if numbered and not each.numbered:
                problem = f"other responses of {who} say which sample they are, this one does not"
                raise BadInput(each.place, problem, "number all samples, or none")
            sample = numbers.index(each.response.sample) if numbered else number
            if (id, sample) in responses:
                problem = f"sample {each.response.sample} of {who} for item {id[:80]!r} is there twice"
                raise BadInput(each.place, problem, "keep one of the two, or number the samples")
            responses[id, sample] = msgspec.structs.replace(each.response, sample=sample)
    short = min((id for id in found if len(found[id]) < samples), default=None)
    if short is not None and not numbered:
        # A line that is there twice by mistake would else make all other items look half unanswered.
        long = next(id for id in sorted(found) if len(found[id]) == samples)
        raise BadInput(
            found[long][-1].place,
            f"{who} has {samples} responses to item {long[:80]!r} and {len(found[short])} to {short[:80]!r}",
            "drop what is there twice, or number the samples in a field 'sample'",
        )
    return Written(model, samples, responses)


def write_responses(path: Path, models: Iterable[Written]) -> None:
    """Write responses as JSON lines that `read_responses` reads; like the items that they answer, for nobody else."""
    write_secret(path, b"".join(canonical_json(row) + b"\n" for row in _rows(models)))


def _rows(models: Iterable[Written]) -> Iterator[Row]:
    for each in models:
        for (id, sample), said in sorted(each.responses.items()):
            yield {
                "id": id, "sample": sample, "model": each.model, "text": said.text, "style": said.style,
                "finish_reason": said.finish_reason,
            }  # fmt: skip
