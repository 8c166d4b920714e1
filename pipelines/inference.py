"""The solve stage on Beam: RunInference over shards, with a model handler of our own.

RunInference brings loading, sharing and metrics. The unit of work is a whole shard, since an engine batches better
than a runner can. Workers that are processes share one set of engines, so that a model is loaded once.
"""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import apache_beam as beam
import msgspec
from apache_beam.ml.inference.base import ModelHandler, RunInference

from pipelines.engines import EngineFailure
from pipelines.engines.pool import Engines, engines
from pipelines.runners import Runner, tell
from pipelines.stage import Job, borrow_guard, return_guard, run_shard
from schemas import BadInput


class ShardSolver(ModelHandler[int, int, Engines]):
    """Makes shards of a solve job; the model is the build's engines. `shared` has all worker processes of a host use
    the engines of one process."""

    def __init__(self, job: Job, *, shared: bool) -> None:
        super().__init__(min_batch_size=1, max_batch_size=1)
        self._job = msgspec.json.encode(job)
        self._shared = shared

    def load_model(self) -> Engines:
        """The engines, unopened: each opens when first asked."""
        job = msgspec.json.decode(self._job, type=Job)
        return engines(job.recipe.engines, str(job.path.parent), job.store)

    def run_inference(
        self, batch: Sequence[int], model: Engines, inference_args: dict[str, Any] | None = None
    ) -> list[int]:
        """Make these shards; gives the numbers of those that were not there yet."""
        job = msgspec.json.decode(self._job, type=Job)
        guard = borrow_guard(job)
        try:
            made = [shard for shard in batch if run_shard(job, shard, guard, model)]
        except (BadInput, EngineFailure, OSError) as error:
            raise tell(error) from error
        finally:
            if guard is not None:
                return_guard(job, guard)
        return made

    def share_model_across_processes(self) -> bool:
        return self._shared

    def get_metrics_namespace(self) -> str:
        return "provender.solve"


class SolveStage(beam.PTransform):
    """Shard numbers in, the numbers of the shards that were solved out."""

    def __init__(self, job: Job, *, shared: bool) -> None:
        super().__init__()
        self._handler = ShardSolver(job, shared=shared)
        self.tag = uuid.uuid4().hex  # what worker processes find the shared engines by

    def expand(self, shards: beam.PCollection) -> beam.PCollection:
        solved: beam.PCollection = (
            shards
            | "spread over workers" >> beam.Reshuffle()
            | "solve shard" >> RunInference(self._handler, model_identifier=self.tag)
        )
        return solved


def solve_shards(runner: Runner, job: Job, shards: Sequence[int], label: str) -> None:
    """Solve these shards of the job on the runner and wait for the end."""
    stage = SolveStage(job, shared=runner.has_processes)
    try:
        runner.run(stage, shards, label)
    finally:
        # Worker processes tell each other in files where the engines are, and Beam leaves the files behind.
        for path in Path(tempfile.gettempdir()).glob(f"{stage.tag}*"):
            path.unlink(missing_ok=True)
