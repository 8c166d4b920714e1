"""A second solver for code/output_prediction: Python itself, on the program and the call as the prompt states them."""

import ast
import re

from schemas import Problem

_BLOCK = re.compile(r"```python\n(.*?)```", re.S)
_ASSIGNED = re.compile(r"`(\w+) = (.+?)`(?=,| and|\.)")
_ROW = re.compile(r"^\| `(\w+)` \| `(.+)` \|$", re.M)


def solve(problem: Problem) -> str:
    """The canonical answer, worked out from the prompt's text alone."""
    block = _BLOCK.search(problem.prompt)
    assert block, problem.prompt
    tree = ast.parse(block.group(1))
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    arguments = _arguments(problem.prompt, tree, function)
    # The text is the generator's own; nothing that a model wrote comes here.
    space: dict = {}
    exec(compile(ast.Module([function], []), "prompt", "exec"), space)
    return repr(space[function.name](**arguments))


def _arguments(prompt: str, tree: ast.Module, function: ast.FunctionDef) -> dict:
    names = [argument.arg for argument in function.args.args]
    calls = [node for node in ast.walk(tree) if _is_call(node, function.name)]
    pattern = rf"(?:`|>>> )({re.escape(function.name)}\(.*?\))(?:`|\n|$)"
    for text in re.findall(pattern, prompt):
        calls += [node for node in ast.walk(ast.parse(text)) if _is_call(node, function.name)]
    for call in calls:
        try:
            given = dict(zip(names, [ast.literal_eval(value) for value in call.args], strict=False))
            return given | {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
        except ValueError:
            continue  # the call names the parameters, and their values stand elsewhere
    pairs = _ASSIGNED.findall(prompt) or _ROW.findall(prompt)
    assert [name for name, _ in pairs] == names, prompt
    return {name: ast.literal_eval(value) for name, value in pairs}


def _is_call(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
