"""Largest and smallest values of sums, products and common divisors over whole numbers."""

from __future__ import annotations

from itertools import pairwise
from math import gcd, isqrt, lcm
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE, listed
from generators.math.calculations import brief
from generators.math.integers import divided, divisors, euclid, factor, linear
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer
from schemas.checks import Check, Finite, IntRange


def weighted(weights: tuple[int, ...], letters: str) -> str:
    """``2x + 3y``"""
    return " + ".join(f"{factor(weight)}{letter}" for weight, letter in zip(weights, letters, strict=True))


def formula(weights: tuple[int, ...], letters: str) -> str:
    """``2 * x + 3 * y``, as checks write it."""
    return " + ".join(f"{weight} * {letter}" for weight, letter in zip(weights, letters, strict=True))


class ProductOfTwo(Question, frozen=True, tag="product_of_two"):
    """The largest product of two positive whole numbers whose weighted sum is given."""

    weights: tuple[int, int]
    total: int

    TEXTS: ClassVar = {
        "largest": "What is the largest possible value of xy if {sum} = {s} with positive integers x and y?",
        "maximum": "Find the maximum of xy over all positive integers x and y with {sum} = {s}.",
        "let": "Let x and y be positive integers with {sum} = {s}. How large can xy be?",
        "fence": "For {s} euros {who} fences x metres at {a} euros and y metres at {b} euros, x and y whole. At most "
        "how large is xy?",
        "points": "{who} spends {s} euros on x pens at {a} euros and y books at {b} euros, at least one of each. At "
        "most how large is xy?",
        "code": "What is max(x * y for x in range(1, {s}) for y in range(1, {s}) if {code} == {s}) in Python?",
    }  # fmt: skip
    EVEN: ClassVar = {
        "rectangle": "A rectangle has sides of whole centimetres and a perimeter of {p} cm. What is its largest "
        "possible area in cm²?",
        "sum": "Two positive integers have the sum {s}. How large can their product be?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> ProductOfTwo | None:
        if level == 1:
            weights = (1, 1) if stream.chance(1, 20) else (stream.integer(1, 9), stream.integer(2, 15))
            found = cls(weights, stream.integer(12, 99))
            usable = (2 <= len(found.pairs()) <= 5 or weights == (1, 1)) and brief(found)
        else:
            found = cls((stream.integer(2, 25), stream.integer(2, 25)), stream.integer(100, 900))
            usable = 4 <= len(found.pairs()) <= 40
        return (
            found
            if usable and gcd(*found.weights) == 1 and (found.weights[0] != found.weights[1] or level == 1)
            else None
        )

    def pairs(self) -> list[tuple[int, int]]:
        """All pairs with the sum."""
        a, b = self.weights
        return [
            (x, (self.total - a * x) // b) for x in range(1, (self.total - b) // a + 1) if (self.total - a * x) % b == 0
        ]

    def texts(self) -> dict[str, str]:
        return self.EVEN | {"let": self.TEXTS["let"]} if self.weights == (1, 1) else self.TEXTS

    def slots(self, stream: Stream) -> dict[str, Any]:
        a, b = self.weights
        return {
            "sum": weighted(self.weights, "xy"), "s": self.total, "a": a, "b": b, "p": 2 * self.total,
            "code": " + ".join(f"{w} * {n}" if w > 1 else n for w, n in zip((a, b), "xy", strict=True)),
            "who": stream.choice(PEOPLE),
        }  # fmt: skip

    def check(self) -> Check:
        gold = max(x * y for x, y in self.pairs())
        a, b = self.weights
        variables = (IntRange("x", 1, self.total // a), IntRange("y", 1, self.total // b))
        return Finite(
            Integer(), str(gold), variables, "maximum", (f"{formula(self.weights, 'xy')} == {self.total}",), "x * y"
        )

    def solution(self) -> list[str]:
        (a, b), s = self.weights, self.total
        pairs = self.pairs()
        if (a, b) == (1, 1):
            half = s // 2
            return [
                "The closer the two numbers, the larger their product.",
                f"{s} = {half} + {s - half}",
                f"{half}·{s - half} = {half * (s - half)}",
            ]
        if len(pairs) <= 5:
            lines = [f"All pairs with {weighted((a, b), 'xy')} = {s}:"]
            for x, y in pairs:
                lines.append(f"x = {x}, y = {y}: {x}·{y} = {x * y}")
            return [*lines, f"The largest is {max(x * y for x, y in pairs)}."]
        lines = [f"Modulo {b}: {factor(a)}x ≡ {s}"]
        lines += linear(a, s, b)[0]
        first, second = (str(pair[0]) for pair in pairs[:2])
        middle = f"x = {s // (2 * a)}" + ("" if s % (2 * a) == 0 else " or a little more")
        lines += [
            f"So x is one of {first}, {second}, ..., in steps of {b}; y falls by {a} each time.",
            f"{factor(a)}x and {factor(b)}y add up to {s}: the closer they are, the larger is their product and so xy.",
            f"{factor(a)}x = {s}/2 would be {middle}. The neighbours on both sides:",
        ]
        near = self._near()
        for x, y in near:
            lines.append(f"x = {x}: y = ({s} - {a}·{x}) / {b} = {s - a * x} / {b} = {y}, {x}·{y} = {x * y}")
        return [*lines, f"The largest is {max(x * y for x, y in near)}."]

    def _near(self) -> list[tuple[int, int]]:
        """The last pair at or before the middle and the first behind it."""
        pairs = self.pairs()
        before = [pair for pair in pairs if 2 * self.weights[0] * pair[0] <= self.total]
        behind = [pair for pair in pairs if 2 * self.weights[0] * pair[0] > self.total]
        return before[-1:] + behind[:1]

    def canonical(self) -> Any:
        return [sorted(self.weights), self.total]

    def candidates(self) -> int:
        return self.total


class SumOfTwo(Question, frozen=True, tag="sum_of_two"):
    """The smallest weighted sum of two positive whole numbers whose product is given."""

    weights: tuple[int, int]
    product: int

    TEXTS: ClassVar = {
        "smallest": "What is the smallest possible value of {sum} if xy = {p} with positive integers x and y?",
        "minimum": "Find the minimum of {sum} over all positive integers x and y with xy = {p}.",
        "let": "Let x and y be positive integers with xy = {p}. How small can {sum} be?",
        "frame": "A frame of x cm by y cm encloses {p} cm², with whole x and y. What is the least possible value of "
        "{sum}?",
        "rows": "{p} plants stand in x full rows of y. How small can {sum} be?",
    }  # fmt: skip
    EVEN: ClassVar = {
        "rectangle": "A rectangle has sides of whole centimetres and an area of {p} cm². What is its smallest possible "
        "perimeter in cm?",
        "fence": "{who} fences a rectangular bed of {p} m² with sides of whole metres. How many metres of fence are "
        "needed at least?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> SumOfTwo | None:
        weights = (stream.integer(1, 9), stream.integer(1, 9))
        product = stream.integer(10, 120) if level == 1 else stream.integer(150, 4000)
        found = cls(weights, product)
        low, high = ((4, 6), (9, 24))[level - 1]
        if level == 1 and not brief(found):
            return None
        return found if low <= len(divisors(product)) <= high and (weights == (2, 2) or gcd(*weights) == 1) else None

    def texts(self) -> dict[str, str]:
        return self.EVEN if self.weights == (2, 2) else self.TEXTS

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "sum": weighted(self.weights, "xy"), "p": self.product, "a": self.weights[0], "b": self.weights[1],
            "who": stream.choice(PEOPLE),
        }  # fmt: skip

    def values(self) -> list[tuple[int, int, int]]:
        """The pairs and their sums; with equal weights only one of x and y as they may be exchanged."""
        a, b = self.weights
        found = [(d, self.product // d, a * d + b * (self.product // d)) for d in divisors(self.product)]
        return [row for row in found if row[0] <= row[1]] if a == b else found

    def check(self) -> Check:
        gold = min(value for *_, value in self.values())
        variables = (IntRange("x", 1, self.product), IntRange("y", 1, self.product))
        conditions = (f"{self.product} % x == 0", f"x * y == {self.product}")
        return Finite(Integer(), str(gold), variables, "minimum", conditions, formula(self.weights, "xy"))

    def solution(self) -> list[str]:
        (a, b), p = self.weights, self.product
        lines = [f"All ways to write {p} as x·y:"]
        for x, y, value in self.values():
            if a == b == 1:
                lines.append(f"{x}·{y}: {x} + {y} = {value}")
            elif a == b:
                lines.append(f"{x}·{y}: {a}·({x} + {y}) = {a}·{x + y} = {value}")
            else:
                parts = [f"{w}·{n}" if w > 1 else str(n) for w, n in ((a, x), (b, y))]
                values = f"{a * x} + {b * y} = " if a > 1 or b > 1 else ""
                lines.append(f"{x}·{y}: {' + '.join(parts)} = {values}{value}")
        return [*lines, f"The smallest is {min(value for *_, value in self.values())}."]

    def canonical(self) -> Any:
        return [sorted(self.weights), self.product]

    def candidates(self) -> int:
        return self.product


class Threshold(Question, frozen=True, tag="threshold"):
    """The largest n for which an increasing expression is at most a bound, or the smallest for which it exceeds it."""

    shape: str  # of `WRITTEN`
    factor: int
    bound: int
    largest: bool

    WRITTEN: ClassVar = {
        "square": "n^2", "cube": "n^3", "next": "n(n + 1)", "sum": "1 + 2 + ... + n", "two": "2^n", "three": "3^n",
        "even": "2 + 4 + ... + 2n", "squares": "1^2 + 2^2 + ... + n^2",
    }  # fmt: skip
    FORMULAS: ClassVar = {
        "square": "n * n", "cube": "n * n * n", "next": "n * (n + 1)", "sum": "n * (n + 1) // 2", "two": "2 ** n",
        "three": "3 ** n", "even": "n * (n + 1)", "squares": "n * (n + 1) * (2 * n + 1) // 6",
    }  # fmt: skip
    CODE: ClassVar = {
        "sum": "sum(range(1, n + 1))", "even": "sum(range(2, 2 * n + 1, 2))", "square": "n ** 2", "cube": "n ** 3",
        "squares": "sum(k * k for k in range(1, n + 1))",
    }  # fmt: skip
    LARGEST: ClassVar = {
        "what": "[What is|Which is] the largest integer n with {e} ≤ {b}?",
        "find": "[Find|Give] the largest n for which {e} is not greater than {b}.",
        "how": "How large can the positive integer n be if {e} must not exceed {b}?",
        "code": "For which largest n > 0 is {code} <= {b} true?",
    }  # fmt: skip
    SMALLEST: ClassVar = {
        "what": "[What is|Which is] the smallest positive integer n with {e} > {b}?",
        "find": "[Find|Give] the smallest n > 0 for which {e} exceeds {b}.",
        "how": "How large must the positive integer n be, at least, for {e} to be greater than {b}?",
        "code": "For which smallest n > 0 is {code} > {b} true?",
    }  # fmt: skip
    LARGEST_TOLD: ClassVar = {
        "square": "{who} lays a full square of tiles, with n tiles on a side, from {b} tiles. How large can n be?",
        "sum": "{who} stacks logs in a triangle, 1 on top, 2 below, then 3 and so on. How many full rows do {b} logs "
        "give?",
    }  # fmt: skip
    SMALLEST_TOLD: ClassVar = {
        "sum": "{who} saves 1 euro in week 1, 2 euros in week 2, 3 in week 3 and so on. After how many weeks is it "
        "more than {b} euros?",
        "two": "A rumour is known to 1 person, and every hour twice as many know it. After how many full hours do more "
        "than {b} people know it?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Threshold | None:
        shape = stream.choice(
            ("square", "cube", "next", "sum", "two", "three", "even")
            if level == 1
            else ("sum", "even", "squares", "next")
        )
        weight = (
            1
            if shape in ("sum", "even", "squares", "two", "three") and level == 1
            else stream.integer(1, (6, 9)[level - 1])
        )
        bound = stream.integer(20, 600) if level == 1 else stream.integer(800, 60_000)
        found = cls(shape, weight, bound, stream.chance(1, 2))
        return found if found.answer() - (not found.largest) >= 2 else None

    def value(self, n: int) -> int:
        """The expression's value."""
        value = {
            "square": n * n, "cube": n**3, "next": n * (n + 1), "sum": n * (n + 1) // 2, "two": 2**n, "three": 3**n,
            "even": n * (n + 1), "squares": n * (n + 1) * (2 * n + 1) // 6,
        }[self.shape]  # fmt: skip
        return int(self.factor * value)

    def answer(self) -> int:
        """The number asked for."""
        n = 0
        while self.value(n + 1) <= self.bound:
            n += 1
        return n if self.largest else n + 1

    def texts(self) -> dict[str, str]:
        told = self.LARGEST_TOLD if self.largest else self.SMALLEST_TOLD
        story = {"story": told[self.shape]} if self.factor == 1 and self.shape in told else {}
        return (self.LARGEST if self.largest else self.SMALLEST) | story

    def slots(self, stream: Stream) -> dict[str, Any]:
        body = self.WRITTEN[self.shape]
        if self.factor > 1:
            whole = f"({body})" if self.shape in ("sum", "even", "squares") else body
            body = f"{self.factor}·{whole}" if self.shape in ("two", "three") else f"{self.factor}{whole}"
        code = self.CODE.get(self.shape, self.FORMULAS[self.shape])
        return {
            "e": body, "b": self.bound, "who": stream.choice(PEOPLE),
            "code": code if self.factor == 1 else f"{self.factor} * {code}",
        }  # fmt: skip

    def check(self) -> Check:
        top = self.answer() + 2
        formula_text = f"{self.factor} * ({self.FORMULAS[self.shape]})"
        if self.shape in ("two", "three"):
            top = min(top, 40)
        ask: Any = "maximum" if self.largest else "minimum"
        condition = f"{formula_text} {'<=' if self.largest else '>'} {self.bound}"
        return Finite(Integer(), str(self.answer()), (IntRange("n", 1, top),), ask, (condition,), "n")

    def solution(self) -> list[str]:
        n = self.answer() - (not self.largest)
        lines = []
        if self.shape in ("sum", "even", "squares"):
            rule = {"sum": "n(n + 1)/2", "even": "n(n + 1)", "squares": "n(n + 1)(2n + 1)/6"}[self.shape]
            lines.append(f"{self.WRITTEN[self.shape]} = {rule}")
        lines.append("The values grow with n.")
        for number in (n, n + 1):
            sign = "≤" if self.value(number) <= self.bound else ">"
            lines.append(f"n = {number}: {self._worked(number)} {sign} {self.bound}")
        return [*lines, f"So n = {self.answer()}."]

    def _worked(self, n: int) -> str:
        """The value step by step."""
        f = f"{self.factor}·" if self.factor > 1 else ""
        base = self.value(n) // self.factor
        end = f"{f}{base} = {self.value(n)}" if f else str(base)
        match self.shape:
            case "square" | "cube":
                return f"{f}{n}^{2 if self.shape == 'square' else 3} = {end}"
            case "next" | "even":
                return f"{f}{n}·{n + 1} = {end}"
            case "sum":
                return f"{f}{n}·{n + 1}/2 = {f}{n * (n + 1)}/2 = {end}"
            case "squares":
                product = n * (n + 1) * (2 * n + 1)
                return f"{f}{n}·{n + 1}·{2 * n + 1}/6 = {f}{product}/6 = {end}"
        return f"{f}{2 if self.shape == 'two' else 3}^{n} = {end}"

    def canonical(self) -> Any:
        return [self.shape, self.factor, self.bound, self.largest]

    def candidates(self) -> int:
        return self.bound


class Guarantee(Question, frozen=True, tag="guarantee"):
    """How many things must be drawn at least for a certain result, whatever the luck (pigeonhole principle)."""

    counts: tuple[int, ...]
    ask: str  # "alike" (so many of one colour), "each" (one of every colour), "named" (so many of the first colour)
    wanted: int

    COLOURS: ClassVar = ("red", "blue", "green", "white")
    ASKED: ClassVar = {
        "alike": {
            "balls": "A bag holds {balls}. How many must be drawn unseen, at least, to be sure of {k} of one colour?",
            "socks": "In a dark drawer are {socks}. How few socks can one take to be sure of {k} of one colour?",
            "sweets": "A jar has {sweets}. {who} takes some unseen. How many, at least, make {k} of one colour "
            "certain?",
            "cards": "In a pile there are {cards}. How many cards must be drawn, at least, to be sure of {k} of one "
            "colour?",
        },
        "each": {
            "balls": "A bag holds {balls}. How many balls must be drawn unseen, at least, to be sure of one of every "
            "colour?",
            "socks": "In a dark drawer are {socks}. How few socks can one take to be sure of every colour?",
            "cards": "In a pile there are {cards}. How many cards must be drawn, at least, to be sure of every colour?",
        },
        "named": {
            "balls": "A bag holds {balls}. How many balls must be drawn unseen, at least, to be sure of {k} {first} "
            "ones?",
            "sweets": "A jar has {sweets}. {who} takes some unseen. How many, at least, make {k} {first} ones certain?",
            "cards": "In a pile there are {cards}. How many cards must be drawn, at least, to be sure of {k} {first} "
            "ones?",
        },
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Guarantee | None:
        kinds = stream.integer(*((2, 4), (3, 4))[level - 1])
        counts = tuple(stream.integer(2, (12, 19)[level - 1]) for _ in range(kinds))
        ask = stream.choice(("alike", "alike", "each", "named"))
        wanted = 1 if ask == "each" else stream.integer(2, (8, 17)[level - 1])
        if ask == "alike" and (wanted > max(counts) or (level == 2 and wanted <= min(counts))):
            return None
        return None if ask == "named" and wanted > counts[0] else cls(counts, ask, wanted)

    def worst(self) -> list[int]:
        """Of each colour, how many one may have drawn without the result."""
        if self.ask == "alike":
            return [min(count, self.wanted - 1) for count in self.counts]
        if self.ask == "named":
            return [self.wanted - 1, *self.counts[1:]]
        return sorted(self.counts, reverse=True)[:-1]

    def texts(self) -> dict[str, str]:
        return {f"{self.ask} {name}": text for name, text in self.ASKED[self.ask].items()}

    def slots(self, stream: Stream) -> dict[str, Any]:
        named = [f"{count} {colour}" for count, colour in zip(self.counts, self.COLOURS, strict=False)]
        things = {thing: f"{listed(named)} {thing}" for thing in ("balls", "socks", "sweets", "cards")}
        return things | {"k": self.wanted, "first": self.COLOURS[0], "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        names = "abcd"[: len(self.counts)]
        variables = tuple(IntRange(name, 0, count) for name, count in zip(names, self.counts, strict=True))
        # The largest draw without the result, and one more.
        missing = {
            "alike": tuple(f"{name} < {self.wanted}" for name in names),
            "named": (f"a < {self.wanted}",),
            "each": (" or ".join(f"{name} == 0" for name in names),),
        }[self.ask]
        return Finite(Integer(), str(sum(self.worst()) + 1), variables, "maximum", missing, f"{' + '.join(names)} + 1")

    def solution(self) -> list[str]:
        worst = self.worst()
        words = {
            "alike": f"Worst luck: of each colour at most {self.wanted - 1}, as far as there are so many:",
            "each": "Worst luck: all balls but those of the rarest colour:".replace("balls", "things"),
            "named": f"Worst luck: all of the other colours, and {self.wanted - 1} {self.COLOURS[0]}:",
        }[self.ask]
        total = sum(worst)
        return [
            words,
            f"{' + '.join(map(str, worst))} = {total}",
            f"One more makes it certain: {total} + 1 = {total + 1}",
        ]

    def canonical(self) -> Any:
        if self.ask == "named":
            return [self.ask, self.counts[0], sorted(self.counts[1:]), self.wanted]
        return [self.ask, sorted(self.counts), self.wanted]

    def candidates(self) -> int:
        return sum(self.counts)


class Vertex(Question, frozen=True, tag="vertex"):
    """The extreme value of a quadratic expression over the integers, whose top need not be one."""

    lead: int
    middle: int
    constant: int

    TEXTS: ClassVar = {
        "value": "What is the {smallest} value of {e} for integers n?",
        "find": "Find the {minimum} of {e} over all integers n.",
        "how": "How {small} can {e} become if n is an integer?",
        "let": "Let f(n) = {e}. Determine the {smallest} value of f at integers.",
        "sequence": "A sequence has the terms {e} for n = 0, 1, 2, and so on. Which is its {smallest} term?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Vertex | None:
        lead = stream.choice((-1, 1)) * (1 if level == 1 else stream.integer(2, 9))
        size = 15 if level == 1 else 150
        middle = -stream.integer(3, size) if lead > 0 else stream.integer(3, size)
        found = cls(lead, middle, stream.integer(1, 60) * stream.choice((1, 1, -1)))
        if level == 2 and middle % (2 * lead) == 0:
            return None
        return found if abs(middle) > abs(lead) and (level > 1 or brief(found)) else None

    def value(self, n: int) -> int:
        """The expression at n."""
        return self.lead * n * n + self.middle * n + self.constant

    def near(self) -> list[int]:
        """The integers next to the top of the parabola."""
        low, rest = divmod(abs(self.middle), 2 * abs(self.lead))
        return [low] if not rest else [low, low + 1]

    def slots(self, stream: Stream) -> dict[str, Any]:
        text = f"{factor(self.lead)}n^2 {'+' if self.middle > 0 else '-'} {factor(abs(self.middle))}n"
        text += f" {'+' if self.constant > 0 else '-'} {abs(self.constant)}"
        low = self.lead > 0
        return {
            "e": stream.choice((text, text.replace("^2", "²"), f"${text}$")),
            "smallest": "smallest" if low else "largest",
            "minimum": "minimum" if low else "maximum", "small": "small" if low else "large",
        }  # fmt: skip

    def check(self) -> Check:
        best = (min if self.lead > 0 else max)(self.value(n) for n in self.near())
        reach = (
            abs(self.middle) // abs(self.lead) + 2
        )  # beyond the zeros of the part without the constant it only gets worse
        of = f"({self.lead}) * n * n + ({self.middle}) * n + ({self.constant})"
        return Finite(
            Integer(), str(best), (IntRange("n", -reach, reach),), "minimum" if self.lead > 0 else "maximum", (), of
        )

    def solution(self) -> list[str]:
        a, b, c = self.lead, self.middle, self.constant
        double = 2 * abs(a)
        lines = [f"The parabola's {'lowest' if a > 0 else 'highest'} point is at n = {abs(b)}/{double}."]
        low, rest = divmod(abs(b), double)
        if rest:
            lines.append(f"{divided(abs(b), double)}, so it lies between {low} and {low + 1}.")
        else:
            lines.append(f"{abs(b)}/{double} = {low}")
        sign = "-" if a < 0 else ""
        lead = f"{abs(a)}·" if abs(a) > 1 else ""
        for n in self.near():
            one = f"{sign}{lead}{n}^2 {'+' if b > 0 else '-'} {abs(b)}·{n} {'+' if c > 0 else '-'} {abs(c)}"
            two = f"{a * n * n} {'+' if b > 0 else '-'} {abs(b) * n} {'+' if c > 0 else '-'} {abs(c)}"
            lines.append(f"n = {n}: {one} = {two} = {self.value(n)}")
        best = (min if a > 0 else max)(self.value(n) for n in self.near())
        return [*lines, f"So the {'smallest' if a > 0 else 'largest'} value is {best}."] if rest else lines

    def canonical(self) -> Any:
        return [self.lead, self.middle, self.constant]

    def candidates(self) -> int:
        return abs(self.middle)


class ProductOfThree(Question, frozen=True, tag="product_of_three"):
    """The largest product of three positive whole numbers whose weighted sum is given."""

    weights: tuple[int, int, int]
    total: int

    TEXTS: ClassVar = {
        "largest": "What is the largest possible value of xyz if {sum} = {s} with positive integers x, y and z?",
        "maximum": "Find the maximum of xyz over all positive integers x, y and z with {sum} = {s}.",
        "let": "Let x, y and z be positive integers with {sum} = {s}. How large can xyz be?",
        "box": "A box has edges of x, y and z cm, whole numbers with {sum} = {s}. What is its largest possible volume "
        "in cm³?",
        "menu": "A menu offers x starters, y main courses and z desserts. A starter costs the cook {a:hour} of work, a "
        "main course {b:hour}, a dessert {c:hour}; {s} hours are used up. At most how many different three-course "
        "meals are there?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> ProductOfThree | None:
        if level == 2:
            weights = (1, 1, stream.integer(2, 6)) if stream.chance(2, 3) else (1, 2, stream.integer(3, 6))
            total = stream.integer(12, 60)
        else:
            weights = (stream.integer(1, 4), stream.integer(2, 6), stream.integer(5, 11))
            total = stream.integer(40, 110)
        found = cls((weights[0], weights[1], weights[2]), total)
        rows = found.rows()
        return found if gcd(*weights) == 1 and 3 <= len(rows) <= 14 and len(set(weights)) > 1 else None

    def rows(self) -> list[tuple[int, int, int]]:
        """For every z the best x and y with it."""
        a, b, c = self.weights
        found = []
        for z in range(1, (self.total - a - b) // c + 1):
            pairs = ProductOfTwo((a, b), self.total - c * z).pairs()
            if pairs:
                x, y = max(pairs, key=lambda pair: pair[0] * pair[1])
                found.append((x, y, z))
        return found

    def slots(self, stream: Stream) -> dict[str, Any]:
        a, b, c = self.weights
        return {"sum": weighted(self.weights, "xyz"), "s": self.total, "a": a, "b": b, "c": c, "hour": "hour"}

    def check(self) -> Check:
        a, b, c = self.weights
        variables = (
            IntRange("z", 1, self.total // c), IntRange("y", 1, self.total // b), IntRange("x", 1, self.total // a)
        )  # fmt: skip
        conditions = (f"{b} * y + {c} * z < {self.total}", f"{formula(self.weights, 'xyz')} == {self.total}")
        gold = max(x * y * z for x, y, z in self.rows())
        return Finite(Integer(), str(gold), variables, "maximum", conditions, "x * y * z")

    def solution(self) -> list[str]:
        a, b, c = self.weights
        lines = [f"Go through z. With what is left, {factor(a)}x and {factor(b)}y are made as close as possible."]
        for x, y, z in self.rows():
            left = self.total - c * z
            lines.append(
                f"z = {z}: {self.total} - {c * z} = {left}, x = {x}, y = {y}, {x}·{y}·{z} = {x * y}·{z} = {x * y * z}"
            )
        return [*lines, f"The largest is {max(x * y * z for x, y, z in self.rows())}."]

    def canonical(self) -> Any:
        return [sorted(self.weights), self.total]

    def candidates(self) -> int:
        return self.total**2


class BoxOfVolume(Question, frozen=True, tag="box_of_volume"):
    """The smallest sum, or surface, of three whole edges with a given product."""

    product: int
    surface: bool

    SUM: ClassVar = {
        "smallest": "What is the smallest possible value of x + y + z if xyz = {p} with positive integers x, y and z?",
        "wire": "A box with edges of whole centimetres has a volume of {p} cm³. What is the smallest possible sum of "
        "its length, width and height in cm?",
        "three": "Three positive integers have the product {p}. How small can their sum be?",
    }  # fmt: skip
    SURFACE: ClassVar = {
        "box": "A box with edges of whole centimetres has a volume of {p} cm³. What is its smallest possible surface "
        "in cm²?",
        "cubes": "{who} glues {p} unit cubes together to a solid box. How many unit squares does its surface have at "
        "least?",
        "paper": "{p} dice with edges of 1 cm are packed as a full box without gaps. How many cm² of paper cover it, "
        "at least, without overlap?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> BoxOfVolume | None:
        found = cls(stream.integer(*((24, 1500), (100, 3000))[level - 2]), level == 3 or stream.chance(1, 3))
        return found if 4 <= len(found.triples()) <= (12, 16)[level - 2] else None

    def triples(self) -> list[tuple[int, int, int]]:
        """All ways to write the product with x ≤ y ≤ z."""
        p = self.product
        return [
            (x, y, p // (x * y))
            for x in divisors(p)
            if x**3 <= p
            for y in divisors(p // x)
            if y >= x and y * y <= p // x
        ]

    def value(self, triple: tuple[int, int, int]) -> int:
        """What is to be small."""
        x, y, z = triple
        return 2 * (x * y + y * z + x * z) if self.surface else x + y + z

    def texts(self) -> dict[str, str]:
        return self.SURFACE if self.surface else self.SUM

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"p": self.product, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        p = self.product
        of = "2 * (x * y + y * z + x * z)" if self.surface else "x + y + z"
        variables = (IntRange("x", 1, p), IntRange("y", 1, p), IntRange("z", 1, p))
        conditions = (f"{p} % x == 0", "x <= y", f"x * y * y <= {p}", f"{p} % (x * y) == 0", f"x * y * z == {p}")
        gold = str(min(map(self.value, self.triples())))
        return Finite(Integer(), gold, variables, "minimum", conditions, of)

    def solution(self) -> list[str]:
        lines = [f"All ways to write {self.product} as x·y·z with x ≤ y ≤ z:"]
        for x, y, z in self.triples():
            if self.surface:
                faces = f"{x * y} + {y * z} + {x * z}"
                half = x * y + y * z + x * z
                lines.append(f"{x}·{y}·{z}: 2·({faces}) = 2·{half} = {2 * half}")
            else:
                lines.append(f"{x}·{y}·{z}: {x} + {y} + {z} = {x + y + z}")
        return [*lines, f"The smallest is {min(map(self.value, self.triples()))}."]

    def canonical(self) -> Any:
        return [self.product, self.surface]

    def candidates(self) -> int:
        return self.product**2


class SquareSumOnLine(Question, frozen=True, tag="square_sum_on_line"):
    """The smallest ``x² + y²`` (or another such sum) over the integer points of a line."""

    left: int
    right: int
    total: int
    weights: tuple[int, int]

    TEXTS: ClassVar = {
        "smallest": "What is the smallest possible value of {squares} if {line} with integers x and y?",
        "minimum": "Find the minimum of {squares} over all integers x and y with {line}.",
        "let": "Let x and y be integers with {line}. How small can {squares} be?",
        "point": "Among the points with integer coordinates on the line {line}, one makes {squares} smallest. What is "
        "this smallest value?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> SquareSumOnLine | None:
        a, b = stream.integer(2, (12, 30)[level - 2]), stream.integer(2, (12, 30)[level - 2])
        weights = (1, 1) if level == 2 else (stream.integer(1, 4), stream.integer(1, 4))
        total = stream.integer(10, (150, 600)[level - 2])
        usable = gcd(a, b) == 1 and a != b and gcd(*weights) == 1
        return cls(a, stream.choice((1, -1)) * b, total, weights) if usable else None

    def value(self, x: int, y: int) -> int:
        """What is to be small."""
        return self.weights[0] * x * x + self.weights[1] * y * y

    def point(self, t: int) -> tuple[int, int]:
        """The integer points by number, from that with the smallest x ≥ 0."""
        a, b, c = self.left, self.right, self.total
        x = linear(a, c, abs(b))[1][0]
        y = (c - a * x) // b
        return x + abs(b) * t, y - (a if b > 0 else -a) * t

    def best(self) -> int:
        """The number of the best point."""
        t = 0
        while self.value(*self.point(t + 1)) < self.value(*self.point(t)):
            t += 1
        while self.value(*self.point(t - 1)) < self.value(*self.point(t)):
            t -= 1
        return t

    def slots(self, stream: Stream) -> dict[str, Any]:
        p, q = self.weights
        sign = "-" if self.right < 0 else "+"
        squares = f"{factor(p)}x^2 + {factor(q)}y^2"
        line = f"{factor(self.left)}x {sign} {factor(abs(self.right))}y = {self.total}"
        return {"squares": stream.choice((squares, squares.replace("^2", "²"))), "line": line}

    def check(self) -> Check:
        a, b, c = self.left, self.right, self.total
        best = self.value(*self.point(self.best()))
        p, q = self.weights
        reach = max(isqrt(best // p), isqrt(best // q)) + 1  # beyond that one square alone is too large
        variables = (IntRange("x", -reach, reach), IntRange("y", -reach, reach))
        conditions = (f"({c} - {a} * x) % {abs(b)} == 0", f"{a} * x + ({b}) * y == {c}")
        return Finite(Integer(), str(best), variables, "minimum", conditions, f"{p} * x * x + {q} * y * y")

    def solution(self) -> list[str]:
        a, b, c = self.left, self.right, self.total
        lines = [f"Modulo {abs(b)}: {factor(a)}x ≡ {c}"]
        steps, _ = linear(a, c, abs(b))
        lines += steps
        x, y = self.point(0)
        sign = "-" if b > 0 else "+"
        lines.append(f"x = {x}: y = ({c} - {a * x}) / {b if b > 0 else f'({b})'} = {y}")
        lines.append(f"All points: x = {x} + {abs(b)}t, y = {y} {sign} {a}t")
        lines.append("In t this is a parabola, open upwards: it falls up to its lowest point and rises from there.")
        t = self.best()
        p, q = self.weights
        for s in (t - 1, t, t + 1):
            px, py = self.point(s)
            squares = [f"{w}·{n * n}" if w > 1 else str(n * n) for w, n in ((p, px), (q, py))]
            values = f" = {p * px * px} + {q * py * py}" if p > 1 or q > 1 else ""
            lines.append(f"t = {s}: ({px}, {py}), {' + '.join(squares)}{values} = {self.value(px, py)}")
        return [*lines, f"So the smallest value is {self.value(*self.point(t))}, at t = {t}."]

    def canonical(self) -> Any:
        return [self.left, self.right, self.total, list(self.weights)]

    def candidates(self) -> int:
        return self.total


class CommonDivisorOfParts(Question, frozen=True, tag="common_divisor_of_parts"):
    """The largest gcd, or lcm, that positive whole numbers with a given sum can have."""

    total: int
    parts: int
    distinct: bool
    multiple: bool

    DIVISOR: ClassVar = {
        "largest": "{parts} {different}positive integers have the sum {s}. What is the largest possible value of their "
        "greatest common divisor?",
        "split": "{who} splits {s} coins into {parts} {different}heaps, none empty, so that the greatest common "
        "divisor of the heaps is as large as possible. How large is it?",
        "maximum": "Find the maximum of {gcd} over all {different}positive integers {letters} with {sum} = {s}.",
    }  # fmt: skip
    MULTIPLE: ClassVar = {
        "largest": "Two positive integers have the sum {s}. What is the largest possible value of their least common "
        "multiple?",
        "maximum": "Find the maximum of lcm(a, b) over all positive integers a and b with a + b = {s}.",
        "split": "{who} splits {s} into two positive integers whose least common multiple is as large as possible. How "
        "large is it?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> CommonDivisorOfParts | None:
        multiple = stream.chance(1, 3)
        if multiple:
            return cls(stream.integer(*((12, 400), (150, 900))[level - 2]), 2, False, True)
        parts = stream.choice((2, 3)) if level == 2 else 3
        distinct = parts > 2 or level > 2 or stream.chance(1, 2)
        total = stream.integer(*((30, 700), (60, 900))[level - 2])
        found = cls(total, parts, distinct, False)
        return found if 1 < found.answer() < total // found.least() else None

    def least(self) -> int:
        """The smallest sum of so many positive numbers, different where that is asked."""
        return self.parts * (self.parts + 1) // 2 if self.distinct else self.parts

    def answer(self) -> int:
        """The largest divisor, or multiple."""
        if self.multiple:
            return max(lcm(a, self.total - a) for a in range(1, self.total))
        return max(d for d in divisors(self.total) if self.total // d >= self.least())

    def texts(self) -> dict[str, str]:
        return self.MULTIPLE if self.multiple else self.DIVISOR

    def slots(self, stream: Stream) -> dict[str, Any]:
        words = {2: "two", 3: "three"}
        letters = list("abc"[: self.parts])
        return {
            "Parts": words[self.parts], "parts": words[self.parts], "different": "different " if self.distinct else "",
            "s": self.total, "gcd": f"gcd({', '.join(letters)})", "letters": listed(letters),
            "sum": " + ".join(letters),
            "who": stream.choice(PEOPLE),
        }  # fmt: skip

    def check(self) -> Check:
        s = self.total
        if self.multiple:
            of = f"a * ({s} - a) // gcd(a, {s} - a)"
            return Finite(Integer(), str(self.answer()), (IntRange("a", 1, s - 1),), "maximum", (), of)
        names = "ab"[: self.parts - 1]
        last = f"({s} - {' - '.join(names)})"
        variables = tuple(IntRange(name, 1, s) for name in names)
        sign = "<" if self.distinct else "<="
        order = tuple(f"{one} {sign} {other}" for one, other in pairwise((*names, last)))
        of = f"gcd({', '.join((*names, last))})"
        return Finite(Integer(), str(self.answer()), variables, "maximum", order, of)

    def solution(self) -> list[str]:
        s = self.total
        if self.multiple:
            lines = ["lcm(a, b) is at most ab, which is largest for close numbers, and reaches it when gcd(a, b) = 1.",
                     "A common divisor of a and b divides their sum, so go from the middle outwards:"]  # fmt: skip
            a = s // 2
            while True:
                b = s - a
                common = gcd(a, b)
                lines.append(f"a = {a}, b = {b}: gcd {common}, lcm {a * b} / {common} = {a * b // common}" if common > 1
                             else f"a = {a}, b = {b}: gcd 1, lcm {a}·{b} = {a * b}")  # fmt: skip
                if common == 1:
                    return [*lines, "Further out even the product is smaller."]
                a -= 1
        least = self.least()
        numbers = (
            " + ".join(str(i) for i in range(1, self.parts + 1)) if self.distinct else " + ".join(["1"] * self.parts)
        )
        lines = [
            f"A common divisor d also divides {s}. The parts are d times positive integers with the sum {s}/d.",
            f"This sum is at least {numbers} = {least}.",
        ]
        small = [q for q in divisors(s) if q <= s // self.answer()]
        for q in small:
            lines.append(f"{s}/d = {q}: too small" if q < least else f"{s}/d = {q}: d = {s} / {q} = {s // q}")
        q = small[-1]
        parts = [1] * (self.parts - 1) if not self.distinct else list(range(1, self.parts))
        last = q - sum(parts)
        return [*lines, f"It is reached: {' + '.join(map(str, [*parts, last]))} = {q}, each times {self.answer()}."]

    def canonical(self) -> Any:
        return [self.total, self.parts, self.distinct, self.multiple]

    def candidates(self) -> int:
        return self.total


class ConsecutiveSum(Question, frozen=True, tag="consecutive_sum"):
    """The largest number of consecutive positive integers with a given sum, or the smallest first one."""

    total: int
    first: bool

    TEXTS: ClassVar = {
        "count": "At most how many consecutive positive integers can have the sum {s}?",
        "largest": "What is the largest k for which {s} is the sum of k consecutive positive integers?",
        "rows": "{who} builds {s} cans into rows, each row with one can more than the one above. At most how many rows "
        "can there be?",
        "write": "{s} is written as a sum of consecutive positive integers, as many as possible. How many are they?",
    }  # fmt: skip
    FIRST: ClassVar = {
        "first": "{s} is written as a sum of consecutive positive integers, as many as possible. Which is the smallest "
        "of them?",
        "smallest": "What is the smallest positive integer with which a row of consecutive integers with the sum {s} "
        "can begin?",
        "cans": "{who} builds {s} cans into rows, each row with one can more than the one above. How few cans can the "
        "top row have?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> ConsecutiveSum | None:
        found = cls(stream.integer(*((15, 400), (200, 3000))[level - 2]), stream.chance(1, 2))
        count, first = found.best()
        return found if count > 2 and first > 0 else None

    def best(self) -> tuple[int, int]:
        """The largest number of terms and the first term."""
        s = self.total
        count = max(k for k in divisors(2 * s) if k * k < 2 * s and (2 * s // k - k + 1) % 2 == 0)
        return count, (2 * s // count - count + 1) // 2

    def texts(self) -> dict[str, str]:
        return self.FIRST if self.first else self.TEXTS

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"s": self.total, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        s = self.total
        count, first = self.best()
        variables = (IntRange("k", 1, isqrt(2 * s)), IntRange("a", 1, s))
        condition = f"k * (2 * a + k - 1) == {2 * s}"
        if self.first:
            return Finite(Integer(), str(first), variables, "minimum", (f"{2 * s} % k == 0", condition), "a")
        return Finite(Integer(), str(count), variables, "maximum", (f"{2 * s} % k == 0", condition), "k")

    def solution(self) -> list[str]:
        s = self.total
        lines = [
            "k numbers from a on have the sum k(2a + k - 1)/2.",
            f"So k(2a + k - 1) = 2·{s} = {2 * s}, and k is the smaller factor. Try k from the largest on:",
        ]
        for k in reversed([k for k in divisors(2 * s) if k * k < 2 * s]):
            other = 2 * s // k
            twice = other - k + 1
            start = f"k = {k}: {2 * s} / {k} = {other}, 2a = {other} - {k} + 1 = {twice}"
            if twice % 2:
                lines.append(f"{start}, odd, no")
                continue
            lines.append(f"{start}, a = {twice // 2}")
            break
        count, first = self.best()
        end = "With fewer numbers the first one is larger." if self.first else "There is no larger k."
        return [
            *lines,
            end,
            f"So {'the first number is ' + str(first) if self.first else 'there are at most ' + str(count)}.",
        ]

    def canonical(self) -> Any:
        return [self.total, self.first]

    def candidates(self) -> int:
        return self.total


class LeastDistance(Question, frozen=True, tag="least_distance"):
    """The smallest value of a distance that multiples of two numbers can have, beyond a bound."""

    left: int
    right: int
    target: int

    TEXTS: ClassVar = {
        "smallest": "What is the smallest possible value of |{line}| for integers x and y?",
        "jumps": "A cricket jumps {a} cm or {b} cm along a line, forwards or backwards, as often as it likes. How "
        "close, in cm, can it come to a crumb {c} cm ahead of it?",
        "minimum": "Find the minimum of |{line}| over all integers x and y.",
        "weights": "With weights of {a} kg and {b} kg, any number of each and on both sides of a scale, {who} wants to "
        "balance {c} kg. By how many kg is {who.they} off at least?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> LeastDistance | None:
        common = stream.integer(3, (25, 90)[level - 2])
        a, b = (common * stream.integer(2, (15, 40)[level - 2]) for _ in range(2))
        found = cls(a, b, stream.integer(50, (400, 5000)[level - 2]))
        return found if gcd(a, b) == common and a != b and found.target % common and len(euclid(a, b)) > 1 else None

    def slots(self, stream: Stream) -> dict[str, Any]:
        a, b, c = self.left, self.right, self.target
        return {"line": f"{a}x + {b}y - {c}", "a": a, "b": b, "c": c, "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        a, b, c = self.left, self.right, self.target
        common = gcd(a, b)
        gold = min(c % common, -c % common)
        # x matters modulo b only, and for each x the y next to the target decides.
        variables = (IntRange("x", 0, b // common), IntRange("s", 0, 1))
        of = f"abs({a} * x + {b} * (({c} - {a} * x) // {b} + s) - {c})"
        return Finite(Integer(), str(gold), variables, "minimum", (), of)

    def solution(self) -> list[str]:
        a, b, c = self.left, self.right, self.target
        common = gcd(a, b)
        rest = c % common
        low, high = c - rest, c - rest + common
        return [
            *euclid(a, b),
            f"gcd({a}, {b}) = {common}, so {a}x + {b}y takes exactly the multiples of {common}.",
            divided(c, common),
            f"The nearest multiples are {low} and {high}: {c} - {low} = {rest}, {high} - {c} = {common - rest}",
            f"The smaller distance is {min(rest, common - rest)}.",
        ]

    def canonical(self) -> Any:
        return [sorted((self.left, self.right)), self.target]

    def candidates(self) -> int:
        return self.target
