"""Records: what is judged is what was signed where the job's process was waited for, and nobody else can sign."""

import os
from pathlib import Path

import msgspec
import pytest

from validators.sandbox import Ending, Job, Limits, RunStatus, records, run_calls, supervisor
from validators.sandbox.records import proved, signed

JOB = Job("def f(n):\n    return n + 1\n", "f", [[1]], Limits())


def test_an_ending_is_proved_for_its_own_job_only() -> None:
    ending = supervisor.run(JOB)
    assert ending.status is RunStatus.RETURNED and proved(JOB, ending)
    for change in (
        {"source": JOB.source + "\n"}, {"entry": "g"}, {"calls": [[2]]}, {"calls": [[True]]}, {"calls": [[1.0]]},
        {"hash_seed": 1}, {"id": os.urandom(16)}, {"language": "javascript"},
    ):  # fmt: skip
        assert not proved(msgspec.structs.replace(JOB, **change), ending), change
    assert not proved(Job(JOB.source, JOB.entry, JOB.calls, JOB.limits), ending), "an equal job is another job"


def test_a_changed_ending_is_not_proved() -> None:
    ending = supervisor.run(JOB)
    for change in (
        {"status": RunStatus.EXCEPTION}, {"result": ending.result.replace(b"2", b"3")}, {"layers": ending.layers[1:]},
        {"detail": "another"}, {"cpu_seconds": ending.cpu_seconds + 1}, {"seal": b""}, {"seal": os.urandom(32)},
    ):  # fmt: skip
        assert not proved(JOB, msgspec.structs.replace(ending, **change)), change


def test_values_of_another_job_are_never_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    late = supervisor.run(JOB)
    monkeypatch.setattr(supervisor, "run", lambda job: late)
    ran = run_calls(JOB.source, JOB.entry, JOB.calls)
    assert ran.status is RunStatus.INFRASTRUCTURE and ran.values == []
    monkeypatch.setattr(supervisor, "run", lambda job: Ending(RunStatus.RETURNED, result=late.result))
    assert run_calls(JOB.source, JOB.entry, JOB.calls).status is RunStatus.INFRASTRUCTURE


def test_a_fork_signs_with_a_key_of_its_own() -> None:
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(theirs, signed(JOB, Ending(RunStatus.RETURNED)).seal)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    seal = os.read(ours, 100)
    os.close(ours), os.close(theirs)
    assert len(seal) == 32 and not proved(JOB, Ending(RunStatus.RETURNED, seal=seal))
    assert proved(JOB, signed(JOB, Ending(RunStatus.RETURNED)))


def test_the_key_is_in_no_zygote() -> None:
    supervisor.close()
    assert run_calls(JOB.source, JOB.entry, JOB.calls).values == [2]
    for pid in family(os.getpid()):
        assert records._key not in memory(pid)
    assert records._key in memory(os.getpid()), "the search finds it where it is"


def family(pid: int) -> list[int]:
    children = [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return children + [each for child in children for each in family(child)]


def memory(pid: int) -> bytes:
    """All that the process could read or write."""
    found = []
    try:
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as file:
            for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
                span, rights = line.split()[:2]
                start, end = (int(each, 16) for each in span.split("-"))
                if rights.startswith("rw"):
                    file.seek(start)
                    found.append(file.read(end - start))
    except PermissionError:
        pytest.skip("this user may not look into its own sandbox")
    return b"".join(found)
