"""How alike texts are: MinHash signatures of their 5-shingles, a byte for each permutation.

b-bit minwise hashing (Li and König, WWW 2010): the lowest bits of the least hashes tell nearly as much as the whole.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipelines.decontamination.skeletons import mixed

PERMUTATIONS, SHINGLE = 128, 5
_SEED = 20260801  # of the permutations
_LONGEST = 20_000  # bytes of a text that are compared


def signatures(texts: Sequence[str]) -> npt.NDArray[np.uint8]:
    """The lowest bytes of each text's MinHash signature over its 5-shingles: (texts, `PERMUTATIONS`).

    Shingles are of UTF-8's bytes, which for ASCII are the characters.
    """
    from rensa import RMinHash

    encoded = [text.encode()[:_LONGEST].ljust(SHINGLE) for text in texts]
    sizes = np.array([len(each) for each in encoded])
    ends = np.cumsum(sizes)
    data = np.frombuffer(b"".join(encoded), dtype=np.uint8).astype(np.uint64)
    count = len(data) - SHINGLE + 1
    hashes = np.zeros(count, dtype=np.uint64)
    for step in range(SHINGLE):
        hashes = (hashes << np.uint64(8)) | data[step : step + count]
    inside = np.ones(len(data), dtype=np.bool_)
    for step in range(1, SHINGLE):  # those that would reach into the next text
        inside[ends - step] = False
    offsets = np.concatenate(([0], np.cumsum(sizes - SHINGLE + 1)))
    found = RMinHash.digest_matrix_from_flat_token_hashes(
        mixed(hashes[inside[:count]]), offsets.tolist(), PERMUTATIONS, _SEED
    )
    return np.array(found.to_rows(), dtype=np.uint32).astype(np.uint8)


def jaccard(one: bytes, other: bytes) -> float:
    """The estimated Jaccard similarity of two signatures; chance agreements of single bytes are taken off."""
    equal = int(np.count_nonzero(np.frombuffer(one, np.uint8) == np.frombuffer(other, np.uint8))) / len(one)
    return max(0.0, (equal - 1 / 256) / (1 - 1 / 256))
