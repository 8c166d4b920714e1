"""The seed template: a word problem with slots, written in YAML, from which many problems are drawn."""

from __future__ import annotations

from typing import Annotated, Literal as Lit

from msgspec import Meta, Struct, field

from schemas.recipe import Slug

Slot = Annotated[
    str, Meta(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=32, description="lower-case letters, digits and _")
]
Whole = Annotated[int, Meta(ge=-(10**9), le=10**9)]
Pattern = Annotated[str, Meta(min_length=1, max_length=2_000)]
Replacement = Annotated[str, Meta(max_length=2_000)]
ExpressionText = Annotated[str, Meta(min_length=1, max_length=500)]
Word = Annotated[str, Meta(min_length=1, max_length=64)]
Words = Word | Annotated[tuple[Word, ...], Meta(min_length=1, max_length=1_000)]


class Domain(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole numbers that a variable may take: from `low` to `high` in steps of `step`, or one of `choices`."""

    low: Whole | None = field(name="from", default=None)
    high: Whole | None = field(name="to", default=None)
    step: Annotated[int, Meta(ge=1, le=10**9)] = 1
    choices: Annotated[tuple[Whole, ...], Meta(min_length=1, max_length=1_000)] | None = None


class Asked(Struct, frozen=True, forbid_unknown_fields=True):
    """What the problem asks for: the name of a variable or derived quantity, its type, and its unit in the plural."""

    name: Slot
    type: Lit["integer", "rational"] = "integer"
    unit: Annotated[str, Meta(max_length=64)] = ""


class Telling(Struct, frozen=True, forbid_unknown_fields=True):
    """One way to tell the whole problem: `tell` in parts of one or more sentences, then the question.

    With ``order: any`` the parts after the first may come in any order. With ``layout: list`` they stand one to a
    line under the first. Distractors are put between parts, never inside one. `without` holds, for the quantities that
    a twin hides, what stands in place of the part that tells them (nothing, if the part is left out).
    """

    tell: Annotated[tuple[Pattern, ...], Meta(min_length=1, max_length=32)]
    ask: Pattern
    order: Lit["fixed", "any"] = "fixed"
    layout: Lit["prose", "list"] = "prose"
    without: Annotated[dict[Slot, Replacement], Meta(max_length=16)] = {}


class Twin(Struct, frozen=True, forbid_unknown_fields=True):
    """A twin of the template's problems, in which the stated quantity `hides` is left unsaid, so that the answer
    cannot be determined. `missing` names that quantity in the worked solution, and `amount` writes a value of it."""

    hides: Slot
    missing: Pattern
    amount: Pattern


class SeedTemplate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A seed template; see ``docs/templates.md`` for what each field means and how one is written.

    `stated` names the quantities whose values the texts give (all variables, when absent). The statement's equations
    are those values and the derived quantities that lead from them to the answer or, for a problem told backwards,
    those values and `relations`. `twins` are the ways to leave one of the stated quantities unsaid.
    """

    provender_template: Lit[1]
    name: Slug
    title: Annotated[str, Meta(min_length=1, max_length=200)]
    level: Annotated[int, Meta(ge=1, le=9)] = 1
    tags: Annotated[tuple[Slug, ...], Meta(max_length=16)] = ()
    answer: Asked
    words: Annotated[dict[Slot, Words], Meta(max_length=32)] = {}
    variables: Annotated[dict[Slot, Domain], Meta(min_length=1, max_length=32)]
    derived: Annotated[dict[Slot, ExpressionText], Meta(max_length=64)] = {}
    conditions: Annotated[tuple[ExpressionText, ...], Meta(max_length=64)] = ()
    stated: Annotated[tuple[Slot, ...], Meta(min_length=1, max_length=64)] | None = None
    relations: Annotated[tuple[ExpressionText, ...], Meta(max_length=64)] = ()
    texts: Annotated[tuple[Telling, ...], Meta(min_length=3, max_length=64)]
    twins: Annotated[tuple[Twin, ...], Meta(max_length=16)] = ()
    noise: Annotated[dict[Slot, Domain], Meta(max_length=32)] = {}
    distractors: Annotated[tuple[Pattern, ...], Meta(max_length=64)] = ()
    steps: Annotated[tuple[Pattern, ...], Meta(min_length=1, max_length=64)]
    conclusion: Annotated[str, Meta(max_length=2_000)] = ""
