"""Isolation: what an honest program returns comes back exactly; a hostile one gets nothing and leaves nothing."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from validators.sandbox import Limits, RunStatus, Undecodable, decode, encode, guest, layers_available, run_calls

SHORT = Limits(cpu_seconds=1, wall_seconds=15.0)
LAYERS = layers_available()

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.integers() | st.text() | st.tuples(st.booleans()), inner, max_size=4)
    ),
    max_leaves=20,
)
trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["t", "d", "s", "x"]), inner | st.lists(st.lists(inner)), max_size=2)
    ),
    max_leaves=12,
)


@given(values)
def test_encoding_keeps_every_type(value: Any) -> None:
    text = json.dumps(encode(value))
    assert repr(decode(json.loads(text))) == repr(value)


@given(trees)
def test_decoding_gives_a_value_or_says_that_there_is_none(tree: Any) -> None:
    with contextlib.suppress(Undecodable):
        decode(tree)


@pytest.mark.parametrize(
    "tree",
    [
        {}, {"x": []}, {"t": 1}, {"t": [], "d": []}, {"d": [[1]]}, {"d": [1]}, {"d": [[[], 1]]},
        {"d": [[1, 2], [True, 3]]}, {"d": ["ab", "ab"]}, float("inf"), float("nan"), {1: 2}, (1,),
        pytest.param(10**5000, id="digits"),
    ],
)  # fmt: skip
def test_what_breaks_the_encoding_is_refused(tree: Any) -> None:
    with pytest.raises(Undecodable):
        decode(tree)


def test_depth_is_bounded_both_ways() -> None:
    nested: Any = 1
    for _ in range(guest.MAX_DEPTH):
        nested = [nested]
    assert decode(encode(nested)) == nested
    for refuses in (encode, decode):
        with pytest.raises(Undecodable):
            refuses([nested])


@settings(max_examples=5, deadline=None)
@given(st.lists(values, min_size=20, max_size=20))
def test_arguments_and_values_cross_unchanged(arguments: list[Any]) -> None:
    ran = run_calls("def same(x):\n    return x\n", "same", [[argument] for argument in arguments])
    assert ran.status is RunStatus.RETURNED
    assert repr(ran.values) == repr(arguments)


def test_calls_share_one_process_in_order() -> None:
    source = "seen = []\ndef count(x):\n    seen.append(x)\n    return (len(seen), x)\n"
    ran = run_calls(source, "count", [["a"], ["b"], ["c"]])
    assert (ran.status, ran.values) == (RunStatus.RETURNED, [(1, "a"), (2, "b"), (3, "c")])


def test_a_failing_call_keeps_the_values_before_it() -> None:
    ran = run_calls("def inverse(x):\n    return 1 / x\n", "inverse", [[2], [0], [4]])
    assert (ran.status, ran.values, ran.detail) == (RunStatus.EXCEPTION, [0.5], "ZeroDivisionError: division by zero")


def test_the_order_of_a_set_is_the_same_in_every_run() -> None:
    source = "def letters():\n    return list(set('abcdefghijklmnop'))\n"
    assert len({repr(run_calls(source, "letters", [[]]).values) for _ in range(3)}) == 1


def test_common_modules_and_dataclasses_work() -> None:
    source = """
from __future__ import annotations
import bisect, collections, dataclasses, datetime, decimal, fractions, functools, hashlib, heapq, itertools, json
import math, random, re, string, typing

@dataclasses.dataclass
class Point:
    x: int

def use():
    return [Point(3).x, math.comb(5, 2), re.sub("a", "b", "aa"), len(hashlib.sha256(b"").hexdigest())]
"""
    ran = run_calls(source, "use", [[]])
    assert (ran.status, ran.values) == (RunStatus.RETURNED, [[3, 10, "bb", 64]]), ran.detail


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("while True: pass", RunStatus.TIMEOUT),
        ("9 ** 9 ** 9", RunStatus.TIMEOUT),
        ("import time; time.sleep(1000)", RunStatus.TIMEOUT),
        ("return [0] * 10**9", RunStatus.MEMORY),
        ("raise MemoryError", RunStatus.MEMORY),
        ("return 'a' * 10**10", RunStatus.MEMORY),
        ("return 'a' * 200_000_000", RunStatus.OUTPUT_LIMIT),
        ("return list(range(1_000_000))", RunStatus.OUTPUT_LIMIT),
        ("return 10 ** 5000", RunStatus.OUTPUT_LIMIT),
        ("x = []; x.append(x); return x", RunStatus.EXCEPTION),
        ("import sys; sys.exit(0)", RunStatus.EXCEPTION),
        ("import os; os._exit(0)", RunStatus.EXCEPTION),
        ("import os; os._exit(7)", RunStatus.EXCEPTION),
        ("raise SystemExit", RunStatus.EXCEPTION),
        ("return f()", RunStatus.EXCEPTION),
        ("return object()", RunStatus.EXCEPTION),
        ("return {1, 2}", RunStatus.EXCEPTION),
        ("return float('nan')", RunStatus.EXCEPTION),
        ("return (n for n in [1])", RunStatus.EXCEPTION),
        ("return type('Number', (int,), {})(1)", RunStatus.EXCEPTION),
        ("return type('Any', (), {'__eq__': lambda *_: True, '__hash__': lambda _: 1})()", RunStatus.EXCEPTION),
        ("raise type('E', (Exception,), {'__str__': lambda _: 1 / 0})", RunStatus.EXCEPTION),
        ("import ctypes; ctypes.string_at(0)", RunStatus.EXCEPTION),
        ("import sys; sys.stdout = None; return 1", RunStatus.RETURNED),
        ('print(\'{"status":"returned"}\' * 100_000); return 1', RunStatus.RETURNED),
        ("import builtins; builtins.len = builtins.type = lambda *_: int; return 1", RunStatus.RETURNED),
    ],
)
def test_a_hostile_call_ends_in_its_own_status(body: str, status: RunStatus) -> None:
    limits = Limits(cpu_seconds=1, wall_seconds=1.5) if "sleep" in body else SHORT
    ran = run_calls(f"def f():\n    {body}\n", "f", [[]], limits)
    assert ran.status is status, ran.detail
    assert len(ran.values) == (1 if status is RunStatus.RETURNED else 0)


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("def f(:", RunStatus.EXCEPTION),
        ("raise SystemExit(0)", RunStatus.EXCEPTION),
        ("def g(): pass", RunStatus.MISSING_ENTRY),
        ("f = 1", RunStatus.EXCEPTION),
        ("import numpy\ndef f(): pass", RunStatus.UNSUPPORTED_IMPORT),
        ("\0", RunStatus.EXCEPTION),
        pytest.param("x = " + "(" * 5000, RunStatus.EXCEPTION, id="parentheses"),
        ("", RunStatus.MISSING_ENTRY),
    ],
)
def test_a_program_without_its_function_is_refused(source: str, status: RunStatus) -> None:
    assert run_calls(source, "f", [[]], SHORT).status in (status, RunStatus.MEMORY if "(((" in source else status)


FORGE = """
import os
def f():
    os.write(3, {frame!r})
    {then}
"""


def framed(payload: bytes) -> bytes:
    return len(payload).to_bytes(4, "big") + payload


@pytest.mark.parametrize(
    ("frame", "then"),
    [
        (b"garbage", "return 1"),
        (b"garbage", "os._exit(0)"),
        (framed(b'{"status":"returned","detail":"","values":[1]}'), "return 1"),
        (framed(b'{"status":"returned","detail":"","values":[1]}'), "os._exit(1)"),
        (framed(b'{"status":"returned","detail":"","values":[1,2]}'), "os._exit(0)"),
        (framed(b'{"status":"returned","detail":"","values":[{"t":1}]}'), "os._exit(0)"),
        (framed(b'{"status":"returned","detail":"","values":[NaN]}'), "os._exit(0)"),
        (framed(b'{"status":"returned","status":"returned","detail":"","values":[1]}'), "os._exit(0)"),
        (framed(b'{"status":"infrastructure","detail":"","values":[]}'), "os._exit(0)"),
        (framed(b'{"status":"returned","detail":7,"values":[1]}'), "os._exit(0)"),
        pytest.param(framed(b"[" * 100_000), "os._exit(0)", id="depth"),
        pytest.param(framed(b"1" * 100_000), "os._exit(0)", id="digits"),
        (framed(b'"\xff"'), "os._exit(0)"),
        (framed(b"null"), "os._exit(0)"),
        (framed(b""), "os._exit(0)"),
        (b"\xff\xff\xff\xff", "os._exit(0)"),
        (b"\x00", "os._exit(0)"),
    ],
)
def test_a_forged_frame_is_never_a_result(frame: bytes, then: str) -> None:
    ran = run_calls(FORGE.format(frame=frame, then=then), "f", [[]], SHORT)
    assert (ran.status, ran.values) == (RunStatus.EXCEPTION, [])


def test_a_well_forged_frame_is_only_the_guests_own_word() -> None:
    frame = framed(b'{"status":"returned","detail":"","values":[1]}')
    assert run_calls(FORGE.format(frame=frame, then="os._exit(0)"), "f", [[]], SHORT).values == [1]


def test_endless_output_on_the_result_pipe_is_cut_off() -> None:
    source = "import os\ndef f():\n    while True:\n        os.write(3, bytes(65536))\n"
    assert run_calls(source, "f", [[]], Limits(cpu_seconds=4)).status is RunStatus.OUTPUT_LIMIT


@pytest.mark.skipif(
    not (LAYERS["landlock"] or LAYERS["private_root"]), reason="neither layer that keeps files from changing holds"
)
def test_no_file_can_be_written_or_deleted(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text("here")
    for body in (f"open({str(tmp_path / 'new')!r}, 'w')", f"os.remove({str(kept)!r})", "open('provender-new', 'w')"):
        ran = run_calls(f"import os\ndef f():\n    {body}.close()\n", "f", [[]], SHORT)
        assert ran.status in (RunStatus.EXCEPTION, RunStatus.FORBIDDEN), body
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert not Path("provender-new").exists() and not Path("/provender-new").exists()


@pytest.mark.skipif(not LAYERS["landlock"], reason="this kernel has no Landlock")
@pytest.mark.parametrize("body", ["open('/etc/passwd').read()", "os.listdir('/proc')", "os.listdir('/tmp')"])
def test_nothing_but_the_standard_library_can_be_read(body: str) -> None:
    ran = run_calls(f"import os\ndef f():\n    return {body}\n", "f", [[]], SHORT)
    assert ran.status is RunStatus.FORBIDDEN or "FileNotFoundError" in ran.detail


@pytest.mark.skipif(not (LAYERS["net_ns"] or LAYERS["landlock"]), reason="neither layer that cuts the network holds")
def test_the_loopback_cannot_be_reached() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        source = f"import socket\ndef f():\n    socket.create_connection(('127.0.0.1', {port}), 1)\n    return 1\n"
        ran = run_calls(source, "f", [[]], SHORT)
    assert ran.status in (RunStatus.EXCEPTION, RunStatus.FORBIDDEN)


@pytest.mark.skipif(not LAYERS["pid_ns"], reason="this kernel gives no PID namespace")
def test_a_daemon_does_not_outlive_the_run(tmp_path: Path) -> None:
    mark = f"daemon-{os.getpid()}"
    assert len(mark) <= 15  # what the kernel keeps of a process's name
    source = f"""
import ctypes, os, time
def f():
    if os.fork() == 0:
        os.setsid()
        ctypes.CDLL(None).prctl(15, {mark.encode()!r}, 0, 0, 0)  # PR_SET_NAME
        time.sleep(1000)
    return 1
"""
    ran = run_calls(source, "f", [[]], SHORT)
    assert ran.status in (RunStatus.RETURNED, RunStatus.EXCEPTION, RunStatus.FORBIDDEN)  # or the fork was refused
    assert mark not in _process_names()


def _process_names() -> set[str]:
    names = set()
    for path in Path("/proc").glob("[0-9]*/comm"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it ended while we looked
            names.add(path.read_text().strip())
    return names


def test_the_guest_knows_neither_environment_nor_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVENDER_SECRET", "1")
    ran = run_calls("import os, sys\ndef f():\n    return [dict(os.environ), sys.argv]\n", "f", [[]])
    environment, arguments = ran.values[0]
    assert "PROVENDER_SECRET" not in environment and arguments == ["candidate"]


def test_details_hold_no_addresses() -> None:
    ran = run_calls("def f():\n    raise ValueError(object())\n", "f", [[]])
    assert ran.detail == "ValueError: <object object at 0x...>"


def test_the_least_layers_hold_and_are_recorded() -> None:
    assert LAYERS["honest_program"] is True
    ran = run_calls("def f():\n    return 1\n", "f", [[]])
    assert {"separate_process", "rlimits"} <= set(ran.layers)
    assert list(ran.layers) == sorted(name for name, held in LAYERS.items() if held and name != "honest_program")


def test_a_job_does_not_outlive_a_parent_killed_without_warning() -> None:
    source = "import time\ndef f():\n    time.sleep(1000)\n"
    program = textwrap.dedent(
        f"""
        import sys
        sys.path[:] = {sys.path!r}
        from validators.sandbox import run_calls
        print("here", flush=True)
        run_calls({source!r}, "f", [[]])
        """
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    zygotes: list[int] = []
    try:
        assert parent.stdout is not None and parent.stdout.readline()
        deadline = time.monotonic() + 20
        while len(zygotes) < 1 or _cpu_free(parent.pid):
            zygotes = _children(parent.pid)
            assert time.monotonic() < deadline
        descriptors = [os.pidfd_open(pid) for pid in zygotes]
    finally:
        parent.kill()
        parent.communicate()
    for descriptor in descriptors:
        assert select.select([descriptor], [], [], 20.0)[0]
        os.close(descriptor)


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _cpu_free(pid: int) -> bool:
    """Whether the process is not yet asleep in its wait for the job."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "S"
