"""Which forms of answer a formula has: a task that asks for a number is not answered by an inequality, and one that
asks to multiply out not by a product."""

from __future__ import annotations

from validators.formulas.nodes import (
    EXPRESSIONS,
    MINUS_ONE,
    Add,
    Based,
    Builder,
    Call,
    Cases,
    Const,
    Either,
    Expr,
    Matrix,
    Moment,
    Mul,
    Node,
    Num,
    OneOf,
    Pow,
    Quantity,
    Ratio,
    Reals,
    Relation,
    Set,
    Sym,
    Tup,
    Union,
    Word,
    names_value,
    symbols,
)
from validators.formulas.numbers import Beyond, Undefined, bounded_work
from validators.formulas.polynomials import NotRational, lowest_terms


def has_form(node: Node, form: str) -> bool:
    """Whether the formula is of the form, one of `schemas.answers.Form`."""
    shape = {"expanded": is_expanded, "reduced": is_reduced}.get(form)
    if shape is None:
        return form == "any" or form in form_of(node)
    match node:
        case OneOf(readings):
            return any(has_form(each, form) for each in readings)
        case Relation((left, right), ("=",)) if names_value(left):
            return has_form(right, form)
    return isinstance(node, EXPRESSIONS) and shape(node)


def is_expanded(expr: Expr) -> bool:
    """Whether the expression is a sum of monomials, each a number before powers of variables, no two of them alike.

    Not ``x·x`` or ``2·3x``, and not ``x(x + 1)``; with ``1 + sqrt(2)`` two numbers stand side by side that cannot be
    added, with ``1 + 2`` two that can.
    """
    seen = set()
    for term in expr.terms if type(expr) is Add else (expr,):
        monomial = _monomial(term)
        if monomial is None or monomial in seen:
            return False
        seen.add(monomial)
    return True


def _monomial(term: Expr) -> frozenset[Expr] | None:
    """The factors of a term that are no rational number; None if one of them is a sum or comes twice."""
    found: list[Expr] = []
    wholes = parts = 0
    for factor in term.factors if type(term) is Mul else (term,):
        match factor:
            case Num(value):
                wholes += value not in (1, -1)
            case Pow(Num(), exponent) if exponent == MINUS_ONE:
                parts += 1
            case Sym() | Const():
                found.append(factor)
            case Pow(Sym(), Num(value)) if value.denominator == 1 and value > 0:
                found.append(factor)
            case Pow() | Call() if not symbols(factor):
                found.append(factor)
            case _:
                return None
    names: list[frozenset[object]] = [symbols(factor) or frozenset((factor,)) for factor in found]
    return frozenset(found) if wholes < 2 and parts < 2 and len(set(names)) == len(names) else None


def is_reduced(expr: Expr) -> bool:
    """Whether the expression is one quotient of polynomials, or a polynomial, in lowest terms.

    Either part may be in factors. Where all coefficients are whole, they have no common factor either.
    """
    above: list[Expr] = []
    below: list[Expr] = []
    for factor in expr.factors if type(expr) is Mul else (expr,):
        match factor:
            case Pow(base, Num(value)) if value < 0:
                below.append(Pow(base, Num(-value)))
            case Num(value) if value.denominator != 1:
                above.append(Num(value.numerator))
                below.append(Num(value.denominator))
            case _:
                above.append(factor)
    names = sorted(symbols(expr))
    try:
        with bounded_work():
            return lowest_terms(Mul(tuple(above)) if above else Num(1), Mul(tuple(below)) if below else Num(1), names)
    except (NotRational, Beyond, Undefined, RecursionError):
        return False


def form_of(node: Node) -> frozenset[str]:
    """The names of `schemas.answers.Form` that the formula could be meant as."""
    match node:
        case OneOf(readings):
            return frozenset().union(*map(form_of, readings))
        case Word() | Moment():
            return frozenset(("word",))
        case Quantity() | Ratio() | Based():
            return frozenset(("number", "expression"))
        case Sym():
            return frozenset(("expression", "word"))
        case Cases():
            return frozenset(("expression",))
        case Matrix():
            return frozenset(("matrix", "tuple"))
        case Set(items):
            bare = ("number", "expression") if len(items) == 1 else ()
            return frozenset(("set", "list", "solutions", "region", *bare))
        case Tup(_, "", ""):
            return frozenset(("list", "set", "solutions", "tuple"))
        case Tup(items, left, right):
            forms = {"tuple", "matrix", "list"} if (left, right) in (("(", ")"), ("[", "]")) else set()
            return frozenset(forms | ({"region"} if len(items) == 2 else set()))
        case Union() | Builder() | Reals():
            return frozenset(("region", "solutions", "set"))
        case Relation((left, right), ("=",)):
            named = {"equation", "solutions", "region"}
            return frozenset(named | form_of(right)) if names_value(left) else frozenset(named)
        case Relation() | Either():
            return frozenset(("equation", "solutions", "region"))
    assert isinstance(node, EXPRESSIONS)
    return frozenset(("expression", "solutions", *(() if symbols(node) else ("number",))))
