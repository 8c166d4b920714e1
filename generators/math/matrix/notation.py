"""What the questions about matrices share: arithmetic on rows and how matrices are written."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd

from generators.randomness import Stream

Number = Fraction | int
Rows = tuple[tuple[int, ...], ...]


def times(left: Sequence[Sequence[Number]], right: Sequence[Sequence[Number]]) -> tuple[tuple[Number, ...], ...]:
    """The product."""
    return tuple(
        tuple(sum(a * b for a, b in zip(row, column, strict=True)) for column in zip(*right, strict=True))
        for row in left
    )


def drawn(stream: Stream, rows: int, columns: int, low: int, high: int) -> Rows:
    """A matrix of whole numbers."""
    return tuple(tuple(stream.integer(low, high) for _ in range(columns)) for _ in range(rows))


def flat(rows: Sequence[Sequence[Number]]) -> list[Number]:
    """The entries, row after row."""
    return [entry for row in rows for entry in row]


def shown(rows: Sequence[Sequence[Number]]) -> str:
    """``[[1, 2], [3, 4]]``."""
    return "[" + ", ".join("[" + ", ".join(map(str, row)) + "]" for row in rows) + "]"


def vector(entries: Sequence[Number]) -> str:
    """``(1, 2)``."""
    return "(" + ", ".join(map(str, entries)) + ")"


def texts(rows: Sequence[Sequence[Number]]) -> tuple[tuple[str, ...], ...]:
    """The entries in the notation of checks."""
    return tuple(tuple(str(entry) for entry in row) for row in rows)


def signed(number: Number, first: bool = False) -> str:
    """The number as a term of a sum: ``- 3``, ``+ 2``; the first one keeps its own sign."""
    if first:
        return str(number)
    return f"{'-' if number < 0 else '+'} {abs(number)}"


def factor(number: Number) -> str:
    """The number as a factor: negative ones and fractions stand in brackets."""
    return f"({number})" if number < 0 or number.denominator != 1 else str(number)


def dot(left: Sequence[Number], right: Sequence[Number]) -> str:
    """A sum of products step by step: ``2 * 5 + 3 * (-1) = 10 - 3 = 7``."""
    products = [a * b for a, b in zip(left, right, strict=True)]
    first = " + ".join(
        f"{a if n == 0 else factor(a)} * {factor(b)}" for n, (a, b) in enumerate(zip(left, right, strict=True))
    )
    second = " ".join(signed(each, n == 0) for n, each in enumerate(products))
    return f"{first} = {second} = {sum(products)}" if len(products) > 1 else f"{first} = {second}"


def tex(rows: Sequence[Sequence[Number]]) -> str:
    """The matrix in TeX, without dollars."""
    return "\\begin{pmatrix} " + " \\\\ ".join(" & ".join(map(str, row)) for row in rows) + " \\end{pmatrix}"


def grid(rows: Sequence[Sequence[Number]]) -> str:
    """A row a line."""
    return "\n".join(" ".join(map(str, row)) for row in rows)


def largest(rows: Sequence[Sequence[Number]]) -> int:
    """The largest numerator or denominator."""
    return max(max(abs(entry.numerator), entry.denominator) for entry in flat(rows))


def determinant(rows: Sequence[Sequence[Number]]) -> Fraction:
    """By elimination."""
    left = [[Fraction(entry) for entry in row] for row in rows]
    result = Fraction(1)
    for column in range(len(left)):
        pivot = next((place for place in range(column, len(left)) if left[place][column]), None)
        if pivot is None:
            return Fraction(0)
        if pivot != column:
            left[column], left[pivot] = left[pivot], left[column]
            result = -result
        result *= left[column][column]
        for place in range(column + 1, len(left)):
            by = left[place][column] / left[column][column]
            left[place] = [a - by * b for a, b in zip(left[place], left[column], strict=True)]
    return result


def products(left: Sequence[Sequence[Number]], right: Sequence[Sequence[Number]]) -> list[str]:
    """The entries of a product, a line each."""
    return [
        f"({i}, {j}): {dot(row, column)}."
        for i, row in enumerate(left, 1)
        for j, column in enumerate(zip(*right, strict=True), 1)
    ]


def unimodular(stream: Stream, size: int, shears: int, most: int) -> tuple[Rows, Rows]:
    """A matrix of whole numbers with determinant 1, and its inverse."""
    one = [[int(i == j) for j in range(size)] for i in range(size)]
    back = [row[:] for row in one]
    for _ in range(shears):
        i, j = stream.sample(range(size), 2)
        by = stream.choice((-1, 1)) * stream.integer(1, most)
        # Row i plus by times row j; the inverse takes it back from the other side.
        one[i] = [a + by * b for a, b in zip(one[i], one[j], strict=True)]
        for row in back:
            row[j] -= by * row[i]
    return tuple(map(tuple, one)), tuple(map(tuple, back))


class Elimination:
    """Gaussian elimination told line by line. `rows` may carry further columns beyond the first `width`.

    With `whole` the rows stay whole: instead of a fraction of one row from another, multiples of both are taken.
    """

    def __init__(self, rows: Sequence[Sequence[Number]], width: int, *, whole: bool = True) -> None:
        self.rows = [[Fraction(entry) for entry in row] for row in rows]
        self.width = width
        self.whole = whole
        self.lines: list[str] = []
        self.pivots: list[int] = []
        self.swaps = 0

    @property
    def rank(self) -> int:
        """How many pivots were found."""
        return len(self.pivots)

    def forward(self) -> Elimination:
        """Down to echelon form."""
        for column in range(self.width):
            top = len(self.pivots)
            usable = [place for place in range(top, len(self.rows)) if self.rows[place][column]]
            if not usable:
                continue
            # A pivot of 1 or -1 keeps the numbers small.
            best = min(usable, key=lambda place: (abs(self.rows[place][column]) != 1, place != top, place))
            if best != top:
                self.rows[top], self.rows[best] = self.rows[best], self.rows[top]
                self.swaps += 1
                self.lines.append(f"Swap rows {top + 1} and {best + 1}: {self._row(top)} and {self._row(best)}.")
            for place in range(top + 1, len(self.rows)):
                self._clear(place, top, column)
            self.pivots.append(column)
        return self

    def backward(self) -> Elimination:
        """On to reduced form, where every pivot is 1 and alone in its column."""
        for top in range(len(self.pivots) - 1, -1, -1):
            for place in range(top - 1, -1, -1):
                self._clear(place, top, self.pivots[top])
        for top, column in enumerate(self.pivots):
            pivot = self.rows[top][column]
            if pivot != 1:
                self.rows[top] = [entry / pivot for entry in self.rows[top]]
                self.lines.append(f"Row {top + 1} divided by {pivot}: {self._row(top)}.")
        return self

    def _clear(self, place: int, top: int, column: int) -> None:
        old, other = self.rows[place], self.rows[top]
        by = old[column] / other[column]
        if not by:
            return
        keep, by = (Fraction(by.denominator), Fraction(by.numerator)) if self.whole else (Fraction(1), by)
        self.rows[place] = [keep * a - by * b for a, b in zip(old, other, strict=True)]
        steps = ", ".join(
            f"{keep * a} {'-' if by * b >= 0 else '+'} {abs(by * b)}" for a, b in zip(old, other, strict=True)
        )
        multiple = f"{_times(keep)}row {place + 1} {'-' if by > 0 else '+'} {_times(abs(by))}row {top + 1}"
        line = f"{multiple[0].upper()}{multiple[1:]}: ({steps}) = {self._row(place)}"
        common = gcd(*(int(entry) for entry in self.rows[place])) if self.whole else 1
        if common > 1:
            self.rows[place] = [entry / common for entry in self.rows[place]]
            line += f", divided by {common}: {self._row(place)}"
        self.lines.append(f"{line}.")

    def _row(self, place: int) -> str:
        return vector(self.rows[place])


def _times(number: Fraction) -> str:
    """A factor before the name of a row."""
    return "" if number == 1 else f"{number} * " if number.denominator == 1 else f"({number}) * "
