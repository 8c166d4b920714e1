"""Decides queries by the rows that they return on databases most of which the problem does not show.

SQLite is a large program in C and queries are hostile: it runs inside the sandbox only, in a job of its own for every
query, over databases in memory that are made there. What it returns is compared here with rows that the job never sees.
"""

from __future__ import annotations

import textwrap
from functools import lru_cache
from typing import Any

import msgspec

from schemas import Reason, digest
from schemas.checks import Cell, Query
from validators.checker import Decision, checker
from validators.extraction import Refusal, final_block
from validators.programs import REASONS
from validators.sandbox import Limits, Run, RunStatus, run_calls, weaker

LONGEST = 5_000
"""Characters of a query."""
MOST_ROWS = 2_000
MOST_STEPS = 5_000_000
"""Instructions of SQLite's virtual machine on one database."""
TAGS = frozenset({"sql", "sqlite", "sqlite3"})
_LIMITS = Limits(cpu_seconds=4, wall_seconds=20.0, memory_mb=256, output_bytes=2_000_000)

# Runs inside the sandbox. Each query is run twice, the second time with SQLite's unordered results reversed: rows that
# then differ hung on an order that nobody asked for.
_RUNNER = textwrap.dedent(
    """
    FUNCTIONS = frozenset(
        "abs avg ceil ceiling char coalesce count cume_dist dense_rank first_value floor glob group_concat ifnull iif "
        "instr lag last_value lead length like lower ltrim max min nth_value ntile nullif percent_rank rank replace "
        "round row_number rtrim sign substr substring sum total trim typeof unicode upper".split()
    )


    def run_query(schema, databases, query, most_rows, most_steps):
        import sqlite3

        def allowed(action, first, second, database, trigger):
            if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE):
                return sqlite3.SQLITE_OK
            # Counting rows reads no column, and may be of a table that the query itself names.
            named = second == "" and not first.lower().startswith(("sqlite_", "pragma_"))
            if action == sqlite3.SQLITE_READ and (first in tables or named):
                return sqlite3.SQLITE_OK
            if action == sqlite3.SQLITE_FUNCTION and second.lower() in FUNCTIONS:
                return sqlite3.SQLITE_OK
            denied.append(action)
            return sqlite3.SQLITE_DENY

        limits = {
            "LENGTH": 200_000, "SQL_LENGTH": 20_000, "COLUMN": 100, "EXPR_DEPTH": 200, "COMPOUND_SELECT": 20,
            "VDBE_OP": 100_000, "FUNCTION_ARG": 30, "ATTACHED": 0, "LIKE_PATTERN_LENGTH": 200, "VARIABLE_NUMBER": 1,
            "TRIGGER_DEPTH": 1, "WORKER_THREADS": 0,
        }
        results = []
        for tables in databases:
            both = []
            for reverse in ("OFF", "ON"):
                connection = sqlite3.connect(":memory:", isolation_level=None, cached_statements=0)
                for statement in schema:
                    connection.execute(statement)
                for name, rows in tables.items():
                    for row in rows:
                        marks = ",".join("?" * len(row))
                        connection.execute(f'INSERT INTO "{name}" VALUES ({marks})', row)
                connection.execute("PRAGMA trusted_schema = OFF")
                connection.execute("PRAGMA temp_store = MEMORY")
                connection.execute(f"PRAGMA reverse_unordered_selects = {reverse}")
                for name, most in limits.items():
                    connection.setlimit(getattr(sqlite3, "SQLITE_LIMIT_" + name), most)
                denied, steps = [], [0]

                def counted():
                    steps[0] += 1
                    return steps[0] * 1000 > most_steps

                connection.set_authorizer(allowed)
                connection.set_progress_handler(counted, 1000)
                try:
                    cursor = connection.execute(query)
                    if cursor.description is None:
                        return ["error", "the statement returns no rows", results]
                    rows = [list(row) for row in cursor.fetchmany(most_rows + 1)]
                except (sqlite3.Error, sqlite3.Warning, OverflowError, ValueError) as error:
                    kind = "forbidden" if denied else "steps" if steps[0] * 1000 > most_steps else "error"
                    return [kind, str(error)[:200], results]
                if len(rows) > most_rows:
                    return ["rows", "", results]
                if any(isinstance(cell, bytes) for row in rows for cell in row):
                    return ["error", "the query returns binary data", results]
                connection.close()
                both.append(rows)
            results.append(both)
        return ["done", "", results]
    """
)


@checker(Query, version=1, guarded=True)
def decide_query(check: Query, text: str) -> Decision:
    """Run the query in the last fenced block of `text` on every database; all must give the expected rows.

    The detail of a rejection says on which database it failed and what came of it, never what was expected.
    """
    found = final_block(text, TAGS)
    if isinstance(found, Refusal):
        return Decision(reason=found.reason, detail=found.detail)
    query = found.strip()
    if len(query) > LONGEST:
        return Decision(reason=Reason.UNREADABLE, detail=f"the query is longer than {LONGEST} characters")
    fault = _fault_of_gold(msgspec.json.encode(check))
    if fault is not None:
        return Decision(reason=fault[0], answer=query, detail=fault[1])
    reason, detail, evidence = _judged(check, query)
    return Decision(reason=reason, answer=query, detail=detail, evidence=evidence)


def _judged(check: Query, query: str) -> tuple[Reason, str, dict[str, Any]]:
    """What is to be said of a query, and the evidence."""
    ran = _run(check, query)
    evidence = {"databases": len(check.databases), "layers": list(ran.layers), "query_digest": digest(query)}
    evidence |= weaker(ran.layers)
    if ran.status is not RunStatus.RETURNED:
        return REASONS[ran.status], ran.detail, evidence
    match ran.values:
        case [[str(status), str(said), list(results)]] if status in _STATUSES and all(map(_is_pair, results)):
            pass
        case _:
            return Reason.EXCEPTION, "the query's run returned something that is not a result", evidence
    passed, wavers = 0, False
    for place, (database, (rows, again)) in enumerate(zip(check.databases, results, strict=False), 1):
        expected = _comparable(list(database.expected), check.ordered)
        right = [_comparable(each, check.ordered) == expected for each in (rows, again)]
        if not any(right):
            detail = f"database {place}: {_shown(rows)}"
            return Reason.WRONG_OUTPUT, detail, {**evidence, "passed": passed}
        passed += all(right)
        wavers = wavers or not all(right)
    evidence["passed"] = passed
    if status != "done":
        return _STATUSES[status], said or f"more than {MOST_ROWS} rows", evidence
    if len(results) != len(check.databases):
        return Reason.EXCEPTION, "the query's run returned something that is not a result", evidence
    if wavers:
        return Reason.NONDETERMINISTIC, "the rows hang on an order that the query does not set", evidence
    return Reason.CORRECT, "", evidence


_STATUSES = {
    "done": Reason.CORRECT,
    "error": Reason.EXCEPTION,
    "forbidden": Reason.FORBIDDEN,
    "steps": Reason.TIMEOUT,
    "rows": Reason.OUTPUT_LIMIT,
}


@lru_cache(maxsize=256)
def _fault_of_gold(encoded: bytes) -> tuple[Reason, str] | None:
    """What is wrong with a check, if anything: a schema or rows that SQLite refuses, a gold that returns other rows."""
    check = msgspec.json.decode(encoded, type=Query)
    columns = {len(row) for database in check.databases for row in database.expected}
    if len(columns) > 1 or any(
        database.tables.keys() != check.databases[0].tables.keys() for database in check.databases
    ):
        return Reason.CHECKER_ERROR, "the check's databases do not fit together"
    reason, detail, _ = _judged(check, check.gold)
    if reason is Reason.CORRECT:
        return None
    if reason in (Reason.WRONG_OUTPUT, Reason.NONDETERMINISTIC):
        return Reason.ORACLES_DISAGREE, "the gold does not return the expected rows"
    if reason in (Reason.INFRASTRUCTURE, Reason.MEMORY):
        return reason, detail
    return Reason.CHECKER_ERROR, f"the check's gold or its databases are refused: {detail}"


def _run(check: Query, query: str) -> Run:
    databases = [
        {name: [list(row) for row in rows] for name, rows in database.tables.items()} for database in check.databases
    ]
    call = [list(check.schema), databases, query, MOST_ROWS, MOST_STEPS]
    return run_calls(_RUNNER, "run_query", [call], _LIMITS)


def _is_pair(result: Any) -> bool:
    """Whether the guest's result for one database is two lists of rows of plain cells."""
    return (
        type(result) is list
        and len(result) == 2
        and all(
            type(rows) is list and all(type(row) is list and all(type(cell) in _CELLS for cell in row) for row in rows)
            for rows in result
        )
    )


_CELLS = (int, float, str, type(None))


def _comparable(rows: list[Any], ordered: bool) -> list[tuple[tuple[int, Any], ...]]:
    """The rows in a form that is equal for equal results."""
    found = [tuple([_cell(cell) for cell in row]) for row in rows]
    return found if ordered else sorted(found)


def _cell(cell: Cell) -> tuple[int, Any]:
    """A cell that compares with any other: unknown values first, then numbers, then texts."""
    if cell is None:
        return (0, 0)
    if isinstance(cell, str):
        return (2, cell)
    if isinstance(cell, float) and abs(cell) < 1e15:
        cell = float(f"{cell:.9g}")
        return (1, int(cell) if cell.is_integer() else cell)
    return (1, cell)


def _shown(rows: list[Any]) -> str:
    text = ascii([tuple(row) for row in rows[:5]])
    more = f" and {len(rows) - 5} rows more" if len(rows) > 5 else ""
    return f"returned {text[:300]}{more}"
