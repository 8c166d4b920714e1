"""The stages that functions from a specification are made of: each with its English, its code and its meaning.

A stage takes a value of one type and gives one of another; its arguments are those of
`generators.code.pipelines.items`: ``("keep", (("above", 5),))``.

``run`` and the code template say the same thing twice: the tests' expected values come from the first, the
reference program from the second, and the family's tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, groupby, pairwise
from typing import Any, NamedTuple


class Operation(NamedTuple):
    """A kind of stage. `kinds` are its arguments' kinds, `clauses` its wordings as commands, `edge` says what the
    clauses leave open, `result` names the helper variable, `how` explains code that does not explain itself."""

    takes: str
    gives: str
    kinds: tuple[str, ...]
    clauses: tuple[str, ...]
    result: str
    code: str
    run: Callable[..., Any]
    edge: str = ""
    how: str = ""


def _runs(items: Sequence[Any]) -> list[list[Any]]:
    return [list(run) for _, run in groupby(items)]


def _chunks(items: list[int], size: int) -> list[list[int]]:
    return [items[i : i + size] for i in range(0, len(items), size)]


def _windows(items: list[int], size: int) -> list[list[int]]:
    return [items[i : i + size] for i in range(len(items) - size + 1)]


def _climbs(numbers: list[int]) -> list[list[int]]:
    climbs: list[list[int]] = []
    for number in numbers:
        if climbs and climbs[-1][-1] < number:
            climbs[-1].append(number)
        else:
            climbs.append([number])
    return climbs


def _counts(items: Sequence[Any]) -> dict[Any, int]:
    counts: dict[Any, int] = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    return counts


def _records(numbers: list[int]) -> list[int]:
    return [v for i, v in enumerate(numbers) if i == 0 or v > max(numbers[:i])]


def _shifted(text: str, places: int) -> str:
    return "".join([chr((ord(c) - 97 + places) % 26 + 97) if "a" <= c <= "z" else c for c in text])


def _swapped(text: str) -> str:
    return "".join([text[i : i + 2][::-1] for i in range(0, len(text), 2)])


def _shrunk(number: int, divisor: int) -> list[int]:
    values = []
    while number and divisor > 1:
        values.append(number)
        number //= divisor
    return values


def _base_digits(number: int, base: int) -> list[int]:
    digits = []
    while number and base > 1:
        digits.append(number % base)
        number //= base
    return digits


_EMPTY_ZERO = "For an empty list the result is 0."
_RUN_CODE = (
    "{y} = []\nfor {v} in {x}:\n    if {y} and {y}[-1][-1] == {v}:\n        {y}[-1].append({v})\n    else:\n"
    "        {y}.append([{v}])"
)
_PAIR_CODE = (
    "{y} = []\nfor {v} in {x}:\n    if {y} and {y}[-1][0] == {v}:\n        {y}[-1] = ({v}, {y}[-1][1] + 1)\n    else:\n"
    "        {y}.append(({v}, 1))"
)
_COUNT_CODE = "{y} = {{}}\nfor {v} in {x}:\n    {y}[{v}] = {y}.get({v}, 0) + 1"
_LONGEST_CODE = (
    "{y} = run = 0\nfor i in range(len({x})):\n    run = run + 1 if i > 0 and {x}[i] == {x}[i - 1] else 1\n"
    "    {y} = max({y}, run)"
)
_DISTINCT_HOW = "A dictionary keeps its keys in the order in which they were first put in, and each only once."
_STABLE = "Those that tie keep their order."
_STABLE_HOW = "`sorted` is stable, so ties stay in order."
_PAIR_HOW = "Each run is held as a tuple whose count grows as long as the same value comes again."

OPERATIONS: dict[str, Operation] = {
    # lists of integers
    "keep": Operation(
        "ints", "ints", ("number_test",),
        ("keep only the numbers that {0.plural}", "remove every number that {0.denied}",
         "drop all numbers except those that {0.plural}"),
        "kept", "{y} = [{v} for {v} in {x} if {0}]", lambda xs, test: [v for v in xs if test(v)],
    ),
    "map": Operation(
        "ints", "ints", ("number_function",),
        ("replace every number by {0}", "turn each number into {0}", "map each number to {0}"),
        "mapped", "{y} = [{0} for {v} in {x}]", lambda xs, f: [f(v) for v in xs],
    ),
    "map_where": Operation(
        "ints", "ints", ("number_test", "number_function"),
        ("replace every number that {0.singular} by {1}, and leave the others as they are",
         "change only the numbers that {0.plural}: each of them becomes {1}"),
        "changed", "{y} = [{1} if {0} else {v} for {v} in {x}]",
        lambda xs, test, f: [f(v) if test(v) else v for v in xs],
    ),
    "running_sums": Operation(
        "ints", "ints", (),
        ("replace every number by the sum of all numbers up to and including it",
         "form the running totals, so that each position holds the sum of the numbers from the start up to there"),
        "totals", "{y} = []\ntotal = 0\nfor {v} in {x}:\n    total += {v}\n    {y}.append(total)",
        lambda xs: list(accumulate(xs)),
    ),
    "running_max": Operation(
        "ints", "ints", (),
        ("replace every number by the largest number seen up to and including it",
         "form the running maxima, so that each position holds the largest of the numbers from the start up to there"),
        "maxima", "{y} = []\nfor {v} in {x}:\n    {y}.append({v} if not {y} else max({y}[-1], {v}))",
        lambda xs: list(accumulate(xs, max)),
        how="Only the last maximum and the new number need comparing.",
    ),
    "differences": Operation(
        "ints", "ints", (),
        ("form the list of differences between neighbours, each number being subtracted from the one after it",
         "replace the list by its consecutive differences (second minus first, third minus second, and so on)"),
        "differences", "{y} = [after - before for before, after in zip({x}, {x}[1:])]",
        lambda xs: [b - a for a, b in pairwise(xs)],
        edge="A list with fewer than two numbers gives an empty list.",
    ),
    "distinct": Operation(
        "ints", "ints", (),
        ("remove repeated numbers, keeping the first occurrence of each in its place",
         "keep each value only the first time that it appears"),
        "distinct", "{y} = list(dict.fromkeys({x}))", lambda xs: list(dict.fromkeys(xs)), how=_DISTINCT_HOW,
    ),
    "ascending": Operation(
        "ints", "ints", (), ("sort the numbers in ascending order", "put the numbers in order, smallest first"),
        "ordered", "{y} = sorted({x})", sorted,
    ),
    "descending": Operation(
        "ints", "ints", (), ("sort the numbers in descending order", "put the numbers in order, largest first"),
        "ordered", "{y} = sorted({x}, reverse=True)", lambda xs: sorted(xs, reverse=True),
    ),
    "sort_by": Operation(
        "ints", "ints", ("number_key",),
        ("sort the numbers in ascending order of a key: the key of a number is {0}",
         "reorder the numbers by key, lowest key first, where a number's key is {0}"),
        "ordered", "{y} = sorted({x}, key=lambda {v}: {0})", lambda xs, f: sorted(xs, key=f),
        edge="Numbers with the same key keep their order.", how=_STABLE_HOW,
    ),
    "reverse": Operation(
        "ints", "ints", (), ("reverse the order of the list", "read the list backwards"),
        "backwards", "{y} = {x}[::-1]", lambda xs: xs[::-1],
    ),
    "rotate": Operation(
        "ints", "ints", ("count",),
        ("rotate the list to the left by {0} places, so that each number leaving the front re-enters at the back",
         "move the first number to the end of the list, and do so {0} times in all"),
        "rotated", "shift = {0} % len({x}) if {x} else 0\n{y} = {x}[shift:] + {x}[:shift]",
        lambda xs, k: xs[k % len(xs) :] + xs[: k % len(xs)] if xs else [],
        edge="An empty list stays empty, and a rotation may go round more than once.",
        how="The remainder takes care of lists shorter than the rotation.",
    ),
    "take": Operation(
        "ints", "ints", ("count",),
        ("keep only the first {0} numbers (all of them if there are fewer)",
         "cut the list off after position {0}, counting positions from 1; a shorter list stays whole"),
        "start", "{y} = {x}[:{0}]", lambda xs, k: xs[:k],
    ),
    "drop": Operation(
        "ints", "ints", ("count",),
        ("leave out the first {0} numbers (a list that is no longer than that becomes empty)",
         "throw away {0} numbers from the front of the list, or all if there are not so many"),
        "rest", "{y} = {x}[{0}:]", lambda xs, k: xs[k:],
    ),
    "last": Operation(
        "ints", "ints", ("count",),
        ("keep only the last {0} numbers (all of them if there are fewer)",
         "throw away everything but the final {0} numbers; a shorter list stays whole"),
        "ending", "{y} = {x}[-{0}:]", lambda xs, k: xs[-k:],
    ),
    "every": Operation(
        "ints", "ints", ("count",),
        ("keep only the numbers at the positions 0, {0}, twice {0} and so on, counting positions from 0",
         "counting positions from 0, keep the numbers whose position is a multiple of {0}"),
        "picked", "{y} = {x}[::{0}]", lambda xs, k: xs[::k],
    ),
    "window_max": Operation(
        "ints", "ints", ("count",),
        ("replace the list by the maxima of its windows of {0} consecutive numbers, from left to right",
         "slide a window of {0} neighbouring numbers along the list, one place at a time, and list the largest "
         "number in each"),
        "maxima", "{y} = [max({x}[i:i + {0}]) for i in range(len({x}) - {0} + 1)]",
        lambda xs, k: [max(w) for w in _windows(xs, k)],
        edge="A list that is shorter than the window gives an empty list.",
        how="The last window begins at the length minus the window's size; for shorter lists the range is empty.",
    ),
    "window_sum": Operation(
        "ints", "ints", ("count",),
        ("replace the list by the sums of its windows of {0} consecutive numbers, from left to right",
         "slide a window of {0} neighbouring numbers along the list, one place at a time, and list the sum of each "
         "window"),
        "sums", "{y} = [sum({x}[i:i + {0}]) for i in range(len({x}) - {0} + 1)]",
        lambda xs, k: [sum(w) for w in _windows(xs, k)],
        edge="A list that is shorter than the window gives an empty list.",
        how="The last window begins at the length minus the window's size; for shorter lists the range is empty.",
    ),
    "shift_add": Operation(
        "ints", "ints", ("count",),
        ("add to every number the one that stands {0} places after it, leaving out numbers that have no such partner",
         "pair each number with the number {0} places further on and list the sums of the pairs; numbers without a "
         "partner yield no sum"),
        "sums", "{y} = [near + far for near, far in zip({x}, {x}[{0}:])]",
        lambda xs, k: [a + b for a, b in zip(xs, xs[k:], strict=False)],
        how="`zip` stops with the shorter list, which leaves out the numbers without a partner.",
    ),
    "chunk_sums": Operation(
        "ints", "ints", ("count",),
        ("cut the list into consecutive blocks of {0} numbers (the last block may be shorter) and replace each "
         "block by its sum",
         "add the numbers up block by block, with {0} numbers to a block and whatever is left over in the last one"),
        "sums", "{y} = [sum({x}[i:i + {0}]) for i in range(0, len({x}), {0})]",
        lambda xs, k: [sum(c) for c in _chunks(xs, k)],
    ),
    "add_position": Operation(
        "ints", "ints", (),
        ("add to every number its position in the list, counting from 0",
         "increase each number by the number of numbers that stand before it"),
        "raised", "{y} = [{v} + i for i, {v} in enumerate({x})]", lambda xs: [v + i for i, v in enumerate(xs)],
    ),
    "times_position": Operation(
        "ints", "ints", (),
        ("multiply every number by its position in the list, counting from 1",
         "weight the numbers by place: the first counts once, the second twice, the third three times, and so on"),
        "weighted", "{y} = [{v} * i for i, {v} in enumerate({x}, 1)]",
        lambda xs: [v * i for i, v in enumerate(xs, 1)],
    ),
    "collapse": Operation(
        "ints", "ints", (),
        ("shorten every run of equal neighbours to a single number",
         "remove every number that equals the one directly before it"),
        "collapsed", "{y} = [{v} for i, {v} in enumerate({x}) if i == 0 or {v} != {x}[i - 1]]",
        lambda xs: [run[0] for run in _runs(xs)],
    ),
    "peaks": Operation(
        "ints", "ints", (),
        ("keep only the numbers that are greater than both of their neighbours",
         "keep the local peaks: numbers greater than the one before and the one after"),
        "peaks", "{y} = [{x}[i] for i in range(1, len({x}) - 1) if {x}[i - 1] < {x}[i] > {x}[i + 1]]",
        lambda xs: [b for a, b, c in zip(xs, xs[1:], xs[2:], strict=False) if a < b > c],
        edge="The first and the last number have only one neighbour and are never kept.",
    ),
    "records": Operation(
        "ints", "ints", (),
        ("keep only the numbers that are greater than every number before them",
         "keep the record highs: a number stays if all numbers before it are smaller"),
        "records", "{y} = []\nfor {v} in {x}:\n    if not {y} or {v} > {y}[-1]:\n        {y}.append({v})", _records,
        edge="The first number is always kept.",
        how="The last record kept is the largest number so far, so it is enough to compare with that one.",
    ),
    "occurrences": Operation(
        "ints", "ints", (),
        ("replace every number by the number of times that its value appears in the list",
         "turn each number into how often the list contains that value"),
        "frequencies", "{y} = [{x}.count({v}) for {v} in {x}]", lambda xs: [xs.count(v) for v in xs],
    ),
    "smaller": Operation(
        "ints", "ints", (),
        ("replace every number by how many numbers of the list are strictly smaller than it",
         "turn each number into the count of list elements below it"),
        "ranks", "{y} = [sum(other < {v} for other in {x}) for {v} in {x}]",
        lambda xs: [sum([b < v for b in xs]) for v in xs],
        how="A comparison counts as 1 when it is true, so summing the comparisons counts them.",
    ),
    "mirror": Operation(
        "ints", "ints", (),
        ("append to the list its own numbers in reverse order, so that it reads the same both ways",
         "follow the list by a reversed copy of itself"),
        "mirrored", "{y} = {x} + {x}[::-1]", lambda xs: xs + xs[::-1],
    ),
    "sum": Operation(
        "ints", "int", (), ("add up the numbers", "take the sum of all numbers"), "total", "{y} = sum({x})", sum,
        edge="An empty list has the sum 0.",
    ),
    "count": Operation(
        "ints", "int", ("number_test",),
        ("count the numbers that {0.plural}", "find how many of the numbers {0.plural}"),
        "count", "{y} = sum(1 for {v} in {x} if {0})", lambda xs, test: sum([1 for v in xs if test(v)]),
    ),
    "max": Operation(
        "ints", "int", (), ("take the largest number", "pick out the maximum"), "largest", "{y} = max({x}, default=0)",
        lambda xs: max(xs, default=0), edge=_EMPTY_ZERO,
    ),
    "spread": Operation(
        "ints", "int", (),
        ("take the difference between the largest and the smallest number", "subtract the minimum from the maximum"),
        "spread", "{y} = max({x}) - min({x}) if {x} else 0", lambda xs: max(xs) - min(xs) if xs else 0,
        edge=_EMPTY_ZERO,
    ),
    "different": Operation(
        "ints", "int", (), ("count the different values in the list", "find how many distinct values there are"),
        "count", "{y} = len(set({x}))", lambda xs: len(set(xs)),
    ),
    "alternating": Operation(
        "ints", "int", (),
        ("take the alternating sum: the first number minus the second plus the third minus the fourth, and so on",
         "add up the numbers with alternating signs, starting with a plus"),
        "total", "{y} = sum({x}[::2]) - sum({x}[1::2])", lambda xs: sum(xs[::2]) - sum(xs[1::2]), edge=_EMPTY_ZERO,
    ),
    "longest_run": Operation(
        "ints", "int", (),
        ("find the length of the longest run of equal neighbours",
         "find the greatest number of times that one value appears in a row"),
        "longest", _LONGEST_CODE, lambda xs: max(map(len, _runs(xs)), default=0), edge=_EMPTY_ZERO,
    ),
    "position": Operation(
        "ints", "int", ("number_test",),
        ("find the position, counting from 0, of the first number that {0.singular}, or -1 if there is none",
         "look for the first number that {0.singular} and take its position, counting from 0; take -1 if no number "
         "is like that"),
        "position", "{y} = next((i for i, {v} in enumerate({x}) if {0}), -1)",
        lambda xs, test: next((i for i, v in enumerate(xs) if test(v)), -1),
    ),
    "mode": Operation(
        "ints", "int", (),
        ("take the value that appears most often, and the smallest of them if several do",
         "pick the most frequent value; where several are equally frequent, the smallest of them"),
        "mode", "{y} = min({x}, key=lambda {v}: (-{x}.count({v}), {v}), default=0)",
        lambda xs: min(xs, key=lambda v: (-xs.count(v), v), default=0), edge=_EMPTY_ZERO,
        how="The key puts the higher count first and the smaller value second.",
    ),
    "first": Operation(
        "ints", "maybe", ("number_test",),
        ("take the first number that {0.singular}, or None if there is none",
         "look for the first number that {0.singular}; if no number is like that, the result is None"),
        "found", "{y} = next(({v} for {v} in {x} if {0}), None)",
        lambda xs, test: next((v for v in xs if test(v)), None),
    ),
    "span": Operation(
        "ints", "span", (),
        ("form the tuple of the smallest and the largest number, in this order",
         "return the pair (minimum, maximum) as a tuple"),
        "ends", "{y} = (min({x}), max({x})) if {x} else None", lambda xs: (min(xs), max(xs)) if xs else None,
        edge="For an empty list the result is None.",
    ),
    "chunks": Operation(
        "ints", "groups", ("count",),
        ("cut the list into consecutive groups of {0} numbers, the last of which may be shorter",
         "split the list from the left into blocks of {0} numbers, with what is left over as a last, shorter block"),
        "groups", "{y} = [{x}[i:i + {0}] for i in range(0, len({x}), {0})]", _chunks,
        edge="An empty list has no groups.",
    ),
    "equal_runs": Operation(
        "ints", "groups", (),
        ("group equal neighbours together, so that the list becomes a list of runs of one value each",
         "split the list wherever a number differs from the one before it"),
        "runs", _RUN_CODE, _runs, edge="An empty list has no groups.",
    ),
    "climbs": Operation(
        "ints", "groups", (),
        ("split the list into strictly increasing runs, a new run beginning wherever a number is not greater than "
         "the one before it",
         "cut the list in front of every number that is less than or equal to its predecessor, which leaves a list "
         "of groups"),
        "runs", _RUN_CODE.replace("== {v}", "< {v}"), _climbs, edge="An empty list has no groups.",
    ),
    "windows": Operation(
        "ints", "groups", ("count",),
        ("list all windows of {0} consecutive numbers, from left to right, as a list of lists",
         "form every group of {0} neighbouring numbers, moving on one place at a time"),
        "windows", "{y} = [{x}[i:i + {0}] for i in range(len({x}) - {0} + 1)]", _windows,
        edge="If there are fewer numbers than that, there are no groups.",
    ),
    "run_lengths": Operation(
        "ints", "number_pairs", (),
        ("describe the list by its runs of equal neighbours, as a list of tuples (value, length of the run)",
         "run-length encode the list: one tuple (value, repeats) for each run of equal neighbours, in order"),
        "encoded", _PAIR_CODE, lambda xs: [(run[0], len(run)) for run in _runs(xs)],
        edge="An empty list gives an empty list.", how=_PAIR_HOW,
    ),
    "neighbours": Operation(
        "ints", "number_pairs", (),
        ("list all pairs of neighbours as tuples (number, next number)",
         "pair every number but the last with the number after it, as a list of tuples"),
        "pairs", "{y} = list(zip({x}, {x}[1:]))", lambda xs: list(pairwise(xs)),
        edge="With fewer than two numbers there are no pairs.",
    ),
    "tally": Operation(
        "ints", "number_counts", (),
        ("build a dictionary from each value to the number of times that it appears",
         "count the values in a dictionary, with the values as keys and their counts as values"),
        "counts", _COUNT_CODE, _counts, edge="An empty list gives an empty dictionary.",
    ),
    "positions": Operation(
        "ints", "number_counts", (),
        ("build a dictionary from each value to the position of its last occurrence, counting from 0",
         "map every value, in a dictionary, to the last position (from 0) at which it stands"),
        "places", "{y} = {{{v}: i for i, {v} in enumerate({x})}}", lambda xs: {v: i for i, v in enumerate(xs)},
        edge="An empty list gives an empty dictionary.",
        how="A later position overwrites an earlier one, so the last stays.",
    ),
    "written": Operation(
        "ints", "styled", ("joint",),
        ("write the numbers one after another as a string, with {0} between them",
         "join the numbers, written in decimal, into one string separated by {0}"),
        "written", "{y} = {0}.join(str({v}) for {v} in {x})", lambda xs, c: c.join(map(str, xs)),
        edge="An empty list gives an empty string.",
    ),
    # lists of lists of integers
    "group_sums": Operation(
        "groups", "ints", (), ("replace every group by the sum of its numbers", "add up each group"),
        "sums", "{y} = [sum({v}) for {v} in {x}]", lambda gs: [sum(g) for g in gs],
    ),
    "group_sizes": Operation(
        "groups", "ints", (), ("replace every group by how many numbers it has", "turn each group into its length"),
        "sizes", "{y} = [len({v}) for {v} in {x}]", lambda gs: [len(g) for g in gs],
    ),
    "group_maxima": Operation(
        "groups", "ints", (),
        ("replace every group by its largest number", "keep only the largest number of each group, as a list of "
         "numbers"),
        "maxima", "{y} = [max({v}) for {v} in {x}]", lambda gs: [max(g) for g in gs],
    ),
    "group_ends": Operation(
        "groups", "ints", (),
        ("replace every group by its last number minus its first", "turn each group into last number minus first "
         "number"),
        "rises", "{y} = [{v}[-1] - {v}[0] for {v} in {x}]", lambda gs: [g[-1] - g[0] for g in gs],
    ),
    "flatten_back": Operation(
        "groups", "ints", (),
        ("reverse each group in itself and join the groups, in their order, into one list again",
         "write the groups one after another as a single list, each group backwards"),
        "joined", "{y} = [{w} for {v} in {x} for {w} in reversed({v})]",
        lambda gs: [v for g in gs for v in reversed(g)],
    ),
    "group_keep": Operation(
        "groups", "groups", ("count",),
        ("keep only the groups with at least {0} numbers", "remove every group that has fewer than {0} numbers"),
        "large", "{y} = [{v} for {v} in {x} if len({v}) >= {0}]", lambda gs, k: [g for g in gs if len(g) >= k],
    ),
    "group_sort": Operation(
        "groups", "groups", (),
        ("sort the groups by their sums, the smallest sum first", "put the groups in ascending order of their sums"),
        "ordered", "{y} = sorted({x}, key=sum)", lambda gs: sorted(gs, key=sum), edge=_STABLE, how=_STABLE_HOW,
    ),
    "group_descending": Operation(
        "groups", "groups", (),
        ("sort the numbers inside each group in descending order", "within every group, put the largest number first"),
        "tidied", "{y} = [sorted({v}, reverse=True) for {v} in {x}]", lambda gs: [sorted(g, reverse=True) for g in gs],
    ),
    "group_longest": Operation(
        "groups", "ints", (),
        ("take the longest group, the first of them if several are equally long",
         "pick the group with the most numbers; of several, the one furthest to the left"),
        "longest", "{y} = max({x}, key=len, default=[])", lambda gs: max(gs, key=len, default=[]),
        edge="If there are no groups, the result is an empty list.",
        how="`max` returns the first of several largest items.",
    ),
    # integers
    "digits": Operation(
        "int", "ints", (),
        ("list the decimal digits of the number from left to right, ignoring its sign",
         "break the absolute value of the number into its decimal digits, leftmost first"),
        "digits", "{y} = [int(digit) for digit in str(abs({x}))]", lambda n: [int(c) for c in str(abs(n))],
        edge="The digits of 0 are [0].",
    ),
    "base_digits": Operation(
        "int", "ints", ("modulus",),
        ("list the digits of the absolute value of the number in base {0}, least significant digit first",
         "write the number, without its sign, in base {0} and list the digits from right to left"),
        "digits",
        "{y} = []\nleft = abs({x})\nwhile left > 0:\n    {y}.append(left % {0})\n    left //= {0}",
        lambda n, b: _base_digits(abs(n), b), edge="For 0 the list is empty.",
    ),
    "scale": Operation(
        "int", "int", ("number_function",),
        ("replace the number by {0}", "turn the number into {0}"), "value", "{y} = {0}", lambda n, f: f(n),
    ),
    "flip": Operation(
        "int", "int", (),
        ("reverse the decimal digits of the number, keeping its sign and dropping zeros that would come first",
         "read the decimal digits of the number backwards as a number of the same sign"),
        "flipped", "{y} = int(str(abs({x}))[::-1])\nif {x} < 0:\n    {y} = -{y}",
        lambda n: int(str(abs(n))[::-1]) * (-1 if n < 0 else 1),
    ),
    "multiples": Operation(
        "int", "ints", ("size",),
        ("list the first {0} multiples of the number: once the number, twice the number, and so on",
         "form the list of the number times 1, the number times 2, and so on up to the number times {0}"),
        "multiples", "{y} = [{x} * i for i in range(1, {0} + 1)]", lambda n, k: [n * i for i in range(1, k + 1)],
    ),
    "shrink": Operation(
        "int", "ints", ("modulus",),
        ("starting from the absolute value of the number, list the values got by dividing by {0} again and again, "
         "always rounding down, until 0 would come next (0 itself is not listed)",
         "list the absolute value of the number, then that divided by {0} and rounded down, and so on, for as long "
         "as the values are greater than 0"),
        "values", "{y} = []\nleft = abs({x})\nwhile left > 0:\n    {y}.append(left)\n    left //= {0}",
        lambda n, k: _shrunk(abs(n), k), edge="For 0 the list is empty.",
    ),
    "divide": Operation(
        "int", "two", ("modulus",),
        ("form the tuple (quotient, remainder) of the division of the number by {0}, with the quotient rounded down "
         "and the remainder not negative",
         "divide the number by {0} with remainder and return the tuple (quotient, remainder), where the remainder "
         "is from 0 up to, but not including, {0}"),
        "parts", "{y} = divmod({x}, {0})", lambda n, k: (n // k, n % k),
        how="`divmod` rounds the quotient down, so the remainder is never negative.",
    ),
    # text
    "text_keep": Operation(
        "text", "text", ("character_test",),
        ("keep only the characters that {0.plural}", "delete every character that {0.denied}"),
        "kept", '{y} = "".join({v} for {v} in {x} if {0})', lambda s, test: "".join([c for c in s if test(c)]),
    ),
    "text_mark": Operation(
        "text", "text", ("character_test", "mark"),
        ("replace every character that {0.singular} by {1}", "write {1} in place of all characters that {0.plural}"),
        "marked", '{y} = "".join({1} if {0} else {v} for {v} in {x})',
        lambda s, test, mark: "".join([mark if test(c) else c for c in s]),
    ),
    "text_reverse": Operation(
        "text", "text", (), ("reverse the text", "read the text backwards"), "backwards", "{y} = {x}[::-1]",
        lambda s: s[::-1],
    ),
    "text_rotate": Operation(
        "text", "text", ("count",),
        ("rotate the text to the left by {0} places, so that each character leaving the front re-enters at the back",
         "move the first character to the end of the text, and do so {0} times in all"),
        "rotated", "shift = {0} % len({x}) if {x} else 0\n{y} = {x}[shift:] + {x}[:shift]",
        lambda s, k: s[k % len(s) :] + s[: k % len(s)] if s else "",
        edge="An empty text stays empty, and a rotation may go round more than once.",
        how="The remainder takes care of texts shorter than the rotation.",
    ),
    "text_drop": Operation(
        "text", "text", ("count",),
        ("leave out the first {0} characters (a text that is no longer than that becomes empty)",
         "cut {0} characters off the front of the text, or all if there are not so many"),
        "rest", "{y} = {x}[{0}:]", lambda s, k: s[k:],
    ),
    "text_every": Operation(
        "text", "text", ("count",),
        ("keep only the characters at the positions 0, {0}, twice {0} and so on, counting positions from 0",
         "counting positions from 0, keep the characters whose position is a multiple of {0}"),
        "picked", "{y} = {x}[::{0}]", lambda s, k: s[::k],
    ),
    "text_distinct": Operation(
        "text", "text", (),
        ("remove repeated characters, keeping the first occurrence of each in its place",
         "keep each character only the first time that it appears"),
        "distinct", '{y} = "".join(dict.fromkeys({x}))', lambda s: "".join(dict.fromkeys(s)), how=_DISTINCT_HOW,
    ),
    "text_sort": Operation(
        "text", "text", (),
        ("sort the characters in ascending order of their character codes", "put the characters in order of their "
         "character codes, lowest first"),
        "ordered", '{y} = "".join(sorted({x}))', lambda s: "".join(sorted(s)),
    ),
    "text_collapse": Operation(
        "text", "text", (),
        ("shorten every run of equal neighbouring characters to a single one",
         "remove every character that equals the one directly before it"),
        "collapsed", '{y} = "".join({v} for i, {v} in enumerate({x}) if i == 0 or {v} != {x}[i - 1])',
        lambda s: "".join([run[0] for run in _runs(s)]),
    ),
    "text_repeat": Operation(
        "text", "text", ("character_test",),
        ("write every character that {0.singular} twice in a row", "double the characters that {0.plural}"),
        "doubled", '{y} = "".join({v} * 2 if {0} else {v} for {v} in {x})',
        lambda s, test: "".join([c * 2 if test(c) else c for c in s]),
    ),
    "text_swap": Operation(
        "text", "text", (),
        ("swap the first character with the second, the third with the fourth, and so on",
         "exchange the two characters of each pair, the pairs being positions 1 and 2, 3 and 4, and so on"),
        "swapped", '{y} = "".join({x}[i:i + 2][::-1] for i in range(0, len({x}), 2))', _swapped,
        edge="A last character without a partner stays where it is.",
        how="A slice of two characters reversed is the pair swapped, and a slice of one is unchanged.",
    ),
    "text_shift": Operation(
        "text", "text", ("shift",),
        ("move every letter {0} places on in the alphabet, going on from 'z' with 'a', and leave other characters "
         "as they are",
         "encipher the letters by a Caesar shift of {0} (each letter becomes the one {0} places later, wrapping "
         "round after 'z'); nothing else changes"),
        "shifted",
        '{y} = "".join(\n    chr((ord({v}) - ord("a") + {0}) % 26 + ord("a")) if "a" <= {v} <= "z" else {v}\n    '
        'for {v} in {x}\n)',
        _shifted,
    ),
    "split": Operation(
        "text", "words", (),
        ("split the text into words at its spaces (several spaces in a row count as one, and there are no empty words)",
         "break the text into the words that stand between spaces, with no empty words"),
        "words", "{y} = {x}.split()", str.split,
    ),
    "places": Operation(
        "text", "ints", ("character_test",),
        ("list the positions, counting from 0, of all characters that {0.plural}",
         "find every character that {0.singular} and list their positions, counting from 0"),
        "positions", "{y} = [i for i, {v} in enumerate({x}) if {0}]",
        lambda s, test: [i for i, c in enumerate(s) if test(c)],
    ),
    "alphabet": Operation(
        "text", "ints", (),
        ("replace every letter by its place in the alphabet (a is 1, z is 26) and leave out all other characters, "
         "which gives a list of integers",
         "list the places in the alphabet of the letters in the text, from 1 for 'a' to 26 for 'z', ignoring "
         "everything else"),
        "numbers", '{y} = [ord({v}) - ord("a") + 1 for {v} in {x} if {v}.isalpha()]',
        lambda s: [ord(c) - 96 for c in s if c.isalpha()],
    ),
    "text_runs": Operation(
        "text", "ints", (),
        ("list the lengths of the runs of equal neighbouring characters, from left to right",
         "split the text into runs of one character each and list how long they are"),
        "lengths",
        "{y} = []\nfor i in range(len({x})):\n    if i > 0 and {x}[i] == {x}[i - 1]:\n        {y}[-1] += 1\n    "
        "else:\n        {y}.append(1)",
        lambda s: [len(run) for run in _runs(s)], edge="An empty text gives an empty list.",
    ),
    "text_count": Operation(
        "text", "int", ("character_test",),
        ("count the characters that {0.plural}", "find how many of the characters {0.plural}"),
        "count", "{y} = sum(1 for {v} in {x} if {0})", lambda s, test: sum([1 for c in s if test(c)]),
    ),
    "text_pairs": Operation(
        "text", "text_pairs", (),
        ("describe the text by its runs of equal characters, as a list of tuples (character, length of the run)",
         "run-length encode the text: one tuple (character, repeats) for each run, in order"),
        "encoded", _PAIR_CODE, lambda s: [(run[0], len(run)) for run in _runs(s)],
        edge="An empty text gives an empty list.", how=_PAIR_HOW,
    ),
    "text_tally": Operation(
        "text", "text_counts", (),
        ("build a dictionary from each character to the number of times that it appears",
         "count the characters in a dictionary, with the characters as keys and their counts as values"),
        "counts", _COUNT_CODE, _counts, edge="An empty text gives an empty dictionary.",
    ),
    "text_upper": Operation(
        "text", "styled", ("character_test",),
        ("write the characters that {0.plural} in upper case (characters without an upper case stay as they are)",
         "capitalise every character that {0.singular}, where it has a capital"),
        "styled", '{y} = "".join({v}.upper() if {0} else {v} for {v} in {x})',
        lambda s, test: "".join([c.upper() if test(c) else c for c in s]),
    ),
    # lists of words
    "words_keep": Operation(
        "words", "words", ("word_test",),
        ("keep only the words that {0.plural}", "remove every word that {0.denied}"),
        "kept", "{y} = [{v} for {v} in {x} if {0}]", lambda ws, test: [w for w in ws if test(w)],
    ),
    "words_map": Operation(
        "words", "words", ("word_function",),
        ("replace every word by {0}", "turn each word into {0}"),
        "changed", "{y} = [{0} for {v} in {x}]", lambda ws, f: [f(w) for w in ws],
    ),
    "words_map_where": Operation(
        "words", "words", ("word_test", "word_function"),
        ("replace every word that {0.singular} by {1}, and leave the others as they are",
         "change only the words that {0.plural}: each of them becomes {1}"),
        "changed", "{y} = [{1} if {0} else {v} for {v} in {x}]",
        lambda ws, test, f: [f(w) if test(w) else w for w in ws],
    ),
    "words_sort": Operation(
        "words", "words", (),
        ("sort the words in ascending order, comparing them as strings", "put the words in ascending string order"),
        "ordered", "{y} = sorted({x})", sorted,
    ),
    "words_sort_by": Operation(
        "words", "words", ("word_measure",),
        ("sort the words in ascending order of a key: the key of a word is {0}",
         "reorder the words by key, lowest key first, where a word's key is {0}"),
        "ordered", "{y} = sorted({x}, key=lambda {v}: {0})", lambda ws, f: sorted(ws, key=f),
        edge="Words with the same key keep their order.", how=_STABLE_HOW,
    ),
    "words_distinct": Operation(
        "words", "words", (),
        ("remove repeated words, keeping the first occurrence of each in its place",
         "keep each word only the first time that it appears"),
        "distinct", "{y} = list(dict.fromkeys({x}))", lambda ws: list(dict.fromkeys(ws)), how=_DISTINCT_HOW,
    ),
    "words_reverse": Operation(
        "words", "words", (), ("reverse the order of the words", "put the words in the opposite order"),
        "backwards", "{y} = {x}[::-1]", lambda ws: ws[::-1],
    ),
    "words_drop": Operation(
        "words", "words", ("count",),
        ("leave out the first {0} words (a list that is no longer than that becomes empty)",
         "throw away {0} words from the front of the list, or all if there are not so many"),
        "rest", "{y} = {x}[{0}:]", lambda ws, k: ws[k:],
    ),
    "words_take": Operation(
        "words", "words", ("count",),
        ("keep only the first {0} words (all of them if there are fewer)",
         "cut the list of words off after word number {0}; a shorter list stays whole"),
        "start", "{y} = {x}[:{0}]", lambda ws, k: ws[:k],
    ),
    "words_measure": Operation(
        "words", "ints", ("word_measure",),
        ("replace every word by {0}, which gives a list of integers", "make a list that holds, for each word, {0}"),
        "numbers", "{y} = [{0} for {v} in {x}]", lambda ws, f: [f(w) for w in ws],
    ),
    "words_join": Operation(
        "words", "text", ("joint",),
        ("join the words into one string with {0} between them", "write the words one after another, separated by "
         "{0}, as one string"),
        "joined", "{y} = {0}.join({x})", lambda ws, c: c.join(ws), edge="Without any words the string is empty.",
    ),
    "initials": Operation(
        "words", "text", (),
        ("form the string of the first characters of all words, in order", "string together the initial character "
         "of each word"),
        "initials", '{y} = "".join({v}[0] for {v} in {x})', lambda ws: "".join([w[0] for w in ws]),
        edge="Without any words the string is empty.",
    ),
    "longest_word": Operation(
        "words", "text", (),
        ("take the longest word, the first of them if several are equally long",
         "pick the word with the most characters; of several, the one that comes first"),
        "longest", '{y} = max({x}, key=len, default="")', lambda ws: max(ws, key=len, default=""),
        edge="Without any words the result is an empty string.",
        how="`max` returns the first of several largest items.",
    ),
    "words_total": Operation(
        "words", "int", ("word_measure",),
        ("give each word a score and add up the scores, where the score of a word is {0}",
         "add up over all words one number for each word: {0}"),
        "total", "{y} = sum({0} for {v} in {x})", lambda ws, f: sum([f(w) for w in ws]),
        edge="Without any words the sum is 0.",
    ),
    "words_count": Operation(
        "words", "int", ("word_test",),
        ("count the words that {0.plural}", "find how many of the words {0.plural}"),
        "count", "{y} = sum(1 for {v} in {x} if {0})", lambda ws, test: sum([1 for w in ws if test(w)]),
    ),
    "words_tally": Operation(
        "words", "number_counts", ("word_measure",),
        ("build a dictionary that says how many words share each score, the score of a word being {0}: scores are "
         "the keys, numbers of words the values",
         "count the words by score in a dictionary from score to number of words; the score of a word is {0}"),
        "counts", "{y} = {{}}\nfor {v} in {x}:\n    score = {0}\n    {y}[score] = {y}.get(score, 0) + 1",
        lambda ws, f: _counts([f(w) for w in ws]), edge="Without any words the dictionary is empty.",
    ),
    "words_pairs": Operation(
        "words", "text_pairs", ("word_measure",),
        ("list a tuple (word, score) for every word, where the score of a word is {0}",
         "attach to each word its score as a tuple (word, score); the score of a word is {0}"),
        "scored", "{y} = [({v}, {0}) for {v} in {x}]", lambda ws, f: [(w, f(w)) for w in ws],
    ),
}  # fmt: skip
