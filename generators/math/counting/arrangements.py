"""Counting arrangements: seatings with neighbours and enemies, letters of a word, places kept apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise
from math import comb, factorial, perm, prod
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE, in_words, listed
from generators.math.calculations import choose, product_of, signed_sum
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer
from schemas.checks import Check, Finite, IntRange


def factorial_of(number: int) -> str:
    """``4! = 24``."""
    return f"{number}! = {factorial(number)}"


class Seating(Question, frozen=True, tag="seating"):
    """People in a row, or around a table where rotations count as the same.

    Each of `blocks` sits together, in any order; no pair of `apart` sits side by side; nobody of `inner` sits at an
    end; the people of `ordered` come in this order from left to right. No one is named by two rules.
    """

    scene: str
    people: tuple[str, ...]
    blocks: tuple[tuple[int, ...], ...]
    apart: tuple[tuple[int, int], ...]
    inner: tuple[int, ...]
    ordered: tuple[int, ...]

    SCENES: ClassVar[Mapping[str, tuple[str, Mapping[str, str]]]] = {
        "bench": ("sit", {
            "bench": "{names} sit down on a bench for {count}. {rules} In how many orders can they sit?",
            "cinema": "{names} have {count} neighbouring seats in a row at the [cinema|theatre]. {rules} How many "
            "seatings are possible?",
        }),
        "photo": ("stand", {
            "photo": "For a photo, {names} stand in a row. {rules} In how many ways can they line up?",
            "parade": "{names} line up side by side. {rules} How many line-ups are there?",
        }),
        "books": ("stand", {
            "shelf": "The books {names} are put on a shelf, side by side. {rules} How many orders are possible?",
            "row": "In how many ways can the books {names} be lined up on a shelf? {rules}",
        }),
        "table": ("sit", {
            "table": "{names} sit around a round table; seatings that differ only by a rotation count as the same. "
            "{rules} How many seatings are there?",
            "dinner": "In how many ways can {names} take their places at a round table, if only the order around the "
            "table matters, not who sits where? {rules}",
        }),
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Seating | None:
        scene = stream.choice(tuple(cls.SCENES))
        size = {2: 5, 3: 6, 4: 7}[level] + stream.below(2)
        names = [each.name for each in stream.sample(PEOPLE, size)]
        if scene == "books":
            names = list("ABCDEFGH"[:size])
        if scene != "books":
            names.sort()
        free = stream.shuffled(range(size))
        blocks: list[tuple[int, ...]] = []
        apart: list[tuple[int, int]] = []
        inner: list[int] = []
        ordered: list[int] = []
        rules = ("block", "apart") if scene == "table" else ("block", "apart", "inner", "ordered")
        for _ in range({2: 1, 3: 2, 4: 3}[level] + stream.below(2)):
            rule = stream.choice(rules)
            many = stream.integer(2, 3) if rule in ("block", "ordered") else 2 if rule == "apart" else 1
            if len(free) < many:
                break
            taken, free = free[:many], free[many:]
            match rule:
                case "block":
                    blocks.append(tuple(taken))
                case "apart":
                    apart.append((taken[0], taken[1]))
                case "inner":
                    inner.append(taken[0])
                case _ if not ordered:
                    ordered = taken
        if len(inner) > 2 or len(blocks) > 2 or len(apart) > 2 or len(inner) + len(apart) > level - 1:
            return None
        if scene == "table" and size - sum(len(block) - 1 for block in blocks) - len(apart) < 3:
            return None
        found = cls(scene, tuple(names), tuple(blocks), tuple(apart), tuple(inner), tuple(ordered))
        low, high = {2: (8, 600), 3: (40, 3_000), 4: (100, 12_000)}[level]
        told = len(blocks) + len(apart) + len(inner) + bool(ordered)
        return found if told >= level - 1 and low <= found.number() <= high else None

    def number(self) -> int:
        """By inclusion and exclusion over what must not happen."""
        total = sum((-1) ** (len(glued) + len(ends)) * self._orders(glued, len(ends)) for glued, ends in self._cases())
        return int(total // factorial(len(self.ordered)))

    def _cases(self) -> Iterator[tuple[tuple[tuple[int, int], ...], tuple[int, ...]]]:
        """The sets of forbidden things that happen: pairs side by side, people at an end."""
        for many in range(len(self.apart) + len(self.inner) + 1):
            for glued_many in range(many + 1):
                for glued in combinations(self.apart, glued_many):
                    for ends in combinations(self.inner, many - glued_many):
                        yield glued, ends

    def _orders(self, glued: tuple[tuple[int, int], ...], ends: int) -> int:
        units, inside = self._units(glued)
        return {0: 1, 1: 2, 2: 2}[ends] * factorial(units - ends - (self.scene == "table")) * inside

    def _units(self, glued: tuple[tuple[int, int], ...]) -> tuple[int, int]:
        """How many units there are when the blocks and pairs are glued, and their orders inside."""
        groups = [*self.blocks, *glued]
        return len(self.people) - sum(len(group) - 1 for group in groups), prod(
            factorial(len(group)) for group in groups
        )

    def texts(self) -> Mapping[str, str]:
        return self.SCENES[self.scene][1]

    def slots(self, stream: Stream) -> dict[str, Any]:
        verb = self.SCENES[self.scene][0]
        rules = []
        for block in self.blocks:
            each = "each other" if len(block) == 2 else "one another, in any order"
            rules.append(f"{self._named(block)} must {verb} next to {each}.")
        rules += [f"{self._named(pair)} must not {verb} next to each other." for pair in self.apart]
        rules += [f"{self.people[each]} must not {verb} at either end." for each in self.inner]
        if len(self.ordered) == 2:
            left, right = (self.people[each] for each in self.ordered)
            rules.append(f"{left} must {verb} somewhere to the left of {right}.")
        elif self.ordered:
            rules.append(f"From left to right, {self._named(self.ordered)} must come in this order, but not "
                         f"necessarily "
                         "next to one another.")  # fmt: skip
        return {
            "names": listed(list(self.people)), "count": in_words(len(self.people)),
            "rules": " ".join(stream.shuffled(rules)),
        }  # fmt: skip

    def _named(self, places: tuple[int, ...]) -> str:
        return listed([self.people[each] for each in places])

    def check(self) -> Check:
        """Places by person, those with rules first; around a table the first person's place is fixed."""
        size = len(self.people)
        order = list(dict.fromkeys([*(each for block in self.blocks for each in block),
                                    *(each for pair in self.apart for each in pair), *self.inner, *self.ordered,
                                    *range(size)]))  # fmt: skip
        names = {person: f"p{person + 1}" for person in order}
        circle = self.scene == "table"
        conditions = [
            " and ".join(f"{names[person]} != {names[other]}" for other in order[:place])
            for place, person in enumerate(order)
            if place
        ]

        def beside(one: int, other: int) -> str:
            gap = f"abs({names[one]} - {names[other]})"
            return f"({gap} == 1 or {gap} == {size - 1})" if circle else f"({gap} == 1)"

        for block in self.blocks:
            pairs = " + ".join(beside(one, other) for one, other in combinations(block, 2))
            conditions.append(f"{pairs} == {len(block) - 1}")
        conditions += [f"not {beside(*pair)}" for pair in self.apart]
        conditions += [f"1 < {names[each]} < {size}" for each in self.inner]
        if self.ordered:
            conditions.append(" < ".join(names[each] for each in self.ordered))
        if circle:
            conditions.append(f"{names[order[0]]} == 1")
        variables = tuple(IntRange(names[person], 1, size) for person in order)
        return Finite(Integer(), str(self.number()), variables, "count", tuple(conditions))

    def solution(self) -> list[str]:
        lines, totals = [], []
        for glued, ends in self._cases():
            lines.append(self._case(glued, ends))
            totals.append((-1) ** (len(glued) + len(ends)) * self._orders(glued, len(ends)))
        if len(totals) > 1:
            lines.append(f"Take off what is forbidden, and put back what was taken off twice: {signed_sum(totals)}.")
        if self.ordered:
            share = factorial(len(self.ordered))
            orders = f"{len(self.ordered)}! = {share}"
            lines.append(f"The order of {self._named(self.ordered)} is one of {orders} equally frequent ones: "
                         f"{sum(totals)} / {share} = {sum(totals) // share}.")  # fmt: skip
        return lines

    def _case(self, glued: tuple[tuple[int, int], ...], ends: tuple[int, ...]) -> str:
        units, inside = self._units(glued)
        groups = [*self.blocks, *glued]
        circle = self.scene == "table"
        start = []
        if groups:
            start.append("; ".join(f"{self._named(group)} as one unit" for group in groups))
        if ends:
            start.append(f"{self._named(ends)} at {'an end' if len(ends) == 1 else 'the two ends'}")
        lead = ", ".join(start) or "Without any rule"
        left = units - len(ends) - circle
        things = "units" if groups else "people" if self.scene != "books" else "books"
        text = f"{lead}: "
        if circle:
            text += f"{units} {things} around the table, {left}! = {factorial(left)} orders"
        elif ends:
            text += f"2 ways for the ends, {left} other {things}, {factorial_of(left)} orders"
        else:
            text += f"{units} {things} in a row, {factorial_of(units)} orders"
        factors = [2] if ends else []
        factors.append(factorial(left if circle or ends else units))
        if inside > 1:
            text += f", {product_of([factorial(len(group)) for group in groups])} inside"
            factors.append(inside)
        return f"{text}{'' if len(factors) == 1 else f'; {product_of(factors)}'}."

    def canonical(self) -> Any:
        return [
            len(self.people), self.scene == "table", sorted(map(len, self.blocks)), len(self.apart), len(self.inner),
            len(self.ordered),
        ]  # fmt: skip

    def candidates(self) -> int:
        return factorial(len(self.people))


class Letters(Question, frozen=True, tag="letters"):
    """Arrangements of the letters of a word. Rules: ``first`` (a letter begins), ``together`` (the vowels stand side by
    side), ``apart`` (no two copies of a letter stand side by side)."""

    word: str
    first: str
    together: bool
    apart: str

    TEXTS: ClassVar = {
        "rearrange": "In how many [different |]ways can the letters of the word {word} be arranged{rule}?",
        "anagrams": "How many different arrangements of the letters of {word} are there{rule}?",
        "tiles": "{name} lays the letter tiles of {word} in a row. How many different rows are possible{rule}?",
        "strings": "Count the different strings that use all letters of {word}{rule}.",
        "sign": "The letters of a sign that reads {word} fell off and are put back at random. How many different "
        "readings are possible{rule}?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Letters | None:
        word = stream.choice(
            [each for each in _WORDS if {2: 5, 3: 6, 4: 7}[level] <= len(each) <= {2: 6, 3: 8, 4: 9}[level]]
        )
        counts = Counter(word)
        rules = stream.sample(("first", "together", "apart"), 1 if level < 4 else 2)
        first = stream.choice(sorted(counts)) if "first" in rules else ""
        doubles = sorted(letter for letter, count in counts.items() if count > 1)
        apart = stream.choice(doubles) if "apart" in rules and doubles else ""
        together = "together" in rules
        if ("apart" in rules and (not apart or 2 * counts[apart] > len(word))) or apart == first != "":
            return None
        vowels = [letter for letter in word if letter in "AEIOU"]
        if together and (len(vowels) < 2 or first in vowels or (apart and (apart in vowels))):
            return None
        if together and apart:
            return None  # the gaps would have to know the block
        found = cls(word, first, together, apart)
        low, high = {2: (6, 400), 3: (30, 3_000), 4: (100, 6_000)}[level]
        return found if low <= found.number() <= high else None

    def number(self) -> int:
        """From multinomial coefficients."""
        return prod(value for value, _ in self._factors())

    def _factors(self) -> list[tuple[int, str]]:
        """The factors of the answer, each with its line of the solution."""
        left = Counter(self.word)
        factors = []
        if self.first:
            left[self.first] -= 1
            factors.append((1, f"Put {self.first} first; {sum(left.values())} letters are left."))
        if self.apart:
            copies = left.pop(self.apart)
            others = sum(left.values())
            factors.append(_multinomial("The other letters", left))
            gaps = others + 1
            factors.append((comb(gaps, copies), f"They leave {gaps} gaps, and the {copies} {self.apart}s go into "
                            f"different ones: {choose(gaps, copies)}."))  # fmt: skip
        elif self.together:
            vowels = Counter({letter: count for letter, count in left.items() if letter in "AEIOU" and count})
            rest = Counter({letter: count for letter, count in left.items() if letter not in "AEIOU" and count})
            rest["the vowels"] = 1
            factors.append(_multinomial("The block of vowels and the other letters", rest))
            factors.append(_multinomial("Inside the block", vowels))
        else:
            factors.append(_multinomial("The letters" if not self.first else "The others", left))
        return factors

    def slots(self, stream: Stream) -> dict[str, Any]:
        rules = [f"the first letter is {self.first}"] if self.first else []
        if self.together:
            rules.append("the vowels stand side by side")
        if self.apart:
            copies = Counter(self.word)[self.apart]
            rules.append(f"the two {self.apart}s do not stand side by side" if copies == 2 else
                         f"no two {self.apart}s stand side by side")  # fmt: skip
        return {"word": self.word, "rule": f" if {listed(rules)}" if rules else "", "name": stream.choice(PEOPLE).name}

    def check(self) -> Check:
        counts = Counter(self.word)
        letters = sorted(counts)
        size = len(self.word)
        names = [f"l{place}" for place in range(1, size + 1)]
        conditions = []
        for code, letter in enumerate(letters):
            most = counts[letter]
            for place in range(most + 1, size + 1):
                conditions.append(f"{' + '.join(f'({name} == {code})' for name in names[:place])} <= {most}")
        if self.first:
            conditions.append(f"l1 == {letters.index(self.first)}")
        if self.apart:
            code = letters.index(self.apart)
            conditions += [f"not ({a} == {code} and {b} == {code})" for a, b in pairwise(names)]
        if self.together:
            codes = [code for code, letter in enumerate(letters) if letter in "AEIOU"]
            vowel = [f"({' or '.join(f'{name} == {code}' for code in codes)})" for name in names]
            starts = [vowel[0], *(f"({b} and not {a})" for a, b in pairwise(vowel))]
            conditions += [f"{' + '.join(starts[:place])} <= 1" for place in range(2, size + 1)]
        variables = tuple(IntRange(name, 0, len(letters) - 1) for name in names)
        return Finite(Integer(), str(self.number()), variables, "count", tuple(conditions))

    def solution(self) -> list[str]:
        factors = self._factors()
        lines = [line for _, line in factors]
        values = [value for value, line in factors if value > 1]
        return [*lines, f"{product_of(values)}."] if len(values) > 1 else lines

    def canonical(self) -> Any:
        counts = Counter(self.word)
        vowels = sorted(counts[letter] for letter in counts if letter in "AEIOU")
        others = sorted(counts[letter] for letter in counts if letter not in "AEIOU")
        groups = [vowels, others] if self.together else [sorted(vowels + others)]
        return [groups, counts[self.first] if self.first else 0, self.together, counts[self.apart] if self.apart else 0]

    def candidates(self) -> int:
        return factorial(len(self.word))


def _multinomial(what: str, counts: Counter[str]) -> tuple[int, str]:
    """The arrangements of so many letters, some of them equal."""
    size = sum(counts.values())
    repeated = [count for count in counts.values() if count > 1]
    value = factorial(size)
    if not repeated:
        return value, f"{what}: {factorial_of(size)} arrangements."
    bottom = prod(map(factorial, repeated))
    under = " · ".join(f"{count}!" for count in repeated)
    equal = (
        f"{under} = {product_of([factorial(count) for count in repeated])}"
        if len(repeated) > 1
        else f"{under} = {bottom}"
    )
    return (
        value // bottom,
        f"{what}: {factorial_of(size)}, {equal}, {value} / {bottom} = {value // bottom} arrangements.",
    )


_WORDS = tuple("""
LEVEL RADAR KAYAK POPPY PUPPY JELLY APPLE ARENA EERIE GEESE TOMATO POTATO BANANA COFFEE PEPPER BUTTER CHEESE CARROT
RABBIT PARROT SUMMER LETTER BAMBOO TATTOO PAPAYA CICADA ALASKA CANADA PANAMA HAVANA SAHARA HAWAII PUPPET BUBBLE PEBBLE
RIBBON BOTTLE SADDLE PUDDLE KITTEN GARAGE BALLOON COTTAGE CABBAGE BAGGAGE TOBACCO SUCCESS ADDRESS FREEDOM CHANNEL
PATTERN BLOSSOM LOLLIPOP ENGINEER PARALLEL PAPRIKA ALABAMA DIAMOND ANAGRAM AVERAGE ELEMENT COMMITTEE ASSESSOR CINNAMON
NONSENSE TENNESSEE SEVENTEEN EVERGREEN BARNACLE CALCULUS MATHEMATICS STATISTICS
""".split())  # fmt: skip


class Spaced(Question, frozen=True, tag="spaced"):
    """`count` of `places` in a row or a circle are taken, with at least `gap` free places between any two of them;
    with `who` it matters by whom."""

    scene: str
    places: int
    count: int
    gap: int
    circle: bool
    who: bool

    SCENES: ClassVar[Mapping[str, tuple[str, str, Mapping[str, str]]]] = {
        "chairs": ("chair", "person", {
            "chairs": "{count} people sit down on {form} of {places} chairs so that {rule}. {question}",
            "guests": "{form} has {places} chairs. {count} guests choose chairs such that {rule}. {question}",
        }),
        "hooks": ("hook", "coat", {
            "hooks": "{count} coats are hung on {form} of {places} hooks so that {rule}. {question}",
            "hall": "{form} of {places} hooks is used for {count} coats, and {rule}. {question}",
        }),
        "lamps": ("socket", "lamp", {
            "lamps": "{count} lamps are put into {form} of {places} sockets so that {rule}. {question}",
            "fence": "{form} of {places} sockets takes {count} lamps in such a way that {rule}. {question}",
        }),
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Spaced | None:
        places = stream.integer(4 + 2 * level, 6 + 3 * level)
        found = cls(
            stream.choice(tuple(cls.SCENES)), places, stream.integer(level, level + 2), stream.integer(1, level - 1),
            stream.chance(1, 2), stream.chance(1, 2),
        )  # fmt: skip
        low, high = {2: (6, 600), 3: (20, 3_000), 4: (60, 6_000)}[level]
        room = places - found.count * found.gap
        return found if room > found.count and low <= found.number() <= high else None

    def number(self) -> int:
        """By closing the gaps."""
        n, k, gap = self.places, self.count, self.gap
        ways = n * comb(n - k * gap - 1, k - 1) // k if self.circle else comb(n - (k - 1) * gap, k)
        return ways * (factorial(k) if self.who else 1)

    def texts(self) -> Mapping[str, str]:
        return self.SCENES[self.scene][2]

    def slots(self, stream: Stream) -> dict[str, Any]:
        place, thing, _ = self.SCENES[self.scene]
        things = "people" if thing == "person" else f"{thing}s"
        between = "no two of them are next to each other" if self.gap == 1 else (
            f"between any two of them there are at least {in_words(self.gap)} free {place}s")  # fmt: skip
        circle = {"chairs": "a circle", "hooks": "a ring", "lamps": "a ring"}[self.scene]
        question = (
            f"How many ways are there if it matters which of the {things} "
            f"{'sits' if self.scene == 'chairs' else 'goes'} where?" if self.who else
            f"In how many ways can the {place}s be chosen if all {things} count as alike?"
        )  # fmt: skip
        if self.circle:
            question += f" The {place}s are numbered, so rotated choices are different."
        return {
            "count": in_words(self.count), "places": self.places, "form": circle if self.circle else "a row",
            "rule": between, "question": question,
        }  # fmt: skip

    def check(self) -> Check:
        names = [f"p{i}" for i in range(1, self.count + 1)]
        conditions = []
        for place in range(1, self.count):
            tests = []
            for other in names[:place]:
                distance = f"abs({names[place]} - {other})"
                test = f"{distance} > {self.gap}"
                tests.append(f"{test} and {distance} < {self.places - self.gap}" if self.circle else test)
            if not self.who:
                tests.append(f"{names[place - 1]} < {names[place]}")
            conditions.append(" and ".join(tests))
        variables = tuple(IntRange(name, 1, self.places) for name in names)
        return Finite(Integer(), str(self.number()), variables, "count", tuple(conditions))

    def solution(self) -> list[str]:
        n, k, gap = self.places, self.count, self.gap
        place = self.SCENES[self.scene][0]
        if self.circle:
            left = n - k * gap - 1
            ways = n * comb(left, k - 1) // k
            lines = [
                f"Suppose one taken {place} is known: {n} ways for it.",
                f"Behind each of the {k} taken {place}s take away {gap}, and the known one itself: {n} − {k * gap} − "
                f"1 = {left} {place}s are left for the other {k - 1}.",
                f"{choose(left, k - 1)}.",
                f"{n} · {comb(left, k - 1)} = {n * comb(left, k - 1)}. Each choice was counted {k} times, once for "
                f"each taken {place}: {n * comb(left, k - 1)} / {k} = {ways}.",
            ]  # fmt: skip
        else:
            left = n - (k - 1) * gap
            ways = comb(left, k)
            lines = [
                f"Take away the {gap} free {place}{'s' if gap > 1 else ''} behind each taken one but the last: "
                f"{k - 1} · {gap} = {(k - 1) * gap}, {n} − {(k - 1) * gap} = {left}.",
                f"Any {k} of the {left} will do: {choose(left, k)}.",
            ]  # fmt: skip
        if self.who:
            lines.append(f"{factorial_of(k)} orders: {ways} · {factorial(k)} = {ways * factorial(k)}.")
        return lines

    def canonical(self) -> Any:
        return [self.places, self.count, self.gap, self.circle, self.who]

    def candidates(self) -> int:
        return perm(self.places, self.count) if self.who else comb(self.places, self.count)
