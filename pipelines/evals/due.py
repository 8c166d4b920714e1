"""Whether a refresh is due (guarantee G14), and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pipelines.evals.home import Home
from pipelines.evals.ledger import read_ledger
from pipelines.evals.split import split_of
from schemas.evals import EvalRecipe
from schemas.ledger import EvalCommitted


def due_reasons(recipe: EvalRecipe, home: Home | None, day: date, scores: Sequence[Path]) -> list[str]:
    """Why a refresh is due on this day, in words; nothing where it is not.

    `scores` are files of scores on the newest release. Raises `BadInput` for one that cannot be read.
    """
    if home is None:
        return ["there is no home yet, and no release"]
    own = [each for each in read_ledger(home.ledger).all(EvalCommitted) if each.release.startswith(f"{recipe.name}-")]
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
    return found + [reason for path in scores for reason in _of_scores(recipe, path)]


def _of_scores(recipe: EvalRecipe, path: Path) -> list[str]:
    raise NotImplementedError
