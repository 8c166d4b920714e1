"""Replies that hold an expression or a query in a fenced block and whose verdict is known (see `assay_texts`)."""

from __future__ import annotations

from schemas.checks import Query

_WORKING = "First I look at what is given, then I work it out step by step.\n"


def _block(content: str, tag: str = "") -> str:
    return f"{_WORKING}```{tag}\n{content}\n```"


def right_blocks(gold: str, tags: tuple[str, ...]) -> dict[str, str]:
    """A text that is asked for in a fenced block, as replies put it there; `tags` are what the fence may say."""
    texts = {f"tag '{tag}'": _block(gold, tag) for tag in tags}
    return texts | {
        "no working": f"```\n{gold}\n```",
        "tildes": f"{_WORKING}~~~\n{gold}\n~~~",
        "words after": f"{_block(gold)}\nThis follows from the steps above.",
        "after thoughts": f"<think>\n```\nx\n```\n</think>\n{_block(gold)}",
        "after a draft": f"A first try:\n```\nx\n```\nNow in full:\n```\n{gold}\n```",
        "Windows line ends": f"{_block(gold)}\n".replace("\n", "\r\n"),
        "with blank lines": _block(f"\n{gold}\n\n"),
        "a result after it": f"{_block(gold, tags[-1])}\nThis gives:\n```\n1 | 2\n```",
        "another tongue after it": f"{_block(gold)}\nIn a shell:\n```sh\nls -l\n```",
    }


def wrong_blocks(gold: str, prompt: str, other: str, solution: str) -> dict[str, str]:
    """Replies without a right text in a fenced block, whatever it is to be; `other` is another problem's answer and
    `solution` its worked solution."""
    texts = {
        "empty": "",
        "junk": "lorem ipsum dolor",
        "empty block": _block(""),
        "no block": f"{_WORKING}Answer: 42",
        "in words": f"{_WORKING}It is as asked.",
        "echo of the question": prompt,
        "in thoughts only": f"<think>{_block(gold)}</think>",
        "taken back by another block": f"{_block(gold)}\nNo, rather this:\n{_block('...')}",
        "prose in the block": _block("I do not know."),
        "prose and the gold": _block(f"It is {gold}"),
        "code": _block("__import__('os').getenv('HOME')"),
        "control characters": _block("\x00\x1b[2J"),
        "huge": _block("9" * 20_000),
    }
    if other != gold:
        texts["another problem's answer"] = _block(other)
        texts["another problem's solution"] = solution
    return texts


def right_patterns(gold: str) -> dict[str, str]:
    """An expression in the ways in which it may be written."""
    forms = (f"({gold})", f"(?:{gold})", f"^({gold})$", f"({gold})|({gold})", f"({gold}){{1}}", f"(({gold}))")
    texts = {f"other form {number}": _block(form) for number, form in enumerate(forms, 1)}
    return right_blocks(gold, ("", "regex", "text", "Regex")) | texts


def wrong_patterns(letters: str, gold: str) -> dict[str, str]:
    """Expressions with other languages: no language is itself with a letter more at the end of each of its words."""
    first = letters[0]
    forms = {
        "a letter more": f"({gold}){first}",
        "a letter before": f"{first}({gold})",
        "any letter more": f"({gold}).",
        "everything": ".*",
        "nothing": f"[^{letters}]",
        "one letter": first,
        "look-around": f"(?=.*)({gold})",
        "a reference back": f"({gold})\\1",
        "lazy": f"({gold})*?",
        "open bracket": f"({gold}",
        "a hostile count": f"({gold}){{99}}{{99}}{{99}}",
        "deep": "(" * 3000 + first + ")" * 3000,
        "catastrophic": f"({first}*)*" * 30 + "z",
    }
    return {kind: _block(form) for kind, form in forms.items()}


def right_queries(gold: str, *, ordered: bool) -> dict[str, str]:
    """A query in the ways in which it may be written; one whose rows are `ordered` is not put inside another."""
    forms = {"semicolon": f"{gold};", "comment": f"-- the query\n{gold}", "on one line": " ".join(gold.split())}
    if not ordered:
        forms |= {"nested": f"SELECT * FROM ({gold}) AS q", "named": f"WITH q AS ({gold}) SELECT * FROM q"}
    return right_blocks(gold, ("", "sql", "SQL", "sqlite")) | {
        kind: _block(form, "sql") for kind, form in forms.items()
    }


def wrong_queries(check: Query) -> dict[str, str]:
    """Queries that return other rows, nothing, or try what no query may."""
    gold = check.gold
    shown = [
        f"({', '.join('NULL' if cell is None else repr(cell) for cell in row)})" for row in check.databases[0].expected
    ]
    table = next(iter(check.databases[0].tables))
    forms = {
        "twice": f"SELECT * FROM ({gold}) UNION ALL SELECT * FROM ({gold})",
        "no rows": f"SELECT * FROM ({gold}) LIMIT 0",
        "a column more": f"SELECT *, 1 FROM ({gold})",
        "the rows shown": f"VALUES {', '.join(shown)}",
        "a constant": "SELECT 1",
        "unknown": "SELECT NULL",
        "the whole table": f"SELECT * FROM {table}",
        "two statements": f"{gold};\n{gold}",
        "drops": f"DROP TABLE {table}",
        "deletes": f"DELETE FROM {table}",
        "reads the catalogue": "SELECT name FROM sqlite_master",
        "attaches": "ATTACH DATABASE '/etc/passwd' AS x",
        "an extension": "SELECT load_extension('x')",
        "never ends": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n",
        "deep": f"SELECT {'(' * 900}1{')' * 900}",
        "open": gold.replace("SELECT", "SELECT (", 1),
    }
    return {kind: _block(form, "sql") for kind, form in forms.items()}
