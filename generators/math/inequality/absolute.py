"""Inequalities with absolute values: one, sums of several, and one in another."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import Any

from msgspec.structs import replace

from generators.language.lexicon import listed
from generators.math.inequality.charts import Open, linear_steps
from generators.math.inequality.notation import (
    EVERY,
    FLIPPED,
    LETTERS,
    NONE,
    SIGNS,
    Piece,
    Region,
    combined,
    ends,
    meets,
    region,
    samples,
    text_of,
)
from generators.math.polynomial_roots.notation import added, formula, nonzero, shown, surd
from generators.randomness import Stream


class Straight(Open, frozen=True, tag="straight"):
    """``a x + b sign c x + d``, as a part of a system."""

    left: tuple[int, int]
    right: tuple[int, int]
    sign: str

    @classmethod
    def attempt(cls, stream: Stream, level: int) -> Straight | None:
        left = (nonzero(stream, 7), nonzero(stream, 12))
        right = (stream.choice((0, 0, nonzero(stream, 4))), stream.integer(-20, 20))
        slope, value = left[0] - right[0], right[1] - left[1]
        if not slope or Fraction(value, slope).denominator > 2 or abs(slope) == 1:
            return None
        return cls(level, stream.choice(LETTERS), "", left, right, stream.choice(SIGNS))

    def edits(self, stream: Stream) -> Iterable[Straight]:
        return ()

    def region(self) -> Region:
        slope, value = self.left[0] - self.right[0], self.right[1] - self.left[1]
        return region(
            [surd(Fraction(value, slope))], ["=" in self.sign], [meets(-slope, self.sign), meets(slope, self.sign)]
        )

    def statement(self) -> str:
        return f"{shown(self.left, self.letter)} {self.sign} {shown(self.right, self.letter)}"

    def relations(self) -> tuple[str, ...]:
        return (f"{formula(self.left, self.letter)} {self.sign} {formula(self.right, self.letter)}",)

    def solution(self) -> list[str]:
        return linear_steps(self.left, self.right, self.sign, self.letter)

    def canonical(self) -> Any:
        return [self.left, self.right, self.sign]


class Absolute(Open, frozen=True, tag="absolute"):
    """``Σ k |a x + b| sign c x + d`` with the triples (k, a, b) in `terms`."""

    terms: tuple[tuple[int, int, int], ...]
    right: tuple[int, int]
    sign: str

    @classmethod
    def attempt(cls, stream: Stream, level: int) -> Absolute | None:
        count = {2: 1, 3: stream.integer(1, 2), 4: stream.integer(2, 3)}[level]
        terms = []
        for place in range(count):
            factor = 1 if place == 0 else stream.choice((1, 1, 2) if level == 4 else (-1,))
            if level == 4 and place and stream.chance(1, 4):
                factor = -factor
            a = stream.choice((1, 1, 2, 3)) if level < 4 else stream.choice((1, 1, 2))
            terms.append((factor, a, nonzero(stream, 9)))
        if level == 2:
            right = (0, stream.integer(1, 15))
        elif level == 3:
            right = (nonzero(stream, 3), stream.integer(-9, 12)) if count == 1 else (0, 0)
        else:
            right = (stream.choice((0, 0, 1, -1)), stream.integer(-5, 20))
        if len({Fraction(-b, a) for _, a, b in terms}) < count:
            return None
        return cls(level, stream.choice(LETTERS), "", tuple(terms), right, stream.choice(SIGNS))

    def edits(self, stream: Stream) -> Iterable[Absolute]:
        # The constant moves, by as little as takes all solutions away or lets every number be one.
        c, d = self.right
        if len(self.terms) == 2 and self.level == 3:
            _, a, _ = self.terms[0]
            # Against a shifted copy of itself an absolute value never differs by more than the shift.
            (k, _, b), _ = self.terms
            shift = stream.integer(1, 6)
            terms = ((k, a, b), (-1, a, b + shift))
            for sign in (self.sign, FLIPPED[self.sign]):
                yield replace(self, terms=terms, right=(0, shift + 1), sign=sign)
                yield replace(self, terms=terms, right=(0, -shift - 1), sign=sign)
            return
        for step in range(1, 60):
            for moved in (d - step, d + step):
                yield replace(self, right=(c, moved))

    def is_tidy(self) -> bool:
        return all(end.r <= 6 for end in ends(self.region()))

    def left_at(self, point: Fraction) -> Fraction:
        """The left side less the right side."""
        left = sum((k * abs(a * point + b) for k, a, b in self.terms), Fraction(0))
        return left - (self.right[0] * point + self.right[1])

    def turns(self) -> list[Fraction]:
        """Where an absolute value turns, in rising order."""
        return sorted({Fraction(-b, a) for _, a, b in self.terms})

    def line(self, point: Fraction) -> tuple[int, int]:
        """The left side as a linear function near a point that is no turn."""
        signs = [(k if a * point + b > 0 else -k, a, b) for k, a, b in self.terms]
        return sum(k * a for k, a, _ in signs), sum(k * b for k, _, b in signs)

    def zeros(self) -> list[Fraction]:
        """Where the two sides are equal, of the points where that may change."""
        found = []
        turns = self.turns()
        walls = [None, *turns, None]
        for point, (low, high) in zip(samples([surd(turn) for turn in turns]), pairwise(walls), strict=True):
            slope, constant = self.line(point)
            slope, constant = slope - self.right[0], constant - self.right[1]
            if slope:
                zero = Fraction(-constant, slope)
                if (low is None or zero >= low) and (high is None or zero <= high):
                    found.append(zero)
        return found

    def region(self) -> Region:
        cuts = sorted({*self.turns(), *self.zeros()})
        at = [meets(self.left_at(cut), self.sign) for cut in cuts]
        exact = [surd(cut) for cut in cuts]
        between = [meets(self.left_at(point), self.sign) for point in samples(exact)]
        return _simplified(region(exact, at, between))

    def is_two_sided(self) -> bool:
        """Whether the statement has an absolute value on either side and nothing else."""
        return len(self.terms) == 2 and self.right == (0, 0) and self.terms[1][0] < 0

    def statement(self) -> str:
        # A negative term stands on the right where nothing else does: |a| < |b|.
        if self.is_two_sided():
            sides = (self.terms[0],), ((-self.terms[1][0], *self.terms[1][1:]),)
            left, right = (_absolute_sum(side, self.letter) for side in sides)
            return f"{left} {self.sign} {right}"
        return f"{_absolute_sum(self.terms, self.letter)} {self.sign} {shown(_pair(self.right), self.letter)}"

    def relations(self) -> tuple[str, ...]:
        left = " + ".join(f"({k})*abs({formula((a, b), self.letter)})" for k, a, b in self.terms)
        return (f"{left} {self.sign} {formula(self.right, self.letter)}",)

    def solution(self) -> list[str]:
        if len(self.terms) == 1 and not self.right[0]:
            return self._by_distance()
        x, sign = self.letter, self.sign
        turns = self.turns()
        lines = []
        if self.is_two_sided():
            lines.append(f"Both on the left: {_absolute_sum(self.terms, x)} {sign} 0.")
        lines.append(f"The absolute values turn at {listed([f'{x} = {turn}' for turn in turns])}.")
        walls = [None, *turns, None]
        found: list[Region] = []
        for point, (low, high) in zip(samples([surd(turn) for turn in turns]), pairwise(walls), strict=True):
            here = (
                Piece(None if low is None else surd(low), low is not None, None if high is None else surd(high), False),
            )
            left = self.line(point)
            slope, constant = left[0] - self.right[0], left[1] - self.right[1]
            inner = (
                region([], [], [meets(constant, sign)])
                if not slope
                else region(
                    [surd(Fraction(-constant, slope))], ["=" in sign], [meets(-slope, sign), meets(slope, sign)]
                )
            )
            both = combined([here, inner], all)
            found.append(both)
            where = text_of(here, x)
            parts = " ".join(
                _signed_part(k if a * point + b > 0 else -k, a, b, x, first=place == 0)
                for place, (k, a, b) in enumerate(self.terms)
            )
            side = shown(_pair(self.right), x)
            text = f"For {where}: {parts} {sign} {side}"
            plain = shown(_pair(left), x)
            if plain != parts:
                text += f", that is {plain} {sign} {side}"
            if not slope:
                text += f", which is {'true' if inner else 'false'}"
            else:
                text += f", so {text_of(inner, x)}"
            lines.append(f"{text}; that leaves {left_of(both, here, x)}.")
        return [*lines, f"Together: {self.answer}."]

    def _by_distance(self) -> list[str]:
        """``|a x + b| sign d``."""
        x, sign, ((_, a, b),), d = self.letter, self.sign, self.terms, self.right[1]
        inside = shown((a, b), x)
        if d < 0 or (d == 0 and sign in ("<", ">=")):
            return [
                f"An absolute value is never negative, so |{inside}| {sign} {d} is "
                f"{'true for every' if self.answer == EVERY else 'true for no'} {x}: {self.answer}."
            ]
        if d == 0:
            zero = Fraction(-b, a)
            only = "Only" if sign == "<=" else "Everywhere but"
            return [f"|{inside}| is 0 where {inside} = 0, at {x} = {zero}, and positive elsewhere.",
                    f"{only} there {sign} 0 holds: {self.answer}."]  # fmt: skip
        low, high = Fraction(-d - b, a), Fraction(d - b, a)
        if sign in ("<", "<="):
            lines = [f"-{d} {sign} {inside} {sign} {d}.", f"{added(-d, -b)} = {-d - b} and {added(d, -b)} = {d - b}."]
            if a > 1:
                lines.append(f"Divide by {a}: {-d - b} / {a} = {low} and {d - b} / {a} = {high}.")
            return [*lines, f"So {self.answer}."]
        lines = [f"{inside} {FLIPPED[sign]} -{d} or {inside} {sign} {d}.",
                 f"{added(-d, -b)} = {-d - b} and {added(d, -b)} = {d - b}."]  # fmt: skip
        if a > 1:
            lines.append(f"Divide by {a}: {-d - b} / {a} = {low} and {d - b} / {a} = {high}.")
        return [*lines, f"So {self.answer}."]

    def canonical(self) -> Any:
        return [sorted(self.terms), self.right, self.sign]


def _pair(line: tuple[int, int]) -> tuple[int, ...]:
    return line if line[0] else line[1:]


def _simplified(pieces: Region) -> Region:
    """The same set; pieces that only a turn cut apart are one already."""
    return combined([pieces], all) if pieces else pieces


def left_of(both: Region, here: Region, x: str) -> str:
    """What is left of an interval."""
    if not both:
        return "nothing"
    return "all of it" if both == here else text_of(both, x)


def _absolute_sum(terms: Iterable[tuple[int, int, int]], x: str) -> str:
    text = ""
    for k, a, b in terms:
        sign = ("-" if not text else " - ") if k < 0 else ("" if not text else " + ")
        text += f"{sign}{'' if abs(k) == 1 else abs(k)}|{shown((a, b), x)}|"
    return text


def _signed_part(k: int, a: int, b: int, x: str, *, first: bool) -> str:
    """A term without its bars: ``+ 2(x - 3)``."""
    inside = shown((a, b), x)
    size = "" if abs(k) == 1 else str(abs(k))
    if first:
        return inside if k == 1 else f"{'-' if k < 0 else ''}{size}({inside})"
    return f"{'-' if k < 0 else '+'} {size}({inside})"


class Nested(Open, frozen=True, tag="nested"):
    """``||a x + b| - c| sign d``."""

    slope: int
    constant: int
    inner: int
    outer: int
    sign: str

    @classmethod
    def attempt(cls, stream: Stream, level: int) -> Nested | None:
        slope, constant = stream.choice((1, 1, 2, 3)), nonzero(stream, 9)
        return cls(level, stream.choice(LETTERS), "", slope, constant, stream.integer(1, 12), stream.integer(1, 12),
                   stream.choice(SIGNS))  # fmt: skip

    def edits(self, stream: Stream) -> Iterable[Nested]:
        yield replace(self, outer=-self.outer)

    def is_tidy(self) -> bool:
        return self.inner != self.outer

    def region(self) -> Region:
        a, b, c, d = self.slope, self.constant, self.inner, self.outer
        sizes = {size for size in (c - d, c + d, 0) if size >= 0}
        cuts = sorted({surd(Fraction(sign * size - b, a)) for size in sizes for sign in (1, -1)}, key=float)

        def at(point: Fraction) -> bool:
            return meets(abs(abs(a * point + b) - c) - d, self.sign)

        exact = [cut.rational or Fraction(0) for cut in cuts]
        return _simplified(region(cuts, [at(cut) for cut in exact], [at(point) for point in samples(cuts)]))

    def statement(self) -> str:
        return f"||{shown((self.slope, self.constant), self.letter)}| - {self.inner}| {self.sign} {self.outer}"

    def slots(self, stream: Stream) -> dict[str, Any]:
        if stream.chance(2, 3):
            return self.formulas()
        inside = shown((self.slope, self.constant), self.letter)
        sign = {"<=": "\\le", ">=": "\\ge"}.get(self.sign, self.sign)
        text = f"\\bigl||{inside}| - {self.inner}\\bigr| {sign} {self.outer}"
        return {"x": f"${self.letter}$", "s": f"${text}$"}

    def relations(self) -> tuple[str, ...]:
        inside = formula((self.slope, self.constant), self.letter)
        return (f"abs(abs({inside}) - {self.inner}) {self.sign} {self.outer}",)

    def solution(self) -> list[str]:
        c, d, sign, x = self.inner, self.outer, self.sign, self.letter
        inside = shown((self.slope, self.constant), x)
        if d < 0:
            whom = "no" if self.answer == NONE else "every"
            return [f"An absolute value is never negative, so {sign} {d} is true for {whom} {x}: {self.answer}."]
        u = "u" if x != "u" else "v"
        lines = [f"Write {u} for |{inside}|, which is never negative."]
        if sign in ("<", "<="):
            lines.append(f"-{d} {sign} {u} - {c} {sign} {d}, so {c - d} {sign} {u} {sign} {c + d}.")
            if c - d < 0:
                lines.append(f"{u} is above {c - d} anyway, so only {u} {sign} {c + d} is left.")
        else:
            lines.append(
                f"{u} - {c} {FLIPPED[sign]} -{d} or {u} - {c} {sign} {d}, so {u} {FLIPPED[sign]} {c - d} or {u} "
                f"{sign} {c + d}."
            )
            if c - d < 0:
                lines.append(f"{u} is never below 0, so only {u} {sign} {c + d} is left.")
        for bound in dict.fromkeys((c - d, c + d)):
            if bound >= 0:
                low, high = (Fraction(way * bound - self.constant, self.slope) for way in (-1, 1))
                lines.append(f"|{inside}| = {bound} at {x} = {low} and {x} = {high}." if bound else
                             f"|{inside}| = 0 at {x} = {low}.")  # fmt: skip
        return [*lines, f"So {self.answer}."]

    def canonical(self) -> Any:
        return [self.slope, self.constant, self.inner, self.outer, self.sign]
