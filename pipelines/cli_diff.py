"""`provender diff`: what differs between two releases."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas import BadInput

if TYPE_CHECKING:  # pyarrow is imported only when the command needs it
    from pipelines.diff import Change, Diff, Differing, Level, View

_out = Console(highlight=False, width=None if sys.stdout.isatty() else 120, soft_wrap=True)
DIFFERENT = 1
LINES = 20  # of each part, unless all are asked for
WIDTH = 60  # characters of a value


def diff(
    before: Annotated[Path, typer.Argument(metavar="A", help="A release's folder.")],
    after: Annotated[Path, typer.Argument(metavar="B", help="The release's folder that it is compared with.")],
    rows: Annotated[
        Path | None, typer.Option("--rows", metavar="FILE.jsonl", help="A JSONL file for all rows that differ.")
    ] = None,
    examples: Annotated[
        int, typer.Option("-n", "--examples", min=0, max=1000, help="How many ids of each kind to name.")
    ] = 5,
    everything: Annotated[bool, typer.Option("--all", help=f"Every line of a part, not the first {LINES}.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """What changed between two releases: recipe, families, counts, acceptance, rows, versions, files.

    Exit code 0 when they are equal, 1 when they differ.
    """
    import msgspec

    from pipelines.diff import diff as run

    if rows is not None and rows.is_dir():
        raise BadInput(f"--rows {rows}", "it is a folder", "name a file to be written")
    with ExitStack() as stack:
        told = None
        if rows is not None:
            from pipelines.shards import replacing

            stream = stack.enter_context(stack.enter_context(replacing(rows.absolute())).open("wb"))

            def told(row: Differing) -> None:
                stream.write(msgspec.json.encode(row) + b"\n")

        found = run(before, after, told, examples)
    if as_json:
        print(json.dumps(msgspec.to_builtins(found)))
    else:
        _tell(found, None if everything else LINES)
    if not found.equal:
        raise typer.Exit(DIFFERENT)


def _tell(found: Diff, lines: int | None) -> None:
    for name, side in (("A", found.before), ("B", found.after)):
        _line(f"{name}: {side.name}, manifest {side.manifest_sha256[:16]}, {side.folder}")
    if found.equal:
        _line("the releases are equal")
        return
    for name, changes in found.sections.items():
        _section(name, changes, lines)
    _levels(found.levels, lines)
    _views(found.views)


def _section(name: str, changes: tuple[Change, ...], lines: int | None) -> None:
    many = "1 difference" if len(changes) == 1 else f"{len(changes):,} differences"
    table = Table(title=f"{name}: {many}", title_justify="left", box=None, pad_edge=False)
    for heading in ("", "A", "B"):
        table.add_column(heading, overflow="fold")
    for change in changes[:lines]:
        table.add_row(_text(change.key), *_values(change.before, change.after))
    _out.print(table)
    _more(len(changes), lines)


def _levels(levels: Iterable[Level], lines: int | None) -> None:
    changed = [each for each in levels if each.level is None or _differs(each)]
    if not any(_differs(each) for each in changed):
        return
    table = Table(title="families and levels that differ", title_justify="left", box=None, pad_edge=False)
    table.add_column("family", min_width=max(len(each.family) for each in changed[:lines]))
    for heading in ("level", "problems", "rows", "samples", "accepted of models'", "change", "interval", ""):
        table.add_column(heading, justify="right" if heading else "left")
    for each in changed[:lines]:
        samples = [each.counts.get(name, (0, 0)) for name in ("accepted", "rejected", "undecided")]
        table.add_row(
            _text(each.family),
            "" if each.level is None else str(each.level),
            _pair(*each.counts.get("problems", (0, 0))),
            _pair(*each.counts.get("rows", (0, 0))),
            _pair(sum(pair[0] for pair in samples), sum(pair[1] for pair in samples)),
            "" if each.rate == (None, None) else f"{_share(each.rate[0])} → {_share(each.rate[1])}",
            "" if each.change is None else f"{each.change:+.1%}",
            "" if each.low is None or each.high is None else f"{each.low:+.1%} … {each.high:+.1%}",
            "beyond chance" if each.beyond_chance else "",
        )
    _out.print(table)
    _more(len(changed), lines)


def _differs(level: Level) -> bool:
    return any(old != new for old, new in level.counts.values()) or level.rate[0] != level.rate[1]


def _views(views: Iterable[View]) -> None:
    table = Table(title="rows by view", title_justify="left", box=None, pad_edge=False)
    kinds = ("added", "removed", "changed", "moved")
    for heading in ("view", "rows", *kinds):
        table.add_column(heading, justify="left" if heading == "view" else "right")
    for view in views:
        counts = {"added": view.added, "removed": view.removed, "changed": view.changed, "moved": view.moved}
        table.add_row(_text(view.view), _pair(*view.rows), *(f"{counts[kind]:,}" for kind in kinds))
    _out.print(table)
    for view in views:
        for kind, ids in view.examples.items():
            if ids:
                _line(f"  {view.view} {kind}: {', '.join(ids)}")


def _pair(old: int, new: int) -> str:
    return f"{old:,}" if old == new else f"{old:,} → {new:,}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _values(old: Any, new: Any) -> tuple[Text, Text]:
    """Two values, cut where they are long: from a little before the place where they part."""
    texts = [each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in (old, new)]
    apart = next((place for place, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), min(map(len, texts)))
    start = max(0, apart - WIDTH // 4) if max(map(len, texts)) > WIDTH else 0
    cut = [_text(_cut(text, start)) for text in texts]
    return (Text("-") if old is None else cut[0]), (Text("-") if new is None else cut[1])


def _cut(text: str, start: int) -> str:
    begin = "…" if start else ""
    return f"{begin}{text[start:]}" if len(text) - start <= WIDTH else f"{begin}{text[start : start + WIDTH - 1]}…"


def _text(text: str) -> Text:
    """Text as it is: no markup, and nothing that a terminal would obey."""
    return Text("".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in text))


def _line(text: str) -> None:
    _out.print(_text(text))


def _more(count: int, lines: int | None) -> None:
    if lines is not None and count > lines:
        _line(f"  … and {count - lines:,} more (--all)")


def add_to(parent: typer.Typer) -> None:
    """Register the command."""
    parent.command()(diff)


__all__: list[Any] = ["add_to"]
