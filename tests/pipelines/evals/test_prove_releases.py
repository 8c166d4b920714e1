"""What is proved of an eval as a whole: each planted fault fails the guarantee that is there for it."""

import json
import shutil
from datetime import date
from pathlib import Path

import msgspec
import pytest

from pipelines.evals.grading import checker_guard
from pipelines.evals.home import open_home
from pipelines.evals.items import ITEMS, LINES, SALTS, EvalSet, item_digest, json_lines, read_eval
from pipelines.evals.ledger import Ledger, append, read_ledger
from pipelines.evals.prove.findings import Guarantee
from pipelines.evals.prove.releases import g1, g9, g10, g11, g12, g13, g14, g15
from pipelines.evals.recipe import load_eval_recipe
from pipelines.evals.split import Split, split_of
from pipelines.manifest import MANIFEST
from pipelines.shards import Row, file_sha256, write_parquet
from schemas.arrow import EVAL
from schemas.ledger import Burned, EvalCommitted, EvalRevealed, TrainRelease
from small_build import provender
from small_eval import eval_rows, write_eval
from small_home import AFTER, DAY

RELEASE = f"small-{DAY}"
TODAY = date(2026, 1, 20)


@pytest.fixture
def home(shared: Path, tmp_path: Path) -> Path:
    shutil.copytree(shared / "evals", tmp_path / "evals")
    return tmp_path / "evals"


@pytest.fixture(scope="session")
def clean(shared: Path) -> EvalSet:
    return read_eval(shared / "evals" / "sealed" / RELEASE)


@pytest.fixture(scope="session")
def split(shared: Path) -> Split:
    return split_of(open_home(shared / "evals"))


@pytest.fixture(scope="session")
def ledger(shared: Path) -> Ledger:
    return read_ledger(shared / "evals" / "ledger.jsonl")


@pytest.fixture(scope="session")
def origins(shared: Path) -> dict[tuple[str, str], str]:
    import pyarrow.dataset

    files = sorted((shared / "train" / "problems").glob("*.parquet"))
    rows = pyarrow.dataset.dataset(files).to_table(["family", "template"]).to_pylist()
    return {(row["family"], row["template"]): f"train:{place}" for place, row in enumerate(rows)}


def _changed(eval_set: EvalSet, which: int = 0, **columns: object) -> EvalSet:
    """The eval with one row changed as an item is read from a file."""
    from pipelines.evals.items import item_of

    items = list(eval_set.items)
    items[which] = item_of({**items[which].row, **columns}, items[which].place)
    return msgspec.structs.replace(eval_set, items=tuple(items))


def _first(eval_set: EvalSet, tier: str, anchor: bool = False) -> int:
    return next(n for n, item in enumerate(eval_set.items) if (item.tier, item.anchor) == (tier, anchor))


def _without(ledger: Ledger, kind: type) -> Ledger:
    """A ledger in memory, as if those entries were not there."""
    return Ledger(ledger.path, tuple(line for line in ledger.lines if not isinstance(line.entry, kind)))


def _replaced(ledger: Ledger, kind: type, **fields: object) -> Ledger:
    return Ledger(
        ledger.path,
        tuple(
            msgspec.structs.replace(line, entry=msgspec.structs.replace(line.entry, **fields))
            if isinstance(line.entry, kind)
            else line
            for line in ledger.lines
        ),
    )


def _fails(found: Guarantee, said: str) -> None:
    assert found.outcome == "fails" and found.offending, found
    assert any(said in pair.detail for pair in found.pairs), found.pairs


def test_a_clean_release_holds(
    clean: EvalSet, split: Split, ledger: Ledger, origins: dict[tuple[str, str], str], shared: Path
) -> None:
    with checker_guard() as guard:
        found = [
            g1(clean, origins, split, ledger, [], 0), g1(clean, origins, None, None, ["ab" * 32], 5),
            g1(clean, {}, None, ledger, [each.manifest_sha256 for each in ledger.all(TrainRelease)], 9),
            g9(clean, split, ledger, []), g10(clean, guard), g12(clean), g13(clean, ledger, TODAY),
            g15(clean, origins),
        ]  # fmt: skip
    assert [each.outcome for each in found] == ["holds"] * len(found), [each.summary for each in found]
    assert all(not each.pairs and each.summary.endswith(".") for each in found)


# G1


def test_a_shared_family_is_found_in_rows_and_in_the_ledger_under_its_kin_s_name_too(
    clean: EvalSet, ledger: Ledger, origins: dict[tuple[str, str], str]
) -> None:
    family = clean.items[_first(clean, "new_family")].family
    theirs = {**origins, (family, "any"): "rows.jsonl:7"}
    _fails(g1(clean, theirs, None, None, [], 0), f"the family {family} is trained on")
    told = g1(clean, {}, None, _replaced(ledger, TrainRelease, families={family: 1}), [], 0)
    _fails(told, f"the family {family} is trained on")
    spec = _changed(clean, _first(clean, "new_family"), family="code/function_spec_lua")
    _fails(
        g1(spec, {("code/function_spec", "x"): "rows.jsonl:1"}, None, None, [], 0), "function_spec_lua is trained on"
    )


def test_a_shared_template_is_found_in_rows_and_by_its_digest(
    clean: EvalSet, split: Split, ledger: Ledger, origins: dict[tuple[str, str], str]
) -> None:
    item = clean.items[_first(clean, "new_template")]
    found = g1(clean, {**origins, (item.family, item.template): "rows.jsonl:7"}, None, None, [], 0)
    _fails(found, "the template")
    assert found.pairs[0].place == "rows.jsonl:7"
    seen = next(key for key in origins if key[0] == item.family)
    by_digest = _changed(clean, _first(clean, "new_template"), template=seen[1])
    _fails(g1(by_digest, {}, None, ledger, [], 0), "the template")


def test_an_item_whose_tier_is_not_what_the_key_says_is_found(clean: EvalSet, split: Split, ledger: Ledger) -> None:
    moved = _changed(clean, _first(clean, "new_draw"), tier="new_family")
    _fails(g1(moved, {("other/family", "t"): "x"}, split, None, [], 0), "the key puts")
    anchor = _changed(clean, _first(clean, "new_family", anchor=True), anchor=False)
    _fails(g1(anchor, {("other/family", "t"): "x"}, split, None, [], 0), "the key puts")


def test_rows_that_do_not_say_what_they_are_of_prove_nothing(
    clean: EvalSet, ledger: Ledger, origins: dict[tuple[str, str], str]
) -> None:
    for there, known in (({("Rosaceae", ""): "x:1"}, None), ({}, ledger), ({("Rosaceae", "t"): "x:1"}, ledger)):
        found = g1(clean, there, None, known, ["rows.jsonl"], 7)
        assert found.outcome == "not_run" and "no training row names a family that exists here" in found.summary.lower()
    silent = {(family, ""): place for (family, _), place in origins.items()}
    found = g1(clean, silent, None, None, ["rows.jsonl"], 0)
    assert found.outcome == "not_run" and "families with held-out templates" in found.summary
    assert g1(clean, {**silent, **origins}, None, None, ["rows.jsonl"], 0).outcome == "holds"  # as our views have it
    (train,) = ledger.all(TrainRelease)
    assert g1(clean, silent, None, ledger, [train.manifest_sha256], 0).outcome == "holds"  # by its digests
    family = clean.items[_first(clean, "new_family")].family
    _fails(g1(clean, {**silent, (family, ""): "x:9"}, None, None, ["rows.jsonl"], 0), f"the family {family}")
    nameless = _changed(clean, _first(clean, "new_template"), template="")
    assert g1(nameless, {**silent, **origins}, None, None, ["rows.jsonl"], 0).outcome == "not_run"
    told = g1(clean, origins, None, None, ["rows.jsonl"], 1234)
    assert told.outcome == "holds" and "1,234 rows name no family" in told.summary


def test_without_families_or_anything_to_compare_with_it_is_not_run(clean: EvalSet, tmp_path: Path) -> None:
    assert g1(clean, {}, None, None, [], 0).outcome == "not_run"
    path = tmp_path / "theirs.jsonl"
    path.write_text('{"question": "What is 2 + 2?", "answer": "4"}\n')
    theirs = read_eval(path)
    for found in (g1(theirs, {("a", "b"): "x"}, None, None, [], 0), g9(theirs, None, None, []), g11(theirs),
                  g13(theirs, None, TODAY), g14(theirs, None, None, TODAY, []), g15(theirs, {})):  # fmt: skip
        assert found.outcome == "not_run" and found.summary


# G9


def test_a_tampered_item_is_not_under_the_root(clean: EvalSet, split: Split, ledger: Ledger) -> None:
    for column, value in (("prompt", "another"), ("check", "{}"), ("tier", "new_draw"), ("reference", "")):
        changed = _changed(clean, _first(clean, "new_family"), **{column: value})
        _fails(g9(changed, split, ledger, []), "do not give the root")
    fewer = msgspec.structs.replace(clean, items=clean.items[1:])
    _fails(g9(fewer, split, ledger, []), "do not give the root")


@pytest.fixture(scope="session")
def public(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("public")
    shutil.copytree(shared / "evals", folder / "evals")
    out = folder / "out"
    done = provender("reveal", RELEASE, "--home", folder / "evals", "--out", out, "--as-of", AFTER)
    assert done.returncode == 0, done.stderr
    return folder


def _opened(public: Path, tmp_path: Path) -> Path:
    shutil.copytree(public / "out", tmp_path / "out")
    return tmp_path / "out"


def test_a_revealed_release_is_proved_by_its_salts(public: Path) -> None:
    ledger = read_ledger(public / "evals" / "ledger.jsonl")
    found = read_eval(public / "out")
    trains = [each.manifest_sha256 for each in ledger.all(TrainRelease)]
    assert len(trains) == 1 and g9(found, None, ledger, trains).outcome == "holds"
    assert found.manifest is not None
    told = g9(found, None, None, trains)
    assert told.outcome == "not_run" and not told.pairs
    assert f"32 rows were opened with their salts and are those under the root {found.manifest.root}" in told.summary
    assert "whether more than 4 rows were left out, only the ledger tells" in told.summary


def test_a_swapped_salt_a_changed_row_a_row_twice_and_a_missing_row_are_found(public: Path, tmp_path: Path) -> None:
    out = _opened(public, tmp_path)
    ledger = read_ledger(public / "evals" / "ledger.jsonl")
    salts = [json.loads(line) for line in (out / SALTS).read_bytes().splitlines()]

    def written(openings: list[dict[str, object]]) -> Guarantee:
        (out / SALTS).write_text("".join(json.dumps(each) + "\n" for each in openings))
        return g9(read_eval(out), None, ledger, [])

    swapped = [{**salts[0], "salt": salts[1]["salt"]}, {**salts[1], "salt": salts[0]["salt"]}, *salts[2:]]
    found = written(swapped)
    _fails(found, "row and salt are not under the root")
    assert found.offending == 3  # two rows, and the file that is not the manifest's
    _fails(written([{**salts[0], "leaf": salts[1]["leaf"]}, *salts[1:]]), "not under the root")
    _fails(written(salts[1:]), "the row has no salt")
    written(salts)
    rows: list[Row] = [item.row for item in read_eval(out).items]
    write_parquet(out / ITEMS, [{**rows[0], "reference": "Answer: 0"}, *rows[1:]], EVAL, 512)
    _fails(g9(read_eval(out), None, ledger, []), "not under the root")
    write_parquet(out / ITEMS, rows[1:], EVAL, 512)
    _fails(g9(read_eval(out), None, ledger, []), "were committed to")


def test_other_columns_digests_and_files_fail_and_are_named(
    public: Path, tmp_path: Path, clean: EvalSet, split: Split, ledger: Ledger
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = _opened(public, tmp_path)
    known = read_ledger(public / "evals" / "ledger.jsonl")
    before = (out / ITEMS).read_bytes()
    table = pq.read_table(out / ITEMS)
    first = read_eval(out).items[0]
    count = table.num_rows
    binary = table.set_column(table.schema.get_field_index("tags"), "tags", pa.array([b"\xff"] * count, pa.binary()))
    spans = table.set_column(table.schema.get_field_index("tags"), "tags", pa.array([[{"a": 1}]] * count))
    for changed, said in (
        (table.drop_columns(["tags"]), "no tags"), (table.drop_columns(["id"]), "no id"),
        (table.append_column("note", pa.array(["x"] * count)), "one more, note"),
        (binary, "does not have the row's digest"), (spans, "does not have the row's digest"),
        (table.drop_columns(["digest"]).append_column("digest", pa.array(["0" * 32] * count)), "row's digest"),
    ):  # fmt: skip
        pq.write_table(changed, out / ITEMS)
        for with_ledger in (known, None):
            found = g9(read_eval(out), None, with_ledger, [])
            _fails(found, said)
            assert {pair.item for pair in found.pairs if said in pair.detail} == {i.id for i in read_eval(out).items}
    pq.write_table(table.drop_columns(["tags", "family_version"]), out / ITEMS)
    told = provender("verify", out)
    assert told.returncode == 1 and "no family_version, no tags" in told.stderr
    (out / ITEMS).write_bytes(before)
    for name in (LINES, "README.md"):
        kept = (out / name).read_bytes()
        (out / name).write_bytes(kept.replace(b"a", b"b", 1))
        found = g9(read_eval(out), None, known, [])
        _fails(found, "the file's SHA-256 is not the manifest's")
        assert [pair.place for pair in found.pairs] == [name]
        (out / name).unlink()
        _fails(g9(read_eval(out), None, known, []), "it is not there")
        (out / name).write_bytes(kept)
    assert g9(read_eval(out), None, known, []).outcome == "holds"
    item = msgspec.structs.replace(first, row={name: first.row[name] for name in first.row if name != "tags"})
    assert g9(msgspec.structs.replace(clean, items=(item, *clean.items[1:])), split, ledger, []).outcome == "fails"


def _without_a_base(out: Path, salts_too: bool) -> str:
    """A release cut by one base item, of which manifest and salts say nothing; its id."""
    rows: list[Row] = [item.row for item in read_eval(out).items]
    name = rows[0]["base_id"]
    left = [row for row in rows if row["base_id"] != name]
    write_parquet(out / ITEMS, left, EVAL, 512)
    (out / LINES).write_bytes(json_lines(left))
    if salts_too:
        ids = {row["id"] for row in left}
        kept = [line for line in (out / SALTS).read_bytes().splitlines(keepends=True) if json.loads(line)["id"] in ids]
        (out / SALTS).write_bytes(b"".join(kept))
    manifest = json.loads((out / MANIFEST).read_bytes())
    manifest["withheld"] += len(rows) - len(left)
    for file in manifest["files"]:
        file["sha256"] = file_sha256(out / file["path"])
    cell = next(each for each in manifest["cells"] if each["anchor"])
    cell["items"] += 1
    (out / MANIFEST).write_text(json.dumps(manifest))
    return str(name)


def test_a_public_release_that_was_cut_is_not_the_one_that_was_put_out(public: Path, tmp_path: Path) -> None:
    out = _opened(public, tmp_path)
    ledger = read_ledger(public / "evals" / "ledger.jsonl")
    before = (out / MANIFEST).read_bytes()
    _without_a_base(out, salts_too=False)
    _fails(g9(read_eval(out), None, ledger, []), "a salt is there and its row is not")
    _without_a_base(out, salts_too=True)
    found = g9(read_eval(out), None, ledger, [])
    _fails(found, "the manifest is not the one that was put out")
    shutil.rmtree(out)
    shutil.copytree(public / "out", out)
    for field, value in (("withheld", 6), ("withheld", 2)):
        (out / MANIFEST).write_text(json.dumps({**json.loads(before), field: value}))
        _fails(g9(read_eval(out), None, None, []), "rows are said to be withheld, of anchors, 4 are")
    for field, value in (("term", 1), ("key_id", "ab" * 32), ("expires", "2027-01-01"), ("rows", 40)):
        (out / MANIFEST).write_text(json.dumps({**json.loads(before), field: value}))
        found = g9(read_eval(out), None, ledger, [])
        _fails(found, f"the manifest has another {field} than was committed to")
        _fails(found, "the manifest is not the one that was put out")
    _fails(g9(read_eval(public / "out"), None, _without(ledger, EvalRevealed), []), "not the one that was put out")


def test_a_commitment_dated_after_rows_that_could_hold_the_items_fails(
    clean: EvalSet, split: Split, ledger: Ledger
) -> None:
    late = _replaced(_replaced(ledger, EvalCommitted, date="2026-02-01"), TrainRelease, date="2026-01-15")
    _fails(g9(clean, split, late, []), "the commitment is dated 2026-02-01, after rows")
    early = _replaced(ledger, TrainRelease, date="2026-01-09")
    assert g9(clean, split, early, []).outcome == "holds"  # older than the eval: it cannot hold its items


def test_a_release_that_the_ledger_does_not_know_or_knows_otherwise_fails(
    clean: EvalSet, split: Split, ledger: Ledger
) -> None:
    _fails(g9(clean, split, _without(ledger, EvalCommitted), []), "no commitment")
    _fails(g9(clean, split, _replaced(ledger, EvalCommitted, root="ab" * 32), []), "another root")
    _fails(g9(clean, split, _replaced(ledger, EvalCommitted, manifest_sha256="ab" * 32), []), "not the one")
    assert g9(clean, None, ledger, []).outcome == "not_run"
    (train,) = ledger.all(TrainRelease)
    assert g9(clean, split, ledger, [train.manifest_sha256]).outcome == "holds"
    told = g9(clean, split, ledger, [train.manifest_sha256, "ab" * 32])
    assert told.outcome == "not_run" and "1 of 2 compared with are not in the ledger" in told.summary
    assert g9(clean, split, None, []).outcome == "not_run"
    changed = _changed(clean, 0, prompt="another")
    assert [g9(changed, key, None, ["ab" * 32]).outcome for key in (split, None)] == ["fails", "fails"]


# G10


def test_a_gold_that_its_checker_refuses_fails(clean: EvalSet) -> None:
    some = msgspec.structs.replace(clean, items=clean.items[:4])
    with checker_guard() as guard:
        _fails(g10(_changed(some, 0, reference="Answer: 123456789"), guard), "its own solution is rejected")
        number = next(place for place, item in enumerate(clean.items) if item.gold.isdecimal())
        one = msgspec.structs.replace(clean, items=(clean.items[number],))
        check = json.loads(one.items[0].check)
        check["gold"] = str(int(check["gold"]) + 1)  # what the statement says is not the gold: nothing is accepted
        _fails(g10(_changed(one, 0, check=json.dumps(check)), guard), "its own solution is")
        assert g10(_changed(some, 1, check=""), guard).outcome == "fails"


# G11 and G12


def test_versions_that_are_missing_of_other_templates_or_all_of_one_answer_fail(clean: EvalSet) -> None:
    _fails(g11(_changed(clean, 0, template="another")), "different templates")
    _fails(g11(msgspec.structs.replace(clean, items=clean.items[1:])), "has not versions 1 to 2")
    base = clean.items[0].base_id
    places = [place for place, item in enumerate(clean.items) if item.base_id == base]
    same = _changed(clean, places[1], check=clean.items[places[0]].check)
    _fails(g11(same), "the same answer")


def test_a_design_that_cannot_tell_what_it_was_to_tell_fails(clean: EvalSet) -> None:
    assert clean.manifest is not None
    wanted = msgspec.structs.replace(clean, manifest=msgspec.structs.replace(clean.manifest, detect=0.05))
    _fails(g12(wanted), "were to be told")
    lying = msgspec.structs.replace(clean, manifest=msgspec.structs.replace(clean.manifest, distinguishes=0.01))
    _fails(g12(lying), "follows from the items")


# G13 and G14


def test_an_expired_eval_and_one_of_a_burned_family_or_template_fail(clean: EvalSet, ledger: Ledger) -> None:
    _fails(g13(clean, ledger, date(2026, 7, 9)), "it expired")
    item = clean.items[_first(clean, "new_family")]
    template = clean.items[_first(clean, "new_template")]
    burned = Burned(date="2026-01-05", families=(item.family,), reason="found")
    other = EvalRevealed(release="other-1", date="2026-01-05", root="ab" * 32, manifest_sha256="ab" * 32, families=(),
                         templates={template.family: (template.template,)})  # fmt: skip
    for entry, family in ((burned, item.family), (other, template.family)):
        more = Ledger(ledger.path, (*ledger.lines, msgspec.structs.replace(ledger.lines[-1], entry=entry)))
        _fails(g13(clean, more, TODAY), f"{family} was burned on 2026-01-05")
    own = EvalRevealed(release=RELEASE, date="2026-03-10", root="ab" * 32, manifest_sha256="ab" * 32,
                       families=(item.family,), templates={})  # fmt: skip
    mine = Ledger(ledger.path, (*ledger.lines, msgspec.structs.replace(ledger.lines[-1], entry=own)))
    found = g13(clean, mine, TODAY)
    assert found.outcome == "holds" and "revealed 2026-03-10" in found.summary
    assert g13(clean, None, TODAY).outcome == "not_run"


def test_a_refresh_that_is_due_fails_and_without_scores_nothing_is_said(clean: EvalSet, home: Path) -> None:
    recipe = load_eval_recipe(clean.path / "recipe.yaml")
    made = open_home(home)
    assert g14(clean, recipe, made, TODAY, []).outcome == "not_run"
    _fails(g14(clean, recipe, made, date(2026, 2, 20), []), "days old")


def _scores(eval_path: Path, folder: Path, right: bool, name: str = "model") -> Path:
    """Scores of respondents who answer all or nothing."""
    items = read_eval(eval_path).items
    files = []
    for number in range(3):
        file = folder / f"{name}-{number}.jsonl"
        rows = [{"id": item.id, "text": item.reference if right else "Answer: ?", "model": f"{name}{number}"}
                for item in items]  # fmt: skip
        file.write_text("".join(json.dumps(row) + "\n" for row in rows))
        files.append(file)
    out = folder / f"{name}.json"
    done = provender("score", eval_path, *files, "--json", out)
    assert done.returncode == 0, done.stderr
    return out


def test_scores_make_a_refresh_due_when_a_model_has_solved_it(clean: EvalSet, home: Path, tmp_path: Path) -> None:
    recipe = load_eval_recipe(clean.path / "recipe.yaml")
    best = _scores(clean.path, tmp_path, right=True, name="best")
    found = g14(clean, recipe, open_home(home), TODAY, [best])
    _fails(found, "solves 100.0%")
    _fails(found, "tell good models from bad ones")
    worst = _scores(clean.path, tmp_path, right=False, name="worst")
    flat = msgspec.structs.replace(recipe, due=msgspec.structs.replace(recipe.due, flat=1.0))
    assert g14(clean, flat, open_home(home), TODAY, [worst]).outcome == "holds"


# G15


def test_rows_without_a_known_tier_fail(clean: EvalSet, origins: dict[tuple[str, str], str]) -> None:
    _fails(g15(_changed(clean, 0, tier="brand_new"), origins), "there is no tier 'brand_new'")


# The command


def test_the_command_says_what_holds_and_what_fails(shared: Path, tmp_path: Path) -> None:
    sealed, out = shared / "evals" / "sealed" / RELEASE, tmp_path / "proof.json"
    given = ("--against", shared / "train", "--home", shared / "evals", "--as-of", "2026-01-20", "--out", out)
    done = provender("prove", sealed, *given)
    assert done.returncode == 0, done.stdout + done.stderr
    proof = json.loads(out.read_text())
    outcomes = {each["number"]: each["outcome"] for each in proof["guarantees"]}
    assert list(outcomes) == [f"G{number}" for number in range(1, 16)]
    assert {number for number, outcome in outcomes.items() if outcome != "holds"} == {"G6", "G11", "G14"}
    assert "nothing that was run fails" in done.stdout
    item = read_eval(sealed).items[0]
    (tmp_path / "leak.jsonl").write_text(json.dumps({"question": item.prompt, "answer": item.gold}) + "\n")
    given = ("--against", tmp_path / "leak.jsonl", "--as-of", "2026-01-20", "--home", shared / "evals", "--out", out)
    done = provender("prove", sealed, *given)
    assert done.returncode == 1 and "G3" in done.stdout.splitlines()[-1] and "leak.jsonl:1" in done.stdout
    outcomes = {each["number"]: each["outcome"] for each in json.loads(out.read_text())["guarantees"]}
    assert outcomes["G1"] == outcomes["G9"] == "not_run"  # nobody knows what the file is of, or how old it is


def test_anyone_s_files_are_proved_as_far_as_they_go(tmp_path: Path) -> None:
    (tmp_path / "eval.jsonl").write_text(
        '{"question": "A baker sells 12 loaves a day at 3 dollars each. What is that in a week?", "answer": "252"}\n'
    )
    (tmp_path / "train.jsonl").write_text('{"question": "Name the capital of France.", "answer": "Paris"}\n')
    done = provender("prove", tmp_path / "eval.jsonl", "--against", tmp_path / "train.jsonl", "--json")
    assert done.returncode == 0, done.stderr
    outcomes = {each["number"]: each["outcome"] for each in json.loads(done.stdout)["guarantees"]}
    assert outcomes["G2"] == outcomes["G3"] == "holds" and outcomes["G1"] == outcomes["G9"] == "not_run"
    strict = provender("prove", tmp_path / "eval.jsonl", "--against", tmp_path / "train.jsonl", "--strict")
    assert strict.returncode == 1


def test_verify_proves_an_eval_release_row_by_row(shared: Path, tmp_path: Path) -> None:
    sealed = tmp_path / "sealed"
    shutil.copytree(shared / "evals" / "sealed" / RELEASE, sealed)
    done = provender("verify", sealed)
    assert done.returncode == 0 and "36 rows, 36 answers decided again" in done.stdout, done.stdout + done.stderr
    rows = [item.row for item in read_eval(sealed).items]
    changed = {**rows[0], "prompt": "another"}
    wrong = {**rows[1], "reference": "Answer: 123456789"}
    write_parquet(sealed / ITEMS, [changed, {**wrong, "digest": item_digest(wrong)}, *rows[2:-1]], EVAL, 512)
    (sealed / "stranger.txt").write_text("x")
    done = provender("verify", sealed)
    assert done.returncode == 1
    for said in ("SHA-256 is not the manifest's", "does not have the row's digest", "makes it with another reference",
                 "its own solution is rejected", "36 rows are named, 35 are there", "knows no such file"):  # fmt: skip
        assert said in done.stderr, done.stderr


def test_a_home_of_another_key_is_refused(shared: Path, tmp_path: Path) -> None:
    from pipelines.evals.founding import make_home
    from schemas.evals import Holdout

    make_home(tmp_path / "other", Holdout(start="2026-01-01"), ["a/b"])
    done = provender("prove", shared / "evals" / "sealed" / RELEASE, "--against", shared / "train", "--home",
                     tmp_path / "other")  # fmt: skip
    assert done.returncode == 2 and "its split key is not the one" in done.stderr


def test_small_evals_without_a_manifest_are_read_as_what_they_are(tmp_path: Path) -> None:
    path = write_eval(tmp_path / "eval.jsonl", eval_rows(["math/countdown"], 2, 2))
    found = read_eval(path)
    assert found.manifest is None and len(found.bases) == 2 and g12(found).outcome == "holds"
    told = g11(found)
    assert (told.outcome, told.figures["tests"]) == ("not_run", 0) and "No family has 8 base items" in told.summary
    more = read_eval(write_eval(tmp_path / "more.jsonl", eval_rows(["math/countdown"], 8, 2)))
    told = g11(more)
    assert (told.outcome, told.figures["tests"]) == ("holds", 3)
    append(tmp_path / "ledger.jsonl", TrainRelease(
        release="t", date="2026-01-01", manifest_sha256="ab" * 32, problems=1, families={"math/countdown": 1},
        seeds=(1,), templates="", parameters="", skeletons="",
    ))  # fmt: skip
    assert g1(found, {}, None, read_ledger(tmp_path / "ledger.jsonl"), ["ab" * 32], 0).outcome == "holds"
