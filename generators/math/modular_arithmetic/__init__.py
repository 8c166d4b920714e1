"""Remainders, congruences and powers modulo a number, in formulas and in stories of clocks, calendars and codes."""

from __future__ import annotations

from generators.math.modular_arithmetic.calendar import Clock, Date, Fridays, Weekday
from generators.math.modular_arithmetic.congruences import (
    Division,
    Inverse,
    Linear,
    Pair,
    Quadratic,
    RootCount,
    System,
    TwoRemainders,
)
from generators.math.modular_arithmetic.orders import DecimalDigit, ExponentCount, Logarithm, Order
from generators.math.modular_arithmetic.powers import LastDigit, Power, PowerSteps, PowerSum, Tower
from generators.math.modular_arithmetic.remainders import Nearest, Negative, Remainder
from generators.math.modular_arithmetic.stories import CheckDigit, Inference, MissingDigit, Pattern
from generators.questions import QuestionFamily
from generators.registry import register


@register
class ModularArithmetic(QuestionFamily):
    """Questions on whole numbers modulo m; every answer is decided by going through all residues."""

    name = "math/modular_arithmetic"
    version = 1
    title = "Modular arithmetic"
    levels = {
        1: "moduli up to 25, one idea, 2-6 steps",
        2: "moduli up to 100, two ideas such as Euclid backwards or a power by squaring; unsolvable twins",
        3: "moduli up to 1,000: three congruences, towers of powers, orders, square roots; unsolvable twins",
        4: "moduli up to 10,000: logarithms by giant steps, roots modulo composites, systems; unsolvable twins",
    }
    tags = ("math", "number theory")
    twins = (2, 3, 4)
    kinds = {
        1: {
            Remainder: 20, LastDigit: 10, PowerSteps: 4, Clock: 8, Weekday: 7, Pattern: 11, Division: 6,
            TwoRemainders: 5, MissingDigit: 13, Negative: 6, Nearest: 10,
        },
        2: {
            Power: 12, PowerSum: 10, DecimalDigit: 8, Order: 5, Logarithm: 6, Inverse: 10, Linear: 14, System: 14,
            Date: 9, CheckDigit: 8, Inference: 10,
        },
        3: {
            Power: 9, PowerSum: 7, Tower: 10, DecimalDigit: 6, Order: 6, Logarithm: 8, ExponentCount: 6, Inverse: 8,
            Linear: 10, System: 12, Quadratic: 8, Date: 8, Fridays: 4, CheckDigit: 6, Inference: 8,
        },
        4: {
            Power: 10, PowerSum: 8, Tower: 12, Order: 8, Logarithm: 12, ExponentCount: 7, Inverse: 8, Linear: 8,
            System: 14, Quadratic: 12, RootCount: 8, Pair: 12,
        },
    }  # fmt: skip
