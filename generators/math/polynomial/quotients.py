"""Questions on quotients of polynomials: remainders, division, fractions reduced and added."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd

from generators.language.lexicon import listed
from generators.math.polynomial.steps import (
    Drawn,
    Kind,
    Letters,
    Question,
    added,
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
    PLAIN,
    Number,
    Poly,
    Term,
    bracketed,
    coefficient_of,
    collected,
    degree,
    divided,
    from_coefficients,
    magnitude,
    plus,
    scaled,
    times,
    value,
    written,
)
from generators.randomness import Stream

# remainder: of polys[0] on division by polys[1]


def _draw_remainder(stream: Stream, level: int) -> Drawn:
    if level == 1:
        dividend = full(stream, 2, 3, 9)
        root = nonzero(stream, 5)
        return ((dividend, from_coefficients((1, -root))), ()) if value(dividend, root) else None
    if level == 2:
        dividend = full(stream, stream.integer(3, 4), 3, 8)
        root = nonzero(stream, 4)
        small = 0 < magnitude(value(dividend, root)) < 1000
        return ((dividend, from_coefficients((1, -root))), ()) if small else None
    if level == 3:
        divisor = from_coefficients(stream.choice(((1, 0, -1), (1, 0, 1), (1, 1, 1), (1, -1, 1))))
        top, middle, low = stream.integer(9, 40), stream.integer(4, 8), stream.integer(0, 3)
    else:
        divisor = from_coefficients(stream.choice(_DIVISORS))
        top, middle, low = stream.integer(8, 11), stream.integer(4, 7), stream.integer(0, 3)
    dividend = ((stream.integer(1, 5), top), (nonzero(stream, 9), middle), (nonzero(stream, 9), low))
    remainder = divided(dividend, divisor)[1]
    small = all(magnitude(term[0]) < 20_000 for term in remainder)
    return ((dividend, divisor), ()) if len(remainder) > 1 and small else None


_DIVISORS = (
    (1, 0, -1, 0), (1, 0, 1, 0), (1, -1, -2), (1, 1, -2), (1, -2, 1), (1, 2, 1), (1, -1, -1, 1), (1, 0, 0, -2),
    (1, 0, -2), (1, 0, -3), (1, -3, 2), (1, 3, 2), (1, 0, 2), (1, 0, 0, 2), (1, -1, -1), (1, 1, -1),
)  # fmt: skip


def _answer_remainder(question: Question) -> str:
    return written(divided(*question.polys)[1], question.letters)


def _working_remainder(question: Question) -> list[str]:
    dividend, divisor = question.polys
    if degree(divisor) > 1:
        return _powers_reduced(dividend, divisor, question.letters)
    root = int(value(scaled(divisor, -1), 0))
    (letter,) = question.letters
    lines = [f"The remainder is the value at {letter} = {root}."]
    sizes: list[Number] = []
    for coefficient, exponent in dividend:
        size = coefficient * root ** int(exponent)
        base = f"({root})" if root < 0 else f"{root}"
        if exponent > 1:
            raised = root ** int(exponent)
            lines.append(f"{letter}^{exponent} = {base}^{exponent} = {raised}")
            if coefficient != 1:
                by = f"({raised})" if raised < 0 else f"{raised}"
                lines.append(f"{coefficient} * {by} = {size}")
        elif exponent == 1 and coefficient != 1:
            lines.append(f"{coefficient} * {base} = {size}")
        sizes.append(size)
    return lines + added(sizes)


def _powers_reduced(dividend: Poly, divisor: Poly, letters: Letters) -> list[str]:
    """What each power leaves, by multiplying with the letter again and again, or at once where powers repeat."""
    top = degree(divisor)
    letter = ((1, 1),)
    head = divided(((1, top),), divisor)[1]
    lines = [
        f"Dividing by {written(divisor, letters)}, {written(((1, top),), letters)} leaves {written(head, letters)}."
    ]
    period = _period(divisor)
    left: dict[int, Poly] = {}
    if period is not None:
        steps, sign = period
        if steps > top:
            before = times(head, letter)
            lines.append(
                f"{written(((1, steps),), letters)} leaves {written(before, letters)}, that is {sign}."
                if steps == top + 1
                else f"{written(((1, steps),), letters)} leaves {sign}."
            )
        for _, exponent in dividend:
            times_, rest = divmod(int(exponent), steps)
            left[int(exponent)] = scaled(divided(((1, rest),), divisor)[1], sign**times_)
            if exponent >= top and times_:
                base = written(((1, steps),), letters)
                shown = f"({base})^{times_}" if times_ > 1 else base
                shown += f" * {written(((1, rest),), letters)}" if rest else ""
                lines.append(
                    f"{written(((1, exponent),), letters)} = {shown} leaves {written(left[int(exponent)], letters)}."
                )
    else:
        current = head
        wanted = {int(exponent) for _, exponent in dividend}
        left = {exponent: ((1, exponent),) for exponent in wanted if exponent < top} | {top: head}
        for exponent in range(top + 1, max(wanted) + 1):
            shifted = times(current, letter)
            current = divided(shifted, divisor)[1]
            lines.append(f"{written(((1, exponent),), letters)} leaves {_lowered(shifted, head, top, letters)}.")
            left[exponent] = current
    terms: list[Term] = []
    for coefficient, exponent in dividend:
        reduced_poly = scaled(left[int(exponent)], coefficient)
        terms += reduced_poly
        if exponent >= top:
            lines.append(f"{written(((coefficient, exponent),), letters)} leaves {written(reduced_poly, letters)}.")
    return lines + together(terms, letters)


def _lowered(shifted: Poly, head: Poly, top: int, letters: Letters) -> str:
    """A polynomial of degree `top` and what is left of it when `head` is put for the highest power."""
    over = coefficient_of(shifted, top)
    if not over:
        return written(shifted, letters)
    kept = tuple(term for term in shifted if term[1] < top)
    factor = "" if over == 1 else "-" if over == -1 else f"{over}"
    # The head in brackets stands for the highest power; its coefficient and what follows stay as they are.
    following = written(((1, 0), *kept), letters).removeprefix("1")
    joined = f"{factor}({written(head, letters)}){following}"
    if over == 1 and not kept:
        return f"{written(shifted, letters)}, that is {written(head, letters)}"
    if degree(head) == 0:
        joined = f"{over} * {bracketed(head, letters)}{following}"
    return (
        f"{written(shifted, letters)}, that is {joined} = {written(collected((*scaled(head, over), *kept)), letters)}"
    )


def _period(divisor: Poly) -> tuple[int, int] | None:
    """The least power that leaves 1 or -1, up to the third, and which of the two."""
    for steps in range(degree(divisor), 4):
        left = divided(((1, steps),), divisor)[1]
        if left in (((1, 0),), ((-1, 0),)):
            return steps, int(left[0][0])
    return None


# division: quotient and remainder of polys[0] by polys[1]


def _draw_division(stream: Stream, level: int) -> Drawn:
    if level == 2:
        divisor, quotient = linear(stream, 2, 5), full(stream, 2, 3, 6)
    elif level == 3:
        divisor, quotient = full(stream, 2, 2, 5), full(stream, stream.integer(2, 3), 3, 5)
    else:
        divisor, quotient = full(stream, 3, 2, 4), full(stream, 4, 3, 5)
    remainder = from_coefficients([nonzero(stream, 9), *(stream.integer(-9, 9) for _ in range(degree(divisor) - 1))])
    return (plus(times(divisor, quotient), remainder), divisor), ()


def _answer_division(question: Question) -> str:
    quotient, remainder = divided(*question.polys)
    return f"({written(quotient, question.letters)}, {written(remainder, question.letters)})"


def _working_division(question: Question) -> list[str]:
    dividend, divisor = question.polys
    letters = question.letters
    lines = []
    while dividend and degree(dividend) >= degree(divisor):
        step = divided((dividend[0],), (divisor[0],))[0]
        taken = times(step, divisor)
        lines.append(f"{written(dividend[:1], letters)} / {bracketed(divisor[:1], letters)} = {written(step, letters)}")
        lines.append(f"{written(step, letters)} * ({written(divisor, letters)}) = {written(taken, letters)}")
        dividend = plus(dividend, scaled(taken, -1))
        lines.append(f"Subtracting it leaves {written(dividend, letters)}.")
    quotient, remainder = divided(*question.polys)
    lines.append(f"The quotient is {written(quotient, letters)}, the remainder {written(remainder, letters)}.")
    return lines


# reduce: the product of the first numbers[0] polys over that of the others


def _draw_reduce(stream: Stream, level: int) -> Drawn:
    lines = [linear(stream, 1 if level == 2 else 2, 7) for _ in range(3 if level == 2 else 5)]
    lines = [poly for poly in lines if gcd(*(int(term[0]) for term in poly)) == 1]
    if len(set(lines)) < (3 if level == 2 else 5):
        return None
    if level == 2:
        return (lines[0], lines[1], lines[0], lines[2]), (2,)
    common, scale = lines[:2], stream.choice((1, 1, 2, 3))
    if stream.chance(1, 2):
        extra = [((scale, 0),)] if scale > 1 else []
        return (*extra, common[0], common[1], lines[2], common[0], common[1], lines[3]), (3 + len(extra),)
    return (common[0], lines[2], lines[3], common[0], lines[4]), (3,)


def _split(question: Question) -> tuple[list[Poly], list[Poly]]:
    """The factors left above and below."""
    above, below = list(question.polys[: question.numbers[0]]), list(question.polys[question.numbers[0] :])
    for factor in list(above):
        if factor in below:
            above.remove(factor)
            below.remove(factor)
    return above, below


def quotient_text(above: Sequence[Poly], below: Sequence[Poly], letters: Letters, style: str = PLAIN) -> str:
    """The quotient of two products of factors."""
    top, bottom = _product_or_sum(above, letters, style), _product_or_sum(below, letters, style)
    if style == "latex":
        return f"\\frac{{{top}}}{{{bottom}}}"
    if len(above) == 1 and len(above[0]) > 1:
        top = f"({top})"
    return f"{top}/({bottom})"


def _product_or_sum(polys: Sequence[Poly], letters: Letters, style: str) -> str:
    if len(polys) == 1:
        return written(polys[0], letters, style)
    return product_text(polys, [1] * len(polys), letters, style)


def _answer_reduce(question: Question) -> str:
    above, below = _split(question)
    return quotient_text(above, below, question.letters)


def _working_reduce(question: Question) -> list[str]:
    letters = question.letters
    cut = question.numbers[0]
    above, _ = _split(question)
    common = [poly for poly in question.polys[:cut] if poly not in above]
    lines = []
    for poly in common:
        root = Fraction(-value(poly, 0)) / poly[0][0]
        lines.append(
            f"At {letters[0]} = {root} numerator and denominator are both 0, so {written(poly, letters)} divides both."
        )
    for name, polys in (("Numerator", question.polys[:cut]), ("Denominator", question.polys[cut:])):
        whole = product_of(polys, [1] * len(polys))
        lines.append(f"{name}: {written(whole, letters)} = {_product_or_sum(polys, letters, PLAIN)}")
        lines += ["Check:", *opened(polys, [1] * len(polys), letters)[1]]
    factors = listed([written(poly, letters) for poly in common])
    lines.append(f"Cancelling {factors} leaves {_answer_reduce(question)}.")
    return lines


# fractions: polys[3] / (polys[0] polys[1]) + numbers[0] * polys[4] / (polys[0] polys[2])


def _draw_fractions(stream: Stream, level: int) -> Drawn:
    common, first, second = (linear(stream, 1, 6) for _ in range(3))
    if len({common, first, second}) < 3:
        return None
    sign = stream.choice((-1, 1))
    if level == 3 and stream.chance(1, 2):
        common = ((1, 0),)
        tops = stream.shuffled([_constant(stream), _constant(stream) if stream.chance(1, 2) else linear(stream, 4, 9)])
    elif level == 3:
        # The numerator vanishes with the common factor when the tops are as the other factors are there.
        root = -value(common, 0)
        one, other = value(first, root), value(second, root)
        share = stream.integer(1, 3) * (-1 if one < 0 else 1)
        sign = -1 if one * other > 0 else 1
        tops = [((magnitude(share * one), 0),), ((magnitude(share * other), 0),)]
    else:
        cancels = stream.chance(1, 2)
        for _ in range(60):
            above, below = linear(stream, 4, 9), linear(stream, 4, 9)
            if not cancels:
                break
            root = -value(common, 0)
            wanted = Fraction(-sign * value(above, root) * value(second, root)) / value(first, root)
            below = collected((below[0], (wanted - below[0][0] * root, 0)))
            if wanted.denominator == 1 and len(below) == 2 and magnitude(below[1][0]) <= 20:
                break
        else:
            return None
        tops = [above, below]
    polys = (common, first, second, *tops)
    clear = all(
        divided(above, poly)[1]
        for above, own in zip(tops, (first, second), strict=True)
        for poly in (own, common)
        if degree(poly)
    )
    return (polys, (sign,)) if clear and degree(_common_top(polys, sign)) > 0 else None


def _constant(stream: Stream) -> Poly:
    return ((stream.integer(1, 9), 0),)


def _common_top(polys: Sequence[Poly], sign: int) -> Poly:
    _, first, second, above, other = polys
    return plus(times(above, second), scaled(times(other, first), sign))


def _fractions(question: Question) -> tuple[Poly, list[Poly]]:
    """Numerator and the factors of the denominator, in lowest terms."""
    top = _common_top(question.polys, question.numbers[0])
    below = [poly for poly in question.polys[:3] if degree(poly)]
    for poly in list(below):
        quotient, rest = divided(top, poly)
        if not rest:
            below.remove(poly)
            top = quotient
    return top, below


def _answer_fractions(question: Question) -> str:
    top, below = _fractions(question)
    return quotient_text([top], below, question.letters)


def _working_fractions(question: Question) -> list[str]:
    letters = question.letters
    _, first, second, above, other = question.polys
    below = [poly for poly in question.polys[:3] if degree(poly)]
    lines = [f"The common denominator is {_product_or_sum(below, letters, PLAIN)}."]
    terms: list[Term] = []
    for size, top, factor in ((1, above, second), (question.numbers[0], other, first)):
        lines.append(f"{product_text((top, factor), (1, 1), letters)}:")
        lines += multiplied(top, factor, letters)
        product = scaled(times(top, factor), size)
        terms += product
        if size < 0:
            lines.append(f"Taken away, this counts as {written(product, letters)}.")
    lines += together(terms, letters)
    top = collected(terms)
    lines.append(f"The numerator is {written(top, letters)}.")
    for poly in below:
        root = Fraction(-value(poly, 0)) / poly[0][0]
        if value(top, root):
            lines.append(
                f"At {letters[0]} = {root} it is {value(top, root)}, so {written(poly, letters)} does not cancel."
            )
            continue
        quotient = divided(top, poly)[0]
        shown = f"{written(top, letters)} = {product_text((poly, quotient), (1, 1), letters)}"
        lines.append(f"At {letters[0]} = {root} it is 0: {shown}, and {written(poly, letters)} cancels.")
        top = quotient
    lines.append(f"What is left is {_answer_fractions(question)}.")
    return lines


QUOTIENTS: dict[str, Kind] = {
    "remainder": Kind(_draw_remainder, _answer_remainder, _working_remainder, "expanded", "remainder", (3, 2, 3, 3)),
    "division": Kind(
        _draw_division, _answer_division, _working_division, "tuple", "(quotient, remainder)", (0, 3, 3, 2)
    ),
    "reduce": Kind(_draw_reduce, _answer_reduce, _working_reduce, "reduced", "fraction in lowest terms", (0, 3, 3, 0)),
    "fractions": Kind(
        _draw_fractions, _answer_fractions, _working_fractions, "reduced", "one fraction in lowest terms", (0, 0, 3, 3)
    ),
}
