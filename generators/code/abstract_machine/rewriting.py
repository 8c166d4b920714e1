"""Machines that rewrite a text: tag systems and ordered rewriting rules (Markov algorithms)."""

from __future__ import annotations

from typing import Any, ClassVar

from msgspec.structs import replace

from generators.code.abstract_machine.machine import HALTING_OUTCOMES, STEPS_FORM, TEXT_FORM, Machine, Run
from generators.code.abstract_machine.simulators import rewriting, tag_system
from generators.code.simulated import Told
from generators.language.lexicon import counted, in_words
from generators.language.wording import fill
from generators.randomness import Stream

_LONGEST = 22
_ALPHABETS = ("abc", "xyz", "pqr", "012", "ABC")


def _word(stream: Stream, letters: str, low: int, high: int) -> str:
    return "".join(stream.choice(letters) for _ in range(stream.integer(low, high)))


def _renamed(texts: list[str]) -> list[str]:
    """The texts with their letters named in order of occurrence."""
    order = {letter: chr(97 + number) for number, letter in enumerate(dict.fromkeys("".join(texts)))}
    return ["".join(order[letter] for letter in text) for text in texts]


class Tag(Machine, frozen=True, tag="tag"):
    """Take letters from the front and append what the first of them calls for, until the word is too short."""

    rules: tuple[tuple[str, str], ...]
    delete: int
    word: str

    SIMULATOR = tag_system
    FORMS = {"word": "Python string"}
    WHO = "the system"
    TRIES = 4
    ASKED: ClassVar[tuple[str, ...]] = ("word",)

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Tag:
        letters = stream.choice(_ALPHABETS)[: 2 if level == 1 else 3]
        delete = 2 if level == 1 or stream.chance(2, 3) else 3
        low, high = {1: (4, 7), 2: (4, 9), 3: (5, 10)}[level]
        lengths = [stream.weighted((0, delete - 1, delete, delete + 1), (1, 3, 3, 3)) for _ in letters]
        rules = tuple((letter, _word(stream, letters, n, n)) for letter, n in zip(letters, lengths, strict=True))
        return cls(stream.choice(cls.ASKED), None, rules, delete, _word(stream, letters, low, high))

    def edited(self, stream: Stream) -> Tag:
        place = stream.below(len(self.rules))
        letter, product = self.rules[place]
        added = stream.choice([letter for letter, _ in self.rules])
        at = stream.below(len(product) + 1)
        product = product[:at] + added + (product[at:] if stream.chance(1, 2) else product[at + 1 :])
        return replace(self, rules=(*self.rules[:place], (letter, product), *self.rules[place + 1 :]))

    def first(self) -> str:
        return self.word

    def next(self, now: str) -> tuple[str, str] | str:
        if len(now) < self.delete:
            return f"{now!r} has fewer than {self.delete} symbols"
        product = dict(self.rules)[now[0]]
        appended = f"append {product}" if product else "append nothing"
        return now[self.delete :] + product, f"first {now[0]}, delete {now[: self.delete]}, {appended}"

    def shown(self, now: str) -> str:
        return repr(now)

    def looked_at(self, now: str, steps: int) -> Any:
        return {"word": now, "steps": steps, "length": len(now)}[self.asked]

    def interesting(self, run: Run) -> bool:
        used = {now[0] for now in run.configurations[:-1]}
        return len(used) >= 2 and len({product for _, product in self.rules}) > 1

    def too_large(self, now: str) -> bool:
        return len(now) > _LONGEST

    def remarks(self, now: str) -> list[str]:
        return [f"The word {now!r} has {counted(len(now), 'symbol')}."] if self.asked == "length" else []

    def arguments(self) -> tuple[Any, ...]:
        return (dict(self.rules), self.delete, self.word, self.after, self.asked)

    def told(self, stream: Stream) -> Told:
        slots = {
            "m": in_words(self.delete), "word": repr(self.word), "when": self.moment(stream),
        }  # fmt: skip
        return Told(
            "tag system",
            fill(_TAG_WORKS, stream, slots),
            "rules",
            stream.choice((_tag_arrows, _tag_table, _tag_sentences))(self.rules),
            fill(_TAG_GIVEN, stream, slots),
            fill(_TAG_QUESTIONS[self.asked], stream, slots) + self.outcome(stream),
            fill({"word": TEXT_FORM, "steps": STEPS_FORM, "length": STEPS_FORM}[self.asked], stream, slots),
        )

    def canonical(self) -> Any:
        firsts = sorted({letter for letter, _ in self.rules}, key=lambda letter: (self.word + letter).index(letter))
        order = list(dict.fromkeys([*self.word, *firsts]))
        rules = dict(self.rules)
        return [*_renamed([self.word, *["".join(order)], *[rules[each] for each in order]]), self.delete, self.after,
                self.asked]  # fmt: skip


class TagHalts(Tag, frozen=True, tag="tag_halts"):
    """A tag system that may go on without end."""

    HALTING = True
    OUTCOMES = HALTING_OUTCOMES
    ASKED: ClassVar[tuple[str, ...]] = ("steps", "word", "steps")

    def telling(self, run: Run) -> bool:
        return True


class Rewriting(Machine, frozen=True, tag="rewriting"):
    """The first rule whose left side occurs is used at its leftmost place, until none does."""

    rules: tuple[tuple[str, str], ...]
    text: str

    SIMULATOR = rewriting
    FORMS = {"text": "Python string"}
    WHO = "the rewriting"
    TRIES = 4
    ASKED: ClassVar[tuple[str, ...]] = ("text", "text", "length")

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Rewriting | None:
        letters = stream.choice(_ALPHABETS)[: 2 if level == 1 else 3]
        order = "".join(stream.shuffled(letters))
        rules = [_ordering(stream, order) for _ in range({1: 2, 2: 3, 3: 4}[level])]
        if cls.HALTING and stream.chance(3, 4):
            # Twins have a rule that takes back what another one does, so machines that halt have one now and then.
            place, (left, right) = stream.below(len(rules)), stream.choice(rules)
            if right and (left, right) != rules[place]:
                rules[place] = (right, left)
        if any(left in right for left, right in rules):
            return None
        lefts = [left for left, _ in rules]
        if len(set(lefts)) < len(lefts):
            return None
        # A rule that an earlier one always forestalls would never be used.
        if any(earlier in later for place, later in enumerate(lefts) for earlier in lefts[:place]):
            return None
        low, high = {1: (4, 6), 2: (6, 10), 3: (9, 14)}[level]
        return cls(stream.choice(cls.ASKED), None, tuple(rules), _word(stream, letters, low, high))

    def edited(self, stream: Stream) -> Rewriting:
        rules = list(self.rules)
        place, other = stream.below(len(rules)), stream.below(len(rules))
        left, right = stream.choice(self.rules)
        if right and place != other and stream.chance(1, 2):
            # what one rule does, two others take back in turn
            between = "".join(stream.shuffled(left)) if stream.chance(1, 2) else _word(stream, self.text, 2, 2)
            rules[place], rules[other] = (right, between), (between, left)
        elif right and stream.chance(2, 3):
            rules[place] = (right, left)  # what one rule does, another one takes back
        else:
            rules[place] = (rules[place][0], right or stream.choice(self.text))
        same = any(left in right for left, right in rules) or len({left for left, _ in rules}) < len(rules)
        return self if same else replace(self, rules=tuple(rules))

    def first(self) -> str:
        return self.text

    def next(self, now: str) -> tuple[str, str] | str:
        for number, (left, right) in enumerate(self.rules, 1):
            before, found, behind = now.partition(left)
            if found:
                what = f"{left} becomes {right}" if right else f"{left} is deleted"
                return before + right + behind, f"rule {number}, {what} at position {len(before)}"
        return f"No left side occurs in {now!r}"

    def shown(self, now: str) -> str:
        return repr(now)

    def looked_at(self, now: str, steps: int) -> Any:
        return {"text": now, "steps": steps, "length": len(now)}[self.asked]

    def interesting(self, run: Run) -> bool:
        used = {event.partition(",")[0] for event in run.events}
        return len(used) >= max(2, len(self.rules) - 1)

    def too_large(self, now: str) -> bool:
        return len(now) > _LONGEST

    def remarks(self, now: str) -> list[str]:
        return [f"The string {now!r} has length {len(now)}."] if self.asked == "length" else []

    def arguments(self) -> tuple[Any, ...]:
        return ([list(rule) for rule in self.rules], self.text, self.after, self.asked)

    def told(self, stream: Stream) -> Told:
        slots = {"text": repr(self.text), "when": self.moment(stream)}
        form = {"text": TEXT_FORM, "steps": STEPS_FORM, "length": STEPS_FORM}[self.asked]
        return Told(
            "string rewriting system",
            fill(_REWRITING_WORKS, stream, slots),
            "rules",
            stream.choice((_rules_arrows, _rules_table, _rules_sentences))(self.rules),
            fill(_REWRITING_GIVEN, stream, slots),
            fill(_REWRITING_QUESTIONS[self.asked], stream, slots) + self.outcome(stream),
            fill(form, stream, slots),
        )

    def canonical(self) -> Any:
        return [*_renamed([self.text, *[side for rule in self.rules for side in rule]]), self.after, self.asked]


class RewritingHalts(Rewriting, frozen=True, tag="rewriting_halts"):
    """Rewriting that may go on without end."""

    HALTING = True
    OUTCOMES = HALTING_OUTCOMES
    ASKED: ClassVar[tuple[str, ...]] = ("steps", "text", "length")


def _ordering(stream: Stream, order: str) -> tuple[str, str]:
    """A rule that brings a text nearer to the letters' order, or makes it shorter: together such rules mostly halt."""
    low, high = sorted(stream.sample(range(len(order)), 2))
    x, y = order[low], order[high]
    z = stream.choice(order)
    return stream.weighted(
        ((y + x, x + y), (y + x, x + x + y), (y + x, z), (z + z, ""), (z + z, x), (y + z + x, x + y), (z * 3, y + x)),
        (9, 5, 2, 2, 2, 1, 2),
    )


_Rules = tuple[tuple[str, str], ...]


def _tag_arrows(rules: _Rules) -> str:
    return "```\n" + "\n".join(f"{letter} -> {product!r}" for letter, product in rules) + "\n```"


def _tag_table(rules: _Rules) -> str:
    return "| first symbol | appended |\n|---|---|\n" + "\n".join(f"| {a} | `{b!r}` |" for a, b in rules)


def _tag_sentences(rules: _Rules) -> str:
    return "\n".join(f"- If the first symbol is {a}, append `{b!r}`." for a, b in rules)


def _rules_arrows(rules: _Rules) -> str:
    return "```\n" + "\n".join(f"{n}: {a!r} -> {b!r}" for n, (a, b) in enumerate(rules, 1)) + "\n```"


def _rules_table(rules: _Rules) -> str:
    head = "| rule | left side | right side |\n|---|---|---|\n"
    return head + "\n".join(f"| {n} | `{a!r}` | `{b!r}` |" for n, (a, b) in enumerate(rules, 1))


def _rules_sentences(rules: _Rules) -> str:
    return "\n".join(f"- Rule {n}: replace `{a!r}` by `{b!r}`." for n, (a, b) in enumerate(rules, 1))


_TAG_WORKS = (
    "[In each step of this tag system|A tag system works on a word, and in each step], the rule for the word's first "
    "symbol says what is appended at the word's end; then the first {m} symbols of the word are deleted. (`''` appends "
    "nothing.) [It halts as soon as the word has fewer than {m} symbols|When the word has fewer than {m} symbols, it "
    "halts]."
)
_TAG_GIVEN = "[The word at the start is|The system starts with the word|The first word is] `{word}`."
_TAG_QUESTIONS = {
    "word": "[What is the word|Which word is there] {when}?",
    "steps": "[How many steps does the system make until it halts|After how many steps does the system halt]?",
    "length": "[How long is the word|How many symbols has the word] {when}?",
}
_REWRITING_WORKS = (
    "[A string is rewritten in steps. In each step|Each step of this rewriting changes the string once:] the first "
    "rule in the list whose left side occurs in the string is used, and only the leftmost occurrence is replaced by "
    "the right side. [It halts when no left side occurs any more|When no left side occurs in the string, it halts]."
)
_REWRITING_GIVEN = "[The string at the start is|The rewriting starts with the string|The first string is] `{text}`."
_REWRITING_QUESTIONS = {
    "text": "[What is the string|Which string is there] {when}?",
    "steps": "[How many steps does the rewriting take until it halts|After how many steps does the rewriting halt]?",
    "length": "[How long is the string|How many characters does the string have] {when}?",
}
