"""The values that cross the wall: exact built-in types as tagged JSON, read back by a strict and bounded decoder."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from typing import Any

from validators.sandbox import guest
from validators.sandbox.guest import MAX_DEPTH, MAX_INT_BITS


class Undecodable(ValueError):
    """The JSON is not the tagged encoding of a value."""


def encode(value: Any) -> Any:
    """`value` as the JSON that checks hold, in which every built-in type can be told from every other.

    Lists, strings, integers, finite floats, booleans and None are themselves; ``{"t": [..]}`` is a tuple
    and ``{"d": [[key, value], ..]}`` a dictionary. Raises `Undecodable` for anything else.
    """
    try:
        return json.loads(guest.as_json(value, 10_000_000))
    except (guest.Unserialisable, guest.OutputLimit) as refused:
        raise Undecodable(f"no encoding for {refused}") from None


def decode(tree: Any, depth: int = 0) -> Any:
    """The value that `tree`, decoded JSON, encodes; raises `Undecodable` where it breaks the rules of `encode`."""
    kind = type(tree)
    if tree is None or kind is bool or kind is str:
        return tree
    if kind is int:
        if tree.bit_length() > MAX_INT_BITS:
            raise Undecodable("an integer has more than 4000 digits")
        return tree
    if kind is float:
        if not math.isfinite(tree):
            raise Undecodable("a float is not finite")
        return tree
    if depth >= MAX_DEPTH:
        raise Undecodable(f"values are nested deeper than {MAX_DEPTH}")
    if kind is list:
        return [decode(item, depth + 1) for item in tree]
    if kind is dict and len(tree) == 1:
        ((tag, items),) = tree.items()
        if tag == "t" and type(items) is list:
            return tuple(decode(item, depth + 1) for item in items)
        if tag == "d" and type(items) is list:
            return _dictionary(items, depth + 1)
    raise Undecodable("an object is not a tagged tuple or dictionary")


MOST_ALIKE = 16
"""So many keys of a dictionary may have the same hash. Whole numbers that differ by a multiple of 2^61 - 1 have, and a
megabyte of them would keep a dictionary busy for half a minute."""


def _dictionary(items: list[Any], depth: int) -> dict[Any, Any]:
    try:
        pairs = [(decode(key, depth), decode(value, depth)) for key, value in items]
        alike = Counter([hash(key) for key, _ in pairs])
    except (TypeError, ValueError) as refused:
        raise Undecodable(f"a dictionary cannot be made: {refused}") from None
    if any(number > MOST_ALIKE for number in alike.values()):
        raise Undecodable("the keys of a dictionary are chosen to collide")
    found = dict(pairs)
    if len(found) != len(items):
        raise Undecodable("a dictionary repeats a key")
    return found


def strict_json(data: bytes) -> Any:
    """The JSON in UTF-8, in which nothing is not finite and no object repeats a key. Raises `ValueError` or
    `RecursionError`."""

    def refuse(text: str) -> Any:
        raise Undecodable(f"{text[:10]} is not a value")

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) != len(items):
            raise Undecodable("an object repeats a key")
        return found

    return json.loads(data.decode(), parse_constant=refuse, object_pairs_hook=pairs)


def frames(received: bytes) -> list[bytes]:
    """The length-prefixed frames; a broken tail counts as frames too many."""
    found: list[bytes] = []
    position = 0
    while position < len(received) and len(found) < 3:
        size = int.from_bytes(received[position : position + 4], "big")
        frame = received[position + 4 : position + 4 + size]
        if len(received) < position + 4 or len(frame) != size:
            return [*found, b"", b"", b""]
        found.append(frame)
        position += 4 + size
    return found


def plain(detail: str) -> str:
    """The guest's words cut short, fit for UTF-8, and without addresses, which differ from run to run."""
    return re.sub("0x[0-9a-f]{4,16}", "0x...", detail[:300]).encode("utf-8", "backslashreplace").decode()
