"""The program inside the isolated process: shuts the doors behind itself, runs the calls, sends back the values.

`validators.isolation` compiles this file and hands it, with the job, to a bare interpreter; it may import nothing of
ours and little of the standard library, for every import is paid once per run. It sends two frames on its own pipe: the
names of the layers that held, before any untrusted code runs, and then the result. The result is only ever the guest's
word about *its own* values; what they should have been is known outside alone.
"""

from __future__ import annotations

import os
import stat
import sys
from _json import encode_basestring_ascii  # json itself would cost more than all else that is imported

TYPE_CHECKING = False  # importing it from typing would cost a third of the guest's start
if TYPE_CHECKING:
    from typing import Any

LAYERS = (
    "separate_process", "rlimits", "no_new_privs", "no_capabilities", "unprivileged_uid", "user_ns", "mount_ns",
    "uts_ns", "ipc_ns", "pid_ns", "net_ns", "landlock", "read_only_mounts",
)  # fmt: skip
MAX_DEPTH = 20
MAX_INT_BITS = 13_288  # 4000 decimal digits; Python itself prints no more than 4300
OUT_OF_MEMORY = 98  # exit status
_INFINITY = float("inf")

_NAMESPACES = {
    "user_ns": 0x10000000, "mount_ns": 0x00020000, "uts_ns": 0x04000000, "ipc_ns": 0x08000000, "pid_ns": 0x20000000,
    "net_ns": 0x40000000,
}  # fmt: skip


class Unserialisable(Exception):
    """The value is of a type that is not sent back: only exact built-in types are."""


class OutputLimit(Exception):
    """The value is too large, too deep or has too many digits to be sent back."""


def main(job: dict[str, Any], channel: int) -> None:
    """Isolate this process as far as the kernel allows, run `job` and exit; never returns.

    `job` holds ``source``, ``entry``, ``calls`` (a list of argument lists), the limits, ``parent`` (the process that
    waits for this one) and ``uid`` (the unprivileged user to become, or None).
    """
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    held = {"separate_process"}
    os.chdir("/")
    _die_with_parent(libc)
    if os.getppid() != job["parent"]:
        os._exit(97)
    if job["uid"] is not None and _become(libc, job["uid"]):
        held.add("unprivileged_uid")
        _die_with_parent(libc)  # a change of user clears it
    held |= _enter_namespaces(libc)
    if "pid_ns" in held:
        _continue_as_init(libc, channel)  # only a child born after unshare is inside the new PID namespace
    if "mount_ns" in held and _make_mounts_read_only(libc):
        held.add("read_only_mounts")
    if _drop_capabilities(libc):
        held.add("no_capabilities")
    if libc.prctl(38, 1, 0, 0, 0) == 0:  # PR_SET_NO_NEW_PRIVS
        held.add("no_new_privs")
        if _enter_landlock(libc, job["readable"]):
            held.add("landlock")
    _set_limits(job)
    held.add("rlimits")
    _send(channel, ",".join(sorted(held)).encode())
    _run(job, channel)


def as_json(value: Any, limit: int) -> str:
    """The tagged JSON of `value`: exact built-in types only, at most about `limit` characters.

    Lists, strings, integers, finite floats, booleans and None are plain JSON; ``{"t": [..]}`` is a tuple
    and ``{"d": [[key, value], ..]}`` a dictionary. Raises `Unserialisable` or `OutputLimit`.
    """
    parts: list[str] = []
    _write(value, parts, [limit], 0)
    return "".join(parts)


_CONTAINERS: dict[type, tuple[str, str]] = {list: ("[", "]"), tuple: ('{"t":[', "]}"), dict: ('{"d":[', "]}")}


def _write(value: Any, parts: list[str], room: list[int], depth: int) -> None:
    kind = type(value)
    if value is None:
        text = "null"
    elif value is True or value is False:
        text = "true" if value else "false"
    elif kind is int:
        if value.bit_length() > MAX_INT_BITS:
            raise OutputLimit("an integer of more than 4000 digits")
        text = int.__repr__(value)
    elif kind is float:
        if not -_INFINITY < value < _INFINITY:
            raise Unserialisable("a float that is not finite")
        text = float.__repr__(value)
    elif kind is str:
        if len(value) > room[0]:
            raise OutputLimit("the values are too large")
        text = encode_basestring_ascii(value)
    elif kind in _CONTAINERS:
        if depth >= MAX_DEPTH:
            raise OutputLimit("the values are nested too deeply")
        start, text = _CONTAINERS[kind]
        parts.append(start)
        room[0] -= len(start)
        comma = ""
        for item in value.items() if kind is dict else value:
            parts.append(comma)
            comma = ","
            if kind is dict:
                parts.append("[")
                _write(item[0], parts, room, depth + 1)
                parts.append(",")
                _write(item[1], parts, room, depth + 1)
                parts.append("]")
                room[0] -= 3
            else:
                _write(item, parts, room, depth + 1)
    else:
        raise Unserialisable(f"a value of type {kind.__name__[:64]}")
    room[0] -= len(text) + 1
    if room[0] < 0:
        raise OutputLimit("the values are too large")
    parts.append(text)


def _run(job: dict[str, Any], channel: int) -> None:
    # This module was given builtins of its own, so that what untrusted code puts into the common ones stays there; the
    # rest of what is needed afterwards is taken hold of before.
    send, leave, name = _send, os._exit, job["entry"]
    values: list[str] = []
    status, detail, room = "returned", "", job["output_bytes"]
    try:
        module = type(sys)("candidate")
        module.__dict__["__builtins__"] = sys.modules["builtins"]
        sys.modules["candidate"] = module
        sys.argv = ["candidate"]
        exec(compile(job["source"], "candidate.py", "exec", dont_inherit=True), module.__dict__)
        entry = module.__dict__.get(name)
        if entry is None:
            status, detail = "missing_entry", f"the program does not define {name}"
        else:
            for arguments in job["calls"]:
                text = as_json(entry(*arguments), room)
                room -= len(text)
                values.append(text)
    except MemoryError:
        status = "memory"
    except OutputLimit as limit:
        status, detail = "output_limit", str(limit)
    except Unserialisable as refused:
        status, detail = "exception", f"unserialisable result: {refused}"
    except PermissionError as refused:
        status, detail = "forbidden", _described(refused)
    except BaseException as raised:  # SystemExit is a failure like any other
        status, detail = "exception", _described(raised)
    try:
        result = f'{{"status":"{status}","detail":{as_json(detail, 10_000)},"values":[{",".join(values)}]}}'.encode()
        send(channel, result)
    except MemoryError:  # the candidate may have left no room even for this
        leave(OUT_OF_MEMORY)
    leave(0)


def _described(raised: BaseException) -> str:
    try:
        lines = str(raised).splitlines()
    except BaseException:  # the exception is the candidate's own and may raise while it is printed
        lines = []
    kind = type(raised).__name__[:64]
    return f"{kind}: {lines[0][:200]}" if lines and lines[0] else kind


def _send(channel: int, payload: bytes) -> None:
    data = len(payload).to_bytes(4, "big") + payload
    while data:
        data = data[os.write(channel, data) :]


def _die_with_parent(libc: Any) -> None:
    libc.prctl(1, 15, 0, 0, 0)  # PR_SET_PDEATHSIG, SIGTERM


def _become(libc: Any, uid: int) -> bool:
    try:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    except OSError:
        return False  # this root may not change its user
    libc.prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE: without it /proc/self, and so uid_map, would belong to root
    return True


def _enter_namespaces(libc: Any) -> set[str]:
    uid, gid = os.geteuid(), os.getegid()
    wanted = dict(_NAMESPACES)
    if libc.unshare(sum(wanted.values())) != 0:  # some kernels allow only a part
        wanted = {name: flag for name, flag in wanted.items() if libc.unshare(flag) == 0}
    if "user_ns" in wanted:
        # Mapping the user to itself keeps the interpreter's files readable, wherever they lie.
        for path, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
            try:
                with open(f"/proc/self/{path}", "w") as file:
                    file.write(text)
            except OSError:
                continue  # unmapped, the process is nobody inside: weaker comfort, not weaker walls
    return set(wanted)


def _continue_as_init(libc: Any, channel: int) -> None:
    """Go on in a child, the first process of the new namespace; the caller waits and ends as the child ended.

    When the first process ends, the kernel kills all others in its namespace: nothing outlives the run.
    """
    import _signal as signal

    signals = {signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    child = os.fork()
    if child == 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
        libc.prctl(1, 9, 0, 0, 0)  # PR_SET_PDEATHSIG, SIGKILL
        return
    os.close(channel)
    # The waiting half is outside the namespace, so the guest can neither see nor signal it.
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        import resource

        number = os.WTERMSIG(status)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if number != signal.SIGKILL:
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(os.WEXITSTATUS(status))


def _make_mounts_read_only(libc: Any) -> bool:
    # mount_setattr(AT_FDCWD, "/", AT_RECURSIVE, {attr_set: MOUNT_ATTR_RDONLY})
    attributes = (1).to_bytes(8, "little") + bytes(24)
    return bool(libc.syscall(442, -100, b"/", 0x8000, attributes, len(attributes)) == 0)


def _drop_capabilities(libc: Any) -> bool:
    header = (0x20080522).to_bytes(4, "little") + bytes(4)
    return bool(libc.capset(header, bytes(24)) == 0)


def _enter_landlock(libc: Any, readable: list[str]) -> bool:
    """Forbid every use of files but reading beneath `readable`, and where known TCP, abstract sockets and signals."""
    create, add, restrict = 444, 445, 446
    abi = libc.syscall(create, None, 0, 1)
    if abi < 1:
        return False
    files = (1 << (13 if abi < 2 else 14 if abi < 3 else 15 if abi < 5 else 16)) - 1
    ruleset = files.to_bytes(8, "little")
    if abi >= 4:
        ruleset += (3).to_bytes(8, "little")  # binding and connecting TCP sockets
    if abi >= 6:
        ruleset += (3).to_bytes(8, "little")  # abstract Unix sockets and signals to processes outside
    rules = libc.syscall(create, ruleset, len(ruleset), 0)
    if rules < 0:
        return False
    for path in readable:
        try:
            folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue  # not on this machine
        allowed = 4 | 8 if stat.S_ISDIR(os.fstat(folder).st_mode) else 4  # read a file, list a folder
        libc.syscall(add, rules, 1, allowed.to_bytes(8, "little") + folder.to_bytes(4, "little"), 0)
        os.close(folder)
    done = libc.syscall(restrict, rules, 0)
    os.close(rules)
    return bool(done == 0)


def _set_limits(job: dict[str, Any]) -> None:
    import resource

    for limit, amount in (
        (resource.RLIMIT_CPU, job["cpu_seconds"]),
        (resource.RLIMIT_AS, job["memory_mb"] << 20),
        (resource.RLIMIT_STACK, 8 << 20),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 16),
        (resource.RLIMIT_NPROC, 0),  # the kernel does not hold root to this one
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(limit)[1]
        amount = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(limit, (amount, amount))
