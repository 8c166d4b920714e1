"""Puzzles about one number or a few: remainders, digits, divisors, squares and powers."""

from __future__ import annotations

from math import gcd

from generators.code.predicate.kinds import Bounds, Data, Solved, joined, kind
from generators.randomness import Stream


def remainders(x: int, moduli: list[int], rests: list[int]) -> bool:
    return all(x % m == r for m, r in zip(moduli, rests))  # noqa: B905


def _remainders(stream: Stream, level: int, twin: bool) -> Data | None:
    count = level + 1
    pool = (4, 5, 6, 7, 8, 9, 10, 11, 12, 13) if level == 1 else (4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
    moduli = sorted(stream.sample(pool, count), reverse=True)
    x = stream.integer(moduli[0], 900)
    rests = [x % m for m in moduli]
    if twin:
        place = stream.below(count)
        rests[place] = (rests[place] + stream.integer(1, moduli[place] - 1)) % moduli[place]
    return {"moduli": moduli, "rests": rests}


@kind(remainders, _remainders, {1: 2, 2: 2, 3: 1}, lambda data: Bounds((0, 999)))
def _by_steps(moduli: list[int], rests: list[int]) -> Solved | None:
    step, x = moduli[0], rests[0]
    steps = [f"Remainder {x} modulo {moduli[0]}: {x}, {x + step}, {x + 2 * step}, ..."]
    for m, r in zip(moduli[1:], rests[1:], strict=True):
        tried = [x + i * step for i in range(m // gcd(step, m))]
        found = next((each for each in tried if each % m == r), None)
        row = tried if found is None else tried[: tried.index(found) + 1]
        steps.append(f"Modulo {m} these leave: {joined([f'{each} -> {each % m}' for each in row], 20)}")
        if found is None:
            steps.append(f"From here the remainders modulo {m} repeat, and {r} is not among them.")
            return Solved(None, steps)
        step = step * m // gcd(step, m)
        x = found
        steps.append(f"So {x} has all remainders so far, and with it every number {step} further on.")
    if x <= 999:
        return Solved(x, steps)
    return Solved(None, [*steps, f"The least of them, {x}, is too large."])


def digit_sum_of_multiple(x: int, size: int, total: int, divisor: int) -> bool:
    return len(str(x)) == size and x % divisor == 0 and sum(int(c) for c in str(x)) == total


def _digit_sum(stream: Stream, level: int, twin: bool) -> Data | None:
    size = stream.integer(2, 3) if level == 1 else 3
    divisor = stream.integer(*(((7, 24) if size == 2 else (70, 160)), (17, 60))[level - 1])
    total = stream.integer(3, 9 * size - 3)
    return {"size": size, "total": total, "divisor": divisor}


@kind(
    digit_sum_of_multiple,
    _digit_sum,
    {1: 2, 2: 2},
    lambda data: Bounds((10 ** (data["size"] - 1), 10 ** data["size"] - 1)),
)
def _multiples(size: int, total: int, divisor: int) -> Solved | None:
    low = -(-(10 ** (size - 1)) // divisor) * divisor
    steps = [f"The first multiple of {divisor} with {size} digits is {low}. Digit sums of the multiples from there:"]
    for x in range(low, 10**size, divisor):
        digits = sum(map(int, str(x)))
        steps.append(f"{x}: {' + '.join(str(x))} = {digits}")
        if digits == total:
            return Solved(x, steps)
    return Solved(None, [*steps, f"No multiple of {divisor} with {size} digits is left, and none had the sum {total}."])


def square_remainder(x: int, modulus: int, rest: int, least: int) -> bool:
    return x >= least and x * x % modulus == rest


def _square(stream: Stream, level: int, twin: bool) -> Data | None:
    modulus = stream.choice((11, 12, 13, 15, 16, 17) if level == 1 else (29, 31, 35, 37, 39, 41, 43, 45))
    least = stream.integer(20, 60) if level == 1 else stream.integer(100, 400)
    rest = stream.integer(2, modulus - 1) if twin else stream.integer(2, modulus - 2) ** 2 % modulus
    return {"modulus": modulus, "rest": rest, "least": least} if rest > 1 else None


@kind(square_remainder, _square, {1: 2, 2: 2}, lambda data: Bounds((0, 999)))
def _squares(modulus: int, rest: int, least: int) -> Solved | None:
    steps = [f"Squares modulo {modulus}; beyond half of it they come again, since (-x) * (-x) is x * x."]
    for root in range(modulus // 2 + 1):
        steps.append(f"{root} * {root} = {root * root}, remainder {root * root % modulus}")
        if root * root % modulus == rest:
            x = root + -(-(least - root) // modulus) * modulus
            steps.append(
                f"Adding {modulus} does not change the remainder: {root} + {(x - root) // modulus} * {modulus} = {x}"
            )
            return Solved(x, steps)
    return Solved(None, [*steps, f"{rest} is not among the remainders."])


def power_remainder(x: int, base: int, modulus: int, rest: int, least: int) -> bool:
    return x >= least and pow(base, x, modulus) == rest


def _power(stream: Stream, level: int, twin: bool) -> Data | None:
    modulus = stream.choice((11, 13, 17, 19) if level == 1 else (23, 29, 31, 37, 41, 43, 47))
    base = stream.integer(2, modulus - 2)
    rest = stream.integer(2, modulus - 1) if twin else pow(base, stream.integer(4, modulus - 2), modulus)
    least = stream.integer(20, 50) if level == 1 else stream.integer(60, 200)
    return {"base": base, "modulus": modulus, "rest": rest, "least": least}


@kind(power_remainder, _power, {1: 1, 2: 2, 3: 1}, lambda data: Bounds((0, 500)))
def _powers(base: int, modulus: int, rest: int, least: int) -> Solved | None:
    steps, value, found = [f"Powers of {base} modulo {modulus}, each {base} times the one before:"], 1, None
    for exponent in range(1, modulus + 1):
        before, value = value, value * base % modulus
        steps.append(f"{exponent}: {base} * {before} = {base * before}, remainder {value}")
        if value == rest and found is None:
            found = exponent
        if value == 1:
            break
    else:
        return None
    steps.append(f"From 1 on they repeat every {exponent} steps.")
    if found is None:
        return Solved(None, [*steps, f"{rest} does not occur."])
    x = found + -(-max(0, least - found) // exponent) * exponent
    return Solved(x, [*steps, f"{rest} comes at {found}: {found} + {(x - found) // exponent} * {exponent} = {x}"])


def weighted_sum(x: tuple[int, int], a: int, b: int, total: int) -> bool:
    return min(x) >= 1 and a * x[0] + b * x[1] == total


def _weighted(stream: Stream, level: int, twin: bool) -> Data | None:
    low, high = ((2, 9), (7, 25), (20, 60))[level - 1]
    a, b = stream.integer(low, high), stream.integer(low, high)
    total = a * stream.integer(2, 9) + b * stream.integer(2, 6 + 4 * level)
    if twin:
        total += stream.integer(1, 5)
    return {"a": a, "b": b, "total": total} if a != b else None


@kind(weighted_sum, _weighted, {1: 2, 2: 2}, lambda data: Bounds((1, 40)))
def _by_trial(a: int, b: int, total: int) -> Solved | None:
    steps = [
        f"Call them p, q: {a} * p + {b} * q == {total}. Try q = 1, 2, 3, ... and see whether {a} divides the rest:"
    ]
    for q in range(1, 41):
        rest = total - b * q
        if rest < a:
            return Solved(
                None, [*steps, f"For q = {q} only {rest} is left, less than {a}; from here on it gets smaller still."]
            )
        if rest % a == 0 and rest // a <= 40:
            return Solved((rest // a, q), [*steps, f"{total} - {b} * {q} = {rest} = {a} * {rest // a}"])
        steps.append(f"{total} - {b} * {q} = {rest}, remainder {rest % a}")
    return None


def sum_of_squares(x: tuple[int, int], total: int) -> bool:
    p, q = x
    return 0 < p < q and p * p + q * q == total


def _two_squares(stream: Stream, level: int, twin: bool) -> Data | None:
    top = 15 if level == 1 else 30
    p, q = stream.integer(1, top), stream.integer(2, top)
    total = p * p + q * q + (stream.integer(1, 9) if twin else 0)
    return {"total": total} if p < q else None


@kind(sum_of_squares, _two_squares, {1: 1, 2: 2}, lambda data: Bounds((1, 40)))
def _missing_squares(total: int) -> Solved | None:
    steps = [f"Take squares from {total} while the rest is the larger part, and see whether it is a square:"]
    for p in range(1, 40):
        rest = total - p * p
        if rest <= p * p:
            return Solved(None, [*steps, f"{total} - {p * p} = {rest} is not larger than {p * p} any more."])
        root = round(rest**0.5)
        if root * root == rest:
            return Solved((p, root), [*steps, f"{total} - {p * p} = {rest} = {root} * {root}"])
        steps.append(f"{total} - {p * p} = {rest} is no square")
    return None


def common_divisors(x: int, a: int, b: int, first: int, second: int, least: int) -> bool:
    def common(p: int, q: int) -> int:
        while q:
            p, q = q, p % q
        return p

    return x > least and common(x, a) == first and common(x, b) == second


def _divisors(stream: Stream, level: int, twin: bool) -> Data | None:
    x = stream.integer(30, 120) if level == 1 else stream.integer(200, 900)
    a, b = stream.integer(12, 60) * level, stream.integer(12, 60) * level
    first, second = gcd(x, a), gcd(x, b)
    if first == 1 or second == 1 or a == b:
        return None
    return {"a": a, "b": b, "first": first, "second": second, "least": x - stream.integer(1, 3) * first * level}


@kind(common_divisors, _divisors, {1: 1, 2: 2})
def _common(a: int, b: int, first: int, second: int, least: int) -> Solved | None:
    step = first * second // gcd(first, second)
    steps = [f"A multiple of {first} and of {second} is one of {step}. Multiples of {step} above {least}:"]
    for x in range((least // step + 1) * step, least + 60 * step, step):
        steps.append(f"{x}: {gcd(x, a)} in common with {a}, {gcd(x, b)} with {b}")
        if gcd(x, a) == first and gcd(x, b) == second:
            return Solved(x, steps)
    return None


def palindrome(x: int, modulus: int, rest: int, least: int) -> bool:
    return x > least and str(x) == str(x)[::-1] and x % modulus == rest


def _palindrome(stream: Stream, level: int, twin: bool) -> Data | None:
    modulus = stream.integer(3, 9) if level == 1 else stream.integer(11, 29)
    return {
        "modulus": modulus,
        "rest": stream.below(modulus),
        "least": stream.integer(100, 800) * (1 if level == 1 else 13),
    }


@kind(palindrome, _palindrome, {1: 2, 2: 2})
def _palindromes(modulus: int, rest: int, least: int) -> Solved | None:
    steps = [f"Palindromes above {least}, one after another, with their remainders modulo {modulus}:"]
    for x in range(least + 1, least + 4000):
        if str(x) == str(x)[::-1]:
            steps.append(f"{x}: {x} - {x // modulus} * {modulus} = {x % modulus}")
            if x % modulus == rest:
                return Solved(x, steps)
    return None


def divisor_count(x: int, count: int, factor: int, least: int) -> bool:
    divisors = [d for d in range(1, x + 1) if x % d == 0]
    return x > least and len(divisors) == count and factor in divisors


def _divisor_count(stream: Stream, level: int, twin: bool) -> Data | None:
    count = stream.choice((6, 8, 10, 12) if level == 2 else (12, 16, 18, 20))
    return {"count": count, "factor": stream.choice((3, 5, 7, 11, 13)), "least": stream.integer(20, 150) * (level - 1)}


@kind(divisor_count, _divisor_count, {2: 1, 3: 1})
def _count(count: int, factor: int, least: int) -> Solved | None:
    steps = [f"Multiples of {factor} above {least}. A number p^a * q^b * ... has (a + 1) * (b + 1) * ... divisors:"]
    for x in range((least // factor + 1) * factor, 3000, factor):
        powers = _factored(x)
        number = 1
        for power in powers.values():
            number *= power + 1
        product = " * ".join(f"{p}^{e}" if e > 1 else str(p) for p, e in powers.items())
        steps.append(f"{x} = {product}: {' * '.join(str(e + 1) for e in powers.values())} = {number}")
        if number == count:
            return Solved(x, steps)
    return None


def _factored(number: int) -> dict[int, int]:
    found: dict[int, int] = {}
    factor = 2
    while number > 1:
        while number % factor == 0:
            found[factor] = found.get(factor, 0) + 1
            number //= factor
        factor += 1
    return found
