"""Questions whose answer a simulator works out: machines, algorithms and data structures to be followed by hand.

A question holds the data; what happens to it is told three times. The generator runs it and writes every state into
the worked solution; a plain simulator, shown to nobody, is what the check runs; and the tests' solver reads the prompt.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, ClassVar, NamedTuple

from generators.code.tagged import tagged
from generators.questions import Question, QuestionFamily
from generators.randomness import Stream
from schemas.answers import Literal
from schemas.checks import Check, Output

Simulator = Callable[..., Any]


class Told(NamedTuple):
    """The parts of a prompt, which the skeletons arrange: what the thing is and how it works, its rules, code or log
    as a block of lines with its name, what it is given, the question, and the form of the answer. Texts but the block
    are prose in full sentences that stands wherever it is put."""

    noun: str
    works: str
    part: str
    block: str
    given: str
    question: str
    form: str


class Simulated(Question, frozen=True):
    """A question about the outcome of a process; `SIMULATOR` is a function of builtins alone."""

    SIMULATOR: ClassVar[Simulator]

    def told(self, stream: Stream) -> Told:
        """The parts of the prompt, in one of their wordings."""
        raise NotImplementedError

    def arguments(self) -> tuple[Any, ...]:
        """What the simulator is called with."""
        raise NotImplementedError

    def value(self) -> Any:
        """The answer, found without the simulator."""
        raise NotImplementedError

    def work(self) -> int:
        """How many steps the process takes."""
        raise NotImplementedError

    def texts(self) -> Mapping[str, str]:
        return SKELETONS if self.work() > _FEW_STEPS else _SHORT

    def slots(self, stream: Stream) -> dict[str, Any]:
        return self.told(stream)._asdict()

    def check(self) -> Check:
        simulator = type(self).SIMULATOR
        return Output(
            answer=Literal(),
            gold=repr(self.value()),
            source=source_of(simulator),
            entry=simulator.__name__,
            arguments=[tagged(argument) for argument in self.arguments()],
        )

    def candidates(self) -> int:
        return self.work()


class SimulatedFamily(QuestionFamily):
    """A family of such questions, measured in the steps to be followed."""

    def measures(self, instance: Question) -> dict[str, int]:
        assert isinstance(instance, Simulated)
        lines = instance.solution()
        return {"steps": instance.work(), "lines": len(lines), "characters": sum(map(len, lines))}


@cache
def source_of(function: Simulator) -> str:
    """The function's text, as a check carries it."""
    return inspect.getsource(function)


SKELETONS = {
    "plain": "{works}\n\n{block}\n\n{given} {question} {form}",
    "by hand": "[Follow|Simulate|Trace] the {noun} below [by hand|step by step].\n\n{block}\n\n{works}\n\n{given} "
    "{question} {form}",
    "question first": "{question} {form}\n\n{given} {works}\n\n[The {part}:|The {part} in full:]\n\n{block}",
    "block last": "{works} {given} {question}\n\n[The {part}:|Given:]\n\n{block}\n\n{form}",
    "sheet": "[Exercise|Task|Problem]: {noun}\n\n{works}\n\n{block}\n\n{given}\n\n[Question: |]{question} {form}",
    "headings": "## [How it works|The {noun}]\n{works}\n\n## The {part}\n{block}\n\n## [Question|Asked]\n{given} "
    "{question} {form}",
    "test": "[A programmer has|Someone has|Somebody has] written a simulator and [needs the expected result of one "
    "test|checks it on one case].\n\n{works}\n\n{block}\n\nThe test: {given} {question}\n\n{form}",
    "worksheet": "[A worksheet|A textbook|An exam paper] has this [question|exercise] about a {noun}:\n\n{given} "
    "{question}\n\n{block}\n\n{works}\n\n{form}",
    "notes first": "[Please read the definition with care|Read the definition first]. {works}\n\n{given}\n\n{block}"
    "\n\n[Now the question: |]{question} {form}",
    "dispute": "[Two students disagree about this {noun}|Two programs gave different results for this {noun}|My first "
    "try at this {noun} went wrong somewhere]; [work it out carefully|please work it out step by step].\n\n{block}\n\n"
    "{given} {works}\n\n{question} {form}",
}
"""The arrangements of a prompt's parts."""
_FEW_STEPS = 9
_SHORT = {name: SKELETONS[name] for name in ("plain", "by hand", "question first", "block last", "sheet", "worksheet")}

__all__ = ["SKELETONS", "Simulated", "SimulatedFamily", "Told", "source_of"]
