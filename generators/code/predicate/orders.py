"""Puzzles about orders, graphs, boards and intervals."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from generators.code.predicate.kinds import Bounds, Data, Solved, joined, kind
from generators.randomness import Stream

_MOST_STEPS = 60


def _searched(
    steps: list[str], size: int, options: Callable[[list[int]], list[int]], refusal: Callable[[list[int], int], str]
) -> Solved | None:
    """Depth-first search told step by step: items are added in the order of the options, unless there is a refusal, and
    taken back when none is left. None when the tale becomes too long."""
    chosen: list[int] = []

    def go_on() -> bool:
        if len(chosen) == size:
            return True
        refused = []
        for item in options(chosen):
            why = refusal(chosen, item)
            if why:
                refused.append(f"{item}: {why}")
                continue
            chosen.append(item)
            steps.append(f"{joined(chosen, 20)}{f' ({_some(refused)})' if refused else ''}")
            refused = []
            if len(steps) > _MOST_STEPS:
                return False
            if go_on():
                return True
            chosen.pop()
            if len(steps) > _MOST_STEPS:
                return False
        why = f" ({_some(refused)})" if refused else ""
        steps.append(
            f"nothing more after {joined(chosen, 20)}{why}, so back" if chosen else f"nothing to begin with{why}"
        )
        return False

    if go_on():
        return Solved(list(chosen), steps)
    return None if len(steps) > _MOST_STEPS else Solved(None, steps)


def _some(reasons: list[str]) -> str:
    return "; ".join(reasons)


def coloring(colors: list[int], edges: list[list[int]], vertices: int, available: int) -> bool:
    if len(colors) != vertices or not all(0 <= c < available for c in colors):
        return False
    return all(colors[a] != colors[b] for a, b in edges)


def _coloring(stream: Stream, level: int, twin: bool) -> Data | None:
    vertices = (stream.integer(5, 6), 6, 7)[level - 1]
    available = 2 if level == 1 and stream.chance(1, 2) else 3
    pairs = [[a, b] for a in range(vertices) for b in range(a + 1, vertices)]
    count = (vertices if available == 2 else 2 * vertices - 2) + (level == 3) + (2 if twin else 0)
    return {"edges": sorted(stream.sample(pairs, min(count, len(pairs)))), "vertices": vertices, "available": available}


@kind(
    coloring, _coloring, {1: 1, 2: 2, 3: 2}, lambda data: Bounds((0, data["available"] - 1), ((data["vertices"],) * 2,))
)
def _colored(edges: list[list[int]], vertices: int, available: int) -> Solved | None:
    near: list[list[int]] = [[a for a, b in edges if b == v] for v in range(vertices)]
    steps = [
        "Neighbours with a smaller number: " + "; ".join(f"{v}: {joined(near[v]) or 'none'}" for v in range(vertices))
    ]
    steps.append(
        "Give colours from vertex 0 on, the smallest that no such neighbour has; one not used yet is as good as any "
        "(in brackets what fails, and which vertex has it)."
    )

    def options(chosen: list[int]) -> list[int]:
        return list(range(min(available, max(chosen, default=-1) + 2)))

    def refusal(chosen: list[int], color: int) -> str:
        return next((f"vertex {v}" for v in near[len(chosen)] if chosen[v] == color), "")

    return _searched(steps, vertices, options, refusal)


def queens(columns: list[int], size: int, blocked: list[list[int]]) -> bool:
    if len(columns) != size or not all(0 <= c < size and [row, c] not in blocked for row, c in enumerate(columns)):
        return False
    pairs = [(i, j) for i in range(size) for j in range(i)]
    return all(columns[i] != columns[j] and abs(columns[i] - columns[j]) != i - j for i, j in pairs)


def _queens(stream: Stream, level: int, twin: bool) -> Data | None:
    size = 5 if level == 2 or twin else stream.integer(6, 7)
    squares = [[row, column] for row in range(size) for column in range(size)]
    count = stream.integer(8, 10) if twin else stream.integer(3, 5)
    return {"size": size, "blocked": sorted(stream.sample(squares, count))}


@kind(queens, _queens, {2: 1, 3: 2}, lambda data: Bounds((0, data["size"] - 1), ((data["size"],) * 2,)))
def _placed(size: int, blocked: list[list[int]]) -> Solved | None:
    steps = [
        "Row by row, the smallest column neither blocked nor attacked by a queen (in brackets what fails, and why):"
    ]

    def refusal(chosen: list[int], new: int) -> str:
        row = len(chosen)
        if [row, new] in blocked:
            return "blocked"
        attacks = [r for r, column in enumerate(chosen) if column == new or abs(column - new) == row - r]
        return f"row {attacks[0]}" if attacks else ""

    return _searched(steps, size, lambda chosen: list(range(size)), refusal)


def ordered(order: list[int], before: list[list[int]], items: int) -> bool:
    if sorted(order) != list(range(items)):
        return False
    return all(order.index(a) < order.index(b) for a, b in before)


def _ordered(stream: Stream, level: int, twin: bool) -> Data | None:
    items = 5
    order = stream.shuffled(range(items))
    pairs = [[order[i], order[j]] for i in range(items) for j in range(i + 1, items)]
    before = stream.sample(pairs, items + level - 2)
    if twin:
        a, b = stream.choice(before)
        ways = [[c, a] for x, c in before if x == b and c != a] or [[b, a]]
        before = [*before, stream.choice(ways)]
    return {"before": sorted(before), "items": items}


@kind(ordered, _ordered, {1: 2, 2: 1}, lambda data: Bounds((0, data["items"] - 1), ((data["items"],) * 2,)))
def _sources(before: list[list[int]], items: int) -> Solved | None:
    steps = ["Take away, again and again, the smallest item that nothing left has to precede:"]
    left, order = list(range(items)), []
    while left:
        waiting = {each: [a for a, b in before if b == each and a in left] for each in left}
        free = [each for each in left if not waiting[each]]
        if not free:
            held = "; ".join(f"{each} waits for {joined(waiting[each])}" for each in left)
            return Solved(None, [*steps, f"{held}: each waits for another of them, so none can be first."])
        order.append(free[0])
        left.remove(free[0])
        steps.append(f"free: {joined(free)}; take {free[0]}")
    return Solved(order, steps)


def hamilton_path(path: list[int], roads: list[list[int]], towns: int, first: int) -> bool:
    if sorted(path) != list(range(towns)) or path[0] != first:
        return False
    return all([a, b] in roads or [b, a] in roads for a, b in zip(path, path[1:]))  # noqa: B905, RUF007


def _hamilton(stream: Stream, level: int, twin: bool) -> Data | None:
    towns = 5
    order = stream.shuffled(range(towns))
    pairs = [[a, b] for a in range(towns) for b in range(a + 1, towns)]
    if twin:
        roads = stream.sample(pairs, stream.integer(5, 6))
    else:
        path = [sorted(pair) for pair in pairwise(order)]
        others = [pair for pair in pairs if pair not in path]
        roads = path + stream.sample(others, stream.integer(1, 3))
    return {"roads": sorted(roads), "towns": towns, "first": order[0]}


@kind(hamilton_path, _hamilton, {1: 1, 2: 2}, lambda data: Bounds((0, data["towns"] - 1), ((data["towns"],) * 2,)))
def _walked(roads: list[list[int]], towns: int, first: int) -> Solved | None:
    near = {t: sorted([b for a, b in roads if a == t] + [a for a, b in roads if b == t]) for t in range(towns)}
    steps = ["Neighbours: " + "; ".join(f"{t}: {joined(near[t]) or 'none'}" for t in range(towns))]
    steps.append(
        f"From {first} go on to the smallest new neighbour, and back when there is none (in brackets what fails):"
    )

    def options(chosen: list[int]) -> list[int]:
        return near[chosen[-1]] if chosen else [first]

    return _searched(steps, towns, options, lambda chosen, town: "visited" if town in chosen else "")


def cheap_route(route: list[str], costs: dict[str, dict[str, int]], start: str, goal: str, limit: int) -> bool:
    total = sum(costs[a][b] for a, b in zip(route, route[1:]))  # noqa: B905, RUF007
    return route[0] == start and route[-1] == goal and total <= limit


def _route(stream: Stream, level: int, twin: bool) -> Data | None:
    places = "ABCDEFGH"[: (4, 6, 8)[level - 1]]
    costs: dict[str, dict[str, int]] = {place: {} for place in places}
    for i, a in enumerate(places):
        for b in stream.sample(places[:i] + places[i + 1 :], 2):
            costs[a][b] = stream.integer(1, 9 + 6 * level)
    start, goal = stream.sample(places, 2)
    best = _distances(costs, start)[0].get(goal)
    if best is None or costs[start].get(goal) == best:
        return None
    return {
        "costs": {a: dict(sorted(to.items())) for a, to in costs.items()},
        "start": start,
        "goal": goal,
        "limit": best,
    }


def _distances(costs: dict[str, dict[str, int]], start: str) -> tuple[dict[str, int], dict[str, str], list[str]]:
    """Dijkstra's algorithm: least costs, the place before each, and the order in which they are settled."""
    settled: list[str] = []
    found, before = {start: 0}, {start: ""}
    while len(settled) < len(found):
        place = min((each for each in found if each not in settled), key=lambda each: (found[each], each))
        settled.append(place)
        for other, cost in costs[place].items():
            if other not in found or found[place] + cost < found[other]:
                found[other], before[other] = found[place] + cost, place
    return found, before, settled


@kind(cheap_route, _route, {1: 2, 2: 2, 3: 2})
def _dijkstra(costs: dict[str, dict[str, int]], start: str, goal: str, limit: int) -> Solved | None:
    found, before, settled = _distances(costs, start)
    steps = [f"Least costs from {start}, always going on from the cheapest place not settled yet (Dijkstra):"]
    known = {start: 0}
    for place in settled[: settled.index(goal) + 1]:
        if place == goal:
            steps.append(f"{place} is settled at {found[place]}.")
            break
        news = []
        for other, cost in costs[place].items():
            new = known[place] + cost
            better = other not in known or new < known[other]
            news.append(
                f"{other}: {known[place]} + {cost} = {new}{'' if better else f', not better than {known[other]}'}"
            )
            known[other] = min(new, known.get(other, new))
        steps.append(f"{place} is settled at {known[place]}. {'; '.join(news)}")
    route = [goal]
    while before[route[0]]:
        route.insert(0, before[route[0]])
    return Solved(route, [*steps, f"Back from {goal}: {', '.join(reversed(route))}"])


def apart_intervals(chosen: list[int], intervals: list[list[int]], size: int) -> bool:
    if len(chosen) != size or min(chosen) < 0:
        return False
    picked = sorted(intervals[i] for i in chosen)
    return all(a[1] <= b[0] for a, b in zip(picked, picked[1:]))  # noqa: B905, RUF007


def _intervals(stream: Stream, level: int, twin: bool) -> Data | None:
    count = (5, 7, 7 if twin else 9)[level - 1]
    starts = [stream.integer(0, 12 + 6 * level) for _ in range(count)]
    intervals = [[start, start + stream.integer(2, 9)] for start in starts]
    best = len(_by_end(intervals))
    size = best + twin
    if not 2 <= best <= 5 or len({tuple(each) for each in intervals}) < count or (twin and count**size > 5000):
        return None
    return {"intervals": intervals, "size": size}


def _by_end(intervals: list[list[int]]) -> list[int]:
    chosen, end = [], -1
    for i in sorted(range(len(intervals)), key=lambda i: (intervals[i][1], i)):
        if intervals[i][0] >= end:
            chosen.append(i)
            end = intervals[i][1]
    return chosen


@kind(
    apart_intervals, _intervals, {1: 1, 2: 2, 3: 1},
    lambda data: Bounds((0, len(data["intervals"]) - 1), ((data["size"],) * 2,)),
)  # fmt: skip
def _earliest_end(intervals: list[list[int]], size: int) -> Solved | None:
    steps = ["In the order of their ends, take each interval that begins no earlier than the last one taken ends:"]
    chosen, end = [], -1
    for i in sorted(range(len(intervals)), key=lambda i: (intervals[i][1], i)):
        start, last = intervals[i]
        if start >= end:
            chosen.append(i)
            steps.append(f"{i}: {start} to {last}, taken" + (f" ({start} >= {end})" if end >= 0 else ""))
            end = last
        else:
            steps.append(f"{i}: {start} to {last}, no ({start} < {end})")
    if len(chosen) >= size:
        return Solved(chosen[:size], [*steps, f"Taken: {joined(chosen[:size])}"])
    return Solved(
        None, [*steps, f"That makes {len(chosen)}, and no choice has more: the earliest end leaves the most room."]
    )


def stabbed(points: list[int], intervals: list[list[int]], most: int) -> bool:
    return len(points) <= most and all(any(a <= p <= b for p in points) for a, b in intervals)


def _stabbed(stream: Stream, level: int, twin: bool) -> Data | None:
    count = (4, 7, 10)[level - 1]
    starts = [stream.integer(0, 15 * level + 10) for _ in range(count)]
    intervals = [[start, start + stream.integer(2, 12)] for start in starts]
    best = len(_right_ends(intervals))
    return {"intervals": intervals, "most": best} if 2 <= best < count - 1 else None


def _right_ends(intervals: list[list[int]]) -> list[int]:
    points: list[int] = []
    for start, end in sorted(intervals, key=lambda each: each[1]):
        if not points or points[-1] < start:
            points.append(end)
    return points


@kind(stabbed, _stabbed, {1: 1, 2: 2})
def _points(intervals: list[list[int]], most: int) -> Solved | None:
    steps = ["In the order of their ends, set a point at the end of each interval that has none yet:"]
    points: list[int] = []
    for start, end in sorted(intervals, key=lambda each: each[1]):
        if not points or points[-1] < start:
            points.append(end)
            steps.append(f"{start} to {end}: new point {end}")
        else:
            steps.append(f"{start} to {end}: has {points[-1]}")
    return Solved(points, steps)


def inversions(order: list[int], size: int, count: int, first: int) -> bool:
    if sorted(order) != list(range(size)) or order[0] != first:
        return False
    return sum(a > b for i, a in enumerate(order) for b in order[i + 1 :]) == count


def _inversions(stream: Stream, level: int, twin: bool) -> Data | None:
    size = stream.integer(*((5, 8), (8, 11), (11, 15))[level - 1])
    order = stream.shuffled(range(size))
    count = sum(a > b for i, a in enumerate(order) for b in order[i + 1 :])
    return {"size": size, "count": count, "first": order[0]} if count > 1 else None


@kind(inversions, _inversions, {1: 1, 2: 2, 3: 2})
def _one_by_one(size: int, count: int, first: int) -> Solved | None:
    left, need, order = [each for each in range(size) if each != first], count - first, [first]
    steps = [f"{first} in front of all smaller ones gives {first} inversions: {count} - {first} = {need} to go."]
    while need > 0 and left:
        place = min(need, len(left) - 1)
        item = left.pop(place)
        need -= place
        order.append(item)
        steps.append(f"{item}, of which the number of smaller ones to come is {place}: {need} to go")
    if need:
        return None
    return Solved([*order, *left], [*steps, f"The rest in order adds none: {joined(left)}"])


def square_root(p: list[int], goal: list[int]) -> bool:
    return sorted(p) == list(range(len(goal))) and [p[p[i]] for i in range(len(goal))] == goal


def _root(stream: Stream, level: int, twin: bool) -> Data | None:
    size = 5 if twin or level == 2 else 8
    order = stream.shuffled(range(size))
    goal = order if twin else [order[order[i]] for i in range(size)]
    return {"goal": goal} if goal != list(range(size)) and (not twin or size == 5) else None


@kind(square_root, _root, {2: 1, 3: 2})
def _cycles(goal: list[int]) -> Solved | None:
    cycles, seen = [], set()
    for start in range(len(goal)):
        cycle, at = [], start
        while at not in seen:
            seen.add(at)
            cycle.append(at)
            at = goal[at]
        if cycle:
            cycles.append(cycle)
    steps = [f"Cycles of goal: {'; '.join(joined(cycle) for cycle in cycles)}"]
    steps.append(
        "A cycle of odd length 2 * m + 1 is undone by stepping m + 1 places; two of one even length are interleaved."
    )
    p = [0] * len(goal)
    waiting: dict[int, list[int]] = {}
    for cycle in cycles:
        size = len(cycle)
        if size % 2:
            root = [cycle[i * ((size + 1) // 2) % size] for i in range(size)]
        elif size in waiting:
            root = [each for pair in zip(waiting.pop(size), cycle, strict=True) for each in pair]
        else:
            waiting[size] = cycle
            continue
        for a, b in zip(root, [*root[1:], root[0]], strict=True):
            p[a] = b
        steps.append(f"{joined(root)}, then {root[0]} again")
    if waiting:
        return None
    return Solved(p, [*steps, f"Each of these leads to the next: {p}"])
