"""Options that several commands have."""

from __future__ import annotations

import os
from typing import Annotated

import typer


def _allow_weaker(allowed: bool) -> bool:
    if allowed:
        from validators.sandbox import WEAKER_VARIABLE

        os.environ[WEAKER_VARIABLE] = "1"  # worker processes inherit it
    return allowed


Weaker = Annotated[
    bool,
    typer.Option(
        "--allow-weaker-sandbox",
        callback=_allow_weaker,
        help="Run untrusted programs although some layers of the sandbox are missing here; marks the rows.",
    ),
]
Workers = Annotated[int, typer.Option("--workers", min=1, max=1024, help="Worker processes to use.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
