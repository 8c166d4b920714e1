"""Which eval releases a home may let go: those that are public, and of which nothing is lost with the sealed folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from pipelines.evals.home import Home
from pipelines.evals.items import ERRATA, read_eval_manifest
from pipelines.evals.split import Split
from pipelines.manifest import MANIFEST
from pipelines.schedule import Contents, Retention, retain
from pipelines.shards import write_bytes
from schemas import BadInput, canonical_json
from schemas.decoding import decode_json
from schemas.evals import Published


def remember(home: Home, published: Published) -> None:
    """Note that the release is public, all of it."""
    write_bytes(home.published / f"{published.release}.json", canonical_json(published) + b"\n")


def retain_public(home: Home, split: Split, name: str, keep: int, day: date, say: Callable[[str], None]) -> Retention:
    """Remove the sealed folders of all but the newest `keep` public releases of the recipe, as `retain` does; the
    caller holds the home. What is not public stays, however old: it is nowhere else."""

    def contents(folder: Path, name: str) -> Contents:
        manifest = read_eval_manifest(folder)
        if manifest is None or manifest.name != name:
            raise BadInput(str(folder), "it holds no eval release of this recipe", "move it elsewhere")
        note = home.published / f"{manifest.release}.json"
        if not note.is_file():
            ends = split.ends(manifest.term)
            told = f"it is sealed until {ends}" if day < ends else f"its term ended on {ends} and it is not public"
            raise BadInput(str(folder), told, f"'provender reveal {manifest.release}' makes it public")
        published = decode_json(note.read_bytes(), Published, str(note), "remove it and reveal the release again")
        files = {file.path: file.sha256 for file in manifest.files}
        return Contents(MANIFEST, files | {ERRATA: published.errata_sha256})

    return retain(home.sealed, name, keep, day, say, contents)
