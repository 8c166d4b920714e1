"""Planted contamination: rows made from benchmark items in ways that contamination comes, to measure what is caught.

What the makers of rows know is kept apart from what the recogniser knows: the names that are put in are none of its
gazetteer's, and what counts as a name in an item is found by a rule of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from generators.randomness import Stream
from pipelines.behaviour import Program, returned_by
from pipelines.decontamination import words
from pipelines.decontamination.audit import behaves_like, best_of
from pipelines.decontamination.packs import Item, Pack
from pipelines.decontamination.paraphrases import Tier
from pipelines.decontamination.rewriting import rewritten
from pipelines.decontamination.scoring import THRESHOLD
from schemas.release import PackProbe, Recall as KindRecall

EXACT, CASE, EMBEDDED, TRUNCATED = "exact", "case changed", "embedded", "truncated"
RENUMBERED, RENAMED, REWORDED = "renumbered", "renumbered and renamed", "reworded by rule"
REWRITTEN = "program rewritten by rule"
# Names that the recogniser's gazetteer does not have, so that it has to tell by the writing that they are names.
STRANGERS = tuple(
    """
    Zubeida Ottokar Anneliese Thaddeus Ikaika Bronagh Saoirse Wolfram Leocadia Tamsin Ignatz Perpetua Quillan Rashida
    Svetlana Umberto Viveka Xiomara Yevgenia Zoltan Aoife Balthazar Chidinma Dagny Eudora Florian Gunnhild Hyacinth
    """.split()
)


class Recall(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows of one kind were planted, how many were caught, and for how many the item was named that the
    unchanged text is taken for. Items that have nothing to change are not planted."""

    kind: str
    planted: int
    caught: int
    named: int
    sources: dict[str, tuple[int, int]]  # by benchmark: planted, caught


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """What a probe of packs found: recall by kind, and the false alarms among texts that are clean."""

    packs: tuple[str, ...]
    threshold: float
    recalls: tuple[Recall, ...]
    clean: int
    false_alarms: int
    alarms: tuple[tuple[str, str, str], ...]  # the first of them: where, the item, how the text begins
    embeddings: str = ""  # the model, where vectors were compared too

    def summary(self, clean_from: str) -> PackProbe:
        """What travels with a pack: all kinds that were planted, without the benchmarks apart and the alarms."""
        return PackProbe(
            threshold=self.threshold,
            recalls=tuple(
                KindRecall(each.kind, each.planted, each.caught, each.named) for each in self.recalls if each.planted
            ),
            clean_from=clean_from,
            clean=self.clean,
            false_alarms=self.false_alarms,
        )


class Clean(NamedTuple):
    """What is no item's: where it comes from, its text, and its program if it has one."""

    place: str
    text: str
    program: Program | None = None


def probe(
    items: Sequence[Item],
    clean: Iterable[Clean],
    against: Sequence[Pack],
    threshold: float = THRESHOLD,
    seed: int = 0,
    tier: Tier | None = None,
) -> Probe:
    """Plant every item in every kind and look for them, and for alarms among what is clean, by text and program, and
    with a tier by vectors too."""
    recalls = [_recall(kind, change, items, against, threshold, seed, tier) for kind, change in KINDS.items()]
    if any(pack.views for pack in against):
        recalls.append(_programs(items, against, seed))
    known = list(clean)
    alarms = []
    for each, (finding, _) in zip(known, best_of([each.text for each in known], against, threshold, tier), strict=True):
        item = finding.item if finding.contaminated else ""
        if not item and each.program is not None:
            item = behaves_like(each.program, against)
        if item:
            alarms.append((each.place, item, " ".join(each.text[:120].split())))
    return Probe(
        packs=tuple(pack.id for pack in against),
        threshold=threshold,
        recalls=tuple(recalls),
        clean=len(known),
        false_alarms=len(alarms),
        alarms=tuple(alarms[:100]),
        embeddings="" if tier is None else tier.told,
    )


def planted(kind: str, items: Sequence[Item], seed: int = 0) -> Iterator[tuple[Item, str]]:
    """The items with their text changed in this way, without those in which there is nothing to change."""
    change = KINDS[kind]
    for item in items:
        stream = Stream("decontamination probe", seed, kind, item.source, item.id)
        text = change(item.text, stream)
        if text is not None:
            yield item, text


def _recall(
    kind: str,
    change: Callable[[str, Stream], str | None],
    items: Sequence[Item],
    against: Sequence[Pack],
    threshold: float,
    seed: int,
    tier: Tier | None,
) -> Recall:
    rows = list(planted(kind, items, seed))
    found = best_of([text for _, text in rows], against, threshold, tier)
    whole = best_of([item.text for item, _ in rows], against, threshold, tier)
    totals: Counter[str] = Counter(item.source for item, _ in rows)
    caught: Counter[str] = Counter()
    named = 0
    for (item, _), (finding, _), (same, _) in zip(rows, found, whole, strict=True):
        caught[item.source] += finding.contaminated
        named += finding.contaminated and same.item in (finding.item, *finding.rules.values())
    return Recall(
        kind=kind,
        planted=len(rows),
        caught=sum(caught.values()),
        named=named,
        sources={source: (total, caught[source]) for source, total in sorted(totals.items())},
    )


def _programs(items: Sequence[Item], against: Sequence[Pack], seed: int) -> Recall:
    """Items' programs rewritten, with half of their calls. One that gives something else on the calls than the item's
    own does, or cannot be rewritten, is not planted."""
    totals: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    named = 0
    for item in items:
        if item.program is None:
            continue
        changed = rewritten(item.program, Stream("decontamination probe", seed, REWRITTEN, item.source, item.id))
        calls = item.program.calls
        if changed is None or returned_by(changed, calls) != returned_by(item.program, calls):
            continue
        totals[item.source] += 1
        found, same = behaves_like(changed, against), behaves_like(item.program, against)
        caught[item.source] += bool(found)
        named += bool(found) and found == same
    return Recall(
        kind=REWRITTEN,
        planted=sum(totals.values()),
        caught=sum(caught.values()),
        named=named,
        sources={source: (total, caught[source]) for source, total in sorted(totals.items())},
    )


def _exact(text: str, stream: Stream) -> str:
    return text


def _case(text: str, stream: Stream) -> str:
    return stream.choice((str.upper, str.lower, _titled))(text)


def _titled(text: str) -> str:
    return re.sub(r"(?<![\\\w'])[a-z]", lambda found: found[0].upper(), text)


_FILLERS = (
    "The lesson began with a walk through the harbour, where everyone had to look closely at what lay around.",
    "Please read the whole page before you start to write, and leave a margin on the left.",
    "Yesterday's exercise was about maps; some of you mixed up east and west, so look at your sketches again.",
    "Nobody needs a calculator for this page, although a ruler will be of help with the drawing.",
    "A short story first: the old mill had not been in use since the river changed its bed.",
    "If you are done early, check the spelling of your title and talk quietly with your neighbour.",
    "The second half of this sheet is voluntary and will be discussed when the guests have left.",
    "Remember the picture of the lighthouse that we saw in spring? Something like it comes up again.",
)


def _embedded(text: str, stream: Stream) -> str:
    before, after = stream.sample(range(len(_FILLERS)), 3), stream.sample(range(len(_FILLERS)), 3)
    told = " ".join(_FILLERS[number] for number in before), " ".join(_FILLERS[number] for number in after)
    return f"{told[0]}\n\n{text}\n\n{told[1]}"


def _truncated(text: str, stream: Stream) -> str | None:
    """The first three fifths of the words."""
    parts = text.split(" ")
    return " ".join(parts[: -(-3 * len(parts) // 5)]) if len(parts) >= 10 else None


_SPOKEN = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen twenty thirty".split()
_NUMBER = re.compile(rf"\d+|\b(?:{'|'.join(_SPOKEN)})\b", re.IGNORECASE)


def _renumbered(text: str, stream: Stream) -> str | None:
    """All numbers changed: digits to others of as many places, words to others."""

    def other(found: re.Match[str]) -> str:
        old = found[0]
        if old.isdigit():
            low = 10 ** (len(old) - 1) if len(old) > 1 else 2
            new = old
            while new == old:
                new = str(stream.integer(low, 10 ** len(old) - 1)).rjust(len(old), "0")
            return new
        new = stream.choice([word for word in _SPOKEN if word != old.lower()])
        return new.capitalize() if old[0].isupper() else new

    changed = _NUMBER.sub(other, text)
    return changed if changed != text else None


_NAME = re.compile(r"(?<![.!?:\"'“]\s)(?<=[a-z,]\s)[A-Z][a-z]{2,}\b")  # capitalised within a sentence
_OPENING = re.compile(r"(?:^|[.!?:\"'“]\s*)([A-Z][a-z]{2,})\b")  # at a sentence's beginning only known names are names
_SWAPPED = {
    "he": "she", "she": "he", "his": "her", "her": "his", "him": "her", "himself": "herself", "herself": "himself",
}  # fmt: skip
_PRONOUN = re.compile(rf"\b(?:{'|'.join(_SWAPPED)})\b", re.IGNORECASE)
_NO_NAMES = frozenset(
    """
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September
    October November December Christmas Halloween Thanksgiving Easter English French Spanish American
    """.split()
)


def _renamed(text: str, stream: Stream) -> str | None:
    """All numbers changed, every name another wherever it stands, and he for she."""
    changed = _renumbered(text, stream)
    opening = [name for name in _OPENING.findall(text) if name.lower() in words.NAMES]
    names = [name for name in dict.fromkeys([*opening, *_NAME.findall(text)]) if name not in _NO_NAMES]
    names = [name for name in names if not re.search(rf"\b{name.lower()}\b", text)]
    if changed is None or not names:
        return None
    strangers = stream.sample(range(len(STRANGERS)), min(len(names), len(STRANGERS)))
    other = {name: STRANGERS[number] for name, number in zip(names, strangers, strict=False)}
    changed = re.sub(rf"\b(?:{'|'.join(other)})\b", lambda found: other[found[0]], changed)
    return _PRONOUN.sub(lambda found: _cased(_SWAPPED[found[0].lower()], found[0]), changed)


_SYNONYMS = {
    "buys": "purchases", "bought": "purchased", "buy": "purchase", "costs": "is priced at", "cost": "be priced at",
    "big": "large", "small": "little", "kids": "children", "children": "kids", "begins": "starts", "start": "begin",
    "started": "began", "finish": "complete", "gets": "receives", "get": "receive", "got": "received",
    "gave": "handed over", "gives": "hands over", "total": "sum", "many": "numerous", "house": "home", "car": "vehicle",
    "store": "shop", "shop": "store", "friends": "pals", "money": "cash", "earn": "make", "earns": "makes",
    "needs": "requires", "need": "require", "wants": "would like", "want": "would like", "uses": "employs",
    "each": "every", "every": "each", "also": "in addition", "if": "given that", "when": "once", "left": "remaining",
    "remaining": "left over", "number": "count", "find": "determine", "determine": "work out", "write": "implement",
    "function": "routine", "list": "sequence", "string": "text", "given": "supplied", "return": "give back",
    "maximum": "largest", "minimum": "smallest", "people": "persons", "all": "the whole of", "some": "a few",
    "day": "24 hours", "then": "after that", "because": "since", "but": "yet", "and": "as well as",
    "at most": "no more than", "at least": "no fewer than", "how much": "what amount", "how many": "what number of",
    "compute": "calculate", "calculate": "evaluate", "solve": "resolve", "positive": "greater than zero",
}  # fmt: skip
_SYNONYM = re.compile(rf"\b(?:{'|'.join(sorted(_SYNONYMS, key=len, reverse=True))})\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def _reworded(text: str, stream: Stream) -> str | None:
    """Other words wherever the table has some, and the question before what is told."""
    changed = _SYNONYM.sub(lambda found: _cased(_SYNONYMS[found[0].lower()], found[0]), text)
    sentences = _SENTENCE.split(changed)
    if len(sentences) > 1 and changed.count("\n") == 0:
        changed = " ".join([sentences[-1], *sentences[:-1]])
    return changed if changed != text else None


def _cased(word: str, like: str) -> str:
    return word[0].upper() + word[1:] if like[0].isupper() else word


KINDS: dict[str, Callable[[str, Stream], str | None]] = {
    EXACT: _exact,
    CASE: _case,
    EMBEDDED: _embedded,
    RENUMBERED: _renumbered,
    RENAMED: _renamed,
    TRUNCATED: _truncated,
    REWORDED: _reworded,
}
