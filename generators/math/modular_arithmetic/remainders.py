"""Remainders of sums, products and negative numbers, and numbers next to a bound that leave a given one."""

from __future__ import annotations

from typing import Any, ClassVar

from generators.language.lexicon import ITEMS, PEOPLE, plural
from generators.math.integers import divided
from generators.math.modular_arithmetic.notation import number_check, written_congruence
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer
from schemas.checks import Check, Finite, IntRange


class Remainder(Question, frozen=True, tag="remainder"):
    """The remainder of a product, of a product and a number, or of a sum."""

    shape: str  # "product", "more", "less" or "sum"
    numbers: tuple[int, ...]
    modulus: int

    FORMAL = {
        "divided": "[What is the remainder when {e} is divided by {m}?|Find the remainder when {e} is divided by {m}.]",
        "leaves": "[Which|What] remainder does {e} leave [on division by|when divided by] {m}?",
        "mod": "[Compute|Work out|Evaluate|Find] ({e}) mod {m}.",
        "congruent": "[Find|Give] the number r [from 0 to {top}|with 0 ≤ r < {m}] such that {e} ≡ r (mod {m}).",
        "student": "{who} divides {e} by {m}. What remainder does {who.they} get?",
        "without": "Without working out {e}, find its remainder on division by {m}.",
        "reduce": "Reduce {e} modulo {m} to a number [from 0 to {top}|below {m}].",
        "code": "What does the Python expression ({code}) % {m} evaluate to?",
        "blank": "Fill in the smallest non-negative integer: {e} ≡ ___ (mod {m}).",
        "let": "Let N = {e}. [Find the remainder of N on division by {m}.|What remainder does N leave when divided by "
        "{m}?]",
    }  # fmt: skip
    PRODUCT = {
        "bags": "A shop gets {a} [crates|boxes|baskets] of {b} {things} each and puts them all into bags of {m}. How "
        "many {things} are left over?",
        "children": "{who} shares {a} packs of {b} {things} equally among {m} children, [as many each as "
        "possible|giving as many as possible]. How many {things} remain?",
        "chairs": "In a hall {a} rows of {b} chairs are rearranged in rows of {m}. How many chairs are left over?",
        "pages": "{who} writes {b} lines a day for {a} days, {m} lines to a page. How many lines are on the last page, "
        "which is not full?",
    }  # fmt: skip
    MORE = {
        "loose": "{who} has {a} boxes of {b} {things} and {c} loose ones, and packs them all into bags of {m}. How "
        "many {things} are left over?",
        "late": "{a} buses bring {b} guests each, and {c} come on foot. They fill tables of {m}, one after the other. "
        "How many sit at the last table, which is not full?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Remainder | None:
        shape = stream.choice(("product", "product", "more", "less", "sum"))
        modulus = stream.integer(4, 12)
        if shape == "sum":
            numbers = [stream.integer(11, 99) for _ in range(3)]
        else:
            numbers = [stream.integer(11, 60) for _ in range(2 if shape == "product" else 3)]
        found = Remainder(shape, tuple(numbers), modulus)
        if any(number % modulus == 0 for number in numbers) or (shape == "less" and found.value() < 0):
            return None
        return found if found.value() % modulus else None

    def value(self) -> int:
        """The number whose remainder is asked for."""
        a, b, *more = self.numbers
        if self.shape == "sum":
            return sum(self.numbers)
        return a * b + {"product": 0, "more": 1, "less": -1}[self.shape] * sum(more)

    def texts(self) -> dict[str, str]:
        return self.FORMAL | {"product": self.PRODUCT, "more": self.MORE}.get(self.shape, {})

    def written(self, times: str = " * ") -> str:
        """The number as an expression."""
        if self.shape == "sum":
            return " + ".join(map(str, self.numbers))
        a, b, *more = self.numbers
        sign = " + " if self.shape == "more" else " - "
        return f"{a}{times}{b}" + "".join(f"{sign}{c}" for c in more)

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "who": stream.choice(PEOPLE),
            "e": self.written(stream.choice(("·", " · ", " × "))),
            "code": self.written(),
            "a": self.numbers[0],
            "b": self.numbers[1],
            "c": self.numbers[-1],
            "m": self.modulus,
            "top": self.modulus - 1,
            "things": plural(stream.choice(ITEMS["thing"] + ITEMS["food"])),
        }

    def check(self) -> Check:
        m = self.modulus
        return number_check(self.value() % m, 0, m - 1, f"({self.written()}) % {m} == x")

    def solution(self) -> list[str]:
        m = self.modulus
        rests = [number % m for number in self.numbers]
        lines = [divided(number, m) for number in dict.fromkeys(self.numbers) if number >= m]
        if self.shape == "sum":
            total = sum(rests)
            lines.append(f"{' + '.join(map(str, rests))} = {total}")
        else:
            a, b, *more = rests
            lines.append(f"{a}·{b} = {a * b}")
            total = a * b
            for c in more:
                if self.shape == "more":
                    lines.append(f"{total} + {c} = {total + c}")
                    total += c
                else:
                    if total >= m:
                        lines.append(divided(total, m))
                        total %= m
                    if total < c:
                        lines.append(f"{total} + {m} = {total + m}")
                        total += m
                    lines.append(f"{total} - {c} = {total - c}")
                    total -= c
        if total >= m:
            lines.append(divided(total, m))
        return [f"Only the remainders by {m} matter.", *lines]

    def canonical(self) -> Any:
        if self.shape == "sum":
            return [self.shape, sorted(self.numbers), self.modulus]
        return [self.shape, sorted(self.numbers[:2]), self.numbers[2:], self.modulus]

    def candidates(self) -> int:
        return self.modulus


class Negative(Question, frozen=True, tag="negative"):
    """The remainder of a negative number, or of a difference that is negative."""

    number: int  # without its sign
    modulus: int

    TEXTS: ClassVar = {
        "congruent": "[Find|Give] the number r from 0 to {top} such that -{n} ≡ r (mod {m}).",
        "reduce": "[Reduce -{n} modulo {m} to|Write -{n} modulo {m} as] a number from 0 to {top}.",
        "mod": "[Compute|Find] -{n} mod {m}, where the result is one of 0, 1, ..., {top}.",
        "least": "What is the smallest non-negative integer congruent to -{n} modulo {m}?",
        "code": "In Python, what is the value of -{n} % {m}?",
        "wheel": "A wheel has the fields 0 to {top}. From field 0 it is turned back by {n} fields. Which field is "
        "reached?",
        "add": "Which smallest number must be added to {n} to get a multiple of {m}?",
        "boxes": "{who} has {n} {things}. How many more does {who.they} need, at least, to fill boxes of {m} exactly?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Negative | None:
        number, modulus = stream.integer(13, 150), stream.integer(3, 16)
        return Negative(number, modulus) if number % modulus and modulus != 10 else None

    def slots(self, stream: Stream) -> dict[str, Any]:
        things = plural(stream.choice(ITEMS["thing"] + ITEMS["food"]))
        return {
            "who": stream.choice(PEOPLE),
            "n": self.number,
            "m": self.modulus,
            "top": self.modulus - 1,
            "things": things,
        }

    def check(self) -> Check:
        m = self.modulus
        return number_check(-self.number % m, 0, m - 1, f"(x + {self.number}) % {m} == 0")

    def solution(self) -> list[str]:
        n, m = self.number, self.modulus
        times = n // m
        rest = n % m
        return [
            f"{n} = {times}·{m} + {rest}",
            f"The next multiple of {m}: {times + 1}·{m} = {n - rest + m}",
            f"{n - rest + m} - {n} = {m - rest}",
        ]

    def canonical(self) -> Any:
        return [self.number, self.modulus]

    def candidates(self) -> int:
        return self.modulus


class Nearest(Question, frozen=True, tag="nearest"):
    """The largest number up to a bound, or the smallest from a bound on, with a given remainder."""

    bound: int
    rest: int
    modulus: int
    below: bool

    BELOW = {
        "largest": "[What is|Which is] the largest integer up to {n} that leaves remainder {r} [on division|when "
        "divided] by {m}?",
        "congruent": "What is the largest x ≤ {n} with {congruence}?",
        "most": "A box holds at most {n} {things}. Packed in bags of {m}, exactly {r} of them would be left over. How "
        "many can there be at most?",
        "more": "Among the integers up to {n}, which is the largest one that is {r} more than a multiple of {m}?",
    }  # fmt: skip
    ABOVE = {
        "smallest": "[What is|Which is] the smallest integer from {n} on that leaves remainder {r} [on division|when "
        "divided] by {m}?",
        "congruent": "What is the smallest x ≥ {n} with {congruence}?",
        "least": "{who} has at least {n} {things}. In rows of {m}, exactly {r} would be left over. How many are there "
        "at least?",
        "bus": "A bus leaves in minute {r} and then every {m} minutes. {who} is at the stop from minute {n} on. In "
        "which minute does the next bus leave?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Nearest | None:
        modulus = stream.integer(4, 15)
        found = Nearest(stream.integer(40, 150), stream.integer(1, modulus - 1), modulus, stream.chance(1, 2))
        return found if (found.bound - found.rest) % modulus else None

    def texts(self) -> dict[str, str]:
        return self.BELOW if self.below else self.ABOVE

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "who": stream.choice(PEOPLE),
            "n": self.bound,
            "m": self.modulus,
            "r": self.rest,
            "congruence": written_congruence("x", str(self.rest), self.modulus, stream),
            "things": plural(stream.choice(ITEMS["thing"])),
        }

    def answer(self) -> int:
        """The number asked for."""
        gap = (self.bound - self.rest) % self.modulus
        return self.bound - gap if self.below else self.bound - gap + self.modulus

    def check(self) -> Check:
        low, high = (self.bound - self.modulus, self.bound) if self.below else (self.bound, self.bound + self.modulus)
        condition = f"x % {self.modulus} == {self.rest}"
        return Finite(
            Integer(),
            str(self.answer()),
            (IntRange("x", low, high),),
            "maximum" if self.below else "minimum",
            (condition,),
            "x",
        )

    def solution(self) -> list[str]:
        n, r, m = self.bound, self.rest, self.modulus
        times = (n - r) // m
        if self.below:
            last = f"{times}·{m} + {r} = {times * m} + {r} = {times * m + r}"
            return [f"{n} - {r} = {n - r}", divided(n - r, m), last]
        up = times + 1
        return [
            f"{n} - {r} = {n - r}",
            divided(n - r, m),
            f"The next multiple of {m}: {up}·{m} = {up * m}",
            f"{up * m} + {r} = {up * m + r}",
        ]

    def canonical(self) -> Any:
        return [self.bound, self.rest, self.modulus, self.below]

    def candidates(self) -> int:
        return self.modulus
