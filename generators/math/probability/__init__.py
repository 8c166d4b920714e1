"""Finite probability: what share of equally likely cases, or of weighted ones, has a property."""

from __future__ import annotations

from generators.math.probability.chains import GraphWalk, LineWalk, Match, Network, Ruin, TakingTurns, Trials
from generators.math.probability.dice import Dice, GivenRoll, Independent, RandomNumber, Tosses
from generators.math.probability.draws import Draws, Survey, TwoBags
from generators.math.probability.sources import Screening, Sources, Transfer
from generators.questions import QuestionFamily
from generators.registry import register


@register
class Probability(QuestionFamily):
    """Probability problems of many kinds; the answer is an exact fraction."""

    name = "math/probability"
    version = 1
    title = "Exact probabilities of dice, draws, tests and random walks"
    levels = {
        1: "one or two draws, about 3 steps",
        2: "three draws or two stages, about 6 steps",
        3: "four draws, three sources, two conditions or a table of 4-6 steps, about 12 steps",
        4: "up to five draws, two tests, walks of 5-7 steps or systems of 4-5 states, about 16 steps",
    }
    tags = ("math", "probability")
    kinds = {
        1: {Draws: 20, TwoBags: 20, RandomNumber: 20, Independent: 12, Survey: 24, Dice: 3, Tosses: 1},
        2: {
            Draws: 14, TwoBags: 9, RandomNumber: 9, Independent: 8, Dice: 6, GivenRoll: 6, Trials: 2, Sources: 14,
            Transfer: 11, Match: 1, Network: 10, TakingTurns: 4, LineWalk: 3, Ruin: 2,
        },
        3: {
            Draws: 14, Independent: 8, Dice: 5, GivenRoll: 6, Trials: 3, Sources: 12, Screening: 12, Transfer: 9,
            Match: 4, Network: 12, TakingTurns: 6, LineWalk: 4, Ruin: 3, GraphWalk: 2,
        },
        4: {
            Draws: 12, Independent: 10, Dice: 2, Trials: 1, Sources: 14, Screening: 15, Match: 4, Network: 20,
            TakingTurns: 6, LineWalk: 6, Ruin: 2, GraphWalk: 4,
        },
    }  # fmt: skip
