"""Tasks that one pass settles: with counts of what came before, prefix sums, or a window that moves along."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from generators.code.library_call.task import Task, task

_COUNTER = "from collections import Counter"


def pairs_of(numbers: list[int], wanted: Callable[[int, int], bool]) -> int:
    """How many pairs of an earlier and a later number are wanted."""
    return sum([wanted(a, b) for i, b in enumerate(numbers) for a in numbers[:i]])


def stretches_of(numbers: list[int]) -> list[list[int]]:
    """All stretches of neighbours that are not empty."""
    return [numbers[i:j] for i in range(len(numbers)) for j in range(i + 1, len(numbers) + 1)]


def _longest(numbers: list[int], good: Callable[[list[int]], bool]) -> int:
    return max([len(stretch) for stretch in stretches_of(numbers) if good(stretch)], default=0)


def _repeat(numbers: list[int], farthest: bool = False) -> int:
    gaps = [i - j for i, b in enumerate(numbers) for j, a in enumerate(numbers[:i]) if a == b]
    return (max if farthest else min)(gaps, default=0)


def _balanced(numbers: list[int], test: Callable[[int], bool]) -> int:
    return _longest(numbers, lambda part: 2 * sum([bool(test(n)) for n in part]) == len(part))


def _gain(numbers: list[int], either: bool = False) -> int:
    gains = [b - a for i, b in enumerate(numbers) for a in numbers[:i]]
    return max([0, *(abs(gain) if either else gain for gain in gains)])


TASKS: dict[str, Task] = {
    "pair_sums": task(
        "ints", "int", ("total",),
        ("count the pairs of places i < j of the list whose two numbers add up to {0}",
         "find in how many ways two different places can be chosen, their order without meaning, so that the numbers "
         "there have the sum {0}"),
        "pairs", "counter = Counter()\n{y} = 0\nfor {v} in {x}:\n    {y} += counter[{0} - {v}]\n    counter[{v}] += 1",
        lambda xs, k: pairs_of(xs, lambda a, b: a + b == k), _COUNTER, edge="Equal numbers at other places count anew.",
        how="For each number, a `Counter` of the earlier ones says at once how many complete it to the sum.",
        slips=(lambda xs, k: pairs_of([*dict.fromkeys(xs)], lambda a, b: a + b == k),), flavour="low numbers",
    ),
    "distant_pairs": task(
        "ints", "int", ("offset",),
        ("count the pairs of places i < j of the list whose two numbers differ by exactly {0}",
         "find how many pairs of different places, their order without meaning, have numbers with the difference {0}, "
         "whichever of the two is larger"),
        "pairs",
        "counter = Counter()\n{y} = 0\nfor {v} in {x}:\n    {y} += counter[{v} - {0}] + counter[{v} + {0}]\n"
        "    counter[{v}] += 1",
        lambda xs, k: pairs_of(xs, lambda a, b: abs(a - b) == k), _COUNTER,
        edge="Equal numbers at other places count anew.",
        how="The partners of a number are known, so a `Counter` of the earlier numbers is asked for them.",
        slips=(lambda xs, k: pairs_of(xs, lambda a, b: b - a == k), lambda xs, k: pairs_of(xs,
               lambda a, b: a - b == k)),
        flavour="low numbers",
    ),
    "multiple_pairs": task(
        "ints", "int", ("modulus",),
        ("count the pairs of places i < j of the list whose two numbers have a sum divisible by {0}",
         "find how many pairs of different places, their order without meaning, hold numbers whose sum is a multiple "
         "of {0}"),
        "pairs",
        "counter = Counter()\n{y} = 0\nfor {v} in {x}:\n    {y} += counter[-{v} % {0}]\n    counter[{v} % {0}] += 1",
        lambda xs, k: pairs_of(xs, lambda a, b: (a + b) % k == 0), _COUNTER,
        edge="Equal numbers at other places count anew.",
        how="Only remainders matter, so the earlier numbers are counted by their remainders.",
        slips=(lambda xs, k: pairs_of(xs, lambda a, b: (a - b) % k == 0),),
    ),
    "stretches_of_sum": task(
        "ints", "int", ("total",),
        ("count the stretches of neighbouring numbers (of one or more) whose sum is {0}",
         "find how many pairs of places i <= j there are such that the numbers from place i to place j add up to {0}"),
        "stretches",
        "counter = Counter([0])\ntotal = {y} = 0\nfor {v} in {x}:\n    total += {v}\n"
        "    {y} += counter[total - {0}]\n    counter[total] += 1",
        lambda xs, k: sum([sum(part) == k for part in stretches_of(xs)]), _COUNTER,
        edge="If there is none, the result is 0.",
        how="A stretch is a difference of two prefix sums, and the earlier prefix sums are counted.",
        slips=(lambda xs, k: sum([sum(part) == k for part in stretches_of(xs) if len(part) > 1]),),
        flavour="low numbers",
    ),
    "best_stretch": task(
        "ints", "int", (),
        ("find the largest sum that a stretch of one or more neighbouring numbers has",
         "compute the maximum, over all pairs of places i <= j, of the sum of the numbers from place i to place j"),
        "best",
        "{y} = current = {x}[0] if {x} else 0\nfor {v} in {x}[1:]:\n    current = max({v}, current + {v})\n"
        "    {y} = max({y}, current)",
        lambda xs: max(map(sum, stretches_of(xs)), default=0), edge="For an empty list the result is 0.",
        how="The best stretch that ends here is this number alone, or joined to the best one that ended just before.",
        slips=(lambda xs: max(0, *map(sum, stretches_of(xs) or [[0]])), lambda xs: max([*xs, sum(xs)], default=0)),
    ),
    "best_gain": task(
        "ints", "int", (),
        ("find the largest value that a later number minus an earlier number can have",
         "compute the most that a number exceeds any number before it"),
        "gain",
        "{y} = 0\nlowest = None\nfor {v} in {x}:\n    lowest = {v} if lowest is None else min(lowest, {v})\n"
        "    {y} = max({y}, {v} - lowest)",
        _gain, edge="If no later number is larger than an earlier one, the result is 0.",
        how="For each number only the smallest one before it matters, which is kept up to date.",
        slips=(lambda xs: _gain(xs, True), lambda xs: max([0, *(b - a for a, b in pairwise(xs))])),
    ),
    "nearest_repeat": task(
        "ints", "int", (),
        ("find the smallest distance between two places that hold equal numbers",
         "compute the smallest value of j - i over all places i < j whose numbers are equal"),
        "distance",
        "places, {y} = {{}}, 0\nfor i, {v} in enumerate({x}):\n    if {v} in places and not 0 < {y} <= i - "
        "places[{v}]:\n"
        "        {y} = i - places[{v}]\n    places[{v}] = i",
        _repeat, edge="If all numbers are different, the result is 0.",
        how="Only the last place of each value can be nearest, and a dictionary holds it.",
        slips=(lambda xs: _repeat(xs, True), lambda xs: max(0, _repeat(xs) - 1)), flavour="low numbers",
    ),
    "farthest_repeat": task(
        "ints", "int", (),
        ("find the largest distance between two places that hold equal numbers",
         "compute the largest value of j - i over all places i < j whose numbers are equal"),
        "distance",
        "places, {y} = {{}}, 0\nfor i, {v} in enumerate({x}):\n    {y} = max({y}, i - places.setdefault({v}, i))",
        lambda xs: _repeat(xs, True), edge="If all numbers are different, the result is 0.",
        how="Only the first place of each value can be farthest, and a dictionary holds it.",
        slips=(_repeat, lambda xs: max(0, _repeat(xs, True) - 1)), flavour="low numbers",
    ),
    "longest_distinct": task(
        "ints", "int", (),
        ("find the length of the longest stretch of neighbouring numbers in which no value occurs twice",
         "compute how many neighbouring numbers can be taken at most so that they are all different"),
        "longest",
        "places, start, {y} = {{}}, 0, 0\nfor i, {v} in enumerate({x}):\n"
        "    start = max(start, places.get({v}, -1) + 1)\n    places[{v}] = i\n    {y} = max({y}, i - start + 1)",
        lambda xs: _longest(xs, lambda part: len({*part}) == len(part)), edge="For an empty list the result is 0.",
        how="The stretch that ends at a number begins behind the last place of an equal number, or later.",
        slips=(lambda xs: len({*xs}), lambda xs: _longest(xs, lambda p: all(a != b for a, b in pairwise(p)))),
        flavour="low numbers",
    ),
    "longest_balanced": task(
        "ints", "int", ("number_test",),
        ("find the length of the longest stretch of neighbouring numbers of which exactly half {0.plural}",
         "compute how many neighbouring numbers can be taken at most so that as many of them {0.plural} as do not"),
        "longest",
        "places, balance, {y} = {{0: -1}}, 0, 0\nfor i, {v} in enumerate({x}):\n    balance += 1 if {0} else -1\n"
        "    {y} = max({y}, i - places.setdefault(balance, i))",
        _balanced, edge="If there is none, the result is 0.",
        how="Counting +1 and -1, such a stretch lies between two places of equal balance; the first of each is kept.",
        slips=(lambda xs, test: 2 * min(sum(map(test, xs)), len(xs) - sum(map(test, xs))),),
    ),
    "longest_few": task(
        "ints", "int", ("count",),
        ("find the length of the longest stretch of neighbouring numbers that has at most {0} different values",
         "compute how many neighbouring numbers can be taken at most so that no more than {0} different values are "
         "among them"),
        "longest",
        "counter, start, {y} = Counter(), 0, 0\nfor i, {v} in enumerate({x}):\n    counter[{v}] += 1\n"
        "    while len(counter) > {0}:\n        counter[{x}[start]] -= 1\n        if counter[{x}[start]] == 0:\n"
        "            del counter[{x}[start]]\n        start += 1\n    {y} = max({y}, i - start + 1)",
        lambda xs, k: _longest(xs, lambda part: len({*part}) <= k), _COUNTER, edge="For an empty list the result is 0.",
        how="A window with counts of its values grows at the right and is shortened at the left while it has too many.",
        flavour="low numbers",
    ),
}  # fmt: skip
