"""How long a recipe would take: a few draws of every family and level, timed on this machine."""

from __future__ import annotations

import time
from collections.abc import Mapping

import msgspec

from generators.family import Impossible, draw
from generators.registry import family
from pipelines.plan import Cell
from pipelines.solvers import models_samples
from pipelines.verify import WORKER, Asked, question
from schemas import Recipe, json_text
from validators.guard import Guard

DRAWS = 8


class Guess(msgspec.Struct, frozen=True):
    """Seconds on one core for one problem: to make it, and to check all answers to it. What an engine needs to write
    them is its own business."""

    expand: float
    verify: float

    @property
    def seconds(self) -> float:
        """Both together."""
        return self.expand + self.verify


def estimate(recipe: Recipe, wanted: Mapping[Cell, int]) -> dict[Cell, Guess]:
    """A guess for every family and level of the recipe. Draws are the recipe's own first ones."""
    guesses: dict[Cell, Guess] = {}
    limits = recipe.limits
    with Guard(WORKER, seconds=float(limits.verify_seconds), memory_mb=limits.worker_memory_mb) as guard:
        for name, level in wanted:
            found = family(name)
            draw(found, recipe.seed, 0, level)  # the first draw fills caches that a long build has warm
            start = time.perf_counter()
            problems = []
            for index in range(DRAWS):
                try:
                    problems.append(draw(found, recipe.seed, index, level))
                except Impossible:
                    continue  # a dead row costs time too, and is counted in it
            made = time.perf_counter()
            items = [question(Asked(json_text(problem.check), problem.reference)) for problem in problems]
            if items:
                list(guard.map(items[:1]))  # the first check of a kind imports its solver
            checked = time.perf_counter()
            list(guard.map(items))
            guesses[name, level] = Guess(
                (made - start) / DRAWS,
                (time.perf_counter() - checked) / max(1, len(items)) * _answers(recipe, name, level),
            )
    return guesses


def _answers(recipe: Recipe, family: str, level: int) -> int:
    """How many texts are checked for one problem: samples of the first round, controls, and its own solution."""
    return models_samples(recipe, family, level) + recipe.controls + 1
