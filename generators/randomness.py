"""Keyed randomness: every draw comes from a stream whose key names what is drawn.

A stream is a Mersenne Twister seeded with the 256-bit BLAKE2b of its key, so neighbouring seeds and indexes share
nothing, and neither workers nor order nor ``PYTHONHASHSEED`` can be felt. Only `getrandbits` of the standard
generator is used: the methods above it have changed between Python versions, and with them the bytes of a dataset.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

from schemas.canonical import digest

T = TypeVar("T")


class Stream:
    """A source of random choices, fully decided by its key.

    >>> Stream(7, "math/linear_system", 1, 0).integer(1, 6) == Stream(7, "math/linear_system", 1, 0).integer(1, 6)
    True
    """

    __slots__ = ("_bits",)

    def __init__(self, *key: str | int) -> None:
        self._bits = random.Random(int(digest("stream", *key, size=32), 16)).getrandbits

    def below(self, bound: int) -> int:
        """A uniform integer in ``[0, bound)``."""
        if bound <= 0:
            raise ValueError(f"below({bound}): there is no such integer")
        size = bound.bit_length()
        found = self._bits(size)
        while found >= bound:
            found = self._bits(size)
        return found

    def integer(self, low: int, high: int) -> int:
        """A uniform integer in ``[low, high]``, both ends included."""
        return low + self.below(high - low + 1)

    def chance(self, numerator: int, denominator: int) -> bool:
        """True with probability ``numerator / denominator``."""
        return self.below(denominator) < numerator

    def choice(self, options: Sequence[T]) -> T:
        """One of the options, each as likely."""
        return options[self.below(len(options))]

    def weighted(self, options: Sequence[T], weights: Sequence[int]) -> T:
        """One of the options, as likely as its whole-number weight."""
        left = self.below(sum(weights))
        for option, weight in zip(options, weights, strict=True):
            left -= weight
            if left < 0:
                return option
        raise AssertionError("weights changed while they were read")

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """The options in random order (Fisher-Yates); the argument is left alone."""
        result = list(options)
        for i in range(len(result) - 1, 0, -1):
            j = self.below(i + 1)
            result[i], result[j] = result[j], result[i]
        return result

    def sample(self, options: Sequence[T], count: int) -> list[T]:
        """`count` different positions of the options, in random order."""
        if not 0 <= count <= len(options):
            raise ValueError(f"sample of {count} from {len(options)}")
        result = list(options)
        for i in range(count):
            j = i + self.below(len(result) - i)
            result[i], result[j] = result[j], result[i]
        return result[:count]
