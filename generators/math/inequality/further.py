"""What else is asked about inequalities: their whole numbers, and parameters for which they hold."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, ClassVar

from msgspec.structs import replace

from generators.math.inequality.absolute import Absolute
from generators.math.inequality.cases import System
from generators.math.inequality.charts import Chart, Quadratic
from generators.math.inequality.kinds import Inequality
from generators.math.inequality.notation import (
    FLIPPED,
    LETTERS,
    Region,
    ends,
    is_outcome,
    meets,
    region,
    text_of,
    whole_numbers,
)
from generators.math.notation import latex
from generators.math.polynomial_roots.notation import added, bracketed, nonzero, shown, surd
from generators.math.polynomials import written
from generators.randomness import Stream
from schemas.answers import Formula, Integer
from schemas.checks import Check, Relation


class WholeNumbers(Inequality, frozen=True, tag="whole_numbers"):
    """The whole numbers that satisfy an inequality: which they are, or how many."""

    part: Quadratic | Absolute | Chart | System
    count: bool

    COUNT: ClassVar = {
        "how_many": "How many whole numbers {x} (negative ones and 0 included) satisfy {s}?",
        "number": "Find the number of integers {x} with {s}.",
        "count": "Count the integers {x} for which {s} is true.",
        "program": "A program tests every integer {x} for {s}. How many of them pass?",
    }
    LIST: ClassVar = {
        "list": "List all integers {x} with {s}.",
        "which": "Which integers {x} satisfy {s}?",
        "display": "{s}\n[Give all whole-number solutions, negative ones included.|Find all integers {x} that "
        "satisfy this.]",
        "set": "Find the set of all integers {x} for which {s} holds.",
    }
    TEXTS: ClassVar = {**COUNT, **LIST}

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> WholeNumbers | None:
        kind = stream.choice({2: (Quadratic, Absolute), 3: (Quadratic, Absolute, Chart), 4: (Chart, Absolute)}[level])
        part = kind.attempt(stream, level)
        if part is None or is_outcome(part.region()) or not part.is_tidy():
            return None
        found = whole_numbers(part.region())
        count = stream.chance(1, 2)
        if found is None or not 2 <= len(found) <= (60 if count else 12):
            return None
        part = part.answered()
        return cls(level, part.letter, str(len(found)) if count else f"{{{', '.join(map(str, found))}}}", part, count)

    def form(self) -> str:
        return "integer" if self.count else "set of integers"

    def texts(self) -> dict[str, str]:
        return self.COUNT if self.count else self.LIST

    def statement(self) -> str:
        return self.part.statement()

    def relations(self) -> tuple[str, ...]:
        return self.part.relations()

    def check(self) -> Check:
        return Relation(
            answer=Integer() if self.count else Formula(variables=(self.letter,)),
            gold=self.answer,
            relations=self.relations(),
            variable=self.letter,
            domain="integers",
        )

    def solution(self) -> list[str]:
        found = whole_numbers(self.part.region()) or []
        lines = self.part.solution()
        if not lines[-1].endswith(f"{self.part.answer}."):
            lines.append(f"So {self.part.answer}.")
        lines += _estimates(self.part.region())
        if not self.count:
            return [*lines, f"The integers in it are {', '.join(map(str, found))}."]
        runs = _runs(found)
        for low, high in runs:
            size = high - low + 1
            if size > 1:
                lines.append(f"From {low} to {high} there are {high} - {bracketed(low)} + 1 = {size} integers.")
            else:
                lines.append(f"{low} is one by itself.")
        if len(runs) > 1:
            sizes = [high - low + 1 for low, high in runs]
            lines.append(f"{' + '.join(map(str, sizes))} = {sum(sizes)}.")
        return lines

    def canonical(self) -> Any:
        return [self.part.__struct_config__.tag, self.part.canonical(), self.count]


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _estimates(pieces: Region) -> list[str]:
    """Where irrational ends lie between whole numbers."""
    lines = []
    for end in dict.fromkeys(ends(pieces)):
        if end.q:
            low = int(float(end) // 1)
            lines.append(f"{end} is about {float(end):.2f}, between {low} and {low + 1}.")
    return lines


class ForAll(Inequality, frozen=True, tag="for_all"):
    """The numbers k for which a quadratic polynomial with k as, or in, a coefficient has roots of a certain kind."""

    leading: int
    middle: int
    last: int
    in_middle: bool
    demand: str

    OUTCOMES: ClassVar[tuple[str, ...]] = ()
    FORM: ClassVar[str] = "solution set"
    DEMANDS: ClassVar = {
        "positive": ("{p} > 0 for every real {x}", "<"),
        "not negative": ("{p} >= 0 for every real {x}", "<="),
        "two": ("{p} = 0 has two different real solutions", ">"),
        "some": ("{p} = 0 has at least one real solution", ">="),
        "none": ("{p} = 0 has no real solution", "<"),
    }
    TEXTS: ClassVar = {
        "which": "For which real {k} is it true that {demand}?",
        "find": "Find all real {k} such that {demand}.",
        "condition": "Determine the condition on the real number {k} under which {demand}.",
        "let": "Let {k} be a real number. When is it the case that {demand}?",
        "task": "Claim: {demand}\n[For which real {k} is it true?|Find the real {k} that make it true.]",
        "range": "In which range must the real number {k} lie so that {demand}?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> ForAll | None:
        in_middle = stream.chance(1, 2)
        a = stream.choice((1, 1, 2, 3, 4))
        demand = stream.choice(tuple(cls.DEMANDS))
        if in_middle:
            last, shift = stream.integer(1, 30), stream.choice((0, nonzero(stream, 9)))
            root = surd(0).of(0, 1, 4 * a * last, 1)
            if root.q and level == 3:
                return None
            return cls(level, stream.choice(LETTERS), "", a, shift, last, True, demand).answered()
        b, shift = nonzero(stream, 12), stream.choice((0, nonzero(stream, 12)))
        if Fraction(b * b, 4 * a).denominator > (1 if level == 3 else 4):
            return None
        return cls(level, stream.choice(LETTERS), "", a, b, shift, False, demand).answered()

    def answered(self) -> ForAll:
        return replace(self, answer=text_of(self.region(), "k"))

    def region(self) -> Region:
        sign = self.DEMANDS[self.demand][1]
        if self.in_middle:
            size = 4 * self.leading * self.last
            cuts = sorted((surd(0).of(-self.middle, way, size, 1) for way in (-1, 1)), key=float)
            return region(cuts, ["=" in sign] * 2, [meets(1, sign), meets(-1, sign), meets(1, sign)])
        cut = surd(Fraction(self.middle**2, 4 * self.leading) - self.last)
        return region([cut], ["=" in sign], [meets(1, sign), meets(-1, sign)])

    def polynomial(self) -> str:
        """The polynomial with k in it."""
        x, a, b, c = self.letter, self.leading, self.middle, self.last
        if self.in_middle:
            middle = f"k{x}" if not b else f"({written(((1, 1), (b, 0)), ('k',))}){x}"
            return f"{shown((a, 0, 0), x)} + {middle} + {c}"
        last = f" {'-' if c < 0 else '+'} {abs(c)}" if c else ""
        return f"{shown((a, b, 0), x)} + k{last}"

    def formulas(self) -> dict[str, str]:
        return {"x": self.letter, "k": "k", "p": self.polynomial()}

    def slots(self, stream: Stream) -> dict[str, Any]:
        text, _ = self.DEMANDS[self.demand]
        formulas = self.formulas()
        head, sign, rest = text.partition(" for every")
        if sign:
            pieces = {"formula": head.replace("{p}", formulas["p"]), "rest": f" for every real {self.letter}"}
        else:
            head, sign, rest = text.partition(" = 0")
            pieces = {"formula": f"{formulas['p']} = 0", "rest": rest}
        if stream.chance(2, 3):
            return {**formulas, "demand": pieces["formula"] + pieces["rest"]}
        ending = pieces["rest"].replace(f"real {self.letter}", f"real ${self.letter}$")
        return {"x": f"${self.letter}$", "k": "$k$", "demand": f"${latex(pieces['formula'])}${ending}"}

    def check(self) -> Check:
        a, b, c = self.leading, self.middle, self.last
        middle, last = (f"(k + ({b}))", f"({c})") if self.in_middle else (f"({b})", f"(k + ({c}))")
        sign = self.DEMANDS[self.demand][1]
        return Relation(
            answer=Formula(variables=("k",)),
            gold=self.answer,
            relations=(f"{middle}^2 - 4*({a})*{last} {sign} 0",),
            variable="k",
        )

    def solution(self) -> list[str]:
        a, b, c = self.leading, self.middle, self.last
        sign = self.DEMANDS[self.demand][1]
        why = {
            "positive": "The parabola opens upward, so it is positive everywhere when it has no zero: the "
            "discriminant is "
            "negative.",
            "not negative": "The parabola opens upward, so it is nowhere negative when it has at most one zero: the "
            "discriminant is at most 0.",
            "two": "There are two different real solutions when the discriminant is positive.",
            "some": "There is a real solution when the discriminant is at least 0.",
            "none": "There is no real solution when the discriminant is negative.",
        }[self.demand]
        if self.in_middle:
            inside = "k" if not b else f"({written(((1, 1), (b, 0)), ('k',))})"
            bare = inside.strip("()")
            size = 4 * a * c
            root = surd(0).of(0, 1, size, 1)
            lines = [why, f"{inside}^2 - 4 * {a} * {c} {sign} 0, so {inside}^2 {sign} {size}."]
            lines.append(f"sqrt({size}) = {root}, so " if str(root) != f"sqrt({size})" else "So ")
            lines[-1] += (
                f"-{root} {sign} {bare} {sign} {root}."
                if sign in ("<", "<=")
                else f"{bare} {FLIPPED[sign]} -{root} or {bare} {sign} {root}."
            )
            return [*lines, f"For k that is {self.answer}."] if b else lines
        value = Fraction(b * b, 4 * a)
        inside = "k" if not c else f"k {'-' if c < 0 else '+'} {abs(c)}"
        front = f"{bracketed(b)}^2 - 4 * {a} * ({inside})" if c else f"{bracketed(b)}^2 - 4 * {a} * k"
        lines = [why, f"{front} {sign} 0, so {b * b} {sign} {4 * a}{'k' if not c else f'({inside})'}.",
                 f"{b * b} / {4 * a} = {value}, so {inside} {FLIPPED[sign]} {value}."]  # fmt: skip
        if c:
            lines.append(f"{added(value, -c)} = {value - c}, so {self.answer}.")
        return lines

    def canonical(self) -> Any:
        return [self.leading, self.middle, self.last, self.in_middle, self.demand]
