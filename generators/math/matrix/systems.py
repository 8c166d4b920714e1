"""Inverses, ranks, systems of equations, and the parameters that make a matrix singular."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from typing import Any, ClassVar, Self

from generators.math.matrix.notation import (
    Elimination,
    Number,
    Rows,
    determinant,
    drawn,
    factor,
    flat,
    largest,
    shown,
    tex,
    times,
    unimodular,
    vector,
)
from generators.math.matrix.question import MatrixKind
from generators.math.polynomial_roots.notation import Coefficients, nonzero, shown as polynomial, surd
from generators.math.polynomial_roots.solving import listed_roots, real_roots
from generators.randomness import Stream
from schemas.answers import Formula, Integer, Outcome
from schemas.checks import Check, Relation


class Inverse(MatrixKind, frozen=True, tag="inverse"):
    """The inverse, or that there is none."""

    ASK: ClassVar[str] = "inverse"
    OUTCOMES: ClassVar[tuple[str, ...]] = ("no inverse",)
    TEXTS: ClassVar = {
        "find": "[Find|Compute] the inverse of {m}, if there is one.",
        "what": "What is the inverse of [|the matrix ]{m}?",
        "let": "Let {m_is}. [Find the inverse of A.|What is the inverse of A, if it has one?]",
        "grid": "The rows of a matrix are\n{m_grid}\n[Invert it if possible.|What is its inverse?]",
        "undo": "A column vector is multiplied by {m}. Which matrix undoes this, if any does?",
        "identity": "Which matrix B makes AB the identity matrix, where {m_is}?",
        "task": "Matrix: {m}\n[Task: invert it.|Wanted: its inverse, if it exists.]",
        "decode": "A code replaces each vector v by Av, where {m_is}. Which matrix decodes it, if that is possible?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        if level == 2:
            rows = drawn(stream, 2, 2, -6, 8)
            bound, allowed = 1, 12
        elif level == 3:
            rows = drawn(stream, 3, 3, -3, 4)
            bound, allowed = 1, 6
        else:
            size = stream.choice((3, 4))
            rows = drawn(stream, 3, 3, -5, 6) if size == 3 else unimodular(stream, 4, 6, 2)[0]
            bound, allowed = 1, 12
        value = determinant(rows)
        if not bound <= abs(value) <= allowed or flat(rows).count(0) > len(rows) * 2:
            return None
        return cls(level, rows, shown(_inverse(rows)))

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Self | None:
        found = cls.drawn(stream, level)
        if found is None:
            return None
        rows = _singular(stream, found.rows)
        return None if rows is None else cls(level, rows, cls.OUTCOMES[0])

    def solution(self) -> list[str]:
        size = len(self.rows)
        if size == 2:
            (a, b), (c, d) = self.rows
            value = a * d - b * c
            lines = [f"det = {a} * {factor(d)} - {factor(b)} * {factor(c)} = {a * d} - {factor(b * c)} = {value}."]
            if not value:
                return [*lines, "A matrix with determinant 0 has no inverse."]
            other = ((d, -b), (-c, a))
            lines.append(f"Swap the diagonal, turn the signs of the other two: {shown(other)}.")
            steps = [f"{each} / {factor(value)} = {Fraction(each, value)}" for row in other for each in row]
            return [*lines, f"Divide by {value}: {', '.join(steps)}."]
        joined = [(*row, *(int(i == j) for j in range(size))) for i, row in enumerate(self.rows)]
        done = Elimination(joined, size).forward()
        lines = ["The matrix with the identity matrix beside it:", *(vector(row) for row in joined)]
        if done.rank < size:
            return [*lines, *done.lines, "The left half of the last row is zero, so there is no inverse."]
        done.backward()
        return [*lines, *done.lines, "The right half is the inverse."]


def _inverse(rows: Rows) -> list[list[Number]]:
    size = len(rows)
    joined = [(*row, *(int(i == j) for j in range(size))) for i, row in enumerate(rows)]
    done = Elimination(joined, size).forward().backward()
    return [[_plain(each) for each in row[size:]] for row in done.rows]


def _plain(value: Fraction) -> Number:
    return value.numerator if value.denominator == 1 else value


def _singular(stream: Stream, rows: Rows) -> Rows | None:
    """The matrix with one entry changed so that its determinant is zero, if some whole number does it."""
    places = stream.shuffled([(i, j) for i in range(len(rows)) for j in range(len(rows))])
    for i, j in places:
        changed = [list(row) for row in rows]
        changed[i][j] += 1
        slope = determinant(changed) - determinant(rows)
        if not slope:
            continue
        step = -determinant(rows) / slope
        if step.denominator == 1 and abs(rows[i][j] + step) <= 12:
            changed[i][j] = rows[i][j] + step.numerator
            found = tuple(map(tuple, changed))
            if all(any(row) for row in found) and all(any(column) for column in zip(*found, strict=True)):
                return found
    return None


class Rank(MatrixKind, frozen=True, tag="rank"):
    """The rank."""

    ASK: ClassVar[str] = "rank"
    FORM: ClassVar[str] = "integer"
    TEXTS: ClassVar = {
        "find": "[Find|Determine] the rank of {m}.",
        "what": "What is the rank of [|the matrix ]{m}?",
        "let": "Let {m_is}. [What is the rank of A?|Find the rank of A.]",
        "grid": "The rows of a matrix are\n{m_grid}\n[What is its rank?|Determine its rank.]",
        "rows": "How many rows of {m}, at most, can be chosen so that they are linearly independent?",
        "image": "What is the dimension of the space that the columns of {m} span?",
        "task": "Matrix: {m}\n[Task: find its rank.|Wanted: its rank.]",
        "equations": "A homogeneous linear system has the coefficient matrix {m}. How many of its equations are "
        "independent?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        m, n = stream.choice(
            {2: ((3, 3), (3, 4), (4, 3)), 3: ((4, 4), (3, 5), (4, 5)), 4: ((5, 5), (4, 6), (5, 4))}[level]
        )
        rank = stream.integer(2, min(m, n))
        left, right = drawn(stream, m, rank, -2, 3), drawn(stream, rank, n, -3, 3)
        rows = times(left, right)
        done = Elimination(rows, n).forward()
        if done.rank != rank or largest(rows) > 12 or not all(any(row) for row in rows):
            return None
        if len({_direction(row) for row in rows}) < m - (rank < m):
            return None  # multiples of one another are seen at once
        return cls(level, tuple(tuple(int(each) for each in row) for row in rows), str(rank))

    def value_type(self) -> Any:
        return Integer()

    def solution(self) -> list[str]:
        done = Elimination(self.rows, len(self.rows[0])).forward()
        count = "1 row is" if done.rank == 1 else f"{done.rank} rows are"
        return [*done.lines, f"In the end {count} not zero."]


def _direction(row: Any) -> tuple[Fraction, ...]:
    first = next((each for each in row if each), 1)
    return tuple(Fraction(each, first) for each in row)


class Solve(MatrixKind, frozen=True, tag="solve"):
    """The vector x with A x = b, or that there is none, or more than one."""

    right: tuple[int, ...]

    ASK: ClassVar[str] = "solve"
    FORM: ClassVar[str] = "vector"
    OUTCOMES: ClassVar[tuple[str, ...]] = ("no solution", "infinitely many solutions")
    TEXTS: ClassVar = {
        "solve": "Solve Ax = b for {m_is} and b = {v}.",
        "find": "Find the vector x that the matrix {m} sends to {v}.",
        "which": "Which vector x satisfies Ax = b, if {m_is} and b = {v}?",
        "combine": "With which factors do the columns of {m} add up to the vector {v}? Give the factors as a vector.",
        "grid": "The rows of A are\n{m_grid}\nand b = {v}. Solve Ax = b.",
        "task": "Matrix: A = {m}\nRight-hand side: b = {v}\n[Task: solve Ax = b.|Wanted: x with Ax = b.]",
        "back": "A vector x was multiplied by {m}, which gave {v}. [What was x?|Find x.]",
        "how_many": "How many vectors x does the matrix {m} send to {v}? If it is just one, give it.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        size = {2: stream.choice((2, 3)), 3: 3, 4: 4}[level]
        rows = drawn(stream, size, size, -4, 6) if size < 4 else drawn(stream, size, size, -3, 4)
        found = [
            Fraction(stream.integer(-6, 6), stream.choice((1, 1, 1, 2) if level > 2 else (1,))) for _ in range(size)
        ]
        right = [sum((a * b for a, b in zip(row, found, strict=True)), Fraction(0)) for row in rows]
        if not determinant(rows) or any(each.denominator > 1 for each in right) or not any(found):
            return None
        if max(map(abs, right)) > 60 or flat(rows).count(0) > size:
            return None
        return cls(level, rows, vector(found), tuple(int(each) for each in right))

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Self | None:
        found = cls.drawn(stream, level)
        if found is None:
            return None
        # The last row becomes a combination of the others, its right-hand side with them or against them.
        size = len(found.rows)
        factors = (
            [stream.choice((-2, -1, 1, 2)) for _ in range(size - 1)] if size > 2 else [stream.choice((-3, -2, 2, 3))]
        )
        outcome = stream.below(2)
        last = tuple(sum(f * row[place] for f, row in zip(factors, found.rows, strict=False)) for place in range(size))
        value = sum(f * each for f, each in zip(factors, found.right, strict=False))
        if outcome == 0:
            value += nonzero(stream, 5)
        rows = [*found.rows[:-1], last]
        right = [*found.right[:-1], value]
        order = stream.shuffled(range(size))
        rows, right = [rows[place] for place in order], [right[place] for place in order]
        if largest(rows) > 25 or Elimination(rows, size).forward().rank < size - 1 or not all(any(row) for row in rows):
            return None
        return cls(level, tuple(rows), cls.OUTCOMES[outcome], tuple(right))

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {**super().slots(stream), "v": vector(self.right)}

    def matrices(self) -> dict[str, Rows]:
        return {"m": self.rows}

    def further(self) -> dict[str, Any]:
        return {"other": tuple((str(each),) for each in self.right)}

    def solution(self) -> list[str]:
        size = len(self.rows)
        joined = [(*row, each) for row, each in zip(self.rows, self.right, strict=True)]
        done = Elimination(joined, size).forward()
        lines = ["Rows with the right-hand side as last entry:", *(vector(row) for row in joined), *done.lines]
        if any(not any(row[:-1]) and row[-1] for row in done.rows):
            value = next(row[-1] for row in done.rows if not any(row[:-1]) and row[-1])
            return [*lines, f"The last row says 0 = {value}, which is impossible."]
        if done.rank < size:
            return [*lines, "The last row says 0 = 0, so one entry of x can be chosen freely."]
        known: dict[int, Fraction] = {}
        for place in range(size - 1, -1, -1):
            row = done.rows[place]
            rest = sum((row[each] * value for each, value in known.items()), Fraction(0))
            value = (row[-1] - rest) / row[place]
            name = f"x_{place + 1}"
            left = row[-1]
            if rest:
                terms = " + ".join(
                    f"{factor(row[each])} * {factor(known[each])}" for each in sorted(known) if row[each]
                )
                steps = [f"{_multiple(row[place], name)} = {left} - ({terms}) = {left - rest}"]
            else:
                steps = [f"{_multiple(row[place], name)} = {left}"]
            if row[place] != 1:
                steps.append(f"{name} = {value}")
            lines.append(f"Row {place + 1}: {', so '.join(steps)}.")
            known[place] = value
        return lines

    def canonical(self) -> Any:
        return sorted(zip(self.rows, self.right, strict=True))


def _multiple(number: Fraction, name: str) -> str:
    """``3x_1``."""
    return (
        name
        if number == 1
        else f"-{name}"
        if number == -1
        else f"{factor(number) if number.denominator > 1 else number}{name}"
    )


class Singular(MatrixKind, frozen=True, tag="singular"):
    """The numbers k for which the matrix with k at `places` has no inverse."""

    places: tuple[tuple[int, int], ...]

    FORM: ClassVar[str] = "list of values"
    OUTCOMES: ClassVar[tuple[str, ...]] = ("no solution", "all real numbers")
    TEXTS: ClassVar = {
        "singular": "For which real k is {m} singular?",
        "inverse": "For which real numbers k does {m} have no inverse?",
        "zero": "Find all real k for which the determinant of {m} is zero.",
        "dependent": "For which real k are the columns of {m} linearly dependent?",
        "let": "Let {m_is}. Which real values of k make A singular?",
        "kernel": "For which real k does {m} send some vector other than 0 to 0?",
        "task": "Matrix: {m}\n[Wanted: all real k for which it is not invertible.|Task: find the real k for which its "
        "determinant is 0.]",
        "rank": "For which real k is the rank of {m} smaller than {size}?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        size = 2 if level == 2 else 3
        rows = drawn(stream, size, size, -6, 8 if size == 2 else 6)
        count = stream.integer(1, 2)
        places = tuple(sorted(stream.sample([(i, j) for i in range(size) for j in range(size)], count)))
        found = cls(level, rows, "", places)
        lines_roots = found.roots()
        if lines_roots is None:
            return None
        roots = list(dict.fromkeys(lines_roots[1]))
        if not roots or any(root.r > 6 or root.d > 40 for root in roots) or roots == [surd(0)]:
            return None
        return cls(level, rows, listed_roots(roots), places)

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Self | None:
        found = cls.drawn(stream, level)
        if found is None:
            return None
        wanted = stream.below(2)
        size = len(found.rows)
        # Another entry changes so that k no longer matters, or the roots vanish.
        for i, j in stream.shuffled([(i, j) for i in range(size) for j in range(size) if (i, j) not in found.places]):
            for value in stream.shuffled(list(range(-6, 9))):
                rows = tuple(
                    tuple(value if (p, q) == (i, j) else each for q, each in enumerate(row))
                    for p, row in enumerate(found.rows)
                )
                twin = cls(level, rows, cls.OUTCOMES[wanted], found.places)
                own = twin.polynomial()
                if wanted == 1 and not any(own):
                    return twin
                if wanted == 0 and any(own) and _rootless(own):
                    return twin
        return None

    def polynomial(self) -> Coefficients:
        """The determinant as a polynomial in k, with two leading places for higher powers."""
        values = []
        for k in (-1, 0, 1):
            rows = [
                [k if (i, j) in self.places else each for j, each in enumerate(row)] for i, row in enumerate(self.rows)
            ]
            values.append(int(determinant(rows)))
        low, middle, high = values
        return ((low + high) // 2 - middle, (high - low) // 2, middle)

    def roots(self) -> tuple[list[str], list[Any]] | None:
        own = self.polynomial()
        while own and not own[0]:
            own = own[1:]
        if len(own) < 2:
            return None
        if len(own) == 2:
            value = Fraction(-own[1], own[0])
            return [f"{polynomial(own, 'k')} = 0, so k = {value}."], [surd(value)]
        return real_roots(own, "k")

    def slots(self, stream: Stream) -> dict[str, Any]:
        shown_rows: Any = tuple(
            tuple("k" if (i, j) in self.places else each for j, each in enumerate(row))
            for i, row in enumerate(self.rows)
        )
        style = stream.below(3)
        text = f"${tex(shown_rows)}$" if style == 0 else shown(shown_rows)
        named = f"$A = {tex(shown_rows)}$" if style == 0 else f"A = {shown(shown_rows)}"
        return {"m": text, "m_is": named, "size": len(self.rows)}

    def check(self) -> Check:
        size = len(self.rows)
        cells = [
            [f"({'k' if (i, j) in self.places else each})" for j, each in enumerate(row)]
            for i, row in enumerate(self.rows)
        ]
        terms = []
        for order in permutations(range(size)):
            turns = sum(order[a] > order[b] for a in range(size) for b in range(a + 1, size))
            sign = "-" if turns % 2 else "+"
            terms.append(f"{sign} " + "*".join(cells[place][order[place]] for place in range(size)))
        inner = Formula(variables=("k",))
        return Relation(
            answer=Outcome(value=inner, outcomes=self.OUTCOMES),
            gold=self.answer,
            relations=(f"{' '.join(terms)} = 0",),
            variable="k",
        )

    def solution(self) -> list[str]:
        own = self.polynomial()
        lines = []
        size = len(self.rows)
        cells: list[list[Any]] = [
            ["k" if (i, j) in self.places else each for j, each in enumerate(row)] for i, row in enumerate(self.rows)
        ]
        if size == 2:
            (a, b), (c, d) = cells
            lines.append(f"det = {_cell(a)} * {_cell(d)} - {_cell(b)} * {_cell(c)} = {polynomial(own, 'k')}.")
        else:
            parts = []
            for place in range(3):
                left, right = (each for each in range(3) if each != place)
                p, q, r, s = cells[1][left], cells[1][right], cells[2][left], cells[2][right]
                minor = _minor(p, q, r, s)
                lines.append(
                    f"Without row 1 and column {place + 1}: {_cell(p)} * {_cell(s)} - {_cell(q)} * {_cell(r)} = "
                    f"{polynomial(minor, 'k')}."
                )
                parts.append((cells[0][place], polynomial(minor, "k")))
            (a, u), (b, v), (c, w) = parts
            lines.append(
                f"det = {_cell(a)} * ({u}) - {_cell(b)} * ({v}) + {_cell(c)} * ({w}) = {polynomial(own, 'k')}."
            )
        if not any(own):
            return [*lines, "The determinant is 0 whatever k is."]
        found = self.roots()
        if found is None:
            return [*lines, "It does not depend on k and is never 0."]
        more, roots = found
        return (
            [*lines, *more, f"So k = {' or k = '.join(map(str, dict.fromkeys(roots)))}."] if roots else [*lines, *more]
        )

    def canonical(self) -> Any:
        cells = [
            ["k" if (i, j) in self.places else str(each) for j, each in enumerate(row)]
            for i, row in enumerate(self.rows)
        ]
        return cells


def _cell(each: Any) -> str:
    return "k" if each == "k" else factor(each)


def _minor(p: Any, q: Any, r: Any, s: Any) -> Coefficients:
    """``p s - q r`` as a polynomial in k."""
    result = [0, 0, 0]
    for sign, pair in ((1, (p, s)), (-1, (q, r))):
        power, value = 0, sign
        for each in pair:
            if each == "k":
                power += 1
            else:
                value *= each
        result[2 - power] += value
    return tuple(result)


def _rootless(own: Coefficients) -> bool:
    a, b, c = own
    return b * b - 4 * a * c < 0 if a else (not b and bool(c))
