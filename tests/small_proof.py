"""A small eval and what was trained on beside it, a clean pair, and how to plant one thing in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from generators.family import Impossible, draw
from generators.registry import family
from pipelines.decontamination import packs
from pipelines.decontamination.packs import Item, Source
from pipelines.evals.items import EvalSet, json_lines, read_eval
from pipelines.evals.prove import wording
from pipelines.evals.prove.training import Options, Training, prove_rows
from pipelines.expand import problem_row
from pipelines.shards import Row, write_bytes
from small_eval import eval_rows, write_eval

HELD_OUT = {"math/dependency_graph": 4, "code/efficient_algorithm": 2}
TRAINED = ("math/linear_system", "math/counting", "logic/ordering", "code/bug_repair")
INVENTED = Path(__file__).parent / "pipelines" / "decontamination" / "invented.txt"
EVAL_SEED, TRAIN_SEED = 7, 8


def few_draws() -> None:
    """Draw little of what all families write: enough for a small eval, and soon done."""
    if wording.DRAWS != 2:
        wording.DRAWS = 2
        wording.common.cache_clear()


@cache
def rows_of_eval() -> tuple[Row, ...]:
    held = [
        row for name, level in HELD_OUT.items()
        for row in eval_rows([name], 3, 2, level=level, seed=EVAL_SEED, tiers=("new_family",))
    ]  # fmt: skip
    return (*held, *eval_rows(["math/linear_system"], 2, 2, seed=EVAL_SEED, tiers=("new_draw",)))


@cache
def rows_of_train() -> tuple[Row, ...]:
    rows = []
    for name in TRAINED:
        for index in range(12):
            try:
                rows.append(problem_row(draw(family(name), TRAIN_SEED, index, 1 + index % 2)))
            except Impossible:
                continue
    return tuple(rows)


def small_pack(folder: Path) -> Path:
    """A pack of the invented benchmark."""
    path = folder / "invented.fp"
    lines = INVENTED.read_text(encoding="utf-8").splitlines()
    items = [Item("invented", f"{number:02}", text) for number, text in enumerate(lines)]
    packs.write(path, packs.build("invented", "1", [Source(name="invented", licence="Apache-2.0")], items))
    return path


def proved(
    folder: Path,
    planted: Iterable[dict[str, Any]] = (),
    *,
    items: Sequence[Row] | None = None,
    train: Sequence[Row] | None = None,
    workers: int = 1,
    **options: Any,
) -> Training:
    """The guarantees between the small eval, or these items, and the small train side with some rows more."""
    few_draws()
    eval = eval_in(folder, items)
    path = folder / "train.jsonl"
    write_bytes(path, json_lines([*(rows_of_train() if train is None else train), *planted]))
    options.setdefault("packs", (str(small_pack(folder)),))
    return prove_rows(eval, [path], Options(**options), workers)


def eval_in(folder: Path, items: Sequence[Row] | None = None) -> EvalSet:
    return read_eval(write_eval(folder / "eval.jsonl", rows_of_eval() if items is None else items))


def failing(found: Training) -> list[str]:
    """The numbers of the guarantees that fail."""
    return [each.number for each in found.guarantees if each.outcome == "fails"]


def item_of(family_name: str) -> Row:
    """The item of a family that has the longest solution."""
    return max((row for row in rows_of_eval() if row["family"] == family_name), key=lambda row: len(row["reference"]))
