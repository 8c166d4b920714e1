"""How long the end of a build takes: selection, all views, card and report of a release, and streaming it back.

Problems are draws of every family, told again under new indexes until there are enough; each has its worked solution,
and that solution with lines changed, as samples. Nothing is solved or checked. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generators.family import Impossible, draw
from generators.registry import families
from pipelines.curate import CURATE
from pipelines.expand import problem_row
from pipelines.publish import PUBLISH
from pipelines.release import assemble
from pipelines.runners import Runner
from pipelines.select import SELECT
from pipelines.shards import ROWS, Made, read_marker, write_shard
from pipelines.stage import Job, Stage
from pipelines.transforms import KeyedStage, ShardStage
from schemas import Recipe, Release, digest, digest_int
from schemas.arrow import CONTAMINATED, DUPLICATES, NEAR, PROBLEMS, ROLLOUTS, VERDICTS
from schemas.recipe import Curation, FamilyRequest
from schemas.release import Books, FamilyReport

SAMPLES = 4
PER_SHARD = 512  # problems


def problems(count: int) -> Iterator[dict[str, Any]]:
    base = []
    for family in families().values():
        for level in family.levels:
            for index in range(3):
                try:
                    base.append(problem_row(draw(family, 0, index, level)))
                except Impossible:
                    continue
    for number in range(count):
        row = base[number % len(base)]
        yield {**row, "id": digest("p", number), "fingerprint": f"{row['family']}:{digest('f', number)}",
               "index": number}  # fmt: skip


def answers(problem: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Samples of the problem with their verdicts."""
    lines = problem["reference"].splitlines()
    for sample in range(SAMPLES):
        key = digest("rollout", problem["id"], sample)
        chance = digest_int(key)
        right = chance % 3 > 0
        told = list(lines)
        if sample:
            told.insert(
                chance % len(lines), f"Now step {chance % 7}: {chance % 90} + 7 = {chance % 90 + 7 + (not right)}."
            )
        yield (
            {
                "key": key, "problem_id": problem["id"], "kind": "sample", "solver": "bench", "engine": "bench",
                "style": "chain_of_thought", "style_version": 1, "round": 0, "sample_index": sample,
                "completion": digest("completion", key), "text": "\n".join(told), "steps": "", "finish_reason": "stop",
                "prompt_tokens": 100, "completion_tokens": 200, "logprob": None, "engine_seconds": 0.1,
                "wall_seconds": 0.1, "error": "",
            },
            {
                "key": key, "problem_id": problem["id"], "sample_index": sample,
                "status": "accepted" if right else "rejected", "reason": "correct" if right else "wrong_value",
                "checker": "exact", "checker_version": 1, "answer": "42", "detail": "", "evidence": '{"equal":true}',
            },
        )  # fmt: skip


def write(folder: Path, shard: int, rows: list[dict[str, Any]], schema: Any) -> None:
    write_shard(folder, shard, "", Made({ROWS: rows}, len(rows), len(rows)), {ROWS: schema}, 512, "bench")


def run(
    stage: Stage, path: str, folder: Path, inputs: dict[str, list[str]], shards: int, runner: Runner, keyed: str = ""
) -> Job:
    recipe = Recipe(
        provender=1, name="bench", seed=0, families=(FamilyRequest(1, "math/story"),),
        curation=Curation(solutions_per_problem=4),
    )  # fmt: skip
    job = Job(stage=path, key="", folder=str(folder), inputs=inputs, recipe=recipe, templates={}, shards=shards)
    runner.run(KeyedStage(job, keyed) if keyed else ShardStage(job), range(shards), stage.name)
    return job


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000, help="samples")
    parser.add_argument("--runner", default="multi_processing")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    runner = Runner(asked.runner, asked.workers)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tables = {"problems": PROBLEMS, "rollouts": ROLLOUTS, "verdicts": VERDICTS}
        empty = {"duplicates": DUPLICATES, "contaminated": CONTAMINATED, "near": NEAR}
        made = list(problems(asked.rows // SAMPLES))
        shards = -(-len(made) // PER_SHARD)
        for shard in range(shards):
            part = made[shard * PER_SHARD : (shard + 1) * PER_SHARD]
            pairs = [pair for problem in part for pair in answers(problem)]
            rows = {"problems": part, "rollouts": [a for a, _ in pairs], "verdicts": [b for _, b in pairs]}
            for table, schema in tables.items():
                write(folder / table, shard, rows[table], schema)
            for table, schema in empty.items():
                write(folder / table, shard, [], schema)
        inputs = {table: [str(folder / table)] for table in (*tables, *empty)}
        seconds: dict[str, float] = {}

        def timed(what: str, start: float) -> float:
            seconds[what] = round(time.perf_counter() - start, 1)
            return time.perf_counter()

        start = time.perf_counter()
        run(CURATE, "pipelines.curate:CURATE", folder / "selected", inputs, shards, runner)
        start = timed("curate", start)
        run(SELECT, "pipelines.select:SELECT", folder / "selection", inputs, shards, runner, "pipelines.select:KEYED")
        start = timed("select", start)
        inputs |= {"selected": [str(folder / "selected")], "selection": [str(folder / "selection")]}
        job = run(PUBLISH, "pipelines.publish:PUBLISH", folder / "published", inputs, shards, runner)
        start = timed("views", start)
        markers = {shard: marker for shard in range(shards) if (marker := read_marker(job.path, shard))}
        release = assemble(folder / "release", job.path, markers, job.recipe, {}, manifest(made))
        timed("card_and_report", start)
        sizes = {file.path: file.bytes for file in release.files if file.config is None}
        rows_of: dict[str, int] = {}
        for file in release.files:
            if file.config:
                rows_of[file.config] = rows_of.get(file.config, 0) + (file.rows or 0)
        start = time.perf_counter()
        script = (
            "import datasets, sys\n"
            "print(sum(1 for _ in datasets.load_dataset(sys.argv[1], 'default', split='train', streaming=True)))\n"
        )
        streamed = subprocess.run(
            [sys.executable, "-c", script, str(folder / "release")], capture_output=True, text=True, check=True
        )
        timed("stream_default", start)
        print(json.dumps({
            "samples": asked.rows, "problems": len(made), "runner": runner.name, "workers": runner.workers,
            "seconds": seconds, "rows": rows_of, "streamed": int(streamed.stdout), "bytes": sizes,
        }))  # fmt: skip


def manifest(made: list[dict[str, Any]]) -> Release:
    """A manifest with figures enough for the card."""
    stages = (
        "plan",
        "expand",
        "unique",
        "decontaminate",
        "deduplicate",
        "solve",
        "verify",
        "curate",
        "select",
        "publish",
    )
    cells: dict[tuple[str, int, int], int] = {}
    for row in made:
        cell = row["family"], row["family_version"], row["level"]
        cells[cell] = cells.get(cell, 0) + 1
    return Release(
        provender=1, name="bench", recipe_digest="", seed=0, code_digest="", versions={}, checkers={}, engines={},
        completions_digest="", templates={}, stages=tuple(Books(name, 1, len(made), len(made)) for name in stages),
        families=tuple(
            FamilyReport(
                family=family, version=version, level=level, requested=count, draws=count, duplicates=0,
                problems=count, accepted=count, rejected=0, undecided=0,
            )
            for (family, version, level), count in sorted(cells.items())
        ),
        solvers=(), reasons={}, controls={}, assays=(), files=(),
    )  # fmt: skip


if __name__ == "__main__":
    main()
