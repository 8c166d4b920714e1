"""Questions on how many numbers of a range have a property, or which."""

from __future__ import annotations

from itertools import combinations, permutations
from math import gcd, isqrt, lcm, prod
from typing import Any, ClassVar

from generators.language.lexicon import ITEMS, PEOPLE, listed, ordinal, plural
from generators.math.divisors.pairs import multiples
from generators.math.integers import divided, factoring, factors
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer
from schemas.checks import Check, Finite, IntRange


class Multiples(Question, frozen=True, tag="multiples"):
    """How many integers of a range are divisible by a number."""

    low: int
    high: int
    modulus: int

    TEXTS: ClassVar = {
        "how many": "How many integers from {a} to {b} are [divisible by|multiples of] {m}?",
        "count": "[Count the|Find the number of] multiples of {m} from {a} to {b}, both ends included.",
        "between": "How many multiples of {m} lie between {c} and {d}, ends not included?",
        "code": "How many numbers n in range({a}, {d}) satisfy n % {m} == 0?",
        "pages": "{who} marks every page of pages {a} to {b} whose number is divisible by {m}. How many pages does "
        "{who.they} mark?",
        "lockers": "Of the lockers {a} to {b}, those with a number divisible by {m} are red. How many are red?",
        "inequality": "How many integers n with {a} ≤ n ≤ {b} are divisible by {m}?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Multiples | None:
        found = Multiples(stream.integer(15, 99), stream.integer(100, 250), stream.integer(3, 15))
        return found if found.answer() > 3 else None

    def answer(self) -> int:
        """How many there are."""
        return self.high // self.modulus - (self.low - 1) // self.modulus

    def slots(self, stream: Stream) -> dict[str, Any]:
        low, high = self.low, self.high
        return {"a": low, "b": high, "c": low - 1, "d": high + 1, "m": self.modulus, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        variables = (IntRange("n", self.low, self.high),)
        return Finite(Integer(), str(self.answer()), variables, "count", (f"n % {self.modulus} == 0",))

    def solution(self) -> list[str]:
        m, below = self.modulus, self.low - 1
        return [
            f"{divided(self.high, m)}: {self.high // m} multiples up to {self.high}",
            f"{divided(below, m)}: {below // m} up to {below}",
            f"{self.high // m} - {below // m} = {self.answer()}",
        ]

    def canonical(self) -> Any:
        return [self.low, self.high, self.modulus]

    def candidates(self) -> int:
        return self.high - self.low + 1


class EitherDivides(Question, frozen=True, tag="either_divides"):
    """How many numbers up to a bound are divisible by one at least of two numbers, or by neither."""

    bound: int
    moduli: tuple[int, int]
    neither: bool

    EITHER = {
        "how many": "How many integers from 1 to {n} are divisible by {a} or by {b} (or by both)?",
        "at least": "How many of the numbers 1, 2, ..., {n} are multiples of at least one of {a} and {b}?",
        "code": "How many x in range(1, {m}) satisfy x % {a} == 0 or x % {b} == 0?",
        "lamps": "Of {n} lamps in a row every {ath} and every {bth} is lit, none else. How many are lit?",
        "pages": "{who} marks the pages from 1 to {n} whose numbers are multiples of {a} or {b}. How many pages are "
        "marked?",
    }  # fmt: skip
    NEITHER = {
        "how many": "How many integers from 1 to {n} are divisible neither by {a} nor by {b}?",
        "none": "How many of the numbers 1, 2, ..., {n} are multiples of none of {a} and {b}?",
        "code": "How many x in range(1, {m}) satisfy x % {a} != 0 and x % {b} != 0?",
        "strike": "{who} writes down 1 to {n} and strikes out all multiples of {a} and all multiples of {b}. How many "
        "numbers are left?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> EitherDivides | None:
        a, b = stream.integer(2, 12), stream.integer(2, 12)
        found = EitherDivides(stream.integer(20, 120), (a, b), stream.chance(2, 5))
        return found if a < b and b % a and found.bound >= lcm(a, b) else None

    def texts(self) -> dict[str, str]:
        return self.NEITHER if self.neither else self.EITHER

    def slots(self, stream: Stream) -> dict[str, Any]:
        a, b = stream.shuffled(self.moduli)
        return {
            "n": self.bound, "m": self.bound + 1, "a": a, "b": b, "ath": ordinal(a), "bth": ordinal(b),
            "who": stream.choice(PEOPLE),
        }  # fmt: skip

    def parts(self) -> tuple[int, int, int]:
        """How many are divisible by each of the two numbers, and by both."""
        a, b = self.moduli
        return self.bound // a, self.bound // b, self.bound // lcm(a, b)

    def answer(self) -> int:
        """How many there are."""
        one, other, both = self.parts()
        either = one + other - both
        return self.bound - either if self.neither else either

    def check(self) -> Check:
        a, b = self.moduli
        condition = f"x % {a} != 0 and x % {b} != 0" if self.neither else f"x % {a} == 0 or x % {b} == 0"
        return Finite(Integer(), str(self.answer()), (IntRange("x", 1, self.bound),), "count", (condition,))

    def solution(self) -> list[str]:
        (a, b), n = self.moduli, self.bound
        one, other, both = self.parts()
        either = one + other - both
        lines = [
            f"By {a}: {divided(n, a)}, so {one}",
            f"By {b}: {divided(n, b)}, so {other}",
            f"By both, so by {lcm(a, b)}: {divided(n, lcm(a, b))}, so {both}",
            f"{one} + {other} = {one + other}",
            f"{one + other} - {both} = {either}",
        ]
        return [*lines, f"{n} - {either} = {n - either}"] if self.neither else lines

    def canonical(self) -> Any:
        return [self.bound, list(self.moduli), self.neither]

    def candidates(self) -> int:
        return self.bound


class Powers(Question, frozen=True, tag="powers"):
    """How many squares, or cubes, lie in a range."""

    low: int
    high: int
    exponent: int

    SQUARES = {
        "how many": "How many perfect squares are there from {a} to {b}?",
        "count": "[Count the|Find the number of] perfect squares n with {a} ≤ n ≤ {b}.",
        "tiles": "A square mosaic has at least {a} and at most {b} tiles. How many sizes are possible?",
        "integers": "How many integers from {a} to {b} are squares of integers?",
        "code": "How many k in range(100) satisfy {a} <= k**2 <= {b}?",
    }  # fmt: skip
    CUBES = {
        "how many": "How many perfect cubes are there from {a} to {b}?",
        "count": "[Count the|Find the number of] perfect cubes n with {a} ≤ n ≤ {b}.",
        "dice": "{who} builds a full cube from at least {a} and at most {b} equal dice. How many sizes are possible?",
        "code": "How many k in range(100) satisfy {a} <= k**3 <= {b}?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Powers | None:
        if stream.chance(3, 4):
            found = Powers(stream.integer(5, 90), stream.integer(120, 450), 2)
        else:
            found = Powers(stream.integer(5, 60), stream.integer(130, 1100), 3)
        return found if found.answer() > 1 else None

    def ends(self) -> tuple[int, int]:
        """The smallest and the largest number whose power lies in the range."""
        first = next(k for k in range(1, self.low + 1) if k**self.exponent >= self.low)
        last = next(k for k in range(first, self.high) if (k + 1) ** self.exponent > self.high)
        return first, last

    def answer(self) -> int:
        """How many there are."""
        first, last = self.ends()
        return last - first + 1

    def texts(self) -> dict[str, str]:
        return self.SQUARES if self.exponent == 2 else self.CUBES

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"a": self.low, "b": self.high, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        condition = f"{self.low} <= k ** {self.exponent} <= {self.high}"
        return Finite(Integer(), str(self.answer()), (IntRange("k", 1, self.high),), "count", (condition,))

    def solution(self) -> list[str]:
        (first, last), e = self.ends(), self.exponent
        return [
            f"{first - 1}^{e} = {(first - 1) ** e} is too small, {first}^{e} = {first**e} fits.",
            f"{last}^{e} = {last**e} fits, {last + 1}^{e} = {(last + 1) ** e} is too large.",
            f"From {first} to {last}: {last} - {first} + 1 = {self.answer()}",
        ]

    def canonical(self) -> Any:
        return [self.low, self.high, self.exponent]

    def candidates(self) -> int:
        return self.high - self.low + 1


class MultipleInRange(Question, frozen=True, tag="multiple_in_range"):
    """The one number of a range that is divisible by each of two numbers."""

    low: int
    high: int
    moduli: tuple[int, int]

    TEXTS: ClassVar = {
        "which": "Which integer from {l} to {h} is divisible by both {a} and {b}?",
        "find": "[Find|Give] the only common multiple of {a} and {b} from {l} to {h}.",
        "code": "Which n in range({l}, {m}) satisfies n % {a} == 0 and n % {b} == 0?",
        "eggs": "{who} has {l} to {h} {things} and can pack them in bags of {a} or in bags of {b}, with none left "
        "over. How many {things} does {who.they} have?",
        "rows": "A school has {l} to {h} pupils, who can line up in full rows of {a} and in full rows of {b}. How many "
        "pupils are there?",
        "steps": "A staircase of {l} to {h} steps can be climbed {a} steps at a time or {b} at a time. How many steps "
        "has it?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> MultipleInRange | None:
        a, b = stream.integer(4, 20), stream.integer(4, 20)
        common = lcm(a, b)
        if not (a < b and b % a and 12 <= common <= 60 and common // b <= 6):
            return None
        target = common * stream.integer(2, 5)
        low, high = target - stream.integer(2, common // 2), target + stream.integer(2, common // 2)
        usable = high < low + common and low - common < low and high - target < common and target - low < common
        return MultipleInRange(low, high, (a, b)) if usable and target <= 200 else None

    def answer(self) -> int:
        """The number."""
        common = lcm(*self.moduli)
        return self.high // common * common

    def slots(self, stream: Stream) -> dict[str, Any]:
        a, b = stream.shuffled(self.moduli)
        return {
            "l": self.low, "h": self.high, "m": self.high + 1, "a": a, "b": b, "who": stream.choice(PEOPLE),
            "things": plural(stream.choice(ITEMS["thing"] + ITEMS["food"])),
        }  # fmt: skip

    def check(self) -> Check:
        a, b = self.moduli
        conditions = (f"n % {a} == 0", f"n % {b} == 0")
        return Finite(Integer(), str(self.answer()), (IntRange("n", self.low, self.high),), "value", conditions, "n")

    def solution(self) -> list[str]:
        common = lcm(*self.moduli)
        lines = ["The number is a multiple of the least common multiple.", *multiples(*self.moduli)]
        return [
            *lines,
            f"Multiples of {common}: {', '.join(str(common * i) for i in range(1, self.answer() // common + 1))}",
        ]

    def canonical(self) -> Any:
        return [self.low, self.high, sorted(self.moduli)]

    def candidates(self) -> int:
        return self.high - self.low + 1


class Sieve(Question, frozen=True, tag="sieve"):
    """How many numbers of a range are divisible by so many of two or three numbers."""

    low: int
    high: int
    moduli: tuple[int, ...]
    mode: str  # "some", "none", "one" (exactly), "first" (by the first and no other)

    ASKED: ClassVar = {
        "some": {
            "how many": "How many integers from {a} to {b} are divisible by at least one of {list}?",
            "multiples": "How many of the numbers {a}, {a1}, ..., {b} are multiples of {or}?",
            "lamps": "Lamps {a} to {b} are off. {number} people with the numbers {list} each switch on all lamps whose "
            "numbers are multiples of their own. How many lamps are on?",
            "code": "How many n in range({a}, {over}) satisfy {code_or}?",
        },
        "none": {
            "how many": "How many integers from {a} to {b} are divisible by none of {list}?",
            "strike": "{who} writes down {a} to {b} and strikes out all multiples of {or}. How many numbers are left?",
            "rooms": "In a hotel, rooms {a} to {b} are free unless the number is a multiple of {or}. How many are "
            "free?",
            "code": "How many n in range({a}, {over}) satisfy {code_and}?",
        },
        "one": {
            "exactly": "How many integers from {a} to {b} are divisible by exactly one of {list}?",
            "prize": "Tickets {a} to {b} win if the number is divisible by exactly one of {list}. How many tickets "
            "win?",
            "game": "{who} counts from {a} to {b} and claps at every number that is a multiple of one, but only one, "
            "of {list}. How many claps are there?",
        },
        "first": {
            "but not": "How many integers from {a} to {b} are divisible by {x} but not by {nor}?",
            "stamps": "{who} stamps the multiples of {x} among the pages {a} to {b}, except those that are multiples "
            "of {nor}. How many pages are stamped?",
            "code": "How many n in range({a}, {over}) are divisible by {x} and not divisible by {nor}?",
        },
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Sieve | None:
        count = 2 if level == 2 else 3
        moduli = tuple(stream.integer(2, (20, 15, 24)[level - 2]) for _ in range(count))
        low = stream.choice((1, stream.integer(2, 300)))
        high = low + stream.integer(*((80, 500), (150, 1000), (400, 5000))[level - 2])
        mode = stream.choice(
            (("some", "none", "first", "one"), ("some", "none"), ("some", "none", "one", "first"))[level - 2]
        )
        if any(a % b == 0 for a, b in permutations(moduli, 2)) or lcm(*moduli) > high - low:
            return None
        return Sieve(low, high, moduli if mode == "first" else tuple(sorted(moduli)), mode)

    def multiples(self, *moduli: int) -> int:
        """How many numbers of the range are divisible by all of these."""
        common = lcm(*moduli)
        return self.high // common - (self.low - 1) // common

    def answer(self) -> int:
        """How many numbers there are."""
        return sum(self.fits(n) for n in range(self.low, self.high + 1))

    def fits(self, number: int) -> bool:
        """Whether a number is one of those."""
        hits = [number % m == 0 for m in self.moduli]
        return {"some": any(hits), "none": not any(hits), "one": sum(hits) == 1, "first": hits[0] and sum(hits) == 1}[
            self.mode
        ]

    def texts(self) -> dict[str, str]:
        return self.ASKED[self.mode]

    def slots(self, stream: Stream) -> dict[str, Any]:
        moduli = list(self.moduli) if self.mode == "first" else stream.shuffled(self.moduli)
        names = [str(m) for m in moduli]
        return {
            "a": self.low, "a1": self.low + 1, "b": self.high, "over": self.high + 1, "list": listed(names),
            "or": listed(names, "or"), "x": moduli[0], "nor": listed(names[1:], "or"),
            "code_or": " or ".join(f"n % {m} == 0" for m in moduli),
            "code_and": " and ".join(f"n % {m} != 0" for m in moduli),
            "number": {2: "two", 3: "three"}[len(moduli)], "who": stream.choice(PEOPLE),
        }  # fmt: skip

    def check(self) -> Check:
        hits = [f"(n % {m} == 0)" for m in self.moduli]
        condition = {
            "some": f"{' + '.join(hits)} >= 1",
            "none": f"{' + '.join(hits)} == 0",
            "one": f"{' + '.join(hits)} == 1",
            "first": f"n % {self.moduli[0]} == 0 and {' + '.join(hits)} == 1",
        }[self.mode]
        return Finite(Integer(), str(self.answer()), (IntRange("n", self.low, self.high),), "count", (condition,))

    def _counted(self, *moduli: int) -> str:
        """The count of common multiples with its divisions."""
        common = lcm(*moduli)
        name = f"By {moduli[0]}" if len(moduli) == 1 else f"By {listed([str(m) for m in moduli])}, so by {common}"
        last, before = self.high // common, (self.low - 1) // common
        if self.low == 1:
            return f"{name}: {divided(self.high, common)}, so {last}"
        ends = f"{divided(self.high, common)} and {divided(self.low - 1, common)}"
        return f"{name}: {ends}, so {last} - {before} = {last - before}"

    def solution(self) -> list[str]:
        subsets = [part for size in (1, 2, 3) for part in combinations(self.moduli, size)]
        if self.mode == "first":
            subsets = [part for part in subsets if self.moduli[0] in part]
        lines = [self._counted(*part) for part in subsets]
        weights = {
            "some": {1: 1, 2: -1, 3: 1}, "none": {1: 1, 2: -1, 3: 1}, "one": {1: 1, 2: -2, 3: 3},
            "first": {1: 1, 2: -1, 3: 1},
        }[self.mode]  # fmt: skip
        rule = {
            "some": "Numbers with two of the divisors are counted twice: take the common multiples away",
            "none": "First those with at least one: take common multiples away, for they are counted twice",
            "one": "Those with two of the divisors are counted twice and wanted not at all: take them away twice",
            "first": f"From the multiples of {self.moduli[0]} take those away that another number divides too",
        }[self.mode]
        more = {"one": "; those with all three are then taken away too often: add them three times"}.get(
            self.mode, "; those with all three are then missing: add them"
        )
        lines.append(rule + (more if len(self.moduli) == 3 else "") + ".")
        total = 0
        for part in subsets:
            count, weight = self.multiples(*part), weights[len(part)]
            if not total:
                total = count
                continue
            size = abs(weight) * count
            product = f"{abs(weight)}·{count} = {size}; " if abs(weight) > 1 else ""
            result = total + weight * count
            lines.append(f"{product}{total} {'+' if weight > 0 else '-'} {size} = {result}")
            total = result
        if self.mode == "none":
            size = self.high - self.low + 1
            if self.low > 1:
                lines.append(f"All numbers: {self.high} - {self.low - 1} = {size}")
            lines.append(f"{size} - {total} = {size - total}")
        return lines

    def canonical(self) -> Any:
        moduli = [self.moduli[0], *sorted(self.moduli[1:])] if self.mode == "first" else sorted(self.moduli)
        return [self.low, self.high, moduli, self.mode]

    def candidates(self) -> int:
        return self.high - self.low + 1


class SharedDivisor(Question, frozen=True, tag="shared_divisor"):
    """How many numbers up to a bound have a given greatest common divisor with a number."""

    bound: int
    number: int
    common: int

    TEXTS: ClassVar = {
        "how many": "How many integers k from 1 to {n} satisfy gcd(k, {m}) = {g}?",
        "numbers": "For how many positive integers up to {n} is {g} the greatest common divisor with {m}?",
        "fractions": "How many of the fractions 1/{m}, 2/{m}, ..., {n}/{m} can be reduced by exactly {g}, that is, "
        "have {g} as the greatest number that cancels?",
        "code": "How many k in range(1, {over}) make math.gcd(k, {m}) == {g} true?",
        "let": "Let g(k) be the greatest common divisor of k and {m}. How often does g take the value {g} for k = 1, "
        "2, ..., {n}?",
        "gears": "{who} tries gears with 1, 2, ..., {n} teeth against a gear with {m} teeth. For how many of them is "
        "{g} the greatest common divisor of the two numbers of teeth?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> SharedDivisor | None:
        common = stream.integer(1, 15)
        quotient = stream.integer(*((6, 90), (30, 500))[level - 3])
        bound = stream.integer(*((100, 900), (500, 6000))[level - 3])
        usable = len(factors(quotient)) == level - 1 and max(factors(quotient)) < 40
        found = SharedDivisor(bound, common * quotient, common)
        return found if usable and found.answer() > 4 else None

    def answer(self) -> int:
        """How many there are."""
        quotient = self.number // self.common
        return sum(gcd(k, quotient) == 1 for k in range(1, self.bound // self.common + 1))

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "n": self.bound,
            "over": self.bound + 1,
            "m": self.number,
            "g": self.common,
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        condition = f"gcd(k, {self.number}) == {self.common}"
        return Finite(Integer(), str(self.answer()), (IntRange("k", 1, self.bound),), "count", (condition,))

    def solution(self) -> list[str]:
        quotient, last = self.number // self.common, self.bound // self.common
        lines = []
        if self.common > 1:
            lines += [
                f"k = {self.common}j, and j has no common divisor with {self.number} / {self.common} = {quotient}.",
                f"{divided(self.bound, self.common)}, so j goes from 1 to {last}.",
            ]
        primes = list(factors(quotient))
        lines += [*factoring(quotient), f"The primes of {quotient} are {listed([str(p) for p in primes])}."]
        total = 0
        for size in range(1, len(primes) + 1):
            for part in combinations(primes, size):
                product = prod(part)
                count = last // product
                lines.append(f"Multiples of {product}: {divided(last, product)}, so {count}")
                result = total + count if size % 2 else total - count
                if total:
                    lines.append(f"{total} {'+' if size % 2 else '-'} {count} = {result}")
                total = result
        return [*lines, f"{total} numbers share a prime with {quotient}; the others: {last} - {total} = {last - total}"]

    def canonical(self) -> Any:
        return [self.bound, self.number, self.common]

    def candidates(self) -> int:
        return self.bound


class SquaresOrCubes(Question, frozen=True, tag="squares_or_cubes"):
    """How many numbers of a range are squares or cubes, squares but no cubes, or neither."""

    low: int
    high: int
    mode: str  # "either", "neither", "squares", "cubes"

    ASKED: ClassVar = {
        "either": {
            "how many": "How many integers from {a} to {b} are perfect squares or perfect cubes (or both)?",
            "powers": "How many numbers from {a} to {b} are the square or the cube of an integer?",
            "lamps": "Of the lamps {a} to {b}, those whose number is a perfect square or a perfect cube are lit. How "
            "many are lit?",
        },
        "neither": {
            "how many": "How many integers from {a} to {b} are neither perfect squares nor perfect cubes?",
            "strike": "{who} writes down {a} to {b} and strikes out all squares and all cubes of integers. How many "
            "numbers are left?",
        },
        "squares": {
            "but not": "How many integers from {a} to {b} are perfect squares but not perfect cubes?",
            "only": "How many squares of integers lie between {a} and {b}, both ends included, that are not cubes of "
            "integers?",
        },
        "cubes": {
            "but not": "How many integers from {a} to {b} are perfect cubes but not perfect squares?",
            "only": "How many cubes of integers lie between {a} and {b}, both ends included, that are not squares of "
            "integers?",
        },
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> SquaresOrCubes | None:
        low = stream.choice((1, stream.integer(2, (300, 5000)[level - 2])))
        high = low + stream.integer(*((200, 4000), (3000, 150_000))[level - 2])
        found = SquaresOrCubes(low, high, stream.choice(("either", "neither", "squares", "cubes")))
        return found if found.answer() > 1 else None

    def powers(self, exponent: int) -> tuple[int, int]:
        """The largest numbers whose powers are at most the upper end, and below the lower one."""
        last = next(k for k in range(1, self.high + 1) if (k + 1) ** exponent > self.high)
        before = next(k for k in range(self.low) if (k + 1) ** exponent >= self.low)
        return last, before

    def answer(self) -> int:
        """How many there are."""
        squares, cubes, both = (last - before for last, before in map(self.powers, (2, 3, 6)))
        either = squares + cubes - both
        return {
            "either": either, "neither": self.high - self.low + 1 - either, "squares": squares - both,
            "cubes": cubes - both,
        }[self.mode]  # fmt: skip

    def texts(self) -> dict[str, str]:
        return self.ASKED[self.mode]

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"a": self.low, "b": self.high, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        square, cube = "(root(n, 2) ** 2 == n)", "(root(n, 3) ** 3 == n)"
        condition = {
            "either": f"{square} or {cube}", "neither": f"not {square} and not {cube}",
            "squares": f"{square} and not {cube}", "cubes": f"{cube} and not {square}",
        }[self.mode]  # fmt: skip
        return Finite(Integer(), str(self.answer()), (IntRange("n", self.low, self.high),), "count", (condition,))

    def solution(self) -> list[str]:
        lines, counts = [], {}
        for exponent, name in ((2, "Squares"), (3, "Cubes"), (6, "Both, so sixth powers")):
            last, before = self.powers(exponent)
            fits, over = f"{last}^{exponent} = {last**exponent}", f"{last + 1}^{exponent} = {(last + 1) ** exponent}"
            lines.append(f"{name}: {fits} fits, {over} is too large.")
            if self.low > 1:
                under = f"{before}^{exponent} = {before**exponent}"
                lines.append(f"{under} is too small: {last} - {before} = {last - before}")
            counts[exponent] = last - before
        squares, cubes, both = counts.values()
        if self.mode in ("squares", "cubes"):
            whole = squares if self.mode == "squares" else cubes
            return [*lines, f"{whole} - {both} = {whole - both}"]
        either = squares + cubes - both
        lines += [f"{squares} + {cubes} = {squares + cubes}", f"{squares + cubes} - {both} = {either}"]
        if self.mode == "either":
            return lines
        size = self.high - self.low + 1
        if self.low > 1:
            lines.append(f"All numbers: {self.high} - {self.low - 1} = {size}")
        return [*lines, f"{size} - {either} = {size - either}"]

    def canonical(self) -> Any:
        return [self.low, self.high, self.mode]

    def candidates(self) -> int:
        return self.high - self.low + 1


class Primes(Question, frozen=True, tag="primes"):
    """The number or the sum of the primes of a short range, or the next prime."""

    low: int
    high: int
    ask: str  # "count", "sum", "next"

    ASKED: ClassVar = {
        "count": {
            "how many": "How many prime numbers are there from {a} to {b}?",
            "count": "[Count the|Find the number of] primes p with {a} ≤ p ≤ {b}.",
            "seats": "The seats {a} to {b} of a cinema with a prime number are reserved. How many are reserved?",
        },
        "sum": {
            "sum": "[Find|Compute] the sum of all prime numbers from {a} to {b}.",
            "add": "{who} adds up all primes from {a} to {b}. What is the sum?",
        },
        "next": {
            "next": "What is the smallest prime number greater than {before}?",
            "first": "Which is the first prime after {before}?",
        },
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Primes | None:
        low = stream.integer(60, 700)
        ask = stream.choice(("count", "count", "sum", "next"))
        if ask == "next":
            primes = [n for n in range(low, low + 60) if _is_prime(n)]
            return Primes(low, primes[0], ask) if primes[0] >= low + 3 else None
        high = low + stream.integer(12, 26)
        found = Primes(low, high, ask)
        return found if 2 <= len(found.primes()) <= 6 else None

    def primes(self) -> list[int]:
        """The primes of the range."""
        return [n for n in range(self.low, self.high + 1) if _is_prime(n)]

    def texts(self) -> dict[str, str]:
        return self.ASKED[self.ask]

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"a": self.low, "b": self.high, "before": self.low - 1, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        primes = self.primes()
        gold = {"count": len(primes), "sum": sum(primes), "next": primes[0]}[self.ask]
        if self.ask == "next":
            variables = (IntRange("n", self.low, 2 * self.low),)
            return Finite(Integer(), str(gold), variables, "minimum", ("prime(n)",), "n")
        variables = (IntRange("n", self.low, self.high),)
        return Finite(
            Integer(), str(gold), variables, "count" if self.ask == "count" else "sum", ("prime(n)",),
            None if self.ask == "count" else "n",
        )  # fmt: skip

    def solution(self) -> list[str]:
        root = isqrt(self.high)
        primes = [p for p in range(2, root + 1) if _is_prime(p)]
        lines = [
            f"{root + 1}^2 = {(root + 1) ** 2} is too large, so the primes up to {root} are enough to try:",
            ", ".join(map(str, primes)),
            "Even numbers and those that end in 5 are left out.",
        ]
        for n in range(self.low, self.high + 1):
            if n % 2 and n % 5:
                smallest = min(factors(n))
                lines.append(f"{n}: prime" if smallest == n else f"{n} = {smallest}·{n // smallest}")
        found = self.primes()
        if self.ask == "count":
            return [*lines, f"Primes: {', '.join(map(str, found))}; that is {len(found)}."]
        return [*lines, f"{' + '.join(map(str, found))} = {sum(found)}"] if self.ask == "sum" else lines

    def canonical(self) -> Any:
        return [self.low, self.high, self.ask]

    def candidates(self) -> int:
        return self.high - self.low + 1


def _is_prime(number: int) -> bool:
    return factors(number) == {number: 1}


class ExactDivisors(Question, frozen=True, tag="exact_divisors"):
    """How many numbers of a range have exactly 3, 5 or 7 divisors: powers of primes."""

    low: int
    high: int
    count: int

    TEXTS: ClassVar = {
        "how many": "How many integers from {a} to {b} have exactly {k} positive divisors?",
        "count": "[Count the|Find the number of] integers n with {a} ≤ n ≤ {b} that have exactly {k} positive "
        "divisors.",
        "lockers": "Lockers {a} to {b} are closed. Person number d turns every locker whose number is a multiple of d, "
        "for d = 1, 2, 3 and so on. How many lockers are turned exactly {k} times?",
        "rectangles": "{who} calls a number special if that many tiles can be laid in full rows of equal length in "
        "exactly {k} ways, by the length of a row. How many numbers from {a} to {b} are special?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> ExactDivisors | None:
        low = stream.choice((1, stream.integer(2, 2000)))
        found = ExactDivisors(low, low + stream.integer(500, 60_000), stream.choice((3, 3, 3, 5, 7)))
        return found if 2 <= len(found.primes()) <= 25 else None

    def primes(self) -> list[int]:
        """The primes whose power lies in the range."""
        return [p for p in range(2, 300) if _is_prime(p) and self.low <= p ** (self.count - 1) <= self.high]

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"a": self.low, "b": self.high, "k": self.count, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        variables = (IntRange("n", self.low, self.high),)
        return Finite(Integer(), str(len(self.primes())), variables, "count", (f"divisors(n) == {self.count}",))

    def solution(self) -> list[str]:
        primes, e = self.primes(), self.count - 1
        last = next(k for k in range(1, self.high) if (k + 1) ** e > self.high)
        before = next(k for k in range(self.low) if (k + 1) ** e >= self.low)
        lines = [
            "The number of divisors is the product of the exponents plus 1.",
            f"{self.count} is prime, so there is one prime only, with the exponent {e}: the numbers are p^{e}.",
            f"{last}^{e} = {last**e} fits, {last + 1}^{e} = {(last + 1) ** e} is too large.",
        ]
        if before:
            lines.append(f"{before}^{e} = {before**e} is too small, {before + 1}^{e} = {(before + 1) ** e} is not.")
        return [
            *lines,
            f"Primes from {before + 1} to {last}: {', '.join(map(str, primes))}",
            f"These are {len(primes)}.",
        ]

    def canonical(self) -> Any:
        return [self.low, self.high, self.count]

    def candidates(self) -> int:
        return self.high - self.low + 1


class MultipleSum(Question, frozen=True, tag="multiple_sum"):
    """The sum of the multiples of one number, or of one of two numbers, in a range."""

    low: int
    high: int
    moduli: tuple[int, ...]

    ONE: ClassVar = {
        "sum": "[Find|Compute] the sum of all multiples of {m} from {a} to {b}.",
        "add": "{who} adds up all integers from {a} to {b} that are divisible by {m}. What is the sum?",
        "code": "What is the value of sum(n for n in range({a}, {over}) if n % {m} == 0) in Python?",
        "pages": "Of a book, {who} takes the pages from {a} to {b} whose numbers are multiples of {m}. What is the sum "
        "of these page numbers?",
        "total": "What do the integers from {a} to {b} that are multiples of {m} add up to?",
    }  # fmt: skip
    TWO: ClassVar = {
        "sum": "[Find|Compute] the sum of all integers from {a} to {b} that are divisible by {m} or by {n} (or by "
        "both).",
        "add": "{who} adds up all integers from {a} to {b} that are multiples of at least one of {m} and {n}. What is "
        "the sum?",
        "code": "What is the value of sum(x for x in range({a}, {over}) if x % {m} == 0 or x % {n} == 0) in Python?",
        "natural": "All integers from {a} to {b} that are multiples of {m} or {n} are added. What is the sum?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> MultipleSum | None:
        count = level - 1
        moduli = tuple(sorted(stream.integer(3, (20, 15)[count - 1]) for _ in range(count)))
        low = stream.choice((1, stream.integer(2, 200)))
        high = low + stream.integer(*((60, 300), (100, 500))[count - 1])
        if any(a % b == 0 for a, b in permutations(moduli, 2)) or lcm(*moduli) * 2 > high - low:
            return None
        return MultipleSum(low, high, moduli)

    def numbers(self, modulus: int) -> range:
        """The multiples of a number in the range."""
        return range(-(-self.low // modulus) * modulus, self.high + 1, modulus)

    def answer(self) -> int:
        """The sum."""
        return sum(n for n in range(self.low, self.high + 1) if any(n % m == 0 for m in self.moduli))

    def texts(self) -> dict[str, str]:
        return self.ONE if len(self.moduli) == 1 else self.TWO

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "a": self.low, "b": self.high, "over": self.high + 1, "m": self.moduli[0], "n": self.moduli[-1],
            "who": stream.choice(PEOPLE),
        }  # fmt: skip

    def check(self) -> Check:
        condition = " or ".join(f"n % {m} == 0" for m in self.moduli)
        return Finite(Integer(), str(self.answer()), (IntRange("n", self.low, self.high),), "sum", (condition,), "n")

    def solution(self) -> list[str]:
        lines: list[str] = []
        sums = []
        for m in (*self.moduli, lcm(*self.moduli)) if len(self.moduli) > 1 else self.moduli:
            found = self.numbers(m)
            first, last, count = found[0], found[-1], len(found)
            both = " (both numbers divide these)" if len(self.moduli) > 1 and m not in self.moduli else ""
            total = first + last
            lines += [
                f"Multiples of {m}{both}: from {first // m}·{m} = {first} up to {last // m}·{m} = {last}",
                f"Number: {last // m} - {first // m} + 1 = {count}",
                f"Sum: {count}·({first} + {last}) / 2 = {count}·{total} / 2 = {count * total} / 2 = {sum(found)}",
            ]
            sums.append(sum(found))
        if len(sums) > 1:
            one, other, both_sum = sums
            lines += [f"{one} + {other} = {one + other}", f"{one + other} - {both_sum} = {one + other - both_sum}"]
        return lines

    def canonical(self) -> Any:
        return [self.low, self.high, list(self.moduli)]

    def candidates(self) -> int:
        return self.high - self.low + 1
