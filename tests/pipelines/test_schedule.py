"""Releases on a schedule: dates, draws by date, one run at a time, and which old releases go."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from pipelines.lease import lease
from pipelines.schedule import (
    HIDDEN,
    Retention,
    dated_name,
    day_of,
    effective_seed,
    parse_day,
    retain,
    series,
    utc_today,
)
from schemas import BadInput, Busy
from small_build import bytes_of, provender

RECIPE = """\
provender: 1
name: tiny
seed: 5
families:
  - {family: math/linear_system, count: 20, levels: [1]}
assay: {items: 0}
sharding: {rows_per_shard: 16, row_group_rows: 16}
"""
DAYS = [date(2026, 3, day) for day in (2, 9, 16, 23)]  # of the releases that retention is tried on
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the recipe and the release of one date, in `out`. Tests that change it work on a copy."""
    folder = tmp_path_factory.mktemp("dated")
    (folder / "tiny.yaml").write_text(RECIPE)
    done = provender("build", folder / "tiny.yaml", "--as-of", "2026-03-23", "--out", folder / "out")
    assert done.returncode == 0, done.stderr
    return folder


# --- dates, names, seeds ---


def test_a_date_is_read_as_it_is_written_and_today_is_what_the_caller_says() -> None:
    assert parse_day("2026-03-23", TODAY) == date(2026, 3, 23)
    assert parse_day("today", TODAY) == parse_day("2026-11-21", TODAY) == TODAY


@pytest.mark.parametrize("zone", ["AHEAD-14", "BEHIND+11"])
def test_today_is_the_day_in_utc(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    try:
        monkeypatch.setenv("TZ", zone)  # one of the two has another day, whenever this runs
        time.tzset()
        before, found, after = time.gmtime(), utc_today(), time.gmtime()
    finally:
        monkeypatch.undo()
        time.tzset()
    assert date(*before[:3]) <= found <= date(*after[:3])


@pytest.mark.parametrize(
    "text",
    [
        "", "tomorrow", "TODAY", "today ", "20261121", "2026-W47-6", "2026-325", "2026-11-31", "2025-02-29",
        "0000-01-01", "2026-11-21\n", "26-11-21", "2026-1-2", "+2026-11-21", "２０２６-11-21", "2026-11-21T00:00",
        "../2026-11-21",
        "x" * 100_000,
    ],
    ids=lambda text: repr(text[:16]),
)  # fmt: skip
def test_what_is_no_date_is_told(text: str) -> None:
    with pytest.raises(BadInput, match="is not a date; write YYYY-MM-DD, or 'today'") as told:
        parse_day(text, TODAY)
    assert len(str(told.value)) < 200


def test_a_date_in_the_future_is_told() -> None:
    with pytest.raises(BadInput, match="2026-11-22 is in the future: in UTC it is 2026-11-21"):
        parse_day("2026-11-22", TODAY)


@pytest.mark.parametrize(
    ("folder", "day"),
    [
        ("tiny-2026-03-02", date(2026, 3, 2)),
        ("tiny-2026-03-02-2026-03-03", None),  # of the recipe tiny-2026-03-02
        ("tiny-2026-03-32", None),
        ("tiny-2026-03-02.bak", None),
        (".tiny-2026-03-02", None),
        ("tiny-xl-2026-03-02", None),
        ("tiny", None),
        ("tiny-", None),
        ("2026-03-02", None),
    ],
)
def test_only_the_name_of_a_dated_release_names_a_date(folder: str, day: date | None) -> None:
    assert day_of(folder, "tiny") == day
    assert dated_name("tiny", date(2026, 3, 2)) == "tiny-2026-03-02"


def test_the_seed_of_a_date_never_changes() -> None:
    assert effective_seed(5, date(2026, 3, 23)) == SEED
    seeds = {effective_seed(seed, day) for seed in (0, 5, 2**63 - 1) for day in (*DAYS, TODAY)}
    assert len(seeds) == 15 and all(0 <= seed < 2**63 for seed in seeds)
    assert any(seed >= 2**62 for seed in seeds)


SEED = 5580127013150237634  # what is released under a date must be found again by every later version


# --- builds ---


def test_another_date_gives_other_draws_and_the_released_recipe_gives_the_same_bytes_again(
    dated: Path, tmp_path: Path
) -> None:
    there = dated / "out" / "tiny-2026-03-23"
    done = provender("build", dated / "tiny.yaml", "--as-of", "2026-03-16", "--out", tmp_path / "out", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["as_of"] == "2026-03-16" and told["seed"] == effective_seed(5, date(2026, 3, 16))
    assert (told["removed"], told["left"]) == ([], {})
    other = tmp_path / "out" / "tiny-2026-03-16"
    assert told["release"] == str(other)
    ours, theirs = bytes_of(there), bytes_of(other)
    assert ours.keys() == theirs.keys()
    assert not {file for file in ours if file.endswith(".parquet") and ours[file] == theirs[file]}
    assert provender("build", there / "recipe.yaml", "--out", tmp_path / "again").returncode == 0
    assert bytes_of(tmp_path / "again") == ours


def test_the_same_date_again_changes_nothing_and_says_so(dated: Path) -> None:
    there = dated / "out" / "tiny-2026-03-23"
    before = {path: path.stat().st_mtime_ns for path in (dated / "out").rglob("*")}
    for _ in range(2):
        done = provender("build", dated / "tiny.yaml", "--as-of", "2026-03-23", "--out", dated / "out")
        assert done.returncode == 0
        assert f"{there}: this release is finished already; nothing to do" in done.stderr
    after = {path: path.stat().st_mtime_ns for path in (dated / "out").rglob("*")}
    changed = {path.name for path in {*before, *after} if before.get(path) != after.get(path)}
    assert changed <= {"tiny.lock", "builds"}  # the lock names who holds it


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a recipe of a seed template and its release of one date, in `out`, which misses its target."""
    folder = tmp_path_factory.mktemp("short")
    (folder / "my").mkdir()
    (folder / "my" / "coins.yaml").write_text(TEMPLATE)
    (folder / "coins.yaml").write_text(TEMPLATE_RECIPE)
    done = provender("build", folder / "coins.yaml", "--as-of", "2026-03-23", "--out", folder / "out")
    assert done.returncode == 1, done.stderr
    assert "target missed: template/coins level 1" in done.stderr
    return folder


def test_a_release_of_a_seed_template_builds_itself_again(short: Path, tmp_path: Path) -> None:
    released = short / "out" / "coins-2026-03-23"
    again = provender("build", released / "recipe.yaml", "--out", tmp_path / "again")
    assert again.returncode == 1, again.stderr
    assert bytes_of(tmp_path / "again") == bytes_of(released)


def test_a_release_that_misses_its_target_removes_no_other(short: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for name in ("coins-2026-03-22", "coins-2026-03-23"):
        shutil.copytree(short / "out" / "coins-2026-03-23", out / name)
    done = provender("build", short / "coins.yaml", "--as-of", "2026-03-23", "--out", out, "--keep", "1")
    assert done.returncode == 1, done.stderr
    assert "no older release is removed, since this one missed a target" in done.stderr
    assert names(out) == {"builds", "coins-2026-03-22", "coins-2026-03-23"}


def test_old_releases_go_with_their_build_folders_and_completions_stay(dated: Path, tmp_path: Path) -> None:
    out = shutil.copytree(dated / "out", tmp_path / "out")
    (out / "builds" / "completions" / "part-x.parquet").write_bytes(b"cannot be made again")

    def build(day: str) -> dict[str, object]:
        done = provender("build", dated / "tiny.yaml", "--as-of", day, "--out", out, "--keep", "1", "--json")
        assert done.returncode == 0, done.stderr
        told: dict[str, object] = json.loads(done.stdout)
        for name in told["removed"]:
            assert f"{out}/{name}: removed, the newest stays" in done.stderr
        return told

    assert build("2026-03-24")["removed"] == ["tiny-2026-03-23"]
    assert names(out) == {"builds", "tiny-2026-03-24"}
    assert names(out / "builds") == {"completions", "tiny.lock", "tiny-2026-03-24"}
    # A missed date is made up for: though there is a newer one, its release stays until that one's next run.
    assert build("2026-03-20")["removed"] == []
    again = build("2026-03-24")
    assert (again["existed"], again["removed"], again["left"]) == (True, ["tiny-2026-03-20"], {})
    assert names(out) == {"builds", "tiny-2026-03-24"}
    assert (out / "builds" / "completions" / "part-x.parquet").read_bytes() == b"cannot be made again"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--as-of", "9999-12-31", "--out", "out"), "--as-of: 9999-12-31 is in the future"),
        (("--as-of", "soon", "--out", "out"), "--as-of: 'soon' is not a date"),
        (("--keep", "2", "--out", "out"), "--keep: there are no dated releases without --as-of"),
        (("--as-of", "today", "--keep", "0", "--out", "out"), "--keep"),
        (("--as-of", "today", "--out", "release"), "--out release: this is a release"),
    ],
)
def test_misuse_is_told_before_anything_is_made(
    dated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "release").mkdir()
    (tmp_path / "release" / "manifest.json").write_text("{}")
    done = provender("build", dated / "tiny.yaml", *arguments)
    assert done.returncode == 2
    assert said in done.stderr and "Traceback" not in done.stderr
    assert names(tmp_path) == {"release"} and names(tmp_path / "release") == {"manifest.json"}


# --- one at a time ---


def test_a_second_run_leaves_with_exit_code_4_and_a_killed_one_goes_on(dated: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = ["build", str(dated / "tiny.yaml"), "--as-of", "2026-03-23", "--out", str(out), "--keep", "1"]
    first = subprocess.Popen(
        [str(Path(sys.executable).with_name("provender")), *command],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(lambda: bool(list(out.glob("builds/tiny-2026-03-23/expand-*/part-*.json"))), first)
        first.send_signal(signal.SIGSTOP)
        for second in (command, [*command[:3], "2026-03-22", *command[4:]]):  # any date of the recipe's
            done = provender(*second)
            assert done.returncode == 4, done.stderr
            said = f"error: {out}: tiny: another run is at work here (process {first.pid})"
            assert done.stderr.startswith(said) and done.stderr.count("\n") == 1
        assert names(out) == {"builds"}
    finally:
        first.kill()
        first.wait()
    done = provender(*command)
    assert done.returncode == 0, done.stderr
    assert "shards were finished before and are kept" in done.stderr
    assert bytes_of(out / "tiny-2026-03-23") == bytes_of(dated / "out" / "tiny-2026-03-23")


def test_a_release_that_another_run_puts_there_meanwhile_is_left_alone(
    dated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rich.console import Console

    from pipelines import build
    from pipelines.progress import Report
    from pipelines.runners import Runner

    out = tmp_path / "out"

    @contextmanager
    def late(folder: Path) -> Iterator[None]:
        with lease(folder):
            shutil.copytree(dated / "out" / "tiny-2026-03-23", out)
            yield

    monkeypatch.setattr(build, "lease", late)
    with pytest.raises(Busy, match="another run has just put its release here; run the same command again"):
        build.build(dated / "tiny.yaml", out, Runner("in_memory", 1, ()), Report(Console(quiet=True)))
    assert bytes_of(out) == bytes_of(dated / "out" / "tiny-2026-03-23")
    assert names(tmp_path / "builds" / "out") == {"lease", "build.log"}


def test_one_holds_the_dated_releases_of_a_name_at_a_time(tmp_path: Path) -> None:
    with series(tmp_path, "tiny"):
        with pytest.raises(Busy) as told, series(tmp_path, "tiny"):
            raise AssertionError
        assert f"tiny: another run is at work here (process {os.getpid()}); wait for it" in str(told.value)
        with series(tmp_path, "other"):
            pass
    with series(tmp_path, "tiny"):
        pass


def test_a_lock_whose_folder_is_removed_locks_the_new_one(tmp_path: Path) -> None:
    build = tmp_path / "build"
    build.mkdir()
    with lease(build):
        build.rename(tmp_path / "gone")
        build.mkdir()
        with lease(build), pytest.raises(Busy), lease(build):
            raise AssertionError


# --- retention ---


@pytest.fixture
def four(dated: Path, tmp_path: Path) -> Path:
    """Four dated releases with their build folders."""
    folder = tmp_path / "four"
    fill(folder, dated)
    return folder


def fill(folder: Path, dated: Path, days: Sequence[date] = DAYS) -> None:
    for day in days:
        name = dated_name("tiny", day)
        shutil.copytree(dated / "out" / "tiny-2026-03-23", folder / name)
        (folder / "builds" / name / "expand-00").mkdir(parents=True)
        (folder / "builds" / name / "lease").write_text("1\n")
        (folder / "builds" / name / "expand-00" / "part-00000.json").write_text("{}")
    (folder / "builds" / "completions").mkdir()


def retained(folder: Path, keep: int, day: date = TODAY) -> tuple[Retention, list[str]]:
    said: list[str] = []
    with series(folder, "tiny"):
        return retain(folder, "tiny", keep, day, said.append), said


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def left_of(folder: Path) -> list[str]:
    """The days of March of which there is a release, each with a build folder, and nothing beside them."""
    days = sorted(name for name in names(folder) if name != "builds")
    assert names(folder / "builds") == {"completions", "tiny.lock", *days}
    return [name.removeprefix("tiny-2026-03-") for name in days]


@pytest.mark.parametrize(
    ("keep", "day", "left"),
    [
        (1, TODAY, ["23"]),
        (3, TODAY, ["09", "16", "23"]),
        (4, TODAY, ["02", "09", "16", "23"]),
        (99, TODAY, ["02", "09", "16", "23"]),
        (1, DAYS[2], ["16", "23"]),  # neither the date itself nor what is newer
        (2, DAYS[1], ["09", "16", "23"]),
        (1, DAYS[0], ["02", "09", "16", "23"]),
    ],
)
def test_the_newest_stay_and_nothing_goes_that_is_not_older_than_the_date(
    four: Path, keep: int, day: date, left: list[str]
) -> None:
    result, said = retained(four, keep, day)
    assert left_of(four) == left
    assert len(result.removed) == len(said) == 4 - len(left) and not result.left
    again, _ = retained(four, keep, day)
    assert again == Retention((), {})


def a_byte(release: Path) -> None:
    path = next(release.rglob("*.parquet"))
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)


def a_note(release: Path) -> None:
    (release / "README.md").write_text((release / "README.md").read_text() + "\nour findings\n")


def a_link_for_a_file(release: Path) -> None:
    path = release / "README.md"
    path.rename(release.parent.parent / "README.md")
    path.symlink_to(release.parent.parent / "README.md")


def a_link_for_a_folder(release: Path) -> None:
    (release / "data").rename(release.parent.parent / "data")
    (release / "data").symlink_to(release.parent.parent / "data", target_is_directory=True)


def a_link_for_the_release(release: Path) -> None:
    target = release.parent.parent / "elsewhere"
    release.rename(target)
    release.symlink_to(target, target_is_directory=True)


def a_name(release: Path) -> None:
    path = release / "manifest.json"
    path.write_text(path.read_text().replace('"name": "tiny"', '"name": "small"', 1))


def a_file_for_it(release: Path) -> None:
    shutil.rmtree(release)
    release.write_text("mine")


def a_link_for_the_build(release: Path) -> None:
    build = release.parent / "builds" / release.name
    target = release.parent.parent / "build"
    build.rename(target)
    build.symlink_to(target, target_is_directory=True)


def no_lease(release: Path) -> None:
    (release.parent / "builds" / release.name / "lease").unlink()


def everything(folder: Path) -> dict[str, object]:
    """All that lies in the folder, links as links."""
    return {
        path.relative_to(folder).as_posix(): path.readlink() if path.is_symlink()
        else path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
        if path.name != "tiny.lock"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (a_byte, ".parquet was changed"),
        (a_note, "README.md was changed"),
        (lambda release: (release / "report.html").unlink(), "report.html is missing"),
        (lambda release: (release / "mine.txt").write_text("mine"), "'mine.txt' is not of the release"),
        (lambda release: (release / "data" / "x.arrow").write_text("cache"), "'data/x.arrow' is not of the release"),
        (lambda release: (release / "mine").mkdir(), "'mine' is not of the release"),
        (lambda release: (release / "\udcff\x1b[2J").write_text(""), r"'\udcff\x1b[2J' is not of the release"),
        (a_link_for_a_file, "'README.md' is not of the release"),
        (a_link_for_a_folder, "'data' is not of the release"),
        (lambda release: os.mkfifo(release / "pipe"), "'pipe' is not of the release"),
        (a_link_for_the_release, "it is not a folder"),
        (a_file_for_it, "it is not a folder"),
        (lambda release: (release / "manifest.json").unlink(), "there is no manifest"),
        (lambda release: (release / "manifest.json").write_text("{"), "truncated"),
        (a_name, "its manifest is of 'small'"),
        (a_link_for_the_build, "is not the folder of a build"),
        (no_lease, "is not the folder of a build"),
    ],
)
def test_what_was_changed_or_is_no_release_stays_and_is_told(
    four: Path, change: Callable[[Path], object], said: str
) -> None:
    odd = four / dated_name("tiny", DAYS[1])
    change(odd)
    before = everything(four.parent)
    result, lines = retained(four, 1)
    assert result.removed == ("tiny-2026-03-16", "tiny-2026-03-02")
    assert said in result.left[odd.name]
    assert any(line.startswith(f"{odd}: left as it is: ") and said in line for line in lines)
    gone = (
        "four/tiny-2026-03-16",
        "four/tiny-2026-03-02",
        "four/builds/tiny-2026-03-16",
        "four/builds/tiny-2026-03-02",
    )
    assert everything(four.parent) == {path: data for path, data in before.items() if not path.startswith(gone)}


def test_what_is_no_release_does_not_count_among_those_that_stay(four: Path) -> None:
    (four / dated_name("tiny", DAYS[2]) / "manifest.json").unlink()
    result, _ = retained(four, 2)
    assert result.removed == ("tiny-2026-03-02",)
    assert left_of(four) == ["09", "16", "23"]


def test_other_names_are_none_of_its_business(four: Path) -> None:
    for other in ("tiny-xl-2026-03-01", "tiny-2026-03-01.bak", "tiny", "notes"):
        shutil.copytree(four / "tiny-2026-03-02", four / other)
    result, _ = retained(four, 1)
    assert result.left == {} and len(result.removed) == 3
    assert names(four) == {"builds", "tiny-2026-03-23", "tiny-xl-2026-03-01", "tiny-2026-03-01.bak", "tiny", "notes"}


def test_a_release_that_is_being_built_anew_stays(four: Path) -> None:
    with lease(four / "builds" / "tiny-2026-03-02"):
        result, _ = retained(four, 1)
    assert "another run is at work here" in result.left["tiny-2026-03-02"]
    assert left_of(four) == ["02", "23"]


def test_an_unfinished_build_stays_and_is_told(four: Path) -> None:
    shutil.rmtree(four / "tiny-2026-03-09")
    result, _ = retained(four, 2)
    assert result.removed == ("tiny-2026-03-02",)
    assert "--as-of 2026-03-09" in result.left["builds/tiny-2026-03-09"]


def test_a_kill_at_any_moment_leaves_no_half_of_a_release_and_the_next_run_completes_it(
    dated: Path, tmp_path: Path
) -> None:
    whole = bytes_of(dated / "out" / "tiny-2026-03-23")
    moment = 0
    ended = None
    while ended != 0:
        moment += 1
        folder = tmp_path / str(moment)
        fill(folder, dated, DAYS[2:])
        ended = killed_at(moment, folder)
        for name in names(folder) - {"builds"}:
            assert name.startswith(HIDDEN) or bytes_of(folder / name) == whole
        for name in names(folder / "builds") - {"completions", "tiny.lock"}:
            assert name.startswith(HIDDEN) or len(bytes_of(folder / "builds" / name)) == 2
        result, _ = retained(folder, 1)
        assert result.left == {} and left_of(folder) == ["23"]
        assert bytes_of(folder / "tiny-2026-03-23") == whole
    # A release and its build folder: both renamed, emptied and removed.
    assert moment > len(whole) + 2 + 2 + 2


def killed_at(moment: int, folder: Path) -> int:
    """Remove all but one in a child that ends, as by a kill, before its change of that number on the disk; its code."""
    child = os.fork()
    if not child:
        changes = 0

        def count(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal changes
            if event in ("os.rename", "os.remove", "os.rmdir"):
                changes += 1
                if changes == moment:
                    os._exit(9)

        sys.addaudithook(count)
        try:
            retained(folder, 1)
            os._exit(0)
        finally:
            os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, 9)
    return code


def test_what_came_into_a_half_removed_release_stays(dated: Path, tmp_path: Path) -> None:
    fill(tmp_path, dated)
    hidden = tmp_path / f"{HIDDEN}tiny-2026-03-02"
    (tmp_path / "tiny-2026-03-02").rename(hidden)
    (hidden / "data" / "mine.txt").write_text("mine")
    for _ in range(2):
        result, _ = retained(tmp_path, 4)
        assert "'data' cannot be removed (Directory not empty)" in result.left[hidden.name]
        assert {path.name for path in hidden.rglob("*") if path.is_file()} == {"mine.txt", "manifest.json"}
    (hidden / "data" / "mine.txt").unlink()
    assert not retained(tmp_path, 4)[0].left.get(hidden.name) and not hidden.exists()


def test_a_link_by_the_hidden_name_is_not_followed(four: Path) -> None:
    for folder in (four, four / "builds"):
        elsewhere = four.parent / f"{folder.name}-elsewhere"
        shutil.copytree(four / "tiny-2026-03-23", elsewhere)
        (folder / f"{HIDDEN}tiny-2026-03-01").symlink_to(elsewhere, target_is_directory=True)
    result, _ = retained(four, 4)
    assert set(result.left) == {f"{HIDDEN}tiny-2026-03-01", f"builds/{HIDDEN}tiny-2026-03-01"}
    for folder in ("four-elsewhere", "builds-elsewhere"):
        assert bytes_of(four.parent / folder) == bytes_of(four / "tiny-2026-03-23")


def wait_for(there: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while not there() and time.monotonic() < deadline:
        assert process.poll() is None
        time.sleep(0.01)


TEMPLATE_RECIPE = """\
provender: 1
name: coins
seed: 1
families:
  - {template: my/coins.yaml, count: 24, levels: [1]}
assay: {items: 0}
"""
TEMPLATE = """\
provender_template: 1
name: coins
title: Coins in bags
level: 1
answer: {name: total, type: integer, unit: coins}
words: {who: person}
variables:
  bags: {from: 2, to: 3}
  each: {from: 2, to: 5}
derived:
  total: bags * each
stated: [bags, each]
texts:
  - {tell: ["{who} has {bags} bags.", "Each holds {each} coins."], ask: "How many coins are there?"}
  - {tell: ["There are {each} coins in every bag.", "{who} carries {bags} bags."], ask: "How many coins is that?"}
  - {tell: ["{who} counts {bags} bags of {each} coins."], ask: "What is the total number of coins?"}
steps: ["{bags} bags of {each} coins make {bags} × {each} = {total} coins."]
"""
