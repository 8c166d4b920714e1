"""Worked solutions of puzzles about newly defined operations."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from generators.math.arithmetic import Expression, Number, linear, put, show, value, worked
from generators.math.new_operator.puzzles import (
    BEFORE,
    Operation,
    Puzzle,
    Use,
    answer,
    branch,
    holds,
    identity,
    result,
    uses,
    written,
)
from generators.randomness import Stream


def solution(puzzle: Puzzle, stream: Stream) -> list[str]:
    """The lines before the answer: one for each use, from the inside out."""
    match puzzle.ask:
        case "solve":
            return _solved(puzzle)
        case "identity":
            return _identity(puzzle)
        case "inverse":
            return _inverse(puzzle)
    if puzzle.order == "usual":
        return _replaced(puzzle)
    return [line for use in uses(puzzle) for line in _used(puzzle, use)]


def _used(puzzle: Puzzle, use: Use) -> list[str]:
    """A use worked out."""
    operation = puzzle.operations[use.operation]
    if operation.start is not None:
        return _stepwise(operation, use)
    values: dict[str, Number] = {operation.left: use.left, operation.right: use.right}
    text = written(puzzle, (use.operation, use.left, use.right))
    tree = put(branch(operation, use.left, use.right), values)
    if puzzle.line:
        return [f"{text} means {worked(tree)}"]  # an equals sign would be false for a sign with another meaning
    lead = f"With {operation.left} = {use.left} and {operation.right} = {use.right}"
    if operation.condition is not None:
        lead += f", {_decided(operation, values)}"
    return [f"{lead}: {text} = {worked(tree)}"]


def _decided(operation: Operation, values: dict[str, Number]) -> str:
    """Whether the condition holds, worked out."""
    kind, *sides = operation.condition
    true = holds(operation.condition, values)
    if kind == "greater":
        return f"{' > '.join(show(put(side, values)) for side in sides)} is {'true' if true else 'false'}"
    (side,) = sides
    shown = worked(put(side, values))
    return f"{shown if isinstance(side, str) else f'{show(side)} = {shown}'} is {'even' if true else 'odd'}"


def _stepwise(operation: Operation, use: Use) -> list[str]:
    left = f"({use.left})" if use.left < 0 else str(use.left)
    lines = [f"{left} {operation.symbol} 0 = {worked(put(operation.start, {operation.left: use.left}))}"]
    for n in range(1, int(use.right) + 1):
        before = result(operation, use.left, n - 1)
        tree = put(operation.tree, {BEFORE: before, operation.left: use.left, "n": n})
        lines.append(f"{left} {operation.symbol} {n} = {worked(tree)}")
    return lines


def _replaced(puzzle: Puzzle) -> list[str]:
    """Ordinary signs in the place of those that mean them, and then ordinary arithmetic."""

    def ordinary(tree: Any) -> Expression:
        if not isinstance(tree, tuple):
            return tree
        number, left, right = tree
        return (puzzle.operations[number].tree[0], ordinary(left), ordinary(right))

    return [f"In ordinary signs: {worked(ordinary(puzzle.asked))}"]


# The way back.

_NAMES = "uvwzyhgf"


def _solved(puzzle: Puzzle) -> list[str]:
    """Known parts first; then from the outside in, each use solved for the side that holds the unknown."""
    lines: list[str] = []

    def known(tree: Any) -> Any:
        """The expression with everything that can be worked out worked out."""
        if not isinstance(tree, tuple):
            return tree
        number, *sides = tree
        left, right = (known(side) for side in sides)
        if isinstance(left, tuple | str) or isinstance(right, tuple | str):
            return (number, left, right)
        use = Use(number, left, right, result(puzzle.operations[number], left, right))
        lines.extend(_used(puzzle, use))
        return use.result

    tree = known(puzzle.asked)
    target: Number = puzzle.target
    if lines:
        lines.append(f"So {written(puzzle, tree)} = {target}.")
    taken = {puzzle.unknown, *(name for each in puzzle.operations for name in (each.left, each.right))}
    names = [name for name in _NAMES if name not in taken]
    while isinstance(tree, tuple):
        number, left, right = tree
        operation = puzzle.operations[number]
        inner = left if isinstance(left, tuple | str) else right
        called = inner if isinstance(inner, str) else names.pop(0)
        if called != inner:
            lines.append(f"Let {called} = {written(puzzle, inner)}.")
        shown = (number, called, right) if inner is left else (number, left, called)
        values = {operation.left: shown[1], operation.right: shown[2]}
        whole = put(operation.tree, values)
        start, slope = value(whole, {called: 0}), value(whole, {called: 1}) - value(whole, {called: 0})
        plain = show(linear([(int(slope), called)], int(start)))
        texts = [written(puzzle, shown), show(whole)] + ([plain] if plain != show(whole) else [])
        lines.append(" = ".join(texts))
        lines += _one_step(called, int(slope), int(start), target)
        target = Fraction(target - start) / slope
        target = target.numerator if target.denominator == 1 else target
        tree = inner
    return lines


def _one_step(called: str, slope: int, start: int, target: Number) -> list[str]:
    """``slope·called + start = target`` solved."""
    left = show(linear([(slope, called)], start))
    if (slope, start) == (1, 0):
        return [f"{called} = {target}"]
    lines = [f"{left} = {target}"]
    if start:
        sign = "-" if start > 0 else "+"
        lines[0] += f", so {show(linear([(slope, called)]))} = {target} {sign} {abs(start)} = {target - start}"
    if slope != 1:
        divisor = f"({slope})" if slope < 0 else str(slope)
        quotient = str(Fraction(target - start) / slope)
        division = _over(target - start, divisor)
        lines.append(f"{called} = {division}" + (f" = {quotient}" if quotient != division else ""))
    return lines


def _over(number: Number, divisor: str) -> str:
    return f"({number})/{divisor}" if isinstance(number, Fraction) else f"{number}/{divisor}"


def _identity(puzzle: Puzzle) -> list[str]:
    (operation,) = puzzle.operations
    a, symbol = operation.left, operation.symbol
    at_zero = put(operation.tree, {operation.right: "e", a: 0})
    start = int(value(at_zero, {"e": 0}))
    slope = int(value(at_zero, {"e": 1})) - start
    e = identity(operation)
    whole = put(operation.tree, {operation.right: e})
    texts = [show(whole), _joined([_of_first_degree(each, a) for each in _summands(whole)], a), a]
    lines = [
        f"{a} {symbol} e = {a} must hold for all {a}, so also for {a} = 0:",
        f"0 {symbol} e = {show(at_zero)} = {show(linear([(slope, 'e')], start))}",
        *_one_step("e", slope, start, 0),
        f"Test: {a} {symbol} {e if e >= 0 else f'({e})'} = {' = '.join(dict.fromkeys(texts))}.",
    ]
    return lines


def _summands(tree: Expression, sign: int = 1) -> list[tuple[int, Expression]]:
    if isinstance(tree, tuple) and tree[0] in ("+", "-"):
        return _summands(tree[1], sign) + _summands(tree[2], sign if tree[0] == "+" else -sign)
    return [(sign, tree)]


def _of_first_degree(summand: tuple[int, Expression], name: str) -> tuple[int, int]:
    """A summand as ``factor·name + constant``."""
    sign, tree = summand
    constant = int(value(tree, {name: 0}))
    return sign * (int(value(tree, {name: 1})) - constant), sign * constant


def _joined(summands: list[tuple[int, int]], name: str) -> str:
    text = ""
    for factor, constant in summands:
        part = show(linear([(abs(factor), name)], abs(constant)))
        text += (" - " if factor + constant < 0 else " + ") if text else "-" if factor + constant < 0 else ""
        text += part
    return text


def _inverse(puzzle: Puzzle) -> list[str]:
    (operation,) = puzzle.operations
    e, x = identity(operation), puzzle.unknown
    shown = (0, puzzle.asked, x)
    whole = put(operation.tree, {operation.left: puzzle.asked, operation.right: x})
    start = int(value(whole, {x: 0}))
    slope = int(value(whole, {x: 1})) - start
    plain = show(linear([(slope, x)], start))
    texts = [written(puzzle, shown), show(whole)] + ([plain] if plain != show(whole) else [])
    assert answer(puzzle) == Fraction(e - start) / slope
    return [
        *_identity(puzzle),
        f"Now {written(puzzle, shown)} = {e}:",
        " = ".join(texts),
        *_one_step(x, slope, start, e),
    ]
