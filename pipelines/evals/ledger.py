"""The ledger: every release, one line each, chained by hashes, so that nothing can be changed or left out unnoticed.

A line's hash covers its entry and the hashes of the lines it was added to. Two machines' ledgers are merged as the
union of their lines and one more that has both heads for parents: no line is written anew, and it does not matter who
merges whom. What was cut off at the end only somebody notices who knows the head; so publish it.
"""

from __future__ import annotations

import fcntl
import hashlib
import heapq
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from pipelines.evals.home import unreadable_by_others
from pipelines.shards import write_bytes
from schemas import BadInput, canonical_json
from schemas.decoding import decode_json
from schemas.evals import Holdout
from schemas.ledger import Burned, Digests, Entry, EvalCommitted, EvalRevealed, Line, Merged, SplitMade, TrainRelease

LARGEST = 256 << 20
DIGESTS = "digests"
_E = TypeVar("_E")


class Ledger(msgspec.Struct, frozen=True):
    """The lines of a ledger, each after its parents."""

    path: Path
    lines: tuple[Line, ...]

    @property
    def heads(self) -> tuple[str, ...]:
        """The hashes of the lines that none was added to: one, or two after a merge that was cut off."""
        parents = {parent for line in self.lines for parent in line.parents}
        return tuple(sorted(line.hash for line in self.lines if line.hash not in parents))

    def all(self, kind: type[_E]) -> list[_E]:
        """The entries of one kind, in their order."""
        return [line.entry for line in self.lines if isinstance(line.entry, kind)]

    def split(self, key_id: str) -> SplitMade | None:
        """The entry on the split of this key."""
        return next((each for each in self.all(SplitMade) if each.key_id == key_id), None)

    def committed(self, release: str) -> EvalCommitted | None:
        """The commitment to the eval release of this name."""
        return next((each for each in self.all(EvalCommitted) if each.release == release), None)

    def revealed(self, release: str) -> EvalRevealed | None:
        """The entry that says that this eval release was made public."""
        return next((each for each in self.all(EvalRevealed) if each.release == release), None)

    def burned(self, but: str = "") -> dict[str, str]:
        """Families that may never be in an eval again, each with the day since when; without those that the release
        `but` burned itself."""
        found: dict[str, str] = {}
        for line in self.lines:
            if isinstance(line.entry, EvalRevealed) and line.entry.release == but:
                continue
            if isinstance(line.entry, EvalRevealed | Burned):
                for family in line.entry.families:
                    found[family] = min(line.entry.date, found.get(family, line.entry.date))
        return found

    def burned_templates(self, but: str = "") -> dict[tuple[str, str], str]:
        """Templates likewise, by family and name."""
        found: dict[tuple[str, str], str] = {}
        for each in self.all(EvalRevealed):
            if each.release == but:
                continue
            for family, templates in each.templates.items():
                for template in templates:
                    found[family, template] = min(each.date, found.get((family, template), each.date))
        return found

    def canaries(self) -> dict[str, str]:
        """Every canary, and the release it belongs to."""
        return {each.canary: each.release for each in self.all(EvalCommitted)}

    def digests(self, name: Digests) -> npt.NDArray[np.uint64]:
        """The digests in one of the ledger's files, rising. Raises `BadInput` where the file is not the one named."""
        if not name:
            return np.zeros(0, dtype=np.uint64)
        path = self.path.parent / DIGESTS / name
        try:
            data = path.read_bytes()
        except OSError as error:
            raise BadInput(str(path), f"it cannot be read ({error.strerror})", "fetch the ledger's digests") from None
        if hashlib.sha256(data).hexdigest() != name or len(data) % 8:
            raise BadInput(str(path), "it was changed: its SHA-256 is not its name", "fetch the ledger's digests again")
        return np.frombuffer(data, dtype="<u8")


def read_ledger(path: Path) -> Ledger:
    """The ledger in this file, with its whole chain proved. Raises `BadInput` that names the first wrong line."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(str(path), f"more than {LARGEST >> 20} MiB", "this is no ledger")
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(str(path), f"the ledger cannot be read ({error.strerror})", "check the path") from None
    if data and not data.endswith(b"\n"):
        raise BadInput(str(path), "the last line is cut off", "restore the ledger from a copy, or merge one")
    lines: list[Line] = []
    known: set[str] = set()
    for number, text in enumerate(data.splitlines(), 1):
        place = f"{path}:{number}"
        line = _decoded(text, place, "this is no line of a ledger of this version of Provender")
        if line.hash != _hash(line.parents, line.entry):
            raise BadInput(place, "the line was changed: it does not have its hash", "restore the ledger from a copy")
        if line.hash in known:
            raise BadInput(place, "the line is there twice", "restore the ledger from a copy")
        if missing := [parent for parent in line.parents if parent not in known]:
            raise BadInput(place, f"the line it was added to ({missing[0][:16]}…) is missing", "restore it from a copy")
        if not line.parents and not isinstance(line.entry, SplitMade | TrainRelease):
            raise BadInput(place, "a ledger does not begin with such a line", "restore it from a copy")
        known.add(line.hash)
        lines.append(line)
    return Ledger(path, tuple(lines))


def append(path: Path, entry: Entry) -> Line:
    """Add an entry to the ledger, which is made if need be; returns its line. Raises `BadInput` for one that nobody
    could read again."""
    with _locked(path):
        ledger = read_ledger(path) if path.exists() else Ledger(path, ())
        try:
            line = _line(ledger.heads, entry)
        except UnicodeEncodeError:
            raise BadInput(str(path), "the new line is not of characters", "write it as UTF-8") from None
        _decoded(canonical_json(line), f"{path}: the new line", "it cannot be entered like this")
        _write(path, (*ledger.lines, line))
    return line


def _decoded(data: bytes, place: str, help: str) -> Line:
    """The line, written as we write it, whose days there are."""
    line = decode_json(data, Line, place, help)
    if canonical_json(line) != data:
        raise BadInput(place, "it is not written as Provender writes it", "restore the ledger from a copy")
    try:
        for name in ("date", "created", "expires"):
            date.fromisoformat(getattr(line.entry, name, "2000-01-01"))
        if isinstance(line.entry, SplitMade):
            term_days(line.entry.holdout)
    except (ValueError, OverflowError):
        raise BadInput(place, "it has a day that is none", help) from None
    return line


def term_days(holdout: Holdout) -> tuple[date, date]:
    """The first day of the first term and the first one after the last. Raises `ValueError` or `OverflowError` where
    there is no such day."""
    start = date.fromisoformat(holdout.start)
    return start, start + timedelta(days=holdout.term_days * holdout.terms)


def keep_digests(path: Path, digests: Iterable[int]) -> str:
    """Keep digests (64 bits each) in a file beside the ledger; returns its name, the file's SHA-256, or nothing for
    none."""
    found = np.unique(np.fromiter(digests, dtype=np.uint64))
    if not len(found):
        return ""
    data = found.astype("<u8").tobytes()
    name = hashlib.sha256(data).hexdigest()
    if not (path.parent / DIGESTS / name).exists():
        with unreadable_by_others():
            write_bytes(path.parent / DIGESTS / name, data)
    return name


def merge(path: Path, others: Sequence[Path]) -> Ledger:
    """Take all lines of other ledgers, and their digests, into this one. Raises `BadInput` for a ledger that is not
    whole or whose split of the same key is another one."""
    with _locked(path):
        ledgers = [read_ledger(each) for each in (*([path] if path.exists() else []), *others)]
        lines: dict[str, Line] = {}
        for ledger in ledgers:
            for line in ledger.lines:
                lines[line.hash] = line
        merged = Ledger(path, _ordered(lines))
        splits: dict[str, SplitMade] = {}
        for each in merged.all(SplitMade):
            if splits.setdefault(each.key_id, each) != each:
                raise BadInput(str(path), "the ledgers say different things of one key's split", "keep the older one")
        for ledger in ledgers:
            for name in _digest_names(ledger):
                target = path.parent / DIGESTS / name
                if not target.exists():
                    write_bytes(target, ledger.digests(name).tobytes())
        if len(merged.heads) > 1:
            line = _line(merged.heads, Merged())
            merged = Ledger(path, (*merged.lines, line))
        _write(path, merged.lines)
    return merged


def faults(ledger: Ledger) -> list[str]:
    """What the entries of a ledger, each of which is whole, say against each other."""
    found = []
    roots: dict[str, str] = {}
    for each in ledger.all(EvalCommitted):
        if roots.setdefault(each.release, each.root) != each.root:
            found.append(f"there are two eval releases '{each.release}' with different roots")
    for revealed in ledger.all(EvalRevealed):
        if roots.get(revealed.release) != revealed.root:
            found.append(f"'{revealed.release}' was revealed under a root that it was not committed to")
    found += _too_late(ledger)
    for line in ledger.lines:
        for name in _named(line.entry):
            try:
                ledger.digests(name)
            except BadInput as error:
                found.append(f"{error.place}: {error.problem}")
    return list(dict.fromkeys(found))


def _too_late(ledger: Ledger) -> Iterator[str]:
    """Evals that were committed to after they were revealed, or after others had burned their families: the chain says
    so, or the dates of lines of which neither machine knew the other's. What several machines made was made when the
    first of them committed to it."""
    evals = [(line.hash, line.entry) for line in ledger.lines if isinstance(line.entry, EvalCommitted)]
    burns = [(line.hash, line.entry) for line in ledger.lines if isinstance(line.entry, EvalRevealed | Burned)]
    bits = {name: 1 << number for number, (name, _) in enumerate([*evals, *burns])}
    known: dict[str, int] = {}  # of each line, as bits, those of both lists that it was added to, and itself
    for line in ledger.lines:
        known[line.hash] = bits.get(line.hash, 0)
        for parent in line.parents:
            known[line.hash] |= known.get(parent, 0)
    same: dict[tuple[str, str], list[tuple[str, EvalCommitted]]] = {}
    for name, made in evals:
        same.setdefault((made.release, made.root), []).append((name, made))
    for (release, _), all_made in same.items():
        day = min(made.date for _, made in all_made)
        for other, burn in burns:
            own = isinstance(burn, EvalRevealed) and burn.release == release
            if any(known[other] & bits[name] for name, _ in all_made):
                continue  # it was made first, whatever the clocks said
            after = all(known[name] & bits[other] for name, _ in all_made)
            if own and (after or burn.date < day):
                yield f"'{release}' was committed on {day}, after it was revealed on {burn.date}"
            elif not own and (after or burn.date <= day):
                for family in sorted({*all_made[0][1].families} & {*burn.families}):
                    yield f"'{release}' of {day} uses {family}, which was burned on {burn.date}"


def _named(entry: Entry) -> tuple[str, ...]:
    if isinstance(entry, TrainRelease | EvalCommitted):
        return tuple(name for name in (entry.templates, entry.parameters, entry.skeletons) if name)
    return ()


def _digest_names(ledger: Ledger) -> Iterator[str]:
    for line in ledger.lines:
        yield from _named(line.entry)


def _line(parents: Sequence[str], entry: Entry) -> Line:
    parents = tuple(sorted(parents))
    return Line(_hash(parents, entry), parents, entry)


def _hash(parents: Sequence[str], entry: Entry) -> str:
    return hashlib.sha256(canonical_json({"parents": list(parents), "entry": entry})).hexdigest()


def _ordered(lines: dict[str, Line]) -> tuple[Line, ...]:
    """All lines, each after its parents, the same order whatever order they came in: by date, then by hash."""
    waiting = {name: set(line.parents) for name, line in lines.items()}
    children: dict[str, list[str]] = {}
    for name, line in lines.items():
        for parent in line.parents:
            children.setdefault(parent, []).append(name)
    ready = [(getattr(lines[name].entry, "date", ""), name) for name, parents in waiting.items() if not parents]
    heapq.heapify(ready)
    found = []
    while ready:
        _, name = heapq.heappop(ready)
        found.append(lines[name])
        for child in children.get(name, ()):
            waiting[child].discard(name)
            if not waiting[child]:
                heapq.heappush(ready, (getattr(lines[child].entry, "date", ""), child))
    return tuple(found)


def _write(path: Path, lines: Sequence[Line]) -> None:
    write_bytes(path, b"".join(canonical_json(line) + b"\n" for line in lines))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Nobody else on this machine writes the ledger meanwhile, and what is written only its owner reads."""
    with unreadable_by_others():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
