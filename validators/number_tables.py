"""Tables of the functions of number theory, for formulas over whole numbers of a bounded range.

``prime`` (whether it is one), ``leastprime`` (the smallest prime factor, 1 for 1), ``distinctprimes`` and
``primefactors`` (how many, the latter counted as often as they occur), ``divisors`` (how many), ``divisorsum`` and
``totient``. At 0 every one of them is 0. And of given coins, which amounts they can pay.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

LARGEST_ARGUMENT = 200_000
TABLES = {
    "prime": 1, "leastprime": LARGEST_ARGUMENT, "distinctprimes": 7, "primefactors": 18, "divisors": 200,
    "divisorsum": 2**20, "totient": LARGEST_ARGUMENT,
}  # fmt: skip
"""The functions; no value of theirs is larger than the number given here."""


def table(name: str, largest: int) -> Any:
    """The function's values at 0, 1, ... up to `largest` at least; tables are kept."""
    return _table(name, max(10, largest.bit_length()))


@lru_cache(maxsize=64)
def _table(name: str, bits: int) -> Any:
    size = 1 << bits
    primes = _primes(size)
    match name:
        case "totient":
            values = np.arange(size)
        case "primefactors" | "distinctprimes" | "prime":
            values = np.zeros(size, dtype=np.int64)
        case _:
            values = np.ones(size, dtype=np.int64)
    if name == "prime":
        values[primes] = 1
    elif name == "leastprime":
        for prime in reversed(primes):
            values[prime::prime] = prime
    else:
        for prime in primes:
            _multiply(name, values, prime)
    values[0] = 0
    values.setflags(write=False)
    return values


def _multiply(name: str, values: Any, prime: int) -> None:
    """Take the prime's powers into account at all its multiples."""
    power, exponent, total = prime, 1, 1
    while power < len(values):
        column = values[power::power]
        match name:
            case "totient":
                column -= column // prime
                return
            case "distinctprimes":
                column += 1
                return
            case "primefactors":
                column += 1
            case "divisors":
                column //= exponent
                column *= exponent + 1
            case "divisorsum":
                column //= total
                total += power
                column *= total
        power *= prime
        exponent += 1


@lru_cache(maxsize=64)
def payable(coins: tuple[int, ...], largest: int) -> Any:
    """Which of the amounts 0, 1, ..., `largest` are sums of the coins, each taken any number of times."""
    can = np.zeros(largest + 1, dtype=bool)
    can[0] = True
    for coin in coins:
        # In rows of the coin's length every amount has below it the amount with one coin more.
        rows = np.concatenate([can, np.zeros(-len(can) % coin, dtype=bool)]).reshape(-1, coin)
        can = np.logical_or.accumulate(rows, axis=0).reshape(-1)[: largest + 1]
    can.setflags(write=False)
    return can


@lru_cache(maxsize=16)
def _primes(size: int) -> list[int]:
    sieve = np.ones(size, dtype=bool)
    sieve[:2] = False
    for number in range(2, int(size**0.5) + 1):
        if sieve[number]:
            sieve[number * number :: number] = False
    return [int(prime) for prime in np.flatnonzero(sieve)]


__all__ = ["LARGEST_ARGUMENT", "TABLES", "payable", "table"]
