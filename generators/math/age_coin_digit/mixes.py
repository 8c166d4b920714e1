"""Heads and legs, coins, tickets: how many things of each kind there are, from their number and their total."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, ClassVar, NamedTuple

from generators.language.lexicon import PEOPLE, in_words, listed
from generators.math.age_coin_digit.puzzle import MANY, Puzzle, Solution, near_twin
from generators.randomness import Stream


class Scene(NamedTuple):
    """A setting: kinds with their values (or None for values that are drawn), how one is told, and the texts."""

    kinds: tuple[tuple[str, int | None], ...]
    one: str  # how a kind with its value is introduced
    texts: Mapping[str, str]  # {kinds}, {told}: what is counted
    number: str  # what the number of things is called in what is told
    total: str  # and the total


_SCENES = {
    "farm": Scene(
        (("chickens", 2), ("rabbits", 4), ("beetles", 6), ("spiders", 8)), "{name} ({value} legs each)", {
            "farm": "In a yard live {kinds}. Together there are {told}. {rules}{question}",
            "shed": "A child keeps {kinds} and counts {told}. {rules}{question}",
            "barn": "{name} looks at {kinds} in a barn and sees {told}. {rules}{question}",
        }, "{number} heads", "{total} legs",
    ),
    "garage": Scene(
        (("bicycles", 2), ("tricycles", 3), ("cars", 4), ("trucks", 6)), "{name} ({value} wheels each)", {
            "garage": "In a garage stand {kinds}. There are {told}. {rules}{question}",
            "repair": "A workshop repairs {kinds}, at the moment {told}. {rules}{question}",
        }, "{number} vehicles", "{total} wheels",
    ),
    "purse": Scene(
        (("twos", 2), ("fives", 5), ("tens", 10), ("twenties", 20), ("fifties", 50)), "{name} ({value}-cent coins)", {
            "purse": "A purse holds only {kinds}: {told}. {rules}{question}",
            "till": "In a till are {kinds}, in all {told}. {rules}{question}",
            "pay": "{name} pays with {kinds}, using {told}. {rules}{question}",
        }, "{number} coins", "{total} cents",
    ),
    "post": Scene(
        (("red", None), ("blue", None), ("green", None), ("white", None)), "{name} stamps ({value} cents each)", {
            "post": "On a parcel are {kinds}, altogether {told}. {rules}{question}",
            "buy": "{name} buys {kinds} and gets {told}. {rules}{question}",
        }, "{number} stamps", "{total} cents",
    ),
    "theatre": Scene(
        (("adults", None), ("children", None), ("seniors", None), ("students", None)), "{name} ({value} euros each)", {
            "show": "Tickets for a show were sold to {kinds}: {told}. {rules}{question}",
            "museum": "A museum is visited by {kinds}; the desk notes {told}. {rules}{question}",
        }, "{number} visitors", "{total} euros",
    ),
    "hall": Scene(
        (("round", None), ("long", None), ("square", None), ("corner", None)), "{name} tables ({value} seats each)", {
            "hall": "A hall has {kinds}: {told}. {rules}{question}",
            "inn": "An inn has {kinds}: {told}. {rules}{question}",
        }, "{number} tables", "{total} seats",
    ),
    "lake": Scene(
        (("canoes", None), ("rafts", None), ("ferries", None), ("yachts", None)), "{name} for {value} people", {
            "lake": "A boat hire has {kinds}, namely {told}. {rules}{question}",
            "camp": "A camp takes {kinds} to a lake, {told}. {rules}{question}",
        }, "{number} boats", "{total} places",
    ),
    "packing": Scene(
        (("small", None), ("medium", None), ("large", None), ("huge", None)), "{name} boxes of {value}", {
            "eggs": "Eggs are packed into {kinds}, all of them full: {told}. {rules}{question}",
            "pens": "A shop orders pens in {kinds} and gets {told}. {rules}{question}",
        }, "{number} boxes", "{total} pieces",
    ),
}  # fmt: skip
_TIMES = {2: "twice", 3: "three times", 4: "four times"}


class Mix(Puzzle, frozen=True, tag="mix"):
    """Things of some kinds with integer `values` each; told are the sum of all values, `total`, and the number of
    things, `number` (0: not told). With `relation` ``(i, j, k)`` there are k times as many of kind i as of kind j.
    There is at least one of each. Asked is kind `asked`, or all of them (-1)."""

    scene: str
    names: tuple[str, ...]
    values: tuple[int, ...]
    number: int
    total: int
    relation: tuple[int, int, int] | tuple[()]
    asked: int

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Mix | None:
        scene = stream.choice(tuple(_SCENES))
        kinds = _SCENES[scene].kinds
        size, numbered, related = _shape(stream, level)
        places = sorted(stream.sample(range(len(kinds)), size))
        top = 12 if level < 3 else 20
        values = tuple(kinds[place][1] or stream.integer(2, top) for place in places)
        relation: tuple[int, int, int] | tuple[()] = ()
        amounts = [stream.integer(1, 25 if level == 1 else 12) for _ in places]
        if related:
            i, j = stream.sample(range(size), 2)
            relation = (i, j, stream.integer(2, 4))
            amounts[j] = stream.integer(1, 6)
            amounts[i] = relation[2] * amounts[j]
        number = sum(amounts) if numbered else 0
        total = sum(n * v for n, v in zip(amounts, values, strict=True))
        names = tuple(kinds[place][0] for place in places)
        asked = stream.below(size) if level == 1 or stream.chance(1, 2) else -1
        found = cls(scene, names, values, number, total, relation, asked)
        if len(set(values)) < size or not found.unique() or not found._workable():
            return None
        return found if level > 1 or total <= 200 else None

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Mix | None:
        base = cls.drawn(stream, level)
        if base is None:
            return None
        changed = [base._with(total=base.total + step) for step in (-3, -2, -1, 1, 2, 3) if base.total + step > 0]
        if base.number:
            changed += [base._with(number=base.number + step) for step in (-2, -1, 1, 2) if base.number + step > 0]
            if len(base.names) < 4:
                changed.append(base._with(number=0))
        found = near_twin(stream, changed)
        return found if found is not None and found._workable() else None

    def _with(self, *, total: int | None = None, number: int | None = None) -> Mix:
        return type(self)(
            self.scene, self.names, self.values, self.number if number is None else number,
            self.total if total is None else total, self.relation, self.asked,
        )  # fmt: skip

    def unknowns(self) -> Mapping[str, tuple[int, int]]:
        most = [self.total // value for value in self.values]
        if self.number:
            most = [min(each, self.number) for each in most]
        return {name: (1, max(1, each)) for name, each in zip(self.names, most, strict=True)}

    def conditions(self) -> tuple[str, ...]:
        conditions = []
        if self.relation:
            i, j, k = self.relation
            conditions.append(f"{self.names[i]} == {k}*{self.names[j]}")
        if self.number:
            conditions += [f"{' + '.join(self.names[:place])} < {self.number}" for place in range(2, len(self.names))]
            conditions.append(f"{' + '.join(self.names)} == {self.number}")
        terms = [f"{value}*{name}" for name, value in zip(self.names, self.values, strict=True)]
        conditions += [f"{' + '.join(terms[:place])} < {self.total}" for place in range(2, len(terms))]
        return (*conditions, f"{' + '.join(terms)} == {self.total}")

    def asked_for(self) -> str:
        return "" if self.asked < 0 else self.names[self.asked]

    def solutions(self) -> list[Solution]:
        """Nested tries, the last two kinds (or the last one) by calculation."""
        found: list[Solution] = []

        def go(place: int, left: int, things: int, chosen: list[int]) -> None:
            if place == len(self.names):
                whole = left == 0 and (not self.number or things == 0)
                if whole and (not self.relation or self._related(chosen)):
                    found.append(dict(zip(self.names, chosen, strict=True)))
                return
            value = self.values[place]
            if place == len(self.names) - 1:
                if left > 0 and left % value == 0:
                    go(place + 1, 0, things - left // value, [*chosen, left // value])
                return
            most = left // value
            if self.number:
                most = min(most, things - (len(self.names) - place - 1))
            for amount in range(1, most + 1):
                go(place + 1, left - amount * value, things - amount, [*chosen, amount])

        go(0, self.total, self.number, [])
        return found

    def _related(self, chosen: list[int]) -> bool:
        i, j, k = self.relation  # type: ignore[misc]
        return chosen[i] == k * chosen[j]

    def texts(self) -> Mapping[str, str]:
        return _SCENES[self.scene].texts

    def slots(self, stream: Stream) -> dict[str, Any]:
        scene = _SCENES[self.scene]
        kinds = [scene.one.format(name=name, value=value) for name, value in zip(self.names, self.values, strict=True)]
        told = scene.total.format(total=self.total)
        if self.number:
            told = f"{scene.number.format(number=self.number)} and {told}"
        rules = "There is at least one of each kind. " if self.OUTCOMES else ""
        if self.relation:
            i, j, k = self.relation
            rules += f"There are {_TIMES[k]} as many {self._told(i)} as {self._told(j)}. "
        question = "How many of each kind are there?"
        if self.asked >= 0:
            question = f"How many {self._told(self.asked)} are there?"
        return {
            "kinds": listed(kinds), "told": told, "rules": rules, "question": question,
            "name": stream.choice(PEOPLE).name,
        }  # fmt: skip

    def _told(self, place: int) -> str:
        """A kind as the story calls it."""
        word = {"post": " stamps", "hall": " tables", "packing": " boxes"}.get(self.scene, "")
        return f"{self.names[place]}{word}"

    def _groups(self) -> list[tuple[str, int, int]]:
        """Unknowns that are left once the relation is used: the name, its value and its number of things, per unit."""
        values, weights = list(self.values), [1] * len(self.values)
        places = list(range(len(self.values)))
        if self.relation:
            i, j, k = self.relation
            values[j] += k * values[i]
            weights[j] += k
            places.remove(i)
        return [(self.names[place], values[place], weights[place]) for place in places]

    def solution(self) -> list[str]:
        lines = []
        groups = self._groups()
        if self.relation:
            i, j, k = self.relation
            v, w = self.values[j], self.values[i]
            things = f", and 1 + {k} = {1 + k} things" if self.number else ""
            lines.append(f"With each of the {self._told(j)} go {k} {self._told(i)}: together {v} + {k} · {w} = "
                         f"{v + k * w}{things}.")  # fmt: skip
        if len(groups) == 1:
            name, value, weight = groups[0]
            amount = Fraction(self.total, value)
            lines.append(f"{self.total} / {value} = {amount}.")
            if self.number and amount.denominator == 1:
                lines.append(f"Things: {amount} · {weight} = {amount * weight}, and there should be {self.number}.")
            return [*lines, *self._ending()]
        if self.number and len(groups) == 2 and not self.relation:
            return [*lines, *self._as_if_all()]
        terms = " + ".join(f"{value}·{name}" for name, value, _ in groups)
        lines.append(f"{terms} = {self.total}.")
        if not self.number:
            return [*lines, *self._try_all(groups, self.total)]
        weights = " + ".join(f"{weight}·{name}" if weight > 1 else name for name, _, weight in groups)
        lines.append(f"{weights} = {self.number}.")
        name, value, weight = self._gone(groups)
        left = [(other, v * weight - value * w) for other, v, w in groups if other != name]
        right = self.total * weight - value * self.number
        times = f"{weight} times the first line minus " if weight > 1 else "The first line minus "
        shown = " + ".join(f"{factor}·{other}" if factor > 1 else other for other, factor in left)
        lines.append(f"{times}{value} times the second: {shown} = {right}.".replace("-", "−"))
        if len(left) == 1:
            other, factor = left[0]
            if factor > 1:
                lines.append(f"{other} = {right} / {factor} = {Fraction(right, factor)}.".replace("-", "−"))
            return [*lines, *self._ending()]
        return [*lines, *self._try_two(left, right, (name, weight, groups))]

    @staticmethod
    def _gone(groups: list[tuple[str, int, int]]) -> tuple[str, int, int]:
        """The kind that is eliminated, with the smallest value per thing, so that no factor becomes negative."""
        return min(groups, key=lambda each: Fraction(each[1], each[2]))

    def _workable(self) -> bool:
        """Whether the solution has few tries and no kind falls out of it together with another one."""
        groups = self._groups()
        per_thing = {Fraction(value, weight) for _, value, weight in groups}
        return (not self.number or len(per_thing) == len(groups)) and len(self.solution()) <= 18

    def _as_if_all(self) -> list[str]:
        """Two kinds and both numbers: as if all were of the kind with less."""
        low, high = sorted(range(2), key=lambda place: self.values[place])
        base = self.number * self.values[low]
        step = self.values[high] - self.values[low]
        more = self.total - base
        amount = Fraction(more, step)
        first, second = self._told(low), self._told(high)
        lines = [f"If all {self.number} were {first}: {self.number} · {self.values[low]} = {base}.",
                 f"{self.total} − {base} = {more}, and one of the others adds {self.values[high]} − "
                 f"{self.values[low]} = {step}.",
                 f"{second}: {more} / {step} = {amount}."]  # fmt: skip
        if amount.denominator == 1 and self.asked != high and amount >= 0:
            lines.append(f"{first}: {self.number} − {amount} = {self.number - amount}.")
        return [*lines, *self._ending()]

    def _try_all(self, groups: list[tuple[str, int, int]], total: int) -> list[str]:
        """Tries for all kinds but the last, the dearest first."""
        order = sorted(groups, key=lambda each: -each[1])
        lines: list[str] = []

        def go(place: int, left: int, told: str) -> None:
            name, value, _ = order[place]
            if place == len(order) - 1:
                good = left > 0 and left % value == 0
                text = (
                    f"{left} / {value} = {left // value} {name}"
                    if good
                    else f"{left} left, which is no number of {name}"
                )
                lines.append(f"{told}: {text}.")
                return
            for amount in range(1, (left - sum(each[1] for each in order[place + 1 :])) // value + 1):
                go(place + 1, left - amount * value, f"{told}{', ' if told else ''}{name} = {amount}")

        go(0, total, "")
        if not lines:
            lines.append("Even one of each is too much.")
        return [*lines, *self._ending()]

    def _try_two(
        self, left: list[tuple[str, int]], right: int, rest: tuple[str, int, list[tuple[str, int, int]]]
    ) -> list[str]:
        """An equation in two unknowns: tries for the one with the larger factor; the third unknown from the number."""
        (x, a), (y, b) = sorted(left, key=lambda each: each[1])
        name, weight, groups = rest
        weights = {each: w for each, _, w in groups}
        lines = []
        for amount in range(1, self.number // weights[y] + 1):
            other = Fraction(right - b * amount, a)
            if other < 1:
                break
            difference = f"{right} − {b * amount}"
            start = f"{y} = {amount}: {x} = {difference if a == 1 else f'({difference}) / {a}'} = {other}"
            if other.denominator != 1:
                lines.append(f"{start}, not possible.")
                continue
            taken = weights[y] * amount + weights[x] * int(other)
            third = Fraction(self.number - taken, weight)
            verdict = "" if third >= 1 and third.denominator == 1 else ", not possible"
            over = f" / {weight}" if weight > 1 else ""
            shown = f"({self.number} − {taken}){over}" if weight > 1 else f"{self.number} − {taken}"
            lines.append(f"{start}, {name} = {shown} = {third}{verdict}.")
        if not lines:
            lines.append(f"Even {y} = 1 leaves no room for {x}.")
        return [*lines, *self._ending()]

    def _ending(self) -> list[str]:
        solutions = self.solutions()
        if not self.OUTCOMES:
            return []
        if not solutions:
            return ["So no choice fits."]
        if self.gold() == MANY:
            return [f"So {in_words(len(solutions))} choices fit, and the answer is not determined."]
        return [f"So exactly one choice fits: {', '.join(f'{name} = {n}' for name, n in solutions[0].items())}."]

    def canonical(self) -> Any:
        """Kinds by value; what is asked and the relation by the places of the values."""
        order = sorted(range(len(self.values)), key=lambda place: self.values[place])
        place = {old: new for new, old in enumerate(order)}
        relation = [place[self.relation[0]], place[self.relation[1]], self.relation[2]] if self.relation else []
        asked = place[self.asked] if self.asked >= 0 else -1
        return [sorted(self.values), self.number, self.total, relation, asked]


def _shape(stream: Stream, level: int) -> tuple[int, bool, bool]:
    """How many kinds, whether their number is told, whether two are related."""
    match level:
        case 1:
            return 2, True, False
        case 2:
            return stream.choice(((2, False, False), (2, True, False), (3, True, True), (3, True, True)))
        case 3:
            return stream.choice(((3, True, False), (3, True, False), (3, False, True)))
    return stream.choice(((4, True, True), (4, True, True), (3, True, False)))


class EasyMix(Mix, frozen=True, tag="easy_mix"):
    """Two kinds, both numbers told, one kind asked for: there always is one answer."""

    OUTCOMES: ClassVar[tuple[str, ...]] = ()


__all__ = ["EasyMix", "Mix"]
