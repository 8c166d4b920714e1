"""Plain simulators of the machines: what the checks run. Each function stands alone, and none is shown in a prompt.

Where a machine may run for ever, `limit` is a number of steps by which every run of the problem's kind has halted or
come back to a configuration.
"""

from __future__ import annotations


def turing_machine(rules: list, tape: str, state: str, steps: int | None, asked: str) -> object:
    """Rules are lists of state, read, write, move and next state; `steps` None: until no rule fits."""
    table = {(rule[0], rule[1]): (rule[2], rule[3], rule[4]) for rule in rules}
    cells = dict(enumerate(tape))
    head, done, seen = 0, 0, set()
    while steps is None or done < steps:
        if (state, cells.get(head, "_")) not in table:
            break
        configuration = (state, head, tuple(sorted(item for item in cells.items() if item[1] != "_")))
        if steps is None and configuration in seen:
            return "runs forever"
        seen.add(configuration)
        write, move, state = table[state, cells.get(head, "_")]
        cells[head] = write
        head += 1 if move == "R" else -1
        done += 1
    used = [place for place, symbol in cells.items() if symbol != "_"]
    text = "".join(cells.get(place, "_") for place in range(min(used), max(used) + 1)) if used else ""
    return {"tape": text, "steps": done, "head": head, "state": state, "all": (state, head, text)}[asked]


def tag_system(rules: dict, delete: int, word: str, steps: int | None, asked: str) -> object:
    """`rules` give for each letter what is appended; `steps` None: until fewer than `delete` letters are left."""
    done, seen = 0, set()
    while len(word) >= delete and (steps is None or done < steps):
        if steps is None and word in seen:
            return "runs forever"
        seen.add(word)
        word = word[delete:] + rules[word[0]]
        done += 1
    return {"word": word, "steps": done, "length": len(word)}[asked]


def rewriting(rules: list, text: str, steps: int | None, asked: str) -> object:
    """Rules are pairs of texts; the first that fits is used at the leftmost place. `steps` None: until none fits."""
    done, seen = 0, set()
    while steps is None or done < steps:
        if steps is None and text in seen:
            return "runs forever"
        seen.add(text)
        for left, right in rules:
            place = text.find(left)
            if place >= 0:
                text = text[:place] + right + text[place + len(left) :]
                done += 1
                break
        else:
            break
    return {"text": text, "steps": done, "length": len(text)}[asked]


def register_machine(program: list, registers: dict, steps: int | None, asked: str) -> object:
    """Instructions are ["inc", r], ["dec", r, line] (jumps when r is 0) and ["jump", line]; lines count from 1."""
    line, done, seen = 1, 0, set()
    values = dict(registers)
    while line <= len(program) and (steps is None or done < steps):
        configuration = (line, tuple(sorted(values.items())))
        if steps is None and configuration in seen:
            return "runs forever"
        seen.add(configuration)
        name, *operands = program[line - 1]
        line += 1
        done += 1
        if name == "inc":
            values[operands[0]] += 1
        elif name == "jump":
            line = operands[0]
        elif values[operands[0]] == 0:
            line = operands[1]
        else:
            values[operands[0]] -= 1
    if asked == "all":
        return list(values.values())
    return {"steps": done, "line": line}[asked] if asked in ("steps", "line") else values[asked]


def stack_machine(program: list, steps: int | None, asked: str) -> object:
    """Instructions are a name and at most one number; the stack's top is its last item; lines count from 1."""
    stack: list[int] = []
    line, done, deepest, seen = 1, 0, 0, set()
    while line <= len(program) and (steps is None or done < steps):
        if steps is None and (line, tuple(stack)) in seen:
            return "runs forever"
        seen.add((line, tuple(stack)))
        name, *operands = program[line - 1]
        line += 1
        done += 1
        if name == "PUSH":
            stack.append(operands[0])
        elif name == "POP":
            stack.pop()
        elif name == "DUP":
            stack.append(stack[-1])
        elif name == "OVER":
            stack.append(stack[-2])
        elif name == "SWAP":
            stack[-2:] = [stack[-1], stack[-2]]
        elif name == "ROT":
            stack.append(stack.pop(-3))
        elif name == "JUMP":
            line = operands[0]
        elif name == "JNZ":
            if stack.pop() != 0:
                line = operands[0]
        else:
            above = stack.pop()
            below = stack.pop()
            results = {"ADD": below + above, "SUB": below - above, "MUL": below * above, "MAX": max(below, above)}
            stack.append(results[name])
        deepest = max(deepest, len(stack))
    return {"stack": stack, "steps": done, "deepest": deepest, "sum": sum(stack)}[asked]


def ring_automaton(rule: int, cells: str, steps: int, asked: str) -> object:
    """The elementary cellular automaton of Wolfram's number on a ring."""
    size = len(cells)
    for _ in range(steps):
        new = []
        for place in range(size):
            left, own, right = cells[place - 1], cells[place], cells[(place + 1) % size]
            number = 4 * int(left) + 2 * int(own) + int(right)
            new.append(str(rule // 2**number % 2))
        cells = "".join(new)
    return {"cells": cells, "ones": cells.count("1")}[asked]


def game_of_life(rows: list, generations: int, asked: str) -> object:
    """Conway's game on a torus; 'O' is alive and '-' dead."""
    height, width = len(rows), len(rows[0])
    for _ in range(generations):
        new = []
        for y in range(height):
            line = ""
            for x in range(width):
                around = [(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if (dy, dx) != (0, 0)]
                alive = sum(rows[b % height][a % width] == "O" for b, a in around)
                line += "O" if alive == 3 or (alive == 2 and rows[y][x] == "O") else "-"
            new.append(line)
        rows = new
    return {"rows": rows, "alive": "".join(rows).count("O")}[asked]
