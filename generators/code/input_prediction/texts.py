"""Stages on texts, and rearrangements of texts and lists alike.

A *text* is made of small letters, a *string* of anything.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from generators.code.input_prediction.stages import EXACT, OPEN, SINGLE, Undone, quoted, stage

_A = 97  # the code of the letter a

# Rearrangements.


@stage(
    "numbers text string", "same", EXACT, "out = src[::-1]", "flipped turned backwards",
    "The order was turned round; turn it round again.",
)  # fmt: skip
def turned_round(value: Any) -> Undone:
    return Undone(value[::-1], [])


@stage(
    "numbers text string", "same", EXACT, "out = src[A:] + src[:A]", "rotated cycled turned",
    "The first {A} moved from the front to the end, so the last {A} go back to the front.", A=(1, 3),
)  # fmt: skip
def rotated(value: Any, A: int) -> Undone:
    back, front = value[:-A], value[-A:]
    return Undone(front + back, [f"{front!r} + {back!r}"])


@stage(
    "numbers text string", "same", EXACT, "out = src[::2] + src[1::2]", "dealt split_up grouped",
    "First come the items of the positions 0, 2, 4, ..., then those of 1, 3, 5, .... Take one of each in turn.",
)  # fmt: skip
def dealt(value: Any) -> Undone:
    half = (len(value) + 1) // 2
    even, odd = value[:half], value[half:]
    found = [item for pair in zip(even, odd, strict=False) for item in pair] + list(even[len(odd) :])
    return Undone(_like(value, found), [f"{even!r} and {odd!r}"])


@stage(
    "numbers", "same", EXACT, """
out = list(src)
for i in range(0, len(out) - 1, 2):
    out[i], out[i + 1] = out[i + 1], out[i]
""", "swapped exchanged pairs", "Neighbours changed places in pairs, and change back.",
)  # fmt: skip
def neighbours_swapped(value: list[int]) -> Undone:
    found = list(value)
    for i in range(0, len(found) - 1, 2):
        found[i], found[i + 1] = found[i + 1], found[i]
    return Undone(found, [])


@stage(
    "numbers", "same", EXACT, """
out = []
for i, x in enumerate(src):
    if i % 2 == 0:
        out.append(x)
    else:
        out.insert(0, x)
""", "laid placed arranged", "Items went in turn to the end and to the front. Take them off again, the last one first.",
)  # fmt: skip
def both_ends(value: list[int]) -> Undone:
    return _taken_off(value)


@stage(
    "text string", "same", EXACT, """
out = ""
for i, c in enumerate(src):
    if i % 2 == 0:
        out = out + c
    else:
        out = c + out
""", "built grown arranged",
    "Letters went in turn to the end and to the front. Take them off again, the last one first.",
)  # fmt: skip
def letters_both_ends(value: str) -> Undone:
    return _taken_off(value)


def _taken_off(value: Any) -> Undone:
    left, taken, lines = list(value), [], []
    while left:
        end = (len(left) - 1) % 2 == 0
        item = left.pop(-1 if end else 0)
        taken.append(item)
        lines.append(f"position {len(left)}: {item!r} from the {'end' if end else 'front'}")
    return Undone(_like(value, taken[::-1]), lines)


def _like(value: Any, items: list[Any]) -> Any:
    return "".join(items) if isinstance(value, str) else items


# Exact on texts of small letters.


@stage(
    "text", "text", EXACT, """
out = ""
for c in src:
    out += chr((ord(c) - 97 + A) % 26 + 97)
""", "coded shifted hidden",
    "Every letter moved {A} places on in the alphabet, after z from a again; move it back.", A=(1, 9),
)  # fmt: skip
def caesar(value: str, A: int) -> Undone:
    return _mapped(value, [-A] * len(value))


@stage(
    "text", "text", EXACT, """
out = ""
for i, c in enumerate(src):
    out += chr((ord(c) - 97 + A * i) % 26 + 97)
""", "coded slid hidden",
    "The letter at position i moved {A} * i places on in the alphabet, after z from a again; move it "
    "back.", A=(2, 5),
)  # fmt: skip
def sliding_caesar(value: str, A: int) -> Undone:
    return _mapped(value, [-A * i for i in range(len(value))])


def _mapped(value: str, moves: list[int]) -> Undone:
    found = "".join([chr((ord(c) - _A + move) % 26 + _A) for c, move in zip(value, moves, strict=True)])
    return Undone(
        found,
        [f"{c} back {-move} is {d}" if move else f"{c} stays" for c, d, move in zip(value, found, moves, strict=True)],
    )


@stage(
    "text", "text", EXACT, """
out = ""
for c in src:
    out += chr(219 - ord(c))
""", "mirrored coded flipped_letters",
    "The codes of a and z add up to 219, so the alphabet was turned round: a and z change "
    "places, b and y, and so on.",
)  # fmt: skip
def atbash(value: str) -> Undone:
    found = "".join([chr(219 - ord(c)) for c in value])
    return Undone(found, [f"{c} was {d}" for c, d in zip(value, found, strict=True)])


@stage(
    "text", "text", EXACT, """
out = ""
key = A
for c in src:
    key = (key + ord(c) - 97) % 26
    out += chr(key + 97)
""", "chained coded summed",
    "With a = 0, b = 1, ... each letter written is the letter read plus the one written before (at "
    "the start {A}), modulo 26; so subtract the one before.", A=(0, 9),
)  # fmt: skip
def running_key(value: str, A: int) -> Undone:
    keys = [A, *[ord(c) - _A for c in value]]
    places = [(b - a) % 26 for a, b in pairwise(keys)]
    lines = [f"({b} - {a}) % 26 = {p}, {chr(p + _A)}" for (a, b), p in zip(pairwise(keys), places, strict=True)]
    return Undone("".join([chr(place + _A) for place in places]), lines)


# Single.


@stage(
    "text", "text", SINGLE, """
out = ""
for c in src:
    if c in "aeiou":
        out += c + c
    else:
        out += c
""", "stretched doubled sung", "Vowels were written twice; write each of them once.",
)  # fmt: skip
def vowels_doubled(value: str) -> Undone:
    found, at = "", 0
    while at < len(value):
        found += value[at]
        at += 2 if value[at] in "aeiou" else 1
    return Undone(found, [])


@stage(
    "text", "string", SINGLE, """
out = ""
for i, c in enumerate(src):
    if i % 2 == A:
        out += c.upper()
    else:
        out += c
""", "shouted capped styled", "Only capitals were made; write all letters small again.", A=(0, 1),
)  # fmt: skip
def capitals(value: str, A: int) -> Undone:
    return Undone(value.lower(), [])


@stage(
    "text", "numbers", SINGLE, "out = [ord(c) - A for c in src]", "codes places values_of_letters",
    "The code of a is 97, so a became 97 - {A}. Add {A} and look the letter up.", A=(90, 97),
)  # fmt: skip
def letter_codes(value: list[int], A: int) -> Undone:
    found = "".join([chr(v + A) for v in value])
    return Undone(found, [f"{v} + {A} = {v + A}, {c}" for v, c in zip(value, found, strict=True)])


# Open.


@stage(
    "text", "text", OPEN, "out = src[::A]", "picked sampled every_other",
    "Only every letter whose position is a multiple of {A} counts. Put {A} - 1 letters x after each but the "
    "last.", A=(2, 3),
)  # fmt: skip
def every_few(value: str, A: int) -> Undone:
    return Undone(("x" * (A - 1)).join(value), [])


@stage(
    "text", "text", OPEN, 'out = "".join([c for c in src if c not in "aeiou"])', "kept bare consonants",
    "Vowels were dropped and can be put in anywhere. Put an a before the first letter.",
)  # fmt: skip
def vowels_dropped(value: str) -> Undone:
    return Undone(f"a{value}", [])


@stage(
    "text", "text", OPEN, """
out = ""
for c in src:
    if c > "m":
        c = chr(ord(c) - 13)
    out += c
""", "folded merged lowered",
    "Letters above m became the letters 13 places before them, so each result may be from the upper "
    "half. Move all of them up 13 places.",
)  # fmt: skip
def folded(value: str) -> Undone:
    found = "".join([chr(ord(c) + 13) for c in value])
    return Undone(found, [f"{c} from {d}" for c, d in zip(value, found, strict=True)])


@stage(
    "text", "numbers", OPEN, """
out = []
before = ""
for c in src:
    if c == before:
        out[-1] = out[-1] + 1
    else:
        out.append(1)
    before = c
""", "runs lengths blocks", "These are the lengths of the runs of equal letters. Take a and b in turn.",
)  # fmt: skip
def run_lengths(value: list[int]) -> Undone:
    runs = ["ab"[i % 2] * v for i, v in enumerate(value)]
    return Undone("".join(runs), [quoted(runs)])


@stage(
    "text", "counts", OPEN, """
out = {}
for c in src:
    out[c] = out.get(c, 0) + 1
""", "counts tally table",
    "Only how often a letter comes matters, not where. Write every letter as often as it is counted.",
)  # fmt: skip
def letter_counts(value: dict[str, int]) -> Undone:
    runs = [letter * count for letter, count in value.items()]
    return Undone("".join(runs), [quoted(runs)])


@stage(
    "text", "numbers", OPEN, """
out = []
for i, c in enumerate(src):
    out.append(src[:i].count(c) + A)
""", "repeats seen_before echoes",
    "Each result is {A} more than the number of times the letter has come before. Take, from a on, the first letter "
    "that has come just as often.",
    A=(1, 9),
)  # fmt: skip
def seen_before(value: list[int], A: int) -> Undone:
    found = ""
    for v in value:
        found += next(letter for letter in "abcdefghijklmnopqrstuvwxyz" if found.count(letter) == v - A)
    return Undone(found, [f"{v} - {A} = {v - A}, {c}" for v, c in zip(value, found, strict=True)])


@stage(
    "text", "figures", OPEN, """
vowels = 0
total = 0
for c in src:
    if c in "aeiou":
        vowels += 1
    else:
        total += ord(c) - 97
out = (len(src), vowels, total)
""", "outcome figures",
    "Vowels count one each, so take as many letters a. The others add their places (b is 1, c is 2, "
    "...) and have to reach the third figure: take z, 25, as long as that leaves enough for the rest.",
)  # fmt: skip
def vowels_and_places(value: tuple[int, int, int]) -> Undone | None:
    size, vowels, total = value
    if not _reachable(size - vowels, total):
        return None
    found, lines = "a" * vowels, []
    for left in range(size - vowels, 0, -1):
        # A consonant for every place, and the same for what the others then have to reach.
        place = next(p for p in _PLACES if _reachable(left - 1, total - p))
        lines.append(f"{total} - {place} = {total - place}, {chr(place + _A)}")
        found += chr(place + _A)
        total -= place
    return Undone(found, lines)


_PLACES = [place for place in range(25, 0, -1) if chr(place + _A) not in "aeiou"]


def _reachable(count: int, total: int) -> bool:
    """Whether so many consonants have places that add up to the total."""
    if count < 2:
        return total == 0 if count == 0 else total in _PLACES
    return count <= total <= 25 * count
