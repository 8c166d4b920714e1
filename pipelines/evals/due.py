"""Whether a refresh is due (guarantee G14), and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pipelines.evals.home import Home
from pipelines.evals.ledger import read_ledger
from pipelines.evals.score.scores import read_scores
from pipelines.evals.split import split_of
from pipelines.schedule import day_of
from schemas import BadInput
from schemas.evals import Due, EvalRecipe
from schemas.ledger import EvalCommitted


def due_reasons(recipe: EvalRecipe, home: Home | None, day: date, scores: Sequence[Path]) -> list[str]:
    """Why a refresh is due on this day, in words; nothing where it is not.

    `scores` are files of scores on the newest release. Raises `BadInput` for one that cannot be read.
    """
    if home is None:
        return ["there is no home yet, and no release"]
    own = [
        each for each in read_ledger(home.ledger).all(EvalCommitted) if day_of(each.release, recipe.name) is not None
    ]
    if not own:
        return ["there is no release yet"]
    newest = max(own, key=lambda each: each.created)
    found = []
    age = (day - date.fromisoformat(newest.created)).days
    if age >= recipe.due.days:
        found.append(f"{newest.release} is {age} days old, and {recipe.due.days} is the limit")
    if day >= date.fromisoformat(newest.expires):
        found.append(f"{newest.release} expired on {newest.expires}")
    split = split_of(home)
    if day >= (ends := split.ends(newest.term)):
        found.append(f"{newest.release} is of a term that ended on {ends}: it may have been revealed")
    return found + [reason for path in scores for reason in _of_scores(recipe.due, newest.release, path)]


def _of_scores(due: Due, release: str, path: Path) -> list[str]:
    """Why the scores in one file make a refresh due."""
    scores = read_scores(path)
    if scores.eval != release:
        raise BadInput(
            str(path), f"these are scores on '{scores.eval}'", f"name scores on {release}, the newest release"
        )
    found = []
    best = max(scores.models, key=lambda model: model.accuracy.value)
    if best.accuracy.value > due.best:
        found.append(f"{best.model} solves {best.accuracy.value:.1%}, and {due.best:.0%} is the limit")
    measured = [each.discrimination for each in scores.item_scores if each.discrimination is not None]
    constant = scores.discrimination.constant if scores.discrimination.share is not None else 0
    if measured or constant:
        flat = (sum(each < due.discrimination for each in measured) + constant) / len(scores.item_scores)
        if flat > due.flat:
            found.append(
                f"{flat:.0%} of the items tell good models from bad ones by less than {due.discrimination:g} "
                f"(point-biserial), and {due.flat:.0%} is the limit"
            )
    for model in scores.models:
        for each in model.differences:
            # Held-out families may be harder than others; templates of the same families are not, but by chance.
            if (each.of, each.minus) == ("new_draw", "new_template") and each.accuracy.low > 0:
                found.append(
                    f"{model.model} solves {each.accuracy.value:.1%} more of the templates that are trained on than of "
                    f"held-out ones (95 %: {each.accuracy.low:.1%} to {each.accuracy.high:.1%})"
                )
    return found
