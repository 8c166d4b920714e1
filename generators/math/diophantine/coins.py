"""Which amounts can be paid with given coins: Frobenius' problem."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from math import gcd
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE, listed
from generators.math.integers import euclid
from generators.math.modular_arithmetic.notation import otherwise
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer, Outcome
from schemas.checks import Check, Finite, IntRange

NO_LARGEST = "no largest amount"


@lru_cache(maxsize=4096)
def smallest_payable(coins: tuple[int, ...]) -> dict[int, int]:
    """For every remainder by the smallest coin that occurs, the smallest amount with it that can be paid."""
    base = min(coins)
    found = {0: 0}
    for amount in range(1, base * max(coins) + 1):
        if any((amount - coin) in found.values() for coin in coins if coin != base) and amount % base not in found:
            found[amount % base] = amount
    return found


class Frobenius(Question, frozen=True, tag="frobenius"):
    """The largest amount that cannot be paid with given coins; there is none when all have a common divisor."""

    coins: tuple[int, ...]

    OUTCOMES = (NO_LARGEST,)
    TEXTS: ClassVar = {
        "coins": "In a country there are only coins of {list} cents. What is the largest amount in cents that cannot "
        "be paid exactly (without change)?{otherwise}",
        "stamps": "{who} has any number of stamps of {list} cents. Which is the largest postage in cents that "
        "{who.they} cannot make up exactly?{otherwise}",
        "sum": "What is the largest integer that is not a sum of {number} (each used any number of times)?{otherwise}",
        "boxes": "Nuggets come in boxes of {list}. What is the largest number of nuggets that cannot be bought "
        "exactly?{otherwise}",
        "formal": "Find the largest integer n for which {equation} has no solution in non-negative "
        "integers.{otherwise}",
        "weights": "With weights of {list} kg, all on one side of a scale, which is the largest whole number of "
        "kilograms that cannot be weighed?{otherwise}",
        "points": "In a game one scores {or} points at a time. What is the largest total that can never be "
        "reached?{otherwise}",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Frobenius | None:
        found = cls._sampled(stream, level)
        return found if found and gcd(*found.coins) == 1 else None

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Frobenius | None:
        found = cls._sampled(stream, level, twin=True)
        return found if found and gcd(*found.coins) > 1 else None

    @classmethod
    def _sampled(cls, stream: Stream, level: int, twin: bool = False) -> Frobenius | None:
        count = (2, 3, 3)[level - 2]
        low, high = ((3, 45), (4, 30), (6, 60))[level - 2]
        common = stream.choice((1, 1, 2, 3, 4)) if twin else 1
        coins = sorted({common * stream.integer(max(2, low // common), high // common) for _ in range(count)})
        if len(coins) < count or coins[0] > (16, 9, 12)[level - 2] * (1 + twin):
            return None
        if any(b % a == 0 for i, a in enumerate(coins) for b in coins[i + 1 :]):
            return None
        if count == 3 and smallest_payable((coins[0], coins[1])).get(coins[2] % coins[0], coins[2] + 1) <= coins[2]:
            return None  # the third coin would add nothing
        return cls(tuple(coins))

    def slots(self, stream: Stream) -> dict[str, Any]:
        names = [str(coin) for coin in self.coins]
        letters = "xyz"[: len(names)]
        equation = " + ".join(f"{name}{letter}" for name, letter in zip(names, letters, strict=True)) + " = n"
        return {
            "list": listed(names), "or": listed(names, "or"), "number": listed([f"{name}s" for name in names]),
            "equation": stream.choice((equation, f"${equation}$")), "who": stream.choice(PEOPLE),
            "otherwise": otherwise(stream, NO_LARGEST),
        }  # fmt: skip

    def answer(self) -> int | None:
        """The amount, if there is one."""
        if gcd(*self.coins) > 1:
            return None
        return max(smallest_payable(self.coins).values()) - self.coins[0]

    def check(self) -> Check:
        # An amount is the largest that cannot be paid when so many after it can as the smallest coin is worth.
        base, coins = self.coins[0], ", ".join(map(str, self.coins))
        after = (f"payable(n + {offset}, {coins})" for offset in range(1, base + 1))
        answer = self.answer()
        return Finite(
            Outcome(Integer(), self.OUTCOMES),
            NO_LARGEST if answer is None else str(answer),
            (IntRange("n", 0, base * max(self.coins)),),
            "value",
            (f"not payable(n, {coins})", *after),
            "n",
        )

    def _numbers(self) -> list[tuple[int, ...]]:
        """How many of the larger coins are worth trying: fewer than the smallest coin's value of each."""
        base, *more = self.coins
        return list(product(range(base), repeat=len(more)))

    def solution(self) -> list[str]:
        base, *more = self.coins
        if gcd(*self.coins) > 1:
            common = gcd(*self.coins)
            lines = euclid(base, more[0])
            if len(more) > 1 and gcd(base, more[0]) != common:
                lines += euclid(gcd(base, more[0]), more[1])
            return [
                *lines,
                f"{listed(list(map(str, self.coins)))} are multiples of {common}, and so are all sums of them.",
                f"Infinitely many numbers are no multiples of {common}, so there is no largest among them.",
            ]
        smallest = smallest_payable(self.coins)
        others = listed([f"{coin}s" for coin in more])
        lines = [f"For each remainder by {base}, find the smallest amount made of {others}:"]
        for amount in sorted(smallest.values()):
            lines.append(f"remainder {amount % base}: {self._made(amount)}")
        largest = max(smallest.values())
        return [
            *lines,
            f"From each of these on, adding {base}s pays every amount with this remainder; before it, none.",
            f"The last remainder is paid from {largest} on: {largest} - {base} = {largest - base}",
        ]

    def _made(self, amount: int) -> str:
        """The amount as a sum of multiples of the larger coins."""
        _, *more = self.coins
        for each in sorted(self._numbers(), key=sum):
            if sum(n * coin for n, coin in zip(each, more, strict=True)) == amount:
                parts = [f"{n}·{coin}" for n, coin in zip(each, more, strict=True) if n]
                return f"{' + '.join(parts)} = {amount}" if parts else "0"
        raise AssertionError(amount)

    def canonical(self) -> Any:
        return list(self.coins)

    def candidates(self) -> int:
        return self.coins[0] * self.coins[-1]


class Unpayable(Question, frozen=True, tag="unpayable"):
    """How many amounts cannot be paid with two coins, at all or up to a bound."""

    coins: tuple[int, int]
    bound: int  # 0: none

    TEXTS: ClassVar = {
        "coins": "There are only coins of {a} cents and {b} cents. How many positive whole amounts{up} cannot be paid "
        "exactly?",
        "sum": "How many positive integers{up} are not sums of {a}s and {b}s (of any number of each, perhaps none)?",
        "formal": "For how many positive integers n{up} does {a}x + {b}y = n have no solution in non-negative "
        "integers?",
        "stamps": "{who} has plenty of stamps of {a} cents and {b} cents. How many whole numbers of cents above 0{up} "
        "can {who.they} not make up?",
        "points": "In a game one scores {a} or {b} points at a time. How many totals above 0{up} can never be reached?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Unpayable | None:
        a, b = sorted((stream.integer(3, (14, 20)[level - 2]), stream.integer(4, (25, 40)[level - 2])))
        bound = stream.integer(2 * b, a * b) if stream.chance(2, 3) else 0
        return Unpayable((a, b), bound) if a < b and gcd(a, b) == 1 else None

    def counts(self) -> dict[int, int]:
        """For every number of larger coins below the smaller coin's value, the unpayable amounts of its remainder."""
        a, b = self.coins
        top = self.bound or a * b
        return {y: max(0, (min(b * y, top + 1) - b * y % a + a - 1) // a) for y in range(1, a)}

    def answer(self) -> int:
        """How many amounts."""
        return sum(self.counts().values())

    def slots(self, stream: Stream) -> dict[str, Any]:
        up = f" up to {self.bound}" if self.bound else ""
        return {"a": self.coins[0], "b": self.coins[1], "up": up, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        a, b = self.coins
        variables = (IntRange("n", 1, self.bound or a * b),)  # from (a - 1)(b - 1) on, all can be paid
        return Finite(Integer(), str(self.answer()), variables, "count", (f"not payable(n, {a}, {b})",))

    def solution(self) -> list[str]:
        a, b = self.coins
        lines = [f"An amount can be paid when it is one of 0, {b}, {2 * b}, ... plus {a}s. Count by remainders by {a}:"]
        for y, count in self.counts().items():
            rest = b * y % a
            if self.bound and b * y > self.bound:
                lines.append(
                    f"{b}·{y} = {b * y}, remainder {rest}: {rest}, {rest + a}, ... up to {self.bound} fail: {count}"
                )
            else:
                lines.append(
                    f"{b}·{y} = {b * y}, remainder {rest}: {rest}, {rest + a}, ... below {b * y} fail: {count}"
                )
        numbers = list(self.counts().values())
        return [*lines, f"{' + '.join(map(str, numbers))} = {sum(numbers)}"]

    def canonical(self) -> Any:
        return [list(self.coins), self.bound]

    def candidates(self) -> int:
        return self.bound or self.coins[0] * self.coins[1]
