"""Sorting pass by pass, and binary search probe by probe."""

from __future__ import annotations

from typing import Any

from generators.code.algorithm_trace.simulators import binary_search, sorting
from generators.code.algorithm_trace.trace import Followed, Texts, Trace
from generators.language.lexicon import counted
from generators.randomness import Stream

_METHODS = {
    1: ("insertion", "selection", "bubble", "merge"),
    2: ("insertion", "selection", "bubble", "merge", "quick", "heap"),
    3: ("insertion", "selection", "bubble", "quick", "quick", "heap", "heap"),
}
_SIZES = {1: (4, 6), 2: (7, 9), 3: (10, 13)}


class Sorting(Trace, frozen=True, tag="sorting"):
    """A list after some passes of a sort, or how much they moved."""

    method: str
    numbers: tuple[int, ...]
    passes: int | None  # None: all
    asked: str

    SIMULATOR = sorting
    RANGES = {1: (3, 12), 2: (13, 40), 3: (41, 100)}
    FORM = "Python list of integers"

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Sorting:
        method = stream.choice(_METHODS[level])
        numbers = tuple(stream.sample(range(1, 60 if level == 1 else 100), stream.integer(*_SIZES[level])))
        passes: int | None = stream.integer(1, {1: 2, 2: 4, 3: 7}[level])
        counts = method in ("insertion", "selection", "bubble") and level > 1 and stream.chance(1, 3)
        if counts and stream.chance(1, 2):
            passes = None
        if method == "merge":
            passes = stream.integer(1, level + 1)
        if method == "heap":
            passes = 0 if level == 2 else stream.integer(1, 3)
        return cls(method, numbers, passes, "changes" if counts else "list")

    def form(self) -> str:
        return self.FORM if self.asked == "list" else "integer"

    def arguments(self) -> tuple[Any, ...]:
        return (self.method, list(self.numbers), self.passes, self.asked)

    def canonical(self) -> Any:
        """What counts is the order of the numbers."""
        ranks = sorted(self.numbers)
        return [self.method, [ranks.index(number) for number in self.numbers] if self.asked != "list" else self.numbers,
                self.passes, self.asked]  # fmt: skip

    def followed(self) -> Followed:
        run = _Run(list(self.numbers))
        run.lines.append(f"Start: {run.a}")
        getattr(run, self.method)(self.passes)
        if self.asked == "list":
            return Followed(run.lines, run.a, run.steps)
        total = sum(run.changes)
        what = "Shifts" if self.method == "insertion" else "Exchanges"
        run.lines.append(f"{what}, pass by pass: {' + '.join(map(str, run.changes))} = {total}")
        return Followed(run.lines, total, run.steps)

    def interesting(self, run: Followed) -> bool:
        if self.asked != "list":
            return bool(run.value > 1)
        most = len(self.numbers) - 1
        if self.passes is not None and self.method in ("insertion", "selection", "bubble") and self.passes > most:
            return False
        halfway = list(run.value) != sorted(self.numbers) or self.method == "merge"
        return halfway and list(run.value) != list(self.numbers)

    def described(self) -> Texts:
        name, prose, code = _SORTS[self.method]
        shown = f"`{list(self.numbers)}`"
        return Texts(
            name,
            prose,
            code,
            f"[The sort is run on the list|The list is] {shown}; positions count from 0, and n is the list's length.",
            f"```\n{list(self.numbers)}\n```",
            "[The list shown is to be sorted|The sort is run on the list shown], and positions count from 0.",
        )

    def asks(self) -> tuple[str, str]:
        form = "[The answer is|Give] a Python list of [integers|the numbers]."
        if self.method == "heap":
            if not self.passes:
                return "[What is the list|What does the list look like] when the heap has been built?", form
            many = counted(self.passes, "pass")
            return f"[What is the list|What does the list look like] after {many} of the second phase?", form
        if self.method == "quick":
            assert self.passes is not None
            if self.passes == 1:
                return "[What is the list|What does the list look like] after the first partition?", form
            return f"[What is the list|What does the list look like] after the first {self.passes} partitions?", form
        if self.asked == "list":
            assert self.passes is not None
            many = counted(self.passes, "pass")
            return f"[What is the list|What does the list look like|How does the list stand] after {many}?", form
        what = "shifts" if self.method == "insertion" else "exchanges"
        when = "until the list is sorted" if self.passes is None else f"in the first {self.passes} passes"
        when = "in the first pass" if self.passes == 1 else when
        return f"How many {what} [are made|are there] {when}?", "[The answer is|Give] an integer."


class _Run:
    """A sort under way: the list, the lines so far, the comparisons, and the changes of each pass."""

    def __init__(self, numbers: list[int]) -> None:
        self.a = numbers
        self.lines: list[str] = []
        self.steps = 0
        self.changes: list[int] = []

    def swap(self, i: int, j: int, why: str) -> None:
        self.a[i], self.a[j] = self.a[j], self.a[i]
        self.lines.append(f"  {why}: {self.a}")

    def insertion(self, passes: int | None) -> None:
        a = self.a
        for i in range(1, len(a) if passes is None else min(passes + 1, len(a))):
            taken, j = a[i], i
            while j > 0 and a[j - 1] > taken:
                j -= 1
            larger = a[j:i]
            self.steps += len(larger) + (j > 0)
            self.changes.append(len(larger))
            a[j : i + 1] = [taken, *larger]
            moved = f"shift {', '.join(map(str, reversed(larger)))}" if larger else "nothing to shift"
            self.lines.append(f"Pass {i}: take {taken}, {moved}: {a}")

    def selection(self, passes: int | None) -> None:
        a = self.a
        for i in range(len(a) - 1 if passes is None else min(passes, len(a) - 1)):
            place = a.index(min(a[i:]), i)
            self.steps += len(a) - 1 - i
            self.changes.append(int(place != i))
            said = f"Pass {i + 1}: the smallest of {a[i:]} is {a[place]}"
            if place == i:
                self.lines.append(f"{said}, already in its place: {a}")
            else:
                a[i], a[place] = a[place], a[i]
                self.lines.append(f"{said}, exchanged with {a[place]}: {a}")

    def bubble(self, passes: int | None) -> None:
        a = self.a
        for i in range(len(a) - 1 if passes is None else min(passes, len(a) - 1)):
            self.lines.append(f"Pass {i + 1}:")
            found = 0
            for j in range(len(a) - 1 - i):
                self.steps += 1
                if a[j] > a[j + 1]:
                    found += 1
                    self.swap(j, j + 1, f"{a[j]} > {a[j + 1]}")
            if not found:
                self.lines.append(f"  no exchange: {a}")
            self.changes.append(found)

    def merge(self, passes: int | None) -> None:
        a, width, number = self.a, 1, 0
        while width < len(a) and number != passes:
            number += 1
            self.lines.append(f"Pass {number}, runs of {width}:")
            for low in range(0, len(a), 2 * width):
                one, other = a[low : low + width], a[low + width : low + 2 * width]
                merged = self.merged(list(one), list(other))
                said = f"{one} and {other} give {merged}" if other else f"{one} stays"
                self.lines.append(f"  {said}")
                a[low : low + 2 * width] = merged
            self.lines.append(f"  list: {a}")
            width *= 2

    def merged(self, one: list[int], other: list[int]) -> list[int]:
        result = []
        while one and other:
            self.steps += 1
            result.append((one if one[0] <= other[0] else other).pop(0))
        return result + one + other

    def quick(self, passes: int | None) -> None:
        self.left = passes
        self.quick_part(0, len(self.a) - 1)

    def quick_part(self, low: int, high: int) -> None:
        if low >= high or not self.left:
            return
        self.left -= 1
        a, i = self.a, low
        self.lines.append(f"Partition of positions {low} to {high}, pivot {a[high]}:")
        for j in range(low, high):
            self.steps += 1
            if a[j] < a[high]:
                if i != j:
                    self.swap(i, j, f"{a[j]} < {a[high]}, exchange positions {i} and {j}")
                else:
                    self.lines.append(f"  {a[j]} < {a[high]}, it stays at position {i}")
                i += 1
        self.swap(i, high, f"pivot to position {i}")
        self.quick_part(low, i - 1)
        self.quick_part(i + 1, high)

    def heap(self, passes: int | None) -> None:
        a = self.a
        self.lines.append("Building the heap:")
        for start in range(len(a) // 2 - 1, -1, -1):
            self.sink(start, len(a))
        for number in range(passes or 0):
            end = len(a) - 1 - number
            self.lines.append(f"Pass {number + 1}:")
            self.swap(0, end, f"exchange {a[0]} and {a[end]}")
            self.sink(0, end)

    def sink(self, i: int, end: int) -> None:
        a, start = self.a, i
        self.steps += 1
        while 2 * i + 1 < end:
            children = a[2 * i + 1 : min(2 * i + 3, end)]
            self.steps += len(children)
            child = 2 * i + 1 + (len(children) > 1 and children[1] > children[0])
            if a[child] <= a[i]:
                break
            self.swap(i, child, f"{a[i]} sinks below {a[child]}")
            i = child
        if i == start:
            self.lines.append(f"  {a[i]} at position {i} stays")


class BinarySearch(Trace, frozen=True, tag="binary_search"):
    """The places that a binary search looks at."""

    numbers: tuple[int, ...]
    target: int
    rule: str
    asked: str

    SIMULATOR = binary_search
    RANGES = {1: (2, 4), 2: (4, 6)}
    FORM = "Python list of integers"

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> BinarySearch:
        size = stream.integer(7, 12) if level == 1 else stream.integer(18, 32)
        numbers = sorted(stream.sample(range(1, 70 if level == 1 else 160), size))
        rule = stream.choice(("exact", "exact", "first"))
        target = stream.choice(numbers) if stream.chance(2, 3) else stream.integer(numbers[0] + 1, numbers[-1] - 1)
        return cls(tuple(numbers), target, rule, stream.choice(("places", "values")))

    def arguments(self) -> tuple[Any, ...]:
        return (list(self.numbers), self.target, self.rule, self.asked)

    def canonical(self) -> Any:
        return [self.numbers, self.target, self.rule, self.asked]

    def followed(self) -> Followed:
        a, places, lines = self.numbers, [], []
        exact = self.rule == "exact"
        low, high = 0, len(a) - exact
        while low <= high if exact else low < high:
            middle = (low + high) // 2
            places.append(middle)
            start = f"low = {low}, high = {high}: middle = ({low} + {high}) // 2 = {middle}, value {a[middle]}"
            if exact and a[middle] == self.target:
                lines.append(f"{start}, found")
                break
            if a[middle] < self.target:
                low = middle + 1
                lines.append(f"{start} < {self.target}, low = {low}")
            else:
                high = middle - exact
                lines.append(f"{start} {'>' if exact else '>='} {self.target}, high = {high}")
        else:
            lines.append(f"low = {low}, high = {high}: the search ends.")
        value = places if self.asked == "places" else [a[place] for place in places]
        return Followed(lines, value, len(places))

    def described(self) -> Texts:
        prose, code = _SEARCHES[self.rule]
        return Texts(
            "binary search",
            prose,
            code,
            f"[The search looks for x = {self.target} in the list|The search is run with x = {self.target} on the "
            f"list] `{list(self.numbers)}` of length n = {len(self.numbers)}.",
            f"```\n{list(self.numbers)}\n```",
            f"[The number looked for is {self.target}|The search looks for {self.target} in the list shown].",
        )

    def asks(self) -> tuple[str, str]:
        if self.asked == "places":
            return (
                "At which positions does the search look, in order?",
                "[Give|Write] a Python list of the values of middle.",
            )
        return (
            "Which numbers[ of the list|] does the search look at, in order?",
            "[Give|Write] a Python list of [these numbers|the numbers at middle].",
        )


_SORTS = {
    "insertion": (
        "insertion sort",
        "Insertion sort: pass i (for i = 1, 2, ...) takes the number at position i, shifts every larger number "
        "before it one place to the right and puts it [into the gap|where the last shifted one was]. Each number "
        "moved to the right is one shift.",
        "for i = 1 to n - 1:            # pass i\n    x = a[i]\n    j = i\n    while j > 0 and a[j - 1] > x:\n"
        "        a[j] = a[j - 1]        # a shift\n        j = j - 1\n    a[j] = x",
    ),
    "selection": (
        "selection sort",
        "Selection sort: pass i (for i = 1, 2, ...) finds the smallest number from position i - 1 to the end and "
        "exchanges it with the number at position i - 1 [if it is not there already|unless it already stands there].",
        "for i = 0 to n - 2:            # pass i + 1\n    m = position of the smallest of a[i], ..., a[n - 1]\n"
        "    if m != i:\n        exchange a[i] and a[m]",
    ),
    "bubble": (
        "bubble sort",
        "Bubble sort: [each pass goes|every pass goes] through the list from left to right and exchanges two "
        "neighbours wherever the left one is larger; pass i leaves the last `i - 1` numbers, which are in place, "
        "alone.",
        "for i = 1 to n - 1:            # pass i\n    for j = 0 to n - 1 - i:\n        if a[j] > a[j + 1]:\n"
        "            exchange a[j] and a[j + 1]",
    ),
    "merge": (
        "merge sort from the bottom up",
        "Merge sort from the bottom up: pass 1 merges neighbouring runs of 1 number into sorted runs of 2, pass 2 "
        "runs of 2 into runs of 4, and so on; pairs are taken from the left, and a run without a partner stays as it "
        "is.",
        "w = 1\nwhile w < n:                   # one pass\n    for s = 0, 2w, 4w, ... below n:\n"
        "        merge a[s .. s+w-1] and a[s+w .. s+2w-1], as far as they exist, into one sorted run\n    w = 2w",
    ),
    "quick": (
        "quicksort",
        "Quicksort: a part of the list with at least two numbers is partitioned with its last number as the pivot. "
        "With i at the part's first position, j goes through the part up to the position before the pivot; whenever "
        "`a[j]` is less than the pivot, `a[i]` and `a[j]` are exchanged and i grows by 1. At the end `a[i]` and the "
        "pivot are exchanged. Then the part to the left of the pivot is sorted completely in the same way, and after "
        "it the part to the right.",
        "quicksort(low, high):          # first call: quicksort(0, n - 1)\n    if low >= high: return\n    p = "
        "a[high]\n"
        "    i = low\n    for j = low to high - 1:   # the partition\n        if a[j] < p:\n"
        "            exchange a[i] and a[j]\n            i = i + 1\n    exchange a[i] and a[high]\n"
        "    quicksort(low, i - 1)\n    quicksort(i + 1, high)",
    ),
    "heap": (
        "heapsort",
        "Heapsort: the children of position i are 2i + 1 and 2i + 2. A number sinks by being exchanged with its "
        "larger child as long as that child is larger than it. First a max-heap is built: for i from n // 2 - 1 down "
        "to 0, the number at position i sinks. In the second phase, each pass exchanges the first number with the "
        "last one of the heap, which then leaves the heap, and lets the new first number sink.",
        "sink(i, end):\n    while 2i + 1 < end:\n        c = the child 2i + 1 or 2i + 2 (below end) with the larger "
        "number\n"
        "        if a[c] <= a[i]: return\n        exchange a[i] and a[c]\n        i = c\n\n"
        "for i = n // 2 - 1 down to 0:  # builds the heap\n    sink(i, n)\n"
        "for end = n - 1 down to 1:     # second phase, one pass each\n    exchange a[0] and a[end]\n    sink(0, end)",
    ),
}
_SEARCHES = {
    "exact": (
        "Binary search: low starts at 0 and high at the last position. As long as low <= high, it looks at position "
        "middle = (low + high) // 2. If the number there is the one looked for, it stops; if it is smaller, low "
        "becomes middle + 1; otherwise high becomes middle - 1. Positions count from 0.",
        "low = 0\nhigh = n - 1\nwhile low <= high:\n    middle = (low + high) // 2\n    if a[middle] == x: stop\n"
        "    if a[middle] < x: low = middle + 1\n    else: high = middle - 1",
    ),
    "first": (
        "This binary search finds the first number that is not less than a given one: low starts at 0 and high at "
        "the length of the list. As long as low < high, it looks at position middle = (low + high) // 2. If the "
        "number there is less than the one looked for, low becomes middle + 1; otherwise high becomes middle. "
        "Positions count from 0.",
        "low = 0\nhigh = n\nwhile low < high:\n    middle = (low + high) // 2\n    if a[middle] < x: low = middle + 1\n"
        "    else: high = middle",
    ),
}  # fmt: skip
