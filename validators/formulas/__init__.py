"""Mathematical answers: read by a grammar of our own, compared by what they mean, decided by proof or not at all.

`read_formula` never runs what it reads and is bounded in length, depth and digits; `compare` says of two formulas that
they are equal, that they are different, or that neither was proved.
"""

from __future__ import annotations

from msgspec import Struct

from validators.formulas.equality import Said, compare
from validators.formulas.forms import form_of, has_form
from validators.formulas.lexer import Unreadable
from validators.formulas.nodes import Node
from validators.formulas.reading import read as read_formula


class Written(Struct, frozen=True):
    """A formula with the text it was read from."""

    text: str
    node: Node


__all__ = ["Node", "Said", "Unreadable", "Written", "compare", "form_of", "has_form", "read_formula"]
