"""Prove a release again: its files, its rows and every verdict, without a model and without a network.

Four questions, from cheap to dear: does every file have the manifest's SHA-256, does every row have its own digest,
does the family make this very problem again from its seed and index, and does the checker still say what the row says?
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any, get_args

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from generators.family import Family, Impossible, draw
from generators.registry import families
from pipelines import parquet
from pipelines.expand import problem_row
from pipelines.manifest import MANIFEST, data_files, read_manifest
from pipelines.parquet import Refused
from pipelines.plan import use_templates
from pipelines.shards import Row, file_sha256
from pipelines.verify import WORKER, Asked, verdicts
from pipelines.views import LONGER, rl_row, row_digest
from schemas import Check, Release, Status, digest, problem_id
from schemas.arrow import VIEWS
from schemas.decoding import read_text
from schemas.recipe import Style
from schemas.release import File
from validators.guard import Guard

BATCH = 512
# Problems come first, and accepted solutions before what is made of them: the other views are held against them.
_ORDER = (
    "problems", "rl", "default", "completion", "tool", "rejected", "undecided", "preference", "process", "rollouts",
    "dropped",
)  # fmt: skip
_WITHOUT_CHECK = ("completion", "tool", "dropped")
_STYLES = get_args(Style)
_check = msgspec.json.Decoder(Check)


class Failure(msgspec.Struct, frozen=True):
    """One thing that does not hold: the file, the row in it (counted from 0) with its id, and what is wrong."""

    file: str
    problem: str
    row: int | None = None
    id: str = ""

    def __str__(self) -> str:
        where = self.file if self.row is None else f"{self.file} row {self.row} id {self.id[:80]}"
        told = f"{where}: {self.problem}"
        return "".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in told)


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


def not_remade(family: Family[Any], row: Row) -> str:
    """What is wrong when the family makes a row's problem again from its seed and index, or nothing."""
    try:
        again = problem_row(
            draw(family, row["seed"], row["index"], row["level"], row["language"], twins=float(row["twin"]))
        )
    except (Impossible, ValueError) as error:
        return f"the family does not make this problem ({error})"
    differing = [name for name, value in again.items() if row[name] != value]
    return f"the family makes it with another {', '.join(differing)}" if differing else ""


def strangers(folder: Path, named: Collection[str]) -> list[str]:
    """The files below the folder that are not named."""
    there = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if not path.is_dir())
    return [name for name in there if name not in named]


class _Recheck:
    def __init__(self, release: Path, manifest: Release, guard: Guard) -> None:
        self.release = release
        self.manifest = manifest
        self.guard = guard
        self.failures: list[Failure] = []
        self.rows = self.decided = self.remade = self.foreign = 0
        self.problems: dict[str, str] = {}  # id → digest of prompt and check
        self.solutions: dict[str, str] = {}  # id → digest of the accepted solution's messages
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
        try:
            if path.stat().st_size != file.bytes or file_sha256(path) != file.sha256:
                self._fail(file.path, "the file's SHA-256 is not the manifest's")
        except OSError as error:
            self._fail(file.path, f"the file cannot be read ({error.strerror})")
            return False
        return True

    def _strangers(self) -> None:
        named = {MANIFEST, *(file.path for file in self.manifest.files)}
        for name in strangers(self.release, named):
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
            if not pq.read_schema(path).equals(VIEWS[str(file.config)]):
                self._fail(file.path, f"the columns are not those of the view '{file.config}'")
                return
            count = 0
            for start, rows in parquet.rows(path, most=BATCH):
                count += len(rows)
                self._batch(file, start, rows)
        except (pa.ArrowException, OSError, UnicodeDecodeError, Refused) as error:
            self._fail(file.path, f"not readable as Parquet ({str(error).partition(chr(10))[0]})")
            return
        self.rows += count
        if count != file.rows:
            self._fail(file.path, f"{count} rows, the manifest says {file.rows}")

    def _batch(self, file: File, start: int, rows: list[Row]) -> None:
        new: dict[str, Asked] = {}
        claims: list[_Claim] = []
        for number, row in enumerate(rows, start):
            if row_digest(row) != row["digest"]:
                self._fail(file.path, "the row's content does not have the row's digest", number, row["id"])
            if file.config in _WITHOUT_CHECK:
                self._copied(file, number, row)
                continue
            try:
                _check.decode(row["check"])
            except (msgspec.ValidationError, msgspec.DecodeError, RecursionError) as error:
                self._fail(file.path, f"the check cannot be read ({error})", number, row["id"])
                continue
            if row.get("style", _STYLES[0]) not in _STYLES:  # what asks the checker would be another question with it
                self._fail(file.path, f"there is no style '{row['style'][:40]}'", number, row["id"])
                continue
            claims += self._claims(file, number, row)
        for claim in claims:
            if claim.key not in self.known:
                new[claim.key] = claim.asked
        for key, said in zip(new, verdicts(list(new.values()), self.guard), strict=True):
            self.known[key] = f"{said.status} {said.reason} {said.answer}"
        self.decided += len(new)
        for claim in claims:
            self._verdict(file, claim, self.known[claim.key])

    def _claims(self, file: File, number: int, row: Row) -> list[_Claim]:
        """What the row says of itself, after what it must share with others was compared."""
        view = file.config
        if view == "problems":
            self._problem(file, number, row)
            return [_Claim(number, row["id"], Asked(row["check"], row["reference"]), Status.ACCEPTED)]
        if view == "rl":
            self._rl(file, number, row)
            return []
        if view == "preference":
            self._asked(file, number, row, row["prompt"])
            other = Asked(row["check"], _last(row["rejected"]), row["style"])
            longer = row["why"] == LONGER
            return [
                _Claim(number, row["id"], Asked(row["check"], _last(row["chosen"]), row["style"]), Status.ACCEPTED),
                _Claim(number, row["id"], other, Status.ACCEPTED if longer else Status.REJECTED,
                       None if longer else row["why"]),
            ]  # fmt: skip
        if view == "process":
            self._asked(file, number, row, row["prompt"])
            if len({len(row[name]) for name in ("completions", "labels", "values", "counts", "methods")}) != 1:
                self._fail(file.path, "not every step has its label, value, count and method", number, row["id"])
            asked = Asked(row["check"], "\n".join(row["completions"]), row["style"])
            return [_Claim(number, row["id"], asked, row["status"], answer=row["answer"])]
        self._asked(file, number, row, row["messages"])
        if view == "default":
            self.solutions[row["id"]] = _contents(row["messages"])
        status = _STATUS_IN.get(str(view))
        if status is not None and row["status"] != status:
            self._fail(file.path, f"a row that says '{row['status']}' does not belong in '{view}'", number, row["id"])
            return []
        if row["status"] == Status.UNDECIDED:
            return []  # a later run may decide what this one could not
        asked = Asked(row["check"], _last(row["messages"]), row["style"])
        return [_Claim(number, row["id"], asked, row["status"], row["reason"], row["answer"])]

    def _copied(self, file: File, number: int, row: Row) -> None:
        """Compare a solution in another form with the one in `default`."""
        if file.config == "dropped":
            return
        if file.config == "tool":
            same = self.solutions.get(row["id"]) == _contents(row["messages"])
        else:
            same = self.solutions.get(row["id"]) == digest(row["prompt"], row["completion"])
        if not same:
            self._fail(file.path, "it is not the solution of this id in 'default'", number, row["id"])

    def _problem(self, file: File, number: int, row: Row) -> None:
        if row["id"] != problem_id(row["fingerprint"]):
            self._fail(file.path, "the id is not the fingerprint's", number, row["id"])
        if row["id"] in self.problems:
            self._fail(file.path, "the same problem is published twice", number, row["id"])
        self.problems[row["id"]] = _problem_digest(row["prompt"], row["check"])
        cell = row["family"], row["level"]
        self.cells[cell] = self.cells.get(cell, 0) + 1
        family = self.families.get(row["family"])
        if family is None or family.version != row["family_version"]:
            self.foreign += 1
            return
        self.remade += 1
        if problem := not_remade(family, row):
            self._fail(file.path, problem, number, row["id"])

    def _rl(self, file: File, number: int, row: Row) -> None:
        prompt = row["prompt"][0]["content"] if row["prompt"] else ""
        if self.problems.get(row["id"]) != _problem_digest(prompt, row["check"]):
            self._fail(file.path, "prompt or check is not that of the problem with this id", number, row["id"])
            return
        source = {
            **row["extra_info"], "id": row["id"], "prompt": prompt, "check": row["check"],
            "difficulty": row["difficulty"], "curriculum": row["curriculum"],
        }  # fmt: skip
        if rl_row(source, row["extra_info"]["split"]) != {name: row[name] for name in row if name != "digest"}:
            self._fail(file.path, "the reward fields do not follow from the check", number, row["id"])

    def _asked(self, file: File, number: int, row: Row, messages: list[Row]) -> None:
        """Compare the problem in the messages, their first user turn, with the problem of that id."""
        prompt = next((message["content"] for message in messages if message["role"] == "user"), "")
        known = self.problems.get(row["problem_id"])
        # A problem whose own solution could not be proven is not published, but what was written for it is.
        if known is None and file.config not in ("default", "preference"):
            return
        if known != _problem_digest(prompt, row["check"]):
            self._fail(file.path, "prompt or check is not that of its problem", number, row["id"])

    def _verdict(self, file: File, claim: _Claim, said: str) -> None:
        status, reason, answer = said.split(" ", 2)
        if status != claim.status:
            problem = f"the checker says {status} ({reason}), the row {claim.status}"
        elif claim.reason is not None and claim.reason != reason:
            problem = f"the checker says {reason}, the row {claim.reason}"
        elif claim.answer is not None and claim.answer != answer:
            problem = f"the checker reads the answer '{answer}', the row says '{claim.answer}'"
        else:
            return
        self._fail(file.path, problem, claim.row, claim.id)


_STATUS_IN = {"default": Status.ACCEPTED, "rejected": Status.REJECTED, "undecided": Status.UNDECIDED}


class _Claim(msgspec.Struct, frozen=True):
    """What a row (counted from 0) says of a text: its status and, where it says them, the reason and the answer."""

    row: int
    id: str
    asked: Asked
    status: str
    reason: str | None = None
    answer: str | None = None

    @property
    def key(self) -> str:
        """Equal for claims that one decision settles."""
        return digest(self.asked.check, self.asked.text, self.asked.style)


def _last(messages: list[Row]) -> str:
    return str(messages[-1]["content"]) if messages else ""


def _contents(messages: list[Row]) -> str:
    """A digest of what was said: in one turn, of the question's text and the answer's."""
    told = [message["content"] for message in messages]
    if sum(message["role"] in ("assistant", "tool") for message in messages) == 1:
        return digest("".join(f"{text}\n\n" for text in told[:-1]), told[-1])
    return digest(*told)


def _problem_digest(prompt: str, check: str) -> str:
    return digest(prompt, check)
