"""A stage: a pure function over one shard's rows, the version of what it does, and where its shards lie.

All stages of a build are cut alike: shard k of every stage holds the same draws, so a stage reads shard k of the
stages before it and nothing else. Its folder's name carries a hash of all that decides its content.
"""

from __future__ import annotations

import atexit
import hashlib
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from pipelines.engines.pool import Engines
from pipelines.live import live_path
from pipelines.shards import Made, Row, finished, part_name, read_marker, read_rows, write_shard
from schemas import BadInput, Recipe, canonical_json, digest
from schemas.resources import data_path
from validators.guard import Guard

Inputs = Mapping[str, list[Row]]


class Round(msgspec.Struct, frozen=True):
    """A round of samples: its number, the families' levels whose target is met (they are asked no further), and what
    the budget has left (None: unlimited)."""

    number: int = 0
    met: tuple[tuple[str, int], ...] = ()
    samples: int | None = None
    tokens: int | None = None
    seconds: float | None = None

    def share(self, shard: int, shards: int) -> Round:
        """One shard's part of it: shards are cut by hash, so equal parts are fair, and no shard waits for another."""

        def part(whole: int | None) -> int | None:
            return whole if whole is None else whole // shards + (shard < whole % shards)

        return Round(
            self.number, self.met, part(self.samples), part(self.tokens),
            self.seconds if self.seconds is None else self.seconds / shards,
        )  # fmt: skip


class Sealed(msgspec.Struct, frozen=True):
    """An eval that is sealed and not revealed: its folder and its root."""

    folder: str
    root: str


class Context(msgspec.Struct, frozen=True):
    """What a stage's function may know besides its rows. `guard` runs the stage's `worker` over items in killable
    child processes; it is None for stages that have none. `engines`, `round` and `live` (a file for the eyes of those
    who wait) are the solve stage's, `packs` (paths of benchmark fingerprints) and `embeddings` (a model's folder and
    SHA-256, or nothing) the decontaminate stage's; `holdout` is the expand stage's, a home of evals or nothing; `evals`
    are the sealed evals that the decontaminate stage keeps problems apart from."""

    recipe: Recipe
    templates: Mapping[str, str]
    shard: int
    guard: Guard | None
    workers: int = 1
    engines: Engines | None = None
    round: Round = Round()
    live: Path | None = None
    packs: tuple[str, ...] = ()
    embeddings: tuple[str, ...] = ()
    holdout: str = ""
    evals: tuple[Sealed, ...] = ()

    @property
    def pool(self) -> Engines:
        """The engines, in a stage that is given them."""
        assert self.engines is not None
        return self.engines


class Stage(msgspec.Struct, frozen=True):
    """The definition of a stage.

    `rows` maps the rows of each input to what was made of them. `depends` names the packages whose source decides the
    result: a change to any file of theirs makes a new key, so that a cache can never lie. `reads` names the parts of
    the recipe it obeys. `worker` is the ``module:function`` that its guard runs over bytes, `prepare` the one that
    the guard calls first with the recipe and templates, `seconds` the limit of the recipe that bounds one item.
    """

    name: str
    version: int
    schemas: Mapping[str, pa.Schema]
    rows: Callable[[Inputs, Context], Made]
    depends: tuple[str, ...]
    reads: tuple[str, ...]
    worker: str | None = None
    prepare: str | None = None
    seconds: str = "verify_seconds"


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One stage of one build, as plain data that any worker can act on.

    `inputs` maps an input's name to the folders whose shards together make it. `store` is the completions store,
    `round` is the solve stage's: which round of samples this is, and what budget is left for all its shards. `packs`
    are files of benchmark fingerprints, `embeddings` a model of word vectors: its folder and SHA-256. `holdout` is a
    home of evals, whose split key is read where it is needed and never sent; `evals` are sealed evals.
    """

    stage: str
    key: str
    folder: str
    inputs: dict[str, list[str]]
    recipe: Recipe
    templates: dict[str, str]
    shards: int
    workers: int = 1
    store: str = ""
    round: Round = Round()
    packs: tuple[str, ...] = ()
    embeddings: tuple[str, ...] = ()
    holdout: str = ""
    evals: tuple[Sealed, ...] = ()

    @property
    def path(self) -> Path:
        """The stage's folder."""
        return Path(self.folder)

    def context(self, shard: int, guard: Guard | None = None, engines: Engines | None = None) -> Context:
        """What the stage's function may know about this shard's surroundings."""
        return Context(
            recipe=self.recipe, templates=self.templates, shard=shard, guard=guard, workers=self.workers,
            engines=engines, round=self.round.share(shard, self.shards), live=live_path(self.path, shard),
            packs=self.packs, embeddings=self.embeddings, holdout=self.holdout,
            evals=self.evals,
        )  # fmt: skip


Entry = tuple[int, bytes]  # a shard's number and a value for it


class Keyed(msgspec.Struct, frozen=True):
    """What a keyed stage does: `emit` gives the number of rows in a shard of the inputs and (key, value) bytes for
    them, `resolve` takes all values of one key and gives values back to shards, and `rows` makes a shard's rows of what
    came back to it and the number of its rows.

    Values must not depend on arrival order: `resolve` and `rows` receive them sorted.
    """

    emit: Callable[[Job, int], tuple[int, Iterable[tuple[bytes, bytes]]]]
    resolve: Callable[[list[bytes], Recipe], Iterable[Entry]]
    rows: Callable[[list[bytes], int, Context], Made]


def stage_named(path: str) -> Stage:
    """The stage at ``module:attribute``."""
    module, _, attribute = path.partition(":")
    return getattr(import_module(module), attribute)  # type: ignore[no-any-return]


def stage_key(stage: Stage, recipe: Recipe, templates: Mapping[str, str], upstream: list[str], shards: int) -> str:
    """The hash of all that decides the content of a stage's folder."""
    parts: dict[str, Any] = msgspec.to_builtins(recipe)
    return digest(
        stage.name,
        stage.version,
        canonical_json({name: parts[name] for name in (*stage.reads, "sharding")}),
        canonical_json(dict(templates) if "families" in stage.reads else {}),
        canonical_json(library_versions()),
        code_digest(stage.depends),
        canonical_json(upstream),
        shards,
        size=8,
    )


@cache
def library_versions() -> dict[str, str]:
    """The libraries whose version can change a release's bytes or a verdict."""
    return {
        name: version(name)
        for name in (
            "inflect",
            "msgspec",
            "ortools",
            "pint",
            "pyarrow",
            "python-flint",
            "rensa",
            "scipy",
            "z3-solver",
        )
    }


_DATA = (
    ("generators", "templates"), ("pipelines.styles", "prompts"), ("pipelines", "prompts"), ("pipelines", "report"),
)  # fmt: skip


@cache
def code_digest(packages: tuple[str, ...]) -> str:
    """A digest of every source file of the packages (or modules), by name within the package.

    The shipped seed templates are source of `generators`, and the prompts of the styles and the report's page of
    `pipelines`, though they are not Python.
    """
    state = hashlib.sha256()
    for package, folder in _DATA:
        if package in packages:
            for file in sorted(data_path(folder).glob("*.*")):
                state.update(f"{file.name}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    for name in sorted(packages):
        file = Path(str(import_module(name).__file__))
        root = file.parent if file.name == "__init__.py" else file
        sources = sorted(root.rglob("*.py")) if root.is_dir() else [root]
        for source in sources:
            state.update(f"{name}/{source.relative_to(root.parent).as_posix()}\0".encode())
            state.update(hashlib.sha256(source.read_bytes()).digest())
    return state.hexdigest()


_idle: dict[tuple[str, bytes, int], list[Guard]] = {}
_idle_lock = threading.Lock()


def borrow_guard(job: Job) -> Guard | None:
    """A pool of warm child processes for the stage's worker, if it has one: an idle one of this process, or a new one.

    Starting children and importing solvers costs a second; rounds of the same stage share them.
    """
    stage = stage_named(job.stage)
    if stage.worker is None:
        return None
    with _idle_lock:
        idle = _idle.get(_guard_key(job))
        if idle:
            return idle.pop()
    return Guard(
        stage.worker,
        workers=job.workers,
        seconds=float(getattr(job.recipe.limits, stage.seconds)),
        memory_mb=job.recipe.limits.worker_memory_mb,
        prepare=stage.prepare,
        setup=_setup(job),
    )


def return_guard(job: Job, guard: Guard) -> None:
    """Give a borrowed pool back for the next stage of this process."""
    with _idle_lock:
        _idle.setdefault(_guard_key(job), []).append(guard)


def close_guards() -> None:
    """End the idle pools of this process."""
    with _idle_lock:
        for guards in _idle.values():
            for guard in guards:
                guard.close()
        _idle.clear()


atexit.register(close_guards)


def _setup(job: Job) -> bytes:
    return canonical_json([msgspec.to_builtins(job.recipe), job.templates])


def _guard_key(job: Job) -> tuple[str, bytes, int]:
    return job.stage, _setup(job), job.workers


def run_shard(job: Job, shard: int, guard: Guard | None, engines: Engines | None = None) -> bool:
    """Make one shard of the job unless it is there already; says whether there was anything to do."""
    stage = stage_named(job.stage)
    inputs = inputs_digest(job, shard)
    if finished(job.path, shard, inputs):
        return False
    made = stage.rows(read_inputs(job.inputs, shard), job.context(shard, guard, engines))
    write_shard(job.path, shard, inputs, made, stage.schemas, job.recipe.sharding.row_group_rows, stage.name)
    live_path(job.path, shard).unlink(missing_ok=True)
    return True


def read_inputs(
    folders: Mapping[str, Sequence[str]], shard: int, columns: Sequence[str] | None = None
) -> dict[str, list[Row]]:
    """One shard's rows of every input, whose folders follow one another, with all columns or these."""
    return {
        name: [row for folder in each for row in read_rows(Path(folder) / part_name(shard), columns)]
        for name, each in folders.items()
    }


def inputs_digest(job: Job, shard: int) -> str:
    """The digest of the upstream shards that this one is made from; `BadInput` when one is missing."""
    parts: list[str] = []
    for name, folders in sorted(job.inputs.items()):
        for folder in folders:
            marker = read_marker(Path(folder), shard)
            if marker is None:
                raise BadInput(
                    f"{folder}/{part_name(shard)}",
                    f"this shard of '{name}' has no readable marker",
                    "run the build again",
                )
            parts.append(f"{name}:{marker.digest}")
    return digest(*parts)


def pending(job: Job) -> list[int]:
    """The shards that are still to be made; every finished one is validated against its marker."""
    return [shard for shard in range(job.shards) if not finished(job.path, shard, inputs_digest(job, shard))]
