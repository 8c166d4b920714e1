"""Lines of derivations read back from a prompt as SymPy objects, and whether two of them mean the same."""

import itertools
import re
from functools import lru_cache

import sympy

from oracles.written_algebra import expression as written

Claim = tuple[sympy.Expr, str, sympy.Expr]


@lru_cache(maxsize=20_000)
def expression(text: str) -> sympy.Expr:
    """One side of a relation."""
    return written(text.replace("$", ""))


@lru_cache(maxsize=20_000)
def relations(text: str) -> list[list[Claim]]:
    """A line as alternatives, each a list of relations that hold together."""
    for old, new in (
        ("\\le ", "<="),
        ("\\ge ", ">="),
        ("\\ne ", "≠"),
        ("\\text{ or }", " or "),
        ("\\text{ and }", " and "),
    ):
        text = text.replace(old, new)
    if "no real solution" in text:
        return []
    result = []
    for part in text.split(" or "):
        joined: list[Claim] = []
        for claim in part.split(" and "):
            pieces = re.split(r"(<=|>=|<|>|=|≠)", claim)
            sides = [expression(side) for side in pieces[::2]]
            joined += list(zip(sides, pieces[1::2], sides[1:], strict=False))
        result.append(joined)
    return result


def same_values(one: str, other: str, positive: bool) -> bool:
    """Whether two expressions have the same values at points where both are real."""
    a, b = expression(one), expression(other)
    names = sorted(a.free_symbols | b.free_symbols, key=str)
    met = 0
    for number in range(12):
        point = {name: _POINTS[(number + 7 * place) % len(_POINTS)] for place, name in enumerate(names)}
        if positive:
            point = {name: abs(value) for name, value in point.items()}
        values = [_real_parts(each.subs(point)) for each in (a, b)]
        if None in values:
            continue
        met += 1
        if abs(values[0] - values[1]) > sympy.Float(10) ** -25 * (1 + abs(values[0])):
            return False
    assert met > 2 or not names, (one, other)
    return True


_POINTS = [sympy.Rational(top, 97) for top in (131, 29, -211, 517, -61, 893, 1201, -377, 71, 45, -15, 2003)]


def _real_parts(value: sympy.Expr) -> sympy.Float | None:
    found = value.evalf(40)
    if not found.is_number or found.has(sympy.zoo, sympy.nan, sympy.oo) or abs(sympy.im(found)) > 1e-30:
        return None
    return sympy.re(found)


def same_solutions(one: str, other: str) -> bool:
    """Whether two lines hold for the same real numbers: at all numbers where either may change, and between them."""
    a, b = relations(one), relations(other)
    names = {
        name for line in (a, b) for part in line for left, _, right in part for name in (left - right).free_symbols
    }
    assert len(names) == 1, (one, other)
    (name,) = names
    cuts = sorted({cut for line in (a, b) for part in line for claim in part for cut in _changes(claim, name)})
    points = list(cuts)
    points += [(low + high) / 2 for low, high in itertools.pairwise(cuts) if high - low > 1e-9]
    points += [cuts[0] - 1, cuts[-1] + 1] if cuts else [sympy.Integer(0)]
    return all(satisfied(a, name, point) == satisfied(b, name, point) for point in points)


def solutions(text: str) -> set[sympy.Expr]:
    """The real solutions of an equation that has finitely many."""
    line = relations(text)
    (name,) = {name for part in line for left, _, right in part for name in (left - right).free_symbols}
    return {cut for part in line for claim in part for cut in _changes(claim, name) if satisfied(line, name, cut)}


@lru_cache(maxsize=20_000)
def _changes(claim: Claim, name: sympy.Symbol) -> tuple[sympy.Expr, ...]:
    """Real zeros and poles of a difference, for every sign that its absolute values and roots could have."""
    gap = claim[0] - claim[2]
    loose = [each for each in sympy.preorder_traversal(gap) if each.func is sympy.Abs or _is_root(each)]
    loose = list(dict.fromkeys(each for each in loose if each.free_symbols))
    dummies = [sympy.Dummy() for _ in loose]
    swapped = gap.subs(dict(zip(loose, dummies, strict=True)))
    found: set[sympy.Expr] = set()
    parts = [*sympy.fraction(sympy.together(swapped))]
    parts += [(each.exp.is_negative and each.base) or sympy.Integer(1) for each in sympy.preorder_traversal(swapped)
              if each.is_Pow]  # fmt: skip
    parts += [each.args[0] for each in loose]
    for part in parts:
        for dummy, each in zip(dummies, loose, strict=True):
            if part.has(dummy):
                square = each.args[0] ** 2 if each.func is sympy.Abs else each.args[0]
                part = sympy.resultant(sympy.fraction(sympy.together(part))[0], dummy**2 - square, dummy)
        top, bottom = sympy.fraction(sympy.together(part))
        for poly in (top, bottom):
            if poly.has(name):
                poly = sympy.Poly(poly, name)
                # A number with a root in it may be a coefficient.
                found |= set(sympy.real_roots(poly) if poly.domain.is_QQ or poly.domain.is_ZZ else sympy.solve(poly))
    return tuple(found)


def _is_root(expr: sympy.Expr) -> bool:
    return expr.is_Pow and expr.exp == sympy.Rational(1, 2)


def satisfied(line: list[list[Claim]], name: sympy.Symbol, point: sympy.Expr) -> bool:
    """Whether a line holds at a number."""
    return any(all(_true(claim, name, point) for claim in part) for part in line)


def _true(claim: Claim, name: sympy.Symbol, point: sympy.Expr) -> bool:
    left, right = (_real_parts(side.subs(name, point)) for side in (claim[0], claim[2]))
    if left is None or right is None:
        return False
    gap = left - right
    near = abs(gap) < sympy.Float(10) ** -20
    return {"=": near, "≠": not near, "<": gap < 0 and not near, ">": gap > 0 and not near, "<=": gap < 0 or near,
            ">=": gap > 0 or near}[claim[1]]  # fmt: skip
