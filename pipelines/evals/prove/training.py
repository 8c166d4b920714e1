"""What was trained on, read once: every row is put to all guarantees that look at rows, in as many processes as there
are to be.

Rows are cut into chunks that depend on the files alone, and what the chunks give is joined by counting and by order,
so neither the number of processes nor the order of the files changes a result.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import msgspec

from pipelines.decontamination.packs import DEFAULT
from pipelines.decontamination.paraphrases import THRESHOLD as COSINE
from pipelines.evals.items import EvalSet
from pipelines.evals.prove.canaries import Canaries, g8, own_canaries
from pipelines.evals.prove.findings import Guarantee, Pair, Tally
from pipelines.evals.prove.keys import Keys, g3
from pipelines.evals.prove.programs import Programs, g5
from pipelines.evals.prove.rows import Record, Records
from pipelines.evals.prove.structures import STEPS, Structures, g4
from pipelines.evals.prove.texts import Benchmarks, Meanings, Texts, g2, g6, g7
from pipelines.evals.prove.wording import wording_of
from schemas import BadInput
from validators.guard import Guard, GuardError, Lost

WORKER, PREPARE = "pipelines.evals.prove.training:look_at", "pipelines.evals.prove.training:prepare"
ITEMWISE = ("G2", "G3", "G4", "G5", "G6")  # the guarantees whose pairs name an item of the eval
NAMELESS = "no family"
SECONDS, MEMORY_MB = 900.0, 6144  # of one chunk, of one process


class Looker(Protocol):
    """What looks at rows for one guarantee: it is handed to other processes by pickle."""

    def look(self, records: Sequence[Record]) -> Tally:
        """What is found in these rows."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for beside the eval itself: canaries known from elsewhere, packs (paths, or `default`), seed
    templates, a folder with a model of word vectors, the steps from which a solution's structure is an item's, and
    whether programs are run."""

    canaries: tuple[str, ...] = ()
    packs: tuple[str, ...] = (DEFAULT,)
    templates: tuple[Path, ...] = ()
    model: Path | None = None
    cosine: float = COSINE
    steps: int = STEPS
    run_programs: bool = True


class Training(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in the rows that were trained on: by guarantee a tally, the seconds of processes' time that each
    took, and how much was looked at; `silent` rows have no text. `origins` has the family and template of every row
    that names them, each with the first place by order, `nameless` counts the different rows that name no family; `met`
    has by guarantee the ids of all items that something speaks against, however many pairs are kept."""

    files: tuple[str, ...]
    rows: int
    texts: int
    silent: int
    guarantees: tuple[Guarantee, ...]
    origins: dict[tuple[str, str], str]
    nameless: int
    met: dict[str, tuple[str, ...]]
    seconds: dict[str, float]

    def guarantee(self, number: str) -> Guarantee:
        """The guarantee of this number, G2 to G8."""
        return next(each for each in self.guarantees if each.number == number)


def prove_rows(
    eval: EvalSet,
    train: Sequence[Path],
    options: Options = Options(),  # noqa: B008  frozen
    workers: int = 1,
    told: Callable[[int], None] | None = None,
) -> Training:
    """G2 to G8 between an eval and the files or folders that were trained on; `told` is called with the rows read.

    Raises `BadInput` for whatever cannot be read or looked at: a proof that passes over rows would prove nothing.
    """
    records = Records(train)
    began = time.process_time()
    wording = wording_of(eval)
    guids, others = own_canaries(eval)
    canaries = Canaries([*guids, *options.canaries], others)
    texts, benchmarks = Texts(eval, wording), Benchmarks(options.packs)
    keys, structures = Keys(eval, wording), Structures(eval, options.steps)
    programs = Programs(eval, options.run_programs)
    meanings = None if options.model is None else Meanings(eval, wording, options.model, options.cosine)
    lookers: dict[str, Looker] = {
        "G1": Origins(), "G2": texts, "G3": keys, "G4": structures, "G5": programs, "G7": benchmarks, "G8": canaries,
    }  # fmt: skip
    if meanings is not None:
        lookers["G6"] = meanings
    assert benchmarks.packs or not options.packs  # a pack that cannot be read is told before any row is
    seconds = {"preparing": time.process_time() - began}
    found = {number: Tally() for number in lookers}
    for tallies, spent in _looked(records, lookers, workers, told):
        for number, tally in tallies.items():
            found[number].join(tally)
        for number, more in spent.items():
            seconds[number] = seconds.get(number, 0.0) + more
    for file in _all_files(train):
        for canary, how in canaries.in_file(file):
            if canary in found["G8"].items:
                continue
            found["G8"].add(Pair(canary, str(file), f"{how}, in the bytes of the file"))
    guarantees = (
        g2(eval, found["G2"], texts, records.texts),
        g3(eval, found["G3"], keys, records.rows),
        g4(eval, found["G4"], structures),
        g5(eval, found["G5"], programs),
        g6(eval, found.get("G6"), meanings, records.texts),
        g7(eval, found["G7"], benchmarks, records.texts, options.templates),
        g8(eval, found["G8"], canaries, records.rows),
    )
    return Training(
        files=tuple(map(str, records.files)),
        rows=records.rows,
        texts=records.texts,
        silent=records.silent,
        guarantees=tuple(_told_silent(each, records) for each in guarantees),
        origins=found["G1"].places,
        nameless=found["G1"].counts.get(NAMELESS, 0),
        met={number: tuple(sorted(found[number].items)) for number in ITEMWISE if number in found},
        seconds={name: round(value, 3) for name, value in sorted(seconds.items())},
    )


def _told_silent(guarantee: Guarantee, records: Records) -> Guarantee:
    """The guarantee with the rows that have no text: where none has one, nothing holds of them."""
    if not records.silent:
        return guarantee
    figures = {**guarantee.figures, "rows_without_text": records.silent}
    outcome, summary = guarantee.outcome, guarantee.summary
    if outcome == "holds" and records.silent == records.rows:
        outcome, summary = "not_run", f"None of {records.rows:,} rows that were trained on has a text."
    elif guarantee.number == "G2":
        summary += f" {records.silent:,} of {records.rows:,} rows have no text."
    return msgspec.structs.replace(guarantee, outcome=outcome, summary=summary, figures=figures)


class Origins:
    """Families and templates that rows name, for G1 and G15."""

    def look(self, records: Sequence[Record]) -> Tally:
        """Where each family and template is first met, and how many rows name none."""
        found = Tally()
        for record in records:
            if record.family:
                found.meet((record.family, record.template), record.place)
            else:
                found.count(NAMELESS)
        return found


_Found = tuple[dict[str, Tally], dict[str, float]]
_lookers: dict[str, Looker] = {}


def prepare(setup: bytes) -> None:
    """Make a child process ready. What it is handed comes from its parent, which made it a moment before."""
    _lookers.update(pickle.loads(setup))


def look_at(chunk: bytes) -> bytes:
    """A chunk of records, in a child process."""
    records = msgspec.msgpack.decode(chunk, type=list[Record])
    try:
        return pickle.dumps(_look(records, _lookers))
    except BadInput as error:
        return pickle.dumps(error)


def _look(records: Sequence[Record], lookers: dict[str, Looker]) -> _Found:
    tallies, spent = {}, {}
    for number, looker in lookers.items():
        began = time.perf_counter()
        tallies[number] = looker.look(records)
        spent[number] = time.perf_counter() - began
    return tallies, spent


def _looked(
    records: Records, lookers: dict[str, Looker], workers: int, told: Callable[[int], None] | None
) -> Iterator[_Found]:
    if workers <= 1:
        for chunk in records.chunks():
            yield _look(chunk, lookers)
            if told:
                told(records.rows)
        return
    places: list[str] = []

    def encoded() -> Iterator[bytes]:
        for chunk in records.chunks():
            places.append(chunk[0].place)
            yield msgspec.msgpack.encode(chunk)
            if told:
                told(records.rows)

    with ExitStack() as stack:
        guard = stack.enter_context(
            Guard(
                WORKER, workers=workers, seconds=SECONDS, memory_mb=MEMORY_MB, prepare=PREPARE,
                setup=pickle.dumps(lookers),
            )
        )  # fmt: skip
        try:
            for number, result in enumerate(guard.map(encoded())):
                if isinstance(result, Lost):
                    problem = f"the rows from here on could not be looked at ({result.reason}: {result.detail[:200]})"
                    raise BadInput(places[number], problem, "check them, or leave them out and say so")
                outcome: _Found | BadInput = pickle.loads(result.result)
                if isinstance(outcome, BadInput):
                    raise outcome
                yield outcome
        except GuardError as error:
            raise BadInput("workers", str(error), "try with one worker") from None


def _all_files(paths: Sequence[Path]) -> list[Path]:
    """All files below the paths, whatever they hold, each once."""
    found = {
        file.resolve(): file
        for path in paths
        for file in (sorted(path.rglob("*")) if path.is_dir() else [path])
        if file.is_file()
    }
    return [found[name] for name in sorted(found, key=str)]
