"""What the machines have in common: a run of configurations, halting or coming back, and the questions about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar, NamedTuple, Self

from msgspec.structs import replace

from generators.code.simulated import Simulated
from generators.language.lexicon import counted
from generators.randomness import Stream

FOREVER = "runs forever"
MOST_STEPS = 70
_EDITS = 25
_RANGES = {1: (3, 8), 2: (9, 22), 3: (23, 60)}


class Run(NamedTuple):
    """A run: all its configurations, what happened before each but the first, and how it ended. `back` is the number
    of the earlier configuration that the last one repeats; `why` says why the machine halted, if it did."""

    configurations: list[Any]
    events: list[str]
    back: int | None
    why: str

    @property
    def steps(self) -> int:
        return len(self.events)


class Machine(Simulated, frozen=True):
    """A machine with its data; `after` says after how many steps it is looked at, None that it is when it halts."""

    asked: str
    after: int | None

    RANGES: ClassVar[Mapping[int, tuple[int, int]]] = _RANGES
    """By level, the least and the most steps."""
    ASKED: ClassVar[tuple[str, ...]]
    """What may be asked of a machine that has halted or been stopped."""
    FORMS: ClassVar[Mapping[str, str]] = {}
    """What the answer line holds for what is asked, where that is no integer."""
    WHO: ClassVar[str] = "the machine"
    """What halts."""
    TRIES: ClassVar[int] = 1
    """How often an attempt sketches a machine, where few are of use."""
    HALTING: ClassVar[bool] = False
    """Whether the question is about a machine that may run for ever."""
    ALSO_HALTING: ClassVar[Collection[int]] = (1,)
    """The levels at which a machine that surely halts may be looked at when it does."""

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Self | None:
        """A random machine that is looked at when it halts."""
        raise NotImplementedError

    def edited(self, stream: Stream) -> Self | None:
        """The machine with one small change."""
        raise NotImplementedError

    def first(self) -> Any:
        """The configuration at the start; configurations are hashable."""
        raise NotImplementedError

    def next(self, now: Any) -> tuple[Any, str] | str:
        """The next configuration and what happens on the way, or why there is none."""
        raise NotImplementedError

    def shown(self, now: Any) -> str:
        """A configuration in the worked solution."""
        raise NotImplementedError

    def looked_at(self, now: Any, steps: int) -> Any:
        """The value asked for of a configuration."""
        raise NotImplementedError

    def remarks(self, now: Any) -> list[str]:
        """The last lines of the worked solution, where what is asked for is not seen at once."""
        return []

    def interesting(self, run: Run) -> bool:
        """Whether the run is worth following."""
        return True

    def too_large(self, now: Any) -> bool:
        """Whether the configuration is too long to be written down again and again."""
        return False

    def run(self, most: int = MOST_STEPS) -> Run | None:
        """The run to the moment asked about, to a repeated configuration where that decides; None where too long."""
        now = self.first()
        events: list[str] = []
        configurations, numbers = [now], {now: 0}
        limit = most if self.after is None else self.after
        while True:
            if self.after is not None and len(events) == self.after:
                return Run(configurations, events, None, "")
            found = self.next(now)
            if isinstance(found, str):
                return Run(configurations, events, None, found)
            if len(events) == limit:
                return None
            now, event = found
            configurations.append(now)
            events.append(event)
            if self.after is None and now in numbers:
                return Run(configurations, events, numbers[now], "")
            numbers[now] = len(events)
            if self.too_large(now):
                return None

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        return next((found for _ in range(cls.TRIES) if (found := cls._tried(stream, level)) is not None), None)

    @classmethod
    def _tried(cls, stream: Stream, level: int) -> Self | None:
        low, high = cls.RANGES[level]
        found = cls.sketched(stream, level)
        if found is None:
            return None
        halts = cls.HALTING or (level in cls.ALSO_HALTING and stream.chance(1, 2))
        if not halts:
            found = replace(found, after=stream.integer(low, high))
        run = found.run(high)
        if run is None or run.back is not None or not low <= run.steps or (run.why and not halts):
            return None
        if len(set(run.configurations)) <= run.steps or not found.interesting(run) or not found.telling(run):
            return None
        return found

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Self | None:
        low, high = cls.RANGES[level]
        solvable = cls.drawn(stream, level)
        for _ in range(_EDITS if solvable else 0):
            assert solvable is not None
            twin = solvable.edited(stream)
            run = twin.run(high) if twin is not None else None
            if run is not None and run.back is not None and run.steps >= low:
                return twin
        return None

    def telling(self, run: Run) -> bool:
        """Whether what is asked for changed on the way and is not nothing."""
        end, start = (self.looked_at(now, run.steps) for now in (run.configurations[-1], run.configurations[0]))
        return self.asked == "steps" or (end != start and end not in ("", 0, []))

    def value(self) -> Any:
        run = self._run()
        return FOREVER if run.back is not None else self.looked_at(run.configurations[-1], run.steps)

    def form(self) -> str:
        return self.FORMS.get(self.asked, self.FORM)

    def work(self) -> int:
        return self._run().steps

    def _run(self) -> Run:
        run = self.run()
        assert run is not None
        return run

    def solution(self) -> list[str]:
        run = self._run()
        lines = [f"Start: {self.shown(run.configurations[0])}"]
        for number, (event, now) in enumerate(zip(run.events, run.configurations[1:], strict=True), 1):
            lines.append(f"{number}. {event}: {self.shown(now)}" if event else f"{number}. {self.shown(now)}")
        last = run.configurations[-1]
        if run.back is not None:
            where = f"after step {run.back}" if run.back else "at the start"
            return [*lines, f"This is as it was {where}, so the same steps come again and again: it never halts."]
        if run.why:
            lines.append(f"{run.why}: it halts after {counted(run.steps, 'step')}.")
        return [*lines, *self.remarks(last)]

    def moment(self, stream: Stream) -> str:
        """When the machine is looked at, to end a question with."""
        if self.after is None:
            return stream.choice(
                (f"when {self.WHO} halts", f"at the moment when {self.WHO} halts", f"once {self.WHO} has halted")
            )
        steps = counted(self.after, "step")
        return stream.choice((f"after {steps}", f"after exactly {steps}", f"when {steps} have been made"
                              if self.after > 1 else "after 1 step"))  # fmt: skip

    def outcome(self, stream: Stream) -> str:
        """What the answer is if the machine never halts, where that is a possibility."""
        if not self.HALTING:
            return ""
        return stream.choice((
            f" If {self.WHO} never halts, the answer is '{FOREVER}'.",
            f" In case {self.WHO} never halts, answer '{FOREVER}'.",
            f" Should {self.WHO} go on without end, the answer is '{FOREVER}'.",
        ))  # fmt: skip


HALTING_OUTCOMES = (repr(FOREVER),)
STEPS_FORM = "[The answer is|Give] an integer."
TEXT_FORM = "[The answer is|Give it as|Write it as] a Python string in quotes."


__all__ = ["FOREVER", "HALTING_OUTCOMES", "MOST_STEPS", "STEPS_FORM", "TEXT_FORM", "Machine", "Run"]
