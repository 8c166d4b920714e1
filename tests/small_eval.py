"""Small evals for tests: problems drawn by families, as rows with the columns of an eval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from generators.family import Impossible, draw
from generators.registry import family
from pipelines.evals.items import item_digest, json_lines
from pipelines.expand import problem_row
from pipelines.shards import Row, write_bytes
from schemas import Problem, canonical_json, digest

CANARY = "6f1c2f0e-8d53-4c64-9a52-0b1f5f2b7c11"
CREATED, EXPIRES = "2026-11-21", "2027-05-20"
MOST_DRAWS = 2000  # for one family


def eval_rows(
    families: Iterable[str],
    bases: int,
    versions: int,
    *,
    level: int = 1,
    seed: int = 7,
    tiers: Sequence[str] = ("new_draw",),
    anchors: int = 0,
    distinct: bool = True,
) -> list[Row]:
    """Rows of an eval: of each family `bases` base items in `versions` versions, problems without twins.

    Versions of a base item have one template and different answers; with `distinct` false answers may repeat, as labels
    must. Base items go through `tiers` in turn; the first `anchors` of each family are anchors. The same arguments give
    the same rows.
    """
    rows: list[Row] = []
    for name in families:
        for number, problems in enumerate(_groups(name, bases, versions, level, seed, distinct)):
            base_id = digest("base", problems[0].id)
            for version, problem in enumerate(problems, 1):
                row = {
                    **problem_row(problem),
                    "base_id": base_id,
                    "version": version,
                    "tier": tiers[number % len(tiers)],
                    "anchor": number < anchors,
                    "canary": CANARY,
                    "created": CREATED,
                    "expires": EXPIRES,
                    "digest": "",
                }
                rows.append({**row, "digest": item_digest(row)})
    return sorted(rows, key=lambda row: str(row["id"]))


def _groups(name: str, bases: int, versions: int, level: int, seed: int, distinct: bool) -> list[list[Problem]]:
    """Problems of one template each, in the order in which a template has enough of them."""
    found: list[list[Problem]] = []
    waiting: dict[str, dict[str, Problem]] = {}  # template → answer → problem
    seen: set[str] = set()
    for index in range(MOST_DRAWS):
        if len(found) == bases:
            return found
        try:
            problem = draw(family(name), seed, index, level, twins=0)
        except Impossible:
            continue
        if problem.id in seen:
            continue
        seen.add(problem.id)
        group = waiting.setdefault(problem.template, {})
        group.setdefault(canonical_json(problem.check.gold).decode() if distinct else problem.id, problem)
        if len(group) == versions:
            found.append(list(waiting.pop(problem.template).values()))
    raise ValueError(f"{name} level {level}: {MOST_DRAWS} draws gave {len(found)} base items, not {bases}")


def write_eval(path: Path, rows: Iterable[Row]) -> Path:
    """Write the rows as JSON lines, which `read_eval` reads."""
    write_bytes(path, json_lines(rows))
    return path
