"""`provender refresh`, `commit`, `reveal` and `ledger`: evals that stay apart from what is trained on."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.cli_options import Json, Workers
from schemas import BadInput

if TYPE_CHECKING:
    from pipelines.evals.ledger import Ledger

FAILED = 1
_out = Console(highlight=False, width=None if sys.stdout.isatty() else 120, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)
ledger_app = typer.Typer(
    name="ledger", help="The ledger of releases: show it, check it, merge two, add to it.", no_args_is_help=True
)

Home = Annotated[Path, typer.Option("--home", help="The home of the evals: split key, ledger, sealed releases.")]
AsOf = Annotated[str, typer.Option("--as-of", metavar="DATE", help="The day, as YYYY-MM-DD, or 'today' (UTC).")]
Release = Annotated[str, typer.Argument(metavar="RELEASE", help="An eval release's name, NAME-DATE.")]


def add_to(app: typer.Typer) -> None:
    """Make the commands known."""
    app.command()(refresh)
    app.command()(commit)
    app.command()(reveal)
    app.add_typer(ledger_app)


def refresh(
    recipe: Annotated[str, typer.Argument(help="An eval recipe, or the name of a shipped one (private).")],
    home: Home,
    as_of: AsOf = "today",
    due: Annotated[
        bool, typer.Option("--due", help="Only say whether a refresh is due, and why: exit code 0 if it is, else 1.")
    ] = False,
    scores: Annotated[
        list[Path] | None,
        typer.Option("--scores", metavar="FILE", help="With --due: what 'provender score --json' wrote; repeatable."),
    ] = None,
    split_only: Annotated[
        bool, typer.Option("--split-only", help="Make the home with its split key and ledger, and nothing else.")
    ] = False,
    keep: Annotated[
        int | None,
        typer.Option(
            "--keep", metavar="N", min=1, help="Remove all but the newest N releases that are public from the home."
        ),
    ] = None,
    workers: Workers = 1,
    as_json: Json = False,
) -> None:
    """Make the eval release of a day from what is held out, sealed and committed to; a second run changes nothing."""
    day = _day(as_of)
    path = _recipe(recipe)
    from pipelines.progress import Report

    if due:
        _due(path, home, day, scores or [], as_json)
        return
    if split_only:
        from pipelines.evals.refresh import prepared

        _, made, split = prepared(path, home)
        held = _held_out(split)
        if as_json:
            print(json.dumps({"home": str(made.path), "key_id": split.key.id, "held_out": held}))
            return
        _out.print(f"{made.path}: split key {split.key.id[:16]}…", markup=False)
        for name, part in held.items():
            _out.print(f"  {name:<32} {part}", markup=False)
        return
    from pipelines.evals.refresh import refresh as run

    found = run(path, home, day, Report(_err, as_json=as_json), workers=workers, keep=keep)
    manifest = found.manifest
    if as_json:
        print(
            json.dumps(
                {
                    "release": manifest.release, "folder": str(found.folder), "existed": found.existed,
                    "items": manifest.items, "rows": manifest.rows, "root": manifest.root, "short": list(found.short),
                    "removed": list(found.kept.removed), "left": found.kept.left,
                }
            )
        )  # fmt: skip
    else:
        table = Table(title=f"{manifest.release}: base items", title_justify="left")
        for heading in ("tier", "family"):
            table.add_column(heading)
        for heading in ("level", "items", "draws", "pass rate"):
            table.add_column(heading, justify="right")
        for cell in manifest.cells:
            rate = "" if cell.pass_rate is None else f"{cell.pass_rate:.0%}"
            tier = "anchors" if cell.anchor else cell.tier
            if cell.requested or cell.items:
                items = f"{cell.items:,}" if cell.items >= cell.requested else f"{cell.items:,} of {cell.requested:,}"
                table.add_row(tier, cell.family, str(cell.level), items, f"{cell.draws:,}", rate)
        _out.print(table)
        _out.print(f"{manifest.rows:,} rows; differences of {manifest.distinguishes:.1%} or more can be told")
    for each in found.short:
        print(f"target missed: {each}", file=sys.stderr)
    if found.short:
        raise typer.Exit(FAILED)


def _recipe(name: str) -> Path:
    from schemas.resources import data_path

    shipped = data_path("evals", f"{name}.yaml")
    return shipped if not Path(name).exists() and "/" not in name and shipped.is_file() else Path(name)


def _held_out(split: object) -> dict[str, str]:
    from generators.registry import families
    from pipelines.evals.split import ANCHORS, TRAINED, Split

    assert isinstance(split, Split)
    parts = {name: split.family(name) for name in families()}
    return {
        name: "anchors" if part == ANCHORS else f"term {part + 1}" for name, part in parts.items() if part != TRAINED
    }


def _due(recipe: Path, home: Path, day: date, scores: list[Path], as_json: bool) -> None:
    from pipelines.evals.due import due_reasons
    from pipelines.evals.home import open_home
    from pipelines.evals.recipe import load_eval_recipe

    loaded = load_eval_recipe(recipe)
    reasons = due_reasons(loaded, open_home(home) if home.exists() else None, day, scores)
    if as_json:
        print(json.dumps({"due": bool(reasons), "reasons": reasons}))
    else:
        for reason in reasons:
            print(f"due: {reason}")
        if not reasons:
            print("not due")
    if not reasons:
        raise typer.Exit(FAILED)


def commit(
    release: Release,
    home: Home,
    out: Annotated[Path | None, typer.Option("--out", help="A file for it; by default it is printed.")] = None,
) -> None:
    """Print what is published of an eval release before anybody sees an item: its root, its day, its canary."""
    from pipelines.evals.home import open_home
    from pipelines.shards import write_bytes

    path = open_home(home).commitments / f"{release}.json"
    if not path.is_file():
        raise BadInput(str(path), "there is no commitment to this release", "'provender refresh' makes one")
    if out is None:
        sys.stdout.write(path.read_text(encoding="utf-8"))
    else:
        write_bytes(out.absolute(), path.read_bytes())


def reveal(
    release: Release,
    home: Home,
    out: Annotated[Path, typer.Option("--out", help="The folder in which the public release appears.")],
    as_of: AsOf = "today",
) -> None:
    """Make an eval release public with its salts, when its term is over. Its families never come back."""
    from pipelines.evals.home import open_home
    from pipelines.evals.reveal import reveal as run

    manifest = run(open_home(home), release, out.absolute(), _day(as_of))
    print(f"{out}: {manifest.rows - manifest.withheld:,} rows, {manifest.withheld:,} anchor rows stay sealed")


@ledger_app.command()
def show(home: Home, as_json: Json = False) -> None:
    """Every line: what was entered when, and the head."""
    book = _ledger(home)
    if as_json:
        sys.stdout.write(book.path.read_text(encoding="utf-8"))
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("date", "what", "release", "", "line"):
        table.add_column(heading)
    for line in book.lines:
        kind, name, told = _told(line.entry)
        cells = (getattr(line.entry, "date", ""), kind, name, told, line.hash[:12])
        table.add_row(*map(Text, cells))  # words of others, in which brackets are brackets
    _out.print(table)
    _out.print(f"head {', '.join(book.heads)}", markup=False)


@ledger_app.command()
def check(
    home: Home,
    head: Annotated[
        str | None, typer.Option("--head", help="A head that was published: the ledger must still hold it.")
    ] = None,
) -> None:
    """Prove the chain, and that the entries do not contradict each other. Exit code 1 when they do."""
    from pipelines.evals.ledger import faults

    book = _ledger(home)
    found = faults(book)
    if head is not None and not any(line.hash == head for line in book.lines):
        found.append(f"the line {head[:64]} is missing: what was known then was cut off")
    for fault in found:
        print(f"FAILED {fault}", file=sys.stderr)
    print(f"{len(book.lines):,} lines, head {', '.join(book.heads)}" if not found else f"{len(found):,} faults")
    if found:
        raise typer.Exit(FAILED)


@ledger_app.command()
def merge(
    home: Home, others: Annotated[list[Path], typer.Argument(help="Other homes, or their ledger.jsonl.")]
) -> None:
    """Take the lines of other machines' ledgers into this one; both stay provable."""
    from pipelines.evals.home import LEDGER, open_home
    from pipelines.evals.ledger import faults, merge as run

    known = open_home(home)
    with known.alone():
        book = run(known.ledger, [each / LEDGER if each.is_dir() else each for each in others])
    found = faults(book)
    for fault in found:
        print(f"FAILED {fault}", file=sys.stderr)
    print(f"{len(book.lines):,} lines, head {', '.join(book.heads)}")
    if found:
        raise typer.Exit(FAILED)


@ledger_app.command()
def add(
    home: Home,
    release: Annotated[Path, typer.Argument(help="A train release's folder.")],
    as_of: AsOf = "today",
) -> None:
    """Enter a train release that was built without this home."""
    from pipelines.evals.holding import enter_train
    from pipelines.evals.home import open_home
    from pipelines.evals.split import TRAINED, split_of
    from pipelines.manifest import read_manifest

    known = open_home(home)
    manifest = read_manifest(release)
    with known.alone():
        new = enter_train(known, release, manifest, _day(as_of))
    print("entered" if new else "it is there already")
    split = split_of(known)
    if held := sorted({each.family for each in manifest.families if split.family(each.family) != TRAINED}):
        print(f"held out, and trained on all the same: {', '.join(held)}; no eval is made of them", file=sys.stderr)


@ledger_app.command()
def burn(
    home: Home,
    names: Annotated[list[str], typer.Argument(metavar="FAMILY...", help="Families that leaked.")],
    reason: Annotated[str, typer.Option("--reason", help="Why: where they were found.")],
    as_of: AsOf = "today",
) -> None:
    """Say that families can be in no eval any more, such as when items were found on the net."""
    from generators.registry import family
    from pipelines.evals.home import open_home
    from pipelines.evals.ledger import append
    from schemas.ledger import Burned

    for name in names:
        family(name, "provender ledger burn")
    entry = Burned(date=_day(as_of).isoformat(), families=tuple(sorted(set(names))), reason=reason)
    known = open_home(home)
    with known.alone():
        print(f"line {append(known.ledger, entry).hash}")


def _told(entry: object) -> tuple[str, str, str]:
    from schemas.ledger import Burned, EvalCommitted, EvalRevealed, SplitMade, TrainRelease

    match entry:
        case SplitMade(key_id=key, holdout=holdout):
            return "split", "", f"key {key[:16]}…, {holdout.terms} terms from {holdout.start}"
        case TrainRelease(release=name, problems=problems, families=families, key_id=key):
            kept = "" if key is None else ", split kept to"
            return "train", name, f"{problems:,} problems of {len(families)} families{kept}"
        case EvalCommitted(release=name, rows=rows, root=root, expires=expires):
            return "eval", name, f"{rows:,} rows under {root[:16]}…, expires {expires}"
        case EvalRevealed(release=name, families=families):
            return "reveal", name, f"burned: {', '.join(families) or 'templates only'}"
        case Burned(families=families, reason=reason):
            return "burn", "", f"{', '.join(families)}: {reason}"
        case _:
            return "merge", "", ""


def _ledger(home: Path) -> Ledger:
    from pipelines.evals.home import open_home
    from pipelines.evals.ledger import read_ledger

    return read_ledger(open_home(home).ledger)


def _day(text: str) -> date:
    from pipelines.schedule import parse_day, utc_today

    return parse_day(text, utc_today())
