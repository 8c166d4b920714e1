"""Our comparison of answers beside Math-Verify's, on the same pairs in the same run. Prints JSON.

For each kind of answer: checks per second of one core's time, ours and theirs, alternating in rounds (the ratio of the
best rounds), and how many of the pairs each decides wrongly. Then the errors of both on the pairs with known truth
beside the tests, and on those of a file given with --pairs (JSON lines with gold, pred and truth).

Math-Verify lives in an environment of its own (`make bench` sets it up) and is spoken to over a pipe; it is timed in
its own process, so that the pipe costs it nothing. Its time limit needs SIGALRM and is left at its default.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from schemas.answers import Answer, Formula, Integer, Rational
from schemas.checks import Exact
from validators import decide

ROOT = Path(__file__).resolve().parents[2]
THEIRS = ROOT / ".venv-math-verify" / "bin" / "python"
ROUNDS = 3
OURS_EACH, THEIRS_EACH = 3_000, 150  # pairs in a round: theirs takes a hundred times longer
Pair = tuple[str, str, bool]  # gold, answer, whether they are the same

_JUDGE = """
import json, logging, sys, time
logging.disable(logging.CRITICAL)
from math_verify import parse, verify
for line in sys.stdin:
    pairs = json.loads(line)
    said = []
    start = time.process_time()
    for gold, pred in pairs:
        try:
            said.append(bool(verify(parse("$" + gold + "$"), parse("Some working.\\n\\\\boxed{" + pred + "}"))))
        except Exception as error:
            said.append(False)
    print(json.dumps([time.process_time() - start, said]), flush=True)
"""


class MathVerify:
    """Math-Verify in a process of its own."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [str(THEIRS), "-c", _JUDGE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def decide(self, pairs: list[Pair]) -> tuple[float, list[bool]]:
        """Seconds of its core's time and what it says of each pair."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps([pair[:2] for pair in pairs]) + "\n")
        self.process.stdin.flush()
        seconds, said = json.loads(self.process.stdout.readline())
        return seconds, said

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def ours(answer: Answer, pairs: list[Pair]) -> tuple[float, list[bool]]:
    """The same by our checker, reading of the whole text included."""
    asked = [(Exact(answer, gold), f"Some working.\n\\boxed{{{pred}}}") for gold, pred, _ in pairs]
    start = time.process_time()
    said = [decide(check, text).status == "accepted" for check, text in asked]
    return time.process_time() - start, said


# Kinds of answers: each draws a pair that is equal, written in another way where there is one.

R = random.Random(20260801)


def integer() -> tuple[str, str]:
    number = R.randrange(-(10**9), 10**9)
    return str(number), R.choice((str(number), f"{number:,}"))


def rational() -> tuple[str, str]:
    a, b, k = R.randrange(-9999, 9999) * 2 + 1, 1 << R.randrange(1, 12), R.randrange(1, 9)
    return f"{a}/{b}", f"\\frac{{{a * k}}}{{{b * k}}}"


def polynomial_1() -> tuple[str, str]:
    a, b = R.randrange(1, 999), R.randrange(1, 999)
    return f"(x+{a})(x+{b})", f"x^2+{a + b}x+{a * b}"


def polynomial_3() -> tuple[str, str]:
    a, b = R.randrange(1, 99), R.randrange(1, 99)
    flat = f"x^2z-{b}x^2+{2 * a}xyz-{2 * a * b}xy+{a * a}y^2z-{a * a * b}y^2"
    return f"(x+{a}y)^2(z-{b})", flat


def finite_set() -> tuple[str, str]:
    a, b, c = R.sample(range(-99, 99), 3)
    return f"\\{{{a},{b},{c}\\}}", f"\\{{{b}, {c}, {a}\\}}"


def intervals() -> tuple[str, str]:
    a, b = R.randrange(1, 99), R.randrange(103, 300)
    return f"({a},{a + 3}]\\cup[{b},\\infty)", f"[{b}, \\infty) \\cup ({a}, {a + 3}]"


def matrix() -> tuple[str, str]:
    a, b, c, d = (R.randrange(-99, 99) for _ in range(4))
    return (
        f"\\begin{{pmatrix}}{a}&{b}\\\\{c}&{d}\\end{{pmatrix}}",
        f"\\begin{{bmatrix}}{a} & {b} \\\\ {c} & {d}\\end{{bmatrix}}",
    )


def radical() -> tuple[str, str]:
    a, b = R.randrange(2, 99), R.randrange(2, 99)
    return f"{a}\\sqrt{{{b}}}", f"\\sqrt{{{a * a * b}}}"


KINDS: dict[str, tuple[Callable[[], tuple[str, str]], Answer]] = {
    "integer": (integer, Integer()),
    "rational": (rational, Rational()),
    "polynomial in 1 variable": (polynomial_1, Formula(("x",))),
    "polynomial in 3 variables": (polynomial_3, Formula(("x", "y", "z"))),
    "finite set": (finite_set, Formula()),
    "union of intervals": (intervals, Formula()),
    "matrix": (matrix, Formula()),
    "radical": (radical, Formula()),
}


def compared(math_verify: MathVerify, make: Callable[[], tuple[str, str]], answer: Answer) -> dict[str, Any]:
    best = {"ours": 0.0, "math_verify": 0.0}
    refused = {"ours": 0, "math_verify": 0}
    for _ in range(ROUNDS):
        pairs = [(*make(), True) for _ in range(OURS_EACH)]
        for name, (seconds, said) in (
            ("ours", ours(answer, pairs)), ("math_verify", math_verify.decide(pairs[:THEIRS_EACH])),
        ):  # fmt: skip
            best[name] = max(best[name], len(said) / seconds)
            refused[name] += said.count(False)
    return {
        "ours_per_second": round(best["ours"]),
        "math_verify_per_second": round(best["math_verify"]),
        "ratio": round(best["ours"] / best["math_verify"], 1),
        "ours_refused": f"{refused['ours']} of {ROUNDS * OURS_EACH}",
        "math_verify_refused": f"{refused['math_verify']} of {ROUNDS * THEIRS_EACH}",
    }


def errors(said: list[bool], pairs: list[Pair]) -> dict[str, str]:
    right = [one for one, pair in zip(said, pairs, strict=True) if pair[2]]
    wrong = [one for one, pair in zip(said, pairs, strict=True) if not pair[2]]
    return {
        "false_accepts": f"{wrong.count(True)} of {len(wrong)}",
        "false_rejects": f"{right.count(False)} of {len(right)}",
    }


def known_pairs() -> list[Pair]:
    folder = ROOT / "tests" / "validators" / "formulas"
    return [
        (*line.split(" | ", 1), same)  # type: ignore[misc]
        for name, same in (("same.txt", True), ("different.txt", False))
        for line in (folder / name).read_text(encoding="utf-8").splitlines()
        if line
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, help="JSON lines with gold, pred and truth")
    arguments = parser.parse_args()
    if not THEIRS.exists():
        sys.exit(f"{THEIRS.parents[1].name} is missing: run 'make bench', which sets it up")
    math_verify = MathVerify()
    figures: dict[str, Any] = {
        kind: compared(math_verify, make, answer) for kind, (make, answer) in KINDS.items()
    }  # fmt: skip
    tables = {"the tests' own pairs": known_pairs()}
    if arguments.pairs:
        rows = [json.loads(line) for line in arguments.pairs.read_text(encoding="utf-8").splitlines()]
        tables[arguments.pairs.name] = [
            (row["gold"], row["pred"], row["truth"]) for row in rows if not row.get("raw_completion")
        ]
    for name, pairs in tables.items():
        figures[name] = {
            "ours": errors(ours(Formula(), pairs)[1], pairs),
            "math_verify": errors(math_verify.decide(pairs)[1], pairs),
        }
    math_verify.close()
    json.dump(figures, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
