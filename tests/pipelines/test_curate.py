"""Which of a problem's solutions are kept, which become pairs, and what is said of those that are not."""

from typing import Any

import pytest

from pipelines.curate import curate
from pipelines.stage import Context
from schemas import Recipe
from schemas.recipe import Curation, FamilyRequest

PROBLEM = {"id": "p", "fingerprint": "f", "family": "math/f", "level": 1, "index": 0}
LONG = "First the sum is taken, then the difference, and in the end the product of the two is what was asked for."


def rollout(number: int, text: str, **changed: Any) -> dict[str, Any]:
    return {
        "key": f"k{number}", "problem_id": "p", "kind": "sample", "solver": "s", "style": "chain_of_thought",
        "round": 0, "sample_index": number, "text": text, "steps": "", **changed,
    }  # fmt: skip


def curated(told: list[tuple[str, str]], kinds: dict[int, str] | None = None, **asked: Any) -> list[dict[str, Any]]:
    """The rows that come of (text, status) pairs, in order."""
    recipe = Recipe(
        provender=1, name="t", seed=0, families=(FamilyRequest(1, "math/story"),), curation=Curation(**asked)
    )
    rollouts = [
        rollout(number, text, kind=(kinds or {}).get(number, "sample")) for number, (text, _) in enumerate(told)
    ]
    verdicts = [{"key": f"k{number}", "status": status} for number, (_, status) in enumerate(told)]
    context = Context(recipe=recipe, templates={}, shard=0, guard=None)
    made = curate({"problems": [PROBLEM], "duplicates": [], "rollouts": rollouts, "verdicts": verdicts}, context)
    made.balance("curate", 0)
    return made.tables["rows"]


def of(rows: list[dict[str, Any]], view: str) -> list[str]:
    return [row["key"] for row in rows if row["view"] == view]


def test_what_is_not_kept_is_named_with_its_reason_and_its_keeper() -> None:
    rows = curated(
        [("a", "accepted"), ("b", "accepted"), ("a", "accepted"), ("w", "accepted"), ("g", "accepted")],
        kinds={3: "control", 4: "proof"},
    )
    dropped = {row["key"]: (row["reason"], row["other"]) for row in rows if row["view"] == "dropped"}
    assert dropped == {"k1": ("enough_solutions", ""), "k2": ("same_solution", "k0"), "k3": ("control_accepted", "")}
    assert of(rows, "default") == ["k0"]


@pytest.mark.parametrize(
    ("choose", "kept"), [("first", ["k0", "k1"]), ("shortest", ["k1", "k3"]), ("longest", ["k0", "k2"])]
)
def test_solutions_are_chosen_as_the_recipe_says(choose: str, kept: list[str]) -> None:
    told = [(LONG + "xx", "accepted"), ("b", "accepted"), (LONG, "accepted"), ("bb", "accepted"), ("c", "rejected")]
    assert of(curated(told, solutions_per_problem=2, choose=choose), "default") == kept


def test_diverse_solutions_are_far_from_each_other() -> None:
    told = [
        (LONG, "accepted"),
        (LONG.replace("sum", "Sum"), "accepted"),
        (LONG.replace("two", "pair"), "accepted"),
        ("12 * 4 = 48, and 48 - 3 = 45.", "accepted"),
    ]
    assert of(curated(told, solutions_per_problem=2, choose="diverse"), "default") == ["k0", "k3"]
    assert len(of(curated(told, solutions_per_problem=9, choose="diverse"), "default")) == 4


def test_pairs_by_length_are_of_two_accepted_solutions() -> None:
    told = [("short", "accepted"), (LONG, "accepted"), ("middling one", "accepted"), ("no", "rejected")]
    rows = [row for row in curated(told, pairs="length", pairs_per_problem=5) if row["view"] == "preference"]
    assert [(row["key"], row["other"]) for row in rows] == [("k0", "k1")]


def test_solutions_of_nearly_one_length_make_no_pair() -> None:
    told = [("a" * 100, "accepted"), ("b" * 110, "accepted")]
    assert not of(curated(told, pairs="length"), "preference")
