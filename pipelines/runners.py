"""Which Beam runner carries the stages, and how a stage is run on it."""

from __future__ import annotations

import json
import queue
import re
import threading
from collections.abc import Callable, Sequence

import apache_beam as beam
import msgspec
from apache_beam.options.pipeline_options import DirectOptions, PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.runners.runner import PipelineRunner
from apache_beam.transforms import PTransform

from pipelines.engines import EngineFailure
from schemas import BadInput

LOCAL = ("in_memory", "multi_threading", "multi_processing")
REMOTE = ("PortableRunner", "FlinkRunner", "SparkRunner", "DataflowRunner")
_REFUSED = {
    "DirectRunner": "it tries to fetch another runner first and may hang",
    "PrismRunner": "it was not tried with Provender",
    "BundleBasedDirectRunner": "it does not run the portable transforms used here",
    "DaskRunner": "it drops bundle output and mixes tagged outputs",
}
_ERROR = re.compile(r"provender-error:(\{.*?\})\s*(?:\[while running|$)", re.M)


class Runner(msgspec.Struct, frozen=True):
    """A runner by name, the number of workers it may use here, and further Beam options as they would be typed."""

    name: str = "in_memory"
    workers: int = 1
    options: tuple[str, ...] = ()

    def check(self) -> None:
        """Raises `BadInput` for a runner that is unknown or known not to work."""
        if self.name in (*LOCAL, *REMOTE):
            return
        why = _REFUSED.get(self.name, "there is no such runner")
        raise BadInput(f"--runner {self.name}", why, f"use one of {', '.join((*LOCAL, *REMOTE))}")

    @property
    def has_processes(self) -> bool:
        """Whether its workers are processes of their own, which cannot share a loaded model by themselves."""
        return self.name not in ("in_memory", "multi_threading")

    @property
    def guard_workers(self) -> int:
        """Child processes per Beam worker: where Beam brings one process only, they are what uses the other cores."""
        return self.workers if self.name == "in_memory" else 1

    def run(self, transform: PTransform, shards: Sequence[int], label: str) -> None:
        """Run the transform over the shard numbers and wait for its end."""
        options = PipelineOptions(list(self.options), pipeline_type_check=False)
        if self.name in LOCAL:
            direct = options.view_as(DirectOptions)
            direct.direct_running_mode = self.name
            direct.direct_num_workers = 1 if self.name == "in_memory" else self.workers
            runner: PipelineRunner | str = FnApiRunner()
        else:
            runner = self.name

        def run() -> None:
            with beam.Pipeline(runner=runner, options=options) as pipeline:
                # A million shard numbers would cost 100 µs each in Create; they are shards' numbers, so far fewer.
                _ = pipeline | f"{label}: shards" >> beam.Create(list(shards), reshuffle=False) | label >> transform

        try:
            if self.name == "multi_processing":
                _unless_a_worker_dies(run, label)
            else:
                run()
        except Exception as error:
            known = told(str(error))
            if known is not None:
                raise known from None
            raise


class WorkerLost(RuntimeError):
    """A worker process of the runner died; its shards are to be made by another run."""


def _unless_a_worker_dies(run: Callable[[], None], label: str) -> None:
    """Call `run`, and raise `WorkerLost` when a worker process ends badly meanwhile.

    Beam's process runner waits for ever for a worker that was killed. It does notice: the thread that waits for the
    process then fails, which is where it is seen here.
    """
    lost = threading.Event()
    ended: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()

    def call() -> None:
        try:
            run()
            ended.put(None)
        except BaseException as error:
            ended.put(error)

    _watch(lost)
    try:
        # A daemon: when a worker is lost it never ends, and must not keep the process.
        threading.Thread(target=call, name=label, daemon=True).start()
        while not lost.is_set():
            try:
                error = ended.get(timeout=0.2)
            except queue.Empty:
                continue
            if error is not None:
                raise error
            return
        raise WorkerLost(f"a worker process of the runner died during {label}; the same command goes on")
    finally:
        _watching.discard(lost)


_watching: set[threading.Event] = set()  # one for every stage that runs now: solve and verify run side by side
_otherwise = threading.excepthook


def _watch(lost: threading.Event) -> None:
    """Have the event set when a worker of any stage of this process is lost: whose it was cannot be told."""
    _watching.add(lost)
    threading.excepthook = _notice


def _notice(failed: threading.ExceptHookArgs) -> None:
    if failed.thread is None or failed.thread.name != "run_worker":
        _otherwise(failed)
        return
    for lost in tuple(_watching):
        lost.set()


def tell(error: Exception) -> RuntimeError:
    """An error as text that survives the trip from a worker through any runner to the driver."""
    if isinstance(error, BadInput | EngineFailure):
        parts = {"place": error.place, "problem": error.problem, "remedy": error.remedy}
        if isinstance(error, EngineFailure):
            parts["engine"] = "failed"
    elif isinstance(error, OSError):
        parts = {"errno": str(error.errno), "problem": error.strerror or str(error), "place": str(error.filename or "")}
    else:
        return RuntimeError(str(error))
    return RuntimeError(f"provender-error:{json.dumps(parts)}")


def told(text: str) -> Exception | None:
    """The error that `tell` put into the text, if there is one."""
    found = _ERROR.search(text)
    if found is None:
        return None
    parts = json.loads(found.group(1))
    if "errno" in parts:
        return OSError(int(parts["errno"]) if parts["errno"].isdigit() else 5, parts["problem"], parts["place"] or None)
    kind = EngineFailure if "engine" in parts else BadInput
    return kind(parts["place"], parts["problem"], parts["remedy"])
