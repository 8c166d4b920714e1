"""Questions on the divisors and prime factors of one number, be it given as a power product or a factorial."""

from __future__ import annotations

from math import isqrt, prod
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE
from generators.math.integers import (
    divided,
    divisors,
    factoring,
    factorisation,
    factors,
    pairs,
    raised,
    superscript,
    totient,
    totients,
    written_factors,
)
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer
from schemas.checks import Check, Finite, IntRange


class DivisorsOf(Question, frozen=True, tag="divisors_of"):
    """The number or the sum of a number's divisors, all of them or those of one sort."""

    number: int
    total: bool
    sort: str  # "all", "even", "odd", "above", "below"
    bound: int = 0

    COUNT = {
        "how many": "How many {sort}positive divisors{bound} does {n} have?",
        "count": "[Count the|Find the number of] {sort}positive divisors{bound} of {n}.",
        "divide": "How many {sort}positive integers{bound} divide {n} [without remainder|exactly]?",
        "rectangles": "{who} lays {n} tiles in full rows of equal length. How many {sort}row lengths{bound} are "
        "possible?",
        "groups": "{n} pupils are split into equal groups. How many {sort}group sizes{bound} are possible, counting "
        "sizes from 1 to {n}?",
        "code": "In Python, how many {sort}d{bound} from 1 to {n} make {n} % d == 0 true?",
    }  # fmt: skip
    TOTAL = {
        "sum": "[Find|Compute] the sum of the {sort}positive divisors{bound} of {n}.",
        "add": "{who} adds up all {sort}positive divisors{bound} of {n}. What is the sum?",
        "total": "What do the {sort}positive divisors{bound} of {n} add up to?",
        "integers": "What is the sum of all {sort}positive integers{bound} that divide {n}?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> DivisorsOf | None:
        number, total = stream.integer(12, 100), stream.chance(2, 5)
        sort = stream.choice(("all", "even", "odd", "above", "above", "below", "below"))
        bound = stream.integer(2, 12) if sort in ("above", "below") else 0
        found = DivisorsOf(number, total, sort, bound)
        chosen = found.chosen()
        full = sort == "all" or len(chosen) < len(divisors(number))
        return found if full and 2 <= len(chosen) <= 8 and 4 <= len(divisors(number)) <= 10 else None

    def chosen(self) -> list[int]:
        """The divisors of the sort asked for."""
        keep = {
            "all": lambda d: True,
            "even": lambda d: d % 2 == 0,
            "odd": lambda d: d % 2 == 1,
            "above": lambda d: d > self.bound,
            "below": lambda d: d < self.bound,
        }[self.sort]
        return [d for d in divisors(self.number) if keep(d)]

    def texts(self) -> dict[str, str]:
        return self.TOTAL if self.total else self.COUNT

    def slots(self, stream: Stream) -> dict[str, Any]:
        bound = {"above": f" greater than {self.bound}", "below": f" less than {self.bound}"}.get(self.sort, "")
        sort = f"{self.sort} " if self.sort in ("even", "odd") else ""
        return {"n": self.number, "sort": sort, "bound": bound, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        more = {
            "all": (),
            "even": ("d % 2 == 0",),
            "odd": ("d % 2 == 1",),
            "above": (f"d > {self.bound}",),
            "below": (f"d < {self.bound}",),
        }[self.sort]
        chosen = self.chosen()
        return Finite(
            Integer(),
            str(sum(chosen) if self.total else len(chosen)),
            (IntRange("d", 1, self.number),),
            "sum" if self.total else "count",
            (f"{self.number} % d == 0", *more),
            "d" if self.total else None,
        )

    def solution(self) -> list[str]:
        chosen = self.chosen()
        lines = [f"Products equal to {self.number}: {pairs(self.number)}"]
        lines.append(f"Divisors: {', '.join(map(str, divisors(self.number)))}")
        if self.sort != "all":
            named = {"above": f"greater than {self.bound}", "below": f"less than {self.bound}"}.get(
                self.sort, self.sort
            )
            lines.append(f"Those that are {named}: {', '.join(map(str, chosen))}")
        if self.total:
            return [*lines, f"{' + '.join(map(str, chosen))} = {sum(chosen)}"]
        return [*lines, f"These are {len(chosen)}."]

    def canonical(self) -> Any:
        return [self.number, self.total, self.sort, self.bound]

    def candidates(self) -> int:
        return self.number


class PrimeFactors(Question, frozen=True, tag="prime_factors"):
    """A question that a number's prime factorisation answers."""

    number: int
    ask: str  # "largest", "different", "all", "sum" or "square"

    ASKED = {
        "largest": {
            "largest": "[What is the largest prime factor of {n}?|Find the largest prime factor of {n}.]",
            "divides": "Which is the greatest prime that divides {n}?",
            "product": "{who} writes {n} as a product of primes. Which is the largest prime in it?",
        },
        "different": {
            "different": "How many different prime factors does {n} have?",
            "primes": "How many primes divide {n}?",
        },
        "all": {
            "all": "How many prime factors does {n} have, each counted as often as it occurs?",
            "product": "{who} writes {n} as a product of primes, repeated ones included. How many factors does it "
            "have?",
        },
        "sum": {
            "sum": "What is the sum of the prime factors of {n}, each taken as often as it occurs?",
            "add": "{who} writes {n} as a product of primes and adds all its factors. What is the sum?",
        },
        "square": {
            "square": "[Find|Give] the smallest positive integer k for which {n}·k is a perfect square.",
            "tiles": "By which smallest positive integer must {n} be multiplied to give a perfect square?",
        },
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> PrimeFactors | None:
        found = PrimeFactors(
            stream.integer(20, 320), stream.weighted(("largest", "different", "all", "sum", "square"), (4, 1, 3, 4, 3))
        )
        primes = factors(found.number)
        usable = max(primes) <= 23 and 3 <= sum(primes.values()) <= 6
        return found if usable and found.answer() > 1 else None

    def answer(self) -> int:
        """What is asked for."""
        primes = factors(self.number)
        if self.ask == "square":
            product = 1
            for prime, exponent in primes.items():
                product *= prime ** (exponent % 2)
            return product
        return {
            "largest": max(primes),
            "different": len(primes),
            "all": sum(primes.values()),
            "sum": sum(prime * exponent for prime, exponent in primes.items()),
        }[self.ask]

    def texts(self) -> dict[str, str]:
        return self.ASKED[self.ask]

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"n": self.number, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        n, gold = self.number, str(self.answer())
        if self.ask == "square":
            variables = (IntRange("k", 1, n), IntRange("s", 1, n))
            return Finite(Integer(), gold, variables, "minimum", (f"{n} * k == s * s",), "k")
        # Counting a prime as often as it occurs is counting the divisors that are powers of primes.
        ask, condition, of = {
            "largest": ("maximum", "prime(d)", "d"),
            "different": ("count", "prime(d)", None),
            "all": ("count", "distinctprimes(d) == 1", None),
            "sum": ("sum", "distinctprimes(d) == 1", "leastprime(d)"),
        }[self.ask]
        return Finite(Integer(), gold, (IntRange("d", 2, n),), ask, (f"{n} % d == 0", condition), of)  # type: ignore[arg-type]

    def solution(self) -> list[str]:
        primes = factors(self.number)
        every = [prime for prime, exponent in primes.items() for _ in range(exponent)]
        lines = [*factoring(self.number), f"So {self.number} = {'·'.join(map(str, every))}"]
        match self.ask:
            case "largest":
                return [*lines, f"The largest prime is {every[-1]}."]
            case "different":
                return [*lines, f"The primes are {', '.join(map(str, primes))}: {len(primes)} of them."]
            case "all":
                return [*lines, f"These are {len(every)} factors."]
            case "sum":
                return [*lines, f"{' + '.join(map(str, every))} = {sum(every)}"]
        lonely = [prime for prime, exponent in primes.items() if exponent % 2]
        answer = self.answer()
        lines.append("In a square every prime occurs an even number of times.")
        product = f": {'·'.join(map(str, lonely))} = {answer}" if len(lonely) > 1 else ""
        return [*lines, f"Missing once: {', '.join(map(str, lonely))}{product}"]

    def canonical(self) -> Any:
        return [self.number, self.ask]

    def candidates(self) -> int:
        return self.number


class Factorial(Question, frozen=True, tag="factorial"):
    """How often a prime divides a factorial, or how many zeros stand at its end."""

    number: int
    prime: int  # 10 for the zeros

    ZEROS = {
        "zeros": "With how many zeros does {n}! end?",
        "end": "How many zeros stand at the end of {n}!?",
        "product": "{who} multiplies all integers from 1 to {n}. How many zeros are at the end of the product?",
    }  # fmt: skip
    POWER = {
        "exponent": "[What is the exponent of {p}|With which exponent does {p} occur] in the prime factorisation of "
        "{n}!?",
        "divides": "[Find|Give] the largest k such that {p}^k divides {n}!.",
        "often": "How often can {n}! be divided by {p} without remainder?",
        "product": "The product 1·2·3·...·{n} is divided by {p} as long as no remainder occurs. How many divisions are "
        "there?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Factorial | None:
        found = Factorial(stream.integer(8, 110), stream.choice((2, 3, 5, 7, 10)))
        return found if 2 <= found.answer() <= 40 else None

    def counts(self) -> list[int]:
        """How many factors are divisible by the prime, by its square and so on."""
        prime = 5 if self.prime == 10 else self.prime
        counts, power = [], prime
        while power <= self.number:
            counts.append(self.number // power)
            power *= prime
        return counts

    def answer(self) -> int:
        """How often the prime divides the factorial."""
        return sum(self.counts())

    def texts(self) -> dict[str, str]:
        return self.ZEROS if self.prime == 10 else self.POWER

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"n": self.number, "p": self.prime, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        # Every factor i gives as many fives as there are powers 5^e, e >= 1, that divide it.
        prime = 5 if self.prime == 10 else self.prime
        variables = (IntRange("i", 1, self.number), IntRange("e", 1, len(self.counts())))
        return Finite(Integer(), str(self.answer()), variables, "count", (f"i % {prime}**e == 0",))

    def solution(self) -> list[str]:
        prime = 5 if self.prime == 10 else self.prime
        lines = ["A zero needs a 5 and a 2, and there are more 2s, so count the 5s."] if self.prime == 10 else []
        counts = self.counts()
        for e, count in enumerate(counts, 1):
            power = prime**e
            lines.append(f"{divided(self.number, power)}: {count} multiples of {power}" if count > 1 else
                         f"{divided(self.number, power)}: 1 multiple of {power}")  # fmt: skip
        return [*lines, f"{' + '.join(map(str, counts))} = {sum(counts)}"] if len(counts) > 1 else lines

    def canonical(self) -> Any:
        return [self.number, self.prime]

    def candidates(self) -> int:
        return self.number


class DivisorTotal(Question, frozen=True, tag="divisor_total"):
    """The number or the sum of the divisors of one sort, from the prime factorisation."""

    number: int
    total: bool
    sort: str  # "all", "multiples", "others" (no multiples), "squares"
    of: int = 1

    COUNT: ClassVar = {
        "how many": "How many positive divisors{sort} does {n} have?",
        "count": "[Count the|Find the number of] positive divisors of {n}{comma}.",
        "divide": "How many positive integers{sort} divide {n} [without remainder|exactly]?",
        "code": "How many d in range(1, {over}) make {n} % d == 0 true{and}?",
        "rectangles": "{who} arranges {n} counters in full rows of equal length. How many row lengths{sort} are "
        "possible?",
        "let": "Let D be the set of positive divisors of {n}{comma}. How many elements does D have?",
    }  # fmt: skip
    TOTAL: ClassVar = {
        "sum": "[Find|Compute] the sum of the positive divisors of {n}{comma}.",
        "add": "{who} adds up all positive divisors of {n}{comma}. What is the sum?",
        "total": "What do the positive divisors of {n}{comma} add up to?",
        "integers": "What is the sum of all positive integers{sort} that divide {n}?",
        "code": "What is the sum of all d in range(1, {over}) with {n} % d == 0{and}?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> DivisorTotal | None:
        low, high = ((100, 3000), (1000, 40_000), (5000, 150_000))[level - 2]
        number = (
            stream.integer(low // 4, high // 4) * stream.choice((2, 3, 4)) if level > 2 else stream.integer(low, high)
        )
        primes = factors(number)
        if max(primes) > 31 or not (2, 3, 3)[level - 2] <= len(primes) <= 5 or sum(primes.values()) < level + 1:
            return None
        sort = stream.choice(("all", "all", "multiples") if level == 2 else ("all", "multiples", "others", "squares"))
        of = stream.choice(divisors(number)[1:-1][:12]) if sort in ("multiples", "others") else 1
        found = DivisorTotal(number, stream.chance(1, 3), sort, of)
        return found if len(found.chosen()) >= (4, 6, 4 if sort == "squares" else 8)[level - 2] else None

    def chosen(self) -> list[int]:
        """The divisors of the sort asked for."""
        keep = {
            "all": lambda d: True,
            "multiples": lambda d: d % self.of == 0,
            "others": lambda d: d % self.of > 0,
            "squares": lambda d: isqrt(d) ** 2 == d,
        }[self.sort]
        return [d for d in divisors(self.number) if keep(d)]

    def texts(self) -> dict[str, str]:
        return self.TOTAL if self.total else self.COUNT

    def slots(self, stream: Stream) -> dict[str, Any]:
        m = self.of
        even = m == 2 and stream.chance(1, 2)
        sort, joined, code = {
            "all": ("", "", ""),
            "multiples": (
                (" that are even", " that are even")
                if even
                else (f" that are multiples of {m}", f" that are divisible by {m}")
            )
            + (f" and d % {m} == 0",),
            "others": (
                (" that are odd", " that are odd")
                if even
                else (f" that are not multiples of {m}", f" that are not divisible by {m}")
            )
            + (f" and d % {m} != 0",),
            "squares": (" that are perfect squares", " that are perfect squares", " and d a perfect square"),
        }[self.sort]
        return {
            "n": self.number, "over": self.number + 1, "sort": sort, "comma": joined, "and": code,
            "who": stream.choice(PEOPLE),
        }  # fmt: skip

    def check(self) -> Check:
        more = {
            "all": (),
            "multiples": (f"d % {self.of} == 0",),
            "others": (f"d % {self.of} != 0",),
            "squares": ("root(d, 2) ** 2 == d",),
        }[self.sort]
        chosen = self.chosen()
        return Finite(
            Integer(),
            str(sum(chosen) if self.total else len(chosen)),
            (IntRange("d", 1, self.number),),
            "sum" if self.total else "count",
            (f"{self.number} % d == 0", *more),
            "d" if self.total else None,
        )

    def solution(self) -> list[str]:
        n, m = self.number, self.of
        lines = factorisation(n)
        if self.sort == "squares":
            lines.append("In a square every exponent is even.")
            return [*lines, *_of_powers({p: range(0, e + 1, 2) for p, e in factors(n).items()}, self.total)[0]]
        if self.sort == "multiples":
            small = n // m
            lines.append(f"A divisor that is a multiple of {m} is {m} times a divisor of {n} / {m} = {small}.")
            lines.append(f"{small} = {written_factors(small)}")
            steps, value = _of_powers({p: range(e + 1) for p, e in factors(small).items()}, self.total)
            lines += steps
            return [*lines, f"Times {m}: {m}·{value} = {m * value}"] if self.total else lines
        steps, every = _of_powers({p: range(e + 1) for p, e in factors(n).items()}, self.total)
        if self.sort == "all":
            return lines + steps
        small = n // m
        lines += ["All divisors:", *steps, f"Multiples of {m} among them: {m} times a divisor of {n} / {m} = {small}"]
        lines.append(f"{small} = {written_factors(small)}")
        steps, value = _of_powers({p: range(e + 1) for p, e in factors(small).items()}, self.total)
        lines += steps
        if self.total:
            lines.append(f"Times {m}: {m}·{value} = {m * value}")
            value *= m
        return [*lines, f"The others: {every} - {value} = {every - value}"]

    def canonical(self) -> Any:
        return [self.number, self.total, self.sort, self.of]

    def candidates(self) -> int:
        return self.number


def _of_powers(exponents: dict[int, range], total: bool) -> tuple[list[str], int]:
    """The number, or the sum, of the products of one power of each prime: the lines and the result."""
    if not exponents:
        return ["There is one divisor, 1."], 1
    lines, parts = [], []
    for prime, each in exponents.items():
        if total:
            powers = [prime**e for e in each]
            parts.append(sum(powers))
            lines.append(
                f"Powers of {prime}: {' + '.join(map(str, powers))}" + (f" = {sum(powers)}" if len(powers) > 1 else "")
            )
        else:
            parts.append(len(each))
            lines.append(f"Exponents of {prime}: {', '.join(map(str, each))}, so {len(each)}")
    result = parts[0]
    for part in parts[1:]:
        lines.append(f"{result}·{part} = {result * part}")
        result *= part
    return lines, result


class Coprime(Question, frozen=True, tag="coprime"):
    """Euler's phi: how many numbers up to n are coprime to n, or their sum."""

    number: int
    total: bool

    COUNT: ClassVar = {
        "phi": "[Find|Compute|Determine] φ({n}), the value of Euler's totient function.",
        "how many": "How many of the integers from 1 to {n} are coprime to {n}?",
        "fractions": "How many fractions k/{n} with 1 ≤ k < {n} are in lowest terms?",
        "gcd": "For how many k from 1 to {n} is gcd(k, {n}) = 1?",
        "units": "How many residues modulo {n} have an inverse?",
        "star": "{n} points lie evenly on a circle, and from each one goes k points on, always with the same k from 1 "
        "to {top}. For how many k does one closed path visit all the points?",
        "code": "What is sum(math.gcd(k, {n}) == 1 for k in range(1, {n})) in Python?",
    }  # fmt: skip
    TOTAL: ClassVar = {
        "sum": "[Find|Compute] the sum of the integers from 1 to {n} that are coprime to {n}.",
        "fractions": "All fractions k/{n} with 1 ≤ k < {n} that are in lowest terms are added. What is {n} times the "
        "sum?",
        "code": "What is the sum of all k in range(1, {n}) with math.gcd(k, {n}) == 1?",
        "add": "{who} adds all positive integers below {n} that have no common divisor with {n} besides 1. What is the "
        "sum?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Coprime | None:
        number = stream.integer(*((30, 900), (300, 6000), (3000, 60_000))[level - 2])
        primes = factors(number)
        usable = max(primes) <= 47 and (2, 2, 3)[level - 2] <= len(primes) <= 5
        return Coprime(number, stream.chance(level - 2, 4)) if usable else None

    def texts(self) -> dict[str, str]:
        return self.TOTAL if self.total else self.COUNT

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"n": self.number, "top": self.number - 1, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        n = self.number
        gold = totient(n) * n // 2 if self.total else totient(n)
        variables = (IntRange("k", 1, n),)
        condition = (f"gcd(k, {n}) == 1",)
        return Finite(
            Integer(), str(gold), variables, "sum" if self.total else "count", condition, "k" if self.total else None
        )

    def solution(self) -> list[str]:
        n, phi = self.number, totient(self.number)
        if not self.total:
            return totients(n)
        return [
            *totients(n),
            f"With k also {n} - k is coprime to {n}, so the numbers form pairs with the sum {n}.",
            f"{phi} / 2 = {phi // 2} pairs",
            f"{phi // 2}·{n} = {phi // 2 * n}",
        ]

    def canonical(self) -> Any:
        return [self.number, self.total]

    def candidates(self) -> int:
        return self.number


class ToPower(Question, frozen=True, tag="to_power"):
    """The least factor that makes a number a square or cube, its least such multiple, its largest such divisor."""

    number: int
    exponent: int
    ask: str  # "factor", "multiple", "divisor"

    ASKED: ClassVar = {
        "factor": {
            "factor": "[Find|Give] the smallest positive integer k for which {n}·k is a perfect {square}.",
            "multiply": "By which smallest positive integer must {n} be multiplied to give a perfect {square}?",
            "blocks": "{who} has packs of {n} equal {pieces} and wants to lay one full {square} with all pieces of as "
            "few packs as possible, at least one. How many packs are needed?",
        },
        "multiple": {
            "multiple": "What is the smallest perfect {square} greater than 0 that is divisible by {n}?",
            "least": "[Find|Give] the least positive multiple of {n} that is a perfect {square}.",
        },
        "divisor": {
            "divisor": "What is the largest perfect {square} that divides {n}?",
            "greatest": "[Find|Give] the greatest divisor of {n} that is a perfect {square}.",
        },
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> ToPower | None:
        number = stream.integer(*((60, 2500), (1000, 20_000))[level - 2])
        found = ToPower(number, stream.choice((2, 2, 3)), stream.choice(("factor", "factor", "multiple", "divisor")))
        primes = factors(number)
        if max(primes) > 31 or len(primes) < level or max(primes.values()) < 2:
            return None
        return found if 1 < found.answer() <= 500_000 and found.answer() != number else None

    def answer(self) -> int:
        """What is asked for."""
        e, primes = self.exponent, factors(self.number)
        factor: int = prod(p ** (-k % e) for p, k in primes.items())
        if self.ask == "divisor":
            return int(prod(p ** (k - k % e) for p, k in primes.items()))
        return factor if self.ask == "factor" else factor * self.number

    def texts(self) -> dict[str, str]:
        return self.ASKED[self.ask]

    def slots(self, stream: Stream) -> dict[str, Any]:
        flat = self.exponent == 2
        return {
            "n": self.number, "square": "square" if flat else "cube", "pieces": "square tiles" if flat else "cubes",
            "who": stream.choice(PEOPLE),
        }  # fmt: skip

    def check(self) -> Check:
        n, e = self.number, self.exponent
        if self.ask == "divisor":
            condition, variables, ask, of = (
                f"{n} % s ** {e} == 0",
                (IntRange("s", 1, isqrt(n)),),
                "maximum",
                f"s ** {e}",
            )
        else:
            # The power is s^e, and s is no larger than n, whose own power is a multiple.
            condition, variables, ask = f"s ** {e} % {n} == 0", (IntRange("s", 1, n),), "minimum"
            of = f"s ** {e}" if self.ask == "multiple" else f"s ** {e} // {n}"
        return Finite(Integer(), str(self.answer()), variables, ask, (condition,), of)  # type: ignore[arg-type]

    def solution(self) -> list[str]:
        n, e, primes = self.number, self.exponent, factors(self.number)
        word = "square" if e == 2 else "cube"
        lines = factorisation(n)
        rule = "even" if e == 2 else "divisible by 3"
        if self.ask == "divisor":
            lines.append(f"In a {word} the exponents are {rule}; take the largest such ones.")
            kept = {p: k - k % e for p, k in primes.items() if k >= e}
        else:
            lines.append(f"In a {word} the exponents are {rule}; add what is missing.")
            kept = {p: -k % e for p, k in primes.items() if k % e}
        for p, k in primes.items():
            if self.ask == "divisor":
                lines.append(f"{p}: exponent {k}, keep {k - k % e}")
            else:
                lines.append(f"{p}: exponent {k}, missing {-k % e}")
        result = 1
        for p, k in kept.items():
            power = f"{p}^{k} = {p**k}" if k > 1 else ""
            if power:
                lines.append(power)
            if result > 1:
                lines.append(f"{result}·{p**k} = {result * p**k}")
            result *= p**k
        if self.ask == "multiple":
            lines.append(f"{n}·{result} = {n * result}")
        return [*lines, f"So it is {self.answer()}."]

    def canonical(self) -> Any:
        return [self.number, self.exponent, self.ask]

    def candidates(self) -> int:
        return self.number


class PowerProduct(Question, frozen=True, tag="power_product"):
    """How many divisors of one sort a product of powers has."""

    bases: tuple[int, ...]
    exponents: tuple[int, ...]
    sort: str  # "all", "odd", "squares", "cubes", "multiples"
    of: int = 1

    TEXTS: ClassVar = {
        "how many": "How many positive divisors{sort} does {n} have?",
        "count": "[Count the|Find the number of] positive divisors of {n}{sort}.",
        "let": "Let N = {n}. How many positive integers{sort} divide N?",
        "divide": "How many positive integers{sort} are divisors of {n}?",
        "student": "{who} is asked for the number of positive divisors of {n}{sort}. What is it?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> PowerProduct | None:
        bases = stream.sample((6, 10, 12, 14, 15, 18, 20, 21, 24, 28, 30, 36, 40, 42, 45, 60), 2)
        exponents = tuple(stream.integer(2, (6, 12)[level - 3]) for _ in bases)
        sort = stream.choice(
            ("all", "all", "odd", "multiples") if level == 3 else ("squares", "cubes", "multiples", "odd")
        )
        of = stream.choice((6, 10, 12, 15, 18, 20, 24, 36, 45, 50, 60, 100)) if sort == "multiples" else 1
        found = PowerProduct(tuple(bases), exponents, sort, of)
        return found if found.answer() > 3 else None

    def primes(self) -> dict[int, int]:
        """The factorisation of the product."""
        found: dict[int, int] = {}
        for base, exponent in zip(self.bases, self.exponents, strict=True):
            for prime, e in factors(base).items():
                found[prime] = found.get(prime, 0) + e * exponent
        return dict(sorted(found.items()))

    def ranges(self) -> dict[int, range]:
        """The exponents that are allowed for each prime."""
        step = {"squares": 2, "cubes": 3}.get(self.sort, 1)
        low = factors(self.of)
        return {
            p: range(low.get(p, 0), (0 if self.sort == "odd" and p == 2 else e) + 1, step)
            for p, e in self.primes().items()
        }

    def answer(self) -> int:
        """The number of divisors."""
        if any(p not in self.primes() for p in factors(self.of)):
            return 0
        return prod(map(len, self.ranges().values()))

    def slots(self, stream: Stream) -> dict[str, Any]:
        parts = list(zip(self.bases, self.exponents, strict=True))
        plain = "·".join(f"{b}^{k}" for b, k in parts)
        raised = "·".join(f"{b}{superscript(k)}" for b, k in parts)
        tex = "$" + " \\cdot ".join(f"{b}^{{{k}}}" for b, k in parts) + "$"
        sort = {
            "all": "", "odd": " that are odd", "squares": " that are perfect squares",
            "cubes": " that are perfect cubes",
            "multiples": f" that are multiples of {self.of}",
        }[self.sort]  # fmt: skip
        return {"n": stream.choice((plain, raised, tex)), "sort": sort, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        # A divisor is a choice of an exponent for each prime, none larger than in the product.
        conditions = []
        for prime, exponent in self.primes().items():
            own = " + ".join(
                f"{factors(b).get(prime, 0)} * {k}" for b, k in zip(self.bases, self.exponents, strict=True)
            )
            conditions.append(f"e{prime} <= {own}")
            step = {"squares": 2, "cubes": 3}.get(self.sort)
            if step:
                conditions.append(f"e{prime} % {step} == 0")
            if self.sort == "odd" and prime == 2:
                conditions.append("e2 == 0")
            if factors(self.of).get(prime):
                conditions.append(f"e{prime} >= {factors(self.of)[prime]}")
            assert exponent >= 0
        variables = tuple(IntRange(f"e{prime}", 0, exponent + 1) for prime, exponent in self.primes().items())
        return Finite(Integer(), str(self.answer()), variables, "count", tuple(conditions))

    def solution(self) -> list[str]:
        lines = []
        for base, exponent in zip(self.bases, self.exponents, strict=True):
            primes = factors(base)
            written = "·".join(raised(p, e * exponent) for p, e in primes.items())
            lines.append(f"{base} = {written_factors(base)}, so {base}^{exponent} = {written}")
        for prime, total in self.primes().items():
            parts = [
                factors(b)[prime] * k for b, k in zip(self.bases, self.exponents, strict=True) if prime in factors(b)
            ]
            lines.append(
                f"Exponent of {prime}: {' + '.join(map(str, parts))}" + (f" = {total}" if len(parts) > 1 else "")
            )
        rule = {
            "all": "A divisor takes every prime with an exponent from 0 to that one.",
            "odd": "An odd divisor has no factor 2, and any exponents of the other primes.",
            "squares": "A divisor that is a square has even exponents only.",
            "cubes": "A divisor that is a cube has exponents divisible by 3 only.",
            "multiples": f"A multiple of {self.of} = {written_factors(self.of)} has at least these exponents.",
        }[self.sort]
        lines.append(rule)
        for prime, each in self.ranges().items():
            named = f"{each[0]}, {each[1]}, ..., {each[-1]}" if len(each) > 4 else ", ".join(map(str, each))
            lines.append(f"{prime}: {named}; {len(each)} {'choice' if len(each) == 1 else 'choices'}")
        counts = [len(each) for each in self.ranges().values()]
        total = counts[0]
        for count in counts[1:]:
            lines.append(f"{total}·{count} = {total * count}")
            total *= count
        return lines

    def canonical(self) -> Any:
        return [sorted(self.primes().items()), self.sort, self.of]

    def candidates(self) -> int:
        return prod(e + 1 for e in self.primes().values())


class SmallestWith(Question, frozen=True, tag="smallest_with"):
    """The smallest number with a given number of divisors, odd or divisible by a prime."""

    count: int
    rule: int  # 0: none, 1: odd, else a prime that divides the number

    TEXTS: ClassVar = {
        "smallest": "What is the smallest positive {integer} with exactly {k} positive divisors?",
        "find": "[Find|Determine] the smallest positive {integer} that has exactly {k} positive divisors.",
        "rectangles": "{who} wants a number of tiles, {odd}, that can be laid in full rows of equal length in exactly "
        "{k} ways (by the length of a row). What is the smallest such number?",
        "let": "Let n be a positive {integer} with exactly {k} positive divisors. How small can n be?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> SmallestWith | None:
        count = stream.integer(*((6, 20), (12, 60))[level - 3])
        found = SmallestWith(count, stream.choice((0, 1, 3, 5, 7, 11, 13)))
        usable = len(factors(count)) > 1 or factors(count).get(2, 0) > 1 or factors(count).get(3, 0) > 1
        return found if usable and found.answer() <= 60_000 else None

    def candidates_of(self) -> list[tuple[tuple[int, ...], tuple[int, ...], int]]:
        """For every way to write the count as a product: the exponents, the smallest primes for them, the number."""
        found = []
        for parts in _products(self.count, self.count):
            exponents = tuple(part - 1 for part in parts)
            primes = [p for p in (2, 3, 5, 7, 11, 13, 17, 19, 23) if not (self.rule == 1 and p == 2)]
            chosen = primes[: len(exponents)]
            if self.rule > 1 and self.rule not in chosen:
                chosen = [*primes[: len(exponents) - 1], self.rule]
            number = prod(p**e for p, e in zip(chosen, exponents, strict=True))
            found.append((exponents, tuple(chosen), number))
        return found

    def answer(self) -> int:
        """The number."""
        return min(number for *_, number in self.candidates_of())

    def texts(self) -> dict[str, str]:
        return {name: text for name, text in self.TEXTS.items() if self.rule or name != "rectangles"}

    def slots(self, stream: Stream) -> dict[str, Any]:
        noun = {0: "integer", 1: "odd integer"}.get(self.rule, f"multiple of {self.rule}")
        odd = {1: "an odd one"}.get(self.rule, f"a multiple of {self.rule}")
        return {"k": self.count, "integer": noun, "odd": odd, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        conditions = [f"divisors(n) == {self.count}"]
        if self.rule:
            conditions.append("n % 2 == 1" if self.rule == 1 else f"n % {self.rule} == 0")
        high = min(100_000, 2 * self.answer() + 100)
        return Finite(Integer(), str(self.answer()), (IntRange("n", 1, high),), "minimum", tuple(conditions), "n")

    def solution(self) -> list[str]:
        rule = {0: "", 1: " 2 is not allowed."}.get(self.rule, f" {self.rule} must be among the primes.")
        lines = [
            "Add 1 to every exponent of the primes; the product is the number of divisors.",
            f"Write {self.count} as a product in all ways; the largest exponent goes to the smallest prime.{rule}",
        ]
        best = self.answer()
        for exponents, primes, number in self.candidates_of():
            parts = "·".join(str(e + 1) for e in exponents)
            if number > 10**9:
                lines.append(
                    f"{parts}: {'·'.join(raised(p, e) for p, e in zip(primes, exponents, strict=True))}, far too large"
                )
                continue
            powers = [p**e for p, e in zip(primes, exponents, strict=True)]
            written = "·".join(raised(p, e) for p, e in zip(primes, exponents, strict=True))
            values = "·".join(map(str, powers))
            middle = f" = {values}" if len(powers) > 1 and values != written else ""
            lines.append(f"{parts}: {written}{middle} = {number}")
        return [*lines, f"The smallest is {best}."]

    def canonical(self) -> Any:
        return [self.count, self.rule]

    def candidates(self) -> int:
        return self.answer()


def _products(number: int, largest: int) -> list[tuple[int, ...]]:
    """All ways to write a number as a product of factors above 1, none larger than the one before or than `largest`."""
    if number == 1:
        return [()]
    found = []
    for first in reversed(divisors(number)):
        if 1 < first <= largest:
            found += [(first, *rest) for rest in _products(number // first, first)]
    return found


class FactorialPower(Question, frozen=True, tag="factorial_power"):
    """How often a number, prime or not, divides a factorial."""

    number: int
    base: int

    ZEROS: ClassVar = {
        "zeros": "With how many zeros does {n}! end?",
        "product": "{who} multiplies all integers from 1 to {n}. How many zeros are at the end of the product?",
    }  # fmt: skip
    POWER: ClassVar = {
        "divides": "[Find|Give] the largest k such that {p}^k divides {n}!.",
        "often": "How often in a row can {n}! be divided by {p} without remainder?",
        "base": "In base {p}, with how many zeros does {n}! end?",
        "product": "The product 1·2·3·...·{n} is divided by {p} as long as no remainder occurs. How many divisions are "
        "there?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> FactorialPower | None:
        number = stream.integer(*((60, 400), (50, 500), (300, 5000))[level - 2])
        bases = (
            (2, 3, 5, 7, 11, 13, 10, 10),
            (6, 12, 15, 18, 20, 24, 28, 45),
            (12, 18, 24, 36, 40, 48, 54, 63, 72, 80, 90, 100, 120),
        )
        return FactorialPower(number, stream.choice(bases[level - 2]))

    def texts(self) -> dict[str, str]:
        return self.ZEROS if self.base == 10 else self.POWER

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"n": self.number, "p": self.base, "who": stream.choice(PEOPLE)}

    def exponents(self) -> dict[int, int]:
        """The exponents of the base's primes in the factorial."""
        return {p: sum(self.number // p**e for e in range(1, self.number.bit_length() + 1)) for p in factors(self.base)}

    def answer(self) -> int:
        """How often the base divides."""
        return min(total // factors(self.base)[p] for p, total in self.exponents().items())

    def check(self) -> Check:
        # Legendre's formula: n! has the prime p as often as the whole parts of n/p, n/p^2, ... say together.
        n = self.number
        conditions = []
        for p, e in factors(self.base).items():
            total = " + ".join(f"{n} // {p**i}" for i in range(1, n.bit_length() + 1) if p**i <= n)
            conditions.append(f"k * {e} <= {total}")
        return Finite(Integer(), str(self.answer()), (IntRange("k", 0, n),), "maximum", tuple(conditions), "k")

    def solution(self) -> list[str]:
        n = self.number
        primes = factors(self.base)
        lines = [f"{self.base} = {written_factors(self.base)}"] if primes != {self.base: 1} else []
        if self.base == 10:
            lines = ["A zero needs a 2 and a 5. There are more 2s than 5s, so count the 5s."]
            primes = {5: 1}
        for p, e in primes.items():
            lines.append(f"Exponent of {p} in {n}!:")
            counts = []
            power = p
            while power <= n:
                lines.append(f"{divided(n, power)}: {n // power}")
                counts.append(n // power)
                power *= p
            total = sum(counts)
            if len(counts) > 1:
                lines.append(f"{' + '.join(map(str, counts))} = {total}")
            if e > 1:
                lines.append(f"{p} is needed {e} times each: {divided(total, e)}, so {total // e}")
        if len(primes) > 1:
            counts = [total // primes[p] for p, total in self.exponents().items()]
            lines.append(f"The smallest of {', '.join(map(str, counts))} is {min(counts)}.")
        return lines

    def canonical(self) -> Any:
        return [self.number, self.base]

    def candidates(self) -> int:
        return self.number


class FactorialZeros(Question, frozen=True, tag="factorial_zeros"):
    """The smallest number whose factorial a given power divides."""

    base: int
    count: int

    TEXTS: ClassVar = {
        "smallest": "What is the smallest positive integer n for which n! is divisible by {p}^{k}?",
        "least": "[Find|Determine] the least n such that {p}^{k} divides n!.",
        "product": "{who} multiplies 1, 2, 3 and so on until the product is divisible by {p}^{k} for the first time. "
        "Which is the last factor?",
    }  # fmt: skip
    ZEROS: ClassVar = {
        "zeros": "What is the smallest positive integer n for which n! ends in at least {k} zeros?",
        "first": "{who} multiplies 1, 2, 3 and so on until the product ends in {k} zeros or more for the first time. "
        "Which is the last factor?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> FactorialZeros | None:
        base = stream.choice((2, 3, 5, 7, 11, 13, 10, 10, 10, 10))
        return FactorialZeros(base, stream.integer(20, 900))

    def prime(self) -> int:
        """The prime that decides."""
        return 5 if self.base == 10 else self.base

    def exponent(self, number: int) -> int:
        """The prime's exponent in a factorial."""
        return sum(number // self.prime() ** e for e in range(1, number.bit_length() + 1))

    def answer(self) -> int:
        """The smallest number."""
        number = self.prime()
        while self.exponent(number) < self.count:
            number += self.prime()
        return number

    def texts(self) -> dict[str, str]:
        return self.ZEROS if self.base == 10 else self.TEXTS

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"p": self.base, "k": self.count, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        p, high = self.prime(), self.prime() * self.count
        total = " + ".join(f"n // {p**i}" for i in range(1, high.bit_length() + 1) if p**i <= high)
        condition = f"{total} >= {self.count}"
        return Finite(Integer(), str(self.answer()), (IntRange("n", 1, high),), "minimum", (condition,), "n")

    def solution(self) -> list[str]:
        p, k, answer = self.prime(), self.count, self.answer()
        lines = ["A zero needs a 2 and a 5. There are more 2s than 5s, so count the 5s."] if self.base == 10 else []
        lines.append(f"About n/{p - 1} factors {p} stand in n!, so n is near {k}·{p - 1} = {k * (p - 1)}.")
        start = max(p, k * (p - 1) // p * p)
        while self.exponent(start) >= k:
            start -= p
        for number in range(start, answer + 1, p):
            counts = [number // p**e for e in range(1, number.bit_length() + 1) if p**e <= number]
            added = f"{' + '.join(map(str, counts))} = {sum(counts)}" if len(counts) > 1 else str(counts[0])
            lines.append(f"n = {number}: {added}")
        return [*lines, f"Below {answer} there are fewer than {k}, so n = {answer}."]

    def canonical(self) -> Any:
        return [self.base, self.count]

    def candidates(self) -> int:
        return self.answer()
