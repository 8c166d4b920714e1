"""The rows that a report shows: which they are, where there are too many for one page, and their order.

Files are read by batches, twice: once for what the choice needs, once for the rows that were chosen, which wait in a
temporary file until they are written in order. So memory does not grow with the texts of a release.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from msgspec import Struct

from pipelines.manifest import data_files
from pipelines.shards import Row
from schemas import BadInput, Release, digest_int
from schemas.release import File

if TYPE_CHECKING:
    from numpy import ndarray

BATCH = 256
TEXT_BYTES = 256 << 20  # of all rows shown; compressed they come to about a sixth
ROW_BYTES = 16 << 20  # a browser cannot be asked to show more at once
REPRESENTATIVES = 4  # rows of each family, level and verdict that come before all others
PUBLISHED = ("default", "rejected", "undecided", "preference")


class Shown(Struct, frozen=True):
    """One row of a release, with where it stands and the views in which its sample was published."""

    view: str
    split: str
    row: Row
    published: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """The checker's verdict, or `dropped` for what never came before one."""
        return str(self.row.get("status") or ("dropped" if self.view == "dropped" else "none"))

    @property
    def cost(self) -> int:
        """Tokens read and written."""
        counts = (self.row.get(name) for name in ("prompt_tokens", "completion_tokens"))
        return sum(count for count in counts if isinstance(count, int))


class Browsed(Struct, frozen=True):
    """What the page's browser says of its rows: by view how many there are in the release, how many are shown, and how
    many were left out because their own texts are too long."""

    totals: dict[str, int]
    shown: int
    too_long: int


def browsed_views(manifest: Release) -> tuple[str, ...]:
    """The views whose rows are shown: every sample, or its parts where a release has no `rollouts`; then `dropped`."""
    there = {file.config for file in data_files(manifest)}
    samples = ("rollouts",) if "rollouts" in there else ("default", "rejected", "undecided")
    return tuple(view for view in (*samples, "dropped") if view in there)


class Selection:
    """The chosen rows of a release, in the page's order: by view, family, level, problem and sample.

    Use it in a `with` statement: it holds a temporary file.
    """

    def __init__(self, release: Path, manifest: Release, limit: int, beside: Path) -> None:
        self._release = release
        self._views = browsed_views(manifest)
        self._files = [file for view in self._views for file in data_files(manifest) if file.config == view]
        self._others = [file for file in data_files(manifest) if file.config in PUBLISHED]
        self._spool: IO[bytes] = TemporaryFile(dir=beside)  # noqa: SIM115 (closed by __exit__)
        try:
            chosen, self.browsed = self._choose(limit)
            self._places = self._keep(chosen)
        except BaseException:
            self._spool.close()
            raise

    def __enter__(self) -> Selection:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Shown]:
        for start, size, views in self._places:
            self._spool.seek(start)
            yield msgspec.structs.replace(_shown.decode(self._spool.read(size)), published=views)

    def _choose(self, limit: int) -> tuple[ndarray, Browsed]:
        """A mark for each row of the files, and what was left out."""
        import numpy as np

        hashes, strata, sizes = array("Q"), array("l"), array("q")
        known: dict[tuple[Any, ...], int] = {}
        totals = dict.fromkeys(self._views, 0)
        for file in self._files:
            view = str(file.config)
            for batch in self._batches(file):
                sizes.extend(_text_bytes(batch).tolist())
                names = [name for name in ("id", "family", "level", "status", "reason") if name in batch.schema.names]
                if "status" in names:
                    names.remove("reason")
                for row in rows_of(batch.select(names)):
                    hashes.append(digest_int(view, str(row.get("id"))))
                    stratum = view, *(row[name] for name in names if name != "id")
                    strata.append(known.setdefault(stratum, len(known)))
                totals[view] += batch.num_rows
        room = np.frombuffer(sizes, np.int64) if sizes else np.zeros(0, np.int64)
        fits = room <= ROW_BYTES
        candidates = np.flatnonzero(fits)
        ranked = candidates[_ranking(np.array(hashes, np.uint64)[fits], np.array(strata, np.int64)[fits])][:limit]
        ranked = ranked[np.cumsum(room[ranked]) <= TEXT_BYTES]
        chosen = np.zeros(len(room), bool)
        chosen[ranked] = True
        return chosen, Browsed(totals, len(ranked), int(len(room) - fits.sum()))

    def _keep(self, chosen: ndarray) -> list[tuple[int, int, tuple[str, ...]]]:
        """Put the chosen rows into the temporary file; where each lies and where it was published, in order."""
        start = place = 0
        keyed = []
        for file in self._files:
            for batch in self._batches(file):
                marks = chosen[start : start + batch.num_rows]
                start += batch.num_rows
                if not marks.any():
                    continue
                for row in rows_of(batch.filter(pa.array(marks))):
                    size = self._spool.write(_encoder.encode(Shown(str(file.config), str(file.split), row)))
                    keyed.append((self._order(str(file.config), row), place, size))
                    place += size
        keyed.sort()
        published = self._published({key[-1] for key, _, _ in keyed})
        return [(at, size, published.get(key[-1], ())) for key, at, size in keyed]

    def _order(self, view: str, row: Row) -> tuple[int, str, int, str, str, int, str]:
        level, sample = row.get("level"), row.get("sample_index")
        return (
            self._views.index(view),
            str(row.get("family") or ""),
            level if isinstance(level, int) else 0,
            str(row.get("problem_id") or ""),
            str(row.get("solver") or row.get("engine") or ""),
            sample if isinstance(sample, int) else 0,
            str(row.get("id")),
        )

    def _published(self, shown: set[str]) -> dict[str, tuple[str, ...]]:
        """The views in which the shown samples stand, by id."""
        found: dict[str, tuple[str, ...]] = {}
        for view in PUBLISHED:
            for file in self._others:
                if file.config != view:
                    continue
                wanted = ("chosen_id", "rejected_id") if view == "preference" else ("id",)
                for batch in self._batches(file, wanted):
                    for row in rows_of(batch):
                        for value in map(str, row.values()):
                            if value in shown and view not in found.get(value, ()):
                                found[value] = (*found.get(value, ()), view)
        return found

    def _batches(self, file: File, columns: tuple[str, ...] | None = None) -> Iterator[pa.RecordBatch]:
        path = self._release / file.path
        try:
            with pq.ParquetFile(path) as reader:
                there = reader.schema_arrow.names
                wanted = None if columns is None else [name for name in columns if name in there]
                yield from reader.iter_batches(batch_size=BATCH, columns=wanted)
        except FileNotFoundError:
            raise BadInput(str(path), "the manifest names this file, and it is not there", "take the whole release") \
                from None  # fmt: skip
        except pa.ArrowException as error:
            problem = f"this is not a readable Parquet file ({str(error).splitlines()[0]})"
            raise BadInput(str(path), problem, "see 'provender verify'") from None


_encoder = msgspec.json.Encoder()
_shown = msgspec.json.Decoder(Shown)


def rows_of(batch: pa.RecordBatch) -> list[Row]:
    """The batch's rows as dictionaries; what is not UTF-8 in a string is replaced."""
    try:
        return batch.to_pylist()  # type: ignore[no-any-return]
    except UnicodeDecodeError:
        schema = pa.schema([pa.field(field.name, _as_bytes(field.type)) for field in batch.schema])
        return [_decoded(row) for row in batch.cast(schema).to_pylist()]


def _as_bytes(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return pa.large_binary()
    if pa.types.is_list(kind):
        return pa.list_(pa.field(kind.value_field.name, _as_bytes(kind.value_type)))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(field.name, _as_bytes(field.type)) for field in kind])
    return kind


def _decoded(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, list):
        return [_decoded(each) for each in value]
    if isinstance(value, Mapping):
        return {name: _decoded(each) for name, each in value.items()}
    return value


def _text_bytes(batch: pa.RecordBatch) -> ndarray:
    """The bytes of all texts in each row."""
    return _added(batch.columns, batch.num_rows)


def _added(columns: Sequence[pa.Array], size: int) -> ndarray:
    import numpy as np

    total = np.zeros(size, np.int64)
    for column in columns:
        total += _lengths(column)
    return total


def _lengths(column: pa.Array) -> ndarray:
    import numpy as np

    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return np.asarray(pc.fill_null(pc.binary_length(column), 0)).astype(np.int64)
    if pa.types.is_list(kind):
        ends = np.cumsum(np.asarray(pc.fill_null(pc.list_value_length(column), 0)), dtype=np.int64)
        sums = np.concatenate([[0], np.cumsum(_lengths(column.flatten()))])
        return np.asarray(np.diff(sums[np.concatenate([[0], ends])]))
    if pa.types.is_struct(kind):
        return _added(column.flatten(), len(column))
    return np.zeros(len(column), np.int64)


def _ranking(hashes: ndarray, strata: ndarray) -> ndarray:
    """The rows in the order in which they are taken: the first few of every stratum, then the rest so that each prefix
    has every stratum's share. Within a stratum the hash decides, so neither files nor their order do."""
    import numpy as np

    order = np.lexsort((hashes, strata))
    there = strata[order]
    firsts = np.flatnonzero(np.concatenate([[True], there[1:] != there[:-1]])[: len(there)])
    sizes = np.diff(np.concatenate([firsts, [len(there)]]))
    rank = np.arange(len(there)) - np.repeat(firsts, sizes)
    late = rank >= REPRESENTATIVES
    share = np.where(late, (rank + 0.5) / np.maximum(np.repeat(sizes, sizes), 1), rank)
    return order[np.lexsort((hashes[order], share, late))]
