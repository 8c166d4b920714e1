"""Larger determinants, products, traces and powers, each of which may be undefined; the rules for determinants."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, ClassVar, Self

from generators.language.lexicon import counted
from generators.math.matrix.notation import (
    Elimination,
    Rows,
    determinant,
    dot,
    drawn,
    factor,
    flat,
    largest,
    products,
    shown,
    signed,
    texts,
    times,
)
from generators.math.matrix.question import MOST, UNDEFINED, MatrixKind, cofactors, cut, not_square
from generators.math.polynomial_roots.notation import nonzero
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer, Rational
from schemas.checks import Check, Equations


class LargeDeterminant(MatrixKind, frozen=True, tag="large_determinant"):
    """The determinant of a larger matrix, or that it has none."""

    ASK: ClassVar[str] = "determinant"
    FORM: ClassVar[str] = "integer"
    OUTCOMES: ClassVar[tuple[str, ...]] = (UNDEFINED,)
    TEXTS: ClassVar = {
        "find": "[Find|Compute|Work out] the determinant of {m}, if it has one.",
        "what": "What is the determinant of [|the matrix ]{m}?",
        "let": "Let {m_is}. [What is det A?|Find det(A).|Compute the determinant of A.]",
        "grid": "The rows of a matrix are\n{m_grid}\n[What is its determinant?|Find its determinant.]",
        "value": "[Give|State] the value of the determinant of {m}.",
        "volume": "A map sends a column vector x to Ax, where {m_is}. Find the determinant of A.",
        "task": "Matrix: {m}\n[Task: find its determinant, if it is defined.|Wanted: its determinant.]",
        "student": "A student is asked for det A, where {m_is}. [What is the right answer?|What should the student "
        "write?]",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        size = {2: 3, 3: 4, 4: stream.choice((4, 5))}[level]
        rows = drawn(stream, size, size, -5, 6) if level == 2 else _sparse(stream, size, -4, 5)
        value = determinant(rows)
        if not value or abs(value) > (200 if level == 2 else 600) or largest(rows) < 2:
            return None
        found = cls(level, rows, str(value))
        if level > 2 and any("/" in line for line in found.solution()[:-2]) and stream.chance(3, 4):
            return None  # fractions on the way are well enough now and then
        return found

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Self | None:
        found = cls.drawn(stream, level)
        return None if found is None else cls(level, cut(stream, found.rows), UNDEFINED)

    def value_type(self) -> Any:
        return Integer()

    def solution(self) -> list[str]:
        if len(self.rows) != len(self.rows[0]):
            return [not_square(self.rows), "Only square matrices have a determinant."]
        if len(self.rows) == 3:
            return cofactors(self.rows)
        done = Elimination(self.rows, len(self.rows), whole=False).forward()
        diagonal = [done.rows[place][place] for place in range(len(self.rows))]
        text = " * ".join(factor(each) if n else str(each) for n, each in enumerate(diagonal))
        total = determinant(done.rows)
        lines = [*done.lines, f"Product of the diagonal: {text} = {total}."]
        if done.swaps:
            count = "1 swap changes" if done.swaps == 1 else f"{done.swaps} swaps change"
            times_text = "the sign" if done.swaps == 1 else f"the sign {done.swaps} times"
            lines.append(f"{count} {times_text}: {self.answer}.")
        return lines


def _sparse(stream: Stream, size: int, low: int, high: int) -> Rows:
    """A matrix with some zeros, more in larger ones."""
    share = {3: 1, 4: 2, 5: 4}[size]
    return tuple(
        tuple(0 if stream.chance(share, 8) else stream.integer(low, high) for _ in range(size)) for _ in range(size)
    )


class LargeProduct(MatrixKind, frozen=True, tag="large_product"):
    """The product of two matrices of fitting sizes, or that it is not defined."""

    other: Rows

    ASK: ClassVar[str] = "product"
    OUTCOMES: ClassVar[tuple[str, ...]] = (UNDEFINED,)
    TEXTS: ClassVar = {
        "let": "Let {a_is} and {b_is}. [What is AB?|Find AB.|Compute AB, if it is defined.]",
        "multiply": "Multiply {a} by {b}, in this order, if that is possible.",
        "product": "[Find|Compute] the matrix product AB, where {a_is} and {b_is}.",
        "task": "A = {a}\nB = {b}\n[Wanted: AB.|Task: multiply A by B.]",
        "maps": "A column vector is multiplied first by B and then by A, where {a_is} and {b_is}. Which [one|single] "
        "matrix "
        "does both?",
        "student": "A student wants to form AB from {a_is} and {b_is}. [What comes out?|What is the result?]",
        "grid": "Matrix A:\n{a_grid}\nMatrix B:\n{b_grid}\n[Find AB.|What is AB?]",
        "given": "Given {a_is} and {b_is}, [give|determine] the product AB.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        m, n, p = stream.choice(
            {2: ((2, 3, 2), (3, 2, 2), (2, 2, 3), (1, 3, 2), (2, 3, 1)),
             3: ((3, 3, 3), (3, 2, 3), (2, 4, 2), (3, 4, 2)),
             4: ((3, 4, 3), (4, 3, 3), (3, 3, 4))}[level]
        )  # fmt: skip
        left, right = drawn(stream, m, n, -4, 6), drawn(stream, n, p, -4, 6)
        if max(each.count(0) for each in (flat(left), flat(right))) > 3:
            return None
        return cls(level, left, shown(times(left, right)), right)

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Self | None:
        found = cls.drawn(stream, level)
        if found is None:
            return None
        if stream.chance(1, 2):
            # In the other order the sizes no longer fit.
            if len(found.other[0]) != len(found.rows):
                return cls(level, found.other, UNDEFINED, found.rows)
            return None
        place = stream.below(len(found.other))
        rest = found.other[:place] + found.other[place + 1 :]
        return cls(level, found.rows, UNDEFINED, rest) if rest else None

    def matrices(self) -> dict[str, Rows]:
        return {"a": self.rows, "b": self.other}

    def further(self) -> dict[str, Any]:
        return {"other": texts(self.other)}

    def solution(self) -> list[str]:
        if len(self.rows[0]) != len(self.other):
            return [_misfit(self.rows, self.other)]
        sizes = f"A has {counted(len(self.rows[0]), 'column')} and B has as many rows."
        return [sizes, *products(self.rows, self.other)]

    def canonical(self) -> Any:
        return [self.rows, self.other]


def _misfit(left: Rows, right: Rows) -> str:
    return f"A has {counted(len(left[0]), 'column')}, but B has {counted(len(right), 'row')}: AB is not defined."


class TraceOfProduct(LargeProduct, frozen=True, tag="trace"):
    """The trace of the product of two matrices, or that there is none."""

    ASK: ClassVar[str] = "trace"
    FORM: ClassVar[str] = "integer"
    TEXTS: ClassVar = {
        "let": "Let {a_is} and {b_is}. [What is the trace of AB?|Find tr(AB), if it is defined.]",
        "product": "[Find|Compute] the trace of the matrix product AB, where {a_is} and {b_is}.",
        "task": "A = {a}\nB = {b}\n[Wanted: the trace of AB.|Task: find the sum of the diagonal entries of AB.]",
        "diagonal": "What is the sum of the diagonal entries of AB for {a_is} and {b_is}?",
        "student": "A student multiplies {a_is} by {b_is} and takes the trace. [What comes out?|What is the result?]",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        m, n = stream.choice(
            {2: ((2, 2), (2, 3), (3, 2)), 3: ((3, 3), (3, 2), (2, 4)), 4: ((4, 3), (3, 4), (4, 4))}[level]
        )
        left, right = drawn(stream, m, n, -5, 7), drawn(stream, n, m, -5, 7)
        value = sum(times(left, right)[place][place] for place in range(m))
        return cls(level, left, str(value), right) if value else None

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Self | None:
        found = cls.drawn(stream, level)
        if found is None:
            return None
        if stream.chance(1, 2) and len(found.rows) > 2:
            return cls(level, found.rows[:-1], UNDEFINED, found.other)
        return cls(level, found.rows, UNDEFINED, found.other[:-1])

    def value_type(self) -> Any:
        return Integer()

    def solution(self) -> list[str]:
        if len(self.rows[0]) != len(self.other):
            return [_misfit(self.rows, self.other)]
        if len(self.rows) != len(self.other[0]):
            sizes = f"{counted(len(self.rows), 'row')} and {counted(len(self.other[0]), 'column')}"
            return [f"AB has {sizes}: it is not square and has no trace."]
        entries = [
            (place, dot(row, [each[place] for each in self.other]), times(self.rows, self.other)[place][place])
            for place, row in enumerate(self.rows)
        ]
        lines = [f"({place + 1}, {place + 1}): {text}." for place, text, _ in entries]
        text = " ".join(signed(value, place == 0) for place, _, value in entries)
        return [*lines, f"{text} = {self.answer}."]


class Power(MatrixKind, frozen=True, tag="power"):
    """A power, or that it is not defined."""

    exponent: int

    ASK: ClassVar[str] = "power"
    OUTCOMES: ClassVar[tuple[str, ...]] = (UNDEFINED,)
    TEXTS: ClassVar = {
        "let": "Let {m_is}. [What is A^{n}?|Find A^{n}, if it is defined.|Compute A^{n}.]",
        "find": "[Find|Compute] the power of {m} with exponent {n}, if it is defined.",
        "times": "What is the result when {m} is raised to the power {n}?",
        "map": "A map sends a column vector x to Ax, where {m_is}. Which matrix belongs to the map that is applied "
        "{n} times "
        "in a row?",
        "task": "Matrix: A = {m}\n[Task: compute A^{n}.|Wanted: A^{n}.]",
        "grid": "The rows of A are\n{m_grid}\n[What is A^{n}?|Find A^{n}.]",
        "student": "A student has to work out A^{n} for {m_is}. [What is the result?|What comes out?]",
        "steps": "In every step a state v becomes Av, where {m_is}. Which matrix takes the state {n} steps further?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        size, exponent = stream.choice(
            {2: ((2, 3), (2, 4), (3, 2)), 3: ((2, 5), (2, 6), (3, 3)), 4: ((2, 8), (2, 10), (3, 4), (3, 5))}[level]
        )
        rows = drawn(stream, size, size, -3 if size == 2 and level < 4 else -2, 4 if size == 2 and level < 4 else 2)
        if flat(rows).count(0) > (1 if size == 2 else 4):
            return None
        found = _power(rows, exponent)
        if not 3 < largest(found) <= MOST:
            return None
        return cls(level, rows, shown(found), exponent)

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Self | None:
        found = cls.drawn(stream, level)
        return None if found is None else cls(level, cut(stream, found.rows), UNDEFINED, found.exponent)

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {**super().slots(stream), "n": self.exponent}

    def further(self) -> dict[str, Any]:
        return {"power": self.exponent}

    def solution(self) -> list[str]:
        if len(self.rows) != len(self.rows[0]):
            return [not_square(self.rows), "It cannot be multiplied by itself, so it has no powers."]
        lines: list[str] = []
        known: dict[int, Any] = {1: self.rows}
        for one, other in _plan(self.exponent):
            lines.append(f"A^{one + other} = {_name(one)} {_name(other)}:")
            lines += products(known[one], known[other])
            known[one + other] = times(known[one], known[other])
        return lines

    def canonical(self) -> Any:
        return [self.rows, self.exponent]


def _name(exponent: int) -> str:
    return "A" if exponent == 1 else f"A^{exponent}"


def _plan(exponent: int) -> list[tuple[int, int]]:
    """Which powers are multiplied: squares first, then the rest."""
    steps, power = [], 1
    while 2 * power <= exponent:
        steps.append((power, power))
        power *= 2
    rest = exponent - power
    for part in sorted((2**place for place in range(10) if rest >> place & 1), reverse=True):
        steps.append((power, part))
        power += part
    return steps


def _power(rows: Rows, exponent: int) -> Any:
    known: dict[int, Any] = {1: rows}
    for one, other in _plan(exponent):
        known[one + other] = times(known[one], known[other])
    return known[exponent]


class Rules(Question, frozen=True, tag="rules"):
    """The determinant of a product of powers of two matrices and a number, from their determinants."""

    level: int
    size: int
    first: int
    second: int
    factor: int
    powers: tuple[int, int]
    transposed: bool
    answer: str

    FORM: ClassVar[str] = "rational number"
    TEXTS: ClassVar = {
        "let": "Let A and B be {n} by {n} matrices with det A = {a} and det B = {b}. [What is|Find] det({expr}){mark}",
        "know": "Of two {n} by {n} matrices A and B only the determinants are known: det A = {a} and det B = {b}. "
        "[Compute|Find|Determine] the determinant of {expr}.",
        "suppose": "Suppose A and B are {n} by {n} matrices whose determinants are {a} and {b}. Then what is the "
        "determinant of {expr}?",
        "task": "Size: {n} by {n}\ndet A = {a}\ndet B = {b}\n[Wanted: det({expr}).|Task: find the determinant of "
        "{expr}.]",
        "volume": "A and B are {n} by {n} matrices, the first with determinant {a}, the second with determinant {b}. "
        "By which "
        "signed factor does {expr} scale volumes?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        size = stream.integer(2, level + 1)
        first, second = nonzero(stream, 6), nonzero(stream, 6)
        by = stream.choice((-3, -2, -1, 2, 3) if level > 2 else (-1, 1, 2, 3))
        powers = (stream.choice((1, 2, 3, -1)), stream.choice((-2, -1, 1, 2)))
        value = Fraction(by) ** size * Fraction(first) ** powers[0] * Fraction(second) ** powers[1]
        if (
            max(abs(value.numerator), value.denominator) > 5000
            or abs(first) == 1
            or abs(second) == 1
            or powers == (1, 1)
        ):
            return None
        return cls(level, size, first, second, by, powers, stream.chance(1, 2), str(value))

    def expression(self) -> str:
        size = {1: "", -1: "-"}.get(self.factor, str(self.factor))
        transposed = "^T" if self.transposed and self.powers[0] == 1 else ""
        return f"{size}A{_power_text(self.powers[0])}{transposed} B{_power_text(self.powers[1])}"

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"n": self.size, "a": self.first, "b": self.second, "expr": self.expression(), "mark": "."}

    def texts(self) -> Mapping[str, str]:
        return {name: text.replace("[What is|Find] det({expr}){mark}", "[What is det({expr})?|Find det({expr}).]")
                for name, text in self.TEXTS.items()}  # fmt: skip

    def check(self) -> Check:
        parts = [f"({self.factor})"] * self.size
        for name, power in zip("ab", self.powers, strict=True):
            parts += [name] * power if power > 0 else [f"(1 / {name})"] * -power
        equations = (f"a = {self.first}", f"b = {self.second}", f"d = {' * '.join(parts)}")
        return Equations(answer=Rational(), gold=self.answer, equations=equations, ask=("d",))

    def solution(self) -> list[str]:
        lines = []
        parts: list[tuple[str, Fraction]] = []
        if self.factor != 1:
            value = Fraction(self.factor) ** self.size
            lines.append(
                f"Each of the {self.size} rows is multiplied by {self.factor}: {factor(self.factor)}^{self.size} = "
                f"{value}."
            )
            parts.append((str(value), value))
        for name, own, power in zip("AB", (self.first, self.second), self.powers, strict=True):
            value = Fraction(own) ** power
            if power == 1:
                turned = "^T" if name == "A" and self.transposed else ""
                lines.append(f"det({name}{turned}) = {own}." if turned else f"det {name} = {own}.")
            elif power == -1:
                lines.append(f"det({name}^(-1)) = 1 / {factor(own)} = {value}.")
            elif power > 0:
                lines.append(f"det({name}^{power}) = {factor(own)}^{power} = {value}.")
            else:
                lines.append(f"det({name}^({power})) = 1 / {factor(own)}^{-power} = {value}.")
            parts.append((str(value), value))
        text = " * ".join(factor(value) if n else str(value) for n, (_, value) in enumerate(parts))
        return [*lines, f"{text} = {self.answer}."]

    def canonical(self) -> Any:
        return [self.size, self.first, self.second, self.expression()]


def _power_text(power: int) -> str:
    return "" if power == 1 else f"^({power})" if power < 0 else f"^{power}"
