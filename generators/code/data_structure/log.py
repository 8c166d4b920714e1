"""What the logs have in common: operations, how they are written in a prompt, and the states that follow from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Self

from generators.code.simulated import Simulated, Told
from generators.language.lexicon import listed
from generators.language.wording import fill
from generators.randomness import Stream

Operation = tuple[Any, ...]  # its name, then its arguments

LIST_FORM = "[Give|Write|The answer is] a Python list of integers."
NUMBER_FORM = "[Give|The answer is] an integer."


class Log(Simulated, frozen=True):
    """Operations on a data structure that is empty at the start."""

    operations: tuple[Operation, ...]
    asked: str

    RANGES: ClassVar[Mapping[int, tuple[int, int]]] = {1: (4, 8), 2: (9, 16), 3: (17, 28)}
    """By level, the least and the most operations."""
    FORM = "Python list of integers"
    NUMBERS: ClassVar[tuple[str, ...]] = ("largest", "height", "hits", "probes", "nodes")
    """What is asked for with a number as its answer."""

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Self | None:
        """Random operations, not yet held against the level."""
        raise NotImplementedError

    def states(self) -> Iterator[str]:
        """For each operation a line with what it does and the state after it; the last value may be told as well."""
        raise NotImplementedError

    def noun(self) -> str:
        """The structure's name."""
        raise NotImplementedError

    def meaning(self) -> str:
        """How the structure works, as a pattern without brackets of its own."""
        raise NotImplementedError

    def start(self) -> str:
        """What there is at the start, as a pattern."""
        return f"[The {self.noun()} is empty at the start|At the start the {self.noun()} is empty]."

    def asks(self) -> tuple[str, str]:
        """The question and the form of its answer, as patterns."""
        raise NotImplementedError

    def interesting(self) -> bool:
        """Whether the outcome is worth asking for."""
        value = self.value()
        return value > 1 if isinstance(value, int) else len(value) > 1 and value != sorted(value, key=str)

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        found = cls.sketched(stream, level)
        low, high = cls.RANGES[level]
        return found if found is not None and low <= found.work() <= high and found.interesting() else None

    def form(self) -> str:
        return "integer" if self.asked in self.NUMBERS else self.FORM

    def work(self) -> int:
        return len(self.operations)

    def listed_operations(self) -> list[list[Any]]:
        """The operations as a simulator takes them."""
        return [list(operation) for operation in self.operations]

    def solution(self) -> list[str]:
        return list(self.states())

    def told(self, stream: Stream) -> Told:
        question, form = self.asks()
        return Told(
            self.noun(),
            fill(self.meaning(), stream, {}),
            "operations",
            written(self.operations, stream),
            fill(self.start(), stream, {}),
            fill(question, stream, {}),
            fill(form, stream, {}),
        )


def written(operations: Sequence[Operation], stream: Stream) -> str:
    """The operations as calls, as a numbered list, as a table or in a row."""
    calls = [f"{name}({', '.join(map(_spelt, values))})" for name, *values in operations]
    match stream.below(4):
        case 0:
            return "```\n" + "\n".join(calls) + "\n```"
        case 1:
            return "\n".join(f"{number}. `{call}`" for number, call in enumerate(calls, 1))
        case 2:
            rows = [f"| {number} | `{call}` |" for number, call in enumerate(calls, 1)]
            return "| step | operation |\n|---|---|\n" + "\n".join(rows)
        case _:
            return f"```\n{'; '.join(calls)}\n```"


def _spelt(value: Any) -> str:
    return repr(value)


def said(operation: Operation) -> str:
    """The operation at the start of a line of a worked solution."""
    name, *values = operation
    return f"{name}({', '.join(map(_spelt, values))})"


def meanings(table: Mapping[str, str], operations: Sequence[Operation]) -> str:
    """What the operations that occur mean, in one sentence."""
    used = {operation[0] for operation in operations}
    return listed([text for name, text in table.items() if name in used])


__all__ = ["LIST_FORM", "NUMBER_FORM", "Log", "Operation", "meanings", "said", "written"]
