"""The derivations of level 4: five to eight steps, in which solutions are gained as well as lost."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction
from itertools import pairwise
from math import gcd, isqrt, lcm

from generators.math.derivation.goals import (
    constant,
    factored,
    found,
    in_form,
    isolated,
    pairs,
    solutions,
    solved,
    worked_out,
)
from generators.math.derivation.walk import (
    EQUATIONS,
    EXPRESSIONS,
    Walk,
    away,
    bracket,
    factor,
    joined,
    like,
    poly,
    product,
    quotient,
    slips,
    sum_of,
    topic,
    total,
)


def _zeros(b: int, c: int) -> tuple[int, int] | None:
    """The two whole solutions of ``x^2 + bx + c = 0``, the smaller first."""
    there = pairs(b, c)
    return None if there is None else (-max(there), -min(there))


@topic(4, 8, EQUATIONS)
def root_equation(walk: Walk) -> Hashable:
    """``sqrt(ax + b) - d = x + e``, of which squaring gains no solution unless that is to be the error"""
    gains = walk.aim == 3 and walk.numbers.chance(2, 3)
    e, d = walk.between(-9, 9, 0), walk.between(-9, 9, 0)
    r, s, c = walk.between(-9, 12, 0), walk.between(-9, 12, 0), e + d
    a, b = 2 * c + r + s, c * c - r * s
    walk.need(a not in (0, 1, -1) and b != 0 and c != 0)
    walk.given(f"sqrt({poly(a, b)}){joined('x', -d, '')} = {poly(1, e)}")
    c = walk.step(
        away(-d), sum_of(e, d), c, lambda v: f"sqrt({poly(a, b)}) = {poly(1, v)}",
        ("moved", e - d), ("sign", -c), *slips(c),
    )  # fmt: skip
    there = _zeros(2 * c - a, c * c - b)
    walk.need(there is not None and c != 0)
    assert there is not None
    low, high = there
    walk.need(high + c > 0 and (low + c < 0) is gains)
    condition = f" and x >= {-c}" * gains
    checked = f"{poly(1, c)} is {low + c} at x = {low} and {high + c} at x = {high}, where the squares are equal"
    inside, condition = walk.step(
        "Square both sides", f"the root squared is {poly(a, b)}, and {checked}", (c, condition),
        lambda v: f"{poly(a, b)} = {bracket(1, v[0])}^2{v[1]}", ("gained", (c, "")) if gains else ("sign", (-c, "")),
    )  # fmt: skip
    m, n = walk.step(
        "Multiply out the square", f"2·{factor(inside)} = {2 * inside} and {factor(inside)}^2 = {inside**2}",
        (2 * inside, inside**2), lambda v: f"{poly(a, b)} = {poly(1, *v)}",
        ("middle", (0, inside**2)), ("middle", (inside, inside**2)), ("sign", (2 * inside, -(inside**2))),
    )  # fmt: skip
    m, n = walk.step(
        "Bring everything to one side", f"{like(m, -a)} and {sum_of(n, -b)}", (m - a, n - b),
        lambda v: f"{poly(1, *v)} = 0", ("moved", (m + a, n - b)), ("moved", (m - a, n + b)),
    )  # fmt: skip
    walk.need(m != 0)
    ends = factored(walk, m, n)
    return solutions(walk, [end for end in ends if end >= -c] if condition else ends)


@topic(4, 7, EQUATIONS)
def fractions_and_square(walk: Walk) -> Hashable:
    """``a/(x + p) + b/(x + q) = 1``"""
    p, q = walk.between(-6, 6, 0), walk.between(-6, 6, 0)
    s, t = walk.between(-9, 9, 0), walk.between(-9, 9, 0)
    walk.need(p != q and s != t)
    walk.need((p + s) * (p + t) % (p - q) == 0 and (q + s) * (q + t) % (q - p) == 0)
    a, b = (p + s) * (p + t) // (p - q), (q + s) * (q + t) // (q - p)
    walk.need(a > 1 and abs(b) > 1)
    walk.need(max(a, abs(b)) <= 40 and a + b != 0 and p + q != 0)
    sort, size = ("+", b) if b > 0 else ("-", -b)
    walk.given(f"{a}/{bracket(1, p)} {sort} {size}/{bracket(1, q)} = 1")
    below = f"{bracket(1, p)}{bracket(1, q)}"
    i, j = walk.step(
        f"Multiply both sides by {below}",
        f"{a} keeps {bracket(1, q)}, {size} keeps {bracket(1, p)}, and the sides differ at x = {-p} and x = {-q}",
        (q, p),
        lambda v: f"{a}{bracket(1, v[0])} {sort} {size}{bracket(1, v[1])} = {below}", ("cross", (p, q)),
    )  # fmt: skip
    e, f, g, h = walk.step(
        "Multiply out the brackets",
        f"{product(a, i)}, {product(b, j)}, {sum_of(p, q)} and {product(p, q)}", (a * i, b * j, p + q, p * q),
        lambda v: f"{total((a, 'x'), (v[0], ''), (b, 'x'), (v[1], ''))} = {poly(1, v[2], v[3])}",
        ("distribution", (i, b * j, p + q, p * q)), ("sign", (a * i, -b * j, p + q, p * q)),
        ("middle", (a * i, b * j, 0, p * q)), ("sign", (a * i, b * j, p + q, -p * q)),
        ("middle", (a * i, b * j, p * q, p + q)), ("sign", (a * i, b * j, p - q, p * q)),
    )  # fmt: skip
    m, n = walk.step(
        "Bring everything to one side", f"{like(g, -a, -b)} and {sum_of(h, -e, -f)}", (g - a - b, h - e - f),
        lambda v: f"{poly(1, *v)} = 0",
        ("moved", (g + a + b, h - e - f)), ("moved", (g - a - b, h + e + f)), ("moved", (g - a + b, h - e - f)),
        ("moved", (g - a - b, h - e + f)),
    )  # fmt: skip
    walk.need(m != 0 and n != 0)
    return solutions(walk, factored(walk, m, n))  # no zero of a denominator is among them, since a and b are not 0


@topic(4, 6, EQUATIONS)
def pole_left_out(walk: Walk) -> Hashable:
    """``(x^2 + bx)/(x - p) = d + c/(x - p)``, of which multiplying by the denominator would gain the solution p"""
    p, r, d = walk.between(-9, 9, 0), walk.between(-9, 9, 0), walk.between(-9, 9, 0, 1, -1)
    b, c = d - p - r, d * p - p * r
    walk.need(p != r and p + r != 0 and b != 0 and c not in (0, d * p))
    sort, size = ("+", c) if c > 0 else ("-", -c)
    walk.given(f"{bracket(1, b, 0)}/{bracket(1, -p)} = {d} {sort} {size}/{bracket(1, -p)}")
    kept = walk.step(
        f"Multiply both sides by {poly(1, -p)}", f"{poly(1, -p)} must not be zero", f" and x ≠ {p}",
        lambda v: f"{poly(1, b, 0)} = {d}{bracket(1, -p)} {sort} {size}{v}", ("gained", ""),
    )  # fmt: skip
    e, f = walk.step(
        "Multiply out the bracket", f"{product(d, -p)}", (d, -d * p),
        lambda v: f"{poly(1, b, 0)} = {total((v[0], 'x'), (v[1], ''), (c, ''))}{kept}",
        ("distribution", (d, -p)), ("sign", (d, d * p)),
    )  # fmt: skip
    m, n = walk.step(
        "Bring everything to one side", f"{like(b, -e)} and {total((-f, ''), (-c, ''))} = {-f - c}", (b - e, -f - c),
        lambda v: f"{poly(1, *v)} = 0{kept}", ("moved", (b + e, -f - c)), ("moved", (b - e, f + c)),
        ("moved", (b - e, -f + c)), ("moved", (b - e, f - c)),
    )  # fmt: skip
    there = pairs(m, n)
    walk.need(there is not None and m != 0)
    assert there is not None
    u, v = there
    parts = walk.step(
        "Factor", f"{sum_of(u, v)} and {product(u, v)}", (u, v),
        lambda w: f"{bracket(1, w[0])}{bracket(1, w[1])} = 0{kept}",
        ("sign", (-u, -v)), ("sign", (u, -v)), ("sign", (-u, v)),
    )  # fmt: skip
    walk.need(parts[0] != parts[1])
    zeros = tuple(-part for part in parts)
    ends = tuple(zero for zero in zeros if zero != p or not kept)
    why = " and ".join(f"{poly(1, -zero)} = 0 gives x = {zero}" for zero in zeros)
    left_out = f", but x = {p} is left out" if len(ends) < 2 else ""
    ends = walk.step(
        "A product is zero when a factor is", why + left_out, ends,
        lambda w: " or ".join(f"x = {value}" for value in w), ("sign", tuple(-end for end in ends)),
        *([("gained", zeros)] if left_out else []),
    )  # fmt: skip
    return found(walk, ends[0]) if len(ends) == 1 else frozenset(ends)


@topic(4, 7, EQUATIONS)
def two_fractions_cleared(walk: Walk) -> Hashable:
    """``(ax + b)/c - (dx + e)/f = gx + h``"""
    c, f = walk.between(2, 9), walk.between(2, 9)
    k = lcm(c, f)
    m, n = k // c, k // f
    walk.need(c != f and m > 1 and n > 1 and k <= 36)
    a, d, g = walk.between(1, 7), walk.between(1, 7), walk.between(1, 3)
    b, e, h = walk.between(-9, 9, 0), walk.between(-9, 9, 0), walk.between(-6, 6, 0)
    left = m * a - n * d - k * g
    walk.need(left not in (0, 1, -1) and m * a != n * d)
    walk.given(f"{bracket(a, b)}/{c} - {bracket(d, e)}/{f} = {poly(g, h)}")
    p, q, r, s = walk.step(
        f"Multiply both sides by {k}", f"{k}/{c} = {m}, {k}/{f} = {n}, {product(k, g)} and {product(k, h)}",
        (m, n, k * g, k * h), lambda v: f"{v[0]}{bracket(a, b)} - {v[1]}{bracket(d, e)} = {poly(v[2], v[3])}",
        ("one side", (m, n, g, h)), ("one side", (m, n, k * g, h)), ("cross", (n, m, k * g, k * h)),
        ("cross", (c, f, k * g, k * h)),
    )  # fmt: skip
    walk.need(p > 1 and q > 1)
    state = (p * a, p * b, -q * d, -q * e)
    t, u, v, w = walk.step(
        "Multiply out the brackets", f"{product(p, a)}, {product(p, b)}, {product(-q, d)} and {product(-q, e)}", state,
        lambda z: f"{total((z[0], 'x'), (z[1], ''), (z[2], 'x'), (z[3], ''))} = {poly(r, s)}",
        ("minus", (p * a, p * b, -q * d, q * e)), ("distribution", (p * a, b, -q * d, -q * e)),
        ("distribution", (p * a, p * b, -q * d, -e)), ("minus", (p * a, p * b, q * d, -q * e)),
    )  # fmt: skip
    walk.need(t + v != 0 and u + w != 0)
    i, j = walk.step(
        "Add like terms", f"{like(t, v)} and {sum_of(u, w)}", (t + v, u + w), lambda z: f"{poly(*z)} = {poly(r, s)}",
        ("sign", (t - v, u + w)), ("sign", (t + v, u - w)), ("sign", (t + v, w - u)),
    )  # fmt: skip
    walk.need(i - r not in (0, 1, -1))
    i = walk.step(
        f"Subtract {poly(r, 0)} on both sides", like(i, -r), i - r, lambda z: f"{poly(z, j)} = {s}",
        ("moved", i + r), ("sign", r - i),
    )  # fmt: skip
    walk.need(i != 0 and Fraction(s - j, i).denominator <= 12)
    return solved(walk, isolated(walk, i, j, s, whole=False))


@topic(4, 6, EXPRESSIONS)
def square_split_off(walk: Walk) -> Hashable:
    """``ax^2 + bx + c`` by completing the square"""
    a, p, c = walk.between(-5, 6, 0, 1, -1), walk.between(-7, 7, 0), walk.between(-20, 30, 0)
    b = 2 * a * p
    walk.need(c - a * p * p != 0)
    walk.given(poly(a, b, c))
    tail = joined("x", c, "")
    half = walk.step(
        f"Take {a} out of the first two terms", f"{b}/{factor(a)} = {2 * p}", 2 * p,
        lambda v: f"{a}{bracket(1, v, 0)}{tail}", ("sign", -2 * p), ("taken out", b),
    )  # fmt: skip
    walk.need(half % 2 == 0)
    middle, square = half // 2, half**2 // 4
    _, away_again = walk.step(
        f"Add and subtract the square of half of {half}", f"{half}/2 = {middle} and {factor(middle)}^2 = {square}",
        (square, -square),
        lambda v: f"{a}({total((1, 'x^2'), (half, 'x'), (v[0], ''), (v[1], ''))}){tail}",
        ("half square", (square, -abs(middle))), ("sign", (square, square)),
    )  # fmt: skip
    turned, away_again = walk.step(
        "Write the square of a sum", f"{bracket(1, middle)}^2 = {poly(1, half, square)}", (middle, away_again),
        lambda v: f"{a}({total((1, f'{bracket(1, v[0])}^2'), (v[1], ''))}){tail}",
        ("sign", (-middle, away_again)), ("half", (half, away_again)),
    )  # fmt: skip
    walk.need(turned != 0)
    out = walk.step(
        "Multiply out the outer bracket", product(a, away_again), a * away_again,
        lambda v: f"{a}{bracket(1, turned)}^2{joined('x', v, '') if v else ''}{tail}",
        ("distribution", away_again), ("sign", -a * away_again),
    )  # fmt: skip
    walk.need(out + c != 0)
    end = walk.step(
        "Add the numbers", sum_of(out, c), out + c, lambda v: f"{a}{bracket(1, turned)}^2{joined('x', v, '')}",
        ("sign", out - c), ("sign", c - out),
    )  # fmt: skip
    start = {at: f"({a}*({at})*({at}) + {b}*({at}) + {c})" for at in (-1, 0, 1)}
    equations = (
        f"2*A = {start[1]} + {start[-1]} - 2*{start[0]}", f"4*A*B = {start[1]} - {start[-1]}",
        f"A*B*B + C = {start[0]}",
    )  # fmt: skip
    return in_form(walk, "A(x + B)^2 + C", {"A": a, "B": turned, "C": end}, equations)


@topic(4, 6, EQUATIONS)
def square_of_square(walk: Walk) -> Hashable:
    """``x^2(x^2 - a) + c = b``, whose solutions may be roots or none at all"""
    r, s = walk.between(-16, 30, 0), walk.between(-16, 30, 0)
    if walk.numbers.chance(1, 2):
        r, s = walk.between(1, 12) ** 2, walk.numbers.choice((-walk.between(1, 60), walk.between(1, 12) ** 2))
    walk.need(r != s and r + s != 0)
    a, c = r + s, walk.between(-30, 30, 0)
    b = c - r * s
    walk.need(b != 0)
    walk.given(f"x^2{bracket(1, 0, -a)}{joined('x', c, '')} = {b}")
    a = walk.step(
        "Multiply out the bracket", f"x^2·x^2 = x^4 and x^2·{factor(-a)} = {poly(-a, 0, 0)}", a,
        lambda v: f"{poly(1, 0, -v, 0, c)} = {b}", ("sign", -a),
    )  # fmt: skip
    n = walk.step(
        f"Bring {b} to the left", sum_of(c, -b), c - b,
        lambda v: f"{poly(1, 0, -a, 0, v)} = 0", ("moved", c + b), ("sign", b - c),
    )  # fmt: skip
    there = pairs(-a, n)
    walk.need(there is not None)
    assert there is not None
    u, v = there
    near = [(d, n // d) for d in range(2, 30) if n % d == 0 and d not in there and d != n // d]
    parts: tuple[int, ...] = walk.step(
        "Factor as a quadratic in x^2", f"{sum_of(u, v)} and {product(u, v)}", (u, v),
        lambda w: "".join(bracket(1, 0, part) for part in w) + " = 0",
        ("sign", (-u, v)), ("sign", (u, -v)), ("sign", (-u, -v)), *[("factors", each) for each in near],
    )  # fmt: skip
    squares = tuple(-part for part in parts)
    squares = walk.step(
        "A product is zero when a factor is",
        " and ".join(f"{poly(1, 0, part)} = 0 means x^2 = {-part}" for part in parts), squares,
        lambda w: " or ".join(f"x^2 = {each}" for each in w), ("lost", squares[:1]), ("lost", squares[1:]),
        ("sign", (squares[0], -squares[1])), ("sign", (-squares[0], squares[1])),
    )  # fmt: skip
    walk.need(len(set(squares)) == len(squares))
    said, ends = [], []
    for square in squares:
        root = str(isqrt(square)) if square > 0 and isqrt(square) ** 2 == square else f"sqrt({square})"
        ends += [root, f"-{root}"] if square > 0 else []
        said.append(
            f"x^2 = {square} has " + (f"the solutions {root} and -{root}" if square > 0 else "no real solution")
        )
    final = walk.step(
        "Take the roots", " and ".join(said), tuple(ends),
        lambda w: " or ".join(f"x = {each}" for each in w) or "no real solution",
        ("one root", tuple(ends[::2])), ("one root", tuple(ends[:-1])),
        *([("root of a negative", tuple(f"-{isqrt(-each)}" for each in squares))] if not ends else []),
    )  # fmt: skip
    if all(each.lstrip("-").isdigit() for each in final) and final:
        return solutions(walk, map(int, final))
    return frozenset(final)


@topic(4, 6, EQUATIONS)
def absolute_value_of_line(walk: Walk) -> Hashable:
    """``|ax + b| - c = dx``, where opening the bars may gain a solution"""
    a, d = walk.between(2, 9), walk.between(1, 7)
    b, c = walk.between(-12, 12, 0), walk.between(-15, 20, 0)
    walk.need(abs(a - d) > 1 and abs(c) != abs(b))
    walk.given(f"|{poly(a, b)}|{joined('x', -c, '')} = {poly(d, 0)}")
    c = walk.step(
        away(-c), f"{-c} goes over as {c}", c, lambda v: f"|{poly(a, b)}| = {poly(d, v)}", ("moved", -c),
        *slips(c, abs(a - d)),
    )  # fmt: skip
    walk.need(c != 0)
    candidates = {1: Fraction(c - b, a - d), -1: Fraction(-c - b, a + d)}
    valid = tuple(sign for sign, value in candidates.items() if d * value + c >= 0)
    walk.need(len(set(candidates.values())) == 2 and all(value.denominator < 7 for value in candidates.values()))
    walk.need(bool(valid) and 0 not in candidates.values())
    why = " and ".join(
        f"{poly(a, b)} = {poly(sign * d, sign * c)} gives x = {value}, where {poly(d, c)} is {d * value + c}"
        for sign, value in candidates.items()
    )
    signs: tuple[int, ...] = walk.step(
        "Open the absolute value", why + ("" if len(valid) == 2 else ", too little for an absolute value"), valid,
        lambda v: " or ".join(f"{poly(a, b)} = {poly(sign * d, sign * c)}" for sign in v),
        *([("gained", (1, -1))] if len(valid) < 2 else [("one case", (1,)), ("one case", (-1,))]),
    )  # fmt: skip
    rights = tuple((a - sign * d, sign * c) for sign in signs)
    rights = walk.step(
        "Bring x to the left", " and ".join(like(a, -sign * d) for sign in signs), rights,
        lambda v: " or ".join(f"{poly(left, b)} = {right}" for left, right in v),
        ("moved", tuple((a + sign * d, sign * c) for sign in signs)),
        *([("moved", ((a + d, c), rights[1])), ("moved", (rights[0], (a - d, -c)))] if len(signs) > 1 else []),
    )  # fmt: skip
    lefts, numbers = tuple(left for left, _ in rights), tuple(right - b for _, right in rights)
    numbers = walk.step(
        away(b), " and ".join(sum_of(right, -b) for _, right in rights), numbers,
        lambda v: " or ".join(f"{poly(left, 0)} = {right}" for left, right in zip(lefts, v, strict=True)),
        ("moved", tuple(right + b for _, right in rights)),
        *([("moved", (numbers[0], rights[1][1] + b))] if len(signs) > 1 else []),
    )  # fmt: skip
    ends_of = tuple(zip(lefts, numbers, strict=True))
    walk.need(all(left not in (0, 1, -1) and right != 0 for left, right in ends_of))
    values = tuple(Fraction(right, left) for left, right in ends_of)
    walk.need(all(value.denominator < 7 for value in values))
    ends: tuple[Fraction, ...] = walk.step(
        "Divide", " and ".join(quotient(right, left) for left, right in ends_of), values,
        lambda v: " or ".join(f"x = {value}" for value in v), ("sign", tuple(-value for value in values)),
        ("undone", tuple(Fraction(right - left) for left, right in ends_of)),
        ("inverted", tuple(1 / value for value in values)),
        *([("sign", (values[0], -values[1]))] if len(values) > 1 else []),
    )  # fmt: skip
    walk.need(len(set(ends)) == len(ends))
    return solutions(walk, ends)


@topic(4, 7, EXPRESSIONS)
def telescope(walk: Walk) -> Hashable:
    """``1/(a(a + d)) + 1/((a + d)(a + 2d)) + …``"""
    a, d, count = walk.between(1, 12), walk.between(2, 7), walk.between(3, 5)
    k = walk.between(1, 12)
    at = [a + d * place for place in range(count + 1)]
    low, high = at[0], at[-1]
    walk.need(high <= 50)
    walk.given(" + ".join(f"{k}/({one}·{two})" for one, two in pairwise(at)))
    below, inner = walk.step(
        "Take every fraction apart",
        f"1/{low} - 1/{at[1]} = {d}/({low}·{at[1]}) and likewise for the others, which leaves a division by {d}",
        (d, "-"),
        lambda v: (f"{k}/{v[0]}" if v[0] > 1 else str(k)) + "·("
        + " + ".join(f"(1/{one} {v[1]} 1/{two})" for one, two in pairwise(at)) + ")",
        ("undivided", (1, "-")), ("sign", (d, "+")),
    )  # fmt: skip
    walk.need(inner == "-")
    front = f"{k}/{below}" if below > 1 else str(k)
    last, sign = walk.step(
        "The terms in between cancel", f"only 1/{low} and 1/{high} are left", (high, "-"),
        lambda v: f"{front}·(1/{low} {v[1]} 1/{v[0]})", ("telescoped", (at[-2], "-")), ("sign", (high, "+")),
        ("telescoped", (at[1], "-")),
    )  # fmt: skip
    common = lcm(low, last)
    one, two = common // low, common // last
    one, two = walk.step(
        "Bring both over the common denominator", f"{common}/{low} = {one} and {common}/{last} = {two}", (one, two),
        lambda v: f"{front}·({v[0]} {sign} {v[1]})/{common}", ("cross", (two, one)), ("widened", (one, 1)),
        ("widened", (1, two)), ("widened", (low, last)),
    )  # fmt: skip
    gap = one - two if sign == "-" else one + two
    walk.need(gap != 0)
    gap, common = walk.step(
        "Work out the bracket", f"{one} {sign} {two} = {gap}", (gap, common), lambda v: f"{front}·{_over(v[0], v[1])}",
        ("sign", (one + two if sign == "-" else one - two, common)),
        *[(kind, (each, common)) for kind, each in slips(gap)],
    )  # fmt: skip
    walk.need(gap not in (0, 1))
    above, under = walk.step(
        "Multiply", f"{product(k, gap)} and {product(below, common)}", (k * gap, below * common),
        lambda v: f"{v[0]}/{v[1]}", ("operation", (k + gap, below * common)), ("operation", (k * gap, below + common)),
        *[(kind, (k * gap, each)) for kind, each in slips(below * common)],
    )  # fmt: skip
    shared = gcd(above, under)
    walk.need(shared > 1 and above != 0)
    value = Fraction(above, under)
    end = walk.step(
        f"Cancel {shared}", f"{above}/{shared} = {value.numerator} and {under}/{shared} = {value.denominator}",
        value, str,
        ("one side", Fraction(value.numerator, under)), ("one side", Fraction(above, value.denominator)),
        *[("arithmetic", Fraction(value.numerator, each)) for _, each in slips(value.denominator) if each > 1],
    )  # fmt: skip
    return worked_out(walk, end)


def _over(top: int, bottom: int) -> str:
    return f"({top}/{bottom})" if top < 0 else f"{top}/{bottom}"


@topic(4, 6, EXPRESSIONS)
def square_and_cosine(walk: Walk) -> Hashable:
    """``(a·sin(x) + b)^2 + c(cos(x)^2 + w·sin(x)^2)``, which depends on ``sin(x)`` alone"""
    a, b, c = walk.between(2, 7), walk.between(-7, 7, 0), walk.between(2, 9)
    w = walk.between(-4, 5, 0, 1, -1)
    sin, squared = "sin(x)", "sin(x)^2"
    walk.need(a * a + c * (w - 1) != 0)
    inner = f"cos(x)^2{joined('x', w, squared)}"
    walk.given(f"({total((a, sin), (b, ''))})^2 + {c}({inner})")
    p, q, r = walk.step(
        "Multiply out the square", f"{a}^2 = {a * a}, 2·{a}·{factor(b)} = {2 * a * b} and {factor(b)}^2 = {b * b}",
        (a * a, 2 * a * b, b * b), lambda v: f"{total((v[0], squared), (v[1], sin), (v[2], ''))} + {c}({inner})",
        ("middle", (a * a, 0, b * b)), ("middle", (a * a, a * b, b * b)), ("coefficient", (a, 2 * a * b, b * b)),
        ("sign", (a * a, 2 * a * b, -b * b)),
    )  # fmt: skip
    one, turn = walk.step(
        "Replace cos(x)^2", "cos(x)^2 = 1 - sin(x)^2", (1, -1),
        lambda v: f"{total((p, squared), (q, sin), (r, ''))} + {c}({total((v[0], ''), (v[1], squared), (w, squared))})",
        ("identity", (1, 1)), ("identity", (-1, 1)),
    )  # fmt: skip
    walk.need(turn + w != 0)
    left = walk.step(
        "Add like terms in the bracket", like(turn, w, thing=squared), turn + w,
        lambda v: f"{total((p, squared), (q, sin), (r, ''))} + {c}({total((one, ''), (v, squared))})",
        ("sign", turn - w), ("sign", -turn - w),
    )  # fmt: skip
    walk.need(left != 0)
    d, e = walk.step(
        "Multiply out the bracket", f"{product(c, one)} and {product(c, left)}", (c * one, c * left),
        lambda v: total((p, squared), (q, sin), (r, ""), (v[0], ""), (v[1], squared)),
        ("distribution", (c * one, left)), ("distribution", (one, c * left)), ("sign", (c * one, -c * left)),
    )  # fmt: skip
    walk.need(p + e != 0 and r + d != 0)
    f, g = walk.step(
        "Add like terms", f"{like(p, e, thing=squared)} and {sum_of(r, d)}", (p + e, r + d),
        lambda v: total((v[0], squared), (q, sin), (v[1], "")),
        ("sign", (p - e, r + d)), ("sign", (p + e, r - d)), *[(kind, (p + e, value)) for kind, value in slips(r + d)],
    )  # fmt: skip
    return in_form(walk, "A·sin(x)^2 + B·sin(x) + C", {"A": f, "B": q, "C": g})


@topic(4, 6, EXPRESSIONS)
def two_squares(walk: Walk) -> Hashable:
    """``(a·sin(x) + b·cos(x))^2 + (b·sin(x) - a·cos(x))^2 + c``"""
    a, b, c = walk.between(2, 12), walk.between(2, 12), walk.between(-30, 30, 0)
    walk.need(a != b)
    sin, cos = "sin(x)", "cos(x)"
    tail = joined("x", c, "")
    walk.given(f"({a}{sin} + {b}{cos})^2 + ({b}{sin} - {a}{cos})^2{tail}")
    state = (a * a, 2 * a * b, b * b, b * b, -2 * a * b, a * a)
    terms = walk.step(
        "Multiply out the squares", f"{a}^2 = {a * a}, {b}^2 = {b * b} and 2·{a}·{b} = {2 * a * b}", state,
        lambda v: total((v[0], f"{sin}^2"), (v[1], f"{sin}{cos}"), (v[2], f"{cos}^2"), (v[3], f"{sin}^2"),
                        (v[4], f"{sin}{cos}"), (v[5], f"{cos}^2")) + tail,
        ("middle", (a * a, a * b, b * b, b * b, -2 * a * b, a * a)), ("sign", (*state[:5], -a * a)),
        ("middle", (*state[:4], 2 * a * b, a * a)), ("coefficient", (a, *state[1:])),
    )  # fmt: skip
    mixed = terms[1] + terms[4]
    p, q = terms[0] + terms[3], terms[2] + terms[5]
    p, mixed, q = walk.step(
        "Add like terms",
        f"{sum_of(terms[0], terms[3])}, {sum_of(terms[1], terms[4])} and {sum_of(terms[2], terms[5])}", (p, mixed, q),
        lambda v: total((v[0], f"{sin}^2"), (v[1], f"{sin}{cos}"), (v[2], f"{cos}^2")) + tail,
        ("sign", (p, 4 * a * b, q)), ("sign", (terms[0] - terms[3], mixed, q)),
        ("sign", (p, mixed, terms[2] - terms[5])),
    )  # fmt: skip
    walk.need(q != 0 and p != 0)
    if mixed == 0 and p == q:
        out = walk.step(
            f"Take {p} out", f"both squares have {p} in front", p, lambda v: f"{v}({sin}^2 + {cos}^2){tail}",
            ("taken out", p * p), ("taken out", 2 * p),
        )  # fmt: skip
        one = walk.step(
            f"Use {sin}^2 + {cos}^2 = 1", f"{out}·1 = {out}", out, lambda v: f"{v}{tail}", ("identity", 2 * out),
            ("identity", 0),
        )  # fmt: skip
    else:
        # Nothing cancels: cos(x)^2 = 1 - sin(x)^2 is as far as it goes.
        walk.need(p != q)
        walk.step(f"Replace {cos}^2", f"{cos}^2 = 1 - {sin}^2", 0, lambda v: total(
            (p, f"{sin}^2"), (mixed, f"{sin}{cos}"), (q, f"(1 - {sin}^2)")) + tail)  # fmt: skip
        walk.step("Multiply out the bracket and add like terms", f"{like(p, -q, thing=f'{sin}^2')}", 0, lambda v: total(
            (p - q, f"{sin}^2"), (mixed, f"{sin}{cos}"), (q, "")) + tail)  # fmt: skip
        walk.need(q + c != 0)
        walk.step("Add the numbers", sum_of(q, c), 0, lambda v: total(
            (p - q, f"{sin}^2"), (mixed, f"{sin}{cos}"), (q + c, "")))  # fmt: skip
        return p - q, mixed, q + c
    value = walk.step("Add the numbers", sum_of(one, c), one + c, str, ("sign", one - c), *slips(one + c))
    constant(walk, value)
    return 0, 0, value


@topic(4, 6, EXPRESSIONS, positive=True)
def logarithms_opened(walk: Walk) -> Hashable:
    """``a·ln(x^m·y^n) - b·ln(x^p·y^q)``"""
    a, b = walk.between(2, 6), walk.between(2, 6)
    m, n, p, q = (walk.between(1, 5) for _ in range(4))
    walk.need(a * m != b * p and a * n != b * q and (m, n) != (p, q))

    def raised(x: str, exponent: int) -> str:
        return x if exponent == 1 else f"{x}^{exponent}"

    walk.given(f"{a}ln({raised('x', m)}·{raised('y', n)}) - {b}ln({raised('x', p)}·{raised('y', q)})")
    lx, ly = "ln(x)", "ln(y)"
    state = (m, n, p, q)
    m, n, p, q = walk.step(
        "The logarithm of a product is a sum, and exponents come out as factors",
        f"ln({raised('x', m)}·{raised('y', n)}) = {total((m, lx), (n, ly))}, and the other likewise", state,
        lambda v: f"{a}({total((v[0], lx), (v[1], ly))}) - {b}({total((v[2], lx), (v[3], ly))})",
        ("log power", (n, m, p, q)), ("log power", (m, n, q, p)), ("sign", (m, n, p, -q)), ("sign", (m, -n, p, q)),
    )  # fmt: skip
    r, s, t, u = walk.step(
        "Multiply out the brackets", f"{product(a, m)}, {product(a, n)}, {product(-b, p)} and {product(-b, q)}",
        (a * m, a * n, -b * p, -b * q), lambda v: total((v[0], lx), (v[1], ly), (v[2], lx), (v[3], ly)),
        ("minus", (a * m, a * n, -b * p, b * q)), ("distribution", (a * m, n, -b * p, -b * q)),
        ("distribution", (a * m, a * n, -b * p, -q)),
    )  # fmt: skip
    walk.need(r + t != 0 and s + u != 0)
    c, d = walk.step(
        "Add like terms", f"{like(r, t, thing=lx)} and {like(s, u, thing=ly)}", (r + t, s + u),
        lambda v: total((v[0], lx), (v[1], ly)), ("sign", (r - t, s + u)), ("sign", (r + t, s - u)),
    )  # fmt: skip

    def inside(x: str, exponent: int) -> str:
        return f"{x}^({exponent})" if exponent < 0 else raised(x, exponent)

    one, two = inside("x", c), inside("y", d)
    one, two = walk.step(
        "Factors go back in as exponents", f"{c} is the exponent of x and {d} that of y", (one, two),
        lambda v: f"ln({v[0]}) + ln({v[1]})",
        ("log power", (f"{c}x", two)) if c > 1 else ("sign", (inside("x", -c), two)),
        ("log power", (one, f"{d}y")) if d > 1 else ("sign", (one, inside("y", -d))),
    )  # fmt: skip
    joint = walk.step(
        "A sum of logarithms is the logarithm of the product", f"{one} is multiplied by {two}", f"{one}·{two}",
        lambda v: f"ln({v})", ("log sum", f"{one} + {two}"), ("log difference", f"{one}/{two}"),
    )  # fmt: skip
    in_form(walk, "ln(x^A·y^B)", {"A": c, "B": d})
    return joint
