"""The questions about polynomials whose answers are roots or how many there are."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from math import gcd, isqrt
from typing import Any, ClassVar

from generators.language.lexicon import listed
from generators.math.notation import latex
from generators.math.polynomial_roots.notation import (
    LETTERS,
    Coefficients,
    added,
    combined,
    evaluated,
    expanded,
    formula,
    nonzero,
    product,
    shown,
    split,
    tried,
    tries,
)
from generators.math.polynomial_roots.solving import TooLong, listed_roots, real_roots
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Formula, Integer, Rational
from schemas.checks import Check, PolynomialQuestion, Relation


class PolynomialKind(Question, frozen=True):
    """A question about the polynomial with these coefficients in this letter, and its answer."""

    level: int
    letter: str
    coefficients: Coefficients
    answer: str

    @property
    def polynomial(self) -> str:
        return shown(self.coefficients, self.letter)

    def formulas(self) -> dict[str, str]:
        """The slots that hold formulas, in plain notation."""
        return {
            "x": self.letter,
            "p": self.polynomial,
            "zero": f"{self.polynomial} = 0",
            "named": f"p({self.letter}) = {self.polynomial}",
            "px": f"p({self.letter})",
        }

    def slots(self, stream: Stream) -> dict[str, Any]:
        # From the second level on some problems are set in TeX.
        if self.level == 1 or stream.chance(2, 3):
            return self.formulas()
        return {name: f"${latex(text)}$" for name, text in self.formulas().items()}

    def asked(self, ask: str, of: str | None = None) -> Check:
        """The check that asks this of the polynomial."""
        number = ask in ("sum", "product")
        return PolynomialQuestion(
            answer=Rational() if number else Formula(variables=(self.letter,), form="expression"),
            gold=self.answer,
            polynomial=formula(self.coefficients, self.letter),
            variable=self.letter,
            ask=ask,  # type: ignore[arg-type]
            of=of,
        )

    def canonical(self) -> Any:
        return self.coefficients


def sides(stream: Stream, coefficients: Coefficients) -> tuple[Coefficients, Coefficients] | None:
    """The polynomial as the difference of two: what stands left and right in an equation. None where the left side
    would lose its leading term."""
    if stream.chance(1, 2):
        return coefficients, (0,)
    right = tuple(stream.choice((0, nonzero(stream, 9))) for _ in range(stream.integer(1, len(coefficients) - 1)))
    left = combined(coefficients, right)
    return (left, combined(right, (0,))) if len(left) == len(coefficients) and left[-1] else None


class Roots(PolynomialKind, frozen=True, tag="roots"):
    """The real solutions of polynomial = `right`."""

    right: Coefficients

    FORM: ClassVar[str] = "list of solutions"
    TEXTS: ClassVar = {
        "solve": "[Solve|Solve the equation] {equation}.",
        "find": "Find [all real solutions of|all real numbers {x} with] {equation}.",
        "which": "Which real numbers {x} satisfy {equation}?",
        "let": "Let {x} be a real number with {equation}. [What can {x} be?|Which values are possible for {x}?]",
        "display": "{equation}\n[Find every real {x}.|What are the real solutions?]",
        "given": "Given {equation}, [find|determine] all real values of {x}.",
        "task": "Equation: {equation}\nUnknown: {x}\n[Solve it over the real numbers.|Give all real solutions.]",
        "equal": "For which real {x} [are {p} and {right} equal|is {p} equal to {right}]?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Roots | None:
        if level > 1:
            return cls._harder(stream, level)
        one, other = sorted((nonzero(stream, 9), nonzero(stream, 9)))
        first, middle, last = expanded([(1, -one), (1, -other)])
        moved, slope = stream.integer(-30, 30), stream.choice((0, 0, nonzero(stream, 6)))
        if one == other or tries(middle, last) > 5 or (moved and not last + moved) or (slope and not middle + slope):
            return None
        coefficients = (first, middle + slope, last + moved)
        return cls(
            level, stream.choice(LETTERS), coefficients, f"{one}, {other}", (slope, moved) if slope else (moved,)
        )

    @classmethod
    def _harder(cls, stream: Stream, level: int) -> Roots | None:
        whole = expanded(_factors(stream, level))
        letter, both = stream.choice(LETTERS), sides(stream, whole)
        if both is None or max(map(abs, (*both[0], *both[1]))) > 400:
            return None
        try:
            _, roots = real_roots(whole, letter)
        except TooLong:
            return None
        roots = list(dict.fromkeys(roots))
        if len(roots) < 2 or any(root.d > 60 or root.r > 12 for root in roots):
            return None
        return cls(level, letter, both[0], listed_roots(roots), both[1])

    def texts(self) -> Mapping[str, str]:
        return {name: text + EXACT for name, text in self.TEXTS.items()} if self.level > 1 else self.TEXTS

    def formulas(self) -> dict[str, str]:
        right = shown(self.right, self.letter)
        return {**super().formulas(), "equation": f"{self.polynomial} = {right}", "right": right}

    def check(self) -> Check:
        sides = formula(self.coefficients, self.letter), formula(self.right, self.letter)
        return Relation(
            answer=Formula(variables=(self.letter,), form="solutions"),
            gold=self.answer,
            relations=(" = ".join(sides),),
            variable=self.letter,
        )

    def solution(self) -> list[str]:
        if self.level > 1:
            whole = combined(self.coefficients, self.right, -1)
            start = [f"Bring all to the left: {shown(whole, self.letter)} = 0."] if any(self.right) else []
            lines, roots = real_roots(whole, self.letter)
            values = [f"{self.letter} = {root}" for root in dict.fromkeys(roots)]
            return [*start, *lines, f"In all, {', '.join(values)}."]
        parts, (first, middle, last) = [], self.coefficients
        *slope, moved = self.right
        if slope:
            parts.append(f"{added(middle, -slope[0])} = {middle - slope[0]}")
            middle -= slope[0]
        if moved:
            parts.append(f"{added(last, -moved)} = {last - moved}")
            last -= moved
        lines = [f"{', '.join(parts)}, so {shown((first, middle, last), self.letter)} = 0."] if parts else []
        tried, found = split(middle, last)
        one, other = sorted((-each for each in found), reverse=True)
        factors = product(1, [(1, -one), (1, -other)], self.letter)
        return [*lines, tried, f"{factors} = 0.", f"{self.letter} = {other} or {self.letter} = {one}."]

    def canonical(self) -> Any:
        return [self.coefficients, self.right]


EXACT = " [Give exact values.|Exact values are wanted, not decimals.|Leave square roots as they are.]"


def _factors(stream: Stream, level: int) -> list[Coefficients]:
    """Factors of a polynomial to be solved: linear ones with rational roots, and quadratic ones without."""
    if level == 2:
        shape = stream.below(4)
        if shape == 0:
            return [linear(stream, 4, 7), linear(stream, 5, 7)]
        if shape == 1:
            return [irreducible(stream, 3)]
        return [(1, -nonzero(stream, 3)), (1, -nonzero(stream, 7)), (1, -nonzero(stream, 9))]
    if level == 3:
        shape = stream.below(4)
        if shape == 0:
            return [linear(stream, 3, 4), irreducible(stream, 2)]
        if shape == 1:
            return [(1, 0, -stream.integer(1, 12)), (stream.integer(1, 2), 0, nonzero(stream, 12))]
        if shape == 2:
            return [(1, -nonzero(stream, 2)), (1, -nonzero(stream, 4)), (1, -nonzero(stream, 6)), linear(stream, 3, 5)]
        return [linear(stream, 3, 5), (1, -nonzero(stream, 3)), (1, -nonzero(stream, 6))]
    shape = stream.below(4)
    if shape == 0:
        return [linear(stream, 3, 3), (1, -nonzero(stream, 3)), irreducible(stream, 1)]
    if shape == 1:
        return [linear(stream, 3, 3), (1, 0, -stream.integer(2, 12)), (1, 0, nonzero(stream, 7))]
    if shape == 2:
        return [linear(stream, 3, 3), (1, -nonzero(stream, 3)), (1, -nonzero(stream, 4)), irreducible(stream, 1)]
    return [(1, -nonzero(stream, 2)), *([(1, -nonzero(stream, 2))] * 2), irreducible(stream, 2)]


def linear(stream: Stream, leading: int, last: int) -> Coefficients:
    """A linear polynomial without a common divisor."""
    a, b = stream.integer(1, leading), nonzero(stream, last)
    return (a // gcd(a, b), b // gcd(a, b))


def irreducible(stream: Stream, leading: int) -> Coefficients:
    """A quadratic polynomial that is irreducible over the rational numbers, mostly with real roots."""
    while True:
        a, b, c = stream.integer(1, leading), stream.integer(-8, 8), nonzero(stream, 9)
        square = b * b - 4 * a * c
        if (square < 0 and stream.chance(3, 4)) or gcd(a, b, c) > 1:
            continue
        if square < 0 or isqrt(square) ** 2 != square:
            return (a, b, c)


class RepeatedRoots(PolynomialKind, frozen=True, tag="repeated"):
    """All roots, each as often as it occurs; they are whole."""

    FORM: ClassVar[str] = "list of roots"
    TEXTS: ClassVar = {
        "list": "List all roots of {p}, each as often as it occurs.",
        "multiplicity": "Find the roots of {p} with their multiplicities; [write a double root twice, and so on|write "
        "each root as many times as its multiplicity].",
        "solve": "Solve {zero} and list every solution as many times as it counts: a double root twice, and so on.",
        "let": "Let {named}. Which roots does {px} have? Name each of them as often as it is a root.",
        "degree": "The polynomial {p} has as many real roots as its degree says if multiple roots are counted as often "
        "as they occur. List them in this way.",
        "display": "{zero}\nGive all solutions, repeating [each one according to its multiplicity|multiple ones].",
        "task": "Polynomial: {p}\nTask: list its roots with repetition, so that a triple root stands there three "
        "times.",
        "student": "[A student|Someone] splits {p} into linear factors and writes down the root of every factor. "
        "Which list results?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> RepeatedRoots | None:
        different = [stream.choice((-3, -2, -1, 1, 2, 3)), nonzero(stream, 6), nonzero(stream, 4)][
            : 2 if level < 4 else 3
        ]
        counts = stream.choice(
            {2: ((2, 1), (1, 2)), 3: ((2, 2), (3, 1), (1, 3)), 4: ((2, 2, 1), (3, 1, 1), (2, 1, 2))}[level]
        )
        if len(set(different)) < len(different):
            return None
        roots = sorted(root for root, times in zip(different, counts, strict=True) for _ in range(times))
        coefficients = expanded([(stream.choice((1, 1, 2, -1)),), *((1, -root) for root in roots)])
        letter = stream.choice(LETTERS)
        try:
            real_roots(coefficients, letter)
        except TooLong:
            return None
        if max(map(abs, coefficients)) > 500:
            return None
        return cls(level, letter, coefficients, ", ".join(map(str, roots)))

    def check(self) -> Check:
        return Relation(
            answer=Formula(variables=(self.letter,)),
            gold=self.answer,
            relations=(f"{formula(self.coefficients, self.letter)} = 0",),
            variable=self.letter,
            multiplicity=True,
        )

    def solution(self) -> list[str]:
        lines, _ = real_roots(self.coefficients, self.letter)
        return [*lines, f"With repetition: {self.answer}."]


class RationalRoots(PolynomialKind, frozen=True, tag="rational"):
    """The rational roots of a polynomial that has others as well."""

    FORM: ClassVar[str] = "list of rational roots"
    TEXTS: ClassVar = {
        "find": "Find all rational roots of {p}.",
        "which": "Which rational numbers are roots of {p}?",
        "solve": "Solve {zero} over the rational numbers.",
        "let": "Let {named}. For which rational {x} is {px} zero?",
        "display": "{zero}\n[Give every rational solution.|Which of its solutions are rational?]",
        "task": "Polynomial: {p}\nTask: list its rational roots[| and leave out the irrational ones].",
        "theorem": "Use the rational root theorem to find every rational zero of {p}.",
        "fractions": "Which fractions (whole numbers included) can be put for {x} in {p} to make it zero?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> RationalRoots | None:
        factors = [linear(stream, 3, 4), linear(stream, 4, 5), irreducible(stream, 2)]
        if level == 4:
            factors.append(linear(stream, 2, 3))
        coefficients, letter = expanded(factors), stream.choice(LETTERS)
        try:
            _, roots = real_roots(coefficients, letter)
        except TooLong:
            return None
        rational = list(dict.fromkeys(root for root in roots if root.rational is not None))
        if len(rational) < level - 1 or max(map(abs, coefficients)) > 400:
            return None
        return cls(level, letter, coefficients, listed_roots(rational))

    def check(self) -> Check:
        return Relation(
            answer=Formula(variables=(self.letter,)),
            gold=self.answer,
            relations=(f"{formula(self.coefficients, self.letter)} = 0",),
            variable=self.letter,
            domain="rationals",
        )

    def solution(self) -> list[str]:
        lines, _ = real_roots(self.coefficients, self.letter)
        return [*lines, f"The rational roots are {self.answer}."]


class RootCount(PolynomialKind, frozen=True, tag="count"):
    """How many different real roots a polynomial has whose derivative has the whole zeros `turns`."""

    turns: tuple[int, ...]

    TEXTS: ClassVar = {
        "how_many": "How many different real roots does {p} have?",
        "number": "[Find|Determine] the number of different real solutions of {zero}.",
        "axis": "At how many points does the graph of {p} meet the {x}-axis?",
        "let": "Let {named}. For how many real numbers {x} is {px} zero?",
        "display": "{zero}\n[How many different real solutions are there?|Count the different real solutions.]",
        "task": "Polynomial: {p}\nWanted: the number of its real roots, each counted once.",
        "without": "Without computing them, say how many different real roots {p} has.",
        "sign": "[Study the sign of|Look where the graph rises and falls for] {p}: how many different real zeros are "
        "there?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> RootCount | None:
        turns = tuple(sorted({stream.integer(-4, 4) for _ in range(level - 1)}))
        if len(turns) < level - 1:
            return None
        leading = stream.choice((1, 1, -1))
        slope = expanded([(12 * leading if level == 4 else 6 * leading,), *((1, -turn) for turn in turns)])
        highest = len(slope)
        shape = tuple(each // (highest - place) for place, each in enumerate(slope))
        common = gcd(*shape)
        shape = tuple(each // common for each in shape)
        if max(map(abs, shape)) > 150:
            return None
        # The constants by how many roots they give: each number of roots comes about as often.
        constants: dict[int, list[int]] = {}
        for last in range(-150, 151):
            if last:
                own = (*shape, last)
                constants.setdefault(cls._count(own, [evaluated(own, turn) for turn in turns]), []).append(last)
        found = stream.choice(sorted(constants))
        coefficients = (*shape, stream.choice(constants[found]))
        return cls(level, stream.choice(LETTERS), coefficients, str(found), turns)

    @staticmethod
    def _count(coefficients: Coefficients, values: list[int]) -> int:
        first = coefficients[0] * (-1) ** (len(coefficients) - 1)
        row = [first, *values, coefficients[0]]
        changes: int = sum(a * b < 0 for a, b in pairwise(row))
        return values.count(0) + changes

    def check(self) -> Check:
        return Relation(
            answer=Integer(),
            gold=self.answer,
            relations=(f"{formula(self.coefficients, self.letter)} = 0",),
            variable=self.letter,
        )

    def solution(self) -> list[str]:
        own, x = self.coefficients, self.letter
        highest = len(own) - 1
        slope = tuple(each * (highest - place) for place, each in enumerate(own[:-1]))
        lines = [
            f"The derivative is {shown(slope, x)} = "
            f"{product(slope[0], [(1, -turn) for turn in self.turns], x)}, "
            f"so the graph can only turn at {listed([f'{x} = {turn}' for turn in self.turns])}."
        ]
        values = []
        for turn in self.turns:
            steps, results = tried(own, Fraction(turn))
            values.append(int(results[-1]))
            lines.append(f"At {x} = {turn}: {steps}.")
        ends = [own[0] * (-1) ** highest, own[0]]
        row = [ends[0], *values, ends[1]]
        signs = ["+" if each > 0 else "-" if each < 0 else "0" for each in row]
        lines.append(
            f"Far to the left the value is {_far(ends[0])}, far to the right {_far(ends[1])}: signs {' '.join(signs)}."
        )
        changes = sum(a * b < 0 for a, b in pairwise(row))
        zeros = values.count(0)
        text = f"Between the turns it only rises or only falls, so each change of sign gives one root: {changes}."
        if zeros:
            text += f" The value 0 at a turn gives {zeros} more: {changes} + {zeros} = {changes + zeros}."
        return [*lines, text]


def _far(number: int) -> str:
    return "positive" if number > 0 else "negative"
