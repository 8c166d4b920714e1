"""The derivations of level 2: three to five steps, each by a rule that is easily misused."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction
from math import gcd, lcm

from generators.math.derivation.goals import (
    as_form,
    bounded,
    divided,
    factored,
    in_form,
    isolated,
    opposite,
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
    slips,
    sum_of,
    topic,
    total,
)


@topic(2, 5, EQUATIONS)
def bracket_taken_away(walk: Walk) -> Hashable:
    """``a(x + b) - (cx + d) = e``"""
    a, c = walk.between(3, 9), walk.between(1, 7)
    x, b, d = walk.between(-7, 9, 0), walk.between(-9, 9, 0), walk.between(-9, 9, 0)
    e = a * (x + b) - (c * x + d)
    walk.need(a - c > 1 and a * b != d)
    walk.given(f"{a}{bracket(1, b)} - {bracket(c, d)} = {e}")
    right = (a, a * b, -c, -d)
    f, g, h, i = walk.step(
        "Take the brackets away", f"{product(a, b)}, and -{bracket(c, d)} = {poly(-c, -d)}", right,
        lambda v: f"{total((v[0], 'x'), (v[1], ''), (v[2], 'x'), (v[3], ''))} = {e}",
        ("minus", (a, a * b, -c, d)), ("distribution", (a, b, -c, -d)), ("sign", (a, -a * b, -c, -d)),
        *[(kind, (a, value, -c, -d)) for kind, value in slips(a * b)],
    )  # fmt: skip
    walk.need(f + h not in (0, 1) and g + i != 0)
    left, rest = walk.step(
        "Add like terms", f"{like(f, h)} and {sum_of(g, i)}", (f + h, g + i), lambda v: f"{poly(*v)} = {e}",
        ("sign", (f + h, g - i)), ("sign", (f - h, g + i)),
        *[(kind, (f + h, value)) for kind, value in slips(g + i, abs(f + h)) if value],
    )  # fmt: skip
    return solved(walk, isolated(walk, left, rest, e))


@topic(2, 4, EXPRESSIONS)
def square_minus_product(walk: Walk) -> Hashable:
    """``(x + a)^2 - (x + b)(x + c)``"""
    a, b, c = walk.between(-9, 9, 0), walk.between(-9, 9, 0), walk.between(-9, 9, 0)
    walk.need(b + c != 0 and b != c and 2 * a - b - c != 0 and a * a != b * c)
    walk.given(f"{bracket(1, a)}^2 - {bracket(1, b)}{bracket(1, c)}")
    right = (2 * a, a * a, b + c, b * c)
    m, n, p, q = walk.step(
        "Multiply out the square and the product",
        f"2·{factor(a)} = {2 * a} and {factor(a)}^2 = {a * a}; {sum_of(b, c)} and {product(b, c)}", right,
        lambda v: f"{poly(1, v[0], v[1])} - {bracket(1, v[2], v[3])}",
        ("middle", (0, a * a, b + c, b * c)), ("middle", (a, a * a, b + c, b * c)),
        ("sign", (2 * a, -a * a, b + c, b * c)), ("sign", (2 * a, a * a, b + c, -b * c)),
        ("sign", (2 * a, a * a, -b - c, b * c)),
        ("dropped", (2 * a, a * a, 0, b * c)),
    )  # fmt: skip
    walk.need(n != 0 and q != 0)
    p, q = walk.step(
        "Take the bracket away", f"-{bracket(1, p, q)} = {poly(-1, -p, -q)}", (-p, -q),
        lambda v: total((1, "x^2"), (m, "x"), (n, ""), (-1, "x^2"), (v[0], "x"), (v[1], "")),
        ("minus", (p, q)), ("minus", (-p, q)), ("minus", (p, -q)),
    )  # fmt: skip
    walk.need(m + p != 0 and n + q != 0)
    end = walk.step(
        "Add like terms", f"x^2 - x^2 = 0, {like(m, p)} and {sum_of(n, q)}", (m + p, n + q), lambda v: poly(*v),
        ("sign", (m - p, n + q)), ("sign", (m + p, n - q)), *[(kind, (m + p, value)) for kind, value in slips(n + q)],
    )  # fmt: skip
    return as_form(walk, "Ax + B", end)


@topic(2, 4, EXPRESSIONS)
def sum_of_fractions(walk: Walk) -> Hashable:
    """``a/b + c/d - e/f``"""
    b, d, f = (walk.numbers.choice((2, 3, 4, 5, 6, 8, 9, 10, 12)) for _ in range(3))
    a, c, e = walk.between(1, b), walk.between(1, d), walk.between(1, f)
    signs = (1, walk.numbers.choice((1, -1)), walk.numbers.choice((1, -1)))
    tops: tuple[int, ...] = (a, c, e)
    bottoms = (b, d, f)
    common = lcm(b, d, f)
    walk.need(
        len({b, d, f}) > 1
        and common <= 60
        and all(gcd(t, u) == 1 and t < u for t, u in zip(tops, bottoms, strict=True))
    )

    def shown(parts: tuple[int, ...], below: tuple[int, ...]) -> str:
        text = f"{parts[0]}/{below[0]}"
        for part, under, sign in zip(parts[1:], below[1:], signs[1:], strict=True):
            text += f" {'+' if sign > 0 else '-'} {part}/{under}"
        return text

    walk.given(shown(tops, bottoms))
    widened = tuple(top * (common // bottom) for top, bottom in zip(tops, bottoms, strict=True))
    tops = walk.step(
        f"Write every fraction over {common}",
        "; ".join(f"{common}/{bottom} = {common // bottom} and {top}·{common // bottom} = {wide}"
                  for top, bottom, wide in zip(tops, bottoms, widened, strict=True)),
        widened, lambda v: shown(v, (common,) * 3),
        *[("widened", tuple(tops[i] if i == place else wide for i, wide in enumerate(widened))) for place in range(3)],
        *[("arithmetic", tuple(wide + (i == place) for i, wide in enumerate(widened))) for place in range(3)],
    )  # fmt: skip
    first, second, third = (sign * top for sign, top in zip(signs, tops, strict=True))
    above, below = walk.step(
        "Write them as one fraction", "the numerators keep their signs over the common denominator",
        ((first, second, third), common),
        lambda v: f"({v[0][0]}{joined('x', v[0][1], '')}{joined('x', v[0][2], '')})/{v[1]}",
        ("across", ((first, second, third), 3 * common)),
        *([("sign", ((first, -second, third), common))]), *([("sign", ((first, second, -third), common))]),
    )  # fmt: skip
    value = sum(above)
    walk.need(value != 0 and gcd(value, below) == 1)
    top = walk.step("Work out the numerator", sum_of(*above), value, lambda v: f"{v}/{below}",
                    ("sign", above[0] - above[1] + above[2]), ("sign", above[0] + above[1] - above[2]),
                    *slips(value))  # fmt: skip
    walk.need(gcd(top, below) == 1)
    return worked_out(walk, Fraction(top, below))


@topic(2, 5, EQUATIONS)
def quadratic_by_factors(walk: Walk) -> Hashable:
    """``x^2 = bx + c``, or with one of the terms on the other side"""
    p, q, form = walk.between(-14, 14, 0), walk.between(-14, 14, 0), walk.between(0, 2)
    walk.need(p + q != 0 and p != q and abs(p * q) <= 100)
    b, c = p + q, p * q
    # What stands on the left beside x^2, and what on the right.
    left, right = (((0, 0), (-b, -c)), ((b, 0), (0, -c)), ((0, c), (-b, 0)))[form]
    walk.given(f"{poly(1, *left)} = {poly(*right)}")
    b, c = walk.step(
        "Bring everything to the left", f"{poly(*right)} goes over as {poly(-right[0], -right[1])}", (b, c),
        lambda v: f"{poly(1, *v)} = 0", ("moved", (left[0] + right[0], left[1] + right[1])),
        *([("moved", (b, -c)), ("moved", (-b, c)), ("dropped", (0, c))] if not form else []),
    )  # fmt: skip
    return solutions(walk, factored(walk, b, c))


@topic(2, 4, EXPRESSIONS)
def powers(walk: Walk) -> Hashable:
    """``(ax^m)^k·bx^p/x^q``"""
    a, m, k = walk.between(2, 5), walk.between(2, 6), walk.between(2, 3)
    b, p = walk.between(2, 7), walk.between(2, 7)
    walk.need(a**k <= 64)
    q = walk.between(2, m * k + p - 2)
    walk.given(f"{bracket(*([a] + [0] * m))}^{k}·{poly(*([b] + [0] * p))}/x^{q}")

    def term(size: int, exponent: int) -> str:
        return poly(*([size] + [0] * exponent))

    size, exponent = walk.step(
        "Raise the bracket to its power", f"{a}^{k} = {a**k} and {m}·{k} = {m * k}", (a**k, m * k),
        lambda v: f"{term(*v)}·{term(b, p)}/x^{q}",
        ("exponents", (a**k, m + k)), ("coefficient", (a, m * k)), ("coefficient", (a * k, m * k)),
        ("exponents", (a**k, m**k)) if m**k < 40 else ("exponents", (a**k, m + k)),
    )  # fmt: skip
    size, exponent = walk.step(
        "Multiply", f"{product(size, b)} and {exponent} + {p} = {exponent + p}", (size * b, exponent + p),
        lambda v: f"{term(*v)}/x^{q}",
        ("exponents", (size * b, exponent * p)), ("coefficient", (size + b, exponent + p)),
        *[(kind, (value, exponent + p)) for kind, value in slips(size * b)],
    )  # fmt: skip
    walk.need(exponent - q > 1)
    size, exponent = walk.step(
        "Divide", f"{exponent} - {q} = {exponent - q}", (size, exponent - q), lambda v: term(*v),
        ("exponents", (size, exponent + q)), *([("exponents", (size, exponent // q))] if exponent % q == 0 else []),
        *[(kind, (size, value)) for kind, value in slips(exponent - q) if value > 1],
    )  # fmt: skip
    return in_form(walk, "Ax^B", {"A": size, "B": exponent})


@topic(2, 5, EQUATIONS)
def inequality_with_bracket(walk: Walk) -> Hashable:
    """``a - b(x + c) < d``"""
    a, b, c = walk.between(1, 20), walk.between(2, 8), walk.between(-9, 9, 0)
    x, sign = walk.between(-9, 12, 0), walk.numbers.choice(("<", ">", "<=", ">="))
    d = a - b * (x + c)
    walk.need(a - b * c not in (0, d) and d != 0)
    walk.given(f"{a} - {b}{bracket(1, c)} {sign} {d}")
    f, g = walk.step(
        "Multiply out the bracket", f"-{b}·x = -{b}x and -{b}·{factor(c)} = {-b * c}", (-b, -b * c),
        lambda v: f"{total((a, ''), (v[0], 'x'), (v[1], ''))} {sign} {d}",
        ("minus", (-b, b * c)), ("distribution", (-b, c)), ("distribution", (-b, -c)),
    )  # fmt: skip
    walk.need(a + g != 0)
    rest = walk.step(
        "Add the numbers", sum_of(a, g), a + g, lambda v: f"{poly(f, v)} {sign} {d}",
        ("sign", a - g), *[turn for turn in slips(a + g, abs(f)) if turn[1]],
    )  # fmt: skip
    right = walk.step(
        away(rest), sum_of(d, -rest), d - rest, lambda v: f"{poly(f, 0)} {sign} {v}",
        ("moved", d + rest), *slips(d - rest, abs(f)),
    )  # fmt: skip
    walk.need(right % f == 0 and right != 0)
    turned = opposite(sign)
    sign, bound = walk.step(
        f"Divide both sides by {f} and turn the sign round", f"{right}/({f}) = {right // f}", (turned, right // f),
        lambda v: f"x {v[0]} {v[1]}", ("flip", (sign, right // f)), ("sign", (turned, -right // f)),
    )  # fmt: skip
    return bounded(walk, sign, bound)


@topic(2, 4, EQUATIONS)
def difference_of_parts(walk: Walk) -> Hashable:
    """``px/a - qx/b = c``"""
    a, b, p, q = walk.between(2, 12), walk.between(2, 12), walk.between(1, 4), walk.between(1, 4)
    plus, k = walk.numbers.choice((1, -1)), lcm(a, b)
    m, n = p * (k // a), q * (k // b)
    walk.need(a != b and gcd(p, a) == gcd(q, b) == 1 and k <= 60 and m + plus * n > 1)
    x = k // gcd(k, m + plus * n) * walk.between(-5, 6, 0)
    walk.need(abs(x) <= 120)
    right = x * (m + plus * n) // k
    sort = "+" if plus > 0 else "-"
    walk.given(f"{poly(p, 0)}/{a} {sort} {poly(q, 0)}/{b} = {right}")
    f, g, h = walk.step(
        f"Multiply both sides by {k}", f"{k}/{a}·{p} = {m}, {k}/{b}·{q} = {n} and {product(k, right)}",
        (m, n, k * right), lambda v: f"{poly(v[0], 0)} {sort} {poly(v[1], 0)} = {v[2]}",
        ("one side", (m, n, right)), ("sign", (m, n, -k * right)), ("cross", (n, m, k * right)),
        ("coefficient", (k // a, n, k * right)), ("coefficient", (m, k // b, k * right)),
    )  # fmt: skip
    walk.need(f + plus * g > 1)
    left = walk.step(
        "Add like terms", like(f, plus * g), f + plus * g, lambda v: f"{poly(v, 0)} = {h}",
        ("sign", f - plus * g), *[turn for turn in slips(f + plus * g) if turn[1] > 1],
    )  # fmt: skip
    return solved(walk, divided(walk, left, h))


@topic(2, 4, EXPRESSIONS)
def roots(walk: Walk) -> Hashable:
    """``sqrt(50) + 3sqrt(8) - sqrt(18)``"""
    n = walk.numbers.choice((2, 3, 5, 6, 7))
    sizes = tuple(walk.between(2, 6) for _ in range(3))
    times = (1, walk.between(2, 5), 1)
    signs = (1, walk.numbers.choice((1, -1)), walk.numbers.choice((1, -1)))
    walk.need(len(set(sizes)) > 1 and max(sizes) ** 2 * n <= 200)

    def shown(inside: tuple[str, ...]) -> str:
        return total(*((sign * time, each) for sign, time, each in zip(signs, times, inside, strict=True)))

    walk.given(shown(tuple(f"sqrt({size * size * n})" for size in sizes)))
    squares = walk.step(
        "Take a square out of each number",
        ", ".join(dict.fromkeys(f"{size * size * n} = {size * size}·{n}" for size in sizes)),
        tuple(size * size for size in sizes),
        lambda v: shown(tuple(f"sqrt({square}·{n})" for square in v)),
        *[("square", tuple((size + turn) ** 2 if i == place else size**2 for i, size in enumerate(sizes)))
          for place in range(3) for turn in (1, -1) if sizes[place] + turn > 1],
    )  # fmt: skip
    drawn = tuple(int(square**0.5) for square in squares)
    right = tuple(sign * time * root for sign, time, root in zip(signs, times, drawn, strict=True))
    sizes = walk.step(
        "Draw the squares out of the roots",
        ", ".join(dict.fromkeys(f"sqrt({square}) = {root}" for square, root in zip(squares, drawn, strict=True)))
        + f" and {product(times[1], drawn[1])}",
        right, lambda v: total(*((each, f"sqrt({n})") for each in v)),
        ("coefficient", (right[0], signs[1] * (times[1] + drawn[1]), right[2])),
        ("dropped", (right[0], signs[1] * drawn[1], right[2])),
        *[("unrooted", tuple(signs[i] * squares[i] if i == place else each for i, each in enumerate(right)))
          for place in (0, 2)],
    )  # fmt: skip
    value = sum(sizes)
    walk.need(value not in (0, 1, -1))
    size, inside = walk.step(
        "Add like terms", like(*sizes, thing=f"sqrt({n})"), (value, n), lambda v: f"{v[0]}sqrt({v[1]})",
        ("radicand", (value, 2 * n)), ("radicand", (value, 3 * n)), ("sign", (sizes[0] - sizes[1] + sizes[2], n)),
        ("sign", (sizes[0] + sizes[1] - sizes[2], n)), *[(kind, (each, n)) for kind, each in slips(value)],
    )  # fmt: skip
    walk.need(size not in (0, 1, -1))
    return in_form(walk, f"A·sqrt({inside})", {"A": size})


@topic(2, 5, EXPRESSIONS)
def signed_powers(walk: Walk) -> Hashable:
    """``-a^2 + (-b)^3·c - (-d)``"""
    a, b, c, d = walk.between(2, 9), walk.between(2, 4), walk.between(2, 6), walk.between(2, 15)
    walk.given(f"-{a}^2 + (-{b})^3·{c} - (-{d})")
    square, cube = walk.step(
        "Work out the powers", f"-{a}^2 = -{a * a} and (-{b})^3 = {-(b**3)}", (-a * a, -(b**3)),
        lambda v: f"{v[0]} + {factor(v[1])}·{c} - (-{d})",
        ("power sign", (a * a, -(b**3))), ("power sign", (-a * a, b**3)), ("power product", (-a * a, -3 * b)),
        ("power product", (-2 * a, -(b**3))),
    )  # fmt: skip
    middle = walk.step(
        "Multiply", product(cube, c), cube * c, lambda v: f"{square} + {factor(v)} - (-{d})",
        ("sign", -cube * c), ("operation", cube + c), *slips(cube * c),
    )  # fmt: skip
    last = walk.step(
        "To subtract a negative number is to add", f"-(-{d}) = +{d}", d,
        lambda v: f"{square}{joined('x', middle, '')}{joined('x', v, '')}",
        ("minus", -d),
    )  # fmt: skip
    value = walk.step(
        "Add", sum_of(square, middle, last), square + middle + last, str,
        ("sign", square - middle + last), ("sign", -square + middle + last), *slips(square + middle + last),
    )  # fmt: skip
    return worked_out(walk, value)


@topic(2, 5, EQUATIONS)
def proportion(walk: Walk) -> Hashable:
    """``(x + a)/b = (x + c)/d``"""
    b, d = walk.between(2, 9), walk.between(2, 9)
    walk.need(gcd(b, d) == 1 and b < d)
    x, a = walk.between(-12, 15, 0), walk.between(-15, 20, 0)
    walk.need((x + a) % b == 0 and x + a != 0)
    c = (x + a) // b * d - x
    walk.need(c != 0 and abs(c) <= 40 and d * a != b * c)
    walk.given(f"{bracket(1, a)}/{b} = {bracket(1, c)}/{d}")
    f, g = walk.step(
        "Multiply crosswise", f"the numerators are multiplied by {d} and by {b}", (d, b),
        lambda v: f"{v[0]}{bracket(1, a)} = {v[1]}{bracket(1, c)}", ("cross", (b, d)),
    )  # fmt: skip
    i, j = walk.step(
        "Multiply out the brackets", f"{product(f, a)} and {product(g, c)}", (f * a, g * c),
        lambda v: f"{poly(f, v[0])} = {poly(g, v[1])}",
        ("distribution", (a, g * c)), ("distribution", (f * a, c)), ("sign", (-f * a, g * c)),
        *[(kind, (value, g * c)) for kind, value in slips(f * a, abs(f - g))],
    )  # fmt: skip
    walk.need(f - g not in (0, 1) and j - i != 0)
    left, right = walk.step(
        f"Subtract {poly(g, i)} on both sides".replace(" + ", " and ").replace(" - ", " and add "),
        f"{like(f, -g)} and {sum_of(j, -i)}", (f - g, j - i),
        lambda v: f"{poly(v[0], 0)} = {v[1]}", ("moved", (f + g, j - i)), ("moved", (f - g, j + i)),
        *[(kind, (f - g, value)) for kind, value in slips(j - i, abs(f - g))],
    )  # fmt: skip
    return solved(walk, divided(walk, left, right))


@topic(2, 4, EXPRESSIONS)
def summands_over_one(walk: Walk) -> Hashable:
    """``(ax^2 + bx)/(cx) + d``"""
    c, m, n = walk.between(2, 6), walk.between(2, 7), walk.between(-9, 9, 0, 1, -1)
    d = walk.between(-12, 12, 0)
    walk.need(n + d != 0)
    walk.given(f"{bracket(c * m, c * n, 0)}/({c}x){joined('x', d, '')}")
    tail = joined("x", d, "")
    a, b = walk.step(
        f"Take {c}x out of the numerator", f"{c * m}x^2 = {c}x·{m}x and {poly(c * n, 0)} = {c}x·{factor(n)}", (m, n),
        lambda v: f"({c}x{bracket(*v)})/({c}x){tail}",
        ("sign", (m, -n)), ("taken out", (m, c * n)), ("taken out", (c * m, n)),
        *[(kind, (value, n)) for kind, value in slips(m) if value > 1],
    )  # fmt: skip
    a, b = walk.step(
        f"Cancel {c}x", f"{c}x stands above and below as a factor", (a, b), lambda v: f"{poly(*v)}{tail}",
        ("cancelled", (a, 0)), ("cancelled", (c * a, b)), ("sign", (a, -b)), ("dropped", (0, b)),
    )  # fmt: skip
    walk.need(b + d != 0 and a != 0)
    end = walk.step(
        "Add the numbers", sum_of(b, d), (a, b + d), lambda v: poly(*v),
        ("sign", (a, b - d)), ("unlike", (a + b + d, 0)), *[(kind, (a, value)) for kind, value in slips(b + d)],
    )  # fmt: skip
    return as_form(walk, "Ax + B", end, (1, 2))
