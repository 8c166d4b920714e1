"""How the puzzles about newly defined operations are drawn, level by level."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from generators.math.arithmetic import Expression, Number, linear, put, value
from generators.math.new_operator.puzzles import (
    BEFORE,
    Operation,
    Puzzle,
    answer,
    at,
    branch,
    uses,
)
from generators.randomness import Stream

Draw = Callable[[Stream], Puzzle | None]

_SYMBOLS = ("⊕", "⊗", "⊙", "⊖", "∘", "★", "◇", "△", "□", "@", "&", "♦")
_STEPWISE = ("↑", "↓", "⇑", "▷", "⊛")
_LETTERS = (("a", "b"), ("a", "b"), ("x", "y"), ("p", "q"), ("m", "n"), ("u", "v"), ("r", "s"))
_UNKNOWNS = ("x", "x", "x", "z", "k", "t")
_ATTEMPTS = 300


def sampled(stream: Stream, level: int) -> Puzzle | None:
    """A puzzle of the level, or None when many attempts give none."""
    if level == 1:
        twice = stream.chance(1, 3)
        return _drawn(lambda: _first_level(stream, twice))
    draws, weights = zip(*_KINDS[level], strict=True)
    chosen: Draw = stream.weighted(draws, weights)
    return _drawn(lambda: chosen(stream))


def _drawn(attempt: Callable[[], Puzzle | None]) -> Puzzle | None:
    for _ in range(_ATTEMPTS):
        puzzle = attempt()
        if puzzle is not None:
            return puzzle
    return None


def _first_level(stream: Stream, twice: bool) -> Puzzle | None:
    symbol, (a, b) = stream.choice(_SYMBOLS), stream.choice(_LETTERS)
    tree = _short(stream, a, b) if twice else _single(stream, a, b)
    one, two, three = (stream.integer(2, 15) for _ in range(3))
    inner = (0, one, two)
    asked = (0, one, two) if not twice else (0, inner, three) if stream.chance(1, 2) else (0, three, inner)
    puzzle = Puzzle((Operation(symbol, a, b, tree),), asked)
    results = [use.result for use in uses(puzzle)]
    given = {one, two, three, *_numbers(tree)}
    if _within(results, 120) and not -2 < results[-1] < 2 and results[-1] not in given and 0 not in results:
        return puzzle
    return None


# Formulas.


def _single(stream: Stream, a: str, b: str) -> Expression:
    """A formula of two to four operations for a single use."""
    p, q, c = stream.integer(2, 6), stream.integer(2, 6), stream.integer(1, 15)
    plus, minus = stream.choice(("+", "-")), stream.choice(("+", "-"))
    forms: tuple[Expression, ...] = (
        (plus, ("*", p, a), ("*", q, b)),
        (minus, (plus, ("*", p, a), ("*", q, b)), c),
        (minus, (plus, ("*", p, a), b), c),
        (minus, (plus, a, ("*", q, b)), c),
        (plus, ("*", a, b), c),
        (minus, ("*", a, b), ("*", p, stream.choice((a, b)))),
        (minus, (plus, ("*", a, b), a), b),
        (minus, ("*", p, (plus, a, b)), c),
        ("*", a, (plus, b, c)),
        ("*", (plus, a, c), b),
        (plus, ("^", a, 2), ("*", q, b)),
        ("-", ("^", stream.choice((a, b)), 2), ("*", a, b)),
        (plus, ("*", p, ("*", a, b)), c),
    )
    return stream.choice(forms)


def _short(stream: Stream, a: str, b: str) -> Expression:
    """A formula of one or two operations for two uses."""
    p, c, sign = stream.integer(2, 5), stream.integer(1, 15), stream.choice(("+", "-"))
    forms: tuple[Expression, ...] = (
        (sign, ("*", p, a), b),
        (sign, a, ("*", p, b)),
        (sign, ("+", a, b), c),
        ("+", ("-", a, b), c),
        ("-", ("*", a, b), c),
        ("-", ("*", a, b), stream.choice((a, b))),
        ("*", p, (sign, a, b)),
    )
    return stream.choice(forms)


def _gentle(stream: Stream, a: str, b: str) -> Expression:
    """A formula of two to four operations whose values do not grow fast."""
    p, q, c = stream.integer(2, 4), stream.integer(2, 4), stream.integer(1, 12)
    plus, minus = stream.choice(("+", "-")), stream.choice(("+", "-"))
    forms: tuple[Expression, ...] = (
        (minus, ("-", ("*", p, a), ("*", q, b)), c),
        (plus, a, ("*", p, b)),
        (minus, ("-", ("*", p, a), b), c),
        (minus, ("-", ("*", q, b), a), c),
        (plus, ("*", p, ("-", a, b)), c),
        (plus, ("-", ("*", a, b), ("*", p, a)), b),
        ("-", ("*", a, b), ("*", q, stream.choice((a, b)))),
        ("*", ("-", a, c), ("+", b, 1)),
    )
    return stream.choice(forms)


def _function(stream: Stream, a: str, b: str) -> Expression:
    """A formula with a maximum, a minimum, an absolute value or a remainder."""
    p, c, m = stream.integer(2, 5), stream.integer(1, 12), stream.integer(5, 13)
    sign = stream.choice(("+", "-"))
    forms: tuple[Expression, ...] = (
        (sign, ("*", p, ("max", a, b)), ("min", a, b)),
        (sign, ("max", a, b), ("*", p, ("min", a, b))),
        (sign, ("*", p, ("abs", ("-", a, b))), c),
        (sign, ("*", a, b), ("max", a, b)),
        ("+", ("abs", ("-", a, ("*", p, b))), c),
        ("mod", ("+", ("*", p, a), b), m),
        ("mod", ("+", ("*", a, b), c), m),
        ("+", ("mod", ("*", p, a), m), b),
    )
    return stream.choice(forms)


def _cases(stream: Stream, symbol: str, a: str, b: str) -> Operation | None:
    """An operation with one formula where a condition holds and another elsewhere."""
    condition = stream.choice((
        ("greater", a, b), ("greater", a, b), ("even", a), ("even", b), ("even", ("+", a, b)), ("even", ("*", a, b)),
    ))  # fmt: skip
    one, other = _short(stream, a, b), _short(stream, a, b)
    return None if one == other else Operation(symbol, a, b, one, condition, other)


def _numbers(tree: Expression) -> set[Number]:
    """The numbers that stand in an expression."""
    if not isinstance(tree, tuple):
        return set() if isinstance(tree, str) else {tree}
    return set[Number]().union(*map(_numbers, tree[1:]))


def _within(results: Sequence[Number], most: int) -> bool:
    return all(-most <= each <= most for each in results)


def _random(stream: Stream, count: int, choices: list[int], leaves: list[Any]) -> Any:
    """An expression with so many uses, their operations taken from `choices` and its numbers from `leaves`."""
    if not count:
        return leaves.pop()
    left = stream.below(count)
    number = choices.pop()
    return (
        number,
        _random(stream, left, choices, leaves),
        _random(stream, count - 1 - left, choices, leaves),
    )


def _balanced(puzzle: Puzzle, most: int) -> bool:
    """Whether no result is large or 0, no remainder of a negative number is taken, the uses differ, every case comes
    up, and the answer is neither trivial nor among the numbers given."""
    found = uses(puzzle)
    results = [use.result for use in found]
    if not _within(results, most) or 0 in results or -2 < results[-1] < 2:
        return False
    met: set[tuple[int, bool]] = set()
    for use in found:
        operation = puzzle.operations[use.operation]
        tree = branch(operation, use.left, use.right)
        met.add((use.operation, tree is operation.tree))
        if not _remainders_sound(put(tree, {operation.left: use.left, operation.right: use.right})):
            return False
    wanted = sum(1 + (operation.condition is not None) for operation in puzzle.operations)
    distinct = len({use[:3] for use in found}) == len(found)
    return len(met) == wanted and distinct and results[-1] not in results[:-1] and results[-1] not in _leaves(puzzle)


def _leaves(puzzle: Puzzle) -> set[Number]:
    return _numbers(puzzle.asked)


def _remainders_sound(tree: Expression) -> bool:
    if not isinstance(tree, tuple):
        return True
    return all(map(_remainders_sound, tree[1:])) and not (tree[0] == "mod" and value(tree[1]) < 0)


# Kinds of puzzles.


def _value(definitions: tuple[str, ...], fewest: int, furthest: int, most: int) -> Draw:
    """The value of an expression in operations of these kinds."""

    def draw(stream: Stream) -> Puzzle | None:
        a, b = stream.choice(_LETTERS)
        made: list[Operation] = []
        for kind, symbol in zip(definitions, stream.sample(_SYMBOLS, len(definitions)), strict=True):
            operation = _operation(stream, kind, symbol, a, b)
            if operation is None or any(each.tree == operation.tree for each in made):
                return None
            made.append(operation)
        count = stream.integer(fewest, furthest)
        choices = [*range(len(made)), *(stream.below(len(made)) for _ in range(count - len(made)))]
        leaves = [stream.integer(2, 12) for _ in range(count + 1)]
        puzzle = Puzzle(tuple(made), _random(stream, count, stream.shuffled(choices), leaves))
        return puzzle if _balanced(puzzle, most) else None

    return draw


def _operation(stream: Stream, kind: str, symbol: str, a: str, b: str) -> Operation | None:
    match kind:
        case "cases":
            return _cases(stream, symbol, a, b)
        case "function":
            return Operation(symbol, a, b, _function(stream, a, b))
        case "single":
            return Operation(symbol, a, b, _single(stream, a, b))
        case "short":
            return Operation(symbol, a, b, _short(stream, a, b))
    return Operation(symbol, a, b, _gentle(stream, a, b))


def _mixed(fewest: int, furthest: int, most: int, count: int) -> Draw:
    """The value of an expression in several operations, one of them with cases or a function."""

    def draw(stream: Stream) -> Puzzle | None:
        special = stream.choice(("cases", "function", "gentle"))
        kinds = stream.shuffled([special, *(stream.choice(("gentle", "short")) for _ in range(count - 1))])
        return _value(tuple(kinds), fewest, furthest, most)(stream)

    return draw


def _solve(count: int, fewest: int, furthest: int, most: int) -> Draw:
    """An unknown in an expression whose value is given."""

    def draw(stream: Stream) -> Puzzle | None:
        a, b = stream.choice(_LETTERS)
        unknown = stream.choice([each for each in _UNKNOWNS if each not in (a, b)])
        symbols = stream.sample(_SYMBOLS, count)
        made = tuple(Operation(symbol, a, b, _straight(stream, a, b)) for symbol in symbols)
        if len({str(each.tree) for each in made}) < count:
            return None
        size = stream.integer(fewest, furthest)
        choices = stream.shuffled([*range(count), *(stream.below(count) for _ in range(size - count))])
        place = stream.below(size + 1)
        leaves: list[Any] = [unknown if i == place else stream.integer(2, 12) for i in range(size + 1)]
        asked = _random(stream, size, choices, leaves)
        found = stream.integer(-9, 15)
        puzzle = Puzzle(made, asked, "solve", unknown)
        values = [at(puzzle, trial) for trial in (0, 1, 2)]
        target = at(puzzle, found)
        results = [use.result for use in uses(puzzle, {unknown: found})]
        if values[1] == values[0] or values[2] - values[1] != values[1] - values[0] or not _within(results, most):
            return None
        if found in (0, 1) or found in _leaves(puzzle) or _depth(asked, unknown) < min(size, 2):
            return None
        return Puzzle(made, asked, "solve", unknown, int(target))

    return draw


def _straight(stream: Stream, a: str, b: str) -> Expression:
    """A formula of first degree in each side."""
    p, q = stream.sample((-3, -2, -1, 1, 2, 3, 4), 2)
    c = stream.integer(-9, 9)
    if stream.chance(2, 3):
        return linear([(p, a), (q, b)], c)
    return linear([(1, ("*", a, b)), (p, stream.choice((a, b)))], c)


def _depth(tree: Any, unknown: str) -> int:
    """How many uses are around the unknown."""
    if not isinstance(tree, tuple):
        return 0 if tree == unknown else -99
    return 1 + max(_depth(tree[1], unknown), _depth(tree[2], unknown))


_MEANINGS: dict[str, Expression] = {"+": ("+", "a", "b"), "-": ("-", "a", "b"), "×": ("*", "a", "b")}


def _changed_signs(fewest: int, furthest: int, most: int) -> Draw:
    """The usual signs with one another's meanings."""

    def draw(stream: Stream) -> Puzzle | None:
        symbols = ["+", "-", "×"]
        meanings = stream.choice((["×", "+", "-"], ["-", "×", "+"], ["-", "+", "×"], ["×", "-", "+"], ["+", "×", "-"]))
        made = tuple(
            Operation(symbol, "a", "b", _MEANINGS[meaning]) for symbol, meaning in zip(symbols, meanings, strict=True)
        )
        order: Literal["left", "usual"] = stream.choice(("left", "usual"))
        strength = [2 if operation.tree[0] == "*" else 1 for operation in made]
        return _in_a_row(stream, made, strength if order == "usual" else [1] * 3, order, fewest, furthest, most)

    return draw


def _signs_redefined(fewest: int, furthest: int, most: int) -> Draw:
    """The usual signs with new formulas, worked out from left to right."""

    def draw(stream: Stream) -> Puzzle | None:
        symbols = stream.shuffled(["+", "-", "×"])[: stream.choice((2, 3))]
        made = tuple(Operation(symbol, "a", "b", _gentle(stream, "a", "b")) for symbol in sorted(symbols))
        if len({str(each.tree) for each in made}) < len(made):
            return None
        return _in_a_row(stream, made, [1] * len(made), "left", fewest, furthest, most)

    return draw


def _in_a_row(
    stream: Stream,
    made: tuple[Operation, ...],
    strength: list[int],
    order: Literal["left", "usual"],
    fewest: int,
    furthest: int,
    most: int,
) -> Puzzle | None:
    """Numbers in a row with signs between them, grouped by the strength of the signs and from the left."""
    count = stream.integer(fewest, furthest)
    signs = [*range(len(made)), *(stream.below(len(made)) for _ in range(count))][: max(count, len(made))]
    signs = stream.shuffled(signs)
    numbers: list[Any] = [stream.integer(2, 12) for _ in range(len(signs) + 1)]
    line = str(numbers[0]) + "".join(
        f" {made[sign].symbol} {number}" for sign, number in zip(signs, numbers[1:], strict=True)
    )
    for level in (2, 1):
        i = 0
        while i < len(signs):
            if strength[signs[i]] == level:
                numbers[i : i + 2] = [(signs[i], numbers[i], numbers[i + 1])]
                del signs[i]
            else:
                i += 1
    puzzle = Puzzle(made, numbers[0], line=line, order=order)
    results = [use.result for use in uses(puzzle)]
    if not _within(results, most) or 0 in results or -2 < results[-1] < 2 or results[-1] in _leaves(puzzle):
        return None
    ordinary = str(results[-1]) == str(_ordinary(line))
    return None if ordinary else puzzle


def _ordinary(line: str) -> int:
    """What the line would be in ordinary arithmetic."""
    total = 0
    for part in line.replace("- ", "+ -").split("+"):
        product = 1
        for factor in part.split("×"):
            product *= int(factor.replace(" ", ""))
        total += product
    return total


def _stepwise(fewest: int, furthest: int, most: int, nested: bool) -> Draw:
    """An operation that is defined step by step."""

    def draw(stream: Stream) -> Puzzle | None:
        a = stream.choice(("a", "x", "m", "k"))
        p, q, c = stream.choice((1, 2, 2, 3, -1)), stream.choice((-2, -1, 1, 2, 3)), stream.integer(-5, 7)
        step = stream.choice((
            linear([(p, BEFORE), (q, a)], c),
            linear([(p, BEFORE), (q, a)], 0),
            linear([(p, BEFORE), (1, a), (stream.choice((-1, 1, 2)), "n")], 0),
            ("-", ("*", a, BEFORE), stream.integer(1, 9)),
            ("+", ("*", a, BEFORE), "n"),
        ))  # fmt: skip
        start = stream.choice((a, 1, 2, ("+", a, 1), ("*", 2, a)))
        operation = Operation(stream.choice(_STEPWISE), a, "n", step, start=start)
        inner: Any = (0, stream.integer(2, 9), stream.integer(fewest, furthest))
        asked = (0, inner, stream.integer(2, 3)) if nested else inner
        puzzle = Puzzle((operation,), asked)
        found = uses(puzzle)
        if not _within([use.result for use in found], most) or -2 < found[-1].result < 2:
            return None
        return None if found[-1].result in _leaves(puzzle) or found[0].result == 0 else puzzle

    return draw


def _identity(ask: Literal["identity", "inverse"]) -> Draw:
    """The number that changes nothing, or the one that leads there."""

    def draw(stream: Stream) -> Puzzle | None:
        a, b = stream.choice(_LETTERS)
        e, p = stream.choice((-1, 1)) * stream.integer(2, 12), stream.choice((-2, -1, 0, 1, 1, 2, 3))
        q = stream.choice((-1, 1)) * stream.integer(1, 6)
        # a + (pa + q)(b - e), multiplied out
        tree = linear([(p, ("*", a, b)), (1 - p * e, a), (q, b)], -q * e)
        operation = Operation(stream.choice(_SYMBOLS), a, b, tree)
        if ask == "identity":
            return Puzzle((operation,), 0, "identity")
        of = stream.integer(-20, 30)
        if p * of + q == 0 or of == e:
            return None
        unknown = stream.choice([each for each in _UNKNOWNS if each not in (a, b)])
        puzzle = Puzzle((operation,), of, "inverse", unknown)
        return None if answer(puzzle) == of else puzzle

    return draw


_KINDS: dict[int, tuple[tuple[Draw, int], ...]] = {
    2: (
        (_value(("short",), 3, 3, 600), 22),
        (_value(("single",), 2, 2, 600), 18),
        (_value(("short", "gentle"), 2, 3, 600), 22),
        (_value(("cases",), 2, 3, 400), 20),
        (_value(("function",), 2, 2, 400), 18),
    ),
    3: (
        (_mixed(4, 5, 3_000, 2), 28),
        (_solve(1, 2, 2, 1_000), 16),
        (_solve(2, 2, 3, 1_000), 12),
        (_changed_signs(4, 5, 2_000), 22),
        (_stepwise(3, 5, 3_000, False), 22),
    ),
    4: (
        (_mixed(6, 7, 20_000, 3), 30),
        (_solve(2, 4, 5, 20_000), 24),
        (_signs_redefined(5, 6, 20_000), 16),
        (_stepwise(2, 3, 20_000, True), 12),
        (_identity("identity"), 4),
        (_identity("inverse"), 12),
    ),
}
