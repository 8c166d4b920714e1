"""A second solver for math/diophantine: reads the prompt's words and goes through the numbers, or asks SymPy."""

import functools
import math
import re
from fractions import Fraction

import sympy
from sympy.solvers.diophantine.diophantine import diop_solve

from oracles.plain_text import body, find, kind, numbers
from schemas import Problem


def solve(problem: Problem) -> str:
    """The canonical answer, worked out from the prompt's text alone."""
    text = body(problem).replace("\\frac", "")
    return str(_SOLVERS[kind(problem)](text))


def _set(values) -> str:
    values = sorted(set(values))
    return "{" + ", ".join(map(str, values)) + "}" if values else "no solution"


def _terms(text: str, letters: str) -> tuple[list[int], int]:
    """The coefficients of a linear equation and its right side."""
    pattern = r"(-?\d*){}" + "".join(r" ([+-]) (\d*){}" for _ in letters[1:]) + r" = (\d+)"
    first, *rest, total = re.search(pattern.format(*letters), text).groups()
    factors = [int(first + "1") if first in ("", "-") else int(first)]
    factors += [int(f"{sign}{number or 1}") for sign, number in zip(rest[::2], rest[1::2], strict=True)]
    return factors, int(total)


_KINDS = {
    "children": "adults", "canoes": "rafts", "soups": "pizzas", "vans": "buses", "booklets": "atlases",
    "goals": "tries", "bags": "crates", "pansies": "roses", "squares": "strips", "quizzes": "essays",
}  # fmt: skip


def _payment(text: str) -> str:
    text = re.sub(r"(?: If| Answer| \(Write).*$", "", text)
    told = [(x, y) for x, y in _KINDS.items() if re.search(rf"\b{x}\b|\b{y}\b", text, re.I) and "coins" not in text]
    names = told[0] if told else ("x", "y")
    if re.search(r"\dx \+ \d*y = \d", text):
        (a, b), c = _terms(text, "xy")
    elif "sum of" in text or "coins" in text:
        c, a, b = numbers(re.sub(r"\d+-cent", "", text))
    else:
        a, b, c = numbers(text)
    least = int(
        "positive" in text.replace("non-negative", "") or "at least one of each" in text or "Both kinds" in text
    )
    pairs = [(x, y) for y in range(least, c // b + 1) for x in [(c - b * y) // a] if a * x + b * y == c and x >= least]
    if re.search(r"In how many ways|How many pairs|number of solutions", text):
        return str(len(pairs))
    if not pairs:
        return "no solution"
    if re.search(r"at least\?|smallest|as few|minimum", text):
        return str(min(x + y for x, y in pairs))
    if re.search(r"[Aa]t most how many|largest possible|maximum", text):
        return str(max(y for _, y in pairs))
    if re.search(r"Which values|Which numbers|Find all|-cent coins can", text) or re.search(r"How many \d+-cent", text):
        return _set(x for x, _ in pairs)
    ((x, y),) = pairs
    return f"{names[0]} = {x}, {names[1]} = {y}"


def _jumps(text: str) -> str:
    text = re.sub(r"(?: If| Answer| \(Write).*$", "", text)
    if "x + y with" in text:
        (a, b), c = _terms(text, "xy")
        b = -b
    else:
        a, b, c = (each for each in numbers(text.replace("field 0", "").replace("turn 0", "")))
    totals = [x + (a * x - c) // b for x in range(-(-c // a), c // a + b + 3) if (a * x - c) % b == 0 and a * x >= c]
    return str(min(totals)) if totals else "impossible"


def _smallest_solution(text: str) -> str:
    code = re.search(r"(\d+) \* x ([+-]) (\d+) \* y == (\d+)", text)
    if code:
        (a, sign, b, c) = code.groups()
        a, b, c = int(a), int(f"{sign}{b}"), int(c)
    else:
        (a, b), c = _terms(text, "xy")
    x, y = sympy.symbols("x y", integer=True)
    found = diop_solve(a * x + b * y - c)
    if found[0] is None:
        return "no solution"
    (t,) = found[0].free_symbols
    step = abs(found[0].coeff(t))
    first = int(found[0].subs(t, 0)) % int(step)
    return f"x = {first}, y = {(c - a * first) // b}"


def _three_terms(text: str) -> int:
    if "z = " in text:
        sizes, total = _terms(text, "xyz")
    else:
        totals = re.search(
            r"(\d+) cents be paid|make up (\d+) cents|can (\d+) be|load of (\d+) kg|exactly (\d+) muffins", text
        )
        total = int(next(filter(None, totals.groups())))
        sizes = numbers(re.sub(r"range.*|(?<!\d)" + str(total) + r"(?!\d)", "", text, count=1))
    least = int(
        "positive" in text.replace("non-negative", "") or "at least one of each" in text or "at least once" in text
    )
    ways = [1] + [0] * total  # by the number of ways to make up each amount with the first so many kinds
    for size in sizes:
        ways = [sum(ways[amount - size * n] for n in range(least, amount // size + 1)) for amount in range(total + 1)]
    return ways[total]


def _in_box(text: str) -> int:
    code = re.search(r"range\((-?\d+), (-?\d+)\)", text)
    corner = re.search(r"corners \((-?\d+), -?\d+\) and \((-?\d+),", text)
    ends = re.search(r"from (-?\d+) to (-?\d+)|(-?\d+) ≤ x ≤ (-?\d+)|below (-?\d+) or above (-?\d+)", text)
    found = code or corner or ends
    low, high = (int(each) for each in found.groups() if each is not None)
    high -= bool(code)
    if code:
        a, sign, b, c = re.search(r"(\d+) \* x ([+-]) (\d+) \* y == (\d+)", text).groups()
        a, b, c = int(a), int(f"{sign}{b}"), int(c)
    else:
        (a, b), c = _terms(text, "xy")
    inside = range(low, high + 1)
    return sum((c - a * x) % b == 0 and (c - a * x) // b in inside for x in inside)


def _hundred(text: str) -> str:
    text = re.sub(r"(?: If| Answer| \(Write).*$", "", text)
    names = next(
        (each for each in (
            ("chicks", "hens", "geese"), ("children", "students", "adults"), ("toffees", "jellies", "truffles"),
            ("herbs", "shrubs", "trees"), ("bags", "boxes", "crates"), ("bronzes", "silvers", "golds"),
        ) if re.search(rf"\b{each[0].rstrip('s')}", text)), ("x", "y", "z")
    )  # fmt: skip
    if "z = " in text:
        sizes, m = _terms(text.replace("x + y + z =", ""), "xyz")
        n = find(text, r"x \+ y \+ z = (?P<n>\d+)", r"the sum (?P<n>\d+)")["n"]
    else:
        values = numbers(text)
        n, m, *sizes = values
        if "a park gets" in text:
            n, m = m, n
    a, b, c = sizes
    fits = [(n - y - z, y, z) for y in range(1, n) for z in range(1, n - y) if a * (n - y - z) + b * y + c * z == m]
    assert len(fits) < 2
    return ", ".join(f"{name} = {value}" for name, value in zip(names, fits[0], strict=True)) if fits else "no solution"


def _payable(coins: list[int], most: int) -> list[bool]:
    can = [True] + [False] * most
    for amount in range(1, most + 1):
        can[amount] = any(amount >= coin and can[amount - coin] for coin in coins)
    return can


def _frobenius(text: str) -> str:
    text = re.sub(r"(?: If| Answer| \(Write).*$", "", text)
    coins = numbers(text)
    if functools.reduce(math.gcd, coins) > 1:
        return "no largest amount"
    can = _payable(coins, 2 * coins[0] * coins[-1])
    return str(max(amount for amount, yes in enumerate(can) if not yes))


def _unpayable(text: str) -> int:
    bound = re.search(r"up to (\d+)", text)
    a, b = numbers(re.sub(r"up to \d+|above 0", "", text))
    most = int(bound[1]) if bound else a * b
    return sum(not yes for yes in _payable([a, b], most))


def _square_difference(text: str) -> str:
    n = find(
        text, r"x\^2 - y\^2 = (?P<n>\d+)", r"differ by (?P<n>\d+)", r"has (?P<n>\d+) tiles", r"is (?P<n>\d+) a diff",
        r"x\^2 - (?P<n>\d+)", r"takes (?P<n>\d+) tiles",
    )["n"]  # fmt: skip
    pairs = [(math.isqrt(n + y * y), y) for y in range(1, n) if math.isqrt(n + y * y) ** 2 == n + y * y]
    if re.search(r"[Hh]ow many", text):
        return str(len(pairs))
    if re.search(r"Which values|Find all|For which", text):
        return _set(x for x, _ in pairs)
    ((x, y),) = pairs
    return f"x = {x}, y = {y}"


def _square_sum(text: str) -> str:
    text = re.sub(r"range\(1, \d+\)", "", text).replace("**", "^").replace(" * ", "")
    found = re.search(r"x\^2 \+ (\d*)y\^2 =+ (\d+)|is (\d+) - x\^2(?: (\d+) times)?|all (\d+) unit", text).groups()
    weight = int(found[0] or found[3] or 1)
    n = int(found[1] or found[2] or found[4])
    return _set(
        x
        for x in range(1, math.isqrt(n) + 1)
        if (n - x * x) % weight == 0 and n > x * x and sympy.integer_nthroot((n - x * x) // weight, 2)[1]
    )


def _factor_sum(text: str) -> str:
    p = find(text, r"xy = (?P<p>\d+)", r"product (?P<p>\d+)", r"area of (?P<p>\d+)", r"^(?P<p>\d+) chairs")["p"]
    total = re.search(r"x \+ y = (\d+)|the sum (\d+)|plus x is (\d+)", text)
    gap = re.search(r"y - x = (\d+)|the difference (\d+)|minus x is (\d+)", text)
    known = int(next(filter(None, (total or gap).groups())))
    ((x, y),) = [(x, p // x) for x in sympy.divisors(p) if x * x < p and (x + p // x if total else p // x - x) == known]
    return f"x = {x}, y = {y}"


def _factored(text: str) -> str:
    shift = r"([+-]) (\d+)"
    found = re.search(rf"\(x {shift}\)\(y {shift}\) = (\d+)", text) or re.search(
        rf"x {shift} cm by y {shift} cm has an area of (\d+)", text
    )
    s, a, t, b, n = found.groups()
    a, b, n = int(s + a), int(t + b), int(n)
    pairs = [(x, y) for x in range(1, n + 20) for y in range(1, n + 20) if (x + a) * (y + b) == n and x + a > 0]
    if re.search("How many|number of", text):
        return str(len(pairs))
    return _set(x for x, _ in pairs)


def _hyperbola(text: str) -> str:
    lead, s, a, t, b, c = re.search(r"(\d*)xy ([+-]) (\d*)x ([+-]) (\d*)y = (\d+)", text).groups()
    k, a, b, c = int(lead or 1), int(f"{s}{a or 1}"), int(f"{t}{b or 1}"), int(c)
    positive = "positive" in text
    found = []
    size = k * c + abs(a * b) + abs(a) + abs(b) + 5
    for x in range(1 if positive else -size, size + 1):
        if k * x + b == 0:
            continue
        y = Fraction(c - a * x, k * x + b)
        if y.denominator == 1 and (not positive or y > 0):
            found.append(x)
    return _set(found)


def _reciprocals(text: str) -> int:
    text = text.replace("1/x + 1/y", "")
    p, q = map(int, re.search(r"(\d+)/(\d+)", text).groups())
    pairs = []
    for x in range(1, 2 * q // p + 1):
        rest = Fraction(p, q) - Fraction(1, x)
        if rest > 0 and rest.numerator == 1 and rest.denominator >= x:
            pairs.append((x, rest.denominator))
    if re.search("largest|maximum", text):
        return max(map(sum, pairs))
    if re.search(r"x ≤ y|order does not", text):
        return len(pairs)
    return 2 * len(pairs) - sum(x == y for x, y in pairs)


def _cubes(text: str) -> str:
    found = re.search(r"x\^3 ([+-]) y\^3 = (\d+)", text)
    if found:
        sign, n = found[1], int(found[2])
    else:
        sign, n = ("+" if "together" in text.lower() else "-"), numbers(text)[0]
    most = math.isqrt(n) + 2
    cubes = {x**3: x for x in range(1, 3 * most)}
    return _set(
        cubes[n - y**3 if sign == "+" else n + y**3]
        for y in range(1, most)
        if (n - y**3 if sign == "+" else n + y**3) in cubes
    )


_SOLVERS = {
    "payment": _payment,
    "payable": _payment,
    "jumps": _jumps,
    "far_jumps": _jumps,
    "smallest_solution": _smallest_solution,
    "three_terms": _three_terms,
    "in_box": _in_box,
    "hundred": _hundred,
    "frobenius": _frobenius,
    "unpayable": _unpayable,
    "square_difference": _square_difference,
    "square_difference_values": _square_difference,
    "square_sum": _square_sum,
    "factor_sum": _factor_sum,
    "factored": _factored,
    "hyperbola": _hyperbola,
    "reciprocals": _reciprocals,
    "cubes": _cubes,
}
