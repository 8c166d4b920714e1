"""The shared steps of number theory: what they come to is what brute force finds."""

from math import gcd

from generators.math.integers import combined, divisors, factors, great_power, inverses, linear, order, powers, totient


def test_linear_congruences_have_the_solutions_that_trying_all_finds() -> None:
    for modulus in range(2, 40):
        for a in range(-3, modulus + 3):
            for b in range(-2, modulus, 3):
                assert linear(a, b, modulus)[1] == [x for x in range(modulus) if (a * x - b) % modulus == 0]


def test_two_congruences_join_to_one() -> None:
    for m in range(2, 14):
        for n in range(2, 14):
            for r in range(m):
                for s in range(n):
                    found = combined(r, m, s, n)[1]
                    fits = [x for x in range(m * n // gcd(m, n)) if x % m == r and x % n == s]
                    assert found == ((fits[0], m * n // gcd(m, n)) if fits else None)


def test_powers_by_squaring_and_by_the_theorems_are_pythons() -> None:
    for modulus in range(2, 60):
        for base in (2, 3, 7, 10, modulus + 1, 2 * modulus + 3):
            for exponent in (1, 2, 5, 17, 100, 12_345):
                assert powers(base, exponent, modulus)[1] == pow(base, exponent, modulus)
                assert great_power(base, exponent, modulus)[1] == pow(base, exponent, modulus)


def test_inverses_orders_and_totients() -> None:
    for modulus in range(2, 80):
        units = [a for a in range(1, modulus) if gcd(a, modulus) == 1]
        assert totient(modulus) == max(len(units), 1)
        for a in units:
            assert inverses(a, modulus)[1] * a % modulus == 1 % modulus
            assert pow(a, order(a, modulus), modulus) == 1 and all(
                pow(a, k, modulus) != 1 for k in range(1, order(a, modulus))
            )


def test_factors_multiply_to_the_number_and_divisors_are_all() -> None:
    for number in range(1, 400):
        product = 1
        for prime, exponent in factors(number).items():
            product *= prime**exponent
        assert product == number
        assert divisors(number) == [d for d in range(1, number + 1) if number % d == 0]
