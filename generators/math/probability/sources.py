"""Probabilities that depend on where something came from: sources, tests, a thing moved from one bag to another."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE, listed, plural
from generators.math.calculations import over, reduced, sum_of
from generators.math.probability.draws import COLOURS
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Rational
from schemas.checks import Check, Finite, IntRange


class Sources(Question, frozen=True, tag="sources"):
    """Things come from several sources, a share `shares` per cent from each, and `rates` per cent of each source's have
    a property. Asked is the property (`asked` is -1) or, given it, the source number `asked`; with `without` the
    property is absent instead."""

    scene: str
    shares: tuple[int, ...]
    rates: tuple[int, ...]
    asked: int
    without: bool

    FORM: ClassVar = "fraction"
    SCENES: ClassVar[Mapping[str, tuple[str, str, str, str, str]]] = {
        # thing, source, what sources do, with the property, without it
        "factory": ("part", "machine", "makes", "faulty", "sound"),
        "farm": ("apple", "orchard", "supplies", "wormy", "unspoilt"),
        "post": ("parcel", "firm", "delivers", "late", "on time"),
        "mail": ("message", "server", "handles", "unwanted", "wanted"),
        "print": ("page", "printer", "prints", "smudged", "clean"),
        "bakery": ("loaf", "oven", "bakes", "burnt", "well baked"),
    }
    TEXTS: ClassVar = {
        "makes": "{sources}. {rates} of their {thing_s}, respectively, are {property}. A random {thing} {question}",
        "percent": "All {thing_s} come from {names}: {shares}. Of their {thing_s} {rates}, respectively, are "
        "{property}. One {thing} is picked at random. It {question}",
        "table": "{table}\nOne {thing} is picked at random from all of them. It {question}",
        "who": "{name} picks {thing:a} at random. {sources}; {rates} of their {thing_s}, respectively, are "
        "{property}. It {question}",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Sources | None:
        size = 2 if level == 2 else 3
        shares = [stream.integer(1, 9) * (10 if level == 2 else 5) for _ in range(size - 1)]
        shares.append(100 - sum(shares))
        rates = tuple(stream.integer(1, 20 if level < 4 else 40) for _ in range(size))
        if shares[-1] <= 0 or len(set(rates)) < size:
            return None
        asked = stream.choice((-1, *range(size), *range(size)))
        return cls(stream.choice(tuple(cls.SCENES)), tuple(shares), rates, asked, level > 2 and stream.chance(1, 3))

    def _counts(self) -> list[int]:
        """Of ten thousand things, how many have the property (or not) from each source."""
        return [
            share * (100 - rate if self.without else rate) for share, rate in zip(self.shares, self.rates, strict=True)
        ]

    def number(self) -> Fraction:
        """From the numbers among ten thousand things."""
        counts = self._counts()
        if self.asked < 0:
            return Fraction(sum(counts), 10_000)
        return Fraction(counts[self.asked], sum(counts))

    def slots(self, stream: Stream) -> dict[str, Any]:
        thing, source, does, having, lacking = self.SCENES[self.scene]
        letters = "ABC"[: len(self.shares)]
        property_asked = lacking if self.without else having
        if self.asked < 0:
            question = f"What is the probability that it is {property_asked}?"
        else:
            question = f"What is the probability that it comes from {source} {letters[self.asked]}?"
        lead = "is examined." if self.asked < 0 else f"turns out to be {property_asked}."
        names = [f"{source} {letter}" for letter in letters]
        return {
            "sources": listed([f"{source.capitalize() if place == 0 else source} {letter} {does} {share} % of all "
                               f"{plural(thing)}" if place == 0 else f"{source} {letter} {share} %"
                               for place, (letter, share) in enumerate(zip(letters, self.shares, strict=True))]),
            "names": listed(names),
            "shares": listed([f"{share} % from {letter}" for letter, share in zip(letters, self.shares, strict=True)]),
            "rates": listed([f"{rate} %" for rate in self.rates]),
            "table": "\n".join([f"{source} | share of all {plural(thing)} | {having}", *(
                f"{letter} | {share} % | {rate} % of its {plural(thing)}"
                for letter, share, rate in zip(letters, self.shares, self.rates, strict=True))]),
            "property": having, "thing": thing, "thing_s": plural(thing), "question": f"{lead} {question}",
            "name": stream.choice(PEOPLE).name,
        }  # fmt: skip

    def check(self) -> Check:
        size = len(self.shares)
        variables = IntRange("source", 0, size - 1), IntRange("has", 0, 1)
        terms = [
            f"(source == {place}) * {share} * (has * {rate} + (1 - has) * {100 - rate})"
            for place, (share, rate) in enumerate(zip(self.shares, self.rates, strict=True))
        ]
        has = f"has == {int(not self.without)}"
        wanted, given = (has, ()) if self.asked < 0 else (f"source == {self.asked}", (has,))
        return Finite(
            Rational(), str(self.number()), variables, "probability", (wanted,), None, given, " + ".join(terms)
        )

    def solution(self) -> list[str]:
        thing, source, _, having, lacking = self.SCENES[self.scene]
        property_asked = lacking if self.without else having
        counts = self._counts()
        lines = [f"Imagine 10000 {plural(thing)}."]
        for letter, share, rate, count in zip("ABC", self.shares, self.rates, counts, strict=False):
            text = f"From {source} {letter}: {share} % of 10000 = {share * 100}."
            if self.without:
                text += f" Of these 100 % − {rate} % = {100 - rate} % are {property_asked}:"
                lines.append(f"{text} {share * 100} · {100 - rate} / 100 = {count}.")
            else:
                lines.append(f"{text} Of these {rate} % are {property_asked}: {share * 100} · {rate} / 100 = {count}.")
        lines.append(f"In all {property_asked}: {sum_of(counts)}.")
        top, bottom = (sum(counts), 10_000) if self.asked < 0 else (counts[self.asked], sum(counts))
        return [*lines, f"{reduced(top, bottom)}."]

    def canonical(self) -> Any:
        rates = [100 - rate if self.without else rate for rate in self.rates]
        pairs = [[share, rate] for share, rate in zip(self.shares, rates, strict=True)]
        mine = [pairs.pop(self.asked)] if self.asked >= 0 else []
        return [mine, sorted(pairs)]

    def candidates(self) -> int:
        return int(100 ** len(self.shares))


class Screening(Question, frozen=True, tag="screening"):
    """A test for something that `ill` of a thousand have: it is positive for `hits` per cent of those and for `alarms`
    per cent of the others. After `results`, one or two of ``+`` and ``-``, how likely is the thing, or (`absent`) its
    absence?"""

    scene: str
    ill: int
    hits: int
    alarms: int
    results: str
    absent: bool

    FORM: ClassVar = "fraction"
    SCENES: ClassVar[Mapping[str, tuple[str, str, str, str]]] = {
        # who, have it, do not have it, the test
        "illness": ("person", "have a certain illness", "do not have the illness", "A test"),
        "fault": ("chip", "have a hidden fault", "do not have the fault", "A scanner"),
        "allergy": ("child", "have an allergy", "do not have the allergy", "A skin test"),
        "forgery": ("banknote", "are forged", "are not forged", "A machine"),
        "doping": ("athlete", "take a banned substance", "do not take the substance", "A test"),
    }
    TEXTS: ClassVar = {
        "of": "Of 1000 {people}, {ill} {have}. {test} is positive for {hits} % of these and for {alarms} % of the "
        "others. {outcome} {question}",
        "rate": "{ill} in 1000 {people} {have}. {test} is positive in {hits} % of the cases with {it} and in "
        "{alarms} % of those without. {outcome} {question}",
        "facts": "- {ill} out of 1000 {people} {have}.\n- {test} is positive for {hits} % of them.\n- It is also "
        "positive for {alarms} % of the others.\n{outcome} {question}",
        "ask": "{question_first} It is known that {ill} in 1000 {people} {have}, and that {test_low} is positive for "
        "{hits} % of these and {alarms} % of the others.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Screening | None:
        results = stream.choice(("+", "+", "-") if level == 3 else ("++", "+-", "++"))
        if level == 4 and stream.chance(1, 3):
            results = "--"
        ill = stream.choice((5, 10, 20, 25, 40, 50, 80, 100, 120, 150, 200))
        found = cls(
            stream.choice(tuple(cls.SCENES)), ill, stream.integer(70, 99), stream.integer(1, 20), results,
            stream.chance(1, 4),
        )  # fmt: skip
        return found if found.number().denominator <= 10**7 else None

    def _weights(self) -> tuple[int, int]:
        """Those with and without the thing who have these results, of 1000 times 100 for each test."""
        ill, well = self.ill, 1000 - self.ill
        for result in self.results:
            ill *= self.hits if result == "+" else 100 - self.hits
            well *= self.alarms if result == "+" else 100 - self.alarms
        return ill, well

    def number(self) -> Fraction:
        """From the weights."""
        ill, well = self._weights()
        return Fraction(well if self.absent else ill, ill + well)

    def slots(self, stream: Stream) -> dict[str, Any]:
        who, have, lack, test = self.SCENES[self.scene]
        one = (
            have.replace("have ", "has ").replace("are ", "is ").replace("take ", "takes ").replace("a certain", "the")
        )
        one_not = lack.replace("do not", "does not").replace("are not", "is not")
        for word in ("a hidden", "an", "a banned"):
            one = one.replace(f"{word} ", "the ")
        if len(self.results) == 1:
            word = "positive" if self.results == "+" else "negative"
            outcome, first = f"A random {who} is tested, and the result is {word}.", f"whose test result is {word}"
        else:
            words = {"++": "positive both times", "--": "negative both times", "+-": "positive first and then negative"}
            outcome = f"A random {who} is tested twice, independently, with the result {words[self.results]}."
            first = f"who is tested twice, independently, with the result {words[self.results]},"
            if who in ("chip", "banknote"):
                first = first.replace("who is", "that is")
        target = one_not if self.absent else one
        return {
            "people": plural(who), "ill": self.ill, "have": have, "test": test, "test_low": test[0].lower() + test[1:],
            "hits": self.hits, "alarms": self.alarms, "outcome": outcome,
            "it": {"illness": "the illness", "fault": "a fault", "allergy": "an allergy", "forgery": "a forgery",
                   "doping": "doping"}[self.scene],
            "question": f"What is the probability that {'it' if who in ('chip', 'banknote') else 'this ' + who} "
            f"{target}?",
            "question_first": f"What is the probability that a random {who} {first} {target}?",
        }  # fmt: skip

    def check(self) -> Check:
        names = [f"test{place}" for place in range(1, len(self.results) + 1)]
        weight = " * ".join([
            f"(ill * {self.ill} + (1 - ill) * {1000 - self.ill})",
            *(f"(ill * ({name} * {self.hits} + (1 - {name}) * {100 - self.hits}) + "
              f"(1 - ill) * ({name} * {self.alarms} + (1 - {name}) * {100 - self.alarms}))" for name in names),
        ])  # fmt: skip
        given = tuple(f"{name} == {int(result == '+')}" for name, result in zip(names, self.results, strict=True))
        variables = (IntRange("ill", 0, 1), *(IntRange(name, 0, 1) for name in names))
        wanted = f"ill == {int(not self.absent)}"
        return Finite(Rational(), str(self.number()), variables, "probability", (wanted,), None, given, weight)

    def solution(self) -> list[str]:
        scale = 100 ** len(self.results)
        who = plural(self.SCENES[self.scene][0])
        counts = [self.ill * scale, (1000 - self.ill) * scale]
        lines = [f"Imagine {1000 * scale} {who}: {counts[0]} with and {counts[1]} without."]
        for label, rate, place in (("With", self.hits, 0), ("Without", self.alarms, 1)):
            for result in self.results:
                share = rate if result == "+" else 100 - rate
                after = counts[place] * share // 100
                sums = "" if result == "+" else f"100 % − {rate} % = {share} % negative: "
                lines.append(f"{label}: {sums}{counts[place]} · {share} / 100 = {after}.")
                counts[place] = after
        ill, well = counts
        lines.append(f"With these results: {ill} + {well} = {ill + well}.")
        return [*lines, f"{reduced(well if self.absent else ill, ill + well)}."]

    def canonical(self) -> Any:
        return [self.ill, self.hits, self.alarms, sorted(self.results), self.absent]

    def candidates(self) -> int:
        return int(1000 * 100 ** len(self.results))


class Transfer(Question, frozen=True, tag="transfer"):
    """`moved` things go unseen from the first bag into the second, then one is drawn from the second. Asked is that it
    has the first colour or, given this, that all that were moved had it."""

    scene: str
    colours: tuple[str, str]
    first: tuple[int, int]
    second: tuple[int, int]
    moved: int
    back: bool

    FORM: ClassVar = "fraction"
    THINGS: ClassVar = {"bag": "marble", "box": "ball", "jar": "sweet", "crate": "ball", "tin": "button"}
    TEXTS: ClassVar = {
        "moved": "{store} A holds {one}, {store} B holds {two} {noun:s}. {many} put unseen from A into B. Then one "
        "{noun} is drawn from B. {question}",
        "who": "{name} takes {amount} at random from {store} A ({one}) and puts {it} into {store} B ({two}) without "
        "looking. Then {who.they} draws one from B. {question}",
        "first": "There are {one} {noun:s} in {store} A and {two} in {store} B. After {amount} from A, chosen at "
        "random, {has} been put into B, one {noun} is drawn from B. {question}",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Transfer | None:
        first, second = ((stream.integer(2, 7), stream.integer(2, 7)) for _ in range(2))
        colours = stream.sample(COLOURS, 2)
        moved = 1 if level < 3 else 2
        scene = stream.choice(tuple(cls.THINGS))
        return cls(scene, (colours[0], colours[1]), first, second, moved, stream.chance(1, 2))

    def _cases(self) -> list[tuple[int, Fraction, int]]:
        """For each number of the first colour that may be moved: its probability, and what B then holds of it."""
        a, b = self.first
        total = a + b
        if self.moved == 1:
            chances = [Fraction(b, total), Fraction(a, total)]
        else:
            pairs = total * (total - 1)
            chances = [Fraction(b * (b - 1), pairs), Fraction(2 * a * b, pairs), Fraction(a * (a - 1), pairs)]
        return [(count, chance, self.second[0] + count) for count, chance in enumerate(chances)]

    def number(self) -> Fraction:
        """By the law of total probability."""
        size = sum(self.second) + self.moved
        parts = [chance * Fraction(left, size) for _, chance, left in self._cases()]
        return parts[-1] / sum(parts) if self.back else sum(parts, Fraction(0))

    def slots(self, stream: Stream) -> dict[str, Any]:
        noun, (name, _) = self.THINGS[self.scene], self.colours
        who = stream.choice(PEOPLE)
        one, two = (
            listed([f"{count} {colour}" for count, colour in zip(counts, self.colours, strict=True)])
            for counts in (self.first, self.second)
        )
        if self.back:
            moved = f"the {noun} that was moved was {name}" if self.moved == 1 else (
                f"both {plural(noun)} that were moved were {name}")  # fmt: skip
            question = f"It is {name}. What is the probability that {moved}?"
        else:
            question = f"What is the probability that it is {name}?"
        single = self.moved == 1
        return {
            "store": self.scene, "one": one, "two": two, "noun": noun, "name": who.name, "who": who,
            "many": f"One {noun} is" if single else f"Two {plural(noun)} are",
            "amount": f"one {noun}" if single else f"two {plural(noun)}", "it": "it" if single else "them",
            "has": "has" if single else "have", "question": question,
        }  # fmt: skip

    def check(self) -> Check:
        """Numbers of things: those of the first colour come first in A and in B, those moved last in B."""
        n, m = sum(self.first), sum(self.second)
        names = [f"moved{place}" for place in range(1, self.moved + 1)]
        variables = (*(IntRange(name, 1, n) for name in names), IntRange("last", 1, m + self.moved))
        given = [f"{names[0]} != {names[1]}"] if self.moved == 2 else []
        hits = [f"last <= {self.second[0]}"]
        hits += [f"(last == {m + place} and {name} <= {self.first[0]})" for place, name in enumerate(names, 1)]
        drawn = " or ".join(hits)
        wanted = drawn
        if self.back:
            given.append(drawn)
            wanted = " and ".join(f"{name} <= {self.first[0]}" for name in names)
        return Finite(Rational(), str(self.number()), variables, "probability", (wanted,), None, tuple(given))

    def solution(self) -> list[str]:
        name = self.colours[0]
        (a, b), size = self.first, sum(self.second) + self.moved
        total = a + b
        bottom = total * (1 if self.moved == 1 else total - 1) * size
        lines = [f"A holds {total}. After the move B holds {sum(self.second)} + {self.moved} = {size}."]
        tops = []
        for count, _, left in self._cases():
            if self.moved == 1:
                ways, text = (a if count else b), f"{a if count else b}/{total}"
            elif count == 1:
                ways, text = 2 * a * b, f"2 · {a}/{total} · {b}/{total - 1}"
            else:
                mine = a if count else b
                ways, text = mine * (mine - 1), f"{mine}/{total} · {mine - 1}/{total - 1}"
            tops.append(ways * left)
            lines.append(f"{count} {name} moved: {text} · {left}/{size} = {tops[-1]}/{bottom}.")
        lines.append(f"Drawn {name}: {over(tops, bottom)}.")
        if self.back:
            lines.append(f"Share of the last case: {tops[-1]} of {sum(tops)}, {reduced(tops[-1], sum(tops))}.")
        return lines

    def canonical(self) -> Any:
        return [self.first, self.second, self.moved, self.back]

    def candidates(self) -> int:
        return int(sum(self.first) ** self.moved * (sum(self.second) + self.moved))
