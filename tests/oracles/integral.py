"""A second solver for math/integral: SymPy differentiates antiderivatives, and mpmath integrates numerically between
the bounds that the prompt names."""

import re

import mpmath
import sympy

from oracles.formula_text import formulas, parsed, plain, question
from schemas import Problem

_POINTS = (sympy.Rational(71, 53), sympy.Rational(103, 41), sympy.Rational(17, 43))
_BOUND = r"(-?(?:\d*pi(?:/\d+)?|\d+(?:/\d+)?))"


def agrees(problem: Problem) -> bool:
    kind, gold = problem.template.partition(":")[0], problem.check.gold
    letter = problem.params["letter"]
    text = (
        question(problem.prompt).replace("\\pi", "pi").replace(f"{letter}-axis", "").replace(f"\\({letter}\\)-axis", "")
    )
    x = sympy.Symbol(letter)
    if kind == "antiderivative":
        function = parsed(_formula(text, letter), [letter])
        primitive = re.sub(r"ln\|([^|]*)\|", r"ln(\1)", gold.removesuffix(" + C"))  # with the same derivative
        apart = sympy.diff(parsed(primitive, [letter]), x) - function
        return all(abs(sympy.N(apart.subs(x, point), 40)) < 1e-25 for point in _POINTS)
    if kind == "area":
        one, other = (parsed(each, [letter]) for each in _curves(text, letter))
        low, high = sorted(sympy.solve(sympy.expand(one - other), x))
        found = abs(sympy.integrate(sympy.expand(one - other), (x, low, high)))
        return found == sympy.Rational(gold)
    low, high, function = _definite(text, letter)
    with mpmath.workdps(30):
        values = sympy.lambdify(x, parsed(function, [letter]), "mpmath")
        ends = [mpmath.mpf(sympy.N(parsed(each, []), 40)) for each in (low, high)]
        cuts = [ends[0] + (ends[1] - ends[0]) * step / 6 for step in range(7)]
        area = mpmath.quad(values, cuts)
        wanted = mpmath.mpf(sympy.N(parsed(gold, []), 40))
        return abs(area - wanted) < mpmath.mpf(10) ** -12 * (1 + abs(wanted))


def _formula(text: str, letter: str) -> str:
    """The one formula that is to be integrated."""
    text = re.sub(r"F'\(.\) = |y = F\(.\)|F\([^()]*\)", " ", text)
    flat = re.sub(r"\\int(_\{.*?\}\^\{.*?\})? (.*?) \\,d[a-z]", r"\2", text) if "\\int" in text else text
    (found,) = formulas(flat, [letter]) or re.findall(rf"(?<![A-Za-z]){letter}(?![A-Za-z])", flat)[:1]
    return found


def _definite(text: str, letter: str) -> tuple[str, str, str]:
    whole = re.search(r"\\int_\{(.*?)\}\^\{(.*?)\} (.*) \\,d", text)
    if whole:
        return plain(whole[1]).strip(), plain(whole[2]).strip(), plain(whole[3])
    flat = re.sub(r"\(\((-?\d*pi)\)/\((\d+)\)\)", r"\1/\2", plain(text).replace("\\(", "").replace("\\)", ""))
    ends = re.search(
        rf"F\({_BOUND}\) - F\({_BOUND}\)|(?:from|between) (?:{letter} = )?{_BOUND} (?:to|and) (?:{letter} = )?{_BOUND}",
        flat,
    )
    pair = [each for each in ends.groups() if each is not None]
    low, high = pair[::-1] if ends[0].startswith("F(") else pair
    size = r"(?:-?\\frac\{\d*pi\}\{\d+\}|-?\d*(?:pi)?(?:/\d+)?)"
    rest = re.sub(rf"{letter} = {size}|F\([^()]*\)|(?:from|to) (?:\\\()?{size}(?:\\\))?", " ", text)
    return low, high, _formula(rest, letter)


def _curves(text: str, letter: str) -> list[str]:
    return re.findall(r"y = (.*?)(?=\\\)| and y|\.| meet|\?| bound)", text)
