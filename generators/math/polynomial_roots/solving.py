"""Finds the roots and factors of polynomials the way they are found by hand, and writes every step down."""

from __future__ import annotations

from fractions import Fraction
from itertools import count
from math import gcd, isqrt

from generators.math.polynomial_roots.notation import (
    Coefficients,
    Surd,
    added,
    bracketed,
    candidates,
    expanded,
    product,
    shown,
    split,
    squarefree,
    surd,
    tried,
    tries,
)
from generators.math.polynomials import written

MOST_TRIES = 5
"""Numbers that are tried in vain before a root is found; a polynomial that takes more is not asked about."""


class TooLong(Exception):
    """By hand it would take too many tries."""


# Roots.


def real_roots(coefficients: Coefficients, letter: str) -> tuple[list[str], list[Surd]]:
    """The steps that solve polynomial = 0 over the real numbers, and the roots in rising order, each as often as it
    occurs. Raises `TooLong`."""
    lines: list[str] = []
    own = primitive(coefficients)
    if own != coefficients:
        lines.append(f"Divide by {coefficients[0] // own[0]}: {shown(own, letter)} = 0.")
    roots: list[Surd] = []
    known: set[Fraction] = set()
    while len(own) > 3 and not own[-1]:
        own = own[:-1]
        roots.append(surd(0))
        lines.append(f"Every term has the factor {letter}, so {letter} = 0 is a root and {shown(own, letter)} remains.")
    while len(own) > 3:
        if len(own) == 5 and not own[1] and not own[3]:
            more, found = biquadratic(own, letter)
            return [*lines, *more], sorted([*roots, *found], key=float)
        line, root, own = rational_root(own, letter, known)
        lines += line
        roots.append(surd(root))
    if len(own) == 3:
        more, found = quadratic(own, letter)
        lines += more
        roots += found
    elif len(own) == 2:
        lines.append(f"{shown(own, letter)} = 0, so {letter} = {Fraction(-own[1], own[0])}.")
        roots.append(surd(Fraction(-own[1], own[0])))
    return lines, sorted(roots, key=float)


def primitive(coefficients: Coefficients) -> Coefficients:
    """Without a common divisor, and with a positive leading coefficient."""
    common = gcd(*coefficients) * (-1 if coefficients[0] < 0 else 1)
    return tuple(each // common for each in coefficients)


def rational_root(own: Coefficients, letter: str, known: set[Fraction]) -> tuple[list[str], Fraction, Coefficients]:
    """The lines that find a rational root by Horner's rule, the root, and what remains; numbers `known` to be no roots
    are passed over. Raises `TooLong`."""
    bottoms = f" over a divisor of {own[0]}" if own[0] > 1 else ""
    lines = [] if known else [f"A rational root is a divisor of {abs(own[-1])}{bottoms}, with either sign."]
    for at in candidates(own):
        if at in known:
            continue
        if len(known) > MOST_TRIES:
            break
        steps, row = tried(own, at)
        if row[-1]:
            lines.append(f"Try {letter} = {at}: {steps}. Not a root.")
            known.add(at)
            continue
        rest = primitive(tuple(int(each * at.denominator) for each in row[:-1]))
        lines.append(f"Try {letter} = {at}: {steps}. A root.")
        lines.append(f"Divided by {shown((at.denominator, -at.numerator), letter)}, {shown(rest, letter)} remains.")
        return lines, at, rest
    raise TooLong


def quadratic(own: Coefficients, letter: str) -> tuple[list[str], list[Surd]]:
    """The lines that solve a quadratic equation, and its real roots."""
    a, b, c = own
    square = b * b - 4 * a * c
    if a == 1 and square >= 0 and isqrt(square) ** 2 == square and c and tries(b, c) <= 6:
        line, (one, other) = split(b, c)
        first, second = sorted((-one, -other))
        factors = product(1, sorted([(1, one), (1, other)]), letter)
        found = f"{letter} = {first}" + (f" or {letter} = {second}." if first != second else ", twice.")
        return [line, f"{factors} = 0, so {found}"], [surd(first), surd(second)]
    if not b:
        return _pure(a, c, letter)
    lines = [
        f"{shown(own, letter)} = 0 has the discriminant "
        f"{bracketed(b)}^2 - 4 * {bracketed(a)} * {bracketed(c)} = {added(b * b, -4 * a * c)} = {square}."
    ]
    if square < 0:
        return [*lines, "It is negative, so there are no real roots here."], []
    inside, outside = squarefree(square) if square else (1, 0)
    if not square:
        return [*lines, f"{letter} = {-b} / {2 * a} = {Fraction(-b, 2 * a)}, twice."], [surd(Fraction(-b, 2 * a))] * 2
    roots = [Surd.of(-b, -1, square, 2 * a), Surd.of(-b, 1, square, 2 * a)]
    if inside == 1:
        lines.append(f"sqrt({square}) = {outside}.")
        lines += [
            f"{letter} = ({-b} {sign} {outside}) / {2 * a} = {-b + step} / {2 * a} = {root}."
            for sign, step, root in (("-", -outside, roots[0]), ("+", outside, roots[1]))
        ]
        return lines, roots
    if outside > 1:
        lines.append(f"sqrt({square}) = sqrt({outside * outside} * {inside}) = {outside}sqrt({inside}).")
    size = f"{outside}sqrt({inside})" if outside > 1 else f"sqrt({inside})"
    for sign, root in (("-", roots[0]), ("+", roots[1])):
        plain = f"({-b} {sign} {size})/{2 * a}"
        lines.append(f"{letter} = {plain}" + (f" = {root}." if str(root) != plain else "."))
    return lines, roots


def _pure(a: int, c: int, letter: str) -> tuple[list[str], list[Surd]]:
    """``a x² + c = 0``."""
    value = Fraction(-c, a)
    lines = [f"{shown((a, 0, c), letter)} = 0, so {letter}^2 = {value}."]
    if value < 0:
        return [*lines, "A square is not negative, so there are no real roots here."], []
    if not value:
        return [*lines[:-1], f"{shown((a, 0, c), letter)} = 0, so {letter} = 0, twice."], [surd(0)] * 2
    roots = [Surd.of(0, sign, value.numerator * value.denominator, value.denominator) for sign in (-1, 1)]
    return [*lines, f"{letter} = {roots[0]} or {letter} = {roots[1]}."], roots


def biquadratic(own: Coefficients, letter: str) -> tuple[list[str], list[Surd]]:
    """The lines that solve ``a x^4 + b x^2 + c = 0`` by a substitution, and its real roots. Raises `TooLong` where a
    square root of an irrational number would come up."""
    name = "u" if letter != "u" else "v"
    inner = (own[0], own[2], own[4])
    lines, squares = quadratic(inner, name)
    lines = [f"With {name} = {letter}^2 this is {shown(inner, name)} = 0.", *lines]
    roots: list[Surd] = []
    for each in dict.fromkeys(squares):
        value = each.rational
        if value is None:
            raise TooLong
        times = squares.count(each)
        if value < 0:
            lines.append(f"{letter}^2 = {value} has no real solution.")
            continue
        found = [Surd.of(0, sign, value.numerator * value.denominator, value.denominator) for sign in (-1, 1)]
        lines.append(f"{letter}^2 = {value} gives {letter} = {found[0]} or {letter} = {found[1]}.")
        roots += found * times
    return lines, roots


def listed_roots(roots: list[Surd]) -> str:
    """The roots with commas between them."""
    return ", ".join(map(str, roots))


# Factors.


def factored(coefficients: Coefficients, letter: str) -> tuple[list[str], int, list[Coefficients]]:
    """The steps that factor a polynomial over the integers, the number in front and the irreducible factors. Raises
    `TooLong`."""
    own = primitive(coefficients)
    leading = coefficients[0] // own[0]
    lines: list[str] = []
    if leading != 1:
        size = "" if leading == -1 else str(abs(leading))
        lines.append(f"Take out {leading}: {'-' if leading < 0 else ''}{size}({shown(own, letter)}).")
    more, factors = _factors(own, letter, set())
    return list(dict.fromkeys([*lines, *more])), leading, sorted(factors, key=lambda each: (len(each), each))


def _factors(own: Coefficients, letter: str, known: set[Fraction]) -> tuple[list[str], list[Coefficients]]:
    """The steps and the irreducible factors of a primitive polynomial."""
    if len(own) <= 2:
        return [], [own]
    if not own[-1]:
        power = next(place for place, each in enumerate(reversed(own)) if each)
        rest = own[:-power]
        front = letter if power == 1 else f"{letter}^{power}"
        lines, factors = _factors(rest, letter, known)
        return [f"{shown(own, letter)} = {front}({shown(rest, letter)}).", *lines], [*[(1, 0)] * power, *factors]
    if len(own) == 3:
        return _two(own, letter)
    for method in (_squares, _cubes, _substitution):
        found = method(own, letter)
        if found is not None:
            lines, parts = found
            return _onward(lines, parts, letter, known)
    try:
        lines, root, rest = rational_root(own, letter, known)
    except TooLong:
        if len(own) == 5 and own[0] == 1 and not _has_rational_root(own):
            return _onward(*_quartic(own, letter), letter, known)
        raise
    return _onward(lines, [(root.denominator, -root.numerator), rest], letter, known)


def _onward(
    lines: list[str], parts: list[Coefficients], letter: str, known: set[Fraction]
) -> tuple[list[str], list[Coefficients]]:
    factors: list[Coefficients] = []
    for part in parts:
        more, found = _factors(part, letter, known)
        lines = [*lines, *more]
        factors += found
    return lines, factors


def _has_rational_root(own: Coefficients) -> bool:
    return any(not tried(own, at)[1][-1] for at in candidates(own))


def _two(own: Coefficients, letter: str) -> tuple[list[str], list[Coefficients]]:
    """A quadratic polynomial: by two numbers with the right sum and product, or not at all."""
    a, b, c = own
    square = b * b - 4 * a * c
    if square < 0 or isqrt(square) ** 2 != square:
        why = "negative" if square < 0 else "no square"
        line = f"{shown(own, letter)}: {bracketed(b)}^2 - 4 * {bracketed(a)} * {bracketed(c)} = {square} is {why}"
        return [f"{line}, so it stays as it is."], [own]
    if not b:
        return _as_squares(own, letter)
    line, (one, other) = split(b, a * c)
    if a == 1:
        parts: list[Coefficients] = sorted([(1, one), (1, other)])
        return [line, f"{shown(own, letter)} = {product(1, parts, letter)}."], parts
    first = gcd(a, one)
    left: Coefficients = (a // first, one // first)
    last = other * first // a
    apart = written(((a, 2), (one, 1), (other, 1), (c, 0)), letter)
    inside = shown(left, letter)
    grouped = f"{shown((first, 0), letter)}({inside}) {'-' if last < 0 else '+'} "
    grouped += f"{'' if abs(last) == 1 else abs(last)}({inside})"
    parts = [left, (first, last)]
    return [line, f"{shown(own, letter)} = {apart} = {grouped} = {product(1, parts, letter)}."], parts


def _as_squares(own: Coefficients, letter: str) -> tuple[list[str], list[Coefficients]]:
    a, _, c = own
    one, other = isqrt(a), isqrt(-c)
    if one * one != a or other * other != -c:
        raise TooLong
    parts: list[Coefficients] = [(one, -other), (one, other)]
    base = shown((one, 0), letter)
    power = f"({base})^2" if one > 1 else f"{base}^2"
    return [f"{shown(own, letter)} = {power} - {other}^2 = {product(1, parts, letter)}."], parts


def _squares(own: Coefficients, letter: str) -> tuple[list[str], list[Coefficients]] | None:
    """``a² x^2n - b²``."""
    power = len(own) - 1
    if any(own[1:-1]) or power % 2 or own[-1] > 0:
        return None
    one, other = isqrt(own[0]), isqrt(-own[-1])
    if one * one != own[0] or other * other != -own[-1]:
        return None
    middle = [0] * (power // 2 - 1)
    parts: list[Coefficients] = [(one, *middle, -other), (one, *middle, other)]
    base = shown((one, *middle, 0), letter)
    return [f"{shown(own, letter)} = ({base})^2 - {other}^2 = {product(1, parts, letter)}."], parts


def _cubes(own: Coefficients, letter: str) -> tuple[list[str], list[Coefficients]] | None:
    """``a³ x³ ± b³``."""
    if len(own) != 4 or own[1] or own[2]:
        return None
    one, other = round(own[0] ** (1 / 3)), round(abs(own[3]) ** (1 / 3))
    if one**3 != own[0] or other**3 != abs(own[3]):
        return None
    sign = 1 if own[3] > 0 else -1
    parts: list[Coefficients] = [(one, sign * other), (one * one, -sign * one * other, other * other)]
    base = shown((one, 0), letter)
    power = f"({base})^3" if one > 1 else f"{base}^3"
    line = f"{shown(own, letter)} = {power} {'+' if sign > 0 else '-'} {other}^3 = {product(1, parts, letter)}."
    return [line], parts


def _substitution(own: Coefficients, letter: str) -> tuple[list[str], list[Coefficients]] | None:
    """``a x^4 + b x^2 + c``: as a quadratic in x², or by completing a square."""
    if len(own) != 5 or own[1] or own[3] or not own[2]:
        return None
    a, b, c = own[0], own[2], own[4]
    square = b * b - 4 * a * c
    if square >= 0 and isqrt(square) ** 2 == square:
        name = "u" if letter != "u" else "v"
        lines, parts = _two((a, b, c), name)
        wide: list[Coefficients] = [(p, 0, q) for p, q in parts]
        head = f"With {name} = {letter}^2 this is {shown((a, b, c), name)}."
        return [head, *lines, f"So {shown(own, letter)} = {product(1, wide, letter)}."], wide
    one, other = isqrt(a), isqrt(abs(c))
    if one * one != a or other * other != c:
        raise TooLong
    for last in (other, -other):
        spare = 2 * one * last - b
        root = isqrt(spare) if spare > 0 else 0
        if root and root * root == spare:
            whole = (one, 0, last)
            parts = [(one, -root, last), (one, root, last)]
            power = shown((root, 0), letter)
            inside = f"({power})^2" if root > 1 else f"{power}^2"
            return [
                f"({shown(whole, letter)})^2 = {shown(expanded([whole, whole]), letter)}, "
                f"which is {shown((spare, 0, 0), letter)} too much.",
                f"{shown(own, letter)} = ({shown(whole, letter)})^2 - {inside} = {product(1, parts, letter)}.",
            ], parts
    raise TooLong


def _quartic(own: Coefficients, letter: str) -> tuple[list[str], list[Coefficients]]:
    """``x^4 + …`` without rational roots as a product of two quadratics with whole coefficients."""
    _, p, q, r, s = own
    points = candidates(own)
    values = [tried(own, at)[1][-1] for at in points]
    shape = "(x^2 + ax + b)(x^2 + cx + d)".replace("x", letter)
    lines = [
        f"At {letter} = {', '.join(map(str, points))} the values are {', '.join(map(str, values))}: no rational root.",
        f"So {shown(own, letter)} can only be {shape} with bd = {s}, a + c = {p}, b + d + ac = {q}, ad + bc = {r}.",
    ]
    for number, size in enumerate(each for each in count(1) if s % each == 0):
        if size * size > abs(s) or number > 3:
            raise TooLong
        for b in (size, -size):
            d = s // b
            found = _pair(p, q - b - d)
            text = f"b = {b}, d = {d}: a + c = {p} and ac = {q - b - d}"
            if found is None:
                lines.append(f"{text} have no whole solution.")
                continue
            for a, c in dict.fromkeys((found, found[::-1])):
                value = a * d + b * c
                check = f"{text}, so a = {a}, c = {c}; ad + bc = {added(a * d, b * c)} = {value}"
                if value == r:
                    lines.append(f"{check}, as it must be.")
                    return lines, [(1, a, b), (1, c, d)]
                lines.append(f"{check}, which is not {r}.")
    raise TooLong


def _pair(total: int, times: int) -> tuple[int, int] | None:
    """Whole numbers with this sum and product, the smaller first."""
    square = total * total - 4 * times
    if square < 0 or isqrt(square) ** 2 != square:
        return None
    return (total - isqrt(square)) // 2, (total + isqrt(square)) // 2
