"""Tasks for `heapq`, `bisect` and `statistics`: the smallest few, queues by size, places in sorted lists, middles."""

from __future__ import annotations

from collections.abc import Callable
from math import gcd
from typing import Any

from generators.code.library_call.task import Task, task

_HEAPQ = "import heapq"
_BISECT = "from bisect import bisect_left"
_BISECT_RIGHT = "from bisect import bisect_right"
_HEAP_HOW = "A heap gives the smallest item at once, and items can be put in at any time."


def _smallest_by(numbers: list[int], key: Callable[[int], Any], k: int) -> list[int]:
    left = list(numbers)
    out: list[int] = []
    while left and len(out) < k:
        best = left[0]
        for number in left:
            if key(number) < key(best):
                best = number
        left.remove(best)  # equal numbers are alike, so any of them may go
        out.append(best)
    return out


def _joined(numbers: list[int], take: int = 2) -> int:
    left, cost = list(numbers), 0
    while len(left) > 1:
        left.sort()
        pair = left[:take]
        left = [*left[take:], sum(pair)]
        cost += sum(pair)
    return cost


def _stones(numbers: list[int]) -> list[int]:
    left = [abs(number) for number in numbers if number]
    while len(left) > 1:
        left.sort()
        last, before = left.pop(), left.pop()
        if last != before:
            left.append(last - before)
    return left


def _loads(numbers: list[int], workers: int, last: bool = False) -> list[int]:
    loads = [0] * workers
    for number in numbers:
        least = [i for i, load in enumerate(loads) if load == min(loads)]
        loads[least[-1 if last else 0]] += abs(number)
    return loads


def _kth_so_far(numbers: list[int], k: int) -> list[int]:
    return [sorted(numbers[: i + 1])[-k] for i in range(k - 1, len(numbers))]


def _halved(numbers: list[int], times: int) -> list[int]:
    left = list(numbers)
    for _ in range(times if left else 0):
        left.remove(largest := max(left))
        left.append(largest // 2)
    return sorted(left)


def _served(pairs: list[tuple[str, int]], by_name: bool = False) -> list[str]:
    order = [(-number, name if by_name else i, name) for i, (name, number) in enumerate(pairs)]
    return [name for *_, name in sorted(order)]


def _graded(numbers: list[int], scale: tuple[tuple[int, ...], tuple[str, ...]], open_end: bool = False) -> list[str]:
    bounds, names = scale
    return [names[sum([number > bound if open_end else number >= bound for bound in bounds])] for number in numbers]


def _in_ranges(pair: tuple[list[int], list[tuple[int, int]]], last: int = 0, first: int = 0) -> list[int]:
    numbers, ranges = pair
    return [sum([low + first <= number <= high - last for number in numbers]) for low, high in ranges]


def _arrivals(numbers: list[int], after: bool = True) -> list[int]:
    return [sum([other < n or (after and other == n) for other in numbers[:i]]) for i, n in enumerate(numbers)]


def _not_above(pair: tuple[list[int], list[int]], equal: bool = True) -> list[int]:
    return [sum([x <= y if equal else x < y for x in pair[0]]) for y in pair[1]]


def _closest(numbers: list[int], target: int, up: bool = False) -> int | None:
    for distance in range(10_000) if numbers else ():
        for value in (target + distance, target - distance) if up else (target - distance, target + distance):
            if value in numbers:
                return value
    return None


def _rises(numbers: list[int], equal: bool = False) -> int:
    best = [1] * len(numbers)
    for i, number in enumerate(numbers):
        for j in range(i):
            if numbers[j] < number or (equal and numbers[j] == number):
                best[i] = max(best[i], best[j] + 1)
    return max(best, default=0)


def _middle(numbers: list[int], high: bool) -> int:
    return sorted(numbers)[len(numbers) // 2 if high else (len(numbers) - 1) // 2] if numbers else 0


def _modes(numbers: list[int]) -> list[int]:
    most = max(map(numbers.count, numbers), default=0)
    return [number for i, number in enumerate(numbers) if numbers.count(number) == most and number not in numbers[:i]]


def _mean(numbers: list[int]) -> str:
    if not numbers:
        return "none"
    part = gcd(sum(numbers), len(numbers))
    top, bottom = sum(numbers) // part, len(numbers) // part
    return f"{top}/{bottom}" if bottom > 1 else str(top)


def _near_median(numbers: list[int], distance: int, high: bool = False) -> list[int]:
    return [number for number in numbers if abs(number - _middle(numbers, high)) <= distance]


def _overlap(spans: list[tuple[int, int]], closed: bool = False) -> int:
    return max(
        [sum([a <= start and (start < b or (closed and start == b)) for a, b in spans]) for start, _ in spans],
        default=0,
    )


TASKS: dict[str, Task] = {
    "smallest_by": task(
        "ints", "ints", ("count", "number_key"),
        ("list the {0} numbers with the smallest keys, in ascending order of the keys, where the key of a number is "
         "{1}; numbers with the same key stay in the order of the list",
         "give each number a key ({1}) and list the {0} numbers whose keys are smallest, smallest key first and ties "
         "in the order in which they stand in the list"),
        "smallest", "{y} = heapq.nsmallest({0}, {x}, key=lambda {v}: {1})",
        lambda xs, k, key: _smallest_by(xs, key, k), _HEAPQ, edge="If there are not so many numbers, all are listed.",
        how="`heapq.nsmallest` takes a key and keeps the order of ties.",
        slips=(lambda xs, k, key: _smallest_by(xs[::-1], key, k), lambda xs, k, key: sorted(xs)[:k],
               lambda xs, k, key: [x for x in xs if x in _smallest_by(xs, key, k)][:k]),
    ),
    "largest_few": task(
        "ints", "ints", ("count",),
        ("list the {0} largest numbers in descending order, equal numbers as often as they occur",
         "find the top {0} of the numbers, largest first, where repeated numbers count repeatedly"),
        "largest", "{y} = heapq.nlargest({0}, {x})", lambda xs, k: _smallest_by(xs, lambda x: -x, k), _HEAPQ,
        edge="If there are not so many numbers, all are listed.", how="`heapq.nlargest` gives the largest first.",
        slips=(lambda xs, k: sorted({*xs}, reverse=True)[:k], lambda xs, k: sorted(xs)[-k:] if k else []),
    ),
    "merge_sorted": task(
        "sorted_lists", "ints", (),
        ("merge the lists, each of which is in ascending order, into one list in ascending order; equal numbers are "
         "all kept",
         "combine the sorted lists into a single sorted list that holds all their numbers, repeated ones as often as "
         "they occur"),
        "merged", "{y} = list(heapq.merge(*{x}))", lambda lists: sorted([x for each in lists for x in each]), _HEAPQ,
        edge="If there are no lists, or only empty ones, the result is empty.",
        how="`heapq.merge` needs its inputs sorted and gives one sorted stream.",
        slips=(lambda lists: sorted({x for each in lists for x in each}),
               lambda lists: [x for each in lists for x in each]),
    ),
    "joining_cost": task(
        "ints", "int", (),
        ("as long as there are at least two numbers, remove the two smallest and put their sum in their place; add up "
         "all these sums",
         "repeat until one number is left: take out the two smallest numbers, put back their sum, and add this sum to "
         "the cost; the cost, which begins at 0, is what is wanted"),
        "cost",
        "heap = list({x})\nheapq.heapify(heap)\n{y} = 0\nwhile len(heap) > 1:\n"
        "    both = heapq.heappop(heap) + heapq.heappop(heap)\n    {y} += both\n    heapq.heappush(heap, both)",
        _joined, _HEAPQ, edge="With fewer than two numbers the result is 0.", how=_HEAP_HOW,
        slips=(sum, lambda xs: sum([sum(xs[: i + 1]) for i in range(1, len(xs))]),
               lambda xs: sum([sum(sorted(xs)[: i + 1]) for i in range(1, len(xs))])),
    ),
    "stones": task(
        "ints", "ints", (),
        ("take the absolute values of the numbers and leave out zeros; then, while at least two are left, remove the "
         "two largest and, if they differ, put back their difference; give what is left as a list of at most one "
         "number",
         "treat the absolute values of the numbers other than 0 as weights of stones: the two heaviest are smashed "
         "together again and again, both vanish if they are equally heavy and otherwise a stone of their difference "
         "remains; give the last stone's weight as a list of one number, or an empty list if none remains"),
        "left",
        "heap = [-abs({v}) for {v} in {x} if {v}]\nheapq.heapify(heap)\nwhile len(heap) > 1:\n"
        "    first, second = heapq.heappop(heap), heapq.heappop(heap)\n    if first != second:\n"
        "        heapq.heappush(heap, first - second)\n{y} = [-weight for weight in heap]",
        _stones, _HEAPQ, how="A heap gives its smallest item first, so the weights go in with a minus sign.",
        slips=(lambda xs: [abs(sum(xs))] if sum(xs) else [],
               lambda xs: [m for m in [max(map(abs, xs), default=0)] if m]),
        flavour="low numbers",
    ),
    "loads": task(
        "ints", "ints", ("few",),
        ("give out jobs, whose sizes are the absolute values of the numbers in turn, to {0} workers: every job goes to "
         "the worker with the smallest load so far (of several, the one with the lowest number), and the loads add "
         "up; list the final loads of the workers in order",
         "distribute the absolute values of the numbers, one after another, over {0} boxes, always into the box with "
         "the smallest sum so far and, of several such boxes, into the first; list the sums of the boxes in the end"),
        "loads",
        "heap = [(0, worker) for worker in range({0})]\nfor {v} in {x}:\n    load, worker = heap[0]\n"
        "    heapq.heapreplace(heap, (load + abs({v}), worker))\n"
        "{y} = [load for load, _ in sorted(heap, key=lambda item: item[1])]",
        _loads, _HEAPQ, how="Tuples compare by their first parts, and by the next where these are equal.",
        slips=(lambda xs, k: _loads(xs, k, True), lambda xs, k: [sum(map(abs, xs[i::k])) for i in range(k)],
               lambda xs, k: _loads(sorted(xs, key=abs, reverse=True), k)),
    ),
    "kth_so_far": task(
        "ints", "ints", ("few",),
        ("for every place from number {0} on, give the number that would be in place {0} from the end if the numbers "
         "up to there were sorted in ascending order",
         "read the numbers one by one and, as soon as there are {0} of them, note after each the one of rank {0} among "
         "those read so far, the largest having rank 1 and equal numbers ranks of their own"),
        "ranked",
        "heap, {y} = [], []\nfor {v} in {x}:\n    heapq.heappush(heap, {v})\n    if len(heap) > {0}:\n"
        "        heapq.heappop(heap)\n    if len(heap) == {0}:\n        {y}.append(heap[0])",
        lambda xs, k: _kth_so_far(xs, k) if k > 0 else [], _HEAPQ,
        edge="A list with fewer numbers gives an empty list.",
        how="A heap of only so many numbers holds the largest ones, the wanted one on top.",
        slips=(lambda xs, k: [sorted(xs[: i + 1])[k - 1] for i in range(k - 1, len(xs))],
               lambda xs, k: [sorted({*xs[: i + 1]})[-k] for i in range(len(xs)) if len({*xs[: i + 1]}) >= k]),
    ),
    "halved": task(
        "ints", "ints", ("count",),
        ("do the following {0} times: replace the largest number (one of them, if several are largest) by its half, "
         "rounded down; give the resulting numbers in ascending order",
         "halve the largest number of the list, rounding down (towards minus infinity), and do this {0} times in all, "
         "each time with what is then the largest; list the outcome in ascending order"),
        "halves",
        "heap = [-{v} for {v} in {x}]\nheapq.heapify(heap)\nfor _ in range({0} if heap else 0):\n"
        "    heapq.heapreplace(heap, -(-heap[0] // 2))\n{y} = sorted(-{v} for {v} in heap)",
        _halved, _HEAPQ, edge="An empty list stays empty.",
        how="A heap gives its smallest item first, so the numbers go in with the opposite sign.",
        slips=(lambda xs, k: sorted([*sorted(xs)[:-k], *[x // 2 for x in sorted(xs)[-k:]]]) if k else sorted(xs),),
    ),
    "served": task(
        "text_pairs", "words", (),
        ("list the names in the order in which a queue serves them that always takes the tuple with the largest number "
         "and, of several, the one that stands first in the list",
         "sort by urgency: the number of a tuple says how urgent it is, larger ones come first, equally urgent ones "
         "stay in the order of the list, and only the names are wanted"),
        "served",
        "heap = [(-value, i, name) for i, (name, value) in enumerate({x})]\nheapq.heapify(heap)\n"
        "{y} = [heapq.heappop(heap)[2] for _ in range(len(heap))]",
        _served, _HEAPQ, how="The place in the list, as the second part of the tuple, decides ties.",
        slips=(lambda pairs: _served(pairs, True), lambda pairs: _served(pairs[::-1]),
               lambda pairs: _served(pairs)[::-1]),
    ),
    "most_at_once": task(
        "spans", "int", (),
        ("find the largest number of intervals that hold at the same time, where each is a tuple (start, end) that "
         "includes its start and not its end",
         "the tuples are meetings (start, end); find how many rooms they need, when a meeting may begin in a room at "
         "the moment at which another ends there"),
        "most",
        "ends = []\n{y} = 0\nfor start, end in sorted({x}):\n    while ends and ends[0] <= start:\n"
        "        heapq.heappop(ends)\n    heapq.heappush(ends, end)\n    {y} = max({y}, len(ends))",
        _overlap, _HEAPQ, edge="Without any tuples the result is 0.",
        how="The heap holds the ends of the intervals that are still running, the earliest on top.",
        slips=(lambda spans: _overlap(spans, True), len),
    ),
    "graded": task(
        "ints", "words", ("scale",),
        ("replace every number by a word: {0}",
         "translate each number into a grade, which is {0}"),
        "grades",
        "bounds, names = {0}\n{y} = [names[bisect_right(bounds, {v})] for {v} in {x}]", _graded, _BISECT_RIGHT,
        how="`bisect_right` counts the boundaries that are at most the number.",
        slips=(lambda xs, scale: _graded(xs, scale, True),),
    ),
    "range_counts": task(
        "ints_and_ranges", "ints", (),
        ("for each tuple (low, high) of the second list, count the numbers of the first list from low to high, both "
         "included; list these counts in order",
         "list, for every range (low, high) in the second list, how many numbers of the first list lie in it, its ends "
         "counting as inside"),
        "counts",
        "arranged = sorted({x})\n{y} = [bisect_right(arranged, high) - bisect_left(arranged, low) for low, high in "
        "{z}]",
        _in_ranges, "from bisect import bisect_left, bisect_right",
        how="Two searches in the sorted list say where the range begins and where it ends.",
        slips=(lambda ab: _in_ranges(ab, 1), lambda ab: _in_ranges(ab, 0, 1),
               lambda ab: _in_ranges(([*dict.fromkeys(ab[0])], ab[1]))),
    ),
    "arrivals": task(
        "ints", "ints", (),
        ("replace every number by how many of the numbers before it in the list are at most as large as it is",
         "the numbers arrive one by one and are put into a sorted list, each behind those that are equal to it; list "
         "the places, counted from 0, at which they are put in"),
        "places",
        "arranged, {y} = [], []\nfor {v} in {x}:\n    place = bisect_right(arranged, {v})\n"
        "    arranged.insert(place, {v})\n    {y}.append(place)",
        _arrivals, _BISECT_RIGHT, how="`bisect_right` finds the place behind equal numbers in a sorted list.",
        slips=(lambda xs: _arrivals(xs, False), lambda xs: [sorted(xs).index(x) for x in xs]),
    ),
    "not_above": task(
        "two_ints", "ints", (),
        ("replace each number of the second list by how many numbers of the first list are at most as large as it is",
         "for every number of the second list, in order, count the numbers of the first list that are not greater"),
        "counts", "arranged = sorted({x})\n{y} = [bisect_right(arranged, {v}) for {v} in {z}]",
        _not_above, _BISECT_RIGHT,
        how="In a sorted list, the place behind the last number that is not greater is their count.",
        slips=(lambda ab: _not_above(ab, False), lambda ab: _not_above(ab[::-1])),
    ),
    "closest": task(
        "ints", "maybe", ("total",),
        ("find the number of the list that is closest to {0}, the smaller one if two are equally close",
         "pick the number with the smallest distance from {0}; of two with the same distance, the smaller"),
        "closest",
        "arranged = sorted({x})\nplace = bisect_left(arranged, {0})\n"
        "{y} = min(arranged[max(0, place - 1):place + 1], key=lambda {v}: abs({v} - {0}), default=None)",
        _closest, _BISECT, edge="For an empty list the result is None.",
        how="Only the neighbours of the place found can be closest, and `min` prefers the first of two.",
        slips=(lambda xs, k: _closest(xs, k, True), lambda xs, k: max([x for x in xs if x <= k], default=None)),
        flavour="low numbers",
    ),
    "longest_rise": task(
        "ints", "int", (),
        ("find the length of the longest strictly increasing subsequence, that is, the largest number of places, not "
         "necessarily neighbours, whose numbers increase from left to right",
         "compute how many numbers can be kept at most if others are crossed out so that those that stay, in their "
         "order, become larger and larger"),
        "length",
        "tails = []\nfor {v} in {x}:\n    place = bisect_left(tails, {v})\n    tails[place:place + 1] = [{v}]\n"
        "{y} = len(tails)",
        _rises, _BISECT, edge="For an empty list the result is 0.",
        how="`tails` holds, for each length, the smallest number that such a subsequence can end with.",
        slips=(lambda xs: _rises(xs, True), lambda xs: len({*xs})),
        flavour="low numbers",
    ),
    "median_low": task(
        "ints", "int", (),
        ("find the lower median: the middle number of the sorted list or, if there are two in the middle, the smaller",
         "take the number in the middle when the numbers are sorted; of two middle ones, the smaller"),
        "median", "{y} = statistics.median_low({x}) if {x} else 0", lambda xs: _middle(xs, False), "import statistics",
        edge="For an empty list the result is 0.", how="`median_low` never has to take a mean of two numbers.",
        slips=(lambda xs: _middle(xs, True), lambda xs: xs[(len(xs) - 1) // 2] if xs else 0),
    ),
    "median_high": task(
        "ints", "int", (),
        ("find the upper median: the middle number of the sorted list or, if there are two in the middle, the larger",
         "take the number in the middle when the numbers are sorted; of two middle ones, the larger"),
        "median", "{y} = statistics.median_high({x}) if {x} else 0", lambda xs: _middle(xs, True), "import statistics",
        edge="For an empty list the result is 0.", how="`median_high` never has to take a mean of two numbers.",
        slips=(lambda xs: _middle(xs, False), lambda xs: xs[len(xs) // 2] if xs else 0),
    ),
    "modes": task(
        "ints", "ints", (),
        ("list all values that occur most often, each once, in the order in which they first appear",
         "find the values with the highest number of occurrences (all of them, if several share it), in order of first "
         "appearance"),
        "modes", "{y} = statistics.multimode({x})", _modes, "import statistics",
        edge="An empty list gives an empty list.", how="`multimode` returns all modes in order of first appearance.",
        slips=(lambda xs: sorted(_modes(xs)), lambda xs: _modes(xs)[:1]),
        flavour="low numbers",
    ),
    "mean_fraction": task(
        "ints", "line", (),
        ("write the mean of the numbers exactly, as a fraction in lowest terms such as '7/2' or '-7/2', or as a whole "
         "number such as '3' if it is one",
         "form the arithmetic mean and give it as text: 'p/q' in lowest terms with a positive denominator q, or just "
         "'p' if the mean is whole"),
        "mean", '{y} = str(statistics.mean(map(Fraction, {x}))) if {x} else "none"', _mean,
        "import statistics", "from fractions import Fraction", edge="For an empty list the result is 'none'.",
        how="The mean of `Fraction`s is exact, and `str` writes it in lowest terms.",
        slips=(lambda xs: f"{sum(xs)}/{len(xs)}" if xs else "none",
               lambda xs: str(sum(xs) // len(xs)) if xs else "none"),
    ),
    "near_median": task(
        "ints", "ints", ("size",),
        ("keep only the numbers that differ by at most {0} from the lower median of the list (the middle number of the "
         "sorted list, the smaller one of two)",
         "remove every number that is more than {0} away from the median, where of two middle numbers the smaller is "
         "the median"),
        "near",
        "{y} = [{v} for {v} in {x} if abs({v} - statistics.median_low({x})) <= {0}]",
        _near_median, "import statistics", edge="An empty list stays empty.",
        how="`median_low` never has to take a mean of two numbers.",
        slips=(lambda xs, k: _near_median(xs, k, True), lambda xs, k: sorted(_near_median(xs, k))),
    ),
}  # fmt: skip
