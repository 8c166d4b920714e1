"""The same stages on other Beam runners give the same bytes. (Its processes: test_solving.py and test_kills.py.)"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from small_build import bytes_of, provender


def test_a_job_service_with_external_workers_makes_the_same_bytes(release: Path, recipe: Path, tmp_path: Path) -> None:
    jobs, pool = free_port(), free_port()
    # A pool that finds another python on PATH hangs silently, so this one comes first.
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    service = ["apache_beam.runners.portability.local_job_service_main", f"--port={jobs}"]
    workers = ["apache_beam.runners.worker.worker_pool_main", f"--service_port={pool}"]
    with running(service, jobs, env, tmp_path / "jobs.log"), running(workers, pool, env, tmp_path / "pool.log"):
        options = [
            f"--job_endpoint=localhost:{jobs}", "--environment_type=EXTERNAL", f"--environment_config=localhost:{pool}",
        ]  # fmt: skip
        extra = [word for option in options for word in ("--beam-option", option)]
        done = provender("build", recipe, "--out", tmp_path / "out", "--runner", "PortableRunner", *extra, env=env)
    assert done.returncode == 0, done.stderr
    assert bytes_of(tmp_path / "out") == bytes_of(release)


@pytest.mark.parametrize("name", ["DirectRunner", "DaskRunner", "nonsense"])
def test_a_runner_that_does_not_work_is_refused_with_the_reason(recipe: Path, tmp_path: Path, name: str) -> None:
    done = provender("build", recipe, "--out", tmp_path / "out", "--runner", name)
    assert done.returncode == 2
    assert f"--runner {name}" in done.stderr and "in_memory" in done.stderr


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(module: list[str], port: int, env: dict[str, str], log: Path) -> Iterator[None]:
    """The module as a process, from the moment its port answers."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *module], env=env, stdout=output, stderr=output, start_new_session=True
        )
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert process.poll() is None, log.read_text()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
