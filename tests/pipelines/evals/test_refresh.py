"""Refresh and reveal: the same release on every machine, readable to nobody else, and no family twice."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from pipelines.evals.due import due_reasons
from pipelines.evals.home import open_home
from pipelines.evals.items import ITEMS, SALTS, read_eval
from pipelines.evals.ledger import append, faults, merge, read_ledger
from pipelines.evals.prove.releases import g9
from pipelines.evals.refresh import prepared
from pipelines.evals.sealing import salt_of
from pipelines.evals.split import ANCHORS, TRAINED
from pipelines.shards import file_sha256
from schemas import BadInput
from schemas.evals import Calibration, Holdout, Items, Panel
from schemas.ledger import Burned, EvalCommitted, EvalRevealed, TrainRelease
from small_build import bytes_of, provender
from small_home import AFTER, DAY, HOLDOUT, NEXT_TERM, RECIPE, new_home, on, split, write_recipe

RELEASE = f"small-{DAY}"


@pytest.fixture
def home(shared: Path, tmp_path: Path) -> Path:
    """A copy of the shared home, with the recipe beside it."""
    shutil.copytree(shared / "evals", tmp_path / "evals")
    shutil.copyfile(shared / "recipe.yaml", tmp_path / "recipe.yaml")
    return tmp_path / "evals"


def _refresh(home: Path, day: str = DAY, *more: object) -> subprocess.CompletedProcess[str]:
    arguments = ("refresh", home.parent / "recipe.yaml", "--home", home, "--as-of", day, *more)
    return provender(*arguments, env=on(day))  # type: ignore[return-value]


def test_every_tier_is_of_the_part_that_the_key_gives_it(shared: Path) -> None:
    found = read_eval(shared / "evals" / "sealed" / RELEASE)
    parts = {
        (item.tier, item.anchor, split().template(item.family, item.template), split().family(item.family))
        for item in found.items
    }
    assert parts == {
        ("new_family", True, ANCHORS, ANCHORS), ("new_family", False, 0, 0), ("new_template", False, 0, TRAINED),
        ("new_draw", False, TRAINED, TRAINED),
    }  # fmt: skip
    bases = Counter((items[0].tier, items[0].anchor) for items in found.bases.values())
    assert bases == {("new_family", True): 2, ("new_family", False): 6, ("new_template", False): 4,
                     ("new_draw", False): 6}  # fmt: skip
    for items in found.bases.values():
        assert [item.version for item in items] == [1, 2]
        assert len({(item.family, item.level, item.template) for item in items}) == 1
        assert len({item.gold for item in items}) == 2


def test_a_second_run_does_nothing(home: Path) -> None:
    before = bytes_of(home)
    done = _refresh(home)
    assert done.returncode == 0 and "finished already" in done.stderr
    after = bytes_of(home)
    assert {name for name in after if after[name] != before.get(name)} == {"refresh.lock"}  # the process that held it
    assert after.keys() == before.keys()


def test_another_machine_with_the_key_makes_the_same_bytes_with_any_number_of_workers(
    shared: Path, tmp_path: Path
) -> None:
    write_recipe(tmp_path / "recipe.yaml")
    home = new_home(tmp_path / "evals")
    done = _refresh(home, DAY, "--workers", "2")
    assert done.returncode == 0, done.stderr
    assert bytes_of(home / "sealed" / RELEASE) == bytes_of(shared / "evals" / "sealed" / RELEASE)
    merge(home / "ledger.jsonl", [shared / "evals" / "ledger.jsonl"])
    assert not faults(read_ledger(home / "ledger.jsonl"))


def _open_to_others(home: Path) -> list[str]:
    paths = [home, *(path for path in home.rglob("*"))]
    return [str(path) for path in paths if path.stat().st_mode & 0o077]


def test_nobody_else_can_read_anything_in_a_home(shared: Path) -> None:
    assert _open_to_others(shared / "evals") == []


def test_no_salt_key_or_seed_is_in_what_may_be_shown(home: Path) -> None:
    done = _refresh(home, "2026-01-11")
    sealed = home / "sealed" / "small-2026-01-11"
    found = read_eval(sealed)
    key = open_home(home).key()
    secrets = {(home / "keys" / "split.key").read_text().strip()}
    secrets |= {salt_of(key, "small-2026-01-11", item.id).hex() for item in found.items}
    secrets |= {str(item.row["seed"]) for item in found.items}
    shown = [done.stdout, done.stderr]
    for path in (home / "ledger.jsonl", home / "commitments" / "small-2026-01-11.json", sealed / "manifest.json",
                 sealed / "README.md", sealed / "recipe.yaml"):  # fmt: skip
        shown.append(path.read_text())
    assert not [secret[:12] for secret in secrets for text in shown if secret in text]
    assert not [item.id for item in found.items for text in shown if item.prompt[:60] in text or item.id in text]
    items = (sealed / "items.jsonl").read_text()
    assert not [secret for secret in secrets if len(secret) == 64 and secret in items]


def test_a_run_that_is_killed_leaves_nothing_readable_and_the_next_makes_the_same(shared: Path, tmp_path: Path) -> None:
    write_recipe(tmp_path / "recipe.yaml")
    home = new_home(tmp_path / "evals")
    command = [str(Path(sys.executable).with_name("provender")), "refresh", str(tmp_path / "recipe.yaml"),
               "--home", str(home), "--as-of", DAY]  # fmt: skip
    for moment in ("drawing", "sealing"):
        process = subprocess.Popen(
            command, stderr=subprocess.PIPE, text=True, start_new_session=True, umask=0o022, env=on(DAY)
        )
        assert process.stderr is not None
        if moment == "drawing":
            process.stderr.readline()  # the anchors are drawn
        else:
            while process.poll() is None and not (home / "sealed").exists():
                time.sleep(0.002)
        with suppress(ProcessLookupError):  # it was faster than this test could look
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert _open_to_others(home) == []
        left = [path for path in home.rglob("*") if path.is_file() and path.parent != home and path.name != "split.key"]
        assert not left or moment == "sealing"
    done = _refresh(home)
    assert done.returncode == 0, done.stderr
    assert bytes_of(home / "sealed" / RELEASE) == bytes_of(shared / "evals" / "sealed" / RELEASE)
    assert [path.name for path in (home / "sealed").iterdir()] == [RELEASE]


def test_a_release_that_was_sealed_but_not_committed_is_committed_by_the_next_run(home: Path) -> None:
    ledger = home / "ledger.jsonl"
    committed = read_ledger(ledger).committed(RELEASE)
    ledger.write_bytes(ledger.read_bytes().splitlines(keepends=True)[0])  # the split
    (home / "commitments" / f"{RELEASE}.json").unlink()
    assert _refresh(home).returncode == 0
    again = read_ledger(ledger).committed(RELEASE)
    assert again is not None and committed is not None
    assert msgspec.structs.replace(again, date=committed.date) == committed
    assert (home / "commitments" / f"{RELEASE}.json").is_file()


def test_a_committed_release_is_not_made_anew_by_another_recipe_or_another_generator(home: Path) -> None:
    write_recipe(home.parent / "recipe.yaml", msgspec.structs.replace(RECIPE, versions=3))
    done = _refresh(home)
    assert done.returncode == 2 and "made by another recipe" in done.stderr
    shutil.rmtree(home / "sealed")
    done = _refresh(home)
    assert done.returncode == 2 and "the ledger knows it under the root" in done.stderr
    assert not (home / "sealed").exists() or not any((home / "sealed").iterdir())


def test_what_is_held_out_cannot_be_changed(home: Path) -> None:
    other = msgspec.structs.replace(RECIPE, holdout=msgspec.structs.replace(HOLDOUT, families=0.2))
    write_recipe(home.parent / "recipe.yaml", other)
    done = _refresh(home)
    assert done.returncode == 2 and "must not be trained on today" in done.stderr


def test_days_of_two_terms_never_share_a_held_out_family_whatever_the_ledger_knows(home: Path) -> None:
    # This machine's ledger knows nothing of a reveal: the terms alone keep the families apart.
    assert _refresh(home, NEXT_TERM).returncode == 0
    first, second = (read_eval(home / "sealed" / f"small-{day}") for day in (DAY, NEXT_TERM))
    held = [
        {item.family for item in found.items if item.tier == "new_family" and not item.anchor}
        for found in (first, second)
    ]
    assert held[0] and held[1] and not held[0] & held[1]
    templates = [
        {(item.family, item.template) for item in found.items if item.tier == "new_template"}
        for found in (first, second)
    ]
    assert not templates[0] & templates[1]
    anchors = [{item.id for item in found.items if item.anchor} for found in (first, second)]
    assert anchors[0] == anchors[1] and anchors[0]
    rest = [{item.id for item in found.items if not item.anchor} for found in (first, second)]
    assert not rest[0] & rest[1]


def test_no_day_s_families_are_another_term_s_over_all_days() -> None:
    start = date.fromisoformat(HOLDOUT.start)
    terms = [split().term(start + timedelta(days=day)) for day in range(60)]
    assert terms == [0] * 30 + [1] * 30
    with pytest.raises(BadInput, match="used up"):
        split().term(start + timedelta(days=60))


def test_a_term_with_a_burned_family_makes_no_eval(home: Path) -> None:
    family = next(item.family for item in read_eval(home / "sealed" / RELEASE).items
                  if item.tier == "new_family" and not item.anchor)  # fmt: skip
    append(home / "ledger.jsonl", Burned(date="2026-01-10", families=(family,), reason="found on a forum"))
    done = _refresh(home, "2026-01-12")
    assert done.returncode == 2 and "was burned" in done.stderr


def test_a_release_is_revealed_when_its_term_is_over_and_proved_by_who_has_no_key(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "public"
    early = provender("reveal", RELEASE, "--home", home, "--out", out, "--as-of", "2026-01-30")
    assert early.returncode == 2 and "reveal it on 2026-01-31" in early.stderr and not out.exists()
    done = provender("reveal", RELEASE, "--home", home, "--out", out, "--as-of", AFTER)
    assert done.returncode == 0, done.stderr
    found = read_eval(out)
    assert found.manifest is not None and found.manifest.revealed and found.manifest.withheld == 4
    assert not any(item.anchor for item in found.items) and len(found.items) == 32
    proof = g9(found, None, read_ledger(home / "ledger.jsonl"), [])
    assert proof.outcome == "holds", proof
    assert not faults(read_ledger(home / "ledger.jsonl"))
    burned = read_ledger(home / "ledger.jsonl").burned()
    assert set(burned) == {item.family for item in found.items if item.tier == "new_family"}
    again = bytes_of(out), (home / "ledger.jsonl").read_bytes()
    assert provender("reveal", RELEASE, "--home", home, "--out", out, "--as-of", "2026-04-01").returncode == 0
    assert again == (bytes_of(out), (home / "ledger.jsonl").read_bytes())
    elsewhere = tmp_path / "elsewhere"
    assert provender("reveal", RELEASE, "--home", home, "--out", elsewhere, "--as-of", "2026-04-01").returncode == 0
    assert bytes_of(elsewhere) == bytes_of(out)


def test_a_reveal_that_is_killed_before_the_items_are_out_has_burned_the_families(home: Path, tmp_path: Path) -> None:
    from pipelines.evals import reveal as module

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    out, ledger = tmp_path / "out" / "public", home / "ledger.jsonl"
    for name in ("_entry", "_put_out"):
        before = getattr(module, name)
        setattr(module, name, killed)
        try:
            with pytest.raises(KeyboardInterrupt):
                module.reveal(open_home(home), RELEASE, out, date.fromisoformat(AFTER))
        finally:
            setattr(module, name, before)
        assert bool(read_ledger(ledger).burned()) == (name == "_put_out") and not out.exists()
        assert _open_to_others(out.parent)[1:] == []  # what lies there already only its owner reads
    (line,) = read_ledger(ledger).all(EvalRevealed)
    module.reveal(open_home(home), RELEASE, out, date.fromisoformat(AFTER))
    assert line.manifest_sha256 == file_sha256(out / "manifest.json")
    assert read_ledger(ledger).all(EvalRevealed) == [line] and [each.name for each in out.parent.iterdir()] == [
        "public"
    ]


def test_another_folder_than_the_one_that_was_entered_is_not_put_out(home: Path, tmp_path: Path) -> None:
    out, ledger = tmp_path / "public", home / "ledger.jsonl"

    def revealed(to: Path) -> subprocess.CompletedProcess[str]:
        return provender("reveal", RELEASE, "--home", home, "--out", to, "--as-of", AFTER)  # type: ignore[return-value]

    before = ledger.read_bytes()
    out.mkdir()
    (out / "theirs").write_text("x")
    told = revealed(out)
    assert told.returncode == 2 and "something else is here" in told.stderr and ledger.read_bytes() == before
    shutil.rmtree(out)
    assert revealed(out).returncode == 0
    manifest = out / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"withheld": 4', '"withheld": 6'))
    told = revealed(out)
    assert told.returncode == 2 and "it is not the one that the ledger has" in told.stderr

    ledger.write_bytes(before)
    other = EvalRevealed(
        release=RELEASE, date="2026-03-10", root=str(read_eval(home / "sealed" / RELEASE).manifest.root),  # type: ignore[union-attr]
        manifest_sha256="ab" * 32, families=(), templates={},
    )  # fmt: skip
    append(ledger, other)
    told = revealed(tmp_path / "again")
    assert told.returncode == 2 and "the version of Provender that entered it" in told.stderr
    assert not (tmp_path / "again").exists() and not (tmp_path / ".again.staging").exists()


def test_old_releases_go_once_they_are_public_and_no_others(home: Path, tmp_path: Path) -> None:
    days = [DAY, "2026-01-11", "2026-01-12", "2026-01-13"]
    for day in days[1:]:
        assert _refresh(home, day).returncode == 0
    sealed = home / "sealed"
    early = _refresh(home, days[3], "--keep", "1")
    assert early.returncode == 0 and "it is sealed until 2026-01-31" in early.stderr
    assert sorted(path.name for path in sealed.iterdir()) == [f"small-{day}" for day in days]

    for day in (days[0], days[1], days[2]):
        out = tmp_path / f"public-{day}"
        assert provender("reveal", f"small-{day}", "--home", home, "--out", out, "--as-of", AFTER).returncode == 0
    assert _open_to_others(home) == []
    (sealed / f"small-{days[0]}" / "errata.jsonl").write_text('{"id": "x"}\n')  # nobody else has this line
    done = _refresh(home, NEXT_TERM, "--keep", "1", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["removed"] == [f"small-{days[1]}"]
    assert told["left"] == {
        f"small-{days[0]}": "errata.jsonl was changed",
        f"small-{days[3]}": "its term ended on 2026-01-31 and it is not public",
    }
    assert {path.name for path in sealed.iterdir()} == {
        f"small-{days[0]}", f"small-{days[2]}", f"small-{days[3]}", f"small-{NEXT_TERM}"
    }  # fmt: skip
    assert not faults(read_ledger(home / "ledger.jsonl"))

    again = _refresh(home, days[1])
    assert again.returncode == 2 and "what is public can be no eval" in again.stderr


def test_a_sealed_release_that_was_changed_is_not_revealed(home: Path, tmp_path: Path) -> None:
    manifest = home / "sealed" / RELEASE / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"expires": "2026', '"expires": "2027'))
    done = provender("reveal", RELEASE, "--home", home, "--out", tmp_path / "public", "--as-of", AFTER)
    assert done.returncode == 2 and "was changed" in done.stderr and not (tmp_path / "public").exists()


def test_a_sealed_release_that_lost_a_column_is_not_revealed(home: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    items = home / "sealed" / RELEASE / ITEMS
    pq.write_table(pq.read_table(items).drop_columns(["tags"]), items)
    done = provender("reveal", RELEASE, "--home", home, "--out", tmp_path / "public", "--as-of", AFTER)
    assert done.returncode == 2 and "was changed" in done.stderr and not (tmp_path / "public").exists()


def test_a_build_keeps_to_the_split_and_is_in_the_ledger(shared: Path, tmp_path: Path) -> None:
    (train,) = read_ledger(shared / "evals" / "ledger.jsonl").all(TrainRelease)
    assert train.key_id == split().key.id and train.problems
    assert {split().family(name) for name in train.families} == {TRAINED}
    import pyarrow.dataset

    rows = pyarrow.dataset.dataset(sorted((shared / "train" / "problems").glob("*.parquet"))).to_table(
        ["family", "template"]
    )
    assert {split().template(row["family"], row["template"]) for row in rows.to_pylist()} == {TRAINED}
    held = next(name for name in HOLDOUT.pool if split().family(name) != TRAINED)
    recipe = tmp_path / "train.yaml"
    recipe.write_text(
        f"provender: 1\nname: t\nseed: 1\nholdout: {shared / 'evals'}\nfamilies: [{{family: {held}, count: 5}}]\n"
    )
    done = provender("build", recipe, "--out", tmp_path / "out")
    assert done.returncode == 2 and f"{held} is held out" in done.stderr


def test_calibration_leaves_out_levels_that_are_too_easy(home: Path) -> None:
    calibrated = msgspec.structs.replace(
        RECIPE, name="measured", panel=(Panel("reference"),), calibration=Calibration(problems=2, low=0.1, high=0.9),
        items=Items(new_draw=2, new_template=0, new_family=2, anchors=0),
    )  # fmt: skip
    write_recipe(home.parent / "recipe.yaml", calibrated)
    done = _refresh(home)
    assert done.returncode == 0, done.stderr
    manifest = read_eval(home / "sealed" / f"measured-{DAY}").manifest
    assert manifest is not None
    cells = {(cell.family, cell.level) for cell in manifest.cells}
    assert {cell.pass_rate for cell in manifest.cells} == {1.0}  # the reference solves all: one level of each is left
    assert len(cells) == len({family for family, _ in cells})
    assert _open_to_others(home) == []


def test_items_near_to_files_that_were_trained_on_are_drawn_anew(shared: Path, tmp_path: Path) -> None:
    known = read_eval(shared / "evals" / "sealed" / RELEASE)
    leaked = [next(item for item in known.items if item.tier == tier) for tier in ("new_template", "new_family")]
    (tmp_path / "theirs.jsonl").write_text(
        "".join(json.dumps({"question": item.prompt, "answer": item.gold}) + "\n" for item in leaked)
    )
    write_recipe(tmp_path / "recipe.yaml", msgspec.structs.replace(RECIPE, against=("theirs.jsonl",)))
    home = new_home(tmp_path / "evals")
    done = _refresh(home)
    assert done.returncode == 0 and "drawing others" in done.stderr, done.stderr
    found = read_eval(home / "sealed" / RELEASE)
    assert not {item.id for item in leaked} & {item.id for item in found.items}
    assert not {item.base_id for item in leaked} & set(found.bases)
    assert len(found.bases) == len(known.bases) and len(set(found.bases) & set(known.bases)) >= len(known.bases) - 4
    assert found.manifest is not None
    assert sum(cell.passed_over.get("near training", 0) for cell in found.manifest.cells) >= 4


def test_a_refresh_is_due_by_age_expiry_and_term(home: Path) -> None:
    recipe, made, _ = prepared(home.parent / "recipe.yaml", home)
    due = msgspec.structs.replace(recipe, expires_days=180)

    def reasons(day: str) -> list[str]:
        return due_reasons(due, made, date.fromisoformat(day), [])

    assert reasons("2026-01-20") == []
    assert any("days old" in each for each in reasons("2026-02-10"))
    assert any("term that ended" in each for each in reasons("2026-02-10"))
    assert any("expired" in each for each in reasons("2026-11-01"))
    done = _refresh(home, "2026-01-20", "--due")
    assert done.returncode == 1 and done.stdout == "not due\n"
    done = _refresh(home, "2026-02-20", "--due")
    assert done.returncode == 0 and "due: small-2026-01-10 is 41 days old" in done.stdout
    done = provender("refresh", home.parent / "recipe.yaml", "--home", home.parent / "none", "--due")
    assert done.returncode == 0 and "no release" in done.stdout and not (home.parent / "none").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"items": Items(0, 0, 0, 0)}, "no items"),
        ({"holdout": Holdout(start="2026-13-01")}, "no such day"),
        ({"holdout": Holdout(start="2026-01-01", families=0)}, "nothing is held out"),
        ({"panel": (Panel("gpt"),)}, "no engine 'gpt'"),
        ({"calibration": Calibration()}, "name a panel"),
        ({"levels": (50,)}, "no family has level 50"),
    ],
    ids=["no items", "no day", "nothing held out", "no engine", "no panel", "no level"],
)
def test_a_recipe_that_cannot_be_used_is_told_before_a_home_is_made(
    change: dict[str, object], said: str, tmp_path: Path
) -> None:
    write_recipe(tmp_path / "recipe.yaml", msgspec.structs.replace(RECIPE, **change))
    done = _refresh(tmp_path / "evals")
    assert done.returncode == 2 and said in done.stderr and not (tmp_path / "evals").exists()


@pytest.mark.parametrize(("day", "said"), [("2025-12-31", "the first term begins"), ("2026-03-10", "used up"),
                                           ("2999-01-01", "future"), ("yesterday", "not a date")],
                         ids=["before", "after", "future", "nonsense"])  # fmt: skip
def test_a_day_without_a_term_is_refused(day: str, said: str, home: Path) -> None:
    done = provender("refresh", home.parent / "recipe.yaml", "--home", home, "--as-of", day)
    assert done.returncode == 2 and said in done.stderr


def test_the_ledger_commands_show_check_and_merge(home: Path, shared: Path, tmp_path: Path) -> None:
    shown = provender("ledger", "show", "--home", home)
    assert shown.returncode == 0 and RELEASE in shown.stdout and "trained" in shown.stdout
    head = read_ledger(home / "ledger.jsonl").heads[0]
    assert provender("ledger", "check", "--home", home, "--head", head).returncode == 0
    assert provender("ledger", "check", "--home", home, "--head", "ab" * 32).returncode == 1
    assert provender("ledger", "burn", "math/countdown", "--home", home, "--reason", "seen").returncode == 0
    merged = provender("ledger", "merge", shared / "evals", "--home", home)
    assert merged.returncode == 0
    assert len(read_ledger(home / "ledger.jsonl").all(EvalCommitted)) == 1
    added = provender("ledger", "add", shared / "train", "--home", home)
    assert added.returncode == 0 and "there already" in added.stdout
    told = provender("commit", RELEASE, "--home", home)
    assert read_ledger(home / "ledger.jsonl").all(EvalCommitted)[0].root in told.stdout
    assert not (tmp_path / "evals" / SALTS).exists()
