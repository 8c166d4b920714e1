"""The whole proof: fifteen guarantees between an eval and what was trained on, each with its outcome."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import msgspec

from pipelines.evals.grading import checker_guard
from pipelines.evals.home import Home
from pipelines.evals.items import EvalSet
from pipelines.evals.ledger import Ledger, read_ledger
from pipelines.evals.prove.findings import Guarantee
from pipelines.evals.prove.releases import g1, g9, g10, g11, g12, g13, g14, g15
from pipelines.evals.prove.training import Options, prove_rows
from pipelines.evals.recipe import load_eval_recipe
from pipelines.evals.split import Split, split_of
from pipelines.manifest import MANIFEST, RECIPE
from pipelines.shards import file_sha256
from schemas import BadInput


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What was proved of an eval: its name and root, what it was compared with, and the guarantees in their order."""

    eval: str
    root: str
    items: int
    against: tuple[str, ...]
    rows: int
    day: str
    guarantees: tuple[Guarantee, ...]
    seconds: dict[str, float]

    @property
    def failed(self) -> tuple[str, ...]:
        """The numbers of those that fail."""
        return tuple(each.number for each in self.guarantees if each.outcome == "fails")


def prove(
    eval: EvalSet, train: Sequence[Path], day: date, *, home: Home | None = None, ledger: Ledger | None = None,
    scores: Sequence[Path] = (), options: Options = Options(), workers: int = 1,  # noqa: B008  frozen
    told: Callable[[int], None] | None = None,
) -> Proof:  # fmt: skip
    """Prove all guarantees that can be proved with what is at hand.

    With a `home` its ledger and split key are used; a `ledger` alone is enough for what needs no key. Raises `BadInput`
    for files that cannot be read: a proof that passes over something would prove nothing.
    """
    split: Split | None = None
    if home is not None:
        ledger = read_ledger(home.ledger)
        split = split_of(home)
        if eval.manifest is not None and eval.manifest.key_id != split.key.id:
            raise BadInput(str(home.path), "its split key is not the one that this eval was made with", "name its home")
    known = tuple(ledger.canaries()) if ledger is not None else ()
    rows = prove_rows(
        eval, train, msgspec.structs.replace(options, canaries=(*options.canaries, *known)), workers, told
    )
    manifests = _manifests(train)
    recipe = load_eval_recipe(eval.path / RECIPE) if eval.manifest is not None else None
    with checker_guard(workers) as guard:
        decided = g10(eval, guard)
    return Proof(
        eval=eval.name,
        root=eval.manifest.root if eval.manifest is not None else "",
        items=len(eval.items),
        against=tuple(map(str, train)),
        rows=rows.rows,
        day=day.isoformat(),
        guarantees=(
            g1(eval, rows.origins, split, ledger, manifests, rows.nameless),
            *rows.guarantees,
            g9(eval, split, ledger, manifests),
            decided,
            g11(eval),
            g12(eval),
            g13(eval, ledger, day),
            g14(eval, recipe, home, day, scores),
            g15(eval, rows.origins),
        ),
        seconds=rows.seconds,
    )


def _manifests(train: Sequence[Path]) -> list[str]:
    """The SHA-256 of the manifests of what was trained on, by which the ledger knows releases; of what has none, a
    place that it does not know."""
    return [file_sha256(path / MANIFEST) if (path / MANIFEST).is_file() else str(path) for path in train]
