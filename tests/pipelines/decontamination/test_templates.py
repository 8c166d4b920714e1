"""Seed templates beside benchmarks: the shipped ones keep their distance, one written after an item is blocked."""

import json
import os
from pathlib import Path

import pytest

from generators.family import draw
from generators.templates import load_template
from pipelines import lint
from pipelines.decontamination.audit import audit_rows, find_pack
from pipelines.decontamination.packs import Pack
from pipelines.decontamination.templates import rows, template_files
from small_build import provender

# Written after an item of invented.txt: same sentences, with slots for names and numbers.
AFTER_AN_ITEM = """\
provender_template: 1
name: goats
title: Cheeses from the milk of goats
answer: {name: cheeses, type: integer, unit: cheeses}
words:
  who: person
variables:
  goats: {from: 6, to: 45}
  litres: {from: 2, to: 6}
  each: {from: 2, to: 9}
  days: {from: 3, to: 40}
derived:
  milk: goats * litres * days
  cheeses: milk / each
conditions:
  - divides(each, milk)
texts:
  - tell:
      - "{who} keeps {goats} goats on the hill above the village."
      - "Each goat gives {litres} litres of milk a day, and {who.they} turns {each} litres into one cheese."
    ask: "How many cheeses can {who.they} make in {days} days?"
  - tell:
      - "From the notes of {who}, who keeps a dairy:"
      - "animals: {goats}; litres that one of them gives: {litres}; litres in one cheese: {each}"
    ask: "What number of cheeses came out of {days} days?"
  - tell:
      - "At the dairy of {who}, {days} days' milk became cheese, {each} litres in every one."
      - "All of it was from {goats} animals with a daily yield of {litres} litres apiece."
    ask: "What is the number of cheeses?"
steps:
  - "The goats give {goats} × {litres} × {days} = {milk} litres."
  - "That makes {milk} / {each} = {cheeses} cheeses."
"""


def test_a_template_written_after_an_item_is_blocked(pack: Pack, pack_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "goats.yaml"
    path.write_text(AFTER_AN_ITEM)
    found = audit_rows(rows([path]), [pack])
    assert found.rows >= 20 and 0.2 * found.rows < found.contaminated < found.rows  # one of its three texts
    assert {near.item for near in found.nearest if near.rules} == {"invented/00"}
    done = provender("audit", "--templates", path, "--against", pack_file, "--json")
    assert done.returncode == 1 and json.loads(done.stdout)["contaminated"] == found.contaminated


def test_the_shipped_templates_keep_their_distance_from_the_shipped_pack() -> None:
    found = audit_rows(rows(template_files([])), [find_pack("default")])
    assert found.rows > 1_000 and not found.contaminated
    assert found.nearest[0].score < 0.25


@pytest.mark.skipif("PROVENDER_BENCHMARKS" not in os.environ, reason="PROVENDER_BENCHMARKS names no folder")
@pytest.mark.parametrize("number", [0, 7, 100, 512, 1000, 1318])
def test_a_template_written_from_an_item_of_gsm8k_is_blocked(number: int, tmp_path: Path) -> None:
    import re

    lines = (Path(os.environ["PROVENDER_BENCHMARKS"]) / "gsm8k" / "test.jsonl").read_text(encoding="utf-8").splitlines()
    text = json.loads(lines[number])["question"]
    parts = re.split(r"(\d[\d,]*\.?\d*)", re.sub(r"[\[\]{}|]", "", text))
    names = [f"n{place}" for place in range(len(parts) // 2)] or ["n0"]
    told = "".join(part if place % 2 == 0 else f"{{n{place // 2}}}" for place, part in enumerate(parts))
    told = told if len(parts) > 1 else f"{told} ({{n0}})"
    template = {
        "provender_template": 1,
        "name": "written-after",
        "title": "A template with a slot for every number of an item",
        "answer": {"name": "total", "type": "integer", "unit": "units"},
        "variables": {name: {"from": 1001, "to": 9001} for name in names},
        "derived": {"total": " + ".join([*names, "31"])},
        "texts": [
            {"tell": [told], "ask": ask} for ask in ("How many is that?", "What does it add up to?", "So how many?")
        ],
        "steps": ["Together that makes {total}."],
    }
    path = tmp_path / "after.yaml"
    path.write_text(json.dumps(template))
    found = audit_rows(rows([path]), [find_pack("default")])
    assert found.contaminated == found.rows > 0


def test_a_folder_without_templates_is_told(tmp_path: Path) -> None:
    done = provender("audit", "--templates", tmp_path)
    assert done.returncode == 2 and "no seed template" in done.stderr


def test_lint_holds_templates_to_the_pack(pack_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "goats.yaml"
    path.write_text(AFTER_AN_ITEM)
    monkeypatch.setattr(lint, "DEFAULT", str(pack_file))
    template = load_template(path)
    found = list(lint._near(template, [[draw(template, 0, index, 1) for index in range(12)]]))
    assert [(each.rule, each.of) for each in found] == [("too near to a benchmark", 12)]
    assert found[0].example.startswith("invented/00")
