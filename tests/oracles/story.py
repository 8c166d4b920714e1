"""A second oracle for stories: the template's own YAML and the stated numbers, worked out with nothing of ours.

Derived quantities are evaluated on a syntax tree with fractions. A story told backwards is solved from its relations:
they are probed as affine functions of the quantities that no text states, and solved by elimination.
"""

from __future__ import annotations

import ast
import math
import re
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from schemas import Problem

TEMPLATES = Path(__file__).resolve().parents[2] / "data" / "templates"


def solve(problem: Problem) -> str:
    """The canonical answer, from the template's file and the stated values only."""
    template = _template(problem.params["template"])
    stated = {name: Fraction(problem.params["values"][name]) for name in stated_names(template)}
    asked = template["answer"]["name"]
    if "relations" in template:
        return str(_from_relations(template["relations"], stated)[asked])
    values = dict(stated)
    for name, text in template.get("derived", {}).items():
        if name not in values:
            values[name] = _value(ast.parse(text, mode="eval").body, values)
    return str(values[asked])


def stated_names(template: dict[str, Any]) -> list[str]:
    """The quantities that the texts of a template give."""
    return list(template.get("stated", template["variables"]))


@cache
def _template(name: str) -> dict[str, Any]:
    template: dict[str, Any] = yaml.safe_load((TEMPLATES / f"{name}.yaml").read_text(encoding="utf-8"))
    return template


def _from_relations(relations: list[str], known: dict[str, Fraction]) -> dict[str, Fraction]:
    """Solve the relations one group at a time: those affine in what is still unknown first."""
    values = dict(known)
    sides = [[ast.parse(side.strip(), mode="eval").body for side in text.split("=")] for text in relations]
    waiting = [(left, right, sorted(_names(left) | _names(right))) for left, right in sides]
    while waiting:
        rows: list[list[Fraction]] = []
        later = []
        unknowns = sorted({name for _, _, names in waiting for name in names if name not in values})
        for left, right, names in waiting:
            row = _affine(left, right, values, unknowns)
            if row is None:
                later.append((left, right, names))
            else:
                rows.append(row)
        found = _eliminate(rows, unknowns)
        if not found:
            raise AssertionError(f"{relations} do not determine {unknowns}")
        values.update(found)
        waiting = later + [entry for entry in waiting if entry not in later and not set(entry[2]) <= values.keys()]
    return values


def _affine(left: ast.expr, right: ast.expr, known: dict[str, Fraction], unknowns: list[str]) -> list[Fraction] | None:
    """Coefficients and right-hand side of ``left − right = 0``, or None where it is not affine."""

    def residual(point: dict[str, Fraction]) -> Fraction:
        values = known | point
        return _value(left, values) - _value(right, values)

    zero = dict.fromkeys(unknowns, Fraction(0))
    constant = residual(zero)
    row = [residual(zero | {name: Fraction(1)}) - constant for name in unknowns]
    for scale in (Fraction(7, 3), Fraction(-19, 5)):
        point = {name: scale * (i + 2) / (i + 5) for i, name in enumerate(unknowns)}
        if residual(point) != constant + sum(c * point[name] for c, name in zip(row, unknowns, strict=True)):
            return None
    return [*row, -constant]


def _eliminate(rows: list[list[Fraction]], unknowns: list[str]) -> dict[str, Fraction]:
    """The unknowns that the rows determine, by Gauss-Jordan elimination."""
    rows = [list(row) for row in rows]
    done = 0
    for column in range(len(unknowns)):
        pivot = next((i for i in range(done, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [entry / rows[done][column] for entry in rows[done]]
        for i, row in enumerate(rows):
            if i != done and row[column]:
                rows[i] = [a - row[column] * b for a, b in zip(row, rows[done], strict=True)]
        done += 1
    assert not any(row[-1] and not any(row[:-1]) for row in rows), "the relations contradict each other"
    found = {}
    for row in rows:
        columns = [i for i, entry in enumerate(row[:-1]) if entry]
        if len(columns) == 1:
            found[unknowns[columns[0]]] = row[-1]
    return found


def _names(tree: ast.expr) -> set[str]:
    calls = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - calls


def _value(tree: ast.expr, values: dict[str, Fraction]) -> Fraction:
    if isinstance(tree, ast.Constant) and isinstance(tree.value, int):
        return Fraction(tree.value)
    if isinstance(tree, ast.Name):
        return values[tree.id]
    if isinstance(tree, ast.UnaryOp):
        return -_value(tree.operand, values)
    if isinstance(tree, ast.BinOp):
        left, right = _value(tree.left, values), _value(tree.right, values)
        match tree.op:
            case ast.Add():
                return left + right
            case ast.Sub():
                return left - right
            case ast.Mult():
                return left * right
            case ast.Div():
                return left / right
            case ast.FloorDiv():
                return Fraction(math.floor(left / right))
            case ast.Mod():
                return left - right * math.floor(left / right)
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name):
        arguments = [_value(argument, values) for argument in tree.args]
        functions: dict[str, Any] = {"ceil": math.ceil, "floor": math.floor, "min": min, "max": max, "abs": abs}
        return Fraction(functions[tree.func.id](*arguments))
    raise AssertionError(ast.dump(tree))


_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?|\d+:\d\d")


def numbers_told(prompt: str) -> set[str]:
    """The numerals of a prompt as they are written, without the commas that group digits."""
    return {found.replace(",", "") for found in _NUMBER.findall(prompt)}
