"""A second solver for logic/truth_value: reads the formula in the prompt and works it out with Z3.

Of the parameters it takes only the names.
"""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import z3

from schemas import Problem

_JOINTS = ("if and only if", "implies", "and", "or", "xor", "∧", "∨", "→", "↔", "⊕")
_TOKEN = re.compile(rf"\s*({'|'.join(_JOINTS)}|[Nn]ot\b|¬|[()]|[A-Za-z]\b)")


def solve(problem: Problem) -> str:
    """The truth value or the number of models."""
    text = problem.prompt.rsplit("\n", 1)[0]
    names = list(problem.params["names"])
    found = max(_formulas(text, names), key=lambda pair: pair[0])[1]
    atoms = {name: z3.Bool(name) for name in names}
    if problem.params["kind"] == "evaluate":
        values = _values(text, names)
        solver = z3.Solver()
        solver.add(_built(found, atoms), *(atoms[name] == value for name, value in values.items()))
        return str(solver.check() == z3.sat)
    count = 0
    for row in product((True, False), repeat=len(names)):
        put_in = [(atoms[name], z3.BoolVal(value)) for name, value in zip(names, row, strict=True)]
        count += z3.is_true(z3.simplify(z3.substitute(_built(found, atoms), *put_in)))
    return str(count)


def _formulas(text: str, names: list[str]) -> list[tuple[int, Any]]:
    """Every stretch of the text that reads as a formula, with its number of tokens."""
    found = []
    starts = [match.start() for match in re.finditer(rf"\b(?:{'|'.join(names)}|[Nn]ot)\b|[(¬]", text)]
    for start in starts:
        tokens, at = [], start
        while match := _TOKEN.match(text, at):
            if re.fullmatch("[A-Za-z]", match.group(1)) and match.group(1) not in names:
                break
            tokens.append(match.group(1))
            at = match.end()
        while tokens:
            try:
                tree, rest = _joined(tokens, 0)
            except (IndexError, ValueError):
                tokens.pop()
                continue
            found.append((rest, tree))
            break
    return found


def _joined(tokens: list[str], at: int) -> tuple[Any, int]:
    left, at = _single(tokens, at)
    if at < len(tokens) and tokens[at] in _JOINTS:
        right, end = _single(tokens, at + 1)
        return (tokens[at], left, right), end
    return left, at


def _single(tokens: list[str], at: int) -> tuple[Any, int]:
    token = tokens[at]
    if token in ("not", "Not", "¬"):
        inner, end = _single(tokens, at + 1)
        return ("not", inner), end
    if token == "(":
        inner, end = _joined(tokens, at + 1)
        if tokens[end] != ")":
            raise ValueError
        return inner, end + 1
    if token in _JOINTS or token == ")":
        raise ValueError
    return token, at + 1


def _built(tree: Any, atoms: dict[str, Any]) -> Any:
    if isinstance(tree, str):
        return atoms[tree]
    head, *parts = tree
    a, *rest = (_built(part, atoms) for part in parts)
    match head:
        case "not":
            return z3.Not(a)
        case "and" | "∧":
            return z3.And(a, rest[0])
        case "or" | "∨":
            return z3.Or(a, rest[0])
        case "implies" | "→":
            return z3.Implies(a, rest[0])
        case "if and only if" | "↔":
            return a == rest[0]
    return z3.Xor(a, rest[0])


def _values(text: str, names: list[str]) -> dict[str, bool]:
    values = {name: value == "True" for name, value in re.findall(r"\b([A-Za-z]) = (True|False)", text)}
    for group, value in re.findall(r"((?:[A-Za-z](?:, | and ))*[A-Za-z]) (?:is|are) (true|false)\b", text):
        for name in re.findall(r"\b[A-Za-z]\b", group):
            values.setdefault(name, value == "true")
    assert set(values) >= set(names), text
    return {name: values[name] for name in names}
