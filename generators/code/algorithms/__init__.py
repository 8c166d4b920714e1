"""A library of small classic algorithms with varied parts, each with its specification in words.

An algorithm with its slots filled is a `Variant`: the same data for code, specification, tests and names. Programs are
`generators.code.mini_python` data, so that they can be run and changed without handing any text to Python.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from math import prod
from typing import Any, NamedTuple

from msgspec import Struct

from generators.code.algorithms.algorithm import Algorithm, Parameter
from generators.code.algorithms.first import FIRST
from generators.code.algorithms.second import SECOND
from generators.code.algorithms.third import THIRD
from generators.code.mini_python import Block, Style, written
from generators.code.mini_python_text import read_block
from generators.code.pipelines.items import KINDS, letters_of, table_of
from generators.randomness import Stream

TIERS: dict[int, tuple[Algorithm, ...]] = {1: FIRST, 2: SECOND, 3: THIRD}
ALGORITHMS = {algorithm.name: algorithm for tier in TIERS.values() for algorithm in tier}


class Variant(Struct, frozen=True):
    """An algorithm with what was picked for its slots, its function's name and the spelling of its variables."""

    algorithm: str
    picks: dict[str, Any]
    function: str
    names: dict[str, str]


class Part(NamedTuple):
    """What fills a slot: its code, with ``{v}`` for the item, and its words; a test has three."""

    code: str
    words: str
    plural: str = ""
    singular: str = ""
    denied: str = ""

    def __str__(self) -> str:
        return self.words

    def __format__(self, specification: str) -> str:
        return self.words


class Built(NamedTuple):
    """A variant's program, what each of its lines is there for, and the parts of its specification by slot."""

    block: Block
    purposes: tuple[str, ...]
    parts: dict[str, Part]


def drawn_variant(stream: Stream, tier: int, names: Sequence[str] = ()) -> Variant:
    """A variant of one of the tier's algorithms (of those named, if any are)."""
    algorithm = stream.weighted(*_weighted(tier, tuple(names)))
    picks: dict[str, Any] = {}
    for slot, kind in algorithm.slots.items():
        picks[slot] = _picked(stream, kind, picks)
    built = _built(algorithm.name, tuple(picks.items()))
    taken: dict[str, str] = {}
    for name in variables(algorithm, built.block):
        free = [each for each in _SPELLINGS.get(name[1:], (name[1:],)) if each not in taken.values()]
        taken[name] = stream.choice(free) if free else name[1:]
    return Variant(algorithm.name, picks, stream.choice(algorithm.functions), taken)


def built(variant: Variant) -> Built:
    """The variant's program and words."""
    return _built(variant.algorithm, tuple([(slot, _frozen(pick)) for slot, pick in variant.picks.items()]))


def parameters(variant: Variant) -> tuple[Parameter, ...]:
    """The function's parameters."""
    return ALGORITHMS[variant.algorithm].parameters


def header(variant: Variant) -> str:
    """The line that begins the function, with the types of parameters and result."""
    algorithm = ALGORITHMS[variant.algorithm]
    typed = [f"{variant.names[f'${each.name}']}: {each.type}" for each in algorithm.parameters]
    return f"def {variant.function}({', '.join(typed)}) -> {algorithm.gives}:"


def lines(variant: Variant, block: Block) -> list[str]:
    """The lines of the function with this body."""
    return [header(variant), *written(block, variant.names, STYLE)]


def source(variant: Variant, block: Block) -> str:
    """The function with this body as text."""
    return "\n".join(lines(variant, block)) + "\n"


STYLE = Style('"', True)


def said(variant: Variant, stream: Stream) -> tuple[str, str, str]:
    """What the function is to do, as an infinitive without ``to``; the sentences on edge cases; and what is known of
    the arguments, as a sentence without its full stop."""
    algorithm = ALGORITHMS[variant.algorithm]
    slots: dict[str, Any] = {each.name: f"`{variant.names[f'${each.name}']}`" for each in algorithm.parameters}
    slots |= built(variant).parts
    what = stream.choice(algorithm.says).format(**slots)
    about = [f"`{variant.names[f'${each.name}']}` is {each.about}" for each in algorithm.parameters]
    return what, algorithm.edge.format(**slots), " and ".join(about)


def variables(algorithm: Algorithm, block: Block) -> list[str]:
    """The names in a program, parameters first, then in the order of the text."""
    found = dict.fromkeys(f"${each.name}" for each in algorithm.parameters)

    def walk(node: Any) -> None:
        if isinstance(node, tuple):
            for each in node[1:] if node and node[0] == "lit" else node:
                walk(each)
        elif isinstance(node, str) and node.startswith("$") and len(node) > 1:
            found[node] = None

    walk(block)
    return list(found)


# Filling slots

_Kind = Any


@lru_cache(maxsize=64)
def _weighted(tier: int, names: tuple[str, ...]) -> tuple[tuple[Algorithm, ...], tuple[int, ...]]:
    """Algorithms with weights: one that comes in more variants is drawn more often."""
    chosen = tuple([each for each in TIERS[tier] if not names or each.name in names])
    return chosen, tuple([min(500, prod(map(_number_of_picks, each.slots.values()))) for each in chosen])


def _number_of_picks(kind: _Kind) -> int:
    """In how many ways a slot of this kind can be filled."""
    if isinstance(kind, str):
        if " of " in kind or kind == "coins":
            return 1 if " of " in kind else 60
        if kind in _FIXED:
            return len(_FIXED[kind])
        entries = [each for name, each in (table_of(kind) or {}).items() if name not in _LEFT_OUT]
        return sum(prod(map(_number_of_arguments, each.kinds)) for each in entries)
    return kind[1] - kind[0] + 1 if isinstance(kind[0], int) else len(set(kind))


def _number_of_arguments(kind: str) -> int:
    return len(letters_of(kind)) or KINDS[kind].high - KINDS[kind].low + 1


_DIGIT_TESTS = (("even",), ("odd",), *(("above", k) for k in range(1, 8)), *(("below", k) for k in range(3, 9)))
_DIGIT_FUNCTIONS = (
    ("square",), *(("times", k) for k in range(2, 8)), *(("plus", k) for k in range(1, 8)),
    *(("from", k) for k in range(9, 13)),
)  # fmt: skip
_FACTOR_TESTS = (("odd",), *(("above", k) for k in range(3, 14)), *(("below", k) for k in range(3, 9)))
_LETTER_TESTS = (
    ("vowel",), ("no_vowel",), *(("not_letter", letter) for letter in "abemno"),
    *((name, letter) for name in ("up_to", "past") for letter in "bmn"),
)  # fmt: skip
_FIXED: dict[str, tuple[tuple[Any, ...], ...]] = {
    "digit_test": _DIGIT_TESTS, "digit_function": _DIGIT_FUNCTIONS, "factor_test": _FACTOR_TESTS,
    "letter_test": _LETTER_TESTS,
}  # fmt: skip
_TABLE_OF = {
    "digit_test": "number_test", "digit_function": "number_function", "factor_test": "number_test",
    "letter_test": "character_test",
}  # fmt: skip
# Code that is more than one short expression, and what no one would write for a list of any integers.
_LEFT_OUT = ("opposite", "digit_sum", "vowels", "repeats", "up_to", "between")


def _picked(stream: Stream, kind: _Kind, picks: dict[str, Any]) -> Any:
    """What fills a slot: a number, a piece of code, or the name of a test or function with its arguments."""
    if isinstance(kind, str):
        if " of " in kind:
            return _following(stream, kind, picks)
        if kind == "coins":
            values = stream.sample((2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15), 3)
            return repr(tuple(sorted(([1] if stream.chance(1, 3) else []) + values)[:3]))
        if kind in _FIXED:
            return stream.choice(_FIXED[kind])
        table = table_of(kind) or {}
        wide = [name for name, each in table.items() if each.kinds and name not in _LEFT_OUT]
        bare = [name for name, each in table.items() if not each.kinds and name not in _LEFT_OUT]
        name = stream.choice(wide if not bare or (wide and stream.chance(3, 4)) else bare)
        return (name, *[_argument(stream, each) for each in table[name].kinds])
    if isinstance(kind[0], int):
        return stream.integer(*kind)
    option = stream.choice(kind)
    return option if isinstance(option, str) else option[0]


def _argument(stream: Stream, kind: str) -> int | str:
    letters = letters_of(kind)
    return stream.choice(letters) if letters else stream.integer(KINDS[kind].low, KINDS[kind].high)


def _following(stream: Stream, kind: str, picks: dict[str, Any]) -> Any:
    """What follows from another slot's pick."""
    what, _, other = kind.partition(" of ")
    pick = picks[other]
    if what == "coin":
        return int(stream.choice(pick[1:-1].split(", ")))
    return pick  # its words are made from the other's


@lru_cache(maxsize=4096)
def _built(name: str, picks: tuple[tuple[str, Any], ...]) -> Built:
    algorithm = ALGORITHMS[name]
    parts = {slot: _part(algorithm.slots[slot], pick) for slot, pick in picks}
    code = algorithm.code.strip("\n")
    for _ in range(2):  # a part may hold a slot itself
        code = _SLOT.sub(lambda found: _code(parts, found), code)
    bare, purposes = [], []
    for line in code.split("\n"):
        text, _, purpose = line.partition("  # ")
        bare.append(text)
        if text.strip():
            purposes.append(purpose)
    parts = {slot: part._replace(words=part.words.format(**parts)) for slot, part in parts.items()}
    return Built(read_block("\n".join(bare)), tuple(purposes), parts)


_SLOT = re.compile(r"<([a-z]+)(?: ([a-z][^<>]*))?>")


def _code(parts: dict[str, Part], found: re.Match[str]) -> str:
    part = parts[found[1]]
    return part.code.replace("{v}", found[2]) if found[2] else part.code


def _part(kind: _Kind, pick: Any) -> Part:
    if isinstance(kind, str) and isinstance(pick, tuple):
        entry = (table_of(_TABLE_OF.get(kind, kind)) or {})[pick[0]]
        codes = [str(each) if isinstance(each, int) else f'"{each}"' for each in pick[1:]]
        shown = [str(each) if isinstance(each, int) else f"'{each}'" for each in pick[1:]]
        code = entry.code.format(*codes, v="{v}")
        if hasattr(entry, "phrase"):
            code = f"({code})" if re.fullmatch(r"\{v\} [-+*/%]+ .*|\d+ - \{v\}", code) else code
            return Part(code, entry.phrase.format(*shown))
        return Part(code, "", *[text.format(*shown) for text in (entry.plural, entry.singular, entry.denied)])
    if isinstance(kind, str):
        return _followed(kind, pick)
    if isinstance(kind[0], int):
        return Part(str(pick), str(pick))
    for option in kind:
        code, words = (option, option) if isinstance(option, str) else option
        if code == pick:
            return Part(code, words)
    raise ValueError(f"{pick!r} fills no slot")


_CLOSE = {"'('": "')'", "'['": "']'", "'<'": "'>'"}
_PAIRS = {"'('": "round brackets", "'['": "square brackets", "'<'": "angle brackets"}


def _followed(kind: str, pick: Any) -> Part:
    if kind == "close of open":
        return Part(_CLOSE[pick], f"`{_CLOSE[pick][1:-1]}`")
    if kind == "pair of open":
        return Part("", _PAIRS[pick])
    if kind == "times of most":
        return Part("", "time" if pick == "1" else "times")
    if kind == "coins":
        values = pick[1:-1].split(", ")
        return Part(pick, f"{', '.join(values[:-1])} and {values[-1]}")
    return Part(str(pick), str(pick))


def _frozen(pick: Any) -> Any:
    return tuple(pick) if isinstance(pick, list) else pick


_SPELLINGS: dict[str, tuple[str, ...]] = {
    "values": ("values", "numbers", "nums", "readings", "data", "scores"),
    "value": ("value", "number", "num", "v", "item"),
    "text": ("text", "message", "line", "string", "s"),
    "char": ("char", "c", "ch", "symbol"),
    "words": ("words", "names", "tokens", "entries"),
    "word": ("word", "name", "w", "entry"),
    "count": ("count", "hits", "matches", "tally"),
    "total": ("total", "result", "acc", "amount_so_far"),
    "found": ("found", "result", "out", "collected"),
    "changed": ("changed", "result", "out", "new_values"),
    "best": ("best", "leader", "champion"),
    "number": ("number", "n", "code", "num"),
    "digit": ("digit", "d", "last"),
    "rounds": ("rounds", "steps", "turns"),
    "out": ("out", "result", "built"),
    "level": ("level", "balance", "stock"),
    "levels": ("levels", "history", "record"),
    "longest": ("longest", "record", "best"),
    "current": ("current", "run", "streak"),
    "counts": ("counts", "tally", "frequency"),
    "runs": ("runs", "pieces", "encoded"),
    "merged": ("merged", "joined", "result"),
    "depth": ("depth", "level", "open_now"),
    "deepest": ("deepest", "maximum", "peak"),
    "kept": ("kept", "result", "remaining"),
    "seen": ("seen", "known", "visited"),
    "factors": ("factors", "primes", "result"),
    "divisor": ("divisor", "candidate", "p"),
    "groups": ("groups", "loads", "boxes"),
    "group": ("group", "load", "box"),
    "grid": ("grid", "board", "table", "cells"),
    "spans": ("spans", "ranges", "intervals", "bookings"),
    "peaks": ("peaks", "positions", "found"),
    "gain": ("gain", "profit", "benefit"),
    "items": ("items", "ordered", "copy"),
    "stack": ("stack", "pile"),
    "chosen": ("chosen", "selected", "plan"),
}  # fmt: skip
