"""Words and patterns: agreement, alternatives, slots and sentence case."""

import pytest

from generators.language.lexicon import ITEMS, PEOPLE, article, counted, in_words, listed, ordinal, plural
from generators.language.wording import BadPattern, fill, slots_in
from generators.randomness import Stream

ANN = next(person for person in PEOPLE if person.they == "she")


def filled(pattern: str, **slots: object) -> str:
    return fill(pattern, Stream("test"), slots)


@pytest.mark.parametrize(
    ("noun", "many"),
    [
        ("cherry", "cherries"),
        ("box", "boxes"),
        ("calf", "calves"),
        ("sheep", "sheep"),
        ("goose", "geese"),
        ("toy", "toys"),
    ],
)
def test_plurals_are_english(noun: str, many: str) -> None:
    assert plural(noun) == many
    assert (counted(1, noun), counted(3, noun)) == (f"1 {noun}", f"3 {many}")


def test_every_item_has_a_plural_and_an_article() -> None:
    for nouns in ITEMS.values():
        for noun in nouns:
            assert plural(noun) not in ("", "False")
            assert article(noun).split()[0] in ("a", "an")


def test_numbers_in_words() -> None:
    assert (in_words(42), in_words(1005), ordinal(21)) == ("forty-two", "one thousand and five", "twenty-first")


def test_lists_are_joined_as_a_sentence_joins_them() -> None:
    assert [listed(list("abc")[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_slots_take_their_forms() -> None:
    text = filled(
        "{who} has {n:fruit} and gives {who.their} {k:words} {fruit:s} away.", who=ANN, n=1, k=12, fruit="plum"
    )
    assert text == f"{ANN.name} has 1 plum and gives her twelve plums away."


def test_alternatives_nest_and_all_occur() -> None:
    seen = {fill("[a|b[c|d]|]x", Stream("alt", i), {}) for i in range(100)}
    assert seen == {"ax", "bcx", "bdx", "x"} or {text.lower() for text in seen} == {"ax", "bcx", "bdx", "x"}


def test_sentences_begin_with_a_capital_and_variables_do_not() -> None:
    assert filled("so it is. a box is full. x plus y is 3. done?") == "So it is. A box is full. x plus y is 3. Done?"
    assert filled("stop! how often can 5! be divided by 2?") == "Stop! How often can 5! be divided by 2?"
    assert filled("is 1·2·3·... up to n equal to n! or not?") == "Is 1·2·3·... up to n equal to n! or not?"


@pytest.mark.parametrize("pattern", ["[a|b", "a]", "{", "}", "{a b}", "{who.name}", "{missing}", "{1}"])
def test_a_bad_pattern_says_so(pattern: str) -> None:
    with pytest.raises(BadPattern):
        filled(pattern, who=ANN)


def test_the_slots_of_a_pattern_are_known_without_filling_it() -> None:
    assert list(slots_in("{a} [{n:item}|{who.their}]")) == [("a", None), ("n", "item"), ("who", None)]
