"""The recipe of an eval, checked before anything is drawn."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from generators.registry import families
from pipelines.evals.ledger import term_days
from schemas import BadInput
from schemas.decoding import decode_yaml, read_text
from schemas.evals import EvalRecipe


def load_eval_recipe(path: Path) -> EvalRecipe:
    """The eval recipe at this path. Raises `BadInput` for whatever would stop the refresh later."""
    place = str(path)
    recipe = decode_yaml(read_text(path, "the recipe"), EvalRecipe, place, "see docs/evals.md")
    check_eval_recipe(recipe, place)
    return recipe


def check_eval_recipe(recipe: EvalRecipe, place: str) -> None:
    """Raises `BadInput` for a recipe whose parts do not fit together."""
    try:
        date.fromisoformat(recipe.holdout.start)
    except ValueError:
        raise BadInput(f"{place}: holdout.start", "there is no such day", "write YYYY-MM-DD") from None
    try:
        term_days(recipe.holdout)
    except OverflowError:
        raise BadInput(f"{place}: holdout.terms", "the last one ends after the year 9999", "ask for fewer") from None
    counts = recipe.items
    if not counts.new_draw + counts.new_template + counts.new_family:
        raise BadInput(f"{place}: items", "no items are asked for", "ask for some of one tier at least")
    for tier, count, share in (
        ("new_family", counts.new_family, recipe.holdout.families),
        ("anchors", counts.anchors, recipe.holdout.families * recipe.holdout.anchors),
        ("new_template", counts.new_template, recipe.holdout.templates),
    ):
        if count and not share:
            raise BadInput(f"{place}: items.{tier}", f"{count} are asked for and nothing is held out for them",
                           "ask for none, or hold more out")  # fmt: skip
    for number, member in enumerate(recipe.panel):
        if member.engine not in recipe.engines:
            raise BadInput(f"{place}: panel[{number}].engine", f"there is no engine '{member.engine}'",
                           f"engines of the recipe: {', '.join(sorted(recipe.engines))}")  # fmt: skip
    if recipe.calibration is not None:
        if not recipe.panel:
            raise BadInput(f"{place}: calibration", "nobody is there to be asked", "name a panel, or drop it")
        if recipe.calibration.low > recipe.calibration.high:
            raise BadInput(f"{place}: calibration", "low is above high", "exchange them")
    if recipe.levels is not None and (above := [each for each in recipe.levels if each > _highest()]):
        raise BadInput(f"{place}: levels", f"no family has level {above[0]}", "'provender families' shows the levels")


def _highest() -> int:
    return max(max(family.levels) for family in families().values())
