"""Derivations told line by line, right throughout or with one line that is wrong on purpose.

A *topic* is a function that draws its numbers and walks from the first line to the last. At every step it says what
comes next and which wrong turns people take there. Whether one of them is taken is the `Walk`'s choice; the topic goes
on from whatever it is handed, so all lines after a wrong one follow from it.

Lines are plain text in x (and y), which readers of formulas take as it stands: ``3(x + 2) = 15``, ``x = 2 or x = 3``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from fractions import Fraction
from typing import Any, TypeVar

import msgspec

from generators.randomness import Stream
from schemas.answers import Answer

S = TypeVar("S")
Wrong = tuple[str, Any]
"""A kind of error, from `KINDS`, and the state that it leads to."""

EXPRESSIONS, EQUATIONS, DERIVATIVE = "expressions", "equations", "derivative"
"""What the lines of a topic are; for a derivative the first is a function and the others stand for its derivative."""

ARITHMETIC, SLIP, RULE, LOGIC = 1, 2, 3, 4
KINDS: dict[str, tuple[int, str]] = {
    # how subtle, and what to say to the person who did it
    "arithmetic": (ARITHMETIC, ""),
    "operation": (SLIP, "One operation took the place of another."),
    "sign": (SLIP, "A sign is wrong."),
    "moved": (SLIP, "A term changes its sign when it changes sides."),
    "dropped": (SLIP, "A term was dropped."),
    "order": (RULE, "Multiplication comes before addition and subtraction."),
    "distribution": (RULE, "The factor multiplies every term in the bracket."),
    "unlike": (RULE, "Only like terms can be added."),
    "factors": (SLIP, "The two numbers must have the right sum as well as the right product."),
    "minus": (SLIP, "A minus before a bracket changes the sign of every term in it."),
    "middle": (RULE, "The middle term of the product of two sums is the sum of the two mixed products."),
    "widened": (RULE, "What the denominator is multiplied by, the numerator is multiplied by too."),
    "across": (RULE, "Fractions with the same denominator are added by adding the numerators only."),
    "exponents": (RULE, "Powers of powers multiply the exponents, products add them and quotients subtract them."),
    "coefficient": (RULE, "The number in front is part of what is raised and multiplied."),
    "flip": (RULE, "Multiplying or dividing by a negative number turns the inequality sign round."),
    "one side": (RULE, "What is done to one side must be done to all of both sides."),
    "cross": (RULE, "Each side is multiplied by the denominator of the other."),
    "square": (SLIP, "The square does not divide the number in this way."),
    "unrooted": (RULE, "What is drawn out of a root is the root of the square."),
    "radicand": (RULE, "Like roots are added by adding the numbers in front; what is under the root stays."),
    "power sign": (RULE, "The power comes before the minus unless the minus is in the bracket."),
    "power product": (RULE, "A power is a product of equal factors, not a multiple."),
    "taken out": (RULE, "A factor that is taken out is divided out of every term."),
    "cancelled": (RULE, "Only a factor of the whole numerator can be cancelled, and it is cancelled once."),
    "square root": (RULE, "The square of a root is what stands under it, and every other term is squared as well."),
    "half": (RULE, "Twice the number in the bracket must be the number in the middle."),
    "half square": (RULE, "What is added and taken away is the same square."),
    "one root": (LOGIC, "A positive number has two square roots, so a solution is lost."),
    "divided away": (LOGIC, "Dividing by the unknown loses the solution zero."),
    "one case": (LOGIC, "Two numbers have this absolute value, so a solution is lost or changed."),
    "wrong factor": (RULE, "What is cancelled must be the same factor above and below."),
    "log power": (RULE, "A factor before a logarithm is an exponent inside it."),
    "log sum": (RULE, "A sum of logarithms is the logarithm of the product, not of the sum."),
    "log difference": (RULE, "A difference of logarithms is the logarithm of the quotient, in this order."),
    "conjugate": (RULE, "A fraction keeps its value only if both parts are multiplied by the same number."),
    "region": (LOGIC, "A product of two factors is negative exactly between its zeros."),
    "identity": (RULE, "The squares of sine and cosine add up to 1."),
    "undivided": (RULE, "The difference of the two fractions is not yet the fraction."),
    "telescoped": (RULE, "Every term but the first and the last cancels."),
    "gained": (LOGIC, "A solution is gained that the line before does not have."),
    "inverted": (RULE, "The number in front of the unknown is what is divided by."),
    "root of a negative": (RULE, "The square of a real number is never negative."),
    "product rule": (RULE, "(uv)' = u'v + uv', not u'v'."),
    "quotient rule": (RULE, "(u/v)' = (u'v - uv')/v^2, in this order."),
    "chain rule": (RULE, "The derivative of what is inside is a factor."),
    "power rule": (RULE, "The exponent becomes a factor and falls by 1."),
    "lost": (LOGIC, "A solution is lost."),
    "undone": (RULE, "A product is undone by dividing, a quotient by multiplying."),
}


class Line(msgspec.Struct, frozen=True):
    """A line after the first: its text, the rule that leads to it and the working.

    A wrong line also has what it should have been and the kind of its error.
    """

    text: str
    rule: str
    why: str
    right: str = ""
    kind: str = ""


class Goal(msgspec.Struct, frozen=True):
    """What a derivation is carried out for: the question about its first line and the answer.

    `form` is what the last line looks like where the question gives it (``Ax + B``). `equations` determine the names in
    `ask`; without them the answer is compared with the gold.
    """

    task: str
    answer: Answer
    gold: str
    form: str = ""
    equations: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    function: str = ""
    """The function of x whose derivative is asked for, where it is."""


class Stuck(Exception):
    """These numbers lead nowhere: no whole result where one is wanted, or no error to make at the place."""


class Walk:
    """One way through a topic.

    `aim` is the number of the line where an error is wanted (0: none). With `errors`, a stream, the error is made; a
    walk without it, from an equal `numbers`, is the same derivation done rightly. Errors are at least as `subtle` as
    that or, where there are none such, as subtle as they come.
    """

    def __init__(self, numbers: Stream, aim: int = 0, errors: Stream | None = None, subtle: int = 0) -> None:
        self.numbers = numbers
        self.aim = aim
        self.errors = errors
        self.subtle = subtle
        self.start = ""
        self.lines: list[Line] = []
        self.goal: Callable[[], Goal] | None = None

    def between(self, low: int, high: int, *without: int) -> int:
        """A whole number from `low` to `high` that is none of the others."""
        while (found := self.numbers.integer(low, high)) in without:
            pass
        return found

    def need(self, condition: bool) -> None:
        """Raises `Stuck` unless the condition holds."""
        if not condition:
            raise Stuck

    def given(self, text: str) -> None:
        """The first line."""
        self.start = text

    def step(self, rule: str, why: str, right: S, show: Callable[[S], str], *wrong: Wrong) -> S:
        """The next line: `show` writes the state that it comes to, which is `right` or one of the wrong turns."""
        wanted = show(right)
        if self.errors is None or len(self.lines) + 2 != self.aim:
            self.add(Line(wanted, rule, why))
            return right
        there = [turn for turn in wrong if turn[1] != right and show(turn[1]) != wanted]
        self.need(bool(there))
        floor = min(self.subtle, max(KINDS[kind][0] for kind, _ in there))
        there = [turn for turn in there if KINDS[turn[0]][0] >= floor]
        chosen = self.errors.choice(sorted({kind for kind, _ in there}))
        state = self.errors.choice([state for kind, state in there if kind == chosen])
        self.add(Line(show(state), rule, why, wanted, chosen))
        return state  # type: ignore[no-any-return]

    def add(self, line: Line) -> None:
        """Raises `Stuck` for a line that only repeats the one before."""
        self.need(line.text != (self.lines[-1].text if self.lines else self.start))
        self.lines.append(line)


class Topic(msgspec.Struct, frozen=True):
    """A kind of derivation: always of so many lines, the first included.

    `walk` returns what the last line means, equal for two derivations from one start exactly when their last lines
    mean the same.
    """

    name: str
    level: int
    lines: int
    lines_are: str
    walk: Callable[[Walk], Hashable]
    positive: bool = False


LETTERS = tuple(tuple(pair) for pair in "xy xy xz yz uv pq st mn nm tw zw vw".split())
"""What x and y may be called. Some letters side by side would be read as a word."""
FORM_LETTERS = tuple(pair for pair in LETTERS if not set(pair) & set("stmn"))
"""The same behind a capital, where "As", "At", "Am" and "An" are words."""

TOPICS: dict[int, list[Topic]] = {1: [], 2: [], 3: [], 4: []}


def topic(
    level: int, lines: int, lines_are: str, *, positive: bool = False
) -> Callable[[Callable[[Walk], Hashable]], Callable[[Walk], Hashable]]:
    """Register the decorated walk as a topic under its function's name."""

    def register(walk: Callable[[Walk], Hashable]) -> Callable[[Walk], Hashable]:
        TOPICS[level].append(Topic(walk.__name__, level, lines, lines_are, walk, positive))
        return walk

    return register


# Errors that fit in many places.


def slips(value: int, by: int = 1) -> list[Wrong]:
    """Results near the right one, as they come of counting or carrying wrongly; `by` must divide how far off they are,
    where the next step divides by it."""
    off = [by, -by] + ([10, -10] if abs(value) >= 12 and 10 % by == 0 else [])
    return [("arithmetic", value + each) for each in off]


# Writing.


def poly(*coefficients: int, x: str = "x") -> str:
    """A polynomial by its coefficients, the highest first: ``3x^2 - x + 5``."""
    top = len(coefficients) - 1
    text = ""
    for place, coefficient in enumerate(coefficients):
        if coefficient:
            text += joined(text, coefficient, _power(x, top - place))
    return text or "0"


def _power(x: str, exponent: int) -> str:
    return "" if not exponent else x if exponent == 1 else f"{x}^{exponent}"


def joined(before: str, coefficient: int, thing: str) -> str:
    """One more term of a sum: ``" - 3x"``, or ``"-3x"`` where nothing stands before."""
    sign = ("-" if coefficient < 0 else "") if not before else (" - " if coefficient < 0 else " + ")
    size = "" if abs(coefficient) == 1 and thing else str(abs(coefficient))
    return f"{sign}{size}{thing}"


def total(*terms: tuple[int, str]) -> str:
    """A sum of terms, each a coefficient with what it stands before: ``3(x + 2) - (x - 1) + 4``."""
    text = ""
    for coefficient, thing in terms:
        if coefficient:
            text += joined(text, coefficient, thing)
    return text or "0"


def bracket(*coefficients: int, x: str = "x") -> str:
    """A polynomial in brackets."""
    return f"({poly(*coefficients, x=x)})"


def factor(value: int) -> str:
    """A number as a factor: in brackets if it is negative."""
    return f"({value})" if value < 0 else str(value)


def product(*values: int) -> str:
    """A product and its value: ``3·(-4) = -12``."""
    result = 1
    for value in values:
        result *= value
    return f"{'·'.join([str(values[0]), *map(factor, values[1:])])} = {result}"


def sum_of(first: int, *others: int) -> str:
    """A sum and its value: ``5 - 8 = -3``."""
    text = str(first)
    for other in others:
        text += joined(text, other, "") if other else " + 0"
    return f"{text} = {first + sum(others)}"


def quotient(top: int, bottom: int) -> str:
    """A quotient and its value, if that is written otherwise: ``12/(-8) = -3/2``."""
    text, value = f"{top}/{factor(bottom)}", str(Fraction(top, bottom))
    return f"{top} divided by {bottom} is {value}" if text == value else f"{text} = {value}"


def like(*coefficients: int, thing: str = "x") -> str:
    """Like terms and their sum: ``3x - 5x = -2x``."""
    return f"{total(*((each, thing) for each in coefficients))} = {total((sum(coefficients), thing))}"


def away(value: int) -> str:
    """How a summand is taken away on both sides."""
    return f"Subtract {value} on both sides" if value > 0 else f"Add {-value} on both sides"
