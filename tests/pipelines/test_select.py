"""Selection: caps, balance, histograms, mixtures and curriculum over a whole release, and what is said of the rest."""

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pipelines.plan import load_recipe
from pipelines.select import _BACK, _NO_LABEL, _VALUE, REASONS, resolve
from schemas import BadInput, Recipe, digest
from schemas.recipe import Curation, Curriculum, DifficultyShare, FamilyRequest, Selection
from small_build import RECIPE


class Problem:
    """A problem as the stage's own bytes say it."""

    def __init__(
        self, number: int, family: str, level: int = 1, right: int = 0, asked: int = 0, label: str = ""
    ) -> None:
        self.id, self.family, self.level = digest("problem", number), family, level
        self.difficulty = 1 - right / asked if asked else None
        self.label = label
        told = bytes.fromhex(digest("label", label, size=8)) if label else _NO_LABEL
        self.value = _VALUE.pack(bytes.fromhex(self.id), number % 3, level, right, asked, told) + family.encode()


def selected(
    problems: list[Problem], curriculum: Curriculum | None = None, **asked: Any
) -> tuple[list[Problem], Counter[str]]:
    """The problems that stay, in the order of the curriculum, and how many went for which reason."""
    recipe = Recipe(
        provender=1, name="test", seed=0, families=(FamilyRequest(1, "math/story"),),
        curation=Curation(selection=Selection(**asked), curriculum=curriculum or Curriculum()),
    )  # fmt: skip
    by_id = {each.id: each for each in problems}
    placed: dict[int, Problem] = {}
    gone: Counter[str] = Counter()
    entries = list(resolve(sorted(each.value for each in problems), recipe))
    assert len(entries) == len(problems)
    for _, value in entries:
        id, reason, place = _BACK.unpack(value)
        if reason:
            gone[REASONS[reason]] += 1
        else:
            placed[place] = by_id[id.hex()]
    assert sorted(placed) == list(range(len(placed)))
    return [placed[place] for place in sorted(placed)], gone


def test_without_bounds_everything_stays() -> None:
    problems = [Problem(n, "a/f", n % 3 + 1) for n in range(50)]
    stays, gone = selected(problems)
    assert len(stays) == 50 and not gone


def test_caps_by_level_family_and_in_all() -> None:
    problems = [Problem(n, f"a/{'fg'[n % 2]}", n % 4 // 2 + 1) for n in range(400)]
    stays, gone = selected(problems, per_level=60, per_family=100, rows=150)
    assert Counter(each.family for each in stays).total() == 150
    assert max(Counter((each.family, each.level) for each in stays).values()) <= 60
    assert max(Counter(each.family for each in stays).values()) <= 100
    assert gone == {"level_cap": 160, "family_cap": 40, "row_cap": 50}


def test_neither_the_order_nor_the_shard_decides_what_goes() -> None:
    problems = [Problem(n, "a/f", label="yn"[n % 5 == 0]) for n in range(200)]
    first = [each.id for each in selected(problems, rows=50, labels=2)[0]]
    random.Random(1).shuffle(problems)
    assert [each.id for each in selected(problems, rows=50, labels=2)[0]] == first


def test_a_smaller_bound_keeps_a_part_of_what_a_larger_one_keeps() -> None:
    problems = [Problem(n, "a/f") for n in range(200)]
    few = {each.id for each in selected(problems, rows=20)[0]}
    assert few < {each.id for each in selected(problems, rows=80)[0]}


def test_labels_are_balanced_within_a_family_and_level() -> None:
    problems = [Problem(n, "a/f", label="yes" if n % 10 else "no") for n in range(500)]
    problems += [Problem(n, "a/g") for n in range(500, 600)]  # an open question has no labels
    stays, gone = selected(problems, labels=1.5)
    assert Counter(each.label for each in stays) == {"yes": 75, "no": 50, "": 100}
    assert gone == {"label_balance": 375}


def test_difficulties_come_in_the_shares_asked_for() -> None:
    problems = [Problem(n, "a/f", right=n % 5, asked=4) for n in range(500)]
    bins = (DifficultyShare(0.2, 0.1), DifficultyShare(0.6, 0.6), DifficultyShare(1.0, 0.3))
    stays, gone = selected(problems, difficulty=bins)
    found = Counter(0 if each.difficulty <= 0.2 else 1 if each.difficulty <= 0.6 else 2 for each in stays)
    total = found.total()
    assert total > 300
    for place, each in enumerate(bins):
        assert abs(found[place] / total - each.share) < 0.01
    assert gone == {"difficulty": 500 - total}


def test_a_share_of_nothing_leaves_out_what_is_never_and_what_is_always_solved() -> None:
    problems = [Problem(n, "a/f", right=n % 5, asked=4) for n in range(100)]
    bins = (DifficultyShare(0.0, 0), DifficultyShare(0.99, 1), DifficultyShare(1.0, 0))
    stays, _ = selected(problems, difficulty=bins)
    assert len(stays) == 60
    assert all(0 < each.difficulty < 1 for each in stays)


def test_problems_that_no_model_was_asked_are_outside_the_histogram() -> None:
    problems = [Problem(n, "a/f", right=4, asked=4) for n in range(10)] + [Problem(n, "b/g") for n in range(10, 30)]
    stays, _ = selected(problems, difficulty=(DifficultyShare(0.5, 0.5), DifficultyShare(1.0, 0.5)))
    assert [each.family for each in stays] == ["b/g"] * 20  # no hard ones to set against the easy ones


def test_families_come_in_the_ratio_of_their_weights() -> None:
    problems = [Problem(n, ("math/f", "math/g", "code/h")[n % 3]) for n in range(300)]
    stays, gone = selected(problems, weights={"math/g": 1, "math/*": 2, "*": 4})
    assert Counter(each.family for each in stays) == {"code/h": 100, "math/f": 50, "math/g": 25}
    assert gone == {"weights": 125}


def test_the_curriculum_goes_from_easy_to_hard() -> None:
    problems = [Problem(n, "a/f", right=n % 5, asked=4) for n in range(50)]
    problems += [Problem(n, "b/g", level=n % 3 + 1) for n in range(50, 80)]  # by its level where nothing was measured
    stays, _ = selected(problems)
    hard = [(each.level - 1) / 2 if each.difficulty is None else each.difficulty for each in stays]
    assert hard == sorted(hard)


def test_a_cyclical_curriculum_starts_anew() -> None:
    problems = [Problem(n, "a/f", right=n % 5, asked=4) for n in range(300)]
    stays, _ = selected(problems, Curriculum("cyclical", 3))
    hard = [each.difficulty for each in stays]
    falls = [place for place in range(1, 300) if hard[place] < hard[place - 1]]
    assert len(falls) == 2
    assert min(falls[0], falls[1] - falls[0], 300 - falls[1]) > 60


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        ("difficulty: [{up_to: 0.5, share: 1}]", "the last one up to 1"),
        ("difficulty: [{up_to: 1, share: 1}, {up_to: 0.5, share: 1}]", "let them rise"),
        ("difficulty: [{up_to: 1, share: 0}]", "all shares are 0"),
        ("weights: {math/*: 1}", "has no weight"),
        ("weights: {'*': 1, chess/*: 1}", "no family of the recipe is called 'chess/*'"),
        ("per_level: 0", ">= 1"),
        ("labels: 0.5", ">= 1"),
        ("per_lvel: 3", "unknown field"),
    ],
)
def test_a_selection_that_cannot_be_is_refused(tmp_path: Path, selection: str, said: str) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(f"{RECIPE}curation: {{selection: {{{selection}}}}}\n")
    with pytest.raises(BadInput, match=r"selection") as error:
        load_recipe(path)
    assert said in str(error.value)
