"""Functions of one variable: how they are drawn, written in prompts, put into equations and worked out."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import msgspec

from generators.language.lexicon import PEOPLE, listed
from generators.math.arithmetic import (
    PLAIN,
    STARRED,
    Number,
    Style,
    formula,
    linear,
    put,
    show,
    value,
    worked,
)
from generators.randomness import Stream

X = "x"
_TEX = Style(" \\cdot ", True, False)

TEXTS = {
    "given": "Given {defs}, [find|compute|determine] {asked}.",
    "let": "Let {defs}. [What is {asked}?|Find {asked}.|Work out {asked}.]",
    "if": "If {defs}, what is {asked}?",
    "suppose": "Suppose that {defs}. [Compute|Work out|Evaluate] {asked}.",
    "lines": "{lines}\n[Find|Compute|Evaluate] {asked}.",
    "functions": "{the_functions} given by {defs}. What is {asked}?",
    "who": "{who} evaluates {asked} for {defs}. [What is the result?|What does {who.they} get?]",
    "value": "Find the value of {asked} for {defs}.",
}
"""Skeletons for a value of given functions: definitions (``defs``, or ``lines``) and what is ``asked``."""


class Function(msgspec.Struct, frozen=True):
    """``name(x) = tree``."""

    name: str
    tree: Any

    def at(self, argument: Number) -> Number:
        """The value at an argument. Raises `ZeroDivisionError` where there is none."""
        return value(self.tree, {X: argument})

    def step(self, argument: Number) -> str:
        """The value worked out: ``f(3) = 2·3 + 1 = 6 + 1 = 7``."""
        return f"{self.name}({argument}) = {worked(put(self.tree, {X: argument}))}"

    def equation(self, result: str, argument: str) -> str:
        """The statement that `result` is the value at `argument`, for the checker."""
        return f"{result} = {formula(put(self.tree, {X: argument}))}"


def straight(stream: Stream, name: str, most: int = 5, shift: int = 9) -> Function:
    """A function of first degree that is not the identity."""
    factor = stream.choice([each for each in range(-most, most + 1) if each])
    constant = stream.integer(-shift, shift)
    if factor == 1 and not constant:
        factor = 2
    return Function(name, linear([(factor, X)], constant))


def square(stream: Stream, name: str) -> Function:
    """A function of second degree with small coefficients."""
    lead = stream.choice((1, 1, 1, 2, -1))
    return Function(name, linear([(lead, ("^", X, 2)), (stream.integer(-4, 4), X)], stream.integer(-9, 9)))


def fraction(stream: Stream, name: str) -> Function | None:
    """A quotient of functions of first degree that is not constant."""
    a, b, c, d = (stream.integer(-3, 4) for _ in range(4))
    if not c or a * d == b * c:
        return None
    return Function(name, ("/", linear([(a, X)], b), linear([(c, X)], d)))


def slope_of(function: Function) -> tuple[int, int]:
    """Factor and constant of a function of first degree."""
    constant = function.at(0)
    return int(function.at(1) - constant), int(constant)


def definitions(functions: list[Function] | tuple[Function, ...], stream: Stream) -> dict[str, Any]:
    """The slots with which `TEXTS` define functions, all in one style."""
    tex = stream.chance(1, 4)
    style = _TEX if tex else stream.choice((PLAIN, PLAIN, STARRED))
    arrow = not tex and stream.chance(1, 6)
    mark = "$" if tex else ""
    shown = [
        f"{each.name}: x ↦ {show(each.tree, style)}"
        if arrow
        else f"{mark}{each.name}({X}) = {show(each.tree, style)}{mark}"
        for each in functions
    ]
    names = [each.name for each in functions]
    the = f"The functions {listed(names)} are" if len(names) > 1 else f"The function {names[0]} is"
    return {
        "defs": listed(shown),
        "lines": "\n".join(shown),
        "the_functions": the,
        "who": stream.choice(PEOPLE),
    }


def signed(number: Number) -> str:
    """A number as an argument of a calculation: negative ones and fractions in brackets."""
    return f"({number})" if number < 0 or isinstance(number, Fraction) else str(number)


def solved_for(called: str, slope: int, constant: int, target: Number) -> list[str]:
    """``slope·called + constant = target`` solved, line by line."""
    lines = []
    left = show(linear([(slope, called)], constant))
    if constant:
        sign = "-" if constant > 0 else "+"
        lines.append(f"{left} = {target}")
        lines.append(f"{show(linear([(slope, called)]))} = {target} {sign} {abs(constant)} = {target - constant}")
    else:
        lines.append(f"{left} = {target}")
    if slope != 1:
        result = Fraction(target - constant) / slope
        rest = target - constant
        quotient = f"{signed(rest) if isinstance(rest, Fraction) else rest}/{signed(slope)}"
        lines.append(f"{called} = {quotient}" + (f" = {result}" if str(result) != quotient else ""))
    return lines
