"""The recipe: what a user writes to ask for a release."""

from __future__ import annotations

from typing import Annotated, Literal as Lit

from msgspec import Meta, Struct, field

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", description="lower-case letters, digits, - and _")]
Count = Annotated[int, Meta(ge=1, le=10_000_000)]
Level = Annotated[int, Meta(ge=1, le=99)]


class FamilyRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """How many distinct problems of one family, spread evenly over the levels (all of them when none are named).

    Either `family` names a registered family or `template` a YAML seed template beside the recipe.
    """

    count: Count
    family: Annotated[str, Meta(max_length=128)] | None = None
    template: Annotated[str, Meta(max_length=256)] | None = None
    levels: Annotated[tuple[Level, ...], Meta(min_length=1, max_length=99)] | None = None


class ReferenceEngine(Struct, frozen=True, tag="reference", tag_field="name", forbid_unknown_fields=True):
    """Each problem's own worked solution, written by the program that made it: no model, no cost."""


Engine = ReferenceEngine


class Sampling(Struct, frozen=True, forbid_unknown_fields=True):
    """How often each problem is asked, and how many known-wrong controls stand beside the answers.

    A control is another problem's solution offered for this one. It goes through the same checkers; one that is
    accepted is a false accept, counted and printed in the release's card.
    """

    samples: Annotated[int, Meta(ge=1, le=1024)] = 1
    controls: Annotated[int, Meta(ge=0, le=16)] = 1


class Curation(Struct, frozen=True, forbid_unknown_fields=True):
    """What of the accepted solutions is kept."""

    solutions_per_problem: Annotated[int, Meta(ge=1, le=1024)] = 1


class Sharding(Struct, frozen=True, forbid_unknown_fields=True):
    """How the rows are cut into files; both decide bytes, so both are part of the recipe."""

    rows_per_shard: Annotated[int, Meta(ge=16, le=65_536)] = 512
    row_group_rows: Annotated[int, Meta(ge=16, le=65_536)] = 512


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """Bounds on one row's work; beyond them it is dead (expand) or undecided (verify), never wrong."""

    expand_seconds: Annotated[int, Meta(ge=1, le=3600)] = 120
    verify_seconds: Annotated[int, Meta(ge=1, le=3600)] = 120
    worker_memory_mb: Annotated[int, Meta(ge=512, le=1_048_576)] = 4096


class Recipe(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole build: which problems, who solves them, what is kept and how it is cut."""

    provender: Lit[1]
    name: Slug
    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)]
    families: Annotated[tuple[FamilyRequest, ...], Meta(min_length=1, max_length=1000)]
    description: Annotated[str, Meta(max_length=4000)] = ""
    license: Annotated[str, Meta(pattern=r"^[A-Za-z0-9.+-]{1,64}$")] = "apache-2.0"
    language: Lit["en"] = "en"
    engine: Engine = ReferenceEngine()
    sampling: Sampling = Sampling()
    curation: Curation = Curation()
    splits: Annotated[
        dict[Lit["train", "validation", "test"], Annotated[float, Meta(gt=0, le=1)]], Meta(min_length=1)
    ] = field(default_factory=lambda: {"train": 1.0})
    sharding: Sharding = Sharding()
    limits: Limits = Limits()
