"""A second solver for math/integer_extremum: reads the prompt's words and tries everything that comes into question."""

import itertools
import math
import re

import sympy

from oracles.plain_text import body, find, kind, numbers
from schemas import Problem

_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


def solve(problem: Problem) -> str:
    """The canonical answer, worked out from the prompt's text alone."""
    return str(_SOLVERS[kind(problem)](body(problem)))


def _weights(text: str, letters: str) -> list[int]:
    """The coefficients of ``2x + 3y`` wherever it stands."""
    found = re.search(" \\+ ".join(rf"(\d*){letter}" for letter in letters), text)
    return [int(each or 1) for each in found.groups()]


def _product_of_two(text: str) -> int:
    code = re.search(r"if (?:(\d+) \* )?x \+ (?:(\d+) \* )?y == (\d+)", text)
    if code:
        a, b, s = int(code[1] or 1), int(code[2] or 1), int(code[3])
    elif "perimeter" in text:
        a, b, s = 1, 1, numbers(text)[0] // 2
    elif "have the sum" in text:
        a, b, s = 1, 1, numbers(text)[0]
    elif "euros" in text:
        s, a, b = numbers(text)
    else:
        (a, b), s = _weights(text, "xy"), find(text, r"= (?P<s>\d+)")["s"]
    return max(x * y for x in range(1, s + 1) for y in [(s - a * x) // b] if y > 0 and a * x + b * y == s)


def _sum_of_two(text: str) -> int:
    if "rectang" in text:
        p = numbers(text.replace("m²", "").replace("m^2", ""))[0]
        a = b = 2
    else:
        a, b = _weights(text, "xy")
        p = find(text, r"xy = (?P<p>\d+)", r"encloses (?P<p>\d+)", r"^(?P<p>\d+) plants")["p"]
    return min(a * x + b * (p // x) for x in sympy.divisors(p))


def _arranged(text: str) -> int:
    digits = re.search(r"digits? (\d(?:, \d)* and \d)", text)[1]
    divisor = re.search(r"(?:divisible by|multiple of) (\d+)", text)
    candidates = [int("".join(each)) for each in itertools.permutations(re.findall(r"\d", digits)) if each[0] != "0"]
    if divisor:
        candidates = [number for number in candidates if number % int(divisor[1]) == 0]
    else:
        candidates = [number for number in candidates if number % 2 == (" odd" in text)]
    return max(candidates) if "largest" in text else min(candidates)


def _with_digit_sum(text: str) -> int:
    size = _WORDS[re.search(r"(three|four|five)", text)[1]]
    total = find(text, r"digit sum (?P<s>\d+)")["s"]
    divisor = re.search(r"divisible by (\d+)", text)
    fits = [
        number
        for number in range(10 ** (size - 1), 10**size)
        if number % int(divisor[1] if divisor else 1) == 0
        and sum(map(int, str(number))) == total
        and ("no digit twice" not in text or len(set(str(number))) == size)
    ]
    return max(fits) if "largest" in text else min(fits)


def _deleted(text: str) -> int:
    shown = str(max(numbers(text)))
    kept = re.search(r"Keep (\w+)", text)
    gone = re.search(r"\b(one|two|three|four|five)\b", text)
    size = _WORDS[kept[1]] if kept else len(shown) - _WORDS[gone[1]]
    left = [int("".join(each)) for each in itertools.combinations(shown, size)]
    return max(left) if re.search("largest|as large", text) else min(left)


def _boxed_digits(text: str) -> int:
    digits = re.findall(r"\d", re.search(r"digits (\d(?:, \d)* and \d)", text)[1])
    first = 3 if re.search("three-digit|three digits|□□□", text) else 2
    results = set()
    for each in itertools.permutations(digits):
        one, other = int("".join(each[:first])), int("".join(each[first:]))
        if "sum" in text:
            results.add(one + other)
        elif "difference" in text:
            results.add(abs(one - other))
        else:
            results.add(one * other)
    return max(results) if re.search("largest|as large", text) else min(results)


def _few_digits(text: str) -> int:
    m = find(text, r"multiple of (?P<m>\d+)", r"divisible by (?P<m>\d+)", r"that (?P<m>\d+) divides")["m"]
    a, b = re.search(r"(\d) (?:and|or) (\d)\b", text).groups()
    return next(n for n in itertools.count(m, m) if set(str(n)) <= {a, b})


_SHAPES = (
    (r"1\^2 \+ 2\^2 \+ \.\.\. \+ n\^2|sum\(k \* k", lambda n: sum(k * k for k in range(1, n + 1))),
    (r"1 \+ 2 \+ \.\.\. \+ n|sum\(range\(1, n|triangle|week 1", lambda n: sum(range(1, n + 1))),
    (r"2 \+ 4 \+ \.\.\. \+ 2n|range\(2", lambda n: sum(range(2, 2 * n + 1, 2))),
    (r"n\(n \+ 1\)|n \* \(n \+ 1\)", lambda n: n * n + n),
    (r"n\^3|n \*\* 3", lambda n: n**3),
    (r"2\^n|2 \*\* n|rumour", lambda n: 2**n),
    (r"3\^n|3 \*\* n", lambda n: 3**n),
    (r"n\^2|n \*\* 2|tiles on a side", lambda n: n**2),
)


def _threshold(text: str) -> int:
    value = next(shape for pattern, shape in _SHAPES if re.search(pattern, text))
    told = re.search(r"stacks|lays|saves|rumour", text)
    factor = (
        None
        if told
        else re.search(r"(?:^|with |which |if |for |n > 0 is )(\d+)(?:\*| \* )?(?=n|\(|[23][\^ ]|sum)", text)
    )
    factor = int(factor[1]) if factor else 1
    bound = find(
        text, r"(?:≤|<=|>(?! 0)) (?P<b>\d+)", r"(?:greater than|exceeds?|more than|from|do) (?P<b>\d+)",
    )["b"]  # fmt: skip
    last = next(n for n in itertools.count() if factor * value(n + 1) > bound)
    return last + 1 if re.search("smallest|at least|After how many", text) else last


def _guarantee(text: str) -> int:
    counts = {colour: int(count) for count, colour in re.findall(r"(\d+) (red|blue|green|white|black)\b", text)}
    named = re.search(r"(\d+) (red|blue|green|white|black) ones", text)
    if named:
        counts = {
            colour: int(count) for count, colour in re.findall(r"(\d+) (red|blue|green|white|black)\b(?! ones)", text)
        }
        return sum(counts.values()) - counts[named[2]] + int(named[1])
    if "every colour" in text:
        return sum(counts.values()) - min(counts.values()) + 1
    wanted = find(text, r"(?P<k>\d+) of one colour")["k"]
    drawn = 1  # draw one more at a time while there is a draw without the result
    while any(max(each) < wanted for each in _draws(tuple(counts.values()), drawn, wanted)):
        drawn += 1
    return drawn


def _draws(counts: tuple[int, ...], size: int, most: int):
    """The fullest draws of a size: each colour is taken as far as it may be, one after the other."""
    left, draw = size, []
    for count in counts:
        taken = min(count, most - 1, left)
        draw.append(taken)
        left -= taken
    if not left:
        yield draw


def _vertex(text: str) -> int:
    a, sign, b, end, c = re.search(r"(-?\d*)n\^2 ([+-]) (\d*)n ([+-]) (\d+)", text).groups()
    lead = int(f"{a}1") if a in ("", "-") else int(a)
    middle, constant = int(f"{sign}{b or 1}"), int(f"{end}{c}")
    values = [lead * n * n + middle * n + constant for n in range(-500, 501)]
    return min(values) if lead > 0 else max(values)


def _product_of_three(text: str) -> int:
    if "menu" in text:
        a, b, c, s = numbers(text)
    else:
        a, b, c = _weights(text, "xyz")
        s = find(text, r"z = (?P<s>\d+)")["s"]
    return max(
        x * y * z
        for z in range(1, s // c + 1)
        for y in range(1, s // b + 1)
        for x in [(s - b * y - c * z) // a]
        if x > 0 and a * x + b * y + c * z == s
    )


def _box_of_volume(text: str) -> int:
    p = next(number for number in numbers(text) if number > 3)
    triples = [(x, y, p // x // y) for x in sympy.divisors(p) for y in sympy.divisors(p // x)]
    if re.search("surface|paper", text):
        return min(2 * (x * y + y * z + x * z) for x, y, z in triples)
    return min(map(sum, triples))


def _square_sum_on_line(text: str) -> int:
    p, q = (int(each or 1) for each in re.search(r"(\d*)x\^2 \+ (\d*)y\^2", text).groups())
    a, sign, b, c = re.search(r"(\d*)x ([+-]) (\d*)y = (\d+)", text).groups()
    a, b, c = int(a or 1), int(f"{sign}{b or 1}"), int(c)
    return min(p * x * x + q * ((c - a * x) // b) ** 2 for x in range(-3000, 3001) if (c - a * x) % b == 0)


def _common_divisor_of_parts(text: str) -> int:
    s = next(number for number in numbers(text) if number > 3)
    if re.search(r"lcm|common multiple", text):
        return max(math.lcm(a, s - a) for a in range(1, s))
    listed = re.search(r"gcd\(([a-d, ]+)\)", text)
    count = len(listed[1].split(",")) if listed else _WORDS[re.search(r"\b(two|three|four)\b", text, re.I)[1].lower()]
    different = "different" in text
    least = sum(range(1, count + 1)) if different else count
    return max(d for d in range(1, s + 1) if s % d == 0 and s // d >= least)


def _consecutive_sum(text: str) -> int:
    s = next(number for number in numbers(text) if number > 1)
    runs = [
        (k, (s - k * (k - 1) // 2) // k)
        for k in range(1, s + 1)
        if s > k * (k - 1) // 2 and (s - k * (k - 1) // 2) % k == 0
    ]
    k, first = max(runs)
    return first if re.search(r"smallest|How few", text) else k


def _least_distance(text: str) -> int:
    formal = re.search(r"\|(\d+)x \+ (\d+)y - (\d+)\|", text)
    a, b, c = map(int, formal.groups()) if formal else numbers(text)
    best = c
    for x in range(b):
        rest = (c - a * x) % b
        best = min(best, rest, b - rest)
    return best


_SOLVERS = {
    "product_of_two": _product_of_two,
    "sum_of_two": _sum_of_two,
    "arranged": _arranged,
    "with_digit_sum": _with_digit_sum,
    "deleted": _deleted,
    "boxed_digits": _boxed_digits,
    "few_digits": _few_digits,
    "threshold": _threshold,
    "guarantee": _guarantee,
    "vertex": _vertex,
    "product_of_three": _product_of_three,
    "box_of_volume": _box_of_volume,
    "square_sum_on_line": _square_sum_on_line,
    "common_divisor_of_parts": _common_divisor_of_parts,
    "consecutive_sum": _consecutive_sum,
    "least_distance": _least_distance,
}
