"""`provender score` and `provender grade`: what models did on an eval, and a grader for others' harnesses."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli_options import Weaker

Eval = Annotated[
    Path, typer.Argument(metavar="EVAL", help="An eval release's folder, or a JSONL or Parquet file of its items.")
]


def grade(eval_path: Eval, weaker: Weaker = False) -> None:
    """Decide answers line by line, for other harnesses: {"id", "text"} in, {"id", "status", "accepted", …} out.

    Each line of standard input is answered at once by one line, in order; a line that cannot be used by {"error": …}.
    It ends when its input does.
    """
    from pipelines.evals.grading import checker_guard, serve
    from pipelines.evals.items import read_eval

    with checker_guard() as guard:
        serve(read_eval(eval_path), sys.stdin.buffer, sys.stdout.buffer, guard)


def add_to(parent: typer.Typer) -> None:
    """Register the commands."""
    parent.command()(grade)
