"""The entries of a ledger of releases: what was held out, trained on, committed to, revealed and withdrawn."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from schemas.evals import Date, Guid, Hash, Holdout, ReleaseName

Digests = Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$", description="SHA-256 of a file of digests, or nothing")]


class SplitMade(Struct, frozen=True, tag="split", tag_field="kind", forbid_unknown_fields=True):
    """A split key was made: by its id everybody sees that the same key decided, and no one learns the key."""

    key_id: Hash
    holdout: Holdout


class TrainRelease(Struct, frozen=True, kw_only=True, tag="train", tag_field="kind", forbid_unknown_fields=True):
    """A release that may be trained on, of so many problems. The digests (8 bytes each, in files of the ledger) are of
    (family, template), of problems however they are worded, and of whole skeletons of prompts; `key_id` tells which
    split was kept to, if one was."""

    release: Annotated[str, Meta(max_length=256)]
    date: Date
    manifest_sha256: Hash
    problems: Annotated[int, Meta(ge=0)]
    families: dict[str, int]
    seeds: tuple[int, ...]
    templates: Digests
    parameters: Digests
    skeletons: Digests
    key_id: Hash | None = None


class EvalCommitted(Struct, frozen=True, kw_only=True, tag="eval", tag_field="kind", forbid_unknown_fields=True):
    """An eval release of the day `created` was fixed under a root on the day `date`, before anybody saw an item.
    `families` are those of its tier new_family; `templates` digests (family, template) of its tier new_template;
    parameters and skeletons are digested with the split key, so that nobody without it can try guesses."""

    release: ReleaseName
    date: Date
    created: Date
    expires: Date
    key_id: Hash
    term: Annotated[int, Meta(ge=0, lt=1000)]
    root: Hash
    rows: Annotated[int, Meta(ge=0)]
    canary: Guid
    manifest_sha256: Hash
    families: tuple[str, ...]
    templates: Digests
    parameters: Digests
    skeletons: Digests


class EvalRevealed(Struct, frozen=True, kw_only=True, tag="reveal", tag_field="kind", forbid_unknown_fields=True):
    """An eval release was made public: its families and templates are burned. `manifest_sha256` is of the manifest that
    was put out, which has the SHA-256 of all rows and salts: what is left out of them later is no more the release."""

    release: ReleaseName
    date: Date
    root: Hash
    manifest_sha256: Hash
    families: tuple[str, ...]
    templates: dict[str, tuple[str, ...]]


class Burned(Struct, frozen=True, kw_only=True, tag="burn", tag_field="kind", forbid_unknown_fields=True):
    """Families are burned for another reason, such as items that were found on the net."""

    date: Date
    families: tuple[str, ...]
    reason: Annotated[str, Meta(max_length=1000)]


class Merged(Struct, frozen=True, tag="merge", tag_field="kind", forbid_unknown_fields=True):
    """Two ledgers became one; all there is to it is whose heads they are, which its parents say."""


Entry = SplitMade | TrainRelease | EvalCommitted | EvalRevealed | Burned | Merged


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the file: an entry, the hashes of those it was added to, and its own."""

    hash: Hash
    parents: tuple[Hash, ...]
    entry: Entry
