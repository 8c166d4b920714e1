"""What is asked of the sandbox and what comes back."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Any

from msgspec import Struct, field


class Limits(Struct, frozen=True):
    """What one job may use. CPU time decides; the wall clock is only for programs that sleep, and so far longer."""

    cpu_seconds: int = 4
    wall_seconds: float = 20.0
    memory_mb: int = 512
    output_bytes: int = 1_000_000


class RunStatus(StrEnum):
    """How a job ended. TIMEOUT and those after it do not say whether the program is right."""

    RETURNED = "returned"
    EXCEPTION = "exception"
    MISSING_ENTRY = "missing_entry"
    FORBIDDEN = "forbidden"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    OUTPUT_LIMIT = "output_limit"
    UNSUPPORTED_IMPORT = "unsupported_import"
    INFRASTRUCTURE = "infrastructure"


class Job(Struct, frozen=True):
    """A program, the function to call and the argument lists to call it with, one after another in one process.

    `hash_seed` is the interpreter's: what a set's order shows of it differs between two seeds. `id` is the job's own:
    no two are alike, however equal the rest.
    """

    source: str
    entry: str
    calls: list[list[Any]]
    limits: Limits
    hash_seed: int = 0
    language: str = "python"
    id: bytes = field(default_factory=lambda: os.urandom(16))


class Ending(Struct, frozen=True):
    """How the process ended: `result` is its one result frame, unread, and present only when `status` is RETURNED.

    `seal` says that it came from waiting for that job's process (see `validators.sandbox.records`).
    """

    status: RunStatus
    detail: str = ""
    layers: tuple[str, ...] = ()
    result: bytes = b""
    cpu_seconds: float = 0.0
    seal: bytes = b""


class Run(Struct, frozen=True):
    """What the calls gave: one value per call when RETURNED, else those of the calls before the one that failed.

    `layers` are the names, sorted, of the layers of isolation that held (see `validators.sandbox.guest.LAYERS`).
    `cpu_seconds` is the processor time of the whole job.
    """

    status: RunStatus
    values: list[Any] = []
    detail: str = ""
    layers: tuple[str, ...] = ()
    cpu_seconds: float = 0.0
