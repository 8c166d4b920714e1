"""How long deduplication takes, what it needs, and what it finds. Prints JSON, a line for each number of rows.

Rows are problems of the shipped families with new numbers put in, so that millions read like what a build makes; each
keeps its family. Planted among them, under other families: copies, copies with two words exchanged, and siblings (one
number changed, with the same answer and with another). A row is dropped rightly if it was planted as a copy or an edit;
a sibling or a row of the families that is dropped is a loss. The stage runs as in a build, on the runner that is named.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generators.family import Impossible, draw
from generators.registry import families
from pipelines.decontamination.words import NUMBERS
from pipelines.deduplicate import DEDUPLICATE
from pipelines.runners import Runner
from pipelines.shards import ROWS, Made, part_name, read_rows, write_shard
from pipelines.stage import Job
from pipelines.transforms import KeyedStage
from schemas import Recipe, digest, digest_int
from schemas.arrow import DUPLICATES, PROBLEMS
from schemas.recipe import FamilyRequest

PLANTED = 2_000  # of each kind
PER_SHARD = 8_192
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[a-z]{4,}")


def texts(count: int) -> Iterator[tuple[str, str]]:
    """Family and text of some problems of every level of every family."""
    for name, family in families().items():
        for level in family.levels:
            for index in range(count):
                try:
                    yield name, draw(family, 0, index, level).prompt
                except Impossible:
                    continue


def row(kind: str, number: int, family: str, text: str, answer: str) -> dict[str, Any]:
    check = {"kind": "exact", "gold": answer, "answer": {"type": "integer"}}
    blank = dict.fromkeys(("fingerprint", "template", "params", "language", "reference", "measures"), "")
    return {
        **blank, "id": digest(kind, number), "family": family, "family_version": 1, "level": 1, "prompt": text,
        "check": json.dumps(check), "seed": 0, "index": number, "twin": False, "tags": [],
    }  # fmt: skip


def rows(size: int) -> Iterator[dict[str, Any]]:
    stream = random.Random(1)
    base = list(texts(6))
    with_numbers = [number for number, (_, text) in enumerate(base) if len(_NUMBER.findall(text)) > 2]
    words = sorted({word for _, text in base for word in _WORD.findall(text)} - NUMBERS.keys())
    chosen = set(stream.sample(range(size), PLANTED))
    planted = 0
    seen: set[int] = set()
    for number in range(size):
        text = ""
        while not text or digest_int(text) in seen:
            family, text = base[stream.choice(with_numbers)]
            text = _NUMBER.sub(lambda found: str(stream.randrange(10 ** max(2, len(found[0])))), text)
        seen.add(digest_int(text))
        answer = str(digest_int("answer", text) % 1000)
        yield row("row", number, family, text, answer)
        if number not in chosen:
            continue
        edited = text
        places = [found for found in _WORD.finditer(text) if found[0] not in NUMBERS]
        for found in sorted(stream.sample(places, 2), key=lambda each: -each.start()):
            edited = edited[: found.start()] + stream.choice(words) + edited[found.end() :]
        changed = stream.choice(list(_NUMBER.finditer(text)))
        sibling, other = (f"{text[: changed.start()]}{int(changed[0]) + n}{text[changed.end() :]}" for n in (1, 2))
        for kind, told, result in (
            ("copy", text, answer), ("edit", edited, answer), ("sibling", sibling, answer),
            ("sibling_of_another_answer", other, answer + "1"),
        ):  # fmt: skip
            yield row(kind, planted, kind, told, result)
        planted += 1


def measure(size: int, runner: Runner) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        # Of two that are the same the one of the earlier round stays: what is planted comes in a later one.
        folders = [Path(folder, name) for name in ("problems", "later", "duplicates")]
        shard = lengths = 0
        first: list[dict[str, Any]] = []
        second: list[dict[str, Any]] = []
        for each in rows(size):
            (second if each["family"] in KINDS else first).append(each)
            lengths += len(each["prompt"])
            if len(first) == PER_SHARD:
                shard = _put(folders, shard, first, second)
                first, second = [], []
        if first or second:
            shard = _put(folders, shard, first, second)
        job = Job(
            stage="pipelines.deduplicate:DEDUPLICATE", key="", folder=str(Path(folder, "deduplicate")),
            inputs={"problems": [str(folders[0]), str(folders[1])], "duplicates": [str(folders[2])]},
            recipe=Recipe(provender=1, name="bench", seed=0, families=(FamilyRequest(1, "math/story"),)),
            templates={}, shards=shard,
        )  # fmt: skip
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.perf_counter()
        runner.run(KeyedStage(job, "pipelines.deduplicate:KEYED"), range(shard), DEDUPLICATE.name)
        seconds = time.perf_counter() - start
        lost = Counter(
            each["family"] if each["family"] in KINDS else "row"
            for number in range(shard)
            for each in read_rows(job.path / part_name(number))
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {
        "rows": size + 4 * PLANTED, "characters": round(lengths / (size + 4 * PLANTED)), "runner": runner.name,
        "workers": runner.workers, "seconds": round(seconds, 1), "rows_per_second": round(size / seconds),
        "peak_mb": round(peak / 1024), "before_mb": round(before / 1024), "largest_child_mb": round(children / 1024),
        "copies_found": lost["copy"] / PLANTED, "edits_found": lost["edit"] / PLANTED,
        "siblings_lost": lost["sibling"] + lost["sibling_of_another_answer"], "rows_lost": lost["row"],
    }  # fmt: skip


KINDS = ("copy", "edit", "sibling", "sibling_of_another_answer")


def _put(folders: list[Path], shard: int, *parts: list[dict[str, Any]]) -> int:
    for folder, part, schema in zip(folders, (*parts, []), (PROBLEMS, PROBLEMS, DUPLICATES), strict=True):
        write_shard(folder, shard, "", Made({ROWS: part}, len(part), len(part)), {ROWS: schema}, 512, "bench")
    return shard + 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[20_000, 100_000, 1_000_000])
    parser.add_argument("--runner", default="in_memory")
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    if len(asked.rows) > 1:  # peak memory is a process's own
        for size in asked.rows:
            command = [sys.executable, __file__, "--rows", str(size), "--runner", asked.runner]
            subprocess.run([*command, "--workers", str(asked.workers)], check=True)
        return
    print(json.dumps(measure(asked.rows[0], Runner(asked.runner, asked.workers))), flush=True)


if __name__ == "__main__":
    main()
