"""How fast texts are put to a pack of benchmark fingerprints, on one core. Prints JSON.

The texts are problems of every family that is installed, or those of files given with --texts (JSONL or Parquet). Each
figure is the best of several rounds, in one core's time, so that other work on the machine counts as little as it can.
Figures are of whole texts in memory to findings; reading files is measured apart, where there are any.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from generators.family import Impossible, draw
from generators.registry import families
from pipelines.decontamination.audit import audit, find_pack
from pipelines.decontamination.reading import texts as texts_of
from pipelines.decontamination.scoring import findings

ROUNDS = 5
DRAWS = 10  # problems of each family and level


def own_texts() -> list[str]:
    found = []
    for family in families().values():
        for level in family.levels:
            for index in range(DRAWS):
                try:
                    found.append(draw(family, 0, index, level).prompt)
                except Impossible:
                    continue
    return found


def best(task: Callable[[], object]) -> float:
    """Seconds of one core's time, the least of the rounds."""
    least = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        task()
        least = min(least, time.process_time() - start)
    return least


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, action="append", help="a file of texts; repeatable")
    parser.add_argument("--against", default="default", help="a pack")
    arguments = parser.parse_args()
    files = arguments.texts or []
    load_seconds = best(lambda: find_pack(arguments.against))
    pack = find_pack(arguments.against)
    texts = [each.text for file in files for row in texts_of(file) for each in row] or own_texts()
    start = time.process_time()
    flagged = sum(finding.contaminated for finding in findings(texts, pack))
    first = time.process_time() - start
    seconds = best(lambda: list(findings(texts, pack)))
    words = sum(len(text.split()) for text in texts)
    figures: dict[str, Any] = {
        "pack": pack.id,
        "load_seconds": round(load_seconds, 3),
        "texts": len(texts),
        "words_per_text": round(words / len(texts), 1),
        "texts_per_second": round(len(texts) / seconds),
        "words_per_second": round(words / seconds),
        "texts_per_second_with_words_unseen": round(len(texts) / first),
        "contaminated": flagged,
    }
    if files:
        seconds = best(lambda: audit(files, [pack]))
        figures["texts_per_second_from_files"] = round(len(texts) / seconds)
    json.dump(figures, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
