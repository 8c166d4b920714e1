"""G3: the same problem drawn twice: random keys, parameters, and statements that are equal but for names.

A statement is what an item says of its own, without the sentences that say nothing of the problem; it is found again
anywhere in a text (see `statements`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from pipelines.evals.items import EvalSet, Item
from pipelines.evals.prove.findings import Guarantee, Pair, Tally
from pipelines.evals.prove.rows import Record
from pipelines.evals.prove.statements import Statements
from pipelines.evals.prove.wording import Wording
from schemas import canonical_json

TITLE = "no item was drawn for training too"
SEED, ID, PARAMETERS, STATEMENT = "random key", "problem id", "template and parameters", "statement"


class Keys:
    """G3 in rows: what of an item a row has."""

    def __init__(self, eval: EvalSet, wording: Wording) -> None:
        self.ids = {name: item.id for item in eval.items for name in _ids(item)}
        self.seeds = {seed: item.id for item in reversed(eval.items) if isinstance(seed := item.row.get("seed"), int)}
        self.parameters = {key: item.id for item in eval.items if (key := _parameters(item)) is not None}
        pieces = wording.pieces([item.prompt for item in eval.items])
        given = [(item.id, each) for item, each in zip(eval.items, pieces, strict=True)]
        self.statements = Statements(given, wording.vocabulary)

    def look(self, records: Sequence[Record]) -> Tally:
        """The rows that have an item's key, its parameters or its statement."""
        found = Tally()
        for record in records:
            found.count("rows_with_seed", record.seed is not None)
            found.count("rows_with_parameters", bool(record.params and record.template))
            for name in record.ids:
                if name in self.ids:
                    found.add(Pair(self.ids[name], record.place, f"{ID} {name}"))
                    found.count(ID)
            if record.seed in self.seeds:
                found.add(Pair(self.seeds[record.seed], record.place, f"{SEED}: the seed {record.seed}"))
                found.count(SEED)
            told = bool(record.params and record.template)
            item = self.parameters.get((record.template, _same_params(record.params))) if told else None
            if item is not None:
                found.add(Pair(item, record.place, f"{PARAMETERS}: {record.template[:80]}"))
                found.count(PARAMETERS)
        # A statement may be in several columns or parts of a message, one after another.
        given = [record for record in records if record.asked]
        found.count("statements", sum(len(record.asked) for record in given))
        texts = ["\n".join(record.asked) for record in given]
        for number, item in self.statements.within(texts):
            found.add(Pair(item, given[number].place, STATEMENT))
            found.count(STATEMENT)
        return found


def _ids(item: Item) -> list[str]:
    """What names the item's problem, if that is a digest: numbers are everyone's."""
    names = (item.id, item.row.get("problem_id"), item.row.get("fingerprint"))
    return [name for name in names if isinstance(name, str) and _DIGEST.fullmatch(name)]


_DIGEST = re.compile(r"(?:[\w/.-]{1,200}:)?[0-9a-f]{16,64}")


def _parameters(item: Item) -> tuple[str, str] | None:
    params = item.row.get("params")
    if not item.template or params is None:
        return None
    told = _same_params(params if isinstance(params, str) else canonical_json(params).decode())
    return None if told in ("", "{}", "[]", "null") else (item.template, told)


def _same_params(params: str) -> str:
    """Parameters in one writing, whatever JSON they were written as."""
    try:
        value = msgspec.json.decode(params)
        value = msgspec.json.decode(value) if isinstance(value, str) else value
        return canonical_json(_plain(value)).decode()
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return params


def _plain(value: Any) -> Any:
    """A value without what tables make of it: nulls where other rows have a field, whole numbers as floats."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def g3(eval: EvalSet, found: Tally, looker: Keys, rows: int) -> Guarantee:
    """No item's random key, id, parameters or statement is in what was trained on."""
    counts = {name: found.counts.get(name, 0) for name in (SEED, ID, PARAMETERS, STATEMENT)}
    compared = {name: found.counts.get(name, 0) for name in ("rows_with_seed", "rows_with_parameters", "statements")}
    known, silent = len(looker.statements), len(looker.statements.silent)
    by_statement = bool(known and compared["statements"])
    by_parameters = bool(looker.parameters and compared["rows_with_parameters"])
    if not (found.offending or by_statement or by_parameters):
        # That keys differ says little: the same problem may be drawn from any.
        told = "Nothing could be compared: the rows have no parameters and no texts, or the items none of their own."
        return Guarantee(number="G3", title=TITLE, outcome="not_run", summary=told)
    if found.offending:
        met = ", ".join(f"{count:,} by {name}" for name, count in counts.items() if count)
        summary = f"{len(found.items):,} of {len(eval.items):,} items were trained on: {met}."
    else:
        summary = (
            f"None of {len(eval.items):,} items is in {rows:,} rows by random key, parameters or statement "
            f"({compared['rows_with_seed']:,} rows tell their seed, {compared['rows_with_parameters']:,} their "
            f"parameters, {compared['statements']:,} texts were compared with {known:,} statements)."
        )
    if silent:
        summary += f" {silent:,} items say nothing of their own, so that their statements could not be compared."
    return Guarantee(
        number="G3", title=TITLE, outcome="fails" if found.offending else "holds", summary=summary,
        pairs=found.pairs(), offending=found.offending, total=found.offending,
        figures={**counts, **compared, "items": len(eval.items), "known_statements": known,
             "items_without_statement": silent},
    )  # fmt: skip
