"""Coverage-guided fuzzing of what the sandbox reads from its guests: frames and the values in them.

``python fuzz_frames.py CORPUS [options of libFuzzer]`` needs atheris beside the project (``pip install atheris``). A
fault ends the run with the bytes. What a run found worth keeping is written to `fuzz_seeds.txt` by
``python fuzz_frames.py --keep CORPUS``; the tests go through that file.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

SEEDS = Path(__file__).parent / "validators" / "sandbox" / "fuzz_seeds.txt"
SLOWEST = 10.0  # seconds of processor time, in code that counts its branches (ten times slower)
LONGEST = 4000
CALLS = 2
FRAGMENTS = (
    b"{", b"}", b"[", b"]", b":", b",", b'"', b" ", b"0", b"1", b"-", b"9" * 50, b"9" * 4500, b"2305843009213693951",
    b"1e400", b"1.0", b"-0.0", b"1e5", b"0.1", b"NaN", b"Infinity", b"-Infinity", b"null", b"true", b"false",
    b'"status"', b'"values"', b'"detail"', b'"returned"', b'"exception"', b'"memory"', b'"timeout"', b'"t"', b'"d"',
    b'"a"', b'""', b'"\\ud800"', b'"\\u0000"', b"\\", b"\\u", b"[" * 30, b"]" * 30, b'{"t":[' * 20, b"]}" * 20,
    b'{"t":[', b'{"d":[', b"]}", b"[[", b"]]", b'{"d":[[1,2],[1.0,3]]}', b'{"d":[[{"t":[1]},2]]}',
    b'{"status":"returned","detail":"","values":[', b'{"status":"exception","detail":"', b'","values":[1]}',
    b'{"d":[' + b",".join(b"[%d,0]" % (k * (2**61 - 1)) for k in range(20)) + b"]}", b"\xff", b"\xed\xa0\x80",
    b"\x00\x00\x00\x05ready", b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"\x00\x00\x00\x02[]", b"\xef\xbb\xbf",
)  # fmt: skip


def received(data: bytes) -> bytes:
    """What a guest sent: every byte below 200 is a fragment, and above that the next byte is one of its own."""
    parts = []
    place = 0
    while place < len(data):
        byte = data[place]
        place += 1
        if byte >= 200 and place < len(data):
            parts.append(data[place : place + 1])
            place += 1
        else:
            parts.append(FRAGMENTS[byte % len(FRAGMENTS)])
    return b"".join(parts)[:LONGEST]


def hold(sent: bytes) -> None:
    """Raise `AssertionError` unless the bytes are frames or too many, and a frame is read exactly or refused, soon."""
    from validators.sandbox import RunStatus, Undecodable, decode, encode
    from validators.sandbox.supervisor import read_frame
    from validators.sandbox.values import frames

    start = time.thread_time()
    found = frames(sent)
    if len(found) <= 2:
        assert b"".join(len(each).to_bytes(4, "big") + each for each in found) == sent
    for frame in (sent, *found):
        for language in ("python", "javascript", "lua"):
            try:
                status, values, detail = read_frame(frame, CALLS, language)
            except Undecodable:
                continue
            assert (status is RunStatus.RETURNED) is (len(values) == CALLS)
            assert len(detail.encode()) < 3000
            assert repr(decode(encode(values))) == repr(values)
    spent = time.thread_time() - start
    assert spent < SLOWEST, f"{spent:.1f} s"


def keep(corpus: Path) -> None:
    """Write what the corpus sends to the seeds, shortest first, each byte as the character of its number."""
    texts = {received(path.read_bytes()).decode("latin-1") for path in corpus.iterdir()}
    texts |= set(map(json.loads, SEEDS.read_text().splitlines())) if SEEDS.exists() else set()
    short = sorted((text for text in texts if len(text) <= 600), key=lambda text: (len(text), text))
    SEEDS.write_text("".join(json.dumps(text) + "\n" for text in short))


def main() -> None:
    if sys.argv[1:2] == ["--keep"]:
        return keep(Path(sys.argv[2]))
    import atheris

    with atheris.instrument_imports(include=["validators.sandbox.values", "validators.sandbox.languages", "json"]):
        import validators.sandbox  # noqa: F401

    def one_input(data: bytes) -> None:
        sent = received(data)
        try:
            hold(sent)
        except Exception:
            print(sent, file=sys.stderr)
            raise

    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
