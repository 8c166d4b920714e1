"""`provender report`: the figures of a release and its rows, as one HTML file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from schemas import BadInput


def report(
    release: Annotated[Path, typer.Argument(help="A release's folder.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="The file to write; NAME-report.html if none is named.")
    ] = None,
    rows: Annotated[
        int | None,
        typer.Option("--rows", min=0, help="Browse at most so many rows, chosen by hash; 50,000 if not said."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Write the report of a release anew: one HTML file with its figures and a browser of its rows."""
    from pipelines.manifest import RECIPE, read_manifest
    from pipelines.report import ROWS, write
    from schemas import Recipe
    from schemas.decoding import decode_yaml, read_text

    manifest = read_manifest(release)
    path = out or Path(f"{manifest.name}-report.html")
    if path.is_dir():
        raise BadInput(f"--out {path}", "it is a folder", "name a file to be written")
    if path.resolve().is_relative_to(release.resolve()):
        raise BadInput(f"--out {path}", "it lies in the release, whose files stay as they are", "name a file elsewhere")
    file = release / RECIPE
    recipe = decode_yaml(read_text(file, "the recipe"), Recipe, str(file), "take the whole release")
    write(path.absolute(), release, manifest, recipe, ROWS if rows is None else rows)
    size = path.stat().st_size
    print(json.dumps({"report": str(path), "bytes": size}) if as_json else f"{path}: {size:,} bytes")


def add_to(parent: typer.Typer) -> None:
    """Register the command."""
    parent.command()(report)
