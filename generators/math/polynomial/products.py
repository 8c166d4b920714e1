"""Questions on products and sums of polynomials: multiplied out, collected, and single coefficients of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import factorial

from generators.math.polynomial.steps import (
    Drawn,
    Kind,
    Letters,
    Question,
    added,
    form,
    full,
    linear,
    multiplied,
    nonzero,
    opened,
    product_of,
    product_text,
    together,
)
from generators.math.polynomials import (
    Number,
    Poly,
    Term,
    bracketed,
    coefficient_of,
    collected,
    degree,
    from_coefficients,
    magnitude,
    plus,
    scaled,
    times,
    times_term,
    written,
)
from generators.randomness import Stream

# expand: the product of polys[i] ** numbers[i]

X_Y = ((1, 0), (0, 1))
_QUADRATIC_FORM = ((2, 0), (1, 1), (0, 2))
X_Y_1 = ((1, 0), (0, 1), (0, 0))
X_Y_Z = ((1, 0, 0), (0, 1, 0), (0, 0, 1))


def _draw_expand(stream: Stream, level: int) -> Drawn:
    if level == 1:
        one, other = linear(stream, 4, 9), linear(stream, 4, 9)
        return ((one, other), (1, 1)) if one != other else None
    shape = stream.choice(_EXPANSIONS[level])
    polys: tuple[Poly, ...]
    match shape:
        case "line * quadratic":
            return (linear(stream, 5, 9), full(stream, 2, 4, 9)), (1, 1)
        case "three lines":
            polys = (linear(stream, 2, 6), linear(stream, 2, 6), linear(stream, 3, 6))
            return (polys, (1, 1, 1)) if len(set(polys)) == 3 else None
        case "square * line":
            polys = (linear(stream, 3, 5), linear(stream, 3, 6))
            return (polys, (2, 1)) if polys[0] != polys[1] else None
        case "two letters":
            polys = (form(stream, X_Y, 5, 7), form(stream, X_Y, 5, 7))
            return (polys, (1, 1)) if polys[0] != polys[1] else None
        case "quadratics":
            polys = (full(stream, 2, 4, 7), full(stream, 2, 4, 7))
            return (polys, (1, 1)) if polys[0] != polys[1] else None
        case "cube in two letters":
            poly, factor = form(stream, X_Y, 4, 4), form(stream, X_Y, 3, 4)
            return ((poly, factor), (2, 1)) if poly != factor else None
        case "form * line":
            return (form(stream, X_Y, 4, 5), form(stream, _QUADRATIC_FORM, 4, 6)), (1, 1)
        case "square of three":
            return (form(stream, X_Y_1, 5, 7), form(stream, X_Y, 2, 4)), (2, 1)
        case "four lines":
            polys = tuple(linear(stream, 2, 5) for _ in range(4))
            return (polys, (1, 1, 1, 1)) if len(set(polys)) == 4 else None
        case "cubic * quadratic squared":
            return (full(stream, 2, 3, 4), full(stream, 2, 3, 5)), (2, 1)
        case "three letters":
            return (form(stream, X_Y_Z, 4, 5), form(stream, X_Y_Z, 3, 4)), (2, 1)
        case "fifth degree in two letters":
            poly, factor = form(stream, X_Y, 3, 3), form(stream, X_Y, 3, 3)
            return ((poly, factor), (3, 2)) if poly != factor else None
        case "forms":
            return (form(stream, _QUADRATIC_FORM, 4, 5), form(stream, _QUADRATIC_FORM, 4, 5)), (1, 1)
    raise ValueError(shape)


_EXPANSIONS = {
    2: ("line * quadratic", "three lines", "square * line", "two letters"),
    3: ("quadratics", "cube in two letters", "form * line", "square of three", "four lines"),
    4: ("cubic * quadratic squared", "three letters", "fifth degree in two letters", "forms"),
}


def _answer_expand(question: Question) -> str:
    return written(product_of(question.polys, question.numbers), question.letters)


def _working_expand(question: Question) -> list[str]:
    return opened(question.polys, question.numbers, question.letters)[1]


# combine: the sum of numbers[i] * polys[i]


def _draw_combine(stream: Stream, level: int) -> Drawn:
    if stream.chance(1, 2):
        polys: tuple[Poly, ...] = (full(stream, 2, 5, 9), full(stream, 2, 5, 9))
        factors: tuple[int, ...] = (1, stream.choice((-1, -1, 1)))
    else:
        polys = (linear(stream, 6, 9), linear(stream, 6, 9))
        factors = (stream.integer(2, 6), stream.choice((-1, 1)) * stream.integer(2, 6))
    total = _weighted_sum(polys, factors)
    return (polys, factors) if degree(total) > 0 and len(total) > 1 else None


def _weighted_sum(polys: Sequence[Poly], factors: Sequence[int]) -> Poly:
    total: Poly = ()
    for poly, factor in zip(polys, factors, strict=True):
        total = plus(total, scaled(poly, factor))
    return total


def _working_combine(question: Question) -> list[str]:
    lines: list[str] = []
    terms: list[Term] = []
    for poly, factor in zip(question.polys, question.numbers, strict=True):
        for term in poly:
            product = (factor * term[0], *term[1:])
            terms.append(product)
            if abs(factor) > 1:
                by = bracketed((term,), question.letters)
                lines.append(f"{factor} * {by} = {written((product,), question.letters)}")
    if not lines:
        lines.append(f"Without brackets: {written(tuple(terms), question.letters)}")
    return lines + together(terms, question.letters)


# collect: the terms of polys[0], in the order written


def _draw_collect(stream: Stream, level: int) -> Drawn:
    if level == 1:
        sizes = stream.choice(((2, 2, 1, 1, 0), (2, 1, 1, 0, 0), (2, 2, 1, 0, 0), (2, 2, 1, 1)))
        powers: list[tuple[int, ...]] = [(each,) for each in stream.shuffled([*sizes])]
        terms: Poly = tuple((nonzero(stream, 9), *each) for each in powers)
    else:
        kinds = stream.sample(((3, 0), (2, 1), (1, 2), (0, 3), (2, 0), (1, 1), (0, 2), (1, 0), (0, 1)), 3)
        terms = tuple((nonzero(stream, 12), *each) for each in stream.shuffled([*kinds, *kinds, stream.choice(kinds)]))
    total = collected(terms)
    if len(total) < 2 or any(a[1:] == b[1:] for a, b in pairwise(terms)) or terms[0][0] < 0:
        return None
    return (terms,), ()


def _working_collect(question: Question) -> list[str]:
    return together(question.polys[0], question.letters)


# products: polys[0] * polys[1] + numbers[0] * polys[2] * polys[3]


def _draw_products(stream: Stream, level: int) -> Drawn:
    polys: tuple[Poly, ...]
    if level == 2:
        polys = tuple(linear(stream, 3, 7) for _ in range(4))
    elif stream.chance(1, 2):
        polys = (linear(stream, 3, 6), full(stream, 2, 3, 6), linear(stream, 3, 6), full(stream, 2, 3, 6))
    else:
        polys = tuple(form(stream, X_Y, 4, 6) for _ in range(4))
    sign = stream.choice((-1, -1, 1))
    total = _sum_of_products(polys, sign)
    return (polys, (sign,)) if len(total) > 1 and degree(total) > 0 and len(set(polys)) == 4 else None


def _sum_of_products(polys: Sequence[Poly], sign: int) -> Poly:
    return plus(times(polys[0], polys[1]), scaled(times(polys[2], polys[3]), sign))


def _working_products(question: Question) -> list[str]:
    a, b, c, d = question.polys
    letters = question.letters
    lines = [f"{product_text((a, b), (1, 1), letters)}:", *multiplied(a, b, letters)]
    lines.append(f"So the first product is {written(times(a, b), letters)}.")
    lines += [f"{product_text((c, d), (1, 1), letters)}:", *multiplied(c, d, letters)]
    second = times(c, d)
    lines.append(f"So the second product is {written(second, letters)}.")
    if question.numbers[0] < 0:
        second = scaled(second, -1)
        lines.append(f"Taken away, it counts as {written(second, letters)}.")
    return lines + together((*times(a, b), *second), letters)


# coefficient: of the letters with the exponents numbers[n:] in the product of polys[i] ** numbers[i], i < n


def _draw_coefficient(stream: Stream, level: int) -> Drawn:
    polys: tuple[Poly, ...]
    if level == 1:
        line = linear(stream, 4, 6)
        polys = (line, from_coefficients((stream.integer(1, 4), nonzero(stream, 6), nonzero(stream, 6))))
        wanted: tuple[int, ...] = (stream.integer(1, 2),)
        return (polys, (1, 1, *wanted)) if coefficient_of(times(*polys), *wanted) else None
    exponents: tuple[int, ...]
    match level, stream.chance(1, 2):
        case 2, True:
            polys, exponents = (full(stream, 2, 4, 6), full(stream, 3, 4, 6)), (1, 1)
            wanted = (stream.integer(2, 3),)
        case 2, False:
            polys, exponents = (linear(stream, 4, 5), linear(stream, 4, 6)), (2, 1)
            wanted = (stream.integer(1, 2),)
        case 3, True:
            polys, exponents = (linear(stream, 4, 4), linear(stream, 4, 4)), (3, 2)
            wanted = (stream.integer(2, 3),)
        case 3, False:
            polys, exponents = (full(stream, 2, 4, 5),), (stream.integer(3, 4),)
            wanted = (stream.integer(3, 2 * exponents[0] - 3),)
        case _, True:
            polys, exponents = (full(stream, 2, 4, 4),), (stream.integer(5, 7),)
            wanted = (stream.integer(4, 2 * exponents[0] - 4),)
        case _:
            polys = (form(stream, X_Y_1, 4, 4), form(stream, X_Y, 4, 4))
            exponents = (stream.integer(3, 4), stream.integer(1, 2))
            first = stream.integer(1, 3)
            wanted = (first, stream.integer(1, sum(exponents) - first))
    if len(polys) > 1 and polys[0] == polys[1]:
        return None
    size = coefficient_of(product_of(polys, exponents), *wanted)
    return (polys, (*exponents, *wanted)) if size and magnitude(size) < 100_000 else None


def wanted_power(question: Question) -> tuple[int, ...]:
    """The exponents whose coefficient is asked for."""
    return question.numbers[len(question.polys) :]


def _answer_coefficient(question: Question) -> str:
    exponents = question.numbers[: len(question.polys)]
    return str(coefficient_of(product_of(question.polys, exponents), *wanted_power(question)))


def _working_coefficient(question: Question) -> list[str]:
    wanted, letters = wanted_power(question), question.letters
    exponents = question.numbers[: len(question.polys)]
    if exponents == (1, 1):
        return _from_pairs(question.polys[0], question.polys[1], wanted, letters)
    if len(question.polys) == 1:
        return _from_power(question.polys[0], exponents[0], wanted, letters)
    lines = []
    raised = []
    for poly, exponent in zip(question.polys, exponents, strict=True):
        expanded, steps = opened([poly], [exponent], letters)
        lines += [f"First {product_text([poly], [exponent], letters)}:", *steps]
        lines.append(f"So {product_text([poly], [exponent], letters)} = {written(expanded, letters)}.")
        raised.append(expanded)
    target = written(((1, *wanted),), letters)
    return [*lines, f"Products that give {target}:", *_from_pairs(raised[0], raised[1], wanted, letters)]


def _from_pairs(one: Poly, other: Poly, wanted: tuple[int, ...], letters: Letters) -> list[str]:
    lines: list[str] = []
    sizes: list[Number] = []
    for a in one:
        for b in other:
            product = times_term(a, b)
            if product[1:] == wanted:
                sizes.append(product[0])
                lines.append(f"{written((a,), letters)} * {bracketed((b,), letters)} = {written((product,), letters)}")
    return lines + added(sizes)


def _from_power(poly: Poly, exponent: int, wanted: tuple[int, ...], letters: Letters) -> list[str]:
    """The coefficient in a power, by the multinomial theorem: every choice of how often each term is taken."""
    target = written(((1, *wanted),), letters)
    text = product_text([poly], [exponent], letters)
    lines = [f"In {text} one term is taken from each of the {exponent} factors; {target} comes from these choices."]
    sizes: list[Number] = []
    for counts in _shares(exponent, len(poly)):
        sums = tuple(
            sum(int(term[place]) * count for term, count in zip(poly, counts, strict=True))
            for place in range(1, len(poly[0]))
        )
        if sums != wanted:
            continue
        ways = factorial(exponent)
        for count in counts:
            ways //= factorial(count)
        chosen = ", ".join(
            f"{written((term,), letters)} ({_times(count)})" for term, count in zip(poly, counts, strict=True) if count
        )
        lines.append(f"{chosen}: {_ways(exponent, counts, ways)}")
        factors: list[Number] = [ways]
        for term, count in zip(poly, counts, strict=True):
            if count and term[0] != 1:
                base = f"({term[0]})" if term[0] < 0 else f"{term[0]}"
                raised = term[0] ** count
                if count > 1:
                    lines.append(f"{base}^{count} = {raised}")
                factors.append(raised)
        total = factors[0]
        for factor in factors[1:]:
            by = f"({factor})" if factor < 0 else f"{factor}"
            lines.append(f"{total} * {by} = {total * factor}")
            total *= factor
        sizes.append(total)
    return lines + added(sizes)


def _times(count: int) -> str:
    return "once" if count == 1 else "twice" if count == 2 else f"{count} times"


def _ways(exponent: int, counts: Sequence[int], ways: int) -> str:
    kept = [count for count in counts if count]
    if len(kept) == 1:
        return "1 way"
    if len(kept) == 2:
        return f"C({exponent}, {kept[1]}) = {ways} ways"
    return f"{exponent}!/({' '.join(f'{count}!' for count in kept)}) = {ways} ways"


def _shares(total: int, parts: int) -> list[tuple[int, ...]]:
    if parts == 1:
        return [(total,)]
    return [(first, *rest) for first in range(total, -1, -1) for rest in _shares(total - first, parts - 1)]


PRODUCTS: dict[str, Kind] = {
    "expand": Kind(_draw_expand, _answer_expand, _working_expand, "expanded", "expanded polynomial", (4, 5, 5, 6)),
    "combine": Kind(
        _draw_combine,
        lambda q: written(_weighted_sum(q.polys, q.numbers), q.letters),
        _working_combine,
        "expanded",
        "expanded polynomial",
        (6, 0, 0, 0),
    ),
    "collect": Kind(
        _draw_collect,
        lambda q: written(collected(q.polys[0]), q.letters),
        _working_collect,
        "expanded",
        "polynomial with like terms collected",
        (4, 2, 0, 0),
    ),
    "products": Kind(
        _draw_products,
        lambda q: written(_sum_of_products(q.polys, q.numbers[0]), q.letters),
        _working_products,
        "expanded",
        "expanded polynomial",
        (0, 4, 3, 0),
    ),
    "coefficient": Kind(
        _draw_coefficient, _answer_coefficient, _working_coefficient, "integer", "integer", (4, 3, 4, 4)
    ),
}
