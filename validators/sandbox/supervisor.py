"""The trusted side: keeps zygotes warm, hands them jobs, watches the clock, and reads how each job ended.

A zygote runs one job at a time, and every caller that finds none idle starts another: a slow job delays nobody. A
zygote is replaced after `MOST_JOBS` jobs, after anything was left behind by one, and when it does not answer.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import marshal
import os
import select
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
from pathlib import Path
from typing import Any

from validators.sandbox import guest
from validators.sandbox.filters import job_filter
from validators.sandbox.jobs import Ending, Job, Limits, Run, RunStatus
from validators.sandbox.values import Undecodable, decode, frames, plain, strict_json

NOBODY = 65_534  # the user that owns nothing
FRAME_SLACK = 16_384  # bytes for the frames' own words, beside the values
MOST_JOBS = 5_000  # of one zygote
START_SECONDS = 30.0
ANSWER_SECONDS = 10.0  # from the end of a job to the zygote's word about it


def run_calls(
    source: str,
    entry: str,
    argument_lists: list[list[Any]],
    limits: Limits = Limits(),  # noqa: B008  it is frozen
    *,
    hash_seed: int = 0,
) -> Run:
    """Define `source` and call its function `entry` with each argument list in turn, all in one isolated process.

    Arguments are values of exact built-in types. A call that fails ends the run.
    """
    ending = run(Job(source, entry, argument_lists, limits, hash_seed))
    if ending.status is not RunStatus.RETURNED:
        return Run(ending.status, [], ending.detail, ending.layers)
    try:
        frame = strict_json(ending.result)
        status, detail = RunStatus(frame["status"]), frame["detail"]
        values = [decode(value) for value in frame["values"]]
        complete = len(values) == len(argument_lists)
        if status not in _GUEST_MAY_SAY or complete is not (status is RunStatus.RETURNED):
            raise Undecodable("the result frame is not one")
        detail = plain(detail)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Run(RunStatus.EXCEPTION, [], "the program sent something that is not a result", ending.layers)
    return Run(status, values, detail, ending.layers)


def run(job: Job) -> Ending:
    """Run the job in a fork of an idle zygote. May be called from any thread.

    Where too few walls stand nothing is run: that is an INFRASTRUCTURE fault, whose detail says what is missing.
    """
    for last in (False, True):
        try:
            zygote = Zygote(job.hash_seed) if last else _pool.taken(job.hash_seed)
        except (OSError, _Broken) as failed:
            return Ending(RunStatus.INFRASTRUCTURE, f"the sandbox could not be started: {failed}")
        if weakness := weakness_of(zygote.layers):
            _pool.give_back(zygote)
            return Ending(RunStatus.INFRASTRUCTURE, weakness, zygote.layers)
        try:
            ending = zygote.run(job)
        except (OSError, _Broken) as failed:
            zygote.close()
            if last:
                return Ending(RunStatus.INFRASTRUCTURE, f"the sandbox broke down: {failed}", zygote.layers)
            continue  # it may have been killed from outside while it was idle
        except BaseException:
            zygote.close()  # an interrupt: what it was doing nobody waits for any more
            raise
        _pool.give_back(zygote)
        return ending
    raise AssertionError("the second try ends in one way or the other")


def close() -> None:
    """End all idle zygotes of this process; others end when their job does. More are started as they are needed."""
    _pool.close()


def layers_of(hash_seed: int = 0) -> tuple[str, ...]:
    """The layers that hold in this process's sandbox. Raises `OSError` or a subclass when none can be started."""
    try:
        zygote = _pool.taken(hash_seed)
    except _Broken as failed:
        raise OSError(str(failed)) from None
    _pool.give_back(zygote)
    return zygote.layers


# Which walls have to stand.

_ALL = frozenset(guest.LAYERS)
_WALLS = (
    frozenset({"seccomp"}),
    frozenset({"landlock"}),
    frozenset({"user_ns", "mount_ns", "uts_ns", "ipc_ns", "pid_ns", "net_ns", "private_root"}),
)
_ALWAYS = frozenset({"separate_process", "rlimits", "no_new_privs"})
_weaker = False


def allow_weaker(allowed: bool = True) -> None:
    """Let jobs run although some layers are missing, in this process and those that it forks. Never fewer than one
    whole wall (the filter, Landlock, or all namespaces) with limits and no new privileges."""
    global _weaker
    _weaker = allowed


def missing_layers(layers: tuple[str, ...]) -> list[str]:
    """What does not hold and is wanted: ``no_capabilities`` goes without saying for a user who never had any."""
    return sorted(_ALL - set(layers))


def weaker(layers: tuple[str, ...]) -> dict[str, list[str]]:
    """The mark that evidence bears when not all layers held: nothing where they did."""
    missing = missing_layers(layers)
    return {"missing_layers": missing} if missing else {}


def weakness_of(layers: tuple[str, ...]) -> str:
    """Why nothing may be run with these layers, and what to do; empty where it may."""
    held = set(layers)
    missing = ", ".join(missing_layers(layers))
    if not (held >= _ALWAYS and any(held >= wall for wall in _WALLS)):
        return (
            f"no whole wall stands around untrusted programs here (missing: {missing}); run on a kernel with seccomp, "
            "Landlock or user namespaces"
        )
    if missing and not (_weaker or os.environ.get(WEAKER_VARIABLE)):
        return (
            f"layers of the sandbox are missing here: {missing}; see 'provender doctor', or allow it with "
            "--allow-weaker-sandbox, which marks the rows"
        )
    return ""


WEAKER_VARIABLE = "PROVENDER_ALLOW_WEAKER_SANDBOX"
"""Worker processes, which no option reaches, learn it by their environment."""


# The zygotes.


class _Broken(Exception):
    """The zygote does not do what it should."""


class Zygote:
    """One warm interpreter, shut in. `without` leaves layers out, for trying out what holds without them."""

    def __init__(self, hash_seed: int, without: tuple[str, ...] = ()) -> None:
        self.hash_seed = hash_seed
        self.jobs = 0
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control = ours
        self.owner = os.getpid()
        readable, uid, for_all = _interpreter()
        found = job_filter()
        settings = {
            "readable": readable, "uid": uid, "for_all": for_all, "without": list(without),
            "filter": (found.program, found.pid_at) if found else None,
        }  # fmt: skip
        letter = os.memfd_create("settings")
        try:
            with open(letter, "wb", closefd=False) as file:
                file.write(marshal.dumps((_guest_code(), settings)))
            os.lseek(letter, 0, os.SEEK_SET)
            with theirs:
                self.process = subprocess.Popen(
                    [sys.executable, *_ARGUMENTS, str(letter), str(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env={"PYTHONHASHSEED": str(hash_seed)},
                    pass_fds=(letter, theirs.fileno()),
                    start_new_session=True,
                )
        except BaseException:
            ours.close()
            raise
        finally:
            os.close(letter)
        try:
            self.control.settimeout(START_SECONDS)
            hello = self.control.recv(4096)
            if not hello:
                raise _Broken("it ended before it was set up")
            self.layers = tuple(marshal.loads(hello))
        except BaseException:
            self.close()
            raise

    def run(self, job: Job) -> Ending:
        """Run one job and wait until nothing of it is left. Raises `OSError` or `_Broken`: the zygote is of no use."""
        limits = job.limits
        self.jobs += 1
        number = self.jobs.to_bytes(4, "big")
        letter = {
            "source": job.source, "entry": job.entry, "calls": job.calls, "output_bytes": limits.output_bytes,
            "cpu_seconds": limits.cpu_seconds, "memory_mb": limits.memory_mb, "hash_seed": job.hash_seed,
        }  # fmt: skip
        # A file in memory cannot fill up and stall as a pipe can while the other side is not reading.
        file = os.memfd_create("job")
        try:
            _write_all(file, marshal.dumps(letter))
            os.lseek(file, 0, os.SEEK_SET)
            channel, theirs = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
            try:
                # The writing end is the job's own and blocks as usual.
                os.set_blocking(theirs, True)
                socket.send_fds(self.control, [b"J" + number], [file, theirs])
            finally:
                os.close(theirs)
        finally:
            os.close(file)
        try:
            received, stopped = self._received(channel, limits, number)
        finally:
            os.close(channel)
        self.control.settimeout(ANSWER_SECONDS)
        answer = self.control.recv(4096)
        if answer[:4] != number:
            raise _Broken("it ended in the middle of a job")
        status, cpu_seconds, left = marshal.loads(answer[4:])
        if left:
            self.jobs = MOST_JOBS  # nothing should have been left: start afresh
        return _ending(received, stopped, status, cpu_seconds, limits, self.layers)

    def _received(self, channel: int, limits: Limits, number: bytes) -> tuple[bytes, tuple[RunStatus, str] | None]:
        """All that the job sends until its process ends, and why it was stopped if it was."""
        deadline = time.monotonic() + limits.wall_seconds
        received = bytearray()
        stopped: tuple[RunStatus, str] | None = None
        poll = select.poll()
        poll.register(channel, select.POLLIN)
        poll.register(self.control.fileno(), select.POLLIN)
        while True:
            left = deadline - time.monotonic()
            ready = dict(poll.poll(max(0.0, left) * 1000))
            if channel in ready:
                chunk = os.read(channel, 65_536)
                if not chunk:
                    return bytes(received), stopped  # nobody holds the other end any more
                if stopped is None:
                    received += chunk
                    if len(received) > limits.output_bytes + FRAME_SLACK:
                        stopped = RunStatus.OUTPUT_LIMIT, "more output than is allowed"
                        del received[FRAME_SLACK:]
                        self.control.send(b"K" + number)
            elif ready:
                return bytes(received) + _rest(channel), stopped  # the zygote has said how the job ended, or is gone
            elif stopped is None:
                stopped = RunStatus.TIMEOUT, "out of wall-clock time"
                self.control.send(b"K" + number)
                deadline = time.monotonic() + ANSWER_SECONDS
            else:
                raise _Broken("it does not end a job that it was told to end")

    def close(self) -> None:
        """End the zygote with all that runs in it."""
        self.control.close()
        if self.owner != os.getpid():
            return  # a copy that a fork of this process has: the zygote belongs to the original
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(1.0)  # with nobody to talk to it ends by itself, and its keeper waits for it
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def fresh(self) -> bool:
        """Whether it may be given another job."""
        return self.owner == os.getpid() and self.jobs < MOST_JOBS


class _Pool:
    """The idle zygotes of this process."""

    def __init__(self) -> None:
        self.idle: list[Zygote] = []
        self.lock = threading.Lock()

    def taken(self, hash_seed: int) -> Zygote:
        with self.lock:
            for place in range(len(self.idle) - 1, -1, -1):
                if self.idle[place].hash_seed == hash_seed:
                    zygote = self.idle.pop(place)
                    if zygote.fresh():
                        return zygote
                    zygote.close()
        return Zygote(hash_seed)

    def give_back(self, zygote: Zygote) -> None:
        if not zygote.fresh():
            zygote.close()
            return
        with self.lock:
            self.idle.append(zygote)

    def close(self) -> None:
        with self.lock:
            idle, self.idle = self.idle, []
        for zygote in idle:
            zygote.close()


_pool = _Pool()
atexit.register(_pool.close)


def _after_fork() -> None:
    global _pool
    for zygote in _pool.idle:
        zygote.control.close()  # so that they end when the original does
    _pool = _Pool()
    atexit.register(_pool.close)


os.register_at_fork(after_in_child=_after_fork)

_GUEST_MAY_SAY = frozenset(
    {
        RunStatus.RETURNED, RunStatus.EXCEPTION, RunStatus.MISSING_ENTRY, RunStatus.FORBIDDEN, RunStatus.MEMORY,
        RunStatus.OUTPUT_LIMIT, RunStatus.UNSUPPORTED_IMPORT,
    }
)  # fmt: skip
_BOOTSTRAP = (
    "import builtins,marshal,os,sys\n"
    "with open(int(sys.argv[1]),'rb') as f: code,settings=marshal.load(f)\n"
    "names={'__name__':'guest','__builtins__':dict(vars(builtins))}\n"
    "exec(code,names)\n"
    "names['serve'](settings,int(sys.argv[2]))\n"
)
_ARGUMENTS = ("-S", "-s", "-P", "-B", "-c", _BOOTSTRAP)  # with an empty environment this is -I that keeps a fixed hash


@functools.cache
def _guest_code() -> Any:
    with open(guest.__file__, "rb") as file:
        return compile(file.read(), "guest.py", "exec")


@functools.cache
def _interpreter() -> tuple[list[str], int | None, bool]:
    """The paths that jobs may read, the user that they become when this process is root, and whether anyone may read
    the library where it lies."""
    library = os.path.realpath(sysconfig.get_path("stdlib"))
    shared = os.path.realpath(sysconfig.get_config_var("LIBDIR") or "/usr/lib")
    readable = [library, shared, "/usr/lib", "/lib", "/lib64", "/usr/lib64", "/etc/ld.so.cache", "/dev/urandom"]
    folder = Path(library)
    for_all = all(step.stat().st_mode & 0o005 == 0o005 for step in (folder, *folder.parents))
    return [path for path in readable if Path(path).exists()], None if os.geteuid() != 0 else NOBODY, for_all


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def _rest(channel: int) -> bytes:
    """What is still in the pipe."""
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


def _ending(
    received: bytes,
    stopped: tuple[RunStatus, str] | None,
    status: int,
    cpu_seconds: float,
    limits: Limits,
    layers: tuple[str, ...],
) -> Ending:
    found = frames(received)
    if not found or found[0] != b"ready":
        return Ending(RunStatus.INFRASTRUCTURE, "the job's walls could not be raised", layers)
    failure = stopped or _failure(status, cpu_seconds, limits)
    if failure is None and len(found) != 2:
        failure = RunStatus.EXCEPTION, "the program ended its process or sent something that is not a result"
    if failure is not None:
        return Ending(*failure, layers=layers)
    return Ending(RunStatus.RETURNED, "", layers, found[1])


def _failure(status: int, cpu_seconds: float, limits: Limits) -> tuple[RunStatus, str] | None:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        name = signal.Signals(number).name
        if number == signal.SIGXCPU or (number == signal.SIGKILL and cpu_seconds > limits.cpu_seconds - 0.5):
            return RunStatus.TIMEOUT, "out of CPU time"
        if number == signal.SIGSYS:
            return RunStatus.FORBIDDEN, "a system call that only an attack makes"
        if number in (signal.SIGKILL, signal.SIGABRT):  # the kernel's or a library's answer to exhausted memory
            return RunStatus.MEMORY, f"killed by {name}"
        return RunStatus.EXCEPTION, f"killed by {name}"
    if status != 0 and os.WEXITSTATUS(status) == guest.OUT_OF_MEMORY:
        return RunStatus.MEMORY, ""
    if status != 0:
        return RunStatus.EXCEPTION, f"the program ended its process with status {os.WEXITSTATUS(status)}"
    return None
