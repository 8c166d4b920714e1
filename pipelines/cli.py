"""The command `provender`: plan and build releases, look at families, prove releases again.

Exit codes: 0 done · 1 a target was missed or rows failed · 2 the input cannot be used · 3 interrupted, resumable ·
4 another run is at work here.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from pipelines import cli_audit, cli_completions, cli_diff, cli_evals, cli_export, cli_prove, cli_report, cli_score
from pipelines.cli_options import Json, Weaker, Workers
from pipelines.engines import EngineFailure
from schemas import BadInput, Busy
from schemas.resources import data_path

if TYPE_CHECKING:
    from pipelines.build import Built
    from pipelines.progress import Report

PATIENCE_SECONDS = 20.0  # from an interrupt to the end, whatever a library is waiting for
DONE, FAILED, BAD_INPUT, INTERRUPTED, BUSY, DEFECT = 0, 1, 2, 3, 4, 70

app = typer.Typer(
    name="provender",
    help="Proven fodder for models: verified, reproducible datasets from seed templates.",
    epilog="Exit codes: 0 done, 1 target missed or rows failed, 2 the input cannot be used, 3 interrupted, resumable, "
    "4 another run is at work here.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(cli_completions.app, name="completions")
cli_audit.add_to(app)
cli_diff.add_to(app)
cli_export.add_to(app)
cli_evals.add_to(app)
cli_prove.add_to(app)
cli_report.add_to(app)
cli_score.add_to(app)
# A table that is cut to fit no terminal at all would lose names.
_out = Console(highlight=False, width=None if sys.stdout.isatty() else 120, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)


def main() -> None:
    """The console script."""
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)
    with _exit_codes():
        app()


class _Interrupted(BaseException):
    """The person at the terminal, or the scheduler, wants the command to end. Not a KeyboardInterrupt: the command
    line's library would end that with exit code 1."""


_interrupted = False


def _interrupt(number: int, frame: FrameType | None) -> None:
    global _interrupted
    if _interrupted:  # asked twice: whatever is still being tidied up is left as a kill would leave it
        os._exit(INTERRUPTED)
    _interrupted = True
    watchdog = threading.Timer(PATIENCE_SECONDS, os._exit, (INTERRUPTED,))
    watchdog.daemon = True
    watchdog.start()
    raise _Interrupted


@contextmanager
def _exit_codes() -> Iterator[None]:
    """Turn the errors a person can mend into one line and the documented exit code."""
    try:
        yield
    except BadInput as error:
        _leave(f"error: {error}", BAD_INPUT)
    except Busy as error:
        _leave(f"error: {error}", BUSY)
    except EngineFailure as error:
        _leave(f"error: {error}; the same command goes on from what is stored", INTERRUPTED)
    except (_Interrupted, RuntimeError) as error:
        if type(error).__name__ == "WorkerLost":  # by name: Beam is not imported for commands that need none
            _leave(f"error: {error}", INTERRUPTED)
        if not _interrupted:  # Beam wraps an interrupt that reached one of its bundles in an error of its own
            _defect()
        _leave("interrupted; the same command goes on from the finished shards", INTERRUPTED)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        problem = error.strerror or str(error)
        _leave(f"error: {where}{problem}; make room or mend it and run the same command again", INTERRUPTED)

    except Exception:
        _defect()


def _defect() -> None:
    """Whatever nobody thought of leaves with a code of its own: 1 says that a target was missed, or nothing is due."""
    traceback.print_exc()
    _leave("error: this is a defect of Provender; nothing half-written was put in place", DEFECT)


def _leave(text: str, code: int) -> None:
    print(text, file=sys.stderr, flush=True)
    sys.stdout.flush()
    from pipelines.engines.pool import close_engines
    from pipelines.stage import close_guards

    close_guards()
    close_engines()
    # Beam's worker threads outlive an interrupted pipeline and would keep the process; nothing is left to be flushed.
    os._exit(code)


@app.command()
def build(
    recipe: Annotated[str, typer.Argument(help="A recipe file, or the name of a shipped one (quickstart).")],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            help="The folder in which the release appears when it is finished; with --as-of, that of the dated ones.",
        ),
    ],
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="DATE",
            help="Make the release NAME-DATE, of draws of its own: YYYY-MM-DD, or 'today' (UTC).",
        ),
    ] = None,
    keep: Annotated[
        int | None,
        typer.Option("--keep", min=1, metavar="N", help="With --as-of: remove all but the newest N dated releases."),
    ] = None,
    runner: Annotated[
        str,
        typer.Option("--runner", help="Beam runner: in_memory, multi_threading, multi_processing, or a remote one."),
    ] = "in_memory",
    workers: Workers = 1,
    resume: Annotated[
        bool, typer.Option("--resume/--no-resume", help="Keep the finished shards of an earlier run.")
    ] = True,
    store: Annotated[
        Path | None,
        typer.Option("--store", help="The folder of completions; by default builds/completions beside the release."),
    ] = None,
    beam_option: Annotated[
        list[str] | None, typer.Option("--beam-option", help="An option for Beam as --name=value; repeatable.")
    ] = None,
    weaker: Weaker = False,
    as_json: Json = False,
) -> None:
    """Make a release from a recipe; run it again to go on after an interruption."""
    import logging

    # Beam warns of optional clients while it is imported, and tells every error twice.
    logging.getLogger().setLevel(logging.ERROR)
    logging.getLogger("apache_beam").setLevel(logging.CRITICAL)
    from pipelines.build import build as build_release
    from pipelines.progress import Report
    from pipelines.runners import Runner
    from pipelines.shards import file_sha256

    path = _recipe_path(recipe)

    def made(out: Path, day: date | None = None) -> Built:
        with_workers, report = Runner(runner, workers, tuple(beam_option or ())), Report(_err, as_json=as_json)
        return build_release(path, out, with_workers, report, resume=resume, store=store, as_of=day)

    if as_of is not None:
        out, built, told = _dated(path, out, as_of, keep, made, Report(_err, as_json=as_json))
    elif keep is not None:
        raise BadInput("--keep", "there are no dated releases without --as-of", "name a date, or leave --keep out")
    else:
        built, told = made(out), {}
    digest = file_sha256(out / "manifest.json")
    if as_json:
        print(
            json.dumps(
                {
                    "release": str(out),
                    "manifest_sha256": digest,
                    "existed": built.existed,
                    **told,
                    "problems": sum(each.problems for each in built.release.families),
                    "reasons": built.release.reasons,
                    "controls": built.release.controls,
                    "shortfalls": [
                        {
                            "family": each.family,
                            "level": each.level,
                            "what": each.what,
                            "requested": each.requested,
                            "published": each.published,
                        }
                        for each in built.shortfalls
                    ],
                }
            )
        )
    else:
        _summary(built.release)
        _out.print(f"manifest SHA-256 {digest}")
    for each in built.shortfalls:
        print(
            f"target missed: {each.family} level {each.level}: {each.published} of {each.requested} {each.what}, "
            f"{each.requested - each.published} short",
            file=sys.stderr,
        )
    if built.shortfalls:
        raise typer.Exit(FAILED)


def _dated(
    recipe: Path, folder: Path, as_of: str, keep: int | None, made: Callable[[Path, date], Built], report: Report
) -> tuple[Path, Built, dict[str, Any]]:
    """The recipe's release of a date, made while nobody else is at the others; then the oldest go. Gives its folder,
    what was built and what a machine is told of it."""
    from pipelines.manifest import MANIFEST
    from pipelines.plan import load_recipe
    from pipelines.schedule import dated_name, parse_day, retain, series, utc_today

    day = parse_day(as_of, utc_today())
    if (folder / MANIFEST).exists():
        raise BadInput(f"--out {folder}", "this is a release", "name the folder in which the dated releases lie")
    name = load_recipe(recipe)[0].name
    out = folder / dated_name(name, day)
    with series(folder, name):
        built = made(out, day)
        told: dict[str, Any] = {"as_of": day.isoformat(), "seed": built.release.seed, "removed": (), "left": {}}
        if keep is not None and built.shortfalls:
            report.line("no older release is removed, since this one missed a target")
        elif keep is not None:
            kept = retain(folder, name, keep, day, report.line)
            told |= {"removed": kept.removed, "left": kept.left}
    return out, built, told


def _summary(release: Any) -> None:
    table = Table(title=f"{release.name}: problems by family", title_justify="left")
    table.add_column("family", min_width=max(len(each.family) for each in release.families))
    for heading in ("level", "problems", "repeats", "accepted", "rejected", "undecided"):
        table.add_column(heading, justify="right")
    for each in release.families:
        table.add_row(
            each.family, str(each.level), f"{each.problems:,}", f"{each.duplicate_rate:.2%}", f"{each.accepted:,}",
            f"{each.rejected:,}", f"{each.undecided:,}",
        )  # fmt: skip
    _out.print(table)
    _samples(release)
    total = sum(release.controls.values())
    if total:
        _out.print(f"known-wrong controls: {total:,}, accepted by a checker: {release.controls.get('accepted', 0):,}")


def _samples(release: Any) -> None:
    """How each engine did by family, where the recipe asked more than the programs' own solutions."""
    from pipelines.accounts import added

    groups: dict[tuple[str, str, str], list[Any]] = {}
    for each in release.solvers:
        if not release.engines[each.engine].startswith("reference-"):
            groups.setdefault((each.engine, each.style, each.family), []).append(each)
    if not groups:
        return
    table = Table(title="samples by engine, style and family", title_justify="left")
    for heading in ("engine", "style", "family"):
        table.add_column(heading, min_width=max(len(name) for group in groups for name in group if name) // 2)
    for heading in ("samples", "pass@1", "pass@k", "undecided", "tokens per accepted"):
        table.add_column(heading, justify="right")
    for group, reports in groups.items():
        total = added(reports)
        tokens = total.prompt_tokens + total.completion_tokens
        most = max(total.pass_at, key=int, default="1")
        table.add_row(
            *group, f"{total.samples:,}", f"{total.pass_at.get('1', 0):.1%}",
            f"{total.pass_at.get(most, 0):.1%} (k={most})", f"{sum(total.undecided.values()):,}",
            f"{tokens / total.accepted:,.0f}" if total.accepted else "-",
        )  # fmt: skip
    _out.print(table)


@app.command()
def plan(
    recipe: Annotated[str, typer.Argument(help="A recipe file, or the name of a shipped one.")],
    as_json: Json = False,
) -> None:
    """Say what a recipe would make, how many of each, and about how long it would take."""
    from pipelines.estimate import estimate
    from pipelines.plan import load_recipe, shard_count, targets
    from pipelines.solvers import models_samples

    loaded, templates = load_recipe(_recipe_path(recipe))
    wanted = targets(loaded, templates)
    guesses = estimate(loaded, wanted)
    total = sum(wanted.values())
    seconds = sum(guess.seconds * wanted[cell] for cell, guess in guesses.items())
    if as_json:
        print(
            json.dumps(
                {
                    "name": loaded.name,
                    "problems": total,
                    "shards": shard_count(loaded, templates),
                    "core_seconds": round(seconds, 1),
                    "model_samples": sum(models_samples(loaded, *cell) * count for cell, count in wanted.items()),
                    "families": [
                        {
                            "family": name, "level": level, "problems": count,
                            "expand_ms": round(1e3 * guesses[name, level].expand, 3),
                            "verify_ms": round(1e3 * guesses[name, level].verify, 3),
                        }
                        for (name, level), count in wanted.items()
                    ],
                }
            )
        )  # fmt: skip
        return
    table = Table(
        title=f"{loaded.name}: {total:,} problems in {shard_count(loaded, templates)} shards", title_justify="left"
    )
    table.add_column("family", min_width=max(len(name) for name, _ in wanted))
    for heading in ("level", "problems", "make, ms each", "check, ms each"):
        table.add_column(heading, justify="right")
    for (name, level), count in wanted.items():
        guess = guesses[name, level]
        table.add_row(name, str(level), f"{count:,}", f"{1e3 * guess.expand:.2f}", f"{1e3 * guess.verify:.2f}")
    _out.print(table)
    _out.print(f"about {seconds:,.0f} core-seconds, measured on a few draws of each on this machine")
    asked = sum(models_samples(loaded, *cell) * count for cell, count in wanted.items())
    if asked:
        _out.print(f"and what the models need to write {asked:,} samples in the first round")


@app.command()
def families(
    name: Annotated[str | None, typer.Argument(help="One family, to see its levels and a sample.")] = None,
    as_json: Json = False,
) -> None:
    """List the families, or show one: levels, parameters and a sample."""
    from generators.family import draw
    from generators.registry import families as all_families, family

    if name is None:
        listed = list(all_families().values())
        if as_json:
            print(
                json.dumps(
                    [{"family": f.name, "version": f.version, "title": f.title, "levels": f.levels} for f in listed]
                )
            )
            return
        table = Table()
        for heading in ("family", "version", "levels", "what it asks"):
            table.add_column(heading)
        for found in listed:
            table.add_row(found.name, str(found.version), f"1-{max(found.levels)}", found.title)
        _out.print(table)
        return
    found = family(name, "provender families")
    problem = draw(found, 0, 0, 1)
    if as_json:
        import msgspec

        print(
            json.dumps(
                {
                    "family": found.name, "version": found.version, "title": found.title, "levels": found.levels,
                    "twins": list(found.twins), "check": type(problem.check).__name__,
                    "parameters": sorted(problem.params), "measures": sorted(problem.measures),
                    "sample": msgspec.to_builtins(problem),
                }
            )
        )  # fmt: skip
        return
    _out.print(f"[bold]{found.name}[/bold] version {found.version}: {found.title}")
    for level, meaning in found.levels.items():
        _out.print(f"  level {level}: {meaning}", markup=False)
    if found.twins:
        levels = ", ".join(map(str, found.twins))
        _out.print(f"  twins without a (single) answer at level {levels}", markup=False)
    _out.print(
        f"  check: {type(problem.check).__name__}; parameters: {', '.join(sorted(problem.params))}", markup=False
    )
    _show(problem)


@app.command()
def sample(
    name: Annotated[str, typer.Argument(metavar="FAMILY", help="A family's name.")],
    level: Annotated[int, typer.Option("--level", min=1, help="The level.")] = 1,
    count: Annotated[int, typer.Option("-n", min=1, max=100_000, help="How many problems.")] = 1,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The seed.")] = 0,
    twins: Annotated[float, typer.Option(min=0, max=1, help="The share of twins at a level that has them.")] = 0.1,
    as_json: Json = False,
) -> None:
    """Print problems of a family with their worked solutions."""
    import msgspec

    from generators.family import draw
    from generators.registry import family

    found = family(name, "provender sample")
    if level not in found.levels:
        raise BadInput(
            "--level",
            f"{level} is above the highest level of {name} ({max(found.levels)})",
            f"see 'provender families {name}'",
        )
    for index in range(count):
        problem = draw(found, seed, index, level, twins=twins)
        if as_json:
            sys.stdout.write(msgspec.json.encode(problem).decode() + "\n")
        else:
            _show(problem)


def _show(problem: Any) -> None:
    _out.rule(f"{problem.family} level {problem.level}, index {problem.origin.index}", align="left")
    _out.print(problem.prompt, markup=False)
    _out.rule("worked solution", align="left", characters="·")
    _out.print(problem.reference, markup=False)


@app.command()
def verify(
    release: Annotated[Path, typer.Argument(help="A release's folder.")],
    workers: Workers = 1,
    weaker: Weaker = False,
    as_json: Json = False,
) -> None:
    """Prove every file and every row of a release again, with no model and no network."""
    import msgspec

    from pipelines.evals.items import read_eval_manifest
    from pipelines.evals.recheck import recheck_eval
    from pipelines.recheck import recheck

    manifest = read_eval_manifest(release)
    proof = recheck(release, workers=workers) if manifest is None else recheck_eval(release, manifest, workers=workers)
    if as_json:
        print(msgspec.json.encode(proof).decode())
    else:
        for failure in proof.failures[:100]:
            print(f"FAILED {failure}", file=sys.stderr)
        if len(proof.failures) > 100:
            print(f"… and {len(proof.failures) - 100:,} more", file=sys.stderr)
        print(f"{proof.files:,} files, {proof.rows:,} rows, {proof.decided:,} answers decided again")
        print(f"{proof.remade:,} problems made again from their seed and index")
        if proof.foreign:
            print(f"{proof.foreign:,} problems not made again: their family, or its version, is not installed here")
        print(f"{len(proof.failures):,} failures" if proof.failures else "everything holds")
    if proof.failures:
        raise typer.Exit(FAILED)


@app.command()
def lint(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FAMILY]...", help="Families, patterns such as math/*, or seed templates; all if none."
        ),
    ] = None,
    draws: Annotated[int, typer.Option("-n", "--draws", min=1, max=100_000, help="Draws per level.")] = 100,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The seed of the draws.")] = 0,
    workers: Workers = 1,
    weaker: Weaker = False,
    as_json: Json = False,
) -> None:
    """Look for faults in families and seed templates: leaks, open slots, grammar, balance, levels, duplicates.

    Exit code 1 when a fault was found.
    """
    import msgspec

    from pipelines.assay import named
    from pipelines.lint import lint as run
    from validators import Guard

    found = []
    guard = Guard("validators:decide_payload", workers=workers, seconds=60.0, memory_mb=4096)
    try:
        for each in named(names or ["*"]):
            report = run(each, draws, seed, guard)
            found.append(report)
            if not as_json:
                state = "no fault" if not report.findings else f"{len(report.findings)} faults"
                speed = f"{report.problems:,} problems, {report.draws_per_second:,.0f} draws a second"
                _out.print(f"{report.family:<28} {state:<10} {speed}", markup=False)
                for finding in report.findings:
                    place = f"level {finding.level}" if finding.level else "family"
                    _out.print(
                        f"    {place}: {finding.rule}: {finding.count} of {finding.of}  {finding.example}", markup=False
                    )
    finally:
        guard.close()
    if as_json:
        print(json.dumps([msgspec.to_builtins(report) for report in found]))
    if any(report.findings for report in found):
        sys.exit(FAILED)


@app.command()
def assay(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FAMILY]...", help="Families, or patterns such as math/*; all if none."),
    ] = None,
    items: Annotated[int, typer.Option("-n", "--items", min=1, max=10_000, help="Problems per family and level.")] = 10,
    level: Annotated[int | None, typer.Option("--level", min=1, help="This level only.")] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The seed of the problems.")] = 0,
    workers: Workers = 1,
    weaker: Weaker = False,
    as_json: Json = False,
) -> None:
    """Measure the checkers' own errors: known right and known wrong answers, put to each family's checker.

    Exit code 1 when a wrong answer was accepted, or the sandbox is of no use here.
    """
    from pipelines.assay import assay as run, bounds, cells_of
    from validators import Guard

    table = Table(box=None, pad_edge=False)
    titles = ("family", "level", "right", "false rejects", "at most", "wrong", "false accepts", "at most", "mutants")
    for title in titles:
        table.add_column(title, justify="left" if title == "family" else "right")
    found, missed = [], []
    guard = Guard("validators:decide_payload", workers=workers, seconds=60.0, memory_mb=4096)
    try:
        for each in run(cells_of(names or ["*"], level), items, seed, guard):
            rejects, accepts = each.false_rejects, each.false_accepts
            found.append(each)
            missed += [f"{each.family} {each.level}: {miss.kind}: {miss.reason}" for miss in each.misses]
            table.add_row(
                each.family, str(each.level), f"{rejects.tried:,}", f"{rejects.false:,}", f"{bounds(rejects)[1]:.2%}",
                f"{accepts.tried:,}", f"{accepts.false:,}", f"{bounds(accepts)[1]:.2%}",
                f"{each.mutants.false:,} of {each.mutants.tried:,}" if each.mutants.tried else "",
            )  # fmt: skip
    finally:
        guard.close()
    if as_json:
        print(json.dumps([each.summary() for each in found]))
    else:
        _out.print(table)
        for line in dict.fromkeys(missed):
            _out.print(line, markup=False)
        _out.print("'at most' is the upper end of the 95 % confidence interval (Clopper-Pearson)")
        if any(each.mutants.tried for each in found):
            _out.print("'mutants': programs one place away from the gold that pass the hidden tests; some do the same")
    broken = any(miss.reason.startswith("infrastructure") for each in found for miss in each.misses)
    if broken or any(each.false_accepts.false for each in found):
        sys.exit(FAILED)


@app.command()
def doctor(as_json: Json = False) -> None:
    """Say what this machine can do: versions, cores, memory, isolation layers, solvers."""
    from pipelines.doctor import examine

    findings = examine()
    if as_json:
        print(json.dumps(findings))
    else:
        for name, finding in findings.items():
            _out.print(f"{name:<18} {finding}", markup=False)


def _recipe_path(recipe: str) -> Path:
    path = Path(recipe)
    if path.exists() or path.suffix in (".yaml", ".yml") or "/" in recipe:
        return path
    shipped = data_path("recipes", f"{recipe}.yaml")
    if shipped.is_file():
        return shipped
    known = ", ".join(sorted(file.stem for file in data_path("recipes").glob("*.yaml")))
    raise BadInput(recipe, "there is no such file and no shipped recipe of this name", f"shipped recipes: {known}")
