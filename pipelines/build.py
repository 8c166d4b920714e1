"""Build: the stages in their order, from a recipe to a release in place.

Stage folders lie under ``builds/<name of the release>/`` beside the release. A killed build goes on from the shards
that were finished; the release appears by one rename when everything is there, and never before.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import msgspec

from generators.registry import family
from pipelines.curate import CURATE
from pipelines.engines import open_engine
from pipelines.expand import EXPAND
from pipelines.lease import lease
from pipelines.plan import PLAN, Cell, load_recipe, shard_count, targets, write_plan
from pipelines.progress import Report
from pipelines.publish import PUBLISH
from pipelines.release import MANIFEST, assemble, put_in_place, read_manifest, template_path
from pipelines.runners import Runner
from pipelines.shards import Marker, Unbalanced, discard, file_sha256, finished, merged, sweep, writable
from pipelines.solve import SOLVE
from pipelines.stage import Job, Stage, close_guards, code_digest, inputs_digest, library_versions, pending, stage_key
from pipelines.transforms import KeyedStage, ShardStage
from pipelines.unique import UNIQUE
from pipelines.verify import VERIFY
from schemas import BadInput, Recipe, Release, canonical_json, digest
from schemas.release import Books, FamilyReport
from validators.checker import CHECKERS

ROUNDS = 12
BARREN_ROUNDS = 3  # rounds without a single new problem after which a family's space counts as exhausted
_STAGES = (PLAN, EXPAND, UNIQUE, SOLVE, VERIFY, CURATE, PUBLISH)
# Stages that hand on every row they let through; solve asks several times for each problem.
_CHAIN = (("plan", "expand"), ("expand", "unique"), ("solve", "verify"), ("verify", "curate"), ("curate", "publish"))
_ROOMS = ("generators", "pipelines", "schemas", "validators")


class Shortfall(msgspec.Struct, frozen=True):
    """A family's level of which fewer problems were published than were asked for."""

    family: str
    level: int
    requested: int
    published: int


class Built(msgspec.Struct, frozen=True):
    """A finished build: its manifest, whether it was there before, and where it missed its target."""

    release: Release
    existed: bool
    shortfalls: tuple[Shortfall, ...]


def build(recipe_path: Path, out: Path, runner: Runner, report: Report, *, resume: bool = True) -> Built:
    """Make the release that the recipe describes at `out`, or find it there.

    Raises `BadInput` for anything the caller can mend. With `resume` false, finished shards of earlier runs are made
    again; completions are kept all the same, since no engine can be asked for the same text twice.
    """
    runner.check()
    recipe, templates = load_recipe(recipe_path)
    named, out = out, out.absolute()
    if (there := _existing(out, recipe, templates)) is not None:
        report.line(f"{named}: this release is finished already; nothing to do", existed=True)
        return Built(there, True, _shortfalls(there))
    folder = out.parent / "builds" / out.name
    writable(folder, "the build's folder")
    writable(out.parent, "the release's folder")
    with lease(folder), (folder / "build.log").open("a", encoding="utf-8") as log:
        report.log_to(log)
        swept = sweep(folder)
        if swept:
            report.line(f"removed {swept} unfinished files of an earlier run", swept=swept)
        if not resume:
            for old in folder.iterdir():
                if old.is_dir() and (old / "part-00000.json").exists():
                    shutil.rmtree(old)
        try:
            release = _Build(recipe, templates, folder, runner, report).run(out)
        finally:
            close_guards()
        report.line(f"{named}: {sum(each.problems for each in release.families):,} problems published", out=str(named))
    return Built(release, False, _shortfalls(release))


def _existing(out: Path, recipe: Recipe, templates: Mapping[str, str]) -> Release | None:
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
    same = (manifest.recipe_digest, manifest.code_digest) == (_recipe_digest(recipe, templates), code_digest(_ROOMS))
    if not same or any(family(each.family).version != each.version for each in manifest.families):
        raise BadInput(
            str(out),
            "another release is here (its recipe, a family or Provender's code differs)",
            "choose another --out or remove it",
        )
    for file in manifest.files:
        path = out / file.path
        if not path.is_file() or file_sha256(path) != file.sha256:
            raise BadInput(str(path), "the release was changed after it was built", "remove the folder and build again")
    return manifest


def _recipe_digest(recipe: Recipe, templates: Mapping[str, str]) -> str:
    return digest(canonical_json(recipe), canonical_json(dict(templates)))


def _shortfalls(release: Release) -> tuple[Shortfall, ...]:
    return tuple(
        Shortfall(each.family, each.level, each.requested, each.problems)
        for each in release.families
        if each.problems < each.requested
    )


class _Build:
    """One run through the stages. `markers` collects what each stage said of its shards."""

    def __init__(self, recipe: Recipe, templates: dict[str, str], folder: Path, runner: Runner, report: Report) -> None:
        self.recipe = recipe
        self.templates = templates
        self.folder = folder
        self.runner = runner
        self.report = report
        self.shards = shard_count(recipe, templates)
        self.wanted = targets(recipe, templates)
        self.markers: dict[str, list[Marker]] = {}

    def run(self, out: Path) -> Release:
        """All stages, then the release in its place."""
        problems, duplicates = self._problems()
        both = {"problems": [job.folder for job in problems], "duplicates": [duplicates.folder]}
        solve = self._stage("pipelines.solve:SOLVE", SOLVE, both, keys=[j.key for j in (*problems, duplicates)])
        solved = {**both, "completions": [solve.folder]}
        verify = self._stage("pipelines.verify:VERIFY", VERIFY, solved, keys=[solve.key])
        judged = {**solved, "verdicts": [verify.folder]}
        curate = self._stage("pipelines.curate:CURATE", CURATE, judged, keys=[verify.key])
        chosen = {**judged, "selected": [curate.folder]}
        publish = self._stage("pipelines.publish:PUBLISH", PUBLISH, chosen, keys=[curate.key])
        staging = self.folder / f"release-{publish.key}"
        if staging.exists():
            shutil.rmtree(staging)  # a killed run's; its name must not be mistaken for a finished release
        markers = {marker.shard: marker for marker in self.markers[PUBLISH.name]}
        release = assemble(staging, publish.path, markers, self.recipe, self.templates, self._manifest(solve))
        put_in_place(staging, out)
        return release

    def _problems(self) -> tuple[list[Job], Job]:
        """Rounds of plan, expand and unique until every target is met or no new problems are found."""
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
            rounds.append(self._stage("pipelines.expand:EXPAND", EXPAND, {"draws": [plan.folder]}, keys=[plan.key]))
            unique = self._stage(
                "pipelines.unique:UNIQUE", UNIQUE, {"problems": [job.folder for job in rounds]},
                keys=[job.key for job in rounds], keyed="pipelines.unique:KEYED",
            )  # fmt: skip
            made = self._per_cell(EXPAND, "made")
            repeats = self._per_cell(UNIQUE, "duplicates")
            found = {cell: made.get(cell, 0) - repeats.get(cell, 0) for cell in self.wanted}
            needs = {cell: count - found[cell] for cell, count in self.wanted.items() if found[cell] < count}
            if not needs:
                return rounds, unique
            barren = barren + 1 if sum(found.values()) == before else 0
            if len(rounds) >= ROUNDS or barren >= BARREN_ROUNDS:
                for (name, level), count in needs.items():
                    self.report.line(f"{name} level {level}: {count} fewer distinct problems than asked for were found")
                return rounds, unique
            before = sum(found.values())
            upstream.append(unique.key)
            self.report.line(
                f"draws that repeat a problem or failed: {sum(needs.values())}; drawing as many new ones",
                again=sum(needs.values()),
            )

    def _job(self, path: str, stage: Stage, inputs: dict[str, list[str]], keys: list[str]) -> Job:
        key = stage_key(stage, self.recipe, self.templates, keys, self.shards)
        return Job(
            stage=path, key=key, folder=str(self.folder / f"{stage.name}-{key}"), inputs=inputs, recipe=self.recipe,
            templates=self.templates, shards=self.shards, workers=self.runner.guard_workers,
        )  # fmt: skip

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
        if stage is UNIQUE:
            self.markers[stage.name] = markers  # each round looks at all problems again
        else:
            self.markers.setdefault(stage.name, []).extend(markers)

    def _per_cell(self, stage: Stage, kind: str) -> dict[Cell, int]:
        """A stage's counters of this kind by family and level."""
        result: dict[Cell, int] = {}
        for name, count in merged(marker.counts for marker in self.markers[stage.name]).items():
            parts = name.split("|")
            if parts[0] == kind:
                result[parts[1], int(parts[2])] = count
        return result

    def _manifest(self, solve: Job) -> Release:
        """The manifest but for its files. Raises `Unbalanced` when a stage lost rows."""
        books = {stage.name: self._books(stage) for stage in _STAGES}
        for before, after in _CHAIN:
            if books[before].rows_out != books[after].rows_in:
                raise Unbalanced(
                    f"{books[before].rows_out} rows left {before} and {books[after].rows_in} reached {after}"
                )
        counts = merged(marker.counts for marker in self.markers[VERIFY.name])
        return Release(
            provender=1,
            name=self.recipe.name,
            recipe_digest=_recipe_digest(self.recipe, self.templates),
            seed=self.recipe.seed,
            code_digest=code_digest(_ROOMS),
            versions={"provender": version("provender"), **library_versions()},
            checkers={
                checker.name: checker.version for checker in sorted(CHECKERS.values(), key=lambda each: each.name)
            },
            engines=(open_engine(self.recipe).fingerprint,),
            completions_digest=digest(*[marker.digest for marker in self.markers[SOLVE.name]]),
            templates={path: template_path(path) for path in sorted(self.templates)},
            stages=tuple(books.values()),
            families=tuple(self._families(counts)),
            reasons=_with_prefix(counts, "sample_reason"),
            controls=_statuses(counts, "control"),
            files=(),
        )

    def _books(self, stage: Stage) -> Books:
        markers = self.markers[stage.name]
        books = Books(
            stage=stage.name,
            version=stage.version,
            rows_in=sum(marker.rows_in for marker in markers),
            rows_out=sum(marker.rows_out for marker in markers),
            dead=merged(marker.dead for marker in markers),
            dropped=merged(marker.dropped for marker in markers),
        )
        if not books.balanced:
            raise Unbalanced(f"{stage.name}: {books}")
        return books

    def _families(self, counts: Mapping[str, int]) -> list[FamilyReport]:
        draws, repeats = self._per_cell(EXPAND, "draws"), self._per_cell(UNIQUE, "duplicates")
        published = self._per_cell(PUBLISH, "published")
        return [
            FamilyReport(
                family=name,
                version=family(name).version,
                level=level,
                requested=requested,
                draws=draws.get((name, level), 0),
                duplicates=repeats.get((name, level), 0),
                problems=published.get((name, level), 0),
                accepted=counts.get(f"sample|{name}|{level}|accepted", 0),
                rejected=counts.get(f"sample|{name}|{level}|rejected", 0),
                undecided=counts.get(f"sample|{name}|{level}|undecided", 0),
            )
            for (name, level), requested in sorted(self.wanted.items())
        ]


def _with_prefix(counts: Mapping[str, int], prefix: str) -> dict[str, int]:
    return {name.partition("|")[2]: count for name, count in counts.items() if name.startswith(f"{prefix}|")}


def _statuses(counts: Mapping[str, int], kind: str) -> dict[str, int]:
    return merged({name.rpartition("|")[2]: count} for name, count in counts.items() if name.startswith(f"{kind}|"))
