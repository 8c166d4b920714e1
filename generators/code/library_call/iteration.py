"""Tasks for `itertools`: runs, choices, alternation, leading stretches and running values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generators.code.library_call.task import Task, task


def _runs(items: Any, key: Callable[[Any], Any] = lambda item: item) -> list[list[Any]]:
    runs: list[list[Any]] = []
    for item in items:
        if runs and key(runs[-1][-1]) == key(item):
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs


def _choices(numbers: list[int], size: int, total: int) -> list[tuple[int, ...]]:
    """All choices of `size` places whose numbers reach the total, as the numbers in order of their places."""
    if size < 2:
        return [(number,) for number in numbers if number == total] if size else [()] if total == 0 else []
    return [
        (number, *rest)
        for i, number in enumerate(numbers)
        for rest in _choices(numbers[i + 1 :], size - 1, total - number)
    ]


def _distinct_choices(numbers: list[int], size: int, total: int) -> list[tuple[int, ...]]:
    found = _choices(sorted(numbers), size, total)
    return sorted([choice for i, choice in enumerate(found) if choice not in found[:i]])


def _alternated(pair: tuple[list[int], list[int]], filler: int) -> list[int]:
    first, second = pair
    size = max(len(first), len(second))
    padded = [[*items, *[filler] * (size - len(items))] for items in (first, second)]
    return [padded[i % 2][i // 2] for i in range(2 * size)]


def _alternated_words(pair: tuple[list[str], list[str]]) -> list[str]:
    left, right, out = list(pair[0]), list(pair[1]), []
    while left or right:
        out += left[:1] + right[:1]
        left, right = left[1:], right[1:]
    return out


def _lead(numbers: list[int], test: Callable[[int], bool]) -> int:
    size = 0
    while size < len(numbers) and test(numbers[size]):
        size += 1
    return size


def _products(numbers: list[int], modulus: int) -> list[int]:
    out: list[int] = []
    product = 1
    for number in numbers:
        product = product * number % modulus
        out.append(product)
    return out


def _levels(numbers: list[int], start: int, floor: bool = True) -> list[int]:
    out = [start]
    for number in numbers:
        out.append(out[-1] + number)
        if floor and out[-1] < 0:
            out[-1] = 0
    return out


def _pairs(numbers: list[int], modulus: int) -> int:
    return sum([(a + b) % modulus == 0 for i, a in enumerate(numbers) for b in numbers[:i]])


def _checksum(numbers: list[int], weight: int, first: int = 1) -> int:
    return sum([number * (weight if i % 2 == first else 1) for i, number in enumerate(numbers)])


def _sums(pair: tuple[list[int], list[int]]) -> list[int]:
    return sorted({a + b for a in pair[0] for b in pair[1]})


def _ranked_arrangement(text: str, place: int) -> str:
    left = sorted({c for c in text if c.isalpha()})[:4]
    everything = _arrangements(left)
    return everything[(place - 1) % len(everything)]


def _arrangements(letters: list[str]) -> list[str]:
    if not letters:
        return [""]
    return [c + rest for i, c in enumerate(letters) for rest in _arrangements(letters[:i] + letters[i + 1 :])]


_GROUPBY = "from itertools import groupby"
_COMBINATIONS = "from itertools import combinations"

TASKS: dict[str, Task] = {
    "run_code": task(
        "text", "text", (),
        ("shorten the text by writing each run of equal neighbouring characters as the character followed by the "
         "length of the run",
         "run-length encode the text: for every run of equal neighbouring characters write the character and then how "
         "often it is repeated, also where that is 1"),
        "encoded",
        '{y} = "".join(f"{{character}}{{len(list(run))}}" for character, run in groupby({x}))',
        lambda s: "".join([run[0] + str(len(run)) for run in _runs(s)]), _GROUPBY,
        how="`groupby` cuts the text into runs and gives each with its character.",
        slips=(lambda s: "".join([run[0] + (str(len(run)) if len(run) > 1 else "") for run in _runs(s)]),
               lambda s: "".join([str(len(run)) + run[0] for run in _runs(s)])),
    ),
    "stretches": task(
        "ints", "groups", ("number_test",),
        ("cut the list into the longest possible stretches of neighbours that agree on whether they pass a test, as a "
         "list of lists; the numbers that pass are those that {0.plural}",
         "split the list wherever a number that {0.singular} stands beside one that {0.denied}, and give the pieces in "
         "order as lists"),
        "pieces", "{y} = [list(run) for _, run in groupby({x}, key=lambda {v}: {0})]",
        lambda xs, test: _runs(xs, test), _GROUPBY,
        edge="An empty list has no pieces.", how="`groupby` starts a new group whenever the key changes.",
        slips=(lambda xs, test: [r for r in _runs(xs, test) if test(r[0])],),
        flavour="low numbers",
    ),
    "longest_stretch": task(
        "ints", "int", ("number_test",),
        ("find the length of the longest stretch of neighbouring numbers that all {0.plural}",
         "find how many numbers in a row {0.plural}, at most"),
        "longest",
        "lengths = [len(list(run)) for passes, run in groupby({x}, key=lambda {v}: {0}) if passes]\n"
        "{y} = max(lengths, default=0)",
        lambda xs, test: max([len(r) for r in _runs(xs, test) if test(r[0])], default=0), _GROUPBY,
        edge="If there is no such number, the result is 0.",
        how="`groupby` cuts the list into stretches, each with the common outcome of the test.",
        slips=(lambda xs, test: max(map(len, _runs(xs, test)), default=0), lambda xs, test: sum(map(test, xs))),
        flavour="low numbers",
    ),
    "choices_counted": task(
        "ints", "int", ("few", "total"),
        ("count in how many ways {0} different places of the list can be chosen so that the numbers there add up to "
         "{1}; the order of choosing does not matter, but equal numbers at different places count separately",
         "find the number of sets of {0} positions in the list whose numbers have the sum {1}"),
        "ways", "{y} = sum(1 for choice in combinations({x}, {0}) if sum(choice) == {1})",
        lambda xs, k, t: len(_choices(xs, k, t)), _COMBINATIONS,
        edge="If there is no such choice, the result is 0.",
        how="`combinations` chooses by places, so equal numbers are told apart.",
        slips=(lambda xs, k, t: len(_distinct_choices(xs, k, t)),),
        flavour="low numbers",
    ),
    "choices_listed": task(
        "ints", "tuples", ("few", "total"),
        ("list all combinations of {0} numbers of the list, each place used at most once, that add up to {1}: every "
         "combination is a tuple in ascending order, equal tuples are listed once, and the tuples are in ascending "
         "order",
         "find every different way to write {1} as a sum of {0} numbers taken from different places of the list; give "
         "the ways as tuples whose numbers ascend, without repetition, sorted"),
        "choices",
        "found = set(combinations(sorted({x}), {0}))\n{y} = sorted(choice for choice in found if sum(choice) == {1})",
        _distinct_choices, _COMBINATIONS, edge="If there is none, the list is empty.",
        how="Sorting first makes equal combinations equal tuples, so that a set removes the repeats.",
        slips=(lambda xs, k, t: sorted(_choices(sorted(xs), k, t)), lambda xs, k, t: _distinct_choices([*{*xs}], k, t)),
        flavour="low numbers",
    ),
    "alternate_filled": task(
        "two_ints", "ints", ("size",),
        ("merge the two lists by taking numbers in turn, the first from the first list; once a list has run out, {0} "
         "takes the place of its numbers until the other has run out too",
         "form the list that holds the first number of the first list, the first of the second, the second of the "
         "first, the second of the second, and so on; the shorter list counts as filled up at its end with the number "
         "{0} to the length of the longer"),
        "merged", "{y} = list(chain.from_iterable(zip_longest({x}, {z}, fillvalue={0})))", _alternated,
        "from itertools import chain, zip_longest", edge="If both lists are empty, so is the result.",
        how="`zip_longest` pairs the lists up, and `chain.from_iterable` writes the pairs one after another.",
        slips=(lambda ab, k: _alternated_words(ab), lambda ab, k: _alternated(ab[::-1], k)),
    ),
    "alternate_words": task(
        "two_words", "words", (),
        ("merge the two lists by taking words in turn, the first from the first list; once a list has run out, the "
         "rest of the other follows",
         "deal the words of the two lists alternately into one list, beginning with the first list, and append what is "
         "left of the longer one"),
        "merged",
        "{y} = [{v} for pair in zip_longest({x}, {z}) for {v} in pair if {v} is not None]", _alternated_words,
        "from itertools import zip_longest", how="`zip_longest` fills with None, which is then left out.",
        slips=(lambda ab: _alternated_words(ab[::-1]), lambda ab: [*ab[0], *ab[1]],
               lambda ab: _alternated_words((ab[0][: len(ab[1])], ab[1][: len(ab[0])]))),
    ),
    "leading": task(
        "ints", "ints", ("number_test",),
        ("keep the numbers at the start of the list for as long as they {0.plural}, and nothing from the first number "
         "on that {0.denied}",
         "cut the list off just before the first number that {0.denied} (if there is none, it stays whole)"),
        "start", "{y} = list(takewhile(lambda {v}: {0}, {x}))", lambda xs, test: xs[: _lead(xs, test)],
        "from itertools import takewhile", how="`takewhile` stops at the first number that fails the test.",
        slips=(lambda xs, test: [x for x in xs if test(x)], lambda xs, test: xs[: _lead(xs, test) + 1]),
    ),
    "after_leading": task(
        "ints", "ints", ("number_test",),
        ("leave out the numbers at the start of the list for as long as they {0.plural}, and keep everything from the "
         "first number on that {0.denied}",
         "let the list begin at its first number that {0.denied} (if there is none, nothing is left)"),
        "rest", "{y} = list(dropwhile(lambda {v}: {0}, {x}))", lambda xs, test: xs[_lead(xs, test) :],
        "from itertools import dropwhile", how="`dropwhile` only tests until the first number that fails.",
        slips=(lambda xs, test: [x for x in xs if not test(x)], lambda xs, test: xs[_lead(xs, test) + 1 :]),
    ),
    "running_products": task(
        "ints", "ints", ("modulus",),
        ("replace every number by the remainder on division by {0} (never negative) of the product of all numbers up "
         "to and including it",
         "form the running products, so that each position has the product of the numbers from the start up to there, "
         "and reduce each to its remainder on division by {0}, which is never negative"),
        "products", "{y} = [product % {0} for product in accumulate({x}, operator.mul)]", _products,
        "import operator", "from itertools import accumulate",
        how="`accumulate` with `operator.mul` gives the running products.",
        slips=(lambda xs, k: [x % k for x in xs], lambda xs, k: _products([1, *xs], k)),
    ),
    "stock_levels": task(
        "ints", "ints", ("offset",),
        ("start from a stock of {0} and add the numbers one after another, where a stock that would fall below 0 "
         "becomes 0 instead; list all stocks, the first one included",
         "list how a counter goes that starts at {0} and is changed by each of the numbers in turn but never goes "
         "below 0 (it is set to 0 where it would); the list begins with {0}"),
        "stocks", "{y} = list(accumulate({x}, lambda level, {v}: max(0, level + {v}), initial={0}))", _levels,
        "from itertools import accumulate", edge="For an empty list only the start is listed.",
        how="`accumulate` takes the function and, as `initial`, the start.",
        slips=(lambda xs, k: _levels(xs, k, False), lambda xs, k: _levels(xs, k)[1:]),
    ),
    "matching_pairs": task(
        "ints", "int", ("modulus",),
        ("count the pairs of different places of the list whose two numbers have a sum divisible by {0}; a pair and "
         "the same pair the other way round count once",
         "find how many ways there are to choose two places of the list, their order without meaning, so that the sum "
         "of the two numbers is a multiple of {0}"),
        "pairs", "{y} = sum(1 for a, b in combinations({x}, 2) if (a + b) % {0} == 0)", _pairs, _COMBINATIONS,
        edge="With fewer than two numbers there are 0 pairs.",
        how="`combinations` with size 2 gives every pair of places once.",
        slips=(lambda xs, k: _pairs([*dict.fromkeys(xs)], k), lambda xs, k: 2 * _pairs(xs, k)),
    ),
    "checksum": task(
        "ints", "int", ("factor",),
        ("add up the numbers with the weights 1, {0}, 1, {0}, and so on in turn",
         "form the sum in which every second number, beginning with the second of the list, counts {0} times and the "
         "others count once"),
        "checksum", "{y} = sum({v} * weight for {v}, weight in zip({x}, cycle((1, {0}))))", _checksum,
        "from itertools import cycle", edge="For an empty list the sum is 0.",
        how="`cycle` repeats the two weights for ever, and `zip` stops with the list.",
        slips=(lambda xs, k: _checksum(xs, k, 0),),
    ),
    "all_sums": task(
        "two_ints", "ints", (),
        ("list all values that a sum of one number of the first list and one number of the second can have, each value "
         "once, in ascending order",
         "add every number of the first list to every number of the second and give the different results in ascending "
         "order"),
        "sums", "{y} = sorted({{a + b for a, b in product({x}, {z})}})", _sums, "from itertools import product",
        edge="If one of the lists is empty, so is the result.", how="`product` pairs every number with every other.",
        slips=(lambda ab: sorted([a + b for a in ab[0] for b in ab[1]]),),
    ),
    "nth_arrangement": task(
        "text", "text", ("size",),
        ("take the different letters of the text, only the first four of them in the alphabet if there are more, and "
         "of all their arrangements in alphabetical order pick number {0}, counting on from the first again when the "
         "arrangements are used up",
         "arrange the different letters of the text (at most the four earliest in the alphabet) in all possible "
         "orders, "
         "sort these arrangements alphabetically, and pick number {0}, where after the last the first is counted "
         "again"),
        "arrangement",
        "letters = sorted({{character for character in {x} if character.isalpha()}})[:4]\n"
        'arrangements = ["".join(chosen) for chosen in permutations(letters)]\n'
        "{y} = arrangements[({0} - 1) % len(arrangements)]",
        _ranked_arrangement, "from itertools import permutations",
        edge="A text without letters has one arrangement, the empty string.",
        how="`permutations` of sorted letters come in alphabetical order; the remainder counts round.",
        slips=(lambda s, k: _ranked_arrangement(s, k + 1),),
    ),
}  # fmt: skip
