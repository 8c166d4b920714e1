"""Releases are linked on the Rasch scale: a shift that was planted is found, and what cannot be told is not told."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.evals.score import statistics
from pipelines.evals.score.anchors import link
from pipelines.evals.score.scores import Discrimination, ItemScore, Scores
from pipelines.evals.score.statistics import Floats


def solved(key: str, ability: float, difficulty: Floats, samples: int) -> Floats:
    """How many of the samples of a model solve each item under the Rasch model."""
    chance = 1 / (1 + np.exp(difficulty - ability))
    drawn = statistics.uniform(("anchors", key), samples * len(difficulty)).reshape(samples, -1) / 2.0**32
    found: Floats = (drawn < chance).sum(axis=0).astype(float)
    return found


def release(name: str, counts: Floats, samples: int, anchors: int, versions: int = 1) -> Scores:
    """Scores of items of which the first are anchors, with the same ids in every release."""
    items = tuple(
        ItemScore(
            id=f"{'anchor' if number < anchors else name} {number}", base_id=f"base {number // versions}",
            version=1 + number % versions, tier="new_family", anchor=number < anchors, family="math/x", level=1,
            accepted=int(count), respondents=samples, difficulty=count / samples, discrimination=None,
        )
        for number, count in enumerate(counts.tolist())
    )  # fmt: skip
    return Scores(
        provender_scores=1, eval=name, digest="", root="", items=len(items), bases=len(items) // versions,
        versions=versions, incomplete=0, distinguishes=0.1, unknown=0, models=(), comparisons=(),
        discrimination=Discrimination(0.1, samples, 0, 0, 0, None), item_scores=items,
    )  # fmt: skip


def difficulties(key: str, number: int) -> Floats:
    """Normal, with a standard deviation of 1.5."""
    from scipy.special import ndtri

    found: Floats = 1.5 * ndtri((statistics.uniform(("difficulty", key), number) + 0.5) / 2.0**32)
    return found


@pytest.mark.parametrize("samples", [1, 4])
@pytest.mark.parametrize("shift", [0.0, 1.0])
def test_a_planted_shift_is_found_though_the_new_items_are_harder(samples: int, shift: float) -> None:
    covered, values, rounds = 0, [], 150
    expected, told = [], []
    for number in range(rounds):
        anchors = difficulties(f"anchors {number}", 80)
        old = np.concatenate([anchors, difficulties(f"old {number}", 120)])
        new = np.concatenate([anchors, difficulties(f"new {number}", 120) + 2.0])
        key = f"{samples} {shift} {number}"
        older = release("old", solved(f"old {key}", 0.2, old, samples), samples, 80)
        counts = solved(f"new {key}", 0.2 + shift, new, samples)
        (found,) = link(older, release("new", counts, samples, 80), [("m", counts, samples)]).models
        assert found.shift is not None and found.accuracy is not None
        covered += found.shift.low <= shift <= found.shift.high
        values.append(found.shift.value)
        expected.append((1 / (1 + np.exp(old - 0.2 - shift))).mean())
        told.append(found.accuracy.value)
    assert np.mean(values) == pytest.approx(shift, abs=0.12)
    assert 0.9 <= covered / rounds <= 0.99
    if samples > 1:  # how much pass rates differ is seen only where an item has several responses
        assert np.mean(told) == pytest.approx(np.mean(expected), abs=0.015)


def test_versions_of_an_anchor_are_no_new_anchors() -> None:
    counts = np.array([1.0, 2.0] * 8)
    found = link(release("old", counts, 4, 8, 2), release("new", counts + 1, 4, 8, 2), [("m", counts + 1, 4)])
    assert (found.anchors, found.bases) == (8, 4)
    assert found.models == () and "4 anchors" in found.why


def test_items_that_are_no_anchors_in_both_link_nothing() -> None:
    counts = np.full(20, 2.0)
    found = link(release("old", counts, 4, 3), release("new", counts, 4, 20), [("m", counts, 4)])
    assert found.bases == 3 and found.why


@pytest.mark.parametrize(
    ("then", "now", "why"), [(0.0, 4.0, "was it worse"), (4.0, 0.0, "was it better"), (4.0, 4.0, "did the two differ")]
)
def test_where_one_is_always_better_there_is_no_shift(then: float, now: float, why: str) -> None:
    older, counts = release("old", np.full(10, then), 4, 10), np.full(10, now)
    (found,) = link(older, release("new", counts, 4, 10), [("m", counts, 4)]).models
    assert found.shift is None and found.accuracy is None and why in found.why
