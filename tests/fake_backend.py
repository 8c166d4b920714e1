"""A backend for the host process that lives, dies and hangs as the prompts say."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipelines.engines import Request, completion
from pipelines.engines.host import Opening
from schemas import BadInput, Completion, FinishReason


def open_fake(opening: Opening) -> Fake:
    """The backend, or the failure that the model's folder asks for."""
    trouble = Path(opening.folder) / "trouble"
    word = trouble.read_text() if trouble.exists() else ""
    if word == "bad input":
        raise BadInput("model", "it is no model", "take another")
    if word == "error":
        raise RuntimeError("weights of clay")
    if word == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "hang":
        time.sleep(1000)
    return Fake(opening.fingerprint)


class Fake:
    def __init__(self, fingerprint: str) -> None:
        self._fingerprint = fingerprint

    def generate(self, requests: Sequence[Request]) -> Iterator[list[Completion]]:
        for request in requests:
            word, _, rest = request.prompt.partition(" ")
            if word == "die":
                os.kill(os.getpid(), signal.SIGKILL)
            if word == "once" and not Path(rest).exists():
                Path(rest).touch()
                os.kill(os.getpid(), signal.SIGSEGV)
            if word == "hang":
                time.sleep(1000)
            if word == "skip":
                continue
            text = str(os.getpid()) if word == "pid" else "y" * 20_000_000 if word == "huge" else request.prompt.upper()
            yield [
                completion(
                    self._fingerprint, request, text=text, finish_reason=FinishReason.STOP, completion_tokens=len(rest)
                )
            ]
