"""Keyed streams: fair, repeatable, and without anything in common between neighbours."""

from collections import Counter

import pytest
from hypothesis import given, strategies as st

from generators.randomness import Stream


def test_a_key_decides_the_stream_and_nothing_else_does() -> None:
    assert [Stream(1, "f", 2).integer(0, 10**9) for _ in range(2)] == [Stream(1, "f", 2).integer(0, 10**9)] * 2
    # These very numbers are a promise: if they change, every released dataset changes with them.
    stream = Stream(7, "math/linear_system", 1, 0)
    assert [stream.below(1000) for _ in range(5)] == PINNED


PINNED = [285, 396, 734, 249, 604]


def test_keys_are_told_apart_part_by_part() -> None:
    keys = [(1, 12), (11, 2), ("1", 12, ""), (112,), ("a", "bc"), ("ab", "c")]
    assert len({Stream(*key).integer(0, 2**62) for key in keys}) == len(keys)


@pytest.mark.parametrize("bound", [1, 2, 3, 6, 10, 1000])
def test_numbers_below_a_bound_are_as_likely_as_each_other(bound: int) -> None:
    counts = Counter(Stream("fair", bound, i).below(bound) for i in range(3000))
    assert set(counts) <= set(range(bound))
    if bound <= 10:
        assert max(counts.values()) - min(counts.values()) < 0.3 * 3000 / bound + 60


@given(st.lists(st.integers(), max_size=30), st.integers(0, 99))
def test_shuffles_and_samples_keep_what_they_are_given(options: list[int], key: int) -> None:
    stream = Stream("s", key)
    assert sorted(stream.shuffled(options)) == sorted(options)
    count = len(options) // 2
    assert not Counter(stream.sample(options, count)) - Counter(options)


def test_weights_are_followed_and_impossible_requests_refused() -> None:
    found = Counter(Stream("w", i).weighted(["a", "b", "c"], [1, 0, 3]) for i in range(2000))
    assert found["b"] == 0 and 2 < found["c"] / found["a"] < 4.5
    with pytest.raises(ValueError):
        Stream("x").below(0)
    with pytest.raises(ValueError):
        Stream("x").sample([1], 2)
