"""What is made for training stays apart from the evals that are sealed already: a problem that is too near to one of
their items is dropped before anybody solves it.

Families and templates are held out by name, which says nothing of chance: a small family draws the same problem again,
and two functions of different families may do the same. What is looked for here is what `provender prove` looks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from pipelines.evals.items import EvalSet, read_eval
from pipelines.evals.prove.keys import Keys
from pipelines.evals.prove.programs import Programs
from pipelines.evals.prove.rows import record_of
from pipelines.evals.prove.structures import STEPS, Structures
from pipelines.evals.prove.texts import Texts
from pipelines.evals.prove.training import Looker
from pipelines.evals.prove.wording import wording_of
from pipelines.shards import Row
from pipelines.stage import Sealed


def near(rows: Sequence[Row], evals: Sequence[Sealed]) -> list[str]:
    """By problem the guarantee that it would break (G2 to G5) against one of the evals, or nothing."""
    records = [record_of(str(place), row) for place, row in enumerate(rows)]
    found = [""] * len(rows)
    for number, looker in (each for sealed in evals for each in _lookers(sealed)):
        left = [place for place, broken in enumerate(found) if not broken]
        if not left or not looker.look([records[place] for place in left]).offending:
            continue
        for place in left:
            if looker.look([records[place]]).offending:
                found[place] = number
    return found


@lru_cache(maxsize=64)
def _lookers(sealed: Sealed) -> tuple[tuple[str, Looker], ...]:
    # The root is part of the key: a folder whose release was made anew is read anew.
    eval_set: EvalSet = read_eval(Path(sealed.folder))
    wording = wording_of(eval_set)
    return (
        ("G2", Texts(eval_set, wording)), ("G3", Keys(eval_set, wording)), ("G4", Structures(eval_set, STEPS)),
        ("G5", Programs(eval_set, True)),
    )  # fmt: skip
