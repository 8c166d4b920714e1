"""`provender fingerprint` and `provender audit`: packs of benchmark fingerprints, and what is put to them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from schemas import BadInput

if TYPE_CHECKING:  # numpy and pyarrow are imported only when a command needs them
    from pipelines.decontamination.audit import Audit, Near
    from pipelines.decontamination.packs import Pack
    from pipelines.decontamination.paraphrases import Tier
    from pipelines.decontamination.probes import Clean, Probe
    from schemas.release import PackProbe

app = typer.Typer(help="Build and look into packs of benchmark fingerprints.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
_out = Console(highlight=False, width=None if sys.stdout.isatty() else 120, soft_wrap=True)
FAILED = 1


@app.command()
def build(
    files: Annotated[list[Path], typer.Argument(metavar="FILES...", help="JSONL, JSON or Parquet files of items.")],
    out: Annotated[Path, typer.Option("--out", help="The pack to write, NAME.fp.")],
    version: Annotated[str, typer.Option("--version", help="The pack's version.")] = "1",
    sources: Annotated[
        Path | None, typer.Option("--sources", help="A YAML file that says of each file its name, licence and origin.")
    ] = None,
    licence: Annotated[str, typer.Option("--licence", help="The licence of the texts, without --sources.")] = "",
    url: Annotated[str, typer.Option("--url", help="Where they came from, without --sources.")] = "",
    text: Annotated[list[str] | None, typer.Option("--text", help="The field with an item's text; repeatable.")] = None,
    clean: Annotated[
        list[Path] | None,
        typer.Option("--clean", help="Rows that are clean, to count false alarms; else problems of every family."),
    ] = None,
    embeddings: Annotated[
        Path | None,
        typer.Option("--embeddings", metavar="MODEL_DIR", help="A model2vec model, for the items' vectors too."),
    ] = None,
    embedding_threshold: Annotated[
        float, typer.Option("--embedding-threshold", min=0.01, max=1, help="The cosine at which these are measured.")
    ] = 0.8,
    as_json: Json = False,
) -> None:
    """Make a pack of fingerprints from benchmark files; no text is in it.

    Contaminated rows made of the same items are put to it, and what is caught is kept with the pack.
    """
    from pipelines.decontamination import packs
    from pipelines.decontamination.embeddings import open_model
    from pipelines.decontamination.paraphrases import Tier
    from pipelines.decontamination.probes import probe
    from pipelines.decontamination.sources import read

    model = None if embeddings is None else open_model(embeddings)
    described, items = read(files, sources, licence, url, tuple(text or ()))
    pack = packs.build(out.stem, version, described, items, model)
    against, known = [packs.loaded(pack, str(out))], list(_clean_rows(clean or []))
    clean_from = "rows of files" if clean else "problems of the installed families"
    found = probe(items, known, against).summary(clean_from)
    if model is not None:
        tier = Tier(model, embedding_threshold)
        embedded = probe(items, known, against, tier=tier).summary(clean_from)
        pack = packs.with_probe(pack, found, embedded, embedding_threshold)
    else:
        pack = packs.with_probe(pack, found)
    packs.write(out, pack)
    _tell_pack(packs.load(out), as_json)


@app.command()
def show(
    pack: Annotated[str, typer.Argument(help="A pack, or 'default' for the shipped one.")] = "default",
    as_json: Json = False,
) -> None:
    """What a pack holds (benchmarks, items, licences, origins), how well it finds them, and its digest, proved."""
    from pipelines.decontamination.audit import find_pack

    _tell_pack(find_pack(pack), as_json)


def _tell_pack(pack: Pack, as_json: bool) -> None:
    import msgspec

    if as_json:
        told = {
            "pack": pack.id, "digest": pack.digest, "items": len(pack.ids), "behaviours": pack.behaviours,
            "sources": msgspec.to_builtins(pack.sources), "probe": msgspec.to_builtins(pack.probe),
            "embeddings": msgspec.to_builtins(pack.embeddings),
        }  # fmt: skip
        print(json.dumps(told))
        return
    programs = f", {pack.behaviours:,} of them known by what their program does" if pack.views else ""
    _out.print(f"{pack.id}: {len(pack.ids):,} items{programs}", markup=False)
    table = Table(box=None, pad_edge=False)
    for heading in ("benchmark", "items", "licence", "origin"):
        table.add_column(heading, justify="right" if heading == "items" else "left", overflow="fold")
    for source in pack.sources:
        table.add_row(source.name, f"{source.items:,}", source.licence, source.url)
    _out.print(table, markup=False)
    if pack.probe is None:
        _out.print("not measured: it was built without a probe")
    else:
        _tell_measured(pack.probe, "")
    about = pack.embeddings
    if about is None:
        _out.print("it has no vectors: texts that say the same in other words are not found")
        return
    _out.print(
        f"vectors of {about.dimension:,} dimensions by the model '{about.model}', SHA-256 {about.sha256}", markup=False
    )
    if about.probe is not None and about.threshold is not None:
        _tell_measured(about.probe, f" and, for vectors, of {about.threshold:g}")


def _tell_measured(probe: PackProbe, more: str) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("planted", "rows", "caught", "recall", "right item"):
        table.add_column(heading, justify="left" if heading == "planted" else "right")
    for each in probe.recalls:
        table.add_row(
            each.kind, f"{each.planted:,}", f"{each.caught:,}", f"{each.caught / each.planted:.2%}",
            f"{each.named / each.planted:.2%}",
        )  # fmt: skip
    _out.print(table, markup=False)
    _out.print(
        f"measured on its own items, changed by rule, at a threshold of {probe.threshold:g}{more}; false alarms: "
        f"{probe.false_alarms:,} of {probe.clean:,} {probe.clean_from}"
    )


def audit(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATHS...",
            help="Files or folders of rows; with --probe of benchmarks, with --templates of seed templates.",
        ),
    ] = None,
    against: Annotated[
        list[str] | None, typer.Option("--against", metavar="PACK", help="A pack, or 'default'; repeatable.")
    ] = None,
    text: Annotated[
        list[str] | None, typer.Option("--text", help="A column with texts; repeatable. All known ones if none.")
    ] = None,
    threshold: Annotated[
        float, typer.Option("--threshold", min=0.01, max=1, help="Skeleton containment from which a text is flagged.")
    ] = 0.3,
    nearest: Annotated[int, typer.Option("--nearest", min=0, max=10_000, help="How many nearest pairs to show.")] = 20,
    flagged: Annotated[
        Path | None, typer.Option("--flagged", help="A JSONL file for all contaminated texts, with place and item.")
    ] = None,
    probe: Annotated[
        bool, typer.Option("--probe", help="Plant rows made from benchmark files and say what is caught.")
    ] = False,
    clean: Annotated[
        list[Path] | None, typer.Option("--clean", help="With --probe: rows that are clean, for false alarms.")
    ] = None,
    templates: Annotated[
        bool, typer.Option("--templates", help="Audit what seed templates make; without a path, the shipped ones.")
    ] = False,
    behaviour: Annotated[
        bool,
        typer.Option("--behaviour", help="Run programs in the rows, in the sandbox, and find them by what they do."),
    ] = False,
    embeddings: Annotated[
        Path | None,
        typer.Option("--embeddings", metavar="MODEL_DIR", help="Compare vectors too, by the model that made a pack's."),
    ] = None,
    embedding_threshold: Annotated[
        float,
        typer.Option("--embedding-threshold", min=0.01, max=1, help="The cosine from which these flag a text."),
    ] = 0.8,
    as_json: Json = False,
) -> None:
    """Look for benchmark items in anyone's rows, in a release, or in what templates make; show the nearest pairs.

    Exit code 1 when a row is contaminated.
    """
    import msgspec

    from pipelines.decontamination.audit import audit as run, find_pack
    from pipelines.decontamination.paraphrases import tier_for

    packs = [find_pack(each) for each in against or ["default"]]
    if behaviour and (templates or probe):
        raise BadInput("--behaviour", "it goes with rows, not with --probe or --templates", "leave it out")
    if behaviour and not any(pack.views for pack in packs):
        raise BadInput("--behaviour", "no pack that is named knows programs", "build one from items with solutions")
    tier = None if embeddings is None else tier_for(embeddings, embedding_threshold, packs, "--embeddings")
    if templates:
        _templates(paths or [], packs, threshold, nearest, tier, as_json)
        return
    if not paths:
        raise BadInput("provender audit", "nothing is named that is to be audited", "name a file or folder of rows")
    if probe:
        _probe(paths, packs, tuple(text or ()), threshold, clean or [], tier, as_json)
        return
    if clean:
        raise BadInput("--clean", "it goes with --probe only", "leave it out")
    with ExitStack() as stack:
        told = None
        if flagged is not None:
            from pipelines.shards import replacing

            stream = stack.enter_context(stack.enter_context(replacing(flagged.absolute())).open("wb"))

            def told(near: Near) -> None:
                stream.write(msgspec.json.encode(near) + b"\n")

        found = run(paths, packs, tuple(text or ()), threshold, told, nearest, behaviour, tier)
    if as_json:
        print(msgspec.json.encode(found).decode())
    else:
        _tell_audit(found)
    if found.contaminated:
        raise typer.Exit(FAILED)


def _templates(
    paths: list[Path], packs: list[Pack], threshold: float, nearest: int, tier: Tier | None, as_json: bool
) -> None:
    import msgspec

    from pipelines.decontamination.audit import audit_rows
    from pipelines.decontamination.templates import rows, template_files

    files = template_files(paths)
    found = audit_rows(rows(files), packs, threshold, nearest=nearest, tier=tier)
    if as_json:
        print(msgspec.json.encode(found).decode())
    else:
        _tell_audit(found)
    if found.contaminated:
        raise typer.Exit(FAILED)


def _tell_audit(found: Audit) -> None:
    table = Table(title="nearest pairs", title_justify="left", box=None, pad_edge=False)
    for heading in ("score", "rules", "benchmark item", "row", "begins"):
        table.add_column(heading, justify="right" if heading == "score" else "left", overflow="fold")
    for near in found.nearest:
        place = f"{near.place} {near.column}".strip()
        rules = ", ".join(near.rules) + (f" {near.cosine:.2f}" if near.cosine else "")
        table.add_row(f"{near.score:.2f}", rules or "-", near.item, place, near.begins)
    if found.nearest:
        from rich.text import Text

        for column in table.columns:  # what rows say is text, never markup
            column._cells = [Text(str(cell)) for cell in column._cells]
        _out.print(table)
    speed = found.texts / found.seconds if found.seconds else 0.0
    _out.print(
        f"{found.rows:,} rows with {found.texts:,} texts against {', '.join(found.packs)}: "
        f"{found.contaminated:,} contaminated, {speed:,.0f} texts a second",
        markup=False,
    )
    if found.embeddings:
        _out.print(f"vectors were compared by {found.embeddings}", markup=False)
    for title, counts in (("by rule", found.rules), ("by benchmark", found.sources)):
        if counts:
            _out.print(f"{title}: {', '.join(f'{name} {count:,}' for name, count in counts.items())}", markup=False)


def _probe(
    paths: list[Path], packs: list[Pack], columns: tuple[str, ...], threshold: float, clean: list[Path],
    tier: Tier | None, as_json: bool,
) -> None:  # fmt: skip
    import msgspec

    from pipelines.decontamination.probes import probe as run
    from pipelines.decontamination.reading import items
    from pipelines.decontamination.sources import benchmark_files

    planted = [
        item for file in benchmark_files(paths) for item in items(file, f"{file.parent.name}/{file.name}", columns)
    ]
    found = run(planted, _clean_rows(clean), packs, threshold, tier=tier)
    if as_json:
        print(msgspec.json.encode(found).decode())
    else:
        _tell_probe(found)


def _clean_rows(paths: list[Path]) -> Iterator[Clean]:
    """The texts of the files that are known to be clean, or else problems of every family that is installed, with the
    programs of those that have one."""
    from pipelines.behaviour import program_of
    from pipelines.decontamination.probes import Clean
    from pipelines.decontamination.reading import texts

    if paths:
        for path in paths:
            yield from (Clean(each.place, each.text) for row in texts(path) for each in row)
        return
    from generators.family import Impossible, draw
    from generators.registry import families

    for name, family in families().items():
        for level in family.levels:
            for index in range(_DRAWS):
                try:
                    problem = draw(family, 0, index, level)
                    yield Clean(f"{name} level {level}", problem.prompt, program_of(problem.check))
                except Impossible:
                    continue


_DRAWS = 10


def _tell_probe(found: Probe) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("planted", "rows", "caught", "recall", "right item", "worst benchmark"):
        table.add_column(heading, justify="left" if heading in ("planted", "worst benchmark") else "right")
    for each in found.recalls:
        if not each.planted:
            continue
        worst, (total, caught) = min(each.sources.items(), key=lambda pair: pair[1][1] / pair[1][0])
        table.add_row(
            each.kind, f"{each.planted:,}", f"{each.caught:,}", f"{each.caught / each.planted:.2%}",
            f"{each.named / each.planted:.2%}", f"{worst} {caught / total:.1%}",
        )  # fmt: skip
    _out.print(table, markup=False)
    if found.embeddings:
        _out.print(f"vectors were compared by {found.embeddings}", markup=False)
    share = found.false_alarms / found.clean if found.clean else 0.0
    _out.print(f"false alarms: {found.false_alarms:,} of {found.clean:,} clean texts ({share:.3%})", markup=False)
    for place, item, begins in found.alarms[:20]:
        _out.print(f"  {place}: {item}: {begins}", markup=False)


def add_to(parent: typer.Typer) -> None:
    """Register the commands."""
    parent.add_typer(app, name="fingerprint")
    parent.command()(audit)


__all__: list[Any] = ["add_to"]
