"""Vectors of texts, by a model of static word vectors: what packs may keep of their items for the optional tier.

The model is a local folder in model2vec's format (Tulkens and van Dongen, 2024): a text's vector is the mean of its
tokens' vectors, rounded to eight bits. Beside it stand the text's numbers.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pipelines.decontamination.skeletons import NUMBER, Batch, Vocabulary
from pipelines.shards import file_sha256
from schemas import BadInput

FILES = ("config.json", "model.safetensors", "tokenizer.json")
LIBRARIES = ("model2vec", "numpy", "tokenizers")  # what decides a vector beside the model
LARGEST = 4 << 30  # bytes of a model's file
WIDEST = 4096  # dimensions
PIECE, STRIDE = 4_000, 2_000  # characters: the vector of a longer text would be that of nothing in particular
ENCODED = 1_024  # texts that are encoded at a time

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


def _rounded(vectors: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Directions in whole numbers from -127 to 127, the largest of each at the end of the scale."""
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    rounded: npt.NDArray[np.float64] = np.rint(vectors / np.where(largest > 0, largest, 1.0) * 127)
    return rounded


def _numbers(texts: Sequence[str], vocabulary: Vocabulary) -> list[Numbers]:
    """Of each text the numbers, in digits or words, as the low half of their hashes."""
    batch = Batch(texts, vocabulary, 1 << 30, 1 << 30)  # a piece is one window
    found = [Counter[int]() for _ in texts]
    there = batch.raw.kind == NUMBER
    hashes = (batch.raw.hashes[there] & np.uint64(0xFFFFFFFF)).tolist()
    for window, number in zip(batch.raw.window[there].tolist(), hashes, strict=True):
        found[window][number] += 1
    return found
