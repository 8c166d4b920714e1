"""A second solver for code/sql: the question is read from the prompt and answered by loops over the tables' rows.

No query is run. What each database should return is compared with what the check expects of it.
"""

import re
from collections import Counter, defaultdict
from statistics import fmean

from schemas import Problem

TEST = re.compile(r"`(\w+)` is (more than |at least |less than |at most |)('[^']*'|-?\d+)")
SIDES = {"": (0,), "more than": (1,), "at least": (0, 1), "less than": (-1,), "at most": (-1, 0)}
WORDS = {"two": 2, "three": 3, "four": 4}


def agrees(problem: Problem) -> bool:
    """Whether plain Python finds the rows that the check expects, on every database, and the prompt shows the first."""
    check = problem.check
    layout = {}
    for statement in check.schema:
        name, body = re.fullmatch(r"CREATE TABLE (\w+) \((.*)\)", statement, re.S).groups()
        layout[name] = re.findall(r"^\s*(\w+)", body, re.M)
        assert statement in problem.prompt
    prose = re.sub(r"```.*?```", "", problem.prompt, flags=re.S)
    solve = globals()[f"_{problem.template.split('/')[0]}"]
    first = check.databases[0].tables
    for rows in first.values():
        for row in rows:
            cells = ["NULL" if cell is None else str(cell) for cell in row]
            quoted = ["NULL" if cell is None else repr(cell) for cell in row]
            assert f"| {' | '.join(cells)} |" in problem.prompt or f"({', '.join(quoted)})" in problem.prompt
    for database in check.databases:
        tables = {
            name: [dict(zip(layout[name], row, strict=True)) for row in rows] for name, rows in database.tables.items()
        }
        found = [tuple(row) for row in solve(prose, list(layout), tables)]
        expected = [tuple(row) for row in database.expected]
        if not (found == expected if check.ordered else Counter(found) == Counter(expected)):
            return False
    return True


def tests(prose):
    """The conditions of the prose as one predicate on rows; an unknown value fulfils none."""
    found = [(column, sign.strip(), value) for column, sign, value in TEST.findall(prose)]

    def holds(row):
        for column, sign, text in found:
            own = row[column]
            value = text.strip("'") if text.startswith("'") else int(text)
            if own is None:
                return False
            order = 0 if own == value else 1 if own > value else -1
            if (
                order
                not in {"": (0,), "more than": (1,), "at least": (0, 1), "less than": (-1,), "at most": (-1, 0)}[sign]
            ):
                return False
        return True

    return holds


def number_of(prose, words):
    return WORDS[re.search(rf"{words} (two|three|four)\b", prose).group(1)]


def columns_of(prose):
    return re.findall(r"`(\w+)`", re.search(r"Columns? of the result: (.*)", prose).group(1))


def _only_table(names, tables):
    return tables[names[0]]


def _list(prose, names, tables):
    holds = tests(prose)
    wanted = columns_of(prose)[:2]
    return [[row[column] for column in wanted] for row in _only_table(names, tables) if holds(row)]


def _count(prose, names, tables):
    return [[len(list(filter(tests(prose), _only_table(names, tables))))]]


def _value(prose, names, tables):
    word, column = re.search(r"the (largest|smallest|total|average) `(\w+)`", prose).groups()
    values = [row[column] for row in filter(tests(prose), _only_table(names, tables)) if row[column] is not None]
    if not values:
        return [[None]]
    return [[{"largest": max, "smallest": min, "total": sum, "average": fmean}[word](values)]]


def _distinct(prose, names, tables):
    column = columns_of(prose)[0]
    return [[value] for value in {row[column] for row in filter(tests(prose), _only_table(names, tables))} - {None}]


def _top(prose, names, tables):
    k = number_of(prose, "Which")
    size, column = re.search(r"have the (largest|smallest) `(\w+)`", prose).groups()
    pairs = [(row[column], row["id"]) for row in filter(tests(prose), _only_table(names, tables))]
    ranked = sorted(pair for pair in pairs if pair[0] is not None)
    if size == "largest":
        ranked.sort(key=lambda pair: pair[0], reverse=True)
    return [(key, value) for value, key in ranked[:k]]


def _groups(prose, names, tables):
    column = columns_of(prose)[0]
    tally = Counter(row[column] for row in filter(tests(prose), _only_table(names, tables)))
    return [item for item in tally.items() if item[0] is not None]


def by_owner(names, tables):
    """The events of each owner, by the owner's id."""
    found = {owner["id"]: [] for owner in tables[names[0]]}
    for event in tables[names[-1]]:
        key = list(event.values())[1]
        if key is not None:
            found[key].append(event)
    return found


def label(owner):
    return list(owner.values())[1]


def _joined(prose, names, tables):
    holds = tests(prose)
    people = {owner["id"]: label(owner) for owner in tables[names[0]]}
    return [
        (event["id"], people[owner])
        for owner, events in by_owner(names, tables).items()
        for event in events
        if holds(event)
    ]


def _counted(prose, names, tables):
    holds = tests(prose)
    return [(owner, sum(map(holds, events))) for owner, events in by_owner(names, tables).items()]


def _having(prose, names, tables):
    k = number_of(prose, "at least")
    return [row for row in _counted(prose, names, tables) if row[1] >= k]


def _without(prose, names, tables):
    counts = dict(_counted(prose, names, tables))
    return [(owner["id"], label(owner)) for owner in tables[names[0]] if not counts[owner["id"]]]


def _sums(prose, names, tables):
    category, number = re.search(r"For each `(\w+)`, what is the total `(\w+)`", prose).groups()
    least = number_of(prose, "over at least")
    totals, sizes = defaultdict(int), Counter()
    events = by_owner(names, tables)
    for owner in tables[names[0]]:
        known = [event[number] for event in events[owner["id"]] if event[number] is not None]
        if owner[category] is not None and known:
            totals[owner[category]] += sum(known)
            sizes[owner[category]] += len(known)
    return [item for item in totals.items() if sizes[item[0]] >= least]


def _best(prose, names, tables):
    k = number_of(prose, "Which")
    number = re.search(r"largest total `(\w+)`", prose).group(1)
    totals = {owner: sum(event[number] or 0 for event in events) for owner, events in by_owner(names, tables).items()}
    ranked = []
    for total in sorted(set(totals.values()), reverse=True):
        ranked += sorted((owner, total) for owner in totals if totals[owner] == total)
    return ranked[:k]


def _above(prose, names, tables):
    number, size = re.search(r"is `(\w+)` (larger than|at least) the average", prose).groups()
    rows = []
    for events in by_owner(names, tables).values():
        known = {event["id"]: event[number] for event in events if event[number] is not None}
        for key, value in known.items():
            mean = fmean(known.values())
            if value > mean or (size == "at least" and value == mean):
                rows.append((key, value))
    return rows


def _largest(prose, names, tables):
    size, number = re.search(r"the (largest|smallest) known `(\w+)`", prose).groups()
    rows = []
    for owner, events in by_owner(names, tables).items():
        known = [event for event in events if event[number] is not None]
        for event in known:
            others = [other[number] for other in known]
            if event[number] == (max(others) if size == "largest" else min(others)):
                rows.append((owner, event["id"], event[number]))
    return rows


def _only(prose, names, tables):
    holds = tests(prose)
    good = {
        owner for owner, events in by_owner(names, tables).items() if events and not [e for e in events if not holds(e)]
    }
    return [(owner["id"], label(owner)) for owner in tables[names[0]] if owner["id"] in good]


def _both(prose, names, tables):
    (column, wanted), (_, banned) = re.findall(r"`(\w+)` is '([^']*)'", prose)
    values = {key: [event[column] for event in events] for key, events in by_owner(names, tables).items()}
    return [
        (owner["id"], label(owner))
        for owner in tables[names[0]]
        if wanted in values[owner["id"]] and banned not in values[owner["id"]]
    ]


def _reach(prose, names, tables):
    holds = tests(prose)
    seen = defaultdict(set)
    for event in filter(holds, tables[names[-1]]):
        _, owner, thing, *_ = event.values()
        if owner is not None:
            seen[thing].add(owner)
    return [(label(thing), len(seen[thing["id"]])) for thing in tables[names[1]]]


def _busy(prose, names, tables):
    counts = {owner: len(events) for owner, events in by_owner(names, tables).items()}
    more = re.search(r"have (more|fewer) ", prose).group(1) == "more"
    mean = fmean(counts.values())
    return [(owner, n) for owner, n in counts.items() if (n > mean if more else n < mean)]


def _split(prose, names, tables):
    column, wanted = re.search(r"whose `(\w+)` is '([^']*)'", prose).groups()
    number = re.search(r"the total `(\w+)`", prose).group(1)
    rows = []
    for owner, events in by_owner(names, tables).items():
        own = [event for event in events if event[column] == wanted]
        rest = sum(event[number] or 0 for event in events) - sum(event[number] or 0 for event in own)
        rows += [(owner, len(own), rest)] if events else []
    return rows


def _every(prose, names, tables):
    holds = tests(prose)
    rows = []
    events = by_owner(names, tables)
    for owner in tables[names[0]]:
        had = [list(event.values())[2] for event in events[owner["id"]]]
        if all(thing["id"] in had for thing in tables[names[1]] if holds(thing)):
            rows.append((owner["id"], label(owner)))
    return rows
