"""Intervals of shares and of their differences."""

from __future__ import annotations

from math import sqrt


def difference(old: tuple[float, float], new: tuple[float, float], z: float) -> tuple[float, float]:
    """The interval of the difference of two shares, each with its number of samples, for the normal quantile `z`.

    Newcombe, Interval estimation for the difference between independent proportions, 1998, method 10: Wilson's score
    intervals, put together. It holds for small numbers and for shares of 0 and 1.
    """
    (low_old, high_old), (low_new, high_new) = wilson(*old, z), wilson(*new, z)
    change = new[0] - old[0]
    low = change - sqrt((new[0] - low_new) ** 2 + (high_old - old[0]) ** 2)
    high = change + sqrt((high_new - new[0]) ** 2 + (old[0] - low_old) ** 2)
    return max(-1.0, low), min(1.0, high)


def wilson(share: float, number: float, z: float) -> tuple[float, float]:
    """The score interval of a share of `number` trials, which need not be whole: an effective number does as well.

    Wilson, Probable inference, the law of succession, and statistical inference, 1927. It keeps to [0, 1] and has a
    width where the share is 0 or 1.
    """
    middle = share + z * z / (2 * number)
    half = z * sqrt(share * (1 - share) / number + z * z / (4 * number * number))
    scale = 1 + z * z / number
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)
