"""Releases on a schedule: a date names a release and its draws, one run at a time works on them, and old ones go.

All releases of a recipe lie in one folder as ``<name>-<YYYY-MM-DD>``. The same date gives the same release whenever it
is run, so a scheduler may run a date twice, late or after a failure.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from stat import S_ISDIR, S_ISREG

import msgspec

from pipelines.lease import LEASE, held, lease
from pipelines.manifest import MANIFEST, read_manifest
from pipelines.shards import file_sha256
from schemas import BadInput, Busy, digest_int

TODAY = "today"
REHEARSED = "PROVENDER_TODAY"
BUILDS = "builds"
HIDDEN = ".removing-"  # what a folder that is being removed is called: no release's name begins with a dot
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def utc_today() -> date:
    """The date in UTC, or in rehearsals the one that the environment's `PROVENDER_TODAY` names: the one place where a
    schedule reads the clock. Raises `BadInput` for a name of no day."""
    rehearsed = os.environ.get(REHEARSED)
    if rehearsed is None:
        return datetime.now(UTC).date()
    return parse_day(rehearsed, date.max, REHEARSED)


def parse_day(text: str, today: date, place: str = "--as-of") -> date:
    """The date that the text names, ``YYYY-MM-DD`` or ``today``. Raises `BadInput`, also for a date after `today`."""
    if text == TODAY:
        return today
    day = _day(text)
    if day is None:
        raise BadInput(place, f"{text[:40]!r} is not a date", "write YYYY-MM-DD, or 'today'")
    if day > today:
        raise BadInput(place, f"{day} is in the future: in UTC it is {today}", "name that day or an earlier one")
    return day


def _day(text: str) -> date | None:
    if not _DAY.fullmatch(text):
        return None  # fromisoformat reads weeks and dates without hyphens too, under which a folder would not be found
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def dated_name(name: str, day: date) -> str:
    """The name of the folder of a recipe's release of that date."""
    return f"{name}-{day.isoformat()}"


def day_of(folder: str, name: str) -> date | None:
    """The date in the name of a folder; None when it is not the name of a dated release of the recipe."""
    prefix = f"{name}-"
    return _day(folder.removeprefix(prefix)) if folder.startswith(prefix) else None


def effective_seed(seed: int, day: date) -> int:
    """The seed, of 63 bits, of a recipe's release of that date: another date gives other draws."""
    return digest_int("as-of", seed, day.isoformat()) >> 1


@contextmanager
def series(folder: Path, name: str) -> Iterator[None]:
    """Hold the dated releases of a recipe in the folder: nobody else builds or removes one meanwhile. Raises `Busy`."""
    builds = folder / BUILDS
    with ExitStack() as stack:
        try:
            builds.mkdir(parents=True, exist_ok=True)
            stack.enter_context(held(builds / f"{name}.lock", f"{folder}: {name}"))
        except OSError as error:
            problem = f"the folder of the dated releases cannot be written ({error.strerror})"
            raise BadInput(str(builds), problem, "choose a folder that can be") from None
        yield


class Contents(msgspec.Struct, frozen=True):
    """What a release consists of: the SHA-256 of its files by path, and its manifest, which names them."""

    manifest: str
    files: dict[str, str]


ContentsOf = Callable[[Path, str], Contents]


def release_contents(release: Path, name: str) -> Contents:
    """What a release of the recipe should consist of. Raises `BadInput` when the folder does not hold one."""
    manifest = read_manifest(release)
    if manifest.name != name:
        raise BadInput(
            str(release), f"its manifest is of {manifest.name[:80]!a}", "give every recipe a folder of its own"
        )
    return Contents(MANIFEST, {file.path: file.sha256 for file in manifest.files})


class Retention(msgspec.Struct, frozen=True):
    """What became of older releases: the names of those that were removed, and why others (or their rests) stay."""

    removed: tuple[str, ...]
    left: dict[str, str]


def retain(
    folder: Path, name: str, keep: int, day: date, say: Callable[[str], None], contents: ContentsOf = release_contents
) -> Retention:
    """Remove all but the newest `keep` dated releases of the recipe, with their build folders; the caller holds
    `series`.

    Only what is older than `day` goes, and only what is, byte for byte and file for file, what its manifest says:
    anything else is told and left. What goes is renamed first, so no half of a release ever has a release's name; a run
    that was killed meanwhile is completed by the next.
    """
    return _Retention(folder, name, say, contents).run(keep, day)


class _Retention:
    def __init__(self, folder: Path, name: str, say: Callable[[str], None], contents: ContentsOf) -> None:
        self.folder = folder
        self.builds = folder / BUILDS
        self.name = name
        self.say = say
        self.contents = contents
        self.removed: list[str] = []
        self.left: dict[str, str] = {}

    def run(self, keep: int, day: date) -> Retention:
        self._complete()
        releases: list[date] = []
        for there in self._days(self.folder):
            path = self.folder / dated_name(self.name, there)
            try:
                self._expected(path)
                releases.append(there)
            except BadInput as error:
                if there < day:
                    self._leave(path, error.problem)
        for there in releases[keep:]:
            if there < day:
                self._remove(self.folder / dated_name(self.name, there), keep)
        known = set(self._days(self.folder))
        for there in self._days(self.builds):
            if there < day and there not in known:
                path = self.builds / dated_name(self.name, there)
                self._leave(path, f"no release came of it; build it with --as-of {there}, or remove it")
        return Retention(tuple(self.removed), self.left)

    def _days(self, folder: Path, prefix: str = "") -> list[date]:
        """The dates of which the folder has an entry, newest first."""
        names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        found = (day_of(each.removeprefix(prefix), self.name) for each in names if each.startswith(prefix))
        return sorted((there for there in found if there is not None), reverse=True)

    def _leave(self, path: Path, reason: str) -> None:
        name = path.relative_to(self.folder).as_posix()
        self.left[name] = reason
        self.say(f"{path}: left as it is: {reason}")

    def _expected(self, path: Path) -> Contents:
        if not S_ISDIR(path.lstat().st_mode):
            raise BadInput(str(path), "it is not a folder", "remove it")  # a link to one is none either
        return self.contents(path, self.name)

    def _complete(self) -> None:
        """Remove what a killed run had renamed."""
        for there in self._days(self.builds, HIDDEN):
            hidden = self.builds / f"{HIDDEN}{dated_name(self.name, there)}"
            with self._leaving(hidden):
                shutil.rmtree(hidden)
        for there in self._days(self.folder, HIDDEN):
            hidden = self.folder / f"{HIDDEN}{dated_name(self.name, there)}"
            with self._leaving(hidden):
                if S_ISDIR(hidden.lstat().st_mode) and not any(hidden.iterdir()):
                    hidden.rmdir()  # the manifest goes last
                else:
                    _delete(hidden, self._expected(hidden))

    def _remove(self, release: Path, keep: int) -> None:
        build = self.builds / release.name
        with self._leaving(release):
            contents = self._expected(release)
            if changed := _changed(release, contents):
                raise _Stays(changed)
            built = os.path.lexists(build)
            if built and not (S_ISDIR(build.lstat().st_mode) and (build / LEASE).is_file()):
                raise _Stays(f"{build} is not the folder of a build")
            with lease(build) if built else nullcontext():
                if built:
                    shutil.rmtree(_hide(build))
                hidden = _hide(release)
                self.removed.append(release.name)
                with self._leaving(hidden):
                    _delete(hidden, contents)
                self.say(f"{release}: removed, {'the newest stays' if keep == 1 else f'the newest {keep} stay'}")

    @contextmanager
    def _leaving(self, path: Path) -> Iterator[None]:
        """Leave the path, and say why, where it cannot be removed."""
        try:
            yield
        except (BadInput, Busy) as error:
            self._leave(path, error.problem)
        except _Stays as error:
            self._leave(path, str(error))
        except OSError as error:
            self._leave(path, f"{str(error.filename or path)!a} cannot be removed ({error.strerror})")


class _Stays(Exception):
    """Why a folder is not removed."""


def _changed(release: Path, contents: Contents) -> str | None:
    """Why the folder is not what its manifest says; None when it is."""
    folders = {parent.as_posix() for path in contents.files for parent in Path(path).parents}
    missing = {contents.manifest, *contents.files}
    for top, below, files in os.walk(release, onerror=_raise):
        for name in (*below, *files):
            path = Path(top, name)
            relative = path.relative_to(release).as_posix()
            mode = path.lstat().st_mode
            if not ((S_ISREG(mode) and relative in missing) or (S_ISDIR(mode) and relative in folders)):
                return f"{relative!a} is not of the release"
            missing.discard(relative)
    if missing:
        return f"{min(missing)} is missing"
    for name, sha256 in contents.files.items():
        if file_sha256(release / name) != sha256:
            return f"{name} was changed"
    return None


def _raise(error: OSError) -> None:
    raise error


def _hide(path: Path) -> Path:
    """Rename the folder so that it looks like a release no more, for good, and say what it is called now."""
    hidden = path.with_name(HIDDEN + path.name)
    path.rename(hidden)  # onto a folder with something in it: an error
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return hidden


def _delete(hidden: Path, contents: Contents) -> None:
    """Delete the files of the release, the manifest last, and the folders, which must be empty by then: whatever else
    came in meanwhile stays, with an error. Links are never followed."""
    for top, folders, files, descriptor in os.fwalk(hidden, topdown=False, onerror=_raise):
        inside = Path(top).relative_to(hidden)
        for name in files:
            if (inside / name).as_posix() in contents.files:
                os.unlink(name, dir_fd=descriptor)
        for name in folders:
            os.rmdir(name, dir_fd=descriptor)
    strangers = [path.name for path in hidden.iterdir() if path.name != contents.manifest]
    if strangers:
        raise _Stays(f"{min(strangers)!a} is not of the release")
    (hidden / contents.manifest).unlink()
    hidden.rmdir()
