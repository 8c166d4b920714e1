"""Shard files on disk: deterministic Parquet, each with a marker that says what it holds.

A shard is written under a temporary name, hashed and renamed; its marker follows in the same way. On resume a marker
is validated against the file's SHA-256 and against the inputs it was made from, never believed.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from schemas import BadInput, canonical_json, digest
from schemas.arrow import DEAD

TEMPORARY = ".tmp-"
Row = dict[str, Any]


class Dead(msgspec.Struct, frozen=True):
    """A row that could not be made: which item, why (a word from a closed list) and the particulars."""

    item: str
    reason: str
    detail: str


class Made(msgspec.Struct, frozen=True):
    """What a stage made of one shard: rows by table, and books that must balance.

    ``rows_in = rows_out + dead + dropped``, with `rows_out` counted in the unit of `rows_in`; `counts` are free
    counters that the report adds up.
    """

    tables: dict[str, list[Row]]
    rows_in: int
    rows_out: int
    dead: list[Dead] = []
    dropped: dict[str, int] = {}
    counts: dict[str, int] = {}

    def balance(self, stage: str, shard: int) -> None:
        """Raises `Unbalanced` when a row was lost without a reason."""
        accounted = self.rows_out + len(self.dead) + sum(self.dropped.values())
        if accounted != self.rows_in:
            raise Unbalanced(f"{stage}, shard {shard}: {self.rows_in} rows went in and {accounted} are accounted for")


class Unbalanced(AssertionError):
    """A stage lost or invented rows: a defect of Provender, so the build stops."""


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One table's file beside a marker."""

    sha256: str
    rows: int


class Marker(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands beside a finished shard. `inputs` is the digest of the shards it was made from."""

    shard: int
    inputs: str
    tables: dict[str, Table]
    rows_in: int
    rows_out: int
    dead: dict[str, int]
    dropped: dict[str, int]
    counts: dict[str, int]

    @property
    def digest(self) -> str:
        """A digest of the data beside the marker, for the stages that read it."""
        return digest(canonical_json(self.tables))


ROWS = "rows"
_DEAD = "dead"


def part_name(shard: int, table: str = ROWS) -> str:
    """The file name of a shard's table."""
    return f"part-{shard:05d}.parquet" if table == ROWS else f"part-{shard:05d}.{table}.parquet"


def _marker_path(folder: Path, shard: int) -> Path:
    return folder / f"part-{shard:05d}.json"


def write_shard(
    folder: Path, shard: int, inputs: str, made: Made, schemas: Mapping[str, pa.Schema], row_group_rows: int, stage: str
) -> Marker:
    """Write the shard's tables, its dead rows if there are any, and then its marker."""
    made.balance(stage, shard)
    tables = {name: (rows, schemas[name]) for name, rows in made.tables.items()}
    reasons: dict[str, int] = {}
    if made.dead:
        tables[_DEAD] = ([{"stage": stage, **msgspec.to_builtins(dead)} for dead in made.dead], DEAD)
        reasons = merged({dead.reason: 1} for dead in made.dead)
    written = {
        name: Table(write_parquet(folder / part_name(shard, name), rows, schema, row_group_rows), len(rows))
        for name, (rows, schema) in sorted(tables.items())
    }
    marker = Marker(
        shard=shard,
        inputs=inputs,
        tables=written,
        rows_in=made.rows_in,
        rows_out=made.rows_out,
        dead=reasons,
        dropped=made.dropped,
        counts=made.counts,
    )
    write_bytes(_marker_path(folder, shard), canonical_json(marker))
    return marker


def finished(folder: Path, shard: int, inputs: str | None = None) -> Marker | None:
    """The shard's marker, if its data is all there and was made from these inputs; else None."""
    marker = read_marker(folder, shard)
    if marker is None or (inputs is not None and marker.inputs != inputs):
        return None
    try:
        whole = all(
            file_sha256(folder / part_name(shard, name)) == table.sha256 for name, table in marker.tables.items()
        )
    except FileNotFoundError:
        return None
    return marker if whole else None


def discard(folder: Path, shard: int) -> None:
    """Take back the marker of a shard that is to be made anew: it does not describe what will be there."""
    _marker_path(folder, shard).unlink(missing_ok=True)


def read_marker(folder: Path, shard: int) -> Marker | None:
    """The marker as it stands, unvalidated; None when there is none or it cannot be read."""
    try:
        return msgspec.json.decode(_marker_path(folder, shard).read_bytes(), type=Marker)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def read_rows(path: Path, columns: Sequence[str] | None = None) -> list[Row]:
    """The file's rows as dictionaries."""
    return pq.read_table(path, columns=list(columns) if columns else None).to_pylist()  # type: ignore[no-any-return]


def write_parquet(path: Path, rows: Iterable[Row], schema: pa.Schema, row_group_rows: int) -> str:
    """Write the rows so that equal rows give equal bytes, and return the file's SHA-256.

    Codec, level, format version, dictionary use and row-group size are fixed; the pyarrow version stands in the
    footer, so it is part of every stage's key. No rows give no row group: `datasets` cannot read an empty one.
    """
    table = pa.Table.from_pylist(list(rows), schema=schema)
    with replacing(path) as temporary, pq.ParquetWriter(
        temporary, schema, compression="zstd", compression_level=3, version="2.6", data_page_version="1.0",
        use_dictionary=True, write_statistics=True, store_schema=True,
    ) as writer:  # fmt: skip
        if table.num_rows:
            writer.write_table(table, row_group_size=row_group_rows)
    return file_sha256(path)


def write_bytes(path: Path, data: bytes) -> None:
    """Write the file whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_bytes(data)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place when the block ends without an error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}{TEMPORARY}{os.getpid()}-{threading.get_ident()}")
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)  # Arrow does not say which file it could not write
        raise
    finally:
        temporary.unlink(missing_ok=True)


def file_sha256(path: Path) -> str:
    """Hex SHA-256 of the file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sweep(folder: Path) -> int:
    """Remove the temporary files that a killed run left anywhere under the folder; returns how many."""
    found = [path for path in folder.rglob(f"*{TEMPORARY}*") if path.is_file()]
    for path in found:
        path.unlink()
    return len(found)


def merged(maps: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """The sums of the counters, in order of name."""
    total: dict[str, int] = {}
    for counts in maps:
        for name, count in counts.items():
            total[name] = total.get(name, 0) + count
    return dict(sorted(total.items()))


def writable(folder: Path, what: str) -> None:
    """Make the folder if need be and prove that it can be written; `BadInput` if it cannot."""
    probe = folder / f"probe{TEMPORARY}{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise BadInput(
            str(folder), f"{what} cannot be written ({error.strerror})", "choose a folder that can be"
        ) from None
