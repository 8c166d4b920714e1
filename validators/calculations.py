"""Reads calculations: whole numbers with ``+ - * /`` and brackets, in plain, LaTeX or Unicode writing.

Numbers are read as written, and none is worked together with its neighbour: what counts is which were used.
"""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from validators.formulas.lexer import Token, Unreadable, tokens

MOST_NUMBERS = 64
DEEPEST = 40
LONGEST = 2_000


class Unread(ValueError):
    """The text is no calculation; the message says why."""


class Calculated(Struct, frozen=True):
    """A calculation as written, its value, and the numbers it uses in ascending order."""

    text: str
    value: Fraction
    numbers: tuple[int, ...]


def calculated(text: str) -> Calculated:
    """The calculation that a text is; what it says after an equals sign must be its value. Raises `Unread`."""
    bare = text.strip(" \t\r\n`$.")
    if bare.startswith("*"):
        bare = bare.strip("* ")
    if len(bare) > LONGEST:
        raise Unread(f"longer than {LONGEST} characters")
    try:
        sides = _sides(tokens(bare))
    except Unreadable as unreadable:
        raise Unread(str(unreadable)) from None
    reader = _Reader(sides[0])
    value = reader.whole()
    for side in sides[1:]:
        if _Reader(side).whole() != value:
            raise Unread("its own result is not its value")
    return Calculated(bare, value, tuple(sorted(reader.numbers)))


def _sides(found: list[Token]) -> list[list[Token]]:
    sides: list[list[Token]] = [[]]
    for token in found:
        if token.kind == "op" and token.text == "=":
            sides.append([])
        else:
            sides[-1].append(token)
    return sides


class _Reader:
    """A recursive descent over the tokens of one side."""

    def __init__(self, found: list[Token]) -> None:
        self.tokens = [*found, Token("end", "")]
        self.place = 0
        self.depth = 0
        self.numbers: list[int] = []

    def whole(self) -> Fraction:
        value = self.sum()
        if self.tokens[self.place].kind != "end":
            raise Unread(f"{self.tokens[self.place].text[:20]!a} is not expected there")
        return value

    def accept(self, sign: str) -> bool:
        token = self.tokens[self.place]
        if token.kind == "op" and token.text == sign:
            self.place += 1
            return True
        return False

    def sum(self) -> Fraction:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unread(f"brackets nested deeper than {DEEPEST}")
        value = self.product()
        while True:
            if self.accept("+"):
                value += self.product()
            elif self.accept("-"):
                value -= self.product()
            else:
                self.depth -= 1
                return value

    def product(self) -> Fraction:
        value = self.factor()
        while True:
            if self.accept("*"):
                value *= self.factor()
            elif self.accept("/"):
                value = _quotient(value, self.factor())
            elif self.tokens[self.place].text in ("(", "[") and self.tokens[self.place].kind == "op":
                value *= self.factor()  # 3(4 + 5)
            else:
                return value

    def factor(self) -> Fraction:
        token = self.tokens[self.place]
        self.place += 1
        if token.kind == "num" and token.text.isdigit() and len(token.text) <= 9:
            if len(token.text) > 1 and token.text[0] == "0":
                raise Unread("a number with a leading zero")
            if len(self.numbers) == MOST_NUMBERS:
                raise Unread(f"more than {MOST_NUMBERS} numbers")
            self.numbers.append(int(token.text))
            return Fraction(int(token.text))
        if token.kind == "op" and token.text in ("(", "[", "{"):
            value = self.sum()
            if not self.accept({"(": ")", "[": "]", "{": "}"}[token.text]):
                raise Unread("a bracket that is not closed")
            return value
        if token.kind == "op" and token.text == "-":
            return -self.factor()
        if token.kind == "cmd" and token.text == "frac":
            return _quotient(self.factor(), self.factor())
        raise Unread(f"{token.text[:20]!a} is not expected there" if token.text else "it breaks off")


def _quotient(top: Fraction, bottom: Fraction) -> Fraction:
    if not bottom:
        raise Unread("it divides by zero")
    return top / bottom
