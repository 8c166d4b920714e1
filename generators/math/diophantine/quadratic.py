"""Equations of higher degree in integers, decided by factorisation or by finitely many cases."""

from __future__ import annotations

from math import gcd, isqrt
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE
from generators.math.calculations import brief
from generators.math.integers import divisors, factor, factoring, factorisation, factors
from generators.math.modular_arithmetic.notation import NO_SOLUTION, SET, otherwise
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Assignment, FiniteSet, Integer, Outcome
from schemas.checks import Check, Finite, IntRange


def values_check(found: list[int], variables: tuple[IntRange, ...], conditions: tuple[str, ...], of: str) -> Finite:
    """The set of values of a formula, or that there is none."""
    gold = "{" + ", ".join(map(str, sorted(set(found)))) + "}" if found else NO_SOLUTION
    return Finite(Outcome(FiniteSet(Integer()), (NO_SOLUTION,)), gold, variables, "values", conditions, of)


class FactorSum(Question, frozen=True, tag="factor_sum"):
    """Two numbers from their product and their sum or difference."""

    small: int
    large: int
    sign: int  # 1: their sum is known, -1: their difference

    FORM = "x = integer, y = integer"
    TEXTS: ClassVar = {
        "solve": "Find the positive integers x < y with {first} and xy = {p}.",
        "numbers": "Two positive integers x < y have the product {p} and the {sum} {s}. What are x and y?",
        "garden": "A garden of x m by y m (x < y, whole numbers) has an area of {p} m²; y {and} x is {s}. Find x and "
        "y.",
        "let": "Let x < y be positive integers with {first} and product {p}. Which are they?",
        "rows": "{p} chairs stand in x rows of y, where x < y and {first}. Find x and y.",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> FactorSum | None:
        found = cls(stream.integer(2, 14), stream.integer(3, 20), stream.choice((1, -1)))
        usable = found.small < found.large and len(divisors(found.small * found.large)) <= 10
        return found if usable and found.small * found.large <= 180 else None

    def slots(self, stream: Stream) -> dict[str, Any]:
        known = self.small + self.large if self.sign > 0 else self.large - self.small
        return {
            "p": self.small * self.large, "s": known, "sum": "sum" if self.sign > 0 else "difference",
            "and": "plus" if self.sign > 0 else "minus",
            "first": f"x + y = {known}" if self.sign > 0 else f"y - x = {known}",
        }  # fmt: skip

    def check(self) -> Check:
        x, y = self.small, self.large
        variables = (IntRange("x", 1, x * y), IntRange("y", 1, x * y))
        other = f"x + y == {x + y}" if self.sign > 0 else f"y - x == {y - x}"
        answer = Assignment({"x": Integer(), "y": Integer()})
        return Finite(answer, f"x = {x}, y = {y}", variables, "points", ("x < y", f"x * y == {x * y}", other))

    def solution(self) -> list[str]:
        product = self.small * self.large
        lines = [f"Products equal to {product}:"]
        for d in divisors(product):
            e = product // d
            known = f"{d} + {e} = {d + e}" if self.sign > 0 else f"{e} - {d} = {e - d}"
            lines.append(f"{d}·{e}: {known}" + ("" if d < self.small else ", as wanted"))
            if d == self.small:
                break
        return lines

    def canonical(self) -> Any:
        return [self.small, self.large, self.sign]

    def candidates(self) -> int:
        return self.small * self.large


class Factored(Question, frozen=True, tag="factored"):
    """A product of two shifted unknowns: how many solutions in positive integers, or which x."""

    first: int
    second: int
    number: int
    count: bool

    COUNT: ClassVar = {
        "how many": "How many pairs (x, y) of positive integers satisfy {equation}?",
        "solutions": "Find the number of solutions of {equation} in positive integers x and y.",
        "rectangles": "A rectangle of x {a} cm by y {b} cm has an area of {n} cm². How many pairs of positive integers "
        "(x, y) are possible?",
    }  # fmt: skip
    VALUES: ClassVar = {
        "values": "Which values can x have if {equation} with positive integers x and y?",
        "all": "Find all positive integers x for which a positive integer y with {equation} exists.",
        "let": "Let x and y be positive integers with {equation}. List all possible x.",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Factored | None:
        a, b = (stream.choice((-1, 1, 1)) * stream.integer(1, 9) for _ in range(2))
        found = cls(a, b, stream.integer(8, 99), stream.chance(1, 3))
        usable = len(divisors(found.number)) <= 6 and (a > 0 or b > 0)
        return found if usable and 1 <= len(found.pairs()) - found.count <= 4 and brief(found) else None

    def pairs(self) -> list[tuple[int, int]]:
        """All solutions."""
        a, b, n = self.first, self.second, self.number
        return [(d - a, n // d - b) for d in divisors(n) if d > a and n // d > b]

    def form(self) -> str:
        """What the answer line asks for."""
        return "integer" if self.count else SET

    def texts(self) -> dict[str, str]:
        return self.COUNT if self.count else self.VALUES

    def slots(self, stream: Stream) -> dict[str, Any]:
        a, b = _signed(self.first), _signed(self.second)
        text = f"(x {a})(y {b}) = {self.number}"
        return {"equation": stream.choice((text, f"${text}$")), "a": a, "b": b, "n": self.number}

    def check(self) -> Check:
        a, b, n = self.first, self.second, self.number
        variables = (IntRange("x", 1, n + 9), IntRange("y", 1, n + 9))
        # With a negative factor the other would be negative too; so it is with x and y positive and one shift positive.
        conditions = (f"(x + ({a})) * (y + ({b})) == {n}",)
        pairs = self.pairs()
        if self.count:
            return Finite(Integer(), str(len(pairs)), variables, "count", conditions)
        gold = "{" + ", ".join(map(str, sorted(x for x, _ in pairs))) + "}"
        return Finite(FiniteSet(Integer()), gold, variables, "values", conditions, "x")

    def solution(self) -> list[str]:
        a, b, n = self.first, self.second, self.number
        lines = [f"Products equal to {n}, first factor x {_signed(a)}, second y {_signed(b)}:"]
        for d in divisors(n):
            e = n // d
            x, y = d - a, e - b
            no = "" if x > 0 and y > 0 else ", no"
            lines.append(f"{d}·{e}: x = {x}, y = {y}{no}")
        pairs = self.pairs()
        if self.count:
            return [*lines, f"Positive pairs: {len(pairs)}"]
        return [*lines, f"Values of x: {', '.join(map(str, sorted(x for x, _ in pairs)))}"]

    def canonical(self) -> Any:
        return [self.first, self.second, self.number, self.count]

    def candidates(self) -> int:
        return self.number**2


class SquareDifference(Question, frozen=True, tag="square_difference"):
    """A difference of two squares: the one pair, how many pairs, or all values of the larger number."""

    number: int
    ask: str  # "pair", "count", "values"

    ASKED: ClassVar = {
        "pair": {
            "find": "Find the positive integers x and y with {equation}.{otherwise}",
            "squares": "The squares of two positive integers x > y differ by {n}. What are x and y?{otherwise}",
            "tiles": "{who} has two squares of unit tiles with sides x and y. The first has {n} tiles more. Find x and "
            "y.{otherwise}",
            "only": "The equation {equation} has only one solution in positive integers. [Find it.|What is "
            "it?]{otherwise}",
        },
        "count": {
            "how many": "How many pairs (x, y) of positive integers satisfy {equation}?",
            "ways": "In how many ways is {n} a difference of two squares of positive integers?",
            "tiles": "Of two squares of unit tiles one has {n} tiles more than the other. How many pairs of side "
            "lengths are possible?",
        },
        "values": {
            "values": "Which values can x have if {equation} with positive integers x and y?{otherwise}",
            "all": "Find all positive integers x for which a positive integer y with {equation} exists.{otherwise}",
            "square": "For which positive integers x is x^2 - {n} the square of a positive integer?{otherwise}",
            "tiles": "{who} has a square of x by x unit tiles, takes {n} tiles away and can lay the rest, at least "
            "one, as a square again. Which values can x have?{otherwise}",
        },
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> SquareDifference | None:
        if level == 1:
            found = cls(stream.integer(5, 250), "pair")
            return found if len(found.pairs()) == 1 and found.pairs()[0][1] > 1 else None
        found = cls(stream.integer(*((20, 600), (100, 2500), (500, 9000))[level - 2]), "count")
        return found if len(found.pairs()) >= (2, 3, 5)[level - 2] else None

    def pairs(self) -> list[tuple[int, int]]:
        """All solutions, by the smaller of the two factors."""
        n = self.number
        return [((d + n // d) // 2, (n // d - d) // 2) for d in divisors(n) if d * d < n and (d + n // d) % 2 == 0]

    def form(self) -> str:
        """What the answer line asks for."""
        return {"pair": "x = integer, y = integer", "count": "integer", "values": SET}[self.ask]

    def texts(self) -> dict[str, str]:
        return {f"{self.ask} {name}": text for name, text in self.ASKED[self.ask].items()}

    def slots(self, stream: Stream) -> dict[str, Any]:
        equation = stream.choice(
            (f"x^2 - y^2 = {self.number}", f"x² - y² = {self.number}", f"$x^2 - y^2 = {self.number}$")
        )
        return {
            "n": self.number, "equation": equation, "who": stream.choice(PEOPLE),
            "otherwise": otherwise(stream, self.OUTCOMES[0], "there is no solution") if self.OUTCOMES else "",
        }  # fmt: skip

    def check(self) -> Check:
        n = self.number
        pairs = self.pairs()
        # x is larger than y, so the difference is at least 2y + 1.
        y = IntRange("y", 1, n // 2)
        condition = f"root({n} + y * y, 2) ** 2 == {n} + y * y"
        if self.ask == "values":
            return values_check([x for x, _ in pairs], (y,), (condition,), f"root({n} + y * y, 2)")
        if self.ask == "count":
            return Finite(Integer(), str(len(pairs)), (y,), "count", (condition,))
        answer = Assignment({"x": Integer(), "y": Integer()})
        variables = (IntRange("x", 1, n), IntRange("y", 1, n))
        return Finite(answer, f"x = {pairs[0][0]}, y = {pairs[0][1]}", variables, "points", (f"x * x - y * y == {n}",))

    def solution(self) -> list[str]:
        n = self.number
        lines = [f"(x - y)(x + y) = {n}; the factors are both odd or both even."]
        if n > 300:
            lines += factorisation(n)
        found = []
        for d in divisors(n):
            e = n // d
            if d >= e:
                break
            if (d + e) % 2:
                lines.append(f"{d}·{e}: one odd, one even, no")
                continue
            x, y = (d + e) // 2, (e - d) // 2
            lines.append(f"{d}·{e}: x = ({d} + {e}) / 2 = {d + e} / 2 = {x}, y = {x} - {d} = {y}")
            found.append(x)
        if isqrt(n) ** 2 == n and self.ask != "pair":
            lines.append(f"{isqrt(n)}·{isqrt(n)}: y = 0, no")
        if not found:
            return [*lines, "No case is left, so there is no solution."]
        if self.ask == "count":
            lines.append(f"These are {len(found)} pairs.")
        elif self.ask == "values":
            lines.append(f"In order: {', '.join(map(str, sorted(found)))}")
        return lines

    def canonical(self) -> Any:
        return [self.number, self.ask]

    def candidates(self) -> int:
        return self.number


class SquareDifferenceValues(SquareDifference, frozen=True, tag="square_difference_values"):
    """The same where there may be no solution."""

    OUTCOMES = (NO_SOLUTION,)

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> SquareDifferenceValues | None:
        found = cls(stream.integer(*((20, 600), (100, 2500), (500, 9000))[level - 2]), "values")
        return found if len(found.pairs()) >= (1, 2, 3)[level - 2] else None

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> SquareDifferenceValues | None:
        found = cls(stream.integer(*((20, 600), (100, 2500), (500, 9000))[level - 2]), "values")
        return found if not found.pairs() and len(divisors(found.number)) > 3 else None


class SquareSum(Question, frozen=True, tag="square_sum"):
    """All values of one number where a square and a multiple of a square add up to a number."""

    weight: int
    number: int

    FORM = SET
    OUTCOMES = (NO_SOLUTION,)
    TEXTS: ClassVar = {
        "values": "Which values can x have if {equation} with positive integers x and y?{otherwise}",
        "all": "Find all positive integers x for which a positive integer y with {equation} exists.{otherwise}",
        "solve": "Consider {equation} in positive integers x and y. List all x that occur.{otherwise}",
        "square": "For which positive integers x is {n} - x^2{times} the square of a positive integer?{otherwise}",
        "code": "For which x in range(1, {over}) is there a y in range(1, {over}) with {code} == {n}?{otherwise}",
        "tiles": "{who} lays all {n} unit tiles as {squares}. Which values can x have?{otherwise}",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> SquareSum | None:
        weight = stream.choice((1, 1, 2, 3, 5) if level < 4 else (1, 2, 3, 5, 6, 7))
        high = (26, 40, 80)[level - 2]
        x, y = stream.integer(1, high), stream.integer(1, high)
        found = cls(weight, x * x + weight * y * y)
        return found if found.usable(level) and len(found.pairs()) >= (1, 1, 2)[level - 2] else None

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> SquareSum | None:
        """A number near one that can be so written."""
        found = cls.drawn(stream, level)
        if found is None:
            return None
        twin = cls(found.weight, found.number + stream.choice((-4, -3, -2, -1, 1, 2, 3, 4)))
        return twin if twin.usable(level) and not twin.pairs() else None

    def usable(self, level: int) -> bool:
        """Whether the number has the size that the level asks for."""
        low, high = ((30, 700), (200, 1800), (1000, 6000))[level - 2]
        return low <= self.number <= high

    def pairs(self) -> list[tuple[int, int]]:
        """All solutions."""
        found = []
        for y in range(1, isqrt(self.number // self.weight) + 1):
            left = self.number - self.weight * y * y
            if left > 0 and isqrt(left) ** 2 == left:
                found.append((isqrt(left), y))
        return found

    def texts(self) -> dict[str, str]:
        return {name: text for name, text in self.TEXTS.items() if self.weight == 1 or name != "tiles"}

    def slots(self, stream: Stream) -> dict[str, Any]:
        w, n = factor(self.weight), self.number
        times = "" if self.weight == 1 else f" {self.weight} times"
        return {
            "equation": stream.choice((f"x^2 + {w}y^2 = {n}", f"x² + {w}y² = {n}", f"$x^2 + {w}y^2 = {n}$")),
            "n": n, "times": times, "over": isqrt(n) + 1,
            "code": "x**2 + " + (f"{self.weight} * " if self.weight > 1 else "") + "y**2",
            "squares": "two full squares, one of x by x and one of y by y tiles", "who": stream.choice(PEOPLE),
            "otherwise": otherwise(stream, NO_SOLUTION, "there is no solution"),
        }  # fmt: skip

    def check(self) -> Check:
        n, w = self.number, self.weight
        variables = (IntRange("x", 1, isqrt(n)), IntRange("y", 1, isqrt(n)))
        return values_check([x for x, _ in self.pairs()], variables, (f"x * x + {w} * y * y == {n}",), "x")

    def solution(self) -> list[str]:
        n, w = self.number, self.weight
        top = isqrt((n - 1) // w)
        half = w == 1
        last = isqrt(n // 2) if half else top
        weighed = f", times {w} = {w * (top + 1) ** 2}" if w > 1 else ""
        lines = [f"{top + 1}^2 = {(top + 1) ** 2}{weighed} is too large, so y is at most {top}."]
        if half:
            lines.append(f"x and y can be exchanged, so let y be the smaller: 2y^2 ≤ {n}, y ≤ {last}.")
        found: list[int] = []
        for y in range(1, last + 1):
            left = n - w * y * y
            root = isqrt(left)
            start = f"y = {y}: {n} - {w * y * y} = {left}"
            if root * root == left:
                lines.append(f"{start} = {root}^2")
                found += [root, y] if half else [root]
            else:
                lines.append(f"{start}, between {root}^2 = {root * root} and {root + 1}^2 = {(root + 1) ** 2}")
        if not found:
            return [*lines, "No case is left, so there is no solution."]
        return [*lines, f"Values of x: {', '.join(map(str, sorted(set(found))))}"]

    def canonical(self) -> Any:
        return [self.weight, self.number]

    def candidates(self) -> int:
        return self.number


class Hyperbola(Question, frozen=True, tag="hyperbola"):
    """``xy + ax + by = c``, which factorises: all x of its solutions in positive integers or in all integers."""

    first: int  # of x
    second: int  # of y
    right: int
    positive: bool
    lead: int = 1

    FORM = SET
    OUTCOMES = (NO_SOLUTION,)
    TEXTS: ClassVar = {
        "values": "Which values can x have if {equation} with {sort} x and y?{otherwise}",
        "all": "Find all {sort} x for which {one} y with {equation} exists.{otherwise}",
        "solve": "Solve {equation} in {sort} x and y, and list all x that occur.{otherwise}",
        "let": "Let x and y be {sort} with {equation}. Which x are possible?{otherwise}",
        "student": "{who} looks for {sort} x and y with {equation}. Which values of x should {who.they} "
        "find?{otherwise}",
        "points": "On the curve {equation} there may be points whose coordinates are {sort}. Give the set of their "
        "x-coordinates.{otherwise}",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Hyperbola | None:
        found = cls._sampled(stream, level)
        return found if found and 1 <= len(found.pairs()) <= 16 else None

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Hyperbola | None:
        found = cls._sampled(stream, level)
        return found if found and not found.pairs() and len(divisors(abs(found.product()))) > 2 else None

    @classmethod
    def _sampled(cls, stream: Stream, level: int) -> Hyperbola | None:
        most = (7, 10, 12)[level - 2]
        lead = stream.integer(2, 5) if level == 4 else 1
        signs = (1, -1)
        a = stream.integer(1, most) * (stream.choice(signs) if level > 2 else 1)
        b = stream.integer(1, most) * (stream.choice(signs) if level > 2 or stream.chance(1, 3) else 1)
        right = stream.integer(5, (80, 150, 250)[level - 2])
        positive = level == 2 or stream.chance(1, 3)
        found = cls(a, b, right, positive, lead)
        small = abs(found.product()) <= (120, 240, 1200)[level - 2]
        return found if found.product() and small and gcd(lead, a, b) == 1 else None

    def product(self) -> int:
        """What the product of ``lead x + b`` and ``lead y + a`` is."""
        return self.lead * self.right + self.first * self.second

    def pairs(self) -> list[tuple[int, int]]:
        """All solutions."""
        k, n = self.lead, self.product()
        found = []
        for size in divisors(abs(n)):
            for d in (size, -size):
                x, xr = divmod(d - self.second, k)
                y, yr = divmod(n // d - self.first, k)
                if not xr and not yr and (not self.positive or (x > 0 and y > 0)):
                    found.append((x, y))
        return sorted(found)

    def slots(self, stream: Stream) -> dict[str, Any]:
        text = f"{factor(self.lead)}xy"
        for number, letter in ((self.first, "x"), (self.second, "y")):
            text += f" {'+' if number > 0 else '-'} {factor(abs(number))}{letter}"
        return {
            "equation": stream.choice((f"{text} = {self.right}", f"${text} = {self.right}$")),
            "sort": "positive integers" if self.positive else "integers",
            "one": "a positive integer" if self.positive else "an integer",
            "who": stream.choice(PEOPLE),
            "otherwise": otherwise(stream, NO_SOLUTION, "there is no solution"),
        }

    def check(self) -> Check:
        a, b, c, k = self.first, self.second, self.right, self.lead
        size = abs(self.product()) + max(abs(a), abs(b))  # each factor is at most the product in size
        low = 1 if self.positive else -size
        variables = (IntRange("x", low, size // k + 1), IntRange("y", low, size // k + 1))
        if not self.positive:
            variables = (IntRange("x", -(size // k) - 1, size // k + 1), IntRange("y", -(size // k) - 1, size // k + 1))
        condition = f"{k} * x * y + ({a}) * x + ({b}) * y == {c}"
        return values_check([x for x, _ in self.pairs()], variables, (condition,), "x")

    def solution(self) -> list[str]:
        a, b, c, k, n = self.first, self.second, self.right, self.lead, self.product()
        left, right = f"{factor(k)}x {_signed(b)}", f"{factor(k)}y {_signed(a)}"
        lines = []
        if k > 1:
            lines.append(f"Times {k}: {k * k}xy {_signed(k * a)}x {_signed(k * b)}y = {k * c}")
        lines.append(
            f"Add {a}·{_bracket(b)} = {a * b} on both sides: ({left})({right}) = {k * c} {_signed(a * b)} = {n}"
        )
        found = []
        for size in divisors(abs(n)):
            for d in (size,) if self.positive and b >= 0 else (size, -size):
                e = n // d
                x, xr = divmod(d - b, k)
                y, yr = divmod(e - a, k)
                start = f"{d}·{_bracket(e)}: {factor(k)}x = {d} {_signed(-b)} = {d - b}"
                if xr:
                    lines.append(f"{start}, not divisible by {k}, no")
                    continue
                if k > 1:
                    start += f", x = {x}"
                if self.positive and x < 1:
                    lines.append(f"{start}, not positive, no")
                    continue
                start += f"; {factor(k)}y = {e} {_signed(-a)} = {e - a}"
                if yr:
                    lines.append(f"{start}, not divisible by {k}, no")
                    continue
                if k > 1:
                    start += f", y = {y}"
                if self.positive and y < 1:
                    lines.append(f"{start}, not positive, no")
                    continue
                lines.append(start)
                found.append(x)
        if not found:
            return [*lines, "No case is left, so there is no solution."]
        return [*lines, f"Values of x: {', '.join(map(str, sorted(found)))}"]

    def canonical(self) -> Any:
        return [self.first, self.second, self.right, self.positive, self.lead]

    def candidates(self) -> int:
        return abs(self.product()) ** 2


def _signed(number: int) -> str:
    return f"{'-' if number < 0 else '+'} {abs(number)}"


def _bracket(number: int) -> str:
    return f"({number})" if number < 0 else str(number)


class Reciprocals(Question, frozen=True, tag="reciprocals"):
    """``1/x + 1/y = p/q`` in positive integers: how many pairs, or all x."""

    top: int
    bottom: int
    ask: str  # "pairs" with x <= y, "ordered", "sum" (the largest x + y)

    ASKED: ClassVar = {
        "pairs": {
            "pairs": "How many pairs of positive integers x ≤ y satisfy {equation}?",
            "ways": "In how many ways can {f} be written as a sum of two unit fractions 1/x + 1/y, if the order does "
            "not count and x = y is allowed?",
        },
        "ordered": {
            "ordered": "How many ordered pairs (x, y) of positive integers satisfy {equation}?",
            "solutions": "Find the number of solutions of {equation} in positive integers x and y.",
            "resistors": "Two resistors of x ohms and y ohms, both whole numbers, are connected in parallel and "
            "together have a resistance of {r} ohms: {equation}. How many ordered pairs (x, y) are possible?",
        },
        "sum": {
            "largest": "What is the largest possible value of x + y if {equation} with positive integers x and y?",
            "maximum": "Find the maximum of x + y over all positive integers x and y with {equation}.",
        },
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Reciprocals | None:
        top = 1 if level == 3 else stream.integer(2, 5)
        bottom = stream.integer(*((4, 40), (6, 60))[level - 3])
        found = cls(top, bottom, stream.choice(("pairs", "ordered", "sum")))
        return found if gcd(top, bottom) == 1 and len(found.pairs()) >= (3, 2)[level - 3] else None

    def pairs(self) -> list[tuple[int, int]]:
        """The pairs with x at most y."""
        p, q = self.top, self.bottom
        found = []
        for d in divisors(q * q):
            e = q * q // d
            if d <= e and (d + q) % p == 0 and (e + q) % p == 0:
                found.append(((d + q) // p, (e + q) // p))
        return found

    def answer(self) -> int:
        """What is asked for."""
        pairs = self.pairs()
        twice = 2 * len(pairs) - sum(x == y for x, y in pairs)
        return {"pairs": len(pairs), "ordered": twice, "sum": max(x + y for x, y in pairs)}[self.ask]

    def texts(self) -> dict[str, str]:
        return {
            f"{self.ask} {name}": text
            for name, text in self.ASKED[self.ask].items()
            if self.top == 1 or name != "resistors"
        }

    def slots(self, stream: Stream) -> dict[str, Any]:
        p, q = self.top, self.bottom
        tex = f"$\\frac{{1}}{{x}} + \\frac{{1}}{{y}} = \\frac{{{p}}}{{{q}}}$"
        return {"equation": stream.choice((f"1/x + 1/y = {p}/{q}", tex)), "f": f"{p}/{q}", "r": q}

    def check(self) -> Check:
        p, q = self.top, self.bottom
        # The smaller of x and y is at most 2q/p; the other is decided by it, and at most q(q + 1).
        x = IntRange("x", q // p + 1, 2 * q // p)
        conditions = (f"{q} * x % ({p} * x - {q}) == 0", f"{q} * x // ({p} * x - {q}) >= x")
        y = f"({q} * x // ({p} * x - {q}))"
        if self.ask == "sum":
            return Finite(Integer(), str(self.answer()), (x,), "maximum", conditions, f"x + {y}")
        if self.ask == "pairs":
            return Finite(Integer(), str(self.answer()), (x,), "count", conditions)
        return Finite(Integer(), str(self.answer()), (x,), "sum", conditions, f"1 + ({y} > x)")

    def solution(self) -> list[str]:
        p, q = self.top, self.bottom
        times = f"times {p}: " if p > 1 else ""
        left = f"({factor(p)}x - {q})({factor(p)}y - {q})"
        lines = [f"Times {q}xy: {q}y + {q}x = {factor(p)}xy; {times}{left} = {q}^2 = {q * q}"]
        lines += [*factoring(q), f"{q * q} = {'·'.join(f'{r}^{2 * e}' for r, e in factors(q).items())}"]
        found = []
        lines.append("Factors d ≤ e (negative ones would make x or y negative or 0):")
        for d in divisors(q * q):
            e = q * q // d
            if d > e:
                break
            start = f"{d}·{e}"
            if (d + q) % p or (e + q) % p:
                bad = d if (d + q) % p else e
                lines.append(f"{start}: {bad} + {q} = {bad + q} is not divisible by {p}, no")
                continue
            x, y = (d + q) // p, (e + q) // p
            if p == 1:
                lines.append(f"{start}: x = {d} + {q} = {x}, y = {e} + {q} = {y}")
            else:
                lines.append(f"{start}: x = ({d} + {q}) / {p} = {x}, y = ({e} + {q}) / {p} = {y}")
            found.append((x, y))
        if self.ask == "pairs":
            return [*lines, f"These are {len(found)} pairs."]
        if self.ask == "sum":
            for x, y in found:
                lines.append(f"{x} + {y} = {x + y}")
            return [*lines, f"The largest is {self.answer()}."]
        same = sum(x == y for x, y in found)
        lines.append(
            f"Each of the {len(found)} pairs counts twice" + (", but not the one with x = y." if same else ".")
        )
        return [
            *lines,
            f"2·{len(found)} = {2 * len(found)}" + (f", {2 * len(found)} - 1 = {2 * len(found) - 1}" if same else ""),
        ]

    def canonical(self) -> Any:
        return [self.top, self.bottom, self.ask]

    def candidates(self) -> int:
        return self.bottom**2


class Cubes(Question, frozen=True, tag="cubes"):
    """A sum or difference of two cubes: all x of the solutions in positive integers."""

    number: int
    sign: int

    FORM = SET
    OUTCOMES = (NO_SOLUTION,)
    TEXTS: ClassVar = {
        "values": "Which values can x have if {equation} with positive integers x and y?{otherwise}",
        "all": "Find all positive integers x for which a positive integer y with {equation} exists.{otherwise}",
        "solve": "Solve {equation} in positive integers x and y, and list all x that occur.{otherwise}",
        "dice": "{who} builds full cubes of unit dice, one with x and one with y dice along an edge. {dice} {n} dice. "
        "Which values can x have?{otherwise}",
        "let": "Let x and y be positive integers with {equation}. Which x are possible?{otherwise}",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Cubes | None:
        sign = stream.choice((1, -1))
        x, y = stream.integer(2, 22), stream.integer(1, 21)
        found = cls(x**3 + sign * y**3, sign)
        return found if 50 <= found.number <= 9000 and len(divisors(found.number)) >= 4 else None

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Cubes | None:
        found = cls.drawn(stream, level)
        if found is None:
            return None
        twin = cls(found.number + stream.choice((-6, -3, -2, -1, 1, 2, 3, 6)), found.sign)
        return twin if not twin.pairs() and len(divisors(twin.number)) >= 4 else None

    def pairs(self) -> list[tuple[int, int]]:
        """All solutions: the larger number is bounded, for a difference by ``n > 3y^2``."""
        n, s = self.number, self.sign
        most = round(n ** (1 / 3)) + 1 if s > 0 else isqrt(n // 3) + 1
        found = []
        for y in range(1, most + 1):
            left = n - s * y**3
            x = round(max(left, 0) ** (1 / 3))
            if left > 0 and x**3 == left:
                found.append((x, y))
        return found

    def slots(self, stream: Stream) -> dict[str, Any]:
        sign = "+" if self.sign > 0 else "-"
        texts = (
            f"x^3 {sign} y^3 = {self.number}",
            f"x³ {sign} y³ = {self.number}",
            f"$x^3 {sign} y^3 = {self.number}$",
        )
        return {
            "equation": stream.choice(texts), "n": self.number, "who": stream.choice(PEOPLE),
            "dice": "together they take" if self.sign > 0 else "the first takes more than the second by",
            "otherwise": otherwise(stream, NO_SOLUTION, "there is no solution"),
        }  # fmt: skip

    def check(self) -> Check:
        n, s = self.number, self.sign
        most = round(n ** (1 / 3)) + 1 if s > 0 else isqrt(n // 3) + 1
        x = round((n + (most**3 if s < 0 else 0)) ** (1 / 3)) + 1
        variables = (IntRange("x", 1, x), IntRange("y", 1, most))
        condition = f"x ** 3 {'+' if s > 0 else '-'} y ** 3 == {n}"
        return values_check([each for each, _ in self.pairs()], variables, (condition,), "x")

    def solution(self) -> list[str]:
        n, s = self.number, self.sign
        sign, other = ("+", "-") if s > 0 else ("-", "+")
        lines = [
            f"x^3 {sign} y^3 = (x {sign} y)(x^2 {other} xy + y^2). Let d = x {sign} y, a divisor of {n}.",
            f"With x = d {other} y the second factor is d^2 {other} 3dy + 3y^2.",
            *factorisation(n),
        ]
        found: list[int] = []
        for d in divisors(n):
            q = n // d
            if s < 0 and d**3 >= n:
                lines.append(f"d = {d}: d^3 = {d**3} is not below {n}, no; larger d no")
                break
            if s > 0 and d**3 < n:
                lines.append(f"d = {d}: d^3 = {d**3} is below {n}, but (x + y)^3 > x^3 + y^3, no")
                continue
            if s > 0 and d**3 > 4 * n:
                lines.append(
                    f"d = {d}: d^3 = {d**3} is above 4·{n} = {4 * n}, but (x + y)^3 ≤ 4(x^3 + y^3), no; larger d no"
                )
                break
            rest = q - d * d
            # 3y^2 + 3dy = rest for a difference, 3y^2 - 3dy = rest for a sum
            if rest % 3:
                lines.append(f"d = {d}: {q} - {d * d} = {rest} is not divisible by 3, no")
                continue
            product = abs(rest) // 3
            word = f"y(y + {d})" if s < 0 else f"y({d} - y)"
            fits = [
                y for y in range(1, (d if s > 0 else product + 1)) if (y * (y + d) if s < 0 else y * (d - y)) == product
            ]
            start = f"d = {d}: {q} - {d * d} = {rest}, so {word} = {product}"
            if not fits:
                lines.append(f"{start}, no: {self._missed(d, product)}")
                continue
            pairs = ", ".join(f"y = {y} and x = {d - s * y}" for y in fits)
            lines.append(f"{start}: {pairs}")
            found += [d - s * y for y in fits]
        if not found:
            return [*lines, "No case is left, so there is no solution."]
        return [*lines, f"Values of x: {', '.join(map(str, sorted(found)))}"]

    def _missed(self, d: int, product: int) -> str:
        """Between which neighbours the product lies for which there is no y."""
        if self.sign < 0:
            y = next(y for y in range(product + 1) if (y + 1) * (y + 1 + d) > product)
            return f"{y}·{y + d} = {y * (y + d)}, {y + 1}·{y + 1 + d} = {(y + 1) * (y + 1 + d)}"
        most = d // 2
        if product > most * (d - most):
            return f"at most it is {most}·{d - most} = {most * (d - most)}"
        y = next(y for y in range(most + 1) if (y + 1) * (d - y - 1) > product)
        return f"{y}·{d - y} = {y * (d - y)}, {y + 1}·{d - y - 1} = {(y + 1) * (d - y - 1)}"

    def canonical(self) -> Any:
        return [self.number, self.sign]

    def candidates(self) -> int:
        return self.number
