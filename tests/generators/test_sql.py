"""Questions for SQL: the databases that are not shown tell right queries from near misses.

SQLite runs in this process here, on the generator's own queries only.
"""

import re
import sqlite3

import pytest

from generators.code.sql import KINDS, SqlQueries
from generators.family import draw
from schemas.checks import Query

FAMILY = SqlQueries()
# What is easily got wrong, as a change of the gold; a change that SQL gives no meaning to is passed over.
SLIPS = (
    (r"LEFT JOIN", "JOIN"), (r"COUNT\(DISTINCT ", "COUNT("), (r" > ", " >= "), (r" >= ", " > "), (r" < ", " <= "),
    (r" <= ", " < "), (r"NOT EXISTS", "EXISTS"), (r"COUNT\(e\.id\)", "COUNT(*)"), (r" DESC", ""), (r"AVG\(", "MAX("),
    (r"MAX\(", "MIN("), (r"MIN\(", "MAX("), (r"\bSUM\(", "MAX("), (r"LIMIT 2", "LIMIT 3"), (r"LIMIT 3", "LIMIT 2"),
    (r"= '(.+?)'", r"<> '\1'"), (r"HAVING [^\n]*", ""), (r" AND \w+ IS NOT NULL", ""), (r"SELECT DISTINCT", "SELECT"),
    (r"ELSE 0 END", "ELSE 1 END"),
)  # fmt: skip


def results(check: Query, query: str) -> list:
    found = []
    for database in check.databases:
        connection = sqlite3.connect(":memory:")
        for statement in check.schema:
            connection.execute(statement)
        for name, rows in database.tables.items():
            for row in rows:
                connection.execute(f"INSERT INTO {name} VALUES ({','.join('?' * len(row))})", row)
        rows = [tuple(row) for row in connection.execute(query)]
        found.append(rows if check.ordered else sorted(rows, key=repr))
    return found


@pytest.mark.parametrize("level", sorted(FAMILY.levels))
def test_nine_of_ten_slips_show_in_some_database(level: int) -> None:
    tried = missed = 0
    for index in range(60):
        check = draw(FAMILY, 19, index, level).check
        right = results(check, check.gold)
        for pattern, change in SLIPS:
            slip = re.sub(pattern, change, check.gold, count=1)
            if slip == check.gold:
                continue
            try:
                missed += results(check, slip) == right
            except sqlite3.OperationalError:
                continue
            tried += 1
    assert tried > 50
    assert missed <= 0.1 * tried, (missed, tried)


def test_all_kinds_of_a_level_are_asked() -> None:
    for level, count in ((1, 6), (2, 6), (3, 8)):
        kinds = {draw(FAMILY, 23, index, level).params["kind"] for index in range(150)}
        assert len(kinds) == count and kinds <= KINDS.keys()
