"""What is asked of the sandbox and what comes back."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from msgspec import Struct


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

    `hash_seed` is the interpreter's: what a set's order shows of it differs between two seeds.
    """

    source: str
    entry: str
    calls: list[list[Any]]
    limits: Limits
    hash_seed: int = 0


class Ending(Struct, frozen=True):
    """How the process ended: `result` is its one result frame, unread, and present only when `status` is RETURNED."""

    status: RunStatus
    detail: str = ""
    layers: tuple[str, ...] = ()
    result: bytes = b""


class Run(Struct, frozen=True):
    """What the calls gave: one value per call when RETURNED, else those of the calls before the one that failed.

    `layers` are the names, sorted, of the layers of isolation that held (see `validators.sandbox.guest.LAYERS`).
    """

    status: RunStatus
    values: list[Any] = []
    detail: str = ""
    layers: tuple[str, ...] = ()
