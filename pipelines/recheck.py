"""Prove a release again: its files, its rows and every verdict, without a model and without a network.

Four questions, from cheap to dear: does every file have the manifest's SHA-256, does every row have its own digest,
does the family make this very problem again from its seed and index, and does the checker still say what the row says?
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from generators.family import Family, Impossible, draw
from generators.registry import families
from pipelines.expand import problem_row
from pipelines.plan import use_templates
from pipelines.publish import rl_row, row_digest
from pipelines.release import MANIFEST, data_files, read_manifest
from pipelines.shards import Row, file_sha256
from pipelines.verify import WORKER, verdicts
from schemas import Check, Release, Status, digest, problem_id
from schemas.arrow import VIEWS
from schemas.decoding import read_text
from schemas.release import File
from validators.guard import Guard

BATCH = 512
# Problems come first: the other views are held against them.
_ORDER = ("problems", "rl", "default", "rejected")
_check = msgspec.json.Decoder(Check)


class Failure(msgspec.Struct, frozen=True):
    """One thing that does not hold: the file, the row in it (counted from 0) with its id, and what is wrong."""

    file: str
    problem: str
    row: int | None = None
    id: str = ""

    def __str__(self) -> str:
        where = self.file if self.row is None else f"{self.file} row {self.row} id {self.id}"
        return f"{where}: {self.problem}"


class Proof(msgspec.Struct, frozen=True):
    """What was proved. `remade` counts problems made again from their seed, `foreign` those whose family (or its
    version) is not installed here, so that only their check was decided again."""

    files: int
    rows: int
    decided: int
    remade: int
    foreign: int
    failures: tuple[Failure, ...]


def recheck(release: Path, *, workers: int = 1, seconds: float = 120.0, memory_mb: int = 4096) -> Proof:
    """Prove the release again. Raises `BadInput` when the folder holds no finished release."""
    manifest = read_manifest(release)
    with Guard(WORKER, workers=workers, seconds=seconds, memory_mb=memory_mb) as guard:
        return _Recheck(release, manifest, guard).run()


class _Recheck:
    def __init__(self, release: Path, manifest: Release, guard: Guard) -> None:
        self.release = release
        self.manifest = manifest
        self.guard = guard
        self.failures: list[Failure] = []
        self.rows = self.decided = self.remade = self.foreign = 0
        self.problems: dict[str, str] = {}  # id → digest of prompt and check
        self.cells: dict[tuple[str, int], int] = {}  # problems by family and level
        self.known: dict[str, str] = {}  # digest of check and text → status and reason
        self.families: dict[str, Family[Any]] = {}

    def run(self) -> Proof:
        whole = {file.path: self._file(file) for file in self.manifest.files}
        self._strangers()
        self._load_families()
        for file in self.manifest.files:
            if file.path.endswith(".parquet") and file.config not in _ORDER:
                self._fail(file.path, f"there is no view '{file.config}'")
        for view in _ORDER:
            for file in data_files(self.manifest):
                if file.config == view and whole[file.path]:
                    self._rows(file)
        for each in self.manifest.families:
            found = self.cells.get((each.family, each.level), 0)
            if found != each.problems:
                self._fail(
                    MANIFEST,
                    f"{each.problems} problems of {each.family} level {each.level} are named, {found} are there",
                )
        return Proof(len(self.manifest.files), self.rows, self.decided, self.remade, self.foreign, tuple(self.failures))

    def _fail(self, file: str, problem: str, row: int | None = None, id: str = "") -> None:
        self.failures.append(Failure(file, problem, row, id))

    def _file(self, file: File) -> bool:
        """Compare the file's digest; says whether its rows can be read at all."""
        path = self.release / file.path
        if not path.is_file():
            self._fail(file.path, "the file is missing")
            return False
        if path.stat().st_size != file.bytes or file_sha256(path) != file.sha256:
            self._fail(file.path, "the file's SHA-256 is not the manifest's")
        return True

    def _strangers(self) -> None:
        named = {MANIFEST, *(file.path for file in self.manifest.files)}
        for path in sorted(self.release.rglob("*")):
            name = path.relative_to(self.release).as_posix()
            if not path.is_dir() and name not in named:
                self._fail(name, "the manifest knows no such file")

    def _load_families(self) -> None:
        texts = {}
        for path, name in self.manifest.templates.items():
            if (self.release / name).is_file():
                texts[path] = read_text(self.release / name, "the seed template")
        use_templates(texts)
        self.families = families()

    def _rows(self, file: File) -> None:
        path = self.release / file.path
        try:
            reader = pq.ParquetFile(path)
            if not reader.schema_arrow.equals(VIEWS[str(file.config)]):
                self._fail(file.path, f"the columns are not those of the view '{file.config}'")
                return
            count = 0
            for start, rows in _batches(reader):
                count += len(rows)
                self._batch(file, start, rows)
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            self._fail(file.path, f"not readable as Parquet ({str(error).splitlines()[0]})")
            return
        self.rows += count
        if count != file.rows:
            self._fail(file.path, f"{count} rows, the manifest says {file.rows}")

    def _batch(self, file: File, start: int, rows: list[Row]) -> None:
        pairs: dict[str, tuple[str, str]] = {}
        asked: list[tuple[int, Row, str]] = []
        for number, row in enumerate(rows, start):
            if row_digest(row) != row["digest"]:
                self._fail(file.path, "the row's content does not have the row's digest", number, row["id"])
            try:
                _check.decode(row["check"])
            except (msgspec.ValidationError, msgspec.DecodeError) as error:
                self._fail(file.path, f"the check cannot be read ({error})", number, row["id"])
                continue
            if file.config == "problems":
                self._problem(file, number, row)
                text = row["reference"]
            elif file.config == "rl":
                self._rl(file, number, row)
                continue
            else:
                self._solution(file, number, row)
                text = row["messages"][-1]["content"] if row["messages"] else ""
            key = digest(row["check"], text)
            asked.append((number, row, key))
            if key not in self.known:
                pairs[key] = (row["check"], text)
        for key, said in zip(pairs, verdicts(list(pairs.values()), self.guard), strict=True):
            self.known[key] = f"{said.status} {said.reason} {said.answer}"
        self.decided += len(pairs)
        for number, row, key in asked:
            self._verdict(file, number, row, self.known[key])

    def _problem(self, file: File, number: int, row: Row) -> None:
        if row["id"] != problem_id(row["fingerprint"]):
            self._fail(file.path, "the id is not the fingerprint's", number, row["id"])
        if row["id"] in self.problems:
            self._fail(file.path, "the same problem is published twice", number, row["id"])
        self.problems[row["id"]] = _asked(row["prompt"], row["check"])
        cell = row["family"], row["level"]
        self.cells[cell] = self.cells.get(cell, 0) + 1
        family = self.families.get(row["family"])
        if family is None or family.version != row["family_version"]:
            self.foreign += 1
            return
        self.remade += 1
        try:
            again = problem_row(draw(family, row["seed"], row["index"], row["level"], row["language"]))
        except (Impossible, ValueError) as error:
            self._fail(file.path, f"the family does not make this problem ({error})", number, row["id"])
            return
        differing = [name for name, value in again.items() if row[name] != value]
        if differing:
            self._fail(file.path, f"the family makes it with another {', '.join(differing)}", number, row["id"])

    def _rl(self, file: File, number: int, row: Row) -> None:
        prompt = row["prompt"][0]["content"] if row["prompt"] else ""
        if self.problems.get(row["id"]) != _asked(prompt, row["check"]):
            self._fail(file.path, "prompt or check is not that of the problem with this id", number, row["id"])
            return
        source = {
            **row["extra_info"], "id": row["id"], "prompt": prompt, "check": row["check"],
        }  # fmt: skip
        if rl_row(source, row["extra_info"]["split"]) != {name: row[name] for name in row if name != "digest"}:
            self._fail(file.path, "the reward fields do not follow from the check", number, row["id"])

    def _solution(self, file: File, number: int, row: Row) -> None:
        prompt = row["messages"][0]["content"] if row["messages"] else ""
        known = self.problems.get(row["problem_id"])
        # A problem none of whose solutions was accepted is not published, but its rejected solutions are.
        if known is None and file.config == "rejected":
            return
        if known != _asked(prompt, row["check"]):
            self._fail(file.path, "prompt or check is not that of its problem", number, row["id"])

    def _verdict(self, file: File, number: int, row: Row, said: str) -> None:
        status, reason, answer = said.split(" ", 2)
        claimed = row.get("status", Status.ACCEPTED.value)
        if (claimed == Status.ACCEPTED) is (file.config == "rejected"):
            self._fail(file.path, f"a row that says '{claimed}' does not belong in '{file.config}'", number, row["id"])
            return
        if claimed == Status.UNDECIDED:
            return  # a later run may decide what this one could not
        if status != claimed:
            self._fail(file.path, f"the checker says {status} ({reason}), the row {claimed}", number, row["id"])
        elif file.config != "problems" and (reason, answer) != (row["reason"], row["answer"]):
            self._fail(
                file.path,
                f"the checker says {reason} '{answer}', the row {row['reason']} '{row['answer']}'",
                number,
                row["id"],
            )


def _asked(prompt: str, check: str) -> str:
    return digest(prompt, check)


def _batches(reader: pq.ParquetFile) -> Iterator[tuple[int, list[Row]]]:
    start = 0
    for batch in reader.iter_batches(batch_size=BATCH):
        rows = batch.to_pylist()
        yield start, rows
        start += len(rows)
