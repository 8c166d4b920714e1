"""Linear equations in integers: two or three unknowns, in formulas and in stories of coins, tickets and jumps."""

from __future__ import annotations

from math import gcd
from typing import Any, ClassVar, NamedTuple

from generators.language.lexicon import PEOPLE, listed
from generators.math.calculations import brief
from generators.math.integers import bracketed, divided, euclid, factor, linear
from generators.math.modular_arithmetic.notation import NO_SOLUTION, SET, otherwise
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Assignment, FiniteSet, Integer, Outcome
from schemas.checks import Check, Finite, IntRange


class Story(NamedTuple):
    """What two kinds of things are that add up to a total: their names, a name for both, and the situation."""

    small: str
    large: str
    all: str
    text: str


STORIES = {
    "tickets": Story(
        "children", "adults", "people", "Children pay {a} euros, adults {b} euros. A group pays {c} euros."
    ),
    "boats": Story(
        "canoes", "rafts", "boats", "Canoes carry {a} people and rafts {b}. A club of {c} people fills all its boats."
    ),
    "meal": Story("soups", "pizzas", "dishes", "A soup costs {a} euros and a pizza {b} euros. The bill is {c} euros."),
    "transport": Story(
        "vans", "buses", "vehicles", "Vans have {a} seats and buses {b}. With {c} guests all of them are full."
    ),
    "shelf": Story(
        "booklets", "atlases", "volumes", "Booklets {a} mm thick and atlases {b} mm thick fill {c} mm of a shelf."
    ),
    "points": Story("goals", "tries", "scores", "A goal counts {a} points and a try {b}. A team has {c} points."),
    "bags": Story("bags", "crates", "packages", "Bags weigh {a} kg and crates {b} kg. Together they weigh {c} kg."),
    "garden": Story("pansies", "roses", "plants", "A pansy costs {a} euros and a rose {b}. {who} spends {c} euros."),
    "tiles": Story("squares", "strips", "pieces", "Squares {a} cm wide and strips {b} cm wide form a row of {c} cm."),
    "tasks": Story("quizzes", "essays", "tasks", "A quiz takes {a} minutes, an essay {b}. {who} works {c} minutes."),
}


class Payment(Question, frozen=True, tag="payment"):
    """Two kinds of things add up to a total: in how many ways, how many of each, at most or at least how many."""

    small: int
    large: int
    total: int
    ask: str  # "ways", "pair", "values" (of the first), "most" (of the second), "fewest" (of both)
    least: int  # 0 or 1: of each kind
    story: str  # of `STORIES`, or "" for an equation

    FORMAL: ClassVar = {
        "ways": {
            "pairs": "How many pairs (x, y) of {sort} integers satisfy {equation}?",
            "solutions": "Find the number of solutions of {equation} in {sort} integers x and y.",
            "sum": "In how many ways can {c} be written as a sum of {a}s and {b}s{number}, if the order does not "
            "count?",
            "coins": "In how many ways can {c} cents be paid with coins of {a} cents and {b} cents{each}?",
        },
        "pair": {
            "solve": "Find the {sort} integers x and y with {equation}.",
            "only": "The equation {equation} has only one solution in {sort} integers. [Find it.|What is it?]",
            "coins": "{c} cents are paid with x coins of {a} cents and y coins of {b} cents{each}. Find x and y.",
        },
        "values": {
            "values": "Which values can x have if {equation} with {sort} integers x and y?",
            "all": "Find all {sort} integers x for which a {sort} integer y with {equation} exists.",
            "coins": "{c} cents are paid with coins of {a} cents and {b} cents{each}. How many {a}-cent coins can it "
            "be?",
        },
        "most": {
            "largest": "What is the largest possible y if {equation} with {sort} integers x and y?",
            "coins": "{c} cents are paid with coins of {a} cents and {b} cents{each}. At most how many {b}-cent coins "
            "are used?",
            "maximum": "Find the maximum of y over all {sort} integers x and y with {equation}.",
        },
        "fewest": {
            "smallest": "What is the smallest possible value of x + y if {equation} with {sort} integers x and y?",
            "coins": "{c} cents are paid with as few coins as possible, of {a} cents and {b} cents{each}. How many "
            "coins are used?",
            "minimum": "Find the minimum of x + y over all {sort} integers x and y with {equation}.",
        },
    }  # fmt: skip
    QUESTIONS: ClassVar = {
        "ways": "In how many ways is that possible{may}?",
        "pair": "How many {small} and {large} are there?",
        "values": "Which numbers of {small} are possible?",
        "most": "At most how many {large} are there?",
        "fewest": "How many {all} are there at least?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Payment | None:
        asks = ("ways", "pair", "values", "most", "fewest") if level == 1 else ("ways",)
        return cls._sampled(stream, level, asks)

    @classmethod
    def _sampled(cls, stream: Stream, level: int, asks: tuple[str, ...]) -> Payment | None:
        low, high = ((2, 25), (3, 30), (7, 90), (40, 400))[level - 1]
        small, large = sorted((stream.integer(low, high), stream.integer(low, high)))
        common = gcd(small, large)
        if small == large or large % small == 0 or (level > 1 and common > 12):
            return None
        ask = stream.choice(asks)
        least = stream.below(2)
        story = stream.choice(tuple(STORIES)) if stream.chance(1, 2) else ""
        if level == 1 and ask == "pair" and story:
            least = 0
        pairs = small * large // common
        most = (5 * large - 1, 12 * pairs, 14 * pairs, 9 * pairs)[level - 1]
        total = stream.integer(2 * large, most)
        if ask == "pair" and level > 1:
            total = stream.integer(pairs // 2, 2 * pairs)
        found = cls(small, large, total, ask, least, story)
        count = len(found.solutions())
        if ask == "pair":
            usable = count == 1 and all(found.solutions()[0])
        else:
            usable = count >= (2 if ask in ("ways", "values") else 1)
        if not usable:
            return None
        if level == 1 and not brief(found):
            return None
        return None if ask == "values" and count > 12 else found

    def solutions(self) -> list[tuple[int, int]]:
        """All pairs, by the number of the first kind."""
        return [
            (x, (self.total - self.small * x) // self.large)
            for x in range(self.least, (self.total - self.least * self.large) // self.small + 1)
            if (self.total - self.small * x) % self.large == 0
        ]

    def names(self) -> tuple[str, str]:
        """What the two numbers are called in the answer."""
        return STORIES[self.story][:2] if self.story else ("x", "y")

    def form(self) -> str:
        """What the answer line asks for."""
        return {"pair": "{} = integer, {} = integer".format(*self.names()), "values": SET}.get(self.ask, "integer")

    def texts(self) -> dict[str, str]:
        if not self.story:
            return {f"{self.ask} {name}": text + "{otherwise}" for name, text in self.FORMAL[self.ask].items()}
        text = f"{STORIES[self.story].text}{{each}} {self.QUESTIONS[self.ask]}{{otherwise}}"
        return {f"{self.ask} {self.story}": text}

    def slots(self, stream: Stream) -> dict[str, Any]:
        story = STORIES.get(self.story)
        each = ""
        if self.least:
            each = " Both kinds occur." if story else ", at least one of each"
        return {
            "a": self.small, "b": self.large, "c": self.total, "small": self.names()[0], "large": self.names()[1],
            "all": story.all if story else "", "each": each, "may": "" if self.least else " (one kind may be missing)",
            "number": ", at least one of each" if self.least else " (one kind may be missing)",
            "sort": "positive" if self.least else "non-negative",
            "equation": written_equation((self.small, self.large), "xy", self.total, stream),
            "who": stream.choice(PEOPLE),
            "otherwise": otherwise(stream, self.OUTCOMES[0], "there is no solution") if self.OUTCOMES else "",
        }  # fmt: skip

    def gold(self) -> str:
        """The answer's text, or the outcome."""
        found = self.solutions()
        if not found:
            return NO_SOLUTION
        x, y = self.names()
        return {
            "ways": str(len(found)),
            "pair": f"{x} = {found[0][0]}, {y} = {found[0][1]}",
            "values": "{" + ", ".join(str(each) for each, _ in found) + "}",
            "most": str(found[0][1]),
            "fewest": str(sum(found[0])),
        }[self.ask]

    def check(self) -> Check:
        x, y = self.names()
        kind: Any = Integer()
        if self.ask == "pair":
            kind = Assignment({x: Integer(), y: Integer()})
        elif self.ask == "values":
            kind = FiniteSet(Integer())
        answer = self.or_outcome(kind)
        variables = (
            IntRange(x, self.least, max(self.least, self.total // self.small)),
            IntRange(y, self.least, max(self.least, self.total // self.large)),
        )
        ask: Any = {"ways": "count", "pair": "points", "values": "values", "most": "maximum", "fewest": "minimum"}[
            self.ask
        ]
        of = {"values": x, "most": y, "fewest": f"{x} + {y}"}.get(self.ask)
        whole = f"{self.small} * {x} + {self.large} * {y} == {self.total}"
        conditions = (cut(self.small, x, self.large, self.total), whole)
        return Finite(answer, self.gold(), variables, ask, conditions, of)

    def solution(self) -> list[str]:
        x, y = self.names()
        if self.total // self.large <= 6:
            return self._by_trial(x, y)
        return self._by_euclid(x, y)

    def _by_trial(self, x: str, y: str) -> list[str]:
        a, b, c, least = self.small, self.large, self.total, self.least
        found = []
        lines = [f"Try the numbers of {y}:" if y != "y" else "Try the values of y:"]
        numbers = range(least, (c - least * a) // b + 1)
        if self.ask in ("most", "fewest"):
            numbers = numbers[::-1]
        for n in numbers:
            left = c - b * n
            start = f"{n}: {c} - {n}·{b} = {left} = {left // a}·{a}"
            if left % a:
                lines.append(f"{start} + {left % a}, no")
                continue
            lines.append(f"{start}, yes")
            found.append((left // a, n))
            if self.ask in ("most", "fewest"):
                break
        if not found:
            return [*lines, "No case is left, so there is no solution."]
        return lines + self._told(sorted(found))

    def _by_euclid(self, x: str, y: str) -> list[str]:
        a, b, c, least = self.small, self.large, self.total, self.least
        letter = "x"
        lines = [] if x == letter else [f"Let x be the number of {x} and y that of {y}: {a}x + {b}y = {c}"]
        lines.append(f"Modulo {b}: {factor(a)}x ≡ {c}")
        steps, found = linear(a, c, b)
        lines += steps
        if not found:
            return lines
        step, down = b // gcd(a, b), a // gcd(a, b)
        first = found[0] if found[0] >= least else found[0] + step
        left = c - a * first
        lines.append(f"The smallest x from {least} on is {first}: {c} - {a}·{first} = {c} - {a * first} = {left}")
        if left < least * b:
            return [*lines, f"That is less than {least * b}, and with larger x still less, so there is no solution."]
        top = left // b
        lines.append(f"y = {left} / {b} = {top}")
        if self.ask in ("most", "fewest"):
            larger = f"Every {step} more x come with {down} fewer y"
            lines.append(
                f"{larger}, so y is largest here." if self.ask == "most" else f"{larger}, so x + y is smallest here."
            )
            return lines + self._told([(first, top)])
        lines.append(f"All solutions: x = {first} + {factor(step)}t, y = {top} - {factor(down)}t")
        last = (top - least) // down
        lines.append(f"y ≥ {least}: {factor(down)}t ≤ {top - least}, {divided(top - least, down)}, so t = 0 to {last}")
        return lines + self._told(self.solutions(), last)

    def _told(self, found: list[tuple[int, int]], last: int | None = None) -> list[str]:
        """The step from the pairs to what is asked for."""
        x, y = self.names()
        match self.ask:
            case "ways":
                return [f"{last} + 1 = {last + 1} values of t" if last is not None else f"Pairs found: {len(found)}"]
            case "pair":
                return [f"The only pair: {x} = {found[0][0]}, {y} = {found[0][1]}"]
            case "values":
                return [f"Values of {x}: {', '.join(str(each) for each, _ in found)}"]
            case "most":
                return [f"So the largest number is {found[0][1]}."]
        one, other = found[0]
        return [f"{one} + {other} = {one + other}"]

    def canonical(self) -> Any:
        return [self.ask, self.small, self.large, self.total, self.least]

    def candidates(self) -> int:
        return (self.total // self.small + 1) * (self.total // self.large + 1)


class Payable(Payment, frozen=True, tag="payable"):
    """The same where there may be no solution: divisors in common, or a total too small."""

    OUTCOMES = (NO_SOLUTION,)

    def texts(self) -> dict[str, str]:
        return {name: text for name, text in Payment.texts(self).items() if name != "pair only"}

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Payable | None:
        found = cls._sampled(stream, level, ("pair", "values", "most", "fewest"))
        return found if isinstance(found, Payable) else None

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Payable | None:
        """A solvable one with another total, near by or at least of the same size."""
        found = cls.drawn(stream, level)
        if found is None:
            return None
        common = gcd(found.small, found.large)
        near = stream.integer(1, max(common - 1, 3)) if common > 1 else stream.integer(1, found.total - 1)
        total = found.total + (near if common > 1 else -near)
        twin = Payable(found.small, found.large, total, found.ask, found.least, found.story)
        usable = total > found.small + found.large and (common > 1 or 2 * total > found.small * found.large)
        return twin if usable and not twin.solutions() else None


def cut(a: int, name: str, b: int, total: int) -> str:
    """What ``a·x + b·y = total`` says of x alone; as a condition it spares the checker most of the y."""
    return f"({total} - {a} * {name}) % {b} == 0"


def written_equation(factors: tuple[int, ...], letters: str, total: int, stream: Stream) -> str:
    """The equation in one of the usual notations."""
    text = ""
    for number, letter in zip(factors, letters, strict=True):
        sign = ("-" if number < 0 else "") if not text else (" - " if number < 0 else " + ")
        text += f"{sign}{factor(abs(number))}{letter}"
    return stream.choice((f"{text} = {total}", f"{text} = {total}", f"${text} = {total}$"))


class Jumps(Question, frozen=True, tag="jumps"):
    """A place is to be reached by jumps of one length forward and of another back, in as few jumps as possible."""

    ahead: int
    back: int
    goal: int

    TEXTS: ClassVar = {
        "frog": "A frog jumps {a} fields forward or {b} fields back. What is the smallest number of jumps from field 0 "
        "to field {c}?{otherwise}",
        "lift": "A lift can only go {a} floors up or {b} floors down. How few rides take it {c} floors up?{otherwise}",
        "equation": "What is the smallest x + y with non-negative integers x and y and {equation}?{otherwise}",
        "jugs": "A tank gets {a} litres or loses {b} litres at each step. After how many steps, at least, does it hold "
        "{c} litres more?{otherwise}",
        "game": "In a game {who} wins {a} points or loses {b} points in each round. After how few rounds can "
        "{who.they} have {c} points?{otherwise}",
        "account": "Each day an account grows by {a} euros or shrinks by {b} euros. After how many days, at least, has "
        "it grown by {c} euros?{otherwise}",
        "dial": "Pressing + adds {a} to a number, pressing - takes {b} away. How few presses turn 0 into "
        "{c}?{otherwise}",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Jumps | None:
        found = cls._sampled(stream, level)
        return found if found and found.pair() else None

    @classmethod
    def _sampled(cls, stream: Stream, level: int) -> Jumps | None:
        low, high, far = ((3, 25, 60), (8, 50, 60), (30, 250, 200), (100, 700, 900))[level - 1]
        found = cls(stream.integer(low, high), stream.integer(low, high), stream.integer(1, far))
        if found.ahead == found.back or found.goal % found.ahead == 0:
            return None
        pair = found.pair()
        usable = pair is None or (pair[1] > 0 and sum(pair) >= (3, 8, 20, 40)[level - 1])
        if level == 1 and (pair is None or pair[0] > 5 or not brief(found)):
            return None
        return found if usable else None

    def pair(self) -> tuple[int, int] | None:
        """How many jumps forward and back, if it can be done."""
        for ahead in range(-(-self.goal // self.ahead), self.goal + self.back + 2):
            over = self.ahead * ahead - self.goal
            if over % self.back == 0:
                return ahead, over // self.back
        return None

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "a": self.ahead, "b": self.back, "c": self.goal, "who": stream.choice(PEOPLE),
            "equation": written_equation((self.ahead, -self.back), "xy", self.goal, stream),
            "otherwise": otherwise(stream, self.OUTCOMES[0], "it cannot be done") if self.OUTCOMES else "",
        }  # fmt: skip

    def check(self) -> Check:
        pair = self.pair()
        a, b, c = self.ahead, self.back, self.goal
        # More than b jumps forward beyond the goal, and a back, could be left out together.
        ahead, back = c // a + b + 1, a + 1 + (c // a + 1) * a // b
        answer = self.or_outcome(Integer())
        variables = (IntRange("x", 0, ahead), IntRange("y", 0, back))
        gold = str(sum(pair)) if pair else self.OUTCOMES[0]
        return Finite(answer, gold, variables, "minimum", (cut(a, "x", b, c), f"{a} * x - {b} * y == {c}"), "x + y")

    def solution(self) -> list[str]:
        a, b, c = self.ahead, self.back, self.goal
        pair = self.pair()
        if pair and pair[0] <= 6:
            lines = ["Try the number x of steps forward:"]
            for x in range(-(-c // a), pair[0] + 1):
                over = a * x - c
                start = f"x = {x}: {a}·{x} - {c} = {a * x} - {c} = {over}"
                lines.append(f"{start} = {over // b}·{b}" + (f" + {over % b}, no" if over % b else ""))
            return [*lines, f"{pair[0]} + {pair[1]} = {sum(pair)}"]
        lines = [f"x steps forward and y back: {a}x - {b}y = {c}, so {a}x ≡ {c} (mod {b})."]
        steps, found = linear(a, c, b)
        lines += steps
        if pair is None or not found:
            return lines
        x, y = pair
        least = -(-c // a)
        if found[0] < least:
            lines.append(
                f"x must be at least {least}, since {a}·{least - 1} = {a * (least - 1)} is less than {c}; so x = {x}"
            )
        lines += [
            f"x = {x}: {a}·{x} - {c} = {a * x} - {c} = {a * x - c}",
            f"y = {a * x - c} / {b} = {y}",
            f"{x} + {y} = {x + y}; with larger x there are more of both.",
        ]
        return lines

    def canonical(self) -> Any:
        return [self.ahead, self.back, self.goal]

    def candidates(self) -> int:
        return (self.goal // self.ahead + self.back + 1) * (self.ahead + 1)


class FarJumps(Jumps, frozen=True, tag="far_jumps"):
    """The same where the place may be out of reach."""

    OUTCOMES = ("impossible",)

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> FarJumps | None:
        found = cls._sampled(stream, level)
        return found if isinstance(found, FarJumps) and found.pair() else None

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> FarJumps | None:
        found = cls._sampled(stream, level)
        return found if isinstance(found, FarJumps) and not found.pair() else None


class SmallestSolution(Question, frozen=True, tag="smallest_solution"):
    """The integer solution of a linear equation with the smallest non-negative x."""

    left: int
    right: int  # of y, perhaps negative
    total: int

    FORM = "x = integer, y = integer"
    OUTCOMES = (NO_SOLUTION,)
    TEXTS: ClassVar = {
        "solve": "Find the integers x and y with {equation} for which x is as small as possible, but not "
        "negative.{otherwise}",
        "smallest": "Of all integer solutions of {equation}, [give|find] the one with the smallest x ≥ 0 (y may be "
        "negative).{otherwise}",
        "euclid": "Solve {equation} in integers by Euclid's algorithm and give the solution with the least "
        "non-negative x.{otherwise}",
        "line": "The line {equation} passes through points with integer coordinates. Which of them with x ≥ 0 has the "
        "smallest x?{otherwise}",
        "code": "Over all integers x ≥ 0 and y with {code}, which pair has the smallest x?{otherwise}",
        "student": "{who} looks for integers x ≥ 0 and y with {equation} and wants x as small as possible. What should "
        "{who.they} find?{otherwise}",
        "let": "Let x and y be integers, x not negative, with {equation}. Determine them for the smallest possible "
        "x.{otherwise}",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> SmallestSolution | None:
        found = cls._sampled(stream, level)
        answer = found and found.answer()
        return found if answer and answer[0] else None

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> SmallestSolution | None:
        found = cls._sampled(stream, level)
        return found if found and not found.answer() else None

    @classmethod
    def _sampled(cls, stream: Stream, level: int) -> SmallestSolution | None:
        low, high = ((7, 70), (40, 350), (200, 700))[level - 2]
        common = stream.choice((1, 1, 2, 3, 4, 5, 6))
        a, b = (common * stream.integer(max(2, low // common), high // common) for _ in range(2))
        total = stream.integer(1, 2 * high)
        steps = len(euclid(a, b))
        if gcd(a, b) != common or a == b or not level + 1 <= steps <= level + 4:
            return None
        return cls(a, stream.choice((1, -1)) * b, total)

    def answer(self) -> tuple[int, int] | None:
        """The solution, if there is one."""
        for x in range(abs(self.right)):
            if (self.total - self.left * x) % self.right == 0:
                return x, (self.total - self.left * x) // self.right
        return None

    def slots(self, stream: Stream) -> dict[str, Any]:
        a, b, c = self.left, self.right, self.total
        return {
            "equation": written_equation((a, b), "xy", c, stream),
            "code": f"{a} * x {'-' if b < 0 else '+'} {abs(b)} * y == {c}",
            "who": stream.choice(PEOPLE),
            "otherwise": otherwise(stream, NO_SOLUTION, "there is no solution"),
        }

    def check(self) -> Check:
        a, b, c = self.left, self.right, self.total
        found = self.answer()
        size = abs(b) // gcd(a, b)  # the x of solutions lie so far apart
        ends = sorted((c - a * x) // b for x in (0, size - 1))
        answer = Outcome(Assignment({"x": Integer(), "y": Integer()}), (NO_SOLUTION,))
        gold = f"x = {found[0]}, y = {found[1]}" if found else NO_SOLUTION
        variables = (IntRange("x", 0, size - 1), IntRange("y", ends[0] - 1, ends[1] + 1))
        return Finite(answer, gold, variables, "points", (cut(a, "x", abs(b), c), f"{a} * x + ({b}) * y == {c}"))

    def solution(self) -> list[str]:
        a, b, c = self.left, self.right, self.total
        found = self.answer()
        lines = [f"Modulo {abs(b)}: {factor(a)}x ≡ {c}"]
        steps, _ = linear(a, c, abs(b))
        lines += steps
        if found is None:
            return lines
        x, y = found
        lines.append(f"The smallest x ≥ 0 is {x}.")
        left = c - a * x
        lines.append(f"{c} - {a}·{x} = {c} - {a * x} = {left}")
        return [*lines, f"y = {left} / {bracketed(b)} = {y}"]

    def canonical(self) -> Any:
        return [self.left, self.right, self.total]

    def candidates(self) -> int:
        return abs(self.right)


class ThreeTerms(Question, frozen=True, tag="three_terms"):
    """In how many ways three kinds of things add up to a total."""

    sizes: tuple[int, int, int]
    total: int
    least: int

    TEXTS: ClassVar = {
        "triples": "How many triples (x, y, z) of {sort} integers satisfy {equation}?",
        "solutions": "Find the number of solutions of {equation} in {sort} integers x, y and z.",
        "coins": "In how many ways can {c} cents be paid with coins of {list} cents{each}?",
        "stamps": "{who} has plenty of stamps of {list} cents. In how many ways can {who.they} make up {c} cents, the "
        "order not counted{each}?",
        "sum": "In how many ways can {c} be written as a sum of the numbers {list}, each used {often}, if the order "
        "does not count?",
        "weights": "A load of {c} kg is to be balanced with weights of {list} kg{each}. In how many ways is that "
        "possible?",
        "boxes": "Muffins come in boxes of {list}. In how many ways can {who} buy exactly {c} muffins{each}?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> ThreeTerms | None:
        low, high, most = ((2, 12, 48), (3, 20, 110), (5, 40, 320))[level - 2]
        sizes = sorted({stream.integer(low, high) for _ in range(3)})
        if len(sizes) < 3 or gcd(*sizes) > 1:
            return None
        found = ThreeTerms((sizes[0], sizes[1], sizes[2]), stream.integer(most // 2, most), stream.below(2))
        return (
            found
            if (3, 6, 12)[level - 2] <= found.answer() and found.total // sizes[2] <= (6, 8, 11)[level - 2]
            else None
        )

    def pairs(self, left: int) -> list[int]:
        """The numbers of the middle kind that go with what is left for the two smaller kinds."""
        a, b, _ = self.sizes
        return [
            y for y in range(self.least, left // b + 1) if left - b * y >= self.least * a and (left - b * y) % a == 0
        ]

    def answer(self) -> int:
        """How many ways there are."""
        c = self.sizes[2]
        return sum(len(self.pairs(self.total - c * z)) for z in range(self.least, self.total // c + 1))

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "equation": written_equation(self.sizes, "xyz", self.total, stream),
            "sort": "positive" if self.least else "non-negative",
            "list": listed([str(size) for size in self.sizes]),
            "each": ", at least one of each" if self.least else "",
            "often": "at least once" if self.least else "any number of times or not at all",
            "c": self.total,
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        a, b, c = self.sizes
        variables = tuple(
            IntRange(name, self.least, self.total // size) for name, size in zip("zyx", (c, b, a), strict=True)
        )
        return Finite(
            Integer(), str(self.answer()), variables, "count",
            (f"{b} * y + {c} * z <= {self.total}", f"{a} * x + {b} * y + {c} * z == {self.total}"),
        )  # fmt: skip

    def solution(self) -> list[str]:
        a, b, c = self.sizes
        lines = [f"Go through the number z of {c}s. For the {b}s, y must leave a multiple of {a}."]
        if self.least:
            lines[0] += " All are at least 1."
        counts = []
        for z in range(self.least, self.total // c + 1):
            left = self.total - c * z
            found = self.pairs(left)
            start = f"z = {z}: {self.total} - {c}·{z} = {left}"
            shown = [f"{left} - {b}·{y} = {left - b * y} = {(left - b * y) // a}·{a}" for y in found]
            if not found:
                lines.append(f"{start}: no y fits")
            elif len(found) == 1:
                lines.append(f"{start}: y = {found[0]} ({shown[0]}); 1")
            else:
                step = f", then every {found[1] - found[0]}" if len(found) > 2 else ""
                lines.append(f"{start}: y = {', '.join(map(str, found))} ({shown[0]}{step}); {len(found)}")
            counts.append(len(found))
        return [*lines, f"{' + '.join(map(str, counts))} = {sum(counts)}"]

    def canonical(self) -> Any:
        return [list(self.sizes), self.total, self.least]

    def candidates(self) -> int:
        a, b, c = self.sizes
        return (self.total // a + 1) * (self.total // b + 1) * (self.total // c + 1)


class InBox(Question, frozen=True, tag="in_box"):
    """How many integer points of a line lie in a box."""

    left: int
    right: int
    total: int
    low: int
    high: int

    TEXTS: ClassVar = {
        "pairs": "How many pairs (x, y) of integers from {l} to {h} satisfy {equation}?",
        "points": "How many points with integer coordinates from {l} to {h} lie on the line {equation}?",
        "solutions": "Find the number of integer solutions of {equation} with {l} ≤ x ≤ {h} and {l} ≤ y ≤ {h}.",
        "code": "How many pairs of x and y in range({l}, {over}) make {code} true?",
        "square": "{who} marks the points with integer coordinates in the square with corners ({l}, {l}) and ({h}, "
        "{h}), sides included. How many of them are on the line {equation}?",
        "let": "Let x and y be integers, neither of them below {l} or above {h}. For how many pairs (x, y) is "
        "{equation}?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> InBox | None:
        most, size = ((12, 60), (30, 250), (80, 900))[level - 2]
        common = stream.choice((1, 1, 1, 2, 3))
        a, b = (common * stream.integer(2, most) for _ in range(2))
        low, high = -stream.integer(0, size), stream.integer(size // 3, size)
        found = cls(a, stream.choice((1, -1)) * b, common * stream.integer(1, 6 * most), low, high)
        return found if gcd(a, b) == common and a != b and found.answer() >= 3 and len(euclid(a, b)) > 1 else None

    def answer(self) -> int:
        """How many there are."""
        return len(self.points())

    def points(self) -> list[tuple[int, int]]:
        """All of them."""
        pairs = [
            (x, (self.total - self.left * x) // self.right)
            for x in range(self.low, self.high + 1)
            if (self.total - self.left * x) % self.right == 0
        ]
        return [(x, y) for x, y in pairs if self.low <= y <= self.high]

    def slots(self, stream: Stream) -> dict[str, Any]:
        a, b, c = self.left, self.right, self.total
        return {
            "equation": written_equation((a, b), "xy", c, stream),
            "code": f"{a} * x {'-' if b < 0 else '+'} {abs(b)} * y == {c}",
            "l": self.low, "h": self.high, "over": self.high + 1, "who": stream.choice(PEOPLE),
        }  # fmt: skip

    def check(self) -> Check:
        a, b, c = self.left, self.right, self.total
        variables = (IntRange("x", self.low, self.high), IntRange("y", self.low, self.high))
        conditions = (cut(a, "x", abs(b), c), f"{a} * x + ({b}) * y == {c}")
        return Finite(Integer(), str(self.answer()), variables, "count", conditions)

    def solution(self) -> list[str]:
        a, b, c = self.left, self.right, self.total
        lines = [f"Modulo {abs(b)}: {factor(a)}x ≡ {c}"]
        steps, found = linear(a, c, abs(b))
        x = found[0]
        step, down = abs(b) // gcd(a, b), a // gcd(a, b)
        y = (c - a * x) // b
        lines += steps
        lines.append(f"x = {x}: y = ({c} - {a}·{x}) / {bracketed(b)} = {c - a * x} / {bracketed(b)} = {y}")
        sign = "-" if b > 0 else "+"
        lines.append(f"All solutions: x = {x} + {factor(step)}t, y = {y} {sign} {factor(down)}t")
        inside = self.points()
        first, last = ((px - x) // step for px in (inside[0][0], inside[-1][0]))
        for name, t in (("first", first), ("last", last)):
            out = t - 1 if name == "first" else t + 1
            here = f"t = {t}: ({x + step * t}, {y - down * t * (1 if b > 0 else -1)}) is inside"
            lines.append(f"{here}; t = {out}: ({x + step * out}, {y - down * out * (1 if b > 0 else -1)}) is not")
        return [*lines, f"t = {first} to {last}: {last} - {bracketed(first)} + 1 = {last - first + 1}"]

    def canonical(self) -> Any:
        return [self.left, self.right, self.total, self.low, self.high]

    def candidates(self) -> int:
        return (self.high - self.low + 1) ** 2


class Hundred(Question, frozen=True, tag="hundred"):
    """So many things of three kinds have a given total: two equations in three unknowns with one positive solution."""

    sizes: tuple[int, int, int]
    count: int
    total: int
    story: str

    OUTCOMES = (NO_SOLUTION,)
    NAMES: ClassVar = {
        "fowls": ("chicks", "hens", "geese"),
        "show": ("children", "students", "adults"),
        "sweets": ("toffees", "jellies", "truffles"),
        "plants": ("herbs", "shrubs", "trees"),
        "lorry": ("bags", "boxes", "crates"),
        "medals": ("bronzes", "silvers", "golds"),
        "formal": ("x", "y", "z"),
    }
    SCENES: ClassVar = {
        "fowls": "A farmer buys {n} birds for {m} coins: chicks at {a} coins each, hens at {b} and geese at {c}, at "
        "least one of each.",
        "show": "{n} people pay {m} euros for a show: children {a} euros each, students {b} and adults {c}. There is "
        "at least one of each.",
        "sweets": "{who} buys {n} sweets for {m} cents: toffees at {a} cents, jellies at {b} cents and truffles at {c} "
        "cents, at least one of each.",
        "plants": "For {m} euros a park gets {n} plants: herbs at {a} euros, shrubs at {b} euros and trees at {c} "
        "euros, at least one of each.",
        "lorry": "A lorry carries {n} packages of {m} kg in all: bags of {a} kg, boxes of {b} kg and crates of {c} kg, "
        "at least one of each.",
        "medals": "A club wins {n} medals and gets {m} points for them: {a} for a bronze, {b} for a silver, {c} for a "
        "gold. It has at least one of each.",
    }  # fmt: skip
    ASKED: ClassVar = (
        " [How many of each are there?|How many {x}, {y} and {z} are there?|Find the three numbers.]{otherwise}"
    )
    FORMAL: ClassVar = {
        "solve": "Solve x + y + z = {n} and {equation} in positive integers.{otherwise}",
        "find": "Find the positive integers x, y and z with x + y + z = {n} and {equation}.{otherwise}",
        "let": "Let x, y and z be positive integers with the sum {n} and with {equation}. What are they?{otherwise}",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Hundred | None:
        found = cls._sampled(stream, level)
        return found if found and len(found.solutions()) == 1 else None

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Hundred | None:
        """A solvable one with a slightly different total."""
        found = cls.drawn(stream, level)
        if found is None:
            return None
        twin = Hundred(found.sizes, found.count, found.total + stream.choice((-3, -2, -1, 1, 2, 3)), found.story)
        return twin if not twin.solutions() else None

    @classmethod
    def _sampled(cls, stream: Stream, level: int) -> Hundred | None:
        most, things = ((15, 25), (40, 60))[level - 3]
        sizes = sorted({stream.integer(2, most) for _ in range(3)})
        if len(sizes) < 3:
            return None
        numbers = [stream.integer(1, things // 2) for _ in range(3)]
        total = sum(size * number for size, number in zip(sizes, numbers, strict=True))
        story = stream.choice(tuple(cls.NAMES))
        found = cls((sizes[0], sizes[1], sizes[2]), sum(numbers), total, story)
        return found if gcd(sizes[1] - sizes[0], sizes[2] - sizes[0]) < sizes[1] - sizes[0] else None

    def solutions(self) -> list[tuple[int, int, int]]:
        """All positive solutions."""
        a, b, c = self.sizes
        rest = self.total - a * self.count
        found = []
        for z in range(1, rest // (c - a) + 1):
            y, over = divmod(rest - (c - a) * z, b - a)
            if not over and y > 0 and self.count - y - z > 0:
                found.append((self.count - y - z, y, z))
        return found

    def names(self) -> tuple[str, str, str]:
        """What the three numbers are called."""
        first, second, third = self.NAMES[self.story]
        return first, second, third

    def form(self) -> str:
        """What the answer line asks for."""
        return ", ".join(f"{name} = integer" for name in self.names())

    def texts(self) -> dict[str, str]:
        if self.story == "formal":
            return self.FORMAL
        return {self.story: self.SCENES[self.story] + self.ASKED}

    def slots(self, stream: Stream) -> dict[str, Any]:
        a, b, c = self.sizes
        x, y, z = self.names()
        return {
            "n": self.count, "m": self.total, "a": a, "b": b, "c": c, "x": x, "y": y, "z": z,
            "equation": written_equation(self.sizes, "xyz", self.total, stream), "who": stream.choice(PEOPLE),
            "otherwise": otherwise(stream, NO_SOLUTION, "no numbers fit"),
        }  # fmt: skip

    def check(self) -> Check:
        names = self.names()
        found = self.solutions()
        answer = Outcome(Assignment({name: Integer() for name in names}), (NO_SOLUTION,))
        gold = ", ".join(f"{n} = {v}" for n, v in zip(names, found[0], strict=True)) if found else NO_SOLUTION
        variables = tuple(IntRange(name, 1, self.count) for name in names)
        weighed = " + ".join(f"{size} * {name}" for size, name in zip(self.sizes, names, strict=True))
        return Finite(
            answer, gold, variables, "points",
            (f"{names[0]} + {names[1]} < {self.count}", f"{' + '.join(names)} == {self.count}",
             f"{weighed} == {self.total}"),
        )  # fmt: skip

    def solution(self) -> list[str]:
        (a, b, c), n, m = self.sizes, self.count, self.total
        x, y, z = self.names()
        rest = m - a * n
        lines = []
        if x != "x":
            lines.append(f"Let x be the number of {x}, y of {y} and z of {z}.")
        lines += [
            f"x + y + z = {n} and {a}x + {b}y + {c}z = {m}",
            f"Take {a} times the first from the second: {factor(b - a)}y + {factor(c - a)}z = {m} - {a}·{n}",
            f"{m} - {a}·{n} = {m} - {a * n} = {rest}",
        ]
        found = None
        for each in range(1, (rest - (b - a)) // (c - a) + 1):
            left = rest - (c - a) * each
            start = f"z = {each}: {rest} - {(c - a) * each} = {left}"
            two, over = divmod(left, b - a)
            if over:
                lines.append(f"{start} = {two}·{b - a} + {over}, no")
                continue
            one = n - two - each
            no = "" if one > 0 else ", no"
            lines.append(f"{start} = {two}·{b - a}, y = {two}, x = {n} - {two} - {each} = {one}{no}")
            found = (one, two, each) if one > 0 else found
        if found is None:
            return [*lines, "No case is left, so there is no solution."]
        told = ", ".join(f"{name} = {value}" for name, value in zip((x, y, z), found, strict=True))
        return [*lines, f"The only solution: {told}"]

    def canonical(self) -> Any:
        return [list(self.sizes), self.count, self.total]

    def candidates(self) -> int:
        return self.count**3
