"""Canonical bytes and the digests taken of them: the ground that ids, shard numbers and keys stand on."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(order="sorted")


def canonical_json(value: Any) -> bytes:
    """JSON with sorted keys and no spaces: equal values give equal bytes on every machine."""
    return _encoder.encode(value)


def json_text(value: Any) -> str:
    """The value as JSON text, the form in which Parquet columns hold values whose shape varies.

    Keys stay in their order, which says something where variables are declared; it is the same in every process, since
    nothing here is built by iterating over a set.
    """
    return msgspec.json.encode(value).decode()


def digest(*parts: bytes | str | int, size: int = 16) -> str:
    """Hex BLAKE2b of the parts, each prefixed by its length so that ('ab','c') differs from ('a','bc')."""
    return _hash(parts, size).hexdigest()


def digest_int(*parts: bytes | str | int) -> int:
    """An unsigned 64-bit integer from the same hash; unlike `hash()` it is not salted per process."""
    return int.from_bytes(_hash(parts, 8).digest(), "big")


def _hash(parts: tuple[bytes | str | int, ...], size: int) -> hashlib.blake2b:
    state = hashlib.blake2b(digest_size=size)
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        state.update(len(data).to_bytes(8, "big"))
        state.update(data)
    return state
