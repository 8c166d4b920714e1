"""The kinds of questions about an order: who is where, everybody's place, what must, could or cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from math import factorial
from typing import Any, ClassVar, Self

from generators.language.lexicon import in_words
from generators.logic.ordering.clues import (
    Clue,
    Order,
    canonical,
    fits,
    fitting,
    formula,
    needed,
    orders_in,
    pinned,
    statements,
    steps,
    true_of,
    widest,
)
from generators.logic.ordering.language import (
    SCENES,
    in_short,
    introduced,
    people_of,
    shown,
    shown_row,
    told,
    word_of,
)
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Assignment, Choice, Integer
from schemas.checks import Check, Finite, IntRange

NONE, SEVERAL = "contradictory", "several"

_SURE = (
    "at",
    "at",
    "right_before",
    "right_before",
    "next",
    "end",
    "before",
    "gap",
    "not_at",
    "either",
    "between",
    "not_end",
)
_MANY = ("at", "not_at", "either", "end", "not_end", "before", "right_before", "next", "apart", "gap", "between")
# level: people, kinds of clues, most rows open at once
_LEVELS: dict[int, tuple[tuple[int, ...], tuple[str, ...], int]] = {
    1: ((4, 5, 5, 5, 5, 5, 5, 5), _SURE, 2),
    2: ((5,), _MANY, 8),
    3: ((6,), (*_MANY, "before", "between", "apart"), 16),
    4: ((7,), (*_MANY, "before", "between", "apart", "not_end", "gap"), 30),
}


class Puzzle(Question, frozen=True):
    """People in an order and the clues to it."""

    scene: str
    names: tuple[str, ...]
    clues: tuple[Clue, ...]

    def size(self) -> int:
        """How many people there are."""
        return len(self.names)

    def words(self) -> list[str]:
        """The words by which the answer names them."""
        return [word_of(name) for name in self.names]

    def orders(self) -> list[Order]:
        """All orders that fit the clues."""
        return orders_in(fitting(self.clues, self.size()), self.size())

    def variables(self) -> tuple[IntRange, ...]:
        """Everybody's place."""
        return tuple(IntRange(word, 1, self.size()) for word in self.words())

    def conditions(self) -> tuple[str, ...]:
        """The clues for the check."""
        words = self.words()
        return (f"distinct({', '.join(words)})", *(formula(clue, words, self.size()) for clue in self.clues))

    def candidates(self) -> int:
        return factorial(self.size())

    def texts(self) -> Mapping[str, str]:
        return _SHORT if self.size() < 6 and not self.OUTCOMES and self.scene not in ("exams",) else _TEXTS

    def question(self, stream: Stream) -> str:
        """What is asked, in words."""
        raise NotImplementedError

    def slots(self, stream: Stream) -> dict[str, Any]:
        clues = [told(clue, self.scene, self.names, stream.chance(1, 2)) for clue in self.clues]
        sentences = [f"{clue[0].upper()}{clue[1:]}." for clue in clues]
        return {
            "scene": introduced(self.scene, self.names), "short": in_short(self.scene, self.names),
            "clues": " ".join(sentences), "bullets": "\n".join(f"- {each}" for each in sentences),
            "numbers": "\n".join(f"{number}. {each}" for number, each in enumerate(sentences, 1)),
            "joined": f"{'; '.join(clues)}.", "question": self.question(stream),
        }  # fmt: skip

    def worked(self) -> list[str]:
        """What is left after each clue."""
        lines = []
        for clue, rows in steps(self.clues, self.size()):
            if clue is None:
                missing = [word for person, word in enumerate(self.words()) if person not in _seen(self.clues)]
                said = f"{' and '.join(missing)} {'fills' if len(missing) == 1 else 'fill'} what is free"
            else:
                said = shown(clue, self.names)
            left = " / ".join(shown_row(row, self.names) for row in rows) if rows else "nothing fits"
            lines.append(f"{said[0].upper()}{said[1:]}: {left}.")
        return lines


def _seen(clues: tuple[Clue, ...]) -> set[int]:
    return {person for clue in clues for person in clue.people}


_SHORT = {
    "plain": "{scene} {clues} {question}",
    "brief": "{short} {clues} {question}",
    "asked_first": "{question} {short} {clues}",
    "joined": "{scene} [This is known|One knows this]: {joined} {question}",
    "bullets": "{short}\n{bullets}\n{question}",
    "numbers": "{scene}\n{numbers}\n{question}",
    "note": "{short} [A note says|Somebody remembers]: {joined} {question}",
    "told": "{scene} {question} [Known is|All that is known]: {joined}",
}
_TEXTS = {
    "plain": "{scene} {clues} {question}",
    "asked_first": "{question} {scene} {clues}",
    "joined": "{scene} [This is known|One knows this|It is certain that the following is true]: {joined} {question}",
    "bullets": "{scene}\n[The clues:|What is known:|Given is:]\n{bullets}\n{question}",
    "numbers": "{scene}\n{numbers}\n[Use these statements, all of which are true.|All of this is true.] {question}",
    "told": "{scene} {question} [Known is|All that is known]: {joined}",
    "after": "[Here is a puzzle about an order.|A puzzle:] {scene} {question}\n{bullets}",
    "facts": "[Facts|Conditions]:\n{numbers}\n[The situation|What they are about]: {scene} {question}",
}

_WITH_OPTIONS = {
    **{name: _TEXTS[name] for name in ("plain", "joined", "bullets", "numbers", "facts")},
    "puzzle": "[Here is a puzzle about an order.|A puzzle:] {scene} {joined} {question}",
    "rules": "{scene}\n[The rules are these|These conditions hold]: {joined}\n{question}",
    "situation": "[The situation:|Given is the following situation.] {scene}\n\n{clues}\n\n{question}",
}


def _scene(stream: Stream, size: int) -> tuple[str, tuple[str, ...]]:
    scene = stream.choice(tuple(SCENES))
    return scene, tuple(stream.sample(people_of(scene), size))


class Asked(Puzzle, frozen=True):
    """A question about one of the people or places, whose number is `asked`."""

    OUTCOMES: ClassVar[tuple[str, ...]] = (NONE, SEVERAL)

    asked: int

    @classmethod
    def chosen(cls, stream: Stream, order: Order, clues: tuple[Clue, ...]) -> int | None:
        """The number to ask for, or None where a clue says the answer outright."""
        raise NotImplementedError

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        found = _pinned(stream, level)
        if found is None:
            return None
        order, clues = found
        scene, names = _scene(stream, len(order))
        asked = cls.chosen(stream, order, clues)
        return None if asked is None else cls(scene, names, clues, asked)

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Self | None:
        base = cls.drawn(stream, level)
        if base is None:
            return None
        changed = _changed(stream, base.clues, base.size(), level)
        if changed is None:
            return None
        found = cls(base.scene, base.names, changed, base.asked)
        return found if found.check().gold in cls.OUTCOMES else None  # the one asked for may still be certain


class Who(Asked, frozen=True, tag="who"):
    """Who is at the place `asked`?"""

    @classmethod
    def chosen(cls, stream: Stream, order: Order, clues: tuple[Clue, ...]) -> int | None:
        asked = stream.integer(1, len(order))
        return None if any(clue.kind == "at" and clue.numbers[0] == asked for clue in clues) else asked

    def question(self, stream: Stream) -> str:
        return SCENES[self.scene].who.format(k=self.asked)

    def form(self) -> str:
        if SCENES[self.scene].people:
            return " | ".join(self.words())
        return "name"

    def check(self) -> Check:
        words = self.words()
        there = [f"{number} * (1 - min(1, abs({word} - {self.asked})))" for number, word in enumerate(words) if number]
        found = {order[self.asked - 1] for order in self.orders()}
        gold = NONE if not found else SEVERAL if len(found) > 1 else words[min(found)]
        return Finite(
            self.or_outcome(Choice(tuple(words))), gold, self.variables(), "value", self.conditions(),
            " + ".join(there),
        )  # fmt: skip

    def solution(self) -> list[str]:
        lines = [_legend(self), *self.worked()]
        orders = self.orders()
        found = sorted({order[self.asked - 1] for order in orders})
        if not orders:
            return [*lines, "No order fits all clues."]
        place = SCENES[self.scene].place
        if len(found) > 1:
            return [*lines, f"{place.capitalize()} {self.asked}: {' or '.join(self.words()[each] for each in found)}."]
        return [*lines, f"{place.capitalize()} {self.asked}: {self.words()[found[0]]}."]

    def canonical(self) -> Any:
        return ["who", self.size(), self.asked, canonical(self.clues, self.size(), ())]


class EasyWho(Who, frozen=True, tag="easy_who"):
    """The same at level 1, where there always is one order."""

    OUTCOMES: ClassVar[tuple[str, ...]] = ()


class Where(Asked, frozen=True, tag="where"):
    """At which place is the person `asked`?"""

    @classmethod
    def chosen(cls, stream: Stream, order: Order, clues: tuple[Clue, ...]) -> int | None:
        asked = stream.below(len(order))
        return None if Clue("at", (asked,), (order.index(asked) + 1,)) in clues else asked

    def question(self, stream: Stream) -> str:
        return SCENES[self.scene].where.format(one=self.names[self.asked])

    def check(self) -> Check:
        found = {order.index(self.asked) + 1 for order in self.orders()}
        gold = NONE if not found else SEVERAL if len(found) > 1 else str(min(found))
        return Finite(
            self.or_outcome(Integer()), gold, self.variables(), "value", self.conditions(),
            self.words()[self.asked],
        )  # fmt: skip

    def solution(self) -> list[str]:
        lines = [_legend(self), *self.worked()]
        found = sorted({order.index(self.asked) + 1 for order in self.orders()})
        if not found:
            return [*lines, "No order fits all clues."]
        return [*lines, f"{self.words()[self.asked]}: {SCENES[self.scene].place} {' or '.join(map(str, found))}."]

    def canonical(self) -> Any:
        return ["where", self.size(), canonical(self.clues, self.size(), (self.asked,))]


class EasyWhere(Where, frozen=True, tag="easy_where"):
    """The same at level 1."""

    OUTCOMES: ClassVar[tuple[str, ...]] = ()


class Everybody(Puzzle, frozen=True, tag="everybody"):
    """Everybody's place."""

    OUTCOMES: ClassVar[tuple[str, ...]] = (NONE, SEVERAL)

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Everybody | None:
        found = _pinned(stream, level)
        return cls(*_scene(stream, len(found[0])), found[1]) if found is not None else None

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Everybody | None:
        base = cls.drawn(stream, level)
        changed = _changed(stream, base.clues, base.size(), level) if base is not None else None
        return cls(base.scene, base.names, changed) if base is not None and changed is not None else None

    def question(self, stream: Stream) -> str:
        return stream.choice(("Find the place of each of them.", "What is the order?", "Work out the whole order."))

    def form(self) -> str:
        return ", ".join(f"{word} = ..." for word in self.words())

    def check(self) -> Check:
        words = self.words()
        orders = self.orders()
        gold = NONE if not orders else SEVERAL
        if len(orders) == 1:
            gold = ", ".join(f"{word} = {orders[0].index(person) + 1}" for person, word in enumerate(words))
        answer = Assignment({word: Integer() for word in words})
        return Finite(self.or_outcome(answer), gold, self.variables(), "points", self.conditions())

    def solution(self) -> list[str]:
        orders = self.orders()
        ending = "No order fits all clues." if not orders else f"So {in_words(len(orders))} orders fit."
        if len(orders) == 1:
            ending = "So only one order fits."
        return [_legend(self), *self.worked(), ending]

    def canonical(self) -> Any:
        return ["everybody", self.size(), canonical(self.clues, self.size(), ())]


_ASKED = {
    "must": ("Which of the following must be true?", "Which statement is certainly true?"),
    "could": ("Which of the following could be true?", "Only one of these statements is possible. Which one?"),
    "cannot": ("Which of the following cannot be true?", "Which of these statements is certainly false?"),
}
_LETTERS = ("A", "B", "C", "D", "E")


class Modal(Puzzle, frozen=True, tag="modal"):
    """Which of five statements must (could, cannot) be true, as the law schools' admission test asks it?"""

    ask: str
    options: tuple[Clue, ...]

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Modal | None:
        sizes, kinds, rows = _LEVELS[level]
        size = stream.choice(sizes) - 1
        order = tuple(stream.shuffled(range(size)))
        least, most = {2: (2, 4), 3: (3, 8), 4: (5, 14)}[level]
        clues: list[Clue] = []
        left = 0
        for _ in range(14):
            clues.append(true_of(stream, order, kinds))
            left = fitting(clues, size)
            if left.bit_count() <= most:
                break
        if not least <= left.bit_count() <= most:
            return None
        clues = needed(stream, clues, size, left)
        if widest(clues, size) > rows + 4 or len(_seen(tuple(clues))) < size - 1:
            return None
        ask = stream.choice(tuple(_ASKED))
        right = {"must": 2, "could": 1, "cannot": 0}[ask]
        options = _options(stream, clues, left, size, right, 0 if ask == "could" else 1)
        return cls(*_scene(stream, size), tuple(clues), ask, options) if options else None

    def form(self) -> str:
        return " | ".join(_LETTERS)

    def texts(self) -> Mapping[str, str]:
        return _WITH_OPTIONS

    def question(self, stream: Stream) -> str:
        lines = []
        for letter, option in zip(_LETTERS, self.options, strict=True):
            text = told(option, self.scene, self.names, stream.chance(1, 2))
            lines.append(f"({letter}) {text[0].upper()}{text[1:]}.")
        return f"{stream.choice(_ASKED[self.ask])}\n" + "\n".join(lines)

    def check(self) -> Check:
        words = self.words()
        options = tuple(formula(option, words, self.size()) for option in self.options)
        return Finite(
            Choice(_LETTERS), _LETTERS[self.right()], self.variables(), self.ask,  # type: ignore[arg-type]
            self.conditions(), options=options,
        )  # fmt: skip

    def right(self) -> int:
        """The place of the right option."""
        left = fitting(self.clues, self.size())
        wanted = {"must": 2, "could": 1, "cannot": 0}[self.ask]
        status = [_status(option, left, self.size()) for option in self.options]
        return status.index(wanted)

    def solution(self) -> list[str]:
        lines = [_legend(self), *self.worked()]
        orders = self.orders()
        said = ["false in all", "", "true in all"]
        for letter, option in zip(_LETTERS, self.options, strict=True):
            status = _status(option, fitting(self.clues, self.size()), self.size())
            text = said[status]
            if status == 1:
                true = fits(option, self.size()) & fitting(self.clues, self.size())
                yes = orders_in(true, self.size())
                no = [order for order in orders if order not in yes]
                text = f"true in {shown_row(yes[0], self.names)}, false in {shown_row(no[0], self.names)}"
            lines.append(f"{letter}, {shown(option, self.names)}: {text}.")
        return lines

    def canonical(self) -> Any:
        everything = [*self.clues, *(option._replace(kind=f"option {option.kind}") for option in self.options)]
        return ["modal", self.ask, self.size(), canonical(everything, self.size(), ())]

    def candidates(self) -> int:
        return len(self.options) * factorial(self.size())


def _status(option: Clue, left: int, size: int) -> int:
    """Whether the option is true in no (0), some (1) or all (2) of the orders left."""
    true = left & fits(option, size)
    return 0 if not true else 2 if true == left else 1


def _options(
    stream: Stream, clues: list[Clue], left: int, size: int, right: int, wrong: int
) -> tuple[Clue, ...] | None:
    """Five statements that no clue makes, one of them with the status `right`, the others with `wrong`."""
    chosen: list[Clue] = []
    wanted = [right, *[wrong] * 4]
    kinds = ("at", "before", "right_before", "next", "gap", "between", "end", "not_at", "either")
    for _ in range(200):
        option = stream.choice(statements(size, kinds)[stream.choice(kinds)])
        if option in clues or option in chosen or _status(option, left, size) != wanted[len(chosen)]:
            continue
        if any(fits(option, size) == fits(other, size) for other in (*clues, *chosen)):
            continue
        chosen.append(option)
        if len(chosen) == 5:
            return tuple(stream.shuffled(chosen))
    return None


def _pinned(stream: Stream, level: int) -> tuple[Order, tuple[Clue, ...]] | None:
    """An order and clues that only it fits."""
    sizes, kinds, rows = _LEVELS[level]
    size = stream.choice(sizes)
    order = tuple(stream.shuffled(range(size)))
    clues = pinned(stream, order, kinds)
    if clues is None or not 2 <= len(clues) <= size + 1:
        return None
    if sum(clue.kind == "at" for clue in clues) > max(1, 3 - level):
        return None
    given = tuple(clues)
    least = {1: 1, 2: 2, 3: 4, 4: 7}[level]
    return (order, given) if least <= widest(given, size) <= rows else None


def _changed(stream: Stream, clues: tuple[Clue, ...], size: int, level: int) -> tuple[Clue, ...] | None:
    """The clues with one exchanged for another, so that no order fits, or several do."""
    _, kinds, rows = _LEVELS[level]
    none = stream.chance(1, 2)
    for _ in range(12):
        place = stream.below(len(clues))
        clue = stream.choice(statements(size, kinds)[stream.choice(kinds)])
        changed = (*clues[:place], clue, *clues[place + 1 :])
        left = fitting(changed, size).bit_count()
        if clue in clues or (left != 0 if none else not 2 <= left <= 6):
            continue
        rest = changed[:place] + changed[place + 1 :]
        if not none and fitting(rest, size) == fitting(changed, size):
            continue
        if widest(changed, size) <= rows + 4:
            return changed
    return None


def _legend(puzzle: Puzzle) -> str:
    return f"The {SCENES[puzzle.scene].place}s 1 to {puzzle.size()}, a dash for a free one:"


__all__ = ["NONE", "SEVERAL", "EasyWhere", "EasyWho", "Everybody", "Modal", "Where", "Who"]
