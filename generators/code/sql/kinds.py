"""The kinds of questions: each is said in English, answered by a query, and answered again by plain Python.

The Python answers follow the English and not the query: lists are gone through, nothing is joined or grouped as SQL
does it. A condition is ``(column, operator, value)``; an unknown value fulfils none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from generators.code.sql.themes import Cell, Entity, Tables, Theme, columns
from generators.language.lexicon import in_words, plural
from generators.randomness import Stream

Condition = tuple[str, str, Any]
Params = dict[str, Any]
Numbers = Mapping[str, list[int]]
Record = dict[str, Any]
Records = Mapping[str, list[Record]]
_OPERATORS = {"=": "", ">": "more than ", ">=": "at least ", "<": "less than ", "<=": "at most "}


class Said(NamedTuple):
    """A question in English, and the columns of the result."""

    question: str
    columns: tuple[str, ...]


class Kind(NamedTuple):
    """A kind of question: the tables it is about, how its parameters are drawn, and how it is said, answered by a query
    (`sql`), answered without one (`rows`) and explained (`steps`).

    With `chosen` the rows are some of the first table's. Where a parameter ``loose`` is set, `rows` keeps the unknown
    values that the question leaves out: databases on which that makes no difference tell too little.
    """

    tables: tuple[str, ...]
    draw: Callable[[Stream, Theme, Numbers], Params]
    say: Callable[[Theme, Params], Said]
    sql: Callable[[Theme, Params], str]
    rows: Callable[[Theme, Params, Records], list[tuple[Any, ...]]]
    steps: Callable[[Theme, Params], list[str]]
    ordered: bool = False
    chosen: bool = False


def near_misses(params: Params) -> list[Params]:
    """The parameters changed as a careless reader would: a bound off by one, unknown values kept."""
    found = []
    for place, (column, operator, value) in enumerate(params.get("conditions", ())):
        if operator != "=":
            for near in (value - 1, value + 1):
                changed = list(params["conditions"])
                changed[place] = (column, operator, near)
                found.append({**params, "conditions": changed})
    for name in ("strict", "loose"):
        if name in params:
            found.append({**params, name: not params[name]})
    if "k" in params:
        found += [{**params, "k": params["k"] - 1}, {**params, "k": params["k"] + 1}]
    return found


# Conditions


def category_condition(stream: Stream, entity: Entity) -> Condition:
    """The entity's category is one of its values."""
    return (entity.category, "=", stream.choice(entity.values))


def number_condition(stream: Stream, entity: Entity, numbers: Numbers) -> Condition:
    """The entity's number lies on one side of a value that occurs."""
    middle = sorted(numbers[entity.table])[1:-1] or numbers[entity.table]
    return (entity.number, stream.choice((">", ">=", "<", "<=")), stream.choice(middle))


def any_condition(stream: Stream, entity: Entity, numbers: Numbers) -> Condition:
    """One or the other."""
    return category_condition(stream, entity) if stream.chance(1, 2) else number_condition(stream, entity, numbers)


def whose(conditions: list[Condition]) -> str:
    """The conditions after a noun: ``whose `status` is 'open'``."""
    parts = [f"`{column}` is {_OPERATORS[operator]}{_literal(value)}" for column, operator, value in conditions]
    return f" whose {' and whose '.join(parts)}" if parts else ""


def where(conditions: list[Condition], alias: str = "") -> str:
    """The conditions in SQL."""
    dot = f"{alias}." if alias else ""
    return " AND ".join(f"{dot}{column} {operator} {_literal(value)}" for column, operator, value in conditions)


def _literal(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)


def fits(record: Record, conditions: list[Condition]) -> bool:
    """Whether the record fulfils all conditions."""
    for column, operator, value in conditions:
        own = record[column]
        if own is None:
            return False
        held = {"=": own == value}.get(operator)
        if held is None:
            held = {">": own > value, ">=": own >= value, "<": own < value, "<=": own <= value}[operator]
        if not held:
            return False
    return True


def recorded(theme: Theme, tables: Tables) -> Records:
    """All tables with their rows by column."""
    return {
        table: [dict(zip(columns(theme, table), row, strict=True)) for row in rows] for table, rows in tables.items()
    }


def belonging(theme: Theme, tables: Records, owner: Record) -> list[Record]:
    """The owner's events."""
    return [event for event in tables[theme.event.table] if event[theme.owner_id] == owner["id"]]


# Questions about one table


def _about(stream: Stream, theme: Theme) -> str:
    return stream.choice(("owner", "event"))


def _entity(theme: Theme, params: Params) -> Entity:
    return theme.owner if params["about"] == "owner" else theme.event


def _draw_list(stream: Stream, theme: Theme, numbers: Numbers) -> Params:
    about = _about(stream, theme)
    entity = theme.owner if about == "owner" else theme.event
    conditions = [number_condition(stream, entity, numbers)]
    if stream.chance(1, 2):
        conditions.insert(0, category_condition(stream, entity))
    return {"about": about, "conditions": conditions}


def _list_columns(theme: Theme, params: Params) -> list[str]:
    return ["id", theme.owner.label] if params["about"] == "owner" else ["id", theme.event.number]


def _say_list(theme: Theme, params: Params) -> Said:
    entity = _entity(theme, params)
    question = f"Which {plural(entity.noun)} are there{whose(params['conditions'])}?"
    return Said(question, tuple(f"the `{column}`" for column in _list_columns(theme, params)))


def _sql_list(theme: Theme, params: Params) -> str:
    chosen = ", ".join(_list_columns(theme, params))
    return f"SELECT {chosen}\nFROM {_entity(theme, params).table}\nWHERE {where(params['conditions'])}"


def _rows_list(theme: Theme, params: Params, tables: Records) -> list[tuple[Any, ...]]:
    chosen = _list_columns(theme, params)
    found = tables[_entity(theme, params).table]
    return [tuple([each[column] for column in chosen]) for each in found if fits(each, params["conditions"])]


def _steps_list(theme: Theme, params: Params) -> list[str]:
    return [
        f"Everything stands in `{_entity(theme, params).table}`, so one table is enough.",
        f"The condition goes into WHERE: `{where(params['conditions'])}`. A comparison with NULL is not true, so rows "
        "with an unknown value drop out by themselves.",
        f"Selected are {', '.join(f'`{column}`' for column in _list_columns(theme, params))}.",
    ]


def _draw_count(stream: Stream, theme: Theme, numbers: Numbers) -> Params:
    about = _about(stream, theme)
    entity = theme.owner if about == "owner" else theme.event
    conditions = [any_condition(stream, entity, numbers)]
    if conditions[0][1] == "=" and stream.chance(1, 2):
        conditions.append(number_condition(stream, entity, numbers))
    return {"about": about, "conditions": conditions}


def _say_count(theme: Theme, params: Params) -> Said:
    entity = _entity(theme, params)
    return Said(f"How many {plural(entity.noun)} are there{whose(params['conditions'])}?", ("that number",))


def _sql_count(theme: Theme, params: Params) -> str:
    return f"SELECT COUNT(*)\nFROM {_entity(theme, params).table}\nWHERE {where(params['conditions'])}"


def _rows_count(theme: Theme, params: Params, tables: Records) -> list[tuple[Any, ...]]:
    found = tables[_entity(theme, params).table]
    return [(sum(fits(each, params["conditions"]) for each in found),)]


def _steps_count(theme: Theme, params: Params) -> list[str]:
    return [
        f"The rows to be counted are those of `{_entity(theme, params).table}` with `{where(params['conditions'])}`.",
        "COUNT(*) counts rows and gives 0 when there are none.",
    ]


_AGGREGATES = {"MAX": "largest", "MIN": "smallest", "SUM": "total", "AVG": "average"}


def _draw_value(stream: Stream, theme: Theme, numbers: Numbers) -> Params:
    about = _about(stream, theme)
    entity = theme.owner if about == "owner" else theme.event
    function = stream.choice(tuple(_AGGREGATES))
    return {"about": about, "function": function, "conditions": [category_condition(stream, entity)]}


def _say_value(theme: Theme, params: Params) -> Said:
    entity = _entity(theme, params)
    return Said(
        f"What is the {_AGGREGATES[params['function']]} `{entity.number}` of the {plural(entity.noun)}"
        f"{whose(params['conditions'])}? Unknown values are left out, and the result is NULL where no value is left.",
        ("that value",),
    )


def _sql_value(theme: Theme, params: Params) -> str:
    entity = _entity(theme, params)
    return f"SELECT {params['function']}({entity.number})\nFROM {entity.table}\nWHERE {where(params['conditions'])}"


def _rows_value(theme: Theme, params: Params, tables: Records) -> list[tuple[Any, ...]]:
    entity = _entity(theme, params)
    found = [each[entity.number] for each in tables[entity.table] if fits(each, params["conditions"])]
    known = [value for value in found if value is not None]
    if not known:
        return [(None,)]
    function = params["function"]
    if function == "AVG":
        return [(sum(known) / len(known),)]
    if function == "SUM":
        return [(sum(known),)]
    return [(max(known) if function == "MAX" else min(known),)]


def _steps_value(theme: Theme, params: Params) -> list[str]:
    entity = _entity(theme, params)
    return [
        f"The rows are those of `{entity.table}` with `{where(params['conditions'])}`.",
        f"`{params['function']}({entity.number})` takes them together; it passes over NULL, and over no value at all "
        "it is NULL itself, as asked.",
    ]


def _draw_distinct(stream: Stream, theme: Theme, numbers: Numbers) -> Params:
    about, entity = "owner", theme.owner  # whose category may be unknown
    return {"about": about, "conditions": [number_condition(stream, entity, numbers)], "loose": False}


def _say_distinct(theme: Theme, params: Params) -> Said:
    entity = _entity(theme, params)
    return Said(
        f"Which values does `{entity.category}` take among the {plural(entity.noun)}{whose(params['conditions'])}? "
        "Each value is wanted once, and NULL is none.",
        (f"the `{entity.category}`",),
    )


def _sql_distinct(theme: Theme, params: Params) -> str:
    entity = _entity(theme, params)
    known = f" AND {entity.category} IS NOT NULL"
    return f"SELECT DISTINCT {entity.category}\nFROM {entity.table}\nWHERE {where(params['conditions'])}{known}"


def _rows_distinct(theme: Theme, params: Params, tables: Records) -> list[tuple[Any, ...]]:
    entity = _entity(theme, params)
    found = [each for each in tables[entity.table] if fits(each, params["conditions"])]
    values = dict.fromkeys(each[entity.category] for each in found)
    return [(value,) for value in values if params["loose"] or value is not None]


def _steps_distinct(theme: Theme, params: Params) -> list[str]:
    entity = _entity(theme, params)
    return [
        f"WHERE keeps the rows with `{where(params['conditions'])}`.",
        f"DISTINCT gives every value once; it would keep NULL as a value, so `{entity.category} IS NOT NULL` is "
        f"needed.",
    ]


def _draw_top(stream: Stream, theme: Theme, numbers: Numbers) -> Params:
    about = _about(stream, theme)
    entity = theme.owner if about == "owner" else theme.event
    condition = [category_condition(stream, entity)] if stream.chance(1, 2) else []
    return {"about": about, "conditions": condition, "k": stream.integer(2, 4), "down": stream.chance(2, 3)}


def _say_top(theme: Theme, params: Params) -> Said:
    entity = _entity(theme, params)
    size = "largest" if params["down"] else "smallest"
    nouns = plural(entity.noun)
    return Said(
        f"Which {in_words(params['k'])} {nouns}{whose(params['conditions'])} have the {size} `{entity.number}`? Put "
        f"the {size} first; of {nouns} with the same `{entity.number}` the one with the smaller `id` comes first. "
        f"Where `{entity.number}` is unknown, the {entity.noun} is left out.",
        ("the `id`", f"the `{entity.number}`"),
    )


def _sql_top(theme: Theme, params: Params) -> str:
    entity = _entity(theme, params)
    conditions = "".join(f" AND {where([condition])}" for condition in params["conditions"])
    return (
        f"SELECT id, {entity.number}\nFROM {entity.table}\nWHERE {entity.number} IS NOT NULL{conditions}\n"
        f"ORDER BY {entity.number}{' DESC' if params['down'] else ''}, id\nLIMIT {params['k']}"
    )


def _rows_top(theme: Theme, params: Params, tables: Records) -> list[tuple[Any, ...]]:
    entity = _entity(theme, params)
    sign = -1 if params["down"] else 1
    found = [
        (each["id"], each[entity.number])
        for each in tables[entity.table]
        if each[entity.number] is not None and fits(each, params["conditions"])
    ]
    return sorted(found, key=lambda row: (sign * row[1], row[0]))[: params["k"]]


def _steps_top(theme: Theme, params: Params) -> list[str]:
    entity = _entity(theme, params)
    return [
        f"Rows without a known `{entity.number}` are taken out first: `{entity.number} IS NOT NULL`.",
        f"ORDER BY puts the {'largest' if params['down'] else 'smallest'} first, and `id` decides between equal ones.",
        f"LIMIT {params['k']} keeps the first {params['k']}.",
    ]


def _draw_groups(stream: Stream, theme: Theme, numbers: Numbers) -> Params:
    about, entity = "owner", theme.owner
    conditions = [number_condition(stream, entity, numbers)] if stream.chance(2, 3) else []
    return {"about": about, "conditions": conditions, "loose": False}


def _say_groups(theme: Theme, params: Params) -> Said:
    entity = _entity(theme, params)
    nouns = plural(entity.noun)
    among = f"the {nouns}{whose(params['conditions'])}"
    return Said(
        f"For each `{entity.category}` that occurs among {among}, how many of them have it? Where `{entity.category}` "
        f"is unknown, the {entity.noun} is left out.",
        (f"the `{entity.category}`", f"the number of {nouns}"),
    )


def _sql_groups(theme: Theme, params: Params) -> str:
    entity = _entity(theme, params)
    conditions = "".join(f" AND {where([condition])}" for condition in params["conditions"])
    return (
        f"SELECT {entity.category}, COUNT(*)\nFROM {entity.table}\nWHERE {entity.category} IS NOT NULL{conditions}\n"
        f"GROUP BY {entity.category}"
    )


def _rows_groups(theme: Theme, params: Params, tables: Records) -> list[tuple[Any, ...]]:
    entity = _entity(theme, params)
    found = [each[entity.category] for each in tables[entity.table] if fits(each, params["conditions"])]
    return [(value, found.count(value)) for value in dict.fromkeys(found) if params["loose"] or value is not None]


def _steps_groups(theme: Theme, params: Params) -> list[str]:
    entity = _entity(theme, params)
    return [
        f"One row for each value means GROUP BY {entity.category}; COUNT(*) counts the rows of a group.",
        f"NULL would make a group of its own, so WHERE takes it out before: `{entity.category} IS NOT NULL`.",
    ]


SINGLE: dict[str, Kind] = {
    "list": Kind((), _draw_list, _say_list, _sql_list, _rows_list, _steps_list, chosen=True),
    "count": Kind((), _draw_count, _say_count, _sql_count, _rows_count, _steps_count),
    "value": Kind((), _draw_value, _say_value, _sql_value, _rows_value, _steps_value),
    "distinct": Kind((), _draw_distinct, _say_distinct, _sql_distinct, _rows_distinct, _steps_distinct),
    "top": Kind((), _draw_top, _say_top, _sql_top, _rows_top, _steps_top, ordered=True),
    "groups": Kind((), _draw_groups, _say_groups, _sql_groups, _rows_groups, _steps_groups),
}
"""Kinds about one table, the owners' or the events', as the parameter ``about`` says."""

__all__ = [
    "SINGLE", "Cell", "Condition", "Kind", "Numbers", "Params", "Record", "Records", "Said", "any_condition",
    "belonging", "category_condition", "fits", "number_condition", "recorded", "where", "whose",
]  # fmt: skip
