"""Regular expressions as data: simplified as they are built, written out, derived, and made from automata.

A node is ``("letters", (0, 2))`` (one of these letters, given as numbers; of none, it matches no word at all),
``("join", nodes)``, ``("either", nodes)`` or ``("repeat", node, least, most or None)``. An empty join is the empty
word.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from generators.code.regular_language.automata import Dfa, TooManyStates, dead, explored, least

Node = tuple[Any, ...]
NOTHING: Node = ("letters", ())
EMPTY: Node = ("join", ())
_MOST_DERIVATIVES = 40


def letters(*numbers: int) -> Node:
    """One of these letters."""
    return ("letters", tuple(sorted(set(numbers))))


def join(*parts: Node) -> Node:
    """The parts one after another."""
    flat: list[Node] = []
    for part in parts:
        if part == NOTHING:
            return NOTHING
        for piece in part[1] if part[0] == "join" else (part,):
            _append(flat, piece)
    return flat[0] if len(flat) == 1 else ("join", tuple(flat))


def _append(flat: list[Node], piece: Node) -> None:
    """Puts a piece behind the others, together with its neighbour where the two repeat the same: x*x is x+."""
    if flat:
        body, low, high = _times(flat[-1])
        other, least_, most = _times(piece)
        if body == other and (high is None or most is None):
            flat[-1] = repeat(body, low + least_, None)
            return
    flat.append(piece)


def _times(node: Node) -> tuple[Node, int, int | None]:
    return (node[1], node[2], node[3]) if node[0] == "repeat" else (node, 1, 1)


def either(*parts: Node) -> Node:
    """One of the parts."""
    flat: list[Node] = []
    for part in parts:
        if part[0] == "repeat" and part[2:] == (0, 1):
            flat.append(EMPTY)
            part = part[1]
        flat += part[1] if part[0] == "either" else [part]
    symbols = {number for part in flat if part[0] == "letters" for number in part[1]}
    kept = list(dict.fromkeys(part for part in flat if part[0] != "letters" and part != EMPTY))
    if symbols:
        kept.insert(0, letters(*symbols))
    if EMPTY in flat:
        if not kept:
            return EMPTY
        if not any(map(nullable, kept)):
            return repeat(either(*kept), 0, 1)
    kept = _together(kept)
    if not kept:
        return NOTHING
    if len(kept) == 1:
        return kept[0]
    common = kept[0][1][0] if kept[0][0] == "join" and kept[0][1] else kept[0]
    if all(part == common or (part[0] == "join" and part[1][0] == common) for part in kept):
        return join(common, either(*[EMPTY if part == common else join(*part[1][1:]) for part in kept]))
    final = kept[0][1][-1] if kept[0][0] == "join" else kept[0]
    if all(part == final or (part[0] == "join" and part[1][-1] == final) for part in kept):
        return join(either(*[EMPTY if part == final else join(*part[1][:-1]) for part in kept]), final)
    return ("either", tuple(kept))


def _together(options: list[Node]) -> list[Node]:
    """The options with two that repeat the same in numbers without a gap made one: x?|x{2,} is x*."""
    for place, option in enumerate(options):
        body, low, high = _times(option)
        for other_place in range(place + 1, len(options)):
            other, least_, most = _times(options[other_place])
            gap = (high is not None and least_ > high + 1) or (most is not None and low > most + 1)
            if other == body and not gap:
                top = None if high is None or most is None else max(high, most)
                rest = [each for at, each in enumerate(options) if at not in (place, other_place)]
                rest.insert(place, repeat(body, min(low, least_), top))
                return _together(rest)
    return options


def repeat(node: Node, low: int, high: int | None) -> Node:
    """The node from `low` to `high` times, or `low` times and more."""
    if node in (NOTHING, EMPTY) or high == 0:
        return EMPTY if node == EMPTY or low == 0 else NOTHING
    if (low, high) == (1, 1):
        return node
    if node[0] == "repeat":
        body, inner_low, inner_high = _times(node)
        if high is None and inner_high is None and inner_low <= 1:
            return repeat(body, inner_low * low, None)
        if high is None and (inner_low, inner_high) == (0, 1):
            return repeat(body, 0, None)
        if (low, high) == (0, 1) and inner_low <= 1:
            return repeat(body, 0, inner_high)
    if high is None and low <= 1 and node[0] == "either":
        # (x*|y)* is (x|y)*, for + likewise where the empty word stays in or out as before
        plain = [part[1] if part[0] == "repeat" and part[3] is None and part[2] <= 1 else part for part in node[1]]
        if plain != list(node[1]):
            return repeat(either(*plain), 0 if nullable(node) else low, None)
    if (low, high) == (0, 1) and nullable(node):
        return node
    return ("repeat", node, low, high)


def nullable(node: Node) -> bool:
    """Whether the empty word is matched."""
    kind = node[0]
    if kind == "letters":
        return False
    if kind == "join":
        return all(map(nullable, node[1]))
    if kind == "either":
        return any(map(nullable, node[1]))
    return node[2] == 0 or nullable(node[1])


def derived(node: Node, letter: int) -> Node:
    """What may follow the letter at the start (Brzozowski, Journal of the ACM, 1964)."""
    kind = node[0]
    if kind == "letters":
        return EMPTY if letter in node[1] else NOTHING
    if kind == "join":
        options = []
        for place, part in enumerate(node[1]):
            options.append(join(derived(part, letter), *node[1][place + 1 :]))
            if not nullable(part):
                break
        return either(*options)
    if kind == "either":
        return either(*[derived(part, letter) for part in node[1]])
    _, body, low, high = node
    rest = repeat(body, max(0, low - 1), None if high is None else high - 1)
    return join(derived(body, letter), rest)


def automaton(node: Node, alphabet: int) -> Dfa:
    """The least automaton of the expression. Raises `TooManyStates` where its derivatives are many."""
    return least(explored(node, alphabet, derived, nullable, _MOST_DERIVATIVES))  # type: ignore[arg-type]


def written(node: Node, alphabet: str) -> str:
    """The expression as text."""
    return _written(node, alphabet, 0)


def _written(node: Node, alphabet: str, level: int) -> str:
    """The text; in brackets where it binds less than `level`: 0 an alternative, 1 a join, 2 a repetition."""
    kind = node[0]
    if kind == "letters":
        names = [alphabet[number] for number in node[1]]
        return names[0] if len(names) == 1 else f"[{''.join(names)}]"
    if kind == "either":
        text = "|".join([_written(part, alphabet, 1) for part in node[1]])
        return f"({text})" if level > 0 else text
    if kind == "join":
        text = "".join([_written(part, alphabet, 1) for part in node[1]])
        return f"({text})" if level > 1 or not node[1] else text
    _, body, low, high = node
    sign = {(0, None): "*", (1, None): "+", (0, 1): "?"}.get((low, high))
    if sign is None:
        sign = f"{{{low}}}" if low == high else f"{{{low},{'' if high is None else high}}}"
    return _written(body, alphabet, 2) + sign if body[0] != "repeat" else f"({_written(body, alphabet, 0)}){sign}"


def relettered(node: Node, order: Sequence[int]) -> Node:
    """The expression with every letter replaced by the one that stands in its place in `order`."""
    kind = node[0]
    if kind == "letters":
        return letters(*[order[number] for number in node[1]])
    if kind == "repeat":
        return (kind, relettered(node[1], order), *node[2:])
    return (kind, tuple([relettered(part, order) for part in node[1]]))


def cost(node: Node) -> int:
    """How long the expression is, in letters and signs."""
    kind = node[0]
    if kind == "letters":
        return 1
    if kind in ("join", "either"):
        return 1 + sum(map(cost, node[1]))
    return 1 + cost(node[1])


# From an automaton


class Detour(NamedTuple):
    """A label that grew when a state was taken out: `there` before (or `NOTHING`), `first` and `last` the labels to and
    from the state."""

    origin: int
    target: int
    there: Node
    first: Node
    last: Node
    label: Node


class Removal(NamedTuple):
    """A state that was taken out, its loop as a repetition (or `EMPTY`), and the labels that grew by it."""

    state: int
    loop: Node
    detours: tuple[Detour, ...]


class Elimination(NamedTuple):
    """How an automaton became an expression: the labels at the start, the removals, the outcome.

    -1 is a new start without an edge back and -2 a new end; a state without a way to acceptance is left out.
    """

    edges: tuple[tuple[int, int, Node], ...]
    removals: tuple[Removal, ...]
    outcome: Node


START, END = -1, -2


def eliminated(dfa: Dfa, most: int = 10**6) -> Elimination:
    """The expression found by taking out one state after another, cheapest first (Brzozowski and McCluskey, 1963).

    Raises `TooManyStates` when a label costs more than `most`.
    """
    labels: dict[tuple[int, int], Node] = {(START, 0): EMPTY}
    lost = dead(dfa)
    states = [state for state in range(len(dfa.table)) if state != lost]
    for state in states:
        for letter, after in enumerate(dfa.table[state]):
            if after != lost:
                labels[state, after] = either(labels.get((state, after), NOTHING), letters(letter))
        if dfa.accepting[state]:
            labels[state, END] = EMPTY
    before = tuple([(a, b, label) for (a, b), label in labels.items()])
    removals = []
    while states:
        state = min(states, key=lambda each: (_weight(labels, each), -each))
        states.remove(state)
        loop = repeat(labels.pop((state, state), NOTHING), 0, None)
        into = [(a, label) for (a, b), label in labels.items() if b == state]
        out = [(b, label) for (a, b), label in labels.items() if a == state]
        detours = []
        for a, first in into:
            for b, last in out:
                there = labels.get((a, b), NOTHING)
                labels[a, b] = _merged(there, first, loop, last)
                if cost(labels[a, b]) > most:
                    raise TooManyStates
                detours.append(Detour(a, b, there, first, last, labels[a, b]))
        for pair in [pair for pair in labels if state in pair]:
            del labels[pair]
        removals.append(Removal(state, loop, tuple(detours)))
    return Elimination(before, tuple(removals), labels.get((START, END), NOTHING))


def _merged(there: Node, first: Node, loop: Node, last: Node) -> Node:
    """The old label or the way through the state: x|xy*y and the like are drawn together."""
    way = join(first, loop, last)
    if loop != EMPTY and there == last and loop[1] == first:
        return join(loop, last)  # y|xx*y is x*y
    if loop != EMPTY and there == first and loop[1] == last:
        return join(first, loop)  # x|xy*y is xy*
    return either(there, way)


def _weight(labels: dict[tuple[int, int], Node], state: int) -> int:
    loop = cost(labels[state, state]) if (state, state) in labels else 0
    into = [cost(label) for (a, b), label in labels.items() if b == state != a]
    out = [cost(label) for (a, b), label in labels.items() if a == state != b]
    return sum(into) * len(out) + sum(out) * len(into) + loop * len(into) * len(out)
