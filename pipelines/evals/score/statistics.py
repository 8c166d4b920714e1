"""The arithmetic of scores, over arrays: no files, no models, no clock.

Versions of one base item are never taken for independent: whatever has an interval is summed by base item first. All
randomness (bootstrap, permutations) is keyed, so the same responses give the same figures everywhere.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from math import factorial, sqrt

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.special import chdtrc, ndtri, stdtrit

from pipelines.intervals import difference, wilson
from schemas import digest

Floats = NDArray[np.float64]
Z = float(ndtri(0.975))
Z_POWER = float(ndtri(0.8))
REPEATS = 2000  # of the bootstrap
PERMUTATIONS = 9999
FEW = 24  # responses in blocks that tell anything, below which Cochran's Q is referred to permutations
_CHUNK = 2_000_000  # random numbers at a time


class Share(Struct, frozen=True):
    """A share with its 95 % interval. `effective` is the number of independent trials that would have told as much."""

    value: float
    low: float
    high: float
    effective: float


class Estimate(Struct, frozen=True):
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


def share(part: Floats, whole: Floats, most: float | None = None) -> Share | None:
    """The share of all `part` in all `whole`, which are sums over clusters (base items); None where `whole` is 0.

    Its variance is the cluster-robust one (Miller, Adding error bars to evals, 2024, section 2.2, with the factor
    G/(G-1) for G clusters). The design effect gives the effective number of trials (Korn and Graubard, Confidence
    intervals for proportions with small expected number of positive counts estimated from survey data, 1998), and that
    number Wilson's interval; it is at most `most` (the number of trials), and it is G where no variance is seen. Where
    each cluster is one trial this is Wilson's interval as it stands in textbooks.
    """
    there = whole > 0
    part, whole = part[there], whole[there]
    groups, total = len(whole), float(whole.sum())
    if not groups:
        return None
    value = float(part.sum()) / total
    residuals = part - value * whole
    squares = float(residuals @ residuals)
    effective = float(groups)
    if groups > 1 and squares > 1e-12 * total:
        variance = groups / (groups - 1) * squares / total**2
        effective = value * (1 - value) / (total - 1) / variance * total
        effective *= (_student(total - 1) / _student(groups - 1)) ** 2
        effective = min(max(effective, 1.0), most or total)
    low, high = wilson(value, effective, Z)
    return Share(value, min(low, value), max(high, value), effective)


def _student(freedom: float) -> float:
    return float(stdtrit(freedom, 0.975))


def share_difference(of: Share, minus: Share) -> Estimate:
    """The difference of the shares of two disjoint sets of base items, by Newcombe's method 10."""
    low, high = difference((minus.value, minus.effective), (of.value, of.effective), Z)
    return Estimate(of.value - minus.value, low, high)


# What can be told apart.


def distinguishes(bases: int, versions: int = 1, dependence: float = 1.0) -> float:
    """The smallest difference in accuracy between two models that so many items will tell, before anyone was asked.

    At a power of 80 % and a two-sided level of 5 %, for two models that are compared unpaired and solve half of the
    items, which is the worst case (Miller 2024, section 5). `dependence` is the correlation of the versions of a base
    item: 1 when a model solves all of them or none, so that only base items count. At most 1.
    """
    if bases < 1:
        return 1.0
    effective = bases * versions / (1 + (versions - 1) * dependence)
    return min(1.0, (Z + Z_POWER) * sqrt(2 * 0.25 / effective))


def detectable(found: Share) -> float:
    """The smallest difference that another model, as good and asked alike, would have to show: as `distinguishes`, with
    the measured share. Two successes and two failures are added (Agresti and Coull 1998), so that a share of 0 does not
    seem to be known for sure."""
    trials = found.effective + 4
    middle = (found.value * found.effective + 2) / trials
    return min(1.0, (Z + Z_POWER) * sqrt(2 * middle * (1 - middle) / trials))


class Paired(Struct, frozen=True):
    """The difference of two models on the same items, and the smallest one that these items would tell of them."""

    difference: Estimate
    detectable: float


def paired(first: Floats, second: Floats, weights: Floats) -> Paired:
    """Two models' mean scores on each base item, compared; `weights` are the numbers of items of each.

    The differences are taken base item by base item, so whatever makes an item hard for both cancels (Miller 2024,
    section 4). The interval adds half a base item to each side and one to neither (Agresti and Min, Simple improved
    confidence intervals for comparing matched proportions, 2005): it has a width where the two agree on all items.
    """
    scaled = (first - second) * weights * (len(weights) / weights.sum())
    groups = len(scaled) + 2
    middle = float(scaled.sum()) / groups
    variance = (float(scaled @ scaled) + 1 - groups * middle**2) / groups**2
    half = Z * sqrt(variance)
    value = float(scaled.mean())
    estimate = Estimate(value, max(-1.0, min(value, middle - half)), min(1.0, max(value, middle + half)))
    return Paired(estimate, min(1.0, (Z + Z_POWER) * sqrt(variance)))


# Versions.


class Gap(Struct, frozen=True):
    """How much is lost from the mean accuracy to the share of base items that are solved in all versions.

    `chance` is the gap of a model that solves every version of a base item with the same probability p, mean(p) -
    mean(p^n); `excess` is what is left: what such a model would not show, and one that knows some of the versions does.
    `method` says how mean(p^n) was estimated: `u_statistic`, or `beta_binomial`, which takes p to have a beta
    distribution; `least` is then the excess under that distribution of p, of all with the same mean and variance, which
    leaves the smallest one.
    """

    gap: Estimate
    chance: Estimate
    excess: Estimate
    least: Estimate
    method: str
    repeats: int


def gap(solved: Floats, samples: int, key: str, repeats: int = REPEATS) -> Gap:
    """The gap from a table of base items by versions: how many of `samples` samples each solved.

    With several samples of each version mean(p^n) is a U-statistic over distinct samples (`_all_alike`): it assumes
    nothing of the distribution of p. With one, p^n is not to be had for a single base item (that all n were solved is
    the only estimate, and it is the figure itself), so the distribution of p over base items is fitted by two moments:
    its mean, and the covariance between versions of a base item, each version centred on its own mean, at least 0. A
    version that is known by heart raises its mean and covaries with no other, so the fit expects more base items to be
    solved in all versions than are. Intervals are percentiles of a bootstrap over base items, keyed by `key`; where the
    fit has no variance they are at least as wide as when all p are equal, and where no base item was solved in all
    versions as Wilson's for none of so many, since the bootstrap never sees what is rare.
    """
    bases, versions = solved.shape
    rates = solved / samples
    every = rates.prod(axis=1)
    method: str = "u_statistic"
    figures: Callable[[Floats], Floats] = _gap_of_means
    if samples > 1:
        columns = np.column_stack([rates.mean(axis=1), every, _all_alike(solved, samples)])
    else:
        first, second = np.triu_indices(versions, 1)
        columns = np.column_stack([every, rates, rates[:, first] * rates[:, second]])
        method, figures = "beta_binomial", _gap_of_moments(versions, bases)
    point = figures(columns.sum(axis=0)[None, :] / bases)[0]
    drawn = np.concatenate([figures(counts @ columns / bases) for counts in _resampled(key, bases, repeats)])
    low, high = np.percentile(drawn, (2.5, 97.5), axis=0)
    if not every.any():  # what was never seen has a probability all the same
        low[2:] = np.minimum(low[2:], point[2:] - wilson(0.0, bases, Z)[1])
    if samples == 1 and point[2] + every.mean() <= (alike := float(rates.mean()) ** versions) * (1 + 1e-9):
        half = Z * sqrt(_noise(float(rates.mean()), alike, versions) / bases)
        low[2:], high[2:] = np.minimum(low[2:], point[2:] - half), np.maximum(high[2:], point[2:] + half)
    whole, chance, excess, least = (
        Estimate(float(a), float(min(a, b)), float(max(a, c))) for a, b, c in zip(point, low, high, strict=True)
    )
    return Gap(whole, chance, excess, least, method, repeats)


def _noise(mean: float, alike: float, versions: int) -> float:
    """The variance, for one base item whose versions are solved independently with probability `mean`, of whether all
    are solved, less what the versions' sum accounts for (the linear part of Hoeffding's decomposition)."""
    return max(0.0, alike - alike**2 - versions * mean ** (2 * versions - 1) * (1 - mean))


def _gap_of_means(means: Floats) -> Floats:
    """Gap, chance gap, excess and least excess from the means of (rate, all versions, all alike)."""
    rate, every, alike = means.T
    return np.column_stack([rate - every, rate - alike, alike - every, alike - every])


def _gap_of_moments(versions: int, bases: int) -> Callable[[Floats], Floats]:
    """The same from the means of (all versions, each version, each pair of versions) of single samples."""
    first, second = np.triu_indices(versions, 1)

    def figures(means: Floats) -> Floats:
        every, each, pairs = means[:, 0], means[:, 1 : 1 + versions], means[:, 1 + versions :]
        rate = each.mean(axis=1)
        covariance = (pairs - each[:, first] * each[:, second]).mean(axis=1) * bases / max(1, bases - 1)
        # E[p^2] is the mean product of two versions, had they equal means. What their means differ by is added back,
        # less what they would differ by chance: without that the excess of two versions could not be below 0.
        apart = each.var(axis=1, ddof=1) - ((each * (1 - each)).mean(axis=1) - covariance) / bases
        spread = rate * (1 - rate)
        variance = pairs.mean(axis=1) + apart / versions - rate**2
        correlation = np.clip(variance / np.where(spread > 0, spread, 1.0), 0.0, 1.0)
        alike = beta_power(rate, correlation, versions)
        least = least_power(rate, correlation, versions)
        return np.column_stack([rate - every, rate - alike, alike - every, least - every])

    return figures


def least_power(mean: Floats, correlation: Floats, power: int) -> Floats:
    """The least E[p^power] of all distributions on [0, 1] with this mean and variance ``correlation * mean *
    (1 - mean)``: mean * (E[p^2] / mean)^(power - 1), by Jensen's inequality; it is that of p = 0 or one other value."""
    second = mean * (mean + correlation * (1 - mean))
    return np.asarray(mean * (second / np.where(mean > 0, mean, 1.0)) ** (power - 1))


def beta_power(mean: Floats, correlation: Floats, power: int) -> Floats:
    """E[p^power] of a beta distribution with this mean and variance ``correlation * mean * (1 - mean)``."""
    found = mean.copy()
    for step in range(1, power):
        found *= (mean * (1 - correlation) + step * correlation) / (1 - correlation + step * correlation)
    return found


def _all_alike(solved: Floats, samples: int) -> Floats:
    """For each base item an unbiased estimate of the mean of its versions' p, to the power of their number n.

    The n-th power is a sum over n-tuples of versions; a version that stands m times in a tuple gives p^m, of which the
    share of m-subsets of its samples that were all solved is the unbiased estimate (a U-statistic). Tuples that name a
    version more often than it has samples have none and are left out: with fewer samples than versions the figure is
    unbiased as long as all p of a base item are equal, and comes nearer to their product the more they differ.
    """
    versions = solved.shape[1]
    most = min(samples, versions)

    def tuples(counts: Floats) -> Floats:
        """n! times the coefficient of t^n in the product over versions of the sum over m of u(m) t^m / m!."""
        product = np.zeros((len(counts), versions + 1))
        product[:, 0] = 1.0
        for version in range(versions):
            taken = np.ones(len(counts))
            total = product.copy()
            for m in range(1, most + 1):
                taken = taken * np.clip(counts[:, version] - m + 1, 0, None) / (samples - m + 1)
                total[:, m:] += product[:, : versions + 1 - m] * (taken / factorial(m))[:, None]
            product = total
        return np.asarray(product[:, versions] * factorial(versions))

    whole = float(tuples(np.full((1, versions), float(samples)))[0])
    return tuples(solved) / whole


def equality(solved: Floats, key: str) -> tuple[float, float]:
    """Whether all versions are solved alike often: Cochran's Q over base items and its p-value.

    `solved` is a table of base items by versions, of counts or shares. The p-value is chi-squared's with n-1 degrees of
    freedom; with few base items that tell anything it is the share of keyed permutations within base items that give as
    large a Q (Cochran 1950; Tate and Brown 1970 for the limit). It is 1 where no base item tells anything.
    """
    blocks = solved[np.ptp(solved, axis=1) > 0]
    versions = solved.shape[1]
    if not len(blocks):
        return 0.0, 1.0
    noise = float((versions * (blocks**2).sum(axis=1) - blocks.sum(axis=1) ** 2).sum())

    def statistic(totals: Floats) -> Floats:
        apart = ((totals - totals.mean(axis=-1, keepdims=True)) ** 2).sum(axis=-1)
        return np.asarray(versions * (versions - 1) * apart / noise)

    found = float(statistic(blocks.sum(axis=0)))
    if blocks.size >= FEW:
        return found, float(chdtrc(versions - 1, found))
    keys = uniform(("versions", key), PERMUTATIONS * blocks.size).reshape(PERMUTATIONS, *blocks.shape)
    shuffled = np.take_along_axis(np.broadcast_to(blocks, keys.shape), keys.argsort(axis=2), axis=2)
    as_large = int((statistic(shuffled.sum(axis=1)) >= found - 1e-9).sum())
    return found, (as_large + 1) / (PERMUTATIONS + 1)


# Items.


def discrimination(scores: Floats) -> Floats:
    """Each item's corrected point-biserial: the correlation of its score with the sum of all others', over respondents.

    `scores` is a table of respondents by items. NaN where an item, or the rest of the test, does not vary (Lord and
    Novick, Statistical theories of mental test scores, 1968, on item-rest correlation).
    """
    rest = scores.sum(axis=1, keepdims=True) - scores
    items = scores - scores.mean(axis=0)
    rest = rest - rest.mean(axis=0)
    spread = np.sqrt((items**2).sum(axis=0) * (rest**2).sum(axis=0))
    return np.asarray(
        np.where(spread > 1e-12, (items * rest).sum(axis=0) / np.where(spread > 1e-12, spread, 1), np.nan)
    )


# Keyed randomness.


def uniform(key: tuple[str, ...], count: int) -> NDArray[np.uint32]:
    """So many whole numbers below 2^32, decided by the key alone, whatever version of NumPy is there."""
    source = random.Random(int(digest("scores", *key, size=32), 16))
    found: NDArray[np.uint32] = np.frombuffer(source.randbytes(4 * count), dtype=np.dtype("<u4"))
    return found


def _resampled(key: str, groups: int, repeats: int) -> Iterator[Floats]:
    """Of each bootstrap sample how often it has each group, some samples at a time."""
    size = max(1, min(repeats, _CHUNK // groups))
    for number, start in enumerate(range(0, repeats, size)):
        rows = min(size, repeats - start)
        drawn = uniform(("bootstrap", key, str(number)), rows * groups).astype(np.uint64)
        chosen = (drawn * np.uint64(groups) >> np.uint64(32)).astype(np.int64).reshape(rows, groups)
        flat = chosen + np.arange(rows, dtype=np.int64)[:, None] * groups
        yield np.bincount(flat.ravel(), minlength=rows * groups).reshape(rows, groups).astype(np.float64)
