"""Puzzles about a list of numbers: choices, sums, tables and sequences."""

from __future__ import annotations

from itertools import combinations, pairwise

from generators.code.predicate.kinds import Bounds, Data, Solved, joined, kind
from generators.code.tagged import signed
from generators.randomness import Stream


def chosen_sum(xs: list[int], values: list[int], size: int, total: int) -> bool:
    return len(xs) == size and len(set(xs)) == size and sum(values[i] for i in xs) == total and min(xs) >= 0


def _chosen(stream: Stream, level: int, twin: bool) -> Data | None:
    count, size = ((6, 2), (7, 3), (7, 4))[level - 1]
    values = stream.sample(range(5, 30 + 30 * level), count)
    total = sum(values[:size]) + (stream.integer(1, 9) if twin else 0)
    return {"values": stream.shuffled(values), "size": size, "total": total}


@kind(
    chosen_sum, _chosen, {1: 2, 2: 2, 3: 1}, lambda data: Bounds((0, len(data["values"]) - 1), ((data["size"],) * 2,))
)
def _last_one(values: list[int], size: int, total: int) -> Solved | None:
    word = {2: "one value", 3: "two values", 4: "three values"}[size]
    steps = [f"Choose {word}; what is then missing from {total} must be another value, further on in {joined(values)}:"]
    for places in combinations(range(len(values)), size - 1):
        sums = " - ".join(str(values[i]) for i in places)
        rest = total - sum(values[i] for i in places)
        if rest in values[places[-1] + 1 :]:
            place = values.index(rest)
            return Solved([*places, place], [*steps, f"{total} - {sums} = {rest}, at position {place}"])
        steps.append(f"{total} - {sums} = {rest}, no")
    return Solved(None, [*steps, "No choice is left."])


def fair_shares(xs: list[int], weights: list[int], groups: int) -> bool:
    if len(xs) != len(weights):
        return False
    sums = [0] * groups
    for weight, group in zip(weights, xs):  # noqa: B905
        sums[group] += weight
    return len(set(sums)) == 1 and min(xs) >= 0


def _shares(stream: Stream, level: int, twin: bool) -> Data | None:
    groups, count = ((2, 5), (2, 8), (3, 7))[level - 1]
    weights = [stream.integer(2, 12 * level + 4) for _ in range(count)]
    if sum(weights) % groups or max(weights) * groups > sum(weights):
        return None
    return {"weights": weights, "groups": groups}


@kind(
    fair_shares, _shares, {1: 1, 2: 2, 3: 1},
    lambda data: Bounds((0, data["groups"] - 1), ((len(data["weights"]),) * 2,)),
)  # fmt: skip
def _shared_out(weights: list[int], groups: int) -> Solved | None:
    goal = sum(weights) // groups
    order = sorted(range(len(weights)), key=lambda i: (-weights[i], i))
    steps = [
        f"The sum is {sum(weights)}, so each of the {groups} groups needs {goal}. Give out the heaviest first, to the "
        f"first "
        "group with room; an empty group is as good as any other."
    ]
    given: list[int] = []
    sums = [0] * groups

    def place(turn: int) -> bool:
        if turn == len(order):
            return True
        weight, seen = weights[order[turn]], set()
        for group in range(groups):
            if sums[group] + weight > goal or sums[group] in seen or len(steps) > 70:
                continue
            seen.add(sums[group])
            sums[group] += weight
            given.append(group)
            steps.append(f"{weight} to group {group}: sums {', '.join(map(str, sums))}")
            if place(turn + 1):
                return True
            sums[group] -= weight
            given.pop()
        if turn:
            steps.append(f"{weight} has no other place; take {weights[order[turn - 1]]} back")
        return False

    if place(0):
        found = [0] * len(weights)
        for i, group in zip(order, given, strict=True):
            found[i] = group
        return Solved(found, steps)
    return None if len(steps) > 70 else Solved(None, [*steps, "Everything has been tried."])


def known_changes(xs: list[int], changes: list[int], total: int) -> bool:
    return [b - a for a, b in zip(xs, xs[1:])] == changes and sum(xs) == total  # noqa: B905, RUF007


def _changes(stream: Stream, level: int, twin: bool) -> Data | None:
    xs = [stream.integer(-5 * level, 20 * level) for _ in range(stream.integer(3, 4) + 2 * (level - 1))]
    return {"changes": [b - a for a, b in pairwise(xs)], "total": sum(xs)}


@kind(known_changes, _changes, {1: 2, 2: 1})
def _first_item(changes: list[int], total: int) -> Solved | None:
    offsets = [0]
    for change in changes:
        offsets.append(offsets[-1] + change)
    left = total - sum(offsets)
    first = left // len(offsets)
    steps = [
        f"With the first item f the items are f plus {joined(offsets)}.",
        f"Their sum is {len(offsets)} * f + {signed(sum(offsets))} = {total}: f = ({total} - {signed(sum(offsets))}) / "
        f"{len(offsets)} = {first}",
    ]
    found = [first + offset for offset in offsets]
    return Solved(found, [*steps, f"Items: {joined(found)}"])


def number_path(xs: list[int], start: int, target: int, add: int, times: int, longest: int) -> bool:
    steps_fit = all(b in (a + add, a * times) for a, b in zip(xs, xs[1:]))  # noqa: B905, RUF007
    return xs[0] == start and xs[-1] == target and steps_fit and len(xs) <= longest


def _path(stream: Stream, level: int, twin: bool) -> Data | None:
    add, times, start = stream.integer(2, 9), stream.integer(2, 3), stream.integer(1, 9)
    moves = stream.integer(3, 4) if level == 1 else stream.integer(5, 7)
    value = start
    for _ in range(moves):
        value = value + add if stream.chance(1, 2) else value * times
    found = _backwards(start, value, add, times)
    if found is None or len(found) < moves or value > 2000:
        return None
    return {"start": start, "target": value, "add": add, "times": times, "longest": len(found)}


def _backwards(start: int, target: int, add: int, times: int) -> list[int] | None:
    """A shortest path, found from its end."""
    after: dict[int, int] = {target: 0}
    layer = [target]
    while layer and start not in after:
        new = []
        for value in layer:
            before = [value - add] + ([value // times] if value % times == 0 else [])
            for each in before:
                if each >= start and each not in after:
                    after[each] = value
                    new.append(each)
        layer = new
    if start not in after:
        return None
    path = [start]
    while path[-1] != target:
        path.append(after[path[-1]])
    return path


@kind(number_path, _path, {1: 1, 2: 2})
def _from_the_end(start: int, target: int, add: int, times: int, longest: int) -> Solved | None:
    steps = [
        f"Go backwards from {target}: subtract {add}, or divide by {times} where that is possible, not below {start}."
    ]
    seen, layer = {target}, [target]
    for turn in range(1, longest):
        new = []
        for value in layer:
            for each in [value - add] + ([value // times] if value % times == 0 else []):
                if each >= start and each not in seen:
                    seen.add(each)
                    new.append(each)
        steps.append(f"{turn} back: {joined(new, 30)}")
        layer = new
    path = _backwards(start, target, add, times)
    assert path is not None
    return Solved(path, [*steps, f"Forward from {start}: {joined(path)}"])


def coin_counts(xs: tuple[int, int, int], coins: list[int], total: int, most: int) -> bool:
    return min(xs) >= 0 and sum(n * c for n, c in zip(xs, coins)) == total and sum(xs) <= most  # noqa: B905


def _coins(stream: Stream, level: int, twin: bool) -> Data | None:
    coins = sorted(stream.sample(range(3, 14 + 8 * level), 3), reverse=True)
    counts = [stream.integer(0, 4 + level) for _ in coins]
    total = sum(n * c for n, c in zip(counts, coins, strict=True))
    fewest = [
        a + b + (total - a * coins[0] - b * coins[1]) // coins[2]
        for a in range(total // coins[0] + 1)
        for b in range((total - a * coins[0]) // coins[1] + 1)
        if (total - a * coins[0] - b * coins[1]) % coins[2] == 0
    ]
    return {"coins": coins, "total": total, "most": min(fewest) - twin} if total > 20 and min(fewest) > 2 else None


@kind(coin_counts, _coins, {1: 1, 2: 2}, lambda data: Bounds((0, 12)))
def _largest_first(coins: list[int], total: int, most: int) -> Solved | None:
    large, middle, small = coins
    steps = [f"Let p * {large} + q * {middle} + r * {small} == {total} and p + q + r <= {most}. From large p down:"]
    for p in range(min(total // large, most), -1, -1):
        rest = total - p * large
        if (most - p) * middle < rest:
            steps.append(
                f"p = {p}: {rest} is more than {most - p} times {middle}, and with fewer p even more is missing"
            )
            return Solved(None, steps)
        for q in range(min(rest // middle, most - p), -1, -1):
            left = rest - q * middle
            if left > (most - p - q) * small:
                steps.append(f"p = {p}, q = {q}: {left} is more than {most - p - q} times {small}")
                break
            if left % small == 0:
                return Solved((p, q, left // small), [*steps, f"p = {p}, q = {q}: {left} = {left // small} * {small}"])
            steps.append(f"p = {p}, q = {q}: {left} leaves {left % small} modulo {small}")
    return Solved(None, [*steps, "Nothing is left to be tried."])


def table_sums(rows: list[list[int]], across: list[int], down: list[int], largest: int) -> bool:
    if [sum(row) for row in rows] != across or [sum(column) for column in zip(*rows)] != down:  # noqa: B905
        return False
    return all(len(row) == len(down) and all(0 <= x <= largest for x in row) for row in rows)


def _table(stream: Stream, level: int, twin: bool) -> Data | None:
    height, width = ((2, 2), (3, 3), (4, 4))[level - 1]
    top = (9, 12, 15)[level - 1]
    rows = [[stream.integer(0, top) for _ in range(width)] for _ in range(height)]
    return {
        "across": [sum(row) for row in rows],
        "down": [sum(column) for column in zip(*rows, strict=True)],
        "largest": top,
    }


@kind(table_sums, _table, {1: 1, 2: 2, 3: 1})
def _cell_by_cell(across: list[int], down: list[int], largest: int) -> Solved | None:
    need, left = list(across), list(down)
    steps = [
        "Row by row, from the left: as much as row and column still need, and no more than allowed; but at least what "
        "the "
        "rest of the row, or of the column, cannot take."
    ]
    rows: list[list[int]] = []
    for i in range(len(across)):
        row = []
        for j in range(len(down)):
            below = (len(across) - 1 - i) * largest
            least = max(0, need[i] - sum(min(largest, each) for each in left[j + 1 :]), left[j] - below)
            value = max(least, min(need[i], left[j], largest))
            value = min(value, need[i] - sum(max(0, each - below) for each in left[j + 1 :]))
            if value < least:
                return None
            row.append(value)
            need[i] -= value
            left[j] -= value
        if need[i]:
            return None
        rows.append(row)
        steps.append(
            f"Row {i}: {' + '.join(map(str, row))} = {across[i]}; the columns then need {', '.join(map(str, left))}"
        )
    return Solved(rows, steps) if not any(left) else None


def magic(rows: list[list[int]], total: int, corner: int, centre: int) -> bool:
    columns = [list(column) for column in zip(*rows)]  # noqa: B905
    diagonals = [[rows[i][i] for i in range(3)], [rows[i][2 - i] for i in range(3)]]
    cells = [x for row in rows for x in row]
    if len(rows) != 3 or len(cells) != 9 or len(set(cells)) != 9:
        return False
    return (
        all(sum(line) == total for line in rows + columns + diagonals) and rows[0][0] == corner and rows[1][1] == centre
    )


def _magic(stream: Stream, level: int, twin: bool) -> Data | None:
    centre = stream.integer(5, 10 + 15 * level)
    return {
        "total": 3 * centre,
        "corner": centre + stream.choice((-1, 1)) * stream.integer(1, 4 * level),
        "centre": centre,
    }


@kind(magic, _magic, {2: 1, 3: 1})
def _line_by_line(total: int, corner: int, centre: int) -> Solved | None:
    opposite = total - corner - centre
    steps = [f"Corner {corner} and centre {centre}: the opposite corner is {total} - {corner} - {centre} = {opposite}"]
    steps.append("One more corner is free; all else follows. A value fails where two cells become equal:")
    for right in range(corner + 1, corner + 30):
        left = total - right - centre
        top, bottom = total - corner - right, total - left - opposite
        west, east = total - corner - left, total - right - opposite
        cells = [corner, top, right, west, centre, east, left, bottom, opposite]
        steps.append(f"upper right {right}: rows {joined(cells[:3])}; {joined(cells[3:6])}; {joined(cells[6:])}")
        if len(set(cells)) == 9:
            return Solved([cells[:3], cells[3:6], cells[6:]], steps)
    return None


def packed(xs: list[int], weights: list[int], values: list[int], limit: int, least: int) -> bool:
    if len(set(xs)) != len(xs) or min(xs) < 0:
        return False
    return sum(weights[i] for i in xs) <= limit and sum(values[i] for i in xs) >= least


def _packed(stream: Stream, level: int, twin: bool) -> Data | None:
    count = (4, 6, 8)[level - 1]
    weights = [stream.integer(2, 9) for _ in range(count)]
    values = [stream.integer(3, 20) for _ in range(count)]
    limit = sum(weights) * stream.integer(35, 60) // 100
    best = max(_tables(weights, values, limit)[-1])
    return {"weights": weights, "values": values, "limit": limit, "least": best} if limit > 5 else None


def _tables(weights: list[int], values: list[int], limit: int) -> list[list[int]]:
    """The best value for every limit, with none of the items, with the first, with the first two, and so on."""
    rows = [[0] * (limit + 1)]
    for weight, value in zip(weights, values, strict=True):
        last = rows[-1]
        rows.append([max(last[w], last[w - weight] + value if w >= weight else 0) for w in range(limit + 1)])
    return rows


@kind(packed, _packed, {1: 1, 2: 2, 3: 2})
def _best_values(weights: list[int], values: list[int], limit: int, least: int) -> Solved | None:
    rows = _tables(weights, values, limit)
    steps = [
        f"The best value for the limits 0 to {limit}, item after item: what it was, or with the item added to what "
        f"was best "
        "for the limit less its weight."
    ]
    steps += [
        f"with {i} (weight {weights[i]}, value {values[i]}): {', '.join(map(str, row))}"
        for i, row in enumerate(rows[1:])
    ]
    chosen, left = [], limit
    for i in range(len(weights) - 1, -1, -1):
        if rows[i + 1][left] != rows[i][left]:
            chosen.append(i)
            left -= weights[i]
    chosen.reverse()
    total = " + ".join(str(values[i]) for i in chosen)
    steps.append(
        f"Back from the end, an item is in where it changed the value: {joined(chosen)}, worth {total} = {rows[-1][-1]}"
    )
    return Solved(chosen, steps)
