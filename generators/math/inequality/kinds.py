"""The questions about inequalities, each a kind of its own with its texts, its check and its worked solution."""

from __future__ import annotations

from typing import Any, ClassVar

from generators.math.inequality.notation import FLIPPED, LETTERS, SIGNS
from generators.math.notation import latex
from generators.math.polynomial_roots.notation import added, bracketed, formula, nonzero, shown
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Formula
from schemas.checks import Check, Relation

SIMPLE_TEXTS = {
    "solve": "Solve {s} for {x}.",
    "task": "Inequality: {s}\nUnknown: {x}\n[Solve it.|Which {x} satisfy it?]",
    "which": "[Which real numbers {x} satisfy {s}?|For which real {x} is {s} true?]",
    "find": "Find all real {x} [with|for which] {s}.",
    "display": "{s}\n[Solve this for {x}.|For which real {x} does this hold?]",
    "let": "Let {x} be a real number with {s}. [What does that say about {x}?|Which values can {x} have?]",
    "describe": "Describe all real {x} [with|such that] {s} by an inequality that has {x} alone in it.",
    "student": "A student has to solve {s}. What is the [solution|result]?",
    "known": "It is known that {s}. [What values can {x} take?|Solve this for {x}.]",
}


class Inequality(Question, frozen=True):
    """A question about an inequality in this letter, and its answer."""

    level: int
    letter: str
    answer: str

    FORM: ClassVar[str] = "inequality"
    TEXTS: ClassVar = SIMPLE_TEXTS

    def statement(self) -> str:
        """The inequality in plain notation."""
        raise NotImplementedError

    def relations(self) -> tuple[str, ...]:
        """The inequality in the notation of checks."""
        raise NotImplementedError

    def formulas(self) -> dict[str, str]:
        """The slots that hold formulas, in plain notation."""
        return {"x": self.letter, "s": self.statement()}

    def slots(self, stream: Stream) -> dict[str, Any]:
        # From the second level on some problems are set in TeX.
        if self.level == 1 or stream.chance(2, 3):
            return self.formulas()
        return {name: f"${latex(text)}$" for name, text in self.formulas().items()}

    def check(self) -> Check:
        answer = Formula(variables=(self.letter,))
        return Relation(
            answer=self.or_outcome(answer),
            gold=self.answer,
            relations=self.relations(),
            variable=self.letter,
            any=self.some(),
        )

    def some(self) -> bool:
        """Whether one of the relations is enough."""
        return False


class Linear(Inequality, frozen=True, tag="linear"):
    """``a x + b sign c x + d``."""

    left: tuple[int, int]
    right: tuple[int, int]
    sign: str

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Linear | None:
        slope, end, sign = nonzero(stream, 9), stream.integer(-9, 12), stream.choice(SIGNS)
        moved = stream.choice((0, 0, nonzero(stream, 6)))
        a, b = slope + moved, stream.integer(-20, 20)
        d = slope * end + b
        if abs(slope) == 1 or not a or not b or abs(d) > 60 or (moved and not d):
            return None
        letter = stream.choice(LETTERS)
        result = sign if slope > 0 else FLIPPED[sign]
        return cls(level, letter, f"{letter} {result} {end}", (a, b), (moved, d), sign)

    def statement(self) -> str:
        return f"{shown(self.left, self.letter)} {self.sign} {shown(self.right, self.letter)}"

    def relations(self) -> tuple[str, ...]:
        return (f"{formula(self.left, self.letter)} {self.sign} {formula(self.right, self.letter)}",)

    def solution(self) -> list[str]:
        (a, b), (c, d), x, sign, lines = self.left, self.right, self.letter, self.sign, []
        if c:
            lines.append(
                f"{'Subtract' if c > 0 else 'Add'} {shown((abs(c), 0), x)}: {shown((a - c, b), x)} {sign} {d}."
            )
        slope, right = a - c, d - b
        lines.append(f"{added(d, -b)} = {right}, so {shown((slope, 0), x)} {sign} {right}.")
        end = right // slope
        flip = " The sign turns." if slope < 0 else ""
        lines.append(f"Divide by {slope}: {right} / {bracketed(slope)} = {end}.{flip}")
        lines.append(f"{self.answer}.")
        return lines

    def canonical(self) -> Any:
        return [self.left, self.right, self.sign]


class Between(Inequality, frozen=True, tag="between"):
    """``low signs[0] a x + b signs[1] high``."""

    slope: int
    constant: int
    low: int
    high: int
    signs: tuple[str, str]

    FORM: ClassVar[str] = "inequality"

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Between | None:
        slope, constant = stream.choice((-4, -3, -2, 2, 3, 4, 5)), nonzero(stream, 12)
        start = stream.integer(-8, 8)
        end = start + stream.integer(1, 7)
        signs = stream.choice(("<", "<=")), stream.choice(("<", "<="))
        low, high = sorted((slope * start + constant, slope * end + constant))
        if max(abs(low), abs(high)) > 40:
            return None
        letter = stream.choice(LETTERS)
        first, second = signs if slope > 0 else signs[::-1]
        return cls(level, letter, f"{start} {first} {letter} {second} {end}", slope, constant, low, high, signs)

    def statement(self) -> str:
        inside = shown((self.slope, self.constant), self.letter)
        return f"{self.low} {self.signs[0]} {inside} {self.signs[1]} {self.high}"

    def relations(self) -> tuple[str, ...]:
        inside = formula((self.slope, self.constant), self.letter)
        return (f"({self.low}) {self.signs[0]} {inside} {self.signs[1]} ({self.high})",)

    def solution(self) -> list[str]:
        b, a, x = self.constant, self.slope, self.letter
        low, high = self.low - b, self.high - b
        one, other = low // a, high // a
        lines = [
            f"{added(self.low, -b)} = {low}, {added(self.high, -b)} = {high}.",
            f"{low} {self.signs[0]} {shown((a, 0), x)} {self.signs[1]} {high}.",
            f"Divide by {a}: {low} / {bracketed(a)} = {one}, {high} / {bracketed(a)} = {other}.",
        ]
        if a < 0:
            first, second = (FLIPPED[sign] for sign in self.signs)
            lines.append(f"The signs turn: {one} {first} {x} {second} {other}.")
        return lines

    def canonical(self) -> Any:
        return [self.slope, self.constant, self.low, self.high, self.signs]


class Distance(Inequality, frozen=True, tag="distance"):
    """``|x - middle| sign radius``."""

    middle: int
    radius: int
    sign: str

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Distance | None:
        middle, radius, sign = nonzero(stream, 30), stream.integer(1, 30), stream.choice(SIGNS)
        letter = stream.choice(LETTERS)
        low, high = middle - radius, middle + radius
        if sign in ("<", "<="):
            answer = f"{low} {sign} {letter} {sign} {high}"
        else:
            answer = f"{letter} {FLIPPED[sign]} {low} or {letter} {sign} {high}"
        return cls(level, letter, answer, middle, radius, sign)

    def statement(self) -> str:
        return f"|{shown((1, -self.middle), self.letter)}| {self.sign} {self.radius}"

    def relations(self) -> tuple[str, ...]:
        return (f"abs({formula((1, -self.middle), self.letter)}) {self.sign} {self.radius}",)

    def solution(self) -> list[str]:
        inside, r, sign = shown((1, -self.middle), self.letter), self.radius, self.sign
        if sign in ("<", "<="):
            lines = [f"-{r} {sign} {inside} {sign} {r}."]
        else:
            lines = [f"{inside} {FLIPPED[sign]} -{r} or {inside} {sign} {r}."]
        low, high = self.middle - r, self.middle + r
        return [*lines, f"{added(-r, self.middle)} = {low}, {added(r, self.middle)} = {high}."]

    def canonical(self) -> Any:
        return [self.middle, self.radius, self.sign]
