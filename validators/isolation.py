"""Runs untrusted Python in a process of its own, shut in by every layer the kernel offers, and says which held.

The guest receives the source and the arguments, never an expected value; it returns values of exact built-in types
and this side, which alone knows what is right, compares. `run` is the one place where a process is started: a stronger
sandbox takes its place by keeping its signature.
"""

from __future__ import annotations

import contextlib
import functools
import json
import marshal
import math
import os
import re
import select
import signal
import subprocess
import sys
import sysconfig
import time
from enum import StrEnum
from pathlib import Path
from typing import Any

from msgspec import Struct

from validators import guest
from validators.guest import LAYERS, MAX_DEPTH, MAX_INT_BITS

NOBODY = 65_534  # the user that owns nothing
FRAME_SLACK = 16_384  # bytes for the frames' own words, beside the values


class Limits(Struct, frozen=True):
    """What one run may use. CPU time decides; the wall clock is only for programs that sleep, and so far longer."""

    cpu_seconds: int = 4
    wall_seconds: float = 20.0
    memory_mb: int = 512
    output_bytes: int = 1_000_000


class RunStatus(StrEnum):
    """How a run ended. TIMEOUT and those after it do not say whether the program is right."""

    RETURNED = "returned"
    EXCEPTION = "exception"
    MISSING_ENTRY = "missing_entry"
    FORBIDDEN = "forbidden"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    OUTPUT_LIMIT = "output_limit"
    INFRASTRUCTURE = "infrastructure"


class Job(Struct, frozen=True):
    """A program, the function to call and the argument lists to call it with, one after another in one process."""

    source: str
    entry: str
    calls: list[list[Any]]
    limits: Limits


class Ending(Struct, frozen=True):
    """How the process ended: `result` is its one result frame, unread, and present only when `status` is RETURNED."""

    status: RunStatus
    detail: str = ""
    layers: tuple[str, ...] = ()
    result: bytes = b""


class Run(Struct, frozen=True):
    """What the calls gave: one value per call when RETURNED, else those of the calls before the one that failed.

    `layers` are the names, sorted, of the layers of isolation that held (see `layers_available`).
    """

    status: RunStatus
    values: list[Any] = []
    detail: str = ""
    layers: tuple[str, ...] = ()


class Undecodable(ValueError):
    """The JSON is not the tagged encoding of a value."""


def run_calls(
    source: str,
    entry: str,
    argument_lists: list[list[Any]],
    limits: Limits = Limits(),  # noqa: B008  it is frozen
) -> Run:
    """Define `source` and call its function `entry` with each argument list in turn, all in one isolated process.

    Arguments are values of exact built-in types. A call that fails ends the run.
    """
    ending = run(Job(source, entry, argument_lists, limits))
    if ending.status is not RunStatus.RETURNED:
        return Run(ending.status, [], ending.detail, ending.layers)
    try:
        frame = _strict_json(ending.result)
        status, detail = RunStatus(frame["status"]), frame["detail"]
        values = [decode(value) for value in frame["values"]]
        complete = len(values) == len(argument_lists)
        if status not in _GUEST_MAY_SAY or complete is not (status is RunStatus.RETURNED):
            raise Undecodable("the result frame is not one")
        detail = plain(detail)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Run(RunStatus.EXCEPTION, [], "the program sent something that is not a result", ending.layers)
    return Run(status, values, detail, ending.layers)


def encode(value: Any) -> Any:
    """`value` as the JSON that checks hold, in which every built-in type can be told from every other.

    Lists, strings, integers, finite floats, booleans and None are themselves; ``{"t": [..]}`` is a tuple
    and ``{"d": [[key, value], ..]}`` a dictionary. Raises `Undecodable` for anything else.
    """
    try:
        return json.loads(guest.as_json(value, 10_000_000))
    except (guest.Unserialisable, guest.OutputLimit) as refused:
        raise Undecodable(f"no encoding for {refused}") from None


def decode(tree: Any, depth: int = 0) -> Any:
    """The value that `tree`, decoded JSON, encodes; raises `Undecodable` where it breaks the rules of `encode`."""
    kind = type(tree)
    if tree is None or kind is bool or kind is str:
        return tree
    if kind is int:
        if tree.bit_length() > MAX_INT_BITS:
            raise Undecodable("an integer has more than 4000 digits")
        return tree
    if kind is float:
        if not math.isfinite(tree):
            raise Undecodable("a float is not finite")
        return tree
    if depth >= MAX_DEPTH:
        raise Undecodable(f"values are nested deeper than {MAX_DEPTH}")
    if kind is list:
        return [decode(item, depth + 1) for item in tree]
    if kind is dict and len(tree) == 1:
        ((tag, items),) = tree.items()
        if tag == "t" and type(items) is list:
            return tuple(decode(item, depth + 1) for item in items)
        if tag == "d" and type(items) is list:
            return _dictionary(items, depth + 1)
    raise Undecodable("an object is not a tagged tuple or dictionary")


def layers_available() -> dict[str, bool | str]:
    """For each layer of isolation whether it holds on this machine, found by running an honest program.

    ``honest_program`` is True when the program returned what it should, else the reason it did not.
    """
    probe = run_calls("def double(n):\n    return 2 * n\n", "double", [[21]])
    found: dict[str, bool | str] = {layer: layer in probe.layers for layer in LAYERS}
    honest = probe.status is RunStatus.RETURNED and probe.values == [42]
    found["honest_program"] = honest or f"{probe.status}: {probe.detail}"
    return found


def run(job: Job) -> Ending:
    """Run the job in a process of its own and wait until nothing of it is left."""
    try:
        process, channel = _start(job)
    except OSError as failed:
        return Ending(RunStatus.INFRASTRUCTURE, f"the isolated process could not be started: {failed.strerror}")
    try:
        received, stopped = _receive(process, channel, job.limits)
    finally:
        status, cpu_seconds = _reap(process)
        received_late = _drain(channel)
        os.close(channel)
    received += received_late
    frames = _frames(received)
    if not frames:
        return Ending(RunStatus.INFRASTRUCTURE, "the isolated process ended before it was set up")
    layers = tuple(frames[0].decode("ascii", "replace").split(","))
    failure = stopped or _failure(status, cpu_seconds, job.limits)
    if failure is None and len(frames) != 2:
        failure = RunStatus.EXCEPTION, "the program ended its process or sent something that is not a result"
    if failure is not None:
        return Ending(*failure, layers=layers)
    return Ending(RunStatus.RETURNED, "", layers, frames[1])


_GUEST_MAY_SAY = frozenset(
    {
        RunStatus.RETURNED, RunStatus.EXCEPTION, RunStatus.MISSING_ENTRY, RunStatus.FORBIDDEN, RunStatus.MEMORY,
        RunStatus.OUTPUT_LIMIT,
    }
)  # fmt: skip
_BOOTSTRAP = (
    "import builtins,marshal,os,sys\n"
    "with open(int(sys.argv[1]),'rb') as f: code,job=marshal.load(f)\n"
    "channel=int(sys.argv[2])\n"
    "if channel!=3: os.dup2(channel,3,False); os.close(channel)\n"
    "else: os.set_inheritable(channel,False)\n"
    "names={'__name__':'guest','__builtins__':dict(vars(builtins))}\n"
    "exec(code,names)\n"
    "names['main'](job,3)\n"
)
_ARGUMENTS = ("-S", "-s", "-P", "-B", "-c", _BOOTSTRAP)  # with an empty environment this is -I that keeps a fixed hash


def _start(job: Job) -> tuple[subprocess.Popen[bytes], int]:
    readable, uid = _interpreter()
    limits = job.limits
    letter = {
        "source": job.source, "entry": job.entry, "calls": job.calls, "output_bytes": limits.output_bytes,
        "cpu_seconds": limits.cpu_seconds, "memory_mb": limits.memory_mb, "parent": os.getpid(),
        "readable": readable, "uid": uid,
    }  # fmt: skip
    # A file in memory cannot fill up and stall as a pipe can while the other side is not reading.
    job_file = os.memfd_create("job")
    try:
        with open(job_file, "wb", closefd=False) as file:
            file.write(marshal.dumps((_guest_code(), letter)))
        os.lseek(job_file, 0, os.SEEK_SET)
        ours, theirs = os.pipe()
        try:
            process = subprocess.Popen(
                [sys.executable, *_ARGUMENTS, str(job_file), str(theirs)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"PYTHONHASHSEED": "0"},
                pass_fds=(job_file, theirs),
                start_new_session=True,
            )
        except OSError:
            os.close(ours)
            raise
        finally:
            os.close(theirs)
    finally:
        os.close(job_file)
    return process, ours


@functools.cache
def _guest_code() -> Any:
    with open(guest.__file__, "rb") as file:
        return compile(file.read(), "guest.py", "exec")


@functools.cache
def _interpreter() -> tuple[list[str], int | None]:
    """The folders the guest may read, and the user it should become when this process is root and that user can."""
    library = os.path.realpath(sysconfig.get_path("stdlib"))
    shared = os.path.realpath(sysconfig.get_config_var("LIBDIR") or "/usr/lib")
    readable = [library, shared, "/usr/lib", "/lib", "/lib64", "/usr/lib64", "/etc/ld.so.cache", "/dev/urandom"]
    if os.geteuid() != 0:
        return readable, None
    library_path = Path(library)
    open_to_all = all(step.stat().st_mode & 0o005 == 0o005 for step in (library_path, *library_path.parents))
    return readable, NOBODY if open_to_all else None


def _receive(
    process: subprocess.Popen[bytes], channel: int, limits: Limits
) -> tuple[bytes, tuple[RunStatus, str] | None]:
    """All that the guest sends until its process ends, and why it was stopped if it was."""
    deadline = time.monotonic() + limits.wall_seconds
    received = bytearray()
    os.set_blocking(channel, False)
    ended = os.pidfd_open(process.pid)
    try:
        poll = select.poll()
        poll.register(ended, select.POLLIN)
        poll.register(channel, select.POLLIN)
        while True:
            left = deadline - time.monotonic()
            ready = dict(poll.poll(max(0.0, left) * 1000))
            if channel in ready:
                chunk = os.read(channel, 65_536)
                if not chunk:
                    poll.unregister(channel)
                received += chunk
                if len(received) > limits.output_bytes + FRAME_SLACK:
                    return bytes(received[:FRAME_SLACK]), (RunStatus.OUTPUT_LIMIT, "more output than is allowed")
            elif ended in ready:
                return bytes(received), None
            if left <= 0 and ended not in ready:
                return bytes(received), (RunStatus.TIMEOUT, "out of wall-clock time")
    finally:
        os.close(ended)


def _reap(process: subprocess.Popen[bytes]) -> tuple[int, float]:
    """End the process with all it started; the wait status and the CPU seconds used by it and what it waited for."""
    ended = os.pidfd_open(process.pid)
    poll = select.poll()
    poll.register(ended, select.POLLIN)
    if not poll.poll(0):
        # The waiting half kills the namespace's first process, which may have left the process group.
        os.kill(process.pid, signal.SIGTERM)
        poll.poll(1000)
    os.close(ended)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # before the leader is reaped, while its group id cannot be reused
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)  # so that Popen does not wait for it again
    return status, usage.ru_utime + usage.ru_stime


def _drain(channel: int) -> bytes:
    """What is still in the pipe: the end is there when nobody holds it; a survivor's silence is not waited for."""
    received = bytearray()
    while len(received) < FRAME_SLACK:
        try:
            chunk = os.read(channel, 65_536)
        except BlockingIOError:
            break
        if not chunk:
            break
        received += chunk
    return bytes(received)


def _frames(received: bytes) -> list[bytes]:
    """The length-prefixed frames; a broken tail counts as one frame too many."""
    frames: list[bytes] = []
    position = 0
    while position < len(received) and len(frames) < 3:
        size = int.from_bytes(received[position : position + 4], "big")
        frame = received[position + 4 : position + 4 + size]
        if len(received) < position + 4 or len(frame) != size:
            return [*frames, b"", b""]
        frames.append(frame)
        position += 4 + size
    return frames


def _failure(status: int, cpu_seconds: float, limits: Limits) -> tuple[RunStatus, str] | None:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        name = signal.Signals(number).name
        if number == signal.SIGXCPU or (number == signal.SIGKILL and cpu_seconds > limits.cpu_seconds - 0.5):
            return RunStatus.TIMEOUT, "out of CPU time"
        if number in (signal.SIGKILL, signal.SIGABRT):  # the kernel's or a library's answer to exhausted memory
            return RunStatus.MEMORY, f"killed by {name}"
        return RunStatus.EXCEPTION, f"killed by {name}"
    if status != 0 and os.WEXITSTATUS(status) == guest.OUT_OF_MEMORY:
        return RunStatus.MEMORY, ""
    if status != 0:
        return RunStatus.EXCEPTION, f"the program ended its process with status {os.WEXITSTATUS(status)}"
    return None


def plain(detail: str) -> str:
    """The guest's words cut short, fit for UTF-8, and without addresses, which differ from run to run."""
    return re.sub("0x[0-9a-f]{4,16}", "0x...", detail[:300]).encode("utf-8", "backslashreplace").decode()


def _strict_json(data: bytes) -> Any:
    def refuse(text: str) -> Any:
        raise Undecodable(f"{text[:10]} is not a value")

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) != len(items):
            raise Undecodable("an object repeats a key")
        return found

    return json.loads(data, parse_constant=refuse, object_pairs_hook=pairs)


def _dictionary(items: list[Any], depth: int) -> dict[Any, Any]:
    try:
        found = {decode(key, depth): decode(value, depth) for key, value in items}
    except (TypeError, ValueError) as refused:
        raise Undecodable(f"a dictionary cannot be made: {refused}") from None
    if len(found) != len(items):
        raise Undecodable("a dictionary repeats a key")
    return found
