"""What a stage of a specified function may ask of one item or make of it: tests, functions and conditions.

Each has its English, its code and its meaning, like the stages of `generators.code.pipelines.stages` that take
them as arguments. An argument is a whole number, a letter, or the name of a test or function with its own arguments;
where a number may stand, `PARAMETER` stands for the value of the function's second argument.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

PARAMETER = "<parameter>"
Argument = int | str | tuple[Any, ...]


class Kind(NamedTuple):
    """The whole numbers that an argument may be: as a constant, and as the function's parameter."""

    low: int
    high: int
    least: int
    most: int


class Test(NamedTuple):
    """A yes-or-no question about one item: in the plural, in the singular, and denied in the singular."""

    kinds: tuple[str, ...]
    plural: str
    singular: str
    denied: str
    code: str
    make: Callable[..., Callable[[Any], bool]]


class Function(NamedTuple):
    """A value worked out from one item, as a noun phrase."""

    kinds: tuple[str, ...]
    phrase: str
    code: str
    make: Callable[..., Callable[[Any], Any]]


class Condition(NamedTuple):
    """A question about the whole value that a branch depends on."""

    kinds: tuple[str, ...]
    phrase: str
    code: str
    run: Callable[..., bool]


VOWELS = "aeiou"

KINDS: dict[str, Kind] = {
    "count": Kind(2, 5, 1, 5),
    "modulus": Kind(3, 7, 2, 7),
    "factor": Kind(2, 5, 2, 6),
    "offset": Kind(1, 9, 1, 12),
    "threshold": Kind(-3, 9, -5, 12),
    "size": Kind(2, 9, 1, 12),
    "length": Kind(2, 5, 1, 6),
    "total": Kind(3, 20, 0, 30),
    "shift": Kind(1, 9, 0, 12),
    "low": Kind(-5, 2, -8, 2),
    "high": Kind(3, 10, 3, 12),
    "digit": Kind(0, 9, 0, 9),
}


def _digit_sum(number: int) -> int:
    return sum(map(int, str(abs(number))))


NUMBER_TESTS: dict[str, Test] = {
    "even": Test((), "are even", "is even", "is odd", "{v} % 2 == 0", lambda: lambda v: v % 2 == 0),
    "odd": Test((), "are odd", "is odd", "is even", "{v} % 2 != 0", lambda: lambda v: v % 2 == 1),
    "positive": Test((), "are positive", "is positive", "is zero or negative", "{v} > 0", lambda: lambda v: v > 0),
    "negative": Test((), "are negative", "is negative", "is zero or positive", "{v} < 0", lambda: lambda v: v < 0),
    "above": Test(
        ("threshold",), "are greater than {0}", "is greater than {0}", "is not greater than {0}", "{v} > {0}",
        lambda k: lambda v: v > k,
    ),
    "below": Test(
        ("threshold",), "are less than {0}", "is less than {0}", "is not less than {0}", "{v} < {0}",
        lambda k: lambda v: v < k,
    ),
    "multiple": Test(
        ("modulus",), "are divisible by {0}", "is divisible by {0}", "is not divisible by {0}", "{v} % {0} == 0",
        lambda k: lambda v: v % k == 0,
    ),
    "no_multiple": Test(
        ("modulus",), "are not divisible by {0}", "is not divisible by {0}", "is divisible by {0}", "{v} % {0} != 0",
        lambda k: lambda v: v % k != 0,
    ),
    "far": Test(
        ("size",), "have an absolute value greater than {0}", "has an absolute value greater than {0}",
        "has an absolute value of at most {0}", "abs({v}) > {0}", lambda k: lambda v: abs(v) > k,
    ),
    "between": Test(
        ("low", "high"), "lie between {0} and {1} (both included)", "lies between {0} and {1} (both included)",
        "does not lie between {0} and {1} (both included)", "{0} <= {v} <= {1}", lambda a, b: lambda v: a <= v <= b,
    ),
    "last_digit": Test(
        ("digit",), "have {0} as their last decimal digit", "has {0} as its last decimal digit",
        "does not have {0} as its last decimal digit", "abs({v}) % 10 == {0}", lambda d: lambda v: abs(v) % 10 == d,
    ),
}  # fmt: skip

NUMBER_FUNCTIONS: dict[str, Function] = {
    "square": Function((), "its square", "{v} * {v}", lambda: lambda v: v * v),
    "times": Function(("factor",), "its value times {0}", "{v} * {0}", lambda k: lambda v: v * k),
    "plus": Function(("offset",), "its value plus {0}", "{v} + {0}", lambda k: lambda v: v + k),
    "minus": Function(("offset",), "its value minus {0}", "{v} - {0}", lambda k: lambda v: v - k),
    "from": Function(("size",), "{0} minus its value", "{0} - {v}", lambda k: lambda v: k - v),
    "opposite": Function((), "its value with the opposite sign", "-{v}", lambda: lambda v: -v),
    "absolute": Function((), "its absolute value", "abs({v})", lambda: abs),
    "remainder": Function(
        ("modulus",), "its remainder on division by {0} (never negative)", "{v} % {0}", lambda k: lambda v: v % k
    ),
    "quotient": Function(
        ("factor",), "its value divided by {0}, rounded down (towards minus infinity)", "{v} // {0}",
        lambda k: lambda v: v // k,
    ),
    "digit_sum": Function(
        (), "the sum of its decimal digits (the sign ignored)", "sum(int(digit) for digit in str(abs({v})))",
        lambda: _digit_sum,
    ),
    "at_most": Function(
        ("threshold",), "the smaller of {0} and itself", "min({v}, {0})", lambda k: lambda v: min(v, k)
    ),
    "at_least": Function(
        ("threshold",), "the larger of {0} and itself", "max({v}, {0})", lambda k: lambda v: max(v, k)
    ),
    "distance": Function(
        ("size",), "its absolute difference from {0}", "abs({v} - {0})", lambda k: lambda v: abs(v - k)
    ),
}  # fmt: skip
NUMBER_KEYS = ("absolute", "remainder", "digit_sum", "distance")

WORD_TESTS: dict[str, Test] = {
    "longer": Test(
        ("length",), "have more than {0} characters", "has more than {0} characters", "has at most {0} characters",
        "len({v}) > {0}", lambda k: lambda w: len(w) > k,
    ),
    "shorter": Test(
        ("length",), "have fewer than {0} characters", "has fewer than {0} characters", "has {0} or more characters",
        "len({v}) < {0}", lambda k: lambda w: len(w) < k,
    ),
    "contains": Test(
        ("letter",), "contain the letter {0}", "contains the letter {0}", "does not contain the letter {0}",
        "{0} in {v}", lambda c: lambda w: c in w,
    ),
    "lacks": Test(
        ("letter",), "do not contain the letter {0}", "does not contain the letter {0}", "contains the letter {0}",
        "{0} not in {v}", lambda c: lambda w: c not in w,
    ),
    "vowel_first": Test(
        (), "begin with a vowel (a, e, i, o or u)", "begins with a vowel (a, e, i, o or u)",
        "does not begin with a vowel (a, e, i, o or u)", '{v}[0] in "aeiou"', lambda: lambda w: w[0] in VOWELS,
    ),
    "same_ends": Test(
        (), "begin and end with the same character", "begins and ends with the same character",
        "begins and ends with different characters", "{v}[0] == {v}[-1]", lambda: lambda w: w[0] == w[-1],
    ),
    "repeats": Test(
        (), "contain some character more than once", "contains some character more than once",
        "contains no character more than once", "len(set({v})) < len({v})", lambda: lambda w: len(set(w)) < len(w),
    ),
}  # fmt: skip

WORD_FUNCTIONS: dict[str, Function] = {
    "backwards": Function((), "its characters in reverse order", "{v}[::-1]", lambda: lambda w: w[::-1]),
    "twice": Function((), "the word written twice in a row, without a space", "{v} * 2", lambda: lambda w: w * 2),
    "spelt": Function(
        (), "its characters sorted in ascending order", '"".join(sorted({v}))', lambda: lambda w: "".join(sorted(w))
    ),
    "start": Function(
        ("count",), "its first {0} characters (the whole word if it is shorter)", "{v}[:{0}]", lambda k: lambda w: w[:k]
    ),
    "rolled": Function(
        (), "the word with its first character moved to the end", "{v}[1:] + {v}[0]", lambda: lambda w: w[1:] + w[0]
    ),
}
WORD_MEASURES: dict[str, Function] = {
    "length": Function((), "its length", "len({v})", lambda: len),
    "vowels": Function(
        (), "the number of vowels (a, e, i, o, u) in it", 'sum(letter in "aeiou" for letter in {v})',
        lambda: lambda w: sum(c in VOWELS for c in w),
    ),
    "different": Function(
        (), "the number of different characters in it", "len(set({v}))", lambda: lambda w: len(set(w))
    ),
    "letter_count": Function(
        ("letter",), "the number of times that the letter {0} appears in it", "{v}.count({0})",
        lambda c: lambda w: w.count(c),
    ),
}  # fmt: skip

CHARACTER_TESTS: dict[str, Test] = {
    "vowel": Test(
        (), "are vowels (a, e, i, o, u)", "is a vowel (a, e, i, o, u)", "is not a vowel (a, e, i, o, u)",
        '{v} in "aeiou"', lambda: lambda c: c in VOWELS,
    ),
    "no_vowel": Test(
        (), "are not vowels (a, e, i, o, u)", "is not a vowel (a, e, i, o, u)", "is a vowel (a, e, i, o, u)",
        '{v} not in "aeiou"', lambda: lambda c: c not in VOWELS,
    ),
    "letter": Test((), "are letters", "is a letter", "is not a letter", "{v}.isalpha()", lambda: str.isalpha),
    "number": Test((), "are digits", "is a digit", "is not a digit", "{v}.isdigit()", lambda: str.isdigit),
    "no_space": Test((), "are not spaces", "is not a space", "is a space", '{v} != " "', lambda: lambda c: c != " "),
    "up_to": Test(
        ("middle",), "are letters from 'a' to {0}", "is a letter from 'a' to {0}",
        "is not a letter from 'a' to {0}", '"a" <= {v} <= {0}', lambda z: lambda c: "a" <= c <= z,
    ),
    "past": Test(
        ("middle",), "are letters after {0} in the alphabet", "is a letter after {0} in the alphabet",
        "is not a letter after {0} in the alphabet", '{0} < {v} <= "z"', lambda a: lambda c: a < c <= "z",
    ),
    "not_letter": Test(
        ("letter",), "differ from {0}", "differs from {0}", "is {0}", "{v} != {0}", lambda a: lambda c: c != a,
    ),
}  # fmt: skip

_TABLES: dict[str, dict[str, Any]] = {
    "number_test": NUMBER_TESTS,
    "number_function": NUMBER_FUNCTIONS,
    "number_key": {name: NUMBER_FUNCTIONS[name] for name in NUMBER_KEYS},
    "word_test": WORD_TESTS,
    "word_function": WORD_FUNCTIONS,
    "word_measure": WORD_MEASURES,
    "character_test": CHARACTER_TESTS,
}
_LETTERS = {"letter": "aeilmnorst", "middle": "fghjklmnp", "joint": "-/+_:~"}

CONDITIONS: dict[str, dict[str, Condition]] = {
    "ints": {
        "many": Condition(
            ("count",), "the list has more than {0} numbers", "len({x}) > {0}", lambda xs, k: len(xs) > k
        ),
        "even_sum": Condition(
            (), "the sum of the numbers is even (an empty list has the sum 0)", "sum({x}) % 2 == 0",
            lambda xs: sum(xs) % 2 == 0,
        ),
        "large_sum": Condition(
            ("total",), "the sum of the numbers is greater than {0} (an empty list has the sum 0)", "sum({x}) > {0}",
            lambda xs, k: sum(xs) > k,
        ),
        "falls": Condition(
            (), "the list is not empty and its first number is greater than its last", "{x} and {x}[0] > {x}[-1]",
            lambda xs: bool(xs) and xs[0] > xs[-1],
        ),
        "repeats": Condition(
            (), "some number appears more than once in the list", "len(set({x})) < len({x})",
            lambda xs: len(set(xs)) < len(xs),
        ),
    },
    "int": {
        "even": Condition((), "the number is even", "{x} % 2 == 0", lambda n: n % 2 == 0),
        "above": Condition(("total",), "the number is greater than {0}", "{x} > {0}", lambda n, k: n > k),
    },
    "groups": {"many": Condition(("count",), "there are more than {0} groups", "len({x}) > {0}", lambda g,
    k: len(g) > k)},
    "text": {
        "long": Condition(
            ("size",), "the text has more than {0} characters", "len({x}) > {0}", lambda s, k: len(s) > k
        ),
        "odd": Condition(
            (), "the text has an odd number of characters", "len({x}) % 2 == 1", lambda s: len(s) % 2 == 1
        ),
        "has": Condition(("letter",), "the text contains the letter {0}", "{0} in {x}", lambda s, c: c in s),
    },
    "words": {
        "many": Condition(("count",), "there are more than {0} words", "len({x}) > {0}", lambda ws, k: len(ws) > k),
        "repeats": Condition(
            (), "some word appears more than once", "len(set({x})) < len({x})", lambda ws: len(set(ws)) < len(ws)
        ),
        "even": Condition(
            (), "the number of words is even (none counts as even)", "len({x}) % 2 == 0", lambda ws: len(ws) % 2 == 0
        ),
    },
}  # fmt: skip


def more_kinds(kinds: dict[str, Kind], tables: dict[str, dict[str, Any]]) -> None:
    """Make further kinds of arguments known: numbers with their ranges, and tables of tests or functions. Families with
    stages of their own call this once, where those are defined."""
    assert not (kinds.keys() | tables.keys()) & (KINDS.keys() | _TABLES.keys()), "a kind of arguments is defined twice"
    KINDS.update(kinds)
    _TABLES.update(tables)


def table_of(kind: str) -> dict[str, Any] | None:
    """The tests or functions an argument of this kind may name; None for numbers and letters."""
    return _TABLES.get(kind)


def letters_of(kind: str) -> str:
    """The single characters an argument of this kind may be; empty for the other kinds."""
    # No full stop among them: in a text it would look like the end of a sentence.
    return "*#=" if kind == "mark" else _LETTERS.get(kind, "")


def governed(arguments: tuple[Argument, ...]) -> bool:
    """Whether the function's second argument stands among these arguments."""
    return any(PARAMETER in (argument if isinstance(argument, tuple) else (argument,)) for argument in arguments)


@lru_cache(maxsize=65536)
def resolved(kinds: tuple[str, ...], arguments: tuple[Argument, ...], parameter: int | None) -> tuple[Any, ...]:
    """The arguments as `run` wants them: named tests and functions as callables, the parameter as its value."""
    return tuple([_resolved(kind, argument, parameter) for kind, argument in zip(kinds, arguments, strict=True)])


def _resolved(kind: str, argument: Argument, parameter: int | None) -> Any:
    if isinstance(argument, tuple):
        entry = _TABLES[kind][argument[0]]
        return entry.make(*resolved(entry.kinds, argument[1:], parameter))
    return parameter if argument == PARAMETER else argument
