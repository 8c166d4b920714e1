"""Refresh: an eval release of a day, drawn from what its home holds out, proved, sealed and committed to.

Everything happens in memory until the sealed folder takes its place by one rename, so a run that is cut off leaves
nothing but what was there before; and all of it follows from the split key, the recipe and the day, so the next run
makes the same release.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import Path

import msgspec
import yaml

from generators.registry import families, family, kin_of
from pipelines.assay import measured
from pipelines.assay_texts import read_item
from pipelines.decontamination.skeletons import whole_skeletons
from pipelines.decontamination.stage import WORKER as BEHAVIOUR_WORKER, nearest, packs_of, tier_of
from pipelines.evals import ledger
from pipelines.evals.calibration import calibrated
from pipelines.evals.card import eval_card
from pipelines.evals.drawing import Drawing, Drawn
from pipelines.evals.founding import make_home
from pipelines.evals.holding import parameters_digest, template_digest
from pipelines.evals.home import Home, Key, unreadable_by_others
from pipelines.evals.items import ERRATA, EvalSet, item_of, read_eval, read_eval_manifest
from pipelines.evals.prove.training import Options, prove_rows
from pipelines.evals.recipe import load_eval_recipe
from pipelines.evals.retention import retain_public
from pipelines.evals.score.statistics import distinguishes
from pipelines.evals.sealing import canary_of, file_of, root_of_rows, rows_of, write_items
from pipelines.evals.split import ANCHORS, TRAINED, Split, split_of
from pipelines.expand import Expanded
from pipelines.manifest import CARD, MANIFEST, RECIPE
from pipelines.progress import Report
from pipelines.reckoning import ROOMS, checker_versions, pack_report
from pipelines.schedule import Retention, dated_name, utc_today
from pipelines.shards import Row, file_sha256, write_bytes
from pipelines.solvers import Cell
from pipelines.stage import code_digest, library_versions
from pipelines.verify import WORKER as CHECKER, Asked, verdicts
from schemas import BadInput, Recipe, Status, canonical_json, digest
from schemas.evals import CellReport, Commitment, EvalManifest, EvalRecipe, Tier
from schemas.ledger import EvalCommitted, TrainRelease
from schemas.recipe import FamilyRequest
from schemas.release import AssayReport
from validators import Guard
from validators.guard import Lost

ANCHOR_SEED = "anchors"
SPOILED = -3  # the part of held-out families that were trained on or burned
AGAIN = 6  # rounds in which items near to training rows are drawn anew
_expanded = msgspec.json.Decoder(Expanded)


class Refreshed(msgspec.Struct, frozen=True):
    """An eval release: its folder, its manifest, whether it was there before, where it has fewer items than asked for,
    and what became of older ones."""

    folder: Path
    manifest: EvalManifest
    existed: bool
    short: tuple[str, ...]
    kept: Retention = Retention((), {})


def prepared(recipe_path: Path, home_path: Path) -> tuple[EvalRecipe, Home, Split]:
    """The recipe, its home and its split; the home is made if there is none yet, and nothing else.

    Raises `BadInput` for a recipe that cannot be used, or holds out something else than its home does.
    """
    recipe = load_eval_recipe(recipe_path)
    home = make_home(home_path, recipe.holdout, families())
    split = split_of(home)
    if split.holdout != recipe.holdout:
        raise BadInput(
            f"{recipe_path}: holdout",
            f"{home_path} was made with another one, and what was held out yesterday must not be trained on today",
            "copy the home's from 'provender ledger show', or make another home",
        )
    return recipe, home, split


def refresh(
    recipe_path: Path, home_path: Path, day: date, report: Report, *, workers: int = 1, keep: int | None = None
) -> Refreshed:
    """The eval release of the day, made or found there. The same day gives the same release, byte for byte. With `keep`
    only so many of the older releases that are public stay in the home, once this one has all its items.

    Raises `BadInput` for what can be mended, `Busy` where another run is at work, `EngineFailure` where an engine or
    the sandbox cannot go on.
    """
    recipe, home, split = prepared(recipe_path, home_path)
    release = dated_name(recipe.name, day)
    with unreadable_by_others(), home.alone():
        for rest in home.sealed.glob(".staging-*"):
            shutil.rmtree(rest)  # of a run that was cut off while it wrote
        folder = home.sealed / release
        manifest = _existing(folder, recipe, split.key)
        existed = manifest is not None
        if manifest is None:
            _may_be_made(ledger.read_ledger(home.ledger), release, split.ends(split.term(day)))
            manifest = _Refresh(recipe_path, recipe, home, split, day, report, workers).run(folder)
        _commit(home, split.key, folder, manifest)
        if existed:
            report.line(f"{folder}: this release is finished already; nothing to do", existed=True)
        else:
            report.line(f"{folder}: {manifest.items:,} items in {manifest.versions} versions, root {manifest.root}")
        found = Refreshed(folder, manifest, existed, _short(manifest))
        if keep is None:
            return found
        if found.short:
            report.line("no older release is removed, since this one missed a target")
            return found
        return msgspec.structs.replace(found, kept=retain_public(home, split, recipe.name, keep, day, report.line))


def _may_be_made(book: ledger.Ledger, release: str, ends: date) -> None:
    """Raises `BadInput` where the release, or another one of its term, may be public."""
    if (entry := book.revealed(release)) is not None:
        raise BadInput(
            release, f"it was revealed on {entry.date}, and what is public can be no eval", "name a later day"
        )
    if utc_today() >= ends and book.committed(release) is None:
        raise BadInput(
            release, f"its term ended on {ends}: since then others that have the key may have revealed its families",
            "name a day of the term that runs now",
        )  # fmt: skip


def _existing(folder: Path, recipe: EvalRecipe, key: Key) -> EvalManifest | None:
    if not folder.exists():
        return None
    manifest = read_eval_manifest(folder)
    if manifest is None:
        raise BadInput(str(folder), "the folder holds something that is no eval release", "remove it")
    if manifest.key_id != key.id:
        raise BadInput(
            str(folder), f"it was sealed with the key {manifest.key_id[:16]}…, and the home's is {key.id[:16]}…",
            "restore that key, or move the folder elsewhere",
        )  # fmt: skip
    if manifest.recipe_digest != _recipe_digest(recipe):
        raise BadInput(
            str(folder),
            "the release of this day was made by another recipe, and what was committed to cannot be changed",
            "name another day, or give the recipe another name",
        )
    return manifest


def _short(manifest: EvalManifest) -> tuple[str, ...]:
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for cell in manifest.cells:
        name = "anchors" if cell.anchor else cell.tier
        wanted[name] += cell.requested
        found[name] += cell.items
    return tuple(
        f"{name}: {found[name]} of {count} items, {count - found[name]} short"
        for name, count in sorted(wanted.items())
        if found[name] < count
    )


def _recipe_digest(recipe: EvalRecipe) -> str:
    return digest(canonical_json(recipe))


def _commit(home: Home, key: Key, folder: Path, manifest: EvalManifest) -> None:
    """Enter the commitment in the ledger and lay it ready to be published, unless both was done."""
    sha256 = file_sha256(folder / MANIFEST)
    told = Commitment(
        release=manifest.release, created=manifest.created, rows=manifest.rows, root=manifest.root,
        canary=manifest.canary, manifest_sha256=sha256,
    )  # fmt: skip
    path = home.commitments / f"{manifest.release}.json"
    if not path.exists():
        write_bytes(path, msgspec.json.format(canonical_json(told), indent=1) + b"\n")
    book = ledger.read_ledger(home.ledger)
    if any(each.root == manifest.root for each in book.all(EvalCommitted)):
        return
    rows = read_rows(folder)
    ledger.append(
        home.ledger,
        EvalCommitted(
            release=manifest.release,
            date=utc_today().isoformat(),
            created=manifest.created,
            expires=manifest.expires,
            key_id=key.id,
            term=manifest.term,
            root=manifest.root,
            rows=manifest.rows,
            canary=manifest.canary,
            manifest_sha256=sha256,
            families=tuple(
                sorted({row["family"] for row in rows if row["tier"] == "new_family" and not row["anchor"]})
            ),
            templates=ledger.keep_digests(
                home.ledger,
                (template_digest(row["family"], row["template"]) for row in rows if row["tier"] == "new_template"),
            ),
            parameters=ledger.keep_digests(home.ledger, (secret_digest(key, row["fingerprint"]) for row in rows)),
            skeletons=ledger.keep_digests(
                home.ledger,
                (secret_digest(key, f"skeleton {each}") for each in whole_skeletons([row["prompt"] for row in rows])),
            ),
        ),
    )


def secret_digest(key: Key, text: str) -> int:
    """A digest that only who has the key can compare with a guess."""
    return int.from_bytes(key.derived("digest", text)[:8], "big")


def read_rows(folder: Path) -> list[Row]:
    """The rows of an eval release of ours, in order of their ids."""
    return [item.row for item in read_eval(folder).items]


class _Refresh:
    """One run: guards, packs, and what is known of train releases."""

    def __init__(
        self, recipe_path: Path, recipe: EvalRecipe, home: Home, split: Split, day: date, report: Report, workers: int
    ) -> None:
        self.path, self.recipe, self.home, self.split, self.report = recipe_path, recipe, home, split, report
        self.workers = workers
        self.release = dated_name(recipe.name, day)
        self.term = split.term(day)
        self.created = day.isoformat()
        self.expires = (day + timedelta(days=recipe.expires_days)).isoformat()
        self.canary = canary_of(split.key, self.release)
        self.packs = [pack for _, pack in packs_of(recipe_path, recipe.decontamination, "decontamination")]
        self.embedding = tier_of(recipe_path, recipe.decontamination, self.packs, "decontamination")
        self.contaminated: Counter[str] = Counter()
        self.seen: set[str] = set()  # problems by id: none comes twice, whatever tiers it could be of
        book = ledger.read_ledger(home.ledger)
        self.burned = book.burned()
        self.burned_templates = book.burned_templates()
        self.parameters: set[int] = set()
        self.skeletons: set[int] = set()
        self.trained: dict[str, str] = {}  # families by the name of their kin, and a release that was trained on
        self.trained_templates: set[int] = set()
        for train in book.all(TrainRelease):
            self.parameters.update(book.digests(train.parameters).tolist())
            self.skeletons.update(book.digests(train.skeletons).tolist())
            self.trained_templates.update(book.digests(train.templates).tolist())
            self.trained |= {kin_of(name): train.release for name in train.families}
        self.public: set[int] = set()
        for eval in book.all(EvalCommitted):
            if book.revealed(eval.release) is not None:
                self.public.update(book.digests(eval.parameters).tolist())

    def run(self, folder: Path) -> EvalManifest:
        """Draw, prove, seal; the release is at `folder` when it returns."""
        known = families()
        parts = {name: self.split.family(name) for name in known}
        for name, part in parts.items():
            if part in (self.term, ANCHORS) and kin_of(name) in self.trained:
                self.report.line(f"{name} is held out, and {self.trained[kin_of(name)]} has it all the same: left out")
                parts[name] = SPOILED
            elif part == ANCHORS and name in self.burned:
                self.report.line(f"{name} was burned on {self.burned[name]}: the anchors are made without it")
                parts[name] = SPOILED
        if again := sorted(name for name, part in parts.items() if part == self.term and name in self.burned):
            raise BadInput(
                str(self.home.ledger), f"{again[0]} belongs to this term and was burned on {self.burned[again[0]]}",
                "wait for the next term",
            )  # fmt: skip
        limits = self.recipe.limits
        setup = canonical_json([msgspec.to_builtins(_asking(self.recipe, list(known))), {}])
        with (
            Guard("pipelines.expand:expand_one", workers=self.workers, seconds=float(limits.expand_seconds),
                  memory_mb=limits.worker_memory_mb, prepare="pipelines.expand:prepare", setup=setup) as makers,
            Guard(CHECKER, workers=self.workers, seconds=float(limits.verify_seconds),
                  memory_mb=limits.worker_memory_mb) as checkers,
            Guard(BEHAVIOUR_WORKER, workers=self.workers, seconds=float(limits.verify_seconds),
                  memory_mb=limits.worker_memory_mb) as behaviours,
        ):  # fmt: skip
            self.makers, self.checkers, self.behaviours = makers, checkers, behaviours
            levels = self._levels(parts)
            drawings: list[tuple[Tier, bool, Drawing]] = []
            items = self.recipe.items
            wanted: tuple[tuple[Tier, bool, int, int], ...] = (
                ("new_family", True, items.anchors, ANCHORS),
                ("new_family", False, items.new_family, self.term),
                ("new_template", False, items.new_template, TRAINED),
                ("new_draw", False, items.new_draw, TRAINED),
            )
            for tier, anchor, count, part in wanted:
                # Anchors stay the same from release to release, so their cells take turns in one order.
                turn = ANCHOR_SEED if anchor else self.release
                cells = self._in_turn([cell for cell in levels if parts[cell[0]] == part], turn)
                if count and not cells:
                    raise BadInput(
                        f"{self.path}: items",
                        f"nothing is held out for {'anchors' if anchor else tier} in this term"
                        f"{', or it was trained on or burned' if SPOILED in parts.values() else ''}",
                        "ask for none of it, or make a home that holds out more",
                    )  # fmt: skip
                # Known templates are compared with new ones: of the same families and levels, in the same numbers.
                like = drawings[-1][2].drawn() if tier == "new_draw" and drawings else []
                weights = {each.cell: len(each.bases) for each in like}
                drawing = self._tier(tier, anchor, cells, count, weights)
                drawing.fill()
                drawings.append((tier, anchor, drawing))
                self.report.line(f"{'anchors' if anchor else tier}: {len(drawing.bases()):,} items")
            rows = self._apart(drawings)
            found = [(tier, anchor, each) for tier, anchor, drawing in drawings for each in drawing.drawn()]
            assays = self._assayed(rows)
        return self._sealed(folder, rows, found, levels, assays)

    def _levels(self, parts: Mapping[str, int]) -> dict[Cell, float | None]:
        """The family's levels that are drawn from, with the panel's pass rates where they were measured."""
        wanted = [
            (name, level)
            for name, part in parts.items()
            if part in (self.term, ANCHORS, TRAINED) and self.split.in_pool(name)
            for level in family(name).levels
            if self.recipe.levels is None or level in self.recipe.levels
        ]
        if self.recipe.calibration is None:
            return dict.fromkeys(wanted)
        problems = self._problems_for_calibration(wanted)
        return calibrated(self.recipe, self.home, wanted, problems, self.checkers, self.report)

    def _in_turn(self, cells: Sequence[Cell], turn: str) -> list[Cell]:
        """The cells in an order of the key's, every family's first one before any second: few items are of many
        families."""
        by_family: dict[str, list[Cell]] = {}
        for cell in sorted(cells, key=lambda cell: self._order(f"{turn} {cell}")):
            by_family.setdefault(cell[0], []).append(cell)
        rounds = zip_longest(*by_family.values())
        return [cell for each in rounds for cell in each if cell is not None]

    def _problems_for_calibration(self, cells: Sequence[Cell]) -> dict[Cell, list[Row]]:
        """Problems that no release has: of a seed of their own."""
        assert self.recipe.calibration is not None
        each = self.recipe.calibration.problems
        seed = self.split.key.seed("calibration", self.recipe.name)
        draws = [(name, level, index) for name, level in cells for index in range(2 * each)]
        rows: dict[Cell, list[Row]] = {cell: [] for cell in cells}
        for (name, level, _), made in zip(draws, self._make(draws, seed), strict=True):
            if not isinstance(made, str) and len(rows[name, level]) < each:
                rows[name, level].append(made)
        return rows

    def _apart(self, drawings: Sequence[tuple[Tier, bool, Drawing]]) -> list[Row]:
        """The rows of all base items, those that are too near to a row of the recipe's train files drawn anew."""
        rows = self._rows(drawings)
        train = [self.path.resolve().parent / each for each in self.recipe.against]
        for _ in range(AGAIN if train else 0):
            items = tuple(item_of(row, "drawn") for row in rows)
            found = prove_rows(EvalSet(path=self.path, items=items), train, Options(packs=()), self.workers)
            near = {item for number in ("G2", "G3", "G4", "G5") for item in found.met[number]}
            if not near:
                return rows
            self.report.line(f"{len(near):,} items are too near to what is trained on; drawing others")
            for _, _, drawing in drawings:
                drawing.drop(near, "near training")
                drawing.fill()
            rows = self._rows(drawings)
        if train:
            raise BadInput(
                f"{self.path}: against", f"after {AGAIN} rounds items are still too near to what is trained on",
                "see 'provender prove', and hold other families out",
            )  # fmt: skip
        return rows

    def _tier(self, tier: Tier, anchor: bool, cells: list[Cell], count: int, weights: Mapping[Cell, int]) -> Drawing:
        # Anchors are the same in every release; all else is drawn anew for each.
        seed = self.split.key.seed(ANCHOR_SEED) if anchor else self.split.key.seed(self.release, tier)
        part = {"new_draw": TRAINED, "new_template": self.term}.get(tier)

        def make(draws: Sequence[tuple[str, int, int]]) -> Iterator[Row | str]:
            for made in self._make(draws, seed):
                if isinstance(made, str):
                    yield made
                elif part is not None and self.split.template(made["family"], made["template"]) != part:
                    yield "template held out" if part == TRAINED else "template not of this term"
                elif tier == "new_template" and (made["family"], made["template"]) in self.burned_templates:
                    yield "template burned"
                elif tier == "new_template" and (
                    template_digest(made["family"], made["template"]) in self.trained_templates
                ):
                    yield "template trained on"
                else:
                    yield made

        def look(rows: Sequence[Row]) -> list[str]:
            return self._look(rows, known_templates=tier == "new_draw", anchors=anchor)

        return Drawing(cells, count, self.recipe.versions, make, look, self._order, weights, self.seen)

    def _order(self, problem: str) -> bytes:
        return self.split.key.derived("version", problem)

    def _make(self, draws: Sequence[tuple[str, int, int]], seed: int) -> Iterator[Row | str]:
        items = [canonical_json((*draw, seed)) for draw in draws]
        for result in self.makers.map(items):
            if isinstance(result, Lost):
                yield f"draw lost: {result.reason}"
            else:
                made = _expanded.decode(result.result)
                yield made.row if made.row is not None else "impossible"

    def _look(self, rows: Sequence[Row], known_templates: bool, anchors: bool) -> list[str]:
        """Why each of these problems cannot be an item: known from training or from a public eval, too near to a
        benchmark, not proven."""
        if not rows:
            return []
        given = list(rows)
        reasons = [""] * len(given)
        skeletons = whole_skeletons([row["prompt"] for row in given])
        for place, (row, skeleton) in enumerate(zip(given, skeletons, strict=True)):
            if parameters_digest(row["fingerprint"]) in self.parameters:
                reasons[place] = "trained on"
            elif not known_templates and skeleton in self.skeletons:
                reasons[place] = "text trained on"
            elif not anchors and secret_digest(self.split.key, row["fingerprint"]) in self.public:
                reasons[place] = "public"
        left = [place for place, reason in enumerate(reasons) if not reason]
        if self.packs:
            near = nearest(
                [given[place] for place in left], self.packs, self.recipe.decontamination.threshold, self.embedding,
                self.behaviours,
            )  # fmt: skip
            for place, (finding, pack) in zip(left, near, strict=True):
                if finding.contaminated:
                    reasons[place] = "near a benchmark"
                    self.contaminated[pack.id] += 1
        left = [place for place in left if not reasons[place]]
        said = verdicts([Asked(given[place]["check"], given[place]["reference"]) for place in left], self.checkers)
        for place, verdict in zip(left, said, strict=True):
            if verdict.status is not Status.ACCEPTED:
                reasons[place] = "own solution not accepted"
        return reasons

    def _rows(self, drawings: Sequence[tuple[Tier, bool, Drawing]]) -> list[Row]:
        rows = [
            row
            for tier, anchor, drawing in drawings
            for row in rows_of(drawing.bases(), tier, anchor, self.canary, self.created, self.expires)
        ]
        if not rows:
            raise BadInput(str(self.path), "not one item was found", "ask for more families or levels")
        return sorted(rows, key=lambda row: row["id"])

    def _assayed(self, rows: Sequence[Row]) -> tuple[AssayReport, ...]:
        """The checkers' errors, measured on items of every family and level."""
        count = self.recipe.assay
        cells: dict[Cell, list[Row]] = {}
        for row in rows:
            cells.setdefault((row["family"], row["level"]), []).append(row)
        found = []
        for (name, level), some in sorted(cells.items()) if count else ():
            problems = [read_item(row["check"], row["prompt"], row["reference"]) for row in some[: count + 1]]
            report = measured(name, some[0]["family_version"], level, problems, count, self.checkers).report()
            if report.false_accepts:
                raise BadInput(
                    f"{self.path}: {name} level {level}",
                    f"its checker accepts {report.false_accepts} of {report.wrong} wrong answers",
                    f"see 'provender assay {name}', and hold another family out",
                )
            found.append(report)
        return tuple(found)

    def _sealed(
        self, folder: Path, rows: list[Row], found: Sequence[tuple[Tier, bool, Drawn]],
        levels: Mapping[Cell, float | None], assays: tuple[AssayReport, ...],
    ) -> EvalManifest:  # fmt: skip
        root = root_of_rows(rows, self.split.key, self.release)
        committed = ledger.read_ledger(self.home.ledger).committed(self.release)
        if committed is not None and committed.root != root:
            raise BadInput(
                self.release,
                f"the ledger knows it under the root {committed.root[:16]}…, and this run makes {root[:16]}…",
                "restore its sealed folder, or use the version of Provender and the recipe that made it",
            )  # fmt: skip
        staging = folder.with_name(f".staging-{self.release}")
        staging.mkdir(parents=True)
        files = write_items(staging, rows)
        write_bytes(staging / RECIPE, _yaml(self.recipe))
        write_bytes(staging / ERRATA, b"")
        files += [file_of(staging, RECIPE)]
        bases = len({row["base_id"] for row in rows})
        cosine = None if self.embedding is None else self.embedding.threshold
        manifest = EvalManifest(
            provender_eval=1,
            name=self.recipe.name,
            release=self.release,
            created=self.created,
            expires=self.expires,
            key_id=self.split.key.id,
            term=self.term,
            canary=self.canary,
            versions=self.recipe.versions,
            rows=len(rows),
            items=bases,
            root=root,
            recipe_digest=_recipe_digest(self.recipe),
            code_digest=code_digest(ROOMS),
            libraries=library_versions(),
            checkers=checker_versions(),
            cells=tuple(
                CellReport(
                    tier=tier, anchor=anchor, family=each.cell[0], version=family(each.cell[0]).version,
                    level=each.cell[1], requested=each.requested, items=len(each.bases), draws=each.draws,
                    passed_over=dict(each.passed_over), pass_rate=levels[each.cell],
                )
                for tier, anchor, each in found
            ),
            packs=tuple(pack_report(pack, self.contaminated[pack.id], cosine) for pack in self.packs),
            assays=assays,
            distinguishes=round(distinguishes(bases, self.recipe.versions), 6),
            detect=self.recipe.detect,
        )  # fmt: skip
        write_bytes(staging / CARD, eval_card(manifest, self.recipe, rows).encode())
        manifest = msgspec.structs.replace(manifest, files=(*files, file_of(staging, CARD)))
        write_bytes(staging / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
        staging.rename(folder)
        return manifest


def _asking(recipe: EvalRecipe, names: Sequence[str]) -> Recipe:
    """What the drawing processes are told: which families there are and the share of twins; seeds come with each
    draw."""
    requests = tuple(
        FamilyRequest(1, family=name, twins=recipe.twins if family(name).twins else None) for name in names
    )
    return Recipe(provender=1, name=recipe.name, seed=0, families=requests, language=recipe.language)


def _yaml(recipe: EvalRecipe) -> bytes:
    return yaml.safe_dump(msgspec.to_builtins(recipe), sort_keys=False, allow_unicode=True, width=120).encode()
