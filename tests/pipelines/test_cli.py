"""The command line: what a person and a script get from each command."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generators import families
from small_build import provender


def test_families_are_listed_for_people_and_machines() -> None:
    listed = json.loads(provender("families", "--json").stdout)
    assert [each["family"] for each in listed] == list(families())
    told = provender("families").stdout
    assert all(name in told for name in families())


def test_one_family_shows_levels_parameters_and_a_sample() -> None:
    told = provender("families", "logic/knights_knaves").stdout
    assert "level 1:" in told and "parameters:" in told and "worked solution" in told
    shown = json.loads(provender("families", "logic/knights_knaves", "--json").stdout)
    assert shown["sample"]["family"] == "logic/knights_knaves"


def test_samples_are_one_json_line_each_and_repeatable() -> None:
    first = provender("sample", "math/story", "--level", "2", "-n", "3", "--seed", "9", "--json").stdout
    assert [json.loads(line)["level"] for line in first.splitlines()] == [2, 2, 2]
    assert first == provender("sample", "math/story", "--level", "2", "-n", "3", "--seed", "9", "--json").stdout


def test_a_plan_adds_up(recipe: Path) -> None:
    plan = json.loads(provender("plan", recipe, "--json").stdout)
    assert plan["problems"] == sum(each["problems"] for each in plan["families"]) == 100
    assert plan["shards"] == 4
    assert "100 problems in 4 shards" in provender("plan", recipe).stdout


def test_the_doctor_tries_what_a_build_leans_on() -> None:
    findings = json.loads(provender("doctor", "--json").stdout)
    assert findings["Z3"] == findings["CP-SAT and HiGHS"] == "works"
    assert findings["isolation: separate_process"] == "holds"
    assert findings["families"] == len(families())


def test_progress_as_json_is_a_line_per_event(recipe: Path, tmp_path: Path) -> None:
    done = provender("build", recipe, "--out", tmp_path / "out", "--json")
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert {"expand", "solve", "verify", "publish"} <= {event.get("stage") for event in events}
    assert json.loads(done.stdout)["problems"] == 100


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("families", "math/storey"), "did you mean 'math/story'"),
        (("sample", "math/story", "--level", "9"), "above the highest level"),
        (("sample", "math/story", "-n", "0"), "-n"),
        (("build", "nothing", "--out", "x"), "shipped recipes: quickstart"),
        (("build", "none.yaml", "--out", "x"), "cannot be read"),
        (("build", "quickstart"), "--out"),
        (("frobnicate",), "frobnicate"),
    ],
)
def test_misuse_ends_with_exit_code_2_and_a_word_of_advice(arguments: tuple[str, ...], said: str) -> None:
    done = provender(*arguments)
    assert done.returncode == 2
    assert said in done.stderr and "Traceback" not in done.stderr


def test_a_reader_that_leaves_early_is_no_error() -> None:
    command = f"{Path(sys.executable).with_name('provender')} sample math/story -n 3000 --json | head -n 1"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True)
    assert json.loads(done.stdout)["family"] == "math/story"
    assert done.stderr == ""


def test_missing_layers_of_the_sandbox_stop_what_needs_them_and_the_option_allows_them(tmp_path: Path) -> None:
    # As on a machine whose kernel has no seccomp for this architecture.
    (tmp_path / "sitecustomize.py").write_text(
        "import validators.sandbox.zygotes as z\nz.job_filter = lambda **options: None\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    command = ["assay", "code/output_prediction", "-n", "1", "--level", "1"]
    refused = provender(*command, env=environment)
    assert refused.returncode == 1 and "seccomp" in refused.stdout + refused.stderr
    allowed = provender(*command, "--allow-weaker-sandbox", env=environment)
    assert allowed.returncode == 0, allowed.stdout + allowed.stderr
