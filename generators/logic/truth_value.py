"""Truth values: what a compound statement comes to under an assignment, and under how many it is true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, ClassVar

from generators.language.lexicon import in_words, listed
from generators.questions import Question, QuestionFamily
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Choice, Integer
from schemas.checks import Check, Finite, IntRange

Formula = tuple[Any, ...]
"""``("atom", i)``, ``("not", f)``, or one of ``and or if iff xor`` with two formulas."""

_LETTERS = ("pqrstu", "BCDEFG", "xyzuvw", "KLMNPQ")  # no a, which would be read as an article
_SIGNS: dict[str, dict[str, str]] = {
    "words": {"not": "not ", "and": "and", "or": "or", "if": "implies", "iff": "if and only if", "xor": "xor"},
    "signs": {"not": "¬", "and": "∧", "or": "∨", "if": "→", "iff": "↔", "xor": "⊕"},
}
_TRUTH = ("False", "True")


def value_of(formula: Formula, values: Sequence[bool]) -> bool:
    """The formula's truth value where the atom i has ``values[i]``."""
    head, *parts = formula
    if head == "atom":
        return values[parts[0]]
    a, *rest = (value_of(part, values) for part in parts)
    match head:
        case "not":
            return not a
        case "and":
            return a and rest[0]
        case "or":
            return a or rest[0]
        case "if":
            return not a or rest[0]
        case "iff":
            return a == rest[0]
    return bool(a != rest[0])


def atoms_of(formula: Formula) -> list[int]:
    """The atoms in the order in which they stand, each as often as it does."""
    if formula[0] == "atom":
        return [formula[1]]
    return [atom for part in formula[1:] for atom in atoms_of(part)]


def written(formula: Formula, names: Sequence[str], style: str, outer: bool = True) -> str:
    """The formula in words or signs, with brackets around every joined part but the whole."""
    head, *parts = formula
    if head == "atom":
        return names[parts[0]]
    signs = _SIGNS[style]
    if head == "not":
        return signs["not"] + written(parts[0], names, style, outer=False)
    text = f" {signs[head]} ".join(written(part, names, style, outer=False) for part in parts)
    return text if outer else f"({text})"


def arithmetic(formula: Formula, names: Sequence[str]) -> str:
    """The formula as arithmetic on 0 and 1, in the grammar of `schemas.checks.Finite`."""
    head, *parts = formula
    if head == "atom":
        return names[parts[0]]
    a, *rest = (arithmetic(part, names) for part in parts)
    if head == "not":
        return f"(1 - {a})"
    b = rest[0]
    return {
        "and": f"min({a}, {b})", "or": f"max({a}, {b})", "if": f"max(1 - {a}, {b})", "iff": f"(1 - abs({a} - {b}))",
        "xor": f"abs({a} - {b})",
    }[head]  # fmt: skip


def steps(formula: Formula, names: Sequence[str], style: str, values: Sequence[bool]) -> list[str]:
    """The parts that are no atoms, from the inside out, each with its value: ``p and q = True and False = False``."""
    head, *parts = formula
    if head == "atom":
        return []
    lines = [line for part in parts for line in steps(part, names, style, values)]
    signs = _SIGNS[style]
    known = [_TRUTH[value_of(part, values)] for part in parts]
    put_in = signs["not"] + known[0] if head == "not" else f" {signs[head]} ".join(known)
    lines.append(f"{written(formula, names, style)} = {put_in} = {_TRUTH[value_of(formula, values)]}")
    return lines


def drawn_formula(stream: Stream, size: int, joints: int, heads: Sequence[str]) -> Formula:
    """A formula over all of so many atoms, with so many joining words."""
    leaves = [*range(size), *(stream.below(size) for _ in range(joints + 1 - size))]
    parts: list[Formula] = [("atom", atom) for atom in stream.shuffled(leaves)]
    parts = [("not", part) if stream.chance(1, 3) else part for part in parts]
    while len(parts) > 1:
        at = stream.below(len(parts) - 1)
        joined: Formula = (stream.choice(heads), parts[at], parts[at + 1])
        if len(parts) > 2 and stream.chance(1, 5):
            joined = ("not", joined)
        parts[at : at + 2] = [joined]
    return parts[0]


def plain(formula: Formula) -> bool:
    """Whether no part joins two that are the same, or a thing and its opposite."""
    head, *parts = formula
    if head == "atom":
        return True
    bare = [part[1] if part[0] == "not" else part for part in parts]
    return (len(bare) < 2 or bare[0] != bare[1]) and all(map(plain, parts))


def renamed(formula: Formula, order: Mapping[int, int]) -> list[Any]:
    """The formula with its atoms renumbered."""
    head, *parts = formula
    return [head, order[parts[0]]] if head == "atom" else [head, *(renamed(part, order) for part in parts)]


class Statement(Question, frozen=True):
    """A formula and how it is written."""

    names: tuple[str, ...]
    style: str
    formula: Formula

    def text(self) -> str:
        """The formula as the prompt has it."""
        return written(self.formula, self.names, self.style)

    def order(self) -> dict[int, int]:
        """The atoms' numbers by where they first stand."""
        return {atom: number for number, atom in enumerate(dict.fromkeys(atoms_of(self.formula)))}

    def candidates(self) -> int:
        return int(2 ** len(self.names))


_HEADS = ("and", "or", "and", "or", "if", "iff", "xor")


def _statement(
    stream: Stream, size: int, joints: int, heads: Sequence[str]
) -> tuple[tuple[str, ...], str, Formula] | None:
    formula = drawn_formula(stream, size, joints, heads)
    if not plain(formula):
        return None
    letters = stream.choice(_LETTERS)
    return tuple(letters[:size]), stream.choice(tuple(_SIGNS)), formula


class Evaluate(Statement, frozen=True, tag="evaluate"):
    """Is the formula true or false under `values`?"""

    values: tuple[bool, ...]

    FORM: ClassVar[str] = "True | False"
    TEXTS: ClassVar = {
        "let": "Let {table}. What is the truth value of {formula}?",
        "given": "Given that {given}, is the following true or false? {formula}",
        "evaluate": "[Evaluate|Work out] {formula}, where {given}.",
        "suppose": "Suppose that {given}. [Decide|Find out] whether {formula} is true or false.",
        "formula_first": "{formula}\n[Is this|Is the statement above] true or false if {given}?",
        "values": "Truth values: {table}. [What does {formula} come to?|Evaluate {formula}.]",
        "table": "{table}.\nTrue or false: {formula}?",
        "row": "In one row of a truth table {given}. What stands in that row for {formula}?",
        "circuit": "A circuit has the inputs {table}. Its output is {formula}. [What is it|Which value is that]?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Evaluate | None:
        size, joints, heads = {1: (3, 3, ("and", "or")), 2: (4, 5, _HEADS), 3: (5, 9, _HEADS)}[level]
        wanted = stream.chance(1, 2)
        found = _statement(stream, size, joints, heads)
        if found is None:
            return None
        values = tuple(stream.chance(1, 2) for _ in range(size))
        names, style, formula = found
        return cls(names, style, formula, values) if value_of(formula, values) is wanted else None

    def slots(self, stream: Stream) -> dict[str, Any]:
        said = [
            f"{name} is {'true' if value else 'false'}" for name, value in zip(self.names, self.values, strict=True)
        ]
        if stream.chance(1, 2):
            groups = {
                truth: [n for n, v in zip(self.names, self.values, strict=True) if v is truth]
                for truth in (True, False)
            }
            said = [
                f"{listed(group)} {'is' if len(group) == 1 else 'are'} {str(truth).lower()}"
                for truth, group in groups.items() if group
            ]  # fmt: skip
        table = ", ".join(f"{name} = {_TRUTH[value]}" for name, value in zip(self.names, self.values, strict=True))
        return {"given": listed(said), "table": table, "formula": self.text()}

    def check(self) -> Check:
        variables = tuple(IntRange(name, 0, 1) for name in self.names)
        known = tuple(f"{name} == {int(value)}" for name, value in zip(self.names, self.values, strict=True))
        gold = _TRUTH[value_of(self.formula, self.values)]
        return Finite(Choice(_TRUTH), gold, variables, "value", known, arithmetic(self.formula, self.names))

    def solution(self) -> list[str]:
        return list(dict.fromkeys(steps(self.formula, self.names, self.style, self.values)))

    def canonical(self) -> Any:
        order = self.order()
        return [renamed(self.formula, order), [int(self.values[atom]) for atom in order]]


class Count(Statement, frozen=True, tag="count"):
    """How many assignments make the formula true?"""

    TEXTS: ClassVar = {
        "how_many": "How many of the {total} assignments of truth values to {names} make {formula} true?",
        "table": "The truth table of {formula} has {total} rows. In how many of them is it true?",
        "models": "[Count the models|Find the number of models] of {formula} (over {names}).",
        "each": "Each of {names} is true or false. For how many choices is {formula} true?",
        "formula_first": "{formula}\nOf the {total} ways to give {names} truth values, how many make this true?",
        "circuit": "A circuit with the inputs {names} computes {formula}. For how many of the {total} inputs is its "
        "output true?",
        "true_rows": "Fill in the truth table for {formula}. How many of its {total} rows end in true?",
        "satisfy": "By how many assignments to {names} is {formula} satisfied?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Count | None:
        size, joints = {2: (2, 3), 3: (3, 5), 4: (4, 8)}[level]
        found = _statement(stream, size, joints, _HEADS)
        if found is None:
            return None
        statement = cls(*found)
        return statement if 0 < len(statement.models()) < 2**size or stream.chance(1, 3) else None

    def models(self) -> list[tuple[bool, ...]]:
        """The assignments that make the formula true."""
        return [row for row in product((True, False), repeat=len(self.names)) if value_of(self.formula, row)]

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"formula": self.text(), "names": listed(list(self.names)), "total": in_words(2 ** len(self.names))}

    def check(self) -> Check:
        variables = tuple(IntRange(name, 0, 1) for name in self.names)
        condition = f"{arithmetic(self.formula, self.names)} == 1"
        return Finite(Integer(), str(len(self.models())), variables, "count", (condition,))

    def solution(self) -> list[str]:
        lines = []
        for row in product((True, False), repeat=len(self.names)):
            given = ", ".join(f"{name} = {_TRUTH[value]}" for name, value in zip(self.names, row, strict=True))
            found = dict.fromkeys(steps(self.formula, self.names, self.style, row))
            lines += [f"{given}:", *(f"  {line}" for line in found)]
        return [*lines, f"True in {len(self.models())} of {2 ** len(self.names)} rows."]

    def canonical(self) -> Any:
        return renamed(self.formula, self.order())


@register
class TruthValue(QuestionFamily):
    """Propositional formulas: evaluated, and their models counted."""

    name = "logic/truth_value"
    version = 1
    title = "Truth values of compound statements, and how many assignments make them true"
    levels = {
        1: "3 atoms, 3 joining words",
        2: "4 atoms, 5 joining words; the rows of a table for 2 atoms",
        3: "5 atoms, 9 joining words; the rows of a table for 3 atoms",
        4: "the rows of a table for 4 atoms, 8 joining words",
    }
    tags = ("logic", "propositional")
    kinds = {1: {Evaluate: 1}, 2: {Evaluate: 2, Count: 1}, 3: {Evaluate: 1, Count: 2}, 4: {Count: 1}}
