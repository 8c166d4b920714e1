"""A second judge for code/equivalence: Python itself, on the prompt's two functions and the domain as the prompt words
it."""

import ast
import re
from itertools import product

from schemas import Problem


def agrees(problem: Problem) -> bool:
    """Whether the gold is what trying the whole domain gives."""
    blocks = re.findall(r"```python\n(.*?)```", problem.prompt, re.S)
    assert len(blocks) == 2, problem.prompt
    functions = []
    for block in blocks:
        space: dict = {}
        exec(block, space)  # the generator's own text
        functions.append(space[problem.check.entry])
    names = re.search(r"def \w+\((.*?)\):", blocks[0])[1]
    names = [part.split(":")[0] for part in re.split(r", (?=\w+:)", names)]
    domain = [values_of(re.search(rf"`{name}` is an? (.*)", problem.prompt)[1]) for name in names]
    if [len(each) for each in domain] != [len(each) for each in problem.check.domain]:
        return False
    differing = []
    for call in product(*domain):
        first, second = (repr(function(*ast.literal_eval(repr(call)))) for function in functions)
        if first != second:
            differing.append(call)
    if problem.check.gold == "equivalent":
        return not differing
    gold = ast.literal_eval(problem.check.gold)
    return (gold if len(names) > 1 else (gold,)) in differing


def values_of(text: str) -> list:
    """The values that a domain in words holds."""
    if found := re.match(r"integer from (-?\d+) to (-?\d+)", text):
        return list(range(int(found[1]), int(found[2]) + 1))
    if found := re.match(r"list of at most (\d+) integers, each of them one of ([-\d, ]+) and (-?\d+)", text):
        items = [int(each) for each in found[2].split(", ")] + [int(found[3])]
        return [list(each) for size in range(int(found[1]) + 1) for each in product(items, repeat=size)]
    found = re.match(r"string of at most (\d+) characters, each of them one of (.*?`) and `'(.)'`", text)
    letters = [*re.findall(r"`'(.)'`", found[2]), found[3]]
    return ["".join(each) for size in range(int(found[1]) + 1) for each in product(letters, repeat=size)]
