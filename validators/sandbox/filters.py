"""The system-call filter of a job, as a classic BPF program (see seccomp(2) and bpf(4)).

What a pure computation needs is allowed, some calls that only an attack makes kill the process, and all else fails
with EPERM, so that ordinary library code which tries (a thread, a socket, a subprocess) raises and can be told apart.

The interpreter of another language is executed under the filter: a job may execute the path that lies at one address
of its memory, which is gone with the image that held it. What it could reach there later the kernel's other walls hold
to the interpreter alone (Landlock), in this one process.
"""

from __future__ import annotations

import platform
import struct

from msgspec import Struct

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_EPERM, _ENOSYS = 1, 38
_NUMBER, _ARCHITECTURE = 0, 4  # offsets in struct seccomp_data
_PID = 0xFFFF_FFF1  # stands where the job's own process id will
_PATH_LOW, _PATH_HIGH = 0xFFFF_FFF2, 0xFFFF_FFF3  # stand where the halves of the path's address will
_THREAD = 0x003D_0F00  # clone's flags for a thread: all is shared, and it ends with the process


class Filter(Struct, frozen=True):
    """The program's bytes, and the offsets at which the job writes (32 bits, native order) its own process id and,
    where a path may be executed, the halves of that path's address."""

    program: bytes
    pid_at: int
    path_at: tuple[int, int] | None = None


class _Machine(Struct, frozen=True):
    audit: int
    allowed: dict[str, int]
    killed: dict[str, int]
    special: dict[str, int]
    start: dict[str, int]
    events: dict[str, int]


_MACHINES = {
    "x86_64": _Machine(
        0xC000003E,
        {
            "read": 0, "write": 1, "close": 3, "stat": 4, "fstat": 5, "lstat": 6, "poll": 7, "lseek": 8, "mmap": 9,
            "mprotect": 10, "munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15,
            "pread64": 17, "readv": 19, "writev": 20, "access": 21, "select": 23, "sched_yield": 24, "mremap": 25,
            "madvise": 28, "nanosleep": 35, "getpid": 39, "exit": 60, "uname": 63, "getcwd": 79, "readlink": 89,
            "gettimeofday": 96, "getrlimit": 97, "getrusage": 98, "sysinfo": 99, "times": 100, "getuid": 102,
            "getgid": 104, "geteuid": 107, "getegid": 108, "getppid": 110, "sigaltstack": 131, "gettid": 186,
            "futex": 202, "sched_getaffinity": 204, "getdents64": 217, "clock_gettime": 228, "clock_getres": 229,
            "clock_nanosleep": 230, "exit_group": 231, "openat": 257, "newfstatat": 262, "readlinkat": 267,
            "faccessat": 269, "pselect6": 270, "ppoll": 271, "getrandom": 318, "statx": 332, "rseq": 334,
            "faccessat2": 439,
        },
        {
            "ptrace": 101, "pivot_root": 155, "chroot": 161, "mount": 165, "umount2": 166, "reboot": 169,
            "init_module": 175, "delete_module": 176, "kexec_load": 246, "add_key": 248, "request_key": 249,
            "keyctl": 250, "unshare": 272, "perf_event_open": 298, "setns": 308, "process_vm_readv": 310,
            "process_vm_writev": 311, "finit_module": 313, "bpf": 321, "userfaultfd": 323, "io_uring_setup": 425,
            "io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428, "move_mount": 429, "fsopen": 430,
            "pidfd_getfd": 438, "mount_setattr": 442,
        },
        {"fcntl": 72, "tgkill": 234, "prlimit64": 302, "clone3": 435, "clone": 56, "execve": 59},
        {"arch_prctl": 158, "set_tid_address": 218, "set_robust_list": 273},
        {"epoll_wait": 232, "epoll_ctl": 233, "epoll_pwait": 281, "eventfd2": 290, "epoll_create1": 291, "pipe2": 293},
    ),
}  # fmt: skip


def job_filter(executes: bool = False, threads: bool = False) -> Filter | None:
    """The filter for this machine's architecture, or None where there is no table for it.

    One for a job that `executes` an interpreter allows that and what a C library needs to start; with `threads` also
    what an event loop needs.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is None or struct.calcsize("P") != 8:
        return None
    program = [
        _step(_LOAD, _ARCHITECTURE), _step(_EQUAL, machine.audit, 1, 0), _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER), _step(_AT_LEAST, 0x4000_0000, 0, 1), _step(_RETURN, _KILL),  # the x32 twins of all calls
    ]  # fmt: skip
    more = (machine.start if executes else {}) | (machine.events if threads else {})
    for number in (machine.allowed | more).values():
        program += [_step(_EQUAL, number, 0, 1), _step(_RETURN, _ALLOW)]
    for number in machine.killed.values():
        program += [_step(_EQUAL, number, 0, 1), _step(_RETURN, _KILL)]
    # The C library then falls back to clone, which is refused like anything that is not named.
    program += [_step(_EQUAL, machine.special["clone3"], 0, 1), _step(_RETURN, _ERRNO | _ENOSYS)]
    # Reading limits is harmless, setting them is not needed: the pointer to the new ones has to be null.
    null = [_step(_LOAD, _argument(2)), _step(_EQUAL, 0, 0, 3), _step(_LOAD, _argument(2) + 4), _step(_EQUAL, 0, 0, 1)]
    program += _when(machine.special["prlimit64"], null)
    # F_GETFD, F_SETFD and F_GETFL only: owners of descriptors are sent signals.
    one_to_three = [
        _step(_LOAD, _argument(1)), _step(_EQUAL, 1, 2, 0), _step(_EQUAL, 2, 1, 0), _step(_EQUAL, 3, 0, 1)
    ]  # fmt: skip
    program += _when(machine.special["fcntl"], one_to_three)
    # abort() signals the process itself.
    program += _when(machine.special["tgkill"], [_step(_LOAD, _argument(0)), _step(_EQUAL, _PID, 0, 1)])
    if threads:
        program += _when(machine.special["clone"], [_step(_LOAD, _argument(0)), _step(_EQUAL, _THREAD, 0, 1)])
    if executes:
        program += _when(
            machine.special["execve"],
            [_step(_LOAD, _argument(0)), _step(_EQUAL, _PATH_LOW, 0, 3),
             _step(_LOAD, _argument(0) + 4), _step(_EQUAL, _PATH_HIGH, 0, 1)],
        )  # fmt: skip
    program.append(_step(_RETURN, _ERRNO | _EPERM))
    code = b"".join(program)
    pid, low, high = (code.find(struct.pack("=I", word)) for word in (_PID, _PATH_LOW, _PATH_HIGH))
    return Filter(code, pid, (low, high) if executes else None)


def _step(code: int, k: int, true: int = 0, false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, true, false, k)


def _when(number: int, test: list[bytes]) -> list[bytes]:
    """For the call of this number: allowed if the test falls through, otherwise EPERM."""
    body = [*test, _step(_RETURN, _ALLOW), _step(_RETURN, _ERRNO | _EPERM)]
    return [_step(_EQUAL, number, 0, len(body)), *body]


def _argument(place: int) -> int:
    return 16 + 8 * place  # its low half, on a little-endian machine
