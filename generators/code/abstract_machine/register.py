"""Register (counter) machines: numbers that go up and down by one, and a jump where there is nothing to subtract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from msgspec.structs import replace

from generators.code.abstract_machine.machine import HALTING_OUTCOMES, STEPS_FORM, Machine, Run
from generators.code.abstract_machine.simulators import register_machine
from generators.code.simulated import Told
from generators.language.lexicon import listed
from generators.language.wording import fill
from generators.randomness import Stream

Instruction = tuple[str, str, int]  # inc, dec or jump; the register, if any; the line to jump to, if any
Configuration = tuple[int, tuple[int, ...]]

_NAMES = ("klmn", "xyzw", "pqrs", "KLMN")
_MOST = 24  # of a register


class Register(Machine, frozen=True, tag="register"):
    """A program for registers with natural numbers; it halts when it goes past its last line."""

    program: tuple[Instruction, ...]
    registers: tuple[tuple[str, int], ...]

    SIMULATOR = register_machine
    FORMS = {"all": "Python list of integers"}
    RANGES = {1: (4, 9), 2: (10, 24), 3: (25, 60)}
    ASKED: ClassVar[tuple[str, ...]] = ("all", "all", "line", "one")

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Register:
        names = stream.choice(_NAMES)[: 2 if level == 1 else stream.integer(3, 4)]
        program: list[Instruction] = []
        shape = {1: (1,), 2: (1, 1), 3: (1, 2)}[level] if level < 3 or stream.chance(2, 3) else (2,)
        for depth in stream.shuffled(shape):
            if stream.chance(1, 3):
                program.append(_single(stream, names, len(program) + 1))
            program += _loop(stream, names, depth, len(program) + 1)
        if stream.chance(1, 3):
            program.append(_single(stream, names, len(program) + 1))
        registers = tuple((name, stream.integer(0, 4 if level < 3 else 5)) for name in names)
        asked = stream.choice(cls.ASKED)
        return cls(stream.choice(names) if asked == "one" else asked, None, tuple(program), registers)

    def edited(self, stream: Stream) -> Register:
        place = stream.below(len(self.program))
        name, register, line = self.program[place]
        if name != "jump" and stream.chance(1, 2):
            register = stream.choice([each for each, _ in self.registers])
        elif name != "inc":
            line = stream.integer(1, len(self.program))
        else:
            name, line = "dec", place + 2
        return replace(self, program=(*self.program[:place], (name, register, line), *self.program[place + 1 :]))

    def first(self) -> Configuration:
        return 1, tuple(value for _, value in self.registers)

    def next(self, now: Configuration) -> tuple[Configuration, str] | str:
        line, values = now
        if line > len(self.program):
            return f"Line {line} does not exist" if line > len(self.program) else ""
        name, register, target = self.program[line - 1]
        if name == "jump":
            return (target, values), f"line {line}, go to {target}"
        place = [each for each, _ in self.registers].index(register)
        if name == "dec" and not values[place]:
            return (target, values), f"line {line}, {register} is 0, go to {target}"
        change = 1 if name == "inc" else -1
        values = (*values[:place], values[place] + change, *values[place + 1 :])
        return (line + 1, values), f"line {line}, {'add 1 to' if change > 0 else 'subtract 1 from'} {register}"

    def shown(self, now: Configuration) -> str:
        return ", ".join(f"{name} = {value}" for (name, _), value in zip(self.registers, now[1], strict=True))

    def looked_at(self, now: Configuration, steps: int) -> Any:
        if self.asked == "all":
            return list(now[1])
        values = {name: value for (name, _), value in zip(self.registers, now[1], strict=True)}
        return {"steps": steps, "line": now[0], **values}[self.asked]

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Register | None:
        found = super().drawn(stream, level)
        # Where a machine halts is the line after its last one, which is no question.
        return None if found is not None and found.asked == "line" and found.after is None else found

    def interesting(self, run: Run) -> bool:
        lines = {line for line, _ in run.configurations[:-1]}
        used = {register for _, register, _ in self.program if register}
        return len(lines) >= len(self.program) - (run.steps < 10) and len(used) == len(self.registers)

    def too_large(self, now: Configuration) -> bool:
        return max(now[1]) > _MOST

    def remarks(self, now: Configuration) -> list[str]:
        if self.asked == "line":
            return [f"The next line is {now[0]}."]
        return []

    def arguments(self) -> tuple[Any, ...]:
        program = [[part for part in line if part != "" and part != 0] for line in self.program]
        return (program, dict(self.registers), self.after, self.asked)

    def told(self, stream: Stream) -> Told:
        names = [name for name, _ in self.registers]
        many = "all" if self.asked == "all" else "line" if self.asked == "line" else "one"
        slots = {
            "names": listed([f"`{name}`" for name in names]),
            "in_order": ", ".join(names),
            "values": ", ".join(f"{name} = {value}" for name, value in self.registers),
            "when": self.moment(stream),
            "one": self.asked,
        }
        way = stream.choice(tuple(_WAYS))
        return Told(
            "register machine",
            fill(f"{_INTRODUCTION} {_MEANINGS[way]} {_END}", stream, slots),
            "program",
            "```\n" + "\n".join(f"{n}: {_WAYS[way](*line)}" for n, line in enumerate(self.program, 1)) + "\n```",
            fill("[The machine starts with|The start is|The registers start with] `{values}`.", stream, slots),
            fill(_QUESTIONS["steps" if self.asked == "steps" else many], stream, slots) + self.outcome(stream),
            fill(_ALL_FORM if many == "all" else STEPS_FORM, stream, slots),
        )

    def canonical(self) -> Any:
        """Registers are named by their first mention in the program."""
        order: dict[str, str] = {}
        for _, register, _ in self.program:
            if register:
                order.setdefault(register, f"r{len(order)}")
        for name, _ in self.registers:
            order.setdefault(name, f"r{len(order)}")
        program = [[name, order.get(register, ""), line] for name, register, line in self.program]
        registers = sorted([order[name], value] for name, value in self.registers)
        return [program, registers, self.after, order.get(self.asked, self.asked)]


class RegisterHalts(Register, frozen=True, tag="register_halts"):
    """A program that may run for ever."""

    HALTING = True
    OUTCOMES = HALTING_OUTCOMES
    ASKED: ClassVar[tuple[str, ...]] = ("steps", "one", "all")


def _single(stream: Stream, names: Sequence[str], line: int) -> Instruction:
    name = stream.choice(names)
    return ("inc", name, 0) if stream.chance(2, 3) else ("dec", name, line + 1)


def _loop(stream: Stream, names: Sequence[str], depth: int, start: int) -> list[Instruction]:
    """``while the counter is not 0: subtract 1 from it; body``, with loops in the body down to the depth."""
    counter = stream.choice(names)
    others = [name for name in names if name != counter] or list(names)
    body: list[Instruction] = []
    for _ in range(stream.integer(1, 2)):
        body.append(_single(stream, others, start + 1 + len(body)))
    if depth > 1:
        inner = _loop(stream, others, depth - 1, start + 1 + len(body))
        body += inner
        if stream.chance(1, 3):
            body.append(_single(stream, others, start + 1 + len(body)))
    return [("dec", counter, start + len(body) + 2), *body, ("jump", "", start)]


_WAYS: dict[str, Any] = {
    "short": lambda name, register, line: " ".join(
        [name.upper().replace("JUMP", "JMP"), *([register] if register else []), *([str(line)] if line else [])]
    ),
    "words": lambda name, register, line: {
        "inc": f"add 1 to {register}",
        "dec": f"if {register} = 0 go to {line}, else subtract 1 from {register}",
        "jump": f"go to {line}",
    }[name],
    "code": lambda name, register, line: {
        "inc": f"{register}++",
        "dec": f"{register}-- else {line}",
        "jump": f"goto {line}",
    }[name],
}
_INTRODUCTION = (
    "[The registers {names} of this machine hold non-negative integers|A machine has the registers {names}, which hold "
    "non-negative integers]. It begins with line 1 and goes on to the following line unless told otherwise."
)
_MEANINGS = {
    "short": "`INC r` adds 1 to the register r; `DEC r n` subtracts 1 from r unless r is 0, in which case it changes "
    "nothing and [goes to|jumps to] line n; `JMP n` [goes to|jumps to] line n.",
    "words": '"Go to" names the [next line|line that comes next].',
    "code": "`r++` adds 1 to the register r; `r-- else n` subtracts 1 from r unless r is 0, in which case it changes "
    "nothing and [goes to|jumps to] line n; `goto n` [goes to|jumps to] line n.",
}
_END = (
    "[It halts when the next line does not exist|When the next line is past the end of the program, it halts]. "
    "[Each executed line, jumps included, is one step|A step is the execution of one line, whatever it does]."
)
_QUESTIONS = {
    "all": "[What do the registers hold|Which numbers are in the registers] {when}?",
    "one": "[What does register {one} hold|Which number is in register {one}] {when}?",
    "line": "[Which line is the next to be executed|At which line does the program stand, as the next to be executed,] "
    "{when}?",
    "steps": "[How many steps does the machine make until it halts|After how many steps does the machine halt]?",
}
_ALL_FORM = "[Give|Write] a Python list of [integers|the numbers], in the order {in_order}."
