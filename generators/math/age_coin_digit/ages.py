"""Ages: how old people are, from what is said of their ages now, in some years and some years ago."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations, pairwise, permutations
from math import prod
from typing import Any, ClassVar, Self

from generators.language.lexicon import PEOPLE, counted, in_words, listed
from generators.math.age_coin_digit.puzzle import MANY, NONE, Puzzle, Solution, near_twin
from generators.randomness import Stream

Clue = tuple[str, int, int, int, int]
"""A kind, two people and two numbers: ``more`` (the first is so many years older than the second, told for the time t),
``times`` (at the time t, k times as old), ``sum`` (the sum of all ages at the time t; no people)."""
_OLDEST = 100
_TIMES = {2: "twice", 3: "three times", 4: "four times", 5: "five times", 6: "six times", 7: "seven times"}


class Ages(Puzzle, frozen=True, tag="ages"):
    """People with one clue each, from the second on, that ties them to somebody before, and a last clue, `closing`."""

    names: tuple[str, ...]
    chain: tuple[Clue, ...]
    closing: Clue
    asked: int

    TEXTS: ClassVar = {
        "clues": "{clues} {whole}{question}",
        "family": "{names} talk about their ages. {clues} {whole}{question}",
        "riddle": "[A riddle|Here is a riddle]: {clues} {whole}{question}",
        "known": "This is known about {names}: {clues_low} {whole}{question}",
        "ask": "{question} {clues}{whole_end}",
        "party": "At a party {names} give a puzzle: {clues_low} {whole}{question}",
        "note": "A note says: {clues_low} {whole}{question}",
        "album": "From an old album one learns this. {clues} {whole}{question}",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Ages | None:
        size = 2 if level < 3 else level
        names = tuple(each.name for each in stream.sample(PEOPLE, size))
        ages = [stream.integer(2, 40) for _ in names]
        chain = []
        for i in range(1, size):
            clue = _clue(stream, ages, i, stream.below(i))
            if clue is None:
                return None
            chain.append(clue)
        i, j = stream.sample(range(size), 2)
        time = _time(stream, ages)
        match stream.choice(("sum", "times", "times", "more")):
            case "sum":
                closing: Clue = ("sum", 0, 0, sum(ages) + size * time, time)
            case "more" if ages[i] > ages[j]:
                closing = ("more", i, j, ages[i] - ages[j], max(0, time))
            case "times" if (ages[i] + time) % (ages[j] + time) == 0:
                closing = ("times", i, j, (ages[i] + time) // (ages[j] + time), time)
            case _:
                return None
        return cls(names, tuple(chain), closing, stream.below(size) if stream.chance(1, 2) else -1)._if_good(ages)

    def _if_good(self, ages: list[int]) -> Self | None:
        """The puzzle, if these ages are its only answer."""
        fits = self._equation()[0] and self.solutions() == [dict(zip(self.names, ages, strict=True))]
        return self if fits and (self.closing[0] != "times" or self.closing[3] in _TIMES) else None

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Ages | None:
        base = cls.drawn(stream, level)
        if base is None:
            return None
        kind, i, j, number, time = base.closing
        most = 7 if kind == "times" else 400
        numbers = [number + step for step in (-3, -2, -1, 1, 2, 3) if 2 <= number + step <= most]
        changed = [cls(base.names, base.chain, (kind, i, j, each, time), base.asked) for each in numbers]
        forms = base._forms()
        for i, j in permutations(range(len(forms)), 2):
            older = forms[i][1] - forms[j][1]
            if forms[i][0] == forms[j][0] and older > 0:
                told = older + stream.choice((0, 0, 1, -1 if older > 1 else 2))
                changed.append(cls(base.names, base.chain, ("more", i, j, told, stream.integer(2, 12)), base.asked))
        found: Ages | None = near_twin(stream, changed)
        return found

    def _forms(self) -> list[tuple[int, int]]:
        """Every age now as a·x + b, with x the first one's."""
        forms = [(1, 0)]
        for kind, _, j, number, time in self.chain:
            a, b = forms[j]
            forms.append((a, b + number) if kind == "more" else (number * a, number * b + (number - 1) * time))
        return forms

    def _equation(self) -> tuple[int, int]:
        """The closing clue as a·x = b."""
        forms = self._forms()
        kind, i, j, number, time = self.closing
        if kind == "sum":
            return sum(a for a, _ in forms), number - sum(b for _, b in forms) - len(forms) * time
        (a, b), (c, d) = forms[i], forms[j]
        left, right = (a - c, number - b + d) if kind == "more" else (a - number * c, number * (d + time) - b - time)
        return (-left, -right) if left < 0 else (left, right)

    def _range(self) -> tuple[int, int]:
        """The ages that are possible now, for all times mentioned."""
        times = [0, *(clue[4] for clue in (*self.chain, self.closing))]
        return 1 - min(times), _OLDEST - max(times)

    def solutions(self) -> list[Solution]:
        a, b = self._equation()
        tries = [Fraction(b, a)] if a else [Fraction(x) for x in range(1, _OLDEST + 1)] if b == 0 else []
        low, high = self._range()
        found = []
        for x in tries:
            ages = [form[0] * x + form[1] for form in self._forms()]
            if x.denominator == 1 and all(low <= age <= high for age in ages):
                found.append({name: int(age) for name, age in zip(self.names, ages, strict=True)})
        return found

    def unknowns(self) -> Mapping[str, tuple[int, int]]:
        return dict.fromkeys(self.names, self._range())

    def conditions(self) -> tuple[str, ...]:
        conditions = []
        for kind, i, j, number, time in (*self.chain, self.closing):
            shift = f" + {time}" if time >= 0 else f" - {-time}"
            if kind == "sum":
                conditions.append(f"{' + '.join(f'({name}{shift})' for name in self.names)} == {number}")
            elif kind == "more":
                conditions.append(f"{self.names[i]} - {self.names[j]} == {number}")
            else:
                conditions.append(f"{self.names[i]}{shift} == {number}*({self.names[j]}{shift})")
        return tuple(conditions)

    def asked_for(self) -> str:
        return "" if self.asked < 0 else self.names[self.asked]

    def slots(self, stream: Stream) -> dict[str, Any]:
        clues = [self._told(clue) for clue in (*self.chain, self.closing)]
        if self.OUTCOMES:
            clues = [*stream.shuffled(clues[:-1]), clues[-1]]
        whole = (
            f"All ages, now and at the times mentioned, are whole numbers from 1 to {_OLDEST}. "
            if self.OUTCOMES
            else ""
        )
        question = f"How old is {self.names[self.asked]} now?" if self.asked >= 0 else "How old are they now?"
        if self.asked < 0:
            question = f"How old are {listed(list(self.names))} now?"
        text = " ".join(clues)
        return {
            "clues": text, "clues_low": text[0].lower() + text[1:] if text.startswith(("In ", "Together ")) else text,
            "names": listed(list(self.names)), "whole": whole, "whole_end": f" {whole.strip()}" if whole else "",
            "question": question,
        }  # fmt: skip

    def _told(self, clue: Clue) -> str:
        kind, i, j, number, time = clue
        one, other = self.names[i], self.names[j]
        when = f"In {counted(time, 'year')}, " if time > 0 else ""
        ago = f"{counted(-time, 'year')} ago, " if time < 0 else ""
        if kind == "sum":
            names = listed(list(self.names))
            if time == 0:
                return f"Together {names} are {number} years old."
            return f"{when}the ages of {names} will add up to {number}." if time > 0 else (
                f"{ago}the ages of {names} added up to {number}.")  # fmt: skip
        if kind == "more":
            word = f"{counted(abs(number), 'year')} {'older' if number > 0 else 'younger'} than {other}"
            return f"{when}{one} will be {word}." if time > 0 else f"{one} is {word}."
        word = f"{_TIMES[number]} as old as {other}"
        if time > 0:
            return f"{when}{one} will be {word}."
        return f"{ago}{one} was {word}." if time < 0 else f"{one} is {word}."

    def solution(self) -> list[str]:
        forms = self._forms()
        lines = [f"Let x be {self.names[0]}'s age now."]
        for (kind, i, j, number, time), form in zip(self.chain, forms[1:], strict=True):
            name, other = self.names[i], self.names[j]
            a, b = forms[j]
            if kind == "more":
                lines.append(f"{name}: {_linear((a, b))} {'+' if number > 0 else '−'} {abs(number)} = {_linear(form)}."
                             if b else f"{name}: {_linear(form)}.")  # fmt: skip
            elif not time:
                lines.append(f"{name}: {number}({_linear((a, b))}) = {_linear(form)}." if b or a > 1 else
                             f"{name}: {_linear(form)}.")  # fmt: skip
            else:
                then = (a, b + time)
                bigger = (number * a, number * (b + time))
                when = f"In {counted(time, 'year')}" if time > 0 else f"{counted(-time, 'year')} ago"
                lines.append(f"{when}, {other}: {_linear(then)}, {name}: {number}({_linear(then)}) = "
                             f"{_linear(bigger)}; so now {name}: {_linear(form)}.")  # fmt: skip
        kind, i, j, number, time = self.closing
        a, b = self._equation()
        if kind == "sum":
            whole = (sum(form[0] for form in forms), sum(form[1] for form in forms))
            shifted = (whole[0], whole[1] + len(forms) * time)
            lines.append(f"Sum now: {_linear(whole)}.")
            if time:
                lines.append(
                    f"Then: {_linear(whole)} {'+' if time > 0 else '−'} {len(forms)} · {abs(time)} = "
                    f"{_linear(shifted)}."
                )
            so = f", so {_linear((a, 0))} = {_linear((0, b))}" if shifted[1] else ""
            lines.append(f"{_linear(shifted)} = {number}{so}.")
        elif kind == "more":
            right = (forms[j][0], forms[j][1] + number)
            lines.append(f"{_linear(forms[i])} = {_linear(right)}, so {_linear((a, 0))} = {_linear((0, b))}.")
        else:
            left, right = (forms[i][0], forms[i][1] + time), (forms[j][0], forms[j][1] + time)
            bigger = (number * right[0], number * right[1])
            said = f"In {counted(time, 'year')}" if time > 0 else f"{counted(-time, 'year')} ago" if time else "Now"
            lines.append(f"{said}: {_linear(left)} = {number}({_linear(right)}) = {_linear(bigger)}, so "
                         f"{_linear((a, 0))} = {_linear((0, b))}.")  # fmt: skip
        if not a:
            end = "This is always true, so x is not determined." if b == 0 else "This is never true."
            return [*lines, end]
        x = Fraction(b, a)
        if a > 1:
            lines.append(f"x = {b} / {a} = {x}.".replace("-", "−"))
        if x.denominator > 1:
            return [*lines, "This is no whole number."]
        for name, form in zip(self.names, forms, strict=True):
            if form != (1, 0) and (self.asked < 0 or self.names[self.asked] == name or not self.unique()):
                value = form[0] * int(x) + form[1]
                start = f"{form[0]} · {x}" if form[0] > 1 else str(x)
                rest = f" {'+' if form[1] > 0 else '−'} {abs(form[1])}" if form[1] else ""
                lines.append(f"{name}: {start}{rest} = {value}.".replace("-", "−"))
        if not self.solutions():
            lines.append("So not all ages are possible at all the times mentioned.")
        return lines

    def canonical(self) -> Any:
        return [self.chain, self.closing, self.asked]


def _time(stream: Stream, ages: list[int]) -> int:
    """Some years from now, or ago while all were born."""
    return stream.integer(2, 15) if stream.chance(1, 2) or min(ages) < 3 else -stream.integer(1, min(ages) - 1)


def _clue(stream: Stream, ages: list[int], i: int, j: int) -> Clue | None:
    """A clue that is true of the two, the ages being changed to make it so."""
    if stream.chance(1, 2):
        number = ages[i] - ages[j]
        return ("more", i, j, number, 0) if number else None
    time = _time(stream, ages) if stream.chance(3, 4) else 0
    k = stream.integer(2, 5)
    ages[i] = k * (ages[j] + time) - time
    return ("times", i, j, k, time) if 1 <= ages[i] <= 80 and ages[j] + time >= 1 else None


def _linear(form: tuple[int, int]) -> str:
    a, b = form
    if not a:
        return str(b).replace("-", "−")
    head = {1: "x", -1: "−x"}.get(a, f"{a}x".replace("-", "−"))
    return head if not b else f"{head} {'+' if b > 0 else '−'} {abs(b)}"


_EASY = ("more, sum", "times, sum", "times, more", "more, times")


class EasyAges(Ages, frozen=True, tag="easy_ages"):
    """Two people: there always is one answer."""

    OUTCOMES: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> EasyAges | None:
        names = tuple(each.name for each in stream.sample(PEOPLE, 2))
        time, k, low = 0, stream.integer(2, 5), stream.integer(2, 16)
        match stream.weighted(_EASY, (3, 1, 1, 4)):
            case "more, sum":
                ages = stream.sample(range(3, 41), 2)
                chain: Clue = ("more", 1, 0, ages[1] - ages[0], 0)
                closing: Clue = ("sum", 0, 0, sum(ages), 0)
            case "times, sum":
                ages = [low, k * low]
                chain, closing = ("times", 1, 0, k, 0), ("sum", 0, 0, sum(ages), 0)
            case "times, more":
                ages = [low, k * low]
                chain, closing = ("times", 1, 0, k, 0), ("more", 1, 0, ages[1] - ages[0], 0)
            case _:
                time = stream.choice([each for each in range(max(-12, low - 30), low) if each])
                ages = [low - time, k * low - time]
                chain, closing = ("more", 1, 0, ages[1] - ages[0], 0), ("times", 1, 0, k, time)
        return cls(names, (chain,), closing, stream.below(2))._if_good(ages) if max(ages) <= 70 else None

    def texts(self) -> Mapping[str, str]:
        return {name: self.TEXTS[name] for name in ("clues", "riddle", "ask", "note")}


class Census(Puzzle, frozen=True, tag="census"):
    """Children of different ages with the product `product` and the sum `total`; with `gap` > 0 the oldest is so many
    years older than the youngest."""

    count: int
    product: int
    total: int
    gap: int
    one: bool

    TEXTS: ClassVar = {
        "family": "The {count} children of a family have different ages, in whole years. The product of their ages "
        "is {product} and the sum is {total}.{gap} {question}",
        "census": '"How old are your {count} children?" - "Multiply their ages and you get {product}, add them '
        'and you get {total}. No two are of the same age.{gap}" {question}',
        "numbers": "The ages of {count} cousins are different whole numbers. They add up to {total}, and multiplied "
        "they give {product}.{gap} {question}",
        "dogs": "A breeder has {count} dogs, no two of the same age in whole years. The sum of the ages is {total}, "
        "the product {product}.{gap} {question}",
    }
    NAMES: ClassVar = {
        2: ("younger", "older"),
        3: ("youngest", "middle", "oldest"),
        4: ("first", "second", "third", "fourth"),
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Census | None:
        count = 2 if level == 2 else 3 if level == 3 else 4
        ages = sorted(stream.sample(range(1, 19 if level < 4 else 15), count))
        gap = ages[-1] - ages[0] if level == 4 and stream.chance(1, 2) else 0
        found = cls(count, prod(ages), sum(ages), gap, count != 4 and stream.chance(1, 2))
        many = len(found._candidates())
        return found if found.unique() and {2: 2, 3: 3, 4: 3}[level] <= many <= 14 else None

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Census | None:
        base = cls.drawn(stream, level)
        if base is None:
            return None
        changed = [
            cls(base.count, base.product, base.total + step, base.gap, base.one)
            for step in range(-6, 7)
            if step and base.total + step > 2
        ]
        if base.gap:
            changed.append(cls(base.count, base.product, base.total, 0, base.one))
        found: Census | None = near_twin(stream, changed)
        return found

    def _candidates(self) -> list[tuple[int, ...]]:
        """The sets of different ages with the right product."""
        divisors = [n for n in range(1, 100) if self.product % n == 0]
        found = []
        for group in combinations(divisors, self.count - 1):
            last, rest = divmod(self.product, prod(group))
            if not rest and last > group[-1]:
                found.append(group)
        return found

    def _all(self) -> list[tuple[int, ...]]:
        return [(*group, self.product // prod(group)) for group in self._candidates()]

    def solutions(self) -> list[Solution]:
        names = self.NAMES[self.count]
        return [
            dict(zip(names, ages, strict=True)) for ages in self._all()
            if sum(ages) == self.total and (not self.gap or ages[-1] - ages[0] == self.gap)
        ]  # fmt: skip

    def unknowns(self) -> Mapping[str, tuple[int, int]]:
        return {name: (1, min(self.product, self.total)) for name in self.NAMES[self.count]}

    def conditions(self) -> tuple[str, ...]:
        names = self.NAMES[self.count]
        partly = [f"{' + '.join(names[:place])} < {self.total}" for place in range(2, self.count)]
        divides = [f"{self.product} % ({' * '.join(names[:place])}) == 0" for place in range(1, self.count)]
        conditions = [*(f"{a} < {b}" for a, b in pairwise(names)), *partly, *divides,
                      f"{' + '.join(names)} == {self.total}", f"{' * '.join(names)} == {self.product}"]  # fmt: skip
        if self.gap:
            conditions.append(f"{names[-1]} - {names[0]} == {self.gap}")
        return tuple(conditions)

    def asked_for(self) -> str:
        return self.NAMES[self.count][-1] if self.one else ""

    def slots(self, stream: Stream) -> dict[str, Any]:
        names = self.NAMES[self.count]
        question = f"How old is the {names[-1]}?" if self.one else "How old are they?"
        if self.count == 4 and not self.one:
            question = "How old are they, from the first (the youngest) to the fourth?"
        gap = f" The oldest is {counted(self.gap, 'year')} older than the youngest." if self.gap else ""
        return {
            "count": in_words(self.count),
            "product": self.product,
            "total": self.total,
            "gap": gap,
            "question": question,
        }

    def solution(self) -> list[str]:
        rows = self._all()
        lines = [f"Different numbers with the product {self.product}, and their sums:"]
        for ages in rows:
            sums = " + ".join(map(str, ages))
            tail = ""
            if sum(ages) == self.total and self.gap:
                tail = f"; the difference is {ages[-1]} − {ages[0]} = {ages[-1] - ages[0]}"
            lines.append(f"{' · '.join(map(str, ages))}: {sums} = {sum(ages)}{tail}.")
        fits = self.solutions()
        wanted = f"{self.total} as the sum{f' and {self.gap} as the difference' if self.gap else ''}"
        if len(fits) == 1:
            ages = tuple(fits[0].values())
            return [*lines, f"Only {listed(list(map(str, ages)))} have {wanted}."]
        if fits:
            return [*lines, f"{in_words(len(fits)).capitalize()} of these choices have {wanted}."]
        return [*lines, f"None of these choices has {wanted}."]

    def canonical(self) -> Any:
        return [self.count, self.product, self.total, self.gap, self.one]


__all__ = ["MANY", "NONE", "Ages", "Census", "EasyAges"]
