"""The worked solution of a production plan: the corner, and why nothing earns more."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations
from math import gcd

import msgspec

from generators.language.lexicon import listed, plural
from generators.optimization.production_mix.language import SCENES
from generators.optimization.production_mix.programme import (
    INFEASIBLE,
    UNBOUNDED,
    Mix,
    dot,
    free_product,
    number,
    ratio_row,
    value_of,
)
from generators.randomness import Stream


def solution(mix: Mix, stream: Stream) -> list[str]:
    """The solution line by line, without the line that states the answer."""
    lines = _model(mix, stream)
    if mix.outcome == INFEASIBLE:
        return lines + _no_plan(mix)
    if mix.outcome == UNBOUNDED:
        return lines + _no_limit(mix)
    if len(mix.products) == 2 and stream.chance(1, 2):
        return lines + _by_corners(mix)
    return lines + _by_prices(mix, stream)


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
        found.append(_Line("ratio", tuple(ratio_row(mix.ratio, n)), "<=", 0))
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
            factor = "" if size == 1 else f"({size})" if "/" in str(size) else str(size)
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


_OPENINGS = (
    "Let {x} be the numbers of {unit} of {p}, in this order; none may be negative.",
    "Write {x} for how many {unit} are made of {p} respectively, each at least 0.",
    "In {unit}, call the amounts of {p} {x} (in this order, all at least 0).",
)


def _model(mix: Mix, stream: Stream) -> list[str]:
    names = _names(mix)
    opening = stream.choice(_OPENINGS)
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
    sums = _times(mix.uses[i], map(str, mix.minimums))
    return [
        f"The orders alone already need {sums} = {needs[i]} {plural(unit)} of {name},",
        f"but only {capacity} are available, and making more of anything never uses less.",
        "So no plan meets all the conditions.",
    ]


def _no_limit(mix: Mix) -> list[str]:
    names = _names(mix)
    free = free_product(mix)
    start = ", ".join(f"{name} = {amount}" for name, amount in zip(names, mix.amounts, strict=True))
    lines = [f"The plan {start} is permitted:"]
    lines += _checked(mix, range(len(_lines(mix))))
    return [
        *lines,
        f"No constraint holds {names[free]} down: nothing scarce goes into {mix.products[free]}, and no sales limit"
        " applies.",
        f"Every further unit of it keeps the plan permitted and adds {mix.profits[free]} to the profit, which therefore"
        " has no largest value.",
    ]


def _checked(mix: Mix, which: Iterable[int]) -> list[str]:
    lines = _lines(mix)
    amounts = [number(amount) for amount in mix.amounts]
    shown = []
    for i in which:
        line = lines[i]
        total = dot(line.terms, amounts)
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
    text.append(f"The largest of these profits is {value_of(mix)}, at x1 = {mix.amounts[0]}, x2 = {mix.amounts[1]}.")
    return text


_PROOFS = (
    "Why no plan earns more: multiply and add constraints, namely",
    "To see that nothing better exists, combine the constraints:",
    "Proof that this is the largest profit: take together",
)


def _by_prices(mix: Mix, stream: Stream) -> list[str]:
    """The plan from the constraints that bind, then the proof: a positive combination of them bounds the profit."""
    names = _names(mix)
    lines = _lines(mix)
    prices = [number(price) for price in mix.prices]
    multipliers = _multipliers(mix, lines, prices)
    binding = [i for i, value in enumerate(multipliers) if value]
    single = {j: a for j, a in enumerate(mix.amounts) if _at_bound(mix, j)}
    unused = [names[j] for j, amount in single.items() if amount == "0"]
    numbers = listed([f"({i + 1})" for i in binding])
    start = stream.choice(("Suppose that", "Look at the plan in which", "Try the corner where"))
    text = [
        f"{start} {numbers} hold with equality" + (f" and {listed([f'{u} = 0' for u in unused])}." if unused else ".")
    ]
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
            text.append(
                f"({i + 1}) {'then reads' if single else 'reads'} {_sum(row[:-1], [names[j] for j in free])} = {right}."
            )
    text += _eliminated(equations, [names[j] for j in free], [mix.amounts[j] for j in free])
    others = [i for i in range(len(lines)) if i not in binding]
    if others:
        text.append("The other constraints hold as well:")
        text += _checked(mix, others)
    value = value_of(mix)
    text.append(f"The profit of this plan is {_times(mix.profits, mix.amounts)} = {value}.")
    text.append(stream.choice(_PROOFS))
    text.append(listed([f"{_amount(multipliers[i])}({i + 1}){_turned(lines[i], names)}" for i in binding]) + ".")
    total = [dot([line.terms[j] for line in lines], multipliers) for j in range(len(names))]
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
        worth = dot([other.terms[j] for other in lines[: len(prices)]], prices) if tight else Fraction(0)
        found.append(mix.profits[j] - worth if tight else 0)
    return found


def _amount(multiplier: int | Fraction) -> str:
    return "" if abs(multiplier) == 1 else f"{abs(multiplier)} times "


def _turned(line: _Line, names: list[str]) -> str:
    if line.relation == "<=":
        return ""
    return f" turned round to {_sum([-term for term in line.terms], names)} <= {-line.right}"


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
                # Signs that read well: a positive first coefficient, but never a negative multiple of both equations.
                if max(keep, take) < 0 or (next(value for value in new if value) < 0 and min(keep, take) < 0):
                    keep, take = -keep, -take
                    new = [-value for value in new]
                new = [value // divisor for value in new]
                fresh = f"({next(letters)})"
                (plus, one), (minus, two) = sorted([(keep, other), (take, label)], reverse=True)
                sign = "+" if minus > 0 else "-"
                reduced = f", divided by {divisor}," if divisor > 1 else ""
                text.append(
                    f"Clear {name}: {_factor(plus)}{one} {sign} {_factor(abs(minus))}{two}{reduced} gives"
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
