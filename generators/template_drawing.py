"""What a checked seed template is, and how values and words are drawn from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from generators.expressions import Expression, Number, Undefined
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


class Hiding(NamedTuple):
    """A twin ready for use: how a template's problem is told without the stated quantity `hides`.

    `free` are the variables that may be drawn again while all else that is told stays as it is; `open` the quantities
    that change with them, `hides` and the answer among them. `known` are the steps of the solution that hold all the
    same, `supposed` those that need a value of what is hidden. `texts` are the texts told without it, each with the
    place of the whole one.
    """

    hides: str
    missing: str
    amount: str
    free: frozenset[str]
    open: frozenset[str]
    known: tuple[str, ...]
    supposed: tuple[str, ...]
    texts: tuple[tuple[int, Telling], ...]


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
    twins: tuple[Hiding, ...]


class Slots(dict[str, Any]):
    """What fills a template's patterns. A slot ``price__money`` is the value of ``price`` written as money."""

    def __missing__(self, key: str) -> str:
        name, mark, form = key.partition("__")
        if not mark:
            raise KeyError(key)
        return AMOUNTS[form](self[name])


def attempt(template: Compiled, stream: Stream, kept: Mapping[str, Number] = {}) -> dict[str, Number] | Rule:
    """The values of one draw, in which the variables in `kept` have those values, or the condition that it failed.

    Raises `Undefined` for an expression without value.
    """
    values: dict[str, Number] = {
        name: kept[name] if name in kept else stream.choice(domain) for name, domain in template.domains.items()
    }
    for rule in template.plan:
        value = rule.expression.evaluate(values)
        if rule.name:
            values[rule.name] = value
        elif not value:
            return rule
    return values


def typed(template: Compiled, values: Mapping[str, Number]) -> bool:
    """Whether the answer among these values is of the type that the template asks for."""
    asked = template.source.answer
    return asked.type != "integer" or isinstance(values[asked.name], int)


def alike(
    template: Compiled, twin: Hiding, values: Mapping[str, Number], stream: Stream
) -> Iterator[dict[str, Number]]:
    """Draws that agree with `values` in all that the twin tells. There may be none; the search has an end."""
    kept = {name: values[name] for name in template.domains if name not in twin.free}
    for _ in range(ATTEMPTS):
        try:
            found = attempt(template, stream, kept)
        except Undefined:
            continue
        if not isinstance(found, Rule) and typed(template, found):
            yield found


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
