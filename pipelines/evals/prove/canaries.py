"""G8: canaries, the GUIDs that an eval's rows carry so that who trains on them can be told, and every way they hide in.

A text is searched as streams in which what separates is gone: its hexadecimal digits alone, the signs of base64, its
decimal digits. So a GUID is found in any case, without dashes or with others, split by blanks, line ends, marks or
zero-width signs, as base64 in any alignment (with line ends, and in the alphabet for URLs), as hexadecimal, percent or
JSON escapes, as HTML entities, with letters of other alphabets that look the same, and backwards.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipelines.evals.items import EvalSet
from pipelines.evals.prove.findings import Guarantee, Pair, Tally
from pipelines.evals.prove.rows import Record
from schemas import BadInput

TITLE = "canaries are in every row, and in nothing that was trained on"
WRITTEN_OUT = "written out"
FEWEST_SIGNS = 8  # of a canary that is no GUID: a shorter word may stand anywhere
GUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
BLOCK, OVERLAP = 4 << 20, 4096  # bytes of a file that are searched at a time
_ALL = bytes(range(256))
_LOWER = bytes(sign + 32 if 65 <= sign <= 90 else sign for sign in range(256))
_HEX = b"0123456789abcdefABCDEF"
_NOT_HEX = bytes(sign for sign in _ALL if sign not in _HEX)
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_PLAIN64 = bytes({45: 43, 95: 47}.get(sign, sign) for sign in range(256))
_NOT_BASE64 = bytes(sign for sign in _ALL if sign not in _BASE64 and sign not in b"-_")
_NOT_DIGIT = bytes(sign for sign in _ALL if sign not in b"0123456789")
_SEPARATORS = ("2d", "45", "da", "")  # what is left of a dash as %2D, &#45;, &dash; or nothing


class Canaries:
    """What is searched for: by stream the writings of each canary, with what they are told as. `literal` are canaries
    of others that are no GUIDs, which are found as they are, in any case."""

    def __init__(self, canaries: Iterable[str], literal: Iterable[str] = ()) -> None:
        guids = sorted({each.strip().lower() for each in canaries})
        self.literal = sorted({each.strip().lower() for each in literal})
        self.known = [*guids, *self.literal]
        for each in guids:
            if not GUID.fullmatch(each):
                raise BadInput("canaries", f"{each[:60]!r} is no GUID", "name 32 hexadecimal digits in five groups")
        self._hex, self._base64, self._digits = _Writings(), _Writings(), _Writings()
        for each in guids:
            self._learn(each)

    def _learn(self, canary: str) -> None:
        plain = canary.replace("-", "")
        groups = (plain[:8], plain[8:12], plain[12:16], plain[16:20], plain[20:])
        guid = "-".join(groups)
        for separator in _SEPARATORS:
            told = WRITTEN_OUT if not separator else "with its dashes as codes"
            self._hex.learn(separator.join(groups).encode(), canary, told)
        self._hex.learn(plain[::-1].encode(), canary, "backwards")
        for text in (guid, plain, guid.upper(), plain.upper()):
            self._hex.learn(text.encode().hex().encode(), canary, "in hexadecimal")
            self._hex.learn("".join(f"00{ord(sign):02x}" for sign in text).encode(), canary, "in escapes")
            self._digits.learn("".join(str(ord(sign)) for sign in text).encode(), canary, "in HTML entities")
            for shift in range(3):
                self._base64.learn(_inner(text.encode(), shift), canary, "in base64")
        for raw in (bytes.fromhex(plain), _mixed(plain)):
            for shift in range(3):
                self._base64.learn(_inner(raw, shift), canary, "in base64")

    def look(self, records: Sequence[Record]) -> Tally:
        """Search some records, all together and, where something is found, each."""
        found = Tally()
        texts = [[*(text for _, text in record.texts), *record.strings] for record in records]
        if self.known and any(self.within(_joined(part for each in texts for part in each))):
            for record, each in zip(records, texts, strict=True):
                for canary, told in self.within(_joined(each)):
                    found.add(Pair(canary, record.place, told))
        return found

    def within(self, data: bytes) -> list[tuple[str, str]]:
        """The canaries that are in these bytes, each with how it is written."""
        found = self._hex.within(data.translate(_LOWER, _NOT_HEX))
        found += self._base64.within(data.translate(_PLAIN64, _NOT_BASE64))
        found += self._digits.within(data.translate(None, _NOT_DIGIT))
        if self.literal:
            lower = data.decode("utf-8", "replace").lower()
            found += [(each, WRITTEN_OUT) for each in self.literal if each in lower]
        first: dict[str, str] = {}
        for canary, told in sorted(found, key=lambda each: each[1] != WRITTEN_OUT):
            first.setdefault(canary, told)
        return list(first.items())

    def in_file(self, path: Path) -> list[tuple[str, str]]:
        """The canaries in the bytes of a file as they lie there. Raises `BadInput` where it cannot be read."""
        found: dict[str, str] = {}
        tail = b""
        try:
            with path.open("rb") as opened:
                while block := opened.read(BLOCK):
                    for canary, told in self.within(tail + block):
                        found.setdefault(canary, told)
                    tail = block[-OVERLAP:]
        except OSError as error:
            raise BadInput(str(path), f"it cannot be read ({error.strerror})", "check the file") from None
        return list(found.items())


class _Writings:
    """Writings of canaries that are looked for in one stream. Where one may begin is told by a table of hashes of eight
    bytes, so that it takes the same time for one canary or a thousand."""

    def __init__(self) -> None:
        self._by_begin: dict[bytes, list[tuple[bytes, str, str]]] = {}
        self._table = np.zeros(1 << _TABLE_BITS, dtype=np.bool_)

    def learn(self, writing: bytes, canary: str, told: str) -> None:
        self._by_begin.setdefault(writing[:8], []).append((writing, canary, told))
        self._table[_slots(np.frombuffer(writing[:8], dtype="<u8"))] = True

    def within(self, stream: bytes) -> list[tuple[str, str]]:
        found: dict[tuple[str, str], None] = {}
        for offset in range(min(8, max(0, len(stream) - 7))):
            words = np.frombuffer(stream, dtype="<u8", count=(len(stream) - offset) // 8, offset=offset)
            for word in np.flatnonzero(self._table[_slots(words)]).tolist():
                place = offset + 8 * word
                for writing, canary, told in self._by_begin.get(stream[place : place + 8], ()):
                    if stream.startswith(writing, place):
                        found[canary, told] = None
        return list(found)


_TABLE_BITS = 20


def _slots(words: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    return (words * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - _TABLE_BITS)


def _inner(data: bytes, shift: int) -> bytes:
    """What is the same of these bytes' base64 whatever stands around them, after `shift` other bytes."""
    encoded = base64.b64encode(b"\0" * shift + data)
    start = -(-shift * 8 // 6)
    whole = (shift + len(data)) * 8 // 6
    return encoded[start:whole]


def _mixed(plain: str) -> bytes:
    """The bytes of a GUID as Windows keeps them: the first three groups turned round."""
    raw = bytes.fromhex(plain)
    return raw[3::-1] + raw[5:3:-1] + raw[7:5:-1] + raw[8:]


def _joined(texts: Iterable[str]) -> bytes:
    """Texts as bytes, with something between them."""
    return _BETWEEN.join(map(_plain, texts))


_BETWEEN = b"\n<<<<0g>>>>\n"


_ALIKE = str.maketrans("аАвВсСеЕАВСЕЬ", "aAbBcCeEABCEb")  # letters of other alphabets that look like digits of a GUID


def _plain(text: str) -> bytes:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_ALIKE)
    return text.encode("utf-8", "replace")


def own_canaries(eval: EvalSet) -> tuple[list[str], list[str]]:
    """The canaries that an eval's rows and its manifest carry: GUIDs, alone or in a sentence, and others."""
    told = {str(item.row["canary"]).strip().lower() for item in eval.items if item.row.get("canary")}
    if eval.manifest is not None:
        told.add(eval.manifest.canary)
    guids = {text: GUID.findall(text) for text in told}
    others = [text for text, found in guids.items() if not found and len(text) >= FEWEST_SIGNS]
    return sorted({each for found in guids.values() for each in found}), sorted(others)


def g8(eval: EvalSet, found: Tally, canaries: Canaries, rows: int) -> Guarantee:
    """Every row of the eval carries its canary, and no known canary is in anything that was trained on."""
    wanted = eval.manifest.canary if eval.manifest else None
    missing = Tally()
    for item in eval.items:
        told = item.row.get("canary")
        if wanted is not None and told != wanted:
            missing.add(Pair(item.id, item.place, f"the row's canary is not the release's ({str(told)[:60]!r})"))
        elif not told:
            missing.add(Pair(item.id, item.place, "the row carries no canary"))
    foreign = eval.manifest is None and missing.offending == len(eval.items)
    if not canaries.known:
        return Guarantee(
            number="G8", title=TITLE, outcome="not_run", summary="No canary is known: the eval carries none."
        )
    fails = found.offending > 0 or (missing.offending > 0 and not foreign)
    both = Tally()
    both.join(found)
    if not foreign:
        both.join(missing)
    summary = (
        f"{found.offending:,} places of {rows:,} rows hold one of {len(canaries.known)} known canaries."
        if found.offending
        else f"None of {len(canaries.known)} known canaries is in {rows:,} rows that were trained on."
    )
    if missing.offending:
        summary += f" {missing.offending:,} of {len(eval.items):,} rows of the eval do not carry its canary."
    return Guarantee(
        number="G8", title=TITLE, outcome="fails" if fails else "holds", summary=summary, pairs=both.pairs(),
        offending=both.offending, total=both.offending,
        figures={"canaries": len(canaries.known), "found": found.offending, "rows_without": missing.offending},
    )  # fmt: skip
