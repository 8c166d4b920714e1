"""A zygote as seen from the trusted side: starting it, handing it jobs, and reading how each of them ended."""

from __future__ import annotations

import contextlib
import functools
import marshal
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from typing import Any

import msgspec

from validators.sandbox import enclosing, guest
from validators.sandbox.filters import job_filter
from validators.sandbox.jobs import Ending, Job, Limits, RunStatus
from validators.sandbox.languages import LANGUAGES, Language
from validators.sandbox.records import signed
from validators.sandbox.values import frames

NOBODY = 65_534  # the user that owns nothing
FRAME_SLACK = 16_384  # bytes for the frames' own words, beside the values
MOST_JOBS = 5_000  # of one zygote
START_SECONDS = 30.0
MOST_WAITING = 6  # times its seconds by the clock a job may take while it waits for a processor
ANSWER_SECONDS = 10.0  # from the end of a job to the zygote's word about it


class Broken(Exception):
    """The zygote does not do what it should."""


class Zygote:
    """One warm interpreter, shut in, for jobs in one language; those of Python run in forks of it, for others a fork
    becomes their interpreter. `without` leaves layers out, for trying out what holds without them.

    Raises `OSError` or `Broken` when it cannot be started.
    """

    def __init__(self, hash_seed: int, language: str = "python", without: tuple[str, ...] = ()) -> None:
        self.serves = (language, hash_seed)
        self.language = LANGUAGES[language] if language != "python" else None
        self.jobs = 0
        settings = _settings(self.language, without)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control = ours
        self.owner = os.getpid()
        letter = os.memfd_create("settings")
        try:
            with open(letter, "wb", closefd=False) as file:
                file.write(marshal.dumps((_inside(), settings)))
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
                raise Broken("it ended before it was set up")
            self.layers = tuple(marshal.loads(hello))
        except BaseException:
            self.close()
            raise

    def run(self, job: Job) -> Ending:
        """Run one job and wait until nothing of it is left. Raises `OSError` or `Broken`: the zygote is of no use."""
        limits = job.limits
        self.jobs += 1
        number = self.jobs.to_bytes(4, "big")
        # A file in memory cannot fill up and stall as a pipe can while the other side is not reading.
        file = os.memfd_create("job")
        try:
            _write_all(file, _letter(job, self.language))
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
            raise Broken("it ended in the middle of a job")
        status, cpu_seconds, left = marshal.loads(answer[4:])
        if left:
            self.jobs = MOST_JOBS  # nothing should have been left: start afresh
        ending = _ending(received, stopped, status, cpu_seconds, limits)
        return signed(job, msgspec.structs.replace(ending, layers=self.layers, cpu_seconds=cpu_seconds))

    def _received(self, channel: int, limits: Limits, number: bytes) -> tuple[bytes, tuple[RunStatus, str] | None]:
        """All that the job sends until its process ends, and why it was stopped if it was."""
        began = time.monotonic()
        deadline = began + limits.wall_seconds
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
            elif stopped is None and (later := began + self._allowed(limits.wall_seconds)) > time.monotonic():
                deadline = later
            elif stopped is None:
                stopped = RunStatus.TIMEOUT, "out of wall-clock time"
                self.control.send(b"K" + number)
                deadline = time.monotonic() + ANSWER_SECONDS
            else:
                raise Broken("it does not end a job that it was told to end")

    def _allowed(self, wall_seconds: float) -> float:
        """The seconds that the job may take by the clock: what it waited for a processor, because others had them all,
        does not count. So it is the job, and not the machine, that decides how it ends."""
        above = [self.process.pid]
        if "pid_ns" in self.layers:
            above = _children(self.process.pid)  # the zygote is its keeper's child
        jobs = [job for each in above for job in _children(each)]
        waited = 0
        for job in jobs:
            with contextlib.suppress(OSError, ValueError, IndexError):  # it has ended, or this kernel does not say
                waited += int(Path(f"/proc/{job}/schedstat").read_text().split()[1])
        return min(wall_seconds + waited / 1e9, MOST_WAITING * wall_seconds)

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


_BOOTSTRAP = (
    "import builtins,marshal,os,sys\n"
    "with open(int(sys.argv[1]),'rb') as f: codes,settings=marshal.load(f)\n"
    "names={'__name__':'guest','__builtins__':dict(vars(builtins))}\n"
    "for code in codes: exec(code,names)\n"
    "names['serve'](settings,int(sys.argv[2]))\n"
)
_ARGUMENTS = ("-S", "-s", "-P", "-B", "-c", _BOOTSTRAP)  # with an empty environment this is -I that keeps a fixed hash


def _children(process: int) -> list[int]:
    try:
        return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


@functools.cache
def _inside() -> list[Any]:
    """What runs in a zygote, compiled: one after another, with the same names."""
    return [compile(Path(str(part.__file__)).read_bytes(), part.__name__, "exec") for part in (enclosing, guest)]


def _letter(job: Job, language: Language | None) -> bytes:
    """What a child is told of its job: its limits and, in Python, the job itself, which others read after that."""
    limits = job.limits
    told: dict[str, Any] = {"cpu_seconds": limits.cpu_seconds, "memory_mb": limits.memory_mb}
    rest = b""
    if language is None:
        told |= {
            "source": job.source, "entry": job.entry, "calls": job.calls, "output_bytes": limits.output_bytes,
            "hash_seed": job.hash_seed,
        }  # fmt: skip
    else:
        told["arguments"] = language.arguments(limits, job.hash_seed)
        rest = language.letter(job)
    head = marshal.dumps(told)
    return len(head).to_bytes(8, "big") + head + rest


def _settings(language: Language | None, without: tuple[str, ...]) -> dict[str, Any]:
    """What a zygote is told at its start. Raises `Broken` where the language's interpreter is not there."""
    libraries = ["/usr/lib", "/lib", "/lib64", "/usr/lib64", "/etc/ld.so.cache", "/dev/urandom"]
    interpreter: dict[str, Any] | None = None
    if language is None:
        home = os.path.realpath(sysconfig.get_path("stdlib"))
        libraries = [home, os.path.realpath(sysconfig.get_config_var("LIBDIR") or "/usr/lib"), *libraries]
    else:
        home = language.found()
        if not home:
            raise Broken(language.missing())
        interpreter = {
            "path": home, "executable": [home, *_loader(home)], "environment": language.environment,
            "job_at": language.job_at, "result_at": language.result_at, "processes": language.processes,
            "files": language.files, "spare_mb": language.spare_mb, "fixed_addresses": language.fixed_addresses,
        }  # fmt: skip
        libraries = [home, *libraries]
    found = job_filter(executes=language is not None, threads=language is not None and language.processes > 1)
    place = Path(home)
    return {
        "readable": [path for path in libraries if Path(path).exists()],
        "uid": NOBODY if os.geteuid() == 0 else None,
        "for_all": all(step.stat().st_mode & 0o005 == 0o005 for step in (place, *place.parents)),
        "filter": (found.program, found.pid_at, found.path_at) if found else None,
        "without": list(without),
        "interpreter": interpreter,
    }


def _loader(path: str) -> list[str]:
    """The program that the kernel starts in order to load this one, from its ELF header; none if it is static."""
    with open(path, "rb") as file:
        head = file.read(4096)
    if head[:5] != b"\x7fELF\x02":  # not one of 64 bits
        return []
    table, size, count = struct.unpack_from("=Q", head, 32)[0], *struct.unpack_from("=HH", head, 54)
    for at in range(table, min(table + size * count, len(head) - 55), size):
        kind, _, place, _, _, length = struct.unpack_from("=IIQQQQ", head, at)
        if kind == 3:  # PT_INTERP
            return [head[place : place + length].rstrip(b"\0").decode()]
    return []


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
) -> Ending:
    found = frames(received)
    if not found or found[0] != b"ready":
        return Ending(RunStatus.INFRASTRUCTURE, "the job's walls could not be raised, or its interpreter did not start")
    failure = stopped or _failure(status, cpu_seconds, limits)
    if failure is None and len(found) != 2:
        failure = RunStatus.EXCEPTION, "the program ended its process or sent something that is not a result"
    if failure is not None:
        return Ending(*failure)
    return Ending(RunStatus.RETURNED, result=found[1])


def _failure(status: int, cpu_seconds: float, limits: Limits) -> tuple[RunStatus, str] | None:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        name = signal.Signals(number).name
        if number == signal.SIGXCPU or (number == signal.SIGKILL and cpu_seconds > limits.cpu_seconds - 0.5):
            return RunStatus.TIMEOUT, "out of CPU time"
        if number == signal.SIGSYS:
            return RunStatus.FORBIDDEN, "a system call that only an attack makes"
        # The answer of the kernel, a library or an interpreter to exhausted memory.
        if number in (signal.SIGKILL, signal.SIGABRT, signal.SIGTRAP, signal.SIGILL):
            return RunStatus.MEMORY, f"killed by {name}"
        return RunStatus.EXCEPTION, f"killed by {name}"
    if status != 0 and os.WEXITSTATUS(status) == guest.OUT_OF_MEMORY:
        return RunStatus.MEMORY, ""
    if status != 0:
        return RunStatus.EXCEPTION, f"the program ended its process with status {os.WEXITSTATUS(status)}"
    return None
