"""Numbers in other bases, bit by bit, and as decimals that end or repeat."""

from __future__ import annotations

from generators.math.number_base.bits import Bitwise, Signed
from generators.math.number_base.conversion import (
    Convert,
    DigitSum,
    FromTen,
    MissingDigit,
    NegativeFromTen,
    NegativeToTen,
    ToTen,
    UnknownBase,
)
from generators.math.number_base.decimals import Decimals, Point, Repeating
from generators.math.number_base.sums import Difference, Mixed, NegativeSum, Product, Quotient, Sum
from generators.questions import QuestionFamily
from generators.registry import register


@register
class NumberBase(QuestionFamily):
    """Questions about numerals; those asked for have digits below ten, and are read as the whole numbers they spell."""

    name = "math/number_base"
    version = 1
    title = "Number bases, bits and decimals"
    levels = {
        1: "bases 2-9, numbers up to 150, one conversion or one sum of 2-4 steps",
        2: "numbers up to 1,500, two conversions, other operations, bits, simple repeating decimals",
        3: "numbers up to 9,000, negative and unknown bases, three operations, decimals with a block behind a lead",
        4: "numbers up to 60,000, sums in negative bases, four bases in one sum, shifts, two repeating decimals",
    }
    tags = ("math", "number systems")
    kinds = {
        1: {ToTen: 6, FromTen: 6, Sum: 30, Mixed: 30, Decimals: 28},
        2: {
            ToTen: 4, FromTen: 6, Convert: 16, Sum: 8, Difference: 12, Product: 12, Mixed: 8, Bitwise: 14, DigitSum: 6,
            Repeating: 6, Decimals: 10, MissingDigit: 6,
        },
        3: {
            Convert: 6, Product: 10, Quotient: 10, NegativeToTen: 12, NegativeFromTen: 8, Mixed: 10, Bitwise: 10,
            Signed: 7, Repeating: 10, Point: 9, UnknownBase: 6, Decimals: 6,
        },
        4: {
            NegativeFromTen: 14, NegativeSum: 14, Product: 10, Quotient: 10, Mixed: 14, Bitwise: 14, Repeating: 14,
            UnknownBase: 8, MissingDigit: 6,
        },
    }  # fmt: skip
