"""The manifest of a release: what was made, from what, by which versions, and the digest of every file."""

from __future__ import annotations

from typing import Annotated, Literal as Lit

from msgspec import Meta, Struct

Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
RelativePath = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*){0,3}$", max_length=256)
]
Total = Annotated[int, Meta(ge=0)]


class File(Struct, frozen=True, forbid_unknown_fields=True):
    """One file of the release. Data files name their config and split and count their rows."""

    path: RelativePath
    sha256: Sha256
    bytes: Total
    config: str | None = None
    split: str | None = None
    rows: Total | None = None


class Books(Struct, frozen=True, forbid_unknown_fields=True):
    """One stage's balance: ``rows_in = rows_out + Σ dead + Σ dropped``, each loss under its reason."""

    stage: str
    version: int
    rows_in: Total
    rows_out: Total
    dead: dict[str, Total] = {}
    dropped: dict[str, Total] = {}

    @property
    def balanced(self) -> bool:
        """Whether no row was lost without a reason."""
        return self.rows_in == self.rows_out + sum(self.dead.values()) + sum(self.dropped.values())


class FamilyReport(Struct, frozen=True, forbid_unknown_fields=True):
    """What became of one family at one level: draws made, repeats among them, the checkers' verdicts on all samples,
    accepted rows published of those asked for (0: as many as come), and problems dropped as contaminated or as near to
    another one."""

    family: str
    version: int
    level: int
    requested: Total
    draws: Total
    duplicates: Total
    problems: Total
    accepted: Total
    rejected: Total
    undecided: Total
    rows_requested: Total = 0
    rows: Total = 0
    contaminated: Total = 0
    near: Total = 0

    @property
    def duplicate_rate(self) -> float:
        """Repeats per draw, before any was removed."""
        return self.duplicates / self.draws if self.draws else 0.0


Words = Annotated[str, Meta(pattern="^[a-z][a-z ,-]{0,63}$")]  # packs are others' files, and cards are Markdown


class Recall(Struct, frozen=True, forbid_unknown_fields=True):
    """Of one kind of planted contamination: how many rows were made, how many of them were caught, and for how many
    the right item was named."""

    kind: Words
    planted: Total
    caught: Total
    named: Total


class PackProbe(Struct, frozen=True, forbid_unknown_fields=True):
    """What was measured when a pack was built, at one `threshold`: recall on its own items, changed by rule, kind by
    kind, and how many of the `clean` texts, which are no items' (`clean_from` says whose), were taken for items."""

    threshold: Annotated[float, Meta(gt=0, le=1)]
    recalls: tuple[Recall, ...]
    clean_from: Words
    clean: Total
    false_alarms: Total


class PackEmbeddings(Struct, frozen=True, forbid_unknown_fields=True):
    """The model of word vectors that a pack's vectors were made with: its name, the SHA-256 over its files and its
    dimension; and what the pack finds with them, measured when it was built at the cosine `threshold`."""

    model: Annotated[str, Meta(max_length=256)]
    sha256: Sha256
    dimension: Annotated[int, Meta(ge=2)]
    threshold: Annotated[float, Meta(gt=0, le=1)] | None = None
    probe: PackProbe | None = None


class PackReport(Struct, frozen=True, forbid_unknown_fields=True):
    """A pack of benchmark fingerprints that the problems were put to: its id and digest, the benchmarks in it, how
    many problems were dropped for being too near to one of its items, and what its probe found when it was built.
    `embeddings` says of a pack that has vectors which model made them, and `embedding_threshold` from which cosine
    problems counted as too near; it is null where vectors were not compared."""

    pack: str
    digest: str
    benchmarks: tuple[str, ...]
    items: Total
    contaminated: Total
    probe: PackProbe | None = None
    embeddings: PackEmbeddings | None = None
    embedding_threshold: Annotated[float, Meta(gt=0, le=1)] | None = None


class SolverReport(Struct, frozen=True, forbid_unknown_fields=True):
    """How one engine did in one style on one family and level.

    `problems` were asked in the first round, `passes` counts them by ``accepted/samples`` of that round. `rejected` and
    `undecided` count samples by reason. `pass_at` estimates, for k samples, the share of problems of which at least one
    is accepted (unbiased, from `passes`; an undecided sample counts as not accepted). Seconds are the engine's own and
    those of the wall clock, as they were stored with the completions.
    """

    engine: str
    style: str
    family: str
    level: int
    problems: Total
    samples: Total
    accepted: Total
    rejected: dict[str, Total]
    undecided: dict[str, Total]
    passes: dict[str, Total]
    pass_at: dict[str, Annotated[float, Meta(ge=0, le=1)]]
    prompt_tokens: Total
    completion_tokens: Total
    engine_seconds: Annotated[float, Meta(ge=0)]
    wall_seconds: Annotated[float, Meta(ge=0)]


class AssayReport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The errors of a family's checker, measured on `items` problems of one level: `right` answers in many writings, of
    which `false_rejects` were not accepted, and `wrong` ones, of which `false_accepts` were. `missed` counts the texts
    decided falsely by kind. Of the `mutants` of programs (one place changed) `mutants_accepted` passed the hidden
    tests, some because they do the same: a bound on how often a program that is nearly right passes."""

    family: str
    version: int
    level: int
    checker: str
    items: Total
    right: Total
    false_rejects: Total
    wrong: Total
    false_accepts: Total
    mutants: Total = 0
    mutants_accepted: Total = 0
    missed: dict[str, Total]


class HeldOut(Struct, frozen=True, forbid_unknown_fields=True):
    """The split that was kept to: the id of its key, how many draws were dropped for their held-out templates, the
    roots of the sealed evals that were kept apart from, and how many problems were dropped for being too near to them.
    """

    key_id: Sha256
    draws: Total
    evals: tuple[Sha256, ...] = ()
    near: Total = 0


class Release(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The manifest. It holds no time and no path of the machine, so equal builds have equal manifests.

    `engines` maps the recipe's names to fingerprints, `templates` each seed template's path in the recipe to the file
    that travels with the release. `reasons` counts the verdicts on solutions by reason, `controls` those on known-wrong
    answers by status; `assays` are the checkers' measured errors, `packs` the benchmark fingerprints that no problem
    is too near to.
    """

    provender: Lit[1]
    name: str
    recipe_digest: str
    seed: int
    code_digest: str
    versions: dict[str, str]
    checkers: dict[str, int]
    engines: dict[str, str]
    completions_digest: str
    templates: dict[str, RelativePath]
    stages: tuple[Books, ...]
    families: tuple[FamilyReport, ...]
    solvers: tuple[SolverReport, ...]
    reasons: dict[str, Total]
    controls: dict[str, Total]
    assays: tuple[AssayReport, ...]
    packs: tuple[PackReport, ...] = ()
    held_out: HeldOut | None = None
    files: tuple[File, ...]
