"""A second solver for math/divisors: SymPy's functions, or plain trial, on the numbers that the prompt's words give."""

import functools
import itertools
import math
import re
from fractions import Fraction

import sympy

from oracles.plain_text import body, find, kind, numbers
from schemas import Problem


def solve(problem: Problem) -> str:
    """The canonical answer, worked out from the prompt's text alone."""
    return str(_SOLVERS[kind(problem)](body(problem)))


def _gcd(text: str) -> int:
    a, b = numbers(text)
    return int(sympy.gcd(a, b))


def _common_divisors(text: str) -> int:
    a, b = dict.fromkeys(numbers(re.sub(r"range\(1, 200\)|== 0|1 included", "", text)))
    shared = set(sympy.divisors(a)) & set(sympy.divisors(b))
    return sum(shared) if re.search(r"\bsum\b", text) else len(shared)


def _lcm(text: str) -> int:
    a, b = numbers(text.replace("1/", ""))
    return int(sympy.lcm(a, b))


def _meeting(text: str) -> int:
    start = find(text, r"(?:second|minute|day|mark|start at|night|hour) (?P<s>\d+)(?:[., ]|$)")["s"]
    text = re.sub(rf"(?:second|minute|day|mark|start at|[Nn]ight|hour) {start}\b", "", text)
    a, b = numbers(text)
    return next(x for x in itertools.count(start + 1) if (x - start) % a == 0 and (x - start) % b == 0)


def _other_number(text: str) -> int:
    found = find(
        text,
        r"gcd (?P<g>\d+) and lcm (?P<l>\d+)\. One of them is (?P<a>\d+)",
        r"gcd\((?P<a>\d+), x\) = (?P<g>\d+) and lcm\(\d+, x\) = (?P<l>\d+)",
        r"divisor of (?P<a>\d+) and x is (?P<g>\d+), their least common multiple is (?P<l>\d+)",
        r"lcm is (?P<l>\d+), their gcd is (?P<g>\d+), and the first is (?P<a>\d+)",
        r"gcd\(x, (?P<a>\d+)\) = (?P<g>\d+) and lcm\(x, \d+\) = (?P<l>\d+)",
    )
    a, g, m = found["a"], found["g"], found["l"]
    (x,) = [x for x in sympy.divisors(m) if sympy.gcd(a, x) == g and sympy.lcm(a, x) == m]
    return x


def _divisors_of(text: str) -> int:
    limits = re.search(r"(greater|less) than (\d+)", text)
    text = re.sub(r"(greater|less) than (\d+)|from 1|== 0|sizes from 1 to \d+", "", text)
    chosen = sympy.divisors(numbers(text)[0])
    if limits:
        bound = int(limits[2])
        chosen = [d for d in chosen if (d > bound if limits[1] == "greater" else d < bound)]
    for sort, rest in (("even", 0), ("odd", 1)):
        if f" {sort} " in text:
            chosen = [d for d in chosen if d % 2 == rest]
    return sum(chosen) if re.search(r"sum|add", text) else len(chosen)


def _prime_factors(text: str) -> int:
    (n,) = numbers(text)
    primes = [prime for prime, exponent in sympy.factorint(n).items() for _ in range(exponent)]
    if "square" in text:
        return next(k for k in itertools.count(1) if sympy.integer_nthroot(n * k, 2)[1])
    if re.search("largest|greatest", text):
        return max(primes)
    if "sum" in text:
        return sum(primes)
    return len(primes) if re.search("as often as|repeated", text) else len(set(primes))


def _multiples(text: str) -> int:
    found = find(
        text.replace("pages of pages", "pages"),
        r"from (?P<a>\d+) to (?P<b>\d+) are .* (?P<m>\d+)\?",
        r"multiples of (?P<m>\d+) from (?P<a>\d+) to (?P<b>\d+)",
        r"multiples of (?P<m>\d+) lie between (?P<c>\d+) and (?P<d>\d+)",
        r"range\((?P<a>\d+), (?P<d>\d+)\) satisfy n % (?P<m>\d+)",
        r"(?:pages|lockers) (?P<a>\d+) to (?P<b>\d+).* divisible by (?P<m>\d+)",
        r"(?P<a>\d+) ≤ n ≤ (?P<b>\d+) are divisible by (?P<m>\d+)",
    )
    low, high = found.get("a", found.get("c", 0) + 1), found.get("b", found.get("d", 0) - 1)
    return sum(n % found["m"] == 0 for n in range(low, high + 1))


_ORDINALS = {
    name: place
    for place, name in enumerate(
        "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), 2
    )
}


def _either_divides(text: str) -> int:
    for name, place in _ORDINALS.items():
        text = re.sub(rf"\b{name}\b", str(place), text)
    code = re.search(r"range\(1, (\d+)\) satisfy x % (\d+) (?:!=|==) 0 (?:or|and) x % (\d+)", text)
    if code:
        n, a, b = int(code[1]) - 1, int(code[2]), int(code[3])
    else:
        n, a, b = numbers(re.sub(r"1, 2, ...,|from 1 to|writes down 1 to|pages from 1", "", text))
    neither = re.search("neither|none of|!=|strikes", text) is not None
    return sum((x % a == 0 or x % b == 0) is not neither for x in range(1, n + 1))


def _powers(text: str) -> int:
    exponent = 3 if re.search(r"cube|\*\*3", text) else 2
    low, high = numbers(re.sub(r"range\(100\)|\*\*\d", "", text))
    return sum(bool(sympy.integer_nthroot(n, exponent)[1]) for n in range(low, high + 1))


def _factorial(text: str) -> int:
    number = int((re.search(r"(\d+)!|\.\.\.\*(\d+)|from 1 to (\d+)", text) or [""])[0].strip("!.*").split()[-1])
    if "zero" in text:
        digits = str(math.factorial(number))
        return len(digits) - len(digits.rstrip("0"))
    prime = find(text, r"exponent (?:of|does) (?P<p>\d+)", r"that (?P<p>\d+)\^k", r"divided by (?P<p>\d+)")["p"]
    return int(sympy.multiplicity(prime, math.factorial(number)))


def _digit_sum(text: str) -> int:
    a, b = numbers(text)
    total = sum(sympy.ntheory.digits(a * b)[1:])
    if re.search("digital root|only one digit|single", text):
        while total > 9:
            total = sum(sympy.ntheory.digits(total)[1:])
    return total


def _multiple_in_range(text: str) -> int:
    code = re.search(r"range\((\d+), (\d+)\) satisfies n % (\d+) == 0 and n % (\d+)", text)
    values = [int(each) for each in code.groups()] if code else numbers(text)
    if "common multiple" in text:
        values = values[2:] + values[:2]
    low, high, a, b = values
    (n,) = [n for n in range(low, high + (not code)) if n % a == 0 and n % b == 0]
    return n


def _common_of_three(text: str) -> int:
    values = numbers(text.replace("1/", ""))
    multiple = re.search("lcm|multiple|divisible|at once|lap|denominator|shelves", text)
    return int(functools.reduce(sympy.lcm if multiple else sympy.gcd, values))


def _coincidences(text: str) -> int:
    code = re.search(r"range\((\d+), (\d+)\)", text)
    if code:
        low, high = int(code[1]), int(code[2]) - 1
        periods = [int(each) for each in re.findall(r"x % (\d+)", text)]
    else:
        low, high = map(int, re.search(r"(\d+) to (?:second |minute |metre )?(\d+)", text).groups())
        periods = numbers(re.search(r"(?:intervals of|each of) ([\d, and]+)", text)[1])
    return sum(all(x % period == 0 for period in periods) for x in range(low, high + 1))


def _blocks(text: str) -> int:
    sides = numbers(text)
    largest = max(d for d in range(1, min(sides) + 1) if all(side % d == 0 for side in sides))
    return math.prod(side // largest for side in sides)


def _diagonal(text: str) -> int:
    points = re.findall(r"\((-?\d+), (-?\d+)\)", text)
    if points:
        (p, q), (r, s) = ((int(x), int(y)) for x, y in points)
        return sum((x - p) * (s - q) % (r - p) == 0 for x in range(p, r + 1))
    # The cells are as many as the pieces into which the walls cut the diagonal.
    sides = numbers(text)
    return 1 + len({Fraction(i, side) for side in sides for i in range(1, side)})


def _given_gcd_lcm(text: str) -> int:
    text = re.sub(r"1 <= a, b <= \d+", "", text)
    found = find(
        text,
        r"gcd\(a, b\)(?: =| ==) (?P<g>\d+) and (?:math\.)?lcm\(a, b\)(?: =| ==) (?P<l>\d+)",
        r"gcd (?:is )?(?P<g>\d+) and (?:their )?lcm (?:is )?(?P<l>\d+)",
        r"divisor (?:is )?(?P<g>\d+) and (?:the|whose)? ?least common multiple (?:is )?(?P<l>\d+)",
    )
    g, m = found["g"], found["l"]
    pairs = [
        (a, b) for a in sympy.divisors(m) for b in sympy.divisors(m) if math.gcd(a, b) == g and math.lcm(a, b) == m
    ]
    if re.search("sum|minimum|together", text):
        return min(map(sum, pairs))
    ordered = re.search(r"ordered|pairs \(a, b\)", text)
    return len(pairs) if ordered else sum(a <= b for a, b in pairs)


def _pairs_of_lcm(text: str) -> int:
    m = numbers(text)[-1]
    divisors = sympy.divisors(m)
    pairs = [(a, b) for a in divisors for b in divisors if math.lcm(a, b) == m]
    unordered = re.search("a ≤ b|order does not count", text)
    return sum(a <= b for a, b in pairs) if unordered else len(pairs)


def _divisor_total(text: str) -> int:
    body = re.sub(r"(multiples of|divisible by) \d+|range\(1, \d+\)|and d %.*", "", text)
    divisors = sympy.divisors(numbers(body)[0])
    restricted = re.search(
        r"(not )?(?:multiples of|divisible by) (\d+)|and d % (\d+) (==|!=) 0|that are (even|odd)\b", text
    )
    if "perfect square" in text:
        divisors = [d for d in divisors if sympy.integer_nthroot(d, 2)[1]]
    elif restricted:
        denied, one, other, sign, parity = restricted.groups()
        of = int(one or other or 2)
        away = bool(denied) or sign == "!=" or parity == "odd"
        divisors = [d for d in divisors if (d % of > 0) is away]
    return sum(divisors) if re.search(r"\bsum\b|adds? up", text) else len(divisors)


def _coprime(text: str) -> int:
    n = find(
        text, r"φ\((?P<n>\d+)\)", r"k/(?P<n>\d+)", r"coprime to (?P<n>\d+)", r"gcd\(k, (?P<n>\d+)\)",
        r"modulo (?P<n>\d+)", r"below (?P<n>\d+)", r"^(?P<n>\d+) points",
    )["n"]  # fmt: skip
    fitting = [k for k in range(1, n + 1) if math.gcd(k, n) == 1]
    total = re.search(r"the sum|sum of all", text) and "sum(math" not in text
    assert len(fitting) == sympy.totient(n)
    return sum(fitting) if total else len(fitting)


def _to_power(text: str) -> int:
    n = numbers(text.replace("greater than 0", ""))[0]
    e = 3 if "cube" in text else 2
    if re.search(f"that divides {n}|greatest divisor", text):
        return max(d for d in sympy.divisors(n) if sympy.integer_nthroot(d, e)[1])
    root = next(s for s in itertools.count(1) if s**e % n == 0)
    return root**e if re.search("divisible by|multiple of", text) else root**e // n


def _power_product(text: str) -> int:
    written = re.findall(r"(\d+)\^(\d+)", text.replace(" \\cdot ", "*"))
    primes = sympy.factorint(math.prod(int(b) ** int(k) for b, k in written))
    step = 2 if "perfect squares" in text else 3 if "perfect cubes" in text else 1
    needed = sympy.factorint(int(re.search(r"multiples of (\d+)", text)[1])) if "multiples" in text else {}
    if "odd" in text:
        primes[2] = 0
    return math.prod(
        sum(e % step == 0 and e >= needed.get(p, 0) for e in range(total + 1)) for p, total in primes.items()
    )


@functools.cache
def _divisor_counts() -> list[int]:
    counts = [0] * 120_001
    for d in range(1, len(counts)):
        for n in range(d, len(counts), d):
            counts[n] += 1
    return counts


def _smallest_with(text: str) -> int:
    k = find(text, r"exactly (?P<k>\d+)")["k"]
    of = re.search(r"multiple of (\d+)", text)
    odd = re.search(r"\bodd\b", text)
    counts = _divisor_counts()
    return next(
        n for n in range(1, len(counts)) if counts[n] == k and (not of or n % int(of[1]) == 0) and (not odd or n % 2)
    )


def _factorial_power(text: str) -> int:
    number = int(re.search(r"(\d+)!|\.\.\.\*(\d+)|from 1 to (\d+)", text)[0].strip("!.*").split()[-1])
    base = 10
    if "zeros" not in text or "base" in text:
        base = find(text, r"[Bb]ase (?P<p>\d+)", r"that (?P<p>\d+)\^k", r"divided by (?P<p>\d+)")["p"]
    return int(sympy.multiplicity(base, math.factorial(number)))


def _factorial_zeros(text: str) -> int:
    found = find(text, r"by (?P<p>\d+)\^(?P<k>\d+)", r"(?P<p>\d+)\^(?P<k>\d+) divides", r"(?P<k>\d+) zeros")
    base = found.get("p", 10)
    twos = fives = 0
    for n in itertools.count(1):
        if base == 10:
            twos += sympy.multiplicity(2, n)
            fives += sympy.multiplicity(5, n)
            reached = min(twos, fives)
        else:
            fives += sympy.multiplicity(base, n)
            reached = fives
        if reached >= found["k"]:
            return n


def _sieve(text: str) -> int:
    code = re.search(r"range\((\d+), (\d+)\)", text)
    if code:
        low, high = int(code[1]), int(code[2]) - 1
    else:
        low, high = map(int, re.search(r"(\d+)(?:,[^.]*\.\.\., | to )(\d+)", text).groups())
    if "n %" in text:
        moduli = [int(each) for each in re.findall(r"n % (\d+)", text)]
    else:
        moduli = numbers(text[re.search(rf"\b{high if not code else high + 1}\b", text).end() :])
        moduli = numbers(text.split("on all")[0])[-len(moduli) :] if "people" in text else moduli
    if "stamps" in text:
        moduli.insert(0, find(text, r"multiples of (?P<x>\d+) among")["x"])
    hits = {n: [n % m == 0 for m in moduli] for n in range(low, high + 1)}
    if re.search("but not|not divisible|except", text):
        return sum(each[0] and sum(each) == 1 for each in hits.values())
    if re.search("exactly one|only one", text):
        return sum(sum(each) == 1 for each in hits.values())
    if re.search("none|strikes|unless|!=", text):
        return sum(not any(each) for each in hits.values())
    return sum(any(each) for each in hits.values())


def _shared_divisor(text: str) -> int:
    found = find(
        text,
        r"from 1 to (?P<n>\d+) satisfy gcd\(k, (?P<m>\d+)\) = (?P<g>\d+)",
        r"up to (?P<n>\d+) is (?P<g>\d+) the greatest common divisor with (?P<m>\d+)",
        r"\.\.\., (?P<n>\d+)/(?P<m>\d+) can be reduced by exactly (?P<g>\d+)",
        r"range\(1, (?P<over>\d+)\) make math\.gcd\(k, (?P<m>\d+)\) == (?P<g>\d+)",
        r"of k and (?P<m>\d+)\. .* value (?P<g>\d+) for k = 1, 2, \.\.\., (?P<n>\d+)",
        r"\.\.\., (?P<n>\d+) teeth against a gear with (?P<m>\d+) teeth\. .* is (?P<g>\d+) the greatest",
    )
    last = found.get("n") or found["over"] - 1
    return sum(math.gcd(k, found["m"]) == found["g"] for k in range(1, last + 1))


def _squares_or_cubes(text: str) -> int:
    low, high = map(int, re.search(r"(\d+) (?:to|and) (\d+)", text).groups())
    squares = {k * k for k in range(math.isqrt(high) + 1) if low <= k * k}
    cubes = {k**3 for k in range(round(high ** (1 / 3)) + 2) if low <= k**3 <= high}
    if re.search("squares but not|How many squares", text):
        return len(squares - cubes)
    if re.search("cubes but not|How many cubes", text):
        return len(cubes - squares)
    either = len(squares | cubes)
    return high - low + 1 - either if re.search("neither|strikes", text) else either


def _primes(text: str) -> int:
    if re.search("greater|after", text):
        return int(sympy.nextprime(numbers(text)[0]))
    low, high = numbers(text)
    primes = list(sympy.primerange(low, high + 1))
    return sum(primes) if "sum" in text else len(primes)


def _exact_divisors(text: str) -> int:
    k = find(text, r"exactly (?P<k>\d+)")["k"]
    low, high = map(int, re.search(r"(\d+)(?: to | ≤ n ≤ )(\d+)", text).groups())
    counts = _divisor_counts()
    return sum(counts[n] == k for n in range(low, high + 1))


def _multiple_sum(text: str) -> int:
    code = re.search(r"range\((\d+), (\d+)\)", text)
    if code:
        low, high = int(code[1]), int(code[2]) - 1
        moduli = [int(each) for each in re.findall(r"% (\d+)", text)]
    else:
        low, high = map(int, re.search(r"from (\d+) to (\d+)", text).groups())
        moduli = numbers(re.sub(r"from \d+ to \d+", "", text))
    return sum(n for n in range(low, high + 1) if any(n % m == 0 for m in moduli))


def _digit_range(text: str) -> int:
    code = re.search(r"range\((\d+), (\d+)\).* == (\d+)", text)
    if code:
        low, high, total = int(code[1]), int(code[2]) - 1, int(code[3])
    else:
        low, high, total = numbers(text)
    rests = {0} if " even " in text else {1} if " odd " in text else {0, 1}
    return sum(sum(sympy.ntheory.digits(n)[1:]) == total and n % 2 in rests for n in range(low, high + 1))


def _digit_riddle(text: str) -> int:
    total = find(text, r"(?:add up to|digit sum|digit sum is|sum) (?P<s>\d+)")["s"]
    change = find(text, r"(?P<d>\d+) (?:years )?(?:larger|smaller)", r"(?:larger|smaller) by (?P<d>\d+)")["d"]
    change = -change if "smaller" in text else change
    more = re.search(r"middle digit is (\d+) more", text)
    fits = []
    for n in range(10, 1000) if "three" in text else range(10, 100):
        digits = list(map(int, str(n)))
        if sum(digits) != total or int(str(n)[::-1]) - n != change or ("three" in text) != (len(digits) == 3):
            continue
        if more and digits[1] - digits[0] != int(more[1]):
            continue
        if "sum of the other two" in text and digits[1] != digits[0] + digits[2]:
            continue
        fits.append(n)
    (number,) = fits
    return number


_SOLVERS = {
    "gcd": _gcd,
    "common_divisors": _common_divisors,
    "lcm": _lcm,
    "meeting": _meeting,
    "other_number": _other_number,
    "divisors_of": _divisors_of,
    "prime_factors": _prime_factors,
    "multiples": _multiples,
    "either_divides": _either_divides,
    "powers": _powers,
    "factorial": _factorial,
    "digit_sum": _digit_sum,
    "multiple_in_range": _multiple_in_range,
    "common_of_three": _common_of_three,
    "coincidences": _coincidences,
    "blocks": _blocks,
    "diagonal": _diagonal,
    "given_gcd_lcm": _given_gcd_lcm,
    "pairs_of_lcm": _pairs_of_lcm,
    "divisor_total": _divisor_total,
    "coprime": _coprime,
    "to_power": _to_power,
    "power_product": _power_product,
    "smallest_with": _smallest_with,
    "factorial_power": _factorial_power,
    "factorial_zeros": _factorial_zeros,
    "sieve": _sieve,
    "shared_divisor": _shared_divisor,
    "squares_or_cubes": _squares_or_cubes,
    "primes": _primes,
    "exact_divisors": _exact_divisors,
    "multiple_sum": _multiple_sum,
    "digit_range": _digit_range,
    "digit_riddle": _digit_riddle,
}
