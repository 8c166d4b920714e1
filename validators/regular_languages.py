"""Decides regular languages: an expression is right when it matches exactly the words of the language.

The expression is read by a bounded grammar of our own (nothing of it reaches a regular-expression engine) and becomes
the position automaton of Glushkov (Russian Mathematical Surveys, 1961). It and the language's own automaton are run
side by side from the empty word on, breadth first, so that the first state at which they part gives a shortest word on
which they differ. What would take too many positions or steps is undecided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from schemas import Reason
from schemas.answers import Choice, FiniteSet, Integer, Pattern
from schemas.checks import Automaton, RegularLanguage
from validators.checker import Decision, checker
from validators.extraction import Claim, Refusal, final_block, final_claim
from validators.reading import Unread, canonical, read_final, read_gold

LONGEST = 2_000
"""Characters of an expression."""
DEEPEST = 60
LARGEST_BOUND = 100
MOST_POSITIONS = 2_000
"""Letters of an expression, each counted as often as quantifiers with bounds repeat it."""
MOST_STEPS = 2_000_000
_TOO_MANY = f"the expression has more than {MOST_POSITIONS} letters when its repetitions are written out"
TAGS = frozenset({"regex", "regexp", "re"})


class Unfit(Exception):
    """The text is no expression of the syntax that `schemas.answers.Pattern` allows."""


class TooLarge(Exception):
    """The expression is one, and larger than is worked out."""


@checker(RegularLanguage, version=1)
def decide_language(check: RegularLanguage, text: str) -> Decision:
    """Accepted when the expression in the last fenced block has the language of the check, or when the words or their
    number are those that the check's language has."""
    try:
        language = _language(check)
        truth = _truth(check, language)
    except (Unfit, Unread, TooLarge, ValueError) as broken:
        return Decision(reason=Reason.CHECKER_ERROR, detail=f"the check cannot be read: {broken}")
    if truth is None:
        return Decision(reason=Reason.ORACLES_DISAGREE, detail="the gold differs from what the automaton gives")
    if check.ask == "expression":
        return _expression(check, language, text)
    evidence = {"method": "run of the automaton"}
    try:
        value = read_final(check.answer, text)
    except Unread as unread:
        claim = final_claim(text)
        if isinstance(claim, Claim) and not claim.others and _WORDS.fullmatch(claim.text):
            detail = "some of these words are not among those asked about"
            return Decision(reason=Reason.WRONG_VALUE, answer=claim.text, detail=detail, evidence=evidence)
        return Decision(reason=unread.reason, detail=unread.detail, evidence=evidence)
    return Decision(
        reason=Reason.CORRECT if value == truth else Reason.WRONG_VALUE,
        answer=canonical(check.answer, value),
        evidence=evidence,
    )


_WORDS = re.compile(r"\{ ?[a-z0-9]{1,64}(?:, ?[a-z0-9]{1,64}){0,64} ?\}")


def _expression(check: RegularLanguage, language: Language, text: str) -> Decision:
    found = final_block(text, TAGS)
    if isinstance(found, Refusal):
        return Decision(reason=found.reason, detail=found.detail)
    written = found.strip()
    evidence = {"method": "product of the two automata"}
    try:
        word = difference(positions(written, check.alphabet), language, check.alphabet)
    except Unfit as unfit:
        return Decision(reason=Reason.WRONG_FORM, answer=ascii(written)[1:-1][:LONGEST], detail=str(unfit))
    except TooLarge as large:
        return Decision(reason=Reason.UNPROVED, answer=written, detail=str(large))
    if word is None:
        return Decision(reason=Reason.CORRECT, answer=written, evidence=evidence)
    shown = f"'{word}'" if word else "the empty word"
    missed = runs_to(language, word, check.alphabet)
    detail = f"it does not match {shown}, which is in the language" if missed else (
        f"it matches {shown}, which is not in the language"
    )  # fmt: skip
    return Decision(
        reason=Reason.WRONG_VALUE, answer=written, detail=detail, evidence={**evidence, "differs_on": word[:200]}
    )


def _language(check: RegularLanguage) -> Language:
    """The check's language as an automaton. Raises `Unfit`, `TooLarge` or `ValueError`."""
    if len(set(check.alphabet)) != len(check.alphabet):
        raise ValueError("the alphabet repeats a letter")
    if (check.automaton is None) is (check.expression is None):
        raise ValueError("the language is given by an automaton or by an expression")
    if check.expression is not None:
        return positions(check.expression, check.alphabet)
    assert check.automaton is not None
    return Table(check.automaton, len(check.alphabet))


def _truth(check: RegularLanguage, language: Language) -> Any:
    """What is right, or None where the gold says otherwise. Raises where the check makes no sense."""
    match check.ask, check.answer:
        case "expression", Pattern(alphabet=alphabet):
            if alphabet != check.alphabet:
                raise ValueError("the answer has another alphabet than the language")
            return True if difference(positions(check.gold, alphabet), language, alphabet) is None else None
        case "words", FiniteSet(element=Choice(options=options)):
            if options != check.words or any(set(word) - set(check.alphabet) for word in check.words):
                raise ValueError("the options are not the words asked about")
            truth: Any = frozenset(word for word in check.words if runs_to(language, word, check.alphabet))
        case "count", Integer() if check.length is not None:
            truth = count(language, len(check.alphabet), check.length)
        case _:
            raise ValueError("the answer is of another type than what is asked")
    return truth if read_gold(check.answer, check.gold) == truth else None


# Automata: a state is a number, and what it does with a letter is worked out when it is asked for.


class Table:
    """A deterministic automaton as a check gives it. Raises `ValueError` where it is none."""

    start = 0

    def __init__(self, automaton: Automaton, letters: int) -> None:
        states = range(len(automaton.transitions))
        if any(len(row) != letters or any(after not in states for after in row) for row in automaton.transitions):
            raise ValueError("the automaton's table is not complete")
        if any(state not in states for state in automaton.accepting):
            raise ValueError("an accepting state is not one of the automaton")
        self.transitions = automaton.transitions
        self.accepting = frozenset(automaton.accepting)

    def step(self, state: int, letter: int) -> int:
        """The state after the letter."""
        return self.transitions[state][letter]

    def accepts(self, state: int) -> bool:
        """Whether a word that leads to the state is in the language."""
        return state in self.accepting


class Positions:
    """The automaton of an expression: a state is the set, as bits, of the positions at which its last letter may stand.

    Bit 0 is the place before the first letter. Raises `TooLarge` when asked for too much.
    """

    start = 1

    def __init__(self, letters: int) -> None:
        self.letters = [0] * letters  # the positions that a letter may stand at
        self.follow = [0]  # by position, those that may come next
        self.last = 0
        self.known: dict[int, int] = {}
        self.work = 0

    def position(self, letters: int) -> int:
        """A new position for one of the letters (bits); its bit."""
        if len(self.follow) > MOST_POSITIONS:
            raise TooLarge(_TOO_MANY)
        bit = 1 << len(self.follow)
        self.follow.append(0)
        for letter in range(len(self.letters)):
            if letters >> letter & 1:
                self.letters[letter] |= bit
        return bit

    def join(self, before: int, after: int) -> None:
        """Let the positions `after` follow upon those `before`."""
        for place in _bits(before):
            self.follow[place] |= after
        self.spend(before.bit_count())

    def step(self, state: int, letter: int) -> int:
        """The state after the letter."""
        found = self.known.get(state)
        if found is None:
            found = 0
            for place in _bits(state):
                found |= self.follow[place]
            self.spend(state.bit_count() + 1)
            self.known[state] = found
        return found & self.letters[letter]

    def accepts(self, state: int) -> bool:
        """Whether a word that leads to the state is in the language."""
        return bool(state & self.last)

    def spend(self, steps: int) -> None:
        """Count work done."""
        self.work += steps
        if self.work > MOST_STEPS:
            raise TooLarge(f"the expression's automaton takes more than {MOST_STEPS} steps")


Language = Table | Positions


def difference(one: Positions, other: Language, alphabet: str) -> str | None:
    """A shortest word that is in exactly one of the languages (the first in the alphabet's order), or None."""
    letters = range(len(alphabet))
    came: dict[tuple[int, int], tuple[tuple[int, int], int] | None] = {(one.start, other.start): None}
    queue = [(one.start, other.start)]
    for pair in queue:
        if one.accepts(pair[0]) is not other.accepts(pair[1]):
            word = []
            at: tuple[int, int] = pair
            while (step := came[at]) is not None:
                at, letter = step
                word.append(alphabet[letter])
            return "".join(reversed(word))
        one.spend(20)
        for letter in letters:
            following = one.step(pair[0], letter), other.step(pair[1], letter)
            if following not in came:
                came[following] = pair, letter
                queue.append(following)
    return None


def runs_to(language: Language, word: str, alphabet: str) -> bool:
    """Whether the word is in the language."""
    state = language.start
    for letter in word:
        state = language.step(state, alphabet.index(letter))
    return language.accepts(state)


def count(language: Language, letters: int, length: int) -> int:
    """How many words of so many letters are in the language."""
    ways = {language.start: 1}
    for done in range(length):
        following: dict[int, int] = {}
        for state, number in ways.items():
            for letter in range(letters):
                after = language.step(state, letter)
                following[after] = following.get(after, 0) + number
        if len(following) * (length - done) > MOST_STEPS:
            raise TooLarge("the expression's automaton has too many states")
        ways = following
    return sum(number for state, number in ways.items() if language.accepts(state))


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


# Reading an expression

Node = tuple[Any, ...]
"""``("letters", bits)``, ``("join", nodes)``, ``("either", nodes)`` or ``("repeat", node, least, most or None)``."""


def positions(text: str, alphabet: str) -> Positions:
    """The automaton of the expression. Raises `Unfit` or `TooLarge`."""
    node = _Reader(text, alphabet).read()
    if _size(node) > MOST_POSITIONS:
        raise TooLarge(_TOO_MANY)
    found = Positions(len(alphabet))
    empty, first, last = _built(node, found)
    found.follow[0] = first
    found.last = last | (1 if empty else 0)
    return found


def _size(node: Node) -> int:
    """The number of positions, at most one more than are allowed."""
    match node:
        case ("letters", _):
            return 1
        case ("repeat", inner, least, most):
            copies: int = max(1, least if most is None else most)
            return min(_size(inner) * copies, MOST_POSITIONS + 1)
    return min(sum(map(_size, node[1])), MOST_POSITIONS + 1)


def _built(node: Node, found: Positions) -> tuple[bool, int, int]:
    """Lays out the node's positions: whether it matches the empty word, and where its words may begin and end."""
    match node:
        case ("letters", bits):
            bit = found.position(bits)
            return False, bit, bit
        case ("either", nodes):
            empty, first, last = False, 0, 0
            for part in nodes:
                nothing, begin, end = _built(part, found)
                empty, first, last = empty or nothing, first | begin, last | end
            return empty, first, last
        case ("join", nodes):
            return _joined([_built(part, found) for part in nodes], found)
        case ("repeat", inner, least, most):
            copies = []
            for place in range(max(1, least) if most is None else most):
                empty, first, last = _built(inner, found)
                if most is None and place == max(1, least) - 1:
                    found.join(last, first)
                copies.append((empty or place >= least, first, last))
            return _joined(copies, found)
    raise ValueError(f"no such node: {node[0]}")


def _joined(parts: list[tuple[bool, int, int]], found: Positions) -> tuple[bool, int, int]:
    empty, first, last = True, 0, 0
    for nothing, begin, end in parts:
        found.join(last, begin)
        first |= begin if empty else 0
        last = end | (last if nothing else 0)
        empty = empty and nothing
    return empty, first, last


class _Reader:
    """Reads an expression by recursive descent, character by character."""

    def __init__(self, text: str, alphabet: str) -> None:
        if len(text) > LONGEST:
            raise TooLarge(f"the expression is longer than {LONGEST} characters")
        if not text:
            raise Unfit("there is no expression")
        self.text = text
        self.alphabet = alphabet
        self.every = (1 << len(alphabet)) - 1
        self.at = 0
        self.end = len(text)
        self.parted = False  # by a '|' that stands in no brackets

    def read(self) -> Node:
        anchored = self.text.startswith("^") or self.text.endswith("$")
        self.at += self.text.startswith("^")
        self.end -= self.text.endswith("$")
        node = self.either(0)
        if self.at < self.end:
            raise Unfit("a ')' without its '('")
        if anchored and self.parted:
            raise Unfit("it is not clear how far an anchor reaches beside '|'")
        return node

    def next(self) -> str:
        return self.text[self.at] if self.at < self.end else ""

    def either(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise TooLarge(f"more than {DEEPEST} brackets stand inside each other")
        options = [self.join(depth)]
        while self.next() == "|":
            self.parted |= depth == 0
            self.at += 1
            options.append(self.join(depth))
        return options[0] if len(options) == 1 else ("either", options)

    def join(self, depth: int) -> Node:
        parts = []
        while self.next() not in ("", "|", ")"):
            parts.append(self.repeat(depth))
        return parts[0] if len(parts) == 1 else ("join", parts)

    def repeat(self, depth: int) -> Node:
        node = self.atom(depth)
        bounds = self.quantifier()
        if bounds is None:
            return node
        if self.next() in ("*", "+", "?", "{"):
            raise Unfit("a quantifier follows upon a quantifier")
        return ("repeat", node, *bounds)

    def quantifier(self) -> tuple[int, int | None] | None:
        simple = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(self.next())
        if simple is not None:
            self.at += 1
            return simple
        if self.next() != "{":
            return None
        close = self.text.find("}", self.at, min(self.end, self.at + 12))
        inside = self.text[self.at + 1 : close] if close >= 0 else ""
        low, comma, high = inside.partition(",")
        numbers = all(part.isascii() and part.isdigit() for part in (low, high) if part)
        if not numbers or not (low or high):
            raise Unfit("braces hold one or two whole numbers: {2}, {2,} or {2,4}")
        least = int(low or "0")
        most = int(high) if high else None if comma else least
        if most is not None and most < least:
            raise Unfit(f"the bounds of {{{inside}}} are in the wrong order")
        if max(least, most or 0) > LARGEST_BOUND:
            raise TooLarge(f"a bound is larger than {LARGEST_BOUND}")
        self.at = close + 1
        return least, most

    def atom(self, depth: int) -> Node:
        sign = self.next()
        self.at += 1
        if sign == "(":
            if self.next() == "?":
                if self.text[self.at : self.at + 2] != "?:":
                    raise Unfit("no groups but (...) and (?:...) are allowed")
                self.at += 2
            node = self.either(depth + 1)
            if self.next() != ")":
                raise Unfit("a '(' without its ')'")
            self.at += 1
            return node
        if sign == "[":
            return self.letters()
        if sign == ".":
            return ("letters", self.every)
        if sign in self.alphabet:
            return ("letters", 1 << self.alphabet.index(sign))
        if sign in "*+?{":
            raise Unfit(f"there is nothing before the quantifier {sign}")
        if sign in "^$":
            raise Unfit("anchors are allowed at the ends only")
        raise Unfit(f"{sign!a} is neither a letter of the alphabet nor a sign of the syntax")

    def letters(self) -> Node:
        """The rest of a set of letters after its ``[``."""
        close = self.text.find("]", self.at, self.end)
        if close < 0:
            raise Unfit("a '[' without its ']'")
        inside = self.text[self.at : close]
        self.at = close + 1
        denied = inside.startswith("^")
        inside = inside[denied:]
        if not inside:
            raise Unfit("there is nothing between '[' and ']'")
        bits, place = 0, 0
        while place < len(inside):
            low = high = inside[place]
            place += 1
            if inside[place : place + 1] == "-" and place + 1 < len(inside):
                high = inside[place + 1]
                place += 2
            whole = (low + high).isascii() and (low + high).isalnum()
            if not whole or low > high or (low == high and low not in self.alphabet):
                raise Unfit(f"[{ascii(inside)[1:-1]}] is not a set of letters of the alphabet")
            bits |= sum(1 << place for place, letter in enumerate(self.alphabet) if low <= letter <= high)
        return ("letters", self.every & ~bits if denied else bits)
