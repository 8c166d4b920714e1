"""Runs every attack against a hidden-tests check and prints, as JSON, what came of it and what it left behind.

``python run_attacks.py LANGUAGE [LAYER ...]`` leaves these layers out. The work is done in a PID namespace of its own,
where this program is the first process, and as a user that is not root: an attack that breaks out finds nothing to
hurt. Where that cannot be had it refuses.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import json
import os
import resource
import socket
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

GUEST = 1000  # the user that the attacks' supervisor is
PROCESSES = 512  # at once, whatever an attack forks: the kernel holds nobody to RLIMIT_NPROC who is root outside
SECRETS = [(n * 7919 + 13) % 1009 for n in range(1, 7)]
HONEST = {
    "python": "def f(n):\n    return (n * 7919 + 13) % 1009\n",
    "javascript": "function f(n) {\n    return (n * 7919 + 13) % 1009;\n}\n",
    "lua": "function f(n)\n    return (n * 7919 + 13) % 1009\nend\n",
}


def attacks(language: str) -> dict[str, str]:
    """The language's programs by name; headings have a hash sign more."""
    found = {}
    for block in Path(__file__).with_name(f"attacks_{language}.txt").read_text().split("\n### ")[1:]:
        name, _, source = block.partition("\n")
        found[name] = source.partition("\n#### ")[0].strip() + "\n"
    return found


def enclosed(work: Any) -> int:
    """Run `work` as the first process of a new PID namespace and as `GUEST`; its exit status."""
    libc = ctypes.CDLL(None, use_errno=True)
    outside = Path("/proc/self/ns/pid").readlink()
    user, group = os.geteuid(), os.getegid()
    if libc.unshare(0x10000000 | 0x20000000 | 0x00020000) != 0:  # user, PID, mount
        raise SystemExit("attacks are only run inside a PID namespace of their own, and this kernel gives none")
    for path, text in (("setgroups", "deny"), ("uid_map", f"{GUEST} {user} 1"), ("gid_map", f"{GUEST} {group} 1")):
        Path(f"/proc/self/{path}").write_text(text)
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    libc.mount(None, b"/", None, 16384 | (1 << 18), None)  # what is mounted here stays here
    if libc.mount(b"proc", b"/proc", b"proc", 0, None) != 0:
        raise SystemExit("a /proc of its own cannot be mounted")
    alone_in_temp(libc)
    with contextlib.suppress(PermissionError):  # before Linux 6.14 it is everybody's, and cannot be changed here
        Path("/proc/sys/kernel/pid_max").write_text(str(PROCESSES))
    if os.getpid() != 1 or os.getuid() == 0 or Path("/proc/self/ns/pid").readlink() == outside:
        raise SystemExit("attacks are only run inside a PID namespace of their own and not as root")
    work()
    sys.stdout.flush()
    os._exit(0)


def alone_in_temp(libc: Any) -> None:
    """A ``/tmp`` of its own, where nobody else makes files meanwhile; what this program needs of the other stays."""
    needed = {Path(*Path(each).parts[:3]) for each in (__file__, sys.prefix, *sys.path) if each.startswith("/tmp/")}
    held = {path: os.open(path, os.O_PATH) for path in needed if path.is_dir()}
    if libc.mount(b"none", b"/tmp", b"tmpfs", 0, b"size=16m,mode=1777") != 0:
        raise SystemExit("a /tmp of its own cannot be mounted")
    for path, descriptor in held.items():
        path.mkdir()
        if libc.mount(f"/proc/self/fd/{descriptor}".encode(), str(path).encode(), None, 4096 | 16384, None) != 0:
            raise SystemExit(f"{path} cannot be kept in a /tmp of its own")
        os.close(descriptor)


class World:
    """All that an attack could change or reach."""

    def __init__(self) -> None:
        self.scratch = Path(tempfile.mkdtemp())
        self.scratch.chmod(0o777)
        (self.scratch / "kept").write_text("here")
        (self.scratch / "kept").chmod(0o666)
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.abstract = socket.socket(socket.AF_UNIX)
        self.name = f"provender-{os.urandom(8).hex()}"
        self.abstract.bind(f"\0{self.name}")
        self.abstract.listen()
        for each in (self.tcp, self.udp, self.abstract):
            each.setblocking(False)

    def filled(self, source: str) -> str:
        return (
            source.replace("@SCRATCH@", str(self.scratch))
            .replace("@TCP@", str(self.tcp.getsockname()[1]))
            .replace("@UDP@", str(self.udp.getsockname()[1]))
            .replace("@ABSTRACT@", self.name)
        )

    def state(self) -> dict[str, Any]:
        """What must be the same after an attack as before. Sandbox processes that wait for work are no change."""
        reached = []
        for name, accept in (("tcp", self.tcp.accept), ("abstract", self.abstract.accept)):
            try:
                accept()
                reached.append(name)
            except BlockingIOError:
                pass
        try:
            self.udp.recv(10)
            reached.append("udp")
        except BlockingIOError:
            pass
        kept = self.scratch / "kept"
        facts = kept.stat() if kept.exists() else None
        return {
            "reached": reached,
            "scratch": sorted(path.name for path in self.scratch.iterdir()),
            "kept": (kept.read_text(), facts.st_mode, facts.st_mtime_ns) if facts else None,
            "temp": sorted(map(str, ours(Path("/tmp").glob("tmp*")))),
            "shm": sorted(map(str, Path("/dev/shm").glob("*"))),
            "limits": [resource.getrlimit(each) for each in range(16)],
            "priority": os.nice(0),
            "strangers": strangers(),
            "library": Path(os.__file__ + ".bak").exists(),
        }


def ours(paths: Iterable[Path]) -> Iterator[Path]:
    """Those that belong to this process's user, which is the attacks': others may work beside them."""
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            if path.lstat().st_uid == os.getuid():
                yield path


def strangers() -> int:
    """Processes beside this one and the zygotes with their keepers, of which there are two for each."""
    from validators.sandbox import supervisor

    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:  # the first process inherits the orphans
            pass
    processes = list(Path("/proc").glob("[0-9]*"))
    known = sum(2 if "pid_ns" in zygote.layers else 1 for zygote in supervisor._pool.idle)
    return len(processes) - 1 - known


def attack_all(language: str, without: tuple[str, ...]) -> None:
    """Print for each attack the verdict's reason, what it changed, and whether an honest job passes after it."""
    from schemas.answers import Program
    from schemas.checks import HiddenTests, Test
    from validators import decide, programs, sandbox
    from validators.sandbox import supervisor

    supervisor.Zygote = functools.partial(supervisor.Zygote, without=without)  # type: ignore[misc]
    sandbox.allow_weaker()
    limits = sandbox.Limits(cpu_seconds=1, wall_seconds=3.0)
    programs.run_calls = functools.partial(sandbox.run_calls, limits=limits)
    os.environ["PROVENDER_SECRET"] = str(SECRETS[0])
    honest, tests = HONEST[language], tuple(Test([n], secret) for n, secret in enumerate(SECRETS, 1))
    check = HiddenTests(Program("f", language), honest, tests)  # type: ignore[arg-type]
    world = World()
    assert decide(check, fenced(honest)).reason == "correct"
    before = world.state()
    results = {}
    for name, source in attacks(language).items():
        verdict = decide(check, fenced(world.filled(source)))
        after = world.state()
        results[name] = {
            "status": verdict.status,
            "reason": verdict.reason,
            "detail": verdict.detail,
            "changed": sorted(each for each in before if before[each] != after[each]),
            "honest": decide(check, fenced(honest)).reason == "correct",
        }
    layers = supervisor.layers_of(language)
    sandbox.close()
    print(json.dumps({"layers": layers, "left": strangers(), "attacks": results}))


def fenced(source: str) -> str:
    return f"```\n{source}```\n"


if __name__ == "__main__":
    sys.exit(enclosed(lambda: attack_all(sys.argv[1], tuple(sys.argv[2:]))))
