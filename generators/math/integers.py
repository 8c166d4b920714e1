"""Whole numbers as worked solutions show them: divisions with remainder, Euclid's algorithm, factorisations, powers.

Every function that gives lines writes out each small operation with its result, for readers who skip nothing.
"""

from __future__ import annotations

from math import gcd, isqrt

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def divided(number: int, by: int) -> str:
    """The division with remainder: ``47 = 5·9 + 2``."""
    quotient, rest = divmod(number, by)
    return f"{number} = {quotient}·{by} + {rest}"


def euclid(a: int, b: int) -> list[str]:
    """The divisions of Euclid's algorithm, until the remainder is 0; the last divisor is the gcd."""
    a, b = max(a, b), min(a, b)
    lines = []
    while b:
        lines.append(divided(a, b))
        a, b = b, a % b
    return lines


def factors(number: int) -> dict[int, int]:
    """The prime factors, ascending, with their exponents."""
    found: dict[int, int] = {}
    prime = 2
    while prime * prime <= number:
        while number % prime == 0:
            found[prime] = found.get(prime, 0) + 1
            number //= prime
        prime += 1
    if number > 1:
        found[number] = found.get(number, 0) + 1
    return found


def factoring(number: int) -> list[str]:
    """The divisions by the smallest prime factor, until a prime is left: ``84 = 2·42``, ``42 = 2·21``, ``21 = 3·7``."""
    lines = []
    primes = [prime for prime, exponent in factors(number).items() for _ in range(exponent)]
    for prime in primes[:-1]:
        lines.append(f"{number} = {prime}·{number // prime}")
        number //= prime
    return lines


def factorisation(number: int) -> list[str]:
    """The lines of `factoring` and what they come to, or that the number is prime."""
    if factors(number) == {number: 1}:
        return [f"{number} is prime."]
    lines = factoring(number)
    written = f"{number} = {written_factors(number)}"
    return lines if lines[-1] == written else [*lines, written]


def divisors(number: int) -> list[int]:
    """All positive divisors, ascending."""
    small = [d for d in range(1, isqrt(number) + 1) if number % d == 0]
    return small + [number // d for d in reversed(small) if d * d != number]


def pairs(number: int) -> str:
    """The divisors as pairs with the number as product: ``1·12, 2·6, 3·4``."""
    return ", ".join(f"{d}·{number // d}" for d in divisors(number) if d * d <= number)


def raised(base: int, exponent: int) -> str:
    """The power, without an exponent of 1: ``2^3``, ``5``."""
    return f"{base}^{exponent}" if exponent > 1 else str(base)


def superscript(exponent: int | str) -> str:
    """The exponent in raised figures."""
    return str(exponent).translate(_SUPERSCRIPTS)


def times(a: int, b: int, modulus: int) -> str:
    """The product and, where it is not below the modulus, its remainder: ``7·9 = 63 = 1·40 + 23``."""
    product = a * b
    left = f"({a})" if a < 0 else str(a)
    right = f"({b})" if b < 0 else str(b)
    if 0 <= product < modulus:
        return f"{left}·{right} = {product}"
    quotient, rest = divmod(product, modulus)
    return f"{left}·{right} = {product} = {quotient}·{modulus} + {rest}"


def powers(base: int, exponent: int, modulus: int) -> tuple[list[str], int]:
    """The power modulo a number, by repeated squaring: the lines and the result."""
    value = base % modulus
    lines = [f"{divided(base, modulus)}, so {base} ≡ {value}"] if value != base else []
    binary = [1 << bit for bit in range(exponent.bit_length()) if exponent >> bit & 1]
    if len(binary) > 1:
        lines.append(f"{exponent} = {' + '.join(map(str, reversed(binary)))}")
    found = {1: value}
    while 2 * max(found) <= exponent:
        last = max(found)
        lines.append(f"{value}^{2 * last}: {times(found[last], found[last], modulus)}")
        found[2 * last] = found[last] ** 2 % modulus
        if not found[2 * last]:
            return [*lines, f"Every further power is 0 too, {value}^{exponent} among them."], 0
    result, reached = found[binary[0]], binary[0]
    for part in binary[1:]:
        reached += part
        lines.append(f"{value}^{reached}: {times(result, found[part], modulus)}")
        result = result * found[part] % modulus
    return lines, result


def into_range(number: int, modulus: int) -> list[str]:
    """The step, if one is needed, from a number to its remainder."""
    if 0 <= number < modulus:
        return []
    if number >= modulus:
        return [divided(number, modulus)]
    times = -(number // modulus)
    return [f"{number} + {times}·{modulus} = {number} + {times * modulus} = {number + times * modulus}"]


def order(base: int, modulus: int) -> int:
    """The smallest positive exponent that makes the power 1 modulo a number coprime to the base."""
    value, exponent = base % modulus, 1
    while value != 1 % modulus:
        value, exponent = value * base % modulus, exponent + 1
    return exponent


def listed_powers(base: int, last: int, modulus: int, start: int = 1) -> list[str]:
    """The powers of a base below the modulus one after the other, from the exponent `start` to `last`."""
    value = pow(base, start, modulus)
    lines = [f"{base}^{start} ≡ {value}"]
    for exponent in range(start + 1, last + 1):
        lines.append(f"{base}^{exponent}: {times(value, base, modulus)}")
        value = value * base % modulus
    return lines


_SHORT_CYCLE = 8


def great_power(base: int, exponent: int, modulus: int) -> tuple[list[str], int]:
    """A power with a large exponent, reduced by a short cycle, by Fermat's or by Euler's theorem as far as they apply;
    the rest is done by squaring."""
    value = base % modulus
    lines = [f"{divided(base, modulus)}, so {base} ≡ {value}"] if value != base else []
    if value < 2 or exponent < _SHORT_CYCLE:
        return (lines, value) if value < 2 else _joined(lines, powers(value, exponent, modulus))
    if gcd(value, modulus) == 1:
        cycle = order(value, modulus)
        if cycle <= _SHORT_CYCLE:
            lines += [*listed_powers(value, cycle, modulus), f"The powers repeat with period {cycle}."]
            rest = exponent % cycle
            lines.append(f"{divided(exponent, cycle)}, so {value}^{exponent} ≡ {value}^{rest}")
            return lines, pow(value, rest, modulus)
        phi = totient(modulus)
        if exponent >= phi:
            rest = exponent % phi
            if phi == modulus - 1:
                lines.append(f"{modulus} is prime, so {value}^{phi} ≡ 1 (Fermat).")
            else:
                lines += [*totients(modulus), f"{value} and {modulus} are coprime, so {value}^{phi} ≡ 1 (Euler)."]
            lines.append(f"{divided(exponent, phi)}, so {value}^{exponent} ≡ {value}^{rest}")
            return (lines, 1) if not rest else _joined(lines, powers(value, rest, modulus))
    return _joined(lines, powers(value, exponent, modulus))


def _joined(lines: list[str], more: tuple[list[str], int]) -> tuple[list[str], int]:
    return lines + more[0], more[1]


def totient(number: int) -> int:
    """How many of 1, ..., number are coprime to it."""
    for prime in factors(number):
        number -= number // prime
    return number


def totients(number: int) -> list[str]:
    """Euler's phi step by step: the factorisation, then for every prime p a division by p and a product with p - 1."""
    primes = factors(number)
    if list(primes.values()) == [1]:
        return [f"{number} is prime, so φ({number}) = {number} - 1 = {number - 1}"]
    lines = [*factoring(number), f"{number} = {written_factors(number)}, so take away each prime's share:"]
    left = number
    for prime in primes:
        share = left // prime
        lines.append(f"{left} / {prime} = {share}, {left} - {share} = {left - share}")
        left -= share
    return [*lines, f"φ({number}) = {left}"]


def written_factors(number: int) -> str:
    """The factorisation: ``2^3·5``."""
    return "·".join(raised(prime, exponent) for prime, exponent in factors(number).items())


def inverses(number: int, modulus: int) -> tuple[list[str], int]:
    """The inverse of a number below the modulus and coprime to it: Euclid's algorithm, in which every remainder is
    written as a multiple of the number."""
    lines = []
    (a, s), (b, t) = (modulus, 0), (number, 1)
    while b > 1:
        quotient, rest = divmod(a, b)
        factor = s - quotient * t
        product = f"{quotient}·({t})" if t < 0 else f"{quotient}·{t}"
        lines.append(f"{divided(a, b)}; {s} - {product} = {factor}, so {rest} ≡ {bracketed(factor)}·{number}")
        (a, s), (b, t) = (b, t), (rest, factor)
    if t < 0:
        lines.append(f"{t} + {modulus} = {t + modulus}")
    return lines, t % modulus


def bracketed(number: int) -> str:
    """The number, in brackets where it is negative."""
    return f"({number})" if number < 0 else str(number)


def linear(a: int, b: int, modulus: int, name: str = "x") -> tuple[list[str], list[int]]:
    """All solutions of ``a·x ≡ b`` below the modulus: the lines and the solutions, which may be none."""
    lines = []
    if not (0 < a < modulus and 0 <= b < modulus):
        a, b = a % modulus, b % modulus
        lines.append(f"Reduced: {factor(a)}{name} ≡ {b} (mod {modulus})")
    common = gcd(a, modulus)
    if common > 1:
        lines += euclid(a, modulus) if a else []
        lines.append(f"gcd({a}, {modulus}) = {common}")
        if b % common:
            lines.append(f"{divided(b, common)}: {common} does not divide {b}, so there is no solution.")
            return lines, []
        a, b, small = a // common, b // common, modulus // common
        lines.append(f"Divided by {common}: {factor(a)}{name} ≡ {b} (mod {small})")
    else:
        small = modulus
    if a > 1 and not b:
        lines.append(f"{a} has an inverse modulo {small}, so {name} ≡ 0 (mod {small})")
    elif a > 1:
        steps, inverse = inverses(a, small)
        lines += [f"Inverse of {a} modulo {small}:", *steps, f"Check: {times(a, inverse, small)}"]
        if b != 1:
            lines.append(f"{name} ≡ {times(inverse, b, small)}")
        b = b * inverse % small
        if common > 1:
            lines.append(f"{name} ≡ {b} (mod {small})")
    return lines, list(range(b, modulus, small))


def factor(number: int) -> str:
    """The number as it stands before a letter: nothing for 1."""
    return {1: "", -1: "-"}.get(number, str(number))


def combined(r: int, m: int, s: int, n: int, name: str = "x") -> tuple[list[str], tuple[int, int] | None]:
    """``x ≡ r (mod m)`` and ``x ≡ s (mod n)`` as one congruence: the lines, and its remainder and modulus if there is
    one."""
    lines = [f"{name} = {r} + {factor(m)}t; then {factor(m)}t ≡ {s} - {r} = {s - r} (mod {n})"]
    steps, found = linear(m, s - r, n, "t")
    lines += steps
    if not found:
        return lines, None
    common = m * n // gcd(m, n)
    t = found[0]
    lines.append(f"t = {t}: {name} = {r} + {m}·{t} = {r} + {m * t} = {r + m * t}")
    lines.append(f"So {name} ≡ {r + m * t} (mod {common})")
    return lines, (r + m * t, common)


__all__ = [
    "bracketed", "combined", "divided", "divisors", "euclid", "factor", "factoring", "factorisation", "factors",
    "great_power", "into_range", "inverses", "linear", "listed_powers", "order", "pairs", "powers", "raised",
    "superscript", "times", "totient", "totients", "written_factors",
]  # fmt: skip
