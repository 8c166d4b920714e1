"""What a pack is made of: benchmark files, and a YAML file that says of each its name, licence and origin."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec

from pipelines.decontamination.packs import Item, Source
from pipelines.decontamination.reading import SUFFIXES, files_of, items
from pipelines.shards import file_sha256
from schemas import BadInput
from schemas.decoding import decode_yaml, read_text

_NAME = r"^[a-z0-9][a-z0-9_.-]{0,63}$"


class Described(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One file: the end of its path, the benchmark's name, licence and origin, the fields that hold an item's text and
    its id (by default those that published benchmarks use, and the row's number), and the file's SHA-256 if it is to
    be proved."""

    file: Annotated[str, msgspec.Meta(min_length=1, max_length=512)]
    name: Annotated[str, msgspec.Meta(pattern=_NAME)]
    licence: Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
    url: Annotated[str, msgspec.Meta(max_length=1024)] = ""
    fields: tuple[str, ...] = ()
    id: str = ""
    sha256: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sources: Annotated[tuple[Described, ...], msgspec.Meta(min_length=1, max_length=10_000)]


def read(
    paths: Sequence[Path], described: Path | None, licence: str, url: str, fields: Sequence[str]
) -> tuple[list[Source], list[Item]]:
    """The sources and items of these files, described by a YAML file or else all alike by licence and URL.

    Raises `BadInput` where a file is not described, a description has no file, or a file is not the one described.
    """
    files = benchmark_files(paths)
    known = _descriptions(described) if described is not None else None
    sources: list[Source] = []
    found: list[Item] = []
    for file in files:
        about = _described(file, known) if known is not None else _alike(file, licence, url, fields)
        if about is None and file in paths:
            raise BadInput(str(file), f"{described} does not describe it", "add it there, or leave it out")
        if about is None:
            continue  # a folder may hold other files
        digest = file_sha256(file)
        if about.sha256 and about.sha256 != digest:
            raise BadInput(
                str(file), f"its SHA-256 is {digest}, not {about.sha256}", "fetch the file that is described"
            )
        found += items(file, about.name, about.fields, about.id)
        sources.append(
            Source(name=about.name, licence=about.licence, url=about.url, sha256=digest, fields=about.fields)
        )
    missing = sorted({about.name for about in known or ()} - {source.name for source in sources})
    if missing:
        raise BadInput(str(described), f"no file was given for {', '.join(missing)}", "name its file or folder")
    return sources, found


def benchmark_files(paths: Sequence[Path]) -> list[Path]:
    """The files, and of folders all files below them that may hold items. Raises `BadInput` where there is none."""
    found = [
        file
        for path in paths
        for file in (sorted(path.rglob("*")) if path.is_dir() else files_of(path))
        if file.is_file() and (file in paths or file.name.endswith(SUFFIXES))
    ]
    if not found:
        raise BadInput(", ".join(map(str, paths)), "no file of rows lies there", f"expected {', '.join(SUFFIXES)}")
    return list(dict.fromkeys(found))


def _described(file: Path, known: Sequence[Described]) -> Described | None:
    for about in known:
        if f"/{file.absolute().as_posix()}".endswith(f"/{about.file}"):
            return about
    return None


def _alike(file: Path, licence: str, url: str, fields: Sequence[str]) -> Described | None:
    if not licence:
        raise BadInput("--licence", "a pack says under which licence its texts came", "give it, or --sources")
    name = f"{file.parent.name}-{file.name.partition('.')[0]}".strip("-").lower().replace(" ", "_")
    return _checked(
        {"file": file.name, "name": name, "licence": licence, "url": url, "fields": list(fields)}, str(file)
    )


def _checked(about: dict[str, object], place: str) -> Described:
    try:
        return msgspec.convert(about, Described)
    except msgspec.ValidationError as error:
        raise BadInput(place, str(error), "rename the file, or describe it with --sources") from None


def _descriptions(path: Path) -> tuple[Described, ...]:
    text = read_text(path, "the description of the sources")
    return decode_yaml(text, _File, str(path), "expected sources: a list of {file, name, licence, …}").sources
