"""What there is to know of a language whose programs another interpreter runs in the sandbox."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from validators.sandbox.jobs import Job, Limits


class Probe(Struct, frozen=True):
    """Programs that say whether the sandbox works for a language: `honest` defines a function ``f`` that gives the
    interpreter's version. Each of the `attacks`, put into the `frame` of such a function, must not come to its end."""

    honest: str
    frame: str
    attacks: dict[str, str]


class Language(Struct, frozen=True):
    """A language and its interpreter.

    `commands` are the interpreter's names, of which the first that is found is taken; `remedy` says how to get one.
    `arguments` are those it is started with (its first program, ours, among them), `letter` what that program reads of
    the job on descriptor `job_at`; it answers with frames on `result_at`. `form` gives the form that a value has in the
    language, as a value of ours, or raises `validators.sandbox.values.Undecodable`.
    """

    name: str
    title: str
    commands: tuple[str, ...]
    remedy: str
    arguments: Callable[[Limits, int], list[str]]
    letter: Callable[[Job], bytes]
    form: Callable[[Any], Any]
    probe: Probe
    environment: dict[str, str] = {}
    job_at: int = 4
    result_at: int = 3
    processes: int = 1
    files: int = 16
    spare_mb: int = 0
    fixed_addresses: bool = False

    def found(self) -> str:
        """Where the interpreter is; empty if there is none."""
        for command in self.commands:
            path = shutil.which(command, path=os.environ.get("PATH", os.defpath))
            if path is not None:
                return os.path.realpath(path)
        return ""

    def missing(self) -> str:
        """What to say where there is none."""
        return f"no interpreter of {self.title} is installed here ({' or '.join(self.commands)}); {self.remedy}"
