"""The reckoning of a build: what the stages said of their shards, added up, and the manifest that is made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from generators.registry import family
from pipelines.accounts import solver_reports
from pipelines.curate import ACCEPTED, CURATE
from pipelines.decontamination.packs import Pack
from pipelines.decontamination.stage import DECONTAMINATE, NEAR_EVAL
from pipelines.deduplicate import DEDUPLICATE
from pipelines.evals.holding import Holding
from pipelines.expand import EXPAND, HELD_OUT
from pipelines.manifest import template_path
from pipelines.plan import PLAN, Cell
from pipelines.publish import PUBLISH
from pipelines.select import SELECT
from pipelines.shards import Marker, Unbalanced, merged
from pipelines.solve import SOLVE
from pipelines.stage import Stage, code_digest, library_versions
from pipelines.unique import UNIQUE
from pipelines.verify import VERIFY
from schemas import Recipe, Release, canonical_json, digest
from schemas.release import AssayReport, Books, FamilyReport, HeldOut, PackReport
from validators.checker import CHECKERS

ROOMS = ("generators", "pipelines", "schemas", "validators")
_STAGES = (PLAN, EXPAND, UNIQUE, DECONTAMINATE, DEDUPLICATE, SOLVE, VERIFY, CURATE, SELECT, PUBLISH)
# Stages that hand on every row they let through; solve asks several times for each problem.
_CHAIN = (
    ("plan", "expand"), ("expand", "unique"), ("unique", "decontaminate"), ("decontaminate", "deduplicate"),
    ("solve", "verify"), ("verify", "curate"), ("curate", "publish"),
)  # fmt: skip
_AGAIN = (UNIQUE, DECONTAMINATE, DEDUPLICATE, CURATE)  # stages that look at everything anew in each round


def recipe_digest(recipe: Recipe, templates: Mapping[str, str]) -> str:
    """A digest of what the user wrote: the recipe, defaults written out, and its templates."""
    return digest(canonical_json(recipe), canonical_json(dict(templates)))


def checker_versions() -> dict[str, int]:
    """The version of every checker, in order of name."""
    return {each.name: each.version for each in sorted(CHECKERS.values(), key=lambda each: each.name)}


def pack_report(pack: Pack, contaminated: int, embedding_threshold: float | None) -> PackReport:
    """What a manifest says of a pack that so many problems were too near to; the threshold is that of the cosine, where
    vectors are compared."""
    return PackReport(
        pack=pack.id,
        digest=pack.digest,
        benchmarks=tuple(source.name for source in pack.sources),
        items=len(pack.ids),
        contaminated=contaminated,
        probe=pack.probe,
        embeddings=pack.embeddings,
        embedding_threshold=None if pack.embeddings is None else embedding_threshold,
    )


class Reckoning:
    """What every stage said so far; `markers` is by the stage's name."""

    def __init__(
        self, recipe: Recipe, templates: Mapping[str, str], wanted: Mapping[Cell, int], rows_wanted: Mapping[Cell, int],
        fingerprints: dict[str, str], packs: Sequence[tuple[Path, Pack]], embedding_threshold: float | None,
        holding: Holding | None = None,
    ) -> None:  # fmt: skip
        self.recipe = recipe
        self.templates = templates
        self.wanted = wanted
        self.rows_wanted = rows_wanted
        self.fingerprints = fingerprints
        self.packs = packs
        self.holding = holding
        self.embedding_threshold = embedding_threshold
        self.markers: dict[str, list[Marker]] = {}

    def take(self, stage: Stage, markers: list[Marker]) -> None:
        """Take in the markers of all shards of a stage, or of one round of it."""
        if stage in _AGAIN:
            self.markers[stage.name] = markers
        else:
            self.markers.setdefault(stage.name, []).extend(markers)

    def counts(self, stage: Stage) -> dict[str, int]:
        """All counters of a stage, added up over its shards."""
        return merged(marker.counts for marker in self.markers.get(stage.name, ()))

    def per_cell(self, stage: Stage, kind: str) -> dict[Cell, int]:
        """A stage's counters of this kind by family and level."""
        result: dict[Cell, int] = {}
        for name, count in self.counts(stage).items():
            parts = name.split("|")
            if parts[0] == kind:
                result[parts[1], int(parts[2])] = count
        return result

    def manifest(self, assays: tuple[AssayReport, ...]) -> Release:
        """The manifest but for its files. Raises `Unbalanced` when a stage lost rows."""
        books = {stage.name: self._books(stage) for stage in _STAGES}
        for before, after in _CHAIN:
            if books[before].rows_out != books[after].rows_in:
                raise Unbalanced(
                    f"{books[before].rows_out} rows left {before} and {books[after].rows_in} reached {after}"
                )
        counts = self.counts(VERIFY)
        return Release(
            provender=1,
            name=self.recipe.name,
            recipe_digest=recipe_digest(self.recipe, self.templates),
            seed=self.recipe.seed,
            code_digest=code_digest(ROOMS),
            versions={name: version(name) for name in ("provender", "matplotlib")} | library_versions(),
            checkers=checker_versions(),
            engines=self.fingerprints,
            completions_digest=digest(*[marker.digest for marker in self.markers[SOLVE.name]]),
            templates={path: template_path(path) for path in sorted(self.templates)},
            stages=tuple(books.values()),
            families=tuple(self._families(counts)),
            solvers=solver_reports(self.counts(SOLVE), counts),
            reasons=_with_prefix(counts, "sample_reason"),
            controls=_statuses(counts, "control"),
            assays=assays,
            packs=self._pack_reports(),
            held_out=self._held_out(books[EXPAND.name]),
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

    def _held_out(self, expand: Books) -> HeldOut | None:
        if self.holding is None:
            return None
        return HeldOut(
            self.holding.key_id, expand.dropped.get(HELD_OUT, 0), tuple(each.root for each in self.holding.evals),
            self.counts(DECONTAMINATE).get(NEAR_EVAL, 0),
        )  # fmt: skip

    def _pack_reports(self) -> tuple[PackReport, ...]:
        dropped = _with_prefix(self.counts(DECONTAMINATE), "pack")
        return tuple(pack_report(pack, dropped.get(pack.id, 0), self.embedding_threshold) for _, pack in self.packs)

    def _families(self, counts: Mapping[str, int]) -> list[FamilyReport]:
        draws, repeats = self.per_cell(EXPAND, "draws"), self.per_cell(UNIQUE, "duplicates")
        published, rows = self.per_cell(PUBLISH, "problems"), self.per_cell(PUBLISH, ACCEPTED)
        contaminated, near = self.per_cell(DECONTAMINATE, "contaminated"), self.per_cell(DEDUPLICATE, "near")
        return [
            FamilyReport(
                family=name,
                version=family(name).version,
                level=level,
                requested=requested,
                draws=draws.get((name, level), 0),
                duplicates=repeats.get((name, level), 0),
                problems=published.get((name, level), 0),
                rows_requested=self.rows_wanted.get((name, level), 0),
                rows=rows.get((name, level), 0),
                accepted=counts.get(f"sample|{name}|{level}|accepted", 0),
                rejected=counts.get(f"sample|{name}|{level}|rejected", 0),
                undecided=counts.get(f"sample|{name}|{level}|undecided", 0),
                contaminated=contaminated.get((name, level), 0),
                near=near.get((name, level), 0),
            )
            for (name, level), requested in sorted(self.wanted.items())
        ]


def _with_prefix(counts: Mapping[str, int], prefix: str) -> dict[str, int]:
    return {name.partition("|")[2]: count for name, count in counts.items() if name.startswith(f"{prefix}|")}


def _statuses(counts: Mapping[str, int], kind: str) -> dict[str, int]:
    return merged({name.rpartition("|")[2]: count} for name, count in counts.items() if name.startswith(f"{kind}|"))
