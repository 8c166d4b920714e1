"""Derivations to be carried out: a first line, and what is to become of it by steps that each follow a rule.

What is asked for is never an expression that only equals the first line, since the first line does that too: it is a
value, the solutions, or the numbers in a form that the last line has.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from generators.family import Family, Impossible, Wording
from generators.language.instructions import answer_line
from generators.language.lexicon import PEOPLE
from generators.language.wording import compiled, fill
from generators.math.derivation import (  # noqa: F401  (topics register themselves)
    calculus,
    first,
    fourth,
    second,
    third,
)
from generators.math.derivation.language import CONDITION, FORMS, LONG, REQUESTS, SHORT
from generators.math.derivation.walk import FORM_LETTERS, LETTERS, TOPICS, Goal, Line, Stuck, Walk
from generators.math.notation import latex, renamed
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Assignment, Formula
from schemas.checks import Calculus, Check, Equations, Exact

_ATTEMPTS = 400


class Chain(msgspec.Struct, frozen=True):
    """A derivation in x (and y), to be written with other `letters`, and what it is carried out for."""

    topic: str
    positive: bool
    letters: tuple[str, ...]
    start: str
    lines: tuple[Line, ...]
    goal: Goal


@register
class Derivation(Family[Chain]):
    """Derivations to be carried to their end."""

    name = "math/derivation"
    version = 1
    title = "Carrying out a derivation step by step"
    levels = {
        1: "2 or 3 steps: equations and expressions of degree one, small calculations",
        2: "3 or 4 steps: squares and products, powers, fractions, roots, inequalities",
        3: "4 or 5 steps: quadratic, rational and absolute equations, logarithms, algebraic fractions",
        4: "5 to 8 steps: roots and fractions in equations, identities, telescoping sums, derivatives",
    }
    tags = ("math", "algebra")

    def sample(self, stream: Stream, level: int) -> Chain:
        topic = stream.choice(TOPICS[level])
        for _ in range(_ATTEMPTS):
            walk = Walk(Stream("derivation", stream.below(1 << 48)))
            try:
                topic.walk(walk)
            except Stuck:
                continue
            if walk.goal is not None:
                goal = walk.goal()
                letters = stream.choice(FORM_LETTERS if goal.form else LETTERS)
                return Chain(topic.name, topic.positive, letters, walk.start, tuple(walk.lines), goal)
        raise Impossible(f"no derivation of the topic {topic.name}")

    def phrase(self, instance: Chain, stream: Stream, language: str) -> Wording:
        goal, letters = instance.goal, instance.letters
        short = instance.topic in _FIRST
        patterns = SHORT if short else LONG
        skeleton = stream.choice(tuple(patterns))
        set_in_latex = not short and stream.chance(1, 3)

        def shown(text: str) -> str:
            return f"${latex(renamed(text, letters))}$" if set_in_latex else renamed(text, letters)

        form = (
            ", ".join(f"{name} = ..." for name in goal.answer.variables) if isinstance(goal.answer, Assignment) else ""
        )
        begun = (instance.start, instance.lines[0].text) if goal.task != "derivative" else (instance.start,)
        # Put in at the end, lest a formula that begins with a root be given a capital.
        formulas = {"\x00": shown(instance.start), "\x01": "\n".join(map(shown, begun)), "\x02": shown(goal.form)}
        slots: dict[str, Any] = {
            "start": "\x00",
            "begun": "\x01",
            "form": "\x02",
            "x": letters[0],
            "y": letters[1],
            "name": stream.choice(PEOPLE).name,
            "n": stream.integer(2, 40),
            "ending": answer_line(stream, form or FORMS[goal.task]),
        }
        slots["condition"] = fill(CONDITION, stream, slots) if instance.positive else ""
        inline, apart, wanted = REQUESTS[goal.task]
        slots["request"] = fill(stream.choice(inline), stream, slots)
        slots["about"] = fill(stream.choice(apart), stream, slots)
        slots["wanted"] = compiled(wanted)(stream, slots)
        text = fill(patterns[skeleton], stream, slots)
        for mark, formula in formulas.items():
            text = text.replace(mark, formula)
        return Wording(text, skeleton)

    def check(self, instance: Chain) -> Check:
        goal, letters = instance.goal, instance.letters
        if goal.function:
            return Calculus(
                answer=Formula(variables=letters[:1], form="expression"),
                gold=renamed(goal.gold, letters),
                function=renamed(goal.function, letters),
                variable=letters[0],
                ask="derivative",
            )
        if goal.equations:
            return Equations(answer=goal.answer, gold=goal.gold, equations=goal.equations, ask=goal.ask)  # type: ignore[arg-type]
        return Exact(answer=goal.answer, gold=goal.gold)

    def reference(self, instance: Chain, stream: Stream) -> str:
        told = stream.choice(("{rule} ({why}): {text}", "{rule}: {why}, so {text}"))
        lines = [instance.start]
        lines += [told.format(rule=line.rule, why=line.why, text=line.text) for line in instance.lines]
        return "\n".join(renamed(line, instance.letters) for line in [*lines, f"Answer: {instance.goal.gold}"])

    def canonical(self, instance: Chain) -> Any:
        return [instance.start, instance.goal.task, instance.goal.form]

    def measures(self, instance: Chain) -> dict[str, int]:
        return {
            "steps": len(instance.lines),
            "symbols": len(re.findall(r"[0-9]+|[a-z]+|[^\s0-9a-z]", instance.start)),
            "rules": len({re.sub(r"-?[0-9].*", "", line.rule) for line in instance.lines}),
        }


_FIRST = frozenset(topic.name for topic in TOPICS[1])
