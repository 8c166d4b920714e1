"""Decontaminate: problems that are too near to a benchmark are dropped, right after the repeats.

A dropped problem is recorded with its reason, the pack and item it is too near to, and the score; every later stage
reads past it, and the build draws others in its place.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from pathlib import Path

from pipelines.decontamination import packs
from pipelines.decontamination.audit import best_of, find_pack
from pipelines.decontamination.packs import Pack
from pipelines.shards import ROWS, Made, Row
from pipelines.stage import Context, Inputs, Stage
from pipelines.unique import kept
from schemas import BadInput, Recipe
from schemas.arrow import CONTAMINATED

REASON = "contaminated"


def decontaminate(inputs: Inputs, context: Context) -> Made:
    """The stage's function: of the problems that are no repeats, those that are contaminated as rows."""
    problems = kept(inputs)
    against = [_loaded(path) for path in context.packs]
    rows: list[Row] = []
    counts: Counter[str] = Counter()
    if against:
        found = best_of([row["prompt"] for row in problems], against, context.recipe.curation.decontamination.threshold)
        for problem, (finding, pack) in zip(problems, found, strict=True):
            if finding.contaminated:
                rows.append(
                    {
                        "family": problem["family"], "level": problem["level"], "index": problem["index"],
                        "pack": pack.id, "item": finding.item, "score": finding.score,
                        "rules": ", ".join(finding.rules),
                    }
                )  # fmt: skip
                counts[f"contaminated|{problem['family']}|{problem['level']}"] += 1
                counts[f"pack|{pack.id}"] += 1
    return Made(
        {ROWS: rows},
        rows_in=len(problems),
        rows_out=len(problems) - len(rows),
        dropped={REASON: len(rows)} if rows else {},
        counts=dict(sorted(counts.items())),
    )


def packs_of(recipe_path: Path, recipe: Recipe) -> list[tuple[Path, Pack]]:
    """The packs that a recipe names, where they lie and read; paths are relative to the recipe. Raises `BadInput`."""
    found: list[tuple[Path, Pack]] = []
    for number, name in enumerate(recipe.curation.decontamination.packs):
        path = packs.path_of(name, recipe_path.resolve().parent)
        pack = find_pack(path)
        if any(pack.digest == other.digest for _, other in found):
            place = f"{recipe_path}: curation.decontamination.packs[{number}]"
            raise BadInput(place, f"'{name}' is named twice", "name each pack once")
        found.append((path, pack))
    return found


@lru_cache(maxsize=16)
def _loaded(path: str) -> Pack:
    # The file's name holds the pack's digest, so that what is cached is what the path names.
    return packs.load(Path(path))


DECONTAMINATE = Stage(
    name="decontaminate",
    version=1,
    schemas={ROWS: CONTAMINATED},
    rows=decontaminate,
    depends=("pipelines.decontamination",),
    reads=(),  # the packs' digests and the threshold are among the build's keys for it
)
