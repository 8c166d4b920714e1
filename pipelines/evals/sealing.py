"""Sealing: an eval's rows fixed under one root, with salts that only the split key gives, and a release's files."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path

import msgspec

from pipelines.evals.drawing import Base
from pipelines.evals.home import Key
from pipelines.evals.items import ITEMS, LINES, item_digest, json_lines
from pipelines.evals.merkle import leaf_hash, paths_of, root_of
from pipelines.shards import Row, file_sha256, write_bytes, write_parquet
from schemas.arrow import EVAL
from schemas.evals import Opening, Tier
from schemas.release import File

ROW_GROUP = 512


def canary_of(key: Key, release: str) -> str:
    """The release's canary: a GUID that nobody could have written before."""
    return str(uuid.UUID(bytes=key.derived("canary", release)[:16], version=4))


def salt_of(key: Key, release: str, row: str) -> bytes:
    """The salt of a row, 32 bytes: known to who has the key, and of revealed rows to everybody."""
    return key.derived("salt", release, row)


def rows_of(bases: Sequence[Base], tier: Tier, anchor: bool, canary: str, created: str, expires: str) -> list[Row]:
    """The rows of base items, a row each version."""
    found = []
    for base in bases:
        for version, problem in enumerate(base.rows, 1):
            row = {
                **problem, "base_id": base.id, "version": version, "tier": tier, "anchor": anchor, "canary": canary,
                "created": created, "expires": expires,
            }  # fmt: skip
            row["digest"] = item_digest(row)
            found.append({name: row[name] for name in EVAL.names})
    return found


def leaves_of(rows: Sequence[Row], key: Key, release: str) -> list[bytes]:
    """The leaves of rows, which come in order of their ids."""
    return [leaf_hash(row, salt_of(key, release, row["id"])) for row in rows]


def openings_of(rows: Sequence[Row], key: Key, release: str) -> list[Opening]:
    """What proves of each row that it is under the root."""
    leaves = leaves_of(rows, key, release)
    return [
        Opening(row["id"], place, salt_of(key, release, row["id"]).hex(), tuple(each.hex() for each in path))
        for place, (row, path) in enumerate(zip(rows, paths_of(leaves), strict=True))
    ]


def root_of_rows(rows: Sequence[Row], key: Key, release: str) -> str:
    """The root over rows in order of their ids, 64 hex digits."""
    return root_of(leaves_of(rows, key, release)).hex()


def write_items(folder: Path, rows: Sequence[Row]) -> list[File]:
    """Write the rows as Parquet and as JSON lines."""
    sha256 = write_parquet(folder / ITEMS, rows, EVAL, ROW_GROUP)
    write_bytes(folder / LINES, json_lines(rows))
    return [
        File(ITEMS, sha256, (folder / ITEMS).stat().st_size, "default", "test", len(rows)),
        file_of(folder, LINES),
    ]


def file_of(folder: Path, name: str) -> File:
    """A file of a release that has no rows of its own."""
    return File(name, file_sha256(folder / name), (folder / name).stat().st_size)


def openings_lines(openings: Sequence[Opening]) -> bytes:
    """Openings as JSON lines."""
    return b"".join(msgspec.json.encode(each) + b"\n" for each in openings)
