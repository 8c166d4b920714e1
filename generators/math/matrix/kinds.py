"""The questions about matrices, each a kind of its own with its texts, its check and its worked solution."""

from __future__ import annotations

from typing import Any, ClassVar

from generators.math.matrix.notation import Rows, dot, drawn, factor, flat, products, shown, texts, times, vector
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Formula, Integer
from schemas.checks import Check, MatrixQuestion


class Determinant(Question, frozen=True, tag="determinant"):
    """The determinant."""

    level: int
    rows: Rows
    answer: str

    TEXTS: ClassVar = {
        "find": "[Find|Compute|Work out] the determinant of {m}.",
        "what": "What is the determinant of [|the matrix ]{m}?",
        "let": "Let A = {m}. [What is det A?|Find det(A).|Compute the determinant of A.]",
        "evaluate": "Evaluate det {m}.",
        "value": "[Give|State] the value of det({m}).",
        "area": "A linear map has the matrix {m}. [By which signed factor does it scale areas?|Find its determinant.]",
        "task": "Matrix: {m}\n[Task: find its determinant.|Wanted: its determinant.]",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Determinant | None:
        rows = drawn(stream, 2, 2, -6, 9)
        (a, b), (c, d) = rows
        value = a * d - b * c
        if flat(rows).count(0) > 1 or not value or abs(value) > 99:
            return None
        return cls(level, rows, str(value))

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"m": shown(self.rows)}

    def check(self) -> Check:
        return MatrixQuestion(answer=Integer(), gold=self.answer, matrix=texts(self.rows), ask="determinant")

    def solution(self) -> list[str]:
        (a, b), (c, d) = self.rows
        return [
            f"{a} * {factor(d)} = {a * d}.",
            f"{b} * {factor(c)} = {b * c}.",
            f"{a * d} - {factor(b * c)} = {a * d - b * c}.",
        ]

    def canonical(self) -> Any:
        return self.rows


class Image(Question, frozen=True, tag="image"):
    """A matrix times a vector."""

    level: int
    rows: Rows
    entries: tuple[int, ...]
    answer: str

    FORM: ClassVar[str] = "vector"
    TEXTS: ClassVar = {
        "multiply": "Multiply the matrix {m} by the [column ]vector {v}.",
        "let": "Let A = {m} and v = {v}. [What is Av?|Find Av.|Compute Av.]",
        "map": "A linear map has the matrix {m}. [Where does it send the vector {v}?|What is the image of {v}?]",
        "product": "[Find|Compute] the product of the matrix {m} and the vector {v}.",
        "task": "Matrix: {m}\nVector: {v}\n[Task: multiply them.|Give matrix times vector.]",
        "what": "What [results|do you get] when the matrix {m} is applied to the vector {v}?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Image | None:
        rows = drawn(stream, 2, 2, -5, 9)
        entries = (stream.integer(-5, 9), stream.integer(-5, 9))
        found = [sum(a * b for a, b in zip(row, entries, strict=True)) for row in rows]
        if (flat(rows) + list(entries)).count(0) > 1 or not any(entries) or max(map(abs, found)) > 99:
            return None
        return cls(level, rows, entries, vector(found))

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"m": shown(self.rows), "v": vector(self.entries)}

    def check(self) -> Check:
        column = tuple((str(each),) for each in self.entries)
        return MatrixQuestion(answer=Formula(), gold=self.answer, matrix=texts(self.rows), ask="product", other=column)

    def solution(self) -> list[str]:
        return [f"{dot(row, self.entries)}." for row in self.rows]

    def canonical(self) -> Any:
        return [self.rows, self.entries]


class Product(Question, frozen=True, tag="product"):
    """The product of two matrices."""

    level: int
    left: Rows
    right: Rows
    answer: str

    FORM: ClassVar[str] = "matrix"
    TEXTS: ClassVar = {
        "let": "Let A = {a} and B = {b}. [What is AB?|Find AB.|Compute AB.]",
        "multiply": "Multiply {a} by {b}, in this order.",
        "product": "[Find|Compute] the matrix product {a} {b}.",
        "task": "A = {a}\nB = {b}\n[Wanted: AB.|Task: multiply A by B.]",
        "maps": "A column vector is multiplied first by {b}, then by {a}. Which [one|single] matrix does both?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Product | None:
        left, right = drawn(stream, 2, 2, -3, 5), drawn(stream, 2, 2, -3, 5)
        found = times(left, right)
        if flat(left).count(0) > 1 or flat(right).count(0) > 1:
            return None
        return cls(level, left, right, shown(found))

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"a": shown(self.left), "b": shown(self.right)}

    def check(self) -> Check:
        return MatrixQuestion(
            answer=Formula(), gold=self.answer, matrix=texts(self.left), ask="product",
            other=texts(self.right),
        )  # fmt: skip

    def solution(self) -> list[str]:
        return products(self.left, self.right)

    def canonical(self) -> Any:
        return [self.left, self.right]
