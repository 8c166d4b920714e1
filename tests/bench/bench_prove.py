"""How fast what was trained on is put to the guarantees that look at rows. Prints JSON.

Both sides are drawn by the families: a quarter of them is held out, and a quarter of the templates of the others; the
items are a third each of held-out families, held-out templates and new draws. The files are kept in --folder and used
again. `seconds` are those of the processes together, by guarantee; `wall` is what a person waits. The pair is clean, so
what fails is told too: families that share programs or wording without being declared kin.

``--recall`` measures instead how many items are caught of which one changed copy each was trained on, and how often
clean rows are taken for an item, over all families.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from generators.family import Impossible, draw
from generators.registry import families, kin_of
from pipelines.decontamination.packs import Item as Text
from pipelines.decontamination.probes import KINDS, planted
from pipelines.decontamination.scoring import findings
from pipelines.evals.items import EvalSet, Item, json_lines, read_eval
from pipelines.evals.prove.training import Options, prove_rows
from pipelines.evals.prove.wording import own_pack, wording_of
from pipelines.expand import problem_row
from pipelines.shards import write_bytes

CANARY = "6f1c2f0e-8d53-4c64-9a52-0b1f5f2b7c11"
SHARE = 0.25  # of the families held out, and of the other families' templates
EVAL_SEED, TRAIN_SEED = 20_001, 20_002


def held_out(name: str, template: str = "", salt: int = 0) -> bool:
    """Whether a family, or a template, is held out: by name, the same for a family's kin."""
    return random.Random(f"{salt} {kin_of(name)} {template}").random() < SHARE


def drawn(task: tuple[str, int, int, int]) -> list[dict[str, Any]]:
    """Rows of one family's level."""
    name, level, seed, count = task
    rows = []
    for index in range(count):
        try:
            rows.append(problem_row(draw(families()[name], seed, index, level)))
        except Impossible:
            continue
    return rows


def rows(seed: int, count: int, workers: int) -> Iterator[dict[str, Any]]:
    """So many draws of every family's level."""
    tasks = [(name, level, seed, count) for name, family in families().items() for level in family.levels]
    with get_context("spawn").Pool(workers) as pool:
        for some in pool.imap(drawn, tasks):
            yield from some


def item_rows(count: int, workers: int) -> list[dict[str, Any]]:
    """Rows of an eval, as many of each tier."""
    found: dict[str, list[dict[str, Any]]] = {"new_family": [], "new_template": [], "new_draw": []}
    seen: set[str] = set()
    for row in rows(EVAL_SEED, max(2, count // 40), workers):
        if row["id"] in seen:
            continue
        seen.add(row["id"])
        family, template = held_out(row["family"]), held_out(row["family"], row["template"])
        tier = "new_family" if family else "new_template" if template else "new_draw"
        found[tier].append({**row, "tier": tier, "base_id": row["id"], "version": 1, "canary": CANARY})
    chosen = []
    for tier, some in found.items():
        random.Random(tier).shuffle(some)
        chosen += some[: count // 3 + (tier == "new_draw") * (count % 3)]
    return chosen


def train_rows(count: int, known: set[str], workers: int) -> Iterator[dict[str, Any]]:
    """At least so many rows of what is not held out, of every family as many draws, without the eval's own items."""
    left = count
    for row in rows(TRAIN_SEED, -(-count // 95), workers):
        if row["id"] in known or held_out(row["family"]) or held_out(row["family"], row["template"]):
            continue
        yield row
        left -= 1
    if left > 0:
        raise SystemExit(f"the families drew {left:,} rows too few")


def speed(folder: Path, count: int, items: int, workers: int) -> dict[str, Any]:
    """The time that all guarantees that look at rows take, and what came of them."""
    folder.mkdir(parents=True, exist_ok=True)
    eval_path, train_path = folder / f"eval-{items}.jsonl", folder / f"train-{count}.jsonl"
    if not eval_path.exists():
        write_bytes(eval_path, json_lines(item_rows(items, workers)))
    eval = read_eval(eval_path)
    if not train_path.exists():
        with train_path.with_suffix(".part").open("wb") as opened:
            for row in train_rows(count, {item.id for item in eval.items}, workers):
                opened.write(json_lines([row]))
        train_path.with_suffix(".part").rename(train_path)
    began = time.monotonic()
    found = prove_rows(eval, [train_path], Options(), workers)
    wall = time.monotonic() - began
    peak = [resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "rows": found.rows, "texts": found.texts, "items": len(eval.items), "workers": workers,
        "wall": round(wall, 1), "rows_per_second": round(found.rows / wall), "seconds": found.seconds,
        "peak_mb": {"parent": peak[0], "largest_child": peak[1]},
        "outcomes": {each.number: f"{each.outcome}: {each.summary}" for each in found.guarantees},
    }  # fmt: skip


def recall(tier: str, splits: int, workers: int) -> dict[str, Any]:
    """Of items held out in several ways, how many copies of each kind are caught, and false alarms of clean rows."""
    known = list(rows(EVAL_SEED, 12, workers))
    clean = list(rows(TRAIN_SEED, 40, workers))
    caught: dict[str, list[int]] = {kind: [0, 0] for kind in KINDS}
    alarms: dict[str, int] = {}
    texts = items = met = 0
    for salt in range(splits):

        def held(row: dict[str, Any], salt: int = salt) -> bool:
            return held_out(row["family"], row["template"] if tier == "new_template" else "", salt + 1)

        mine = [
            Item(id=str(number), base_id=row["id"], version=1, tier=tier, anchor=False, family=row["family"], level=1,
                 template=row["template"], prompt=row["prompt"], check="", reference="", gold="", row=row, place="")
            for number, row in enumerate(known) if held(row)
        ]  # fmt: skip
        eval = EvalSet(path=Path("eval"), items=tuple(mine))
        wording = wording_of(eval)
        pack = own_pack(mine, wording, wording.statements)
        others = [row for row in clean if not held(row)]
        given = [(row, row[field]) for row in others for field in ("prompt", "reference")]
        hit = set()
        for (row, _), each in zip(given, findings((text for _, text in given), pack), strict=True):
            if each.contaminated:
                item = mine[int(each.item.partition("/")[2])]
                hit.add(item.id)
                name = f"{item.family} by {row['family']}"
                alarms[name] = alarms.get(name, 0) + 1
        texts, items, met = texts + len(given), items + len(mine), met + len(hit)
        for kind in KINDS:
            copies = [text for _, text in planted(kind, [Text("eval", each.id, each.prompt) for each in mine])]
            caught[kind][0] += sum(each.contaminated for each in findings(copies, pack))
            caught[kind][1] += len(copies)
    return {
        "tier": tier, "splits": splits, "items": items, "clean_texts": texts, "false_alarms": sum(alarms.values()),
        "items_met_by_clean_texts": met, "alarms": dict(sorted(alarms.items(), key=lambda each: -each[1])[:12]),
        "recall": {kind: [hit, all_, round(hit / max(all_, 1), 4)] for kind, (hit, all_) in caught.items()},
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--items", type=int, default=5_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=Path("bench-prove"))
    parser.add_argument("--recall", choices=("new_family", "new_template"))
    parser.add_argument("--splits", type=int, default=8)
    given = parser.parse_args()
    if given.recall:
        found = recall(given.recall, given.splits, given.workers)
    else:
        found = speed(given.folder, given.rows, given.items, given.workers)
    json.dump(found, sys.stdout, indent=2)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
