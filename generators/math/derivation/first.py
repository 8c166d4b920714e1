"""The derivations of level 1: two or three small steps with whole numbers."""

from __future__ import annotations

from collections.abc import Hashable

from generators.math.derivation.goals import as_form, divided, solved, worked_out
from generators.math.derivation.walk import (
    EQUATIONS,
    EXPRESSIONS,
    Walk,
    away,
    bracket,
    factor,
    like,
    poly,
    product,
    slips,
    sum_of,
    topic,
    total,
)


@topic(1, 3, EQUATIONS)
def two_step(walk: Walk) -> Hashable:
    """``ax + b = c``"""
    a, x, b = walk.between(2, 9), walk.between(-5, 12, 0), walk.between(-15, 20, 0)
    c = a * x + b
    walk.given(f"{poly(a, b)} = {c}")
    right = walk.step(away(b), sum_of(c, -b), c - b, lambda v: f"{a}x = {v}", ("moved", c + b), *slips(c - b, a))
    return solved(walk, divided(walk, a, right))


@topic(1, 3, EQUATIONS)
def shared_out(walk: Walk) -> Hashable:
    """``x/a + b = c``"""
    a, quotient, b = walk.between(2, 10), walk.between(-5, 10, 0), walk.between(-16, 20, 0)
    c = quotient + b
    walk.given(f"x/{a}{' + ' if b > 0 else ' - '}{abs(b)} = {c}")
    right = walk.step(away(b), sum_of(c, -b), c - b, lambda v: f"x/{a} = {v}", ("moved", c + b), *slips(c - b))
    walk.need(right != 0)
    value = walk.step(
        f"Multiply both sides by {a}", product(a, right), a * right, lambda v: f"x = {v}",
        ("undone", right + a), *([("undone", right // a)] if right % a == 0 else []), *slips(a * right),
    )  # fmt: skip
    return solved(walk, value)


@topic(1, 4, EQUATIONS)
def one_bracket(walk: Walk) -> Hashable:
    """``a(x + b) = c``"""
    a, x, b = walk.between(2, 8), walk.between(-6, 12, 0), walk.between(-11, 11, 0)
    c = a * (x + b)
    walk.need(c != 0)
    walk.given(f"{a}{bracket(1, b)} = {c}")
    inner = walk.step(
        "Multiply out the bracket", f"{a}·x = {a}x and {product(a, b)}", a * b, lambda v: f"{poly(a, v)} = {c}",
        ("distribution", b), ("sign", -a * b), *slips(a * b, a),
    )  # fmt: skip
    walk.need(inner != 0)
    right = walk.step(away(inner), sum_of(c, -inner), c - inner, lambda v: f"{a}x = {v}",
                      ("moved", c + inner), *slips(c - inner, a))  # fmt: skip
    return solved(walk, divided(walk, a, right))


@topic(1, 4, EQUATIONS)
def both_sides(walk: Walk) -> Hashable:
    """``ax + b = cx + d``"""
    a, c = walk.between(3, 9), walk.between(1, 7)
    x, b = walk.between(-4, 9, 0), walk.between(-12, 12, 0)
    walk.need(a - c > 1)
    d = (a - c) * x + b
    walk.need(d != 0)
    walk.given(f"{poly(a, b)} = {poly(c, d)}")
    left = walk.step(
        f"Subtract {poly(c, 0)} on both sides", like(a, -c), a - c,
        lambda v: f"{poly(v, b)} = {d}", ("moved", a + c), *[turn for turn in slips(a - c) if turn[1] > 1],
    )  # fmt: skip
    right = walk.step(away(b), sum_of(d, -b), d - b, lambda v: f"{left}x = {v}", ("moved", d + b), *slips(d - b, left))
    return solved(walk, divided(walk, left, right))


@topic(1, 4, EXPRESSIONS)
def sum_with_product(walk: Walk) -> Hashable:
    """``a + b·c - d``"""
    a, b, c, d = walk.between(2, 15), walk.between(2, 9), walk.between(2, 9), walk.between(2, 20)
    sign = walk.numbers.choice((1, -1))
    sort = "+" if sign > 0 else "-"
    walk.given(f"{a} {sort} {b}·{c} - {d}")
    # The state is a sum of two numbers, or a product of two where addition came first.
    kind, one, other = walk.step(
        "Multiply first", product(b, c), ("sum", a, b * c),
        lambda v: f"{v[1]} {sort} {v[2]} - {d}" if v[0] == "sum" else f"{factor(v[1])}·{v[2]} - {d}",
        ("order", ("product", a + sign * b, c)), *[(kind, ("sum", a, value)) for kind, value in slips(b * c)],
    )  # fmt: skip
    if kind == "product":
        walk.need(one not in (0, 1))
        left = walk.step("Multiply", product(one, other), one * other, lambda v: f"{v} - {d}")
    else:
        left = walk.step(
            "Work from left to right", sum_of(one, sign * other), one + sign * other, lambda v: f"{v} - {d}",
            ("sign", one - sign * other), *slips(one + sign * other),
        )  # fmt: skip
    value = walk.step(
        "Subtract", sum_of(left, -d), left - d, str, ("sign", left + d), ("sign", d - left), *slips(left - d)
    )
    return worked_out(walk, value)


@topic(1, 4, EXPRESSIONS)
def product_with_bracket(walk: Walk) -> Hashable:
    """``a·(b - c) + d``"""
    a, b, c = walk.between(2, 9), walk.between(2, 12), walk.between(-9, 9, 0)
    d = walk.between(-15, 20, 0)
    walk.need(b + c not in (0, 1))
    tail = f"{' + ' if d > 0 else ' - '}{abs(d)}"
    walk.given(f"{a}·({b}{' + ' if c > 0 else ' - '}{abs(c)}){tail}")
    inner = walk.step(
        "Work out the bracket", sum_of(b, c), b + c, lambda v: f"{a}·{factor(v)}{tail}",
        ("sign", b - c), ("sign", -b - c), *slips(b + c),
    )  # fmt: skip
    walk.need(inner not in (0, 1))
    left = walk.step(
        "Multiply", product(a, inner), a * inner, lambda v: f"{v}{tail}",
        ("sign", -a * inner), ("operation", a + inner), *slips(a * inner),
    )  # fmt: skip
    value = walk.step(
        "Add" if d > 0 else "Subtract", sum_of(left, d), left + d, str, ("sign", left - d), *slips(left + d)
    )
    return worked_out(walk, value)


@topic(1, 3, EXPRESSIONS)
def like_terms(walk: Walk) -> Hashable:
    """``ax + b + cx + d``"""
    a, b = walk.between(2, 9), walk.between(1, 15)
    c, d = walk.between(-8, 8, 0), walk.between(-15, 15, 0)
    walk.need(a + c != 0 and b + d != 0)
    walk.given(total((a, "x"), (b, ""), (c, "x"), (d, "")))
    terms = walk.step(
        "Put like terms together", "every term keeps its sign", (a, c, b, d),
        lambda v: total((v[0], "x"), (v[1], "x"), (v[2], ""), (v[3], "")),
        *([("sign", (a, -c, b, d))] if c + a and a != c else []), *([("sign", (a, c, b, -d))] if b != d else []),
        ("sign", (a, c, -b, d)),
    )  # fmt: skip
    (a1, c1, b1, d1) = terms
    walk.need(a1 + c1 != 0 and b1 + d1 != 0)
    found = walk.step(
        "Add like terms", f"{like(a1, c1)} and {sum_of(b1, d1)}",
        (a1 + c1, b1 + d1), lambda v: poly(*v),
        ("sign", (a1 - c1, b1 + d1)), ("sign", (a1 + c1, b1 - d1)), ("unlike", (a1 + c1 + b1 + d1, 0)),
        *[(kind, (a1 + c1, value)) for kind, value in slips(b1 + d1) if value],
    )  # fmt: skip
    return as_form(walk, "Ax + B", found)


@topic(1, 3, EXPRESSIONS)
def bracket_and_term(walk: Walk) -> Hashable:
    """``a(x + b) + cx``"""
    a, b, c = walk.between(2, 9), walk.between(-11, 11, 0), walk.between(-11, 11, 0)
    walk.need(a + c != 0)
    walk.given(total((a, bracket(1, b)), (c, "x")))
    inner = walk.step(
        "Multiply out the bracket", f"{a}·x = {a}x and {product(a, b)}", a * b,
        lambda v: total((a, "x"), (v, ""), (c, "x")),
        ("distribution", b), ("sign", -a * b), *slips(a * b),
    )  # fmt: skip
    walk.need(inner != 0)
    found = walk.step(
        "Add like terms", like(a, c), (a + c, inner),
        lambda v: poly(*v),
        ("sign", (a - c, inner)), ("unlike", (a + c + inner, 0)), ("dropped", (a + c, 0)),
        *[(kind, (value, inner)) for kind, value in slips(a + c) if value],
    )  # fmt: skip
    return as_form(walk, "Ax + B", found)
