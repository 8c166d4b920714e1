"""How far a shard's solving has come: a small file beside the shard while an engine writes, gone when it is finished.

It is for eyes only. Nothing reads it to decide anything, so it may be lost, late or half a second old.
"""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from pipelines.shards import TEMPORARY
from schemas import Completion

EVERY_SECONDS = 0.5


class Live(msgspec.Struct):
    """What the file says: completions asked for and done by family, and the tokens of those that an engine has written
    since `started` (seconds of the machine's monotonic clock)."""

    asked: dict[str, int]
    done: dict[str, int]
    tokens: int
    started: float

    @property
    def queue(self) -> int:
        """Completions asked for and not there yet."""
        return sum(self.asked.values()) - sum(self.done.values())


class Watch(msgspec.Struct, frozen=True):
    """Where to tell how a batch goes, and the family of each of its requests by key."""

    path: str
    families: dict[str, str]


class Teller:
    """Keeps the file of one batch up to date."""

    def __init__(self, watch: Watch, known: Sequence[str]) -> None:
        self._watch = watch
        self._live = Live(
            dict(Counter(watch.families.values())), dict(Counter(watch.families[key] for key in known)), 0,
            time.monotonic(),
        )  # fmt: skip
        self._said = 0.0
        self._tell()

    def done(self, completions: Sequence[Completion]) -> None:
        """These are there too."""
        for each in completions:
            family = self._watch.families[each.key]
            self._live.done[family] = self._live.done.get(family, 0) + 1
            self._live.tokens += each.completion_tokens
        if time.monotonic() - self._said >= EVERY_SECONDS:
            self._tell()

    def _tell(self) -> None:
        path = Path(self._watch.path)
        temporary = path.with_name(path.name + TEMPORARY)
        # A full disk stops the build where rows are written, not here.
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(msgspec.json.encode(self._live))
            temporary.replace(path)
        self._said = time.monotonic()


def live_path(folder: Path, shard: int) -> Path:
    """The file beside this shard."""
    return folder / f"part-{shard:05d}.live"


def read_live(folder: Path, shard: int) -> Live | None:
    """What the file says, if it is there and whole."""
    try:
        return msgspec.json.decode(live_path(folder, shard).read_bytes(), type=Live)
    except (OSError, msgspec.DecodeError):
        return None
