"""Prove an eval release again: its files, its rows, and every item's own solution, without a model and a network."""

from __future__ import annotations

from pathlib import Path

from generators.registry import families
from pipelines.evals.grading import checker_guard
from pipelines.evals.items import ERRATA, ITEMS, Item, read_eval, row_fault
from pipelines.manifest import MANIFEST
from pipelines.recheck import Failure, Proof, not_remade, strangers
from pipelines.shards import file_sha256
from pipelines.verify import Asked, verdicts
from schemas import Status, problem_id
from schemas.evals import EvalManifest


def recheck_eval(folder: Path, manifest: EvalManifest, *, workers: int = 1) -> Proof:
    """What `pipelines.recheck.recheck` does for a train release. Whether the rows are those that were committed to is
    for `provender prove` to say. Raises `BadInput` for items that cannot be read."""
    failures = [*_files(folder, manifest)]
    items = read_eval(folder).items
    remade = foreign = 0
    known = families()
    for number, item in enumerate(items):
        problem = _row(item)
        family = known.get(item.family)
        if family is None or family.version != item.row.get("family_version"):
            foreign += 1
        else:
            remade += 1
            problem = problem or not_remade(family, item.row)
        if problem:
            failures.append(Failure(ITEMS, problem, number, item.id))
    with checker_guard(workers) as guard:
        said = verdicts([Asked(item.check, item.reference) for item in items], guard)
    for number, (item, verdict) in enumerate(zip(items, said, strict=True)):
        if verdict.status is not Status.ACCEPTED:
            failures.append(Failure(ITEMS, f"its own solution is {verdict.status} ({verdict.reason})", number, item.id))
    if len(items) + manifest.withheld != manifest.rows:
        failures.append(Failure(MANIFEST, f"{manifest.rows} rows are named, {len(items)} are there"))
    return Proof(len(manifest.files), len(items), len(items), remade, foreign, tuple(failures))


def _files(folder: Path, manifest: EvalManifest) -> list[Failure]:
    found = []
    for file in manifest.files:
        path = folder / file.path
        if not path.is_file():
            found.append(Failure(file.path, "the file is missing"))
        elif file_sha256(path) != file.sha256:
            found.append(Failure(file.path, "the file's SHA-256 is not the manifest's"))
    named = {MANIFEST, ERRATA, *(file.path for file in manifest.files)}
    return found + [Failure(name, "the manifest knows no such file") for name in strangers(folder, named)]


def _row(item: Item) -> str:
    if fault := row_fault(item.row):
        return fault
    if item.id != problem_id(item.row["fingerprint"]):
        return "the id is not the fingerprint's"
    return ""
