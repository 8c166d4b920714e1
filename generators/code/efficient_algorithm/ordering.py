"""Tasks for sorted order, stacks of what still matters, and two ends that move towards each other."""

from __future__ import annotations

from itertools import pairwise

from generators.code.efficient_algorithm.counting import pairs_of, stretches_of
from generators.code.library_call.task import Task, task

_BISECT = "from bisect import bisect_left"


def _next_greater(numbers: list[int], equal: bool = False) -> list[int]:
    """How far from each number the next greater one is, 0 where there is none."""
    found = []
    for i, number in enumerate(numbers):
        later = [j - i for j in range(i + 1, len(numbers)) if numbers[j] > number or (equal and numbers[j] == number)]
        found.append(min(later, default=0))
    return found


def _visible(numbers: list[int], equal: bool = False) -> int:
    return sum([
        all(c < min(a, b) or (equal and c == min(a, b)) for c in numbers[i + 1 : j])
        for j, b in enumerate(numbers) for i, a in enumerate(numbers[:j])
    ])  # fmt: skip


def _widest(numbers: list[int], strict: bool = False) -> int:
    wide = [j - i for j, b in enumerate(numbers) for i, a in enumerate(numbers[:j]) if a < b or (a == b and not strict)]
    return max(wide, default=0)


def _rectangle(numbers: list[int]) -> int:
    return max([len(part) * min(map(abs, part)) for part in stretches_of(numbers)], default=0)


def _water(numbers: list[int]) -> int:
    heights = [abs(number) for number in numbers]
    levels = [min(max(heights[: i + 1]), max(heights[i:])) for i in range(len(heights))]
    return sum(levels) - sum(heights)


def _shortest(numbers: list[int], least: int) -> int:
    return min([len(part) for part in stretches_of(numbers) if sum(map(abs, part)) >= least], default=0)


def _rise(numbers: list[int], equal: bool = False) -> int:
    best = [1] * len(numbers)
    for i, number in enumerate(numbers):
        for j in range(i):
            if numbers[j] < number or (equal and numbers[j] == number):
                best[i] = max(best[i], best[j] + 1)
    return max(best, default=0)


def _groups(pairs: list[tuple[int, int]]) -> int:
    groups: list[set[int]] = []
    for pair in pairs:
        touched = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if not group & set(pair)]
        groups.append(set(pair).union(*touched))
    return len(groups)


def _overlap(spans: list[tuple[int, int]], closed: bool = False) -> int:
    return max(
        [sum([a <= start and (start < b or (closed and start == b)) for a, b in spans]) for start, _ in spans],
        default=0,
    )


def _covered(spans: list[tuple[int, int]]) -> int:
    return len({point for start, end in spans for point in range(start, end)})


_TREE = (
    "ranks = {{value: rank for rank, value in enumerate(sorted(set({x})), 1)}}\ntree = [0] * (len(ranks) + 1)\n"
    "{y} = 0\n"
)

MIDDLE: dict[str, Task] = {
    "close_pairs": task(
        "ints", "int", ("size",),
        ("count the pairs of places i < j of the list whose two numbers differ by at most {0}",
         "find how many pairs of different places, their order without meaning, hold numbers that are at most {0} "
         "apart"),
        "pairs",
        "arranged = sorted({x})\n{y} = sum(i - bisect_left(arranged, {v} - {0}) for i, {v} in enumerate(arranged))",
        lambda xs, k: pairs_of(xs, lambda a, b: abs(a - b) <= k), _BISECT,
        edge="Equal numbers at other places count anew.",
        how="In sorted order the partners of a number before it are neighbours, and a search finds the first of them.",
        slips=(lambda xs, k: pairs_of([*dict.fromkeys(xs)], lambda a, b: abs(a - b) <= k),),
    ),
    "smallest_gap": task(
        "ints", "int", (),
        ("find the smallest difference between the numbers at two different places",
         "compute how close the two closest numbers of the list are, equal numbers at different places being 0 apart"),
        "gap", "arranged = sorted({x})\n{y} = min((b - a for a, b in pairwise(arranged)), default=0)",
        lambda xs: min([abs(a - b) for i, b in enumerate(xs) for a in xs[:i]], default=0),
        "from itertools import pairwise", edge="With fewer than two numbers the result is 0.",
        how="The closest two are neighbours once the list is sorted.",
        slips=(lambda xs: min([abs(a - b) for a, b in pairwise(xs)], default=0),
               lambda xs: max([abs(a - b) for i, b in enumerate(xs) for a in xs[:i]], default=0)),
    ),
    "waits": task(
        "ints", "int", (),
        ("add up, over all numbers, how many places further the next greater number stands (0 where there is none)",
         "for every number, note how far to its right the first number stands that is greater (0 if none is), and take "
         "the sum of these distances"),
        "waits",
        "stack, {y} = [], 0\nfor i, {v} in enumerate({x}):\n    while stack and {x}[stack[-1]] < {v}:\n"
        "        {y} += i - stack.pop()\n    stack.append(i)",
        lambda xs: sum(_next_greater(xs)), edge="For an empty list the sum is 0.",
        how="The stack holds the places that still wait for a greater number; each goes on and off it once.",
        slips=(lambda xs: sum(_next_greater(xs, True)), lambda xs: sum(map(bool, _next_greater(xs)))),
    ),
    "visible_pairs": task(
        "ints", "int", (),
        ("count the pairs of places i < j between which only numbers stand (if any) that are smaller than both the "
         "number at i and the number at j",
         "the numbers are heights of people in a row; count the pairs who see each other, that is, between whom all "
         "are smaller than both of them"),
        "pairs",
        "stack, {y} = [], 0\nfor {v} in {x}:\n    while stack and stack[-1] < {v}:\n        stack.pop()\n        {y} "
        "+= 1\n"
        "    if stack:\n        {y} += 1\n        if stack[-1] == {v}:\n            stack.pop()\n    stack.append({v})",
        _visible, edge="Neighbours always count.",
        how="The stack holds those whom a later one may still see; a taller or equal one hides the rest.",
        slips=(lambda xs: _visible(xs, True), lambda xs: max(0, len(xs) - 1)),
    ),
    "widest_ramp": task(
        "ints", "int", (),
        ("find the largest distance j - i between two places i < j such that the number at i is at most the number at "
         "j",
         "compute how far apart two places can be at most if the number at the later one is not smaller than that at "
         "the earlier one"),
        "width",
        "stack, {y} = [], 0\nfor i, {v} in enumerate({x}):\n    if not stack or {v} < {x}[stack[-1]]:\n"
        "        stack.append(i)\nfor j in range(len({x}) - 1, -1, -1):\n"
        "    while stack and {x}[stack[-1]] <= {x}[j]:\n        {y} = max({y}, j - stack.pop())",
        _widest, edge="If there are no such places, the result is 0.",
        how="A start is worth keeping only if it is smaller than all before it; from the right, each is met once.",
        slips=(lambda xs: _widest(xs, True), lambda xs: max(0, len(xs) - 1)),
    ),
    "rectangle": task(
        "ints", "int", (),
        ("take the absolute values of the numbers as the heights of bars of width 1 that stand side by side, and find "
         "the area of the largest rectangle that fits into them, standing on the ground",
         "find the largest value of (number of places in a stretch of neighbours) times (smallest absolute value in "
         "the stretch)"),
        "area",
        "stack, {y} = [], 0\nfor i, height in enumerate([*map(abs, {x}), 0]):\n    start = i\n"
        "    while stack and stack[-1][1] >= height:\n        start, top = stack.pop()\n"
        "        {y} = max({y}, top * (i - start))\n    stack.append((start, height))",
        _rectangle, edge="For an empty list the area is 0.",
        how="The stack holds rectangles that can still grow; a lower bar ends the higher ones.",
        slips=(lambda xs: max([abs(x) for x in xs], default=0),
               lambda xs: min([abs(x) for x in xs], default=0) * len(xs)),
    ),
    "water": task(
        "ints", "int", (),
        ("take the absolute values of the numbers as the heights of walls of width 1 that stand side by side, and find "
         "how many units of rain water stay between them, where water runs off at both ends",
         "for every place, take the smaller of two values, the largest absolute value up to and including it and the "
         "largest from it on, minus its own absolute value; add all this up"),
        "water",
        "left, right, {y} = 0, len({x}) - 1, 0\nlow = high = 0\nwhile left <= right:\n    if low <= high:\n"
        "        low = max(low, abs({x}[left]))\n        {y} += low - abs({x}[left])\n        left += 1\n    else:\n"
        "        high = max(high, abs({x}[right]))\n        {y} += high - abs({x}[right])\n        right -= 1",
        _water, edge="For an empty list the result is 0.",
        how="Two ends move inwards; the side whose wall so far is lower decides the level there.",
        slips=(lambda xs: sum([max(map(abs, xs), default=0) - abs(x) for x in xs]),),
    ),
    "shortest_enough": task(
        "ints", "int", ("total",),
        ("find the length of the shortest stretch of one or more neighbouring numbers whose absolute values add up to "
         "at least {0}",
         "compute how few neighbouring numbers are enough to reach a sum of absolute values of {0} or more (at least "
         "one number is taken)"),
        "shortest",
        "start = total = {y} = 0\nfor i, {v} in enumerate({x}):\n    total += abs({v})\n"
        "    while total >= {0} and start <= i:\n        {y} = i - start + 1 if {y} == 0 else min({y}, i - start + 1)\n"
        "        total -= abs({x}[start])\n        start += 1",
        _shortest, edge="If even the whole list is not enough, the result is 0.",
        how="A window grows at the right until it is enough and is then shortened at the left; both ends only move on.",
        slips=(lambda xs, k: len(xs) if sum(map(abs, xs)) >= k else 0,),
    ),
    "rooms": task(
        "spans", "int", (),
        ("find the largest number of intervals that hold at the same time, where each is a tuple (start, end) that "
         "includes its start and not its end",
         "the tuples are meetings (start, end); find how many rooms they need, when a meeting may begin in a room at "
         "the moment at which another ends there"),
        "rooms",
        "events = sorted([(start, 1) for start, _ in {x}] + [(end, -1) for _, end in {x}])\nnow = {y} = 0\n"
        "for _, change in events:\n    now += change\n    {y} = max({y}, now)",
        _overlap, edge="Without any tuples the result is 0.",
        how="Starts and ends are gone through in order of time, at the same time the ends first.",
        slips=(lambda spans: _overlap(spans, True), len),
    ),
    "covered": task(
        "spans", "int", (),
        ("find how many whole numbers lie in at least one of the intervals, where each is a tuple (start, end) that "
         "includes its start and not its end",
         "the tuples (start, end) are hours at which somebody is in, from start up to but not including end; find how "
         "many hours have at least one person in"),
        "covered",
        "reached = None\n{y} = 0\nfor start, end in sorted({x}):\n    if reached is not None:\n"
        "        start = max(start, reached)\n    {y} += max(0, end - start)\n"
        "    reached = end if reached is None else max(reached, end)",
        _covered, edge="Without any tuples the result is 0.",
        how="In order of their starts, each interval adds only what lies behind the farthest end so far.",
        slips=(lambda spans: sum([b - a for a, b in spans]),
               lambda spans: max([b for _, b in spans], default=0) - min([a for a, _ in spans], default=0)),
    ),
}  # fmt: skip

HARD: dict[str, Task] = {
    "inversions": task(
        "ints", "int", (),
        ("count the pairs of places i < j whose numbers are in the wrong order, the number at i being greater than the "
         "number at j",
         "find how many swaps of neighbours are needed at least to put the list in ascending order"),
        "inversions",
        _TREE + "for seen, {v} in enumerate({x}):\n    rank = ranks[{v}]\n    not_greater = 0\n    at = rank\n"
        "    while at > 0:\n        not_greater += tree[at]\n        at -= at & -at\n    {y} += seen - not_greater\n"
        "    at = rank\n    while at < len(tree):\n        tree[at] += 1\n        at += at & -at",
        lambda xs: pairs_of(xs, lambda a, b: a > b),
        edge="A list in ascending order has 0.",
        how="A Fenwick tree counts, in logarithmic time, how many of the numbers seen so far are not greater.",
        slips=(lambda xs: pairs_of(xs, lambda a, b: a >= b), lambda xs: pairs_of(xs, lambda a, b: a < b)),
    ),
    "rising_pairs": task(
        "ints", "int", ("offset",),
        ("count the pairs of places i < j such that the number at j is greater than the number at i plus {0}",
         "find how many pairs of a number and a later number there are in which the later one is more than {0} "
         "greater"),
        "pairs",
        "ranks = sorted(set({x}))\ntree = [0] * (len(ranks) + 1)\n{y} = 0\nfor {v} in {x}:\n"
        "    at = bisect_left(ranks, {v} - {0})\n    while at > 0:\n        {y} += tree[at]\n        at -= at & -at\n"
        "    at = bisect_left(ranks, {v}) + 1\n    while at < len(tree):\n        tree[at] += 1\n        at += at & "
        "-at",
        lambda xs, k: pairs_of(xs, lambda a, b: b > a + k), _BISECT,
        edge="With fewer than two numbers there are 0 pairs.",
        how="A Fenwick tree over the sorted values counts those seen so far that are small enough.",
        slips=(lambda xs, k: pairs_of(xs, lambda a, b: b >= a + k), lambda xs, k: pairs_of(xs, lambda a, b: a > b + k)),
    ),
    "stretches_above": task(
        "ints", "int", ("total",),
        ("count the stretches of neighbouring numbers (of one or more) whose sum is greater than {0}",
         "find how many pairs of places i <= j there are such that the numbers from place i to place j have a sum "
         "above {0}"),
        "stretches",
        "sums = [0, *accumulate({x})]\nranks = sorted(set(sums))\ntree = [0] * (len(ranks) + 1)\n{y} = 0\n"
        "for total in sums:\n    at = bisect_left(ranks, total - {0})\n    while at > 0:\n        {y} += tree[at]\n"
        "        at -= at & -at\n    at = bisect_left(ranks, total) + 1\n    while at < len(tree):\n"
        "        tree[at] += 1\n        at += at & -at",
        lambda xs, k: sum([sum(part) > k for part in stretches_of(xs)]), _BISECT, "from itertools import accumulate",
        edge="If there is none, the result is 0.",
        how="A stretch is a difference of two prefix sums; a Fenwick tree counts the earlier ones small enough.",
        slips=(lambda xs, k: sum([sum(part) >= k for part in stretches_of(xs)]),
               lambda xs, k: sum([sum(part) > k for part in stretches_of(xs) if len(part) > 1])),
    ),
    "longest_rising": task(
        "ints", "int", (),
        ("find the length of the longest strictly increasing subsequence, that is, the largest number of places, not "
         "necessarily neighbours, whose numbers increase from left to right",
         "compute how many numbers can be kept at most if others are crossed out so that those that stay, in their "
         "order, become larger and larger"),
        "length",
        "tails = []\nfor {v} in {x}:\n    place = bisect_left(tails, {v})\n    tails[place:place + 1] = [{v}]\n{y} = "
        "len(tails)",
        _rise, _BISECT, edge="For an empty list the result is 0.",
        how="`tails` holds, for each length, the smallest number that such a subsequence can end with.",
        slips=(lambda xs: _rise(xs, True), lambda xs: len({*xs})), flavour="low numbers",
    ),
    "sum_of_minima": task(
        "ints", "int", (),
        ("add up the smallest numbers of all stretches of one or more neighbouring numbers",
         "take the minimum of the numbers from place i to place j for every pair of places i <= j, and give the sum "
         "of all these minima"),
        "total",
        "stack, ending, {y} = [], 0, 0\nfor {v} in {x}:\n    count = 1\n    while stack and stack[-1][0] >= {v}:\n"
        "        value, times = stack.pop()\n        ending -= value * times\n        count += times\n"
        "    stack.append(({v}, count))\n    ending += {v} * count\n    {y} += ending",
        lambda xs: sum(map(min, stretches_of(xs))), edge="For an empty list the sum is 0.",
        how="`ending` is the sum of the minima of all stretches that end here; a stack of runs keeps it up to date.",
        slips=(lambda xs: sum(map(max, stretches_of(xs))),
               lambda xs: sum([min(p) for p in stretches_of(xs) if len(p) > 1])),
    ),
    "sum_of_ranges": task(
        "ints", "int", (),
        ("add up, over all stretches of one or more neighbouring numbers, the largest number of the stretch minus the "
         "smallest",
         "for every pair of places i <= j, take the maximum minus the minimum of the numbers from place i to place j, "
         "and give the sum of these differences"),
        "total",
        "{y} = 0\nfor sign in (1, -1):\n    stack, ending = [], 0\n    for {v} in {x}:\n        {v} *= sign\n"
        "        count = 1\n        while stack and stack[-1][0] <= {v}:\n            value, times = stack.pop()\n"
        "            ending -= value * times\n            count += times\n        stack.append(({v}, count))\n"
        "        ending += {v} * count\n        {y} += ending",
        lambda xs: sum([max(part) - min(part) for part in stretches_of(xs)]), edge="For an empty list the sum is 0.",
        how="The sum of the maxima is found with a stack of runs, and that of the minima as maxima of the opposites.",
        slips=(lambda xs: sum([max(p) - min(p) for p in stretches_of(xs) if len(p) == 2]),
               lambda xs: sum(map(max, stretches_of(xs)))),
    ),
    "friend_groups": task(
        "spans", "int", (),
        ("take each tuple as a link between its two numbers, and count the groups: numbers belong to the same group "
         "if a chain of links leads from one to the other (only numbers that occur in a tuple count)",
         "the tuples say which two computers are joined by a cable; count the networks that they form, where "
         "everything that is connected, directly or by way of others, is one network"),
        "groups",
        "parent = {{}}\n\ndef top(item):\n    while parent.setdefault(item, item) != item:\n"
        "        parent[item] = parent[parent[item]]\n        item = parent[item]\n    return item\n\n"
        "for a, b in {x}:\n    parent[top(a)] = top(b)\n{y} = sum(item == up for item, up in parent.items())",
        _groups, edge="Without any tuples there are 0 groups.",
        how="Union-find: every number points towards the head of its group, and paths are shortened on the way.",
        slips=(lambda spans: len({a for a, _ in spans}), lambda spans: len(spans)),
    ),
}  # fmt: skip
