"""A second solver for code/bug_repair: the specification programmed anew, against gold and prompt."""

import ast
import re

from oracles.algorithms import bounded, calls_of, function_of, outcome
from schemas import Problem


def solve(problem: Problem) -> str:
    """The gold if it does what this module's reading of the specification does on every call, hidden or shown, and the
    prompt's function does not; otherwise a text that says where they part."""
    variant, entry = problem.params["variant"], problem.check.answer.entry
    gold = function_of(problem.check.gold, entry)
    blocks = [block for block in re.findall(r"```python\n(.*?)```", problem.prompt, re.S) if f"def {entry}(" in block]
    if len(blocks) != 1:
        return f"{len(blocks)} functions could be read"
    faulty = function_of(blocks[0], entry)
    calls, shown = calls_of(problem.check), _shown(problem.prompt, entry)
    if not shown:
        return "no example could be read"
    for arguments, expected in calls + shown:
        here = repr(outcome(variant, arguments))
        found = repr(gold(*ast.literal_eval(repr(arguments))))
        if not here == found == repr(expected):
            return f"{arguments}: {here} here, {found} by the gold, {expected!r} expected"
    if any(arguments == other for arguments, _ in shown for other, _ in calls):
        return "a call that is shown is a hidden test"
    if all(_gives(faulty, arguments, expected) for arguments, expected in calls):
        return "the function with the bug passes all tests"
    lines = [line for line in blocks[0].splitlines() if line.strip()]
    right = problem.check.gold.splitlines()
    if problem.check.most_changed and len(set(lines) ^ set(right)) > 2 * problem.check.most_changed:
        return "the gold changes more lines than the prompt allows"
    limit = re.search(r"(?:at most|no more than) (\w+) lines?\b", problem.prompt)
    if (limit and _COUNTS.index(limit[1])) != problem.check.most_changed:
        return "prompt and check differ about a limit on changes"
    return problem.check.gold


_COUNTS = ("no", "one", "two", "three", "four")


def _gives(function, arguments, expected) -> bool:
    try:
        return repr(bounded(function, arguments)) == repr(expected)
    except Exception:
        return False


def _shown(prompt: str, entry: str) -> list:
    name = re.escape(entry)
    pairs = re.findall(rf">>> {name}\((.*)\)\n\s*(.*)", prompt)
    call, value = rf"`{name}\(([^`\n]*)\)`", "`([^`\n]*)`"
    pairs += re.findall(rf"^(?:- |\| ){call} (?:returns|\|) {value}", prompt, re.M)
    pairs += re.findall(rf"`{name}\(([^`\n]*)\) == ([^`\n]*)`", prompt)
    pairs += re.findall(rf"{call} returns `[^`\n]*`, but it should return {value}", prompt)
    pairs += re.findall(rf"{call} gives `[^`\n]*` instead of {value}", prompt)
    pairs += re.findall(rf"{call} should be {value}, but comes out", prompt)
    return [(list(ast.literal_eval(f"({arguments},)")), ast.literal_eval(result)) for arguments, result in pairs]
