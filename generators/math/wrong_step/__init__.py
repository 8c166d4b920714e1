"""Derivations with numbered lines, one of which may be wrong: which is the first wrong line?

All lines after the wrong one follow from it, so nothing but the one step gives it away. Which line is wrong is drawn
before the numbers are, every line as likely; about a fifth of the derivations are right throughout.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from generators.family import Family, Impossible, Wording
from generators.language.instructions import answer_line
from generators.language.lexicon import PEOPLE
from generators.language.wording import fill
from generators.math.derivation import (  # noqa: F401  (topics register themselves)
    calculus,
    first,
    fourth,
    second,
    third,
)
from generators.math.derivation.walk import DERIVATIVE, KINDS, LETTERS, TOPICS, Line, Stuck, Topic, Walk
from generators.math.notation import latex, renamed
from generators.math.wrong_step.language import (
    ALL_RIGHT,
    FORM,
    LABELS,
    LONG,
    POSITIVE,
    RULES,
    SHORT,
    SHORT_LABELS,
    THINGS,
)
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Integer, Outcome
from schemas.checks import Check, Steps

RIGHT_SHARE = (22, 100)
_ATTEMPTS = 800
_SUBTLE = {1: 0, 2: 0, 3: 2, 4: 3}  # errors of less subtlety are made only where there are no others


class Case(msgspec.Struct, frozen=True):
    """A derivation in x (and y), to be written with other `letters`; `wrong` is the number of its wrong line or 0."""

    topic: str
    lines_are: str
    positive: bool
    letters: tuple[str, ...]
    start: str
    lines: tuple[Line, ...]
    wrong: int


@register
class WrongStep(Family[Case]):
    """Derivations in which the first wrong line is to be found."""

    name = "math/wrong_step"
    version = 1
    title = "Finding the first wrong line of a derivation"
    levels = {
        1: "3 or 4 lines, slips of sign and arithmetic",
        2: "4 or 5 lines, rules misused",
        3: "5 or 6 lines, rules misused, solutions lost",
        4: "6 to 9 lines, rules misused in passing, solutions lost or gained",
    }
    tags = ("math", "algebra", "verification")

    def sample(self, stream: Stream, level: int) -> Case:
        for _ in range(4):
            topic = stream.choice(TOPICS[level])
            wrong = 0 if stream.chance(*RIGHT_SHARE) else stream.integer(2, topic.lines)
            for _ in range(_ATTEMPTS):
                lines = _lines(topic, stream.below(1 << 48), wrong, _SUBTLE[level])
                if lines is not None:
                    letters = stream.choice(LETTERS)
                    return Case(topic.name, topic.lines_are, topic.positive, letters, lines[0], lines[1], wrong)
        raise Impossible(f"no derivation of level {level} with the error wanted")

    def phrase(self, instance: Case, stream: Stream, language: str) -> Wording:
        short = len(instance.lines) < 4 and instance.topic in _FIRST
        patterns = SHORT if short else LONG
        skeleton = stream.choice(tuple(patterns))
        label = stream.choice(SHORT_LABELS if short else LABELS)
        set_in_latex = not short and stream.chance(1, 3)
        texts = [renamed(text, instance.letters) for text in (instance.start, *[line.text for line in instance.lines])]
        shown = [latex(text) if set_in_latex else text for text in texts]
        if instance.lines_are == DERIVATIVE:
            x = instance.letters[0]
            shown = [f"{name}({x}) = {text}" for name, text in zip(("f", *["f'"] * len(texts)), shown, strict=False)]
        if set_in_latex:
            shown = [f"${text}$" for text in shown]
        who = stream.choice(PEOPLE)
        rule = stream.choice(RULES[instance.lines_are])
        slots = {
            "lines": _LINES,
            "rule": (fill(POSITIVE, stream, {}) if instance.positive else "") + rule,
            "thing": stream.choice(THINGS[instance.lines_are]),
            "all_right": ALL_RIGHT,
            "name": who.name,
            "who": who,
            "ending": answer_line(stream, FORM),
        }
        lines = "\n".join(label.replace("{n}", str(n)) + text for n, text in enumerate(shown, 1))
        return Wording(fill(patterns[skeleton], stream, slots).replace(_LINES, lines), skeleton)

    def check(self, instance: Case) -> Check:
        texts = (instance.start, *[line.text for line in instance.lines])
        return Steps(
            answer=Outcome(value=Integer(), outcomes=(ALL_RIGHT,)),
            gold=_gold(instance),
            lines_are=instance.lines_are,  # type: ignore[arg-type]
            lines=tuple(renamed(text, instance.letters) for text in texts),
            variables=instance.letters,
            positive=instance.positive,
        )

    def reference(self, instance: Case, stream: Stream) -> str:
        right = stream.choice(("Right.", "Correct.", "Yes."))
        letters = instance.letters
        said = []
        for number, line in enumerate(instance.lines, 2):
            if number == instance.wrong:
                fault = f"{line.why}, so it should be {line.right}, not {line.text}."
                said.append(f"Line {number}: {renamed(fault, letters)} {KINDS[line.kind][1]}".rstrip())
                break
            said.append(f"Line {number}: {renamed(f'{line.why}, so {line.text}', letters)}. {right}")
        return "\n".join([*said, f"Answer: {_gold(instance)}"])

    def canonical(self, instance: Case) -> Any:
        return [instance.start, *[line.text for line in instance.lines]]

    def measures(self, instance: Case) -> dict[str, int]:
        kind = instance.lines[instance.wrong - 2].kind if instance.wrong else ""
        return {
            "lines": len(instance.lines) + 1,
            "wrong_line": instance.wrong,
            "subtlety": KINDS[kind][0] if kind else 0,
            "symbols": len(re.findall(r"[0-9]+|[a-z]+|[^\s0-9a-z]", instance.start)),
        }


_LINES = "\x00"  # put in at the end, lest a line that begins with a root be given a capital
_FIRST = frozenset(topic.name for topic in TOPICS[1])


def _lines(topic: Topic, seed: int, wrong: int, subtle: int) -> tuple[str, tuple[Line, ...]] | None:
    """The first line and those after it, with an error in line `wrong` (0: none); None where the numbers do not do."""
    walk = Walk(Stream("derivation", seed), wrong, Stream("errors", seed) if wrong else None, subtle)
    try:
        meaning = topic.walk(walk)
        if len(walk.lines) + 1 != topic.lines:
            return None
        if wrong and meaning == topic.walk(Walk(Stream("derivation", seed), wrong)):
            return None  # the error has happened to change nothing
    except Stuck:
        return None
    return walk.start, tuple(walk.lines)


def _gold(instance: Case) -> str:
    return str(instance.wrong) if instance.wrong else ALL_RIGHT
