"""A release as it lies there: the names of its files, and its manifest."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from schemas import BadInput, Release, digest
from schemas.decoding import decode_json
from schemas.release import File

MANIFEST = "manifest.json"
RECIPE = "recipe.yaml"
CARD, REPORT = "README.md", "report.html"
MANIFEST_LIMIT = 64 << 20


def read_manifest(release: Path) -> Release:
    """The release's manifest, strictly decoded; `BadInput` when there is none, so nothing half-built passes for one."""
    path = release / MANIFEST
    if not path.is_file():
        raise BadInput(
            str(path), "there is no manifest, so this is not a finished release", "build it, or name its folder"
        )
    if path.stat().st_size > MANIFEST_LIMIT:
        raise BadInput(str(path), f"more than {MANIFEST_LIMIT:,} bytes", "this is not a manifest of Provender")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(str(path), f"it cannot be read ({error.strerror})", "check its permissions") from None
    return decode_json(data, Release, str(path), "this is not a manifest of this version of Provender")


def template_path(path: str) -> str:
    """The file in the release under which a recipe's seed template travels with it."""
    return f"templates/{digest(path, size=8)}.yaml"


def data_files(manifest: Release) -> Iterable[File]:
    """The files that hold rows."""
    return (file for file in manifest.files if file.config is not None)
