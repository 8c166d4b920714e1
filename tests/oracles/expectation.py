"""A second opinion on math/expectation: the experiment is read from the prompt's words; means come from the whole
distribution, waiting times from the inverse of a matrix."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import combinations, pairwise, product

from sympy import Matrix, Rational

from oracles.probability import NUMBERS, number, rolls_of
from schemas import Problem

_WORD = "|".join(NUMBERS)


def solve(problem: Problem) -> str:
    """The canonical gold text; `params` only tell the kind of question."""
    body = problem.prompt.rpartition("\n")[0]
    return str(_KINDS[problem.params["kind"]](body))


Distribution = dict[Fraction, Fraction]  # value -> probability


def mean(distribution: Distribution) -> Fraction:
    return sum((value * chance for value, chance in distribution.items()), Fraction(0))


def variance(distribution: Distribution) -> Fraction:
    centre = mean(distribution)
    return sum(((value - centre) ** 2 * chance for value, chance in distribution.items()), Fraction(0))


def plus(one: Distribution, other: Distribution) -> Distribution:
    total: Distribution = {}
    for a, p in one.items():
        for b, q in other.items():
            total[a + b] = total.get(a + b, Fraction(0)) + p * q
    return total


def uniform(values: Iterable[int]) -> Distribution:
    counts = Counter(values)
    size = sum(counts.values())
    return {Fraction(value): Fraction(count, size) for value, count in counts.items()}


def successes_of(count: int, chance: Fraction) -> Distribution:
    total: Distribution = {Fraction(0): Fraction(1)}
    for _ in range(count):
        total = plus(total, {Fraction(0): 1 - chance, Fraction(1): chance})
    return total


def _fractions(text: str) -> list[Fraction]:
    return [Fraction(each) for each in re.findall(r"\d+/\d+", text)]


def lottery(body: str) -> Fraction:
    prizes = [(int(n), value) for n, value in re.findall(r"(\d+) wins? (\w+) euros", body)]
    stripped = re.sub(r"\d+ wins? \w+ euros|costs \d+ euros?", "", body)
    tickets = int(re.search(r"\d+", stripped)[0])
    price = re.search(r"costs (\d+) euro", body)
    blanks = tickets - sum(n for n, _ in prizes)
    if "For which x" in body:
        rest = int(price[1]) * tickets - sum(n * int(value) for n, value in prizes if value != "x")
        return Fraction(rest, next(n for n, value in prizes if value == "x"))
    distribution = uniform([int(value) for n, value in prizes for _ in range(n)] + [0] * blanks)
    if "variance" in body:
        return variance(distribution)
    return mean(distribution) - (int(price[1]) if price else 0)


def payoff(body: str) -> Fraction:
    sides = int(re.search(r"(\d+)-sided", body)[1])
    word, bound = re.search(r"at (most|least) (\d+)", body).groups()
    win, loss = re.search(r"win(?:s)? (\d+) euros.*?(?:costs|lose) (\d+)", body).groups()
    hits = [face <= int(bound) if word == "most" else face >= int(bound) for face in range(1, sides + 1)]
    return mean(uniform(int(win) if hit else -int(loss) for hit in hits))


def successes(body: str) -> Fraction:
    total: Distribution = {Fraction(0): Fraction(1)}
    for count, chance in re.findall(r" (\d+)(?: [^,]*?,[^,]*?probability| with) (\d+/\d+)", body):
        total = plus(total, successes_of(int(count), Fraction(chance)))
    return variance(total) if "variance" in body else mean(total)


def draw_mean(body: str) -> Fraction:
    stock = [(int(n), int(v)) for n, v in re.findall(r"(\d+) (?:cards? )?(?:marked )?(\d+)(?:-cent)?", body)]
    many = number(re.search(r"\b(two|three|four)\b", body.lower())[1])
    things = [value for n, value in stock for _ in range(n)]
    return mean(uniform(map(sum, combinations(things, many))))


def dice_sum(body: str) -> Fraction:
    total: Distribution = {Fraction(0): Fraction(1)}
    for count, side in re.findall(r"(\w+) fair (\d+)-sided", body):
        factor = re.search(rf"those of the {side}-sided (?:die|dice) count (\w+)", body)
        times = {"twice": 2}.get(factor[1], NUMBERS.get(factor[1])) if factor else 1
        for _ in range(number(count)):
            total = plus(total, uniform(times * face for face in range(1, int(side) + 1)))
    return variance(total) if "variance" in body else mean(total)


def _sides(body: str) -> list[int]:
    found = re.findall(r"(\w+) (?:fair )?(?:(\d+)-sided )?(?:dice|die)\b", body)
    return [int(size or 6) for count, size in found if count.lower() in NUMBERS for _ in range(NUMBERS[count.lower()])]


def extreme(body: str) -> Fraction:
    pick = max if "highest" in body else min if "lowest" in body else lambda roll: abs(roll[0] - roll[1])
    return mean(uniform(pick(roll) for roll in product(*(range(1, side + 1) for side in _sides(body)))))


def spread(body: str) -> Fraction:
    if "|" in body:
        values = [Fraction(each) for each in re.search(r"^[xX]: (.*)$", body, re.M)[1].split(" | ")]
        chances = [Fraction(each) for each in re.search(r"P\(X = x\): (.*)$", body, re.M)[1].split(" | ")]
    elif "takes the values" in body:
        values = [Fraction(each) for each in re.findall(r"-?\d+", re.search(r"values (.*?) with", body)[1])]
        chances = _fractions(body)
    elif "score X" in body:
        pairs = re.findall(r"(-?\d+) with probability (\d+/\d+)", body)
        values, chances = [Fraction(v) for v, _ in pairs], [Fraction(p) for _, p in pairs]
    else:
        pairs = re.findall(r"(\d+) with the number (-?\d+)", body)
        size = sum(int(n) for n, _ in pairs)
        values, chances = [Fraction(v) for _, v in pairs], [Fraction(int(n), size) for n, _ in pairs]
    assert sum(chances) == 1
    distribution = dict(zip(values, chances, strict=True))
    power = re.search(r"X\^(\d)", body)
    return mean_of_power(distribution, int(power[1])) if power else variance(distribution)


def mean_of_power(distribution: Distribution, power: int) -> Fraction:
    return sum((value**power * chance for value, chance in distribution.items()), Fraction(0))


def given_mean(body: str) -> Fraction:
    body = re.sub(r"^(\w+) rolls", "Somebody rolls", body)
    event = r"sum is (?:at least |at most |a multiple of )?\d+|differ by exactly \d+|"
    event += r"(?:highest|lowest) number is \d+|number \d+ comes up"
    rolls, _ = rolls_of(body)
    rest = re.sub(event, "", body)
    what = {"sum": sum, "highest": max, "lowest": min}[re.search(r"the (sum|highest|lowest)\b(?! is \d)", rest)[1]]
    return mean(uniform(what(roll) for roll in rolls))


def occurrences(body: str) -> Fraction:
    told = re.sub(r"exactly one|ones? of|at a|random one", "", body.lower())
    small = [number(each) for each in re.findall(rf"\b(\d+|{_WORD})\b", told)]
    if re.search(r"girls|novels|nurses", body):
        n, m = small[:2]
        circle = "circle" in body or "round table" in body
        total = n + m
        found = []
        for places in combinations(range(total), n):
            row = [place in places for place in range(total)]
            pairs = sum(a != b for a, b in pairwise(row)) + (circle and row[0] != row[-1])
            found.append(pairs)
        return mean(uniform(found))
    if "-sided" in body or "drawn" in body:
        drawn = re.search(rf"drawn ({_WORD}) times from (\d+)", body)
        sizes = drawn or re.search(rf"(\d+)-sided die is rolled ({_WORD})", body)
        a, b = sizes.groups()
        n, m = (int(a), number(b)) if a.isdigit() else (int(b), number(a))
    else:
        m, n = small[:2]
    # Ball by ball: how many boxes hold none and how many hold one.
    states = {(n, 0): Fraction(1)}
    for _ in range(m):
        after: dict[tuple[int, int], Fraction] = {}
        for (empty, single), chance in states.items():
            falls = (((empty - 1, single + 1), empty), ((empty, single - 1), single))
            for target, ways in (*falls, ((empty, single), n - empty - single)):
                if ways:
                    after[target] = after.get(target, Fraction(0)) + chance * Fraction(ways, n)
        states = after
    if "exactly one" in body:
        return sum((single * chance for (_, single), chance in states.items()), Fraction(0))
    empty = sum((left * chance for (left, _), chance in states.items()), Fraction(0))
    return empty if re.search(r"empty|nobody", body) else n - empty


def _wait(moves: dict[str, dict[str, Fraction]], start: str) -> Fraction:
    """Expected number of moves from `start` until a state without moves is reached: the fundamental matrix."""
    inner = list(moves)
    left = Matrix(len(inner), len(inner), lambda i, j: int(i == j) - Rational(str(moves[inner[i]].get(inner[j], 0))))
    return Fraction(str(sum(left.inv().row(inner.index(start)))))


def first_success(body: str) -> Fraction:
    (chance,) = _fractions(body)
    need = re.search(rf"until (?:the first|({_WORD}))", body)
    cost = re.search(r"costs (\d+) cents", body)
    count = number(need[1]) if need[1] else 1
    moves = {str(i): {str(i): 1 - chance, str(i + 1): chance} for i in range(count)}
    return _wait(moves, "0") * (int(cost[1]) if cost else 1)


def collector(body: str) -> Fraction:
    kinds = int(re.search(r"(\d+)", body)[1])
    have = re.search(rf"\b({_WORD}) different \w+ (?:already|have come|has come)", body, re.I)
    start = number(have[1]) if have else 0
    end = re.search(rf"until (?:\w+ has )?({_WORD}) different", body)
    goal = number(end[1]) if end else kinds
    moves = {str(i): {str(i): Fraction(i, kinds), str(i + 1): Fraction(kinds - i, kinds)} for i in range(start, goal)}
    return _wait(moves, str(start))


def all_kinds(body: str) -> Fraction:
    total = int(re.search(r"(\d+) (?:equal|balls)", body)[1])
    shares = re.findall(r"(\d+) (?:(?:is|are) )?(?:red|blue|green)|(\d+) fields? with", body)
    weights = [int(each) for pair in shares for each in pair if each]
    moves: dict[str, dict[str, Fraction]] = {}
    size = len(weights)
    for have in product((0, 1), repeat=size):
        if all(have):
            continue
        row: dict[str, Fraction] = {}
        for place, weight in enumerate(weights):
            after = str((*have[:place], 1, *have[place + 1 :]))
            row[after] = row.get(after, Fraction(0)) + Fraction(weight, total)
        row[str(have)] = row.get(str(have), Fraction(0)) + 1 - Fraction(sum(weights), total)
        moves[str(have)] = row
    return _wait(moves, str((0,) * size))


def pattern(body: str) -> Fraction:
    stated = re.findall(r"\b([A-Z])\)? with probability (\d+/\d+)", body)
    chances = {letter: Fraction(chance) for letter, chance in stated}
    if "coin" in body:
        heads, tails = _fractions(body)[:2]
        chances = {"H": heads, "T": tails}
    word = re.search(r"(?:read|until|when) ([ABCHT]{2,4})\b", body)[1]
    memory = len(word) - 1
    texts = ["".join(each) for size in range(memory + 1) for each in product(chances, repeat=size)]
    moves: dict[str, dict[str, Fraction]] = {}
    for text in texts:
        row: dict[str, Fraction] = {}
        for letter, chance in chances.items():
            after = text + letter
            target = "done" if after.endswith(word) else after[-memory:]
            row[target] = row.get(target, Fraction(0)) + chance
        moves[text] = row
    return _wait(moves, "")


def hitting_time(body: str) -> Fraction:
    near: dict[str, list[str]] = {}
    for a, b in re.findall(r"([A-H])-([A-H])", body):
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    text = re.sub(r"[A-H]-[A-H]", "", body)
    start = re.search(r"(?:vertex|in room|tourist on|on page) ([A-H])\b", text)[1]
    ends = re.search(r"is on ([A-H]) for|cheese in room ([A-H])|until ([A-H]) is reached|get to page ([A-H])", text)
    home = next(each for each in ends.groups() if each)
    moves = {v: {w: Fraction(1, len(ways)) for w in ways} for v, ways in near.items() if v != home}
    return _wait(moves, start)


def duration(body: str) -> Fraction:
    up, down = _fractions(body)[:2]
    start = re.search(r"has (\d+|no) coin|stands on step (\d+)|shows (\d+)", body)
    start = next(each for each in start.groups() if each).replace("no", "0")
    ends = re.search(r"Play ends at (\d+) coin|stops on step (?:0 or )?(\d+)\.|moves end at (?:0 or )?(\d+)\.", body)
    goal = int(next(each for each in ends.groups() if each))
    wall = "when none is left" not in body and "step 0 or" not in body and "end at 0 or" not in body
    moves = {}
    for i in range(0 if wall else 1, goal):
        row = {str(i + 1): up, str(i - 1): down, str(i): 1 - up - down}
        moves[str(i)] = {"1": Fraction(1)} if i == 0 else {state: chance for state, chance in row.items() if chance}
    return _wait(moves, start)


def stopping(body: str) -> Fraction:
    listing = re.search(r"(?:\d+, )+\d+ (?:and|or) \d+", body)[0]
    values = [int(each) for each in re.findall(r"\d+", listing)]
    rounds = number(re.search(rf"(?:up to|at most) ({_WORD})", body)[1])
    cost = re.search(r"cost(?:s|ing) (\d+) euro", body.replace(listing, ""))
    price = int(cost[1]) if cost else 0

    # Every rule of the kind "stop from this value up" for every round, tried out.
    best = None
    for rule in product([*sorted(set(values)), 10**6], repeat=rounds - 1):
        worth, reached, paid = Fraction(0), Fraction(1), 0
        for bound in (*rule, 0):
            good = [value for value in values if value >= bound]
            worth += reached * Fraction(sum(good) - paid * len(good), len(values))
            reached *= Fraction(len(values) - len(good), len(values))
            paid += price
        best = worth if best is None else max(best, worth)
    return best


def random_count(body: str) -> Fraction:
    sizes = [int(each) for each in re.findall(r"\d+", re.search(r"(?:\d+, )+\d+ (?:and|or) \d+", body)[0])]
    (chance,) = _fractions(body)
    total: Distribution = {}
    for size in sizes:
        for value, share in successes_of(size, chance).items():
            total[value] = total.get(value, Fraction(0)) + share / len(sizes)
    return variance(total) if "variance" in body else mean(total)


_KINDS: dict[str, Callable[[str], Fraction]] = {
    each.__name__: each
    for each in (
        lottery, payoff, successes, draw_mean, dice_sum, extreme, spread, given_mean, occurrences, first_success,
        collector, all_kinds, pattern, hitting_time, duration, stopping, random_count,
    )
}  # fmt: skip
