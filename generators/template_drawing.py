"""What a checked seed template is, and how values and words are drawn from it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from generators.expressions import Expression, Number
from generators.language.amounts import AMOUNTS
from generators.language.lexicon import PEOPLE
from generators.randomness import Stream
from schemas.template import SeedTemplate, Telling

ATTEMPTS = 2_000  # draws that one problem may take before its conditions count as not met


class Rule(NamedTuple):
    """One line of a template's plan: a derived quantity to work out, or (with no name) a condition to meet."""

    name: str
    expression: Expression
    path: str


class Compiled(NamedTuple):
    """A template ready for use.

    `plan` works out the derived quantities and meets each condition as early as it can. `equations` are the
    statement's, beside the values of `stated`. `depth` counts the derived quantities between those and the answer.
    `literals` are the numbers written out in its texts.
    """

    source: SeedTemplate
    domains: Mapping[str, range | tuple[int, ...]]
    noise: Mapping[str, range | tuple[int, ...]]
    words: Mapping[str, tuple[str, ...]]
    plan: tuple[Rule, ...]
    stated: tuple[str, ...]
    equations: tuple[str, ...]
    depth: int
    texts: tuple[Telling, ...]
    distractors: tuple[str, ...]
    steps: tuple[str, ...]
    form: str
    literals: frozenset[int]


class Slots(dict[str, Any]):
    """What fills a template's patterns. A slot ``price__money`` is the value of ``price`` written as money."""

    def __missing__(self, key: str) -> str:
        name, mark, form = key.partition("__")
        if not mark:
            raise KeyError(key)
        return AMOUNTS[form](self[name])


def attempt(template: Compiled, stream: Stream) -> dict[str, Number] | Rule:
    """The values of one draw, or the condition that it failed. Raises `Undefined` for an expression without value."""
    values: dict[str, Number] = {name: stream.choice(domain) for name, domain in template.domains.items()}
    for rule in template.plan:
        value = rule.expression.evaluate(values)
        if rule.name:
            values[rule.name] = value
        elif not value:
            return rule
    return values


def draw_words(template: Compiled, stream: Stream) -> dict[str, str]:
    """A word for each slot, all different as far as the lists allow: nobody meets a namesake."""
    chosen: dict[str, str] = {}
    for slot, options in template.words.items():
        word = stream.choice(options)
        if len(options) > 1 and word in chosen.values():
            word = stream.choice([option for option in options if option not in chosen.values()])
        chosen[slot] = word
    return chosen


def slots_of(values: Mapping[str, int | str | Fraction], words: Mapping[str, str], template: Compiled) -> Slots:
    """The slots that these values and words fill."""
    slots = Slots(values)
    for slot, word in words.items():
        slots[slot] = _PEOPLE[word] if template.source.words[slot] == "person" else word
    return slots


_PEOPLE = {person.name: person for person in PEOPLE}
