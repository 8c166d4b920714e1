"""A second solver for code/library_call: the gold program, which calls the library, run beside the expected values,
which come from the tasks' plain meanings; and the prompt read for its examples and its steps.
"""

from generators.code.library_call.catalogue import CATALOGUE, clause
from generators.code.pipelines.steps import Stage
from generators.code.tagged import untagged
from oracles.function_spec import shown_calls
from schemas import Problem


def solve(problem: Problem) -> str:
    """The gold program if it gives every expected value, hidden or shown, and the prompt states every step in order;
    otherwise a text that says where they part."""
    params = problem.params
    # The program is the generator's own; nothing that a model wrote comes here.
    space: dict = {}
    exec(problem.check.gold, space)
    program = space[problem.check.answer.entry]
    calls = [([untagged(a) for a in test.arguments], untagged(test.expected)) for test in problem.check.tests]
    shown = shown_calls(problem.prompt, problem.check.answer.entry)
    if len(shown) != len(params["examples"]):
        return f"{len(shown)} examples could be read"
    for arguments, expected in calls + shown:
        before = repr(arguments)
        value = program(*arguments)
        if value != expected or type(value) is not type(expected):
            return f"{before}: {value!r} by the program, {expected!r} expected"
        if repr(arguments) != before:
            return f"{before}: the program changes its argument"
    if any(arguments == other for arguments, _ in shown for other, _ in calls):
        return "a call that is shown is a hidden test"
    at = 0
    for step in params["steps"]:
        stage = Stage(step["operation"], tuple(map(_frozen, step["arguments"])))
        said = [clause(stage, params["parameter"], tuple(params["fields"]), wording) for wording in range(6)]
        found = [place for each in said if (place := problem.prompt.find(each[1:], at)) >= 0]
        if not found:
            return f"the prompt does not say: {said[0]}"
        at = min(found)
        edge = CATALOGUE[step["operation"]].operation.edge
        if edge[1:] not in problem.prompt:
            return f"the prompt does not say: {edge}"
    return problem.check.gold


def _frozen(argument):
    return tuple(map(_frozen, argument)) if isinstance(argument, list | tuple) else argument
