"""Unique: of all draws that make the same problem the earliest stays.

Exact deduplication by fingerprint, across all shards and rounds. Only ids travel; a repeat is recorded with the index
of the draw that keeps its place, and every later stage reads past it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipelines.shards import ROWS, Made, Row, part_name, read_rows
from pipelines.stage import Context, Entry, Inputs, Job, Keyed, Stage, read_inputs
from schemas import Recipe
from schemas.arrow import DUPLICATES

# round, index, shard, level; sorting the bytes sorts by round and index, the order in which draws have precedence
_PLACE = struct.Struct(">IQII")
DROPS = ("duplicates", "contaminated", "near")  # tables of problems that were dropped, by family and index


def emit(job: Job, shard: int) -> tuple[int, list[tuple[bytes, bytes]]]:
    """Each problem's id with the place of its draw."""
    found = []
    for number, folder in enumerate(job.inputs["problems"]):
        for row in read_rows(Path(folder) / part_name(shard), ["id", "family", "level", "index"]):
            place = _PLACE.pack(number, row["index"], shard, row["level"])
            found.append((bytes.fromhex(row["id"]), place + row["family"].encode()))
    return len(found), found


def resolve(places: list[bytes], recipe: Recipe) -> Iterator[Entry]:
    """All draws but the first go back to their shards as repeats, with the first one's index."""
    keeper = _PLACE.unpack_from(places[0])[1]
    for place in places[1:]:
        yield _PLACE.unpack_from(place)[2], struct.pack(">Q", keeper) + place


def duplicates(values: list[bytes], size: int, context: Context) -> Made:
    """A shard's repeats as rows."""
    rows: list[Row] = []
    counts: dict[str, int] = {}
    for value in values:
        (keeper,) = struct.unpack_from(">Q", value)
        _, index, _, level = _PLACE.unpack_from(value, 8)
        name = value[8 + _PLACE.size :].decode()
        rows.append({"family": name, "level": level, "index": index, "keeper": keeper})
        counts[f"duplicates|{name}|{level}"] = counts.get(f"duplicates|{name}|{level}", 0) + 1
    rows.sort(key=lambda row: (row["family"], row["index"]))
    return Made(
        {ROWS: rows},
        rows_in=size,
        rows_out=size - len(rows),
        dropped={"duplicate": len(rows)} if rows else {},
        counts=counts,
    )


def kept(inputs: Inputs) -> list[Row]:
    """The problems of a shard without those that earlier stages dropped: how later stages read `problems` beside
    `duplicates`, `contaminated` and `near`."""
    dropped = dropped_in(inputs)
    return [row for row in inputs["problems"] if (row["family"], row["index"]) not in dropped]


def dropped_in(inputs: Mapping[str, list[Row]]) -> set[tuple[str, int]]:
    """Family and index of the problems that the tables of `DROPS` among the inputs name."""
    return {(row["family"], row["index"]) for name in DROPS for row in inputs.get(name, ())}


def dropped_before(job: Job, shard: int) -> set[tuple[str, int]]:
    """The same, read from a shard of a keyed stage's inputs."""
    folders = {name: job.inputs[name] for name in DROPS if name in job.inputs}
    return dropped_in(read_inputs(folders, shard, ["family", "index"]))


def keyed_only(inputs: Inputs, context: Context) -> Made:
    """The `rows` of stages that run as a `KeyedStage`."""
    raise NotImplementedError("this stage runs as a KeyedStage")


UNIQUE = Stage(
    name="unique",
    version=1,
    schemas={ROWS: DUPLICATES},
    rows=keyed_only,
    depends=("pipelines.unique",),
    reads=(),
)
KEYED = Keyed(emit, resolve, duplicates)
