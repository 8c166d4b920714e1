"""Which eval releases a home may let go: those that are public, and of which nothing is lost with the sealed folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from pipelines.evals.home import Home
from pipelines.evals.items import ERRATA, read_eval, read_eval_manifest
from pipelines.evals.split import Split
from pipelines.manifest import MANIFEST
from pipelines.schedule import HIDDEN, Contents, Retention, day_of, retain
from pipelines.shards import write_bytes
from schemas import BadInput, canonical_json
from schemas.decoding import decode_json
from schemas.evals import Published


def remember(home: Home, published: Published) -> None:
    """Note that the release is public, all of it."""
    write_bytes(home.published / f"{published.release}.json", canonical_json(published) + b"\n")


def retain_public(home: Home, split: Split, name: str, keep: int, day: date, say: Callable[[str], None]) -> Retention:
    """Remove the sealed folders of all but the newest `keep` public releases of the recipe, as `retain` does; the
    caller holds the home. What is nowhere else stays, however old: releases that are not public, and anchors that no
    newer release has."""
    newest, anchors = _newest_anchors(home, name)

    def contents(folder: Path, name: str) -> Contents:
        manifest = read_eval_manifest(folder)
        if manifest is None or manifest.name != name:
            raise BadInput(str(folder), "it holds no eval release of this recipe", "move it elsewhere")
        note = home.published / f"{manifest.release}.json"
        if not note.is_file():
            ends = split.ends(manifest.term)
            told = f"it is sealed until {ends}" if day < ends else f"its term ended on {ends} and it is not public"
            raise BadInput(str(folder), told, f"'provender reveal {manifest.release}' makes it public")
        hidden = folder.name.startswith(HIDDEN)  # what is being removed was looked at before, and may be no more whole
        if folder == newest or (not hidden and _anchors(folder) - anchors):
            raise BadInput(str(folder), "it has anchors that no newer release has", "refresh with as many anchors")
        published = decode_json(note.read_bytes(), Published, str(note), "remove it and reveal the release again")
        files = {file.path: file.sha256 for file in manifest.files}
        return Contents(MANIFEST, files | {ERRATA: published.errata_sha256})

    return retain(home.sealed, name, keep, day, say, contents)


def _newest_anchors(home: Home, name: str) -> tuple[Path | None, frozenset[str]]:
    """The newest release of the recipe that has anchors, and their ids."""
    dated = ((day_of(path.name, name), path) for path in home.sealed.iterdir())
    for _, path in sorted(((day, path) for day, path in dated if day is not None), reverse=True):
        if found := _anchors(path):
            return path, found
    return None, frozenset()


def _anchors(folder: Path) -> frozenset[str]:
    manifest = read_eval_manifest(folder)
    if manifest is None or not any(cell.anchor and cell.items for cell in manifest.cells):
        return frozenset()
    return frozenset(item.id for item in read_eval(folder).items if item.anchor)
