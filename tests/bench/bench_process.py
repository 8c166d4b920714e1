"""Steps that arithmetic refutes: labels that are false on solutions that are right, and what is caught of numbers that
were altered. Prints JSON."""

import json
import random
import re
import sys
import time
from collections import Counter

from generators.family import Impossible, draw
from generators.registry import families
from pipelines.process import steps_of
from schemas import Problem, digest_int
from validators.equalities import equalities, ordinary, refuted

SOLUTIONS = 2_000
_NUMBER = re.compile(r"[0-9]+")


def main(wanted: int) -> None:
    problems = list(drawn(wanted))
    random_ = random.Random(digest_int("bench_process", 0))
    found: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    begun = time.perf_counter()
    seconds = 0.0
    for problem in problems:
        usual = ordinary(problem.prompt)
        steps = steps_of(problem.reference)
        found["steps"] += len(steps)
        for place, step in enumerate(steps):
            around = steps[place - 1] if place else "", steps[place + 1] if place + 1 < len(steps) else ""
            begun = time.perf_counter()
            said = refuted(step, *around) if usual else None
            seconds += time.perf_counter() - begun
            stated = list(equalities(step))
            found["equalities"] += len(stated)
            found["false_labels"] += said is not None
            found["false_if_all_were_read"] += sum(each.false for each in stated)
            altered = one_number_altered(step, stated, random_) if stated else None
            if altered is not None:
                kind = "usual" if usual else "other numbers"
                caught[f"{kind}: altered"] += 1
                caught[f"{kind}: caught"] += usual and refuted(altered, *around) is not None
    total = caught["usual: altered"] + caught["other numbers: altered"]
    print(
        json.dumps(
            {
                "solutions": len(problems),
                **found,
                "altered": total,
                "caught": caught["usual: caught"] / max(1, total),
                "caught_where_numbers_are_usual": caught["usual: caught"] / max(1, caught["usual: altered"]),
                "ms_per_solution": round(1e3 * seconds / len(problems), 3),
            }
        )
    )


def drawn(wanted: int) -> list[Problem]:
    """As many problems of every family and level."""
    cells = [(family, level) for family in families().values() for level in family.levels]
    found = []
    for family, level in cells:
        for index in range(-(-wanted // len(cells))):
            try:
                found.append(draw(family, 77, index, level))
            except Impossible:
                continue
    return found


def one_number_altered(step: str, stated: list, random_: random.Random) -> str | None:
    """The step with another digit in one number of one of its equalities; None where that is not found as written."""
    equality = random_.choice(stated)
    number = random_.choice(_NUMBER.findall(equality.left + " " + equality.right))
    places = list(re.finditer(rf"(?<![\w.,]){number}(?![\w.])", step))
    if not places:
        return None
    place = random_.choice(range(len(number)))
    digit = random_.choice([each for each in "123456789" if each != number[place]])
    place += random_.choice(places).start()
    return step[:place] + digit + step[place + 1 :]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SOLUTIONS)
