"""The algorithms of `generators.code.algorithms` programmed anew, by other methods: sorting, sets and brute force.

Each takes the picks for the algorithm's slots, as a problem's parameters hold them, and the call's arguments.
"""

import ast
import re
import sys
from collections import Counter
from functools import lru_cache
from itertools import combinations, groupby, pairwise

from oracles.function_spec import ITEMS, value_of


def outcome(variant, arguments):
    """What the algorithm gives for a call's arguments."""
    return SOLVERS[variant["algorithm"]](Picks(variant["picks"]), *arguments)


class Picks:
    """What was picked for the slots; tests and functions as callables."""

    def __init__(self, picks):
        self.raw = picks

    def __getattr__(self, name):
        pick = self.raw[name]
        if isinstance(pick, list | tuple):
            return lambda item: ITEMS[pick[0]](item, *pick[1:])
        if isinstance(pick, str) and re.fullmatch(r"-?\d+", pick):
            return int(pick)
        return pick


def calls_of(check):
    """The calls of hidden tests with their results."""
    return [([value_of(a) for a in test.arguments], value_of(test.expected)) for test in check.tests]


def function_of(source, entry):
    """The function that a program of the generator's own defines."""
    space: dict = {}
    exec(source, space)
    return space[entry]


def bounded(function, arguments):
    """The call's value, unless it takes too many lines: a bug may be an endless loop."""
    left = 30_000

    def trace(frame, event, argument):
        nonlocal left
        left -= 1
        if left < 0:
            raise RuntimeError("too long")
        return trace

    sys.settrace(trace)
    try:
        return function(*ast.literal_eval(repr(arguments)))
    finally:
        sys.settrace(None)


def _place(p, i):
    return i + 1 if "+" in p.place else i


def _mark(p, c):
    return {"char.upper()": c.upper(), "char * 2": c + c}.get(p.mark, p.mark.strip("'"))


def _combined(p, a, b):
    k, code = p.k, p.combined
    if code.startswith("max"):
        return sorted((a, b))[1] - k
    if code.startswith("min"):
        return sorted((a, b))[0] + k
    if code.startswith("abs"):
        return k * (sorted((a, b))[1] - sorted((a, b))[0])
    if code.endswith("+ <k>"):
        return k + a * b
    if "+ <k> *" in code:
        return a + b * k
    return b - a * k if code.startswith("values[i + 1]") else a - b * k


def _capped(p, values):
    level, out = p.start, []
    cap = int(re.search(r"(-?\d+)\)$", p.limit)[1])
    for value in values:
        level += value
        if (level > cap) if p.limit.startswith("min") else (level < cap):
            level = cap
        out.append(level)
    return out


def _in_base(number, base):
    return [] if not number else [*_in_base(number // base, base), number % base]


def _rounds(p, n):
    if n <= p.limit:
        return 0
    return 1 + _rounds(p, n - p.less if n % p.part else n // p.part)


def _best_word(p, words):
    if not words:
        return ""
    sign = -1 if p.order == ">" else 1
    ranked = sorted(range(len(words)), key=lambda i: (sign * p.value(words[i]), -i if p.tie else i))
    return words[ranked[0]]


def _pairs(p, values):
    k, code = p.k, p.holds

    def holds(a, b):
        if "+" in code:
            return not (a + b) % k
        if code.startswith("abs"):
            return (abs(b - a) < k) if "<" in code.replace("<k>", "") else abs(b - a) == k
        if ">=" in code:
            return a - b >= k
        return b - a > k if ">" in code.replace("<k>", "") else not (a - b) % k

    return sum(holds(a, b) for a, b in combinations(values, 2))


def _commonest(p, values):
    if not values:
        return -1
    counts = Counter(map(p.key, values))
    top = [key for key, n in counts.items() if n == max(counts.values())]
    return min(top) if p.tie == "<" else max(top)


def _second(p, values):
    ranked = sorted(set(values), reverse=p.order == ">")
    return ranked[1] if len(ranked) > 1 else p.none


def _insertion(p, values, target):
    factor = int(re.search(r"(\d) \*", p.order)[1]) if "*" in p.order else 1
    below = sum(v <= factor * target if "=" in p.order else v < factor * target for v in values)
    return below if p.what == "low" else len(values) - below


def _brackets(p, text):
    opening = p.open.strip("'")
    closing = {"(": ")", "[": "]", "<": ">"}[opening]
    kept = "".join(c for c in text if c in opening + closing)
    deepest = 0
    heights = [kept[:i].count(opening) - kept[:i].count(closing) for i in range(len(kept) + 1)]
    if min(heights) < 0 or heights[-1]:
        return p.bad
    return max(deepest, *heights)


def _limited(p, values):
    return [v for i, v in enumerate(values) if sum(p.key(w) == p.key(v) for w in values[:i]) < p.most]


def _factors(n):
    for d in range(2, n + 1):
        if n % d == 0:
            return [d, *_factors(n // d)]
    return []


def _windows(p, values):
    kept = [0 if p.test(v) else v for v in values]
    sums = [sum(kept[i : i + p.size]) for i in range(len(values) - p.size + 1)]
    return (max if p.order == ">" else min)(sums, default=0)


def _trade(p, values):
    return max([b - a - p.fee for (i, a), (j, b) in combinations(enumerate(values), 2) if j - i >= p.gap] + [0])


def _packed(p, values):
    groups = []
    for v in values:
        total = sum(groups[-1]) + v if groups else None
        if total is None or len(groups[-1]) == p.size or total > p.most or (p.limit == "<" and total == p.most):
            groups.append([v])
        else:
            groups[-1].append(v)
    return groups


def _rows(p, grid):
    weights = lambda j: p.times if j == p.column else 1  # noqa: E731
    return [sum(weights(j) * v for j, v in enumerate(row) if not p.test(v)) for row in grid]


def _peaks(p, values):
    sign = 1 if p.order.startswith("values[i]") else -1
    out = []
    for i, v in enumerate(values):
        near = values[max(0, i - 1) : i] + values[i + 1 : i + 2]
        if near and all(sign * (v - w) >= p.size for w in near):
            out.append(i)
    return out


def _word_points(p, words):
    def points(word):
        if p.test(word):
            return p.special
        if "count" in p.points:
            return word.count(p.points[12]) + 1
        return len(word) * (2 if "*" in p.points else 1) + ("+ 1" in p.points)

    return sum(points(word) for word in dict.fromkeys(words))


def _covered(p, spans):
    extra = 1 if "+" in p.ends else 0
    sets = [set(range(a, b + extra)) for a, b in spans]
    return len(set().union(*[s for s in sets if len(s) >= p.least]))


def _merged(p, spans):
    groups = []
    for start, end in sorted(spans):
        if groups and start - max(e for _, e in groups[-1]) <= p.gap:
            groups[-1].append((start, end))
        else:
            groups.append([(start, end)])
    whole = [(min(s for s, _ in g), max(e for _, e in g)) for g in groups]
    return [(a, b) for a, b in whole if b - a >= p.least]


def _passes(p, values):
    items, swaps = values[:], 0
    sign = 1 if p.order == ">" else -1
    for _ in range(p.most):
        done = 0
        for i in range(1, len(items)):
            if sign * (p.key(items[i - 1]) - p.key(items[i])) > 0:
                items[i - 1 : i + 1] = items[i - 1 : i + 1][::-1]
                done += 1
        swaps += done
        if not done:
            break
    return items, swaps


def _next_grid(p, grid):
    land = {(i, j) for i, row in enumerate(grid) for j, v in enumerate(row) if p.test(v)}
    return [
        [len({(i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)} & land) + p.bonus * ((i, j) in land)
         for j in range(len(row))] for i, row in enumerate(grid)
    ]  # fmt: skip


def _chain(p, values):
    allowed = [v if p.order.startswith("values[i]") else -v for v in values if not p.test(v)]

    @lru_cache(None)
    def longest(i):
        return 1 + max([longest(j) for j in range(i + 1, len(allowed)) if allowed[j] - allowed[i] >= p.step], default=0)

    return max(map(longest, range(len(allowed))), default=0)


def _common(p, first, second):
    pieces = {first[i:j]: 0 for i in range(len(first)) for j in range(i + p.least, len(first) + 1)}
    shared = [piece for piece in pieces if piece in second and p.test(piece[0])]
    longest = [piece for piece in shared if len(piece) == max(map(len, shared))]
    if not longest:
        return ""
    return max(longest, key=first.rfind) if p.tie else min(longest, key=first.find)


def _coins(p, amount):
    coins = [int(c) for c in p.coins.strip("()").split(",")]
    worst = 10**6
    best = [0] + [worst] * amount
    for coin in coins:
        weight = p.weight if coin == p.dear else 1
        for total in range(coin, amount + 1):
            best[total] = min(best[total], best[total - coin] + weight)
    return -1 if best[amount] >= worst else best[amount]


def _islands(p, grid):
    land = {(i, j) for i, row in enumerate(grid) for j, v in enumerate(row) if p.test(v)}
    sizes = []
    while land:
        group, edge = set(), {land.pop()}
        while edge:
            group |= edge
            edge = {(i + a, j + b) for i, j in edge for a, b in ((1, 0), (-1, 0), (0, 1), (0, -1))} & land
            land -= edge
        sizes.append(len(group))
    return sum(size >= p.least for size in sizes), max(sizes, default=0)


def _machine(p, tokens):
    stack: list = []
    for token in tokens:
        need = 0 if token.isdigit() else 1 if token == "s" else 2
        top = stack[len(stack) - need :]
        made = None
        if len(stack) >= need:
            if not need:
                made = [int(token)]
            elif need == 1:
                made = [top[0] + p.plus]
            elif token == "x":
                made = top[::-1]
            else:
                a, b = top
                value = {"+": a + b, "-": a - b, "*": a * b}[token]
                made = [value] if -p.most <= value <= p.most else None
        if made is not None:
            stack = stack[: len(stack) - need] + made
        elif p.fault == "break":
            break
    return stack


def _chosen(p, spans):
    out = []
    for a, b in sorted(sorted(spans), key=lambda s: s[1]):
        if b - a >= p.least and len(out) < p.most and (not out or a - out[-1][1] >= p.pause):
            out.append((a, b))
    return out


def _varied(p, text):
    fine = [
        text[i:j]
        for i in range(len(text))
        for j in range(i + 1, len(text) + 1)
        if all(text[i:j].count(c) <= p.most for c in set(text[i:j]) if p.test(c))
    ]
    longest = [piece for piece in fine if len(piece) == max(map(len, fine))]
    return longest[-1 if p.tie == ">=" else 0] if longest else ""


def _ranking(p, words):
    points = Counter()
    for before, word in zip([None, *words], words, strict=False):
        points[word] += p.first if before is None or p.test(before) else p.other
    return sorted([each for each in points.items() if each[1] >= p.least], key=lambda each: (-each[1], each[0]))


SOLVERS = {
    "count_where": lambda p, v: sum(map(bool, map(p.test, v))),
    "sum_where": lambda p, v: sum(p.value(x) for x in v if p.test(x)),
    "collect_where": lambda p, v: [p.value(x) for x in v if p.test(x)],
    "change_where": lambda p, v: [p.value(x) if p.test(x) else x for x in v],
    "first_position": lambda p, v: next((_place(p, i) for i, x in enumerate(v) if p.test(x)), -1),
    "last_position": lambda p, v: max((_place(p, i) for i, x in enumerate(v) if p.test(x)), default=-1),
    "best_value": lambda p, v: (max if p.order == ">" else min)(map(p.value, v), default=p.none),
    "neighbour_steps": lambda p, v: sum(
        (b - a if p.relation.startswith("values[i] ") else a - b) >= p.size for a, b in pairwise(v)
    ),
    "neighbour_list": lambda p, v: [_combined(p, a, b) for a, b in pairwise(v)],
    "digit_work": lambda p, n: sum(p.value(d) for d in _in_base(n, p.base) if p.test(d)),
    "steps_down": _rounds,
    "mark_text": lambda p, s: "".join(_mark(p, c) if p.test(c) else c for c in s),
    "text_positions": lambda p, s: [_place(p, i) for i, c in enumerate(s) if p.test(c)],
    "best_word": _best_word,
    "capped_sums": _capped,
    "longest_run": lambda p, v: max([len([*g]) for k, g in groupby(v, lambda x: bool(p.test(x))) if k], default=0),
    "count_pairs": _pairs,
    "most_common": _commonest,
    "second_best": _second,
    "run_lengths": lambda p, s: [
        (c, n) for c, n in ((c, len([*g])) for c, g in groupby(s)) if n >= p.least and p.test(c)
    ],
    "merge_sorted": lambda p, a, b: sorted(x for x in a + b if not p.test(x)),
    "insertion_point": _insertion,
    "bracket_depth": _brackets,
    "limited_repeats": _limited,
    "prime_factors": lambda p, n: [f for f in _factors(n) if not p.test(f)],
    "window_best": _windows,
    "best_trade": _trade,
    "pack_groups": _packed,
    "row_scores": _rows,
    "local_peaks": _peaks,
    "score_words": _word_points,
    "covered_length": _covered,
    "merge_spans": _merged,
    "sort_passes": _passes,
    "neighbour_grid": _next_grid,
    "longest_chain": _chain,
    "common_part": _common,
    "fewest_coins": _coins,
    "islands": _islands,
    "rpn": _machine,
    "pick_spans": _chosen,
    "distinct_window": _varied,
    "top_words": _ranking,
}
