"""G3: the same problem drawn twice: random keys, parameters, and statements that are equal but for names.

A statement is taken sentence by sentence in canonical form (see `wording`), without the sentences that say nothing of
the problem; it is found again wherever its sentences follow one another in a text, whatever stands before and after.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from pipelines.decontamination.skeletons import CONTENT, NUMBER, Batch, Vocabulary
from pipelines.evals.items import EvalSet, Item
from pipelines.evals.prove.findings import Guarantee, Pair, Tally
from pipelines.evals.prove.rows import Record
from pipelines.evals.prove.wording import WHOLE, Wording, whole_of
from schemas import canonical_json

TITLE = "no item was drawn for training too"
SEED, ID, PARAMETERS, STATEMENT = "random key", "problem id", "template and parameters", "statement"
LONGEST = 20_000  # characters of a text that may be a statement
SHORTEST = 4  # tokens of a statement


class _Known(msgspec.Struct, frozen=True):
    """An item's statement: the hashes of its sentences, which of them is looked for, and the hash of the whole."""

    item: str
    sentences: tuple[int, ...]
    anchor: int
    whole: int


class Keys:
    """G3 in rows: what of an item a row has."""

    def __init__(self, eval: EvalSet, wording: Wording) -> None:
        self.wording = wording._replace(statements=())
        self.ids = {name: item.id for item in eval.items for name in _ids(item)}
        self.seeds = {seed: item.id for item in reversed(eval.items) if isinstance(seed := item.row.get("seed"), int)}
        self.parameters = {key: item.id for item in eval.items if (key := _parameters(item)) is not None}
        self.statements: dict[int, list[_Known]] = {}
        for known in _statements(eval, wording):
            self.statements.setdefault(known.sentences[known.anchor], []).append(known)
        self._anchors = np.array(sorted(self.statements), dtype=np.uint64)

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
            item = self.parameters.get((record.template, record.params)) if record.params else None
            if item is not None:
                found.add(Pair(item, record.place, f"{PARAMETERS}: {record.template[:80]}"))
                found.count(PARAMETERS)
        given = [(record.place, text) for record in records for text in record.asked if len(text) <= LONGEST]
        found.count("statements", len(given))
        for place, item in self._same(given):
            found.add(Pair(item, place, STATEMENT))
            found.count(STATEMENT)
        return found

    def _same(self, given: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Places whose text holds an item's statement, and the item."""
        if not given or not len(self._anchors):
            return
        parts = self.wording.parts([text for _, text in given])
        hashes = parts.hashes.tolist()
        owner = parts.owner.tolist()
        told: set[tuple[str, str]] = set()
        for place in np.flatnonzero(np.isin(parts.hashes, self._anchors)).tolist():
            for known in self.statements[hashes[place]]:
                start, end = place - known.anchor, place - known.anchor + len(known.sentences)
                if start < 0 or end > len(hashes) or owner[start] != owner[end - 1]:
                    continue
                if tuple(hashes[start:end]) != known.sentences:
                    continue
                key = (given[owner[place]][0], known.item)
                if key not in told and whole_of(parts.sentences[start:end], self.wording.vocabulary) == known.whole:
                    told.add(key)
                    yield key


def _statements(eval: EvalSet, wording: Wording) -> Iterator[_Known]:
    parts = wording.parts([item.prompt for item in eval.items])
    often = Counter(parts.hashes.tolist())
    bounds = np.searchsorted(parts.owner, np.arange(len(eval.items) + 1)).tolist()
    for item, start, end in zip(eval.items, bounds[:-1], bounds[1:], strict=True):
        sizes = parts.tokens[start:end].tolist()
        if sum(sizes) >= SHORTEST and _tells(parts.sentences[start:end], wording.vocabulary):
            hashes = tuple(parts.hashes[start:end].tolist())
            anchor = min(range(len(sizes)), key=lambda place: (often[hashes[place]], -sizes[place]))
            yield _Known(item.id, hashes, anchor, whole_of(parts.sentences[start:end], wording.vocabulary))


def _tells(sentences: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether a statement says something: it has a number, or words enough."""
    kinds = Batch([" ".join(sentences)], vocabulary, WHOLE, WHOLE).raw.kind
    return bool((kinds == NUMBER).any()) or int((kinds == CONTENT).sum()) >= SHORTEST


def _ids(item: Item) -> list[str]:
    """What names the item's problem, if that is a digest: numbers are everyone's."""
    names = (item.id, item.row.get("problem_id"), item.row.get("fingerprint"))
    return [name for name in names if isinstance(name, str) and _DIGEST.fullmatch(name)]


_DIGEST = re.compile(r"(?:[\w/.-]{1,200}:)?[0-9a-f]{16,64}")


def _parameters(item: Item) -> tuple[str, str] | None:
    params = item.row.get("params")
    if not item.template or params in (None, "", "{}"):
        return None
    return item.template, params if isinstance(params, str) else canonical_json(params).decode()


def g3(eval: EvalSet, found: Tally, looker: Keys, rows: int) -> Guarantee:
    """No item's random key, id, parameters or statement is in what was trained on."""
    counts = {name: found.counts.get(name, 0) for name in (SEED, ID, PARAMETERS, STATEMENT)}
    compared = {name: found.counts.get(name, 0) for name in ("rows_with_seed", "rows_with_parameters", "statements")}
    known = sum(len(each) for each in looker.statements.values())
    if not any(compared.values()) and not looker.ids:
        told = "Nothing could be compared: the rows have neither keys nor parameters nor statements."
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
    return Guarantee(
        number="G3", title=TITLE, outcome="fails" if found.offending else "holds", summary=summary,
        pairs=found.pairs(), offending=found.offending, total=found.offending,
        figures={**counts, **compared, "items": len(eval.items), "known_statements": known},
    )  # fmt: skip
