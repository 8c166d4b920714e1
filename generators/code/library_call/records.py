"""Tasks for `json`: records, nested values at any depth, canonical texts; and small steps on records and dictionaries.

Of a record the key ``team`` is a text and ``points`` a whole number; what the two are called in a problem is put in by
the family.
"""

from __future__ import annotations

from typing import Any

import msgspec

from generators.code.library_call.task import Task, small, task

_JSON = "import json"
_LOADS = "`json.loads` turns the text into lists, dictionaries, strings, numbers, truth values and None"


def _read(text: str) -> Any:
    return msgspec.json.decode(text)


def _by_team(records: list[dict[str, Any]]) -> dict[str, list[int]]:
    return {
        record["team"]: [other["points"] for other in records if other["team"] == record["team"]] for record in records
    }


def _values(tree: Any, key: str, inside: bool = True) -> list[int]:
    found: list[int] = []
    if isinstance(tree, dict):
        for name, value in tree.items():
            if name == key and type(value) is int:
                found.append(value)
            elif inside:
                found += _values(value, key)
    elif isinstance(tree, list):
        for value in tree:
            found += _values(value, key, inside)
    return found


def _depth(tree: Any) -> int:
    parts = list(tree.values()) if isinstance(tree, dict) else tree if isinstance(tree, list) else None
    return 0 if parts is None else 1 + max([0, *map(_depth, parts)])


def _canonical(text: str) -> str:
    return msgspec.json.encode(_read(text), order="sorted").decode()


def _paths(tree: Any, before: str = "", lists: bool = True) -> dict[str, int]:
    found: dict[str, int] = {}
    named = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) and lists else ()
    for name, value in named:
        path = f"{before}.{name}" if before else str(name)
        if type(value) is int:
            found[path] = value
        else:
            found |= _paths(value, path, lists)
    return found


def _integers(tree: Any, flags: bool = False) -> list[int]:
    if type(tree) is int or (flags and type(tree) is bool):
        return [int(tree)]
    parts = list(tree.values()) if isinstance(tree, dict) else tree if isinstance(tree, list) else []
    return [number for part in parts for number in _integers(part, flags)]


def _keys(tree: Any) -> list[str]:
    if isinstance(tree, dict):
        return [key for name, value in tree.items() for key in (name, *_keys(value))]
    return [key for value in tree for key in _keys(value)] if isinstance(tree, list) else []


def _leaders(records: list[dict[str, Any]], k: int, last: bool = False) -> list[str]:
    order = sorted(range(len(records)), key=lambda i: (-records[i]["points"], -i if last else i))
    return [records[i]["team"] for i in order[: max(0, k)]]


def _best(records: list[dict[str, Any]], least: bool = False) -> dict[str, int]:
    return {team: (min if least else max)(points) for team, points in _by_team(records).items()}


def _streaks(records: list[dict[str, Any]]) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for record in records:
        if found and found[-1][0] == record["team"]:
            found[-1] = (record["team"], found[-1][1] + record["points"])
        else:
            found.append((record["team"], record["points"]))
    return found


_WALK = (
    "def walk(value):\n    if isinstance(value, dict):\n        for name, inner in value.items():\n{dict}"
    "            yield from walk(inner)\n    elif isinstance(value, list):\n        for inner in value:\n"
    "            yield from walk(inner)\n{leaf}\n{{y}} = list(walk(json.loads({{x}})))"
)

TASKS: dict[str, Task] = {
    "totals": task(
        "records", "text_counts", (),
        ("add up the {points} of each {team} in a dictionary from {team} to total",
         "build a dictionary that has, for every {team} that occurs, the sum of the {points} of its records"),
        "totals", '{y} = Counter()\nfor {v} in {x}:\n    {y}[{v}["team"]] += {v}["points"]\n{y} = dict({y})',
        lambda rs: {team: sum(points) for team, points in _by_team(rs).items()}, "from collections import Counter",
        edge="Without any records the dictionary is empty.", how="A missing key of a `Counter` counts as 0.",
        slips=(_best, lambda rs: {r["team"]: r["points"] for r in rs},
               lambda rs: {team: len(points) for team, points in _by_team(rs).items()}),
    ),
    "best": task(
        "records", "text_counts", (),
        ("find the largest {points} of each {team}, as a dictionary from {team} to that number",
         "build a dictionary that has, for every {team} that occurs, the highest {points} among its records"),
        "best",
        'lists = defaultdict(list)\nfor {v} in {x}:\n    lists[{v}["team"]].append({v}["points"])\n'
        "{y} = {{name: max(numbers) for name, numbers in lists.items()}}",
        _best, "from collections import defaultdict", edge="Without any records the dictionary is empty.",
        how="A `defaultdict(list)` starts every new key with an empty list.",
        slips=(lambda rs: _best(rs, True), lambda rs: {r["team"]: r["points"] for r in rs},
               lambda rs: {team: points[0] for team, points in _by_team(rs).items()},
               lambda rs: {team: max(0, *points) for team, points in _by_team(rs).items()}),
    ),
    "leaders": task(
        "records", "words", ("count",),
        ("list the {team} of each of the {0} records with the largest {points}, in descending order of the {points}; "
         "of equal ones, the record that comes first in the list is first",
         "take the {0} records that have the most {points}, ranked from the most down and with ties in the order of "
         "the list, and list the {team} of each"),
        "leaders",
        'chosen = heapq.nlargest({0}, {x}, key=lambda {v}: {v}["points"])\n{y} = [{v}["team"] for {v} in chosen]',
        _leaders, "import heapq", edge="If there are fewer records, all of them count.",
        how="`heapq.nlargest` gives the largest first and keeps the order of ties.",
        slips=(lambda rs, k: _leaders(rs, k, True), lambda rs, k: [*dict.fromkeys(_leaders(rs, k))]),
    ),
    "streak_totals": task(
        "records", "text_pairs", (),
        ("cut the list into runs of neighbouring records with the same {team} and give for each run a tuple of the "
         "{team} and the sum of the {points} in it",
         "for every longest stretch of records in a row that share their {team}, form the tuple (that {team}, total of "
         "their {points})"),
        "runs",
        '{y} = []\nfor name, run in groupby({x}, key=itemgetter("team")):\n'
        '    {y}.append((name, sum({v}["points"] for {v} in run)))',
        _streaks, "from itertools import groupby", "from operator import itemgetter",
        edge="Without any records the list is empty.",
        how="`groupby` puts only neighbours together; the same key may come again later.",
        slips=(lambda rs: [(team, sum(points)) for team, points in _by_team(rs).items()],),
    ),
    "values_of": task(
        "tree", "ints", ("field",),
        ("collect all integers that stand under the key {0} in the JSON text, at any depth and in the order in which "
         "they are written there; values under that key that are lists or objects are searched as well",
         "read the JSON text and list, in reading order, every integer whose key is {0}, however deeply its object is "
         "nested in other objects and lists, also inside of values whose own key is {0}"),
        "found",
        'def walk(value):\n    if isinstance(value, dict):\n        for name, inner in value.items():\n'
        "            if name == {0} and type(inner) is int:\n                {y}.append(inner)\n            else:\n"
        "                walk(inner)\n    elif isinstance(value, list):\n        for inner in value:\n"
        "            walk(inner)\n\n{y} = []\nwalk(json.loads({x}))",
        lambda text, key: _values(_read(text), key), _JSON,
        edge="Truth values are no integers. If there is none, the list is empty.",
        how=f"{_LOADS}; a function that calls itself goes through them.",
        slips=(lambda text, key: _values(_read(text), key, False), lambda text, key: sorted(_values(_read(text), key)),
               lambda text, key: _integers(_read(text))),
    ),
    "integers_in": task(
        "tree", "ints", (),
        ("collect all integers in the JSON text, at any depth and in the order in which they are written there; truth "
         "values are no integers",
         "read the JSON text and list every whole number in it, however deeply nested, in reading order (true and "
         "false do not count)"),
        "found",
        "def walk(value):\n    if type(value) is int:\n        {y}.append(value)\n    elif isinstance(value, dict):\n"
        "        for inner in value.values():\n            walk(inner)\n    elif isinstance(value, list):\n"
        "        for inner in value:\n            walk(inner)\n\n{y} = []\nwalk(json.loads({x}))",
        lambda text: _integers(_read(text)), _JSON, edge="If there is none, the list is empty.",
        how=f"{_LOADS}; `type` tells an integer from a truth value.",
        slips=(lambda text: _integers(_read(text), True),),
    ),
    "keys_in": task(
        "tree", "words", (),
        ("list the keys of all objects in the JSON text, at any depth, in the order in which they are written there "
         "and as often as they are",
         "read the JSON text and collect every key of every object in it, however deeply nested, in reading order and "
         "with repetitions"),
        "keys",
        "def walk(value):\n    if isinstance(value, dict):\n        for name, inner in value.items():\n"
        "            {y}.append(name)\n            walk(inner)\n    elif isinstance(value, list):\n"
        "        for inner in value:\n            walk(inner)\n\n{y} = []\nwalk(json.loads({x}))",
        lambda text: _keys(_read(text)), _JSON, edge="Without any objects the list is empty.",
        how=f"{_LOADS}; dictionaries keep the order of the text.",
        slips=(lambda text: [*dict.fromkeys(_keys(_read(text)))],
               lambda text: [*_read(text)] if isinstance(_read(text), dict) else []),
    ),
    "canonical_text": task(
        "tree", "line", (),
        ("write the JSON text in canonical form: the keys of every object in alphabetical order and no spaces outside "
         "of strings",
         "normalise the JSON text so that each object has its keys sorted and nothing but strings contains spaces, the "
         "order in lists being left as it is"),
        "canonical", '{y} = json.dumps(json.loads({x}), sort_keys=True, separators=(",", ":"))', _canonical, _JSON,
        how="`json.dumps` sorts keys with `sort_keys`, and `separators` leaves out the usual spaces.",
        slips=(lambda text: msgspec.json.encode(_read(text)).decode(),
               lambda text: _canonical(text).replace(",", ", ")),
    ),
    "nesting": task(
        "tree", "int", (),
        ("find how deeply the JSON text is nested: a value that is neither list nor object has depth 0, an empty list "
         "or object depth 1, and any other list or object one more than the deepest of the values in it",
         "compute the depth of the JSON value, which is 0 for numbers, strings, truth values and null and, for a list "
         "or an object, 1 plus the largest depth among its values (1 if it has none)"),
        "depth",
        "def depth_of(value):\n    if isinstance(value, dict):\n        value = list(value.values())\n"
        "    if not isinstance(value, list):\n        return 0\n"
        "    return 1 + max((depth_of(inner) for inner in value), default=0)\n\n{y} = depth_of(json.loads({x}))",
        lambda text: _depth(_read(text)), _JSON, how=f"{_LOADS}; `default` covers those that are empty.",
        slips=(lambda text: _depth(_read(text)) - 1, lambda text: text.count("{")),
    ),
    "paths": task(
        "tree", "text_counts", (),
        ("flatten the JSON text into a dictionary from paths to integers: the path of an integer consists of the keys "
         "and list positions (counted from 0) that lead to it, joined by dots; all other values are left out",
         "build a dictionary that has every integer of the JSON text under its path, which is the keys and, for lists, "
         "the positions from 0 on the way to it, with dots between them (such as 'size.0'), and nothing else"),
        "paths",
        "def walk(value, path):\n    if type(value) is int:\n        {y}[\".\".join(path)] = value\n"
        "    elif isinstance(value, dict):\n        for name, inner in value.items():\n"
        "            walk(inner, [*path, name])\n    elif isinstance(value, list):\n"
        "        for i, inner in enumerate(value):\n            walk(inner, [*path, str(i)])\n\n"
        "{y} = {{}}\nwalk(json.loads({x}), [])",
        lambda text: _paths(_read(text)), _JSON, edge="Truth values are no integers.",
        how=f"{_LOADS}; the path is handed down as a list and joined at the end.",
        slips=(lambda text: _paths(_read(text), "", False),),
    ),
    "as_json": task(
        "text_counts", "line", (),
        ("write the dictionary as JSON text with its keys in alphabetical order and without any spaces",
         "turn the dictionary into a JSON text that has no spaces and the keys in alphabetical order"),
        "written", '{y} = json.dumps({x}, sort_keys=True, separators=(",", ":"))',
        lambda counts: msgspec.json.encode(counts, order="sorted").decode(), _JSON,
        how="`json.dumps` sorts keys with `sort_keys`, and `separators` leaves out the usual spaces.",
        slips=(lambda counts: msgspec.json.encode(counts, order="sorted").decode().replace(":", ": "),),
    ),
    # small steps
    "read_records": small(
        "records_text", "records", (),
        ("read the JSON text into a list of records", "parse the text, which is JSON, into a list of dictionaries"),
        "records", "{y} = json.loads({x})", _read, _JSON, how="`json.loads` gives a list of dictionaries.",
    ),
    "keep_records": small(
        "records", "records", ("points",),
        ("keep only the records whose {points} are at least {0}", "remove every record with {points} below {0}"),
        "chosen", '{y} = [{v} for {v} in {x} if {v}["points"] >= {0}]',
        lambda rs, k: [r for r in rs if r["points"] >= k],
    ),
    "keep_low_records": small(
        "records", "records", ("points",),
        ("keep only the records whose {points} are below {0}", "remove every record with {points} of {0} or more"),
        "chosen", '{y} = [{v} for {v} in {x} if {v}["points"] < {0}]',
        lambda rs, k: [r for r in rs if r["points"] < k],
    ),
    "drop_records": small(
        "records", "records", ("count",),
        ("leave out the first {0} records (all of them if there are no more)",
         "throw away {0} records from the front of the list, or all if there are fewer"),
        "rest", "{y} = {x}[{0}:]", lambda rs, k: [r for i, r in enumerate(rs) if i >= k],
    ),
    "record_points": small(
        "records", "ints", (),
        ("list the {points} of the records, in order", "replace every record by its {points}"),
        "numbers", '{y} = [{v}["points"] for {v} in {x}]', lambda rs: [r["points"] for r in rs],
    ),
    "record_teams": small(
        "records", "words", (),
        ("list the {team} of each record, in order", "replace every record by its {team}"),
        "names", '{y} = [{v}["team"] for {v} in {x}]', lambda rs: [r["team"] for r in rs],
    ),
    "keys_of_large": small(
        "text_counts", "words", ("threshold",),
        ("list the keys whose values are greater than {0}, in alphabetical order",
         "keep the keys with a value above {0} and sort them alphabetically"),
        "keys", "{y} = sorted(key for key, value in {x}.items() if value > {0})",
        lambda counts, k: sorted([key for key in counts if counts[key] > k]),
    ),
    "keep_entries": small(
        "text_counts", "text_counts", ("threshold",),
        ("keep only the entries of the dictionary whose values are greater than {0}",
         "remove every key whose value is {0} or less"),
        "large", "{y} = {{key: value for key, value in {x}.items() if value > {0}}}",
        lambda counts, k: {key: counts[key] for key in counts if counts[key] > k},
    ),
    "map_entries": small(
        "text_counts", "text_counts", ("number_function",),
        ("replace every value of the dictionary by {0}", "turn each value of the dictionary into {0}"),
        "changed", "{y} = {{key: {0} for key, number in {x}.items()}}",
        lambda counts, f: {key: f(counts[key]) for key in counts},
    ),
    "values_by_key": small(
        "text_counts", "ints", (),
        ("list the values of the dictionary in the alphabetical order of their keys",
         "sort the keys alphabetically and list their values in this order"),
        "numbers", "{y} = [{x}[key] for key in sorted({x})]", lambda counts: [counts[key] for key in sorted(counts)],
    ),
    "names_by_value": small(
        "text_counts", "words", (),
        ("list the keys in ascending order of their values, those with equal values in alphabetical order",
         "sort the keys by their values, smallest first, and alphabetically where the values are equal"),
        "ordered", "{y} = sorted({x}, key=lambda key: ({x}[key], key))",
        lambda counts: [key for _, key in sorted([(value, key) for key, value in counts.items()])],
    ),
    "largest_value": small(
        "text_counts", "int", (),
        ("take the largest value of the dictionary", "pick the highest of the dictionary's values"),
        "largest", "{y} = max({x}.values(), default=0)", lambda counts: max([0, *counts.values()]) if not counts else
        sorted(counts.values())[-1], edge="For an empty dictionary the result is 0.",
    ),
    "pair_names": small(
        "text_pairs", "words", (),
        ("keep of every tuple only its first part", "replace each tuple by the string in it"),
        "names", "{y} = [name for name, _ in {x}]", lambda pairs: [pair[0] for pair in pairs],
    ),
    "pair_values": small(
        "text_pairs", "ints", (),
        ("keep of every tuple only its number", "replace each tuple by the integer in it"),
        "numbers", "{y} = [value for _, value in {x}]", lambda pairs: [pair[1] for pair in pairs],
    ),
    "keep_pairs": small(
        "text_pairs", "text_pairs", ("least",),
        ("keep only the tuples whose number is at least {0}", "remove the tuples with a number below {0}"),
        "kept", "{y} = [(name, value) for name, value in {x} if value >= {0}]",
        lambda pairs, k: [pair for pair in pairs if not pair[1] < k],
    ),
    "map_pairs": small(
        "text_pairs", "text_pairs", ("number_function",),
        ("replace the number of every tuple by {0}", "change the second part of each tuple: it becomes {0}"),
        "changed", "{y} = [(name, {0}) for name, number in {x}]", lambda pairs, f: [(a, f(b)) for a, b in pairs],
    ),
    "pair_firsts": small(
        "number_pairs", "ints", (),
        ("keep of every tuple only its first number", "replace each tuple by the number that comes first in it"),
        "numbers", "{y} = [first for first, _ in {x}]", lambda pairs: [pair[0] for pair in pairs],
    ),
    "pair_products": small(
        "number_pairs", "ints", (),
        ("replace every tuple by the product of its two numbers", "multiply the two numbers of each tuple"),
        "products", "{y} = [first * second for first, second in {x}]", lambda pairs: [a * b for a, b in pairs],
    ),
    "group_counts": small(
        "words_by_text", "text_counts", (),
        ("replace every list in the dictionary by its length", "turn each value of the dictionary into the number of "
         "words that it holds"),
        "sizes", "{y} = {{key: len(group) for key, group in {x}.items()}}",
        lambda groups: {key: len(groups[key]) for key in groups},
    ),
    "group_lengths": small(
        "words_by_number", "number_counts", (),
        ("replace every list in the dictionary by its length", "turn each value of the dictionary into the number of "
         "words that it holds"),
        "sizes", "{y} = {{key: len(group) for key, group in {x}.items()}}",
        lambda groups: {key: len(groups[key]) for key in groups},
    ),
    "last_group": small(
        "words_by_number", "words", (),
        ("take the list of the largest key", "pick out the words that stand under the largest key"),
        "chosen", "{y} = {x}[max({x})] if {x} else []",
        lambda groups: groups[sorted(groups)[-1]] if groups else [],
        edge="An empty dictionary gives an empty list.",
    ),
    "group_of": small(
        "words_by_text", "words", ("letter",),
        ("take the list of the key {0}", "pick out the words that stand under the key {0}"),
        "chosen", "{y} = {x}.get({0}, [])", lambda groups, c: groups.get(c, []),
        edge="If there is no such key, the list is empty.",
    ),
    "word_list_sizes": small(
        "word_lists", "ints", (),
        ("replace every list by the number of words in it", "turn each of the lists into its length"),
        "sizes", "{y} = [len(group) for group in {x}]", lambda groups: [sum(1 for _ in group) for group in groups],
    ),
    "word_list_joined": small(
        "word_lists", "words", ("joint",),
        ("join the words of every list into one string with {0} between them",
         "turn each list into a string: its words one after another, separated by {0}"),
        "joined", "{y} = [{0}.join(group) for group in {x}]", lambda groups, c: [c.join(group) for group in groups],
    ),
    "tuple_count": small(
        "tuples", "int", (), ("count the tuples", "find how many tuples there are"),
        "number", "{y} = len({x})", len,
    ),
    "tuple_largest": small(
        "tuples", "ints", (),
        ("replace every tuple by its largest number", "keep of each tuple only the largest number"),
        "largest", "{y} = [max(choice) for choice in {x}]", lambda tuples: [sorted(t)[-1] for t in tuples],
    ),
    "tuple_without": small(
        "tuples", "tuples", ("threshold",),
        ("keep only the tuples whose first number is at least {0}",
         "remove each tuple that begins with a number below {0}"),
        "kept", "{y} = [choice for choice in {x} if choice[0] >= {0}]",
        lambda tuples, k: [t for t in tuples if t[0] >= k],
    ),
    "line_length": small(
        "line", "int", (), ("count the characters of the text", "take the length of the text"),
        "length", "{y} = len({x})", len,
    ),
    "line_upper": small(
        "line", "line", (), ("write the text in capital letters", "turn all letters of the text into capitals"),
        "capitals", "{y} = {x}.upper()", lambda s: "".join([c.upper() for c in s]),
    ),
    "line_backwards": small(
        "line", "line", (), ("reverse the text", "write the characters of the text in the opposite order"),
        "backwards", "{y} = {x}[::-1]", lambda s: "".join(reversed(s)),
    ),
    "line_cut": small(
        "line", "line", ("cut",),
        ("keep only the first {0} characters of the text (all of it if it is shorter)",
         "cut the text off after {0} characters; a shorter one stays whole"),
        "start", "{y} = {x}[:{0}]", lambda s, k: "".join([c for i, c in enumerate(s) if i < k]),
    ),
    "line_count": small(
        "line", "int", ("sign",),
        ("count how often the character {0} occurs in the text", "find the number of places at which the text has {0}"),
        "number", "{y} = {x}.count({0})", lambda s, c: sum([other == c for other in s]),
    ),
}  # fmt: skip
