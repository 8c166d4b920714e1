"""The split: which families and templates no training ever sees, decided by a keyed hash of their names alone.

Nothing has to be looked up, so every machine that has the key decides alike, also on names that are new.
"""

from __future__ import annotations

from datetime import date, timedelta
from fnmatch import fnmatchcase

import msgspec

from generators.registry import kin, kin_of
from pipelines.evals.home import Home, Key
from pipelines.evals.ledger import read_ledger
from schemas import BadInput
from schemas.evals import Holdout

TRAINED, ANCHORS = -2, -1  # what is not held out; the part of what is that is never revealed. Terms are 0, 1, 2 …


class Split(msgspec.Struct, frozen=True):
    """A key, and what the ledger says of the split that it decides."""

    key: Key
    holdout: Holdout

    def in_pool(self, name: str) -> bool:
        """Whether a family is one of those of which some are held out: it, or a variant of it, is named."""
        return self._is_named(name) or any(map(self._is_named, kin(name)))

    def _is_named(self, name: str) -> bool:
        return any(fnmatchcase(name, pattern) for pattern in self.holdout.pool)

    def family(self, name: str) -> int:
        """The part that a family belongs to: `TRAINED`, `ANCHORS` or the number of a term."""
        if not self.in_pool(name):
            return TRAINED
        return self._part(self.key.derived("family", kin_of(name)), self.holdout.families)

    def template(self, family: str, template: str) -> int:
        """The part that a template belongs to: its family's, unless that is trained on."""
        part = self.family(family)
        if part != TRAINED or not self.in_pool(family):
            return part
        return self._part(self.key.derived("template", kin_of(family), template), self.holdout.templates)

    def _part(self, mac: bytes, share: float) -> int:
        place = int.from_bytes(mac[:8], "big") / 2**64
        if place >= share:
            return TRAINED
        place /= share
        if place < self.holdout.anchors:
            return ANCHORS
        place = (place - self.holdout.anchors) / (1 - self.holdout.anchors)
        return min(int(place * self.holdout.terms), self.holdout.terms - 1)

    def term(self, day: date) -> int:
        """The term that a day lies in. Raises `BadInput` for one before the first or after the last."""
        start = date.fromisoformat(self.holdout.start)
        if day < start:
            raise BadInput(day.isoformat(), f"the first term begins on {start}", "name a later date")
        term = (day - start).days // self.holdout.term_days
        if term >= self.holdout.terms:
            raise BadInput(
                day.isoformat(),
                f"the last of the {self.holdout.terms} terms ended on {self.ends(self.holdout.terms - 1)}: all that "
                "was held out is used up",
                "make a new home, with families that no model has seen",
            )
        return term

    def ends(self, term: int) -> date:
        """The first day after a term."""
        return date.fromisoformat(self.holdout.start) + timedelta(days=self.holdout.term_days * (term + 1))


def split_of(home: Home) -> Split:
    """The split of a home: its key, and the ledger's entry on it. Raises `BadInput` where it knows none of this key."""
    key = home.key()
    made = read_ledger(home.ledger).split(key.id)
    if made is None:
        raise BadInput(str(home.path), "the ledger knows no split of this key", "restore the ledger that goes with it")
    return Split(key, made.holdout)
