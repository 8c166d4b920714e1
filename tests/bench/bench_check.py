"""Checks per second by kind of check, extraction and reading of the text included. Prints JSON.

`exact_integer` runs in the calling process on one core; the others are the families' own checks and references, in one
guarded child as a build uses them.
"""

import json
import sys
import time

import msgspec

from generators import draw, families
from schemas.answers import Integer
from schemas.checks import Exact
from validators import decide
from validators.guard import Guard

SECONDS = 2.0
ITEMS = 50


def main() -> None:
    figures = {"exact_integer": round(rate_of_integers())}
    with Guard("validators:decide_payload", seconds=120, memory_mb=4096) as guard:
        for name, family in families().items():
            level = max(family.levels)
            problems = [draw(family, 1, index, level) for index in range(ITEMS)]
            items = [msgspec.json.encode({"check": problem.check, "text": problem.reference}) for problem in problems]
            list(guard.map(items[:2]))
            done, start = 0, time.perf_counter()
            while (spent := time.perf_counter() - start) < SECONDS:
                done += len(list(guard.map(items)))
            kind = msgspec.to_builtins(problems[0].check)["kind"]
            figures[f"{kind}: {name} level {level}"] = round(done / spent)
    json.dump(figures, sys.stdout, indent=1)
    print()


def rate_of_integers() -> float:
    pairs = [
        (Exact(Integer(), str(n)), f"First we add, then we halve.\nSo it is {n}.\nAnswer: {n}") for n in range(1000)
    ]
    done, start = 0, time.process_time()
    while (spent := time.process_time() - start) < SECONDS:
        for check, text in pairs:
            assert decide(check, text).status == "accepted"
        done += len(pairs)
    return done / spent


if __name__ == "__main__":
    main()
