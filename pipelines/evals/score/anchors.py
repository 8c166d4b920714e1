"""Two releases on one scale, by the anchors that both have.

Under the Rasch model, logit P(solved) = ability - difficulty, the anchors' difficulties are the same in both releases,
so how much better a model does on them than those who answered the older release is a difference of abilities. It is
estimated by the anchors' common odds ratio, which stays consistent where each item has one response only (Mantel and
Haenszel 1959; Holland and Thayer 1988 for its place under the Rasch model); the mean of the items' own logits, as in
mean-mean linking of well-calibrated items (Kolen and Brennan, Test equating, scaling, and linking), does not: an item
that is always or never solved has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, stdtrit

from pipelines.evals.score.scores import ItemScore, Link, Linked, Scores
from pipelines.evals.score.statistics import Estimate, Floats

FEWEST_BASES = 5
_POINTS = 2000  # of a distribution of probabilities


def link(older: Scores, scores: Scores, solved: Sequence[tuple[str, Floats, int]]) -> Link:
    """The models on the scale of the older release's scores.

    `solved` has each model's name, how many of its samples solved each of ``scores.item_scores``, in their order, and
    how many samples there were. The accuracy is what the model would reach on the older release's items: their pass
    rates are taken to have a beta distribution and are shifted on the logit scale. Its interval is the shift's alone.
    """
    before = {item.id: item for item in older.item_scores if item.anchor}
    places = [place for place, item in enumerate(scores.item_scores) if item.anchor and item.id in before]
    shared = [before[scores.item_scores[place].id] for place in places]
    names = sorted({item.base_id for item in shared})
    base = np.array([names.index(item.base_id) for item in shared], dtype=np.int64)
    respondents = max((item.respondents for item in older.item_scores), default=0)
    total = sum(item.accepted for item in older.item_scores)
    asked = sum(item.respondents for item in older.item_scores)
    rates = _pass_rates(older.item_scores)
    linked = []
    if len(names) >= FEWEST_BASES:
        then = np.array([(item.accepted, item.respondents) for item in shared], dtype=np.float64)
        for model, counts, samples in solved:
            found = _shift(then, counts[places], samples, base)
            if isinstance(found, str):
                linked.append(Linked(model, None, None, found))
            else:
                accuracy = Estimate(*(_shifted(rates, each) for each in (found.value, found.low, found.high)))
                linked.append(Linked(model, found, accuracy))
    return Link(
        older=older.eval,
        anchors=len(places),
        bases=len(names),
        respondents=respondents,
        older_accuracy=total / asked if asked else 0.0,
        models=tuple(linked),
        why=""
        if len(names) >= FEWEST_BASES
        else f"the releases share {len(names)} anchors, at least {FEWEST_BASES} are needed",
    )


def _shift(then: Floats, solved: Floats, samples: int, base: NDArray[np.int64]) -> Estimate | str:
    """How many logits better than the older release's respondents, with its interval by the jackknife over base items;
    or why there is no telling.

    `then` has for each anchor item how many of how many responses were right in the older release.
    """
    size = then[:, 1] + samples
    better = np.bincount(base, solved * (then[:, 1] - then[:, 0]) / size)
    worse = np.bincount(base, then[:, 0] * (samples - solved) / size)
    if not better.sum() and not worse.sum():
        return "on no anchor did the two differ"
    if not better.sum() or not worse.sum():
        return "on no anchor was it worse" if better.sum() else "on no anchor was it better"
    value = log(better.sum() / worse.sum())
    without = [(better.sum() - each, worse.sum() - other) for each, other in zip(better, worse, strict=True)]
    if any(each <= 1e-12 or other <= 1e-12 for each, other in without):
        return "one base item alone decides which of the two was better"
    logs = np.log([each / other for each, other in without])
    groups = len(logs)
    error = sqrt((groups - 1) / groups * float(((logs - logs.mean()) ** 2).sum()))
    half = float(stdtrit(groups - 1, 0.975)) * error
    return Estimate(value, value - half, value + half)


def _pass_rates(items: Sequence[ItemScore]) -> Floats:
    """The older release's pass rates over base items as evenly spaced quantiles of a beta distribution, which has their
    mean and, by pairs of different responses to one base item, their variance."""
    tallies: dict[str, list[int]] = {}
    for item in items:
        tally = tallies.setdefault(item.base_id, [0, 0])
        tally[0] += item.accepted
        tally[1] += item.respondents
    table = np.array(list(tallies.values()), dtype=np.float64).reshape(-1, 2)
    solved, asked = table[:, 0], table[:, 1]
    mean = float(solved.sum() / asked.sum()) if asked.sum() else 0.0
    pairs = asked * (asked - 1)
    variance = float((solved * (solved - 1)).sum() / pairs.sum()) - mean**2 if pairs.sum() else 0.0
    spread = mean * (1 - mean)
    correlation = min(max(variance / spread, 0.0), 1.0) if spread else 0.0
    if correlation < 1e-9:
        return np.full(1, mean)
    if correlation > 1 - 1e-9:
        return np.repeat([0.0, 1.0], [round(_POINTS * (1 - mean)), round(_POINTS * mean)])
    size = 1 / correlation - 1
    quantiles = (np.arange(_POINTS) + 0.5) / _POINTS
    return np.asarray(betaincinv(mean * size, (1 - mean) * size, quantiles), dtype=np.float64)


def _shifted(rates: Floats, shift: float) -> float:
    """The mean of the rates after each was moved by so many logits."""
    odds = exp(min(max(shift, -700.0), 700.0))
    return float((rates * odds / (1 - rates + rates * odds)).mean())
