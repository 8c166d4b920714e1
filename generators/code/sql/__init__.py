"""Questions to be answered by a SQL query, over tables of which one filling is shown and several are not.

What the right query returns is worked out twice: by SQLite from the gold when an answer is checked, and here by plain
Python that follows the question.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from generators.code.sql.joins import DOUBLE
from generators.code.sql.kinds import SINGLE, Kind, Params, near_misses, recorded
from generators.code.sql.nested import NESTED
from generators.code.sql.themes import (
    SHAPES,
    THEMES,
    Tables,
    Theme,
    columns,
    empty,
    filled,
    number_values,
    schema,
)
from generators.family import Family, Impossible, Wording
from generators.language.instructions import answer_block
from generators.language.lexicon import listed
from generators.language.wording import fill
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Sql
from schemas.checks import Check, Database, Query

KINDS: dict[str, Kind] = {**SINGLE, **DOUBLE, **NESTED}
_LEVELS: dict[int, dict[str, Kind]] = {1: SINGLE, 2: DOUBLE, 3: NESTED}
_CLAUSES = ("SELECT", "JOIN", "WHERE", "GROUP", "HAVING", "ORDER", "EXISTS")
_ATTEMPTS = 300
_PATIENCE = 60
_LONGEST_RESULT = 12


class Task(Struct, frozen=True):
    """A question of a kind with its parameters, about the tables of a theme that are `used`; the databases, the first
    of which is shown; and the rows that are right for each."""

    kind: str
    theme: str
    params: dict[str, Any]
    used: tuple[str, ...]
    databases: tuple[dict[str, list[tuple[Any, ...]]], ...]
    expected: tuple[list[tuple[Any, ...]], ...]


@register
class SqlQueries(Family[Task]):
    """Write the query that answers a question; any is right that returns the right rows on all databases."""

    name = "code/sql"
    version = 1
    title = "SQL queries for questions about small tables"
    levels = {
        1: "1 table: conditions, aggregates, groups, the first few",
        2: "2 tables: joins, empty groups, conditions on groups, what is missing",
        3: "3 tables: queries in queries, comparisons with averages, for every and for none",
    }
    tags = ("code", "sql")

    def sample(self, stream: Stream, level: int) -> Task:
        for attempt in range(_ATTEMPTS):
            # The same kind for a while, so that those that need more attempts are not seldom seen.
            if attempt % _PATIENCE == 0:
                name = stream.choice(tuple(_LEVELS[level]))
            task = _drawn(stream, name, stream.choice(tuple(THEMES)))
            if task is not None:
                return task
        raise Impossible(f"no question of level {level} with telling databases in {_ATTEMPTS} attempts")

    def phrase(self, instance: Task, stream: Stream, language: str) -> Wording:
        theme = THEMES[instance.theme]
        said = KINDS[instance.kind].say(theme, instance.params)
        frame = stream.choice(tuple(_FRAMES))
        shown = instance.databases[0]
        several = len(said.columns) > 1
        wanted = f"{listed(list(said.columns))}, in this order" if several else said.columns[0]
        slots = {
            "schema": "```sql\n" + "\n\n".join(f"{text};" for text in schema(theme, instance.used)) + "\n```",
            "rows": _data(theme, instance.used, shown, stream),
            "question": said.question,
            "columns": f"{'Columns' if several else 'Column'} of the result: {wanted}.",
            "table": "table" if len(instance.used) == 1 else "tables",
            "these": "this table" if len(instance.used) == 1 else "these tables",
            "was": "was" if len(instance.used) == 1 else "were",
            "note": stream.choice(_NOTES if instance.used != (theme.event.table,) else _NOTES_WITHOUT_NAMES),
            "ending": answer_block(stream, "the query"),
        }
        return Wording(fill(_FRAMES[frame], stream, slots), f"{instance.kind}/{frame}")

    def check(self, instance: Task) -> Check:
        theme, kind = THEMES[instance.theme], KINDS[instance.kind]
        databases = [
            Database({name: tuple(database[name]) for name in instance.used}, tuple(expected))
            for database, expected in zip(instance.databases, instance.expected, strict=True)
        ]
        return Query(
            Sql(), kind.sql(theme, instance.params), tuple(schema(theme, instance.used)), tuple(databases), kind.ordered
        )

    def reference(self, instance: Task, stream: Stream) -> str:
        theme, kind = THEMES[instance.theme], KINDS[instance.kind]
        rows = instance.expected[0]
        result = "; ".join([f"({', '.join([_cell(cell) for cell in row])})" for row in rows])
        order = "in this order" if kind.ordered else "in any order"
        return "\n".join(
            [
                *kind.steps(theme, instance.params),
                f"On the rows shown the result is, {order}: {result}." if len(rows) > 1 else
                f"On the rows shown the result is {result}.",
                f"\n```sql\n{kind.sql(theme, instance.params)}\n```",
            ]
        )  # fmt: skip

    def canonical(self, instance: Task) -> Any:
        return [instance.kind, instance.theme, instance.params, instance.used, instance.databases[0]]

    def measures(self, instance: Task) -> dict[str, int]:
        sql = KINDS[instance.kind].sql(THEMES[instance.theme], instance.params)
        words = sql.replace("(", " ").split()
        return {
            "tables": len(instance.used),
            "clauses": sum(
                words.count(word) for word in ("SELECT", "JOIN", "WHERE", "GROUP", "HAVING", "ORDER", "EXISTS")
            ),
            "rows": sum(len(rows) for rows in instance.databases[0].values()),
        }


def _drawn(stream: Stream, name: str, theme_name: str) -> Task | None:
    """A question of the kind in the theme, or None where its databases tell too little."""
    theme, kind = THEMES[theme_name], KINDS[name]
    entities = (theme.owner, theme.event, theme.thing)
    numbers = {entity.table: number_values(stream, entity) for entity in entities}
    params = kind.draw(stream, theme, numbers)
    for column, operator, value in params.get("conditions", ()):
        if operator != "=":
            # Values right beside the bound, so that no other bound gives the same rows.
            for entity in entities:
                if entity.number == column:
                    others = [each for each in numbers[entity.table] if abs(each - value) > 1]
                    numbers[entity.table] = [value, value - 1, value + 1, *others]
    used = _used(theme, kind, params)
    databases = [filled(stream, theme, shape, numbers) for shape in SHAPES]
    databases.append(empty(theme, databases[1]))
    kept: list[Tables] = [{table: database[table] for table in used} for database in databases]
    known = [recorded(theme, database) for database in kept]
    expected = [kind.rows(theme, params, database) for database in known]
    shown = expected[0]
    telling = [rows for rows in expected if rows and rows != [(None,)] and rows != [(0,)]]
    everything = kind.chosen and len(shown) == len(kept[0][used[0]])
    if everything or all(row[-1] == 0 for row in shown):
        return None
    if not shown or shown not in telling or len(shown) > _LONGEST_RESULT or len(telling) < 3:
        return None
    if len({str(rows) for rows in telling}) < 3:
        return None
    for changed in near_misses(params):
        if all(kind.rows(theme, changed, each) == rows for each, rows in zip(known, expected, strict=True)):
            return None
    return Task(name, theme_name, params, used, tuple(kept), tuple(expected))


def _used(theme: Theme, kind: Kind, params: Params) -> tuple[str, ...]:
    tables = {"owner": theme.owner.table, "event": theme.event.table, "thing": theme.thing.table}
    return tuple([tables[part] for part in kind.tables or (params["about"],)])


def _data(theme: Theme, used: tuple[str, ...], tables: Tables, stream: Stream) -> str:
    """The rows of the tables, as Markdown tables or as INSERT statements."""
    if stream.chance(1, 3):
        statements = []
        for table in used:
            rows = ",\n".join([f"  ({', '.join([_cell(cell) for cell in row])})" for row in tables[table]])
            statements.append(f"INSERT INTO {table} VALUES\n{rows};")
        return "```sql\n" + "\n\n".join(statements) + "\n```"
    parts = []
    for table in used:
        names = columns(theme, table)
        lines = [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}"]
        lines += [f"| {' | '.join(['NULL' if cell is None else str(cell) for cell in row])} |" for row in tables[table]]
        parts.append(f"`{table}`:\n\n" + "\n".join(lines))
    return "\n\n".join(parts)


def _cell(cell: Any) -> str:
    if cell is None:
        return "NULL"
    if isinstance(cell, str):
        return f"'{cell}'"
    return f"{cell:.4f}".rstrip("0") if isinstance(cell, float) and not cell.is_integer() else f"{cell}"


_NOTES = (
    "The query has to be right for any rows, not only for these; NULL stands for an unknown value, and names may occur "
    "more than once.",
    "It will also be run on other rows. NULL means that a value is unknown; two rows may have the same name.",
    "Other data will be put in before it is used, with unknown values (NULL) and equal names anywhere that the schema "
    "allows.",
)
_NOTES_WITHOUT_NAMES = (
    "The query has to be right for any rows, not only for these; NULL stands for an unknown value.",
    "It will also be run on other rows. NULL means that a value is unknown.",
    "Other data will be put in before it is used, with unknown values (NULL) anywhere that the schema allows.",
)
_FRAMES = {
    "schema_first": "[A SQLite database has the following schema.|This is the schema of a SQLite "
    "database.]\n\n{schema}\n\n[At present it holds|Its rows at the "
    "moment]:\n\n{rows}\n\n{question}\n{columns}\n\n[Write one SELECT statement that answers this.|Answer with a "
    "single SQL query.] {note} {ending}",
    "question_first": "{question}\n{columns}\n\n[Write a SQL query (SQLite) for this.|Answer this by one SQLite "
    "query.] The data [is kept|lies] in {these}:\n\n{schema}\n\nFor example, {these} may hold\n\n{rows}\n\n{note} "
    "{ending}",
    "ticket": "**Request:** a query for the weekly report\n\n**Question:** {question}\n{columns}\n\n**Schema "
    "(SQLite):**\n\n{schema}\n\n**Sample rows:**\n\n{rows}\n\n**Remarks:** {note}\n\n{ending}",
    "mail": "Hi,\n\n[could you help me with a query?|I am stuck with a query.] {question} {columns}\n\nWe use SQLite, "
    "and the {table} {was} created like this:\n\n{schema}\n\nSome of what [is|stands] in "
    "there:\n\n{rows}\n\n{note} {ending}",
    "exam": "Exercise. Consider {these}.\n\n{schema}\n\n{rows}\n\nFormulate [in SQL|as one SQL query], in the dialect "
    "of SQLite:\n{question}\n{columns}\n\n{note} {ending}",
    "interview": "[In an interview you are asked|An interviewer asks] to write SQL on paper. The "
    "schema:\n\n{schema}\n\nThe question: {question} {columns}\n\nTo try it on, these rows are "
    "given.\n\n{rows}\n\n[Use SQLite's syntax.|The database is SQLite.] {note} {ending}",
    "dashboard": "A tile of a dashboard is to show the answer to this question: {question} {columns}\n\nThe dashboard "
    "reads a SQLite database:\n\n{schema}\n\nwith rows such as\n\n{rows}\n\n[Write the query behind the tile.|Which "
    "query belongs behind the tile?] {note} {ending}",
    "tutorial": "[Try this on a small database.|A task for practice.] [Its|The] {table}:\n\n{schema}\n\nFilled "
    "with:\n\n{rows}\n\nTask: {question} {columns} {note}\n\n[Use a single SELECT for SQLite.|One SELECT statement in "
    "SQLite's dialect is enough.] {ending}",
    "migration": "A script that answered the question below by hand is to be replaced by one SQLite "
    "query.\n\nQuestion: {question}\n{columns}\n\n{schema}\n\n{rows}\n\n{note} {ending}",
}  # fmt: skip
