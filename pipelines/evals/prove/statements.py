"""An item's statement found again anywhere in a text: whatever stands around it, however its lines are broken, behind
markup, and under other names.

A text becomes words and numbers, and the signs between them. Of a statement, words and numbers must be the same; its
names and letters may be others as long as each is one and the same throughout; and so must the signs be, except those
that may be markup where they stand. Since that cannot be looked up, a few words or numbers that follow one another in
the statement and are no names are its anchor: where they stand, the whole is compared.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from pipelines.decontamination.skeletons import (
    BASE,
    BREAK,
    CONTENT,
    LAYOUT,
    NAME,
    NUMBER,
    SEPARATOR,
    Flags,
    Hashes,
    Integers,
    Vocabulary,
    cleaned,
    joined_numbers,
    mixed,
    token_hash,
)

SHORTEST = 4  # words of a statement
PIECE = 1 << 18  # characters that are cut into words at once
WIDER = 4  # times the characters of the longest statement that its copy may have
SLACK = 64  # words more than an item's that may stand where it has sentences that all families write
ANCHORS = (4, 3, 2, 1)  # words of an anchor, the first that a statement has
PROBES = 16  # words that are compared before all are
LONGEST_GAP = 256  # signs between two words; of more the first and the last so many count

_MARKED = {"-": "\1", "*": "\2", ">": "\3", "+": "\4", "=": "\5"}  # signs where they may be markup
_TOKEN = re.compile(
    r"[A-Za-z']+"
    r"|[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+)?"
    r"|[-+*/^=<>%()\[\]{}|\0-\5]"
    r"|\\[A-Za-z]+"
    r"|[^\0-\x7f]"
)
_FOREIGN = re.compile(r"[^\0-\x7f]+")
_CONTROL = re.compile(r"[\0-\5]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_CHAT = re.compile(
    r"<\|[^|<>\n]{1,40}\|>|</?s>|\[/?INST\]|<</?SYS>>|</?(?:start_of_turn|end_of_turn|bos|eos|pad|unk)>", re.IGNORECASE
)
_TAG = re.compile(
    r"</?(?:p|br|hr|div|span|b|i|u|em|strong|code|pre|tt|sub|sup|ul|ol|li|blockquote|h[1-6]|q)"
    r"(?:\s{1,9}[a-z-]{1,20}=(?:\"[^\"<>\0]{0,200}\"|'[^'<>\0]{0,200}')){0,9}\s{0,9}/?>",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|[nrt](?![a-z]))")  # of a string within JSON; LaTeX's commands go on
_MATHS = re.compile(r"\\[()\[\]]")  # where LaTeX begins and ends
_LINE = re.compile(r"^(?:[ \t]*(?:[-+*](?=[ \t])|>|[-*=]{3,}[ \t]*$))+", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<![\w)\]*])\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}(?![\w(\[*])")

_ARITHMETIC = frozenset(map(token_hash, "-+*/^"))
_DASH = token_hash("-")
_PLAIN = {token_hash(marked): token_hash(sign) for sign, marked in _MARKED.items()}  # what may be markup → the sign
_ASCII_SIGNS = np.array(sorted({*map(token_hash, "-+*/^=<>%()[]{}|"), *_PLAIN}), dtype=np.uint64)
_LETTERS = np.array(sorted(map(token_hash, "abcdefghijklmnopqrstuvwxyz")), dtype=np.uint64)
_SMALL = np.array(sorted(token_hash(str(number)) for number in range(101)), dtype=np.uint64)
# Connectives that are written in LaTeX too.
_COMMANDS = {
    "∧": r"\land", "∨": r"\lor", "¬": r"\neg", "→": r"\to", "↔": r"\leftrightarrow", "⇒": r"\implies", "⇔": r"\iff",
    "∈": r"\in", "∪": r"\cup", "∩": r"\cap", "≠": r"\neq", "≡": r"\equiv", "∀": r"\forall", "∃": r"\exists",
}  # fmt: skip
_OTHERWISE = {
    r"\wedge": "∧", r"\vee": "∨", r"\lnot": "¬", r"\rightarrow": "→", r"\longrightarrow": "→",
    r"\Rightarrow": "⇒", r"\Leftrightarrow": "⇔", r"\ne": "≠", **{name: sign for sign, name in _COMMANDS.items()},
}  # fmt: skip
_COMMAND = re.compile(r"\\(?:" + "|".join(name[1:] for name in sorted(_OTHERWISE, reverse=True)) + r")(?![A-Za-z])")


class Words(NamedTuple):
    """Words and numbers of texts one after another, a break before each text: the hash of each, its kind, and where it
    stands among all tokens, whose hashes `tokens` has, signs too."""

    hashes: Hashes
    kind: npt.NDArray[np.int8]
    at: Integers
    tokens: Hashes

    def free(self) -> Flags:
        """Which of them may be others in a copy: names and letters."""
        free: Flags = (self.kind == NAME) | np.isin(self.hashes, _LETTERS)
        return free

    def gap(self, place: int) -> tuple[int, ...]:
        """The signs before this word, or behind the last."""
        start = int(self.at[place - 1]) + 1 if place else 0
        end = int(self.at[place]) if place < len(self.at) else len(self.tokens)
        some: list[int] = self.tokens[start : min(end, start + LONGEST_GAP)].tolist()
        if end - start > LONGEST_GAP:
            some += self.tokens[end - LONGEST_GAP : end].tolist()
        return tuple(some)


def words_of(texts: Sequence[str], vocabulary: Vocabulary) -> Words:
    """The words of texts, a break before each."""
    vocabulary.reset()
    found = _TOKEN.findall(_read(texts))
    places = np.fromiter(map(vocabulary.__getitem__, found), dtype=np.int64, count=len(found))
    places = joined_numbers(places, vocabulary)
    kinds, raw, _, _ = vocabulary.tables()
    kind = kinds[places]
    keep = kind != LAYOUT
    tokens, kind = raw[places[keep]], kind[keep]
    signs = np.isin(tokens, _ASCII_SIGNS) | np.isin(tokens, _foreign_signs())
    at = np.flatnonzero(~signs)
    return Words(tokens[at], kind[at], at, tokens)


def _read(texts: Sequence[str]) -> str:
    """The texts as words are cut from them."""
    joined = "".join(f"{SEPARATOR}\n{_CONTROL.sub(' ', text)}\n" for text in texts)
    for _ in range(3):  # what was escaped again
        if "&" not in joined or not _ENTITY.search(joined):
            break
        joined = _ENTITY.sub(lambda found: html.unescape(found[0]), joined)
    if "<" in joined or "[" in joined:
        joined = _TAG.sub(" ", _CHAT.sub(" ", joined))
    if "\\" in joined:
        joined = _ESCAPE.sub(_unescaped, joined)
        joined = _COMMAND.sub(lambda found: _OTHERWISE[found[0]], _MATHS.sub(" ", joined))
    if not joined.isascii():
        joined = _FOREIGN.sub(lambda found: "".join(map(_plain, found[0])), joined)
    joined = _LINE.sub(_marked, joined)
    return _EMPHASIS.sub(_marked, joined) if "*" in joined else joined


def _unescaped(found: re.Match[str]) -> str:
    sign = chr(int(found[1] or "0a", 16))
    return " " if sign < "\6" else sign


def _marked(found: re.Match[str]) -> str:
    return "".join(_MARKED.get(sign, sign) for sign in found[0])


@lru_cache(maxsize=1 << 14)
def _plain(sign: str) -> str:
    """What stands for a sign beyond ASCII: one of mathematics that becomes nothing else stays."""
    return sign if sign in _connectives() else cleaned(sign)


@lru_cache(maxsize=1)
def _connectives() -> frozenset[str]:
    """Signs of mathematics that mean something and that have no writing in ASCII."""
    every = (chr(code) for code in (0xAC, *range(0x2190, 0x2300), *range(0x27C0, 0x2B00)))
    maths = (sign for sign in every if unicodedata.category(sign) == "Sm")
    return frozenset(
        sign for sign in maths
        if not cleaned(sign).strip() or any(map(unicodedata.combining, unicodedata.normalize("NFKD", sign)))
    ) | {*"⇒⇔"}  # fmt: skip


@lru_cache(maxsize=1)
def _foreign_signs() -> Hashes:
    return np.array(sorted(map(token_hash, _connectives())), dtype=np.uint64)


class Part(msgspec.Struct, frozen=True, eq=False):
    """Words of a statement that follow one another: which are free, the signs before each (the last are those after the
    last word), how many words the item has between the part before and this one, and whether it begins and ends with a
    number or a letter, where a sign would belong to it."""

    words: Hashes
    free: Flags
    gaps: tuple[tuple[int, ...], ...]
    left_out: int
    begins_bare: bool
    ends_bare: bool


class Statement(msgspec.Struct, frozen=True, eq=False):
    """What an item says of its own, in parts; the anchor is in one of them, so many words from its beginning."""

    item: str
    parts: tuple[Part, ...]
    anchored: int
    offset: int
    size: int
    probes: tuple[tuple[int, int], ...]  # places from the anchor, and the words there


class Statements:
    """The statements of items, by their anchors; `silent` has the items that say nothing of their own: no number, and
    too few words and signs."""

    def __init__(self, items: Sequence[tuple[str, Sequence[tuple[str, bool]]]], vocabulary: Vocabulary) -> None:
        """`items` are ids, each with its sentences and whether a sentence is the item's own."""
        self._vocabulary = vocabulary
        self._by_anchor: dict[int, dict[int, list[Statement]]] = {}
        self.silent: list[str] = []
        longest = max((sum(len(text) for text, _ in pieces) for _, pieces in items), default=0)
        self._overlap = WIDER * longest + 64 * SLACK
        for statement, anchor in _statements(items, vocabulary, self.silent):
            self._by_anchor.setdefault(statement.size, {}).setdefault(anchor, []).append(statement)
        self._tables = {size: _table(known) for size, known in self._by_anchor.items()}

    def __len__(self) -> int:
        return sum(len(each) for known in self._by_anchor.values() for each in known.values())

    def within(self, texts: Sequence[str]) -> Iterator[tuple[int, str]]:
        """The number of each text that holds an item's statement, and the item, each pair once."""
        if not self._tables:
            return
        told: set[tuple[int, str]] = set()
        for numbers, pieces in self._pieces(texts):
            words = words_of(pieces, self._vocabulary)
            free: Flags | None = None
            breaks = np.flatnonzero(words.kind == BREAK)
            for statement, place in self._candidates(words):
                pair = numbers[int(np.searchsorted(breaks, place)) - 1], statement.item
                free = words.free() if free is None else free
                if pair not in told and _stands(statement, place, words, free):
                    told.add(pair)
                    yield pair

    def _pieces(self, texts: Sequence[str]) -> Iterator[tuple[list[int], list[str]]]:
        """Texts some at a time; of a long one pieces that overlap by more than a statement."""
        piece = max(PIECE, 4 * self._overlap)
        numbers: list[int] = []
        pieces: list[str] = []
        size = 0
        for number, text in enumerate(texts):
            for start in range(0, max(len(text) - self._overlap, 1), piece - self._overlap):
                some = text[start : start + piece]
                if pieces and size + len(some) > piece:
                    yield numbers, pieces
                    numbers, pieces, size = [], [], 0
                numbers.append(number)
                pieces.append(some)
                size += len(some)
        if pieces:
            yield numbers, pieces

    def _candidates(self, words: Words) -> Iterator[tuple[Statement, int]]:
        """Statements whose anchor and probes stand in the words, with the places of their anchors."""
        for size, table in self._tables.items():
            grams = _grams(words.hashes, size)
            places = np.flatnonzero(table[grams >> _SHIFT])
            if not len(places):
                continue
            order = np.argsort(grams[places], kind="stable")
            values, starts = np.unique(grams[places][order], return_index=True)
            ends = np.append(starts[1:], len(places)).tolist()
            for value, start, end in zip(values.tolist(), starts.tolist(), ends, strict=True):
                known = self._by_anchor[size].get(value)
                if known is None:
                    continue
                here = places[order[start:end]]
                for statement in known:
                    for place in _probed(statement, here, words.hashes):
                        yield statement, place


_SHIFT = np.uint64(64 - 18)


def _table(anchors: dict[int, list[Statement]]) -> Flags:
    """By the first bits of a hash, whether an anchor begins with them."""
    table = np.zeros(1 << 18, dtype=np.bool_)
    table[np.array(list(anchors), dtype=np.uint64) >> _SHIFT] = True
    return table


def _grams(hashes: Hashes, size: int) -> Hashes:
    """The hash of each run of so many words."""
    count = max(len(hashes) - size + 1, 0)
    total = hashes[:count].copy()
    for step in range(1, size):
        total *= BASE
        total += hashes[step : step + count]
    return mixed(total)


def _probed(statement: Statement, places: Integers, hashes: Hashes) -> list[int]:
    """Those places of an anchor around which the probes stand too."""
    for offset, word in statement.probes:
        there = places + offset
        places = places[(there >= 0) & (there < len(hashes))]
        places = places[hashes[places + offset] == np.uint64(word)]
        if not len(places):
            break
    found: list[int] = places.tolist()
    return found


def _stands(statement: Statement, place: int, words: Words, free: Flags) -> bool:
    """Whether the whole statement stands around its anchor's place."""
    start = place - statement.offset
    names = _fits(statement.parts[statement.anchored], start, words, free, {})
    if names is None:
        return False
    end = start + len(statement.parts[statement.anchored].words)
    for part in statement.parts[statement.anchored + 1 :]:
        for place in _places(part, words.hashes, range(end, end + part.left_out + SLACK), end + part.left_out):
            more = _fits(part, place, words, free, names)
            if more is not None:
                names, end = more, place + len(part.words)
                break
        else:
            return False
    for number in range(statement.anchored, 0, -1):
        part, left_out = statement.parts[number - 1], statement.parts[number].left_out
        last = start - len(part.words)
        for place in _places(part, words.hashes, range(last, last - left_out - SLACK, -1), last - left_out):
            more = _fits(part, place, words, free, names)
            if more is not None:
                names, start = more, place
                break
        else:
            return False
    return True


def _places(part: Part, hashes: Hashes, near: range, likely: int) -> list[int]:
    """Where near by a part may stand: where it stands in the item, then the nearest."""
    there = np.arange(near.start, near.stop, near.step)
    there = there[(there >= 0) & (there + len(part.words) <= len(hashes))]
    solid = np.flatnonzero(~part.free)[:2]
    for offset in solid.tolist():
        there = there[hashes[there + offset] == part.words[offset]]
    return [*there[there == likely].tolist(), *there[there != likely].tolist()]


def _fits(part: Part, start: int, words: Words, free: Flags, names: dict[int, int]) -> dict[int, int] | None:
    """What the names of a part stand for if it stands here, with those that are known; None if it does not."""
    size = len(part.words)
    if start < 0 or start + size > len(words.hashes):
        return None
    here = words.hashes[start : start + size]
    if (here != part.words)[~part.free].any():
        return None
    names = dict(names)
    taken = {other: name for name, other in names.items()}
    theirs = free[start : start + size][part.free].tolist()
    for name, other, is_free in zip(part.words[part.free].tolist(), here[part.free].tolist(), theirs, strict=True):
        if not (is_free or name == other) or names.setdefault(name, other) != other:
            return None
        if taken.setdefault(other, name) != name:
            return None
    at = words.at[start : start + size]
    signs = np.diff(at) - 1
    known = np.array([len(gap) for gap in part.gaps[1:-1]], dtype=np.int64)
    for place in (np.flatnonzero((signs > 0) | (known > 0)) + 1).tolist():
        if not _same(part.gaps[place], words.gap(start + place)):
            return None
    before, after = words.gap(start)[::-1], words.gap(start + size)
    if not _ends(part.gaps[0][::-1], before, part.begins_bare, True):
        return None
    follows = words.kind[start + size : start + size + 1].tolist() == [NUMBER] or bool(
        np.isin(words.hashes[start + size : start + size + 1], _LETTERS).any()
    )
    return names if _ends(part.gaps[-1], after, part.ends_bare or bool(part.gaps[-1]), follows) else None


def _reached(mine: tuple[int, ...], theirs: tuple[int, ...]) -> set[int]:
    """How many of their signs may stand for all of mine, if any that may be markup is there or not."""
    reached = _further({0}, theirs)
    for sign in mine:
        plain = _PLAIN.get(sign, sign)
        after = {
            place + 1 for place in reached if place < len(theirs) and _PLAIN.get(each := theirs[place], each) == plain
        }
        reached = _further(after | reached if sign in _PLAIN else after, theirs)
    return reached


def _further(places: set[int], signs: tuple[int, ...]) -> set[int]:
    found = set(places)
    for place in sorted(places):
        while place < len(signs) and signs[place] in _PLAIN and place + 1 not in found:
            place += 1
            found.add(place)
    return found


def _same(mine: tuple[int, ...], theirs: tuple[int, ...]) -> bool:
    return mine == theirs or len(theirs) in _reached(mine, theirs)


def _ends(mine: tuple[int, ...], theirs: tuple[int, ...], bare: bool, joined: bool) -> bool:
    """Whether the signs at an end of a statement stand in a text, from where its words are on.

    No sign may follow that would belong to a `bare` end, a number, a letter or a bracket. A dash is one only if it is
    `joined` to such a thing on its other side too: else it is punctuation.
    """
    return any(
        not (bare and rest and rest[0] in _ARITHMETIC and (joined or len(rest) > 1 or rest[0] != _DASH))
        for rest in (theirs[place:] for place in _reached(mine, theirs))
    )


def _statements(
    items: Sequence[tuple[str, Sequence[tuple[str, bool]]]], vocabulary: Vocabulary, silent: list[str]
) -> Iterator[tuple[Statement, int]]:
    """Statements with the hashes of their anchors; items that have none are added to `silent`."""
    texts: list[str] = []
    runs: list[list[tuple[int, bool]]] = []  # by item its texts' numbers, and whether they are its own
    for _, pieces in items:
        run: list[tuple[int, bool]] = []
        for text, own in pieces:
            if run and run[-1][1] == own:
                texts[-1] += f"\n{text}"
            else:
                run.append((len(texts), own))
                texts.append(text)
        runs.append(run)
    words = words_of(texts, vocabulary)
    free = words.free()
    starts = np.flatnonzero(words.kind == BREAK)
    ends = np.append(starts[1:], len(words.hashes))
    sizes = [size for size in ANCHORS if size <= len(words.hashes)]
    often = {}
    solid = {}
    fixed = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(free | (words.kind == BREAK))))
    for size in sizes:
        _, back, count = np.unique(_grams(words.hashes, size), return_inverse=True, return_counts=True)
        often[size] = count[back]
        solid[size] = fixed[size:] == fixed[:-size]
    large = (words.kind == NUMBER) & ~np.isin(words.hashes, _SMALL)
    weight = np.concatenate((np.zeros(1), np.cumsum(large + 0.25 * (words.kind == NUMBER))))
    for (item, _), run in zip(items, runs, strict=True):
        spans = [(int(starts[number]) + 1, int(ends[number]), own) for number, own in run]
        said = [(start, end) for start, end, mine in spans if mine and end > start]
        kinds = np.concatenate([words.kind[start:end] for start, end in said] or [np.zeros(0, dtype=np.int8)])
        signs = sum(int(words.at[end - 1] - words.at[start]) - (end - start - 1) for start, end in said)
        tells = bool((kinds == NUMBER).any()) or max(int((kinds == CONTENT).sum()), signs) >= SHORTEST
        chosen = None
        if len(kinds) >= SHORTEST and tells:
            chosen = next(filter(None, (_anchor(said, size, often[size], solid[size], weight) for size in sizes)), None)
        if chosen is None:
            silent.append(item)
            continue
        anchor, size = chosen
        parts: list[Part] = []
        left_out = anchored = 0
        for start, end, mine in spans:
            if not mine:
                left_out += end - start
            elif end > start:
                if start <= anchor < end:
                    anchored = len(parts)
                parts.append(_part(words, free, start, end, left_out))
                left_out = 0
        first, last = said[anchored]
        inside = np.flatnonzero(~free[first:last]) + first
        inside = inside[(inside < anchor) | (inside >= anchor + size)]
        inside = inside[np.argsort(words.kind[inside] != NUMBER, kind="stable")]
        numbers = int((words.kind[inside] == NUMBER).sum())
        spread = np.unique(np.linspace(0, len(inside) - 1, PROBES).astype(np.int64)) if len(inside) else inside
        spread = np.unique(np.concatenate((np.arange(min(numbers, PROBES // 2)), spread)))
        probes = tuple((int(place) - anchor, int(words.hashes[place])) for place in inside[spread])
        value = int(_grams(words.hashes[anchor : anchor + size], size)[0])
        yield Statement(item, tuple(parts), anchored, anchor - first, size, probes), value


def _anchor(
    spans: Sequence[tuple[int, int]], size: int, often: Integers, solid: Flags, weight: npt.NDArray[np.float64]
) -> tuple[int, int] | None:
    """Where the rarest run of so many words begins that are no names, large numbers first."""
    best: tuple[int, float, int] | None = None
    for start, end in spans:
        places = np.arange(start, end - size + 1)
        places = places[solid[start : max(end - size + 1, start)]]
        if len(places):
            told = weight[places + size] - weight[places]
            at = int(np.lexsort((places, -told, often[places]))[0])
            this = (int(often[places[at]]), -float(told[at]), int(places[at]))
            best = this if best is None else min(best, this)
    return None if best is None else (best[2], size)


def _part(words: Words, free: Flags, start: int, end: int, left_out: int) -> Part:
    kind, letters = words.kind[start:end], np.isin(words.hashes[start:end], _LETTERS)
    gaps = tuple(words.gap(place) for place in range(start, end + 1))
    bare = (kind == NUMBER) | letters
    return Part(
        words.hashes[start:end].copy(), free[start:end].copy(), gaps, left_out, bool(bare[0]), bool(bare[-1])
    )  # fmt: skip
