"""Reads a text as a formula: first what is no formula (words, dates), then the formula itself."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache

from validators.formulas.lexer import MOST_CHARACTERS, Unreadable, tokens
from validators.formulas.nodes import EXPRESSIONS, Call, Either, Node, Num, OneOf, Quantity, Relation, Set, Tup, Word
from validators.formulas.numbers import put
from validators.formulas.parser import Parser
from validators.formulas.words import in_figures, in_words, label

LONGEST_KEPT = 300
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,300})")
_WRAPPED = re.compile(
    r"\\(?:boxed|fbox|text|mathrm|textbf|mathbf|ensuremath)\s?\{((?:[^{}\\]|\\[^a-z]|\{[^{}]{0,200}\})*)\}"
)
_THOUSANDS = re.compile(
    r"(?:[A-Za-z]\w{0,20}\s?=\s?)?[+-]?\s?(?:\\?[$£€])?\s?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9,])"
)
_SPACED_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}(?: [0-9]{3})+(?:\.[0-9]+)?")
_TEXT = re.compile(r"\\text\{([^{}]{0,40})\}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LETTERS = re.compile(r"[A-Za-z]{2,40}")


def read(text: str, variables: frozenset[str] = frozenset()) -> Node:
    """The formula that a text is. Raises `Unreadable`.

    Letters and names in `variables` are read as variables, whatever else they could stand for.
    """
    if _INTEGER.fullmatch(text):
        return Num(int(text))
    # Long texts are not kept: they are seldom written twice, and a cache of them would fill the memory.
    return _kept(text, variables) if len(text) <= LONGEST_KEPT else _read(text, variables)


@lru_cache(maxsize=4096)
def _kept(text: str, variables: frozenset[str]) -> Node:
    return _read(text, variables)


def _read(text: str, variables: frozenset[str]) -> Node:
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(f"longer than {MOST_CHARACTERS} characters")
    if _CONTROL.search(text):
        raise Unreadable("control characters")
    bare, as_text = _bare(text)
    if not bare:
        raise Unreadable("nothing is written")
    found = in_figures(_TEXT.sub(r"\1", bare).strip())
    if found is not None:
        return found
    if bare.isascii() and "\\" not in bare:
        found = in_words(bare)
        if found is not None:
            return found
        if as_text or (_LETTERS.fullmatch(bare) and _is_word(bare, variables)):
            word = label(bare)
            if word is not None:
                return word
    thousands = _without_separators(bare)
    if thousands is not None:
        number = _formula(thousands, variables)
        if bare.count(",") > 1 and "{" not in bare:
            with suppress(Unreadable):
                return OneOf((number, _formula(bare, variables)))  # 100,200,300 may also be a list
        return number
    try:
        return _formula(bare, variables)
    except Unreadable:
        word = label(bare) if bare.isascii() and "\\" not in bare and " " in bare else None
        if word is not None:
            return word
        raise


def _bare(text: str) -> tuple[str, bool]:
    """The text without dollars, boxes and marks around it, and whether it was set as text."""
    text = text.strip(" \t\r\n*`")
    if "onst" in text or "mathbb" in text:
        text = _REMARK.sub("", text.rstrip(". "))
    as_text = False
    for _ in range(6):
        before = text
        if text.startswith("$") and text.endswith("$") and len(text) > 1 and not text.endswith("\\$"):
            text = text.strip("$")
        for opening, closing in (("\\(", "\\)"), ("\\[", "\\]")):
            if text.startswith(opening) and text.endswith(closing):
                text = text[2:-2]
        wrapped = _WRAPPED.fullmatch(text)
        if wrapped is not None:
            as_text = text.startswith(("\\text", "\\mathrm"))
            text = wrapped[1]
        if text.endswith((".", ",", ";")) and not text.endswith(("..", "\\,", "\\;")):
            text = text[:-1]
        text = text.strip().removeprefix("=").strip()
        if len(text) > 2 and text[0] == text[-1] == '"':
            text, as_text = text[1:-1], True
        if re.fullmatch(r"[A-Z]\)", text):
            text = text[0]
        if text == before:
            break
    text = _WORD_CONSTANT.sub("+ C", text) if "onst" in text or "{C}" in text else text
    found = _INTEGRAL_SIGN.match(text) if text.startswith(("\\int", "∫")) else None
    if found is not None:
        text = text[found.end() :].strip()
    if text.count("$") % 2 == 0 and "\\$" not in text:
        text = text.replace("$", " ").strip()
    return text, as_text


_MARK = r"(?:\$|\\\(|\\\)|\\[,;:! ]|\\q?quad|\s){0,8}"
_REMARK = re.compile(
    rf",?{_MARK}(?:\(|where |with |for |\\text\{{\s?(?:where|with|for)\s?\}}){_MARK}(?:an? |any )?(?:arbitrary |real )?"
    rf"(?:constant )?[CcKk]{_MARK}(?:(?:is |being |denotes )?(?:an? |any |the |some )?(?:arbitrary |real )*constant"
    rf"(?: of integration)?|\\in{_MARK}\\mathbb\{{R\}})\)?{_MARK}$"
    rf"|,{_MARK}[CcKk]{_MARK}\\in{_MARK}\\mathbb\{{R\}}{_MARK}$"
)
"""What is said of a constant of integration behind it."""
_WORD_CONSTANT = re.compile(r"\+\s{0,3}(?:(?:\\text\{\s?)?[Cc]onst(?:ant|\.)?\s?\}?|\\text\{C\})$")
"""A constant of integration that is named in words."""
_INTEGRAL_SIGN = re.compile(r"(?:\\int|∫)[^=]{1,300}?d\s?[a-z]\s?=")


def _is_word(text: str, variables: frozenset[str]) -> bool:
    """Whether letters in a row are a word and no product of variables."""
    if text in variables or all(letter in variables for letter in text):
        return False
    if text.lower() in ("infinity", "infty", "inf", "oo"):
        return False
    return len(text) > 3 or text.isupper() or text.lower() in ("yes", "no", "odd", "red")


def _without_separators(text: str) -> str | None:
    """The text without the commas of thousands, if it begins with such a number and goes on without a comma."""
    if _SPACED_THOUSANDS.fullmatch(text):
        return text.replace(" ", "")
    found = _THOUSANDS.match(text)
    if found is None or "," in text[found.end() :] or ";" in text[found.end() :]:
        return None
    return found[0].replace(",", "") + text[found.end() :]


def _formula(text: str, variables: frozenset[str]) -> Node:
    try:
        parser = Parser(tokens(text), variables)
        node = parser.whole()
        return _with_both_signs(node) if parser.both_signs else node
    except RecursionError:
        raise Unreadable("nested too deeply") from None


def _with_both_signs(node: Node) -> Node:
    """``±`` written out: the two values, or the two equations, that it stands for."""
    match node:
        case Relation((left, right), ("=",)) if _has_signs(right):
            return Either(tuple(Relation((left, each), ("=",)) for each in _both(right)))
        case Quantity(value, unit) if _has_signs(value):
            return Set(tuple(Quantity(each, unit) for each in _both(value)))
        case Tup(items, left, right) if left and any(_has_signs(item) for item in items):
            return Set(tuple(Tup(tuple(_replaced(item, sign) for item in items), left, right) for sign in (1, -1)))
        case Tup(items, "", "") | Set(items) if any(_has_signs(item) for item in items):
            return Set(tuple(each for item in items for each in (_both(item) if _has_signs(item) else (item,))))
    return Set(_both(node)) if _has_signs(node) else node


def _has_signs(node: Node) -> bool:
    return type(node) in EXPRESSIONS and _replaced(node, 1) is not node


def _both(node: Node) -> tuple[Node, ...]:
    return _replaced(node, 1), _replaced(node, -1)


def _replaced(node, sign):  # type: ignore[no-untyped-def]
    """The expression with all its ``±`` of one sign; the expression itself if it has none."""
    from validators.formulas.nodes import Add, Mul, Pow, neg

    match node:
        case Call("pm", (inside,)):
            inner = _replaced(inside, sign)
            return inner if sign > 0 else neg(inner)
        case Add(parts) | Mul(parts):
            new = tuple(_replaced(part, sign) for part in parts)
            return node if all(a is b for a, b in zip(new, parts, strict=True)) else type(node)(new)
        case Call(name, parts):
            new = tuple(_replaced(part, sign) for part in parts)
            return node if all(a is b for a, b in zip(new, parts, strict=True)) else Call(name, new)
        case Pow(base, exponent):
            new = _replaced(base, sign), _replaced(exponent, sign)
            return node if new[0] is base and new[1] is exponent else Pow(*new)
    return node


__all__ = ["Word", "put", "read"]
