"""How amounts are written in a story: money, times of day, durations, decimals and grouped digits."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from generators.language.lexicon import counted, listed


def money(cents: int) -> str:
    """An amount of cents in dollars: ``$3.50``, ``$12``."""
    dollars, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}${dollars:,}" + (f".{rest:02}" if rest else "")


def clock(minutes: int) -> str:
    """Minutes after midnight as a time of day on a 24-hour clock: ``9:05``. A day later it starts again."""
    hour, minute = divmod(minutes % 1440, 60)
    return f"{hour}:{minute:02}"


def duration(minutes: int) -> str:
    """A number of minutes in hours and minutes: ``2 hours and 5 minutes``."""
    hours, rest = divmod(minutes, 60)
    parts = [counted(hours, "hour")] if hours else []
    return listed([*parts, counted(rest, "minute")] if rest or not hours else parts)


def decimal(value: int | Fraction) -> str:
    """The exact decimal expansion: ``2.75``. Raises `ValueError` when it does not end within twelve places."""
    for places in range(13):
        scaled = value * 10**places
        if scaled.denominator == 1:
            whole, rest = divmod(abs(scaled.numerator), 10**places)
            sign = "-" if value < 0 else ""
            return f"{sign}{whole}.{rest:0{places}}" if places else f"{sign}{whole}"
    raise ValueError(f"{value} has no short decimal expansion")


def grouped(number: int) -> str:
    """A whole number with its digits in groups: ``12,400``."""
    return f"{number:,}"


AMOUNTS: dict[str, Callable[[Any], str]] = {
    "money": money,
    "clock": clock,
    "duration": duration,
    "decimal": decimal,
    "grouped": grouped,
}
