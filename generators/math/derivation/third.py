"""The derivations of level 3: four or five steps, in which rules are misused in passing and solutions get lost."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction
from math import gcd, isqrt, lcm

from generators.math.derivation.goals import (
    as_form,
    between_roots,
    divided,
    factored,
    found,
    in_form,
    isolated,
    pairs,
    solutions,
    solved,
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
from generators.math.notation import calculation


@topic(3, 6, EQUATIONS)
def square_completed(walk: Walk) -> Hashable:
    """``x^2 + 2px + q = s`` by completing the square"""
    p, r, s = walk.between(-9, 9, 0), walk.between(2, 90), walk.between(-20, 20)
    r = isqrt(r) ** 2 if walk.numbers.chance(2, 3) else r
    q = p * p - r + s
    walk.need(q != 0 and r > 1 and r != p * p)
    walk.given(f"{poly(1, 2 * p, q)} = {s}")
    right = walk.step(
        away(q), sum_of(s, -q), s - q, lambda v: f"{poly(1, 2 * p, 0)} = {v}", ("moved", s + q), ("sign", q - s)
    )
    _, right = walk.step(
        f"Add the square of {p} on both sides", f"{factor(p)}^2 = {p * p} and {sum_of(right, p * p)}",
        (p * p, right + p * p), lambda v: f"{poly(1, 2 * p, v[0])} = {v[1]}",
        ("one side", (p * p, right)), ("sign", (p * p, right - p * p)),
    )  # fmt: skip
    walk.need(right > 1)
    inside = walk.step(
        "Write the left side as a square", f"{bracket(1, p)}^2 = {poly(1, 2 * p, p * p)}", p,
        lambda v: f"{bracket(1, v)}^2 = {right}", ("sign", -p), ("half", 2 * p), ("half", p * p),
    )  # fmt: skip
    root = isqrt(right)
    whole = root * root == right
    shown = str(root) if whole else f"sqrt({right})"
    sides: tuple[int, ...] = walk.step(
        "Take the root of both sides", f"{shown} and -{shown} have the square {right}", (1, -1),
        lambda v: " or ".join(f"{poly(1, inside)} = {'-' if sign < 0 else ''}{shown}" for sign in v),
        ("one root", (1,)), ("one root", (-1,)),
    )  # fmt: skip
    if whole:
        values = tuple(sign * root - inside for sign in sides)
        ends: tuple[int, ...] = walk.step(
            away(inside), " and ".join(sum_of(sign * root, -inside) for sign in sides), values,
            lambda v: " or ".join(f"x = {value}" for value in v),
            ("moved", tuple(sign * root + inside for sign in sides)), ("sign", tuple(-value for value in values)),
        )  # fmt: skip
        walk.need(len(set(ends)) == len(ends))
        return solutions(walk, ends)
    middle = walk.step(
        away(inside), f"{-inside} stands before the root", -inside,
        lambda v: " or ".join(f"x = {v} {'-' if sign < 0 else '+'} {shown}" for sign in sides), ("moved", inside),
    )  # fmt: skip
    return middle, right, sides


@topic(3, 6, EQUATIONS)
def factor_x(walk: Walk) -> Hashable:
    """``x(x + a) = bx``, which x = 0 solves"""
    a, b = walk.between(-20, 20, 0), walk.between(-20, 20, 0, 1, -1)
    walk.need(a != b)
    walk.given(f"x{bracket(1, a)} = {poly(b, 0)}")
    left = walk.step(
        "Multiply out the bracket", f"x·x = x^2 and x·{factor(a)} = {poly(a, 0)}", a,
        lambda v: f"{poly(1, v, 0)} = {poly(b, 0)}", ("sign", -a),
    )  # fmt: skip
    middle = walk.step(
        f"Bring {poly(b, 0)} to the left", like(left, -b), left - b, lambda v: f"{poly(1, v, 0)} = 0",
        ("moved", left + b), ("sign", b - left),
    )  # fmt: skip
    walk.need(middle != 0)
    part = walk.step(
        "Take x out", f"x^2 = x·x and {poly(middle, 0)} = {factor(middle)}·x", middle,
        lambda v: f"x{bracket(1, v)} = 0", ("sign", -middle),
    )  # fmt: skip
    kept: tuple[int, ...] = walk.step(
        "A product is zero when a factor is", f"the factors are x and {poly(1, part)}", (0, part),
        lambda v: " or ".join(f"{poly(1, each)} = 0" for each in v), ("divided away", (part,)),
    )  # fmt: skip
    ends: tuple[int, ...] = walk.step(
        "Solve for x", f"{poly(1, part)} = 0 gives x = {-part}", tuple(-each for each in kept),
        lambda v: " or ".join(f"x = {each}" for each in v), ("sign", kept),
    )  # fmt: skip
    return solutions(walk, ends)


@topic(3, 6, EQUATIONS)
def product_of_brackets(walk: Walk) -> Hashable:
    """``(x + a)(x + b) = c``"""
    a, b, r = walk.between(-9, 9, 0), walk.between(-9, 9, 0), walk.between(-9, 9, 0)
    c = (r + a) * (r + b)
    walk.need(a + b != 0 and c not in (0, a * b) and a != b)
    walk.given(f"{bracket(1, a)}{bracket(1, b)} = {c}")
    m, n = walk.step(
        "Multiply out the brackets", f"{sum_of(a, b)} and {product(a, b)}", (a + b, a * b),
        lambda v: f"{poly(1, *v)} = {c}",
        ("sign", (a + b, -a * b)), ("sign", (-a - b, a * b)), ("middle", (0, a * b)), ("sign", (a - b, a * b)),
        ("middle", (a * b, a + b)),
    )  # fmt: skip
    walk.need(m != 0)
    n = walk.step(
        f"Bring {c} to the left", sum_of(n, -c), n - c, lambda v: f"{poly(1, m, v)} = 0", ("moved", n + c),
        ("sign", c - n), *slips(n - c),
    )  # fmt: skip
    return solutions(walk, factored(walk, m, n))


@topic(3, 5, EQUATIONS)
def fractions_crosswise(walk: Walk) -> Hashable:
    """``a/(x + b) = c/(x + d)``"""
    a, c = walk.between(2, 12), walk.between(2, 12)
    b, d = walk.between(-9, 9, 0), walk.between(-9, 9, 0)
    walk.need(a != c and abs(a - c) > 1 and b != d)
    x = Fraction(c * b - a * d, a - c)
    walk.need(x.denominator == 1 and x != 0 and -x not in (b, d))
    walk.given(f"{a}/{bracket(1, b)} = {c}/{bracket(1, d)}")
    i, j = walk.step(
        "Multiply crosswise", f"{a} goes with {bracket(1, d)}, and {c} with {bracket(1, b)}", (d, b),
        lambda v: f"{a}{bracket(1, v[0])} = {c}{bracket(1, v[1])}", ("cross", (b, d)),
    )  # fmt: skip
    f, g = walk.step(
        "Multiply out the brackets", f"{product(a, i)} and {product(c, j)}", (a * i, c * j),
        lambda v: f"{poly(a, v[0])} = {poly(c, v[1])}",
        ("distribution", (i, c * j)), ("distribution", (a * i, j)), ("sign", (-a * i, c * j)),
        ("sign", (a * i, -c * j)), *[(kind, (value, c * j)) for kind, value in slips(a * i, abs(a - c))],
    )  # fmt: skip
    walk.need(f != g)
    left, right = walk.step(
        "Bring x to the left and the numbers to the right", f"{like(a, -c)} and {sum_of(g, -f)}", (a - c, g - f),
        lambda v: f"{poly(v[0], 0)} = {v[1]}",
        ("moved", (a + c, g - f)), ("moved", (a - c, g + f)), ("sign", (a - c, f - g)),
    )  # fmt: skip
    value = divided(walk, left, right)
    walk.need(-value not in (i, j))
    return found(walk, value)


@topic(3, 5, EQUATIONS)
def absolute_value(walk: Walk) -> Hashable:
    """``|ax + b| + c = d``"""
    a, b, c = walk.between(2, 6), walk.between(-12, 12, 0), walk.between(-12, 12, 0)
    size = walk.between(1, 20)
    walk.need((size - b) % a == 0 and (-size - b) % a == 0 and abs(size) != abs(b))
    walk.given(f"|{poly(a, b)}|{joined('x', c, '')} = {size + c}")
    size = walk.step(
        away(c), sum_of(size + c, -c), size, lambda v: f"|{poly(a, b)}| = {v}", ("moved", size + 2 * c),
        *slips(size, a),
    )  # fmt: skip
    walk.need(size > 0)
    cases: tuple[int, ...] = walk.step(
        "Open the absolute value", f"both {size} and {-size} have the absolute value {size}", (size, -size),
        lambda v: " or ".join(f"{poly(a, b)} = {each}" for each in v), ("one case", (size,)), ("one case", (-size,)),
    )  # fmt: skip
    rights = tuple(each - b for each in cases)
    rights = walk.step(
        away(b), " and ".join(sum_of(each, -b) for each in cases), rights,
        lambda v: " or ".join(f"{poly(a, 0)} = {each}" for each in v), ("moved", tuple(each + b for each in cases)),
        *([("moved", (rights[0], cases[1] + b)), ("one case", (rights[0], -rights[0]))] if len(cases) > 1 else []),
    )  # fmt: skip
    walk.need(all(each % a == 0 for each in rights) and len(set(rights)) == len(rights))
    values = tuple(each // a for each in rights)
    ends: tuple[int, ...] = walk.step(
        f"Divide both sides by {a}", " and ".join(f"{each}/{a} = {each // a}" for each in rights), values,
        lambda v: " or ".join(f"x = {each}" for each in v),
        ("undone", tuple(each - a for each in rights)), ("sign", tuple(-each for each in values)),
        *([("sign", (values[0], -values[1]))] if len(values) > 1 else []),
    )  # fmt: skip
    walk.need(len(set(ends)) == len(ends))
    return solutions(walk, ends)


@topic(3, 5, EXPRESSIONS)
def fractions_cancelled(walk: Walk) -> Hashable:
    """``(x^2 + (p + q)x + pq)/(x + p) - (x^2 - r^2)/(x + r)``"""
    p, q, r = walk.between(-9, 9, 0), walk.between(-9, 9, 0), walk.between(-9, 9, 0)
    k = walk.between(2, 6)
    walk.need(p + q != 0 and p != q and q + k * r != 0)
    b, c = p + q, p * q
    walk.given(f"{bracket(1, b, c)}/{bracket(1, p)} - {k}{bracket(1, 0, -r * r)}/{bracket(1, r)}")

    def fractions(one: tuple[int, int], other: tuple[int, int]) -> str:
        return (
            f"({bracket(1, one[0])}{bracket(1, one[1])})/{bracket(1, p)}"
            f" - {k}({bracket(1, other[0])}{bracket(1, other[1])})/{bracket(1, r)}"
        )

    one, other = walk.step(
        "Factor the numerators", f"{sum_of(p, q)} and {product(p, q)}; {r * r} = {abs(r)}^2", ((p, q), (r, -r)),
        lambda v: fractions(*v), ("factors", ((p, -q), (r, -r))), ("factors", ((p, q), (r, r))),
        *[("factors", ((p, q + turn), (r, -r))) for turn in (1, -1) if q + turn],
    )  # fmt: skip
    walk.need(one[0] == p and other[0] == r)
    e, f = walk.step(
        "Cancel the common factors", f"{bracket(1, p)} and {bracket(1, r)} stand above and below", (one[1], other[1]),
        lambda v: f"{poly(1, v[0])} - {k}{bracket(1, v[1])}",
        ("wrong factor", (p, other[1])), ("wrong factor", (one[1], r)), ("sign", (-one[1], other[1])),
    )  # fmt: skip
    g, h = walk.step(
        "Multiply out the bracket", f"-{k}·x = -{k}x and -{k}·{factor(f)} = {-k * f}", (-k, -k * f),
        lambda v: total((1, "x"), (e, ""), (v[0], "x"), (v[1], "")),
        ("minus", (-k, k * f)), ("distribution", (-k, -f)), ("distribution", (-k, f)), ("minus", (k, -k * f)),
    )  # fmt: skip
    walk.need(e + h != 0 and 1 + g != 0)
    end = walk.step(
        "Add like terms", f"{like(1, g)} and {sum_of(e, h)}", (1 + g, e + h), lambda v: poly(*v),
        ("sign", (1 - g, e + h)), ("sign", (1 + g, e - h)), ("sign", (1 + g, h - e)),
    )  # fmt: skip
    return as_form(walk, "Ax + B", end, (11, 12))


@topic(3, 5, EXPRESSIONS)
def fractions_added(walk: Walk) -> Hashable:
    """``a/(x + b) + c/(x + d)``"""
    a, c = walk.between(2, 9), walk.between(-9, 9, 0, 1, -1)
    b, d = walk.between(-9, 9, 0), walk.between(-9, 9, 0)
    walk.need(b != d and b + d != 0 and a + c != 0 and a * d + c * b != 0)
    sort = "+" if c > 0 else "-"
    k = abs(c)
    walk.given(f"{a}/{bracket(1, b)} {sort} {k}/{bracket(1, d)}")
    below = f"({bracket(1, b)}{bracket(1, d)})"
    i, j = walk.step(
        "Bring both over the common denominator", f"{a} goes with {bracket(1, d)}, and {k} with {bracket(1, b)}",
        (d, b), lambda v: f"({a}{bracket(1, v[0])} {sort} {k}{bracket(1, v[1])})/{below}", ("cross", (b, d)),
    )  # fmt: skip
    f, g = walk.step(
        "Multiply out above", f"{product(a, i)} and {product(c, j)}", (a * i, c * j),
        lambda v: f"({total((a, 'x'), (v[0], ''), (c, 'x'), (v[1], ''))})/{below}",
        ("distribution", (i, c * j)), ("sign", (a * i, -c * j)), ("sign", (-a * i, c * j)),
        *([("distribution", (a * i, j if c > 0 else -j))]),
    )  # fmt: skip
    walk.need(f + g != 0)
    m, n = walk.step(
        "Add like terms above", f"{like(a, c)} and {sum_of(f, g)}", (a + c, f + g),
        lambda v: f"{bracket(*v)}/{below}", ("sign", (a - c, f + g)), ("sign", (a + c, f - g)),
        *([("unlike", (a + c + f + g, 0))] if a + c + f + g else []),
    )  # fmt: skip
    walk.need(m != 0)
    p, q = walk.step(
        "Multiply out below", f"{sum_of(b, d)} and {product(b, d)}", (b + d, b * d),
        lambda v: f"{bracket(m, n)}/{bracket(1, *v)}",
        ("sign", (b + d, -b * d)), ("sign", (b - d, b * d)), ("middle", (0, b * d)), ("middle", (b * d, b + d)),
    )  # fmt: skip
    equations = tuple(f"A*{at} + B = ({calculation(walk.start, x=at)})*({calculation(below, x=at)})" for at in (11, 12))
    return in_form(walk, f"(Ax + B)/{bracket(1, p, q)}", {"A": m, "B": n}, equations)


@topic(3, 5, EXPRESSIONS)
def logarithms_joined(walk: Walk) -> Hashable:
    """``k·ln(a) + ln(b) - ln(c)``"""
    k, a, b = walk.between(2, 3), walk.between(2, 9), walk.between(2, 20)
    c = walk.between(2, 20)
    walk.need(a**k <= 216 and (a**k * b) % c == 0 and a**k * b != c and a != c)
    walk.given(f"{k}ln({a}) + ln({b}) - ln({c})")
    power = walk.step(
        "A factor becomes an exponent", f"{k}ln({a}) = ln({a}^{k}) and {a}^{k} = {a**k}", a**k,
        lambda v: f"ln({v}) + ln({b}) - ln({c})", ("log power", k * a), ("log power", k + a),
    )  # fmt: skip
    inner = walk.step(
        "A sum of logarithms is the logarithm of the product", product(power, b), power * b,
        lambda v: f"ln({v}) - ln({c})", ("log sum", power + b), *slips(power * b),
    )  # fmt: skip
    walk.need(inner > c)
    above, sign, below = walk.step(
        "A difference of logarithms is the logarithm of the quotient", f"{inner} is divided by {c}", (inner, "/", c),
        lambda v: f"ln({v[0]}{v[1]}{v[2]})", ("log difference", (inner, " - ", c)), ("log difference", (c, "/", inner)),
    )  # fmt: skip
    value = Fraction(above, below) if sign == "/" else Fraction(above - below)
    walk.need(value.denominator == 1 or above < below)
    end = walk.step(
        "Divide" if sign == "/" else "Subtract", f"{above}{sign}{below} = {value}", value, lambda v: f"ln({v})",
        ("undone", Fraction(inner - c)),
    )  # fmt: skip
    equation = f"A*{c} = {'*'.join([str(a)] * k)}*{b}"
    return in_form(walk, "ln(A)", {"A": int(end)}, (equation,)) if end.denominator == 1 else end


@topic(3, 5, EXPRESSIONS)
def denominator_made_rational(walk: Walk) -> Hashable:
    """``k/(sqrt(a) - b)``"""
    a, b = walk.between(2, 60), walk.between(1, 7)
    walk.need(isqrt(a) ** 2 != a and abs(a - b * b) > 1)
    minus = walk.numbers.choice((1, -1))
    gap = a - b * b
    j = walk.between(2, 8)
    k = j * gap
    walk.need(gap > 1)
    here, there = ("-", "+") if minus > 0 else ("+", "-")
    walk.given(f"{k}/(sqrt({a}) {here} {b})")
    above, _ = walk.step(
        f"Multiply above and below by sqrt({a}) {there} {b}", f"below stands then (u {here} v)(u {there} v)",
        (there, there),
        lambda v: (f"({k}(sqrt({a}) {v[0]} {b}))" if v[0] else str(k))
        + f"/((sqrt({a}) {here} {b})(sqrt({a}) {v[1]} {b}))",
        ("one side", ("", there)), ("conjugate", (here, there)),
    )  # fmt: skip
    walk.need(above != "")
    parts = walk.step(
        "Multiply out below", f"(sqrt({a}))^2 = {a} and {b}^2 = {b * b}", (a, -b * b),
        lambda v: f"({k}(sqrt({a}) {above} {b}))/({v[0]}{joined('x', v[1], '')})",
        ("sign", (a, b * b)), ("square root", (a * a, -b * b)), ("square root", (a, -b)) if b > 1 else ("sign", (a, b)),
    )  # fmt: skip
    left = sum(parts)
    walk.need(left > 1)
    left = walk.step(
        "Subtract below", sum_of(*parts), left, lambda v: f"({k}(sqrt({a}) {above} {b}))/{v}",
        ("sign", parts[0] - parts[1]), *[(kind, value) for kind, value in slips(left) if value > 1],
    )  # fmt: skip
    walk.need(k % left == 0 and k // left > 1)
    times = k // left
    sign = 1 if above == "+" else -1
    p, q = walk.step(
        "Divide and multiply out the bracket", f"{k}/{left} = {times} and {times}·{b} = {times * b}",
        (times, sign * times * b), lambda v: f"{v[0]}sqrt({a}){joined('x', v[1], '')}",
        ("distribution", (times, sign * b)), ("sign", (times, -sign * times * b)),
        ("undone", (k - left, sign * b * (k - left))),
    )  # fmt: skip
    turned = -b if minus > 0 else b
    # (A·sqrt(a) + B)(sqrt(a) + t) = k, its rational and its irrational part
    equations = (f"A*{a} + B*({turned}) = {k}", f"A*({turned}) + B = 0")
    return in_form(walk, f"A·sqrt({a}) + B", {"A": p, "B": q}, equations)


@topic(3, 5, EQUATIONS)
def quadratic_inequality(walk: Walk) -> Hashable:
    """``x(x + b) < c``"""
    p, q = walk.between(-14, 14, 0), walk.between(-14, 14, 0)
    walk.need(p != q and p + q != 0 and abs(p * q) < 140)
    sign = walk.numbers.choice(("<", ">", "<=", ">="))
    b, c = p + q, -p * q
    walk.given(f"x{bracket(1, b)} {sign} {c}")
    b = walk.step(
        "Multiply out the bracket", f"x·x = x^2 and x·{factor(b)} = {poly(b, 0)}", b,
        lambda v: f"{poly(1, v, 0)} {sign} {c}", ("sign", -b),
    )  # fmt: skip
    c = walk.step(
        f"Bring {c} to the left", f"{c} goes over as {-c}", -c, lambda v: f"{poly(1, b, v)} {sign} 0", ("moved", c)
    )
    there = pairs(b, c)
    walk.need(there is not None)
    assert there is not None
    p, q = there
    p, q = walk.step(
        "Factor", f"{sum_of(p, q)} and {product(p, q)}", (p, q),
        lambda v: f"{bracket(1, v[0])}{bracket(1, v[1])} {sign} 0",
        ("sign", (-p, -q)), ("sign", (p, -q)), ("sign", (-p, q)),
        *[("factors", (d, c // d)) for d in range(2, 10) if c % d == 0 and d not in (p, q) and d != c // d],
    )  # fmt: skip
    walk.need(p != q)
    low, high = min(-p, -q), max(-p, -q)
    inner = sign in ("<", "<=")
    close = sign.replace(">", "<")
    wide = sign.replace("<", ">")

    def region(state: tuple[str, int, int]) -> str:
        kind, one, other = state
        if kind == "inside":
            return f"{one} {close} x {close} {other}"
        if kind == "outside":
            return f"x {close} {one} or x {wide} {other}"
        return f"x {sign} {one}" + (f" or x {sign} {other}" if kind == "either" else "")

    end = walk.step(
        "Read off where the product is " + ("negative" if inner else "positive"),
        f"it is zero at {low} and {high}, negative between them and positive outside",
        ("inside" if inner else "outside", low, high), region,
        ("region", ("outside" if inner else "inside", low, high)), ("region", ("either", low, high)),
        ("sign", ("inside" if inner else "outside", -high, -low)),
    )  # fmt: skip
    return between_roots(walk, end, inner, sign)


@topic(3, 6, EQUATIONS)
def fractions_cleared(walk: Walk) -> Hashable:
    """``x/a + (x + b)/c = d``"""
    a, c = walk.between(2, 8), walk.between(2, 8)
    k = lcm(a, c)
    m, n = k // a, k // c
    minus = walk.numbers.choice((1, -1))
    walk.need(gcd(a, c) < min(a, c) and m + minus * n not in (0, 1, -1))
    x = a * walk.between(-4, 6, 0)
    b = c * walk.between(-4, 6) - x
    walk.need(0 < abs(b) < 10)
    d = Fraction(x, a) + minus * Fraction(x + b, c)
    walk.need(d.denominator == 1 and d != 0)
    right = int(d)
    sort = "+" if minus > 0 else "-"
    walk.given(f"x/{a} {sort} {bracket(1, b)}/{c} = {right}")
    f, g, h = walk.step(
        f"Multiply both sides by {k}", f"{k}/{a} = {m}, {k}/{c} = {n} and {product(k, right)}", (m, n, k * right),
        lambda v: f"{poly(v[0], 0)} {sort} {v[1]}{bracket(1, b)} = {v[2]}",
        ("one side", (m, n, right)), ("cross", (a, c, k * right)), ("cross", (n, m, k * right)),
        ("sign", (m, n, -k * right)),
    )  # fmt: skip
    walk.need(g > 1)
    i, j = walk.step(
        "Multiply out the bracket", f"{product(g * minus, b)}", (g * minus, g * minus * b),
        lambda v: f"{total((f, 'x'), (v[0], 'x'), (v[1], ''))} = {h}",
        ("distribution", (g * minus, minus * b)), ("minus" if minus < 0 else "sign", (g * minus, -g * minus * b)),
    )  # fmt: skip
    left = walk.step(
        "Add like terms", like(f, i), f + i, lambda v: f"{poly(v, j)} = {h}", ("sign", f - i), ("unlike", f + i + j)
    )  # fmt: skip
    return solved(walk, isolated(walk, left, j, h))
