"""Questions on polynomials put into each other."""

from __future__ import annotations

from collections.abc import Sequence

from generators.math.polynomial.steps import Drawn, Kind, Letters, Question, full, linear, multiplied, nonzero, together
from generators.math.polynomials import (
    Poly,
    Term,
    bracketed,
    composed,
    degree,
    magnitude,
    plus,
    scaled,
    times,
    value,
    written,
)
from generators.randomness import Stream

# compose: polys[0] with polys[1] in the place of its letter, and that with polys[2], if there is one


def _draw_compose(stream: Stream, level: int) -> Drawn:
    if level == 1:
        outer, inner = linear(stream, 6, 9), linear(stream, 6, 9)
        return ((outer, inner), ()) if outer != inner and value(composed(outer, inner), 0) else None
    if level == 2:
        first, second = linear(stream, 4, 6), full(stream, 2, 4, 7)
        polys: tuple[Poly, ...] = (first, second) if stream.chance(1, 3) else (second, first)
    elif level == 3:
        if stream.chance(1, 3):
            polys = (full(stream, 3, 2, 4), linear(stream, 2, 3))
        else:
            polys = (full(stream, 2, 3, 5), full(stream, 2, 2, 4))
    else:
        polys = tuple(stream.shuffled([full(stream, 2, 2, 3), full(stream, 2, 2, 3), linear(stream, 3, 3)]))
    total = _chain(polys)
    small = all(magnitude(term[0]) < 5_000 for term in total)
    return (polys, ()) if len(total) > 1 and len(set(polys)) == len(polys) and small else None


def _chain(polys: Sequence[Poly]) -> Poly:
    """The first polynomial of the second of the third ..."""
    result = polys[-1]
    for outer in reversed(polys[:-1]):
        result = composed(outer, result)
    return result


def _working_compose(question: Question) -> list[str]:
    letters = question.letters
    inner = question.polys[-1]
    lines: list[str] = []
    for outer in reversed(question.polys[:-1]):
        if question.level == 1:
            lines.append(f"One put into the other: {written(outer, (f'({written(inner, letters)})',))}")
        else:
            lines.append(f"{written(inner, letters)} put into {written(outer, letters)}:")
            lines.append(written(outer, (f"({written(inner, letters)})",)))
        lines += _put_in(outer, inner, letters)
        inner = composed(outer, inner)
        if len(question.polys) > 2:
            lines.append(f"This is {written(inner, letters)}.")
    return lines


def _put_in(outer: Poly, inner: Poly, letters: Letters) -> list[str]:
    lines: list[str] = []
    terms: list[Term] = []
    raised: dict[int, Poly] = {1: inner}
    for times_ in range(2, degree(outer) + 1):
        before = raised[times_ - 1]
        lines.append(f"({written(inner, letters)})^{times_}:")
        lines += multiplied(before, inner, letters)
        raised[times_] = times(before, inner)
        lines.append(f"So ({written(inner, letters)})^{times_} = {written(raised[times_], letters)}.")
    for coefficient, exponent in outer:
        if not exponent:
            terms.append((coefficient, 0))
            continue
        for term in raised[int(exponent)]:
            product = (coefficient * term[0], *term[1:])
            terms.append(product)
            if coefficient != 1:
                lines.append(f"{coefficient} * {bracketed((term,), letters)} = {written((product,), letters)}")
    return lines + together(terms, letters)


# shift: polys[0] at its letter + numbers[0], less its value at the letter


def _draw_shift(stream: Stream, level: int) -> Drawn:
    poly = full(stream, level, 4, 9)
    step = nonzero(stream, 5 - level // 2)
    return ((poly,), (step,)) if len(_shifted_by(poly, step)) > 1 else None


def _shifted_by(poly: Poly, step: int) -> Poly:
    return plus(composed(poly, ((1, 1), (step, 0))), scaled(poly, -1))


def _working_shift(question: Question) -> list[str]:
    poly, step, letters = question.polys[0], question.numbers[0], question.letters
    inner: Poly = ((1, 1), (step, 0))
    there = composed(poly, inner)
    return [
        f"f({written(inner, letters)}) = {written(poly, (f'({written(inner, letters)})',))}",
        *_put_in(poly, inner, letters),
        f"So f({written(inner, letters)}) = {written(there, letters)}.",
        f"Less f({letters[0]}):",
        *together((*there, *scaled(poly, -1)), letters),
    ]


COMPOSITIONS: dict[str, Kind] = {
    "compose": Kind(
        _draw_compose,
        lambda q: written(_chain(q.polys), q.letters),
        _working_compose,
        "expanded",
        "expanded polynomial",
        (3, 3, 3, 5),
    ),
    "shift": Kind(
        _draw_shift,
        lambda q: written(_shifted_by(q.polys[0], q.numbers[0]), q.letters),
        _working_shift,
        "expanded",
        "expanded polynomial",
        (0, 2, 3, 2),
    ),
}
