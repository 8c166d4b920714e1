"""A new home of evals: a split key under which every part has its share, and the ledger's first line."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipelines.evals import ledger
from pipelines.evals.home import KEY, KEY_BYTES, LEDGER, LOCK, Home, Key, unreadable_by_others, write_secret
from pipelines.evals.split import ANCHORS, Split
from schemas import BadInput
from schemas.evals import Holdout
from schemas.ledger import SplitMade

TRIES = 2000  # keys, of which one is kept


def make_home(path: Path, holdout: Holdout, families: Iterable[str]) -> Home:
    """The home at this path, made with a key and a ledger of its own if there is none yet.

    Of some thousand random keys that one is kept under which the `families` known today come nearest to their shares:
    with some dozens of families a first random key often leaves a term without any. Raises `Busy` while another run
    makes it.
    """
    if path.exists() and not path.is_dir():
        raise BadInput(str(path), "this is a file, not a folder", "choose another home")
    home = Home(path)
    if home.ledger.is_file():
        return home
    with unreadable_by_others():
        path.mkdir(parents=True, exist_ok=True)
        _can_be_home(home)
        path.chmod(0o700)
        with home.alone():
            if home.ledger.is_file():
                return home  # another run has made it since
            for rest in (path / KEY).parent.glob(f"{Path(KEY).name}?*"):
                rest.unlink()  # of a run that was cut off before it had a key
            if not (path / KEY).is_file():  # it may be a copy from another machine, or of a run that was cut off here
                names = list(families)
                found = max(
                    (secrets.token_bytes(KEY_BYTES) for _ in range(TRIES)),
                    key=lambda secret: evenness(Key(secret), holdout, names),
                )
                write_secret(path / KEY, found.hex().encode() + b"\n")
            ledger.append(home.ledger, SplitMade(key_id=home.key().id, holdout=holdout))
    return home


def _can_be_home(home: Home) -> None:
    """Raises `BadInput` for a folder of something else, and for a home without its ledger."""
    keys = (home.path / KEY).parent
    there = {path for path in home.path.iterdir() if not path.name.startswith((LOCK, LEDGER))}
    if lost := {home.sealed, home.commitments, home.published, home.path / ledger.DIGESTS} & there:
        raise BadInput(
            str(home.ledger), f"the ledger is missing, and there is {min(lost).name}/: what was burned or trained on "
            "would be forgotten", "restore the ledger from a copy, or another machine's",
        )  # fmt: skip
    rest = {path.name for path in keys.iterdir()} if keys.is_dir() else set()
    if there - {keys} or any(not name.startswith(Path(KEY).name) for name in rest):
        raise BadInput(str(home.path), "the folder holds something that is no home of evals", "choose an empty folder")


def evenness(key: Key, holdout: Holdout, names: Sequence[str]) -> float:
    """How near a key comes to the shares that each term and the anchors are to have of these families: 0 at best."""
    split = Split(key, holdout)
    counts = Counter(split.family(name) for name in names)
    pool = sum(split.in_pool(name) for name in names)
    held = pool * holdout.families
    wanted = {ANCHORS: held * holdout.anchors}
    wanted |= dict.fromkeys(range(holdout.terms), held * (1 - holdout.anchors) / holdout.terms)
    return -sum((counts[part] - share) ** 2 for part, share in wanted.items())
