"""G2, G6 and G7: what texts have in common: an eval's items with what was trained on, and all with benchmarks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from pipelines.decontamination import packs
from pipelines.decontamination.audit import NEAREST, best_of, find_pack
from pipelines.decontamination.embeddings import open_model
from pipelines.decontamination.packs import Pack, Source
from pipelines.decontamination.paraphrases import THRESHOLD as COSINE, Tier, matches
from pipelines.decontamination.reading import Text
from pipelines.decontamination.scoring import SKELETON, THRESHOLD, findings
from pipelines.decontamination.templates import rows as template_rows, template_files
from pipelines.evals.items import EvalSet, Item
from pipelines.evals.prove.findings import Figure, Guarantee, Outcome, Pair, Tally
from pipelines.evals.prove.rows import Record
from pipelines.evals.prove.wording import STRICT, Wording, own_pack
from schemas import BadInput

WORDING = "no item's wording is in what was trained on"
MEANING = "no item is said in other words in what was trained on"
BENCHMARKS = "the eval, what was trained on and the templates hold no benchmark item"
BEGINS = 80  # characters of a text that are told


def strict(item: Item) -> bool:
    """Whether an item's wording must be its own: all but new draws of templates that are trained on."""
    return item.tier in STRICT


class Texts:
    """G2 in rows: how near texts come to the statements of the items whose wording must be their own."""

    def __init__(self, eval: EvalSet, wording: Wording) -> None:
        pairs = [
            (item, statement) for item, statement in zip(eval.items, wording.statements, strict=True) if strict(item)
        ]
        self.items = [item.id for item, _ in pairs]
        self.own: Pack | None = None
        if pairs:
            try:
                self.own = own_pack([item for item, _ in pairs], wording, [statement for _, statement in pairs])
            except BadInput:  # no item is long enough to be recognised by its text
                self.own = None

    def look(self, records: Sequence[Record]) -> Tally:
        """The texts that are an item's, and the nearest others."""
        found = Tally()
        if self.own is None:
            return found
        given = [(record.place, text) for record in records for _, text in record.texts]
        for (place, text), each in zip(given, findings((text for _, text in given), self.own), strict=True):
            if not each.nearest and not each.rules:
                continue
            score = round(each.score, 4) if each.nearest == each.item else None
            told = f"{' and '.join(each.rules) or SKELETON}: {_begins(text)}"
            found.add(Pair(self.items[_number(each.item)], place, told, score), bool(each.rules))
            for rule in each.rules:
                found.count(rule)
        return found


def g2(eval: EvalSet, found: Tally, looker: Texts, texts: int) -> Guarantee:
    """The highest containment of an item's own wording stays below the threshold; not run where no item has wording
    that must be its own."""
    looked_at, apart = len(looker.items), len(eval.items) - len(looker.items)
    pairs = found.pairs(NEAREST)
    scores = [pair.score for pair in pairs if pair.score is not None]
    figures: dict[str, Figure] = {
        "items": looked_at, "new_draws_not_asked": apart, "texts": texts, "items_met": len(found.items),
        "threshold": THRESHOLD, "highest": max(scores, default=0.0), **dict(sorted(found.counts.items())),
    }  # fmt: skip
    outcome: Outcome = "fails" if found.offending else "holds"
    if found.offending:
        summary = (
            f"{len(found.items):,} of {looked_at:,} items are met by {found.offending:,} of {texts:,} texts that were "
            "trained on."
        )
    elif not looked_at:
        outcome = "not_run"
        summary = (
            f"All {apart:,} items are new draws of templates that are trained on, with the same wording by design: "
            "none was asked."
        )
    elif looker.own is None:
        outcome = "not_run"
        summary = f"None of {looked_at:,} items has words enough to be recognised by."
    else:
        highest = max(scores, default=0.0)
        summary = (
            f"No item of {looked_at:,} is in {texts:,} texts that were trained on; the nearest shares {highest:.0%} of "
            "its wording."
        )
    return Guarantee(
        number="G2", title=WORDING, outcome=outcome, summary=summary, pairs=pairs,
        offending=found.offending, total=found.offending + found.told, figures=figures,
    )  # fmt: skip


class Meanings:
    """G6 in rows: texts that say what an item says in other words, by a model of word vectors."""

    def __init__(self, eval: EvalSet, wording: Wording, model: Path, cosine: float = COSINE) -> None:
        pairs = [
            (item.id, statement) for item, statement in zip(eval.items, wording.statements, strict=True) if strict(item)
        ]
        self.items = [name for name, _ in pairs]
        self.model, self.cosine = model, cosine
        self.told = ""
        self._bytes = b""
        self._opened: tuple[Pack, Tier] | None = None
        if pairs:
            opened = open_model(model)
            self.told = Tier(opened, cosine).told
            given = [packs.Item("eval", f"{number:07}", statement) for number, (_, statement) in enumerate(pairs)]
            self._bytes = packs.build("eval", "1", [Source(name="eval", licence="")], given, opened)

    def look(self, records: Sequence[Record]) -> Tally:
        """The texts whose vector and numbers are an item's."""
        found = Tally()
        if not self._bytes:
            return found
        if self._opened is None:
            self._opened = packs.loaded(self._bytes, "the eval"), Tier(open_model(self.model), self.cosine)
        pack, tier = self._opened
        given = [(record.place, text) for record in records for _, text in record.texts]
        for (place, text), each in zip(given, matches([text for _, text in given], pack, tier), strict=True):
            if each is not None:
                found.add(Pair(self.items[_number(each.item)], place, _begins(text), round(each.cosine, 4)))
        return found

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_opened": None}  # a child opens the model itself


def g6(eval: EvalSet, found: Tally | None, looker: Meanings | None, texts: int) -> Guarantee:
    """No text that was trained on says in other words what an item says; not run without a model, or where no item's
    wording must be its own."""
    if found is None or looker is None or not looker.items:
        told = "No model was given, so an item in other words would not have been found."
        if looker is not None:
            told = "All items are new draws of templates that are trained on: none was asked."
        return Guarantee(number="G6", title=MEANING, outcome="not_run", summary=told)
    met = f"{found.offending:,} texts say in other words what {len(found.items):,} items say"
    summary = f"{met if found.offending else f'None of {texts:,} texts says what an item says'}, by {looker.told}."
    return Guarantee(
        number="G6", title=MEANING, outcome="fails" if found.offending else "holds", summary=summary,
        pairs=found.pairs(), offending=found.offending, total=found.offending,
        figures={"items": len(looker.items), "texts": texts, "cosine": looker.cosine},
    )  # fmt: skip


class Benchmarks:
    """G7 in rows: texts that are benchmark items, by packs of fingerprints, which children load themselves."""

    def __init__(self, names: Sequence[str | Path]) -> None:
        self.names = [str(name) for name in names]
        self._packs: list[Pack] = []

    @property
    def packs(self) -> list[Pack]:
        """The packs, loaded when first asked for. Raises `BadInput` where there is none."""
        if not self._packs:
            self._packs = [find_pack(name) for name in self.names]
        return self._packs

    def look(self, records: Sequence[Record]) -> Tally:
        """The texts that are a benchmark's."""
        asked = {text for record in records for text in record.asked}
        texts = [Text(record.place, column, text) for record in records for column, text in record.texts]
        return self.put(texts, [text.text in asked for text in texts])

    def put(self, texts: Sequence[Text], asked: Sequence[bool] = ()) -> Tally:
        """The same for texts at hand. What is no problem's statement is only told: a solution has phrases of others."""
        found = Tally()
        if not self.packs:
            return found
        decides = asked or [True] * len(texts)
        nearest = best_of([text.text for text in texts], self.packs)
        for text, (each, pack), offends in zip(texts, nearest, decides, strict=True):
            if each.contaminated:
                detail = f"{' and '.join(each.rules)}, pack {pack.id}: {_begins(text.text)}"
                found.add(Pair(each.item, text.place, detail, round(each.score, 4)), offends)
        return found

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_packs": []}


def g7(eval: EvalSet, found: Tally, looker: Benchmarks, texts: int, templates: Sequence[Path] = ()) -> Guarantee:
    """The eval's items, what was trained on and the seed templates (the shipped ones if none are named) are clean."""
    if not looker.names:
        return Guarantee(number="G7", title=BENCHMARKS, outcome="not_run", summary="No fingerprint pack was named.")
    items = looker.put([Text(item.place, "prompt", item.prompt) for item in eval.items])
    seeds = looker.put(_template_texts(templates) if templates else _shipped())
    both = Tally()
    for each in (found, items, seeds):
        both.join(each)
    named = ", ".join(pack.id for pack in looker.packs)
    summary = (
        f"{found.offending:,} problems that were trained on, {items.offending:,} of {len(eval.items):,} items and "
        f"{seeds.offending:,} draws of seed templates are near to an item of {named}."
        if both.offending
        else f"All problems that were trained on, {len(eval.items):,} items and all seed templates are clean against "
        f"{named}."
    )
    if found.told:
        summary += f" {found.told:,} solutions of {texts:,} texts have an item's phrases, which is told."
    return Guarantee(
        number="G7", title=BENCHMARKS, outcome="fails" if both.offending else "holds", summary=summary,
        pairs=both.pairs(), offending=both.offending, total=both.offending + both.told,
        figures={
            "trained": found.offending, "solutions": found.told, "items": items.offending,
            "templates": seeds.offending, "packs": named,
        },
    )  # fmt: skip


def _template_texts(templates: Sequence[Path]) -> list[Text]:
    return [text for row in template_rows(template_files(templates)) for text in row]


@lru_cache(maxsize=1)
def _shipped() -> list[Text]:
    return _template_texts(())


def _number(item: str) -> int:
    return int(item.partition("/")[2])


def _begins(text: str) -> str:
    return " ".join(text[: 2 * BEGINS].split())[:BEGINS].encode("utf-8", "replace").decode()
