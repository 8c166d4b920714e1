"""What `provender score` says: one struct, as JSON the same on every machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal as Lit

import msgspec
from msgspec import Struct

from pipelines.evals.score.statistics import Estimate, Gap, Share
from schemas import canonical_json
from schemas.decoding import decode_json, read_text

DIGITS = 6
MOST_NAMED = 100  # items without a response that are named
LARGEST = 1 << 30  # bytes of scores that are read


class Group(Struct, frozen=True):
    """The items that share a value: of `family`, `level`, `tier`, `domain`, or whether they are an `anchor`."""

    by: str
    name: str
    items: int
    bases: int
    accuracy: Share
    undecided: float
    eacc: Share | None


class Equality(Struct, frozen=True):
    """Cochran's Q for the hypothesis that all versions are solved alike often, and its p-value."""

    q: float
    p: float


class Difference(Struct, frozen=True):
    """The accuracy of one set of items less that of another one, both of the same model."""

    of: str
    minus: str
    accuracy: Estimate


class Model(Struct, frozen=True):
    """One model's figures. `responses` were wanted: `samples` for each item; those that are `missing` count as not
    accepted, and `unanswered` items have none at all (some are named). Of the rest `undecided` ones are neither right
    nor wrong; they are not accepted, and `decided` is the accuracy without them.

    `alike` says that all samples of every item are the same text: they count as one. `gap` is null where `why_no_gap`
    says why. `detectable` is the smallest difference to a like model that these items would tell.
    """

    model: str
    styles: tuple[str, ...]
    samples: int
    alike: bool
    responses: int
    accepted: int
    rejected: int
    undecided: int
    missing: int
    unanswered: int
    unanswered_ids: tuple[str, ...]
    reasons: dict[str, int]
    accuracy: Share
    decided: Share | None
    eacc: Share | None
    versions: tuple[Share, ...]
    equality: Equality | None
    gap: Gap | None
    why_no_gap: str
    groups: tuple[Group, ...]
    differences: tuple[Difference, ...]
    detectable: float


class Comparison(Struct, frozen=True):
    """Two models on the same items, base item by base item: the first one's accuracy less the second one's."""

    first: str
    second: str
    difference: Estimate
    detectable: float


class ItemScore(Struct, frozen=True):
    """One item: by how many respondents (model and sample) it was solved, and how well it tells good ones from bad
    ones: `discrimination` is null where `why` says why."""

    id: str
    base_id: str
    version: int
    tier: str
    anchor: bool
    family: str
    level: int
    accepted: int
    respondents: int
    difficulty: float
    discrimination: float | None
    why: str = ""


class Discrimination(Struct, frozen=True):
    """How many items tell nothing: with a point-biserial correlation below `threshold`, or that all respondents or none
    solved (`constant`). `share` is of all items, null where there are too few respondents."""

    threshold: float
    respondents: int
    measured: int
    below: int
    constant: int
    share: float | None


class Linked(Struct, frozen=True):
    """A model on the older release's scale: by how many logits it is better on the anchors than those who answered the
    older release, and the accuracy that this means for the older release's items. Null where `why` says why."""

    model: str
    shift: Estimate | None
    accuracy: Estimate | None
    why: str = ""


class Link(Struct, frozen=True):
    """How two releases hang together by the anchors that both have; `respondents` are the older one's."""

    older: str
    anchors: int
    bases: int
    respondents: int
    older_accuracy: float
    models: tuple[Linked, ...]
    why: str = ""


class Scores(Struct, frozen=True, kw_only=True):
    """The scores of one eval. `digest` is of its items' ids and checks; `versions` is how many versions a base item
    has, `incomplete` base items have fewer and are left out of what compares versions. `distinguishes` is the smallest
    difference that the design tells, before any response; `unknown` responses were to items that it does not have."""

    provender_scores: Lit[1]
    eval: str
    digest: str
    root: str
    items: int
    bases: int
    versions: int
    incomplete: int
    distinguishes: float
    unknown: int
    models: tuple[Model, ...]
    comparisons: tuple[Comparison, ...]
    discrimination: Discrimination
    item_scores: tuple[ItemScore, ...]
    link: Link | None = None


def scores_json(scores: Scores) -> bytes:
    """The scores as one line of canonical JSON; figures have six digits, so that no machine's last bit shows."""
    return canonical_json(_rounded(msgspec.to_builtins(scores))) + b"\n"


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS) + 0.0  # -0.0 is 0.0
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list | tuple) else value


def read_scores(path: Path) -> Scores:
    """Scores that `provender score --json` wrote. Raises `BadInput` for anything else."""
    text = read_text(path, "the scores", LARGEST)
    return decode_json(text, Scores, str(path), "name a file that 'provender score --json FILE' wrote")
