"""One lease per build: two processes never work in the same build folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas import BadInput


@contextmanager
def lease(folder: Path) -> Iterator[None]:
    """Hold the build folder. The kernel gives it back when the process ends, however it ends."""
    path = folder / "lease"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode(errors="replace").strip()
            raise BadInput(
                str(folder), f"another build is at work here (process {holder})", "wait for it or choose another --out"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
