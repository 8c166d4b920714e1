"""No attack is accepted, none changes anything, and the next honest job passes: with all layers and with fewer."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from validators.sandbox import LANGUAGES

HERE = Path(__file__).parent
NAMESPACES = ("user_ns", "mount_ns", "uts_ns", "ipc_ns", "pid_ns", "net_ns", "private_root")


AT_LEAST = {"python": 120, "javascript": 60, "lua": 50}


@pytest.mark.parametrize(
    "without", [(), ("seccomp",), NAMESPACES], ids=["all layers", "without seccomp", "without namespaces"]
)
@pytest.mark.parametrize("language", list(AT_LEAST))
def test_no_attack_is_accepted_or_leaves_anything_behind(language: str, without: tuple[str, ...]) -> None:
    if language != "python" and not LANGUAGES[language].found():
        pytest.skip(LANGUAGES[language].missing())
    command = [sys.executable, HERE / "run_attacks.py", language, *without]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if done.returncode == 1 and "attacks are only run inside" in done.stderr:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert not set(without) & set(found["layers"])
    assert found["left"] == 0
    assert len(found["attacks"]) >= AT_LEAST[language]
    for name, result in found["attacks"].items():
        assert result["status"] != "accepted", (name, result)
        assert result["reason"] != "infrastructure", (name, result)
        assert result["honest"], (name, result)
        assert result["changed"] == [], (name, result)


def test_the_attacks_refuse_to_run_outside_their_namespace() -> None:
    script = (
        "import os, run_attacks\n"
        "run_attacks.ctypes.CDLL = lambda *a, **k: type('C', (), {'unshare': lambda self, flags: -1})()\n"
        "run_attacks.enclosed(lambda: print('ran'))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=HERE)
    assert done.returncode == 1 and "this kernel gives none" in done.stderr and "ran" not in done.stdout
