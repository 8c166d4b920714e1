"""`provender prove`: an eval and what was trained on, apart or not, guarantee by guarantee."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.cli_options import Json, Weaker, Workers
from schemas import BadInput

if TYPE_CHECKING:
    from pipelines.evals.prove.findings import Guarantee
    from pipelines.evals.prove.run import Proof

FAILED = 1
SHOWN = 5  # offending pairs of a guarantee
_out = Console(highlight=False, width=None if sys.stdout.isatty() else 140, soft_wrap=False)
_COLOURS = {"holds": "green", "fails": "bold red", "not_run": "yellow"}


def add_to(app: typer.Typer) -> None:
    """Make the command known."""
    app.command()(prove)


def prove(
    eval: Annotated[
        Path, typer.Argument(metavar="EVAL", help="An eval release's folder, or anyone's JSONL, JSON or Parquet.")
    ],
    against: Annotated[
        list[Path],
        typer.Option("--against", metavar="TRAIN", help="A train release, or files that were trained on; repeatable."),
    ],
    home: Annotated[
        Path | None, typer.Option("--home", help="The eval's home: with its split key and ledger more is proved.")
    ] = None,
    ledger: Annotated[Path | None, typer.Option("--ledger", help="A ledger alone, for who has no key.")] = None,
    scores: Annotated[
        list[Path] | None,
        typer.Option("--scores", metavar="FILE", help="What 'provender score --json' wrote; repeatable."),
    ] = None,
    packs: Annotated[
        list[str] | None,
        typer.Option("--pack", help="A benchmark fingerprint pack, or 'default'; repeatable."),
    ] = None,
    templates: Annotated[
        list[Path] | None, typer.Option("--templates", help="Seed templates that the rows were made of; repeatable.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option("--model", help="A model of word vectors, for the semantic tier (G6).")
    ] = None,
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="The day of the proof, or 'today'.")] = "today",
    out: Annotated[Path | None, typer.Option("--out", help="A JSON file for the whole report.")] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit code 1 also where a guarantee could not be run.")
    ] = False,
    workers: Workers = 1,
    weaker: Weaker = False,
    as_json: Json = False,
) -> None:
    """Check fifteen guarantees between an eval and what was trained on: each holds, fails with its pairs, or was not
    run and why. Exit code 1 when one fails."""
    import msgspec

    from pipelines.decontamination.packs import DEFAULT
    from pipelines.evals.home import open_home
    from pipelines.evals.items import read_eval
    from pipelines.evals.ledger import read_ledger
    from pipelines.evals.prove.run import prove as run
    from pipelines.evals.prove.training import Options
    from pipelines.schedule import parse_day, utc_today
    from pipelines.shards import write_bytes

    if home is not None and ledger is not None:
        raise BadInput("--ledger", "a home has its own", "name one of the two")
    proof = run(
        read_eval(eval),
        against,
        parse_day(as_of, utc_today()),
        home=None if home is None else open_home(home),
        ledger=None if ledger is None else read_ledger(ledger),
        scores=scores or (),
        options=Options(packs=tuple(packs or (DEFAULT,)), templates=tuple(templates or ()), model=model),
        workers=workers,
    )
    told = msgspec.json.format(msgspec.json.encode(proof), indent=1)
    if out is not None:
        write_bytes(out.absolute(), told + b"\n")
    if as_json:
        print(told.decode())
    else:
        _tell(proof)
    if proof.failed or (strict and any(each.outcome != "holds" for each in proof.guarantees)):
        raise typer.Exit(FAILED)


def _tell(proof: Proof) -> None:
    table = Table(
        title=f"{proof.eval}: {proof.items:,} rows against {proof.rows:,} rows that were trained on",
        title_justify="left",
    )
    for heading in ("", "guarantee", "outcome", "what was found"):
        table.add_column(heading)
    for each in proof.guarantees:
        outcome = Text(each.outcome.replace("_", " "), style=_COLOURS[each.outcome])
        table.add_row(each.number, each.title, outcome, Text(each.summary))
    _out.print(table)
    for each in proof.guarantees:
        if each.outcome == "fails":
            _pairs(each)
    failed = proof.failed
    _out.print(f"{', '.join(failed)} fail" if failed else "nothing that was run fails")


def _pairs(guarantee: Guarantee) -> None:
    for pair in guarantee.pairs[: min(SHOWN, guarantee.offending)]:
        score = "" if pair.score is None else f" ({pair.score:.2f})"
        told = f"{guarantee.number} {pair.item or '-'}  {pair.place}  {pair.detail}{score}"
        print("".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in told))
    if guarantee.offending > SHOWN:
        print(f"{guarantee.number} … and {guarantee.offending - SHOWN:,} more")
