"""The process in which a model runs, apart from the build: what crashes or hangs here costs only the batch in flight.

Started as ``python -m pipelines.engines.host``. It reads batches of requests from one pipe and writes completions to
another as they are finished; libraries may print to stdout and stderr, which go to the engine's log. When the build
goes, however it goes, its end of the lifeline pipe closes and this process kills itself with all that it started.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Protocol

import msgspec

from pipelines.engines.protocol import EngineFailure, Request, timed
from schemas import BadInput, Completion
from schemas.recipe import CTranslate2Engine, VllmEngine

FLUSH_SECONDS = 0.2


class Backend(Protocol):
    """A loaded model."""

    def generate(self, requests: Sequence[Request]) -> Iterator[list[Completion]]:
        """Completions as they are finished; one that cannot be served has finish reason ``error``."""


class Opening(msgspec.Struct, tag="open"):
    """The first frame: which model to load."""

    spec: CTranslate2Engine | VllmEngine
    folder: str
    fingerprint: str
    place: str


class Batch(msgspec.Struct, tag="batch"):
    """Requests to be answered."""

    requests: list[Request]


class Ready(msgspec.Struct, tag="ready"):
    """The model is loaded."""

    seconds: float


class Some(msgspec.Struct, tag="some"):
    """Finished completions of the batch."""

    completions: list[Completion]


class End(msgspec.Struct, tag="end"):
    """The batch is finished."""


class Failed(msgspec.Struct, tag="failed"):
    """The engine cannot be used (`bad_input`) or cannot go on: the parts of the error."""

    bad_input: bool
    place: str
    problem: str
    remedy: str


FromHost = Ready | Some | End | Failed


def write_frame(stream: BinaryIO, frame: msgspec.Struct) -> None:
    """Send a frame: its length in four bytes, then MessagePack."""
    data = msgspec.msgpack.encode(frame)
    stream.write(len(data).to_bytes(4, "big"))
    stream.write(data)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes:
    """The next frame's content; `EOFError` when the other side is gone."""
    head = stream.read(4)
    if len(head) < 4:
        raise EOFError
    size = int.from_bytes(head, "big")
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def open_backend(opening: Opening) -> Backend:
    """Load the model. Heavy libraries are imported here, in this process only."""
    folder = Path(opening.folder)
    match opening.spec:
        case CTranslate2Engine():
            from pipelines.engines.ctranslate2 import CTranslate2Backend

            return CTranslate2Backend(opening.spec, folder, opening.fingerprint, opening.place)
        case VllmEngine():
            from pipelines.engines.vllm import VllmBackend

            return VllmBackend(opening.spec, folder, opening.fingerprint, opening.place)


def serve(requests: BinaryIO, answers: BinaryIO, backend_path: str) -> None:
    """Answer batches until there are no more."""
    opening = msgspec.msgpack.decode(read_frame(requests), type=Opening)
    module, _, name = backend_path.partition(":")
    start = time.monotonic()
    try:
        backend: Backend = getattr(import_module(module), name)(opening)
    except (BadInput, EngineFailure) as error:
        write_frame(answers, _failed(error))
        return
    except Exception as error:
        # Whatever a library could not do with this model: told in full in the log, in one line to the person.
        import traceback

        traceback.print_exc()
        problem = f"the model could not be loaded ({type(error).__name__}: {str(error).splitlines()[:1]})"
        write_frame(answers, Failed(True, opening.place, problem, "see the engine's log beside the build"))
        return
    write_frame(answers, Ready(time.monotonic() - start))
    while True:
        try:
            batch = msgspec.msgpack.decode(read_frame(requests), type=Batch)
        except EOFError:
            return
        try:
            _answer(backend, batch.requests, answers)
        except (BadInput, EngineFailure) as error:
            write_frame(answers, _failed(error))
            return


def _answer(backend: Backend, requests: Sequence[Request], answers: BinaryIO) -> None:
    held: list[Completion] = []
    since = time.monotonic()
    for finished in backend.generate(requests):
        held += finished
        if time.monotonic() - since >= FLUSH_SECONDS:
            since = _send(answers, held, since)
    _send(answers, held, since)
    write_frame(answers, End())


def _send(answers: BinaryIO, held: list[Completion], since: float) -> float:
    """Send what is finished; each gets its share of the time that the backend worked since the last."""
    now = time.monotonic()
    if held:
        write_frame(answers, Some(timed(held, now - since, "engine_seconds")))
        held.clear()
    return now


def _failed(error: BadInput | EngineFailure) -> Failed:
    return Failed(isinstance(error, BadInput), error.place, error.problem, error.remedy)


def _die_with(lifeline: int) -> None:
    """Wait until nobody holds the other end any more, then end this process and all that it started."""
    poll = select.poll()
    poll.register(lifeline, select.POLLIN | select.POLLHUP)
    while not poll.poll():
        continue
    os.killpg(os.getpgrp(), signal.SIGKILL)


def main() -> None:
    """Arguments: the descriptors to read from, to write to and to live by, and the backend's ``module:function``."""
    reading, writing, lifeline = (int(argument) for argument in sys.argv[1:4])
    threading.Thread(target=_die_with, args=(lifeline,), daemon=True).start()
    with os.fdopen(reading, "rb") as requests, os.fdopen(writing, "wb") as answers:
        serve(requests, answers, sys.argv[4])


if __name__ == "__main__":
    main()
