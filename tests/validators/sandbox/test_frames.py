"""What guests send is read exactly or refused, whatever it is, in bounded time and memory."""

import contextlib
import json
import time
import tracemalloc

import pytest
from hypothesis import given, settings, strategies as st

from fuzz_frames import FRAGMENTS, SEEDS, hold, received
from validators.sandbox import Undecodable
from validators.sandbox.supervisor import read_frame
from validators.sandbox.values import MOST_ALIKE, frames

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(lambda items: {"t": items})
        | st.lists(st.lists(inner, min_size=2, max_size=2), max_size=4).map(lambda items: {"d": items})
    ),
    max_leaves=12,
)
STATUSES = st.sampled_from(["returned", "exception", "memory", "timeout", "infrastructure", "nonsense"])


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A stream as an honest guest sends it, with some of its bytes changed, taken out or put in."""
    values = draw(st.lists(JSON, max_size=3))
    frame = json.dumps({"status": draw(STATUSES), "detail": draw(st.text(max_size=9)), "values": values}).encode()
    sent = bytearray(b"".join(len(each).to_bytes(4, "big") + each for each in (b"ready", frame)))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(sent)))
        end = draw(st.integers(start, min(len(sent), start + 12)))
        sent[start:end] = draw(st.binary(max_size=6) | st.sampled_from(FRAGMENTS) | st.just(bytes(sent[start:end]) * 2))
    return bytes(sent)


@settings(max_examples=400, deadline=None)
@given(mutated() | st.binary(max_size=120) | st.binary(max_size=60).map(received))
def test_any_bytes_are_read_exactly_or_refused(sent: bytes) -> None:
    hold(sent)
    for frame in frames(sent)[1:]:
        hold(frame)


def test_what_fuzzing_found_worth_keeping() -> None:
    seeds = [json.loads(line).encode("latin-1") for line in SEEDS.read_text().splitlines()]
    assert len(seeds) >= 50
    for sent in seeds:
        hold(sent)


MEGABYTE = 1_000_000
PRIME = 2**61 - 1  # what Python's hash of a whole number is taken by
COSTLY = {
    "nothing but brackets": b"[" * MEGABYTE,
    "one integer": b"9" * MEGABYTE,
    "one float": b"1" * MEGABYTE + b".5",
    "one string": b'"' + b"\\ud800" * (MEGABYTE // 6) + b'"',
    "small integers": b"[" + b",".join([b"1"] * (MEGABYTE // 2)) + b"]",
    "large integers": b"[" + b",".join([b"9" * 3999] * (MEGABYTE // 4000)) + b"]",
    "empty tuples": b"[" + b",".join([b'{"t":[]}'] * (MEGABYTE // 9)) + b"]",
    "empty dictionaries": b"[" + b",".join([b'{"d":[]}'] * (MEGABYTE // 9)) + b"]",
    "deep lists": b"[" + b",".join([b"[" * 18 + b"]" * 18] * (MEGABYTE // 37)) + b"]",
    "keys of one hash": b'{"d":[' + b",".join(b"[%d,0]" % (k * PRIME) for k in range(MEGABYTE // 25)) + b"]}",
    "tuples of one hash": b'{"d":[' + b",".join(b'[{"t":[%d]},0]' % (k * PRIME) for k in range(MEGABYTE // 34)) + b"]}",
    "keys of like low bits": b'{"d":[' + b",".join(b"[%d,0]" % (k << 46) for k in range(MEGABYTE // 24)) + b"]}",
}


@pytest.mark.parametrize("name", list(COSTLY))
def test_reading_a_megabyte_takes_bounded_time_and_memory(name: str) -> None:
    frame = b'{"status":"returned","detail":"","values":[' + COSTLY[name] + b"]}"
    start = time.thread_time()
    with contextlib.suppress(Undecodable):
        read_frame(frame, 1)
    assert time.thread_time() - start < 10
    if name in ("empty dictionaries", "small integers", "keys of one hash"):
        tracemalloc.start()
        with contextlib.suppress(Undecodable):
            read_frame(frame, 1)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 200 * MEGABYTE


def test_a_few_keys_may_share_a_hash_and_more_are_an_attack() -> None:
    def frame(count: int) -> bytes:
        pairs = ",".join(f"[{number * PRIME},0]" for number in range(count))
        return f'{{"status":"returned","detail":"","values":[{{"d":[{pairs}]}}]}}'.encode()

    assert len(read_frame(frame(MOST_ALIKE), 1)[1][0]) == MOST_ALIKE
    with pytest.raises(Undecodable):
        read_frame(frame(MOST_ALIKE + 1), 1)


@pytest.mark.parametrize("text", ["[1]", '{"status":"returned","detail":"","values":[1]}'])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_frames_are_utf_8(text: str, encoding: str) -> None:
    with pytest.raises(Undecodable):
        read_frame(text.encode(encoding), 1)
