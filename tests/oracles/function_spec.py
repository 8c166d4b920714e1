"""A second solver for code/function_spec: every stage programmed anew, in plain loops, and the gold program run beside.

The stages come from the problem's parameters; the calls shown are read from the prompt.
"""

import ast
import re

from schemas import Problem

PARAMETER = "<parameter>"


def solve(problem: Problem) -> str:
    """The gold program if it and this module's reading of the stages agree on every call, hidden or shown; otherwise
    a text that says where they part."""
    params = problem.params
    # The program is the generator's own; nothing that a model wrote comes here.
    space: dict = {}
    exec(problem.check.gold, space)
    program = space[problem.check.answer.entry]
    calls = [([value_of(a) for a in test.arguments], value_of(test.expected)) for test in problem.check.tests]
    shown = shown_calls(problem.prompt, problem.check.answer.entry)
    if len(shown) != len(params["examples"]):
        return f"{len(shown)} examples could be read"
    for arguments, expected in calls + shown:
        value = outcome(params["steps"], arguments)
        found = program(*arguments)
        if repr(value) != repr(expected) or repr(found) != repr(expected):
            return f"{arguments}: {value!r} here, {found!r} by the program, {expected!r} expected"
    if any(arguments == other for arguments, _ in shown for other, _ in calls):
        return "a call that is shown is a hidden test"
    return problem.check.gold


def shown_calls(prompt: str, entry: str) -> list:
    """The calls of the function that the prompt shows, with their results."""
    call = rf"{re.escape(entry)}\((?=[\[('\"\d-])(.*)\)"  # with a literal, which a signature has not
    pairs = re.findall(rf">>> {call}\n\s*(.*)", prompt)
    pairs += re.findall(rf"`{call}` (?:returns|\|) `(.*)`", prompt)
    pairs += re.findall(rf"`{call} == (.*)`", prompt)
    return [(list(ast.literal_eval(f"({arguments},)")), ast.literal_eval(result)) for arguments, result in pairs]


def outcome(steps, arguments):
    """What the stages make of a call's arguments."""
    value = arguments[0]
    for step in steps:
        value = _step(step, value, arguments[1] if len(arguments) > 1 else None)
    return value


def value_of(tagged):
    """The value that tagged JSON stands for."""
    if isinstance(tagged, list):
        return [value_of(item) for item in tagged]
    if isinstance(tagged, dict):
        if "t" in tagged:
            return tuple(value_of(item) for item in tagged["t"])
        return {value_of(key): value_of(item) for key, item in tagged["d"]}
    return tagged


def _step(step, value, parameter):
    if step["type"] == "branch":
        arguments = [parameter if a == PARAMETER else a for a in step["arguments"]]
        side = "then" if _holds(step["condition"], value, *arguments) else "otherwise"
        return _step(step[side], value, parameter)
    return STAGES[step["operation"]](value, *(_argument(a, parameter) for a in step["arguments"]))


def _argument(argument, parameter):
    if isinstance(argument, list | tuple):
        name, *inner = argument
        inner = [parameter if a == PARAMETER else a for a in inner]
        return lambda item: ITEMS[name](item, *inner)
    return parameter if argument == PARAMETER else argument


def _holds(name, value, *arguments):
    if name in ("many", "long"):
        return len(value) > arguments[0]
    if name == "even_sum":
        return not sum(value) & 1
    if name == "large_sum":
        return sum(value) > arguments[0]
    if name == "falls":
        return bool(len(value) and value[0] > value[-1])
    if name == "repeats":
        return any(value.count(item) > 1 for item in value)
    if name == "odd":
        return bool(len(value) & 1)
    if name == "has":
        return any(character == arguments[0] for character in value)
    if name == "above":
        return value > arguments[0]
    return not (value if isinstance(value, int) else len(value)) & 1  # even


def _digits(number):
    number, digits = abs(number), []
    while number >= 10:
        number, digit = divmod(number, 10)
        digits.insert(0, digit)
    return [number, *digits]


ITEMS = {
    "even": lambda v: not v & 1,
    "odd": lambda v: bool(v & 1),
    "positive": lambda v: v >= 1,
    "negative": lambda v: v <= -1,
    "above": lambda v, k: v >= k + 1,
    "below": lambda v, k: v <= k - 1,
    "multiple": lambda v, k: v // k * k == v,
    "no_multiple": lambda v, k: v // k * k != v,
    "far": lambda v, k: v > k or v < -k,
    "between": lambda v, a, b: v in range(a, b + 1),
    "last_digit": lambda v, d: _digits(v)[-1] == d,
    "square": lambda v: v**2,
    "times": lambda v, k: k * v,
    "plus": lambda v, k: k + v,
    "minus": lambda v, k: -k + v,
    "from": lambda v, k: -(v - k),
    "opposite": lambda v: 0 - v,
    "absolute": lambda v: v if v >= 0 else -v,
    "remainder": lambda v, k: v - v // k * k,
    "quotient": lambda v, k: (v - v % k) // k,
    "digit_sum": lambda v: sum(_digits(v)),
    "at_most": lambda v, k: k if v > k else v,
    "at_least": lambda v, k: k if v < k else v,
    "distance": lambda v, k: max(v, k) - min(v, k),
    "longer": lambda w, k: len(w) >= k + 1,
    "shorter": lambda w, k: len(w) <= k - 1,
    "contains": lambda w, c: w.find(c) >= 0,
    "lacks": lambda w, c: w.find(c) < 0,
    "vowel_first": lambda w: w.startswith(("a", "e", "i", "o", "u")),
    "same_ends": lambda w: w.endswith(w[:1]),
    "repeats": lambda w: any(w.count(c) > 1 for c in w),
    "backwards": lambda w: "".join(reversed(w)),
    "twice": lambda w: w + w,
    "spelt": lambda w: "".join(c for c in map(chr, range(128)) for _ in range(w.count(c))),
    "start": lambda w, k: "".join(c for i, c in enumerate(w) if i < k),
    "rolled": lambda w: "".join([*w[1:], w[0]]),
    "length": lambda w: sum(1 for _ in w),
    "vowels": lambda w: sum(w.count(c) for c in "aeiou"),
    "different": lambda w: len(dict.fromkeys(w)),
    "letter_count": lambda w, c: len(w.split(c)) - 1,
    "vowel": lambda c: c in ("a", "e", "i", "o", "u"),
    "no_vowel": lambda c: c not in ("a", "e", "i", "o", "u"),
    "letter": lambda c: "a" <= c <= "z",
    "number": lambda c: "0" <= c <= "9",
    "no_space": lambda c: not c.isspace(),
    "up_to": lambda c, z: ord(c) in range(ord("a"), ord(z) + 1),
    "past": lambda c, a: ord(c) in range(ord(a) + 1, ord("z") + 1),
    "not_letter": lambda c, a: c != a,
}


def _fold(items, grow):
    out = []
    for i, item in enumerate(items):
        grow(out, item, i)
    return out


def _distinct(items):
    return _fold(items, lambda out, item, i: None if item in out else out.append(item))


def _by(items, key):
    keys = [(key(item), i) for i, item in enumerate(items)]
    return [items[i] for _, i in sorted(keys)]


def _groups(items, joins):
    def grow(out, item, i):
        if i and joins(items[i - 1], item):
            out[-1].append(item)
        else:
            out.append([item])

    return _fold(items, grow)


def _runs(items):
    return _groups(items, lambda a, b: a == b)


def _rotated(items, k):
    for _ in range(k):
        items = items[1:] + items[:1]
    return items


def _blocks(items, k):
    out = []
    while items:
        out.append(items[:k])
        items = items[k:]
    return out


def _windows(items, k):
    out = []
    while len(items) >= k:
        out.append(items[:k])
        items = items[1:]
    return out


def _tally(items):
    return {item: sum(1 for other in items if other == item) for item in items}


def _mode(numbers):
    tally = sorted(_tally(numbers).items())
    most = max([n for _, n in tally], default=0)
    return next((value for value, n in tally if n == most), 0)


def _base(number, base):
    digits, number = [], abs(number)
    while number:
        number, digit = divmod(number, base)
        digits.append(digit)
    return digits


def _shrink(number, divisor):
    number = abs(number)
    return [number, *_shrink(number // divisor, divisor)] if number else []


def _caesar(text, k):
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    return text.translate(str.maketrans(alphabet, _rotated(alphabet, k)))


def _first_best(items, key, none):
    best = none
    for item in items:
        if best == none or key(item) > key(best):
            best = item
    return best


def _flip(number):
    flipped = 0
    for digit in reversed(_digits(number)):
        flipped = flipped * 10 + digit
    return -flipped if number < 0 else flipped


def _filter(items, test):
    return [item for item in items if test(item)]


def _text(characters):
    return "".join(characters)


STAGES = {
    "keep": _filter,
    "map": lambda xs, f: [f(x) for x in xs],
    "map_where": lambda xs, test, f: [f(x) if test(x) else x for x in xs],
    "running_sums": lambda xs: [sum(xs[: i + 1]) for i in range(len(xs))],
    "running_max": lambda xs: [max(xs[: i + 1]) for i in range(len(xs))],
    "differences": lambda xs: [xs[i + 1] - xs[i] for i in range(len(xs) - 1)],
    "distinct": _distinct,
    "ascending": lambda xs: _by(xs, lambda x: x),
    "descending": lambda xs: _by(xs, lambda x: -x),
    "sort_by": _by,
    "reverse": lambda xs: [xs[-1 - i] for i in range(len(xs))],
    "rotate": _rotated,
    "take": lambda xs, k: [x for i, x in enumerate(xs) if i < k],
    "drop": lambda xs, k: [x for i, x in enumerate(xs) if i >= k],
    "last": lambda xs, k: [x for i, x in enumerate(xs) if i >= len(xs) - k],
    "every": lambda xs, k: [x for i, x in enumerate(xs) if i % k == 0],
    "window_max": lambda xs, k: [max(w) for w in _windows(xs, k)],
    "window_sum": lambda xs, k: [sum(w) for w in _windows(xs, k)],
    "shift_add": lambda xs, k: [x + xs[i + k] for i, x in enumerate(xs) if i + k < len(xs)],
    "chunk_sums": lambda xs, k: [sum(c) for c in _blocks(xs, k)],
    "add_position": lambda xs: _fold(xs, lambda out, x, i: out.append(x + i)),
    "times_position": lambda xs: _fold(xs, lambda out, x, i: out.append(x * (i + 1))),
    "collapse": lambda xs: _fold(xs, lambda out, x, i: None if out and out[-1] == x else out.append(x)),
    "peaks": lambda xs: [xs[i] for i in range(1, len(xs) - 1) if xs[i] > xs[i - 1] and xs[i] > xs[i + 1]],
    "records": lambda xs: _fold(xs, lambda out, x, i: out.append(x) if all(x > y for y in xs[:i]) else None),
    "occurrences": lambda xs: [_tally(xs)[x] for x in xs],
    "smaller": lambda xs: [len([y for y in xs if y < x]) for x in xs],
    "mirror": lambda xs: [*xs, *reversed(xs)],
    "sum": lambda xs: sum(xs),
    "count": lambda xs, test: len(_filter(xs, test)),
    "max": lambda xs: sorted(xs)[-1] if xs else 0,
    "spread": lambda xs: sorted(xs)[-1] - sorted(xs)[0] if xs else 0,
    "different": lambda xs: len(_distinct(xs)),
    "alternating": lambda xs: sum(-x if i & 1 else x for i, x in enumerate(xs)),
    "longest_run": lambda xs: max([len(run) for run in _runs(xs)], default=0),
    "position": lambda xs, test: next(iter([*(i for i, x in enumerate(xs) if test(x)), -1])),
    "mode": _mode,
    "first": lambda xs, test: [*_filter(xs, test), None][0],
    "span": lambda xs: (sorted(xs)[0], sorted(xs)[-1]) if xs else None,
    "chunks": _blocks,
    "equal_runs": _runs,
    "climbs": lambda xs: _groups(xs, lambda a, b: a < b),
    "windows": _windows,
    "run_lengths": lambda xs: [(run[0], len(run)) for run in _runs(xs)],
    "neighbours": lambda xs: [(xs[i], xs[i + 1]) for i in range(len(xs) - 1)],
    "tally": _tally,
    "positions": lambda xs: {x: max(i for i, y in enumerate(xs) if y == x) for x in xs},
    "written": lambda xs, c: _text(c * bool(i) + str(x) for i, x in enumerate(xs)),
    "group_sums": lambda gs: [sum(g) for g in gs],
    "group_sizes": lambda gs: [len(g) for g in gs],
    "group_maxima": lambda gs: [sorted(g)[-1] for g in gs],
    "group_ends": lambda gs: [g[-1] - g[0] for g in gs],
    "flatten_back": lambda gs: [x for g in gs for x in g[::-1]],
    "group_keep": lambda gs, k: [g for g in gs if not len(g) < k],
    "group_sort": lambda gs: _by(gs, sum),
    "group_descending": lambda gs: [_by(g, lambda x: -x) for g in gs],
    "group_longest": lambda gs: _first_best(gs, len, []),
    "digits": _digits,
    "base_digits": _base,
    "scale": lambda n, f: f(n),
    "flip": _flip,
    "multiples": lambda n, k: [n * (i + 1) for i in range(k)],
    "shrink": _shrink,
    "divide": lambda n, k: divmod(n, k),
    "text_keep": lambda s, test: _text(_filter(s, test)),
    "text_mark": lambda s, test, mark: _text(mark if test(c) else c for c in s),
    "text_reverse": lambda s: _text(reversed(s)),
    "text_rotate": _rotated,
    "text_drop": lambda s, k: _text(c for i, c in enumerate(s) if i >= k),
    "text_every": lambda s, k: _text(c for i, c in enumerate(s) if i % k == 0),
    "text_distinct": lambda s: _text(_distinct(s)),
    "text_sort": lambda s: _text(_by(s, ord)),
    "text_collapse": lambda s: _text(run[0] for run in _runs(s)),
    "text_repeat": lambda s, test: _text(c + c * test(c) for c in s),
    "text_swap": lambda s: _text(_text(reversed(pair)) for pair in _blocks(s, 2)),
    "text_shift": _caesar,
    "split": lambda s: [word for word in s.split(" ") if word],
    "places": lambda s, test: [i for i, c in enumerate(s) if test(c)],
    "alphabet": lambda s: ["abcdefghijklmnopqrstuvwxyz".index(c) + 1 for c in s if "a" <= c <= "z"],
    "text_runs": lambda s: [len(run) for run in _runs(s)],
    "text_count": lambda s, test: len(_filter(s, test)),
    "text_pairs": lambda s: [(run[0], len(run)) for run in _runs(s)],
    "text_tally": _tally,
    "text_upper": lambda s, test: _text(c.upper() if test(c) else c for c in s),
    "words_keep": _filter,
    "words_map": lambda ws, f: [f(w) for w in ws],
    "words_map_where": lambda ws, test, f: [f(w) if test(w) else w for w in ws],
    "words_sort": lambda ws: _by(ws, lambda w: w),
    "words_sort_by": _by,
    "words_distinct": _distinct,
    "words_reverse": lambda ws: list(reversed(ws)),
    "words_drop": lambda ws, k: [w for i, w in enumerate(ws) if i >= k],
    "words_take": lambda ws, k: [w for i, w in enumerate(ws) if i < k],
    "words_measure": lambda ws, f: [f(w) for w in ws],
    "words_join": lambda ws, c: _text(c * bool(i) + w for i, w in enumerate(ws)),
    "initials": lambda ws: _text(w[0] for w in ws),
    "longest_word": lambda ws: _first_best(ws, len, ""),
    "words_total": lambda ws, f: sum(f(w) for w in ws),
    "words_count": lambda ws, test: len(_filter(ws, test)),
    "words_tally": lambda ws, f: _tally([f(w) for w in ws]),
    "words_pairs": lambda ws, f: [(w, f(w)) for w in ws],
}
