"""Decides the solutions of equations and inequalities in one variable, from the statement alone and by proof.

Where a side can change its form or its sign there is a *critical point*: a real root of what is divided by, of the
argument of an absolute value, or of the difference of the two sides. Between two neighbouring critical points nothing
changes, so the statement holds throughout or nowhere: one rational sample tells, and each critical point is tried by
itself, with exact arithmetic in its number field. A claimed set is right when all its ends are critical points and it
has the same critical points and the same intervals between them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise, permutations

from flint import fmpq, fmpq_poly
from msgspec import Struct

from schemas import Reason
from schemas.answers import Formula, Integer, Outcome
from schemas.checks import Relation as Statement
from validators.checker import Decision, checker
from validators.formulas import Node, Unreadable, read_formula
from validators.formulas.equality import order
from validators.formulas.nodes import (
    EXPRESSIONS,
    Add,
    Builder,
    Call,
    Either,
    Expr,
    Mul,
    Num,
    OneOf,
    Pow,
    Reals,
    Relation,
    Set,
    Sym,
    Tup,
    Union,
    symbols,
)
from validators.formulas.numbers import Beyond, Undefined, bounded_work, rational
from validators.formulas.polynomials import largest_bits
from validators.formulas.regions import Region, intersection, is_infinite, region_of, same_region, solutions
from validators.reading import Unread, Value, canonical, read_final, read_gold
from validators.real_roots import At, Root, factors, floor_of, is_root, real_roots, samples

LARGEST_DEGREE = 12
MOST_PATTERNS = 64
"""Of signs that the arguments of absolute values can have together."""
MOST_BITS = 4_096
"""Of a coefficient."""
MOST_POINTS = 256
MOST_WHOLE = 1_000
"""Whole-number solutions that are listed."""


class Malformed(Exception):
    """The check's own data cannot be read or leave its bounds; the message says which."""


@checker(Statement, version=1)
def decide_relation(check: Statement, text: str) -> Decision:
    """Accepted when the final answer in `text` is the set of solutions (or their number) that the statement has."""
    try:
        found = solve(check.relations, check.variable, check.any)
        wanted = _Wanted(check, found)
    except Malformed as malformed:
        return Decision(reason=Reason.CHECKER_ERROR, detail=str(malformed))
    except (Beyond, Undefined, RecursionError) as beyond:
        return Decision(reason=Reason.CHECKER_ERROR, detail=f"the statement is not worked out: {beyond!r:.80}")
    evidence = {"method": "critical points and samples between them", **wanted.evidence()}
    try:
        gold = read_gold(check.answer, check.gold)
        agreed = wanted.is_met(gold)
    except Unread as unread:
        return Decision(reason=Reason.CHECKER_ERROR, detail=f"the gold cannot be read: {unread.detail}")
    if not agreed:
        detail = "the gold differs from the solutions of the statement"
        return Decision(reason=Reason.ORACLES_DISAGREE, detail=detail, evidence=evidence)
    try:
        value = read_final(check.answer, text)
        right = wanted.is_met(value)
    except Unread as unread:
        return Decision(reason=unread.reason, detail=unread.detail, evidence=evidence)
    return Decision(
        reason=Reason.CORRECT if right else Reason.WRONG_VALUE,
        answer=canonical(check.answer, value),
        detail="" if right else "the solutions of the statement are others",
        evidence=evidence,
    )


# The statement's solutions.


class Solutions(Struct, frozen=True):
    """Where a statement holds: at which of its critical points, and in which of the open intervals before, between and
    after them."""

    points: tuple[Root, ...]
    at: tuple[bool, ...]
    between: tuple[bool, ...]


@lru_cache(maxsize=256)
def solve(relations: tuple[str, ...], variable: str, some: bool = False) -> Solutions:
    """The real solutions of a statement (the grammar is that of `schemas.checks.Relation`); `some` says that one of
    the relations is enough. Several completions of one problem share the result.

    Raises `Malformed`, and `Beyond` where numbers lie too close together to be told apart.
    """
    statements = [_chains(text, variable) for text in relations]
    reader = _Reader()
    for sides, _ in (chain for chains in statements for chain in chains):
        for left, right in pairwise(sides):
            reader.critical += [top for top, _ in reader.sums(reader.forms(left), reader.forms(right), -1) if top]
    critical = reader.critical
    if sum(max(poly.degree(), 0) for poly in critical) > 4 * MOST_POINTS:
        raise Malformed("more critical points than are looked at")
    points = real_roots(critical)
    if len(points) > MOST_POINTS:
        raise Malformed("more critical points than are looked at")
    holds = any if some else all

    def true(at: At) -> bool:
        return holds(all(_holds(chain, at) for chain in chains) for chains in statements)

    return Solutions(
        tuple(points),
        tuple(true(At(point)) for point in points),
        tuple(true(At(sample)) for sample in samples(points)),
    )


_Chain = tuple[tuple[Expr, ...], tuple[str, ...]]
_SIGNS = {
    "=": (0,), "!=": (-1, 1), "<": (-1,), ">": (1,), "<=": (-1, 0), ">=": (0, 1),
}  # fmt: skip
"""The signs that the difference of the sides may have."""


def _chains(text: str, variable: str) -> list[_Chain]:
    """The chains of relations that a text joins by *and*."""
    try:
        node = read_formula(text, frozenset((variable,)))
    except Unreadable as unreadable:
        raise Malformed(f"a relation cannot be read: {unreadable}") from None
    if type(node) is Either and node.all:
        return [_chain(part, variable) for part in node.parts]
    return [_chain(node, variable)]


def _chain(node: Node, variable: str) -> _Chain:
    if type(node) is not Relation or not all(sign in _SIGNS for sign in node.signs):
        raise Malformed("a relation that is none")
    if not all(type(side) in EXPRESSIONS and symbols(side) <= {variable} for side in node.sides):
        raise Malformed(f"a relation in other names than {variable[:20]!a}")
    return node.sides, node.signs  # type: ignore[return-value]


_Form = tuple[fmpq_poly, fmpq_poly]  # top and bottom
_ONE = fmpq_poly([1])


def polynomial(expr: Expr, largest_degree: int = LARGEST_DEGREE) -> fmpq_poly:
    """The polynomial that an expression in one variable is. Raises `Malformed`."""
    top, bottom = quotient(expr, largest_degree)
    if bottom.degree() > 0:
        raise Malformed("a quotient where a polynomial belongs")
    return top / bottom


def quotient(expr: Expr, largest_degree: int = LARGEST_DEGREE) -> _Form:
    """The quotient of polynomials, in lowest terms, that an expression in one variable is. Raises `Malformed`."""
    if _absolute(expr):
        raise Malformed("an absolute value where a polynomial or a quotient of polynomials belongs")
    return _Reader(largest_degree).forms(expr)[0]


class _Reader:
    """Reads expressions as quotients of polynomials; what divisors and the arguments of absolute values vanish with is
    added to `critical`."""

    def __init__(self, largest_degree: int = LARGEST_DEGREE) -> None:
        self.largest_degree = largest_degree
        self.critical: list[fmpq_poly] = []

    def forms(self, expr: Expr) -> list[_Form]:
        """The quotients that the expression can be, by the signs of what its absolute values are taken of."""
        match expr:
            case Num(value):
                return [(self.bounded(fmpq_poly([fmpq(value.numerator, value.denominator)])), _ONE)]
            case Sym():
                return [(fmpq_poly([0, 1]), _ONE)]
            case Add(terms):
                total = self.forms(terms[0])
                for term in terms[1:]:
                    total = self.sums(total, self.forms(term), 1)
                return total
            case Mul(parts):
                product = self.forms(parts[0])
                for part in parts[1:]:
                    product = [self.reduced(n * p, d * q) for n, d in product for p, q in self.forms(part)]
                    _count(product)
                return product
            case Pow(base, exponent):
                return [self.power(form, exponent) for form in self.forms(base)]
            case Call("abs", (inside,)):
                return self.absolute(self.forms(inside))
        raise Malformed("a side that is no rational expression of the variable and absolute values")

    def sums(self, one: Sequence[_Form], other: Sequence[_Form], sign: int) -> list[_Form]:
        """Each of these plus, or minus, each of those."""
        found = []
        for n, d in one:
            for p, q in other:
                found.append(self.reduced(n + sign * p, d) if d == q else self.reduced(n * q + sign * p * d, d * q))
        _count(found)
        return found

    def absolute(self, inside: Sequence[_Form]) -> list[_Form]:
        """Both signs of each; of a number its size."""
        forms: list[_Form] = []
        for top, bottom in inside:
            if top.degree() < 1 and bottom.degree() < 1:
                forms.append((fmpq_poly([abs((top / bottom)[0])]), _ONE))
                continue
            self.critical.append(top)
            forms += [(top, bottom), (-top, bottom)]
        _count(forms)
        return forms

    def power(self, form: _Form, exponent: Expr) -> _Form:
        """A power with a whole exponent that is not 0."""
        times = rational(exponent)
        if times is None or times.denominator != 1 or not 0 < abs(times.numerator) <= self.largest_degree:
            raise Malformed(f"an exponent that is no whole number of size 1 to {self.largest_degree}")
        top, bottom = form
        count = abs(times.numerator)
        if times < 0:
            if not top:
                raise Malformed("a division by zero")
            self.critical.append(top)
            top, bottom = bottom, top
        size = max(largest_bits(top.coeffs()), largest_bits(bottom.coeffs()))
        if size * count > MOST_BITS or max(top.degree(), bottom.degree()) * count > self.largest_degree:
            raise Malformed("a power that is too large")
        return self.reduced(top**count, bottom**count)

    def reduced(self, top: fmpq_poly, bottom: fmpq_poly) -> _Form:
        """The quotient in lowest terms."""
        if bottom.degree() > 0:
            common = top.gcd(bottom)
            if common.degree() > 0:
                top, bottom = top / common, bottom / common
        return self.bounded(top), self.bounded(bottom)

    def bounded(self, poly: fmpq_poly) -> fmpq_poly:
        """The polynomial. Raises `Malformed` where it is too large."""
        if poly.degree() > self.largest_degree:
            raise Malformed(f"a degree above {self.largest_degree}")
        if largest_bits(poly.coeffs()) > MOST_BITS:
            raise Malformed(f"a coefficient of more than {MOST_BITS} bits")
        return poly


def _count(forms: Sequence[_Form]) -> None:
    if len(forms) > MOST_PATTERNS:
        raise Malformed(f"more than {MOST_PATTERNS} patterns of signs")


def _holds(chain: _Chain, at: At) -> bool:
    """Whether the relations of a chain hold at a point; where a side has no value they do not."""
    sides, signs = chain
    try:
        values = [_value(side, at) for side in sides]
    except ZeroDivisionError:
        return False
    return all(
        at.sign(left - right) in _SIGNS[sign]
        for left, sign, right in zip(values, signs, values[1:], strict=False)
    )  # fmt: skip


def _value(expr: Expr, at: At):  # type: ignore[no-untyped-def]
    match expr:
        case Num(value):
            return at.number(value)
        case Add(terms):
            total = _value(terms[0], at)
            for term in terms[1:]:
                total = total + _value(term, at)
            return total
        case Mul(parts):
            product = _value(parts[0], at)
            for part in parts[1:]:
                product = at.times(product, _value(part, at))
            return product
        case Pow(base, exponent):
            times = int(rational(exponent) or 0)
            value = _value(base, at)
            if times < 0:
                value = at.inverse(value)
            result = value
            for _ in range(abs(times) - 1):
                result = at.times(result, value)
            return result
        case Call("abs", (inside,)):
            value = _value(inside, at)
            return -value if at.sign(value) < 0 else value
    return at.variable


# What an answer must be.


class _Wanted:
    """The right answer of a check, by which values are judged."""

    def __init__(self, check: Statement, found: Solutions) -> None:
        self.check = check
        self.found = found
        self.inner = check.answer.value if isinstance(check.answer, Outcome) else check.answer
        self.whole: list[int] | None = None
        self.listed: Counter[Root] | None = None
        if check.domain != "reals" or check.multiplicity or isinstance(self.inner, Integer):
            self.listed = self.roots()
        elif not isinstance(self.inner, Formula):
            raise Malformed("the answer type has no place for a set of numbers")

    def roots(self) -> Counter[Root]:
        """The solutions one by one, with how often each counts. Raises `Malformed` where they are not finitely many."""
        check, found = self.check, self.found
        if check.domain == "integers":
            return Counter({Root((-number, 1), 0): 1 for number in _whole_numbers(found)})
        if any(found.between):
            raise Malformed("the solutions are not finitely many")
        held = [point for point, holds in zip(found.points, found.at, strict=True) if holds]
        if check.domain == "rationals":
            held = [point for point in held if point.value is not None]
        if not check.multiplicity:
            return Counter(held)
        times = dict(factors(_equation(check)))
        return Counter({point: times[point.coefficients] for point in held})

    def evidence(self) -> dict[str, object]:
        return {"critical_points": len(self.found.points), "pieces": sum(self.found.between) + sum(self.found.at)}

    def is_met(self, value: Value) -> bool:
        """Whether a value as read is the right answer. Raises `Unread` where its form is wrong or nothing is proved."""
        if type(value) is str:
            return self.is_outcome(value)
        if isinstance(self.inner, Integer):
            assert self.listed is not None
            return bool(value == self.listed.total())
        readings = value.node.readings if type(value.node) is OneOf else (value.node,)
        try:
            with bounded_work():
                return any(self.is_described(node) for node in readings)
        except (Beyond, RecursionError):
            raise Unread(Reason.UNPROVED, "neither shown to be the solutions nor to differ from them") from None
        except Undefined:
            return False

    def is_outcome(self, outcome: str) -> bool:
        assert isinstance(self.check.answer, Outcome)
        place = self.check.answer.outcomes.index(outcome)
        if self.listed is not None:
            return not self.listed if place == 0 else False
        return not any((*self.found.at, *self.found.between)) if place == 0 else self.everywhere() and place == 1

    def everywhere(self) -> bool:
        return all(self.found.at) and all(self.found.between)

    def is_described(self, node: Node) -> bool:
        values = values_of(node, self.check.variable)
        if self.listed is not None:
            if values is None:
                raise Unread(Reason.WRONG_FORM, "the solutions are to be listed one by one")
            return same_roots(self.listed, values, repeated=self.check.multiplicity)
        if values is not None:
            if any(self.found.between):
                return False
            held = [point for point, holds in zip(self.found.points, self.found.at, strict=True) if holds]
            return same_roots(Counter(held), values, repeated=False)
        return self.is_region(region(node, self.check.variable))

    def is_region(self, claimed: Region) -> bool:
        """Whether the claimed intervals have critical points as ends and hold what the statement does."""
        points = self.found.points
        at, between = [False] * len(points), [False] * (len(points) + 1)
        for piece in claimed:
            low = -1 if is_infinite(piece.low) else _place(points, piece.low)
            high = len(points) if is_infinite(piece.high) else _place(points, piece.high)
            if low is None or high is None:
                return False
            for place in range(low + 1, high + 1):
                between[place] = True
            for place in range(max(low, 0), min(high, len(points) - 1) + 1):
                inside = low < place < high
                at[place] |= inside or (place == low and piece.low_in) or (place == high and piece.high_in)
        return at == list(self.found.at) and between == list(self.found.between)


def _place(points: Sequence[Root], end: Expr) -> int | None:
    return next((place for place, point in enumerate(points) if is_root(point, end)), None)


def _equation(check: Statement) -> fmpq_poly:
    """The polynomial whose roots count as often as they occur. Raises `Malformed`."""
    ((sides, signs), *others) = _chains(check.relations[0], check.variable)
    if others or len(check.relations) != 1 or signs != ("=",) or any(_absolute(side) for side in sides):
        raise Malformed("multiplicities are those of the roots of one polynomial equation")
    return polynomial(sides[0]) - polynomial(sides[1])


def _absolute(expr: Expr) -> bool:
    match expr:
        case Call():
            return True
        case Add(parts) | Mul(parts):
            return any(map(_absolute, parts))
        case Pow(base, _):
            return _absolute(base)
    return False


def _whole_numbers(found: Solutions) -> Iterator[int]:
    """The whole numbers among the solutions. Raises `Malformed` where they are too many."""
    if found.between[0] or found.between[-1]:
        raise Malformed("the solutions are not finitely many")
    count = 0
    for place, point in enumerate(found.points):
        if found.at[place] and point.value is not None and point.value.denominator == 1:
            yield int(point.value)
        if place + 1 < len(found.points) and found.between[place + 1]:
            for number in _strictly_between(point, found.points[place + 1]):
                count += 1
                if count > MOST_WHOLE:
                    raise Malformed(f"more than {MOST_WHOLE} solutions")
                yield number


def _strictly_between(low: Root, high: Root) -> range:
    return range(_below(low) + 1, _above(high))


def _below(root: Root) -> int:
    """The largest whole number that is not above the root."""
    value = root.value
    if value is not None:
        return value.__floor__()
    at = At(root)
    number = floor_of(root.ball(64).mid())
    while at.sign(at.variable - at.number(number)) < 0:
        number -= 1
    while at.sign(at.variable - at.number(number + 1)) >= 0:
        number += 1
    return number


def _above(root: Root) -> int:
    """The smallest whole number that is not below the root."""
    value = root.value
    return value.__ceil__() if value is not None else _below(root) + 1


# Answers as they are written.


def values_of(node: Node, variable: str) -> list[Expr] | None:
    """The numbers that an answer lists, in whatever brackets and under whatever index of the variable; None where it
    is no list of numbers (intervals, inequalities). Raises `Unread` for another variable's values."""
    if type(node) in EXPRESSIONS:
        return None if symbols(node) or is_infinite(node) else [node]  # type: ignore[arg-type, list-item]
    match node:
        case Set(items):
            return _joined(items, variable)
        case Tup(items, "", ""):
            return _joined(items, variable)
        case Tup(items, left, right) if len(items) != 2 and (left, right) in (("[", "]"), ("(", ")")):
            return _joined(items, variable)
        case Relation((Sym(name), right), ("=" | "in",)):
            _own_name(name, variable)
            return values_of(right, variable)
        case Relation((left, Sym(name)), ("=",)) if type(left) in EXPRESSIONS:
            _own_name(name, variable)
            return values_of(left, variable)
        case Either(parts, _) if all(type(part) is Relation and part.signs == ("=",) for part in parts):
            return _joined(parts, variable)
    return None


def _joined(items: Sequence[Node], variable: str) -> list[Expr] | None:
    found: list[Expr] = []
    for item in items:
        values = values_of(item, variable)
        if values is None:
            return None
        found += values
    return found


def _own_name(name: str, variable: str) -> None:
    if name != variable and not (name.startswith(f"{variable}_") and name[len(variable) + 1 :].isdigit()):
        raise Unread(Reason.WRONG_FORM, f"the values of {name[:20]!a}, where {variable!a} is asked")


def same_roots(wanted: Counter[Root], values: Sequence[Expr], *, repeated: bool) -> bool:
    """Whether the values are these roots, each as often as it counts; how often does not matter unless `repeated`.

    Raises `Beyond` where it is neither proved that a value is one of the roots nor that it is none.
    """
    if len(values) > MOST_WHOLE:
        raise Beyond
    exact = {root.value: root for root in wanted if root.value is not None}
    given: Counter[Root] = Counter()
    for value in values:
        number = rational(value)
        if number is not None:
            root = exact.get(Fraction(number))
        else:
            root = next((root for root in wanted if is_root(root, value)), None)
        if root is None:
            return False
        given[root] += 1
    return given == wanted if repeated else set(given) == set(wanted)


def region(node: Node, variable: str) -> Region:
    """The set of numbers that an answer describes, in intervals or in inequalities that are solved for the variable.
    Raises `Unread` for what is left to be solved, and `Beyond`."""
    node = _with_sets(node)
    if not _is_solved(node, variable):
        raise Unread(Reason.WRONG_FORM, "no set of numbers, and no inequality solved for the variable")
    for one, other in permutations(_alternatives(node), 2):
        inside = _described(one, variable)
        if same_region(intersection(inside, _described(other, variable), order), inside, order):
            raise Unread(Reason.HEDGED, "one alternative holds all of another: two answers, not one")
    return _described(node, variable)


def _with_sets(node: Node) -> Node:
    """The answer with a plain R for the real numbers and single numbers among regions as sets."""
    match node:
        case Sym("R"):
            return Reals()
        case Union(first, rest):
            return Union(_member(first), tuple((sign, _member(part)) for sign, part in rest))
        case Relation((left, right), ("in",)):
            return Relation((left, _member(right)), ("in",))
    return node


def _member(node: Node) -> Node:
    return Set((node,)) if _is_number(node) else _with_sets(node)


def _described(node: Node, variable: str) -> Region:
    if type(node) in (Relation, Either):
        return solutions(node, variable, order)
    return region_of(node, order)


def _alternatives(node: Node) -> Sequence[Node]:
    """The parts of which an answer says that one of them holds."""
    match node:
        case Either(parts, False):
            return parts
        case Union(first, rest) if all(sign == "cup" for sign, _ in rest):
            return first, *(part for _, part in rest)
        case Relation((_, right), ("in",)):
            return _alternatives(right)
    return ()


def _is_solved(node: Node, variable: str) -> bool:
    match node:
        case Reals():
            return True
        case Set(items):
            return all(map(_is_number, items))
        case Tup((low, high), left, right):
            if not left or not _is_number(low) or not _is_number(high):
                return False
            # With its ends in falling order it is a pair and no interval.
            ends = order(low, high)  # type: ignore[arg-type]
            return ends < 0 or (ends == 0 and (left, right) == ("[", "]"))
        case Union(first, rest):
            return _is_solved(first, variable) and all(_is_solved(part, variable) for _, part in rest)
        case Builder(name, condition):
            return _is_solved(condition, name)
        case Either(parts, _):
            return all(_is_solved(part, variable) for part in parts)
        case Relation((Sym(name), right), ("in",)):
            return name == variable and _is_solved(right, variable)
        case Relation(sides, signs):
            own = [side == Sym(variable) for side in sides]
            plain = all(is_own or _is_number(side) for is_own, side in zip(own, sides, strict=True))
            return plain and "in" not in signs and own in ([True, False], [False, True], [False, True, False])
    return False


def _is_number(node: Node) -> bool:
    return type(node) in EXPRESSIONS and not symbols(node)
