"""Means and variances of what can be listed: lotteries, payoffs, sums, draws, extremes, numbers of events."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from math import comb, prod
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE, article, counted, in_words, listed
from generators.math.calculations import minus, plus, reduced, signed_sum, sum_of
from generators.math.probability.dice import EVENTS, condition_of, dice_in_words
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Rational
from schemas.checks import Check, Equations, Finite, IntRange


def quotient(top: int, bottom: int) -> str:
    """A quotient, reduced or whole: ``50/40 = 5/4 (÷10)``, ``60/20 = 3``."""
    return f"{top}/{bottom} = {top // bottom}" if top % bottom == 0 else reduced(top, bottom)


class Mean(Question, frozen=True):
    """A question for an expected value or a variance: the answer is a fraction or a whole number."""

    FORM: ClassVar = "exact number"


class Lottery(Mean, frozen=True, tag="lottery"):
    """A draw from `tickets` tickets, of which `prizes` gives numbers and amounts; a ticket costs `price`.

    `asked` is ``win`` (the expected win), ``gain`` (less the price), ``fair`` (the price of a fair game), ``prize``
    (what the tickets of the first kind, whose amount is not told, have to win so that the game is fair) or
    ``variance`` (of the win).
    """

    scene: str
    tickets: int
    prizes: tuple[tuple[int, int], ...]
    price: int
    asked: str

    SCENES: ClassVar[Mapping[str, tuple[str, str]]] = {
        "raffle": ("ticket", "raffle"), "wheel": ("field", "wheel"), "box": ("envelope", "box"),
        "cards": ("card", "pack"),
        "balls": ("ball", "bag"),
    }  # fmt: skip
    TEXTS: ClassVar = {
        "of": "Of {tickets:thing} in a {place}, {prizes} and the rest nothing.{price} {question}",
        "there": "A {place} has {tickets:thing}: {prizes}, the rest nothing.{price} {question}",
        "who": "{name} draws one of {tickets:thing}; {prizes} and the rest nothing.{price} {question}",
        "list": "{thing:s}: {tickets}\n{prizes_lines}\nthe rest win nothing\n{price_line}{question}",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Lottery | None:
        tickets = stream.integer(8, 40) if level == 1 else stream.integer(20, 200)
        kinds = 2 if level == 1 else 3
        prizes = [(stream.integer(1, 6 if level == 1 else 12), stream.integer(2, 20 if level == 1 else 60))
                  for _ in range(kinds)]  # fmt: skip
        price = stream.integer(1, 5)
        asked = stream.choice(("win", "win", "gain", "fair") if level == 1 else ("gain", "prize", "prize", "variance"))
        if asked == "prize":
            rest = price * tickets - sum(n * value for n, value in prizes[1:])
            if rest <= 0 or rest % prizes[0][0]:
                return None
            prizes[0] = (prizes[0][0], rest // prizes[0][0])
        if len({value for _, value in prizes}) < kinds or sum(n for n, _ in prizes) >= tickets:
            return None
        if asked != "prize":
            prizes.sort(key=lambda each: -each[1])
        if asked == "variance" and (tickets > 60 or max(value for _, value in prizes) > 20):
            return None
        price = 0 if asked in ("win", "fair", "variance") else price
        return cls(stream.choice(tuple(cls.SCENES)), tickets, tuple(prizes), price, asked)

    def _total(self) -> int:
        return sum(n * value for n, value in self.prizes)

    def number(self) -> Fraction:
        """From the total of all prizes."""
        mean = Fraction(self._total(), self.tickets)
        match self.asked:
            case "gain":
                return mean - self.price
            case "prize":
                return Fraction(self.prizes[0][1])
            case "variance":
                return Fraction(sum(n * value**2 for n, value in self.prizes), self.tickets) - mean**2
        return mean

    def slots(self, stream: Stream) -> dict[str, Any]:
        thing, place = self.SCENES[self.scene]
        parts = []
        for number, (n, value) in enumerate(self.prizes):
            amount = "x" if number == 0 and self.asked == "prize" else value
            parts.append(f"{n} {'win' if n > 1 else 'wins'} {amount} euros")
        question = {
            "win": "What is the expected win?",
            "gain": "What is the expected gain?",
            "fair": "Which price is fair?",
            "prize": "For which x is the game fair?",
            "variance": "What is the variance of the win?",
        }[self.asked]
        price = f" A {thing} costs {counted(self.price, 'euro')}." if self.price else ""
        if self.scene == "wheel" and price:
            price = price.replace("A field", "A turn")
        return {
            "place": place, "tickets": self.tickets, "thing": thing, "prizes": ", ".join(parts),
            "prizes_lines": "\n".join(parts), "price": price, "price_line": f"{price.strip()}\n" if price else "",
            "question": question, "name": stream.choice(PEOPLE).name,
        }  # fmt: skip

    def check(self) -> Check:
        terms = [f"({n}/{self.tickets})*{'x' if self.asked == 'prize' and place == 0 else value}"
                 for place, (n, value) in enumerate(self.prizes)]  # fmt: skip
        rows = [f"mean = {' + '.join(terms)}"]
        match self.asked:
            case "prize":
                rows.append(f"mean = {self.price}")
                ask = "x"
            case "gain":
                rows.append(f"gain = mean - {self.price}")
                ask = "gain"
            case "variance":
                squares = [f"({n}/{self.tickets})*({value} - mean)*({value} - mean)" for n, value in self.prizes]
                blanks = self.tickets - sum(n for n, _ in self.prizes)
                rows.append(f"spread = {' + '.join(squares)} + ({blanks}/{self.tickets})*mean*mean")
                ask = "spread"
            case _:
                ask = "mean"
        return Equations(Rational(), str(self.number()), tuple(rows), (ask,))

    def solution(self) -> list[str]:
        total, tickets = self._total(), self.tickets
        if self.asked == "prize":
            rest = [n * value for n, value in self.prizes[1:]]
            n = self.prizes[0][0]
            lines = [f"Fair means that all prizes make {self.price} · {tickets} = {self.price * tickets} euros."]
            lines += [f"{m} · {value} = {m * value}." for m, value in self.prizes[1:]]
            left = self.price * tickets - sum(rest)
            lines.append(f"The others make {sum_of(rest)}; left: {self.price * tickets} − {sum(rest)} = {left}.")
            return [*lines, f"x = {left} / {n} = {left // n}."]
        lines = [f"{n} · {value} = {n * value}." for n, value in self.prizes]
        lines.append(f"All prizes: {sum_of([n * value for n, value in self.prizes])}.")
        lines.append(f"Per {self.SCENES[self.scene][0]}: {quotient(total, tickets)}.")
        mean = Fraction(total, tickets)
        if self.asked == "gain":
            lines.append(f"Less the price: {minus(mean, Fraction(self.price))}.")
        if self.asked == "variance":
            squares = [n * value**2 for n, value in self.prizes]
            for (n, value), square in zip(self.prizes, squares, strict=True):
                lines.append(f"{n} · {value}^2 = {n} · {value**2} = {square}.")
            lines.append(f"All squares: {sum_of(squares)}; per draw {quotient(sum(squares), tickets)}.")
            second = Fraction(sum(squares), tickets)
            lines.append(f"Square of the mean: ({mean})^2 = {mean**2}.")
            lines.append(f"{minus(second, mean**2)}.")
        return lines

    def canonical(self) -> Any:
        first = [self.prizes[0]] if self.asked == "prize" else []
        asked = "win" if self.asked == "fair" else self.asked
        return [asked, self.tickets, self.price, first, sorted(self.prizes[len(first) :])]

    def candidates(self) -> int:
        return self.tickets


class Payoff(Mean, frozen=True, tag="payoff"):
    """A fair die with `sides` sides pays `win` euros from `bound` up (or up to it, if `low`), else `loss` has to be
    paid."""

    sides: int
    bound: int
    low: bool
    win: int
    loss: int

    TEXTS: ClassVar = {
        "roll": "A fair {sides}-sided die is rolled. {rule}. What is the expected gain in euros?",
        "game": "In a game with a fair {sides}-sided die, this holds: {rule}. Find the expected gain per roll.",
        "who": "{name} rolls a fair {sides}-sided die. {rule}. How many euros does {who.they} gain per roll on "
        "average?",
        "offer": "{name} is offered a game with a fair {sides}-sided die. {rule}. What is the expected gain?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Payoff | None:
        sides = stream.choice((4, 6, 8, 10, 12, 20))
        found = cls(
            sides, stream.integer(2, sides - 1), stream.chance(1, 2), stream.integer(2, 20), stream.integer(1, 12)
        )
        return found if found.number() else None

    def _good(self) -> int:
        return self.bound if self.low else self.sides - self.bound + 1

    def number(self) -> Fraction:
        """From the shares of both cases."""
        good = self._good()
        return Fraction(good * self.win - (self.sides - good) * self.loss, self.sides)

    def slots(self, stream: Stream) -> dict[str, Any]:
        who = stream.choice(PEOPLE)
        word = "at most" if self.low else "at least"
        rule = stream.choice((
            f"a number of {word} {self.bound} wins {self.win} euros, any other costs {self.loss}",
            f"with {word} {self.bound} you win {self.win} euros, otherwise you lose {self.loss}",
        ))  # fmt: skip
        return {"sides": self.sides, "rule": rule, "name": who.name, "who": who}

    def check(self) -> Check:
        hit = f"(d {'<=' if self.low else '>='} {self.bound})"
        of = f"{hit} * {self.win} - (1 - {hit}) * {self.loss}"
        return Finite(Rational(), str(self.number()), (IntRange("d", 1, self.sides),), "expectation", (), of)

    def solution(self) -> list[str]:
        good = self._good()
        bad = self.sides - good
        first = f"{self.bound} numbers win" if self.low else f"{self.sides} − {self.bound} + 1 = {good} numbers win"
        top = good * self.win - bad * self.loss
        return [f"{first}, {self.sides} − {good} = {bad} lose.", f"{good} · {self.win} = {good * self.win}, {bad} · "
                f"{self.loss} = {bad * self.loss}.", f"{good * self.win} − {bad * self.loss} = {top}.",
                f"Per roll: {quotient(top, self.sides)}."]  # fmt: skip

    def canonical(self) -> Any:
        return [self.sides, self._good(), self.win, self.loss]

    def candidates(self) -> int:
        return self.sides


class Successes(Mean, frozen=True, tag="successes"):
    """Groups of trials, each ``(count, top, bottom)``: so many trials with the chance ``top/bottom``. Asked is the
    expected number of successes or (`variance`) its variance."""

    scene: str
    names: tuple[str, ...]
    groups: tuple[tuple[int, int, int], ...]
    variance: bool

    SCENES: ClassVar[Mapping[str, tuple[str, str]]] = {
        # what a name does with a number of trials, successes
        "shots": ("{name} takes {n} shots, each a hit with probability {p}", "hits"),
        "exam": ("{name} guesses {n} answers, each right with probability {p}", "right answers"),
        "cards": ("{name} guesses {n} cards, each right with probability {p}", "right guesses"),
        "throws": ("{name} has {n} throws, each a score with probability {p}", "scores"),
    }
    TEXTS: ClassVar = {
        "how": "{facts}. What is the {what} of the number of {things}?",
        "find": "{facts}. Find the {what} of the number of {things}.",
        "give": "Give the {what} of the number of {things} if {facts}.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Successes | None:
        groups = []
        for _ in range(2 if level == 1 else 3):
            bottom = stream.integer(2, 6)
            groups.append((stream.integer(2, 12), stream.integer(1, bottom - 1), bottom))
        if any(Fraction(top, bottom).denominator != bottom for _, top, bottom in groups):
            return None
        names = tuple(each.name for each in stream.sample(PEOPLE, len(groups)))
        return cls(stream.choice(tuple(cls.SCENES)), names, tuple(groups), level > 1)

    def _parts(self) -> list[Fraction]:
        return [
            n * Fraction(top, bottom) * (1 - Fraction(top, bottom) if self.variance else 1)
            for n, top, bottom in self.groups
        ]

    def number(self) -> Fraction:
        """By linearity; the variances of independent trials add up too."""
        return sum(self._parts(), Fraction(0))

    def slots(self, stream: Stream) -> dict[str, Any]:
        pattern, things = self.SCENES[self.scene]
        facts = [
            f"{name} {n} with {top}/{bottom}" for name, (n, top, bottom) in zip(self.names, self.groups, strict=True)
        ]
        n, top, bottom = self.groups[0]
        facts[0] = pattern.format(name=self.names[0], n=n, p=f"{top}/{bottom}")
        return {
            "facts": listed(facts) + (", all independently" if self.variance else ""), "things": things,
            "what": "variance" if self.variance else "expected value",
        }  # fmt: skip

    def check(self) -> Check:
        parts = [f"{n}*({top}/{bottom})" + (f"*({bottom - top}/{bottom})" if self.variance else "")
                 for n, top, bottom in self.groups]  # fmt: skip
        return Equations(Rational(), str(self.number()), (f"mean = {' + '.join(parts)}",), ("mean",))

    def solution(self) -> list[str]:
        lines = []
        for name, (n, top, bottom) in zip(self.names, self.groups, strict=True):
            p = Fraction(top, bottom)
            if self.variance:
                lines.append(f"{name}: {n} · {p} · (1 − {p}) = {n} · {p} · {1 - p} = {n * p * (1 - p)}.")
            else:
                lines.append(f"{name}: {n} · {p} = {quotient(n * top, bottom)}.")
        return [*lines, *_added(self._parts())]

    def canonical(self) -> Any:
        return [sorted(self.groups), self.variance]

    def candidates(self) -> int:
        return sum(n for n, _, _ in self.groups)


def _added(parts: list[Fraction]) -> list[str]:
    """The sum of numbers, two at a time."""
    lines, total = [], parts[0]
    for part in parts[1:]:
        lines.append(f"{plus(total, part)}.")
        total += part
    return lines


class DrawMean(Mean, frozen=True, tag="draw_mean"):
    """`many` things are drawn without replacement from a bag with so many things of each value (`counts`, `values`).
    Asked is the expected sum of the values, in a story in which they are coins, or with values 1 and 0 a number of
    things."""

    scene: str
    counts: tuple[int, ...]
    values: tuple[int, ...]
    many: int

    TEXTS: ClassVar = {
        "coins": "A purse holds {stock}. {many_cap} are taken out at random. What is their expected total value in "
        "cents?",
        "who": "{name} takes {many} at random from a purse with {stock}. How many cents is that on average?",
        "cards": "A stack has {cards}. What is the expected sum when {many_of} drawn without replacement?",
        "find": "{many_cap_cards} drawn from {cards}, without replacement. Find the expected sum of their numbers.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> DrawMean | None:
        size = 2 if level == 1 else 3
        values = tuple(sorted(stream.sample((1, 2, 5, 10, 20, 50), size), reverse=True))
        counts = tuple(stream.integer(1, 9) for _ in values)
        many = stream.integer(2, 4 if level == 1 else 3)
        return cls(stream.choice(("coins", "cards")), counts, values, many) if many < sum(counts) else None

    def number(self) -> Fraction:
        """By linearity: every draw has the mean of the bag."""
        return Fraction(self.many * sum(n * v for n, v in zip(self.counts, self.values, strict=True)), sum(self.counts))

    def texts(self) -> Mapping[str, str]:
        names = ("coins", "who") if self.scene == "coins" else ("cards", "find")
        return {name: self.TEXTS[name] for name in names}

    def slots(self, stream: Stream) -> dict[str, Any]:
        stock = listed(
            [f"{n} {v}-cent coin{'s' if n > 1 else ''}" for n, v in zip(self.counts, self.values, strict=True)]
        )
        cards = [f"{n} marked {v}" for n, v in zip(self.counts, self.values, strict=True)]
        cards[0] = f"{counted(self.counts[0], 'card')} marked {self.values[0]}"
        many = in_words(self.many)
        return {
            "stock": stock, "cards": listed(cards), "many": f"{many} coins", "many_cap": f"{many.capitalize()} coins",
            "many_of": f"{many} cards are", "many_cap_cards": f"{many.capitalize()} cards are",
            "name": stream.choice(PEOPLE).name,
        }  # fmt: skip

    def check(self) -> Check:
        """Things by number; each one's value is told by where its number falls."""
        total = sum(self.counts)
        names = [f"t{place}" for place in range(1, self.many + 1)]
        edges = [sum(self.counts[:place]) for place in range(len(self.counts) + 1)]

        def value(name: str) -> str:
            return " + ".join(
                f"{v} * ({edges[place]} <= {name} < {edges[place + 1]})" for place, v in enumerate(self.values)
            )

        conditions = tuple(
            " and ".join(f"{name} != {other}" for other in names[:place]) for place, name in enumerate(names) if place
        )
        variables = tuple(IntRange(name, 0, total - 1) for name in names)
        of = " + ".join(value(name) for name in names)
        return Finite(Rational(), str(self.number()), variables, "expectation", conditions, of)

    def solution(self) -> list[str]:
        products = [n * v for n, v in zip(self.counts, self.values, strict=True)]
        lines = [f"{', '.join(f'{n} · {v} = {n * v}' for n, v in zip(self.counts, self.values, strict=True))}."]
        lines.append(f"All together: {sum_of(products)}, in {' + '.join(map(str, self.counts))} = {sum(self.counts)}.")
        mean = Fraction(sum(products), sum(self.counts))
        lines.append(f"Mean of one: {quotient(sum(products), sum(self.counts))}.")
        return [*lines, f"{self.many} draws: {self.many} · {mean} = {self.many * mean}."]

    def canonical(self) -> Any:
        return [self.many, sorted(zip(self.values, self.counts, strict=True))]

    def candidates(self) -> int:
        return comb(sum(self.counts), self.many)


class DiceSum(Mean, frozen=True, tag="dice_sum"):
    """Dice by kinds ``(number, sides)``, each kind's sum times a `factors` entry; asked is the mean of the total or
    (`variance`) its variance."""

    dice: tuple[tuple[int, int], ...]
    factors: tuple[int, ...]
    variance: bool

    TEXTS: ClassVar = {
        "rolled": "{dice} are rolled. {rule}What is the {what} of {total}?",
        "find": "Find the {what} of {total} when {dice} are rolled.{rule_after}",
        "who": "{name} rolls {dice}. {rule}What is the {what} of {total}?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> DiceSum | None:
        sides = sorted(stream.sample((4, 6, 8, 10, 12, 20), 2 if level < 3 else 3))
        dice = tuple((stream.integer(1, 6 if level == 1 else 4), side) for side in sides)
        factors = tuple(1 if level == 1 else stream.integer(1, 5) for _ in dice)
        variance = level > 1
        return cls(dice, factors, variance)

    def _means(self) -> list[Fraction]:
        """For each kind its part of the answer."""
        if self.variance:
            return [n * f * f * Fraction(side**2 - 1, 12) for (n, side), f in zip(self.dice, self.factors, strict=True)]
        return [n * f * Fraction(side + 1, 2) for (n, side), f in zip(self.dice, self.factors, strict=True)]

    def number(self) -> Fraction:
        """By linearity."""
        return sum(self._means(), Fraction(0))

    def slots(self, stream: Stream) -> dict[str, Any]:
        kinds = [f"{in_words(n)} fair {side}-sided {'die' if n == 1 else 'dice'}" for n, side in self.dice]
        factors = [f"those of the {side}-sided {'die' if n == 1 else 'dice'} count {_fold(f)}"
                   for (n, side), f in zip(self.dice, self.factors, strict=True) if f > 1]  # fmt: skip
        rule = f"All numbers are added up, where {listed(factors)}. " if factors else ""
        return {
            "dice": listed(kinds), "what": "variance" if self.variance else "expected value",
            "total": "the total" if factors else "the sum of all numbers", "rule": rule,
            "rule_after": f" {rule.strip()}" if rule else "", "name": stream.choice(PEOPLE).name,
        }  # fmt: skip

    def check(self) -> Check:
        """From the faces of each die: the mean of its numbers and, for a variance, of their squares."""
        rows, parts = [], []
        for place, ((n, side), factor) in enumerate(zip(self.dice, self.factors, strict=True)):
            faces = range(1, side + 1)
            rows.append(f"m{place} = ({' + '.join(map(str, faces))})/{side}")
            part = f"{n}*{factor}*m{place}"
            if self.variance:
                rows.append(f"q{place} = ({' + '.join(f'{face}*{face}' for face in faces)})/{side}")
                part = f"{n}*{factor}*{factor}*(q{place} - m{place}*m{place})"
            parts.append(part)
        rows.append(f"total = {' + '.join(parts)}")
        return Equations(Rational(), str(self.number()), tuple(rows), ("total",))

    def solution(self) -> list[str]:
        lines = []
        for (n, side), factor, part in zip(self.dice, self.factors, self._means(), strict=True):
            if self.variance:
                one = Fraction(side**2 - 1, 12)
                lines.append(
                    f"{article(f'{side}-sided').capitalize()} die: ({side}^2 − 1) / 12 = {quotient(side**2 - 1, 12)}."
                )
                if factor > 1:
                    lines.append(f"Counted {_fold(factor)}: {factor}^2 · {one} = {factor**2 * one}.")
                if n > 1:
                    lines.append(f"{n} of them: {n} · {factor**2 * one} = {part}.")
            else:
                mean = Fraction(side + 1, 2)
                lines.append(
                    f"{side}-sided: mean (1 + {side}) / 2 = {mean}{f', {n} · {mean} = {part}' if n > 1 else ''}."
                )
        return [*lines, *_added(self._means())]

    def canonical(self) -> Any:
        return [sorted(zip(self.dice, self.factors, strict=True)), self.variance]

    def candidates(self) -> int:
        return prod(int(side**n) for n, side in self.dice)


def _fold(factor: int) -> str:
    return {1: "once", 2: "twice"}.get(factor, f"{in_words(factor)} times")


class Extreme(Mean, frozen=True, tag="extreme"):
    """The expected highest or lowest number of fair dice with these sides, or of the difference of two of them."""

    sides: tuple[int, ...]
    what: str

    TEXTS: ClassVar = {
        "rolled": "{dice} are rolled. What is the expected value of {what}?",
        "find": "Find the expected value of {what} when {dice} are rolled.",
        "who": "{name} rolls {dice} and writes down {what}. What number does {who.they} write down on average?",
        "score": "In a game, the score of a roll of {dice} is {what}. What is the expected score?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Extreme | None:
        many = 2 if level == 2 else 3
        sides = tuple(sorted(stream.choice((4, 5, 6, 6, 8, 10, 12)) for _ in range(many)))
        what = stream.choice(("highest", "lowest", "difference") if many == 2 else ("highest", "lowest"))
        if level == 2 and what == "difference" and sides[1] > 8:
            return None
        return cls(sides, what) if prod(sides) <= 600 else None

    def _tails(self) -> list[int]:
        """For k = 1, 2 and so on: how many rolls have the extreme number k or more."""
        total = prod(self.sides)
        if self.what == "lowest":
            return [prod(side + 1 - k for side in self.sides) for k in range(1, min(self.sides) + 1)]
        return [total - prod(min(side, k - 1) for side in self.sides) for k in range(1, max(self.sides) + 1)]

    def _differences(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for a, b in product(range(1, self.sides[0] + 1), range(1, self.sides[1] + 1)):
            found[abs(a - b)] = found.get(abs(a - b), 0) + 1
        return dict(sorted(found.items()))

    def number(self) -> Fraction:
        """By the tail sum, or directly for a difference."""
        if self.what == "difference":
            return Fraction(sum(value * n for value, n in self._differences().items()), prod(self.sides))
        return Fraction(sum(self._tails()), prod(self.sides))

    def slots(self, stream: Stream) -> dict[str, Any]:
        who = stream.choice(PEOPLE)
        what = {
            "highest": "the highest number", "lowest": "the lowest number", "difference": "the difference of the two "
                                                                                          "numbers",
        }[self.what]  # fmt: skip
        if self.what == "difference":
            what += " (the larger minus the smaller)"
        return {"dice": dice_in_words(self.sides), "what": what, "name": who.name, "who": who}

    def check(self) -> Check:
        names = [f"d{place}" for place in range(1, len(self.sides) + 1)]
        of = {"highest": f"max({', '.join(names)})", "lowest": f"min({', '.join(names)})"}.get(
            self.what, f"abs({names[0]} - {names[1]})"
        )
        variables = tuple(IntRange(name, 1, side) for name, side in zip(names, self.sides, strict=True))
        return Finite(Rational(), str(self.number()), variables, "expectation", (), of)

    def solution(self) -> list[str]:
        total = prod(self.sides)
        lines = [f"All rolls: {' · '.join(map(str, self.sides))} = {total}."]
        if self.what == "difference":
            found = self._differences()
            lines.append(f"Rolls by difference: {', '.join(f'{value}: {n}' for value, n in found.items())}.")
            products = {value: value * n for value, n in found.items() if value}
            lines.append(
                f"{', '.join(f'{value} · {found[value]} = {product_}' for value, product_ in products.items())}."
            )
            lines.append(f"Sum: {sum_of(products.values())}.")
            return [*lines, f"{quotient(sum(products.values()), total)}."]
        tails = self._tails()
        lines.append(f"The mean is the sum over k of the chances that the {self.what} number is at least k.")
        for k, tail in enumerate(tails, 1):
            if self.what == "lowest":
                factors = " · ".join(str(side + 1 - k) for side in self.sides)
                lines.append(f"At least {k}: {factors} = {tail}.")
            else:
                below = prod(min(side, k - 1) for side in self.sides)
                factors = " · ".join(str(min(side, k - 1)) for side in self.sides)
                lines.append(f"At least {k}: {total} − {factors} = {total} − {below} = {tail}.")
        lines.append(f"Sum: {sum_of(tails)}.")
        return [*lines, f"{quotient(sum(tails), total)}."]

    def canonical(self) -> Any:
        return [self.sides, self.what]

    def candidates(self) -> int:
        return prod(self.sides)


class Spread(Mean, frozen=True, tag="spread"):
    """A random variable with integer `values` and chances ``weights / sum``: its mean, variance or mean square."""

    values: tuple[int, ...]
    weights: tuple[int, ...]
    asked: str

    TEXTS: ClassVar = {
        "variable": "A random variable X takes the values {values} with the probabilities {chances}, respectively. "
        "What is {asked}?",
        "table": "x: {values_bar}\nP(X = x): {chances_bar}\nFind {asked}.",
        "spinner": "A spinner has {total} equal sectors: {sectors}. Let X be the number on which it stops. Find "
        "{asked}.",
        "cards": "From {total} cards ({sectors}) one is drawn at random; X is its number. What is {asked}?",
        "game": "A game ends with a score X: {scores}. Work out {asked}.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Spread | None:
        size = level + 1
        values = tuple(sorted(stream.sample(range(-4 if level > 2 else 0, 12), size)))
        weights = tuple(stream.integer(1, 5) for _ in range(size))
        asked = stream.choice(("variance", "variance", "mean of X^2") if level < 4 else ("variance", "third"))
        return cls(values, weights, asked) if sum(weights) <= 16 else None

    def _moment(self, power: int) -> Fraction:
        return Fraction(sum(w * v**power for v, w in zip(self.values, self.weights, strict=True)), sum(self.weights))

    def number(self) -> Fraction:
        """From the moments."""
        if self.asked == "variance":
            return self._moment(2) - self._moment(1) ** 2
        return self._moment(2 if self.asked == "mean of X^2" else 3)

    def slots(self, stream: Stream) -> dict[str, Any]:
        total = sum(self.weights)
        chances = [str(Fraction(weight, total)) for weight in self.weights]
        values = [str(value) for value in self.values]
        asked = {"variance": "the variance of X", "mean of X^2": "the expected value of X^2"}.get(
            self.asked, "the expected value of X^3"
        )
        sectors = listed(
            [f"{weight} with the number {value}" for value, weight in zip(values, self.weights, strict=True)]
        )
        return {
            "values": listed(values), "chances": listed(chances), "values_bar": " | ".join(values),
            "chances_bar": " | ".join(chances), "total": total, "sectors": sectors, "asked": asked,
            "scores": listed([f"{v} with probability {p}" for v, p in zip(values, chances, strict=True)]),
        }  # fmt: skip

    def check(self) -> Check:
        total = sum(self.weights)
        rows = [f"m = {_weighted(self.values, self.weights, 1)}"]
        if self.asked == "variance":
            parts = [f"({w}/{total})*(({v}) - m)*(({v}) - m)" for v, w in zip(self.values, self.weights, strict=True)]
            rows.append(f"answer = {' + '.join(parts)}")
        else:
            rows.append(f"answer = {_weighted(self.values, self.weights, 2 if self.asked == 'mean of X^2' else 3)}")
        return Equations(Rational(), str(self.number()), tuple(rows), ("answer",))

    def solution(self) -> list[str]:
        total = sum(self.weights)
        lines = [
            f"Write all probabilities with the denominator {total}: {', '.join(f'{w}/{total}' for w in self.weights)}."
        ]

        def moment(power: int) -> int:
            name = "X" if power == 1 else f"X^{power}"
            products = []
            for value, weight in zip(self.values, self.weights, strict=True):
                shown_value = f"({value})" if value < 0 else str(value)
                term = weight * value**power
                if power == 1:
                    lines.append(f"{weight} · {shown_value} = {term}.")
                else:
                    lines.append(f"{weight} · {shown_value}^{power} = {weight} · {value**power} = {term}.")
                products.append(term)
            lines.append(f"E({name}): {signed_sum(products)}; {quotient(sum(products), total)}.")
            return sum(products)

        if self.asked == "variance":
            moment(1)
            moment(2)
            mean, square = self._moment(1), self._moment(2)
            lines.append(f"E(X)^2 = ({mean})^2 = {mean**2}.")
            return [*lines, f"Variance: {minus(square, mean**2)}."]
        moment(2 if self.asked == "mean of X^2" else 3)
        return lines

    def canonical(self) -> Any:
        divisor = Fraction(1, sum(self.weights))
        return [self.asked, [[v, str(w * divisor)] for v, w in zip(self.values, self.weights, strict=True)]]

    def candidates(self) -> int:
        return sum(self.weights)


def _weighted(values: tuple[int, ...], weights: tuple[int, ...], power: int) -> str:
    total = sum(weights)
    return " + ".join(f"({w}/{total})*{'*'.join([f'({v})'] * power)}" for v, w in zip(values, weights, strict=True))


class GivenMean(Mean, frozen=True, tag="given_mean"):
    """Two dice are rolled and an event of `EVENTS` is known: the expected sum or highest number."""

    sides: tuple[int, int]
    known: tuple[str, int]
    what: str

    TEXTS: ClassVar = {
        "told": "{dice} are rolled. You are told that {known}. What is the expected value of {what}?",
        "given": "Find the expected value of {what} in a roll of {dice}, given that {known}.",
        "repeat": "{dice} are rolled again and again until {known}. What is the expected value of {what} in this "
        "last roll?",
        "who": "{name} rolls {dice} and says truthfully that {known}. What is {what} on average?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> GivenMean | None:
        sides = sorted(stream.choice((4, 6, 6, 8)) for _ in range(2))
        event = stream.choice(("sum_least", "sum_most", "highest", "lowest", "shows", "multiple", "difference"))
        high = {"shows": max(sides), "highest": max(sides), "lowest": min(sides), "multiple": 5, "difference": 3}
        value = stream.integer(2, high.get(event, sum(sides) - 2))
        what = stream.choice(("sum", "highest", "lowest"))
        found = cls((sides[0], sides[1]), (event, value), what)
        return (
            found
            if event != what
            and len({*map(found._value, found._rolls())}) > 1
            and 4 <= len(found._rolls()) <= 5 * level + 8
            else None
        )

    def _rolls(self) -> list[tuple[int, ...]]:
        event, value = self.known
        return [roll for roll in product(*(range(1, side + 1) for side in self.sides)) if EVENTS[event][1](roll, value)]

    def _value(self, roll: tuple[int, ...]) -> int:
        return {"sum": sum(roll), "highest": max(roll), "lowest": min(roll)}[self.what]

    def number(self) -> Fraction:
        """The mean over the rolls that are possible."""
        rolls = self._rolls()
        return Fraction(sum(map(self._value, rolls)), len(rolls))

    def slots(self, stream: Stream) -> dict[str, Any]:
        what = {"sum": "the sum", "highest": "the highest number", "lowest": "the lowest number"}[self.what]
        return {
            "dice": dice_in_words(self.sides), "known": EVENTS[self.known[0]][0].format(self.known[1]), "what": what,
            "name": stream.choice(PEOPLE).name,
        }  # fmt: skip

    def check(self) -> Check:
        names = ["d1", "d2"]
        variables = tuple(IntRange(name, 1, side) for name, side in zip(names, self.sides, strict=True))
        of = {"sum": "d1 + d2", "highest": "max(d1, d2)", "lowest": "min(d1, d2)"}[self.what]
        return Finite(Rational(), str(self.number()), variables, "expectation", (condition_of(*self.known, names),), of)

    def solution(self) -> list[str]:
        rolls = self._rolls()
        word = {"sum": "sums", "highest": "highest numbers", "lowest": "lowest numbers"}[self.what]
        lines = [f"Possible rolls by the first die, and their {word}:"]
        sums = []
        for first in range(1, self.sides[0] + 1):
            mine = [roll for roll in rolls if roll[0] == first]
            if not mine:
                continue
            values = [self._value(roll) for roll in mine]
            sums.append(sum(values))
            added = f"{' + '.join(map(str, values))} = {sum(values)}" if len(values) > 1 else str(values[0])
            lines.append(f"{first} with {', '.join(str(roll[1]) for roll in mine)}: {added}")
        lines.append(f"Sum: {sum_of(sums)}, over {len(rolls)} rolls.")
        return [*lines, f"{quotient(sum(sums), len(rolls))}."]

    def canonical(self) -> Any:
        return [self.sides, self.known, self.what]

    def candidates(self) -> int:
        return prod(self.sides)


class Occurrences(Mean, frozen=True, tag="occurrences"):
    """Expected numbers by indicator variables.

    `what`: ``faces`` (different numbers in `m` rolls of an `n`-sided die), ``empty`` (empty ones of `n` boxes for `m`
    balls), ``single`` (boxes with exactly one ball), ``pairs`` (neighbours of different sex among `n` girls and `m`
    boys in a row), ``ring`` (the same in a circle).
    """

    what: str
    n: int
    m: int

    SCENES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "faces": {
            "faces": "A fair {n}-sided die is rolled {m} times. What is the expected number of different numbers "
            "that come up?",
            "cards": "A card is drawn {m} times from {n} different ones and put back each time. How many different "
            "cards are seen on average?",
        },
        "empty": {
            "balls": "{m_cap} balls are thrown at random into {n} boxes, each box being equally likely for each "
            "ball. What is the expected number of empty boxes?",
            "lift": "{m_cap} people enter a lift and each leaves at a random one of {n} floors. At how many floors "
            "does nobody leave, on average?",
        },
        "single": {
            "single": "{m_cap} balls fall independently into {n} boxes, each box being equally likely. Find the "
            "expected number of boxes with exactly one ball.",
            "emails": "{m_cap} messages go independently to random ones of {n} inboxes. How many inboxes get exactly "
            "one of them, on average?",
        },
        "pairs": {
            "row": "{n_cap} girls and {m} boys sit down in a row in random order. What is the expected number of "
            "pairs of neighbours that consist of a girl and a boy?",
            "books": "{n_cap} novels and {m} atlases are put on a shelf in random order. How many times, on average, "
            "does a novel stand next to an atlas?",
        },
        "ring": {
            "circle": "{n_cap} girls and {m} boys form a circle in random order. What is the expected number of "
            "pairs of neighbours that consist of a girl and a boy?",
            "table": "{n_cap} nurses and {m} doctors take their seats around a round table at random. How many "
            "times, on average, does a nurse sit next to a doctor?",
        },
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Occurrences | None:
        kind = stream.choice(tuple(cls.SCENES))
        n, m = stream.integer(2, 8 if level == 2 else 12), stream.integer(2, 4 if level == 2 else 6)
        if kind in ("pairs", "ring"):
            m = stream.integer(2, 9 if level == 2 else 15)
        if kind in ("faces", "empty", "single") and n**m > (5_000 if level == 2 else 100_000):
            return None
        return cls(kind, n, m)

    def number(self) -> Fraction:
        """A number of indicators times the chance of one."""
        n, m = self.n, self.m
        none = Fraction(n - 1, n) ** m
        match self.what:
            case "faces":
                return n * (1 - none)
            case "empty":
                return n * none
            case "single":
                return m * Fraction(n - 1, n) ** (m - 1)
        pairs = n + m - (self.what == "pairs")
        return pairs * Fraction(2 * n * m, (n + m) * (n + m - 1))

    def texts(self) -> Mapping[str, str]:
        return self.SCENES[self.what]

    def slots(self, stream: Stream) -> dict[str, Any]:
        in_figures = self.what in ("faces",)
        n, m = in_words(self.n), in_words(self.m)
        return {
            "n": self.n if in_figures else n, "m": m, "n_cap": n.capitalize(), "m_cap": m.capitalize(),
        }  # fmt: skip

    def check(self) -> Check:
        """Not by indicators but, for the boxes, from the transition from ball to ball; for the rows by all pairs of
        places."""
        n, m = self.n, self.m
        if self.what in ("pairs", "ring"):
            places = n + m
            gap = "b - a == 1" if self.what == "pairs" else f"b - a == 1 or b - a == {places - 1}"
            # Two places, the people on them by number; a pair of neighbours counts where exactly one is a girl.
            variables = (
                IntRange("a", 1, places),
                IntRange("b", 1, places),
                IntRange("x", 1, places),
                IntRange("y", 1, places),
            )
            pairs = places - (self.what == "pairs")
            of = f"{pairs} * ((x <= {n}) + (y <= {n}) == 1)"
            conditions = ("a < b", gap, "x != y")
            return Finite(Rational(), str(self.number()), variables, "expectation", conditions, of)
        if self.what == "single":
            rows = ["e0 = 1", "s0 = 0"]
            rows += [f"e{i} = e{i - 1}*{n - 1}/{n}" for i in range(1, m + 1)]
            rows += [f"s{i} = s{i - 1}*{n - 1}/{n} + e{i - 1}/{n}" for i in range(1, m + 1)]
            rows.append(f"answer = {n}*s{m}")
        else:
            rows = ["used0 = 0", *(f"used{i} = used{i - 1} + ({n} - used{i - 1})/{n}" for i in range(1, m + 1))]
            rows.append(f"answer = {f'used{m}' if self.what == 'faces' else f'{n} - used{m}'}")
        return Equations(Rational(), str(self.number()), tuple(rows), ("answer",))

    def solution(self) -> list[str]:
        n, m = self.n, self.m
        if self.what in ("pairs", "ring"):
            total = n + m
            pairs = total - (self.what == "pairs")
            lines = [f"There are {total}{' − 1' if self.what == 'pairs' else ''} = {pairs} pairs of neighbouring "
                     f"places."
                     if self.what == "pairs" else f"There are {pairs} pairs of neighbouring places."]  # fmt: skip
            top, bottom = 2 * n * m, total * (total - 1)
            lines.append(f"A pair is mixed with 2 · {n}/{total} · {m}/{total - 1} = {reduced(top, bottom)}.")
            chance = Fraction(top, bottom)
            return [*lines, f"{pairs} · {chance} = {quotient(pairs * chance.numerator, chance.denominator)}."]
        miss = f"({n - 1}/{n})"
        if self.what == "single":
            lines = [f"A given ball is alone if the other {m - 1} {'misses' if m == 2 else 'miss'} its box: "
                     f"{miss}^{m - 1} = {(n - 1) ** (m - 1)}/{n ** (m - 1)}."]  # fmt: skip
            top, bottom = m * (n - 1) ** (m - 1), n ** (m - 1)
            return [*lines, f"{m} balls: {m} · {(n - 1) ** (m - 1)} / {bottom} = {quotient(top, bottom)}."]
        thing = "A given number is missed" if self.what == "faces" else "A given one stays empty"
        top, bottom = (n - 1) ** m, n**m
        lines = [f"{thing} with {miss}^{m} = {top}/{bottom}."]
        if self.what == "faces":
            lines.append(f"It comes up with 1 − {top}/{bottom} = {bottom - top}/{bottom}.")
            top = bottom - top
        return [*lines, f"All {n}: {n} · {top} / {bottom} = {quotient(n * top, bottom)}."]

    def canonical(self) -> Any:
        pair = sorted((self.n, self.m)) if self.what in ("pairs", "ring") else [self.n, self.m]
        return [self.what, pair]

    def candidates(self) -> int:
        return int(self.n**self.m)


__all__ = [
    "DiceSum",
    "DrawMean",
    "Extreme",
    "GivenMean",
    "Lottery",
    "Mean",
    "Occurrences",
    "Payoff",
    "Spread",
    "Successes",
]
