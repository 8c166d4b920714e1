"""Trying a seed template out before it is used: what can only be seen on drawn values is refused here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from generators.expressions import Expression, Number, Undefined
from generators.language.wording import BadPattern, fill, slots_in
from generators.randomness import Stream
from generators.template_drawing import ATTEMPTS, Compiled, Hiding, Rule, Slots, alike, attempt, draw_words, slots_of
from schemas import BadInput
from schemas.template import Telling

_TRIALS = 50
_FEWEST = 10  # accepted draws in ATTEMPTS; with fewer, a problem would too often find no values
_FILLED = 8


def try_out(template: Compiled, relations: list[tuple[Expression, Expression]], at: Callable[[str], str]) -> None:
    """Draw from the template with a fixed key; `at` gives the place of a path in its file.

    Raises `BadInput` when its conditions are hardly ever met, an expression has no value, an integer answer is not
    whole, a relation does not hold, a text leaves out a stated quantity, or a twin's answer is determined all the same.
    """
    _Trial(template, relations, at).run()


class _Trial:
    """The part of the checking that draws: conditions that are met, answers of their type, texts that say it all."""

    def __init__(
        self, template: Compiled, relations: list[tuple[Expression, Expression]], at: Callable[[str], str]
    ) -> None:
        self.template = template
        self.relations = relations
        self.at = at

    def run(self) -> None:
        stream = Stream("template trial", self.template.source.name)
        drawn: list[dict[str, Number]] = []
        failures: dict[str, int] = {}
        for _ in range(ATTEMPTS):
            if len(drawn) == _TRIALS:
                break
            found = self.attempt(stream)
            if isinstance(found, Rule):
                failures[found.path] = failures.get(found.path, 0) + 1
            else:
                self.sound(found)
                drawn.append(found)
        if len(drawn) < min(_FEWEST, _TRIALS):
            self.barren(len(drawn), failures)
        for values in drawn[:_FILLED]:
            self.fill(values, stream)
        for i, twin in enumerate(self.template.twins):
            self.undetermined(twin, drawn[:_FILLED], f"twins[{i}]", stream)

    def attempt(self, stream: Stream) -> dict[str, Number] | Rule:
        try:
            return attempt(self.template, stream)
        except Undefined as error:
            path = next(
                (rule.path for rule in self.template.plan if f"'{rule.expression.text}'" in str(error)), "derived"
            )
            raise self.bad(path, str(error), "exclude such values by a condition or a narrower domain") from None

    def sound(self, values: Mapping[str, Number]) -> None:
        asked = self.template.source.answer
        told = ", ".join(f"{name} = {values[name]}" for name in self.template.stated)
        if asked.type == "integer" and not isinstance(values[asked.name], int):
            raise self.bad(
                "answer.type",
                f"the answer '{asked.name}' is {values[asked.name]} for {told}",
                "add a condition such as divides(a, b), or ask for a rational",
            )
        for i, (left, right) in enumerate(self.relations):
            try:
                holds = left.evaluate(values) == right.evaluate(values)
            except Undefined as error:
                raise self.bad(f"relations[{i}]", str(error), "exclude such values by a condition") from None
            if not holds:
                raise self.bad(
                    f"relations[{i}]",
                    f"'{self.template.source.relations[i]}' does not hold for {told}",
                    "make relations and derived quantities tell the same story",
                )

    def barren(self, accepted: int, failures: Mapping[str, int]) -> None:
        # A condition is weighed by the draws that reached it, or an early one would hide a later one that never holds.
        reached, worst, highest = ATTEMPTS, self.template.plan[0], Fraction(-1)
        for rule in self.template.plan:
            failed = failures.get(rule.path, 0)
            if failed and Fraction(failed, reached) > highest:
                worst, highest = rule, Fraction(failed, reached)
            reached -= failed
        met = "never met" if not accepted else f"met by only {accepted}"
        raise self.bad(
            worst.path,
            f"the conditions are {met} in {ATTEMPTS:,} draws; '{worst.expression.text}' failed most",
            "widen the domains, or draw the answer and derive what is stated",
        )

    def undetermined(self, twin: Hiding, drawn: list[dict[str, Number]], path: str, stream: Stream) -> None:
        """Draws that agree in all that the twin tells and differ in the answer prove that it cannot be determined."""
        asked = self.template.source.answer.name
        varied = False
        for values in drawn:
            for other in alike(self.template, twin, values, stream):
                varied = varied or other[twin.hides] != values[twin.hides]
                if other[asked] != values[asked]:
                    self.fill_twin(twin, values, path, stream)
                    break
            else:
                continue
            return
        if varied:
            problem = f"the answer '{asked}' is the same for every value of '{twin.hides}'"
            raise self.bad(f"{path}.hides", problem, "hide a quantity that the answer depends on")
        problem = f"no second value of '{twin.hides}' meets the conditions with all else as it is told"
        raise self.bad(f"{path}.hides", problem, "widen its domain, or hide another quantity")

    def fill_twin(self, twin: Hiding, values: Mapping[str, Number], path: str, stream: Stream) -> None:
        slots = slots_of(values, draw_words(self.template, stream), self.template)
        rest = tuple(name for name in self.template.stated if name != twin.hides)
        for place, text in twin.texts:
            self.told(text, f"texts[{place}].without.{twin.hides}", rest, stream, slots, whole=True)
        self.filled(twin.missing, f"{path}.missing", stream, slots)
        self.filled(twin.amount, f"{path}.amount", stream, slots)

    def fill(self, values: Mapping[str, Number], stream: Stream) -> None:
        template = self.template
        noise = {name: stream.choice(domain) for name, domain in template.noise.items()}
        slots = slots_of({**values, **noise}, draw_words(template, stream), template)
        for i, text in enumerate(template.texts):
            self.told(text, f"texts[{i}]", template.stated, stream, slots)
        for i, pattern in enumerate(template.distractors):
            self.filled(pattern, f"distractors[{i}]", stream, slots)
        for i, pattern in enumerate(template.steps):
            path = f"steps[{i}]" if i < len(template.source.steps) else "conclusion"
            self.filled(pattern, path, stream, slots)

    def told(
        self, text: Telling, path: str, stated: tuple[str, ...], stream: Stream, slots: Slots, whole: bool = False
    ) -> None:
        """The text can be filled and always says all that it must; with `whole` errors are told at `path` itself."""
        recorder = _Recorder(slots)
        for j, part in enumerate(text.tell):
            self.filled(part, path if whole else f"{path}.tell[{j}]", stream, recorder)
        self.filled(text.ask, path if whole else f"{path}.ask", stream, recorder)
        missing = [name for name in stated if name not in recorder.used]
        if missing:
            problem = f"the text does not always say '{missing[0]}'"
            raise self.bad(path, problem, f"write {{{missing[0]}}} in each alternative")

    def filled(self, pattern: str, path: str, stream: Stream, slots: Slots) -> None:
        for slot, form in slots_in(pattern):
            name, _, amount = slot.partition("__")
            if (form or amount) and amount != "decimal" and isinstance(slots[name], Fraction):
                problem = f"'{name}' is {slots[name]}, which {form or amount} cannot write"
                raise self.bad(path, problem, f"write {{{name}}}")
        try:
            fill(pattern, stream, slots)
        except (BadPattern, ValueError, TypeError) as error:
            problem = f"the pattern cannot be filled ({error})"
            raise self.bad(path, problem, "see the forms in docs/templates.md") from None

    def bad(self, path: str, problem: str, remedy: str) -> BadInput:
        return BadInput(self.at(path), problem, remedy)


class _Recorder(Slots):
    """Slots that note which of them a pattern has used."""

    def __init__(self, slots: Slots) -> None:
        super().__init__(slots)
        self.used: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.used.add(key.partition("__")[0])
        return super().__getitem__(key)
