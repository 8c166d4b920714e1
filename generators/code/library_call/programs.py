"""The reference program: the code of the steps in one function, and the imports that it needs."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from generators.code.library_call.catalogue import CATALOGUE, code_of, gives
from generators.code.library_call.values import GIVES
from generators.code.pipelines.programs import returned, unused
from generators.code.pipelines.steps import Stage


class Part(NamedTuple):
    """The code of a step and the variable that holds its result; the last part's code ends in the return."""

    code: str
    result: str


@lru_cache(maxsize=256)
def parts(steps: tuple[Stage, ...], data: tuple[str, ...], parameter: str, fields: tuple[str, str]) -> list[Part]:
    """The steps as code, in order. `data` are the arguments, `fields` the keys of records."""
    found: list[Part] = []
    source, used = data[0], [*data, parameter]
    for i, step in enumerate(steps):
        result = unused(CATALOGUE[step.operation].operation.result, used)
        used.append(result)
        code = code_of(step, source, data[-1], result, parameter, fields)
        found.append(Part(returned(code, result) if i == len(steps) - 1 else code, result))
        source = result
    return found


@lru_cache(maxsize=256)
def program(
    function: str, steps: tuple[Stage, ...], data: tuple[str, ...], parameter: str, fields: tuple[str, str]
) -> str:
    """The function's source."""
    imports = _imports(steps)
    lines = [*imports, "", ""] if imports else []
    lines.append(f"def {function}({', '.join([*data, *([parameter] if parameter else [])])}):")
    lines.append(f'    """Return {GIVES[gives(steps[-1])]}."""')
    for part in parts(steps, data, parameter, fields):
        lines += [f"    {line}" if line else "" for line in part.code.split("\n")]
    return "\n".join(lines) + "\n"


def modules(steps: tuple[Stage, ...]) -> list[str]:
    """The modules from which the steps' code imports."""
    return list(dict.fromkeys(line.split()[1] for step in steps for line in CATALOGUE[step.operation].imports))


def _imports(steps: tuple[Stage, ...]) -> list[str]:
    """The import lines, one for each module."""
    whole, names = set(), dict[str, set[str]]()
    for line in {line for step in steps for line in CATALOGUE[step.operation].imports}:
        if found := re.fullmatch(r"from (\S+) import (.*)", line):
            names.setdefault(found[1], set()).update(found[2].split(", "))
        else:
            whole.add(line)
    partial = [f"from {module} import {', '.join(sorted(names[module], key=str.lower))}" for module in sorted(names)]
    return sorted(whole) + partial
