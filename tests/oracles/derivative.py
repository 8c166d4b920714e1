"""A second solver for math/derivative: SymPy on the formulas that stand in the prompt."""

import re

import sympy

from oracles.formula_text import formulas, parsed, plain, question
from schemas import Problem

_NUMBERS = {"second": 2, "twice": 2, "third": 3, "three": 3, "fourth": 4, "four": 4, "acceleration": 2}
_POINTS = (sympy.Rational(71, 53), sympy.Rational(103, 41), sympy.Rational(17, 43))
_NAMES = (
    r"d\^?\d?y?/d[a-z](?:\^\d)?|d\^?\{?\d?\}?/d[a-z]|\(\(d\)/\(d[a-z]\)\)|\(\(d(?:\^\d)?y\)/\(d[a-z](?:\^\d)?\)\)|"
    r"\bf\^\(?\(?\d\)?\)?\([a-z]\)|\b[fg]'*\([a-z]\)(?: =)?|\by ="
)


def agrees(problem: Problem) -> bool:
    kind = problem.template.partition(":")[0]
    text = question(problem.prompt)
    gold = problem.check.gold
    letter = problem.params["letter"]
    if kind in ("implicit", "bend"):
        return _implicit(text, 2 if kind == "bend" else 1) == sympy.Rational(gold)
    if kind.startswith("parametric"):
        return _parametric(text, letter, 2 if "bend" in kind else 1) == sympy.Rational(gold)
    x = sympy.Symbol(letter)
    at = re.search(rf"{letter} = (-?\d+)|[fg]'\((-?\d+)\)", plain(text))
    (function,) = [parsed(each, [letter]) for each in formulas(_bare(text), [letter])]
    words = [word for word in re.findall(r"[a-z]+", text) if word in _NUMBERS]
    order = max([_NUMBERS[word] for word in words], default=1) if kind in ("second", "higher") else 1
    if kind == "second":
        order = 2
    if kind == "higher" and not words:
        order = int(re.search(r"order (\d)|d\^(\d)", plain(text)).expand(r"\1\2"))
    result = sympy.diff(function, x, order)
    if kind == "value":
        point = int(at[1] or at[2])
        return sympy.simplify(result.subs(x, point)) == sympy.Rational(gold)
    if kind == "tangent":
        point = int(at[1])
        line = function.subs(x, point) + result.subs(x, point) * (x - point)
        return sympy.expand(line - parsed(gold.removeprefix("y = "), [letter])) == 0
    apart = result - parsed(gold, [letter])
    return all(abs(apart.subs(x, point).evalf(40)) < 1e-25 for point in _POINTS)


def _bare(text: str) -> str:
    """The prompt without the names of what is asked for and without the point."""
    if "\\(" in text:
        text = re.sub(r"\\\((.*?)\\\)", lambda found: f"\\({plain(found[1])}\\)", text)
    text = re.sub(_NAMES, " ", text)
    return re.sub(r"\b[a-z] = -?\d+|[fg]'\(-?\d+\)", " ", text)


def _implicit(text: str, order: int) -> sympy.Expr:
    flat = plain(text)
    x, y = sympy.symbols("x y")
    left, right = re.search(r"((?:-? ?(?:\d|[xy]|\^)+ [-+] )+(?:\d|[xy]|\^)+) = (-?\d+)", flat).groups()
    a, b = map(int, re.search(r"\((-?\d+), (-?\d+)\)", flat).groups())
    function = sympy.Function("h")(x)
    equation = (parsed(left, ["x", "y"]) - int(right)).subs(y, function)
    known = {function: sympy.Integer(b)}
    assert equation.subs(function, b).subs(x, a) == 0
    for step in range(1, order + 1):
        equation = sympy.diff(equation, x)
        unknown = sympy.Symbol("u")
        there = equation.subs(sympy.Derivative(function, (x, step)) if step > 1 else sympy.diff(function, x), unknown)
        for name, number in sorted(known.items(), key=lambda each: -each[0].count_ops()):
            there = there.subs(name, number)
        (found,) = sympy.solve(there.subs(x, a), unknown)
        known[sympy.diff(function, x, step)] = found
    return found


def _parametric(text: str, letter: str, order: int) -> sympy.Expr:
    flat = plain(text)
    t = sympy.Symbol(letter)
    across, up = re.search(
        r"x = (.*?), y = (.*?)(?:\\\)|\. | at time|, what| at the parameter|\.$| when|, find)", flat + "."
    ).groups()
    (at,) = {int(each) for each in re.findall(rf"{letter} = (-?\d+)", flat)}
    first, second = parsed(across, [letter]), parsed(up, [letter])
    result = second
    for _ in range(order):
        result = sympy.diff(result, t) / sympy.diff(first, t)
    return sympy.simplify(result.subs(t, at))
