"""A second solver for optimization/knapsack: reads items and limits back from the prompt's text and fills a table of
the best value for every room left (dynamic programming)."""

import re

from schemas import Problem

# The units in which a story tells value and limits.
_UNITS = {
    "expedition": ("point", "kilogram", "litre"),
    "truck": ("euro", "quintal", "cubic metre"),
    "airtime": ("euro", "second", "credit"),
    "museum": ("point", "decimetre", "lamp"),
    "server": ("credit", "core", "gigabyte"),
    "stall": ("euro", "decimetre", "kilogram"),
    "satellite": ("point", "kilogram", "watt"),
    "workshop": ("euro", "hour", "kilogram"),
    "garden": ("kilogram", "square metre", "litre"),
    "exhibition": ("euro", "square metre", "kilowatt"),
}
_WORDS = {"one": 1, "two": 2, "three": 3}

_Item = tuple[int, tuple[int, ...], int]  # value, uses, copies


def solve(problem: Problem) -> str:
    """The optimal value, worked out from the prompt's text (the items' names come from the parameters)."""
    items, capacities = read(problem)
    return str(optimum(items, capacities))


def agrees(problem: Problem) -> bool:
    """Whether the gold is the optimal value, or a choice that fits and reaches it."""
    items, capacities = read(problem)
    best, gold = optimum(items, capacities), problem.check.gold
    if problem.params["ask"] == "optimum":
        return gold == str(best)
    named = dict(part.split(" = ") for part in gold.split(", "))
    counts = [int(named[item["name"]]) for item in problem.params["items"]]
    return (
        len(named) == len(counts)
        and all(0 <= count <= copies for count, (_, _, copies) in zip(counts, items, strict=True))
        and all(
            sum(count * uses[d] for count, (_, uses, _) in zip(counts, items, strict=True)) <= capacity
            for d, capacity in enumerate(capacities)
        )
        and sum(count * value for count, (value, _, _) in zip(counts, items, strict=True)) == best
    )


def optimum(items: list[_Item], capacities: tuple[int, ...]) -> int:
    """The best value, by a table over the rooms used that is thinned of dominated entries."""
    best: dict[tuple[int, ...], int] = {(0,) * len(capacities): 0}
    for value, uses, copies in items:
        for _ in range(copies):
            for used, worth in list(best.items()):
                after = tuple(a + b for a, b in zip(used, uses, strict=True))
                if all(a <= capacity for a, capacity in zip(after, capacities, strict=True)):
                    best[after] = max(best.get(after, 0), worth + value)
    return max(best.values())


def read(problem: Problem) -> tuple[list[_Item], tuple[int, ...]]:
    """The items in the order of the parameters, and the capacities, from the prompt."""
    scene, _, structure = problem.template.partition("/")
    names = [item["name"] for item in problem.params["items"]]
    text = problem.prompt.rpartition("\n")[0]  # the last line asks and shows the form
    count = len(problem.params["capacities"])
    value_unit, *limit_units = _UNITS[scene][: 1 + count]
    reader = {"table": _table, "compact": _compact, "columns": _columns}.get(structure)
    found = reader(text, names, count) if reader else [_sentence(text, n, value_unit, limit_units) for n in names]
    if structure == "limits_first":
        head = re.search(r"(?:The limit is|There are|Not more than) (\d+ [^.]*)\.", text)
        assert head, text
        capacities = [re.search(rf"(\d+) {unit}s? of", head.group(1)) for unit in limit_units]
    else:
        capacities = [re.search(rf"at most (\d+) {unit}s?\b", text) for unit in limit_units]
    assert all(capacities), text
    return found, tuple(int(capacity.group(1)) for capacity in capacities if capacity)


def _table(text: str, names: list[str], count: int) -> list[_Item]:
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")
    ]
    rows = {row[0]: [int(cell) for cell in row[1:]] for row in cells[2:]}
    assert list(rows) == names
    return [(row[0], tuple(row[1 : 1 + count]), row[1 + count] if row[1 + count :] else 1) for row in rows.values()]


def _compact(text: str, names: list[str], count: int) -> list[_Item]:
    found = []
    for name in names:
        listed = re.search(rf"[:;] {name} \(([\d, ]+)\)", text)
        assert listed, text
        row = [int(number) for number in listed.group(1).split(",")]
        found.append((row[0], tuple(row[1 : 1 + count]), row[1 + count] if row[1 + count :] else 1))
    return found


def _columns(text: str, names: list[str], count: int) -> list[_Item]:
    lines = [line for line in text.splitlines() if ", per piece: " in line]
    by_unit = {
        re.search(r" in ([a-z ]+?)s, per piece", line).group(1): [  # type: ignore[union-attr]
            int(re.search(rf"(\d+) for the {name}\b", line).group(1))  # type: ignore[union-attr]
            for name in names
        ]
        for line in lines
    }
    units = next(units for units in _UNITS.values() if set(by_unit) == set(units[: 1 + count]))
    copies = [
        re.search(rf"(\d+) {name}(?:s|es)\b", text) or re.search(rf"(\d+) {name[:-2]}es\b", text) for name in names
    ]
    return [
        (
            by_unit[units[0]][i],
            tuple(by_unit[unit][i] for unit in units[1 : 1 + count]),
            int(many.group(1)) if many else 1,
        )
        for i, many in enumerate(copies)
    ]


def _sentence(text: str, name: str, value_unit: str, limit_units: list[str]) -> _Item:
    """The item's own sentence or line, found by its name in the singular or the plural."""
    called = rf"\b(?:{name}|{name}s|{name}es|{name[:-2]}es)\b"
    parts = [part for part in re.split(r"\.\s|\.$|\n", text) if re.search(called, part, re.I)]
    parts = [part for part in parts if re.search(rf"\d+ {value_unit}", part)]
    assert len(parts) == 1, (name, parts, text)
    (part,) = parts
    value, *uses = (int(re.search(rf"(\d+) {unit}s?\b", part).group(1)) for unit in (value_unit, *limit_units))  # type: ignore[union-attr]
    copies = re.search(
        r"There (?:is|are) (\d+)|(?:available: |up to )(\d+)|; (one|two|three) (?:is|are) available", part
    )
    number = next(filter(None, copies.groups())) if copies else "1"
    return value, tuple(uses), _WORDS.get(number) or int(number)
