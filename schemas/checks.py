"""Checks: what a checker must know to decide an answer, in machine form and taken from the statement.

Every check is pure data and self-sufficient: with it and a completion's text, anyone can decide again, offline.
`gold` is the generator's own answer in canonical text (see `schemas.answers`). Checkers never rest on it alone:
they decide from the statement's own content and then ask that the gold agrees; where the two differ the verdict
is *undecided: oracles_disagree*, never a guess.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal as Lit

from msgspec import Meta, Struct

from schemas.answers import (
    Answer,
    Assignment,
    Calculation,
    Choice,
    Integer,
    Literal,
    Name,
    Outcome,
    Program,
    Rational,
    RationalText,
)

Text = Annotated[str, Meta(max_length=20_000)]
Formula = Annotated[str, Meta(min_length=1, max_length=4_000)]


class Exact(Struct, frozen=True, tag="exact", tag_field="kind", forbid_unknown_fields=True):
    """The answer equals `gold` under the answer type. For problems whose statement has no richer machine form."""

    answer: Answer
    gold: Text


class Equations(Struct, frozen=True, tag="equations", tag_field="kind", forbid_unknown_fields=True):
    """The statement as equations over exact rationals; the answer is the value of the names in `ask`.

    Equations are infix text, ``left = right``, over names, integers, ``+ - * / // % ( )`` and the functions
    ``floor ceil min max abs gcd lcm``. Each must become linear in the still unknown names once those already
    determined are put in. With one name in `ask` the answer is that value; with an `Assignment` type it is all of
    them; under an `Outcome` the equations may have no solution or infinitely many, in this order.
    """

    answer: Integer | Rational | Assignment | Outcome
    gold: Text
    equations: Annotated[tuple[Formula, ...], Meta(min_length=1, max_length=256)]
    ask: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=64)]


class Bool(Struct, frozen=True, tag="bool", tag_field="sort", forbid_unknown_fields=True):
    """A truth value."""

    name: Name


class Enum(Struct, frozen=True, tag="enum", tag_field="sort", forbid_unknown_fields=True):
    """One of finitely many named values."""

    name: Name
    values: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=64)]


class IntRange(Struct, frozen=True, tag="int", tag_field="sort", forbid_unknown_fields=True):
    """An integer from `low` to `high`, both included."""

    name: Name
    low: Annotated[int, Meta(ge=-(10**9), le=10**9)]
    high: Annotated[int, Meta(ge=-(10**9), le=10**9)]


Variable = Bool | Enum | IntRange


class Entailment(Struct, frozen=True, tag="entailment", tag_field="query", forbid_unknown_fields=True):
    """Does `conclusion` follow? The three labels stand for entailed, contradicted and neither, in this order."""

    conclusion: Formula
    labels: tuple[Name, Name, Name]


class UniqueModel(Struct, frozen=True, tag="unique_model", tag_field="query", forbid_unknown_fields=True):
    """The one assignment that satisfies all assertions. `labels`, if given, name the outcomes that there is no
    model and that there are several, in this order."""

    labels: tuple[Name, Name] | None = None


class Smt(Struct, frozen=True, tag="smt", tag_field="kind", forbid_unknown_fields=True):
    """A statement in logic over finite variables.

    Assertions are s-expressions in SMT-LIB's core syntax: ``and or not => = xor ite distinct``, integers with
    ``+ - * < <= > >=``, names of variables and, beside an enum variable, its values.
    """

    answer: Choice | Assignment | Outcome
    gold: Text
    variables: Annotated[tuple[Variable, ...], Meta(min_length=1, max_length=256)]
    assertions: Annotated[tuple[Formula, ...], Meta(max_length=512)]
    query: Entailment | UniqueModel


class Column(Struct, frozen=True, forbid_unknown_fields=True):
    """A decision variable with its bounds; an absent upper bound is none."""

    name: Name
    low: RationalText = "0"
    high: RationalText | None = None
    integer: bool = False


class Row(Struct, frozen=True, forbid_unknown_fields=True):
    """A linear constraint ``Σ terms[name]·name  relation  rhs``."""

    terms: Annotated[dict[Name, RationalText], Meta(min_length=1, max_length=256)]
    relation: Lit["<=", ">=", "="]
    rhs: RationalText


class Milp(Struct, frozen=True, tag="milp", tag_field="kind", forbid_unknown_fields=True):
    """A linear or mixed-integer programme with exact rational data.

    `ask` is ``optimum`` (the answer is the optimal value) or ``solution`` (the answer assigns the columns; any
    feasible assignment whose objective is optimal is right). Under an `Outcome` the programme may be infeasible or
    unbounded, in this order.
    """

    answer: Integer | Rational | Assignment | Outcome
    gold: Text
    sense: Lit["maximize", "minimize"]
    columns: Annotated[tuple[Column, ...], Meta(min_length=1, max_length=256)]
    objective: Annotated[dict[Name, RationalText], Meta(min_length=1, max_length=256)]
    rows: Annotated[tuple[Row, ...], Meta(max_length=256)]
    ask: Lit["optimum", "solution"] = "optimum"


class Test(Struct, frozen=True, forbid_unknown_fields=True):
    """One call: positional arguments as a JSON list, and the value the call must return (type-strict)."""

    __test__ = False  # the name is the field's own; pytest must not collect it

    arguments: Annotated[list[Any], Meta(max_length=16)]
    expected: Any


class HiddenTests(Struct, frozen=True, tag="hidden_tests", tag_field="kind", forbid_unknown_fields=True):
    """A function that must return the expected value on every hidden test. `gold` is a program that does."""

    answer: Program
    gold: Text
    tests: Annotated[tuple[Test, ...], Meta(min_length=1, max_length=256)]


class Output(Struct, frozen=True, tag="output", tag_field="kind", forbid_unknown_fields=True):
    """The value that `source`'s function `entry` returns for `arguments`, found by running it."""

    answer: Literal
    gold: Text
    source: Text
    entry: Name
    arguments: Annotated[list[Any], Meta(max_length=16)]


class Countdown(Struct, frozen=True, tag="countdown", tag_field="kind", forbid_unknown_fields=True):
    """A calculation that reaches `target` with the `numbers`, each used at most once or, if `all`, exactly once.

    Every calculation that does is right. Under an `Outcome` there may be none, which is then the answer.
    """

    answer: Calculation | Outcome
    gold: Text
    numbers: Annotated[tuple[Annotated[int, Meta(ge=1, le=1000)], ...], Meta(min_length=2, max_length=6)]
    target: Annotated[int, Meta(ge=-(10**6), le=10**6)]
    all: bool = False


Check = Exact | Equations | Smt | Milp | HiddenTests | Output | Countdown
