"""The completions store: what engines wrote, kept for ever under the hash of what they were asked.

A sampler cannot be asked twice for the same text, so a completion is written as its batch ends and never made again.
The store is append-only: each batch is one Parquet part, sorted by key, named by the digest of its content, written
under a temporary name and renamed. Any number of builds may append, read and compact at once: a part that is there
twice is the same part, and which of two completions of one key counts depends on what they say, not on who was first.
"""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.shards import Row, write_parquet
from schemas import BadInput, Completion, FinishReason, canonical_json, digest
from schemas.arrow import COMPLETIONS

PART_ROWS = 65_536  # of a compacted part
_ROW_GROUP = 1024
_LOCK = "compact.lock"
_APPENDING = "append.lock"
_PARTS, _REPEATS = "part", "repeat"
_Key = np.dtype("S16")


class Usage(msgspec.Struct, frozen=True):
    """What the store holds of one engine. `repeats` are completions beyond one per key: asked for twice."""

    engine: str
    rows: int
    keys: int
    repeats: int
    errors: int
    prompt_tokens: int
    completion_tokens: int
    engine_seconds: float


class Store:
    """A folder of parts, with an index of their keys in memory: 20 bytes a completion, sorted.

    Raises `BadInput` when a part cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: list[Path] = []
        self._keys = np.empty(0, dtype=_Key)
        self._part_of = np.empty(0, dtype=np.int32)
        self._turns = threading.RLock()
        self.refresh()

    def refresh(self) -> None:
        """Take in the parts that others have added since, and leave those that were compacted away."""
        while not self._look():
            pass  # parts went away meanwhile: their rows are in others, which the next look finds

    def _look(self) -> bool:
        """Take in what is there; false when something that was listed was gone before it could be read."""
        whole = True
        there = set(self._folder.glob(f"{_PARTS}-*.parquet"))
        if not there.issuperset(self._parts):
            self._parts = []
            self._keys, self._part_of = np.empty(0, dtype=_Key), np.empty(0, dtype=np.int32)
        fresh = sorted(there.difference(self._parts))
        keys, numbers = [self._keys], [self._part_of]
        for path in fresh:
            try:
                column = _read(path, ["key"])["key"].to_pylist()
            except FileNotFoundError:
                whole = False
                continue
            keys.append(np.array([bytes.fromhex(key) for key in column], dtype=_Key))
            numbers.append(np.full(len(column), len(self._parts), dtype=np.int32))
            self._parts.append(path)
        if len(keys) > 1:
            self._keys, self._part_of = np.concatenate(keys), np.concatenate(numbers)
            order = np.argsort(self._keys, kind="stable")
            self._keys, self._part_of = self._keys[order], self._part_of[order]
        return whole

    def find(self, keys: Sequence[str]) -> dict[str, Completion]:
        """The completions that are there, by key. Of several with one key the one that counts."""
        while True:
            try:
                return self._find(list(dict.fromkeys(keys)))
            except FileNotFoundError:
                self.refresh()  # someone compacted: the same rows are in other parts now

    def _find(self, keys: list[str]) -> dict[str, Completion]:
        wanted = np.array([bytes.fromhex(key) for key in keys], dtype=_Key)
        if not len(wanted) or not len(self._keys):
            return {}
        first = np.searchsorted(self._keys, wanted, side="left")
        last = np.searchsorted(self._keys, wanted, side="right")
        by_part: dict[int, list[str]] = {}
        for key, start, stop in zip(keys, first.tolist(), last.tolist(), strict=True):
            for part in set(self._part_of[start:stop].tolist()):
                by_part.setdefault(part, []).append(key)
        found: dict[str, Row] = {}
        for part in sorted(by_part):
            for row in _read(self._parts[part], keys=by_part[part]).to_pylist():
                _take(found, row)
        return {key: completion(row) for key, row in found.items()}

    def append(self, completions: Iterable[Completion]) -> list[Completion]:
        """Keep a batch; returns what the store now holds under its keys, in the batch's order.

        Of two that wrote the same request the first counts, for both; the other is kept aside, to be counted as a
        repeat. Only an error gives way to a text. A part is whole on disk when this returns.
        """
        batch = list(completions)
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._turns, (self._folder / _APPENDING).open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self.refresh()
            held = self.find([each.key for each in batch])
            new: list[Completion] = []
            late: list[Completion] = []
            for each in batch:
                there = held.setdefault(each.key, each)
                if there is each or there.finish_reason is FinishReason.ERROR:
                    new.append(each)
                    held[each.key] = each
                elif there != each:
                    late.append(each)
            _write(self._folder, map(completion_row, new))
            _write(self._folder, map(completion_row, late), _REPEATS)
        return [held[each.key] for each in batch]

    def __len__(self) -> int:
        return len(self._keys)

    def rows(self) -> Iterator[Row]:
        """Every row of every part, part by part."""
        for path in sorted(self._folder.glob(f"{_PARTS}-*.parquet")):
            yield from _read(path).to_pylist()

    def usage(self) -> list[Usage]:
        """What is there, by engine."""
        columns = ["key", "engine", "finish_reason", "prompt_tokens", "completion_tokens", "engine_seconds"]
        paths = [*self._folder.glob(f"{_PARTS}-*.parquet"), *self._folder.glob(f"{_REPEATS}-*.parquet")]
        tables = [_read(path, columns) for path in sorted(paths)]
        if not tables:
            return []
        table = pa.concat_tables(tables)
        table = table.append_column(
            "error", pc.cast(pc.equal(table["finish_reason"], FinishReason.ERROR.value), "int64")
        )
        grouped = table.group_by("engine").aggregate(
            [
                ("key", "count"), ("key", "count_distinct"), ("error", "sum"), ("prompt_tokens", "sum"),
                ("completion_tokens", "sum"), ("engine_seconds", "sum"),
            ]
        )  # fmt: skip
        return [
            Usage(
                engine=row["engine"],
                rows=row["key_count"],
                keys=row["key_count_distinct"],
                repeats=row["key_count"] - row["key_count_distinct"],
                errors=row["error_sum"],
                prompt_tokens=row["prompt_tokens_sum"],
                completion_tokens=row["completion_tokens_sum"],
                engine_seconds=row["engine_seconds_sum"],
            )
            for row in sorted(grouped.to_pylist(), key=lambda row: row["engine"])
        ]

    def compact(self, part_rows: int = PART_ROWS) -> tuple[int, int]:
        """Merge all parts into few; returns how many parts there were and how many repeats were dropped.

        The same rows give the same parts. New parts are whole before an old one goes, so a kill at any moment loses
        nothing; only one compaction works at a time.
        """
        with self._alone():
            self.refresh()
            old = list(self._parts)
            keys = np.unique(self._keys)
            kept: set[Path] = set()
            for start in range(0, len(keys), part_rows):
                low, high = keys[start], keys[min(start + part_rows, len(keys)) - 1]
                best: dict[str, Row] = {}
                for path in old:
                    for row in _read(path, between=(_hex(low), _hex(high))).to_pylist():
                        _take(best, row)
                kept.add(_write(self._folder, best.values()))
            repeats = len(self._keys) - len(keys)
            for path in set(old) - kept:
                path.unlink()
            for path in self._folder.glob(f"{_REPEATS}-*.parquet"):
                repeats += pq.read_metadata(path).num_rows
                path.unlink()
            self.refresh()
            return len(old), repeats

    def drop_errors(self) -> int:
        """Forget the completions with finish reason ``error``, so that they are asked for again; returns how many."""
        dropped = 0
        with self._alone():
            for path in sorted(self._folder.glob(f"{_PARTS}-*.parquet")):
                rows = _read(path).to_pylist()
                good = [row for row in rows if row["finish_reason"] != FinishReason.ERROR]
                if len(good) < len(rows):
                    _write(self._folder, good)
                    path.unlink()
                    dropped += len(rows) - len(good)
            self.refresh()
        return dropped

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._folder.is_dir():
            raise BadInput(str(self._folder), "there is no completions store here", "name its folder with --store")
        with (self._folder / _LOCK).open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BadInput(
                    str(self._folder), "another process is compacting this store", "wait until it has ended"
                ) from None
            yield


def _read(
    path: Path, columns: list[str] | None = None, keys: list[str] | None = None, between: tuple[str, str] | None = None
) -> pa.Table:
    """The part, or its rows with these keys: parts are sorted, so row groups that cannot hold them are not read."""
    filters: list[tuple[str, str, Any]] | None = None
    if keys is not None:
        filters = [("key", "in", keys)]
    elif between is not None:
        filters = [("key", ">=", between[0]), ("key", "<=", between[1])]
    try:
        return pq.read_table(path, columns=columns, filters=filters, partitioning=None)
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError) as error:
        raise BadInput(
            str(path),
            f"this part of the completions store cannot be read ({str(error).splitlines()[0][:200]})",
            "remove the file: what it held will be asked for again",
        ) from None


def _write(folder: Path, rows: Iterable[Row], kind: str = _PARTS) -> Path:
    ordered = sorted(rows, key=lambda row: (row["key"], _rank(row)))
    path = folder / f"{kind}-{digest(*[canonical_json(row) for row in ordered])}.parquet"
    if ordered and not path.exists():
        write_parquet(path, ordered, COMPLETIONS, _ROW_GROUP)
    return path


def _take(found: dict[str, Row], row: Row) -> None:
    other = found.get(row["key"])
    if other is None or _rank(row) < _rank(other):
        found[row["key"]] = row


def _rank(row: Row) -> tuple[bool, str]:
    """Of completions with one key the least of these counts: an error never hides a text, else a digest decides."""
    return row["finish_reason"] == FinishReason.ERROR, digest(canonical_json(row))


def _hex(key: bytes) -> str:
    return bytes(key).ljust(_Key.itemsize, b"\0").hex()


def completion_row(completion: Completion) -> Row:
    """The completion as a row of the COMPLETIONS table."""
    row: Row = msgspec.structs.asdict(completion)
    row["finish_reason"] = completion.finish_reason.value
    return row


def completion(row: Row) -> Completion:
    """The row of the COMPLETIONS table as a completion."""
    return Completion(**{**row, "finish_reason": FinishReason(row["finish_reason"])})
