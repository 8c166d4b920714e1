"""Makes large inputs from their descriptions, the same on every machine."""

from __future__ import annotations

import random
import struct
from typing import Any

from schemas.checks import Bulk


class Impossible(ValueError):
    """A description that nothing fits."""


def made(bulk: Bulk) -> list[Any]:
    """The list described. Raises `Impossible` for bounds that leave nothing."""
    least = bulk.low + (bulk.kind == "pairs")
    if bulk.high < least:
        raise Impossible("bounds that leave nothing")
    few, span = bulk.order == "alike", bulk.high - least + 1
    count = bulk.size * (2 if few or bulk.kind == "pairs" else 1)
    drawn = iter(struct.unpack(f"<{count}Q", random.Random(bulk.seed).randbytes(8 * count)))
    # 64 bits for a number far below 2^32: the remainder is as good as uniform.
    if bulk.kind == "numbers" and not few:
        items: list[Any] = [bulk.low + bits % span for bits in drawn]
    elif bulk.kind == "numbers":
        items = []
        for bits, luck in zip(drawn, drawn, strict=True):
            items.append(items[-1] if items and luck % 1000 else bulk.low + bits % span)
    else:
        items = []
        for bits, more in zip(drawn, drawn, strict=True):
            if few and items and more % 1000:
                items.append(items[-1])
                continue
            first = bulk.low + bits % span
            items.append((first, first + 1 + more // 1000 % min(bulk.reach, bulk.high - first)))
    if bulk.order in ("rising", "falling"):
        items.sort(reverse=bulk.order == "falling")
    return items
