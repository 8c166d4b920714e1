"""Families that ask several kinds of questions: each kind is a struct that knows its texts, its check, its solution.

A kind holds the facts of one problem; the family decides which kinds a level asks and how often.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self, TypeVar

import msgspec

from generators.family import Family, Impossible, Wording
from generators.language.instructions import answer_line
from generators.language.wording import fill
from generators.randomness import Stream
from schemas.answers import Answer, Outcome
from schemas.checks import Check

_ATTEMPTS = 300
A = TypeVar("A", bound=Answer)


class Question(msgspec.Struct, frozen=True, tag_field="kind"):
    """One problem. Subclasses are the kinds; their `tag` is the kind's name."""

    TEXTS: ClassVar[Mapping[str, str]]
    """The skeleton texts by name, without the request for an answer line."""
    FORM: ClassVar[str] = "integer"
    """What the answer line holds."""
    OUTCOMES: ClassVar[tuple[str, ...]] = ()
    """What may stand there instead, for a kind that has twins: then every problem of the kind names it."""

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        """A problem of the level, or None where the attempt failed."""
        raise NotImplementedError

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Self | None:
        """A twin of the level (see `Family.twins`), or None where the attempt failed; for kinds with `OUTCOMES`."""
        raise NotImplementedError

    def form(self) -> str:
        """What the answer line holds for this problem."""
        return self.FORM

    def or_outcome(self, answer: A) -> A | Outcome:
        """The type of the answer, for a kind whose twins have one of the `OUTCOMES` instead."""
        return Outcome(answer, self.OUTCOMES) if self.OUTCOMES else answer  # type: ignore[arg-type]

    def texts(self) -> Mapping[str, str]:
        """Those of the skeletons that can tell this problem."""
        return self.TEXTS

    def slots(self, stream: Stream) -> dict[str, Any]:
        """What fills the skeletons' slots."""
        raise NotImplementedError

    def check(self) -> Check:
        """The statement in machine form."""
        raise NotImplementedError

    def solution(self) -> list[str]:
        """The lines of the worked solution, without the last one, which gives the answer."""
        raise NotImplementedError

    def canonical(self) -> Any:
        """See `Family.canonical`."""
        raise NotImplementedError

    def candidates(self) -> int:
        """The size of the space that the question is about, before any restriction."""
        raise NotImplementedError


class QuestionFamily(Family[Question]):
    """A family whose instances are of several kinds. `kinds` gives each level's kinds with their weights."""

    kinds: ClassVar[Mapping[int, Mapping[type[Question], int]]]

    def sample(self, stream: Stream, level: int) -> Question:
        return self._sampled(stream, level, self.kinds[level], twin=False)

    def sample_twin(self, stream: Stream, level: int) -> Question:
        kinds = {kind: weight for kind, weight in self.kinds[level].items() if kind.OUTCOMES}
        return self._sampled(stream, level, kinds, twin=True)

    def _sampled(self, stream: Stream, level: int, kinds: Mapping[type[Question], int], *, twin: bool) -> Question:
        kind = stream.weighted(tuple(kinds), tuple(kinds.values()))
        for _ in range(_ATTEMPTS):
            found = (kind.twinned if twin else kind.drawn)(stream, level)
            if found is not None:
                return found
        raise Impossible(f"no {kind.__name__} of level {level} in {_ATTEMPTS} attempts")

    def phrase(self, instance: Question, stream: Stream, language: str) -> Wording:
        texts = instance.texts()
        skeleton = stream.choice(tuple(texts))
        slots = instance.slots(stream)
        ending = answer_line(stream, " | ".join((instance.form(), *instance.OUTCOMES)))
        kind = instance.__struct_config__.tag
        return Wording(f"{fill(texts[skeleton], stream, slots)}\n{ending}", f"{kind}/{skeleton}")

    def check(self, instance: Question) -> Check:
        return instance.check()

    def reference(self, instance: Question, stream: Stream) -> str:
        return "\n".join([*instance.solution(), f"Answer: {instance.check().gold}"])

    def canonical(self, instance: Question) -> Any:
        return [instance.__struct_config__.tag, instance.canonical()]

    def measures(self, instance: Question) -> dict[str, int]:
        lines = instance.solution()
        return {
            "candidates": min(instance.candidates(), 10**9),
            "steps": sum(line.count(" = ") for line in lines),
            "lines": len(lines),
        }


__all__ = ["Question", "QuestionFamily"]
