"""`provender export`: an eval as a task of another harness."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli_score import Eval


def export(
    eval_path: Eval,
    harness: Annotated[str, typer.Option("--to", metavar="HARNESS", help="lm_eval, inspect_ai or lighteval.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write: new, empty, or this export.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Write an eval as a task that another harness loads as it stands; `provender grade` decides the answers there.

    The export holds neither answers nor checks. Unless the eval was revealed, only its owner can read the files.
    """
    import msgspec

    from pipelines.evals.export import export as run
    from pipelines.evals.items import read_eval

    done = run(read_eval(eval_path), harness, out)
    if as_json:
        print(json.dumps({"out": str(out), **msgspec.to_builtins(done)}))
        return
    print(f"{out}: {done.items:,} items as {done.name}{', for your eyes only' if done.private else ''}")
    print(f"  {done.command}")


def add_to(parent: typer.Typer) -> None:
    """Register the command."""
    parent.command()(export)
