"""Fingerprint packs: what a benchmark's items are recognised by, hashed, in one file; no text is in it.

A pack holds for every item the hashes of its skeleton's 5-grams and of its raw 13-grams, of the whole item where it is
shorter than those, a signature of its numbers with a sketch of its words, and of its program, if it has one, what that
does; then the items' ids, from where and under which licence the texts came, and what a probe of the pack found. Its
digest is over all of that and is checked when it is read. A pack that was built with a model of word vectors also has
the items' vectors and numbers, and names the model; one without has nothing of that.

The file: eight bytes that name the format, the length of the header (4 bytes, little-endian), the header as JSON, and
the arrays one after another, compressed by zlib. An array lies in planes (all lowest bytes first, then the next), and
one that rises holds the differences, which is what makes it small.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from stat import S_ISREG
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from pipelines.behaviour import (
    VERSION as BEHAVIOURS,
    Behaviour,
    Program,
    SandboxFault,
    Unshaped,
    read_view,
    uncommon_of,
)
from pipelines.decontamination import skeletons
from pipelines.decontamination.embeddings import WIDEST, Encoded, Model
from pipelines.decontamination.skeletons import Batch, Hashes, Integers, Stream, Vocabulary
from pipelines.shards import write_bytes
from schemas import BadInput, canonical_json
from schemas.release import PackEmbeddings, PackProbe
from schemas.resources import data_path

DEFAULT = "default"  # the name of the shipped pack
MAGIC = b"PROVFP2\n"
OLDER = (b"PROVFP1\n",)
LARGEST = 1 << 30  # bytes of a pack's arrays; more is refused before it is unpacked
PART = 500  # tokens: a longer item is kept as several parts, each of which lies in one window of a document
FEWEST_GRAMS = 5  # an item with fewer skeleton n-grams is recognised by raw ones only
SHORTEST = 3  # tokens of the shortest item that can be recognised
SHORTEST_FORM = 12  # tokens of the shortest skeleton that is recognised as a whole: "solve x = 0" is no one's
FEWEST_NUMBERS = 3  # in a signature
RAW_MASK = np.uint64((1 << 48) - 1)  # of a raw n-gram's hash so much is kept


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A file of benchmark items that a pack was made from."""

    name: str
    licence: str
    url: str = ""
    sha256: str = ""
    items: int = 0
    fields: tuple[str, ...] = ()


class Item(msgspec.Struct, frozen=True):
    """One text of a benchmark: the source's name, an id within it, what is to be recognised, and for a programming task
    a program that solves it."""

    source: str
    id: str
    text: str
    program: Program | None = None


class _Array(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    kind: str
    count: int
    rises: bool


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    name: str
    version: str
    skeletons: int
    behaviours: int
    views: tuple[str, ...]
    sources: tuple[Source, ...]
    arrays: tuple[_Array, ...]
    probe: PackProbe | None = None
    embeddings: PackEmbeddings | msgspec.UnsetType = (
        msgspec.UNSET
    )  # unset leaves the bytes of packs without as they are
    digest: str = ""


_ARRAYS: dict[str, tuple[str, bool]] = {
    "names": ("|u1", False),  # the items' ids, as lines
    "item_source": ("<u2", True),  # by item: which source
    "part_item": ("<u4", True),  # by part: which item
    "lower": ("<u8", True),  # words that the texts write in lower case
    "gram": ("<u8", True),  # skeleton n-grams
    "gram_parts": ("<u4", False),  # by n-gram: in how many parts it is
    "posting": ("<u4", False),  # those parts, n-gram by n-gram
    "raw": ("<u8", True),  # raw n-grams
    "raw_part": ("<u4", False),  # by raw n-gram: the first part that has it
    "whole": ("<u8", True),  # items without a raw n-gram: all of their tokens
    "whole_anchor": ("<u8", False),  # … their beginning
    "whole_length": ("<u4", False),  # … their length in tokens
    "whole_part": ("<u4", False),
    "form": ("<u8", True),  # items of formulas, with too few skeleton n-grams: all of their skeletons
    "form_anchor": ("<u8", False),
    "form_length": ("<u4", False),
    "form_part": ("<u4", False),
    "numbers": ("<u8", True),  # signatures of numbers
    "numbers_part": ("<u4", False),
    "sketch": ("|u1", False),  # … and of words, SKETCH_SLOTS bytes each
    "behaviour": ("<u8", True),  # what programs do
    "behaviour_item": ("<u4", False),
}
_VECTOR_ARRAYS: dict[str, tuple[str, bool]] = {
    "vector": ("|i1", False),  # of each piece of an item, as many bytes as the model has dimensions
    "vector_item": ("<u4", True),
    "vector_numbers": ("<u4", False),  # by piece: how many numbers are in it
    "vector_number": ("<u4", False),  # those numbers' hashes, piece by piece
}


@dataclass(frozen=True)
class Pack:
    """A pack in memory, with tables that make looking up fast."""

    name: str
    version: str
    digest: str
    sources: tuple[Source, ...]
    probe: PackProbe | None  # what was measured when it was built
    embeddings: PackEmbeddings | None  # the model whose vectors it has
    views: tuple[str, ...]  # under which behaviours were hashed
    arrays: Mapping[str, npt.NDArray[Any]]
    ids: tuple[str, ...]
    posting_start: Integers = field(repr=False)
    idf: npt.NDArray[np.float64] = field(repr=False)  # by n-gram
    weight: npt.NDArray[np.float64] = field(repr=False)  # by part; infinite where skeletons do not decide
    filters: Mapping[str, npt.NDArray[np.bool_]] = field(repr=False)
    vocabulary: Vocabulary = field(repr=False)
    vectors: Encoded = field(repr=False)  # none without `embeddings`

    @property
    def id(self) -> str:
        """How reports and manifests name the pack: name, version and the beginning of the digest."""
        return f"{self.name}@{self.version}#{self.digest[:16]}"

    @property
    def behaviours(self) -> int:
        """How many items are known by what their program does."""
        return len(np.unique(self.arrays["behaviour_item"]))

    def item(self, part: int) -> str:
        """The item that a part belongs to, as ``source/id``."""
        return self.item_named(int(self.arrays["part_item"][part]))

    def item_named(self, item: int) -> str:
        """An item as ``source/id``."""
        return f"{self.sources[int(self.arrays['item_source'][item])].name}/{self.ids[item]}"

    def source(self, part: int) -> Source:
        """Where a part's item came from."""
        return self.sources[int(self.arrays["item_source"][self.arrays["part_item"][part]])]

    def behaves_like(self, hashes: Iterable[str]) -> str:
        """The item, as ``source/id``, whose program has one of these hashes (see `pipelines.behaviour`); or nothing."""
        table = self.arrays["behaviour"]
        for each in hashes:
            wanted = np.uint64(int(each, 16))
            at = int(np.searchsorted(table, wanted))
            if at < len(table) and table[at] == wanted:
                return self.item_named(int(self.arrays["behaviour_item"][at]))
        return ""

    def may_have(self, name: str, hashes: Hashes) -> Integers:
        """The places of those hashes that may be in this array; the few wrong ones are to be told by what follows."""
        return np.flatnonzero(self.filters[name][hashes & _FILTER_MASK])

    def find(self, name: str, hashes: Hashes) -> tuple[Integers, Integers]:
        """Which of the hashes are in this rising array: their places among the hashes, and in the array."""
        there = self.may_have(name, hashes)
        table = self.arrays[name]
        if not len(there) or not len(table):
            return there[:0], there[:0]
        wanted = hashes[there]
        place = np.minimum(np.searchsorted(table, wanted), len(table) - 1)
        found = table[place] == wanted
        return there[found], place[found]


_FILTER_BITS = 21
_FILTER_MASK = np.uint64((1 << _FILTER_BITS) - 1)


def build(
    name: str, version: str, sources: Sequence[Source], items: Sequence[Item], model: Model | None = None
) -> bytes:
    """The bytes of a pack over these items, which are the same in whatever order they come; with their vectors where
    there is a model.

    Raises `BadInput` when there is no item, two items of a source have the same id, or none of the items is long
    enough to be recognised.
    """
    sources = sorted(sources, key=lambda source: source.name)
    place = {source.name: number for number, source in enumerate(sources)}
    items = sorted(items, key=lambda item: (item.source, item.id))
    if len(place) != len(sources):
        raise BadInput("sources", "two of them have the same name", "give each a name of its own")
    for before, after in pairwise(items):
        if (before.source, before.id) == (after.source, after.id):
            raise BadInput(f"{after.source}/{after.id}", "two items have this id", "give each item an id of its own")
    texts = [item.text for item in items]
    lower = np.array(sorted(skeletons.lower_words(texts)), dtype=np.uint64)
    vocabulary = Vocabulary(lower.tolist())
    batch = Batch(texts, vocabulary, PART, PART)
    behaviours = _behaviours(items)
    counts = np.bincount([place[item.source] for item in items], minlength=len(sources)).tolist()
    arrays: dict[str, npt.NDArray[Any]] = {
        "names": np.frombuffer("\n".join(item.id for item in items).encode(), dtype=np.uint8),
        "item_source": np.array([place[item.source] for item in items], dtype=np.int64),
        "part_item": batch.document,
        "lower": lower,
        **_skeleton_arrays(batch),
        **_raw_arrays(batch),
        **_whole_arrays(batch),
        **_number_arrays(batch),
        **_behaviour_arrays(behaviours),
        **({} if model is None else _vector_arrays(model.encode(texts, vocabulary))),
    }
    kinds = _kinds(model is not None)
    if not len(arrays["gram"]) and not len(arrays["raw"]) and not len(arrays["whole"]):
        raise BadInput("items", "there is none that is long enough to be recognised", "name the field with the texts")
    header = _Header(
        name=name,
        version=version,
        skeletons=skeletons.VERSION,
        behaviours=BEHAVIOURS,
        views=tuple(sorted({view for found in behaviours if found for view in found.hashes})),
        sources=tuple(
            msgspec.structs.replace(source, items=count) for source, count in zip(sources, counts, strict=True)
        ),
        arrays=tuple(_Array(each, kind, len(arrays[each]), rises) for each, (kind, rises) in kinds.items()),
        embeddings=msgspec.UNSET if model is None else PackEmbeddings(model.name, model.sha256, model.dimension),
    )
    body = b"".join(_planes(arrays[each], kind, rises) for each, (kind, rises) in kinds.items())
    return _file(header, body)


def with_probe(
    pack: bytes, probe: PackProbe, embedded: PackProbe | None = None, threshold: float | None = None
) -> bytes:
    """The bytes of the same pack with what a probe of it found, which becomes part of its digest; and apart from that,
    for a pack with vectors, what one found that compared them too, from the cosine `threshold` on."""
    header, body = _opened(pack)
    if header.embeddings is not msgspec.UNSET:
        about = msgspec.structs.replace(header.embeddings, probe=embedded, threshold=threshold)
        header = msgspec.structs.replace(header, embeddings=about)
    return _file(msgspec.structs.replace(header, probe=probe), body)


def _kinds(vectors: bool) -> dict[str, tuple[str, bool]]:
    return {**_ARRAYS, **_VECTOR_ARRAYS} if vectors else _ARRAYS


def _file(header: _Header, body: bytes) -> bytes:
    told = canonical_json(msgspec.structs.replace(header, digest=_digest(header, body)))
    return MAGIC + struct.pack("<I", len(told)) + told + zlib.compress(body, 9)


def write(path: Path, pack: bytes) -> None:
    """Write a pack whole or not at all."""
    write_bytes(path, pack)


def load(path: Path) -> Pack:
    """Read a pack and prove that it is whole. Raises `BadInput` for whatever is wrong with it."""
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):  # a pipe would be waited on for ever
            raise BadInput(str(path), "it is not a regular file", "name a fingerprint pack")
        if status.st_size > LARGEST:
            raise BadInput(str(path), f"more than {LARGEST >> 20:,} MiB", "name a fingerprint pack")
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(str(path), f"it cannot be read ({error.strerror})", "check the path") from None
    return loaded(data, str(path))


def loaded(data: bytes, place: str) -> Pack:
    """The pack whose bytes these are. Raises `BadInput` as `load` does."""
    try:
        header, body = _opened(data)
        arrays = _arrays(header, body)
        _consistent(header, arrays)
        return _pack(header, arrays)
    except _Broken as error:
        raise BadInput(
            place, str(error), "fetch the pack again, or build it with 'provender fingerprint build'"
        ) from None


def path_of(name: str, folder: Path) -> Path:
    """Where a pack lies that is named in a file of this folder: `default` is the shipped one."""
    return data_path("benchmarks", f"{DEFAULT}.fp") if name == DEFAULT else folder / name


class _Broken(ValueError):
    """A file that is no pack, or is not whole."""


def _opened(data: bytes) -> tuple[_Header, bytes]:
    if data.startswith(OLDER):
        raise _Broken("it is a pack of an older format, which is read no more: build it again from its benchmarks")
    if not data.startswith(MAGIC) or len(data) < len(MAGIC) + 4:
        raise _Broken("it is no fingerprint pack of this format")
    (length,) = struct.unpack_from("<I", data, len(MAGIC))
    start = len(MAGIC) + 4
    try:
        header = msgspec.json.decode(data[start : start + length], type=_Header)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _Broken("its header cannot be read") from None
    if header.skeletons != skeletons.VERSION:
        raise _Broken(f"its skeletons are of version {header.skeletons}, and this program's of {skeletons.VERSION}")
    if header.views and header.behaviours != BEHAVIOURS:
        raise _Broken(f"its behaviours are of version {header.behaviours}, and this program's of {BEHAVIOURS}")
    kinds = _kinds(header.embeddings is not msgspec.UNSET)
    if [(each.name, each.kind, each.rises) for each in header.arrays] != [
        (name, *kind) for name, kind in kinds.items()
    ]:
        raise _Broken("its header names other arrays than a pack has")
    size = sum(np.dtype(each.kind).itemsize * each.count for each in header.arrays)
    if min(each.count for each in header.arrays) < 0 or size > LARGEST:
        raise _Broken(f"its arrays claim to have {size:,} bytes")
    unpacker = zlib.decompressobj()
    try:
        body = unpacker.decompress(data[start + length :], size + 1)
    except zlib.error:
        raise _Broken("its arrays are damaged") from None
    if len(body) != size or not unpacker.eof or unpacker.unused_data:
        raise _Broken("its arrays are cut off or have something after them")
    if _digest(header, body) != header.digest:
        raise _Broken("its content does not have the digest that it claims")
    return header, body


def _digest(header: _Header, body: bytes) -> str:
    told = canonical_json(msgspec.structs.replace(header, digest=""))
    return hashlib.blake2b(struct.pack("<I", len(told)) + told + body, digest_size=16).hexdigest()


def _planes(array: npt.NDArray[Any], kind: str, rises: bool) -> bytes:
    array = np.ascontiguousarray(array, dtype=np.dtype(kind))
    if rises:
        array = np.diff(array, prepend=array.dtype.type(0))
    return np.ascontiguousarray(array.view(np.uint8).reshape(len(array), -1).T).tobytes() if len(array) else b""


def _arrays(header: _Header, body: bytes) -> dict[str, npt.NDArray[Any]]:
    found, start = {}, 0
    for each in header.arrays:
        kind = np.dtype(each.kind)
        size = kind.itemsize * each.count
        planes = np.frombuffer(body, dtype=np.uint8, count=size, offset=start).reshape(kind.itemsize, each.count)
        array = np.ascontiguousarray(planes.T).reshape(-1).view(kind)
        found[each.name] = np.cumsum(array, dtype=kind) if each.rises else array
        start += size
    return found


def _consistent(header: _Header, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Whether the arrays fit each other, so that nothing that is read later can lead outside of one."""

    def length(first: str, *others: str) -> bool:
        return all(len(arrays[other]) == len(arrays[first]) for other in others)

    parts, items = len(arrays["part_item"]), len(arrays["item_source"])
    holds = (
        length("gram", "gram_parts")
        and length("raw", "raw_part")
        and length("whole", "whole_anchor", "whole_length", "whole_part")
        and length("form", "form_anchor", "form_length", "form_part")
        and length("numbers", "numbers_part")
        and length("behaviour", "behaviour_item")
        and int(arrays["behaviour_item"].max(initial=0)) < max(items, 1)
        and _readable(header.views)
        and len(arrays["sketch"]) == skeletons.SKETCH_SLOTS * len(arrays["numbers"])
        and int(arrays["gram_parts"].sum(dtype=np.int64)) == len(arrays["posting"])
        and all(
            int(arrays[name].max(initial=0)) < max(parts, 1)
            for name in ("posting", "raw_part", "whole_part", "form_part", "numbers_part")
        )
        and int(arrays["part_item"].max(initial=0)) < max(items, 1)
        and int(arrays["item_source"].max(initial=0)) < max(len(header.sources), 1)
        and items > 0
        and parts > 0
        and all((arrays[each.name][1:] >= arrays[each.name][:-1]).all() for each in header.arrays if each.rises)
        and _vectors_fit(header, arrays, items)
        and arrays["names"].tobytes().count(b"\n") == items - 1
    )
    if not holds:
        raise _Broken("its arrays do not fit together")


def _vectors_fit(header: _Header, arrays: Mapping[str, npt.NDArray[Any]], items: int) -> bool:
    if header.embeddings is msgspec.UNSET:
        return True
    pieces = len(arrays["vector_item"])
    return (
        2 <= header.embeddings.dimension <= WIDEST
        and len(arrays["vector"]) == pieces * header.embeddings.dimension
        and len(arrays["vector_numbers"]) == pieces
        and int(arrays["vector_numbers"].sum(dtype=np.int64)) == len(arrays["vector_number"])
        and int(arrays["vector_item"].max(initial=0)) < max(items, 1)
    )


def _readable(views: Sequence[str]) -> bool:
    try:
        return all(read_view(view) for view in views)
    except Unshaped:
        return False


def _pack(header: _Header, arrays: dict[str, npt.NDArray[Any]]) -> Pack:
    try:
        ids = tuple(arrays["names"].tobytes().decode().split("\n"))
    except UnicodeDecodeError:
        raise _Broken("its items' ids cannot be read") from None
    parts = len(arrays["part_item"])
    inside = arrays["gram_parts"].astype(np.int64)
    # In whole numbers, so that sums are exact in any order and machines whose logarithms differ decide alike.
    idf = np.round(1024 * np.log1p(parts / np.maximum(inside, 1)))
    weight = np.zeros(parts)
    weight += np.bincount(arrays["posting"], weights=np.repeat(idf, inside), minlength=parts)
    weight[np.bincount(arrays["posting"], minlength=parts) < FEWEST_GRAMS] = np.inf
    filters = {}
    for name in ("gram", "raw", "whole_anchor", "form_anchor", "numbers"):
        filters[name] = np.zeros(1 << _FILTER_BITS, dtype=np.bool_)
        filters[name][arrays[name] & _FILTER_MASK] = True
    return Pack(
        name=header.name,
        version=header.version,
        digest=header.digest,
        sources=header.sources,
        probe=header.probe,
        embeddings=None if header.embeddings is msgspec.UNSET else header.embeddings,
        views=header.views,
        arrays=arrays,
        ids=ids,
        posting_start=np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(inside))),
        idf=idf,
        weight=weight,
        filters=filters,
        vocabulary=Vocabulary(arrays["lower"].tolist()),
        vectors=_vectors(header, arrays),
    )


def _vectors(header: _Header, arrays: Mapping[str, npt.NDArray[Any]]) -> Encoded:
    if header.embeddings is msgspec.UNSET:
        return Encoded(np.zeros(0, dtype=np.int64), np.zeros((0, 0), dtype=np.int8), [])
    ends = np.cumsum(arrays["vector_numbers"], dtype=np.int64)
    numbers = np.split(arrays["vector_number"], ends[:-1]) if len(ends) else []
    return Encoded(
        arrays["vector_item"].astype(np.int64),
        arrays["vector"].reshape(-1, header.embeddings.dimension),
        [Counter(each.tolist()) for each in numbers],
    )


def _vector_arrays(encoded: Encoded) -> dict[str, npt.NDArray[Any]]:
    numbers = [sorted(each.elements()) for each in encoded.numbers]
    return {
        "vector": encoded.vectors.reshape(-1),
        "vector_item": encoded.owner,
        "vector_numbers": np.array([len(each) for each in numbers], dtype=np.int64),
        "vector_number": np.array([number for each in numbers for number in each], dtype=np.int64),
    }


def _skeleton_arrays(batch: Batch) -> dict[str, npt.NDArray[Any]]:
    hashes, part = batch.skeleton_grams()
    order = np.lexsort((part, hashes))
    hashes, part = hashes[order], part[order]
    first = np.ones(len(hashes), dtype=np.bool_)
    first[1:] = (hashes[1:] != hashes[:-1]) | (part[1:] != part[:-1])
    gram, inside = np.unique(hashes[first], return_counts=True)
    return {"gram": gram, "gram_parts": inside, "posting": part[first]}


def _raw_arrays(batch: Batch) -> dict[str, npt.NDArray[Any]]:
    hashes, part = batch.raw_grams()
    raw, first = np.unique(hashes & RAW_MASK, return_index=True)
    return {"raw": raw, "raw_part": part[first]}


def _whole_arrays(batch: Batch) -> dict[str, npt.NDArray[Any]]:
    parts = np.arange(batch.windows)
    alone = np.bincount(batch.document)[batch.document] == 1  # the last part of a long item is no item
    grams, part = batch.skeleton_grams()
    pairs = np.unique(np.stack((grams, part.astype(np.uint64))), axis=1)[1].astype(np.int64)
    formal = alone & (np.bincount(pairs, minlength=batch.windows) < FEWEST_GRAMS)
    short = alone & ~np.isin(parts, batch.raw_grams()[1])
    return {
        **_wholes("whole", batch.raw, parts[short], SHORTEST, batch.windows),
        **_wholes("form", batch.skeleton, parts[formal], SHORTEST_FORM, batch.windows),
    }


def _wholes(name: str, stream: Stream, parts: Integers, shortest: int, windows: int) -> dict[str, npt.NDArray[Any]]:
    bounds = stream.bounds(windows)
    rows: list[tuple[int, int, int, int]] = []
    for part in parts.tolist():
        place = bounds[part : part + 1] + 1  # past the break
        length = int(bounds[part + 1] - bounds[part]) - 1
        if length >= shortest:
            whole, _ = stream.spans(place, length)
            anchor, _ = stream.spans(place, skeletons.ANCHOR_GRAM)
            rows.append((int(whole[0] & RAW_MASK), int(anchor[0] & RAW_MASK), length, part))
    columns = list(zip(*sorted(rows), strict=True)) or [()] * 4
    kinds = {"": np.uint64, "_anchor": np.uint64, "_length": np.int64, "_part": np.int64}
    return {
        name + column: np.array(values, dtype=kind)
        for (column, kind), values in zip(kinds.items(), columns, strict=True)
    }


def _number_arrays(batch: Batch) -> dict[str, npt.NDArray[Any]]:
    counts, signatures = batch.numbers()
    part = np.flatnonzero(counts >= FEWEST_NUMBERS)
    part = part[np.argsort(signatures[part], kind="stable")]
    drawn = [(each, sketch) for each in part.tolist() if (sketch := batch.sketch(each)) is not None]
    part = np.array([each for each, _ in drawn], dtype=np.int64)
    sketches = [sketch for _, sketch in drawn]
    return {
        "numbers": signatures[part],
        "numbers_part": part,
        "sketch": np.concatenate(sketches) if sketches else np.zeros(0, dtype=np.uint8),
    }


def _behaviours(items: Sequence[Item]) -> list[Behaviour | None]:
    """What each item's program does, as far as that is the item's own. Raises `BadInput` where no program can be
    run: a pack without what it should know is not made."""
    try:
        return [None if item.program is None else uncommon_of(item.program) for item in items]
    except SandboxFault as fault:
        raise BadInput("the sandbox", str(fault), "see 'provender doctor'") from None


def _behaviour_arrays(behaviours: Sequence[Behaviour | None]) -> dict[str, npt.NDArray[Any]]:
    pairs = [
        (int(each, 16), number) for number, found in enumerate(behaviours) if found for each in found.hashes.values()
    ]
    hashes, first = np.unique(np.array([each for each, _ in sorted(pairs)], dtype=np.uint64), return_index=True)
    items = np.array([number for _, number in sorted(pairs)], dtype=np.int64)
    return {"behaviour": hashes, "behaviour_item": items[first]}
