"""Rows that were trained on, whoever wrote them, as what the guarantees look at.

Every string of every column is there. A text that was there before, as in several views of a release, is looked at
once; which of several places is told follows from the order of the files' names alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from pipelines.decontamination.reading import ASKED, MOST_CODE, fenced, files_of, inside, parts, rows_of
from pipelines.shards import Row
from schemas import BadInput, Check, canonical_json

# What is no text that is learnt in rows of ours: data of checkers, and names.
MACHINE = frozenset(
    """
    id problem_id fingerprint family template params check measures evidence digest engine style finish_reason checker
    detail status reason language tags extra_info tools completion_id chosen_id rejected_id rollout_id passes why what
    keeper item canary created expires base_id tier data_source ability solver split methods error key
    """.split()
)
OURS = {"family", "family_version", "digest"}  # columns that say that a row is one of ours
OUR_ROWS = {"family", "family_version", "fingerprint"}
IDS = ("id", "problem_id", "fingerprint")
SAID_IN = ("extra_info", "metadata")  # columns in which rows say of what problem they are
# Columns that hold what is answered, never what is asked.
ANSWERS = frozenset(
    """
    answer answers solution solutions completion completions response responses output outputs generation generations
    reference target gold chosen rejected final_answer canonical_solution code program text_solution rationale cot
    """.split()
)
_SURROGATE = re.compile("[\ud800-\udfff]")  # what no encoding knows
ANSWERING = (":assistant", ":gpt", ":model")  # who does not ask, in conversations
_OPENING = frozenset("[{ \t\r\n")  # what JSON of a list or an object begins with
PACKED = 4  # strings of JSON in one another that are opened
TOKENS = ("input_ids", "token_ids", "tokens", "labels")  # columns of numbers that a text was made of
CHUNK_CHARACTERS, CHUNK_ROWS = 1 << 20, 512
LONG_NAME = 12  # characters of a field's name, from which it may hold something


class Record(msgspec.Struct, frozen=True, array_like=True):
    """What a row adds to those before it: texts that are learnt with their columns (``messages:user`` for what a role
    says), other strings, checks of ours, programs in Python, and what tells a problem: ids, seed, family, template and
    parameters. `asked` says which texts may be a problem's statement."""

    place: str
    texts: list[tuple[str, str]]
    strings: list[str]
    checks: list[str]
    programs: list[str]
    asked: list[str]
    ids: list[str]
    seed: int | None
    family: str
    template: str
    params: str


class Records:
    """Files as chunks of records, always the same ones. `rows` and `texts` count what was read so far, `silent` the
    rows that have no text at all, as those of token ids: nothing can be said of them."""

    def __init__(self, paths: Sequence[Path]) -> None:
        files = {file.resolve(): file for path in paths for file in files_of(path)}
        self.files = [files[name] for name in sorted(files, key=str)]
        self.rows = self.texts = self.silent = 0
        self._seen: set[bytes] = set()

    def chunks(self) -> Iterator[list[Record]]:
        """Some hundred records or a megabyte of texts at a time. Raises `BadInput` for what cannot be read."""
        chunk: list[Record] = []
        size = 0
        for file in self.files:
            for place, row in rows_of(file):
                self.rows += 1
                record = self._record(place, row)
                if record is None:
                    continue
                chunk.append(record)
                self.texts += len(record.texts)
                size += sum(len(text) for _, text in record.texts) + sum(map(len, record.strings))
                if size >= CHUNK_CHARACTERS or len(chunk) == CHUNK_ROWS:
                    yield chunk
                    chunk, size = [], 0
        if chunk:
            yield chunk
        if not self.rows:
            raise BadInput(", ".join(map(str, self.files)), "there are no rows", "name files that were trained on")

    def _record(self, place: str, row: Row) -> Record | None:
        ours = row.keys() >= OURS or row.keys() >= OUR_ROWS
        texts: list[tuple[str, str]] = []
        strings: list[str] = []
        asked: list[str] = []
        checks: list[str] = []
        numbers = any(_is_numbers(row[name]) for name in TOKENS if name in row)
        says = False
        strings += [_utf8(column) for column in row if len(column) > LONG_NAME and self._is_new(_utf8(column))]
        for column, value in row.items():
            machine = ours and column in MACHINE
            is_check = column == "check" and isinstance(value, str) and (ours or _is_check(value))
            for label, text in _strings(column, value, 0 if machine or is_check else PACKED):
                says = says or ((ours or is_check or column not in MACHINE) and _says(text, label, numbers))
                if machine or is_check:
                    if self._is_new(text, "data"):
                        strings.append(text)
                        checks += [text] if is_check else []
                    continue
                if self._is_new(text):
                    texts.append((label, text))
                if column not in ANSWERS and not label.endswith(ANSWERING) and self._is_new(text, "asked"):
                    asked.append(text)
        self.silent += not says
        joined = _joined(row)
        if joined and self._is_new(joined):
            texts.append(("row", joined))
        if joined and self._is_new(joined, "asked"):
            asked.append(joined)
        said = [row, *(fields for name in SAID_IN if (fields := _fields(row.get(name))))]
        ids = [
            _utf8(str(each[name])) for each in said for name in IDS
            if isinstance(each.get(name), str | int) and each[name] != ""
        ]  # fmt: skip
        seed = next((seed for each in said if (seed := _whole(each.get("seed"))) is not None), None)
        family = next(filter(None, (_text(each.get("family")) for each in said)), "")
        template = next(filter(None, (_text(each.get("template")) for each in said)), "")
        params = next((each["params"] for each in said if each.get("params") is not None), None)
        told = _utf8(params) if isinstance(params, str) else "" if params is None else _json(params)
        sources = [each for check in checks for each in sources_in(check)]
        sources += [each for _, text in texts for each in code_in(text)]
        programs = [each for each in sources if self._is_new(each, "program")]
        known = not self._is_new(repr([ids, seed, family, template, told]), "keys")
        if known and not (texts or strings or checks or asked or programs):
            return None
        return Record(place, texts, strings, checks, programs, asked, ids, seed, family, template, told)

    def _is_new(self, text: str, what: str = "text") -> bool:
        """Whether a text was not there before as what it is now."""
        key = hashlib.blake2b(text.encode(), digest_size=12, person=what.encode()).digest()
        if key in self._seen:
            return False
        self._seen.add(key)
        return bool(text)


def record_of(place: str, row: Row) -> Record:
    """One row that is at hand, with all that it says."""
    return Records(())._record(place, row) or Record(place, [], [], [], [], [], [], None, "", "", "")


def _strings(column: str, value: Any, packed: int) -> Iterator[tuple[str, str]]:
    """All strings in a value with a label: the column, and of messages the role too. Names of fields count as well.
    Strings that are lists or objects of JSON are told whole, and opened where they lie in less than `packed` others."""
    waiting: list[tuple[str, Any, int]] = [(column, value, packed)]
    while waiting:
        label, each, packed = waiting.pop()
        if isinstance(each, str):
            yield label, _utf8(each)
            if packed and each[:1] in _OPENING and (found := inside(each)):
                waiting.append((label, found, packed - 1))
        elif isinstance(each, bytes):
            yield label, each.decode("utf-8", "replace")
        elif isinstance(each, UUID):
            yield label, str(each)
        elif isinstance(each, dict):
            role = each.get("role") or each.get("from")
            inner = f"{column}:{role[:20]}" if isinstance(role, str) else label
            waiting += [(inner, part, packed) for part in reversed(each.values())]
            waiting += [(f"{column}:name", name, 0) for name in each if isinstance(name, str) and len(name) > LONG_NAME]
        elif isinstance(each, list | tuple):
            waiting += [(label, part, packed) for part in reversed(each)]


def _joined(row: Row) -> str:
    """What is asked, where it stands in several columns."""
    for fields in ASKED:
        if len(fields) > 1 and row.keys() >= set(fields):
            return " ".join(part for field in fields for part in parts(row[field]))
    return ""


def _is_numbers(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], int | float | list)


def _says(text: str, label: str, numbers: bool) -> bool:
    """Whether a string is a text: not blank, and no field's name; beside token ids one word is a name of something."""
    blank = len(text.split(None, 1)) < 2 if numbers else not text or text.isspace()
    return not blank and not label.endswith(":name")


def _json(value: Any) -> str:
    try:
        return canonical_json(value).decode()
    except (TypeError, ValueError, RecursionError):
        return ""


def _fields(value: Any) -> dict[str, Any]:
    """The fields of a column, as they are or as JSON; none if it is no such thing."""
    if isinstance(value, str) and value.startswith("{"):
        try:
            value = msgspec.json.decode(value)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return _utf8(value) if isinstance(value, str) else ""


def _utf8(text: str) -> str:
    """The text, if it can be written; else what is left of it."""
    return text if text.isascii() or not _SURROGATE.search(text) else text.encode("utf-8", "replace").decode()


def _whole(value: Any) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool) and -(1 << 63) <= value < 1 << 63
    return value if whole else None


_check = msgspec.json.Decoder(Check)


def _is_check(text: str) -> bool:
    try:
        _check.decode(_utf8(text))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return False
    return True


class _Sources(msgspec.Struct):
    """What of a check is a program; other kinds have other fields of these names."""

    kind: str = ""
    gold: Any = None
    source: Any = None
    other: Any = None


_sources = msgspec.json.Decoder(_Sources)


def sources_in(check: str) -> list[str]:
    """The programs in a check of ours, as JSON."""
    try:
        found = _sources.decode(check)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return []
    return [
        each.strip()
        for each in (found.gold, found.source, found.other)
        if isinstance(each, str) and "def " in each and len(each) <= MOST_CODE
    ]


def code_in(text: str) -> list[str]:
    """What defines functions in Python in a text: what stands between code fences, or else the text as it is."""
    if "def " not in text:
        return []
    parts = [part.strip() for part in (fenced(text, cut_off=True) if "```" in text or "~~~" in text else [text])]
    return [part for part in parts if "def " in part and len(part) <= MOST_CODE]
