"""What travels between evals: the recipe of a refresh, an eval release's manifest, its rows and its commitment."""

from __future__ import annotations

from typing import Annotated, Literal as Lit

from msgspec import Meta, Struct, field

from schemas.recipe import (
    Decontamination,
    Engine,
    Level,
    Limits,
    ReferenceEngine,
    Sampling,
    Slug,
    Style,
)
from schemas.release import AssayReport, File, PackReport, Sha256

Share = Annotated[float, Meta(ge=0, le=1)]
Date = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="a day, as 2026-11-21")]
ReleaseName = Annotated[
    str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,79}$", description="a recipe's name, and the day, as private-2026-11-21")
]
Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Guid = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
Patterns = Annotated[tuple[Annotated[str, Meta(max_length=128)], ...], Meta(min_length=1, max_length=1000)]
Tier = Lit["new_draw", "new_template", "new_family"]
TIERS: tuple[Tier, ...] = ("new_draw", "new_template", "new_family")


class Holdout(Struct, frozen=True, forbid_unknown_fields=True):
    """What is kept from all training before anything is generated, decided by a keyed hash of names alone.

    Of the families that `pool` names a share `families` is held out, of the templates of all others a share
    `templates`. What is held out is cut into `terms`, periods of `term_days` from `start` on, and into the anchors (a
    share `anchors` of it), which are never revealed. An eval of a term draws on that term's part only, so that nothing
    revealed after it ever comes back, whatever other machines did meanwhile. None of it can be changed later: a family
    that was held out yesterday would be trained on today.
    """

    start: Date
    pool: Patterns = ("*",)
    families: Annotated[float, Meta(ge=0, le=0.9)] = 0.25
    templates: Annotated[float, Meta(ge=0, le=0.9)] = 0.25
    anchors: Annotated[float, Meta(ge=0, le=0.9)] = 0.15
    term_days: Annotated[int, Meta(ge=1, le=3660)] = 90
    terms: Annotated[int, Meta(ge=1, le=1000)] = 4


class Items(Struct, frozen=True, forbid_unknown_fields=True):
    """How many base items of each tier: new draws of templates that are trained on, held-out templates of families that
    are trained on, held-out families. `anchors` come beside them: the same private items in every release."""

    new_draw: Annotated[int, Meta(ge=0, le=1_000_000)] = 100
    new_template: Annotated[int, Meta(ge=0, le=1_000_000)] = 100
    new_family: Annotated[int, Meta(ge=0, le=1_000_000)] = 100
    anchors: Annotated[int, Meta(ge=0, le=1_000_000)] = 50


class Panel(Struct, frozen=True, forbid_unknown_fields=True):
    """A model of the panel: an engine by its name, and the style it is asked in."""

    engine: Slug
    style: Style = "chain_of_thought"


class Calibration(Struct, frozen=True, forbid_unknown_fields=True):
    """Levels by measured pass rate: the panel solves `problems` of each family and level, drawn apart from all items,
    and those levels are used whose mean pass rate lies from `low` to `high`; where none does, the nearest one."""

    problems: Annotated[int, Meta(ge=2, le=1000)] = 16
    low: Share = 0.1
    high: Share = 0.9


class Due(Struct, frozen=True, forbid_unknown_fields=True):
    """When a refresh is due: the newest release is older than `days`, the best model of the panel solves more than
    `best`, more than a share `flat` of the items have a point-biserial correlation below `discrimination`, or the gap
    between new draws and what is held out has an interval above 0."""

    days: Annotated[int, Meta(ge=1, le=3660)] = 30
    best: Share = 0.9
    flat: Share = 0.5
    discrimination: Annotated[float, Meta(ge=-1, le=1)] = 0.1


class EvalRecipe(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An eval that is refreshed: what is held out, how many items of which tier in how many versions, and when it is
    due. `against` names train releases, or files of training rows, beside the recipe: an item that is too near to one
    of their rows is drawn anew."""

    provender_eval: Lit[1]
    name: Slug
    holdout: Holdout
    items: Items = Items()
    versions: Annotated[int, Meta(ge=1, le=16)] = 3
    levels: Annotated[tuple[Level, ...], Meta(min_length=1, max_length=99)] | None = None
    twins: Share | None = None
    description: Annotated[str, Meta(max_length=4000)] = ""
    license: Annotated[str, Meta(pattern=r"^[A-Za-z0-9.+-]{1,64}$")] = "apache-2.0"
    language: Lit["en"] = "en"
    engines: Annotated[dict[Slug, Engine], Meta(max_length=64)] = field(
        default_factory=lambda: {"reference": ReferenceEngine()}
    )
    panel: Annotated[tuple[Panel, ...], Meta(max_length=64)] = ()
    sampling: Sampling = Sampling(temperature=0.0)
    calibration: Calibration | None = None
    expires_days: Annotated[int, Meta(ge=1, le=3660)] = 180
    due: Due = Due()
    against: Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=512)], ...], Meta(max_length=64)] = ()
    decontamination: Decontamination = Decontamination()
    assay: Annotated[int, Meta(ge=0, le=1000)] = 2
    detect: Share | None = None
    limits: Limits = Limits()


class CellReport(Struct, frozen=True, forbid_unknown_fields=True):
    """One family at one level in one tier: base items asked for and there, problems drawn for them, why others were
    passed over, and the panel's pass rate where it was measured."""

    tier: Tier
    anchor: bool
    family: str
    version: int
    level: int
    requested: Annotated[int, Meta(ge=0)]
    items: Annotated[int, Meta(ge=0)]
    draws: Annotated[int, Meta(ge=0)]
    passed_over: dict[str, Annotated[int, Meta(ge=0)]] = {}
    pass_rate: Share | None = None


class EvalManifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The manifest of an eval release. It holds no salt, no key and no seed.

    `key_id` tells which split key decided what is held out, `term` which of its terms this is; `root` is the Merkle
    root over the salted rows, in order of their ids; `packs`, `assays` and `proven` say what was measured on them.
    `distinguishes` is the smallest difference in accuracy that the items can tell with a power of 80 %.
    """

    provender_eval: Lit[1]
    name: Slug
    release: str
    created: Date
    expires: Date
    key_id: Hash
    term: Annotated[int, Meta(ge=0)]
    canary: Guid
    versions: Annotated[int, Meta(ge=1)]
    rows: Annotated[int, Meta(ge=0)]
    items: Annotated[int, Meta(ge=0)]
    root: Hash
    recipe_digest: str
    code_digest: str
    libraries: dict[str, str]
    checkers: dict[str, int]
    cells: tuple[CellReport, ...]
    packs: tuple[PackReport, ...]
    assays: tuple[AssayReport, ...]
    distinguishes: Share
    detect: Share | None = None
    revealed: Date | None = None
    withheld: Annotated[int, Meta(ge=0)] = 0
    files: tuple[File, ...] = ()


class Commitment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is published before anything else of an eval release: the root that its rows were fixed under, and when."""

    release: ReleaseName
    created: Date
    rows: Annotated[int, Meta(ge=0)]
    root: Hash
    canary: Guid
    manifest_sha256: Sha256


class Published(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A home's note that a release is public: since when, its public manifest, and the errata that went with it."""

    release: ReleaseName
    revealed: Date
    manifest_sha256: Sha256
    errata_sha256: Sha256


class Opening(Struct, frozen=True, forbid_unknown_fields=True):
    """What opens one row of a commitment: its salt, its place among the leaves, and the hashes beside its way to the
    root, from the leaf on."""

    id: str
    leaf: Annotated[int, Meta(ge=0)]
    salt: Hash
    path: tuple[Hash, ...]
