"""Seed templates as families: word problems written in YAML, with slots, domains, conditions and worked steps.

The templates shipped in ``data/templates`` are together the family ``math/story``; a user's own file becomes the
family ``template/<name>`` by `load_template`. How one is written is told in ``docs/templates.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from generators.expressions import Number, Undefined
from generators.family import Family, Impossible, Wording
from generators.language.instructions import answer_line
from generators.language.wording import fill
from generators.randomness import Stream
from generators.registry import register
from generators.template_drawing import (
    ATTEMPTS,
    Compiled,
    Hiding,
    Rule,
    Slots,
    alike,
    attempt,
    draw_words,
    slots_of,
    typed,
)
from generators.template_loading import compile_template, parse_template, read_template
from schemas.answers import Integer, Outcome, Rational
from schemas.canonical import canonical_json, digest_int
from schemas.checks import Check, Equations
from schemas.resources import data_path
from schemas.template import SeedTemplate

IMPOSSIBLE = "impossible"
UNDETERMINED = "cannot be determined"


class Story(msgspec.Struct, frozen=True, omit_defaults=True):
    """The facts of one story: the value of every quantity, the words in its slots, and the distractors told.

    A value is an integer, or the text of a fraction in lowest terms. A twin names the quantity that it leaves unsaid
    in `hidden`. Its `values` are then those that do not hang on it, and `supposed` are the others in two ways that
    both fit what is told and lead to different answers.
    """

    template: str
    values: dict[str, int | str]
    words: dict[str, str]
    noise: dict[str, int]
    distractors: tuple[int, ...]
    hidden: str = ""
    supposed: tuple[dict[str, int | str], ...] = ()


class _Told(Family[Story]):
    """What families of stories share; subclasses say where a story's template is found."""

    def of(self, name: str) -> Compiled:
        """The template of this name."""
        raise NotImplementedError

    def names_outcomes(self, template: Compiled) -> bool:
        """Whether problems of this template, twins or not, say that the answer may be undetermined."""
        raise NotImplementedError

    def phrase(self, instance: Story, stream: Stream, language: str) -> Wording:
        template = self.of(instance.template)
        if instance.hidden:
            number, text = stream.choice(_hiding(instance, template).texts)
        else:
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
        outcomes = f" | {IMPOSSIBLE} | {UNDETERMINED}" if self.names_outcomes(template) else ""
        ending = answer_line(stream, f"{template.form}{outcomes}")
        between = "\n" if text.layout == "list" else stream.choice((" ", " ", "\n"))
        return Wording(f"{told}{between}{asked}\n{ending}", f"{instance.template}/{number + 1}")

    def check(self, instance: Story) -> Check:
        template = self.of(instance.template)
        asked = template.source.answer
        value = Integer() if asked.type == "integer" else Rational()
        return Equations(
            answer=Outcome(value, (IMPOSSIBLE, UNDETERMINED)) if self.names_outcomes(template) else value,
            gold=UNDETERMINED if instance.hidden else str(instance.values[asked.name]),
            equations=(
                *(f"{name} = {instance.values[name]}" for name in _stated(instance, template)),
                *template.equations,
            ),
            ask=(asked.name,),
        )

    def reference(self, instance: Story, stream: Stream) -> str:
        template = self.of(instance.template)
        if instance.hidden:
            return _two_answers(instance, template, stream)
        slots = _slots(instance, template)
        lines = [fill(step, stream, slots) for step in template.steps]
        lines.append(f"Answer: {instance.values[template.source.answer.name]}")
        return "\n".join(lines)

    def canonical(self, instance: Story) -> Any:
        told = _stated(instance, self.of(instance.template))
        return [instance.template, {name: str(instance.values[name]) for name in told}]

    def measures(self, instance: Story) -> dict[str, int]:
        template = self.of(instance.template)
        return {
            "steps": template.depth,
            "quantities": len(_stated(instance, template)),
            "distractors": len(instance.distractors),
            "backwards": int(bool(template.source.relations)),
        }

    def template(self, instance: Story, wording: Wording) -> str:
        return wording.skeleton


@register
class StoryFamily(_Told):
    """Short stories from the shipped templates; harder ones need more steps and tell more that does not matter."""

    name = "math/story"
    version = 3
    title = "Word problems told from seed templates, with distractors and problems told backwards"
    levels = {
        1: "2 steps, no distractor",
        2: "3 or 4 steps, 1 distractor",
        3: "5 to 7 steps, 2 distractors",
    }
    tags = ("math", "word-problem")
    twins = (2, 3)

    def sample(self, stream: Stream, level: int) -> Story:
        return _sampled(stream.choice(_shipped_at(level)), stream, level - 1)

    def sample_twin(self, stream: Stream, level: int) -> Story:
        return _twin(stream.choice([each for each in _shipped_at(level) if each.twins]), stream, level - 1)

    def of(self, name: str) -> Compiled:
        return shipped()[name]

    def names_outcomes(self, template: Compiled) -> bool:
        return template.source.level in self.twins


class TemplateFamily(_Told):
    """The problems of one seed template.

    A level tells one distractor more than the one before, and has twins if the template declares any. The version is
    a digest of the template's content, so that every change to it draws new problems.
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
        self.twins = tuple(self.levels) if template.twins else ()  # type: ignore[misc]

    def __reduce__(self) -> tuple[Any, tuple[SeedTemplate, str]]:
        # Compiled patterns are closures, which do not travel to worker processes; the source does.
        return _again, (self._template.source, self.name)

    def sample(self, stream: Stream, level: int) -> Story:
        return _sampled(self._template, stream, level - 1)

    def sample_twin(self, stream: Stream, level: int) -> Story:
        return _twin(self._template, stream, level - 1)

    def of(self, name: str) -> Compiled:
        if name != self._template.source.name:
            raise ValueError(f"{self.name} has no template '{name}'")
        return self._template

    def names_outcomes(self, template: Compiled) -> bool:
        return bool(template.twins)


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
        if not typed(template, values):
            continue
        answer = values[asked.name]
        # An answer that stands in the text could be copied instead of found.
        if answer in template.literals or any(values[name] == answer for name in template.stated):
            continue
        noise = {name: stream.choice(domain) for name, domain in template.noise.items()}
        if answer in noise.values():
            continue
        return Story(
            template=template.source.name,
            values=_written(values),
            words=draw_words(template, stream),
            noise=noise,
            distractors=tuple(stream.sample(range(available), min(distractors, available))),
        )
    raise Impossible(f"no values of template '{template.source.name}' meet its conditions in {ATTEMPTS:,} attempts")


def _twin(template: Compiled, stream: Stream, distractors: int) -> Story:
    twin = stream.choice(template.twins)
    asked = template.source.answer.name
    for _ in range(_STORIES):
        story = _sampled(template, stream, distractors)
        values = _read(story.values)
        other = next((each for each in alike(template, twin, values, stream) if each[asked] != values[asked]), None)
        if other is not None:
            return msgspec.structs.replace(
                story,
                values={name: value for name, value in story.values.items() if name not in twin.open},
                hidden=twin.hides,
                supposed=tuple(
                    {name: value for name, value in _written(each).items() if name in twin.open}
                    for each in (values, other)
                ),
            )
    raise Impossible(f"no two values of '{twin.hides}' in template '{template.source.name}' fit what else is told")


_STORIES = 20  # that a twin may try, as not every one has a second value of what is hidden


def _two_answers(instance: Story, template: Compiled, stream: Stream) -> str:
    """The worked solution of a twin: what is known, what is missing, and two ways to fill the gap that differ."""
    twin = _hiding(instance, template)
    slots = _slots(instance, template)
    lines = [fill(step, stream, slots) for step in twin.known]
    lines.append(fill(f"{stream.choice(_MISSING)} {twin.missing}.", stream, slots))
    for supposition, supposed in zip(_SUPPOSE, instance.supposed, strict=True):
        slots = _slots(instance, template, supposed)
        lines.append(fill(f"{supposition} {twin.amount}.", stream, slots))
        lines += [fill(step, stream, slots) for step in twin.supposed]
        lines.append(f"The result would be {supposed[template.source.answer.name]}.")
    lines.append(stream.choice(_BOTH))
    lines.append(f"Answer: {UNDETERMINED}")
    return "\n".join(lines)


_MISSING = (
    "The text does not give", "Nowhere does the text give", "What the text leaves out is", "One number is missing:",
)  # fmt: skip
_SUPPOSE = ("Suppose that it is", "Now suppose that it is")
_BOTH = (
    "Both fit all that the text says, so it does not decide between these results.",
    "Nothing in the text speaks against either, so the result is not fixed.",
    "The text allows both, and the results differ, so it does not fix the result.",
)


def _hiding(instance: Story, template: Compiled) -> Hiding:
    return next(twin for twin in template.twins if twin.hides == instance.hidden)


def _stated(instance: Story, template: Compiled) -> list[str]:
    """The quantities whose values the text gives."""
    return [name for name in template.stated if name != instance.hidden]


def _written(values: Mapping[str, Number]) -> dict[str, int | str]:
    return {name: value if isinstance(value, int) else str(value) for name, value in values.items()}


def _read(values: Mapping[str, int | str]) -> dict[str, Number]:
    return {name: Fraction(value) if isinstance(value, str) else value for name, value in values.items()}


def _slots(instance: Story, template: Compiled, supposed: Mapping[str, int | str] = {}) -> Slots:
    return slots_of({**_read(instance.values), **_read(supposed), **instance.noise}, instance.words, template)
