"""Exports of an eval that other harnesses load as they stand: lm-evaluation-harness, inspect_ai and lighteval.

A harness's files are a pure function of what is exported (`contents`); here they are written, for the owner's eyes only
unless the eval was revealed. The harness asks the model and `provender grade` decides, so that an export holds neither
answers nor checks.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec

from pipelines.evals.export import inspect_ai, lighteval, lm_eval
from pipelines.evals.export.contents import CONFIG, Contents, Files, contents
from pipelines.evals.items import EvalSet
from pipelines.shards import replacing
from schemas import BadInput

HARNESSES: Mapping[str, Callable[[Contents], Files]] = MappingProxyType(
    {"lm_eval": lm_eval.files, "inspect_ai": inspect_ai.files, "lighteval": lighteval.files}
)
COMMANDS: Mapping[str, Callable[[Contents, Path], str]] = MappingProxyType(
    {"lm_eval": lm_eval.command, "inspect_ai": inspect_ai.command, "lighteval": lighteval.command}
)
_LIMIT = 1 << 20  # bytes of a file that says what an export is


class Exported(msgspec.Struct, frozen=True):
    """What was written: the name of the task or group, how many items, and the command that runs it."""

    name: str
    items: int
    private: bool
    command: str


class _Mark(msgspec.Struct, frozen=True):
    harness: str
    digest: str


def export(eval_set: EvalSet, harness: str, out: Path) -> Exported:
    """Write the eval for the harness into the folder `out`.

    Raises `BadInput` for an unknown harness, an eval of which answers cannot be decided, and a folder that holds
    anything but an export of the same items for the same harness; such a one is written again, with the same bytes.
    """
    if harness not in HARNESSES:
        raise BadInput(f"--to {harness}", "there is no export of this name", f"choose one of {', '.join(HARNESSES)}")
    found = contents(eval_set.checked(), harness)
    _refuse(out, eval_set, found)
    files = HARNESSES[harness](found)
    _folder(out, found.private)
    for path in sorted(files, key=lambda path: (not path.endswith(CONFIG), path)):  # an unfinished export knows itself
        target = out / path
        for folder in reversed(target.relative_to(out).parents[:-1]):
            _folder(out / folder, found.private)
        with replacing(target) as temporary:
            temporary.touch(0o600 if found.private else 0o666)
            temporary.write_bytes(files[path])
    return Exported(found.name, len(found.items), found.private, COMMANDS[harness](found, out))


def _folder(folder: Path, private: bool) -> None:
    folder.mkdir(0o700 if private else 0o777, parents=True, exist_ok=True)
    if private:
        folder.chmod(0o700)  # it may have been there


def _refuse(out: Path, eval_set: EvalSet, found: Contents) -> None:
    place = f"--out {out}"
    if out.resolve().is_relative_to(eval_set.path.resolve()):
        raise BadInput(place, "it lies in the release, whose files stay as they are", "name a folder elsewhere")
    if not os.path.lexists(out):
        return
    if not out.is_dir():
        raise BadInput(place, "it is not a folder", "name a folder that is to be made")
    if not any(out.iterdir()):
        return
    mark = out / found.root / CONFIG
    if not mark.is_file() or mark.stat().st_size > _LIMIT:
        raise BadInput(place, "there are other files in it", "name a new or an empty folder")
    try:
        there = msgspec.json.decode(mark.read_bytes(), type=_Mark)
    except (msgspec.DecodeError, UnicodeDecodeError):
        there = _Mark("", "")
    if there != _Mark(found.harness, found.digest):
        raise BadInput(place, "it holds another export", "name a new or an empty folder")
