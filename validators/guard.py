"""A pool of warm child processes that may hang, crash or run out of memory without harm to the one that asks.

It uses no signals and no threads of its own, so it works from any thread of any program. Each item has a deadline that
the parent keeps; a child that misses it is killed with all that it started, and only that item is lost.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Self

from msgspec import Struct

from schemas import Reason
from validators import guard_worker

WINDOW = 16  # items handed to one child ahead of time, so that it need not wait for the parent
START_SECONDS = 120.0  # for the import of the target
START_ATTEMPTS = 3


class Done(Struct, frozen=True):
    """What the target returned."""

    result: bytes


class Lost(Struct, frozen=True):
    """Why there is no result: TIMEOUT, MEMORY, CHECKER_CRASH, CHECKER_ERROR or OUTPUT_LIMIT, all undecided."""

    reason: Reason
    detail: str = ""


class GuardError(RuntimeError):
    """The children cannot be started, or the guard is closed."""


class Guard:
    """Calls ``target``, a function from bytes to bytes named ``package.module:function``, in killable children.

    `seconds` is what one item may take, by the wall clock and counted while the child works on it; `memory_mb` is each
    child's address space. `prepare` names a function that each child calls once, with `setup`, before its first item.
    Children start when first needed. One caller at a time is served, others wait; close it, or use it in a ``with``.
    """

    def __init__(
        self,
        target: str,
        *,
        workers: int = 1,
        seconds: float,
        memory_mb: int,
        prepare: str | None = None,
        setup: bytes = b"",
    ) -> None:
        self.target = target
        self._letter = {"target": target, "prepare": prepare, "setup": setup, "memory": memory_mb << 20}
        self._seconds = seconds
        self._workers = workers
        self._children: list[_Child] = []
        self._failed_starts = 0
        self._lock = threading.Lock()
        self._owner = os.getpid()
        self._closed = False

    def call(self, item: bytes) -> Done | Lost:
        """The result for one item; raises `GuardError` when no child can be started."""
        (result,) = self.map((item,))
        return result

    def map(self, items: Iterable[bytes]) -> Iterator[Done | Lost]:
        """One result for each item, in the order of the items, which are read only a little ahead of the results.

        The guard is held until the iterator is exhausted or closed. Raises `GuardError` when no child can be started.
        """
        with self._lock:
            try:
                yield from self._map(items)
            finally:
                self._discard(lambda child: bool(child.in_flight))  # of an iterator that was left half-way

    def close(self) -> None:
        """Kill the children and all that they started. Closing twice does nothing."""
        if os.getpid() != self._owner:
            return  # a fork of the owner must not kill the owner's children
        self._closed = True
        self._discard(lambda child: True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _map(self, items: Iterable[bytes]) -> Iterator[Done | Lost]:
        if self._closed or os.getpid() != self._owner:
            raise GuardError(f"the guard of {self.target} is closed, or belongs to another process")
        batch = _Batch(items, self._workers * WINDOW * 2)
        while not self._closed:
            self._feed(batch)
            yield from batch.in_order()
            if not any(child.in_flight for child in self._children):
                if batch.exhausted():
                    return
                continue
            self._wait(batch)
        raise GuardError(f"the guard of {self.target} was closed while it was at work")

    def _feed(self, batch: _Batch) -> None:
        """Start what is missing and hand out items, evenly, until every child has its window full."""
        for child in [child for child in self._children if not child.in_flight and child.has_ended()]:
            self._children.remove(child)  # ended from outside while idle: nobody's item is lost
            child.kill()
        while True:
            all_busy = all(child.in_flight for child in self._children)
            if all_busy and len(self._children) < self._workers and batch.has_more():
                self._children.append(_Child(self._letter))
            freest = min(self._children, key=lambda child: len(child.in_flight), default=None)
            entry = batch.take() if freest is not None and len(freest.in_flight) < WINDOW else None
            if freest is None or entry is None:
                break
            freest.give(entry, self._seconds)
        for child in self._children:
            child.write()

    def _wait(self, batch: _Batch) -> None:
        """Wait until a child has something to say, ends or is out of time, and note what became of its items."""
        poll = select.poll()
        deadline = min(child.deadline for child in self._children if child.in_flight)
        for child in self._children:
            poll.register(child.results, select.POLLIN)
            poll.register(child.ended, select.POLLIN)
            if child.outbox:
                poll.register(child.requests, select.POLLOUT)
        ready = dict(poll.poll(max(0.0, min(deadline - time.monotonic(), 3600.0)) * 1000))
        for child in list(self._children):
            # Whether it ended is asked before reading: what it wrote before its end is then sure to be read.
            ended = child.ended in ready
            progress = (ended or child.results in ready) and child.read(batch)
            progress |= child.requests in ready and child.write()
            if progress and child.ready:
                child.deadline = time.monotonic() + self._seconds
                self._failed_starts = 0
            if ended or child.finished:
                self._children.remove(child)
                self._mourn(child, batch)
            elif not progress and child.in_flight and time.monotonic() >= child.deadline:
                self._children.remove(child)
                child.kill()
                if not child.ready:
                    raise GuardError(f"a child for {self.target} was not ready after {START_SECONDS:g} seconds")
                index, _, _ = child.in_flight.popleft()
                batch.results[index] = Lost(Reason.TIMEOUT, f"no result within {self._seconds:g} seconds")
                batch.again(child.in_flight)

    def _mourn(self, child: _Child, batch: _Batch) -> None:
        """Blame the item the child was at, if any is to blame, and give the others to the next child."""
        status = child.kill()
        if not child.ready:
            self._failed_starts += 1
            if self._failed_starts >= START_ATTEMPTS:
                self._failed_starts = 0
                raise GuardError(f"no child for {self.target} can be started: {child.last_words()}")
        elif child.in_flight and not child.finished:
            index, item, tries = child.in_flight.popleft()
            if status == -signal.SIGKILL and tries == 0:
                child.in_flight.appendleft((index, item, 1))  # perhaps killed for another's memory: one more try
            elif status == -signal.SIGKILL:
                batch.results[index] = Lost(Reason.MEMORY, "killed by SIGKILL")
            elif status < 0:
                batch.results[index] = Lost(Reason.CHECKER_CRASH, f"killed by {signal.Signals(-status).name}")
            else:
                batch.results[index] = Lost(Reason.CHECKER_CRASH, f"the process exited with status {status}")
        batch.again(child.in_flight)

    def _discard(self, unwanted: Any) -> None:
        for child in [child for child in self._children if unwanted(child)]:
            self._children.remove(child)
            child.kill()


_Entry = tuple[int, bytes, int]  # the item's number, the item, and how often it was tried before


class _Batch:
    """The items of one `map`: those not yet read, those to be tried again, and the results not yet handed on."""

    def __init__(self, items: Iterable[bytes], ahead: int) -> None:
        self.results: dict[int, Done | Lost] = {}
        self._source = enumerate(items)
        self._waiting: deque[_Entry] = deque()
        self._ahead = ahead
        self._read = 0  # items read so far
        self._next = 0  # the item whose result is handed on next
        self._open = True

    def has_more(self) -> bool:
        """Whether an item can be handed out now: there may be more once results have been handed on."""
        if not self._waiting and self._open and self._read - self._next < self._ahead:
            found = next(self._source, None)
            if found is None:
                self._open = False
            else:
                self._waiting.append((*found, 0))
                self._read += 1
        return bool(self._waiting)

    def take(self) -> _Entry | None:
        """The next item to hand out, if there is one now."""
        return self._waiting.popleft() if self.has_more() else None

    def again(self, entries: Iterable[_Entry]) -> None:
        """Put back items that a lost child was holding, to be handed out before all others."""
        self._waiting.extendleft(reversed(list(entries)))

    def in_order(self) -> Iterator[Done | Lost]:
        """The results that are next in the order of the items."""
        while self._next in self.results:
            result = self.results.pop(self._next)
            self._next += 1
            yield result

    def exhausted(self) -> bool:
        """Whether every item has been read, and every result handed on, once no child holds an item."""
        return not self._open and not self._waiting and not self.results


class _Child:
    """One child process, its pipes, and the items it holds."""

    def __init__(self, letter: dict[str, Any]) -> None:
        self.in_flight: deque[_Entry] = deque()
        self.outbox = bytearray()
        self.ready = False
        self.finished = False  # it said that it has nothing more to say
        self.deadline = time.monotonic() + START_SECONDS
        self._inbox = bytearray()
        self._failure = ""
        self._stderr: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  closed by `kill`
        theirs_in, self.requests = os.pipe()
        self.results, theirs_out = os.pipe()
        theirs_alive, self._alive = os.pipe()
        theirs = (theirs_in, theirs_out, theirs_alive)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", guard_worker.__file__, *map(str, theirs)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._stderr,
                pass_fds=theirs,
                start_new_session=True,  # a group of its own, to be killed with all that it starts
            )
        except OSError as failed:
            for descriptor in (self.requests, self.results, self._alive):
                os.close(descriptor)
            self._stderr.close()
            raise GuardError(f"no child process can be started: {failed.strerror}") from failed
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        self.ended = os.pidfd_open(self._process.pid)
        os.set_blocking(self.requests, False)
        os.set_blocking(self.results, False)
        self._send(marshal.dumps({**letter, "path": list(sys.path)}))

    def give(self, entry: _Entry, seconds: float) -> None:
        """Add an item to those it holds; `write` sends it. The clock of an idle child starts."""
        if not self.in_flight and self.ready:
            self.deadline = time.monotonic() + seconds
        self.in_flight.append(entry)
        self._send(entry[1])

    def write(self) -> bool:
        """Write as much of the outbox as the pipe takes; whether anything was written."""
        before = len(self.outbox)
        try:
            while self.outbox:
                del self.outbox[: os.write(self.requests, self.outbox)]
        except BlockingIOError:
            pass
        except BrokenPipeError:
            self.outbox.clear()  # it has ended, which `_wait` will see
        return len(self.outbox) < before

    def read(self, batch: _Batch) -> bool:
        """Read what is there and note the results; whether anything was read."""
        progress = False
        try:
            while chunk := os.read(self.results, 1 << 20):
                self._inbox += chunk
                progress = True
        except BlockingIOError:
            pass
        position = 0
        while not self.finished and len(self._inbox) >= position + guard_worker.HEADER:
            start = position + guard_worker.HEADER
            size = int.from_bytes(self._inbox[position + 1 : start], "big")
            if len(self._inbox) < start + size:
                break
            self._note(bytes(self._inbox[position : position + 1]), bytes(self._inbox[start : start + size]), batch)
            position = start + size
        del self._inbox[:position]
        return progress

    def has_ended(self) -> bool:
        """Whether the process is over."""
        poll = select.poll()
        poll.register(self.ended, select.POLLIN)
        return bool(poll.poll(0))

    def kill(self) -> int:
        """End the process and its group and close the pipes; the exit status, negative when a signal ended it.

        A child that said that it is finished is given a moment to end by itself, so that the status is its own.
        """
        poll = select.poll()
        poll.register(self.ended, select.POLLIN)
        poll.poll(2000 if self.finished else 0)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)  # before the leader is reaped, while the id is its own
        status = self._process.wait()
        for descriptor in (self.requests, self.results, self._alive, self.ended):
            os.close(descriptor)
        self._failure = self._failure or self._last_lines()
        self._stderr.close()
        return status

    def last_words(self) -> str:
        """Why it could not start, as far as it said."""
        return self._failure or f"it ended with status {self._process.returncode}"

    def _send(self, payload: bytes) -> None:
        self.outbox += len(payload).to_bytes(4, "big") + payload

    def _note(self, kind: bytes, payload: bytes, batch: _Batch) -> None:
        if kind == guard_worker.READY:
            self.ready = True
            return
        if kind == guard_worker.FAILED:
            self.finished = True
            self._failure = payload.decode()
            return
        index, _, _ = self.in_flight.popleft()
        if kind == guard_worker.DONE:
            batch.results[index] = Done(payload)
        elif kind == guard_worker.ERROR:
            batch.results[index] = Lost(Reason.CHECKER_ERROR, payload.decode())
        elif kind == guard_worker.MEMORY:
            batch.results[index] = Lost(Reason.MEMORY, "MemoryError")
            self.finished = True
        else:
            batch.results[index] = Lost(Reason.OUTPUT_LIMIT, f"the result has {payload.decode()} bytes")

    def _last_lines(self) -> str:
        size = self._stderr.seek(0, os.SEEK_END)
        self._stderr.seek(max(0, size - 4_000))
        lines = self._stderr.read().decode("utf-8", "replace").splitlines()
        return " | ".join(line.strip() for line in lines[-3:])
