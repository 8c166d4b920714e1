"""Rows of JSON lines, JSON and Parquet as texts: the items of benchmarks, and whatever is to be audited."""

from __future__ import annotations

import gzip
import json
import os
import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import parquet
from pipelines.behaviour import Program, program_of
from pipelines.decontamination.packs import Item
from pipelines.decontamination.solutions import program_in
from schemas import BadInput, Check

LONGEST_LINE = 64 << 20  # bytes
LONGEST_LIST = 128 << 20  # bytes of one JSON list, which is read as a whole
MOST_VALUES = 10_000_000  # in one JSON text: each takes far more memory than its two characters
LONGEST_INSIDE, MOST_INSIDE = 16 << 20, 1_000_000  # characters and values of JSON in a string
_MARK = b"\xef\xbb\xbf"  # of UTF-8, at the beginning of a file
SUFFIXES = (".jsonl", ".ndjson", ".json", ".parquet", ".jsonl.gz", ".ndjson.gz", ".json.gz")
# What lies beside rows and has none, in releases of ours and in the folders that `datasets` writes and hubs hold.
_COMPANION = re.compile(
    r"(?:readme|licen[cs]e|copying|notice|changelog|citation|contributing|authors|code_of_conduct)"
    r"(?:[-_][\w-]+(?:\.\d+)?)?(?:\.(?:md|txt|rst|cff|bib))?"
    r"|recipe\.yaml|report\.html|_success|_metadata|_common_metadata|(?:md5|sha\d+)sums?(?:\.txt)?"
    r"|.+\.(?:png|jpe?g|gif|svg|webp)"
)
_NO_DATA = {"__pycache__", "__MACOSX"}  # folders
_TEMPLATE = re.compile(r"[0-9a-f]{16}\.yaml")  # a seed template that travels with a release
_DESCRIBING = {
    "manifest.json", "dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json", "croissant.json",
}  # fmt: skip
# The fields that hold what a benchmark asks, in the names that published sets use; the first that are all there.
ASKED = (
    ("Body", "Question"), ("premises", "conclusion"), ("question",), ("problem",), ("prompt",), ("document",),
    ("Question",), ("Problem",), ("text",), ("instruction",), ("query",),
)  # fmt: skip
# The columns that hold texts people train on; an audit looks at all that are there.
TEXTS = (
    "messages", "conversations", "prompt", "question", "problem", "query", "instruction", "input", "text", "content",
    "document", "chosen", "rejected", "completion", "completions", "response", "responses", "generation",
    "generations", "output", "answer", "solution", "solutions", "reference", "Question", "Problem", "Body",
)  # fmt: skip


# The columns that hold programs, or texts with programs in them; an audit runs them where it is told to.
CODE = (
    "code", "program", "gold", "canonical_solution", "solution", "solutions", "completion", "response", "output",
    "generation", "answer", "reference", "messages",
)  # fmt: skip
MOST_CODE = 20_000  # characters of a program


class Text(NamedTuple):
    """One text of a row: the file and row it stands in, its column, and itself. `code` is there for programs only,
    which are looked at by what they do: a program with calls, or the same as the text."""

    place: str
    column: str
    text: str
    code: Program | str | None = None


def items(path: Path, source: str, fields: Sequence[str] = (), id_field: str = "") -> list[Item]:
    """A benchmark file's items: the texts of these fields, or of the first of `ASKED` that the rows have.

    Ids are the row's `id_field`, or its number in the file. Raises `BadInput` for a file that cannot be read, has no
    rows, or rows without the fields.
    """
    found: list[Item] = []
    for number, (place, row) in enumerate(rows_of(path)):
        name = f"{number:05}"
        if len(row) == 1 and isinstance(inner := next(iter(row.values())), dict):  # {"id": {…}}, as NL4Opt has it
            name, row = next(iter(row)), inner
        fields = fields or asked(place, row)
        _need(place, row, fields)
        if id_field:
            _need(place, row, (id_field,))
            name = str(row[id_field])
        text = " ".join(part for field in fields for part in parts(row[field]))
        found.append(Item(source, name.replace("\n", " "), text, program_in(row)))
    if not found:
        raise BadInput(str(path), "it has no rows", "name a file of benchmark items")
    if not any(item.text for item in found):
        raise BadInput(str(path), f"there is no text in {', '.join(fields)}", "name the field with the texts")
    return found


def texts(path: Path, columns: Sequence[str] = (), code: bool = False) -> Iterator[list[Text]]:
    """Row by row the texts that stand in these columns, or in those of `TEXTS` that are there; with `code` the programs
    of the row too, whatever the columns.

    A folder stands for all files of rows below it. Raises `BadInput` for a file that cannot be read or that has none
    of the columns.
    """
    for file in files_of(path):
        yield from _texts_of(file, columns, code)


def files_of(path: Path) -> list[Path]:
    """The file, or the files of rows below a folder in the order of their names.

    Cards, licences, pictures and descriptions of a data set have no rows, and what is hidden is not read by anyone.
    Raises `BadInput` for any other file, and for a folder, that cannot be read: nothing is passed over.
    """
    if not path.exists():
        raise BadInput(str(path), "there is no such file or folder", "check the path")
    if path.is_file():
        return [path]
    found = [file for file in (_below(path) if path.is_dir() else []) if _has_rows(file)]
    if not found:
        raise BadInput(str(path), f"no {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]} file lies below it",
                       "name a folder of rows")  # fmt: skip
    return found


def _below(path: Path) -> list[Path]:
    """All files below a folder that are not hidden, in the order of their names."""

    def refuse(error: OSError) -> None:
        raise BadInput(str(error.filename or path), f"it cannot be read ({error.strerror})", "check its permissions")

    found: list[Path] = []
    seen: set[tuple[int, int]] = set()
    for folder, folders, names in os.walk(path, onerror=refuse, followlinks=True):
        there = Path(folder).stat()
        if (there.st_dev, there.st_ino) in seen:  # links lead here again
            folders.clear()
            continue
        seen.add((there.st_dev, there.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _NO_DATA)
        found += [Path(folder, name) for name in names if not name.startswith(".")]
    return sorted(found)


def _has_rows(file: Path) -> bool:
    """Whether a file in a folder has rows. Raises `BadInput` where that cannot be told."""
    name = file.name.lower()
    if not file.is_file():
        raise BadInput(str(file), "no regular file, or a link to nowhere", "remove it, or name the files of rows")
    if name.endswith(SUFFIXES):
        return name not in _DESCRIBING or not _is_object(file)
    if _COMPANION.fullmatch(name) or (_TEMPLATE.fullmatch(name) and file.parent.name == "templates"):
        return False
    if file.stat().st_size:
        raise BadInput(
            str(file),
            f"it is not known whether it has rows; a folder's files of rows end in {', '.join(SUFFIXES)}",
            "convert it, or name the files of rows one by one",
        )
    return False


def _is_object(file: Path) -> bool:
    """Whether a file is one JSON object, as descriptions are, and not a list or lines of rows."""
    try:
        with file.open("rb") as stream:
            data = stream.read(LONGEST_LIST + 1)
        return len(data) <= LONGEST_LIST and isinstance(_decoded(str(file), data.removeprefix(_MARK)), dict)
    except (BadInput, OSError):
        return False  # so it is read, and told with its place


def _texts_of(file: Path, columns: Sequence[str], code: bool) -> Iterator[list[Text]]:
    if file.name.lower().endswith(".parquet"):
        there = _parquet_columns(file)
        wanted = tuple(columns) or tuple(name for name in TEXTS if name in there)
        if not wanted or not set(wanted) <= set(there):
            raise _no_column(str(file), there, columns)
        rows: Iterator[tuple[str, dict[str, Any]]] = _parquet(file, None if code else wanted)
    else:
        rows = rows_of(file)
    seen, wanted = False, ()
    for place, row in rows:
        wanted = tuple(columns) or tuple(name for name in TEXTS if name in row)
        if not wanted or not row.keys() >= set(wanted):
            raise _no_column(place, list(row), columns)
        found = [
            Text(place, column, text) for column in wanted for part in parts(row[column]) for text in _unpacked(part)
        ]
        seen = seen or bool(found)
        yield [*found, *_programs(place, row)] if code else found
    if wanted and not seen:
        raise BadInput(str(file), f"there is no text in {', '.join(wanted)}", "name the column of texts with --text")


def _programs(place: str, row: dict[str, Any]) -> Iterator[Text]:
    """The programs of a row: that of its check, if it has one of ours, or of its tests, or whatever defines functions
    in Python, in code fences or bare."""
    program = _of_check(row.get("check")) or program_in(row)
    if program is not None:
        yield Text(place, "check" if "check" in row else "tests", program.source, program)
        return
    for column in CODE:
        for text in [text for part in parts(row.get(column)) for text in _unpacked(part)]:
            for source in fenced(text) if "```" in text else [text]:
                if "def " in source and len(source) <= MOST_CODE:
                    yield Text(place, column, source, source)


def _of_check(value: Any) -> Program | None:
    try:
        return program_of(msgspec.json.decode(value, type=Check)) if isinstance(value, str) else None
    except (msgspec.DecodeError, RecursionError):
        return None


_PYTHON = ("", "python", "py", "python3")  # the tags of fences around Python


def fenced(text: str, cut_off: bool = False) -> list[str]:
    """What stands between code fences that are tagged as Python or not at all; with `cut_off` also what stands behind a
    last fence that is not closed."""
    found: list[str] = []
    lines: list[str] | None = None
    tag = fence = ""
    for line in text.split("\n"):
        sign = line.lstrip()[:3]
        if sign in ("```", "~~~") and (lines is None or sign == fence):
            if lines is not None and tag in _PYTHON:
                found.append("\n".join(lines))
            # Behind the language there may be more, as in ```python title="a.py" or ```{python}.
            tag = (line.strip().strip("`~").replace("{", " ").replace("}", " ").lower().split() or [""])[0].strip(".")
            fence = sign
            lines = [] if lines is None else None
        elif lines is not None:
            lines.append(line)
    if cut_off and lines is not None and tag in _PYTHON:
        found.append("\n".join(lines))
    return found


def asked(place: str, row: dict[str, Any]) -> tuple[str, ...]:
    """The fields that hold what a row of a benchmark asks. Raises `BadInput` where none is known to."""
    for fields in ASKED:
        if row.keys() >= set(fields):
            return fields
    raise _no_column(place, list(row), ())


def _need(place: str, row: dict[str, Any], fields: Sequence[str]) -> None:
    if not row.keys() >= set(fields):
        raise _no_column(place, list(row), fields)


def _no_column(place: str, there: Sequence[str], wanted: Sequence[str]) -> BadInput:
    missing = [name for name in wanted if name not in there]
    problem = f"there is no column {', '.join(missing)}" if missing else "no column is known to hold texts"
    listed = ", ".join(name[:40] for name in there[:20]) or "none"
    return BadInput(place, problem, f"name it with --text; there are: {listed}")


def parts(value: Any) -> list[str]:
    """All texts in a value: itself, those of a list, or what the messages of a conversation say."""
    found: list[str] = []
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            found.append(each)
        elif isinstance(each, dict):
            waiting += [each.get(name) for name in ("text", "value", "content")]
        elif isinstance(each, list | tuple):
            waiting += reversed(each)
    return found


def inside(text: str) -> Any:
    """What a string holds that is JSON of a list or an object, as columns of messages often are; None for others.

    Where an object has a name twice, objects are lists of their names and values, so that nothing is lost.
    """
    if text[:100].lstrip()[:1] not in ("[", "{") or text[-100:].rstrip()[-1:] not in ("]", "}"):
        return None
    if len(text) > LONGEST_INSIDE or sum(map(text.count, ",[{")) > MOST_INSIDE:
        return None
    try:
        data = text.encode()
        found = msgspec.json.decode(data)
        return json.loads(text, object_pairs_hook=list) if loses_names(data, found) else found
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


def _unpacked(text: str) -> list[str]:
    """The text, and those of the JSON that it is."""
    return [text, *parts(inside(text))]


def rows_of(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of one file, each with its place. Raises `BadInput` for whatever cannot be read."""
    name = file.name.lower()
    if not name.endswith(SUFFIXES):
        raise BadInput(str(file), "no kind of file that is read", f"expected one of {', '.join(SUFFIXES)}")
    if name.endswith(".parquet"):
        yield from _parquet(file, None)
        return
    try:
        with gzip.open(file) if name.endswith(".gz") else file.open("rb") as opened:
            stream = cast(BinaryIO, opened)  # gzip's own type is none for mypy, but it reads as one
            begin = stream.read(1 << 10).removeprefix(_MARK).lstrip()
            stream.seek(0)
            yield from _list(file, stream) if begin.startswith(b"[") else _lines(file, stream)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInput(str(file), f"it cannot be read ({reason})", "check the file") from None


def _lines(file: Path, stream: BinaryIO) -> Iterator[tuple[str, dict[str, Any]]]:
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        place = f"{file}:{number}"
        if len(line) > LONGEST_LINE:
            raise BadInput(place, f"a line of more than {LONGEST_LINE >> 20} MiB", "split it")
        line = line.removeprefix(_MARK).strip() if number == 1 else line.strip()
        if line:
            yield place, _object(place, _decoded(place, line))


def _list(file: Path, stream: BinaryIO) -> Iterator[tuple[str, dict[str, Any]]]:
    data = stream.read(LONGEST_LIST + 1)
    if len(data) > LONGEST_LIST:
        raise BadInput(str(file), f"a list of more than {LONGEST_LIST >> 20} MiB", "write it as JSON lines")
    for number, row in enumerate(_decoded(str(file), data.removeprefix(_MARK)), 1):
        yield f"{file}:{number}", _object(f"{file}:{number}", row)


def _decoded(place: str, data: bytes) -> Any:
    if len(data) > MOST_VALUES and sum(data.count(sign) for sign in (b",", b"[", b"{")) > MOST_VALUES:
        raise BadInput(place, f"more than {MOST_VALUES:,} values in one piece", "write them as JSON lines")
    try:
        found = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(place, f"not JSON in UTF-8 ({error})", "one JSON object a line is read") from None
    if loses_names(data, found):
        raise BadInput(place, "an object has the same name twice", "only the last is read: give each a name of its own")
    return found


def loses_names(data: bytes, found: Any) -> bool:
    """Whether the JSON has more names than what was decoded from it: one that comes twice in an object is lost."""
    if b'\\"' in data:  # without what is escaped every quote begins or ends a string, and each name has a colon outside
        data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    colons = b"".join(data.split(b'"')[::2]).count(b":")
    return not (isinstance(found, dict) and colons == len(found)) and colons > _names(found)


def _names(value: Any) -> int:
    count, waiting = 0, [value]
    while waiting:
        each = waiting.pop()
        if type(each) is dict:
            count += len(each)
            waiting += each.values()
        elif type(each) is list:
            waiting += each
    return count


def _object(place: str, row: Any) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise BadInput(place, f"a JSON {type(row).__name__}", "one JSON object a line is read")
    return row


def _parquet_columns(file: Path) -> list[str]:
    try:
        with pq.ParquetFile(file) as opened:
            return list(opened.schema_arrow.names)
    except (pa.ArrowException, OSError) as error:
        raise BadInput(str(file), f"it is no Parquet file ({_first_line(error)})", "check the file") from None


def _parquet(file: Path, columns: Sequence[str] | None) -> Iterator[tuple[str, dict[str, Any]]]:
    number = 0
    try:
        for _, rows in parquet.rows(file, columns or None, 256):
            for row in rows:
                number += 1
                yield f"{file}:{number}", row
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:  # whatever no value of Python is made of
        raise BadInput(
            f"{file}:{number + 1}", f"the rows from here on cannot be read ({_first_line(error)})", "check the file"
        ) from None


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:200]
