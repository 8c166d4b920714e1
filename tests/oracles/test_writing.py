"""A second judge for code/test_writing: the results by another program of the specification, the buggy versions run."""

import ast
import re

from oracles.algorithms import bounded, function_of, outcome
from schemas import Problem

_NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()


def agrees(problem: Problem) -> bool:
    """Whether the gold's calls are as many as the prompt allows, their results right, and every buggy version told."""
    check, prompt = problem.check, problem.prompt
    pairs = ast.literal_eval(check.gold)
    allowed = re.findall(r"(\w+) calls?\b", prompt)
    if _NUMBERS[check.most] not in [word.lower() for word in allowed] or not 1 <= len(pairs) <= check.most:
        return False
    if f"{_NUMBERS[len(check.mutants)]} buggy versions" not in prompt:
        return False
    shown = re.findall(r"```python\n(.*?)```", prompt, re.S)
    if shown not in ([], [check.source], [check.source, *check.mutants]) or (problem.level == 1) != (len(shown) > 1):
        return False
    for arguments, result in pairs:
        if repr(outcome(problem.params["variant"], list(arguments))) != repr(result):
            return False
    versions = [function_of(mutant, check.entry) for mutant in check.mutants]
    return all(not all(_gives(version, *pair) for pair in pairs) for version in versions)


def _gives(function, arguments, result) -> bool:
    try:
        return repr(bounded(function, arguments)) == repr(result)
    except Exception:
        return False
