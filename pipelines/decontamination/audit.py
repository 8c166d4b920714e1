"""Audits: every row of files put to packs of benchmark fingerprints, and what came near."""

from __future__ import annotations

import heapq
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from pipelines.behaviour import Program, SandboxFault, behaviour_of, hashes_in
from pipelines.decontamination import packs
from pipelines.decontamination.packs import Pack
from pipelines.decontamination.paraphrases import EMBEDDING, Tier, matches
from pipelines.decontamination.reading import Text, texts
from pipelines.decontamination.scoring import BEHAVIOUR, THRESHOLD, Finding, findings
from schemas import BadInput, digest

NEAREST = 20
CHUNK = 4096  # rows whose texts are held at a time


class Near(msgspec.Struct, frozen=True, kw_only=True):
    """A text beside the benchmark item that it is nearest to, and the rules by which it is contaminated, if any; with
    the cosine of their vectors where it is by these."""

    place: str
    column: str
    begins: str
    score: float
    item: str
    pack: str
    rules: tuple[str, ...] = ()
    cosine: float = 0.0


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """What an audit found: rows and texts looked at, contaminated rows in all, by rule and by benchmark, and the
    nearest pairs, contaminated ones first. A row is counted once for each rule and benchmark that it meets.
    `embeddings` names the model and the cosine from which vectors decided; it is empty where none were compared."""

    packs: tuple[str, ...]
    threshold: float
    rows: int
    texts: int
    contaminated: int
    rules: dict[str, int]
    sources: dict[str, int]
    nearest: tuple[Near, ...]
    seconds: float
    embeddings: str = ""


def find_pack(name: str | Path) -> Pack:
    """The pack at a path, or the shipped one by the name `default`. Raises `BadInput` where there is none."""
    return packs.load(packs.path_of(str(name), Path()))


def best_of(
    given: Sequence[str], against: Sequence[Pack], threshold: float = THRESHOLD, tier: Tier | None = None
) -> list[tuple[Finding, Pack]]:
    """By text the finding of the pack that it comes nearest to: one that says contaminated before one that does not,
    then the higher score. With a tier vectors are compared too, with those packs that have some."""
    found = [_findings(given, pack, threshold, tier) for pack in against]
    result = []
    for each in zip(*found, strict=True):
        which = max(range(len(each)), key=lambda number: (each[number].contaminated, each[number].score))
        result.append((each[which], against[which]))
    return result


def _findings(given: Sequence[str], pack: Pack, threshold: float, tier: Tier | None) -> list[Finding]:
    found = list(findings(given, pack, threshold))
    if tier is None or pack.embeddings is None:
        return found
    return [
        each
        if match is None
        else Finding(each.score, each.nearest, {**each.rules, EMBEDDING: match.item}, match.cosine)
        for each, match in zip(found, matches(given, pack, tier), strict=True)
    ]


def behaves_like(program: Program, against: Sequence[Pack]) -> str:
    """The item, if any, whose program does the same as this one. Runs it in the sandbox; raises `SandboxFault`."""
    found = behaviour_of(program, sorted({view for pack in against for view in pack.views}))
    hashes = found.hashes.values() if found else ()
    return next((item for pack in against if (item := pack.behaves_like(hashes))), "")


def _near_code(text: Text, against: Sequence[Pack]) -> Near | None:
    """The item, if any, whose program does the same as a function of this code. Raises `BadInput` where the sandbox
    fails: an audit that cannot look must not say that there is nothing."""
    views = tuple(sorted({view for pack in against for view in pack.views}))
    try:
        if isinstance(text.code, Program):
            found = behaviour_of(text.code, views)
            hashes = [frozenset(found.hashes.values() if found else ())]
        else:
            hashes = [each for _, each in hashes_in(text.text, views)] if views else []
    except SandboxFault as fault:
        raise BadInput("the sandbox", str(fault), "see 'provender doctor'") from None
    for each in hashes:
        for pack in against:
            if item := pack.behaves_like(sorted(each)):
                return _near(text, Finding(1.0, item, {BEHAVIOUR: item}), pack)
    return None


def audit(
    paths: Sequence[Path],
    against: Sequence[Pack],
    columns: Sequence[str] = (),
    threshold: float = THRESHOLD,
    told: Callable[[Near], None] | None = None,
    nearest: int = NEAREST,
    code: bool = False,
    tier: Tier | None = None,
) -> Audit:
    """Audit the rows of files and folders; `told` is called for every text that is contaminated. With `code`, programs
    in the rows are run, in the sandbox, and found by what they do.

    Raises `BadInput` for whatever cannot be read: an audit that passes over rows would prove nothing.
    """
    rows = (row for path in paths for row in texts(path, columns, code))
    found = audit_rows(rows, against, threshold, told, nearest, tier)
    if not found.rows:
        raise BadInput(", ".join(map(str, paths)), "there are no rows", "name a file or folder with rows")
    return found


def audit_rows(
    given: Iterable[list[Text]],
    against: Sequence[Pack],
    threshold: float = THRESHOLD,
    told: Callable[[Near], None] | None = None,
    nearest: int = NEAREST,
    tier: Tier | None = None,
) -> Audit:
    """The same for rows that are at hand, each with its texts."""
    begun = time.monotonic()
    rules: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    closest = _Closest(nearest)
    rows = looked_at = contaminated = 0
    for chunk in _chunks(given):
        rows += len(chunk)
        flat = [text for row in chunk for text in row if text.code is None]
        looked_at += len(flat)
        found = iter(best_of([text.text for text in flat], against, threshold, tier))
        for row in chunk:
            met: set[str] = set()
            of: set[str] = set()
            for text in row:
                if text.code is not None:
                    code = _near_code(text, against)
                    if code is None:
                        continue
                    near, by = code, {BEHAVIOUR: code.item}
                else:
                    finding, pack = next(found)
                    near, by = _near(text, finding, pack), finding.rules
                closest.add(near, text.text)
                if by:
                    met.update(by)
                    of.update(item.partition("/")[0] for item in by.values())
                    if told:
                        told(near)
            rules.update(met)
            sources.update(of)
            contaminated += bool(met)
    return Audit(
        packs=tuple(pack.id for pack in against),
        threshold=threshold,
        rows=rows,
        texts=looked_at,
        contaminated=contaminated,
        rules=dict(sorted(rules.items())),
        sources=dict(sorted(sources.items())),
        nearest=closest.sorted(),
        seconds=round(time.monotonic() - begun, 3),
        embeddings="" if tier is None else tier.told,
    )


def _near(text: Text, finding: Finding, pack: Pack) -> Near:
    begins = " ".join(text.text[:160].split())
    return Near(
        place=text.place,
        column=text.column,
        begins=begins[:80],
        score=round(finding.score, 4),
        item=finding.item,
        pack=pack.id,
        rules=tuple(finding.rules),
        cosine=round(finding.cosine, 4),
    )


class _Closest:
    """The nearest pairs so far. A text that is there already, as in every view of a release, is not told again."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._heap: list[tuple[bool, float, str, Near]] = []
        self._there: set[str] = set()

    def add(self, near: Near, text: str) -> None:
        if not near.item or not self._size:
            return
        rank = (bool(near.rules), near.score)
        if len(self._heap) == self._size and rank <= self._heap[0][:2]:
            return
        key = digest(near.item, text.encode("utf-8", "replace"))
        if key in self._there:
            return
        self._there.add(key)
        entry = (*rank, key, near)
        if len(self._heap) < self._size:
            heapq.heappush(self._heap, entry)
        else:
            self._there.discard(heapq.heapreplace(self._heap, entry)[2])

    def sorted(self) -> tuple[Near, ...]:
        return tuple(
            each[3] for each in sorted(self._heap, key=lambda each: (not each[0], -each[1], each[3].place, each[2]))
        )


def _chunks(rows: Iterable[list[Text]]) -> Iterator[list[list[Text]]]:
    """Rows, some thousand at a time or some megabytes."""
    chunk: list[list[Text]] = []
    characters = 0
    for row in rows:
        chunk.append(row)
        characters += sum(len(text.text) for text in row)
        if len(chunk) == CHUNK or characters > 8 << 20:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk
