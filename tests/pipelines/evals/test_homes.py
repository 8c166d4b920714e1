"""A home of evals outlives runs at the same time, lost files, late runs, leaks, and builds at work meanwhile."""

import json
import shutil
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from rich.console import Console

from pipelines import build as building
from pipelines.evals.due import due_reasons
from pipelines.evals.holding import Holding, Overtaken, entering, holding_of, sealed_in
from pipelines.evals.home import KEY, Home, Key, open_home
from pipelines.evals.items import read_eval
from pipelines.evals.ledger import append, read_ledger
from pipelines.evals.recipe import load_eval_recipe
from pipelines.evals.refresh import _existing, prepared
from pipelines.evals.split import Split
from pipelines.manifest import read_manifest
from pipelines.plan import load_recipe, targets
from pipelines.progress import Report
from pipelines.runners import Runner
from pipelines.schedule import REHEARSED, utc_today
from schemas import BadInput, Busy
from schemas.evals import Holdout, Items
from schemas.ledger import Burned, EvalCommitted, TrainRelease
from small_build import bytes_of, provender
from small_home import AFTER, DAY, NEXT_TERM, RECIPE, new_home, on, secret, train_recipe, write_recipe

RELEASE = f"small-{DAY}"
ANCHORS, TERM, TRAINED = "math/linear_system", "math/new_operator", "math/countdown"  # a family of each part


@pytest.fixture
def home(shared: Path, tmp_path: Path) -> Path:
    """A copy of the shared home, with the recipe beside it."""
    shutil.copytree(shared / "evals", tmp_path / "evals")
    shutil.copyfile(shared / "recipe.yaml", tmp_path / "recipe.yaml")
    return tmp_path / "evals"


def refreshed(home: Path, day: str, *more: object, today: str = "") -> tuple[int, str]:
    """The exit code of a refresh as of that day, and what it said."""
    arguments = ("refresh", home.parent / "recipe.yaml", "--home", home, "--as-of", day, *more)
    done = provender(*arguments, env=on(today or day))
    return done.returncode, done.stderr


def families(home: Path, day: str, **wanted: object) -> set[str]:
    """The families of those items of a day's release."""
    items = read_eval(home / "sealed" / f"small-{day}").items
    return {item.family for item in items if all(getattr(item, name) == value for name, value in wanted.items())}


def trained(name: str) -> TrainRelease:
    return TrainRelease(release="elsewhere", date=DAY, manifest_sha256="01" * 32, problems=1, families={name: 1},
                        seeds=(), templates="", parameters="", skeletons="")  # fmt: skip


# --- founding


def test_of_two_first_runs_one_makes_the_key(tmp_path: Path) -> None:
    recipe = write_recipe(tmp_path / "recipe.yaml")
    home = tmp_path / "evals"
    home.mkdir()
    with Home(home).alone(), pytest.raises(Busy):
        prepared(recipe, home)
    assert not (home / KEY).exists() and not (home / "ledger.jsonl").exists()
    made = prepared(recipe, home)[1].key().id
    assert prepared(recipe, home)[1].key().id == made == read_ledger(home / "ledger.jsonl").split(made).key_id  # type: ignore[union-attr]


def test_founding_that_was_cut_off_is_completed(tmp_path: Path) -> None:
    recipe = write_recipe(tmp_path / "recipe.yaml")
    keys = tmp_path / "evals" / "keys"
    keys.mkdir(parents=True)
    (keys / "split.key.tmp-1-2").write_text("half a")
    (tmp_path / "evals" / "ledger.jsonl.lock").touch()
    prepared(recipe, tmp_path / "evals")
    assert [path.name for path in keys.iterdir()] == ["split.key"]
    (tmp_path / "mine" / "keys").mkdir(parents=True)
    (tmp_path / "mine" / "keys" / "house").touch()
    with pytest.raises(BadInput, match="no home of evals"):
        prepared(recipe, tmp_path / "mine")


def test_a_lost_ledger_is_not_begun_anew(home: Path) -> None:
    (home / "ledger.jsonl").unlink()
    code, said = refreshed(home, DAY)
    assert code == 2 and "the ledger is missing" in said and not (home / "ledger.jsonl").exists()


def test_a_release_under_another_key_is_not_taken_for_one_s_own(shared: Path) -> None:
    with pytest.raises(BadInput, match="restore that key"):
        _existing(shared / "evals" / "sealed" / RELEASE, RECIPE, Key(b"another key, of 32 bytes, as is.."))


def test_a_ledger_of_odd_lines_is_refused_and_odd_words_are_shown(home: Path) -> None:
    for reason, code, said in (("found [/x] on [red]", 0, ""), ("x" * 1200, 2, "length <= 1000"),
                               ("caf\udce9", 2, "not of characters")):  # fmt: skip
        done = provender("ledger", "burn", TRAINED, "--reason", reason, "--home", home)
        assert done.returncode == code and said in done.stderr
    shown = provender("ledger", "show", "--home", home)
    assert shown.returncode == 0 and "found [/x] on [red]" in shown.stdout
    known = read_ledger(home / "ledger.jsonl").all(EvalCommitted)[0]
    for change, said in (({"expires": "2026-02-31"}, "a day that is none"), ({"term": 1000}, "<= 999"),
                         ({"created": "２０２６-01-01"}, "regex")):  # fmt: skip
        with pytest.raises(BadInput, match=said):
            append(home / "ledger.jsonl", msgspec.structs.replace(known, release="small-2026-01-11", **change))
    (home / "ledger.jsonl").write_bytes((home / "ledger.jsonl").read_bytes().replace(b'{"entry":', b'{"entry": ', 1))
    with pytest.raises(BadInput, match="not written as"):
        read_ledger(home / "ledger.jsonl")


# --- which families


def test_a_late_run_makes_no_eval_of_a_term_that_is_over(home: Path) -> None:
    code, said = refreshed(home, "2026-01-15", today="2026-02-01")
    assert code == 2 and "its term ended on 2026-01-31" in said
    assert not (home / "sealed" / "small-2026-01-15").exists()
    # What was committed to in time may be made again at any time.
    before = bytes_of(home / "sealed" / RELEASE)
    shutil.rmtree(home / "sealed" / RELEASE)
    assert refreshed(home, DAY, today="2026-02-01")[0] == 0 and bytes_of(home / "sealed" / RELEASE) == before


def test_families_that_were_trained_on_or_burned_all_the_same_are_left_out(home: Path) -> None:
    recipe = msgspec.structs.replace(RECIPE, items=Items(new_draw=0, new_template=0, new_family=4, anchors=0))
    write_recipe(home.parent / "recipe.yaml", recipe)
    assert families(home, DAY, tier="new_family", anchor=False) >= {TERM, "code/function_spec"}
    append(home / "ledger.jsonl", trained("code/function_spec_lua"))  # a variant of another one
    code, said = refreshed(home, "2026-01-11")
    assert code == 0 and "elsewhere has it all the same" in said
    assert families(home, "2026-01-11") == {TERM}

    write_recipe(home.parent / "recipe.yaml", msgspec.structs.replace(recipe, items=Items(0, 0, 2, 2)))
    append(home / "ledger.jsonl", Burned(date=DAY, families=(ANCHORS,), reason="found on the net"))
    code, said = refreshed(home, "2026-01-12")
    assert code == 2 and "anchors are made without it" in said and "trained on or burned" in said


def test_ledger_add_says_what_no_eval_can_be_made_of_any_more(shared: Path, home: Path) -> None:
    done = provender("ledger", "add", shared / "train", "--home", home)
    assert done.returncode == 0 and "already" in done.stdout and not done.stderr
    other = home.parent / "other.yaml"
    other.write_text(
        "provender: 1\nname: other\nseed: 3\nassay: {items: 0}\ncuration: {decontamination: {packs: []}}\n"
        f"families: [{{family: {TERM}, count: 8, levels: [1]}}]\n"
    )
    assert provender("build", other, "--out", home.parent / "other").returncode == 0
    done = provender("ledger", "add", home.parent / "other", "--home", home)
    assert done.returncode == 0 and f"trained on all the same: {TERM}; no eval is made of them" in done.stderr


def test_variants_of_a_family_are_in_the_pool_together() -> None:
    found = Split(Key(secret()), Holdout(start="2026-01-01", pool=("code/function_spec",), families=0.9))
    names = ("code/function_spec", "code/function_spec_javascript", "code/function_spec_lua")
    assert all(map(found.in_pool, names)) and len({found.family(name) for name in names}) == 1
    assert not found.in_pool("code/bug_repair")


def test_what_was_revealed_is_drawn_no_more(home: Path) -> None:
    recipe = msgspec.structs.replace(
        RECIPE, levels=(1,), items=Items(new_draw=90, new_template=0, new_family=0, anchors=0)
    )
    home = new_home(home.parent / "new" / "evals")
    write_recipe(home.parent / "recipe.yaml", recipe)
    assert refreshed(home, DAY)[0] == 0
    public = {item.id for item in read_eval(home / "sealed" / RELEASE).items}
    out = home.parent / "public"
    assert provender("reveal", RELEASE, "--home", home, "--out", out, "--as-of", AFTER).returncode == 0
    assert refreshed(home, NEXT_TERM)[0] == 0
    sealed = read_eval(home / "sealed" / f"small-{NEXT_TERM}")
    assert not public & {item.id for item in sealed.items}
    assert sealed.manifest and sum(cell.passed_over.get("public", 0) for cell in sealed.manifest.cells)


def test_the_newest_release_of_this_recipe_decides_whether_one_is_due(home: Path) -> None:
    known = read_ledger(home / "ledger.jsonl").all(EvalCommitted)[0]
    other = msgspec.structs.replace(known, release="small-code-2026-02-15", created="2026-02-15", root="ef" * 32)
    append(home / "ledger.jsonl", other)
    recipe = load_eval_recipe(home.parent / "recipe.yaml")
    assert f"{RELEASE} is 41 days old" in due_reasons(recipe, open_home(home), date(2026, 2, 20), [])[0]


# --- revealing and removing


def test_a_reveal_leaves_out_what_is_said_of_anchors_and_notices_that_its_folder_was_changed(
    home: Path, tmp_path: Path
) -> None:
    items = read_eval(home / "sealed" / RELEASE).items
    anchor, other = (next(item.id for item in items if item.anchor is which) for which in (True, False))
    lines = [json.dumps({"id": each, "was": "wrong"}) + "\n" for each in (anchor, other)]
    (home / "sealed" / RELEASE / "errata.jsonl").write_text("".join(lines))
    arguments = ("reveal", RELEASE, "--home", home, "--out", tmp_path / "public", "--as-of", AFTER)
    assert provender(*arguments).returncode == 0
    assert (tmp_path / "public" / "errata.jsonl").read_text() == lines[1]
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "public").rglob("*") if path.is_file()}
    assert modes == {(tmp_path / "recipe.yaml").stat().st_mode & 0o777}
    (tmp_path / "public" / "items.jsonl").unlink()
    done = provender(*arguments)
    assert done.returncode == 2 and "items.jsonl: it was changed" in done.stderr


def test_the_last_release_that_has_an_anchor_stays(home: Path, tmp_path: Path) -> None:
    for day in ("2026-01-11", "2026-01-12"):
        recipe = msgspec.structs.replace(RECIPE, items=Items(new_draw=2, new_template=0, new_family=0, anchors=0))
        write_recipe(home.parent / "recipe.yaml", recipe)
        assert refreshed(home, day)[0] == 0
    for day in (DAY, "2026-01-11", "2026-01-12"):
        assert provender(
            "reveal", f"small-{day}", "--home", home, "--out", tmp_path / day, "--as-of", AFTER
        ).returncode == 0  # fmt: skip
    code, said = refreshed(home, "2026-01-12", "--keep", "1", today=AFTER)
    assert code == 0 and f"{RELEASE}: left as it is: it has anchors that no newer release has" in said
    assert {path.name for path in (home / "sealed").iterdir()} == {RELEASE, "small-2026-01-12"}


# --- builds


def _holding(folder: Path) -> tuple[Path, Holding]:
    path = train_recipe(folder / "train.yaml", "evals")
    recipe, templates = load_recipe(path)
    found = holding_of(path, recipe, targets(recipe, templates))
    assert found is not None
    return path, found


def test_a_build_is_entered_before_anybody_sees_it_unless_an_eval_was_sealed_meanwhile(
    shared: Path, home: Path
) -> None:
    _, holding = _holding(home.parent)
    ledger = home / "ledger.jsonl"
    release = shutil.copytree(shared / "train", home.parent / "staging")
    manifest = read_manifest(release)
    (release / "manifest.json").write_bytes((release / "manifest.json").read_bytes() + b"\n")  # another one
    stale = msgspec.structs.replace(holding, evals=())
    before = ledger.read_bytes()
    with pytest.raises(Overtaken), entering(stale, release, manifest, print):
        raise AssertionError
    assert ledger.read_bytes() == before
    with entering(holding, release, manifest, print):
        assert ledger.read_bytes() != before
        with pytest.raises(Busy), open_home(home).alone():
            raise AssertionError


def test_a_build_that_was_overtaken_by_an_eval_looks_at_its_problems_again(
    shared: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, holding = _holding(home.parent)
    assert set(sealed_in(open_home(home))) == set(holding.evals)
    known: list[Holding] = [msgspec.structs.replace(holding, evals=()), holding]
    monkeypatch.setattr(building, "holding_of", lambda *_: known.pop(0))
    said = StringIO()
    report = Report(Console(file=said, width=200))
    out = home.parent / "out"
    building.build(path, out, Runner(), report)
    assert "an eval was sealed meanwhile" in said.getvalue() and not known
    manifest: Any = read_manifest(out)
    assert manifest.held_out.evals == tuple(each.root for each in holding.evals)
    assert bytes_of(out) == bytes_of(shared / "train")


def test_another_day_can_be_rehearsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REHEARSED, "2031-05-06")
    assert utc_today() == date(2031, 5, 6)
    monkeypatch.setenv(REHEARSED, "soon")
    with pytest.raises(BadInput, match="PROVENDER_TODAY"):
        utc_today()
