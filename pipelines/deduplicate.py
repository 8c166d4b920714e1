"""Deduplicate: problems that say the same as another one in nearly the same words are dropped, wherever they came from.

Repeats by fingerprint are gone already, and problems of one family that differ in their fingerprint are different
problems however alike they read: ordinary near-deduplication would drop most of them. So texts are compared across
families only, and two are the same problem when they hold the same numbers, have the same answer and share most of
their character 5-shingles. The same text twice is dropped anywhere; of a family's functions to be written that do the
same one stays; and a recipe may bound how many problems share one skeleton.

Keys bring together what may be the same; with a key travels an id, and for the comparison 128 bytes of a MinHash
signature (b-bit minwise hashing; Li and König, WWW 2010), never a text. Of two that are the same the one of the earlier
round stays, then the one with the smaller id, so the result hangs on no order.
"""

from __future__ import annotations

import hashlib
import struct
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from pipelines.decontamination.skeletons import Batch, Vocabulary
from pipelines.decontamination.stage import BEHAVIOURS
from pipelines.minhash import PERMUTATIONS, jaccard, signatures
from pipelines.shards import ROWS, Made, Row, part_name, read_rows
from pipelines.stage import Context, Entry, Job, Keyed, Stage
from pipelines.unique import dropped_before, keyed_only
from schemas import Recipe, canonical_json
from schemas.arrow import NEAR

BANDS = 32
_ROWS = PERMUTATIONS // BANDS
_CANDIDATES = 8  # of one family, for one text and band
_WHOLE = 1 << 40  # tokens: every text is one window

# round, id, shard, level, index: bytes that sort as rounds and ids do, which is the order of precedence
_PLACE = struct.Struct(">I16sIIQ")
_FOUND = struct.Struct(">Bd16s")  # reason, score, keeper; then the place of what is dropped

TEXT, WORDS, NEAR_TEXT, DOES, SKELETON = range(5)  # kinds of keys, in the order in which their reasons count
REASONS = ("same_text", "same_text", "near_duplicate", "same_behaviour", "skeleton_cap")


class _Asked(msgspec.Struct):
    kind: str
    gold: str
    answer: dict[str, Any]


_asked = msgspec.json.Decoder(_Asked)
_plain = msgspec.json.Decoder()
# Where many answers are right, the gold is no property of the problem; the rest of its check is.
_MANY_ANSWERS = frozenset(("calculation", "program", "pattern", "sql"))
_ANY_ANSWER = frozenset(("witness", "mutant_killing", "difference", "countdown"))


def answer_of(check: str) -> bytes:
    """What two problems with the same answer share: the gold, or where many answers are right all else of the check."""
    asked = _asked.decode(check)
    if asked.answer.get("type") in _MANY_ANSWERS or asked.kind in _ANY_ANSWER:
        return canonical_json({name: value for name, value in _plain.decode(check).items() if name != "gold"})
    return asked.gold.encode()


def keys_of(rows: Sequence[Row], per_skeleton: bool) -> Iterator[list[tuple[int, bytes, bytes]]]:
    """For each problem (`prompt` and `check`) its keys: kind, what is to be equal, and what travels with it."""
    if not rows:
        return
    texts = [unicodedata.normalize("NFKC", row["prompt"]) for row in rows]
    batch = Batch(texts, _vocabulary(), _WHOLE, _WHOLE)
    _, numbers = batch.numbers()
    shapes = _skeletons(batch) if per_skeleton else []
    alike = [" ".join(text.casefold().split()) for text in texts]
    signed = signatures(alike)
    for place, (row, text, words) in enumerate(zip(rows, texts, alike, strict=True)):
        lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
        answer = answer_of(row["check"])
        found = [
            (TEXT, _digest(lines.encode()), b""),
            (WORDS, _digest(words.encode() + b"\0" + answer), b""),
            (NEAR_TEXT, _digest(numbers[place].tobytes() + answer), signed[place].tobytes()),
        ]
        if per_skeleton:
            found.append((SKELETON, shapes[place], b""))
        yield found


@cache
def _vocabulary() -> Vocabulary:
    """One for the process: what a token becomes hangs on the token alone."""
    return Vocabulary()


def _skeletons(batch: Batch) -> list[bytes]:
    bounds = batch.skeleton.bounds(batch.windows)
    return [_digest(batch.skeleton.hashes[a:b].tobytes()) for a, b in pairwise(bounds)]


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=12).digest()


def emit(job: Job, shard: int) -> tuple[int, Iterator[tuple[bytes, bytes]]]:
    """Each problem's keys with its place and family."""
    asked = job.recipe.curation.deduplication
    dropped = dropped_before(job, shard)
    rows: list[Row] = []
    places: list[bytes] = []
    for number, folder in enumerate(job.inputs["problems"]):
        for row in read_rows(Path(folder) / part_name(shard), ["id", "family", "level", "index", "prompt", "check"]):
            if (row["family"], row["index"]) not in dropped:
                rows.append(row)
                places.append(_PLACE.pack(number, bytes.fromhex(row["id"]), shard, row["level"], row["index"]))

    does = _behaviours(job, shard) if asked.behaviour else {}

    def pairs() -> Iterator[tuple[bytes, bytes]]:
        keys = keys_of(rows, asked.per_skeleton is not None)
        for row, place, found in zip(rows, places, keys, strict=True):
            family = row["family"].encode()
            found += [
                (DOES, _digest(family + each.encode()), b"") for each in does.get((row["family"], row["index"]), ())
            ]
            for kind, key, payload in found:
                if kind != NEAR_TEXT or asked.near is not None:
                    yield bytes((kind,)) + key, bytes((kind,)) + place + payload + family

    return len(rows), pairs()


def _behaviours(job: Job, shard: int) -> dict[tuple[str, int], list[str]]:
    """What the functions do that are to be written, by family and index: the decontaminate stage has run them."""
    found = {}
    for folder in job.inputs.get("contaminated", ()):
        path = Path(folder) / part_name(shard, BEHAVIOURS)
        for row in read_rows(path) if path.exists() else ():
            found[row["family"], row["index"]] = row["hashes"]
    return found


def resolve(values: list[bytes], recipe: Recipe) -> Iterator[Entry]:
    """What is dropped of the problems that share a key, with the reason and the id of what stays."""
    if len(values) == 1:
        return
    kind, asked = values[0][0], recipe.curation.deduplication
    if kind == NEAR_TEXT:
        assert asked.near is not None
        yield from _near(values, asked.near)
        return
    stays = 1 if kind != SKELETON or asked.per_skeleton is None else asked.per_skeleton
    for value in values[stays:]:
        yield _found(value[1:], kind, 1.0, values[0][1:])


def _found(place: bytes, kind: int, score: float, keeper: bytes) -> Entry:
    _, kept, *_ = _PLACE.unpack_from(keeper)
    _, _, shard, _, _ = _PLACE.unpack_from(place)
    return shard, _FOUND.pack(kind, score, kept) + place


def _near(values: list[bytes], least: float) -> Iterator[Entry]:
    """Texts that are near to one of another family which precedes them. Buckets hold a few texts of each family, so
    that no number of alike texts costs more than their number."""
    start = 1 + _PLACE.size
    families = [value[start + PERMUTATIONS :] for value in values]
    if len(set(families)) == 1:
        return
    signatures = [value[start : start + PERMUTATIONS] for value in values]
    buckets: dict[bytes, dict[bytes, list[int]]] = {}
    for number, (family, signed) in enumerate(zip(families, signatures, strict=True)):
        candidates: set[int] = set()
        for band in range(BANDS):
            key = bytes((band,)) + signed[band * _ROWS : (band + 1) * _ROWS]
            bucket = buckets.setdefault(key, {})
            for other, members in bucket.items():
                if other != family:
                    candidates.update(members)
            own = bucket.setdefault(family, [])
            if len(own) < _CANDIDATES:
                own.append(number)
        scored = ((jaccard(signed, signatures[other]), other) for other in sorted(candidates))
        near = next(((score, other) for score, other in scored if score >= least), None)
        if near is not None:
            score, keeper = near
            place = values[number][1:start] + family
            yield _found(place, NEAR_TEXT, score, values[keeper][1:start])


def rows(values: list[bytes], size: int, context: Context) -> Made:
    """A shard's dropped problems as rows: each once, with the first of its reasons."""
    found: dict[tuple[str, int], Row] = {}
    for value in values:
        kind, score, keeper = _FOUND.unpack_from(value)
        _, _, _, level, index = _PLACE.unpack_from(value, _FOUND.size)
        family = value[_FOUND.size + _PLACE.size :].decode()
        found.setdefault(
            (family, index),
            {
                "family": family, "level": level, "index": index, "reason": REASONS[kind], "keeper": keeper.hex(),
                "score": score,
            },
        )  # fmt: skip
    dropped = [found[place] for place in sorted(found)]
    counts = Counter(f"near|{row['family']}|{row['level']}" for row in dropped)
    return Made(
        {ROWS: dropped},
        rows_in=size,
        rows_out=size - len(dropped),
        dropped=dict(sorted(Counter(row["reason"] for row in dropped).items())),
        counts=dict(sorted(counts.items())),
    )


DEDUPLICATE = Stage(
    name="deduplicate",
    version=1,
    schemas={ROWS: NEAR},
    rows=keyed_only,
    depends=(
        "pipelines.deduplicate",
        "pipelines.minhash",
        "pipelines.decontamination.skeletons",
        "pipelines.decontamination.words",
    ),
    reads=(),  # what it obeys of the recipe is among the build's keys for it
)
KEYED = Keyed(emit, resolve, rows)
