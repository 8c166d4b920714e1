"""Levels by measured pass rate: a panel of models solves problems of every family and level, and what is too easy or
too hard for it is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.engines.pool import close_engines, engines
from pipelines.evals.answers import Question, ask
from pipelines.evals.grading import Response, verdicts_on
from pipelines.evals.home import Home
from pipelines.evals.items import Item, item_of
from pipelines.progress import Report
from pipelines.shards import Row
from pipelines.solvers import Cell
from schemas import Status
from schemas.evals import Calibration, EvalRecipe
from validators import Guard

COMPLETIONS = "completions"  # in the home: what models wrote for problems that nobody may see


def calibrated(
    recipe: EvalRecipe, home: Home, cells: Sequence[Cell], problems: Mapping[Cell, Sequence[Row]], checkers: Guard,
    report: Report,
) -> dict[Cell, float | None]:  # fmt: skip
    """The levels that the recipe's calibration keeps, with the pass rates that the panel had on their problems.

    A pass rate is the mean over the panel's members and their samples; what is undecided counts as not solved. Raises
    `EngineFailure` where an engine cannot go on.
    """
    assert recipe.calibration is not None
    solved: dict[Cell, list[bool]] = {cell: [] for cell in cells}
    items: dict[str, Item] = {}
    cell_of: dict[str, Cell] = {}
    for cell, rows in problems.items():
        for row in rows:
            items[row["id"]] = item_of(row, "calibration")
            cell_of[row["id"]] = cell
    questions = [Question(item.id, item.prompt, item.family, item.reference) for item in items.values()]
    pool = engines(recipe.engines, str(home.path), str(home.path / COMPLETIONS))
    try:
        for member in recipe.panel:
            answers = ask(questions, pool, member.engine, member.style, recipe.sampling)
            responses = [
                Response(id=each.id, text=each.text, sample=each.sample, finish_reason=each.finish_reason.value,
                         style=member.style)
                for each in answers
            ]  # fmt: skip
            for each, said in zip(responses, verdicts_on(responses, items, checkers), strict=True):
                solved[cell_of[each.id]].append(said.status is Status.ACCEPTED)
            report.line(f"calibration: {member.engine} answered {len(answers):,} problems")
    finally:
        close_engines()
    rates = {cell: sum(each) / len(each) for cell, each in solved.items() if each}
    return _kept(cells, rates, recipe.calibration)


def _kept(cells: Sequence[Cell], rates: Mapping[Cell, float], asked: Calibration) -> dict[Cell, float | None]:
    """The levels within the bounds; of a family that has none the nearest one. A level that nothing was drawn of is
    left out."""
    by_family: dict[str, list[Cell]] = {}
    for cell in cells:
        if cell in rates:
            by_family.setdefault(cell[0], []).append(cell)
    kept: dict[Cell, float | None] = {}
    for own in by_family.values():
        within = [cell for cell in own if asked.low <= rates[cell] <= asked.high]
        nearest = min(own, key=lambda cell: max(asked.low - rates[cell], rates[cell] - asked.high))
        for cell in within or [nearest]:
            kept[cell] = rates[cell]
    return {cell: kept[cell] for cell in cells if cell in kept}
