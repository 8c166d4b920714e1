"""The reference program of a function specification, put together from the code of its stages."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from generators.code.pipelines.items import CONDITIONS, KINDS, PARAMETER, Argument, table_of
from generators.code.pipelines.stages import OPERATIONS
from generators.code.pipelines.steps import GIVES, SHORT, Branch, Step, gives

_ITEMS = {"ints": "number", "text": "character", "words": "word", "groups": "group", "int": "number"}


def program(function: str, takes: str, steps: tuple[Step, ...], data: str, parameter: str) -> str:
    """The function's source. `takes` is the type of the argument `data`; `parameter` may be empty."""
    names = f"{data}, {parameter}" if parameter else data
    lines = [f"def {function}({names}):", f'    """Take {SHORT[takes]} and return {GIVES[gives(steps[-1])]}."""']
    for part in parts(takes, steps, data, parameter):
        lines += [f"    {line}" for line in part.code.split("\n")]
    return "\n".join(lines) + "\n"


class Part(NamedTuple):
    """A step with its code and the variable that holds its result; the last part's code ends in the return."""

    step: Step
    code: str
    result: str


@lru_cache(maxsize=256)
def parts(takes: str, steps: tuple[Step, ...], data: str, parameter: str) -> list[Part]:
    """The steps of the pipeline as code, in order."""
    found: list[Part] = []
    used = [data, parameter]
    source = data
    for i, step in enumerate(steps):
        first = step.then if isinstance(step, Branch) else step
        result = unused("chosen" if isinstance(step, Branch) else OPERATIONS[first.operation].result, used)
        used.append(result)
        code = code_of(step, takes, source, result, parameter)
        if i == len(steps) - 1:
            code = returned(code, result)
        found.append(Part(step, code, result))
        source, takes = result, gives(step)
    return found


def unused(stem: str, used: Collection[str]) -> str:
    """A variable's name made from the stem, none of those in use."""
    for name in (stem, f"new_{stem}"):
        if name not in used:
            return name
    return next(name for n in range(2, 99) if (name := f"{stem}_{n}") not in used)


def returned(code: str, result: str) -> str:
    """The code that works out the variable `result`, made to return its value."""
    single = code.startswith(f"{result} = ") and len(re.findall(rf"\b{result}\b", code)) == 1
    return "return " + code.removeprefix(f"{result} = ") if single else f"{code}\nreturn {result}"


def code_of(step: Step, takes: str, source: str, result: str, parameter: str) -> str:
    """The code that puts what the step makes of the variable `source` into the variable `result`."""
    if isinstance(step, Branch):
        condition = CONDITIONS[takes][step.condition]
        asked = condition.code.format(*codes(condition.kinds, step.arguments, source, parameter), x=source)
        then, otherwise = (
            "\n".join(f"    {line}" for line in code_of(stage, takes, source, result, parameter).split("\n"))
            for stage in (step.then, step.otherwise)
        )
        return f"if {asked}:\n{then}\nelse:\n{otherwise}"
    operation = OPERATIONS[step.operation]
    item = source if takes == "int" else _ITEMS[takes]
    arguments = codes(operation.kinds, step.arguments, item, parameter)
    return operation.code.format(*arguments, x=source, y=result, v=item, w="number")


def codes(kinds: tuple[str, ...], arguments: tuple[Argument, ...], item: str, parameter: str) -> list[str]:
    """The arguments in Python, with the tests and functions among them applied to `item`."""
    found = []
    for kind, argument in zip(kinds, arguments, strict=True):
        if isinstance(argument, tuple):
            entry = (table_of(kind) or {})[argument[0]]
            found.append(entry.code.format(*codes(entry.kinds, argument[1:], item, parameter), v=item))
        elif argument == PARAMETER:
            found.append(parameter)
        else:
            found.append(str(argument) if kind in KINDS else f'"{argument}"')
    return found


def mechanism(part: Part) -> str:
    """How the part's code does what its step says, in a sentence or two."""
    step, code, result = part
    if isinstance(step, Branch):
        does = "An `if` with an `else` chooses between the two."
        hows = [OPERATIONS[stage.operation].how for stage in (step.then, step.otherwise)]
    else:
        hows = [OPERATIONS[step.operation].how]
        if "\n" not in code:
            does = f"In Python: `{code}`."
        elif "\nfor" in code or "\nwhile" in code:
            does = f"A loop builds `{result}`."
        else:
            does = f"This gives `{result}`."
    return " ".join([does, *dict.fromkeys(how for how in hows if how)])
