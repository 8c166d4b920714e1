"""The optional tier: texts that say what an item says in other words, told by a model of static word vectors.

The model is a local folder in model2vec's format (Tulkens and van Dongen, 2024): a text's vector is the mean of its
tokens' vectors. A text is taken for an item when the cosine of their vectors reaches a threshold and their numbers
agree: near words alone are no evidence, since all word problems are near to each other.

Vectors are rounded to eight bits on both sides. One product of matrices says which pairs are near; the cosines of those
are then worked out from sums of whole numbers, so that they are the same on any machine and in any company of texts.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from pipelines.decontamination.skeletons import NUMBER, Batch, Hashes, Vocabulary, token_hash
from pipelines.shards import file_sha256
from schemas import BadInput

if TYPE_CHECKING:
    from pipelines.decontamination.packs import Pack

EMBEDDING = "embedding"  # the rule's name
THRESHOLD = 0.8
FILES = ("config.json", "model.safetensors", "tokenizer.json")
LIBRARIES = ("model2vec", "numpy", "tokenizers")  # what decides a vector beside the model
LARGEST = 4 << 30  # bytes of a model's file
WIDEST = 4096  # dimensions
PIECE, STRIDE = 4_000, 2_000  # characters: the vector of a longer text would be that of nothing in particular
ENCODED = 1_024  # texts that are encoded at a time
CELLS = 1 << 22  # of a block of cosines that is held at a time
MARGIN = 1e-3  # more than single precision errs in a cosine
# What numbers weigh as evidence: 0 to 3, which are in all texts, nothing, 4 to 9 one, and others two.
WEIGHTS = {token_hash(sign) & 0xFFFFFFFF: int(sign > "3") for sign in "0123456789"}
SAME, CONTAINED = 2, 4  # what they must weigh where two texts have the same numbers, and where one has some more

Bytes = npt.NDArray[np.int8]
Numbers = Counter[int]


class Encoded(NamedTuple):
    """Texts as the tier sees them, piece by piece: whose piece it is, its vector, and its numbers, hashed."""

    owner: npt.NDArray[np.int64]
    vectors: Bytes
    numbers: list[Numbers]


@dataclass(frozen=True)
class Model:
    """A model that is open: its folder, the SHA-256 over its files, its dimension, and what the library read."""

    folder: Path
    sha256: str
    dimension: int
    _static: Any

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.folder.name

    def encode(self, texts: Sequence[str], vocabulary: Vocabulary) -> Encoded:
        """The vectors of texts. One without a word that the model knows is all zeros, and near to nothing."""
        pieces, owner = [], []
        for number, text in enumerate(texts):
            for start in range(0, max(len(text) - PIECE + STRIDE, 1), STRIDE):
                pieces.append(text[start : start + PIECE])
                owner.append(number)
        vectors = np.zeros((len(pieces), self.dimension), dtype=np.int8)
        numbers: list[Numbers] = []
        for start in range(0, len(pieces), ENCODED):
            some = pieces[start : start + ENCODED]
            told = self._static.encode(some, max_length=None, normalize=False, use_multiprocessing=False)
            vectors[start : start + len(some)] = _rounded(np.asarray(told, dtype=np.float64))
            numbers += _numbers(some, vocabulary)
        return Encoded(np.array(owner, dtype=np.int64), vectors, numbers)


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


def open_model(folder: Path, sha256: str = "") -> Model:
    """Open the model in a folder; with `sha256` only that one. Nothing is fetched from anywhere.

    Raises `BadInput` where the library is not installed, the folder holds no such model, or another one.
    """
    digest = model_sha256(folder)
    if sha256 and digest != sha256:
        raise BadInput(str(folder), f"its SHA-256 is {digest}, not {sha256}", "put the model back that was there")
    return _opened(folder.resolve(), digest)


def model_sha256(folder: Path) -> str:
    """The SHA-256 over the names and contents of a model's three files. Raises `BadInput` where one is missing."""
    state = hashlib.sha256()
    for name in FILES:
        path = folder / name
        if not path.is_file():
            raise BadInput(str(folder), f"there is no {name}", "name a local folder with a model in model2vec's format")
        if path.stat().st_size > LARGEST:
            raise BadInput(str(path), f"more than {LARGEST >> 30} GiB", "name a model of static word vectors")
        try:
            state.update(f"{name}\0{file_sha256(path)}\n".encode())
        except OSError as error:
            raise BadInput(str(path), f"it cannot be read ({error.strerror})", "check the file") from None
    return state.hexdigest()


def libraries() -> dict[str, str]:
    """The versions of the libraries that decide a vector."""
    return {name: version(name) for name in LIBRARIES}


@lru_cache(maxsize=2)
def _opened(folder: Path, digest: str) -> Model:
    # Where the guard forks, threads of the tokenizer would not be there in the child.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        from model2vec import StaticModel
    except ImportError:
        raise BadInput(
            "embeddings", "the library model2vec is not installed", "run: pip install 'provender[embeddings]'"
        ) from None
    try:
        static = StaticModel.from_pretrained(folder)
        dimension = int(static.dim)
        finite = bool(np.isfinite(static.embedding).all()) and (
            static.weights is None or bool(np.isfinite(static.weights).all())
        )
        static.encode(["a test"], max_length=None)
    except Exception as error:  # tokenizers raises no class of its own
        told = (str(error) or type(error).__name__).partition("\n")[0][:200]
        raise BadInput(str(folder), f"it cannot be read as a model ({told})", "fetch the model again") from None
    if not 2 <= dimension <= WIDEST or not finite:
        problem = f"its vectors have {dimension:,} dimensions" if finite else "its vectors are not all numbers"
        raise BadInput(str(folder), problem, f"use a model of 2 to {WIDEST:,} dimensions")
    return Model(folder, digest, dimension, static)


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


def _rounded(vectors: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Directions in whole numbers from -127 to 127, the largest of each at the end of the scale."""
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    rounded: npt.NDArray[np.float64] = np.rint(vectors / np.where(largest > 0, largest, 1.0) * 127)
    return rounded


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


def _numbers(texts: Sequence[str], vocabulary: Vocabulary) -> list[Numbers]:
    """Of each text the numbers, in digits or words, as the low half of their hashes."""
    batch = Batch(texts, vocabulary, 1 << 30, 1 << 30)  # a piece is one window
    found = [Counter[int]() for _ in texts]
    there = batch.raw.kind == NUMBER
    hashes = (batch.raw.hashes[there] & np.uint64(0xFFFFFFFF)).tolist()
    for window, number in zip(batch.raw.window[there].tolist(), hashes, strict=True):
        found[window][number] += 1
    return found
