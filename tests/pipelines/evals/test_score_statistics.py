"""The arithmetic of scores holds against hand values, enumeration, and models whose skill is known."""

from __future__ import annotations

from itertools import product
from math import comb, isclose, sqrt

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from pipelines.evals.score import statistics
from pipelines.evals.score.statistics import (
    Z,
    beta_power,
    detectable,
    discrimination,
    distinguishes,
    equality,
    gap,
    least_power,
    paired,
    share,
    share_difference,
)
from pipelines.intervals import wilson

Floats = NDArray[np.float64]


def uniform(key: str, *shape: int) -> Floats:
    """Keyed numbers in [0, 1)."""
    return (statistics.uniform(("test", key), int(np.prod(shape))) / 2.0**32).reshape(shape)


def answers(key: str, skill: Floats, samples: int = 1) -> Floats:
    """How many of `samples` samples a model with these skills (of base items by versions) solves."""
    drawn: Floats = (uniform(key, *skill.shape, samples) < skill[..., None]).sum(axis=-1).astype(float)
    return drawn


def versions(skill: Floats, number: int) -> Floats:
    return np.repeat(skill[:, None], number, axis=1)


def betas(key: str, bases: int, a: float, b: float) -> Floats:
    found: Floats = stats.beta.ppf(uniform(key, bases), a, b)
    return found


@pytest.mark.parametrize(
    ("right", "number", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)],
)
def test_wilsons_interval_has_its_textbook_values(right: int, number: int, low: float, high: float) -> None:
    # 81 of 263 is the example of Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I.
    assert wilson(right / number, number, Z) == pytest.approx((low, high), abs=5e-5)
    found = share(np.array([1.0] * right + [0.0] * (number - right)), np.ones(number))
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)  # single trials are no clusters
    assert found.effective == pytest.approx(number)


def test_versions_that_go_together_count_once_and_those_that_do_not_count_each() -> None:
    same = share(np.array([3.0] * 30 + [0.0] * 20), np.full(50, 3.0))
    assert same is not None and same.effective == pytest.approx(50 * 149 / 150 * _t_ratio(150, 50), rel=0.01)
    split = share(answers("split", np.full((500, 3), 0.5)).sum(axis=1), np.full(500, 3.0))
    assert split is not None and 1200 < split.effective <= 1500


def _t_ratio(trials: int, groups: int) -> float:
    return float((stats.t.ppf(0.975, trials - 1) / stats.t.ppf(0.975, groups - 1)) ** 2)


def test_without_variance_the_base_items_are_the_trials() -> None:
    for part in (np.zeros(40), np.full(40, 3.0), np.ones(40)):  # none, all, and one version of each
        found = share(part, np.full(40, 3.0))
        assert found is not None and found.effective == 40
        assert (found.low, found.high) == pytest.approx(wilson(part[0] / 3, 40, Z))
    assert share(np.zeros(3), np.zeros(3)) is None


@pytest.mark.parametrize("skill", [0.5, 0.8])
def test_the_interval_covers_when_versions_are_the_same_and_the_naive_one_does_not(skill: float) -> None:
    covered = naive = 0
    rounds, bases = 600, 60
    for number in range(rounds):
        solved = np.repeat(uniform(f"cover {skill} {number}", bases, 1) < skill, 3, axis=1).astype(float)
        found = share(solved.sum(axis=1), np.full(bases, 3.0))
        assert found is not None
        covered += found.low <= skill <= found.high
        low, high = wilson(float(solved.mean()), solved.size, Z)
        naive += low <= skill <= high
    assert 0.925 <= covered / rounds <= 0.985
    assert naive / rounds < 0.85


@pytest.mark.parametrize("samples", [1, 3])
def test_accuracy_eacc_and_the_chance_gap_are_those_of_the_known_skill(samples: int) -> None:
    skill = betas("skill", 6000, 1.2, 0.8)
    solved = answers(f"known {samples}", versions(skill, 3), samples)
    found = gap(solved, samples, "m", 200)
    error = 4 / sqrt(6000)
    assert solved.mean() / samples == pytest.approx(skill.mean(), abs=error * 0.4)
    accuracy, eacc = skill.mean(), (skill**3).mean()
    assert found.gap.value == pytest.approx(accuracy - eacc, abs=error * 0.5)
    assert found.chance.value == pytest.approx(accuracy - eacc, abs=error * 0.5)
    assert abs(found.excess.value) < 0.006
    assert found.excess.value == pytest.approx(found.gap.value - found.chance.value)


@pytest.mark.parametrize(("samples", "number"), [(1, 3), (1, 2), (3, 3), (2, 3)])
def test_the_excess_of_an_honest_model_covers_zero(samples: int, number: int) -> None:
    rounds, covered, values = 400, 0, []
    for each in range(rounds):
        skill = betas(f"honest {each}", 150, 1.0, 1.0)
        found = gap(answers(f"honest {samples} {number} {each}", versions(skill, number), samples), samples, "m", 300)
        covered += found.excess.low <= 0 <= found.excess.high
        values.append(found.excess.value)
    assert 0.91 <= covered / rounds <= 1
    assert abs(np.mean(values)) < 4 * np.std(values) / sqrt(rounds) + 0.001


@pytest.mark.parametrize("samples", [1, 2, 3])
def test_a_model_that_knows_the_first_version_by_heart_is_found(samples: int) -> None:
    skill = versions(np.full(300, 0.4), 3)
    skill[:, 0] = 1.0
    solved = answers(f"known {samples}", skill, samples)
    found = gap(solved, samples, "m")
    assert found.excess.low > 0.01 and found.least.low > 0.01
    assert found.excess.high < found.gap.high
    assert equality(solved, "m")[1] < 1e-6


@pytest.mark.parametrize("number", [2, 3])
def test_one_version_of_each_item_that_is_known_whichever_it_is_makes_an_excess(number: int) -> None:
    """Every base item has one solved version: less spread than any honest model has."""
    known = (uniform("whichever", 60) * number).astype(int)
    found = gap(np.eye(number)[known], 1, "m")
    assert found.gap.value == pytest.approx(1 / number)
    assert found.chance.value == pytest.approx(1 / number - 1 / number**number, abs=0.01)
    assert found.excess.value == pytest.approx(1 / number**number, abs=0.01)
    assert number > 2 or found.least.low > 0


def test_with_a_sample_for_each_version_what_is_known_is_measured_whatever_the_skill() -> None:
    base = betas("uneven", 3000, 0.5, 0.5)  # hard for all, or easy: one sample each cannot see through this
    skill = versions(base, 3)
    skill[:, 0] = 1.0
    expected = (skill.mean(axis=1) ** 3 - skill.prod(axis=1)).mean()
    found = gap(answers("uneven", skill, 3), 3, "m")
    assert found.excess.low < expected < found.excess.high and found.excess.low > 0


def test_one_sample_does_not_accuse_a_model_for_items_that_are_all_or_nothing() -> None:
    """The beta distribution fits none of this, and `least` is there because of it."""
    accused = fitted = 0
    for number in range(60):
        skill = np.where(uniform(f"mixed {number}", 200) < 0.5, 0.0, 0.5)
        found = gap(answers(f"mixed a {number}", versions(skill, 4)), 1, "m", 300)
        accused += found.least.low > 0
        fitted += found.excess.low > 0
    assert accused <= 8
    assert fitted > 30  # what the fit alone would say


def test_rare_successes_do_not_look_like_knowledge() -> None:
    for skill in (0.1, 0.9, 0.98):
        for number in (2, 4):
            accused = sum(
                gap(answers(f"rare {skill} {number} {each}", np.full((100, number), skill)), 1, "m", 200).least.low > 0
                for each in range(40)
            )
            assert accused <= 5, (skill, number)


@pytest.mark.parametrize(("samples", "number"), [(2, 2), (3, 3), (3, 2)])
def test_the_u_statistic_is_the_mean_over_all_tuples_of_distinct_samples(samples: int, number: int) -> None:
    for counts in product(range(samples + 1), repeat=number):
        total = []
        for chosen in product(range(number), repeat=number):
            taken = [chosen.count(version) for version in range(number)]
            value = 1.0
            for solved, some in zip(counts, taken, strict=True):
                value *= comb(solved, some) / comb(samples, some)
            total.append(value)
        found = statistics._all_alike(np.array([counts], dtype=float), samples)[0]
        assert isclose(found, float(np.mean(total)), abs_tol=1e-12)


def test_the_u_statistic_is_unbiased_for_equal_skills_though_samples_are_fewer_than_versions() -> None:
    samples, number, p = 2, 3, 0.3
    expected = 0.0
    for counts in product(range(samples + 1), repeat=number):
        weight = np.prod([stats.binom.pmf(count, samples, p) for count in counts])
        expected += weight * statistics._all_alike(np.array([counts], dtype=float), samples)[0]
    assert expected == pytest.approx(p**number)


def test_powers_of_a_beta_distribution_and_the_least_ones_of_any() -> None:
    a, b, power = 1.5, 2.5, 4
    mean, correlation = a / (a + b), 1 / (a + b + 1)
    exact = stats.beta(a, b).moment(power)
    found = beta_power(np.array([mean]), np.array([correlation]), power)[0]
    assert found == pytest.approx(exact)
    least = least_power(np.array([mean]), np.array([correlation]), power)[0]
    assert least < found
    # Reached by p = 0 with one other value.
    value = mean + correlation * (1 - mean)
    assert least == pytest.approx(mean / value * value**power)
    for extreme in (0.0, 1.0):
        assert beta_power(np.array([0.4]), np.array([extreme]), 3)[0] == pytest.approx(0.4 if extreme else 0.064)


def test_figures_are_the_same_for_the_same_key_and_not_for_another() -> None:
    solved = answers("key", versions(betas("key", 80, 1, 1), 3))
    assert gap(solved, 1, "a") == gap(solved, 1, "a")
    assert gap(solved, 1, "a").excess.low != gap(solved, 1, "b").excess.low
    assert statistics.uniform(("x",), 3).tolist() == [1723892620, 1704432353, 463245117]


def test_cochrans_q_of_two_versions_is_mcnemars() -> None:
    table = np.array([[1, 0]] * 16 + [[0, 1]] * 6 + [[1, 1]] * 30 + [[0, 0]] * 5, dtype=float)
    q, p = equality(table, "m")
    assert q == pytest.approx((16 - 6) ** 2 / 22)
    assert p == pytest.approx(stats.chi2.sf(q, 1))


def test_few_base_items_are_judged_by_permutations() -> None:
    q, p = equality(np.array([[1, 0]] * 4 + [[1, 1]] * 9, dtype=float), "m")
    assert q == pytest.approx(4.0)
    assert p == pytest.approx(2 / 2**4, abs=0.01)  # the sign test
    assert equality(np.ones((5, 3)), "m") == (0.0, 1.0)


def test_equality_is_rejected_as_often_as_it_says() -> None:
    rejected = sum(
        equality(answers(f"alike {each}", versions(betas(f"alike {each}", 60, 1, 1), 3), 2), "m")[1] < 0.05
        for each in range(400)
    )
    assert 0.02 <= rejected / 400 <= 0.085


def test_discrimination_is_the_correlation_with_the_rest_of_the_test() -> None:
    ability = np.linspace(-2, 2, 12)[:, None]
    scores = (uniform("items", 12, 20) < 1 / (1 + np.exp(-ability))).astype(float)
    scores[:, 4] = 1.0
    found = discrimination(scores)
    for item in range(20):
        if item == 4:
            assert np.isnan(found[item])
        else:
            rest = np.delete(scores, item, axis=1).sum(axis=1)
            assert found[item] == pytest.approx(np.corrcoef(scores[:, item], rest)[0, 1])


def test_the_design_tells_what_millers_formula_says() -> None:
    assert distinguishes(100) == pytest.approx(2.801585 * sqrt(0.5 / 100), rel=1e-6)
    assert distinguishes(100, 3) == distinguishes(100)  # versions solved all or none are one item
    assert distinguishes(100, 3, dependence=0.0) == pytest.approx(distinguishes(300))
    assert distinguishes(0) == distinguishes(2) == 1.0


def test_a_difference_as_large_as_the_detectable_one_is_detected_four_times_in_five() -> None:
    number, rounds = 400, 400
    delta = distinguishes(number)
    first, second = (
        uniform(f"power {side}", rounds, number) < 0.5 + sign * delta / 2 for side, sign in ((0, -1), (1, 1))
    )
    found = 0
    for one, other in zip(first.astype(float), second.astype(float), strict=True):
        low, high = share(one, np.ones(number)), share(other, np.ones(number))
        assert low is not None and high is not None
        found += share_difference(high, low).low > 0
        assert detectable(low) == pytest.approx(delta, rel=0.05)
    assert 0.74 <= found / rounds <= 0.86


def test_the_paired_interval_covers_and_is_narrower_where_models_find_the_same_items_hard() -> None:
    means = []
    for agree in (0.0, 0.9):
        covered, widths = 0, []
        for number in range(400):
            hard = uniform(f"hard {number}", 60, 1)
            other = np.where(uniform(f"agree {number}", 60, 1) < agree, hard, uniform(f"other {number}", 60, 1))
            first = (uniform(f"first {number}", 60, 3) < hard).mean(axis=1)
            second = (uniform(f"second {number}", 60, 3) < other).mean(axis=1)
            found = paired(first, second, np.full(60, 3.0)).difference
            covered += found.low <= 0 <= found.high
            widths.append(found.high - found.low)
        assert 0.92 <= covered / 400 <= 0.99
        means.append(np.mean(widths))
    assert means[1] < 0.8 * means[0]


def test_two_models_that_agree_on_everything_may_still_differ() -> None:
    same = np.array([1.0] * 20)
    found = paired(same, same, np.ones(20))
    assert found.difference.value == 0
    assert found.difference.low == -found.difference.high < -0.05
    assert found.detectable > 0.05
