"""An eval as it lies there: its rows, and its manifest where it is one of ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pipelines.decontamination.reading import asked, parts, rows_of
from pipelines.manifest import MANIFEST, MANIFEST_LIMIT
from pipelines.shards import Row
from schemas import BadInput, Check, canonical_json, digest
from schemas.arrow import EVAL
from schemas.decoding import decode_json
from schemas.evals import TIERS, EvalManifest

ITEMS = "data/test-00000-of-00001.parquet"
LINES = "items.jsonl"  # the same rows for those who read no Parquet
SALTS = "salts.jsonl"  # only in a release that was revealed
ERRATA = "errata.jsonl"
_ID_FIELDS = ("id", "task_id", "problem_id", "name")
_ANSWER_FIELDS = ("answer", "gold", "target", "solution", "final_answer", "output")


class _Gold(msgspec.Struct):
    gold: str


_gold = msgspec.json.Decoder(_Gold)


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One row of an eval. What a foreign file does not say is empty: `tier`, `family`, `template`, `check` (JSON), and
    `tier` also where it is none of ours ("easy"), so that nothing is asked less of the item for it; `base_id` is then
    the row's own id and `version` 1. `row` is the whole row as it lies there, `place` where."""

    id: str
    base_id: str
    version: int
    tier: str
    anchor: bool
    family: str
    level: int
    template: str
    prompt: str
    check: str
    reference: str
    gold: str
    row: Row
    place: str

    @property
    def domain(self) -> str:
        """The first part of the family's name: math, logic, optimization or code."""
        return self.family.partition("/")[0]


class EvalSet(msgspec.Struct, frozen=True, kw_only=True):
    """An eval: its items in order of id as they lie in the file, its manifest if it is a release of ours, its folder or
    file."""

    path: Path
    items: tuple[Item, ...]
    manifest: EvalManifest | None = None

    @property
    def name(self) -> str:
        """How reports call it."""
        return self.manifest.release if self.manifest else self.path.name

    @property
    def bases(self) -> dict[str, list[Item]]:
        """The versions of each base item, in their order."""
        found: dict[str, list[Item]] = {}
        for item in sorted(self.items, key=lambda item: (item.base_id, item.version)):
            found.setdefault(item.base_id, []).append(item)
        return found

    def checked(self) -> EvalSet:
        """Itself, if every item has a check that can be read. Raises `BadInput` where one has none."""
        for item in self.items:
            if not item.check:
                raise BadInput(item.place, "the item has no check, so no answer to it can be decided",
                               "score an eval of Provender, or add the column 'check'")  # fmt: skip
        return self


def read_eval(path: Path) -> EvalSet:
    """The eval at this path: a release of ours (a folder with its manifest), or anyone's JSON lines, JSON or Parquet.

    Raises `BadInput` for what cannot be read, has no items, or has two of the same id.
    """
    manifest = read_eval_manifest(path) if path.is_dir() else None
    file = path / ITEMS if manifest else path
    if path.is_dir() and not manifest:
        raise BadInput(str(path), "the folder holds no eval release", "name a release's folder, or a file of items")
    items = tuple(_items(file))
    if not items:
        raise BadInput(str(file), "it has no rows", "name a file of eval items")
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise BadInput(item.place, f"the id '{item.id[:80]}' is there twice", "give each item an id of its own")
        seen.add(item.id)
    return EvalSet(path=path, items=items, manifest=manifest)


def read_eval_manifest(folder: Path) -> EvalManifest | None:
    """The manifest of the eval release in this folder; None where there is none, or another kind of release."""
    path = folder / MANIFEST
    if not path.is_file():
        return None
    if path.stat().st_size > MANIFEST_LIMIT:
        raise BadInput(str(path), f"more than {MANIFEST_LIMIT:,} bytes", "this is not a manifest of Provender")
    data = path.read_bytes()
    if b'"provender_eval"' not in data[:4096]:
        return None
    return decode_json(data, EvalManifest, str(path), "this is not a manifest of this version of Provender")


def _items(file: Path) -> Iterator[Item]:
    fields: tuple[str, ...] = ()
    for number, (place, row) in enumerate(rows_of(file)):
        fields = fields or (("prompt",) if isinstance(row.get("prompt"), str) else asked(place, row))
        if not row.keys() >= set(fields):
            raise BadInput(place, f"there is no column {', '.join(fields)}", "every item needs its text")
        name = next((str(row[field]) for field in _ID_FIELDS if row.get(field) not in (None, "")), f"{number:06}")
        yield item_of(row, place, name, fields)


def item_of(row: Row, place: str, name: str = "", fields: Sequence[str] = ("prompt",)) -> Item:
    """The item that a row is, whose text stands in these fields; its id is the row's own unless a name is given."""
    check = _check(row.get("check"))
    name = name or str(row["id"])
    return Item(
        id=name,
        base_id=str(row.get("base_id") or name),
        version=_whole(row.get("version"), 1),
        tier=tier if (tier := _text(row.get("tier"))) in TIERS else "",
        anchor=row.get("anchor") is True,
        family=_text(row.get("family")),
        level=_whole(row.get("level"), 0),
        template=_text(row.get("template")),
        prompt=" ".join(part for field in fields for part in parts(row[field])),
        check=check,
        reference=_text(row.get("reference")),
        gold=_gold_of(check, row),
        row=row,
        place=place,
    )


def _check(value: Any) -> str:
    """The row's check if it is one of ours, else nothing."""
    if not isinstance(value, str):
        return ""
    try:
        msgspec.json.decode(value, type=Check)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return ""
    return value


def _gold_of(check: str, row: Row) -> str:
    if check:
        return _gold.decode(check).gold
    return next((_text(row[field]) for field in _ANSWER_FIELDS if _text(row.get(field))), "")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: Any, default: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def item_digest(row: Row) -> str:
    """The digest of all columns of an eval's row but the digest itself: 32 hex digits."""
    return digest(canonical_json({name: row[name] for name in EVAL.names if name != "digest"}))


def row_fault(row: Row) -> str:
    """What is wrong with an eval's row by itself: its columns, or that its content does not have its digest."""
    if row.keys() != set(EVAL.names):
        told = [*(f"no {name}" for name in sorted(set(EVAL.names) - row.keys())),
                *(f"one more, {name[:40]}" for name in sorted(row.keys() - set(EVAL.names)))]  # fmt: skip
        return f"the row has other columns than an eval's: {', '.join(told[:5])}"
    try:
        same = item_digest(row) == row["digest"]
    except (TypeError, ValueError, OverflowError, RecursionError):  # values that no column of an eval's has
        same = False
    return "" if same else "the row's content does not have the row's digest"


def json_lines(rows: Iterable[Row]) -> bytes:
    """Rows as JSON lines, each with its keys in order."""
    return b"".join(canonical_json(row) + b"\n" for row in rows)
