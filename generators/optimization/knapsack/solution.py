"""The worked solution of a knapsack: a good choice, and the proof by prices that none is worth more."""

from __future__ import annotations

from generators.language.lexicon import counted, listed, plural
from generators.optimization.knapsack.language import SCENES
from generators.optimization.knapsack.search import Case, Item, Knapsack, best_value, decoded, relaxed, within
from generators.randomness import Stream

_STARTS = ("First a good choice", "Some trying leads to this choice", "Candidate")
_PROOFS = (
    "Now the proof that no choice is worth more. Charge {charge} and look at each item's net worth, its value minus the"
    " charge:",
    "Can it be beaten? Put a price of {charge} on what is used; what an item is worth beyond that price:",
)


def solution(instance: Knapsack, stream: Stream) -> list[str]:
    """The solution line by line, without the line that states the answer."""
    scene = SCENES[instance.scene]
    units = [limit.unit for limit in scene.limits[: len(instance.capacities)]]
    items, prices = instance.items, instance.prices
    raw = [(item.value, item.uses, item.copies) for item in items]
    best = best_value(instance)
    bound, base, nets = relaxed(raw, instance.capacities, prices)
    text = [f"{stream.choice(_STARTS)}: {_taken(items, instance.counts)}."]
    for d, (unit, capacity) in enumerate(zip(units, instance.capacities, strict=True)):
        used = _total(instance, [item.uses[d] for item in items])
        text.append(f"{plural(unit).capitalize()} used: {used}, of {capacity}.")
    text.append(f"Value: {_total(instance, [item.value for item in items])}.")
    if instance.greedy < best:
        rate = units[0] if len(units) == 1 else "share of the two limits"
        text.append(f"(Taking items by value per {rate} as long as they fit only reaches {instance.greedy}.)")
    charge = listed([f"{_halves(price)} per {unit}" for price, unit in zip(prices, units, strict=True)])
    text.append(stream.choice(_PROOFS).format(charge=charge))
    for item, net in zip(items, nets, strict=True):
        charges = " - ".join(
            str(use) if price == 2 else f"{_halves(price)}·{use}" for price, use in zip(prices, item.uses, strict=True)
        )
        sign = "-" if net < 0 else ""
        times = f" ({item.copies} copies)" if item.copies > 1 else ""
        text.append(f"- {item.name}{times}: {item.value} - {charges} = {sign}{_halves(abs(net))}")
    gains = [
        f"{item.copies}·{_halves(net)}" if item.copies > 1 else _halves(net)
        for item, net in zip(items, nets, strict=True)
        if net > 0
    ]
    paid = [str(c) if p == 2 else f"{_halves(p)}·{c}" for p, c in zip(prices, instance.capacities, strict=True)]
    text.append(
        "A choice is worth the charges paid plus its net worths, so at most"
        f" {' + '.join([*paid, *gains])} = {_halves(bound)}."
    )
    budget = bound - 2 * (best + 1)
    if budget < 0:
        text.append(f"Values are whole numbers, so {best} cannot be exceeded.")
        return text
    text.append(
        "From this bound a choice loses the net worth of each positive item it leaves out, the missing worth of each"
        f" negative item it takes, and the charge for {listed([f'every unused {unit}' for unit in units])}."
    )
    text.append(
        f"To be worth {best + 1} or more it may lose at most {_halves(bound)} - {best + 1} = {_halves(budget)} in all."
    )
    always = [_all(item) for item, net in zip(items, nets, strict=True) if net > budget]
    never = [f"any {item.name}" for item, net in zip(items, nets, strict=True) if -net > budget]
    said = [f"include {listed(always)}"] if always else []
    if never:
        said.append(f"do without {listed(never, 'or')}")
    if said:
        text.append(f"So it has to {listed(said)}.")
    cases = within(raw, base, nets, instance.capacities, budget, 10_000) or []
    shown = _decisive(cases, len(items))
    text.append("Start from taking exactly the items of positive net worth; the changes that cost no more than this:")
    text += [f"- {_departure(items, base, choice)}: {_outcome(instance, units, choice)}" for choice in shown]
    if len(shown) < len(cases):
        text.append(
            "Every other such change gives a choice that contains one found too large, or is part of one that fits."
        )
    text.append(f"None of them is worth more than {best}, so {best} is the largest value.")
    return text


def _halves(doubled: int) -> str:
    """A doubled amount as it is written: ``7.5``."""
    return f"{doubled // 2}.5" if doubled % 2 else str(doubled // 2)


def _decisive(cases: list[Case], count: int) -> list[tuple[int, ...]]:
    """The largest choices that fit and the smallest that do not: they settle all the others, which contain a choice
    that is too large or are part of one that fits."""
    fits = {code: a >= 0 and b >= 0 for code, _, a, b in cases}
    steps = [1 << 3 * i for i in range(count)]
    shown = []
    for code, fit in fits.items():
        if not any(fits.get(code + step if fit else code - step) is fit for step in steps):
            shown.append(decoded(code, count))
    return shown


def _all(item: Item) -> str:
    return f"all {item.copies} {plural(item.name)}" if item.copies > 1 else f"the {item.name}"


def _some(item: Item, count: int) -> str:
    return counted(count, item.name) if item.copies > 1 else f"the {item.name}"


def _taken(items: tuple[Item, ...], counts: tuple[int, ...]) -> str:
    return listed([_some(item, count) for item, count in zip(items, counts, strict=True) if count])


def _total(instance: Knapsack, terms: list[int]) -> str:
    """``3 + 2·4 = 11`` over the chosen items."""
    parts = [
        f"{count}·{term}" if count > 1 else str(term)
        for term, count in zip(terms, instance.counts, strict=True)
        if count
    ]
    total = sum(term * count for term, count in zip(terms, instance.counts, strict=True))
    return f"{' + '.join(parts)} = {total}" if len(parts) > 1 or "·" in parts[0] else str(total)


def _departure(items: tuple[Item, ...], base: list[int], choice: tuple[int, ...]) -> str:
    changed = [(item, count - at) for item, at, count in zip(items, base, choice, strict=True) if count != at]
    less = [_some(item, -change) for item, change in changed if change < 0]
    more = [_some(item, change) for item, change in changed if change > 0]
    parts = ([f"leave out {listed(less)}"] if less else []) + ([f"add {listed(more)}"] if more else [])
    return "; ".join(parts) or "no change"


def _outcome(instance: Knapsack, units: list[str], choice: tuple[int, ...]) -> str:
    for d, (capacity, unit) in enumerate(zip(instance.capacities, units, strict=True)):
        used = sum([item.uses[d] * count for item, count in zip(instance.items, choice, strict=True)])
        if used > capacity:
            return f"{counted(used, unit)}, too many"
    return f"fits, worth {sum([item.value * count for item, count in zip(instance.items, choice, strict=True)])}"
