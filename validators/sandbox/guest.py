"""What runs inside: the zygote, which shuts itself in and forks a child per job, and the child, which runs the job.

`validators.sandbox.supervisor` compiles this file and hands it to a bare interpreter; it may import nothing of ours.
The zygote is trusted: no job's code ever runs in it. Where the kernel gives it a PID namespace it is the first process
there, so that no job can signal it and it can end all that a job has left. A child sends two frames on its own pipe:
a word that its walls stand, before any untrusted code runs, and then the result, which is only ever the guest's word
about *its own* values; what they should have been is known outside alone.
"""

from __future__ import annotations

import os
import stat
import sys
from _json import encode_basestring_ascii  # json itself would cost more than all else that is imported

TYPE_CHECKING = False  # importing it from typing would cost a third of the zygote's start
if TYPE_CHECKING:
    from typing import Any

LAYERS = (
    "separate_process", "rlimits", "no_new_privs", "no_capabilities", "unprivileged_uid", "user_ns", "mount_ns",
    "uts_ns", "ipc_ns", "pid_ns", "net_ns", "private_root", "landlock", "seccomp",
)  # fmt: skip
NAMESPACES = ("user_ns", "mount_ns", "uts_ns", "ipc_ns", "pid_ns", "net_ns")
WARM = (
    "abc", "array", "bisect", "calendar", "cmath", "collections", "copy", "dataclasses", "datetime", "decimal", "enum",
    "fractions", "functools", "heapq", "io", "itertools", "json", "math", "numbers", "operator", "os", "random", "re",
    "statistics", "string", "struct", "textwrap", "time", "typing", "unicodedata",
)  # fmt: skip
"""What the zygote has imported: the modules that a task may ask for. Others of the standard library can be read."""
MAX_DEPTH = 20
MAX_INT_BITS = 13_288  # 4000 decimal digits; Python itself prints no more than 4300
OUT_OF_MEMORY = 98  # exit status of a job
_INFINITY = float("inf")

_FLAGS = {
    "user_ns": 0x10000000, "mount_ns": 0x00020000, "uts_ns": 0x04000000, "ipc_ns": 0x08000000, "pid_ns": 0x20000000,
    "net_ns": 0x40000000,
}  # fmt: skip
_READ_ONLY, _BIND, _RECURSIVE, _PRIVATE, _DETACH = 1, 4096, 16384, 1 << 18, 2


class Unserialisable(Exception):
    """The value is of a type that is not sent back: only exact built-in types are."""


class OutputLimit(Exception):
    """The value is too large, too deep or has too many digits to be sent back."""


# The zygote


def serve(settings: dict[str, Any], control: int) -> None:
    """Shut this process in as far as the kernel allows, then fork a child for every job; never returns.

    `settings` holds ``readable`` (paths that jobs may read), ``uid`` (the unprivileged user to become, or None),
    ``for_all`` (whether anyone may read the library), ``filter`` (the system-call filter and where the process id goes
    in it, or None) and ``without`` (layers that are left out, for trying out what holds without them). On `control`, a
    socket, come jobs and orders to kill one.
    """
    import ctypes
    import gc

    for name in WARM:
        __import__(name)
    libc = ctypes.CDLL(None, use_errno=True)
    without = set(settings["without"])
    held = {"separate_process", "rlimits"}
    os.chdir("/")
    held |= _enter_namespaces(libc, settings["uid"], without)
    if "pid_ns" in held:
        _continue_as_init(libc, control)  # only a child born after unshare is inside the new PID namespace
    if "mount_ns" in held and "private_root" not in without and _change_root(libc, settings["readable"]):
        held.add("private_root")
    # In a root of its own the library can be read by anyone; where it lies perhaps not, and then nobody is no help.
    stranger = settings["uid"] if settings["for_all"] or "private_root" in held else None
    if stranger is not None and _become(stranger):
        held.add("unprivileged_uid")
        if "user_ns" not in held and "user_ns" not in without and libc.unshare(_FLAGS["user_ns"]) == 0:
            held.add("user_ns")
    elif settings["uid"] is None and os.geteuid() != 0:
        held.add("unprivileged_uid")
    if _drop_capabilities(libc):
        held.add("no_capabilities")
    if libc.prctl(38, 1, 0, 0, 0) == 0:  # PR_SET_NO_NEW_PRIVS
        held.add("no_new_privs")
        if "landlock" not in without and _enter_landlock(libc, settings["readable"]):
            held.add("landlock")
    libc.prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE
    make_filter = None
    if settings["filter"] is not None and "seccomp" not in without:
        make_filter = _Filter(ctypes, libc, *settings["filter"])
        if _filter_holds(make_filter):
            held.add("seccomp")
        else:
            make_filter = None
    gc.collect()
    gc.freeze()
    _Zygote(control, make_filter, "pid_ns" in held).serve(sorted(held))


class _Zygote:
    """Forks, waits and cleans up, one job at a time."""

    def __init__(self, control: int, filter: Any, alone: bool) -> None:
        import _socket

        self.control = _socket.socket(fileno=control)
        self.filter = filter
        self.alone = alone  # in a PID namespace of its own

    def serve(self, held: list[str]) -> None:
        import marshal
        import select

        self.control.send(marshal.dumps(held))
        while True:
            word, files = self.receive()
            if not word:
                os._exit(0)  # the supervisor is gone
            if word[:1] != b"J" or len(files) != 2:
                for each in files:
                    os.close(each)
                continue  # an order to kill a job that has ended by itself
            job, channel = files
            child = os.fork()
            if child == 0:
                self.run(job, channel)
            os.close(job)
            os.close(channel)
            ended = os.pidfd_open(child)
            poll = select.poll()
            poll.register(ended, select.POLLIN)
            poll.register(self.control.fileno(), select.POLLIN)
            while not any(each == ended for each, _ in poll.poll()):
                order, extra = self.receive()
                for each in extra:
                    os.close(each)
                if not order or order == b"K" + word[1:]:
                    os.kill(child, 9)
                if not order:
                    os._exit(0)
            os.close(ended)
            if not self.alone:
                self.kill_group(child)
            _, status, usage = os.wait4(child, 0)
            left = self.end_all() if self.alone else 0
            self.control.send(word[1:] + marshal.dumps((status, usage.ru_utime + usage.ru_stime, left)))

    def receive(self) -> tuple[bytes, list[int]]:
        """One message with the descriptors that came along; empty when the other side is gone."""
        import _socket

        word, ancillary, _, _ = self.control.recvmsg(64, _socket.CMSG_SPACE(8))
        files = [
            int.from_bytes(data[at : at + 4], sys.byteorder)
            for level, kind, data in ancillary
            if level == _socket.SOL_SOCKET and kind == _socket.SCM_RIGHTS
            for at in range(0, len(data) - 3, 4)
        ]
        return word, files

    @staticmethod
    def kill_group(child: int) -> None:
        try:
            os.killpg(child, 9)  # before the leader is waited for, while its group id cannot be used again
        except OSError:
            return

    @staticmethod
    def end_all() -> int:
        """End whatever else lives in the namespace; how many processes that were."""
        try:
            os.kill(-1, 9)
        except ProcessLookupError:
            return 0
        left = 0
        while True:
            try:
                os.waitpid(-1, 0)
            except ChildProcessError:
                return left
            left += 1

    def run(self, job: int, channel: int) -> None:
        """In the child: raise the last walls and run the job; never returns."""
        import marshal

        try:
            os.setsid()
            control = self.control.detach()
            if job == 3:
                job = os.dup(job)
            os.dup2(channel, 3, False)
            os.dup2(job, 4, False)
            for each in {control, job, channel} - {0, 1, 2, 3, 4}:
                os.close(each)
            os.closerange(5, 64)
            with open(4, "rb") as file:
                letter = marshal.load(file)
            _set_limits(letter)
            sys.modules["random"].seed(letter["hash_seed"])  # the zygote's own state would be that of its start
            if self.filter is not None:
                self.filter.enter()
            _send(3, b"ready")
        except BaseException:
            os._exit(97)  # without the first frame: the supervisor knows that no job has run
        _run(letter, 3)


class _Filter:
    """The system-call filter, laid out in memory before any job, so that a child has only to enter it."""

    def __init__(self, ctypes: Any, libc: Any, program: bytes, pid_at: int) -> None:
        self.libc = libc
        self.pid_at = pid_at
        self.code = ctypes.create_string_buffer(program, len(program))
        pointer = ctypes.addressof(self.code).to_bytes(8, sys.byteorder)
        # struct sock_fprog: the number of instructions, then after padding where they are
        self.head = ctypes.create_string_buffer((len(program) // 8).to_bytes(2, sys.byteorder) + bytes(6) + pointer, 16)

    def enter(self) -> None:
        """Enter the filter in this process. Raises `OSError` when the kernel refuses it."""
        self.code[self.pid_at : self.pid_at + 4] = os.getpid().to_bytes(4, sys.byteorder)
        if self.libc.prctl(22, 2, self.head, 0, 0) != 0:  # PR_SET_SECCOMP, SECCOMP_MODE_FILTER
            raise OSError("the kernel refuses the filter")


def _filter_holds(filter: _Filter) -> bool:
    """Whether a child under the filter may make no socket and may still end."""
    child = os.fork()
    if child == 0:
        try:
            import _socket

            filter.enter()
            _socket.socket()
        except PermissionError:
            os._exit(77)
        except BaseException:
            os._exit(1)
        os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 77


def _enter_namespaces(libc: Any, uid: int | None, without: set[str]) -> set[str]:
    """Those namespaces that this process could enter, all at once or, where the kernel allows only a part, one by one.

    Root enters the others without one of users, and enters that after it has become someone else.
    """
    me, group = os.geteuid(), os.getegid()  # inside, and unmapped, they would read as nobody's
    wanted = {name: flag for name, flag in _FLAGS.items() if name not in without}
    first = {name: flag for name, flag in wanted.items() if uid is None or name != "user_ns"}
    if first and libc.unshare(sum(first.values())) == 0:
        entered = set(first)
    elif libc.unshare(sum(wanted.values())) == 0:  # a root that may do nothing
        entered = set(wanted)
    else:
        entered = {name for name, flag in wanted.items() if libc.unshare(flag) == 0}
    if "user_ns" in entered:
        # Mapping the user to itself keeps the interpreter's files readable, wherever they lie.
        for path, text in (("setgroups", "deny"), ("uid_map", f"{me} {me} 1"), ("gid_map", f"{group} {group} 1")):
            try:
                with open(f"/proc/self/{path}", "w") as file:
                    file.write(text)
            except OSError:
                continue  # unmapped, the process is nobody inside: weaker comfort, not weaker walls
    return entered


def _continue_as_init(libc: Any, control: int) -> None:
    """Go on in a child, the first process of the new namespace; the caller only waits for it.

    When the first process ends, the kernel kills all others in its namespace: nothing outlives the zygote. It ends when
    the caller does, and by itself when the supervisor closes its end of the socket.
    """
    child = os.fork()
    if child == 0:
        libc.prctl(1, 9, 0, 0, 0)  # PR_SET_PDEATHSIG, SIGKILL
        return
    os.close(control)
    os.waitpid(child, 0)
    os._exit(0)


def _change_root(libc: Any, readable: list[str]) -> bool:
    """Make a root of nothing but the readable paths, each where it was, all read-only; the old one is gone then."""
    from pathlib import Path

    try:
        os.umask(0o022)
        base = next(
            path
            for path in ("/tmp", "/mnt", "/var/tmp", "/media", "/srv")
            if Path(path).is_dir() and not any(each.startswith(path + "/") for each in readable)
        )
        if libc.mount(None, b"/", None, _RECURSIVE | _PRIVATE, None) != 0:
            return False
        if libc.mount(b"none", base.encode(), b"tmpfs", 0, b"size=64k,mode=755") != 0:
            return False
        for path in sorted(readable):  # what lies in another comes after it, and is there already
            _show(libc, base, path)
        os.chdir(base)
        if libc.syscall(155, b".", b".") != 0 or libc.umount2(b".", _DETACH) != 0:  # pivot_root
            return False
        os.chdir("/")
    except (OSError, StopIteration):
        return False
    # mount_setattr(AT_FDCWD, "/", AT_RECURSIVE, {attr_set: MOUNT_ATTR_RDONLY})
    attributes = _READ_ONLY.to_bytes(8, "little") + bytes(24)
    return bool(libc.syscall(442, -100, b"/", 0x8000, attributes, len(attributes)) == 0)


def _show(libc: Any, base: str, path: str) -> None:
    """Let the path be seen below `base`, a link as the link that it is."""
    from pathlib import Path

    here, shown = Path(path), Path(base + path)
    if not os.path.lexists(here) or os.path.lexists(shown):
        return
    shown.parent.mkdir(parents=True, exist_ok=True)
    if here.is_symlink():
        shown.symlink_to(here.readlink())
        return
    if here.is_dir():
        shown.mkdir()
    else:
        shown.touch()
    if libc.mount(bytes(here), bytes(shown), None, _BIND | _RECURSIVE, None) != 0:
        raise OSError(f"{path} cannot be bound")


def _become(uid: int) -> bool:
    try:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    except OSError:
        return False  # this root may not change its user
    return True


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
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(limit)[1]
        amount = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(limit, (amount, amount))


# The job


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
    except ModuleNotFoundError as missing:
        status, detail = "unsupported_import", _described(missing)
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
