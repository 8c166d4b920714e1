"""How near texts come to a pack's items: skeleton containment, raw n-grams, number signatures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from pipelines.decontamination.packs import FEWEST_NUMBERS, RAW_MASK, Pack
from pipelines.decontamination.skeletons import ANCHOR_GRAM, SKETCH_SLOTS, Batch, Integers, Stream

THRESHOLD = 0.3  # of skeleton containment
FEWEST_SHARED = 3  # n-grams: two of a short item's six are a phrase of everyday
ALIKE_SLOTS = 9  # of the sketch's, from which a text with an item's numbers is the item reworded
BATCH_CHARACTERS, BATCH_TEXTS = 1 << 19, 2048
PIECE, OVERLAP = 200_000, 20_000  # characters: what is longer is looked at in pieces, which bounds memory

SKELETON, RAW, WHOLE, FORM, NUMBERS = "skeleton", "raw n-gram", "whole item", "whole skeleton", "numbers"
BEHAVIOUR = "behaviour"  # a program that does the same as an item's: found beside the texts (see `stage`)


class Finding(msgspec.Struct, frozen=True):
    """What a text has in common with a pack: the nearest item by skeleton containment with its score (0 to 1), and by
    each rule that was met the item that it points to. `cosine` is that of the item's vector where vectors were compared
    and told the text from its item. A text is contaminated when any rule was met."""

    score: float = 0.0
    nearest: str = ""
    rules: dict[str, str] = {}
    cosine: float = 0.0

    @property
    def contaminated(self) -> bool:
        """Whether any rule was met."""
        return bool(self.rules)

    @property
    def item(self) -> str:
        """The item that the text is taken for: the nearest one, or what the first rule that was met points to."""
        return self.rules.get(SKELETON) or next(iter(self.rules.values()), self.nearest)


def findings(texts: Iterable[str], pack: Pack, threshold: float = THRESHOLD) -> Iterator[Finding]:
    """A finding for each text, in their order, whatever their lengths."""
    waiting: list[str] = []
    owner: list[int] = []
    characters = 0
    for text in texts:
        first = len(owner)
        if len(text) <= PIECE:
            waiting.append(text)
        else:
            waiting += [text[start : start + PIECE] for start in range(0, len(text) - OVERLAP, PIECE - OVERLAP)]
        owner += [first] * (len(waiting) - first)
        characters += len(text)
        if characters >= BATCH_CHARACTERS or len(waiting) >= BATCH_TEXTS:
            yield from _joined(waiting, owner, pack, threshold)
            waiting, owner, characters = [], [], 0
    if waiting:
        yield from _joined(waiting, owner, pack, threshold)


def _joined(texts: list[str], owner: list[int], pack: Pack, threshold: float) -> Iterator[Finding]:
    found = _findings_by_piece(texts, pack, threshold)
    start = 0
    while start < len(texts):
        end = start + 1
        while end < len(texts) and owner[end] == owner[start]:
            end += 1
        yield _best(found[start:end])
        start = end


def _findings_by_piece(texts: list[str], pack: Pack, threshold: float) -> list[Finding]:
    result: list[Finding] = []
    start = 0
    while start < len(texts):  # a text of 10 MB is one owner's many pieces: they are not held as arrays all at once
        size, end = 0, start
        while end < len(texts) and size < BATCH_CHARACTERS:
            size += len(texts[end])
            end += 1
        result += score_batch(texts[start:end], pack, threshold)
        start = end
    return result


def _best(found: Sequence[Finding]) -> Finding:
    """The pieces' findings as one: of the scores the highest, of each rule the first that met it."""
    if len(found) == 1:
        return found[0]
    top = max(found, key=lambda each: each.score)
    rules: dict[str, str] = {SKELETON: top.item} if SKELETON in top.rules else {}
    for each in found:
        for rule, item in each.rules.items():
            rules.setdefault(rule, item)
    return Finding(top.score, top.nearest, rules)


class Scores(NamedTuple):
    """By document: the best skeleton containment and the part it was found in (-1: none)."""

    score: npt.NDArray[np.float64]
    part: Integers


def score_batch(texts: Sequence[str], pack: Pack, threshold: float = THRESHOLD) -> list[Finding]:
    """A finding for each of the texts, which are held in memory together with all their n-grams."""
    batch = Batch(texts, pack.vocabulary)
    score, part = _containment(batch, pack, len(texts))
    rules: dict[int, dict[str, str]] = {}
    flagged = np.flatnonzero(score >= threshold)
    for document in flagged.tolist():
        rules.setdefault(document, {})[SKELETON] = pack.item(int(part[document]))
    for rule, hits in (
        (RAW, _raw(batch, pack)), (WHOLE, _whole(batch.raw, "whole", pack)),
        (FORM, _whole(batch.skeleton, "form", pack)), (NUMBERS, _numbers(batch, pack)),
    ):  # fmt: skip
        for window, item in hits:
            rules.setdefault(int(batch.document[window]), {}).setdefault(rule, pack.item(item))
    result = [_NONE] * len(texts)
    for document in np.flatnonzero(score > 0).tolist():
        result[document] = Finding(
            float(score[document]), pack.item(int(part[document])), rules.pop(document, _NO_RULES)
        )
    for document, met in rules.items():  # nothing in common by skeleton
        result[document] = Finding(rules=met)
    return result


_NONE: Finding = Finding()
_NO_RULES: dict[str, str] = {}


def _containment(batch: Batch, pack: Pack, documents: int) -> Scores:
    """Σ idf of the n-grams that a window shares with a part over Σ idf of all the part's, the highest by document."""
    score, best = np.zeros(documents), np.full(documents, -1)
    hashes, window = batch.skeleton_grams()
    there, gram = pack.find("gram", hashes)
    if not len(there):
        return Scores(score, best)
    pair = np.unique(window[there] * len(pack.idf) + gram)
    window, gram = np.divmod(pair, len(pack.idf))
    start, inside = pack.posting_start[gram], pack.posting_start[gram + 1] - pack.posting_start[gram]
    step = np.arange(int(inside.sum())) - np.repeat(np.cumsum(inside) - inside, inside)
    part = pack.arrays["posting"][np.repeat(start, inside) + step].astype(np.int64)
    key = np.repeat(window, inside) * len(pack.weight) + part
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    total = np.add.reduceat(np.repeat(pack.idf[gram], inside)[order], first)
    total[np.diff(first, append=len(key)) < FEWEST_SHARED] = 0.0
    window, part = np.divmod(key[first], len(pack.weight))
    share = total / pack.weight[part]
    document = batch.document[window]
    order = np.lexsort((part, -share, document))
    document = document[order]
    top = order[np.flatnonzero(np.concatenate(([True], document[1:] != document[:-1])))]
    score[batch.document[window[top]]] = np.minimum(share[top], 1.0)
    best[batch.document[window[top]]] = part[top]
    return Scores(score, best)


def _raw(batch: Batch, pack: Pack) -> Iterator[tuple[int, int]]:
    """Windows that share a raw n-gram with a part, and the part."""
    hashes, window = batch.raw_grams()
    there, place = pack.find("raw", hashes & RAW_MASK)
    return zip(window[there].tolist(), pack.arrays["raw_part"][place].tolist(), strict=True)


def _whole(stream: Stream, name: str, pack: Pack) -> Iterator[tuple[int, int]]:
    """Windows that hold the whole of an item that has no n-grams to be recognised by, and the part."""
    hashes, begin = stream.grams(ANCHOR_GRAM)
    begin = begin[pack.may_have(f"{name}_anchor", hashes)]
    table, lengths = pack.arrays[name], pack.arrays[f"{name}_length"]
    if not len(begin) or not len(table):
        return
    for length in np.unique(lengths).tolist():
        spans, place = stream.spans(begin, length)
        spans &= RAW_MASK
        found = np.minimum(np.searchsorted(table, spans), len(table) - 1)
        same = (table[found] == spans) & (lengths[found] == length)
        parts = pack.arrays[f"{name}_part"][found[same]]
        yield from zip(stream.window[place[same]].tolist(), parts.tolist(), strict=True)


def _numbers(batch: Batch, pack: Pack) -> Iterator[tuple[int, int]]:
    """Windows with exactly a part's numbers and much the same words, and the part."""
    counts, signatures = batch.numbers()
    candidates = np.flatnonzero(counts >= FEWEST_NUMBERS)
    there, _ = pack.find("numbers", signatures[candidates])
    table = pack.arrays["numbers"]
    sketches = pack.arrays["sketch"].reshape(-1, SKETCH_SLOTS)
    for window in candidates[there].tolist():
        sketch = batch.sketch(window)
        if sketch is None:
            continue
        first = np.searchsorted(table, signatures[window], "left")
        last = np.searchsorted(table, signatures[window], "right")
        alike = (sketches[first:last] == sketch).sum(axis=1)
        if int(alike.max()) >= ALIKE_SLOTS:
            yield window, int(pack.arrays["numbers_part"][first + int(alike.argmax())])
