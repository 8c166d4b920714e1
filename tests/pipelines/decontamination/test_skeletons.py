"""Tokens and skeletons: what two texts of one template share, and what makes them differ."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from pipelines.decontamination import words
from pipelines.decontamination.probes import STRANGERS
from pipelines.decontamination.skeletons import (
    STRIDE,
    WINDOW,
    Batch,
    Vocabulary,
    cleaned,
    lower_words,
    token_hash,
)

KNOWN = Vocabulary(lower_words(["the ducks lay eggs and she sells muffins at the market in the town every morning"]))


def skeleton(text: str, vocabulary: Vocabulary = KNOWN) -> list[int]:
    return Batch([text], vocabulary).skeleton.hashes.tolist()


def raw(text: str) -> list[int]:
    return Batch([text], KNOWN).raw.hashes.tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann's ducks lay 16 eggs.", "Zubeida's ducks lay 1,204.5 eggs."),
        ("She sells three muffins", "He sells 3 muffins"),
        ("the list 1, 2, 3, 4", "the list 7"),
        ("twenty-five eggs", "25 eggs"),
        ("TWENTY-FIVE EGGS", "7 eggs"),
        ("Anna Maria sells eggs", "Thaddeus sells eggs"),
        ("1 egg", "4 eggs"),
        ("x + 3y", "a + 5b"),
        (r"\left( \dfrac{3}{4} \right)", r"(\frac{7}{8})"),
        ("20 percent", "35 %"),
        ("3 × 4 ≤ 13", r"7 \cdot 2 \leq 19"),
        ("the ‘ducks’ lay", "the 'ducks' lay"),
        ("the du\u00adcks\u200b lay", "the ducks lay"),
        ("José’s café", "Jose's cafe"),
        ("the angle α", r"the angle \alpha"),
        ("x²", "x^2"),
        ("½", "1/2"),
        ("ｔｈｅ ｄｕｃｋｓ", "the ducks"),
        ("the duсks", "the ducks"),  # a Cyrillic letter that looks Latin
    ],
)
def test_texts_that_differ_in_what_is_varied_have_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3 + 4", "3 - 4"),
        ("the ducks lay", "the geese lay"),
        (r"\sin x", r"\cos x"),
        ("x < 3", "x > 3"),
    ],
)
def test_texts_that_say_other_things_have_other_skeletons(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


def test_a_capital_makes_a_name_only_of_words_that_are_never_written_small() -> None:
    assert skeleton("Muffins and ducks") == skeleton("muffins and ducks") != skeleton("Xanthippe and ducks")


def test_raw_tokens_keep_numbers_and_names_and_forget_case_and_separators() -> None:
    assert raw("JANET sold 80,000 eggs") == raw("Janet sold 80000 Eggs") != raw("Janet sold 70000 eggs")
    assert raw("thirty-one eggs") == raw("31 eggs")


def test_a_text_is_seen_alike_alone_and_among_others() -> None:
    texts = ["Ann has 3 eggs.", "", "\0\0", "The ducks lay 16 eggs in the town", "7"]
    together = Batch(texts, KNOWN)
    for number, text in enumerate(texts):
        here = together.skeleton.hashes[together.skeleton.window == number].tolist()
        assert here == skeleton(text)
    hashes, window = together.skeleton_grams()
    alone, _ = Batch([texts[3]], KNOWN).skeleton_grams()
    assert hashes[window == 3].tolist() == alone.tolist()
    assert set(window.tolist()) == {3}


def test_no_gram_reaches_from_one_text_into_the_next() -> None:
    batch = Batch(["the ducks lay", "eggs every morning"], KNOWN)
    assert not len(batch.skeleton_grams()[0])
    assert not len(batch.raw.grams(5)[0])
    assert len(batch.raw.grams(3)[0]) == 2


def test_spans_have_the_hashes_of_grams() -> None:
    batch = Batch(["the ducks lay eggs and she sells muffins at the market"], KNOWN)
    hashes, place = batch.raw.grams(5)
    spans, kept = batch.raw.spans(place, 5)
    assert spans.tolist() == hashes.tolist() and kept.tolist() == place.tolist()


def test_long_texts_are_seen_through_windows_that_leave_nothing_out() -> None:
    words_ = [f"w{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}x" for number in range(3 * WINDOW + 7)]
    batch = Batch([" ".join(words_), "the ducks"], Vocabulary())
    assert batch.document.tolist() == [0] * (batch.windows - 1) + [1]
    counts = np.bincount(batch.raw.window) - 1
    assert counts.max() == WINDOW and counts[:-1].min() > STRIDE
    seen = set(batch.raw.hashes.tolist())
    assert {token_hash(word) for word in words_} <= seen


def test_numbers_are_one_signature_in_whatever_order() -> None:
    def signature(text: str) -> tuple[int, int]:
        counts, hashes = Batch([text], KNOWN).numbers()
        return int(counts[0]), int(hashes[0])

    assert signature("3 eggs, 12 ducks, 7 towns") == signature("seven towns, a dozen ducks... 3.0 eggs")
    assert signature("3 3 7") != signature("3 7 7") != signature("3 7")


def test_a_vocabulary_that_is_full_starts_anew_and_says_the_same() -> None:
    vocabulary = Vocabulary()
    vocabulary.LARGEST = 50
    texts = [f"the {number} ducks of pond number {number}" for number in range(200)]
    first = [Batch([text], vocabulary).raw.hashes.tolist() for text in texts]
    assert len(vocabulary) < 70
    assert first == [Batch([text], Vocabulary()).raw.hashes.tolist() for text in texts]


@given(st.lists(st.text(max_size=80), min_size=1, max_size=5))
def test_whatever_is_written_can_be_looked_at(texts: list[str]) -> None:
    batch = Batch(texts, Vocabulary())
    assert batch.windows == len(texts)
    assert int(batch.raw.window[-1]) == len(texts) - 1
    for window in range(batch.windows):
        batch.sketch(window)
    assert all(cleaned(text).isascii() and "\0" not in cleaned(text) for text in texts)


def test_tables_of_words_do_not_contradict_each_other() -> None:
    assert not words.FUNCTION & words.PRONOUNS
    assert not words.FUNCTION & set(words.NUMBERS)
    assert not {name.lower() for name in STRANGERS} & words.NAMES
