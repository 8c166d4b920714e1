"""What runs inside: the zygote, which shuts itself in and forks a child per job, and the child, which runs the job.

`validators.sandbox.zygotes` compiles this file and hands it to a bare interpreter; it may import nothing of ours.
The zygote is trusted: no job's code ever runs in it. Where the kernel gives it a PID namespace it is the first process
there, so that no job can signal it and it can end all that a job has left. A child sends two frames on its own pipe:
a word that its walls stand, before any untrusted code runs, and then the result, which is only ever the guest's word
about *its own* values; what they should have been is known outside alone.
"""

from __future__ import annotations

import os
import sys
from _json import encode_basestring_ascii  # json itself would cost more than all else that is imported

TYPE_CHECKING = False  # importing it from typing would cost a third of the zygote's start
if TYPE_CHECKING:
    from typing import Any

    # The zygote runs that file first, with the same names.
    from validators.sandbox.enclosing import (
        FLAGS,
        become,
        change_root,
        continue_as_init,
        drop_capabilities,
        enter_landlock,
        enter_namespaces,
        fixed_addresses,
    )

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


class Unserialisable(Exception):
    """The value is of a type that is not sent back: only exact built-in types are."""


class OutputLimit(Exception):
    """The value is too large, too deep or has too many digits to be sent back."""


# The zygote


def serve(settings: dict[str, Any], control: int) -> None:
    """Shut this process in as far as the kernel allows, then fork a child for every job; never returns.

    `settings` holds ``readable`` (paths that jobs may read), ``uid`` (the unprivileged user to become, or None),
    ``for_all`` (whether anyone may read the library), ``filter`` (the system-call filter and where the process id and
    the address of the interpreter's path go in it, or None), ``without`` (layers that are left out, for trying out what
    holds without them) and ``interpreter`` (how jobs in another language are started, or None). On `control`, a socket,
    come jobs and orders to kill one.
    """
    import ctypes
    import gc

    interpreter = settings["interpreter"]
    # What is imported later would not be found any more.
    for name in ("_socket", "marshal", "resource", "select") if interpreter else WARM:
        __import__(name)
    libc = ctypes.CDLL(None, use_errno=True)
    without = set(settings["without"])
    held = {"separate_process", "rlimits"}
    os.chdir("/")
    held |= enter_namespaces(libc, settings["uid"], without)
    if "pid_ns" in held:
        continue_as_init(libc, control)  # only a child born after unshare is inside the new PID namespace
    if "mount_ns" in held and "private_root" not in without and change_root(libc, settings["readable"]):
        held.add("private_root")
    # In a root of its own the library can be read by anyone; where it lies perhaps not, and then nobody is no help.
    stranger = settings["uid"] if settings["for_all"] or "private_root" in held else None
    if stranger is not None and become(stranger):
        held.add("unprivileged_uid")
        if "user_ns" not in held and "user_ns" not in without and libc.unshare(FLAGS["user_ns"]) == 0:
            held.add("user_ns")
    elif settings["uid"] is None and os.geteuid() != 0:
        held.add("unprivileged_uid")
    if drop_capabilities(libc):
        held.add("no_capabilities")
    if libc.prctl(38, 1, 0, 0, 0) == 0:  # PR_SET_NO_NEW_PRIVS
        held.add("no_new_privs")
        executable = interpreter["executable"] if interpreter else []
        if "landlock" not in without and enter_landlock(libc, settings["readable"], executable):
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
    start = _Start(ctypes, libc, interpreter, "user_ns" in held) if interpreter else None
    _Zygote(control, make_filter, start, "pid_ns" in held).serve(sorted(held))


class _Zygote:
    """Forks, waits and cleans up, one job at a time."""

    def __init__(self, control: int, filter: Any, start: Any, alone: bool) -> None:
        import _socket

        self.control = _socket.socket(fileno=control)
        self.filter = filter
        self.start = start
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
            letter = marshal.loads(os.read(4, int.from_bytes(os.read(4, 8), "big")))
            if self.start is not None:
                self.start.run(letter, self.filter)
            os.close(4)
            _set_limits(letter)
            sys.modules["random"].seed(letter["hash_seed"])  # the zygote's own state would be that of its start
            if self.filter is not None:
                self.filter.enter()
            _send(3, b"ready")
        except BaseException:
            os._exit(97)  # without the first frame: the supervisor knows that no job has run
        _run(letter, 3)


class _Start:
    """Starts the interpreter of another language in a child; what it runs first is ours, and says that it is ready.

    `interpreter` holds ``path``, ``executable`` (it and its loader), ``environment``, ``job_at`` and ``result_at`` (the
    descriptors on which the interpreter finds the job and sends its frames), ``processes`` (threads included) and
    ``files`` (how many there may be), ``spare_mb`` (addresses that it takes for itself) and ``fixed_addresses``.
    """

    def __init__(self, ctypes: Any, libc: Any, interpreter: dict[str, Any], counted_alone: bool) -> None:
        self.ctypes = ctypes
        self.libc = libc
        self.interpreter = interpreter
        self.path = ctypes.create_string_buffer(interpreter["path"].encode())
        # Without a namespace of users all processes that this user has anywhere count.
        self.processes = interpreter["processes"] if counted_alone else 1_000

    def run(self, letter: dict[str, Any], filter: Any) -> None:
        """Raise the walls and become the interpreter; returns only when that fails."""
        found = self.interpreter
        for here, there in ((4, found["job_at"]), (3, found["result_at"])):
            if here == there:
                os.set_inheritable(here, True)
            else:
                os.dup2(here, there)  # the standard streams of the zygote are nothing but /dev/null
        arguments = self.strings([found["path"], *letter["arguments"]])
        environment = self.strings([f"{name}={value}" for name, value in found["environment"].items()])
        letter["memory_mb"] += found["spare_mb"]
        if found["fixed_addresses"]:
            fixed_addresses(self.libc)
        _set_limits(letter, found["files"], self.processes)
        if filter is not None:
            filter.enter(self.ctypes.addressof(self.path))
        self.libc.execve(self.path, arguments, environment)
        os._exit(97)

    def strings(self, texts: list[str]) -> Any:
        return (self.ctypes.c_char_p * (len(texts) + 1))(*[text.encode() for text in texts], None)


class _Filter:
    """The system-call filter, laid out in memory before any job, so that a child has only to enter it."""

    def __init__(self, ctypes: Any, libc: Any, program: bytes, pid_at: int, path_at: tuple[int, int] | None) -> None:
        self.libc = libc
        self.pid_at = pid_at
        self.path_at = path_at
        self.code = ctypes.create_string_buffer(program, len(program))
        pointer = ctypes.addressof(self.code).to_bytes(8, sys.byteorder)
        # struct sock_fprog: the number of instructions, then after padding where they are
        self.head = ctypes.create_string_buffer((len(program) // 8).to_bytes(2, sys.byteorder) + bytes(6) + pointer, 16)

    def enter(self, path: int = 0) -> None:
        """Enter the filter in this process. Raises `OSError` when the kernel refuses it.

        `path` is the address of the path that may still be executed, where the filter allows any.
        """
        self.code[self.pid_at : self.pid_at + 4] = os.getpid().to_bytes(4, sys.byteorder)
        if self.path_at is not None:
            for place, half in zip(self.path_at, (path & 0xFFFFFFFF, path >> 32), strict=True):
                self.code[place : place + 4] = half.to_bytes(4, sys.byteorder)
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


def _set_limits(job: dict[str, Any], files: int = 16, processes: int = 0) -> None:
    import resource

    for limit, amount in (
        (resource.RLIMIT_CPU, job["cpu_seconds"]),
        (resource.RLIMIT_AS, job["memory_mb"] << 20),
        (resource.RLIMIT_STACK, 8 << 20),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, files),
        (resource.RLIMIT_NPROC, processes),  # the kernel does not hold root to this one
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        # At the end of its time a job gets the signal that says so; one that does not listen is killed a second later.
        most = amount + 1 if limit == resource.RLIMIT_CPU else amount
        hard = resource.getrlimit(limit)[1]
        if hard != resource.RLIM_INFINITY:
            amount, most = min(amount, hard), min(most, hard)
        resource.setrlimit(limit, (amount, most))


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
            raise Unserialisable("values nested too deeply, or holding themselves")
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
