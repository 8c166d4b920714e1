"""Answer types: what kind of thing the final answer of a problem is.

A type says how a final answer is to be read; it holds no answer. The canonical text of an answer (the `gold`
of a check, the last line of a reference) is:

=============  ====================================================
Integer        ``-12``
Rational       ``3/4`` in lowest terms, ``5`` when whole
Decimal        ``2.75``
Choice         one of the options, letter for letter
FiniteSet      ``{1, 2, 3}``
Tuple          ``(1, 2)``
Assignment     ``x = 1, y = 2`` in the order declared
Literal        a Python literal: ``[1, 'a', None]``
Calculation    ``(3 + 5) * 2``
Program        source text
Pattern        a regular expression: ``(a|b)*abb``
Sql            a query: ``SELECT name FROM people WHERE age > 30``
Outcome        one of the outcomes, or the canonical text of the value
Formula        as the family writes it: ``\\frac{3}{4}x^2``, ``(1, 2]``
=============  ====================================================
"""

from __future__ import annotations

from typing import Annotated, Literal as Literals

from msgspec import Meta, Struct

Name = Annotated[str, Meta(min_length=1, max_length=64)]
RationalText = Annotated[str, Meta(pattern=r"^-?\d{1,400}(/\d{1,400})?$")]


class Integer(Struct, frozen=True, tag="integer", tag_field="type", forbid_unknown_fields=True):
    """A whole number, compared exactly."""


class Rational(Struct, frozen=True, tag="rational", tag_field="type", forbid_unknown_fields=True):
    """An exact fraction; ``0.75``, ``3/4`` and ``6/8`` are the same answer."""


class Decimal(Struct, frozen=True, tag="decimal", tag_field="type", forbid_unknown_fields=True):
    """A number accepted within a tolerance that the problem's text declares.

    `tolerance` is an exact rational; the distance allowed is ``tolerance`` itself, or ``tolerance · |gold|``
    when `relative`.
    """

    tolerance: RationalText
    relative: bool = False


class Choice(Struct, frozen=True, tag="choice", tag_field="type", forbid_unknown_fields=True):
    """Exactly one of a closed list of options, compared without regard to case."""

    options: Annotated[tuple[Name, ...], Meta(min_length=2, max_length=64)]


class FiniteSet(Struct, frozen=True, tag="set", tag_field="type", forbid_unknown_fields=True):
    """A finite set, order and repetition without meaning."""

    element: Integer | Rational | Choice


class Tuple(Struct, frozen=True, tag="tuple", tag_field="type", forbid_unknown_fields=True):
    """A fixed number of values in a fixed order."""

    elements: Annotated[tuple[Integer | Rational | Choice, ...], Meta(min_length=1, max_length=64)]


class Assignment(Struct, frozen=True, tag="assignment", tag_field="type", forbid_unknown_fields=True):
    """A value for each named variable, in any order; a missing or repeated variable is not an answer."""

    variables: Annotated[dict[Name, Integer | Rational | Choice], Meta(min_length=1, max_length=64)]


class Literal(Struct, frozen=True, tag="literal", tag_field="type", forbid_unknown_fields=True):
    """A Python literal compared type-strictly: ``True`` is not ``1`` and ``1.0`` is not ``1``."""


class Calculation(Struct, frozen=True, tag="calculation", tag_field="type", forbid_unknown_fields=True):
    """An expression of whole numbers with ``+ - * /`` and brackets; what counts is which numbers it uses and its value.
    ``(3 + 5) * 2``, ``(3+5)\\times 2`` and ``(3 + 5) * 2 = 16`` are the same answer."""


Language = Literals["python", "javascript", "lua"]


class Program(Struct, frozen=True, tag="program", tag_field="type", forbid_unknown_fields=True):
    """Source in the programming language `language` that defines the function `entry`."""

    entry: Name
    language: Language = "python"


class Pattern(Struct, frozen=True, tag="pattern", tag_field="type", forbid_unknown_fields=True):
    """A regular expression over the letters of `alphabet`, alone in a fenced block; what counts is which words it
    matches from end to end.

    Written are letters, one after another, ``|``, ``*``, ``+``, ``?``, ``{m}``, ``{m,}``, ``{m,n}``, ``.``, ``[ab]``,
    ``[a-c]``, ``[^a]``, ``(...)`` and ``(?:...)``, and at the ends ``^`` and ``$``. There is nothing else: no
    look-around, no reference to a group, no quantifier of a quantifier, no space.
    """

    alphabet: Annotated[str, Meta(pattern="^[a-z0-9]{1,8}$")]


class Sql(Struct, frozen=True, tag="sql", tag_field="type", forbid_unknown_fields=True):
    """One query in SQLite's dialect, alone in a fenced block; what counts is the rows that it returns. The names of its
    columns mean nothing, their order does."""


Form = Literals[
    "any",
    "number",
    "expression",
    "expanded",
    "reduced",
    "equation",
    "solutions",
    "set",
    "list",
    "tuple",
    "matrix",
    "region",
    "word",
]


class Formula(Struct, frozen=True, tag="formula", tag_field="type", forbid_unknown_fields=True):
    """Any mathematical object in plain, LaTeX, Unicode or Python writing, compared by what it means.

    `variables` are letters and names to be read as variables whatever else they could stand for. `form` narrows what
    is an answer: a ``number`` and an ``expression`` (a function of the variables), ``solutions`` (of an equation, with
    or without the unknown's name), a ``region`` (of the real line) and so on; another form is a wrong one. Two forms
    are asked for where the question itself would else be its answer: ``expanded`` is a sum of powers of the variables
    with numbers before them, no two alike, and ``reduced`` one quotient of polynomials without a common factor.
    """

    variables: Annotated[tuple[Name, ...], Meta(max_length=16)] = ()
    form: Form = "any"


class Outcome(Struct, frozen=True, tag="outcome", tag_field="type", forbid_unknown_fields=True):
    """A value, or one of the named outcomes that say there is none (``no solution``, ``infeasible``)."""

    value: Integer | Rational | Decimal | Choice | FiniteSet | Tuple | Assignment | Literal | Calculation | Formula
    outcomes: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=8)]


Answer = (
    Integer | Rational | Decimal | Choice | FiniteSet | Tuple | Assignment | Literal | Calculation | Program | Outcome
    | Formula | Pattern | Sql
)  # fmt: skip

FENCED = (Program, Pattern, Sql)
"""The types whose answers are texts in a fenced block rather than values on a line."""

__all__ = [
    "FENCED",
    "Answer",
    "Assignment",
    "Calculation",
    "Choice",
    "Decimal",
    "FiniteSet",
    "Form",
    "Formula",
    "Integer",
    "Language",
    "Literal",
    "Name",
    "Outcome",
    "Pattern",
    "Program",
    "Rational",
    "RationalText",
    "Sql",
    "Tuple",
]
