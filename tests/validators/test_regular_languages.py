"""Regular languages: expressions against Python's own engine, distinguishing words, hostile text, broken checks."""

from __future__ import annotations

import re
import time
from itertools import product

import pytest
from hypothesis import given, settings, strategies as st

from schemas import Reason, Status
from schemas.answers import Choice, FiniteSet, Integer, Pattern
from schemas.checks import Automaton, RegularLanguage
from validators import validate
from validators.regular_languages import TooLarge, Unfit, count, difference, positions, runs_to

ENDS_AB = Automaton(((1, 0), (1, 2), (1, 0)), (2,))  # words over a and b that end with ab
CHECK = RegularLanguage(Pattern("ab"), "[ab]*ab", "ab", "expression", automaton=ENDS_AB)
WORDS = ("ab", "ba", "aab", "b")
CHOSEN = RegularLanguage(
    FiniteSet(Choice(WORDS)), "{ab, aab}", "ab", "words", expression="a+b", words=WORDS
)  # fmt: skip
COUNTED = RegularLanguage(Integer(), "8", "ab", "count", automaton=ENDS_AB, length=5)


def asking(gold: str, letters: str = "ab", automaton: Automaton | None = ENDS_AB, expression: str | None = None):
    return RegularLanguage(Pattern(letters), gold, letters, "expression", automaton, expression)


def block(text: str) -> str:
    return f"So it is this:\n\n```regex\n{text}\n```\n"


@pytest.mark.parametrize(
    "text",
    [
        "(a|b)*ab", "[ab]*ab", ".*ab", "^.*ab$", "(?:a|b)*(ab)", "b*a(a|b+a)*b", "(b|a+b)*a+b", "[^a]*a([^b]|b+a)*b",
        "[a-b]*a{1}b", "(a|b){0,}ab", "(.*)(ab)", "((a|b)*)*ab", "(|a|b)*ab", "[a-z]*ab",
    ],
)  # fmt: skip
def test_every_expression_of_the_language_is_right(text: str) -> None:
    assert validate(CHECK, block(text)).status is Status.ACCEPTED


@pytest.mark.parametrize(
    ("text", "word", "matches"),
    [("(a|b)*a", "a", True), ("a*b", "b", True), ("(ab)*", "", True), ("a+b", "bab", False), ("[ab]*aab", "ab", False)],
)
def test_a_wrong_expression_is_told_a_shortest_word(text: str, word: str, matches: bool) -> None:
    said = validate(CHECK, block(text))
    assert said.reason is Reason.WRONG_VALUE
    assert said.evidence["differs_on"] == word
    assert said.detail.startswith("it matches" if matches else "it does not match")


@pytest.mark.parametrize(
    "text",
    [
        "(a|b)*ab(", "(a|b)*ab)", "*ab", "a**b", "a*?b", "a*+b", "(?=a)b", "(?!a)b", "(?<x>a)b", "(a)\\1", "\\w*ab",
        "ab c", "[]ab", "[^]ab", "[a", "[b-a]", "[ac]*ab", "a{2", "a{}", "a{,}", "a{3,2}", "a{x}", "a^b", "a$b",
        "^a|b$", "c*ab", "ε|ab", "(a|b)*ab\n(a|b)*ab", "(?i)ab", "a{٣}b", "[é]ab", "ab;",
        "r'(a|b)*ab'", "#", "a{1,2,3}",
    ],
)  # fmt: skip
def test_what_is_no_expression_of_the_syntax_is_of_the_wrong_form(text: str) -> None:
    assert validate(CHECK, block(text)).reason is Reason.WRONG_FORM


@pytest.mark.parametrize(
    "text",
    [
        "((a{99}){99}){99}", "(" * 5000 + "a" + ")" * 5000, "a" * 2001, "(a|b|ab|ba|aab|bba|abab){0,100}" * 6,
        "a{1000000}", "(((((a|b)?){50})?){50})?", "(a?){99}" * 21,
    ],
)  # fmt: skip
def test_what_is_too_large_is_undecided_at_once(text: str) -> None:
    start = time.process_time()
    assert validate(CHECK, block(text)).reason is Reason.UNPROVED
    assert time.process_time() - start < 5


def test_an_exponential_automaton_is_bounded() -> None:
    exponential = "(a|b)*a" + "(a|b)" * 30
    check = RegularLanguage(Pattern("ab"), exponential, "ab", "expression", expression=exponential)
    said = validate(check, block(exponential))
    assert said.status is Status.UNDECIDED, said


def test_only_the_last_block_counts_and_prose_never() -> None:
    assert validate(CHECK, block("a*b") + block("(a|b)*ab")).status is Status.ACCEPTED
    assert validate(CHECK, block("(a|b)*ab") + block("a*b")).status is Status.REJECTED
    assert validate(CHECK, block("(a|b)*ab") + "```sh\nls\n```").status is Status.ACCEPTED
    assert validate(CHECK, "Answer: (a|b)*ab").reason is Reason.NO_ANSWER


@pytest.mark.parametrize(
    ("check", "answer", "status"),
    [
        (CHOSEN, "{ab, aab}", Status.ACCEPTED), (CHOSEN, "{aab, ab}", Status.ACCEPTED),
        (CHOSEN, "{ab}", Status.REJECTED), (CHOSEN, "{ab, aab, b}", Status.REJECTED),
        (CHOSEN, "{abab, ab}", Status.REJECTED),
        (COUNTED, "8", Status.ACCEPTED), (COUNTED, "9", Status.REJECTED),
    ],
)  # fmt: skip
def test_words_are_found_and_counted(check: RegularLanguage, answer: str, status: Status) -> None:
    assert validate(check, f"Answer: {answer}").status is status


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        (asking("a*b"), Reason.ORACLES_DISAGREE),
        (RegularLanguage(Integer(), "9", "ab", "count", ENDS_AB, length=5), Reason.ORACLES_DISAGREE),
        (asking("("), Reason.CHECKER_ERROR),
        (asking(""), Reason.CHECKER_ERROR),
        (asking("ab", automaton=None), Reason.CHECKER_ERROR),
        (asking("ab", expression="ab"), Reason.CHECKER_ERROR),
        (RegularLanguage(Pattern("ba"), "ab", "ab", "expression", ENDS_AB), Reason.CHECKER_ERROR),
        (asking("a", "aa"), Reason.CHECKER_ERROR),
        (asking("a", automaton=Automaton(((0, 9),), (0,))), Reason.CHECKER_ERROR),
        (asking("a", automaton=Automaton(((0,),), (0,))), Reason.CHECKER_ERROR),
        (asking("a", automaton=Automaton(((0, 0),), (1,))), Reason.CHECKER_ERROR),
        (asking("a", automaton=None, expression="(a{99}){99}"), Reason.CHECKER_ERROR),
        (RegularLanguage(Integer(), "1", "ab", "count", ENDS_AB), Reason.CHECKER_ERROR),
        (RegularLanguage(Integer(), "1", "ab", "words", ENDS_AB), Reason.CHECKER_ERROR),
        (RegularLanguage(Integer(), "1", "ab", "expression", ENDS_AB), Reason.CHECKER_ERROR),
        (
            RegularLanguage(FiniteSet(Choice(("ab", "ac"))), "{ab}", "ab", "words", None, "ab", ("ab", "ac")),
            Reason.CHECKER_ERROR,
        ),
    ],
)
def test_a_check_that_makes_no_sense_decides_nothing(check: RegularLanguage, reason: Reason) -> None:
    for text in (block("(a|b)*ab"), "Answer: 8", "Answer: {ab}", ""):
        assert validate(check, text).reason is reason


LETTERS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", "[a-b]"])
EXPRESSIONS = st.recursive(
    LETTERS,
    lambda inner: st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("({}|{})".format, inner, inner),
        st.builds("({}){}".format, inner, st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{,2}", "{2,}", "{0}"])),
        st.builds("(?:{}|)".format, inner),
    ),
    max_leaves=7,
)
SHORT = ["".join(word) for size in range(6) for word in product("ab", repeat=size)]


@settings(max_examples=150, deadline=None)
@given(EXPRESSIONS)
def test_an_expression_matches_what_pythons_engine_says(text: str) -> None:
    language = positions(text, "ab")
    found = [word for word in SHORT if runs_to(language, word, "ab")]
    assert found == [word for word in SHORT if re.fullmatch(text, word)]
    assert count(language, 2, 5) == sum(len(word) == 5 for word in found)


@settings(max_examples=100, deadline=None)
@given(EXPRESSIONS, EXPRESSIONS)
def test_the_first_difference_is_a_shortest(one: str, other: str) -> None:
    word = difference(positions(one, "ab"), positions(other, "ab"), "ab")
    differing = [each for each in SHORT if bool(re.fullmatch(one, each)) is not bool(re.fullmatch(other, each))]
    assert word == (differing[0] if differing else None) or (not differing and word is not None and len(word) > 5)


@settings(max_examples=200, deadline=None)
@given(st.text("ab()[]{}|*+?.^$,-0123 \\é", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        language = positions(text, "ab")
    except (Unfit, TooLarge):
        return
    found = [word for word in SHORT if runs_to(language, word, "ab")]
    assert found == [word for word in SHORT if re.fullmatch(text, word)]
