"""Decides questions about a polynomial: its factors, its division by another, and what is made of its roots.

Sums and products over all complex roots need no root: the roots are the eigenvalues of the companion matrix C of the
polynomial, so that a quotient of polynomials g has the eigenvalues ``g(root)`` at C. Their sum is the trace of g(C),
their product its determinant, and the polynomial with these roots its characteristic polynomial.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from flint import fmpq_mat, fmpq_poly

from schemas import Reason
from schemas.answers import Formula, Integer, Rational
from schemas.checks import PolynomialQuestion
from validators.checker import Decision, checker
from validators.formulas import Node, Unreadable, read_formula
from validators.formulas.nodes import EXPRESSIONS, Add, Expr, Mul, Num, OneOf, Pow, symbols
from validators.formulas.numbers import Beyond, Undefined, rational
from validators.reading import Unread, Value, canonical, read_final, read_gold
from validators.relations import Malformed, polynomial, quotient

LARGEST_DEGREE = 100
LARGEST_COMPANION = 12
"""Degree up to which something is made of a polynomial's roots."""
MOST_FACTORS = 64


@checker(PolynomialQuestion, version=1)
def decide_polynomial(check: PolynomialQuestion, text: str) -> Decision:
    """Accepted when the final answer in `text` is what the polynomial itself gives."""
    try:
        wanted = solve(check.polynomial, check.variable, check.ask, check.of)
        if isinstance(check.answer, Integer | Rational) and wanted.degree() > 0:
            raise Malformed("the answer type has no place for a polynomial")
    except Malformed as malformed:
        return Decision(reason=Reason.CHECKER_ERROR, detail=str(malformed))
    except (Beyond, Undefined, RecursionError) as beyond:
        return Decision(reason=Reason.CHECKER_ERROR, detail=f"the question is not worked out: {beyond!r:.80}")
    evidence = {"method": _METHODS[check.ask], "degree": wanted.degree()}
    try:
        gold = read_gold(check.answer, check.gold)
        agreed = _fault(check, wanted, gold) is None
    except Unread as unread:
        return Decision(reason=Reason.CHECKER_ERROR, detail=f"the gold cannot be read: {unread.detail}")
    if not agreed:
        detail = "the gold differs from what the polynomial gives"
        return Decision(reason=Reason.ORACLES_DISAGREE, detail=detail, evidence=evidence)
    try:
        value = read_final(check.answer, text)
        fault = _fault(check, wanted, value)
    except Unread as unread:
        return Decision(reason=unread.reason, detail=unread.detail, evidence=evidence)
    return Decision(
        reason=fault[0] if fault else Reason.CORRECT,
        answer=canonical(check.answer, value),
        detail=fault[1] if fault else "",
        evidence=evidence,
    )


_METHODS = {
    "factors": "product, and irreducibility of each factor",
    "remainder": "division with remainder",
    "quotient": "division with remainder",
    "sum": "trace at the companion matrix",
    "product": "determinant at the companion matrix",
    "transformed": "characteristic polynomial at the companion matrix",
}


@lru_cache(maxsize=256)
def solve(text: str, variable: str, ask: str, of: str | None) -> fmpq_poly:
    """The polynomial (or number) that is asked for, and for ``factors`` the polynomial itself. Raises `Malformed`."""
    poly = polynomial(_expression(text, variable), LARGEST_DEGREE)
    if poly.degree() < 1:
        raise Malformed("the polynomial is a constant")
    if ask == "factors":
        return poly
    if of is None:
        raise Malformed(f"'{ask}' asks of nothing")
    if ask in ("remainder", "quotient"):
        divisor = polynomial(_expression(of, variable), LARGEST_DEGREE)
        if not divisor:
            raise Malformed("a division by the polynomial zero")
        whole, rest = divmod(poly, divisor)
        return rest if ask == "remainder" else whole
    if poly.degree() > LARGEST_COMPANION:
        raise Malformed(f"a degree above {LARGEST_COMPANION} where something is made of the roots")
    top, bottom = quotient(_expression(of, variable))
    companion = _companion(poly)
    try:
        at = _put(top, companion) * _put(bottom, companion).inv()
    except ZeroDivisionError:
        raise Malformed("a root at which the expression has no value") from None
    if ask == "transformed":
        return at.charpoly()
    size = at.nrows()
    return fmpq_poly([at.det() if ask == "product" else sum((at[i, i] for i in range(1, size)), at[0, 0])])


def _expression(text: str, variable: str) -> Expr:
    try:
        node = read_formula(text, frozenset((variable,)))
    except Unreadable as unreadable:
        raise Malformed(f"a polynomial cannot be read: {unreadable}") from None
    if type(node) not in EXPRESSIONS or not symbols(node) <= {variable}:
        raise Malformed(f"no expression in {variable[:20]!a}")
    return node  # type: ignore[return-value]


def _companion(poly: fmpq_poly) -> fmpq_mat:
    size = poly.degree()
    matrix = fmpq_mat(size, size)
    for place in range(size):
        matrix[place, size - 1] = -poly[place] / poly[size]
        if place:
            matrix[place, place - 1] = 1
    return matrix


def _put(poly: fmpq_poly, matrix: fmpq_mat) -> fmpq_mat:
    """The polynomial at a matrix (Horner)."""
    size = matrix.nrows()
    one = fmpq_mat(size, size, [int(i == j) for i in range(size) for j in range(size)])
    result = one * poly[poly.degree()] if poly else one * 0
    for coefficient in reversed(poly.coeffs()[:-1]):
        result = result * matrix + one * coefficient
    return result


def _fault(check: PolynomialQuestion, wanted: fmpq_poly, value: Value) -> tuple[Reason, str] | None:
    """What is wrong with a value as read, if anything. Raises `Unread`."""
    if not isinstance(check.answer, Formula):
        own = wanted[0]
        return None if Fraction(int(own.p), int(own.q)) == value else (Reason.WRONG_VALUE, "the value is another")
    readings = value.node.readings if type(value.node) is OneOf else (value.node,)
    faults = [_fault_of(check, wanted, node) for node in readings]
    return None if None in faults else faults[0]


def _fault_of(check: PolynomialQuestion, wanted: fmpq_poly, node: Node) -> tuple[Reason, str] | None:
    if type(node) not in EXPRESSIONS or not symbols(node) <= {check.variable}:
        raise Unread(Reason.WRONG_FORM, f"no expression in {check.variable}")
    try:
        given = polynomial(node, LARGEST_DEGREE)  # type: ignore[arg-type]
    except (Malformed, Beyond, Undefined) as error:
        raise Unread(Reason.WRONG_FORM, f"no polynomial that is read: {error}") from None
    if given != wanted:
        return Reason.WRONG_VALUE, "the polynomial is another"
    if check.ask == "factors":
        return _incomplete(node)  # type: ignore[arg-type]
    return None


def _incomplete(expr: Expr) -> tuple[Reason, str] | None:
    """Where a product is no complete factorisation over the integers."""
    for factor in _parts(expr):
        if not symbols(factor):
            number = rational(factor)
            if number is None or number.denominator != 1:
                return Reason.WRONG_FORM, "a factor that is no whole number"
            continue
        poly = polynomial(factor, LARGEST_DEGREE)
        if poly.denom() != 1:
            return Reason.WRONG_FORM, "a factor with a coefficient that is no whole number"
        content, found = poly.numer().factor()
        if abs(content) != 1 or sum(times for _, times in found) != 1:
            return Reason.WRONG_FORM, "a factor that can be factored further"
    return None


def _parts(expr: Expr) -> list[Expr]:
    """The factors that an expression is written with; those of a power once."""
    match expr:
        case Mul(parts):
            if len(parts) > MOST_FACTORS:
                raise Unread(Reason.UNPROVED, f"more than {MOST_FACTORS} factors")
            return [factor for part in parts for factor in _parts(part)]
        case Pow(base, exponent):
            power = rational(exponent)
            if symbols(base) and (power is None or power <= 0):
                raise Unread(Reason.WRONG_FORM, "a division where a product is asked")
            return _parts(base) if symbols(base) else [expr]
        case Num() | Add():
            return [expr]
    return [expr]
