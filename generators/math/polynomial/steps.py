"""What the questions on polynomials share: how they are held, small draws, and products worked out line by line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from generators.math.polynomials import (
    PLAIN,
    Number,
    Poly,
    Term,
    bracketed,
    collected,
    from_coefficients,
    power,
    times,
    times_term,
    written,
)
from generators.randomness import Stream

Drawn = tuple[tuple[Poly, ...], tuple[int, ...]] | None
Letters = tuple[str, ...]


class Question(msgspec.Struct, frozen=True):
    """A question of one kind about some polynomials; what `polys` and `numbers` are depends on the kind (`KINDS`).

    Polynomials are terms, each a coefficient with the exponent of every letter (see `generators.math.polynomials`).
    """

    level: int
    kind: str
    letters: Letters
    polys: tuple[Poly, ...]
    numbers: tuple[int, ...] = ()


class Kind(NamedTuple):
    """A kind of question."""

    draw: Callable[[Stream, int], Drawn]
    """Polynomials and numbers of a level; None where the draw is not good."""
    answer: Callable[[Question], str]
    working: Callable[[Question], list[str]]
    """The steps to the answer, one a line."""
    form: str
    """Of `schemas.answers.Form`, or ``integer``."""
    asked: str
    """What the answer line asks for."""
    weights: tuple[int, ...]
    """How often it comes at level 1, 2, ..."""


# Small draws.


def nonzero(stream: Stream, most: int) -> int:
    return stream.choice((-1, 1)) * stream.integer(1, most)


def linear(stream: Stream, lead: int, most: int) -> Poly:
    return from_coefficients((stream.integer(1, lead), nonzero(stream, most)))


def full(stream: Stream, degree: int, lead: int, most: int) -> Poly:
    """A polynomial in one letter with a positive leading coefficient and at least three terms, where it has room."""
    while True:
        found = from_coefficients([stream.integer(1, lead), *(stream.integer(-most, most) for _ in range(degree))])
        if len(found) >= min(3, degree + 1):
            return found


def form(stream: Stream, exponents: Sequence[tuple[int, ...]], lead: int, most: int) -> Poly:
    """A polynomial with these exponents of its letters, the first of them with a positive coefficient."""
    head, *rest = exponents
    return collected(((stream.integer(1, lead), *head), *((nonzero(stream, most), *each) for each in rest)))


# Multiplying out.


def multiplied(one: Poly, other: Poly, letters: Letters) -> list[str]:
    """The product term by term, then like terms together."""
    lines = []
    products = []
    for a in one:
        for b in other:
            product = times_term(a, b)
            products.append(product)
            lines.append(f"{written((a,), letters)} * {bracketed((b,), letters)} = {written((product,), letters)}")
    return lines + together(products, letters)


def together(terms: Sequence[Term], letters: Letters) -> list[str]:
    """For every power that comes more than once, the sum of its terms."""
    lines = []
    for head in collected((1, *term[1:]) for term in terms):
        like = tuple(term for term in terms if term[1:] == head[1:])
        if len(like) > 1:
            lines.append(f"{written(like, letters)} = {written(collected(like), letters)}")
    return lines


def product_text(polys: Sequence[Poly], exponents: Sequence[int], letters: Letters, style: str = PLAIN) -> str:
    """``(2x + 3)^2(x - 1)``"""
    sign = "**" if style == "code" else "^"
    factors = [
        bracketed(poly, letters, style) + (f"{sign}{exponent}" if exponent > 1 else "")
        for poly, exponent in zip(polys, exponents, strict=True)
    ]
    return ("*" if style == "code" else "").join(factors)


def opened(polys: Sequence[Poly], exponents: Sequence[int], letters: Letters) -> tuple[Poly, list[str]]:
    """The product of the powers, worked out one factor at a time, and the lines that do it."""
    factors = [poly for poly, exponent in zip(polys, exponents, strict=True) for _ in range(exponent)]
    result = factors[0]
    lines: list[str] = []
    for place, factor in enumerate(factors[1:], 1):
        left = factors[:place]
        if len(factors) > 2:
            lines.append(f"{_powers(left, letters)} times {written(factor, letters)}:")
        lines += multiplied(result, factor, letters)
        result = times(result, factor)
        if place + 1 < len(factors):
            lines.append(f"So {_powers(factors[: place + 1], letters)} = {written(result, letters)}.")
    return result, lines


def _powers(factors: Sequence[Poly], letters: Letters) -> str:
    """The product of factors, equal ones beside each other as a power."""
    runs: list[tuple[Poly, int]] = []
    for factor in factors:
        if runs and runs[-1][0] == factor:
            runs[-1] = factor, runs[-1][1] + 1
        else:
            runs.append((factor, 1))
    if len(runs) == 1 and runs[0][1] == 1:
        return written(runs[0][0], letters)
    return product_text([poly for poly, _ in runs], [times for _, times in runs], letters)


def product_of(polys: Sequence[Poly], exponents: Sequence[int]) -> Poly:
    """The product of the powers."""
    result = power(polys[0], exponents[0])
    for poly, exponent in zip(polys[1:], exponents[1:], strict=True):
        result = times(result, power(poly, exponent))
    return result


def added(sizes: Sequence[Number]) -> list[str]:
    """The sum of numbers; from three on, one at a time."""
    lines = []
    total = sizes[0]
    for size in sizes[1:]:
        lines.append(f"{written(((total,), (size,)), ())} = {total + size}")
        total += size
    return lines
