"""Puzzles about a text: its letters, parts, order and patterns."""

from __future__ import annotations

from functools import lru_cache
from itertools import permutations

from generators.code.predicate.kinds import Data, Solved, joined, kind
from generators.code.tagged import signed
from generators.randomness import Stream

_WORDS = (
    "acorn agate amber angle apron arrow atlas badge basin berry birch blaze bread brook cabin camel canal cargo "
    "cedar chain chest cider cloud coast coral crane crown delta dough eagle easel elder ember fable fern finch flint "
    "forge frost gecko glade grain grove harbor heron honey inlet ivory jewel karma kayak ledge lemon linen lunar "
    "mango manor maple medal moose motor night noble north nurse ocean olive onset opal opera orbit orchid otter "
    "paint panel parrot pearl pebble petal pilot plume prism quilt radar raven reef rider ridge river robin royal "
    "saddle salmon salon scarf scent sedge serum shelf shore siren sleet snail solar spice spruce stone stork storm "
    "sugar swan tango temple thorn tiger torch tower trail trout tulip ultra umber urban valve vapor velvet vessel "
    "village viola wafer walnut wheat willow window winter wren yacht yarrow yeast zebra"
).split()


def letter_values(s: str, length: int, total: int, first: str) -> bool:
    return (
        len(s) == length
        and len(set(s)) == length
        and s[0] == first
        and all("a" <= c <= "z" for c in s)
        and sum(ord(c) - 96 for c in s) == total
    )


def _letter_values(stream: Stream, level: int, twin: bool) -> Data | None:
    length = stream.integer(3, 4) if level == 1 else stream.integer(5, 7)
    letters = stream.sample("abcdefghijklmnopqrstuvwxyz", length)
    return {"length": length, "total": sum(ord(c) - 96 for c in letters), "first": letters[0]}


@kind(letter_values, _letter_values, {1: 2, 2: 1})
def _greedy_letters(length: int, total: int, first: str) -> Solved | None:
    left = total - (ord(first) - 96)
    steps = [f"{first} counts {ord(first) - 96}: {total} - {ord(first) - 96} = {left} for {length - 1} other letters."]
    free = [value for value in range(1, 27) if value != ord(first) - 96]
    chosen = []
    for place in range(length - 1, 0, -1):
        # As large as leaves enough for the smallest of the others.
        value = max((v for v in free if left - v >= sum(sorted(set(free) - {v})[: place - 1])), default=None)
        if value is None or (place == 1 and left not in free):
            return None
        value = left if place == 1 else value
        if place == 2:
            value = next((v for v in reversed(free) if left - v in free and left - v != v), None)
            if value is None:
                return None
        free.remove(value)
        chosen.append(value)
        steps.append(f"{left} - {value} = {left - value}, letter {chr(96 + value)}")
        left -= value
    return Solved(first + "".join(chr(96 + value) for value in chosen), steps)


def contains_all(s: str, words: list[str], longest: int) -> bool:
    return len(s) <= longest and all(word in s for word in words)


def _contains(stream: Stream, level: int, twin: bool) -> Data | None:
    words = [stream.choice(_WORDS)]
    while len(words) <= level:
        following = [each for each in _following(words[-1]) if each not in words]
        if not following:
            return None
        words.append(stream.choice(following))
    return {"words": sorted(words), "longest": len(_overlapped(words)[0])}


@lru_cache(maxsize=256)
def _following(word: str) -> tuple[str, ...]:
    """The words that begin as the word ends."""
    return tuple(other for other in _WORDS if other != word and _overlap(word, other))


def _overlap(one: str, other: str) -> int:
    return next((size for size in range(min(len(one), len(other)) - 1, 0, -1) if one.endswith(other[:size])), 0)


def _overlapped(words: list[str]) -> tuple[str, tuple[str, ...]]:
    """The shortest text that has all of the words, and the order in which they come in it."""
    best: tuple[str, tuple[str, ...]] = ("".join(words), tuple(words))
    for order in permutations(words):
        text = order[0]
        for word in order[1:]:
            text += word[_overlap(text, word) :]
        if len(text) < len(best[0]):
            best = (text, order)
    return best


@kind(contains_all, _contains, {1: 2, 2: 2, 3: 1})
def _superstring(words: list[str], longest: int) -> Solved | None:
    total = sum(map(len, words))
    steps = [f"One after another the words have {total} letters, so overlaps must save {total - longest}. Overlaps:"]
    for one, other in permutations(words, 2):
        if size := _overlap(one, other):
            steps.append(f"{one} ends in {other[:size]!r}, with which {other} begins: {size} saved")
    text, order = _overlapped(words)
    steps.append(f"In the order {', '.join(order)}: {text!r}, {len(text)} letters")
    return Solved(text, steps)


def has_subsequences(s: str, words: list[str], longest: int) -> bool:
    def inside(word: str) -> bool:
        letters = iter(s)
        return all(c in letters for c in word)

    return len(s) <= longest and all(inside(word) for word in words)


def _subsequences(stream: Stream, level: int, twin: bool) -> Data | None:
    one, other = stream.sample(_WORDS, 2)
    if level == 2:
        one, other = one + stream.choice(_WORDS), other + stream.choice(_WORDS)
    longest = len(one) + len(other) - len(_common(one, other))
    return {"words": [one, other], "longest": longest} if len(_common(one, other)) > level else None


def _common(one: str, other: str) -> str:
    """A longest common subsequence."""
    rows = [[""] * (len(other) + 1)]
    for c in one:
        row = [""]
        for j, d in enumerate(other):
            row.append(rows[-1][j] + c if c == d else max(rows[-1][j + 1], row[j], key=len))
        rows.append(row)
    return rows[-1][-1]


@kind(has_subsequences, _subsequences, {1: 1, 2: 2})
def _interleaved(words: list[str], longest: int) -> Solved | None:
    one, other = words
    common = _common(one, other)
    steps = [
        f"{len(one)} + {len(other)} = {len(one) + len(other)} letters, and {longest} are allowed: "
        f"{len(common)} must serve both words.",
        f"Letters in the same order in both: {common!r}. Write what comes before each of them in either word, then it:",
    ]
    text = ""
    for c in common:
        i, j = one.index(c), other.index(c)
        text += one[:i] + other[:j] + c
        one, other = one[i + 1 :], other[j + 1 :]
        steps.append(f"up to {c}: {text!r}")
    text += one + other
    return Solved(text, [*steps, f"and the ends: {text!r}, {len(text)} letters"])


def mirrored_counts(s: str, first: str, many: int, second: str, few: int, middle: int) -> bool:
    return (
        s == s[::-1]
        and s.count(first) == many
        and s.count(second) == few
        and len(s) == many + few
        and s[middle] == second
        and s[0] == first
    )


def _mirrored(stream: Stream, level: int, twin: bool) -> Data | None:
    first, second = stream.sample("abcdefghkmnprstxyz", 2)
    many, few = (
        (stream.integer(2, 4), stream.integer(2, 3)) if level == 1 else (stream.integer(4, 9), stream.integer(3, 8))
    )
    if many % 2 and few % 2:
        return None
    return {"first": first, "many": many, "second": second, "few": few, "middle": stream.integer(1, (many + few) // 2)}


@kind(mirrored_counts, _mirrored, {1: 1, 2: 1})
def _halves(first: str, many: int, second: str, few: int, middle: int) -> Solved | None:
    size = many + few
    half: list[str] = [""] * (size // 2)
    center = first if many % 2 else second if few % 2 else ""
    left = {first: many // 2, second: few // 2}
    steps = [
        f"{many} + {few} = {size} letters, {size // 2} in each half"
        + (f" and {center} in the middle" if center else "")
    ]
    half[0] = first
    left[first] -= 1
    place = min(middle, size - 1 - middle)
    if place < len(half):
        half[place] = second
        left[second] -= 1
    elif center != second:
        return None
    if min(left.values()) < 0 or place == 0:
        return None
    steps.append(f"Position 0 is {first}, position {middle} is {second}, which mirrors to {size - 1 - middle}.")
    free = [i for i, c in enumerate(half) if not c]
    for i, c in zip(free, first * left[first] + second * left[second], strict=True):
        half[i] = c
    text = "".join(half)
    steps.append(f"Fill the rest of the half with {first * left[first] + second * left[second]!r}: {text!r}")
    return Solved(text + center + text[::-1], steps)


def rearranged(s: str, letters: str, evens: str) -> bool:
    return sorted(s) == sorted(letters) and s[::2] == evens and s != letters


def _rearranged(stream: Stream, level: int, twin: bool) -> Data | None:
    words = stream.sample(_WORDS, level)
    mixed = "".join(stream.shuffled("".join(words)))
    return {"letters": "".join(stream.shuffled(mixed)), "evens": mixed[::2]}


@kind(rearranged, _rearranged, {1: 2, 2: 1})
def _filled_in(letters: str, evens: str) -> Solved | None:
    rest = list(letters)
    for c in evens:
        rest.remove(c)
    steps = [f"At the positions 0, 2, 4, ... stands {evens!r}. Letters of {letters!r} that are left: {', '.join(rest)}"]
    text = "".join(a + b for a, b in zip(evens, [*rest, ""], strict=False))
    steps.append(f"Put them at the positions 1, 3, 5, ...: {text!r}")
    return Solved(text, steps) if text != letters else None


def brackets(s: str, pairs: int, deepest: int, peaks: int) -> bool:
    depth = highest = 0
    for c in s:
        depth += 1 if c == "(" else -1
        if depth < 0:
            return False
        highest = max(highest, depth)
    return depth == 0 and set(s) <= set("()") and len(s) == 2 * pairs and highest == deepest and s.count("()") == peaks


def _brackets(stream: Stream, level: int, twin: bool) -> Data | None:
    pairs = stream.integer(5, 14) if level == 1 else stream.integer(15, 25)
    deepest, peaks = stream.integer(2, pairs - 1), stream.integer(2, pairs - 1)
    return {"pairs": pairs, "deepest": deepest, "peaks": peaks} if deepest + peaks <= pairs + 1 else None


@kind(brackets, _brackets, {1: 1, 2: 1})
def _nested(pairs: int, deepest: int, peaks: int) -> Solved | None:
    steps = [f"{deepest} pairs inside one another give the depth and one '()': {'(' * deepest + ')' * deepest}"]
    spare = pairs - deepest
    steps.append(f"Pairs left: {pairs} - {deepest} = {spare}. Times '()' that are missing: {peaks} - 1 = {peaks - 1}")
    groups = []
    for place in range(peaks - 1, 0, -1):
        size = min(deepest, spare - (place - 1))
        groups.append("(" * size + ")" * size)
        spare -= size
        steps.append(f"a group of {size}: {groups[-1]}, {spare} left")
    if spare:
        # Pairs around two neighbouring groups add neither depth nor a further '()'.
        return None
    return Solved("(" * deepest + ")" * deepest + "".join(groups), steps)


def apart(s: str, one: str, other: str, first: int, second: int, size: int) -> bool:
    def distance(a: str, b: str) -> int:
        return sum(c != d for c, d in zip(a, b))  # noqa: B905

    return len(s) == size and distance(s, one) == first and distance(s, other) == second and set(s) <= set("01")


def _apart(stream: Stream, level: int, twin: bool) -> Data | None:
    size = (6, 10, 16)[level - 1]
    one, other, s = ("".join([stream.choice("01") for _ in range(size)]) for _ in range(3))
    first, second = (sum(c != d for c, d in zip(s, text, strict=True)) for text in (one, other))
    if not first or not second or one == other:
        return None
    return {"one": one, "other": other, "first": first, "second": second, "size": size}


@kind(apart, _apart, {1: 2, 2: 2, 3: 1})
def _flipped(one: str, other: str, first: int, second: int, size: int) -> Solved | None:
    differ = [i for i, (c, d) in enumerate(zip(one, other, strict=True)) if c != d]
    same = [i for i in range(len(one)) if i not in differ]
    # Flips of `one`: p at positions where the texts agree, q where they differ.
    p2 = first + second - len(differ)
    steps = [
        f"They differ at {len(differ)} positions ({joined(differ, 20)}) and agree at {len(same)} ({joined(same, 20)})."
    ]
    rest = second - len(differ)
    steps.append(
        "Change the first text at p positions where they agree and at q where they differ: it is then p + q away from "
        f"the first and p + {len(differ)} - q from the second."
    )
    steps.append(f"p + q = {first} and p - q = {second} - {len(differ)} = {rest}")
    if p2 % 2:
        return None
    p = p2 // 2
    q = first - p
    steps.append(f"p = ({first} + {signed(rest)}) / 2 = {p}, q = {first} - {p} = {q}")
    if not (0 <= p <= len(same) and 0 <= q <= len(differ)):
        return None
    flipped = sorted(same[:p] + differ[:q])
    text = "".join(str(1 - int(c)) if i in flipped else c for i, c in enumerate(one))
    return Solved(text, [*steps, f"Change {one!r} at {joined(flipped, 20)}: {text!r}"])


def no_repetition(s: str, length: int, start: str, banned: str) -> bool:
    for size in range(1, len(s) // 2 + 1):
        for i in range(len(s) - 2 * size + 1):
            if s[i : i + size] == s[i + size : i + 2 * size]:
                return False
    return len(s) == length and s.startswith(start) and set(s) <= set("abc") and banned not in s


def _no_repetition(stream: Stream, level: int, twin: bool) -> Data | None:
    length = stream.integer(7, 10) if level == 2 else stream.integer(12, 20)
    start = stream.choice(("aba", "abc", "aca", "acb", "bab", "bac", "bca", "bcb", "cab", "cac", "cba", "cbc"))
    banned = (
        "".join(stream.sample("abc", 3))
        if stream.chance(1, 2)
        else stream.choice(("aba", "aca", "bab", "bcb", "cac", "cbc"))
    )
    return {"length": length, "start": start, "banned": banned} if not banned.startswith(start) else None


@kind(no_repetition, _no_repetition, {2: 1, 3: 1})
def _letter_by_letter(length: int, start: str, banned: str) -> Solved | None:
    steps = [
        f"Add to {start!r} the first of a, b, c that repeats no block and makes no {banned!r}; go back if none fits."
    ]
    text, least = start, "a"
    while len(text) < length:
        if len(steps) > 45:
            return None
        fitting = []
        for c in "abc"["abc".index(least) :] if least else "":
            new = text + c
            block = next((k for k in range(1, len(new) // 2 + 1) if new[-k:] == new[-2 * k : -k]), 0)
            if block:
                steps.append(f"{new}: {new[-block:]} twice")
            elif new.endswith(banned):
                steps.append(f"{new}: ends in {banned}")
            else:
                fitting.append(c)
                break
        if fitting:
            text, least = text + fitting[0], "a"
            continue
        if len(text) <= len(start):
            return None
        last, text = text[-1], text[:-1]
        least = {"a": "b", "b": "c", "c": ""}[last]
        steps.append(f"Back to {text}.")
    return Solved(text, [*steps, f"{text}: {length} letters"])


def walks(s: str, grid: list[str], start: list[int], end: list[int], longest: int) -> bool:
    row, column = start
    moves = {"U": (-1, 0), "D": (1, 0), "L": (0, -1), "R": (0, 1)}
    for c in s:
        row, column = row + moves[c][0], column + moves[c][1]
        if not (0 <= row < len(grid) and 0 <= column < len(grid[0])) or grid[row][column] == "#":
            return False
    return [row, column] == end and len(s) <= longest


def _walks(stream: Stream, level: int, twin: bool) -> Data | None:
    size = (3, 5, 6)[level - 1]
    grid = ["".join(["#" if stream.chance(3, 10) else "." for _ in range(size)]) for _ in range(size)]
    start, end = [stream.below(size), stream.below(size)], [stream.below(size), stream.below(size)]
    if grid[start[0]][start[1]] == "#" or grid[end[0]][end[1]] == "#":
        return None
    ways = _reached(grid, start)
    way = ways.get((end[0], end[1]), "")
    if len(way) < (3, 6, 8)[level - 1]:
        return None
    return {"grid": grid, "start": start, "end": end, "longest": len(way)}


def _reached(grid: list[str], start: list[int]) -> dict[tuple[int, int], str]:
    """A shortest way to every square that can be reached, in order of length."""
    ways = {(start[0], start[1]): ""}
    for (row, column), way in (queue := list(ways.items())):
        for c, (down, right) in {"U": (-1, 0), "D": (1, 0), "L": (0, -1), "R": (0, 1)}.items():
            new = (row + down, column + right)
            inside = 0 <= new[0] < len(grid) and 0 <= new[1] < len(grid[0])
            if inside and grid[new[0]][new[1]] != "#" and new not in ways:
                ways[new] = way + c
                queue.append((new, way + c))
    return ways


@kind(walks, _walks, {1: 2, 2: 2, 3: 2})
def _waves(grid: list[str], start: list[int], end: list[int], longest: int) -> Solved | None:
    ways = _reached(grid, start)
    steps = [
        f"Squares are (row, column). From {(start[0], start[1])}, those that are reached with one more move each time:"
    ]
    for size in range(1, longest + 1):
        row = [f"{square} by {way[-1]}" for square, way in ways.items() if len(way) == size]
        steps.append(f"{size}: {', '.join(row)}")
    way = ways[(end[0], end[1])]
    return Solved(
        way, [*steps, f"Back from {(end[0], end[1])} the moves were {', '.join(way[::-1])}, so forward {way}"]
    )
