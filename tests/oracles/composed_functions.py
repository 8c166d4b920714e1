"""A second solver for code/composed_functions: stages and uses programmed anew, and the gold program run beside.

The steps come from the problem's parameters; the calls shown are read from the prompt.
"""

from oracles.function_spec import ITEMS, PARAMETER, outcome, shown_calls, value_of
from schemas import Problem


def solve(problem: Problem) -> str:
    """The gold program if it and this module's reading of the steps agree on every call of every function, hidden or
    shown; otherwise a text that says where they part."""
    params = problem.params
    space: dict = {}
    exec(problem.check.gold, space)  # the generator's own program
    callee = None
    for function, examples in zip(params["functions"], params["examples"], strict=True):
        name = function["name"]
        meaning = meaning_of(function, callee)
        tests = [test for test in problem.check.tests if (test.entry or problem.check.answer.entry) == name]
        calls = [([value_of(a) for a in test.arguments], value_of(test.expected)) for test in tests]
        shown = shown_calls(problem.prompt, name)
        if len(tests) < 10 or len(shown) != len(examples):
            return f"{name} has {len(tests)} tests, and {len(shown)} of its examples could be read"
        for arguments, expected in calls + shown:
            value, found = meaning(*arguments), space[name](*arguments)
            if repr(value) != repr(expected) or repr(found) != repr(expected):
                return f"{name}{arguments}: {value!r} here, {found!r} by the program, {expected!r} expected"
        if any(arguments == other for arguments, _ in shown for other, _ in calls):
            return f"a call of {name} that is shown is a hidden test"
        callee = meaning
    return problem.check.gold


def meaning_of(function, callee):
    """The function's meaning, by this module's own reading of its steps."""

    def run(*arguments):
        parameter = arguments[len(function["data"])] if function["parameter"] else None
        values = list(arguments[: len(function["data"])])
        for step in function["steps"]:
            if step["type"] == "call":
                given = [_argument(a, parameter) for a in step["arguments"]]
                empty = "" if "text" in function["takes"][0] else []
                values = [
                    _fold(callee, *values, empty)
                    if step["use"] == "fold"
                    else USES[step["use"]](callee, *values, *given)
                ]
            else:
                values = [outcome([step], [values[0], parameter])]
        if function["question"] is not None:
            name, *inner = function["question"]
            return ITEMS[name](values[0], *inner)
        return values[0]

    return run


def _argument(argument, parameter):
    if isinstance(argument, list | tuple):
        name, *inner = argument
        inner = [parameter if a == PARAMETER else a for a in inner]
        return lambda item: ITEMS[name](item, *inner)
    return parameter if argument == PARAMETER else argument


def _fold(f, rows, state):
    for row in rows:
        state = f(state + row)
    return state


def _first(found, none):
    return found[0] if found else none


def _apply(f, value, times):
    return value if times == 0 else _apply(f, f(value), times - 1)


def _best(f, rows):
    best = None
    for place, row in enumerate(rows):
        if place == 0 or f(row) > f(best):
            best = row
    return best


def _lowest(f, rows):
    values = [f(row) for row in rows]
    return values.index(min(values)) if values else -1


def _groups(f, rows):
    keys = []
    for row in rows:
        if f(row) not in keys:
            keys.append(f(row))
    return {key: [row for row in rows if f(row) == key] for key in keys}


def _until(f, value, test):
    for times in range(21):
        if test(_apply(f, value, times)):
            return times
    return -1


def _changing(f, value, most):
    count = 0
    while count < most:
        if f(value) == value:
            break
        value, count = f(value), count + 1
    return count


def _longest(f, rows):
    spans = [rows[i:j] for i in range(len(rows)) for j in range(i, len(rows) + 1)]
    return max([len(span) for span in spans if not [row for row in span if not f(row)]], default=0)


def _opening(f, rows):
    return rows if all(f(row) for row in rows) else rows[: [bool(f(row)) for row in rows].index(False)]


def _without(rows, i):
    return rows[:i] + rows[i + 1 :]


def _sixty(start):
    return [start + i for i in range(60)]


USES = {
    "values": lambda f, rows: list(map(f, rows)),
    "keep_by": lambda f, rows, test: list(filter(lambda row: test(f(row)), rows)),
    "count_by": lambda f, rows, test: len([row for row in rows if test(f(row))]),
    "sum_where": lambda f, rows, test: sum(filter(test, map(f, rows))),
    "best": _best,
    "lowest_place": _lowest,
    "sort_by": lambda f, rows: [rows[i] for _, i in sorted((f(row), i) for i, row in enumerate(rows))],
    "group_by": _groups,
    "place_by": lambda f, rows, test: _first([i for i in range(len(rows)) if test(f(rows[i]))], -1),
    "distinct_by": lambda f, rows: [group[0] for group in _groups(f, rows).values()],
    "records_by": lambda f, rows: [r for i, r in enumerate(rows) if all(f(r) > f(e) for e in rows[:i])],
    "steps_between": lambda f, rows: [f(rows[i]) - f(rows[i - 1]) for i in range(1, len(rows))],
    "rises": lambda f, rows: len([i for i in range(1, len(rows)) if f(rows[i]) > f(rows[i - 1])]),
    "shared": lambda f, rows, others: [row for row in rows if any(f(row) == f(other) for other in others)],
    "wins": lambda f, rows, others: len([1 for i in range(min(len(rows), len(others))) if f(rows[i]) > f(others[i])]),
    "winner": lambda f, a, b: b if f(b) > f(a) else a,
    "gap": lambda f, a, b: max(f(a), f(b)) - min(f(a), f(b)),
    "shortest_start": lambda f, x, test: _first([n for n in range(len(x) + 1) if test(f(x[:n]))], -1),
    "starts": lambda f, x: [f(x[: i + 1]) for i in range(len(x))],
    "one_less": lambda f, x: [f(_without(x, i)) for i in range(len(x))],
    "halves": lambda f, x: f(x[: len(x) // 2]) - f(x[len(x) // 2 :]),
    "search": lambda f, start, test: _first([n for n in _sixty(start) if test(f(n))], None),
    "range_sum": lambda f, low, high: sum(map(f, range(low, high + 1))),
    "range_count": lambda f, low, high, test: len([n for n in range(low, high + 1) if test(f(n))]),
    "steps_until": _until,
    "orbit": lambda f, start, times: [_apply(f, start, n) for n in range(times + 1)],
    "again": _apply,
    "changes": _changing,
    "fixed": lambda f, rows: list(filter(lambda row: f(row) == row, rows)),
    "altered": lambda f, rows: len(rows) - len([row for row in rows if f(row) == row]),
    "mapped": lambda f, rows: list(map(f, rows)),
    "odd_places": lambda f, rows: [[row, f(row)][i & 1] for i, row in enumerate(rows)],
    "accepted": lambda f, rows: list(filter(f, rows)),
    "accepted_count": lambda f, rows: list(map(f, rows)).count(True),
    "parted": lambda f, rows: tuple([row for row in rows if f(row) is side] for side in (True, False)),
    "streak": _longest,
    "accepted_places": lambda f, rows: [i for i in range(len(rows)) if f(rows[i])],
    "opening": _opening,
    "nth_accepted": lambda f, rows, k: _first(list(filter(f, rows))[k - 1 :], None),
    "accepted_search": lambda f, start: _first(list(filter(f, _sixty(start))), None),
    "accepted_in_range": lambda f, low, high: len(list(filter(f, range(low, high + 1)))),
    "accepted_start": lambda f, x: _first([n for n in range(len(x) + 1) if f(x[:n])], -1),
    "accepted_cuts": lambda f, x: [i for i in range(len(x)) if f(_without(x, i))],
}
