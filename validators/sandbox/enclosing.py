"""How the zygote shuts itself in: namespaces, a root of its own, another user, no capabilities, Landlock.

Part of what runs inside (see `validators.sandbox.guest`): it may import nothing of ours.
"""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FLAGS = {
    "user_ns": 0x10000000, "mount_ns": 0x00020000, "uts_ns": 0x04000000, "ipc_ns": 0x08000000, "pid_ns": 0x20000000,
    "net_ns": 0x40000000,
}  # fmt: skip
_READ_ONLY, _BIND, _RECURSIVE, _PRIVATE, _DETACH = 1, 4096, 16384, 1 << 18, 2


def enter_namespaces(libc: Any, uid: int | None, without: set[str]) -> set[str]:
    """Those namespaces that this process could enter, all at once or, where the kernel allows only a part, one by one.

    Root enters the others without one of users, and enters that after it has become someone else.
    """
    me, group = os.geteuid(), os.getegid()  # inside, and unmapped, they would read as nobody's
    wanted = {name: flag for name, flag in FLAGS.items() if name not in without}
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


def continue_as_init(libc: Any, control: int) -> None:
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


def change_root(libc: Any, readable: list[str]) -> bool:
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


def become(uid: int) -> bool:
    try:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    except OSError:
        return False  # this root may not change its user
    return True


def drop_capabilities(libc: Any) -> bool:
    header = (0x20080522).to_bytes(4, "little") + bytes(4)
    return bool(libc.capset(header, bytes(24)) == 0)


def fixed_addresses(libc: Any) -> None:
    """Let the kernel lay out what is executed next the same every time, so that no order hangs on addresses."""
    libc.personality(0x0040000)  # ADDR_NO_RANDOMIZE


def enter_landlock(libc: Any, readable: list[str], executable: list[str]) -> bool:
    """Forbid every use of files but reading beneath `readable` and executing `executable`; where known also TCP,
    abstract sockets and signals."""
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
    for path in [*readable, *executable]:
        try:
            folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue  # not on this machine
        allowed = 4 | 8 if stat.S_ISDIR(os.fstat(folder).st_mode) else 4  # read a file, list a folder
        allowed |= 1 if path in executable else 0
        libc.syscall(add, rules, 1, allowed.to_bytes(8, "little") + folder.to_bytes(4, "little"), 0)
        os.close(folder)
    done = libc.syscall(restrict, rules, 0)
    os.close(rules)
    return bool(done == 0)
