"""Small arithmetic expressions: how they are written in a problem, put into a check and worked out step by step.

An expression is a number, a name, or a tuple of an operation and its operands: ``("+", ("*", 2, "a"), 1)`` is 2a + 1.
The operations are ``+ - * / ^`` (with a whole exponent), ``neg``, ``mod``, ``quot`` (division rounded down), ``abs``,
``min``, ``max`` and ``gcd``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

Number = int | Fraction
Expression = Any  # int | Fraction | str | tuple[str, Expression, ...]; a recursive type says no more to a reader


class Style(NamedTuple):
    """How products and powers are written: ``2·3``, ``2a`` and ``a²``; ``2 * 3``, ``2 * a`` and ``a^2``."""

    times: str
    juxtaposed: bool
    raised: bool


PLAIN = Style("·", True, True)
STARRED = Style(" * ", False, False)

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUM, _PRODUCT, _POWER = 1, 2, 3  # how tightly an operation binds; a bracket or a name binds tightest
_CALLS = ("min", "max", "gcd")
_NAME = re.compile(r"(?<![a-z])[a-z](?![a-z])|[A-Z]")  # a variable, not the name of a function


def linear(terms: Sequence[tuple[int, Expression]], constant: int = 0) -> Expression:
    """``Σ factor·term + constant`` without zeros and needless ones; a positive term, if there is any, comes first."""
    parts = [(factor, term) for factor, term in terms if factor]
    if constant:
        parts.append((constant, 1))
    if not parts:
        return 0
    parts.insert(0, parts.pop(next((i for i, (factor, _) in enumerate(parts) if factor > 0), 0)))
    result: Expression = None
    for factor, term in parts:
        size = abs(factor)
        part = size if term == 1 else term if size == 1 else ("*", size, term)
        if result is None:
            result = part if factor > 0 else _negated(part)
        else:
            result = ("+" if factor > 0 else "-", result, part)
    return result


def _negated(part: Expression) -> Expression:
    if isinstance(part, int):
        return -part
    if isinstance(part, tuple) and part[0] == "*" and isinstance(part[1], int):
        return ("*", -part[1], part[2])
    return ("neg", part)


def put(tree: Expression, values: Mapping[str, Expression]) -> Expression:
    """The expression with what `values` says in the place of names."""
    if isinstance(tree, str):
        return values.get(tree, tree)
    if not isinstance(tree, tuple):
        return tree
    parts = [put(part, values) for part in tree[1:]]
    if tree[0] == "neg" and _is_number(parts[0]) and parts[0] >= 0:
        return -parts[0]
    return (tree[0], *parts)


def _is_number(tree: Expression) -> bool:
    return isinstance(tree, int | Fraction)


# Value.


def value(tree: Expression, values: Mapping[str, Number] | None = None) -> Number:
    """The exact value; a whole number is always an `int`. Raises `ZeroDivisionError`, and `KeyError` for a name."""
    if isinstance(tree, str):
        return (values or {})[tree]
    if not isinstance(tree, tuple):
        return _plain(tree)
    return _applied(tree[0], [value(part, values) for part in tree[1:]])


def _applied(operation: str, parts: Sequence[Any]) -> Number:
    match operation:
        case "+":
            return _plain(parts[0] + parts[1])
        case "-":
            return _plain(parts[0] - parts[1])
        case "*":
            return _plain(parts[0] * parts[1])
        case "/":
            return _plain(Fraction(parts[0]) / parts[1])
        case "^":
            return _plain(Fraction(parts[0]) ** parts[1])
        case "neg":
            return _plain(-parts[0])
        case "mod":
            return _plain(parts[0] % parts[1])
        case "quot":
            return _plain(parts[0] // parts[1])
        case "abs":
            return _plain(abs(parts[0]))
        case "min":
            return _plain(min(parts))
        case "max":
            return _plain(max(parts))
        case "gcd":
            return math.gcd(*parts)
    raise ValueError(f"no operation {operation!r}")


def _plain(number: Number) -> Number:
    return number.numerator if isinstance(number, Fraction) and number.denominator == 1 else number


# Steps.


def steps(tree: Expression) -> list[Expression]:
    """The expression of numbers and what it becomes, until it is one number: in each step every operation is done
    whose operands are numbers by now."""
    shown = [tree]
    while isinstance(shown[-1], tuple):
        shown.append(_once(shown[-1]))
    return shown


def _once(tree: Expression) -> Expression:
    if not isinstance(tree, tuple):
        return tree
    if all(_is_number(part) for part in tree[1:]):
        return _applied(tree[0], tree[1:])
    parts = tuple(_once(part) for part in tree[1:])
    return -parts[0] if tree[0] == "neg" and _is_number(parts[0]) and parts[0] >= 0 else (tree[0], *parts)


def worked(tree: Expression) -> str:
    """The steps as a chain: ``2·5 + 3 = 10 + 3 = 13``."""
    texts = [show(each) for each in steps(tree)]
    return " = ".join(text for i, text in enumerate(texts) if i == 0 or text != texts[i - 1])


def nested(tree: Any) -> Any:
    """The expression (or several in a tuple) as lists of texts, for canonical forms."""
    return [nested(part) for part in tree] if isinstance(tree, tuple | list) else str(tree)


def operations(tree: Expression) -> int:
    """How many operations the expression has."""
    return 1 + sum(map(operations, tree[1:])) if isinstance(tree, tuple) else 0


# Text.


def show(tree: Expression, style: Style = PLAIN) -> str:
    """The expression in usual notation."""
    return _text(tree, style, 0, True)


def _text(tree: Expression, style: Style, binding: int, leading: bool) -> str:
    """The text where an operation of strength `binding` takes it; `leading` says that nothing stands before it."""
    if isinstance(tree, str):
        return tree
    if not isinstance(tree, tuple):
        bare = (tree >= 0 or (leading and binding < _POWER)) and (isinstance(tree, int) or binding < _PRODUCT)
        return str(tree) if bare else f"({tree})"
    operation, *parts = tree
    if operation in _CALLS:
        return f"{operation}({', '.join(show(part, style) for part in parts)})"
    if operation == "abs":
        return f"|{show(parts[0], style)}|"
    if operation == "quot":
        return f"⌊{show(('/', *parts), style)}⌋"
    own = {"+": _SUM, "-": _SUM, "neg": _SUM, "^": _POWER}.get(operation, _PRODUCT)
    if own < binding or (own == binding and own != _PRODUCT):
        return f"({show(tree, style)})"
    match operation:
        case "+" | "-":
            left = _text(parts[0], style, 0, leading)
            text = f"{left} {operation} {_text(parts[1], style, _SUM, False)}"
        case "neg":
            text = f"-{_text(parts[0], style, _PRODUCT, False)}"
            return text if leading and binding < _PRODUCT else f"({text})"
        case "*":
            right = _text(parts[1], style, _PRODUCT, False)
            match parts[1]:
                case ("*", int(factor), str()) if factor < 0:
                    right = f"({show(parts[1], style)})"
            text = _product(_text(parts[0], style, _PRODUCT, leading), right, style)
        case "/":
            text = f"{_text(parts[0], style, _PRODUCT, leading)}/{_text(parts[1], style, _POWER, False)}"
            return f"({text})" if binding >= _PRODUCT else text
        case "mod":
            text = f"{_text(parts[0], style, _PRODUCT, leading)} mod {_text(parts[1], style, _POWER, False)}"
            return f"({text})" if binding >= _SUM else text
        case _:
            exponent = str(parts[1])
            base = _text(parts[0], style, _POWER, False)
            text = base + (exponent.translate(_SUPERSCRIPTS) if style.raised else f"^{exponent}")
    return text


def _product(left: str, right: str, style: Style) -> str:
    known = left[-1:].isalpha() or left[-1:] in ")²³"
    together = (
        right[:1].isalpha() and not right.startswith(_CALLS) and left != "0"
        if not known
        else len(right) == 1 and right.isalpha() and len(left) <= 3
    )
    if style.juxtaposed and (together or (right[:1] == "(" and left.lstrip("-").isdigit() and _NAME.search(right))):
        return left + right
    return f"{left}{style.times}{right}"


def formula(tree: Expression) -> str:
    """The expression in the notation of `schemas.checks.Equations`."""
    if isinstance(tree, str):
        return tree
    if not isinstance(tree, tuple):
        return str(tree) if tree >= 0 and isinstance(tree, int) else f"({tree})"
    operation, *parts = tree
    texts = [formula(part) for part in parts]
    match operation:
        case "min" | "max" | "gcd" | "abs":
            return f"{operation}({', '.join(texts)})"
        case "neg":
            return f"(-{texts[0]})"
        case "^":
            return f"({' * '.join(texts[:1] * parts[1])})"
    sign = {"mod": "%", "quot": "//"}.get(operation, operation)
    return f"({texts[0]} {sign} {texts[1]})"
