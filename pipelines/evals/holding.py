"""What training owes to evals: it leaves out what is held out, and every release is entered in the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import msgspec

from pipelines import parquet
from pipelines.decontamination.skeletons import whole_skeletons
from pipelines.evals import ledger
from pipelines.evals.home import Home, open_home
from pipelines.evals.items import read_eval_manifest
from pipelines.evals.split import TRAINED, Split, split_of
from pipelines.manifest import MANIFEST, data_files
from pipelines.schedule import utc_today
from pipelines.shards import Row, file_sha256
from pipelines.solvers import Cell
from pipelines.stage import Sealed
from schemas import BadInput, Recipe, Release, canonical_json, digest_int
from schemas.ledger import TrainRelease

_COLUMNS = ("family", "family_version", "template", "fingerprint", "prompt", "seed")
_ORIGINS = ("family", "family_version", "template", "seed")  # of rows whose problem was not proven


class Holding(msgspec.Struct, frozen=True):
    """The home whose split a build keeps to, and its sealed evals, which the build's problems are kept apart from."""

    home: Home
    split: Split
    evals: tuple[Sealed, ...]

    @property
    def key_id(self) -> str:
        """The id of the split key."""
        return self.split.key.id

    @property
    def digest(self) -> str:
        """Of all that decides what is held out."""
        return hashlib.sha256(canonical_json([self.key_id, self.split.holdout])).hexdigest()


def holding_of(recipe_path: Path, recipe: Recipe, cells: Iterable[Cell]) -> Holding | None:
    """The home that a recipe names, if it does; its path is relative to the recipe.

    Raises `BadInput` where there is no such home, and where the recipe asks for families that are held out.
    """
    if recipe.holdout is None:
        return None
    home = open_home((recipe_path.resolve().parent / recipe.holdout).resolve())
    split = split_of(home)
    if held := list(dict.fromkeys(name for name, _ in cells if split.family(name) != TRAINED)):
        raise BadInput(
            f"{recipe_path}: families",
            f"{', '.join(held)} {'is' if len(held) == 1 else 'are'} held out for evals by {recipe.holdout}",
            "leave them out: what is trained on can be no eval",
        )
    return Holding(home, split, sealed_in(home))


class Overtaken(Exception):
    """An eval was sealed while a build was at work: it is to be kept apart from that one too."""


@contextmanager
def entering(holding: Holding, release: Path, manifest: Release, say: Callable[[str], None]) -> Iterator[None]:
    """Enter a train release that is about to be put in place, which happens within the block: no eval is sealed between
    what the build knew and the ledger's line, and no release is anywhere that the ledger does not know.

    Waits for an eval that is being made. Raises `Overtaken` where one was sealed since the build began.
    """
    with holding.home.alone(lambda: say(f"waiting for another run in {holding.home.path}")):
        if set(sealed_in(holding.home)) - set(holding.evals):
            raise Overtaken
        enter_train(holding.home, release, manifest)
        yield


def sealed_in(home: Home) -> tuple[Sealed, ...]:
    """The evals of a home that nobody has seen, in order of their names. Raises `BadInput` for one that is broken."""
    book = ledger.read_ledger(home.ledger)
    found = []
    for path in sorted(home.sealed.glob(f"*/{MANIFEST}")):
        manifest = None if path.parent.name.startswith(".") else read_eval_manifest(path.parent)
        if manifest is not None and book.revealed(manifest.release) is None:
            found.append(Sealed(str(path.parent), manifest.root))
    return tuple(found)


def is_entered(home: Home, release: Path) -> bool:
    """Whether the home's ledger knows this train release."""
    sha256 = file_sha256(release / MANIFEST)
    return any(each.manifest_sha256 == sha256 for each in ledger.read_ledger(home.ledger).all(TrainRelease))


def enter_train(home: Home, release: Path, manifest: Release, day: date | None = None) -> bool:
    """Enter a train release in the home's ledger, unless it is there; says whether it was not.

    The day is today's (UTC) unless one is given: it says since when a model may have seen the rows.
    """
    if is_entered(home, release):
        return False
    sha256 = file_sha256(release / MANIFEST)
    families: dict[str, int] = {}
    seeds: set[int] = set()
    templates: set[int] = set()
    parameters: set[int] = set()
    skeletons: set[int] = set()
    count = 0
    for rows in _rows(release, manifest):
        for row in rows:
            families[row["family"]] = row["family_version"]
            seeds.add(row["seed"])
            templates.add(template_digest(row["family"], row["template"]))
        told = [row for row in rows if "prompt" in row]
        count += len(told)
        parameters.update(parameters_digest(row["fingerprint"]) for row in told)
        skeletons.update(whole_skeletons([row["prompt"] for row in told]))
    entry = TrainRelease(
        release=manifest.name,
        date=(day or utc_today()).isoformat(),
        manifest_sha256=sha256,
        problems=count,
        families=dict(sorted(families.items())),
        seeds=tuple(sorted(seeds)),
        templates=ledger.keep_digests(home.ledger, templates),
        parameters=ledger.keep_digests(home.ledger, parameters),
        skeletons=ledger.keep_digests(home.ledger, skeletons),
        key_id=None if manifest.held_out is None else manifest.held_out.key_id,
    )
    ledger.append(home.ledger, entry)
    return True


def _rows(release: Path, manifest: Release) -> Iterator[list[Row]]:
    """The problems of a release, and where its other rows came from."""
    for file in data_files(manifest):
        if file.config in ("problems", "rollouts", "default"):
            columns = _COLUMNS if file.config == "problems" else _ORIGINS
            for _, rows in parquet.rows(release / file.path, columns):
                yield rows


def template_digest(family: str, template: str) -> int:
    """What the ledger knows a template by."""
    return digest_int("template", family, template)


def parameters_digest(fingerprint: str) -> int:
    """What the ledger knows a problem by, however it is worded."""
    return digest_int("parameters", fingerprint)
