"""The programmes behind production plans, and how they are built backwards from their optimum.

A corner is chosen, that is which products are made and which resources run out there; resource prices are chosen too,
and the profits follow from them. The prices are then a dual solution with the same value, which proves the corner
optimal (strong duality, e.g. Chvátal, *Linear Programming*, ch. 5), so no solver is needed. The twins have no optimum:
orders that one resource cannot carry, or a product without limits.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd

import msgspec

from generators.randomness import Stream

OPTIMAL, INFEASIBLE, UNBOUNDED = "optimal", "infeasible", "unbounded"


class Ratio(msgspec.Struct, frozen=True):
    """The amount of product `of` is at most `times` the amount of product `to`."""

    of: int
    to: int
    times: int


class Mix(msgspec.Struct, frozen=True, kw_only=True):
    """Maximise ``profits·x`` with ``uses·x <= capacities`` and ``minimums <= x <= caps`` (a cap may be absent).

    `uses` has a row per resource. `amounts` is the optimal plan, some permitted plan if the profit is unbounded, and
    empty if no plan is permitted. `prices` are the multipliers of the resources, then of the ratio, in the proof.
    """

    scene: str
    products: tuple[str, ...]
    resources: tuple[tuple[str, str], ...]
    profits: tuple[int, ...]
    uses: tuple[tuple[int, ...], ...]
    capacities: tuple[int, ...]
    caps: tuple[int | None, ...]
    minimums: tuple[int, ...]
    ratio: Ratio | None
    outcome: str
    amounts: tuple[str, ...]
    prices: tuple[str, ...]


# level: numbers of products, of resources, of sales limits, of standing orders; a ratio
LEVELS: dict[int, tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[int, ...], bool]] = {
    1: ((2,), (2, 3), (0,), (0,), False),
    2: ((3,), (3,), (0, 1, 1, 2), (1, 2, 2), False),
    3: ((4, 5), (4,), (1, 2, 2, 3), (1, 2, 2, 3), True),
}  # fmt: skip


def attempt(stream: Stream, level: int, scene: str, free: bool) -> Mix | None:
    """A programme with a certified optimum, or None when the dice fall badly (a price or profit not positive, …)."""
    products, resources, limits, orders, with_ratio = LEVELS[level]
    n, m = stream.choice(products), stream.choice(resources)
    places = stream.shuffled(range(n))
    minimum_at = places[: stream.choice(orders)]
    cap_at = places[len(minimum_at) :][: max(stream.choice(limits), int(free))]
    free_at = cap_at[0] if free else -1

    # Which products rest at a bound in the optimal corner, and which are fixed by the resources that run out.
    others = [j for j in range(n) if j != free_at]
    count = min(2 if n == 2 else stream.integer(2, min(n, m)), len(others))
    made = sorted(stream.sample(others, count))
    amounts = [stream.integer(3, 16) for _ in range(n)]
    for j in range(n):
        if j not in made and j not in minimum_at and j not in cap_at:
            amounts[j] = 0
    ratio = _ratio(stream, amounts, made, others) if with_ratio else None
    if with_ratio and ratio is None:
        return None
    tight_ratio = ratio is not None and amounts[ratio.of] == ratio.times * amounts[ratio.to]
    minimums = [0] * n
    caps: list[int | None] = [None] * n
    for j in minimum_at:
        minimums[j] = stream.integer(1, amounts[j] - 1) if j in made else amounts[j]
    for j in cap_at:
        caps[j] = amounts[j] + stream.integer(1, 8) if j in made else amounts[j]

    uses = _uses(stream, n, m, free_at)
    if uses is None:
        return None
    tight = sorted(stream.sample(range(m), count - tight_ratio))
    capacities = [sum(use * amount for use, amount in zip(row, amounts, strict=True)) for row in uses]
    shifted = stream.chance(1, 2)
    for i in range(m):
        if i not in tight:
            capacities[i] += stream.integer(2, max(4, capacities[i] // 4))
        elif shifted:
            capacities[i] += stream.integer(-5, 5)  # the corner moves off the whole numbers
    if min(capacities) < 6:
        return None
    rows = [*uses, ratio_row(ratio, n)] if ratio else uses
    rights = [*capacities, 0] if ratio else capacities
    binding = [*tight, m] if tight_ratio else tight

    fixed = [j for j in range(n) if j not in made]
    plan = _solved(
        [[rows[i][j] for j in made] for i in binding],
        [rights[i] - sum(rows[i][j] * amounts[j] for j in fixed) for i in binding],
    )
    if plan is None:
        return None
    scaled, size = plan  # the amounts of the products made are scaled / size
    x = [amount * size for amount in amounts]
    for j, value in zip(made, scaled, strict=True):
        x[j] = value
    if size > 60 or not _permitted(x, size, rows, rights, binding, minimums, caps, made):
        return None

    profits = _profits(stream, rows, binding, made, caps)
    if profits is None:
        return None
    earned, prices = profits
    best = Fraction(sum(p * v for p, v in zip(earned, x, strict=True)), size)
    if best.denominator > 60 or max(earned) > 150:
        return None
    return Mix(
        scene=scene,
        products=(),
        resources=(),
        profits=tuple(earned),
        uses=tuple(tuple(row) for row in uses),
        capacities=tuple(capacities),
        caps=tuple(caps),
        minimums=tuple(minimums),
        ratio=ratio,
        outcome=OPTIMAL,
        amounts=tuple(str(Fraction(value, size)) for value in x),
        prices=tuple(prices),
    )


def _ratio(stream: Stream, amounts: list[int], made: list[int], others: list[int]) -> Ratio | None:
    """A ratio that the plan keeps, half the time with equality; it may change an amount of a product in `made`."""
    if stream.chance(1, 2):
        of, to = stream.sample(made, 2)
        times = stream.integer(1, min(3, 24 // amounts[to]))
        amounts[of] = times * amounts[to]
        return Ratio(of, to, times)
    pairs = [
        (of, to) for of in others for to in others if of != to and 0 < amounts[of] < 3 * amounts[to] and amounts[to]
    ]
    if not pairs:
        return None
    of, to = stream.choice(pairs)
    least = amounts[of] // amounts[to] + 1
    return Ratio(of, to, stream.integer(least, 3))


def ratio_row(ratio: Ratio, columns: int) -> list[int]:
    """The ratio as a row ``of - times·to <= 0``."""
    row = [0] * columns
    row[ratio.of], row[ratio.to] = 1, -ratio.times
    return row


def _uses(stream: Stream, columns: int, rows: int, free_at: int) -> list[list[int]] | None:
    """How much of each resource a unit of each product takes; None if a product or a resource would hardly matter."""
    zeros = 0 if columns == 2 else 2
    uses: list[list[int]] = []
    for _ in range(3 * rows):
        row = [0 if j == free_at or stream.below(9) < zeros else stream.integer(1, 9) for j in range(columns)]
        # A row proportional to another would be idle talk: one of the two resources could never run out.
        if sum(map(bool, row)) >= 2 and not any(_proportional(row, other) for other in uses):
            uses.append(row)
        if len(uses) == rows:
            lacking = any(j != free_at and not any(row[j] for row in uses) for j in range(columns))
            return None if lacking else uses
    return None


def _proportional(one: list[int], other: list[int]) -> bool:
    at = next(j for j, use in enumerate(one) if use)
    return all(a * other[at] == b * one[at] for a, b in zip(one, other, strict=True))


def _permitted(
    x: list[int],
    size: int,
    rows: list[list[int]],
    rights: list[int],
    binding: list[int],
    minimums: list[int],
    caps: list[int | None],
    made: list[int],
) -> bool:
    """Whether ``x / size`` meets every constraint, and those that are not meant to bind with room to spare."""
    for i, (row, right) in enumerate(zip(rows, rights, strict=True)):
        slack = right * size - sum([use * value for use, value in zip(row, x, strict=True)])
        if slack < 0 or (slack > 0) == (i in binding):
            return False
    for j in made:
        high = caps[j]
        if x[j] <= minimums[j] * size or (high is not None and x[j] >= high * size):
            return False
    return True


def _profits(
    stream: Stream,
    rows: list[list[int]],
    binding: list[int],
    made: list[int],
    caps: list[int | None],
) -> tuple[list[int], list[str]] | None:
    """Whole profits for which positive prices of the binding rows prove the corner optimal, and these prices."""
    wanted = [stream.integer(1, 7) for _ in binding]
    noise = stream.chance(1, 2)
    earned = [
        sum(price * rows[i][j] for price, i in zip(wanted, binding, strict=True))
        + (stream.integer(-2, 2) if noise else 0)
        for j in made
    ]
    if min(earned) < 2:
        return None
    dual = _solved([[rows[i][j] for i in binding] for j in made], earned)
    if dual is None or min(dual[0]) <= 0 or dual[1] > 60:
        return None
    scaled, size = dual
    profits = [0] * len(rows[0])
    for j, value in zip(made, earned, strict=True):
        profits[j] = value
    for j in range(len(profits)):
        if j not in made:
            worth = sum(price * rows[i][j] for price, i in zip(scaled, binding, strict=True))
            if caps[j] is not None:  # at its limit: one more unit would pay
                profits[j] = max(worth // size, 2) + stream.integer(1, 6)
            else:  # at its minimum or not made: it does not earn what it uses
                profits[j] = -(-worth // size) - stream.integer(1, 6)
            if profits[j] < 1:
                return None
    prices = ["0"] * len(rows)
    for i, value in zip(binding, scaled, strict=True):
        prices[i] = str(Fraction(value, size))
    return profits, prices


def _solved(matrix: list[list[int]], right: list[int]) -> tuple[list[int], int] | None:
    """Numerators and least common denominator of the solution, or None if the matrix is singular.

    Fraction-free Gauss-Jordan elimination (Bareiss, 1968): every division is exact.
    """
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    before = 1
    for p in range(size):
        q = next((i for i in range(p, size) if rows[i][p]), None)
        if q is None:
            return None
        rows[p], rows[q] = rows[q], rows[p]
        top = rows[p]
        pivot = top[p]
        for i in range(size):
            if i != p:
                row = rows[i]
                factor = row[p]
                rows[i] = [(pivot * a - factor * b) // before for a, b in zip(row, top, strict=True)]
        before = pivot
    common = gcd(before, *(row[-1] for row in rows)) * (-1 if before < 0 else 1)
    return [row[-1] // common for row in rows], before // common


def overbooked(stream: Stream, mix: Mix) -> Mix | None:
    """The twin whose standing orders together need just more of one resource than there is, though none does alone."""
    i = stream.below(len(mix.uses))
    row, capacity = mix.uses[i], mix.capacities[i]
    users = [j for j, use in enumerate(row) if use]
    ordered = sorted(stream.sample(users, min(len(users), stream.integer(2, 3) if len(row) > 3 else 2)))
    minimums = [0] * len(row)
    for j in ordered:
        minimums[j] = max(1, capacity * stream.integer(5, 9) // (10 * len(ordered) * row[j]))
    while sum(row[j] * minimums[j] for j in range(len(row))) <= capacity:
        minimums[stream.choice(ordered)] += 1
    for k, (other, right) in enumerate(zip(mix.uses, mix.capacities, strict=True)):
        needs = [use * low for use, low in zip(other, minimums, strict=True)]
        if max(needs) > right or (k != i and sum(needs) > right):
            return None
    if any(high is not None and low > high for low, high in zip(minimums, mix.caps, strict=True)):
        return None
    return msgspec.structs.replace(mix, minimums=tuple(minimums), outcome=INFEASIBLE, amounts=(), prices=())


def uncapped(mix: Mix) -> Mix:
    """The twin in which the product that needs nothing scarce loses its sales limit."""
    free = free_product(mix)
    caps = tuple(None if j == free else high for j, high in enumerate(mix.caps))
    return msgspec.structs.replace(mix, caps=caps, outcome=UNBOUNDED, prices=())


def free_product(mix: Mix) -> int:
    """The product that needs nothing scarce."""
    return next(j for j in range(len(mix.profits)) if not any(row[j] for row in mix.uses))


def value_of(mix: Mix) -> Fraction:
    """The profit of the plan."""
    return dot(mix.profits, [number(amount) for amount in mix.amounts])


def dot(terms: Iterable[int], values: Iterable[int | Fraction]) -> Fraction:
    """The sum of the products."""
    return Fraction(sum(term * value for term, value in zip(terms, values, strict=True) if term and value))


def number(text: str) -> int | Fraction:
    """The amount as a number, whole ones as `int`: most are, and integers are far faster than fractions."""
    return Fraction(text) if "/" in text else int(text)
