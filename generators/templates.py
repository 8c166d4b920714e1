"""Seed templates as families: word problems written in YAML, with slots, domains, conditions and worked steps.

The templates shipped in ``data/templates`` are together the family ``math/story``; a user's own file becomes the
family ``template/<name>`` by `load_template`. How one is written is told in ``docs/templates.md``.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from generators.expressions import Undefined
from generators.family import Family, Impossible, Wording
from generators.language.instructions import answer_line
from generators.language.wording import fill
from generators.randomness import Stream
from generators.registry import register
from generators.template_drawing import ATTEMPTS, Compiled, Rule, Slots, attempt, draw_words, slots_of
from generators.template_loading import compile_template, parse_template, read_template
from schemas.answers import Integer, Rational
from schemas.canonical import canonical_json, digest_int
from schemas.checks import Check, Equations
from schemas.resources import data_path
from schemas.template import SeedTemplate


class Story(msgspec.Struct, frozen=True):
    """The facts of one story: the value of every quantity, the words in its slots, and the distractors told.

    A value is an integer, or the text of a fraction in lowest terms.
    """

    template: str
    values: dict[str, int | str]
    words: dict[str, str]
    noise: dict[str, int]
    distractors: tuple[int, ...]


class _Told(Family[Story]):
    """What families of stories share; subclasses say where a story's template is found."""

    def of(self, name: str) -> Compiled:
        """The template of this name."""
        raise NotImplementedError

    def phrase(self, instance: Story, stream: Stream, language: str) -> Wording:
        template = self.of(instance.template)
        number = stream.below(len(template.texts))
        text = template.texts[number]
        slots = _slots(instance, template)
        parts = [fill(part, stream, slots) for part in text.tell]
        if text.order == "any":
            parts[1:] = stream.shuffled(parts[1:])
        for which in instance.distractors:
            parts.insert(stream.integer(1, len(parts)), fill(template.distractors[which], stream, slots))
        told = parts[0] + "".join(f"\n- {part}" for part in parts[1:]) if text.layout == "list" else " ".join(parts)
        asked = fill(text.ask, stream, slots)
        ending = answer_line(stream, template.form)
        between = "\n" if text.layout == "list" else stream.choice((" ", " ", "\n"))
        return Wording(f"{told}{between}{asked}\n{ending}", f"{instance.template}/{number + 1}")

    def check(self, instance: Story) -> Check:
        template = self.of(instance.template)
        facts = [f"{name} = {instance.values[name]}" for name in template.stated]
        return Equations(
            answer=Integer() if template.source.answer.type == "integer" else Rational(),
            gold=str(instance.values[template.source.answer.name]),
            equations=(*facts, *template.equations),
            ask=(template.source.answer.name,),
        )

    def reference(self, instance: Story, stream: Stream) -> str:
        template = self.of(instance.template)
        slots = _slots(instance, template)
        lines = [fill(step, stream, slots) for step in template.steps]
        lines.append(f"Answer: {instance.values[template.source.answer.name]}")
        return "\n".join(lines)

    def canonical(self, instance: Story) -> Any:
        stated = self.of(instance.template).stated
        return [instance.template, {name: str(instance.values[name]) for name in stated}]

    def measures(self, instance: Story) -> dict[str, int]:
        template = self.of(instance.template)
        return {
            "steps": template.depth,
            "quantities": len(template.stated),
            "distractors": len(instance.distractors),
            "backwards": int(bool(template.source.relations)),
        }

    def template(self, instance: Story, wording: Wording) -> str:
        return wording.skeleton


@register
class StoryFamily(_Told):
    """Short stories from the shipped templates; harder ones need more steps and tell more that does not matter."""

    name = "math/story"
    version = 2
    title = "Word problems told from seed templates, with distractors and problems told backwards"
    levels = {
        1: "2 steps, no distractor",
        2: "3 or 4 steps, 1 distractor",
        3: "5 to 7 steps, 2 distractors",
    }
    tags = ("math", "word-problem")

    def sample(self, stream: Stream, level: int) -> Story:
        return _sampled(stream.choice(_shipped_at(level)), stream, level - 1)

    def of(self, name: str) -> Compiled:
        return shipped()[name]


class TemplateFamily(_Told):
    """The problems of one seed template.

    A level tells one distractor more than the one before. The version is a digest of the template's content, so that
    every change to it draws new problems.
    """

    def __init__(self, template: Compiled) -> None:
        self._template = template
        source = template.source
        steps = "1 step" if template.depth == 1 else f"{template.depth} steps"
        most = min(2, len(template.distractors))
        # The class variables of a family that comes from data are set for its one instance.
        self.name = f"template/{source.name}"  # type: ignore[misc]
        self.version = 1 + digest_int(canonical_json(msgspec.to_builtins(source))) % (2**31 - 1)  # type: ignore[misc]
        self.title = source.title  # type: ignore[misc]
        self.levels = {1 + told: f"{steps}, {_DISTRACTORS[told]}" for told in range(most + 1)}  # type: ignore[misc]
        self.tags = source.tags  # type: ignore[misc]

    def __reduce__(self) -> tuple[Any, tuple[SeedTemplate, str]]:
        # Compiled patterns are closures, which do not travel to worker processes; the source does.
        return _again, (self._template.source, self.name)

    def sample(self, stream: Stream, level: int) -> Story:
        return _sampled(self._template, stream, level - 1)

    def of(self, name: str) -> Compiled:
        if name != self._template.source.name:
            raise ValueError(f"{self.name} has no template '{name}'")
        return self._template


def load_template(path: Path) -> TemplateFamily:
    """The family of a user's seed template, tried out. Raises `BadInput` for whatever is wrong with it."""
    return TemplateFamily(read_template(path))


def template_family(text: str, place: str) -> TemplateFamily:
    """The same for a template that is at hand as text and came from `place`."""
    return TemplateFamily(parse_template(text, place))


@cache
def shipped() -> dict[str, Compiled]:
    """The shipped templates by name, in order of name; each is read, checked and tried out once per process."""
    found = [read_template(path) for path in sorted(data_path("templates").glob("*.yaml"))]
    return {template.source.name: template for template in sorted(found, key=lambda each: each.source.name)}


@cache
def _shipped_at(level: int) -> tuple[Compiled, ...]:
    return tuple(template for template in shipped().values() if template.source.level == level)


_DISTRACTORS = ("no distractor", "1 distractor", "2 distractors")


def _again(source: SeedTemplate, place: str) -> TemplateFamily:
    return TemplateFamily(compile_template(source, place))


def _sampled(template: Compiled, stream: Stream, distractors: int) -> Story:
    asked = template.source.answer
    available = len(template.distractors)
    for _ in range(ATTEMPTS):
        try:
            values = attempt(template, stream)
        except Undefined:
            continue  # as rare as it must be to have escaped the trial; the draw is no problem
        if isinstance(values, Rule):
            continue
        answer = values[asked.name]
        if asked.type == "integer" and not isinstance(answer, int):
            continue
        # An answer that stands in the text could be copied instead of found.
        if answer in template.literals or any(values[name] == answer for name in template.stated):
            continue
        noise = {name: stream.choice(domain) for name, domain in template.noise.items()}
        if answer in noise.values():
            continue
        return Story(
            template=template.source.name,
            values={name: value if isinstance(value, int) else str(value) for name, value in values.items()},
            words=draw_words(template, stream),
            noise=noise,
            distractors=tuple(stream.sample(range(available), min(distractors, available))),
        )
    raise Impossible(f"no values of template '{template.source.name}' meet its conditions in {ATTEMPTS:,} attempts")


def _slots(instance: Story, template: Compiled) -> Slots:
    values = {name: Fraction(value) if isinstance(value, str) else value for name, value in instance.values.items()}
    return slots_of({**values, **instance.noise}, instance.words, template)
