"""Coverage-guided fuzzing of the reading and comparison of answers.

``python fuzz_formulas.py CORPUS [options of libFuzzer]`` needs atheris beside the project (``pip install atheris``). A
fault ends the run with the pair of texts. What a run found worth keeping is written to `fuzz_seeds.txt` by
``python fuzz_formulas.py --keep CORPUS``; the tests go through that file.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

SEEDS = Path(__file__).parent / "validators" / "formulas" / "fuzz_seeds.txt"
SLOWEST = 10.0  # seconds of processor time for a pair both ways, in code that counts its branches (ten times slower)
LONGEST = 400
FRAGMENTS = (
    "+", "-", "*", "/", "^", "_", "(", ")", "{", "}", "[", "]", "|", ",", ";", ":", "=", "<", ">", "!", "%", "'", ".",
    " ", "\n", "0", "1", "2", "3", "9", "10", "0.5", "1e5", "x", "y", "n", "e", "i", "C", "f(x)", "\\le ", "\\ne ",
    "\\in ", "\\cup ", "\\cap ", "\\setminus ", "\\pm ", "\\sqrt", "\\sqrt[3]", "\\frac", "\\overline{3}", "\\pi ",
    "\\infty ", "\\ln ", "\\log_2 ", "\\sin ", "\\tan ", "\\arcsin ", "^{1/2}", "^{-1}", "\\text{ cm}", " km/h",
    "\\text{ or }", " and ", "or", "\\{", "\\}", "\\emptyset ", "\\mathbb{R}", "_8", "\\bmod ", "\\pmod{7}",
    "\\begin{pmatrix}1\\\\2\\end{pmatrix}", "\\begin{cases}x&x>0\\\\1&x\\le0\\end{cases}", "2:3", "\\lfloor x\\rfloor ",
    "\\binom{x}{2}", "\\sum_{k=1}^{3}k", "|x|", "0x1F", "yes", "no solution", "50\\%", "\\$5", "°", "½", "√", "²", "∞",
    "≤", "−", "１", "٤", "\\left(", "\\right)", "\\boxed{2}", "three", "1,234", "\\cdot ", "14:30", "\x00", "​",
)  # fmt: skip


def texts(data: bytes) -> tuple[str, str]:
    """Two texts: every byte is a fragment or, from 200 up, the next byte a character of its own."""
    sides: list[list[str]] = [[], []]
    side, place = 0, 0
    while place < len(data):
        byte = data[place]
        place += 1
        if byte == 255:
            side = 1
        elif byte >= 200 and place < len(data):
            sides[side].append(chr(data[place] + 256 * (byte - 200)))
            place += 1
        else:
            sides[side].append(FRAGMENTS[byte % len(FRAGMENTS)])
    one, other = ("".join(each)[:LONGEST] for each in sides)
    return one, other


def hold(one: str, other: str) -> None:
    """Raise `AssertionError` unless the two are read or refused, and compared alike both ways, in bounded time."""
    from validators.formulas import Said, Unreadable, compare, form_of, read_formula

    start = time.thread_time()
    try:
        nodes = [read_formula(text) for text in (one, other or one)]
        assert all(form_of(node) for node in nodes)
        there, back = compare(*nodes), compare(*reversed(nodes))
        assert {there, back} != {Said.EQUAL, Said.DIFFERENT}, "the verdict depends on the order"
    except Unreadable:
        pass
    spent = time.thread_time() - start
    assert spent < SLOWEST, f"{spent:.1f} s"


def keep(corpus: Path) -> None:
    """Write the corpus's pairs to the seeds, shortest first."""
    pairs = {texts(path.read_bytes()) for path in corpus.iterdir()}
    pairs |= {tuple(json.loads(line)) for line in SEEDS.read_text().splitlines()} if SEEDS.exists() else set()
    lines = [json.dumps(pair) for pair in sorted(pairs, key=lambda pair: (len(pair[0] + pair[1]), pair)) if any(pair)]
    SEEDS.write_text("\n".join(lines) + "\n")


def main() -> None:
    if sys.argv[1:2] == ["--keep"]:
        return keep(Path(sys.argv[2]))
    import atheris

    with atheris.instrument_imports(include=["validators.formulas"]):
        import validators.formulas  # noqa: F401

    def one_input(data: bytes) -> None:
        pair = texts(data)
        try:
            hold(*pair)
        except Exception:
            print(json.dumps(pair), file=sys.stderr)
            raise

    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
