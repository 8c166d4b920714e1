"""Parquet files of unknown origin, some rows at a time: what is too large is told before it fills the memory.

A file of some kilobytes can hold gigabytes of zeros, or one long text a million times. So texts are read as entries of
a dictionary, which repeats cost nothing, and are counted before they are made into rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.shards import Row

ROWS = 512
LONGEST_ROW = 64 << 20  # bytes of texts
PART = 64 << 20  # bytes of texts that are made into rows at a time
# A column of a row group that unpacks to more than this, and this many times its size in the file, is no data.
LARGEST_PACKED = 256 << 20
MOST_PACKED = 500
# … and so are texts that come to more than this, and this many times the size of the file.
MOST_TEXT = 256 << 20
MOST_REPEATED = 1_000


class Refused(ValueError):
    """What the file holds is not read; the message says what."""


class TooLarge(Refused):
    """It is too large to be read."""


class Twice(Refused):
    """Two columns, or two fields of one, have the same name: as rows the first would be lost."""


def batches(path: Path, columns: Sequence[str] | None = None, most: int = ROWS) -> Iterator[pa.RecordBatch]:
    """The file's rows, at most so many at a time and as few as their size demands, of these columns or of all.

    Columns of texts are dictionaries. Raises `Refused`, and what Arrow raises for a file that cannot be read.
    """
    with pq.ParquetFile(path) as opened:
        _refuse_doubles(opened.schema_arrow)
        metadata = opened.metadata
        wanted = None if columns is None else set(columns)
        _refuse_bombs(metadata, wanted)
        texts = [
            column.path
            for column in (metadata.schema.column(place) for place in range(metadata.num_columns))
            if column.physical_type == "BYTE_ARRAY"
            and column.logical_type.type in ("STRING", "JSON", "ENUM", "NONE")
            and (wanted is None or column.path.partition(".")[0] in wanted)
        ]
        rows = min([most, *(_rows_of(metadata.row_group(place)) for place in range(metadata.num_row_groups))])
    with pq.ParquetFile(path, read_dictionary=texts) as opened:
        for group in range(opened.num_row_groups):  # each has dictionaries of its own, and nested ones cannot be joined
            yield from opened.iter_batches(
                rows, [group], columns=None if columns is None else list(columns), use_threads=False
            )


def rows(path: Path, columns: Sequence[str] | None = None, most: int = ROWS) -> Iterator[tuple[int, list[Row]]]:
    """The same as lists of rows, each with the number of its first row, from 0.

    Dates, times and durations are the whole numbers that they are kept as: Python has neither all days nor all zones.
    """
    start = texts = 0
    packed = path.stat().st_size
    for batch in batches(path, columns, most):
        found = size(batch)
        texts += found
        if texts > MOST_TEXT and texts > MOST_REPEATED * packed:
            raise TooLarge(f"the rows would unpack to more than {MOST_TEXT >> 20:,} MiB, from {packed:,} bytes")
        batch = _timeless(batch)
        if found <= PART:
            yield start, batch.to_pylist()
        else:
            for place in range(len(batch)):
                one = batch.slice(place, 1)
                if size(one) > LONGEST_ROW:
                    raise TooLarge(f"row {start + place} has more than {LONGEST_ROW >> 20} MiB of texts")
                yield start + place, one.to_pylist()
        start += len(batch)


def _timeless(batch: pa.RecordBatch) -> pa.RecordBatch:
    kinds = [_without_times(field.type) for field in batch.schema]
    if kinds == batch.schema.types:
        return batch
    arrays = [
        column if column.type == kind else column.cast(kind) for column, kind in zip(batch.columns, kinds, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, names=batch.schema.names)


def _without_times(kind: pa.DataType) -> pa.DataType:
    """The same type with whole numbers for times."""
    if pa.types.is_temporal(kind):
        return pa.int32() if kind.bit_width == 32 else pa.int64()
    if pa.types.is_dictionary(kind) and pa.types.is_temporal(kind.value_type):
        return _without_times(kind.value_type)
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(_without_times(field.type)) for field in kind.fields])
    if pa.types.is_map(kind):
        return pa.map_(_without_times(kind.key_type), _without_times(kind.item_type), kind.keys_sorted)
    if pa.types.is_fixed_size_list(kind):
        return pa.list_(kind.value_field.with_type(_without_times(kind.value_type)), kind.list_size)
    if pa.types.is_large_list(kind):
        return pa.large_list(kind.value_field.with_type(_without_times(kind.value_type)))
    if pa.types.is_list(kind):
        return pa.list_(kind.value_field.with_type(_without_times(kind.value_type)))
    return kind


def size(batch: pa.RecordBatch) -> int:
    """The bytes of all texts in the rows, repeats counted."""
    return sum(_size(column) for column in batch.columns)


def _size(array: pa.Array) -> int:
    kind = array.type
    if pa.types.is_dictionary(kind):
        if not _is_text(kind.value_type):
            return int(array.nbytes)
        lengths = pc.binary_length(array.dictionary).cast(pa.int64())
        return int(pc.sum(lengths.take(array.indices)).as_py() or 0)
    if pa.types.is_struct(kind):
        return sum(_size(inner) for inner in array.flatten())
    if pa.types.is_map(kind):
        entries = pa.StructArray.from_arrays([array.keys, array.items], ["key", "value"])
        return _size(pa.ListArray.from_arrays(array.offsets, entries))
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return _size(array.flatten()) + 8 * len(array)
    return int(array.nbytes)


def _is_text(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
    )  # fmt: skip


def _rows_of(group: pq.RowGroupMetaData) -> int:
    """How many of its rows have about `PART` bytes together."""
    return max(1, PART * int(group.num_rows) // max(1, int(group.total_byte_size)))


def _refuse_doubles(fields: Iterable[pa.Field], place: str = "") -> None:
    seen: set[str] = set()
    for field in fields:
        name = f"{place}{field.name}"
        if field.name in seen:
            raise Twice(f"the name {name[:80]!r} is there twice")
        seen.add(field.name)
        waiting = [field.type]
        while waiting:
            kind = waiting.pop()
            if pa.types.is_struct(kind):
                _refuse_doubles(kind.fields, f"{name}.")
            elif pa.types.is_map(kind):
                waiting += [kind.key_type, kind.item_type]
            elif pa.types.is_nested(kind):
                waiting.append(kind.value_type)
            elif isinstance(kind, pa.BaseExtensionType):
                waiting.append(kind.storage_type)


def _refuse_bombs(metadata: pq.FileMetaData, columns: set[str] | None) -> None:
    for place in range(metadata.num_row_groups):
        group = metadata.row_group(place)
        if group.total_byte_size <= LARGEST_PACKED:
            continue
        for number in range(group.num_columns):
            chunk = group.column(number)
            if columns is not None and chunk.path_in_schema.partition(".")[0] not in columns:
                continue
            unpacked, packed = chunk.total_uncompressed_size, max(1, chunk.total_compressed_size)
            if unpacked > LARGEST_PACKED and unpacked > MOST_PACKED * packed:
                raise TooLarge(
                    f"the column {chunk.path_in_schema[:80]!r} would unpack to {unpacked >> 20:,} MiB, "
                    f"{unpacked // packed:,} times its size in the file"
                )
