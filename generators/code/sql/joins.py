"""Questions about two tables: joins, groups with their empty ones, conditions on groups."""

from __future__ import annotations

from typing import Any

from generators.code.sql.kinds import (
    Kind,
    Numbers,
    Params,
    Records,
    Said,
    any_condition,
    belonging,
    fits,
    where,
    whose,
)
from generators.code.sql.themes import Theme
from generators.language.lexicon import article, in_words, plural
from generators.randomness import Stream

Rows = list[tuple[Any, ...]]


def draw_condition(stream: Stream, theme: Theme, numbers: Numbers) -> Params:
    """One condition on events."""
    return {"conditions": [any_condition(stream, theme.event, numbers)]}


def _draw_threshold(stream: Stream, theme: Theme, numbers: Numbers) -> Params:
    conditions = [any_condition(stream, theme.event, numbers)] if stream.chance(2, 3) else []
    return {"conditions": conditions, "k": stream.integer(2, 3)}


def owner_columns(theme: Theme) -> tuple[str, str]:
    """The columns that say which owner is meant."""
    return f"the {theme.owner.noun}'s `id`", f"the {theme.owner.noun}'s `{theme.owner.label}`"


def link(theme: Theme) -> str:
    """How events, as e, hang together with their owners, as o."""
    return f"e.{theme.owner_id} = o.id"


def _say_joined(theme: Theme, params: Params) -> Said:
    event, owner = theme.event, theme.owner
    return Said(
        f"List every {event.noun}{whose(params['conditions'])} with the `{owner.label}` of its {owner.noun}. "
        f"{plural(event.noun).capitalize()} without {article(owner.noun)} are left out.",
        (f"the {event.noun}'s `id`", f"the {owner.noun}'s `{owner.label}`"),
    )


def _sql_joined(theme: Theme, params: Params) -> str:
    return (
        f"SELECT e.id, o.{theme.owner.label}\nFROM {theme.event.table} AS e\nJOIN {theme.owner.table} AS o ON "
        f"{link(theme)}\nWHERE {where(params['conditions'], 'e')}"
    )


def _rows_joined(theme: Theme, params: Params, tables: Records) -> Rows:
    names = {owner["id"]: owner[theme.owner.label] for owner in tables[theme.owner.table]}
    return [
        (event["id"], names[event[theme.owner_id]])
        for event in tables[theme.event.table]
        if event[theme.owner_id] is not None and fits(event, params["conditions"])
    ]


def _steps_joined(theme: Theme, params: Params) -> list[str]:
    return [
        f"The name stands in `{theme.owner.table}`, the rest in `{theme.event.table}`; `{theme.owner_id}` links them.",
        f"An inner JOIN leaves out each {theme.event.noun} whose `{theme.owner_id}` is NULL, as asked.",
        f"WHERE keeps what fulfils `{where(params['conditions'], 'e')}`.",
    ]


def _say_counted(theme: Theme, params: Params) -> Said:
    nouns = plural(theme.event.noun)
    return Said(
        f"For every {theme.owner.noun}, how many {nouns}{whose(params['conditions'])} belong to this "
        f"{theme.owner.noun}? {plural(theme.owner.noun).capitalize()} with none of them appear with 0.",
        (owner_columns(theme)[0], f"the number of {nouns}"),
    )


def _sql_counted(theme: Theme, params: Params) -> str:
    return (
        f"SELECT o.id, COUNT(e.id)\nFROM {theme.owner.table} AS o\nLEFT JOIN {theme.event.table} AS e\n"
        f"  ON {link(theme)} AND {where(params['conditions'], 'e')}\nGROUP BY o.id"
    )


def _rows_counted(theme: Theme, params: Params, tables: Records) -> Rows:
    return [
        (owner["id"], sum(fits(event, params["conditions"]) for event in belonging(theme, tables, owner)))
        for owner in tables[theme.owner.table]
    ]


def _steps_counted(theme: Theme, params: Params) -> list[str]:
    return [
        f"Every {theme.owner.noun} has to appear, so `{theme.owner.table}` is the left side of a LEFT JOIN.",
        f"The condition `{where(params['conditions'], 'e')}` belongs to ON: in WHERE it would throw out the rows "
        f"that the LEFT JOIN adds for {plural(theme.owner.noun)} without a match.",
        "COUNT(e.id) passes over the NULLs of such rows and gives 0; COUNT(*) would give 1.",
    ]


def _say_having(theme: Theme, params: Params) -> Said:
    nouns = plural(theme.event.noun)
    return Said(
        f"Which {plural(theme.owner.noun)} have at least {in_words(params['k'])} {nouns}{whose(params['conditions'])}, "
        "and how many are they?",
        (owner_columns(theme)[0], f"the number of these {nouns}"),
    )


def _sql_having(theme: Theme, params: Params) -> str:
    conditions = "".join(f" AND {where([condition])}" for condition in params["conditions"])
    return (
        f"SELECT {theme.owner_id}, COUNT(*)\nFROM {theme.event.table}\nWHERE {theme.owner_id} IS NOT NULL{conditions}\n"
        f"GROUP BY {theme.owner_id}\nHAVING COUNT(*) >= {params['k']}"
    )


def _rows_having(theme: Theme, params: Params, tables: Records) -> Rows:
    return [row for row in _rows_counted(theme, params, tables) if row[1] >= params["k"]]


def _steps_having(theme: Theme, params: Params) -> list[str]:
    return [
        f"`{theme.owner_id}` in `{theme.event.table}` says whose {theme.event.noun} it is, so that table is enough; "
        f"NULL is no {theme.owner.noun} and is taken out.",
        f"GROUP BY {theme.owner_id} makes a group for each {theme.owner.noun}.",
        f"A condition on a group stands in HAVING: `COUNT(*) >= {params['k']}`.",
    ]


def _say_without(theme: Theme, params: Params) -> Said:
    return Said(
        f"Which {plural(theme.owner.noun)} have no {theme.event.noun}{whose(params['conditions'])}? "
        f"{plural(theme.owner.noun).capitalize()} without any {theme.event.noun} count too.",
        owner_columns(theme),
    )


def _sql_without(theme: Theme, params: Params) -> str:
    return (
        f"SELECT o.id, o.{theme.owner.label}\nFROM {theme.owner.table} AS o\nWHERE NOT EXISTS (\n  SELECT 1\n"
        f"  FROM {theme.event.table} AS e\n  WHERE {link(theme)} AND {where(params['conditions'], 'e')}\n)"
    )


def _rows_without(theme: Theme, params: Params, tables: Records) -> Rows:
    return [
        (owner["id"], owner[theme.owner.label])
        for owner in tables[theme.owner.table]
        if not any(fits(event, params["conditions"]) for event in belonging(theme, tables, owner))
    ]


def _steps_without(theme: Theme, params: Params) -> list[str]:
    return [
        f"For each {theme.owner.noun} one asks whether there is {article(theme.event.noun)} with "
        f"`{where(params['conditions'], 'e')}`, and keeps those for whom there is none: NOT EXISTS.",
        f"`NOT IN` over `{theme.owner_id}` would fail here: with a single NULL in that column it is never true.",
    ]


def _draw_sums(stream: Stream, theme: Theme, numbers: Numbers) -> Params:
    return {"k": stream.integer(2, 3)}


def _say_sums(theme: Theme, params: Params) -> Said:
    owner, event = theme.owner, theme.event
    return Said(
        f"For each `{owner.category}`, what is the total `{event.number}` of the {plural(event.noun)} of the "
        f"{plural(owner.noun)} with this `{owner.category}`? {plural(owner.noun).capitalize()} without a known "
        f"`{owner.category}` are left out, and so are {plural(event.noun)} without a known `{event.number}`. A total "
        f"is wanted only where it is over at least {in_words(params['k'])} {plural(event.noun)}.",
        (f"the `{owner.category}`", "the total"),
    )


def _sql_sums(theme: Theme, params: Params) -> str:
    owner, event = theme.owner, theme.event
    return (
        f"SELECT o.{owner.category}, SUM(e.{event.number})\nFROM {owner.table} AS o\nJOIN {event.table} AS e ON "
        f"{link(theme)}\nWHERE o.{owner.category} IS NOT NULL\nGROUP BY o.{owner.category}\n"
        f"HAVING COUNT(e.{event.number}) >= {params['k']}"
    )


def _rows_sums(theme: Theme, params: Params, tables: Records) -> Rows:
    known: dict[str, list[int]] = {}
    for owner in tables[theme.owner.table]:
        category = owner[theme.owner.category]
        for event in belonging(theme, tables, owner):
            if category is not None and event[theme.event.number] is not None:
                known.setdefault(category, []).append(event[theme.event.number])
    return [(category, sum(values)) for category, values in known.items() if len(values) >= params["k"]]


def _steps_sums(theme: Theme, params: Params) -> list[str]:
    owner, event = theme.owner, theme.event
    return [
        f"`{owner.category}` is a column of `{owner.table}` and `{event.number}` one of `{event.table}`: join them on "
        f"`{link(theme)}`.",
        f"GROUP BY o.{owner.category}, without NULL, and SUM(e.{event.number}), which passes over NULL.",
        f"COUNT(e.{event.number}) counts the known values of a group; the condition on it stands in HAVING.",
    ]


def _draw_best(stream: Stream, theme: Theme, numbers: Numbers) -> Params:
    return {"k": stream.integer(2, 4)}


def _say_best(theme: Theme, params: Params) -> Said:
    owner, event = theme.owner, theme.event
    return Said(
        f"Which {in_words(params['k'])} {plural(owner.noun)} have the largest total `{event.number}` over all of their "
        f"{plural(event.noun)}? Unknown values count as 0, and so does the total of {article(owner.noun)} without "
        f"{plural(event.noun)}. Put the largest total first; of equal totals the one with the smaller `id` comes "
        f"first.",
        (owner_columns(theme)[0], "the total"),
    )


def _sql_best(theme: Theme, params: Params) -> str:
    owner, event = theme.owner, theme.event
    return (
        f"SELECT o.id, COALESCE(SUM(e.{event.number}), 0) AS total\nFROM {owner.table} AS o\nLEFT JOIN {event.table} "
        f"AS e ON {link(theme)}\nGROUP BY o.id\nORDER BY total DESC, o.id\nLIMIT {params['k']}"
    )


def _rows_best(theme: Theme, params: Params, tables: Records) -> Rows:
    totals = [
        (owner["id"], sum(event[theme.event.number] or 0 for event in belonging(theme, tables, owner)))
        for owner in tables[theme.owner.table]
    ]
    return sorted(totals, key=lambda row: (-row[1], row[0]))[: params["k"]]


def _steps_best(theme: Theme, params: Params) -> list[str]:
    return [
        f"{plural(theme.owner.noun).capitalize()} without {plural(theme.event.noun)} take part with 0, so it is a LEFT "
        "JOIN, and COALESCE turns the NULL that SUM gives for them into 0.",
        "ORDER BY total DESC, then by id for equal totals.",
        f"LIMIT {params['k']} keeps the first {params['k']}.",
    ]


TWO = ("owner", "event")
DOUBLE: dict[str, Kind] = {
    "joined": Kind(TWO, draw_condition, _say_joined, _sql_joined, _rows_joined, _steps_joined),
    "counted": Kind(TWO, draw_condition, _say_counted, _sql_counted, _rows_counted, _steps_counted),
    "having": Kind(TWO, _draw_threshold, _say_having, _sql_having, _rows_having, _steps_having),
    "without": Kind(TWO, draw_condition, _say_without, _sql_without, _rows_without, _steps_without, chosen=True),
    "sums": Kind(TWO, _draw_sums, _say_sums, _sql_sums, _rows_sums, _steps_sums),
    "best": Kind(TWO, _draw_best, _say_best, _sql_best, _rows_best, _steps_best, ordered=True),
}
