"""The optional tier: texts that say what an item says in other words.

A text is taken for an item when the cosine of their vectors reaches a threshold and their numbers agree: near words
alone are no evidence, since all word problems are near to each other. One product of matrices says which pairs are
near; the cosines of those are then worked out from sums of whole numbers, so that they are the same on any machine and
in any company of texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from pipelines.decontamination.embeddings import ENCODED, Bytes, Encoded, Numbers, model_sha256, open_model
from pipelines.decontamination.packs import Pack
from pipelines.decontamination.skeletons import Hashes, token_hash
from schemas import BadInput

EMBEDDING = "embedding"  # the rule's name
THRESHOLD = 0.8
CELLS = 1 << 22  # of a block of cosines that is held at a time
MARGIN = 1e-3  # more than single precision errs in a cosine
# What numbers weigh as evidence: 0 to 3, which are in all texts, nothing, 4 to 9 one, and others two.
WEIGHTS = {token_hash(sign) & 0xFFFFFFFF: int(sign > "3") for sign in "0123456789"}
SAME, CONTAINED = 2, 4  # what they must weigh where two texts have the same numbers, and where one has some more


class Tier(msgspec.Struct, frozen=True):
    """The tier, switched on: the model and the cosine from which a text with an item's numbers is the item."""

    model: Any  # a `Model`
    threshold: float = THRESHOLD

    @property
    def told(self) -> str:
        """How reports name it."""
        return f"{self.model.name}#{self.model.sha256[:16]} from a cosine of {self.threshold:g}"


class Match(NamedTuple):
    """What a text was taken for: the item and the cosine."""

    item: str
    cosine: float


def tier_for(folder: Path, threshold: float, against: Sequence[Pack], place: str, sha256: str = "") -> Tier:
    """The tier with the model in this folder, for these packs, of which one at least must have vectors, and none those
    of another model. Raises `BadInput`, which names `place`."""
    _require(folder, against, place)
    return Tier(open_model(folder, sha256), threshold)


def _require(folder: Path, against: Sequence[Pack], place: str) -> None:
    there = [pack for pack in against if pack.embeddings is not None]
    if not there:
        raise BadInput(
            place, f"no pack that is named has vectors ({', '.join(pack.id for pack in against) or 'there is none'})",
            "build one with 'provender fingerprint build … --embeddings MODEL_DIR', or leave the embeddings out",
        )  # fmt: skip
    digest = model_sha256(folder)
    for pack in there:
        assert pack.embeddings is not None
        if pack.embeddings.sha256 != digest:
            raise BadInput(
                place,
                f"the model {folder} has the SHA-256 {digest}, but the vectors of {pack.id} were made with "
                f"'{pack.embeddings.model}', SHA-256 {pack.embeddings.sha256}",
                "name that model, or build the pack again with this one",
            )


def matches(texts: Sequence[str], pack: Pack, tier: Tier) -> Iterator[Match | None]:
    """By text the item that it says in other words, the nearest one, or nothing."""
    if pack.embeddings is None:
        yield from (None for _ in texts)
        return
    for start in range(0, len(texts), ENCODED):
        some = texts[start : start + ENCODED]
        given = tier.model.encode(some, pack.vocabulary)
        best: dict[int, tuple[float, int]] = {}
        for piece, cosine, row in _near(given, pack, tier.threshold):
            owner = int(given.owner[piece])
            if owner not in best or (-cosine, row) < (-best[owner][0], best[owner][1]):
                best[owner] = cosine, row
        for number in range(len(some)):
            there = best.get(number)
            yield None if there is None else Match(pack.item_named(int(pack.vectors.owner[there[1]])), there[0])


def _near(given: Encoded, pack: Pack, threshold: float) -> Iterator[tuple[int, float, int]]:
    """Pieces, each with the nearest row of the pack's vectors whose numbers agree, and the cosine."""
    items = pack.vectors
    table, there = _units(items.vectors).T, _Masks.of(items.numbers)
    telling = np.flatnonzero([_weight(numbers) >= SAME for numbers in given.numbers])
    size = max(CELLS // max(len(items.numbers), 1), 1)
    for start in range(0, len(telling), size):
        places = telling[start : start + size]
        rows = given.vectors[places]
        above, item = np.nonzero(_units(rows) @ table >= np.float32(threshold - MARGIN))
        may = _Masks.of([given.numbers[place] for place in places.tolist()]).may_agree(above, there, item)
        above, item = above[may], item[may]
        cosine = _cosines(rows, above, items.vectors, item)
        order = np.lexsort((item, -cosine, above))
        order = order[cosine[order] >= threshold]
        done = -1
        for row, each, value in zip(above[order].tolist(), item[order].tolist(), cosine[order].tolist(), strict=True):
            place = int(places[row])
            if row != done and agree(given.numbers[place], items.numbers[each]):
                done = row
                yield place, value, each


def agree(one: Numbers, other: Numbers) -> bool:
    """Whether two texts' numbers may be those of one problem: they are the same, or all of the one stand in the other,
    which has at most half as many more; and they weigh enough."""
    if one.total() > other.total():
        one, other = other, one
    if one == other:
        return _weight(one) >= SAME
    return _weight(one) >= CONTAINED and 3 * one.total() >= 2 * other.total() and one <= other


def _weight(numbers: Numbers) -> int:
    return sum(count * WEIGHTS.get(number, 2) for number, count in numbers.items())


class _Masks(NamedTuple):
    """By text how many numbers it has, and one of 64 bits for each: who has another's numbers has its bits."""

    counts: npt.NDArray[np.int64]
    bits: Hashes

    @classmethod
    def of(cls, numbers: Sequence[Numbers]) -> _Masks:
        bits = [sum({1 << (number & 63) for number in each}) for each in numbers]
        return cls(np.array([each.total() for each in numbers], dtype=np.int64), np.array(bits, dtype=np.uint64))

    def may_agree(
        self, rows: npt.NDArray[np.intp], other: _Masks, others: npt.NDArray[np.intp]
    ) -> npt.NDArray[np.bool_]:
        counts, bits = self.counts[rows], self.bits[rows]
        fewer, more = np.minimum(counts, other.counts[others]), np.maximum(counts, other.counts[others])
        both = bits & other.bits[others]
        found: npt.NDArray[np.bool_] = (3 * fewer >= 2 * more) & ((both == bits) | (both == other.bits[others]))
        return found


def _units(vectors: Bytes) -> npt.NDArray[np.float32]:
    wide = vectors.astype(np.float32)
    units: npt.NDArray[np.float32] = wide / np.maximum(np.linalg.norm(wide, axis=1, keepdims=True), 1.0)
    return units


def _cosines(
    ones: Bytes, one: npt.NDArray[np.intp], others: Bytes, other: npt.NDArray[np.intp]
) -> npt.NDArray[np.float64]:
    """The cosines of pairs of rows, each from three sums of whole numbers."""
    found = np.zeros(len(one))
    for start in range(0, len(one), ENCODED):
        some = slice(start, start + ENCODED)
        left, right = ones[one[some]].astype(np.int64), others[other[some]].astype(np.int64)
        squares = (left * left).sum(axis=1) * (right * right).sum(axis=1)
        found[some] = (left * right).sum(axis=1) / np.sqrt(np.maximum(squares, 1))
    return found
