"""A second solver for math/linear_system: SymPy on the equations as the prompt states them, read back from its text."""

import re

import sympy

from schemas import Problem

_TERM = re.compile(r"([+-]?)\s*(\d*)\s*([a-z])\b")
_DISPLAYED = re.compile(r"^(?:\s*\(\d+\)\s*)?([-+ \da-z]+?)\s*&?=\s*(-?\d+)$")
_FACTORS = {"": 1, "twice": 2, "three times": 3, "four times": 4}
_SPOKEN = re.compile(
    r"\b((?:(?:twice|three times|four times|\d+ times)\s)?[a-z]"
    r"(?: plus (?:(?:twice|three times|four times|\d+ times)\s)?[a-z])*)"
    r" (equals|is the same as|is|makes|comes to|exceeds|falls short of) (.+?)(?: by (\d+))?\.",
    re.I,
)


def solve(problem: Problem) -> str:
    """The canonical answer, worked out from the prompt's text alone."""
    names = problem.params["unknowns"]
    symbols = {name: sympy.Symbol(name) for name in names}
    equations = _displayed(problem.prompt, symbols) or _spoken(problem.prompt, symbols)
    assert len(equations) == len(problem.params["rows"]), problem.prompt
    found = sympy.linsolve(equations, *symbols.values())
    if not found:
        return "no solution"
    (values,) = found
    if any(value.free_symbols for value in values):
        return "infinitely many solutions"
    return ", ".join(f"{name} = {value}" for name, value in zip(names, values, strict=True))


def _displayed(prompt: str, symbols: dict[str, sympy.Symbol]) -> list[sympy.Expr]:
    text = prompt.replace("\\[\\begin{aligned} ", "").replace(" \\end{aligned}\\]", "").replace(" \\\\ ", "\n")
    result = []
    for line in text.splitlines():
        match = _DISPLAYED.match(line)
        if match and set(re.findall("[a-z]", match.group(1))) <= set(symbols):
            left = sum(
                int(f"{sign}{factor or 1}") * symbols[name] for sign, factor, name in _TERM.findall(match.group(1))
            )
            result.append(left - int(match.group(2)))
    return result


def _spoken(prompt: str, symbols: dict[str, sympy.Symbol]) -> list[sympy.Expr]:
    result = []
    for left, relation, right, by in _SPOKEN.findall(prompt):
        value = int(right) if re.fullmatch(r"-?\d+", right) else _sum(right, symbols)
        shift = int(by or 0) * {"exceeds": 1, "falls short of": -1}.get(relation, 0)
        result.append(_sum(left, symbols) - value - shift)
    return result


def _sum(text: str, symbols: dict[str, sympy.Symbol]) -> sympy.Expr:
    total = sympy.Integer(0)
    for part in text.lower().split(" plus "):
        words, _, name = part.rpartition(" ")
        factor = _FACTORS[words] if words in _FACTORS else int(words.split()[0])
        total += factor * symbols[name]
    return total
