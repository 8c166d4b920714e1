"""Deterministic automata: built from what they remember of a word, minimised, numbered in one way, counted."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import permutations
from typing import NamedTuple

_MOST_STATES = 400


class TooManyStates(Exception):
    """The language needs an automaton larger than is worth asking about."""


class Dfa(NamedTuple):
    """A complete automaton that starts in state 0: `table[state][letter]`, and whether a word ending there is in."""

    table: tuple[tuple[int, ...], ...]
    accepting: tuple[bool, ...]


def explored(
    start: Hashable,
    letters: int,
    step: Callable[[Hashable, int], Hashable],
    accepts: Callable[[Hashable], bool],
    most: int = _MOST_STATES,
) -> Dfa:
    """The automaton whose states are all that can be remembered, as found breadth first. Raises `TooManyStates`."""
    number = {start: 0}
    found = [start]
    table = []
    for memory in found:
        row = []
        for letter in range(letters):
            after = step(memory, letter)
            if after not in number:
                if len(found) >= most:
                    raise TooManyStates
                number[after] = len(found)
                found.append(after)
            row.append(number[after])
        table.append(tuple(row))
    return Dfa(tuple(table), tuple([accepts(memory) for memory in found]))


def side_by_side(dfas: Sequence[Dfa]) -> tuple[Dfa, list[tuple[bool, ...]]]:
    """The automaton that runs all of these at once, and for each of its states which of them accept there."""
    found = [(0,) * len(dfas)]
    number = {found[0]: 0}
    table = []
    for states in found:
        row = []
        for afters in zip(*[dfa.table[state] for dfa, state in zip(dfas, states, strict=True)], strict=True):
            if afters not in number:
                if len(found) >= _MOST_STATES:
                    raise TooManyStates
                number[afters] = len(found)
                found.append(afters)
            row.append(number[afters])
        table.append(tuple(row))
    held = [tuple([dfa.accepting[state] for dfa, state in zip(dfas, states, strict=True)]) for states in found]
    return Dfa(tuple(table), (False,) * len(found)), held


def least(dfa: Dfa) -> Dfa:
    """The automaton of the same language with the fewest states, numbered breadth first (Moore's refinement)."""
    kind = [int(accepts) for accepts in dfa.accepting]
    while True:
        signatures = [(kind[state], *[kind[after] for after in row]) for state, row in enumerate(dfa.table)]
        numbers = {signature: place for place, signature in enumerate(dict.fromkeys(signatures))}  # the start's is 0
        refined = [numbers[signature] for signature in signatures]
        done = len(numbers) == len(set(kind))
        kind = refined
        if done:
            break
    rows = {kind[state]: tuple([kind[after] for after in row]) for state, row in enumerate(dfa.table)}
    accepting = {kind[state]: accepts for state, accepts in enumerate(dfa.accepting)}
    merged = Dfa(tuple([rows[state] for state in sorted(rows)]), tuple([accepting[state] for state in sorted(rows)]))
    return _numbered(merged, range(len(dfa.table[0])))


def _numbered(dfa: Dfa, letters: Iterable[int]) -> Dfa:
    """The automaton with its letters in this order and its states numbered breadth first; state 0 stays the start."""
    chosen = tuple(letters)
    order = [0]
    place = {0: 0}
    for state in order:
        row = dfa.table[state]
        for letter in chosen:
            after = row[letter]
            if after not in place:
                place[after] = len(order)
                order.append(after)
    return Dfa(
        tuple([tuple([place[dfa.table[state][letter]] for letter in chosen]) for state in order]),
        tuple([dfa.accepting[state] for state in order]),
    )


def canonical(dfa: Dfa) -> list[object]:
    """The first form of a least automaton under all renamings of its letters, as JSON."""
    return min(
        [[list(row) for row in form.table], list(form.accepting)]
        for form in (_numbered(dfa, order) for order in permutations(range(len(dfa.table[0]))))
    )


def accepts(dfa: Dfa, word: Iterable[int]) -> bool:
    """Whether the word, its letters as numbers, is in the language."""
    state = 0
    for letter in word:
        state = dfa.table[state][letter]
    return dfa.accepting[state]


def census(dfa: Dfa, length: int) -> list[list[int]]:
    """For each length from 0 on, how many words lead to each state."""
    rows = [[1] + [0] * (len(dfa.table) - 1)]
    for _ in range(length):
        following = [0] * len(dfa.table)
        for state, ways in enumerate(rows[-1]):
            for after in dfa.table[state]:
                following[after] += ways
        rows.append(following)
    return rows


def dead(dfa: Dfa) -> int:
    """The state from which no word is accepted any more, or -1."""
    for state, row in enumerate(dfa.table):
        if not dfa.accepting[state] and set(row) == {state}:
            return state
    return -1


def access(dfa: Dfa) -> list[tuple[int, ...]]:
    """For each state a shortest word that leads to it."""
    words: dict[int, tuple[int, ...]] = {0: ()}
    queue = [0]
    for state in queue:
        for letter, after in enumerate(dfa.table[state]):
            if after not in words:
                words[after] = (*words[state], letter)
                queue.append(after)
    return [words[state] for state in range(len(dfa.table))]
