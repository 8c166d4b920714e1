"""Answers in words: numbers, dates, times, and the sentences that say there is no solution."""

from __future__ import annotations

import re
from fractions import Fraction

from validators.formulas.nodes import EMPTY, Based, Moment, Node, Num, Sym, Tup, Word

_UNITS = {
    word: number
    for number, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split()
    )
}
_TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4, "fifth": 5,
    "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8, "ninth": 9,
    "ninths": 9, "tenth": 10, "tenths": 10,
}  # fmt: skip
_MONTHS = {
    name: number
    for number, names in enumerate(
        """january jan;february feb;march mar;april apr;may;june jun;july jul;august aug;september sep sept;october oct;
        november nov;december dec""".replace("\n", "").split(";"),
        1,
    )
    for name in names.split()
}
_NO_SOLUTION = re.compile(
    r"(?:there (?:is|are) )?no (?:real |integer |such )?(?:solutions?|values?|roots?|numbers?)(?: exists?)?|none"
    r"|without solutions?|the empty set|empty set|empty|unsolvable"
)
_SCALED = re.compile(r"([0-9]{1,3}(?:,?[0-9]{3})*(?:\.[0-9]{1,20})?) (thousand|million|billion|trillion)")
_WORDS = re.compile(r"[A-Za-z][A-Za-z' -]{0,199}")


def in_words(text: str) -> Node | None:
    """What a text without any formula says, if it is of a kind that is known here; else None."""
    plain = " ".join(text.replace("-", " ").lower().split()).strip(" .")
    if _NO_SOLUTION.fullmatch(plain):
        return EMPTY
    if plain in ("all real numbers", "all reals", "every real number"):
        from validators.formulas.nodes import Reals

        return Reals()
    if scaled := _SCALED.fullmatch(plain):
        return Num(Fraction(scaled[1].replace(",", "")) * _SCALES[scaled[2]])
    value = number_in_words(plain)
    return None if value is None else Num(value)


def number_in_words(plain: str) -> Fraction | int | None:
    """The number that words in lower case spell (``three hundred and five``, ``minus two thirds``)."""
    words = plain.split()
    sign = 1
    if words and words[0] in ("minus", "negative"):
        sign, words = -1, words[1:]
    if not words or len(words) > 24:
        return None
    if words[-1] in _PARTS:
        top = 1 if words[:-1] in ([], ["a"], ["one"]) else _whole(words[:-1])
        return None if top is None else sign * Fraction(top, _PARTS[words[-1]])
    whole = _whole(words)
    return None if whole is None else sign * whole


def _whole(words: list[str]) -> int | None:
    total = group = 0
    last = 10**15  # the scale before: scales must fall
    previous = ""
    for word in words:
        if word == "and":
            if previous not in ("hundred", *_SCALES):
                return None
        elif word in _UNITS:
            if (
                previous in _UNITS
                or (previous in _TENS and not 0 < _UNITS[word] < 10)
                or (previous and not _UNITS[word])
            ):
                return None
            group += _UNITS[word]
        elif word in _TENS:
            if previous in _UNITS or previous in _TENS:
                return None
            group += _TENS[word]
        elif word == "hundred":
            if not 0 < group < 10 or "hundred" in previous:
                return None
            group *= 100
        elif word in _SCALES:
            if not group or _SCALES[word] >= last:
                return None
            last = _SCALES[word]
            total, group = total + group * last, 0
        else:
            return None
        previous = word
    return None if previous == "and" else total + group


_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?(?: of)? ([A-Za-z]{3,9})\.?,? ([0-9]{4})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})")
_TIME = re.compile(r"([0-9]{1,2}):([0-5][0-9])(?::([0-5][0-9]))? ?(?:([ap])\.?m\.?)?", re.IGNORECASE)
_BASED = re.compile(r"0([bBxXoO])([0-9A-Fa-f]{1,1000})")
_SAME = {"dne": "does not exist", "not defined": "undefined"}
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def in_figures(text: str) -> Node | None:
    """Dates, times of day, and numerals with the prefix of their base; None if the text is none of them."""
    if found := _BASED.fullmatch(text):
        base = {"b": 2, "x": 16, "o": 8}[found[1].lower()]
        try:
            return Num(int(found[2], base))
        except ValueError:
            return None
    if found := _ISO.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        return _date(int(found[3]), _MONTHS.get(found[2].lower(), 0), int(found[1]))
    if found := _MONTH_FIRST.fullmatch(text):
        return _date(int(found[3]), _MONTHS.get(found[1].lower(), 0), int(found[2]))
    if found := _TIME.fullmatch(text):
        hour, half = int(found[1]), (found[4] or "").lower()
        if hour > 24 or (half and not 1 <= hour <= 12):
            return None
        hour = hour % 12 + (12 if half == "p" else 0) if half else hour
        return Moment("time", (hour * 3600 + int(found[2]) * 60 + int(found[3] or 0),))
    return None


def _date(year: int, month: int, day: int) -> Node | None:
    return Moment("date", (year, month, day)) if 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1] else None


def label(text: str) -> Word | None:
    """The text as a label: a few words, or a letter in brackets."""
    bare = " ".join(text.split()).strip(" .,;:()").casefold()
    bare = _SAME.get(bare, bare.removeprefix("option ").removeprefix("choice "))
    return Word(bare) if _WORDS.fullmatch(bare) else None


__all__ = ["Based", "Sym", "Tup", "in_figures", "in_words", "label", "number_in_words"]
