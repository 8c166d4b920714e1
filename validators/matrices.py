"""Decides questions about a matrix of rational numbers by exact linear algebra."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache

from flint import fmpq, fmpq_mat
from msgspec import Struct

from schemas import Reason
from schemas.answers import Formula, Integer, Outcome, Rational
from schemas.checks import MatrixQuestion
from validators.checker import Decision, checker
from validators.formulas import Said, compare
from validators.formulas.nodes import Expr, Matrix, Node, Num, OneOf, Pow, Relation, Set, Sym
from validators.formulas.numbers import Beyond, Undefined, bounded_work
from validators.reading import Unread, Value, canonical, read_final, read_gold
from validators.real_roots import Root, factors, roots_of
from validators.relations import Malformed, same_roots, values_of

LARGEST_SIZE = 8
MOST_BITS = 20_000
"""Of an entry of a power, by the size of the entries and the exponent."""

Entries = tuple[tuple[str, ...], ...]


class Found(Struct, frozen=True):
    """What a question comes to: a number, a matrix (None where there is none), eigenvalues, or the place of the outcome
    that says there is none."""

    number: Fraction | None = None
    matrix: Matrix | None = None
    roots: tuple[tuple[Root, int], ...] = ()
    outcome: int | None = None


@checker(MatrixQuestion, version=1)
def decide_matrix(check: MatrixQuestion, text: str) -> Decision:
    """Accepted when the final answer in `text` is what the matrix itself gives."""
    try:
        found = solve(check.matrix, check.ask, check.other, check.power)
        _refuse_type(check, found)
    except (Malformed, Beyond) as malformed:
        return Decision(reason=Reason.CHECKER_ERROR, detail=str(malformed))
    evidence = {"method": "exact linear algebra", "exists": found.outcome is None}
    try:
        gold = read_gold(check.answer, check.gold)
        agreed = _is_met(check, found, gold)
    except Unread as unread:
        return Decision(reason=Reason.CHECKER_ERROR, detail=f"the gold cannot be read: {unread.detail}")
    if not agreed:
        detail = "the gold differs from what the matrix gives"
        return Decision(reason=Reason.ORACLES_DISAGREE, detail=detail, evidence=evidence)
    try:
        value = read_final(check.answer, text)
        right = _is_met(check, found, value)
    except Unread as unread:
        return Decision(reason=unread.reason, detail=unread.detail, evidence=evidence)
    return Decision(
        reason=Reason.CORRECT if right else Reason.WRONG_VALUE,
        answer=canonical(check.answer, value),
        detail="" if right else "the matrix gives another value",
        evidence=evidence,
    )


def _refuse_type(check: MatrixQuestion, found: Found) -> None:
    """Raise `Malformed` where the answer type has no place for what was found."""
    answer = check.answer
    inner = answer.value if isinstance(answer, Outcome) else answer
    if found.outcome is not None:
        if not isinstance(answer, Outcome) or len(answer.outcomes) <= found.outcome:
            raise Malformed("the answer type names no outcome for what the matrix gives")
    elif not isinstance(inner, Formula if found.number is None else Integer | Rational | Formula):
        raise Malformed("the answer type has no place for what the matrix gives")


@lru_cache(maxsize=256)
def solve(matrix: Entries, ask: str, other: Entries | None, power: int | None) -> Found:
    """What `schemas.checks.MatrixQuestion` asks for. Raises `Malformed`, and `Beyond` for eigenvalues that lie too
    close together."""
    left = _matrix(matrix)
    right = None if other is None else _matrix(other)
    if ask in ("product", "solve") and right is None:
        raise Malformed(f"'{ask}' has no other matrix")
    if (ask == "power") is not (power is not None):
        raise Malformed("a power without its exponent, or an exponent without its power")
    if right is not None and ask in ("determinant", "rank", "trace", "product"):
        if left.ncols() != right.nrows():
            return Found(outcome=0)
        left = left * right
    elif right is not None and ask != "solve":
        raise Malformed(f"'{ask}' has another matrix")
    return _ASKED[ask](left, right, power)


def _matrix(rows: Entries) -> fmpq_mat:
    width = len(rows[0])
    if not 0 < width <= LARGEST_SIZE or any(len(row) != width for row in rows) or len(rows) > LARGEST_SIZE:
        raise Malformed(f"rows of different lengths, or more than {LARGEST_SIZE} columns")
    try:
        values = [Fraction(entry) for row in rows for entry in row]
    except ZeroDivisionError:
        raise Malformed("an entry divides by zero") from None
    return fmpq_mat(len(rows), width, [fmpq(value.numerator, value.denominator) for value in values])


def _square(work: Callable[[fmpq_mat], Found]) -> Callable[[fmpq_mat, fmpq_mat | None, int | None], Found]:
    """A question that is asked of square matrices only."""
    return lambda left, right, power: work(left) if left.nrows() == left.ncols() else Found(outcome=0)


def _number(value: fmpq) -> Found:
    return Found(number=Fraction(int(value.p), int(value.q)))


def _rows(matrix: fmpq_mat) -> Found:
    cells = [[Num(_plain(matrix[i, j])) for j in range(matrix.ncols())] for i in range(matrix.nrows())]
    return Found(matrix=Matrix(tuple(map(tuple, cells))))


def _plain(value: fmpq) -> Fraction | int:
    return int(value.p) if value.q == 1 else Fraction(int(value.p), int(value.q))


def _trace(matrix: fmpq_mat) -> Found:
    return _number(sum((matrix[i, i] for i in range(1, matrix.nrows())), matrix[0, 0]))


def _inverse(matrix: fmpq_mat) -> Found:
    return Found(outcome=0) if not matrix.det() else _rows(matrix.inv())


def _power(left: fmpq_mat, right: fmpq_mat | None, power: int | None) -> Found:
    if left.nrows() != left.ncols():
        return Found(outcome=0)
    assert power is not None
    bits = max(max(int(value.p).bit_length(), int(value.q).bit_length()) for value in left.entries())
    if (bits + 4) * power > MOST_BITS:
        raise Malformed("a power with entries that are too large")
    return _rows(left**power)


def _eigenvalues(matrix: fmpq_mat) -> Found:
    found = factors(matrix.charpoly())
    roots = tuple((root, times) for coefficients, times in found for root in roots_of(coefficients))
    if sum(times for _, times in roots) < matrix.nrows():
        return Found(outcome=0)
    return Found(roots=roots)


def _solved(left: fmpq_mat, right: fmpq_mat | None, power: int | None) -> Found:
    assert right is not None
    if right.ncols() != 1 or right.nrows() != left.nrows():
        raise Malformed("a right-hand side that does not fit the matrix")
    size = left.ncols()
    both = fmpq_mat(
        left.nrows(), size + 1,
        [cell for i in range(left.nrows()) for cell in (*(left[i, j] for j in range(size)), right[i, 0])],
    )  # fmt: skip
    reduced, rank = both.rref()
    if left.rank() < rank:
        return Found(outcome=0)
    if rank < size:
        return Found(outcome=1)
    return _rows(fmpq_mat(size, 1, [reduced[i, size] for i in range(size)]))


_ASKED: dict[str, Callable[[fmpq_mat, fmpq_mat | None, int | None], Found]] = {
    "determinant": _square(lambda matrix: _number(matrix.det())),
    "trace": _square(_trace),
    "rank": lambda left, right, power: Found(number=Fraction(left.rank())),
    "inverse": _square(_inverse),
    "power": _power,
    "product": lambda left, right, power: _rows(left),
    "eigenvalues": _square(_eigenvalues),
    "solve": _solved,
}


# Answers.


def _is_met(check: MatrixQuestion, found: Found, value: Value) -> bool:
    """Whether a value as read is what was found. Raises `Unread`."""
    if type(value) is str:
        assert isinstance(check.answer, Outcome)
        return found.outcome is not None and value == check.answer.outcomes[found.outcome]
    if found.outcome is not None:
        return False
    inner = check.answer.value if isinstance(check.answer, Outcome) else check.answer
    if not isinstance(inner, Formula):
        return bool(value == found.number)
    readings = value.node.readings if type(value.node) is OneOf else (value.node,)
    return any(_is_node(found, node) for node in readings)


def _is_node(found: Found, node: Node) -> bool:
    match node:
        case Relation((Sym(name) | Pow(Sym(name), _), value), ("=",)) if name.isupper():
            node = value  # A^{-1} = ...
    if found.number is not None:
        said = compare(Num(found.number), node)
    elif found.matrix is not None:
        if isinstance(node, Set):
            raise Unread(Reason.WRONG_FORM, "a set where a matrix is asked")
        said = compare(found.matrix, node)
    else:
        return _has_roots(found.roots, node)
    if said is Said.UNDECIDED:
        raise Unread(Reason.UNPROVED, "neither shown equal to what the matrix gives nor different from it")
    return said is Said.EQUAL


def _has_roots(roots: Sequence[tuple[Root, int]], node: Node) -> bool:
    try:
        with bounded_work():
            values = next((found for name in _NAMES if (found := _try(node, name)) is not None), None)
            if values is None:
                raise Unread(Reason.WRONG_FORM, "the eigenvalues are to be listed one by one")
            return same_roots(Counter(dict(roots)), values, repeated=True)
    except Beyond:
        raise Unread(Reason.UNPROVED, "neither shown to be the eigenvalues nor to differ from them") from None
    except Undefined:
        return False


_NAMES = ("lambda", "x")
"""What eigenvalues may be called in an answer."""


def _try(node: Node, name: str) -> list[Expr] | None:
    try:
        return values_of(node, name)
    except Unread:
        return None
