"""A release: the published shards under their final names, with recipe, card and manifest, put in place at once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import msgspec
import yaml

from pipelines.card import HISTOGRAM, card
from pipelines.card_facts import facts_of, histogram_png
from pipelines.curate import SPLITS
from pipelines.manifest import CARD, MANIFEST, RECIPE, REPORT, template_path
from pipelines.report import write as write_report
from pipelines.shards import Marker, file_sha256, part_name, write_bytes
from schemas import Recipe, Release
from schemas.arrow import VIEWS
from schemas.release import File


def folder_of(view: str) -> str:
    """The folder of a view: `data` for the default one, else its name."""
    return "data" if view == "default" else view


def assemble(
    staging: Path,
    published: Path,
    markers: Mapping[int, Marker],
    recipe: Recipe,
    templates: Mapping[str, str],
    manifest: Release,
) -> Release:
    """Fill `staging` with the release's files and return its manifest, completed with their digests.

    Data files are hard links to the published shards where the file system allows, else copies. Empty shards have no
    file, and the numbering closes up over them.
    """
    files: list[File] = []
    for view in VIEWS:
        for split in SPLITS:
            table = f"{view}.{split}"
            shards = [shard for shard, marker in sorted(markers.items()) if table in marker.tables]
            for number, shard in enumerate(shards):
                name = f"{folder_of(view)}/{split}-{number:05d}-of-{len(shards):05d}.parquet"
                _link(published / part_name(shard, table), staging / name)
                entry = markers[shard].tables[table]
                files.append(_file(staging, name, entry.sha256, view, split, entry.rows))
    write_bytes(staging / RECIPE, recipe_yaml(recipe).encode())
    others = [RECIPE]
    for path, text in sorted(templates.items()):
        name = template_path(path)
        write_bytes(staging / name, text.encode())
        others.append(name)
    facts = facts_of(staging, files)
    if facts.histogram:
        write_bytes(staging / HISTOGRAM, histogram_png(facts.histogram))
        others.append(HISTOGRAM)
    files += [_file(staging, name, file_sha256(staging / name)) for name in others]
    complete = msgspec.structs.replace(manifest, files=tuple(files))
    write_bytes(staging / CARD, card(complete, recipe, facts).encode())
    write_report(staging / REPORT, staging, complete, recipe)
    files += [_file(staging, name, file_sha256(staging / name)) for name in (CARD, REPORT)]
    complete = msgspec.structs.replace(complete, files=tuple(files))
    write_bytes(staging / MANIFEST, msgspec.json.format(msgspec.json.encode(complete), indent=1) + b"\n")
    return complete


def put_in_place(staging: Path, out: Path) -> None:
    """Make the finished folder the release, by one rename."""
    if out.is_dir() and not any(out.iterdir()):
        out.rmdir()
    staging.rename(out)
    descriptor = os.open(out.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def recipe_yaml(recipe: Recipe) -> str:
    """The recipe with every default written out."""
    return yaml.safe_dump(msgspec.to_builtins(recipe), sort_keys=False, allow_unicode=True, width=120)


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        # Another file system, or one without links: the bytes are what counts.
        shutil.copyfile(source, target)


def _file(
    folder: Path, name: str, sha256: str, config: str | None = None, split: str | None = None, rows: int | None = None
) -> File:
    return File(name, sha256, (folder / name).stat().st_size, config, split, rows)
