"""How rows lie in the page: chunks of compressed JSON that the browser opens one by one.

A chunk is gzip of ``{"rows": […], "texts": […]}`` in base64. Texts are numbered through all chunks and stand in the
first that needs them; elsewhere ``{"t": number}`` stands for one, so a prompt is stored once for all its samples.
``{"i": "digits"}`` stands for a whole number that JavaScript cannot hold. One chunk more, the index, has the columns
that filters need, a number per row and column.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any

import msgspec
import pyarrow as pa

from pipelines.report.markup import clean
from pipelines.report.rows import PUBLISHED, Shown

ROWS_PER_CHUNK = 256
TEXT_PER_CHUNK = 1 << 20
SHORT = 24  # characters; a reference to a text is not much shorter
ID_LENGTH = 12  # of a row's id in the index: tells rows apart but for a few, which are then looked at
SAFE_INTEGER = (1 << 53) - 1
FACETS = ("view", "verdict", "family", "level", "reason", "engine", "style", "split")

# Arrow's own zlib: the Parquet files' bytes hang on the same build of it, while the system's zlib may be any.
_codec = pa.Codec("gzip", compression_level=6)
_encoder = msgspec.json.Encoder()


def packed(value: Any) -> str:
    """A value as a chunk: JSON, gzip, base64, in which no `<` can occur."""
    return base64.b64encode(_codec.compress(_encoder.encode(value), asbytes=True)).decode()


class Chunks:
    """Cuts rows into chunks; iterate over it once, then ask for the `index`."""

    def __init__(self, rows: Iterable[Shown], engines: Mapping[str, str]) -> None:
        self._rows = rows
        self._names = {fingerprint: name for name, fingerprint in engines.items()}
        self._codes: dict[str, dict[str | int, int]] = {name: {} for name in FACETS}
        self._columns: dict[str, list[int]] = {name: [] for name in (*FACETS, "published", "tokens", "problem")}
        self._ids: list[str] = []
        self._starts: list[tuple[int, int]] = []
        self._numbers: dict[bytes, int] = {}
        self._texts: list[str] = []
        self._size = 0
        self._problem = ("", "")

    def __iter__(self) -> Iterator[str]:
        rows: list[Any] = []
        first = 0, 0
        for shown in self._rows:
            said = {"view": shown.view, "split": shown.split, "published": shown.published}
            rows.append({**said, "row": self._referring(shown.row)})
            self._file(shown)
            if len(rows) == ROWS_PER_CHUNK or self._size >= TEXT_PER_CHUNK:
                yield self._chunk(rows, first)
                rows, first = [], (len(self._ids), len(self._numbers))
        if rows:
            yield self._chunk(rows, first)

    @property
    def index(self) -> dict[str, Any]:
        """What the browser must know of all rows: where they lie, and the filters' columns."""
        columns: dict[str, Any] = {}
        for name in FACETS:
            values = sorted(self._codes[name], key=lambda value: (isinstance(value, str), value))
            place = {self._codes[name][value]: number for number, value in enumerate(values)}
            columns[name] = {"values": values, "rows": [place[code] for code in self._columns[name]]}
        views = {"values": list(PUBLISHED), "rows": self._columns["published"]}
        numbers = {name: self._columns[name] for name in ("tokens", "problem")}
        return {"ids": self._ids, "chunks": self._starts, "facets": columns, "published": views, **numbers}

    def _chunk(self, rows: list[Any], first: tuple[int, int]) -> str:
        self._starts.append(first)
        texts, self._texts, self._size = self._texts, [], 0
        return packed({"rows": rows, "texts": texts})

    def _file(self, shown: Shown) -> None:
        row = shown.row
        level = row.get("level")
        engine = row.get("solver") or row.get("engine") or ""
        facets: dict[str, str | int] = {
            "view": shown.view,
            "verdict": shown.verdict,
            "family": str(row.get("family") or ""),
            "level": level if isinstance(level, int) else 0,
            "reason": str(row.get("reason") or ""),
            "engine": self._names.get(str(engine), str(engine)),
            "style": str(row.get("style") or ""),
            "split": shown.split,
        }
        for name, value in facets.items():
            codes = self._codes[name]
            key = clean(value)[:200] if isinstance(value, str) else value
            self._columns[name].append(codes.setdefault(key, len(codes)))
        self._columns["published"].append(sum(1 << PUBLISHED.index(view) for view in shown.published))
        self._columns["tokens"].append(shown.cost)
        problem = shown.view, str(row.get("problem_id") or row.get("id"))
        numbers = self._columns["problem"]
        numbers.append(numbers[-1] + (problem != self._problem) if numbers else 0)
        self._problem = problem
        self._ids.append(clean(str(row.get("id")))[:ID_LENGTH])

    def _referring(self, value: Any) -> Any:
        """The value with references in place of its long texts, which are kept for the chunk."""
        if isinstance(value, str):
            text = clean(value)
            return text if len(text) <= SHORT else {"t": self._number(text)}
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int):
            return value if abs(value) <= SAFE_INTEGER else {"i": str(value)}
        if isinstance(value, list | tuple):
            return [self._referring(each) for each in value]
        if isinstance(value, dict):
            return {clean(str(name)): self._referring(each) for name, each in value.items()}
        return value

    def _number(self, text: str) -> int:
        key = blake2b(text.encode(), digest_size=16).digest()
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._numbers)
            self._texts.append(text)
            self._size += len(text)
        return number
