"""Constrained counting: how many things of a kind there are that obey some rules."""

from __future__ import annotations

from generators.math.counting.arrangements import Letters, Seating, Spaced
from generators.math.counting.choices import Guarantee, Outfits, Overlap, Team
from generators.math.counting.digits import Below, Multiples, Numerals
from generators.math.counting.graphs import Colouring, Walks
from generators.math.counting.sets import Boxes, Rectangles, ThreeSets
from generators.math.counting.steps import Climbs, Roads, Routes
from generators.math.counting.sums import DigitSum, Payment, Residues, Sharing, Subsets
from generators.math.counting.words import Words
from generators.questions import QuestionFamily
from generators.registry import register


@register
class Counting(QuestionFamily):
    """Counting problems of many kinds; the answer is a whole number."""

    name = "math/counting"
    version = 1
    title = "How many things of a kind obey some rules"
    levels = {
        1: "one rule, about 4 steps",
        2: "one or two rules, about 12 steps",
        3: "two or three rules or a table, about 20 steps",
        4: "up to four rules or a long table, about 35 steps",
    }
    tags = ("math", "combinatorics")
    kinds = {
        1: {
            Numerals: 20, Multiples: 16, Outfits: 10, Overlap: 15, Guarantee: 12, Roads: 12, Payment: 4, Team: 4,
            Routes: 3, Climbs: 3, Words: 1,
        },
        2: {
            Numerals: 6, Below: 4, Multiples: 8, Outfits: 5, Guarantee: 5, Roads: 7, Payment: 6, Team: 4, Routes: 7,
            Climbs: 6, Words: 6, Seating: 1, Letters: 1, Spaced: 1, Colouring: 2, Walks: 2, Sharing: 5, Subsets: 7,
            DigitSum: 6, Residues: 5, ThreeSets: 8, Rectangles: 3, Boxes: 1,
        },
        3: {
            Below: 6, Multiples: 6, Roads: 6, Payment: 6, Team: 3, Routes: 7, Climbs: 6, Words: 8, Seating: 3,
            Letters: 2, Spaced: 2, Colouring: 5, Walks: 5, Sharing: 7, Subsets: 7, DigitSum: 7, Residues: 4,
            ThreeSets: 6, Rectangles: 5, Boxes: 1,
        },
        4: {
            Below: 8, Multiples: 5, Roads: 8, Payment: 9, Routes: 9, Climbs: 6, Words: 6, Seating: 2, Spaced: 1,
            Colouring: 4, Walks: 9, Sharing: 9, Subsets: 9, DigitSum: 8, Residues: 5, ThreeSets: 4, Rectangles: 7,
        },
    }  # fmt: skip
