"""Ages, heads and legs, coins, digits: word puzzles whose answer is whole numbers, exactly one choice of them."""

from __future__ import annotations

from generators.math.age_coin_digit.ages import Ages, Census, EasyAges
from generators.math.age_coin_digit.digits import Consecutive, DigitNumber, EasyConsecutive, EasyDigits, EasyPair
from generators.math.age_coin_digit.mixes import EasyMix, Mix
from generators.questions import QuestionFamily
from generators.registry import register


@register
class AgeCoinDigit(QuestionFamily):
    """Integer puzzles told as stories; the answer is the numbers, or that there are none or several."""

    name = "math/age_coin_digit"
    version = 1
    title = "Ages, coins, heads and legs, digits: whole numbers that fit all clues"
    levels = {
        1: "2 unknowns, 2 clues, about 4 steps",
        2: "2-3 unknowns, up to 3 clues, about 5 steps, twins",
        3: "3-4 unknowns, up to 4 clues or tries, about 8 steps, twins",
        4: "4-5 unknowns, up to 5 clues or tries, about 11 steps, twins",
    }
    tags = ("math", "algebra", "search")
    twins = (2, 3, 4)
    kinds = {
        1: {EasyMix: 44, EasyAges: 25, EasyPair: 22, EasyConsecutive: 8, EasyDigits: 1},
        2: {Mix: 36, Ages: 32, DigitNumber: 20, Consecutive: 8, Census: 4},
        3: {Mix: 37, Ages: 34, DigitNumber: 25, Census: 4},
        4: {Mix: 37, Ages: 34, DigitNumber: 25, Census: 4},
    }
