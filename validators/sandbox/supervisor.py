"""The trusted side: keeps zygotes warm, hands them jobs, watches the clock, and reads how each job ended.

A zygote runs one job at a time, and every caller that finds none idle starts another: a slow job delays nobody. A
zygote is replaced after `MOST_JOBS` jobs, after anything was left behind by one, and when it does not answer.
"""

from __future__ import annotations

import atexit
import os
import threading
from typing import Any

from validators.sandbox import guest
from validators.sandbox.jobs import Ending, Job, Limits, Run, RunStatus
from validators.sandbox.languages import form_in
from validators.sandbox.records import proved
from validators.sandbox.values import Undecodable, decode, plain, strict_json
from validators.sandbox.zygotes import Broken, Zygote


def run_calls(
    source: str,
    entry: str,
    argument_lists: list[list[Any]],
    limits: Limits = Limits(),  # noqa: B008  it is frozen
    *,
    hash_seed: int = 0,
    language: str = "python",
) -> Run:
    """Define `source` and call its function `entry` with each argument list in turn, all in one isolated process.

    Arguments are values of exact built-in types, in the form that they have in the language, and so are the results
    (see `validators.sandbox.languages.form_in`). A call that fails ends the run.
    """
    job = Job(source, entry, argument_lists, limits, hash_seed, language)
    ending = run(job)
    if ending.status is not RunStatus.INFRASTRUCTURE and not proved(job, ending):
        return Run(RunStatus.INFRASTRUCTURE, [], "the record of the job does not hold", ending.layers)
    if ending.status is not RunStatus.RETURNED:
        return Run(ending.status, [], ending.detail, ending.layers, ending.cpu_seconds)
    try:
        status, values, detail = read_frame(ending.result, len(argument_lists), language)
    except Undecodable:
        return Run(RunStatus.EXCEPTION, [], "the program sent something that is not a result", ending.layers)
    return Run(status, values, detail, ending.layers, ending.cpu_seconds)


def read_frame(frame: bytes, calls: int, language: str = "python") -> tuple[RunStatus, list[Any], str]:
    """What a result frame says of so many calls: how they ended, the values, and a detail.

    Raises `Undecodable` for anything that is not a frame as our side of the sandbox writes them.
    """
    try:
        found = strict_json(frame)
        status = RunStatus(found["status"])
        values = [form_in(language, decode(value)) for value in found["values"]]
        complete = len(values) == calls
        if status not in _GUEST_MAY_SAY or complete is not (status is RunStatus.RETURNED):
            raise Undecodable("the result frame is not one")
        return status, values, plain(found["detail"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as broken:
        raise Undecodable(f"the result frame is not one: {broken}") from None


def run(job: Job) -> Ending:
    """Run the job in a fork of an idle zygote. May be called from any thread.

    Where too few walls stand nothing is run: that is an INFRASTRUCTURE fault, whose detail says what is missing.
    """
    for last in (False, True):
        try:
            zygote = started(job.hash_seed, job.language) if last else _pool.taken(job.hash_seed, job.language)
        except (OSError, Broken) as failed:
            return Ending(RunStatus.INFRASTRUCTURE, f"the sandbox could not be started: {failed}")
        if weakness := weakness_of(zygote.layers):
            _pool.give_back(zygote)
            return Ending(RunStatus.INFRASTRUCTURE, weakness, zygote.layers)
        try:
            ending = zygote.run(job)
        except (OSError, Broken) as failed:
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


def layers_of(language: str = "python") -> tuple[str, ...]:
    """The layers that hold in this process's sandbox. Raises `OSError` or a subclass when none can be started."""
    try:
        zygote = _pool.taken(0, language)
    except Broken as failed:
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


def started(hash_seed: int, language: str) -> Zygote:
    """A new zygote. Only Python's own hash seed is set when the zygote starts; others set theirs with each job."""
    return Zygote(hash_seed) if language == "python" else Zygote(0, language)


class _Pool:
    """The idle zygotes of this process."""

    def __init__(self) -> None:
        self.idle: list[Zygote] = []
        self.lock = threading.Lock()

    def taken(self, hash_seed: int, language: str) -> Zygote:
        wanted = (language, hash_seed if language == "python" else 0)
        with self.lock:
            for place in range(len(self.idle) - 1, -1, -1):
                if self.idle[place].serves == wanted:
                    zygote = self.idle.pop(place)
                    if zygote.fresh():
                        return zygote
                    zygote.close()
        return started(hash_seed, language)

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
