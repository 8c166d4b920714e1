"""Compositions and inverses as functions of their own, asked for by their coefficients."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, ClassVar

from generators.language.lexicon import listed
from generators.math.arithmetic import formula, linear, nested, put, show
from generators.math.function_value.notation import (
    Function,
    X,
    definitions,
    signed,
    slope_of,
    square,
    straight,
)
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Assignment, Rational
from schemas.checks import Check, Equations

_LETTERS = {1: ("a", "b"), 2: ("a", "b", "c")}
_SHAPES = {1: "ax + b", 2: "ax² + bx + c"}


class _Coefficients(Question, frozen=True):
    """A function of first or second degree whose coefficients are asked."""

    def coefficients(self) -> tuple[Fraction, ...]:
        """From the highest degree down."""
        raise NotImplementedError

    def letters(self) -> tuple[str, ...]:
        return _LETTERS[len(self.coefficients()) - 1]

    def form(self) -> str:
        return ", ".join(f"{letter} = ..." for letter in self.letters())

    def gold(self) -> str:
        return ", ".join(f"{a} = {b}" for a, b in zip(self.letters(), self.coefficients(), strict=True))

    def asked_at(self, place: int) -> str:
        """The function asked for, at a place, in the equations' notation."""
        degree = len(self.letters()) - 1
        return " + ".join(f"{letter} * ({place ** (degree - i)})" for i, letter in enumerate(self.letters()))


class Composition(_Coefficients, frozen=True, tag="composition"):
    """The composition of two or three functions, multiplied out."""

    functions: tuple[Function, ...]
    chain: tuple[int, ...]  # from the inside out

    TEXTS: ClassVar[dict[str, str]] = {
        "shape": "For {defs}, the composition {asked} equals {shape}. Find {letters}.",
        "given": "Given {defs}, write {asked} in the form {shape}. What are {letters}?",
        "let": "Let {defs}. Multiply out {asked} and give the coefficients {letters} of {shape}.",
        "lines": "{lines}\nWith which numbers {letters} is {asked} = {shape} for all x?",
        "who": "{who} simplifies {asked}, where {defs}, to {shape}. Which numbers are {letters}?",
        "find": "Find the numbers {letters} with {asked} = {shape} for all x, if {defs}.",
        "suppose": "Suppose that {defs}. Then {asked} = {shape}. Determine {letters}.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Composition | None:
        names = stream.choice((("f", "g", "h"), ("f", "g", "h"), ("p", "q", "r"), ("u", "v", "w")))
        functions = [straight(stream, names[0], 5, 9), straight(stream, names[1], 5, 9)]
        chain: tuple[int, ...] = stream.choice(((0, 1), (1, 0)))
        if level > 2:
            functions[1] = square(stream, names[1])
        if level > 3:
            functions.append(straight(stream, names[2], 4, 6))
            chain = tuple(stream.shuffled((0, 1, 2)))
        found = cls(tuple(functions), chain)
        return found if all(found.coefficients()) and max(map(abs, found.coefficients())) < 400 else None

    def at(self, place: int) -> Fraction:
        value: Any = place
        for each in self.chain:
            value = self.functions[each].at(value)
        return Fraction(value)

    def degree(self) -> int:
        quadratic = any(Function("", each.tree).at(2) - 2 * each.at(1) + each.at(0) for each in self.functions)
        return 2 if quadratic else 1

    def coefficients(self) -> tuple[Fraction, ...]:
        zero, one, minus = self.at(0), self.at(1), self.at(-1)
        if self.degree() == 1:
            return one - zero, zero
        return (one + minus) / 2 - zero, (one - minus) / 2, zero

    def called(self) -> str:
        asked = X
        for place in self.chain:
            asked = f"{self.functions[place].name}({asked})"
        return asked

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            **definitions(self.functions, stream),
            "asked": self.called(),
            "shape": _SHAPES[self.degree()],
            "letters": listed(list(self.letters())),
        }

    def check(self) -> Check:
        lines = []
        for place in range(-1, self.degree() + 1):
            called = f"({place})"
            for i, each in enumerate(self.chain):
                name = f"v{place + 1}_{i}"
                lines.append(self.functions[each].equation(name, called))
                called = name
            lines.append(f"{called} = {self.asked_at(place)}")
        answer = Assignment({letter: Rational() for letter in self.letters()})
        return Equations(answer, self.gold(), tuple(lines), self.letters())

    def solution(self) -> list[str]:
        lines = []
        inner: tuple[int, ...] = (1, 0)  # coefficients of what goes in, from the highest degree down
        called = X
        for each in self.chain:
            function = self.functions[each]
            outer = _degrees(function)
            called = f"{function.name}({called})"
            whole = show(put(function.tree, {X: _tree(inner)}))
            result = _composed(outer, inner)
            texts = [whole]
            if inner != (1, 0):
                if len(outer) == 3:
                    p, q = inner
                    lines.append(f"({show(_tree(inner))})² = {_polynomial((p * p, 2 * p * q, q * q))}")
                texts.append(_spread(outer, inner))
            texts.append(_polynomial(result))
            lines.append(f"{called} = {' = '.join(dict.fromkeys(texts))}")
            inner = result
        return lines

    def canonical(self) -> Any:
        return [[nested(each.tree) for each in self.functions], list(self.chain)]

    def candidates(self) -> int:
        return len(self.chain)


def _spread(outer: tuple[int, ...], inner: tuple[int, ...]) -> str:
    """The composition with all brackets multiplied out, before like terms are joined."""
    parts: list[tuple[int, Any]] = []
    if len(outer) == 3:
        p, q = inner
        parts += [(outer[0] * p * p, ("^", X, 2)), (2 * outer[0] * p * q, X), (outer[0] * q * q, 1)]
    *_, factor, constant = outer
    powers: list[Any] = [("^", X, 2), X, 1]
    parts += [(factor * each, power) for each, power in zip(inner, powers[-len(inner) :], strict=True)]
    return _sum_text([*parts, (constant, 1)])


def _sum_text(parts: list[tuple[int, Any]]) -> str:
    text = ""
    for factor, power in parts:
        if factor:
            term = str(abs(factor)) if power == 1 else show(linear([(abs(factor), power)]))
            text += (" - " if factor < 0 else " + ") if text else "-" if factor < 0 else ""
            text += term
    return text or "0"


def _polynomial(coefficients: tuple[int, ...]) -> str:
    """In falling powers."""
    powers: list[Any] = [("^", X, 2), X, 1]
    return _sum_text(list(zip(coefficients, powers[-len(coefficients) :], strict=True)))


def _degrees(function: Function) -> tuple[int, ...]:
    """The coefficients from the highest degree down."""
    zero, one, minus = (int(function.at(place)) for place in (0, 1, -1))
    lead = (one + minus) // 2 - zero
    return (lead, (one - minus) // 2, zero) if lead else (one - zero, zero)


def _tree(coefficients: tuple[int, ...]) -> Any:
    powers: list[Any] = [("^", X, 2), X]
    *rest, constant = coefficients
    return linear(list(zip(rest, powers[-len(rest) :], strict=True)), constant)


def _composed(outer: tuple[int, ...], inner: tuple[int, ...]) -> tuple[int, ...]:
    """Of a composition of degree two at most."""
    if len(outer) == 2:
        a, b = outer
        return (*(a * each for each in inner[:-1]), a * inner[-1] + b)
    a, b, c = outer
    p, q = inner
    return (a * p * p, 2 * a * p * q + b * p, a * q * q + b * q + c)


class InverseFunction(_Coefficients, frozen=True, tag="inverse_function"):
    """The inverse of a function of first degree, or of a composition of two."""

    functions: tuple[Function, ...]
    chain: tuple[int, ...]

    TEXTS: ClassVar[dict[str, str]] = {
        "shape": "For {defs}, the inverse function of {asked} is {shape}. Find {letters}.",
        "given": "Given {defs}, write the inverse of {asked} in the form {shape}. What are {letters}?",
        "let": "Let {defs}. The function that undoes {asked} turns x into {shape}. Determine {letters}.",
        "lines": "{lines}\nThe inverse of {asked} is x ↦ {shape}. What are {letters}?",
        "who": "{who} looks for the inverse of {asked}, where {defs}, and writes it as {shape}. Which numbers are "
        "{letters}?",
        "machine": "A machine turns x into {asked}, where {defs}. The machine that turns everything back makes {shape} "
        "of x. Find {letters}.",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> InverseFunction | None:
        names = stream.choice((("f", "g"), ("f", "g"), ("p", "q"), ("u", "v")))
        count = 1 if level == 2 else 2
        functions = tuple(straight(stream, name, 7, 12) for name in names[:count])
        chain = (0,) if count == 1 else stream.choice(((0, 1), (1, 0)))
        found = cls(functions, chain)
        slope, constant = found.whole()
        return found if abs(slope) > 1 and constant else None

    def whole(self) -> tuple[int, int]:
        """Factor and constant of the function that is inverted."""
        slope, constant = 1, 0
        for place in self.chain:
            a, b = slope_of(self.functions[place])
            slope, constant = a * slope, a * constant + b
        return slope, constant

    def coefficients(self) -> tuple[Fraction, ...]:
        slope, constant = self.whole()
        return Fraction(1, slope), Fraction(-constant, slope)

    def called(self) -> str:
        asked = X
        for place in self.chain:
            asked = f"{self.functions[place].name}({asked})"
        return asked

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            **definitions(self.functions, stream),
            "asked": self.called(),
            "shape": "ax + b",
            "letters": "a and b",
        }

    def check(self) -> Check:
        lines = []
        for place in (0, 1, 2):
            called = f"w{place}"
            lines.append(f"{called} = {self.asked_at(place)}")
            for i, each in enumerate(self.chain):
                name = f"v{place}_{i}"
                lines.append(self.functions[each].equation(name, called))
                called = name
            lines.append(f"{called} = {formula(place)}")
        return Equations(Assignment({"a": Rational(), "b": Rational()}), self.gold(), tuple(lines), ("a", "b"))

    def solution(self) -> list[str]:
        lines = []
        inner: tuple[int, ...] = (1, 0)
        called = X
        for each in self.chain:
            function = self.functions[each]
            called = f"{function.name}({called})"
            whole = show(put(function.tree, {X: _tree(inner)}))
            inner = _composed(_degrees(function), inner)
            plain = _polynomial(inner)
            if len(self.chain) > 1:
                lines.append(f"{called} = {whole}" + (f" = {plain}" if plain != whole else ""))
        slope, constant = inner
        sign = "-" if constant > 0 else "+"
        lines += [
            f"Solve y = {_polynomial(inner)} for x:",
            f"y {sign} {abs(constant)} = {show(linear([(slope, X)]))}",
            f"x = (y {sign} {abs(constant)})/{signed(slope)}",
            f"So a = {Fraction(1, slope)} and b = {-constant}/{signed(slope)}"
            + (f" = {Fraction(-constant, slope)}" if str(Fraction(-constant, slope)) != f"{-constant}/{slope}" else ""),
        ]
        return lines

    def canonical(self) -> Any:
        return [[nested(each.tree) for each in self.functions], list(self.chain)]

    def candidates(self) -> int:
        return len(self.chain)
