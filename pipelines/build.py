"""Build: the stages in their order, from a recipe to a release in place.

Stage folders lie under ``builds/<name of the release>/`` beside the release. A killed build goes on from the shards
that were finished; the release appears by one rename when everything is there, and never before.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import msgspec

from generators.registry import family
from pipelines.assay import measured
from pipelines.assay_texts import read_item
from pipelines.curate import CURATE
from pipelines.decontamination.embeddings import libraries
from pipelines.decontamination.packs import Pack
from pipelines.decontamination.paraphrases import Tier
from pipelines.decontamination.stage import DECONTAMINATE, packs_of, tier_of
from pipelines.deduplicate import DEDUPLICATE
from pipelines.engines.pool import Engines, close_engines, engines
from pipelines.evals.holding import Holding, Overtaken, enter_train, entering, holding_of, is_entered
from pipelines.expand import EXPAND
from pipelines.inference import solve_shards
from pipelines.lease import lease
from pipelines.manifest import MANIFEST, read_manifest
from pipelines.plan import PLAN, Cell, load_recipe, rows_wanted, shard_count, targets, write_plan
from pipelines.progress import Report
from pipelines.publish import PUBLISH
from pipelines.reckoning import ROOMS, Reckoning, recipe_digest
from pipelines.release import assemble, put_in_place
from pipelines.runners import Runner
from pipelines.schedule import effective_seed
from pipelines.select import SELECT
from pipelines.shards import (
    Marker,
    Row,
    discard,
    file_sha256,
    finished,
    read_marker,
    sweep,
    writable,
    write_bytes,
)  # fmt: skip
from pipelines.solve import INCOMPLETE, SOLVE
from pipelines.solvers import check_models, round_count
from pipelines.stage import (
    Job,
    Round,
    Stage,
    close_guards,
    code_digest,
    inputs_digest,
    library_versions,
    pending,
    read_inputs,
    stage_key,
)
from pipelines.transforms import KeyedStage, ShardStage
from pipelines.unique import UNIQUE, kept
from pipelines.verify import VERIFY
from schemas import BadInput, Busy, Reason, Recipe, Release, canonical_json, digest
from schemas.release import AssayReport
from validators import Guard

ROUNDS = 12
STORE = "completions"
WAVES = 4  # parts of a solve round's shards: while one is solved, the one before is checked
BARREN_ROUNDS = 3  # rounds without a single new problem after which a family's space counts as exhausted


class Shortfall(msgspec.Struct, frozen=True):
    """A family's level of which fewer problems, or fewer accepted rows, were published than were asked for."""

    family: str
    level: int
    what: str
    requested: int
    published: int


class Built(msgspec.Struct, frozen=True):
    """A finished build: its manifest, whether it was there before, and where it missed its target."""

    release: Release
    existed: bool
    shortfalls: tuple[Shortfall, ...]


def build(
    recipe_path: Path, out: Path, runner: Runner, report: Report, *, resume: bool = True, store: Path | None = None,
    as_of: date | None = None,
) -> Built:  # fmt: skip
    """Make the release that the recipe describes at `out`, or find it there.

    Raises `BadInput` for anything the caller can mend and `EngineFailure` for an engine that cannot go on. With
    `resume` false, finished shards of earlier runs are made again; completions are kept all the same, since no engine
    can be asked for the same text twice. `store` is their folder, by default ``builds/completions`` beside the release,
    which all releases made there share. With `as_of` the draws are those of that date: the recipe that is built, and
    released, has the date in its seed.
    """
    runner.check()
    recipe, templates = load_recipe(recipe_path)
    if as_of is not None:
        recipe = msgspec.structs.replace(recipe, seed=effective_seed(recipe.seed, as_of))
    named, out = out, out.absolute()
    folder = out.parent / "builds" / out.name
    store = (store or out.parent / "builds" / STORE).absolute()
    pool = engines(recipe.engines, str(folder), str(store))
    packs = packs_of(recipe_path, recipe.curation.decontamination)
    tier = tier_of(recipe_path, recipe.curation.decontamination, [pack for _, pack in packs])
    holding = holding_of(recipe_path, recipe, targets(recipe, templates))
    if (there := _existing(out, recipe, templates, pool, packs, holding)) is not None:
        failed = there.reasons.get(Reason.ENGINE_ERROR.value, 0)
        again = f" ({failed:,} samples failed; remove it to have them asked again)" if failed else ""
        report.line(f"{named}: this release is finished already; nothing to do{again}", existed=True)
        if holding is not None and not is_entered(holding.home, out):  # its ledger was restored from an older copy
            with holding.home.alone():
                enter_train(holding.home, out, there)
            report.line(
                f"{named}: entered only now; 'provender prove' tells of evals that were sealed since it was built"
            )
        return Built(there, True, _shortfalls(there))
    if out.name == STORE:
        raise BadInput(str(named), f"'{STORE}' is the name of the completions' folder", "choose another --out")
    writable(folder, "the build's folder")
    writable(store, "the completions store")
    writable(out.parent, "the release's folder")
    with lease(folder), (folder / "build.log").open("a", encoding="utf-8") as log:
        if out.exists() and any(out.iterdir()):  # another run has finished since we looked
            raise Busy(str(named), "another run has just put its release here", "run the same command again")
        report.log_to(log)
        swept = sweep(folder)
        if swept:
            report.line(f"removed {swept} unfinished files of an earlier run", swept=swept)
        if not resume:
            for old in folder.iterdir():
                if old.is_dir() and (old / "part-00000.json").exists():
                    shutil.rmtree(old)
        try:
            while True:
                made = _Build(recipe, templates, folder, store, pool, runner, report, packs, tier, holding)
                try:
                    release = made.run(out)
                    break
                except Overtaken:
                    report.line("an eval was sealed meanwhile: what is too near to it goes")
                    holding = holding_of(recipe_path, recipe, targets(recipe, templates))
        finally:
            close_guards()
            close_engines()
        report.line(f"{named}: {sum(each.problems for each in release.families):,} problems published", out=str(named))
    return Built(release, False, _shortfalls(release))


def _existing(
    out: Path,
    recipe: Recipe,
    templates: Mapping[str, str],
    pool: Engines,
    packs: Sequence[tuple[Path, Pack]],
    holding: Holding | None,
) -> Release | None:
    """The release at `out` if it is this very one; `BadInput` if something else is in its place."""
    if not out.exists():
        return None
    if not out.is_dir():
        raise BadInput(str(out), "this is a file, not a folder", "choose another --out")
    if not any(out.iterdir()):
        return None
    if not (out / MANIFEST).is_file():
        raise BadInput(str(out), "the folder holds something that is not a release", "choose an empty or new --out")
    manifest = read_manifest(out)
    same = (manifest.recipe_digest, manifest.code_digest) == (recipe_digest(recipe, templates), code_digest(ROOMS))
    same = same and manifest.engines == pool.fingerprints()
    held = None if manifest.held_out is None else manifest.held_out.key_id
    same = same and held == (None if holding is None else holding.key_id)
    same = same and [each.digest for each in manifest.packs] == [pack.digest for _, pack in packs]
    if not same or any(family(each.family).version != each.version for each in manifest.families):
        raise BadInput(
            str(out),
            "another release is here (its recipe, a family, a pack, an engine's model or Provender's code differs)",
            "choose another --out or remove it",
        )
    for file in manifest.files:
        path = out / file.path
        if not path.is_file() or file_sha256(path) != file.sha256:
            raise BadInput(str(path), "the release was changed after it was built", "remove the folder and build again")
    return manifest


def _shortfalls(release: Release) -> tuple[Shortfall, ...]:
    problems = (
        Shortfall(each.family, each.level, "problems", each.requested, each.problems)
        for each in release.families
        if each.problems < each.requested
    )
    rows = (
        Shortfall(each.family, each.level, "accepted rows", each.rows_requested, each.rows)
        for each in release.families
        if each.rows < each.rows_requested
    )
    return (*problems, *rows)


def _incomplete(solve: Job, shard: int) -> bool:
    """Whether samples of the shard failed or were not imported: the store may have them by now."""
    marker = read_marker(solve.path, shard)
    return marker is not None and bool(marker.counts.get(INCOMPLETE))


class _Build:
    """One run through the stages."""

    def __init__(
        self, recipe: Recipe, templates: dict[str, str], folder: Path, store: Path, pool: Engines, runner: Runner,
        report: Report, packs: Sequence[tuple[Path, Pack]] = (), tier: Tier | None = None,
        holding: Holding | None = None,
    ) -> None:  # fmt: skip
        self.packs = packs
        self.tier = tier
        self.holding = holding
        self.recipe = recipe
        self.templates = templates
        self.folder = folder
        self.store = store
        self.fingerprints = pool.fingerprints()  # also: a model or a library that is missing is told before any work
        self.runner = runner
        self.report = report
        self.shards = shard_count(recipe, templates)
        self.wanted = targets(recipe, templates)
        self.rows_wanted = rows_wanted(recipe, templates)
        check_models(recipe, self.wanted, self.fingerprints)
        self.said = Reckoning(
            recipe, templates, self.wanted, self.rows_wanted, self.fingerprints, packs,
            None if tier is None else tier.threshold, holding,
        )  # fmt: skip
        self.assays: tuple[AssayReport, ...] = ()

    def run(self, out: Path) -> Release:
        """All stages, then the release in its place."""
        made, upstream = self._problems()
        self.assays = self._assayed(made)
        judged, curate = self._solutions(made, upstream)
        select = self._stage(
            "pipelines.select:SELECT", SELECT, judged, keys=[curate.key], keyed="pipelines.select:KEYED"
        )
        chosen = {**judged, "selected": [curate.folder], "selection": [select.folder]}
        publish = self._stage("pipelines.publish:PUBLISH", PUBLISH, chosen, keys=[curate.key, select.key])
        staging = self.folder / f"release-{publish.key}"
        if staging.exists():
            shutil.rmtree(staging)  # a killed run's; its name must not be mistaken for a finished release
        markers = {marker.shard: marker for marker in self.said.markers[PUBLISH.name]}
        release = assemble(staging, publish.path, markers, self.recipe, self.templates, self.said.manifest(self.assays))
        with nullcontext() if self.holding is None else entering(self.holding, staging, release, self.report.line):
            put_in_place(staging, out)
        return release

    def _assayed(self, made: dict[str, list[str]]) -> tuple[AssayReport, ...]:
        """The checkers' errors, measured on problems of this build before anything is solved; a checker that errs more
        than the recipe allows stops it. Raises `BadInput`."""
        wanted = self.recipe.assay
        if not wanted.items:
            return ()
        cells = self._some_problems(made, wanted.items + 1)
        ids = [[*cell, *(row["id"] for row in rows)] for cell, rows in sorted(cells.items())]
        key = digest(code_digest(ROOMS), canonical_json(library_versions()), canonical_json(ids), wanted.items, size=8)
        path = self.folder / f"assay-{key}.json"
        if not path.exists():
            limits = self.recipe.limits
            guard = Guard(
                "validators:decide_payload", workers=self.runner.workers, seconds=float(limits.verify_seconds),
                memory_mb=limits.worker_memory_mb,
            )  # fmt: skip
            try:
                found = [
                    measured(
                        name,
                        rows[0]["family_version"],
                        level,
                        [read_item(row["check"], row["prompt"], row["reference"]) for row in rows],
                        wanted.items,
                        guard,
                    ).report()
                    for (name, level), rows in sorted(cells.items())
                ]
            finally:
                guard.close()
            write_bytes(path, msgspec.json.encode(found))
        reports = msgspec.json.decode(path.read_bytes(), type=tuple[AssayReport, ...])
        self.report.line(
            f"assay: the checkers accepted {sum(each.false_accepts for each in reports):,} of "
            f"{sum(each.wrong for each in reports):,} wrong answers and refused "
            f"{sum(each.false_rejects for each in reports):,} of {sum(each.right for each in reports):,} right ones"
        )
        for each in reports:
            for false, tried, most, what in (
                (each.false_accepts, each.wrong, wanted.false_accepts, "wrong answers were accepted"),
                (each.false_rejects, each.right, wanted.false_rejects, "right answers were not accepted"),
            ):
                if false > most * tried:
                    raise BadInput(
                        f"recipe: assay: {each.family} level {each.level}",
                        f"{false:,} of {tried:,} {what} ({', '.join(each.missed)})",
                        f"see 'provender assay {each.family}'; leave it out, or allow more in the recipe's assay",
                    )
        return reports

    def _some_problems(self, made: dict[str, list[str]], count: int) -> dict[Cell, list[Row]]:
        """The first `count` problems of each family and level, in the order of the shards."""
        cells: dict[Cell, list[Row]] = {}
        for shard in range(self.shards):
            for row in kept(read_inputs(made, shard)):
                there = cells.setdefault((row["family"], row["level"]), [])
                if len(there) < count:
                    there.append(row)
            if all(len(cells.get(cell, ())) == count for cell in self.wanted):
                break
        return cells

    def _solutions(self, made: dict[str, list[str]], upstream: list[str]) -> tuple[dict[str, list[str]], Job]:
        """Rounds of solve and verify until no more samples are wanted; then what is kept of them all.

        A round knows what the budget has left and which targets are met; both follow from the shards before it, so a
        build that is run again asks for the same samples.
        """
        keys = [*upstream, canonical_json(self.fingerprints).decode()]
        before: dict[str, list[str]] = {"rollouts": [], "verdicts": []}
        for number in range(round_count(self.recipe)):
            round = self._round(number)
            solve = self._job(
                "pipelines.solve:SOLVE", SOLVE, {**made, **before} if number else made,
                keys=[*keys, canonical_json(round).decode()], round=round,
            )  # fmt: skip
            here = {**made, "rollouts": [solve.folder]}
            verify = self._job("pipelines.verify:VERIFY", VERIFY, here, keys=[solve.key], round=round)
            self._solve_and_verify(solve, verify)
            before = {
                "rollouts": [*before["rollouts"], solve.folder],
                "verdicts": [*before["verdicts"], verify.folder],
            }
            keys += [solve.key, verify.key]
            judged = {**made, **before}
            curate = self._stage("pipelines.curate:CURATE", CURATE, judged, keys=[verify.key])
            if not sum(marker.rows_out for marker in self.said.markers[SOLVE.name][-self.shards :]):
                break  # nobody wanted more, or nothing was left to pay it with
        return judged, curate

    def _round(self, number: int) -> Round:
        """What the round may ask: the budget less what earlier rounds spent, without the levels that have enough."""
        budget, spent = self.recipe.budget, self.said.counts(SOLVE)
        rows = self.said.per_cell(CURATE, "rows") if number else {}

        def left(whole: float | None, *names: str) -> float | None:
            used = sum(count for name, count in spent.items() if name.partition("|")[0] in names)
            return None if whole is None else max(0, whole - used)

        minutes = None if budget.minutes is None else budget.minutes * 60e6
        micros = left(minutes, "engine_us")
        samples, tokens = left(budget.samples, "costly"), left(budget.tokens, "prompt_tokens", "completion_tokens")
        return Round(
            number=number,
            met=tuple(sorted(cell for cell, wanted in self.rows_wanted.items() if rows.get(cell, 0) >= wanted)),
            samples=None if samples is None else int(samples),
            tokens=None if tokens is None else int(tokens),
            seconds=None if micros is None else micros / 1e6,
        )

    def _solve_and_verify(self, solve: Job, verify: Job) -> None:
        """A round's two stages, side by side: while an engine writes one part of the shards, others' are checked."""
        todo = pending(solve)
        todo = sorted({*todo, *(shard for shard in range(solve.shards) if _incomplete(solve, shard))})
        for shard in todo:
            discard(solve.path, shard)
        done = [shard for shard in range(solve.shards) if shard not in set(todo)]
        unchecked = [shard for shard in done if not finished(verify.path, shard, inputs_digest(verify, shard))]
        missing = sorted([*todo, *unchecked])
        for shard in missing:
            discard(verify.path, shard)
        # Processes are started anew for each part, so a part has work for all of them.
        parts = min(WAVES, max(1, len(todo) // self.runner.workers)) if self.runner.has_processes else WAVES
        waves = [todo[start::parts] for start in range(parts) if todo[start::parts]]
        with (
            self.report.solving((solve.path, verify.path), solve.shards, todo, missing),
            ThreadPoolExecutor(1) as beside,
        ):
            checks: list[Future[None]] = []
            try:
                for wave in (unchecked, *waves):
                    if wave is not unchecked:
                        solve_shards(self.runner, solve, wave, SOLVE.name)
                    if wave:
                        checks.append(beside.submit(self.runner.run, ShardStage(verify), wave, VERIFY.name))
            finally:
                # What was solved is checked also when the engine then fails: the next run finds it done.
                for check in checks:
                    check.result()
        self._collect(solve, SOLVE)
        self._collect(verify, VERIFY)

    def _problems(self) -> tuple[dict[str, list[str]], list[str]]:
        """Rounds of plan, expand, unique, decontaminate and deduplicate until every target is met or no new problems
        are found. Gives the folders of the problems and of what was dropped, and the keys of their stages."""
        rounds: list[Job] = []
        needs: dict[Cell, int] = dict(self.wanted)
        start: dict[str, int] = {}
        before, barren = -1, 0
        # Families of other distributions are not in the code's digest; their versions speak for them.
        upstream = [f"{name} {family(name).version}" for name in dict.fromkeys(name for name, _ in self.wanted)]
        while True:
            plan = self._job(
                "pipelines.plan:PLAN",
                PLAN,
                {},
                keys=[
                    str(len(rounds)),
                    digest(canonical_json([[*cell, count] for cell, count in needs.items()])),
                    *upstream,
                ],
            )
            write_plan(plan, needs, start)
            self._collect(plan, PLAN)
            for (name, _), count in needs.items():
                start[name] = start.get(name, 0) + count
            holds = [] if self.holding is None else [self.holding.digest]
            rounds.append(
                self._stage("pipelines.expand:EXPAND", EXPAND, {"draws": [plan.folder]}, keys=[plan.key, *holds])
            )
            unique = self._stage(
                "pipelines.unique:UNIQUE", UNIQUE, {"problems": [job.folder for job in rounds]},
                keys=[job.key for job in rounds], keyed="pipelines.unique:KEYED",
            )  # fmt: skip
            contaminated = self._stage(
                "pipelines.decontamination.stage:DECONTAMINATE", DECONTAMINATE,
                {"problems": [job.folder for job in rounds], "duplicates": [unique.folder]},
                keys=[
                    unique.key, str(self.recipe.curation.decontamination.threshold),
                    str(self.recipe.curation.deduplication.behaviour),
                    *(pack.digest for _, pack in self.packs), *self._tier_keys(),
                    *(() if self.holding is None else (each.root for each in self.holding.evals)),
                ],
            )  # fmt: skip
            folders = {
                "problems": [job.folder for job in rounds], "duplicates": [unique.folder],
                "contaminated": [contaminated.folder],
            }  # fmt: skip
            near = self._stage(
                "pipelines.deduplicate:DEDUPLICATE", DEDUPLICATE, folders,
                keys=[contaminated.key, canonical_json(self.recipe.curation.deduplication).decode()],
                keyed="pipelines.deduplicate:KEYED",
            )  # fmt: skip
            result = {**folders, "near": [near.folder]}, [job.key for job in (*rounds, unique, contaminated, near)]
            made = self.said.per_cell(EXPAND, "made")
            repeats = self.said.per_cell(UNIQUE, "duplicates")
            dropped = (
                repeats,
                self.said.per_cell(DECONTAMINATE, "contaminated"),
                self.said.per_cell(DEDUPLICATE, "near"),
            )
            found = {cell: made.get(cell, 0) - sum(each.get(cell, 0) for each in dropped) for cell in self.wanted}
            needs = {cell: count - found[cell] for cell, count in self.wanted.items() if found[cell] < count}
            if not needs:
                return result
            distinct = sum(made.values()) - sum(repeats.values())
            barren = barren + 1 if distinct == before else 0
            if len(rounds) >= ROUNDS or barren >= BARREN_ROUNDS:
                for (name, level), count in needs.items():
                    self.report.line(f"{name} level {level}: {count} fewer distinct problems than asked for were found")
                return result
            before = distinct
            upstream.append(near.key)
            self.report.line(
                f"draws that repeat a problem, are too near to another or to a benchmark, or failed: "
                f"{sum(needs.values())}; drawing as many new ones",
                again=sum(needs.values()),
            )

    def _job(
        self, path: str, stage: Stage, inputs: dict[str, list[str]], keys: list[str], round: Round | None = None
    ) -> Job:
        key = stage_key(stage, self.recipe, self.templates, keys, self.shards)
        return Job(
            stage=path, key=key, folder=str(self.folder / f"{stage.name}-{key}"), inputs=inputs, recipe=self.recipe,
            templates=self.templates, shards=self.shards, workers=self.runner.guard_workers, store=str(self.store),
            round=round or Round(), packs=self._copied_packs() if stage is DECONTAMINATE else (),
            embeddings=self._model() if stage is DECONTAMINATE else (),
            holdout=str(self.holding.home.path) if self.holding is not None and stage is EXPAND else "",
            evals=self.holding.evals if self.holding is not None and stage is DECONTAMINATE else (),
        )  # fmt: skip

    def _model(self) -> tuple[str, ...]:
        """Where the workers find the model of the embedding tier, and which one it is."""
        return () if self.tier is None else (str(self.tier.model.folder), self.tier.model.sha256)

    def _tier_keys(self) -> tuple[str, ...]:
        """What decides the embedding tier's findings, for the stage's key."""
        if self.tier is None:
            return ()
        return self.tier.model.sha256, str(self.tier.threshold), canonical_json(libraries()).decode()

    def _copied_packs(self) -> tuple[str, ...]:
        """The packs' files in the build's own folder, under their digests, where every worker finds them."""
        copies = []
        for path, pack in self.packs:
            copy = self.folder / "packs" / f"{pack.digest}.fp"
            if not copy.exists():
                write_bytes(copy, path.read_bytes())
            copies.append(str(copy))
        return tuple(copies)

    def _stage(
        self, path: str, stage: Stage, inputs: dict[str, list[str]], keys: list[str], keyed: str | None = None
    ) -> Job:
        """Run one stage over the shards that are not finished, and take in its markers."""
        job = self._job(path, stage, inputs, keys)
        todo = pending(job)
        for shard in todo:
            discard(job.path, shard)
        with self.report.stage(stage.name, job.path, job.shards, todo):
            if todo and keyed:
                # A keyed stage needs every shard's ids, whichever shards are missing.
                self.runner.run(KeyedStage(job, keyed), range(job.shards), stage.name)
            elif todo:
                self.runner.run(ShardStage(job), todo, stage.name)
        self._collect(job, stage)
        return job

    def _collect(self, job: Job, stage: Stage) -> None:
        markers: list[Marker] = []
        for shard in range(job.shards):
            marker = finished(job.path, shard, None if stage is PLAN else inputs_digest(job, shard))
            if marker is None:
                raise BadInput(
                    str(job.path), f"shard {shard} is not there after its stage ended", "run the build again"
                )
            markers.append(marker)
        self.said.take(stage, markers)
