"""`provender score` and `provender grade`: what models did on an eval, and a grader for others' harnesses."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.cli_options import Weaker, Workers
from schemas import BadInput

_out = Console(highlight=False, width=None if sys.stdout.isatty() else 120, soft_wrap=True)
Eval = Annotated[
    Path, typer.Argument(metavar="EVAL", help="An eval release's folder, or a JSONL or Parquet file of its items.")
]


def score(
    eval_path: Eval,
    responses: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[RESPONSES]...", help="JSONL or Parquet files with an id and a text in each row."),
    ] = None,
    engine: Annotated[
        list[str] | None, typer.Option("--engine", metavar="NAME", help="Ask this engine of --recipe; repeatable.")
    ] = None,
    recipe: Annotated[
        Path | None, typer.Option("--recipe", metavar="FILE", help="The recipe, of an eval or a build, with engines.")
    ] = None,
    style: Annotated[
        str | None, typer.Option("--style", help="Ask engines in this style, not in the recipe's.")
    ] = None,
    store: Annotated[
        Path | None,
        typer.Option("--store", help="The folder of completions; by default builds/eval-completions."),
    ] = None,
    out_responses: Annotated[
        Path | None, typer.Option("--out-responses", metavar="FILE", help="Keep what engines wrote, as JSONL.")
    ] = None,
    json_path: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="Write the scores as JSON; - prints them instead.")
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write the scores as a page.")] = None,
    per_item: Annotated[
        Path | None, typer.Option("--per-item", metavar="FILE", help="Write the verdict on each response as JSONL.")
    ] = None,
    link: Annotated[
        Path | None,
        typer.Option("--link", metavar="OLD_SCORES", help="Link to an older release's scores (JSON) by the anchors."),
    ] = None,
    allow_unknown: Annotated[
        bool, typer.Option("--allow-unknown", help="Pass over responses to items that the eval does not have.")
    ] = False,
    workers: Workers = 1,
    weaker: Weaker = False,
) -> None:
    """Score responses to an eval by its checkers: accuracy with intervals, EAcc, what chance explains, items, tiers.

    Several files, or models in a file, are a panel; several responses to an item are samples.
    """
    from pipelines.evals.grading import STYLES, checker_guard
    from pipelines.evals.items import read_eval
    from pipelines.evals.score.responses import read_responses, write_responses

    for name, path in (("--html", html), ("--per-item", per_item), ("--out-responses", out_responses)):
        if path is not None and path.is_dir():
            raise BadInput(f"{name} {path}", "it is a folder", "name a file to be written")
    if bool(engine) != (recipe is not None):
        raise BadInput("--engine", "it goes with --recipe, which has the engines", "name both or neither")
    if style is not None and style not in STYLES:
        raise BadInput("--style", f"there is no style '{style}'", f"expected one of {', '.join(STYLES)}")
    if not responses and not engine:
        raise BadInput("provender score", "there is nothing to score", "name files of responses, or an --engine")
    eval_set = read_eval(eval_path).checked()
    items = {item.id: item for item in eval_set.items}
    written, unknown = [], 0
    if responses:
        read = read_responses(responses, items, allow_unknown=allow_unknown)
        written, unknown = list(read.models), read.unknown
    if engine and recipe is not None:
        from pipelines.evals.score.engines import ask_engines

        asked = ask_engines(eval_set, engine, recipe, style, store, workers)  # type: ignore[arg-type]
        if out_responses is not None:
            write_responses(out_responses, asked)
        written += asked
    names = [each.model for each in written]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise BadInput("provender score", f"two models are called {twice[:80]!r}", "give each a name of its own")
    from pipelines.evals.score.reckon import grade_all, scores, write_verdicts
    from pipelines.evals.score.scores import read_scores, scores_json

    older = None if link is None else read_scores(link)
    with checker_guard(workers) as guard:
        graded = grade_all(written, items, guard)
    if per_item is not None:
        write_verdicts(per_item, eval_set, graded)
    found = scores(eval_set, graded, unknown, older)
    if html is not None:
        from pipelines.evals.score.page import write_page

        write_page(html, found)
    if json_path == "-":
        sys.stdout.buffer.write(scores_json(found))
        return
    if json_path is not None:
        from pipelines.shards import write_bytes

        write_bytes(Path(json_path), scores_json(found))
    from pipelines.evals.score.tell import tell

    tell(found, _out)


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
    parent.command()(score)
    parent.command()(grade)
