"""Zygotes: many jobs leave nothing behind, a slow one delays nobody, a dead one is replaced, weak walls refuse."""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from validators.sandbox import Limits, RunStatus, allow_weaker, run_calls, supervisor, weaker, zygotes
from validators.sandbox.guest import LAYERS
from validators.sandbox.values import frames
from validators.sandbox.zygotes import Zygote

ADD = "def f(a, b):\n    return a + b\n"
JOBS = int(os.environ.get("PROVENDER_SANDBOX_JOBS", "600"))


def descendants(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *descendants(int(child))]
    return found


ROUND = (
    *[(ADD, RunStatus.RETURNED)] * 14,
    ("def f(a, b):\n    return a[b]\n", RunStatus.EXCEPTION),
    ("import os\ndef f(a, b):\n    os._exit(0)\n", RunStatus.EXCEPTION),
    ("import os\ndef f(a, b):\n    os.fork()\n", RunStatus.FORBIDDEN),
    ("def f(a, b):\n    return [0] * 10**9\n", RunStatus.MEMORY),
    ("def f(a, b):\n    return 'x' * 10**7\n", RunStatus.OUTPUT_LIMIT),
    ("import os\nos.write(3, b'junk')\ndef f(a, b):\n    return 1\n", RunStatus.EXCEPTION),
)


def test_many_jobs_leave_no_process_descriptor_or_memory_behind() -> None:
    """`PROVENDER_SANDBOX_JOBS` says how many; past `MOST_JOBS` the zygote is another one, and as large."""

    def go_through(count: int) -> None:
        for n in range(count):
            source, status = ROUND[n % len(ROUND)]
            ran = run_calls(source, "f", [[n, 1]])
            assert ran.status is status, ran
            assert ran.values == ([n + 1] if status is RunStatus.RETURNED else [])

    def used() -> tuple[int, int, int, int]:
        processes = descendants(os.getpid())
        files = len(list(Path("/proc/self/fd").iterdir()))
        return len(processes), files, pages(os.getpid()), pages(processes[-1])

    supervisor.close()
    go_through(len(ROUND))
    before = used()
    go_through(JOBS)
    after = used()
    assert after[:2] == before[:2]
    assert after[2] - before[2] < 2_000 and after[3] - before[3] < 500, (before, after)


def pages(pid: int) -> int:
    """How many pages of memory the process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1])


def test_a_slow_job_delays_nobody() -> None:
    slow = threading.Thread(
        target=run_calls, args=("import time\ndef f():\n    time.sleep(100)\n", "f", [[]], Limits(wall_seconds=4.0))
    )
    slow.start()
    with ThreadPoolExecutor(2) as pool:
        ran = list(pool.map(lambda n: run_calls(ADD, "f", [[n, 1]]).values, range(20)))
    assert ran == [[n + 1] for n in range(20)]
    assert slow.is_alive(), "the quick jobs waited for the slow one"
    slow.join()


def test_a_zygote_that_was_killed_while_idle_is_replaced() -> None:
    assert run_calls(ADD, "f", [[1, 1]]).values == [2]
    for zygote in supervisor._pool.idle:
        os.killpg(zygote.process.pid, signal.SIGKILL)
    assert run_calls(ADD, "f", [[2, 1]]).values == [3]


def test_a_zygote_that_dies_with_its_job_is_an_infrastructure_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(_: Zygote, job: object) -> None:
        raise zygotes.Broken("it ended in the middle of a job")

    monkeypatch.setattr(Zygote, "run", killed)
    assert run_calls(ADD, "f", [[1, 1]]).status is RunStatus.INFRASTRUCTURE


def test_a_zygote_is_replaced_after_so_many_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    supervisor.close()
    monkeypatch.setattr(zygotes, "MOST_JOBS", 3)
    for n in range(10):
        assert run_calls(ADD, "f", [[n, n]]).values == [2 * n]
    assert all(zygote.jobs < 3 for zygote in supervisor._pool.idle)


def test_the_order_of_sets_differs_between_hash_seeds_and_not_within_one() -> None:
    source = "def f():\n    return list({'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'})\n"
    seen = [run_calls(source, "f", [[]], hash_seed=seed).values[0] for seed in (0, 0, 1, 1)]
    assert seen[0] == seen[1] != seen[2] == seen[3]


def test_chance_is_the_hash_seeds() -> None:
    source = "import random\ndef f():\n    return random.random()\n"
    seen = [run_calls(source, "f", [[]], hash_seed=seed).values[0] for seed in (0, 0, 1)]
    supervisor.close()
    assert seen[0] == seen[1] == run_calls(source, "f", [[]]).values[0] != seen[2]


def test_what_a_job_changes_is_gone_for_the_next() -> None:
    spoil = "import builtins, sys, math\nmath.pi = builtins.kept = 3\nsys.path.clear()\ndef f():\n    return math.pi\n"
    assert run_calls(spoil, "f", [[]]).values == [3]
    look = (
        "import builtins, sys, math\ndef f():\n    return [math.pi > 3.1, hasattr(builtins, 'kept'), bool(sys.path)]\n"
    )
    assert run_calls(look, "f", [[]]).values == [[True, False, True]]


def test_a_fork_of_this_process_has_zygotes_of_its_own() -> None:
    assert run_calls(ADD, "f", [[1, 1]]).values == [2]
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if run_calls(ADD, "f", [[2, 1]]).values == [3] and supervisor._pool.idle else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert run_calls(ADD, "f", [[3, 1]]).values == [4]


def test_zygotes_end_with_the_thread_and_process_that_use_them() -> None:
    supervisor.close()
    others = set(descendants(os.getpid()))
    threading.Thread(target=run_calls, args=(ADD, "f", [[1, 1]])).start()
    deadline = time.monotonic() + 20
    while not supervisor._pool.idle:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    # The thread that started it is gone, and it still answers.
    zygotes = [zygote.process.pid for zygote in supervisor._pool.idle]
    assert run_calls(ADD, "f", [[1, 2]]).values == [3]
    assert [zygote.process.pid for zygote in supervisor._pool.idle] == zygotes
    before = set(descendants(os.getpid())) - others
    supervisor.close()
    assert before
    assert not before & set(descendants(os.getpid()))


@pytest.fixture
def layers(monkeypatch: pytest.MonkeyPatch):
    """Sandboxes without some layers."""

    def leave_out(*without: str) -> None:
        supervisor.close()
        monkeypatch.setattr(supervisor, "Zygote", lambda *which: Zygote(*which, without=without))

    yield leave_out
    allow_weaker(False)
    supervisor.close()


WALLS = ("user_ns", "mount_ns", "uts_ns", "ipc_ns", "pid_ns", "net_ns", "private_root", "landlock", "seccomp")


def test_missing_layers_are_refused_unless_they_are_allowed_and_then_mark_the_evidence(layers) -> None:
    layers("seccomp")
    refused = run_calls(ADD, "f", [[1, 1]])
    assert refused.status is RunStatus.INFRASTRUCTURE and refused.values == []
    assert "missing here: seccomp; " in refused.detail and "--allow-weaker-sandbox" in refused.detail
    allow_weaker()
    ran = run_calls(ADD, "f", [[1, 1]])
    assert ran.values == [2]
    assert weaker(ran.layers) == {"missing_layers": ["seccomp"]}
    assert weaker(LAYERS) == {}


def test_without_any_whole_wall_nothing_runs_whatever_is_allowed(layers) -> None:
    layers(*WALLS)
    allow_weaker()
    refused = run_calls(ADD, "f", [[1, 1]])
    assert refused.status is RunStatus.INFRASTRUCTURE and "no whole wall" in refused.detail


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=80) | st.lists(st.binary(max_size=20)).map(lambda parts: b"".join(framed(p) for p in parts)))
def test_any_bytes_are_frames_or_too_many_frames(data: bytes) -> None:
    found = frames(data)
    if len(found) <= 2 and b"".join(framed(each) for each in found) != data:
        raise AssertionError(found)


def framed(payload: bytes) -> bytes:
    return len(payload).to_bytes(4, "big") + payload
