"""Conditions on words: what each has to remember while a word is read, how it is said, and an expression for it.

An atom is ``(kind, *arguments)`` with letters as numbers and words as tuples of them; a language is ``(mode, atoms)``:
``all``, ``any``, ``one`` (exactly one of two), ``if`` (the first, then the second) and ``mixed`` (the first, and one of
the others at least).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from generators.code.regular_language.automata import Dfa, explored, least, side_by_side
from generators.code.regular_language.expressions import EMPTY, Node, either, join, letters, repeat
from generators.language.lexicon import in_words, ordinal
from generators.randomness import Stream

Atom = tuple[Any, ...]
Word = tuple[int, ...]
_DEAD = "dead"


class Kind(NamedTuple):
    """A kind of condition. `memory` gives, for the atom's arguments and the number of letters, what is remembered at
    the start, how a letter changes it, and whether a word ending there satisfies the condition.

    `said` are verb phrases in the plural with the arguments as slots: {w} a word, {x} and {y} letters, {k} a number in
    words, {n} in figures, {nth} an ordinal, {r} a remainder; {ax} is a letter with its article.
    """

    slots: str
    memory: Callable[..., tuple[Hashable, Callable[[Any, int], Hashable], Callable[[Any], bool]]]
    said: tuple[str, ...]


def _contains(word: Word, letters: int) -> Any:
    return 0, _search(word, stop=True), lambda seen: seen == len(word)


def _avoids(word: Word, letters: int) -> Any:
    return 0, _search(word, stop=True), lambda seen: seen < len(word)


def _ends(word: Word, letters: int) -> Any:
    return 0, _search(word, stop=False), lambda seen: seen == len(word)


def _ends_not(word: Word, letters: int) -> Any:
    return 0, _search(word, stop=False), lambda seen: seen < len(word)


def _search(word: Word, *, stop: bool) -> Callable[[int, int], int]:
    """How much of the word's start the end of what was read is (Knuth, Morris and Pratt)."""

    def step(seen: int, letter: int) -> int:
        if stop and seen == len(word):
            return seen
        tail = (*word[:seen], letter)
        return next(
            size for size in range(min(len(tail), len(word)), -1, -1) if tail[len(tail) - size :] == word[:size]
        )

    return step


def _starts(word: Word, letters: int) -> Any:
    def step(seen: Any, letter: int) -> Any:
        if seen in (_DEAD, len(word)):
            return seen
        return seen + 1 if word[seen] == letter else _DEAD

    return 0, step, lambda seen: seen == len(word)


def _starts_not(word: Word, letters: int) -> Any:
    start, step, accepts = _starts(word, letters)
    return start, step, lambda seen: not accepts(seen)


def _counting(most: int, holds: Callable[[int], bool], wanted: int | None = None) -> Any:
    def step(seen: int, letter: int) -> int:
        return min(most, seen + (wanted is None or letter == wanted))

    return 0, step, holds


def _modular(divisor: int, rest: int, wanted: int | None = None) -> Any:
    def step(seen: int, letter: int) -> int:
        return (seen + (wanted is None or letter == wanted)) % divisor

    return 0, step, lambda seen: seen == rest


def _from_end(place: int, wanted: int, letters: int) -> Any:
    def step(seen: tuple[bool, ...], letter: int) -> tuple[bool, ...]:
        return (*seen, letter == wanted)[-place:]

    return (), step, lambda seen: len(seen) == place and seen[0]


def _place(place: int, wanted: int, letters: int) -> Any:
    def step(seen: Any, letter: int) -> Any:
        if seen in (_DEAD, "found"):
            return seen
        if seen + 1 < place:
            return seen + 1
        return "found" if letter == wanted else _DEAD

    return 0, step, lambda seen: seen == "found"


def _no_twins(letters: int) -> Any:
    def step(last: Any, letter: int) -> Any:
        return _DEAD if last in (_DEAD, letter) else letter

    return None, step, lambda last: last != _DEAD


def _ends_alike(same: bool, letters: int) -> Any:
    def step(seen: Any, letter: int) -> Any:
        return (letter, letter) if seen is None else (seen[0], letter)

    return None, step, lambda seen: seen is not None and (seen[0] == seen[1]) is same


def _followed(x: int, y: int, letters: int) -> Any:
    def step(seen: str, letter: int) -> str:
        if seen == _DEAD or (seen == "due" and letter != y):
            return _DEAD
        return "due" if letter == x else "free"

    return "free", step, lambda seen: seen == "free"


def _before(x: int, y: int, letters: int) -> Any:
    def step(seen: str, letter: int) -> str:
        if seen == _DEAD or (seen == "late" and letter == x):
            return _DEAD
        return "late" if letter == y else seen

    return "early", step, lambda seen: seen != _DEAD


def _blocks(x: int, holds: Callable[[int], bool], most: int, cycle: int, letters: int) -> Any:
    """Every block of x has a length for which `holds`; lengths beyond `most` count as those `cycle` smaller."""

    def step(seen: Any, letter: int) -> Any:
        if seen == _DEAD:
            return seen
        if letter == x:
            return seen + 1 if seen < most else seen + 1 - cycle
        return 0 if seen == 0 or holds(seen) else _DEAD

    return 0, step, lambda seen: seen != _DEAD and (seen == 0 or holds(seen))


KINDS: dict[str, Kind] = {
    "contains": Kind("w", _contains, ("contain {w}", "contain {w} somewhere", "contain {w} as a contiguous block")),
    "avoids": Kind("w", _avoids, ("do not contain {w}", "do not contain {w} anywhere")),
    "starts": Kind("w", _starts, ("start with {w}", "begin with {w}")),
    "starts_not": Kind("w", _starts_not, ("do not start with {w}", "do not begin with {w}")),
    "ends": Kind("w", _ends, ("end with {w}", "end in {w}")),
    "ends_not": Kind("w", _ends_not, ("do not end with {w}", "do not end in {w}")),
    "least": Kind(
        "xk", lambda x, k, _: _counting(k, lambda n: n >= k, x), ("contain at least {k} {x}", "have at least {k} {x}")
    ),
    "most": Kind(
        "xk", lambda x, k, _: _counting(k + 1, lambda n: n <= k, x), ("contain at most {k} {x}", "have at most {k} {x}")
    ),
    "exactly": Kind(
        "xk",
        lambda x, k, _: _counting(k + 1, lambda n: n == k, x),
        ("contain exactly {k} {x}", "have exactly {k} {x}"),
    ),
    "even": Kind(
        "x",
        lambda x, _: _modular(2, 0, x),
        ("contain an even number of {x}s (zero is even)", "have an even number of {x}s, zero included"),
    ),
    "odd": Kind("x", lambda x, _: _modular(2, 1, x), ("contain an odd number of {x}s", "have an odd number of {x}s")),
    "multiple": Kind(
        "xn",
        lambda x, n, _: _modular(n, 0, x),
        (
            "have a number of {x}s that is divisible by {n} (zero is)",
            "contain {x} a multiple of {n} times (zero is one)",
        ),
    ),
    "rest": Kind(
        "xnr",
        lambda x, n, r, _: _modular(n, r, x),
        (
            "have a number of {x}s that leaves the remainder {r} when divided by {n}",
            "contain {x} a number of times that is {r} modulo {n}",
        ),
    ),
    "even_length": Kind("", lambda _: _modular(2, 0), ("have an even length", "have an even number of letters")),
    "odd_length": Kind("", lambda _: _modular(2, 1), ("have an odd length", "have an odd number of letters")),
    "length_multiple": Kind(
        "n",
        lambda n, _: _modular(n, 0),
        ("have a length that is divisible by {n}", "have a length that is a multiple of {n}"),
    ),
    "longer": Kind(
        "k",
        lambda k, _: _counting(k, lambda n: n >= k),
        ("have at least {k} letters", "are at least {k} letters long"),
    ),
    "shorter": Kind(
        "k",
        lambda k, _: _counting(k + 1, lambda n: n <= k),
        ("have at most {k} letters", "are at most {k} letters long"),
    ),
    "from_end": Kind(
        "px",
        _from_end,
        ("have {x} as the {nth} letter from the end", "have {x} in the {nth} place counted from the end"),
    ),
    "place": Kind("px", _place, ("have {x} as the {nth} letter", "have {x} in the {nth} place from the start")),
    "no_twins": Kind(
        "",
        _no_twins,
        ("have no two equal letters next to each other", "do not have the same letter twice in a row"),
    ),
    "same_ends": Kind("", lambda n: _ends_alike(True, n), ("begin and end with the same letter",)),
    "other_ends": Kind("", lambda n: _ends_alike(False, n), ("begin and end with different letters",)),
    "followed": Kind(
        "xy", _followed, ("have {ay} right after every {x}", "have every {x} directly followed by {ay}")
    ),
    "before": Kind("xy", _before, ("have no {x} anywhere after {ay}", "do not have {ax} anywhere after {ay}")),
    "blocks_even": Kind(
        "x",
        lambda x, n: _blocks(x, lambda size: size % 2 == 0, 2, 2, n),
        ("have {x}s only in unbroken runs of even length", "have only unbroken runs of {x}s that are of even length"),
    ),
    "blocks_long": Kind(
        "x",
        lambda x, n: _blocks(x, lambda size: size >= 2, 2, 1, n),
        ("have no {x} without another {x} next to it", "do not have {ax} without {ax} next to it"),
    ),
    "blocks_short": Kind(
        "xk",
        lambda x, k, n: _blocks(x, lambda size: size <= k, k + 1, 1, n),
        ("have at most {k} {x} in a row anywhere", "have no run of more than {k} {x}"),
    ),
}  # fmt: skip


@lru_cache(maxsize=4096)
def atomic(atom: Atom, letters: int) -> Dfa:
    """The least automaton of the words that satisfy the atom."""
    start, step, accepts = KINDS[atom[0]].memory(*atom[1:], letters)
    return least(explored(start, letters, step, accepts))


MODES: dict[str, Callable[[tuple[bool, ...]], bool]] = {
    "all": all,
    "any": any,
    "one": lambda held: held.count(True) == 1,
    "if": lambda held: not held[0] or held[1],
    "mixed": lambda held: held[0] and any(held[1:]),
}


def language(mode: str, atoms: tuple[Atom, ...], letters: int) -> tuple[Dfa, bool]:
    """The least automaton of the words that satisfy the atoms in this mode, and whether every atom matters: none could
    be taken to hold always, or never, without a change."""
    together, held = side_by_side([atomic(atom, letters) for atom in atoms])
    holds = MODES[mode]
    values = set(held)
    matter = len(atoms) == 1 or not any(
        all(holds(row) is holds((*row[:place], value, *row[place + 1 :])) for row in values)
        for place in range(len(atoms))
        for value in (False, True)
    )
    return least(Dfa(together.table, tuple([holds(row) for row in held]))), matter


def drawn_atom(stream: Stream, kinds: tuple[str, ...], letters: int, longest: int) -> Atom:
    """A random atom of one of these kinds; words in it have at most `longest` letters."""
    kind = stream.choice(kinds)
    slots = KINDS[kind].slots
    arguments: list[Any] = []
    x, y = stream.sample(range(letters), 2)
    for slot in slots:
        if slot == "w":
            least_size = 2 if kind in ("contains", "avoids") else 1
            size = stream.integer(least_size, max(least_size, longest))
            arguments.append(tuple([stream.below(letters) for _ in range(size)]))
        elif slot in "xy":
            arguments.append(x if slot == "x" else y)
        elif slot == "p":
            arguments.append(stream.integer(2, max(2, longest)))
        elif slot == "n":
            arguments.append(stream.integer(3, max(3, longest)))
        elif slot == "r":
            arguments.append(stream.integer(1, arguments[-1] - 1))
        else:
            arguments.append(stream.integer(2 if kind in ("longer", "shorter", "blocks_short") else 1, longest))
    return (kind, *arguments)


def said(atom: Atom, alphabet: str, wording: int, *, plural: bool) -> str:
    """The atom as a verb phrase about words, or about one word."""
    kind = KINDS[atom[0]]
    values = _values(atom, alphabet)
    text = kind.said[wording % len(kind.said)]
    if "k" in kind.slots and values["k"] != "one":
        text = text.replace("{k} {x}", "{k} {x}s")
    text = text.format(**values)
    return text if plural else _singular(text)


def remembered(atom: Atom, alphabet: str) -> str:
    """What of a word has to be remembered to decide the atom."""
    return REMEMBERED[atom[0]].format(**_values(atom, alphabet))


def _values(atom: Atom, alphabet: str) -> dict[str, str]:
    kind = KINDS[atom[0]]
    values: dict[str, str] = {}
    for slot, value in zip(kind.slots, atom[1:], strict=True):
        if slot == "w":
            values["w"] = f"`{''.join([alphabet[number] for number in value])}`"
        elif slot in "xy":
            values[slot] = f"`{alphabet[value]}`"
            values[f"a{slot}"] = f"{'an' if alphabet[value] in 'aefhilmnorsx8' else 'a'} `{alphabet[value]}`"
        elif slot == "p":
            values["nth"] = ordinal(value)
        elif slot == "k":
            values["k"] = in_words(value)
        else:
            values[slot] = str(value)
    return values


_SINGULAR = {
    "contain": "contains", "start": "starts", "begin": "begins", "end": "ends", "have": "has", "do": "does",
    "are": "is",
}  # fmt: skip


def _singular(text: str) -> str:
    verb, rest = text.split(" ", 1)
    rest = rest.replace("and end with", "and ends with")
    return f"{_SINGULAR[verb]} {rest}"


# Expressions that a condition has by itself


def idiom(atom: Atom, alphabet: int) -> tuple[Node, str] | None:
    """An expression for the atom alone with the thought behind it, if there is one that is written down at once."""
    anything = repeat(letters(*range(alphabet)), 0, None)
    any_letter = letters(*range(alphabet))
    kind, arguments = atom[0], atom[1:]

    def spelt(word: Word) -> Node:
        return join(*map(letters, word))

    def others(x: int) -> Node:
        return letters(*[number for number in range(alphabet) if number != x])

    match kind, arguments:
        case "contains", (word,):
            return join(anything, spelt(word), anything), "anything may stand before and after the block"
        case "starts", (word,):
            return join(spelt(word), anything), "after the given start anything may follow"
        case "ends", (word,):
            return join(anything, spelt(word)), "anything may stand before the given end"
        case "least", (x, k):
            return join(*[anything, letters(x)] * k, anything), "the required letters with anything around them"
        case "exactly", (x, k):
            rest = repeat(others(x), 0, None)
            return join(rest, *[letters(x), rest] * k), "the required letters with only other letters around them"
        case "most", (x, k):
            rest = repeat(others(x), 0, None)
            return join(rest, *[repeat(join(letters(x), rest), 0, 1)] * k), "each allowed letter may be left out"
        case ("even", (x,)) | ("multiple", (x, _)):
            n = 2 if kind == "even" else arguments[1]
            rest = repeat(others(x), 0, None)
            turn = join(*[letters(x), rest] * n)
            return join(rest, repeat(turn, 0, None)), f"the letter comes in groups of {n}, other letters in between"
        case ("odd", (x,)):
            rest = repeat(others(x), 0, None)
            return (
                join(rest, letters(x), rest, repeat(join(letters(x), rest, letters(x), rest), 0, None)),
                "one occurrence first, then pairs of them, other letters in between",
            )
        case "even_length", ():
            return repeat(repeat(any_letter, 2, 2), 0, None), "letters come in pairs"
        case "odd_length", ():
            return join(any_letter, repeat(repeat(any_letter, 2, 2), 0, None)), "one letter, then pairs of letters"
        case "length_multiple", (n,):
            return repeat(repeat(any_letter, n, n), 0, None), f"letters come in groups of {n}"
        case "longer", (k,):
            return repeat(any_letter, k, None), "a lower bound on the number of letters"
        case "shorter", (k,):
            return repeat(any_letter, 0, k), "an upper bound on the number of letters"
        case "from_end", (k, x):
            return (
                join(anything, letters(x), repeat(any_letter, k - 1, k - 1)),
                f"after the fixed letter there are exactly {k - 1} more",
            )
        case "place", (k, x):
            return (
                join(repeat(any_letter, k - 1, k - 1), letters(x), anything),
                f"before the fixed letter there are exactly {k - 1}",
            )
        case "same_ends", ():
            return (
                either(*[join(letters(x), repeat(join(anything, letters(x)), 0, 1)) for x in range(alphabet)]),
                "one case for each letter; a word of one letter begins and ends with it",
            )
        case "other_ends", ():
            return (
                either(*[join(letters(x), anything, others(x)) for x in range(alphabet)]),
                "one case for each first letter",
            )
        case "followed", (x, y):
            return (
                repeat(either(others(x), join(letters(x), letters(y))), 0, None),
                "a letter that needs its follower is written together with it",
            )
        case "before", (x, y):
            return join(
                repeat(others(y), 0, None), repeat(others(x), 0, None)
            ), "two stretches, each without one letter"
        case "blocks_even", (x,):
            return (
                repeat(either(others(x), repeat(letters(x), 2, 2)), 0, None),
                "the letter is written two at a time",
            )
    return None


REMEMBERED: dict[str, str] = {
    "contains": "how much of {w} the letters read last spell, or that it has been there",
    "avoids": "how much of {w} the letters read last spell, or that it has been there",
    "starts": "how much of {w} has been read, or that the word began otherwise",
    "starts_not": "how much of {w} has been read, or that the word began otherwise",
    "ends": "how much of {w} the letters read last spell",
    "ends_not": "how much of {w} the letters read last spell",
    "least": "how many {x}s there were, counting no further than needed",
    "most": "how many {x}s there were, counting no further than needed",
    "exactly": "how many {x}s there were, counting no further than needed",
    "even": "whether the number of {x}s so far is even",
    "odd": "whether the number of {x}s so far is even",
    "multiple": "the number of {x}s so far modulo {n}",
    "rest": "the number of {x}s so far modulo {n}",
    "even_length": "whether the length so far is even",
    "odd_length": "whether the length so far is even",
    "length_multiple": "the length so far modulo {n}",
    "longer": "the length, counting no further than needed",
    "shorter": "the length, counting no further than needed",
    "from_end": "which of the letters read last were {x}",
    "place": "how many letters were read, and then whether the letter in question was {x}",
    "no_twins": "the letter read last, or that a letter came twice in a row",
    "same_ends": "the first letter and the letter read last",
    "other_ends": "the first letter and the letter read last",
    "followed": "whether {ay} is due, or was missing",
    "before": "whether there was {ay}, and whether {ax} came after it",
    "blocks_even": "whether the present run of {x}s has even length, or that one had not",
    "blocks_long": "how long the present run of {x}s is, or that one was too short",
    "blocks_short": "how long the present run of {x}s is, or that one was too long",
}  # fmt: skip
"""What has to be remembered of a word to decide the condition, in the slots of its kind."""


def all_words(alphabet: int, most: int) -> Iterator[Word]:
    """The words of at most so many letters, the short ones first."""
    for size in range(most + 1):
        yield from product(range(alphabet), repeat=size)


__all__ = [
    "EMPTY", "KINDS", "MODES", "Atom", "Word", "all_words", "atomic", "drawn_atom", "idiom", "language", "remembered",
    "said",
]  # fmt: skip
