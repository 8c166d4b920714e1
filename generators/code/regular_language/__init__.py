"""Regular languages: write an expression for a description or an automaton, find the words it matches, count words.

Every language is known as its least automaton, built from the conditions; a checker compares automata.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from typing import Any, ClassVar, Self

from generators.code.regular_language import language as told
from generators.code.regular_language.automata import Dfa, TooManyStates, accepts, canonical, census, dead, least
from generators.code.regular_language.conditions import (
    KINDS,
    Atom,
    drawn_atom,
    idiom,
    language,
)
from generators.code.regular_language.expressions import (
    NOTHING,
    Node,
    automaton,
    either,
    eliminated,
    join,
    letters,
    relettered,
    repeat,
    written,
)
from generators.family import Wording
from generators.language.instructions import answer_block
from generators.language.wording import fill
from generators.questions import Question, QuestionFamily
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Choice, FiniteSet, Integer, Pattern
from schemas.checks import Automaton, Check, RegularLanguage

_EASY = (
    "contains", "avoids", "starts", "ends", "starts_not", "ends_not", "least", "most", "exactly", "even", "odd",
    "even_length", "odd_length", "longer", "shorter", "place", "same_ends", "other_ends", "before", "followed",
)  # fmt: skip
_ALL = tuple(KINDS)
_WORDED = tuple(kind for kind in KINDS if KINDS[kind].slots == "w")
_ALPHABETS = {
    2: ("ab", "01", "xy", "pq", "mn", "uv"),
    3: ("abc", "012", "xyz", "pqr", "stu"),
    4: ("abcd", "0123", "wxyz", "acgt"),
}  # fmt: skip
# by level: kinds of conditions, modes with the number of conditions, longest word or largest number in one,
# least and most states, longest expression
_LEVELS: dict[int, tuple[tuple[str, ...], tuple[tuple[str, int], ...], int, int, int, int]] = {
    1: (_EASY, (("all", 1), *[("all", 2), ("any", 2)] * 8), 4, 3, 6, 36),
    2: (_ALL, (("all", 2), ("all", 2), ("any", 2), ("one", 2), ("if", 2)), 4, 5, 8, 70),
    3: (_ALL, (("all", 3), ("mixed", 3), ("any", 3), ("one", 2), ("if", 2), ("all", 2)), 4, 8, 14, 150),
}
_LETTERS = "ABCD"
_LENGTHS = {1: (3, 5), 2: (5, 7), 3: (8, 12)}


def _alphabet(stream: Stream) -> str:
    return stream.choice(_ALPHABETS[stream.weighted((2, 3, 4), (3, 3, 1))])


def _conditions(stream: Stream, level: int, alphabet: str) -> tuple[str, tuple[Atom, ...], Dfa] | None:
    """A mode, atoms each of which matters, and the language's automaton; None where the attempt failed."""
    kinds, modes, longest, fewest, most, _ = _LEVELS[level]
    mode, size = stream.choice(modes)
    # There are many words and few numbers: conditions without a word would come again and again.
    worded = size == 1 or stream.chance(4, 5)
    drawn = [drawn_atom(stream, _WORDED if worded and not i else kinds, len(alphabet), longest) for i in range(size)]
    atoms = tuple(stream.shuffled(drawn))
    if len({atom[0] for atom in atoms}) < size:
        return None
    dfa, matter = language(mode, atoms, len(alphabet))
    if not matter or not fewest <= len(dfa.table) <= most:
        return None
    return (mode, atoms, dfa) if sum(_number(dfa, length) for length in range(5)) > 2 else None


def _gold(dfa: Dfa, alphabet: str, level: int) -> str:
    """The expression found by elimination, or nothing where there is none that is short enough."""
    most = _LEVELS[level][-1]
    try:
        outcome = eliminated(dfa, most).outcome
    except TooManyStates:
        return ""
    text = written(outcome, alphabet)
    return text if outcome != NOTHING and len(text) <= most else ""


def _automaton(dfa: Dfa) -> Automaton:
    return Automaton(dfa.table, tuple([state for state, accepting in enumerate(dfa.accepting) if accepting]))


def _names(dfa: Dfa) -> list[str]:
    return [f"q{state}" for state in range(len(dfa.table))]


class _Expression(Question, frozen=True, tag_field="kind"):
    """Questions whose answer is an expression in a fenced block."""

    alphabet: str
    dfa: Dfa
    gold: str

    def check(self) -> Check:
        return RegularLanguage(
            Pattern(self.alphabet), self.gold, self.alphabet, "expression", automaton=_automaton(self.dfa)
        )

    def candidates(self) -> int:
        return len(self.dfa.table)

    def canonical(self) -> Any:
        return canonical(self.dfa)


class Describe(_Expression, frozen=True, tag_field="kind", tag="describe"):
    """Write an expression for a language that is described in words."""

    TEXTS: ClassVar[Mapping[str, str]] = told.WRITE
    mode: str
    atoms: tuple[Any, ...]
    direct: str = ""

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        alphabet = _alphabet(stream)
        found = _conditions(stream, level, alphabet)
        if found is None:
            return None
        mode, atoms, dfa = found
        direct = _direct(mode, atoms, alphabet)
        gold = direct or _gold(dfa, alphabet, level)
        if not gold or len(gold) > _LEVELS[level][-1]:
            return None
        return cls(alphabet, dfa, gold, mode, atoms, direct)

    def slots(self, stream: Stream) -> dict[str, Any]:
        heading, bullets = told.bullets(self.mode, self.atoms, self.alphabet, stream)
        return {
            "letters": told.letters_of(self.alphabet),
            "plural": told.clause(self.mode, self.atoms, self.alphabet, stream, plural=True),
            "singular": told.clause(self.mode, self.atoms, self.alphabet, stream, plural=False),
            "heading": heading,
            "bullets": bullets,
            "syntax": stream.choice(told.SYNTAX),
            "ending": answer_block(stream, "the expression"),
        }

    def solution(self) -> list[str]:
        names = _names(self.dfa)
        if self.direct:
            lines = []
            for atom in self.atoms:
                found = idiom(atom, len(self.alphabet))
                assert found is not None
                text = written(found[0], self.alphabet)
                lines.append(f"A word that {told.said(atom, self.alphabet, 0, plural=False)}: {found[1]}.")
                lines.append(f"As an expression: `{text}`")
            if len(self.atoms) > 1:
                lines.append(f"Either will do, so the two are alternatives: `{self.direct}`")
            return [*lines, *told.test_lines(self.dfa, self.alphabet)]
        return [
            *told.memory_lines(self.atoms, self.alphabet),
            *told.automaton_lines(self.dfa, self.alphabet, names),
            *told.elimination_lines(self.dfa, self.alphabet, names),
            *told.test_lines(self.dfa, self.alphabet),
        ]


def _direct(mode: str, atoms: tuple[Atom, ...], alphabet: str) -> str:
    """The expression that is written down at once, where there is one."""
    if mode != "any" and len(atoms) > 1:
        return ""
    found = [idiom(atom, len(alphabet)) for atom in atoms]
    if len(found) > 2 or not all(found):
        return ""
    return written(either(*[each[0] for each in found if each]), alphabet)


class Transitions(_Expression, frozen=True, tag_field="kind", tag="transitions"):
    """Write an expression for the language of an automaton."""

    TEXTS: ClassVar[Mapping[str, str]] = told.TABLE

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        alphabet = _alphabet(stream)
        low, high = {1: (3, 3), 2: (4, 5), 3: (6, 7)}[level]
        size = stream.integer(low, high)
        states = range(size)
        table = tuple([tuple([stream.below(size) for _ in alphabet]) for _ in states])
        accepting = tuple([stream.chance(1, 3) for _ in states])
        dfa = least(Dfa(table, accepting))
        if len(dfa.table) != size:
            return None
        gold = _gold(dfa, alphabet, level)
        if not gold:
            return None
        return cls(alphabet, dfa, gold)

    def slots(self, stream: Stream) -> dict[str, Any]:
        style = stream.below(3)
        size = len(self.dfa.table)
        names = [("q{}", "s{}", "{}")[style].format(state + (style == 2)) for state in range(size)]
        if style == 2:
            names = list("ABCDEFGH"[:size])
        return {
            "letters": told.letters_of(self.alphabet),
            "start": names[0],
            "states": str(size),
            "accepting": told.states_of(self.dfa, names),
            "table": told.table_of(self.dfa, self.alphabet, names),
            "arrows": told.arrows_of(self.dfa, self.alphabet, names),
            "syntax": stream.choice(told.SYNTAX),
            "ending": answer_block(stream, "the expression"),
        }

    def solution(self) -> list[str]:
        names = _names(self.dfa)
        return [
            f"I call the states {', '.join(names)} in the order given.",
            *told.elimination_lines(self.dfa, self.alphabet, names),
            *told.test_lines(self.dfa, self.alphabet),
        ]


class Matches(Question, frozen=True, tag_field="kind", tag="matches"):
    """Find the words that an expression matches."""

    TEXTS: ClassVar[Mapping[str, str]] = told.MATCH
    FORM: ClassVar[str] = "set of words in braces"
    alphabet: str
    node: tuple[Any, ...]
    words: tuple[str, ...]
    matched: tuple[str, ...]
    states: int

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        alphabet = _alphabet(stream)
        node = _random(stream, len(alphabet), {1: 2, 2: 3, 3: 4}[level])
        text = written(node, alphabet)
        low, high = {1: (5, 14), 2: (12, 24), 3: (20, 40)}[level]
        if not low <= len(text) <= high or not any(sign in text for sign in "*+{"):
            return None
        try:
            dfa = automaton(node, len(alphabet))
        except TooManyStates:
            return None
        fewest, most = {1: (3, 5), 2: (4, 8), 3: (6, 14)}[level]
        if not fewest <= len(dfa.table) <= most:
            return None
        count = {1: 4, 2: 5, 3: 6}[level]
        words = _tried(stream, dfa, alphabet, count, {1: 4, 2: 6, 3: 9}[level])
        matched = tuple([word for word in words if accepts(dfa, map(alphabet.index, word))])
        if len(words) < count or not 1 <= len(matched) < count:
            return None
        limit = {1: 16, 2: 24, 3: 32}[level]
        if any(told.longest_rest(node, word, alphabet) > limit for word in words):
            return None
        return cls(alphabet, node, words, matched, len(dfa.table))

    def check(self) -> Check:
        return RegularLanguage(
            FiniteSet(Choice(self.words)),
            f"{{{', '.join(self.matched)}}}",
            self.alphabet,
            "words",
            expression=written(self.node, self.alphabet),
            words=self.words,
        )

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "expression": written(self.node, self.alphabet),
            "words": told.listed([f"`{word}`" for word in self.words]),
            "word_list": "\n".join([f"- `{word}`" for word in self.words]),
        }

    def solution(self) -> list[str]:
        return told.matching_lines(self.node, self.words, self.alphabet)

    def canonical(self) -> Any:
        size = len(self.alphabet)
        forms = []
        for order in permutations(range(size)):
            spelling = str.maketrans(self.alphabet, "".join([_LETTERS[number] for number in order]))
            words = sorted(word.translate(spelling) for word in self.words)
            forms.append([written(relettered(self.node, order), _LETTERS), words])
        return [size, min(forms)]

    def candidates(self) -> int:
        return self.states


def _random(stream: Stream, alphabet: int, depth: int) -> Node:
    """A random expression of nested parts."""
    pick = stream.below(10) if depth else 9
    if pick < 5:
        return join(*[_random(stream, alphabet, depth - 1) for _ in range(stream.integer(2, 3))])
    if pick < 7:
        return either(*[_random(stream, alphabet, depth - 1) for _ in range(2)])
    if pick < 9:
        bounds = stream.choice(((0, None), (0, None), (1, None), (0, 1), (2, 2), (1, 3)))
        return repeat(_random(stream, alphabet, depth - 1), *bounds)
    found = letters(stream.below(alphabet))
    if stream.chance(1, 6):
        found = letters(*stream.sample(range(alphabet), 2))
    return repeat(found, *stream.choice(((0, None), (1, None), (0, 1)))) if stream.chance(1, 3) else found


def _tried(stream: Stream, dfa: Dfa, alphabet: str, count: int, longest: int) -> tuple[str, ...]:
    """Words to be tried: some that are in the language, and others that are one letter away from such words."""
    lost = dead(dfa)
    inside: dict[str, None] = {}
    outside: dict[str, None] = {}
    good = stream.integer(1, count - 1)
    for _ in range(60):
        if len(inside) >= good and len(outside) >= count - good:
            break
        word: list[int] = []
        state = 0
        while len(word) < longest:
            onward = [letter for letter, after in enumerate(dfa.table[state]) if after != lost]
            if not onward or (dfa.accepting[state] and len(word) > 1 and stream.chance(1, 4)):
                break
            word.append(stream.choice(onward))
            state = dfa.table[state][word[-1]]
        if len(word) < 2:
            continue
        changed = list(word)
        changed[stream.below(len(word))] = stream.below(len(alphabet))
        if stream.chance(1, 3):
            del changed[stream.below(len(changed))]
        for each in (word, changed):
            side = inside if accepts(dfa, each) else outside
            if each:
                side["".join([alphabet[letter] for letter in each])] = None
    chosen = [*list(inside)[:good], *list(outside)[: count - good]]
    return tuple(stream.shuffled(chosen))


class Count(Question, frozen=True, tag_field="kind", tag="count"):
    """Count the words of a given length in a language that is described in words."""

    TEXTS: ClassVar[Mapping[str, str]] = told.COUNT
    alphabet: str
    dfa: Dfa
    mode: str
    atoms: tuple[Any, ...]
    length: int

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        alphabet = _alphabet(stream)
        found = _conditions(stream, level, alphabet)
        if found is None:
            return None
        mode, atoms, dfa = found
        length = stream.integer(*_LENGTHS[level])
        number = _number(dfa, length)
        if not 2 < number < len(alphabet) ** length - 1:
            return None
        return cls(alphabet, dfa, mode, atoms, length)

    def check(self) -> Check:
        gold = str(_number(self.dfa, self.length))
        return RegularLanguage(
            Integer(), gold, self.alphabet, "count", automaton=_automaton(self.dfa), length=self.length
        )

    def slots(self, stream: Stream) -> dict[str, Any]:
        heading, bullets = told.bullets(self.mode, self.atoms, self.alphabet, stream)
        return {
            "letters": told.letters_of(self.alphabet),
            "plural": told.clause(self.mode, self.atoms, self.alphabet, stream, plural=True),
            "singular": told.clause(self.mode, self.atoms, self.alphabet, stream, plural=False),
            "heading": heading,
            "bullets": bullets,
            "length": self.length,
        }

    def solution(self) -> list[str]:
        names = _names(self.dfa)
        return [
            *told.memory_lines(self.atoms, self.alphabet),
            *told.automaton_lines(self.dfa, self.alphabet, names),
            *told.census_lines(self.dfa, self.alphabet, names, self.length),
        ]

    def canonical(self) -> Any:
        return [canonical(self.dfa), self.length]

    def candidates(self) -> int:
        return len(self.dfa.table)


def _number(dfa: Dfa, length: int) -> int:
    ends = census(dfa, length)[-1]
    return sum(ways for ways, accepting in zip(ends, dfa.accepting, strict=True) if accepting)


@register
class RegularLanguages(QuestionFamily):
    """Expressions for described languages and for automata, the words they match, and how many there are."""

    name = "code/regular_language"
    version = 1
    title = "Regular expressions and the languages that they describe"
    levels = {
        1: "one or two conditions, automata of 3 to 6 states",
        2: "two conditions, automata of 4 to 8 states",
        3: "two or three conditions, automata of 6 to 14 states",
    }
    tags = ("code", "formal languages")
    kinds = {
        1: {Describe: 3, Transitions: 2, Matches: 5, Count: 2},
        2: {Describe: 6, Transitions: 2, Matches: 3, Count: 2},
        3: {Describe: 6, Transitions: 2, Matches: 3, Count: 2},
    }

    def phrase(self, instance: Question, stream: Stream, language: str) -> Wording:
        if not isinstance(instance, _Expression):
            return super().phrase(instance, stream, language)
        texts = instance.texts()
        skeleton = stream.choice(tuple(texts))
        text = fill(texts[skeleton], stream, instance.slots(stream))
        return Wording(text, f"{instance.__struct_config__.tag}/{skeleton}")

    def reference(self, instance: Question, stream: Stream) -> str:
        if not isinstance(instance, _Expression):
            return super().reference(instance, stream)
        return "\n".join([*instance.solution(), f"The expression:\n\n```regex\n{instance.gold}\n```"])

    def measures(self, instance: Question) -> dict[str, int]:
        return {"states": instance.candidates(), "lines": len(instance.solution())}
