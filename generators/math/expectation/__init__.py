"""Expected values, variances and waiting times."""

from __future__ import annotations

from generators.math.expectation.means import (
    DiceSum,
    DrawMean,
    Extreme,
    GivenMean,
    Lottery,
    Occurrences,
    Payoff,
    Spread,
    Successes,
)
from generators.math.expectation.waits import (
    AllKinds,
    Collector,
    Duration,
    FirstSuccess,
    HittingTime,
    Pattern,
    RandomCount,
    Stopping,
)
from generators.questions import QuestionFamily
from generators.registry import register


@register
class Expectation(QuestionFamily):
    """Problems on means, variances and waiting times; the answer is an exact number."""

    name = "math/expectation"
    version = 1
    title = "Expected values, variances and waiting times"
    levels = {
        1: "the mean of two or three parts, about 4 steps",
        2: "variances, extremes, conditions, two-stage decisions, about 9 steps",
        3: "variances of combinations, waits by states, three-stage decisions, about 14 steps",
        4: "waits over 3-5 states, four-stage decisions, about 20 steps",
    }
    tags = ("math", "probability")
    kinds = {
        1: {Lottery: 28, Payoff: 19, Successes: 20, DrawMean: 20, DiceSum: 5, FirstSuccess: 8},
        2: {
            Lottery: 20, Spread: 20, Successes: 12, DiceSum: 12, DrawMean: 9, GivenMean: 5, RandomCount: 13,
            Stopping: 4, Extreme: 1, Occurrences: 2, Collector: 1,
        },
        3: {
            Spread: 21, Lottery: 13, DiceSum: 16, RandomCount: 18, GivenMean: 4, Stopping: 8, AllKinds: 6, Duration: 4,
            HittingTime: 1, Pattern: 2, Extreme: 1, Occurrences: 3, Collector: 1,
        },
        4: {
            Spread: 18, RandomCount: 20, Stopping: 16, AllKinds: 10, Duration: 4, HittingTime: 4, Pattern: 2,
            DiceSum: 12,
        },
    }  # fmt: skip
