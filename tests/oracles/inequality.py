"""A second opinion on math/inequality: the statement that the prompt shows is put to the test at thousands of points,
and must be true at just those that the gold says, its ends included; at the first level SymPy solves it outright."""

import re
from fractions import Fraction

import sympy

from oracles.written_algebra import expression
from schemas import Problem

_SIGN = re.compile(r"(<=|>=|<|>|!=|=)")
_RELATION = {"<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge, "=": sympy.Eq, "!=": sympy.Ne}
_EITHER = ("at least one", " or ", "either", "union", "enough", "also whenever", "one of them")


def agrees(problem: Problem) -> bool:
    letter, gold = problem.params["letter"], problem.check.gold
    kind = problem.template.partition("/")[0]
    body, _, ending = problem.prompt.rpartition("\n")
    assert "Answer: <" in ending
    body = re.sub(r"\\bigl\||\\bigr\|", "|", body.replace("\\left|", "|").replace("\\right|", "|"))
    body = body.replace("\\le ", "<= ").replace("\\ge ", ">= ")
    if kind == "for_all":
        return _for_all(body, letter, gold)
    if kind == "piecewise":
        truth = _piecewise(body, letter)
    else:
        statements = [_Statement(text, letter) for text in shown(body, letter)]
        assert len(statements) == (2 if kind == "system" else 1), problem.prompt
        some = kind == "system" and any(word in body for word in _EITHER)

        def truth(value):
            return (any if some else all)(statement.holds(value) for statement in statements)

    if problem.level == 1:
        (text,) = shown(body, letter)
        return solutions(text, letter) == described(gold, letter)
    if kind == "whole_numbers":
        found = [number for number in range(-300, 301) if truth(Fraction(number))]
        return gold == str(len(found)) or gold == "{" + ", ".join(map(str, found)) + "}"
    return _same(truth, _Gold(gold, letter))


def shown(text: str, letter: str) -> list[str]:
    """The relations in a text: those in dollars, or else the longest runs that hold no word."""
    if "$" in text:
        return [run for run in re.findall(r"\$([^$]*)\$", text) if _SIGN.search(run)]
    text = re.sub(r"[A-Za-z]+", lambda m: m[0] if set(m[0]) == {letter} else ";", text.replace("\n", ";"))
    runs = [re.sub(r"\(\s*\)?\s*$", "", run.strip(" .?,:")).strip() for run in re.split(r"[;:?,]|\.(?:\s|$)", text)]
    return [run for run in runs if _SIGN.search(run)]


class _Statement:
    """A chain of relations, to be tried at exact numbers."""

    def __init__(self, text: str, letter: str) -> None:
        parts = _SIGN.split(text)
        self.symbol = sympy.Symbol(letter, real=True)
        self.signs = parts[1::2]
        self.sides = [expression(part) for part in parts[::2]]
        self.fast = [sympy.lambdify(self.symbol, side, modules=[{"Abs": abs}]) for side in self.sides]

    def holds(self, value) -> bool:
        try:
            values = [side(value) if isinstance(value, Fraction) else self.exact(place, value)
                      for place, side in enumerate(self.fast)]  # fmt: skip
        except ZeroDivisionError:
            return False
        return all(
            _true(left - right, sign) for left, sign, right in zip(values, self.signs, values[1:], strict=False)
        )  # fmt: skip

    def exact(self, place: int, value):
        found = sympy.radsimp(sympy.expand(self.sides[place].subs(self.symbol, value)))
        if found.has(sympy.zoo, sympy.nan):
            raise ZeroDivisionError
        return found


def _true(difference, sign: str) -> bool:
    if not isinstance(difference, Fraction | int):
        difference = sympy.simplify(difference)
        if difference != 0:
            difference = Fraction(float(difference.evalf(30)))
    return {"<": difference < 0, "<=": difference <= 0, ">": difference > 0, ">=": difference >= 0,
            "=": difference == 0, "!=": difference != 0}[sign]  # fmt: skip


class _Gold:
    """The gold's set, with its ends."""

    def __init__(self, gold: str, letter: str) -> None:
        self.every = gold == "all real numbers"
        self.parts = [] if gold in ("all real numbers", "no solution") else [
            _Statement(part, letter) for part in gold.split(" or ")
        ]  # fmt: skip
        self.ends = [side for part in self.parts for side in part.sides if not side.has(part.symbol)]

    def holds(self, value) -> bool:
        return self.every or any(part.holds(value) for part in self.parts)


def _same(truth, gold: _Gold) -> bool:
    """Whether the two agree at the gold's ends, on a fine grid that reaches beyond them, and far out."""
    for end in gold.ends:
        value = Fraction(int(end.p), int(end.q)) if end.is_Rational else end
        if truth(value) != gold.holds(value):
            return False
    reach = int(max([abs(float(end)) for end in gold.ends], default=25)) + 12
    points = [Fraction(n, 30) + Fraction(1, 7919) * (n % 2) for n in range(-30 * reach, 30 * reach + 1)]
    points += [Fraction(10**power * sign) for power in (2, 3, 6) for sign in (1, -1)]
    # Irrational ends are left out of the grid: floats cannot tell a point from an end that is next to it.
    irrational = [float(end) for end in gold.ends if not end.is_Rational]
    for point in points:
        if any(abs(float(point) - end) < 1e-6 for end in irrational):
            continue
        if truth(point) != _holds_numerically(gold, point):
            return False
    return True


def _holds_numerically(gold: _Gold, point: Fraction) -> bool:
    if gold.every:
        return True
    for part in gold.parts:
        values = [
            point if side.has(part.symbol) else Fraction(int(side.p), int(side.q)) if side.is_Rational else _near(side)
            for side in part.sides
        ]
        if all(_true(a - b, sign) for a, sign, b in zip(values, part.signs, values[1:], strict=False)):
            return True
    return False


_NEAR: dict[sympy.Expr, Fraction] = {}


def _near(side: sympy.Expr) -> Fraction:
    if side not in _NEAR:
        _NEAR[side] = Fraction(str(sympy.N(side, 25)))
    return _NEAR[side]


def _piecewise(body: str, letter: str):
    claim = re.search(rf"f\({letter}\) (<=|>=|<|>) (-?\d+)", body)
    if "{cases}" in body:
        inside = re.search(r"\\begin\{cases\}(.*?)\\end\{cases\}", body)[1]
        rows = [re.split(r" & \\text\{if \}", row) for row in inside.split("\\\\")]
    else:
        rows = re.findall(rf"f\({letter}\) = ([^=<>]*?) for (.*?)(?=,| and f\(| and asks|[.?\n]|$)", body)
    pieces = [
        (_Statement(f"{rule} {claim[1]} {claim[2]}", letter), _Statement(home.strip(), letter)) for rule, home in rows
    ]
    assert len(pieces) >= 2, body
    return lambda value: any(rule.holds(value) and home.holds(value) for rule, home in pieces)


def _for_all(body: str, letter: str, gold: str) -> bool:
    found = re.search(r"\$?([^$:]*?) (>=?|=) 0\$? ?(for every|has|$)", body.replace("\n", " "))
    text = re.split(r"that |which |Claim |case that ", found[1])[-1].strip()
    poly = expression(text)
    x, k = sympy.Symbol(letter, real=True), sympy.Symbol("k", real=True)
    wanted = _Gold(gold, "k")

    def truth(value) -> bool:
        own = sympy.Poly(poly.subs(k, sympy.Rational(value.numerator, value.denominator)), x)
        _, factors = own.sqf_list()
        count = sum(factor.count_roots() for factor, _ in factors)
        odd = sum(factor.count_roots() for factor, power in factors if power % 2)
        above = own.eval(1000) > 0
        if "two different" in body:
            return count == 2
        if "at least one" in body:
            return count >= 1
        if "no real" in body:
            return count == 0
        return above and (count == 0 if found[2] == ">" else odd == 0)

    ends = [float(end) for end in wanted.ends]
    points = {Fraction(n, 4) for end in ends for n in range(int(4 * end) - 9, int(4 * end) + 10)}
    points |= {Fraction(int(end.p), int(end.q)) for end in wanted.ends if end.is_Rational}
    points |= {Fraction(n) for n in range(-40, 41, 8)}
    touches = all(sympy.simplify(sympy.discriminant(poly, x).subs(k, end)) == 0 for end in wanted.ends)
    return touches and all(truth(point) == _holds_numerically(wanted, point) for point in points)


# The first level.


def solutions(statement: str, letter: str) -> sympy.Set:
    """The real numbers for which a relation, or every link of a chain, holds."""
    parts = _SIGN.split(statement)
    result: sympy.Set = sympy.S.Reals
    for left, sign, right in zip(parts[::2], parts[1::2], parts[2::2], strict=False):
        relation = _RELATION[sign](expression(left), expression(right))
        result = result.intersect(_solved(relation, sympy.Symbol(letter, real=True)))
    return result


def _solved(relation: sympy.Rel, letter: sympy.Symbol) -> sympy.Set:
    if relation in (True, False, sympy.true, sympy.false):
        return sympy.S.Reals if relation else sympy.S.EmptySet
    return sympy.solve_univariate_inequality(relation, letter, relational=False)


def described(gold: str, letter: str) -> sympy.Set:
    """The set that a gold written in inequalities describes."""
    return sympy.Union(*(solutions(part, letter) for part in gold.split(" or ")))
