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
    FiniteSet,
    Formula as FormulaAnswer,
    Integer,
    Literal,
    Name,
    Outcome,
    Pattern,
    Program,
    Rational,
    RationalText,
    Sql,
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


class Test(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One call: positional arguments as a JSON list, and the value the call must return (type-strict).

    `entry` is the function called where that is not the one the answer names, such as a helper asked for beside it.
    """

    __test__ = False  # the name is the field's own; pytest must not collect it

    arguments: Annotated[list[Any], Meta(max_length=16)]
    expected: Any
    entry: Name | None = None


class Bulk(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A large list, described instead of written out; `validators.bulk` makes it, always the same.

    ``numbers`` are whole numbers from `low` to `high`; ``pairs`` are tuples of two of them, the smaller first and no
    more than `reach` apart. They come in `order`: at random, ascending, descending, or nearly all of them the same.
    """

    kind: Lit["numbers", "pairs"]
    size: Annotated[int, Meta(ge=0, le=200_000)]
    low: Annotated[int, Meta(ge=-(10**9), le=10**9)]
    high: Annotated[int, Meta(ge=-(10**9), le=10**9)]
    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)]
    order: Lit["random", "rising", "falling", "alike"] = "random"
    reach: Annotated[int, Meta(ge=1, le=10**9)] = 10**9


class HiddenTests(Struct, frozen=True, tag="hidden_tests", tag_field="kind", forbid_unknown_fields=True):
    """A function that must return the expected value on every hidden test. `gold` is a program that does.

    Tests may call further functions of the program by their own entries. Values are compared type-strictly, unless the
    task says that numbers are equal by value alone (`equal_numbers`): then 2 and 2.0 are the same, and True is still
    neither.

    With `original` and `most_changed` the answer is a repair: it may differ from the original in so many lines at most,
    which are changed, removed or added. Comments, blank lines and blanks at a line's end do not count.

    With `large`, argument lists of which some are too large to be written out, the program must also return for them
    what the gold returns, and may need at most `reference_ratio` times the gold's processor time (see
    `validators.pace`).
    """

    answer: Program
    gold: Text
    tests: Annotated[tuple[Test, ...], Meta(min_length=1, max_length=256)]
    equal_numbers: bool = False
    original: Text | None = None
    most_changed: Annotated[int, Meta(ge=1, le=256)] | None = None
    large: Annotated[tuple[Annotated[tuple[Bulk | int, ...], Meta(max_length=16)], ...], Meta(max_length=8)] = ()
    reference_ratio: Annotated[float, Meta(ge=2, le=1000)] | None = None


class Output(Struct, frozen=True, tag="output", tag_field="kind", forbid_unknown_fields=True):
    """The value that `source`'s function `entry` returns for `arguments`, found by running it."""

    answer: Literal
    gold: Text
    source: Text
    entry: Name
    arguments: Annotated[list[Any], Meta(max_length=16)]


Bounds = Annotated[tuple[int, int], Meta(description="The least and the greatest value allowed.")]


class Witness(Struct, frozen=True, tag="witness", tag_field="kind", forbid_unknown_fields=True):
    """Arguments for which `source`'s function `entry` returns `expected` (tagged JSON, compared type-strictly); all
    such arguments are right.

    The answer is the literal of the argument or, with several `parameters`, of the tuple of them. It is of the type
    `takes`, written with ``int bool str list[T] tuple[T, U] tuple[T, ...]``, in which True is no int. Bounds hold
    wherever they apply: every whole number is in `numbers`; the sizes of lists, texts and tuples of any length are in
    `sizes`, one pair for each depth, the outermost first; texts are made of `letters`.

    Under an `Outcome` there may be none, and the one outcome says so. Then the bounds leave a domain small enough for
    all of it to be tried, and `takes` is not ``str``, since a text cannot be told from an outcome.
    """

    answer: Literal | Outcome
    gold: Text
    source: Text
    entry: Name
    takes: Annotated[str, Meta(min_length=3, max_length=100)]
    expected: Any
    parameters: Annotated[int, Meta(ge=1, le=8)] = 1
    numbers: Bounds | None = None
    sizes: Annotated[tuple[Bounds, ...], Meta(max_length=4)] = ()
    letters: Annotated[str, Meta(min_length=1, max_length=64)] | None = None


class MutantKilling(Struct, frozen=True, tag="mutant_killing", tag_field="kind", forbid_unknown_fields=True):
    """Calls of a function with their results that tell it from buggy versions of it.

    The answer is the literal of a list of at most `most` pairs ``((arguments...), result)``. It is right if every
    result is what `source`'s function `entry` returns, type-strictly, and each of the `mutants` returns something else,
    or fails, on at least one of the calls. Arguments are of the types that the first line of `entry` declares (see
    `Witness.takes`), and all texts in them are made of `letters`; a call on which `source` itself raises is wrong.
    """

    answer: Literal
    gold: Text
    source: Text
    entry: Name
    mutants: Annotated[tuple[Text, ...], Meta(min_length=1, max_length=16)]
    most: Annotated[int, Meta(ge=1, le=16)]
    letters: Annotated[str, Meta(min_length=1, max_length=128)] | None = None


class Difference(Struct, frozen=True, tag="difference", tag_field="kind", forbid_unknown_fields=True):
    """Whether two functions named `entry`, that of `source` and that of `other`, return the same for all arguments in a
    domain, which is tried completely.

    `domain` holds each parameter's values in tagged JSON; every choice of one value for each parameter is a call, and
    there are at most 5,000. The answer is the one outcome, which says that they agree everywhere, or a call on which
    they differ type-strictly: the literal of the argument or, with several parameters, of the tuple of them.
    """

    answer: Outcome
    gold: Text
    source: Text
    other: Text
    entry: Name
    domain: Annotated[
        tuple[Annotated[tuple[Any, ...], Meta(min_length=1, max_length=5_000)], ...], Meta(min_length=1, max_length=8)
    ]


class Countdown(Struct, frozen=True, tag="countdown", tag_field="kind", forbid_unknown_fields=True):
    """A calculation that reaches `target` with the `numbers`, each used at most once or, if `all`, exactly once.

    Every calculation that does is right. Under an `Outcome` there may be none, which is then the answer.
    """

    answer: Calculation | Outcome
    gold: Text
    numbers: Annotated[tuple[Annotated[int, Meta(ge=1, le=1000)], ...], Meta(min_length=2, max_length=6)]
    target: Annotated[int, Meta(ge=-(10**6), le=10**6)]
    all: bool = False


class Finite(Struct, frozen=True, tag="finite", tag_field="kind", forbid_unknown_fields=True):
    """A question about the points of a finite domain, decided by going through all of them.

    A point gives each variable an integer of its range. Formulas are infix text over names and integers: ``+ - * // %
    ** ( )``, ``abs min max gcd pow(a, k, m) distinct(...) digitsum``, ``root(a, k)`` (the k-th root, rounded down) and,
    for numbers up to 200,000, ``prime leastprime distinctprimes primefactors divisors divisorsum totient`` and
    ``payable(a, 3, 5)`` (whether a is a sum of 3s and 5s; see `validators.number_tables`), comparisons (which may be
    chained) and ``and or not``. The points counted are those where all `conditions` hold. What is asked:

    - ``count``: how many they are; ``points``: which (an `Assignment`, or a set of the one variable's values);
      ``any``: one of them, whichever;
    - ``values``: the set of values of the formula `of` at them; ``value``: the one value it has at all of them;
      where the answer is a `Choice` the number found is the place of the right option, from 0;
    - ``maximum``, ``minimum`` of `of`; ``sum`` of `of`;
    - ``probability`` that all conditions hold where all of `given` hold; ``expectation`` of `of` under the conditions;
      points weigh what the formula `weight` says, and all the same without it;
    - ``must``, ``could``, ``cannot``: the place, from 0, of the only one of the `options` that holds at all points, at
      some or at none of them, for a `Choice`.

    Under an `Outcome` there may be no point, which is its first outcome; the second outcome says for ``value`` that
    there are several values, and for ``points`` with an `Assignment` that there are several points.
    """

    answer: Answer
    gold: Text
    variables: Annotated[tuple[IntRange, ...], Meta(min_length=1, max_length=64)]
    ask: Lit["count", "points", "any", "values", "value", "maximum", "minimum", "sum", "probability", "expectation",
             "must", "could", "cannot"]  # fmt: skip
    conditions: Annotated[tuple[Formula, ...], Meta(max_length=256)] = ()
    of: Formula | None = None
    given: Annotated[tuple[Formula, ...], Meta(max_length=256)] = ()
    weight: Formula | None = None
    options: Annotated[tuple[Formula, ...], Meta(max_length=26)] = ()


class Calculus(Struct, frozen=True, tag="calculus", tag_field="kind", forbid_unknown_fields=True):
    """A derivative or an integral, which the checker works out or proves itself.

    `function` is written as answers are (see `schemas.answers.Formula`), in the variable `variable`. Asked for is

    - ``derivative``: the derivative of the order `order`, or its value where the variable is `at`;
    - ``tangent``: the tangent to the graph where the variable is `at`, an equation in the variable and `other`;
    - ``implicit``: the slope of the curve `function` = 0 in the variable and `other` at the point (`at`, `other_at`),
      or the second derivative of `other` there if `order` is 2;
    - ``parametric``: the slope of the curve (`abscissa`, `function`), both in the variable, where it is `at`, or the
      second derivative if `order` is 2; without `at` as functions of the variable;
    - ``antiderivative``: any function whose derivative is `function`, with or without a constant named C;
    - ``definite``: the integral from `low` to `high`, where `primitive` is a function that is continuous there and
      whose derivative is `function`: the checker proves both and takes the difference.
    """

    answer: FormulaAnswer | Integer | Rational
    gold: Text
    function: Formula
    variable: Name
    ask: Lit["derivative", "tangent", "implicit", "parametric", "antiderivative", "definite"]
    order: Annotated[int, Meta(ge=1, le=6)] = 1
    at: Formula | None = None
    other: Name | None = None
    other_at: Formula | None = None
    abscissa: Formula | None = None
    low: Formula | None = None
    high: Formula | None = None
    primitive: Formula | None = None


class Relation(Struct, frozen=True, tag="relation", tag_field="kind", forbid_unknown_fields=True):
    """The real numbers for which equations or inequalities in one variable hold.

    A relation is ``left R right``, a chain of such or several joined by ``and``, with R one of ``= < <= > >= !=`` and
    sides made of rational numbers, the variable, ``+ - * / ^`` with whole exponents and ``abs``; all of `relations`
    must hold at once, or one of them if `any`. Where a side has no value its relation does not hold. Of the solutions
    those in `domain` count.
    The answer is the set of solutions or, as an `Integer`, how many there are; with `multiplicity` (one polynomial
    equation only) every root is listed, or counted, as often as it occurs. Under an `Outcome` there may be no solution,
    or every real number may be one, in this order.
    """

    answer: Integer | FormulaAnswer | Outcome
    gold: Text
    relations: Annotated[tuple[Formula, ...], Meta(min_length=1, max_length=8)]
    variable: Name
    any: bool = False
    multiplicity: bool = False
    domain: Lit["reals", "rationals", "integers"] = "reals"


class PolynomialQuestion(Struct, frozen=True, tag="polynomial", tag_field="kind", forbid_unknown_fields=True):
    """A question about a polynomial in one variable with rational coefficients, worked out exactly.

    `polynomial` and `of` are written with rational numbers, the variable and ``+ - * / ^``. ``factors`` asks for the
    polynomial as a product that is complete over the integers: a number, and polynomials of whole coefficients without
    a common divisor that are irreducible; ``remainder`` and ``quotient`` for those of its division by the polynomial
    `of`. Of its complex roots, each counted as often as it occurs, ``sum`` and ``product`` ask for the sum and the
    product of the values that the quotient of polynomials `of` has at them, and ``transformed`` for the polynomial
    with leading coefficient 1 whose roots these values are.
    """

    answer: Integer | Rational | FormulaAnswer
    gold: Text
    polynomial: Formula
    variable: Name
    ask: Lit["factors", "remainder", "quotient", "sum", "product", "transformed"]
    of: Formula | None = None


class MatrixQuestion(Struct, frozen=True, tag="matrix", tag_field="kind", forbid_unknown_fields=True):
    """A question about a matrix of rational numbers, worked out exactly.

    ``determinant``, ``rank`` and ``trace`` of the matrix, or of its product with `other` where that is given; its
    ``inverse``; its ``power`` to the whole number `power`; its ``product`` with `other`; its ``eigenvalues``, each as
    often as it occurs; and ``solve`` for the vector x that makes the matrix times x the column `other`.

    Under an `Outcome` the first outcome says that there is none: no inverse; sizes that do not fit, or a matrix that
    would have to be square; eigenvalues that are not all real; no solution. The second outcome of ``solve`` says that
    there are several.
    """

    answer: Integer | Rational | FormulaAnswer | Outcome
    gold: Text
    matrix: Annotated[tuple[tuple[RationalText, ...], ...], Meta(min_length=1, max_length=8)]
    ask: Lit["determinant", "rank", "trace", "inverse", "power", "product", "eigenvalues", "solve"]
    other: Annotated[tuple[tuple[RationalText, ...], ...], Meta(min_length=1, max_length=8)] | None = None
    power: Annotated[int, Meta(ge=0, le=64)] | None = None


class Steps(Struct, frozen=True, tag="steps", tag_field="kind", forbid_unknown_fields=True):
    """A derivation line by line, each line an equivalent rewriting of the one before, and which line goes wrong first.

    For ``expressions`` a line is right when it equals the line before wherever both are defined; for ``equations``, and
    inequalities, when it has the same solutions over the reals. For a ``derivative`` the first line is a function of
    the first variable and all others are expressions that its derivative is to equal. With `positive` the variables
    stand for positive numbers only. The lines count from 1 and the first is given. The answer is the number of the
    first line that is not right; under an `Outcome` its first outcome says that all are.
    """

    answer: Integer | Outcome
    gold: Text
    lines_are: Lit["expressions", "equations", "derivative"]
    lines: Annotated[tuple[Formula, ...], Meta(min_length=2, max_length=64)]
    variables: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=8)]
    positive: bool = False


class Automaton(Struct, frozen=True, forbid_unknown_fields=True):
    """A deterministic automaton that starts in state 0: `transitions[state][letter]` is the next state, the letters
    counted as in the alphabet; a word is in its language when it leads to one of the `accepting` states."""

    transitions: Annotated[
        tuple[Annotated[tuple[int, ...], Meta(max_length=8)], ...], Meta(min_length=1, max_length=64)
    ]
    accepting: Annotated[tuple[int, ...], Meta(max_length=64)]


class RegularLanguage(Struct, frozen=True, tag="regular_language", tag_field="kind", forbid_unknown_fields=True):
    """A question about a regular language over the letters of `alphabet`, given as the `automaton` that accepts it or
    as a regular `expression` (written as a `Pattern` is).

    ``expression`` asks for a regular expression of the language, and any is right; ``words`` for the set of those of
    the `words` that are in it; ``count`` for the number of its words of `length` letters.
    """

    answer: Pattern | FiniteSet | Integer
    gold: Text
    alphabet: Annotated[str, Meta(pattern="^[a-z0-9]{1,8}$")]
    ask: Lit["expression", "words", "count"]
    automaton: Automaton | None = None
    expression: Formula | None = None
    words: Annotated[tuple[Name, ...], Meta(max_length=64)] = ()
    length: Annotated[int, Meta(ge=0, le=1000)] | None = None


Cell = int | float | str | None
Rows = Annotated[tuple[Annotated[tuple[Cell, ...], Meta(max_length=16)], ...], Meta(max_length=500)]


class Database(Struct, frozen=True, forbid_unknown_fields=True):
    """The rows of every table, by the table's name, and the rows that the right queries return."""

    tables: Annotated[dict[Name, Rows], Meta(min_length=1, max_length=8)]
    expected: Rows


class Query(Struct, frozen=True, tag="query", tag_field="kind", forbid_unknown_fields=True):
    """A query that must return the expected rows on all of the databases, most of which the problem does not show.

    `schema` holds one ``CREATE TABLE`` statement for each table. Rows are compared as a multiset, or in their order if
    `ordered`; numbers by value, floats to nine digits. `gold` is a query that is right.
    """

    answer: Sql
    gold: Text
    schema: Annotated[tuple[Formula, ...], Meta(min_length=1, max_length=8)]
    databases: Annotated[tuple[Database, ...], Meta(min_length=1, max_length=16)]
    ordered: bool = False


Check = (
    Exact | Equations | Smt | Milp | HiddenTests | Output | Witness | Countdown | Finite | Calculus | Relation
    | PolynomialQuestion | MatrixQuestion | Steps | RegularLanguage | Query
    | MutantKilling | Difference
)  # fmt: skip
