"""Merkle trees over salted rows: one root fixes all rows, and a few hashes prove that one of them is under it.

The tree is that of RFC 6962 (Certificate Transparency): leaves and inner nodes are hashed apart, so that neither can
stand for the other, and a tree of any size has one shape.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from pipelines.shards import Row
from schemas import canonical_json
from schemas.arrow import EVAL


def leaf_hash(row: Row, salt: bytes) -> bytes:
    """The leaf of an eval's row: SHA-256 over a zero byte, the salt (32 bytes) and the row as canonical JSON. Without
    the salt nobody can find out by trying which row it is. Raises `ValueError` for what is no row of an eval."""
    if row.keys() != set(EVAL.names):
        raise ValueError("these are not the columns of an eval's row")
    try:
        told = canonical_json({name: row[name] for name in EVAL.names if name != "digest"})
    except (TypeError, OverflowError, RecursionError) as error:
        raise ValueError("a value is none of an eval's row") from error
    return hashlib.sha256(b"\0" + salt + told).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaves in their order."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = _split(len(leaves))
    return _node(root_of(leaves[:middle]), root_of(leaves[middle:]))


def paths_of(leaves: Sequence[bytes]) -> list[tuple[bytes, ...]]:
    """For each leaf the hashes beside its way to the root, from the leaf on."""
    if len(leaves) <= 1:
        return [()] * len(leaves)
    middle = _split(len(leaves))
    left, right = leaves[:middle], leaves[middle:]
    beside = (root_of(right),), (root_of(left),)
    return [(*path, *beside[0]) for path in paths_of(left)] + [(*path, *beside[1]) for path in paths_of(right)]


def included(leaf: bytes, place: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf stands at this place of a tree of `size` leaves with this root (RFC 9162, section 2.1.3.2)."""
    if not 0 <= place < size:
        return False
    at, last, found = place, size - 1, leaf
    for beside in path:
        if not last:
            return False
        if at & 1 or at == last:
            found = _node(beside, found)
            while not at & 1 and at:
                at >>= 1
                last >>= 1
        else:
            found = _node(found, beside)
        at >>= 1
        last >>= 1
    return not last and found == root


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def _split(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << ((size - 1).bit_length() - 1)
