"""Probabilities of repeated trials and of random processes: numbers of successes, matches, walks, ruin."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import comb
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE, counted, in_words, listed
from generators.math.calculations import choose, product_of, reduced, sum_of
from generators.math.counting.graphs import LETTERS, canonical_graph, connected_graph, neighbours_of
from generators.math.state_equations import Row, equations, solved
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Rational
from schemas.checks import Check, Equations, Finite, IntRange


def trial_weight(name: str, chance: Fraction) -> str:
    """The weight of a trial that is 1 for success and 0 for failure."""
    return f"({name} * {chance.numerator} + (1 - {name}) * {chance.denominator - chance.numerator})"


class Trials(Question, frozen=True, tag="trials"):
    """`count` independent trials with the chance ``top/bottom`` of success each: `bound` (exactly, at least, at most)
    `wanted` successes or, if `run`, `wanted` successes in a row somewhere."""

    scene: str
    count: int
    top: int
    bottom: int
    bound: str
    wanted: int
    run: bool

    FORM: ClassVar = "fraction"
    SCENES: ClassVar[Mapping[str, tuple[str, str, str]]] = {
        # the trials, a success, successes
        "coin": ("A biased coin shows heads with probability {p}. It is tossed {count} times.", "head", "heads"),
        "shots": ("{name} hits a target with probability {p} per shot and shoots {count} times.", "hit", "hits"),
        "seeds": ("A seed sprouts with probability {p}. {Count} seeds are sown in a row.", "sprout", "sprouts"),
        "exam": ("{name} guesses the answers to {count} questions and is right with probability {p} each time.",
                 "right answer", "right answers"),
        "rain": ("On each of {count} days it rains with probability {p}, independently.", "rainy day", "rainy days"),
        "penalty": ("A player scores a penalty with probability {p}. The player takes {count} "
                    "penalties.", "goal", "goals"),
    }  # fmt: skip
    TEXTS: ClassVar = {
        "what": "{trials} What is the probability of {event}?",
        "find": "{trials} Find the probability that there {are} {event}.",
        "likely": "{trials} How likely is it to get {event}?",
        "exact": "{trials} Give the exact probability of {event}.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Trials | None:
        bottom = stream.integer(2, 8)
        top = stream.integer(1, bottom - 1)
        count = {2: 3, 3: 4, 4: 5}[level] + stream.below(2)
        run = level > 2 and stream.chance(1, 2)
        wanted = stream.integer(2, count - 1)
        bound = "at least" if run else stream.choice(("exactly", "at least", "at most"))
        if Fraction(top, bottom).denominator != bottom or bottom**count > (10_000 if level < 4 else 200_000):
            return None
        return cls(stream.choice(tuple(cls.SCENES)), count, top, bottom, bound, wanted, run)

    def _cases(self) -> list[int]:
        tests = {"exactly": self.wanted.__eq__, "at least": self.wanted.__le__, "at most": self.wanted.__ge__}
        return [number for number in range(self.count + 1) if tests[self.bound](number)]

    def _weight(self, number: int) -> int:
        """The weight of all outcomes with so many successes, of ``bottom ** count``."""
        return int(comb(self.count, number) * self.top**number * (self.bottom - self.top) ** (self.count - number))

    def number(self) -> Fraction:
        """From the binomial weights or, for a run, from a table of what has no such run."""
        whole = self.bottom**self.count
        if not self.run:
            return Fraction(sum(map(self._weight, self._cases())), whole)
        return 1 - Fraction(sum(self._table()[-1]), whole)

    def _table(self) -> list[list[int]]:
        """For each number of trials the weights of outcomes without the run, by how many successes they end in."""
        rows = [[1] + [0] * (self.wanted - 1)]
        for _ in range(self.count):
            last = rows[-1]
            rows.append([(self.bottom - self.top) * sum(last), *(self.top * each for each in last[:-1])])
        return rows

    def slots(self, stream: Stream) -> dict[str, Any]:
        trials, one, many = self.SCENES[self.scene]
        count = in_words(self.count)
        event = f"{self.bound} {in_words(self.wanted)} {one if self.wanted == 1 else many}"
        if self.run:
            event += " in a row"
        text = trials.format(p=f"{self.top}/{self.bottom}", count=count, Count=count.capitalize(),
                             name=stream.choice(PEOPLE).name)  # fmt: skip
        return {"trials": text, "event": event, "are": "is" if self.wanted == 1 else "are"}

    def check(self) -> Check:
        names = [f"t{place}" for place in range(1, self.count + 1)]
        chance = Fraction(self.top, self.bottom)
        if self.run:
            runs = [" and ".join(f"{name} == 1" for name in names[start : start + self.wanted])
                    for start in range(self.count - self.wanted + 1)]  # fmt: skip
            condition = " or ".join(f"({each})" for each in runs)
        else:
            sign = {"exactly": "==", "at least": ">=", "at most": "<="}[self.bound]
            condition = f"{' + '.join(names)} {sign} {self.wanted}"
        weight = " * ".join(trial_weight(name, chance) for name in names)
        variables = tuple(IntRange(name, 0, 1) for name in names)
        return Finite(Rational(), str(self.number()), variables, "probability", (condition,), None, (), weight)

    def solution(self) -> list[str]:
        top, miss, bottom = self.top, self.bottom - self.top, self.bottom
        whole = bottom**self.count
        lines = [f"Success has {top} parts of {bottom}, failure {miss}. All outcomes: {bottom}^{self.count} = {whole}."]
        if self.run:
            lines.append(f"Count what has no {self.wanted} successes in a row, by the number of successes at the end.")
            rows = self._table()
            for place in range(1, self.count + 1):
                before, row = rows[place - 1], rows[place]
                parts = [each for each in before if each]
                start = f"{miss} · {sum(parts)}" if len(parts) == 1 else f"{miss} · ({' + '.join(map(str, parts))})"
                entries = [f"0: {start} = {row[0]}"]
                entries += [
                    f"{end}: {top} · {before[end - 1]} = {row[end]}" for end in range(1, self.wanted) if row[end]
                ]
                lines.append(f"After {place}: {', '.join(entries)}.")
            none = sum(rows[-1])
            lines.append(f"Without the run: {sum_of(rows[-1])}; with it {whole} − {none} = {whole - none}.")
            return [*lines, f"{reduced(whole - none, whole)}."]
        cases = self._cases()
        others = [number for number in range(self.count + 1) if number not in cases]
        turned = len(others) < len(cases)
        weights = []
        for number in others if turned else cases:
            weight = self._weight(number)
            factors = [comb(self.count, number), top**number, miss ** (self.count - number)]
            lines.append(f"{number} of {self.count}: {choose(self.count, number)}, {top}^{number} = {factors[1]}, "
                         f"{miss}^{self.count - number} = {factors[2]}; {product_of(factors)}.")  # fmt: skip
            weights.append(weight)
        good = sum(weights)
        if turned:
            lines.append(f"These do not count: {sum_of(weights)}; {whole} − {good} = {whole - good} do.")
            good = whole - good
        elif len(weights) > 1:
            lines.append(f"Together: {sum_of(weights)}.")
        return [*lines, f"{reduced(good, whole)}."]

    def canonical(self) -> Any:
        if self.run:
            return [self.count, self.top, self.bottom, "run", self.wanted]
        return [self.count, self.top, self.bottom, self._cases()]

    def candidates(self) -> int:
        return int(self.bottom**self.count)


class Match(Question, frozen=True, tag="match"):
    """A match that goes to whoever first wins `goal` games, at the score `score`; the first player wins each game with
    the chance ``top/bottom``. Asked is that the first player wins the match, or (`games` > 0) that the match still
    takes exactly so many games."""

    names: tuple[str, str]
    goal: int
    score: tuple[int, int]
    top: int
    bottom: int
    games: int

    FORM: ClassVar = "fraction"
    TEXTS: ClassVar = {
        "match": "{a} and {b} play a match that is won by the first to win {goal} games. {a} wins each game with "
        "probability {p}, independently. The score is {score}. What is the probability that {event}?",
        "series": "In a series, whoever first has {goal} wins takes the cup; there are no draws. {a} beats {b} with "
        "probability {p} in every game, and the series stands at {score}. How likely is it that {event}?",
        "chess": "{a} plays {b} until one of them has {goal} wins. In each game {a} wins with probability {p}, and "
        "otherwise {b} wins. At the score {score} (wins of {a} first), find the probability that {event}.",
        "race": "Whoever first reaches {goal} points wins. A rally gives a point to {a} with probability {p} and "
        "else to {b}. At {score}, what is the chance that {event_race}?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Match | None:
        bottom = stream.integer(2, 7)
        top = stream.integer(1, bottom - 1)
        goal = level + stream.integer(1, 2)
        score = stream.below(goal - 1), stream.below(goal - 1)
        left = goal - score[0], goal - score[1]
        games = stream.integer(min(left), sum(left) - 1) if stream.chance(1, 3) else 0
        most = {2: 4, 3: 6, 4: 8}[level]
        if (
            bottom ** (sum(left) - 1) > 2_000_000
            or Fraction(top, bottom).denominator != bottom
            or not level + 1 <= sum(left) - 1 <= most
        ):
            return None
        one, other = stream.sample(PEOPLE, 2)
        return cls((one.name, other.name), goal, score, top, bottom, games)

    def _chances(self) -> list[tuple[int, bool, Fraction]]:
        """For every length of the rest and each winner: the probability."""
        p = Fraction(self.top, self.bottom)
        found = []
        for first, need, other, chance in (
            (True, self.goal - self.score[0], self.goal - self.score[1], p),
            (False, self.goal - self.score[1], self.goal - self.score[0], 1 - p),
        ):
            for lost in range(other):  # fmt: skip
                ways = comb(need - 1 + lost, lost)
                found.append((need + lost, first, ways * chance**need * (1 - chance) ** lost))
        return found

    def number(self) -> Fraction:
        """The sum over the ways in which the match can go on."""
        return sum(
            (chance for length, first, chance in self._chances() if (length == self.games if self.games else first)),
            Fraction(0),
        )

    def slots(self, stream: Stream) -> dict[str, Any]:
        a, b = self.names
        event = f"{a} wins the match"
        if self.games:
            event = f"exactly {in_words(self.games)} more {'game is' if self.games == 1 else 'games are'} needed"
        return {
            "a": a, "b": b, "goal": in_words(self.goal), "p": f"{self.top}/{self.bottom}",
            "score": f"{self.score[0]} : {self.score[1]}", "event": event,
            "event_race": event.removesuffix(" the match").replace("game is", "rally is").replace("games", "rallies"),
        }  # fmt: skip

    def check(self) -> Check:
        """All games that could be needed are played; the length is where one side first has enough."""
        a, b = self.goal - self.score[0], self.goal - self.score[1]
        count = self.games or a + b - 1
        names = [f"g{place}" for place in range(1, count + 1)]
        wins = " + ".join(names)
        if self.games:
            before = " + ".join(names[:-1]) or "0"
            open_before = f"({before}) < {a} and {count - 1} - ({before}) < {b}"
            condition = f"{open_before} and (({wins}) >= {a} or {count} - ({wins}) >= {b})"
        else:
            condition = f"{wins} >= {a}"
        weight = " * ".join(trial_weight(name, Fraction(self.top, self.bottom)) for name in names)
        variables = tuple(IntRange(name, 0, 1) for name in names)
        return Finite(Rational(), str(self.number()), variables, "probability", (condition,), None, (), weight)

    def solution(self) -> list[str]:
        top, miss, bottom = self.top, self.bottom - self.top, self.bottom
        a, b = self.goal - self.score[0], self.goal - self.score[1]
        longest = self.games or a + b - 1
        whole = bottom**longest
        lines = [f"{self.names[0]} needs {a} more, {self.names[1]} {b}. A game has {bottom} equal parts, {top} for "
                 f"{self.names[0]} and {miss} for {self.names[1]}; {longest} games have {bottom}^{longest} = "
                 f"{whole}."]  # fmt: skip
        parts = []
        for length, first, chance in self._chances():
            if length != self.games if self.games else not first:
                continue
            need, mine, theirs = (a, top, miss) if first else (b, miss, top)
            lost = length - need
            factors = [comb(length - 1, lost), mine**need, theirs**lost, bottom ** (longest - length)]
            who = self.names[0] if first else self.names[1]
            text = f"{who} wins after {length}: the last game and {need - 1} of {length - 1} before, " \
                   f"{choose(length - 1, need - 1)}; {product_of(factors)}"  # fmt: skip
            if length < longest:
                text += f" (with {bottom}^{longest - length} = {factors[3]} for the games not played)"
            lines.append(f"{text}.")
            parts.append(int(chance * whole))
        if len(parts) > 1:
            lines.append(f"Together: {sum_of(parts)}.")
        return [*lines, f"{reduced(sum(parts), whole)}."]

    def canonical(self) -> Any:
        left = self.goal - self.score[0], self.goal - self.score[1]
        if not self.games:
            return [left, self.top, self.bottom]
        return [self.games, min([left, [self.top, self.bottom]], [left[::-1], [self.bottom - self.top, self.bottom]])]

    def candidates(self) -> int:
        return int(self.bottom ** (2 * self.goal - 1 - sum(self.score)))


class LineWalk(Question, frozen=True, tag="line_walk"):
    """A walk on a line from `start`: each of `steps` steps goes up with the chance ``top/bottom``, else down. Asked is
    that it never gets down to 0 (`event` is ``stays``), or that it reaches `level` before (``reaches``) or ends there
    (``ends``)."""

    start: int
    steps: int
    top: int
    bottom: int
    event: str
    level: int

    FORM: ClassVar = "fraction"
    TEXTS: ClassVar = {
        "bets": "{name} has {coins} and bets one coin at a time, winning a coin with probability {p} and losing it "
        "otherwise. {name} places {steps} bets, or fewer if no coin is left before. What is the probability that "
        "{name} {event_coins}?",
        "game": "Each round of a game brings a point with probability {p} and costs one otherwise. {name} starts with "
        "{points} and plays {steps} rounds, unless no point is left before. Find the probability that {name} "
        "{event_points}.",
        "ant": "An ant on a ladder stands on rung {start}. It climbs one rung with probability {p} and slips one "
        "rung down otherwise, {steps} times in all; at rung 0 it falls off for good. How likely is it that the ant "
        "{event_rungs}?",
        "pier": "A sleepwalker stands {paces} from a canal. Each step leads away from it with probability {p} and "
        "towards it otherwise. The sleepwalker takes {steps} steps, unless a fall into the canal (0 steps away) "
        "comes first. What is the chance that the sleepwalker {event_steps}?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> LineWalk | None:
        bottom = stream.integer(2, 7)
        top = stream.integer(1, bottom - 1)
        start = stream.integer(1, level)
        steps = stream.integer(level + 1, level + 3)
        event = stream.choice(("stays", "ends", "reaches"))
        target = start + stream.integer(1, level - 1) if event == "reaches" else start + 2 * stream.integer(-1, 2)
        target += (steps % 2) * (event == "ends")
        if event == "stays":
            target = 0
        found = cls(start, steps, top, bottom, event, target)
        if Fraction(top, bottom).denominator != bottom or bottom**steps > 300_000 or (event != "stays" and target < 1):
            return None
        return found if 0 < found.number() < 1 and start < steps else None

    def _table(self) -> list[dict[int, int]]:
        """After each step, the weights by height; 0, and a level that is to be reached, hold what gets there."""
        ends = {0, self.level} if self.event == "reaches" else {0}
        rows = [{self.start: 1}]
        for _ in range(self.steps):
            row: dict[int, int] = {}
            for height, weight in rows[-1].items():
                if height in ends:
                    row[height] = row.get(height, 0) + weight * self.bottom
                else:
                    row[height + 1] = row.get(height + 1, 0) + weight * self.top
                    row[height - 1] = row.get(height - 1, 0) + weight * (self.bottom - self.top)
            rows.append(row)
        return rows

    def number(self) -> Fraction:
        """From the last row of the table."""
        last, whole = self._table()[-1], self.bottom**self.steps
        top = whole - last.get(0, 0) if self.event == "stays" else last.get(self.level, 0)
        return Fraction(top, whole)

    def slots(self, stream: Stream) -> dict[str, Any]:
        steps = in_words(self.steps)
        return {
            "name": stream.choice(PEOPLE).name, "start": self.start, "steps": steps, "p": f"{self.top}/{self.bottom}",
            "coins": counted(self.start, "coin"), "points": counted(self.start, "point"),
            "paces": counted(self.start, "step"),
            "event_coins": self._event("has", "coin"), "event_points": self._event("has", "point"),
            "event_rungs": self._event("is on", "rung"), "event_steps": self._event("is", "step"),
        }  # fmt: skip

    def _event(self, verb: str, thing: str) -> str:
        """What is asked, in words of the story."""
        where = {"rung": f"rung {self.level}", "step": f"{counted(self.level, 'step')} away"}.get(
            thing, counted(self.level, thing)
        )
        lost = {"rung": "falling off", "step": "falling in"}.get(thing, f"running out of {thing}s")
        if self.event == "stays":
            return {"rung": "does not fall off", "step": "does not fall in"}.get(thing, f"never runs out of {thing}s")
        if self.event == "reaches":
            return f"{verb} {where} at some time before {lost}"
        return f"{verb} {where} after the last of the {in_words(self.steps)}, without {lost} earlier"

    def check(self) -> Check:
        names = [f"s{place}" for place in range(1, self.steps + 1)]
        heights = [f"({self.start} + 2*({' + '.join(names[:place])}) - {place})" for place in range(1, self.steps + 1)]
        alive = [f"{height} > 0" for height in heights]
        if self.event == "reaches":
            condition = " or ".join(
                f"({' and '.join([*alive[:place], f'{height} == {self.level}'])})"
                for place, height in enumerate(heights)
            )
        else:
            condition = " and ".join([*alive, *([f"{heights[-1]} == {self.level}"] if self.event == "ends" else [])])
        weight = " * ".join(trial_weight(name, Fraction(self.top, self.bottom)) for name in names)
        variables = tuple(IntRange(name, 0, 1) for name in names)
        return Finite(Rational(), str(self.number()), variables, "probability", (condition,), None, (), weight)

    def solution(self) -> list[str]:
        top, miss, bottom = self.top, self.bottom - self.top, self.bottom
        whole = bottom**self.steps
        ends = {0, self.level} if self.event == "reaches" else {0}
        lines = [f"Give up {top} and down {miss} of {bottom} parts, and follow the parts at each height. What comes to "
                 f"{listed([str(end) for end in sorted(ends)], 'or')} stays there, times {bottom} at each "
                 f"step."]  # fmt: skip
        rows = self._table()
        for step in range(1, self.steps + 1):
            before, entries = rows[step - 1], []
            for height, weight in sorted(rows[step].items()):
                terms = []
                for source, factor in ((height - 1, top), (height + 1, miss)):
                    if before.get(source) and source not in ends:
                        terms.append(f"{factor} · {before[source]}" if factor > 1 else str(before[source]))
                if height in ends and before.get(height):
                    terms.append(f"{bottom} · {before[height]}")
                text = " + ".join(terms)
                entries.append(f"{height}: {text} = {weight}" if text != str(weight) else f"{height}: {weight}")
            lines.append(f"Step {step}: {', '.join(entries)}.")
        last = rows[-1]
        if self.event == "stays":
            lost = last.get(0, 0)
            lines.append(f"All: {bottom}^{self.steps} = {whole}. Not at 0: {whole} − {lost} = {whole - lost}.")
            return [*lines, f"{reduced(whole - lost, whole)}."]
        good = last.get(self.level, 0)
        lines.append(f"All: {bottom}^{self.steps} = {whole}. At {self.level}: {good}.")
        return [*lines, f"{reduced(good, whole)}."]

    def canonical(self) -> Any:
        return [self.start, self.steps, self.top, self.bottom, self.event, self.level]

    def candidates(self) -> int:
        return int(self.bottom**self.steps)


class Ruin(Question, frozen=True, tag="ruin"):
    """A random walk from `start`, up with the chance ``top/bottom`` and else down, until 0 or `goal` is reached. Asked
    is that this is `goal` (`win`) or 0."""

    start: int
    goal: int
    top: int
    bottom: int
    win: bool

    FORM: ClassVar = "fraction"
    TEXTS: ClassVar = {
        "gambler": "A gambler with {start} coins bets one coin per round and wins it back doubled with probability "
        "{p}, else it is lost. Play goes on until the gambler has {goal} coins or none. What is the probability of "
        "ending with {end_coins}?",
        "frog": "A frog on stone {start} of the stones 0 to {goal} jumps to the next higher stone with probability "
        "{p} and to the next lower one otherwise, and stops at stone 0 or {goal}. Find the probability that it stops "
        "at {end}.",
        "share": "The price of a share is {start} and changes daily: up by 1 with probability {p}, otherwise down by "
        "1. It is sold at {goal} or at 0. How likely is it that it is sold at {end}?",
        "duel": "{a} has {start} tokens, {b} has {other}. In each round {a} wins a token from {b} with probability "
        "{p} and otherwise loses one to {b}, until one of them has all. What is the chance that {winner} gets all of "
        "them?",
        "token": "A counter starts at {start}. Every second it is raised by 1 with probability {p} and lowered by 1 "
        "otherwise, until it shows 0 or {goal}. With what probability does it show {end} in the end?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Ruin | None:
        bottom = stream.integer(2, 12)
        top = stream.integer(1, bottom - 1)
        goal = stream.integer(level + 1, level + 2)
        start = stream.integer(1, goal - 1)
        if Fraction(top, bottom).denominator != bottom:
            return None
        return cls(start, goal, top, bottom, stream.chance(3, 4))

    def number(self) -> Fraction:
        """By the classical formula (Feller, An Introduction to Probability Theory, chapter XIV)."""
        ratio = Fraction(self.bottom - self.top, self.top)
        reach = sum((ratio**i for i in range(self.start)), Fraction(0)) / sum(
            (ratio**i for i in range(self.goal)), Fraction(0)
        )
        return reach if self.win else 1 - reach

    def slots(self, stream: Stream) -> dict[str, Any]:
        a, b = (each.name for each in stream.sample(PEOPLE, 2))
        return {
            "start": self.start, "goal": self.goal, "p": f"{self.top}/{self.bottom}", "other": self.goal - self.start,
            "end": self.goal if self.win else 0, "end_coins": f"{self.goal} coins" if self.win else "no coin",
            "a": a, "b": b, "winner": a if self.win else b,
        }  # fmt: skip

    def check(self) -> Check:
        p = Fraction(self.top, self.bottom)
        rows = [f"p0 = {int(not self.win)}", f"p{self.goal} = {int(self.win)}"]
        rows += [f"p{i} = ({p})*p{i + 1} + ({1 - p})*p{i - 1}" for i in range(1, self.goal)]
        return Equations(Rational(), str(self.number()), tuple(rows), (f"p{self.start}",))

    def solution(self) -> list[str]:
        up, down = self.top, self.bottom - self.top
        ratio = Fraction(down, up)
        lines = [f"Let p(i) be the probability of reaching {self.goal} from i: p(0) = 0, p({self.goal}) = 1.",
                 f"From p(i) = {up}/{self.bottom}·p(i + 1) + {down}/{self.bottom}·p(i − 1) follows that each "
                 f"difference p(i + 1) − p(i) is {down}/{up}{f' = {ratio}' if str(ratio) != f'{down}/{up}' else ''} "
                 f"times the one "
                 "before."]  # fmt: skip
        terms = [ratio**i for i in range(self.goal)]
        lines.append(
            f"Let the first difference be d. The {self.goal} differences are {listed([_of_d(each) for each in terms])}."
        )
        bottom = ratio.denominator ** (self.goal - 1)
        whole = [int(each * bottom) for each in terms]
        if bottom > 1:
            lines.append(f"In units of d/{bottom} they are {listed(list(map(str, whole)))}.")
        lines.append(f"All of them make 1: {sum_of(whole)}.")
        lines.append(f"The first {self.start} make p({self.start}): {sum_of(whole[: self.start])}.")
        top, all_of_it = sum(whole[: self.start]), sum(whole)
        lines.append(f"p({self.start}) = {reduced(top, all_of_it)}.")
        if not self.win:
            lines.append(f"0 is reached in the other cases: 1 − {self.number_of_win()} = {self.number()}.")
        return lines

    def number_of_win(self) -> Fraction:
        """The probability of reaching `goal`."""
        return self.number() if self.win else 1 - self.number()

    def canonical(self) -> Any:
        mine = [self.start, self.goal, self.top, self.bottom]
        if not self.win:
            mine = [self.goal - self.start, self.goal, self.bottom - self.top, self.bottom]
        return mine

    def candidates(self) -> int:
        return int(self.bottom**self.goal)


def _of_d(share: Fraction) -> str:
    return "d" if share == 1 else f"{share}·d"


class GraphWalk(Question, frozen=True, tag="graph_walk"):
    """A token moves along the edges of a graph, each time to a random neighbour, until it comes to `home` or to `trap`.
    Asked is that it comes to `home`, from `start`."""

    size: int
    edges: tuple[tuple[int, int], ...]
    start: int
    home: int
    trap: int

    FORM: ClassVar = "fraction"
    TEXTS: ClassVar = {
        "token": "A token on vertex {start} of a graph with the edges {edges} moves along a random edge of its "
        "vertex each time, all of them equally likely, until it comes to {home} or {trap}. What is the probability "
        "that it comes to {home} first?",
        "mouse": "Rooms are joined by doors: {edges}. A mouse in room {start} runs through a random door of the room "
        "it is in, again and again. Cheese lies in room {home}, a cat sits in room {trap}. How likely is it that the "
        "mouse gets to the cheese before the cat?",
        "islands": "Bridges connect {edges}. A tourist on {start} crosses a random bridge of the island, then a "
        "random bridge of the next, and so on. Find the probability that {home} is visited before {trap}.",
        "web": "A surfer on page {start} clicks a random link on each page (links lead both ways: {edges}). What is "
        "the chance that the surfer sees page {home} before page {trap}?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> GraphWalk | None:
        size = level + 1 + stream.below(3)
        edges = connected_graph(stream, size, size + stream.integer(0, level))
        start, home, trap = stream.sample(range(size), 3)
        found = cls(size, edges, start, home, trap)
        near = neighbours_of(size, edges)
        inner = [v for v in range(size) if v not in (home, trap)]
        # No dead ends of the state space: every inner vertex counts, and both ends can be reached.
        if any(len(near[v]) < 2 and not near[v] & {home, trap} for v in inner):
            return None
        reachable = found._reachable()
        if not {home, trap} <= reachable or len(reachable) < size or len(found._rows()) < level - 1:
            return None
        chance = found.number()
        return found if chance.denominator <= 2_000 and chance != Fraction(1, 2) else None

    def _reachable(self) -> set[int]:
        """What the token can come to."""
        near = neighbours_of(self.size, self.edges)
        seen, left = {self.start}, [self.start]
        while left:
            vertex = left.pop()
            if vertex in (self.home, self.trap):
                continue
            for other in near[vertex] - seen:
                seen.add(other)
                left.append(other)
        return seen

    def _rows(self) -> dict[str, Row]:
        """For each inner vertex its equation."""
        near = neighbours_of(self.size, self.edges)
        rows: dict[str, Row] = {}
        for v in range(self.size):
            if v in (self.home, self.trap):
                continue
            share = Fraction(1, len(near[v]))
            row = {LETTERS[w].lower(): share for w in sorted(near[v]) if w not in (self.home, self.trap)}
            if self.home in near[v]:
                row[""] = share
            rows[LETTERS[v].lower()] = row
        return rows

    def number(self) -> Fraction:
        """By elimination."""
        return solved(self._rows(), LETTERS[self.start].lower())[0][LETTERS[self.start].lower()]

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "edges": listed([f"{LETTERS[a]}-{LETTERS[b]}" for a, b in self.edges]), "start": LETTERS[self.start],
            "home": LETTERS[self.home], "trap": LETTERS[self.trap],
        }  # fmt: skip

    def check(self) -> Check:
        return Equations(Rational(), str(self.number()), equations(self._rows()), (LETTERS[self.start].lower(),))

    def solution(self) -> list[str]:
        home, trap, start = (LETTERS[each] for each in (self.home, self.trap, self.start))
        rows = self._rows()
        near = neighbours_of(self.size, self.edges)
        lines = [f"For each place, let its small letter be the probability of coming to {home} before {trap}; it is "
                 f"the mean over its neighbours, with 1 for {home} and 0 for {trap}."]  # fmt: skip
        for name in rows:
            v = LETTERS.index(name.upper())
            parts = [{self.home: "1", self.trap: "0"}.get(w, LETTERS[w].lower()) for w in sorted(near[v])]
            lines.append(f"{name} = ({' + '.join(parts)}) / {len(parts)}")
        return [*lines, *solved(rows, start.lower())[1]]

    def canonical(self) -> Any:
        marks = [1 * (v == self.start) + 2 * (v == self.home) + 3 * (v == self.trap) for v in range(self.size)]
        return canonical_graph(self.size, self.edges, marks)

    def candidates(self) -> int:
        return int(2 ** len(self.edges))


class TakingTurns(Question, frozen=True, tag="taking_turns"):
    """Players take turns until somebody succeeds; player i succeeds with the chance ``chances[i]`` at each turn. Asked
    is that it is player `asked`."""

    names: tuple[str, ...]
    chances: tuple[tuple[int, int], ...]
    asked: int

    FORM: ClassVar = "fraction"
    TEXTS: ClassVar = {
        "turns": "{players} take turns in this order, again and again, until one of them {does}. {chances}. What is "
        "the probability that {name} is the one?",
        "duel": "{players} shoot at a target in turn, {first} first, until it is hit. At each shot, {chances_low}. "
        "How likely is it that {name} hits it?",
        "game": "In a game {players} draw in this order, over and over, and the first success wins. {chances}. Find "
        "the probability that {name} wins.",
        "dice": "{players} try in turn, starting with {first}, to open a lock. Per try, {chances_low}. The tries do "
        "not depend on one another. What is the chance that {name} opens it?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> TakingTurns | None:
        size = 2 if level == 2 else 3
        chances = []
        for _ in range(size):
            bottom = stream.integer(2, 8 if level == 2 else 6)
            chances.append((stream.integer(1, bottom - 1), bottom))
        if any(Fraction(*each).denominator != each[1] for each in chances):
            return None
        names = tuple(each.name for each in stream.sample(PEOPLE, size))
        return cls(names, tuple(chances), stream.below(size))

    def number(self) -> Fraction:
        """One round, divided by the chance that a round decides."""
        miss = [1 - Fraction(*each) for each in self.chances]
        none = Fraction(1)
        mine = Fraction(0)
        for place, (top, bottom) in enumerate(self.chances):
            if place == self.asked:
                mine = none * Fraction(top, bottom)
            none *= miss[place]
        return mine / (1 - none)

    def slots(self, stream: Stream) -> dict[str, Any]:
        chances = [f"{name} with {top}/{bottom}" for name, (top, bottom) in zip(self.names, self.chances, strict=True)]
        chances[0] = chances[0].replace(" with ", " succeeds with probability ", 1)
        return {
            "players": listed(list(self.names)), "first": self.names[0], "name": self.names[self.asked],
            "does": stream.choice(("succeeds", "is successful")), "chances": listed(chances),
            "chances_low": listed(chances),
        }  # fmt: skip

    def check(self) -> Check:
        """Turn i's value: the chance that the asked player wins, before that turn."""
        size = len(self.chances)
        rows = []
        for place, (top, bottom) in enumerate(self.chances):
            after = f"t{(place + 1) % size}"
            win = f"{top}/{bottom}" if place == self.asked else "0"
            rows.append(f"t{place} = {win} + ({bottom - top}/{bottom})*{after}")
        return Equations(Rational(), str(self.number()), tuple(rows), ("t0",))

    def solution(self) -> list[str]:
        bottom, none = 1, 1
        lines = [f"{name} fails with 1 − {top}/{b} = {b - top}/{b}." for name, (top, b) in
                 zip(self.names, self.chances, strict=True)]  # fmt: skip
        tops, bottoms = [], []
        for top, b in self.chances:
            tops.append(b - top)
            bottoms.append(b)
        for each in bottoms:
            bottom *= each
        for each in tops:
            none *= each
        lines.append("Nobody succeeds in a round: "
                     f"{' · '.join(f'{t}/{b}' for t, b in zip(tops, bottoms, strict=True))} = "
                     f"{none}/{bottom}.")  # fmt: skip
        lines.append(f"So a round decides with 1 − {none}/{bottom} = {bottom - none}/{bottom}.")
        top, b = self.chances[self.asked]
        before = [*(f"{t}/{u}" for t, u in zip(tops[: self.asked], bottoms[: self.asked], strict=True)), f"{top}/{b}"]
        mine = top
        for each in tops[: self.asked]:
            mine *= each
        under = 1
        for each in bottoms[: self.asked + 1]:
            under *= each
        scaled = mine * (bottom // under)
        name = self.names[self.asked]
        shown = " · ".join(before)
        lines.append(f"{name} succeeds in a round: {shown}{f' = {mine}/{under}' if len(before) > 1 else ''}"
                     f"{f' = {scaled}/{bottom}' if under != bottom else ''}.")  # fmt: skip
        lines.append(f"Of the rounds that decide, this is the share {scaled} of {bottom - none}: "
                     f"{reduced(scaled, bottom - none)}.")  # fmt: skip
        return lines

    def canonical(self) -> Any:
        return [self.chances, self.asked]

    def candidates(self) -> int:
        result = 1
        for _, bottom in self.chances:
            result *= bottom
        return result


class Network(Question, frozen=True, tag="network"):
    """A system of independent components: `plan` is a component's number, or ``("all" | "any", part, part, ...)``.
    Asked is that it works (or fails, if `fails`)."""

    plan: Any
    chances: tuple[tuple[int, int], ...]
    fails: bool

    FORM: ClassVar = "fraction"
    TEXTS: ClassVar = {
        "machine": "A machine works if {plan}. The components work independently, {chances}. What is the probability "
        "that the machine {does}?",
        "alarm": "An alarm system is built so that it works when {plan}. Its parts work independently of one another, "
        "{chances}. Find the probability that the system {does}.",
        "supply": "Power reaches a village when {plan}; the parts of the grid work independently, {chances}. How "
        "likely is it that the supply {does}?",
        "rocket": "A rocket's computer works if {plan}. Its units work independently of one another: {chances}. What "
        "is the chance that the computer {does}?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Network | None:
        size = level + 1 + stream.below(2)
        chances = []
        for _ in range(size):
            bottom = stream.integer(2, 6)
            chances.append((stream.integer(1, bottom - 1), bottom))
        if any(Fraction(*each).denominator != each[1] for each in chances):
            return None
        parts: list[Any] = list(range(size))
        kind = stream.choice(("all", "any"))
        while len(parts) > 1:
            many = stream.integer(2, min(3, len(parts)))
            if len(parts) == size and many == size:
                many = 2
            at = stream.below(len(parts) - many + 1)
            group = (kind, *parts[at : at + many])
            parts[at : at + many] = [group]
            kind = "any" if kind == "all" else "all"
        found = cls(_flat(parts[0]), tuple(chances), stream.chance(1, 4))
        return found if found.number().denominator <= 20_000 else None

    def _chance(self, plan: Any) -> Fraction:
        if isinstance(plan, int):
            return Fraction(*self.chances[plan])
        value = Fraction(1)
        for part in plan[1:]:
            value *= self._chance(part) if plan[0] == "all" else 1 - self._chance(part)
        return value if plan[0] == "all" else 1 - value

    def number(self) -> Fraction:
        """From the product rule, part by part."""
        works = self._chance(self.plan)
        return 1 - works if self.fails else works

    def slots(self, stream: Stream) -> dict[str, Any]:
        chances = [f"{LETTERS[place]} with {'probability ' if place == 0 else ''}{top}/{bottom}"
                   for place, (top, bottom) in enumerate(self.chances)]  # fmt: skip
        return {"plan": _told(self.plan), "chances": listed(chances), "does": "fails" if self.fails else "works"}

    def check(self) -> Check:
        names = [f"e{place}" for place in range(len(self.chances))]

        def condition(plan: Any) -> str:
            if isinstance(plan, int):
                return f"({names[plan]} <= {self.chances[plan][0]})"
            return f"({(' and ' if plan[0] == 'all' else ' or ').join(condition(part) for part in plan[1:])})"

        works = condition(self.plan)
        variables = tuple(IntRange(name, 1, bottom) for name, (_, bottom) in zip(names, self.chances, strict=True))
        wanted = f"not {works}" if self.fails else works
        return Finite(Rational(), str(self.number()), variables, "probability", (wanted,))

    def solution(self) -> list[str]:
        lines: list[str] = []

        def chance(plan: Any) -> Fraction:
            if isinstance(plan, int):
                return Fraction(*self.chances[plan])
            values = [chance(part) for part in plan[1:]]
            name = _told(plan)
            if plan[0] == "all":
                value = _times(values, lines, f"That {name}")
                return value
            misses = [1 - value for value in values]
            for part, value in zip(plan[1:], values, strict=True):
                what = LETTERS[part] if isinstance(part, int) else "This part"
                if isinstance(part, int):
                    lines.append(f"{what} fails with 1 − {value} = {1 - value}.")
                else:
                    lines.append(f"It fails that {_told(part)}: 1 − {value} = {1 - value}.")
            none = _times(misses, lines, "None of these works")
            lines.append(f"So that {name}: 1 − {none} = {1 - none}.")
            return 1 - none

        works = chance(self.plan)
        if self.fails:
            lines.append(f"The whole fails with 1 − {works} = {1 - works}.")
        return lines

    def canonical(self) -> Any:
        def form(plan: Any) -> Any:
            if isinstance(plan, int):
                return [str(Fraction(*self.chances[plan]))]
            return [plan[0], *sorted((form(part) for part in plan[1:]), key=str)]

        return [form(self.plan), self.fails]

    def candidates(self) -> int:
        result = 1
        for _, bottom in self.chances:
            result *= bottom
        return result


def _times(values: list[Fraction], lines: list[str], name: str) -> Fraction:
    """The product of the values, with a line that works it out."""
    top, bottom, result = 1, 1, Fraction(1)
    for value in values:
        top, bottom, result = top * value.numerator, bottom * value.denominator, result * value
    lines.append(f"{name}: {' · '.join(map(str, values))} = {reduced(top, bottom)}.")
    return result


def _flat(plan: Any) -> Any:
    """The plan with an "all" inside an "all" (and an "any" inside an "any") dissolved."""
    if isinstance(plan, int):
        return plan
    parts: list[Any] = []
    for part in map(_flat, plan[1:]):
        parts += part[1:] if not isinstance(part, int) and part[0] == plan[0] else [part]
    return (plan[0], *parts)


def _told(plan: Any) -> str:
    """The plan in words: ``A works, and at least one of B and C works``."""
    if isinstance(plan, int):
        return f"{LETTERS[plan]} works"
    names = [LETTERS[part] for part in plan[1:] if isinstance(part, int)]
    groups = [_told(part) for part in plan[1:] if not isinstance(part, int)]
    if not groups and plan[0] == "any":
        return f"at least one of {listed(names)} works"
    if not groups:
        return f"both {listed(names)} work" if len(names) == 2 else f"{listed(names)} all work"
    if plan[0] == "all":
        parts = [f"{name} works" for name in names] + [f"({each})" if " or " in each else each for each in groups]
        return listed(parts) if len(parts) > 2 else ", and ".join(parts)
    parts = [f"{name} works" for name in names] + [f"({each})" if ", " in each else each for each in groups]
    return " or ".join(parts)


__all__ = ["GraphWalk", "LineWalk", "Match", "Network", "Ruin", "TakingTurns", "Trials"]
