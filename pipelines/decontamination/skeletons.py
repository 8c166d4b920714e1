"""From texts to hashes: tokens, skeletons, n-grams and number signatures of many documents at once.

A *skeleton* is a text without what a generator varies: numbers become one sign (as do runs of them), names another,
pronouns another, single letters another. Two texts from one template share their skeleton's n-grams whatever numbers
and names stand in them. One pass of a regular expression cuts a whole batch into tokens; what a token becomes is
looked up once per distinct token; all else is arithmetic on arrays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pipelines.decontamination import words

VERSION = 1  # of all that decides a hash; a pack of another version is refused
SKELETON_GRAM, RAW_GRAM, ANCHOR_GRAM = 5, 13, 3
WINDOW, STRIDE = 1000, 500  # tokens: longer documents are scored by overlapping windows
SKETCH_SLOTS = 24
FEWEST_WORDS = 4  # different content words, for a sketch to tell anything

Hashes = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SEPARATOR = "\0"
_TOKEN = re.compile(
    r"[A-Za-z']+"
    r"|[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+)?"
    r"|[-+*/^=<>%\0]"
    r"|\\[A-Za-z]+"
)
_FOREIGN = re.compile(r"[^\0-\x7f]+")
_PUBLIC_KEY = b"provender skeleton"  # keeps these hashes from being looked up in tables made for other purposes

# What a token is. Layout is dropped; runs of numbers and of names count as one token of a skeleton.
# Words are those from NAME on.
BREAK, LAYOUT, OTHER, NUMBER, NAME, CONTENT, FUNCTION = range(7)


def token_hash(text: str) -> int:
    """The 64-bit hash that stands for a token."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8, key=_PUBLIC_KEY).digest(), "little")


class Word(NamedTuple):
    """What one token becomes: its kind, its hash in raw n-grams, its hash in skeletons, and of number words below a
    hundred the value, by which twenty-five becomes 25."""

    kind: int
    raw: int
    skeleton: int
    spoken: int = 0


_AS_NUMBER, _AS_NAME, _AS_PRONOUN, _AS_LETTER = (token_hash(sign) for sign in ("\1number", "\1name", "\1he", "\1x"))


class Vocabulary(dict[str, int]):
    """Token → its place in the tables below; a token that is new is looked at once.

    `lower` holds the hashes of words that the pack's texts write in lower case: a capitalised word that is not among
    them is a name. Numbers alone would let it grow without bound, so it starts anew when it is full (`reset`).
    """

    LARGEST = 1 << 20

    def __init__(self, lower: Iterable[int] = ()) -> None:
        super().__init__()
        self._lower = frozenset(lower)
        self._new()

    def _new(self) -> None:
        self.clear()
        self._rows: list[Word] = []
        self._tables: tuple[Any, ...] = ()
        self.minus = self["-"]

    def reset(self) -> None:
        """Forget the tokens if there are too many of them; between batches only."""
        if len(self) > self.LARGEST:
            self._new()

    def __missing__(self, token: str) -> int:
        self._rows.append(self._look_at(token))
        place = self[token] = len(self._rows) - 1
        return place

    def tables(self) -> tuple[npt.NDArray[np.int8], Hashes, Hashes, npt.NDArray[np.int8]]:
        """Kind, raw hash, skeleton hash and spoken value by place."""
        if not self._tables or len(self._tables[0]) != len(self._rows):
            known = len(self._tables[0]) if self._tables else 0
            fresh = list(zip(*self._rows[known:], strict=True))
            columns = [
                np.array(column, dtype=kind)
                for column, kind in zip(fresh, (np.int8, np.uint64, np.uint64, np.int8), strict=True)
            ]
            self._tables = (
                tuple(np.concatenate(pair) for pair in zip(self._tables, columns, strict=True))
                if self._tables
                else tuple(columns)
            )
        return self._tables

    def _look_at(self, token: str) -> Word:
        if token == SEPARATOR:
            return Word(BREAK, 0, 0)
        if token[0] == "\\":
            lower = token.lower()
            if lower in words.LAYOUT:
                return Word(LAYOUT, 0, 0)
            sign = token_hash(words.ALIKE.get(lower, lower))
            return Word(OTHER, sign, sign)
        if token[0].isdecimal():
            return Word(NUMBER, token_hash(_plain(token)), _AS_NUMBER)
        if token[0] in _OPERATORS:
            sign = token_hash(token)
            return Word(OTHER, sign, sign)
        token = _bare(token)
        return self._word(token) if token else Word(LAYOUT, 0, 0)

    def _word(self, token: str) -> Word:
        lower = token.lower()
        if lower in words.NUMBERS:
            value = words.NUMBERS[lower]
            return Word(NUMBER, token_hash(str(value)), _AS_NUMBER, value if value < 100 else 0)
        lower = words.ALIKE.get(lower, lower)
        raw = token_hash(lower)
        if len(lower) == 1:
            return Word(OTHER, raw, raw if lower == "%" else _AS_LETTER)
        if lower in words.ENVIRONMENTS:
            return Word(OTHER, raw, raw)
        if lower in words.PRONOUNS:
            return Word(FUNCTION, raw, _AS_PRONOUN)
        if lower in words.FUNCTION:
            return Word(FUNCTION, raw, raw)
        capital, common = token[0].isupper(), raw in self._lower
        if (capital and not common) or (lower in words.NAMES and (capital or not common)):
            return Word(NAME, raw, _AS_NAME)
        return Word(CONTENT, raw, token_hash(_singular(lower)))


_OPERATORS = frozenset("-+*/^=<>%")


def _bare(token: str) -> str:
    """A word without quotation marks around it and without the ending of the possessive."""
    return token.strip("'").removesuffix("'s").removesuffix("'S")


def _plain(token: str) -> str:
    """A number's value in one writing: 80,000 and 80000, 3.50 and 3.5, 007 and 7."""
    whole, dot, part = token.replace(",", "").partition(".")
    part = part.rstrip("0")
    return (whole.lstrip("0") or "0") + (dot + part if part else "")


def _singular(word: str) -> str:
    """A changed number changes its noun (1 egg, 3 eggs), so that the plural's ending is no part of a skeleton."""
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word


def cleaned(text: str) -> str:
    """The text as tokens are cut from it, in ASCII: accents away, one writing of operators, nothing invisible."""
    if not text.isascii():
        text = _FOREIGN.sub(_plain_signs, text)
    return text.replace(SEPARATOR, " ") if SEPARATOR in text else text


def _plain_signs(found: re.Match[str]) -> str:
    return "".join(map(_plain_sign, found[0]))


@lru_cache(maxsize=1 << 14)
def _plain_sign(sign: str) -> str:
    """What stands for one sign beyond ASCII; a blank for what means nothing in English or mathematics."""
    if sign in words.SIGNS:
        return words.SIGNS[sign]
    name = unicodedata.name(sign, "")
    if name.startswith("GREEK") and " LETTER " in name:
        return f"\\{name.split(' LETTER ')[1].split()[0].lower()} "
    if unicodedata.combining(sign):
        return ""
    parts = [words.SIGNS.get(part, part) for part in unicodedata.normalize("NFKD", sign)]
    plain = "".join(part for part in parts if part.isascii())
    raised = unicodedata.decomposition(sign).startswith("<super>") and plain.isdecimal()
    return (f"^{plain}" if raised else plain) or (str(unicodedata.decimal(sign)) if sign.isdecimal() else " ")


def whole_skeletons(texts: Sequence[str]) -> list[int]:
    """A hash of each text's whole skeleton, 64 bits: equal for texts that differ in numbers and names alone."""
    found: list[int] = []
    for start in range(0, len(texts), _AT_ONCE):
        part = texts[start : start + _AT_ONCE]
        batch = Batch(part, Vocabulary(), 1 << 62, 1 << 62)
        stream = batch.skeleton
        bounds = stream.bounds(batch.windows)
        place = np.arange(len(stream.hashes), dtype=np.uint64) - bounds[stream.window].astype(np.uint64)
        total = np.zeros(len(stream.hashes) + 1, dtype=np.uint64)
        np.cumsum(mixed(stream.hashes ^ mixed(place + BASE)), out=total[1:])
        found += mixed(total[bounds[1:]] - total[bounds[:-1]]).tolist()
    return found


_AT_ONCE = 1024  # texts whose tokens are held together


def lower_words(texts: Iterable[str]) -> set[int]:
    """The hashes of all words that the texts write in lower case: a pack's knowledge of what is no name."""
    found: set[str] = set()
    for text in texts:
        found.update(map(_bare, _TOKEN.findall(cleaned(text))))
    return {token_hash(token) for token in found if len(token) > 1 and token[0].islower()}


class Stream(NamedTuple):
    """Tokens of several windows one after another: the hash of each, its window and its kind. A window begins with a
    break, which is in no n-gram."""

    hashes: Hashes
    window: Integers
    kind: npt.NDArray[np.int8]

    def grams(self, size: int) -> tuple[Hashes, Integers]:
        """The n-grams within one window each, as polynomials of their tokens' hashes, and where they begin."""
        count = len(self.hashes) - size + 1
        if count < 2:
            return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
        inside = self.window[:count] == self.window[size - 1 :]
        inside &= self.kind[:count] != BREAK
        place = np.flatnonzero(inside)
        total = self.hashes[:count].copy()
        for step in range(1, size):
            total *= BASE
            total += self.hashes[step : step + count]
        return mixed(total[place]), place

    def spans(self, place: Integers, size: int) -> tuple[Hashes, Integers]:
        """The same hashes of those spans of `size` tokens that begin at these places and stay within their window."""
        place = place[place + size <= len(self.hashes)]
        place = place[self.window[place] == self.window[place + size - 1]]
        total = np.zeros(len(place), dtype=np.uint64)
        for step in range(size):
            total = total * BASE + self.hashes[place + step]
        return mixed(total), place

    def told(self, flags: Flags, place: Integers, size: int) -> npt.NDArray[np.int32]:
        """How many flagged tokens the spans of `size` tokens at these places hold."""
        told = np.zeros(len(flags) + 1, dtype=np.int32)
        np.cumsum(flags, out=told[1:])
        return told[place + size] - told[place]

    def bounds(self, windows: int) -> Integers:
        """Where each window begins, and where the last one ends."""
        return np.searchsorted(self.window, np.arange(windows + 1))


class Batch:
    """The hashes of several documents' n-grams.

    A document of more than `size` tokens is cut into windows of that size, one every `stride` tokens; `document` says
    by window to which of the texts it belongs. All other arrays are by token, by n-gram or by window, as they say.
    """

    def __init__(self, texts: Sequence[str], vocabulary: Vocabulary, size: int = WINDOW, stride: int = STRIDE) -> None:
        vocabulary.reset()
        tokens = _TOKEN.findall(f"{SEPARATOR}{SEPARATOR.join(map(cleaned, texts))}")
        places = np.fromiter(map(vocabulary.__getitem__, tokens), dtype=np.int64, count=len(tokens))
        del tokens
        places = joined_numbers(places, vocabulary)
        kinds, raw, skeleton, _ = vocabulary.tables()
        kind = kinds[places]
        keep = kind != LAYOUT
        if not keep.all():
            places, kind = places[keep], kind[keep]
        starts = np.flatnonzero(kind == BREAK)
        self.document: Integers = np.arange(len(texts))
        if len(starts) and int(np.diff(starts, append=len(kind)).max()) > size + 1:
            places, self.document = _windows(places, starts, size, stride)
            kind = kinds[places]
        self.windows = len(self.document)
        window: Integers = np.cumsum(kind == BREAK) - 1
        self.raw = Stream(raw[places], window, kind)
        once = np.ones(len(kind), dtype=np.bool_)
        once[1:] = (kind[1:] != kind[:-1]) | ((kind[1:] != NUMBER) & (kind[1:] != NAME))
        self.skeleton = Stream(skeleton[places[once]], window[once], kind[once])

    def skeleton_grams(self) -> tuple[Hashes, Integers]:
        """The skeletons' 5-grams that hold a content word, and the window of each."""
        hashes, place = self.skeleton.grams(SKELETON_GRAM)
        content = self.skeleton.told(self.skeleton.kind == CONTENT, place, SKELETON_GRAM) > 0
        return hashes[content], self.skeleton.window[place[content]]

    def raw_grams(self) -> tuple[Hashes, Integers]:
        """The raw 13-grams that hold two words at least (a grid of digits is in many texts), and the window of each."""
        hashes, place = self.raw.grams(RAW_GRAM)
        told = self.raw.told(self.raw.kind >= NAME, place, RAW_GRAM) > 1
        return hashes[told], self.raw.window[place[told]]

    def numbers(self) -> tuple[Integers, Hashes]:
        """By window: how many numbers there are, and a hash of them that does not depend on their order."""
        number = self.raw.kind == NUMBER
        total = np.zeros(len(number) + 1, dtype=np.uint64)
        np.cumsum(mixed(np.where(number, self.raw.hashes, np.uint64(0))), out=total[1:])
        bounds = self.raw.bounds(self.windows)
        counts = np.bincount(self.raw.window[number], minlength=self.windows)
        return counts, total[bounds[1:]] - total[bounds[:-1]]

    def sketch(self, window: int) -> npt.NDArray[np.uint8] | None:
        """What can be told of a window's set of content words without giving them away: 8 bits of the least of their
        hashes under each of `SKETCH_SLOTS` orders (b-bit minwise hashing; Li and König, WWW 2010).

        None for fewer than `FEWEST_WORDS` words."""
        first, last = np.searchsorted(self.skeleton.window, (window, window + 1))
        here = self.skeleton.hashes[first:last][self.skeleton.kind[first:last] == CONTENT]
        if len(np.unique(here)) < FEWEST_WORDS:
            return None
        least: Hashes = mixed(here[None, :] * _ORDERS[:, None]).min(axis=1)
        return (least & np.uint64(0xFF)).astype(np.uint8)


def mixed(hashes: Hashes) -> Hashes:
    """A bijection that spreads every bit over all bits (the finaliser of SplitMix64)."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


BASE = np.uint64(0x9E3779B97F4A7C15)
_ORDERS = np.array([token_hash(f"\1order {number}") | 1 for number in range(SKETCH_SLOTS)], dtype=np.uint64)


def joined_numbers(places: Integers, vocabulary: Vocabulary) -> Integers:
    """Twenty-five as one number: the word of the tens, and neither the hyphen nor the word after it."""
    spoken = vocabulary.tables()[3]
    tens = np.flatnonzero(spoken[places[:-2]] >= 20)
    tens = tens[places[tens + 1] == vocabulary.minus]
    ones = spoken[places[tens + 2]]
    tens, ones = tens[(ones > 0) & (ones < 10)], ones[(ones > 0) & (ones < 10)]
    if not len(tens):
        return places
    places[tens] = [vocabulary[str(value)] for value in (spoken[places[tens]] + ones).tolist()]
    keep = np.ones(len(places), dtype=np.bool_)
    keep[tens + 1] = keep[tens + 2] = False
    return places[keep]


def _windows(places: Integers, starts: Integers, size: int, stride: int) -> tuple[Integers, Integers]:
    """The tokens again, with long documents as windows, and the document of each window."""
    pieces, documents = [], []
    ends = np.append(starts[1:], len(places))
    for document, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        for first in range(start + 1, max(end - size + stride, start + 2), stride):
            pieces += [places[start : start + 1], places[first : min(first + size, end)]]
            documents.append(document)
    return np.concatenate(pieces), np.array(documents, dtype=np.int64)
