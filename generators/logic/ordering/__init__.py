"""Orders of people and things: who is where, what must be true, could be or cannot be, from clues about their places.

The questions are those of the analytical part of law schools' admission tests; orders are kept as sets of bits, so that
what a clue changes is known by one `and`.
"""

from __future__ import annotations

from generators.logic.ordering.puzzles import EasyWhere, EasyWho, Everybody, Modal, Where, Who
from generators.questions import QuestionFamily
from generators.registry import register


@register
class Ordering(QuestionFamily):
    """Puzzles about an order; the answer is a name, a place, the whole order, or the letter of a statement."""

    name = "logic/ordering"
    version = 1
    title = "Orders in a row, a race, a house: who is where, what must and what cannot be"
    levels = {
        1: "4 or 5 people, at most 2 rows open at once",
        2: "4 or 5 people, at most 12 rows open at once; statements that must, could or cannot be true; twins",
        3: "5 or 6 people, at most 20 rows open at once; the same",
        4: "6 or 7 people, at most 34 rows open at once; the same",
    }
    tags = ("logic", "constraints")
    twins = (2, 3, 4)
    kinds = {
        1: {EasyWho: 3, EasyWhere: 2},
        2: {Who: 3, Where: 2, Everybody: 2, Modal: 3},
        3: {Who: 3, Where: 2, Everybody: 2, Modal: 4},
        4: {Who: 3, Where: 2, Everybody: 2, Modal: 4},
    }
