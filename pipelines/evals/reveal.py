"""Reveal: an eval release is made public with what proves that it is the one that was committed to."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec

from pipelines.evals import ledger
from pipelines.evals.card import eval_card
from pipelines.evals.home import Home, umask, unreadable_by_others
from pipelines.evals.items import ERRATA, SALTS, read_eval_manifest, row_fault
from pipelines.evals.recipe import load_eval_recipe
from pipelines.evals.refresh import read_rows
from pipelines.evals.retention import remember
from pipelines.evals.sealing import file_of, openings_lines, openings_of, root_of_rows, write_items
from pipelines.evals.split import split_of
from pipelines.manifest import CARD, MANIFEST, RECIPE
from pipelines.schedule import utc_today
from pipelines.shards import Row, file_sha256, write_bytes
from schemas import BadInput
from schemas.evals import EvalManifest, Opening, Published
from schemas.ledger import EvalRevealed


def reveal(home: Home, release: str, out: Path, day: date) -> EvalManifest:
    """Put the sealed release at `out`, with its salts and without its anchors; from then on its families and templates
    are burned. Done twice it changes nothing.

    The ledger has the manifest that is put out, so the folder is made before the line is entered, where only its owner
    can read it, and put in place after. A run that is cut off in between leaves the families burned, and the next one
    makes the same folder.

    A release can be revealed when its term is over and not before: within it another machine, which knows nothing of
    this, may still draw on the same families. Raises `BadInput` where it is not over, where the release is not the one
    that was committed to, where something else is at `out`, or where the ledger has another public manifest of it.
    """
    folder = home.sealed / release
    manifest = read_eval_manifest(folder)
    if manifest is None:
        raise BadInput(str(folder), "there is no such sealed release", "'provender ledger show' names the releases")
    split = split_of(home)
    if day < (ends := split.ends(manifest.term)):
        raise BadInput(
            release, f"its term runs until {ends}, and until then evals may be made of the same families",
            f"reveal it on {ends} or later",
        )  # fmt: skip
    rows = read_rows(folder)
    with home.alone():
        book = ledger.read_ledger(home.ledger)
        committed = book.committed(release)
        if (
            committed is None
            or committed.manifest_sha256 != file_sha256(folder / MANIFEST)
            or any(map(row_fault, rows))
            or committed.root != root_of_rows(rows, split.key, release)
        ):
            raise BadInput(str(folder), "this is not what was committed to: it was changed", "restore it from a copy")
        entries = [each for each in book.all(EvalRevealed) if each.release == release]  # other machines' too
        public = _there(out, entries)
        if public is None:
            staging = out.with_name(f".{out.name}.staging")
            since = entries[0].date if entries else utc_today().isoformat()
            public = _compose(staging, folder, manifest, rows, openings_of(rows, split.key, release), since)
            sha256 = file_sha256(staging / MANIFEST)
            if not entries:  # before anybody sees an item: a run that is cut off must not leave its families unburned
                revealed = [row for row in rows if not row["anchor"]]
                ledger.append(home.ledger, _entry(release, since, committed.root, sha256, revealed))
            elif entries[0].manifest_sha256 != sha256:
                shutil.rmtree(staging)
                raise BadInput(
                    release, f"its public folder would not be the one that the ledger has since {since}",
                    "reveal it with the version of Provender that entered it",
                )  # fmt: skip
            _put_out(staging, out)
        assert public.revealed is not None
        note = Published(
            release=release, revealed=public.revealed, manifest_sha256=file_sha256(out / MANIFEST),
            errata_sha256=file_sha256(out / ERRATA),
        )  # fmt: skip
        with unreadable_by_others():
            remember(home, note)
        return public


def _entry(release: str, day: str, root: str, manifest_sha256: str, public: Sequence[Row]) -> EvalRevealed:
    templates: dict[str, set[str]] = {}
    for row in public:
        if row["tier"] == "new_template":
            templates.setdefault(row["family"], set()).add(row["template"])
    return EvalRevealed(
        release=release,
        date=day,
        root=root,
        manifest_sha256=manifest_sha256,
        families=tuple(sorted({row["family"] for row in public if row["tier"] == "new_family"})),
        templates={family: tuple(sorted(names)) for family, names in sorted(templates.items())},
    )


def _there(out: Path, entries: Sequence[EvalRevealed]) -> EvalManifest | None:
    """The manifest of the public folder that is there already, whole and as it was entered; None where none is."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return None
    there = read_eval_manifest(out) if out.is_dir() else None
    if there is None or there.revealed is None or there.root not in {entry.root for entry in entries}:
        raise BadInput(str(out), "something else is here", "choose an empty or new --out")
    if file_sha256(out / MANIFEST) not in {entry.manifest_sha256 for entry in entries}:
        raise BadInput(str(out / MANIFEST), "it is not the one that the ledger has", "remove the folder")
    for file in there.files:
        if not (out / file.path).is_file() or file_sha256(out / file.path) != file.sha256:
            raise BadInput(str(out / file.path), "it was changed since it was put here", "remove the folder")
    return there


def _compose(
    staging: Path, folder: Path, manifest: EvalManifest, rows: Sequence[Row], openings: Sequence[Opening], day: str
) -> EvalManifest:
    """Make the public folder, where its owner alone can read it."""
    public = [row for row in rows if not row["anchor"]]
    withheld = {row["id"].encode() for row in rows if row["anchor"]}
    if staging.exists():
        shutil.rmtree(staging)
    staging.parent.mkdir(parents=True, exist_ok=True)
    with unreadable_by_others():
        staging.mkdir()
        files = write_items(staging, public)
        opened = [each for each in openings if each.id.encode() not in withheld]
        write_bytes(staging / SALTS, openings_lines(opened))
        shutil.copyfile(folder / RECIPE, staging / RECIPE)
        errata = (folder / ERRATA).read_bytes().splitlines(keepends=True)
        write_bytes(staging / ERRATA, b"".join(each for each in errata if not any(name in each for name in withheld)))
        told = msgspec.structs.replace(manifest, revealed=day, withheld=len(rows) - len(public), files=())
        write_bytes(staging / CARD, eval_card(told, load_eval_recipe(folder / RECIPE), public).encode())
        files += [file_of(staging, name) for name in (SALTS, RECIPE, CARD)]
        told = msgspec.structs.replace(told, files=tuple(files))
        write_bytes(staging / MANIFEST, msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n")
    return told


def _put_out(staging: Path, out: Path) -> None:
    """Put the public folder in place by one rename."""
    for path in (*staging.rglob("*"), staging):  # from here on everybody may see it
        path.chmod((0o777 if path.is_dir() else 0o666) & ~umask())
    if out.is_dir():
        out.rmdir()
    staging.rename(out)
