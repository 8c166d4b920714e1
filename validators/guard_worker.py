"""The child process of `validators.guard`: answers one request after another until its request pipe is closed.

It is run as a file, not as a module, so that its own start imports nothing of ours; the target is imported after the
memory limit is set. Frames are a kind byte, the length in four bytes and the payload.
"""

from __future__ import annotations

import fcntl
import importlib
import marshal
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

READY, DONE, ERROR, MEMORY, TOO_LONG, FAILED = b"R", b"D", b"E", b"M", b"L", b"F"
HEADER = 5
RESULT_BYTES = 256 << 20  # the longest result that is sent back


def main(requests: int, results: int, alive: int) -> None:
    """Serve requests read from one pipe with results written to the other; `alive` is held open by the parent."""
    for descriptor in (requests, results, alive):
        os.set_inheritable(descriptor, False)
    _die_with_parent(alive)
    with open(requests, "rb", buffering=1 << 16) as source:
        work = _prepare(marshal.loads(_read(source)), results)
        _send(results, READY)
        stderr = os.open(os.devnull, os.O_WRONLY)
        os.dup2(stderr, 2)  # until here it went to the file in which the parent looks for the cause of a failed start
        os.close(stderr)
        while True:
            item = _read(source)
            try:
                result = work(item)
            except MemoryError:
                item = b""
                _send(results, MEMORY)
                os._exit(0)  # what a process still holds after it ran out is unknown
            except Exception as error:  # whatever it is, it is handed to the parent
                _send(results, ERROR, _first_line(error))
                continue
            if not isinstance(result, bytes):
                _send(results, ERROR, f"TypeError: the target returned {type(result).__name__}, not bytes".encode())
            elif len(result) > RESULT_BYTES:
                _send(results, TOO_LONG, str(len(result)).encode())
            else:
                _send(results, DONE, result)


def load(target: str) -> Callable[[bytes], Any]:
    """The function that ``package.module:function`` names."""
    module, _, name = target.partition(":")
    found: Callable[[bytes], Any] = getattr(importlib.import_module(module), name)
    return found


def _prepare(letter: dict[str, Any], results: int) -> Callable[[bytes], Any]:
    try:
        for limit, amount in ((resource.RLIMIT_AS, letter["memory"]), (resource.RLIMIT_CORE, 0)):
            hard = resource.getrlimit(limit)[1]
            amount = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
            resource.setrlimit(limit, (amount, amount))
        sys.path[:] = letter["path"]
        work = load(letter["target"])
        if letter["prepare"] is not None:
            load(letter["prepare"])(letter["setup"])
        return work
    except Exception as error:  # whatever it is, it is handed to the parent
        _send(results, FAILED, _first_line(error))
        os._exit(1)


def _die_with_parent(alive: int) -> None:
    """Have the kernel kill this process and its group when the parent's end of `alive` is closed by its death.

    No thread has to run for it, so it works while native code is busy, and unlike PR_SET_PDEATHSIG it does not
    fire when only the thread that started this process ends.
    """
    fcntl.fcntl(alive, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(alive, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(alive, fcntl.F_SETFL, fcntl.fcntl(alive, fcntl.F_GETFL) | os.O_ASYNC | os.O_NONBLOCK)
    try:
        if os.read(alive, 1) == b"":
            os._exit(0)  # it was closed before the kernel was asked to watch it
    except BlockingIOError:
        pass


def _read(source: BinaryIO) -> bytes:
    header = source.read(4)
    payload = source.read(int.from_bytes(header, "big")) if len(header) == 4 else b""
    if len(header) < 4:
        os._exit(0)  # the parent is done, or gone
    return payload


def _send(results: int, kind: bytes, payload: bytes = b"") -> None:
    data = memoryview(kind + len(payload).to_bytes(4, "big") + payload)
    while data:
        data = data[os.write(results, data) :]


def _first_line(error: Exception) -> bytes:
    lines = str(error).splitlines()
    text = f"{type(error).__name__}: {lines[0][:500]}" if lines else type(error).__name__
    return text.encode("utf-8", "backslashreplace")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
