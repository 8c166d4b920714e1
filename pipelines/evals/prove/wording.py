"""What a text says of its own: an item's statement, apart from what the generators write in every problem.

Problems that generators write share wording by design: how the answer is to be given, how a list is described. That
identifies no item. It is told from an item's own wording by draws that have nothing to do with the eval nor with what
was trained on: an n-gram that another family writes of itself, or for an item of a held-out template another template,
is nobody's property.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from generators.family import Impossible, draw
from generators.registry import families, kin_of
from pipelines.decontamination import packs
from pipelines.decontamination.packs import FEWEST_GRAMS, RAW_MASK, Pack, Source
from pipelines.decontamination.scoring import THRESHOLD
from pipelines.decontamination.skeletons import (
    BASE,
    BREAK,
    SKETCH_SLOTS,
    Batch,
    Hashes,
    Integers,
    Vocabulary,
    lower_words,
)
from pipelines.evals.items import EvalSet, Item

SEED = 7_260_421  # of the draws that tell what is common; nothing is built with it
DRAWS = 20  # of each family's level
COMMON = 4  # families that write a sentence, from which it says nothing of a problem
MOSTLY = 0.4  # … by this share of its n-grams: the form of an answer may be a family's own, but not how it is asked for
FALLBACK = 0.8  # containment of an item that has hardly any wording of its own, where all of its wording counts
SHARED = (
    6  # n-grams that a text must share with an item of ours at least, which of a short one is more than a share .30
)
MOST = 0.9  # … but no more than this share
RICH = 16  # n-grams, from which an item of ours has words enough to be known by its numbers and a sketch of the words
SENTENCE = re.compile(r"(?<=[.?!])\s+|\s*\n\s*")
LABEL = re.compile(
    r"(?:question|problem|task|exercise|instruction|input|user|human|q)\s?[0-9]{0,6}\s?[:.)]\s+", re.IGNORECASE
)
WHOLE = 1 << 30  # tokens of a window: a sentence is never cut
STRICT = ("new_template", "new_family", "")  # the tiers whose wording must be their own


class Writer(NamedTuple):
    """Who wrote a text: the family's kin, and the template."""

    kin: str
    template: str


@lru_cache(maxsize=1)
def common() -> tuple[tuple[Writer, str], ...]:
    """What all families write: the texts of some draws of each of their levels, with who wrote them."""
    found = []
    for name, family in families().items():
        for level in family.levels:
            for index in range(DRAWS):
                try:
                    problem = draw(family, SEED, index, level)
                except Impossible:
                    continue
                found.append((Writer(kin_of(name), problem.template), problem.prompt))
    return tuple(found)


def sentences(text: str) -> list[str]:
    """A text cut where sentences and lines end, without labels in front of them."""
    return [part for part in (_unlabelled(part) for part in SENTENCE.split(text.strip())) if part]


def _unlabelled(sentence: str) -> str:
    label = LABEL.match(sentence)
    return sentence[label.end() :] if label else sentence


class Wording(NamedTuple):
    """What is known of an eval's wording: the vocabulary that tells names from words, the sentences that say nothing
    (hashes of their skeletons), and the statement of each item."""

    vocabulary: Vocabulary
    nothing: frozenset[int]
    statements: tuple[str, ...]

    def parts(self, texts: Sequence[str]) -> Parts:
        """The texts' sentences without those that say nothing."""
        return parts_of(texts, self.vocabulary, self.nothing)

    def pieces(self, texts: Sequence[str]) -> list[list[tuple[str, bool]]]:
        """Of each text its sentences, and whether each is the text's own. A label is left out at the beginning only:
        further on it is found again as it stands."""
        cut = [(number, part) for number, text in enumerate(texts) for part in SENTENCE.split(text.strip()) if part]
        bare = [_unlabelled(part) for _, part in cut]
        own = np.ones(len(cut), dtype=np.bool_)
        if self.nothing and cut:
            hashes = _skeleton_hashes(Batch(bare, self.vocabulary, WHOLE, WHOLE))
            own = ~np.isin(hashes, np.array(sorted(self.nothing), dtype=np.uint64))
        found: list[list[tuple[str, bool]]] = [[] for _ in texts]
        for (number, part), without, mine in zip(cut, bare, own.tolist(), strict=True):
            text = part if found[number] else without
            found[number] += [(text, mine)] if text else []
        return found


class Parts(NamedTuple):
    """Sentences of texts one after another: of each its text's number, and itself."""

    owner: Integers
    sentences: list[str]


def wording_of(eval: EvalSet) -> Wording:
    """The wording of an eval's items. Only what names a family of ours is put to what all families write."""
    prompts = [item.prompt for item in eval.items]
    vocabulary = Vocabulary(lower_words(prompts))
    if not any(item.family in families() for item in eval.items):
        return Wording(vocabulary, frozenset(), tuple(prompts))
    kins = sorted({writer.kin for writer, _ in common()})
    number = {kin: place for place, kin in enumerate(kins)}
    batch = Batch([text for _, text in common()], vocabulary)
    hashes, window = batch.skeleton_grams()
    writer = np.array([number[each.kin] for each, _ in common()], dtype=np.int64)[batch.document[window]]
    gram, kin_count = _writers(hashes, writer)
    many = gram[kin_count >= COMMON]
    nothing: set[int] = set()
    for prompts_ in _chunks(prompts):
        cut = [part for text in prompts_ for part in sentences(text)]
        batch = Batch(cut, vocabulary, WHOLE, WHOLE)
        hashes, window = batch.skeleton_grams()
        inside = np.bincount(window, minlength=batch.windows)
        known = np.bincount(window[np.isin(hashes, many)], minlength=batch.windows)
        empty = (inside >= 3) & (known >= MOSTLY * inside)
        nothing.update(_skeleton_hashes(batch)[empty].tolist())
    found = Wording(vocabulary, frozenset(nothing), ())
    return found._replace(statements=tuple(_statements(prompts, found)))


def _statements(prompts: Sequence[str], wording: Wording) -> Iterator[str]:
    for chunk in _chunks(prompts):
        parts = wording.parts(chunk)
        kept: list[list[str]] = [[] for _ in chunk]
        for owner, sentence in zip(parts.owner.tolist(), parts.sentences, strict=True):
            kept[owner].append(sentence)
        yield from ("\n".join(each) or text for each, text in zip(kept, chunk, strict=True))


def _chunks(texts: Sequence[str], size: int = 1000) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), size):
        yield texts[start : start + size]


def parts_of(texts: Sequence[str], vocabulary: Vocabulary, nothing: frozenset[int]) -> Parts:
    """The sentences of texts, without those that say nothing."""
    cut = [(number, part) for number, text in enumerate(texts) for part in sentences(text)]
    batch = Batch([part for _, part in cut], vocabulary, WHOLE, WHOLE)
    owner = np.array([number for number, _ in cut], dtype=np.int64)
    keep = np.ones(len(cut), dtype=np.bool_)
    if nothing:
        keep = ~np.isin(_skeleton_hashes(batch), np.array(sorted(nothing), dtype=np.uint64))
    size = np.diff(batch.raw.bounds(batch.windows), append=len(batch.raw.hashes))[: batch.windows] - 1
    keep &= size > 0
    places = np.flatnonzero(keep)
    kept = [cut[place][1] for place in places.tolist()]
    return Parts(owner[places], kept)


def _skeleton_hashes(batch: Batch) -> Hashes:
    stream = batch.skeleton
    return _sums(stream.hashes, stream.window, stream.kind == BREAK, batch.windows)


def _sums(values: Hashes, window: Integers, breaks: npt.NDArray[np.bool_], windows: int) -> Hashes:
    """By window a hash of its values in their order."""
    starts = np.flatnonzero(breaks)
    place = np.arange(len(values)) - starts[window]
    powers = np.full(int(place.max(initial=0)) + 1, BASE, dtype=np.uint64)
    powers[0] = 1
    powers = np.cumprod(powers, dtype=np.uint64)
    told = (values + np.uint64(1)) * powers[place]
    told = told ^ (told >> np.uint64(29))
    told[breaks] = 0
    total = np.zeros(len(values) + 1, dtype=np.uint64)
    np.cumsum(told * BASE, out=total[1:])
    ends = np.append(starts[1:], len(values))[:windows]
    sums: Hashes = total[ends] - total[starts[:windows]]
    return sums


def _writers(hashes: Hashes, writer: Integers) -> tuple[Hashes, Integers]:
    """The different n-grams, and by how many writers each is written."""
    pairs = np.unique(np.stack((hashes, writer.astype(np.uint64))), axis=1)
    gram, count = np.unique(pairs[0], return_counts=True)
    return gram, count


def own_pack(items: Sequence[Item], wording: Wording, statements: Sequence[str]) -> Pack:
    """A pack over the items' statements in which only their own wording counts.

    Of an item that names a family of ours the n-grams do not count that another family writes too; of one of the tier
    `new_template` neither those of another template. Where fewer than `FEWEST_GRAMS` are left, those count that few
    families write, and containment must reach `FALLBACK`; with a short item of ours a text must share `SHARED` n-grams
    at least. Scores are counted down so that the usual threshold says the same of all. A raw n-gram is evidence in
    texts that people wrote one by one; where generators wrote them it is a phrase of theirs, and containment decides.
    """
    given = [packs.Item("eval", f"{number:07}", text) for number, text in enumerate(statements)]
    pack = packs.loaded(packs.build("eval", "1", [Source(name="eval", licence="")], given), "the eval")
    ours = np.array([item.family in families() for item in items])
    part_item = pack.arrays["part_item"].astype(np.int64)
    parts = len(part_item)
    if not ours.any():
        return pack
    foreign_kins, foreign_templates, common_raw = _others(pack, items)
    posting = pack.arrays["posting"].astype(np.int64)
    gram = np.repeat(np.arange(len(pack.idf)), np.diff(pack.posting_start))
    item = part_item[posting]
    template = np.array([each.tier == "new_template" for each in items])[item]
    masked = ours[item] & (np.where(template, foreign_templates, foreign_kins) > 0)
    few = np.bincount(posting[~masked], minlength=parts) < FEWEST_GRAMS
    few &= ours[part_item]
    keep = np.where(few[posting], foreign_kins < COMMON - 1, ~masked)
    size = np.bincount(posting[keep], minlength=parts)
    share = np.clip(SHARED / np.maximum(size, 1), THRESHOLD, MOST)
    least = np.where(ours[part_item], np.where(few, np.maximum(share, FALLBACK), share), THRESHOLD)
    scale = least / THRESHOLD
    pack = _narrowed(pack, keep, gram, scale)
    rich = ~ours[part_item] | (size >= RICH)
    numbers = rich[pack.arrays["numbers_part"].astype(np.int64)]
    told = {name: pack.arrays[name][numbers] for name in ("numbers", "numbers_part")}
    told["sketch"] = pack.arrays["sketch"].reshape(-1, SKETCH_SLOTS)[numbers].reshape(-1)
    raw_part = pack.arrays["raw_part"].astype(np.int64)
    decides = ~ours[part_item[raw_part]]
    written = np.isin(pack.arrays["raw"], common_raw & RAW_MASK)
    decides |= np.isinf(pack.weight[raw_part]) & ~written
    raw = {name: pack.arrays[name][decides] for name in ("raw", "raw_part")}
    return replace(pack, arrays={**pack.arrays, **raw, **told})


def _others(pack: Pack, items: Sequence[Item]) -> tuple[Integers, Integers, Hashes]:
    """By posting (an n-gram in a part): how many other families write the n-gram, and how many other templates; and the
    raw n-grams that families write which are none of the items'."""
    batch = Batch([text for _, text in common()], pack.vocabulary)
    hashes, window = batch.skeleton_grams()
    there, gram = pack.find("gram", hashes)
    document = batch.document[window[there]]
    posting = pack.arrays["posting"].astype(np.int64)
    at = np.repeat(np.arange(len(pack.idf)), np.diff(pack.posting_start))
    part_item = pack.arrays["part_item"].astype(np.int64)
    found = []
    for of, own in (
        ([writer.kin for writer, _ in common()], [kin_of(item.family) for item in items]),
        (
            [f"{writer.kin}\0{writer.template}" for writer, _ in common()],
            [f"{kin_of(item.family)}\0{item.template}" for item in items],
        ),
    ):
        names = {name: number for number, name in enumerate(sorted({*of, *own}))}
        writer = np.array([names[name] for name in of], dtype=np.int64)[document]
        pairs = np.unique(gram * len(names) + writer)
        count = np.bincount(pairs // len(names), minlength=len(pack.idf))
        mine = at * len(names) + np.array([names[name] for name in own], dtype=np.int64)[part_item[posting]]
        found.append(count[at] - np.isin(mine, pairs))
    kins = {kin_of(item.family) for item in items}
    raw, window = batch.raw_grams()
    others = np.array([writer.kin not in kins for writer, _ in common()])
    return found[0], found[1], raw[others[batch.document[window]]]


def _narrowed(pack: Pack, keep: npt.NDArray[np.bool_], gram: Integers, scale: npt.NDArray[np.float64]) -> Pack:
    """The pack without some of its postings; the score that a part reaches is divided by its scale."""
    inside = np.bincount(gram[keep], minlength=len(pack.idf))
    there = inside > 0
    posting = pack.arrays["posting"][keep]
    parts = len(scale)
    arrays = {
        **pack.arrays, "posting": posting, "gram": pack.arrays["gram"][there], "gram_parts": inside[there],
    }  # fmt: skip
    inside = inside[there]
    idf = np.round(1024 * np.log1p(parts / np.maximum(inside, 1)))
    weight = np.zeros(parts)
    weight += np.bincount(posting, weights=np.repeat(idf, inside), minlength=parts)
    weight *= scale
    weight[np.bincount(posting, minlength=parts) < FEWEST_GRAMS] = np.inf
    start = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(inside)))
    return replace(pack, arrays=arrays, posting_start=start, idf=idf, weight=weight)
