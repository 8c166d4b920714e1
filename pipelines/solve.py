"""Solve: an engine writes completions for the problems of a shard, and known-wrong controls stand beside them.

What the store already holds is not asked for again; what is new is stored as the batch ends. The rows out are in
order of problem and sample, controls last.
"""

from __future__ import annotations

from pipelines.engines import ControlEngine, Engine, Request, open_engine, request
from pipelines.shards import ROWS, Made, Row
from pipelines.stage import Context, Inputs, Stage
from pipelines.store import FOLDER, Store, completion_row
from pipelines.unique import kept
from schemas import Completion, Recipe
from schemas.arrow import COMPLETIONS


def solve(inputs: Inputs, context: Context) -> Made:
    """The stage's function: problems in, completions out: `samples` of the engine and up to `controls` controls."""
    problems = kept(inputs)
    engine = open_engine(context.recipe)
    control = ControlEngine()
    store = Store(context.build / FOLDER)
    asked = [
        request(engine, context.recipe, row["id"], row["prompt"], row["reference"], sample)
        for row in problems
        for sample in range(context.recipe.sampling.samples)
    ]
    written = answered(engine, asked, store)
    # Controls are rows of this shard's own problems, so they are made anew rather than stored.
    wrong = control.generate(controls(problems, context.recipe, control))
    rows = [completion_row(each) for each in (*written, *wrong)]
    counts = {"completions": len(written), "controls": len(wrong)}
    return Made({ROWS: rows}, rows_in=len(asked) + len(wrong), rows_out=len(rows), counts=counts)


def answered(engine: Engine, requests: list[Request], store: Store) -> list[Completion]:
    """The requests' completions in their order: from the store where it has them, else from the engine."""
    known = store.find([each.key for each in requests])
    missing = [each for each in requests if each.key not in known]
    if missing:
        fresh = engine.generate(missing)
        store.append(fresh)
        known.update((each.key, each) for each in fresh)
    return [known[each.key] for each in requests]


def controls(problems: list[Row], recipe: Recipe, engine: Engine) -> list[Request]:
    """For each problem, the solutions of the next problems of its family that end in another answer than its own."""
    by_family: dict[str, list[Row]] = {}
    for row in problems:
        by_family.setdefault(row["family"], []).append(row)
    result: list[Request] = []
    place: dict[str, int] = {}
    for row in problems:
        others = by_family[row["family"]]
        start = place[row["family"]] = place.get(row["family"], -1) + 1
        gold = _last_line(row)
        wrong = [other for other in others[start + 1 :] + others[:start] if _last_line(other) != gold]
        result += [
            request(engine, recipe, row["id"], row["prompt"], other["reference"], sample)
            for sample, other in enumerate(wrong[: recipe.sampling.controls])
        ]
    return result


def _last_line(row: Row) -> str:
    """The final answer as the reference states it; for a program, which ends in a fence, the whole text."""
    text: str = row["reference"]
    line = text.rstrip().rpartition("\n")[2]
    return text if line.startswith("```") else line


SOLVE = Stage(
    name="solve",
    version=1,
    schemas={ROWS: COMPLETIONS},
    rows=solve,
    depends=("pipelines.solve", "pipelines.engines", "pipelines.store"),
    reads=("engine", "sampling", "seed"),
)
