"""Divisors and multiples, prime factors, digits, and how many numbers have a property."""

from __future__ import annotations

from generators.math.divisors.digits import DigitRange, DigitRiddle, DigitSum
from generators.math.divisors.factors import (
    Coprime,
    DivisorsOf,
    DivisorTotal,
    Factorial,
    FactorialPower,
    FactorialZeros,
    PowerProduct,
    PrimeFactors,
    SmallestWith,
    ToPower,
)
from generators.math.divisors.pairs import (
    Blocks,
    Coincidences,
    CommonDivisors,
    CommonOfThree,
    Diagonal,
    Gcd,
    GivenGcdLcm,
    Lcm,
    Meeting,
    OtherNumber,
    PairsOfLcm,
)
from generators.math.divisors.ranges import (
    EitherDivides,
    ExactDivisors,
    MultipleInRange,
    Multiples,
    MultipleSum,
    Powers,
    Primes,
    SharedDivisor,
    Sieve,
    SquaresOrCubes,
)
from generators.questions import QuestionFamily
from generators.registry import register


@register
class Divisors(QuestionFamily):
    """Questions on divisibility; every answer is decided by going through all numbers that come into question."""

    name = "math/divisors"
    version = 1
    title = "Divisors, multiples, prime factors and digits"
    levels = {
        1: "numbers up to a few hundred, one idea, 2-6 steps",
        2: "numbers up to 4,000, two ideas, such as a factorisation and a product of exponents",
        3: "numbers up to 100,000, three ideas, such as inclusion and exclusion over three numbers",
        4: "numbers up to 150,000 and powers beyond, restricted divisors, minima over all factorisations",
    }
    tags = ("math", "number theory")
    kinds = {
        1: {
            Gcd: 11, CommonDivisors: 6, Lcm: 2, Meeting: 11, OtherNumber: 4, DivisorsOf: 10, PrimeFactors: 6,
            Multiples: 11, EitherDivides: 11, Powers: 8, Factorial: 3, DigitSum: 9, MultipleInRange: 10,
        },
        2: {
            Gcd: 6, CommonOfThree: 9, Coincidences: 8, Blocks: 8, Diagonal: 8, DivisorTotal: 10, Coprime: 6, ToPower: 6,
            FactorialPower: 6, Sieve: 12, SquaresOrCubes: 7, Primes: 7, MultipleSum: 8, DigitRange: 6, DigitRiddle: 2,
        },
        3: {
            CommonOfThree: 6, Coincidences: 6, Blocks: 7, Diagonal: 7, GivenGcdLcm: 9, DivisorTotal: 10, Coprime: 7,
            ToPower: 6, PowerProduct: 9, SmallestWith: 2, FactorialPower: 8, Sieve: 10, SharedDivisor: 8,
            SquaresOrCubes: 6, ExactDivisors: 6, MultipleSum: 7, DigitRange: 5, DigitRiddle: 3,
        },
        4: {
            GivenGcdLcm: 10, PairsOfLcm: 9, DivisorTotal: 13, Coprime: 9, PowerProduct: 15, SmallestWith: 2,
            FactorialPower: 12, FactorialZeros: 10, Sieve: 14, SharedDivisor: 12,
        },
    }  # fmt: skip
