"""Programs for a stack machine."""

from __future__ import annotations

from typing import Any, ClassVar

from generators.code.abstract_machine.machine import STEPS_FORM, Machine, Run
from generators.code.abstract_machine.simulators import stack_machine
from generators.code.simulated import Told
from generators.language.lexicon import listed
from generators.language.wording import fill
from generators.randomness import Stream

Instruction = tuple[str, int | None]
Configuration = tuple[int, tuple[int, ...]]

_NEEDS = {"POP": 1, "DUP": 1, "OVER": 2, "SWAP": 2, "ROT": 3, "ADD": 2, "SUB": 2, "MUL": 2, "MAX": 2}
_GAINS = {"POP": -1, "DUP": 1, "OVER": 1, "SWAP": 0, "ROT": 0, "ADD": -1, "SUB": -1, "MUL": -1, "MAX": -1}
_LARGEST = 2_000
# What a loop does each time to the item under its counter, which is on top before and after.
_BODIES = (
    "SWAP PUSH ADD SWAP", "SWAP PUSH MUL SWAP", "SWAP PUSH SUB SWAP", "DUP ROT ADD SWAP", "DUP ROT MAX SWAP",
    "OVER OVER ADD ROT POP SWAP", "DUP", "DUP DUP MUL SWAP", "DUP PUSH ADD SWAP", "SWAP OVER SUB SWAP",
    "SWAP DUP ADD SWAP", "OVER PUSH MAX SWAP",
)  # fmt: skip


class Stack(Machine, frozen=True, tag="stack"):
    """A program that works on a stack of integers; it halts when it goes past its last line."""

    program: tuple[Instruction, ...]

    SIMULATOR = stack_machine
    FORMS = {"stack": "Python list of integers"}
    RANGES = {1: (5, 9), 2: (10, 22), 3: (23, 55)}
    ASKED: ClassVar[tuple[str, ...]] = ("stack", "stack", "deepest", "sum")
    ALSO_HALTING = (1, 2, 3)

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Stack:
        program: list[Instruction] = []
        if level == 1:
            depth = _straight(stream, program, 0, stream.integer(5, 9))
            asked = "stack"
        else:
            depth = _straight(stream, program, 0, stream.integer(3, 6))
            if level == 3 or stream.chance(2, 3):
                _loop(stream, program, depth, {2: (2, 2), 3: (3, 6)}[level])
                if stream.chance(1, 2):
                    _straight(stream, program, max(depth, 1), stream.integer(1, 3))
            else:
                _straight(stream, program, depth, stream.integer(7, 12))
            asked = stream.choice(cls.ASKED)
        return cls(asked, None, tuple(program))

    def first(self) -> Configuration:
        return 1, ()

    def next(self, now: Configuration) -> tuple[Configuration, str] | str:
        line, stack = now
        if line > len(self.program):
            return f"Line {line} does not exist"
        name, number = self.program[line - 1]
        said, following = f"line {line}, {_spelt((name, number))}", line + 1
        if name == "PUSH":
            assert number is not None
            return (following, (*stack, number)), said
        if name == "JNZ":
            assert number is not None
            jumps = stack[-1] != 0
            why = f"{stack[-1]} is not 0, go to {number}" if jumps else "0 is on top, go on"
            return (number if jumps else following, stack[:-1]), f"{said}, {why}"
        if name == "POP":
            return (following, stack[:-1]), said
        if name == "DUP":
            return (following, (*stack, stack[-1])), said
        if name == "OVER":
            return (following, (*stack, stack[-2])), said
        if name == "SWAP":
            return (following, (*stack[:-2], stack[-1], stack[-2])), said
        if name == "ROT":
            return (following, (*stack[:-3], stack[-2], stack[-1], stack[-3])), said
        a, b = stack[-2:]
        value, shown = _worked(name, a, b)
        return (following, (*stack[:-2], value)), f"{said}, {shown}"

    def shown(self, now: Configuration) -> str:
        return str(list(now[1]))

    def looked_at(self, now: Configuration, steps: int) -> Any:
        # How deep the stack has been is a matter of the whole run: see `value`.
        return {"stack": list(now[1]), "sum": sum(now[1]), "steps": steps, "deepest": len(now[1])}[self.asked]

    def value(self) -> Any:
        run = self._run()
        if self.asked == "deepest":
            return max(len(stack) for _, stack in run.configurations)
        return self.looked_at(run.configurations[-1], run.steps)

    def telling(self, run: Run) -> bool:
        return self.after is None if self.asked == "deepest" else super().telling(run)

    def interesting(self, run: Run) -> bool:
        stack, names = run.configurations[-1][1], {name for name, _ in self.program}
        if len(self.program) > run.steps and self.after is None:
            return False
        calculates = names & {"ADD", "SUB", "MUL", "MAX"}
        return len(stack) >= 1 and (self.asked != "sum" or len(stack) >= 2) and len(names) > 3 and bool(calculates)

    def too_large(self, now: Configuration) -> bool:
        return len(now[1]) > 10 or any(abs(value) > _LARGEST for value in now[1])

    def remarks(self, now: Configuration) -> list[str]:
        if self.asked == "sum":
            return [f"The sum is {' + '.join(map(_bracketed, now[1]))} = {sum(now[1])}."]
        return [f"The most items at once are {self.value()}."] if self.asked == "deepest" else []

    def arguments(self) -> tuple[Any, ...]:
        program = [[name] if number is None else [name, number] for name, number in self.program]
        return (program, self.after, self.asked)

    def told(self, stream: Stream) -> Told:
        used = [name for name in _MEANINGS if any(name == each for each, _ in self.program)]
        slots = {"when": self.moment(stream), "meanings": listed([_MEANINGS[name] for name in used])}
        return Told(
            "stack machine",
            fill(_WORKS, stream, slots),
            "program",
            "```\n" + "\n".join(f"{n}: {_spelt(each)}" for n, each in enumerate(self.program, 1)) + "\n```",
            "The stack is empty at the start.",
            fill(_QUESTIONS[self.asked], stream, slots),
            fill(_STACK_FORM if self.asked == "stack" else STEPS_FORM, stream, slots),
        )

    def canonical(self) -> Any:
        return [self.program, self.after, self.asked]


def _spelt(instruction: Instruction) -> str:
    name, number = instruction
    return name if number is None else f"{name} {number}"


def _worked(name: str, a: int, b: int) -> tuple[int, str]:
    if name == "MAX":
        return max(a, b), f"the larger of {a} and {b} is {max(a, b)}"
    value = {"ADD": a + b, "SUB": a - b, "MUL": a * b}[name]
    sign = {"ADD": "+", "SUB": "-", "MUL": "*"}[name]
    return value, f"{a} {sign} {_bracketed(b)} = {value}"


def _bracketed(value: int) -> str:
    return f"({value})" if value < 0 else str(value)


def _straight(stream: Stream, program: list[Instruction], depth: int, length: int) -> int:
    """Adds instructions without jumps and gives the depth of the stack after them; numbers come first."""
    for place in range(length):
        able = [name for name, needs in _NEEDS.items() if needs <= depth and depth + _GAINS[name] >= 1]
        last = program[-1][0] if program else ""
        able = [name for name in able if (last, name) not in _IDLE]
        if not able or (depth < 4 and stream.chance(3 if place < 4 else 1, 4)):
            program.append(("PUSH", stream.integer(1, 9)))
            depth += 1
        else:
            name = stream.choice(able)
            program.append((name, None))
            depth += _GAINS[name]
    return depth


_IDLE = {("SWAP", "SWAP"), ("DUP", "POP"), ("PUSH", "POP"), ("OVER", "POP"), ("DUP", "SWAP"), ("DUP", "MAX"),
         ("DUP", "SUB"), ("SWAP", "ADD"), ("SWAP", "MUL"), ("SWAP", "MAX")}  # fmt: skip


def _loop(stream: Stream, program: list[Instruction], depth: int, times: tuple[int, int]) -> None:
    """Adds a loop that counts down on top of the stack."""
    if not depth:
        program.append(("PUSH", stream.integer(1, 9)))
    program.append(("PUSH", stream.integer(*times)))
    start = len(program) + 1
    for name in stream.choice(_BODIES).split():
        program.append((name, stream.integer(2, 5) if name == "PUSH" else None))
    program += [("PUSH", 1), ("SUB", None), ("DUP", None), ("JNZ", start), ("POP", None)]


_MEANINGS = {
    "PUSH": "`PUSH n` puts n on top",
    "POP": "`POP` removes the top item",
    "DUP": "`DUP` puts a copy of the top item on top",
    "OVER": "`OVER` puts a copy of the second item from the top on top",
    "SWAP": "`SWAP` exchanges the two top items",
    "ROT": "`ROT` takes the third item from the top out and puts it on top",
    "ADD": "`ADD` takes off b (the top) and a (under it) and puts a + b on top",
    "SUB": "`SUB` takes off b (the top) and a (under it) and puts a - b on top",
    "MUL": "`MUL` takes off b (the top) and a (under it) and puts a * b on top",
    "MAX": "`MAX` takes off the two top items and puts the larger one back",
    "JNZ": "`JNZ n` takes off the top item and goes to line n unless it is 0",
}
_WORKS = (
    "[A stack machine executes a program from line 1 on|This machine works on a stack and executes its program from "
    "line 1 on], where {meanings}. [It halts after the last line|After the last line it halts]. "
    "[Each executed line is one step|A step is the execution of one line]."
)
_QUESTIONS = {
    "stack": "[What is on the stack|What does the stack hold] {when}?",
    "sum": "[What is the sum of all items on the stack|What do the items on the stack add up to] {when}?",
    "deepest": "[What is the largest number of items that the stack holds at any time|How many items are on the stack "
    "at most at any time] until the machine halts?",
}
_STACK_FORM = "[Give|Write] a Python list of integers, the top of the stack last."
