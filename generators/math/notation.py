"""Lines of mathematics as a person types them, put into other notations.

The plain notation is what readers of formulas take: ``2x/3 - sqrt(5)·(x + 1)^2 >= |x| or x = 1/2``. A product may be
written with nothing, or with ``·`` between its factors; ``/`` divides what stands before it, back to the last ``·``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_WORDS = frozenset(("sqrt", "ln", "sin", "cos", "tan", "or", "and"))
_TOKEN = re.compile(r"\s*([0-9]+|[a-z]+|<=|>=|.)")
_SIGNS = {"·": "\\cdot ", "<=": "\\le ", ">=": "\\ge ", "≠": "\\ne ", "or": "\\text{ or }", "and": "\\text{ and }"}
_SAID = re.compile(r"(?<![a-z])(?!sqrt|sin|cos|tan|and)[a-z]{3,}")
_LETTERS = re.compile(r"(?<![a-z])[xy]+(?![A-Za-z])")


def renamed(text: str, letters: Sequence[str]) -> str:
    """The text with other letters in the place of x and y; words and the names of functions are left alone."""
    table = str.maketrans("xy"[: len(letters)], "".join(letters))
    return _LETTERS.sub(lambda found: found[0].translate(table), text)


def calculation(text: str, **values: int | str) -> str:
    """The expression as `schemas.checks.Equations` writes calculations, with values in the place of letters: products
    have their sign and powers are written out. Roots and other functions have no place there."""
    return _Calculator(text, values).sum()


@lru_cache(maxsize=1024)
def latex(text: str) -> str:
    """The line in LaTeX, without dollars. What is said in words stays so."""
    if _SAID.search(text):
        return f"\\text{{{text}}}"
    return _Writer(text).whole()


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    for found in _TOKEN.finditer(text):
        token = found[1]
        # Letters in a row that are no function's name are single variables.
        tokens += list(token) if token.isalpha() and token not in _WORDS else [token]
    return tokens


class _Calculator:
    """A recursive descent that writes every product and power out."""

    def __init__(self, text: str, values: dict[str, int | str]) -> None:
        self.tokens = _tokens(text)
        self.values = values
        self.place = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def next(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1]

    def sum(self) -> str:
        result = self.next() if self.peek() == "-" else ""
        result += self.product()
        while self.peek() in ("+", "-"):
            result += f" {self.next()} {self.product()}"
        return result

    def product(self) -> str:
        result = self.factor()
        while (token := self.peek()) and token not in "+-)":
            if token in "·/":
                result += "*" if self.next() == "·" else "/"
            else:
                result += "*"
            result += self.factor()
        return result

    def factor(self) -> str:
        token = self.next()
        if token == "(":
            result = f"({self.sum()})"
            self.next()
        else:
            result = f"({self.values[token]})" if token in self.values else token
        if self.peek() == "^":
            self.next()
            result = f"({'*'.join([result] * int(self.next()))})"
        return result


class _Writer:
    """A recursive descent through one line; every method returns the LaTeX of what it passes."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.place = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def next(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1]

    def whole(self) -> str:
        """Sums with relations and words between them."""
        result = self.sum("")
        while self.peek():
            sign = self.next()
            shown = _SIGNS.get(sign, sign)
            result += (shown if sign in ("or", "and") else f" {shown.strip()} ") + self.sum("")
        return result

    def sum(self, closing: str) -> str:
        result = "-" if self.peek() == "-" else ""
        if result:
            self.next()
        result += self.product(closing)
        while self.peek() in ("+", "-"):
            result += f" {self.next()} {self.product(closing)}"
        return result

    def product(self, closing: str) -> str:
        """Factors; what stands before a slash, back to the last dot, goes on top of a fraction."""
        done, part, bare = "", "", ""
        while True:
            token = self.peek()
            if token == "·":
                self.next()
                done, part, bare = f"{done}{part} \\cdot ", "", ""
            elif token == "/":
                self.next()
                below = self.factor(bare=True)
                part = bare = f"\\frac{{{bare or part}}}{{{below}}}"
            elif not token or token == closing or token in "+-)=<>" or token in _SIGNS:
                return done + part
            else:
                start = self.place
                alone = not part
                part += self.factor()
                if alone:  # brackets around the whole top of a fraction are not needed
                    after, self.place = self.place, start
                    bare, self.place = self.factor(bare=True), after
                else:
                    bare = ""

    def factor(self, bare: bool = False) -> str:
        """A factor with its power; `bare` leaves out brackets around it."""
        token = self.next()
        if token == "(":
            inside = self.sum(")")
            self.next()
            result = (
                inside
                if bare and self.peek() != "^"
                else f"\\left({inside}\\right)"
                if "frac" in inside
                else f"({inside})"
            )
        elif token == "|":
            inside = self.sum("|")
            self.next()
            result = f"\\left|{inside}\\right|"
        elif token == "sqrt":
            result = f"\\sqrt{{{self.factor(bare=True)}}}"
        elif token in _WORDS:
            power = ""
            if self.peek() == "^":
                power = self.power()
            result = f"\\{token}{power}{self.factor()}"
        else:
            result = token
        return result + self.power() if self.peek() == "^" else result

    def power(self) -> str:
        self.next()
        exponent = self.factor(bare=True)
        return f"^{exponent}" if len(exponent) == 1 else f"^{{{exponent}}}"
