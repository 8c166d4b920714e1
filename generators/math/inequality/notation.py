"""What the questions about inequalities share: relation signs, sets of real numbers and how they are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import NamedTuple

from generators.math.polynomial_roots.notation import Surd, surd

LETTERS = ("x", "x", "x", "t", "y", "z", "n")
SIGNS = ("<", "<=", ">", ">=")
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
NONE = "no solution"
EVERY = "all real numbers"


def meets(value: float | Fraction, sign: str) -> bool:
    """Whether ``value sign 0``."""
    return {"<": value < 0, "<=": value <= 0, ">": value > 0, ">=": value >= 0, "=": value == 0}[sign]


class Piece(NamedTuple):
    """An interval; an end that is None lies at infinity."""

    low: Surd | None
    low_in: bool
    high: Surd | None
    high_in: bool


Region = tuple[Piece, ...]
"""Pieces in rising order, apart from each other."""
WHOLE_LINE: Region = (Piece(None, False, None, False),)


def region(cuts: Sequence[Surd], at: Sequence[bool], between: Sequence[bool]) -> Region:
    """The set that holds at some of the cuts (in rising order) and in some of the intervals before, between and after
    them."""
    pieces: list[Piece] = []
    ends = [None, *cuts, None]
    for place, inside in enumerate(between):
        low, high = ends[place], ends[place + 1]
        if inside:
            low_in, high_in = place > 0 and at[place - 1], place < len(cuts) and at[place]
            if pieces and low_in and pieces[-1].high == low:
                pieces[-1] = Piece(pieces[-1].low, pieces[-1].low_in, high, high_in)
            else:
                pieces.append(Piece(low, low_in, high, high_in))
        elif high is not None and at[place] and not between[place + 1]:
            pieces.append(Piece(high, True, high, True))
        elif high is not None and at[place]:
            continue  # the interval that follows takes it in
    return tuple(pieces)


def ends(pieces: Region) -> list[Surd]:
    """All finite ends."""
    return [end for piece in pieces for end in dict.fromkeys((piece.low, piece.high)) if end is not None]


def holds(pieces: Region, value: Surd) -> bool:
    """Whether a number belongs to the set."""
    return any(
        (piece.low is None or float(piece.low) < float(value) or (piece.low_in and piece.low == value))
        and (piece.high is None or float(value) < float(piece.high) or (piece.high_in and piece.high == value))
        for piece in pieces
    )


def combined(regions: Sequence[Region], join: Callable[[list[bool]], bool]) -> Region:
    """The set of the numbers for which `join` of their belonging to each of the sets is true."""
    cuts = sorted({end for each in regions for end in ends(each)}, key=float)
    at = [join([holds(each, cut) for each in regions]) for cut in cuts]
    between = [join([holds(each, surd(point)) for each in regions]) for point in samples(cuts)]
    return region(cuts, at, between)


def samples(cuts: Sequence[Surd]) -> list[Fraction]:
    """A simple number before, between and after the cuts."""
    if not cuts:
        return [Fraction(0)]
    result = [Fraction(floor(float(cuts[0]) - 1e-9))]
    if cuts[0].rational is not None and result[0] == cuts[0].rational:
        result[0] -= 1
    for low, high in pairwise(cuts):
        result.append(_between(float(low), float(high)))
    last = ceil(float(cuts[-1]) + 1e-9)
    return [*result, Fraction(last)]


def _between(low: float, high: float) -> Fraction:
    """The number with the smallest denominator well between two."""
    for bottom in range(1, 1000):
        top = floor(low * bottom) + 1
        while Fraction(top, bottom) < high - 1e-9:
            if Fraction(top, bottom) > low + 1e-9:
                return Fraction(top, bottom)
            top += 1
    raise ValueError("the cuts are too close together")


def text_of(pieces: Region, letter: str) -> str:
    """The set as inequalities: ``x < -1 or 2 <= x < 3``; the empty set and the whole line by their names."""
    if not pieces:
        return NONE
    if pieces == WHOLE_LINE:
        return EVERY
    return " or ".join(_piece(piece, letter) for piece in pieces)


def _piece(piece: Piece, letter: str) -> str:
    low, low_in, high, high_in = piece
    if low is not None and low == high:
        return f"{letter} = {low}"
    below, above = "<=" if low_in else "<", "<=" if high_in else "<"
    if low is None:
        return f"{letter} {above} {high}"
    if high is None:
        return f"{letter} {'>=' if low_in else '>'} {low}"
    return f"{low} {below} {letter} {above} {high}"


def interval_text(low: Surd | None, high: Surd | None, letter: str) -> str:
    """An open interval: ``1 < x < 3``."""
    return _piece(Piece(low, False, high, False), letter) if low or high else f"all {letter}"


def is_outcome(pieces: Region) -> bool:
    """Whether the set is empty or the whole line."""
    return not pieces or pieces == WHOLE_LINE


def whole_numbers(pieces: Region) -> list[int] | None:
    """The whole numbers in the set, or None where they are not finitely many."""
    found: list[int] = []
    for low, _, high, _ in pieces:
        if low is None or high is None:
            return None
        near = range(floor(float(low)) - 1, ceil(float(high)) + 2)
        found += [number for number in near if holds(pieces, surd(number)) and number not in found]
    return found
