"""Questions that need a query in a query, or several conditions on one group."""

from __future__ import annotations

from generators.code.sql.joins import Rows, draw_condition, link, owner_columns
from generators.code.sql.kinds import (
    Kind,
    Numbers,
    Params,
    Records,
    Said,
    belonging,
    fits,
    where,
    whose,
)
from generators.code.sql.themes import Theme
from generators.language.lexicon import article, plural
from generators.randomness import Stream


def _draw_nothing(stream: Stream, theme: Theme, numbers: Numbers) -> Params:
    return {"strict": stream.chance(1, 2)}


def _say_above(theme: Theme, params: Params) -> Said:
    owner, event = theme.owner, theme.event
    size = "larger than" if params["strict"] else "at least"
    return Said(
        f"For which {plural(event.noun)} is `{event.number}` {size} the average `{event.number}` of all "
        f"{plural(event.noun)} of the same {owner.noun}? Unknown values are left out of the average. "
        f"{plural(event.noun).capitalize()} without {article(owner.noun)} or without a known `{event.number}` are not "
        "wanted.",
        (f"the {event.noun}'s `id`", f"its `{event.number}`"),
    )


def _sql_above(theme: Theme, params: Params) -> str:
    event = theme.event
    sign = ">" if params["strict"] else ">="
    return (
        f"SELECT e.id, e.{event.number}\nFROM {event.table} AS e\nWHERE e.{event.number} {sign} (\n"
        f"  SELECT AVG(other.{event.number})\n  FROM {event.table} AS other\n"
        f"  WHERE other.{theme.owner_id} = e.{theme.owner_id}\n)"
    )


def _rows_above(theme: Theme, params: Params, tables: Records) -> Rows:
    number = theme.event.number
    rows: Rows = []
    for owner in tables[theme.owner.table]:
        known = [event for event in belonging(theme, tables, owner) if event[number] is not None]
        total = sum(event[number] for event in known)
        for event in known:
            surplus = event[number] * len(known) - total
            if surplus > 0 or (surplus == 0 and not params["strict"]):
                rows.append((event["id"], event[number]))
    return rows


def _steps_above(theme: Theme, params: Params) -> list[str]:
    event = theme.event
    return [
        f"Each row of `{event.table}` is compared with an average of its own: a subquery that refers to the outer row.",
        f"It takes AVG over the rows with the same `{theme.owner_id}`; AVG passes over NULL.",
        f"For rows without {article(theme.owner.noun)} the subquery finds nothing, NULL = NULL not being true, and a "
        "comparison with NULL is not true either: they drop out.",
    ]


def _say_largest(theme: Theme, params: Params) -> Said:
    owner, event = theme.owner, theme.event
    size = "largest" if params["strict"] else "smallest"
    return Said(
        f"For each {owner.noun}, find the {event.noun} with the {size} known `{event.number}` among those of this "
        f"{owner.noun}; if several share it, list them all. {plural(owner.noun).capitalize()} without such "
        f"{article(event.noun)} do not appear.",
        (owner_columns(theme)[0], f"the {event.noun}'s `id`", f"its `{event.number}`"),
    )


def _sql_largest(theme: Theme, params: Params) -> str:
    event = theme.event
    function = "MAX" if params["strict"] else "MIN"
    return (
        f"SELECT e.{theme.owner_id}, e.id, e.{event.number}\nFROM {event.table} AS e\nJOIN (\n"
        f"  SELECT {theme.owner_id}, {function}({event.number}) AS best\n  FROM {event.table}\n"
        f"  GROUP BY {theme.owner_id}\n) AS m ON m.{theme.owner_id} = e.{theme.owner_id} AND m.best = e.{event.number}"
    )


def _rows_largest(theme: Theme, params: Params, tables: Records) -> Rows:
    number = theme.event.number
    rows: Rows = []
    for owner in tables[theme.owner.table]:
        known = [event for event in belonging(theme, tables, owner) if event[number] is not None]
        values = sorted(event[number] for event in known)
        wanted = values[-1 if params["strict"] else 0] if values else None
        rows += [(owner["id"], event["id"], event[number]) for event in known if event[number] == wanted]
    return rows


def _steps_largest(theme: Theme, params: Params) -> list[str]:
    event = theme.event
    function = "MAX" if params["strict"] else "MIN"
    return [
        f"First a table of the {function}({event.number}) for each `{theme.owner_id}`, in a subquery.",
        f"Joining it with `{event.table}` on `{theme.owner_id}` and on that value keeps all rows that reach it, ties "
        f"too.",
        f"NULL equals nothing, so rows without {article(theme.owner.noun)} or a known value find no partner.",
    ]


def _say_only(theme: Theme, params: Params) -> Said:
    owner, event = theme.owner, theme.event
    (column, _, _) = params["conditions"][0]
    condition = whose(params["conditions"]).removeprefix(" whose ")
    return Said(
        f"Which {plural(owner.noun)} have at least one {event.noun} and nothing but {plural(event.noun)} for which "
        f"{condition}? {article(event.noun).capitalize()} with an unknown `{column}` does not fulfil this.",
        owner_columns(theme),
    )


def _sql_only(theme: Theme, params: Params) -> str:
    owner, event = theme.owner, theme.event
    fulfilled = where(params["conditions"], "e")
    return (
        f"SELECT o.id, o.{owner.label}\nFROM {owner.table} AS o\nJOIN {event.table} AS e ON {link(theme)}\n"
        f"GROUP BY o.id, o.{owner.label}\nHAVING COUNT(*) = COUNT(CASE WHEN {fulfilled} THEN 1 END)"
    )


def _rows_only(theme: Theme, params: Params, tables: Records) -> Rows:
    rows: Rows = []
    for owner in tables[theme.owner.table]:
        events = belonging(theme, tables, owner)
        if events and all(fits(event, params["conditions"]) for event in events):
            rows.append((owner["id"], owner[theme.owner.label]))
    return rows


def _steps_only(theme: Theme, params: Params) -> list[str]:
    owner, event = theme.owner, theme.event
    return [
        f"The inner JOIN keeps {plural(owner.noun)} with at least one {event.noun}; GROUP BY makes a group of each.",
        "In each group two numbers are compared: all rows, COUNT(*), and those with "
        f"`{where(params['conditions'], 'e')}`, counted with CASE, which gives NULL for the others, and for unknown "
        "values.",
        "They are equal exactly when no row fails.",
    ]


def _draw_both(stream: Stream, theme: Theme, numbers: Numbers) -> Params:
    first, second = stream.sample(theme.event.values, 2)
    return {"first": first, "second": second}


def _say_both(theme: Theme, params: Params) -> Said:
    owner, event = theme.owner, theme.event
    return Said(
        f"Which {plural(owner.noun)} have {article(event.noun)} whose `{event.category}` is '{params['first']}' but "
        f"none whose `{event.category}` is '{params['second']}'? List each of them once.",
        owner_columns(theme),
    )


def _sql_both(theme: Theme, params: Params) -> str:
    owner, event = theme.owner, theme.event

    def found(value: str) -> str:
        condition = f"{link(theme)} AND e.{event.category} = '{value}'"
        return f"EXISTS (\n  SELECT 1 FROM {event.table} AS e\n  WHERE {condition}\n)"

    return (
        f"SELECT o.id, o.{owner.label}\nFROM {owner.table} AS o\nWHERE {found(params['first'])}\nAND NOT "
        f"{found(params['second'])}"
    )


def _rows_both(theme: Theme, params: Params, tables: Records) -> Rows:
    rows: Rows = []
    for owner in tables[theme.owner.table]:
        kinds = {event[theme.event.category] for event in belonging(theme, tables, owner)}
        if params["first"] in kinds and params["second"] not in kinds:
            rows.append((owner["id"], owner[theme.owner.label]))
    return rows


def _steps_both(theme: Theme, params: Params) -> list[str]:
    return [
        f"The two conditions are about different rows of `{theme.event.table}`, so one WHERE over a join cannot hold "
        "both.",
        f"EXISTS asks for a row with '{params['first']}', NOT EXISTS forbids one with '{params['second']}'.",
        f"Since nothing is joined, each {theme.owner.noun} comes once.",
    ]


def _say_reach(theme: Theme, params: Params) -> Said:
    owner, event, thing = theme.owner, theme.event, theme.thing
    return Said(
        f"For every {thing.noun}, how many different {plural(owner.noun)} have {article(event.noun)} with this "
        f"{thing.noun}? Only {plural(event.noun)}{whose(params['conditions'])} count. Write 0 for "
        f"{article(thing.noun)} without any.",
        (f"the {thing.noun}'s `{thing.label}`", f"the number of {plural(owner.noun)}"),
    )


def _sql_reach(theme: Theme, params: Params) -> str:
    event, thing = theme.event, theme.thing
    return (
        f"SELECT t.{thing.label}, COUNT(DISTINCT e.{theme.owner_id})\nFROM {thing.table} AS t\nLEFT JOIN {event.table} "
        f"AS e\n  ON e.{theme.thing_id} = t.id AND {where(params['conditions'], 'e')}\nGROUP BY t.id, t.{thing.label}"
    )


def _rows_reach(theme: Theme, params: Params, tables: Records) -> Rows:
    rows: Rows = []
    events = [e for e in tables[theme.event.table] if fits(e, params["conditions"])]
    for thing in tables[theme.thing.table]:
        owners = {event[theme.owner_id] for event in events if event[theme.thing_id] == thing["id"]}
        rows.append((thing[theme.thing.label], len(owners - {None})))
    return rows


def _steps_reach(theme: Theme, params: Params) -> list[str]:
    return [
        f"Every {theme.thing.noun} has to appear: `{theme.thing.table}` LEFT JOIN `{theme.event.table}`, with the "
        "condition in ON.",
        f"COUNT(DISTINCT e.{theme.owner_id}) counts each {theme.owner.noun} once and passes over NULL, which is 0 "
        "where nothing matched.",
    ]


def _say_busy(theme: Theme, params: Params) -> Said:
    owner, event = theme.owner, theme.event
    size = "more" if params["strict"] else "fewer"
    return Said(
        f"Which {plural(owner.noun)} have {size} {plural(event.noun)} than the average {owner.noun}? The average is "
        f"taken over all {plural(owner.noun)}, those without {plural(event.noun)} included; {plural(event.noun)} "
        f"without {article(owner.noun)} do not count.",
        (owner_columns(theme)[0], f"the number of {plural(event.noun)}"),
    )


def _sql_busy(theme: Theme, params: Params) -> str:
    sign = ">" if params["strict"] else "<"
    return (
        f"WITH counts AS (\n  SELECT o.id, COUNT(e.id) AS n\n  FROM {theme.owner.table} AS o\n"
        f"  LEFT JOIN {theme.event.table} AS e ON {link(theme)}\n  GROUP BY o.id\n)\n"
        f"SELECT id, n\nFROM counts\nWHERE n {sign} (SELECT AVG(n) FROM counts)"
    )


def _rows_busy(theme: Theme, params: Params, tables: Records) -> Rows:
    counts = [(owner["id"], len(belonging(theme, tables, owner))) for owner in tables[theme.owner.table]]
    total = sum(count for _, count in counts)
    sign = 1 if params["strict"] else -1
    return [row for row in counts if sign * (row[1] * len(counts) - total) > 0]


def _steps_busy(theme: Theme, params: Params) -> list[str]:
    return [
        f"First count the {plural(theme.event.noun)} of each {theme.owner.noun}, zeros included: LEFT JOIN and "
        f"COUNT(e.id).",
        "The counts are used twice, so they get a name in WITH.",
        "Then every count is compared with the average of all counts.",
    ]


def _say_split(theme: Theme, params: Params) -> Said:
    owner, event = theme.owner, theme.event
    nouns = plural(event.noun)
    return Said(
        f"For each {owner.noun} with at least one {event.noun}, give the number of {nouns} whose `{event.category}` is "
        f"'{params['first']}', and the total `{event.number}` of all the other {nouns} of this {owner.noun} (unknown "
        "values count as 0, and so does a total over nothing).",
        (owner_columns(theme)[0], f"the number of '{params['first']}' {nouns}", "the total of the others"),
    )


def _sql_split(theme: Theme, params: Params) -> str:
    event = theme.event
    own = f"{event.category} = '{params['first']}'"
    return (
        f"SELECT {theme.owner_id},\n  SUM(CASE WHEN {own} THEN 1 ELSE 0 END),\n"
        f"  SUM(CASE WHEN {own} THEN 0 ELSE COALESCE({event.number}, 0) END)\nFROM {event.table}\n"
        f"WHERE {theme.owner_id} IS NOT NULL\nGROUP BY {theme.owner_id}"
    )


def _rows_split(theme: Theme, params: Params, tables: Records) -> Rows:
    rows: Rows = []
    for owner in tables[theme.owner.table]:
        events = belonging(theme, tables, owner)
        own = [event for event in events if event[theme.event.category] == params["first"]]
        others = sum(event[theme.event.number] or 0 for event in events if event not in own)
        if events:
            rows.append((owner["id"], len(own), others))
    return rows


def _steps_split(theme: Theme, params: Params) -> list[str]:
    return [
        f"One pass over `{theme.event.table}`, grouped by `{theme.owner_id}`, with NULL taken out.",
        f"CASE inside SUM decides row by row: 1 for each '{params['first']}' in the first sum, and in the second the "
        f"`{theme.event.number}` of all others, with COALESCE for unknown ones.",
    ]


def _draw_every(stream: Stream, theme: Theme, numbers: Numbers) -> Params:
    values = sorted(numbers[theme.thing.table])
    operator = stream.choice((">", ">=", "<", "<="))
    return {"conditions": [(theme.thing.number, operator, stream.choice(values[1:-1] or values))]}


def _say_every(theme: Theme, params: Params) -> Said:
    owner, event, thing = theme.owner, theme.event, theme.thing
    return Said(
        f"Which {plural(owner.noun)} have, for every {thing.noun}{whose(params['conditions'])}, at least one "
        f"{event.noun} with it? If there is no such {thing.noun}, all {plural(owner.noun)} do.",
        owner_columns(theme),
    )


def _sql_every(theme: Theme, params: Params) -> str:
    owner, event, thing = theme.owner, theme.event, theme.thing
    return (
        f"SELECT o.id, o.{owner.label}\nFROM {owner.table} AS o\nWHERE NOT EXISTS (\n  SELECT 1\n  FROM {thing.table} "
        f"AS t\n  WHERE {where(params['conditions'], 't')} AND NOT EXISTS (\n    SELECT 1\n    FROM {event.table} AS "
        f"e\n    WHERE {link(theme)} AND e.{theme.thing_id} = t.id\n  )\n)"
    )


def _rows_every(theme: Theme, params: Params, tables: Records) -> Rows:
    wanted = {t["id"] for t in tables[theme.thing.table] if fits(t, params["conditions"])}
    return [
        (owner["id"], owner[theme.owner.label])
        for owner in tables[theme.owner.table]
        if wanted <= {event[theme.thing_id] for event in belonging(theme, tables, owner)}
    ]


def _steps_every(theme: Theme, params: Params) -> list[str]:
    return [
        f'"For every" becomes "there is none without": no {theme.thing.noun} with '
        f"`{where(params['conditions'], 't')}` for which there is no {theme.event.noun} of this {theme.owner.noun}.",
        f"That is NOT EXISTS over `{theme.thing.table}` with another NOT EXISTS over `{theme.event.table}` inside.",
        f"If no {theme.thing.noun} meets the condition, nothing speaks against anybody, as asked.",
    ]


ALL = ("owner", "thing", "event")
NESTED: dict[str, Kind] = {
    "above": Kind(ALL, _draw_nothing, _say_above, _sql_above, _rows_above, _steps_above),
    "largest": Kind(ALL, _draw_nothing, _say_largest, _sql_largest, _rows_largest, _steps_largest),
    "only": Kind(ALL, draw_condition, _say_only, _sql_only, _rows_only, _steps_only, chosen=True),
    "both": Kind(ALL, _draw_both, _say_both, _sql_both, _rows_both, _steps_both, chosen=True),
    "reach": Kind(ALL, draw_condition, _say_reach, _sql_reach, _rows_reach, _steps_reach),
    "busy": Kind(ALL, _draw_nothing, _say_busy, _sql_busy, _rows_busy, _steps_busy, chosen=True),
    "split": Kind(ALL, _draw_both, _say_split, _sql_split, _rows_split, _steps_split),
    "every": Kind(ALL, _draw_every, _say_every, _sql_every, _rows_every, _steps_every, chosen=True),
}
