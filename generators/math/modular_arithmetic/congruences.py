"""Congruences with an unknown: linear ones, inverses, several at once, and quadratic ones."""

from __future__ import annotations

from itertools import permutations
from math import gcd, isqrt, lcm, prod
from typing import Any, ClassVar

from generators.language.lexicon import ITEMS, PEOPLE, listed, plural
from generators.math.integers import (
    combined,
    divided,
    euclid,
    factor,
    factoring,
    factors,
    into_range,
    inverses,
    linear,
    times,
    written_factors,
)
from generators.math.modular_arithmetic.notation import (
    NO_SOLUTION,
    SET,
    least_check,
    number_check,
    otherwise,
    written_congruence,
    written_power,
)
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Assignment, FiniteSet, Integer, Outcome
from schemas.checks import Check, Finite, IntRange

NO_INVERSE = "no inverse"


class Division(Question, frozen=True, tag="division"):
    """The x below the modulus with ``a·x ≡ b``, where multiples of the modulus added to b soon give a multiple of a."""

    factor: int
    right: int
    modulus: int

    TEXTS: ClassVar = {
        "solve": "[Find|Give] the number x [from 0 to {top}|with 0 ≤ x < {m}] such that {congruence}.",
        "least": "[What is the smallest non-negative integer x with {congruence}?|Find the least x ≥ 0 with "
        "{congruence}.]",
        "multiple": "Which number from 0 to {top}, multiplied by {a}, leaves remainder {b} on division by {m}?",
        "think": "{who} thinks of a number below {m}. Multiplied by {a}, it leaves remainder {b} when divided by {m}. "
        "What is the number?",
        "boxes": "{who} packs {a} equal boxes of cards into albums of {m} and has {b:card} left over. What is the "
        "least possible number of cards in a box?",
        "code": "Which x in range({m}) makes ({a} * x) % {m} == {b} true?",
        "wheel": "A wheel has the fields 0 to {top}. From field 0, x jumps of {a} fields lead to field {b}. Find the "
        "least x.",
        "let": "Let 0 ≤ x < {m} and {congruence}. [Find|Determine] x.",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Division | None:
        modulus, factor = stream.integer(5, 25), stream.integer(2, 9)
        right = stream.integer(1, modulus - 1)
        if gcd(modulus, factor) > 1 or factor >= modulus:
            return None
        found = Division(factor, right, modulus)
        return found if 2 <= len(found.sums()) <= 5 else None

    def sums(self) -> list[int]:
        """The right side, and what it becomes until it is a multiple of the factor."""
        values = [self.right]
        while values[-1] % self.factor:
            values.append(values[-1] + self.modulus)
        return values

    def slots(self, stream: Stream) -> dict[str, Any]:
        left = f"{self.factor}x"
        return {
            "who": stream.choice(PEOPLE),
            "congruence": written_congruence(left, str(self.right), self.modulus, stream),
            "card": "card",
            "a": self.factor,
            "b": self.right,
            "m": self.modulus,
            "top": self.modulus - 1,
        }

    def check(self) -> Check:
        a, b, m = self.factor, self.right, self.modulus
        return number_check(self.sums()[-1] // a, 0, m - 1, f"({a} * x) % {m} == {b}")

    def solution(self) -> list[str]:
        a, m = self.factor, self.modulus
        values = self.sums()
        lines = [f"Add {m} to {self.right} until {a} divides the sum."]
        lines += [f"{value} + {m} = {value + m}" for value in values[:-1]]
        x = values[-1] // a
        return [*lines, f"{values[-1]} / {a} = {x}", f"Check: {a}·{x} = {divided(a * x, m)}"]

    def canonical(self) -> Any:
        return [self.factor, self.right, self.modulus]

    def candidates(self) -> int:
        return self.modulus


class TwoRemainders(Question, frozen=True, tag="two_remainders"):
    """The smallest positive number with given remainders by two small coprime moduli."""

    moduli: tuple[int, int]
    rests: tuple[int, int]

    TEXTS: ClassVar = {
        "smallest": "[What is the smallest positive integer with|Which smallest positive integer leaves] remainder {r} "
        "when divided by {m} and remainder {s} when divided by {n}?",
        "congruences": "[Find|Give] the smallest positive x with {first} and {second}.",
        "below": "Which positive integer below {mn} leaves remainder {r} on division by {m} and {s} on division by "
        "{n}?",
        "eggs": "Counted by {m}s, the eggs in a basket leave {r} over; counted by {n}s, {s}. What is the smallest "
        "possible number of eggs?",
        "rows": "Dancers who form rows of {m} leave {r} over; in rows of {n} they leave {s} over. How many dancers are "
        "there, at least?",
        "code": "What is the smallest x > 0 with x % {m} == {r} and x % {n} == {s}?",
        "number": "{who} has a number below {mn}: divided by {m} it leaves {r}, divided by {n} it leaves {s}. Which "
        "number is it?",
        "bags": "{who} counts {things}: packed in bags of {m} they leave {r} over, and in bags of {n}, {s}. What is "
        "the smallest possible number of {things}?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> TwoRemainders | None:
        m, n = stream.integer(3, 11), stream.integer(4, 12)
        if gcd(m, n) > 1 or m > n:
            return None
        found = TwoRemainders((m, n), (stream.integer(1, m - 1), stream.integer(1, n - 1)))
        return found if 2 <= len(found.tried()) <= 5 else None

    def tried(self) -> list[int]:
        """The numbers with the second remainder, up to the first that has the other one too."""
        (m, n), (r, s) = self.moduli, self.rests
        values = [s]
        while values[-1] % m != r:
            values.append(values[-1] + n)
        return values

    def slots(self, stream: Stream) -> dict[str, Any]:
        order = (0, 1) if stream.chance(1, 2) else (1, 0)
        (m, n), (r, s) = ([pair[i] for i in order] for pair in (self.moduli, self.rests))
        style = stream.below(1_000_000)
        first, second = (
            written_congruence("x", str(rest), modulus, Stream("style", style)) for rest, modulus in ((r, m), (s, n))
        )
        return {
            "who": stream.choice(PEOPLE),
            "m": m, "n": n, "r": r, "s": s, "mn": m * n, "first": first, "second": second,
            "things": plural(stream.choice(ITEMS["thing"])),
        }  # fmt: skip

    def check(self) -> Check:
        (m, n), (r, s) = self.moduli, self.rests
        gold = str(self.tried()[-1])
        conditions = (f"x % {m} == {r}", f"x % {n} == {s}")
        return Finite(Integer(), gold, (IntRange("x", 1, m * n),), "minimum", conditions, "x")

    def solution(self) -> list[str]:
        (m, n), (r, s) = self.moduli, self.rests
        lines = [f"Start with {s} and add {n} until the remainder by {m} is {r}."]
        for value in self.tried():
            lines.append(f"{value}: {divided(value, m)}")
        return lines

    def canonical(self) -> Any:
        return sorted([m, r] for m, r in zip(self.moduli, self.rests, strict=True))

    def candidates(self) -> int:
        return self.moduli[0] * self.moduli[1]


class Inverse(Question, frozen=True, tag="inverse"):
    """The inverse of a number modulo another, which it has only when they are coprime."""

    number: int
    modulus: int

    OUTCOMES = (NO_INVERSE,)
    TEXTS: ClassVar = {
        "find": "[Find|Compute|Determine] the inverse of {a} modulo {m}, as a number from 1 to {top}.{otherwise}",
        "solve": "[Find|Give] the x from 1 to {top} with {congruence}.{otherwise}",
        "code": "What does pow({a}, -1, {m}) return in Python?{otherwise}",
        "product": "By which number from 1 to {top} must {a} be multiplied so that the product leaves remainder 1 on "
        "division by {m}?{otherwise}",
        "power": "[Compute|Find] {a}^(-1) mod {m}.{otherwise}",
        "key": "A cipher multiplies every number by {a} modulo {m}. {who} wants to decipher by one multiplication "
        "modulo {m}. By which number below {m}?{otherwise}",
        "divide": "Dividing by {a} modulo {m} means multiplying by a number from 1 to {top}. Which one?{otherwise}",
        "circle": "A circle has {m} places, 0 to {top}. Jumping {a} places at a time from place 0, after how many "
        "jumps, fewer than {m}, does one first land on place 1?{otherwise}",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Inverse | None:
        return cls._sampled(stream, level, 1)

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Inverse | None:
        return cls._sampled(stream, level, stream.choice((2, 3, 3, 4, 5, 6, 7)))

    @classmethod
    def _sampled(cls, stream: Stream, level: int, common: int) -> Inverse | None:
        low, high = ((15, 90), (100, 800), (1000, 9999))[level - 2]
        modulus = stream.integer(low, high)
        number = stream.integer(low // 3, modulus - 1)
        steps = len(euclid(number, modulus))
        if gcd(number, modulus) != common or not (3, 4, 6)[level - 2] <= steps <= (5, 7, 9)[level - 2]:
            return None
        return Inverse(number, modulus)

    def answer(self) -> int | None:
        """The inverse, if there is one."""
        return pow(self.number, -1, self.modulus) if gcd(self.number, self.modulus) == 1 else None

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "congruence": written_congruence(f"{self.number}x", "1", self.modulus, stream),
            "a": self.number,
            "m": self.modulus,
            "top": self.modulus - 1,
            "who": stream.choice(PEOPLE),
            "otherwise": otherwise(stream, NO_INVERSE),
        }

    def check(self) -> Check:
        m = self.modulus
        return least_check(self.answer(), 1, m - 1, f"{self.number} * x % {m} == 1", outcome=NO_INVERSE)

    def solution(self) -> list[str]:
        a, m = self.number, self.modulus
        if gcd(a, m) > 1:
            return [
                *euclid(a, m),
                f"So {gcd(a, m)} divides {a} and {m}, and therefore the remainder of every multiple of {a} by {m}.",
                "The remainder is never 1.",
            ]
        steps, inverse = inverses(a, m)
        return [
            f"Euclid's algorithm, every remainder as a multiple of {a} modulo {m}:",
            *steps,
            f"Check: {times(a, inverse, m)}",
        ]

    def canonical(self) -> Any:
        return [self.number, self.modulus]

    def candidates(self) -> int:
        return self.modulus


class Linear(Question, frozen=True, tag="linear"):
    """All solutions of a linear congruence, of which there may be none."""

    left: int
    plus: int  # a x + plus ≡ right + more x
    right: int
    more: int
    modulus: int

    FORM = SET
    OUTCOMES = (NO_SOLUTION,)
    TEXTS: ClassVar = {
        "all": "[Find|Determine] all x from 0 to {top} with {congruence}.{otherwise}",
        "solve": "Solve {congruence} for x in {range}.{otherwise}",
        "which": "Which of the numbers 0, 1, ..., {top} satisfy {congruence}?{otherwise}",
        "residues": "[Give|List] all residues x modulo {m} for which {congruence}.{otherwise}",
        "code": "In Python, what is {set}?{otherwise}",
        "let": "Let 0 ≤ x < {m} and {congruence}. Which values can x have?{otherwise}",
        "student": "{who} solves {congruence}. Which solutions from 0 to {top} should {who.they} find?{otherwise}",
    }  # fmt: skip
    STORIES: ClassVar = {
        "circle": "A circle has {m} places, numbered 0 to {top}. A token starts on place {p} and moves {a} places "
        "forward at a time. After which numbers of moves, fewer than {m}, is it on place {b}?{otherwise}",
        "machine": "A machine turns x into ({left}) mod {m}. Which inputs x from 0 to {top} give {b}?{otherwise}",
        "boxes": "{who} packs x boxes of {a} {things}, x < {m}, and {p} loose ones into crates of {m}; {b} {are} left "
        "over. Which values can x have?{otherwise}",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Linear | None:
        found = cls._sampled(stream, level)
        return found if found and found.answer() else None

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Linear | None:
        found = cls._sampled(stream, level)
        return found if found and not found.answer() else None

    @classmethod
    def _sampled(cls, stream: Stream, level: int) -> Linear | None:
        small = stream.integer(*((5, 15), (8, 40), (30, 160))[level - 2])
        common = stream.choice(((1, 2, 3, 4, 5), (1, 2, 3, 4, 6), (2, 3, 4, 5, 6))[level - 2])
        modulus = small * common
        left = stream.integer(2, modulus - 1)
        more = stream.choice((0, 0, stream.integer(2, modulus - 1)) if level > 2 else (0,))
        plus = stream.integer(1, modulus - 1) if stream.chance(1, 2) else 0
        right = stream.integer(1, modulus - 1)
        if gcd(left - more, modulus) != common or left == more or right == plus or small < 5:
            return None
        found = Linear(left, plus, right, more, modulus)
        a = (left - more) % modulus
        return found if 3 <= len(euclid(a, modulus)) <= (4, 5, 7)[level - 2] else None

    def answer(self) -> list[int]:
        """The solutions."""
        return linear(self.left - self.more, self.right - self.plus, self.modulus)[1]

    def texts(self) -> dict[str, str]:
        return self.TEXTS if self.more else self.TEXTS | self.STORIES

    def sides(self) -> tuple[str, str]:
        """The two sides as written."""
        plus = f" + {self.plus}" if self.plus else ""
        more = f"{self.more}x + " if self.more else ""
        return f"{self.left}x{plus}", f"{more}{self.right}"

    def slots(self, stream: Stream) -> dict[str, Any]:
        left, right = self.sides()
        m = self.modulus
        minus = f"({right.replace('x', ' * x')})" if self.more else right
        code = f"{{x for x in range({m}) if ({left.replace('x', ' * x')} - {minus}) % {m} == 0}}"
        return {
            "congruence": written_congruence(left, right, m, stream),
            "set": code,
            "range": f"the range 0 ≤ x < {m}",
            "left": left,
            "p": self.plus,
            "a": self.left,
            "b": self.right,
            "are": "is" if self.right == 1 else "are",
            "m": m,
            "top": m - 1,
            "who": stream.choice(PEOPLE),
            "things": plural(stream.choice(ITEMS["thing"])),
            "otherwise": otherwise(stream, NO_SOLUTION),
        }

    def check(self) -> Check:
        found = self.answer()
        condition = f"({self.left} * x + {self.plus} - {self.right} - {self.more} * x) % {self.modulus} == 0"
        return set_check(found, self.modulus, condition)

    def solution(self) -> list[str]:
        m = self.modulus
        lines = []
        a, b = self.left - self.more, self.right - self.plus
        if self.more:
            lines.append(f"{self.left} - {self.more} = {a}")
        if self.plus:
            lines.append(f"{self.right} - {self.plus} = {b}")
        if lines:
            lines.append(f"So {factor(a)}x ≡ {b} (mod {m})")
        steps, found = linear(a, b, m)
        lines += steps
        if len(found) > 1:
            lines.append(f"Below {m}: {', '.join(map(str, found))}")
        return lines

    def canonical(self) -> Any:
        return [self.left, self.plus, self.right, self.more, self.modulus]

    def candidates(self) -> int:
        return self.modulus


class System(Question, frozen=True, tag="system"):
    """Several congruences at once (Chinese remainder theorem); where moduli share divisors there may be no solution."""

    moduli: tuple[int, ...]
    rests: tuple[int, ...]
    lefts: tuple[int, ...]  # the coefficients of x

    OUTCOMES = (NO_SOLUTION,)
    TEXTS: ClassVar = {
        "solve": "[Find|Determine] the smallest non-negative integer x with {all}.{otherwise}",
        "system": "Solve the system of congruences\n{lines}\nand give the smallest x ≥ 0.{otherwise}",
        "which": "Which smallest integer x ≥ 0 satisfies {all}?{otherwise}",
        "code": "What is the smallest x >= 0 with {code}?{otherwise}",
        "let": "Let x be the least non-negative solution of {all}. [Find|Give] x.{otherwise}",
    }  # fmt: skip
    STORIES: ClassVar = {
        "remainders": "[Find|Give] the smallest non-negative integer that leaves {leaves}.{otherwise}",
        "eggs": "The eggs in a basket are counted: {counted}. What is the smallest possible number of eggs, 0 "
        "included?{otherwise}",
        "soldiers": "Soldiers line up: {rows}. What is the smallest number of soldiers for which this is possible, 0 "
        "included?{otherwise}",
        "secret": "{who} thinks of a non-negative integer. On division {divisions}. What is the smallest number that "
        "it can be?{otherwise}",
        "lights": "{lamps}. In which second, counted from second 0, do they flash together for the first "
        "time?{otherwise}",
        "comets": "{comets}. In which year, counted from year 0, do they appear together for the first "
        "time?{otherwise}",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> System | None:
        found = cls._sampled(stream, level)
        return found if found and found.answer() is not None else None

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> System | None:
        """A solvable system with one remainder changed."""
        found = cls.drawn(stream, level)
        if found is None:
            return None
        place = stream.below(len(found.moduli))
        rests = list(found.rests)
        rests[place] = (rests[place] + stream.integer(1, found.moduli[place] - 1)) % found.moduli[place]
        twin = System(found.moduli, tuple(rests), found.lefts)
        return twin if twin.answer() is None and all(rests) else None

    @classmethod
    def _sampled(cls, stream: Stream, level: int) -> System | None:
        count = (2, 3, 3)[level - 2]
        low, high = ((6, 30), (4, 24), (7, 30))[level - 2]
        moduli = [stream.integer(low, high) for _ in range(count)]
        common = lcm(*moduli)
        shared = common < prod(moduli)
        if any(a % b == 0 for a, b in permutations(moduli, 2)) or not (60, 200, 1000)[level - 2] <= common <= 9000:
            return None
        if not shared and stream.chance(2, 3):
            return None
        x = stream.integer(max(moduli), common - 1)
        lefts = [1] * count
        if level == 4:
            lefts = [stream.choice([a for a in range(1, 8) if gcd(a, m) == 1]) for m in moduli]
        rests = [a * x % m for a, m in zip(lefts, moduli, strict=True)]
        return System(tuple(moduli), tuple(rests), tuple(lefts)) if all(rests) else None

    def answer(self) -> int | None:
        """The smallest solution, if there is one."""
        rest, period = 0, 1
        for a, r, m in zip(self.lefts, self.rests, self.moduli, strict=True):
            found = combined(rest, period, r * pow(a, -1, m) % m, m)[1]
            if found is None:
                return None
            rest, period = found
        return rest

    def texts(self) -> dict[str, str]:
        return self.TEXTS if set(self.lefts) != {1} else self.TEXTS | self.STORIES

    def slots(self, stream: Stream) -> dict[str, Any]:
        style = stream.below(1 << 30)
        rows = stream.shuffled(list(zip(self.lefts, self.rests, self.moduli, strict=True)))
        written = [written_congruence(f"{factor(a)}x", str(r), m, Stream("style", style)) for a, r, m in rows]
        kinds = stream.sample(("red", "blue", "green", "white"), len(rows))
        names = stream.sample(("A", "B", "C", "D", "E"), len(rows))
        return {
            "all": listed(written),
            "lines": "\n".join(written),
            "code": " and ".join(f"{f'({a} * x)' if a > 1 else 'x'} % {m} == {r}" for a, r, m in rows),
            "leaves": listed([f"remainder {r} on division by {m}" for _, r, m in rows]),
            "counted": listed([f"by {m}s, {r} {'remains' if r == 1 else 'remain'}" for _, r, m in rows]),
            "rows": listed([f"in rows of {m}, {r} {'is' if r == 1 else 'are'} left over" for _, r, m in rows]),
            "divisions": listed([f"by {m} it leaves remainder {r}" for _, r, m in rows]),
            "lamps": "; ".join(
                f"a {c} lamp flashes every {m} seconds, first in second {r}"
                for c, (_, r, m) in zip(kinds, rows, strict=True)
            ),
            "comets": "; ".join(
                f"comet {n} appears every {m} years, first in year {r}"
                for n, (_, r, m) in zip(sorted(names), rows, strict=True)
            ),
            "who": stream.choice(PEOPLE),
            "otherwise": otherwise(stream, NO_SOLUTION),
        }

    def check(self) -> Check:
        rows = zip(self.lefts, self.rests, self.moduli, strict=True)
        conditions = [f"{a} * x % {m} == {r}" for a, r, m in rows]
        return least_check(self.answer(), 0, lcm(*self.moduli) - 1, *conditions)

    def solution(self) -> list[str]:
        lines: list[str] = []
        simple = []
        for a, r, m in zip(self.lefts, self.rests, self.moduli, strict=True):
            if a > 1:
                steps, found = linear(a, r, m)
                lines += [f"{a}x ≡ {r} (mod {m}):", *steps, f"So x ≡ {found[0]} (mod {m})"]
                r = found[0]
            simple.append((r, m))
        simple.sort(key=lambda row: -row[1])
        r, m = simple[0]
        for s, n in simple[1:]:
            lines.append(f"Join x ≡ {r} (mod {m}) and x ≡ {s} (mod {n}):")
            steps, both = combined(r, m, s, n)
            lines += steps
            if both is None:
                return lines
            r, m = both
        return [*lines, f"The smallest non-negative solution is {r}."]

    def canonical(self) -> Any:
        return sorted(map(list, zip(self.lefts, self.rests, self.moduli, strict=True)))

    def candidates(self) -> int:
        return lcm(*self.moduli)


class Quadratic(Question, frozen=True, tag="quadratic"):
    """All square roots of a number modulo another, or the solutions of a quadratic congruence; there may be none."""

    middle: int  # x^2 + middle x ≡ right
    right: int
    modulus: int

    FORM = SET
    OUTCOMES = (NO_SOLUTION,)
    TEXTS: ClassVar = {
        "all": "[Find|Determine] all x from 0 to {top} with {congruence}.{otherwise}",
        "solve": "Solve {congruence} for x in {range}.{otherwise}",
        "which": "Which of the numbers 0, 1, ..., {top} satisfy {congruence}?{otherwise}",
        "residues": "[Give|List] all residues x modulo {m} for which {congruence}.{otherwise}",
        "code": "In Python, what is {set}?{otherwise}",
        "let": "Let 0 ≤ x < {m} and {congruence}. Which values can x have?{otherwise}",
        "student": "{who} solves {congruence}. Which solutions from 0 to {top} should {who.they} find?{otherwise}",
    }  # fmt: skip
    ROOTS: ClassVar = {
        "roots": "[Find|List] all square roots of {b} modulo {m}, as numbers from 0 to {top}.{otherwise}",
        "squares": "Which numbers from 0 to {top} have a square that leaves remainder {b} on division by "
        "{m}?{otherwise}",
        "divides": "For which x from 0 to {top} does {m} divide x^2 - {b}?{otherwise}",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Quadratic | None:
        modulus, middle = cls._sampled(stream, level)
        if not modulus:
            return None
        x = stream.integer(2, modulus - 1)
        found = Quadratic(middle, x * (x + middle) % modulus, modulus)
        return found if found.usable() else None

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Quadratic | None:
        modulus, middle = cls._sampled(stream, level)
        if not modulus:
            return None
        found = Quadratic(middle, stream.integer(2, modulus - 1), modulus)
        return found if found.usable() and not found.answer() else None

    @staticmethod
    def _sampled(stream: Stream, level: int) -> tuple[int, int]:
        """The modulus (0: none) and the coefficient of x: at level 3 a prime, at level 4 a product of two primes."""
        if level == 3:
            modulus = stream.choice([p for p in range(11, 44) if len(factors(p)) == 1 and p in factors(p)])
        else:
            p, q = stream.sample((3, 5, 7, 11, 13, 17, 19), 2)
            modulus = p * q
        middle = 2 * stream.integer(1, modulus // 2 - 1) if stream.chance(1, 2) else 0
        return modulus, middle

    def usable(self) -> bool:
        """Whether the square to be found is none of the obvious ones."""
        square = self.square()
        return (
            isqrt(square) ** 2 != square and all(square % prime for prime in factors(self.modulus)) and self.right > 0
        )

    def square(self) -> int:
        """What (x + middle/2)^2 is congruent to."""
        return (self.right + (self.middle // 2) ** 2) % self.modulus

    def answer(self) -> list[int]:
        """The solutions."""
        return [x for x in range(self.modulus) if (x * (x + self.middle) - self.right) % self.modulus == 0]

    def texts(self) -> dict[str, str]:
        return self.TEXTS if self.middle else self.TEXTS | self.ROOTS

    def slots(self, stream: Stream) -> dict[str, Any]:
        m = self.modulus
        middle = f" + {self.middle}x" if self.middle else ""
        code = f" + {self.middle} * x" if self.middle else ""
        power = stream.choice(("x^2", "x²"))
        congruence = written_congruence(f"{power}{middle}", str(self.right), m, stream)
        return {
            "congruence": congruence.replace("²", "^2") if "$" in congruence else congruence,
            "set": f"{{x for x in range({m}) if (x**2{code}) % {m} == {self.right}}}",
            "range": f"the range 0 ≤ x < {m}",
            "b": self.right,
            "m": m,
            "top": m - 1,
            "who": stream.choice(PEOPLE),
            "otherwise": otherwise(stream, NO_SOLUTION),
        }

    def check(self) -> Check:
        condition = f"(x * x + {self.middle} * x) % {self.modulus} == {self.right}"
        return set_check(self.answer(), self.modulus, condition)

    def solution(self) -> list[str]:
        m, half, square = self.modulus, self.middle // 2, self.square()
        name = "y" if half else "x"
        lines = []
        if half:
            lines += [
                f"Complete the square with {self.middle} / 2 = {half}: {half}^2 = {half**2}",
                f"{self.right} + {half**2} = {self.right + half**2}",
                *into_range(self.right + half**2, m),
                f"With y = x + {half}: y^2 ≡ {square} (mod {m})",
            ]
        roots: dict[int, list[int]] = {}
        for prime in factors(m):
            steps, found = _roots(square % prime, prime, name)
            if m > prime:
                lines.append(f"Modulo {prime}: {divided(square, prime)}, so {name}^2 ≡ {square % prime}")
            lines += steps
            if not found:
                return lines
            roots[prime] = found
        if len(roots) == 1:
            (solutions,) = roots.values()
        else:
            (p, first), (q, second) = roots.items()
            solutions = []
            r = first[0]
            for s in second:
                lines.append(f"Join {name} ≡ {r} (mod {p}) and {name} ≡ {s} (mod {q}):")
                steps, both = combined(r, p, s, q, name)
                assert both is not None  # p and q are coprime
                lines += steps
                tried = both[0]
                solutions += [tried, m - tried]
                lines.append(f"With both signs changed: {m} - {tried} = {m - tried}")
        solutions.sort()
        lines.append(f"So {name} is one of {', '.join(map(str, solutions))}.")
        if half:
            moved = []
            for y in solutions:
                back = f" + {m} = {y - half + m}" if y < half else ""
                lines.append(f"x = {y} - {half} = {y - half}" + (f", {y - half}{back}" if back else ""))
                moved.append((y - half) % m)
            lines.append(f"In order: {', '.join(map(str, sorted(moved)))}")
        return lines

    def canonical(self) -> Any:
        return [self.middle, self.right, self.modulus]

    def candidates(self) -> int:
        return self.modulus


def _roots(square: int, prime: int, name: str) -> tuple[list[str], list[int]]:
    """The square roots modulo a prime, by a list of squares."""
    lines = [f"Squares modulo {prime}, up to {prime // 2} (beyond that they repeat backwards):"]
    for y in range(1, prime // 2 + 1):
        lines.append(f"{y}^2 = {y * y}" + (f" = {y * y // prime}·{prime} + {y * y % prime}" if y * y >= prime else ""))
        if y * y % prime == square:
            lines.append(f"So {name} ≡ {y} or {name} ≡ {prime} - {y} = {prime - y} (mod {prime})")
            return lines, [y, prime - y]
    lines.append(f"{square} is not among the remainders, so there is no solution.")
    return lines, []


class RootCount(Question, frozen=True, tag="root_count"):
    """How many solutions a power has modulo a number with several prime factors, each prime power on its own."""

    exponent: int
    right: str  # "1", "x" or "0"
    modulus: int

    TEXTS: ClassVar = {
        "how many": "How many x from 0 to {top} satisfy {congruence}?",
        "count": "[Count|Find the number of] solutions of {congruence} with 0 ≤ x < {m}.",
        "residues": "Modulo {m}, how many residues x are there with {congruence}?",
        "divides": "For how many integers x with 0 ≤ x ≤ {top} is {difference} divisible by {m}?",
        "code": "In Python, what is sum(({code}) % {m} == 0 for x in range({m}))?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> RootCount | None:
        modulus = stream.integer(40, 2500)
        primes = factors(modulus)
        usable = 2 <= len(primes) <= 4 and max(p**e for p, e in primes.items()) <= 25
        found = RootCount(stream.integer(2, 4), stream.choice(("1", "x", "x", "0")), modulus)
        return found if usable and found.answer() > 1 else None

    def good(self, x: int, modulus: int) -> bool:
        """Whether x is a solution modulo a number."""
        right = {"1": 1, "x": x, "0": 0}[self.right]
        return pow(x, self.exponent, modulus) == right % modulus

    def answer(self) -> int:
        """How many solutions there are."""
        return prod(sum(self.good(x, p**e) for x in range(p**e)) for p, e in factors(self.modulus).items())

    def slots(self, stream: Stream) -> dict[str, Any]:
        power = written_power("x", self.exponent, stream)
        minus = {"1": " - 1", "x": " - x", "0": ""}[self.right]
        congruence = written_congruence(f"x^{self.exponent}", self.right, self.modulus, stream)
        return {
            "congruence": congruence,
            "difference": f"${power.strip('$')}{minus}$" if "$" in power else f"{power}{minus}",
            "code": f"x**{self.exponent}{minus}",
            "m": self.modulus,
            "top": self.modulus - 1,
        }

    def check(self) -> Check:
        m = self.modulus
        condition = f"(x ** {self.exponent} - {self.right}) % {m} == 0"
        return Finite(Integer(), str(self.answer()), (IntRange("x", 0, m - 1),), "count", (condition,))

    def solution(self) -> list[str]:
        lines = [
            *factoring(self.modulus),
            f"{self.modulus} = {written_factors(self.modulus)}. Count the solutions modulo each prime power.",
        ]
        counts = []
        for prime, exponent in factors(self.modulus).items():
            power = prime**exponent
            found = [x for x in range(power) if self.good(x, power)]
            powers = ", ".join(f"{x}: {x**self.exponent % power}" for x in range(power))
            lines.append(f"Remainders of x^{self.exponent} modulo {power}: {powers}")
            lines.append(f"Solutions modulo {power}: {', '.join(map(str, found))}; number: {len(found)}")
            counts.append(len(found))
        lines.append("By the Chinese remainder theorem every choice of one solution each gives exactly one x.")
        total = counts[0]
        for count in counts[1:]:
            lines.append(f"{total}·{count} = {total * count}")
            total *= count
        return lines

    def canonical(self) -> Any:
        return [self.exponent, self.right, self.modulus]

    def candidates(self) -> int:
        return self.modulus


class Pair(Question, frozen=True, tag="pair"):
    """Two linear congruences in two unknowns; modulo a prime they have one solution, or else none or many."""

    rows: tuple[tuple[int, int, int], tuple[int, int, int]]
    modulus: int

    FORM = "x = integer, y = integer"
    OUTCOMES = (NO_SOLUTION,)
    TEXTS: ClassVar = {
        "solve": "Solve {first} and {second} for x and y from 0 to {top}.{otherwise}",
        "system": "[Find|Determine] the x and y with 0 ≤ x, y < {m} that satisfy\n{lines}",
        "let": "Let x and y be residues modulo {m}, written as numbers from 0 to {top}, with {first} and {second}. "
        "[Find them.|What are they?]{otherwise}",
        "code": "Which x and y in range({m}) make both ({code}) % {m} == {e} and ({other}) % {m} == {f} "
        "true?{otherwise}",
        "cipher": "A cipher turns a pair (x, y) of numbers below {m} into ({left}, {right}), both modulo {m}. Which "
        "pair becomes ({e}, {f})?{otherwise}",
        "locks": "The two dials x and y of a lock have the numbers 0 to {top}. It opens when {first} and {second}. "
        "Find the setting.{otherwise}",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Pair | None:
        found = cls._sampled(stream)
        return found if found and found.determinant() % found.modulus else None

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Pair | None:
        """The second left side is a multiple of the first, and the right side is not."""
        found = cls._sampled(stream)
        if found is None:
            return None
        p, (a, b, e) = found.modulus, found.rows[0]
        k = stream.integer(2, p - 2)
        f = (k * e + stream.integer(1, p - 1)) % p
        twin = Pair(((a, b, e), (k * a % p, k * b % p, f)), p)
        return twin if f and twin.determinant() else None

    @classmethod
    def _sampled(cls, stream: Stream) -> Pair | None:
        p = stream.choice((11, 13, 17, 19, 23, 29, 31, 37, 41))
        a, b, c, d = (stream.integer(2, p - 1) for _ in range(4))
        x, y = stream.integer(1, p - 1), stream.integer(1, p - 1)
        rows = (a, b, (a * x + b * y) % p), (c, d, (c * x + d * y) % p)
        return Pair(rows, p) if all(map(all, rows)) else None

    def determinant(self) -> int:
        """The determinant of the coefficients, not reduced."""
        (a, b, _), (c, d, _) = self.rows
        return a * d - b * c

    def slots(self, stream: Stream) -> dict[str, Any]:
        style = stream.below(1 << 30)
        written = [
            written_congruence(f"{a}x + {b}y", str(e), self.modulus, Stream("style", style)) for a, b, e in self.rows
        ]
        (a, b, e), (c, d, f) = self.rows
        extra = otherwise(stream, NO_SOLUTION)
        return {
            "first": written[0], "second": written[1], "lines": "\n".join([*written, *filter(None, [extra.strip()])]),
            "left": f"{a}x + {b}y", "right": f"{c}x + {d}y", "e": e, "f": f,
            "code": f"{a} * x + {b} * y", "other": f"{c} * x + {d} * y",
            "m": self.modulus, "top": self.modulus - 1, "otherwise": extra,
        }  # fmt: skip

    def answer(self) -> tuple[int, int] | None:
        """The solution, if there is one."""
        p, (a, b, e), (c, d, f) = self.modulus, *self.rows
        if self.determinant() % p == 0:
            return None
        inverse = pow(self.determinant(), -1, p)
        return (e * d - b * f) * inverse % p, (a * f - e * c) * inverse % p

    def check(self) -> Check:
        p = self.modulus
        found = self.answer()
        return Finite(
            Outcome(Assignment({"x": Integer(), "y": Integer()}), (NO_SOLUTION,)),
            NO_SOLUTION if found is None else f"x = {found[0]}, y = {found[1]}",
            (IntRange("x", 0, p - 1), IntRange("y", 0, p - 1)),
            "points",
            tuple(f"({a} * x + {b} * y) % {p} == {e}" for a, b, e in self.rows),
        )

    def solution(self) -> list[str]:
        p, (a, b, e), (c, d, f) = self.modulus, *self.rows
        lines = [f"Eliminate y modulo {p}: multiply the first by {d} and the second by {b}, then subtract."]
        left = a * d - c * b
        right = e * d - f * b
        lines.append(f"x: {a}·{d} - {c}·{b} = {a * d} - {c * b} = {left}")
        lines += into_range(left, p)
        lines.append(f"Right side: {e}·{d} - {f}·{b} = {e * d} - {f * b} = {right}")
        lines += into_range(right, p)
        left, right = left % p, right % p
        lines.append(f"So {factor(left) if left else '0·'}x ≡ {right} (mod {p})")
        if not left:
            return [*lines, f"0 is not congruent to {right}, so there is no solution."]
        steps, (x,) = linear(left, right, p)
        rest = e - a * x
        lines += [
            *steps,
            f"x = {x}; put into the first: {b}y ≡ {e} - {a}·{x} = {e} - {a * x} = {rest} (mod {p})",
        ]
        steps, (y,) = linear(b, rest, p, "y")
        return [*lines, *steps, f"So x = {x} and y = {y}."]

    def canonical(self) -> Any:
        return [sorted(map(list, self.rows)), self.modulus]

    def candidates(self) -> int:
        return self.modulus**2


def set_check(found: list[int], modulus: int, condition: str) -> Finite:
    """All x from 0 below the modulus for which the condition holds, or that there is none."""
    answer = Outcome(FiniteSet(Integer()), (NO_SOLUTION,))
    gold = "{" + ", ".join(map(str, found)) + "}" if found else NO_SOLUTION
    return Finite(answer, gold, (IntRange("x", 0, modulus - 1),), "points", (condition,))
