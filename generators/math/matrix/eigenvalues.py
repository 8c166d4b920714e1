"""The eigenvalues of matrices that are made to have simple ones, and of their neighbours that have not."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from generators.math.matrix.notation import (
    Rows,
    determinant,
    drawn,
    factor,
    largest,
    shown,
    signed,
    times,
    unimodular,
)
from generators.math.matrix.question import MatrixKind, cofactors
from generators.math.polynomial_roots.notation import Coefficients, nonzero, shown as polynomial
from generators.math.polynomial_roots.solving import TooLong, listed_roots, real_roots
from generators.randomness import Stream
from schemas.answers import Formula


class Eigenvalues(MatrixKind, frozen=True, tag="eigenvalues"):
    """The eigenvalues, each as often as it occurs, or that not all of them are real."""

    ASK: ClassVar[str] = "eigenvalues"
    FORM: ClassVar[str] = "list of eigenvalues"
    OUTCOMES: ClassVar[tuple[str, ...]] = ("non-real eigenvalues",)
    TEXTS: ClassVar = {
        "find": "[Find|Determine] all eigenvalues of {m}, each as often as it is a root of the characteristic "
        "polynomial.",
        "what": "What are the eigenvalues of {m}, with their algebraic multiplicities? List a double one twice.",
        "let": "Let {m_is}. List the eigenvalues of A, repeated according to their algebraic multiplicity.",
        "grid": "The rows of a matrix are\n{m_grid}\nWhat are its eigenvalues? [A double one is to be named "
        "twice.|Repeat "
        "multiple ones.]",
        "roots": "Which roots, with multiplicity, has the characteristic polynomial of {m}?",
        "triangle": "Over the real numbers {m_is} may be similar to a triangular matrix. Which numbers stand on its "
        "diagonal "
        "then?",
        "task": "Matrix: {m}\n[Task: list its eigenvalues, multiple ones repeatedly.|Wanted: its eigenvalues, as "
        "often as they "
        "occur.]",
        "stretch": "By which factors does the matrix {m} stretch its eigenvectors? List the eigenvalues as often as "
        "they are "
        "roots of the characteristic polynomial.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        rows = cls._matrix(stream, level)
        if (
            rows is None
            or largest(rows) > 20
            or sum(rows[i][j] == 0 for i in range(len(rows)) for j in range(i))
            > (0 if len(rows) == 2 else 1 if len(rows) == 3 else 4)
        ):
            return None
        try:
            roots = _spectrum(rows)
        except TooLong:
            return None
        if len(roots) < len(rows):
            return None
        return cls(level, rows, listed_roots(roots))

    @classmethod
    def _matrix(cls, stream: Stream, level: int) -> Rows | None:
        if level == 4 and stream.chance(1, 3):
            # Two blocks on the diagonal and a third one beside them.
            blocks = [cls._matrix(stream, 2) for _ in range(2)]
            if None in blocks:
                return None
            beside = drawn(stream, 2, 2, -4, 5)
            upper = [(*left, *right) for left, right in zip(blocks[0] or (), beside, strict=True)]
            return (*upper, *((0, 0, *row) for row in blocks[1] or ()))
        size = 2 if level == 2 else 3
        middle: Rows
        if level == 4 and stream.chance(1, 3):
            # An irrational pair beside a whole number.
            inner = drawn(stream, 2, 2, -4, 5)
            middle = ((*inner[0], 0), (*inner[1], 0), (0, 0, nonzero(stream, 5)))
        else:
            values = [stream.integer(-5, 6) for _ in range(size)]
            middle = tuple(tuple(values[i] if i == j else 0 for j in range(size)) for i in range(size))
        by, back = unimodular(stream, size, 2 if size == 2 else 3, 2)
        rows = times(times(by, middle), back)
        return tuple(tuple(int(each) for each in row) for row in rows)

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Self | None:
        found = cls.drawn(stream, level)
        if found is None:
            return None
        for i, j in stream.shuffled([(i, j) for i in range(len(found.rows)) for j in range(len(found.rows))]):
            for step in (-1, 1, -2, 2, -3, 3, -5, 5):
                rows = tuple(
                    tuple(each + step * (i == p and j == q) for q, each in enumerate(row))
                    for p, row in enumerate(found.rows)
                )
                try:
                    if len(_spectrum(rows)) < len(rows):
                        return cls(level, rows, cls.OUTCOMES[0])
                except TooLong:
                    continue
        return None

    def value_type(self) -> Any:
        return Formula()

    def solution(self) -> list[str]:
        lines, roots = _spectral_lines(self.rows)
        if len(roots) < len(self.rows):
            return [*lines, f"There are {len(roots)} real roots, but the degree is {len(self.rows)}: not all are real."]
        return [*lines, f"The eigenvalues are {self.answer}."]


def _blocks(rows: Rows) -> list[Rows]:
    """The blocks on the diagonal where everything below them is zero."""
    if len(rows) == 4 and not any(rows[i][j] for i in (2, 3) for j in (0, 1)):
        return [tuple(row[:2] for row in rows[:2]), tuple(row[2:] for row in rows[2:])]
    return [rows]


def _characteristic(rows: Rows) -> Coefficients:
    """The characteristic polynomial of a 2 by 2 or 3 by 3 matrix."""
    size = len(rows)
    trace = sum(rows[place][place] for place in range(size))
    if size == 2:
        return (1, -trace, int(determinant(rows)))
    minors = sum(rows[i][i] * rows[j][j] - rows[i][j] * rows[j][i] for i in range(3) for j in range(i))
    return (1, -trace, minors, -int(determinant(rows)))


def _spectrum(rows: Rows) -> list[Any]:
    if len(_blocks(rows)) == 1 and len(rows) == 4:
        raise TooLong
    found = [root for block in _blocks(rows) for root in real_roots(_characteristic(block), "x")[1]]
    return sorted(found, key=float)


def _spectral_lines(rows: Rows) -> tuple[list[str], list[Any]]:
    lines: list[str] = []
    blocks = _blocks(rows)
    if len(blocks) > 1:
        lines.append(
            "Below the two 2 by 2 blocks on the diagonal all is zero, so the eigenvalues are those of the blocks."
        )
    roots = []
    for block in blocks:
        size = len(block)
        diagonal = [block[place][place] for place in range(size)]
        text = " ".join(signed(each, n == 0) for n, each in enumerate(diagonal))
        if len(blocks) > 1:
            lines.append(f"Block {shown(block)}:")
        lines.append(f"Trace: {text} = {sum(diagonal)}.")
        if size == 2:
            (a, b), (c, d) = block
            lines.append(
                f"Determinant: {a} * {factor(d)} - {factor(b)} * {factor(c)} = {a * d} - {factor(b * c)} = "
                f"{a * d - b * c}."
            )
        else:
            minors = []
            for i, j in ((0, 1), (0, 2), (1, 2)):
                value = block[i][i] * block[j][j] - block[i][j] * block[j][i]
                minors.append(value)
                lines.append(
                    f"Rows and columns {i + 1} and {j + 1}: {block[i][i]} * {factor(block[j][j])} - "
                    f"{factor(block[i][j])} * {factor(block[j][i])} = {value}."
                )
            total = " ".join(signed(each, n == 0) for n, each in enumerate(minors))
            lines.append(f"Sum of these: {total} = {sum(minors)}.")
            lines.append("The determinant:")
            lines += cofactors(block)
        own = _characteristic(block)
        lines.append(f"Characteristic polynomial: {polynomial(own, 'x')}.")
        more, found = real_roots(own, "x")
        lines += more
        roots += found
    return lines, roots
