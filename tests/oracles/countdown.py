"""A second opinion on math/countdown: the gold's own text worked out by Python's grammar, and reachability by a search
over whole expressions in postfix order, both from the prompt's words alone."""

import ast
import re
from fractions import Fraction

from schemas import Problem


def agrees(problem: Problem) -> bool:
    numbers, target, every = _read(problem.prompt)
    gold = problem.check.gold
    assert sorted(numbers) == sorted(problem.params["numbers"]) and target == problem.params["target"]
    if gold == "impossible":
        return not _reaches(numbers, target, every)
    used: list[int] = []
    value = _value(ast.parse(gold, mode="eval").body, used)
    fits = sorted(used) == sorted(numbers) if every else not _left_over(used, numbers)
    return value == target and fits


def _read(prompt: str) -> tuple[list[int], int, bool]:
    every = "exactly once" in prompt
    body = re.sub(r"Answer:.*|[Ff]our basic", "", prompt)
    lists = re.findall(r"\[?\d+(?:, \d+)*,? (?:and )?\d+\]?", body)
    numbers = [int(each) for each in re.findall(r"\d+", max(lists, key=len))]
    (target,) = {int(each) for each in re.findall(r"\d+", body.replace(max(lists, key=len), ""))}
    return numbers, target, every


def _left_over(used: list[int], numbers: list[int]) -> list[int]:
    left = list(numbers)
    return [each for each in used if each not in left or left.remove(each)]


def _value(node: ast.expr, used: list[int]) -> Fraction:
    match node:
        case ast.Constant(value=int(value)):
            used.append(value)
            return Fraction(value)
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _value(left, used), _value(right, used)
            match op:
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.Mult():
                    return a * b
                case ast.Div():
                    return a / b
    raise AssertionError(ast.dump(node))


def _reaches(numbers: list[int], target: int, every: bool) -> bool:
    """Depth-first over postfix expressions: push a number that is left, or join the two topmost values."""
    seen: set[tuple[tuple[int, ...], tuple[Fraction, ...]]] = set()

    def search(left: tuple[int, ...], stack: tuple[Fraction, ...]) -> bool:
        if (left, stack) in seen:
            return False
        seen.add((left, stack))
        if len(stack) == 1 and stack[0] == target and not (every and left):
            return True
        if len(stack) > 1:
            *rest, a, b = stack
            results = [a + b, a - b, a * b] + ([a / b] if b else [])
            if any(search(left, (*rest, result)) for result in results):
                return True
        return any(search(left[:i] + left[i + 1 :], (*stack, Fraction(number))) for i, number in enumerate(left))

    return search(tuple(sorted(numbers)), ())
