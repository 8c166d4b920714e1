"""A second reading of code/function_spec_javascript: the stages as in code/function_spec, the calls shown as JSON.

The gold program is tried by its checker, in the sandbox; here the expected values are found anew.
"""

import json
import re

from oracles.function_spec import outcome, value_of
from schemas import Problem


def agrees(problem: Problem) -> bool:
    """Whether the stages give every expected value, hidden or shown, and no call that is shown is hidden."""
    return consistent(problem, _literal)


def consistent(problem: Problem, literal) -> bool:
    """The same for any language: `literal` reads one of its literals, with pairs and lists as lists."""
    steps, check = problem.params["steps"], problem.check
    hidden = [([value_of(a) for a in test.arguments], value_of(test.expected)) for test in check.tests]
    shown = [(literal(f"[{arguments}]", True), literal(result)) for arguments, result in calls(problem)]
    if len(shown) != len(problem.params["examples"]) or f"function {check.answer.entry}(" not in check.gold:
        return False
    plain = [(arguments, _plain(expected)) for arguments, expected in hidden]
    return (
        all(_plain(outcome(steps, arguments)) == expected for arguments, expected in plain + shown)
        and all(json.dumps(_plain(outcome(steps, a))) == json.dumps(_plain(e)) for a, e in hidden)
        and not any(arguments == other for arguments, _ in shown for other, _ in hidden)
    )


def calls(problem: Problem) -> list[tuple[str, str]]:
    """The arguments and the result of every call in the prompt, as they are written there."""
    call = rf"{re.escape(problem.check.answer.entry)}\((?=[\[{{\"\d-])(.*)\)"
    found = re.findall(rf"> {call}\n\s*(.*)", problem.prompt)
    found += re.findall(rf"`{call}` (?:returns|gives|\|) `(.*)`", problem.prompt)
    return found + re.findall(rf"{call} (?:--|//)>? ?(.*)", problem.prompt)


def _plain(value):
    """The value with tuples as lists and the pairs of a dictionary as its items."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return {str(key): _plain(item) for key, item in value.items()} if isinstance(value, dict) else value


def _literal(text: str, several: bool = False):
    found = re.fullmatch(r"new Map\((.*)\)", text)
    value = json.loads(found[1] if found else text)
    return {str(key): item for key, item in value} if found else value
