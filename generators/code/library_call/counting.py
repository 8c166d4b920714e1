"""Tasks for `collections`: counts, multisets, groups, windows and rings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from generators.code.library_call.task import Task, task

_COUNTER = "from collections import Counter"
_GROUPS = "from collections import defaultdict"
_DEQUE = "from collections import deque"


def _tally(items: Sequence[Any]) -> list[tuple[Any, int]]:
    """The different items in the order of their first appearance, each with how often it appears."""
    different = [item for i, item in enumerate(items) if item not in items[:i]]
    return [(item, sum([other == item for other in items])) for item in different]


def _ranking(items: Sequence[Any], k: int, by_value: bool = False) -> list[tuple[Any, int]]:
    pairs = sorted(_tally(items)) if by_value else _tally(items)
    ranked: list[tuple[Any, int]] = []
    for wanted in range(len(items), 0, -1):
        ranked += [pair for pair in pairs if pair[1] == wanted]
    return ranked[:k] if k > 0 else []


def _letters(text: str, k: int) -> str:
    return "".join([letter for letter, _ in _ranking([c for c in text if c.isalpha()], k, True)])


def _without(pair: tuple[list[Any], list[Any]]) -> list[Any]:
    left = list(pair[0])
    for item in pair[1]:
        if item in left:
            left.remove(item)
    return sorted(left)


def _shared(pair: tuple[list[Any], list[Any]]) -> list[Any]:
    found, spare = [], list(pair[1])
    for item in pair[0]:
        if item in spare:
            spare.remove(item)
            found.append(item)
    return sorted(found)


def _exactly(words: list[str], times: int) -> list[str]:
    return [word for word, number in _tally(words) if number == times]


def _grouped(items: list[Any], key: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    return {value: [item for item in items if key(item) == value] for value in dict.fromkeys(map(key, items))}


def _anagrams(words: list[str]) -> list[list[str]]:
    found: list[list[str]] = []
    for word in words:
        for group in found:
            if sorted(group[0]) == sorted(word):
                group.append(word)
                break
        else:
            found.append([word])
    return [group for group in found if len(group) > 1]


def _window_distinct(numbers: list[int], size: int) -> list[int]:
    return [len(_tally(numbers[i : i + size])) for i in range(len(numbers) - size + 1)] if size > 0 else []


def _recent_extreme(numbers: list[int], size: int) -> list[int]:
    return [max(numbers[max(0, i - size + 1) : i + 1] or [0]) for i in range(len(numbers))]


def _counted_out(words: list[str], step: int) -> list[str]:
    circle, place, out = list(words), 0, []
    while circle:
        place = (place + step - 1) % len(circle)
        out.append(circle.pop(place))
    return out


def _kept(words: list[str], room: int, moved: bool = True) -> list[str]:
    kept: list[str] = []
    for word in words:
        if word in kept:
            if moved:
                kept = [*[other for other in kept if other != word], word]
        else:
            kept = [*kept, word][-room:] if room > 0 else []
    return kept


def _misses(words: list[str], room: int) -> int:
    return sum([word not in _kept(words[:i], room) for i, word in enumerate(words)])


def _window_counts(words: list[str], size: int) -> int:
    return sum([word in words[max(0, i - size) : i] for i, word in enumerate(words)])


_RANK_HOW = "A `Counter` counts; sorting by the pair (minus the count, the value) puts ties in order."
_LEFT_EDGE = "A number that the second list has more often is not left at all."
_CACHE = (
    "{y} = OrderedDict()\nfor {v} in {x}:\n    {y}[{v}] = True\n    {y}.move_to_end({v})\n    if len({y}) > {0}:\n"
    "        {y}.popitem(last=False)\n{y} = list({y})"
)

TASKS: dict[str, Task] = {
    "common_words": task(
        "words", "text_pairs", ("count",),
        ("list the {0} most frequent words as tuples (word, number of occurrences), the most frequent first; of words "
         "that are equally frequent, the one that appears first in the list comes first",
         "rank the words by how often they occur and give the top {0} as tuples (word, number of occurrences), ties in "
         "the order in which the words first appear"),
        "ranking", "{y} = Counter({x}).most_common({0})", _ranking, _COUNTER,
        edge="If there are fewer different words, all of them are listed.",
        how="`Counter.most_common` keeps words with equal counts in the order in which they were first counted.",
        slips=(lambda ws, k: _ranking(ws, k, True),),
        flavour="few words",
    ),
    "common_words_sorted": task(
        "words", "text_pairs", ("count",),
        ("list the {0} most frequent words as tuples (word, number of occurrences), the most frequent first, with "
         "equally frequent words in alphabetical order",
         "give the {0} words that occur most often as tuples (word, number of occurrences), in descending order of "
         "the number, ties in alphabetical order"),
        "ranking",
        "counter = Counter({x})\n{y} = sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))[:{0}]",
        lambda ws, k: _ranking(ws, k, True), _COUNTER,
        edge="If there are fewer different words, all of them are listed.", how=_RANK_HOW, slips=(_ranking,),
        flavour="few words",
    ),
    "common_numbers": task(
        "ints", "number_pairs", ("count",),
        ("list the {0} most frequent values as tuples (value, number of occurrences), the most frequent first and, of "
         "equally frequent values, the smaller first",
         "find the {0} values that occur most often and give them as tuples (value, number of occurrences), in "
         "descending order of the number of occurrences, ties in ascending order of the value"),
        "ranking",
        "counter = Counter({x})\n{y} = sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))[:{0}]",
        lambda xs, k: _ranking(xs, k, True), _COUNTER,
        edge="If there are fewer different values, all of them are listed.", how=_RANK_HOW, slips=(_ranking,),
    ),
    "common_letters": task(
        "text", "text", ("count",),
        ("form the string of the {0} most frequent letters of the text, each once, the most frequent first and equally "
         "frequent letters in alphabetical order",
         "write down the {0} letters that occur most often, one after another, in descending order of frequency and "
         "with ties in alphabetical order; digits and spaces do not count"),
        "letters",
        "counter = Counter(character for character in {x} if character.isalpha())\n"
        'order = sorted(counter, key=lambda letter: (-counter[letter], letter))\n{y} = "".join(order[:{0}])',
        _letters, _COUNTER, edge="If there are fewer different letters, all of them are used.", how=_RANK_HOW,
        slips=(lambda s, k: "".join([c for c, _ in _ranking([c for c in s if c.isalpha()], k)]),),
    ),
    "multiset_difference": task(
        "two_ints", "ints", (),
        ("take away from the first list, for each number of the second list, one copy of that number (if there is one "
         "left), and give what remains in ascending order",
         "list in ascending order what is left of the first list when every number of the second list cancels one "
         "equal number of the first"),
        "remaining", "{y} = sorted((Counter({x}) - Counter({z})).elements())", _without, _COUNTER, edge=_LEFT_EDGE,
        how="Subtracting two `Counter`s drops counts that would not be positive; `elements` spells the rest out.",
        slips=(lambda ab: sorted([x for x in ab[0] if x not in ab[1]]), _shared, lambda ab: _without(ab[::-1])),
    ),
    "multiset_common": task(
        "two_words", "words", (),
        ("list the words that the two lists have in common, each as often as it occurs in both, that is, as often as "
         "in the list where it is rarer, in alphabetical order",
         "give in alphabetical order the words that can be paired off between the two lists, one word per pair, where "
         "a pair consists of equal words and every word of a list is used at most once"),
        "common", "{y} = sorted((Counter({x}) & Counter({z})).elements())", _shared, _COUNTER,
        how="`&` between two `Counter`s takes the smaller count of each word.",
        slips=(lambda ab: sorted(set(ab[0]) & set(ab[1])), _without,
               lambda ab: sorted([w for w in ab[0] if w in ab[1]])),
    ),
    "exactly": task(
        "words", "words", ("often",),
        ("keep the words that occur in the list exactly {0}, each listed once, in the order of their first "
         "appearance",
         "list every word that is there exactly {0}, without repetition and in order of first appearance"),
        "exact", "counter = Counter({x})\n{y} = [{v} for {v} in counter if counter[{v}] == {0}]", _exactly, _COUNTER,
        how="A `Counter` is a dictionary, so going through it gives the words in the order in which they came.",
        slips=(lambda ws, k: [w for w, n in _tally(ws) if n >= k], lambda ws, k: _exactly(ws, k + 1),
               lambda ws, k: [w for w in ws if ws.count(w) == k]),
        flavour="few words",
    ),
    "group_words": task(
        "words", "words_by_number", ("word_measure",),
        ("group the words in a dictionary by score, where the score of a word is {0}: the keys are the scores, the "
         "values the lists of words with that score, in their original order",
         "build a dictionary from each score that occurs to the list of the words with that score, in the order given; "
         "the score of a word is {0}"),
        "groups", "{y} = defaultdict(list)\nfor {v} in {x}:\n    {y}[{0}].append({v})\n{y} = dict({y})",
        _grouped, _GROUPS, how="A `defaultdict(list)` starts every new key with an empty list.",
        slips=(lambda ws, f: {k: sorted(g) for k, g in _grouped(ws, f).items()},
               lambda ws, f: {k: list(dict.fromkeys(g)) for k, g in _grouped(ws, f).items()}),
    ),
    "group_initials": task(
        "words", "words_by_text", (),
        ("group the words in a dictionary by their first letter: the keys are the letters, the values the lists of the "
         "words that begin with them, in their original order",
         "build a dictionary from every letter with which some word begins to the list of those words, in the order "
         "given"),
        "groups", "{y} = defaultdict(list)\nfor {v} in {x}:\n    {y}[{v}[0]].append({v})\n{y} = dict({y})",
        lambda ws: _grouped(ws, lambda w: w[0]), _GROUPS,
        how="A `defaultdict(list)` starts every new key with an empty list.",
        slips=(lambda ws: {k: sorted(g) for k, g in _grouped(ws, lambda w: w[0]).items()},),
        flavour="few initials",
    ),
    "anagrams": task(
        "words", "word_lists", (),
        ("collect the words that are anagrams of each other (equal words count as anagrams) into lists, and keep only "
         "the lists with at least two words; within a list the words keep their order, and the lists are ordered by "
         "their first words' places",
         "find all groups of two or more words that consist of the same letters, each letter equally often; a group "
         "is a list of its words in the order given, and the groups come in the order of their first words"),
        "families",
        '{y} = defaultdict(list)\nfor {v} in {x}:\n    {y}["".join(sorted({v}))].append({v})\n'
        "{y} = [group for group in {y}.values() if len(group) > 1]",
        _anagrams, _GROUPS, how="Anagrams have the same letters in sorted order, which serves as the key.",
        slips=(lambda ws: [list(dict.fromkeys(g)) for g in _anagrams(ws) if len(set(g)) > 1],),
        flavour="anagrams",
    ),
    "window_distinct": task(
        "ints", "ints", ("count",),
        ("give, for every window of {0} neighbouring numbers from left to right, how many different values it holds",
         "slide a window of {0} numbers along the list and record the number of distinct values in it at each place"),
        "variety",
        "window = deque(maxlen={0})\n{y} = []\nfor {v} in {x}:\n    window.append({v})\n"
        "    if len(window) == {0}:\n        {y}.append(len(set(window)))",
        _window_distinct, _DEQUE, edge="A list that is shorter than the window gives an empty list.",
        how="A `deque` with `maxlen` lets the oldest number fall out by itself.",
        slips=(lambda xs, k: [len(set(xs[max(0, i - k + 1) : i + 1])) for i in range(len(xs))],),
    ),
    "recent_maximum": task(
        "ints", "ints", ("count",),
        ("replace every number by the largest of the last {0} numbers up to and including it (of fewer at the start of "
         "the list)",
         "give for each place the maximum of the numbers at that place and at the places just before it, {0} numbers "
         "in all, or as many as there are at the start"),
        "peaks",
        "recent = deque(maxlen={0})\n{y} = []\nfor {v} in {x}:\n    recent.append({v})\n    {y}.append(max(recent))",
        _recent_extreme, _DEQUE, how="A `deque` with `maxlen` lets the oldest number fall out by itself.",
        slips=(lambda xs, k: _recent_extreme(xs, k)[k - 1 :],),
    ),
    "counting_out": task(
        "words", "words", ("count",),
        ("let the words stand in a circle and count them off, starting with the first as number 1: whenever the count "
         "reaches {0}, that word leaves and the count starts again at 1 with the word after it; list the words in the "
         "order in which they leave",
         "play a counting-out game: go round the words in a circle, beginning at the first, and remove every word "
         "number {0} that is counted, each count starting afresh behind the word removed, until none is left; list the "
         "words in order of removal"),
        "order",
        "circle = deque({x})\n{y} = []\nwhile circle:\n    circle.rotate(1 - {0})\n    {y}.append(circle.popleft())",
        _counted_out, _DEQUE, how="Rotating the `deque` to the left brings the next word to leave to the front.",
        slips=(lambda ws, k: _counted_out(ws, k + 1),),
    ),
    "recently_used": task(
        "words", "words", ("count",),
        ("feed the words one after another to a memory with {0} places: a word that is in it becomes the most recently "
         "used, and any other is put in as the most recently used, after which the least recently used word is dropped "
         "if there are now too many; list what the memory holds in the end, least recently used first",
         "keep a cache of the {0} most recently used words while going through the list (using a word again makes it "
         "the most recent; if a new word makes the cache too full, the least recently used one goes), and list its "
         "final content from the least to the most recently used"),
        "memory", _CACHE, _kept, "from collections import OrderedDict",
        how="`move_to_end` marks a word as the latest, and `popitem(last=False)` drops the oldest.",
        slips=(lambda ws, k: _kept(ws, k, False), lambda ws, k: _kept(ws, k)[::-1]),
        flavour="few words",
    ),
    "cache_misses": task(
        "words", "int", ("count",),
        ("count the misses of a cache that holds the {0} most recently used words and sees the words one after "
         "another: a word that is not in the cache is a miss and is put in, dropping the least recently used word if "
         "there are then too many; any word becomes the most recently used",
         "find how many of the words, taken one after another, are not among the {0} different words used most "
         "recently before them"),
        "misses",
        "cache = OrderedDict()\n{y} = 0\nfor {v} in {x}:\n    {y} += {v} not in cache\n    cache[{v}] = True\n"
        "    cache.move_to_end({v})\n    if len(cache) > {0}:\n        cache.popitem(last=False)",
        _misses, "from collections import OrderedDict", edge="Without any words there are 0 of them.",
        how="`move_to_end` marks a word as the latest, and `popitem(last=False)` drops the oldest.",
        slips=(lambda ws, k: len(set(ws)), lambda ws, k: len(ws) - _window_counts(ws, k),
               lambda ws, k: sum([w not in _kept(ws[:i], k, False) for i, w in enumerate(ws)])),
        flavour="few words",
    ),
}  # fmt: skip
