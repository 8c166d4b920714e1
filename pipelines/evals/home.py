"""The home of a team's evals: the split key, the ledger, sealed releases; and how secrets are written.

::

    evals/                     0700
      ledger.jsonl             every release, chained by hashes; holds no secret
      digests/                 the ledger's files of digests
      keys/split.key           0600: whoever has it can make every item and every salt
      sealed/NAME-DATE/        eval releases that nobody outside may see
      commitments/             what is published of each before anything else
      published/               which of them were revealed, and put in place

There is no file of salts or seeds: both follow from the split key and the release's name, so a run that is cut off
leaves none behind, and every machine that has the key makes the same release.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from pipelines.lease import held
from pipelines.shards import replacing
from schemas import BadInput

KEY = "keys/split.key"
LEDGER = "ledger.jsonl"
LOCK = "refresh.lock"
KEY_BYTES = 32


@contextmanager
def unreadable_by_others() -> Iterator[None]:
    """Whatever this process and its children create within the block only its owner can read."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def umask() -> int:
    """What this process takes from the permissions of new files."""
    found = os.umask(0o077)
    os.umask(found)
    return found


def write_secret(path: Path, data: bytes) -> None:
    """Write the file whole or not at all, never readable by others, not even for an instant."""
    with unreadable_by_others():
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as temporary:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)


class Key:
    """A split key. It shows itself nowhere: what is printed of it is its id."""

    __slots__ = ("_secret", "id")

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self.id = self.derived("id").hex()

    def __repr__(self) -> str:
        return f"<split key {self.id[:16]}>"

    def __reduce__(self) -> str:
        raise TypeError("a split key is not to be sent anywhere; send the path of its file")

    def derived(self, *parts: str) -> bytes:
        """HMAC-SHA-256 of the parts: 32 bytes that say nothing of the key or of other parts."""
        told = b"".join(len(data).to_bytes(8, "big") + data for data in (part.encode() for part in parts))
        return hmac.digest(self._secret, told, hashlib.sha256)

    def seed(self, *parts: str) -> int:
        """A seed of 63 bits for draws that nobody without the key can make."""
        return int.from_bytes(self.derived("seed", *parts)[:8], "big") >> 1


class Home(msgspec.Struct, frozen=True):
    """A home by its path, which exists."""

    path: Path

    @property
    def ledger(self) -> Path:
        """The ledger's file."""
        return self.path / LEDGER

    @property
    def sealed(self) -> Path:
        """The folder of releases as they were sealed, those that were revealed since among them."""
        return self.path / "sealed"

    @property
    def commitments(self) -> Path:
        """The folder of commitments to be published."""
        return self.path / "commitments"

    @property
    def published(self) -> Path:
        """The folder of notes on releases that are public."""
        return self.path / "published"

    @contextmanager
    def alone(self, waits: Callable[[], None] | None = None) -> Iterator[None]:
        """Hold the home: no eval is made, revealed or removed in it meanwhile, and no build is entered. Raises `Busy`
        when another run holds it; with `waits`, which is called then, it waits."""
        with ExitStack() as stack:
            with unreadable_by_others():
                stack.enter_context(held(self.path / LOCK, str(self.path), waits=waits))
            yield

    def key(self) -> Key:
        """The split key. Raises `BadInput` where it is missing, broken, or can be read by others."""
        return read_key(self.path / KEY)


def read_key(path: Path) -> Key:
    """The split key in this file. Raises `BadInput` as `Home.key` does."""
    try:
        open_to_others = path.stat().st_mode & 0o077
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        remedy = "make the home with 'provender refresh', or copy the key"
        raise BadInput(str(path), "there is no split key", remedy) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a key"  # never the content
        raise BadInput(str(path), f"the split key cannot be read ({reason})", "restore it from its backup") from None
    if open_to_others:
        raise BadInput(str(path), "the split key can be read by others", f"chmod 600 {path}")
    if len(secret) != KEY_BYTES:
        raise BadInput(str(path), "the split key has not 64 hex digits", "restore it from its backup")
    return Key(secret)


def open_home(path: Path) -> Home:
    """The home at this path. Raises `BadInput` where there is none."""
    if not (path / LEDGER).is_file():
        raise BadInput(str(path), "this is no home of evals: it has no ledger", "'provender refresh' makes one")
    return Home(path)
