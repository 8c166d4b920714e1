"""Puzzles about newly defined operations: definitions, uses, the answer, and the statement as equations.

An expression is written as in `generators.math.arithmetic`; a use of the operation number i is ``(i, left, right)``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal, NamedTuple

import msgspec

from generators.math.arithmetic import Expression, Number, formula, nested, operations, put, value

Ask = Literal["value", "solve", "identity", "inverse"]
BEFORE = "before"
"""The name of the value one step earlier in an operation that is defined step by step."""


class Operation(msgspec.Struct, frozen=True):
    """``left symbol right = tree``, over the names of its two sides.

    With a `condition`, ``("greater", one, other)`` or ``("even", one)``, this holds where it is true and `other`
    elsewhere. With a `start` the operation is defined step by step in its right side n: `start` is its value at 0, and
    `tree` that at n, over `BEFORE` and the name of the left side.
    """

    symbol: str
    left: str
    right: str
    tree: Any
    condition: Any = None
    other: Any = None
    start: Any = None


class Puzzle(msgspec.Struct, frozen=True):
    """Operations and an expression in which they are used.

    - ``value``: its value is asked;
    - ``solve``: it holds `unknown` once, its value is `target`, and the unknown is asked;
    - ``identity``: the number e with a symbol e = a for all a; ``inverse``: the x for which `asked` symbol x is e.

    `line` is how the expression stands in the puzzle where that is no bracketed form: signs that are worked out from
    left to right (`order` is ``left``), or in the order usual for what they mean (``usual``).
    """

    operations: tuple[Operation, ...]
    asked: Any
    ask: Ask = "value"
    unknown: str = ""
    target: int = 0
    line: str = ""
    order: Literal["", "left", "usual"] = ""


class Use(NamedTuple):
    """A use worked out: the operation's number, both sides, and the result."""

    operation: int
    left: Number
    right: Number
    result: Number


def holds(condition: Any, values: dict[str, Number]) -> bool:
    """Whether a condition is true."""
    kind, *sides = condition
    worked = [value(side, values) for side in sides]
    return worked[0] > worked[1] if kind == "greater" else worked[0] % 2 == 0


def branch(operation: Operation, left: Number, right: Number) -> Expression:
    """The formula that applies to these two numbers."""
    if operation.condition is None or holds(operation.condition, {operation.left: left, operation.right: right}):
        return operation.tree
    return operation.other


def result(operation: Operation, left: Number, right: Number) -> Number:
    """What the operation makes of two numbers."""
    if operation.start is not None:
        current = value(operation.start, {operation.left: left})
        for n in range(1, int(right) + 1):
            current = value(operation.tree, {BEFORE: current, operation.left: left, operation.right: n})
        return current
    return value(branch(operation, left, right), {operation.left: left, operation.right: right})


def uses(puzzle: Puzzle, values: dict[str, Number] | None = None) -> list[Use]:
    """The uses in the order in which they are worked out."""
    found: list[Use] = []

    def work(tree: Expression) -> Number:
        if isinstance(tree, str):
            return (values or {})[tree]
        if not isinstance(tree, tuple):
            return tree  # type: ignore[no-any-return]
        number, *sides = tree
        left, right = (work(side) for side in sides)
        found.append(Use(number, left, right, result(puzzle.operations[number], left, right)))
        return found[-1].result

    work(puzzle.asked)
    return found


def at(puzzle: Puzzle, value_of_unknown: Number) -> Number:
    """The expression's value for a value of the unknown."""
    return uses(puzzle, {puzzle.unknown: value_of_unknown})[-1].result


def solved(puzzle: Puzzle) -> Number:
    """The unknown, on which the expression depends by a straight line."""
    start = at(puzzle, 0)
    return _plain((Fraction(puzzle.target) - start) / (at(puzzle, 1) - start))


def identity(operation: Operation) -> Number:
    """The e with a symbol e = a for all a, from a = 0."""
    names = operation.left, operation.right
    start = value(operation.tree, {names[0]: 0, names[1]: 0})
    slope = value(operation.tree, {names[0]: 0, names[1]: 1}) - start
    return _plain(-Fraction(start) / slope)


def _plain(number: Fraction) -> Number:
    return number.numerator if number.denominator == 1 else number


def answer(puzzle: Puzzle) -> Number:
    """The answer."""
    match puzzle.ask:
        case "solve":
            return solved(puzzle)
        case "identity":
            return identity(puzzle.operations[0])
        case "inverse":
            (operation,) = puzzle.operations
            target = identity(operation)
            start = result(operation, puzzle.asked, 0)
            return _plain((Fraction(target) - start) / (result(operation, puzzle.asked, 1) - start))
    return uses(puzzle)[-1].result


# The statement as equations.


def equations(puzzle: Puzzle) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The statement as a chain of equations, one for each use, and the name asked."""
    if puzzle.ask in ("identity", "inverse"):
        return _of_identity(puzzle)
    lines: list[str] = []

    def name(tree: Expression) -> str:
        if not isinstance(tree, tuple):
            return formula(tree)
        number, *sides = tree
        left, right = map(name, sides)
        operation = puzzle.operations[number]
        if operation.start is not None:
            return _stepwise(operation, left, value(sides[1]), lines)
        lines.append(f"u{len(lines)} = {_applied(operation, left, right)}")
        return f"u{len(lines) - 1}"

    whole = name(puzzle.asked)
    if puzzle.ask == "solve":
        lines.append(f"{whole} = {formula(puzzle.target)}")
    return tuple(lines), (puzzle.unknown or whole,)


def _applied(operation: Operation, left: str, right: str) -> str:
    values = {operation.left: left, operation.right: right}
    text = formula(put(operation.tree, values))
    if operation.condition is None:
        return text
    kind, *sides = operation.condition
    texts = [formula(put(side, values)) for side in sides]
    true = f"min(1, max(0, {texts[0]} - {texts[1]}))" if kind == "greater" else f"(1 - {texts[0]} % 2)"
    return f"{true} * {text} + (1 - {true}) * {formula(put(operation.other, values))}"


def _stepwise(operation: Operation, left: str, count: Number, lines: list[str]) -> str:
    lines.append(f"u{len(lines)} = {formula(put(operation.start, {operation.left: left}))}")
    for n in range(1, int(count) + 1):
        values = {BEFORE: f"u{len(lines) - 1}", operation.left: left, operation.right: n}
        lines.append(f"u{len(lines)} = {formula(put(operation.tree, values))}")
    return f"u{len(lines) - 1}"


def _of_identity(puzzle: Puzzle) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Both sides of a symbol e = a are of first degree in a, so that they agree for all a if they do for three."""
    (operation,) = puzzle.operations
    lines = [f"{_applied(operation, str(number), 'e')} = {number}" for number in range(3)]
    if puzzle.ask == "identity":
        return tuple(lines), ("e",)
    return (*lines, f"{_applied(operation, formula(puzzle.asked), puzzle.unknown)} = e"), (puzzle.unknown,)


# Text, canonical form, measures.


def written(puzzle: Puzzle, tree: Expression, inner: bool = False) -> str:
    """An expression with its operations: ``(3 ⊕ 1) ⊕ 4``."""
    if not isinstance(tree, tuple):
        return f"({tree})" if not isinstance(tree, str) and tree < 0 else str(tree)
    number, left, right = tree
    text = f"{written(puzzle, left, True)} {puzzle.operations[number].symbol} {written(puzzle, right, True)}"
    return f"({text})" if inner else text


def canonical(puzzle: Puzzle) -> Any:
    """The puzzle without its signs and letters."""
    definitions = []
    for each in puzzle.operations:
        names = {each.left: "left", each.right: "right"}
        parts = [each.tree, each.other, each.start]
        trees = [None if part is None else put(part, names) for part in parts]
        condition = each.condition and [each.condition[0], *(put(side, names) for side in each.condition[1:])]
        definitions.append([*map(nested, trees), nested(condition)])
    asked = put(puzzle.asked, {puzzle.unknown: "unknown"}) if puzzle.unknown else puzzle.asked
    return [puzzle.ask, definitions, nested(asked), puzzle.target]


def measured(puzzle: Puzzle) -> dict[str, int]:
    """Definitions, uses, and the operations of ordinary arithmetic in them."""
    if puzzle.ask in ("identity", "inverse"):
        count = operations(puzzle.operations[0].tree) * (2 if puzzle.ask == "identity" else 4)
        return {"definitions": 1, "uses": 1 + (puzzle.ask == "inverse"), "operations": count}
    found = uses(puzzle, {puzzle.unknown: 1})
    total = 0
    for use in found:
        operation = puzzle.operations[use.operation]
        if operation.start is not None:
            total += operations(operation.tree) * int(use.right)
        else:
            total += operations(branch(operation, use.left, use.right)) + (operation.condition is not None)
    # The way back to an unknown is as long again.
    return {
        "definitions": len(puzzle.operations),
        "uses": len(found),
        "operations": total * (2 if puzzle.ask == "solve" else 1),
    }
