"""A small slot grammar: patterns with slots and alternatives become sentences.

``[a|b|c]`` is one of the alternatives (they may nest and may be empty); ``{slot}`` the slot's value. A slot may be
followed by how it is to be written:

===================  =====================================================================
``{n:words}``        the number in words
``{n:ordinal}``      the ordinal in words
``{n:noun_slot}``    the number with the noun of another slot in agreement: ``3 apples``
``{noun:s}``         the noun's plural
``{noun:a}``         the noun with its article
``{who.their}``      a person's pronoun: ``they``, ``them``, ``their``; ``They`` … capitalised
===================  =====================================================================

Patterns are compiled once and cached. After filling, the first letter of every sentence is a capital.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from generators.language.lexicon import Person, article, counted, in_words, ordinal, plural
from generators.randomness import Stream

Slots = Mapping[str, Any]
_Piece = Callable[[Stream, Slots], str]
_TOKEN = re.compile(r"[\[\]|]|\{[^{}\[\]|]*\}|[^\[\]|{}]+|[{}]")
_SLOT = re.compile(r"^([a-z_][a-z0-9_]*)(?:\.([A-Za-z]+)|:([a-z_][a-z0-9_]*))?$")
_PRONOUNS = ("they", "them", "their")
# A lone letter is a variable's name, not a word, unless it is the article before another word; 5! and n! are
# factorials, and three dots end no sentence.
_SENTENCE_START = re.compile(r"(?:^|(?<=[^.]\.\s)|(?<=\?\s)|(?<=[A-Za-z]{2}!\s))(?:([a-z])(?=[a-z'])|(a)(?= [a-z]{2}))")


class BadPattern(ValueError):
    """A pattern that cannot be read, or a slot that it names and nobody fills."""


def fill(pattern: str, stream: Stream, slots: Slots) -> str:
    """The pattern with one of each alternatives chosen and its slots filled."""
    return sentence_case(compiled(pattern)(stream, slots))


def sentence_case(text: str) -> str:
    """The text with a capital at the start of every sentence."""
    return _SENTENCE_START.sub(lambda found: found.group().upper(), text)


@lru_cache(maxsize=8192)
def compiled(pattern: str) -> _Piece:
    """The pattern as a function of stream and slots. Raises `BadPattern`."""
    tokens = _TOKEN.findall(pattern)
    piece, rest = _alternatives(tokens, 0)
    if rest != len(tokens):
        raise BadPattern(f"a ']' without its '[' in {pattern!r}")
    return piece


def slots_in(pattern: str) -> Iterator[tuple[str, str | None]]:
    """Every slot the pattern names, with the noun slot or format that follows it."""
    for token in _TOKEN.findall(pattern):
        if token.startswith("{"):
            name, _, form = _slot(token)
            yield name, form


def _alternatives(tokens: list[str], at: int, inside: bool = False) -> tuple[_Piece, int]:
    options: list[list[_Piece]] = [[]]
    while at < len(tokens):
        token = tokens[at]
        if token == "]":
            break
        at += 1
        if token == "|" and inside:
            options.append([])
        elif token == "[":
            piece, at = _alternatives(tokens, at, inside=True)
            if at >= len(tokens):
                raise BadPattern("a '[' without its ']'")
            at += 1
            options[-1].append(piece)
        elif token.startswith("{"):
            options[-1].append(_slot_piece(token))
        elif token == "}":
            raise BadPattern("a '}' without its '{'")
        else:
            options[-1].append(lambda stream, slots, text=token: text)  # type: ignore[misc]
    branches = [_sequence(option) for option in options]
    if len(branches) == 1:
        return branches[0], at
    return (lambda stream, slots: branches[stream.below(len(branches))](stream, slots)), at


def _sequence(pieces: list[_Piece]) -> _Piece:
    if len(pieces) == 1:
        return pieces[0]
    return lambda stream, slots: "".join([piece(stream, slots) for piece in pieces])


def _slot(token: str) -> tuple[str, str | None, str | None]:
    found = _SLOT.match(token[1:-1])
    if not found:
        raise BadPattern(f"{token} is not a slot: write {{name}}, {{name:form}} or {{name.their}}")
    return found.group(1), found.group(2), found.group(3)


def _slot_piece(token: str) -> _Piece:
    name, attribute, form = _slot(token)

    def value(slots: Slots, key: str) -> Any:
        try:
            return slots[key]
        except KeyError:
            raise BadPattern(f"nothing fills the slot '{key}' of {token}") from None

    if attribute:
        if attribute.lower() not in _PRONOUNS:
            raise BadPattern(f"{token}: a person has they, them and their, not '{attribute}'")
        capital = attribute[0].isupper()

        def pronoun(stream: Stream, slots: Slots) -> str:
            word = str(getattr(value(slots, name), attribute.lower()))
            return word.capitalize() if capital else word

        return pronoun
    if form is None:
        return lambda stream, slots: shown(value(slots, name))
    if form in _FORMS:
        write = _FORMS[form]
        return lambda stream, slots: write(value(slots, name))
    return lambda stream, slots: counted(value(slots, name), value(slots, form))


def shown(value: Any) -> str:
    """A slot's value as plain text: people by name, whole fractions as integers."""
    if isinstance(value, Person):
        return value.name
    if isinstance(value, Fraction) and value.denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    return str(value)


_FORMS: dict[str, Callable[[Any], str]] = {
    "words": in_words, "ordinal": ordinal, "s": plural, "a": article,
}  # fmt: skip
