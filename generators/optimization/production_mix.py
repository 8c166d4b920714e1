"""Production plans: which amounts of several products earn the most from scarce resources (linear programmes).

A programme is built backwards from its optimum. A corner is chosen, that is which products are made and which
resources run out there; resource prices are chosen too, and the profits follow from them. The prices are then a dual
solution with the same value, which proves the corner optimal (strong duality, e.g. Chvátal, *Linear Programming*, ch. 5),
so no solver is needed. The twins have no optimum: orders that one resource cannot carry, or a product without limits.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations, permutations, product
from math import comb, gcd
from typing import Any

import msgspec

from generators.family import Family, Impossible, Wording
from generators.language.lexicon import listed, plural
from generators.optimization.production_mix_language import SCENES, worded
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Outcome, Rational
from schemas.checks import Check, Column, Milp, Row

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


# level: numbers of products, of resources, of sales limits, of standing orders; a ratio; percent of twins of each kind
_LEVELS: dict[int, tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[int, ...], bool, int, int, int]] = {
    1: ((2,), (2, 3), (0,), (0,), False, 0, 0, 0),
    2: ((3,), (3,), (0, 1, 1, 2), (1, 2, 2), False, 10, 5, 5),
    3: ((4, 5), (4,), (1, 2, 2, 3), (1, 2, 2, 3), True, 10, 5, 5),
}  # fmt: skip
_ATTEMPTS = 400


@register
class ProductionMix(Family[Mix]):
    """Linear programmes in words; the answer is the largest profit, or that there is no plan or no largest one."""

    name = "optimization/production_mix"
    version = 1
    title = "The most profitable production plan under scarce resources"
    levels = {
        1: "2 products, 2-3 resources: 6-10 candidate corners",
        2: "3 products, 3 resources, sales limits and standing orders: 35-120 candidate corners",
        3: "4-5 products, 4 resources, limits, orders and a ratio: 330-4,368 candidate corners",
    }
    tags = ("optimization", "linear programming")

    def sample(self, stream: Stream, level: int) -> Mix:
        *_, infeasible, unbounded, decoy = _LEVELS[level]
        percent = stream.below(100)
        kind = OPTIMAL
        if percent < infeasible:
            kind = INFEASIBLE
        elif percent < infeasible + unbounded:
            kind = UNBOUNDED
        # A product that needs nothing scarce must not give the twin away, so some solvable plans have one as well.
        free = kind == UNBOUNDED or 0 <= percent - infeasible - unbounded < decoy
        scene = SCENES[stream.choice(tuple(SCENES))]
        for _ in range(_ATTEMPTS):
            mix = _attempt(stream, level, scene.key, free)
            if mix is not None and kind == INFEASIBLE:
                mix = _overbooked(stream, mix)
            if mix is not None:
                break
        else:
            raise Impossible(f"no {kind} plan of level {level} in {_ATTEMPTS} attempts")
        if kind == UNBOUNDED:
            mix = _uncapped(mix)
        names = tuple(stream.sample(scene.products, len(mix.profits)))
        return msgspec.structs.replace(
            mix, products=names, resources=tuple(stream.sample(scene.resources, len(mix.uses)))
        )

    def phrase(self, instance: Mix, stream: Stream, language: str) -> Wording:
        ratio = instance.ratio
        return Wording(
            *worded(
                stream,
                scene=instance.scene,
                products=instance.products,
                resources=instance.resources,
                profits=instance.profits,
                uses=instance.uses,
                capacities=instance.capacities,
                caps=instance.caps,
                minimums=instance.minimums,
                ratio=(ratio.of, ratio.to, ratio.times) if ratio else None,
                outcomes=(INFEASIBLE, UNBOUNDED),
            )
        )

    def check(self, instance: Mix) -> Check:
        names = instance.products
        rows = [
            Row({names[j]: str(use) for j, use in enumerate(uses) if use}, "<=", str(capacity))
            for uses, capacity in zip(instance.uses, instance.capacities, strict=True)
        ]
        if instance.ratio:
            ratio = instance.ratio
            rows.append(Row({names[ratio.of]: "1", names[ratio.to]: str(-ratio.times)}, "<=", "0"))
        return Milp(
            answer=Outcome(value=Rational(), outcomes=(INFEASIBLE, UNBOUNDED)),
            gold=_gold(instance),
            sense="maximize",
            columns=tuple(
                Column(name, str(low), None if high is None else str(high))
                for name, low, high in zip(names, instance.minimums, instance.caps, strict=True)
            ),
            objective={name: str(profit) for name, profit in zip(names, instance.profits, strict=True)},
            rows=tuple(rows),
        )

    def reference(self, instance: Mix, stream: Stream) -> str:
        lines = _model(instance, stream)
        if instance.outcome == INFEASIBLE:
            lines += _no_plan(instance)
        elif instance.outcome == UNBOUNDED:
            lines += _no_limit(instance)
        elif len(instance.products) == 2 and stream.chance(1, 2):
            lines += _by_corners(instance)
        else:
            lines += _by_prices(instance, stream)
        lines.append(f"Answer: {_gold(instance)}")
        return "\n".join(lines)

    def canonical(self, instance: Mix) -> Any:
        ratio = instance.ratio
        keys = []
        for j, (profit, low, high) in enumerate(
            zip(instance.profits, instance.minimums, instance.caps, strict=True)
        ):
            role = 0 if ratio is None else 1 if j == ratio.of else 2 if j == ratio.to else 0
            uses = sorted(row[j] for row in instance.uses)
            keys.append((profit, low, -1 if high is None else high, role, uses))
        best = min(
            sorted([capacity, *(row[j] for j in order)] for row, capacity in zip(instance.uses, instance.capacities))
            for order in _orders(keys)
        )
        return [sorted(keys), ratio.times if ratio else 0, best]

    def measures(self, instance: Mix) -> dict[str, int]:
        columns = len(instance.products)
        bounds = sum(high is not None for high in instance.caps) + sum(low > 0 for low in instance.minimums)
        rows = len(instance.uses) + bounds + (instance.ratio is not None)
        return {
            "columns": columns,
            "rows": rows,
            "corners": comb(columns + rows, columns),
            "binding": _binding(instance),
        }


# --- generation -------------------------------------------------------------------------------------------------


def _attempt(stream: Stream, level: int, scene: str, free: bool) -> Mix | None:
    """A programme with a certified optimum, or None when the dice fall badly (a price or profit not positive, …)."""
    products, resources, limits, orders, with_ratio, *_ = _LEVELS[level]
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
    rows = [*uses, _ratio_row(ratio, n)] if ratio else uses
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

    profits = _profits(stream, rows, binding, made, caps, minimums)
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


def _ratio_row(ratio: Ratio, columns: int) -> list[int]:
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
    minimums: list[int],
) -> tuple[list[int], list[str]] | None:
    """Whole profits for which positive prices of the binding rows prove the corner optimal, and these prices."""
    wanted = [stream.integer(1, 7) for _ in binding]
    noise = stream.chance(1, 2)
    earned = [
        sum(price * rows[i][j] for price, i in zip(wanted, binding, strict=True)) + (stream.integer(-2, 2) if noise else 0)
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


def _overbooked(stream: Stream, mix: Mix) -> Mix | None:
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


def _uncapped(mix: Mix) -> Mix:
    """The twin in which the product that needs nothing scarce loses its sales limit."""
    free = _free_product(mix)
    caps = tuple(None if j == free else high for j, high in enumerate(mix.caps))
    return msgspec.structs.replace(mix, caps=caps, outcome=UNBOUNDED, prices=())


def _free_product(mix: Mix) -> int:
    return next(j for j in range(len(mix.profits)) if not any(row[j] for row in mix.uses))


def _orders(keys: list[Any]) -> Iterable[list[int]]:
    """All orders of the columns in which their keys ascend: one unless two products look alike."""
    groups: dict[str, list[int]] = {}
    for j in sorted(range(len(keys)), key=lambda j: keys[j]):
        groups.setdefault(repr(keys[j]), []).append(j)
    for chosen in product(*(permutations(group) for group in groups.values())):
        yield [j for group in chosen for j in group]


def _binding(mix: Mix) -> int:
    """How many stated constraints hold with equality in the optimal plan (0 for the twins)."""
    if mix.outcome != OPTIMAL:
        return 0
    at_bound = sum(
        amount == str(high) or (low > 0 and amount == str(low))
        for amount, low, high in zip(mix.amounts, mix.minimums, mix.caps, strict=True)
    )
    return at_bound + sum(price != "0" for price in mix.prices)


def _gold(mix: Mix) -> str:
    return mix.outcome if mix.outcome != OPTIMAL else str(_value(mix))


def _value(mix: Mix) -> Fraction:
    return _dot(mix.profits, [_number(amount) for amount in mix.amounts])


def _dot(terms: Iterable[int], values: Iterable[int | Fraction]) -> Fraction:
    return Fraction(sum(term * value for term, value in zip(terms, values, strict=True) if term and value))


def _number(text: str) -> int | Fraction:
    """The amount as a number, whole ones as `int`: most are, and integers are far faster than fractions."""
    return Fraction(text) if "/" in text else int(text)


# --- the worked solution ----------------------------------------------------------------------------------------


class _Line(msgspec.Struct, frozen=True):
    """A constraint of the written model: its name, its coefficients, its sense and its right-hand side."""

    what: str
    terms: tuple[int, ...]
    relation: str
    right: int


def _lines(mix: Mix) -> list[_Line]:
    n = len(mix.products)
    found = [
        _Line(name, row, "<=", capacity)
        for (_, name), row, capacity in zip(mix.resources, mix.uses, mix.capacities, strict=True)
    ]
    if mix.ratio:
        found.append(_Line("ratio", tuple(_ratio_row(mix.ratio, n)), "<=", 0))
    for j, high in enumerate(mix.caps):
        if high is not None:
            found.append(_Line(f"sales of {mix.products[j]}", _unit(j, n), "<=", high))
    for j, low in enumerate(mix.minimums):
        if low:
            found.append(_Line(f"orders of {mix.products[j]}", _unit(j, n), ">=", low))
    return found


def _unit(j: int, n: int) -> tuple[int, ...]:
    return tuple(int(i == j) for i in range(n))


def _names(mix: Mix) -> list[str]:
    return [f"x{j}" for j in range(1, len(mix.products) + 1)]


def _sum(terms: Iterable[int | Fraction], names: Iterable[str]) -> str:
    """``3x1 - x3`` for coefficients and names; ``0`` if nothing is left."""
    text = ""
    for value, name in zip(terms, names, strict=True):
        if value:
            size = abs(value)
            factor = "" if size == 1 else str(size) if isinstance(size, int) or size.denominator == 1 else f"({size})"
            text += (" - " if value < 0 else " + ") if text else ("-" if value < 0 else "")
            text += factor + name
    return text or "0"


def _times(terms: Iterable[int], values: Iterable[str]) -> str:
    """``3·4 + 2·(9/2)``: the sum of the coefficients times values, with what is zero left out."""
    text = ""
    for term, value in zip(terms, values, strict=True):
        if term and value != "0":
            text += (" - " if term < 0 else " + ") if text else ("-" if term < 0 else "")
            shown = f"({value})" if "/" in value else value
            text += shown if abs(term) == 1 else f"{abs(term)}·{shown}"
    return text or "0"


def _model(mix: Mix, stream: Stream) -> list[str]:
    names = _names(mix)
    opening = stream.choice((
        "Let {x} be the numbers of {unit} of {p}, in this order; none may be negative.",
        "Write {x} for how many {unit} are made of {p} respectively, each at least 0.",
        "In {unit}, call the amounts of {p} {x} (in this order, all at least 0).",
    ))  # fmt: skip
    unit = plural(SCENES[mix.scene].unit)
    lines = [opening.format(x=listed(names), p=listed(list(mix.products)), unit=unit)]
    lines.append(f"{stream.choice(('Maximise', 'The profit to maximise is'))} {_sum(mix.profits, names)}")
    lines.append(stream.choice(("subject to", "under the constraints", "where")))
    lines += [
        f"({i}) {line.what}: {_sum(line.terms, names)} {line.relation} {line.right}"
        for i, line in enumerate(_lines(mix), 1)
    ]
    return lines


def _no_plan(mix: Mix) -> list[str]:
    needs = [sum(use * low for use, low in zip(row, mix.minimums, strict=True)) for row in mix.uses]
    i = next(i for i, (needed, capacity) in enumerate(zip(needs, mix.capacities, strict=True)) if needed > capacity)
    (unit, name), capacity = mix.resources[i], mix.capacities[i]
    return [
        f"The orders alone already need {_times(mix.uses[i], map(str, mix.minimums))} = {needs[i]} {plural(unit)} of {name},",
        f"but only {capacity} are available, and making more of anything never uses less.",
        "So no plan meets all the conditions.",
    ]


def _no_limit(mix: Mix) -> list[str]:
    names = _names(mix)
    free = _free_product(mix)
    start = ", ".join(f"{name} = {amount}" for name, amount in zip(names, mix.amounts, strict=True))
    lines = [f"The plan {start} is permitted:"]
    lines += _checked(mix, range(len(_lines(mix))))
    return [
        *lines,
        f"No constraint holds {names[free]} down: nothing scarce goes into {mix.products[free]}, and no sales limit"
        " applies.",
        f"Every further unit keeps the plan permitted and adds {mix.profits[free]}, so the profit has no largest value.",
    ]


def _checked(mix: Mix, which: Iterable[int]) -> list[str]:
    lines = _lines(mix)
    amounts = [_number(amount) for amount in mix.amounts]
    shown = []
    for i in which:
        line = lines[i]
        total = _dot(line.terms, amounts)
        sums = _times(line.terms, mix.amounts)
        simple = sums.strip("()") == str(total)
        shown.append(f"({i + 1}) {total if simple else f'{sums} = {total}'} {line.relation} {line.right}")
    return shown


def _by_corners(mix: Mix) -> list[str]:
    """For two products: every corner of the region with its profit. The largest is at a corner."""
    rows = [(*row, capacity) for row, capacity in zip(mix.uses, mix.capacities, strict=True)]
    lines = [(1, 0, 0, "x1 = 0"), (0, 1, 0, "x2 = 0")]
    lines += [(*row, f"({i})") for i, row in enumerate(rows, 1)]  # type: ignore[misc]
    shown: dict[tuple[Fraction, Fraction], str] = {}
    for (a, b, r, one), (c, d, s, other) in combinations(lines, 2):
        determinant = a * d - b * c
        if determinant:
            x, y = r * d - b * s, a * s - r * c
            if determinant < 0:
                x, y, determinant = -x, -y, -determinant
            if x >= 0 and y >= 0 and all(p * x + q * y <= t * determinant for p, q, t in rows):
                shown.setdefault((Fraction(x, determinant), Fraction(y, determinant)), f"{one} and {other}")
    text = ["The permitted points form a polygon in the plane, and the profit is largest at one of its corners:"]
    for (x1, x2), where in sorted(shown.items()):
        profit = mix.profits[0] * x1 + mix.profits[1] * x2
        sums = _times(mix.profits, (str(x1), str(x2)))
        text.append(f"- {where}: ({x1}, {x2}), profit {sums}{f' = {profit}' if sums != str(profit) else ''}")
    text.append(f"The largest of these profits is {_value(mix)}, at x1 = {mix.amounts[0]}, x2 = {mix.amounts[1]}.")
    return text


def _by_prices(mix: Mix, stream: Stream) -> list[str]:
    """The plan from the constraints that bind, then the proof: a positive combination of them bounds the profit."""
    names = _names(mix)
    lines = _lines(mix)
    prices = [_number(price) for price in mix.prices]
    multipliers = _multipliers(mix, lines, prices)
    binding = [i for i, value in enumerate(multipliers) if value]
    single = {j: a for j, a in enumerate(mix.amounts) if _at_bound(mix, j)}
    unused = [names[j] for j, amount in single.items() if amount == "0"]
    numbers = listed([f"({i + 1})" for i in binding])
    start = stream.choice(("Suppose that", "Look at the plan in which", "Try the corner where"))
    text = [f"{start} {numbers} hold with equality" + (f" and {listed([f'{u} = 0' for u in unused])}." if unused else ".")]
    bounded = [f"{names[j]} = {amount}" for j, amount in single.items() if amount != "0"]
    if bounded:
        text.append(f"The limits and orders among them give {listed(bounded)}.")
    free = [j for j in range(len(names)) if j not in single]
    equations: list[tuple[str, list[int]]] = []
    for i in binding:
        if i < len(prices):
            line = lines[i]
            right = line.right - sum(line.terms[j] * int(a) for j, a in single.items())
            row = [*(line.terms[j] for j in free), right]
            equations.append((f"({i + 1})", row))
            text.append(f"({i + 1}) {'then reads' if single else 'reads'} {_sum(row[:-1], [names[j] for j in free])} = {right}.")
    text += _eliminated(equations, [names[j] for j in free], [mix.amounts[j] for j in free])
    others = [i for i in range(len(lines)) if i not in binding]
    if others:
        text.append("The other constraints hold as well:")
        text += _checked(mix, others)
    value = _value(mix)
    text.append(f"The profit of this plan is {_times(mix.profits, mix.amounts)} = {value}.")
    text.append(
        stream.choice((
            "Why no plan earns more: multiply and add constraints, namely",
            "To see that nothing better exists, combine the constraints:",
            "Proof that this is the largest profit: take together",
        ))  # fmt: skip
    )
    text.append(listed([f"{_amount(multipliers[i])}({i + 1}){_turned(lines[i])}" for i in binding]) + ".")
    total = [_dot([line.terms[j] for line in lines], multipliers) for j in range(len(names))]
    text.append(f"The sum is {_sum(total, names)} <= {value}.")
    less = [names[j] for j in range(len(names)) if total[j] != mix.profits[j]]
    if less:
        text.append(
            f"The profit {_sum(mix.profits, names)} is at most this left side, because {listed(less)}"
            f" {'is' if len(less) == 1 else 'are'} not negative and {'has' if len(less) == 1 else 'have'}"
            " the smaller factor in the profit."
        )
    else:
        text.append("The left side is the profit itself.")
    text.append(f"So every permitted plan earns at most {value}, and the plan above earns exactly that.")
    return text


def _at_bound(mix: Mix, j: int) -> bool:
    amount, low, high = mix.amounts[j], mix.minimums[j], mix.caps[j]
    return amount == str(low) or amount == str(high)


def _multipliers(mix: Mix, lines: list[_Line], prices: list[int | Fraction]) -> list[int | Fraction]:
    """The dual solution over all written constraints: negative for a constraint that reads ``>=``."""
    found = list(prices)
    for line in lines[len(prices) :]:
        j = line.terms.index(1)
        tight = mix.amounts[j] == str(line.right)
        worth = _dot([other.terms[j] for other in lines[: len(prices)]], prices) if tight else Fraction(0)
        found.append(mix.profits[j] - worth if tight else 0)
    return found


def _amount(multiplier: int | Fraction) -> str:
    return "" if abs(multiplier) == 1 else f"{abs(multiplier)} times "


def _turned(line: _Line) -> str:
    return f" turned round to {_sum([-t for t in line.terms], _numbered(line))} <= {-line.right}" if line.relation == ">=" else ""


def _numbered(line: _Line) -> list[str]:
    return [f"x{j}" for j in range(1, len(line.terms) + 1)]


def _eliminated(equations: list[tuple[str, list[int]]], names: list[str], values: list[str]) -> list[str]:
    """Gaussian elimination on labelled equations (right-hand side last) told line by line, then back-substitution."""
    text: list[str] = []
    rows = list(equations)
    pivots: list[tuple[int, str, list[int]]] = []
    letters = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for column, name in enumerate(names):
        label, pivot = min((entry for entry in rows if entry[1][column]), key=lambda entry: abs(entry[1][column]))
        rows = [entry for entry in rows if entry[0] != label]
        pivots.append((column, label, pivot))
        for k, (other, row) in enumerate(rows):
            if row[column]:
                common = gcd(pivot[column], row[column])
                keep, take = pivot[column] // common, -row[column] // common
                new = [keep * a + take * b for a, b in zip(row, pivot, strict=True)]
                divisor = gcd(*new)
                if next(value for value in new if value) < 0:
                    keep, take = -keep, -take
                    new = [-value for value in new]
                new = [value // divisor for value in new]
                fresh = f"({next(letters)})"
                (plus, one), (minus, two) = sorted([(keep, other), (take, label)], reverse=True)
                sign = "+" if minus > 0 else "-"
                text.append(
                    f"Clear {name}: {_factor(plus)}{one} {sign} {_factor(abs(minus))}{two}{f', divided by {divisor},' if divisor > 1 else ''} gives"
                    f" {_sum(new[:-1], names)} = {new[-1]}. {fresh}"
                )
                rows[k] = (fresh, new)
    for column, label, row in reversed(pivots):
        known = [names[i] for i in range(column + 1, len(names)) if row[i]]
        if known:
            text.append(f"Putting {listed(known)} into {label} gives {names[column]} = {values[column]}.")
        elif row[column] != 1:
            text.append(f"From {label}: {names[column]} = {values[column]}.")
    return text


def _factor(value: int) -> str:
    return "" if value == 1 else f"{value}·"
