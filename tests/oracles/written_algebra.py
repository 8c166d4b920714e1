"""Algebra as prompts write it, read into SymPy for the second oracles: ``2(x - 3)^2``, ``|x + 1|`` and so on."""

import re

import sympy

_TOKEN = re.compile(r"\s*(\d+|[A-Za-z]+|\\frac|\\sqrt|[-+*/^()|{}=<>])")
_FUNCTIONS = {"ln": sympy.log, "sin": sympy.sin, "cos": sympy.cos, "tan": sympy.tan}


def expression(text: str, names: str = "") -> sympy.Expr:
    """The expression that a text is; its letters are real variables, and runs of letters products of them."""
    text = text.replace("·", "*").replace("\\cdot", "*").replace("\\left", "").replace("\\right", "")
    text = re.sub(r"\\(ln|sin|cos|tan)\b", r"\1", text)
    reader = _Reader(_split(text))
    found = reader.sum()
    assert reader.place == len(reader.tokens), text
    return found


def _split(text: str) -> list[str]:
    tokens, place = [], 0
    text = text.strip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        assert found, text[place:]
        token = found[1]
        tokens += [token] if not token.isalpha() or token in ("sqrt", "abs", *_FUNCTIONS) else list(token)
        place = found.end()
    return tokens


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.place = 0
        self.bars = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def next(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1]

    def sum(self) -> sympy.Expr:
        total = sympy.Integer(0)
        sign = 1
        if self.peek() in ("+", "-"):
            sign = -1 if self.next() == "-" else 1
        total += sign * self.product()
        while self.peek() in ("+", "-"):
            sign = -1 if self.next() == "-" else 1
            total += sign * self.product()
        return total

    def product(self) -> sympy.Expr:
        value = self.factor()
        while self.peek() and self.peek() not in "+-)}=<>":
            if self.peek() == "|" and self.bars:
                break
            if self.peek() == "*":
                self.next()
                value *= self.signed()
            elif self.peek() == "/":
                self.next()
                value /= self.signed()
            else:
                value *= self.factor()
        return value

    def signed(self) -> sympy.Expr:
        if self.peek() == "-":
            self.next()
            return -self.factor()
        return self.factor()

    def factor(self) -> sympy.Expr:
        base = self.primary()
        if self.peek() == "^":
            self.next()
            exponent = self.group("{", "}") if self.peek() == "{" else self.primary()
            base = base**exponent
        return base

    def group(self, opening: str, closing: str) -> sympy.Expr:
        assert self.next() == opening
        inner = self.sum()
        assert self.next() == closing
        return inner

    def primary(self) -> sympy.Expr:
        token = self.peek()
        if token == "(":
            bars, self.bars = self.bars, 0
            inner = self.group("(", ")")
            self.bars = bars
            return inner
        self.next()
        if token == "|":
            self.bars += 1
            inner = self.sum()
            assert self.next() == "|"
            self.bars -= 1
            return sympy.Abs(inner)
        if token == "\\frac":
            return self.group("{", "}") / self.group("{", "}")
        if token in ("sqrt", "\\sqrt"):
            return sympy.sqrt(self.group(*("{}" if self.peek() == "{" else "()")))
        if token.isdigit():
            return sympy.Integer(int(token))
        if token in _FUNCTIONS:
            return _FUNCTIONS[token](self.group("(", ")"))
        if token == "e":
            return sympy.E
        assert token.isalpha() and len(token) == 1, token
        return sympy.Symbol(token, real=True)
