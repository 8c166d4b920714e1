"""The guard: every way in which a child can fail costs one item, in order, and leaves no process behind."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas import Reason
from validators.guard import WINDOW, Done, Guard, GuardError, Lost

TARGET = """
import ctypes, os, subprocess, sys

told = b""

def prepare(setup):
    global told
    told = setup

def work(item):
    command, _, rest = item.partition(b" ")
    if command == b"hang":
        while True:
            pass
    if command == b"segfault":
        ctypes.string_at(0)
    if command == b"fail":
        raise ValueError("not this one\\nsecond line")
    if command == b"fill":
        return bytes(1 << 40)
    if command == b"leave":
        os._exit(3)
    if command == b"die":
        os.kill(os.getpid(), 9)
    if command == b"die-once":
        if not os.path.exists(rest):
            open(rest, "w").close()
            os.kill(os.getpid(), 9)
    if command == b"huge":
        return bytes(20_000_000)
    if command == b"print":
        print("noise" * 100_000)
        os.write(1, b"noise" * 1000)
        os.write(2, b"noise" * 1000)
    if command == b"pid":
        return str(os.getpid()).encode()
    if command == b"told":
        return told
    if command == b"text":
        return "not bytes"
    if command == b"daemon":
        daemon = subprocess.Popen(["sleep", "1000"])
        with open(rest, "w") as fifo:
            print(daemon.pid, file=fifo)
        while True:
            pass
    if command == b"tell-and-hang":
        with open(rest, "w") as fifo:
            print(os.getpid(), file=fifo)
        9 ** 9 ** 9
    return item

def leave_at_start(setup):
    os.write(2, b"a library said why\\n")
    os._exit(4)
"""


@pytest.fixture(autouse=True)
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "guard_target.py").write_text(TARGET)
    monkeypatch.syspath_prepend(str(tmp_path))


@pytest.fixture
def fifo(tmp_path: Path) -> Iterator[tuple[bytes, int]]:
    """A named pipe held open here, so that a child can tell a process id and not wait for a reader."""
    path = tmp_path / "fifo"
    os.mkfifo(path)
    descriptor = os.open(path, os.O_RDWR)
    yield str(path).encode(), descriptor
    os.close(descriptor)


def guard(**options: object) -> Guard:
    settings: dict[str, object] = {"seconds": 30.0, "memory_mb": 1000} | options
    return Guard("guard_target:work", **settings)  # type: ignore[arg-type]


def told_pid(descriptor: int) -> int:
    assert select.select([descriptor], [], [], 30.0)[0], "the child never told its process id"
    return int(os.read(descriptor, 100))


def ends(pid: int) -> bool:
    """Whether the process ends soon, if it has not ended already."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], 20.0)[0])
    finally:
        os.close(descriptor)


def test_results_come_in_the_order_of_the_items_whatever_the_number_of_children() -> None:
    items = [b"%d" % number for number in range(500)]
    with guard(workers=2) as pool:
        assert list(pool.map(iter(items))) == [Done(item) for item in items]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (b"segfault", Lost(Reason.CHECKER_CRASH, "killed by SIGSEGV")),
        (b"leave", Lost(Reason.CHECKER_CRASH, "the process exited with status 3")),
        (b"fail", Lost(Reason.CHECKER_ERROR, "ValueError: not this one")),
        (b"text", Lost(Reason.CHECKER_ERROR, "TypeError: the target returned str, not bytes")),
        (b"fill", Lost(Reason.MEMORY, "MemoryError")),
        (b"die", Lost(Reason.MEMORY, "killed by SIGKILL")),
        (b"huge", Done(bytes(20_000_000))),
        (b"print", Done(b"print")),
        (b"", Done(b"")),
    ],
)
def test_an_item_that_fails_costs_only_itself(command: bytes, expected: Done | Lost) -> None:
    with guard() as pool:
        assert list(pool.map([b"before", command, b"after", b"last"])) == [
            Done(b"before"), expected, Done(b"after"), Done(b"last")
        ]  # fmt: skip


def test_an_item_that_hangs_is_lost_to_time_and_those_behind_it_are_not() -> None:
    with guard(seconds=1.0) as pool:
        results = list(pool.map([b"a", b"hang", b"b"]))
    assert results == [Done(b"a"), Lost(Reason.TIMEOUT, "no result within 1 seconds"), Done(b"b")]


def test_a_child_killed_from_outside_is_given_the_item_once_more(tmp_path: Path) -> None:
    item = f"die-once {tmp_path}/was-here".encode()
    with guard() as pool:
        assert pool.call(item) == Done(item)


def test_an_idle_child_that_was_killed_is_replaced_without_loss() -> None:
    with guard() as pool:
        first = pool.call(b"pid")
        assert isinstance(first, Done)
        os.kill(int(first.result), signal.SIGKILL)
        second = pool.call(b"pid")
        assert isinstance(second, Done) and second != first


def test_a_child_stays_warm_after_an_exception_and_is_prepared_once() -> None:
    with guard(prepare="guard_target:prepare", setup=b"hello") as pool:
        first, _, again, told = pool.map([b"pid", b"fail", b"pid", b"told"])
    assert first == again
    assert told == Done(b"hello")


def test_items_are_read_only_a_little_ahead_of_the_results() -> None:
    read: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield b"x"

    with guard() as pool:
        results = pool.map(endless())
        assert [next(results) for _ in range(100)] == [Done(b"x")] * 100
        assert len(read) <= 100 + 4 * WINDOW


def test_an_iterator_left_half_way_does_not_spoil_the_next() -> None:
    with guard() as pool:
        results = pool.map(b"%d" % number for number in range(100))
        next(results)
        results.close()  # type: ignore[attr-defined]
        assert pool.call(b"fresh") == Done(b"fresh")


def test_requests_larger_than_a_pipe_pass() -> None:
    items = [bytes([number]) * 300_000 for number in range(40)]
    with guard(workers=2) as pool:
        assert list(pool.map(items)) == [Done(item) for item in items]


def test_it_works_off_the_main_thread_and_outlives_the_thread_that_started_it() -> None:
    results: list[Done | Lost] = []
    with guard(seconds=1.0) as pool:
        for item in (b"pid", b"pid", b"hang"):
            thread = threading.Thread(target=lambda item=item: results.append(pool.call(item)))
            thread.start()
            thread.join()
    assert isinstance(results[0], Done)
    assert results[0] == results[1]
    assert isinstance(results[2], Lost)


@pytest.mark.parametrize(
    ("name", "prepare", "told"),
    [
        ("no_such_module:work", None, "No module named 'no_such_module'"),
        ("guard_target:nothing", None, "has no attribute 'nothing'"),
        ("guard_target:work", "guard_target:leave_at_start", "a library said why"),
    ],
)
def test_a_target_that_cannot_start_is_an_error_that_says_why(name: str, prepare: str | None, told: str) -> None:
    pool = Guard(name, seconds=30, memory_mb=1000, prepare=prepare)
    with pool, pytest.raises(GuardError, match=name) as raised:
        pool.call(b"x")
    assert told in str(raised.value)


def test_a_closed_guard_refuses() -> None:
    pool = guard()
    pool.close()
    pool.close()
    with pytest.raises(GuardError, match="closed"):
        pool.call(b"x")


def test_a_grandchild_is_killed_with_the_child_that_hangs(fifo: tuple[bytes, int]) -> None:
    path, descriptor = fifo
    with guard(seconds=2.0) as pool:
        assert pool.call(b"daemon " + path) == Lost(Reason.TIMEOUT, "no result within 2 seconds")
        assert ends(told_pid(descriptor))


def test_closing_leaves_no_child() -> None:
    pool = guard()
    result = pool.call(b"pid")
    pool.close()
    assert isinstance(result, Done)
    assert ends(int(result.result))


def test_a_child_busy_in_native_code_does_not_outlive_a_parent_killed_without_warning(
    fifo: tuple[bytes, int], tmp_path: Path
) -> None:
    path, descriptor = fifo
    program = textwrap.dedent(
        f"""
        import sys
        sys.path[:] = {[str(tmp_path), *sys.path]!r}
        from validators.guard import Guard
        Guard("guard_target:work", seconds=1000, memory_mb=1000).call(b"tell-and-hang " + {path!r})
        """
    )
    parent = subprocess.Popen([sys.executable, "-c", program])
    try:
        child = told_pid(descriptor)
    finally:
        parent.kill()
        parent.wait()
    assert ends(child)
