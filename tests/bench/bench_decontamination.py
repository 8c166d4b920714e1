"""How fast texts are put to a pack of benchmark fingerprints, on one core. Prints JSON.

The texts are problems of every family that is installed, or those of files given with --texts (JSONL or Parquet). Each
figure is the best of several rounds, in one core's time, so that other work on the machine counts as little as it can.
Figures are of whole texts in memory to findings; reading files is measured apart, where there are any.

``--programs`` measures what running programs costs and finds, on problems of the code families: which of them do what
an item of the pack does. With ``--benchmarks FOLDER``, the files the pack was made of, it measures recall on programs
that others wrote: two items of which each one's solution passes the other's tests are taken for one task. That are some
57,000 pairs and takes an hour or more.

``--embeddings MODEL_DIR`` measures the tier of word vectors, alone, against a pack that was built with that model.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

from generators.family import Impossible, draw
from generators.registry import families
from pipelines.behaviour import (
    Program,
    Unshaped,
    behaviour,
    behaviour_of,
    coarse,
    program_of,
    returned_by,
    uncommon_of,
    view_of,
)
from pipelines.decontamination.audit import audit, find_pack
from pipelines.decontamination.packs import Pack
from pipelines.decontamination.paraphrases import matches, tier_for
from pipelines.decontamination.reading import texts as texts_of
from pipelines.decontamination.scoring import findings
from pipelines.decontamination.sources import read
from schemas.resources import data_path

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


def programs(pack: Pack, draws: int) -> dict[str, Any]:
    """What problems of the code families cost and which of them do what an item does, by family."""
    found: dict[str, Any] = {}
    for name, family in families().items():
        seconds: list[float] = []
        known, hits = 0, Counter[str]()
        for level in family.levels if name.startswith("code/") else ():
            for index in range(draws):
                try:
                    check = draw(family, 0, index, level).check
                except Impossible:
                    continue
                if program_of(check) is None:
                    continue
                start = time.perf_counter()
                does = behaviour(check, pack.views)
                seconds.append(time.perf_counter() - start)
                known += does is not None
                hits[pack.behaves_like(does.hashes.values()) if does else ""] += 1
        if seconds:
            del hits[""]
            found[name] = {
                "programs": len(seconds), "with_behaviour": known, "items": dict(hits),
                "milliseconds": round(1000 * sum(seconds) / len(seconds), 1),
                "milliseconds_at_most": round(1000 * max(seconds)),
            }  # fmt: skip
    return found


def alternatives(folder: Path) -> dict[str, Any]:
    """How many programs that solve an item's task, and are another item's solution, are known by what they do."""
    _, items = read([folder], data_path("benchmarks", "sources.yaml"), "", "", ())
    groups: dict[str, list[tuple[str, Program]]] = {}
    right: dict[str, list[str]] = {}
    for item in items:
        told = None if item.program is None else returned_by(item.program, item.program.calls)
        if item.program is None or told is None or len(set(told)) == 1:
            continue  # tests that all expect the same say too little
        try:
            types = ",".join(map(str, coarse(view_of(item.program.calls)[0]).parameters))
        except Unshaped:
            continue
        name = f"{item.source}/{item.id}"
        groups.setdefault(f"{types} of {len(item.program.calls[0])}", []).append((name, item.program))
        right[name] = told
    pairs = [(a, b) for group in groups.values() for a, b in combinations(group, 2)]
    pairs = [
        (a, b)
        for a, b in pairs
        if returned_by(b[1], a[1].calls) == right[a[0]] and returned_by(a[1], b[1].calls) == right[b[0]]
    ]

    counts: Counter[str] = Counter()
    missed = []
    for (name, one), (other_name, other) in [*pairs, *((b, a) for a, b in pairs)]:
        own = uncommon_of(one)
        counts["tasks"] += 1
        counts["of_their_own"] += own is not None
        does = behaviour_of(other, own.hashes) if own else None
        caught = bool(own and does and own.alike(does))
        counts["caught"] += caught
        if own and not caught:
            missed.append([name, other_name])
    return {**counts, "missed": missed}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, action="append", help="a file of texts; repeatable")
    parser.add_argument("--against", default="default", help="a pack")
    parser.add_argument("--programs", type=int, metavar="DRAWS", help="measure programs, so many of each code level")
    parser.add_argument("--benchmarks", type=Path, metavar="FOLDER", help="the benchmarks that the pack was made of")
    parser.add_argument("--embeddings", type=Path, metavar="MODEL_DIR", help="the model whose vectors the pack has")
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
    if arguments.embeddings:
        tier = tier_for(arguments.embeddings, 0.8, [pack], "--embeddings")
        seconds = best(lambda: list(matches(texts, pack, tier)))
        figures["embeddings"] = {
            "model": tier.told,
            "texts_per_second": round(len(texts) / seconds),
            "contaminated": sum(match is not None for match in matches(texts, pack, tier)),
        }
    if arguments.programs:
        figures["programs"] = programs(pack, arguments.programs)
    if arguments.benchmarks:
        figures["alternatives"] = alternatives(arguments.benchmarks)
    json.dump(figures, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
