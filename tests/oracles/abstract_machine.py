"""A second solver for code/abstract_machine: reads the machine in the prompt and runs it in another way.

That a machine never halts is taken from its not halting in many steps, not from a configuration that comes again.
"""

import re
from collections import Counter, deque
from functools import reduce

import numpy as np

from schemas import Problem

_MANY = 5_000
FOREVER = "'runs forever'"


class Endless(Exception):
    """The machine did not halt."""


def solve(problem: Problem) -> str:
    """The canonical answer, worked out from the prompt's text alone."""
    text = problem.prompt
    for mark, machine in _MACHINES.items():
        if re.search(mark, text):
            try:
                return repr(machine(text))
            except Endless:
                return FOREVER
    raise AssertionError(text)


def _limit(text: str) -> int | None:
    found = re.search(r"(?:after|after exactly|when) (\d+) (?:steps?|generations?)\b|(\d+) generations? later", text)
    return int(found[1] or found[2]) if found else None


def _rounds(text: str):
    """The numbers of the steps to be made, without end (and then an error) where the machine is to halt."""
    limit = _limit(text)
    yield from range(_MANY if limit is None else limit)
    if limit is None:
        raise Endless


def _turing(text: str) -> object:
    rules = {}
    for state, read, write, move, after in re.findall(
        r"^\| (\w+) \| (\w) \| (\w) \| (left|right) \| (\w+) \|$", text, re.M
    ):
        rules[state, read] = write, move, after
    for state, read, write, move, after in re.findall(r"^\((\w+), (\w)\) -> \((\w), ([LR]), (\w+)\)$", text, re.M):
        rules[state, read] = write, {"L": "left", "R": "right"}[move], after
    for state, read, write, move, after in re.findall(
        r"^- In state (\w+) on symbol (\w): write (\w), move (left|right), go to state (\w+)\.$", text, re.M
    ):
        rules[state, read] = write, move, after
    assert rules, text
    state = re.search(r"in state (\w+) with its head", text)[1]
    word = re.search(r"input `(\w+)`", text)[1]
    # Two stacks: the tape to the left of the head, and the tape from the head on.
    left, right, place, made = [], list(reversed(word)), 0, 0
    for _ in _rounds(text):
        read = right.pop() if right else "_"
        if (state, read) not in rules:
            right.append(read)
            break
        write, move, state = rules[state, read]
        made += 1
        if move == "right":
            left.append(write)
            place += 1
        else:
            right += [write, left.pop() if left else "_"]
            place -= 1
    tape = ("".join(left) + "".join(reversed(right))).strip("_")
    if "How many steps" in text or "After how many" in text:
        return made
    if re.search(r"(At which position|Where on the tape) is the head", text):
        return place
    if re.search(r"the machine's state, its head's position|In what state is the machine, where", text):
        return (state, place, tape)
    assert re.search(r"What is on the tape|Which symbols does the tape hold|What does the tape hold", text), text
    return tape


def _tag(text: str) -> object:
    patterns = (
        r"^(\w) -> '(\w*)'$",
        r"^\| (\w) \| `'(\w*)'` \|$",
        r"^- If the first symbol is (\w), append `'(\w*)'`\.$",
    )
    rules = dict(reduce(list.__add__, [re.findall(pattern, text, re.M) for pattern in patterns]))
    size = {"two": 2, "three": 3}[re.search(r"fewer than (\w+) symbols", text)[1]]
    word = deque(re.search(r"word(?: at the start)?(?: is)? `'(\w+)'`", text)[1])
    made = 0
    for _ in _rounds(text):
        if len(word) < size:
            break
        word.extend(rules[word[0]])
        for _ in range(size):
            word.popleft()
        made += 1
    return made if "ow many steps" in text else "".join(word)


def _rewriting(text: str) -> object:
    patterns = (
        r"^\d: '(\w+)' -> '(\w*)'$",
        r"^\| \d \| `'(\w+)'` \| `'(\w*)'` \|$",
        r"^- Rule \d: replace `'(\w+)'` by `'(\w*)'`\.$",
    )
    rules = reduce(list.__add__, [re.findall(pattern, text, re.M) for pattern in patterns])
    assert rules, text
    now = re.search(r"string(?: at the start)?(?: is)? `'(\w+)'`", text)[1]
    made = 0
    for _ in _rounds(text):
        fitting = [rule for rule in rules if rule[0] in now]
        if not fitting or len(now) > 10_000:
            break
        now = now.replace(*fitting[0], 1)
        made += 1
    if len(now) > 10_000:
        raise Endless
    if "ow many steps" in text:
        return made
    return len(now) if re.search(r"How long is|How many characters", text) else now


def _registers(text: str) -> object:
    values = Counter()
    for name, value in re.findall(r"(\w) = (\d+)", re.search(r"`((?:\w = \d+(?:, )?)+)`", text)[1]):
        values[name] = int(value)
    lines = re.findall(r"^(\d+): (.+)$", text, re.M)
    assert [int(number) for number, _ in lines] == list(range(1, len(lines) + 1))
    program = [_instruction(line) for _, line in lines]
    at = made = 0
    for _ in _rounds(text):
        if at >= len(program):
            break
        at = program[at](values, at)
        made += 1
    if "ow many steps" in text:
        return made
    if re.search(r"Which line|At which line", text):
        return at + 1
    one = re.search(r"register (\w) hold|in register (\w)\b", text)
    if one:
        return values[one[1] or one[2]]
    order = re.search(r"in the order (\w(?:, \w)*)", text)[1].split(", ")
    return [values[name] for name in order]


def _instruction(line: str):
    """A function from the values and the place in the program to the next place."""
    found = re.fullmatch(r"INC (\w)|(\w)\+\+|add 1 to (\w)", line)
    if found:
        name = found[1] or found[2] or found[3]
        return lambda values, at: (values.update({name: 1}), at + 1)[1]
    found = re.fullmatch(r"(?:JMP|goto|go to) (\d+)", line)
    if found:
        return lambda values, at: int(found[1]) - 1
    found = re.fullmatch(r"DEC (\w) (\d+)|(\w)-- else (\d+)|if (\w) = 0 go to (\d+), else subtract 1 from \5", line)
    name, target = (each for each in found.groups() if each)
    return lambda values, at: (values.subtract({name: 1}), at + 1)[1] if values[name] else int(target) - 1


def _stack(text: str) -> object:
    program = re.findall(r"^\d+: ([A-Z]+)(?: (\d+))?$", text, re.M)
    stack, at, most = None, 0, 0  # the stack is a chain of pairs
    operations = {"ADD": int.__add__, "SUB": int.__sub__, "MUL": int.__mul__, "MAX": max}
    for _ in _rounds(text):
        if at >= len(program):
            break
        name, number = program[at]
        at += 1
        match name:
            case "PUSH":
                stack = (int(number), stack)
            case "POP":
                stack = stack[1]
            case "DUP":
                stack = (stack[0], stack)
            case "OVER":
                stack = (stack[1][0], stack)
            case "SWAP":
                a, (b, rest) = stack
                stack = (b, (a, rest))
            case "ROT":
                a, (b, (c, rest)) = stack
                stack = (c, (a, (b, rest)))
            case "JNZ":
                top, stack = stack
                at = int(number) - 1 if top else at
            case _:
                b, (a, rest) = stack
                stack = (operations[name](a, b), rest)
        most = max(most, len(_items(stack)))
    items = _items(stack)
    if "sum of all items" in text or "add up to" in text:
        return sum(items)
    return most if "at any time" in text else items


def _items(chain) -> list[int]:
    found = []
    while chain is not None:
        top, chain = chain
        found.insert(0, top)
    return found


def _ring(text: str) -> object:
    table = dict(re.findall(r"^\|? ?([01]{3}) (?:->|\|) ([01])(?: \|)?$", text, re.M))
    if not table:
        number = re.search(r"digits of (\d+) are", text)
        if number:
            table = {f"{n:03b}": str(int(number[1]) >> n & 1) for n in range(8)}
        else:
            ones = re.findall(r"`([01]{3})`", text)
            table = {f"{n:03b}": str(int(f"{n:03b}" in ones)) for n in range(8)}
    assert len(table) == 8, text
    cells = re.search(r"`'([01]+)'`", text)[1]
    # The whole row as a number: for each pattern that gives 1, the places where it stands.
    size = len(cells)
    row, full = int(cells, 2), (1 << size) - 1
    for _ in range(_limit(text)):
        left = row >> 1 | (row & 1) << size - 1
        right = (row << 1 | row >> size - 1) & full
        new = 0
        for pattern, value in table.items():
            if value == "1":
                places = full
                for bit, shifted in zip(pattern, (left, row, right), strict=True):
                    places &= shifted if bit == "1" else full & ~shifted
                new |= places
        row = new
    return row.bit_count() if re.search(r"How many (cells are 1|ones)", text) else f"{row:0{size}b}"


def _life(text: str) -> object:
    rows = re.findall(r"^[-O]+$", text, re.M) or re.findall(r"'([-O]+)'", text)
    grid = np.array([[cell == "O" for cell in row] for row in rows], dtype=int)
    for _ in range(_limit(text)):
        around = sum(np.roll(grid, (y, x), (0, 1)) for y in (-1, 0, 1) for x in (-1, 0, 1)) - grid
        grid = ((around == 3) | ((around == 2) & (grid == 1))).astype(int)
    if "How many" in text:
        return int(grid.sum())
    return ["".join("O" if cell else "-" for cell in row) for row in grid]


_MACHINES = {
    "Turing machine": _turing,
    "tag system": _tag,
    "left side": _rewriting,
    "non-negative integers": _registers,
    "stack": _stack,
    "form a ring|in a ring": _ring,
    "of Life": _life,
}
