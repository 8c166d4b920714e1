"""Who solves what."""

from __future__ import annotations

import pytest

from pipelines.solvers import check_models
from schemas import BadInput, Recipe
from schemas.recipe import FamilyRequest, ImportedEngine, Solver

CELLS = [("math/story", 1)]


def recipe(*solvers: Solver) -> Recipe:
    request = FamilyRequest(family="math/story", count=1)
    engines = {name: ImportedEngine(name=name) for name in ("a", "b")}
    return Recipe(provender=1, name="r", seed=1, families=(request,), engines=engines, solvers=solvers)


def test_one_model_under_two_names_is_refused_where_both_would_write_the_same() -> None:
    with pytest.raises(BadInput, match=r"engines\.b: it is the same model as 'a'"):
        check_models(recipe(Solver("a"), Solver("b")), CELLS, {"a": "same", "b": "same"})


def test_one_model_may_have_two_names_for_different_families_or_styles() -> None:
    fingerprints = {"a": "same", "b": "same"}
    check_models(recipe(Solver("a"), Solver("b", families=("logic/*",))), CELLS, fingerprints)
    check_models(recipe(Solver("a"), Solver("b", style="program")), CELLS, fingerprints)
    check_models(recipe(Solver("a"), Solver("b")), CELLS, {"a": "one", "b": "another"})
