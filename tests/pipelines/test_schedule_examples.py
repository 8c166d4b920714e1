"""The examples of schedules in docs/schedules: read as cron, systemd, Airflow and GitHub read them, and run.

Builds are run by the real command on a tiny recipe; whatever follows from exit codes by a stand-in that ends with the
code it is told to.
"""

import configparser
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import types
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.schedule import dated_name, utc_today

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = DOCS / "schedules"
PLACE = "/srv/provender"
TINY = """\
provender: 1
name: corpus
seed: 5
families:
  - {family: math/linear_system, count: 16, levels: [1]}
assay: {items: 0}
"""
STAND_IN = """\
#!/bin/sh
echo "$@" >>calls
echo "said on standard output"; echo "said on standard error" >&2
case "$*" in *--due) exit $(cat due) ;; esac
exit $(cat code)
"""
BUILD = "build recipes/corpus.yaml --as-of {day} --out corpus --keep 8"
DUE = "refresh recipes/eval.yaml --home evals --due"
REFRESH = "refresh recipes/eval.yaml --home evals --as-of {day}"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder as the examples have theirs, with the real command."""
    for name in ("venv/bin", "recipes", "logs"):
        (tmp_path / "srv" / name).mkdir(parents=True)
    (tmp_path / "srv" / "recipes" / "corpus.yaml").write_text(TINY)
    (tmp_path / "srv" / "venv" / "bin" / "provender").symlink_to(Path(sys.executable).with_name("provender"))
    return tmp_path / "srv"


@pytest.fixture
def stand_in(place: Path) -> Callable[..., None]:
    """Makes the command one that ends with these exit codes."""

    def made(due: int = 0, code: int = 0) -> None:
        path = place / "venv" / "bin" / "provender"
        path.unlink()
        path.write_text(STAND_IN)
        path.chmod(0o755)
        (place / "due").write_text(str(due))
        (place / "code").write_text(str(code))

    return made


def calls(place: Path) -> list[str]:
    path = place / "calls"
    return path.read_text().splitlines() if path.exists() else []


def made_since(place: Path, day: date) -> list[Path]:
    """The releases that are there: of that day, and of another one if it has begun meanwhile."""
    found = [path for path in (place / "corpus").iterdir() if path.name != "builds"]
    assert {path.name for path in found} <= {dated_name("corpus", day), dated_name("corpus", utc_today())}
    assert all((path / "manifest.json").is_file() for path in found)
    return found


# --- cron ---


def crontab(text: str) -> tuple[dict[str, str], list[tuple[list[str], str]]]:
    """A crontab as cron reads it: the variables, and each entry's five fields and command.

    An unescaped percent sign ends the command; what follows is its standard input. Variables are not expanded.
    """
    variables: dict[str, str] = {}
    entries = []
    for line in text.splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if found := re.fullmatch(r"(\w+)\s*=\s*(.*)", line):
            variables[found[1]] = found[2].strip("\"'")
            continue
        *fields, command = line.split(None, 5)
        assert len(fields) == 5 and all(re.fullmatch(r"[0-9*/,-]+", field) for field in fields), line
        entries.append((fields, re.split(r"(?<!\\)%", command)[0].replace("\\%", "%")))
    return variables, entries


def by_cron(place: Path, command: str, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command as cron does; its output is what would be mailed."""
    given = {name: value.replace(PLACE, str(place)) for name, value in variables.items()}
    env = {"HOME": str(place.parent), "LOGNAME": "nobody", "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", **given}
    return subprocess.run(["/bin/sh", "-c", command], env=env, cwd=place.parent, capture_output=True, text=True)


def cron_lines() -> tuple[dict[str, str], list[tuple[list[str], str]]]:
    """The crontab's lines and the one of the page, which catches up."""
    variables, entries = crontab((EXAMPLES / "crontab").read_text())
    line = next(line for line in (DOCS / "schedules.md").read_text().splitlines() if line.startswith("  23 */6"))
    entries += crontab(line)[1]
    assert variables == {"PROVENDER": PLACE} and len(entries) == 3
    return variables, entries


def test_cron_builds_the_day_and_a_second_run_does_nothing(place: Path) -> None:
    variables, entries = cron_lines()
    fields, command = entries[0]
    assert fields == ["17", "5", "*", "*", "1"]
    before = utc_today()
    for said in ("problems published", "this release is finished already; nothing to do"):
        done = by_cron(place, command, variables)
        logs = list((place / "logs").iterdir())
        told = "".join(log.read_text() for log in logs)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), told
        assert all(re.fullmatch(r"corpus-20\d\d-[01]\d\.log", log.name) for log in logs)
        assert said in told or utc_today() != before
    assert made_since(place, before)


@pytest.mark.parametrize("code", [0, 1, 2, 3, 4])
def test_cron_mails_an_exit_code_that_is_not_0(place: Path, stand_in: Callable[..., None], code: int) -> None:
    variables, entries = cron_lines()
    stand_in(code=code)
    for command in (entries[0][1], entries[2][1]):
        done = by_cron(place, command, variables)
        said = f"provender build: exit code {code}, see {place}/logs\n" if code else ""
        assert (done.stdout, done.stderr) == (said, "")
    assert len(calls(place)) == 2


@pytest.mark.parametrize(
    ("due", "code", "asked", "mailed"),
    [
        (0, 0, [DUE, REFRESH], None),
        (0, 1, [DUE, REFRESH], 1),
        (0, 3, [DUE, REFRESH], 3),
        (1, 0, [DUE], None),
        (2, 0, [DUE], 2),
        (3, 0, [DUE], 3),
        (4, 0, [DUE], 4),
    ],
)
def test_cron_refreshes_when_it_is_due_and_mails_errors(
    place: Path, stand_in: Callable[..., None], due: int, code: int, asked: list[str], mailed: int | None
) -> None:
    variables, entries = cron_lines()
    stand_in(due, code)
    done = by_cron(place, entries[1][1], variables)
    assert calls(place) == [each.format(day="today") for each in asked]
    said = "" if mailed is None else f"provender refresh: exit code {mailed}, see {place}/logs\n"
    assert (done.stdout, done.stderr) == (said, "")
    told = "".join(log.read_text() for log in (place / "logs").glob("eval-20*.log"))
    assert told.count("said on standard output") == told.count("said on standard error") == len(asked)


def test_the_line_that_catches_up_asks_for_the_monday_of_this_week(place: Path, stand_in: Callable[..., None]) -> None:
    variables, entries = cron_lines()
    stand_in()
    days = [utc_today()]
    assert by_cron(place, entries[2][1], variables).returncode == 0
    days.append(utc_today())
    mondays = {day.fromordinal(day.toordinal() - day.weekday()).isoformat() for day in days}
    assert calls(place)[0] in {BUILD.format(day=monday) for monday in mondays}


# --- systemd ---


def unit(name: str) -> configparser.ConfigParser:
    """A unit. No option may be there twice, as none of the examples needs it."""
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#", ";"), strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string((EXAMPLES / name).read_text())
    return parser


def as_systemd(line: str, env: dict[str, str]) -> list[str]:
    """A command line as systemd splits it: quotes, specifiers, ``${NAME}`` in a word, ``$NAME`` as one, ``$$``."""
    assert "\\" not in line  # escapes are not read here
    assert not re.search(r"(?<!%)(?:%%)*%(?!%)", line), "a specifier"
    result = []
    for word in shlex.split(line.replace("%%", "%")):
        if found := re.fullmatch(r"\$(\w+)", word):
            result += env.get(found[1], "").split()
        else:
            result.append(re.sub(r"\$(?:(\$)|\{(\w+)\})", lambda found: found[1] or env.get(found[2], ""), word))
    return result


def by_systemd(place: Path, name: str, option: str) -> int:
    """Run a unit's command as systemd does; its exit code."""
    service = unit(name)["Service"]
    line = service[option].replace(PLACE, str(place))
    env = {"HOME": str(place.parent), "LOGNAME": "provender", "USER": "provender", "SHELL": "/bin/sh",
           "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"}  # fmt: skip
    words = as_systemd(line, env)
    assert words[0].startswith("/")
    folder = service["WorkingDirectory"].replace(PLACE, str(place))
    return subprocess.run(words, env=env, cwd=folder, capture_output=True).returncode


def test_systemd_builds_the_day_and_a_second_run_does_nothing(place: Path) -> None:
    before = utc_today()
    assert by_systemd(place, "provender.service", "ExecStart") == 0
    times = {path: (path / "manifest.json").stat().st_mtime_ns for path in made_since(place, before)}
    assert by_systemd(place, "provender.service", "ExecStart") == 0
    assert times and all((path / "manifest.json").stat().st_mtime_ns == time for path, time in times.items())
    assert len(made_since(place, before)) == 1 or utc_today() != before


@pytest.mark.parametrize(("due", "outcome"), [(0, 0), (1, 1), (2, 255), (3, 255), (4, 255)])
def test_systemd_skips_a_refresh_that_is_not_due_and_fails_for_an_error(
    place: Path, stand_in: Callable[..., None], due: int, outcome: int
) -> None:
    stand_in(due)
    # Up to 254 the unit is skipped without a word; 255 is a failure.
    assert by_systemd(place, "provender-refresh.service", "ExecCondition") == outcome
    assert calls(place) == [DUE]


def test_systemd_refreshes(place: Path, stand_in: Callable[..., None]) -> None:
    stand_in(code=3)
    assert by_systemd(place, "provender-refresh.service", "ExecStart") == 3
    assert calls(place) == [REFRESH.format(day="today")]


@pytest.mark.parametrize("name", ["provender", "provender-refresh"])
def test_services_are_run_again_only_where_that_helps(name: str) -> None:
    service, timer = unit(f"{name}.service"), unit(f"{name}.timer")
    assert service["Service"]["Type"] == "oneshot"
    assert service["Service"]["Restart"] == "on-failure"
    assert service["Service"]["RestartPreventExitStatus"].split() == ["1", "2"]
    assert timer["Timer"]["Persistent"] == "true" and timer["Timer"]["OnCalendar"].endswith("UTC")
    assert timer["Install"]["WantedBy"] == "timers.target"


def test_systemd_finds_no_fault_in_the_units(place: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    (tmp_path / "units").mkdir()
    units = [
        tmp_path / "units" / f"{name}.{kind}"
        for name in ("provender", "provender-refresh")
        for kind in ("service", "timer")
    ]
    for path in units:
        path.write_text((EXAMPLES / path.name).read_text().replace(PLACE, str(place)))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
    said = [line for line in (done.stdout + done.stderr).splitlines() if "provender" in line]  # not of others' units
    assert not said
    for name in ("provender", "provender-refresh"):
        when = unit(f"{name}.timer")["Timer"]["OnCalendar"]
        assert subprocess.run(["systemd-analyze", "calendar", when], capture_output=True).returncode == 0


# --- Airflow ---


class Operator:
    """Stands for Airflow's BashOperator."""

    def __init__(self, task_id: str, bash_command: str, cwd: str, **options: Any) -> None:
        self.task_id = task_id
        self.bash_command = bash_command
        self.cwd = cwd
        self.options = options
        self.after: list[Operator] = []
        Dag.current.tasks[task_id] = self

    def __rshift__(self, other: "Operator") -> "Operator":
        self.after.append(other)
        return other

    def run(self, place: Path) -> int:
        """As Airflow does, in bash."""
        assert self.cwd == PLACE
        command = self.bash_command.replace("{{ ds }}", "2026-03-23")
        assert "{{" not in command
        return subprocess.run(["bash", "-c", command], cwd=place, capture_output=True).returncode


class Dag:
    """Stands for Airflow's DAG."""

    current: "Dag"
    all: dict[str, "Dag"] = {}

    def __init__(self, name: str, **options: Any) -> None:
        self.options = options
        self.tasks: dict[str, Operator] = {}
        Dag.all[name] = self

    def __enter__(self) -> "Dag":
        Dag.current = self
        return self

    def __exit__(self, *error: object) -> None:
        del Dag.current


@pytest.fixture
def dags(monkeypatch: pytest.MonkeyPatch) -> dict[str, Dag]:
    """The DAGs of the example, which is run for it."""
    modules = {"airflow.sdk": {"DAG": Dag}, "airflow.providers.standard.operators.bash": {"BashOperator": Operator}}
    for name, members in modules.items():
        parts = name.split(".")
        for length in range(1, len(parts) + 1):
            package = ".".join(parts[:length])
            monkeypatch.setitem(sys.modules, package, types.ModuleType(package))
        for member, value in members.items():
            setattr(sys.modules[name], member, value)
    Dag.all = {}
    runpy.run_path(str(EXAMPLES / "airflow_dag.py"))
    return Dag.all


def test_airflow_builds_and_refreshes_the_date_of_the_run(
    place: Path, stand_in: Callable[..., None], dags: dict[str, Dag]
) -> None:
    stand_in()
    assert set(dags) == {"provender_corpus", "provender_refresh"}
    for dag in dags.values():
        assert dag.options["max_active_runs"] == 1 and dag.options["start_date"].utcoffset().total_seconds() == 0
        for task in dag.tasks.values():
            assert task.run(place) == 0
    assert calls(place) == [
        BUILD.format(day="2026-03-23"), DUE, REFRESH.format(day="2026-03-23")
    ]  # fmt: skip
    due, refresh = dags["provender_refresh"].tasks.values()
    assert due.after == [refresh] and due.options["skip_on_exit_code"] == 1


# --- GitHub Actions ---


def by_github(place: Path, step: dict[str, Any], as_of: str) -> tuple[int, dict[str, str]]:
    """Run a step as a runner does in bash; its exit code and outputs."""
    output = place / "output"
    output.write_text("")
    env = {**os.environ, "GITHUB_OUTPUT": str(output), "AS_OF": as_of}
    script = place / "step.sh"
    script.write_text(step["run"])
    words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
    done = subprocess.run(words, env=env, cwd=place, capture_output=True)
    return done.returncode, dict(line.split("=", 1) for line in output.read_text().splitlines())


@pytest.mark.parametrize(
    ("due", "code", "outputs"),
    [(0, 0, {"due": "true"}), (1, 0, {"due": "false"}), (2, 2, {}), (3, 3, {}), (4, 4, {})],
)
def test_github_refreshes_when_it_is_due_and_fails_for_an_error(
    place: Path, stand_in: Callable[..., None], due: int, code: int, outputs: dict[str, str]
) -> None:
    workflow = yaml.safe_load((EXAMPLES / "github_actions.yaml").read_text())
    ask, refresh = workflow["jobs"]["eval"]["steps"]
    stand_in(due)
    assert by_github(place, ask, "today") == (code, outputs)
    assert calls(place) == [DUE]
    assert refresh["if"] == f"steps.{ask['id']}.outputs.due == 'true'"
    assert by_github(place, refresh, "today") == (0, {})
    assert calls(place)[1:] == [REFRESH.format(day="today")]


def test_github_builds_on_mondays_and_any_date_by_hand(place: Path, stand_in: Callable[..., None]) -> None:
    workflow = yaml.safe_load((EXAMPLES / "github_actions.yaml").read_text())
    on = workflow[True]  # YAML's word for it
    assert workflow["defaults"]["run"] == {"shell": "bash", "working-directory": PLACE}
    assert workflow["env"]["AS_OF"] == "${{ inputs.as_of || 'today' }}" and "as_of" in on["workflow_dispatch"]["inputs"]
    times = {name: job["if"].split("'")[1] for name, job in workflow["jobs"].items()}
    assert {each["cron"] for each in on["schedule"]} == set(times.values())
    assert times["eval"].endswith("* * 1"), "that is the corpus's, at which no eval is made"
    stand_in()
    (step,) = workflow["jobs"]["corpus"]["steps"]
    assert by_github(place, step, "2026-03-23; echo") == (0, {})
    assert calls(place) == [BUILD.format(day="2026-03-23; echo")], "it is a word, never a part of the script"
