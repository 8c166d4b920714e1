"""The questions about polynomials whose roots are not to be found: what Vieta's formulas make of the coefficients."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import gcd
from typing import Any, ClassVar

from generators.language.lexicon import in_words, listed
from generators.math.polynomial_roots.kinds import PolynomialKind
from generators.math.polynomial_roots.notation import (
    LETTERS,
    Coefficients,
    added,
    bracketed,
    expanded,
    nonzero,
    shown,
    summed,
    tried,
)
from generators.randomness import Stream
from schemas.checks import Check

NAMES = ("u", "v", "w", "s")
MOST = 400
"""The largest numerator or denominator of an answer."""


class RootSum(PolynomialKind, frozen=True, tag="sum"):
    """The sum of the two roots of a quadratic polynomial."""

    TEXTS: ClassVar = {
        "sum": "What is the sum of the two [roots|solutions] of {zero}?",
        "add": "The two roots of {p} are added. What is the result?",
        "named": "Let u and v be the two roots of {p}. [Find|Compute] u + v.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> RootSum | None:
        leading, found, last = stream.integer(1, 9), nonzero(stream, 12), nonzero(stream, 20)
        # The roots are real, and no common divisor offers a short cut.
        if found * found * leading <= 4 * last or gcd(leading, last) > 1:
            return None
        return cls(level, stream.choice(LETTERS), (leading, -leading * found, last), str(found))

    def check(self) -> Check:
        return self.asked("sum", self.letter)

    def solution(self) -> list[str]:
        leading, middle, _ = self.coefficients
        return [
            f"The roots of a{self.letter}^2 + b{self.letter} + c have the sum -b/a.",
            f"Here a = {leading} and b = {middle}.",
            f"-b = {-middle}, {-middle} / {leading} = {self.answer}.",
        ]


class RootProduct(PolynomialKind, frozen=True, tag="product"):
    """The product of the two roots of a quadratic polynomial."""

    TEXTS: ClassVar = {
        "product": "What is the product of the two [roots|solutions] of {zero}?",
        "multiply": "The two roots of {p} are multiplied. What is the result?",
        "named": "Let u and v be the two roots of {p}. [Find|Compute] uv.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> RootProduct | None:
        leading, found, middle = stream.integer(2, 9), nonzero(stream, 12), nonzero(stream, 20)
        if middle * middle <= 4 * leading * leading * found or gcd(leading, middle) > 1:
            return None
        return cls(level, stream.choice(LETTERS), (leading, middle, leading * found), str(found))

    def check(self) -> Check:
        return self.asked("product", self.letter)

    def solution(self) -> list[str]:
        leading, _, last = self.coefficients
        return [
            f"The roots of a{self.letter}^2 + b{self.letter} + c have the product c/a.",
            f"Here a = {leading} and c = {last}.",
            f"{last} / {leading} = {self.answer}.",
        ]


# Symmetric functions.


def elementary(own: Coefficients) -> list[Fraction]:
    """The sums of the products of the roots, one by one, two by two and so on."""
    return [Fraction((-1) ** place * each, own[0]) for place, each in enumerate(own[1:], 1)]


_SUMS = {
    2: ("u + v", "uv"),
    3: ("u + v + w", "uv + uw + vw", "uvw"),
    4: ("u + v + w + s", "uv + uw + us + vw + vs + ws", "uvw + uvs + uws + vws", "uvws"),
}


def vieta(own: Coefficients, count: int) -> list[str]:
    """The first `count` of Vieta's formulas, a line each."""
    lines = []
    for place, (text, value) in enumerate(zip(_SUMS[len(own) - 1], elementary(own), strict=True), 1):
        if place <= count:
            sign = "-" if place % 2 else ""
            top = bracketed(own[place]) if sign and own[place] < 0 else own[place]
            quotient = f"{sign}{top}/{own[0]}" if own[0] > 1 else f"{sign}{top}"
            lines.append(f"{text} = {quotient} = {value}." if quotient != str(value) else f"{text} = {value}.")
    return lines


Work = Callable[[Coefficients, int], tuple[list[str], Fraction]]


def _squares(own: Coefficients, shift: int) -> tuple[list[str], Fraction]:
    s, p = elementary(own)[:2]
    value = s * s - 2 * p
    lines = [
        *vieta(own, 2),
        "The sum of the squares is the square of the sum minus twice the sum of the products in pairs.",
    ]
    return [*lines, f"{bracketed(s)}^2 - 2 * {bracketed(p)} = {added(s * s, -2 * p)} = {value}."], value


def _cubes(own: Coefficients, shift: int) -> tuple[list[str], Fraction]:
    e = elementary(own)
    s, p = e[:2]
    r = e[2] if len(e) > 2 else Fraction(0)
    value = s**3 - 3 * s * p + 3 * r
    if len(e) == 2:
        rule = "u^3 + v^3 = (u + v)^3 - 3uv(u + v)."
        steps = f"{bracketed(s)}^3 - 3 * {bracketed(p)} * {bracketed(s)} = {added(s**3, -3 * s * p)} = {value}."
    else:
        rule = "With S, P and R for these three the sum of the cubes is S^3 - 3SP + 3R."
        steps = f"{bracketed(s)}^3 - 3 * {bracketed(s)} * {bracketed(p)} + 3 * {bracketed(r)} = "
        steps += f"{summed([s**3, -3 * s * p, 3 * r])} = {value}."
    return [*vieta(own, 3), rule, steps], value


def _reciprocals(own: Coefficients, shift: int) -> tuple[list[str], Fraction]:
    e = elementary(own)
    value = (e[-2] if len(e) > 1 else Fraction(1)) / e[-1]
    sums = _SUMS[len(e)]
    lines = [each for each in vieta(own, len(e)) if each.startswith((f"{sums[-2]} =", f"{sums[-1]} ="))]
    lines.append(f"Over a common denominator the sum of the reciprocals is ({sums[-2]}) / ({sums[-1]}).")
    return [*lines, f"{_top(e[-2])} / {bracketed(e[-1])} = {value}."], value


def _reciprocal_squares(own: Coefficients, shift: int) -> tuple[list[str], Fraction]:
    e = elementary(own)
    lines, first = _reciprocals(own, shift)
    lines = [*vieta(own, len(e)), *lines[2:]]
    pairs = (e[-3] if len(e) > 2 else Fraction(1)) / e[-1]
    value = first * first - 2 * pairs
    rest = f"({_SUMS[len(e)][-3]})" if len(e) > 2 else "1"
    above = e[-3] if len(e) > 2 else Fraction(1)
    return [
        *lines,
        f"The products of two reciprocals have the sum {rest} / ({_SUMS[len(e)][-1]}) = {_top(above)} / "
        f"{bracketed(e[-1])} = {pairs}.",
        f"Sum of their squares: {bracketed(first)}^2 - 2 * {bracketed(pairs)} = {added(first * first, -2 * pairs)} = "
        f"{value}.",
    ], value


def _shifted_product(own: Coefficients, shift: int) -> tuple[list[str], Fraction]:
    size = len(own) - 1
    steps, row = tried(own, Fraction(-shift))
    value = (-1) ** size * row[-1] / own[0]
    names = NAMES[:size]
    factors = "".join(f"(x - {name})" for name in names)
    wanted = "".join(f"({name} {'+' if shift > 0 else '-'} {abs(shift)})" for name in names)
    front = "" if own[0] == 1 else str(own[0])
    sign = "-" if size % 2 else ""
    lines = [
        f"p(x) = {front}{factors}, so p({-shift}) = {sign}{front}{wanted}.",
        f"p({-shift}): {steps}.",
    ]
    divisor = own[0] * (-1) ** size
    if divisor != 1:
        lines.append(f"{_top(row[-1])} / {bracketed(divisor)} = {value}.")
    return lines, value


def _shifted_reciprocals(own: Coefficients, shift: int) -> tuple[list[str], Fraction]:
    size = len(own) - 1
    slope = tuple(each * (size - place) for place, each in enumerate(own[:-1]))
    (steps, row), (more, other) = tried(own, Fraction(-shift)), tried(slope, Fraction(-shift))
    if not row[-1]:
        raise ZeroDivisionError
    value = -other[-1] / row[-1]
    names = NAMES[:size]
    apart = " + ".join(f"1/(x - {name})" for name in names)
    return [
        f"p'(x)/p(x) = {apart}; at x = {-shift} this is minus the sum asked for.",
        f"p({-shift}): {steps}.",
        f"p'(x) = {shown(slope, 'x')}.",
        f"p'({-shift}): {more}." if len(slope) > 1 else f"p'({-shift}) = {more}.",
        f"-({other[-1]} / {bracketed(row[-1])}) = {value}.",
    ], value


def _squares_and_one(own: Coefficients, shift: int) -> tuple[list[str], Fraction]:
    size = len(own) - 1
    parts: tuple[list[int], list[int]] = ([], [])
    for place, c in enumerate(own):
        power = size - place
        if c:
            parts[power % 2].append(c * (-1) ** (power // 2))
    real, imaginary = sum(parts[0]), sum(parts[1])
    whole = real * real + imaginary * imaginary
    value = Fraction(whole, own[0] ** 2)
    lines = [
        "r^2 + 1 = (r - i)(r + i), so the product is p(i) p(-i)" + (f" / {own[0]}^2." if own[0] > 1 else "."),
        f"Real part of p(i): {summed(parts[0] or [0])} = {real}. Imaginary part: {summed(parts[1] or [0])} = "
        f"{imaginary}.",
        f"p(i) p(-i) = {bracketed(real)}^2 + {bracketed(imaginary)}^2 = {real * real} + {imaginary * imaginary} = "
        f"{whole}.",
    ]
    if own[0] > 1:
        lines.append(f"{whole} / {own[0] ** 2} = {value}.")
    return lines, value


def _top(number: Fraction) -> str:
    """The number before a sign of division."""
    return f"({number})" if number.denominator > 1 else str(number)


_FUNCTIONS: dict[str, tuple[str, str, str, Work]] = {
    "squares": ("sum", "#^2", "the sum of the squares of the roots", _squares),
    "cubes": ("sum", "#^3", "the sum of the cubes of the roots", _cubes),
    "reciprocals": ("sum", "1/#", "the sum of the reciprocals of the roots", _reciprocals),
    "reciprocal_squares": (
        "sum", "1/#^2", "the sum of the reciprocals of the squares of the roots", _reciprocal_squares,
    ),
    "shifted_product": ("product", "(# + {c})", "the product of r + {c} over all roots r", _shifted_product),
    "shifted_reciprocals": ("sum", "1/(# + {c})", "the sum of 1/(r + {c}) over all roots r", _shifted_reciprocals),
    "squares_and_one": ("product", "(#^2 + 1)", "the product of r^2 + 1 over all roots r", _squares_and_one),
}  # fmt: skip
"""Of each function: ``sum`` or ``product``, what is taken of one root (``#``), its words, and how it is worked out."""
_AT = {
    2: ("squares", "cubes", "reciprocals", "reciprocal_squares", "shifted_product"),
    3: ("squares", "cubes", "reciprocals", "reciprocal_squares", "shifted_product", "shifted_reciprocals"),
    4: ("squares", "cubes", "reciprocal_squares", "shifted_product", "shifted_reciprocals", "squares_and_one"),
}  # fmt: skip


class RootFunction(PolynomialKind, frozen=True, tag="root_function"):
    """The sum or the product, over all complex roots, of a function of the root."""

    function: str
    shift: int

    FORM: ClassVar[str] = "rational number"
    TEXTS: ClassVar = {
        "let": "Let {names} be the complex roots of {p}, each as often as it occurs. [Find|Compute] {expr}.",
        "what": "What is {words} of {p}, [if complex roots count as well|complex roots included], each as often as it "
        "occurs?",
        "equation": "The {count} complex solutions of {zero}, counted with multiplicity, are {names}. [What is {expr}?|"
        "Compute {expr}.]",
        "without": "Without solving {zero}, compute {expr}, where {names} are its {count} complex solutions (multiple "
        "ones repeated).",
        "over": "Over the complex numbers {p} is a product of {count} linear factors with the roots {names}. [Find "
        "{expr}.|What is {expr}?]",
        "vieta": "Use Vieta's formulas: {names} are all the complex roots of {p}, with multiplicity. What is the value "
        "of {expr}?",
        "task": "Polynomial: {p}\nRoots (complex, with multiplicity): {names}\n[Wanted: the value of {expr}|Compute "
        "{expr}.]",
        "number": "[Determine|Find] {words} of {p}. Complex roots count as well, each as often as it occurs.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> RootFunction | None:
        degree = {2: 2, 3: 3, 4: stream.integer(3, 4)}[level]
        own = (stream.choice((1, 1, 2, 3)), *(stream.integer(-9, 9) for _ in range(degree)))
        function = stream.choice(_AT[level])
        shift = nonzero(stream, 3)
        if not own[-1] or own.count(0) > 1 or gcd(*own) > 1:
            return None
        if "shifted" not in function:
            shift = 0
        try:
            _, value = _FUNCTIONS[function][3](own, shift)
        except ZeroDivisionError:
            return None
        if max(abs(value.numerator), value.denominator) > MOST or value in (0, 1):
            return None
        return cls(level, stream.choice(LETTERS), own, str(value), function, shift)

    def _of(self, name: str) -> str:
        text = _FUNCTIONS[self.function][1].replace("#", name)
        return text.replace("+ {c}", f"{'+' if self.shift > 0 else '-'} {abs(self.shift)}")

    def formulas(self) -> dict[str, str]:
        names = NAMES[: len(self.coefficients) - 1]
        join = " + " if _FUNCTIONS[self.function][0] == "sum" else ""
        return {**super().formulas(), "expr": join.join(map(self._of, names))}

    def slots(self, stream: Stream) -> dict[str, Any]:
        names = NAMES[: len(self.coefficients) - 1]
        words = _FUNCTIONS[self.function][2]
        words = words.replace("+ {c}", f"{'+' if self.shift > 0 else '-'} {abs(self.shift)}")
        return {**super().slots(stream), "names": listed(list(names)), "count": in_words(len(names)), "words": words}

    def check(self) -> Check:
        return self.asked(_FUNCTIONS[self.function][0], self._of(self.letter))

    def solution(self) -> list[str]:
        names = listed(list(NAMES[: len(self.coefficients) - 1]))
        lines, _ = _FUNCTIONS[self.function][3](self.coefficients, self.shift)
        return [f"Call the roots {names} and the polynomial p(x).", *lines]

    def canonical(self) -> Any:
        return [self.coefficients, self.function, self.shift]


# New polynomials.


class NewPolynomial(PolynomialKind, frozen=True, tag="new_polynomial"):
    """The polynomial with leading coefficient 1 whose roots are ``factor · r + shift``, ``r²`` or ``1/r``."""

    change: str
    factor: int
    shift: int

    FORM: ClassVar[str] = "polynomial"
    TEXTS: ClassVar = {
        "find": "Find the polynomial in {x} with leading coefficient 1 whose complex roots are {words} of {p}, with "
        "the "
        "same multiplicities.",
        "which": "Which polynomial in {x} with leading coefficient 1 has as its roots {words} of {p}? Count complex "
        "roots too, and multiple ones as often as they occur.",
        "let": "Let r run through the complex roots of {p}, each as often as it occurs. Which polynomial in {x} with "
        "leading coefficient 1 has exactly the roots {expr}?",
        "replace": "Every complex root r of {p} is replaced by {expr}. Give the polynomial in {x} with leading "
        "coefficient 1 that has the new roots.",
        "equation": "The complex solutions of {zero}, counted with multiplicity, are all turned from r into {expr}. "
        "Write down the polynomial in {x} with leading coefficient 1 that has [the results|these numbers] as roots.",
        "task": "Old polynomial: {p}\nOld roots: r\nNew roots: {expr}\nGive the new polynomial in {x}, with leading "
        "coefficient 1.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> NewPolynomial | None:
        degree = level
        change = stream.choice({2: ("scale", "shift", "squares"),
                                3: ("scale", "shift", "both", "squares", "reciprocals"),
                                4: ("both", "squares", "reciprocals", "shift")}[level])  # fmt: skip
        last = stream.choice((-1, 1)) if change == "reciprocals" else nonzero(stream, 9)
        own = (1, *(stream.integer(-6, 6) for _ in range(degree - 1)), last)
        factor = stream.choice((-1, 2, 3, -2) if level == 2 else (2, 3, -2, -3)) if change in ("scale", "both") else 1
        shift = nonzero(stream, 3) if change in ("shift", "both") else 0
        if own.count(0) > 1:
            return None
        _, new = _changed(own, change, factor, shift)
        if max(map(abs, new)) > 600 or new == own:
            return None
        letter = stream.choice(LETTERS)
        return cls(level, letter, own, shown(new, letter), change, factor, shift)

    def texts(self) -> dict[str, str]:
        return self.TEXTS

    def _of(self, name: str) -> str:
        if self.change == "squares":
            return f"{name}^2"
        if self.change == "reciprocals":
            return f"1/{name}"
        text = name if self.factor == 1 else f"-{name}" if self.factor == -1 else f"{self.factor}{name}"
        return added(text, self.shift) if self.shift else text

    def formulas(self) -> dict[str, str]:
        return {**super().formulas(), "expr": self._of("r")}

    def slots(self, stream: Stream) -> dict[str, Any]:
        words = {
            "squares": "the squares of the roots",
            "reciprocals": "the reciprocals of the roots",
        }.get(self.change, f"the numbers {self._of('r')} for all roots r")
        return {**super().slots(stream), "words": words}

    def check(self) -> Check:
        of = self._of(self.letter)
        return self.asked("transformed", of.replace(str(self.factor) + self.letter, f"({self.factor})*{self.letter}"))

    def solution(self) -> list[str]:
        lines, new = _changed(self.coefficients, self.change, self.factor, self.shift)
        if self.letter != "x":
            lines.append(f"In {self.letter}: {shown(new, self.letter)}.")
        return lines

    def canonical(self) -> Any:
        return [self.coefficients, self.change, self.factor, self.shift]


def _changed(own: Coefficients, change: str, factor: int, shift: int) -> tuple[list[str], Coefficients]:
    """The steps to the new polynomial in x, and its coefficients; the leading one of `own` is 1."""
    if change == "squares":
        return _squared(own)
    if change == "reciprocals":
        last = own[-1]
        new = tuple(each * last for each in own[::-1])
        lines = [f"p(1/x) times x^{len(own) - 1} turns the coefficients around: {shown(own[::-1], 'x')}."]
        if last < 0:
            lines.append(f"Divide by {last}: {shown(new, 'x')}.")
        return lines, new
    lines = []
    if factor != 1:
        powers = [factor**place for place in range(len(own))]
        steps = [
            f"{c} * {bracketed(power)} = {c * power}" for c, power in zip(own, powers, strict=True) if power != 1 and c
        ]
        own = tuple(c * power for c, power in zip(own, powers, strict=True))
        lines.append(
            f"Roots times {factor}: the coefficients are multiplied by 1, {', '.join(map(str, powers[1:]))}: "
            f"{', '.join(steps)}."
        )
        lines.append(f"This gives {shown(own, 'x')}.")
    if shift:
        lines.append(
            f"Roots {'plus' if shift > 0 else 'minus'} {abs(shift)}: put x {'-' if shift > 0 else '+'} {abs(shift)} "
            f"for x."
        )
        row, done = [Fraction(each) for each in own], list[int]()
        # Horner's rule at -shift again and again: the remainders are the new coefficients from the last on.
        while len(row) > 1:
            line, found = tried([int(each) for each in row], Fraction(-shift))
            done.insert(0, int(found[-1]))
            lines.append(f"Horner with {-shift}: {line}.")
            row = found[:-1]
        own = (int(row[0]), *done)
        lines.append(f"The last results, from below: {shown(own, 'x')}.")
    return lines, own


def _squared(own: Coefficients) -> tuple[list[str], Coefficients]:
    size = len(own) - 1
    even = tuple(c for place, c in enumerate(own) if (size - place) % 2 == 0)
    odd = tuple(c for place, c in enumerate(own) if (size - place) % 2 == 1)
    one, other = expanded([even, even]), expanded([odd, odd, (1, 0)])
    width = max(len(one), len(other))
    both = [
        a - b
        for a, b in zip([0] * (width - len(one)) + list(one), [0] * (width - len(other)) + list(other), strict=True)
    ]
    new = tuple(each * both[0] for each in both)
    e, o = shown(even, "y"), shown(odd, "y")
    lines = [
        f"With y = x^2 the polynomial is E + xO with E = {e} and O = {o}.",
        "The squares of the roots satisfy E^2 = yO^2.",
        f"E^2 = {shown(one, 'y')}.",
        f"yO^2 = {shown(other, 'y')}.",
        f"E^2 - yO^2 = {shown(tuple(both), 'y')}.",
    ]
    if both[0] < 0:
        lines.append(f"Times -1: {shown(new, 'y')}.")
    return [*lines, f"With x for y: {shown(new, 'x')}."], new
