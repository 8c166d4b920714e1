"""Queries: right ones pass however they are written, near misses and hostile text do not, broken checks say so."""

from __future__ import annotations

import time

import msgspec
import pytest

from schemas import Reason, Status
from schemas.answers import Sql
from schemas.checks import Database, Query
from validators import validate

SCHEMA = (
    "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT)",
    "CREATE TABLE visits (id INTEGER PRIMARY KEY, person_id INTEGER, cost INTEGER)",
)
PEOPLE = ((1, "Ada", "Ulm"), (2, "Bo", None), (3, "Ada", "Ulm"))
GOLD = "SELECT p.id, COUNT(v.id) FROM people p LEFT JOIN visits v ON v.person_id = p.id GROUP BY p.id"
DATABASES = (
    Database({"people": PEOPLE, "visits": ((1, 1, 5), (2, 1, None), (3, None, 7))}, ((1, 2), (2, 0), (3, 0))),
    Database({"people": PEOPLE, "visits": ()}, ((1, 0), (2, 0), (3, 0))),
    Database({"people": (), "visits": ()}, ()),
)
CHECK = Query(Sql(), GOLD, SCHEMA, DATABASES)
FIRST = Query(
    Sql(), "SELECT id FROM people ORDER BY name, id DESC", SCHEMA,
    (Database({"people": PEOPLE, "visits": ()}, ((3,), (1,), (2,))),), ordered=True,
)  # fmt: skip
MEAN = Query(
    Sql(), "SELECT AVG(cost) FROM visits", SCHEMA,
    (Database({"people": (), "visits": ((1, 1, 1), (2, 1, 2), (3, 2, 2))}, ((5 / 3,),)),),
)  # fmt: skip


def block(query: str, tag: str = "sql") -> str:
    return f"This does it:\n\n```{tag}\n{query}\n```\n"


@pytest.mark.parametrize(
    ("check", "query"),
    [
        (CHECK, GOLD), (CHECK, GOLD + ";"), (CHECK, GOLD.lower()), (CHECK, GOLD + " -- by person"),
        (CHECK, "SELECT id, (SELECT COUNT(*) FROM visits WHERE person_id = people.id) AS n FROM people ORDER BY n"),
        (CHECK, "WITH c AS (SELECT person_id, COUNT(*) AS n FROM visits GROUP BY 1)\n"
                "SELECT p.id, COALESCE(n, 0) FROM people p LEFT JOIN c ON c.person_id = p.id"),
        (CHECK, "SELECT id, COUNT(*) * 1.0 - 1 FROM (SELECT id FROM people UNION ALL SELECT p.id FROM people p "
                "JOIN visits v ON p.id = v.person_id) GROUP BY id"),
        (FIRST, "SELECT id FROM people ORDER BY name ASC, id DESC"),
        (FIRST, "SELECT id FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY name, id DESC) AS r FROM people) ORDER BY r"),
        (MEAN, "SELECT SUM(cost) * 1.0 / COUNT(cost) FROM visits"), (MEAN, "SELECT 1 + AVG(cost - 1) FROM visits"),
    ],
)  # fmt: skip
def test_every_right_query_is_accepted(check: Query, query: str) -> None:
    said = validate(check, block(query))
    assert said.status is Status.ACCEPTED, said


@pytest.mark.parametrize(
    ("check", "query"),
    [
        (CHECK, GOLD.replace("LEFT ", "")), (CHECK, GOLD.replace("COUNT(v.id)", "COUNT(*)")),
        (CHECK, GOLD.replace("COUNT(v.id)", "COUNT(v.cost)")),
        (CHECK, GOLD.replace("GROUP BY p.id", "GROUP BY p.name")),
        (CHECK, "SELECT COUNT(v.id), p.id FROM people p LEFT JOIN visits v ON v.person_id = p.id GROUP BY p.id"),
        (CHECK, GOLD + " LIMIT 2"), (CHECK, "SELECT 1, 2"), (CHECK, "SELECT id FROM people"),
        (FIRST, "SELECT id FROM people ORDER BY name, id"), (MEAN, "SELECT SUM(cost) / COUNT(cost) FROM visits"),
        (MEAN, "SELECT ROUND(AVG(cost), 2) FROM visits"), (MEAN, "SELECT '1.6666666666666667'"),
    ],
)  # fmt: skip
def test_a_near_miss_is_rejected(check: Query, query: str) -> None:
    assert validate(check, block(query)).reason in (Reason.WRONG_OUTPUT, Reason.NONDETERMINISTIC)


def test_rows_that_hang_on_an_order_nobody_set_decide_nothing() -> None:
    database = Database({"people": PEOPLE, "visits": ()}, ((1,), (2,), (3,)))
    sorted_by_id = Query(Sql(), "SELECT id FROM people ORDER BY id", SCHEMA, (database,), ordered=True)
    assert validate(sorted_by_id, block("SELECT id FROM people")).reason is Reason.NONDETERMINISTIC
    assert validate(FIRST, block("SELECT id FROM people")).reason is Reason.WRONG_OUTPUT


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("DROP TABLE people", Reason.FORBIDDEN), ("INSERT INTO people VALUES (9, 'x', 'y')", Reason.FORBIDDEN),
        ("UPDATE people SET name = 'x'", Reason.FORBIDDEN), ("DELETE FROM people", Reason.FORBIDDEN),
        ("CREATE TABLE t (a)", Reason.FORBIDDEN), ("PRAGMA table_info(people)", Reason.FORBIDDEN),
        ("ATTACH DATABASE '/etc/passwd' AS x", Reason.FORBIDDEN), ("SELECT * FROM sqlite_master", Reason.FORBIDDEN),
        ("SELECT load_extension('x')", Reason.FORBIDDEN), ("SELECT randomblob(9)", Reason.FORBIDDEN),
        ("SELECT zeroblob(1000000000)", Reason.FORBIDDEN), ("SELECT printf('%1000000000d', 1)", Reason.FORBIDDEN),
        ("SELECT random(), 1", Reason.FORBIDDEN), ("SELECT name, 1 FROM pragma_database_list", None),
        ("VACUUM INTO '/tmp/x'", None), ("SELECT writefile('/tmp/x', 'y')", None),
        ("SELECT readfile('/etc/passwd')", None), ("SELECT COUNT(*), 1 FROM pragma_database_list", None),
        ("SELECT 1; SELECT 2", Reason.EXCEPTION), ("SELEC 1", Reason.EXCEPTION),
        ("SELECT nope FROM people", Reason.EXCEPTION),
        ("BEGIN", None), ("SELECT x'00ff', 1", Reason.EXCEPTION), ("SELECT ?, 1", None), ("-- nothing", None),
        ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*), 1 FROM n", Reason.TIMEOUT),
        ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9999) SELECT i, 1 FROM n",
         Reason.OUTPUT_LIMIT),
        ("WITH RECURSIVE n(i) AS (SELECT 'aaaaaaaa' UNION ALL SELECT i || i FROM n) SELECT i, 1 FROM n", None),
        ("SELECT " + "(" * 5000 + "1" + ")" * 5000, None), ("SELECT " + "1+" * 2400 + "1, 2", None),
        ("SELECT 1, " + " UNION SELECT ".join("12345"), None), ("SELECT '\x00', 1", None), ("SELECT 9e999, 1", None),
        ("SELECT 'é', '\U0001f600'", Reason.WRONG_OUTPUT), ("SELECT 9223372036854775807 + 1, 2", Reason.WRONG_OUTPUT),
        ("x" * 6000, Reason.UNREADABLE),
    ],
)  # fmt: skip
def test_hostile_queries_are_contained(query: str, reason: Reason | None) -> None:
    start = time.monotonic()
    said = validate(CHECK, block(query))
    assert said.status is not Status.ACCEPTED
    assert said.reason is reason or (reason is None and said.reason is not Reason.CHECKER_CRASH), said
    assert time.monotonic() - start < 20


def test_only_the_last_block_counts() -> None:
    assert validate(CHECK, block("SELECT 1") + block(GOLD)).status is Status.ACCEPTED
    assert validate(CHECK, block(GOLD) + block("SELECT 1, 2")).status is Status.REJECTED
    assert validate(CHECK, block(GOLD) + block("print(1)", "python")).status is Status.ACCEPTED
    assert validate(CHECK, GOLD).reason is Reason.NO_ANSWER


def test_a_rejection_never_tells_what_was_expected() -> None:
    said = validate(CHECK, block("SELECT 7, 7"))
    assert "database 1: returned [(7, 7)]" in said.detail
    assert "2" not in said.detail.replace("database 1", "")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"gold": "SELECT id, 0 FROM people"}, Reason.ORACLES_DISAGREE), ({"gold": "SELECT"}, Reason.CHECKER_ERROR),
        ({"gold": ""}, Reason.CHECKER_ERROR), ({"gold": "DROP TABLE people"}, Reason.CHECKER_ERROR),
        ({"schema": ("CREATE TABLE people",)}, Reason.CHECKER_ERROR), ({"schema": SCHEMA[:1]}, Reason.CHECKER_ERROR),
        ({"databases": (Database({"people": ((1,),), "visits": ()}, ()),)}, Reason.CHECKER_ERROR),
        ({"databases": (*DATABASES, Database({"people": ()}, ()))}, Reason.CHECKER_ERROR),
        ({"databases": (Database({"people": (), "visits": ()}, ((1,), (1, 2))),)}, Reason.CHECKER_ERROR),
        ({"databases": (Database({'p"; --': (), "visits": ()}, ()),)}, Reason.CHECKER_ERROR),
    ],
)  # fmt: skip
def test_a_check_that_makes_no_sense_decides_nothing(change: dict, reason: Reason) -> None:
    assert validate(msgspec.structs.replace(CHECK, **change), block(GOLD)).reason is reason
