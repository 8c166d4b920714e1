"""Systems of two to four linear equations with one, no or infinitely many solutions.

The unsolvable and the underdetermined twin differ from a solvable system by one row: a combination of the others,
with its right-hand side kept (infinitely many) or moved (none).
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import permutations
from math import gcd
from typing import Any

import msgspec

from generators.family import Family, Impossible, Wording
from generators.language.instructions import answer_line
from generators.language.lexicon import in_words, listed
from generators.language.wording import fill
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Assignment, Outcome, Rational
from schemas.checks import Check, Equations

NONE = "no solution"
MANY = "infinitely many solutions"

Row = tuple[int, ...]  # coefficients, then the right-hand side


class System(msgspec.Struct, frozen=True):
    """Rows of coefficients with the right-hand side last, over named unknowns; `solution` is None when `outcome`
    says that there is none or that there are many."""

    unknowns: tuple[str, ...]
    rows: tuple[Row, ...]
    solution: tuple[str, ...] | None
    outcome: str


_LETTERS = (
    ("x", "y", "z", "w"), ("f", "g", "h", "k"), ("p", "q", "r", "s"), ("u", "v", "w", "t"), ("m", "n", "r", "t"),
)  # fmt: skip
# level: unknowns, largest coefficient, denominators allowed
_LEVELS: dict[int, tuple[int, int, tuple[int, ...]]] = {
    1: (2, 9, (1,)),
    2: (3, 6, (1, 1, 2)),
    3: (4, 4, (1, 1, 1, 2)),
}

_SYMBOLIC = {
    "solve": "[Solve the system of equations|Solve this system|Solve the simultaneous equations] for {unknowns}.\n"
    "{equations}\n{ending}",
    "find_all": "{equations}\n"
    "Find all values of {unknowns} that satisfy [every one of these equations|these equations at once].\n{ending}",
    "how_many": "How many solutions does the following system have, and if there is exactly one, what is it?\n"
    "{equations}\n{ending}",
    "let": "Let {unknowns} be [real|rational] numbers with\n{equations}\n"
    "[Determine them if the equations pin them down.|Work out their values if the equations fix them.]\n{ending}",
    "student": "A student writes down {count} equations in {unknowns}:\n{equations}\n"
    "[Decide whether they can all hold, and if they hold for one choice only, give it.|"
    "Say whether they have a solution, and name it if it is the only one.]\n{ending}",
}  # fmt: skip
_VERBAL = {
    "statements": "[Here are|Consider] {count} statements about the unknown numbers {unknowns}. {sentences} "
    "[Which numbers are meant?|What are the numbers?]\n{ending}",
    "riddle": "I am thinking of {count} numbers and call them {unknowns}. {sentences} "
    "[Can you tell which they are?|Can they be found, and what are they?]\n{ending}",
    "machine": "The settings {unknowns} of a machine must [obey|meet] {count} rules at the same time. {sentences} "
    "[Find every possible setting.|Which settings are possible?]\n{ending}",
    "notes": "Someone measured {count} quantities, {unknowns}, but kept only [these notes|this record]: {sentences} "
    "[Recover the quantities as far as the notes allow.|Reconstruct what was measured, if that can be done.]\n{ending}",
}  # fmt: skip


@register
class LinearSystem(Family[System]):
    """Linear systems over the rationals; the answer is the solution, or that there is none or no single one."""

    name = "math/linear_system"
    version = 2
    title = "Systems of linear equations with one, no or infinitely many solutions"
    levels = {
        1: "2 unknowns, integer solution, 1 elimination step",
        2: "3 unknowns, rational solution, up to 3 elimination steps",
        3: "4 unknowns, rational solution, up to 6 elimination steps",
    }
    tags = ("math", "algebra")
    twins = (1, 2, 3)

    def sample(self, stream: Stream, level: int) -> System:
        return self._sampled(stream, level, "unique")

    def sample_twin(self, stream: Stream, level: int) -> System:
        return self._sampled(stream, level, stream.choice((NONE, MANY)))

    def _sampled(self, stream: Stream, level: int, outcome: str) -> System:
        size, largest, denominators = _LEVELS[level]
        unknowns = stream.choice(_LETTERS)[:size]
        for _ in range(200):
            values = [Fraction(stream.integer(-9, 9), stream.choice(denominators)) for _ in unknowns]
            rows = [_row(stream, values, largest) for _ in range(size)]
            if outcome != "unique":
                rows[-1] = _combination(stream, rows[:-1], shifted=outcome == NONE)
            if _fits(rows, size, outcome, 12 * largest):
                rows = stream.shuffled(rows)
                solution = tuple(str(value) for value in values) if outcome == "unique" else None
                return System(unknowns, tuple(rows), solution, outcome)
        raise Impossible(f"no {outcome} system with coefficients up to {largest} in 200 attempts")

    def phrase(self, instance: System, stream: Stream, language: str) -> Wording:
        skeleton = stream.choice(_SKELETONS)
        names = instance.unknowns
        form = ", ".join(f"{name} = ..." for name in names)
        slots = {
            "unknowns": listed(list(names)),
            "count": in_words(len(instance.rows)),
            "equations": _displayed(instance, stream) if skeleton in _SYMBOLIC else "",
            "sentences": " ".join(_spoken(row, names, stream) for row in instance.rows) if skeleton in _VERBAL else "",
            "ending": answer_line(stream, f"{form} | {NONE} | {MANY}"),
        }
        pattern = _SYMBOLIC.get(skeleton) or _VERBAL[skeleton]
        return Wording(fill(pattern, stream, slots), skeleton)

    def check(self, instance: System) -> Check:
        names = instance.unknowns
        return Equations(
            answer=Outcome(value=Assignment({name: Rational() for name in names}), outcomes=(NONE, MANY)),
            gold=_gold(instance),
            equations=tuple(f"{_left(row, names, '*')} = {row[-1]}" for row in instance.rows),
            ask=names,
        )

    def reference(self, instance: System, stream: Stream) -> str:
        lines = [stream.choice(("Number the equations:", "Call the equations", "Label the equations:"))]
        lines += [f"({i}) {_equation(row, instance.unknowns)}" for i, row in enumerate(instance.rows, 1)]
        lines += _elimination(instance)
        lines.append(f"Answer: {_gold(instance)}")
        return "\n".join(lines)

    def canonical(self, instance: System) -> Any:
        best: list[Row] | None = None
        for order in _orders(len(instance.unknowns)):
            rows = sorted([_normal([row[i] for i in order], row[-1]) for row in instance.rows])
            if best is None or rows < best:
                best = rows
        return best

    def measures(self, instance: System) -> dict[str, int]:
        size = len(instance.unknowns)
        return {
            "unknowns": size,
            "elimination_steps": size * (size - 1) // 2,
            "unique": int(instance.solution is not None),
        }


_SKELETONS = (*_SYMBOLIC, *_VERBAL)


def _row(stream: Stream, values: list[Fraction], largest: int) -> Row:
    coefficients = [stream.integer(-largest, largest) for _ in values]
    right = sum((c * v for c, v in zip(coefficients, values, strict=True)), Fraction(0))
    return (*(c * right.denominator for c in coefficients), right.numerator)


def _combination(stream: Stream, rows: list[Row], *, shifted: bool) -> Row:
    # With one row to combine, a factor of 1 would only repeat it.
    factors = [stream.choice((-2, -1, 1, 2, 3) if len(rows) > 1 else (-3, -2, 2, 3)) for _ in rows]
    total = [sum(f * row[i] for f, row in zip(factors, rows, strict=True)) for i in range(len(rows[0]))]
    if shifted:
        total[-1] += stream.choice((-1, 1)) * stream.integer(1, 7)
    return tuple(total)


def _fits(rows: list[Row], size: int, outcome: str, bound: int) -> bool:
    """Whether the rows are small, use every unknown, name two or more each, and have as many solutions as wanted."""
    if any(sum(map(bool, row[:-1])) < 2 or max(map(abs, row[:-1])) > bound for row in rows):
        return False
    if not all(any(row[i] for row in rows) for i in range(size)):
        return False
    if len(rows) > 2 and len({_normal(list(row[:-1]), row[-1]) for row in rows}) < len(rows):
        return False  # the same equation twice gives the twin away
    if outcome == "unique":
        return _rank([row[:-1] for row in rows]) == size
    return _rank([row[:-1] for row in rows]) == size - 1 == _rank(rows[:-1])


def _rank(rows: list[Row]) -> int:
    left = list(rows)
    rank = 0
    for column in range(len(left[0])):
        pivot = next((i for i in range(rank, len(left)) if left[i][column]), None)
        if pivot is None:
            continue
        left[rank], left[pivot] = left[pivot], left[rank]
        for i in range(rank + 1, len(left)):
            if left[i][column]:
                left[i] = _eliminated(left[rank], left[i], column)[0]
        rank += 1
        if rank == len(left):
            break
    return rank


def _eliminated(pivot: Row, row: Row, column: int) -> tuple[Row, int, int]:
    """``keep·row − take·pivot`` with the column cleared, in lowest whole multipliers."""
    common = gcd(pivot[column], row[column])
    keep, take = pivot[column] // common, row[column] // common
    if keep < 0:
        keep, take = -keep, -take
    return tuple(keep * r - take * p for r, p in zip(row, pivot, strict=True)), keep, take


@cache
def _orders(size: int) -> tuple[tuple[int, ...], ...]:
    return tuple(permutations(range(size)))


def _normal(coefficients: list[int], right: int) -> Row:
    divisor = gcd(right, *coefficients) or 1
    if next((c for c in coefficients if c), right) < 0:
        divisor = -divisor
    return (*(c // divisor for c in coefficients), right // divisor)


def _gold(instance: System) -> str:
    if instance.solution is None:
        return instance.outcome
    return ", ".join(f"{name} = {value}" for name, value in zip(instance.unknowns, instance.solution, strict=True))


def _left(row: Row, names: tuple[str, ...], times: str = "") -> str:
    text = ""
    for coefficient, name in zip(row[:-1], names, strict=True):
        if coefficient:
            size = "" if abs(coefficient) == 1 else f"{abs(coefficient)}{times}"
            sign = (" - " if coefficient < 0 else " + ") if text else ("-" if coefficient < 0 else "")
            text += f"{sign}{size}{name}"
    return text or "0"


def _equation(row: Row, names: tuple[str, ...]) -> str:
    return f"{_left(row, names)} = {row[-1]}"


def _displayed(instance: System, stream: Stream) -> str:
    lines = [_equation(row, instance.unknowns) for row in instance.rows]
    style = stream.below(3)
    if style == 0:
        return "\n".join(lines)
    if style == 1:
        return "\n".join(f"  ({i}) {line}" for i, line in enumerate(lines, 1))
    return "\\[\\begin{aligned} " + " \\\\ ".join(line.replace(" = ", " &= ") for line in lines) + " \\end{aligned}\\]"


_MULTIPLES = {1: "", 2: "twice ", 3: "three times ", 4: "four times "}


def _spoken(row: Row, names: tuple[str, ...], stream: Stream) -> str:
    """The equation in words, positive terms on the left and the negative ones moved to the right."""
    plus = [_multiple(c, name) for c, name in zip(row[:-1], names, strict=True) if c > 0]
    minus = [_multiple(-c, name) for c, name in zip(row[:-1], names, strict=True) if c < 0]
    right = row[-1]
    if not plus:
        plus, minus, right = minus, [], -right
    left = " plus ".join(plus)
    start = stream.choice(("", "we know that ", "it is given that ", "it is also true that "))
    if not minus:
        return f"{start}{left} {stream.choice(('equals', 'is', 'makes', 'comes to'))} {right}."
    other = " plus ".join(minus)
    if right == 0:
        return f"{start}{left} is the same as {other}."
    relation = "exceeds" if right > 0 else "falls short of"
    return f"{start}{left} {relation} {other} by {abs(right)}."


def _multiple(factor: int, name: str) -> str:
    return f"{_MULTIPLES.get(factor, f'{factor} times ')}{name}"


def _elimination(instance: System) -> list[str]:
    """Gaussian elimination told line by line, with whole-number multipliers, then back-substitution."""
    names = instance.unknowns
    rows = [(f"({i})", row) for i, row in enumerate(instance.rows, 1)]
    lines: list[str] = []
    pivots: list[tuple[int, Row]] = []
    fresh = len(rows)
    for column, name in enumerate(names):
        usable = [entry for entry in rows if entry[1][column]]
        if not usable:
            continue
        label, pivot = min(usable, key=lambda entry: abs(entry[1][column]))
        rows.remove((label, pivot))
        pivots.append((column, pivot))
        for i, (other, row) in enumerate(rows):
            if row[column]:
                new, keep, take = _eliminated(pivot, row, column)
                fresh += 1
                by = _normal(list(new[:-1]), new[-1])
                multiply = f"{keep}·" if keep != 1 else ""
                verb, factor = ("−", take) if take > 0 else ("+", -take)
                lines.append(
                    f"To clear {name}, take {multiply}{other} {verb} {f'{factor}·' if factor != 1 else ''}{label}: "
                    f"{_equation(by, names)}  ({fresh})"
                )
                rows[i] = (f"({fresh})", by)
    for label, row in rows:
        if row[-1]:
            return [
                *lines,
                f"Equation {label} says 0 = {row[-1]}, which is impossible, so no values satisfy all equations.",
            ]
    if len(pivots) < len(names):
        free = [name for i, name in enumerate(names) if i not in {column for column, _ in pivots}]
        return [
            *lines,
            f"What is left over reads 0 = 0, so {listed(free)} can be chosen freely and every choice gives a solution.",
        ]
    known: dict[int, Fraction] = {}
    for column, row in reversed(pivots):
        rest = sum((row[i] * value for i, value in known.items()), Fraction(0))
        value = (row[-1] - rest) / row[column]
        if known and any(row[i] for i in known):
            lines.append(f"Put the known values into {_equation(row, names)}: {names[column]} = {value}.")
        elif row[column] == 1:
            lines.append(f"So {names[column]} = {value}.")
        else:
            lines.append(f"From {_equation(row, names)} follows {names[column]} = {value}.")
        known[column] = value
    return lines
