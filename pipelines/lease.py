"""Locks: two processes never do the same work. The kernel gives a lock back when its process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas import Busy

LEASE = "lease"  # the lock's file in a build's folder
_TRIES = 100


@contextmanager
def lease(folder: Path) -> Iterator[None]:
    """Hold the build folder. Raises `Busy` when another run does."""
    with held(folder / LEASE, str(folder), "wait for it or choose another --out"):
        yield


@contextmanager
def held(
    path: Path,
    place: str,
    remedy: str = "wait for it and run the same command again",
    waits: Callable[[], None] | None = None,
) -> Iterator[None]:
    """Hold the lock that the file at the path stands for; the file stays there. Raises `Busy` when another run does:
    `place` is where it is at work, `remedy` what one can do about it. With `waits`, which is called then, it waits."""
    descriptor = _opened(path, place, remedy, waits)
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _opened(path: Path, place: str, remedy: str, waits: Callable[[], None] | None) -> int:
    """The file, opened and locked."""
    for _ in range(_TRIES):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
        locked = False
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if waits is None:
                    raise
                waits()
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            locked = _there(path, descriptor)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode("ascii", errors="replace").strip()
            told = f" (process {holder})" if holder else ""
            raise Busy(place, f"another run is at work here{told}", remedy) from None
        finally:
            if not locked:
                os.close(descriptor)
        if locked:
            return descriptor
        # The file was removed with its folder between the two calls: what it locks is not there any more.
    raise Busy(place, "another run is removing what is here", remedy)


def _there(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
