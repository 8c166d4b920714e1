"""Expand: draws become problems.

The work runs in guarded child processes, so a family that hangs or crashes loses the one draw, which is kept as a
dead row with its reason.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import msgspec

from generators.family import TWINS, Impossible, draw
from generators.registry import family
from pipelines.evals.home import open_home
from pipelines.evals.split import TRAINED, Split, split_of
from pipelines.plan import twin_shares, use_templates
from pipelines.shards import ROWS, Dead, Made, Row, merged
from pipelines.solvers import Cell
from pipelines.stage import Context, Inputs, Stage
from schemas import Problem, Recipe, canonical_json, json_text
from schemas.arrow import PROBLEMS
from validators.guard import Lost

HELD_OUT = "held_out"  # why a draw was dropped
_recipe: Recipe | None = None
_twins: dict[Cell, float] = {}


class _Draw(msgspec.Struct, array_like=True):
    family: str
    level: int
    index: int
    seed: int | None = None  # the recipe's


_draw = msgspec.json.Decoder(_Draw)


class Expanded(msgspec.Struct):
    row: Row | None = None
    impossible: str = ""


_expanded = msgspec.json.Decoder(Expanded)


def prepare(setup: bytes) -> None:
    """Make a child process ready: it learns the recipe and the seed templates' families."""
    global _recipe, _twins
    _recipe, templates = msgspec.json.decode(setup, type=tuple[Recipe, dict[str, str]])
    use_templates(templates)
    _twins = twin_shares(_recipe, templates)


def expand_one(item: bytes) -> bytes:
    """One draw, in a child process: the problem's row, or why there is none."""
    assert _recipe is not None, "prepare was not called"
    wanted = _draw.decode(item)
    seed = _recipe.seed if wanted.seed is None else wanted.seed
    try:
        share = _twins.get((wanted.family, wanted.level), TWINS)
        problem = draw(family(wanted.family), seed, wanted.index, wanted.level, _recipe.language, twins=share)
    except Impossible as error:
        return msgspec.json.encode(Expanded(impossible=str(error)))
    return msgspec.json.encode(Expanded(row=problem_row(problem)))


def problem_row(problem: Problem) -> Row:
    """The problem as a row of the PROBLEMS table."""
    return {
        "id": problem.id,
        "fingerprint": problem.fingerprint,
        "family": problem.family,
        "family_version": problem.family_version,
        "template": problem.template,
        "params": json_text(problem.params),
        "level": problem.level,
        "language": problem.language,
        "prompt": problem.prompt,
        "check": json_text(problem.check),
        "reference": problem.reference,
        "measures": json_text(problem.measures),
        "seed": problem.origin.seed,
        "index": problem.origin.index,
        "twin": problem.origin.twin,
        "tags": list(problem.tags),
    }


def expand(inputs: Inputs, context: Context) -> Made:
    """The stage's function: draws in, problems and dead draws out, in order of id."""
    draws = inputs["draws"]
    assert context.guard is not None
    rows: list[Row] = []
    dead: list[Dead] = []
    items = [canonical_json((row["family"], row["level"], row["index"])) for row in draws]
    for row, result in zip(draws, context.guard.map(items), strict=True):
        name = f"{row['family']} level {row['level']} index {row['index']}"
        if isinstance(result, Lost):
            dead.append(Dead(name, result.reason, result.detail))
            continue
        found = _expanded.decode(result.result)
        if found.row is None:
            dead.append(Dead(name, "impossible", found.impossible))
        else:
            rows.append(found.row)
    made = len(rows)
    rows = [row for row in rows if not _held_out(context.holdout, row)]
    held_out = made - len(rows)
    rows.sort(key=lambda row: (row["id"], row["index"]))
    counts = merged(
        {f"{kind}|{row['family']}|{row['level']}": 1}
        for kind, some in (("draws", draws), ("made", rows))
        for row in some
    )
    dropped = {HELD_OUT: held_out} if held_out else {}
    return Made({ROWS: rows}, rows_in=len(draws), rows_out=len(rows), dead=dead, dropped=dropped, counts=counts)


def _held_out(home: str, row: Row) -> bool:
    """Whether the split key of this home keeps the row's template from training."""
    return bool(home) and _split(home).template(row["family"], row["template"]) != TRAINED


@lru_cache(maxsize=16)
def _split(home: str) -> Split:
    return split_of(open_home(Path(home)))


EXPAND = Stage(
    name="expand",
    version=2,
    schemas={ROWS: PROBLEMS},
    rows=expand,
    depends=(
        "generators",
        "schemas",
        "pipelines.evals.home",
        "pipelines.evals.ledger",
        "pipelines.evals.split",
        "pipelines.expand",
    ),
    reads=("seed", "families", "language", "limits"),
    worker="pipelines.expand:expand_one",
    prepare="pipelines.expand:prepare",
    seconds="expand_seconds",
)
