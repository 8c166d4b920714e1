"""A second solver for optimization/production_mix: reads the programme back from the prompt's text and solves it with
an exact simplex on the dictionary form (Bland's rule, two phases)."""

import re
from fractions import Fraction

from schemas import Problem

_TIMES = {"": 1, "twice ": 2, "three times ": 3}


def solve(problem: Problem) -> str:
    """The canonical answer, worked out from the prompt's text (the names come from the parameters)."""
    profits, rows, rights = read(problem)
    return optimum(profits, rows, rights)


def read(problem: Problem) -> tuple[list[int], list[list[int]], list[int]]:
    """Profits, rows and right-hand sides of ``maximise profits·x, rows·x <= rights, x >= 0``, from the prompt."""
    params = problem.params
    products, resources = params["products"], [name for _, name in params["resources"]]
    text, structure = problem.prompt, problem.template.partition("/")[2]
    units = {f"{unit}s?" for unit, _ in params["resources"]}
    quantity = rf"(\d+) (?:{'|'.join(sorted(units))})"
    names = "|".join(products)
    of_resource = re.compile(rf"{quantity} of ({'|'.join(resources)})\b", re.I)

    profit: dict[str, int] = {}
    uses: dict[tuple[str, str], int] = {}
    stock: dict[str, int] = {}
    if structure == "table":
        _table(text, products, resources, profit, uses, stock)
    elif structure == "sheet":
        for line in text.splitlines():
            entries = [(name, int(number)) for name, number in re.findall(rf"\b({names}) (\d+)", line)]
            if line.startswith("Profit in euros"):
                profit = dict(entries)
            head = re.match(rf"([\w ]+), {quantity} in all; per", line)
            if head:
                resource = head.group(1).lower()
                stock[resource] = int(head.group(2))
                uses |= {(name, resource): number for name, number in entries}
    elif structure == "by_resource":
        profit = {name: int(number) for number, name in re.findall(rf"(\d+) euros? per \w+ of ({names})\b", text)}
        for sentence in re.split(r"\. |\n", text):
            for resource in resources:
                found = re.match(rf"Of {resource}, {quantity} are available", sentence) or re.match(
                    rf"(?:There are|The supply of {resource} is) {quantity}(?: of {resource})?;", sentence
                )
                if found and resource in sentence:
                    stock[resource] = int(found.group(1))
                    for name, number in re.findall(rf"each \w+ of ({names}) (?:takes )?(\d+)", sentence):
                        uses[name, resource] = int(number)
                    for number, name in re.findall(rf"{quantity} (?:goes |go )?into each \w+ of ({names})\b", sentence):
                        uses[name, resource] = int(number)
    else:
        separator = r"; |\.\s|\n" if structure == "dialogue" else r"\.\s|\n"
        for part in re.split(separator, text):
            earned = re.search(r"(\d+) euros?\b", part)
            made = re.search(rf"\b({names})\b", part, re.I)
            amounts = {resource.lower(): int(number) for number, resource in of_resource.findall(part)}
            if earned and made:
                name = made.group(1).lower()
                profit[name] = int(earned.group(1))
                uses |= {(name, resource): number for resource, number in amounts.items()}
            elif not made:
                stock |= amounts
    assert set(profit) == set(products) and set(stock) == set(resources), (profit, stock, problem.prompt)

    rows = [[uses.get((name, resource), 0) for name in products] for resource in resources]
    rights = [stock[resource] for resource in resources]
    for row, right in _conditions(text, products):
        rows.append(row)
        rights.append(right)
    return [profit[name] for name in products], rows, rights


def _table(text: str, products: list[str], resources: list[str], profit: dict, uses: dict, stock: dict) -> None:
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")
    ]
    del cells[1]
    if cells[0][0] != "product":
        cells = [list(column) for column in zip(*cells, strict=True)]
    heads = [re.sub(r" \(.*\)", "", head) for head in cells[0]]
    assert heads[1:-1] == resources and heads[-1] == "profit"
    for row in cells[1:]:
        if row[0] == "available":
            stock |= {resource: int(cell) for resource, cell in zip(resources, row[1:], strict=False)}
        else:
            profit[row[0]] = int(row[-1])
            uses |= {(row[0], resource): int(cell) for resource, cell in zip(resources, row[1:], strict=False)}


def _conditions(text: str, products: list[str]) -> list[tuple[list[int], int]]:
    name = f"({'|'.join(products)})"
    found: list[tuple[list[int], int]] = []

    def row(**terms: int) -> list[int]:
        return [terms.get(product.replace(" ", "_"), 0) for product in products]

    def key(product: str) -> str:
        return product.lower().replace(" ", "_")

    for pattern, sign in (
        (rf"no more than (\d+) \w+ of {name} can be sold", 1),
        (rf"the market takes at most (\d+) \w+ of {name}", 1),
        (rf"at most (\d+) \w+ of {name} may be made", 1),
        (rf"at least (\d+) \w+ of {name}", -1),
        (rf"a contract demands (\d+) \w+ of {name} or more", -1),
    ):
        for number, product in re.findall(pattern, text, re.I):
            found.append((row(**{key(product): sign}), sign * int(number)))
    for product, number in re.findall(rf"sales of {name} are limited to (\d+) ", text, re.I):
        found.append((row(**{key(product): 1}), int(number)))
    for of, times, to in [
        *re.findall(rf"the amount of {name} must not exceed (twice |three times |)the amount of {name}", text, re.I),
        *((of, times, to) for times, of, to in re.findall(
            rf"there may be at most (twice |three times |)as many \w+ of {name} as of {name}", text, re.I)),
        *((of, number, to) for to, number, of in re.findall(
            rf"for every \w+ of {name}, no more than (\d+) \w+ of {name} may be made", text, re.I)),
        *((of, "", to) for to, of in re.findall(rf"the amount of {name} must be at least that of {name}", text, re.I)),
    ]:  # fmt: skip
        factor = int(times) if times.isdigit() else _TIMES[times]
        found.append((row(**{key(of): 1, key(to): -factor}), 0))
    return found


def optimum(profits: list[int], rows: list[list[int]], rights: list[int]) -> str:
    """The largest value of ``profits·x`` with ``rows·x <= rights`` and ``x >= 0`` as text, or why there is none."""
    n = len(profits)
    # A dictionary: each basic variable as its constant and its coefficients in the non-basic ones. 0..n-1 are the
    # x, n..n+m-1 the slacks, -1 the artificial variable of the first phase.
    table = {
        n + i: [Fraction(right), *(Fraction(-term) for term in row)]
        for i, (row, right) in enumerate(zip(rows, rights, strict=True))
    }
    free = list(range(n))
    if min(rights) < 0:
        for line in table.values():
            line.append(Fraction(1))
        free.append(-1)
        goal = [Fraction(0)] * (n + 1) + [Fraction(-1)]
        goal = _pivot(table, free, goal, -1, min(table, key=lambda basic: table[basic][0]))
        first = _improve(table, free, goal)
        if first is None or first[0] != 0:
            return "infeasible"
        if -1 in table:
            out = next(name for name, term in zip(free, table[-1][1:], strict=True) if term)
            _pivot(table, free, goal, out, -1)
        at = free.index(-1)
        del free[at]
        for line in table.values():
            del line[at + 1]
    goal = [Fraction(0)] * (len(free) + 1)
    for j, profit in enumerate(profits):
        if j in free:
            goal[free.index(j) + 1] += profit
        else:
            goal = [a + profit * b for a, b in zip(goal, table[j], strict=True)]
    done = _improve(table, free, goal)
    return "unbounded" if done is None else str(done[0])


def _improve(table: dict[int, list[Fraction]], free: list[int], goal: list[Fraction]) -> list[Fraction] | None:
    while True:
        entering = min((name for name, term in zip(free, goal[1:], strict=True) if term > 0), default=None)
        if entering is None:
            return goal
        at = free.index(entering) + 1
        leaving = min(
            ((-line[0] / line[at], basic) for basic, line in table.items() if line[at] < 0), default=(None, None)
        )[1]
        if leaving is None:
            return None
        goal = _pivot(table, free, goal, entering, leaving)


def _pivot(
    table: dict[int, list[Fraction]], free: list[int], goal: list[Fraction], entering: int, leaving: int
) -> list[Fraction]:
    at = free.index(entering) + 1
    line = table.pop(leaving)
    pivot = line[at]
    solved = [-term / pivot for term in line]
    solved[at] = 1 / pivot
    free[at - 1] = leaving

    def substituted(other: list[Fraction]) -> list[Fraction]:
        factor = other[at]
        result = [a + factor * b for a, b in zip(other, solved, strict=True)]
        result[at] = factor * solved[at]
        return result

    for basic in table:
        table[basic] = substituted(table[basic])
    table[entering] = solved
    return substituted(goal)
