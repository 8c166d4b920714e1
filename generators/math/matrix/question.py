"""What the questions about larger matrices have in common."""

from __future__ import annotations

from typing import Any, ClassVar

from generators.language.lexicon import counted
from generators.math.matrix.notation import (
    Rows,
    factor,
    grid,
    shown,
    signed,
    tex,
    texts,
)
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Formula
from schemas.checks import Check, MatrixQuestion

UNDEFINED = "undefined"
MOST = 20_000
"""The largest number that an answer may hold."""


class MatrixKind(Question, frozen=True):
    """A question about a matrix, and its answer."""

    level: int
    rows: Rows
    answer: str

    ASK: ClassVar[str]
    FORM: ClassVar[str] = "matrix"

    def matrices(self) -> dict[str, Rows]:
        """The matrices that the problem shows, by their slots."""
        return {"m": self.rows}

    def slots(self, stream: Stream) -> dict[str, Any]:
        style = stream.below(3)
        found: dict[str, Any] = {}
        for slot, rows in self.matrices().items():
            found[slot] = f"${tex(rows)}$" if style == 0 else shown(rows)
            name = "A" if slot == "m" else slot.upper()
            found[f"{slot}_is"] = f"${name} = {tex(rows)}$" if style == 0 else f"{name} = {shown(rows)}"
            found[f"{slot}_grid"] = grid(rows)
        return found

    def value_type(self) -> Any:
        """How the value is to be read."""
        return Formula()

    def check(self) -> Check:
        inner = self.value_type()
        return MatrixQuestion(
            answer=self.or_outcome(inner),
            gold=self.answer,
            matrix=texts(self.rows),
            ask=self.ASK,  # type: ignore[arg-type]
            **self.further(),
        )

    def further(self) -> dict[str, Any]:
        """What else the check holds."""
        return {}

    def canonical(self) -> Any:
        return self.rows


def cut(stream: Stream, rows: Rows) -> Rows:
    """The matrix without a row or a column: it is square no longer."""
    place = stream.below(len(rows))
    if stream.chance(1, 2):
        return rows[:place] + rows[place + 1 :]
    return tuple(row[:place] + row[place + 1 :] for row in rows)


def not_square(rows: Rows) -> str:
    """Why a matrix that is not square has no determinant, powers and so on."""
    return f"The matrix has {counted(len(rows), 'row')} and {counted(len(rows[0]), 'column')}, so it is not square."


def cofactors(rows: Rows) -> list[str]:
    """The determinant of a 3 by 3 matrix, expanded along its first row."""
    (a, b, c), second, third = rows
    lines, parts = [], []
    for place, entry in enumerate((a, b, c)):
        left, right = (each for each in range(3) if each != place)
        p, q, r, s = second[left], second[right], third[left], third[right]
        minor = p * s - q * r
        lines.append(
            f"Without row 1 and column {place + 1}: {p} * {factor(s)} - {factor(q)} * {factor(r)} = "
            f"{p * s} - {factor(q * r)} = {minor}."
        )
        parts.append((entry, minor))
    (a, u), (b, v), (c, w) = parts
    total = a * u - b * v + c * w
    lines.append(
        f"{a} * {factor(u)} - {factor(b)} * {factor(v)} + {factor(c)} * {factor(w)} = "
        f"{a * u} {signed(-b * v)} {signed(c * w)} = {total}."
    )
    return lines
