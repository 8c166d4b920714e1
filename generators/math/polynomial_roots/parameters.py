"""The questions about polynomials with a coefficient that is to be found."""

from __future__ import annotations

from typing import Any, ClassVar

from generators.math.polynomial_roots.kinds import PolynomialKind
from generators.math.polynomial_roots.notation import (
    LETTERS,
    added,
    bracketed,
    evaluated,
    nonzero,
    shown,
    summed,
)
from generators.math.polynomials import written
from generators.randomness import Stream
from schemas.answers import Assignment, Formula, Integer, Rational
from schemas.checks import Check, Equations, Relation

UNKNOWN = "k"


class Parameter(PolynomialKind, frozen=True, tag="parameter"):
    """The coefficient at `place`, written k, with which `root` is a root."""

    place: int
    root: int

    FORM: ClassVar[str] = "integer"
    TEXTS: ClassVar = {
        "value": "For which value of {k} is {at} a root of {p}?",
        "find": "Find {k} [so that|such that] {at} solves {zero}.",
        "divisible": "[Find {k} so that {p} is divisible by {d}.|Which {k} makes {p} divisible by {d}?]",
        "let": "Let {named} with {value}. [What is {k}?|Find {k}.]",
        "factor": "The polynomial {p} has the factor {d}. What is {k}?",
        "known": "One solution of {zero} is {at}. [Determine|Work out] {k}.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Parameter | None:
        place = stream.integer(0, 2)
        root = stream.choice((-3, -2, 2, 3) if place == 0 else (-5, -4, -3, -2, 2, 3, 4, 5))
        coefficients = [nonzero(stream, 9) if place == 0 else stream.integer(1, 6), nonzero(stream, 12), 0]
        coefficients[2] = -evaluated(coefficients, root)
        if not coefficients[2] or abs(coefficients[2]) > 90:
            return None
        answer = str(coefficients[place])
        return cls(level, stream.choice(LETTERS), tuple(coefficients), answer, place, root)

    def formulas(self) -> dict[str, str]:
        highest = len(self.coefficients) - 1
        terms = tuple(
            (1, 1, highest - at) if at == self.place else (c, 0, highest - at)
            for at, c in enumerate(self.coefficients)
            if c or at == self.place
        )
        own = written(terms, (UNKNOWN, self.letter))
        return {
            "x": self.letter,
            "k": UNKNOWN,
            "at": f"{self.letter} = {self.root}",
            "value": f"p({self.root}) = 0",
            "d": shown((1, -self.root), self.letter),
            "p": own,
            "zero": f"{own} = 0",
            "named": f"p({self.letter}) = {own}",
            "px": f"p({self.letter})",
        }

    def check(self) -> Check:
        return Equations(
            answer=Integer(), gold=self.answer, equations=(f"{self.value_at(self.root)} = 0",), ask=(UNKNOWN,)
        )

    def value_at(self, at: int) -> str:
        """The value at a number in the notation of checks."""
        highest = len(self.coefficients) - 1
        terms = [
            f"({UNKNOWN if place == self.place else c})*({at ** (highest - place)})"
            for place, c in enumerate(self.coefficients)
        ]
        return " + ".join(terms)

    def solution(self) -> list[str]:
        root = self.root
        powers = (root * root, root, 1)
        lines = [f"Put {self.letter} = {root}: {bracketed(root)}^2 = {root * root}."]
        known, terms = [], []
        for at, (c, power) in enumerate(zip(self.coefficients, powers, strict=True)):
            if at == self.place:
                continue
            terms.append(c * power)
            if at < 2 and c != 1:
                known.append(f"{c} * {bracketed(power)} = {c * power}")
        total = sum(terms)
        known.append(f"{added(terms[0], terms[1])} = {total}")
        lines.append(f"{', '.join(known)}.")
        own = powers[self.place]
        unknown = written(((own, 1),), (UNKNOWN,))
        lines.append(f"{added(unknown, total)} = 0, so {unknown} = {-total}.")
        if own != 1:
            lines.append(f"{-total} / {bracketed(own)} = {self.answer}.")
        return lines

    def canonical(self) -> Any:
        return [[c for at, c in enumerate(self.coefficients) if at != self.place], self.place, self.root]


class ParameterRemainder(Parameter, frozen=True, tag="parameter_remainder"):
    """The coefficient, written k, with which division by ``x - root`` leaves `rest`."""

    rest: int

    FORM: ClassVar[str] = "number"
    TEXTS: ClassVar = {
        "leaves": "For which {k} does {p} leave the remainder {rest} on division by {d}?",
        "divided": "When {p} is divided by {d}, the remainder is {rest}. [What is {k}?|Find {k}.]",
        "let": "Let {named} with {value}. [What is {k}?|Find {k}.]",
        "value": "Find {k} so that {p} has the value {rest} at {at}.",
        "graph": "The graph of {named} passes through the point {point}. [What is {k}?|Determine {k}.]",
        "task": "Polynomial: {p}\nDivisor: {d}\nRemainder: {rest}\n[Find {k}.|Which number is {k}?]",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> ParameterRemainder | None:
        degree = level + 1
        coefficients = [nonzero(stream, 4), *(stream.integer(-9, 9) for _ in range(degree))]
        place, root = stream.integer(0, degree - 1), stream.choice((-4, -3, -2, -1, 2, 3, 4))
        hidden = nonzero(stream, 9)
        coefficients[place] = hidden
        rest = evaluated(coefficients, root)
        if not rest or abs(rest) > 400 or not coefficients[-1] or coefficients.count(0) > 1:
            return None
        return cls(level, stream.choice(LETTERS), tuple(coefficients), str(hidden), place, root, rest)

    def formulas(self) -> dict[str, str]:
        return {
            **super().formulas(),
            "rest": str(self.rest),
            "value": f"p({self.root}) = {self.rest}",
        }

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {**super().slots(stream), "point": f"({self.root}, {self.rest})"}

    def check(self) -> Check:
        equation = f"{self.value_at(self.root)} = {self.rest}"
        return Equations(answer=Rational(), gold=self.answer, equations=(equation,), ask=(UNKNOWN,))

    def solution(self) -> list[str]:
        x, root = self.letter, self.root
        highest = len(self.coefficients) - 1
        lines = [f"The remainder is the value at {x} = {root}."]
        powers = [root**power for power in range(highest + 1)]
        if highest > 1:
            steps = [f"{bracketed(root)}^{power} = {powers[power]}" for power in range(2, highest + 1)]
            lines.append(f"{', '.join(steps)}.")
        terms, known = [], []
        for place, c in enumerate(self.coefficients):
            power = highest - place
            if place == self.place or not c:
                continue
            terms.append(c * powers[power])
            if power and c != 1:
                known.append(f"{c} * {bracketed(powers[power])} = {c * powers[power]}")
        total = sum(terms)
        own = powers[highest - self.place]
        unknown = written(((own, 1),), (UNKNOWN,))
        if known:
            lines.append(f"{', '.join(known)}.")
        if len(terms) > 1:
            lines.append(f"{summed(terms)} = {total}.")
        lines.append(
            f"{added(unknown, total)} = {self.rest}, so {unknown} = {added(self.rest, -total)} = {self.rest - total}."
        )
        if own != 1:
            lines.append(f"{UNKNOWN} = {self.rest - total} / {bracketed(own)} = {self.answer}.")
        return lines

    def canonical(self) -> Any:
        return [*super().canonical(), self.rest]


class TwoParameters(PolynomialKind, frozen=True, tag="two_parameters"):
    """The coefficients a and b, at two `places`, with which the polynomial has the values `values` at `points`."""

    places: tuple[int, int]
    points: tuple[int, int]
    values: tuple[int, int]

    FORM: ClassVar[str] = "a = ..., b = ..."
    TEXTS: ClassVar = {
        "leaves": "On division by {d} the polynomial {p} leaves the remainder {r}, and on division by {e} the "
        "remainder "
        "{s}. [Find a and b.|What are a and b?]",
        "let": "Let {named} with {first} and {second}. [Find a and b.|Determine a and b.]",
        "graph": "The graph of {named} passes through {one} and {other}. [Which numbers are a and b?|Find a and b.]",
        "task": "Polynomial: {p}\nConditions: the remainder is {r} for the divisor {d} and {s} for the divisor {e}.\n"
        "Find a and b.",
        "choose": "How must a and b be chosen so that {p} leaves the remainders {r} and {s} when divided by {d} and by "
        "{e}?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> TwoParameters | None:
        degree = level
        coefficients = [nonzero(stream, 3), *(stream.integer(-8, 8) for _ in range(degree))]
        places = tuple(sorted(stream.sample(range(degree + 1) if level > 3 else range(1, degree + 1), 2)))
        points = tuple(stream.sample((-3, -2, -1, 1, 2, 3), 2))
        for place in places:
            coefficients[place] = nonzero(stream, 9)
        values = tuple(evaluated(coefficients, point) for point in points)
        powers = [[point ** (degree - place) for place in places] for point in points]
        if powers[0][0] * powers[1][1] == powers[0][1] * powers[1][0] or max(map(abs, values)) > 300:
            return None
        if coefficients.count(0) > 1 or not coefficients[-1]:
            return None
        answer = ", ".join(f"{name} = {coefficients[place]}" for name, place in zip("ab", places, strict=True))
        letter = stream.choice(("x", "x", "x", "t", "z"))  # with y there would be a term "by"
        return cls(level, letter, tuple(coefficients), answer, places, points, values)  # type: ignore[arg-type]

    def formulas(self) -> dict[str, str]:
        x, highest = self.letter, len(self.coefficients) - 1
        terms = tuple(
            (1, int(at == self.places[0]), int(at == self.places[1]), highest - at)
            if at in self.places
            else (c, 0, 0, highest - at)
            for at, c in enumerate(self.coefficients)
            if c or at in self.places
        )
        own = written(terms, ("a", "b", x))
        (u, v), (r, s) = self.points, self.values
        return {
            "p": own,
            "named": f"p({x}) = {own}",
            "d": shown((1, -u), x),
            "e": shown((1, -v), x),
            "r": str(r),
            "s": str(s),
            "first": f"p({u}) = {r}",
            "second": f"p({v}) = {s}",
        }

    def slots(self, stream: Stream) -> dict[str, Any]:
        (u, v), (r, s) = self.points, self.values
        return {**super().slots(stream), "one": f"({u}, {r})", "other": f"({v}, {s})"}

    def check(self) -> Check:
        highest = len(self.coefficients) - 1
        names = dict(zip(self.places, "ab", strict=True))
        equations = tuple(
            " + ".join(
                f"({names.get(place, c)})*({point ** (highest - place)})" for place, c in enumerate(self.coefficients)
            )
            + f" = {value}"
            for point, value in zip(self.points, self.values, strict=True)
        )
        answer = Assignment({"a": Rational(), "b": Rational()})
        return Equations(answer=answer, gold=self.answer, equations=equations, ask=("a", "b"))

    def solution(self) -> list[str]:
        x, highest = self.letter, len(self.coefficients) - 1
        rows, lines = [], []
        for point, value in zip(self.points, self.values, strict=True):
            powers = [point ** (highest - place) for place in range(highest + 1)]
            terms = [c * powers[place] for place, c in enumerate(self.coefficients) if place not in self.places and c]
            known = sum(terms)
            row = (powers[self.places[0]], powers[self.places[1]], value - known)
            left = written(((row[0], 1, 0), (row[1], 0, 1)), ("a", "b"))
            if terms:
                lines.append(f"{x} = {point}: the known terms give {summed(terms)} = {known}." if len(terms) > 1 else
                             f"{x} = {point}: the known term gives {known}.")  # fmt: skip
            lines.append(f"{added(left, known)} = {value}, so {left} = {row[2]}." if known else f"{left} = {value}.")
            rows.append(row)
        (p, q, r), (s, t, u) = rows
        bottom = p * t - q * s
        a, b = (self.coefficients[place] for place in self.places)
        return [
            *lines,
            f"To clear b, take {bracketed(t)} times the first minus {bracketed(q)} times the second: "
            f"{written(((bottom, 1),), ('a',))} = {r * t} - {bracketed(q * u)} = {r * t - q * u}.",
            f"a = {r * t - q * u} / {bracketed(bottom)} = {a}.",
            f"Put into the first: {p * a} {'-' if q < 0 else '+'} {written(((abs(q), 1),), ('b',))} = {r}, "
            f"so {written(((q, 1),), ('b',))} = {r - p * a}" + (f" and b = {b}." if q != 1 else "."),
        ]

    def canonical(self) -> Any:
        known = [c for at, c in enumerate(self.coefficients) if at not in self.places]
        return [known, self.places, sorted(zip(self.points, self.values, strict=True))]


class DoubleRoot(PolynomialKind, frozen=True, tag="double_root"):
    """The numbers k for which ``a x² + (k + m) x + c``, or ``a x² + b x + c + k``, has a double root: `linear` says
    which."""

    linear: bool

    FORM: ClassVar[str] = "list of values"
    TEXTS: ClassVar = {
        "double": "For which {k} does {p} have a double root?",
        "one": "For which real {k} does {zero} have exactly one real solution?",
        "find": "Find every {k} such that {zero} has a repeated root.",
        "touch": "For which {k} does the graph of {p} touch the {x}-axis?",
        "square": "Find all real {k} for which {p} is a number times the square of a linear polynomial in {x}.",
        "task": "Equation in {x}: {zero}\nWanted: all {k} for which its two roots are equal",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> DoubleRoot | None:
        in_middle = stream.chance(2, 3)
        a, c, b = stream.choice((1, 1, 2, 3, 4, 5, 9)), stream.integer(1, 50), nonzero(stream, 20)
        letter = stream.choice(LETTERS)
        if in_middle:
            shift = stream.choice((0, *(nonzero(stream, 12) for _ in range(4))))
            size = round((4 * a * c) ** 0.5)
            if size * size != 4 * a * c:
                return None
            low, high = -shift - size, -shift + size
            return cls(level, letter, (a, shift, c), f"{low}, {high}", True)
        shift = nonzero(stream, 30)
        if b * b % (4 * a):
            return None
        value = b * b // (4 * a) - shift
        return cls(level, letter, (a, b, shift), str(value), False) if value else None

    def formulas(self) -> dict[str, str]:
        a, b, c = self.coefficients
        x = self.letter
        if self.linear:
            middle = UNKNOWN + x if not b else f"({written(((1, 1), (b, 0)), (UNKNOWN,))}){x}"
            own = f"{shown((a, 0, 0), x)} + {middle} + {c}"
        else:
            own = f"{shown((a, b, 0), x)} + {UNKNOWN} {'-' if c < 0 else '+'} {abs(c)}"
        return {"x": x, "k": UNKNOWN, "p": own, "zero": f"{own} = 0"}

    def check(self) -> Check:
        a, b, c = self.coefficients
        middle, last = (f"({UNKNOWN} + ({b}))", f"({c})") if self.linear else (f"({b})", f"({UNKNOWN} + ({c}))")
        return Relation(
            answer=Formula(variables=(UNKNOWN,)),
            gold=self.answer,
            relations=(f"{middle}^2 - 4*({a})*{last} = 0",),
            variable=UNKNOWN,
        )

    def solution(self) -> list[str]:
        a, b, c = self.coefficients
        lines = ["The two roots are equal when the discriminant is 0."]
        if self.linear:
            inside = UNKNOWN if not b else f"({written(((1, 1), (b, 0)), (UNKNOWN,))})"
            size = round((4 * a * c) ** 0.5)
            bare = inside.strip("()")
            lines += [
                f"{inside}^2 - 4 * {a} * {c} = 0, so {inside}^2 = {4 * a * c}.",
                f"sqrt({4 * a * c}) = {size}, so {bare} = -{size} or {bare} = {size}.",
            ]
            low, high = self.answer.split(", ")
            if b:
                lines.append(f"{added(-size, -b)} = {low} and {added(size, -b)} = {high}.")
            return lines
        return [
            *lines,
            f"{bracketed(b)}^2 - 4 * {a} * ({UNKNOWN} {'-' if c < 0 else '+'} {abs(c)}) = 0.",
            f"{b * b} / {4 * a} = {b * b // (4 * a)}, so {UNKNOWN} {'-' if c < 0 else '+'} {abs(c)} = "
            f"{b * b // (4 * a)}.",
            f"{UNKNOWN} = {added(b * b // (4 * a), -c)} = {self.answer}.",
        ]

    def canonical(self) -> Any:
        return [self.coefficients, self.linear]
