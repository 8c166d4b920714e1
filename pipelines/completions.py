"""Looking into the completions store, and bringing in what others' models wrote."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.engines import Prompt, Settings, completion, request
from pipelines.engines.imported import ImportedEngine
from pipelines.manifest import data_files, read_manifest
from pipelines.store import Store, completion as completion_of, completion_row
from schemas import BadInput, Completion, FinishReason, Message
from schemas.recipe import ImportedEngine as Spec

LONGEST_LINE = 64 << 20  # bytes
BATCH = 1024  # lines
_TEXTS = ("text", "completion", "response", "generation", "output", "generations")
_EXPECTED = (
    "expected an object with the problem ('prompt', 'messages' or 'problem_id') and what was written for it "
    f"({', '.join(repr(name) for name in _TEXTS)}, or the last message)"
)


class Imported(msgspec.Struct, frozen=True):
    """What an import did: lines read, completions in them, and those that the store did not have yet."""

    lines: int
    completions: int
    new: int


def import_jsonl(file: Path, name: str, store: Path, release: Path | None = None) -> Imported:
    """Take completions from a JSONL file into the store, under a name that a recipe's engine can give.

    Every line is checked before the first is stored; a sample that was imported before with another text is refused,
    since a completion is never replaced. Rollouts that name their problem by id need the `release` that
    holds it. Several completions of one prompt are numbered in the order of the file, or by their `sample_index`.
    Importing a file again adds nothing. Raises `BadInput` with the line.
    """
    engine = ImportedEngine(Spec(name))
    prompts = _prompts(release) if release is not None else None
    kept = Store(store)
    lines = total = new = 0
    for look in (True, False):  # the first pass only looks
        lines = total = 0
        for batch in _batches(file, engine, prompts):
            lines += len(batch)
            found = [each for line in batch for each in line]
            total += len(found)
            known = kept.find([each.key for each in found])
            for each in found:
                if each.key in known and known[each.key].text != each.text:
                    raise BadInput(
                        str(file),
                        f"sample {each.sample_index} of the prompt {json.dumps(each.prompt[:60])} was imported as "
                        f"'{name}' before, with another text",
                        "choose another --name",
                    )
            fresh = [each for each in found if each.key not in known]
            if not look:
                kept.append(fresh)
                new += len(fresh)
    return Imported(lines, total, new)


def _batches(file: Path, engine: ImportedEngine, prompts: dict[str, str] | None) -> Iterator[list[list[Completion]]]:
    lines = _completions(file, engine, prompts)
    while batch := list(islice(lines, BATCH)):
        yield batch


def _completions(file: Path, engine: ImportedEngine, prompts: dict[str, str] | None) -> Iterator[list[Completion]]:
    """The completions of each line. Keeps a digest of every prompt seen, with its samples' numbers."""
    seen: dict[bytes, set[int]] = {}
    try:
        with file.open("rb") as stream:
            for number, line in _lines(file, stream):
                place = f"{file}:{number}"
                row = _object(place, line)
                prompt, texts = _read(place, row, prompts)
                taken = seen.setdefault(hashlib.sha256(prompt.encode("utf-8", "replace")).digest(), set())
                result = []
                endings = _endings(place, row, len(texts))
                for text, ending in zip(texts, endings, strict=True):
                    sample = _integer(place, row, "sample_index", default=len(taken))
                    if sample in taken:
                        raise BadInput(place, f"sample {sample} of this prompt is there twice", "number the samples")
                    taken.add(sample)
                    result.append(_completion(place, engine, row, prompt, text, sample, ending))
                yield result
    except OSError as error:
        raise BadInput(str(file), f"it cannot be read ({error.strerror})", "check the path") from None


def _lines(file: Path, stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise BadInput(f"{file}:{number}", f"a line of more than {LONGEST_LINE >> 20} MiB", "split it")
        line = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
        if line:
            yield number, line


def _object(place: str, line: bytes) -> dict[str, Any]:
    try:
        row = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(place, f"not JSON ({error})", "one JSON object a line is read") from None
    if not isinstance(row, dict):
        raise BadInput(place, f"a JSON {type(row).__name__}", _EXPECTED)
    return row


def _read(place: str, row: dict[str, Any], prompts: dict[str, str] | None) -> tuple[str, list[str]]:
    """The problem's prompt and the texts written for it."""
    turns = row.get("messages", row.get("conversations"))
    answer: str | None = None
    if turns is not None:
        prompt, answer = _conversation(place, turns)
    elif isinstance(row.get("prompt"), str):
        prompt = row["prompt"]
    elif isinstance(row.get("prompt"), list):
        prompt, _ = _conversation(place, row["prompt"])
    else:
        name = row.get("problem_id", row.get("id"))
        if not isinstance(name, str):
            raise BadInput(place, "it does not say of which problem it is", _EXPECTED)
        if prompts is None:
            raise BadInput(place, "it names its problem by id only", "name the release that holds it with --problems")
        if name not in prompts:
            raise BadInput(place, f"the release has no problem '{name[:64]}'", "name the release it was made from")
        prompt = prompts[name]
    given = [each for each in _TEXTS if each in row]
    if len(given) > 1 or (given and answer is not None):
        raise BadInput(place, f"it has more than one text ({', '.join(given)})", "keep one")
    if given:
        value = row[given[0]]
        texts = value if isinstance(value, list) else [value]
    else:
        texts = [answer] if answer is not None else []
    if not texts or not all(isinstance(text, str) for text in texts):
        raise BadInput(place, "it has no text that was written", _EXPECTED)
    if len(texts) > 1 and "sample_index" in row:
        raise BadInput(place, "one sample_index for several texts", "drop it, or give a line to each")
    return prompt, texts


def _conversation(place: str, turns: Any) -> tuple[str, str | None]:
    """The last user's turn, and the assistant's after it if there is one."""
    pairs: list[tuple[str, str]] = []
    for turn in turns if isinstance(turns, list) else [None]:
        role = turn.get("role", turn.get("from")) if isinstance(turn, dict) else None
        content = turn.get("content", turn.get("value")) if isinstance(turn, dict) else None
        if not isinstance(role, str) or not isinstance(content, str):
            raise BadInput(place, "the messages are not a list of {role, content}", _EXPECTED)
        pairs.append(({"human": "user", "gpt": "assistant"}.get(role, role), content))
    answer = pairs.pop()[1] if pairs and pairs[-1][0] == "assistant" else None
    if not pairs or pairs[-1][0] != "user":
        raise BadInput(place, "the messages hold no user's turn before the answer", _EXPECTED)
    return pairs[-1][1], answer


def _endings(place: str, row: dict[str, Any], count: int) -> list[FinishReason]:
    """Why each text of the line ended; what does not say so was ended by its model."""
    given = row.get("finish_reasons", [row.get("finish_reason", "stop")] * count)
    if not isinstance(given, list) or len(given) != count:
        raise BadInput(place, f"finish_reasons does not go with its {count} texts", "one for each, in their order")
    for each in given:
        if each not in ("stop", "length"):
            raise BadInput(place, f"finish_reason {json.dumps(each)[:64]}", "expected 'stop' or 'length'")
    return [FinishReason(each) for each in given]


def _completion(
    place: str, engine: ImportedEngine, row: dict[str, Any], prompt: str, text: str, sample: int, ending: FinishReason
) -> Completion:
    wanted = request(engine, engine.render(Prompt((Message("user", prompt),))), Settings(), sample)
    return completion(
        engine,
        wanted,
        text=text.encode("utf-8", "replace").decode(),
        finish_reason=ending,
        prompt_tokens=_integer(place, row, "prompt_tokens"),
        completion_tokens=_integer(place, row, "completion_tokens"),
    )


def _integer(place: str, row: dict[str, Any], name: str, default: int = 0) -> int:
    value = row.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise BadInput(place, f"{name} is {json.dumps(value)[:64]}", "expected a whole number from 0")
    return value


def _prompts(release: Path) -> dict[str, str]:
    """The prompt of every problem of the release, by id."""
    result: dict[str, str] = {}
    for file in data_files(read_manifest(release)):
        if file.config == "problems":
            try:
                table = pq.read_table(release / file.path, columns=["id", "prompt"])
            except (pa.ArrowException, OSError) as error:
                raise BadInput(str(release / file.path), f"it cannot be read ({error})", "build it again") from None
            result.update(zip(table["id"].to_pylist(), table["prompt"].to_pylist(), strict=True))
    return result


def listed(store: Store, engine: str = "", prompt: str = "", limit: int = 20) -> Iterator[Completion]:
    """Completions of engines whose fingerprint contains `engine`, for prompts that contain `prompt`."""
    for row in store.rows():
        if limit <= 0:
            return
        if engine in row["engine"] and prompt in row["prompt"]:
            limit -= 1
            yield completion_of(row)


def as_json(found: Completion) -> str:
    """The completion as one line of JSON."""
    return msgspec.json.encode(completion_row(found)).decode()


def visible(text: str) -> str:
    """The text with everything that a terminal might obey made visible: models write what they like."""
    return "".join(
        character if character == "\n" or character.isprintable() else character.encode("unicode_escape").decode()
        for character in text.encode("utf-8", "replace").decode()
    )
