"""The engines of a build: opened by name when first needed, shared by all that ask, closed at the end.

Here completions meet the store: what it holds is not asked for again, and what an engine finishes is stored while the
rest of the batch is still being written, so that a kill costs seconds of work.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from pipelines.engines import Engine, Prompt, Request, Settings, open_engine, request
from pipelines.engines.protocol import timed
from pipelines.live import Teller, Watch
from pipelines.store import Store
from schemas import Completion, recipe

FLUSH_SECONDS = 5.0
FLUSH_ROWS = 4096


class Missing(msgspec.Struct, frozen=True):
    """Stands for a completion that only an import could bring, and did not."""

    key: str


class Engines:
    """The engines that a recipe names. Safe to call from any thread; an engine serves one batch at a time."""

    def __init__(self, specs: Mapping[str, recipe.Engine], folder: Path, store: Path) -> None:
        self._specs = dict(specs)
        self._folder = folder
        self._store_folder = store
        self._store: Store | None = None
        self._open: dict[str, Engine] = {}
        self._lock = threading.RLock()
        self._busy = {name: threading.Lock() for name in self._specs}

    def engine(self, name: str) -> Engine:
        """The engine of this name, opened if need be."""
        with self._lock:
            if name not in self._open:
                self._open[name] = open_engine(self._specs[name], f"recipe: engines.{name}", self._folder)
            return self._open[name]

    def fingerprints(self) -> dict[str, str]:
        """The fingerprint of every engine, by name."""
        return {name: self.engine(name).fingerprint for name in self._specs}

    def spec(self, name: str) -> recipe.Engine:
        """What the recipe says of the engine of this name."""
        return self._specs[name]

    def fixed(self, name: str) -> bool:
        """Whether only what the store holds counts: the engine writes nothing itself."""
        return isinstance(self._specs[name], recipe.ImportedEngine)

    def requests(self, name: str, wanted: Sequence[tuple[Prompt, Settings, int]]) -> list[Request]:
        """The requests for (prompt, settings, sample index), in order."""
        engine = self.engine(name)
        rendered: dict[Prompt, str] = {}  # the samples of a problem share their prompt
        result = []
        for prompt, settings, sample in wanted:
            if prompt not in rendered:
                rendered[prompt] = engine.render(prompt)
            result.append(request(engine, rendered[prompt], settings, sample))
        return result

    def complete(
        self, name: str, requests: Sequence[Request], watch: Watch | None = None
    ) -> list[Completion | Missing]:
        """The completions of the requests, in their order: from the store where it has them, else from the engine.

        Raises `EngineFailure` when the engine cannot go on; what it had finished is stored all the same.
        """
        engine = self.engine(name)
        if engine.pure:
            return list(
                _ordered(requests, {each.key: each for finished in engine.generate(requests) for each in finished})
            )
        with self._busy[name]:
            known = self.stored([each.key for each in requests])
            missing = list({each.key: each for each in requests if each.key not in known}.values())
            if missing and not self.fixed(name):
                teller = Teller(watch, list(known)) if watch is not None else None
                known.update((each.key, each) for each in _kept(engine, missing, self._keeping(), teller))
        return list(_ordered(requests, known))

    def keep(self, completions: Sequence[Completion]) -> list[Completion]:
        """Store what something other than an engine wrote (the outputs of programs that a model had run); returns what
        the store holds in its place."""
        return self._keeping().append(completions)

    def stored(self, keys: Sequence[str]) -> dict[str, Completion]:
        """What the store holds under these keys."""
        with self._lock:  # the index is renewed before it is read
            store = self._keeping()
            store.refresh()
            return store.find(keys)

    def close(self) -> None:
        """Close every engine that was opened."""
        with self._lock:
            for engine in self._open.values():
                engine.close()
            self._open.clear()

    def _keeping(self) -> Store:
        with self._lock:
            if self._store is None:
                self._store = Store(self._store_folder)
            return self._store


def _ordered(requests: Sequence[Request], known: Mapping[str, Completion]) -> list[Completion | Missing]:
    return [known.get(each.key) or Missing(each.key) for each in requests]


def _kept(engine: Engine, requests: Sequence[Request], store: Store, teller: Teller | None) -> list[Completion]:
    """Ask the engine and store what comes, a part every few seconds; each row gets its share of the time."""
    result: list[Completion] = []
    held: list[Completion] = []
    since = time.monotonic()

    def flush() -> None:
        nonlocal since
        now = time.monotonic()
        ready = timed(held, now - since, "wall_seconds")
        result.extend(store.append(ready))
        held.clear()
        since = now

    try:
        for finished in engine.generate(requests):
            held += finished
            if teller is not None:
                teller.done(finished)
            if len(held) >= FLUSH_ROWS or time.monotonic() - since >= FLUSH_SECONDS:
                flush()
    finally:
        flush()  # also when the engine fails: what was finished is kept
    return result


_pools: dict[bytes, Engines] = {}
_pools_lock = threading.Lock()


def engines(specs: Mapping[str, recipe.Engine], folder: str, store: str) -> Engines:
    """This process's engines for these specifications: rounds of the same build share the loaded models."""
    key = msgspec.json.encode([dict(specs), folder, store], order="sorted")
    with _pools_lock:
        if key not in _pools:
            _pools[key] = Engines(specs, Path(folder), Path(store))
        return _pools[key]


def close_engines() -> None:
    """Close all engines of this process."""
    with _pools_lock:
        for pool in _pools.values():
            pool.close()
        _pools.clear()


atexit.register(close_engines)
