"""What derivations are carried out for, and the stretches that many of them end with."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from fractions import Fraction
from math import isqrt

from generators.math.derivation.walk import Goal, Walk, Wrong, away, factor, poly, quotient, slips, sum_of
from generators.math.notation import calculation
from schemas.answers import Assignment, FiniteSet, Formula, Integer, Rational

# The ends. Each tells the walk what could be asked about its first line, and returns what the last line means.


def solved(walk: Walk, value: int | Fraction) -> Hashable:
    """An equation with one solution, linear as it stands."""
    left, _, right = walk.start.partition(" = ")
    equation = f"{calculation(left, x='x')} = {calculation(right, x='x')}"
    walk.goal = lambda: Goal("solve", Rational(), str(value), equations=(equation,), ask=("x",))
    return value


def found(walk: Walk, value: int | Fraction) -> Hashable:
    """An equation with one solution that is not linear as it stands."""
    walk.goal = lambda: Goal("solve", Rational(), str(value))
    return value


def solutions(walk: Walk, values: Iterable[int | Fraction]) -> Hashable:
    """An equation with several solutions."""
    them = frozenset(map(Fraction, values))
    gold = "{" + ", ".join(map(str, sorted(them))) + "}"
    kind = Integer() if all(each.denominator == 1 for each in them) else Rational()
    walk.goal = lambda: Goal("solutions", FiniteSet(kind), gold)
    return them


def bounded(walk: Walk, sign: str, bound: int) -> Hashable:
    """An inequality that comes down to ``x < bound`` or the like; asked for is the whole number next to the bound."""
    edge = bound + {"<": -1, "<=": 0, ">": 1, ">=": 0}[sign]
    task = "largest" if sign in ("<", "<=") else "smallest"
    walk.goal = lambda: Goal(task, Integer(), str(edge))
    return sign, bound


def between_roots(walk: Walk, end: tuple[str, int, int], inside: bool, sign: str) -> Hashable:
    """A quadratic inequality; asked for is how many whole numbers satisfy it, or how many do not."""
    _, low, high = end
    inner = high - low - 1 if sign in ("<", ">=") else high - low + 1
    walk.goal = lambda: Goal("count" if inside else "count outside", Integer(), str(inner))
    return end


def worked_out(walk: Walk, value: int | Fraction) -> Hashable:
    """A calculation of a rational number."""
    equation = f"v = {calculation(walk.start)}"
    kind = Integer() if value.denominator == 1 else Rational()
    walk.goal = lambda: Goal("value", kind, str(value), equations=(equation,), ask=("v",))
    return value


def constant(walk: Walk, value: int) -> Hashable:
    """A function that is the same number everywhere."""
    walk.goal = lambda: Goal("constant", Integer(), str(value))
    return value


def as_form(walk: Walk, form: str, values: Sequence[int], points: Sequence[int] = (0, 1, 2, 3)) -> Hashable:
    """An expression in x that takes a form which is linear in its unknown numbers A, B, …: as many of its values
    determine them."""
    names = "ABCD"[: len(values)]
    equations = tuple(f"{calculation(form, x=at)} = {calculation(walk.start, x=at)}" for at in points[: len(values)])
    return in_form(walk, form, dict(zip(names, values, strict=True)), equations)


def in_form(walk: Walk, form: str, values: dict[str, int], equations: tuple[str, ...] = ()) -> Hashable:
    """An expression that takes a form with the given numbers in it, determined by the equations if there are any."""
    gold = ", ".join(f"{name} = {value}" for name, value in values.items())
    answer = Assignment({name: Integer() for name in values})
    walk.goal = lambda: Goal("form", answer, gold, form, equations, tuple(values) if equations else ())
    return form, *values.values()


def differentiated(walk: Walk, *numbers: int) -> Hashable:
    """A derivative, with the numbers that tell it from others of its form; the last line is the answer."""
    answer = Formula(variables=("x",), form="expression")
    walk.goal = lambda: Goal("derivative", answer, walk.lines[-1].text, function=walk.start)
    return numbers


# Stretches.


def isolated(walk: Walk, a: int, b: int, right: int, *, whole: bool = True) -> int | Fraction:
    """``ax + b = right``, solved for x in two steps; `whole` wants a whole solution."""
    walk.need(a not in (0, 1) and b != 0)
    left = walk.step(
        away(b), sum_of(right, -b), right - b, lambda v: f"{poly(a, 0)} = {v}", ("moved", right + b),
        *slips(right - b, abs(a) if whole else 1),
    )  # fmt: skip
    return divided(walk, a, left, whole=whole)


def divided(walk: Walk, a: int, right: int, *, whole: bool = True) -> int | Fraction:
    """``ax = right`` solved for x."""
    walk.need(a not in (0, 1) and right != 0 and (not whole or right % a == 0))
    value = Fraction(right, a)
    walk.need(value.denominator <= 12)
    if a == -1:
        return walk.step("Multiply both sides by -1", f"(-1)·{factor(right)} = {-right}", -right,
                         lambda v: f"x = {v}", ("sign", right), *slips(-right))  # fmt: skip
    return walk.step(
        f"Divide both sides by {a}", quotient(right, a), value, lambda v: f"x = {v}",
        ("undone", Fraction(right - a)), ("sign", -value), ("inverted", 1 / value) if not whole else ("sign", -value),
        *(slips(int(value)) if value.denominator == 1 else []),
    )  # fmt: skip


def pairs(b: int, c: int) -> tuple[int, int] | None:
    """The whole numbers with the sum b and the product c, if there are two different ones that are not zero."""
    square = b * b - 4 * c
    root = _root(square)
    if root is None or not root or not c or (b + root) % 2:
        return None
    return (b + root) // 2, (b - root) // 2


def _root(value: int) -> int | None:
    if value < 0:
        return None
    root = isqrt(value)
    return root if root * root == value else None


def factored(walk: Walk, b: int, c: int) -> frozenset[int]:
    """``x^2 + bx + c = 0`` solved by factors in three steps."""
    there = pairs(b, c)
    walk.need(there is not None)
    assert there is not None
    p, q = there
    near: list[Wrong] = [("sign", (-p, -q)), ("sign", (p, -q)), ("sign", (-p, q))]
    near += [("factors", (d, c // d)) for d in range(2, 10) if c % d == 0 and d not in (p, q) and d != c // d]
    parts: tuple[int, ...] = walk.step(
        "Factor", f"{sum_of(p, q)} and {p}·{factor(q)} = {c}", (p, q), lambda v: f"{_factors(v)} = 0", *near
    )  # fmt: skip
    return split(walk, parts)


def _factors(parts: Iterable[int]) -> str:
    return "".join(f"({poly(1, part)})" if part else "x" for part in parts)


def split(walk: Walk, parts: tuple[int, ...]) -> frozenset[int]:
    """``(x + p)(x + q) = 0`` solved in two steps; a part 0 is the factor x itself."""
    walk.need(len(set(parts)) == len(parts))
    kept: tuple[int, ...] = walk.step(
        "A product is zero when a factor is", f"the factors are {' and '.join(poly(1, part) for part in parts)}", parts,
        lambda v: " or ".join(f"{poly(1, part)} = 0" for part in v),
        *[("lost", tuple(other for other in parts if other != part)) for part in parts],
        *([("sign", (parts[0], -parts[1]))] if parts[1] else []),
    )  # fmt: skip
    walk.need(len(set(kept)) == len(kept))
    roots = tuple(-part for part in kept)
    near = [("sign", tuple(-root if place == turned else root for place, root in enumerate(roots)))
            for turned in range(len(roots))]  # fmt: skip
    ends: tuple[int, ...] = walk.step(
        "Solve each equation", " and ".join(f"{poly(1, part)} = 0 gives x = {-part}" for part in kept), roots,
        lambda v: " or ".join(f"x = {root}" for root in v), *near, ("sign", kept),
    )  # fmt: skip
    walk.need(len(set(ends)) == len(ends))
    return frozenset(ends)


def opposite(sign: str) -> str:
    """The inequality sign read from the other side."""
    return {"<": ">", ">": "<", "<=": ">=", ">=": "<="}[sign]
