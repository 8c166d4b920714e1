"""Decontamination as part of a build: what is too near to a benchmark is dropped, counted and drawn again."""

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from generators.family import draw
from generators.registry import family
from pipelines.decontamination import packs
from pipelines.decontamination.packs import Item, Source
from pipelines.decontamination.stage import decontaminate, packs_of
from pipelines.plan import load_recipe
from pipelines.shards import Row
from pipelines.stage import Context
from schemas import BadInput
from schemas.release import PackProbe, Recall
from small_build import bytes_of, provender

RECIPE = """\
provender: 1
name: near
seed: 3
families: [{family: math/linear_system, count: 24, levels: [1]}, {family: math/divisors, count: 8, levels: [1]}]
curation: {decontamination: {packs: [PACK], threshold: 0.3}}
assay: {items: 0}
sharding: {rows_per_shard: 16, row_group_rows: 16}
"""


@pytest.fixture
def near(tmp_path: Path) -> Path:
    """A recipe beside a pack of two of the problems that its family makes with other seeds."""
    linear = family("math/linear_system")
    items = [Item("ours", str(seed), draw(linear, seed, 0, 1).prompt) for seed in (1001, 1002)]
    source = Source(name="ours", licence="Apache-2.0")
    probe = PackProbe(0.3, (Recall("exact", 2, 2, 1),), "rows of files", 50, 3)
    packs.write(tmp_path / "ours.fp", packs.with_probe(packs.build("ours", "7", [source], items), probe))
    path = tmp_path / "near.yaml"
    path.write_text(RECIPE.replace("PACK", "ours.fp"))
    return path


def test_contaminated_problems_are_dropped_and_drawn_again_and_the_books_balance(near: Path, tmp_path: Path) -> None:
    done = provender("build", near, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    (pack,) = manifest["packs"]
    assert pack["pack"].startswith("ours@7#") and pack["benchmarks"] == ["ours"] and pack["contaminated"] > 0
    books = {each["stage"]: each for each in manifest["stages"]}
    assert books["decontaminate"]["dropped"] == {"contaminated": pack["contaminated"]}
    assert books["unique"]["rows_out"] == books["decontaminate"]["rows_in"] == 32 + pack["contaminated"]
    cells = {each["family"]: each for each in manifest["families"]}
    assert cells["math/linear_system"]["contaminated"] == pack["contaminated"]
    assert (cells["math/linear_system"]["problems"], cells["math/divisors"]["problems"]) == (24, 8)
    card = (tmp_path / "out" / "README.md").read_text()
    assert f"| `{pack['pack']}` | ours | 2 | {pack['contaminated']} |" in card
    assert "| exact | 2 | 2 | 100.0% | 50.0% |" in card and "Of 50 rows of files 3 were taken for items" in card
    assert "Vectors of the texts were not compared" in card and pack["embedding_threshold"] is None
    assert pack["probe"]["recalls"] == [{"kind": "exact", "planted": 2, "caught": 2, "named": 1}]
    assert provender("audit", tmp_path / "out", "--against", tmp_path / "ours.fp").returncode == 0
    dropped = [row for file in (tmp_path / "out" / "dropped").glob("*") for row in pq.read_table(file).to_pylist()]
    near_ones = [row for row in dropped if row["reason"] == "contaminated"]
    assert len(near_ones) == pack["contaminated"]
    assert all(row["detail"].startswith("ours/") and not row["prompt"] for row in near_ones)
    assert provender("verify", tmp_path / "out").returncode == 0
    (folder,) = [
        each
        for each in (tmp_path / "builds" / "out").glob("decontaminate-*")
        if sum(pq.read_metadata(file).num_rows for file in each.glob("part-*.parquet")) == pack["contaminated"]
    ][-1:]
    row = next(row for file in sorted(folder.glob("*.parquet")) for row in pq.read_table(file).to_pylist())
    assert row["pack"] == pack["pack"] and row["item"].startswith("ours/") and row["score"] >= 0.3 and row["rules"]
    again = provender("build", near, "--out", tmp_path / "out")
    assert again.returncode == 0 and "finished already" in again.stderr
    first = bytes_of(tmp_path / "out")
    shutil.rmtree(tmp_path / "out")
    assert provender("build", near, "--out", tmp_path / "out", "--no-resume", "--workers", "2").returncode == 0
    assert bytes_of(tmp_path / "out") == first


def test_without_packs_nothing_is_compared_and_the_rows_say_so() -> None:
    from schemas import Recipe
    from schemas.recipe import Curation, Decontamination, FamilyRequest

    recipe = Recipe(
        provender=1, name="none", seed=1, families=(FamilyRequest(1, family="math/story"),),
        curation=Curation(decontamination=Decontamination(packs=())),
    )  # fmt: skip
    row: Row = {"family": "f", "level": 1, "index": 0, "prompt": "text", "check": "{}"}
    made = decontaminate({"problems": [row], "duplicates": []}, Context(recipe, {}, 0, None))
    assert (made.rows_in, made.rows_out, made.dropped) == (1, 1, {})


def test_the_shipped_pack_is_the_default(near: Path) -> None:
    near.write_text(near.read_text().replace("curation: {decontamination: {packs: [ours.fp], threshold: 0.3}}\n", ""))
    recipe, _ = load_recipe(near)
    ((_, pack),) = packs_of(near, recipe.curation.decontamination)
    assert pack.name == "default"


@pytest.mark.parametrize(("given", "said"), [("nowhere.fp", "cannot be read"), ("near.yaml", "no fingerprint pack")])
def test_a_pack_that_cannot_be_used_is_told_before_any_work(given: str, said: str, near: Path, tmp_path: Path) -> None:
    near.write_text(RECIPE.replace("PACK", given))
    done = provender("build", near, "--out", tmp_path / "out")
    assert done.returncode == 2 and said in done.stderr


def test_a_pack_named_twice_is_refused(near: Path) -> None:
    near.write_text(RECIPE.replace("PACK", "ours.fp, ./ours.fp"))
    recipe, _ = load_recipe(near)
    with pytest.raises(BadInput, match="named twice"):
        packs_of(near, recipe.curation.decontamination)
