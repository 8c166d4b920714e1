"""The two Beam transforms on which every stage runs.

`ShardStage` does one shard after another, wherever the runner puts them; `KeyedStage` brings ids (never texts)
together by key and writes shards again. Both are told what to do by plain data, so that any worker, in this process
or on another host, needs only the installed packages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import apache_beam as beam
import msgspec

from pipelines.runners import tell
from pipelines.shards import finished, write_shard
from pipelines.stage import Entry, Job, Keyed, borrow_guard, inputs_digest, return_guard, run_shard, stage_named
from schemas import BadInput
from validators.guard import Guard


class ShardStage(beam.PTransform):
    """Shard numbers in, the numbers of the shards that were made out."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = msgspec.json.encode(job)

    def expand(self, shards: beam.PCollection) -> beam.PCollection:
        made: beam.PCollection = (
            shards | "spread over workers" >> beam.Reshuffle() | "make shard" >> beam.ParDo(_MakeShard(self._job))
        )
        return made


class _MakeShard(beam.DoFn):
    def __init__(self, job: bytes) -> None:
        self._encoded = job
        self._guard: Guard | None = None

    def setup(self) -> None:
        self._job = msgspec.json.decode(self._encoded, type=Job)
        self._guard = borrow_guard(self._job)

    def process(self, shard: int) -> Iterator[int]:
        try:
            made = run_shard(self._job, shard, self._guard)
        except (BadInput, OSError) as error:
            raise tell(error) from error
        if made:
            yield shard

    def teardown(self) -> None:
        if self._guard is not None:
            return_guard(self._job, self._guard)
            self._guard = None


class KeyedStage(beam.PTransform):
    """Shard numbers in, the numbers of the shards that were written out, by way of a GroupByKey over ids."""

    def __init__(self, job: Job, keyed: str) -> None:
        super().__init__()
        self._job = msgspec.json.encode(job)
        self._keyed = keyed

    def expand(self, shards: beam.PCollection) -> beam.PCollection:
        counts = shards | "read ids" >> beam.ParDo(_Emit(self._job, self._keyed)).with_outputs("sizes", main="ids")
        back = (
            counts.ids
            | "by id" >> beam.GroupByKey()
            | "resolve" >> beam.ParDo(_Resolve(self._job, self._keyed))
        )  # fmt: skip
        written: beam.PCollection = (
            (back, counts.sizes)
            | "with shard sizes" >> beam.Flatten()
            | "by shard" >> beam.GroupByKey()
            | "write shard" >> beam.ParDo(_WriteKeyed(self._job, self._keyed))
        )
        return written


def keyed_named(path: str) -> Keyed:
    """The keyed stage's functions at ``module:attribute``."""
    return stage_named(path)  # type: ignore[return-value]


_SIZE, _VALUE = b"s", b"v"  # the two kinds of entry that come to a shard


class _Emit(beam.DoFn):
    def __init__(self, job: bytes, keyed: str) -> None:
        self._encoded, self._path = job, keyed

    def setup(self) -> None:
        self._job = msgspec.json.decode(self._encoded, type=Job)
        self._keyed = keyed_named(self._path)

    def process(self, shard: int) -> Iterator[tuple[bytes, bytes] | beam.pvalue.TaggedOutput]:
        size, pairs = self._keyed.emit(self._job, shard)
        yield from pairs
        # Every shard is written, also the one to which nothing comes back; its size balances its books.
        yield beam.pvalue.TaggedOutput("sizes", (shard, _SIZE + size.to_bytes(8, "big")))


class _Resolve(beam.DoFn):
    def __init__(self, job: bytes, keyed: str) -> None:
        self._encoded, self._path = job, keyed

    def setup(self) -> None:
        self._recipe = msgspec.json.decode(self._encoded, type=Job).recipe
        self._keyed = keyed_named(self._path)

    def process(self, group: tuple[bytes, Iterable[bytes]]) -> Iterator[Entry]:
        for shard, value in self._keyed.resolve(sorted(group[1]), self._recipe):
            yield shard, _VALUE + value


class _WriteKeyed(beam.DoFn):
    def __init__(self, job: bytes, keyed: str) -> None:
        self._encoded, self._path = job, keyed

    def setup(self) -> None:
        self._job = msgspec.json.decode(self._encoded, type=Job)
        self._keyed = keyed_named(self._path)

    def process(self, group: tuple[int, Iterable[bytes]]) -> Iterator[int]:
        shard, job = group[0], self._job
        entries = sorted(group[1])
        size = sum(int.from_bytes(entry[1:], "big") for entry in entries if entry.startswith(_SIZE))
        values = [entry[1:] for entry in entries if entry.startswith(_VALUE)]
        inputs = inputs_digest(job, shard)
        if finished(job.path, shard, inputs):
            return
        stage = stage_named(job.stage)
        made = self._keyed.rows(values, size, job.context(shard))
        try:
            write_shard(job.path, shard, inputs, made, stage.schemas, job.recipe.sharding.row_group_rows, stage.name)
        except OSError as error:
            raise tell(error) from error
        yield shard
