"""Derivations of derivatives, by their rules and from difference quotients."""

from __future__ import annotations

from collections.abc import Hashable

from generators.math.derivation.goals import differentiated, in_form
from generators.math.derivation.walk import (
    DERIVATIVE,
    EXPRESSIONS,
    Walk,
    bracket,
    factor,
    like,
    poly,
    product,
    sum_of,
    topic,
    total,
)
from generators.math.notation import calculation


@topic(3, 5, DERIVATIVE)
def derivative_of_product(walk: Walk) -> Hashable:
    """``(ax + b)e^(cx)``"""
    a, b, c = walk.between(2, 9), walk.between(-12, 12, 0), walk.between(-6, 7, 0, 1, -1)
    walk.need(a + b * c != 0)
    e = f"e^({poly(c, 0)})"
    walk.given(f"{bracket(a, b)}{e}")
    one, two = walk.step(
        "Product rule", f"({poly(a, b)})' = {a} and ({e})' = {c}{e}", (a, c),
        lambda v: f"{v[0]}{e}" + (f" + {bracket(a, b)}·{factor(v[1])}{e}" if v[1] else ""),
        ("chain rule", (a, 1)), ("product rule", (a * c, 0)), ("power rule", (b, c)), ("chain rule", (a, a * c)),
    )  # fmt: skip
    walk.need(two not in (0, 1))
    f, g = walk.step(
        "Multiply out the bracket", f"{product(a, two)} and {product(b, two)}", (a * two, b * two),
        lambda v: f"{one}{e} + {bracket(*v)}{e}",
        ("distribution", (a * two, b)), ("sign", (a * two, -b * two)), ("distribution", (a, b * two)),
    )  # fmt: skip
    f, g, h = walk.step(
        f"Take {e} out", f"{e} is a factor of both terms", (one, f, g),
        lambda v: f"({total((v[0], ''), (v[1], 'x'), (v[2], ''))}){e}", ("sign", (one, f, -g)), ("sign", (-one, f, g)),
    )  # fmt: skip
    walk.need(f + h != 0)
    p, q = walk.step(
        "Add the numbers", sum_of(f, h), (g, f + h), lambda v: f"{bracket(*v)}{e}", ("sign", (g, f - h)),
        ("sign", (g, h - f)), ("unlike", (g + f, h)),
    )  # fmt: skip
    return differentiated(walk, p, q)


@topic(3, 5, DERIVATIVE)
def derivative_of_quotient(walk: Walk) -> Hashable:
    """``(kx^2 + ax)/(x + b)``"""
    k, a, b = walk.between(1, 5), walk.between(-9, 9, 0), walk.between(-9, 9, 0)
    walk.need(a != k * b)
    above = bracket(k, a, 0)
    walk.given(f"{above}/{bracket(1, b)}")
    below = f"{bracket(1, b)}^2"
    sign, top = walk.step(
        "Quotient rule", f"({poly(k, a, 0)})' = {poly(2 * k, a)} and ({poly(1, b)})' = 1", (-1, (2 * k, a)),
        lambda v: f"({bracket(*v[1])}{bracket(1, b)} {'-' if v[0] < 0 else '+'} {above})/{below}",
        ("quotient rule", (1, (2 * k, a))), ("power rule", (-1, (2 * k, 0))), ("power rule", (-1, (k, a))),
    )  # fmt: skip
    c, d = top
    m, n = walk.step(
        "Multiply out the product", f"{c}·{factor(b)} + {factor(d)} = {c * b + d} and {product(d, b)}",
        (c * b + d, d * b),
        lambda v: f"({poly(c, *v)} {'-' if sign < 0 else '+'} {above})/{below}",
        ("middle", (0, d * b)), ("middle", (c * b, d * b)), ("sign", (c * b + d, -d * b)), ("sign", (c * b - d, d * b)),
    )  # fmt: skip
    e, f = walk.step(
        "Take the bracket away", f"{'-' if sign < 0 else '+'}{above} = {poly(sign * k, sign * a, 0)}",
        (sign * k, sign * a),
        lambda v: f"({total((c, 'x^2'), (m, 'x'), (n, ''), (v[0], 'x^2'), (v[1], 'x'))})/{below}",
        ("minus", (sign * k, -sign * a)), ("minus", (-sign * k, sign * a)),
    )  # fmt: skip
    p, q = walk.step(
        "Add like terms", f"{like(c, e, thing='x^2')} and {like(m, f)}", (c + e, m + f),
        lambda v: f"{bracket(v[0], v[1], n)}/{below}", ("sign", (c - e, m + f)), ("sign", (c + e, m - f)),
    )  # fmt: skip
    walk.need(p != 0)
    return differentiated(walk, p, q, n)


@topic(3, 5, DERIVATIVE)
def derivative_of_power(walk: Walk) -> Hashable:
    """``x(ax + b)^n``"""
    a, b, n = walk.between(2, 9), walk.between(-15, 15, 0), walk.between(3, 9)
    walk.given(f"x{bracket(a, b)}^{n}")
    inner = bracket(a, b)
    times, chain, low = walk.step(
        "Product rule and chain rule", f"x' = 1 and ({inner}^{n})' = {n}{inner}^{n - 1}·{a}", (n, a, n - 1),
        lambda v: f"{inner}^{n} + x·{v[0]}{inner}^{v[2]}" + (f"·{v[1]}" if v[1] != 1 else ""),
        ("chain rule", (n, 1, n - 1)), ("power rule", (n, a, n)), ("power rule", (n - 1, a, n - 1)),
    )  # fmt: skip
    size = walk.step(
        "Multiply the numbers", product(times, chain), times * chain,
        lambda v: f"{inner}^{n} + {poly(v, 0)}{inner}^{low}", ("operation", times + chain),
        *[("arithmetic", times * chain + off) for off in (1, -1, 10)],
    )  # fmt: skip
    one = low == n  # then the bracket is the same on both sides
    p, q, least = walk.step(
        f"Take {inner}^{low} out", f"{inner}^{n} = {inner}^{low}" + ("" if one else f"·{inner}"),
        (a, b, low) if not one else (0, 1, low),
        lambda v: f"{inner}^{v[2]}({total((v[0], 'x'), (v[1], ''), (size, 'x'))})",
        ("taken out", (0, 1, low)) if not one else ("taken out", (a, b, low)), ("sign", (a, -b, low)),
    )  # fmt: skip
    end = walk.step(
        "Add like terms", like(p, size), (p + size, q), lambda v: f"{inner}^{least}{bracket(*v)}",
        ("sign", (p - size, q)), ("unlike", (p + size + q, 0)),
    )  # fmt: skip
    walk.need(end[0] != 0)
    return differentiated(walk, *end, least)


@topic(4, 6, EXPRESSIONS)
def difference_quotient(walk: Walk) -> Hashable:
    """``(a(x + y)^2 + b(x + y) + c - (ax^2 + bx + c))/y``"""
    a, b, c = walk.between(2, 9), walk.between(-9, 9, 0), walk.between(-9, 9, 0)
    other = bracket(a, b, c)
    tail = f"{total((1, 'u'), (b, '(x + y)'), (c, ''))[1:]} - {other}"
    walk.given(f"({a}(x + y)^2{tail})/y")
    m = walk.step(
        "Multiply out the square", "(x + y)^2 = x^2 + 2xy + y^2", 2,
        lambda v: f"({a}({total((1, 'x^2'), (v, 'xy'), (1, 'y^2'))}){tail})/y", ("middle", 0), ("middle", 1),
    )  # fmt: skip
    state = (a, a * m, a, b, b, c, -a, -b, -c)
    terms = walk.step(
        "Take the brackets away", f"{product(a, m)}, and -{other} = {poly(-a, -b, -c)}", state, _terms,
        ("distribution", (a, m, *state[2:])), ("distribution", (*state[:2], 1, *state[3:])),
        ("sign", (*state[:4], -b, *state[5:])), ("dropped", (*state[:2], 0, *state[3:])),
        ("dropped", (*state[:4], 0, *state[5:])),
    )  # fmt: skip
    mixed, second, lone = terms[1], terms[2], terms[4]
    c, d, e = walk.step(
        "Add like terms", f"{like(a, -a, thing='x^2')}, {like(b, -b)} and {sum_of(c, -c)}", (mixed, second, lone),
        lambda v: f"({total((v[0], 'xy'), (v[1], 'y^2'), (v[2], 'y'))})/y",
        ("sign", (mixed, second, -lone)), ("dropped", (0, second, lone)), ("dropped", (mixed, 0, lone)),
    )  # fmt: skip
    f, g, h = walk.step(
        "Take y out", "y is a factor of every term", (c, d, e),
        lambda v: f"y({total((v[0], 'x'), (v[1], 'y'), (v[2], ''))})/y",
        ("sign", (c, d, -e)), ("sign", (c, -d, e)), ("dropped", (c, d, 0)), ("dropped", (c, 0, e)),
    )  # fmt: skip
    p, q, r = walk.step(
        "Cancel y", "y stands above and below as a factor", (f, g, h),
        lambda v: total((v[0], "x"), (v[1], "y"), (v[2], "")),
        ("cancelled", (f, 0, h)), ("sign", (f, g, -h)), ("sign", (-f, g, h)),
    )  # fmt: skip
    form = "Ax + By + C"
    points = ((1, 1), (0, 1), (0, 2))
    equations = tuple(f"{calculation(form, x=x, y=y)} = {calculation(walk.start, x=x, y=y)}" for x, y in points)
    return in_form(walk, form, {"A": p, "B": q, "C": r}, equations)


def _terms(sizes: tuple[int, ...]) -> str:
    things = ("x^2", "xy", "y^2", "x", "y", "", "x^2", "x", "")
    return f"({total(*zip(sizes, things, strict=True))})/y"
