"""Expected waiting times: until a success, until all kinds are seen, until a pattern comes, until a walk ends; and
what a game is worth to somebody who may stop."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from math import prod
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE, counted, in_words, listed, plural
from generators.math.calculations import minus, plus
from generators.math.counting.graphs import LETTERS, canonical_graph, connected_graph, neighbours_of
from generators.math.expectation.means import Mean, quotient
from generators.math.state_equations import Row, equations, solved, written
from generators.randomness import Stream
from schemas.answers import Rational
from schemas.checks import Check, Equations


class FirstSuccess(Mean, frozen=True, tag="first_success"):
    """Tries with the chance ``top/bottom`` until `need` successes, at `cost` each: the expected cost, or number of
    tries if it is 1."""

    scene: str
    top: int
    bottom: int
    need: int
    cost: int

    SCENES: ClassVar[Mapping[str, tuple[str, str, str, str]]] = {
        # a try, what somebody does, a success, several of them
        "dart": ("throw", "hits the bull with probability {p} per throw", "hit", "hits"),
        "call": ("call", "reaches somebody with probability {p} per call", "answer", "answers"),
        "claw": ("game", "wins a toy with probability {p} per game", "toy", "toys"),
        "exam": ("attempt", "succeeds with probability {p} per attempt", "success", "successes"),
        "fish": ("cast", "catches a fish with probability {p} per cast", "fish", "fish"),
    }
    TEXTS: ClassVar = {
        "who": "{name} {does}{price}. {question}",
        "each": "Every {thing} brings {one:a} with probability {p}{price}. {question}",
        "find": "{name} {does}{price}. Find {asked}.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> FirstSuccess | None:
        bottom = stream.integer(3, 12)
        top = stream.integer(1, bottom - 1)
        need = stream.integer(1, 5)
        cost = stream.integer(1, 12)
        if Fraction(top, bottom).denominator != bottom:
            return None
        return cls(stream.choice(tuple(cls.SCENES)), top, bottom, need, cost)

    def number(self) -> Fraction:
        """So many successes, each after ``bottom/top`` tries on average."""
        return Fraction(self.need * self.bottom * self.cost, self.top)

    def slots(self, stream: Stream) -> dict[str, Any]:
        thing, does, one, many = self.SCENES[self.scene]
        who = stream.choice(PEOPLE)
        goal = f"the first {one}" if self.need == 1 else f"{in_words(self.need)} {many}"
        if self.cost > 1:
            asked = f"the expected cost in cents until {goal}"
            question = f"What is the expected cost in cents until {goal}?"
        else:
            asked = f"the expected number of {plural(thing)} until {goal}"
            question = f"How many {plural(thing)} does it take on average until {goal}?"
        price = f". A {thing} costs {self.cost} cents" if self.cost > 1 else ""
        return {
            "name": who.name, "does": does.format(p=f"{self.top}/{self.bottom}"), "price": price,
            "question": question, "asked": asked, "thing": thing, "one": one, "p": f"{self.top}/{self.bottom}",
        }  # fmt: skip

    def check(self) -> Check:
        """The wait for one success by its own equation."""
        rows = (f"wait = 1 + ({self.bottom - self.top}/{self.bottom})*wait", f"total = {self.need}*{self.cost}*wait")
        return Equations(Rational(), str(self.number()), rows, ("total",))

    def solution(self) -> list[str]:
        wait = Fraction(self.bottom, self.top)
        lines = [f"One success takes 1 : {self.top}/{self.bottom} = {wait} tries on average."]
        tries = self.need * wait
        if self.need > 1:
            lines.append(f"{self.need} of them: {self.need} · {wait} = {tries}.")
        if self.cost > 1:
            lines.append(f"Cost: {self.cost} · {tries} = {self.cost * tries}.")
        return lines

    def canonical(self) -> Any:
        return [str(Fraction(self.top, self.bottom)), self.need, self.cost]

    def candidates(self) -> int:
        return self.bottom


class Collector(Mean, frozen=True, tag="collector"):
    """Things of `kinds` equally likely kinds come one by one; `have` kinds are there already. Asked is the expected
    number of things until `goal` kinds are there, times `cost`."""

    scene: str
    kinds: int
    have: int
    goal: int
    cost: int

    SCENES: ClassVar[Mapping[str, tuple[str, str, str]]] = {
        # what comes, kinds, where
        "cereal": (
            "box of cereal",
            "animal",
            "Every {thing} contains one of {kinds} different {kind_s}, all equally likely.",
        ),
        "sticker": ("pack", "sticker", "A {thing} holds one random sticker out of {kinds} different ones."),
        "die": ("roll", "number", "A fair {kinds}-sided die is rolled again and again."),
        "tea": (
            "bag of tea",
            "saying",
            "On each {thing} stands one of {kinds} different {kind_s}, all equally likely.",
        ),
    }
    TEXTS: ClassVar = {
        "all": "{intro} {have_text}What is the expected number of {more}{thing_s} until {goal_text}?{price}",
        "who": "{intro} {name_have}How many {more}{thing_s} does it take on average until {goal_text}?{price}",
        "find": "{intro} {have_text}Find the expected number of {more}{thing_s} needed until {goal_text}.{price}",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Collector | None:
        kinds = stream.integer(3, 4 + 2 * level)
        have = stream.integer(0, kinds - 2)
        goal = stream.integer(have + 2, kinds)
        return cls(stream.choice(tuple(cls.SCENES)), kinds, have, goal, 1) if goal - have <= 2 + level else None

    def number(self) -> Fraction:
        """The sum of the waits for each further kind."""
        return sum((Fraction(self.kinds, self.kinds - i) for i in range(self.have, self.goal)), Fraction(0)) * self.cost

    def slots(self, stream: Stream) -> dict[str, Any]:
        thing, kind, intro = self.SCENES[self.scene]
        have, goal = in_words(self.have), in_words(self.goal)
        name = stream.choice(PEOPLE).name
        if self.scene == "die":
            seen = f"{have.capitalize()} different number{'s have' if self.have > 1 else ' has'} come up so far. "
            full = "every number has come up" if self.goal == self.kinds else f"{goal} different numbers have come up"
        else:
            kinds = plural(kind) if self.have != 1 else kind
            seen = f"{name} has {have} different {kinds} already. "
            full = (
                f"{name} has all of them" if self.goal == self.kinds else f"{name} has {goal} different {plural(kind)}"
            )
        return {
            "intro": intro.format(thing=thing, kinds=self.kinds, kind_s=plural(kind)), "thing_s": _plural_of(thing),
            "have_text": seen if self.have else "", "name_have": seen if self.have else "",
            "more": "further " if self.have else "", "goal_text": full, "price": "",
        }  # fmt: skip

    def check(self) -> Check:
        """By the states: with i kinds, a thing is new with the chance ``(kinds - i)/kinds``."""
        rows = [f"w{self.goal} = 0"]
        for i in range(self.have, self.goal):
            rows.append(f"w{i} = 1 + ({i}/{self.kinds})*w{i} + ({self.kinds - i}/{self.kinds})*w{i + 1}")
        return Equations(Rational(), str(self.number()), tuple(rows), (f"w{self.have}",))

    def solution(self) -> list[str]:
        kinds = self.kinds
        lines = []
        for i in range(self.have, self.goal):
            text = f"With {i}, the next is new with {kinds - i}/{kinds}: {quotient(kinds, kinds - i)} on average."
            lines.append(text)
        total = Fraction(kinds, kinds - self.have)
        for i in range(self.have + 1, self.goal):
            part = Fraction(kinds, kinds - i)
            lines.append(f"{plus(total, part)}.")
            total += part
        return lines

    def canonical(self) -> Any:
        return [self.kinds, self.have, self.goal]

    def candidates(self) -> int:
        return self.kinds


def _plural_of(thing: str) -> str:
    head, of, rest = thing.partition(" of ")
    return plural(head) + of + rest


class AllKinds(Mean, frozen=True, tag="all_kinds"):
    """Results come one by one, result i with the chance ``weights[i] / total``; the expected number until each of
    them has come."""

    scene: str
    weights: tuple[int, ...]
    total: int

    SCENES: ClassVar[Mapping[str, tuple[str, str, tuple[str, ...]]]] = {
        "spinner": ("A spinner has {total} equal sectors, {parts} and the rest white.", "spins",
                    ("red", "blue", "green")),
        "urn": ("Balls are drawn with replacement from {total} balls, of which {parts}; the others are white.", "draws",
                ("are red", "are blue", "are green")),
        "wheel": ("A wheel with {total} equal fields has {parts}; the others are empty.", "turns",
                  ("car", "watch", "book")),
    }  # fmt: skip
    TEXTS: ClassVar = {
        "how": "{intro} What is the expected number of {tries} until {goal}?",
        "many": "{intro} How many {tries} does it take on average until {goal}?",
        "find": "{intro} Find the expected number of {tries} until {goal}.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> AllKinds | None:
        size = 2 if level < 4 else 3
        weights = tuple(stream.integer(1, 9) for _ in range(size))
        total = sum(weights) + stream.integer(0, 16)
        return cls(stream.choice(tuple(cls.SCENES)), weights, total)

    def number(self) -> Fraction:
        """By inclusion and exclusion (the maximum-minimums identity)."""
        result = Fraction(0)
        for size in range(1, len(self.weights) + 1):
            for group in combinations(self.weights, size):
                result += (-1) ** (size + 1) * Fraction(self.total, sum(group))
        return result

    def slots(self, stream: Stream) -> dict[str, Any]:
        intro, tries, names = self.SCENES[self.scene]
        if self.scene == "wheel":
            parts = [
                f"{counted(weight, 'field')} with a {name}" for weight, name in zip(self.weights, names, strict=False)
            ]
        elif self.scene == "urn":
            parts = [f"{weight} {name if weight > 1 else name.replace('are', 'is')}"
                     for weight, name in zip(self.weights, names, strict=False)]  # fmt: skip
        else:
            parts = [f"{weight} {name}" for weight, name in zip(self.weights, names, strict=False)]
        words = [name.removeprefix("are ") for name in names[: len(self.weights)]]
        goal = f"{'both' if len(words) == 2 else 'all of'} {listed(words)} have come up"
        if self.scene == "wheel":
            goal = f"{listed([f'the {word}' for word in words])} have all been won" if len(words) > 2 else (
                f"both the {words[0]} and the {words[1]} have been won")  # fmt: skip
        rest = self.total - sum(self.weights)
        text = intro.format(total=self.total, parts=listed(parts))
        if not rest:
            text = text.replace(" and the rest white", "").replace("; the others are white", "").replace(
                "; the others are empty", "")  # fmt: skip
        elif self.scene == "spinner":
            text = text.replace(f"{listed(parts)} and the rest white", f"{', '.join(parts)} and the rest white")
        return {"intro": text, "tries": tries, "goal": goal}

    def _rows(self) -> dict[str, Row]:
        """By what is still missing; the states are named by it."""
        size = len(self.weights)
        rows: dict[str, Row] = {}
        for many in range(1, size + 1):
            for group in combinations(range(size), many):
                row = {"": Fraction(1), _missing(group): 1 - Fraction(sum(self.weights[i] for i in group), self.total)}
                for i in group:
                    rest = tuple(each for each in group if each != i)
                    if rest:
                        row[_missing(rest)] = Fraction(self.weights[i], self.total)
                rows[_missing(group)] = {name: share for name, share in row.items() if share}
        return rows

    def check(self) -> Check:
        everything = _missing(tuple(range(len(self.weights))))
        return Equations(Rational(), str(self.number()), equations(self._rows()), (everything,))

    def solution(self) -> list[str]:
        total = self.total
        lines = [f"Waiting for results with w of {total} chances takes {total}/w tries on average. To get all of "
                 f"them, add the "
                 "waits for each, take off those for one of two, and so on."]  # fmt: skip
        result = Fraction(0)
        for size in range(1, len(self.weights) + 1):
            for group in combinations(range(len(self.weights)), size):
                weights = [self.weights[i] for i in group]
                wait = Fraction(total, sum(weights))
                who = listed([f"{_result(i)}" for i in group], "or")
                text = f"{total}/({' + '.join(map(str, weights))})" if size > 1 else f"{total}/{weights[0]}"
                same = text == str(wait)
                lines.append(f"For {who}: {text}{'' if same else f' = {wait}'}.")
        terms = []
        for size in range(1, len(self.weights) + 1):
            for group in combinations(self.weights, size):
                terms.append((-1) ** (size + 1) * Fraction(total, sum(group)))
        result = terms[0]
        for each in terms[1:]:
            lines.append(f"{plus(result, each) if each > 0 else minus(result, -each)}.")
            result += each
        return lines

    def canonical(self) -> Any:
        return [sorted(self.weights), self.total]

    def candidates(self) -> int:
        return self.total


def _missing(group: tuple[int, ...]) -> str:
    return "".join("xyz"[i] for i in group)


def _result(place: int) -> str:
    return ("the first", "the second", "the third")[place]


class Pattern(Mean, frozen=True, tag="pattern"):
    """Letters come one by one, each with its chance ``weights[i] / total``; the expected number until `pattern`
    stands at the end."""

    scene: str
    letters: str
    weights: tuple[int, ...]
    pattern: str

    SCENES: ClassVar[Mapping[str, str]] = {
        "coin": "A coin shows heads (H) with probability {p} and tails (T) with probability {q}. It is tossed until",
        "machine": "A machine prints letters at random: {chances}. It stops when",
        "monkey": "A monkey types one of the keys {keys} at a time, {chances_key}. It types until",
    }
    TEXTS: ClassVar = {
        "how": "{intro} {goal}. What is the expected number of {tries}?",
        "many": "{intro} {goal}. How many {tries} are made on average?",
        "find": "{intro} {goal}. Find the expected number of {tries}.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Pattern | None:
        scene = stream.choice(tuple(cls.SCENES))
        letters = "HT" if scene == "coin" else "ABC"
        weights = tuple(stream.integer(1, 4) for _ in letters)
        size = stream.integer(2, 3) if level < 4 else stream.integer(3, 4 if len(letters) == 2 else 3)
        pattern = "".join(stream.choice(letters) for _ in range(size))
        found = cls(scene, letters, weights, pattern)
        return found if sum(weights) <= 7 and found.number() <= 400 else None

    def _chance(self, letter: str) -> Fraction:
        return Fraction(self.weights[self.letters.index(letter)], sum(self.weights))

    def number(self) -> Fraction:
        """The sum over all ends of the pattern that are also beginnings (Conway's leading numbers, with weights)."""
        total = Fraction(0)
        for size in range(1, len(self.pattern) + 1):
            if self.pattern[:size] == self.pattern[-size:]:
                total += 1 / prod((self._chance(letter) for letter in self.pattern[:size]), start=Fraction(1))
        return total

    def _rows(self) -> dict[str, Row]:
        """By how much of the pattern stands at the end: e0, e1 and so on."""
        rows: dict[str, Row] = {}
        for size in range(len(self.pattern)):
            row: dict[str, Fraction] = {"": Fraction(1)}
            for letter in self.letters:
                text = self.pattern[:size] + letter
                after = next(n for n in range(len(text), -1, -1) if n <= len(self.pattern) and text.endswith(
                    self.pattern[:n]))  # fmt: skip
                if after < len(self.pattern):
                    name = f"e{after}"
                    row[name] = row.get(name, Fraction(0)) + self._chance(letter)
            rows[f"e{size}"] = row
        return rows

    def slots(self, stream: Stream) -> dict[str, Any]:
        chances = [f"{letter} with probability {self._chance(letter)}" for letter in self.letters]
        intro = self.SCENES[self.scene].format(
            p=self._chance(self.letters[0]), q=self._chance(self.letters[1]), chances=listed(chances),
            keys=listed(list(self.letters)), chances_key=listed(chances),
        )  # fmt: skip
        tries = {"coin": "tosses", "machine": "letters", "monkey": "keystrokes"}[self.scene]
        goal = stream.choice(
            (f"the last {tries} read {self.pattern}", f"{self.pattern} has come up in direct succession")
        )
        if self.scene == "machine":
            goal = goal.replace("has come up", "has been printed")
        return {"intro": intro, "goal": goal, "tries": tries if self.scene != "machine" else "printed letters"}

    def check(self) -> Check:
        return Equations(Rational(), str(self.number()), equations(self._rows()), ("e0",))

    def solution(self) -> list[str]:
        rows = self._rows()
        lines = [
            "Let e0, e1, ... be the expected number still to come when so many letters of the pattern stand at the end."
        ]
        lines += [f"{name} = {written(row)}." for name, row in rows.items()]
        return [*lines, *solved(rows, "e0")[1]]

    def canonical(self) -> Any:
        order = "".join(dict.fromkeys(self.pattern))
        form = "".join("abc"[order.index(letter)] for letter in self.pattern)
        shares = [str(self._chance(letter)) for letter in order]
        return [form, shares, sorted(str(self._chance(letter)) for letter in self.letters if letter not in order)]

    def candidates(self) -> int:
        return int(len(self.letters) ** len(self.pattern))


class HittingTime(Mean, frozen=True, tag="hitting_time"):
    """A token moves to a random neighbour again and again: the expected number of moves from `start` until it is at
    `home`."""

    size: int
    edges: tuple[tuple[int, int], ...]
    start: int
    home: int

    TEXTS: ClassVar = {
        "token": "A token on vertex {start} of a graph with the edges {edges} moves along a random edge of its "
        "vertex each time, all of them equally likely. What is the expected number of moves until it is on {home} "
        "for the first time?",
        "mouse": "Rooms are joined by doors: {edges}. A mouse in room {start} goes through a random door of the room "
        "it is in, again and again. Through how many doors does it go on average until it reaches the cheese in room "
        "{home}?",
        "islands": "Bridges connect {edges}. A tourist on {start} crosses a random bridge of the island, then a "
        "random one of the next island, and so on. Find the expected number of bridges crossed until {home} is "
        "reached.",
        "web": "Links lead both ways between these pages: {edges}. A surfer on page {start} clicks on a random link "
        "of the page each time. How many clicks does it take on average to get to page {home}?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> HittingTime | None:
        size = level + 1 + (level > 3) + stream.below(2)
        edges = connected_graph(stream, size, size + stream.integer(0, level))
        start, home = stream.sample(range(size), 2)
        found = cls(size, edges, start, home)
        near = neighbours_of(size, edges)
        if len(near[start]) < 2 and near[start] == {home}:
            return None
        if any(v not in _reach(near, start, home) for v in range(size)):
            return None
        return found if found.number().denominator <= 200 else None

    def _rows(self) -> dict[str, Row]:
        near = neighbours_of(self.size, self.edges)
        rows: dict[str, Row] = {}
        for v in range(self.size):
            if v == self.home:
                continue
            share = Fraction(1, len(near[v]))
            rows[LETTERS[v].lower()] = {
                "": Fraction(1), **{LETTERS[w].lower(): share for w in sorted(near[v]) if w != self.home}
            }  # fmt: skip
        return rows

    def number(self) -> Fraction:
        """By elimination."""
        name = LETTERS[self.start].lower()
        return solved(self._rows(), name)[0][name]

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "edges": listed([f"{LETTERS[a]}-{LETTERS[b]}" for a, b in self.edges]), "start": LETTERS[self.start],
            "home": LETTERS[self.home],
        }  # fmt: skip

    def check(self) -> Check:
        return Equations(Rational(), str(self.number()), equations(self._rows()), (LETTERS[self.start].lower(),))

    def solution(self) -> list[str]:
        rows = self._rows()
        near = neighbours_of(self.size, self.edges)
        lines = [f"For each place, let its small letter be the expected number of moves from there to "
                 f"{LETTERS[self.home]}: 1 plus "
                 "the mean over its neighbours."]  # fmt: skip
        for name in rows:
            v = LETTERS.index(name.upper())
            parts = ["0" if w == self.home else LETTERS[w].lower() for w in sorted(near[v])]
            lines.append(
                f"{name} = 1 + ({' + '.join(parts)}) / {len(parts)}" if len(parts) > 1 else f"{name} = 1 + {parts[0]}"
            )
        return [*lines, *solved(rows, LETTERS[self.start].lower())[1]]

    def canonical(self) -> Any:
        marks = [1 * (v == self.start) + 2 * (v == self.home) for v in range(self.size)]
        return canonical_graph(self.size, self.edges, marks)

    def candidates(self) -> int:
        return int(2 ** len(self.edges))


def _reach(near: list[set[int]], start: int, home: int) -> set[int]:
    """What can be visited before home, and home itself."""
    seen, left = {start}, [start]
    while left:
        vertex = left.pop()
        if vertex == home:
            continue
        for other in near[vertex] - seen:
            seen.add(other)
            left.append(other)
    return seen


class Duration(Mean, frozen=True, tag="duration"):
    """A walk on 0 to `goal` from `start`: up with the chance ``up/total``, down with ``down/total``, else it stays;
    the expected number of steps until 0 (unless the walk turns back there, `wall`) or `goal` is reached."""

    start: int
    goal: int
    up: int
    down: int
    total: int
    wall: bool

    TEXTS: ClassVar = {
        "coins": "{name} has {coins} and plays rounds: a round brings a coin with probability {p} and costs one with "
        "probability {q}{stay}. {end_coins} How many rounds are played on average?",
        "lift": "A robot stands on step {start} of a staircase with the steps 0 to {goal}. Each second it goes one "
        "step up with probability {p} and one step down with probability {q}{stay_robot}. {end_robot} What is the "
        "expected number of seconds until then?",
        "counter": "A counter shows {start}. Each move raises it by 1 with probability {p} and lowers it by 1 with "
        "probability {q}{stay_counter}. {end_counter} Find the expected number of moves.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Duration | None:
        goal = stream.integer(level, level + 2)
        total = stream.integer(2, 8)
        up = stream.integer(1, total - 1)
        down = total - up if stream.chance(2, 3) else stream.integer(1, total - up)
        wall = stream.chance(1, 3)
        start = stream.integer(0 if wall else 1, goal - 1)
        found = cls(start, goal, up, down, total, wall)
        return found if found.number().denominator <= 2_000 and found.number() <= 300 else None

    def _rows(self) -> dict[str, Row]:
        up, down = Fraction(self.up, self.total), Fraction(self.down, self.total)
        rows: dict[str, Row] = {}
        for i in range(0 if self.wall else 1, self.goal):
            row: dict[str, Fraction] = {"": Fraction(1)}
            if i == 0:
                if self.goal > 1:
                    row["n1"] = Fraction(1)
            else:
                for other, share in ((i + 1, up), (i - 1, down), (i, 1 - up - down)):
                    if share and other != self.goal and (other or self.wall):
                        row[f"n{other}"] = share
            rows[f"n{i}"] = row
        return rows

    def number(self) -> Fraction:
        """By elimination."""
        return solved(self._rows(), f"n{self.start}")[0][f"n{self.start}"]

    def slots(self, stream: Stream) -> dict[str, Any]:
        rest = Fraction(self.total - self.up - self.down, self.total)
        back = "Without a coin {name} is given one in the next round" if self.wall else ""
        name = stream.choice(PEOPLE).name
        goal = self.goal
        end_coins = f"Play ends at {goal} coins." if self.wall else f"Play ends at {goal} coins or when none is left."
        if self.wall:
            end_coins = f"{back.format(name=name)}. {end_coins}"
        return {
            "name": name, "coins": counted(self.start, "coin") if self.start else "no coin", "start": self.start,
            "goal": goal,
            "p": str(Fraction(self.up, self.total)), "q": str(Fraction(self.down, self.total)),
            "stay": f", and with probability {rest} nothing changes" if rest else "",
            "stay_robot": f", or stays where it is with probability {rest}" if rest else "",
            "stay_counter": f" and leaves it alone with probability {rest}" if rest else "",
            "end_coins": end_coins,
            "end_robot": (f"From step 0 it always goes up. It stops on step {goal}." if self.wall else
                          f"It stops on step 0 or {goal}."),
            "end_counter": (f"From 0 it is always raised, and the moves end at {goal}." if self.wall else
                            f"The moves end at 0 or {goal}."),
        }  # fmt: skip

    def check(self) -> Check:
        return Equations(Rational(), str(self.number()), equations(self._rows()), (f"n{self.start}",))

    def solution(self) -> list[str]:
        rows = self._rows()
        lines = ["Let n1, n2, ... be the expected number still to come from 1, 2, ...; at the end it is 0."]
        lines += [f"{name} = {written(row)}." for name, row in rows.items()]
        return [*lines, *solved(rows, f"n{self.start}")[1]]

    def canonical(self) -> Any:
        shares = [str(Fraction(self.up, self.total)), str(Fraction(self.down, self.total))]
        mine = [self.start, self.goal, *shares, self.wall]
        return mine if self.wall else min(mine, [self.goal - self.start, self.goal, *shares[::-1], False])

    def candidates(self) -> int:
        return int(self.total**self.goal)


class Stopping(Mean, frozen=True, tag="stopping"):
    """A game with equally likely `values` per round and at most `rounds` rounds: after each round the player may stop
    and take what it showed, or pay `cost` and play on. Asked is what the game is worth under the best play."""

    values: tuple[int, ...]
    rounds: int
    cost: int

    TEXTS: ClassVar = {
        "die": "A die has the faces {values}. You may roll it up to {rounds} times{cost} and stop after any roll; "
        "you then win the number of euros that the last roll shows. What is the expected win under the best strategy?",
        "offers": "{name} sells a bicycle. Each day there is an offer of {values_or} euros, all equally likely, for "
        "at most {rounds} days{wait}; a refused offer is lost, and the last one must be taken. What does {name} get "
        "on average with the best strategy?",
        "cards": "Cards with the numbers {values} are shuffled anew before each of up to {rounds} draws{cost}. After "
        "each draw the player stops, winning the number drawn, or draws again. Find the expected win of a player who "
        "decides best.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Stopping | None:
        size = stream.integer(4, 6)
        plain = level < 4 and stream.chance(1, 12)
        values = tuple(range(1, size + 1)) if plain else tuple(sorted(stream.sample(range(1, 16), size)))
        rounds = level
        cost = stream.integer(1, 2) if level > 2 and stream.chance(1, 2) else 0
        return cls(values, rounds, cost)

    def _worths(self) -> list[Fraction]:
        """With one round left, with two and so on."""
        size = len(self.values)
        worths = [Fraction(sum(self.values), size)]
        for _ in range(self.rounds - 1):
            go_on = worths[-1] - self.cost
            worths.append(sum((max(Fraction(value), go_on) for value in self.values), Fraction(0)) / size)
        return worths

    def number(self) -> Fraction:
        """By backward induction."""
        return self._worths()[-1]

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "values": listed(list(map(str, self.values))), "values_or": listed(list(map(str, self.values)), "or"),
            "rounds": in_words(self.rounds), "name": stream.choice(PEOPLE).name,
            "cost": f", each one after the first costing {counted(self.cost, 'euro')}," if self.cost else "",
            "wait": f", and each refusal costs {counted(self.cost, 'euro')}" if self.cost else "",
        }  # fmt: skip

    def check(self) -> Check:
        size = len(self.values)
        rows = [f"w1 = ({' + '.join(map(str, self.values))})/{size}"]
        for left in range(2, self.rounds + 1):
            parts = [f"max({value}, w{left - 1} - {self.cost})" for value in self.values]
            rows.append(f"w{left} = ({' + '.join(parts)})/{size}")
        return Equations(Rational(), str(self.number()), tuple(rows), (f"w{self.rounds}",))

    def solution(self) -> list[str]:
        size = len(self.values)
        total = sum(self.values)
        lines = [f"With one round left: ({' + '.join(map(str, self.values))}) / {size} = {quotient(total, size)}."]
        worths = self._worths()
        for left in range(2, self.rounds + 1):
            go_on = worths[left - 2] - self.cost
            if self.cost:
                lines.append(f"To go on is worth {worths[left - 2]} − {self.cost} = {go_on}.")
            keep = [value for value in self.values if value >= go_on]
            bad = size - len(keep)
            lines.append(f"With {in_words(left)} rounds left, stop at "
                         f"{listed(list(map(str, keep)), 'or') if keep else 'nothing'}, else go on for "
                         f"{go_on}.")  # fmt: skip
            parts = []
            if keep:
                sums = f"{' + '.join(map(str, keep))} = {sum(keep)}" if len(keep) > 1 else str(keep[0])
                parts.append(f"Stopping: {sums}")
            if bad:
                parts.append(f"going on: {bad} · {go_on} = {bad * go_on}")
            lines.append(f"{'; '.join(parts)}.")
            whole = Fraction(sum(keep)) + bad * go_on
            if keep and bad:
                lines.append(f"{plus(Fraction(sum(keep)), bad * go_on)}.")
            shared = (
                quotient(whole.numerator, size) if whole.denominator == 1 else f"{whole} / {size} = {worths[left - 1]}"
            )
            lines.append(f"Worth with {in_words(left)} rounds left: {shared}.")
        return lines

    def canonical(self) -> Any:
        return [self.values, self.rounds, self.cost]

    def candidates(self) -> int:
        return int(len(self.values) ** self.rounds)


class RandomCount(Mean, frozen=True, tag="random_count"):
    """First a number N is found, each of `sizes` with the same chance; then N things are counted that succeed with
    the chance ``top/bottom``. Asked is the expected number of successes, or (`variance`) its variance."""

    sizes: tuple[int, ...]
    top: int
    bottom: int
    variance: bool

    TEXTS: ClassVar = {
        "shop": "A shop has {sizes_or} customers an hour, all these numbers being equally likely, and each buys "
        "something with probability {p}, independently. What is the {what} of the number of buyers in an hour?",
        "cards": "From cards with the numbers {sizes} one is drawn. As many coins as it says are tossed, each "
        "showing heads with probability {p}. Find the {what} of the number of heads.",
        "garden": "{name} buys a bag with {sizes_or} seeds (each number is equally likely). A seed sprouts with "
        "probability {p}, independently of the others. What is the {what} of the number of sprouts?",
        "spinner": "A spinner stops at {sizes_or} with equal chances, and then so many arrows are shot, each a hit "
        "with probability {p}. Give the {what} of the number of hits.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> RandomCount | None:
        size = stream.integer(3, 5)
        sizes = tuple(sorted(stream.sample(range(13), size)))
        bottom = stream.integer(2, 6)
        top = stream.integer(1, bottom - 1)
        if Fraction(top, bottom).denominator != bottom:
            return None
        return cls(sizes, top, bottom, level > 2)

    def _moments(self) -> tuple[Fraction, Fraction]:
        size = len(self.sizes)
        return Fraction(sum(self.sizes), size), Fraction(sum(n * n for n in self.sizes), size)

    def number(self) -> Fraction:
        """By conditioning on N: the mean, or the mean of the variances plus the variance of the means."""
        mean, square = self._moments()
        p = Fraction(self.top, self.bottom)
        return mean * p * (1 - p) + p * p * (square - mean**2) if self.variance else mean * p

    def slots(self, stream: Stream) -> dict[str, Any]:
        names = list(map(str, self.sizes))
        return {
            "sizes": listed(names), "sizes_or": listed(names, "or"), "p": f"{self.top}/{self.bottom}",
            "what": "variance" if self.variance else "expected value", "name": stream.choice(PEOPLE).name,
        }  # fmt: skip

    def check(self) -> Check:
        """From the moments of the number of successes for each N, not by the rule of conditioning."""
        p, size = f"({self.top}/{self.bottom})", len(self.sizes)
        rows = [f"mean = ({' + '.join(f'{n}*{p}' for n in self.sizes)})/{size}"]
        if self.variance:
            squares = [f"({n}*{p}*(1 - {p}) + {n}*{p}*{n}*{p})" for n in self.sizes]
            rows += [f"square = ({' + '.join(squares)})/{size}", "answer = square - mean*mean"]
        return Equations(Rational(), str(self.number()), tuple(rows), ("answer" if self.variance else "mean",))

    def solution(self) -> list[str]:
        size, p = len(self.sizes), Fraction(self.top, self.bottom)
        mean, square = self._moments()
        lines = [f"E(N) = ({' + '.join(map(str, self.sizes))}) / {size} = {quotient(sum(self.sizes), size)}."]
        if not self.variance:
            return [*lines, f"{p} · {mean} = {p * mean}."]
        squares = [n * n for n in self.sizes]
        lines.append(f"E(N^2) = ({' + '.join(map(str, squares))}) / {size} = {quotient(sum(squares), size)}.")
        spread = square - mean**2
        lines.append(f"Square of the mean: ({mean})^2 = {mean**2}. Var(N): {minus(square, mean**2)}.")
        lines.append(f"Mean of the variances: E(N) · {p} · {1 - p} = {mean} · {p * (1 - p)} = {mean * p * (1 - p)}.")
        lines.append(f"Variance of the means: ({p})^2 · Var(N) = {p * p} · {spread} = {p * p * spread}.")
        one, other = mean * p * (1 - p), p * p * spread
        return [*lines, f"{plus(one, other)}."]

    def canonical(self) -> Any:
        return [self.sizes, self.top, self.bottom, self.variance]

    def candidates(self) -> int:
        return len(self.sizes) * int(self.bottom ** max(self.sizes))


__all__ = [
    "AllKinds", "Collector", "Duration", "FirstSuccess", "HittingTime", "Pattern", "RandomCount", "Stopping",
]  # fmt: skip
