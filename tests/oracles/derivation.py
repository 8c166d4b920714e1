"""A second opinion on math/derivation: SymPy on the first line as the prompt shows it, and the answer put into it."""

import re
from fractions import Fraction

import sympy

from oracles.lines import expression, relations, same_values, satisfied, solutions
from schemas import Problem

# A run of mathematics in plain text: everything but words of two letters and more that are no function's name.
_WORD = r"(?<![a-zA-Z])(?!(?:sqrt|ln|sin|cos)\b)(?![A-C]?[xyzuvpqstmnw]{1,2}\b)[a-zA-Z]{2,}[a-zA-Z']*"


def agrees(problem: Problem) -> bool:
    prompt, gold = problem.prompt, problem.check.gold
    body, _, ending = prompt.rpartition("\n")
    formulas = re.findall(r"\$([^$]+)\$", body) or _runs(body)
    forms = [each for each in formulas if re.search(r"[A-C]", each)]
    starts = [each for each in formulas if each not in forms]
    start = max(starts, key=len) if "begins like this" not in body else starts[0]
    start = re.sub(r"^f\([a-z]\)\s*=\s*", "", start)
    if "= ..., " in ending or re.search(r"A = \.\.\.", ending):
        values = dict(part.split(" = ") for part in gold.split(", "))
        return _form_holds(start, forms[0], values, "positive" in body)
    if "derivative" in body.lower() or "ifferentiate" in body or "f'" in body:
        (name,) = expression(start).free_symbols
        gap = sympy.diff(expression(start), name) - expression(gold)
        return all(
            abs(gap.subs(name, at).evalf(30)) < 1e-15
            for at in (sympy.Rational(13, 7), sympy.Rational(47, 11), sympy.Rational(101, 9))
        )
    if gold.startswith("{"):
        return solutions(start) == {sympy.Rational(each) for each in gold.strip("{}").split(", ")}
    value = sympy.Rational(gold)
    if "=" not in start and "<" not in start and ">" not in start and "\\le" not in start and "\\ge" not in start:
        if "for every" in body or "does not depend" in body or "to a number" in body:
            return same_values(start, gold, False)
        return sympy.nsimplify(expression(start)) == value
    if "integer" in body:
        return _integers(body, start, int(Fraction(gold)))
    return solutions(start) == {value}


def _runs(body: str) -> list[str]:
    pieces = re.split(_WORD + r"|[.,:;?!\"]|\n", body)
    runs = [re.sub(r"^[a-z] (?=[a-z0-9(-])", "", piece.strip()) for piece in pieces]
    return [each for each in runs if re.search(r"[0-9]|\b[A-C]", each) and re.search(r"[-+·/^(=]", each)]


def _form_holds(start: str, form: str, values: dict[str, str], positive: bool) -> bool:
    filled = re.sub("[A-C]", lambda found: f"({values[found[0]]})", form)
    return same_values(start, filled, positive)


def _integers(body: str, start: str, value: int) -> bool:
    line = relations(start)
    (name,) = {name for part in line for left, _, right in part for name in (left - right).free_symbols}
    inside = [each for each in range(-400, 400) if satisfied(line, name, sympy.Integer(each))]
    if "largest" in body:
        return max(inside) == value < 399
    if "smallest" in body:
        return min(inside) == value > -400
    count = 800 - len(inside) if "not satisfy" in body or "is false" in body else len(inside)
    return count == value < 300
