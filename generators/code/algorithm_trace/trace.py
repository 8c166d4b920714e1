"""What the traces have in common: a run written down line by line, held against the level's number of steps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple, Self

from generators.code.simulated import Simulated, Told
from generators.language.wording import fill
from generators.randomness import Stream


class Followed(NamedTuple):
    """A run: the lines that tell it, the value asked for, and how many elementary steps (comparisons, edges looked at,
    table entries) it takes."""

    lines: list[str]
    value: Any
    steps: int


class Texts(NamedTuple):
    """How an algorithm is told: its name, in prose and as pseudocode, what it is given in either case, and the
    data as a block of lines. All but `noun`, `code` and `data` are patterns, with code in backticks."""

    noun: str
    prose: str
    code: str
    given: str
    data: str
    shown: str


class Trace(Simulated, frozen=True):
    """An algorithm and its data; asked is a state on the way."""

    RANGES: ClassVar[Mapping[int, tuple[int, int]]]
    """By level, the least and the most steps."""
    FORM = "Python list"

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Self | None:
        """Random data, not yet held against the level's steps."""
        raise NotImplementedError

    def followed(self) -> Followed:
        """The run."""
        raise NotImplementedError

    def described(self) -> Texts:
        """The algorithm in words."""
        raise NotImplementedError

    def asks(self) -> tuple[str, str]:
        """The question and the form of its answer, as patterns."""
        raise NotImplementedError

    def interesting(self, run: Followed) -> bool:
        """Whether the run is worth following and its value not plain to see."""
        return True

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        found = cls.sketched(stream, level)
        if found is None:
            return None
        run = found.followed()
        low, high = cls.RANGES[level]
        return found if low <= run.steps <= high and found.interesting(run) else None

    def value(self) -> Any:
        return self.followed().value

    def work(self) -> int:
        return self.followed().steps

    def solution(self) -> list[str]:
        return self.followed().lines

    def told(self, stream: Stream) -> Told:
        texts = self.described()
        question, form = self.asks()
        if texts.code and stream.chance(1, 2):
            works = "[This is {noun}|The algorithm is {noun}], [as|in] pseudocode."
            part, block, given = "algorithm", f"```\n{texts.code}\n```", texts.given
        else:
            works, part, block, given = texts.prose, "data", texts.data, texts.shown
        works, given, question, form = (_filled(each, stream, texts.noun) for each in (works, given, question, form))
        return Told(f"run of {texts.noun}", works, part, block, given, question, form)


def _filled(pattern: str, stream: Stream, noun: str) -> str:
    """The pattern filled, where brackets inside of backticks are no alternatives."""
    spans: dict[str, Any] = {"noun": noun}

    def kept(found: re.Match[str]) -> str:
        name = f"code{chr(96 + len(spans))}"
        spans[name] = found.group()
        return f"{{{name}}}"

    return fill(re.sub(r"`[^`]*`", kept, pattern), stream, spans)


__all__ = ["Followed", "Texts", "Trace"]
