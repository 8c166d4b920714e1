"""`provender completions`: look into the store of what engines wrote, keep it tidy, and import others' rollouts."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from schemas import BadInput

if TYPE_CHECKING:  # pyarrow is imported only when a command needs it
    from pipelines.store import Store

app = typer.Typer(help="Look into the store of completions, keep it tidy, import rollouts.", no_args_is_help=True)

Folder = Annotated[Path, typer.Option("--store", help="The store's folder.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
DEFAULT = Path("builds/completions")
_out = Console(highlight=False, width=None if sys.stdout.isatty() else 120, soft_wrap=True)


@app.command()
def stats(store: Folder = DEFAULT, as_json: Json = False) -> None:
    """What the store holds, by engine; repeats are completions that were asked for more than once."""
    import msgspec

    used = _store(store).usage()
    if as_json:
        print(json.dumps([msgspec.to_builtins(each) for each in used]))
        return
    table = Table()
    table.add_column("engine", overflow="fold")
    for heading in ("completions", "repeats", "errors", "prompt tokens", "completion tokens", "engine seconds"):
        table.add_column(heading, justify="right")
    for each in used:
        table.add_row(
            each.engine, f"{each.rows:,}", f"{each.repeats:,}", f"{each.errors:,}", f"{each.prompt_tokens:,}",
            f"{each.completion_tokens:,}", f"{each.engine_seconds:,.1f}",
        )  # fmt: skip
    _out.print(table, markup=False)


@app.command("list")
def list_(
    store: Folder = DEFAULT,
    engine: Annotated[str, typer.Option("--engine", help="Only engines whose fingerprint contains this.")] = "",
    prompt: Annotated[str, typer.Option("--prompt", help="Only prompts that contain this.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 20,
    as_json: Json = False,
) -> None:
    """Completions, one a line."""
    from pipelines import completions

    for each in completions.listed(_store(store), engine, prompt, limit):
        if as_json:
            print(completions.as_json(each))
            continue
        begin = completions.visible(each.text[:80]).replace("\n", "⏎")
        print(f"{each.key}  #{each.sample_index:<3} {each.finish_reason:<6} {each.completion_tokens:>6}  {begin}")


@app.command()
def show(
    key: Annotated[str, typer.Argument(help="The completion's key; its beginning is enough where it is unique.")],
    store: Folder = DEFAULT,
    as_json: Json = False,
) -> None:
    """One completion with all that is known of it."""
    from pipelines import completions

    found = [each for each in completions.listed(_store(store), limit=sys.maxsize) if each.key.startswith(key)]
    if len({each.key for each in found}) != 1:
        what = "no completion has this key" if not found else "several completions' keys begin so"
        raise BadInput(key[:64], what, "see 'provender completions list'")
    for each in found:
        if as_json:
            print(completions.as_json(each))
            continue
        print(
            f"key       {each.key}\nengine    {each.engine}\nsettings  {each.settings}\nsample    {each.sample_index}"
        )
        print(f"ended     {each.finish_reason}{f': {completions.visible(each.error)}' if each.error else ''}")
        print(f"tokens    {each.prompt_tokens} in the prompt, {each.completion_tokens} written")
        print(f"seconds   {each.engine_seconds} of the engine, {each.wall_seconds} by the wall clock")
        print(f"── prompt\n{completions.visible(each.prompt)}\n── text\n{completions.visible(each.text)}")


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="The JSONL file to write.")],
    store: Folder = DEFAULT,
    engine: Annotated[str, typer.Option("--engine", help="Only engines whose fingerprint contains this.")] = "",
) -> None:
    """Write the completions to a JSONL file."""
    from pipelines import completions
    from pipelines.shards import replacing

    count = 0
    with replacing(file.absolute()) as temporary, temporary.open("w", encoding="utf-8") as stream:
        for each in completions.listed(_store(store), engine, limit=sys.maxsize):
            stream.write(completions.as_json(each) + "\n")
            count += 1
    print(f"{count:,} completions written to {file}")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A JSONL file of rollouts.")],
    name: Annotated[str, typer.Option("--name", help="The name by which a recipe's engine finds them.")],
    problems: Annotated[
        Path | None, typer.Option("--problems", help="The release that rollouts with a problem_id were made from.")
    ] = None,
    store: Folder = DEFAULT,
    as_json: Json = False,
) -> None:
    """Take in what someone else's model wrote; a recipe uses it by an engine {kind: imported, name: NAME}."""
    import re

    import msgspec

    from pipelines.completions import import_jsonl
    from pipelines.shards import writable

    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", name):
        raise BadInput("--name", f"'{name[:64]}'", "expected lower-case letters, digits, - and _")
    writable(store, "the completions store")
    done = import_jsonl(file, name, store, problems)
    if as_json:
        print(msgspec.json.encode(done).decode())
    else:
        print(f"{done.lines:,} lines, {done.completions:,} completions, {done.new:,} of them new")


@app.command()
def compact(store: Folder = DEFAULT) -> None:
    """Merge the store's parts into few. Builds may go on meanwhile."""
    parts, repeats = _store(store).compact()
    print(f"{parts:,} parts merged, {repeats:,} repeats dropped")


@app.command("drop-errors")
def drop_errors(store: Folder = DEFAULT) -> None:
    """Forget completions that ended in an error: a build asks for them again, once a release that was made with them is
    removed."""
    print(f"{_store(store).drop_errors():,} errors dropped")


def _store(folder: Path) -> Store:
    from pipelines.store import Store

    if not folder.is_dir():
        raise BadInput(str(folder), "there is no completions store here", "name its folder with --store")
    return Store(folder)
