"""What one function can do with another: map it, filter and sort by it, search with it, apply it again and again.

Like the operations of `generators.code.pipelines.stages`, a use has its English, its code and its meaning. In them {f}
is the function used, {x} what the new function works on ({z} its second argument), {v} one item of it; in the English
{item} and {items} are what those are called. A test among the arguments asks about the expression `asks`.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby, pairwise, takewhile
from typing import Any, NamedTuple


class Use(NamedTuple):
    """A way to use a function of one argument. `of` is what that function gives: an ``int``, a ``bool`` or the ``same``
    type that it takes. `on` is what the use works on: ``rows`` (a list of its arguments), ``self`` (one argument that
    has parts), ``value`` (one argument), ``two`` arguments, ``two_rows``, an integer ``start`` or a ``range`` of them.
    `gives` is ``item`` for what the function takes, ``rows`` for a list of that, ``maybe``, ``groups`` or ``pair`` for
    the types made from it (see `generators.code.composed_functions.kinds`), or a type."""

    of: str
    on: str
    gives: str
    kinds: tuple[str, ...]
    clauses: tuple[str, ...]
    result: str
    code: str
    run: Callable[..., Any]
    asks: str = "{f}({v})"
    edge: str = ""
    how: str = ""


def _distinct_by(f: Any, xs: list[Any]) -> list[Any]:
    first: dict[Any, Any] = {}
    for x in xs:
        first.setdefault(f(x), x)
    return list(first.values())


def _records_by(f: Any, xs: list[Any]) -> list[Any]:
    found: list[Any] = []
    for x in xs:
        if not found or f(x) > f(found[-1]):
            found.append(x)
    return found


def _groups_by(f: Any, xs: list[Any]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for x in xs:
        groups.setdefault(f(x), []).append(x)
    return groups


def _iterated(f: Any, x: Any, times: int) -> Any:
    for _ in range(times):
        x = f(x)
    return x


def _orbit(f: Any, x: int, times: int) -> list[int]:
    values = [x]
    for _ in range(times):
        values.append(f(values[-1]))
    return values


def _changes(f: Any, x: Any, most: int) -> int:
    for n in range(most):
        after = f(x)
        if after == x:
            return n
        x = after
    return most


def folded(f: Any, xs: list[Any], empty: Any) -> Any:
    """What `f` makes of `empty` with each item joined onto it in turn."""
    state = empty
    for x in xs:
        state = f(state + x)
    return state


def _steps_until(f: Any, x: int, test: Any) -> int:
    for n in range(STEPS_MOST + 1):
        if test(x):
            return n
        x = f(x)
    return -1


def _streak(f: Any, xs: list[Any]) -> int:
    return max((len(list(run)) for holds, run in groupby(xs, f) if holds), default=0)


STEPS_MOST = 20
SEARCH_SPAN = 60

USES: dict[str, Use] = {
    # functions that give an integer, used on a list of arguments
    "values": Use(
        "int", "rows", "ints", (),
        ("call {f} on every {item} and list the values in the same order",
         "replace every {item} by its value under {f}"),
        "values", "{y} = [{f}({v}) for {v} in {x}]", lambda f, xs: [f(x) for x in xs],
    ),
    "keep_by": Use(
        "int", "rows", "rows", ("number_test",),
        ("keep only the {items} whose value under {f} {0.singular}",
         "drop every {item} for which the result of {f} {0.denied}"),
        "kept", "{y} = [{v} for {v} in {x} if {0}]", lambda f, xs, test: [x for x in xs if test(f(x))],
    ),
    "count_by": Use(
        "int", "rows", "int", ("number_test",),
        ("count the {items} for which the value of {f} {0.singular}",
         "find how many {items} have a value under {f} that {0.singular}"),
        "count", "{y} = sum(1 for {v} in {x} if {0})", lambda f, xs, test: sum([1 for x in xs if test(f(x))]),
    ),
    "sum_where": Use(
        "int", "rows", "int", ("number_test",),
        ("work out the value of {f} for every {item} and add up those values that {0.plural}",
         "add up the results of {f} for all {items}, leaving out every result that {0.denied}"),
        "total", "{y} = 0\nfor {v} in {x}:\n    value = {f}({v})\n    if {0}:\n        {y} += value",
        lambda f, xs, test: sum([y for y in map(f, xs) if test(y)]), asks="value",
        edge="If there are no such values, the sum is 0.",
        how="The value is kept in a variable, since it is needed twice: in the condition and in the sum.",
    ),
    "best": Use(
        "int", "rows", "maybe", (),
        ("pick the {item} with the largest value under {f}, the first of them if several share it",
         "find the {item} for which {f} gives the most; of several, take the one that comes first"),
        "best", "{y} = max({x}, key={f}, default=None)", lambda f, xs: max(xs, key=f, default=None),
        edge="For an empty list the result is None.",
        how="`max` with a key returns the first of several largest items.",
    ),
    "lowest_place": Use(
        "int", "rows", "int", (),
        ("find the position, counting from 0, of the {item} with the smallest value under {f}, the first of them if "
         "several share it",
         "give the position (from 0) at which {f} is smallest; of several such positions, the first"),
        "place", "{y} = min(range(len({x})), key=lambda i: {f}({x}[i]), default=-1)",
        lambda f, xs: min(range(len(xs)), key=lambda i: f(xs[i]), default=-1),
        edge="For an empty list the result is -1.",
    ),
    "sort_by": Use(
        "int", "rows", "rows", (),
        ("sort the {items} in ascending order of their values under {f}",
         "put the {items} in order of what {f} gives for them, lowest value first"),
        "ordered", "{y} = sorted({x}, key={f})", lambda f, xs: sorted(xs, key=f),
        edge="{Items} with the same value keep their order.", how="`sorted` is stable, so ties stay in order.",
    ),
    "group_by": Use(
        "int", "rows", "groups", (),
        ("build a dictionary from each value of {f} to the list of the {items} that have it, in their order",
         "collect the {items} by their value under {f} in a dictionary: values are the keys, and lists of {items} in "
         "their original order what belongs to them"),
        "groups", "{y} = {{}}\nfor {v} in {x}:\n    {y}.setdefault({f}({v}), []).append({v})", _groups_by,
        edge="An empty list gives an empty dictionary.",
        how="`setdefault` puts in an empty list when a value comes for the first time.",
    ),
    "place_by": Use(
        "int", "rows", "int", ("number_test",),
        ("find the position, counting from 0, of the first {item} whose value under {f} {0.singular}, or -1 if there "
         "is none",
         "look for the first {item} for which the result of {f} {0.singular} and take its position, counting from 0; "
         "take -1 if no {item} is like that"),
        "place", "{y} = next((i for i, {v} in enumerate({x}) if {0}), -1)",
        lambda f, xs, test: next((i for i, x in enumerate(xs) if test(f(x))), -1),
    ),
    "distinct_by": Use(
        "int", "rows", "rows", (),
        ("keep only the first {item} for each value of {f}, in the order of the list",
         "remove every {item} whose value under {f} some earlier {item} has already"),
        "distinct",
        "{y} = []\nseen = set()\nfor {v} in {x}:\n    value = {f}({v})\n    if value not in seen:\n"
        "        seen.add(value)\n        {y}.append({v})",
        _distinct_by, how="A set remembers the values that have come up.",
    ),
    "records_by": Use(
        "int", "rows", "rows", (),
        ("keep only the {items} whose value under {f} is greater than that of every {item} before",
         "keep the record holders: a {item} stays if {f} gives more for it than for all earlier ones"),
        "records",
        "{y} = []\nfor {v} in {x}:\n    if not {y} or {f}({v}) > {f}({y}[-1]):\n        {y}.append({v})",
        _records_by, edge="The first {item} is always kept.",
        how="The last record kept has the largest value so far, so it is enough to compare with that one.",
    ),
    "steps_between": Use(
        "int", "rows", "ints", (),
        ("list by how much the value of {f} grows from each {item} to the next (a fall counts as negative)",
         "for every two neighbouring {items}, subtract the value of {f} for the first from that for the second, and "
         "list the differences"),
        "changes", "{y} = [{f}(after) - {f}(before) for before, after in zip({x}, {x}[1:])]",
        lambda f, xs: [f(b) - f(a) for a, b in pairwise(xs)],
        edge="With fewer than two {items} the list is empty.",
    ),
    "rises": Use(
        "int", "rows", "int", (),
        ("count the {items} for which {f} gives more than for the {item} directly before",
         "go from each {item} to the next and count how often the value of {f} rises"),
        "count", "{y} = sum({f}(after) > {f}(before) for before, after in zip({x}, {x}[1:]))",
        lambda f, xs: sum([f(b) > f(a) for a, b in pairwise(xs)]),
        how="A comparison counts as 1 when it is true, so summing the comparisons counts them.",
    ),
    # functions that give an integer, used on two arguments or lists
    "shared": Use(
        "int", "two_rows", "rows", (),
        ("keep those {items} of {x} whose value under {f} is also the value of some {item} of {z}",
         "from {x}, drop every {item} for which {f} gives a value that it gives for no {item} of {z}"),
        "kept", "known = {{{f}({v}) for {v} in {z}}}\n{y} = [{v} for {v} in {x} if {f}({v}) in known]",
        lambda f, xs, zs: [x for x in xs if f(x) in {f(z) for z in zs}],
        how="The values of the second list are worked out once and kept in a set.",
    ),
    "wins": Use(
        "int", "two_rows", "int", (),
        ("compare {x} and {z} place by place, as far as both go, and count the places at which the {item} of {x} has "
         "the greater value under {f}",
         "put the two lists side by side, as far as the shorter one goes, and count how often {f} gives more for the "
         "{item} of {x} than for that of {z}"),
        "count", "{y} = sum({f}(one) > {f}(two) for one, two in zip({x}, {z}))",
        lambda f, xs, zs: sum([f(a) > f(b) for a, b in zip(xs, zs, strict=False)]),
        how="`zip` stops with the shorter list, and a true comparison counts as 1.",
    ),
    "winner": Use(
        "int", "two", "item", (),
        ("choose the one of {x} and {z} for which {f} gives more, and {x} if they tie",
         "compare what {f} gives for {x} and for {z}, and take the argument with the larger value; on a tie take {x}"),
        "winner", "{y} = {x} if {f}({x}) >= {f}({z}) else {z}", lambda f, a, b: a if f(a) >= f(b) else b,
    ),
    "gap": Use(
        "int", "two", "int", (),
        ("take the absolute difference between the values of {f} for {x} and for {z}",
         "find how far apart the values of {f} for {x} and {z} are, as a number that is not negative"),
        "gap", "{y} = abs({f}({x}) - {f}({z}))", lambda f, a, b: abs(f(a) - f(b)),
    ),
    # functions that give an integer, used on parts of one argument
    "shortest_start": Use(
        "int", "self", "int", ("number_test",),
        ("find the smallest n, from 0 up, such that the value of {f} for the first n {parts} of {x} {0.singular}, or "
         "-1 if no n up to the length is like that",
         "take longer and longer pieces from the front of {x}, beginning with the empty one, until the value of {f} "
         "for the piece {0.singular}, and give the length of that piece; if even the whole is not like that, take -1"),
        "length", "{y} = next((n for n in range(len({x}) + 1) if {0}), -1)",
        lambda f, x, test: next((n for n in range(len(x) + 1) if test(f(x[:n]))), -1), asks="{f}({x}[:n])",
    ),
    "starts": Use(
        "int", "self", "ints", (),
        ("list the values of {f} for the first part of {x}, the first two {parts}, the first three, and so on up to "
         "the whole",
         "call {f} on every piece from the front of {x}, from one {part} up to all of them, and list the values"),
        "values", "{y} = [{f}({x}[:n]) for n in range(1, len({x}) + 1)]",
        lambda f, x: [f(x[:n]) for n in range(1, len(x) + 1)], edge="If there are no {parts}, the list is empty.",
    ),
    "one_less": Use(
        "int", "self", "ints", (),
        ("for every position of {x}, leave out the {part} there and list the value of {f} for what is left",
         "list what {f} gives for {x} without its first {part}, without its second, and so on"),
        "values", "{y} = [{f}({x}[:i] + {x}[i + 1:]) for i in range(len({x}))]",
        lambda f, x: [f(x[:i] + x[i + 1 :]) for i in range(len(x))], edge="If there are no {parts}, the list is empty.",
    ),
    "halves": Use(
        "int", "self", "int", (),
        ("cut {x} in two, with the middle {part} in the second half if their number is odd, and subtract the value of "
         "{f} for the second half from that for the first",
         "take the value of {f} for the front half of {x} (half its length, rounded down) minus that for the rest"),
        "difference", "middle = len({x}) // 2\n{y} = {f}({x}[:middle]) - {f}({x}[middle:])",
        lambda f, x: f(x[: len(x) // 2]) - f(x[len(x) // 2 :]),
    ),
    # functions from integers to integers
    "search": Use(
        "int", "start", "maybe", ("number_test",),
        (f"find the smallest integer n with n >= {{x}} for which the value of {{f}} {{0.singular}}, but look no "
         f"further than {SEARCH_SPAN} integers; if none of these is like that, the result is None",
         f"try the integers {{x}}, {{x}} + 1, {{x}} + 2 and so on, {SEARCH_SPAN} of them at most, and take the first "
         f"for which the result of {{f}} {{0.singular}}, or None if there is none"),
        "found", f"{{y}} = next((n for n in range({{x}}, {{x}} + {SEARCH_SPAN}) if {{0}}), None)",
        lambda f, x, test: next((n for n in range(x, x + SEARCH_SPAN) if test(f(n))), None), asks="{f}(n)",
    ),
    "range_sum": Use(
        "int", "range", "int", (),
        ("add up the values of {f} for all integers from {x} to {z}, both included",
         "sum {f}(n) over every integer n with {x} <= n <= {z}"),
        "total", "{y} = sum({f}(n) for n in range({x}, {z} + 1))",
        lambda f, a, b: sum([f(n) for n in range(a, b + 1)]), edge="If {z} is less than {x}, the sum is 0.",
    ),
    "range_count": Use(
        "int", "range", "int", ("number_test",),
        ("count the integers from {x} to {z}, both included, for which the value of {f} {0.singular}",
         "find how many integers n with {x} <= n <= {z} have a value of {f} that {0.singular}"),
        "count", "{y} = sum(1 for n in range({x}, {z} + 1) if {0})",
        lambda f, a, b, test: sum([1 for n in range(a, b + 1) if test(f(n))]), asks="{f}(n)",
        edge="If {z} is less than {x}, the count is 0.",
    ),
    "steps_until": Use(
        "same", "start", "int", ("number_test",),
        (f"count how many times {{f}} must be applied, beginning with {{x}}, before there is a value that "
         f"{{0.singular}} (0 if {{x}} is one itself); if {STEPS_MOST} applications give none, the result is -1",
         f"put {{x}} into {{f}}, the result into {{f}} again and so on, until there is a value that {{0.singular}}, "
         f"and count the applications; {{x}} itself may be such a value, and after {STEPS_MOST} applications without "
         "success the result is -1"),
        "steps",
        f"{{y}} = 0\nvalue = {{x}}\nwhile not ({{0}}) and {{y}} <= {STEPS_MOST}:\n    value = {{f}}(value)\n"
        f"    {{y}} += 1\nif {{y}} > {STEPS_MOST}:\n    {{y}} = -1",
        _steps_until, asks="value",
        how="The loop ends when the value is as wanted, or one application after the last that is allowed.",
    ),
    "orbit": Use(
        "same", "start", "ints", ("count",),
        ("list {x}, then the value of {f} for it, then the value of {f} for that, and so on, with {f} applied {0} "
         "times in all",
         "form a list that starts with {x} and in which each further number is the value of {f} for the one before; "
         "{f} is applied {0} times"),
        "values", "{y} = [{x}]\nfor _ in range({0}):\n    {y}.append({f}({y}[-1]))", _orbit,
    ),
    # functions that give what they take
    "again": Use(
        "same", "value", "item", ("count",),
        ("apply {f} {0} times in a row, starting with {x}",
         "put {x} into {f}, then the result into {f} again, and so on, until it has been applied {0} times"),
        "state", "{y} = {x}\nfor _ in range({0}):\n    {y} = {f}({y})", _iterated,
    ),
    "changes": Use(
        "same", "value", "int", ("size",),
        ("apply {f} to {x} again and again until it changes nothing any more, but at most {0} times, and count the "
         "applications that changed something",
         "count how often {f} can be applied, starting with {x}, before it leaves its argument as it is; stop counting "
         "at {0}"),
        "count",
        "{y} = 0\nstate = {x}\nwhile {y} < {0} and {f}(state) != state:\n    state = {f}(state)\n    {y} += 1",
        _changes,
    ),
    "fixed": Use(
        "same", "rows", "rows", (),
        ("keep only the {items} that {f} leaves as they are",
         "drop every {item} that {f} turns into something else"),
        "kept", "{y} = [{v} for {v} in {x} if {f}({v}) == {v}]", lambda f, xs: [x for x in xs if f(x) == x],
    ),
    "altered": Use(
        "same", "rows", "int", (),
        ("count the {items} that {f} turns into something else", "find how many {items} are changed by {f}"),
        "count", "{y} = sum(1 for {v} in {x} if {f}({v}) != {v})", lambda f, xs: sum([1 for x in xs if f(x) != x]),
    ),
    "mapped": Use(
        "same", "rows", "rows", (),
        ("replace every {item} by what {f} makes of it", "call {f} on each {item} and list the results in order"),
        "mapped", "{y} = [{f}({v}) for {v} in {x}]", lambda f, xs: [f(x) for x in xs],
    ),
    "odd_places": Use(
        "same", "rows", "rows", (),
        ("replace the second, the fourth, the sixth {item} and so on by what {f} makes of them, and leave the others "
         "as they are",
         "call {f} on every second {item}, beginning with the second, and put its result in the place of that {item}"),
        "changed", "{y} = [{f}({v}) if i % 2 == 1 else {v} for i, {v} in enumerate({x})]",
        lambda f, xs: [f(x) if i % 2 else x for i, x in enumerate(xs)],
    ),
    "fold": Use(
        "same", "rows", "item", (),
        ("start with an empty {item}; for each {item} of {x} in turn, append it to what there is so far and put "
         "the whole through {f}",
         "build the result up from an empty {item}: join each {item} in turn onto its end, and every time replace it "
         "by what {f} makes of it"),
        "state", "{y} = {empty}\nfor {v} in {x}:\n    {y} = {f}({y} + {v})", lambda f, xs: folded(f, xs, []),
    ),
    # yes-or-no functions
    "accepted": Use(
        "bool", "rows", "rows", (),
        ("keep only the {items} for which {f} is True", "remove every {item} that {f} answers with False"),
        "kept", "{y} = [{v} for {v} in {x} if {f}({v})]", lambda f, xs: [x for x in xs if f(x)],
    ),
    "accepted_count": Use(
        "bool", "rows", "int", (),
        ("count the {items} for which {f} is True", "find how many {items} {f} answers with True"),
        "count", "{y} = sum(1 for {v} in {x} if {f}({v}))", lambda f, xs: sum([1 for x in xs if f(x)]),
    ),
    "parted": Use(
        "bool", "rows", "pair", (),
        ("part the {items}, in their order, into those for which {f} is True and those for which it is False, as a "
         "tuple of two lists",
         "form a tuple of two lists: first all {items} that {f} answers with True, then the others, both in order"),
        "parts",
        "chosen, others = [], []\nfor {v} in {x}:\n    if {f}({v}):\n        chosen.append({v})\n    else:\n"
        "        others.append({v})\n{y} = (chosen, others)",
        lambda f, xs: ([x for x in xs if f(x)], [x for x in xs if not f(x)]),
    ),
    "streak": Use(
        "bool", "rows", "int", (),
        ("find the greatest number of {items} in a row for which {f} is True",
         "find the length of the longest run of neighbouring {items} that {f} all answers with True"),
        "longest",
        "{y} = run = 0\nfor {v} in {x}:\n    run = run + 1 if {f}({v}) else 0\n    {y} = max({y}, run)", _streak,
        edge="If there are none, the result is 0.", how="The run is counted anew after every False.",
    ),
    "accepted_places": Use(
        "bool", "rows", "ints", (),
        ("list the positions, counting from 0, of all {items} for which {f} is True",
         "find every {item} that {f} answers with True and list their positions, counting from 0"),
        "places", "{y} = [i for i, {v} in enumerate({x}) if {f}({v})]",
        lambda f, xs: [i for i, x in enumerate(xs) if f(x)],
    ),
    "opening": Use(
        "bool", "rows", "rows", (),
        ("keep the {items} from the start of the list up to, but not including, the first for which {f} is False",
         "take {items} from the front for as long as {f} is True for them, and leave out the rest"),
        "opening", "{y} = []\nfor {v} in {x}:\n    if not {f}({v}):\n        break\n    {y}.append({v})",
        lambda f, xs: list(takewhile(f, xs)), edge="If {f} is True for all of them, the whole list stays.",
    ),
    "nth_accepted": Use(
        "bool", "rows", "maybe", ("count",),
        ("take the {item} that comes as number {0} among those for which {f} is True, counting from 1, or None if "
         "there are fewer",
         "go through the {items} for which {f} is True and pick number {0} of them, the first being number 1; if there "
         "are not so many, the result is None"),
        "picked", "chosen = [{v} for {v} in {x} if {f}({v})]\n{y} = chosen[{0} - 1] if len(chosen) >= {0} else None",
        lambda f, xs, k: ([x for x in xs if f(x)][k - 1 :] or [None])[0] if k > 0 else None,
    ),
    "accepted_search": Use(
        "bool", "start", "maybe", (),
        (f"find the smallest integer n with n >= {{x}} for which {{f}} is True, but look no further than {SEARCH_SPAN} "
         "integers; if none of these is like that, the result is None",
         f"try the integers {{x}}, {{x}} + 1, {{x}} + 2 and so on, {SEARCH_SPAN} of them at most, and take the first "
         "that {f} answers with True, or None if there is none"),
        "found", f"{{y}} = next((n for n in range({{x}}, {{x}} + {SEARCH_SPAN}) if {{f}}(n)), None)",
        lambda f, x: next((n for n in range(x, x + SEARCH_SPAN) if f(n)), None),
    ),
    "accepted_in_range": Use(
        "bool", "range", "int", (),
        ("count the integers from {x} to {z}, both included, for which {f} is True",
         "find how many integers n with {x} <= n <= {z} {f} answers with True"),
        "count", "{y} = sum(1 for n in range({x}, {z} + 1) if {f}(n))",
        lambda f, a, b: sum([1 for n in range(a, b + 1) if f(n)]), edge="If {z} is less than {x}, the count is 0.",
    ),
    "accepted_start": Use(
        "bool", "self", "int", (),
        ("find the smallest n, from 0 up, such that {f} is True for the first n {parts} of {x}, or -1 if there is no "
         "such n up to the length",
         "take longer and longer pieces from the front of {x}, beginning with the empty one, until {f} is True for the "
         "piece, and give its length; if {f} is not even True for the whole, take -1"),
        "length", "{y} = next((n for n in range(len({x}) + 1) if {f}({x}[:n])), -1)",
        lambda f, x: next((n for n in range(len(x) + 1) if f(x[:n])), -1),
    ),
    "accepted_cuts": Use(
        "bool", "self", "ints", (),
        ("list all positions of {x}, counting from 0, for which {f} is True for what is left when the {part} there is "
         "left out",
         "for each {part} of {x}, see whether {f} is True for {x} without it, and list the positions, counting from 0, "
         "where that is so"),
        "places", "{y} = [i for i in range(len({x})) if {f}({x}[:i] + {x}[i + 1:])]",
        lambda f, x: [i for i in range(len(x)) if f(x[:i] + x[i + 1 :])],
    ),
}  # fmt: skip
