"""Counting words in which certain blocks never occur, by an automaton that remembers the ending."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import permutations
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE, listed
from generators.math.calculations import sum_of
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer
from schemas.checks import Check, Finite, IntRange


class Words(Question, frozen=True, tag="words"):
    """Words of `length` over `letters` in which none of `banned` occurs as a block; `first` and `last` are set letters,
    and with `exactly` one letter occurs so many times."""

    letters: str
    length: int
    banned: tuple[str, ...]
    first: str = ""
    last: str = ""
    exactly: tuple[str, int] | None = None

    TEXTS: ClassVar = {
        "words": "How many {length}-letter words made of the letters {letters} {rule}?",
        "strings": "Count the strings of length {length} over {letters} that {rule}.",
        "type": "{name} types {length} letters, each of them {choice}. How many results {rule}?",
        "codes": "Codes have {length} letters, each {choice}. How many of the codes {rule}?",
    }
    SCENES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "01": {
            "binary": "How many binary strings of length {length} {rule}?",
            "bits": "Count the sequences of {length} bits that {rule}.",
        },
        "012": {
            "ternary": "How many strings of {length} digits from 0, 1 and 2 {rule}?",
            "base3": "How many sequences of length {length} with the entries 0, 1 and 2 {rule}?",
        },
        "HT": {
            "coin": "A coin is tossed {length} times and the results are written as H and T. How many records {rule}?",
            "coins": "How many sequences of {length} coin tosses (H or T) {rule}?",
        },
        "ACGT": {
            "dna": "How many DNA strands of length {length} over A, C, G and T {rule}?",
            "gene": "Count the sequences of {length} bases A, C, G or T that {rule}.",
        },
        "LRS": {
            "robot": "A robot makes {length} moves: L (left), R (right) or S (straight). How many move lists {rule}?",
            "drive": "A drive of {length} turns is noted with L, R and S. How many notes {rule}?",
        },
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Words | None:
        letters = stream.choice({1: ("AB", "ABC", "01", "HT", "LRS", "XYZ", "012"), 2: ("ABC", "01", "HT", "LRS", "XYZ",
                                 "012")}.get(level, ("ABC", "LRS", "XYZ", "012", "ACGT", "ABCD")))  # fmt: skip
        small = len(letters) == 2
        length = {1: 3 + small, 2: 6 + 2 * small, 3: 8, 4: 10}[level] + stream.below(2)
        sizes = [2] if level == 1 else [stream.choice((2, 2, 3)) for _ in range(stream.integer(2, level + 1))]
        words = {"".join(stream.choice(letters) for _ in range(size)) for size in sizes}
        banned = tuple(sorted(words))
        if len(words) < len(sizes) or any(a != b and a in b for a in words for b in words):
            return None
        ends = stream.below(4 if level < 4 else 5)
        first, last = (stream.choice(letters) if ends == place else "" for place in (1, 2))
        exactly = (stream.choice(letters), stream.integer(2, 3)) if level > 2 and ends == 3 else None
        found = cls(letters, length, banned, first, last, exactly)
        low, high = {1: (4, 200), 2: (10, 1_500), 3: (50, 5_000), 4: (200, 8_000)}[level]
        if not low <= found.number() <= high or (level > 1 and sum(map(len, found.table())) > 30 * level):
            return None
        bare = (
            cls(letters, length, tuple(each for each in banned if each != one), first, last, exactly) for one in banned
        )
        return found if all(each.number() > found.number() for each in bare) else None

    def states(self) -> tuple[str, ...]:
        """What an ending may be."""
        return _automaton(self.letters, self.banned)[0]

    def after(self, state: str, letter: str) -> str | None:
        """The state that the letter leads to, or None where it would complete a banned word."""
        return _automaton(self.letters, self.banned)[1][state, letter]

    def table(self) -> list[dict[tuple[str, int], int]]:
        """For each length, how many words there are by their ending and by how often the counted letter occurs."""
        counted = self.exactly[0] if self.exactly else ""
        most = self.exactly[1] if self.exactly else 0
        steps = _automaton(self.letters, self.banned)[1]
        rows: list[dict[tuple[str, int], int]] = [{("", 0): 1}]
        for place in range(1, self.length + 1):
            row: dict[tuple[str, int], int] = {}
            for (state, seen), count in rows[-1].items():
                for letter in self._allowed(place):
                    target, more = steps[state, letter], seen + (letter == counted)
                    if target is not None and more <= most:
                        row[target, more] = row.get((target, more), 0) + count
            rows.append(row)
        return rows

    def _allowed(self, place: int) -> str:
        if place == 1 and self.first:
            return self.first
        return self.last if place == self.length and self.last else self.letters

    def number(self) -> int:
        """The sum of the table's last row."""
        wanted = self.exactly[1] if self.exactly else 0
        return sum(count for (_, seen), count in self.table()[-1].items() if seen == wanted)

    def texts(self) -> Mapping[str, str]:
        return self.SCENES.get(self.letters, self.TEXTS)

    def slots(self, stream: Stream) -> dict[str, Any]:
        rules = [f"begin with {self.first}"] if self.first else []
        rules += [f"end with {self.last}"] if self.last else []
        if self.exactly:
            rules.append(f"contain the letter {self.exactly[0]} exactly {self.exactly[1]} times")
        if len(self.banned) == 1:
            rules.append(
                stream.choice(("never contain the block {}", "do not contain the block {}")).format(*self.banned)
            )
        elif len(self.banned) == 2:
            rules.append("contain neither the block {} nor the block {}".format(*self.banned))
        else:
            rules.append(f"contain none of the blocks {listed(list(self.banned))}")
        return {
            "length": self.length,
            "letters": listed(list(self.letters)),
            "choice": listed(list(self.letters), "or"),
            "rule": listed(rules),
            "name": stream.choice(PEOPLE).name,
        }

    def check(self) -> Check:
        names = [f"l{place}" for place in range(1, self.length + 1)]
        conditions = []
        for ends in range(1, self.length + 1):
            for word in self.banned:
                here = names[ends - len(word) : ends] if ends >= len(word) else []
                if here:
                    block = [f"{name} == {self.letters.index(letter)}" for name, letter in zip(here, word, strict=True)]
                    conditions.append(f"not ({' and '.join(block)})")
        for letter, name in ((self.first, names[0]), (self.last, names[-1])):
            if letter:
                conditions.append(f"{name} == {self.letters.index(letter)}")
        if self.exactly:
            counted, count = self.letters.index(self.exactly[0]), self.exactly[1]
            seen = [f"({name} == {counted})" for name in names]
            conditions += [f"{' + '.join(seen[:place])} <= {count}" for place in range(count + 1, self.length)]
            conditions.append(f"{' + '.join(seen)} == {count}")
        variables = tuple(IntRange(name, 0, len(self.letters) - 1) for name in names)
        return Finite(Integer(), str(self.number()), variables, "count", tuple(conditions))

    def solution(self) -> list[str]:
        states = self.states()
        if len(states) == 2 and self.length <= 5 and not self.exactly:
            return self._short_solution()
        lines = ["Sort the words by the longest ending that begins a forbidden block:"]
        for state in states:
            moves = []
            for letter in self.letters:
                target = self.after(state, letter)
                moves.append(f"{letter} is forbidden" if target is None else f"{letter} gives {_named(target)}")
            lines.append(f"{_named(state)}: {', '.join(moves)}.")
        if self.exactly:
            lines.append(f"Count {self.exactly[0]} as well: {_named('', 2)} is such an ending with 2 of them.")
        rows = self.table()
        for place in range(1, self.length + 1):
            lines.append(f"Length {place}: {', '.join(self._entries(rows, place))}.")
        wanted = self.exactly[1] if self.exactly else 0
        totals = [count for (_, seen), count in sorted(rows[-1].items()) if seen == wanted]
        return [*lines, f"Total: {sum_of(totals)}."]

    def _entries(self, rows: list[dict[tuple[str, int], int]], place: int) -> list[str]:
        """A row of the table, each entry with the sum that it comes from; what cannot count any more is left out."""
        counted, most = self.exactly or ("", 0)
        least = most - (self.length - place) if self.exactly else 0
        entries = []
        for (state, seen), value in sorted(rows[place].items(), key=lambda each: (len(each[0][0]), each[0])):
            if seen < least:
                continue
            terms = []
            for (source, had), count in rows[place - 1].items():
                many = sum(
                    self.after(source, letter) == state and had + (letter == counted) == seen
                    for letter in self._allowed(place)
                )
                if many:
                    terms.append(f"{many} · {count}" if many > 1 else str(count))
            text = " + ".join(terms)
            name = _named(state, seen if self.exactly else None)
            entries.append(f"{name} = {value}" if place == 1 or text == str(value) else f"{name} = {text} = {value}")
        return entries

    def _short_solution(self) -> list[str]:
        """With one banned pair it is enough to know whether its first letter was the last one."""
        names = dict(zip(self.states(), "xy", strict=True))
        ending = self.states()[1]
        steps = {
            target: {
                source: sum(self.after(source, letter) == target for letter in self.letters) for source in self.states()
            }
            for target in self.states()
        }
        rules = []
        for target in self.states():
            terms = [f"{many if many > 1 else ''}{names[source]}" for source, many in steps[target].items() if many]
            rules.append(f"new {names[target]} = {' + '.join(terms)}")
        lines = [f"x: not ending in {ending}, y: ending in {ending}.", f"{', '.join(rules)}."]
        rows = self.table()
        last = self.length - bool(self.last)
        for place in range(1, last + 1):
            entries = []
            for target in self.states():
                value = rows[place].get((target, 0), 0)
                terms = [
                    str(many * rows[place - 1].get((source, 0), 0)) for source, many in steps[target].items() if many
                ]
                sums = f"{' + '.join(terms)} = " if place > 1 and len(terms) > 1 else ""
                entries.append(f"{names[target]} = {sums}{value}")
            lines.append(f"Length {place}: {', '.join(entries)}")
        if self.last:
            sources = [source for source in self.states() if self.after(source, self.last) is not None]
            counts = [rows[last].get((source, 0), 0) for source in sources]
            lines.append(f"The last letter {self.last} can follow {listed([names[each] for each in sources])}: "
                         f"{sum_of(counts)}.")  # fmt: skip
            return lines
        lines.append(f"Total: {sum_of([rows[last].get((state, 0), 0) for state in self.states()])}.")
        return lines

    def canonical(self) -> Any:
        forms = []
        for order in permutations(range(len(self.letters))):
            new = dict(zip(self.letters, (chr(97 + place) for place in order), strict=True))
            banned = sorted("".join(new[letter] for letter in word) for word in self.banned)
            exactly = [new[self.exactly[0]], self.exactly[1]] if self.exactly else []
            forms.append([banned, new.get(self.first, ""), new.get(self.last, ""), exactly])
        return [len(self.letters), self.length, *min(forms)]

    def candidates(self) -> int:
        return int(len(self.letters) ** self.length)


@lru_cache(maxsize=256)
def _automaton(letters: str, banned: tuple[str, ...]) -> tuple[tuple[str, ...], dict[tuple[str, str], str | None]]:
    """The endings that matter, each the longest that begins a banned word, and where each letter leads from each (Aho
    and Corasick, CACM 1975)."""
    starts = {""} | {word[:size] for word in banned for size in range(len(word))}
    states = tuple(sorted(starts, key=lambda start: (len(start), start)))
    steps: dict[tuple[str, str], str | None] = {}
    for state in states:
        for letter in letters:
            text = state + letter
            done = any(text.endswith(word) for word in banned)
            ends = (text[place:] for place in range(len(text) + 1) if text[place:] in starts)
            steps[state, letter] = None if done else next(ends)
    return states, steps


def _named(state: str, seen: int | None = None) -> str:
    """The name of an ending, with how often the counted letter has occurred."""
    return f"[{state or 'other'}{f', {seen}' if seen is not None else ''}]"
