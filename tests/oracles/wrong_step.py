"""A second opinion on math/wrong_step: SymPy's values and roots of the lines as the prompt shows them."""

import re
from itertools import pairwise

import sympy

from oracles.lines import expression, same_solutions, same_values
from schemas import Problem

_LINE = re.compile(r"^(?:\((\d+)\)|\[(\d+)\]|Line (\d+):|(\d+)[.):])\s(.+)$", re.MULTILINE)
_POINTS = (sympy.Rational(13, 7), sympy.Rational(47, 11), sympy.Rational(101, 9))


def solve(problem: Problem) -> str:
    """The number of the first wrong line, or that there is none, from the prompt's text alone."""
    lines = [found[5] for found in _LINE.finditer(problem.prompt)]
    assert len(lines) == len(problem.params["lines"]) + 1, problem.prompt
    positive = "positive number" in problem.prompt
    if all(re.match(r"\$?f'?\([a-z]\) = ", line) for line in lines):
        return _first_wrong_derivative([line.partition(" = ")[2].strip("$") for line in lines])
    for number, (before, line) in enumerate(pairwise(lines), 2):
        relation = re.search(r"[=<>]|\\[lg]e\b|no real solution", line)
        right = same_solutions(before, line) if relation else same_values(before, line, positive)
        if not right:
            return str(number)
    return "all correct"


def _first_wrong_derivative(lines: list[str]) -> str:
    """The same for a function and lines that stand for its derivative."""
    function, *rest = map(expression, lines)
    (name,) = function.free_symbols
    before = sympy.diff(function, name)
    for number, line in enumerate(rest, 2):
        gap = before - line
        if any(abs(gap.subs(name, at).evalf(40)) > 1e-20 for at in _POINTS):
            return str(number)
        before = line
    return "all correct"
