"""What differs between two releases: how they were asked for and made, how the samples did, and which rows.

Everything but the rows is told by the two manifests and recipes. Of the rows only ids and digests are read, one view at
a time, so a release of a million rows takes some hundred megabytes; a view whose files are the same is not read at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import NormalDist
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines import parquet
from pipelines.intervals import difference
from pipelines.manifest import MANIFEST, RECIPE, data_files, read_manifest
from pipelines.shards import file_sha256
from schemas import BadInput, Release
from schemas.decoding import load_yaml, read_text
from schemas.release import File, SolverReport

EXAMPLES = 5
CONFIDENCE = 0.95
LONGEST_ID = 1024  # bytes of id and digest together, on average
_BATCH = 65_536
_REFERENCE = "reference-"  # how the fingerprint of the engine begins that repeats the programs' own solutions


class Change(msgspec.Struct, frozen=True):
    """One value that differs, by its path; None where there is no such thing."""

    key: str
    before: Any
    after: Any


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one family at one level, in both releases.

    `counts` are those of the manifest. The `rate` is the share of accepted among the samples that models wrote in the
    first round, as in the column `pass_rate`; None where no model was asked. `change` is their difference with the
    interval from `low` to `high`; it is `beyond_chance` when the interval leaves out 0.
    """

    family: str
    level: int | None
    counts: dict[str, tuple[int, int]]
    rate: tuple[float | None, float | None]
    change: float | None = None
    low: float | None = None
    high: float | None = None
    beyond_chance: bool = False


class View(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of one view: those `added` and `removed`, those `changed` (same id, other digest) and those `moved` to
    another split unchanged. `examples` are the first ids of each kind, in order of id."""

    view: str
    rows: tuple[int, int]
    added: int = 0
    removed: int = 0
    changed: int = 0
    moved: int = 0
    examples: dict[str, tuple[str, ...]] = {}


class Side(msgspec.Struct, frozen=True):
    """One of the two releases: its folder, the recipe's name and the manifest's SHA-256."""

    folder: str
    name: str
    manifest_sha256: str


class Diff(msgspec.Struct, frozen=True, kw_only=True):
    """All that differs. `sections` are the parts of the recipe and the manifest in which something does; `levels` and
    `views` tell of everything that is there, changed or not. The first of the levels adds up all others."""

    before: Side
    after: Side
    equal: bool
    sections: dict[str, tuple[Change, ...]]
    levels: tuple[Level, ...]
    views: tuple[View, ...]


class Differing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One row that differs, and where it stands in each release: its split and digest, empty where it is not."""

    view: str
    kind: str
    id: str
    split_before: str = ""
    split_after: str = ""
    digest_before: str = ""
    digest_after: str = ""


def diff(before: Path, after: Path, told: Callable[[Differing], None] | None = None, examples: int = EXAMPLES) -> Diff:
    """Compare two releases; `told` is called for every row that differs.

    Raises `BadInput` where a folder holds no finished release, or a file of it is missing or cannot be read.
    """
    manifests = read_manifest(before), read_manifest(after)
    for release, manifest in zip((before, after), manifests, strict=True):
        _whole(release, manifest)
    sections = _sections(before, after, *manifests)
    views = tuple(
        _view(view, (before, after), manifests, told, examples)
        for view in dict.fromkeys(str(file.config) for manifest in manifests for file in data_files(manifest))
    )
    digests = [file_sha256(release / MANIFEST) for release in (before, after)]
    return Diff(
        before=Side(str(before), manifests[0].name, digests[0]),
        after=Side(str(after), manifests[1].name, digests[1]),
        equal=digests[0] == digests[1],
        sections=sections,
        levels=_levels(*manifests),
        views=views,
    )


def _whole(release: Path, manifest: Release) -> None:
    """Whether all files are there with the sizes that the manifest says; their digests are for `provender verify`."""
    for file in manifest.files:
        path = release / file.path
        if not path.is_file():
            raise BadInput(str(path), "the manifest names this file, and it is missing", _FETCH)
        size = path.stat().st_size
        if size != file.bytes:
            raise BadInput(str(path), f"{size:,} bytes, and the manifest says {file.bytes:,}", _FETCH)


_FETCH = "fetch or build the release again; 'provender verify' tells all that is wrong with it"


# Recipe and manifest.

# What tells the entries of a list apart, wherever that is more than their place in it; the last field only if the
# others do not.
_NAMED_BY: dict[str, tuple[str, ...]] = {
    "recipe.families": ("family", "template", "levels"),
    "recipe.solvers": ("engine", "style", "families"),
    "stages": ("stage", ""),
    "solvers": ("engine", "style", "family", "level", ""),
    "assays": ("family", "level", ""),
    "packs": ("pack", ""),
    "files": ("path", ""),
}
_ORDER = ("recipe", "families", "engines", "checkers", "versions", "templates", "packs", "stages", "assays", "reasons",
          "controls", "solvers", "files")  # fmt: skip


def _sections(before: Path, after: Path, old: Release, new: Release) -> dict[str, tuple[Change, ...]]:
    """What differs, by part: the fields of the manifest that are one value are the part ``release``."""
    sides = [_told(before, old), _told(after, new)]
    sections: dict[str, tuple[Change, ...]] = {}
    for name in sorted({*sides[0], *sides[1]}, key=_rank):
        changes = tuple(_changes("", _entries(sides[0].get(name), name), _entries(sides[1].get(name), name), name))
        if changes:
            sections[name] = changes
    return sections


def _told(release: Path, manifest: Release) -> dict[str, Any]:
    """What the recipe and the manifest say, by part."""
    fields = msgspec.to_builtins(manifest)
    parts = {name: value for name, value in fields.items() if isinstance(value, dict | list | tuple)}
    recipe = load_yaml(read_text(release / RECIPE, "the recipe"), str(release / RECIPE))[0]
    if not isinstance(recipe, dict):
        raise BadInput(str(release / RECIPE), "it is no recipe", _FETCH)
    return {
        **parts,
        "release": {name: value for name, value in fields.items() if name not in parts},
        "recipe": recipe,
        "families": {each.family: f"version {each.version}" for each in manifest.families},
    }


def _rank(name: str) -> tuple[int, str]:
    return (_ORDER.index(name), "") if name in _ORDER else (-1 if name == "release" else len(_ORDER), name)


def _changes(key: str, old: Any, new: Any, place: str) -> Iterator[Change]:
    """The values that differ, as deep inside as both sides have them; entries of lists go by their names."""
    one, other = _entries(old, place), _entries(new, place)
    if one is not None and other is not None:
        inside = "" if isinstance(old, dict) else "[]"
        for name in dict.fromkeys((*one, *other)):
            deeper = f"{key}[{name}]" if key and inside else f"{key}.{name}" if key else str(name)
            yield from _changes(deeper, one.get(name), other.get(name), f"{place}{inside or f'.{name}'}")
    elif _something(old) != _something(new):
        yield Change(key, old, new)


def _something(value: Any) -> Any:
    """The value; no list, or mapping, is the same as an empty one."""
    return None if value in ({}, [], ()) else value


def _entries(value: Any, place: str) -> dict[str, Any] | None:
    """A mapping's entries, or a list's by name; None for what has none."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, list | tuple) or not all(isinstance(each, dict) for each in value):
        return None
    *fields, further = _NAMED_BY.get(place, ("",))
    names = [_name(each, fields) for each in value]
    often = Counter(names)
    found: dict[str, Any] = {}
    for name, each in zip(names, value, strict=True):
        by = [*fields, further] if often[name] > 1 else fields
        told = _name(each, by)
        number = 1
        while not told or told in found:
            number += 1
            told = f"{_name(each, by)} #{number}".strip()
        found[told] = each
    return found


def _name(entry: Mapping[str, Any], fields: Iterable[str]) -> str:
    return " ".join(str(entry[field]) for field in fields if entry.get(field) is not None)


# Families and levels.


def _levels(old: Release, new: Release) -> tuple[Level, ...]:
    cells = sorted({(each.family, each.level) for manifest in (old, new) for each in manifest.families})
    counts = [_counts(manifest) for manifest in (old, new)]
    tallies = [_tallies(manifest) for manifest in (old, new)]
    fields = list(dict.fromkeys(name for side in counts for found in side.values() for name in found))
    everything = {name: tuple(sum(found.get(name, 0) for found in side.values()) for side in counts) for name in fields}
    # All intervals hold together with the confidence: of two hundred levels ten would else differ by chance.
    both = sum(all(cell in side for side in tallies) for cell in cells) + 1
    z = NormalDist().inv_cdf(1 - (1 - CONFIDENCE) / (2 * both))
    found = [_level("all", None, everything, _sum(tallies[0].values()), _sum(tallies[1].values()), z)]
    for cell in cells:
        pairs = {name: tuple(side.get(cell, {}).get(name, 0) for side in counts) for name in fields}
        found.append(_level(*cell, pairs, tallies[0].get(cell), tallies[1].get(cell), z))
    return tuple(found)


def _counts(manifest: Release) -> dict[tuple[str, int], dict[str, int]]:
    left_out = ("family", "version", "level")
    return {
        (each.family, each.level): {
            name: count for name, count in msgspec.to_builtins(each).items() if name not in left_out
        }
        for each in manifest.families
    }


class _Tally(msgspec.Struct, frozen=True):
    """Samples of models, those accepted, and how many independent samples tell as much as they do."""

    samples: float
    accepted: float
    independent: float


def _tallies(manifest: Release) -> dict[tuple[str, int], _Tally]:
    """First rounds by family and level; later rounds ask where the first failed, so that they say nothing of it."""
    found: dict[tuple[str, int], list[_Tally]] = {}
    for solver in manifest.solvers:
        if not manifest.engines.get(solver.engine, "").startswith(_REFERENCE) and solver.passes:
            found.setdefault((solver.family, solver.level), []).append(_tally(solver))
    return {cell: total for cell, each in found.items() if (total := _sum(each)) is not None}


def _tally(solver: SolverReport) -> _Tally:
    """Samples of one problem resemble each other: they count for as many independent ones as the spread between
    problems allows (Kish's design effect, from the ratio estimator's variance), and at least for one a problem."""
    problems = [(int(accepted), int(samples), count) for (accepted, _, samples), count in _split(solver.passes)]
    samples = sum(number * count for _, number, count in problems)
    accepted = sum(right * count for right, _, count in problems)
    asked = sum(count for _, _, count in problems)
    rate = accepted / samples if samples else 0.0
    spread = sum(count * (right - rate * number) ** 2 for right, number, count in problems)
    expected = rate * (1 - rate) * samples
    independent = samples * min(1.0, expected / spread) if spread and expected else float(asked)
    return _Tally(samples, accepted, min(float(samples), max(float(asked), independent)))


def _split(passes: Mapping[str, int]) -> Iterator[tuple[tuple[str, str, str], int]]:
    for name, count in passes.items():
        if all(part.isdecimal() and len(part) < 8 for part in name.split("/", 1)) and "/" in name:
            yield name.partition("/"), count


def _sum(tallies: Iterable[_Tally]) -> _Tally | None:
    found = list(tallies)
    if not sum(each.samples for each in found):
        return None
    return _Tally(
        sum(each.samples for each in found),
        sum(each.accepted for each in found),
        sum(each.independent for each in found),
    )


def _level(
    family: str, level: int | None, counts: Mapping[str, Any], old: _Tally | None, new: _Tally | None, z: float
) -> Level:
    rates = tuple(side.accepted / side.samples if side else None for side in (old, new))
    told = Level(family=family, level=level, counts=dict(counts), rate=(_rounded(rates[0]), _rounded(rates[1])))
    if old is None or new is None or rates[0] is None or rates[1] is None:
        return told
    low, high = difference((rates[0], old.independent), (rates[1], new.independent), z)
    return msgspec.structs.replace(
        told, change=_rounded(rates[1] - rates[0]), low=_rounded(low), high=_rounded(high),
        beyond_chance=low > 0 or high < 0,
    )  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


# Rows.


def _view(
    view: str,
    releases: tuple[Path, Path],
    manifests: tuple[Release, Release],
    told: Callable[[Differing], None] | None,
    examples: int,
) -> View:
    files = [[file for file in data_files(manifest) if file.config == view] for manifest in manifests]
    rows = tuple(sum(file.rows or 0 for file in side) for side in files)
    if _contents(files[0]) == _contents(files[1]):
        return View(view=view, rows=(rows[0], rows[1]))
    old, new = (_read(release, side) for release, side in zip(releases, files, strict=True))
    in_old = pc.index_in(new["id"], value_set=old["id"])
    in_new = pc.index_in(old["id"], value_set=new["id"])
    shared = new.filter(pc.is_valid(in_old))
    origin = old.take(in_old.drop_null())
    same = pc.equal(shared["digest"], origin["digest"])
    moved = pc.and_(same, pc.not_equal(shared["split"], origin["split"]))
    kinds: dict[str, tuple[pa.Table | None, pa.Table | None]] = {
        "added": (None, new.filter(pc.is_null(in_old))),
        "removed": (old.filter(pc.is_null(in_new)), None),
        "changed": (origin.filter(pc.invert(same)), shared.filter(pc.invert(same))),
        "moved": (origin.filter(moved), shared.filter(moved)),
    }
    counts, first = {}, {}
    for kind, (was, now) in kinds.items():
        some = was if was is not None else now
        assert some is not None
        counts[kind] = len(some)
        if len(some):
            order = pc.sort_indices(some["id"])
            first[kind] = tuple(some["id"].take(order[:examples]).to_pylist())
            if told is not None:
                for start in range(0, len(order), _BATCH):
                    part = order[start : start + _BATCH]
                    _tell(view, kind, _listed(was, part), _listed(now, part), told)
    return View(view=view, rows=(len(old), len(new)), examples=first, **counts)


def _contents(files: Iterable[File]) -> list[tuple[str, str]]:
    return [(str(file.split), file.sha256) for file in files]


def _tell(
    view: str, kind: str, was: list[dict[str, str]], now: list[dict[str, str]], told: Callable[[Differing], None]
) -> None:
    nowhere = {"split": "", "digest": ""}
    for old, new in zip(was or [nowhere] * len(now), now or [nowhere] * len(was), strict=True):
        told(
            Differing(
                view=view, kind=kind, id=(new if now else old)["id"],
                split_before=old["split"], split_after=new["split"],
                digest_before=old["digest"], digest_after=new["digest"],
            )
        )  # fmt: skip


def _listed(table: pa.Table | None, order: pa.Array) -> list[dict[str, str]]:
    return [] if table is None else table.take(order).to_pylist()


_COLUMNS = pa.schema([("id", pa.string()), ("digest", pa.string()), ("split", pa.string())])


def _read(release: Path, files: Sequence[File]) -> pa.Table:
    """Id, digest and split of every row in these files."""
    parts = [_COLUMNS.empty_table()]
    for file in files:
        path = release / file.path
        try:
            there = pq.read_schema(path)
            for name in ("id", "digest"):
                place = there.get_field_index(name)
                if place < 0 or there.field(place).type != pa.string():
                    raise BadInput(str(path), f"it has no column '{name}' of texts", _FETCH)
            for batch in parquet.batches(path, ("id", "digest"), _BATCH):
                if parquet.size(batch) > LONGEST_ID * len(batch):
                    raise parquet.TooLarge(f"ids or digests of more than {LONGEST_ID} bytes")
                split = pa.repeat(pa.scalar(str(file.split)), len(batch))
                texts = [batch[name].cast(pa.string()) for name in ("id", "digest")]
                parts.append(pa.table([*texts, split], schema=_COLUMNS))
        except (pa.ArrowException, OSError, parquet.Refused) as error:
            problem = str(error).partition("\n")[0][:200]
            raise BadInput(str(path), f"it cannot be read as Parquet ({problem})", _FETCH) from None
    return pa.concat_tables(parts)
